/* stress.c: random command mixes against a module that drops, doubles, corrupts, delays, restarts and goes
 * silent at random.
 *
 *   stress [-s SEED] [-n STEPS] [-v]      -v: every byte and event
 *
 * A step is one submitted request or one fault that struck. Every request ends exactly once within its
 * bound, with the answer that bears its token; after every few hundred steps the faults rest, and then the
 * engine must be usable and every byte accounted for. SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "qat.h"
#include "stress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 12, PAYLOAD = 300, STALLED_MS = 10000, ESCAPE_MS = 3 * (1100 + 1100 + 3000) + 1100 };

struct slot {
    union {
        qat_req_t req;
        qat_sq_t sq;
        qat_sr_t sr;
        qat_spub_t spub;
        qat_sup_t sup;
        qat_sdown_t sdown;
        qat_slate_t slate;
        qat_sclose_t sclose;
        qat_sdial_t sdial;
        qat_send_t raw;
        qat_escape_t escape;
    } u;
    struct entry *e;
    char text[32];
    uint8_t payload[PAYLOAD];
};

const char *const fault_names[FAULTS] = {
    "a byte lost", "a line lost", "a byte wrong", "said twice", "lost on the way in", "wrong on the way in",
    "never answered", "answered too late", "deaf", "silent", "restart", "OK out of nowhere", "line missing",
    "wrong final", "wrong size",
    "payload too short", "burst of URCs", "write stalled", "hung up",
};
unsigned long faults[FAULTS];
static int ordered[FAULTS];
static int resting;   /* no faults */
uint32_t now;
static uint64_t chance;
static qat_t modem;
static qat_config_t cfg;
static char line[512];
static struct slot slots[SLOTS];
static unsigned long received;
static uint32_t stall_until, room_at, act_at, leave_at, more_at, upload;
static int lent, verbose;
int online;
static struct entry *connection; /* that led to data mode */
static qat_datamode_t session;
static uint8_t pattern[4096]; /* longer than any session */

/* ---- chance, time, faults ---- */

uint32_t below(uint32_t n)
{
    chance ^= chance << 13;
    chance ^= chance >> 7;
    chance ^= chance << 17;
    return (uint32_t)((chance >> 16) % n);
}

uint32_t between(uint32_t a, uint32_t b)
{
    return a + below(b - a + 1);
}

int after(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) > 0;
}

void fault_order(enum fault f)
{
    ordered[f] = 1;
}

int fault_due(enum fault f)
{
    if (!ordered[f] || resting) {
        return 0;
    }
    ordered[f] = 0;
    faults[f]++;
    if (verbose) {
        printf("%10lu fault: %s\n", (unsigned long)now, fault_names[f]);
    }
    return 1;
}

static unsigned long steps(void)
{
    unsigned long n = requests;
    unsigned i;

    for (i = 0; i < FAULTS; i++) {
        n += faults[i];
    }
    return n;
}

/* ---- the port ---- */

static void show(const char *what, const void *p, size_t n)
{
    const uint8_t *b = (const uint8_t *)p;

    printf("%10lu %s ", (unsigned long)now, what);
    for (; n > 0; n--, b++) {
        printf(*b >= ' ' && *b < 0x7F ? "%c" : "\\x%02X", *b);
    }
    putchar('\n');
}

static size_t port_write(void *user, const void *data, size_t len)
{
    size_t n = below(4) ? len : below((uint32_t)len + 1);
    struct slot *s;

    (void)user;
    if (!after(stall_until, now) && fault_due(F_STALL)) {
        stall_until = now + between(10, 12000);
        for (s = slots; s < slots + SLOTS; s++) {
            if (s->e && s->e->live) {
                s->e->bound += stall_until - now;
            }
        }
    }
    if (after(stall_until, now)) {
        return 0;
    }
    if (verbose && n > 0) {
        show(">", data, n);
    }
    if (n < len) {
        room_at = now + between(1, 10);
    }
    module_input((const uint8_t *)data, n);
    return n;
}

static void trace(void *user, const qat_trace_t *t)
{
    (void)user;
    if (t->dir == '=') {
        printf("%10lu = kind %u id %u result %d\n", (unsigned long)now, t->kind, t->id, t->result);
    }
}

/* ---- requests ---- */

