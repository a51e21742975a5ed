/* test_flow.c: the OceanConnect session of a BG96, byte for byte as its manuals and logs write it.
 *
 * SPDX-License-Identifier: MIT */
#include "talk.h"

#include <string.h>

#define OK "\r\nOK\r\n"

static int only_device(void *user, const char *client_id, const char *name, const char *password)
{
    (void)user;
    if (strcmp(client_id, "7068026a_0_0_2026011512") != 0) {
        return CONNACK_CLIENT_ID;
    }
    return strcmp(name, "7068026a") == 0 && strcmp(password, "0f5a") == 0 ? CONNACK_OK : CONNACK_PASSWORD;
}

static void upload(struct talk *t)
{
    talk(t, "AT+QFUPL=\"cacert.pem\",10\r", 0, "\r\nCONNECT\r\n");
    talk(t, "1234567890", 0, "\r\n+QFUPL: 10,3938\r\n" OK);
    talk(t, "AT+QFUPL=\"client.pem\",3\r", 0, "\r\nCONNECT\r\n");
    talk(t, "abc", 0, "\r\n+QFUPL: 3,262\r\n" OK);
    talk(t, "AT+QFUPL=\"user_key.pem\",1\r", 0, "\r\nCONNECT\r\n");
    talk(t, "k", 0, "\r\n+QFUPL: 1,6B00\r\n" OK);
    talk(t, "AT+QFUPL=\"cacert.pem\",10\r", 0, "\r\n+CME ERROR: 407\r\n");
}

static void configure(struct talk *t)
{
    talk(t, "AT+QMTCFG=\"SSL\", 2,1,2\r", 0, OK);
    talk(t, "AT+QSSLCFG=\"cacert\",2,\"cacert.pem\"\r", 0, OK);
    talk(t, "AT+QSSLCFG=\"clientcert\",2,\"client.pem\"\r", 0, OK);
    talk(t, "AT+QSSLCFG=\"clientkey\",2,\"user_key.pem\"\r", 0, OK);
    talk(t, "AT+QSSLCFG=\"seclevel\",2,2\r", 0, OK);
    talk(t, "AT+QSSLCFG=\"sslversion\",2,4\r", 0, OK);
    talk(t, "AT+QSSLCFG=\"ciphersuite\",2,0xFFFF\r", 0, OK);
    talk(t, "AT+QSSLCFG=\"ignorelocaltime\",2,1\r", 0, OK);
    talk(t, "AT+QSSLCFG=\"ciphersuite\",2\r", 0, "\r\n+QSSLCFG: \"ciphersuite\",2,0XFFFF\r\n" OK);
    talk(t, "AT+QSSLCFG=\"cacert\",2\r", 0, "\r\n+QSSLCFG: \"cacert\",2,\"cacert.pem\"\r\n" OK);
}

static void begin(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    cfg.login = only_device;
    talk_begin(t, &cfg);
    talk(t, "ATE0\r", 0, "ATE0\r\r\nOK\r\n");
}

