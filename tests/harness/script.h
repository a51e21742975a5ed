/* script.h: a dialogue file, read. README.md beside this file says what stands in one.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "text.h"

enum step_kind {
    STEP_CALL,   /* ! text                        */
    STEP_BYTES,  /* < bytes; neighbours are one   */
    STEP_TIME,   /* ~ ms                          */
    STEP_SENT,   /* > bytes                       */
    STEP_EVENT,  /* = text                        */
    STEP_RESULT  /* ? text, of the call before    */
};

struct step {
    enum step_kind kind;
    int line;
    char *text;
    struct buf bytes;
    uint32_t ms;
};

/* on PREFIX : CALL. A call that is made inside the callback which says an event that begins so. */
struct hook {
    char *prefix, *call;
    int line;
};

struct script {
    char *path;
    char *spec, *dialect; /* NULL: the project's own                         */
    int echo;             /* what was sent is put before the next <          */
    int startup;          /* the dialect's start-up runs                     */
    int eager;            /* also run with a poll after every piece          */
    int codes;            /* verbose errors are looked up                    */
    uint32_t line_size;
    uint32_t clock;       /* first now_ms                                    */
    struct step *steps;
    size_t step_count;
    struct hook *hooks;
    size_t hook_count;
};

struct script *script_read(const char *path);
void script_free(struct script *s);

#endif
