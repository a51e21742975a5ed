/* match.c: one line's text against a template, by interpreting the tree.
 *
 * SPDX-License-Identifier: MIT
 *
 * A field may be read in several lengths ("12" as <a:digit><b:digit>), a tail may be there or not: the
 * matcher tries the longest reading first and comes back. What was read so far hangs on the C stack as a
 * trail, so that a try costs no memory; only a match is written down. */
#include "arena.h"
#include "check.h"

#include <ctype.h>
#include <string.h>

/* One field that was read. */
struct trail {
    const struct field *field;
    const char *text;
    size_t len;
    int64_t number;
    bool present, odd;
    const struct trail *before;
};

struct matcher {
    const char *text;
    size_t len;
    const struct match_options *o;
    const struct cond *when;
    bool lax;                    /* more fields, or blanks, may follow      */
    size_t used;                 /* bytes that the template explains        */
    struct binding **out;
};

/* How a field can be read: `size` bytes are taken from the line, text and len are its content. */
struct reading {
    size_t size;
    const char *text;
    size_t len;
};
enum { MOST_READINGS = 40 };     /* two notations of up to 10 digits, with and without a sign or quotes */

struct readings {
    struct reading all[MOST_READINGS];
    size_t count;
};

static bool match_nodes(struct matcher *m, const struct node *n, size_t at, const struct trail *trail);

/* ---- the end: write down what was read ---- */

static bool conditions_hold(const struct matcher *m, const struct binding *found)
{
    for (const struct cond *c = m->when; c != NULL && m->o->holds != NULL; c = c->next) {
        if (!m->o->holds(m->o->user, c, found)) {
            return false;
        }
    }
    return true;
}

static bool finish(struct matcher *m, size_t at, const struct trail *trail)
{
    struct binding *found = NULL;

    if (m->o->host) {
        while (at < m->len && m->text[at] == ' ') {
            at++;
        }
    }
    if (at != m->len) {
        size_t blank = at;

        while (blank < m->len && m->text[blank] == ' ') {
            blank++;
        }
        if (!m->lax || (blank != m->len && m->text[at] != ',')) {
            return false;
        }
    }
    for (; trail != NULL; trail = trail->before) {
        struct binding *b = arena_zalloc(sizeof *b);

        b->field = trail->field;
        b->present = trail->present;
        b->odd = trail->odd;
        b->number = trail->number;
        b->text = trail->text;
        b->len = trail->len;
        b->next = found;
        found = b;
    }
    if (!conditions_hold(m, found)) {
        return false;
    }
    m->used = at;
    *m->out = found;
    return true;
}

/* ---- literals ---- */

static bool same_char(char a, char b, bool any_case)
{
    return a == b || (any_case && toupper((unsigned char)a) == toupper((unsigned char)b));
}

static size_t skip_blanks(const struct matcher *m, size_t at)
{
    while (at < m->len && m->text[at] == ' ') {
        at++;
    }
    return at;
}

static bool is_data(const struct node *n)
{
    return n != NULL && n->kind == N_FIELD && c_kind_of(&n->field->type) == C_PAYLOAD;
}

/* Behind a comma blanks are tolerated, unless payload begins there. Behind a colon as the dialect says; in
 * a host line also behind '='. */
static bool match_literal(const struct matcher *m, const struct node *n, size_t *at)
{
    const char *lit = n->lit;

    while (*lit != '\0') {
        char c = *lit++;
        bool loose = c == ',' || (c == '=' && m->o->host) ||
                     (c == ':' && *lit == ' ' && m->o->colon_space_optional);

        if (*at >= m->len || !same_char(m->text[*at], c, m->o->host)) {
            return false;
        }
        (*at)++;
        if (loose && !(c == ',' && *lit == '\0' && is_data(n->next))) {
            *at = skip_blanks(m, *at);
            while (*lit == ' ') {
                lit++;
            }
        }
    }
    return true;
}

/* ---- how a field can be read ---- */

static void add_reading(struct readings *r, size_t size, const char *text, size_t len)
{
    if (r->count < MOST_READINGS) {
        r->all[r->count++] = (struct reading){ size, text, len };
    }
}

