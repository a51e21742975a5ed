/* module.c: what the module answers.
 *
 * SPDX-License-Identifier: MIT */
#include "module.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int starts(const char *line, const char *prefix)
{
    return strncmp(line, prefix, strlen(prefix)) == 0;
}

void module_init(struct module *m, int bg96)
{
    memset(m, 0, sizeof *m);
    m->bg96 = bg96;
}

void module_rule(struct module *m, const char *prefix, const char *reply, int times)
{
    struct rule *r = &m->rules[m->rule_count++];

    if (m->rule_count > MODULE_RULES) {
        abort();
    }
    r->prefix = prefix;
    r->reply = reply;
    r->times = times;
}

void module_raw(struct module *m, const char *bytes)
{
    size_t n = strlen(bytes);

    if (m->out_len + n >= sizeof m->out) {
        abort();
    }
    memcpy(m->out + m->out_len, bytes, n + 1);
    m->out_len += n;
}

void module_say(struct module *m, const char *lines)
{
    module_raw(m, "\r\n");
    for (; *lines; lines++) {
        char one[2] = { *lines, 0 };

        module_raw(m, *lines == '|' ? "\r\n" : one);
    }
    module_raw(m, "\r\n");
}

static void note(struct module *m, const char *text)
{
    size_t n = strlen(text);

    if (m->log_len + n + 2 >= sizeof m->log) {
        return;
    }
    memcpy(m->log + m->log_len, text, n);
    m->log_len += n;
    m->log[m->log_len++] = '\n';
    m->log[m->log_len] = 0;
}

static int file_bit(const char *line)
{
    return strstr(line, "ca.pem") ? 1 : strstr(line, "cert.pem") ? 2 : 4;
}

static void say_late(struct module *m, const char *head, const char *line, const char *rest)
{
    char text[64];
    int client = 0, msgid = 0, n = sscanf(strchr(line, '=') + 1, "%d,%d", &client, &msgid);

    if (strcmp(head, "+QMTOPEN") == 0 || strcmp(head, "+QMTCONN") == 0 || strcmp(head, "+QMTDISC") == 0 ||
        strcmp(head, "+QMTCLOSE") == 0 || n < 2) {
        snprintf(text, sizeof text, "OK||%s: %d%s", head, client, rest);
    } else {
        snprintf(text, sizeof text, "OK||%s: %d,%d%s", head, client, msgid, rest);
    }
    module_say(m, text);
}

static void begin_payload(struct module *m, const char *line, size_t want, int ctrl_z)
{
    snprintf(m->pending, sizeof m->pending, "%.100s", line);
    m->payload = want;
    m->payload_len = 0;
    m->ctrl_z = ctrl_z;
    m->sum = 0;
}

static void mqtt_line(struct module *m, const char *line)
{
    if (starts(line, "AT+QMTOPEN?")) {
        module_say(m, m->open ? "+QMTOPEN: 2,\"broker.example\",8883||OK" : "OK");
    } else if (starts(line, "AT+QMTOPEN=")) {
        say_late(m, "+QMTOPEN", line, m->open ? ",2" : ",0");
        m->open = 1;
    } else if (starts(line, "AT+QMTCONN=")) {
        say_late(m, "+QMTCONN", line, ",0,0");
        m->connected = 1;
    } else if (starts(line, "AT+QMTSUB=")) {
        say_late(m, "+QMTSUB", line, ",0,1");
    } else if (starts(line, "AT+QMTUNS=")) {
        say_late(m, "+QMTUNS", line, ",0");
    } else if (starts(line, "AT+QMTPUB=")) {
        const char *last = strrchr(line, ',');

        module_raw(m, "\r\n> ");
        begin_payload(m, line, last[1] == '"' ? 1 : (size_t)atoi(last + 1), last[1] == '"' || strchr(last,
              '"') != NULL);
    } else if (starts(line, "AT+QMTDISC=")) {
        say_late(m, "+QMTDISC", line, m->connected ? ",0" : ",-1");
        m->open = m->connected = 0;
    } else if (starts(line, "AT+QMTCLOSE=")) {
        say_late(m, "+QMTCLOSE", line, m->open ? ",0" : ",-1");
        m->open = m->connected = 0;
    } else if (starts(line, "AT+QMTRECV=")) {
        module_say(m,
              m->counted ? "+QMTRECV: 2,51,\"plant/7\",6,\"st\"red\"||OK"
                               : "+QMTRECV: 2,51,\"plant/7\",\"stored\"||OK");
    } else if (starts(line, "AT+QMTCFG=\"recv/mode\"")) {
        if (m->bg96) {
            module_say(m, "ERROR");
            return;
        }
        m->stored = strstr(line, "2,1,") != NULL;
        m->counted = 1;
        module_say(m, "OK");
    } else {
        module_say(m, starts(line, "AT+QMTCFG=") ? "OK" : "ERROR");
    }
}

