/* direct_code.h: what direct_alt.c and direct_value.c share: C in the making.
 *
 * SPDX-License-Identifier: MIT
 *
 * The code stands in a reader (lower_direct.c) and knows these names: b and e, the line; p, where reading
 * stands; k, the look; obj, the struct. A field that is not there goes to `no_N`, a text that goes on
 * behind the line's last field to `bad_N`: there the next alternative begins. What a field accepts says
 * spec/README.md; what the C does with it, runtime/direct.c. */
#ifndef QCG_DIRECT_CODE_H
#define QCG_DIRECT_CODE_H

#include "direct.h"

/* Code in the making. Labels are only written where something goes there. */
struct code {
    FILE *out;
    const struct direct_in *in;
    const struct alternative *a;
    const struct source_line *s;
    const char *type;            /* of the struct                                            */
    unsigned number;             /* of the labels                                            */
    bool no, bad, end;
    bool numbers, texts, members;
};

/* A line of code. */
void put_code(struct code *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *no(struct code *c);                          /* "goto no_3;"                      */
const char *bad(struct code *c);
const char *member(struct code *c, const struct field *f); /* "s->rssi"                       */

/* direct_value.c: reads the field at p into its member; bit: its presence bit. */
void put_value(struct code *c, const struct field *f, int bit);

#endif
