/* run.c: a capture, item by item. The next command goes out when the channel is free: where the
 * capture has no final for the one before, its limit passes first. Probes are answered as a module would.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "replay.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_POLLS = 100000, STEP_MS = 1000, ESC = 0x1B };

/* ---- the wire ---- */

static const char *answer_to(const char *probe)
{
    static const struct {
        const char *probe, *answer;
    } answers[] = {
        { "AT+CMEE?\r", "\r\n+CMEE: 1\r\n\r\nOK\r\n" },
        { "AT+CSQ\r", "\r\n+CSQ: 20,99\r\n\r\nOK\r\n" },
        { "AT+CSCS?\r", "\r\n+CSCS: \"GSM\"\r\n\r\nOK\r\n" },
    };

    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        if (strcmp(answers[i].probe, probe) == 0) {
            return answers[i].answer;
        }
    }
    return NULL;
}

/* A line went out: the request's, or a probe. */
static void line_sent(struct run *r)
{
    const char *answer;

    if (r->expected.len == r->out.len && memcmp(r->expected.v, r->out.v, r->out.len) == 0) {
        r->sent.len = 0;
        buf_add(&r->sent, r->out.v, r->out.len - 1);
        r->expected.len = 0;
        return;
    }
    answer = answer_to((const char *)r->out.v);
    if (answer == NULL) {
        wrong(r, "nobody asked for the line %s", (const char *)r->out.v);
        return;
    }
    buf_add(&r->answer, answer, strlen(answer));
}

static size_t take(void *user, const void *data, size_t len)
{
    struct run *r = (struct run *)user;
    const uint8_t *p = (const uint8_t *)data;
    size_t n = r->cut.how == RANDOM ? text_random(&r->random) % (len + 1) : len;

    r->blocked |= n < len;
    if (r->q->active && r->expected.len == 0) {
        return n; /* payload */
    }
    for (size_t i = 0; i < n; i++) {
        if (p[i] == ESC && r->out.len == 0) {
            continue;
        }
        buf_add(&r->out, p + i, 1);
        if (p[i] == '\r') {
            line_sent(r);
            r->out.len = 0;
            if (r->expected.len == 0 && i + 1 < n && r->q->active) {
                break;
            }
        }
    }
    return n;
}

/* One piece, in a block of its size that is gone after the call. */
static void give_piece(struct run *r, const uint8_t *p, size_t n)
{
    uint8_t *block = (uint8_t *)malloc(n);

    if (block == NULL) {
        return;
    }
    memcpy(block, p, n);
    r->received += n;
    qat_rx(r->q, r->now, block, n);
    memset(block, 0xA5, n);
    free(block);
}

static void give(struct run *r, const uint8_t *p, size_t len)
{
    while (len > 0) {
        size_t n = len;

        if (r->cut.how == BYTES) {
            n = 1;
        } else if (r->cut.how == RANDOM) {
            uint32_t random = text_random(&r->random);

            n = random & 0x300 ? random % 10 + 1 : random % 200 + 1; /* mostly short ones */
            n = n < len ? n : len;
        }
        give_piece(r, p, n);
        p += n;
        len -= n;
    }
}

/* ---- the clock ---- */

/* Polls until nothing is wanted at this moment. Returns ms until something is. */
static uint32_t settle(struct run *r)
{
    uint32_t wanted = 0;

    for (int i = 0; i < MOST_POLLS; i++) {
        r->blocked = 0;
        wanted = qat_poll(r->q, r->now);
        if (r->answer.len > 0) {
            struct buf answer = r->answer;

            memset(&r->answer, 0, sizeof r->answer);
            give(r, answer.v, answer.len);
            buf_free(&answer);
        } else if (!r->blocked && wanted > 0) {
            return wanted;
        }
    }
    wrong(r, "qat_poll() asks for 0 ms again and again");
    return UINT32_MAX;
}

static void pass(struct run *r, uint32_t ms)
{
    uint32_t end = r->now + ms, wanted = settle(r);

    while (r->now != end) {
        uint32_t left = end - r->now;

        r->now += wanted < left ? wanted : left;
        wanted = settle(r);
    }
}

/* Nothing is on the wire and nothing is in doubt; late results may be awaited. The public functions tell this
 * only together with the late results. */
static int is_free(const struct run *r)
{
    return r->q->channel == QATI_CH_READY && r->q->owner == QATI_BY_REQUEST && !r->q->active;
}

/* Time passes until the condition holds; within a bound. */
static void wait_until(struct run *r, int (*holds)(const struct run *r), const char *what)
{
    for (int i = 0; i < MOST_POLLS; i++) {
        uint32_t wanted = settle(r);

        if (holds(r)) {
            return;
        }
        if (wanted == UINT32_MAX) {
            break;
        }
        r->now += wanted;
    }
    wrong(r, "%s: it never happens", what);
}

