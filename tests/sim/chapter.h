/* chapter.h: what the files of the chapters (general.c, mqtt.c ...) need to read arguments and write lines.
 *
 * SPDX-License-Identifier: MIT
 *
 * SIM_BG95 is 1 when this is built for BG95, whose grammar has commands that BG96 lacks. */
#ifndef SIM_CHAPTER_H
#define SIM_CHAPTER_H

#include "core.h"
#include "qam.h"

#include <stdlib.h>
#include <string.h>

/* An information line, or a line that comes by itself, by its generated formatter: SAY(s, csq_info, &v). */
#define SAY(s, x, v)                                              \
    do {                                                          \
        char say_[2300];                                          \
        sim_info((s), say_, qam_##x(say_, sizeof say_, (v)));     \
    } while (0)
#define TELL(s, x, v)                                             \
    do {                                                          \
        char tell_[2300];                                         \
        sim_urc((s), tell_, qam_##x(tell_, sizeof tell_, (v)));   \
    } while (0)

static inline qam_str_t str(const char *text)
{
    qam_str_t s = { text, (uint16_t)strlen(text) };

    return s;
}

/* A text that stays, NUL-terminated; cut to what fits. */
static inline void keep_text(char *out, size_t size, qam_str_t s)
{
    size_t len = s.len < size - 1 ? s.len : size - 1;

    if (s.ptr != NULL) {
        memcpy(out, s.ptr, len);
    }
    out[s.ptr != NULL ? len : 0] = '\0';
}

#endif
