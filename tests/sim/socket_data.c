/* socket_data.c: what goes through a socket: AT+QISEND, AT+QIRD, +QIURC, data mode; with QSSL... the same for
 * TLS.
 *
 * SPDX-License-Identifier: MIT */
#include "socket.h"

enum { READ_MOST = 1500, URCS_MOST = 8192 };

/* ---- from the peer ---- */

static void keep(struct socket *k, const uint8_t *data, size_t len, const struct socket_address *from)
{
    struct datagram *d = sim_alloc(sizeof *d + len);

    memcpy(d->bytes, data, len);
    d->len = len;
    d->from = *from;
    *k->last = d;
    k->last = &d->next;
    k->unread += (uint32_t)len;
}

static void drop_first(struct socket *k)
{
    struct datagram *d = k->first;

    k->first = d->next;
    if (k->first == NULL) {
        k->last = &k->first;
    }
    free(d);
}

/* Up to most bytes of a stream, or one datagram, whose rest is lost. Returns how many. */
static size_t take(struct socket *k, uint8_t *out, size_t most, struct socket_address *from)
{
    bool stream = k->service != SOCKET_UDP && k->service != SOCKET_UDP_SERVICE;
    size_t n = 0;

    while (k->first != NULL && n < most) {
        struct datagram *d = k->first;
        size_t part = d->len - d->at < most - n ? d->len - d->at : most - n;

        memcpy(out + n, d->bytes + d->at, part);
        *from = d->from;
        n += part;
        d->at += part;
        k->unread -= (uint32_t)part;
        if (!stream) {
            k->unread -= (uint32_t)(d->len - d->at);
            drop_first(k);
            break;
        }
        if (d->at == d->len) {
            drop_first(k);
        }
    }
    return n;
}

/* Behind its head: `,"ip",port` of a UDP SERVICE, then the data, as they are or as hex digits, on the line or
 * below. */
static void put_data(const struct socket_chapter *c, const struct socket *k, struct buffer *out,
                     const uint8_t *data, size_t len, const struct socket_address *from)
{
    char text[200];
    bool plain = k->tls || (!c->same_line && !c->recv_hex);

    if (k->service == SOCKET_UDP_SERVICE && !k->tls) {
        buffer_add(out, text, (size_t)snprintf(text, sizeof text, ",\"%s\",%u", from->ip, from->port));
    }
    buffer_add(out, c->same_line && !k->tls ? "," : "\r\n", c->same_line && !k->tls ? 1 : 2);
    if (plain || !c->recv_hex) {
        buffer_add(out, data, len);
        return;
    }
    for (size_t i = 0; i < len; i++) {
        buffer_add(out, text, (size_t)snprintf(text, sizeof text, "%02X", data[i]));
    }
}

static void push(const struct socket_chapter *c, struct sim *s, const struct socket *k, const uint8_t *data,
                 size_t len, const struct socket_address *from)
{
    struct buffer line = { NULL, 0, 0 };
    char head[64];
    int n = snprintf(head, sizeof head, "+%s: \"recv\",%d,%zu", k->tls ? "QSSLURC" : "QIURC", k->number, len);

    buffer_add(&line, head, (size_t)n);
    put_data(c, k, &line, data, len, from);
    sim_urc(s, line.v, line.len);
    buffer_free(&line);
}

static void tell(const struct socket_chapter *c, struct sim *s, struct socket *k)
{
    if (k->unread == 0 || k->told) {
        return;
    }
    k->told = true;
    if (c->recvind && !k->tls) {
        sim_urcf(s, "+QIURC: \"recv\",%d,%u", k->number, k->unread < READ_MOST ? k->unread : READ_MOST);
    } else {
        sim_urcf(s, "+%s: \"recv\",%d", k->tls ? "QSSLURC" : "QIURC", k->number);
    }
}

