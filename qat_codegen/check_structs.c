/* check_structs.c: the structs that C will see.
 *
 * SPDX-License-Identifier: MIT
 *
 * All lines of one kind of a command (its information lines, its late results), in all dialects'
 * definitions of it, share one struct. So a name that comes twice must be the same thing in C, and there is
 * an end to presence bits. */
#include "arena.h"
#include "check.h"

struct members {
    const char *owner;
    const char *what;
    int count;
    struct member { const struct field *field; struct member *next; } *first;
};

static void add_member(struct members *m, const struct field *f)
{
    enum c_kind kind = c_kind_of(&f->type);
    struct member **last = &m->first;

    if (kind == C_PAYLOAD || f->is_size) {
        return; /* payload events, and the size of qat_payload_t */
    }
    for (; *last != NULL; last = &(*last)->next) {
        const struct field *old = (*last)->field;

        if (!same_name(old->name, f->name)) {
            continue;
        }
        if (c_kind_of(&old->type) != kind) {
            complain(f->pos, DIAG_E235, f->name, c_kind_words(kind), m->what, m->owner,
                     c_kind_words(c_kind_of(&old->type)));
            remark(old->pos, "it is %s here", c_kind_words(c_kind_of(&old->type)));
        }
        return;
    }
    *last = arena_zalloc(sizeof **last);
    (*last)->field = f;
    m->count++;
    if (m->count == MOST_FIELDS + 1) {
        complain(f->pos, DIAG_E236, m->what, m->owner, MOST_FIELDS);
    }
}

static void add_lines(struct members *m, const struct line *lines, enum struct_kind kind)
{
    struct field_walk walk;

    for (const struct line *l = lines; l != NULL; l = l->next) {
        if (struct_of(l->role) != kind) {
            continue;
        }
        for (const struct field *f = first_field(&walk, l->tmpl); f != NULL; f = next_field(&walk)) {
            add_member(m, f);
        }
    }
}

static void check_command_structs(const struct command *first)
{
    static const char *const what[] = { "arguments", "information lines", "late results" };

    for (int kind = S_ARGS; kind <= S_LATE; kind++) {
        struct members m = { first->name, what[kind], 0, NULL };

        for (const struct command *c = first; c != NULL; c = c->next) {
            if (same_name(c->name, first->name)) {
                add_lines(&m, c->lines, (enum struct_kind)kind);
            }
        }
    }
}

void check_structs(const struct spec *spec)
{
    for (const struct command *c = spec->commands; c != NULL; c = c->next) {
        if (find_command(spec, c->name) == c) {
            check_command_structs(c);
        }
    }
    for (const struct urc *u = spec->urcs; u != NULL; u = u->next) {
        struct members m = { u->name, "lines", 0, NULL };

        if (find_urc(spec, u->name) != u) {
            continue;
        }
        for (const struct urc *v = u; v != NULL; v = v->next) {
            if (same_name(v->name, u->name)) {
                add_lines(&m, v->lines, S_URC);
            }
        }
    }
}
