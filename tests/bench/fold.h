/* fold.h: what the benchmark's callbacks do with what they are given: every integer, every text's bytes and
 * every presence bit goes into a checksum. expect.py computes the same from the text of the streams, by
 * its own parsing.
 *
 * SPDX-License-Identifier: MIT */
#ifndef BENCH_FOLD_H
#define BENCH_FOLD_H

#include "qat.h"

static uint32_t fold_sum = 2166136261u; /* FNV-1a */
static uint32_t fold_lines;             /* lines and results folded so far */

static inline void fold_bytes(const void *data, uint32_t len)
{
    const uint8_t *p = (const uint8_t *)data;
    uint32_t sum = fold_sum;

    while (len-- > 0) {
        sum = (sum ^ *p++) * 16777619u;
    }
    fold_sum = sum;
}

static inline void fold_number(uint32_t value)
{
    uint32_t sum = fold_sum;
    int i;

    for (i = 0; i < 4; i++, value >>= 8) {
        sum = (sum ^ (value & 255u)) * 16777619u;
    }
    fold_sum = sum;
}

static inline void fold_text(qat_str_t s)
{
    fold_number(s.len);
    fold_bytes(s.ptr, s.len);
}

/* A line, a result or the end of a payload begins with what it is, and which. */
static inline void fold_begin(char what, uint32_t which)
{
    fold_bytes(&what, 1);
    fold_number(which);
    fold_lines++;
}

static inline void fold_data(const qat_data_t *d)
{
    fold_bytes(d->ptr, d->len);
    if (d->flags & QAT_LAST) {
        fold_begin('e', d->offset + d->len);
        fold_number(d->flags);
    }
}

/* The eight URCs of urc.bin, numbered as in streams.py. */
static inline void fold_urc(const qat_event_t *ev)
{
#define FOLD_CASE(number, name, NAME)                                 \
    case QAT_URC_##NAME: {                                            \
        const qat_##name##_urc_t *u = (const qat_##name##_urc_t *)ev->urc; \
        fold_begin('u', number);                                      \
        fold_number(u->has);
#define FOLD_END break; }

    switch (ev->id) {
    FOLD_CASE(0, qmtrecv, QMTRECV)
        fold_number(u->client);
        fold_number(u->msgid);
        fold_text(u->topic);
        FOLD_END
    FOLD_CASE(1, qmtstat, QMTSTAT)
        fold_number(u->client);
        fold_number(u->cause);
        FOLD_END
    FOLD_CASE(2, cereg, CEREG)
        fold_number(u->stat);
        fold_number(u->tac);
        fold_number(u->ci);
        fold_number(u->act);
        FOLD_END
    FOLD_CASE(3, qiurc, QIURC)
        fold_number(u->event);
        fold_number(u->id);
        FOLD_END
    FOLD_CASE(4, qind, QIND)
        fold_number(u->step);
        fold_number(u->percent);
        FOLD_END
    FOLD_CASE(5, qlwevent, QLWEVENT)
        fold_number(u->event);
        fold_number(u->state);
        FOLD_END
    FOLD_CASE(6, csq, CSQ)
        fold_number(u->rssi);
        fold_number(u->ber);
        FOLD_END
    FOLD_CASE(7, cgev, CGEV)
        fold_text(u->event);
        FOLD_END
    default:
        fold_begin('?', ev->id);
    }
#undef FOLD_CASE
#undef FOLD_END
}

static inline void fold_event(const qat_event_t *ev)
{
    switch (ev->kind) {
    case QAT_EV_URC:
        fold_urc(ev);
        break;
    case QAT_EV_DATA:
        fold_data(ev->data);
        break;
    default: /* unknown lines, overflow: expect.py knows none of these */
        fold_begin('!', ev->kind);
    }
}

#endif
