/* test_fault_bg96.c: every trigger and every action of fault scripts.
 *
 * SPDX-License-Identifier: MIT */
#include "talk.h"

#include <string.h>

#define OK "\r\nOK\r\n"
#define CSQ "\r\n+CSQ: 28,99\r\n"

static void begin(struct talk *t, const char *script)
{
    struct sim_config cfg;
    const char *complaint;

    talk_config(&cfg);
    talk_begin(t, &cfg);
    talk_skip(t, "ATE0\r", 0);
    complaint = sim_script(t->sim, script);
    if (complaint != NULL) {
        printf("  %s\n", complaint);
    }
    check(complaint == NULL);
}

static void bytes_to_host(struct talk *t)
{
    begin(t, "on CSQ drop 3 bytes\n"
             "on CSQ nth 2 drop 2 from 4\n"
             "on CSQ nth 3 double 1 from 2\n"
             "on CSQ nth 4 corrupt 1 from 2\n");
    talk(t, "AT+CSQ\r", 0, "CSQ: 28,99\r\n" OK);
    talk(t, "AT+CSQ\r", 0, "\r\n+C: 28,99\r\n" OK);
    talk(t, "AT+CSQ\r", 0, "\r\n++CSQ: 28,99\r\n" OK);
    sim_rx(t->sim, t->now, "AT+CSQ\r", 7);
    sim_poll(t->sim, t->now);
    check(t->len == strlen(CSQ OK) && memcmp(t->out, CSQ OK, t->len) != 0
          && memcmp(t->out + 3, "CSQ", 3) == 0);
    t->len = 0;
    talk(t, "AT+CSQ\r", 0, CSQ OK);
    check(sim_counted(t->sim)->faults == 4);
    talk_end(t);
}

static void slow(struct talk *t)
{
    begin(t, "on CSQ delay 2 s\non QMTOPEN late 80 s\n");
    talk(t, "AT+CSQ\r", 1999, "");
    talk(t, "", 1, CSQ OK);
    talk(t, "AT+QMTOPEN=0,\"a.example\",1883\r", 80049, OK);
    talk(t, "AT+CSQ\r", 0, CSQ OK);
    talk(t, "", 1, "\r\n+QMTOPEN: 0,0\r\n");
    check(sim_script(t->sim, "at 0 ms split 4\n") == NULL);
    talk(t, "AT+CSQ\r", 0, "\r\n");
    talk(t, "", 1, "+CSQ");
    talk(t, "", 1, ": 28");
    talk(t, "", 100, ",99\r\n" OK);
    talk_end(t);
}

static void answers(struct talk *t)
{
    begin(t, "on CSQ swallow\n"
             "on CSQ nth 2 error\n"
             "on CSQ nth 3 cme 30\n"
             "line \"+CSQ\" nth 2 swallow\n"
             "line OK nth 2 swallow\n"
             "line \"+CSQ\" nth 4 repeat\n");
    talk(t, "AT+CSQ\r", 0, "");
    talk(t, "AT+CSQ\r", 0, "\r\nERROR\r\n");
    talk(t, "AT+CSQ\r", 0, "\r\n+CME ERROR: 30\r\n");
    talk(t, "AT+CSQ\r", 0, CSQ OK);
    talk(t, "AT+CSQ\r", 0, "");
    talk(t, "AT+CSQ\r", 0, CSQ OK);
    talk(t, "AT+CSQ\r", 0, CSQ CSQ OK);
    talk_end(t);
}

static void urcs(struct talk *t)
{
    begin(t, "on CSQ urc \"+QIND: \\\"csq\\\",20,99\" count 2 before final\n"
             "on CSQ nth 2 urc RDY before answer\n"
             "line \"+CSQ\" nth 3 urc \"+CPIN: NOT READY\"\n"
             "on CSQ nth 4 urc \"NO CARRIER\" before echo\n"
             "at 10 s urc \"+QIND: SMS DONE\"\n"
             "every 20 s times 2 urc \"APP RDY\"\n");
    talk(t, "AT+CSQ\r", 0, CSQ "\r\n+QIND: \"csq\",20,99\r\n\r\n+QIND: \"csq\",20,99\r\n" OK);
    talk(t, "AT+CSQ\r", 0, "\r\nRDY\r\n" CSQ OK);
    talk(t, "AT+CSQ\r", 0, "\r\n+CPIN: NOT READY\r\n" CSQ OK);
    talk_skip(t, "ATE1\r", 0);
    talk(t, "AT+CSQ\r", 0, "\r\nNO CARRIER\r\nAT+CSQ\r" CSQ OK);
    talk_skip(t, "ATE0\r", 0);
    talk(t, "", 9999, "");
    talk(t, "", 1, "\r\n+QIND: SMS DONE\r\n");
    talk(t, "", 200000, "\r\nAPP RDY\r\n\r\nAPP RDY\r\n");
    talk_end(t);
}