static void usual(struct module *m, const char *line)
{
    if (starts(line, "AT+QMT")) {
        mqtt_line(m, line);
    } else if (starts(line, "AT+QIACT?")) {
        module_say(m, m->active ? "+QIACT: 1,1,1,\"10.1.2.3\"||OK" : "OK");
    } else if (starts(line, "AT+QIACT=")) {
        module_say(m, m->active ? "ERROR" : "OK");
        m->active = 1;
    } else if (starts(line, "AT+QIDEACT=")) {
        m->active = 0;
        module_say(m, "OK");
    } else if (starts(line, "AT+QFDEL=")) {
        module_say(m, m->files & file_bit(line) ? "OK" : "+CME ERROR: 405");
        m->files &= ~file_bit(line);
    } else if (starts(line, "AT+QFUPL=")) {
        if (m->files & file_bit(line)) {
            module_say(m, "+CME ERROR: 407");
            return;
        }
        module_say(m, "CONNECT");
        begin_payload(m, line, (size_t)atoi(strchr(line, ',') + 1), 0);
    } else if (starts(line, "AT+CMEE?")) {
        module_say(m, "+CMEE: 1||OK");
    } else if (starts(line, "AT+CSQ")) {
        module_say(m, "+CSQ: 20,99||OK");
    } else if (starts(line, "AT+CSCS?")) {
        module_say(m, "+CSCS: \"GSM\"||OK");
    } else {
        module_say(m, "OK"); /* AT, ATE0V1Q0, AT+CMEE=1, AT+QSSLCFG, AT+QICSGP */
    }
}

static void line_came(struct module *m, const char *line)
{
    int i;

    m->lines++;
    if (starts(line, "AT+Q")) {
        note(m, line);
    }
    if (m->hook && m->hook(m->user, line)) {
        return;
    }
    for (i = 0; i < m->rule_count; i++) {
        struct rule *r = &m->rules[i];

        if (r->times != 0 && starts(line, r->prefix)) {
            r->times -= r->times > 0;
            if (strcmp(r->reply, "@") == 0) {
                module_say(m, "OK");
            } else if (*r->reply) {
                module_say(m, r->reply);
            }
            return;
        }
    }
    usual(m, line);
}

static void payload_over(struct module *m)
{
    char text[160];
    int i;

    note(m, m->in);
    for (i = 0; i < m->rule_count; i++) { /* "~AT+QMTPUB": what follows the payload */
        struct rule *r = &m->rules[i];

        if (r->times != 0 && r->prefix[0] == '~' && starts(m->pending, r->prefix + 1)) {
            r->times -= r->times > 0;
            if (*r->reply) {
                module_say(m, r->reply);
            }
            return;
        }
    }
    if (starts(m->pending, "AT+QFUPL")) {
        m->files |= file_bit(m->pending);
        snprintf(text, sizeof text, "+QFUPL: %u,%x||OK", (unsigned)m->payload_len, (unsigned)m->sum);
        module_say(m, text);
    } else {
        say_late(m, "+QMTPUB", m->pending, ",0");
    }
}

static void payload_byte(struct module *m, char c)
{
    if (m->ctrl_z && (c == 0x1A || c == 0x1B)) {
        m->payload = 0;
    } else {
        m->sum ^= (uint16_t)(m->payload_len++ & 1 ? (uint8_t)c : (uint8_t)c << 8);
        if (m->in_len + 2 < sizeof m->in) {
            m->in[m->in_len++] = c;
        }
        m->payload -= !m->ctrl_z;
    }
    if (m->payload == 0) {
        m->in[m->in_len] = 0;
        m->in_len = 0;
        if (c == 0x1B && m->ctrl_z) {
            module_say(m, "OK");
        } else {
            payload_over(m);
        }
    }
}

void module_hear(struct module *m, const void *data, size_t len)
{
    const char *p = data;

    for (; len > 0; len--, p++) {
        if (m->payload) {
            if (m->in_len == 0) {
                m->in[m->in_len++] = '~';
            }
            payload_byte(m, *p);
        } else if (*p == '\r') {
            m->in[m->in_len] = 0;
            m->in_len = 0;
            line_came(m, m->in);
        } else if (*p != 0x1B && m->in_len + 1 < sizeof m->in) {
            m->in[m->in_len++] = *p;
        }
    }
}
