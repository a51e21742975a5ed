/* replay.h: a capture played against the runtime: who does what.
 *
 * SPDX-License-Identifier: MIT
 *
 *   capture.c   file -> items
 *   request.c   line of the host -> request objects, typed by the modem's side where a spec knows it
 *   run.c       the wire, the clock, what happens next
 *   events.c    what the runtime tells -> log and numbers
 *   replay.c    every capture in every partition; the table */
#ifndef REPLAY_H
#define REPLAY_H

#include "capture.h"
#include "reflect.h"

/* ---- request.c ---- */

enum { MOST_JOINED = 15, RAW_LIMIT_MS = 120000 };

struct run;

/* One request object, in a block of its exact size that is gone as soon as it is done. */
struct request {
    struct run *run;
    const struct qat_text_command *command; /* NULL: qat_send                              */
    qat_req_t *object;                      /* NULL: done                                  */
    char *text;                             /* the host's line: arguments point into it    */
    struct buf payload;
    struct request *next;
};

/* What the host sent behind a prompt or CONNECT. */
struct typed {
    struct buf bytes;
    enum { TYPED_NOTHING, TYPED_BEHIND_PROMPT, TYPED_BEHIND_CONNECT } where;
};

/* The requests of a host's line: several when it joins commands that the spec knows. Returns how many. */
int requests_make(struct request **made, const char *line, const struct typed *payload);
struct request *request_raw(const char *line, const struct typed *payload);
void request_drop(struct request *r);       /* the object and all that it points to        */
void request_free(struct request *r);
/* The line that the runtime will send for n requests, not submitted yet; nothing when it refuses them. */
void requests_line(struct buf *to, struct request **made, int n, const qat_dialect_t *d);

/* ---- events.c ---- */

enum count {
    N_TYPED, N_RAW, N_OK, N_ERROR, N_TIMEOUT, N_OTHER, N_INFO, N_URC, N_LATE, N_STALE, N_UNKNOWN, N_OVERFLOW,
    N_PAYLOAD, N_SKIPPED, N_COUNTS
};
extern const char *const count_names[N_COUNTS];

struct run {
    const struct capture *c;
    struct partition {
        enum { WHOLE, BYTES, RANDOM } how;
        uint32_t seed;
    } cut;
    uint32_t random;
    qat_t *q;
    qat_config_t cfg;
    qat_listener_t ear;
    qat_datamode_t online;        /* takes what comes in data mode                         */
    uint32_t now, start, drift;   /* a mark t is at start + drift + t                       */
    struct buf log;
    struct buf data;              /* payload that is coming                                 */
    unsigned count[N_COUNTS];
    size_t received;
    struct request *requests;
    int pending;
    struct buf out;               /* bytes sent, of the line that is not complete yet       */
    struct buf expected;          /* the line that the request will send; empty: none is due */
    struct buf answer;            /* to a probe                                             */
    struct buf batch;             /* bytes of the module that come at this moment           */
    const char *command;          /* as in the capture, while its echo may come             */
    struct buf sent;              /* what was sent for it                                   */
    int blocked, failed;
};

void attach_events(struct run *r);
void attach_request(struct run *r, struct request *q);
void say(struct run *r, const char *fmt, ...);
void say_line(struct run *r, const char *what, const char *line);
void wrong(struct run *r, const char *fmt, ...); /* the test fails                          */

/* ---- run.c ---- */

void run_capture(struct run *r);
void run_free(struct run *r);

#endif
