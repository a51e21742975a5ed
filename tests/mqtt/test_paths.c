/* test_paths.c: sessions that go well, and what they sent.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

/* The lines of want stand in log, in this order, nothing between them. */
static void same_log(const char *what, const char *log, const char *want)
{
    CHECK(strcmp(log, want) == 0, "%s: sent\n%s---- wanted\n%s----", what, log, want);
}

static const char session_bg96[] =
    "AT+QIACT?\nAT+QICSGP=1,1,\"internet\"\nAT+QIACT=1\nAT+QMTOPEN?\n"
    "AT+QFDEL=\"ca.pem\"\nAT+QFUPL=\"ca.pem\",56\n"
    "~-----BEGIN-----\nOK\r\n+++ not a certificate\n-----END-----\n\n"
    "AT+QFDEL=\"cert.pem\"\nAT+QFUPL=\"cert.pem\",55\n"
    "~-----BEGIN-----\nOK\r\n+++ not a certificate\n-----END-----\n"
    "AT+QFDEL=\"key.pem\"\nAT+QFUPL=\"key.pem\",54\n"
    "~-----BEGIN-----\nOK\r\n+++ not a certificate\n-----END----\n"
    "AT+QSSLCFG=\"sslversion\",2,4\nAT+QSSLCFG=\"ciphersuite\",2,0xFFFF\nAT+QSSLCFG=\"cacert\",2,\"ca.pem\"\n"
    "AT+QSSLCFG=\"clientcert\",2,\"cert.pem\"\nAT+QSSLCFG=\"clientkey\",2,\"key.pem\"\n"
    "AT+QSSLCFG=\"seclevel\",2,2\n"
    "AT+QSSLCFG=\"ignorelocaltime\",2,1\n"
    "AT+QMTCFG=\"version\",2,4\nAT+QMTCFG=\"pdpcid\",2,1\nAT+QMTCFG=\"ssl\",2,1,2\n"
    "AT+QMTCFG=\"keepalive\",2,60\n"
    "AT+QMTCFG=\"session\",2,1\nAT+QMTCFG=\"will\",2,0\n"
    "AT+QMTOPEN=2,\"broker.example\",8883\nAT+QMTCONN=2,\"plant-7\",\"user\",\"secret\"\n";

static void bg96_whole(void)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, 1);
    rig_start(r);
    CHECK(qat_mqtt_state(&r->m) == QAT_MQTT_WAITING, "after start");
    rig_subscribe(r, 0, "$aws/things/plant-7/?&%=/#");
    CHECK(rig_run(r, 10000, QAT_MQTT_READY), "states %s", r->states);
    CHECK(strcmp(r->states, "nftcodsR") == 0, "%s", r->states);
    CHECK(r->sub_ends[0] == 1 && r->sub_result[0] == QAT_OK && r->sub[0].granted == 1, "subscribed");
    CHECK(strncmp(r->module.log, session_bg96, sizeof session_bg96 - 1) == 0, "sent\n%s", r->module.log);
    r->module.log_len = 0;

    CHECK(rig_publish(r, 0, "plant/7", "{\n  \"t\": 21\n}", 0) == QAT_OK, "publish");
    CHECK(rig_publish(r, 0, "plant/7", "again", 0) == QAT_E_BUSY, "publish twice");
    CHECK(rig_publish(r, 1, "plant/7", "no\x1A", 1) == QAT_E_ARG, "a payload with Ctrl-Z, by Ctrl-Z");
    CHECK(rig_publish(r, 1, "plant/7", "two", 2) == QAT_OK, "publish QoS 2");
    rig_run(r, 1000, -1);
    CHECK(r->pub_ends[0] == 1 && r->pub_ends[1] == 1 && r->pub_result[0] == QAT_OK &&
          r->pub_result[1] == QAT_OK, "published");
    same_log("publish", r->module.log,
          "AT+QMTPUB=2,0,0,0,\"plant/7\"\n~{\n  \"t\": 21\n}\nAT+QMTPUB=2,3,2,0,\"plant/7\"\n~two\n");

    module_say(&r->module, "+QMTRECV: 2,1,\"v1/rpc\",\"{\"method\":\"set|value\",\"params\":true}\"");
    module_say(&r->module, "+QMTRECV: 1,1,\"other\",\"of another client\"");
    rig_run(r, 100, -1);
    CHECK(r->messages == 1 && strcmp(r->message, "{\"method\":\"set\r\nvalue\",\"params\":true}") == 0,
          "%s", r->message);
    CHECK(strcmp(r->message_topic, "v1/rpc") == 0 && r->message_flags == (QAT_LAST | QAT_UNCOUNTED), "%s",
          r->message_topic);

    r->module.log_len = 0;
    CHECK(qat_mqtt_unsubscribe(&r->m, &r->sub[0]) == QAT_OK, "unsubscribe");
    CHECK(qat_mqtt_unsubscribe(&r->m, &r->sub[0]) == QAT_E_STATE, "unsubscribe twice");
    r->sub_starts[0]++;
    rig_run(r, 100, -1);
    CHECK(r->sub_ends[0] == 2 && r->sub_result[0] == QAT_OK, "unsubscribed");
    CHECK(qat_mqtt_stop(&r->m) == QAT_OK, "stop");
    CHECK(rig_publish(r, 0, "plant/7", "late", 0) == QAT_E_STATE, "publish while stopping");
    CHECK(rig_run(r, 10000, QAT_MQTT_OFF), "off: %s", r->states);
    same_log("end", r->module.log, "AT+QMTUNS=2,4,\"$aws/things/plant-7/?&%=/#\"\nAT+QMTDISC=2\n");
    CHECK(r->losts == 0 && rig_settled(r), "nothing was lost");
    CHECK(qat_mqtt_stop(&r->m) == QAT_E_STATE, "stop when it is off");
    free(r);
}

