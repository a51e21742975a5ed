/* mqtt.c: the MQTT client in the module: AT+QMTOPEN to AT+QMTPUB, and when the connection is lost (BG96 MQTT
 * V1.0).
 *
 * SPDX-License-Identifier: MIT
 *
 * OK means understood; what came of it follows after times.late, when it is done at the broker. */
#include "mqtt.h"

static struct mqtt *mqtt_of(struct sim *s)
{
    return (struct mqtt *)s->services[5];
}

/* ---- going away ---- */

void client_gone(struct client *c, bool orderly)
{
    void *link = c->link;

    ops_drop(c);
    c->state = CLIENT_CLOSED;
    c->link = NULL;
    if (link != NULL) {
        c->sim->broker->close(c->sim->broker, link, orderly);
    }
}

void client_lost(struct client *c, int err)
{
    qam_qmtstat_urc_t v = { 0, (uint32_t)c->number, (uint32_t)err };

    client_gone(c, false);
    TELL(c->sim, qmtstat_urc, &v);
}

void mqtt_lost(struct sim *s, int client, int err)
{
    if (client >= 0 && client < MQTT_CLIENTS && mqtt_of(s)->clients[client].state != CLIENT_CLOSED) {
        client_lost(&mqtt_of(s)->clients[client], err);
    }
}

void mqtt_lost_all(struct sim *s, int err)
{
    for (int i = 0; i < MQTT_CLIENTS; i++) {
        mqtt_lost(s, i, err);
    }
}

/* ---- what is due ---- */

static void open_due(struct client *c, const struct op *op)
{
    qam_qmtopen_late_t v = { 0, (uint32_t)c->number, op->result };

    if (op->result == 0) {
        c->link = c->sim->broker->open(c->sim->broker, c->host, c->port, &mqtt_events, c);
        v.result = c->link != NULL ? 0 : -1;
    }
    if (op->result != 2) { /* 2: an earlier one has it; nothing changes */
        c->state = v.result == 0 ? CLIENT_OPEN : CLIENT_CLOSED;
    }
    if (v.result == 0) {
        c->sim->count.opens++;
        c->sim->count.tls += c->cfg.ssl;
    }
    TELL(c->sim, qmtopen_late, &v);
}

static void conn_due(struct client *c, const struct op *op)
{
    const struct client_config *cfg = &c->cfg;
    struct broker_message will = { cfg->will_topic, (const uint8_t *)cfg->will_message,
                                   (uint32_t)strlen(cfg->will_message), (int)cfg->will_qos,
                                   cfg->will_retain == 1 };
    struct broker_login in = { op->client_id, op->user, op->password, (int)cfg->version, cfg->keepalive,
                               cfg->clean == 1, cfg->will == 1 ? &will : NULL };

    c->sim->broker->login(c->sim->broker, c->link, &in);
}

static void note_message(struct sim *s, const struct op *op)
{
    struct heard *h = sim_alloc(sizeof *h);
    struct heard **end = &s->heard;

    h->topic = sim_strdup(op->topic[0]);
    h->len = op->len;
    h->checksum = checksum_xor16(op->data, op->len);
    h->qos = op->qos[0];
    h->retain = op->retain;
    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = h;
    s->count.published++;
}

static void pub_due(struct client *c, const struct op *op)
{
    struct broker_message m = { op->topic[0], op->data, op->len, op->qos[0], op->retain };

    note_message(c->sim, op);
    c->sim->broker->publish(c->sim->broker, c->link, op->msgid, &m);
}

static void sub_due(struct client *c, const struct op *op)
{
    const char *topics[MQTT_TOPICS];

    for (int i = 0; i < op->topics; i++) {
        topics[i] = op->topic[i];
    }
    if (op->kind == OP_SUB) {
        c->sim->broker->subscribe(c->sim->broker, c->link, op->msgid, topics, op->qos, op->topics);
    } else {
        c->sim->broker->unsubscribe(c->sim->broker, c->link, op->msgid, topics, op->topics);
    }
}

