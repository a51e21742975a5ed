/* main.c: a device of Huawei's OceanConnect behind a BG96: network, certificates, TLS, login, two
 * subscriptions, a report, a command and its answer. Usage: demo TTY CERTIFICATES RECORD
 *
 * SPDX-License-Identifier: MIT
 *
 * Ends with 0 when all of it has happened, with 1 and the reason when it cannot, within two minutes. */
#define QAT_IMPLEMENTATION
#include "demo.h"
#include "port/linux_tty.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEVICE "7068026a-19fe-4555-8678-48a483fcd985"
#define SECRET "0123456789abcdef" /* of nobody */
#define TIMESTAMP "2018112712"    /* YYYYMMDDhh; the page: "use any date" */
#define TOPICS "/huawei/v1/devices/" DEVICE
#define LIMIT_MS 120000u

static qat_t modem;
static qat_mqtt_t session;
static qat_mqtt_sub_t commands[2];
static qat_mqtt_pub_t message;
static char password[PASSWORD_SIZE];
static char command[1024];          /* the one that comes      */
static uint32_t command_len;
static enum { REPORTING, LISTENING, ANSWERING, LEAVING, OVER } progress;
static const char *failure;
static int refusals;

static const char report[] =
    "{\n"
    "  \"identifier\": \"123\",\n"
    "  \"msgType\": \"deviceReq\",\n"
    "  \"hasMore\": 0,\n"
    "  \"data\": [\n"
    "    {\n"
    "      \"serviceId\": \"Weather\",\n"
    "      \"serviceData\": {\n"
    "        \"temperature\": 21,\n"
    "        \"humidity\": 56\n"
    "      }\n"
    "    }\n"
    "  ]\n"
    "}\n";

static void fail(const char *why)
{
    if (!failure) {
        failure = why;
        tell("giving up: %s", why);
        qat_mqtt_stop(&session);
    }
}

/* ---- what goes out ---- */

static void publish(const char *text)
{
    int err;

    message.cmd.topic = qat_str(TOPICS "/data/json");
    message.cmd.payload.data = text;
    message.cmd.payload.size = (uint32_t)strlen(text);
    err = qat_mqtt_publish(&session, &message);
    if (err != QAT_OK) {
        tell("publish: %s; it will be tried again", qat_result_name(err));
    }
}

static void answer(void)
{
    static char text[160];
    const char *mid = strstr(command, "\"mid\":");

    snprintf(text, sizeof text,
             "{\"msgType\":\"deviceRsp\",\"mid\":%ld,\"errcode\":0,\"body\":{\"result\":\"done\"}}",
             mid ? strtol(mid + 6, NULL, 10) : 0);
    publish(text);
}

static void published(qat_mqtt_t *m, qat_mqtt_pub_t *p, int result)
{
    (void)p;
    tell("publish: %s", qat_result_name(result));
    if (result == QAT_OK && progress == REPORTING) {
        progress = LISTENING;
        tell("reported; waiting for a command");
    } else if (result == QAT_OK && progress == ANSWERING) {
        progress = LEAVING;
        tell("answered; taking leave");
        qat_mqtt_stop(m);
    }
}

static void subscribed(qat_mqtt_t *m, qat_mqtt_sub_t *s, int result)
{
    (void)m;
    tell("subscribe %.*s: %s", (int)s->topic.len, s->topic.ptr, qat_result_name(result));
    if (result != QAT_OK && result != QAT_E_CANCELLED) { /* off the list: once more */
        qat_mqtt_subscribe(m, s);
    }
}

/* ---- what the session tells ---- */

static int credentials(qat_mqtt_t *m, qat_mqtt_credentials_t *c)
{
    (void)m;
    c->client_id = qat_str(DEVICE "_0_0_" TIMESTAMP);
    c->user = qat_str(DEVICE);
    c->password = qat_str(password);
    return 0;
}

static void on_state(qat_mqtt_t *m, int state)
{
    (void)m;
    tell("session: %s", qat_mqtt_state_name(state));
    if (state == QAT_MQTT_OFF) {
        progress = OVER;
    } else if (state == QAT_MQTT_READY && progress == REPORTING) {
        publish(report);
    } else if (state == QAT_MQTT_READY && progress == ANSWERING) {
        answer();
    }
}

static void on_lost(qat_mqtt_t *m, const qat_mqtt_lost_t *lost)
{
    (void)m;
    tell("lost while %s: %s, %s, %ld", qat_mqtt_state_name(lost->state), qat_mqtt_why_name(lost->why),
         qat_result_name(lost->result), (long)lost->number);
    if (lost->why == QAT_MQTT_BY_SERVER && lost->number == QAT_QMTCONN_CODE_BAD_PASSWORD && ++refusals == 2) {
        fail("the server refuses user or password (CONNACK 4), twice");
    }
}

static void on_message(qat_mqtt_t *m, const qat_mqtt_message_t *d)
{
    (void)m;
    if (d->offset == 0) {
        command_len = 0;
    }
    if (d->len > 0 && command_len + d->len < sizeof command) {
        memcpy(command + command_len, d->ptr, d->len);
        command_len += d->len;
    }
    command[command_len] = 0;
    if (d->flags & QAT_LAST) {
        tell("command on %.*s%s: %s", (int)d->topic.len, d->topic.ptr,
             d->flags & QAT_UNCOUNTED ? ", uncounted" : "", command);
        if (progress == LISTENING) {
            progress = ANSWERING;
            answer();
        }
    }
}

