/* mqtt_recv.c: what the broker tells a client, and how the module hands messages on: at once (counted or
 * not), or stored until AT+QMTRECV fetches them (BG95).
 *
 * SPDX-License-Identifier: MIT */
#include "mqtt.h"

/* ---- the broker's events ---- */

static void connected(void *user, enum connack code)
{
    struct client *c = user;
    qam_qmtconn_late_t v = { QAM_QMTCONN_LATE_HAS_CODE, (uint32_t)c->number, 0, (uint32_t)code };

    if (code == CONNACK_OK) {
        c->state = CLIENT_CONNECTED;
        c->sim->count.connects++;
    } else {
        struct op *op = op_new(c->mqtt, OP_LOST);

        c->state = CLIENT_OPEN;
        c->sim->count.refused++;
        op->result = 1; /* 3.2.2.3 of MQTT: the server closes behind a refusal */
        op_later(c, op, c->sim->cfg.times.late);
    }
    TELL(c->sim, qmtconn_late, &v);
}

static void subscribed(void *user, uint32_t msgid, const uint8_t *granted, int count)
{
    struct client *c = user;
    qam_qmtsub_late_t v = { 0, (uint32_t)c->number, msgid, 0, granted[0], 0, { NULL, 0 } };

    v.has = QAM_QMTSUB_LATE_HAS_VALUE;

    if (count > 1) {
        v.has |= QAM_QMTSUB_LATE_HAS_VALUE2;
        v.value2 = granted[1];
    }
    for (int i = 0; i < count; i++) {
        c->sim->count.subscribed += granted[i] != GRANT_REFUSED ? 1 : 0;
    }
    TELL(c->sim, qmtsub_late, &v);
}

static void unsubscribed(void *user, uint32_t msgid)
{
    struct client *c = user;
    qam_qmtuns_late_t v = { 0, (uint32_t)c->number, msgid, 0 };

    c->sim->count.unsubscribed++;
    TELL(c->sim, qmtuns_late, &v);
}

static void published(void *user, uint32_t msgid)
{
    struct client *c = user;
    qam_qmtpub_late_t v = { 0, (uint32_t)c->number, msgid, 0, 0 };

    TELL(c->sim, qmtpub_late, &v);
}

static void message(void *user, const struct broker_message *m)
{
    struct client *c = user;
    struct op *op = op_new(c->mqtt, OP_MESSAGE);

    op->topic[0] = sim_strdup(m->topic);
    op->data = sim_copy(m->data, m->len);
    op->len = m->len;
    if (m->qos > 0) {
        op->msgid = ++c->next_msgid;
        c->next_msgid %= 65535;
    }
    op_later(c, op, c->sim->cfg.times.receive);
}

static void closed(void *user)
{
    struct client *c = user;

    c->link = NULL;
    client_lost(c, 1);
}

const struct broker_events mqtt_events = { connected, subscribed, unsubscribed, published, message, closed };

/* ---- messages to the host ---- */

struct shown {
    uint32_t msgid;
    const char *topic;
    const uint8_t *data;
    uint32_t len;
};

/* +QMTRECV: <client>,<msgid>,"<topic>"[,<length>],"<payload>": nothing in the payload is escaped. */
static void write_message(const struct client *c, const struct shown *m, struct buffer *out)
{
    char head[400];
    int n = snprintf(head, sizeof head, "+QMTRECV: %d,%u,\"", c->number, m->msgid);

    buffer_add(out, head, (size_t)n);
    buffer_add(out, m->topic, strlen(m->topic));
    buffer_add(out, "\",", 2);
    if (c->cfg.counted) {
        n = snprintf(head, sizeof head, "%u,", m->len);
        buffer_add(out, head, (size_t)n);
    }
    buffer_add(out, "\"", 1);
    buffer_add(out, m->data, m->len);
    buffer_add(out, "\"", 1);
}

static void store_message(struct client *c, const struct op *op)
{
    for (int i = 0; i < MQTT_STORES; i++) {
        struct stored *t = &c->stores[i];

        if (!t->used) {
            t->used = true;
            t->msgid = op->msgid;
            t->topic = sim_strdup(op->topic[0]);
            t->data = sim_copy(op->data, op->len);
            t->len = op->len;
            sim_urcf(c->sim, "+QMTRECV: %d,%d", c->number, i);
            return;
        }
    }
    sim_remark(c->sim, "all five places are full: a message is lost");
}

void message_due(struct client *c, const struct op *op)
{
    struct shown m = { op->msgid, op->topic[0], op->data, op->len };
    struct buffer line = { NULL, 0, 0 };

    if (c->state != CLIENT_CONNECTED) {
        return;
    }
    c->sim->count.delivered++;
    if (c->cfg.stored) {
        store_message(c, op);
        return;
    }
    write_message(c, &m, &line);
    sim_urc(c->sim, line.v, line.len);
    buffer_free(&line);
}

/* ---- stored messages ---- */

static void drop_store(struct stored *t)
{
    free(t->topic);
    free(t->data);
    memset(t, 0, sizeof *t);
}

void stores_drop(struct client *c)
{
    for (int i = 0; i < MQTT_STORES; i++) {
        drop_store(&c->stores[i]);
    }
}

#if SIM_BG95
static enum verdict fetch(struct mqtt *m, struct sim *s, const qam_qmtrecv_t *r)
{
    struct client *c = &m->clients[r->client];

    if (c->state != CLIENT_CONNECTED) {
        return SIM_ERROR;
    }
    for (uint32_t i = 0; i < MQTT_STORES; i++) {
        struct stored *t = &c->stores[i];
        struct shown shown = { t->msgid, t->topic, t->data, t->len };
        struct buffer line = { NULL, 0, 0 };

        if (t->used && ((r->has & QAM_QMTRECV_HAS_STORE) == 0 || r->store == i)) {
            write_message(c, &shown, &line);
            sim_info(s, (const char *)line.v, line.len);
            buffer_free(&line);
            drop_store(t);
        }
    }
    return SIM_OK;
}

static void list_stores(struct mqtt *m, struct sim *s)
{
    for (int i = 0; i < MQTT_CLIENTS; i++) {
        const struct stored *t = m->clients[i].stores;

        if (m->clients[i].state != CLIENT_CLOSED) {
            sim_infof(s, "+QMTRECV: %d,%d,%d,%d,%d,%d", i, t[0].used, t[1].used, t[2].used, t[3].used,
                      t[4].used);
        }
    }
}

enum verdict recv_command(struct mqtt *m, struct sim *s, int id, const void *args)
{
    if (id == QAM_CMD_QMTRECV) {
        return fetch(m, s, args);
    }
    if (id == QAM_CMD_QMTRECV_READ) {
        list_stores(m, s);
        return SIM_OK;
    }
    return SIM_NOT_MINE;
}
#else
enum verdict recv_command(struct mqtt *m, struct sim *s, int id, const void *args)
{
    (void)m;
    (void)s;
    (void)id;
    (void)args;
    return SIM_NOT_MINE;
}
#endif
