/* test_orders.c: what an update tells, with lines that are missing, doubled, late, early, in any order, cut
 * anywhere. Whatever comes: it ends once, in time, with the truth.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

#define FOTA(rest) "+QIND: \"FOTA\"," rest
enum { MOST = 40 };

static const char *const bg95[] = {
    FOTA("\"HTTPSTART\""), FOTA("\"DOWNLOADING\",5%"), FOTA("\"DOWNLOADING\",100%"), FOTA("\"HTTPEND\",0"),
    FOTA("\"RESETTING\""), FOTA("\"START\""), FOTA("\"UPDATING\",1%"), FOTA("\"UPDATING\",50%"),
    FOTA("\"UPDATING\",100%"), FOTA("\"END\",0"), "RDY", NULL
};
static const char *const bg96[] = {
    FOTA("\"HTTPTART\""), FOTA("\"HTTPEND\",0"), FOTA("\"START\""), FOTA("\"UPDATING\", 1%"),
    FOTA("\"UPDATING\", 100%"), FOTA("\"RESTORE\", 1%"), FOTA("\"RESTORE\", 100%"), FOTA("\"END\",0"), "RDY",
    NULL
};
static const char *const coap[] = {
    FOTA("\"COAPSTART\""), FOTA("\"COAPEND\",0"), FOTA("\" RESETTING\""), FOTA("\"START\""),
    FOTA("\"UPDATING\",1%"),
    FOTA("\"UPDATING\",100%"), FOTA("\"END\",0"), "RDY", NULL
};
/* The power went in the middle, twice. */
static const char *const resumed[] = {
    FOTA("\"HTTPTART\""), FOTA("\"HTTPEND\",0"), FOTA("\"START\""), FOTA("\"UPDATING\", 60%"),
    FOTA("\"Last upgrade was not finished,continue upgrade\""), FOTA("\"RESTORE\", 1%"),
    FOTA("\"Last upgrade was not finished,continue upgrade\""), FOTA("\"RESTORE\", 1%"),
    FOTA("\"RESTORE\", 100%"),
    FOTA("\"END\",0"), "RDY", NULL
};

struct tale {
    const char *const *lines;
    int old, by_coap;
};
static const struct tale tales[] = { { bg95, 0, 0 }, { bg96, 1, 0 }, { coap, 0, 1 }, { resumed, 1, 0 } };

static size_t count(const char *const *lines)
{
    size_t n = 0;

    while (lines[n]) {
        n++;
    }
    return n;
}

/* Tells the lines, each some time behind the one before; the module is deaf from the first word on the update
 * (so far as it is told) until the last line, and has new firmware then. Returns the rig; it has ended. */
static struct rig *tell(const struct tale *t, const char *const *lines, size_t n, size_t chunk, size_t cut)
{
    struct rig *r = calloc(1, sizeof *r);
    size_t i;

    rig_init(r, t->old);
    r->chunk = chunk;
    r->cfg.tries = 1;
    if (t->by_coap) {
        r->cfg.url = qat_str("coap://a:5683/b");
    }
    rig_start(r);
    MUST(rig_run(r, 60000, QAT_FOTA_DOWNLOADING), "%s", r->progress);
    rig_run(r, 1000, 99);
    r->cut = cut;
    for (i = 0; i < n; i++) {
        r->deaf = r->deaf || strstr(lines[i], "RESETTING") || strstr(lines[i], "START\"") == lines[i] + 15;
        if (i + 1 == n) {
            r->deaf = 0;
            r->version = "new";
        }
        if (strstr(lines[i], "START\"") || strstr(lines[i], "RESETTING") || strstr(lines[i], "Last")) {
            r->last_phase = 0; /* it begins anew */
        }
        rig_say(r, lines[i]);
        rig_run(r, 3000, 99);
    }
    r->deaf = 0;
    r->version = "new";
    if (r->ends == 0) {
        rig_run(r, 2 * HOUR, -1);
    }
    MUST(r->ends == 1 && r->went_back == 0, "%d ends, %d back: %s", r->ends, r->went_back, r->progress);
    return r;
}

static void dump(const char *const *lines, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++) {
        printf("    %s\n", lines[i]);
    }
}

/* It runs new firmware, and nothing said that it failed: the end has to say so. A restart before the package
 * was there ends the only attempt. */
static void good(struct rig *r, const char *const *lines, size_t n, const char *what)
{
    size_t i = 0;
    int ok;

    while (i < n && strcmp(lines[i], "RDY") != 0 && !strstr(lines[i], "PEND\",0")) {
        i++;
    }
    ok = i < n && strcmp(lines[i], "RDY") == 0 && r->end.why == QAT_FOTA_BY_RESTART ? 1
       : r->end.why == QAT_FOTA_UPDATED;

    CHECK(ok, "%s: %s, %s", what, qat_fota_why_name(r->end.why), r->progress);
    if (!ok) {
        dump(lines, n);
    }
    MUST(rig_settled(r), "%s: %s", what, r->progress);
    free(r);
}

