/* events.c: what the runtime tells, as lines of a log and as numbers.
 *
 * SPDX-License-Identifier: MIT */
#include "replay.h"

#include <stdio.h>
#include <string.h>

const char *const count_names[N_COUNTS] = {
    "typed", "raw", "ok", "error", "timeout", "other", "info", "urc", "late", "stale", "unknown",
    "overflow", "payload", "skipped"
};

/* ---- the log ---- */

static void flush_data(struct run *r)
{
    if (r->data.len > 0) {
        buf_printf(&r->log, "%9lu   data ", (unsigned long)(r->now - r->start));
        buf_bytes(&r->log, r->data.v, r->data.len);
        buf_add(&r->log, "\n", 1);
        r->data.len = 0;
    }
}

/* A line of the log that is made of parts. */
static struct buf *begin(struct run *r)
{
    flush_data(r);
    buf_printf(&r->log, "%9lu   ", (unsigned long)(r->now - r->start));
    return &r->log;
}

static void end(struct run *r)
{
    buf_add(&r->log, "\n", 1);
}

void say_line(struct run *r, const char *what, const char *line)
{
    struct buf *log = begin(r);

    buf_add(log, what, strlen(what));
    buf_add(log, " ", 1);
    buf_bytes(log, line, strlen(line));
    end(r);
}

void say(struct run *r, const char *fmt, ...)
{
    va_list ap;

    begin(r);
    va_start(ap, fmt);
    buf_vprintf(&r->log, fmt, ap);
    va_end(ap);
    end(r);
}

void wrong(struct run *r, const char *fmt, ...)
{
    static const char *const cuts[] = { "whole", "byte by byte", "random" };
    va_list ap;

    if (r->failed++ > 0) { /* the first one tells most */
        return;
    }
    fprintf(stderr, "%s (%s, seed %lu): ", r->c->name, cuts[r->cut.how], (unsigned long)r->cut.seed);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
}

/* Neighbouring pieces of a payload are one. */
static void add_data(struct run *r, const qat_data_t *d)
{
    buf_add(&r->data, d->ptr, d->len);
    if (d->flags & QAT_LAST) {
        flush_data(r);
        say(r, "data ends%s%s", d->flags & QAT_UNCOUNTED ? ", uncounted" : "",
            d->flags & QAT_FRAMING ? ", broken" : "");
        r->count[N_PAYLOAD]++;
    }
}

/* ---- requests ---- */

static const char *name_of(const struct request *q)
{
    return q->command ? command_name(q->command) : "send";
}

static int kind_of(int result)
{
    switch (result) {
    case QAT_OK:
        return N_OK;
    case QAT_E_TIMEOUT:
        return N_TIMEOUT;
    case QAT_E_ERROR: case QAT_E_CME: case QAT_E_CMS: case QAT_E_RESULT: case QAT_E_NO_CARRIER:
    case QAT_E_BUSY_LINE: case QAT_E_NO_ANSWER: case QAT_E_NO_DIALTONE: case QAT_E_SEND_FAIL:
        return N_ERROR;
    default:
        return N_OTHER;
    }
}

static void on_done(qat_t *q, qat_req_t *object, int result)
{
    struct request *r = (struct request *)object->user;
    const struct qat_text_struct *late = NULL;
    struct buf *log;
    size_t at = 0;

    if (q != r->run->q || r->object != object) {
        wrong(r->run, "a request was done twice");
        return;
    }
    log = begin(r->run);
    buf_printf(log, "done %s %s", name_of(r), short_result(result));
    if (result == QAT_E_CME || result == QAT_E_CMS) {
        buf_printf(log, " %u", object->code);
    }
    late = r->command ? command_late(r->command, &at) : NULL;
    if (late && (result == QAT_OK || result == QAT_E_RESULT || result == QAT_E_MISMATCH)) {
        print_struct(log, late, (const uint8_t *)object + at, 1);
    }
    end(r->run);
    r->run->count[kind_of(result)]++;
    r->run->pending--;
    request_drop(r);
}

