/* lwm2m_client.c: see lwm2m_client.h.
 *
 * SPDX-License-Identifier: MIT */
#include "lwm2m_client.h"

#include <stdlib.h>
#include <string.h>

/* ---- news, on their way from the server ---- */

static void free_news(struct news *n)
{
    buffer_free(&n->data);
    free(n);
}

/* What the client itself makes of it. */
static void take(struct client *c, const struct news *n)
{
    int i = 0;

    while (i < c->observations && memcmp(&c->observed[i], &n->path, sizeof n->path) != 0) {
        i++;
    }
    switch (n->kind) {
    case NEWS_REGISTERED:
        c->registered = n->ok;
        break;
    case NEWS_UPDATED:
        c->registered = c->registered && n->ok;
        break;
    case NEWS_DEREGISTERED:
        c->registered = false;
        c->observations = 0;
        break;
    case NEWS_OBSERVED:
        if (i == c->observations && i < CLIENT_OBSERVED) {
            c->observed[c->observations++] = n->path;
        }
        break;
    case NEWS_CANCELLED:
        if (i < c->observations) {
            c->observed[i] = c->observed[--c->observations];
        }
        break;
    case NEWS_BOOTSTRAPPED: case NEWS_WRITTEN: case NEWS_EXECUTED: case NEWS_NOTIFIED:
        break;
    }
}

static void arrived(struct sim *s, void *who, int id)
{
    struct client *c = who;
    struct news **at = &c->news;
    struct news *n;

    (void)s;
    while (*at != NULL && (*at)->id != id) {
        at = &(*at)->next;
    }
    n = *at;
    if (n != NULL) {
        *at = n->next;
        take(c, n);
        c->tell(c->who, n);
        free_news(n);
    }
}

static struct news *send_news(struct client *c, enum client_news kind, bool ok)
{
    struct news *n = sim_alloc(sizeof *n);

    n->id = ++c->next_id;
    n->kind = kind;
    n->ok = ok;
    n->next = c->news;
    c->news = n;
    sim_after(c->sim, c->sim->cfg.times.late + fault_late(c->sim), arrived, c, n->id);
    return n;
}

static void on_bootstrapped(void *user, bool ok)
{
    (void)send_news(user, NEWS_BOOTSTRAPPED, ok);
}

static void on_registered(void *user, bool ok)
{
    (void)send_news(user, NEWS_REGISTERED, ok);
}

static void on_updated(void *user, bool ok)
{
    (void)send_news(user, NEWS_UPDATED, ok);
}

static void on_deregistered(void *user)
{
    (void)send_news(user, NEWS_DEREGISTERED, true);
}

static void on_observe(void *user, struct lwm2m_path p, const char *token, bool on)
{
    struct news *n = send_news(user, on ? NEWS_OBSERVED : NEWS_CANCELLED, true);

    n->path = p;
    snprintf(n->token, sizeof n->token, "%s", token);
}

static void on_write(void *user, struct lwm2m_path p, const void *data, size_t len, bool opaque)
{
    struct news *n = send_news(user, NEWS_WRITTEN, opaque);

    n->path = p;
    buffer_add(&n->data, data, len);
}

static void on_execute(void *user, struct lwm2m_path p)
{
    send_news(user, NEWS_EXECUTED, true)->path = p;
}

static void on_notified(void *user, uint32_t id, bool ok)
{
    send_news(user, NEWS_NOTIFIED, ok)->number = id;
}

static const struct lwm2m_events events = { on_bootstrapped, on_registered, on_updated, on_deregistered,
                                            on_observe,
                                            on_write, on_execute, on_notified };

/* ---- what the chapters call ---- */

void client_begin(struct client *c, struct sim *s, void (*tell)(void *who, const struct news *n), void *who)
{
    c->sim = s;
    c->server = s->lwm2m;
    c->tell = tell;
    c->who = who;
    if (c->link == NULL) {
        c->link = c->server->open(c->server, &events, c);
    }
}

void client_end(struct client *c)
{
    if (c->link != NULL) {
        c->server->close(c->server, c->link);
        timer_cancel(c->sim, c);
    }
    c->link = NULL;
    c->registered = false;
    c->observations = 0;
    while (c->news != NULL) {
        struct news *gone = c->news;

        c->news = gone->next;
        free_news(gone);
    }
}

void client_bootstrap(struct client *c, const struct lwm2m_device *d)
{
    c->server->bootstrap(c->server, c->link, d);
}

void client_register(struct client *c, const struct lwm2m_device *d)
{
    c->registered = false;
    c->observations = 0; /* LwM2M 1.0 5.3.1; an observation may overtake the answer */
    c->server->enrol(c->server, c->link, d);
}

void client_update(struct client *c, const struct lwm2m_device *d)
{
    c->server->update(c->server, c->link, d);
}

void client_deregister(struct client *c)
{
    c->server->deregister(c->server, c->link);
}

static const struct lwm2m_path *observation(const struct client *c, uint16_t object)
{
    for (int i = 0; i < c->observations; i++) {
        if (c->observed[i].object == object) {
            return &c->observed[i];
        }
    }
    return NULL;
}

bool client_observed(const struct client *c, uint16_t object)
{
    return observation(c, object) != NULL;
}

bool client_send(struct client *c, uint16_t object, const void *data, size_t len, uint32_t id)
{
    const struct lwm2m_path *p = observation(c, object);

    if (p != NULL) {
        c->server->notify(c->server, c->link, *p, data, len, id);
    }
    return p != NULL;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                                                  : -1;
}

bool client_unhex(const char *digits, size_t len, uint32_t size, struct buffer *out)
{
    if (len != 2 * (size_t)size) {
        return false;
    }
    for (size_t i = 0; i < len; i += 2) {
        int high = digit(digits[i]), low = digit(digits[i + 1]);
        uint8_t byte = (uint8_t)(high * 16 + low);

        if (high < 0 || low < 0) {
            return false;
        }
        buffer_add(out, &byte, 1);
    }
    return true;
}

void client_hex(const struct buffer *b, char *out, size_t size)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t n = 0;

    for (size_t i = 0; i < b->len && n + 2 < size; i++) {
        out[n++] = digits[b->v[i] >> 4];
        out[n++] = digits[b->v[i] & 15];
    }
    out[n] = '\0';
}
