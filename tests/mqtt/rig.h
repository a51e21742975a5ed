/* rig.h: a module, an instance, a helper, a clock; and what came of them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef RIG_H
#define RIG_H

#include "module.h"
#include "qat.h"

#include <stdio.h>

enum { RIG_SUBS = 3, RIG_PUBS = 3 };

struct rig {
    struct module module;
    qat_t q;
    qat_config_t qcfg;
    char line[256];
    qat_mqtt_t m;
    qat_mqtt_config_t cfg;
    qat_mqtt_tls_t tls;
    qat_mqtt_will_t will;
    qat_mqtt_sub_t sub[RIG_SUBS];
    qat_mqtt_pub_t pub[RIG_PUBS];
    char topic[64];
    uint32_t now, random;
    const char *password;
    int refuse;                        /* what the credentials callback returns                  */
    size_t chunk;                      /* bytes for each qat_rx(); 0: all there are               */
    /* counted */
    int asked;                         /* for credentials                                        */
    int sub_ends[RIG_SUBS], sub_starts[RIG_SUBS], sub_result[RIG_SUBS];
    int pub_ends[RIG_PUBS], pub_starts[RIG_PUBS], pub_result[RIG_PUBS];
    int offs, readies, losts;
    qat_mqtt_lost_t lost;              /* the last                                               */
    char states[4096];                 /* initials of the states: "NFTC..."                      */
    char message[256], message_topic[64];
    unsigned message_flags;
    int messages, inside;
    uint32_t overflow;
    int stop_soon;                     /* 1: stop when qat_poll() has returned                   */
    int stop_in_state;                 /* QAT_MQTT_*: stop when it comes; 0: never               */
};

void rig_init(struct rig *r, int bg96);
void rig_start(struct rig *r);
/* Runs for ms of the clock, or until the helper is in `state` (-1: any). Returns whether it is. */
int rig_run(struct rig *r, uint32_t ms, int state);
void rig_subscribe(struct rig *r, int i, const char *topic);
int rig_publish(struct rig *r, int i, const char *topic, const char *text, int qos);
/* All that was accepted has ended, each once. */
int rig_settled(const struct rig *r);

extern int tests_passed, tests_failed;
#define CHECK(condition, ...) \
    ((condition) ? (void)tests_passed++ \
                 : (void)(tests_failed++, printf("%s:%d: %s: ", __FILE__, __LINE__, #condition), \
                          printf(__VA_ARGS__), puts("")))
/* The same where it is asked again and again: only failures count. */
#define MUST(condition, ...) \
    ((condition) ? (void)0 \
                 : (void)(tests_failed++, printf("%s:%d: %s: ", __FILE__, __LINE__, #condition), \
                          printf(__VA_ARGS__), puts("")))

void test_paths(void);
void test_losses(void);
void test_everywhere(void);

#endif