static void on_info(qat_t *q, qat_req_t *object, int line)
{
    struct request *r = (struct request *)object->user;
    struct buf *log = begin(r->run);
    const struct qat_text_struct *s;
    size_t at;

    (void)q;
    buf_printf(log, "info %s", name_of(r));
    if (r->command == NULL) {
        qat_str_t text = ((qat_send_t *)(void *)object)->info.line;

        buf_add(log, " ", 1);
        buf_bytes(log, text.ptr, text.len);
    } else {
        buf_printf(log, "/%d", line);
        s = command_info(r->command, &at);
        s = s ? s : command_late(r->command, &at);
        print_struct(log, s, (const uint8_t *)object + at, 1);
    }
    end(r->run);
    r->run->count[N_INFO]++;
}

static void on_data(qat_t *q, qat_req_t *object, const qat_data_t *d)
{
    (void)q;
    add_data(((struct request *)object->user)->run, d);
}

void attach_request(struct run *r, struct request *q)
{
    q->run = r;
    q->next = r->requests;
    r->requests = q;
    q->object->user = q;
    q->object->done = on_done;
    q->object->on_info = on_info;
    q->object->on_data = on_data;
}

/* ---- events ---- */

static void say_urc(struct run *r, const char *what, const qat_event_t *ev)
{
    struct buf *log = begin(r);

    buf_printf(log, "%s", what);
    if (ev->id != QAT_URC_NONE) {
        buf_printf(log, " %s", urc_name_of(ev->id));
        print_struct(log, urc_fields(ev->id), ev->urc, ev->kind == QAT_EV_OVERFLOW);
    }
    if (ev->kind == QAT_EV_OVERFLOW || ev->kind == QAT_EV_FRAMING) {
        buf_printf(log, ", %lu bytes", (unsigned long)ev->count);
    }
    end(r);
}

static void on_event(qat_listener_t *ear, qat_t *q, const qat_event_t *ev)
{
    struct run *r = (struct run *)ear->user;
    struct buf *log;

    (void)q;
    switch ((enum qat_event_kind)ev->kind) {
    case QAT_EV_URC:
        r->count[N_URC]++;
        say_urc(r, "urc", ev);
        break;
    case QAT_EV_DATA:
        add_data(r, ev->data);
        break;
    case QAT_EV_UNKNOWN:
        r->count[N_UNKNOWN]++;
        log = begin(r);
        buf_printf(log, "unknown ");
        buf_bytes(log, ev->text.ptr, ev->text.len);
        end(r);
        break;
    case QAT_EV_OVERFLOW:
        r->count[N_OVERFLOW]++;
        say_urc(r, "overflow", ev);
        break;
    case QAT_EV_FRAMING:
        say_urc(r, "framing", ev);
        break;
    case QAT_EV_LATE:
        r->count[N_LATE]++;
        say(r, "late %s", command_name(command_numbered(ev->id)));
        break;
    case QAT_EV_STALE:
        r->count[N_STALE]++;
        say(r, "stale %s", final_name(ev->id));
        break;
    case QAT_EV_RESTART:
        r->count[N_URC]++;
        say_urc(r, "restart", ev);
        break;
    case QAT_EV_ONLINE:
    case QAT_EV_OFFLINE:
        say(r, "%s", ev->kind == QAT_EV_ONLINE ? "online" : "offline");
        break;
    case QAT_EV_READY:
    case QAT_EV_DEAD:
    case QAT_EV_ALIVE:
        say(r, "%s", ev->kind == QAT_EV_READY ? "ready" : ev->kind == QAT_EV_DEAD ? "dead" : "alive");
        break;
    }
}

/* Flushed with the next event. */
static void on_online(qat_t *q, qat_datamode_t *o, const uint8_t *data, uint32_t len)
{
    (void)q;
    buf_add(&((struct run *)o->user)->data, data, len);
}

void attach_events(struct run *r)
{
    r->online.on_data = on_online;
    r->online.user = r;
    qat_datamode_set(r->q, &r->online);
    r->ear.on_event = on_event;
    r->ear.user = r;
    qat_listen(r->q, &r->ear);
}
