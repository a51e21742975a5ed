/* test_everywhere.c: one bad thing at every command line of every job, and a cancel in every phase.
 * Afterwards it has ended exactly once, in time, and the engine works.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

#define FOTA(rest) "+QIND: \"FOTA\"," rest

enum evil { NONE, RESTART, RESTART_AFTER, FAILS, CME, SILENT, CANCEL, UPDATE, BEGINS, EVILS };
static const char *const names[] = { "nothing", "restart", "restart behind the answer", "ERROR", "+CME ERROR",
                                     "no answer", "cancel", "an update", "START" };
static enum evil evil;

static int hook(struct rig *r)
{
    if (r->at-- != 0) {
        return 0;
    }
    switch (evil) {
    case RESTART:
        rig_say(r, "RDY||APP RDY");
        return 1;
    case RESTART_AFTER:
        rig_say(r, "OK||RDY");
        return 1;
    case FAILS:
        rig_say(r, "ERROR");
        return 1;
    case CME:
        rig_say(r, "+CME ERROR: 3");
        return 1;
    case SILENT:
        return 1;
    case CANCEL:
        r->cancel_soon = 1;
        return 0;
    case UPDATE:
        rig_say(r, FOTA("\"UPDATING\",5%") "||" FOTA("\"END\",0") "||RDY");
        r->version = "new";
        return 1;
    case BEGINS:
        rig_say(r, FOTA("\"START\"") "||" FOTA("\"UPDATING\",5%") "||" FOTA("\"END\",0") "||RDY");
        r->version = "new";
        return 1;
    case NONE:
    case EVILS:
        break;
    }
    return 0;
}

/* What the module tells when it is its turn. */
static void go_on(struct rig *r)
{
    uint32_t end = r->now + HOUR * 2;

    while (r->ends == 0 && r->now - end > 0x80000000u) {
        int phase = qat_fota_phase(&r->f);

        rig_run(r, 1000, -1);
        if (r->ends == 0 && phase == QAT_FOTA_DOWNLOADING) {
            rig_say(r, FOTA("\"HTTPEND\",0"));
        } else if (r->ends == 0 && phase == QAT_FOTA_RESETTING) {
            rig_say(r, FOTA("\"START\"") "||" FOTA("\"UPDATING\",100%") "||" FOTA("\"END\",0") "||RDY");
            r->version = "new";
        }
    }
}

/* Returns 0 when the job has fewer command lines than `at`. */
static int once(int job, int old, int at, size_t chunk)
{
    struct rig *r = calloc(1, sizeof *r);
    int there;

    rig_init(r, old);
    r->chunk = chunk;
    r->cfg.job = (uint8_t)job;
    r->cfg.package.data = "DFOTA and some more";
    r->cfg.package.size = 19;
    r->cfg.ca.data = "-----";
    r->cfg.ca.size = 5;
    r->cfg.apn = qat_str("iot");
    r->cfg.network_ms = 20000;
    r->cfg.listen_ms = 60000;
    r->stored = 19;
    r->hook = hook;
    r->at = at;
    MUST(rig_start(r) == QAT_OK, "job %d", job);
    go_on(r);
    there = r->lines > at;
    MUST(r->ends == 1, "job %d, %s at %d: %d ends: %s", job, names[evil], at, r->ends, r->progress);
    MUST(evil != CANCEL || !there || r->end.why == QAT_FOTA_BY_CANCEL, "job %d, cancel at %d: %d", job, at,
         r->end.why);
    MUST((evil != UPDATE && evil != BEGINS) || !there || job > QAT_FOTA_LISTEN ||
         r->end.why == QAT_FOTA_UPDATED,
         "job %d, %s at %d: %d %s", job, names[evil], at, r->end.why, r->progress);
    MUST((evil != RESTART && evil != RESTART_AFTER) || job > QAT_FOTA_PUT || r->end.why == QAT_FOTA_UPDATED,
         "job %d, %s at %d: a new attempt: %d %s", job, names[evil], at, r->end.why, r->progress);
    CHECK(rig_settled(r), "job %d, %s at %d: %s", job, names[evil], at, r->progress);
    free(r);
    return there;
}

/* on_progress cancels in each phase; on_end begins anew. */
static void cancels(int phase, int old)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, old);
    r->cancel_in = phase;
    r->again = 1;
    rig_start(r);
    go_on(r);
    CHECK(r->ends == 1 && r->starts == 2, "%d: %d %d", phase, r->ends, r->starts);
    r->ends = 0;
    go_on(r);
    CHECK(r->ends == 1, "the second one: %d", r->ends);
    r->starts = r->ends;
    CHECK(rig_settled(r), "%s", r->progress);
    free(r);
}

static void busy(qat_fota_t *f, int phase, int percent)
{
    struct rig *r = f->cfg->user;
    static qat_cgatt_read_t other;

    (void)percent;
    if (phase == QAT_FOTA_NETWORK) {
        memset(&other, 0, sizeof other);
        CHECK(qat_cgatt_read(&r->q, &other) == QAT_OK, "the line is busy");
    }
}

/* Cancelled while the four of the look at the network stand in the queue. */
static void cancel_queued(void)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, 0);
    r->cfg.on_progress = busy;
    rig_rule(r, "AT+CGATT?", "", -1);
    rig_start(r);
    CHECK(rig_run(r, 60000, QAT_FOTA_NETWORK), "%d", qat_fota_phase(&r->f));
    qat_fota_cancel(&r->f);
    CHECK(rig_run(r, 1, -1) && r->end.why == QAT_FOTA_BY_CANCEL, "at once");
    rig_run(r, 200000, 99); /* the other one is waited for */
    CHECK(rig_settled(r) && strstr(r->log, "AT+CSQ;") == NULL, "%s", r->log);
    free(r);
}

void test_everywhere(void)
{
    int job, old, at, phase;

    cancel_queued();

    for (job = QAT_FOTA_GET; job <= QAT_FOTA_DROP; job++) {
        for (old = 0; old < 2; old++) {
            if (old && job != QAT_FOTA_GET && job != QAT_FOTA_USE && job != QAT_FOTA_LISTEN) {
                continue;
            }
            for (evil = NONE; evil < EVILS; evil++) {
                for (at = 0; once(job, old, at, (size_t)(at & 1)); at++) {
                }
            }
        }
    }
    for (phase = QAT_FOTA_PREPARING; phase <= QAT_FOTA_CHECKING; phase++) {
        cancels(phase, 0);
        cancels(phase, 1);
    }
}
