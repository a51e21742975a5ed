/* check_fields.c: templates, their fields' types and values.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "check.h"

#include <string.h>

static const char *range_words(int64_t lo, int64_t hi)
{
    return arena_printf("%lld..%lld", (long long)lo, (long long)hi);
}

static const char *number_words(int64_t n)
{
    return arena_printf("%lld", (long long)n);
}

/* ---- types ---- */

static void check_range(const struct field *f, int64_t least, int64_t most, const char *what)
{
    if (f->type.lo < least || f->type.hi > most || f->type.lo > f->type.hi) {
        complain(f->pos, DIAG_E210, range_words(f->type.lo, f->type.hi), what);
    }
}

static void check_type(const struct spec *spec, struct field *f)
{
    struct type *t = &f->type;

    switch (t->kind) {
    case T_UINT:
        check_range(f, 0, 4294967295LL, "0..4294967295");
        break;
    case T_SINT:
        check_range(f, -2147483648LL, 2147483647LL, "-2147483648..2147483647");
        break;
    case T_DIGITS:
        check_range(f, 1, 10, "1 to 10 digits");
        break;
    case T_HEX:
        check_range(f, 1, 8, "1 to 8 hex digits; `ident` keeps more as text");
        break;
    case T_BITS:
        check_range(f, 1, 32, "1 to 32 binary digits");
        break;
    case T_IDENT:
        check_range(f, 1, 64, "1 to 64 characters");
        break;
    case T_STRING:
    case T_MULTILINE:
    case T_BARE:
    case T_EITHER:
    case T_TEXT:
        if (t->hi != 0 || t->lo != 0) {
            check_range(f, 0, 65535, "a length of 0..65535");
        }
        break;
    case T_ENUM:
        t->e = find_enum(spec, t->name);
        if (t->e == NULL) {
            complain(f->pos, DIAG_E213, t->name);
        }
        break;
    case T_PERCENT:
    case T_DATA:
    case T_DATA_LINE:
        break;
    }
    if (t->unit_ms != 0 && (!is_number(t) || t->kind == T_ENUM)) {
        complain(f->pos, DIAG_E214, f->name);
    }
}

/* ---- values: defaults and `ok` ---- */

/* Numbers that a field can hold. */
static void bounds_of(const struct type *t, int64_t *lo, int64_t *hi)
{
    *lo = 0;
    *hi = 4294967295LL;
    switch (t->kind) {
    case T_UINT:
    case T_SINT:
        *lo = t->lo;
        *hi = t->hi;
        break;
    case T_DIGITS:
        *hi = 9;
        for (int64_t digits = 1; digits < t->hi && digits < 10; digits++) {
            *hi = *hi * 10 + 9;
        }
        break;
    case T_HEX:
        *hi = ((int64_t)1 << (4 * (t->hi > 8 ? 8 : t->hi))) - 1;
        break;
    case T_BITS:
        *hi = ((int64_t)1 << (t->hi > 32 ? 32 : t->hi)) - 1;
        break;
    case T_PERCENT:
    case T_STRING:
    case T_MULTILINE:
    case T_BARE:
    case T_EITHER:
    case T_IDENT:
    case T_TEXT:
    case T_DATA:
    case T_DATA_LINE:
    case T_ENUM:
        break;
    }
}

/* A name gets its enumerator's number, so that later stages need not look it up. */
static void check_enum_value(const struct field *f, struct value *v)
{
    const struct enumerator *e = NULL;

    if (f->type.e == NULL) {
        return; /* complained about before */
    }
    if (v->kind == V_NUMBER) {
        e = enumerator_of(f->type.e, v->number);
    } else if (v->text != NULL) {
        e = enumerator_named(f->type.e, v->text);
        for (const struct enumerator *w = f->type.e->values; e == NULL && w != NULL; w = w->next) {
            if (f->type.e->cls != E_NUMBER && same_name(w->word, v->text)) {
                e = w;
            }
        }
    }
    if (e == NULL) {
        complain(f->pos, DIAG_E215, v->kind == V_NUMBER ? number_words(v->number) : v->text, f->type.e->name);
        return;
    }
    v->number = e->number;
}