/* What came goes on to the host in the way its access mode says. False: nothing more for now. */
static bool pass_on(struct socket_chapter *c, struct sim *s, struct socket *k)
{
    uint8_t data[READ_MOST];
    struct socket_address from = { "", 0 };
    size_t n;

    if (online_is(s) && c->online == k) {
        while ((n = take(k, data, sizeof data, &from)) > 0) {
            online_send(s, data, n);
        }
        return true;
    }
    if (k->access != ACCESS_PUSH) {
        tell(c, s, k);
        return k->unread < WINDOW;
    }
    while (s->urcs.len < URCS_MOST && (n = take(k, data, PUSHED_MOST, &from)) > 0) {
        push(c, s, k, data, n, &from);
    }
    return k->unread == 0;
}

static void receive(struct socket_chapter *c, struct sim *s, struct socket *k)
{
    uint8_t data[READ_MOST];
    struct socket_address from = { "", 0 };
    size_t n;

    while (pass_on(c, s, k) && (n = s->peers->receive(s->peers, k->end, data, PUSHED_MOST, &from)) > 0) {
        keep(k, data, n, &from);
        k->received += (uint32_t)n;
        s->count.socket_in += n;
    }
}

/* ---- to the peer ---- */

static void send_on(struct sim *s, struct socket *k)
{
    while (k->out.len > 0 && k->end != NULL) {
        size_t n = s->peers->send(s->peers, k->end, k->out.v, k->out.len, NULL);

        if (n == 0) {
            return;
        }
        k->acked += (uint32_t)n;
        buffer_cut_front(&k->out, n);
    }
}

void socket_lost(struct socket_chapter *c, struct sim *s, struct socket *k)
{
    s->peers->close(s->peers, k->end);
    k->end = NULL;
    k->state = STATE_CLOSING;
    if (c->online == k) {
        c->online = NULL;
        if (online_is(s)) {
            online_end(s);
            return;
        }
    }
    sim_urcf(s, "+%s: \"closed\",%d", k->tls ? "QSSLURC" : "QIURC", k->number);
}

uint32_t socket_pump(struct socket_chapter *c, struct sim *s, struct socket *k)
{
    send_on(s, k);
    receive(c, s, k);
    if (s->peers->closed(s->peers, k->end) && (k->access != ACCESS_PUSH || k->unread == 0)) {
        socket_lost(c, s, k);
    }
    return UINT32_MAX;
}

void socket_forget(struct sim *s, struct socket *k)
{
    if (k->end != NULL) {
        s->peers->close(s->peers, k->end);
    }
    while (k->first != NULL) {
        drop_first(k);
    }
    buffer_free(&k->out);
    memset(k, 0, sizeof *k);
    k->state = STATE_FREE;
    k->last = &k->first;
}

/* ---- AT+QISEND ---- */

static size_t unhex(uint8_t *data, size_t len)
{
    for (size_t i = 0; i + 1 < len; i += 2) {
        char pair[3] = { (char)data[i], (char)data[i + 1], '\0' };

        data[i / 2] = (uint8_t)strtoul(pair, NULL, 16);
    }
    return len / 2;
}

static bool hand_over(struct sim *s, struct socket *k, const uint8_t *data, size_t len,
                      const struct socket_address *to)
{
    bool stream = k->service != SOCKET_UDP && k->service != SOCKET_UDP_SERVICE;

    if (k->end == NULL || k->out.len + len > UNSENT_MOST) {
        return false;
    }
    k->sent += (uint32_t)len;
    s->count.socket_out += len;
    if (stream) {
        buffer_add(&k->out, data, len);
    } else {
        k->acked += (uint32_t)s->peers->send(s->peers, k->end, data, len, to);
    }
    return true;
}

