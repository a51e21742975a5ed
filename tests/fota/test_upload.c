/* test_upload.c: packages that the host uploads: whole, short, damaged, too large, from a view, given up.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

static uint8_t package[5000];

static struct rig *begin(void)
{
    struct rig *r = calloc(1, sizeof *r);
    size_t i;

    for (i = 0; i < sizeof package; i++) {
        package[i] = (uint8_t)(i * 7 + i / 256);
    }
    memcpy(package + 100, "\r\nOK\r\n+++\x1A\x1B", 11);
    rig_init(r, 0);
    r->cfg.job = QAT_FOTA_PUT;
    r->cfg.package.data = package;
    r->cfg.package.size = sizeof package;
    r->cfg.pause_ms = 1000;
    return r;
}

static void end(struct rig *r)
{
    CHECK(rig_settled(r), "%d of %d ended, %s", r->ends, r->starts, r->progress);
    free(r);
}

static int count(const char *text, const char *what)
{
    int n = 0;

    for (; (text = strstr(text, what)) != NULL; text++) {
        n++;
    }
    return n;
}

/* In order: mode, version, upload, size, start, update. */
static void whole(void)
{
    struct rig *r = begin();

    r->cfg.upload_idle_s = 60;
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 60000, QAT_FOTA_RESETTING), "%s", r->progress);
    rig_run(r, 1000, 99);
    CHECK(strcmp(r->log,
          "AT+QFOTADL=3,0\nAT+QGMR\nAT+QFOTADL=\"COM:\",5000,60\nAT+QFOTADL=4\nAT+QFOTADL=1\n") == 0,
          "%s", r->log);
    CHECK(strstr(r->progress, "uploading 6 ") != NULL && strstr(r->progress, " 96 preparing") != NULL, "%s",
          r->progress);
    r->version = "new";
    rig_say(r, "+QIND: \"FOTA\",\"RESETTING\"||+QIND: \"FOTA\",\"START\"||+QIND: \"FOTA\",\"END\",0||RDY");
    CHECK(rig_run(r, 60000, -1) && r->end.why == QAT_FOTA_UPDATED, "%d", r->end.why);
    end(r);
}

/* Wrong checksums, bytes that do not arrive: again from the start, so often; then the end says what came. */
static void damaged(int bad, uint32_t missing, int tries, int good)
{
    struct rig *r = begin();

    r->cfg.hold = 1;
    r->cfg.tries = (uint8_t)tries;
    r->bad_sum = bad;
    r->swallow = missing;
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 120000, -1), "%s", r->progress);
    CHECK(r->end.why == (good ? QAT_FOTA_DONE : QAT_FOTA_BY_UPLOAD), "%d %d: %d", bad, (int)missing,
          r->end.why);
    CHECK(good || (r->end.result == QAT_E_MISMATCH && r->end.phase == QAT_FOTA_UPLOADING &&
          r->end.number == (missing ? 5000 - (int)missing : 5000)), "%d", (int)r->end.number);
    CHECK(count(r->log, "\"COM:\"") == (bad ? bad : missing ? 1 : 0) + good, "%s", r->log);
    CHECK(count(r->log, "=3,0\n") == count(r->log, "\"COM:\""), "the mode may be forgotten: %s", r->log);
    CHECK(r->f.attempt == (bad ? bad : missing ? 1 : 0) + good, "%d", r->f.attempt);
    end(r);
}

/* The answer is good, but the module has another size in store. */
static void other_size(void)
{
    struct rig *r = begin();

    r->cfg.tries = 1;
    rig_rule(r, "AT+QFOTADL=4", "+QFOTADL: 4,4999||OK", 1);
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 120000, -1), "%s", r->progress);
    CHECK(r->end.why == QAT_FOTA_BY_UPLOAD && r->end.number == 4999, "%d", r->end.why);
    end(r);
}

