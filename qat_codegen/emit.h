/* emit.h: what the emitters share. They are the only part of the compiler that knows how C is written.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCG_EMIT_H
#define QCG_EMIT_H

#include "model.h"
#include <stdio.h>

struct emitter {
    FILE *out;
    const struct model *m;
    const struct gen_options *o;
};

enum { COLUMNS = 110, COMMAND_LINES = 15 };

/* ---- fold.c: pieces of the hand-written runtime ---- */

/* The text of a file of the runtime, as "types.h"; NULL: there is none. */
const char *runtime_text(const char *name);
/* Writes a piece without its licence line and its own includes. from and to: prefixes to be replaced ("qat",
 * "qam"), NULL: none. */
void fold_text(FILE *out, const char *text, const char *from, const char *to);
/* Follows a list of pieces: a name is a file, `= name` a section that emit writes, `? name` a file that may
 * be missing, `table: name` and `direct: name` belong to one back end. False after a complaint. */
typedef void emit_section(const struct emitter *e, const char *name);
bool fold_list(const struct emitter *e, const char *list_name, const char *from, const char *to,
               emit_section *section);

/* ---- emit_bytes.c ---- */

/* The elements of an initialiser; pieces begin a line and say what they are. macro: "QAT", "QAM". */
void emit_bytes(FILE *out, const struct bytes *b, const char *macro);
void emit_numbers(FILE *out, const unsigned *v, size_t count);

/* ---- emit_comment.c: the spec in comments ---- */

const char *limit_text(const struct limit *l);
const char *condition_text(const struct cond *c);
/* The lines of a command or urc as the spec has them; brief: without clauses and OK; most: lines of the
 * comment, the last one "..." where they do not do, 0: all. Returns how many it took. out NULL: only counts. */
int emit_spec_lines(FILE *out, const struct line *lines, bool brief, int most);
const char *spec_line(const struct line *l, bool brief); /* "< +CEREG: <n:digit>,...  within 300 ms" */
const char *member_comment(const struct member *m); /* unit, range, what absence means             */
/* Text as a comment of its own, on more than one line where it is long. */
void emit_comment(FILE *out, const char *text);
/* A string literal; no trigraphs. */
void emit_string(FILE *out, const char *text);
/* A comment that holds text: no end of comment inside. */
const char *comment_safe(const char *text);

/* ---- emit_decl.c: what a user of the header sees ---- */

void emit_enums(const struct emitter *e);
void emit_modes(const struct emitter *e);
void emit_urcs(const struct emitter *e);
void emit_commands(const struct emitter *e);
void emit_dialects(const struct emitter *e);

/* ---- emit_struct.c ---- */

struct struct_text {
    const struct layout *layout;
    const char *prefix;          /* "qat"                                                    */
    const char *bits;            /* "QAT_CEREG_HAS"                                          */
    const char *front;           /* members before, as "qat_req_t req;"; may be ""           */
    const char *back;            /* members behind                                           */
    bool request;                /* a request object: its `has` is for numbers only          */
    bool has;                    /* member has                                               */
    bool tall;                   /* a member a line, with its comment                        */
};
/* Writes typedef and presence bits; out NULL: only counts. Returns the number of lines less #defines. */
int emit_struct(FILE *out, const struct struct_text *s);

/* ---- emit_host.c, emit_tables.c, emit_names.c, emit_modem.c, emit_text.c, emit_modem_text.c, emit_dump.c ---- */

bool emit_host(const struct emitter *e);
void emit_helper_declarations(const struct emitter *e);
void emit_helper_code(const struct emitter *e);
void emit_tables(const struct emitter *e);
void emit_pool(const struct emitter *e);    /* what all commands share */
void emit_names(const struct emitter *e);
void emit_name_prototypes(const struct emitter *e);
bool emit_modem(const struct emitter *e);
bool emit_text(const struct emitter *e);
bool emit_modem_text(const struct emitter *e);
void dump_model(const struct emitter *e);
void dump_tables(const struct emitter *e);

#endif
