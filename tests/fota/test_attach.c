/* test_attach.c: updates that somebody else began: an LwM2M server, a host before this one;
 * silence.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

#define FOTA(rest) "+QIND: \"FOTA\"," rest
#define OLD "BG95M3LAR02A03_01.011.01.011"

static struct rig *begin(int bg96)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, bg96);
    r->cfg.job = QAT_FOTA_LISTEN;
    return r;
}

static void end(struct rig *r, int why)
{
    CHECK(r->end.why == why && r->ends == 1, "%d, %d ends: %s", r->end.why, r->ends, r->progress);
    CHECK(rig_settled(r), "%d of %d ended, %s", r->ends, r->starts, r->progress);
    free(r);
}

/* 3.2: in band, out of band by HTTP and CoAP; a server that takes its time with the update. */
static void lwm2m(const char *first, const char *last, const char *progress, int why)
{
    struct rig *r = begin(0);

    rig_start(r);
    rig_run(r, 10000, QAT_FOTA_LISTENING);
    rig_run(r, 5 * HOUR, 99);
    CHECK(r->ends == 0, "it listens");
    rig_say(r, first);
    rig_run(r, 60000, 99);
    rig_say(r, last);
    rig_run(r, 24 * HOUR, why == QAT_FOTA_UPDATED ? 99 : -1);
    if (why == QAT_FOTA_UPDATED) {
        CHECK(qat_fota_phase(&r->f) == QAT_FOTA_STORED && !qat_fota_deaf(&r->f), "%s", r->progress);
        r->version = "new";
        r->deaf = 1;
        rig_say(r, FOTA("\"START\"") "||" FOTA("\"UPDATING\",1%"));
        rig_run(r, 20000, 99);
        r->deaf = 0;
        rig_say(r, FOTA("\"UPDATING\",100%") "||" FOTA("\"END\",0") "||RDY");
        CHECK(rig_run(r, 60000, -1), "%s", r->progress);
    }
    CHECK(strcmp(r->progress, progress) == 0, "%s", r->progress);
    CHECK(strcmp(r->log, why == QAT_FOTA_UPDATED ? "AT+QGMR\nAT+QGMR\n" : "AT+QGMR\n") == 0,
          "only versions: %s",
          r->log);
    end(r, why);
}

/* A host that starts in the middle, at each place of the update; it knows the version before, or not. */
static void middle(int old, int place, int known, int fast)
{
    static const char *const lines[2][7] = {
        { FOTA("\"DOWNLOADING\",70%"), FOTA("\"HTTPEND\",0"), FOTA("\"RESETTING\""), FOTA("\"START\""),
          FOTA("\"UPDATING\",50%"), FOTA("\"END\",0"), "RDY" },
        { FOTA("\"HTTPTART\""), FOTA("\"HTTPEND\",0"), FOTA("\"START\""), FOTA("\"UPDATING\", 50%"),
          FOTA("\"RESTORE\", 50%"), FOTA("\"END\",0"), "RDY" },
    };
    struct rig *r = begin(old);
    int i, deaf = 2, last = 0;

    r->deaf = place > deaf;
    r->fast = fast && place > deaf && place < 6;
    r->cfg.listen_ms = 5 * 60000;
    if (known) {
        r->cfg.before = qat_str(OLD);
    }
    if (place > 5) {
        r->version = "new";
    }
    rig_start(r);
    rig_run(r, 100, 99);
    for (i = place; i < 7; i++) {
        r->deaf = i >= deaf;
        if (i == 6 || (fast && i > deaf && i < 6)) {
            rig_run(r, 40000, 99); /* so that the other speed is found */
        }
        r->fast = fast && i > deaf && i < 6;
        if (i == 5) { /* many lines: the one or the other is understood */
            for (last = 0; last < 20; last++) {
                rig_say(r, lines[old][4]);
                rig_run(r, 5000, 99);
            }
        }
        if (i == 6) {
            r->version = "new";
            r->deaf = 0;
        }
        rig_say(r, lines[old][i]);
        rig_run(r, 1000, 99);
    }
    if (r->ends == 0) {
        rig_run(r, 2 * HOUR, -1);
    }
    /* Whoever comes last, and does not know what was before, cannot tell. */
    if (place == 6 && !known) {
        CHECK(r->end.why == QAT_FOTA_BY_SILENCE || r->end.why == QAT_FOTA_BY_VERSION, "%d", r->end.why);
        end(r, r->end.why);
    } else {
        end(r, QAT_FOTA_UPDATED);
    }
}

