/* lwm2m_loop.c: an LwM2M server inside the program, for one device. It does what it is told to, at once; the
 * client adds the time that a network takes.
 *
 * SPDX-License-Identifier: MIT */
#include "lwm2m_server.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct watch {
    struct lwm2m_path path;
    char token[24];
};

struct loop {
    struct lwm2m_server base;
    const struct lwm2m_events *ev;  /* NULL: no device                             */
    void *user;
    char endpoint[160];             /* of the device that is registered            */
    bool known, refuses, silent;
    struct watch watched[LWM2M_WATCHED];
    int watches;
    struct watch observed[LWM2M_WATCHED];
    int observations;
    struct buffer heard;
    struct lwm2m_path heard_at;
    unsigned heard_count;
};

static bool same(struct lwm2m_path a, struct lwm2m_path b)
{
    return a.object == b.object && a.instance == b.instance && a.resource == b.resource;
}

static struct watch *observation(struct loop *m, struct lwm2m_path p)
{
    for (int i = 0; i < m->observations; i++) {
        if (same(m->observed[i].path, p)) {
            return &m->observed[i];
        }
    }
    return NULL;
}

/* ---- what the client does ---- */

static void *open_device(struct lwm2m_server *b, const struct lwm2m_events *ev, void *user)
{
    struct loop *m = (struct loop *)b;

    m->ev = ev;
    m->user = user;
    return m;
}

static void bootstrap(struct lwm2m_server *b, void *link, const struct lwm2m_device *d)
{
    struct loop *m = (struct loop *)b;

    (void)link;
    (void)d;
    if (!m->silent) {
        m->ev->bootstrapped(m->user, !m->refuses);
    }
}

static void enrol(struct lwm2m_server *b, void *link, const struct lwm2m_device *d)
{
    struct loop *m = (struct loop *)b;

    (void)link;
    m->observations = 0; /* LwM2M 1.0 5.3.1: a registration begins without any */
    m->known = !m->silent && !m->refuses;
    if (m->silent) {
        return;
    }
    snprintf(m->endpoint, sizeof m->endpoint, "%s", d->endpoint);
    m->ev->registered(m->user, m->known);
    for (int i = 0; i < m->watches && m->known; i++) {
        lwm2m_loop_observe(b, m->watched[i].path, m->watched[i].token, true);
    }
}

static void update(struct lwm2m_server *b, void *link, const struct lwm2m_device *d)
{
    struct loop *m = (struct loop *)b;

    (void)link;
    (void)d;
    if (!m->silent) {
        m->ev->updated(m->user, m->known);
    }
}

static void deregister(struct lwm2m_server *b, void *link)
{
    struct loop *m = (struct loop *)b;

    (void)link;
    m->known = false;
    m->observations = 0;
    if (!m->silent) {
        m->ev->deregistered(m->user);
    }
}

static void notify(struct lwm2m_server *b, void *link, struct lwm2m_path p, const void *data, size_t len,
                   uint32_t id)
{
    struct loop *m = (struct loop *)b;
    bool wanted = m->known && observation(m, p) != NULL;

    (void)link;
    if (m->silent) {
        return;
    }
    if (wanted) {
        m->heard.len = 0;
        buffer_add(&m->heard, data, len);
        m->heard_at = p;
        m->heard_count++;
    }
    if (id != 0) {
        m->ev->notified(m->user, id,
                        wanted); /* RFC 7641 3.6: what nobody observes is answered with a reset */
    }
}

static void close_device(struct lwm2m_server *b, void *link)
{
    struct loop *m = (struct loop *)b;

    (void)link;
    m->ev = NULL; /* what it knows of the device, it keeps: nobody has told it */
}

static uint32_t poll(struct lwm2m_server *b)
{
    (void)b;
    return UINT32_MAX;
}

static void destroy(struct lwm2m_server *b)
{
    buffer_free(&((struct loop *)b)->heard);
    free(b);
}

struct lwm2m_server *lwm2m_loop_new(void)
{
    struct loop *m = sim_alloc(sizeof *m);

    m->base.open = open_device;
    m->base.bootstrap = bootstrap;
    m->base.enrol = enrol;
    m->base.update = update;
    m->base.deregister = deregister;
    m->base.notify = notify;
    m->base.close = close_device;
    m->base.poll = poll;
    m->base.destroy = destroy;
    return &m->base;
}

/* ---- what it is told to do ---- */

void lwm2m_loop_watch(struct lwm2m_server *b, struct lwm2m_path p, const char *token)
{
    struct loop *m = (struct loop *)b;

    if (m->watches < LWM2M_WATCHED) {
        m->watched[m->watches].path = p;
        snprintf(m->watched[m->watches++].token, sizeof m->watched[0].token, "%s", token);
    }
}

void lwm2m_loop_unwatch(struct lwm2m_server *b)
{
    ((struct loop *)b)->watches = 0;
}

void lwm2m_loop_observe(struct lwm2m_server *b, struct lwm2m_path p, const char *token, bool on)
{
    struct loop *m = (struct loop *)b;
    struct watch *w = observation(m, p);

    if (on && w == NULL && m->observations < LWM2M_WATCHED) {
        w = &m->observed[m->observations++];
        w->path = p;
        snprintf(w->token, sizeof w->token, "%s", token);
    } else if (!on && w != NULL) {
        *w = m->observed[--m->observations];
    }
    if (m->ev != NULL) {
        m->ev->observe(m->user, p, token, on);
    }
}

void lwm2m_loop_write(struct lwm2m_server *b, struct lwm2m_path p, const void *data, size_t len, bool opaque)
{
    struct loop *m = (struct loop *)b;

    if (m->ev != NULL) {
        m->ev->write(m->user, p, data, len, opaque);
    }
}

void lwm2m_loop_execute(struct lwm2m_server *b, struct lwm2m_path p)
{
    struct loop *m = (struct loop *)b;

    if (m->ev != NULL) {
        m->ev->execute(m->user, p);
    }
}

void lwm2m_loop_deregister(struct lwm2m_server *b)
{
    struct loop *m = (struct loop *)b;

    lwm2m_loop_forget(b);
    if (m->ev != NULL) {
        m->ev->deregistered(m->user);
    }
}

void lwm2m_loop_forget(struct lwm2m_server *b)
{
    struct loop *m = (struct loop *)b;

    m->known = false;
    m->observations = 0;
}

void lwm2m_loop_refuse(struct lwm2m_server *b, bool on)
{
    ((struct loop *)b)->refuses = on;
}

void lwm2m_loop_silent(struct lwm2m_server *b, bool on)
{
    ((struct loop *)b)->silent = on;
}

const void *lwm2m_loop_heard(const struct lwm2m_server *b, size_t *len, struct lwm2m_path *p, unsigned *count)
{
    const struct loop *m = (const struct loop *)b;

    *len = m->heard.len;
    *p = m->heard_at;
    *count = m->heard_count;
    return m->heard_count > 0 ? m->heard.v : NULL;
}

const char *lwm2m_loop_endpoint(const struct lwm2m_server *b)
{
    const struct loop *m = (const struct loop *)b;

    return m->known ? m->endpoint : NULL;
}
