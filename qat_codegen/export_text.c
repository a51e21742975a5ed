/* export_text.c: types, templates and lines as spec text again.
 *
 * SPDX-License-Identifier: MIT */
#include "export.h"

#include "arena.h"
#include "emit.h"

#include <string.h>

static const char *range_text(const struct type *t)
{
    return t->lo == t->hi ? arena_printf("%lld", (long long)t->lo)
                          : arena_printf("%lld..%lld", (long long)t->lo, (long long)t->hi);
}

/* A text type with the length that it may have. */
static const char *sized(const char *word, const struct type *t)
{
    return t->hi == 0 ? word : arena_printf("%s %s", word, range_text(t));
}

static const char *plain_type(const struct type *t)
{
    static const char *const hex[] = {"", " quoted", " 0x"};

    switch (t->kind) {
    case T_UINT:
    case T_SINT:
        return range_text(t);
    case T_DIGITS:
        return t->lo == 1 && t->hi == 1 ? "digit" : sized("digits", t);
    case T_PERCENT:
        return "percent";
    case T_HEX:
        return arena_printf("%s%s", sized("hex", t), hex[t->hex]);
    case T_BITS:
        return sized("bits", t);
    case T_STRING:
        return sized("string", t);
    case T_MULTILINE:
        return sized("multiline", t);
    case T_BARE:
        return sized("bare", t);
    case T_EITHER:
        return sized("either", t);
    case T_IDENT:
        return sized("ident", t);
    case T_TEXT:
        return sized("text", t);
    case T_DATA:
        return arena_printf("data %s", t->size_field);
    case T_DATA_LINE:
        return "data line";
    case T_ENUM:
        return t->name;
    }
    return "";
}

static const char *unit_text(uint32_t unit_ms)
{
    return unit_ms == 0 ? "" : unit_ms == 1 ? " ms" : unit_ms == 1000 ? " s" : " min";
}

const char *type_text(const struct type *t)
{
    return arena_printf("%s%s", plain_type(t), unit_text(t->unit_ms));
}

static const char *value_text(const struct value *v)
{
    return v->kind == V_NUMBER   ? arena_printf("%lld", (long long)v->number)
           : v->kind == V_STRING ? arena_printf("\"%s\"", v->text)
                                 : v->text;
}

static const char *field_text(const struct field *f, bool types)
{
    const char *text = f->name;
    const struct value *v;

    if (f->key) {
        return types ? arena_printf("<%s =>", f->name) : arena_printf("<%s>", f->name);
    }
    if (!types) {
        return arena_printf(f->may_be_empty ? "[<%s>]" : "<%s>", text);
    }
    text = arena_printf("%s:%s", text, type_text(&f->type));
    if (f->eq.kind != V_NONE) {
        text = arena_printf("%s = %s", text, value_text(&f->eq));
    }
    for (v = &f->ok; v != NULL && v->kind != V_NONE; v = v->next) {
        text = arena_printf("%s %s %s", text, v == &f->ok ? "ok" : "|", value_text(v));
    }
    return arena_printf(f->may_be_empty ? "[<%s>]" : "<%s>", text);
}

/* With its escapes, so that it can be read again. */
static const char *literal_text(const char *lit)
{
    char *out = arena_zalloc(2 * strlen(lit) + 1), *end = out;

    for (; *lit != '\0'; lit++) {
        if (strchr("<[]{}\\", *lit) != NULL) {
            *end++ = '\\';
        }
        *end++ = *lit;
    }
    return out;
}

const char *template_text(const struct node *tmpl, bool types)
{
    const char *text = "";

    for (; tmpl != NULL; tmpl = tmpl->next) {
        switch (tmpl->kind) {
        case N_LIT:
            text = arena_printf("%s%s", text, types ? literal_text(tmpl->lit) : tmpl->lit);
            break;
        case N_FIELD:
            text = arena_printf("%s%s", text, field_text(tmpl->field, types));
            break;
        case N_TAIL:
            text = arena_printf("%s[%s]", text, template_text(tmpl->child, types));
            break;
        }
    }
    return text;
}

static const char *payload_text(const struct line *line)
{
    switch (line->payload.kind) {
    case P_NONE:
        return "";
    case P_COUNTED:
        return arena_printf("payload %s", line->payload.size);
    case P_CTRLZ:
        return "payload ctrl-z";
    case P_EITHER:
        return arena_printf("payload %s or ctrl-z", line->payload.size);
    case P_LINE:
        return "payload line";
    case P_CALLER:
        return arena_printf("payload caller %s%s", line->payload.size, line->payload.until != NULL ? " or until ..." : "");
    }
    return "";
}

/* The clauses that a reader wants to see: limits and payload. */
static const char *clauses_text(const struct line *line)
{
    const char *text = line->within.given ? arena_printf("  within %s", limit_text(&line->within)) : "";

    if (line->payload.kind != P_NONE && line->role != L_PAYLOAD_OUT) {
        text = arena_printf("%s  %s", text, payload_text(line));
    }
    return text;
}

const char *line_text(const struct line *line, bool types)
{
    static const char *const roles[] = {"> ",     "> ",       "< prompt", "< ",      "< ",
                                        "< any ", "< maybe ", "< later ", "< each ", "< "};

    return arena_printf("%s%s%s", roles[line->role],
                        line->role == L_PAYLOAD_OUT ? payload_text(line) : template_text(line->tmpl, types),
                        clauses_text(line));
}

void each_field(const struct node *tmpl, void (*see)(void *user, const struct field *field), void *user)
{
    for (; tmpl != NULL; tmpl = tmpl->next) {
        if (tmpl->kind == N_FIELD) {
            see(user, tmpl->field);
        } else if (tmpl->kind == N_TAIL) {
            each_field(tmpl->child, see, user);
        }
    }
}
