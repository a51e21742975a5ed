/* overlap_nfa.c: a template as an automaton over bytes.
 *
 * SPDX-License-Identifier: MIT
 *
 * Built from the lexical classes of spec/README.md and from nothing else: ranges and values of enums do not
 * show here. */
#include "arena.h"
#include "overlap.h"

#include <string.h>

/* ---- sets of bytes ---- */

bool in_set(const struct byte_set *set, unsigned char c)
{
    return (set->has[c / 8] >> (c % 8)) & 1;
}

static void put(struct byte_set *set, unsigned char c)
{
    set->has[c / 8] = (unsigned char)(set->has[c / 8] | 1u << (c % 8));
}

static struct byte_set one_of(const char *chars)
{
    struct byte_set set;

    memset(&set, 0, sizeof set);
    for (; *chars != '\0'; chars++) {
        put(&set, (unsigned char)*chars);
    }
    return set;
}

static struct byte_set none_of(const char *chars)
{
    struct byte_set set = one_of(chars);

    for (size_t i = 0; i < sizeof set.has; i++) {
        set.has[i] = (unsigned char)~set.has[i];
    }
    return set;
}

static const char digits[] = "0123456789";
static const char hex_digits[] = "0123456789ABCDEFabcdef";
static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* ---- states and edges ---- */

static int new_state(struct nfa *n)
{
    if (n->count == n->room) {
        struct edge **more = arena_zalloc(((size_t)n->room * 2 + 64) * sizeof *more);

        if (n->count > 0) {
            memcpy(more, n->states, (size_t)n->count * sizeof *more);
        }
        n->states = more;
        n->room = n->room * 2 + 64;
    }
    return n->count++;
}

static void add_edge(struct nfa *n, int from, int to, const struct byte_set *set)
{
    struct edge *e = arena_zalloc(sizeof *e);

    e->to = to;
    e->free = set == NULL;
    if (set != NULL) {
        e->set = *set;
    }
    e->next = n->states[from];
    n->states[from] = e;
}

/* Each of these starts in a state and returns the state where it ends. */

static int add_one(struct nfa *n, int at, struct byte_set set)
{
    int to = new_state(n);

    add_edge(n, at, to, &set);
    return to;
}

static int add_char(struct nfa *n, int at, char c)
{
    char text[2] = { c, '\0' };

    return add_one(n, at, one_of(text));
}

static int add_any(struct nfa *n, int at, struct byte_set set) /* none or more */
{
    int to = new_state(n);

    add_edge(n, at, to, NULL);
    add_edge(n, to, to, &set);
    return to;
}

static int add_times(struct nfa *n, int at, struct byte_set set, int64_t lo, int64_t hi)
{
    int end = new_state(n);

    for (int64_t i = 0; i < hi; i++) {
        if (i >= lo && i > 0) {
            add_edge(n, at, end, NULL);
        }
        at = add_one(n, at, set);
    }
    add_edge(n, at, end, NULL);
    return end;
}

static int add_maybe(struct nfa *n, int at, struct byte_set set)
{
    int to = add_one(n, at, set);

    add_edge(n, at, to, NULL);
    return to;
}

/* ---- classes ---- */

static int add_signed(struct nfa *n, int at, struct notation how)
{
    at = add_maybe(n, at, one_of(how.plain ? "-" : "-+"));
    return add_times(n, at, one_of(digits), 1, 10);
}

static int add_quoted(struct nfa *n, int at, const char *but)
{
    at = add_char(n, at, '"');
    at = add_any(n, at, none_of(but));
    return add_char(n, at, '"');
}

/* No blank at the front: where blanks may stand, they have been skipped. */
static int add_bare(struct nfa *n, int at, bool skipped)
{
    at = add_one(n, at, none_of(skipped ? " \",\r\n" : "\",\r\n"));
    return add_any(n, at, none_of(",\r\n"));
}

static int add_text(struct nfa *n, int at, bool skipped)
{
    int end = new_state(n);

    add_edge(n, at, end, NULL);
    at = add_one(n, at, none_of(skipped ? " \r\n" : "\r\n"));
    add_edge(n, add_any(n, at, none_of("\r\n")), end, NULL);
    return end;
}

