/* main.c: the helper against the in-process simulator: a session, every ready made fault, every +QMTSTAT
 * cause, resets, a network that goes away. Built once for each dialect.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "qat.h"
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if SIM_BG95
#define DIALECT qat_bg95
#else
#define DIALECT qat_bg96
#endif

static int passed, failed;
#define CHECK(condition, ...) \
    ((condition) ? (void)passed++ \
                 : (void)(failed++, printf("%s:%d: %s: ", __FILE__, __LINE__, #condition), \
                          printf(__VA_ARGS__), puts("")))

struct world {
    struct sim *sim;
    qat_t q;
    qat_config_t qcfg;
    qat_mqtt_t m;
    qat_mqtt_config_t cfg;
    qat_mqtt_tls_t tls;
    qat_mqtt_sub_t sub;
    qat_mqtt_pub_t pub;
    char line[512], topic[64], room[65536];
    size_t room_len;           /* bytes of the module that the host has not read */
    char text[2048];           /* the message that comes                         */
    uint32_t text_len;
    uint32_t now;
    int messages, framing, sub_ends, pub_starts, pub_ends, pub_result, losts, offs;
    qat_mqtt_lost_t lost;
    char states[2048];
};

static void from_module(void *user, const void *data, size_t len)
{
    struct world *w = user;

    if (w->room_len + len > sizeof w->room) {
        abort();
    }
    memcpy(w->room + w->room_len, data, len);
    w->room_len += len;
}

static size_t to_module(void *user, const void *data, size_t len)
{
    struct world *w = user;

    sim_rx(w->sim, w->now, data, len);
    return len;
}

static int login(void *user, const char *client_id, const char *name, const char *password)
{
    (void)user;
    return strcmp(client_id, "plant-7") != 0 ? 2 : strcmp(name, "u") != 0 || strcmp(password,
          "p") != 0 ? 4 : 0;
}

static int credentials(qat_mqtt_t *m, qat_mqtt_credentials_t *c)
{
    (void)m;
    c->client_id = qat_str("plant-7");
    c->user = qat_str("u");
    c->password = qat_str("p");
    return 0;
}

static void on_state(qat_mqtt_t *m, int state)
{
    struct world *w = m->cfg->user;
    size_t n = strlen(w->states);

    w->offs += state == QAT_MQTT_OFF;
    if (n + 1 < sizeof w->states) {
        w->states[n] = "-nftcodsRlwx"[state];
    }
}

static void on_lost(qat_mqtt_t *m, const qat_mqtt_lost_t *lost)
{
    struct world *w = m->cfg->user;

    w->losts++;
    w->lost = *lost;
}

static void on_message(qat_mqtt_t *m, const qat_mqtt_message_t *d)
{
    struct world *w = m->cfg->user;

    w->text_len = d->offset == 0 && d->len > 0 ? 0 : w->text_len;
    if (d->len > 0 && w->text_len + d->len < sizeof w->text) {
        memcpy(w->text + w->text_len, d->ptr, d->len);
        w->text_len += d->len;
    }
    w->text[w->text_len] = 0;
    w->messages += d->flags & QAT_LAST ? 1 : 0;
    w->framing += d->flags & QAT_FRAMING ? 1 : 0;
}

static void sub_done(qat_mqtt_t *m, qat_mqtt_sub_t *s, int result)
{
    struct world *w = m->cfg->user;

    w->sub_ends++;
    if (result != QAT_OK && result != QAT_E_CANCELLED) {
        w->sub_ends--;
        qat_mqtt_subscribe(m, s); /* an application that insists */
    }
}

static void pub_done(qat_mqtt_t *m, qat_mqtt_pub_t *p, int result)
{
    struct world *w = m->cfg->user;

    (void)p;
    w->pub_ends++;
    w->pub_result = result;
}

static struct world *begin(const char *fault)
{
    static char pem[] = "-----BEGIN DUMMY-----\nOK\r\n-----END DUMMY-----\n";
    struct world *w = calloc(1, sizeof *w);
    struct sim_config cfg;
    qat_mqtt_file_t *files[3];
    int i;

