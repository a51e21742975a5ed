/* rig.c: see rig.h.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "rig.h"

#include <stdlib.h>
#include <string.h>

int tests_passed, tests_failed;

/* ---- the module ---- */

static int starts(const char *line, const char *prefix)
{
    return strncmp(line, prefix, strlen(prefix)) == 0;
}

static void raw(struct rig *r, const char *bytes)
{
    for (; *bytes; bytes++) {
        if (r->out_len == sizeof r->out) {
            abort();
        }
        r->out[r->out_len++] = (char)(r->fast != r->host_fast ? (*bytes ^ 0x55) | 0x80 : *bytes);
    }
}

void rig_say(struct rig *r, const char *lines)
{
    raw(r, "\r\n");
    for (; *lines; lines++) {
        char one[2] = { *lines, 0 };

        raw(r, *lines == '|' ? "\r\n" : one);
    }
    raw(r, "\r\n");
}

void rig_rule(struct rig *r, const char *prefix, const char *reply, int times)
{
    struct rule *u = &r->rules[r->rule_count++];

    if (r->rule_count > RIG_RULES) {
        abort();
    }
    u->prefix = prefix;
    u->reply = reply;
    u->times = times;
}

static void begin_payload(struct rig *r, const char *what, const char *size)
{
    rig_say(r, "CONNECT");
    strcpy(r->what, what);
    r->payload = r->want = (uint32_t)atol(size);
    r->sum = 0;
    r->idle_since = r->now;
}

static void end_payload(struct rig *r, uint32_t missing)
{
    char text[80];
    uint32_t came = r->want - missing;
    int bad = r->bad_sum > 0 && strcmp(r->what, "QFOTADL") == 0;

    r->payload = 0;
    r->bad_sum -= bad;
    r->stored = strcmp(r->what, "QFOTADL") == 0 ? came : r->stored;
    snprintf(text, sizeof text, "+%s: %u,%x||OK", r->what, (unsigned)came, (unsigned)(r->sum ^ (bad ? 1
             : 0)));
    rig_say(r, text);
}

static void usual(struct rig *r, const char *line)
{
    char text[200];

    if (starts(line, "AT+QGMR")) {
        snprintf(text, sizeof text, "%s||OK", r->version);
        rig_say(r, text);
    } else if (strcmp(line, "AT+CSQ;+CEREG?;+CGREG?;+COPS?") == 0) {
        snprintf(text, sizeof text, "+CSQ: 26,99||+CEREG: 0,%d||+CGREG: 0,4||"
                 "+COPS: 0,0,\"Telstra Mobile Telstra\",8||OK", r->registered_after-- > 0 ? 2 : 1);
        rig_say(r, text);
    } else if (strcmp(line, "AT+QCFGEXT=\"fota_apn\"") == 0) {
        snprintf(text, sizeof text, "+QCFGEXT: \"fota_apn\",0,%s||OK", r->apn);
        rig_say(r, text);
    } else if (starts(line, "AT+QFOTADL=\"COM:\"")) {
        begin_payload(r, "QFOTADL", strchr(line, ',') + 1);
    } else if (strcmp(line, "AT+QFOTADL=4") == 0) {
        snprintf(text, sizeof text, "+QFOTADL: 4,%u||OK", (unsigned)r->stored);
        rig_say(r, text);
    } else if (starts(line, "AT+QFUPL=")) {
        begin_payload(r, "QFUPL", strchr(line, ',') + 1);
    } else if (starts(line, "AT+QFDEL=")) {
        rig_say(r, "+CME ERROR: 405");
    } else if (starts(line, "AT+CMEE?")) {
        rig_say(r, "+CMEE: 1||OK");
    } else if (starts(line, "AT+CSQ")) {
        rig_say(r, "+CSQ: 20,99||OK");
    } else if (starts(line, "AT+CSCS?")) {
        rig_say(r, "+CSCS: \"GSM\"||OK");
    } else {
        rig_say(r, "OK");
    }
}

