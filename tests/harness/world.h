/* world.h: one run of a dialogue: an instance, its port, its clock, its requests, the log of what happened.
 *
 * SPDX-License-Identifier: MIT */
#ifndef WORLD_H
#define WORLD_H

#include "reflect.h"
#include "script.h"

/* How a dialogue is run. The expected events are the same in every mode. */
struct mode {
    const char *name;
    enum { CUT_NOWHERE, CUT_ONCE, CUT_EVERYWHERE, CUT_RANDOM } cut;
    size_t cut_at;       /* CUT_ONCE: behind so many received bytes                   */
    uint32_t seed;
    enum { TAKE_ALL, TAKE_ONE, TAKE_SECOND, TAKE_RANDOM } take; /* by write()        */
    int eager;           /* qat_poll() after every piece                              */
    uint32_t tick;       /* polls at least so often, ms; 0: only when asked for       */
    int traced;          /* with cfg.trace                                            */
    uint32_t clock;      /* added to the first now_ms                                 */
};

/* One thing that happened. */
struct entry {
    char kind;           /* as in a dialogue: ! < ~ > =                               */
    uint32_t now;
    char *text;
};

enum place { OUTSIDE, IN_RX, IN_POLL, IN_CALL };

struct request;
struct ear;
struct online;

struct world {
    const struct script *s;
    const struct mode *m;
    qat_t *q;
    qat_config_t *cfg;
    uint32_t now, random;
    enum place place;
    int callback;              /* a callback is running                               */
    int woken, blocked, second;
    int closed;                /* write() takes nothing until the port is opened      */
    int recorded;              /* nothing is expected: calls may be refused           */
    int *hook_used;
    struct buf sent;           /* all bytes that write() took                         */
    size_t sent_checked, echoed;
    size_t received;
    struct buf trace_in, trace_out;
    int trace_events, events, trace_dones, dones;
    struct entry *log;
    size_t log_count, log_cap, log_checked;
    struct request *requests;
    struct ear *ears;
    struct online *online;     /* NULL: data mode was not asked for                   */
    uint32_t baud;             /* 0: bytes are on the wire at once                    */
    uint64_t wire_free;        /* us when it is free again                            */
    struct {                   /* payload that is coming                              */
        int open, kind;
        struct buf name, bytes;
        uint32_t total, from;  /* from: offset of the first byte, after something else was told between */
    } data;
    struct buf failure;        /* empty: none                                         */
    int failed_line, line;     /* of the dialogue                                     */
};

struct world *world_new(const struct script *s, const struct mode *m);
void world_free(struct world *w);
void world_fail(struct world *w, const char *fmt, ...);

/* ---- port.c ---- */

void port_setup(struct world *w);
void world_bytes(struct world *w, const uint8_t *data, size_t len); /* from the module, cut by the mode */
void world_time(struct world *w, uint32_t ms);
void world_settle(struct world *w);              /* polls until nothing is wanted now */
void world_counts(struct world *w, int all);     /* every byte is accounted for */

/* ---- events.c ---- */

void log_add(struct world *w, char kind, const char *text);
void say(struct world *w, struct buf *text);     /* an event; frees the text; runs hooks */
void data_flush(struct world *w);
void data_piece(struct world *w, int kind, const char *name, const qat_data_t *d);
struct ear *ear_add(struct world *w, const char *name);
int ear_remove(struct world *w, const char *name);
void ears_free(struct world *w);

/* ---- calls.c ---- */

/* A call of a dialogue; the result of the function that was called. */
int world_call(struct world *w, const char *text);
void requests_free(struct world *w);             /* complains about those that were never done */

/* ---- online.c ---- */

int online_call(struct world *w, const char *text, int *result); /* 0: it is none of data mode's */
void online_sent(struct world *w, size_t n);     /* write() took n bytes */
void online_free(struct world *w);               /* complains about an escape that was never done */

#endif
