/* fuzz_helpers: a hostile module for the helpers mqtt, fota and lwm2m.
 *
 * SPDX-License-Identifier: MIT
 *
 * The input is a list of steps: bytes from the module, words of its manuals, time, calls of the application.
 * Invariants:
 *   - callbacks run only inside the calls that may call;
 *   - everything that was accepted ends exactly once;
 *   - when all are told to stop and the module answers again, all are off; lwm2m also when it never does;
 *   - no helper spins: between two bytes and two milliseconds there are few turns. */
#include "qat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST(condition) ((condition) ? (void)0 : (fprintf(stderr, "%d: %s\n", __LINE__, #condition), abort()))

enum { PIECES = 2 };

struct world {
    qat_t q;
    qat_config_t cfg;
    qat_mqtt_t mqtt;
    qat_mqtt_config_t mqtt_cfg;
    qat_mqtt_sub_t sub[PIECES];
    qat_mqtt_pub_t pub[PIECES];
    qat_fota_t fota;
    qat_fota_config_t fota_cfg;
    qat_lwm2m_t lwm2m;
    qat_lwm2m_config_t lwm2m_cfg;
    qat_lwm2m_qlw_t qlw;
    qat_lwm2m_neul_t neul;
    qat_lwm2m_message_t message[PIECES];
    qat_lwm2m_op_t op[PIECES];
    int subs[PIECES], pubs[PIECES], messages[PIECES], ops[PIECES]; /* accepted and not ended   */
    int fotas;
    int inside, obliging, probing; /* it answers everything with OK; it answers probes           */
    char *line, topic[32], room[128], digits[PIECES][64];
    char said[64];                 /* the command line that comes                            */
    size_t said_len;
    char out[8192];                /* what an obliging module answers                       */
    size_t out_len;
    uint32_t now;
};

static struct world *w;

static void answer(const char *text)
{
    size_t n = strlen(text);

    if (w->out_len + n <= sizeof w->out) {
        memcpy(w->out + w->out_len, text, n);
        w->out_len += n;
    }
}

static void hear(const char *line)
{
    if (w->probing) {
        if (strstr(line, "+CMEE?")) {
            answer("\r\n+CMEE: 1\r\n");
        } else if (strstr(line, "+CSQ")) {
            answer("\r\n+CSQ: 20,99\r\n");
        } else if (strstr(line, "+CFUN?")) {
            answer("\r\n+CFUN: 1\r\n");
        } else if (strstr(line, "+NBAND?")) {
            answer("\r\n+NBAND: 8\r\n");
        }
    }
    if (w->obliging || w->probing) {
        answer(strncmp(line, "AT+QFUPL", 8) == 0 && !w->probing ? "\r\nCONNECT\r\n" : "\r\nOK\r\n");
    }
}

static size_t port_write(void *user, const void *data, size_t len)
{
    const char *p = (const char *)data;
    size_t i;

    (void)user;
    for (i = 0; i < len; i++) {
        if (p[i] == '\r') {
            w->said[w->said_len] = 0;
            w->said_len = 0;
            hear(w->said);
        } else if (w->said_len < sizeof w->said - 1) {
            w->said[w->said_len++] = p[i];
        }
    }
    return len;
}

static void sub_done(qat_mqtt_t *m, qat_mqtt_sub_t *s, int result)
{
    (void)m;
    (void)result;
    MUST(w->inside && w->subs[s - w->sub] > 0);
    w->subs[s - w->sub] = result == QAT_OK ? -1 : 0; /* granted: its topic stays the helper's */
}

static void pub_done(qat_mqtt_t *m, qat_mqtt_pub_t *p, int result)
{
    (void)m;
    (void)result;
    MUST(w->inside && w->pubs[p - w->pub]-- == 1);
}

static int credentials(qat_mqtt_t *m, qat_mqtt_credentials_t *c)
{
    (void)m;
    c->client_id = qat_str("c");
    return 0;
}

static void fota_end(qat_fota_t *f, const qat_fota_end_t *end)
{
    (void)f;
    (void)end;
    MUST(w->inside && w->fotas-- == 1);
}

