/* test_fota_bg95.c: updates of BG95, byte for byte as the note has them: BG95, BG77, BG600L DFOTA V1.1.
 *
 * SPDX-License-Identifier: MIT */
#include "talk.h"

#include <string.h>

#define OK "\r\nOK\r\n"
#define CME(n) "\r\n+CME ERROR: " n "\r\n"
#define FOTA(rest) "\r\n+QIND: \"FOTA\"," rest "\r\n"
#define UPDATED(n) "\r\nBG95M3LAR02A03_01.0" n ".01.0" n "\r\n" OK

static void begin(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    cfg.times.fota = 100;
    cfg.times.boot = 500;
    talk_begin(t, &cfg);
    talk_skip(t, "ATE0\r", 0);
}

/* 2.3, whole; between RESETTING and RDY it is deaf. */
static void example(struct talk *t)
{
    begin(t);
    talk(t, "AT+CSQ;+CEREG?;+CGREG?\r", 0,
         "\r\n+CSQ: 28,99\r\n\r\n+CEREG: 0,1\r\n\r\n+CGREG: 0,1\r\n" OK);
    talk(t, "AT+QFOTADL=?\r", 0, OK);
    talk(t, "AT+QFOTADL=\"https://www.quectel.com:100/update.zip\"\r", 50, OK FOTA("\"HTTPSTART\""));
    talk(t, "AT+QFOTADL=\"https://www.quectel.com:100/update.zip\"\r", 0, CME("591"));
    talk(t, "", 200, FOTA("\"DOWNLOADING\",5%") FOTA("\"DOWNLOADING\",10%"));
    talk_skip(t, "", 1700);
    talk(t, "", 100, FOTA("\"DOWNLOADING\",100%"));
    talk(t, "", 100, FOTA("\"HTTPEND\",0") FOTA("\"RESETTING\""));
    talk(t, "AT\r", 0, OK); /* the line is out, the module is not down yet */
    talk_skip(t, "", 150);
    talk(t, "AT\rAT+CSQ\r", 500, FOTA("\"START\""));
    talk(t, "AT\r", 200, FOTA("\"UPDATING\",1%") FOTA("\"UPDATING\",2%"));
    talk_skip(t, "", 9700);
    talk(t, "AT\r", 100, FOTA("\"UPDATING\",100%"));
    talk(t, "AT\r", 120, FOTA("\"END\",0"));
    talk_skip(t, "ATE0\r", 30);
    talk(t, "", 500, "\r\nRDY\r\n\r\nAPP RDY\r\n");
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+QGMR\r", 0, UPDATED("12"));
    talk(t, "AT+QFOTADL=4\r", 0, "\r\n+QFOTADL: 4,0\r\n" OK);
    talk_end(t);
}

/* 2.2.3.2: CoAP tells nothing on its way. 2.2.3.1, note 3: without power it goes on when there is power. */
static void coap_and_power(struct talk *t)
{
    begin(t);
    talk(t, "AT+QFOTADL=\"coap://192.0.2.7:5683/update.zip\"\r", 2000, OK FOTA("\"COAPSTART\""));
    talk(t, "", 300, FOTA("\"COAPEND\",0") FOTA("\"RESETTING\""));
    sim_power(t->sim, false);
    talk(t, "", 5000, "");
    sim_power(t->sim, true);
    talk(t, "", 600, FOTA("\"START\"") FOTA("\"UPDATING\",1%"));
    check(sim_script(t->sim, "line \"+QIND: \\\"FOTA\\\",\\\"UPDATING\\\",3%\" cut 2 s\n") == NULL);
    talk(t, "", 100, FOTA("\"UPDATING\",2%"));
    talk(t, "AT\r", 2100, "");
    talk(t, "", 700, FOTA("\"START\"") FOTA("\"UPDATING\",3%") FOTA("\"UPDATING\",4%"));
    talk_skip(t, "", 20000);
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+QGMR\r", 0, UPDATED("12"));
    talk_end(t);
}

/* 2.2.3.3, 2.2.3.4. */
static void stored(struct talk *t)
{
    begin(t);
    talk(t, "AT+QFOTADL=4\r", 0, "\r\n+QFOTADL: 4,0\r\n" OK);
    talk(t, "AT+QFOTADL=3\r", 0, "\r\n+QFOTADL: 3,1\r\n" OK);
    talk(t, "AT+QFOTADL=3,0\r", 0, OK);
    talk(t, "AT+QFOTADL=3\r", 0, "\r\n+QFOTADL: 3,0\r\n" OK);
    talk(t, "AT+QFOTADL=\"COM:\",10\r", 0, "\r\nCONNECT\r\n");
    talk(t, "1234567890", 0, "\r\n+QFOTADL: 10,3938\r\n" OK);
    talk(t, "AT+QFOTADL=4\r", 0, "\r\n+QFOTADL: 4,10\r\n" OK);
    check(sim_script(t->sim, "on QFOTADL checksum\n") == NULL);
    talk(t, "AT+QFOTADL=\"COM:\",10,2\r", 0, "\r\nCONNECT\r\n");
    talk(t, "12345", 2000, "\r\n+QFOTADL: 5,3606\r\n" OK);
    talk(t, "AT+QFOTADL=\"COM:\",7471105\r", 0, "\r\nERROR\r\n");
    talk(t, "AT+QFOTADL=1\r", 1000, OK FOTA("\"RESETTING\"") FOTA("\"START\"") FOTA("\"UPDATING\",1%")
         FOTA("\"UPDATING\",2%") FOTA("\"UPDATING\",3%"));
    talk_skip(t, "", 9690);
    talk(t, "", 150, FOTA("\"END\",511"));
    talk(t, "", 600, "\r\nRDY\r\n\r\nAPP RDY\r\n");
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+QGMR\r", 0, UPDATED("11"));
    talk(t, "AT+QFOTADL=5\r", 0, OK);
    talk(t, "AT+QFOTADL=1\r", 100, OK FOTA("\"END\",505"));
    talk_end(t);
}