static void line_came(struct rig *r, const char *line)
{
    int i;

    if (starts(line, "AT+Q") || starts(line, "AT+CSQ;")) {
        size_t n = strlen(r->log);

        r->lines++;
        if (n + strlen(line) + 2 < sizeof r->log) {
            snprintf(r->log + n, sizeof r->log - n, "%s\n", line);
        }
        if (r->hook && r->hook(r)) {
            return;
        }
    }
    for (i = 0; i < r->rule_count; i++) {
        struct rule *u = &r->rules[i];

        if (u->times != 0 && starts(line, u->prefix)) {
            u->times -= u->times > 0;
            if (*u->reply) {
                rig_say(r, u->reply);
            }
            return;
        }
    }
    usual(r, line);
}

static size_t port_write(void *user, const void *data, size_t len)
{
    struct rig *r = user;
    const uint8_t *p = data;
    size_t i;

    if (r->payload) { /* as fast as the wire */
        len = len < r->fifo ? len : r->fifo;
        r->fifo -= (uint32_t)len;
    }
    for (i = 0; i < len; i++) {
        if (r->deaf || r->fast != r->host_fast) {
            r->in_len = 0;
        } else if (r->payload && r->swallow) {
            r->swallow--;
            r->idle_since = r->now;
        } else if (r->payload) {
            r->sum ^= (uint16_t)((r->want - r->payload) & 1 ? p[i] : p[i] << 8);
            r->idle_since = r->now;
            if (--r->payload == 0) {
                end_payload(r, 0);
            }
        } else if (p[i] == '\r') {
            r->in[r->in_len] = 0;
            r->in_len = 0;
            line_came(r, r->in);
        } else if (r->in_len + 1 < sizeof r->in) {
            r->in[r->in_len++] = (char)p[i];
        }
    }
    return len;
}

/* ---- the application ---- */

static void note(struct rig *r, const char *text)
{
    size_t n = strlen(r->progress);

    if (n + strlen(text) + 2 < sizeof r->progress) {
        snprintf(r->progress + n, sizeof r->progress - n, "%s%s", n ? " " : "", text);
    }
}

static void on_progress(qat_fota_t *f, int phase, int percent)
{
    struct rig *r = f->cfg->user;
    char text[16];

    MUST(r->inside == 1, "a callback outside of the calls that may call");
    MUST(phase == qat_fota_phase(f) && percent == qat_fota_percent(f), "%d %d", phase, percent);
    MUST(phase != QAT_FOTA_OFF && percent >= -1 && percent <= 100, "%d %d", phase, percent);
    MUST(phase != r->last_phase || percent != r->last_percent, "told twice: %d %d", phase, percent);
    r->went_back += phase == r->last_phase && percent < r->last_percent;
    if (phase != r->last_phase) {
        note(r, qat_fota_phase_name(phase));
    }
    if (percent > 0) {
        snprintf(text, sizeof text, "%d", percent);
        note(r, text);
    }
    r->last_phase = phase;
    r->last_percent = percent;
    if (r->cancel_in == phase) {
        r->cancel_in = 0;
        qat_fota_cancel(f);
    }
}

static void on_end(qat_fota_t *f, const qat_fota_end_t *end)
{
    struct rig *r = f->cfg->user;

    MUST(r->inside == 1, "a callback outside of the calls that may call");
    MUST(qat_fota_phase(f) == QAT_FOTA_OFF && !qat_fota_deaf(f), "it is over");
    MUST((end->why <= QAT_FOTA_DONE) == (end->result == QAT_OK), "%d %d", end->why, end->result);
    MUST(strcmp(qat_fota_why_name(end->why), "?") != 0, "%d", end->why);
    r->ends++;
    r->end = *end;
    r->last_phase = 0;
    if (r->again-- > 0) {
        r->starts += qat_fota_start(f, &r->q, &r->cfg) == QAT_OK;
    }
}

static void on_speed(qat_fota_t *f, int updating)
{
    struct rig *r = f->cfg->user;

    MUST(r->inside == 1, "a callback outside of the calls that may call");
    MUST(updating == 0 || updating == 1, "%d", updating);
    r->host_fast = updating;
    r->speeds++;
}

