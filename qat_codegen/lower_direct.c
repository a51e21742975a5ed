/* lower_direct.c: the lines of a command or a dialect -> readers, as text of C with re2c in it. See
 * direct.h.
 *
 * SPDX-License-Identifier: MIT
 *
 * Which lines one head stands for is the same as in a trie (trie.c): where a head with fields is the
 * beginning of longer ones, they are one rule, whose alternatives compare the rest of the longer heads
 * first. */
#define _POSIX_C_SOURCE 200809L

#include "arena.h"
#include "direct.h"
#include "runtime/tables.h"

#include <stdlib.h>
#include <string.h>

struct direct_in direct_command(const struct place_in *w, struct bytes *all)
{
    return (struct direct_in){ w->model, &w->model->direct->command_readers, all,
        arena_printf("qati_cmd_%s.bytes + %u", w->command->c_name, w->body_at), true };
}

struct direct_in direct_dialect(const struct model *m, struct m_dialect *d)
{
    return (struct direct_in){ m, &d->readers, &d->blob, arena_printf("qati_%s_bytes",
        c_name(d->dialect->name)), false };
}

/* ---- a reader's text ---- */

/* Where a reader has many heads, what follows each is a function of its own: the one that finds heads
 * stays as large as a C compiler likes. READER_NAME stands for the reader's name, which is not yet known. */
struct writer {
    const struct direct_in *in;
    FILE *out;                   /* what is being written: one of these two                  */
    FILE *body, *parts;
    char *text, *part_text;
    size_t size, part_size;
    unsigned labels, part_count;
    bool many;
    bool ruled;                  /* re2c's block is open                                     */
};

static void begin(struct writer *w, const struct direct_in *in)
{
    memset(w, 0, sizeof *w);
    w->in = in;
    w->body = w->out = open_memstream(&w->text, &w->size);
    w->parts = open_memstream(&w->part_text, &w->part_size);
}

/* Equal readers are one. */
static unsigned end(struct writer *w)
{
    struct reader **r = w->in->readers;
    unsigned number = 1;

    fclose(w->body);
    fclose(w->parts);
    for (; *r != NULL && (strcmp((*r)->code, w->text) != 0 || strcmp((*r)->parts, w->part_text) != 0);
         r = &(*r)->next) {
        number++;
    }
    if (*r == NULL) {
        *r = arena_zalloc(sizeof **r);
        (*r)->code = arena_strndup(w->text, w->size);
        (*r)->parts = arena_strndup(w->part_text, w->part_size);
    }
    free(w->text);
    free(w->part_text);
    return number;
}

/* ---- what a line's text is tried against ---- */

/* The place of its record's front. What the other back end would complain about is complained about here
 * as well. */
static unsigned front(const struct direct_in *in, const struct trie_entry *e)
{
    const struct source_line *s = e->line;
    struct bytes record = { 0 }, unused = { 0 };

    if (s->line != NULL) {
        lower_fields(&unused, &s->in, e->rest, e->flat, s->line->when);
    }
    lower_record_front(&record, s, false);
    return place(in->all, &record, s->final != NULL ? s->final->name : written_template(s->line->tmpl));
}

/* A final's shape is all that is asked here: numbers and words are read where it is known what they end. */
static void final_alternative(struct writer *w, const struct trie_entry *e, unsigned rec, bool first)
{
    const struct source_line *s = e->line;
    const char *condition = "qati_blanks(p, e) == e";

    if (e->flat->count > 0) { /* anything: a number, words, what CONNECT says */
        condition = s->id == QATI_F_CONNECT ? "*p == ' ' && !qati_find(p, e, '\\n')" :
                    "!qati_find(p, e, '\\n')";
    }
    if (*e->rest != '\0') {
        size_t n = strlen(e->rest);

        condition = arena_printf("e - p >= %zu && memcmp(p, %s, %zu) == 0%s", n, direct_quoted(e->rest), n,
                                 e->flat->count > 0 ? " && !qati_find(p, e, '\\n')" :
                                 arena_printf(" && qati_blanks(p + %zu, e) == e", n));
    }
    if (!first) {
        fputs("        p = h;\n", w->out);
    }
    fprintf(w->out, "        if (%s && !k->full) { /* %s */\n", condition, s->final->name);
    if (!first) {
        fprintf(w->out, "            k->rec = %s + %u;\n", w->in->base, rec);
    }
    fputs("            return QATI_YES;\n        }\n", w->out);
}