    sim_config_defaults(&cfg);
    cfg.tx = from_module;
    cfg.login = login;
    cfg.user = w;
    w->sim = sim_new(&cfg);
    if (fault) {
        const char *complaint = sim_script(w->sim, sim_fault_text(fault));

        CHECK(complaint == NULL, "%s", complaint);
    }
    w->qcfg.dialect = &DIALECT;
    w->qcfg.line = w->line;
    w->qcfg.line_size = sizeof w->line;
    w->qcfg.write = to_module;
    w->qcfg.user = w;
    qat_init(&w->q, &w->qcfg);
    w->tls.context = 1;
    w->tls.seclevel = 2;
    w->tls.ignore_time = 1;
    files[0] = &w->tls.ca;
    files[1] = &w->tls.cert;
    files[2] = &w->tls.key;
    for (i = 0; i < 3; i++) {
        static const char *const names[] = { "ca.pem", "cert.pem", "key.pem" };

        files[i]->name = qat_str(names[i]);
        files[i]->content.data = pem;
        files[i]->content.size = (uint32_t)sizeof pem - 1;
    }
    w->cfg.client = 1;
    w->cfg.apn = qat_str("internet");
    w->cfg.host = qat_str("broker.example");
    w->cfg.port = 8883;
    w->cfg.tls = &w->tls;
    w->cfg.pause_max_ms = 10000;
    w->cfg.topic_room = w->topic;
    w->cfg.topic_size = sizeof w->topic;
    w->cfg.user = w;
    w->cfg.credentials = credentials;
    w->cfg.on_state = on_state;
    w->cfg.on_lost = on_lost;
    w->cfg.on_message = on_message;
    w->sub.topic = qat_str("plant/+/$cmd?&%=");
    w->sub.qos = 1;
    w->sub.done = sub_done;
    w->pub.done = pub_done;
    CHECK(qat_mqtt_start(&w->m, &w->q, &w->cfg) == QAT_OK, "start");
    CHECK(qat_mqtt_subscribe(&w->m, &w->sub) == QAT_OK, "subscribe");
    return w;
}

static void end(struct world *w)
{
    sim_free(w->sim);
    free(w);
}

/* Until the helper is in state, at most ms; state -1: for ms. */
static int run(struct world *w, uint32_t ms, int state)
{
    uint32_t stop = w->now + ms;
    int turns = 0;

    while (w->now - stop > 0x80000000u && turns++ < 2000000) {
        uint32_t a = sim_poll(w->sim, w->now), b, c;
        char *piece = malloc(w->room_len ? w->room_len : 1);
        size_t n = w->room_len;

        memcpy(piece, w->room, n);
        w->room_len = 0;
        qat_rx(&w->q, w->now, piece, n);
        free(piece);
        b = qat_poll(&w->q, w->now);
        c = qat_mqtt_poll(&w->m, w->now);
        if (qat_mqtt_state(&w->m) == state) {
            return 1;
        }
        a = a < b ? a : b;
        a = a < c ? a : c;
        w->now += a < 1 ? (c == 0 ? 0 : 1) : a < stop - w->now ? a : stop - w->now;
    }
    return state < 0;
}

static int publish(struct world *w, const char *text, int qos)
{
    int err;

    if (w->pub_starts != w->pub_ends) {
        return QAT_E_BUSY;
    }
    w->pub.cmd.topic = qat_str("plant/7");
    w->pub.cmd.qos = (uint32_t)qos;
    w->pub.cmd.payload.data = text;
    w->pub.cmd.payload.size = (uint32_t)strlen(text);
    err = qat_mqtt_publish(&w->m, &w->pub);
    w->pub_starts += err == QAT_OK;
    return err;
}

