/* check_tree.c: finding one's way in the tree.
 *
 * SPDX-License-Identifier: MIT */
#include "check.h"

#include <string.h>

enum c_kind c_kind_of(const struct type *t)
{
    switch (t->kind) {
    case T_UINT:
    case T_DIGITS:
    case T_PERCENT:
    case T_HEX:
    case T_BITS:
        return C_UINT;
    case T_SINT:
        return C_INT;
    case T_ENUM: /* negative enumerators (RSRP tables) need the sign */
        if (t->e != NULL && t->e->cls == E_NUMBER) {
            for (const struct enumerator *v = t->e->values; v != NULL; v = v->next) {
                if (v->number < 0) {
                    return C_INT;
                }
            }
        }
        return C_UINT;
    case T_STRING:
    case T_MULTILINE:
    case T_BARE:
    case T_EITHER:
    case T_IDENT:
    case T_TEXT:
        return C_STR;
    case T_DATA:
    case T_DATA_LINE:
        return C_PAYLOAD;
    }
    return C_UINT;
}

const char *c_kind_words(enum c_kind k)
{
    switch (k) {
    case C_UINT:
        return "an unsigned number";
    case C_INT:
        return "a signed number";
    case C_STR:
        return "a text";
    case C_PAYLOAD:
        return "a payload";
    }
    return "";
}

bool is_number(const struct type *t)
{
    enum c_kind k = c_kind_of(t);

    return k == C_UINT || k == C_INT;
}

enum struct_kind struct_of(enum line_role role)
{
    switch (role) {
    case L_HOST:
        return S_ARGS;
    case L_FINAL: /* CONNECT <n> */
    case L_INFO:
    case L_INFO_ANY:
    case L_INFO_MAYBE:
        return S_INFO;
    case L_LATER:
    case L_EACH:
        return S_LATE;
    case L_URC:
        return S_URC;
    case L_PAYLOAD_OUT:
    case L_PROMPT:
        return S_NONE;
    }
    return S_NONE;
}

bool same_name(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

struct line *host_line(const struct command *c)
{
    for (struct line *l = c->lines; l != NULL; l = l->next) {
        if (l->role == L_HOST) {
            return l;
        }
    }
    return NULL;
}

struct field *field_in(const struct node *tmpl, const char *name)
{
    for (const struct node *n = tmpl; n != NULL; n = n->next) {
        struct field *f = n->kind == N_TAIL ? field_in(n->child, name) : n->kind == N_FIELD ? n->field : NULL;

        if (f != NULL && same_name(f->name, name)) {
            return f;
        }
    }
    return NULL;
}

struct field *argument(const struct command *c, const char *name)
{
    const struct line *l = host_line(c);

    return l == NULL ? NULL : field_in(l->tmpl, name);
}

bool is_optional(const struct node *tmpl, const struct field *f)
{
    for (const struct node *n = tmpl; n != NULL; n = n->next) {
        if (n->kind == N_TAIL && field_in(n->child, f->name) == f) {
            return true;
        }
    }
    return f->may_be_empty;
}

#define FIND(what, list) \
    for (struct what *x = (list); x != NULL; x = x->next) { \
        if (same_name(x->name, name)) { \
            return x; \
        } \
    } \
    return NULL

struct enumdef *find_enum(const struct spec *spec, const char *name)
{
    FIND(enumdef, spec->enums);
}

struct modedef *find_mode(const struct spec *spec, const char *name)
{
    FIND(modedef, spec->modes);
}

struct module *find_module(const struct spec *spec, const char *name)
{
    FIND(module, spec->modules);
}

struct dialect *find_dialect(const struct spec *spec, const char *name)
{
    FIND(dialect, spec->dialects);
}

struct command *find_command(const struct spec *spec, const char *name)
{
    FIND(command, spec->commands);
}

struct urc *find_urc(const struct spec *spec, const char *name)
{
    FIND(urc, spec->urcs);
}

const struct enumerator *enumerator_named(const struct enumdef *e, const char *name)
{
    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        if (same_name(v->name, name)) {
            return v;
        }
    }
    return NULL;
}

const struct enumerator *enumerator_of(const struct enumdef *e, int64_t number)
{
    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        if (v->number == number) {
            return v;
        }
    }
    return NULL;
}

/* A tail is the last thing of its list, so the walk needs no stack. */
static struct field *field_from(struct field_walk *w)
{
    while (w->at != NULL && w->at->kind != N_FIELD) {
        w->at = w->at->kind == N_TAIL ? w->at->child : w->at->next;
    }
    return w->at == NULL ? NULL : w->at->field;
}

struct field *first_field(struct field_walk *w, const struct node *tmpl)
{
    w->at = tmpl;
    return field_from(w);
}

struct field *next_field(struct field_walk *w)
{
    w->at = w->at->next;
    return field_from(w);
}

const char *head_of(const struct node *tmpl)
{
    return tmpl != NULL && tmpl->kind == N_LIT ? tmpl->lit : "";
}

size_t literal_length(const struct node *tmpl)
{
    size_t n = 0;

    for (; tmpl != NULL; tmpl = tmpl->next) {
        n += tmpl->kind == N_LIT ? strlen(tmpl->lit) : 0;
    }
    return n;
}
