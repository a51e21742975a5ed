/* events.c: what the engine tells, as text, in the order in which it came.
 *
 * SPDX-License-Identifier: MIT */
#include "world.h"

#include <stdlib.h>
#include <string.h>

/* A listener of its own. The first one, without a name, is the dialogue's. */
struct ear {
    qat_listener_t listener;
    struct world *w;
    char *name;
    struct ear *next;
};

/* ---- the log ---- */

void log_add(struct world *w, char kind, const char *text)
{
    struct entry *e;

    if (w->log_count == w->log_cap) {
        struct entry *more;

        w->log_cap = w->log_cap * 2 + 64;
        more = (struct entry *)realloc(w->log, w->log_cap * sizeof *w->log);
        if (more == NULL) {
            fatal("harness", 0, "no memory");
            return;
        }
        w->log = more;
    }
    e = &w->log[w->log_count++];
    e->kind = kind;
    e->now = w->now;
    e->text = text_copy(text, strlen(text));
}

static void run_hooks(struct world *w, const char *event)
{
    for (size_t i = 0; i < w->s->hook_count; i++) {
        const struct hook *h = &w->s->hooks[i];
        struct buf text = { 0 };
        int result;

        if (w->hook_used[i] || strncmp(event, h->prefix, strlen(h->prefix)) != 0) {
            continue;
        }
        w->hook_used[i] = 1;
        result = world_call(w, h->call);
        buf_printf(&text, "call %s: %s", h->call, short_result(result));
        log_add(w, '=', (const char *)text.v);
        buf_free(&text);
    }
}

void say(struct world *w, struct buf *text)
{
    if (w->place != IN_RX && w->place != IN_POLL) {
        world_fail(w, "a callback ran outside qat_rx() and qat_poll(): %s", (const char *)text->v);
    }
    data_flush(w);
    log_add(w, '=', (const char *)text->v);
    w->callback++;
    run_hooks(w, (const char *)text->v);
    w->callback--;
    buf_free(text);
}

/* ---- payload: neighbouring pieces are one ---- */

void data_flush(struct world *w)
{
    struct buf text = { 0 };

    if (!w->data.open) {
        return;
    }
    w->data.open = 0;
    buf_printf(&text, "data %s ", (const char *)w->data.name.v);
    buf_bytes(&text, w->data.bytes.v, w->data.bytes.len);
    w->data.from += (uint32_t)w->data.bytes.len;
    if (w->data.total != 0 && w->data.total != w->data.from) {
        buf_printf(&text, " of %lu", (unsigned long)w->data.total);
    }
    buf_printf(&text, "%s", w->data.kind & QAT_UNCOUNTED ? " uncounted" : "");
    buf_printf(&text, "%s", w->data.kind & QAT_FRAMING ? " framing" : "");
    log_add(w, '=', (const char *)text.v);
    w->callback++;
    run_hooks(w, (const char *)text.v);
    w->callback--;
    buf_free(&text);
    buf_free(&w->data.bytes);
    buf_free(&w->data.name);
}

void data_piece(struct world *w, int kind, const char *name, const qat_data_t *d)
{
    if (w->place != IN_RX && w->place != IN_POLL) {
        world_fail(w, "payload came outside qat_rx() and qat_poll()");
    }
    if (w->data.open && (w->data.kind >> 8 != kind || strcmp((const char *)w->data.name.v, name) != 0)) {
        data_flush(w);
    }
    if (!w->data.open) {
        uint32_t from = w->data.kind & QAT_LAST ? 0 : w->data.from;

        memset(&w->data, 0, sizeof w->data);
        w->data.open = 1;
        w->data.from = d->offset == from ? from : 0;
        w->data.total = d->total;
        buf_printf(&w->data.name, "%s", name);
        buf_add(&w->data.bytes, "", 0);
    }
    if (d->offset != w->data.from + w->data.bytes.len) {
        world_fail(w, "payload %s: offset %lu, but %zu bytes came before", name, (unsigned long)d->offset,
                   w->data.from + w->data.bytes.len);
    }
    if (d->len == 0 && !(d->flags & QAT_LAST)) {
        world_fail(w, "payload %s: an empty piece that is not the last", name);
    }
    if (d->total != w->data.total) {
        world_fail(w, "payload %s: its total changed", name);
    }
    buf_add(&w->data.bytes, d->ptr, d->len);
    w->data.kind = kind << 8 | d->flags;
    if (d->flags & QAT_LAST) {
        data_flush(w);
    }
}

