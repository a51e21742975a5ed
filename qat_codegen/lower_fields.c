/* lower_fields.c: fields of a line -> a FIELD program, its conditions and settings. See runtime/tables.h.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "lower.h"
#include "runtime/tables.h"

#include <stdio.h>
#include <string.h>

void too_much(struct pos pos, const char *name, const char *why, ...)
{
    va_list args;
    char text[200];

    va_start(args, why);
    vsnprintf(text, sizeof text, why, args);
    va_end(args);
    complain(pos, DIAG_E920, name, text);
}

bool is_size_argument(const struct command *tree, const char *name)
{
    const struct field *f = argument(tree, name);

    if (f != NULL && f->is_size) {
        return true;
    }
    for (const struct line *l = f == NULL ? NULL : tree->lines; l != NULL; l = l->next) {
        if (l->role == L_PAYLOAD_OUT && same_name(l->payload.size, name)) {
            return true;
        }
    }
    return false;
}

/* A number of one of the structs; NULL: it has none of that name. */
static const struct member *number_named(const struct layout *l, const char *name)
{
    const struct member *m = l == NULL || l->type == NULL ? NULL : member_named(l, name);

    return m != NULL && m->kind != C_STR ? m : NULL;
}

static bool is_caller(const struct m_command *c, const char *name)
{
    for (int i = 0; i < c->caller_count; i++) {
        if (same_name(c->callers[i], name)) {
            return true;
        }
    }
    return false;
}

/* The line's own fields come first; then the arguments, what the caller fills in, the information line, the
 * late one. */
const char *number_at(const struct place_in *w, const char *name, const struct member **found)
{
    const struct m_command *c = w->command;
    const struct layout *own = w->layout;

    if (c == NULL) {
        *found = number_named(own, name);
        return *found == NULL ? NULL : arena_printf("QATI_AT(%s, %s)", own->type, name);
    }
    if (own != &c->args && (*found = number_named(own, name)) != NULL) {
        return arena_printf("QATI_AT(%s, %s.%s)", c->args.type, own == &c->info ? "info" : "late", name);
    }
    if ((*found = number_named(&c->args, name)) != NULL) {
        bool size = w->tree != NULL && is_size_argument(w->tree, name);

        return arena_printf("QATI_AT(%s, %s)", c->args.type, size ? "payload.size" : name);
    }
    if (is_caller(c, name)) {
        return arena_printf("QATI_AT(%s, %s)", c->args.type, name);
    }
    if ((*found = number_named(&c->info, name)) != NULL) {
        return arena_printf("QATI_AT(%s, info.%s)", c->args.type, name);
    }
    *found = number_named(&c->late, name);
    return *found == NULL ? NULL : arena_printf("QATI_AT(%s, late.%s)", c->args.type, name);
}

/* ---- types ---- */

/* Of a number as it is received or sent. */
void type_of_range(struct bytes *type, int64_t lo, int64_t hi)
{
    if (lo < 0) {
        put8(type, QATI_T_SIGNED);
        put32(type, (uint32_t)(int32_t)lo);
        put32(type, (uint32_t)(int32_t)hi);
    } else if (hi <= 0xFF) {
        put8(type, lo == 0 ? QATI_T_U8 : QATI_T_SPAN8);
        if (lo > 0) {
            put8(type, (unsigned)lo);
        }
        put8(type, (unsigned)hi);
    } else if (hi <= 0xFFFF) {
        put8(type, lo == 0 ? QATI_T_U16 : QATI_T_SPAN16);
        if (lo > 0) {
            put16(type, (unsigned)lo);
        }
        put16(type, (unsigned)hi);
    } else if (lo == 0 && hi >= UINT32_MAX) {
        put8(type, QATI_T_U32);
    } else {
        put8(type, QATI_T_SPAN32);
        put32(type, (uint32_t)lo);
        put32(type, (uint32_t)hi);
    }
}

