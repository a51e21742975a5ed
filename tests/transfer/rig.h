/* rig.h: a host with qat, a simulated module, and what lies between: wires that carry any number of bytes at
 * a time, a UART that takes few or none, a peer that is slow, and a clock of its own. Nothing waits real
 * time.
 *
 * SPDX-License-Identifier: MIT */
#ifndef RIG_H
#define RIG_H

#include "core.h" /* of the simulator: its file store and its peers */
#include "plus.h"
#include "qat.h"

/* What is transferred, the same in both directions: see hostile.c. */
struct hostile {
    uint8_t *v;
    size_t len;
};
void hostile_make(struct hostile *h, size_t len, uint32_t seed);
void hostile_free(struct hostile *h);

/* One direction of a transfer: how far it has come. Whatever differs is told once. */
struct goal {
    const struct hostile *want;
    size_t got;
    bool wrong;
};
void goal_bytes(struct goal *g, const void *data, size_t len, const char *where);

struct rig {
    qat_t q;
    qat_config_t cfg;
    char line[256];
    qat_listener_t ear;
    struct sim *sim;
    uint32_t now, random;
    uint64_t clock;           /* the same ms, never wraps: for those who know nothing of qat */
    int failures;
    const char *name;         /* of the case                                            */
    /* the wires */
    struct buffer in, out;    /* to the host, to the module; out: with a UART of its own */
    size_t in_at;
    bool uart;                /* write() fills out, and tx_left tells                   */
    uint32_t blocked_until, in_blocked_until;
    uint8_t last_taken;
    bool torn;                /* the last write() took a part                           */
    uint64_t received;        /* bytes handed to qat_rx()                               */
    struct plus plus[3];      /* guard times a little below, at, and above one second   */
    bool listens;             /* the module takes "+++" for an escape now               */
    unsigned escapes;         /* that the application ordered                           */
    bool leaving;             /* an escape is under way                                 */
    uint64_t plus_at;         /* clock when it was on the wire; 0: not since ordered    */
    /* requests */
    int pending, result;
    /* what is sent, piece by piece */
    const struct hostile *sends;
    size_t from, told;        /* first byte of this request; up to where the application has told it */
    uint8_t *piece;
    bool bursts;              /* the application tells its bytes in bursts, with silences around "+++" */
    uint32_t told_next;       /* when the next burst comes                              */
    struct goal *downward;    /* what on_data gets                                      */
    qat_datamode_t online;
    bool is_online;
    uint32_t offline_why;
    uint32_t unwanted;        /* events that must not be                                */
    bool heard;               /* +QIURC: "recv"                                         */
    /* the peer behind the module's socket */
    struct peers peers;
    struct goal upward;
    const struct hostile *gives;
    size_t given, give_most;  /* give_most: and no further for now                      */
    bool quiet, hangs_up;     /* hangs_up: closes when all is given                     */
};

void rig_begin(struct rig *r, const char *name, uint32_t seed, const struct hostile *h);
/* Checks what has to be so at every end. */
void rig_end(struct rig *r);
void rig_step(struct rig *r);
void rig_pass(struct rig *r, uint32_t ms);
uint32_t rig_chance(struct rig *r, uint32_t n);  /* 0 to n - 1 */
/* For requests: .done = rig_done. Submitted with result accepted; lives until it is done. Returns its result.
 */
void rig_done(qat_t *q, qat_req_t *req, int result);
int rig_run(struct rig *r, int accepted);
/* .on_data of a request: goes to downward. */
void rig_data(qat_t *q, qat_req_t *req, const qat_data_t *d);
/* The payload of a request: bytes from `from` on, in random pieces. */
qat_payload_t rig_payload(struct rig *r, size_t from, size_t len);
void rig_fail(struct rig *r, const char *what, long got, long want);
#define RIG_IS(r, got, want)                                            \
    do {                                                                \
        if ((long)(got) != (long)(want)) {                              \
            rig_fail((r), #got, (long)(got), (long)(want));             \
        }                                                               \
    } while (0)

/* The peer: takes and gives what it likes. */
void peer_begin(struct rig *r);

#endif
