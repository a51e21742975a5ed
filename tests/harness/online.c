/* online.c: data mode: what the host has to say, what came, DTR, and a wire of its own speed.
 *
 * SPDX-License-Identifier: MIT */
#include "world.h"

#include <stdlib.h>
#include <string.h>

/* What stands behind the calls `datamode`, `tell`, `escape`, `dcd`, `wire`. */
struct online {
    qat_datamode_t object;
    struct world *w;
    struct buf told;         /* all that the host said so far                     */
    uint8_t *piece;          /* the last one given                                */
    uint32_t pieces;
    qat_escape_t *escape;    /* NULL: none is pending                             */
};

/* ---- callbacks ---- */

static void on_data(qat_t *q, qat_datamode_t *o, const uint8_t *data, uint32_t len)
{
    struct online *own = (struct online *)(void *)o;
    qat_data_t d;

    if (q != own->w->q || len == 0) {
        world_fail(own->w, "data of another instance, or none");
    }
    memset(&d, 0, sizeof d);
    d.ptr = data;
    d.len = len;
    d.offset = o->received - len;
    data_piece(own->w, 3, "online", &d);
}

/* In odd pieces, in blocks of their exact size. */
static const void *give_view(void *user, uint32_t offset, uint32_t *len)
{
    struct online *own = (struct online *)user;
    size_t left, n = 1 + own->pieces++ * 7 % 11;

    if (offset > own->told.len) {
        world_fail(own->w, "data to be sent was asked for from %lu on", (unsigned long)offset);
        return NULL;
    }
    left = own->told.len - offset;
    n = own->w->m->take == TAKE_ALL ? left : n < left ? n : left;
    free(own->piece);
    own->piece = n ? (uint8_t *)text_copy((const char *)own->told.v + offset, n) : NULL;
    *len = (uint32_t)n;
    return own->piece;
}

static void escape_done(qat_t *q, qat_req_t *r, int result)
{
    struct world *w = (struct world *)r->user;
    struct buf text = { 0 };

    if (q != w->q || w->online == NULL || r != &w->online->escape->req) {
        world_fail(w, "an escape was done that is not pending");
        return;
    }
    w->dones++;
    memset(r, 0xA5, sizeof(qat_escape_t));
    free(r);
    w->online->escape = NULL;
    buf_printf(&text, "done escape %s", short_result(result));
    say(w, &text);
}

static void set_dtr(void *user, int on)
{
    struct world *w = (struct world *)user;
    struct buf text = { 0 };

    buf_printf(&text, "dtr %s", on ? "on" : "off");
    say(w, &text);
}

/* Now in us, counted from the first ms, so that a clock that wraps does not matter. */
static uint64_t wire_now(const struct world *w)
{
    return (uint64_t)(uint32_t)(w->now - w->m->clock - w->s->clock) * 1000;
}

/* Bytes that were taken and are not on the wire yet. */
static size_t tx_left(void *user)
{
    const struct world *w = (const struct world *)user;
    uint64_t now = wire_now(w);

    return w->wire_free > now ? 1 + (size_t)((w->wire_free - now) * w->baud / 10000000) : 0;
}

void online_sent(struct world *w, size_t n)
{
    if (w->baud) {
        w->wire_free = w->wire_free > wire_now(w) ? w->wire_free : wire_now(w);
        w->wire_free += (uint64_t)n * 10000000 / w->baud;
    }
}

/* ---- calls ---- */

static int call_online(struct world *w, const char *text)
{
    if (strcmp(text, "none") == 0) {
        return qat_datamode_set(w->q, NULL);
    }
    if (w->online == NULL) {
        w->online = (struct online *)calloc(1, sizeof *w->online);
        w->online->w = w;
        w->online->object.on_data = on_data;
        w->online->object.view = give_view;
        w->online->object.user = w->online;
        buf_add(&w->online->told, "", 0);
    }
    return qat_datamode_set(w->q, &w->online->object);
}

static int call_escape(struct world *w, const char *text)
{
    qat_escape_t *r = (qat_escape_t *)calloc(1, sizeof *r);
    int result;

    r->req.done = escape_done;
    r->req.user = w;
    r->dtr = strcmp(text, "dtr") == 0;
    result = qat_escape(w->q, r);
    if (result == QAT_OK) {
        w->online->escape = r;
    } else {
        free(r);
    }
    return result;
}

int online_call(struct world *w, const char *text, int *result)
{
    size_t n = strcspn(text, " ");
    const char *rest = text + n + (text[n] == ' ');

    *result = QAT_OK;
    if (n == 8 && strncmp(text, "datamode", n) == 0) {
        *result = call_online(w, rest);
    } else if (n == 4 && strncmp(text, "tell", n) == 0 && w->online) {
        text_blob(&w->online->told, &rest);
    } else if (n == 6 && strncmp(text, "escape", n) == 0) {
        *result = call_escape(w, rest);
    } else if (strcmp(text, "cancel escape") == 0 && w->online && w->online->escape) {
        *result = qat_cancel(w->q, &w->online->escape->req);
    } else if (strcmp(text, "offline") == 0) {
        *result = qat_offline(w->q);
    } else if (n == 3 && strncmp(text, "dcd", n) == 0) {
        qat_dcd(w->q, strcmp(rest, "on") == 0);
    } else if (n == 3 && strncmp(text, "dtr", n) == 0) {
        w->cfg->set_dtr = set_dtr;
    } else if (n == 4 && strncmp(text, "wire", n) == 0) {
        w->baud = (uint32_t)strtoul(rest, NULL, 10);
        w->cfg->tx_left = tx_left;
    } else {
        return 0;
    }
    return 1;
}

void online_free(struct world *w)
{
    if (w->online) {
        if (w->online->escape) {
            world_fail(w, "an escape was accepted but is not done at the end");
        }
        free(w->online->escape);
        free(w->online->piece);
        buf_free(&w->online->told);
        free(w->online);
        w->online = NULL;
    }
}