static void whole_session(struct talk *t)
{
    const struct sim_count *n;

    begin(t);
    talk(t, "AT+CGDCONT=1,\"IP\",\"business.gprsinternet\"\r", 0, OK);
    talk(t, "AT+QIACT=1\r", 0, OK);
    talk(t, "AT+QIACT?\r", 0, "\r\n+QIACT: 1,1,1,\"10.131.50.25\"\r\n" OK);
    upload(t);
    configure(t);
    talk(t, "AT+QMTOPEN=2,\"160.44.204.79\",8883\r", 49, OK);
    talk(t, "", 1, "\r\n+QMTOPEN: 2,0\r\n");
    talk(t, "AT+QMTCONN=2,\"7068026a_0_0_2026011512\",\"7068026a\",\"0f5a\"\r", 50,
         OK "\r\n+QMTCONN: 2,0,0\r\n");
    talk(t, "AT+QMTSUB=2,1,\"/huawei/v1/devices/7068026a/command/json\",0\r", 50,
         OK "\r\n+QMTSUB: 2,1,0,0\r\n");
    talk(t, "AT+QMTPUB=2,0,0,0,\"/huawei/v1/devices/7068026a/data/json\"\r", 0, "\r\n> ");
    talk(t, "{\r\n  \"msgType\": \"deviceReq\"\r\n}\x1A", 50, OK "\r\n+QMTPUB: 2,0,0\r\n");
    sim_publish(t->sim, "/huawei/v1/devices/7068026a/command/json", "{\"cmd\":\"on\"}", 12, 1);
    talk(t, "", 10,
         "\r\n+QMTRECV: 2,0,\"/huawei/v1/devices/7068026a/command/json\",\"{\"cmd\":\"on\"}\"\r\n");
    talk(t, "AT+QMTDISC=2\r", 50, OK "\r\n+QMTDISC: 2,0\r\n");
    n = sim_counted(t->sim);
    check(n->uploads == 3 && n->opens == 1 && n->tls == 1 && n->connects == 1 && n->subscribed == 1);
    check(n->published == 1 && n->delivered == 1 && n->unknown == 0);
    talk_end(t);
}

static void wrong_password(struct talk *t)
{
    begin(t);
    talk(t, "AT+QMTOPEN=0,\"broker.example\",1883\r", 50, OK "\r\n+QMTOPEN: 0,0\r\n");
    talk(t, "AT+QMTCONN=0,\"7068026a_0_0_2026011512\",\"7068026a\",\"no\"\r", 50,
         OK "\r\n+QMTCONN: 0,0,4\r\n");
    talk(t, "", 50, "\r\n+QMTSTAT: 0,1\r\n");
    check(sim_counted(t->sim)->refused == 1);
    talk_end(t);
}

static void certificates_missing(struct talk *t)
{
    begin(t);
    configure(t);
    talk(t, "AT+QMTOPEN=2,\"160.44.204.79\",8883\r", 50, OK "\r\n+QMTOPEN: 2,-1\r\n");
    upload(t);
    talk(t, "AT+QFDEL=\"user_key.pem\"\r", 0, OK);
    talk(t, "AT+QMTOPEN=2,\"160.44.204.79\",8883\r", 50, OK "\r\n+QMTOPEN: 2,-1\r\n");
    talk_end(t);
}

/* A certificate has a time: with seclevel 1 and a clock at its start value the handshake fails. */
static void clock_not_set(struct talk *t)
{
    begin(t);
    upload(t);
    configure(t);
    talk(t, "AT+QSSLCFG=\"ignorelocaltime\",2,0\r", 0, OK);
    talk(t, "AT+CCLK?\r", 0, "\r\n+CCLK: \"80/01/06,00:00:00+00\"\r\n" OK);
    talk(t, "AT+QMTOPEN=2,\"160.44.204.79\",8883\r", 50, OK "\r\n+QMTOPEN: 2,-1\r\n");
    talk(t, "AT+CCLK=\"26/02/28,23:59:59+00\"\r", 0, OK);
    talk(t, "AT+QMTOPEN=2,\"160.44.204.79\",8883\r", 50, OK "\r\n+QMTOPEN: 2,0\r\n");
    talk(t, "AT+CCLK?\r", 0, "\r\n+CCLK: \"26/02/28,23:59:59+00\"\r\n" OK);
    talk(t, "", 1000, "");
    talk(t, "AT+CCLK?\r", 0, "\r\n+CCLK: \"26/03/01,00:00:00+00\"\r\n" OK);
    talk_end(t);
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "whole session", whole_session },
        { "wrong password", wrong_password },
        { "certificates missing", certificates_missing },
        { "clock not set", clock_not_set },
    };

    return talk_run("sim: flow", cases, sizeof cases / sizeof cases[0]);
}
