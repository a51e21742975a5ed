/* socket_online.c: data mode, see socket_online.h.
 *
 * SPDX-License-Identifier: MIT */
#include "core.h"

#include <string.h>

/* ---- three '+' alone ---- */

void guard_begin(struct guard *g, uint64_t now)
{
    g->last = now;
    g->pluses = 0;
}

bool guard_byte(struct guard *g, uint64_t now, uint8_t byte)
{
    bool silence = now >= g->last + GUARD_MS;

    g->last = now;
    if (silence) { /* one or two that stood alone were none; three would have been noticed */
        g->pluses = byte == '+' ? 1 : 0;
        return g->pluses == 1;
    }
    if (g->pluses > 0 && g->pluses < 3 && byte == '+') {
        g->pluses++;
        return true;
    }
    g->pluses = 0;
    return false;
}

uint64_t guard_deadline(const struct guard *g)
{
    return g->pluses > 0 ? g->last + GUARD_MS : SIM_NEVER;
}

/* ---- data mode ---- */

void online_begin(struct sim *s, const struct online_user *user)
{
    answer_connect(s, "CONNECT");
    s->data.bytes.len = 0;
    s->data.kind = DATA_ONLINE;
    s->online = *user;
    guard_begin(&s->data.guard, s->now);
}

bool online_is(const struct sim *s)
{
    return s->data.kind == DATA_ONLINE;
}

void online_send(struct sim *s, const void *data, size_t len)
{
    wire_put(s, data, len);
}

/* What has come goes to the other side. */
static void flush(struct sim *s)
{
    struct buffer *b = &s->data.bytes;

    if (b->len > 0) {
        s->online.data(s, s->online.who, b->v, b->len);
        b->len = 0;
    }
}

static void add(struct sim *s, const void *data, size_t len)
{
    buffer_add(&s->data.bytes, data, len);
    if (s->data.bytes.len >= s->online.packet) {
        flush(s);
    }
}

void online_byte(struct sim *s, uint8_t byte)
{
    struct guard *g = &s->data.guard;
    unsigned held = g->pluses;

    s->data.last = s->now;
    if (!guard_byte(g, s->now, byte)) {
        add(s, "+++", held);
        add(s, &byte, 1);
    } else if (g->pluses == 1) { /* another one begins: those before it were data */
        add(s, "+++", held);
    }
}

static bool packet_waits(const struct sim *s)
{
    return s->data.bytes.len > 0;
}

uint64_t online_deadline(const struct sim *s)
{
    uint64_t at = guard_deadline(&s->data.guard);
    uint64_t packet = packet_waits(s) ? s->data.last + s->online.wait_ms : SIM_NEVER;

    return packet < at ? packet : at;
}

static void leave(struct sim *s)
{
    s->data.kind = DATA_OFF;
    buffer_free(&s->data.bytes);
}

void online_poll(struct sim *s)
{
    struct guard *g = &s->data.guard;

    if (packet_waits(s) && s->data.last + s->online.wait_ms <= s->now) {
        flush(s);
    }
    if (guard_deadline(g) > s->now) {
        return;
    }
    if (g->pluses < 3) { /* too few: data, and the next one may begin an escape */
        add(s, "++", g->pluses);
        g->pluses = 0;
        return;
    }
    flush(s);
    leave(s);
    sim_remark(s, "escape");
    s->answer_at = s->now + s->cfg.times.answer;
    answer_final(s, SIM_OK);
    s->online.left(s, s->online.who);
    answer_poll(s);
}

void online_end(struct sim *s)
{
    flush(s);
    leave(s);
    wire_put(s, "\r\nNO CARRIER\r\n", 14);
    answer_poll(s);
}
