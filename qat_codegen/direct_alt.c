/* direct_alt.c: one alternative of a line -> straight-line C that reads its fields.
 *
 * SPDX-License-Identifier: MIT
 *
 * The code stands in a reader (lower_direct.c) and knows these names: b and e, the line; p, where reading stands; k, the
 * look; obj, the struct. A field that is not there goes to `no_N`, a text that goes on behind the line's last field to
 * `bad_N`: there the next alternative begins. What a field accepts says spec/README.md; what the C does with it,
 * runtime/direct.c. */
#define _POSIX_C_SOURCE 200809L

#include "arena.h"
#include "direct.h"
#include "emit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Code in the making. Labels are only written where something goes there. */
struct code {
    FILE *out;
    const struct direct_in *in;
    const struct alternative *a;
    const struct source_line *s;
    const char *type;            /* of the struct                                            */
    unsigned number;             /* of the labels                                            */
    bool no, bad, end;
    bool numbers, texts, members;
};

static const char *no(struct code *c)
{
    c->no = true;
    return arena_printf("goto no_%u;", c->number);
}

static const char *bad(struct code *c)
{
    c->bad = true;
    return arena_printf("goto bad_%u;", c->number);
}

static const char *end_of_line(struct code *c)
{
    c->end = true;
    return arena_printf("goto end_%u;", c->number);
}

static void put(struct code *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(struct code *c, const char *format, ...)
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

static const char *member(struct code *c, const struct field *f)
{
    c->members = true;
    return arena_printf("s->%s", f->name);
}

/* ---- numbers ---- */

/* Values outside lo..hi are odd; the type's own bounds need no question. */
static void put_bounds(struct code *c, int64_t lo, int64_t hi)
{
    const char *low = lo > 0 ? arena_printf("n.x < %" PRId64 "u", lo) : NULL;
    const char *high = hi < UINT32_MAX ? arena_printf("n.x > %" PRId64 "u", hi) : NULL;

    if (low == NULL && high == NULL) {
        return;
    }
    put(c, "if (%s%s%s) {", low == NULL ? "" : low, low != NULL && high != NULL ? " || " : "",
        high == NULL ? "" : high);
    put(c, "    has |= QAT_ODD;");
    put(c, "}");
}

static void put_number(struct code *c, int64_t lo, int64_t hi)
{
    if (lo < 0) {
        put(c, "n = qati_signed(p, %" PRId64 ", %" PRId64 ");", lo, hi);
    } else {
        put(c, "n = qati_number(p);");
    }
    put(c, "if (!n.p) {");
    put(c, "    %s", no(c));
    put(c, "}");
    put(c, "has |= n.odd;");
    if (lo >= 0) {
        put_bounds(c, lo, hi);
    }
    put(c, "p = n.p;");
}

/* least..most digits; values outside lo..hi are odd. */
static void put_digits(struct code *c, int64_t least, int64_t most, int64_t lo, int64_t hi)
{
    put(c, "n = qati_number(p);");
    if (least == most) {
        put(c, "if (!n.p || n.p - p != %" PRId64 ") {", least);
    } else {
        put(c, "if (!n.p || n.p - p < %" PRId64 " || n.p - p > %" PRId64 ") {", least, most);
    }
    put(c, "    %s", no(c));
    put(c, "}");
    put(c, "has |= n.odd;");
    put_bounds(c, lo, hi);
    put(c, "p = n.p;");
}

static void put_enum_number(struct code *c, const struct enumdef *e)
{
    int64_t lo = e->values == NULL ? 0 : e->values->number, hi = lo;

    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        lo = v->number < lo ? v->number : lo;
        hi = v->number > hi ? v->number : hi;
    }
    if (e->digits_lo > 0 && lo >= 0) {
        put_digits(c, e->digits_lo, e->digits_hi, lo, hi);
    } else {
        put_number(c, lo, hi);
    }
}

static void put_hex(struct code *c, const char *call)
{
    put(c, "n = %s;", call);
    put(c, "if (!n.p) {");
    put(c, "    %s", no(c));
    put(c, "}");
    put(c, "p = n.p;");
}