void type_of_words(struct bytes *type, const struct enumdef *e, const struct place_in *w)
{
    size_t count_at;

    put8(type, e->cls == E_QUOTED ? QATI_T_QUOTED : QATI_T_WORD);
    count_at = type->len;
    put8(type, 0);
    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        size_t n = strlen(v->word);

        if (n > 40 || type->v[count_at].value == 255) {
            too_much(v->pos, w->name, "a word is longer than 40 bytes, or an enum has more than 255 words");
            return;
        }
        put8(type, (unsigned)n);
        put_text(type, v->word);
        type->v[count_at].value++;
    }
}

static void enum_bounds(const struct enumdef *e, int64_t *lo, int64_t *hi)
{
    *lo = e->values == NULL ? 0 : e->values->number;
    *hi = *lo;
    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        *lo = v->number < *lo ? v->number : *lo;
        *hi = v->number > *hi ? v->number : *hi;
    }
}

static void type_of_enum(struct bytes *type, const struct enumdef *e, const struct place_in *w)
{
    int64_t lo, hi;

    if (e->cls != E_NUMBER) {
        type_of_words(type, e, w);
        return;
    }
    enum_bounds(e, &lo, &hi);
    if (e->digits_lo > 0 && lo >= 0) {
        put8(type, QATI_T_DIGITS);
        put8(type, (unsigned)e->digits_lo);
        put8(type, (unsigned)e->digits_hi);
        put8(type, hi <= 254 ? (unsigned)lo : 0);
        put8(type, hi <= 254 ? (unsigned)hi : 255);
        return;
    }
    type_of_range(type, lo, hi);
}

/* hi 0: no limit. */
void type_of_text(struct bytes *type, unsigned kind, int64_t lo, int64_t hi)
{
    if (kind == QATI_T_STRING && hi <= 254 && lo <= 255) {
        put8(type, kind);
        put8(type, (unsigned)lo);
        put8(type, hi == 0 ? 255 : (unsigned)hi);
        return;
    }
    put8(type, kind == QATI_T_STRING ? QATI_T_STRING16 : kind);
    put16(type, (unsigned)lo);
    put16(type, hi > 0xFFFF ? 0 : (unsigned)hi);
}

static void type_with(struct bytes *type, unsigned kind, int operands, int64_t a, int64_t b)
{
    put8(type, kind);
    if (operands > 0) {
        put8(type, (unsigned)a);
    }
    if (operands > 1) {
        put8(type, (unsigned)b);
    }
}

/* Of a field as it is received. */
static void type_of_field(struct bytes *type, const struct type *t, const struct place_in *w)
{
    switch (t->kind) {
    case T_UINT:
    case T_SINT:
        type_of_range(type, t->kind == T_SINT && t->lo >= 0 ? -1 : t->lo, t->hi);
        break;
    case T_DIGITS:
        type_with(type, QATI_T_DIGITS, 2, t->lo, t->hi);
        put8(type, 0);
        put8(type, 255);
        break;
    case T_PERCENT:
        type_with(type, QATI_T_PERCENT, 0, 0, 0);
        break;
    case T_HEX:
        type_with(type, QATI_T_HEX, 2, t->lo, t->hi);
        put8(type, t->hex == HEX_QUOTED ? 1 : t->hex == HEX_0X ? 2 : 0);
        break;
    case T_BITS:
        type_with(type, QATI_T_BITS, 1, t->lo, 0);
        break;
    case T_STRING:
        type_of_text(type, QATI_T_STRING, t->lo, t->hi);
        break;
    case T_MULTILINE:
        type_with(type, QATI_T_MULTI, 0, 0, 0);
        put16(type, t->hi == 0 ? 0xFFFF : (unsigned)t->hi);
        break;
    case T_BARE:
        type_of_text(type, QATI_T_BARE, t->lo, t->hi);
        break;
    case T_EITHER:
        type_with(type, QATI_T_EITHER, 0, 0, 0);
        break;
    case T_IDENT:
        type_with(type, QATI_T_IDENT, 2, t->lo, t->hi);
        break;
    case T_TEXT:
        type_of_text(type, QATI_T_TEXT, t->lo, t->hi);
        break;
    case T_ENUM:
        type_of_enum(type, t->e, w);
        break;
    case T_DATA:
    case T_DATA_LINE:
        break;
    }
}

/* ---- one field ---- */