static void alternatives(struct writer *w, struct trie_entry **entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct source_line *s = entries[i]->line;
        unsigned rec = front(w->in, entries[i]);
        struct alternative a = { entries[i], rec, ++w->labels, i == 0 };

        if (i == 0) {
            fprintf(w->out, "        k->rec = %s + %u;\n", w->in->base, rec);
            if (!w->in->command) {
                fputs("        k->p = p;\n", w->out);
            }
            if (count > 1) {
                fputs("        h = p;\n", w->out);
            }
        }
        if (s->final != NULL) {
            final_alternative(w, entries[i], rec, i == 0);
        } else {
            direct_alternative(w->out, w->in, &a);
        }
    }
    fputs("        return QATI_NO;\n", w->out);
}

/* ---- heads as rules of re2c ---- */

enum { FEW = 4 }; /* so many heads stay in one function */
enum { BLANKS = 1, NO_BLANKS = 2 }; /* in keys: a blank that was written, or not; both match any number */

struct key {
    const char *p;
    struct trie_entry *entry;
};

static const char *key_of(const char *head, bool blank_optional)
{
    char *key = arena_zalloc(2 * strlen(head) + 1), *w = key;
    bool quoted = false;

    for (; *head != '\0'; head++) {
        bool tolerant = !quoted && (*head == ',' || (*head == ':' && head[1] == ' ' && blank_optional));

        quoted ^= *head == '"';
        *w++ = *head;
        if (tolerant) {
            *w++ = head[1] == ' ' ? BLANKS : NO_BLANKS;
            head += head[1] == ' ';
        }
    }
    return key;
}

static const char *rest_of(const char *key)
{
    char *rest = arena_zalloc(strlen(key) + 1), *w = rest;

    for (; *key != '\0'; key++) {
        if (*key != NO_BLANKS) {
            *w++ = *key == BLANKS ? ' ' : *key;
        }
    }
    return rest;
}

static const char *any_blanks(const char *key)
{
    char *path = arena_strndup(key, strlen(key));

    for (char *p = path; *p != '\0'; p++) {
        *p = *p == NO_BLANKS ? BLANKS : *p;
    }
    return path;
}

/* How a rule is written: literals and optional blanks. */
static const char *rule_of(const char *path)
{
    const char *rule = "";

    while (*path != '\0') {
        size_t n = strcspn(path, "\1");

        if (n > 0) {
            rule = arena_printf("%s%s%s", rule, *rule == '\0' ? "" : " ",
                                direct_quoted(arena_strndup(path, n)));
        }
        path += n;
        if (*path != '\0') {
            rule = arena_printf("%s \" \"*", rule);
            path++;
        }
    }
    return *rule == '\0' ? "\"\"" : rule;
}

/* Longer heads first; among equals the order given. */
static void sort_by_rest(struct trie_entry **list, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t k = i; k > 0 && strlen(list[k - 1]->rest) < strlen(list[k]->rest); k--) {
            struct trie_entry *swap = list[k];

            list[k] = list[k - 1];
            list[k - 1] = swap;
        }
    }
}

static void begin_part(struct writer *w)
{
    fprintf(w->body, "        return " READER_NAME "_part_%u(k, p, e, obj);\n", ++w->part_count);
    w->out = w->parts;
    fprintf(w->out, "static QATI_COLD int " READER_NAME "_part_%u(qati_look_t *k, const uint8_t *p, "
            "const uint8_t *e, void *obj)\n{\n    const uint8_t *h = p;\n%s\n    (void)h; (void)obj;%s\n"
            "    {\n", w->part_count, w->in->command ? "    uint16_t room_used = k->room_used;\n" : "",
            w->in->command ? " (void)room_used;" : "");
}

static void end_part(struct writer *w)
{
    fputs("    }\n}\n\n", w->out);
    w->out = w->body;
}

/* What only one head has is compared, not searched for. */
static void put_tail(struct writer *w, const char *tail)
{
    while (*tail != '\0') {
        size_t n = strcspn(tail, "\1");

        if (n > 0) {
            const char *text = direct_quoted(arena_strndup(tail, n));

            fprintf(w->out, "        if (e - p < %zu || memcmp(p, %s, %zu) != 0) {\n"
                    "            return QATI_NO;\n        }\n        p += %zu;\n", n, text, n, n);
        } else {
            fputs("        p = qati_blanks(p, e);\n", w->out);
        }
        tail += n > 0 ? n : 1;
    }
}

/* So much of the path tells the heads apart: re2c's part. Nothing: there is only one. */
static void begin_rule(struct writer *w, const char *path, size_t fork)
{
    if (fork == 0) {
        fputs("    {\n", w->out);
        return;
    }
    if (!w->ruled) {
        w->ruled = true;
        fputs("    /*!re2c\n", w->out);
    }
    fprintf(w->out, "    %s {\n", rule_of(arena_strndup(path, fork)));
}