/* The number must be the request's, and is a part of the key of late results. */
static void put_key(struct code *c, const struct field *f)
{
    put(c, "n = qati_number(p);");
    put(c, "if (!n.p || (k->args && n.x != ((const %s *)k->args)->%s)) {", c->s->in.command->args.type,
        f->name);
    put(c, "    %s", no(c));
    put(c, "}");
    put(c, "has |= n.odd;");
    put(c, "k->key = k->key << 16 ^ n.x;");
    put(c, "p = n.p;");
}

/* ---- texts: t is the first byte, p becomes the place behind the last ---- */

/* The quoted text at p: t..q, then p behind its closing quote. */
static void put_quoted(struct code *c, const struct type *t)
{
    put(c, "t = p + 1;");
    put(c, "q = qati_find(t, e, '\"');");
    put(c, "if (!q) {");
    put(c, "    k->next = t;");
    if (!c->a->first) {
        put(c, "    k->rec = %s + %u;", c->in->base, c->a->rec);
    }
    if (t->kind == T_MULTILINE) {
        put(c, "    if (e - t > %u) {", t->hi == 0 ? 0xFFFFu : (unsigned)t->hi);
        put(c, "        %s", no(c));
        put(c, "    }");
        put(c, "    return QATI_MORE;");
    } else {
        put(c, "    return QATI_CUT;");
    }
    put(c, "}");
    if (t->kind != T_MULTILINE) { /* an LF inside: not one line, but several */
        put(c, "if (qati_find(t, q, '\\n')) {");
        put(c, "    %s", no(c));
        put(c, "}");
    }
    put(c, "p = q + 1;");
}

static void put_bare(struct code *c)
{
    put(c, "t = p;");
    put(c, "q = p = qati_bare(p, e);");
    put(c, "if (!q) {");
    put(c, "    %s", no(c));
    put(c, "}");
}

static void put_between_quotes(struct code *c, const struct type *t)
{
    put(c, "if (*p != '\"') {");
    put(c, "    %s", no(c));
    put(c, "}");
    put_quoted(c, t);
}

static void read_text(struct code *c, const struct type *t)
{
    switch (t->kind) {
    case T_EITHER:
        put(c, "if (*p == '\"') {");
        put_quoted(c, t);
        put(c, "} else {");
        put_bare(c);
        put(c, "}");
        break;
    case T_BARE:
        put_bare(c);
        break;
    case T_IDENT:
        put(c, "t = p;");
        put(c, "q = p = qati_hex_end(p);");
        put(c, "if (p - t < %" PRId64 " || p - t > %" PRId64 ") {", t->lo, t->hi);
        put(c, "    %s", no(c));
        put(c, "}");
        break;
    case T_TEXT:
        put(c, "t = p;");
        put(c, "if (qati_find(p, e, '\\n')) {");
        put(c, "    %s", no(c));
        put(c, "}");
        put(c, "q = p = e;");
        break;
    default:
        put_between_quotes(c, t);
        break;
    }
}

/* A length outside its range is odd. */
static void put_length(struct code *c, const char *to, const struct type *t)
{
    if (t->lo > 0) {
        put(c, "has |= %s.len < %" PRId64 " ? QAT_ODD : 0;", to, t->lo);
    }
    if (t->hi > 0 && t->hi < 0xFFFF) {
        put(c, "has |= %s.len > %" PRId64 " ? QAT_ODD : 0;", to, t->hi);
    }
}

static void put_view(struct code *c, const struct field *f, int bit)
{
    const char *to = member(c, f);

    put(c, "%s.ptr = (const char *)t;", to);
    put(c, "%s.len = (uint16_t)(q - t);", to);
    if (c->in->command) {
        put(c, "if (k->room) {");
        put(c, "    has |= qati_kept(k, &%s);", to);
        put(c, "}");
    } else {
        put(c, "if (t == k->cut) {");
        put(c, "    k->cut_bit = 0x%Xu;", 1u << bit);
        put(c, "}");
    }
    if (f->type.kind == T_STRING || f->type.kind == T_BARE || f->type.kind == T_TEXT) {
        put_length(c, to, &f->type);
    }
}

