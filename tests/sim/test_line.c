/* test_line.c: the line discipline: echo, V, Q, CMEE, joined commands, A/, noise, boot and power.
 *
 * SPDX-License-Identifier: MIT */
#include "talk.h"

#include <string.h>

#define OK "\r\nOK\r\n"
#define ERROR "\r\nERROR\r\n"

static void begin(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    talk_begin(t, &cfg);
    talk(t, "ATE0\r", 0, "ATE0\r" OK);
}

static void echo(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    talk_begin(t, &cfg);
    talk(t, "AT\r", 0, "AT\r" OK);
    talk(t, "at+csq\r\n", 0, "at+csq\r\r\n+CSQ: 28,99\r\n" OK);
    talk(t, "ATE0\r", 0, "ATE0\r" OK);
    talk(t, "AT\r", 0, OK);
    talk(t, "ATE1\r", 0, OK);
    talk(t, "AT\r", 0, "AT\r" OK);
    talk(t, "ATE\r", 0, "ATE\r" OK);
    talk(t, "ATE7\r", 0, ERROR);
    talk_end(t);
}

static void digits(struct talk *t)
{
    begin(t);
    talk(t, "ATV0\r", 0, "0\r");
    talk(t, "AT+CSQ\r", 0, "+CSQ: 28,99\r\n0\r");
    talk(t, "AT+NO\r", 0, "4\r");
    talk(t, "AT+QFDEL=\"none\"\r", 0, "+CME ERROR: 405\r\n");
    talk(t, "ATV1\r", 0, OK);
    talk_end(t);
}

static void quiet(struct talk *t)
{
    begin(t);
    talk(t, "ATQ1\r", 0, "");
    talk(t, "AT+CSQ\r", 0, "\r\n+CSQ: 28,99\r\n");
    talk(t, "AT+NO\r", 0, "");
    talk(t, "ATQ0\r", 0, OK);
    talk_end(t);
}

static void errors(struct talk *t)
{
    begin(t);
    talk(t, "AT+CMEE?\r", 0, "\r\n+CMEE: 1\r\n" OK);
    talk(t, "AT+QFDEL=\"none\"\r", 0, "\r\n+CME ERROR: 405\r\n");
    talk(t, "AT+CMEE=2\r", 0, OK);
    talk(t, "AT+QFDEL=\"none\"\r", 0, "\r\n+CME ERROR: File not found\r\n");
    talk(t, "AT+CMEE=0\r", 0, OK);
    talk(t, "AT+QFDEL=\"none\"\r", 0, ERROR);
    talk(t, "AT+CMEE=3\r", 0, ERROR);
    talk(t, "AT+QMTOPEN=6,\"a\",1\r", 0, ERROR);
    check(sim_counted(t->sim)->errors == 5 && sim_counted(t->sim)->unknown == 2);
    talk_end(t);
}

static void joined(struct talk *t)
{
    begin(t);
    talk(t, "AT+CSQ;+CEREG?;+CGREG?;+COPS?\r", 0,
         "\r\n+CSQ: 28,99\r\n\r\n+CEREG: 0,1\r\n\r\n+CGREG: 0,1\r\n\r\n+COPS: 0,0,\"Telia Telia\",8\r\n" OK);
    talk(t, "ATE1V1Q0E0\r", 0, OK);
    talk(t, "AT E0 +CMEE=2\r", 0, OK);
    talk(t, "ATS7=45S0=0&C1X4\r", 0, OK);
    talk(t, "AT+CSQ;+QFDEL=\"none\";+CSQ\r", 0, "\r\n+CSQ: 28,99\r\n\r\n+CME ERROR: File not found\r\n");
    talk(t, "AT+QMTCFG=\"will\",0,1,0,0,\"a;b\",\"c;d\";+CSQ\r", 0, "\r\n+CSQ: 28,99\r\n" OK);
    talk(t, "AT+QMTCFG=\"WILL\",0\r", 0, "\r\n+QMTCFG: \"will\",1,0,0,\"a;b\",\"c;d\"\r\n" OK);
    talk(t, "AT;;+CSQ;\r", 0, "\r\n+CSQ: 28,99\r\n" OK);
    talk_end(t);
}

static void repeated(struct talk *t)
{
    begin(t);
    talk(t, "AT+CSQ\r", 0, "\r\n+CSQ: 28,99\r\n" OK);
    talk(t, "A/", 0, "\r\n+CSQ: 28,99\r\n" OK);
    talk(t, "a/", 0, "\r\n+CSQ: 28,99\r\n" OK);
    talk_end(t);
}

