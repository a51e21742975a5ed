/* port.c: the wire and the clock of a run: bytes in pieces of their exact size, a write() that takes what the
 * mode says, polls at the times that the engine asks for.
 *
 * SPDX-License-Identifier: MIT */
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_POLLS = 400000 }; /* at one time; more: it never comes to rest */

/* ---- bytes to the module ---- */

static size_t port_write(void *user, const void *data, size_t len)
{
    struct world *w = (struct world *)user;
    struct buf touched = { 0 };
    size_t n = len;

    if (w->place != IN_POLL || w->callback) {
        world_fail(w, "write() was called outside qat_poll()");
    }
    if (len == 0) {
        world_fail(w, "write() was called with no bytes");
        return 0;
    }
    if (w->closed) {
        return 0;
    }
    buf_add(&touched, data, len); /* all of it must be readable */
    if (w->m->take == TAKE_ONE) {
        n = 1;
    } else if (w->m->take == TAKE_SECOND) {
        w->second = !w->second;
        n = w->second ? 0 : len;
    } else if (w->m->take == TAKE_RANDOM) {
        n = text_random(&w->random) % (len + 1);
    }
    w->blocked |= n < len;
    buf_add(&w->sent, touched.v, n);
    online_sent(w, n);
    buf_free(&touched);
    return n;
}

static void port_wake(void *user)
{
    ((struct world *)user)->woken = 1;
}

static void port_trace(void *user, const qat_trace_t *t)
{
    struct world *w = (struct world *)user;

    if (t->dir == '=') {
        w->trace_events += t->kind != 0;
        w->trace_dones += t->kind == 0;
    } else {
        buf_add(t->dir == '<' ? &w->trace_in : &w->trace_out, t->data, t->len);
    }
}

void port_setup(struct world *w)
{
    w->cfg->write = port_write;
    w->cfg->wake = port_wake;
    w->cfg->user = w;
    if (w->m->traced) {
        w->cfg->trace = port_trace;
    }
}

/* ---- time ---- */

static uint32_t poll_once(struct world *w)
{
    uint32_t wanted;

    w->place = IN_POLL;
    w->blocked = 0;
    wanted = qat_poll(w->q, w->now);
    w->place = OUTSIDE;
    return wanted;
}

static uint32_t settle(struct world *w)
{
    uint32_t wanted = 0;
    int n = 0;

    do {
        wanted = poll_once(w);
    } while ((w->blocked || wanted == 0) && ++n < MOST_POLLS && w->failure.len == 0);
    if (n == MOST_POLLS) {
        world_fail(w, "qat_poll() asks for 0 ms again and again");
    }
    w->woken = 0;
    return wanted;
}

void world_settle(struct world *w)
{
    settle(w);
    world_counts(w, 0);
}

void world_time(struct world *w, uint32_t ms)
{
    uint32_t end = w->now + ms, wanted = settle(w);

    while (w->now != end && w->failure.len == 0) {
        uint32_t step = end - w->now;

        step = wanted < step ? wanted : step;
        step = w->m->tick && w->m->tick < step ? w->m->tick : step;
        w->now += step;
        wanted = settle(w);
    }
    world_counts(w, 0);
}

/* ---- bytes from the module ---- */

void world_counts(struct world *w, int all)
{
    unsigned long n[QAT_N_COUNT];
    size_t sum = 0;
    int i;

    for (i = 0; i < QAT_N_COUNT; i++) {
        n[i] = qat_count(w->q, i);
        sum += n[i];
    }
    if (sum > w->received || (all && sum != w->received)) {
        world_fail(w, "%zu bytes were received, but the counters say %zu (frame %lu, echo %lu, answer %lu, "
                   "urc %lu, payload %lu, unknown %lu, overflow %lu)", w->received, sum, n[QAT_N_FRAME],
                   n[QAT_N_ECHO], n[QAT_N_ANSWER], n[QAT_N_URC], n[QAT_N_PAYLOAD], n[QAT_N_UNKNOWN],
                   n[QAT_N_OVERFLOW]);
    }
}

/* In a block of its exact size, which is gone after the call. */
static void rx_piece(struct world *w, const uint8_t *data, size_t len)
{
    uint8_t *block = (uint8_t *)malloc(len ? len : 1);
    int result;

    if (block == NULL) {
        return;
    }
    memcpy(block, data, len);
    w->received += len;
    w->place = IN_RX;
    result = qat_rx(w->q, w->now, block, len);
    w->place = OUTSIDE;
    memset(block, 0xA5, len);
    free(block);
    if (result != QAT_OK) {
        world_fail(w, "qat_rx() returned %d", result);
    }
    world_counts(w, 0);
    if (w->m->eager && w->s->eager) {
        world_settle(w);
    }
}

static size_t piece_size(struct world *w, size_t left)
{
    size_t n = left;

    if (w->m->cut == CUT_EVERYWHERE) {
        n = 1;
    } else if (w->m->cut == CUT_ONCE && w->m->cut_at > w->received) {
        n = w->m->cut_at - w->received;
    } else if (w->m->cut == CUT_RANDOM) {
        uint32_t r = text_random(&w->random);

        n = r & 0x300 ? r % 12 + 1 : r % 200 + 1; /* mostly short ones */
    }
    return n < left ? n : left;
}

void world_bytes(struct world *w, const uint8_t *data, size_t len)
{
    while (len > 0 && w->failure.len == 0) {
        size_t n = piece_size(w, len);

        rx_piece(w, data, n);
        data += n;
        len -= n;
    }
}