/* Nothing is under way. */
static void nothing(int known)
{
    struct rig *r = begin(0);

    r->cfg.listen_ms = 60000;
    if (known) {
        r->cfg.before = qat_str(OLD);
    }
    rig_start(r);
    CHECK(rig_run(r, 120000, -1), "%s", r->progress);
    CHECK(r->speeds == 0, "a module that answers needs no other speed");
    end(r, QAT_FOTA_BY_SILENCE);
    r = begin(0); /* a module that is not there */
    r->cfg.listen_ms = 60000;
    r->deaf = 1;
    rig_start(r);
    CHECK(rig_run(r, 600000, -1), "%s", r->progress);
    end(r, QAT_FOTA_BY_SILENCE);
    r = begin(0); /* it is over already */
    r->cfg.before = qat_str("BG95M3LAR02A02");
    rig_start(r);
    CHECK(rig_run(r, 10000, -1), "%s", r->progress);
    end(r, QAT_FOTA_UPDATED);
}

/* AT+QFOTADL while an update is under way: followed. */
static void ongoing(int job)
{
    struct rig *r = begin(0);

    r->cfg.job = (uint8_t)job;
    r->stored = 100;
    rig_rule(r, "AT+QFOTADL=\"https", "+CME ERROR: 591", -1);
    rig_rule(r, "AT+QFOTADL=1", "+CME ERROR: 591", -1);
    rig_start(r);
    CHECK(rig_run(r, 60000, job == QAT_FOTA_GET ? QAT_FOTA_DOWNLOADING : QAT_FOTA_RESETTING), "%s",
          r->progress);
    rig_run(r, 1000, 99);
    rig_say(r,
            FOTA("\"HTTPEND\",0") "||" FOTA("\"RESETTING\"") "||" FOTA("\"START\"") "||"
            FOTA("\"END\",0") "||RDY");
    r->version = "new";
    CHECK(rig_run(r, 60000, -1) && r->f.attempt == 1, "%d: %s", r->f.attempt, r->progress);
    end(r, QAT_FOTA_UPDATED);
}

/* It stops telling, for good, behind each line; or it is up again and nothing was told of that. */
static void stalls(int old, int last, int alive)
{
    static const char *const lines[2][6] = {
        { FOTA("\"HTTPSTART\""), FOTA("\"HTTPEND\",0"), FOTA("\"RESETTING\""), FOTA("\"START\""),
          FOTA("\"UPDATING\",50%"), FOTA("\"END\",0") },
        { FOTA("\"HTTPTART\""), FOTA("\"HTTPEND\",0"), FOTA("\"START\""), FOTA("\"UPDATING\", 50%"),
          FOTA("\"RESTORE\", 50%"), FOTA("\"END\",0") },
    };
    struct rig *r = begin(old);
    uint32_t from;
    int i;

    r->cfg.job = QAT_FOTA_GET;
    r->cfg.download_ms = 300000;
    r->cfg.update_ms = 120000;
    rig_start(r);
    rig_run(r, 60000, QAT_FOTA_DOWNLOADING);
    rig_run(r, 1000, 99);
    for (i = 0; i <= last; i++) {
        rig_say(r, lines[old][i]);
        rig_run(r, 100, 99);
        r->deaf = i >= 2;
    }
    r->deaf = !alive;
    r->version = alive ? "new" : OLD;
    from = r->now;
    CHECK(rig_run(r, HOUR, -1), "%d: %s", last, r->progress);
    CHECK(r->now - from < (last == 0 ? 310000u : 400000u), "%d: in time: %u ms", last,
          (unsigned)(r->now - from));
    if (last == 0) {
        end(r, QAT_FOTA_BY_SILENCE);
    } else if (alive) {
        end(r, QAT_FOTA_UPDATED);
    } else { /* END was told, the start was not */
        end(r, last == 5 && r->end.why == QAT_FOTA_BY_COMMAND ? QAT_FOTA_BY_COMMAND : QAT_FOTA_BY_SILENCE);
    }
}

