/* rig.c: see rig.h.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

enum { UART_ROOM = 64, STEPS_MOST = 20000000 };

uint32_t rig_chance(struct rig *r, uint32_t n)
{
    return chance_next(&r->random) % n;
}

void rig_fail(struct rig *r, const char *what, long got, long want)
{
    r->failures++;
    printf("  %s: %s is %ld, not %ld\n", r->name, what, got, want);
}

/* Mostly short, sometimes long. */
static size_t piece_size(struct rig *r, size_t most)
{
    static const uint32_t sizes[] = { 3, 20, 200, 2000 };
    size_t n = 1 + rig_chance(r, sizes[rig_chance(r, 4)]);

    return n < most ? n : most;
}

/* ---- to the module ---- */

static void on_wire(struct rig *r, const uint8_t *data, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; r->listens && k < sizeof r->plus / sizeof r->plus[0]; k++) {
            plus_byte(&r->plus[k], r->clock, data[i]);
        }
    }
    if (r->escapes > 0 && len > 0 && data[len - 1] == '+' && r->plus[1].len == 3 && r->plus[1].all_plus) {
        r->plus_at = r->clock;
    }
    sim_rx(r->sim, r->now, data, len);
}

/* The UART stalls where it hurts: about a second before and behind a '+'. But not so long in the middle of an
 * escape that was ordered, for then it would be none, nor behind a part of what one write() was offered:
 * contract 8 counts on that. */
static bool stalls(struct rig *r, uint8_t next)
{
    if (r->now - r->blocked_until > 0x7FFFFFFF) {
        return true;
    }
    if ((next == '+' || r->last_taken == '+') && rig_chance(r, 4) == 0) {
        r->blocked_until = r->now + (r->leaving || r->torn ? rig_chance(r, 50) : 800 + rig_chance(r, 500));
        return true;
    }
    return rig_chance(r, 6) == 0;
}

static size_t write_some(void *user, const void *data, size_t len)
{
    struct rig *r = user;
    uint8_t *copy = sim_copy(data, len); /* all of it must be readable */
    size_t n = 0;

    if (!stalls(r, copy[0])) {
        n = piece_size(r, len);
        if (r->uart) {
            n = n < UART_ROOM - r->out.len ? n : UART_ROOM - r->out.len;
            buffer_add(&r->out, copy, n);
        } else {
            on_wire(r, copy, n);
        }
        r->last_taken = n > 0 ? copy[n - 1] : r->last_taken;
        r->torn = n > 0 && n < len;
    }
    free(copy);
    return n;
}

static size_t tx_left(void *user)
{
    return ((struct rig *)user)->out.len;
}

/* ---- to the host ---- */

static void from_sim(void *user, const void *data, size_t len)
{
    buffer_add(&((struct rig *)user)->in, data, len);
}

/* In a block of its exact size, which is gone afterwards. */
static void deliver(struct rig *r)
{
    size_t n = piece_size(r, r->in.len - r->in_at);
    uint8_t *block;

    if (n == 0 || r->now - r->in_blocked_until > 0x7FFFFFFF) {
        return;
    }
    if (rig_chance(r, 200) == 0) { /* the host is busy elsewhere */
        r->in_blocked_until = r->now + rig_chance(r, 150);
        return;
    }
    block = malloc(n);
    memcpy(block, r->in.v + r->in_at, n);
    r->in_at += n;
    if (r->in_at > 65536 || r->in_at == r->in.len) {
        buffer_cut_front(&r->in, r->in_at);
        r->in_at = 0;
    }
    r->received += n;
    RIG_IS(r, qat_rx(&r->q, r->now, block, n), QAT_OK);
    free(block);
}

/* ---- time ---- */

void rig_step(struct rig *r)
{
    uint32_t sim_wants, host_wants, wait;
    size_t n;

    if (r->out.len > 0) {
        n = piece_size(r, r->out.len);
        on_wire(r, r->out.v, n);
        buffer_cut_front(&r->out, n);
    }
    sim_wants = sim_poll(r->sim, r->now);
    deliver(r);
    host_wants = qat_poll(&r->q, r->now);
    wait = sim_wants < host_wants ? sim_wants : host_wants;
    if (r->in.len > r->in_at || r->out.len > 0 || wait == 0) {
        wait = rig_chance(r, 8) == 0 ? 1 : 0;
    }
    wait = wait < 5 ? wait : 1 + rig_chance(r, 5); /* back-pressure may have ended meanwhile */
    r->now += wait;
    r->clock += wait;
    for (size_t k = 0; k < sizeof r->plus / sizeof r->plus[0]; k++) {
        plus_time(&r->plus[k], r->clock);
    }
}

void rig_pass(struct rig *r, uint32_t ms)
{
    uint32_t begin = r->now;

    while (r->now - begin < ms) {
        rig_step(r);
    }
}

/* ---- requests ---- */

void rig_done(qat_t *q, qat_req_t *req, int result)
{
    struct rig *r = req->user;

    if (q != &r->q || r->pending != 1) {
        rig_fail(r, "requests pending when one is done", r->pending, 1);
    }
    r->pending = 0;
    r->result = result;
}

int rig_run(struct rig *r, int accepted)
{
    long steps = 0;

    if (accepted != QAT_OK) {
        return accepted;
    }
    r->pending = 1;
    while (r->pending == 1 && steps++ < STEPS_MOST) {
        rig_step(r);
    }
    RIG_IS(r, r->pending, 0);
    return r->result;
}

void rig_data(qat_t *q, qat_req_t *req, const qat_data_t *d)
{
    struct rig *r = req->user;

    (void)q;
    if (r->downward != NULL) {
        goal_bytes(r->downward, d->ptr, d->len, r->name);
    }
    if (d->flags & QAT_FRAMING) {
        rig_fail(r, "a payload's framing", 1, 0);
    }
}