static int add_hex(struct nfa *n, int at, const struct type *t, struct notation how)
{
    struct byte_set set = one_of(hex_digits);
    int end = add_times(n, at, set, t->lo, t->hi);
    int x, quoted;

    if (how.plain && t->hex == HEX_BARE) {
        return end;
    }
    x = add_one(n, add_char(n, at, '0'), one_of("xX"));
    add_edge(n, add_times(n, x, set, t->lo, t->hi), end, NULL);
    quoted = add_char(n, at, '"');
    x = add_one(n, add_char(n, quoted, '0'), one_of("xX"));
    add_edge(n, add_char(n, add_times(n, quoted, set, t->lo, t->hi), '"'), end, NULL);
    add_edge(n, add_char(n, add_times(n, x, set, t->lo, t->hi), '"'), end, NULL);
    return end;
}

static int add_enum(struct nfa *n, int at, const struct type *t, struct notation how)
{
    if (t->e == NULL) {
        return at;
    }
    switch (t->e->cls) {
    case E_NUMBER:
        if (c_kind_of(t) == C_INT) {
            return add_signed(n, at, how);
        }
        return t->e->digits_hi == 0 ? add_times(n, at, one_of(digits), 1, 10)
                                    : add_times(n, at, one_of(digits), t->e->digits_lo, t->e->digits_hi);
    case E_QUOTED:
        return add_quoted(n, at, "\"\r\n");
    case E_WORD:
        return add_any(n, add_one(n, at, one_of(letters)), none_of(",\r\n"));
    }
    return at;
}

static int add_either(struct nfa *n, int at, bool skipped)
{
    int end = add_quoted(n, at, "\"\r\n");

    add_edge(n, add_bare(n, at, skipped), end, NULL);
    return end;
}

static int add_class(struct nfa *n, int at, const struct type *t, struct notation how, bool skipped)
{
    switch (t->kind) {
    case T_UINT:
        return add_times(n, at, one_of(digits), 1, 10);
    case T_SINT:
        return add_signed(n, at, how);
    case T_DIGITS:
        return add_times(n, at, one_of(digits), t->lo, t->hi);
    case T_PERCENT:
        return add_maybe(n, add_times(n, at, one_of(digits), 1, 10), one_of("%"));
    case T_HEX:
        return add_hex(n, at, t, how);
    case T_BITS:
        return add_char(n, add_times(n, add_char(n, at, '"'), one_of("01"), t->lo, t->lo), '"');
    case T_STRING:
        return add_quoted(n, at, "\"\r\n");
    case T_MULTILINE:
        return add_quoted(n, at, "\"");
    case T_BARE:
        return add_bare(n, at, skipped);
    case T_EITHER:
        return add_either(n, at, skipped);
    case T_IDENT:
        return add_times(n, at, one_of(hex_digits), t->lo, t->hi);
    case T_TEXT:
        return add_text(n, at, skipped);
    case T_DATA:
    case T_DATA_LINE:
        return add_any(n, at, none_of(""));
    case T_ENUM:
        return add_enum(n, at, t, how);
    }
    return at;
}

/* ---- templates ---- */

static int add_literal(struct nfa *n, int at, const struct node *node, struct notation how, bool *skipped)
{
    bool data = node->next != NULL && node->next->kind == N_FIELD &&
                c_kind_of(&node->next->field->type) == C_PAYLOAD;

    for (const char *lit = node->lit; *lit != '\0'; ) {
        char c = *lit++;
        bool loose = c == ',' || (c == ':' && *lit == ' ' && how.colon_space_optional);

        at = add_char(n, at, c);
        *skipped = loose && !(c == ',' && *lit == '\0' && data);
        if (*skipped && !how.plain) {
            at = add_any(n, at, one_of(" "));
            lit += strspn(lit, " ");
        } else if (*skipped && *lit == ' ') {
            at = add_char(n, at, ' ');
            lit += strspn(lit, " ");
        }
    }
    return at;
}

static void add_nodes(struct nfa *n, int at, const struct node *node, struct notation how)
{
    bool skipped = false;

    for (; node != NULL; node = node->next) {
        int before = at;

        switch (node->kind) {
        case N_LIT:
            at = add_literal(n, at, node, how, &skipped);
            break;
        case N_FIELD:
            at = add_class(n, at, &node->field->type, how, skipped);
            if (node->field->may_be_empty) {
                int end = new_state(n); /* not `at`: it may have a loop */

                add_edge(n, at, end, NULL);
                add_edge(n, before, end, NULL);
                at = end;
            }
            skipped = false;
            break;
        case N_TAIL:
            add_nodes(n, at, node->child, how);
            break;
        }
    }
    add_edge(n, at, n->accept, NULL);
}

struct nfa *nfa_of(const struct node *tmpl, struct notation how)
{
    struct nfa *n = arena_zalloc(sizeof *n);
    int start = new_state(n);

    n->accept = new_state(n);
    add_nodes(n, start, tmpl, how);
    return n;
}