static void put_word(struct code *c, const struct enumdef *e)
{
    struct direct *d = c->in->model->direct;
    struct word_use **use = &d->words;

    while (*use != NULL && (*use)->e != e) {
        use = &(*use)->next;
    }
    if (*use == NULL) {
        *use = arena_zalloc(sizeof **use);
        (*use)->e = e;
    }
    put(c, "n.x = qati_word_%s(t, q);", c_name(e->name));
    put(c, "if (n.x == QAT_UNKNOWN_WORD) {");
    put(c, "    has |= QAT_ODD;");
    put(c, "}");
}

/* ---- fields ---- */

static bool is_text(const struct type *t)
{
    return t->kind == T_STRING || t->kind == T_MULTILINE || t->kind == T_BARE || t->kind == T_EITHER ||
           t->kind == T_IDENT || t->kind == T_TEXT;
}

static void put_number_field(struct code *c, const struct field *f)
{
    const struct type *t = &f->type;

    if (f->key) {
        put_key(c, f);
    } else if (t->kind == T_ENUM) {
        put_enum_number(c, t->e);
    } else if (t->kind == T_DIGITS) {
        put_digits(c, t->lo, t->hi, 0, UINT32_MAX);
    } else if (t->kind == T_HEX) {
        put_hex(c, arena_printf("qati_hex(p, %" PRId64 ", %" PRId64 ")", t->lo, t->hi));
    } else if (t->kind == T_BITS) {
        put_hex(c, arena_printf("qati_bits(p, %" PRId64 ")", t->lo));
    } else if (t->kind == T_PERCENT) {
        put_number(c, 0, UINT32_MAX);
        put(c, "p += *p == '%%';");
    } else {
        put_number(c, t->lo, t->hi);
    }
}

static void put_value(struct code *c, const struct field *f, int bit)
{
    const struct type *t = &f->type;

    if (is_text(t)) {
        c->texts = true;
        read_text(c, t);
        put_view(c, f, bit);
        return;
    }
    c->numbers = true;
    if (t->kind == T_ENUM && t->e->cls != E_NUMBER && !f->key) {
        c->texts = true;
        if (t->e->cls == E_QUOTED) {
            put_between_quotes(c, t);
        } else {
            put_bare(c);
            put(c, "if (((unsigned)*t | 32) - 'a' > 25) { /* a word begins with a letter */");
            put(c, "    %s", no(c));
            put(c, "}");
        }
        put_word(c, t->e);
    } else {
        put_number_field(c, f);
    }
    if (c_kind_of(t) == C_INT) {
        put(c, "%s = (int32_t)n.x;", member(c, f));
    } else {
        put(c, "%s = n.x;", member(c, f));
    }
}

/* The line goes on behind e: what touches the cut is no value, what stands before it is told. */
static void put_told(struct code *c, int bit)
{
    if (!c->in->command) {
        put(c, "if (k->full) {");
        put(c, "    if (p == e) {");
        put(c, "        %s", no(c));
        put(c, "    }");
        put(c, "    *(uint32_t *)obj = has | 0x%Xu;", 1u << bit);
        put(c, "}");
    }
    put(c, "has |= 0x%Xu;", 1u << bit);
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
        put(c, "if (n.x != k->sum) {");
    } else {
        request.layout = &request.command->args;
        at = number_at(&request, f->eq.text, &found);
        put(c, "if (k->args && n.x != QATI_NUMBER(k->args, %s)) {", at == NULL ? "0" : at);
    }
    put(c, "    k->result = (int8_t)QAT_E_MISMATCH;");
    put(c, "}");
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
    put(c, "if (%s) {", all);
    put(c, "    k->result = (int8_t)QAT_E_RESULT;");
    put(c, "}");
}

