/* common.h: an instance under test for the fuzzers: everything that it tells is folded into a hash, so that two runs can
 * be compared.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QAT_FUZZ_COMMON_H
#define QAT_FUZZ_COMMON_H

#include "qat.h"
#include "qat_text.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 6 };

struct under_test {
    qat_t q;
    qat_config_t cfg;
    qat_listener_t ear;
    char *line;              /* exact size on the heap: reading beyond is caught      */
    void *request[SLOTS];
    const struct qat_text_command *command[SLOTS];
    int pending[SLOTS];      /* accepted and not done                                 */
    qat_datamode_t online;
    qat_escape_t escape;
    int escaping;            /* the escape is accepted and not done                   */
    uint32_t told;           /* bytes that the host has to say in data mode           */
    uint64_t hash;
    uint32_t payload_at;     /* payload pieces next to each other count as one        */
    uint32_t now;
    unsigned take;           /* most that write takes at a time                       */
    uint8_t sent[4096];
    size_t sent_len;
    uint32_t received;
};

static inline void fold(struct under_test *t, const void *data, size_t n)
{
    const uint8_t *p = (const uint8_t *)data;

#ifdef FOLD_SEEN /* tests/direct wants more than the hash */
    FOLD_SEEN(data, n);
#endif
    for (; n > 0; n--) {
        t->hash = (t->hash ^ *p++) * 1099511628211u;
    }
}

static inline void fold_word(struct under_test *t, uint32_t v)
{
    fold(t, &v, sizeof v);
}

/* The members whose presence bit is set. */
static inline void fold_struct(struct under_test *t, const struct qat_text_struct *s, const void *obj)
{
    uint32_t has;
    int i;

    if (!s->fields) {
        return;
    }
    memcpy(&has, obj, sizeof has);
    fold_word(t, has);
    for (i = 0; i < s->count; i++) {
        const struct qat_text_field *f = &s->fields[i];
        const char *at = (const char *)obj + f->offset;

        if (!(has >> (f->bit >= 0 ? f->bit : i) & 1)) { /* of a line that was cut, not even each must came */
            continue;
        }
        if (f->kind == 's') {
            qat_str_t text;

            memcpy(&text, at, sizeof text);
            fold_word(t, text.len);
            fold(t, text.ptr, text.len);
        } else if (f->kind != 'p' && f->kind != 'z') {
            fold(t, at, 4);
        }
    }
}

static inline struct under_test *test_of(qat_t *q)
{
    return (struct under_test *)(void *)q; /* its first member */
}

static inline int slot_of(struct under_test *t, const qat_req_t *r)
{
    int i;

    for (i = 0; i < SLOTS && t->request[i] != (const void *)r; i++) {
    }
    return i;
}

static inline void fold_payload(struct under_test *t, const qat_data_t *d)
{
    if (d->flags & QAT_FRAMING) {
        fold_word(t, 0xF4A3);
    }
    fold(t, d->ptr, d->len);
    if (d->flags & QAT_LAST) {
        fold_word(t, 0x1A57);
    }
}

static inline void on_done(qat_t *q, qat_req_t *r, int result)
{
    struct under_test *t = test_of(q);
    int i = slot_of(t, r);

    if (i == SLOTS || t->pending[i] != 1) {
        fprintf(stderr, "a request ended that was not pending\n");
        abort();
    }
    t->pending[i] = 0;
    fold_word(t, 1000 + (uint32_t)i);
    fold_word(t, (uint32_t)result);
    fold_word(t, r->code);
    if (result == QAT_OK) {
        fold_struct(t, &t->command[i]->late, (const char *)r + t->command[i]->late_at);
    }
    memset(r, 0, t->command[i]->args.size); /* the object is ours again */
}

static inline void on_info(qat_t *q, qat_req_t *r, int line)
{
    struct under_test *t = test_of(q);
    int i = slot_of(t, r);

    fold_word(t, 2000 + (uint32_t)line);
    if (t->command[i]->info.fields) {
        fold_struct(t, &t->command[i]->info, (const char *)r + t->command[i]->info_at);
    }
}

static inline void on_data(qat_t *q, qat_req_t *r, const qat_data_t *d)
{
    (void)r;
    fold_payload(test_of(q), d);
}