static void bg95_whole(size_t chunk)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, 0);
    r->chunk = chunk;
    r->tls.sni = 1;
    r->cfg.packet_s = 4;
    r->cfg.retries = 2;
    r->cfg.keep_session = 1;
    r->will.topic = qat_str("plant/7");
    r->will.message = qat_str("lost");
    r->will.qos = 1;
    r->cfg.will = &r->will;
    r->cfg.pdp_user = qat_str("u");
    r->cfg.pdp_password = qat_str("p");
    r->cfg.pdp_auth = 1;
    r->module.files = 7;
    rig_start(r);
    CHECK(rig_run(r, 10000, QAT_MQTT_READY), "states %s", r->states);
    CHECK(strstr(r->module.log, "AT+QICSGP=1,1,\"internet\",\"u\",\"p\",1\n") != NULL, "%s", r->module.log);
    CHECK(strstr(r->module.log, "AT+QSSLCFG=\"sni\",2,1\n") != NULL, "sni");
    CHECK(strstr(r->module.log, "AT+QMTCFG=\"timeout\",2,4,2,0\n") != NULL, "timeout");
    CHECK(strstr(r->module.log, "AT+QMTCFG=\"session\",2,0\n") != NULL, "session");
    CHECK(strstr(r->module.log, "AT+QMTCFG=\"will\",2,1,1,0,\"plant/7\",\"lost\"\n") != NULL, "will");
    CHECK(strstr(r->module.log, "AT+QMTCFG=\"recv/mode\",2,0,1\n") != NULL, "recv/mode");
    r->module.log_len = 0;
    CHECK(rig_publish(r, 0, "plant/7", "any \x1A\x1B byte", 1) == QAT_OK, "publish by length");
    rig_run(r, 100, -1);
    same_log("by length", r->module.log, "AT+QMTPUB=2,1,1,0,\"plant/7\",11\n~any \x1A\x1B byte\n");
    module_say(&r->module, "+QMTRECV: 2,9,\"a\",10,\"1\"|OK|\"2\"");
    module_say(&r->module, "+QMTRECV: 2,9,\"a\",0,\"\"");
    rig_run(r, 100, -1);
    CHECK(r->messages == 2 && strcmp(r->message, "1\"\r\nOK\r\n\"2") == 0, "%s", r->message);
    CHECK(r->message_flags == QAT_LAST, "%u", r->message_flags);
    free(r);
}

static void stored(void)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, 0);
    r->cfg.stored = 1;
    rig_start(r);
    rig_run(r, 10000, QAT_MQTT_READY);
    r->module.log_len = 0;
    module_say(&r->module, "+QMTRECV: 2,3");
    module_say(&r->module, "+QMTRECV: 2,0");
    module_say(&r->module, "+QMTRECV: 1,1");
    rig_run(r, 1000, -1);
    same_log("stored", r->module.log, "AT+QMTRECV=2,0\nAT+QMTRECV=2,3\n");
    CHECK(r->messages == 2 && strcmp(r->message, "st\"red") == 0 &&
          strcmp(r->message_topic, "plant/7") == 0, "%d %s", r->messages, r->message);
    free(r);
}

/* A topic that the line buffer or the topic's room cannot hold. */
static void long_topics(void)
{
    struct rig *r = calloc(1, sizeof *r);
    char text[700];

    rig_init(r, 0);
    r->cfg.topic_size = 4;
    rig_start(r);
    rig_run(r, 10000, QAT_MQTT_READY);
    module_say(&r->module, "+QMTRECV: 2,9,\"abcde\",2,\"hi\"");
    rig_run(r, 100, -1);
    CHECK(r->messages == 1 && strcmp(r->message, "hi") == 0 && r->message_topic[0] == 0, "%s", r->message);
    snprintf(text, sizeof text, "+QMTRECV: 2,9,\"%0400d\",5,\"hello\"", 7);
    module_say(&r->module, text);
    module_say(&r->module, "+QMTRECV: 2,9,\"abc\",2,\"yo\"");
    rig_run(r, 100, -1);
    CHECK(r->overflow > 0, "overflow is told");
    CHECK(r->messages == 2 && strcmp(r->message, "yo") == 0 && strcmp(r->message_topic, "abc") == 0,
          "in step: %s", r->message);
    free(r);
}

