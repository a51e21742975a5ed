/* check.h: what the parts of the checker share.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCG_CHECK_H
#define QCG_CHECK_H

#include "diag.h"
#include "spec.h"
#include "stages.h"
#include <stddef.h>

enum { MOST_FIELDS = 31 };  /* of one struct: presence bits 0..30, QAT_ODD is bit 31 */

/* ---- check_tree.c: finding one's way in the tree ---- */

/* What a field is in C. */
enum c_kind { C_UINT, C_INT, C_STR, C_PAYLOAD };
enum c_kind c_kind_of(const struct type *t);
const char *c_kind_words(enum c_kind k);
bool is_number(const struct type *t);

/* The structs that a command or a urc gives: arguments, information lines, late results, urc lines. */
enum struct_kind { S_ARGS, S_INFO, S_LATE, S_URC, S_NONE };
enum struct_kind struct_of(enum line_role role);

bool same_name(const char *a, const char *b);
struct line *host_line(const struct command *c);
struct field *field_in(const struct node *tmpl, const char *name);
struct field *argument(const struct command *c, const char *name);
bool is_optional(const struct node *tmpl, const struct field *f); /* inside a tail, or may be empty */
struct enumdef *find_enum(const struct spec *spec, const char *name);
struct modedef *find_mode(const struct spec *spec, const char *name);
struct module *find_module(const struct spec *spec, const char *name);
struct dialect *find_dialect(const struct spec *spec, const char *name);
struct command *find_command(const struct spec *spec, const char *name);
struct urc *find_urc(const struct spec *spec, const char *name);
const struct enumerator *enumerator_named(const struct enumdef *e, const char *name);
const struct enumerator *enumerator_of(const struct enumdef *e, int64_t number);

/* Fields of a template in the order they stand on the line; the walk goes into tails. */
struct field_walk { const struct node *at; };
struct field *first_field(struct field_walk *w, const struct node *tmpl);
struct field *next_field(struct field_walk *w);

/* The literal that a line begins with: "" when it begins with a field. */
const char *head_of(const struct node *tmpl);
/* How much of it is literal, tails not counted: AT+COPS=3,<format> says more than AT+COPS=<mode>,... */
size_t literal_length(const struct node *tmpl);

/* ---- the parts, in the order they run ---- */

void check_names(struct spec *spec);        /* check_names.c: items, C names, enums, modes   */
void check_fields(struct spec *spec);       /* check_fields.c: templates, types, values      */
void check_structs(const struct spec *spec);/* check_structs.c: merged structs               */
void check_command(struct spec *spec, struct command *c); /* check_command.c: stages, clauses */
void check_urc(struct spec *spec, struct urc *u);
void check_dialects(const struct spec *spec); /* check_dialect.c                              */

#endif