static void sent(struct sim *s, void *who, const uint8_t *data, size_t len, enum data_end how)
{
    struct socket_chapter *c = who;
    uint8_t *bytes;
    bool good;

    if (how != DATA_COMPLETE) {
        sim_done(s, how == DATA_ESCAPED ? SIM_OK : SIM_ERROR);
        return;
    }
    bytes = sim_copy(data, len);
    len = c->send_hex && !c->sending->tls ? unhex(bytes, len) : len;
    good = hand_over(s, c->sending, bytes, len, &c->to);
    free(bytes);
    answer_words(s, good ? "SEND OK" : "SEND FAIL");
    sim_done(s, SIM_SILENT);
}

static enum verdict send_data(struct socket_chapter *c, struct sim *s, struct socket *k, bool counted,
                              uint32_t len)
{
    if (k == NULL || k->end == NULL || k->state == STATE_LISTENING) {
        return SIM_ERROR;
    }
    c->sending = k;
    sim_prompt(s, !counted, len, sent, c);
    s->data.unseen = c->unseen;
    return SIM_PENDING;
}

static enum verdict send_command(struct socket_chapter *c, struct sim *s, const qam_qisend_t *r)
{
    struct socket *k = socket_open(c, r->conn, false);
    bool counted = (r->has & QAM_QISEND_HAS_LENGTH) != 0;
    bool addressed = r->ip.ptr != NULL && (r->has & QAM_QISEND_HAS_IP) != 0;

    if (k != NULL && addressed != (k->service == SOCKET_UDP_SERVICE)) {
        return SIM_ERROR;
    }
    memset(&c->to, 0, sizeof c->to);
    if (addressed) {
        keep_text(c->to.ip, sizeof c->to.ip, r->ip);
        c->to.port = r->port;
    }
    return send_data(c, s, k, counted, counted ? r->length : 0);
}

static enum verdict send_hex(struct socket_chapter *c, struct sim *s, const qam_qisendex_t *r)
{
    struct socket *k = socket_open(c, r->conn, false);
    uint8_t *bytes;
    bool good;

    if (k == NULL || k->end == NULL || k->service == SOCKET_UDP_SERVICE || r->hex.len % 2 != 0) {
        return SIM_ERROR;
    }
    bytes = sim_copy(r->hex.ptr, r->hex.len);
    good = hand_over(s, k, bytes, unhex(bytes, r->hex.len), NULL);
    free(bytes);
    answer_words(s, good ? "SEND OK" : "SEND FAIL");
    return SIM_SILENT;
}

static enum verdict say_sent(struct sim *s, const struct socket *k)
{
    if (k == NULL) {
        return SIM_ERROR;
    }
    sim_infof(s, "+QISEND: %u,%u,%u", k->sent, k->acked, k->sent - k->acked);
    return SIM_OK;
}

/* ---- AT+QIRD ---- */

static enum verdict read_data(struct socket_chapter *c, struct sim *s, struct socket *k, uint32_t most)
{
    uint8_t data[READ_MOST];
    struct socket_address from = { "", 0 };
    struct buffer line = { NULL, 0, 0 };
    char head[64];
    size_t n;

    if (k == NULL || k->access != ACCESS_BUFFER) {
        return SIM_ERROR;
    }
    n = take(k, data, most, &from);
    k->told = k->unread > 0 && k->told;
    buffer_add(&line, head, (size_t)snprintf(head, sizeof head, "+%s: %zu", k->tls ? "QSSLRECV" : "QIRD", n));
    if (n > 0) {
        put_data(c, k, &line, data, n, &from);
    }
    sim_info(s, line.v != NULL ? (const char *)line.v : "", line.len);
    buffer_free(&line);
    return SIM_OK;
}

static enum verdict say_read(struct sim *s, const struct socket *k, const char *name)
{
    if (k == NULL) {
        return SIM_ERROR;
    }
    sim_infof(s, "+%s: %u,%u,%u", name, k->received, k->received - k->unread, k->unread);
    return SIM_OK;
}

/* ---- data mode ---- */