/* A payload on the line: what is before it is told. */
static void put_payload(struct code *c, const struct flat *flat, const struct field *f)
{
    const struct field *size = NULL;

    put(c, "k->next = p;");
    put(c, "*(uint32_t *)obj = has;");
    if (f->type.kind == T_DATA_LINE) {
        if (!c->a->first) {
            put(c, "k->rec = %s + %u;", c->in->base, c->a->rec);
        }
        put(c, "return QATI_UNTIL;");
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
    put(c, "k->size = %s;", member(c, size));
    if (size->type.hi > 0 && size->type.hi < UINT32_MAX) {
        put(c, "if (k->size > %" PRId64 "u) {", size->type.hi);
        put(c, "    %s", no(c));
        put(c, "}");
    }
    if (!c->a->first) {
        put(c, "k->rec = %s + %u;", c->in->base, c->a->rec);
    }
    put(c, "return QATI_COUNTED;");
}

/* ---- what stands between ---- */

static void put_literal(struct code *c, const char *text)
{
    size_t n = strlen(text);

    if (n == 0) {
        return;
    }
    if (n == 1) {
        put(c, "if (*p != '%s%c') {", *text == '\'' || *text == '\\' ? "\\" : "", *text);
    } else {
        put(c, "if (e - p < %zu || memcmp(p, %s, %zu) != 0) {", n, direct_quoted(text), n);
    }
    put(c, "    %s", no(c));
    put(c, "}");
    put(c, "p += %zu;", n);
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
        put(c, "if (qati_mode_value(k->modes, %s, %u) %s %u) {",
            field == NULL ? arena_printf("%u", first) :
            arena_printf("%u + ((uint32_t)%s - %u) * %u", first, member(c, field), mode->first, mode->width),
            mode->width, when->negate ? "==" : "!=", (unsigned)when->equals & 0x7F);
        put(c, "    %s", no(c));
        put(c, "}");
    }
}

/* Steps to the field; behind another field stands a comma. */
static void put_separator(struct code *c, const struct item *it, bool first)
{
    if (first && !it->opt) {
        return; /* directly behind the literal */
    }
    put(c, "if (*p != ',') {");
    put(c, "    %s", it->opt ? end_of_line(c) : bad(c));
    put(c, "}");
    put(c, "do {");
    put(c, "    p++;");
    put(c, "} while (*p == ' ');");
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
        put(c, "if (*p != ',' && p != e) {");
    }
    put_value(c, f, bit);
    put_told(c, bit);
    put_check(c, f);
    put_success(c, f);
    if (f->may_be_empty) {
        put(c, "}");
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
        put(c, "if (qati_blanks(p, e) != e) {");
        put(c, "    %s", away);
        put(c, "}");
    } else {
        put(c, "if (p != e && qati_blanks(p, e) != e) {");
        put(c, "    if (*p != ',') {");
        put(c, "        %s", away);
        put(c, "    }");
        put(c, "    has |= QAT_ODD;");
        put(c, "    if (!k->lax) {");
        put(c, "        k->extra = 1;");
        put(c, "        %s", away);
        put(c, "    }");
        put(c, "}");
    }
    put(c, "if (k->full) {");
    put(c, "    %s", away);
    put(c, "}");
    put(c, "*(uint32_t *)obj = has;");
    if (!c->a->first) {
        put(c, "k->rec = %s + %u;", c->in->base, c->a->rec);
    }
    put(c, "return QATI_YES;");
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
    put(c, "p = h;");
    if (c->in->command) {
        put(c, "k->key = 0;");
        put(c, "k->result = 0;");
        put(c, "k->room_used = room_used;");
    } else {
        put(c, "k->cut_bit = 0;");
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
        put(&c, "%s *s = (%s *)obj;", c.type, c.type);
    }
    put(&c, "uint32_t has = 0;");
    if (c.numbers) {
        put(&c, "qati_number_t n;");
    }
    if (c.texts) {
        put(&c, "const uint8_t *t, *q;");
    }
    fputc('\n', out);
    put_reset(&c);
    fputs(text, out);
    free(text);
    if (c.bad) {
        fprintf(out, "        bad_%u:\n", c.number);
        put(&c, "*(uint32_t *)obj = has;");
    }
    if (c.no) {
        fprintf(out, "        no_%u:;\n", c.number);
    }
    fputs("        }\n", out);
}
