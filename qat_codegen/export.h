/* export.h: what the forms of `export` share.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCG_EXPORT_H
#define QCG_EXPORT_H

#include "stages.h"

/* export_text.c: back to spec text. Fragments are put in; types are left out unless wanted. */
const char *type_text(const struct type *type);
const char *template_text(const struct node *tmpl, bool types);
const char *line_text(const struct line *line, bool types);

/* Calls back for every field of a template, those in tails too. */
void each_field(const struct node *tmpl, void (*see)(void *user, const struct field *field), void *user);

/* export_md.c. dir NULL: one document to out; else a page for each module there. False after a complaint. */
bool export_md(const struct spec *spec, const char *dir, FILE *out);
void export_json(const struct spec *spec, FILE *out); /* export_json.c */
void export_dict(const struct spec *spec, FILE *out); /* export_dict.c */

/* export_dot.c. What is drawn: see its beginning. False after a complaint. */
bool export_dot(const struct spec *spec, const struct gen_options *o, FILE *out);

#endif