static void done(qat_t *q, qat_req_t *r, int result)
{
    struct slot *s = (struct slot *)r->user;

    (void)q;
    if (!s->e) {
        violation("a request is done a second time, with %s", qat_result_name(result));
        return;
    }
    if (verbose) {
        printf("%10lu done %08lX %s\n", (unsigned long)now, (unsigned long)s->e->token,
               qat_result_name(result));
    }
    if (s->e->kind == SLATE && (result == QAT_OK || result == QAT_E_RESULT)) {
        ledger_info(s->e, s->u.slate.late.token);
    } else if (s->e->kind == SCLOSE && (result == QAT_OK || result == QAT_E_RESULT)) {
        ledger_info(s->e, s->u.sclose.late.token);
    }
    ledger_done(s->e, result, r->code);
    if (s->e->kind == SDIAL && result == QAT_OK) {
        connection = s->e;
    }
    if (s->e->kind == ESCAPE && result == QAT_E_TIMEOUT) {
        leave_at = now; /* once more, or not at all */
    }
    s->e = NULL; /* its place is for another one */
}

static void on_info(qat_t *q, qat_req_t *r, int number)
{
    struct slot *s = (struct slot *)r->user;
    char text[16] = "";
    unsigned long token;

    (void)q;
    (void)number;
    switch (s->e->kind) {
    case SQ: ledger_info(s->e, s->u.sq.info.token); break;
    case SR: ledger_info(s->e, s->u.sr.info.token); break;
    case SPUB: ledger_info(s->e, s->u.spub.info.token); break;
    case SUP: ledger_info(s->e, s->u.sup.info.token); break;
    case SDOWN: ledger_info(s->e, s->u.sdown.info.token); break;
    case SDIAL: ledger_info(s->e, s->u.sdial.info.token); break;
    case RAW:
        if (s->u.raw.info.line.len == 14) {
            memcpy(text, s->u.raw.info.line.ptr, 14);
            if (sscanf(text, "+RAW: %8lX", &token) == 1) {
                ledger_info(s->e, (uint32_t)token);
            }
        }
        break;
    case SLATE: case SCLOSE: case ESCAPE: case KINDS: break;
    }
}

static void on_data(qat_t *q, qat_req_t *r, const qat_data_t *d)
{
    struct slot *s = (struct slot *)r->user;
    uint32_t i;

    (void)q;
    for (i = 0; i < d->len; i++) {
        s->e->got_sum = data_sum(s->e->got_sum, d->ptr[i]);
    }
    s->e->got += d->len;
}

static struct slot *free_slot(void)
{
    unsigned i;

    for (i = 0; i < SLOTS; i++) {
        if (!slots[i].e || !slots[i].e->live) {
            return &slots[i];
        }
    }
    return NULL;
}

static void prepare(struct slot *s, enum kind kind)
{
    memset(&s->u, 0, sizeof s->u);
    s->e = ledger_open(kind);
    s->u.req.done = done;
    s->u.req.on_info = on_info;
    s->u.req.on_data = on_data;
    s->u.req.user = s;
    s->u.req.wait_ms = below(6) ? between(20000, 90000) : between(50, 3000);
}

/* Bytes to be sent; a text that Ctrl-Z ends cannot hold all of them. */
static void fill(struct slot *s, uint32_t n)
{
    uint32_t i;

    s->e->size = n;
    for (i = 0; i < n; i++) {
        uint8_t byte = data_byte(s->e->token, i);

        s->payload[i] = s->e->kind == SPUB && (byte == 0x1A || byte == 0x1B) ? '.' : byte;
        s->e->sum = data_sum(s->e->sum, s->payload[i]);
    }
}

