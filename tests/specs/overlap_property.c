/* overlap_property.c: the ambiguity checker held against the matcher.
 *
 * SPDX-License-Identifier: MIT
 *
 * The two share no code: one builds automata, the other interprets the tree. Invariants, over random pairs
 * of templates:
 *   1. a line that match_line takes as both  ->  the checker has said overlap;
 *   2. the checker has said overlap          ->  match_line takes its witness as both.
 *
 * Usage: overlap_property [SEED [PAIRS]]. Linked with arena.c, diag.c, check_tree.c, match.c,
 * overlap_nfa.c, overlap_pair.c. */
#include "../../qat_codegen/arena.h"
#include "../../qat_codegen/overlap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 1;

static unsigned pick(unsigned n) /* 0..n-1 */
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % n;
}

/* ---- random templates ---- */

static struct enumdef small_numbers = { .name = "small", .cls = E_NUMBER, .digits_lo = 1, .digits_hi = 2 };
static struct enumdef negative_numbers = { .name = "negative", .cls = E_NUMBER };
static struct enumdef quoted_words = { .name = "quoted", .cls = E_QUOTED };
static struct enumdef bare_words = { .name = "bare", .cls = E_WORD };
static struct enumerator one = { .number = 1, .name = "one", .word = "one" };
static struct enumerator minus = { .number = -1, .name = "minus", .word = "minus" };

static struct type random_type(bool last)
{
    static const struct type types[] = { { .kind = T_UINT, .hi = 255 },
                                         { .kind = T_SINT, .lo = -9, .hi = 9 },
                                         { .kind = T_DIGITS, .lo = 1, .hi = 1 },
                                         { .kind = T_DIGITS, .lo = 1, .hi = 2 },
                                         { .kind = T_DIGITS, .lo = 3, .hi = 4 },
                                         { .kind = T_PERCENT },
                                         { .kind = T_HEX, .lo = 4, .hi = 4 },
                                         { .kind = T_HEX, .lo = 1, .hi = 8 },
                                         { .kind = T_BITS, .lo = 4, .hi = 4 },
                                         { .kind = T_STRING },
                                         { .kind = T_MULTILINE },
                                         { .kind = T_BARE },
                                         { .kind = T_EITHER },
                                         { .kind = T_IDENT, .lo = 3, .hi = 5 },
                                         { .kind = T_ENUM, .name = "small", .e = &small_numbers },
                                         { .kind = T_ENUM, .name = "negative", .e = &negative_numbers },
                                         { .kind = T_ENUM, .name = "quoted", .e = &quoted_words },
                                         { .kind = T_ENUM, .name = "bare", .e = &bare_words },
                                         { .kind = T_TEXT },
                                         { .kind = T_DATA_LINE } };
    unsigned n = sizeof types / sizeof types[0];

    return types[pick(last ? n : n - 2)];
}

static struct node *new_literal(const char *text)
{
    struct node *n = arena_zalloc(sizeof *n);

    n->kind = N_LIT;
    n->lit = text;
    return n;
}

static struct node *new_field(bool last)
{
    struct node *n = arena_zalloc(sizeof *n);

    n->kind = N_FIELD;
    n->field = arena_zalloc(sizeof *n->field);
    n->field->name = arena_printf("f%u", pick(1000));
    n->field->type = random_type(last);
    n->field->may_be_empty = pick(4) == 0;
    return n;
}

static struct node *random_rest(int fields);

static struct node *random_tail(int fields)
{
    struct node *n = arena_zalloc(sizeof *n);

    n->kind = N_TAIL;
    n->child = new_literal(pick(8) == 0 ? "," : pick(8) == 0 ? ",\"x\"," : ",");
    n->child->next = random_rest(fields);
    return n;
}

/* Takes what it finds up to a comma: check refuses any other literal behind it (E232). */
static bool is_greedy(const struct type *t)
{
    return t->kind == T_BARE || t->kind == T_EITHER || (t->kind == T_ENUM && t->e->cls == E_WORD);
}

/* field [ "," rest | tail ] */
static struct node *random_rest(int fields)
{
    struct node *n = new_field(fields <= 1);

    if (fields <= 1) {
        return n;
    }
    if (pick(3) == 0) {
        n->next = random_tail(fields - 1);
    } else {
        n->next = new_literal(pick(8) == 0 ? ", " : pick(12) == 0 && !is_greedy(&n->field->type) ? "." : ",");
        n->next->next = random_rest(fields - 1);
    }
    return n;
}

static struct node *random_template(void)
{
    static const char *const heads[] = { "+A: ", "+A: ", "+A: ", "+A:", "+A: \"x\",", "+AB: ", "OK" };
    struct node *n = new_literal(heads[pick(7)]);

    if (pick(10) != 0) {
        n->next = random_rest((int)pick(4) + 1);
    }
    return n;
}

/* The same template with one field's class exchanged: pairs that are nearly alike find the most. */
static struct node *variant_of(const struct node *tmpl)
{
    struct node *first = NULL, **last = &first;

    for (; tmpl != NULL; tmpl = tmpl->next) {
        struct node *n = arena_zalloc(sizeof *n);

        *n = *tmpl;
        n->next = NULL;
        if (n->kind == N_TAIL) {
            if (pick(6) == 0) {
                break;
            }
            n->child = variant_of(tmpl->child);
        } else if (n->kind == N_FIELD && pick(3) == 0) {
            struct field *other = new_field(tmpl->next == NULL)->field;

            n->field = is_greedy(&other->type) ? n->field : other;
        }
        *last = n;
        last = &n->next;
    }
    return first;
}

