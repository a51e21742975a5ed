/* overlap_pair.c: whether one line can be both of two templates.
 *
 * SPDX-License-Identifier: MIT
 *
 * Both automata walk side by side, breadth first, so that the first line found is the shortest. */
#include "arena.h"
#include "overlap.h"

#include <string.h>

/* ---- automata are made once for each template and notation ---- */

struct made {
    const struct node *tmpl;
    struct notation how;
    const struct nfa *nfa;
    struct made *next;
};
enum { BUCKETS = 1024 };

static const struct nfa *cached_nfa(const struct node *tmpl, struct notation how)
{
    static struct made *buckets[BUCKETS];
    static unsigned age;
    struct made **list = &buckets[((uintptr_t)tmpl / sizeof(struct node)) % BUCKETS];
    struct made *m;

    if (age != arena_age()) {
        age = arena_age();
        memset(buckets, 0, sizeof buckets);
    }
    m = *list;
    while (m != NULL && (m->tmpl != tmpl || m->how.plain != how.plain ||
                         m->how.colon_space_optional != how.colon_space_optional)) {
        m = m->next;
    }
    if (m == NULL) {
        m = arena_zalloc(sizeof *m);
        m->tmpl = tmpl;
        m->how = how;
        m->nfa = nfa_of(tmpl, how);
        m->next = *list;
        *list = m;
    }
    return m->nfa;
}

/* ---- the walk ---- */

/* A pair of states that was reached: from where, and by which byte (-1: none). */
struct reached {
    int a, b;
    int from;
    int byte;
};
struct walk {
    const struct nfa *a, *b;
    unsigned char *seen;         /* a bit for each pair                 */
    struct reached *steps;
    int count, room;
};

static void reach(struct walk *w, int a, int b, int from, int byte)
{
    size_t pair = (size_t)a * (size_t)w->b->count + (size_t)b;

    if ((w->seen[pair / 8] >> (pair % 8)) & 1) {
        return;
    }
    w->seen[pair / 8] = (unsigned char)(w->seen[pair / 8] | 1u << (pair % 8));
    if (w->count == w->room) {
        struct reached *more = arena_zalloc(((size_t)w->room * 2 + 256) * sizeof *more);

        if (w->count > 0) {
            memcpy(more, w->steps, (size_t)w->count * sizeof *more);
        }
        w->steps = more;
        w->room = w->room * 2 + 256;
    }
    w->steps[w->count++] = (struct reached){ a, b, from, byte };
}