static int submit_one(struct slot *s, uint32_t *stages)
{
    uint32_t token = s->e->token;

    switch (s->e->kind) {
    case SQ:
        s->u.sq.token = token;
        *stages = 2000;
        return qat_sq(&modem, &s->u.sq);
    case SR:
        s->u.sr.token = token;
        *stages = 5000;
        return qat_sr(&modem, &s->u.sr);
    case SPUB:
        fill(s, below(201));
        s->u.spub.token = token;
        s->u.spub.payload.data = s->payload;
        s->u.spub.payload.size = s->e->size;
        *stages = 5000 + STALLED_MS + s->e->size + 10000;
        return qat_spub(&modem, &s->u.spub);
    case SUP:
        fill(s, between(1, PAYLOAD));
        s->u.sup.token = token;
        s->u.sup.payload.data = s->payload;
        s->u.sup.payload.size = s->e->size;
        *stages = 3000 + STALLED_MS + s->e->size + 10000;
        return qat_sup(&modem, &s->u.sup);
    case SDOWN:
        s->u.sdown.token = token;
        s->e->size = s->u.sdown.most = between(8, PAYLOAD);
        *stages = 5000 + 10000;
        return qat_sdown(&modem, &s->u.sdown);
    case SLATE:
        s->u.slate.token = token;
        s->e->key = s->u.slate.key = 11 * between(1, 4); /* one wrong digit makes no other key */
        *stages = 2000 + 20000;
        return qat_slate(&modem, &s->u.slate);
    case SCLOSE:
        s->u.sclose.token = token;
        s->e->key = s->u.sclose.key = 11 * between(1, 4);
        *stages = 2000 + 20000;
        return qat_sclose(&modem, &s->u.sclose);
    case SDIAL:
        s->u.sdial.token = token;
        *stages = 10000;
        return qat_sdial(&modem, &s->u.sdial);
    case RAW:
        sprintf(s->text, "AT+RAW=%08lX", (unsigned long)token);
        s->u.raw.text = qat_str(s->text);
        if (below(2)) {
            s->u.raw.expect = qat_str("+RAW");
        }
        s->u.raw.limit_ms = 5000;
        *stages = 5000;
        return qat_send(&modem, &s->u.raw);
    case ESCAPE:
        s->u.req.wait_ms = 0;
        *stages = ESCAPE_MS;
        return qat_escape(&modem, &s->u.escape);
    case KINDS:
        break;
    }
    return QAT_E_NULL;
}

static uint32_t still_stalled(void)
{
    return after(stall_until, now) ? stall_until - now : 0;
}

static int submit(enum kind kind)
{
    struct slot *s = free_slot();
    uint32_t stages = 0;
    int err;

    if (!s) {
        return QAT_E_BUSY;
    }
    prepare(s, kind);
    err = submit_one(s, &stages);
    if (err == QAT_OK) {
        ledger_accepted(s->e, s->u.req.wait_ms, stages + STALLED_MS + still_stalled());
    } else {
        ledger_refused(err);
        s->e = NULL;
    }
    return err;
}

static void join(void)
{
    enum { n = 2 }; /* two of a kind could not be told apart */
    static const uint8_t *const commands[n] = { qat_cmd_sq, qat_cmd_sr };
    struct slot *s[n];
    qat_req_t *r[n];
    unsigned i, k;
    int err;

    for (i = 0, k = 0; k < SLOTS && i < n; k++) {
        if (!slots[k].e || !slots[k].e->live) {
            s[i++] = &slots[k];
        }
    }
    if (i < n) {
        return;
    }
    for (i = 0; i < n; i++) {
        prepare(s[i], i == 1 ? SR : SQ);
        s[i]->e->line = s[0]->e->token;
        s[i]->u.sq.token = s[i]->e->token; /* both begin alike */
        r[i] = &s[i]->u.req;
    }
    err = qat_join(&modem, r, commands, n);
    for (i = 0; i < n; i++) {
        if (err == QAT_OK) {
            ledger_accepted(s[i]->e, s[i]->u.req.wait_ms, 5000 + STALLED_MS + still_stalled());
        } else {
            ledger_refused(err);
            s[i]->e = NULL;
        }
    }
}

static void cancel(void)
{
    struct slot *s = &slots[below(SLOTS)];

    if (s->e && s->e->live) {
        ledger_cancel(s->e);
        if (verbose) {
            printf("%10lu cancel %08lX\n", (unsigned long)now, (unsigned long)s->e->token);
        }
        if (qat_cancel(&modem, &s->u.req) != QAT_OK) {
            violation("%08lX cannot be cancelled", (unsigned long)s->e->token);
        }
    }
}

static void lend(void)
{
    unsigned i;

    if (lent) {
        lent = 0;
        qat_attach(&modem);
    } else if (qat_detach(&modem) == QAT_OK) {
        lent = 1;
        for (i = 0; i < SLOTS; i++) {
            if (slots[i].e) {
                slots[i].e->detached = 1;
            }
        }
    }
}

/* ---- data mode ---- */

static void on_online_data(qat_t *q, qat_datamode_t *o, const uint8_t *data, uint32_t len)
{
    uint32_t i;

    (void)q;
    for (i = 0; i < len && connection && !connection->hurt; i++) {
        if (data[i] != download_byte(o->received - len + i)) {
            violation("byte %lu of data mode is delivered wrong", (unsigned long)(o->received - len + i));
            connection->hurt = 1;
        }
    }
}

