/* lower_pool.c: what commands share: types, limits, words of command lines. Format: runtime/tables.h.
 *
 * SPDX-License-Identifier: MIT
 *
 * Everything is lowered twice: first the pool is empty and counts who asks for what, then it holds what pays. */
#include "arena.h"
#include "lower.h"
#include "runtime/tables.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_LEAST = 2, WORD_MOST = 16, SLOTS = 1 << 17, AT_ONCE = 8, MOST_TYPES = 256 };

struct wanted {                  /* a type or limit, and how often it was asked for          */
    struct bytes type;
    unsigned ticks;
    unsigned uses;
};

struct line_text {
    char *v;                     /* what a chosen word covers is '\0'                        */
    size_t len;
};

struct pool {
    bool counting;
    struct wanted *types, *limits;
    size_t type_count, type_cap, limit_count, limit_cap;
    struct line_text *texts;
    size_t text_count, text_cap;
    const char **words;
    size_t word_count;
};

static void *with_room(void *list, size_t count, size_t *cap, size_t size)
{
    void *more;

    if (count < *cap) {
        return list;
    }
    *cap = *cap == 0 ? 64 : *cap * 2;
    more = arena_zalloc(*cap * size);
    if (count > 0) {
        memcpy(more, list, count * size);
    }
    return more;
}

struct pool *new_pool(void)
{
    struct pool *p = arena_zalloc(sizeof *p);

    p->counting = true;
    return p;
}

/* ---- types ---- */

/* The type's number; -1: it has none. */
static int type_number(struct pool *p, const struct bytes *type)
{
    size_t i = 0;

    if (p == NULL) {
        return -1;
    }
    while (i < p->type_count && !same_bytes(&p->types[i].type, type)) {
        i++;
    }
    if (!p->counting) {
        return i < p->type_count ? (int)i : -1;
    }
    if (i == p->type_count) {
        p->types = with_room(p->types, p->type_count, &p->type_cap, sizeof *p->types);
        p->types[p->type_count++].type = *type;
    }
    p->types[i].uses++;
    return -1;
}

void put_type(struct bytes *out, const struct model *m, const struct bytes *type, unsigned flags)
{
    int n = type_number(m->pool, type);

    if (n >= QATI_TYPES) {
        put8(out, QATI_O_NUMBER | flags);
        put8(out, (unsigned)n);
    } else if (n >= 0) {
        put8(out, (unsigned)n | flags);
    } else {
        put8(out, QATI_O_TYPE | flags);
        put_bytes(out, type);
    }
}

void put_argument_type(struct bytes *out, const struct model *m, const struct bytes *type)
{
    int n = type_number(m->pool, type);

    if (n >= QATI_TYPES) {
        put8(out, QATI_L_NUMBER);
        put8(out, (unsigned)n);
    } else if (n >= 0) {
        put8(out, (unsigned)n | QATI_L_ARGUMENT);
    } else {
        put8(out, QATI_L_TYPE);
        put_bytes(out, type);
    }
}

/* ---- limits ---- */

int limit_number(const struct model *m, unsigned ticks)
{
    struct pool *p = m->pool;
    size_t i = 0;

    while (i < p->limit_count && p->limits[i].ticks != ticks) {
        i++;
    }
    if (!p->counting) {
        return i < p->limit_count ? (int)i : -1;
    }
    if (i == p->limit_count) {
        p->limits = with_room(p->limits, p->limit_count, &p->limit_cap, sizeof *p->limits);
        p->limits[p->limit_count++].ticks = ticks;
    }
    p->limits[i].uses++;
    return -1;
}

/* ---- words ---- */

void put_line_text(struct bytes *out, const struct model *m, const char *text)
{
    struct pool *p = m->pool;

    if (p != NULL && p->counting) {
        p->texts = with_room(p->texts, p->text_count, &p->text_cap, sizeof *p->texts);
        p->texts[p->text_count].v = arena_printf("%s", text);
        p->texts[p->text_count++].len = strlen(text);
    }
    while (*text != '\0') {
        size_t longest = 0, n = 0;

        for (size_t i = 0; p != NULL && i < p->word_count; i++) {
            size_t len = strlen(p->words[i]);

            if (len > longest && strncmp(text, p->words[i], len) == 0) {
                longest = len;
                n = i;
            }
        }
        if (longest > 0) {
            put8(out, QATI_L_WORD + (unsigned)n);
            text += longest;
        } else {
            put_letter(out, (unsigned char)*text++);
        }
    }
}

struct part {                    /* of a command line, and how often it is there             */
    const char *v;
    size_t len, uses;
};

/* What is saved by it as a word: its place and its text are to be paid. */
static long gain(const struct part *s)
{
    return (long)(s->uses * (s->len - 1)) - (long)(s->len + 2);
}

static struct part *slot_of(struct part *slots, const char *v, size_t len)
{
    size_t h = 5381 + len;

    for (size_t i = 0; i < len; i++) {
        h = h * 33 + (unsigned char)v[i];
    }
    for (h %= SLOTS; slots[h].v != NULL; h = (h + 1) % SLOTS) {
        if (slots[h].len == len && memcmp(slots[h].v, v, len) == 0) {
            break;
        }
    }
    return &slots[h];
}

/* Counts every part; the table is never more than half full. */
static void count_parts(const struct pool *p, struct part *slots)
{
    size_t used = 0;

    memset(slots, 0, SLOTS * sizeof *slots);
    for (size_t t = 0; t < p->text_count; t++) {
        const struct line_text *x = &p->texts[t];

        for (size_t at = 0; at < x->len; at++) {
            for (size_t len = 1; len <= WORD_MOST && at + len <= x->len && x->v[at + len - 1] != '\0'; len++) {
                struct part *s = len < WORD_LEAST || used > SLOTS / 2 ? NULL : slot_of(slots, x->v + at, len);

                if (s != NULL) {
                    used += s->v == NULL;
                    s->v = x->v + at;
                    s->len = len;
                    s->uses++;
                }
            }
        }
    }
}