/* Cut off at exactly that byte, then the boot lines. */
static void reset_at_byte(struct talk *t)
{
    static const char want[] = CSQ OK;

    for (size_t n = 1; n < sizeof want - 1; n++) {
        char script[64];

        begin(t, "");
        snprintf(script, sizeof script, "sent %u reset\n", (unsigned)(sim_counted(t->sim)->bytes_out + n));
        check(sim_script(t->sim, script) == NULL);
        sim_rx(t->sim, t->now, "AT+CSQ\r", 7);
        sim_poll(t->sim, t->now);
        check(t->len >= n + 7 && memcmp(t->out, want, n) == 0 && memcmp(t->out + n, "\r\nRDY\r\n", 7) == 0);
        check(sim_counted(t->sim)->resets == 1);
        talk_end(t);
    }
}

static void restarts(struct talk *t)
{
    begin(t, "on QMTPUB reset\ngot 200 silence 1 s\nat 60 s off\n");
    talk_skip(t, "AT+QMTOPEN=0,\"a.example\",1883\r", 50);
    talk_skip(t, "AT+QMTCONN=0,\"a\"\r", 50);
    talk(t, "AT+QMTPUB=0,0,0,0,\"t\"\r", 1000,
         "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\nAPP RDY\r\n\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS "
         "DONE\r\n");
    talk(t, "AT+QMTCONN?\r", 0, "AT+QMTCONN?\r" OK);
    talk_skip(t, "ATE0\r", 0);
    for (int i = 0; i < 100; i++) {
        talk_skip(t, "AT\r", 0); /* in here byte 200 */
    }
    talk(t, "AT\r", 999, "");
    talk(t, "", 1, "");
    talk(t, "\rAT\r", 0, OK);
    talk(t, "", 60000, "");
    talk(t, "AT\r", 1000, "");
    talk_end(t);
}

static void payload_lost(struct talk *t)
{
    begin(t, "on QFUPL lose 3 bytes from 2\nat 20 s lose 1\n");
    talk(t, "AT+QFUPL=\"x\",10,1\r", 0, "\r\nCONNECT\r\n");
    talk(t, "1234567890", 999, "");
    talk(t, "", 1, "\r\n+QFUPL: 7,F3C\r\n" OK);
    talk(t, "AT+QFDWL=\"x\"\r", 0, "\r\nCONNECT\r\n1267890\r\n+QFDWL: 7,F3C\r\n" OK);
    talk(t, "", 20000, "");
    talk(t, "AT+CSQ\r", 0, ""); /* "T+CSQ": nobody feels addressed */
    talk(t, "AT+CSQ\r", 0, CSQ OK);
    talk_end(t);
}