static void sent(qat_lwm2m_t *m, qat_lwm2m_message_t *s, int result)
{
    (void)m;
    (void)result;
    MUST(w->inside && w->messages[s - w->message]-- == 1);
}

static void op_done(qat_lwm2m_t *m, qat_lwm2m_op_t *op, int result)
{
    (void)m;
    (void)result;
    MUST(w->inside && w->ops[op - w->op]-- == 1);
}

static void on_data(qat_lwm2m_t *m, const qat_lwm2m_data_t *d)
{
    (void)m;
    MUST(w->inside && (d->len <= sizeof w->room || d->flags & QAT_LWM2M_TOO_LONG));
}

static void on_message(qat_mqtt_t *m, const qat_mqtt_message_t *d)
{
    (void)m;
    (void)d;
    MUST(w->inside);
}

/* ---- the main loop ---- */

static void give(const void *data, size_t n)
{
    void *copy = malloc(n ? n : 1); /* exact size, gone after the call */

    memcpy(copy, data, n);
    w->inside = 1;
    qat_rx(&w->q, w->now, copy, n);
    w->inside = 0;
    free(copy);
}

static uint32_t turn(void)
{
    uint32_t a, b;

    if (w->out_len > 0) {
        size_t n = w->out_len;
        char taken[sizeof w->out];

        memcpy(taken, w->out, n);
        w->out_len = 0;
        give(taken, n);
    }
    w->inside = 1;
    a = qat_poll(&w->q, w->now);
    b = qat_mqtt_poll(&w->mqtt, w->now);
    a = b < a ? b : a;
    b = qat_fota_poll(&w->fota, w->now);
    a = b < a ? b : a;
    b = qat_lwm2m_poll(&w->lwm2m, w->now);
    a = b < a ? b : a;
    w->inside = 0;
    return w->out_len > 0 ? 0 : a;
}

static void pass(uint32_t ms)
{
    uint32_t end = w->now + ms, wait;
    unsigned turns = 0;

    for (;;) {
        wait = turn();
        if (wait == 0 && ++turns < 300) {
            continue;
        }
        MUST(turns < 300 || w->out_len > 0); /* a module that answers goes round as fast as it is asked */
        turns = 0;
        if (w->now == end) {
            return;
        }
        wait = wait == 0 ? 1 : wait;
        w->now += wait < end - w->now ? wait : end - w->now;
    }
}

/* ---- the input ---- */