/* Noise, lost first bytes, an ESC that nobody waited for: the two letters AT are what counts. */
static void noise(struct talk *t)
{
    static const char nul[] = "\0A\0T\0+CSQ\r";
    char longest[6000];

    begin(t);
    talk(t, "\r\r\n\n", 0, "");
    talk(t, "hello\r", 0, "");
    talk(t, "+CSQ\r", 0, "");
    talk(t, "\x1B" "AT+CSQ\r", 0, "\r\n+CSQ: 28,99\r\n" OK);
    talk(t, "xyAT+CSQ\r", 0, "\r\n+CSQ: 28,99\r\n" OK);
    talk(t, "AT+CX\bSQ\r", 0, "\r\n+CSQ: 28,99\r\n" OK);
    talk_bytes(t, nul, sizeof nul - 1, 0, "\r\n+CSQ: 28,99\r\n" OK, 21, __FILE__, __LINE__);
    talk(t, "AT+\r", 0, ERROR);
    talk(t, "AT!\r", 0, ERROR);
    talk(t, "AT+CSQ=?\r", 0, "\r\n+CSQ: (0-31,99),(0-7,99)\r\n" OK);
    memset(longest, 'A', sizeof longest);
    talk_bytes(t, longest, sizeof longest, 0, "", 0, __FILE__, __LINE__);
    talk(t, "\r", 0, ERROR);
    talk(t, "AT\r", 0, OK);
    talk_end(t);
}

/* Behind ATI three lines stand in one frame; free text has no head. */
static void identity(struct talk *t)
{
    bool bg95 = strcmp(sim_dialect(), "bg95") == 0;
    const char *want = bg95 ? "\r\nQuectel\r\nBG95-M3\r\nRevision: BG95M3LAR02A03\r\n" OK
                            : "\r\nQuectel\r\nBG96\r\nRevision: BG96MAR02A06M1G\r\n" OK;

    begin(t);
    talk_bytes(t, "ATI\r", 4, 0, want, strlen(want), __FILE__, __LINE__);
    talk(t, "AT+GSN\r", 0, "\r\n865340000000014\r\n" OK);
    talk(t, "AT+QCCID\r", 0, "\r\n+QCCID: 8937204016123456789F\r\n" OK);
    talk(t, "AT+CPIN?\r", 0, "\r\n+CPIN: READY\r\n" OK);
    talk(t, "AT+QSCLK?;+QSCLK=1;+QSCLK?\r", 0, "\r\n+QSCLK: 0\r\n\r\n+QSCLK: 1\r\n" OK);
    talk(t, "ATS0=2\r", 0, OK);
    talk(t, "ATS0?\r", 0, "\r\n002\r\n" OK);
    talk(t, "AT+CEDRXS=1,5,\"0101\";+CEDRXS?\r", 0, "\r\n+CEDRXS: 5,\"0101\"\r\n" OK);
    talk(t, "AT+QCFG=\"NWSCANMODE\",3,1\r", 0, OK);
    talk(t, "AT+QCFG=\"nwscanmode\"\r", 0, "\r\n+QCFG: \"nwscanmode\",3\r\n" OK);
    talk_end(t);
}

static void registration(struct talk *t)
{
    begin(t);
    talk(t, "AT+CEREG=1\r", 0, OK);
    sim_network(t->sim, false);
    talk(t, "", 0, "\r\n+CEREG: 2\r\n");
    talk(t, "AT+CEREG?\r", 0, "\r\n+CEREG: 1,2\r\n" OK);
    talk(t, "AT+CSQ\r", 0, "\r\n+CSQ: 99,99\r\n" OK);
    talk(t, "AT+CEREG=2\r", 0, OK);
    sim_network(t->sim, true);
    talk(t, "", 0, "\r\n+CEREG: 1,\"66C0\",\"1A2D001\",8\r\n");
    talk(t, "AT+CEREG?\r", 0, "\r\n+CEREG: 2,1,\"66C0\",\"1A2D001\",8\r\n" OK);
    talk(t, "AT+CEREG=3\r", 0, ERROR);
    talk(t, "AT+QIACT=1\r", 0, OK);
    talk(t, "AT+CFUN=4\r", 0, "\r\n+CEREG: 0\r\n\r\n+QIURC: \"pdpdeact\",1\r\n" OK);
    talk(t, "AT+CFUN=1\r", 0, "\r\n+CEREG: 2\r\n" OK "\r\n+CEREG: 1,\"66C0\",\"1A2D001\",8\r\n");
    talk_end(t);
}