/* Commands of the application, while the module is away. */
static int results[2];

static void done(qat_t *q, qat_req_t *req, int result)
{
    (void)q;
    *(int *)req->user = result;
}

static void others(void)
{
    static qat_csq_t hurried, patient;
    struct rig *r = begin(0);

    r->cfg.job = QAT_FOTA_GET;
    r->cfg.on_speed = NULL;
    rig_start(r);
    rig_run(r, 60000, QAT_FOTA_DOWNLOADING);
    CHECK(!qat_fota_deaf(&r->f), "it hears");
    rig_say(r, FOTA("\"HTTPEND\",0") "||" FOTA("\"RESETTING\""));
    rig_run(r, 100, QAT_FOTA_RESETTING);
    rig_run(r, 100, 99);
    r->deaf = 1;
    CHECK(qat_fota_deaf(&r->f), "it does not");
    hurried.req.done = patient.req.done = done;
    hurried.req.user = &results[0];
    patient.req.user = &results[1];
    hurried.req.wait_ms = 5000;
    results[0] = results[1] = 1;
    rig_say(r, FOTA("\"START\""));
    rig_run(r, 100, 99);
    CHECK(qat_csq(&r->q, &hurried) == QAT_OK && qat_csq(&r->q, &patient) == QAT_OK, "accepted");
    rig_run(r, 6000, 99);
    CHECK(results[0] == QAT_E_EXPIRED && results[1] == 1, "%d %d", results[0], results[1]);
    rig_say(r, FOTA("\"END\",0"));
    rig_run(r, 1000, 99);
    r->deaf = 0;
    r->version = "new";
    rig_say(r, "RDY");
    CHECK(rig_run(r, 60000, -1) && results[1] == QAT_E_RESET, "%d", results[1]);
    end(r, QAT_FOTA_UPDATED);
}

void test_attach(void)
{
    int i, k;

    lwm2m("+LWM2M: \"FOTA\",\"DOWNLOADING\",\"START\"", "+LWM2M: \"FOTA\",\"DOWNLOADING\",\"COMPLETED\"",
          "preparing listening downloading stored updating 1 100 starting checking", QAT_FOTA_UPDATED);
    lwm2m(FOTA("\"HTTPSTART\"") "||" FOTA("\"DOWNLOADING\",5%"), "+LWM2M: \"FOTA\",\"DOWNLOADED\",0",
          "preparing listening downloading 5 stored updating 1 100 starting checking", QAT_FOTA_UPDATED);
    lwm2m(FOTA("\"COAPSTART\""), "+LWM2M: \"FOTA\",\"DOWNLOADED\",0",
          "preparing listening downloading stored updating 1 100 starting checking", QAT_FOTA_UPDATED);
    lwm2m(FOTA("\"COAPSTART\""), "+LWM2M: \"FOTA\",\"DOWNLOADED\",710", "preparing listening downloading",
          QAT_FOTA_BY_DOWNLOAD);
    for (i = 0; i < 7; i++) {
        for (k = 0; k < 8; k++) {
            middle(k & 1, i, k >> 1 & 1, k >> 2);
        }
    }
    nothing(0);
    nothing(1);
    ongoing(QAT_FOTA_GET);
    ongoing(QAT_FOTA_USE);
    for (i = 0; i < 6; i++) {
        for (k = 0; k < 4; k++) {
            stalls(k & 1, i, k >> 1);
        }
    }
    others();
}
