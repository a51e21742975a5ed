/* talk.c: see talk.h.
 *
 * SPDX-License-Identifier: MIT */
#include "talk.h"

#include <string.h>

static int failures;
static const char *test_name;

static void on_tx(void *user, const void *data, size_t len)
{
    struct talk *t = user;

    if (len > sizeof t->out - t->len) {
        len = sizeof t->out - t->len;
    }
    memcpy(t->out + t->len, data, len);
    t->len += len;
}

void talk_config(struct sim_config *cfg)
{
    memset(cfg, 0, sizeof *cfg);
    cfg->running = true;
    cfg->times.late = 50;
    cfg->times.receive = 10;
}

void talk_begin(struct talk *t, const struct sim_config *cfg)
{
    struct sim_config c = *cfg;

    c.tx = on_tx;
    c.user = t;
    t->len = 0;
    t->now = 4294960000u; /* the clock wraps in most conversations */
    t->sim = sim_new(&c);
    sim_poll(t->sim, t->now);
}

void talk_end(struct talk *t)
{
    sim_free(t->sim);
    t->sim = NULL;
}

static void pass(struct talk *t, uint32_t ms)
{
    uint32_t end = t->now + ms;

    for (;;) {
        uint32_t wait = sim_poll(t->sim, t->now);

        if (wait > end - t->now) {
            break;
        }
        t->now += wait;
    }
    t->now = end;
    sim_poll(t->sim, t->now);
}

static void print_bytes(const char *title, const uint8_t *data, size_t len)
{
    printf("  %s: ", title);
    for (size_t i = 0; i < len; i++) {
        if (data[i] == '\r') {
            printf("\\r");
        } else if (data[i] == '\n') {
            printf("\\n%s", i + 1 < len ? "\n          " : "");
        } else if (data[i] < 0x20 || data[i] > 0x7E) {
            printf("\\x%02X", (unsigned)data[i]);
        } else {
            putchar(data[i]);
        }
    }
    putchar('\n');
}

static void give(struct talk *t, const uint8_t *in, size_t len)
{
    size_t step = t->piece > 0 ? t->piece : len;

    for (size_t i = 0; i < len; i += step) {
        sim_rx(t->sim, t->now, in + i, len - i < step ? len - i : step);
        if (t->piece > 0) {
            sim_poll(t->sim, t->now);
        }
    }
}

void talk_bytes(struct talk *t, const void *in, size_t in_len, uint32_t ms, const void *want, size_t want_len,
                const char *file, int line)
{
    give(t, in, in_len);
    pass(t, ms);
    if (t->len != want_len || memcmp(t->out, want, want_len) != 0) {
        failures++;
        printf("%s:%d: %s: the module sent something else\n", file, line, test_name);
        print_bytes("host  ", in, in_len);
        print_bytes("wanted", want, want_len);
        print_bytes("got   ", t->out, t->len);
    }
    t->len = 0;
}

void talk_skip(struct talk *t, const char *in, uint32_t ms)
{
    give(t, (const uint8_t *)in, strlen(in));
    pass(t, ms);
    t->len = 0;
}

void check_that(bool ok, const char *what, const char *file, int line)
{
    if (!ok) {
        failures++;
        printf("%s:%d: %s: not so: %s\n", file, line, test_name, what);
    }
}

int talk_run(const char *title, const struct talk_case *cases, size_t count)
{
    static struct talk t;

    size_t bad = 0;

    for (size_t i = 0; i < count * 2; i++) {
        int before = failures;

        memset(&t, 0, sizeof t);
        t.piece = i % 2;
        test_name = cases[i / 2].name;
        cases[i / 2].run(&t);
        bad += failures > before ? 1 : 0;
    }
    printf("%s: %zu passed, %zu failed\n", title, count * 2 - bad, bad);
    fflush(stdout);
    return 0;
}
