/* compare.c: the same bytes through both back ends: what they tell must be the same, byte for byte.
 *
 *     compare [-s SEED] [-n ROUNDS] CORPUS_FILE...
 *
 * The files are inputs of fuzz/rx.c. Then every example of the specs is said as it is, and ROUNDS times
 * with random changes.
 *
 * SPDX-License-Identifier: MIT */
#include "backend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 1024, MOST_FAILURES = 10 };

static const struct {
    const char *command, *text, *dialects;
} examples[] = {
#include "examples.inc"
};

static uint32_t state;
static unsigned long runs, failures;

static uint32_t below(uint32_t n)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % n;
}

static void print_bytes(const char *what, const uint8_t *p, size_t n)
{
    printf("%s: ", what);
    for (size_t i = 0; i < n; i++) {
        printf(p[i] >= ' ' && p[i] < 0x7F && p[i] != '\\' ? "%c" : "\\x%02X", p[i]);
    }
    printf("\n");
}

/* The logs are words and texts; what stands around the first difference is enough to see which event it
 * is. */
static int differ(const uint8_t *a, size_t na, const uint8_t *b, size_t nb)
{
    size_t at = 0, from;

    runs++;
    if (na == nb && (na == 0 || memcmp(a, b, na) == 0)) {
        return 0;
    }
    while (at < na && at < nb && a[at] == b[at]) {
        at++;
    }
    from = at > 24 ? at - 24 : 0;
    printf("different from byte %lu of the log on\n", (unsigned long)at);
    print_bytes("  table ", a + from, na - from < 80 ? na - from : 80);
    print_bytes("  direct", b + from, nb - from < 80 ? nb - from : 80);
    failures++;
    return 1;
}

/* ---- corpus ---- */

static void compare_file(const char *path)
{
    static uint8_t input[1 << 16];
    FILE *f = fopen(path, "rb");
    size_t n = f ? fread(input, 1, sizeof input, f) : 0;
    const uint8_t *a, *b;

    if (!f) {
        printf("cannot read %s\n", path);
        failures++;
        return;
    }
    fclose(f);
    for (int how = 0; how < 3; how++) {
        size_t na = backend_table.fuzz(input, n, how, &a), nb = backend_direct.fuzz(input, n, how, &b);

        if (differ(a, na, b, nb)) {
            printf("  %s, cut %d\n", path, how);
        }
    }
}

/* ---- examples ---- */

static void compare_line(const struct said *s, uint32_t seed)
{
    const uint8_t *a, *b;
    size_t na = backend_table.line(s, &a), nb = backend_direct.line(s, &b);

    if (na == 0 && nb == 0) {
        printf("there is no dialect '%s'\n", s->dialect);
        failures++;
    } else if (differ(a, na, b, nb)) {
        printf("  seed %lu, dialect %s, command %s, arguments %lu, cut %d, buffer %u\n",
               (unsigned long)seed, s->dialect, s->command ? s->command : "none", (unsigned long)s->seed, s->how,
               s->line_size);
        print_bytes("  line", s->bytes, s->len);
    }
}

/* One of the dialects that have it. */
static void pick_dialect(char *name, size_t size, const char *all)
{
    unsigned words = 1;

    for (const char *p = all; *p; p++) {
        words += *p == ' ';
    }
    for (words = below(words); words > 0; words--) {
        all = strchr(all, ' ') + 1;
    }
    snprintf(name, size, "%.*s", (int)strcspn(all, " "), all);
}

static uint8_t any_byte(void)
{
    static const char likely[] = ",,,\"\"\"0123456789AFafxX -+%:;><\r\n ";

    return below(8) ? (uint8_t)likely[below(sizeof likely - 1)] : (uint8_t)below(256);
}

/* A byte is replaced, put in or left out; a piece is doubled; fields follow; the end is missing. */
static size_t change(uint8_t *p, size_t n)
{
    size_t at = n > 0 ? below((uint32_t)n) : 0, k;

    switch (below(7)) {
    case 0:
    case 1:
        if (n > 0) {
            p[at] = any_byte();
        }
        break;
    case 2:
        memmove(p + at + 1, p + at, n - at);
        p[at] = any_byte();
        return n + 1;
    case 3:
        k = 1 + below(4);
        k = k < n - at ? k : n - at;
        memmove(p + at, p + at + k, n - at - k);
        return n - k;
    case 4:
        k = 1 + below(12);
        k = k < n - at ? k : n - at;
        memmove(p + at + k, p + at, n - at);
        return n + k;
    case 5:
        k = below(2);
        memcpy(p + n, k ? ",1" : ",\"a\"", 4);
        return n + (k ? 2 : 4);
    default:
        return at;
    }
    return n;
}

static void compare_example(size_t i, int changes, uint32_t seed)
{
    static const unsigned sizes[] = { 512, 160, 64, 33 };
    char dialect[64];
    uint8_t line[MOST_BYTES];
    size_t n = strlen(examples[i].text);
    struct said s = { dialect, examples[i].command, line, 0, 0, 0, 0 };

    state = seed;
    below(2);
    n = n < MOST_BYTES / 2 ? n : MOST_BYTES / 2;
    memcpy(line, examples[i].text, n);
    for (; changes > 0; changes--) {
        n = change(line, n);
    }
    pick_dialect(dialect, sizeof dialect, examples[i].dialects);
    s.len = n;
    s.seed = below(4) ? below(0x10000) : 0;
    s.how = (int)below(3);
    s.line_size = sizes[below(2) ? 0 : below(4)];
    compare_line(&s, seed);
}

int main(int argc, char **argv)
{
    unsigned long rounds = 4;
    uint32_t seed = 1;
    size_t count = sizeof examples / sizeof examples[0];
    int i = 1;

    for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
        if (strcmp(argv[i], "-s") == 0) {
            seed = (uint32_t)strtoul(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "-n") == 0) {
            rounds = strtoul(argv[i + 1], NULL, 10);
        } else {
            fprintf(stderr, "usage: compare [-s SEED] [-n ROUNDS] CORPUS_FILE...\n");
            return 2;
        }
    }
    for (; i < argc && failures < MOST_FAILURES; i++) {
        compare_file(argv[i]);
    }
    for (unsigned long round = 0; round <= rounds && failures < MOST_FAILURES; round++) {
        for (size_t k = 0; k < count && failures < MOST_FAILURES; k++) {
            compare_example(k, round == 0 ? 0 : 1 + (int)(round % 3), seed + (uint32_t)(round * 100003 + k));
        }
    }
    printf("compare: %lu examples, %lu runs through both back ends, seed %lu, %lu different\n",
           (unsigned long)count, runs, (unsigned long)seed, failures);
    return failures > 0;
}
