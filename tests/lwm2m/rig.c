/* rig.c: runs the helper against answers.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "rig.h"

#include <stdlib.h>

int tests_passed, tests_failed;

/* ---- the module ---- */

void rig_raw(struct rig *r, const char *bytes)
{
    size_t n = strlen(bytes);

    if (r->out_len + n <= sizeof r->out) {
        memcpy(r->out + r->out_len, bytes, n);
        r->out_len += n;
    }
}

void rig_say(struct rig *r, const char *lines)
{
    char one[2] = { 0, 0 };

    rig_raw(r, "\r\n");
    for (; *lines; lines++) {
        one[0] = *lines;
        rig_raw(r, *lines == '|' ? "\r\n\r\n" : one);
    }
    rig_raw(r, "\r\n");
}

void rig_rule(struct rig *r, const char *prefix, const char *reply, int times)
{
    struct rule *rule = &r->rules[r->rule_count++];

    rule->prefix = prefix;
    rule->reply = reply;
    rule->times = times;
}

static int begins(const char *line, const char *prefix)
{
    return strncmp(line, prefix, strlen(prefix)) == 0;
}

static void reply(struct rig *r, const char *form, const char *value)
{
    char text[256];

    snprintf(text, sizeof text, form, value);
    rig_say(r, text);
}

static void answer_neul(struct rig *r, const char *line)
{
    if (begins(line, "AT+NCDP?")) {
        reply(r, "+NCDP:%s|OK", r->platform);
    } else if (begins(line, "AT+NCDP=")) {
        snprintf(r->platform, sizeof r->platform, "%s%s", line + 8, strchr(line, ',') ? "" : ",5683");
        rig_say(r, "OK");
    } else if (begins(line, "AT+CFUN=0")) {
        r->attached = r->registered = r->observed = 0;
        rig_say(r, "OK");
    } else if (begins(line, "AT+CGATT=1")) {
        rig_say(r, r->attached ? "OK" : "OK|+CEREG:2|+CSCON:1|+CEREG:1");
        r->attached = 1;
    } else if (begins(line, "AT+CEREG?")) {
        rig_say(r, r->attached ? "+CEREG:1,1|OK" : "+CEREG:1,2|OK");
    } else if (begins(line, "AT+NPING=")) {
        reply(r, "OK|+NPING:%s,54,962", line + 9);
    } else if (begins(line, "AT+QLWSREGIND=0")) {
        rig_say(r, "OK");
        rig_say(r, r->events);
        r->registered = r->observed = 1;
    } else if (begins(line, "AT+NMGR")) {
        if (r->mails > 0) {
            reply(r, "%s|OK", r->mail[--r->mails]);
        } else {
            rig_say(r, "OK");
        }
    } else {
        rig_say(r, "OK");
    }
}

static void answer_qlw(struct rig *r, const char *line)
{
    if (strcmp(line, "AT+QLWM2M=\"cdp\"") == 0) {
        reply(r, "+QLWM2M: \"cdp\",%s|OK", r->platform);
    } else if (begins(line, "AT+QLWM2M=\"cdp\",")) {
        snprintf(r->platform, sizeof r->platform, "%s", line + 16);
        rig_say(r, "OK");
    } else if (strcmp(line, "AT+QLWM2M=\"select\"") == 0) {
        reply(r, "+QLWM2M: \"select\",%s|OK", r->select == 2 ? "2" : "0");
    } else if (begins(line, "AT+QLWM2M=\"register\"")) {
        rig_say(r, "OK");
        rig_say(r, r->events);
    } else if (begins(line, "AT+CNUM")) {
        reply(r, r->number[0] ? "%s|OK" : "OK", r->number);
    } else if (begins(line, "AT+QFDEL=")) {
        rig_say(r, "+CME ERROR: 405");
    } else if (begins(line, "AT+QFUPL=")) {
        r->payload = (size_t)strtoul(strrchr(line, ',') + 1, NULL, 10);
        r->sum_at = 0;
        r->sum = 0;
        rig_say(r, "CONNECT");
    } else if (begins(line, "AT+CFUN=1,1")) {
        rig_say(r, "OK");
        rig_say(r, "RDY|APP RDY");
    } else {
        rig_say(r, "OK");
    }
}

