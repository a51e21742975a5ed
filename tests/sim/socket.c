/* socket.c: sockets, plain and TLS: opened, closed, listed (BG96 TCP/IP V1.0 2.1, BG95 TCP/IP V1.1 2.3, BG96
 * SSL V1.0 2.1). The other end of each is behind socket_peer.h.
 *
 * SPDX-License-Identifier: MIT */
#include "socket.h"

enum { TCP_INCOMING = 4, E_IDENTITY = 563, E_CONTEXT = 561, E_TLS = 566, FIRST_PORT = 9437 };

struct socket *socket_open(struct socket_chapter *c, uint32_t number, bool tls)
{
    struct socket *k = number < SOCKETS ? &c->v[number] : NULL;

    return k != NULL && k->state >= STATE_CONNECTED && k->tls == tls ? k : NULL;
}

/* ---- open ---- */

/* What the peer says; the module's number of an error, or 0. */
static int reach(struct sim *s, struct socket *k)
{
    struct socket_want want = { (enum socket_kind)k->service, k->tls, { "", k->port }, k->local_port };
    int err = 0;

    snprintf(want.to.ip, sizeof want.to.ip, "%s", k->host);
    if (!s->pdp[k->ctx].active) {
        return E_CONTEXT;
    }
    if (k->tls && !ssl_ready(s, k->ssl_context)) {
        return E_TLS;
    }
    k->end = s->peers->open(s->peers, &want, &err);
    return k->end != NULL ? 0 : err;
}

static void opened(struct sim *s, void *who, int number)
{
    struct socket_chapter *c = who;
    struct socket *k = &c->v[number];
    int err;

    if (k->state != STATE_OPENING) { /* closed meanwhile */
        return;
    }
    err = reach(s, k);
    k->state = err != 0 ? STATE_CLOSING : k->service == SOCKET_LISTENER ? STATE_LISTENING : STATE_CONNECTED;
    s->count.sockets += err == 0 ? 1 : 0;
    if (k->access != ACCESS_TRANSPARENT) {
        sim_urcf(s, "+%s: %d,%d", k->tls ? "QSSLOPEN" : "QIOPEN", number, err);
    } else if (err != 0) {
        socket_forget(s, k);
        sim_done(s, SIM_ERROR);
    } else {
        socket_go_online(c, s, k);
        sim_done(s, SIM_SILENT);
    }
}

static void in_use(struct sim *s, void *who, int number)
{
    sim_urcf(s, "+%s: %d,%d", who != NULL ? "QSSLOPEN" : "QIOPEN", number, E_IDENTITY);
}

struct opening {
    uint32_t ctx, ssl_context, number, service, port, local_port, access;
    bool tls;
    qam_str_t host;
};

static enum verdict open_socket(struct socket_chapter *c, struct sim *s, const struct opening *o)
{
    struct socket *k = &c->v[o->number];
    uint32_t late = s->cfg.times.late + fault_late(s);

    if (!s->pdp[o->ctx].active) {
        return SIM_ERROR;
    }
    if (k->state != STATE_FREE) {
        if (o->access != ACCESS_TRANSPARENT) {
            sim_after(s, late, in_use, o->tls ? c : NULL, (int)o->number);
        }
        return o->access == ACCESS_TRANSPARENT ? SIM_ERROR : SIM_OK;
    }
    k->state = STATE_OPENING;
    k->number = (int)o->number;
    k->service = (int)o->service;
    k->tls = o->tls;
    k->ssl_context = (int)o->ssl_context;
    k->ctx = (int)o->ctx;
    k->server = k->number;
    k->access = (enum access)o->access;
    k->port = o->port;
    k->local_port = o->local_port != 0 ? o->local_port : FIRST_PORT + o->number;
    keep_text(k->host, sizeof k->host, o->host);
    sim_after(s, late, opened, c, k->number);
    return o->access == ACCESS_TRANSPARENT ? SIM_PENDING : SIM_OK;
}

