/* talk.h: conversations with the simulator, byte for byte. For the simulator's own tests; nothing of the
 * host's library.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SIM_TALK_H
#define SIM_TALK_H

#include "sim.h"

struct talk {
    struct sim *sim;
    uint32_t now;
    uint8_t out[65536];        /* what the module has sent and nobody has looked at */
    size_t len;
    size_t piece;              /* host bytes go in pieces of so many; 0: whole      */
};

/* A module that is up, with times of zero but late 50 and receive 10. Change *cfg in between if need be. */
void talk_config(struct sim_config *cfg);
void talk_begin(struct talk *t, const struct sim_config *cfg);
void talk_end(struct talk *t);

/* Host bytes in, then ms pass; the module must have sent exactly want. len forms for bytes with NUL. */
#define talk(t, in, ms, want)                                                                                \
    talk_bytes((t), (in), sizeof(in) - 1, (ms), (want), sizeof(want) - 1, __FILE__, __LINE__)
void talk_bytes(struct talk *t, const void *in, size_t in_len, uint32_t ms, const void *want, size_t want_len,
                const char *file, int line);
/* Nothing is compared. */
void talk_skip(struct talk *t, const char *in, uint32_t ms);

#define check(ok) check_that((ok), #ok, __FILE__, __LINE__)
void check_that(bool ok, const char *what, const char *file, int line);

/* Runs each with whole host messages and byte by byte; prints how many passed. */
typedef void talk_test(struct talk *t);
struct talk_case {
    const char *name;
    talk_test *run;
};
int talk_run(const char *title, const struct talk_case *cases, size_t count);

#endif