/* Half a command on the line: a URC waits, but not for ever. */
static void urc_waits(struct talk *t)
{
    begin(t);
    talk(t, "AT+C", 10, "");
    sim_say(t->sim, "+QIND: SMS DONE");
    talk(t, "", 500, "");
    talk(t, "SQ\r", 0, "\r\n+CSQ: 28,99\r\n" OK "\r\n+QIND: SMS DONE\r\n");
    talk(t, "AT+C", 10, "");
    sim_say(t->sim, "+QIND: SMS DONE");
    talk(t, "", 2000, "\r\n+QIND: SMS DONE\r\n");
    talk(t, "SQ\r", 0, "\r\n+CSQ: 28,99\r\n" OK);
    talk_end(t);
}

/* Bytes that come while a command is worked on wait for its end. */
static void patience(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    cfg.times.qiact = 2000;
    cfg.times.answer = 5;
    talk_begin(t, &cfg);
    talk_skip(t, "ATE0\r", 100);
    talk(t, "AT+QIACT=1\rAT+CSQ\r", 1999, "");
    talk(t, "", 6, OK "\r\n+CSQ: 28,99\r\n" OK);
    talk(t, "AT+CSQ\r", 4, "");
    talk(t, "", 1, "\r\n+CSQ: 28,99\r\n" OK);
    talk_end(t);
}

static void boot(struct talk *t)
{
    struct sim_config cfg;
    bool bg95 = strcmp(sim_dialect(), "bg95") == 0;

    talk_config(&cfg);
    cfg.running = false;
    cfg.times.boot = 500;
    cfg.times.notice = 100;
    talk_begin(t, &cfg);
    talk(t, "AT\r", 499, "");
    talk(t, "", 1, "\r\nRDY\r\n");
    talk(t, "AT\r", 0, "AT\r" OK);
    if (bg95) {
        talk(t, "", 1000, "\r\nAPP RDY\r\n");
    } else {
        talk(t, "", 100, "\r\n+CFUN: 1\r\n");
        talk(t, "", 100, "\r\nAPP RDY\r\n");
        talk(t, "AT+CPIN?\r", 99, "AT+CPIN?\r\r\n+CME ERROR: 14\r\n");
        talk(t, "", 1000, "\r\n+CPIN: READY\r\n\r\n+QUSIM: 1\r\n\r\n+QIND: SMS DONE\r\n");
    }
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+CFUN=1,1\r", 549, OK);
    talk(t, "", 1, "\r\nRDY\r\n");
    talk_skip(t, "", 1000);
    check(sim_counted(t->sim)->boots == 2 && sim_counted(t->sim)->resets == 1);
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+QPOWD\r", 1000, OK "\r\nPOWERED DOWN\r\n");
    talk(t, "AT\r", 1000, "");
    sim_power(t->sim, true);
    talk(t, "", 500, "\r\nRDY\r\n");
    talk_end(t);
}

static void pin(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    cfg.pin = "1234";
    talk_begin(t, &cfg);
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+CPIN?\r", 0, "\r\n+CPIN: SIM PIN\r\n" OK);
    talk(t, "AT+CIMI\r", 0, "\r\n+CME ERROR: 11\r\n");
    talk(t, "AT+QIACT=1\r", 0, ERROR);
    talk(t, "AT+CPIN=0000\r", 0, "\r\n+CME ERROR: 16\r\n");
    if (strcmp(sim_dialect(), "bg95") == 0) {
        talk(t, "AT+CPIN=1234\r", 0, OK);
    } else {
        talk(t, "AT+CPIN=1234\r", 0, OK "\r\n+CPIN: READY\r\n");
    }
    talk(t, "AT+CEREG?\r", 0, "\r\n+CEREG: 0,1\r\n" OK);
    talk(t, "AT+CPIN=1234\r", 0, "\r\n+CME ERROR: 3\r\n");
    talk_end(t);
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "echo", echo },
        { "digits", digits },
        { "quiet", quiet },
        { "errors", errors },
        { "joined", joined },
        { "repeated", repeated },
        { "noise", noise },
        { "identity", identity },
        { "registration", registration },
        { "urc waits", urc_waits },
        { "patience", patience },
        { "boot", boot },
        { "pin", pin },
    };

    return talk_run("sim: line", cases, sizeof cases / sizeof cases[0]);
}