static void put_data(struct bytes *out, const struct place_in *w, const struct flat *flat,
                     const struct field *f)
{
    const struct field *size = NULL;

    if (f->type.kind == T_DATA_LINE) {
        put8(out, QATI_O_DATALINE);
        return;
    }
    for (size_t i = 0; i < flat->count; i++) {
        if (flat->items[i].field != NULL && same_name(flat->items[i].field->name, f->type.size_field)) {
            size = flat->items[i].field;
        }
    }
    if (size == NULL) {
        too_much(f->pos, w->name, "the length '%s' does not stand before the payload", f->type.size_field);
        return;
    }
    put8(out, QATI_O_DATA);
    put_at(out, w->layout->type, size->name);
    put32(out, size->type.hi <= 0 || size->type.hi > UINT32_MAX ? UINT32_MAX : (uint32_t)size->type.hi);
}

static int64_t value_number(const struct value *v, const struct type *t)
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

static void put_ok(struct bytes *out, const struct place_in *w, const struct field *f)
{
    unsigned count = 0;

    for (const struct value *v = &f->ok; v != NULL; v = v->next) {
        count++;
    }
    put8(out, QATI_O_OK);
    put8(out, count);
    for (const struct value *v = &f->ok; v != NULL; v = v->next) {
        int64_t n = value_number(v, &f->type);

        if (n < INT16_MIN || n > INT16_MAX) {
            too_much(f->pos, w->name, "a success value of '%s' is larger than 16 bits", f->name);
        }
        put16(out, (unsigned)n & 0xFFFF);
    }
}

/* What the value is compared with: an argument, or the payload's checksum. */
static void put_check(struct bytes *out, const struct place_in *w, const struct field *f)
{
    const struct member *found;
    const char *at;

    put8(out, QATI_O_SAME);
    if (same_name(f->eq.text, "xor16")) {
        put8(out, 0xFF);
        return;
    }
    struct place_in request = *w;

    request.layout = &w->command->args; /* a field of the same name is not meant */
    at = number_at(&request, f->eq.text, &found);
    if (at == NULL) {
        too_much(f->pos, w->name, "'%s' has nothing to be compared with", f->name);
        at = "0";
    }
    put_expr(out, at);
}

static void put_field(struct bytes *out, const struct place_in *w, const struct flat *flat,
                      const struct item *it, int *next_bit)
{
    const struct field *f = it->field;
    unsigned flags = it->opt ? QATI_OPT : 0;
    bool check = !w->host_line && w->command != NULL && f->eq.kind == V_NAME;
    int bit = member_index(w->layout, f->name);
    struct bytes type = { 0 };

    if (f->type.kind == T_DATA || f->type.kind == T_DATA_LINE) {
        put_data(out, w, flat, f);
        return;
    }
    if (f->may_be_empty || (w->host_line && it->tail)) {
        flags |= QATI_EMPTY;
    }
    if (bit != *next_bit) {
        put8(out, QATI_O_TO);
        put8(out, (unsigned)bit);
        put_at(out, w->layout->type, f->name);
    }
    *next_bit = bit + 1;
    if (f->key) {
        type_of_range(&type, 0, UINT32_MAX);
    } else {
        type_of_field(&type, &f->type, w);
    }
    put_type(out, w->model, &type, flags);
    if (f->key) {
        put8(out, QATI_O_KEY);
        put_at(out, w->command->args.type, f->name);
    }
    if (check) {
        put_check(out, w, f);
    }
    if (f->ok.kind != V_NONE) {
        put_ok(out, w, f);
    }
}

/* ---- conditions and settings ---- */

bool lower_mode(struct bytes *out, const struct model *m, const char *name, const char *index_text)
{
    const struct m_mode *mode = model_mode(m, name);

    if (mode == NULL) {
        return false;
    }
    put8(out, mode->base);
    if (index_text == NULL) {
        put8(out, 0xFF);
    } else {
        put_expr(out, index_text);
    }
    put8(out, mode->width | mode->first << 4);
    return true;
}

