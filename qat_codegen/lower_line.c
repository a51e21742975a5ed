/* lower_line.c: a template -> a LINE program, which writes it. Format: runtime/tables.h.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "lower.h"
#include "runtime/tables.h"

#include <string.h>

struct writer {
    struct bytes *out;
    const struct place_in *w;
    bool host;                   /* a command line; else a line of the module                */
    int next;                    /* member that the next argument is if nothing is said      */
    enum { NO_COMMA, COMMA, COMMA_WANTED } comma; /* an argument stands before: a comma goes out by itself */
};

static int64_t power_of_ten(int64_t n)
{
    int64_t v = 1;

    for (; n > 0; n--) {
        v *= 10;
    }
    return v;
}

static int64_t most_digits(int64_t n)
{
    int64_t v = power_of_ten(n) - 1;

    return v > UINT32_MAX ? UINT32_MAX : v;
}

/* What the host may send. The simulator may say what no range knows. */
static void argument_range(const struct writer *x, struct bytes *type, int64_t lo, int64_t hi)
{
    if (x->host) {
        type_of_range(type, lo, hi);
    } else {
        type_of_range(type, lo < 0 ? INT32_MIN : 0, lo < 0 ? INT32_MAX : UINT32_MAX);
    }
}

static void type_of_enum(const struct writer *x, struct bytes *type, const struct enumdef *e)
{
    int64_t lo = 0, hi = 0;

    if (e->cls != E_NUMBER) {
        type_of_words(type, e, x->w);
        return;
    }
    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        lo = v == e->values || v->number < lo ? v->number : lo;
        hi = v == e->values || v->number > hi ? v->number : hi;
    }
    argument_range(x, type, lo, hi);
}

static void argument_text(const struct writer *x, struct bytes *type, unsigned kind, const struct type *t)
{
    type_of_text(type, kind, x->host ? t->lo : 0, x->host ? t->hi : 0);
}

/* Of a value as it is sent. */
static void type_of_argument(const struct writer *x, struct bytes *type, const struct type *t)
{
    switch (t->kind) {
    case T_UINT:
    case T_SINT:
        argument_range(x, type, t->lo, t->hi);
        break;
    case T_DIGITS:
        type_of_range(type, t->lo > 1 ? power_of_ten(t->lo - 1) : 0, most_digits(t->hi));
        break;
    case T_PERCENT:
        type_of_range(type, 0, 100);
        break;
    case T_HEX:
        put8(type, QATI_T_HEX);
        put8(type, (unsigned)t->lo);
        put8(type, (unsigned)t->hi);
        put8(type, t->hex == HEX_QUOTED ? 1 : t->hex == HEX_0X ? 2 : 0);
        break;
    case T_BITS:
        put8(type, QATI_T_BITS);
        put8(type, (unsigned)t->lo);
        break;
    case T_STRING:
    case T_MULTILINE:
    case T_EITHER:
        argument_text(x, type, QATI_T_STRING, t);
        break;
    case T_BARE:
    case T_IDENT:
        argument_text(x, type, QATI_T_BARE, t);
        break;
    case T_TEXT:
        argument_text(x, type, QATI_T_TEXT, t);
        break;
    case T_ENUM:
        type_of_enum(x, type, t->e);
        break;
    case T_DATA:
    case T_DATA_LINE:
        break;
    }
}

/* A payload that can only be counted has its length on the line; it is not said twice. */
static void put_size(struct writer *x, const struct field *f, struct bytes *type)
{
    const struct member *m = member_named(x->w->layout, f->name);

    put8(x->out, m->optional ? QATI_L_CHOICE : QATI_L_SIZE);
    put_at(x->out, x->w->layout->type, "payload");
    type_of_range(type, f->type.lo < 0 ? 0 : f->type.lo, f->type.hi <= 0 ? UINT32_MAX : f->type.hi);
}

static void put_argument(struct writer *x, const struct field *f)
{
    int index = member_index(x->w->layout, f->name);
    struct bytes type = { 0 };

    if (f->type.kind == T_DATA || f->type.kind == T_DATA_LINE) {
        return;
    }
    if (x->comma == COMMA) {
        put8(x->out, QATI_L_CLOSE);
    }
    x->comma = COMMA;
    if (index != x->next) {
        put8(x->out, QATI_L_TO);
        put8(x->out, (unsigned)index);
        if (x->host && is_size_argument(x->w->tree, f->name)) {
            put8(x->out, 0); /* its place is the payload's, what follows says its own */
        } else {
            put_at(x->out, x->w->layout->type, f->name);
        }
    }
    x->next = index + 1;
    if (x->host && is_size_argument(x->w->tree, f->name)) {
        put_size(x, f, &type);
    } else {
        if (f->may_be_empty) {
            put8(x->out, QATI_L_OPT);
        }
        type_of_argument(x, &type, &f->type);
    }
    put_argument_type(x->out, x->w->model, &type);
}

static void put_literal(struct writer *x, const struct node *n)
{
    const char *text = n->lit;

    for (const char *p = text; *p != '\0'; p++) {
        if ((unsigned char)*p < ' ' || (unsigned char)*p >= 0x7F) {
            too_much(n->pos, x->w->name, "only visible ASCII can be sent, not byte 0x%02X", (unsigned char)*p);
            return;
        }
    }
    if (x->comma == COMMA && strcmp(text, ",") == 0 && n->next != NULL && n->next->kind == N_FIELD &&
        n->next->field->type.kind != T_DATA && n->next->field->type.kind != T_DATA_LINE) {
        x->comma = COMMA_WANTED;
        return;
    }
    if (*text != '\0') {
        x->comma = NO_COMMA;
    }
    if (x->host) {
        put_line_text(x->out, x->w->model, text);
    } else {
        put_text(x->out, text);
    }
}

static void put_nodes(struct writer *x, const struct node *list)
{
    for (const struct node *n = list; n != NULL; n = n->next) {
        if (n->kind == N_LIT) {
            put_literal(x, n);
        } else if (n->kind == N_FIELD) {
            put_argument(x, n->field);
        } else {
            if (n->next != NULL) {
                too_much(x->w->pos, x->w->name, "nothing can follow a tail");
            }
            put8(x->out, QATI_L_TAIL);
            put_nodes(x, n->child);
        }
    }
}

void lower_line(struct bytes *out, const struct place_in *w, const struct node *tmpl, bool host)
{
    struct writer x = { out, w, host, 0, NO_COMMA };
    struct node first;

    if (host && tmpl != NULL && tmpl->kind == N_LIT && strncmp(tmpl->lit, "AT", 2) == 0) {
        first = *tmpl; /* AT goes out by itself */
        first.lit += 2;
        tmpl = &first;
    } else if (host) {
        put8(out, QATI_L_NO_AT);
    }
    put_nodes(&x, tmpl);
    put8(out, QATI_L_END);
}
