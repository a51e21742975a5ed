/* request.c: a line of the host -> request objects. The modem's side reads the line; its struct and the
 * host's have the same members in the same order, and the reflection tables say which.
 *
 * SPDX-License-Identifier: MIT */
#include "replay.h"

#include "qat_text.h"
#define QAM_IMPLEMENTATION
#include "qam.h"

#include <stdlib.h>
#include <string.h>

enum { CTRL_Z = 0x1A, ESC = 0x1B };

static void *zeroed(size_t size)
{
    void *p = calloc(1, size ? size : 1);

    if (p == NULL) {
        fatal("replay", 0, "no memory");
    }
    return p;
}

static struct request *request_new(const char *text, const struct qat_text_command *c)
{
    struct request *r = (struct request *)zeroed(sizeof *r);

    r->command = c;
    r->text = text_copy(text, strlen(text));
    r->object = (qat_req_t *)zeroed(c ? c->args.size : sizeof(qat_send_t));
    return r;
}

/* ---- arguments ---- */

/* Is the last field the caller's own: the size of a payload that nothing announces? */
static int has_caller_field(int id)
{
    for (const qam_stage_t *s = qam_stages(id); s && s->what != QAM_END; s++) {
        if (s->payload == QAM_CALLER) {
            return 1;
        }
    }
    return 0;
}

/* from: the modem's struct. Returns the size that the line announces for its payload, -1: none. */
static long copy_arguments(const struct qat_text_command *c, int id, const uint8_t *from, uint8_t *to)
{
    int count = c->args.count - has_caller_field(id);
    uint32_t present, has = 0, number;
    size_t at = sizeof present;
    long announced = -1;

    memcpy(&present, from, sizeof present);
    for (int i = 0; i < count; i++) {
        const struct qat_text_field *f = &c->args.fields[i];

        if (f->kind == 'p') {
            continue;
        }
        if (f->kind == 's') {
            at = (at + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *);
            memcpy(to + f->offset, from + at, sizeof(qat_str_t));
            at += sizeof(qam_str_t);
            continue;
        }
        memcpy(&number, from + at, sizeof number);
        at += sizeof number;
        if (f->kind == 'z') {
            announced = present >> i & 1 ? (long)number : -1;
        } else {
            memcpy(to + f->offset, &number, sizeof number);
        }
        has |= f->bit >= 0 ? present & (uint32_t)1 << f->bit : 0;
    }
    if (c->args.has != 0xFFFF) {
        memcpy(to + c->args.has, &has, sizeof has);
    }
    return announced;
}

/* What is not in the capture is made up; Ctrl-Z ends a text, so it is no part of it. */
static void set_payload(struct request *r, qat_payload_t *p, const struct typed *typed, long announced)
{
    for (size_t i = 0; i < typed->bytes.len && (announced < 0 || i < (size_t)announced); i++) {
        if (announced < 0 && (typed->bytes.v[i] == CTRL_Z || typed->bytes.v[i] == ESC)) {
            break;
        }
        buf_add(&r->payload, typed->bytes.v + i, 1);
    }
    while (announced > 0 && r->payload.len < (size_t)announced) {
        buf_add(&r->payload, "x", 1);
    }
    buf_add(&r->payload, "", 0);
    p->data = r->payload.v;
    p->size = (uint32_t)r->payload.len;
}

/* ---- lines ---- */

struct request *request_raw(const char *line, const struct typed *payload)
{
    struct request *r = request_new(line, NULL);
    qat_send_t *s = (qat_send_t *)(void *)r->object;

    s->text = qat_str(r->text);
    s->limit_ms = RAW_LIMIT_MS;
    if (payload->where != TYPED_NOTHING) {
        s->ctrl_z = payload->where == TYPED_BEHIND_PROMPT;
        set_payload(r, &s->payload, payload, s->ctrl_z ? -1 : (long)payload->bytes.len);
    }
    return r;
}

