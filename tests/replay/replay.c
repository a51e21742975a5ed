/* replay.c: captured sessions played against the runtime, cut in many ways; the log must always be the same.
 *
 * usage: replay [-v] CAPTURE...    a row of the table for each that is in this program's dialect
 *        -v                        its log before it
 *        replay -t                 the table's head
 *
 * SPDX-License-Identifier: MIT */
#include "replay.h"

#include <stdio.h>
#include <string.h>

enum { RANDOM_RUNS = 20 };

static void row(const struct capture *c, const struct run *r)
{
    printf("%s\t%s", c->name, c->dialect);
    for (int i = 0; i < N_COUNTS; i++) {
        printf("\t%u", r->count[i]);
    }
    putchar('\n');
}

static void play(struct run *r, const struct capture *c, int how, uint32_t seed)
{
    memset(r, 0, sizeof *r);
    r->c = c;
    r->cut.how = how == 0 ? WHOLE : how == 1 ? BYTES : RANDOM;
    r->cut.seed = seed;
    run_capture(r);
}

/* The first line that differs. */
static void show_difference(struct run *a, struct run *b)
{
    const char *p = (const char *)a->log.v, *q = (const char *)b->log.v;
    size_t n;

    for (;;) {
        n = strcspn(p, "\n");
        if (*p == '\0' || strncmp(p, q, n + 1) != 0) {
            break;
        }
        p += n + 1;
        q += n + 1;
    }
    wrong(b, "instead of\n  %.*s\nthere is\n  %.*s", (int)n, p, (int)strcspn(q, "\n"), q);
}

static int replay(const char *path, int verbose)
{
    struct capture c;
    struct run whole, other;
    int failed;

    capture_read(&c, path);
    if (dialect_named(c.dialect) == NULL) {
        capture_free(&c);
        return 0;
    }
    play(&whole, &c, 0, 0);
    if (verbose) {
        fwrite(whole.log.v, 1, whole.log.len, stdout);
    }
    row(&c, &whole);
    failed = whole.failed;
    for (int i = 1; i <= RANDOM_RUNS + 1 && !failed; i++) {
        play(&other, &c, i, (uint32_t)i * 7919u);
        if (other.log.len != whole.log.len || memcmp(other.log.v, whole.log.v, whole.log.len) != 0) {
            show_difference(&whole, &other);
        }
        failed |= other.failed;
        run_free(&other);
    }
    run_free(&whole);
    capture_free(&c);
    return failed;
}

int main(int argc, char **argv)
{
    int first = 1, failed = 0, verbose = argc > 1 && strcmp(argv[1], "-v") == 0;

    first += verbose;
    if (argc > first && strcmp(argv[first], "-t") == 0) { /* only the table's head */
        printf("capture\tdialect");
        for (int i = 0; i < N_COUNTS; i++) {
            printf("\t%s", count_names[i]);
        }
        putchar('\n');
        return 0;
    }
    for (int i = first; i < argc; i++) {
        failed |= replay(argv[i], verbose);
    }
    return failed;
}
