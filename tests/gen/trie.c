/* trie.c: for random sets of heads, what the trie and the rests in its leaves find is what comparing them all one by one finds.
 *
 * SPDX-License-Identifier: MIT
 *
 * The runtime's own reader walks the trie that the compiler built. Usage: trie [SEED [ROUNDS]]. */
#include "arena.h"
#include "lower.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QATI_ROM
#define QATI_SMALL
#define QATI_FLAT
#define QATI_ROM8(p) (*(p))
static unsigned qati_get16(const uint8_t *d)
{
    return d[0] | (unsigned)d[1] << 8;
}
#include "runtime/match.c"

enum { MOST = 1200 };

struct leaf {
    struct trie_entry **entries;
    size_t count;
};

static struct leaf leaves[2 * MOST];
static unsigned leaf_count;
static uint32_t state;

static uint32_t below(uint32_t n)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % n;
}

static unsigned add_leaf(void *user, struct trie_entry **entries, size_t count)
{
    (void)user;
    leaves[leaf_count].entries = entries;
    leaves[leaf_count].count = count;
    return leaf_count++;
}

/* Few letters, so that heads begin alike. */
static const char *random_head(void)
{
    static const char letters[] = "ABC+: \",Q";
    char text[24];
    size_t n = 1 + below(12);

    for (size_t i = 0; i < n; i++) {
        text[i] = letters[below(i == 0 ? 5 : sizeof letters - 1)];
    }
    text[n] = '\0';
    return arena_strndup(text, n);
}

/* The first entry of the leaf that fits, as the records of a chain are tried. */
static const struct trie_entry *found_by_trie(const uint8_t *trie, const uint8_t *line, size_t len)
{
    unsigned id;
    const uint8_t *p = qati_walk(trie, line, line + len, &id);

    for (size_t i = 0; p != NULL && i < leaves[id].count; i++) {
        const struct trie_entry *e = leaves[id].entries[i];
        size_t rest = strlen(e->rest), left = (size_t)(line + len - p);

        if (left >= rest && memcmp(p, e->rest, rest) == 0 && (e->flat->count > 0 || left == rest)) {
            return e;
        }
    }
    return NULL;
}

static const struct trie_entry *found_one_by_one(const struct trie_entry *list, size_t count, const char *line, size_t len)
{
    const struct trie_entry *best = NULL;

    for (size_t i = 0; i < count; i++) {
        size_t n = strlen(list[i].head);
        bool fits = len >= n && memcmp(line, list[i].head, n) == 0 && (list[i].flat->count > 0 || len == n);

        if (fits && (best == NULL || n > strlen(best->head))) {
            best = &list[i];
        }
    }
    return best;
}

static int compare(const struct trie_entry *list, size_t count, const uint8_t *trie, const char *text)
{
    uint8_t line[64];
    size_t len = strlen(text);
    const struct trie_entry *a, *b;

    memcpy(line, text, len);
    line[len] = '\r';
    a = found_by_trie(trie, line, len);
    b = found_one_by_one(list, count, text, len);
    if ((a == NULL) != (b == NULL) || (a != NULL && strcmp(a->head, b->head) != 0)) {
        printf("trie: line '%s': the trie finds '%s', comparing finds '%s'\n", text, a ? a->head : "nothing", b ? b->head : "nothing");
        return 1;
    }
    return 0;
}

static int round_of(size_t count)
{
    static struct item field[1];
    static struct flat whole = { "", NULL, 0, NULL }, open = { "", field, 1, NULL };
    static uint8_t trie[1 << 17];
    struct trie_entry *list = arena_zalloc(count * sizeof *list);
    struct trie_options o = { false, false, add_leaf, NULL };
    struct bytes out = { 0 };
    size_t distinct = 0;
    int failures = 0;

    leaf_count = 0;
    for (size_t i = 0; i < count; i++) {
        const char *head = random_head();
        bool known = strpbrk(head, ",") != NULL; /* commas tolerate blanks: not compared here */

        for (size_t k = 0; k < distinct; k++) {
            known |= strcmp(list[k].head, head) == 0;
        }
        if (!known) {
            list[distinct].head = head;
            list[distinct++].flat = below(2) ? &whole : &open;
        }
    }
    build_trie(&out, list, distinct, &o);
    if (out.len > sizeof trie) {
        printf("trie: %zu bytes are more than expected\n", out.len);
        return 1;
    }
    for (size_t i = 0; i < out.len; i++) {
        trie[i] = out.v[i].value;
    }
    for (size_t i = 0; i < distinct; i++) {
        failures += compare(list, distinct, trie, list[i].head);
        failures += compare(list, distinct, trie, arena_printf("%s%s", list[i].head, random_head()));
        failures += compare(list, distinct, trie, random_head());
    }
    return failures;
}

int main(int argc, char **argv)
{
    int rounds = argc > 2 ? atoi(argv[2]) : 300, failures = 0;

    state = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 0) : 1;
    printf("trie: seed %lu\n", (unsigned long)state);
    for (int i = 0; i < rounds && failures < 10; i++) {
        failures += round_of(1 + below(i % 50 == 0 ? MOST : 60));
        arena_reset();
    }
    printf("trie: %d rounds, %d failures\n", rounds, failures);
    return failures > 0;
}