static void leave_due(struct client *c, const struct op *op)
{
    qam_qmtclose_late_t close = { 0, (uint32_t)c->number, 0 };
    qam_qmtdisc_late_t disc = { 0, (uint32_t)c->number, 0 };

    client_gone(c, op->kind == OP_DISC);
    if (op->kind == OP_DISC) {
        TELL(c->sim, qmtdisc_late, &disc);
    } else {
        TELL(c->sim, qmtclose_late, &close);
    }
}

void op_due(struct client *c, struct op *op)
{
    switch (op->kind) {
    case OP_OPEN:
        open_due(c, op);
        break;
    case OP_CLOSE: case OP_DISC:
        leave_due(c, op);
        break;
    case OP_CONN:
        conn_due(c, op);
        break;
    case OP_SUB: case OP_UNS:
        sub_due(c, op);
        break;
    case OP_PUB:
        pub_due(c, op);
        break;
    case OP_MESSAGE:
        message_due(c, op);
        break;
    case OP_LOST:
        client_lost(c, op->result);
        break;
    }
}

static void late(struct client *c, struct op *op)
{
    op_later(c, op, c->sim->cfg.times.late + fault_late(c->sim));
}

/* ---- opening and closing ---- */

static bool no_such_host(const char *host)
{
    size_t n = strlen(host);

    return n >= 8 && strcmp(host + n - 8, ".invalid") == 0;
}

/* qmtopen_result */
static int judge_open(const struct client *c)
{
    struct sim *s = c->sim;

    if (!sim_registered(s)) {
        return 3;
    }
    if (no_such_host(c->host)) {
        return 4;
    }
    return c->cfg.ssl == 1 && !ssl_ready(s, (int)c->cfg.ssl_context) ? -1 : 0;
}

static enum verdict open_client(struct mqtt *m, const qam_qmtopen_t *r)
{
    struct client *c = &m->clients[r->client];
    struct op *op = op_new(m, OP_OPEN);

    if (c->state != CLIENT_CLOSED) {
        op->result = 2;
    } else {
        keep_text(c->host, sizeof c->host, r->host);
        c->port = r->port;
        c->state = CLIENT_OPENING;
        op->result = judge_open(c);
        /* The module activates the context by itself when it has to. */
        c->sim->pdp[c->cfg.cid].active |= op->result != 3;
    }
    late(c, op);
    return SIM_OK;
}

static enum verdict close_client(struct mqtt *m, uint32_t client, enum op_kind kind)
{
    struct client *c = &m->clients[client];

    if (c->state == CLIENT_CLOSED || c->state == CLIENT_LEAVING
        || (kind == OP_DISC && c->state != CLIENT_CONNECTED)) {
        return SIM_ERROR;
    }
    ops_drop(c);
    c->state = CLIENT_LEAVING;
    late(c, op_new(m, kind));
    return SIM_OK;
}

static char *text_of(qam_str_t s)
{
    return sim_copy(s.ptr, s.ptr != NULL ? s.len : 0);
}

static enum verdict connect_client(struct mqtt *m, const qam_qmtconn_t *r)
{
    struct client *c = &m->clients[r->client];
    struct op *op;

    if (c->state != CLIENT_OPEN) {
        return SIM_ERROR;
    }
    op = op_new(m, OP_CONN);
    op->client_id = text_of(r->client_id);
    op->user = text_of(r->user);
    op->password = text_of(r->password);
    c->state = CLIENT_CONNECTING;
    late(c, op);
    return SIM_OK;
}

/* ---- topics ---- */

static enum verdict subscribe(struct mqtt *m, const qam_qmtsub_t *r)
{
    struct client *c = &m->clients[r->client];
    struct op *op;

