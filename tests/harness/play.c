/* play.c: a dialogue played once: its steps are done, and what happens must be what it says.
 *
 * SPDX-License-Identifier: MIT */
#include "play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONTEXT = 16 }; /* entries of the log that are shown */

static void log_bytes(struct world *w, char kind, const uint8_t *data, size_t len)
{
    struct buf text = { 0 };

    buf_bytes(&text, data, len);
    log_add(w, kind, (const char *)text.v);
    buf_free(&text);
}

/* ---- what must have happened ---- */

static struct entry *next_event(struct world *w)
{
    while (w->log_checked < w->log_count && w->log[w->log_checked].kind != '=') {
        w->log_checked++;
    }
    return w->log_checked < w->log_count ? &w->log[w->log_checked] : NULL;
}

/* A data event of a dialogue names its bytes as a blob; the log holds them as they are shown. */
static char *event_wanted(const char *text)
{
    struct buf out = { 0 }, bytes = { 0 };
    const char *p = text, *name;

    if (strncmp(text, "data ", 5) != 0 && strncmp(text, "unknown ", 8) != 0) {
        return text_copy(text, strlen(text));
    }
    name = strchr(text, ' ') + 1;
    p = text[0] == 'd' ? strchr(name, ' ') : name - 1;
    if (p == NULL || (p++, !text_blob(&bytes, &p))) {
        buf_free(&bytes);
        return text_copy(text, strlen(text));
    }
    buf_add(&out, text, (size_t)(text[0] == 'd' ? strchr(name, ' ') + 1 - text : name - text));
    buf_bytes(&out, bytes.v, bytes.len);
    buf_printf(&out, "%s", p);
    buf_free(&bytes);
    return (char *)out.v;
}

static void expect_event(struct world *w, const struct step *step)
{
    struct entry *e = next_event(w);
    char *want = event_wanted(step->text);

    if (e == NULL) {
        world_fail(w, "expected  %s\n    but nothing happened", want);
    } else if (strcmp(e->text, want) != 0) {
        world_fail(w, "expected  %s\n    got       %s", want, e->text);
    } else {
        w->log_checked++;
    }
    free(want);
}

static void expect_sent(struct world *w, const struct step *step)
{
    size_t have = w->sent.len - w->sent_checked, n = step->bytes.len;

    if (have < n || memcmp(w->sent.v + w->sent_checked, step->bytes.v, n) != 0) {
        struct buf want = { 0 }, got = { 0 };

        buf_bytes(&want, step->bytes.v, n);
        buf_bytes(&got, have ? w->sent.v + w->sent_checked : (const uint8_t *)"", have);
        world_fail(w, "expected  > %s\n    got       > %s", (const char *)want.v, (const char *)got.v);
        buf_free(&want);
        buf_free(&got);
        return;
    }
    w->sent_checked += n;
}

static void expect_nothing_more(struct world *w)
{
    struct entry *e = next_event(w);

    if (e) {
        world_fail(w, "not expected: %s", e->text);
    }
    if (w->sent_checked < w->sent.len) {
        struct buf got = { 0 };

        buf_bytes(&got, w->sent.v + w->sent_checked, w->sent.len - w->sent_checked);
        world_fail(w, "not expected: > %s", (const char *)got.v);
        buf_free(&got);
    }
}

/* ---- steps ---- */

static void do_call(struct world *w, const struct step *step, const struct step *next)
{
    const char *want = next && next->kind == STEP_RESULT ? next->text : "OK";
    const char *got;

    log_add(w, '!', step->text);
    got = short_result(world_call(w, step->text));
    if (strcmp(got, want) != 0) {
        world_fail(w, "the call was to return %s, but returned %s", want, got);
    }
}

static void do_bytes(struct world *w, const struct step *step)
{
    struct buf all = { 0 };

    if (w->s->echo) {
        buf_add(&all, w->sent.v + w->echoed, w->sent.len - w->echoed);
        w->echoed = w->sent.len;
    }
    buf_add(&all, step->bytes.v, step->bytes.len);
    log_bytes(w, '<', all.v, all.len);
    world_bytes(w, all.v, all.len);
    buf_free(&all);
}

/* Polls before something is expected; what was sent meanwhile is shown in the log. */
static void settle_and_log(struct world *w)
{
    size_t sent = w->sent.len;

    world_settle(w);
    if (w->sent.len > sent) {
        log_bytes(w, '>', w->sent.v + sent, w->sent.len - sent);
    }
}

static void do_time(struct world *w, const struct step *step)
{
    size_t sent = w->sent.len;
    char text[32];

    snprintf(text, sizeof text, "%lu ms", (unsigned long)step->ms);
    log_add(w, '~', text);
    world_time(w, step->ms);
    if (w->sent.len > sent) {
        log_bytes(w, '>', w->sent.v + sent, w->sent.len - sent);
    }
}

static int is_action(const struct step *step)
{
    return step->kind == STEP_CALL || step->kind == STEP_BYTES || step->kind == STEP_TIME;
}

