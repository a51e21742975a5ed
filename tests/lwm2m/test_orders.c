/* test_orders.c: lines of a registration in every order, each missing, each twice; in pieces of every size.
 *
 * SPDX-License-Identifier: MIT
 *
 * Whatever came: while the helper says READY the server has observed, a message is never sent before,
 * everything that was accepted ends once, and in the end, when the module says what it should, the helper is
 * READY. */
#include "rig.h"

static struct rig r;
static char script[2048];

/* Runs one order of lines behind the registration's OK. */
static void run(int neul, size_t chunk)
{
    rig_init(&r, neul);
    r.chunk = chunk;
    r.events = script;
    r.cfg.register_ms = 20000;
    r.cfg.observe_ms = 20000;
    rig_start(&r);
    rig_send(&r, 0, "held", 1);
    rig_run(&r, 5000, -1);
    MUST(!r.send_ends[0] || strchr(r.states, 'Y'), "sent before it was observed: %s: %s", script, r.states);
    MUST(r.send_ends[0] || !qat_lwm2m_observed(&r.m, 19), "observed, but still held: %s", script);
    r.events = neul ? "+QLWEVTIND:0|+QLWEVTIND:3"
                    : "+QLWEVENT: 5,\"STATE_READY\"|+QLWOBSERVE: \"1\",\"/19/0/0\"";
    MUST(rig_run(&r, 400000, QAT_LWM2M_READY), "in pieces of %d: %s: %s", (int)chunk, script, r.states);
    if (!qat_lwm2m_observed(&r.m, 19)) {
        rig_say(&r, "+QLWOBSERVE: \"1\",\"/19/0/0\"");
    }
    rig_run(&r, 100, -1);
    MUST(r.send_ends[0] == 1, "%s: the message ended %d times", script, r.send_ends[0]);
    qat_lwm2m_stop(&r.m);
    MUST(rig_run(&r, 10000, QAT_LWM2M_OFF) && rig_settled(&r) && r.offs == 1, "%s: %s", script, r.states);
}

/* The states it went through must not depend on the pieces. */
static void every_piece(int neul)
{
    char want[4096];
    size_t chunk, n = strlen(script);

    run(neul, 0);
    snprintf(want, sizeof want, "%s", r.states);
    for (chunk = 1; chunk <= n && chunk < 40; chunk += chunk < 8 ? 1 : 7) {
        run(neul, chunk);
        MUST(strcmp(r.states, want) == 0, "in pieces of %d: %s: %s instead of %s", (int)chunk, script,
             r.states,
             want);
    }
}

static int orders;

/* All words over the lines up to `most` long: orders, omissions, repetitions. */
static void words(int neul, const char *const *lines, int count, int most, size_t len)
{
    int i;

    if (len > 0) {
        orders++;
        every_piece(neul);
    }
    if (most == 0) {
        return;
    }
    for (i = 0; i < count; i++) {
        snprintf(script + len, sizeof script - len, "%s%s", len ? "|" : "", lines[i]);
        words(neul, lines, count, most - 1, strlen(script));
    }
    script[len] = 0;
}

/* Every order of the guide's states with one left out, said twice, or exchanged with its neighbour. */
static void near_the_guide(void)
{
    static const char *const lines[] = {
        "+QLWEVENT: 0,\"STATE_INITIAL\"", "+QLWEVENT: 1,\"STATE_BOOTSTRAP_REQUIRED\"",
        "+QLWEVENT: 2,\"STATE_BOOTSTRAPPING\"", "+QLWEVENT: 0,\"STATE INITIAL\"",
        "+QLWEVENT: 3,\"STATE REGISTER REQUIRED\"", "+QLWEVENT: 4,\"STATE_REGISTERING\"",
        "+QLWEVENT: 5,\"STATE_READY\"", "+QLWOBSERVE: \"A88044B83F554A5D\",\"/19/0/0\"",
        "+QLWOBSERVE: \"3A6695CDCC9EDC3C\",\"/26241/0/0\"",
    };
    enum { N = sizeof lines / sizeof lines[0] };
    int at, how, i, n;

    for (at = 0; at < N; at++) {
        for (how = 0; how < 3; how++) {
            int order[N + 1];

            n = 0;
            for (i = 0; i < N; i++) {
                if (i == at && how == 0) {
                    continue; /* left out */
                }
                order[n++] = i;
                if (i == at && how == 1) {
                    order[n++] = i; /* twice */
                }
            }
            if (how == 2 && at + 1 < N) {
                order[at] = at + 1;
                order[at + 1] = at;
            }
            script[0] = 0;
            for (i = 0; i < n; i++) {
                snprintf(script + strlen(script), sizeof script - strlen(script), "%s%s", i ? "|" : "",
                         lines[order[i]]);
            }
            orders++;
            every_piece(0);
        }
    }
}

void test_orders(void)
{
    static const char *const neul[] = { "+QLWEVTIND:0", "+QLWEVTIND:3", "+QLWEVTIND:1", "+QLWEVTIND=9",
                                        "+CEREG:0" };
    static const char *const qlw[] = { "+QLWEVENT: 4,\"STATE_REGISTERING\"", "+QLWEVENT: 5,\"STATE_READY\"",
                                       "+QLWOBSERVE: \"1\",\"/19/0/0\"", "+QLWOBSERVE: \"1\",\"/19/0/0\",1" };
    int failed = tests_failed;

    words(1, neul, 5, 3, 0);
    words(0, qlw, 4, 3, 0);
    near_the_guide();
    CHECK(tests_failed == failed && orders > 200, "%d orders", orders);
}
