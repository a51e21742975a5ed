/* plus.h: watches the wire to the module: does "+++" stand alone between two silences? It knows nothing of
 * who writes.
 *
 * SPDX-License-Identifier: MIT */
#ifndef PLUS_H
#define PLUS_H

#include <stddef.h>
#include <stdint.h>

struct plus {
    uint64_t guard_ms;
    uint64_t last;           /* ms: when the last byte was on the wire                */
    size_t len;              /* bytes since the last silence                          */
    int all_plus;            /* they are nothing but '+'                              */
    unsigned alone;          /* how often three stood alone                           */
};

void plus_begin(struct plus *p, uint64_t guard_ms);
void plus_byte(struct plus *p, uint64_t now_ms, uint8_t byte);
/* Time has come so far without a byte. */
void plus_time(struct plus *p, uint64_t now_ms);

#endif