/* A message goes out and one comes, as often as it takes, but not for ever. */
static int works(struct world *w)
{
    /* Without a length (BG96) the first quote with CR LF behind it is the end. */
    const char *json = SIM_BG95 ? "{\"a\":\"b\"\r\nOK\r\n}" : "{\"a\":\"b\",\r\nOK\r\n\"c\":1}";
    int tries, had;

    for (tries = 0; tries < 30; tries++) {
        if (!run(w, 300000, QAT_MQTT_READY)) {
            return 0;
        }
        had = w->messages;
        if (publish(w, "{\n \"t\": 21\n}\n", tries % 3) == QAT_OK) {
            run(w, 20000, -1);
            if (w->pub_starts != w->pub_ends) {
                return 0;
            }
        }
        if (w->pub_result == QAT_OK && qat_mqtt_state(&w->m) == QAT_MQTT_READY) {
            sim_publish(w->sim, "plant/9/$cmd?&%=", json, strlen(json), 1);
            run(w, 10000, -1);
            if (w->messages > had && strcmp(w->text, json) == 0) {
                return 1;
            }
        }
    }
    return 0;
}

static void session(void)
{
    struct world *w = begin(NULL);

    CHECK(works(w), "%s", w->states);
    CHECK(w->losts <= 1 && w->sub_ends == 1, "%d lost: %s", w->losts,
          w->states); /* the boot may fall into it */
    CHECK(sim_counted(w->sim)->tls == sim_counted(w->sim)->opens && sim_counted(w->sim)->uploads == 3,
          "files and TLS");
    qat_mqtt_stop(&w->m);
    CHECK(run(w, 20000, QAT_MQTT_OFF), "%s", w->states);
    CHECK(qat_mqtt_start(&w->m, &w->q, &w->cfg) == QAT_OK && qat_mqtt_subscribe(&w->m, &w->sub) == QAT_OK,
          "again");
    CHECK(works(w), "files are replaced: %s", w->states);
    CHECK(sim_counted(w->sim)->uploads == 6, "%u uploads", (unsigned)sim_counted(w->sim)->uploads);
    CHECK(sim_counted(w->sim)->unknown == 0, "commands that no spec knows");
    end(w);
}

static void faults(void)
{
    const char *name;
    int i;

    for (i = 0; (name = sim_fault_name(i)) != NULL; i++) {
        struct world *w = begin(name);

        if (strcmp(name, "wrong-password") == 0) {
            CHECK(!run(w, 120000, QAT_MQTT_READY) && w->lost.why == QAT_MQTT_BY_SERVER &&
                  w->lost.number == 4, "%s: %s", name, w->states);
        } else if (strcmp(name, "silent") == 0) {
            CHECK(!run(w, 120000, QAT_MQTT_READY), "%s: %s", name, w->states);
        } else {
            CHECK(works(w), "%s: %s", name, w->states);
        }
        end(w);
    }
}

static void losses(void)
{
    struct world *w = begin(NULL);
    int cause;

    CHECK(works(w), "%s", w->states);
    for (cause = 1; cause <= 7; cause++) {
        int had = w->losts;

        sim_mqtt_lost(w->sim, 1, cause);
        run(w, 2000, QAT_MQTT_WAITING);
        CHECK(w->losts == had + 1 && w->lost.why == QAT_MQTT_BY_STATUS && w->lost.number == cause,
              "cause %d: %s", cause, w->states);
        CHECK(works(w), "cause %d: %s", cause, w->states);
    }
    publish(w, "cut off", 1);
    sim_reset(w->sim);
    CHECK(works(w), "reset: %s", w->states);
    sim_network(w->sim, false);
    run(w, 60000, -1);
    sim_network(w->sim, true);
    CHECK(works(w), "network: %s", w->states);
    sim_power(w->sim, false);
    run(w, 60000, -1);
    sim_power(w->sim, true);
    CHECK(works(w), "power: %s", w->states);
    CHECK(w->sub_ends == 1 && w->pub_starts == w->pub_ends, "each once");
    end(w);
}

int main(void)
{
    session();
    faults();
    losses();
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