static size_t run_of(const char *s, size_t room, const char *set)
{
    size_t n = 0;

    while (n < room && s[n] != '\0' && strchr(set, s[n]) != NULL) {
        n++;
    }
    return n;
}

static const char digits[] = "0123456789";
static const char hex_digits[] = "0123456789ABCDEFabcdef";

static void read_digits(struct readings *r, const char *s, size_t room, int64_t lo, int64_t hi)
{
    for (int64_t n = (int64_t)run_of(s, room < (size_t)hi ? room : (size_t)hi, digits); n >= lo; n--) {
        add_reading(r, (size_t)n, s, (size_t)n);
    }
}

static void read_signed(struct readings *r, const char *s, size_t room)
{
    size_t sign = room > 0 && (*s == '-' || *s == '+') ? 1 : 0;
    size_t first = r->count;

    read_digits(r, s + sign, room - sign, 1, 10);
    for (; first < r->count; first++) {
        r->all[first].text = s;
        r->all[first].len += sign;
        r->all[first].size += sign;
    }
}

static void read_percent(struct readings *r, const char *s, size_t room)
{
    size_t n = run_of(s, room < 10 ? room : 10, digits);

    if (n > 0 && n < room && s[n] == '%') {
        add_reading(r, n + 1, s, n);
    }
    read_digits(r, s, room, 1, 10);
}

static void read_hex_digits(struct readings *r, const char *s, size_t room, const struct type *t,
                            size_t before, bool quoted)
{
    size_t most = run_of(s, room < (size_t)t->hi ? room : (size_t)t->hi, hex_digits);

    for (size_t n = most; n >= (size_t)t->lo && n > 0; n--) {
        if (!quoted) {
            add_reading(r, before + n, s, n);
        } else if (n < room && s[n] == '"') {
            add_reading(r, before + n + 1, s, n);
        }
    }
}

static void read_hex(struct readings *r, const char *s, size_t room, const struct type *t)
{
    size_t quote = room > 0 && *s == '"' ? 1 : 0;
    const char *p = s + quote;
    size_t left = room - quote;

    if (left >= 2 && p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
        read_hex_digits(r, p + 2, left - 2, t, quote + 2, quote == 1);
    }
    read_hex_digits(r, p, left, t, quote, quote == 1);
}

static void read_bits(struct readings *r, const char *s, size_t room, int64_t n)
{
    if (room >= (size_t)n + 2 && s[0] == '"' && s[n + 1] == '"' &&
        run_of(s + 1, (size_t)n, "01") == (size_t)n) {
        add_reading(r, (size_t)n + 2, s + 1, (size_t)n);
    }
}

static void read_quoted(struct readings *r, const char *s, size_t room, bool multiline)
{
    size_t n = 1;

    if (room < 2 || s[0] != '"') {
        return;
    }
    while (n < room && s[n] != '"' && (multiline || (s[n] != '\r' && s[n] != '\n'))) {
        n++;
    }
    if (n < room && s[n] == '"') {
        add_reading(r, n + 1, s + 1, n - 1);
    }
}

static size_t up_to_comma(const char *s, size_t room)
{
    size_t n = 0;

    while (n < room && s[n] != ',' && s[n] != '\r' && s[n] != '\n') {
        n++;
    }
    return n;
}

static void read_bare(struct readings *r, const char *s, size_t room)
{
    size_t n = up_to_comma(s, room);

    if (n > 0 && *s != '"') {
        add_reading(r, n, s, n);
    }
}

static void read_word(struct readings *r, const char *s, size_t room)
{
    if (room > 0 && isalpha((unsigned char)*s)) {
        read_bare(r, s, room);
    }
}

static void read_text(struct readings *r, const char *s, size_t room)
{
    size_t n = 0;

    while (n < room && s[n] != '\r' && s[n] != '\n') {
        n++;
    }
    if (n == room) {
        add_reading(r, n, s, n);
    }
}

static void read_ident(struct readings *r, const char *s, size_t room, const struct type *t)
{
    size_t most = run_of(s, room < (size_t)t->hi ? room : (size_t)t->hi, hex_digits);

    for (size_t n = most; n >= (size_t)t->lo && n > 0; n--) {
        add_reading(r, n, s, n);
    }
}