/* ---- events of the runtime ---- */

static void print_event(struct buf *b, const qat_event_t *ev)
{
    const struct qat_text_command *c;
    size_t at;

    switch ((enum qat_event_kind)ev->kind) {
    case QAT_EV_URC:
    case QAT_EV_RESTART:
        buf_printf(b, "%s %s", ev->kind == QAT_EV_URC ? "urc" : "restart", urc_name_of(ev->id));
        print_struct(b, urc_fields(ev->id), ev->urc, 0);
        break;
    case QAT_EV_UNKNOWN:
        buf_printf(b, "unknown ");
        buf_bytes(b, ev->text.ptr, ev->text.len);
        break;
    case QAT_EV_OVERFLOW:
        buf_printf(b, "overflow %lu", (unsigned long)ev->count);
        if (ev->id != QAT_URC_NONE) {
            buf_printf(b, " %s", urc_name_of(ev->id));
            print_struct(b, urc_fields(ev->id), ev->urc, 1);
        }
        break;
    case QAT_EV_FRAMING:
        buf_printf(b, "framing %s %lu", urc_name_of(ev->id), (unsigned long)ev->count);
        break;
    case QAT_EV_LATE:
        c = command_numbered(ev->id);
        buf_printf(b, "stray %s", command_name(c));
        print_struct(b, c ? command_late(c, &at) : NULL, ev->urc, 0);
        break;
    case QAT_EV_STALE:
        buf_printf(b, "stale %s", final_name(ev->id));
        break;
    case QAT_EV_READY:
    case QAT_EV_DEAD:
    case QAT_EV_ALIVE:
        buf_printf(b, "%s", ev->kind == QAT_EV_READY ? "ready" : ev->kind == QAT_EV_DEAD ? "dead" : "alive");
        break;
    case QAT_EV_ONLINE:
        buf_printf(b, "online");
        break;
    case QAT_EV_OFFLINE:
        buf_printf(b, "offline %s", short_result(-(int)ev->count));
        break;
    case QAT_EV_DATA:
        break;
    }
}

static void on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    struct ear *ear = (struct ear *)(void *)self;
    struct world *w = ear->w;
    struct buf text = { 0 };

    if (q != w->q || ear->listener.user != ear) {
        world_fail(w, "a listener was called for another instance");
    }
    if (ev->kind == QAT_EV_DATA) {
        if (ear->name == NULL) {
            data_piece(w, 1, urc_name_of(ev->id), ev->data);
        }
        return;
    }
    if (ear->name) {
        buf_printf(&text, "%s: ", ear->name);
    } else {
        w->events++;
    }
    print_event(&text, ev);
    say(w, &text); /* the listener may be gone afterwards */
}

struct ear *ear_add(struct world *w, const char *name)
{
    struct ear *ear = (struct ear *)calloc(1, sizeof *ear);

    if (ear == NULL) {
        return NULL;
    }
    ear->w = w;
    ear->listener.on_event = on_event;
    ear->listener.user = ear;
    ear->name = name ? text_copy(name, strlen(name)) : NULL;
    ear->next = w->ears;
    w->ears = ear;
    if (qat_listen(w->q, &ear->listener) != QAT_OK) {
        world_fail(w, "qat_listen() refused a new listener");
    }
    return ear;
}

static void ear_free(struct ear *ear)
{
    free(ear->name);
    memset(ear, 0xA5, sizeof *ear);
    free(ear);
}

/* It is gone the moment that qat_unlisten() returns, also inside its own callback. */
int ear_remove(struct world *w, const char *name)
{
    struct ear **at = &w->ears, *ear;
    int result;

    while (*at && ((*at)->name == NULL || strcmp((*at)->name, name) != 0)) {
        at = &(*at)->next;
    }
    if (!*at) {
        return QAT_E_STATE;
    }
    ear = *at;
    *at = ear->next;
    result = qat_unlisten(w->q, &ear->listener);
    ear_free(ear);
    return result;
}

void ears_free(struct world *w)
{
    while (w->ears) {
        struct ear *ear = w->ears;

        w->ears = ear->next;
        ear_free(ear);
    }
}
