/* fault.h: the rules of a fault script, between fault_script.c that reads them and fault.c that follows them.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SIM_FAULT_H
#define SIM_FAULT_H

#include "core.h"

enum trigger {
    AT_TIME,       /* once, n ms after the start                       */
    EVERY_TIME,    /* again and again, each n ms                       */
    ON_COMMAND,    /* the command of that name has come                */
    ON_LINE,       /* a line that begins with text is about to go out  */
    WHEN_SENT,     /* n bytes have gone to the host                    */
    WHEN_GOT,      /* n bytes have come from the host                  */
    ON_MESSAGE     /* the broker got a message whose topic fits text   */
};

enum action {
    DO_RESET,
    DO_OFF,
    DO_SILENCE,
    DO_DROP,
    DO_CORRUPT,
    DO_DOUBLE,
    DO_LOSE,
    DO_SPLIT,
    DO_DELAY,
    DO_SWALLOW,
    DO_REPEAT,
    DO_URC,
    DO_ERROR,
    DO_CME,
    DO_LATE,
    DO_REFUSE,
    DO_CLOSE,
    DO_SEND,
    DO_NETWORK,
    DO_CHANCE,
    DO_CUT,
    DO_CHECKSUM,
    DO_FOTA
};

struct rule {
    enum trigger trigger;
    char text[128];            /* command, line, topic                              */
    uint64_t n;                /* ms or bytes                                       */
    uint64_t due;              /* AT_TIME, EVERY_TIME, WHEN_SENT, WHEN_GOT          */
    uint32_t skip;             /* how often it does not strike yet                  */
    uint32_t left;             /* how often it still strikes; UINT32_MAX: always    */
    enum action action;
    uint32_t a, b;             /* what the action takes                             */
    enum fault_place place;
    char what[128];            /* URC, topic                                        */
    char to[256];              /* DO_SEND: the topic, its '+' filled in             */
    char data[512];            /* message                                           */
    char source[256];          /* the line of the script                            */
    struct rule *next;
};

/* The next count bytes behind from bytes. */
struct stretch {
    uint32_t from, count;
};

struct insertion {             /* a URC that waits for its place in an answer       */
    bool used;
    enum fault_place place;
    const struct rule *rule;
};

struct faults {
    struct rule *rules;
    uint32_t chance;           /* state of the random numbers                       */
    struct stretch drop, corrupt, twice, lose;
    bool lose_payload;         /* lose counts payload only                          */
    uint32_t one_in[3];        /* by chance: drop, corrupt, twice; 0: never         */
    uint32_t split, delay, late;
    int refuse;
    bool fail;
    bool bad_sum;
    enum verdict verdict;
    struct insertion insert[8];
    uint64_t got;
};

/* Adds the rules of a script. Returns NULL or a complaint. */
const char *faults_read(struct faults *f, const char *text, uint64_t now);

#endif
