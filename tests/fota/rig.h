/* rig.h: a module made of answers, an instance, the fota helper, a clock; and what came of them.
 *
 * SPDX-License-Identifier: MIT
 *
 * The module knows no spec: it looks at the beginnings of command lines and says what the note says. What it
 * tells by itself, the test says. */
#ifndef RIG_H
#define RIG_H

#include "qat.h"

#include <stdio.h>

enum { RIG_RULES = 12, HOUR = 3600000 };

/* Instead of what the module would say to a command line that begins so. */
struct rule {
    const char *prefix, *reply; /* lines, "|" between them; "": silence                           */
    int times;                  /* how often; -1: always                                          */
};

struct rig {
    qat_t q;
    qat_config_t qcfg;
    char line[256];
    qat_fota_t f;
    qat_fota_config_t cfg;
    uint32_t now;
    size_t chunk;               /* bytes for each qat_rx(); 0: all there are                      */
    size_t cut;                 /* with chunk 0: one cut in the first piece; 0: none              */
    /* the module */
    int deaf;                   /* it hears nothing                                               */
    int fast, host_fast;        /* at which speed each of them is: garbage when they differ       */
    int registered_after;       /* looks at the network in vain                                   */
    const char *version, *apn;
    uint32_t stored;            /* size of its package                                            */
    int bad_sum;                /* uploads whose checksum it tells wrong                          */
    uint32_t swallow;           /* bytes of the next upload that do not arrive: told as short     */
    struct rule rules[RIG_RULES];
    int rule_count;
    char out[16384];
    size_t out_len;
    char in[1024];
    size_t in_len;
    uint32_t payload, want;     /* bytes that are to come; of the whole                           */
    uint32_t idle_since;
    uint16_t sum;
    char what[16];              /* QFOTADL, QFUPL                                                 */
    char log[8192];             /* every command line of the helper, LF behind each               */
    int lines;                  /* of the helper                                                  */
    int (*hook)(struct rig *r); /* at each command line of the helper; non-zero: no answer        */
    int at;                     /* for the hook                                                   */
    /* what came of it */
    int ends, starts, speeds, inside;
    qat_fota_end_t end;
    char progress[8192];        /* "preparing downloading 5 10 ..."                               */
    int last_phase, last_percent, went_back;
    int cancel_soon;            /* cancelled when qat_poll() has returned                         */
    uint32_t fifo;              /* bytes of payload that write() still takes                      */
    int cancel_in;              /* phase in which on_progress cancels; 0: none                    */
    int again;                  /* on_end starts it again, so often                               */
};

void rig_init(struct rig *r, int bg96);
void rig_free(struct rig *r);
int rig_start(struct rig *r);
void rig_rule(struct rig *r, const char *prefix, const char *reply, int times);
void rig_say(struct rig *r, const char *lines); /* "|" becomes CR LF; one at each end too        */
/* Runs for ms of the clock; or until the helper is in `phase` (-1: it has ended). Whether it is. */
int rig_run(struct rig *r, uint32_t ms, int phase);
/* It has ended once, and the engine works. */
int rig_settled(struct rig *r);

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
void test_upload(void);
void test_orders(void);
void test_attach(void);
void test_everywhere(void);

#endif