/* Limits of the note, by what the version says of the model. */
static void sizes(void)
{
    static const struct { const char *version; uint32_t room; } cases[] = {
        { "BG95M1LAR02A04_01.001", 7040u * 1024 }, { "BG95M2LAR02A04", 7168u * 1024 },
        { "BG95M3LAR02A03", 7296u * 1024 }, { "BG95M4LAR02A04", 7168u * 1024 }, { "BG95N1LAR02A04",
          7168u * 1024 },
        { "BG600LM3LAR02A02", 7296u * 1024 }, { "BG77LAR02A04", 7168u * 1024 },
    };
    size_t i;
    uint32_t more;

    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (more = 0; more < 2; more++) {
            struct rig *r = begin();
            void *large = calloc(1, cases[i].room + more);
            int ok;

            r->version = cases[i].version;
            r->cfg.package.size = cases[i].room + more;
            r->cfg.package.data = large;
            CHECK(rig_start(r) == QAT_OK, "start");
            ok = rig_run(r, 10000, more ? -1 : QAT_FOTA_UPLOADING);
            CHECK(ok, "%s: %s", cases[i].version, r->progress);
            CHECK(!more || (r->end.why == QAT_FOTA_BY_SIZE && r->end.number == (int32_t)cases[i].room &&
                  r->end.result == QAT_E_ARG && strstr(r->log, "COM:") == NULL), "%s: %d", cases[i].version,
                  r->end.why);
            qat_fota_cancel(&r->f);
            rig_run(r, 1000, 99);
            end(r);
            free(large);
        }
    }
}

static const void *view(void *user, uint32_t offset, uint32_t *len)
{
    uint32_t *left = user;

    if (*left < offset) {
        return NULL;
    }
    *len = sizeof package - offset < 100 ? (uint32_t)(sizeof package - offset) : 100;
    return package + offset;
}

/* From a view; one that gives up ends the job. */
static void from_view(uint32_t last)
{
    struct rig *r = begin();

    r->cfg.hold = 1;
    r->cfg.package.data = NULL;
    r->cfg.package.view = view;
    r->cfg.package.user = &last;
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 60000, -1), "%s", r->progress);
    CHECK(last < 5000 ? r->end.why == QAT_FOTA_BY_COMMAND && r->end.result == QAT_E_CANCELLED &&
          r->f.attempt == 1
                      : r->end.why == QAT_FOTA_DONE, "%d %d", r->end.why, r->end.result);
    rig_run(r, 20000, 99);
    free(memset(r, 0, sizeof *r));
}

/* In the middle of an upload: cancelled, the module restarts, falls silent, refuses. */
static void broken_off(void)
{
    static const char *const replies[] = { "+CME ERROR: 590", "+CME ERROR: 591", "ERROR", "OK", "" };
    struct rig *r = begin();
    size_t i;

    rig_start(r);
    rig_run(r, 10000, QAT_FOTA_UPLOADING);
    qat_fota_cancel(&r->f);
    CHECK(rig_run(r, 1000, -1) && r->end.why == QAT_FOTA_BY_CANCEL && r->end.phase == QAT_FOTA_UPLOADING,
          "%d",
          r->end.why);
    end(r);
    for (i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        r = begin();
        r->cfg.hold = 1;
        rig_rule(r, "AT+QFOTADL=\"COM:\"", replies[i], 2);
        rig_start(r);
        CHECK(rig_run(r, 300000, -1), "%s", r->progress);
        CHECK(i == 0 ? r->end.why == QAT_FOTA_BY_COMMAND && r->end.number == 590 && r->f.attempt == 1
                     : r->end.why == QAT_FOTA_DONE && r->f.attempt == 3, "%s: %d", replies[i], r->end.why);
        end(r);
    }
    r = begin();
    r->cfg.hold = 1;
    r->swallow = 10;
    rig_start(r);
    rig_run(r, 10000, QAT_FOTA_UPLOADING);
    rig_run(r, 100, 99);
    r->payload = 0;
    rig_say(r, "RDY");
    CHECK(rig_run(r, 60000, -1) && r->end.why == QAT_FOTA_DONE && r->f.attempt == 2, "%d", r->end.why);
    end(r);
}

void test_upload(void)
{
    whole();
    damaged(0, 0, 0, 1);
    damaged(1, 0, 0, 1);
    damaged(2, 0, 0, 1);
    damaged(3, 0, 0, 0);
    damaged(5, 0, 5, 0);
    damaged(0, 1, 0, 1);
    damaged(0, 4999, 2, 1);
    damaged(0, 1234, 1, 0);
    other_size();
    sizes();
    from_view(100000);
    from_view(3000);
    broken_off();
}
