/* test_everywhere.c: one bad thing at every command line of a session, then at random. Afterwards the
 * session stands again, or is off as wanted, and everything that was accepted has ended exactly once.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

enum evil { RESTART, RESTART_AFTER, STATUS, CONTEXT, STOP, STOP_AND_STATUS, STOP_AND_RESTART, FAILS,
      SILENT, EVILS };
static const char *const names[] = { "restart", "restart behind the answer", "+QMTSTAT", "pdpdeact",
      "stop", "stop, then +QMTSTAT",
                                     "stop, then restart", "ERROR", "no answer" };

/* What happens at the command line number `at` of the helper's. */
struct plan {
    struct rig *r;
    enum evil evil;
    int at, seen, happened;
};

static void forget(struct module *m)
{
    m->open = m->connected = m->active = m->counted = m->stored = 0;
    m->payload = 0;
    m->in_len = 0;
}

static int hook(void *user, const char *line)
{
    struct plan *p = user;
    struct rig *r = p->r;

    if (strncmp(line, "AT+Q", 4) != 0 || p->seen++ != p->at) {
        return 0;
    }
    p->happened = 1;
    switch (p->evil) {
    case RESTART:
        forget(&r->module);
        module_say(&r->module, "RDY||APP RDY");
        return 1;
    case RESTART_AFTER:
        module_raw(&r->module, "\r\nRDY\r\n");
        forget(&r->module);
        return 1;
    case STATUS:
        r->module.open = r->module.connected = 0;
        module_say(&r->module, "+QMTSTAT: 2,1");
        return 0;
    case CONTEXT:
        r->module.active = 0;
        module_say(&r->module, "+QIURC: \"pdpdeact\",1");
        return 0;
    case STOP:
    case STOP_AND_STATUS:
    case STOP_AND_RESTART:
        r->stop_soon = 1;
        if (p->evil == STOP_AND_STATUS) {
            r->module.open = r->module.connected = 0;
            module_say(&r->module, "+QMTSTAT: 2,5");
        } else if (p->evil == STOP_AND_RESTART) {
            forget(&r->module);
            module_say(&r->module, "RDY||APP RDY");
            return 1;
        }
        return 0;
    case FAILS:
        module_say(&r->module, "ERROR");
        return 1;
    case SILENT:
        return 1;
    case EVILS:
        break;
    }
    return 0;
}

/* A session with two subscriptions, two messages and an unsubscription, until the plan has happened and
 * beyond. */
static void traffic(struct rig *r)
{
    rig_subscribe(r, 0, "plant/+/cmd");
    rig_subscribe(r, 1, "all");
    rig_run(r, 5000, QAT_MQTT_READY);
    rig_publish(r, 0, "a", "one", 0);
    rig_publish(r, 1, "a", "two", 1);
    rig_run(r, 500, -1);
    module_say(&r->module, r->module.stored ? "+QMTRECV: 2,1" : "+QMTRECV: 2,1,\"a\",\"x\"");
    rig_run(r, 500, -1);
    if (qat_mqtt_unsubscribe(&r->m, &r->sub[1]) == QAT_OK) {
        r->sub_starts[1]++;
    }
    rig_run(r, 1000, -1);
}

/* Returns 0 when the session has fewer command lines than `at`. */
static int once(enum evil evil, int at, int bg96, size_t chunk)
{
    struct rig *r = calloc(1, sizeof *r);
    struct plan plan;
    int stops = evil == STOP || evil == STOP_AND_STATUS || evil == STOP_AND_RESTART;

    rig_init(r, bg96);
    r->chunk = chunk;
    r->cfg.stored = !bg96;
    plan.r = r;
    plan.evil = evil;
    plan.at = at;
    plan.seen = plan.happened = 0;
    r->module.hook = hook;
    r->module.user = &plan;
    rig_start(r);
    traffic(r);
    if (plan.happened && stops) {
        MUST(rig_run(r, 60000, QAT_MQTT_OFF), "%s at %d: off: %s", names[evil], at, r->states);
        rig_run(r, 100, -1);
        MUST(rig_settled(r) && r->offs == 1, "%s at %d: settled: %d offs", names[evil], at, r->offs);
        MUST(r->sub[0].next == NULL && r->m.subs == NULL && r->m.pubs == NULL, "%s at %d: given back",
              names[evil], at);
        rig_start(r);
        rig_subscribe(r, 0, "plant/+/cmd");
    }
    MUST(rig_run(r, 400000, QAT_MQTT_READY), "%s at %d: again: %s\n%s", names[evil], at, r->states,
          r->module.log);
    rig_run(r, 30000, -1);
    MUST(rig_settled(r), "%s at %d: settled: %d/%d %d/%d %d/%d %d/%d", names[evil], at, r->sub_ends[0],
          r->sub_starts[0],
         r->sub_ends[1], r->sub_starts[1], r->pub_ends[0], r->pub_starts[0], r->pub_ends[1],
               r->pub_starts[1]);
    MUST(qat_mqtt_state(&r->m) == QAT_MQTT_READY, "%s at %d: stays: %s", names[evil], at, r->states);
    plan.at = -1;
    MUST(rig_publish(r, 0, "a", "b", 0) == QAT_OK, "%s at %d: publish", names[evil], at);
    rig_run(r, 1000, -1);
    MUST(r->pub_result[0] == QAT_OK && rig_settled(r), "%s at %d: published: %d", names[evil], at,
          r->pub_result[0]);
    free(r);
    return plan.happened;
}

