/* export_md.h: what the writers of the command reference share.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCG_EXPORT_MD_H
#define QCG_EXPORT_MD_H

#include "export.h"

/* A command or a urc: what is said of both. */
struct md_item {
    const char *name, *title, *note;
    const struct command *command; /* NULL: a urc                                        */
    const struct urc *urc;         /* NULL: a command                                    */
    const struct origin *origin;
    const struct module *module;
    const struct dialect *only;    /* it belongs to one dialect                          */
    const struct line *lines;
    const struct example *examples;
    const char *page;              /* where it stands                                    */
    struct md_item *variants;      /* what dialects have in its place                    */
    struct md_item *next;
};

struct md {
    const struct spec *spec;
    FILE *out;                     /* the page being written                             */
    const char *dir;               /* of the pages; NULL: all of them follow one another */
    const char *page;              /* its name, without .md                              */
    struct view **views;           /* of all dialects, NULL-terminated                   */
    struct md_item *items;
};

/* ---- export_words.c: for people ---- */

const char *md_prose(const char *text);  /* running text: nothing in it is markup                */
const char *md_code(const char *text);   /* in backticks                                         */
const char *md_cell(const char *text);   /* inside a table: a bar would end the cell             */
const char *type_words(const struct type *type, bool host); /* enums: "" */
const char *value_words(const struct field *f, const struct value *v);
const char *unit_words(const struct type *type); /* " s", or "" */
const char *confidence_words(const char *words);

/* ---- export_md.c ---- */

/* Links and their targets. A name of NULL: the page itself. */
const char *md_link(const struct md *m, const char *page, const char *id);
void md_anchor(const struct md *m, const char *id);
const char *md_enum_id(const struct enumdef *e);
const char *md_enum_page(const struct enumdef *e);
const char *md_item_id(const struct md_item *i);
struct md_item *md_command(const struct md *m, const char *name);
/* The dialects that take exactly this one, with commas between; "" when that are all. */
const char *md_dialects(const struct md *m, const struct md_item *i);

/* ---- export_md_item.c ---- */

/* Its title, syntax, parameters, answers, limits, errors, examples and source; variants included. */
void md_write_item(const struct md *m, const struct md_item *i);
const char *md_syntax(const struct md_item *i); /* its first line, without types */

#endif
