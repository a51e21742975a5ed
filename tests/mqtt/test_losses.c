/* test_losses.c: sessions that are lost, and attempts that fail.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

static struct rig *ready(int bg96)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, bg96);
    rig_start(r);
    rig_subscribe(r, 0, "plant/+/cmd");
    CHECK(rig_run(r, 10000, QAT_MQTT_READY), "states %s", r->states);
    r->module.log_len = 0;
    r->module.log[0] = 0;
    return r;
}

static void status(int cause)
{
    struct rig *r = ready(1);
    char text[40];
    const char *want;

    CHECK(rig_publish(r, 0, "a", "b", 1) == QAT_OK, "publish");
    module_rule(&r->module, "~AT+QMTPUB", "OK", 1); /* its result will not come any more */
    rig_run(r, 500, -1);
    CHECK(r->pub_ends[0] == 0, "awaited");
    r->module.open = r->module.connected = 0;
    snprintf(text, sizeof text, "+QMTSTAT: 2,%d", cause);
    module_say(&r->module, "+QMTSTAT: 3,1"); /* another client's */
    rig_run(r, 100, -1);
    CHECK(qat_mqtt_state(&r->m) == QAT_MQTT_READY, "not ours");
    module_say(&r->module, text);
    CHECK(rig_run(r, 100, QAT_MQTT_WAITING), "cause %d: %s", cause, r->states);
    CHECK(r->losts == 1 && r->lost.why == QAT_MQTT_BY_STATUS && r->lost.number == cause &&
          r->lost.state == QAT_MQTT_READY,
          "%d %d", r->lost.why, (int)r->lost.number);
    CHECK(r->pub_ends[0] == 1 && r->pub_result[0] == QAT_E_CANCELLED, "%d", r->pub_result[0]);
    CHECK(rig_run(r, 30000, QAT_MQTT_READY), "again: %s", r->states);
    want = cause == 2 ? "AT+QMTPUB=2,2,1,0,\"a\"\n~b\nAT+QMTCLOSE=2\nAT+QIDEACT=1\nAT+QIACT?\n"
                        "AT+QICSGP=1,1,\"internet\"\nAT+QIACT=1\n"
                      : "AT+QMTPUB=2,2,1,0,\"a\"\n~b\nAT+QMTCLOSE=2\nAT+QIACT?\nAT+QMTOPEN?\nAT+QSSLCFG";
    CHECK(strncmp(r->module.log, want, strlen(want)) == 0, "cause %d: %s", cause, r->module.log);
    CHECK(strstr(r->module.log, "AT+QFUPL") == NULL, "files are uploaded once");
    CHECK(r->sub[0].granted == 1 && r->sub_ends[0] == 1, "subscribed again, done not told twice");
    CHECK(r->asked == 2, "credentials were asked for again");
    CHECK(rig_publish(r, 0, "a", "b", 1) == QAT_OK, "publish again");
    rig_run(r, 1000, -1);
    CHECK(r->pub_ends[0] == 2 && r->pub_result[0] == QAT_OK && rig_settled(r), "%d", r->pub_result[0]);
    free(r);
}

/* The password is wrong, then it is changed. */
static void wrong_password(void)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, 1);
    module_rule(&r->module, "AT+QMTCONN=2,\"plant-7\",\"user\",\"wrong\"", "OK||+QMTCONN: 2,0,4", -1);
    r->password = "wrong";
    rig_start(r);
    CHECK(!rig_run(r, 20000, QAT_MQTT_READY), "%s", r->states);
    CHECK(r->losts >= 3 && r->losts <= 6 && r->lost.why == QAT_MQTT_BY_SERVER && r->lost.number == 4 &&
          r->lost.result == QAT_E_RESULT && r->lost.state == QAT_MQTT_CONNECTING, "%d: %d %d", r->losts,
                r->lost.why, (int)r->lost.number);
    r->password = "secret";
    CHECK(rig_run(r, 120000, QAT_MQTT_READY), "%s", r->states);
    free(r);
}

static void no_credentials(void)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, 1);
    r->refuse = 77;
    rig_start(r);
    CHECK(!rig_run(r, 2500, QAT_MQTT_READY), "%s", r->states);
    CHECK(r->losts >= 2 && r->lost.why == QAT_MQTT_BY_CREDENTIALS && r->lost.result == 77, "%d",
          r->lost.result);
    CHECK(strstr(r->module.log, "AT+QMTCONN") == NULL, "nothing was sent");
    r->refuse = 0;
    CHECK(rig_run(r, 120000, QAT_MQTT_READY), "%s", r->states);
    free(r);
}

