/* direct_value.c: one field -> the C that reads it. See direct_code.h.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "direct_code.h"

#include <inttypes.h>

/* ---- numbers ---- */

/* Values outside lo..hi are odd; the type's own bounds need no question. */
static void put_bounds(struct code *c, int64_t lo, int64_t hi)
{
    const char *low = lo > 0 ? arena_printf("n.x < %" PRId64 "u", lo) : NULL;
    const char *high = hi < UINT32_MAX ? arena_printf("n.x > %" PRId64 "u", hi) : NULL;

    if (low == NULL && high == NULL) {
        return;
    }
    put_code(c, "if (%s%s%s) {", low == NULL ? "" : low, low != NULL && high != NULL ? " || " : "",
        high == NULL ? "" : high);
    put_code(c, "    has |= QAT_ODD;");
    put_code(c, "}");
}

static void put_number(struct code *c, int64_t lo, int64_t hi)
{
    if (lo < 0) {
        put_code(c, "n = qati_signed(p, %" PRId64 ", %" PRId64 ");", lo, hi);
    } else {
        put_code(c, "n = qati_number(p);");
    }
    put_code(c, "if (!n.p) {");
    put_code(c, "    %s", no(c));
    put_code(c, "}");
    put_code(c, "has |= n.odd;");
    if (lo >= 0) {
        put_bounds(c, lo, hi);
    }
    put_code(c, "p = n.p;");
}

/* least..most digits; values outside lo..hi are odd. */
static void put_digits(struct code *c, int64_t least, int64_t most, int64_t lo, int64_t hi)
{
    put_code(c, "n = qati_number(p);");
    if (least == most) {
        put_code(c, "if (!n.p || n.p - p != %" PRId64 ") {", least);
    } else {
        put_code(c, "if (!n.p || n.p - p < %" PRId64 " || n.p - p > %" PRId64 ") {", least, most);
    }
    put_code(c, "    %s", no(c));
    put_code(c, "}");
    put_code(c, "has |= n.odd;");
    put_bounds(c, lo, hi);
    put_code(c, "p = n.p;");
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
    put_code(c, "n = %s;", call);
    put_code(c, "if (!n.p) {");
    put_code(c, "    %s", no(c));
    put_code(c, "}");
    put_code(c, "p = n.p;");
}

/* The number must be the request's, and is a part of the key of late results. */
static void put_key(struct code *c, const struct field *f)
{
    put_code(c, "n = qati_number(p);");
    put_code(c, "if (!n.p || (k->args && n.x != ((const %s *)k->args)->%s)) {", c->s->in.command->args.type,
        f->name);
    put_code(c, "    %s", no(c));
    put_code(c, "}");
    put_code(c, "has |= n.odd;");
    put_code(c, "k->key = k->key << 16 ^ n.x;");
    put_code(c, "p = n.p;");
}

/* ---- texts: t is the first byte, p becomes the place behind the last ---- */

/* The quoted text at p: t..q, then p behind its closing quote. */
static void put_quoted(struct code *c, const struct type *t)
{
    put_code(c, "t = p + 1;");
    put_code(c, "q = qati_find(t, e, '\"');");
    put_code(c, "if (!q) {");
    put_code(c, "    k->next = t;");
    if (!c->a->first) {
        put_code(c, "    k->rec = %s + %u;", c->in->base, c->a->rec);
    }
    if (t->kind == T_MULTILINE) {
        put_code(c, "    if (e - t > %u) {", t->hi == 0 ? 0xFFFFu : (unsigned)t->hi);
        put_code(c, "        %s", no(c));
        put_code(c, "    }");
        put_code(c, "    return QATI_MORE;");
    } else {
        put_code(c, "    return QATI_CUT;");
    }
    put_code(c, "}");
    if (t->kind != T_MULTILINE) { /* an LF inside: not one line, but several */
        put_code(c, "if (k->open && qati_find(t, q, '\\n')) {");
        put_code(c, "    %s", no(c));
        put_code(c, "}");
    }
    put_code(c, "p = q + 1;");
}

static void put_bare(struct code *c)
{
    put_code(c, "t = p;");
    put_code(c, "q = p = qati_bare(p, e);");
    put_code(c, "if (!q) {");
    put_code(c, "    %s", no(c));
    put_code(c, "}");
}

static void put_between_quotes(struct code *c, const struct type *t)
{
    put_code(c, "if (*p != '\"') {");
    put_code(c, "    %s", no(c));
    put_code(c, "}");
    put_quoted(c, t);
}

static void read_text(struct code *c, const struct type *t)
{
    switch (t->kind) {
    case T_EITHER:
        put_code(c, "if (*p == '\"') {");
        put_quoted(c, t);
        put_code(c, "} else {");
        put_bare(c);
        put_code(c, "}");
        break;
    case T_BARE:
        put_bare(c);
        break;
    case T_IDENT:
        put_code(c, "t = p;");
        put_code(c, "q = p = qati_hex_end(p);");
        put_code(c, "if (p - t < %" PRId64 " || p - t > %" PRId64 ") {", t->lo, t->hi);
        put_code(c, "    %s", no(c));
        put_code(c, "}");
        break;
    case T_TEXT:
        put_code(c, "t = p;");
        put_code(c, "if (k->open && qati_find(p, e, '\\n')) {");
        put_code(c, "    %s", no(c));
        put_code(c, "}");
        put_code(c, "q = p = e;");
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
        put_code(c, "has |= %s.len < %" PRId64 " ? QAT_ODD : 0;", to, t->lo);
    }
    if (t->hi > 0 && t->hi < 0xFFFF) {
        put_code(c, "has |= %s.len > %" PRId64 " ? QAT_ODD : 0;", to, t->hi);
    }
}

static void put_view(struct code *c, const struct field *f, int bit)
{
    const char *to = member(c, f);

    put_code(c, "%s.ptr = (const char *)t;", to);
    put_code(c, "%s.len = (uint16_t)(q - t);", to);
    if (c->in->command) {
        put_code(c, "if (k->room) {");
        put_code(c, "    has |= qati_kept(k, &%s);", to);
        put_code(c, "}");
    } else {
        put_code(c, "if (t == k->cut) {");
        put_code(c, "    k->cut_bit = 0x%Xu;", 1u << bit);
        put_code(c, "}");
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
    put_code(c, "n.x = qati_word_%s(t, q);", c_name(e->name));
    put_code(c, "if (n.x == QAT_UNKNOWN_WORD) {");
    put_code(c, "    has |= QAT_ODD;");
    put_code(c, "}");
}

/* ---- any field ---- */

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
        put_code(c, "p += *p == '%%';");
    } else {
        put_number(c, t->lo, t->hi);
    }
}

void put_value(struct code *c, const struct field *f, int bit)
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
            put_code(c, "if (((unsigned)*t | 32) - 'a' > 25) { /* a word begins with a letter */");
            put_code(c, "    %s", no(c));
            put_code(c, "}");
        }
        put_word(c, t->e);
    } else {
        put_number_field(c, f);
    }
    if (c_kind_of(t) == C_INT) {
        put_code(c, "%s = (int32_t)n.x;", member(c, f));
    } else {
        put_code(c, "%s = n.x;", member(c, f));
    }
}
