/* world.h: the fota helper and the in-process simulator, with a port between them that has a speed.
 *
 * SPDX-License-Identifier: MIT */
#ifndef WORLD_H
#define WORLD_H

#include "qat.h"
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if SIM_BG95
#define DIALECT qat_bg95
#else
#define DIALECT qat_bg96
#endif

extern int passed, failed;
#define CHECK(condition, ...) \
    ((condition) ? (void)passed++ \
                 : (void)(failed++, printf("%s:%d: %s: ", __FILE__, __LINE__, #condition), \
                          printf(__VA_ARGS__), puts("")))

struct world {
    struct sim *sim;
    qat_t q;
    qat_config_t qcfg;
    qat_fota_t f;
    qat_fota_config_t cfg;
    char line[512], room[65536];
    size_t room_len;           /* bytes of the module that the host has not read  */
    uint32_t now;
    uint32_t usual, speed;     /* of the host's port: usually, now                */
    int blocked;               /* the last write() took less than it was given    */
    int starts, ends;
    qat_fota_end_t end;
    char phases[1024];
    int phase;
};

/* A module that is up; a job to begin with run(); script: faults, or NULL. */
struct world *world_new(int job, const char *script);
void world_free(struct world *w);
void world_start(struct world *w);
/* Until the job has ended (phase -1), is in phase, or ms are over; whether it has, or is. */
int world_run(struct world *w, uint32_t ms, int phase);
/* A host that starts anew, in the middle of whatever the module does, and listens. */
void world_new_host(struct world *w, const char *before, uint32_t listen_ms);
/* Once, and the engine and the module understand each other. */
int world_settled(struct world *w);

void test_power(void);

#endif
