/* test_everywhere.c: one bad thing at every command line of a whole life, then at random. Afterwards the
 * helper is READY again, or off as wanted, and everything that was accepted has ended exactly once.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdlib.h>

enum evil { RESTART, RESTART_AFTER, EVENT, CANCEL, DEAF, FAILS, FAILS_CME, SILENT, STOP, STOP_AND_RESTART,
            STOP_AND_EVENT,
            EVILS };
static const char *const names[] = { "restart", "restart behind the answer", "registration ends", "cancelled",
                                     "no network", "ERROR", "+CME ERROR", "no answer", "stop", "stop, then restart",
                                     "stop, then an event" };

struct plan {
    enum evil evil;
    int at, seen, happened, neul;
};

static void restart(struct rig *r)
{
    r->attached = r->registered = r->observed = 0;
    r->payload = 0;
    r->in_len = 0;
    rig_say(r, r->cfg.neul ? "REBOOT_CAUSE_APPLICATION_AT|Neul |OK" : "RDY|APP RDY");
}

static const char *event(const struct plan *p)
{
    return p->neul ? "+QLWEVTIND:1" : "+QLWEVENT: 3,\"STATE_REGISTER_REQUIRED\"";
}

static int hook(struct rig *r, const char *line)
{
    struct plan *p = r->plan;

    if (strcmp(line, "AT") == 0 || strncmp(line, "AT+CMEE", 7) == 0 || strncmp(line, "ATE", 3) == 0 ||
        p->seen++ != p->at) {
        return 0;
    }
    p->happened = 1;
    switch (p->evil) {
    case RESTART: restart(r); return 1;
    case RESTART_AFTER: rig_say(r, "OK"); restart(r); return 1;
    case EVENT: rig_say(r, event(p)); return 0;
    case CANCEL:
        rig_say(r, p->neul ? "+QLWEVTIND:9" : "+QLWOBSERVE: \"1\",\"/19/0/0\",1");
        return 0;
    case DEAF: rig_say(r, "+CEREG:0"); r->attached = 0; return 0;
    case FAILS: rig_say(r, "ERROR"); return 1;
    case FAILS_CME: rig_say(r, "+CME ERROR: 513"); return 1;
    case SILENT: return 1;
    case STOP: r->stop_soon = 1; return 0;
    case STOP_AND_RESTART: r->stop_soon = 1; restart(r); return 1;
    case STOP_AND_EVENT: r->stop_soon = 1; rig_say(r, event(p)); return 0;
    case EVILS: break;
    }
    return 0;
}

static void prepare(struct rig *r, int neul)
{
    static qat_lwm2m_file_t f;

    rig_init(r, neul);
    r->cfg.register_ms = 20000;
    r->cfg.observe_ms = 20000;
    r->neul.apn = qat_str("APN");
    r->neul.ping = 1;
    r->neul.messages = QAT_LWM2M_SET(QAT_NNMI_NOTICE);
    memset(&f, 0, sizeof f);
    f.kind = QAT_LWM2M_APP_AUTOSTART;
    r->qlw.files = &f;
    r->qlw.file_count = 1;
    r->qlw.server = QAT_LWM2M_SET(QAT_QLWM2M_SERVER_LGU);
    r->send[1].confirmed = 1;
}

/* A life: a held message, ready, two more, an update, a lifetime, a message that is fetched. False: the plan
 * has not happened, for there were fewer lines. */
