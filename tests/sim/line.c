/* line.c: command lines: collected, echoed, cut into the commands that are joined in them, worked off one by
 * one.
 *
 * SPDX-License-Identifier: MIT */
#include "core.h"

#include <ctype.h>
#include <string.h>

enum { CR = 13, LF = 10, BACKSPACE = 8 };

/* ---- collecting ---- */

static void echo(struct sim *s, const void *bytes, size_t len)
{
    if (s->echo) {
        wire_put(s, bytes, len);
    }
}

static void line_end(struct sim *s, bool echoed)
{
    struct line_input *in = &s->line;
    char text[SIM_LINE_MAX];
    bool too_long = in->too_long;

    in->text[in->len] = '\0';
    memcpy(text, in->text, in->len + 1);
    in->len = 0;
    in->too_long = false;
    if (!echoed) {
        fault_before_echo(s, text);
        echo(s, text, strlen(text));
    }
    echo(s, "\r", 1);
    if (too_long) {
        s->joined.mute = false;
        answer_final(s, SIM_ERROR);
        return;
    }
    line_run(s, text);
}

/* A/ needs no CR. It repeats the line before. */
static bool repeat(struct sim *s)
{
    struct line_input *in = &s->line;
    char text[SIM_LINE_MAX];

    if (in->len != 2 || toupper((unsigned char)in->text[0]) != 'A' || in->text[1] != '/') {
        return false;
    }
    in->len = 0;
    memcpy(text, s->last_line, sizeof text);
    line_run(s, text);
    return true;
}

void line_byte(struct sim *s, uint8_t byte)
{
    struct line_input *in = &s->line;
    bool hold = fault_wants_held_echo(s);

    in->last = s->now;
    if (byte == CR) {
        line_end(s, !hold);
        return;
    }
    if (byte == LF || byte == 0) {
        return;
    }
    if (!hold) {
        echo(s, &byte, 1);
    }
    if (byte == BACKSPACE) {
        in->len -= in->len > 0 ? 1 : 0;
    } else if (in->len < sizeof in->text - 1) {
        in->text[in->len++] = (char)byte;
        (void)repeat(s);
    } else {
        in->too_long = true;
    }
}

void line_drop(struct sim *s)
{
    s->line.len = 0;
    s->line.too_long = false;
    s->joined.next = NULL;
    s->held.len = 0;
    s->urcs.len = 0;
}

/* ---- working off ---- */

bool line_busy(const struct sim *s)
{
    return s->joined.next != NULL;
}

/* The name of a command, as scripts use it: "QMTPUB" of AT+QMTPUB=..., "ATE" of ATE0. */
static void name_command(struct joined *j, const char *text)
{
    size_t n = 0;

    text += text[2] == '+' ? 3 : 0;
    while (n < sizeof j->name_text - 1 && text[n] != '\0' && text[n] != '=' && text[n] != '?'
           && !(text[0] == 'A' && isdigit((unsigned char)text[n]))) {
        j->name_text[n] = text[n];
        n++;
    }
    j->name_text[n] = '\0';
    j->name = j->name_text;
}

static enum verdict one_command(struct sim *s, const char *text)
{
    enum verdict v;

    name_command(&s->joined, text);
    s->joined.text_now = text;
    s->joined.answered = false;
    fault_command(s, s->joined.name);
    if (s->joined.next == NULL) { /* a fault restarted the module */
        return SIM_SILENT;
    }
    fault_insert(s, BEFORE_ANSWER);
    return fault_verdict(s, &v) ? v : command_do(s, text);
}

static void finish(struct sim *s, enum verdict v)
{
    if (s->joined.next == NULL) {
        return;
    }
    s->joined.next = NULL;
    answer_final(s, v);
    answer_poll(s);
}

/* Goes on with the line until a command has to be waited for, or one fails, or the end. */
static void go_on(struct sim *s)
{
    char text[SIM_LINE_MAX + 2];
    enum verdict v = SIM_OK;

    while (v == SIM_OK && s->joined.next != NULL && *s->joined.next != '\0') {
        const char *next = command_cut(s->joined.next, text, sizeof text);

        if (next == NULL) {
            s->count.unknown++;
            v = SIM_ERROR;
            break;
        }
        s->joined.next = next;
        v = text[0] == '\0' ? SIM_OK : one_command(s, text);
        if (SIM_NEUL && v == SIM_OK && s->joined.next != NULL && *s->joined.next != '\0') {
            answer_final(s, v); /* each command of a line has its own */
        }
    }
    if (v != SIM_PENDING) {
        finish(s, v);
    }
}

void sim_done(struct sim *s, enum verdict v)
{
    if (s->joined.next == NULL) { /* the module restarted meanwhile */
        return;
    }
    if (v == SIM_OK && *s->joined.next != '\0') {
        if (SIM_NEUL) {
            answer_final(s, v);
        }
        go_on(s);
    } else {
        finish(s, v);
    }
}

/* The receiver waits for the two letters AT: what stands before them (noise, a lost ESC) is not looked at. */
static const char *attention(const char *text)
{
    while (*text != '\0'
           && !(toupper((unsigned char)text[0]) == 'A' && toupper((unsigned char)text[1]) == 'T')) {
        text++;
    }
    return *text != '\0' ? text + 2 : NULL;
}

void line_run(struct sim *s, const char *text)
{
    const char *body = attention(text);

    if (body == NULL) {
        return;
    }
    s->count.commands++;
    s->answer_at = s->now + s->cfg.times.answer;
    if (text != s->last_line) {
        snprintf(s->last_line, sizeof s->last_line, "%s", text);
    }
    snprintf(s->joined.text, sizeof s->joined.text, "%s", body);
    s->joined.next = s->joined.text;
    s->joined.mute = false;
    s->joined.answered = false;
    if (*s->joined.next == '\0') { /* AT alone */
        (void)one_command(s, "AT");
        if (s->joined.next != NULL) {
            finish(s, SIM_OK);
        }
        return;
    }
    go_on(s);
}