static void apn(struct talk *t)
{
    begin(t);
    talk(t, "AT+QCFGEXT=\"fota_apn\",0,\"Telstra.internet\"\r", 0, OK);
    talk(t, "AT+QCFGEXT=\"fota_apn\"\r", 0, "\r\n+QCFGEXT: \"fota_apn\",0,\"Telstra.internet\"\r\n" OK);
    talk(t, "AT+QCFGEXT=\"fota_apn\",2,\"iot\",\"me\",\"secret\"\r", 0, OK);
    sim_reset(t->sim);
    talk_skip(t, "", 600);
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+QCFGEXT=\"fota_apn\"\r", 0, "\r\n+QCFGEXT: \"fota_apn\",2,\"iot\",\"me\",\"secret\"\r\n" OK);
    talk_end(t);
}

static void failures(struct talk *t)
{
    begin(t);
    talk(t, "AT+QFOTADL=\"ftp://a/b/c\"\r", 0, CME("590"));
    talk(t, "AT+QFOTADL=\"http://a.invalid:80/b\"\r", 200, OK FOTA("\"HTTPSTART\"") FOTA("\"HTTPEND\",702"));
    talk(t, "AT+QFOTADL=\"http://a/missing\"\r", 200, OK FOTA("\"HTTPSTART\"") FOTA("\"HTTPEND\",706"));
    talk(t, "AT+QFOTADL=\"https://secure.a/b\"\r", 200, OK FOTA("\"HTTPSTART\"") FOTA("\"HTTPEND\",702"));
    check(sim_script(t->sim, "on QFOTADL fota 708\non QFOTADL nth 2 fota 504\n") == NULL);
    talk(t, "AT+QFOTADL=\"http://a/b\"\r", 200, OK FOTA("\"HTTPSTART\"") FOTA("\"HTTPEND\",708"));
    talk_skip(t, "AT+QFOTADL=\"http://a/b\"\r", 15000);
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+QGMR\r", 0, UPDATED("11"));
    talk_end(t);
}

/* 2.2.3.1, note 1: the speed of AT+IPR where an update can keep it. */
static void speed(struct talk *t)
{
    begin(t);
    talk(t, "AT+IPR=3000000\r", 0, OK);
    talk_skip(t, "AT+QFOTADL=\"coap://a:5683/b\"\r", 2100);
    check(sim_speed(t->sim) == 3000000);
    talk_skip(t, "", 1000);
    check(sim_speed(t->sim) == 115200);
    talk_skip(t, "", 12000);
    check(sim_speed(t->sim) == 3000000);
    talk(t, "AT+IPR=9600\r", 0, "AT+IPR=9600\r" OK);
    talk_skip(t, "AT+QFOTADL=\"coap://a:5683/b\"\r", 3300);
    check(sim_speed(t->sim) == 9600);
    talk_end(t);
}

/* 3.2 */
static void lwm2m(struct talk *t)
{
    begin(t);
    sim_fota(t->sim, SIM_FOTA_IN_BAND);
    talk(t, "", 2100, "\r\n+LWM2M: \"FOTA\",\"DOWNLOADING\",\"START\"\r\n"
         "\r\n+LWM2M: \"FOTA\",\"DOWNLOADING\",\"COMPLETED\"\r\n");
    talk(t, "", 700, FOTA("\"START\"") FOTA("\"UPDATING\",1%"));
    talk_skip(t, "", 11000);
    sim_fota(t->sim, SIM_FOTA_BY_HTTP);
    talk(t, "", 110, FOTA("\"HTTPSTART\"") FOTA("\"DOWNLOADING\",5%"));
    talk_skip(t, "", 1900);
    talk(t, "", 100, "\r\n+LWM2M: \"FOTA\",\"DOWNLOADED\",0\r\n");
    talk_skip(t, "", 12000);
    sim_fota(t->sim, SIM_FOTA_BY_COAP);
    talk(t, "", 2200, FOTA("\"COAPSTART\"") "\r\n+LWM2M: \"FOTA\",\"DOWNLOADED\",0\r\n");
    talk_end(t);
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "example", example }, { "CoAP, power", coap_and_power }, { "stored packages", stored },
        { "access point", apn },
        { "failures", failures }, { "speed", speed }, { "LwM2M", lwm2m },
    };

    return talk_run("sim: fota bg95", cases, sizeof cases / sizeof cases[0]);
}
