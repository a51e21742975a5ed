/* overlap.h: what the parts of the ambiguity checker share.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCG_OVERLAP_H
#define QCG_OVERLAP_H

#include "check.h"
#include <stdbool.h>
#include <stddef.h>

/* ---- overlap_nfa.c: a template as an automaton over bytes ----
 *
 * It accepts exactly what match_line accepts (for counted payload: more, any number of bytes). */

struct byte_set { unsigned char has[32]; };

struct edge {
    struct byte_set set;         /* empty: no byte is taken             */
    bool free;                   /* no byte is taken                    */
    int to;
    struct edge *next;
};
struct nfa {
    struct edge **states;        /* edges of each state                 */
    int count, room;
    int accept;                  /* the state that stands at the end    */
};

/* How a template is read. Plain notation leaves out what is only tolerated (missing or more blanks, 0x,
 * quotes around hex), so that a witness looks like a line that a module would print. */
struct notation {
    bool plain;
    bool colon_space_optional;
};
struct nfa *nfa_of(const struct node *tmpl, struct notation how);
bool in_set(const struct byte_set *set, unsigned char c);

/* ---- overlap_pair.c ---- */

/* A line that both templates accept, as short as there is one; NULL: there is none. It may hold NUL. */
const char *witness_of(const struct node *a, const struct node *b, bool colon_space_optional, size_t *len);
/* No line can be meant by both, because no mode makes both conditions true. */
bool conditions_contradict(const struct line *a, const struct line *b);

#endif