static void one_changed(const struct tale *t)
{
    const char *lines[MOST];
    size_t n = count(t->lines), i, k, m;

    for (i = 0; i < n; i++) {
        for (m = k = 0; k < n; k++) { /* missing */
            if (k != i) {
                lines[m++] = t->lines[k];
            }
        }
        good(tell(t, lines, m, 0, 0), lines, m, "missing");
        for (k = i + 1; k < n; k++) { /* two of them */
            size_t from, to;

            for (from = to = 0; from < n; from++) {
                if (from != i && from != k) {
                    lines[to++] = t->lines[from];
                }
            }
            if (i > 0 || k > 1) { /* something is left of the download's end */
                good(tell(t, lines, to, 0, 0), lines, to, "two missing");
            }
        }
        for (m = k = 0; k < n; k++) { /* doubled */
            lines[m++] = t->lines[k];
            if (k == i) {
                lines[m++] = t->lines[k];
            }
        }
        good(tell(t, lines, m, 0, 0), lines, m, "doubled");
        for (k = 0; k < n; k++) { /* at another place, earlier or later */
            size_t from, to;

            if (k == i) {
                continue;
            }
            for (from = to = 0; to < n; to++) {
                from += from == i;
                lines[to] = to == k ? t->lines[i] : t->lines[from++];
            }
            good(tell(t, lines, n, 0, 0), lines, n, "moved");
        }
        for (k = i + 1; k <= n; k++) { /* once more, later */
            size_t from;

            for (m = from = 0; from < n; from++) {
                if (from == k) {
                    lines[m++] = t->lines[i];
                }
                lines[m++] = t->lines[from];
            }
            if (k == n) {
                lines[m++] = t->lines[i];
            }
            good(tell(t, lines, m, 0, 0), lines, m, "again later");
        }
    }
}

static uint32_t random_seed = 1;

static size_t dice(size_t n)
{
    random_seed = random_seed * 1664525u + 1013904223u;
    return (random_seed >> 8) % n;
}

/* In any order, some missing, some twice: it ends once, in time, and the engine works. */
static void shuffled(const struct tale *t, int rounds)
{
    const char *lines[MOST];
    size_t n = count(t->lines), i;

    while (rounds-- > 0) {
        size_t m = 0;
        struct rig *r;

        for (i = 0; i < n; i++) {
            size_t copies = dice(8) == 0 ? 0 : dice(8) == 0 ? 2 : 1;

            while (copies-- > 0) {
                size_t at = dice(m + 1);

                memmove(lines + at + 1, lines + at, (m - at) * sizeof *lines);
                lines[at] = t->lines[i];
                m++;
            }
        }
        r = tell(t, lines, m, dice(3) ? 0 : 1, 0);
        MUST(r->end.why == QAT_FOTA_UPDATED || r->end.why == QAT_FOTA_BY_SILENCE ||
             r->end.why == QAT_FOTA_BY_RESTART ||
             r->end.why == QAT_FOTA_BY_VERSION ||
             (r->end.why == QAT_FOTA_BY_COMMAND && r->end.phase == QAT_FOTA_CHECKING), "%d", r->end.why);
        CHECK(rig_settled(r), "%s", r->progress);
        free(r);
    }
}

/* Each line at once, at each cut: the same is told. */
static void cuts(const struct tale *t)
{
    size_t n = count(t->lines), chunk, cut;
    struct rig *whole = tell(t, t->lines, n, 0, 0);

    CHECK(whole->end.why == QAT_FOTA_UPDATED, "%d", whole->end.why);
    for (chunk = 1; chunk <= 60; chunk++) {
        struct rig *r = tell(t, t->lines, n, chunk, 0);

        CHECK(strcmp(r->progress, whole->progress) == 0 && r->end.why == whole->end.why, "chunks of %u: %s",
              (unsigned)chunk, r->progress);
        free(r);
    }
    for (cut = 1; cut < 70; cut++) {
        struct rig *r = tell(t, t->lines, n, 0, cut);

        CHECK(strcmp(r->progress, whole->progress) == 0, "cut at %u: %s", (unsigned)cut, r->progress);
        free(r);
    }
    free(whole);
}