static const void *view(void *user, uint32_t offset, uint32_t *len)
{
    struct rig *r = user;
    size_t at = r->from + offset;
    size_t left = r->told > at ? r->told - at : 0;

    free(r->piece);
    r->piece = NULL;
    *len = (uint32_t)piece_size(r, left);
    if (*len > 0) {
        r->piece = sim_copy(r->sends->v + at, *len);
    }
    return r->piece;
}

qat_payload_t rig_payload(struct rig *r, size_t from, size_t len)
{
    qat_payload_t p = { NULL, (uint32_t)len, view, r };

    r->from = from;
    r->told = from + len;
    return p;
}

/* ---- data mode ---- */

static void online_data(qat_t *q, qat_datamode_t *o, const uint8_t *data, uint32_t len)
{
    struct rig *r = o->user;

    (void)q;
    goal_bytes(r->downward, data, len, r->name);
}

/* The application tells more from time to time; it likes to stop before and behind '+', for seconds. */
static void tell_more(struct rig *r)
{
    size_t n, i;

    if (r->told == r->sends->len || (int32_t)(r->now - r->told_next) < 0) {
        return;
    }
    n = 1 + rig_chance(r, 8000);
    n = n < r->sends->len - r->told ? n : r->sends->len - r->told;
    for (i = 0; i < n; i++) {
        bool edge =
            r->told + i > 0 && (r->sends->v[r->told + i] == '+') != (r->sends->v[r->told + i - 1] == '+');

        if (i > 0 && edge && rig_chance(r, 3) == 0) {
            r->told_next = r->now + 800 + rig_chance(r, 2500);
            break;
        }
    }
    r->told += i;
}

static const void *online_view(void *user, uint32_t offset, uint32_t *len)
{
    struct rig *r = user;

    if (r->bursts) {
        tell_more(r);
    }
    return view(user, offset, len);
}

static void on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    struct rig *r = self->user;

    (void)q;
    switch (ev->kind) {
    case QAT_EV_DATA:
        goal_bytes(r->downward, ev->data->ptr, ev->data->len, r->name);
        break;
    case QAT_EV_URC:
        r->heard |= ev->id == QAT_URC_QIURC_RECV;
        break;
    case QAT_EV_ONLINE:
        r->is_online = true;
        break;
    case QAT_EV_OFFLINE:
        r->is_online = false;
        r->offline_why = ev->count;
        break;
    case QAT_EV_READY:
        break;
    default:
        r->unwanted++;
        printf("  %s: event %u, count %lu, text '%.*s'\n", r->name, ev->kind, (unsigned long)ev->count,
               (int)ev->text.len, ev->text.ptr != NULL ? ev->text.ptr : "");
    }
}

/* ---- beginning and end ---- */

static void open_context(struct rig *r)
{
    qat_qiact_t act = { .ctx = 1, .req = { .done = rig_done, .user = r } };

    RIG_IS(r, rig_run(r, qat_qiact(&r->q, &act)), QAT_OK);
}

void rig_begin(struct rig *r, const char *name, uint32_t seed, const struct hostile *h)
{
    static const uint64_t guards[] = { 905, 1000, 1095 };
    struct sim_config cfg;

    memset(r, 0, sizeof *r);
    r->name = name;
    r->random = seed * 2654435761u + 12345;
    r->uart = seed % 2 == 1;
    r->now = 4294900000u; /* the clock wraps */
    r->clock = 1;
    r->in_blocked_until = r->blocked_until = r->now;
    r->sends = h;
    r->upward.want = h;
    peer_begin(r);
    sim_config_defaults(&cfg);
    cfg.running = true;
    cfg.tx = from_sim;
    cfg.user = r;
    cfg.peers = &r->peers;
    r->sim = sim_new(&cfg);
    for (size_t k = 0; k < sizeof guards / sizeof guards[0]; k++) {
        plus_begin(&r->plus[k], guards[k]);
    }
    r->cfg.dialect = &qat_bg96;
    r->cfg.line = r->line;
    r->cfg.line_size = sizeof r->line;
    r->cfg.write = write_some;
    r->cfg.tx_left = r->uart ? tx_left : NULL;
    r->cfg.user = r;
    RIG_IS(r, qat_init(&r->q, &r->cfg), QAT_OK);
    r->ear.on_event = on_event;
    r->ear.user = r;
    RIG_IS(r, qat_listen(&r->q, &r->ear), QAT_OK);
    r->online.on_data = online_data;
    r->online.view = online_view;
    r->online.user = r;
    RIG_IS(r, qat_datamode_set(&r->q, &r->online), QAT_OK);
    open_context(r);
    r->listens = true;
}

/* Every byte is accounted for, and no event came that should not; "+++" stood alone as often as it was
 * ordered. */
void rig_end(struct rig *r)
{
    uint64_t sum = 0;

    rig_pass(r, 5000);
    for (int i = 0; i < QAT_N_COUNT; i++) {
        sum += qat_count(&r->q, i);
    }
    RIG_IS(r, sum, r->received);
    RIG_IS(r, qat_count(&r->q, QAT_N_UNKNOWN), 0);
    RIG_IS(r, qat_count(&r->q, QAT_N_OVERFLOW), 0);
    RIG_IS(r, r->unwanted, 0);
    RIG_IS(r, qat_idle(&r->q), 1);
    RIG_IS(r, r->plus[1].alone, r->escapes);
    RIG_IS(r, r->plus[0].alone <= r->escapes && r->plus[2].alone <= r->escapes, 1);
    RIG_IS(r, r->upward.wrong, 0);
    sim_free(r->sim);
    buffer_free(&r->in);
    buffer_free(&r->out);
    free(r->piece);
}
