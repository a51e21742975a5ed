/* trie.c: literal heads -> the byte trie of runtime/tables.h.
 *
 * SPDX-License-Identifier: MIT
 *
 * Where the head of a line that goes on with fields is the beginning of a longer head (`+QIND: <text>` beside
 * `+QIND: "FOTA",<..>`), the reader could not come back once it has gone down the longer one. There the trie
 * ends: the leaf has both, and the rest of the longer head is compared as a literal in front of its fields.
 * */
#include "arena.h"
#include "lower.h"

#include <ctype.h>
#include <string.h>

enum { BLANKS = 0xE6, MAYBE_BLANKS = 0xE7 }; /* in keys: a blank that was written, one that was not */
enum { MOST_ALTERNATIVES = 3, WIDE_GAP = 8 };

struct key {
    const unsigned char *p;
    struct trie_entry *entry;
    size_t order;
};

struct group {
    unsigned char c;
    size_t from, count;
    struct bytes sub;
};

/* The head with its tolerances: blanks behind `:` where the dialect says so, and behind commas outside
 * quotes. */
static const unsigned char *key_of(const char *head, const struct trie_options *o)
{
    unsigned char *key = arena_zalloc(2 * strlen(head) + 1), *w = key;
    bool quoted = false;

    for (const char *p = head; *p != '\0'; p++) {
        *w++ = (unsigned char)(o->upper ? toupper((unsigned char)*p) : *p);
        quoted ^= *p == '"';
        if (*p == ',' && !quoted) {
            *w++ = p[1] == ' ' ? BLANKS : MAYBE_BLANKS;
            p += p[1] == ' ';
        } else if (*p == ':' && p[1] == ' ' && !quoted && o->blank_optional) {
            *w++ = BLANKS;
            p++;
        }
    }
    return key;
}

static const char *rest_of(const unsigned char *p)
{
    char *rest = arena_zalloc(strlen((const char *)p) + 1), *w = rest;

    for (; *p != '\0'; p++) {
        if (*p != MAYBE_BLANKS) {
            *w++ = *p == BLANKS ? ' ' : (char)*p;
        }
    }
    return rest;
}

/* Longer heads first; among equals the order given. */
static unsigned leaf(struct key *k, size_t n, const struct trie_options *o)
{
    struct trie_entry **list = arena_zalloc(n * sizeof *list);
    size_t *rank = arena_zalloc(n * sizeof *rank);
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        size_t at = count++;

        k[i].entry->rest = rest_of(k[i].p);
        for (; at > 0; at--) {
            size_t before = strlen(list[at - 1]->rest), here = strlen(k[i].entry->rest);

            if (before > here || (before == here && rank[at - 1] < k[i].order)) {
                break;
            }
            list[at] = list[at - 1];
            rank[at] = rank[at - 1];
        }
        list[at] = k[i].entry;
        rank[at] = k[i].order;
    }
    return o->leaf(o->user, list, count);
}

static void put_leaf(struct bytes *out, unsigned id)
{
    put8(out, 0x80 | id >> 8);
    put8(out, id & 0xFF);
}

static size_t sort_groups(struct key *k, size_t n, struct group *groups)
{
    struct key *sorted = arena_zalloc(n * sizeof *sorted);
    size_t done = 0, count = 0;

    for (unsigned c = 0; c < 256; c++) {
        size_t from = done;

        for (size_t i = 0; i < n; i++) {
            if (*k[i].p == c) {
                sorted[done++] = k[i];
            }
        }
        if (done > from) {
            groups[count].c = (unsigned char)c;
            groups[count].from = from;
            groups[count++].count = done - from;
        }
    }
    memcpy(k, sorted, n * sizeof *k);
    return count;
}

static void build(struct bytes *out, struct key *k, size_t n, const struct trie_options *o);

static void alternative(struct bytes *out, const struct group *g)
{
    bool wide = g->sub.len > 0xFF;

    put8(out, wide ? 0xE5 : 0xE4);
    put_letter(out, g->c);
    if (wide) {
        put16(out, (unsigned)g->sub.len);
    } else {
        put8(out, (unsigned)g->sub.len);
    }
    put_bytes(out, &g->sub);
}

