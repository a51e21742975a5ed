/* lower.h: what the parts of lowering share. See runtime/tables.h for the format of the tables.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCG_LOWER_H
#define QCG_LOWER_H

#include "model.h"

/* ---- lower_flat.c: templates without nesting ---- */

/* One piece of a flat template: a literal or a field. */
struct item {
    const char *lit;             /* NULL: a field                                            */
    const struct field *field;
    bool comma;                  /* a comma before the field is implied, not in a literal    */
    bool opt;                    /* the line may end before it                               */
    bool tail;                   /* stands in a tail                                         */
};

/* A template as a row of pieces. A tail that cannot be told by QATI_OPT (it begins with something else than
 * a comma, or follows a literal) makes two of it: one that ends before the tail and one with it. */
struct flat {
    const char *head;            /* literal that the line begins with, may be ""             */
    struct item *items;          /* what follows the head                                    */
    size_t count;
    struct flat *next;           /* the other reading of the same template; longer ones first */
};

struct flat *flatten(const struct node *tmpl);
struct field *first_of(struct field_walk *walk, const struct line *l); /* NULL also for a line without text */
char *written_template(const struct node *tmpl); /* as it is written in a spec, fragments put in */

/* ---- trie.c ---- */

enum { TRIE_MOST_IDS = 24576 };

struct trie_entry {
    const char *head;
    const char *rest;            /* filled in for the leaf: what of the head the trie has not compared */
    const struct flat *flat;     /* whole line when it has no items                          */
    void *line;                  /* the leaf's business                                      */
};

/* Called for every leaf with the entries that end there, the longest heads first, else in the order given.
 * Returns its id. */
typedef unsigned trie_leaf(void *user, struct trie_entry **entries, size_t count);

struct trie_options {
    bool blank_optional;         /* `: ` also matches `:`                                    */
    bool upper;                  /* the reader compares capitals                             */
    trie_leaf *leaf;
    void *user;
};
void build_trie(struct bytes *out, struct trie_entry *entries, size_t count, const struct trie_options *o);

/* ---- lower_pool.c: what commands share ---- */

struct pool *new_pool(void);
void choose_pool(struct model *m);
/* A field, or an argument, of that type: by its number where it has one. flags: QATI_OPT, QATI_EMPTY. */
void put_type(struct bytes *out, const struct model *m, const struct bytes *type, unsigned flags);
void put_argument_type(struct bytes *out, const struct model *m, const struct bytes *type);
/* Literal text of a command line. */
void put_line_text(struct bytes *out, const struct model *m, const char *text);
int limit_number(const struct model *m, unsigned ticks); /* -1: it has none */
void lower_pool(const struct pool *p, struct bytes *types, struct bytes *limits, struct bytes *words);

/* ---- lower_fields.c: FIELD programs ---- */

/* Whose line is lowered. */
struct place_in {
    const struct model *model;
    const struct m_command *command;  /* NULL: a urc or final                                */
    const struct command *tree;
    const struct layout *layout;      /* the struct that the line's fields go to             */
    const char *name;                 /* for complaints                                      */
    struct pos pos;
    bool host_line;                   /* the modem's side reads a command line               */
    unsigned body_at;                 /* of the BODY that is being made, in the command      */
};

enum { NO_MODE = -1 };
void lower_fields(struct bytes *out, const struct place_in *w, const char *rest, const struct flat *flat,
                  const struct cond *when);
/* MODE bytes. index_text: C expression of the index' place, NULL: none. False: there is no such mode. */
bool lower_mode(struct bytes *out, const struct model *m, const char *name, const char *index_text);
void lower_sets(struct bytes *out, const struct place_in *w, const struct setting *sets);
/* The C expression of the place of a number: a field of the line, or an argument, seen from the request.
 * NULL: none. */
const char *number_at(const struct place_in *w, const char *name, const struct member **found);
bool is_size_argument(const struct command *tree, const char *name);
void type_of_range(struct bytes *type, int64_t lo, int64_t hi);
void type_of_text(struct bytes *type, unsigned kind, int64_t lo, int64_t hi);
void type_of_words(struct bytes *type, const struct enumdef *e, const struct place_in *w);

/* ---- lower_records.c: lines, alternatives ---- */

struct source_line {             /* a line of the module, ready for a trie                   */
    const struct line *line;     /* NULL: a final                                            */
    struct place_in in;
    unsigned kind;               /* QATI_R_*                                                 */
    unsigned id;
    const struct final *final;
};
void put_record_start(struct bytes *out, unsigned flags, unsigned id);
/* All of a record but its FIELD program; returns the place of the offset to the next alternative. */
size_t lower_record_front(struct bytes *out, const struct source_line *s, bool more);
void lower_record(struct bytes *out, const struct trie_entry *e, bool more);
void lower_chain(struct bytes *out, struct trie_entry **entries, size_t count);
void lower_payload(struct bytes *out, const struct source_line *s);

/* ---- lower_line.c: LINE programs ---- */

/* host: a command line with its CR; else a module line without line end. */
void lower_line(struct bytes *out, const struct place_in *w, const struct node *tmpl, bool host);

/* ---- lower_command.c, lower_dialect.c, lower_model.c ---- */

void lower_command(struct model *m, struct m_command *c);
void lower_dialect(struct model *m, struct m_dialect *d);
/* The modem's side: a trie's id of the record at that place of the blob. */
unsigned line_index(struct m_dialect *d, unsigned at);
/* STAGES; all: the BODY, where the record of a CONNECT line goes. */
void lower_stages(struct bytes *out, struct bytes *all, const struct place_in *w);
unsigned final_code(const char *name); /* QATI_F_* */
bool line_has_struct(const struct line *l);
unsigned info_id(const struct command *c, const struct line *line);

/* Which commands and urcs go in. */
struct choice {
    struct dialect **dialects;
    int dialect_count;
    const char **only;           /* globs, NULL-terminated; empty: all                       */
    bool modem;
    bool direct;                 /* code instead of tries and FIELD programs: direct.h       */
};
struct model *lower(const struct spec *spec, const struct choice *c);
/* Whether a glob fits the name; without globs every name is chosen. */
bool is_chosen(const char **only, const char *name);
void lower_modes(struct model *m);

/* ---- lower_modem.c ---- */

size_t lower_host_lines(const struct model *m, struct m_dialect *d);
struct bytes *lower_answer(const struct model *m, const struct m_command *c, const struct layout *l,
                           const struct line *line);

/* A limit of the format is passed: E950, naming the command or urc. */
void too_much(struct pos pos, const char *name, const char *why, ...) __attribute__((format(printf, 3, 4)));

#endif