static enum verdict open_command(struct socket_chapter *c, struct sim *s, int id, const void *args)
{
    const qam_qiopen_t *r = args;
    const qam_qiopen_transparent_t *t = args;
    const qam_qsslopen_t *tls = args;
    const qam_qsslopen_transparent_t *tls_t = args;
    struct opening o = { 0 };

    switch (id) {
    case QAM_CMD_QIOPEN:
        o = (struct opening){ r->ctx, 0, r->conn, r->service, r->port, 0, 0, false, r->host };
        o.local_port = (r->has & QAM_QIOPEN_HAS_LOCAL_PORT) != 0 ? r->local_port : 0;
        o.access = (r->has & QAM_QIOPEN_HAS_ACCESS) != 0 ? r->access : ACCESS_BUFFER;
        break;
    case QAM_CMD_QIOPEN_TRANSPARENT:
        o = (struct opening){ t->ctx, 0,      t->conn, t->service, t->port, t->local_port, ACCESS_TRANSPARENT,
                              false,  t->host };
        break;
    case QAM_CMD_QSSLOPEN:
        o = (struct opening){ tls->ctx, tls->ssl_context, tls->socket, SOCKET_TCP, tls->port, 0, 0,
                              true,     tls->host };
        o.access = (tls->has & QAM_QSSLOPEN_HAS_ACCESS) != 0 ? tls->access : ACCESS_BUFFER;
        break;
    case QAM_CMD_QSSLOPEN_TRANSPARENT:
        o = (struct opening){ tls_t->ctx, tls_t->ssl_context, tls_t->socket, SOCKET_TCP, tls_t->port, 0,
                              ACCESS_TRANSPARENT, true, tls_t->host };
        break;
    default:
        return SIM_NOT_MINE;
    }
    return open_socket(c, s, &o);
}

/* ---- close ---- */

static void closed(struct sim *s, void *who, int number)
{
    (void)who;
    (void)number;
    sim_done(s, SIM_OK);
}

static enum verdict close_command(struct socket_chapter *c, struct sim *s, uint32_t number)
{
    struct socket *k = &c->v[number];

    if (k->state == STATE_FREE) {
        return SIM_OK;
    }
    c->online = c->online == k ? NULL : c->online;
    socket_forget(s, k);
    sim_after(s, s->cfg.times.late, closed, c, 0);
    return SIM_PENDING;
}

/* ---- state ---- */

static void say_state(struct sim *s, const struct socket *k)
{
    static const char *const services[] = { "TCP", "UDP", "TCP LISTENER", "UDP SERVICE", "TCP INCOMING" };

    if (k->state == STATE_FREE) {
        return;
    }
    if (k->tls) {
        sim_infof(s, "+QSSLSTATE: %d,\"SSLClient\",\"%s\",%u,%u,%d,%d,%d,%d,\"usbmodem\",%d", k->number,
                  k->host, k->port, k->local_port, k->state, k->ctx, k->server, k->access, k->ssl_context);
    } else {
        sim_infof(s, "+QISTATE: %d,\"%s\",\"%s\",%u,%u,%d,%d,%d,%d,\"usbmodem\"", k->number,
                  services[k->service],
                  k->service == SOCKET_LISTENER || k->service == SOCKET_UDP_SERVICE ? "10.7.157.1" : k->host,
                  k->port, k->local_port, k->state, k->ctx, k->server, k->access);
    }
}

static enum verdict state_command(struct socket_chapter *c, struct sim *s, int id, const void *args)
{
    int i;

