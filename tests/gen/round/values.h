/* values.h: values of a line's fields, into the structs of both sides and compared with them.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_FIELDS_HERE = 32, WIRE_ROOM = 65536, MOST_PAYLOAD = 300 };

static int failures, lines_compared, values_compared, told_narrower, gaps;
static const struct qam_text_field *left_out; /* never there; NULL: none */
static uint32_t seed_of_run;

/* ---- random numbers ---- */

static uint32_t state;

static uint32_t random_u32(void)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static uint32_t below(uint32_t n)
{
    return n == 0 ? 0 : random_u32() % n;
}

/* ---- what a round is about, for complaints ---- */

static const char *subject, *doing;
static int round_number;
static char wire_shown[512];

static void fail(const char *format, ...)
{
    static const char *last;
    static int told;
    va_list args;

    failures++;
    told = subject == last ? told + 1 : 0;
    last = subject;
    if (told > 1) { /* enough of this one */
        return;
    }
    printf("round: %s, %s (seed %lu, round %d): ", subject, doing, (unsigned long)seed_of_run, round_number);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n    line: %s\n", wire_shown);
}

static void show_wire(const char *text, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len && n + 6 < sizeof wire_shown; i++) {
        unsigned char c = (unsigned char)text[i];

        n += (size_t)sprintf(wire_shown + n, c >= ' ' && c < 0x7F ? "%c" : "\\x%02X", c);
    }
    wire_shown[n] = '\0';
}

/* ---- values ---- */

struct value {
    const struct qam_text_field *field;
    int present;
    int64_t number;
    const char *text;
    size_t len;
};

struct values {
    struct value v[MOST_FIELDS_HERE];
    int count;
    char *texts[MOST_FIELDS_HERE];
};

static void values_free(struct values *vs)
{
    for (int i = 0; i < vs->count; i++) {
        free(vs->texts[i]);
        vs->texts[i] = NULL;
    }
    vs->count = 0;
}

static const struct value *value_named(const struct values *vs, const char *name)
{
    for (int i = 0; vs && i < vs->count; i++) {
        if (strcmp(vs->v[i].field->name, name) == 0) {
            return &vs->v[i];
        }
    }
    return NULL;
}

/* Which of its possible values a field gets. */
enum edge { LEAST, MOST, ANY };

static int64_t power(int64_t base, int64_t n)
{
    int64_t v = 1;

    while (n-- > 0) {
        v *= base;
    }
    return v;
}

static void range_of(const struct qam_text_field *f, int64_t *lo, int64_t *hi)
{
    *lo = f->lo;
    *hi = f->hi;
    if (f->kind == 'd') {
        *lo = f->lo == 1 ? 0 : power(10, f->lo - 1);
        *hi = power(10, f->hi) - 1;
    } else if (f->kind == 'x') {
        *lo = 0;
        *hi = power(16, f->hi) - 1;
    } else if (f->kind == 'b') {
        *lo = 0;
        *hi = power(2, f->hi) - 1;
    }
    *hi = *hi > 0xFFFFFFFF ? 0xFFFFFFFF : *hi;
}

static int64_t number_for(const struct qam_text_field *f, enum edge edge)
{
    int64_t lo, hi;

    if (f->kind == 'e') {
        return f->values[round_number / 2 % f->value_count];
    }
    range_of(f, &lo, &hi);
    if (edge == LEAST || edge == MOST) {
        return edge == LEAST ? lo : hi;
    }
    switch (below(4)) {
    case 0:
        return lo;
    case 1:
        return hi;
    default:
        return lo + (int64_t)((((uint64_t)random_u32() << 32) | random_u32()) % (uint64_t)(hi - lo + 1));
    }
}

/* A byte that such a text may hold. first: bare texts begin with a letter that begins nothing else. */
static char letter_for(const struct qam_text_field *f, int first)
{
    static const char bare[] = "abcdefghijklmnopqrstuvwxyz0123456789.-_/@#";
    static const char hex[] = "0123456789ABCDEF";

    switch (f->text) {
    case 'i':
        return hex[below(16)];
    case 'b':
    case 't':
        return first ? 'x' : bare[below(f->text == 'b' ? sizeof bare - 2 : sizeof bare - 1)];
    case 'm':
        if (below(8) == 0) {
            return '\n';
        }
        break;
    default:
        break;
    }
    for (;;) {
        unsigned c = ' ' + below(0x100 - ' ');

        if (c != '"' && c != 0x7F) {
            return (char)c;
        }
    }
}

static size_t length_for(const struct qam_text_field *f, enum edge edge, size_t most)
{
    size_t lo = (size_t)f->lo, hi = f->hi == 0 ? 40 : (size_t)f->hi;

    if (f->text == 'b' || f->text == 't') {
        lo = lo == 0 ? 1 : lo; /* bare and empty is absent */
    }
    hi = hi > most ? most : hi;
    hi = hi < lo ? lo : hi;
    return edge == LEAST ? lo : edge == MOST ? hi : lo + below((uint32_t)(hi - lo + 1));
}