void rig_init(struct rig *r, int bg96)
{
    memset(r, 0, sizeof *r);
    r->now = 0xFFFFE000; /* the clock wraps */
    r->version = bg96 ? "BG96MAR02A06M1G_01.011.01.011" : "BG95M3LAR02A03_01.011.01.011";
    r->apn = "\"Telstra.internet\"";
    r->qcfg.dialect = bg96 ? &qat_bg96 : &qat_bg95;
    r->qcfg.line = r->line;
    r->qcfg.line_size = sizeof r->line;
    r->qcfg.write = port_write;
    r->qcfg.user = r;
    r->cfg.job = QAT_FOTA_GET;
    r->cfg.url = qat_str("https://www.quectel.com:100/update.zip");
    r->cfg.user = r;
    r->cfg.on_progress = on_progress;
    r->cfg.on_end = on_end;
    r->cfg.on_speed = on_speed;
    qat_init(&r->q, &r->qcfg);
}

int rig_start(struct rig *r)
{
    int err = qat_fota_start(&r->f, &r->q, &r->cfg);

    r->starts += err == QAT_OK;
    return err;
}

/* What the module has said comes in, in one piece or in many. */
static void feed(struct rig *r)
{
    static char bytes[sizeof r->out];
    size_t n = r->out_len, at, step;

    memcpy(bytes, r->out, n);
    r->out_len = 0;
    for (at = 0; at < n; at += step) {
        char *piece;

        step = r->chunk && r->chunk < n - at ? r->chunk : n - at;
        if (r->cut && at < r->cut && r->cut < n) {
            step = r->cut;
        }
        piece = malloc(step); /* exact: a read behind it is caught */
        if (!piece) {
            abort();
        }
        memcpy(piece, bytes + at, step);
        qat_rx(&r->q, r->now, piece, step);
        free(piece);
    }
}

int rig_run(struct rig *r, uint32_t ms, int phase)
{
    uint32_t end = r->now + ms;
    int idle = 0, ends = r->ends;

    for (;;) {
        uint32_t a, b;

        r->inside = 1;
        if (r->payload && r->now - r->idle_since >= 5000) {
            end_payload(r, r->payload);
        }
        r->fifo = 300;
        feed(r);
        a = qat_poll(&r->q, r->now);
        if (r->cancel_soon) {
            r->cancel_soon = 0;
            qat_fota_cancel(&r->f);
        }
        b = qat_fota_poll(&r->f, r->now);
        r->inside = 0;
        a = a < b ? a : b;
        a = r->payload && r->fifo == 0 && a > 1 ? 1 : a;
        if (phase == -1 ? r->ends > ends : qat_fota_phase(&r->f) == phase) {
            return 1;
        }
        if (a == 0 || r->out_len) {
            MUST(++idle < 100000, "it runs in a circle");
            if (idle >= 100000) {
                abort();
            }
            continue;
        }
        idle = 0;
        if (r->payload && a > 5000 - (r->now - r->idle_since)) {
            a = 5000 - (r->now - r->idle_since);
        }
        if (end - r->now <= a) {
            r->now = end;
            return 0;
        }
        r->now += a;
    }
}

static void answered(qat_t *q, qat_req_t *req, int result)
{
    (void)q;
    *(int *)req->user = result;
}

int rig_settled(struct rig *r)
{
    qat_qgmr_t ask;
    int result = 1;

    r->deaf = r->fast = r->host_fast = r->rule_count = 0;
    r->hook = NULL;
    r->payload = 0;
    r->out_len = 0;
    rig_run(r, 60000, 99);
    memset(&ask, 0, sizeof ask);
    ask.req.done = answered;
    ask.req.user = &result;
    qat_qgmr(&r->q, &ask);
    rig_run(r, 60000, 99);
    return result == QAT_OK && r->ends == r->starts && qat_fota_phase(&r->f) == QAT_FOTA_OFF &&
      r->f.busy == 0 &&
           qat_idle(&r->q);
}
