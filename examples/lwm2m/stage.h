/* stage.h: what the two parts of demo-lwm2m share: a simulated module in the same program, both directions
 * printed as a terminal shows them, remarks behind '#', and a clock that does not wait.
 *
 * SPDX-License-Identifier: MIT */
#ifndef STAGE_H
#define STAGE_H

#include "qat.h"
#include "sim.h"

extern struct sim *module;
extern qat_t modem;

/* Begins with a module and an instance; flags: QAT_NO_STARTUP, or 0. */
void stage_open(const qat_dialect_t *dialect, int running, uint16_t flags);
void stage_close(void);
/* Lets ms pass, or less when *until becomes other than 0. more: helpers to be polled, or NULL. */
void stage_run(uint32_t ms, const int *until, uint32_t (*more)(uint32_t now_ms));
void remark(const char *format, ...);

#endif