/* Up to three ways: one behind the other, the smallest first. */
static void alternatives(struct bytes *out, struct group *g, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t j = i; j > 0 && g[j].sub.len < g[j - 1].sub.len; j--) {
            struct group swap = g[j];

            g[j] = g[j - 1];
            g[j - 1] = swap;
        }
    }
    for (size_t i = 0; i + 1 < count; i++) {
        alternative(out, &g[i]);
    }
    put_letter(out, g[count - 1].c);
    put_bytes(out, &g[count - 1].sub);
}

/* More: an index by the byte. */
static void span(struct bytes *out, struct group *g, size_t count)
{
    unsigned first = g[0].c, n = g[count - 1].c - first + 1u;
    size_t at = 0, i = 0, last = 1;
    bool wide;

    for (size_t j = 0; j + 1 < count; j++) {
        last += g[j].sub.len;
    }
    wide = last > 0xFF;
    put8(out, wide ? 0xE1 : 0xE0);
    put_letter(out, first);
    put8(out, n);
    for (unsigned c = first; c < first + n; c++) {
        unsigned off = 0;

        if (g[i].c == c) {
            off = 1 + (unsigned)at;
            at += g[i++].sub.len;
        }
        if (wide) {
            put16(out, off);
        } else {
            put8(out, off);
        }
    }
    for (i = 0; i < count; i++) {
        put_bytes(out, &g[i].sub);
    }
}

static void branch(struct bytes *out, struct key *k, size_t n, const struct trie_options *o)
{
    struct group *g = arena_zalloc(128 * sizeof *g);
    size_t count = sort_groups(k, n, g);

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < g[i].count; j++) {
            k[g[i].from + j].p++;
        }
        build(&g[i].sub, k + g[i].from, g[i].count, o);
    }
    for (; count > MOST_ALTERNATIVES && g[1].c - g[0].c > WIDE_GAP; g++, count--) {
        alternative(out, g); /* '+', far from the letters: it would make the index long */
    }
    if (count <= MOST_ALTERNATIVES) {
        alternatives(out, g, count);
    } else {
        span(out, g, count);
    }
}

/* Those that end here. fields: one of them goes on with fields. Sorts them to the front, keeping the order.
 * */
static size_t ended(struct key *k, size_t n, bool *fields)
{
    size_t count = 0;

    *fields = false;
    for (size_t i = 0; i < n; i++) {
        if (*k[i].p == '\0') {
            struct key found = k[i];

            *fields |= found.entry->flat->count > 0;
            memmove(k + count + 1, k + count, (i - count) * sizeof *k);
            k[count++] = found;
        }
    }
    return count;
}

static bool skip_blanks(struct key *k, size_t n)
{
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        if (*k[i].p >= BLANKS) {
            any = true;
            k[i].p++;
        }
    }
    return any;
}

static void build(struct bytes *out, struct key *k, size_t n, const struct trie_options *o)
{
    for (;;) {
        bool fields, same = true;
        size_t count = ended(k, n, &fields);

        if (fields || count == n) {
            put_leaf(out, leaf(k, n, o));
            return;
        }
        if (count > 0) {
            unsigned id = leaf(k, count, o);

            put8(out, 0xE2);
            put8(out, id >> 8);
            put8(out, id & 0xFF);
            k += count;
            n -= count;
            if (n == 0) {
                put8(out, 0xE3);
                return;
            }
        }
        if (skip_blanks(k, n)) {
            put8(out, 0xE6);
            continue;
        }
        for (size_t i = 1; i < n; i++) {
            same &= *k[i].p == *k[0].p;
        }
        if (!same) {
            branch(out, k, n, o);
            return;
        }
        put_letter(out, *k[0].p);
        for (size_t i = 0; i < n; i++) {
            k[i].p++;
        }
    }
}

void build_trie(struct bytes *out, struct trie_entry *entries, size_t count, const struct trie_options *o)
{
    struct key *k = arena_zalloc((count + 1) * sizeof *k);

    for (size_t i = 0; i < count; i++) {
        k[i].entry = &entries[i];
        k[i].p = key_of(entries[i].head, o);
        k[i].order = i;
    }
    if (count == 0) {
        put8(out, 0xE3);
        return;
    }
    build(out, k, count, o);
}
