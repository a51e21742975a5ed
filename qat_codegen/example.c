/* example.c: runs the `example` lines. They come from manuals and captures, and so are the independent
 * witness for what a spec says.
 *
 * SPDX-License-Identifier: MIT
 *
 * An example must be read by one line of its command or urc, and give exactly the fields that are written
 * behind "->". */
#include "arena.h"
#include "check.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is wrong with one reading of an example; the reading with the least wrong is reported. */
struct verdict {
    enum { V_FITS, V_DIFFERS, V_LACKS, V_EXCEEDS } kind;
    const struct pair *pair;
    const struct binding *binding;
    int right;                  /* fields that are as wanted */
};

static const char *text_of(const struct binding *b)
{
    return arena_strndup(b->text, b->len);
}

/* What the field is, in words of the example. */
static const char *shown(const struct binding *b)
{
    const struct enumerator *e;

    if (!is_number(&b->field->type)) {
        return arena_printf("\"%s\"", text_of(b));
    }
    if (b->field->type.kind == T_HEX || b->field->type.kind == T_BITS) {
        return text_of(b);
    }
    e = b->field->type.kind == T_ENUM ? enumerator_of(b->field->type.e, b->number) : NULL;
    if (e != NULL && e->name != NULL) {
        return arena_printf("%lld (%s)", (long long)b->number, e->name);
    }
    if (b->field->type.kind == T_ENUM && b->field->type.e->cls != E_NUMBER) {
        return arena_printf("\"%s\"", text_of(b));
    }
    return arena_printf("%lld", (long long)b->number);
}

static const char *wanted(const struct value *v)
{
    return v->kind == V_NUMBER ? arena_printf("%lld", (long long)v->number)
           : v->text == NULL   ? "\"\""
                               : v->text;
}

/* "9C40" for a hex field: the parser may have taken 0123 for a number, so its text counts where there is
 * one. */
static bool same_number_text(const char *text, int base, int64_t number)
{
    char *end;
    long long n;

    if (*text == '\0') {
        return false;
    }
    n = strtoll(text, &end, base);
    return *end == '\0' && n == number;
}

static bool same_number(const struct binding *b, const struct value *v)
{
    const struct type *t = &b->field->type;
    int base = t->kind == T_HEX ? 16 : t->kind == T_BITS ? 2 : 10;
    const struct enumerator *e;

    if (v->text != NULL && same_number_text(v->text, base, b->number)) {
        return true;
    }
    if (v->kind == V_NUMBER) {
        if (v->text == NULL && base != 10) {
            return same_number_text(arena_printf("%lld", (long long)v->number), base, b->number);
        }
        return v->text == NULL && v->number == b->number;
    }
    if (t->kind != T_ENUM || v->text == NULL) {
        return false;
    }
    e = enumerator_named(t->e, v->text);
    if (e != NULL) {
        return e->number == b->number;
    }
    return t->e->cls != E_NUMBER && strlen(v->text) == b->len && memcmp(v->text, b->text, b->len) == 0;
}

static bool same_value(const struct binding *b, const struct value *v)
{
    const char *text;

    if (is_number(&b->field->type)) {
        return same_number(b, v);
    }
    text = v->text != NULL ? v->text : arena_printf("%lld", (long long)v->number);
    return strlen(text) == b->len && memcmp(text, b->text, b->len) == 0;
}

static const struct binding *binding_named(const struct binding *list, const char *name)
{
    for (; list != NULL; list = list->next) {
        if (list->present && same_name(list->field->name, name)) {
            return list;
        }
    }
    return NULL;
}

static struct verdict judge(const struct example *e, const struct binding *found)
{
    struct verdict v = { V_FITS, NULL, NULL, 0 };

    for (const struct pair *p = e->want; p != NULL; p = p->next) {
        const struct binding *b = binding_named(found, p->name);

        if (b != NULL && same_value(b, &p->value)) {
            v.right++;
        } else if (v.kind == V_FITS) {
            v.kind = b == NULL ? V_LACKS : V_DIFFERS;
            v.pair = p;
            v.binding = b;
        }
    }
    for (const struct binding *b = found; b != NULL && v.kind == V_FITS; b = b->next) {
        bool named = !b->present;

        for (const struct pair *p = e->want; p != NULL && !named; p = p->next) {
            named = same_name(p->name, b->field->name);
        }
        if (!named) {
            v.kind = V_EXCEEDS;
            v.binding = b;
        }
    }
    return v;
}

static void complain_verdict(const struct example *e, const struct verdict *v)
{
    switch (v->kind) {
    case V_FITS:
        break;
    case V_DIFFERS:
        complain(v->pair->pos, DIAG_E402, v->pair->name, shown(v->binding), wanted(&v->pair->value));
        break;
    case V_LACKS:
        complain(v->pair->pos, DIAG_E403, v->pair->name);
        break;
    case V_EXCEEDS:
        complain(e->pos, DIAG_E404, v->binding->field->name, shown(v->binding));
        break;
    }
}

static bool is_host_text(const char *text)
{
    return toupper((unsigned char)text[0]) == 'A' && toupper((unsigned char)text[1]) == 'T';
}

static bool warn_odd(const struct example *e, const struct binding *found)
{
    for (const struct binding *b = found; b != NULL; b = b->next) {
        if (b->odd) {
            complain(e->pos, DIAG_W401, b->field->name, shown(b));
        }
    }
    return true;
}

/* Lines of either kind, every mode taken to be as they need it. Returns whether the example fits. */
static bool run_example(const char *owner, const struct line *lines, const struct example *e)
{
    bool host = is_host_text(e->text);
    struct match_options o = { true, host, NULL, NULL, NULL };
    struct verdict best = { V_FITS, NULL, NULL, -1 };

    for (const struct line *l = lines; l != NULL; l = l->next) {
        struct binding *found;
        struct verdict v;

        if (l->tmpl == NULL || (l->role == L_HOST) != host ||
            !match_line(l->tmpl, NULL, e->text, strlen(e->text), &o, &found)) {
            continue;
        }
        v = judge(e, found);
        if (v.kind == V_FITS) {
            return warn_odd(e, found);
        }
        if (v.right > best.right) {
            best = v;
        }
    }
    if (best.right < 0) {
        complain(e->pos, DIAG_E401, owner);
    } else {
        complain_verdict(e, &best);
    }
    return false;
}

static bool run_examples(const char *owner, const struct line *lines, const struct example *first)
{
    bool good = false;

    for (const struct example *e = first; e != NULL; e = e->next) {
        good = run_example(owner, lines, e) || good;
    }
    return good;
}

void check_examples(const struct spec *spec, struct coverage *c)
{
    memset(c, 0, sizeof *c);
    for (const struct command *cmd = spec->commands; cmd != NULL; cmd = cmd->next) {
        c->commands++;
        c->commands_with_example += run_examples(cmd->name, cmd->lines, cmd->examples);
        if (cmd->examples == NULL) {
            complain(cmd->pos, DIAG_W402, cmd->name);
        }
    }
    for (const struct urc *u = spec->urcs; u != NULL; u = u->next) {
        c->urcs++;
        c->urcs_with_example += run_examples(u->name, u->lines, u->examples);
        if (u->examples == NULL) {
            complain(u->pos, DIAG_W402, u->name);
        }
    }
}