static uint32_t random_bits(qat_mqtt_t *m)
{
    (void)m;
    return (uint32_t)rand(); /* a device takes its own, so that not all come back at once */
}

/* ---- before the session: certificates, network ---- */

static int load(const char *folder, const char *name, qat_mqtt_file_t *file)
{
    static char room[3][4096];
    static unsigned used;
    char path[512], *to = room[used++];
    FILE *in;
    size_t n;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    in = fopen(path, "rb");
    if (!in) {
        fprintf(stderr, "demo: %s: %s\n", path, strerror(errno));
        return -1;
    }
    n = fread(to, 1, sizeof room[0], in);
    fclose(in);
    file->name = qat_str(name);
    file->content.data = to;
    file->content.size = (uint32_t)n;
    return 0;
}

static int start_session(const char *folder)
{
    static qat_mqtt_tls_t tls;
    static qat_mqtt_config_t cfg;
    static char topic[128];

    if (folder) { /* once, before anything */
        tls.context = 2;
        tls.seclevel = QAT_SSL_SECLEVEL_BOTH;
        tls.ignore_time = 1;
        cfg.client = 2;
        cfg.apn = qat_str("business.gprsinternet");
        cfg.host = qat_str("160.44.204.79");
        cfg.port = 8883;
        cfg.tls = &tls;
        cfg.pause_max_ms = 8000; /* a demonstration is in a hurry */
        cfg.topic_room = topic;
        cfg.topic_size = sizeof topic;
        cfg.credentials = credentials;
        cfg.random = random_bits;
        cfg.on_state = on_state;
        cfg.on_lost = on_lost;
        cfg.on_message = on_message;
        message.done = published;
        return load(folder, "cacert.pem", &tls.ca) | load(folder, "client.pem", &tls.cert) |
               load(folder, "user_key.pem", &tls.key);
    }
    qat_mqtt_start(&session, &modem, &cfg);
    commands[0].topic = qat_str(TOPICS "/command/json");
    commands[1].topic = qat_str(TOPICS "/command/binary");
    commands[0].done = commands[1].done = subscribed;
    return qat_mqtt_subscribe(&session, &commands[0]) | qat_mqtt_subscribe(&session, &commands[1]);
}

static void registration(uint32_t stat)
{
    int there = stat == QAT_REG_STAT_HOME || stat == QAT_REG_STAT_ROAMING;

    tell("network: %s", there ? "registered" : "searching");
    if (there && progress == REPORTING && qat_mqtt_state(&session) == QAT_MQTT_OFF) {
        start_session(NULL);
    }
}

static void asked(qat_t *q, qat_req_t *r, int result);
static qat_cereg_t report_changes = { .n = 2, .req.done = asked };
static qat_cereg_read_t where = { .req.done = asked };

static void asked(qat_t *q, qat_req_t *r, int result)
{
    if (result != QAT_OK) {
        tell("AT+CEREG: %s", qat_result_name(result));
    } else if (r == &where.req) {
        registration(where.info.stat);
    } else {
        qat_cereg_read(q, &where);
    }
}

static void on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    if (ev->kind == QAT_EV_READY) {
        tell("module: ready");
        qat_cereg(q, &report_changes);
    } else if (ev->kind == QAT_EV_RESTART) {
        tell("module: restarted");
    } else if (ev->kind == QAT_EV_DEAD) {
        tell("module: does not answer");
        fail("the module does not answer");
        progress = OVER; /* it could not hear a farewell either */
    } else if (ev->kind == QAT_EV_URC && ev->id == QAT_URC_CEREG) {
        registration(((const qat_cereg_urc_t *)ev->urc)->stat);
    } else if (ev->kind == QAT_EV_URC) {
        tell("urc: %s", qat_urc_name(ev->id));
    } else if (ev->kind == QAT_EV_UNKNOWN) {
        tell("unknown line: %.*s", (int)ev->text.len, ev->text.ptr);
    }
}

/* ---- the loop ---- */

static int run(void)
{
    uint32_t start = port_ms(), now = start;
    char in[256];

    while (progress != OVER) {
        long n = port_read(in, sizeof in);
        uint32_t a, b;

        if (n < 0) {
            failure = "the terminal is gone";
            break;
        }
        now = port_ms();
        qat_rx(&modem, now, in, (size_t)n);
        a = qat_poll(&modem, now);
        b = qat_mqtt_poll(&session, now);
        if (now - start > LIMIT_MS) {
            fail("it takes longer than two minutes");
            if (now - start > LIMIT_MS + 15000u) {
                break;
            }
        }
        a = a < b ? a : b;
        if (progress != OVER) {
            port_wait(a < 1000 ? a : 1000);
        }
    }
    return failure || progress != OVER;
}

int main(int argc, char **argv)
{
    static char line[512];
    static const qat_config_t cfg = { .dialect = &qat_bg96, .line = line, .line_size = sizeof line,
                                      .write = port_write, .trace = record_trace };
    static qat_listener_t listener = { .on_event = on_event };
    int status;

    if (argc != 4) {
        fputs("usage: demo TTY CERTIFICATES RECORD\n", stderr);
        return 2;
    }
    if (start_session(argv[2]) != 0) {
        return 2;
    }
    if (record_open(argv[3]) != 0 || port_open(argv[1]) != 0) {
        perror("demo");
        return 2;
    }
    tell("password: %s", make_password(password, TIMESTAMP, SECRET));
    qat_init(&modem, &cfg);
    qat_listen(&modem, &listener);
    status = run();
    tell(status ? "failed: %s" : "done: reported, commanded, answered%s", failure ? failure : "");
    record_close();
    return status;
}