static void read_enum(struct readings *r, const char *s, size_t room, const struct type *t)
{
    if (t->e == NULL) {
        return;
    }
    switch (t->e->cls) {
    case E_NUMBER:
        if (c_kind_of(t) == C_INT) {
            read_signed(r, s, room);
        } else if (t->e->digits_hi == 0) {
            read_digits(r, s, room, 1, 10);
        } else {
            read_digits(r, s, room, t->e->digits_lo, t->e->digits_hi);
        }
        break;
    case E_QUOTED:
        read_quoted(r, s, room, false);
        break;
    case E_WORD:
        read_word(r, s, room);
        break;
    }
}

/* Counted payload on the line, with or without quotes around it. */
static void read_data(struct readings *r, const char *s, size_t room, const char *size_field,
                      const struct trail *trail, bool lax)
{
    size_t n;

    while (trail != NULL && !same_name(trail->field->name, size_field)) {
        trail = trail->before;
    }
    if (trail == NULL || trail->number < 0 || trail->odd) {
        return;
    }
    n = (size_t)trail->number;
    if (n < room && *s == '"' && n + 1 < room && s[n + 1] == '"') {
        add_reading(r, n + 2, s + 1, n);
    }
    if (n <= room) {
        add_reading(r, n, s, n);
    } else if (lax) { /* bytes were lost */
        add_reading(r, room, s, room);
    }
}

static void read_data_line(struct readings *r, const char *s, size_t room)
{
    if (room >= 2 && s[0] == '"' && s[room - 1] == '"') {
        add_reading(r, room, s + 1, room - 2);
    } else {
        add_reading(r, room, s, room);
    }
}

/* Modules also take in quotes what is sent bare: a host line of another program may have them. */
static bool may_be_quoted(const struct type *t)
{
    return t->kind == T_BARE || t->kind == T_IDENT ||
           (t->kind == T_ENUM && t->e != NULL && t->e->cls == E_WORD);
}

static void read_field(const struct matcher *m, struct readings *r, size_t at, const struct field *f,
                       const struct trail *trail)
{
    const struct type *t = &f->type;
    const char *s = m->text + at;
    size_t room = m->len - at;

    if (m->o->host && may_be_quoted(t)) {
        read_quoted(r, s, room, false);
    }
    switch (t->kind) {
    case T_UINT:
        read_digits(r, s, room, 1, 10);
        break;
    case T_SINT:
        read_signed(r, s, room);
        break;
    case T_DIGITS:
        read_digits(r, s, room, t->lo, t->hi);
        break;
    case T_PERCENT:
        read_percent(r, s, room);
        break;
    case T_HEX:
        read_hex(r, s, room, t);
        break;
    case T_BITS:
        read_bits(r, s, room, t->lo);
        break;
    case T_STRING:
        read_quoted(r, s, room, false);
        break;
    case T_MULTILINE:
        read_quoted(r, s, room, true);
        break;
    case T_BARE:
        read_bare(r, s, room);
        break;
    case T_EITHER:
        read_quoted(r, s, room, false);
        read_bare(r, s, room);
        break;
    case T_IDENT:
        read_ident(r, s, room, t);
        break;
    case T_TEXT:
        read_text(r, s, room);
        break;
    case T_DATA:
        read_data(r, s, room, t->size_field, trail, m->lax);
        break;
    case T_DATA_LINE:
        read_data_line(r, s, room);
        break;
    case T_ENUM:
        read_enum(r, s, room, t);
        break;
    }
}

/* ---- what a reading means ---- */

static int64_t number_of(const struct reading *r, int64_t base)
{
    int64_t n = 0;
    bool negative = false;

    for (size_t i = 0; i < r->len; i++) {
        unsigned char c = (unsigned char)r->text[i];

        if (c == '-' || c == '+') {
            negative = c == '-';
        } else {
            n = n * base + (isdigit(c) ? c - '0' : toupper(c) - 'A' + 10);
        }
    }
    return negative ? -n : n;
}

