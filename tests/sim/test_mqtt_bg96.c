/* test_mqtt_bg96.c: MQTT on a BG96, by BG96 MQTT V1.0 and captures 052, 053.
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
    talk_skip(t, "ATE0\r", 0);
}

static void begin_connected(struct talk *t)
{
    begin(t);
    talk(t, "AT+QMTOPEN=0,\"broker.hivemq.com\",1883\r", 50, OK "\r\n+QMTOPEN: 0,0\r\n");
    talk(t, "AT+QMTCONN=0,\"clientExample\",\"testid\",\"testpassword\"\r", 50, OK "\r\n+QMTCONN: 0,0,0\r\n");
}

/* Capture 052. */
static void hivemq(struct talk *t)
{
    begin_connected(t);
    talk(t, "AT+QMTPUB=0,0,0,0,\"topic/openhouse-B\"\r", 0, "\r\n> ");
    talk(t, "Hello IoT Open House\x1A", 50, OK "\r\n+QMTPUB: 0,0,0\r\n");
    talk(t, "AT+QMTSUB=0,1,\"topic/openhouse-A\",2\r", 50, OK "\r\n+QMTSUB: 0,1,0,2\r\n");
    sim_publish(t->sim, "topic/openhouse-A", "Hello WIZnet", 12, 0);
    talk(t, "", 10, "\r\n+QMTRECV: 0,0,\"topic/openhouse-A\",\"Hello WIZnet\"\r\n");
    talk(t, "AT+QMTDISC=0\r", 50, OK "\r\n+QMTDISC: 0,0\r\n");
    talk_end(t);
}

static void settings(struct talk *t)
{
    begin(t);
    talk(t, "AT+QMTCFG=\"version\",0\r", 0, "\r\n+QMTCFG: \"version\",3\r\n" OK);
    talk(t, "AT+QMTCFG=\"version\",0,4;+QMTCFG=\"version\",0\r", 0, "\r\n+QMTCFG: \"version\",4\r\n" OK);
    talk(t, "AT+QMTCFG=\"timeout\",0\r", 0, "\r\n+QMTCFG: \"timeout\",5,3,0\r\n" OK);
    talk(t, "AT+QMTCFG=\"timeout\",0,9,2,1;+QMTCFG=\"timeout\",0\r", 0,
         "\r\n+QMTCFG: \"timeout\",9,2,1\r\n" OK);
    talk(t, "AT+QMTCFG=\"keepalive\",0\r", 0, "\r\n+QMTCFG: \"keepalive\",120\r\n" OK);
    talk(t, "AT+QMTCFG=\"session\",0,0;+QMTCFG=\"session\",0\r", 0, "\r\n+QMTCFG: \"session\",0\r\n" OK);
    talk(t, "AT+QMTCFG=\"pdpcid\",0,2;+QMTCFG=\"pdpcid\",0\r", 0, "\r\n+QMTCFG: \"pdpcid\",2\r\n" OK);
    talk(t, "AT+QMTCFG=\"ssl\",0\r", 0, "\r\n+QMTCFG: \"ssl\",0\r\n" OK);
    talk(t, "AT+QMTCFG=\"ssl\",0,1,2;+QMTCFG=\"ssl\",0\r", 0, "\r\n+QMTCFG: \"ssl\",1,2\r\n" OK);
    talk(t, "AT+QMTCFG=\"will\",0\r", 0, "\r\n+QMTCFG: \"will\",0\r\n" OK);
    talk(t, "AT+QMTCFG=\"aliauth\",0\r", 0, OK);
    talk(t, "AT+QMTCFG=\"aliauth\",0,\"p\",\"d\",\"s\";+QMTCFG=\"aliauth\",0\r", 0,
         "\r\n+QMTCFG: \"aliauth\",\"p\",\"d\",\"s\"\r\n" OK);
    talk(t, "AT+QMTCFG=\"recv/mode\",0,0,1\r", 0, ERROR); /* BG95 only */
    talk(t, "AT+QMTCFG=\"version\",1\r", 0, "\r\n+QMTCFG: \"version\",3\r\n" OK);
    sim_reset(t->sim);
    talk_skip(t, "", 10);
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+QMTCFG=\"version\",0\r", 0, "\r\n+QMTCFG: \"version\",3\r\n" OK);
    talk_end(t);
}

