/* rig.h: a module made of answers, an instance, the helper lwm2m, a clock; and what came of them.
 *
 * SPDX-License-Identifier: MIT
 *
 * The module knows no spec: it looks at the beginnings of command lines and says what a manual says. */
#ifndef RIG_H
#define RIG_H

#include "qat.h"

#include <stdio.h>
#include <string.h>

enum { RIG_RULES = 12, RIG_SENDS = 3, RIG_OPS = 3 };

/* Instead of what the module would say. */
struct rule {
    const char *prefix;      /* of the command line                                                */
    const char *reply;       /* lines, "|" between them; "": silence                               */
    int times;               /* how often; -1: always                                              */
};

struct rig {
    qat_t q;
    qat_config_t qcfg;
    char line[512], room[4096], digits[RIG_SENDS][3000];
    qat_lwm2m_t m;
    qat_lwm2m_config_t cfg;
    qat_lwm2m_qlw_t qlw;
    qat_lwm2m_neul_t neul;
    qat_lwm2m_message_t send[RIG_SENDS];
    qat_lwm2m_op_t op[RIG_OPS];
    uint32_t now;
    size_t chunk;            /* bytes for each qat_rx(); 0: all there are                          */
    /* the module */
    char platform[64];       /* AT+NCDP, as it reads back; AT+QLWM2M="cdp"                         */
    char number[80];         /* answer to AT+CNUM                                                  */
    char mail[4][40];        /* AT+NMGR hands them out, the last first                             */
    int mails;
    int attached, observed, registered, select;
    const char *events;      /* behind the OK of a registration                                    */
    struct rule rules[RIG_RULES];
    int rule_count;
    char file_name[90];      /* of the upload that comes; files as name{content} in log            */
    size_t payload, sum_at;
    unsigned sum;
    char log[32768];         /* every command line, LF behind each; payload as it is               */
    size_t log_len;
    int lines;
    int (*hook)(struct rig *r, const char *line); /* before the answer; non-zero: no answer        */
    void *plan;
    char out[16384], in[8192];
    size_t out_len, in_len;
    /* counted */
    int send_starts[RIG_SENDS], send_ends[RIG_SENDS], send_result[RIG_SENDS];
    int op_starts[RIG_OPS], op_ends[RIG_OPS], op_result[RIG_OPS];
    char states[4096];       /* initials: w c r a b g R Y(ready) s -(off)                          */
    int losts, datas, inside, offs;
    qat_lwm2m_lost_t lost;   /* the last                                                           */
    char data[64];
    qat_lwm2m_data_t got;    /* the last; ptr is not to be used                                    */
    char told[1024];         /* events: "P0 O19 "                                                  */
    int stop_soon;           /* 1: stop when qat_poll() has returned                               */
};

void rig_init(struct rig *r, int neul);
void rig_start(struct rig *r);
/* Runs for ms of the clock, or until the helper is in `state` (-1: any). Returns whether it is. */
int rig_run(struct rig *r, uint32_t ms, int state);
void rig_say(struct rig *r, const char *lines);   /* "|" becomes CR LF; framed as the module does    */
void rig_raw(struct rig *r, const char *bytes);
void rig_rule(struct rig *r, const char *prefix, const char *reply, int times);
/* Counts what was accepted. */
int rig_send(struct rig *r, int i, const char *text, int hold);
int rig_do(struct rig *r, int i, int what, uint32_t number);
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

void test_files(void);
void test_neul(void);
void test_qlw(void);
void test_orders(void);
void test_everywhere(void);

#endif