static void from_host(struct sim *s, void *who, const uint8_t *data, size_t len)
{
    struct socket_chapter *c = who;

    if (c->online != NULL) {
        buffer_add(&c->online->out, data, len);
        c->online->sent += (uint32_t)len;
        s->count.socket_out += len;
        send_on(s, c->online);
    }
}

/* Buffer access mode from now on; ATO or AT+QISWTMD goes back. */
static void left(struct sim *s, void *who)
{
    struct socket_chapter *c = who;

    (void)s;
    if (c->online != NULL) {
        c->online->access = ACCESS_BUFFER;
    }
}

void socket_go_online(struct socket_chapter *c, struct sim *s, struct socket *k)
{
    struct online_user user = { from_host, left, c, c->packet, c->wait_tenths * 100 };

    c->online = k;
    k->access = ACCESS_TRANSPARENT;
    k->told = false;
    online_begin(s, &user);
}

static enum verdict go_online(struct socket_chapter *c, struct sim *s, struct socket *k)
{
    if (k == NULL || k->end == NULL) {
        return SIM_ERROR;
    }
    socket_go_online(c, s, k);
    return SIM_SILENT;
}

static enum verdict switch_mode(struct socket_chapter *c, uint32_t number, uint32_t access)
{
    struct socket *k = &c->v[number];

    if (k->state < STATE_CONNECTED) {
        return SIM_ERROR;
    }
    k->access = (enum access)access;
    k->told = false;
    return SIM_OK;
}

static struct socket *any_open(struct socket_chapter *c, uint32_t number)
{
    struct socket *k = socket_open(c, number, false);

    return k != NULL ? k : socket_open(c, number, true);
}

/* ---- the commands ---- */

static enum verdict tls_command(struct socket_chapter *c, struct sim *s, int id, const void *args)
{
    const qam_qsslsend_t *out = args;
    const qam_qsslrecv_t *in = args;
    bool counted = id == QAM_CMD_QSSLSEND && (out->has & QAM_QSSLSEND_HAS_LENGTH) != 0;

    switch (id) {
    case QAM_CMD_QSSLSEND:
        return send_data(c, s, socket_open(c, out->socket, true), counted, counted ? out->length : 0);
    case QAM_CMD_QSSLRECV:
        return read_data(c, s, socket_open(c, in->socket, true), in->max);
    case QAM_CMD_QSSLRECV_READ:
        return say_read(s, socket_open(c, ((const qam_qsslrecv_read_t *)args)->socket, true), "QSSLRECV");
    default:
        return SIM_NOT_MINE;
    }
}

enum verdict socket_data_command(struct socket_chapter *c, struct sim *s, int id, const void *args)
{
    const qam_qird_t *in = args;
    const qam_qiswtmd_t *mode = args;

    switch (id) {
    case QAM_CMD_QISEND:
        return send_command(c, s, args);
    case QAM_CMD_QISEND_READ:
        return say_sent(s, socket_open(c, ((const qam_qisend_read_t *)args)->conn, false));
    case QAM_CMD_QISENDEX:
        return send_hex(c, s, args);
    case QAM_CMD_QIRD:
        return read_data(c, s, socket_open(c, in->conn, false),
                         (in->has & QAM_QIRD_HAS_MAX) != 0 ? in->max : READ_MOST);
    case QAM_CMD_QIRD_READ:
        return say_read(s, socket_open(c, ((const qam_qird_read_t *)args)->conn, false), "QIRD");
    case QAM_CMD_QISWTMD:
        return switch_mode(c, mode->conn, mode->access);
    case QAM_CMD_QISWTMD_TRANSPARENT:
        return go_online(c, s, any_open(c, ((const qam_qiswtmd_transparent_t *)args)->conn));
    case QAM_CMD_ONLINE:
        if (c->online == NULL) { /* nothing to go back to */
            answer_words(s, "NO CARRIER");
            return SIM_SILENT;
        }
        return go_online(c, s, c->online);
    default:
        return tls_command(c, s, id, args);
    }
}