static void order(struct talk *t)
{
    begin(t);
    talk(t, "AT+QMTCONN=0,\"a\"\r", 0, ERROR);
    talk(t, "AT+QMTCLOSE=0\r", 0, ERROR);
    talk(t, "AT+QMTOPEN=0,\"a.example\",1883\r", 0, OK);
    talk(t, "AT+QMTOPEN=0,\"a.example\",1883\r", 49, OK);
    talk(t, "", 1, "\r\n+QMTOPEN: 0,0\r\n\r\n+QMTOPEN: 0,2\r\n");
    talk(t, "AT+QMTOPEN?\r", 0, "\r\n+QMTOPEN: 0,\"a.example\",1883\r\n" OK);
    talk(t, "AT+QMTCONN?\r", 0, "\r\n+QMTCONN: 0,1\r\n" OK);
    talk(t, "AT+QMTSUB=0,1,\"a\",0\r", 0, ERROR);
    talk(t, "AT+QMTPUB=0,0,0,0,\"a\"\r", 0, ERROR);
    talk(t, "AT+QMTDISC=0\r", 0, ERROR);
    talk(t, "AT+QMTCONN=0,\"a\"\r", 0, OK);
    talk(t, "AT+QMTCONN?\r", 0, "\r\n+QMTCONN: 0,2\r\n" OK);
    talk(t, "", 50, "\r\n+QMTCONN: 0,0,0\r\n");
    talk(t, "AT+QMTCONN?\r", 0, "\r\n+QMTCONN: 0,3\r\n" OK);
    talk(t, "AT+QMTCLOSE=0\r", 50, OK "\r\n+QMTCLOSE: 0,0\r\n");
    talk(t, "AT+QMTCLOSE=0\r", 0, ERROR);
    talk(t, "AT+QMTOPEN=0,\"nowhere.invalid\",1883\r", 50, OK "\r\n+QMTOPEN: 0,4\r\n");
    sim_network(t->sim, false);
    talk(t, "", 0, "\r\n+QIURC: \"pdpdeact\",1\r\n");
    talk(t, "AT+QMTOPEN=0,\"a.example\",1883\r", 50, OK "\r\n+QMTOPEN: 0,3\r\n");
    talk_end(t);
}

static void topics(struct talk *t)
{
    begin_connected(t);
    talk(t, "AT+QMTSUB=0,1,\"a/json\",0,\"a/+/x\",1\r", 50, OK "\r\n+QMTSUB: 0,1,0,0,1\r\n");
    talk(t, "AT+QMTSUB=0,2,\"bad+\",0\r", 50, OK "\r\n+QMTSUB: 0,2,0,128\r\n");
    talk(t, "AT+QMTSUB=0,0,\"a\",0\r", 0, ERROR);
    talk(t, "AT+QMTSUB=0,1,\"a\",3\r", 0, ERROR);
    sim_publish(t->sim, "a/b/x", "1", 1, 2);
    sim_publish(t->sim, "a/b/x", "2", 1, 1);
    talk(t, "", 10, "\r\n+QMTRECV: 0,1,\"a/b/x\",\"1\"\r\n\r\n+QMTRECV: 0,2,\"a/b/x\",\"2\"\r\n");
    talk(t, "AT+QMTUNS=0,3,\"a/+/x\"\r", 50, OK "\r\n+QMTUNS: 0,3,0\r\n");
    sim_publish(t->sim, "a/b/x", "3", 1, 1);
    sim_publish(t->sim, "a/json", "4", 1, 1);
    talk(t, "", 10, "\r\n+QMTRECV: 0,0,\"a/json\",\"4\"\r\n");
    talk_end(t);
}

/* Nothing in a message is escaped, and nothing in it ends it. */
static void bare_payload(struct talk *t)
{
    static const char text[] = "{\"a\":\"b\"}\r\nOK\r\n\0+++";

    begin_connected(t);
    talk(t, "AT+QMTSUB=0,1,\"$aws/t?x&y%z=1\",0\r", 50, OK "\r\n+QMTSUB: 0,1,0,0\r\n");
    sim_publish(t->sim, "$aws/t?x&y%z=1", text, sizeof text - 1, 0);
    talk(t, "", 10, "\r\n+QMTRECV: 0,0,\"$aws/t?x&y%z=1\",\"{\"a\":\"b\"}\r\nOK\r\n\0+++\"\r\n");
    talk_end(t);
}

