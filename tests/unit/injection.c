/* injection.c: whatever byte stands in whatever text argument, one command line goes out, or none.
 *
 * SPDX-License-Identifier: MIT */
#include "unit.h"

static struct port port;

enum kind { QUOTED, BARE, IDENT, REST, RAW, KINDS };

/* Is what was sent one line: one CR, at its end; no LF, NUL, Ctrl-Z, ESC; no ';' outside the quotes? */
static int is_one_line(enum kind kind)
{
    size_t i, quotes = 0;

    if (port.len < 3 || port.sent[port.len - 1] != '\r') {
        return 0;
    }
    for (i = 0; i + 1 < port.len; i++) {
        char c = port.sent[i];

        quotes += c == '"';
        if (c == '\r' || c == '\n' || c == '\0') {
            return 0;
        }
        if (kind != RAW && (c == 0x1A || c == 0x1B || (c == ';' && quotes % 2 == 0))) {
            return 0;
        }
    }
    return kind == RAW || quotes == 2;
}

static int submit_text(enum kind kind, const char *text, size_t len)
{
    static qat_hostile_t r;
    static qat_send_t s;
    qat_str_t value;

    memset(&r, 0, sizeof r);
    memset(&s, 0, sizeof s);
    r.quoted = qat_str("q");
    r.bare = qat_str("b");
    value.ptr = text;
    value.len = (uint16_t)len;
    if (kind == RAW) {
        s.text = value;
        return qat_send(&port.q, &s);
    }
    if (kind == QUOTED) {
        r.quoted = value;
    } else if (kind == BARE) {
        r.bare = value;
    } else {
        r.id = kind == IDENT ? value : qat_str("12AB");
        r.rest = kind == REST ? value : qat_str("rest");
    }
    return qat_hostile(&port.q, &r);
}

static void every_byte(void)
{
    int kind, c, at;

    for (kind = 0; kind < KINDS; kind++) {
        for (c = 0; c < 256; c++) {
            for (at = 0; at < 4; at++) {
                char text[4] = { 'A', 'T', '1', '2' };
                int result;

                text[at] = (char)c;
                CHECK_IS(port_start(&port, &qat_kit), QAT_OK);
                result = submit_text((enum kind)kind, text, 4);
                qat_poll(&port.q, 0);
                if (result == QAT_OK) {
                    CHECK(is_one_line((enum kind)kind));
                } else {
                    CHECK_IS(result, QAT_E_ARG);
                    CHECK_SENT(&port, "");
                }
            }
        }
    }
}

/* Plain text must get through: refusing everything would be safe as well. */
static void plain_text_passes(void)
{
    static const char *const good[KINDS] = { "a b;c,d=$%?&", "a=b", "12AB", "a b,c", "AT+X=\"a;b\",1" };
    int kind;

    for (kind = 0; kind < KINDS; kind++) {
        CHECK_IS(port_start(&port, &qat_kit), QAT_OK);
        CHECK_IS(submit_text((enum kind)kind, good[kind], strlen(good[kind])), QAT_OK);
        qat_poll(&port.q, 0);
        CHECK(port.len > 0 && is_one_line((enum kind)kind));
    }
}

/* A mandatory text that is absent, and one that is there but empty. */
static void absent_and_empty(void)
{
    static qat_hostile_t r;

    CHECK_IS(port_start(&port, &qat_kit), QAT_OK);
    memset(&r, 0, sizeof r);
    r.bare = qat_str("b");
    CHECK_IS(qat_hostile(&port.q, &r), QAT_E_ARG);
    r.quoted = qat_str("");
    CHECK_IS(qat_hostile(&port.q, &r), QAT_OK);
    qat_poll(&port.q, 0);
    CHECK_SENT(&port, "AT+HOSTILE=\"\",b\r");
}

/* The longest line is that of the dialect, CR included. */
static void too_long(void)
{
    static qat_hostile_t r;
    static char text[0x10000];

    memset(text, 'x', sizeof text);
    CHECK_IS(port_start(&port, &qat_kit), QAT_OK);
    memset(&r, 0, sizeof r);
    r.bare = qat_str("b");
    r.quoted.ptr = text;
    r.quoted.len = (uint16_t)(2048 - sizeof "AT+HOSTILE=\"\",b\r" + 1);
    CHECK_IS(qat_hostile(&port.q, &r), QAT_OK);
    qat_poll(&port.q, 0);
    CHECK_IS(port.len, 2048);
    CHECK_IS(port_start(&port, &qat_kit), QAT_OK);
    memset(&r.req, 0, sizeof r.req);
    r.quoted.len++;
    CHECK_IS(qat_hostile(&port.q, &r), QAT_E_TOO_LONG);
    r.quoted.len = 0xFFFF; /* with its quotes more than 16 bits can count */
    CHECK_IS(qat_hostile(&port.q, &r), QAT_E_TOO_LONG);
}

int main(void)
{
    every_byte();
    plain_text_passes();
    absent_and_empty();
    too_long();
    return unit_end("injection");
}