static int is_sent(const struct run *r)
{
    return r->expected.len == 0 || r->pending == 0;
}

static int is_done(const struct run *r)
{
    return r->pending == 0 && is_free(r);
}

/* ---- items ---- */

static int module_says(const struct item *i, const char *word)
{
    size_t n = strlen(word);

    return i->kind == ITEM_MODULE && i->bytes.len >= n && memcmp(i->bytes.v, word, n) == 0;
}

/* What was typed behind the command at `at`, up to the next one. A prompt line that goes on shows
 * the echo of what was typed. */
static void typed_behind(struct run *r, int at, struct typed *t)
{
    const struct capture *c = r->c;
    struct buf echoed = { 0 };
    int open = 0;

    memset(t, 0, sizeof *t);
    for (int i = at + 1; i < c->count && c->items[i].kind != ITEM_COMMAND; i++) {
        const struct item *item = &c->items[i];

        if (module_says(item, ">")) {
            size_t front = module_says(item, "> ") ? 2 : 1;

            t->where = TYPED_BEHIND_PROMPT;
            buf_add(&echoed, item->bytes.v + front, strcspn((const char *)item->bytes.v, "\r") - front);
        } else if (module_says(item, "CONNECT")) {
            t->where = t->where == TYPED_NOTHING ? TYPED_BEHIND_CONNECT : t->where;
        } else if (item->kind == ITEM_TYPED && t->where != TYPED_NOTHING) {
            buf_add(&t->bytes, "\r\n", open ? 2 : 0);
            buf_add(&t->bytes, item->bytes.v, item->bytes.len);
            open = item->ended;
        } else if (item->kind == ITEM_TYPED) {
            r->count[N_SKIPPED]++;
        }
    }
    if (t->bytes.len == 0 && t->where == TYPED_BEHIND_PROMPT) {
        buf_add(&t->bytes, echoed.v, echoed.len);
    }
    if (t->bytes.len == 0 && t->where == TYPED_BEHIND_CONNECT) {
        t->where = TYPED_NOTHING; /* data mode, or bytes that the capture left out */
    }
    buf_free(&echoed);
}

static int submit(struct run *r, struct request **made, int n)
{
    qat_req_t *objects[MOST_JOINED];
    const uint8_t *commands[MOST_JOINED];
    int result;

    for (int i = 0; i < n; i++) {
        attach_request(r, made[i]);
        objects[i] = made[i]->object;
        commands[i] = made[i]->command ? command_bytes(made[i]->command) : NULL;
    }
    result = n > 1 ? qat_join(r->q, objects, commands, (size_t)n)
           : commands[0] ? qat_submit(r->q, objects[0], commands[0])
           : qat_send(r->q, (qat_send_t *)(void *)objects[0]);
    if (result == QAT_OK) {
        r->pending += n;
    } else {
        say(r, "refused %s", short_result(result));
        for (int i = 0; i < n; i++) {
            request_drop(made[i]);
        }
    }
    return result == QAT_OK;
}

/* What they will send is known beforehand, so that a probe is told from it. */
static int offer(struct run *r, struct request **made, int n)
{
    r->expected.len = 0;
    requests_line(&r->expected, made, n, r->cfg.dialect);
    if (submit(r, made, n)) {
        return 1;
    }
    r->expected.len = 0;
    return 0;
}

/* As typed requests, or, where the runtime refuses these, as text. */
static void submit_line(struct run *r, const char *line, const struct typed *payload)
{
    struct request *made[MOST_JOINED];
    int n = requests_make(made, line, payload), typed = made[0]->command != NULL, accepted;

    say_line(r, !typed ? "raw" : n > 1 ? "joined" : "typed", line);
    accepted = offer(r, made, n);
    if (!accepted && typed) {
        made[0] = request_raw(line, payload);
        n = 1;
        typed = 0;
        accepted = offer(r, made, n);
    }
    if (!accepted) {
        wrong(r, "refused: %s", line);
        return;
    }
    r->count[typed ? N_TYPED : N_RAW] += (unsigned)n;
    wait_until(r, is_sent, line);
    r->expected.len = 0;
}

/* Bytes that come at one moment. */
static void flush(struct run *r)
{
    if (r->batch.len > 0) {
        give(r, r->batch.v, r->batch.len);
        r->batch.len = 0;
        settle(r);
    }
}

/* The echo is of what was really sent, which may be written otherwise than in the capture. */
static int replace_echo(struct run *r, const struct item *item)
{
    size_t n = r->command ? strlen(r->command) : 0;

    if (n == 0 || item->bytes.len <= n || item->bytes.v[n] != '\r' ||
        memcmp(item->bytes.v, r->command, n) != 0) {
        return 0;
    }
    buf_add(&r->batch, r->sent.v, r->sent.len);
    buf_add(&r->batch, item->bytes.v + n, item->bytes.len - n);
    r->command = NULL;
    return 1;
}