/* One command, without its AT. NULL: no spec knows it, or its arguments. */
static struct request *request_typed(const char *line, size_t len, const struct typed *payload)
{
    struct request *r = request_new("", NULL);
    union { qam_any_t any; uint8_t bytes[sizeof(qam_any_t)]; } args;
    int id;
    long announced;
    qat_payload_t *p;

    free(r->text);
    r->text = text_copy(line, len); /* a NUL ends it, as qam_parse wants */
    id = qam_parse(r->text, len, &args, sizeof args);
    r->command = id < 0 ? NULL : command_named(qam_name(id));
    if (r->command == NULL) {
        request_free(r);
        return NULL;
    }
    free(r->object);
    r->object = (qat_req_t *)zeroed(r->command->args.size);
    announced = copy_arguments(r->command, id, args.bytes, (uint8_t *)r->object);
    p = payload_of(&r->command->args, r->object);
    if (p) {
        set_payload(r, p, payload, announced);
    }
    return r;
}

int requests_make(struct request **made, const char *line, const struct typed *payload)
{
    const char *p = line + 2; /* AT */
    int n = 0;

    do {
        size_t len = qam_first(p, strlen(p)), text = len;

        text -= len > 0 && p[len - 1] == ';';
        made[n] = n < MOST_JOINED && (len > 0 || n == 0) ? request_typed(p, text, payload) : NULL;
        if (made[n] == NULL) { /* all of it is known, or none */
            while (n > 0) {
                request_free(made[--n]);
            }
            made[n++] = request_raw(line, payload);
            return n;
        }
        n++;
        p += len;
        p += strspn(p, " ");
    } while (*p != '\0');
    return n;
}

/* ---- what goes over the wire ---- */

static size_t collect(void *user, const void *data, size_t len)
{
    buf_add((struct buf *)user, data, len);
    return len;
}

static void ignore(qat_t *q, qat_datamode_t *o, const uint8_t *data, uint32_t len)
{
    (void)q;
    (void)o;
    (void)data;
    (void)len;
}

void requests_line(struct buf *to, struct request **made, int n, const qat_dialect_t *d)
{
    qat_req_t *objects[MOST_JOINED];
    const uint8_t *commands[MOST_JOINED];
    char room[64];
    qat_config_t cfg;
    qat_datamode_t online; /* so that commands that enter data mode are taken */
    qat_t scribe;
    int result;

    memset(&cfg, 0, sizeof cfg);
    cfg.dialect = d;
    cfg.line = room;
    cfg.line_size = sizeof room;
    cfg.flags = QAT_NO_STARTUP;
    cfg.write = collect;
    cfg.user = to;
    qat_init(&scribe, &cfg);
    memset(&online, 0, sizeof online);
    online.on_data = ignore;
    qat_datamode_set(&scribe, &online);
    for (int i = 0; i < n; i++) {
        objects[i] = made[i]->object;
        commands[i] = made[i]->command ? made[i]->command->bytes : NULL;
    }
    result = n > 1 ? qat_join(&scribe, objects, commands, (size_t)n)
           : commands[0] ? qat_submit(&scribe, objects[0], commands[0])
           : qat_send(&scribe, (qat_send_t *)(void *)objects[0]);
    if (result != QAT_OK) {
        return;
    }
    qat_poll(&scribe, 0);
    for (int i = 0; i < n; i++) {
        qat_cancel(&scribe, objects[i]);
    }
    qat_poll(&scribe, 0); /* the objects are ours again */
    to->len = strcspn((const char *)to->v, "\r") + 1; /* a probe may stand behind it */
}

void request_drop(struct request *r)
{
    if (r->object == NULL) {
        return;
    }
    memset(r->object, 0xA5, r->command ? r->command->args.size : sizeof(qat_send_t));
    memset(r->text, 0xA5, strlen(r->text));
    if (r->payload.v) {
        memset(r->payload.v, 0xA5, r->payload.len);
    }
    free(r->object);
    free(r->text);
    buf_free(&r->payload);
    r->object = NULL;
}

void request_free(struct request *r)
{
    request_drop(r);
    free(r);
}