/* Results that come after their limit, or never. */
static void missed_results(void)
{
    static const struct { const char *line, *late; uint32_t limit; int why; } cases[] = {
        { "AT+QMTOPEN=", "+QMTOPEN: 2,0", 75000, QAT_MQTT_BY_COMMAND },
        { "AT+QMTOPEN=", "+QMTOPEN: 2,-1", 75000, QAT_MQTT_BY_COMMAND },
        { "AT+QMTCONN=", "+QMTCONN: 2,0,0", 5000, QAT_MQTT_BY_COMMAND },
        { "AT+QMTSUB=", "+QMTSUB: 2,1,0,1", 15000, QAT_MQTT_BY_COMMAND },
    };
    size_t i;
    int comes;

    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (comes = 0; comes < 2; comes++) {
            struct rig *r = calloc(1, sizeof *r);

            rig_init(r, 1);
            module_rule(&r->module, cases[i].line, "@", 1);
            rig_start(r);
            rig_subscribe(r, 0, "plant/+/cmd");
            CHECK(!rig_run(r, cases[i].limit - 100, QAT_MQTT_READY), "%s", r->states);
            r->module.open = strstr(cases[i].late, "OPEN: 2,-1") == NULL;
            rig_run(r, 600, -1);
            CHECK(r->losts == 1 && r->lost.why == cases[i].why && r->lost.result == QAT_E_TIMEOUT,
                  "%s: %d", cases[i].line, r->losts);
            if (comes) {
                module_say(&r->module, cases[i].late);
            }
            CHECK(rig_run(r, 30000, QAT_MQTT_READY), "%s %d: %s, %s", cases[i].line, comes, r->states,
                  r->module.log);
            if (i == 3) { /* the first subscription's done told it */
                CHECK(r->sub_ends[0] == 1 && r->sub_result[0] == QAT_E_TIMEOUT, "%d", r->sub_result[0]);
            } else {
                CHECK(r->sub_ends[0] == 1 && r->sub_result[0] == QAT_OK, "%d", r->sub_result[0]);
            }
            free(r);
        }
    }
}

/* The result of a publish does not come: the session is given up, and the next one is free to publish. */
static void missed_publish(void)
{
    struct rig *r = ready(1);
    int i;

    for (i = 0; i < RIG_PUBS; i++) {
        CHECK(rig_publish(r, i, "a", "b", 0) == QAT_OK, "publish");
    }
    module_rule(&r->module, "~AT+QMTPUB", "OK", 3);
    CHECK(rig_run(r, 20000, QAT_MQTT_WAITING), "%s", r->states);
    CHECK(r->losts == 1 && r->lost.why == QAT_MQTT_BY_NO_RESULT, "%d", r->lost.why);
    CHECK(rig_run(r, 20000, QAT_MQTT_READY), "%s", r->states);
    CHECK(rig_settled(r), "each ended once");
    CHECK(rig_publish(r, 0, "a", "b", 0) == QAT_OK, "free again");
    rig_run(r, 1000, -1);
    CHECK(r->pub_result[0] == QAT_OK && rig_settled(r), "%d", r->pub_result[0]);
    CHECK(qat_cancel(&r->q, &r->pub[0].cmd.req) == QAT_E_STATE, "not pending");
    free(r);
}

/* Pauses: doubled, never longer than the longest, between half of it and all of it. */
static void pauses(int jitter)
{
    struct rig *r = calloc(1, sizeof *r);
    uint32_t want = 1000, least = 0xFFFFFFFF;
    int i;

    rig_init(r, 1);
    r->now = 0xFFFFF000; /* the clock wraps */
    if (!jitter) {
        r->cfg.random = NULL;
    }
    module_rule(&r->module, "AT+QIACT?", "ERROR", -1);
    rig_start(r);
    rig_run(r, 60000, QAT_MQTT_NETWORK); /* start-up */
    for (i = 0; i < 12; i++) {
        uint32_t began, pause;

        CHECK(rig_run(r, 100, QAT_MQTT_WAITING), "%s", r->states);
        began = r->now;
        CHECK(rig_run(r, 70000, QAT_MQTT_NETWORK), "%s", r->states);
        pause = r->now - began;
        CHECK(jitter ? pause >= want / 2 && pause <= want : pause == want, "attempt %d: %u of %u", i,
              pause, want);
        least = pause * 100 / want < least ? pause * 100 / want : least;
        want = want * 2 > 60000 ? 60000 : want * 2;
    }
    CHECK(r->lost.why == QAT_MQTT_BY_COMMAND && r->lost.result == QAT_E_ERROR, "%d", r->lost.result);
    CHECK(!jitter || least < 85, "it does vary: %u %%", least);
    CHECK(r->losts == 12 || r->losts == 13, "%d", r->losts);
    free(r);
}

