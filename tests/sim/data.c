/* data.c: payload from the host: behind a prompt (by Ctrl-Z or by count), or behind CONNECT (by count).
 *
 * SPDX-License-Identifier: MIT */
#include "core.h"

#include <string.h>

enum { CTRL_Z = 0x1A, ESC = 0x1B };

static void begin(struct sim *s, size_t want, data_done *done, void *who)
{
    struct data_phase *d = &s->data;

    d->bytes.len = 0;
    d->want = want;
    d->ack_every = 0;
    d->idle_ms = 0;
    d->ctrl_z = false;
    d->unseen = false;
    d->last = s->now;
    guard_begin(&d->guard, s->now);
    d->done = done;
    d->who = who;
}

static void end(struct sim *s, enum data_end how)
{
    struct data_phase *d = &s->data;
    struct buffer bytes = d->bytes;

    memset(&d->bytes, 0, sizeof d->bytes);
    d->kind = DATA_OFF;
    d->done(s, d->who, bytes.v, bytes.len, how);
    buffer_free(&bytes);
}

void sim_prompt(struct sim *s, bool ctrl_z, size_t want, data_done *done, void *who)
{
    begin(s, want, done, who);
    s->data.ctrl_z = ctrl_z;
    s->data.idle_ms = ctrl_z ? 0 : 60000;
    s->data.kind = DATA_PROMPT;
    if (fault_line(s, ">", 1)) {
        answer_raw(s, "\r\n> ", 4);
    }
    if (!ctrl_z && want == 0) {
        end(s, DATA_COMPLETE);
    }
}

void sim_connect(struct sim *s, size_t want, size_t ack_every, uint32_t idle_ms, data_done *done, void *who)
{
    begin(s, want, done, who);
    s->data.ack_every = ack_every;
    s->data.idle_ms = idle_ms;
    s->data.kind = DATA_CONNECT;
    answer_connect(s, "CONNECT");
}

static void escape(struct sim *s, enum data_end how)
{
    if (s->echo) {
        wire_put(s, "\r\n", 2);
    }
    end(s, how);
}

void data_byte(struct sim *s, uint8_t byte)
{
    struct data_phase *d = &s->data;

    if (d->kind == DATA_ONLINE) {
        online_byte(s, byte);
        return;
    }
    d->last = s->now;
    if (d->kind == DATA_CONNECT) {
        (void)guard_byte(&d->guard, s->now, byte);
    }
    if (d->ctrl_z && (byte == CTRL_Z || byte == ESC)) {
        escape(s, byte == CTRL_Z ? DATA_COMPLETE : DATA_ESCAPED);
        return;
    }
    if (d->kind == DATA_PROMPT && s->echo && !d->unseen) {
        wire_put(s, &byte, 1);
    }
    buffer_add(&d->bytes, &byte, 1);
    if (d->ack_every > 0 && d->bytes.len % d->ack_every == 0) {
        answer_raw(s, "A", 1);
    }
    if (!d->ctrl_z && d->bytes.len == d->want) {
        end(s, DATA_COMPLETE);
    }
}

uint64_t data_deadline(const struct sim *s)
{
    const struct data_phase *d = &s->data;
    uint64_t idle = d->idle_ms == 0 ? SIM_NEVER : d->last + d->idle_ms;
    uint64_t escape = d->guard.pluses == 3 ? guard_deadline(&d->guard) : SIM_NEVER;

    if (d->kind == DATA_ONLINE) {
        return online_deadline(s);
    }
    return d->kind == DATA_OFF ? SIM_NEVER : d->kind == DATA_CONNECT && escape < idle ? escape : idle;
}

void data_poll(struct sim *s)
{
    struct data_phase *d = &s->data;

    if (data_deadline(s) > s->now) {
        return;
    }
    if (d->kind == DATA_ONLINE) {
        online_poll(s);
    } else if (d->kind == DATA_CONNECT && d->guard.pluses == 3 && guard_deadline(&d->guard) <= s->now) {
        d->bytes.len -= 3; /* DFOTA note 2.2.3: +++ gives up, what came stays */
        end(s, DATA_ESCAPED);
    } else {
        end(s, DATA_TIMEOUT);
    }
}

void data_drop(struct sim *s)
{
    s->data.kind = DATA_OFF;
    buffer_free(&s->data.bytes);
}