static const char *const words[] = {
    "OK", "ERROR", "+CME ERROR: 591", "+CME ERROR: 513", "CONNECT", ">", "RDY", "APP RDY", "NO CARRIER",
    "REBOOT_CAUSE_UNKNOWN", "Neul ", "+QMTOPEN: 0,0", "+QMTOPEN: 0,2", "+QMTCONN: 0,0,0", "+QMTCONN: 0,0,5",
    "+QMTSUB: 0,1,0,1", "+QMTSUB: 0,2,0,128", "+QMTPUB: 0,1,0", "+QMTPUB: 0,3,2", "+QMTSTAT: 0,1",
    "+QMTSTAT: 0,2", "+QMTRECV: 0,1,\"t\",\"x\"", "+QMTRECV: 0,0,\"t\",3,\"abc\"", "+QMTRECV: 0,2",
    "+QMTDISC: 0,0", "+QMTCLOSE: 0,0", "+QMTUNS: 0,2,0", "+QIACT: 1,1,1,\"10.0.0.1\"", "+QIURC: \"pdpdeact\",1",
    "+QFUPL: 3,6100", "+QIND: \"FOTA\",\"HTTPSTART\"", "+QIND: \"FOTA\",\"HTTPEND\",0",
    "+QIND: \"FOTA\",\"HTTPEND\",702", "+QIND: \"FOTA\",\"RESETTING\"", "+QIND: \"FOTA\",\"START\"",
    "+QIND: \"FOTA\",\"UPDATING\",50%", "+QIND: \"FOTA\",\"END\",0", "+QIND: \"FOTA\",\"END\",504",
    "+LWM2M: \"FOTA\",\"DOWNLOADING\",\"START\"", "+LWM2M: \"FOTA\",\"DOWNLOADED\",0", "+QFOTADL: 4,100",
    "+CEREG: 0,1", "+CEREG: 1", "+CEREG: 0", "+CSQ: 20,99", "BG95M3LAR02A03", "+CGREG: 0,1", "+COPS: 0,0,\"x\",8",
    "+QCFGEXT: \"fota_apn\",0,\"iot\"", "+QLWEVENT: 5,\"STATE_READY\"", "+QLWEVENT: 1,\"x\"", "+QLWEVENT: 99,\"x\"",
    "+QLWOBSERVE: \"1\",\"/19/0/0\"", "+QLWOBSERVE: \"1\",\"/19/0/0\",1", "+QLWDLDATA: \"/19/1/0\",4,5,\"hello\"",
    "+QLWDLDATA: \"/19/1/0\",5,9,\"30\"", "+QLWDLDATA: \"19\",1,\"\"", "+QLWM2M: \"cdp\",\"a\",1",
    "+QLWM2M: \"select\",9", "+CNUM: ,\"1\",129", "+QLWEVTIND:0", "+QLWEVTIND:1", "+QLWEVTIND:3", "+QLWEVTIND:8",
    "+QLWEVTIND:9", "+NNMI:2,4142", "+NNMI:3,4", "+NNMI", "+NNMI: \"recv\",full", "+QLWULDATASTATUS:4,1",
    "+QLWULDATASTATUS:5,2", "+NMSTATUS:MO_DATA_ENABLED", "+NCDP:1.2.3.4,5", "2,AA00", "+NPING:1.2.3.4,5,6",
    "+NPINGERR:1", "FIRMWARE UPDATING", "+NSMI:SENT", "+QDTLSSTAT:0"
};
enum { WORDS = sizeof words / sizeof words[0] };

static void call(unsigned which, unsigned value)
{
    unsigned i = value & 1;

    switch (which % 11) {
    case 0:
        (void)qat_mqtt_start(&w->mqtt, &w->q, &w->mqtt_cfg);
        break;
    case 1:
        (void)qat_mqtt_stop(&w->mqtt);
        break;
    case 2:
        if (w->subs[i] == 0 && qat_mqtt_subscribe(&w->mqtt, &w->sub[i]) == QAT_OK) {
            w->subs[i] = 1;
        } else if (w->subs[i] < 0 && qat_mqtt_unsubscribe(&w->mqtt, &w->sub[i]) == QAT_OK) {
            w->subs[i] = 1;
        }
        break;
    case 3:
        w->pub[i].cmd.qos = value >> 1 & 1;
        w->pubs[i] += qat_mqtt_publish(&w->mqtt, &w->pub[i]) == QAT_OK;
        break;
    case 4:
        if (w->fotas == 0) {
            w->fota_cfg.job = (uint8_t)(1 + value % 6);
            w->fotas += qat_fota_start(&w->fota, &w->q, &w->fota_cfg) == QAT_OK;
        }
        break;
    case 5:
        (void)qat_fota_cancel(&w->fota);
        break;
    case 6:
        (void)qat_lwm2m_start(&w->lwm2m, &w->q, &w->lwm2m_cfg);
        break;
    case 7:
        (void)qat_lwm2m_stop(&w->lwm2m);
        break;
    case 8:
        if (w->messages[i] == 0) {
            w->message[i].hold = value >> 1 & 1;
            w->message[i].confirmed = value >> 2 & 1;
        }
        w->messages[i] += qat_lwm2m_send(&w->lwm2m, &w->message[i]) == QAT_OK;
        break;
    case 9:
        if (w->ops[i] == 0) {
            w->op[i].what = (uint8_t)(1 + (value >> 1 & 3));
            w->op[i].number = value >> 3 & 1 ? 60 : 2;
        }
        w->ops[i] += qat_lwm2m_do(&w->lwm2m, &w->op[i]) == QAT_OK;
        break;
    default:
        w->obliging = value & 1;
        break;
    }
}

