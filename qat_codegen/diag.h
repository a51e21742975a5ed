/* diag.h: sources and complaints.
 *
 * SPDX-License-Identifier: MIT
 *
 * A complaint is printed at once: file:line:col, the line, a caret, what was expected, a stable id.
 * Ids are defined once, in DIAGS, and never change meaning: E1xx text and grammar, E2xx names and
 * values, E3xx overlaps, E4xx examples, E9xx files and options; W: warnings. Reading goes on after
 * an error, so that one run shows them all. */
#ifndef QCG_DIAG_H
#define QCG_DIAG_H

#include "spec.h"
#include <stdarg.h>
#include <stddef.h>

struct source {
    const char *path;            /* as the user gave it, '/' separated  */
    const char *text;            /* ends in '\n' '\0' whatever the file */
    size_t len;                  /* bytes of the file                   */
    struct source *next;
};

enum diag {
#define X(id, text) DIAG_##id,
#include "diags.def"
#undef X
    DIAG_COUNT
};

/* at.src NULL: no place (an option); at.line 0: the file as a whole. The arguments fill the text of
 * the id. */
void complain(struct pos at, enum diag id, ...);
/* A remark under the complaint before it, without a caret when at.src is NULL. */
void remark(struct pos at, const char *format, ...) __attribute__((format(printf, 2, 3)));
void complain_list(struct pos at, enum diag id, va_list args);
int errors(void);                /* how many E complaints so far        */
void diag_silence(bool on);      /* count, but print nothing            */
/* What stands in these lines was not understood: no later stage's complaint about it counts. src
 * NULL: nothing was. */
void diag_mute(const struct source *src, int first, int last);
void diag_reset(void);           /* errors() is 0 again, nothing muted  */

/* Reads a file, or every *.qat file below a folder in sorted order. Complains and returns NULL if it
 * cannot. */
struct source *read_sources(const char *path);
/* A source from memory; the text is copied. */
struct source *source_of(const char *path, const char *text, size_t len);

#endif