/* exact: a longer head begins like this whole line, which only the line's end tells apart. */
static void rule(struct writer *w, const char *path, size_t fork, struct key *k, size_t count, bool exact)
{
    struct trie_entry **list = arena_zalloc(count * sizeof *list);

    for (size_t i = 0; i < count; i++) {
        list[i] = k[i].entry;
        list[i]->rest = rest_of(k[i].p);
    }
    sort_by_rest(list, count);
    begin_rule(w, path, fork);
    if (exact) {
        fputs("        if (p != e) {\n            return QATI_NO;\n        }\n", w->out);
    }
    if (w->many) {
        begin_part(w);
    }
    put_tail(w, path + fork);
    alternatives(w, list, count);
    if (w->many) {
        end_part(w);
    }
    fputs("    }\n", w->out);
}

/* Takes those that chosen says out of k, in their order. Returns how many. */
static size_t take(struct key *k, size_t *count, struct key *out, int c)
{
    size_t taken = 0, left = 0;

    for (size_t i = 0; i < *count; i++) {
        if ((unsigned char)*k[i].p == (unsigned)c) {
            out[taken++] = k[i];
        } else {
            k[left++] = k[i];
        }
    }
    *count = left;
    return taken;
}

static bool step_over_blanks(struct key *k, size_t count)
{
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        if (*k[i].p == BLANKS || *k[i].p == NO_BLANKS) {
            k[i].p++;
            any = true;
        }
    }
    return any;
}

/* Rules for the heads k, which all begin with path; the first `fork` bytes of it tell them from all
 * others. */
static void rules(struct writer *w, const char *path, size_t fork, struct key *k, size_t count)
{
    struct key *some = arena_zalloc(count * sizeof *some);
    size_t n = 0;
    bool fields = false;

    for (size_t i = 0; i < count; i++) {
        n += *k[i].p == '\0';
        fields |= *k[i].p == '\0' && k[i].entry->flat->count > 0;
    }
    if (fields || n == count) {
        rule(w, path, fork, k, count, false);
        return;
    }
    if (n > 0) {
        fork = strlen(path);
        rule(w, path, fork, some, take(k, &count, some, '\0'), true);
    }
    if (step_over_blanks(k, count)) {
        rules(w, arena_printf("%s\1", path), n > 0 ? fork + 1 : fork, k, count);
        return;
    }
    for (size_t i = 1; i < count && n == 0; i++) {
        n = *k[i].p != *k[0].p;
    }
    fork = n > 0 ? strlen(path) + 1 : fork;
    while (count > 0) {
        char c = *k[0].p;

        n = take(k, &count, some, (unsigned char)c);
        for (size_t i = 0; i < n; i++) {
            some[i].p++;
        }
        rules(w, arena_printf("%s%c", path, c), fork, some, n);
    }
}

static void begin_rules(struct writer *w)
{
    fputs("    const uint8_t *p = b, *m = b, *h = b;\n", w->out);
    if (w->in->command) {
        fputs("    uint16_t room_used = k->room_used;\n", w->out);
    }
    fprintf(w->out, "\n    (void)m; (void)h; (void)obj;%s\n", w->in->command ? " (void)room_used;" : "");
}

static void end_rules(struct writer *w)
{
    if (w->ruled) {
        fputs("    * {\n        return QATI_NO;\n    }\n    */\n", w->out);
    }
}

unsigned direct_heads(const struct direct_in *in, struct trie_entry *entries, size_t count,
                      const struct trie_options *o)
{
    struct key *k = arena_zalloc((count + 1) * sizeof *k);
    struct writer w;

    for (size_t i = 0; i < count; i++) {
        k[i].entry = &entries[i];
        k[i].p = key_of(entries[i].head, o->blank_optional);
    }
    begin(&w, in);
    w.many = count > FEW;
    begin_rules(&w);
    if (count > 0) {
        rules(&w, "", 0, k, count);
    } else {
        fputs("    (void)k; (void)p; (void)e;\n    return QATI_NO;\n", w.out);
    }
    end_rules(&w);
    return end(&w);
}

unsigned direct_fields(const struct direct_in *in, struct trie_entry **entries, size_t count)
{
    struct writer w;

    begin(&w, in);
    fputs("    const uint8_t *p = b, *h = b;\n", w.out);
    fputs("    uint16_t room_used = k->room_used;\n\n    (void)h; (void)room_used; (void)obj;\n"
          "    {\n", w.out);
    alternatives(&w, entries, count);
    fputs("    }\n", w.out);
    return end(&w);
}

unsigned direct_probe(const struct direct_in *in, struct trie_entry *entry, const struct trie_options *o)
{
    struct writer w;

    begin(&w, in);
    begin_rules(&w);
    fputs("    (void)k;\n", w.out);
    put_tail(&w, any_blanks(key_of(entry->head, o->blank_optional)));
    fputs("    return QATI_YES;\n", w.out);
    return end(&w);
}
