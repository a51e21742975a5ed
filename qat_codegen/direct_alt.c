/* direct_alt.c: one alternative of a line -> straight-line C that reads its fields. See direct_code.h.
 *
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "arena.h"
#include "direct_code.h"
#include "emit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *no(struct code *c)
{
    c->no = true;
    return arena_printf("goto no_%u;", c->number);
}

const char *bad(struct code *c)
{
    c->bad = true;
    return arena_printf("goto bad_%u;", c->number);
}

static const char *end_of_line(struct code *c)
{
    c->end = true;
    return arena_printf("goto end_%u;", c->number);
}

void put_code(struct code *c, const char *format, ...)
{
    va_list args;

    fputs("            ", c->out);
    va_start(args, format);
    vfprintf(c->out, format, args);
    va_end(args);
    fputc('\n', c->out);
}

/* A C string; what re2c takes for one is the same. */
const char *direct_quoted(const char *text)
{
    char *quoted = arena_zalloc(2 * strlen(text) + 3), *w = quoted;

    *w++ = '"';
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\' || *text == '?') {
            *w++ = '\\';
        }
        *w++ = *text;
    }
    *w = '"';
    return quoted;
}

const char *member(struct code *c, const struct field *f)
{
    c->members = true;
    return arena_printf("s->%s", f->name);
}

/* ---- fields ---- */

/* The line goes on behind e: what touches the cut is no value, what stands before it is told. */
static void put_told(struct code *c, int bit)
{
    if (!c->in->command) {
        put_code(c, "if (k->full) {");
        put_code(c, "    if (p == e) {");
        put_code(c, "        %s", no(c));
        put_code(c, "    }");
        put_code(c, "    *(uint32_t *)obj = has | 0x%Xu;", 1u << bit);
        if (!c->a->first) {
            put_code(c, "    k->rec = %s + %u;", c->in->base, c->a->rec);
        }
        put_code(c, "}");
    }
    put_code(c, "has |= 0x%Xu;", 1u << bit);
}

static void put_check(struct code *c, const struct field *f)
{
    struct place_in request = c->s->in;
    const struct member *found;
    const char *at;

    if (c->s->in.command == NULL || f->eq.kind != V_NAME) {
        return;
    }
    if (same_name(f->eq.text, "xor16")) {
        put_code(c, "if (n.x != k->sum) {");
    } else {
        request.layout = &request.command->args;
        at = number_at(&request, f->eq.text, &found);
        put_code(c, "if (k->args && n.x != QATI_NUMBER(k->args, %s)) {", at == NULL ? "0" : at);
    }
    put_code(c, "    k->result = (int8_t)QAT_E_MISMATCH;");
    put_code(c, "}");
}

static int64_t number_of(const struct value *v, const struct type *t)
{
    if (v->kind == V_NUMBER) {
        return v->number;
    }
    for (const struct enumerator *e = t->e == NULL ? NULL : t->e->values; e != NULL; e = e->next) {
        if (same_name(e->name, v->text) || same_name(e->word, v->text)) {
            return e->number;
        }
    }
    return 0;
}

static void put_success(struct code *c, const struct field *f)
{
    const char *all = NULL;

    if (f->ok.kind == V_NONE) {
        return;
    }
    for (const struct value *v = &f->ok; v != NULL; v = v->next) {
        const char *one = arena_printf("n.x != 0x%" PRIX32 "u", (uint32_t)number_of(v, &f->type));

        all = all == NULL ? one : arena_printf("%s && %s", all, one);
    }
    put_code(c, "if (%s) {", all);
    put_code(c, "    k->result = (int8_t)QAT_E_RESULT;");
    put_code(c, "}");
}

/* A payload on the line: what is before it is told. */
static void put_payload(struct code *c, const struct flat *flat, const struct field *f)
{
    const struct field *size = NULL;

    put_code(c, "k->next = p;");
    put_code(c, "*(uint32_t *)obj = has;");
    if (!c->a->first) {
        put_code(c, "k->rec = %s + %u;", c->in->base, c->a->rec);
    }
    if (f->type.kind == T_DATA_LINE) {
        put_code(c, "return QATI_UNTIL;");
        return;
    }
    for (size_t i = 0; i < flat->count; i++) {
        if (flat->items[i].field != NULL && same_name(flat->items[i].field->name, f->type.size_field)) {
            size = flat->items[i].field;
        }
    }
    if (size == NULL) { /* lower_fields has complained */
        return;
    }
    put_code(c, "k->size = %s;", member(c, size));
    if (size->type.hi > 0 && size->type.hi < UINT32_MAX) {
        put_code(c, "if (k->size > %" PRId64 "u) {", size->type.hi);
        put_code(c, "    %s", no(c));
        put_code(c, "}");
    }
    put_code(c, "return QATI_COUNTED;");
}

/* ---- what stands between ---- */

static void put_literal(struct code *c, const char *text)
{
    size_t n = strlen(text);

    if (n == 0) {
        return;
    }
    if (n == 1) {
        put_code(c, "if (*p != '%s%c') {", *text == '\'' || *text == '\\' ? "\\" : "", *text);
    } else {
        put_code(c, "if (e - p < %zu || memcmp(p, %s, %zu) != 0) {", n, direct_quoted(text), n);
    }
    put_code(c, "    %s", no(c));
    put_code(c, "}");
    put_code(c, "p += %zu;", n);
}