static void servers(struct talk *t)
{
    begin(t, "on QMTCONN refuse 4\n"
             "message data/+ send cmd/+ \"do\\x41\"\n"
             "message data/+ nth 2 close 0 3\n"
             "at 30 s network off\nat 40 s network on\n");
    talk(t, "AT+QMTOPEN=0,\"a.example\",1883\r", 50, OK "\r\n+QMTOPEN: 0,0\r\n");
    talk(t, "AT+QMTCONN=0,\"a\"\r", 100, OK "\r\n+QMTCONN: 0,0,4\r\n\r\n+QMTSTAT: 0,1\r\n");
    talk(t, "AT+QMTOPEN=0,\"a.example\",1883\r", 50, OK "\r\n+QMTOPEN: 0,0\r\n");
    talk(t, "AT+QMTCONN=0,\"a\"\r", 50, OK "\r\n+QMTCONN: 0,0,0\r\n");
    talk(t, "AT+QMTSUB=0,1,\"cmd/#\",1\r", 50, OK "\r\n+QMTSUB: 0,1,0,1\r\n");
    talk(t, "AT+QMTPUB=0,0,0,0,\"data/7\"\r", 0, "\r\n> ");
    talk(t, "x\x1A", 61, OK "\r\n+QMTPUB: 0,0,0\r\n\r\n+QMTRECV: 0,1,\"cmd/7\",\"doA\"\r\n");
    talk(t, "AT+QMTPUB=0,0,0,0,\"data/7\"\r", 0, "\r\n> ");
    talk(t, "x\x1A", 60, OK "\r\n+QMTPUB: 0,0,0\r\n\r\n+QMTSTAT: 0,3\r\n");
    talk(t, "AT+CEREG=1\r", 0, OK);
    talk(t, "", 30000, "\r\n+CEREG: 2\r\n\r\n+QIURC: \"pdpdeact\",1\r\n");
    talk(t, "", 10000, "\r\n+CEREG: 1\r\n");
    talk_end(t);
}

/* The same seed, the same noise; another seed, another. */
static void chance(struct talk *t)
{
    char first[2048];
    size_t first_len = 0;

    for (uint32_t run = 0; run < 3; run++) {
        struct sim_config cfg;

        talk_config(&cfg);
        cfg.seed = run / 2;
        talk_begin(t, &cfg);
        check(sim_script(t->sim,
                         "at 0 ms chance drop 10\nat 0 ms chance corrupt 10\nat 0 ms chance double 10\n")
              == NULL);
        for (int i = 0; i < 20; i++) {
            sim_rx(t->sim, t->now, "AT+CSQ\r", 7);
            sim_poll(t->sim, t->now);
        }
        if (run == 0) {
            memcpy(first, t->out, t->len);
            first_len = t->len;
        }
        check((t->len == first_len && memcmp(first, t->out, first_len) == 0) == (run < 2));
        talk_end(t);
    }
}

static void complaints(struct talk *t)
{
    static const struct { const char *script, *complaint; } cases[] = {
        { "fly", "line 1: expected at, every, on, line, sent, got or message, not 'fly'" },
        { "\n# all well\n  on CSQ fly", "line 3: expected an action, not 'fly'" },
        { "at 3 reset", "line 1: expected ms, s or min, not 'reset'" },
        { "at soon reset", "line 1: expected a number, not 'soon'" },
        { "on CSQ reset now", "line 1: expected the end of the line, not 'now'" },
        { "on CSQ urc", "line 1: expected a text, not ''" },
        { "on CSQ urc RDY before lunch", "line 1: expected echo, answer or final, not 'lunch'" },
        { "on CSQ chance fly 3", "line 1: expected drop, corrupt or double, not 'fly'" },
        { "at 1 s network up", "line 1: expected on or off, not 'up'" },
        { "sent 0 reset", "line 1: expected more than nothing, not '0'" },
        { "on CSQ lose 99999999999", "line 1: expected a number, not '99999999999'" },
        { "on", "line 1: expected a text, not ''" },
    };

    begin(t, "# nothing\n\n   \n\ton CSQ nth 3 times 2 drop 1 byte from 3 # well\nat 1 min off");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *got = sim_script(t->sim, cases[i].script);

        if (got == NULL || strcmp(got, cases[i].complaint) != 0) {
            printf("  '%s': %s\n", cases[i].script, got != NULL ? got : "no complaint");
        }
        check(got != NULL && strcmp(got, cases[i].complaint) == 0);
    }
    for (int i = 0; sim_fault_name(i) != NULL; i++) {
        check(sim_script(t->sim, sim_fault_text(sim_fault_name(i))) == NULL);
    }
    talk_end(t);
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "bytes to the host", bytes_to_host },
        { "slow", slow },
        { "answers", answers },
        { "urcs", urcs },
        { "reset at a byte", reset_at_byte },
        { "restarts", restarts },
        { "payload lost", payload_lost },
        { "servers", servers },
        { "chance", chance },
        { "complaints", complaints },
    };

    return talk_run("sim: faults", cases, sizeof cases / sizeof cases[0]);
}
