/* rig.c: runs a helper against the module of module.c.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "rig.h"

#include <stdlib.h>
#include <string.h>

int tests_passed, tests_failed;

static size_t port_write(void *user, const void *data, size_t len)
{
    module_hear(&((struct rig *)user)->module, data, len);
    return len;
}

static int credentials(qat_mqtt_t *m, qat_mqtt_credentials_t *c)
{
    struct rig *r = m->cfg->user;

    r->asked++;
    c->client_id = qat_str("plant-7");
    c->user = qat_str("user");
    c->password = qat_str(r->password);
    return r->refuse;
}

static uint32_t random_bits(qat_mqtt_t *m)
{
    struct rig *r = m->cfg->user;

    r->random = r->random * 1664525u + 1013904223u;
    return r->random >> 3;
}

static void on_state(qat_mqtt_t *m, int state)
{
    struct rig *r = m->cfg->user;
    size_t n = strlen(r->states);

    if (n + 2 < sizeof r->states) {
        r->states[n] = "-nftcodsRlwx"[state];
        r->states[n + 1] = 0;
    }
    r->offs += state == QAT_MQTT_OFF;
    r->readies += state == QAT_MQTT_READY;
    MUST(qat_mqtt_state(m) == state, "%d", state);
    MUST(r->inside == 1, "a callback outside of the calls that may call");
    if (r->stop_in_state == state && state != 0) {
        r->stop_in_state = 0;
        qat_mqtt_stop(m);
    }
}

static void on_lost(qat_mqtt_t *m, const qat_mqtt_lost_t *lost)
{
    struct rig *r = m->cfg->user;

    r->losts++;
    r->lost = *lost;
    MUST(r->inside == 1, "a callback outside of the calls that may call");
}

static void on_message(qat_mqtt_t *m, const qat_mqtt_message_t *d)
{
    struct rig *r = m->cfg->user;
    size_t n = strlen(r->message);

    if (d->flags & QAT_MQTT_TOO_LONG) {
        r->overflow = d->total;
        return;
    }
    if (d->offset == 0 && d->len > 0) {
        n = 0;
    }
    if (d->len > 0) {
        memcpy(r->message + n, d->ptr, d->len);
    }
    r->message[n + d->len] = 0;
    qat_str_copy(r->message_topic, sizeof r->message_topic, d->topic);
    r->message_flags = d->flags;
    r->messages += d->flags & QAT_LAST ? 1 : 0;
}

static void sub_done(qat_mqtt_t *m, qat_mqtt_sub_t *s, int result)
{
    struct rig *r = m->cfg->user;
    size_t i = (size_t)(s - r->sub);

    r->sub_ends[i]++;
    r->sub_result[i] = result;
    MUST(r->inside == 1, "done outside of the calls that may call");
}

static void pub_done(qat_mqtt_t *m, qat_mqtt_pub_t *p, int result)
{
    struct rig *r = m->cfg->user;
    size_t i = (size_t)(p - r->pub);

    r->pub_ends[i]++;
    r->pub_result[i] = result;
    MUST(r->inside == 1, "done outside of the calls that may call");
}

void rig_init(struct rig *r, int bg96)
{
    static char content[] = "-----BEGIN-----\nOK\r\n+++ not a certificate\n-----END-----\n";
    qat_mqtt_file_t *file[3];
    int i;

    memset(r, 0, sizeof *r);
    module_init(&r->module, bg96);
    r->password = "secret";
    r->qcfg.dialect = bg96 ? &qat_bg96 : &qat_bg95;
    r->qcfg.line = r->line;
    r->qcfg.line_size = sizeof r->line;
    r->qcfg.write = port_write;
    r->qcfg.user = r;
    r->tls.context = 2;
    r->tls.seclevel = 2;
    r->tls.ignore_time = 1;
    r->tls.ca.name = qat_str("ca.pem");
    r->tls.cert.name = qat_str("cert.pem");
    r->tls.key.name = qat_str("key.pem");
    file[0] = &r->tls.ca;
    file[1] = &r->tls.cert;
    file[2] = &r->tls.key;
    for (i = 0; i < 3; i++) {
        file[i]->content.data = content;
        file[i]->content.size = (uint32_t)sizeof content - 1 - (uint32_t)i;
    }
    r->cfg.client = 2;
    r->cfg.apn = qat_str("internet");
    r->cfg.host = qat_str("broker.example");
    r->cfg.port = 8883;
    r->cfg.tls = &r->tls;
    r->cfg.keepalive_s = 60;
    r->cfg.pause_min_ms = 1000;
    r->cfg.pause_max_ms = 60000;
    r->cfg.topic_room = r->topic;
    r->cfg.topic_size = sizeof r->topic;
    r->cfg.user = r;
    r->cfg.credentials = credentials;
    r->cfg.random = random_bits;
    r->cfg.on_state = on_state;
    r->cfg.on_lost = on_lost;
    r->cfg.on_message = on_message;
    for (i = 0; i < RIG_SUBS; i++) {
        r->sub[i].done = sub_done;
    }
    for (i = 0; i < RIG_PUBS; i++) {
        r->pub[i].done = pub_done;
    }
    qat_init(&r->q, &r->qcfg);
}

void rig_start(struct rig *r)
{
    MUST(qat_mqtt_start(&r->m, &r->q, &r->cfg) == QAT_OK, "start");
}

/* What the module has said comes in, in one piece or in many. */
static void feed(struct rig *r)
{
    char bytes[sizeof r->module.out];
    size_t n = r->module.out_len, at, step;

    memcpy(bytes, r->module.out, n);
    r->module.out_len = 0;
    for (at = 0; at < n; at += step) {
        char *piece;

        step = r->chunk && r->chunk < n - at ? r->chunk : n - at;
        piece = malloc(step); /* exact: a read behind it is caught */
        if (!piece) {
            abort();
        }
        memcpy(piece, bytes + at, step);
        qat_rx(&r->q, r->now, piece, step);
        free(piece);
    }
}