/* Fills in one value; most: bytes of a text. */
static void make_value(struct values *vs, const struct qam_text_field *f, enum edge edge, size_t most)
{
    struct value *v = &vs->v[vs->count];
    char **kept = &vs->texts[vs->count++];

    memset(v, 0, sizeof *v);
    *kept = NULL;
    v->field = f;
    v->present = 1;
    if (f->kind == 's') {
        v->len = length_for(f, edge, most);
        *kept = (char *)malloc(v->len + 1); /* its exact size: a read behind it is found */
        for (size_t i = 0; i < v->len; i++) {
            (*kept)[i] = letter_for(f, i == 0);
        }
        (*kept)[v->len] = '\0';
        v->text = *kept;
    } else if (f->kind != 'p') {
        v->number = number_for(f, edge);
    }
}

static int deepest_tail(const struct qam_text_field *f, int count)
{
    int n = 0;

    for (int i = 0; i < count; i++) {
        n = f[i].tail > n ? f[i].tail : n;
    }
    return n;
}

/* Values of a line: how deep it goes and which edge follows from the round. */
static void make_values(struct values *vs, const struct qam_text_field *f, int count, size_t most)
{
    int tails = deepest_tail(f, count);
    int depth = tails;
    enum edge all = round_number == 0 ? LEAST : round_number == 1 ? MOST : ANY;

    if (round_number % 2 == 0) { /* each depth once, then any */
        depth = round_number / 2 <= tails ? round_number / 2 : (int)below((uint32_t)tails + 1);
    }
    vs->count = 0;
    for (int i = 0; i < count && i < MOST_FIELDS_HERE; i++) {
        make_value(vs, &f[i], all == ANY && below(3) == 0 ? (below(2) ? LEAST : MOST) : all, most);
        vs->v[i].present = &f[i] != left_out && f[i].tail <= depth && !(f[i].empty && round_number % 2 == 0 && below(2) == 0);
    }
}

/* ---- into structs, and compared with them ---- */

static void put_number(void *object, size_t offset, int64_t number)
{
    uint32_t v = (uint32_t)number;

    memcpy((char *)object + offset, &v, sizeof v);
}

static void put_bit(void *object, int bit, size_t has)
{
    uint32_t v;

    if (bit >= 0) {
        memcpy(&v, (char *)object + has, sizeof v);
        v |= (uint32_t)1 << bit;
        memcpy((char *)object + has, &v, sizeof v);
    }
}

/* Into a struct of the modem's side. */
static void to_modem(void *object, const struct values *vs)
{
    for (int i = 0; i < vs->count; i++) {
        const struct value *v = &vs->v[i];

        if (!v->present || v->field->kind == 'p') {
            continue;
        }
        if (v->field->kind == 's') {
            qam_str_t s = { v->text, (uint16_t)v->len };

            memcpy((char *)object + v->field->offset, &s, sizeof s);
        } else {
            put_number(object, v->field->offset, v->number);
        }
        put_bit(object, v->field->bit, 0);
    }
}

static int same_number(const void *object, size_t offset, int64_t number)
{
    uint32_t v;

    memcpy(&v, (const char *)object + offset, sizeof v);
    return v == (uint32_t)number;
}

static int same_text(const char *ptr, size_t len, const struct value *v)
{
    return ptr && len == v->len && (len == 0 || memcmp(ptr, v->text, len) == 0);
}

static int is_set(const void *object, int bit)
{
    uint32_t has;

    memcpy(&has, object, sizeof has);
    return bit < 0 || (has >> bit & 1);
}

/* What the modem read of a command line against what the host was given. */
static void compare_with_modem(const void *object, const struct values *vs)
{
    for (int i = 0; i < vs->count; i++) {
        const struct value *v = &vs->v[i];
        const struct qam_text_field *f = v->field;
        qam_str_t s;

        values_compared++;
        if (f->kind == 's') {
            memcpy(&s, (const char *)object + f->offset, sizeof s);
            if (v->present ? !same_text(s.ptr, s.len, v) : s.ptr != NULL) {
                fail("the modem reads another %s", f->name);
            }
        } else if (f->bit >= 0 && is_set(object, f->bit) != v->present) {
            fail("for the modem %s is %s", f->name, v->present ? "absent" : "present");
        } else if (v->present && !same_number(object, f->offset, v->number)) {
            fail("the modem reads another %s than %lld", f->name, (long long)v->number);
        }
    }
}

/* What the host read of a line against what the modem was given. Fields of other lines must be absent. */
static void compare_with_host(const struct qat_text_struct *s, const void *object, const struct values *vs)
{
    uint32_t has;

    if (!s || !s->name) {
        return;
    }
    memcpy(&has, object, sizeof has);
    if (has & QAT_ODD) {
        fail("the host finds the line odd");
    }
    for (int i = 0; i < s->count; i++) {
        const struct qat_text_field *f = &s->fields[i];
        const struct value *v = value_named(vs, f->name);
        int present = v && v->present;
        qat_str_t text;

        if (v && v->field->kind == 'p') {
            continue;
        }
        values_compared++;
        if (f->kind == 's') {
            memcpy(&text, (const char *)object + f->offset, sizeof text);
            if (present && !same_text(text.ptr, text.len, v)) {
                fail("the host reads another %s", f->name);
            }
        }
        if (f->bit >= 0 && is_set(object, f->bit) != present) {
            fail("for the host %s is %s", f->name, present ? "absent" : "present");
        } else if (f->kind != 's' && present && !same_number(object, f->offset, v->number)) {
            fail("the host reads another %s than %lld", f->name, (long long)v->number);
        }
    }
}