static void check_value(const struct field *f, struct value *v)
{
    int64_t lo, hi, len;

    if (f->type.kind == T_ENUM) {
        check_enum_value(f, v);
    } else if (is_number(&f->type)) {
        bounds_of(&f->type, &lo, &hi);
        if (v->kind != V_NUMBER) {
            complain(f->pos, DIAG_E216, f->name, c_kind_words(c_kind_of(&f->type)), v->text);
        } else if (v->number < lo || v->number > hi) {
            complain(f->pos, DIAG_E208, number_words(v->number), range_words(lo, hi));
        }
    } else if (c_kind_of(&f->type) == C_STR && v->text != NULL) {
        len = (int64_t)strlen(v->text);
        if (f->type.hi != 0 && (len < f->type.lo || len > f->type.hi)) {
            complain(f->pos, DIAG_E217, v->text, range_words(f->type.lo, f->type.hi));
        }
    } else if (c_kind_of(&f->type) != C_STR || v->kind != V_NUMBER) { /* a digit string is a text too */
        complain(f->pos, DIAG_E218, f->name);
    }
}

static void check_ok(const struct field *f, struct value *first)
{
    if (first->kind == V_NONE) {
        return;
    }
    if (!is_number(&f->type)) {
        complain(f->pos, DIAG_E219, f->name);
        return;
    }
    for (struct value *v = first; v != NULL; v = v->next) {
        check_value(f, v);
    }
}

/* ---- what a field may carry, by the role of its line ---- */

struct place {
    const struct spec *spec;
    const struct command *command; /* NULL: urc or final */
    const struct line *line;       /* NULL: final        */
    const struct node *tmpl;
    bool host;
};

/* key: "<client =>" takes the argument's type */
static void check_key(const struct place *p, struct field *f)
{
    const struct field *arg = p->command == NULL ? NULL : argument(p->command, f->name);

    if (p->command == NULL || p->host) {
        complain(f->pos, DIAG_E220, f->name);
        return;
    }
    if (arg == NULL) {
        complain(f->pos, DIAG_E221, p->command->name, f->name);
        f->type.kind = T_UINT; /* so that later checks have something to look at */
        f->type.lo = 0;
        f->type.hi = 4294967295LL;
        return;
    }
    f->type = arg->type;
    if (!is_number(&arg->type)) {
        complain(f->pos, DIAG_E222, f->name);
    }
}

static bool has_payload(const struct command *c)
{
    for (const struct line *l = c->lines; l != NULL; l = l->next) {
        if (l->payload.kind != P_NONE) {
            return true;
        }
    }
    return false;
}

/* "payload caller size": a member of the request that is not sent */
static bool is_caller_size(const struct command *c, const char *name)
{
    for (const struct line *l = c->lines; l != NULL; l = l->next) {
        if (l->payload.kind == P_CALLER && same_name(l->payload.size, name)) {
            return true;
        }
    }
    return false;
}

/* check: "<uploaded:u32 = size>", "= xor16" */
static void check_compare(const struct place *p, const struct field *f)
{
    const struct field *arg;

    if (p->command == NULL) {
        complain(f->pos, DIAG_E223, f->name);
        return;
    }
    if (!is_number(&f->type)) {
        complain(f->pos, DIAG_E224, f->name);
        return;
    }
    if (f->eq.kind != V_NAME) {
        complain(f->pos, DIAG_E225, f->name);
        return;
    }
    if (strcmp(f->eq.text, "xor16") == 0) {
        if (!has_payload(p->command)) {
            complain(f->pos, DIAG_E226, p->command->name);
        }
        return;
    }
    arg = argument(p->command, f->eq.text);
    if (arg == NULL && is_caller_size(p->command, f->eq.text)) {
        return;
    }
    if (arg == NULL) {
        complain(f->pos, DIAG_E221, p->command->name, f->eq.text);
    } else if (!is_number(&arg->type)) {
        complain(f->pos, DIAG_E224, arg->name);
    }
}

/* data NAME: the length stands before the payload */
static void check_data(const struct place *p, const struct field *f)
{
    struct field_walk walk;

    if (p->host || p->line == NULL) {
        complain(f->pos, DIAG_E227, f->name);
        return;
    }
    if (f->type.kind != T_DATA) {
        return;
    }
    for (const struct field *g = first_field(&walk, p->tmpl); g != NULL && g != f; g = next_field(&walk)) {
        if (same_name(g->name, f->type.size_field)) {
            if (c_kind_of(&g->type) != C_UINT) {
                complain(f->pos, DIAG_E224, g->name);
            }
            return;
        }
    }
    complain(f->pos, DIAG_E228, f->type.size_field);
}

static void check_field(const struct place *p, struct field *f)
{
    if (f->key) {
        check_key(p, f);
        return;
    }
    check_type(p->spec, f);
    if (f->type.kind == T_DATA || f->type.kind == T_DATA_LINE) {
        check_data(p, f);
    }
    if (f->eq.kind != V_NONE) {
        if (p->host) {
            check_value(f, &f->eq);
        } else {
            check_compare(p, f);
        }
    }
    if (f->ok.kind != V_NONE && (p->command == NULL || p->host)) {
        complain(f->pos, DIAG_E229, f->name);
    } else {
        check_ok(f, &f->ok);
    }
}

