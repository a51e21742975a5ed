/* backend.c: a back end as an object of its own: -DBACKEND=backend_table, or backend_direct, with the
 * qat.h that belongs to it. Of its names only BACKEND stays global (direct.mk), so that both fit into one
 * program.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "backend.h"

static void seen(const void *data, size_t n);
#define FOLD_SEEN seen
#define LLVMFuzzerTestOneInput rx_entry /* not used here */
#include "../../fuzz/rx.c"

static uint8_t *told;
static size_t told_len, told_size;

static void seen(const void *data, size_t n)
{
    if (told_len + n > told_size) {
        told_size = 2 * (told_len + n) + 4096;
        told = (uint8_t *)realloc(told, told_size);
        if (!told) {
            abort();
        }
    }
    memcpy(told + told_len, data, n);
    told_len += n;
}

static size_t play_fuzz(const uint8_t *input, size_t n, int how, const uint8_t **log)
{
    told_len = 0;
    run(input, n, how);
    *log = told;
    return told_len;
}

static const qat_dialect_t *dialect_named(const char *name)
{
#define X(d) if (strcmp(name, #d) == 0) { return &qat_##d; }
    QAT_TEST_DIALECTS
#undef X
    return NULL;
}

static unsigned command_named(const char *name)
{
    unsigned i;

    for (i = 0; i < (unsigned)QAT_TEXT_COMMANDS && strcmp(qat_text_commands[i].name, name) != 0; i++) {
    }
    return i;
}

static void give_said(struct under_test *t, const struct said *s)
{
    give_cut(t, (const uint8_t *)"\r\n", 2, s->how);
    give_cut(t, s->bytes, s->len, s->how);
    give_cut(t, (const uint8_t *)"\r\n", 2, s->how);
}

static void play_line(struct under_test *t, const struct said *s)
{
    uint32_t state = s->seed;
    unsigned i;

    for (i = 0; i < QAT_MODE_BYTES; i++) { /* half of the time the start values */
        state = state * 1664525u + 1013904223u;
        t->q.modes[i] = (uint8_t)(s->seed & 1 ? state >> 24 : t->q.modes[i]);
    }
    give_said(t, s);
    if (s->command && (i = command_named(s->command)) < (unsigned)QAT_TEXT_COMMANDS) {
        submit(t, i, (uint8_t)(s->seed >> 1));
        qat_poll(&t->q, t->now);
        give_said(t, s);
        give_cut(t, (const uint8_t *)"\r\nOK\r\n", 6, s->how);
        qat_poll(&t->q, t->now);
        give_said(t, s);
    }
    for (i = 0; i < 40 && qat_poll(&t->q, t->now) != UINT32_MAX; i++) {
        t->now += 5000;
    }
    give_said(t, s);
}

static size_t play_said(const struct said *s, const uint8_t **log)
{
    static struct under_test t;
    const qat_dialect_t *d = dialect_named(s->dialect);
    int i;

    told_len = 0;
    if (d) {
        start(&t, d, QAT_NO_STARTUP, s->line_size);
        random_state = s->seed;
        play_line(&t, s);
        for (i = 0; i < QAT_N_COUNT; i++) {
            fold_word(&t, qat_count(&t.q, i));
        }
        finish(&t);
    }
    *log = told;
    return told_len;
}

extern const struct backend BACKEND;
const struct backend BACKEND = { play_fuzz, play_said };