static void module_bytes(struct run *r, const struct item *item)
{
    if (replace_echo(r, item)) {
        return;
    }
    if (module_says(item, ">") || module_says(item, "CONNECT")) { /* the host answers it */
        size_t front = module_says(item, "> ") ? 2 : module_says(item, ">") ? 1 : item->bytes.len;

        buf_add(&r->batch, item->bytes.v, front);
        flush(r);
        buf_add(&r->batch, item->bytes.v + front, item->bytes.len - front);
        return;
    }
    buf_add(&r->batch, item->bytes.v, item->bytes.len);
}

static void pass_until(struct run *r, uint32_t ms)
{
    uint32_t due = r->start + r->drift + ms;

    if ((int32_t)(due - r->now) > 0) {
        pass(r, due - r->now);
    } else {
        r->drift += r->now - due;
    }
}

/* The next command: data mode was left meanwhile, whatever the capture shows of it. */
static void leave_data_mode(struct run *r)
{
    if (qat_offline(r->q) == QAT_OK) {
        settle(r);
    }
}

static void play_item(struct run *r, int at)
{
    const struct item *item = &r->c->items[at];
    enum item_kind before = at > 0 ? item[-1].kind : ITEM_REMARK;
    struct typed typed;

    if (item->kind == ITEM_MODULE) {
        module_bytes(r, item);
        return;
    }
    flush(r);
    switch (item->kind) {
    case ITEM_COMMAND:
        if (before != ITEM_TIME && before != ITEM_LATER) {
            pass(r, STEP_MS);
        }
        leave_data_mode(r);
        wait_until(r, is_free, "the end of the command before");
        typed_behind(r, at, &typed);
        submit_line(r, (const char *)item->bytes.v, &typed);
        buf_free(&typed.bytes);
        r->command = (const char *)item->bytes.v;
        break;
    case ITEM_TYPED:
        break;
    case ITEM_TIME:
        pass_until(r, item->ms);
        break;
    case ITEM_LATER:
        pass(r, item->ms);
        break;
    case ITEM_MODULE:
    case ITEM_REMARK:
        settle(r);
        break;
    }
}

/* ---- the whole ---- */

static void check_counts(struct run *r)
{
    size_t sum = 0;

    for (int i = 0; i < QAT_N_COUNT; i++) {
        sum += qat_count(r->q, i);
        say(r, "count %d: %lu", i, (unsigned long)qat_count(r->q, i));
    }
    if (sum != r->received) {
        wrong(r, "%lu bytes came, %lu are counted", (unsigned long)r->received, (unsigned long)sum);
    }
}

/* After all that, a new command works. */
static void check_usable(struct run *r)
{
    static const char answer[] = "\r\nOK\r\n";
    static const struct typed nothing;
    unsigned good = r->count[N_OK];

    submit_line(r, "AT", &nothing);
    give(r, (const uint8_t *)answer, sizeof answer - 1);
    settle(r);
    if (r->count[N_OK] != good + 1 || r->pending != 0 || !qat_idle(r->q)) {
        wrong(r, "a command behind the last one did not work");
    }
    r->count[N_OK]--;
    r->count[N_TYPED]--;
}

void run_capture(struct run *r)
{
    r->q = (qat_t *)malloc(sizeof *r->q);
    r->cfg.dialect = dialect_named(r->c->dialect);
    r->cfg.line_size = 512;
    r->cfg.line = (char *)malloc(r->cfg.line_size);
    r->cfg.flags = QAT_NO_STARTUP;
    r->cfg.write = take;
    r->cfg.user = r;
    r->cfg.code_of = qat_code_of;
    r->start = r->now = 0xFFFFF000u; /* the clock wraps early on */
    r->random = r->cut.seed;
    if (qat_init(r->q, &r->cfg) != QAT_OK) {
        wrong(r, "qat_init() fails");
        return;
    }
    attach_events(r);
    for (int i = 0; i < r->c->count; i++) {
        play_item(r, i);
    }
    flush(r);
    leave_data_mode(r);
    wait_until(r, is_done, "the end of every request");
    check_usable(r);
    check_counts(r);
}

void run_free(struct run *r)
{
    while (r->requests) {
        struct request *q = r->requests;

        r->requests = q->next;
        request_free(q);
    }
    buf_free(&r->log);
    buf_free(&r->data);
    buf_free(&r->out);
    buf_free(&r->expected);
    buf_free(&r->answer);
    buf_free(&r->batch);
    buf_free(&r->sent);
    free(r->cfg.line);
    free(r->q);
}