static int life(int neul, enum evil evil, int at)
{
    static struct rig r;
    struct plan p = { evil, at, 0, 0, 0 };
    int stops = evil == STOP || evil == STOP_AND_RESTART || evil == STOP_AND_EVENT, i;

    p.neul = neul;
    prepare(&r, neul);
    r.plan = &p;
    r.hook = hook;
    if (neul) {
        rig_rule(&r, "AT+QLWULDATAEX=", "OK|+QLWULDATASTATUS:4,1", 1);
        strcpy(r.mail[0], "1,41");
        r.mails = 1;
    }
    rig_start(&r);
    rig_send(&r, 0, "held", 1);
    for (i = 0; i < 60 && !(r.send_ends[0] && qat_lwm2m_state(&r.m) == QAT_LWM2M_READY); i++) {
        rig_run(&r, 10000, QAT_LWM2M_READY);
        rig_run(&r, 100, -1);
        if (p.happened && stops) {
            break;
        }
        if (r.m.step != 0 && qat_lwm2m_state(&r.m) == QAT_LWM2M_REGISTERED && !r.send_ends[0]) {
            rig_run(&r, 25000, -1);
        }
    }
    rig_send(&r, 1, "confirmed", 0);
    rig_send(&r, 2, "plain", 0);
    rig_do(&r, 0, QAT_LWM2M_UPDATE, 0);
    rig_do(&r, 1, QAT_LWM2M_LIFETIME, 3600);
    if (neul) {
        rig_say(&r, "+NNMI");
    }
    rig_run(&r, 300000, -1);
    if (!stops) {
        for (i = 0; i < 40 && qat_lwm2m_state(&r.m) != QAT_LWM2M_READY; i++) {
            rig_run(&r, 10000, QAT_LWM2M_READY);
        }
        rig_run(&r, 100, -1);
        MUST(qat_lwm2m_state(&r.m) == QAT_LWM2M_READY, "%s at line %d of %s: %s", names[evil], at,
             neul ? "neul" : "qlw", r.states);
        qat_lwm2m_stop(&r.m);
    }
    MUST(!p.happened || rig_run(&r, 200000, QAT_LWM2M_OFF), "%s at line %d of %s: %s", names[evil], at,
         neul ? "neul" : "qlw", r.states);
    qat_lwm2m_stop(&r.m);
    rig_run(&r, 400000, -1);
    MUST(rig_settled(&r), "%s at line %d of %s: not settled: %d/%d %d/%d %d/%d, %d/%d %d/%d", names[evil], at,
         neul ? "neul" : "qlw", r.send_starts[0], r.send_ends[0], r.send_starts[1], r.send_ends[1], r.send_starts[2],
         r.send_ends[2], r.op_starts[0], r.op_ends[0], r.op_starts[1], r.op_ends[1]);
    MUST(r.offs == 1, "%s at line %d of %s: %d times off", names[evil], at, neul ? "neul" : "qlw", r.offs);
    return p.happened;
}

/* A hostile module: lines of the family at random, at any time, in pieces. */
static void at_random(int neul, unsigned seed)
{
    static const char *const lines[] = {
        "OK", "ERROR", "+CME ERROR: 513", "+QLWEVTIND:0", "+QLWEVTIND:3", "+QLWEVTIND:1", "+QLWEVTIND:8", "+CEREG:1",
        "+CEREG:0", "+NNMI:2,4142", "+NNMI", "+NNMI:3,4", "+QLWULDATASTATUS:4,1", "+QLWULDATASTATUS:5,2",
        "REBOOT_CAUSE_UNKNOWN|Neul |OK", "RDY", "+QLWEVENT: 5,\"STATE_READY\"", "+QLWEVENT: 1,\"x\"",
        "+QLWEVENT: 77,\"x\"", "+QLWOBSERVE: \"1\",\"/19/0/0\"", "+QLWOBSERVE: \"1\",\"/19/0/0\",1",
        "+QLWOBSERVE: \"1\",\"//\"", "+QLWDLDATA: \"/19/1/0\",4,5,\"hello\"", "+QLWDLDATA: \"/19/1/0\",5,9,\"30\"",
        "+QLWDLDATA: \"19\",1,\"\"", "+QLWM2M: \"cdp\",\"a\",1", "+NCDP:1.2.3.4,5", "CONNECT", ">", "+QFUPL: 1,0",
    };
    static struct rig r;
    unsigned state = seed * 2654435761u + 1, i, k;

    prepare(&r, neul);
    r.chunk = seed % 5;
    rig_start(&r);
    for (i = 0; i < 60; i++) {
        state = state * 1664525u + 1013904223u;
        k = state >> 8;
        rig_say(&r, lines[k % (sizeof lines / sizeof lines[0])]);
        rig_send(&r, (int)(k >> 6 & 1), "abc", (int)(k >> 7 & 1));
        rig_do(&r, (int)(k >> 8 & 1), 1 + (int)(k >> 9 & 3), 1 + (k >> 11 & 3));
        rig_run(&r, k % 7 == 0 ? 30000 : k % 3, -1);
    }
    qat_lwm2m_stop(&r.m);
    rig_run(&r, 1000000, QAT_LWM2M_OFF);
    rig_run(&r, 1000000, -1);
    MUST(rig_settled(&r) && r.offs == 1 && qat_lwm2m_state(&r.m) == QAT_LWM2M_OFF, "seed %u of %s: %s", seed,
         neul ? "neul" : "qlw", r.states + (strlen(r.states) > 60 ? strlen(r.states) - 60 : 0));
}

void test_everywhere(void)
{
    int neul, evil, at, lives = 0, failed = tests_failed;
    unsigned seed;

    for (neul = 0; neul < 2; neul++) {
        for (evil = 0; evil < EVILS; evil++) {
            for (at = 0; life(neul, (enum evil)evil, at); at++) {
                lives++;
            }
        }
    }
    CHECK(tests_failed == failed && lives > 150, "%d lives", lives);
    failed = tests_failed;
    for (seed = 0; seed < 600; seed++) {
        at_random((int)(seed & 1), seed);
    }
    CHECK(tests_failed == failed, "hostile modules");
}