    switch (id) {
    case QAM_CMD_QISTATE:
        i = (int)((const qam_qistate_t *)args)->conn;
        if (!c->v[i].tls) {
            say_state(s, &c->v[i]);
        }
        return SIM_OK;
    case QAM_CMD_QSSLSTATE:
        i = (int)((const qam_qsslstate_t *)args)->socket;
        if (c->v[i].tls) {
            say_state(s, &c->v[i]);
        }
        return SIM_OK;
    case QAM_CMD_QISTATE_CTX:
    case QAM_CMD_QISTATE_READ:
    case QAM_CMD_QISTATE_EXEC:
    case QAM_CMD_QSSLSTATE_EXEC:
        for (i = 0; i < SOCKETS; i++) {
            if (c->v[i].tls == (id == QAM_CMD_QSSLSTATE_EXEC)
                && (id != QAM_CMD_QISTATE_CTX
                    || c->v[i].ctx == (int)((const qam_qistate_ctx_t *)args)->ctx)) {
                say_state(s, &c->v[i]);
            }
        }
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

/* ---- the chapter ---- */

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct socket_chapter *c = (struct socket_chapter *)me;
    enum verdict v;

    if (id == QAM_CMD_QICLOSE) {
        return close_command(c, s, ((const qam_qiclose_t *)args)->conn);
    }
    if (id == QAM_CMD_QSSLCLOSE) {
        return close_command(c, s, ((const qam_qsslclose_t *)args)->socket);
    }
    v = open_command(c, s, id, args);
    v = v != SIM_NOT_MINE ? v : state_command(c, s, id, args);
    v = v != SIM_NOT_MINE ? v : socket_data_command(c, s, id, args);
    return v != SIM_NOT_MINE ? v : socket_cfg_command(c, s, id, args);
}

/* Somebody came to a listener: the highest number that is free. */
static void accept_calls(struct socket_chapter *c, struct sim *s, struct socket *k)
{
    struct socket_address from;
    void *end;

    while ((end = s->peers->accept(s->peers, k->end, &from)) != NULL) {
        struct socket *n;
        int i = SOCKETS - 1;

        while (i >= 0 && c->v[i].state != STATE_FREE) {
            i--;
        }
        if (i < 0) {
            s->peers->close(s->peers, end);
            sim_say(s, "+QIURC: \"incoming full\"");
            continue;
        }
        n = &c->v[i];
        n->state = STATE_CONNECTED;
        n->number = i;
        n->service = TCP_INCOMING;
        n->tls = false;
        n->ctx = k->ctx;
        n->server = k->number;
        n->access = k->access;
        n->port = from.port;
        n->local_port = k->local_port;
        snprintf(n->host, sizeof n->host, "%s", from.ip);
        n->end = end;
        s->count.sockets++;
        sim_urcf(s, "+QIURC: \"incoming\",%d,%d,\"%s\",%u", n->number, k->number, from.ip, from.port);
    }
}

static uint32_t poll(struct service *me, struct sim *s)
{
    struct socket_chapter *c = (struct socket_chapter *)me;
    uint32_t wait = s->peers->wait(s->peers);

    for (int i = 0; i < SOCKETS; i++) {
        struct socket *k = &c->v[i];
        uint32_t want = UINT32_MAX;

        if (k->end == NULL) {
            continue;
        }
        if (!s->pdp[k->ctx].active) {
            socket_lost(c, s, k);
        } else if (k->state == STATE_LISTENING) {
            accept_calls(c, s, k);
        } else {
            want = socket_pump(c, s, k);
        }
        wait = want < wait ? want : wait;
    }
    return wait;
}

static void reset(struct service *me, struct sim *s)
{
    struct socket_chapter *c = (struct socket_chapter *)me;

    for (int i = 0; i < SOCKETS; i++) {
        socket_forget(s, &c->v[i]);
    }
    c->online = c->sending = NULL;
    socket_cfg_reset(c);
}

/* The peers' ends go with the peers. */
static void destroy(struct service *me)
{
    struct socket_chapter *c = (struct socket_chapter *)me;

    for (int i = 0; i < SOCKETS; i++) {
        while (c->v[i].first != NULL) {
            struct datagram *gone = c->v[i].first;

            c->v[i].first = gone->next;
            free(gone);
        }
        buffer_free(&c->v[i].out);
    }
    free(c);
}

struct service *socket_service(void)
{
    struct socket_chapter *c = sim_alloc(sizeof *c);

    c->base.name = "socket";
    c->base.handle = handle;
    c->base.poll = poll;
    c->base.reset = reset;
    c->base.destroy = destroy;
    for (int i = 0; i < SOCKETS; i++) {
        c->v[i].state = STATE_FREE;
        c->v[i].last = &c->v[i].first;
    }
    socket_cfg_reset(c);
    return &c->base;
}
