/* direct.h: the direct back end. Every line becomes code: re2c finds its head, straight-line C reads its
 * fields.
 *
 * SPDX-License-Identifier: MIT
 *
 * A reader is one C function: it reads one kind of line (a dialect's; a command's information lines, late
 * lines, free text, CONNECT line). Where the table back end has the place of a trie or record, there
 * stands a reader's number. What the common part of the runtime reads (a record's kind, id, payload,
 * settings) stays bytes; FIELD programs, their alternatives and tries are gone. The runtime's side is
 * runtime/direct.c. */
#ifndef QCG_DIRECT_H
#define QCG_DIRECT_H

#include "lower.h"
#include <stdio.h>

struct emitter;

#define READER_NAME "\1"

/* Whose readers they are. */
struct direct_in {
    const struct model *model;
    struct reader **readers;
    struct bytes *all;           /* where its records' fronts go                             */
    const char *base;            /* what these bytes are called in C                         */
    bool command;                /* has a request; texts may be kept in its room             */
};
struct direct_in direct_command(const struct place_in *w, struct bytes *all);
struct direct_in direct_dialect(const struct model *m, struct m_dialect *d);

/* ---- lower_command.c: how a BODY names a reader ---- */

void put_reader(struct bytes *out, const struct place_in *w, unsigned number);

/* ---- lower_direct.c: each returns the reader's number, from 1 ---- */

/* Lines that are told by their heads. */
unsigned direct_heads(const struct direct_in *in, struct trie_entry *entries, size_t count,
                      const struct trie_options *o);
/* Lines without a head, or behind CONNECT: the first that fits. */
unsigned direct_fields(const struct direct_in *in, struct trie_entry **entries, size_t count);
/* Does a line begin with this head? */
unsigned direct_probe(const struct direct_in *in, struct trie_entry *entry, const struct trie_options *o);

/* ---- direct_alt.c: one alternative of a line as C ---- */

struct alternative {
    const struct trie_entry *entry;
    unsigned rec;                /* place of its record's front                              */
    unsigned number;             /* of its labels, in the reader                             */
    bool first;
};
void direct_alternative(FILE *out, const struct direct_in *in, const struct alternative *a);
const char *direct_quoted(const char *text); /* as a string of C, or of re2c               */

/* ---- emit_direct.c ---- */

void emit_direct_words(const struct emitter *e);  /* and what re2c is told once               */
/* Functions qati_<name>_read_1 and so on, and the list of them: qati_<name>_readers. */
void emit_readers(const struct emitter *e, const char *name, const struct reader *list);
void emit_direct_declaration(const struct emitter *e, const struct m_command *c);
void emit_direct_table(const struct emitter *e, const struct m_command *c);

/* ---- direct_re2c.c ---- */

/* in from its beginning -> re2c -> out. False after a complaint. */
bool run_re2c(FILE *in, FILE *out);

#endif