/* After a session that lasted, the pause is short again; after one that did not, it is not. */
static void pause_after(uint32_t lasted_ms, uint32_t at_most)
{
    struct rig *r = calloc(1, sizeof *r);
    uint32_t began;

    rig_init(r, 1);
    r->cfg.random = NULL;
    module_rule(&r->module, "AT+QIACT?", "ERROR", 4);
    rig_start(r);
    CHECK(rig_run(r, 60000, QAT_MQTT_READY), "%s", r->states);
    rig_run(r, lasted_ms, -1);
    r->module.open = r->module.connected = 0;
    module_say(&r->module, "+QMTSTAT: 2,1");
    rig_run(r, 1000, QAT_MQTT_WAITING);
    began = r->now;
    CHECK(rig_run(r, 60000, QAT_MQTT_NETWORK), "%s", r->states);
    CHECK(r->now - began == at_most, "%u", r->now - began);
    free(r);
}

static void context_gone(void)
{
    struct rig *r = ready(1);

    module_say(&r->module, "+QIURC: \"pdpdeact\",3");
    rig_run(r, 100, -1);
    CHECK(r->losts == 0, "another context");
    module_say(&r->module, "+QIURC: \"pdpdeact\",1");
    r->module.active = 0;
    CHECK(rig_run(r, 1000, QAT_MQTT_WAITING), "%s", r->states);
    CHECK(r->lost.why == QAT_MQTT_BY_CONTEXT, "%d", r->lost.why);
    CHECK(rig_run(r, 30000, QAT_MQTT_READY), "%s", r->states);
    CHECK(strstr(r->module.log, "AT+QIDEACT=1\nAT+QIACT?\nAT+QICSGP") != NULL, "%s", r->module.log);
    free(r);
}

/* The module falls silent in the middle of a publish, and comes back with a restart, or without. */
static void silence(int restart)
{
    struct rig *r = ready(1);

    module_rule(&r->module, "AT", "", -1);
    rig_publish(r, 0, "a", "b", 1);
    rig_run(r, 120000, -1);
    CHECK(rig_settled(r), "the publish ended");
    r->module.rule_count = 0;
    if (restart) {
        r->module.open = r->module.connected = r->module.active = 0;
        module_say(&r->module, "RDY||APP RDY");
    }
    CHECK(rig_run(r, 200000, QAT_MQTT_READY), "%d: %s", restart, r->states);
    CHECK(rig_publish(r, 0, "a", "b", 1) == QAT_OK, "publish");
    rig_run(r, 1000, -1);
    CHECK(rig_settled(r) && r->pub_result[0] == QAT_OK, "%d", r->pub_result[0]);
    free(r);
}

/* Granted in one session, refused in the next; refused at once. */
static void refused_subscriptions(void)
{
    struct rig *r = ready(1);

    module_rule(&r->module, "AT+QMTSUB=2,2,", "OK||+QMTSUB: 2,2,0,128", 1);
    module_rule(&r->module, "AT+QMTSUB=2,3,", "+CME ERROR: 3", 1);
    module_rule(&r->module, "AT+QMTSUB=2,4,", "OK||+QMTSUB: 2,4,2", 1);
    rig_subscribe(r, 1, "secret/#");
    rig_subscribe(r, 2, "b");
    rig_run(r, 1000, -1);
    CHECK(r->sub_result[1] == QAT_E_RESULT && r->sub[1].granted == 0x80 && r->sub_result[2] == QAT_E_CME,
          "%d %d", r->sub_result[1],
          r->sub_result[2]);
    rig_subscribe(r, 2, "b");
    rig_run(r, 1000, -1);
    CHECK(r->sub_result[2] == QAT_E_RESULT && r->sub[2].granted == 0xFF, "%d", r->sub_result[2]);
    CHECK(qat_mqtt_state(&r->m) == QAT_MQTT_READY && r->losts == 0 && rig_settled(r),
          "the session goes on");
    module_rule(&r->module, "AT+QMTSUB=2,5,", "OK||+QMTSUB: 2,5,0,128", 1);
    module_say(&r->module, "+QMTSTAT: 2,1");
    rig_run(r, 1000, QAT_MQTT_WAITING);
    CHECK(rig_run(r, 30000, QAT_MQTT_READY), "%s", r->states);
    CHECK(r->sub[0].granted == 0x80 && r->sub_ends[0] == 1, "told by granted only: %d", r->sub[0].granted);
    CHECK(qat_mqtt_unsubscribe(&r->m, &r->sub[0]) == QAT_OK, "off the list");
    rig_run(r, 1000, -1);
    CHECK(r->sub_ends[0] == 2, "unsubscribed");
    free(r);
}

void test_losses(void)
{
    int cause;

    for (cause = 1; cause <= 8; cause++) {
        status(cause);
    }
    wrong_password();
    no_credentials();
    missed_results();
    missed_publish();
    pauses(0);
    pauses(1);
    pause_after(1000, 16000);
    pause_after(70000, 1000);
    context_gone();
    silence(0);
    silence(1);
    refused_subscriptions();
}
