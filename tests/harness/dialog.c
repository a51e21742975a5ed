/* dialog.c: plays dialogue files in every mode.
 *
 *   dialog [-s SEED] [-n PARTITIONS] [-m MODE] [-v] FILE...
 *
 * A file whose `spec` is not the one this program was built for (QAT_TEST_SPEC) is passed over.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef QAT_TEST_SPEC
#define QAT_TEST_SPEC "main"
#endif

enum {
    PARTITIONS = 200,
    /* A dialogue of more than 3,000 bytes is not cut at every place: so many bytes are received in all. */
    CUT_BYTES = 9000000
};

struct options {
    uint32_t seed;
    unsigned long partitions;
    const char *only; /* NULL: every mode */
    int verbose;
};

struct tally {
    unsigned long files, runs, failed;
};

static const struct mode fixed[] = {
    /* name            cut            at seed take         eager tick traced clock */
    { "whole",         CUT_NOWHERE,    0, 1, TAKE_ALL,     0, 0, 0, 0 },
    { "traced",        CUT_NOWHERE,    0, 1, TAKE_ALL,     0, 0, 1, 0 },
    { "take-one",      CUT_NOWHERE,    0, 1, TAKE_ONE,     0, 0, 0, 0 },
    { "take-second",   CUT_NOWHERE,    0, 1, TAKE_SECOND,  0, 0, 0, 0 },
    { "bytes",         CUT_EVERYWHERE, 0, 1, TAKE_ALL,     0, 0, 0, 0 },
    { "bytes-traced",  CUT_EVERYWHERE, 0, 1, TAKE_ALL,     0, 0, 1, 0 },
    { "bytes-slow",    CUT_EVERYWHERE, 0, 1, TAKE_SECOND,  0, 0, 0, 0 },
    { "eager",         CUT_EVERYWHERE, 0, 1, TAKE_ALL,     1, 0, 0, 0 },
    { "eager-slow",    CUT_RANDOM,     0, 7, TAKE_ONE,     1, 0, 0, 0 },
    { "clock-wraps",   CUT_NOWHERE,    0, 1, TAKE_ALL,     0, 0, 0, 0xFFFFFF9Cu },
    { "clock-wraps-2", CUT_EVERYWHERE, 0, 1, TAKE_ALL,     0, 0, 0, 0xFFFFF000u },
    { "busy",          CUT_NOWHERE,    0, 1, TAKE_ALL,     0, 7, 0, 0 },
};

static int wanted(const struct options *o, const char *name)
{
    return o->only == NULL || strcmp(o->only, name) == 0;
}

/* Stops at the first mode that fails: the others would say the same. */
static int play_all(const struct script *s, const struct options *o, struct tally *t)
{
    struct mode m;
    size_t total = 0, i, step;

    if (play(s, &fixed[0], &total)) {
        return 1;
    }
    t->runs++;
    for (i = 1; i < sizeof fixed / sizeof fixed[0]; i++) {
        if (wanted(o, fixed[i].name)) {
            t->runs++;
            if (play(s, &fixed[i], NULL)) {
                return 1;
            }
        }
    }
    m = fixed[0];
    m.name = "cut";
    m.cut = CUT_ONCE;
    step = total * total / CUT_BYTES + 1;
    for (i = 1; i < total && wanted(o, m.name); i += step) {
        m.cut_at = i;
        t->runs++;
        if (play(s, &m, NULL)) {
            return 1;
        }
    }
    m.name = "random";
    m.cut = CUT_RANDOM;
    for (i = 0; i < o->partitions && wanted(o, m.name); i++) {
        m.seed = o->seed + (uint32_t)i * 2654435761u;
        m.take = i % 4 == 0 ? TAKE_RANDOM : TAKE_ALL;
        m.traced = i % 8 == 1;
        t->runs++;
        if (play(s, &m, NULL)) {
            return 1;
        }
    }
    return 0;
}

static void play_file(const char *path, const struct options *o, struct tally *t)
{
    struct script *s = script_read(path);
    const char *spec = s->spec ? s->spec : "main";

    if (strcmp(spec, QAT_TEST_SPEC) == 0) {
        t->files++;
        if (o->verbose) {
            printf("%s\n", path);
            fflush(stdout);
        }
        t->failed += (unsigned long)play_all(s, o, t);
    }
    script_free(s);
}

int main(int argc, char **argv)
{
    struct options o = { 1, PARTITIONS, NULL, 0 };
    struct tally t = { 0, 0, 0 };
    int i = 1;

    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "-v") == 0) {
            o.verbose = 1;
        } else if (i + 1 < argc && strcmp(argv[i], "-s") == 0) {
            o.seed = (uint32_t)strtoul(argv[++i], NULL, 10);
        } else if (i + 1 < argc && strcmp(argv[i], "-n") == 0) {
            o.partitions = strtoul(argv[++i], NULL, 10);
        } else if (i + 1 < argc && strcmp(argv[i], "-m") == 0) {
            o.only = argv[++i];
        } else {
            fprintf(stderr, "usage: dialog [-s SEED] [-n PARTITIONS] [-m MODE] [-v] FILE...\n");
            return 2;
        }
    }
    for (; i < argc; i++) {
        play_file(argv[i], &o, &t);
    }
    printf("dialog %s: %lu files, %lu runs, seed %lu, %lu failed\n", QAT_TEST_SPEC, t.files, t.runs,
           (unsigned long)o.seed, t.failed);
    return t.failed > 0;
}
