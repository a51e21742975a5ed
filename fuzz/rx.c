/* fuzz_rx: a hostile module.
 *
 * SPDX-License-Identifier: MIT
 *
 * The input is a list of steps: bytes from the module, requests, cancels, time. Invariants:
 *   - the events do not depend on how the bytes were cut (three runs: as given, byte by byte, at random places);
 *   - every accepted request ends exactly once, at the latest when its limits have passed;
 *   - every received byte is counted once. */
#include "common.h"

static uint32_t random_state;

static uint32_t random_below(uint32_t n)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % n;
}

static void give_cut(struct under_test *t, const uint8_t *p, size_t n, int how)
{
    while (n > 0) {
        size_t k = how == 0 ? n : how == 1 ? 1 : 1 + random_below((uint32_t)n);

        give(t, p, k);
        p += k;
        n -= k;
    }
}

/* Small, mostly valid arguments; what is refused is refused in every run. */
static void fill(struct under_test *t, int i, uint8_t seed)
{
    const struct qat_text_command *c = t->command[i];
    char *obj = (char *)t->request[i];
    static const char text[] = "abc";
    static const char payload[] = "pay\r\nOK\r\nload";
    int k;

    for (k = 0; k < c->args.count; k++) {
        const struct qat_text_field *f = &c->args.fields[k];

        if (f->kind == 's') {
            qat_str_t s = QAT_STR(text);

            s.len = (uint16_t)(seed % 4);
            memcpy(obj + f->offset, &s, sizeof s);
        } else if (f->kind == 'p') {
            qat_payload_t p = QAT_MEM(payload);

            memcpy(obj + f->offset, &p, sizeof p);
        } else if (f->kind != 'z') {
            uint32_t v = seed % 5;

            memcpy(obj + f->offset, &v, sizeof v);
        }
    }
    if (c->args.has != 0xFFFF) {
        uint32_t has = seed & 0x40 ? 0xFFFFFFFFu : 0;

        memcpy(obj + c->args.has, &has, sizeof has);
    }
}

static void submit(struct under_test *t, unsigned which, uint8_t seed)
{
    qat_req_t *r;
    int i;

    for (i = 0; i < SLOTS && t->pending[i]; i++) {
    }
    if (i == SLOTS) {
        return;
    }
    free(t->request[i]);
    t->command[i] = &qat_text_commands[which % (unsigned)QAT_TEXT_COMMANDS];
    t->request[i] = calloc(1, t->command[i]->args.size);
    fill(t, i, seed);
    r = (qat_req_t *)t->request[i];
    r->done = on_done;
    r->on_info = on_info;
    r->on_data = on_data;
    r->wait_ms = 60000; /* a dead module must not keep it for ever */
    t->pending[i] = 1;
    if (qat_submit(&t->q, r, t->command[i]->bytes) != QAT_OK) {
        t->pending[i] = 0;
    }
}

static uint64_t run(const uint8_t *p, size_t n, int how)
{
    static struct under_test t;
    uint64_t hash;
    int i;
    static const uint16_t line_sizes[] = { 160, 64, 33, 512 };
    uint8_t kind = n > 0 ? p[0] : 0;

    start(&t, kind & 0x10 ? &qat_bc68 : kind & 0x20 ? &qat_3gpp : kind & 1 ? &qat_bg95 : &qat_bg96, kind & 2 ? 0 : QAT_NO_STARTUP, line_sizes[kind >> 2 & 3]);
    random_state = 12345;
    for (i = 1; (size_t)i + 2 <= n;) {
        uint8_t op = p[i], arg = p[i + 1];

        i += 2;
        if (op < 160) { /* most of the input is what the module says */
            size_t k = (size_t)arg + 1;

            k = k > n - (size_t)i ? n - (size_t)i : k;
            give_cut(&t, p + i, k, how);
            i += (int)k;
        } else if (op < 210) {
            submit(&t, (unsigned)(op - 160) * 17u + arg, arg);
            qat_poll(&t.q, t.now);
        } else if (op < 225) {
            qat_cancel(&t.q, (qat_req_t *)t.request[arg % SLOTS]);
        } else if (op < 230) {
            t.take = arg % 8;
            qat_poll(&t.q, t.now);
            t.take = 4096;
        } else if (op < 235) { /* data mode */
            if (op == 230) {
                escape(&t);
            } else if (op == 231) {
                qat_offline(&t.q);
            } else if (op == 232) {
                qat_dcd(&t.q, arg & 1);
            } else {
                t.told += arg;
            }
            qat_poll(&t.q, t.now);
        } else {
            t.now += (uint32_t)arg * (op < 250 ? 10 : 2000);
            qat_poll(&t.q, t.now);
        }
    }
    for (i = 0; i < 4000 && qat_poll(&t.q, t.now) != UINT32_MAX; i++) { /* all limits pass */
        t.now += 500;
    }
    for (i = 0; i < SLOTS; i++) {
        if (t.pending[i]) {
            fprintf(stderr, "request %s never ended\n", t.command[i]->name);
            abort();
        }
    }
    if (t.escaping) {
        fprintf(stderr, "an escape never ended\n");
        abort();
    }
    if (qat_offline(&t.q) == QAT_OK) { /* what data mode holds back is handed over */
        qat_poll(&t.q, t.now);
    }
    give_cut(&t, (const uint8_t *)"\"\r\n\r\n", 5, how); /* whatever line or payload is open ends */
    t.now += 10000;
    qat_poll(&t.q, t.now);
    give_cut(&t, (const uint8_t *)"\"\r\n\r\n", 5, how);
    if (counted(&t) != t.received) {
        fprintf(stderr, "%u bytes received, %u counted\n", (unsigned)t.received, (unsigned)counted(&t));
        abort();
    }
    for (i = 0; i < QAT_N_COUNT; i++) {
        fold_word(&t, qat_count(&t.q, i));
    }
    hash = t.hash;
    finish(&t);
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t whole = run(data, size, 0);

    if (run(data, size, 1) != whole || run(data, size, 2) != whole) {
        fprintf(stderr, "the events depend on how the bytes were cut\n");
        abort();
    }
    return 0;
}