static void prepare(unsigned flags)
{
    static const qat_dialect_t *const dialects[] = { &qat_bg95, &qat_bg96, &qat_bc68 };
    unsigned d = flags % 3, i;

    w->line = (char *)malloc(200);
    w->cfg.dialect = dialects[d];
    w->cfg.line = w->line;
    w->cfg.line_size = 200;
    w->cfg.write = port_write;
    w->cfg.flags = flags & 4 ? QAT_NO_STARTUP : 0;
    w->mqtt_cfg.host = qat_str("h");
    w->mqtt_cfg.port = 1;
    w->mqtt_cfg.stored = flags >> 3 & 1;
    w->mqtt_cfg.credentials = credentials;
    w->mqtt_cfg.on_message = on_message;
    w->mqtt_cfg.topic_room = w->topic;
    w->mqtt_cfg.topic_size = sizeof w->topic;
    w->fota_cfg.url = qat_str("http://h:80/p");
    w->fota_cfg.package.data = "abc";
    w->fota_cfg.package.size = 3;
    w->fota_cfg.on_end = fota_end;
    w->fota_cfg.listen_ms = 60000;
    w->lwm2m_cfg.qlw = d == 2 ? NULL : &w->qlw;
    w->lwm2m_cfg.neul = d == 2 ? &w->neul : NULL;
    w->lwm2m_cfg.host = qat_str("1.2.3.4");
    w->lwm2m_cfg.room = w->room;
    w->lwm2m_cfg.room_size = sizeof w->room;
    w->lwm2m_cfg.on_data = on_data;
    w->qlw.fresh = flags >> 4 & 1;
    w->qlw.clean = flags >> 5 & 1;
    w->qlw.register_name = w->qlw.bootstrap_name = flags & 64 ? 7 : 0;
    w->neul.ping = flags >> 4 & 1;
    w->neul.messages = flags & 32 ? QAT_LWM2M_SET(QAT_NNMI_NOTICE) : 0;
    w->neul.old = flags >> 6 & 1;
    for (i = 0; i < PIECES; i++) {
        w->sub[i].topic = qat_str("t");
        w->sub[i].done = sub_done;
        w->pub[i].cmd.topic = qat_str("t");
        w->pub[i].cmd.payload.data = "x";
        w->pub[i].cmd.payload.size = 1;
        w->pub[i].done = pub_done;
        w->message[i].data = qat_str("abc");
        w->message[i].room = w->digits[i];
        w->message[i].room_size = sizeof w->digits[i];
        w->message[i].done = sent;
        w->op[i].done = op_done;
    }
    MUST(qat_init(&w->q, &w->cfg) == QAT_OK);
}

static void settle(void)
{
    int i;

    w->obliging = 0;
    give("\r\n", 2);
    (void)qat_lwm2m_stop(&w->lwm2m);
    pass(1200000);
    MUST(qat_lwm2m_state(&w->lwm2m) == QAT_LWM2M_OFF);
    for (i = 0; i < PIECES; i++) {
        MUST(w->messages[i] == 0 && w->ops[i] == 0);
    }
    (void)qat_mqtt_stop(&w->mqtt);
    (void)qat_fota_cancel(&w->fota);
    w->probing = 1;
    pass(3600000);
    MUST(qat_mqtt_state(&w->mqtt) == QAT_MQTT_OFF && w->fotas == 0);
    for (i = 0; i < PIECES; i++) {
        MUST(w->subs[i] <= 0 && w->pubs[i] == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct world world;
    size_t at = 1;

    if (size < 2) {
        return 0;
    }
    memset(&world, 0, sizeof world);
    w = &world;
    prepare(data[0]);
    while (at + 1 < size) {
        unsigned op = data[at], value = data[at + 1];

        at += 2;
        if (op < 110) {
            char text[80];
            int n = snprintf(text, sizeof text, "\r\n%s\r\n", words[value % WORDS]);

            give(text, (size_t)n);
            pass(op & 1);
        } else if (op < 200) {
            call(op, value);
            pass(0);
        } else if (op < 235) {
            size_t n = value % 40 < size - at ? value % 40 : size - at;

            give(data + at, n);
            at += n;
        } else {
            pass(1u << (value % 18));
        }
    }
    settle();
    free(w->line);
    return 0;
}