/* ---- random lines of a template ---- */

static char *put_some(char *p, const char *from, unsigned lo, unsigned hi)
{
    for (unsigned n = lo + pick(hi - lo + 1); n > 0; n--) {
        *p++ = from[pick((unsigned)strlen(from))];
    }
    return p;
}

static char *put_quoted(char *p, const char *from, unsigned lo, unsigned hi)
{
    *p++ = '"';
    p = put_some(p, from, lo, hi);
    *p++ = '"';
    return p;
}

static char *put_class(char *p, const struct type *t)
{
    static const char any[] = "0123456789ABCDEF xz-.";

    switch (t->kind == T_ENUM && t->e->cls == E_NUMBER ? T_UINT : t->kind) {
    case T_UINT:
    case T_DIGITS:
    case T_PERCENT:
        p = put_some(p, "0123456789", 1, 4);
        return t->kind == T_PERCENT ? put_some(p, "%", 0, 1) : p;
    case T_SINT:
        return put_some(put_some(p, "-+", 0, 1), "0123456789", 1, 4);
    case T_HEX:
        if (pick(3) == 0) {
            return put_quoted(p, "0123456789abcdefABCDEF", 1, 8);
        }
        if (pick(3) == 0) {
            *p++ = '0';
            *p++ = 'x';
        }
        return put_some(p, "0123456789abcdefABCDEF", 1, 8);
    case T_BITS:
        return put_quoted(p, "01", 4, 4);
    case T_STRING:
    case T_MULTILINE:
        return put_quoted(p, any, 0, 4);
    case T_ENUM:
        return t->e->cls == E_QUOTED ? put_quoted(p, any, 1, 4)
                                     : put_some(put_some(p, "abcXYZ", 1, 1), any, 0, 4);
    case T_EITHER:
        return pick(2) ? put_quoted(p, any, 0, 4) : put_some(p, any, 1, 4);
    case T_IDENT:
        return put_some(p, "0123456789ABCDEF", 3, 5);
    case T_BARE:
    case T_TEXT:
    case T_DATA:
    case T_DATA_LINE:
        return put_some(p, any, 1, 5);
    }
    return p;
}

static char *put_line(char *p, const struct node *n)
{
    for (; n != NULL; n = n->next) {
        if (n->kind == N_TAIL) {
            return pick(2) ? put_line(p, n->child) : p;
        }
        if (n->kind == N_FIELD) {
            p = n->field->may_be_empty && pick(2) ? p : put_class(p, &n->field->type);
            continue;
        }
        for (const char *lit = n->lit; *lit != '\0'; lit++) {
            *p++ = *lit;
            if (*lit == ',' && pick(6) == 0) {
                *p++ = ' ';
            } else if (*lit == ':' && lit[1] == ' ' && pick(4) == 0) {
                lit++;
            }
        }
    }
    return p;
}

/* ---- the two invariants ---- */

static bool takes(const struct node *tmpl, const char *text, size_t len, bool optional)
{
    struct match_options o = { optional, false, NULL, NULL, NULL };
    struct binding *found;

    return match_line(tmpl, NULL, text, len, &o, &found);
}

static void print_template(const struct node *n)
{
    for (; n != NULL; n = n->next) {
        if (n->kind == N_LIT) {
            printf("%s", n->lit);
        } else if (n->kind == N_FIELD) {
            printf(n->field->may_be_empty ? "[<%d %d..%d %s>]" : "<%d %d..%d %s>", (int)n->field->type.kind,
                   (int)n->field->type.lo, (int)n->field->type.hi,
                   n->field->type.e ? n->field->type.e->name : "");
        } else {
            printf("[");
            print_template(n->child);
            printf("]");
        }
    }
}

static int fail(const char *why, const struct node *a, const struct node *b, const char *line, size_t len)
{
    printf("overlap_property: %s: \"%.*s\"\n  ", why, (int)len, line);
    print_template(a);
    printf("\n  ");
    print_template(b);
    printf("\n");
    return 1;
}

static int try_pair(const struct node *a, const struct node *b, long *both)
{
    bool optional = pick(2) == 1;
    size_t len;
    const char *witness = witness_of(a, b, optional, &len);

    if (witness != NULL && (!takes(a, witness, len, optional) || !takes(b, witness, len, optional))) {
        return fail("the witness is not a line of both", a, b, witness, len);
    }
    for (int i = 0; i < 24; i++) {
        char line[512];
        size_t n = (size_t)(put_line(line, i % 2 ? a : b) - line);

        if (pick(8) == 0 && n > 1) {
            line[1 + pick((unsigned)n - 1)] = ",\" 0a%-x"[pick(8)];
        }
        if (takes(a, line, n, optional) && takes(b, line, n, optional)) {
            (*both)++;
            if (witness == NULL) {
                return fail("a line of both, but no overlap was seen", a, b, line, n);
            }
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    uint32_t seed = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 20;
    long pairs = argc > 2 ? strtol(argv[2], NULL, 10) : 4000, both = 0;

    state = seed * 2654435761u + 1;
    small_numbers.values = quoted_words.values = bare_words.values = &one;
    negative_numbers.values = &minus;
    for (long i = 0; i < pairs; i++) {
        struct node *a = random_template();
        struct node *b = pick(2) ? random_template() : variant_of(a);

        if (try_pair(a, b, &both) != 0) {
            printf("  seed %lu, pair %ld\n", (unsigned long)seed, i);
            return 1;
        }
    }
    printf("overlap_property: seed %lu: %ld pairs, %ld lines with two meanings, all of them seen\n",
           (unsigned long)seed, pairs, both);
    return 0;
}
