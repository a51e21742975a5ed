/* expand.c: puts fragments in, and settles what brackets mean once it is known what stands in them.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "parse.h"

#include <string.h>

struct expansion {
    struct fragment *fragments;
    int nodes;               /* of this line, so far                        */
    int depth;
    struct pos line;
};

static struct fragment *find_fragment(const struct expansion *x, const char *name)
{
    struct fragment *f = x->fragments;

    while (f != NULL && strcmp(f->name, name) != 0) {
        f = f->next;
    }
    return f;
}

static struct node *expand_list(struct expansion *x, const struct node *list);

static struct node *copy_node(struct expansion *x, const struct node *n)
{
    struct node *copy = arena_zalloc(sizeof *copy);

    *copy = *n;
    copy->next = NULL;
    if (n->kind == N_FIELD) {
        copy->field = arena_zalloc(sizeof *copy->field);
        *copy->field = *n->field;
    } else if (n->kind == N_TAIL) {
        x->depth++;
        copy->child = expand_list(x, n->child);
        x->depth--;
    }
    return copy;
}

/* The fragment's nodes; none after a complaint. */
static struct node *put_in(struct expansion *x, const struct node *use)
{
    struct fragment *f = find_fragment(x, use->lit);
    struct node *list;

    if (f == NULL) {
        complain(use->pos, DIAG_E107, use->lit);
        return NULL;
    }
    if (f->open) {
        complain(use->pos, DIAG_E108, use->lit);
        return NULL;
    }
    f->open = true;
    x->depth++;
    list = expand_list(x, f->tmpl);
    x->depth--;
    f->open = false;
    return list;
}

/* Adds two literals that a fragment brought together as one. */
static void append(struct node **list, struct node **last, struct node *n)
{
    if (*last != NULL && (*last)->kind == N_LIT && n->kind == N_LIT) {
        (*last)->lit = arena_printf("%s%s", (*last)->lit, n->lit);
        return;
    }
    if (*last == NULL) {
        *list = n;
    } else {
        (*last)->next = n;
    }
    *last = n;
}

static struct node *expand_list(struct expansion *x, const struct node *list)
{
    struct node *out = NULL, *last = NULL;

    for (; list != NULL; list = list->next) {
        struct node *n;

        if (x->depth > DEPTH_LIMIT || ++x->nodes > EXPANSION_LIMIT) {
            if (x->nodes < 2 * EXPANSION_LIMIT) {
                complain(x->line, DIAG_E106, DEPTH_LIMIT);
                x->nodes = 2 * EXPANSION_LIMIT; /* once for a line, and no more of it */
            }
            return out;
        }
        n = list->kind == N_FRAGMENT ? put_in(x, list) : copy_node(x, list);
        while (n != NULL) {
            struct node *after = n->next;

            n->next = NULL;
            append(&out, &last, n);
            n = after;
        }
    }
    return out;
}

/* [<x:..>] is a field that may be empty, any other bracket a tail: it begins with a literal, and the
 * line ends with it. */
static void settle_brackets(struct node *list)
{
    for (; list != NULL; list = list->next) {
        if (list->kind != N_TAIL) {
            continue;
        }
        settle_brackets(list->child);
        if (list->child != NULL && list->child->kind == N_FIELD && list->child->next == NULL &&
            !list->child->field->may_be_empty) {
            list->kind = N_FIELD;
            list->field = list->child->field;
            list->field->may_be_empty = true;
            list->child = NULL;
        } else if (list->child == NULL || list->child->kind != N_LIT) {
            complain(list->pos, DIAG_E118);
        } else if (list->next != NULL) {
            complain(list->next->pos, DIAG_E115);
            remark(list->pos, "this tail");
        }
    }
}

static struct node *expand(struct parser *p, struct node *tmpl)
{
    struct expansion x = {p->fragments, 0, 0, {NULL, 0, 0}};
    struct node *list;
    int before = errors();

    if (tmpl == NULL) {
        return NULL;
    }
    x.line = tmpl->pos;
    list = expand_list(&x, tmpl);
    if (errors() == before) {
        settle_brackets(list);
    }
    if (errors() > before && list != NULL) {
        list->next = NULL; /* not worth judging */
    }
    return list;
}

static struct node *find_field(struct node *list, const char *name)
{
    for (; list != NULL; list = list->next) {
        struct node *inner = list->kind == N_TAIL ? find_field(list->child, name) : NULL;

        if (inner != NULL || (list->kind == N_FIELD && strcmp(list->field->name, name) == 0)) {
            return inner != NULL ? inner : list;
        }
    }
    return NULL;
}

/* `> payload size`: the argument of that name is no member of the request. */
static void mark_size(const struct command *c)
{
    const struct line *host, *out;

    for (out = c->lines; out != NULL; out = out->next) {
        if (out->role != L_PAYLOAD_OUT || out->payload.size == NULL) {
            continue;
        }
        for (host = c->lines; host != NULL; host = host->next) {
            struct node *n = host->role == L_HOST ? find_field(host->tmpl, out->payload.size) : NULL;

            if (n != NULL) {
                n->field->is_size = true;
            }
        }
    }
}

/* The lines of a command or urc; later stages should not judge it if there was a mistake in one. */
static void expand_lines(struct parser *p, struct pos first, struct line *line, const struct example *e)
{
    int before = errors(), last = first.line;

    for (; line != NULL; line = line->next) {
        line->tmpl = expand(p, line->tmpl);
        last = line->pos.line > last ? line->pos.line : last;
    }
    for (; e != NULL; e = e->next) {
        last = e->pos.line > last ? e->pos.line : last;
    }
    if (errors() > before) {
        add_unsound(p, first, last);
    }
}

void expand_fragments(struct parser *p)
{
    struct final *f;
    struct command *c;
    struct urc *u;
    int before = errors();

    for (f = p->spec->finals; f != NULL; f = f->next) {
        f->tmpl = expand(p, f->tmpl);
    }
    p->vague = p->vague || errors() > before;
    for (c = p->spec->commands; c != NULL; c = c->next) {
        expand_lines(p, c->pos, c->lines, c->examples);
        mark_size(c);
    }
    for (u = p->spec->urcs; u != NULL; u = u->next) {
        expand_lines(p, u->pos, u->lines, u->examples);
    }
}
