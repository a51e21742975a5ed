/* demo.h: what the demonstration's files share. SPDX-License-Identifier: MIT */
#ifndef DEMO_H
#define DEMO_H

#include "qat.h"

#include <stddef.h>

/* ---- password.c ---- */

enum { PASSWORD_SIZE = 65 };
/* Hex digits of HMAC-SHA256(key = timestamp, message = device secret), as the OceanConnect page says.
 * Returns how it was come by, for people. */
const char *make_password(char out[PASSWORD_SIZE], const char *timestamp, const char *secret);

/* ---- record.c ---- */

/* Begins a record of the session at path, in the format that `qat_codegen decode` reads. 0, or -1 with
 * errno. */
int record_open(const char *path);
void record_close(void);
/* For qat_config_t.trace. */
void record_trace(void *user, const qat_trace_t *t);
/* A line for people, with the time: on the screen and, as a remark, in the record. */
void tell(const char *format, ...);

#endif
