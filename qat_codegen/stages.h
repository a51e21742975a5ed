/* stages.h: what the stages of the compiler hand to one another.
 *
 * SPDX-License-Identifier: MIT
 *
 *   read_sources -> parse -> check -> (view per dialect) -> lower -> emit
 *
 * Each stage is one function of the one before; --dump prints what passes between them. */
#ifndef QCG_STAGES_H
#define QCG_STAGES_H

#include "spec.h"
#include <stdio.h>

struct source;

/* parse.c: text -> tree. Adds the items of a source, and of all sources behind it in its list, to the tree;
 * complains about every mistake and goes on behind it. Call it once, with the whole list: fragments may be
 * defined in another source than the one that uses them. */
void parse(struct spec *spec, const struct source *list);
void dump_tokens(const struct source *src, FILE *out);
void dump_tree(const struct spec *spec, FILE *out);

/* embed.c: the project's own specs, put into the program when it is built; NULL when they were not. */
struct source *embedded_sources(void);

/* view.c: what one dialect takes of the tree: its modules, less `without`, with its own overrides. */
struct view {
    struct dialect *dialect;
    struct command **commands;   /* NULL-terminated, spec order         */
    struct urc **urcs;
    struct final **finals;
};
struct view *view_of(const struct spec *spec, struct dialect *d);
struct command *view_command(const struct view *v, const char *name);
struct urc *view_urc(const struct view *v, const char *name);

/* check.c, overlap.c, example.c: every mistake is complained about; nothing is emitted when errors() > 0.
 * Fills in what spec.h says is filled in by the checker. */
void check(struct spec *spec);
void check_overlaps(const struct spec *spec);
struct coverage { int commands, commands_with_example, urcs, urcs_with_example; };
void check_examples(const struct spec *spec, struct coverage *c);

/* match.c: one line's text against a template, by interpreting the tree. The compiler's own reading of a line:
 * shares nothing with the tables that it generates for the runtime, so that the two can be held against each other. */
struct binding {
    const struct field *field;
    bool present;                /* false: empty                        */
    bool odd;                    /* outside its range, not in its enum  */
    int64_t number;
    const char *text;            /* text fields: not NUL-terminated     */
    size_t len;
    struct binding *next;
};
struct match_options {
    bool colon_space_optional;
    bool host;                   /* a command line, not a module line   */
    /* value of a request's argument for keys, or -1 when not known; may be NULL */
    int64_t (*key)(void *user, const char *name);
    /* whether a mode condition holds; may be NULL: every condition holds */
    bool (*holds)(void *user, const struct cond *c, const struct binding *so_far);
    void *user;
};
/* true: the whole text is this line; *out lists the fields met, in order. */
bool match_line(const struct node *tmpl, const struct cond *when, const char *text, size_t len,
                const struct match_options *o, struct binding **out);
/* The same, but fields that the spec does not know (",..." at the end), blanks at the end and a counted payload that is
 * too short (odd) are tolerated: *used is how much of the text the template explains, less than len when something
 * followed. A strict match is preferred. */
bool match_line_lax(const struct node *tmpl, const struct cond *when, const char *text, size_t len,
                    const struct match_options *o, struct binding **out, size_t *used);

/* What `gen` was asked for. */
struct gen_options {
    const char **dialects;       /* NULL-terminated; empty: all         */
    const char **only;           /* globs of command and urc names, NULL-terminated; empty: all */
    enum { BACKEND_TABLE, BACKEND_DIRECT } backend;
    enum { SIDE_HOST, SIDE_MODEM } side;
    enum { PART_ALL, PART_RUNTIME, PART_DIALECTS, PART_TEXT } part;
    const char *out;             /* a file, or "-": stdout              */
    const char *dump;            /* "model" or "tables": print that to stdout instead; else NULL */
};
/* gen.c: lowers, and writes what was asked for. Returns the exit status. */
int generate(const struct spec *spec, const struct gen_options *o);
/* Complains about what does not fit into the tables of all dialects, when there were no errors before. */
void check_tables(const struct spec *spec);

/* export.c: format is json, md, dot or dict; of the options count out, and for dot dialects and only. Returns the
 * exit status. */
int export_spec(const struct spec *spec, const char *format, const struct gen_options *o);

/* decode.c: annotate a captured session. Returns the exit status. */
int decode(const struct spec *spec, const char *dialect, bool json, const char *path);

#endif