static inline void on_event(qat_listener_t *l, qat_t *q, const qat_event_t *ev)
{
    struct under_test *t = test_of(q);

    (void)l;
    if (ev->kind == QAT_EV_DATA) {
        fold_payload(t, ev->data);
        return;
    }
    fold_word(t, 3000u + ev->kind);
    fold_word(t, ev->id);
    fold_word(t, ev->count);
    if ((ev->kind == QAT_EV_URC || ev->kind == QAT_EV_OVERFLOW || ev->kind == QAT_EV_RESTART) && ev->urc &&
        ev->id < (unsigned)QAT_TEXT_URCS) {
        fold_struct(t, &qat_text_urcs[ev->id].fields, ev->urc);
    }
    if (ev->kind == QAT_EV_UNKNOWN) {
        fold(t, ev->text.ptr, ev->text.len);
    }
}

static inline void on_online(qat_t *q, qat_datamode_t *o, const uint8_t *data, uint32_t len)
{
    (void)o;
    fold(test_of(q), data, len);
}

/* Full of what could be an escape. */
static inline const void *tell(void *user, uint32_t offset, uint32_t *len)
{
    static const char text[] = "+++a++\r\nOK\r\n+";
    const struct under_test *t = (const struct under_test *)user;
    uint32_t left = offset < t->told ? t->told - offset : 0, at = offset % (sizeof text - 1);

    *len = sizeof text - 1 - at < left ? (uint32_t)sizeof text - 1 - at : left;
    return text + at;
}

static inline void on_escaped(qat_t *q, qat_req_t *r, int result)
{
    struct under_test *t = test_of(q);

    if (r != &t->escape.req || !t->escaping) {
        fprintf(stderr, "an escape ended that was not pending\n");
        abort();
    }
    t->escaping = 0;
    fold_word(t, 4000u + (uint32_t)-result);
}

static inline void escape(struct under_test *t)
{
    t->escape.req.done = on_escaped;
    if (qat_escape(&t->q, &t->escape) == QAT_OK) {
        t->escaping = 1;
    }
}

static inline size_t take(void *user, const void *data, size_t len)
{
    struct under_test *t = (struct under_test *)user;
    size_t n = len > t->take ? t->take : len;

    if (t->sent_len + n > sizeof t->sent) {
        t->sent_len = 0;
    }
    memcpy(t->sent + t->sent_len, data, n);
    t->sent_len += n;
    return n;
}

static inline void start(struct under_test *t, const qat_dialect_t *d, unsigned flags, unsigned line_size)
{
    memset(t, 0, sizeof *t);
    t->line = (char *)malloc(line_size);
    t->cfg.dialect = d;
    t->cfg.line = t->line;
    t->cfg.line_size = (uint16_t)line_size;
    t->cfg.flags = (uint16_t)flags;
    t->cfg.write = take;
    t->cfg.user = t;
    t->take = 4096;
    t->hash = 14695981039346656037u;
    t->ear.on_event = on_event;
    t->online.on_data = on_online;
    t->online.view = tell;
    t->online.user = t;
    if (!t->line || qat_init(&t->q, &t->cfg) != QAT_OK || qat_listen(&t->q, &t->ear) != QAT_OK ||
        qat_datamode_set(&t->q, &t->online) != QAT_OK) {
        abort();
    }
}

static inline void give(struct under_test *t, const uint8_t *p, size_t n)
{
    uint8_t *copy = (uint8_t *)malloc(n ? n : 1); /* exact size, gone after the call */

    memcpy(copy, p, n);
    t->received += (uint32_t)n;
    qat_rx(&t->q, t->now, copy, n);
    free(copy);
}

/* Every byte received is in one of the counters, those of a line not yet ended excepted. */
static inline uint32_t counted(const struct under_test *t)
{
    uint32_t sum = 0;
    int i;

    for (i = 0; i < QAT_N_COUNT; i++) {
        sum += qat_count(&t->q, i);
    }
    return sum;
}

static inline void finish(struct under_test *t)
{
    int i;

    for (i = 0; i < SLOTS; i++) {
        free(t->request[i]);
    }
    free(t->line);
}

#endif
