/* test_mqtt_bg95.c: what BG95 adds to MQTT: counted and stored messages, messages on the command line.
 *
 * SPDX-License-Identifier: MIT */
#include "talk.h"

#define OK "\r\nOK\r\n"
#define ERROR "\r\nERROR\r\n"

static void begin(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    talk_begin(t, &cfg);
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+QMTOPEN=0,\"a.example\",1883\r", 50, OK "\r\n+QMTOPEN: 0,0\r\n");
    talk(t, "AT+QMTCONN=0,\"c\"\r", 50, OK "\r\n+QMTCONN: 0,0,0\r\n");
    talk(t, "AT+QMTSUB=0,1,\"t\",1\r", 50, OK "\r\n+QMTSUB: 0,1,0,1\r\n");
}

static void counted(struct talk *t)
{
    begin(t);
    talk(t, "AT+QMTCFG=\"recv/mode\",0\r", 0, "\r\n+QMTCFG: \"recv/mode\",0,0\r\n" OK);
    sim_publish(t->sim, "t", "a\"b", 3, 0);
    talk(t, "", 10, "\r\n+QMTRECV: 0,0,\"t\",\"a\"b\"\r\n");
    talk(t, "AT+QMTCFG=\"recv/mode\",0,0,1\r", 0, OK);
    talk(t, "AT+QMTCFG=\"recv/mode\",0\r", 0, "\r\n+QMTCFG: \"recv/mode\",0,1\r\n" OK);
    sim_publish(t->sim, "t", "a\"\r\nOK\r\n", 8, 1);
    talk(t, "", 10, "\r\n+QMTRECV: 0,1,\"t\",8,\"a\"\r\nOK\r\n\"\r\n");
    sim_publish(t->sim, "t", "", 0, 0);
    talk(t, "", 10, "\r\n+QMTRECV: 0,0,\"t\",0,\"\"\r\n");
    talk_end(t);
}

static void stored(struct talk *t)
{
    begin(t);
    talk(t, "AT+QMTCFG=\"recv/mode\",0,1,1\r", 0, OK);
    sim_publish(t->sim, "t", "one", 3, 0);
    sim_publish(t->sim, "t", "two", 3, 1);
    talk(t, "", 10, "\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,1\r\n");
    talk(t, "AT+QMTRECV?\r", 0, "\r\n+QMTRECV: 0,1,1,0,0,0\r\n" OK);
    talk(t, "AT+QMTRECV=0,1\r", 0, "\r\n+QMTRECV: 0,1,\"t\",3,\"two\"\r\n" OK);
    talk(t, "AT+QMTRECV=0\r", 0, "\r\n+QMTRECV: 0,0,\"t\",3,\"one\"\r\n" OK);
    talk(t, "AT+QMTRECV=0\r", 0, OK);
    talk(t, "AT+QMTRECV=1\r", 0, ERROR);
    for (int i = 0; i < 7; i++) {
        sim_publish(t->sim, "t", "x", 1, 0);
    }
    talk(t, "", 10, "\r\n+QMTRECV: 0,0\r\n\r\n+QMTRECV: 0,1\r\n\r\n+QMTRECV: 0,2\r\n\r\n+QMTRECV: 0,3\r\n"
                    "\r\n+QMTRECV: 0,4\r\n");
    talk_end(t);
}

static void publish(struct talk *t)
{
    begin(t);
    talk(t, "AT+QMTPUB=0,1,1,0,\"o\",5\r", 0, "\r\n> ");
    talk(t, "a\x1A\x1B\r", 0, "");
    talk(t, "b", 50, OK "\r\n+QMTPUB: 0,1,0\r\n");
    talk(t, "AT+QMTPUB=0,0,0,0,\"o\",0\r", 50, "\r\n> " OK "\r\n+QMTPUB: 0,0,0\r\n");
    talk(t, "AT+QMTPUB=0,0,0,0,\"o\"\r", 0, "\r\n> ");
    talk(t, "hi\x1A", 50, OK "\r\n+QMTPUB: 0,0,0\r\n");
    talk(t, "AT+QMTPUBEX=0,2,1,0,\"o\",\"21 degrees\"\r", 50, OK "\r\n+QMTPUB: 0,2,0\r\n");
    talk(t, "AT+QMTPUB=0,1,1,0,\"o\",5\r", 0, "\r\n> ");
    talk(t, "abc", 59999, "");
    talk(t, "", 1, ERROR);
    talk(t, "AT+QMTCFG=\"send/mode\",0,1\r", 0, OK);
    talk(t, "AT+QMTPUBEX=0,2,1,0,\"t\",\"6869\"\r", 60,
         OK "\r\n+QMTPUB: 0,2,0\r\n\r\n+QMTRECV: 0,1,\"t\",\"hi\"\r\n");
    talk(t, "AT+QMTPUBEX=0,2,1,0,\"t\",\"xy\"\r", 60, ERROR);
    talk_end(t);
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "counted", counted },
        { "stored", stored },
        { "publish", publish },
    };

    return talk_run("sim: mqtt bg95", cases, sizeof cases / sizeof cases[0]);
}
