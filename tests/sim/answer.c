/* answer.c: how the module words what it says: information lines, final results, URCs
 * (V.250 5.7, 6.2.5, 6.2.6).
 *
 * SPDX-License-Identifier: MIT */
#include "core.h"

#include <stdarg.h>
#include <string.h>

enum { PATIENCE_MS = 1000 };  /* how long a half-typed command keeps URCs back */

static void put_text(struct sim *s, const char *text)
{
    wire_put(s, text, strlen(text));
}

/* ---- information lines ---- */

/* With words: CR LF line CR LF, the first CR LF only once for lines in a row. With digits: line CR LF. */
void sim_info(struct sim *s, const char *line, size_t len)
{
    if (s->joined.mute || !fault_line(s, line, len)) {
        return;
    }
    if (!s->joined.answered && s->verbose) {
        put_text(s, "\r\n");
    }
    s->joined.answered = true;
    wire_put(s, line, len);
    put_text(s, "\r\n");
}

void sim_text(struct sim *s, const char *line)
{
    sim_info(s, line, strlen(line));
}

void sim_infof(struct sim *s, const char *form, ...)
{
    char line[2048];
    va_list args;

    va_start(args, form);
    vsnprintf(line, sizeof line, form, args);
    va_end(args);
    sim_text(s, line);
}

void answer_raw(struct sim *s, const void *data, size_t len)
{
    if (!s->joined.mute) {
        wire_put(s, data, len);
    }
}

/* ---- final results ---- */

static const struct { int code; const char *text; } cme_texts[] = {
    { 3, "operation not allowed" },       { 4, "operation not supported" },
    { 10, "SIM not inserted" },           { 11, "SIM PIN required" },
    { 13, "SIM failure" },                { 14, "SIM busy" },
    { 16, "incorrect password" },         { 22, "not found" },
    { 30, "no network service" },         { 50, "incorrect parameters" },
    { 100, "unknown" },                   { 400, "Invalid input value" },
    { 402, "Read zero byte" },            { 405, "File not found" },
    { 406, "Invalid file name" },         { 407, "File already exists" },
    { 413, "Too many files" },            { 414, "File is read-only" },
    { 416, "Invalid file descriptor" },   { 420, "No space" },
    { 421, "Timeout" },                   { 423, "File too large" },
    { 425, "Invalid parameter" },         { 426, "File already open" },
};

const char *cme_text(int code)
{
    for (size_t i = 0; i < sizeof cme_texts / sizeof cme_texts[0]; i++) {
        if (cme_texts[i].code == code) {
            return cme_texts[i].text;
        }
    }
    return "unknown";
}

static void final_line(struct sim *s, const char *words, const char *digit)
{
    if (s->quiet || s->joined.mute || !fault_line(s, words, strlen(words))) {
        return;
    }
    if (s->verbose) {
        put_text(s, "\r\n");
        put_text(s, words);
        put_text(s, "\r\n");
    } else if (digit != NULL) {
        put_text(s, digit);
        put_text(s, "\r");
    } else {
        put_text(s, words);
        put_text(s, "\r\n");
    }
}

void answer_final(struct sim *s, enum verdict v)
{
    char line[80];

    if (v == SIM_SILENT) {
        return;
    }
    fault_insert(s, BEFORE_FINAL);
    if (v == SIM_OK) {
        final_line(s, "OK", "0");
        return;
    }
    s->count.errors++;
    if (v < SIM_CME_BASE || s->cmee == 0) {
        final_line(s, "ERROR", "4");
    } else if (s->cmee == 1) {
        snprintf(line, sizeof line, "+CME ERROR: %d", (int)v - SIM_CME_BASE);
        final_line(s, line, NULL);
    } else {
        snprintf(line, sizeof line, "+CME ERROR: %s", cme_text((int)v - SIM_CME_BASE));
        final_line(s, line, NULL);
    }
}

void answer_connect(struct sim *s, const char *text)
{
    final_line(s, text, "1");
}

void answer_words(struct sim *s, const char *text)
{
    final_line(s, text, NULL);
}

/* ---- URCs ---- */

/* In the middle of what a host types, or of a payload, nobody could tell them from echo or data. */
static bool in_the_way(const struct sim *s)
{
    return s->data.kind != DATA_OFF || (s->line.len > 0 && s->now < s->line.last + PATIENCE_MS);
}

void answer_poll(struct sim *s)
{
    if (s->urcs.len > 0 && !in_the_way(s)) {
        struct buffer out = s->urcs;

        memset(&s->urcs, 0, sizeof s->urcs);
        wire_put(s, out.v, out.len);
        buffer_free(&out);
    }
}

void sim_urc(struct sim *s, const void *line, size_t len)
{
    if (s->power == POWER_OFF || !fault_line(s, line, len)) {
        return;
    }
    buffer_add(&s->urcs, "\r\n", s->verbose ? 2 : 0);
    buffer_add(&s->urcs, line, len);
    buffer_add(&s->urcs, "\r\n", 2);
    answer_poll(s);
}

void sim_urcf(struct sim *s, const char *form, ...)
{
    char line[2048];
    va_list args;

    va_start(args, form);
    vsnprintf(line, sizeof line, form, args);
    va_end(args);
    sim_urc(s, line, strlen(line));
}