/* Conditions that can be asked now: without an index (field NULL), or with the field as index. */
static void put_conditions(struct code *c, const struct cond *when, const struct field *field)
{
    for (; when != NULL; when = when->next) {
        const struct m_mode *mode = model_mode(c->in->model, when->mode);
        unsigned first;

        if (mode == NULL || (field == NULL ? when->index != NULL : !same_name(when->index, field->name))) {
            continue;
        }
        first = mode->base;
        put_code(c, "if (qati_mode_value(k->modes, %s, %u) %s %u) {",
            field == NULL ? arena_printf("%u", first) :
            arena_printf("%u + ((uint32_t)%s - %u) * %u", first, member(c, field), mode->first, mode->width),
            mode->width, when->negate ? "==" : "!=", (unsigned)when->equals & 0x7F);
        put_code(c, "    %s", no(c));
        put_code(c, "}");
    }
}

/* Steps to the field; behind another field stands a comma. */
static void put_separator(struct code *c, const struct item *it, bool first)
{
    if (first && !it->opt) {
        return; /* directly behind the literal */
    }
    put_code(c, "if (*p != ',') {");
    put_code(c, "    %s", it->opt ? end_of_line(c) : bad(c));
    put_code(c, "}");
    if (it->field->type.kind == T_DATA || it->field->type.kind == T_DATA_LINE) {
        put_code(c, "p++;"); /* a payload may begin with a blank */
        return;
    }
    put_code(c, "do {");
    put_code(c, "    p++;");
    put_code(c, "} while (*p == ' ');");
}

static void put_field(struct code *c, const struct flat *flat, const struct item *it, bool first)
{
    const struct field *f = it->field;
    int bit = member_index(c->s->in.layout, f->name);
    bool data = f->type.kind == T_DATA || f->type.kind == T_DATA_LINE;
    struct item must = *it;

    must.opt = it->opt && !data; /* a payload is always there */
    put_separator(c, &must, first);
    if (data) {
        put_payload(c, flat, f);
        return;
    }
    if (f->may_be_empty) {
        put_code(c, "if (*p != ',' && p != e) {");
    }
    put_value(c, f, bit);
    put_told(c, bit);
    put_check(c, f);
    put_success(c, f);
    if (f->may_be_empty) {
        put_code(c, "}");
    }
    put_conditions(c, c->s->line->when, f);
}

/* The line's end: blanks are skipped; fields that the spec does not know are tolerated in the second pass. */
static void put_end(struct code *c, bool first)
{
    const char *away = bad(c);

    if (c->end) {
        fprintf(c->out, "        end_%u:\n", c->number);
    }
    if (first) {
        put_code(c, "if (qati_blanks(p, e) != e) {");
        put_code(c, "    %s", away);
        put_code(c, "}");
    } else {
        put_code(c, "if (p != e && qati_blanks(p, e) != e) {");
        put_code(c, "    if (*p != ',') {");
        put_code(c, "        %s", away);
        put_code(c, "    }");
        put_code(c, "    has |= QAT_ODD;");
        put_code(c, "    if (!k->lax) {");
        put_code(c, "        k->extra = 1;");
        put_code(c, "        %s", away);
        put_code(c, "    }");
        put_code(c, "}");
    }
    put_code(c, "if (k->full) {");
    put_code(c, "    %s", away);
    put_code(c, "}");
    put_code(c, "*(uint32_t *)obj = has;");
    if (!c->a->first) {
        put_code(c, "k->rec = %s + %u;", c->in->base, c->a->rec);
    }
    put_code(c, "return QATI_YES;");
}

static void put_body(struct code *c)
{
    const struct flat *flat = c->a->entry->flat;
    bool first = true, data = false;

    put_conditions(c, c->s->line->when, NULL);
    put_literal(c, c->a->entry->rest);
    for (size_t i = 0; i < flat->count && !data; i++) {
        const struct item *it = &flat->items[i];

        if (it->field == NULL) {
            put_literal(c, it->lit);
        } else {
            put_field(c, flat, it, first);
            data = it->field->type.kind == T_DATA || it->field->type.kind == T_DATA_LINE;
        }
        first = it->field == NULL;
    }
    if (!data) {
        put_end(c, first);
    }
}

/* What an alternative before this one may have left. */
static void put_reset(struct code *c)
{
    if (c->a->first) {
        return;
    }
    put_code(c, "p = h;");
    if (c->in->command) {
        put_code(c, "k->key = 0;");
        put_code(c, "k->result = 0;");
        put_code(c, "k->room_used = room_used;");
    }
}

void direct_alternative(FILE *out, const struct direct_in *in, const struct alternative *a)
{
    struct code c = { .in = in, .a = a, .s = a->entry->line, .number = a->number };
    char *text = NULL;
    size_t size = 0;

    c.type = c.s->in.layout->type;
    c.out = open_memstream(&text, &size);
    put_body(&c);
    fclose(c.out);
    c.out = out;
    fprintf(out, "        { /* %s */\n", comment_safe(written_template(c.s->line->tmpl)));
    if (c.members) {
        put_code(&c, "%s *s = (%s *)obj;", c.type, c.type);
    }
    put_code(&c, "uint32_t has = 0;");
    if (c.numbers) {
        put_code(&c, "qati_number_t n;");
    }
    if (c.texts) {
        put_code(&c, "const uint8_t *t, *q;");
    }
    fputc('\n', out);
    put_reset(&c);
    fputs(text, out);
    free(text);
    if (c.bad) {
        fprintf(out, "        bad_%u:\n", c.number);
        put_code(&c, "if (has != 0) { /* some of its fields: they are told when the line was too long */");
        put_code(&c, "    *(uint32_t *)obj = has;");
        if (!a->first) {
            put_code(&c, "    k->rec = %s + %u;", in->base, a->rec);
        }
        put_code(&c, "}");
    }
    if (c.no) {
        fprintf(out, "        no_%u:;\n", c.number);
    }
    fputs("        }\n", out);
}