static void command(struct rig *r, const char *line)
{
    int i;

    r->lines++;
    r->log_len += (size_t)snprintf(r->log + r->log_len, sizeof r->log - r->log_len, "%s\n", line);
    if (r->log_len > sizeof r->log - 1024) {
        r->log_len = 0;
    }
    if (r->hook && r->hook(r, line)) {
        return;
    }
    for (i = 0; i < r->rule_count; i++) {
        if (r->rules[i].times != 0 && begins(line, r->rules[i].prefix)) {
            r->rules[i].times -= r->rules[i].times > 0;
            if (r->rules[i].reply[0]) {
                rig_say(r, r->rules[i].reply);
            }
            return;
        }
    }
    if (begins(line, "AT+CMEE?") || begins(line, "AT+CSQ") || begins(line, "AT+CFUN?") ||
        begins(line, "AT+NBAND?")) { /* probes */
        reply(r, "+%s|OK", begins(line, "AT+CMEE?") ? "CMEE: 1" : begins(line, "AT+CSQ") ? "CSQ: 20,99"
                           : begins(line, "AT+CFUN?") ? "CFUN: 1" : "NBAND: 8");
    } else if (r->cfg.neul) {
        answer_neul(r, line);
    } else {
        answer_qlw(r, line);
    }
}

/* Checksum of AT+QFUPL: XOR of 16-bit words, high byte first. */
static void payload_byte(struct rig *r, char c)
{
    char text[64];

    r->sum ^= (unsigned)(unsigned char)c << (r->sum_at++ % 2 ? 0 : 8);
    if (r->log_len < sizeof r->log - 1) {
        r->log[r->log_len++] = c;
        r->log[r->log_len] = 0;
    }
    if (--r->payload == 0) {
        snprintf(text, sizeof text, "+QFUPL: %u,%x|OK", (unsigned)r->sum_at, r->sum);
        rig_say(r, text);
    }
}

static size_t port_write(void *user, const void *data, size_t len)
{
    struct rig *r = user;
    const char *p = data;
    size_t i;

    for (i = 0; i < len; i++) {
        if (r->payload > 0) {
            payload_byte(r, p[i]);
        } else if (p[i] == '\r') {
            r->in[r->in_len] = 0;
            r->in_len = 0;
            command(r, r->in);
        } else if (r->in_len < sizeof r->in - 1) {
            r->in[r->in_len++] = p[i];
        }
    }
    return len;
}

/* ---- the application ---- */

static void on_state(qat_lwm2m_t *m, int state)
{
    struct rig *r = m->cfg->user;
    size_t n = strlen(r->states);

    if (n + 2 < sizeof r->states) {
        r->states[n] = "-wcrabgRYs"[state];
        r->states[n + 1] = 0;
    }
    r->offs += state == QAT_LWM2M_OFF;
    MUST(qat_lwm2m_state(m) == state, "%d", state);
    MUST(r->inside == 1, "a callback outside of the calls that may call");
}

static void on_lost(qat_lwm2m_t *m, const qat_lwm2m_lost_t *lost)
{
    struct rig *r = m->cfg->user;

    r->losts++;
    r->lost = *lost;
    MUST(r->inside == 1, "a callback outside of the calls that may call");
}

static void on_data(qat_lwm2m_t *m, const qat_lwm2m_data_t *d)
{
    struct rig *r = m->cfg->user;
    size_t n = d->len < sizeof r->data - 1 ? d->len : sizeof r->data - 1;

    r->datas++;
    r->got = *d;
    r->data[0] = 0;
    if (d->ptr) {
        memcpy(r->data, d->ptr, n);
        r->data[n] = 0;
    }
}

static void on_event(qat_lwm2m_t *m, int event, int32_t number)
{
    struct rig *r = m->cfg->user;
    size_t n = strlen(r->told);

    if (n + 16 < sizeof r->told) {
        snprintf(r->told + n, sizeof r->told - n, "%c%d ", "?CPOSTDFW"[event], (int)number);
    }
}

static void send_done(qat_lwm2m_t *m, qat_lwm2m_message_t *s, int result)
{
    struct rig *r = m->cfg->user;
    size_t i = (size_t)(s - r->send);

    r->send_ends[i]++;
    r->send_result[i] = result;
    MUST(r->inside == 1, "done outside of the calls that may call");
}

static void op_done(qat_lwm2m_t *m, qat_lwm2m_op_t *op, int result)
{
    struct rig *r = m->cfg->user;
    size_t i = (size_t)(op - r->op);

    r->op_ends[i]++;
    r->op_result[i] = result;
    MUST(r->inside == 1, "done outside of the calls that may call");
}

