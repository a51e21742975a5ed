/* main.c: the helper lwm2m against the simulator: what the server does, restarts, the network, damaged and
 * split lines. Built once for each dialect.
 *
 * SPDX-License-Identifier: MIT
 *
 * A life begins with a held message and ends with qat_lwm2m_stop(). In between the fault; when it is over the
 * helper has to be READY again by itself, and whatever was accepted ends once. */
#define QAT_IMPLEMENTATION
#include "qat.h"
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef SIM_NEUL
#define SIM_NEUL 0
#endif
#if SIM_NEUL
#define DIALECT qat_bc68
#elif SIM_BG95
#define DIALECT qat_bg95
#else
#define DIALECT qat_bg96
#endif

static int passed, failed;
#define CHECK(condition, ...) \
    ((condition) ? (void)passed++ \
                 : (void)(failed++, printf("%s:%d: %s: ", __FILE__, __LINE__, #condition), \
                          printf(__VA_ARGS__), puts("")))

enum { MESSAGES = 2 };

struct world {
    struct sim *sim;
    qat_t q;
    qat_config_t qcfg;
    char line[512], out[65536], room[256], digits[MESSAGES][64];
    size_t out_len;
    uint32_t now;
    qat_lwm2m_t m;
    qat_lwm2m_config_t cfg;
    qat_lwm2m_qlw_t qlw;
    qat_lwm2m_neul_t neul;
    qat_lwm2m_file_t file;
    qat_lwm2m_message_t message[MESSAGES];
    int starts[MESSAGES], ends[MESSAGES], result[MESSAGES], written;
    int losts, why, offs, datas;
    char data[64];
};

static const struct lwm2m_path data_path = { 19, 0, 0 };

static void from_module(void *user, const void *data, size_t len)
{
    struct world *w = user;

    if (len > sizeof w->out - w->out_len) {
        abort();
    }
    memcpy(w->out + w->out_len, data, len);
    w->out_len += len;
}

static size_t to_module(void *user, const void *data, size_t len)
{
    struct world *w = user;

    w->written = 1;
    sim_rx(w->sim, w->now, data, len);
    return len;
}

static void on_state(qat_lwm2m_t *m, int state)
{
    ((struct world *)m->cfg->user)->offs += state == QAT_LWM2M_OFF;
}

static void on_lost(qat_lwm2m_t *m, const qat_lwm2m_lost_t *lost)
{
    struct world *w = m->cfg->user;

    w->losts++;
    w->why = lost->why;
}

static void on_data(qat_lwm2m_t *m, const qat_lwm2m_data_t *d)
{
    struct world *w = m->cfg->user;
    size_t n = d->len < sizeof w->data - 1 ? d->len : sizeof w->data - 1;

    w->datas++;
    if (d->ptr) {
        memcpy(w->data, d->ptr, n);
        w->data[n] = 0;
    }
}

static void on_sent(qat_lwm2m_t *m, qat_lwm2m_message_t *s, int result)
{
    struct world *w = m->cfg->user;

    w->ends[s - w->message]++;
    w->result[s - w->message] = result;
}

static void say(struct world *w, int i, const char *text, int hold)
{
    w->message[i].data = qat_str(text);
    w->message[i].hold = (uint8_t)hold;
    w->starts[i] += qat_lwm2m_send(&w->m, &w->message[i]) == QAT_OK;
}

static struct world *world_new(const char *script)
{
    struct world *w = calloc(1, sizeof *w);
    struct sim_config cfg;
    const char *complaint;
    int i;

    sim_config_defaults(&cfg);
    cfg.tx = from_module;
    cfg.user = w;
    w->sim = sim_new(&cfg);
    complaint = script ? sim_script(w->sim, script) : NULL;
    CHECK(complaint == NULL, "%s", complaint);
    lwm2m_loop_watch(sim_lwm2m(w->sim), data_path, "01");
    w->qcfg.dialect = &DIALECT;
    w->qcfg.line = w->line;
    w->qcfg.line_size = sizeof w->line;
    w->qcfg.write = to_module;
    w->qcfg.user = w;
    w->file.kind = QAT_LWM2M_APP_AUTOSTART;
    w->qlw.files = &w->file;
    w->qlw.file_count = 1;
    w->neul.ping = 1;
    w->neul.apn = qat_str("iot");
    w->neul.cid = 1;
    w->cfg.qlw = SIM_NEUL ? NULL : &w->qlw;
    w->cfg.neul = SIM_NEUL ? &w->neul : NULL;
    w->cfg.host = qat_str("198.51.100.1");
    w->cfg.register_ms = 30000;
    w->cfg.observe_ms = 30000;
    w->cfg.pause_max_ms = 20000;
    w->cfg.lifetime_s = 3600;
    w->cfg.room = w->room;
    w->cfg.room_size = sizeof w->room;
    w->cfg.user = w;
    w->cfg.on_state = on_state;
    w->cfg.on_lost = on_lost;
    w->cfg.on_data = on_data;
    for (i = 0; i < MESSAGES; i++) {
        w->message[i].room = w->digits[i];
        w->message[i].room_size = sizeof w->digits[i];
        w->message[i].done = on_sent;
    }
    qat_init(&w->q, &w->qcfg);
    CHECK(qat_lwm2m_start(&w->m, &w->q, &w->cfg) == QAT_OK, "start");
    say(w, 0, "held", 1);
    return w;
}

/* Runs for ms, or until the helper is in `state` (-1: any). Returns whether it is. */
static int world_run(struct world *w, uint32_t ms, int state)
{
    uint32_t stop = w->now + ms;

    for (;;) {
        uint32_t wait = sim_poll(w->sim, w->now), other;
        size_t n = w->out_len;

        w->out_len = 0;
        qat_rx(&w->q, w->now, w->out, n);
        other = qat_poll(&w->q, w->now);
        wait = other < wait ? other : wait;
        other = qat_lwm2m_poll(&w->m, w->now);
        wait = other < wait ? other : wait;
        if (state >= 0 && qat_lwm2m_state(&w->m) == state) {
            return 1;
        }
        if (w->written || w->out_len > 0) {
            w->written = 0;
            continue;
        }
        if (w->now == stop) {
            return 0;
        }
        wait = wait == 0 ? 1 : wait;
        w->now += wait < stop - w->now ? wait : stop - w->now;
    }
}

/* READY again, a message goes through, then off: all has ended once. */
static void world_end(struct world *w, const char *what)
{
    struct lwm2m_path p;
    size_t len;
    unsigned count;
    int i;

    CHECK(world_run(w, 1200000, QAT_LWM2M_READY), "%s: %s", what,
          qat_lwm2m_state_name(qat_lwm2m_state(&w->m)));
    world_run(w, 1000, -1);
    w->result[1] = 1;
    for (i = 0; i < 20 && w->result[1] != QAT_OK; i++) {
        if (w->starts[1] == w->ends[1]) {
            w->result[1] = 1;
            say(w, 1, "afterwards", 1);
        }
        world_run(w, 60000, -1);
    }
    (void)lwm2m_loop_heard(sim_lwm2m(w->sim), &len, &p, &count);
    CHECK(w->result[1] == QAT_OK && count > 0, "%s: %d, %u messages", what, w->result[1], count);
    CHECK(w->starts[0] == w->ends[0], "%s: the held one ended %d times", what, w->ends[0]);
    qat_lwm2m_stop(&w->m);
    CHECK(world_run(w, 300000, QAT_LWM2M_OFF), "%s: stop", what);
    world_run(w, 300000, -1);
    CHECK(w->starts[1] == w->ends[1] && w->offs == 1, "%s: %d of %d, off %d times", what, w->ends[1],
          w->starts[1],
          w->offs);
    sim_free(w->sim);
    free(w);
}

static void with_script(const char *script)
{
    struct world *w = world_new(script);

    world_run(w, 30000, QAT_LWM2M_READY);
    world_run(w, 40000, -1);
    world_end(w, script);
}

static void scripts(void)
{
    static const char *const list[] = {
        "at 0 s split 1\n", "at 3 s reset\n", "at 10 s reset\n", "at 10 s silence 100 s\n",
        "at 10 s network off\nat 60 s network on\n",
        "sent 200 reset\n", "sent 500 reset\n", "sent 700 reset\n", "at 20 s silence 30 s\nat 21 s reset\n",
#if SIM_NEUL
        "on CFUN error\n", "on NCDP cme 3\n", "on CGATT error\n", "on QLWSREGIND swallow\n",
        "on QLWSREGIND late 100 s\n",
        "line +QLWEVTIND:0 swallow\n", "line +QLWEVTIND:3 swallow\n", "line +QLWEVTIND repeat\n",
        "line +CEREG:1 swallow\n", "line +QLWEVTIND:0 delay 20 s\n", "on QLWULDATA swallow\n", "on QLWULDATA error\n", "on NPING swallow\n",
        "on QLWULDATA urc \"+QLWEVTIND:9\" before answer\nat 50 s urc \"+QLWEVTIND:3\"\n",
#else
        "on QFUPL error\n", "on QFUPL checksum\n", "on QLWM2M error\n", "on QLWM2M nth 3 swallow\n",
        "on QLWM2M late 100 s\n", "line +QLWEVENT swallow\n", "line \"+QLWEVENT: 5\" swallow\n",
        "line +QLWOBSERVE swallow\n", "line +QLWOBSERVE repeat\n", "line \"+QLWEVENT: 5\" delay 20 s\n",
        "on QLWM2M nth 6 urc \"+QLWEVENT: 3,\\\"STATE_REGISTER_REQUIRED\\\"\" before final\n",
#endif
    };
    size_t i;

    for (i = 0; i < sizeof list / sizeof list[0]; i++) {
        with_script(list[i]);
    }
}

static struct world *ready(void)
{
    struct world *w = world_new(NULL);

    CHECK(world_run(w, 120000, QAT_LWM2M_READY), "%s", qat_lwm2m_state_name(qat_lwm2m_state(&w->m)));
    world_run(w, 1000, -1);
    CHECK(w->ends[0] == 1 && w->result[0] == QAT_OK, "%d", w->result[0]);
    w->losts = 0; /* a host that was quicker than the module saw it start */
    return w;
}

/* What the server does. */
static void server(void)
{
    struct world *w = ready();
    struct lwm2m_server *s = sim_lwm2m(w->sim);

    lwm2m_loop_write(s, data_path, "open", 4, false);
    world_run(w, 1000, -1);
    CHECK(w->datas == 1 && strcmp(w->data, "open") == 0, "%s", w->data);
    lwm2m_loop_observe(s, data_path, "01", false);
    world_run(w, 1000, -1);
    CHECK(qat_lwm2m_state(&w->m) == QAT_LWM2M_REGISTERED && w->why == QAT_LWM2M_BY_CANCEL, "%d", w->why);
    lwm2m_loop_observe(s, data_path, "02", true);
    world_end(w, "cancelled, observed again");

    w = ready();
    s = sim_lwm2m(w->sim);
    lwm2m_loop_deregister(s);
    world_run(w, 500, -1);
    CHECK(w->losts == 1 && w->why == QAT_LWM2M_BY_DEREGISTER, "%d", w->why);
    /* BG96 is told so, but does not come again by itself: after its limit the helper registers */
    world_end(w, "deregistered");

    w = ready();
    s = sim_lwm2m(w->sim);
    lwm2m_loop_silent(s, true);
    lwm2m_loop_deregister(s);
    world_run(w, 100000, -1);
    CHECK(qat_lwm2m_state(&w->m) != QAT_LWM2M_READY && w->losts >= 1, "silent");
    lwm2m_loop_silent(s, false);
    world_end(w, "silent");

    w = ready();
    s = sim_lwm2m(w->sim);
    lwm2m_loop_refuse(s, true);
    lwm2m_loop_deregister(s);
    world_run(w, 100000, -1);
    CHECK(qat_lwm2m_state(&w->m) != QAT_LWM2M_READY && w->losts >= 1, "refused");
    lwm2m_loop_refuse(s, false);
    world_end(w, "refused");
}

/* The server restarts and tells nobody. Confirmed data find out (neul), an update does (qlw). */
static void forgotten(void)
{
    struct world *w = ready();

    lwm2m_loop_forget(sim_lwm2m(w->sim));
#if SIM_NEUL
    w->message[1].confirmed = 1;
    say(w, 1, "lost", 0);
    world_run(w, 5000, -1);
    CHECK(w->ends[1] == 1 && w->result[1] == QAT_E_RESULT && w->message[1].status == QAT_QLWULDATA_STATUS_RESET, "%d",
          w->result[1]);
    CHECK(w->why == QAT_LWM2M_BY_CANCEL, "%d", w->why);
#else
    world_run(w, 3500000, -1); /* renewed at nine tenths of the lifetime */
    CHECK(w->losts >= 1 && w->why == QAT_LWM2M_BY_DEREGISTER, "%d", w->why);
#endif
    world_end(w, "forgotten");
}

/* Bytes that change, get lost, come twice. */
static void noise(const char *kind)
{
    char script[60];
    uint32_t n;

    for (n = 0; n < 25; n++) {
        struct world *w;

        snprintf(script, sizeof script, "at 0 s chance %s %u\n", kind, 40 + n * 20);
        w = world_new(script);
        world_run(w, 400000, -1);
        sim_script(w->sim, "at 0 s chance drop 0\nat 0 s chance corrupt 0\nat 0 s chance double 0\n");
        world_end(w, script);
    }
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    scripts();
    server();
    forgotten();
    noise("drop");
    noise("corrupt");
    noise("double");
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