/* Covers the word wherever it stands; returns how often. real: false only counts. */
static size_t cover(struct pool *p, const char *word, size_t len, bool real)
{
    size_t count = 0;

    for (size_t t = 0; t < p->text_count; t++) {
        struct line_text *x = &p->texts[t];

        for (size_t at = 0; at + len <= x->len; at++) {
            if (memcmp(x->v + at, word, len) == 0) {
                count++;
                if (real) {
                    memset(x->v + at, 0, len);
                }
                at += len - 1;
            }
        }
    }
    return count;
}

/* The better one first; equal ones in the order of the alphabet, so that the same specs make the same header. */
static int by_gain(const void *left, const void *right)
{
    const struct part *a = left, *b = right;
    long x = gain(a), y = gain(b);
    int order;

    if (x != y) {
        return x < y ? 1 : -1;
    }
    order = memcmp(a->v, b->v, a->len < b->len ? a->len : b->len);
    return order != 0 ? order : a->len < b->len ? -1 : a->len > b->len;
}

/* Takes the best parts as words, as far as they do not overlap. Returns how many. */
static size_t take_words(struct pool *p, struct part *slots)
{
    size_t count = 0, taken = 0, at = 0;

    count_parts(p, slots);
    for (size_t i = 0; i < SLOTS; i++) {
        if (slots[i].v != NULL && gain(&slots[i]) > 0) {
            slots[count++] = slots[i];
        }
    }
    qsort(slots, count, sizeof *slots, by_gain);
    for (; at < count && taken < AT_ONCE && p->word_count < QATI_WORDS; at++) {
        struct part s = slots[at];
        char *word = arena_strndup(s.v, s.len);
        size_t before = s.uses;

        s.uses = strlen(word) < s.len ? 0 : cover(p, word, s.len, false);
        if (s.uses * 4 < before * 3 || gain(&s) <= 0) {
            continue; /* most of it is covered by now */
        }
        cover(p, word, s.len, true);
        p->words[p->word_count++] = word;
        taken++;
    }
    return taken;
}

/* ---- the choice ---- */

static int by_type_gain(const void *left, const void *right)
{
    const struct wanted *a = left, *b = right;
    long x = (long)(a->uses * a->type.len) - (long)a->type.len, y = (long)(b->uses * b->type.len) - (long)b->type.len;

    return x < y ? 1 : x > y ? -1 : 0;
}

static int by_uses(const void *left, const void *right)
{
    const struct wanted *a = left, *b = right;

    return a->uses < b->uses ? 1 : a->uses > b->uses ? -1 : a->ticks < b->ticks ? -1 : a->ticks > b->ticks;
}

/* What is used often comes first, it has the short numbers; of the rest what saves most. A stable sort: qsort may order equals as it likes. */
static void sort_types(struct wanted *list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct wanted x = list[i];
        size_t k = i;

        for (; k > 0 && by_type_gain(&list[k - 1], &x) > 0; k--) {
            list[k] = list[k - 1];
        }
        list[k] = x;
    }
}

void choose_pool(struct model *m)
{
    struct pool *p = m->pool;
    struct part *slots = arena_zalloc(SLOTS * sizeof *slots);
    size_t n = 0;

    sort_types(p->types, p->type_count);
    for (size_t i = 0; i < p->type_count && n < MOST_TYPES; i++) {
        size_t len = p->types[i].type.len, saved = n < QATI_TYPES ? len : len - 1;

        if (p->types[i].uses * saved > len + 2) {
            p->types[n++] = p->types[i];
        }
    }
    p->type_count = n;
    if (p->limit_count > 0) { /* qsort() wants an array */
        qsort(p->limits, p->limit_count, sizeof *p->limits, by_uses);
    }
    for (n = 0; n < p->limit_count && n < QATI_LIMITS && p->limits[n].uses > 2; n++) {
    }
    p->limit_count = n;
    p->words = arena_zalloc(QATI_WORDS * sizeof *p->words);
    while (p->word_count < QATI_WORDS && take_words(p, slots) > 0) {
    }
    p->counting = false;
}

/* ---- the tables ---- */

void lower_pool(const struct pool *p, struct bytes *types, struct bytes *limits, struct bytes *words)
{
    for (size_t i = 0; p != NULL && i < p->type_count; i++) {
        put16(types, 0);
    }
    for (size_t i = 0; p != NULL && i < p->type_count; i++) {
        set16(types, 2 * i, (unsigned)types->len);
        put_bytes(types, &p->types[i].type);
    }
    for (size_t i = 0; p != NULL && i < p->limit_count; i++) {
        put16(limits, p->limits[i].ticks);
    }
    for (size_t i = 0; p != NULL && i < p->word_count; i++) {
        put16(words, 0);
    }
    for (size_t i = 0; p != NULL && i < p->word_count; i++) {
        const char *w = p->words[i];

        set16(words, 2 * i, (unsigned)words->len);
        for (; w[1] != '\0'; w++) {
            put_letter(words, (unsigned char)*w);
        }
        put8(words, (unsigned char)*w | 0x80u);
    }
    if (types->len == 0) {
        put8(types, 0); /* no array is empty */
    }
    if (words->len == 0) {
        put8(words, 0);
    }
    if (limits->len == 0) {
        put16(limits, 0);
    }
}
