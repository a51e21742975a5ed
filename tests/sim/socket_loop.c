/* socket_loop.c: a world of sockets inside the program; see socket_peer.h.
 *
 * SPDX-License-Identifier: MIT */
#include "socket_peer.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>

enum { ECHO = 7, DISCARD = 9, DAYTIME = 13, CHARGEN = 19, REFUSED = 1, PATTERN_LINES = 95 };
enum { E_IN_USE = 562, E_NAME = 565, E_CONNECT = 566 };

struct packet {
    struct packet *next;
    struct socket_address from;
    size_t len, at;
    uint8_t bytes[];
};

struct end {
    struct end *next;
    enum socket_kind kind;
    uint32_t service, local_port;
    struct packet *first, **last;  /* on their way to the module                        */
    size_t fed;                    /* CHARGEN: how much has been sent                   */
    bool over;                     /* closes when all is received                       */
    struct end *caller;            /* of a listener: who waits to be accepted           */
};

struct loop {
    struct peers base;
    struct end *ends;
    const uint8_t *feed;
    size_t feed_len;
    uint8_t *pattern;
    uint32_t next_port;
};

static void put(struct end *e, const void *data, size_t len, const struct socket_address *from)
{
    struct packet *p = sim_alloc(sizeof *p + len);

    if (from != NULL) {
        p->from = *from;
    }
    memcpy(p->bytes, data, len);
    p->len = len;
    *e->last = p;
    e->last = &p->next;
}

static struct end *end_new(struct loop *l, enum socket_kind kind, uint32_t service)
{
    struct end *e = sim_alloc(sizeof *e);

    e->kind = kind;
    e->service = service;
    e->last = &e->first;
    e->next = l->ends;
    l->ends = e;
    return e;
}

static struct end *end_at(const struct loop *l, uint32_t local_port)
{
    struct end *e = l->ends;

    while (
        e != NULL
        && !((e->kind == SOCKET_LISTENER || e->kind == SOCKET_UDP_SERVICE) && e->local_port == local_port)) {
        e = e->next;
    }
    return e;
}

static bool found(const char *name)
{
    static const char nowhere[] = ".invalid";
    size_t n = strlen(name), m = sizeof nowhere - 1;

    return n < m || strcmp(name + n - m, nowhere) != 0;
}

static void *open_end(struct peers *w, const struct socket_want *want, int *err)
{
    struct loop *l = (struct loop *)w;
    bool serves = want->kind == SOCKET_LISTENER || want->kind == SOCKET_UDP_SERVICE;
    struct end *e;

    *err = serves ? (end_at(l, want->local_port) != NULL ? E_IN_USE : 0)
         : !found(want->to.ip) ? E_NAME : want->to.port == REFUSED ? E_CONNECT : 0;
    if (*err != 0) {
        return NULL;
    }
    e = end_new(l, want->kind, serves ? ECHO : want->to.port);
    e->local_port = want->local_port;
    if (e->service == DAYTIME) {
        put(e, "Thursday, January 15, 2026 12:00:00-UTC\r\n", 41, NULL);
    }
    e->over = e->service == DAYTIME || e->service == CHARGEN;
    return e;
}

static size_t send_to(struct peers *w, void *end, const void *data, size_t len,
                      const struct socket_address *to)
{
    struct end *e = end;

    (void)w;
    if (e->service != DISCARD && e->service != DAYTIME && e->service != CHARGEN) {
        put(e, data, len, to);
    }
    return len;
}

static size_t receive(struct peers *w, void *end, void *data, size_t size, struct socket_address *from)
{
    struct loop *l = (struct loop *)w;
    struct end *e = end;
    struct packet *p = e->first;
    size_t n;

    if (e->service == CHARGEN && e->fed < l->feed_len) {
        n = l->feed_len - e->fed < size ? l->feed_len - e->fed : size;
        memcpy(data, l->feed + e->fed, n);
        e->fed += n;
        return n;
    }
    if (p == NULL) {
        return 0;
    }
    n = p->len - p->at < size ? p->len - p->at : size;
    memcpy(data, p->bytes + p->at, n);
    *from = p->from;
    p->at += n;
    if (p->at == p->len || e->kind == SOCKET_UDP || e->kind == SOCKET_UDP_SERVICE) {
        e->first = p->next;
        if (e->first == NULL) {
            e->last = &e->first;
        }
        free(p);
    }
    return n;
}

static bool closed(struct peers *w, void *end)
{
    const struct loop *l = (const struct loop *)w;
    const struct end *e = end;

    return e->over && e->first == NULL && (e->service != CHARGEN || e->fed == l->feed_len);
}

static void *accept_one(struct peers *w, void *listener, struct socket_address *from)
{
    struct end *e = ((struct end *)listener)->caller;

    (void)w;
    if (e != NULL) {
        ((struct end *)listener)->caller = e->caller;
        e->caller = NULL;
        *from = (struct socket_address){ "172.31.242.222", 54091 };
    }
    return e;
}

static void close_end(struct peers *w, void *end)
{
    struct loop *l = (struct loop *)w;
    struct end **at = &l->ends;
    struct end *e = end;

    while (*at != e) {
        at = &(*at)->next;
    }
    *at = e->next;
    while (e->caller != NULL) {
        struct end *c = e->caller;

        e->caller = c->caller;
        c->caller = NULL;
        close_end(w, c);
    }
    while (e->first != NULL) {
        struct packet *p = e->first;

        e->first = p->next;
        free(p);
    }
    free(e);
}

static uint32_t wait_ms(struct peers *w)
{
    (void)w;
    return UINT32_MAX;
}

static void destroy(struct peers *w)
{
    struct loop *l = (struct loop *)w;

    while (l->ends != NULL) {
        close_end(w, l->ends);
    }
    free(l->pattern);
    free(l);
}

void socket_loop_feed(struct peers *w, const void *data, size_t len)
{
    struct loop *l = (struct loop *)w;

    l->feed = data;
    l->feed_len = len;
}

bool socket_loop_call(struct peers *w, uint32_t port, const char *text)
{
    struct loop *l = (struct loop *)w;
    struct end *listener = end_at(l, port);
    struct end *e, **at;

    if (listener == NULL || listener->kind != SOCKET_LISTENER) {
        return false;
    }
    e = end_new(l, SOCKET_TCP, ECHO);
    put(e, text, strlen(text), NULL);
    for (at = &listener->caller; *at != NULL; at = &(*at)->caller) {
        /* to the last one */
    }
    *at = e;
    return true;
}

/* The lines of RFC 864, once round: 95 lines of 72 characters, each begun one further. */
static void make_pattern(struct loop *l)
{
    uint8_t *at = l->pattern = sim_alloc(PATTERN_LINES * 74);

    for (int line = 0; line < PATTERN_LINES; line++) {
        for (int i = 0; i < 72; i++) {
            *at++ = (uint8_t)(' ' + (line + i) % 95);
        }
        *at++ = '\r';
        *at++ = '\n';
    }
    l->feed = l->pattern;
    l->feed_len = PATTERN_LINES * 74;
}

struct peers *socket_loop_new(void)
{
    static const struct peers ops = { open_end,   send_to,   receive, closed,
                                      accept_one, close_end, wait_ms, destroy };
    struct loop *l = sim_alloc(sizeof *l);

    l->base = ops;
    make_pattern(l);
    return &l->base;
}