static void do_step(struct world *w, const struct step *step, const struct step *next, int *settled)
{
    if (!is_action(step) && step->kind != STEP_RESULT && !*settled) {
        settle_and_log(w);
        *settled = 1;
    }
    switch (step->kind) {
    case STEP_CALL:
        do_call(w, step, next);
        *settled = 0;
        break;
    case STEP_BYTES:
        do_bytes(w, step);
        *settled = 0;
        break;
    case STEP_TIME:
        do_time(w, step);
        *settled = 1;
        break;
    case STEP_SENT:
        expect_sent(w, step);
        break;
    case STEP_EVENT:
        if (strncmp(step->text, "data online ", 12) == 0) { /* no event ends it */
            data_flush(w);
        }
        expect_event(w, step);
        break;
    case STEP_RESULT:
        break;
    }
}

static void finish(struct world *w)
{
    static const uint8_t line_end[] = "\r\n";
    const struct mode *mode = w->m;
    struct mode whole = *mode;

    settle_and_log(w);
    data_flush(w);
    expect_nothing_more(w);
    if (w->failure.len == 0 && w->received > 0) { /* whatever still stands in the line buffer is a line now */
        whole.cut = CUT_NOWHERE;
        w->m = &whole;
        world_bytes(w, line_end, 2);
        world_counts(w, 1);
        w->m = mode;
    }
    if (w->m->traced && w->failure.len == 0) {
        if (w->trace_in.len != w->received || w->trace_out.len != w->sent.len ||
            memcmp(w->trace_out.v, w->sent.v, w->sent.len) != 0) {
            world_fail(w, "the trace has %zu bytes received and %zu sent instead of %zu and %zu",
                       w->trace_in.len, w->trace_out.len, w->received, w->sent.len);
        }
        if (w->trace_events != w->events || w->trace_dones != w->dones) {
            world_fail(w, "the trace has %d events and %d ends instead of %d and %d", w->trace_events,
                       w->trace_dones, w->events, w->dones);
        }
    }
}

static void record(struct world *w, struct buf *log)
{
    for (size_t i = 0; i < w->log_count; i++) {
        if (w->log[i].kind == '=' || w->log[i].kind == '?') {
            buf_printf(log, "%10lu  ", (unsigned long)(w->log[i].now - w->m->clock));
            buf_add(log, w->log[i].text, strlen(w->log[i].text));
            buf_add(log, "\n", 1);
        }
    }
    buf_add(log, w->sent.v, w->sent.len);
}

static void report(const struct world *w)
{
    size_t from = w->log_count > CONTEXT ? w->log_count - CONTEXT : 0;

    fprintf(stderr, "%s:%d: [%s", w->s->path, w->failed_line, w->m->name);
    if (w->m->cut == CUT_ONCE) {
        fprintf(stderr, " at %zu", w->m->cut_at);
    } else if (w->m->cut == CUT_RANDOM) {
        fprintf(stderr, " %lu", (unsigned long)w->m->seed);
    }
    fprintf(stderr, "]\n    %s\n", (const char *)w->failure.v);
    for (size_t i = from; i < w->log_count; i++) {
        fprintf(stderr, "    %10lu  %c %s\n", (unsigned long)w->log[i].now, w->log[i].kind, w->log[i].text);
    }
}

int play(const struct script *s, const struct mode *m, size_t *received)
{
    struct world *w = world_new(s, m);
    int settled = 0, expected = 0, failed;
    size_t i;

    w->line = 1;
    for (i = 0; i < s->step_count && w->failure.len == 0; i++) {
        const struct step *step = &s->steps[i];

        w->line = step->line;
        if (is_action(step) && expected) {
            expect_nothing_more(w);
            expected = 0;
        }
        expected |= step->kind == STEP_SENT || step->kind == STEP_EVENT || step->kind == STEP_TIME; /* `~` twice: nothing between */
        do_step(w, step, i + 1 < s->step_count ? step + 1 : NULL, &settled);
    }
    if (w->failure.len == 0) {
        finish(w);
    }
    if (w->failure.len == 0) { /* whoever is not done now never will be */
        requests_free(w);
        online_free(w);
    }
    failed = w->failure.len > 0;
    if (failed) {
        report(w);
    }
    if (received) {
        *received = w->received;
    }
    world_free(w);
    return failed;
}

int play_recorded(const struct script *s, const struct mode *m, struct buf *log)
{
    struct world *w = world_new(s, m);
    int settled = 0, failed;

    w->recorded = 1;
    for (size_t i = 0; i < s->step_count && w->failure.len == 0; i++) {
        const struct step *step = &s->steps[i];

        w->line = step->line;
        if (step->kind == STEP_CALL) {
            log_add(w, '!', step->text);
            log_add(w, '?', short_result(world_call(w, step->text)));
        } else if (is_action(step)) {
            do_step(w, step, NULL, &settled);
        }
        world_settle(w);
    }
    w->log_checked = w->log_count;
    w->sent_checked = w->sent.len;
    if (w->failure.len == 0) {
        finish(w);
    }
    if (w->failure.len == 0) {
        requests_free(w);
    }
    record(w, log);
    failed = w->failure.len > 0;
    if (failed) {
        report(w);
    }
    world_free(w);
    return failed;
}
