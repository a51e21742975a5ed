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
};

/* op, place, presence bit. */
static void put_head(const struct writer *x, unsigned op, const char *member, int bit)
{
    put8(x->out, bit < 0 ? op : op | QATI_L_OPT);
    put_at(x->out, x->w->layout->type, member);
    if (bit >= 0) {
        put8(x->out, (unsigned)bit);
    }
}

static void put_range(const struct writer *x, const char *member, int bit, int64_t lo, int64_t hi)
{
    if (lo < 0) {
        put_head(x, QATI_L_SIGNED, member, bit);
        put32(x->out, (uint32_t)(int32_t)lo);
        put32(x->out, (uint32_t)(int32_t)hi);
    } else if (hi <= 0xFF) {
        put_head(x, QATI_L_NUM8, member, bit);
        put8(x->out, (unsigned)lo);
        put8(x->out, (unsigned)hi);
    } else if (hi <= 0xFFFF) {
        put_head(x, QATI_L_NUM16, member, bit);
        put16(x->out, (unsigned)lo);
        put16(x->out, (unsigned)hi);
    } else {
        put_head(x, QATI_L_NUM32, member, bit);
        put32(x->out, (uint32_t)lo);
        put32(x->out, (uint32_t)hi);
    }
}

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

static void put_words(const struct writer *x, const struct field *f, int bit)
{
    const struct enumdef *e = f->type.e;
    struct bytes words = { 0 };

    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        const char *quote = e->cls == E_QUOTED ? "\"" : "";
        size_t n = strlen(v->word) + 2 * strlen(quote);

        if (n > 40) {
            too_much(v->pos, x->w->name, "a word is longer than 40 bytes");
        }
        put8(&words, (unsigned)n);
        put_text(&words, quote);
        put_text(&words, v->word);
        put_text(&words, quote);
    }
    put_head(x, QATI_L_WORDS, f->name, bit);
    put16(x->out, (unsigned)words.len);
    put_bytes(x->out, &words);
}

static void put_enum(const struct writer *x, const struct field *f, int bit)
{
    const struct enumdef *e = f->type.e;
    int64_t lo = 0, hi = 0;

    if (e->cls != E_NUMBER) {
        put_words(x, f, bit);
        return;
    }
    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        lo = v == e->values || v->number < lo ? v->number : lo;
        hi = v == e->values || v->number > hi ? v->number : hi;
    }
    if (!x->host && lo > 0) {
        lo = 0; /* the simulator may say what no enum knows */
    }
    put_range(x, f->name, bit, lo, x->host ? hi : lo < 0 ? INT32_MAX : UINT32_MAX);
}

/* Texts are absent when their pointer is NULL: where one may be empty between its commas, it is a tail of
 * its own. */
static void put_string(const struct writer *x, const struct field *f, unsigned op, bool optional)
{
    const struct type *t = &f->type;

    if (optional) {
        put8(x->out, QATI_L_TAIL);
        put16(x->out, 6);
    }
    put_head(x, op, f->name, -1);
    put16(x->out, (unsigned)(x->host ? t->lo : 0));
    put16(x->out, (unsigned)(x->host ? t->hi : 0));
}

static void put_size(const struct writer *x, const struct field *f, int bit)
{
    put_head(x, QATI_L_SIZE, "payload", bit);
    put32(x->out, (uint32_t)(f->type.lo < 0 ? 0 : f->type.lo));
    put32(x->out, f->type.hi <= 0 ? UINT32_MAX : (uint32_t)f->type.hi);
}

static void put_argument(const struct writer *x, const struct field *f, bool in_tail)
{
    const struct type *t = &f->type;
    bool size = x->host && is_size_argument(x->w->tree, f->name);
    int bit = f->may_be_empty || in_tail ? member_index(x->w->layout, f->name) : -1;

    if (size) { /* a payload that can only be counted has its length on the line */
        put_size(x, f, member_named(x->w->layout, f->name)->optional ? bit : -1);
        return;
    }
    switch (t->kind) {
    case T_UINT:
    case T_SINT:
        if (x->host) {
            put_range(x, f->name, bit, t->lo, t->hi);
        } else {
            put_range(x, f->name, bit, t->lo < 0 ? INT32_MIN : 0, t->lo < 0 ? INT32_MAX : UINT32_MAX);
        }
        break;
    case T_DIGITS:
        put_range(x, f->name, bit, t->lo > 1 ? power_of_ten(t->lo - 1) : 0, most_digits(t->hi));
        break;
    case T_PERCENT:
        put_range(x, f->name, bit, 0, 100);
        break;
    case T_HEX:
        put_head(x, QATI_L_HEX, f->name, bit);
        put8(x->out, (unsigned)t->lo);
        put8(x->out, (unsigned)t->hi);
        put8(x->out, t->hex == HEX_QUOTED ? 1 : t->hex == HEX_0X ? 2 : 0);
        break;
    case T_BITS:
        put_head(x, QATI_L_BITS, f->name, bit);
        put8(x->out, (unsigned)t->lo);
        break;
    case T_STRING:
    case T_MULTILINE:
    case T_EITHER:
        put_string(x, f, QATI_L_QUOTED, f->may_be_empty && !in_tail);
        break;
    case T_BARE:
    case T_IDENT:
        put_string(x, f, QATI_L_BARE, f->may_be_empty && !in_tail);
        break;
    case T_TEXT:
        put_string(x, f, QATI_L_TEXT, f->may_be_empty && !in_tail);
        break;
    case T_ENUM:
        put_enum(x, f, bit);
        break;
    case T_DATA:
    case T_DATA_LINE:
        break;
    }
}

static void put_nodes(const struct writer *x, const struct node *list, bool in_tail)
{
    for (const struct node *n = list; n != NULL; n = n->next) {
        if (n->kind == N_LIT) {
            for (const char *p = n->lit; *p != '\0'; p++) {
                if ((unsigned char)*p >= 0x80) {
                    too_much(n->pos, x->w->name, "only ASCII can be sent, not byte 0x%02X",
                             (unsigned char)*p);
                    return;
                }
            }
            put_text(x->out, n->lit);
        } else if (n->kind == N_FIELD) {
            put_argument(x, n->field, in_tail);
        } else {
            struct bytes tail = { 0 };
            struct writer inside = { &tail, x->w, x->host };

            put_nodes(&inside, n->child, true);
            put8(x->out, QATI_L_TAIL);
            put16(x->out, (unsigned)tail.len);
            put_bytes(x->out, &tail);
        }
    }
}

void lower_line(struct bytes *out, const struct place_in *w, const struct node *tmpl, bool host)
{
    struct writer x = { out, w, host };

    put_nodes(&x, tmpl, false);
    if (host) {
        put8(out, '\r');
    }
    put8(out, QATI_L_END);
}