int rig_run(struct rig *r, uint32_t ms, int state)
{
    uint32_t end = r->now + ms;
    int idle = 0;

    while (qat_mqtt_state(&r->m) != state) {
        uint32_t a, b;

        r->inside = 1;
        feed(r);
        a = qat_poll(&r->q, r->now);
        if (r->stop_soon) {
            r->stop_soon = 0;
            qat_mqtt_stop(&r->m);
        }
        b = qat_mqtt_poll(&r->m, r->now);
        r->inside = 0;
        a = a < b ? a : b;
        if (qat_mqtt_state(&r->m) == state) {
            return 1;
        }
        if (a == 0 || r->module.out_len) {
            MUST(++idle < 100000, "it runs in a circle");
            if (idle >= 100000) {
                abort();
            }
            continue;
        }
        idle = 0;
        if (end - r->now <= a) {
            r->now = end;
            return state < 0;
        }
        r->now += a;
    }
    return 1;
}

void rig_subscribe(struct rig *r, int i, const char *topic)
{
    r->sub[i].topic = qat_str(topic);
    r->sub[i].qos = 1;
    if (qat_mqtt_subscribe(&r->m, &r->sub[i]) == QAT_OK) {
        r->sub_starts[i]++;
    }
}

int rig_publish(struct rig *r, int i, const char *topic, const char *text, int qos)
{
    int err;

    if (!r->pub[i].pending) {
        r->pub[i].cmd.topic = qat_str(topic);
        r->pub[i].cmd.qos = (uint32_t)qos;
        r->pub[i].cmd.payload.data = text;
        r->pub[i].cmd.payload.size = (uint32_t)strlen(text);
    }
    err = qat_mqtt_publish(&r->m, &r->pub[i]);
    r->pub_starts[i] += err == QAT_OK;
    return err;
}

int rig_settled(const struct rig *r)
{
    int i, good = 1;

    for (i = 0; i < RIG_SUBS; i++) {
        good &= r->sub_starts[i] == r->sub_ends[i];
    }
    for (i = 0; i < RIG_PUBS; i++) {
        good &= r->pub_starts[i] == r->pub_ends[i];
    }
    return good;
}
