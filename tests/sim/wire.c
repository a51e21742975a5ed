/* wire.c: bytes on their way to the host, in order, each piece with the time it is due.
 *
 * SPDX-License-Identifier: MIT */
#include "core.h"

#include <stdlib.h>
#include <string.h>

struct piece {
    uint64_t due;
    size_t len;
    struct piece *next;
    uint8_t bytes[];
};

struct wire {
    struct piece *first, *last;
    size_t at;               /* how much of the first has gone */
    uint64_t busy_until;
};

static struct wire *wire_of(struct sim *s)
{
    if (s->wire == NULL) {
        s->wire = sim_alloc(sizeof *s->wire);
    }
    return s->wire;
}

static void append(struct wire *w, const uint8_t *data, size_t len, uint64_t due)
{
    struct piece *p = sim_alloc(sizeof *p + len);

    memcpy(p->bytes, data, len);
    p->len = len;
    p->due = due;
    if (w->first == NULL) {
        w->first = p;
        w->at = 0;
    } else {
        w->last->next = p;
    }
    w->last = p;
}

void wire_put(struct sim *s, const void *data, size_t len)
{
    struct wire *w = wire_of(s);
    struct buffer changed = { NULL, 0, 0 };
    size_t split = fault_split(s);
    uint64_t due = s->now > s->answer_at ? s->now : s->answer_at;
    size_t i;

    if (s->power == POWER_OFF || s->now < s->silent_until) {
        return;
    }
    fault_out(s, data, len, &changed);
    due += fault_out_delay(s);
    if (due < w->busy_until) {
        due = w->busy_until;
    }
    for (i = 0; i < changed.len; i += split > 0 ? split : changed.len) {
        size_t part = split > 0 && changed.len - i > split ? split : changed.len - i;

        append(w, changed.v + i, part, due);
        due += split > 0 ? 1 : 0;
    }
    w->busy_until = due;
    buffer_free(&changed);
}

static void pop(struct wire *w)
{
    struct piece *gone = w->first;

    w->first = gone->next;
    w->at = 0;
    free(gone);
}

/* A fault may reset the module in the middle of a piece: wire_clear() then runs in here. */
void wire_poll(struct sim *s)
{
    struct wire *w = wire_of(s);

    while (w->first != NULL && w->first->due <= s->now) {
        size_t len = w->first->len - w->at;
        size_t go = fault_sent(s, len);
        uint8_t *bytes;

        if (go == 0) { /* a fault struck here: look again */
            continue;
        }
        bytes = sim_copy(w->first->bytes + w->at, go);
        w->at += go;
        if (w->at == w->first->len) {
            pop(w);
        }
        s->count.bytes_out += go;
        if (s->cfg.log != NULL) {
            s->cfg.log(s->cfg.user, '<', bytes, go);
        }
        if (s->cfg.tx != NULL) {
            s->cfg.tx(s->cfg.user, bytes, go);
        }
        free(bytes);
    }
}

uint64_t wire_deadline(const struct sim *s)
{
    return s->wire != NULL && s->wire->first != NULL ? s->wire->first->due : SIM_NEVER;
}

void wire_clear(struct sim *s)
{
    struct wire *w = wire_of(s);

    while (w->first != NULL) {
        pop(w);
    }
    w->busy_until = 0;
}