    if (c->state != CLIENT_CONNECTED) {
        return SIM_ERROR;
    }
    op = op_new(m, OP_SUB);
    op->msgid = r->msgid;
    op->topic[0] = text_of(r->topic);
    op->qos[0] = (int)r->qos;
    op->topics = 1;
    if ((r->has & QAM_QMTSUB_HAS_TOPIC2) != 0) {
        op->topic[1] = text_of(r->topic2);
        op->qos[1] = (int)r->qos2;
        op->topics = 2;
    }
    late(c, op);
    return SIM_OK;
}

static enum verdict unsubscribe(struct mqtt *m, const qam_qmtuns_t *r)
{
    struct client *c = &m->clients[r->client];
    struct op *op;

    if (c->state != CLIENT_CONNECTED) {
        return SIM_ERROR;
    }
    op = op_new(m, OP_UNS);
    op->msgid = r->msgid;
    op->topic[0] = text_of(r->topic);
    op->topics = 1;
    if ((r->has & QAM_QMTUNS_HAS_TOPIC2) != 0) {
        op->topic[1] = text_of(r->topic2);
        op->topics = 2;
    }
    late(c, op);
    return SIM_OK;
}

/* ---- messages to the broker ---- */

static int hex_digit(uint8_t c)
{
    static const char digits[] = "0123456789ABCDEF";
    const char *at = c == '\0' ? NULL : strchr(digits, c >= 'a' ? c - ('a' - 'A') : c);

    return at != NULL ? (int)(at - digits) : -1;
}

/* BG95 with send/mode 1: two hex digits a byte. False: it is no such text. */
static bool from_hex(struct op *op)
{
    for (uint32_t i = 0; i + 1 < op->len; i += 2) {
        int high = hex_digit(op->data[i]);
        int low = hex_digit(op->data[i + 1]);

        if (high < 0 || low < 0) {
            return false;
        }
        op->data[i / 2] = (uint8_t)(high * 16 + low);
    }
    if (op->len % 2 != 0) {
        return false;
    }
    op->len /= 2;
    return true;
}

/* What exceeds 1548 bytes is dropped, says the manual. */
static enum verdict send_message(struct client *c, struct op *op, const uint8_t *data, size_t len)
{
    op->len = (uint32_t)(len < MQTT_PAYLOAD_MAX ? len : MQTT_PAYLOAD_MAX);
    op->data = sim_copy(data, op->len);
    if (c->state != CLIENT_CONNECTED || (c->cfg.hex_digits == 1 && !from_hex(op))) {
        op_free(op);
        return SIM_ERROR;
    }
    late(c, op);
    return SIM_OK;
}

static void payload_done(struct sim *s, void *who, const uint8_t *data, size_t len, enum data_end how)
{
    struct mqtt *m = who;
    struct op *op = m->publishing;

    m->publishing = NULL;
    if (how == DATA_COMPLETE) {
        sim_done(s, send_message(&m->clients[m->publisher], op, data, len));
        return;
    }
    op_free(op);
    sim_done(s, how == DATA_ESCAPED ? SIM_OK : SIM_ERROR);
}

static struct op *pub_op(struct mqtt *m, const qam_qmtpub_t *r)
{
    struct op *op = op_new(m, OP_PUB);

    op->msgid = r->msgid;
    op->qos[0] = (int)r->qos;
    op->retain = r->retain == 1;
    op->topic[0] = text_of(r->topic);
    op->topics = 1;
    return op;
}

static bool may_publish(const struct client *c, uint32_t qos, uint32_t msgid)
{
    return c->state == CLIENT_CONNECTED && (qos == 0 || msgid != 0);
}

static enum verdict publish(struct mqtt *m, struct sim *s, const qam_qmtpub_t *r)
{
    bool counted = false;
    size_t want = 0;

