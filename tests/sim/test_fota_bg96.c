/* test_fota_bg96.c: updates of BG96, byte for byte as its note has them: BG96 DFOTA V1.0.
 *
 * SPDX-License-Identifier: MIT */
#include "talk.h"

#define OK "\r\nOK\r\n"
#define FOTA(rest) "\r\n+QIND: \"FOTA\"," rest "\r\n"

static void begin(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    cfg.times.fota = 100;
    cfg.times.boot = 500;
    cfg.taciturn = true;
    talk_begin(t, &cfg);
    talk_skip(t, "ATE0\r", 0);
}

static void whole(struct talk *t)
{
    begin(t);
    talk(t, "AT+QFOTADL=\"coap://a/b\"\r", 0, "\r\nERROR\r\n");
    talk(t, "AT+QFOTADL=\"http://220.180.239.212:8005/update.zip\"\r", 2000, OK FOTA("\"HTTPTART\""));
    talk(t, "", 150, FOTA("\"HTTPEND\",0"));
    talk(t, "AT\r", 650, OK FOTA("\"START\""));
    talk(t, "AT\r", 160, FOTA("\"UPDATING\", 1%") FOTA("\"UPDATING\", 2%"));
    talk_skip(t, "", 9700);
    talk(t, "", 200, FOTA("\"UPDATING\", 100%") FOTA("\"RESTORE\", 1%"));
    talk_skip(t, "", 9800);
    talk(t, "", 200, FOTA("\"RESTORE\", 100%") FOTA("\"END\",0"));
    talk(t, "", 600, "\r\nRDY\r\n\r\nAPP RDY\r\n");
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+QGMR\r", 0, "\r\nBG96MAR02A06M1G_01.012.01.012\r\n" OK);
    talk_end(t);
}

static void power(struct talk *t)
{
    begin(t);
    check(sim_store(t->sim, "/fota/update.zip", "DFOTA!", 6));
    talk(t, "AT+QFOTADL=1\r", 900, OK FOTA("\"START\"") FOTA("\"UPDATING\", 1%") FOTA("\"UPDATING\", 2%"));
    sim_power(t->sim, false);
    talk(t, "", 1000, "");
    sim_power(t->sim, true);
    talk(t, "", 800, FOTA("\"Last upgrade was not finished,continue upgrade\"") FOTA("\"RESTORE\", 1%")
         FOTA("\"RESTORE\", 2%") FOTA("\"RESTORE\", 3%"));
    sim_power(t->sim, false);
    sim_power(t->sim, true);
    talk(t, "", 600, FOTA("\"Last upgrade was not finished,continue upgrade\"") FOTA("\"RESTORE\", 4%"));
    talk_end(t);
}

static void failures(struct talk *t)
{
    begin(t);
    talk(t, "AT+QFOTADL=1\r", 100, OK FOTA("\"END\",505"));
    talk(t, "AT+QFOTADL=\"http://a.invalid:80/b\"\r", 200, OK FOTA("\"HTTPTART\"") FOTA("\"HTTPEND\",702"));
    talk_skip(t, "AT+QFOTADL=\"http://a/b\"\r", 200);
    talk(t, "AT+QFOTADL=\"http://a/b\"\r", 0, "\r\nERROR\r\n");
    talk_end(t);
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "an update", whole }, { "power", power }, { "failures", failures },
    };

    return talk_run("sim: fota bg96", cases, sizeof cases / sizeof cases[0]);
}