static const void *on_view(void *user, uint32_t offset, uint32_t *len)
{
    (void)user;
    *len = upload < sizeof pattern && upload > offset ? upload - offset : 0;
    return pattern + offset;
}

static void on_event(qat_listener_t *l, qat_t *q, const qat_event_t *ev)
{
    (void)l;
    (void)q;
    if (ev->kind == QAT_EV_ONLINE) {
        online = 1;
        connection = NULL;
        upload = 0;
        escape_wanted = 0;
        leave_at = now + below(6000);
        more_at = now + below(2500);
    } else if (ev->kind == QAT_EV_OFFLINE) {
        online = 0;
    }
}

static int leaving(void)
{
    unsigned i;

    for (i = 0; i < SLOTS; i++) {
        if (slots[i].e && slots[i].e->kind == ESCAPE) {
            return 1;
        }
    }
    return 0;
}

/* Gives the connection up; what comes before the engine has looked is still data. */
static void go_offline(void)
{
    qat_offline(&modem);
    if (connection) {
        connection->hurt = 1;
    }
}

/* Data in small pieces, now and then exactly "+++" between two silences; then an escape. */
static void online_run(void)
{
    if (online && !after(more_at, now)) {
        upload += leaving() ? 0 : between(1, 6); /* what is offered goes out before the escape */
        more_at = now + between(10, 2500);
    }
    if (online && !after(leave_at, now)) {
        leave_at = now + ESCAPE_MS + 30000;
        escape_wanted = 1;
        if (below(8) == 0 || submit(ESCAPE) != QAT_OK) {
            go_offline();
            module_hang_up();
        }
    }
}

/* ---- what happens ---- */

/* The rarest half of the time, so that none stays rare. */
static enum fault pick_fault(void)
{
    unsigned i, f = below(FAULTS);

    if (below(2)) {
        for (i = 0; i < FAULTS; i++) {
            f = faults[i] < faults[f] && !ordered[i] ? i : f;
        }
    }
    return (enum fault)f;
}

static enum kind pick_kind(void)
{
    static const enum kind kinds[] = {
        SQ, SR, SPUB, SPUB, SUP, SUP, SUP, SDOWN, SDOWN, SLATE, SLATE, SLATE, SLATE, SCLOSE, SDIAL, SDIAL,
        RAW,
    };

    return kinds[below(sizeof kinds / sizeof kinds[0])];
}

static unsigned pending(void)
{
    unsigned i, n = 0;

    for (i = 0; i < SLOTS; i++) {
        n += slots[i].e && slots[i].e->live;
    }
    return n;
}

static void act(void)
{
    uint32_t what = below(100);

    if (what < 65) {
        if (pending() >= 1 + below(4)) {
            ; /* a full queue only expires */
        } else if (what < 60) {
            submit(pick_kind());
        } else {
            join();
        }
    } else if (what < 90) {
        fault_order(pick_fault());
    } else if (what < 95) {
        cancel();
    } else {
        lend();
    }
    act_at = now + (below(50) == 0 ? between(5000, 60000) : between(0, 2500));
}

static void sooner(uint32_t *least, uint32_t when)
{
    uint32_t left = after(when, now) ? when - now : 0;

    *least = left < *least ? left : *least;
}

/* One moment: what is due comes in, the engine and the module do what they want to, and time passes up to the
 * next. */
static void moment(int acting)
{
    static unsigned long still;
    uint8_t chunk[64];
    uint32_t wanted, when;
    size_t n;

    if (acting && !after(act_at, now)) {
        act();
    }
    online_run();
    while ((n = wire_take(chunk, 1 + below(sizeof chunk))) > 0) {
        if (verbose) {
            show("<", chunk, n);
        }
        received += n;
        qat_rx(&modem, now, chunk, n);
    }
    wanted = qat_poll(&modem, now);
    module_run();
    ledger_late();
    sooner(&wanted, now + module_wanted());
    if (wire_due(&when)) {
        sooner(&wanted, when);
    }
    if (acting) {
        sooner(&wanted, act_at);
    }
    if (online) {
        sooner(&wanted, more_at);
        sooner(&wanted, leave_at);
    }
    if (after(stall_until, now)) {
        sooner(&wanted, stall_until);
    } else if (after(room_at, now)) { /* write() can take more */
        sooner(&wanted, room_at);
    }
    wanted = wanted > 10000 ? 10000 : wanted;
    still = wanted ? 0 : still + 1;
    if (still > 20000) {
        violation("the engine or the module turns in circles");
        still = 0;
        wanted = 1;
    }
    now += wanted;
}