    if (!may_publish(&m->clients[r->client], r->qos, r->msgid)) {
        return SIM_ERROR;
    }
#if SIM_BG95
    counted = (r->has & QAM_QMTPUB_HAS_LENGTH) != 0;
    want = counted ? r->length : 0;
#endif
    op_free(m->publishing);
    m->publishing = pub_op(m, r);
    m->publisher = (int)r->client;
    sim_prompt(s, !counted, want, payload_done, m);
    return SIM_PENDING;
}

#if SIM_BG95
static enum verdict publish_line(struct mqtt *m, const qam_qmtpubex_t *r)
{
    qam_qmtpub_t head = { 0, r->client, r->msgid, r->qos, r->retain, r->topic, 0 };
    struct client *c = &m->clients[r->client];

    if (!may_publish(c, r->qos, r->msgid)) {
        return SIM_ERROR;
    }
    return send_message(c, pub_op(m, &head), (const uint8_t *)r->message.ptr, r->message.len);
}
#endif

/* ---- commands ---- */

static void list_clients(const struct mqtt *m, struct sim *s, bool states)
{
    static const int shown[] = { 0, 0, 1, 2, 3, 4 }; /* qmtconn_state of a client_state */

    for (int i = 0; i < MQTT_CLIENTS; i++) {
        const struct client *c = &m->clients[i];

        if (c->state == CLIENT_CLOSED || c->state == CLIENT_OPENING) {
            continue;
        }
        if (states) {
            sim_infof(s, "+QMTCONN: %d,%d", i, shown[c->state]);
        } else {
            sim_infof(s, "+QMTOPEN: %d,\"%s\",%u", i, c->host, c->port);
        }
    }
}

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct mqtt *m = (struct mqtt *)me;
    enum verdict v = config_command(m, s, id, args);

    v = v != SIM_NOT_MINE ? v : recv_command(m, s, id, args);
    if (v != SIM_NOT_MINE) {
        return v;
    }
    switch (id) {
    case QAM_CMD_QMTOPEN:
        return open_client(m, args);
    case QAM_CMD_QMTCLOSE:
        return close_client(m, ((const qam_qmtclose_t *)args)->client, OP_CLOSE);
    case QAM_CMD_QMTDISC:
        return close_client(m, ((const qam_qmtdisc_t *)args)->client, OP_DISC);
    case QAM_CMD_QMTCONN:
        return connect_client(m, args);
    case QAM_CMD_QMTSUB:
        return subscribe(m, args);
    case QAM_CMD_QMTUNS:
        return unsubscribe(m, args);
    case QAM_CMD_QMTPUB:
        return publish(m, s, args);
#if SIM_BG95
    case QAM_CMD_QMTPUBEX:
        return publish_line(m, args);
#endif
    case QAM_CMD_QMTOPEN_READ: case QAM_CMD_QMTCONN_READ:
        list_clients(m, s, id == QAM_CMD_QMTCONN_READ);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

/* For a broker that lives by itself. */
static uint32_t poll_broker(struct service *me, struct sim *s)
{
    (void)me;
    return s->broker->poll(s->broker);
}

static void reset(struct service *me, struct sim *s)
{
    struct mqtt *m = (struct mqtt *)me;

    op_free(m->publishing);
    m->publishing = NULL;
    for (int i = 0; i < MQTT_CLIENTS; i++) {
        struct client *c = &m->clients[i];

        c->number = i;
        c->sim = s;
        c->mqtt = m;
        client_gone(c, false);
        stores_drop(c);
        config_defaults(&c->cfg);
        c->next_msgid = 0;
    }
}

static void destroy(struct service *me)
{
    struct mqtt *m = (struct mqtt *)me;

    if (m->clients[0].sim != NULL) {
        reset(me, m->clients[0].sim);
    }
    free(m);
}

struct service *mqtt_service(void)
{
    struct mqtt *m = sim_alloc(sizeof *m);

    m->base.name = "mqtt";
    m->base.handle = handle;
    m->base.poll = poll_broker;
    m->base.reset = reset;
    m->base.destroy = destroy;
    return &m->base;
}