/* The byte of both sets that reads best. */
static int common_byte(const struct byte_set *a, const struct byte_set *b)
{
    static const char nice[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ \"-+.,:;/";

    for (const char *c = nice; *c != '\0'; c++) {
        if (in_set(a, (unsigned char)*c) && in_set(b, (unsigned char)*c)) {
            return (unsigned char)*c;
        }
    }
    for (int c = 255; c >= 0; c--) {
        if (in_set(a, (unsigned char)c) && in_set(b, (unsigned char)c)) {
            return c;
        }
    }
    return -1;
}

/* Moves without a byte are gone through at once, depth first on a list, so that the search is by length. */
static void reach_all(struct walk *w, int a, int b, int from, int byte)
{
    int i = w->count;

    reach(w, a, b, from, byte);
    for (; i < w->count; i++) {
        struct reached s = w->steps[i];

        for (const struct edge *e = w->a->states[s.a]; e != NULL; e = e->next) {
            if (e->free) {
                reach(w, e->to, s.b, i, -1);
            }
        }
        for (const struct edge *e = w->b->states[s.b]; e != NULL; e = e->next) {
            if (e->free) {
                reach(w, s.a, e->to, i, -1);
            }
        }
    }
}

static void advance(struct walk *w, int i)
{
    struct reached s = w->steps[i];

    for (const struct edge *x = w->a->states[s.a]; x != NULL; x = x->next) {
        for (const struct edge *y = w->b->states[s.b]; y != NULL; y = y->next) {
            int byte = x->free || y->free ? -1 : common_byte(&x->set, &y->set);

            if (byte >= 0) {
                reach_all(w, x->to, y->to, i, byte);
            }
        }
    }
}

static const char *line_to(const struct walk *w, int i, size_t *len)
{
    char *text;

    *len = 0;
    for (int j = i; j >= 0; j = w->steps[j].from) {
        *len += w->steps[j].byte >= 0;
    }
    text = arena_zalloc(*len + 1);
    for (size_t at = *len; i >= 0; i = w->steps[i].from) {
        if (w->steps[i].byte >= 0) {
            text[--at] = (char)w->steps[i].byte;
        }
    }
    return text;
}

static const char *common_line(const struct nfa *a, const struct nfa *b, size_t *len)
{
    static struct walk w;        /* its room is kept for the next pair */
    static size_t seen_room;
    static unsigned age;
    size_t seen_size = (size_t)a->count * (size_t)b->count / 8 + 1;

    if (age != arena_age()) {
        age = arena_age();
        memset(&w, 0, sizeof w);
        seen_room = 0;
    }
    if (seen_size > seen_room) {
        seen_room = seen_size * 2;
        w.seen = arena_zalloc(seen_room);
    }
    memset(w.seen, 0, seen_size);
    w.a = a;
    w.b = b;
    w.count = 0;
    reach_all(&w, 0, 0, -1, -1);
    for (int i = 0; i < w.count; i++) {
        if (w.steps[i].a == a->accept && w.steps[i].b == b->accept) {
            return line_to(&w, i, len);
        }
        advance(&w, i);
    }
    return NULL;
}

/* ---- templates ---- */

/* Most pairs differ in the first bytes of their heads: seen without an automaton. */
static bool heads_differ(const char *a, const char *b)
{
    for (; *a != '\0' && *b != '\0' && *a != ' ' && *b != ' '; a++, b++) {
        if (*a != *b) {
            return true;
        }
        if (*a == ':' || *a == ',') {
            return false; /* blanks may stand behind */
        }
    }
    return false;
}

const char *witness_of(const struct node *a, const struct node *b, bool colon_space_optional, size_t *len)
{
    struct notation plain = { true, colon_space_optional }, whole = { false, colon_space_optional };
    const char *found;

    if (heads_differ(head_of(a), head_of(b))) {
        return NULL;
    }
    found = common_line(cached_nfa(a, plain), cached_nfa(b, plain), len);
    return found != NULL ? found : common_line(cached_nfa(a, whole), cached_nfa(b, whole), len);
}

/* ---- conditions ---- */

/* Fields of two lines are the same thing when they stand at the same place. */
static int place_of(const struct node *tmpl, const char *name)
{
    struct field_walk walk;
    int place = 0;

    for (const struct field *f = first_field(&walk, tmpl); f != NULL; f = next_field(&walk), place++) {
        if (same_name(f->name, name)) {
            return place;
        }
    }
    return -1;
}

static bool same_variable(const struct line *a, const struct cond *x, const struct line *b,
                          const struct cond *y)
{
    int place;

    if (x->def == NULL || x->def != y->def) {
        return false;
    }
    if (x->index == NULL || y->index == NULL) {
        return x->index == y->index;
    }
    place = place_of(a->tmpl, x->index);
    return place == place_of(b->tmpl, y->index) &&
           (place >= 0 || same_name(x->index, y->index)); /* -1: an argument */
}

/* Whether the value fits all conditions of the line on the variable of x, a condition of the line `of`. */
static bool value_fits(int64_t value, const struct line *l, const struct line *of, const struct cond *x)
{
    for (const struct cond *c = l->when; c != NULL; c = c->next) {
        if (same_variable(l, c, of, x) && (value == c->equals) == c->negate) {
            return false;
        }
    }
    return true;
}

bool conditions_contradict(const struct line *a, const struct line *b)
{
    for (const struct cond *x = a->when; x != NULL; x = x->next) {
        bool possible = x->def == NULL;

        for (int64_t v = possible ? 0 : x->def->lo; !possible && v <= x->def->hi; v++) {
            possible = value_fits(v, a, a, x) && value_fits(v, b, a, x);
        }
        if (!possible) {
            return true;
        }
    }
    return false;
}