static void value_of_word(struct trail *t)
{
    int64_t index = 0;

    for (const struct enumerator *v = t->field->type.e->values; v != NULL; v = v->next, index++) {
        if (strlen(v->word) == t->len && memcmp(v->word, t->text, t->len) == 0) {
            t->number = v->number;
            return;
        }
    }
    t->number = -1;
    t->odd = true;
}

static void value_of(struct trail *t, const struct reading *r)
{
    const struct type *type = &t->field->type;

    switch (type->kind) {
    case T_UINT:
    case T_SINT:
        t->number = number_of(r, 10);
        t->odd = t->number < type->lo || t->number > type->hi;
        break;
    case T_DIGITS:
    case T_PERCENT:
        t->number = number_of(r, 10);
        t->odd = t->number > 4294967295LL;
        break;
    case T_HEX:
        t->number = number_of(r, 16);
        break;
    case T_BITS:
        t->number = number_of(r, 2);
        break;
    case T_ENUM:
        if (type->e->cls != E_NUMBER) {
            value_of_word(t);
        } else {
            t->number = number_of(r, 10);
            t->odd = enumerator_of(type->e, t->number) == NULL;
        }
        break;
    case T_STRING:
    case T_MULTILINE:
    case T_BARE:
    case T_EITHER:
    case T_TEXT:
        t->odd = type->hi != 0 && ((int64_t)r->len < type->lo || (int64_t)r->len > type->hi);
        break;
    case T_DATA:
        for (const struct trail *size = t->before; size != NULL; size = size->before) {
            t->odd = t->odd ||
                     (same_name(size->field->name, type->size_field) && size->number != (int64_t)r->len);
        }
        break;
    case T_IDENT:
    case T_DATA_LINE:
        break;
    }
}

static bool key_fits(const struct matcher *m, const struct trail *t)
{
    int64_t want;

    if (!t->field->key || m->o->key == NULL) {
        return true;
    }
    want = m->o->key(m->o->user, t->field->name);
    return want == -1 || want == t->number;
}

/* ---- templates ---- */

static bool match_field(struct matcher *m, const struct node *n, size_t at, const struct trail *before)
{
    struct readings r;
    struct trail here;

    r.count = 0;
    read_field(m, &r, at, n->field, before);
    for (size_t i = 0; i < r.count; i++) {
        here = (struct trail){ n->field, r.all[i].text, r.all[i].len, 0, true, false, before };
        value_of(&here, &r.all[i]);
        if (key_fits(m, &here) && match_nodes(m, n->next, at + r.all[i].size, &here)) {
            return true;
        }
    }
    if (!n->field->may_be_empty) {
        return false;
    }
    here = (struct trail){ n->field, m->text + at, 0, 0, false, false, before };
    return match_nodes(m, n->next, at, &here);
}

static bool match_nodes(struct matcher *m, const struct node *n, size_t at, const struct trail *trail)
{
    for (; n != NULL; n = n->next) {
        switch (n->kind) {
        case N_LIT:
            if (!match_literal(m, n, &at)) {
                return false;
            }
            break;
        case N_FIELD:
            return match_field(m, n, at, trail);
        case N_TAIL: /* nothing stands behind a tail */
            return match_nodes(m, n->child, at, trail) || finish(m, at, trail);
        }
    }
    return finish(m, at, trail);
}

bool match_line(const struct node *tmpl, const struct cond *when, const char *text, size_t len,
                const struct match_options *o, struct binding **out)
{
    struct matcher m = { text, len, o, when, false, 0, out };

    *out = NULL;
    return match_nodes(&m, tmpl, 0, NULL);
}

bool match_line_lax(const struct node *tmpl, const struct cond *when, const char *text, size_t len,
                    const struct match_options *o, struct binding **out, size_t *used)
{
    struct matcher m = { text, len, o, when, false, 0, out };

    *out = NULL;
    if (!match_nodes(&m, tmpl, 0, NULL)) {
        m.lax = true;
        if (!match_nodes(&m, tmpl, 0, NULL)) {
            return false;
        }
    }
    *used = m.used;
    return true;
}
