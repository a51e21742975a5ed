/* world.c: see world.h.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "world.h"

int passed, failed;

static const char package[] = "DFOTA\r\nOK\r\n+++\x1A\x1B, and so on, and so on, and so on, and so on";

static void from_module(void *user, const void *data, size_t len)
{
    struct world *w = user;
    const uint8_t *p = data;
    size_t i;

    for (i = 0; i < len; i++) {
        int garbage = w->speed != sim_speed(w->sim);

        if (w->room_len == sizeof w->room) {
            abort();
        }
        w->room[w->room_len++] = (char)(garbage ? (p[i] ^ 0x5A) | 0x80 : p[i]);
    }
}

static size_t to_module(void *user, const void *data, size_t len)
{
    struct world *w = user;

    w->blocked = len > 16;
    len = len < 16 ? len : 16;
    if (w->speed == sim_speed(w->sim)) {
        sim_rx(w->sim, w->now, data, len);
    }
    return len;
}

static void on_progress(qat_fota_t *f, int phase, int percent)
{
    struct world *w = f->cfg->user;
    size_t n = strlen(w->phases);

    (void)percent;
    if (phase != w->phase && n + 20 < sizeof w->phases) {
        snprintf(w->phases + n, sizeof w->phases - n, "%s%s", n ? " " : "", qat_fota_phase_name(phase));
    }
    w->phase = phase;
}

static void on_end(qat_fota_t *f, const qat_fota_end_t *end)
{
    struct world *w = f->cfg->user;

    w->ends++;
    w->end = *end;
}

static void on_speed(qat_fota_t *f, int updating)
{
    struct world *w = f->cfg->user;

    w->speed = updating ? 115200 : w->usual;
}

static void new_host(struct world *w)
{
    memset(&w->q, 0, sizeof w->q);
    memset(&w->f, 0, sizeof w->f);
    w->room_len = 0;
    w->speed = w->usual;
    w->starts = w->ends = 0;
    w->phases[0] = 0;
    w->phase = 0;
    qat_init(&w->q, &w->qcfg);
}

struct world *world_new(int job, const char *script)
{
    struct world *w = calloc(1, sizeof *w);
    struct sim_config cfg;
    const char *complaint;

    sim_config_defaults(&cfg);
    cfg.tx = from_module;
    cfg.user = w;
    cfg.running = true;
    w->sim = sim_new(&cfg);
    complaint = script ? sim_script(w->sim, script) : NULL;
    CHECK(complaint == NULL, "%s", complaint);
    sim_store(w->sim, "/fota/update.zip", package, sizeof package);
    w->qcfg.dialect = &DIALECT;
    w->qcfg.line = w->line;
    w->qcfg.line_size = sizeof w->line;
    w->qcfg.write = to_module;
    w->qcfg.user = w;
    w->usual = 115200;
    w->cfg.job = (uint8_t)job;
    w->cfg.url = qat_str("http://www.quectel.com:100/update.zip");
    w->cfg.package.data = package;
    w->cfg.package.size = sizeof package;
    w->cfg.update_ms = 60000;
    w->cfg.user = w;
    w->cfg.on_progress = on_progress;
    w->cfg.on_end = on_end;
    w->cfg.on_speed = on_speed;
    new_host(w);
    return w;
}

void world_free(struct world *w)
{
    sim_free(w->sim);
    free(w);
}

void world_start(struct world *w)
{
    int err = qat_fota_start(&w->f, &w->q, &w->cfg);

    CHECK(err == QAT_OK, "%s", qat_result_name(err));
    w->starts++;
}

void world_new_host(struct world *w, const char *before, uint32_t listen_ms)
{
    w->cfg.job = QAT_FOTA_LISTEN;
    w->cfg.before = qat_str(before);
    w->cfg.listen_ms = listen_ms;
    new_host(w);
    world_start(w);
}

int world_run(struct world *w, uint32_t ms, int phase)
{
    uint32_t stop = w->now + ms;
    int ends = w->ends;

    for (;;) {
        uint32_t a, b;
        char *piece;
        size_t n;

        sim_poll(w->sim, w->now);
        n = w->room_len;
        piece = malloc(n ? n : 1); /* exact: a read behind it is caught */

        memcpy(piece, w->room, n);
        w->room_len = 0;
        qat_rx(&w->q, w->now, piece, n);
        free(piece);
        w->blocked = 0;
        a = qat_poll(&w->q, w->now);
        b = qat_fota_poll(&w->f, w->now);
        a = b < a ? b : a;
        b = sim_poll(w->sim, w->now);
        a = b < a ? b : a;
        if (phase < 0 ? w->ends > ends : qat_fota_phase(&w->f) == phase) {
            return 1;
        }
        a = w->blocked ? 1 : a;
        if (w->now - stop < 0x80000000u) {
            return 0;
        }
        w->now += a < 1 ? 1 : a < stop - w->now ? a : stop - w->now;
    }
}

static void answered(qat_t *q, qat_req_t *r, int result)
{
    (void)q;
    *(int *)r->user = result;
}

int world_settled(struct world *w)
{
    qat_cmee_read_t ask;
    int result = 1;

    w->speed = sim_speed(w->sim);
    world_run(w, 60000, 99);
    memset(&ask, 0, sizeof ask);
    ask.req.done = answered;
    ask.req.user = &result;
    qat_cmee_read(&w->q, &ask);
    world_run(w, 60000, 99);
    return result == QAT_OK && w->ends == w->starts && qat_fota_phase(&w->f) == QAT_FOTA_OFF &&
      qat_idle(&w->q);
}
