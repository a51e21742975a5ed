/* plus.c: see plus.h.
 *
 * SPDX-License-Identifier: MIT */
#include "plus.h"

void plus_begin(struct plus *p, uint64_t guard_ms)
{
    p->guard_ms = guard_ms;
    p->last = 0;
    p->len = 0;
    p->all_plus = 1;
    p->alone = 0;
}

void plus_time(struct plus *p, uint64_t now_ms)
{
    if (now_ms - p->last >= p->guard_ms && p->len > 0) {
        p->alone += p->len == 3 && p->all_plus;
        p->len = 0;
        p->all_plus = 1;
    }
}

void plus_byte(struct plus *p, uint64_t now_ms, uint8_t byte)
{
    plus_time(p, now_ms);
    p->last = now_ms;
    p->len++;
    p->all_plus &= byte == '+';
}