/* What an earlier host has left behind. */
static void left_behind(void)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, 1);
    r->module.active = 1;
    r->module.open = 1;
    r->module.files = 7;
    r->cfg.tls = NULL;
    rig_start(r);
    CHECK(rig_run(r, 10000, QAT_MQTT_READY), "states %s", r->states);
    CHECK(strncmp(r->module.log, "AT+QIACT?\nAT+QMTOPEN?\nAT+QMTCLOSE=2\nAT+QMTCFG=\"version\"", 55) == 0,
          "%s", r->module.log);
    CHECK(r->losts == 0, "no loss");
    free(r);

    r = calloc(1, sizeof *r); /* not listed, but occupied */
    rig_init(r, 1);
    r->module.open = 1;
    module_rule(&r->module, "AT+QMTOPEN?", "OK", -1);
    rig_start(r);
    CHECK(rig_run(r, 10000, QAT_MQTT_READY), "states %s", r->states);
    CHECK(strstr(r->module.log,
          "AT+QMTOPEN=2,\"broker.example\",8883\nAT+QMTCLOSE=2\nAT+QMTOPEN=2") != NULL, "%s",
          r->module.log);
    free(r);

    r = calloc(1, sizeof *r); /* occupied for ever: told, and tried again later */
    rig_init(r, 1);
    module_rule(&r->module, "AT+QMTOPEN=", "OK||+QMTOPEN: 2,2", -1);
    rig_start(r);
    CHECK(!rig_run(r, 20000, QAT_MQTT_READY), "states %s", r->states);
    CHECK(r->losts > 1 && r->lost.why == QAT_MQTT_BY_OPEN && r->lost.number == 2, "%d %d", r->lost.why,
          (int)r->lost.number);
    free(r);
}

static void refusals_of_calls(void)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, 1);
    CHECK(qat_mqtt_state(&r->m) == QAT_MQTT_OFF && qat_mqtt_state(NULL) == QAT_MQTT_OFF, "off");
    CHECK(qat_mqtt_poll(NULL, 0) == UINT32_MAX && qat_mqtt_poll(&r->m, 0) == UINT32_MAX, "poll of nothing");
    CHECK(qat_mqtt_start(NULL, &r->q, &r->cfg) == QAT_E_NULL, "NULL");
    CHECK(qat_mqtt_subscribe(&r->m, &r->sub[0]) == QAT_E_NULL, "no topic");
    r->sub[0].topic = qat_str("a");
    CHECK(qat_mqtt_subscribe(&r->m, &r->sub[0]) == QAT_E_STATE, "off");
    CHECK(rig_publish(r, 0, "a", "b", 0) == QAT_E_STATE, "off");
    r->cfg.packet_s = 6;
    CHECK(qat_mqtt_start(&r->m, &r->q, &r->cfg) == QAT_E_ARG, "packet_s");
    r->cfg.packet_s = 0;
    rig_start(r);
    CHECK(qat_mqtt_start(&r->m, &r->q, &r->cfg) == QAT_E_STATE, "twice");
    r->sub[0].qos = 3;
    CHECK(qat_mqtt_subscribe(&r->m, &r->sub[0]) == QAT_E_ARG, "qos 3");
    rig_subscribe(r, 0, "a\"b"); /* what cannot be said ends it, and only it */
    rig_subscribe(r, 1, "fine");
    CHECK(qat_mqtt_subscribe(&r->m, &r->sub[1]) == QAT_E_BUSY, "twice");
    CHECK(rig_run(r, 10000, QAT_MQTT_READY), "%s", r->states);
    CHECK(r->sub_ends[0] == 1 && r->sub_result[0] == QAT_E_ARG && r->sub_result[1] == QAT_OK, "%d",
          r->sub_result[0]);
    CHECK(strcmp(qat_mqtt_state_name(QAT_MQTT_READY), "ready") == 0, "name");
    CHECK(strcmp(qat_mqtt_why_name(QAT_MQTT_BY_SERVER), "the server refused") == 0, "name");
    CHECK(strcmp(qat_mqtt_state_name(99), "?") == 0 && strcmp(qat_mqtt_why_name(0), "?") == 0, "no name");
    free(r);
}

void test_paths(void)
{
    bg96_whole();
    bg95_whole(0);
    bg95_whole(1);
    bg95_whole(7);
    stored();
    long_topics();
    left_behind();
    refusals_of_calls();
}