static int busy(void)
{
    return pending() > 0 || !qat_idle(&modem);
}

/* The faults rest: everything ends, the next command goes well, every byte is accounted for. */
static void rest(void)
{
    uint32_t began = now, when;
    unsigned long counted = 0;
    struct entry *e;
    int i;

    resting = 1;
    stall_until = now;
    if (online) {
        go_offline();
    }
    ledger_hurt_all();
    module_heal();
    if (lent) {
        lend();
    }
    while ((busy() || online || wire_due(&when)) && now - began < 400000) {
        moment(0);
        if (online) {
            go_offline();
            module_hang_up();
        }
    }
    if (busy()) {
        violation("the engine is not idle %lu s after the last fault", (unsigned long)(now - began) / 1000);
    }
    module_heal(); /* noise may have left it at a prompt */
    wire_urc("\r\n", 2); /* what was cut off is a line now */
    moment(0);
    do { /* by bad luck the module fails without any fault */
        submit(SQ);
        e = slots[0].e;
        while (e && e->live) {
            moment(0);
        }
    } while (e && e->said != QAT_OK && e->said != 1);
    if (!e || !e->seen) {
        violation("the engine cannot be used after the faults");
    }
    while (wire_due(&when)) {
        moment(0);
    }
    for (i = 0; i < QAT_N_COUNT; i++) {
        counted += qat_count(&modem, i);
    }
    if (counted != received) {
        violation("%lu bytes received, %lu accounted for", received, counted);
        exit(1);
    }
    resting = 0;
    act_at = now;
}

static double percent(unsigned long n, unsigned long all)
{
    return 100.0 * (double)n / (double)all;
}

static int report(unsigned long wanted)
{
    unsigned long all = steps();
    int rare = 0;
    unsigned i;

    for (i = 0; i < FAULTS; i++) {
        printf("fault  %-22s %8lu  %5.2f %%\n", fault_names[i], faults[i], percent(faults[i], all));
        rare |= faults[i] * 100 < all;
    }
    for (i = 0; i <= 19; i++) {
        printf("ended  %-22s %8lu  %5.2f %%\n", qat_result_name(-(int)i), ended[i], percent(ended[i], all));
        rare |= ended[i] * 100 < all;
    }
    printf("refused at once %lu\n", refused);
    if (rare && wanted >= 10000) {
        violation("a fault or a way to end has less than 1 %% of the steps");
    }
    printf("stress: %lu steps, %lu requests, %lu violations\n", all, requests, violations);
    return violations > 0;
}

int main(int argc, char **argv)
{
    static qat_listener_t listener;
    unsigned long wanted = 50000, seed = 1, next_rest = 300;
    unsigned i;

    for (i = 1; i < (unsigned)argc; i++) {
        if (strcmp(argv[i], "-s") == 0 && i + 1 < (unsigned)argc) {
            seed = strtoul(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "-n") == 0 && i + 1 < (unsigned)argc) {
            wanted = strtoul(argv[++i], NULL, 10);
        } else if (strcmp(argv[i], "-v") == 0) {
            verbose = 1;
        } else {
            fprintf(stderr, "usage: stress [-s SEED] [-n STEPS] [-v]\n");
            return 2;
        }
    }
    printf("stress: seed %lu\n", seed);
    chance = seed * 0x9E3779B97F4A7C15u + 0x1234567;
    now = below(0xFFFFFFFF);
    for (i = 0; i < sizeof pattern; i++) {
        pattern[i] = upload_byte(i);
    }
    cfg.dialect = &qat_random;
    cfg.line = line;
    cfg.line_size = sizeof line;
    cfg.write = port_write;
    cfg.trace = verbose ? trace : NULL;
    module_start();
    qat_init(&modem, &cfg);
    session.on_data = on_online_data;
    session.view = on_view;
    qat_datamode_set(&modem, &session);
    listener.on_event = on_event;
    qat_listen(&modem, &listener);
    act_at = now;
    while (steps() < wanted && violations < 100) {
        moment(1);
        if (steps() >= next_rest) {
            rest();
            next_rest = steps() + 300;
        }
    }
    rest();
    return report(wanted);
}