static void at_every_command(void)
{
    static const size_t chunks[] = { 0, 1, 5 };
    int evil, at, failed;

    for (evil = 0; evil < EVILS; evil++) {
        failed = tests_failed;
        for (at = 0; once((enum evil)evil, at, at & 1, chunks[at % 3]) || once((enum evil)evil, at,
              !(at & 1), 0); at++) {
        }
        CHECK(at > 25, "%s: only %d commands", names[evil], at);
        CHECK(failed == tests_failed, "%s", names[evil]);
    }
}

/* Stop from within on_state, in every state. */
static void stop_in_callbacks(void)
{
    int state;

    for (state = QAT_MQTT_NETWORK; state <= QAT_MQTT_WAITING; state++) {
        struct rig *r = calloc(1, sizeof *r);

        rig_init(r, state & 1);
        r->stop_in_state = state;
        if (state >= QAT_MQTT_CLOSING) {
            module_rule(&r->module, "AT+QMTCONN", "OK||+QMTCONN: 2,0,3", -1);
        }
        rig_start(r);
        rig_subscribe(r, 0, "a");
        CHECK(rig_run(r, 60000, QAT_MQTT_OFF), "%d: %s", state, r->states);
        CHECK(rig_settled(r) && r->sub_ends[0] == 1, "%d: %d", state, r->sub_ends[0]);
        free(r);
    }
}

static uint32_t dice(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

struct chaos {
    struct rig *r;
    uint32_t seed;
    int on;
};

static int chaos_hook(void *user, const char *line)
{
    struct chaos *c = user;

    (void)line;
    if (!c->on) {
        return 0;
    }
    switch (dice(&c->seed) % 60) {
    case 0:
        forget(&c->r->module);
        module_say(&c->r->module, "RDY||APP RDY");
        return 1;
    case 1:
        c->r->module.open = c->r->module.connected = 0;
        module_say(&c->r->module, "+QMTSTAT: 2,7");
        return 0;
    case 2:
        module_say(&c->r->module, "+CME ERROR: 3");
        return 1;
    case 3:
        return 1;
    case 4:
        module_say(&c->r->module, "OK"); /* and nothing later */
        return 1;
    case 5:
        module_say(&c->r->module, "+QIURC: \"pdpdeact\",1");
        return 0;
    default:
        return 0;
    }
}

static void chaos(uint32_t seed)
{
    struct rig *r = calloc(1, sizeof *r);
    struct chaos c;
    int i;

    rig_init(r, (int)(seed & 1));
    c.r = r;
    c.seed = seed;
    c.on = 1;
    r->module.hook = chaos_hook;
    r->module.user = &c;
    r->cfg.pause_max_ms = 8000;
    rig_start(r);
    for (i = 0; i < 60; i++) {
        unsigned which = dice(&c.seed) % RIG_SUBS;

        r->module.log_len = 0;
        if (dice(&c.seed) & 1) {
            rig_subscribe(r, (int)which, "a/b");
        } else if (qat_mqtt_unsubscribe(&r->m, &r->sub[which]) == QAT_OK) {
            r->sub_starts[which]++;
        }
        rig_publish(r, (int)(dice(&c.seed) % RIG_PUBS), "a", "b", (int)(dice(&c.seed) % 3));
        if (dice(&c.seed) % 16 == 0) {
            if (qat_mqtt_stop(&r->m) == QAT_OK) {
                MUST(rig_run(r, 600000, QAT_MQTT_OFF), "seed %u: off", seed);
            }
            rig_run(r, 100, -1);
            MUST(rig_settled(r), "seed %u: settled", seed);
            rig_start(r);
        }
        rig_run(r, dice(&c.seed) % 20000, -1);
    }
    c.on = 0;
    r->module.log_len = 0;
    MUST(rig_run(r, 900000, QAT_MQTT_READY), "seed %u: %s", seed, r->states);
    rig_run(r, 30000, -1);
    MUST(rig_run(r, 60000, QAT_MQTT_READY) && rig_settled(r), "seed %u: settled", seed);
    free(r);
}

void test_everywhere(void)
{
    uint32_t seed;
    int failed;

    at_every_command();
    stop_in_callbacks();
    failed = tests_failed;
    for (seed = 1; seed <= 60; seed++) {
        chaos(seed);
    }
    CHECK(failed == tests_failed, "at random");
}