/* The conditions that can be asked when field (NULL: none yet) has been read. Returns how many. */
static int put_conditions(struct bytes *out, const struct place_in *w, const struct cond *when,
                          const char *field)
{
    int count = 0;

    for (const struct cond *c = when; c != NULL; c = c->next) {
        const char *at = NULL;

        if (field == NULL ? c->index != NULL : !same_name(c->index, field)) {
            continue;
        }
        if (field != NULL) {
            at = arena_printf("QATI_AT(%s, %s)", w->layout->type, field);
        }
        put8(out, QATI_O_WHEN);
        if (!lower_mode(out, w->model, c->mode, at)) {
            too_much(c->pos, w->name, "there is no mode '%s'", c->mode);
        }
        put8(out, ((unsigned)c->equals & 0x7F) | (c->negate ? 0x80u : 0));
        count++;
    }
    return count;
}

static void put_literal(struct bytes *out, const char *text)
{
    size_t n = strlen(text);

    for (; n > 0; n = strlen(text)) {
        n = n > 255 ? 255 : n;
        put8(out, QATI_O_LIT);
        put8(out, (unsigned)n);
        for (; n > 0; n--) {
            put_letter(out, (unsigned char)*text++);
        }
    }
}

void lower_fields(struct bytes *out, const struct place_in *w, const char *rest, const struct flat *flat,
                  const struct cond *when)
{
    int bit = 0, wanted = 0, given;

    for (const struct cond *c = when; c != NULL; c = c->next) {
        wanted++;
    }
    given = put_conditions(out, w, when, NULL);
    put_literal(out, rest);
    for (size_t i = 0; i < flat->count; i++) {
        const struct item *it = &flat->items[i];

        if (it->field == NULL) {
            put_literal(out, it->lit);
        } else {
            put_field(out, w, flat, it, &bit);
            given += put_conditions(out, w, when, it->field->name);
        }
    }
    put8(out, QATI_O_END);
    if (given != wanted) {
        too_much(w->pos, w->name, "the index of a condition must be a field of the line");
    }
}

static void put_setting(struct bytes *out, const struct place_in *w, const struct setting *s, unsigned kind,
                        const char *at, unsigned value, unsigned bit)
{
    const struct member *found;
    const char *index = s->index == NULL ? NULL : number_at(w, s->index, &found);

    if (s->index != NULL && index == NULL) {
        too_much(s->pos, w->name, "'%s' is no number of the line or the command", s->index);
    }
    if (!lower_mode(out, w->model, s->mode, index)) {
        too_much(s->pos, w->name, "there is no mode '%s'", s->mode);
    }
    put8(out, kind);
    if (at != NULL) {
        put_expr(out, at);
    } else {
        put8(out, value);
    }
    put8(out, bit);
}

void lower_sets(struct bytes *out, const struct place_in *w, const struct setting *sets)
{
    size_t count_at = out->len;
    unsigned count = 0;

    put8(out, 0);
    for (const struct setting *s = sets; s != NULL; s = s->next) {
        const struct member *found = NULL;
        const char *at = s->value.kind == V_NAME ? number_at(w, s->value.text, &found) : NULL;
        bool argument_found = w->command != NULL && found != NULL &&
            found == member_named(&w->command->args, s->value.text);
        bool optional = found != NULL && found->optional && (argument_found || w->command == NULL);

        if (s->value.kind == V_NAME && at == NULL) {
            too_much(s->pos, w->name, "'%s' is no number of the line or the command", s->value.text);
            continue;
        }
        if (optional && argument_found && found->field->eq.kind != V_NONE) { /* the module's default */
            unsigned standard = (unsigned)value_number(&found->field->eq, &found->field->type);

            put_setting(out, w, s, 0, NULL, standard, 0);
            count++;
        }
        if (at == NULL) {
            put_setting(out, w, s, 0, NULL, (unsigned)s->value.number, 0);
        } else {
            const struct layout *l = argument_found ? &w->command->args : w->layout;
            int bit = optional ? member_index(l, s->value.text) : 0;

            put_setting(out, w, s, optional ? 2 : 1, at, 0, (unsigned)bit);
        }
        count++;
    }
    out->v[count_at].value = (uint8_t)count;
}