static void prompt(struct talk *t)
{
    static char big[1601];

    begin_connected(t);
    talk(t, "AT+QMTSUB=0,1,\"b\",0\r", 50, OK "\r\n+QMTSUB: 0,1,0,0\r\n");
    talk(t, "AT+QMTPUB=0,1,1,0,\"b\"\r", 0, "\r\n> ");
    talk(t, "AT\rAT+CSQ\r", 5000, "");
    talk(t, "\x1B", 0, OK);
    talk(t, "AT+QMTPUB=0,0,1,0,\"b\"\r", 0, ERROR);
    talk(t, "AT+QMTPUB=0,1,1,0,\"b\",5\r", 0, ERROR); /* no length on BG96 */
    talk(t, "ATE1\r", 0, OK);
    talk(t, "AT+QMTPUB=0,3,1,0,\"b\"\r", 0, "AT+QMTPUB=0,3,1,0,\"b\"\r\r\n> ");
    talk(t, "hi\x1A", 60, "hi\r\n" OK "\r\n+QMTPUB: 0,3,0\r\n\r\n+QMTRECV: 0,0,\"b\",\"hi\"\r\n");
    talk_skip(t, "ATE0\r", 0);
    memset(big, 'x', sizeof big - 1);
    big[sizeof big - 1] = 0x1A;
    talk(t, "AT+QMTPUB=0,4,2,0,\"c\"\r", 0, "\r\n> ");
    talk_bytes(t, big, sizeof big, 50, OK "\r\n+QMTPUB: 0,4,0\r\n", 24, __FILE__, __LINE__);
    check(sim_counted(t->sim)->published == 2);
    talk_end(t);
}

static void lost(struct talk *t)
{
    begin_connected(t);
    sim_mqtt_lost(t->sim, 0, 2);
    talk(t, "", 0, "\r\n+QMTSTAT: 0,2\r\n");
    talk(t, "AT+QMTPUB=0,0,0,0,\"a\"\r", 0, ERROR);
    talk(t, "AT+QMTOPEN=0,\"a.example\",1883\r", 50, OK "\r\n+QMTOPEN: 0,0\r\n");
    talk(t, "AT+QMTCONN=0,\"a\"\r", 50, OK "\r\n+QMTCONN: 0,0,0\r\n");
    talk(t, "AT+QMTOPEN=1,\"a.example\",1883\r", 50, OK "\r\n+QMTOPEN: 1,0\r\n");
    talk(t, "AT+QMTCONN=1,\"a\"\r", 50, OK "\r\n+QMTSTAT: 0,1\r\n\r\n+QMTCONN: 1,0,0\r\n"); /* same name */
    sim_network(t->sim, false);
    talk(t, "", 0, "\r\n+QIURC: \"pdpdeact\",1\r\n\r\n+QMTSTAT: 1,7\r\n");
    talk_end(t);
}

/* A will of one client heard by another, and a session that outlives its connection. */
static void will(struct talk *t)
{
    begin_connected(t);
    talk(t, "AT+QMTSUB=0,1,\"gone\",1\r", 50, OK "\r\n+QMTSUB: 0,1,0,1\r\n");
    talk(t, "AT+QMTCFG=\"session\",3,0;+QMTCFG=\"will\",3,1,1,0,\"gone\",\"client 3\"\r", 0, OK);
    talk(t, "AT+QMTOPEN=3,\"a.example\",1883\r", 50, OK "\r\n+QMTOPEN: 3,0\r\n");
    talk(t, "AT+QMTCONN=3,\"three\"\r", 50, OK "\r\n+QMTCONN: 3,0,0\r\n");
    talk(t, "AT+QMTSUB=3,1,\"news\",1\r", 50, OK "\r\n+QMTSUB: 3,1,0,1\r\n");
    sim_mqtt_lost(t->sim, 3, 1);
    talk(t, "", 10, "\r\n+QMTSTAT: 3,1\r\n\r\n+QMTRECV: 0,1,\"gone\",\"client 3\"\r\n");
    sim_publish(t->sim, "news", "while away", 10, 1);
    talk(t, "AT+QMTOPEN=3,\"a.example\",1883\r", 50, OK "\r\n+QMTOPEN: 3,0\r\n");
    talk(t, "AT+QMTCONN=3,\"three\"\r", 60,
         OK "\r\n+QMTCONN: 3,0,0\r\n\r\n+QMTRECV: 3,1,\"news\",\"while away\"\r\n");
    talk_end(t);
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "hivemq", hivemq },
        { "settings", settings },
        { "order", order },
        { "topics", topics },
        { "bare payload", bare_payload },
        { "prompt", prompt },
        { "lost", lost },
        { "will", will },
    };

    return talk_run("sim: mqtt bg96", cases, sizeof cases / sizeof cases[0]);
}
