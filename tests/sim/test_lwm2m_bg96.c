/* test_lwm2m_bg96.c: AT+QLWM2M, by the guide's examples (BG96 LwM2M V1.1 6.2, 4.1).
 *
 * SPDX-License-Identifier: MIT */
#include "talk.h"

#include <string.h>

#define OK "\r\nOK\r\n"
#define ERROR "\r\nERROR\r\n"

static const struct lwm2m_path up = { 10250, 0, 0 }, down = { 10250, 0, 1 }, firmware = { 26241, 0, 0 },
                               binary = { 19, 0, 0 };

static void begin(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    talk_begin(t, &cfg);
    talk_skip(t, "ATE0\r", 0);
}

static void lgu(struct talk *t)
{
    struct lwm2m_path p;
    size_t n;
    unsigned count;
    const void *data;

    begin(t);
    lwm2m_loop_watch(sim_lwm2m(t->sim), up, "A88044B83F554A5D");
    lwm2m_loop_watch(sim_lwm2m(t->sim), firmware, "3A6695CDCC9EDC3C");
    talk(t, "AT+QLWM2M=\"select\",2\r", 0, OK);
    talk(t, "AT+QLWM2M=\"cdp\",\"xxx.103.233.xxx\",5783\r", 0, OK);
    talk(t, "AT+QLWM2M=\"epns\",0,\"QUEC\"\r", 0, OK);
    talk(t, "AT+QLWM2M=\"mbsps\",\"QUEC\",\"992185\",\"01212345678\",\"904978\",\"LWTHM\"\r", 0, OK);
    talk(t, "AT+QLWM2M=\"register\"\r", 1000,
         OK "\r\n+QLWEVENT: 0,\"STATE_INITIAL\"\r\n\r\n+QLWEVENT: 1,\"STATE_BOOTSTRAP_REQUIRED\"\r\n"
         "\r\n+QLWEVENT: 2,\"STATE_BOOTSTRAPPING\"\r\n\r\n+QLWEVENT: 0,\"STATE INITIAL\"\r\n"
         "\r\n+QLWEVENT: 3,\"STATE REGISTER REQUIRED\"\r\n\r\n+QLWEVENT: 4,\"STATE_REGISTERING\"\r\n"
         "\r\n+QLWEVENT: 5,\"STATE_READY\"\r\n\r\n+QLWOBSERVE: \"A88044B83F554A5D\",\"/10250/0/0\"\r\n"
         "\r\n+QLWOBSERVE: \"3A6695CDCC9EDC3C\",\"/26241/0/0\"\r\n");
    talk(t, "AT+QLWM2M=\"uldata\",10250,5,\"hello\"\r", 0, OK);
    data = lwm2m_loop_heard(sim_lwm2m(t->sim), &n, &p, &count);
    check(count == 1 && n == 5 && memcmp(data, "hello", 5) == 0 && p.object == 10250);
    talk(t, "AT+QLWM2M=\"ulhex\",10250,5,\"3031323334\"\r", 0, OK);
    data = lwm2m_loop_heard(sim_lwm2m(t->sim), &n, &p, &count);
    check(count == 2 && n == 5 && memcmp(data, "01234", 5) == 0);
    lwm2m_loop_write(sim_lwm2m(t->sim), down, "01", 2, true);
    talk(t, "", 100, "\r\n+QLWDLDATA: \"10250/0/1\",2,\"3031\"\r\n");
    talk(t, "AT+QLWM2M=\"uldata\",10250,4,\"hello\"\r", 0, ERROR);
    talk(t, "AT+QLWM2M=\"ulhex\",10250,5,\"303132333\"\r", 0, ERROR);
    talk(t, "AT+QLWM2M=\"select\"\r", 0, "\r\n+QLWM2M: \"select\",2\r\n" OK);
    talk(t, "AT+QLWM2M=\"cdp\"\r", 0, "\r\n+QLWM2M: \"cdp\",\"xxx.103.233.xxx\",5783\r\n" OK);
    talk(t, "AT+QLWM2M=\"epns\"\r", 0, "\r\n+QLWM2M: \"epns\",\"QUEC\"\r\n" OK);
    talk(t, "AT+QLWM2M=\"deregister\"\r", 100, OK "\r\n+QLWEVENT: 3,\"STATE REGISTER REQUIRED\"\r\n");
    talk_end(t);
}

static void leshan(struct talk *t)
{
    begin(t);
    lwm2m_loop_watch(sim_lwm2m(t->sim), binary, "1");
    talk(t, "AT+QLWM2M=\"uldata\",19,1,\"a\"\r", 0, ERROR);
    talk(t, "AT+QLWM2M=\"cdp\",\"leshan.example\",5683\r", 0, OK);
    talk(t, "AT+QLWM2M=\"register\",1\r", 1000,
         OK "\r\n+QLWEVENT: 3,\"STATE REGISTER REQUIRED\"\r\n\r\n+QLWEVENT: 4,\"STATE_REGISTERING\"\r\n"
         "\r\n+QLWEVENT: 5,\"STATE_READY\"\r\n\r\n+QLWOBSERVE: \"1\",\"/19/0/0\",0\r\n");
    lwm2m_loop_write(sim_lwm2m(t->sim), binary, "hello", 5, false);
    talk(t, "", 100, "\r\n+QLWDLDATA: \"/19/0/0\",4,5,\"hello\"\r\n");
    talk(t, "AT+QLWM2M=\"dltype\",1\r", 0, OK);
    lwm2m_loop_write(sim_lwm2m(t->sim), binary, "01", 2, false);
    talk(t, "", 100, "\r\n+QLWDLDATA: \"/19/0/0\",4,2,\"3031\"\r\n");
    talk(t, "AT+QLWM2M=\"update\",101,1\r", 100, OK);
    lwm2m_loop_forget(sim_lwm2m(t->sim)); /* the server lost it: an update finds out */
    talk(t, "AT+QLWM2M=\"update\",101\r", 1000,
         OK "\r\n+QLWEVENT: 3,\"STATE REGISTER REQUIRED\"\r\n\r\n+QLWEVENT: 4,\"STATE_REGISTERING\"\r\n"
         "\r\n+QLWEVENT: 5,\"STATE_READY\"\r\n\r\n+QLWOBSERVE: \"1\",\"/19/0/0\",0\r\n");
    lwm2m_loop_observe(sim_lwm2m(t->sim), binary, "1", false);
    talk(t, "", 100, "\r\n+QLWOBSERVE: \"1\",\"/19/0/0\",1\r\n");
    /* another server: not before what the old registration left is gone */
    talk(t, "AT+QLWM2M=\"cdp\",\"other.example\",5683\r", 0, OK);
    talk(t, "AT+QLWM2M=\"register\"\r", 0, ERROR);
    talk(t, "AT+QLWM2M=\"reset\"\r", 0, OK);
    talk(t, "AT+QLWM2M=\"bootstrap\",0\r", 0, ERROR);
    talk_end(t);
}

int main(void)
{
    static const struct talk_case cases[] = { { "LGU+", lgu }, { "Leshan", leshan } };

    return talk_run("AT+QLWM2M", cases, sizeof cases / sizeof cases[0]);
}