/* Every number of the note ends as it should; downloads that may go better are tried again. */
static void errors(void)
{
    static const struct { int err, again; } downloads[] = {
        { 701, 1 }, { 702, 1 }, { 703, 1 }, { 704, 1 }, { 705, 0 }, { 706, 0 }, { 707, 1 }, { 708, 0 },
          { 709, 1 },
        { 710, 1 },
    };
    static const int updates[] = { 504, 505, 506, 511, 512, 999 };
    char text[60];
    size_t i, k;

    for (i = 0; i < sizeof downloads / sizeof downloads[0]; i++) {
        struct rig *r = calloc(1, sizeof *r);

        rig_init(r, 0);
        r->cfg.url = qat_str(i & 1 ? "coap://a:1/b" : "http://a/b");
        rig_start(r);
        for (k = 0; k < (downloads[i].again ? 3u : 1u); k++) {
            CHECK(rig_run(r, 60000, QAT_FOTA_DOWNLOADING), "%d: %s", downloads[i].err, r->progress);
            snprintf(text, sizeof text, FOTA("\"%sEND\",%d"), i & 1 ? "COAP" : "HTTP", downloads[i].err);
            rig_run(r, 1000, 99);
            rig_say(r, text);
            rig_say(r, text); /* twice */
            rig_run(r, 2000, 99);
        }
        CHECK(r->ends == 1 && r->end.why == QAT_FOTA_BY_DOWNLOAD && r->end.number == downloads[i].err &&
              r->end.phase == QAT_FOTA_DOWNLOADING && r->end.result == QAT_E_RESULT, "%d: %d",
                downloads[i].err,
              r->end.why);
        CHECK(rig_settled(r), "%s", r->progress);
        free(r);
    }
    for (i = 0; i < sizeof updates / sizeof updates[0]; i++) {
        struct rig *r = calloc(1, sizeof *r);

        rig_init(r, 0);
        rig_start(r);
        rig_run(r, 60000, QAT_FOTA_DOWNLOADING);
        snprintf(text, sizeof text, FOTA("\"START\"") "||" FOTA("\"END\",%d") "||RDY", updates[i]);
        rig_say(r, text);
        CHECK(rig_run(r, 60000, -1) && r->end.why == QAT_FOTA_BY_UPDATE && r->end.number == updates[i],
              "%d: %d",
              updates[i], r->end.why);
        CHECK(rig_settled(r), "%s", r->progress);
        free(r);
    }
}

/* The module is at the download, then tells these lines, with so many s between them. */
static struct rig *story(const char *const *lines, uint32_t pause_s, const char *version)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, 0);
    r->cfg.on_speed = NULL;
    rig_start(r);
    rig_run(r, 60000, QAT_FOTA_DOWNLOADING);
    rig_run(r, 1000, 99);
    for (; *lines; lines++) {
        r->deaf = strcmp(*lines, "RDY") != 0 && !strstr(*lines, "HTTPEND") && !strstr(*lines, "RESETTING");
        r->version = r->deaf ? r->version : version;
        rig_say(r, *lines);
        rig_run(r, pause_s * 1000, 99);
    }
    return r;
}

static void ends(struct rig *r, int why, int number, const char *progress)
{
    const char *tail = strstr(r->progress, progress);

    CHECK(r->ends == 1 && r->end.why == why && r->end.number == number, "%d ends, %d, %d: %s", r->ends,
          r->end.why, (int)r->end.number, r->progress);
    CHECK(tail && strcmp(tail, progress) == 0, "%s", r->progress);
    CHECK(rig_settled(r), "%s", r->progress);
    free(r);
}

/* What exactly is believed. */
static void stories(void)
{
    static const char *const late[] = { FOTA("\"HTTPEND\",0"), FOTA("\"START\""), FOTA("\"END\",0"),
                                        FOTA("\"UPDATING\",99%"), "RDY", NULL };
    static const char *const twice[] = { FOTA("\"HTTPEND\",0"), FOTA("\"START\""), FOTA("\"END\",504"),
                                         FOTA("\"END\",0"), "RDY", NULL };
    static const char *const anew[] = { FOTA("\"HTTPEND\",0"), FOTA("\"START\""), FOTA("\"END\",504"),
                                        FOTA("\"START\""), FOTA("\"END\",0"), "RDY", NULL };
    static const char *const anew_bad[] = { FOTA("\"HTTPEND\",0"), FOTA("\"START\""), FOTA("\"END\",0"),
                                            FOTA("\"START\""), FOTA("\"END\",511"), "RDY", NULL };
    static const char *const up[] = { FOTA("\"HTTPEND\",0"), FOTA("\"RESETTING\""), NULL };
    static const char *const again[] = { FOTA("\"HTTPEND\",0"), FOTA("\"START\""), "RDY", NULL };
    struct rig *r;

    ends(story(late, 1, "new"), QAT_FOTA_UPDATED, 0, "resetting updating starting checking");
    ends(story(twice, 1, "new"), QAT_FOTA_BY_UPDATE, 504, "resetting updating starting checking");
    ends(story(anew, 1, "new"), QAT_FOTA_UPDATED, 0, "updating starting updating starting checking");
    ends(story(anew_bad, 1, "new"), QAT_FOTA_BY_UPDATE, 511, "updating starting updating starting checking");
    ends(story(up, 35, "new"), QAT_FOTA_UPDATED, 0, "downloading resetting checking"); /* not much later */
    r = story(again, 35, "BG95M3LAR02A03_01.011.01.011"); /* the update did not begin: another attempt */
    CHECK(r->ends == 0 && rig_run(r, 60000, QAT_FOTA_DOWNLOADING) && r->f.attempt == 2, "%s", r->progress);
    rig_say(r, FOTA("\"HTTPEND\",0") "||" FOTA("\"END\",505")); /* and stays up */
    rig_run(r, 40000, 99);
    ends(r, QAT_FOTA_BY_UPDATE, 505, "downloading resetting starting checking");
}

void test_orders(void)
{
    stories();
    size_t i;

    for (i = 0; i < sizeof tales / sizeof tales[0]; i++) {
        cuts(&tales[i]);
        one_changed(&tales[i]);
        shuffled(&tales[i], 500);
    }
    errors();
}