/* ---- templates ---- */

/* Characters that may stand in a field in any place: the field would swallow a literal that begins with
 * one. */
static bool swallows(const struct type *t, char c)
{
    bool digit = c >= '0' && c <= '9';
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

    switch (t->kind) {
    case T_UINT:
    case T_SINT:
    case T_PERCENT:
        return digit;
    case T_DIGITS:
        return digit && t->lo != t->hi;
    case T_HEX:
    case T_IDENT:
        return t->lo != t->hi && (digit || (letter && strchr("abcdefABCDEF", c) != NULL));
    case T_BARE:
    case T_EITHER:
        return c != ',';
    case T_TEXT:
    case T_DATA:
    case T_DATA_LINE:
        return true;
    case T_ENUM:
        return t->e != NULL && ((t->e->cls == E_WORD && c != ',') ||
                                (t->e->cls == E_NUMBER && t->e->digits_lo != t->e->digits_hi && digit) ||
                                (t->e->cls == E_NUMBER && t->e->digits_hi == 0 && digit));
    case T_BITS:
    case T_STRING:
    case T_MULTILINE:
        return false;
    }
    return false;
}

static bool runs_to_the_end(const struct type *t)
{
    return t->kind == T_TEXT || t->kind == T_DATA || t->kind == T_DATA_LINE;
}

static void check_neighbours(const struct node *n, const struct node *follower)
{
    const struct field *f = n->field;

    if (follower == NULL) {
        return;
    }
    if (runs_to_the_end(&f->type)) {
        complain(f->pos, DIAG_E230, f->name);
    } else if (follower->kind == N_FIELD) {
        complain(follower->pos, DIAG_E231, f->name, follower->field->name);
    } else if (follower->kind == N_LIT && swallows(&f->type, follower->lit[0])) {
        complain(follower->pos, DIAG_E232, f->name, follower->lit);
    } else if (follower->kind == N_TAIL && follower->child != NULL) {
        if (follower->child->kind == N_FIELD) {
            complain(follower->child->pos, DIAG_E231, f->name, follower->child->field->name);
        } else if (follower->child->kind == N_LIT && swallows(&f->type, follower->child->lit[0])) {
            complain(follower->child->pos, DIAG_E232, f->name, follower->child->lit);
        }
    }
}

static void check_template(const struct place *p, const struct node *tmpl)
{
    for (const struct node *n = tmpl; n != NULL; n = n->next) {
        if (n->kind == N_FIELD) {
            check_field(p, n->field);
        } else if (n->kind == N_TAIL) {
            check_template(p, n->child);
        }
    }
    for (const struct node *n = tmpl; n != NULL; n = n->next) {
        if (n->kind == N_FIELD) {
            check_neighbours(n, n->next);
        }
    }
}

static bool begins_with_at(const char *head)
{
    return (head[0] == 'A' || head[0] == 'a') && (head[1] == 'T' || head[1] == 't');
}

static void check_line(const struct spec *spec, const struct command *c, const struct line *l)
{
    struct place p = { spec, c, l, l->tmpl, l->role == L_HOST };

    if (l->tmpl == NULL) {
        return;
    }
    check_template(&p, l->tmpl);
    if (p.host && !begins_with_at(head_of(l->tmpl))) {
        complain(l->pos, DIAG_E233);
    }
    if ((l->role == L_URC || l->role == L_LATER || l->role == L_EACH) && *head_of(l->tmpl) == '\0') {
        complain(l->pos, DIAG_E234);
    }
}

void check_fields(struct spec *spec)
{
    for (struct final *f = spec->finals; f != NULL; f = f->next) {
        struct place p = { spec, NULL, NULL, f->tmpl, false };

        check_template(&p, f->tmpl);
    }
    for (struct command *c = spec->commands; c != NULL; c = c->next) {
        const struct line *host = host_line(c);

        if (host != NULL) {
            check_line(spec, c, host); /* keys take types from it, so it comes first */
        }
        for (const struct line *l = c->lines; l != NULL; l = l->next) {
            if (l != host) {
                check_line(spec, c, l);
            }
        }
    }
    for (struct urc *u = spec->urcs; u != NULL; u = u->next) {
        for (const struct line *l = u->lines; l != NULL; l = l->next) {
            check_line(spec, NULL, l);
        }
    }
}
