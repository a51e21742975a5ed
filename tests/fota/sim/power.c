/* power.c: the power goes at every line and at every time of an update, once and twice; the port has another
 * speed meanwhile; the host starts anew.
 *
 * SPDX-License-Identifier: MIT */
#include "world.h"

#define FOTA(rest) "line \"+QIND: \\\"FOTA\\\"," rest "\" cut 3 s\n"

static const char *const cuts[] = {
    FOTA("\\\"HTTP"), FOTA("\\\"HTTPEND"), FOTA("\\\"START\\\""),
#if SIM_BG95
    FOTA("\\\"DOWNLOADING\\\",50"), FOTA("\\\"RESETTING\\\""),
    FOTA("\\\"UPDATING\\\",1%"), FOTA("\\\"UPDATING\\\",50"), FOTA("\\\"UPDATING\\\",100"),
#else
    FOTA("\\\"UPDATING\\\", 1%"), FOTA("\\\"UPDATING\\\", 50"), FOTA("\\\"RESTORE\\\", 1%"),
    FOTA("\\\"RESTORE\\\", 50"),
    FOTA("\\\"Last"),
#endif
    FOTA("\\\"END\\\""), "line \"RDY\" cut 3 s\n",
    "on QGMR cut 3 s\n", "on CSQ cut 3 s\n", "on QFOTADL cut 3 s\n", "on QFOTADL nth 2 cut 3 s\n",
    "on QGMR nth 2 cut 3 s\n",
};

/* fast: the module usually speaks at a speed that it cannot keep in an update. */
static struct world *begin(const char *script, int fast, int job)
{
    struct world *w = world_new(job, script);

    if (fast) {
        static const char set[] = "AT+IPR=3000000\r";

        sim_rx(w->sim, w->now, set, sizeof set - 1);
        world_run(w, 100, 99);
        w->usual = w->speed = 3000000;
    }
    return w;
}

static void finish(struct world *w, const char *what)
{
    CHECK(w->ends == 1 && w->end.why == QAT_FOTA_UPDATED, "%s: %s, %s: %s", what,
          qat_fota_why_name(w->end.why),
          qat_result_name(w->end.result), w->phases);
    CHECK(world_settled(w), "%s: %s", what, w->phases);
    world_free(w);
}

static void at_lines(int fast, int job)
{
    size_t i, k, n = sizeof cuts / sizeof cuts[0];

    for (i = 0; i < n; i++) {
        struct world *w = begin(cuts[i], fast, job);

        world_start(w);
        world_run(w, 1200000, -1);
        finish(w, cuts[i]);
        for (k = 0; k < n; k += 1 + i % 3) { /* and once more */
            w = begin(cuts[i], fast, job);
            sim_script(w->sim, cuts[k]);
            world_start(w);
            world_run(w, 1200000, -1);
            finish(w, cuts[k]);
        }
    }
}

static void at_times(int fast, int job)
{
    uint32_t at, most = SIM_BG95 ? 9000 : 14000;

    for (at = 1; at < most; at += 83) {
        char script[60];
        struct world *w;

        snprintf(script, sizeof script, "at %u ms %s\n", (unsigned)at, at % 2 ? "cut 2 s" : "reset");
        w = begin(script, fast, job);
        world_start(w);
        world_run(w, 1200000, -1);
        finish(w, script);
    }
}

/* Another host at any time; it was told by the first one which version there was, but not where its job
 * stands. */
static void new_hosts(int fast)
{
    uint32_t at, most = SIM_BG95 ? 9000 : 14000;

    for (at = 500; at < most; at += 97) {
        struct world *w = begin(NULL, fast, QAT_FOTA_GET);
        char what[40];

        world_start(w);
        world_run(w, at, 99);
        snprintf(what, sizeof what, "a new host at %u ms", (unsigned)at);
        world_new_host(w, SIM_BG95 ? "BG95M3LAR02A03_01.011.01.011" : "BG96MAR02A06M1G_01.011.01.011",
                       120000);
        world_run(w, 1200000, -1);
        finish(w, what);
    }
}

/* What the application asks while the module is away. */
static int results[2];

static void done(qat_t *q, qat_req_t *r, int result)
{
    (void)q;
    *(int *)r->user = result;
}

static void deaf(void)
{
    static qat_csq_t hurried, patient;
    struct world *w = begin(NULL, 0, QAT_FOTA_GET);

    results[0] = results[1] = 1;
    world_start(w);
    world_run(w, 60000, QAT_FOTA_UPDATING);
    CHECK(qat_fota_deaf(&w->f), "%s", w->phases);
    hurried.req.done = patient.req.done = done;
    hurried.req.user = &results[0];
    patient.req.user = &results[1];
    hurried.req.wait_ms = 1000;
    qat_csq(&w->q, &hurried);
    qat_csq(&w->q, &patient);
    world_run(w, 2000, 99);
    CHECK(results[0] == QAT_E_EXPIRED && results[1] == 1, "%d %d", results[0], results[1]);
    world_run(w, 60000, -1);
    CHECK(results[1] == QAT_E_RESET, "%d", results[1]);
    finish(w, "deaf");
}

void test_power(void)
{
    at_lines(0, QAT_FOTA_GET);
    at_lines(1, QAT_FOTA_GET);
    at_times(0, QAT_FOTA_GET);
    at_times(1, QAT_FOTA_GET);
#if SIM_BG95
    at_times(0, QAT_FOTA_PUT);
    at_lines(0, QAT_FOTA_PUT);
#endif
    new_hosts(0);
    new_hosts(1);
    deaf();
}