void rig_init(struct rig *r, int neul)
{
    int i;

    memset(r, 0, sizeof *r);
    r->qcfg.dialect = neul ? &qat_bc68 : &qat_bg96;
    r->qcfg.line = r->line;
    r->qcfg.line_size = sizeof r->line;
    r->qcfg.write = port_write;
    r->qcfg.user = r;
    r->cfg.qlw = neul ? NULL : &r->qlw;
    r->cfg.neul = neul ? &r->neul : NULL;
    r->neul.cid = 1;
    r->cfg.host = qat_str(neul ? "198.51.100.1" : "leshan.example");
    r->cfg.room = r->room;
    r->cfg.room_size = sizeof r->room;
    r->cfg.user = r;
    r->cfg.on_state = on_state;
    r->cfg.on_lost = on_lost;
    r->cfg.on_data = on_data;
    r->cfg.on_event = on_event;
    r->cfg.pause_max_ms = 60000;
    r->events = neul ? "+CSCON:1|+QLWEVTIND:0|+QLWEVTIND:3"
                     : "+QLWEVENT: 3,\"STATE_REGISTER_REQUIRED\"|+QLWEVENT: 4,\"STATE_REGISTERING\"|"
                       "+QLWEVENT: 5,\"STATE_READY\"|+QLWOBSERVE: \"A88044B83F554A5D\",\"/19/0/0\"";
    strcpy(r->platform, neul ? "" : "\"leshan.example\",5683");
    for (i = 0; i < RIG_SENDS; i++) {
        r->send[i].done = send_done;
        r->send[i].room = r->digits[i];
        r->send[i].room_size = sizeof r->digits[i];
    }
    for (i = 0; i < RIG_OPS; i++) {
        r->op[i].done = op_done;
    }
    qat_init(&r->q, &r->qcfg);
}

void rig_start(struct rig *r)
{
    int err = qat_lwm2m_start(&r->m, &r->q, &r->cfg);

    MUST(err == QAT_OK, "%d", err);
}

/* One turn of the main loop: bytes, time. Returns how long may be slept. */
static uint32_t turn(struct rig *r)
{
    char taken[16384];
    size_t n = r->out_len, at, piece;
    uint32_t a, b;

    memcpy(taken, r->out, n);
    r->out_len = 0;
    r->inside = 1;
    for (at = 0; at < n; at += piece) {
        piece = r->chunk && r->chunk < n - at ? r->chunk : n - at;
        qat_rx(&r->q, r->now, taken + at, piece);
    }
    a = qat_poll(&r->q, r->now);
    r->inside = 0;
    if (r->stop_soon) {
        r->stop_soon = 0;
        qat_lwm2m_stop(&r->m);
    }
    r->inside = 1;
    b = qat_lwm2m_poll(&r->m, r->now);
    r->inside = 0;
    a = a < b ? a : b;
    return r->out_len > 0 ? 0 : a;
}

int rig_run(struct rig *r, uint32_t ms, int state)
{
    uint32_t end = r->now + ms, wait;
    long turns = 0;

    for (;;) {
        wait = turn(r);
        if (state >= 0 && qat_lwm2m_state(&r->m) == state && r->out_len == 0) {
            return 1;
        }
        if (++turns > 200000) {
            MUST(0, "it spins");
            return 0;
        }
        if (wait == 0 && turns % 1000 != 0) {
            continue;
        }
        if (r->now == end) {
            return state < 0 || qat_lwm2m_state(&r->m) == state;
        }
        wait = wait == 0 ? 1 : wait;
        r->now += wait < end - r->now ? wait : end - r->now;
    }
}

int rig_send(struct rig *r, int i, const char *text, int hold)
{
    int err;

    r->send[i].data = qat_str(text);
    r->send[i].hold = (uint8_t)hold;
    err = qat_lwm2m_send(&r->m, &r->send[i]);
    r->send_starts[i] += err == QAT_OK;
    return err;
}

int rig_do(struct rig *r, int i, int what, uint32_t number)
{
    int err;

    r->op[i].what = (uint8_t)what;
    r->op[i].number = number;
    err = qat_lwm2m_do(&r->m, &r->op[i]);
    r->op_starts[i] += err == QAT_OK;
    return err;
}

int rig_settled(const struct rig *r)
{
    int i, good = 1;

    for (i = 0; i < RIG_SENDS; i++) {
        good = good && r->send_starts[i] == r->send_ends[i];
    }
    for (i = 0; i < RIG_OPS; i++) {
        good = good && r->op_starts[i] == r->op_ends[i];
    }
    return good;
}
