/* decode_open.c: commands that are open, and the modes.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "decode.h"

#include <string.h>

enum { NEWER = 3, MOST_OPEN = 64 };

const struct binding *find_binding(const struct binding *list, const char *name)
{
    for (; list != NULL; list = list->next) {
        if (list->present && same_name(list->field->name, name)) {
            return list;
        }
    }
    return NULL;
}

/* ---- modes ---- */

/* All modes lie in one array, each with room for its elements. Filled with start values when it is made. */
static void start_modes(struct session *s)
{
    size_t count = 0, at = 0;

    for (const struct modedef *m = s->spec->modes; m != NULL; m = m->next) {
        count += (size_t)(m->index_hi - m->index_lo) + 1;
    }
    s->modes = arena_zalloc((count + 1) * sizeof *s->modes);
    for (const struct modedef *m = s->spec->modes; m != NULL; m = m->next) {
        for (int64_t i = m->index_lo; i <= m->index_hi; i++) {
            s->modes[at++] = s->view->dialect->numeric && same_name(m->name, "verbose") ? 0 : m->init;
        }
    }
}

/* NULL: there is no such element. */
static int64_t *mode_value(const struct session *s, const struct modedef *def, int64_t index)
{
    int64_t *at = s->modes;

    for (const struct modedef *m = s->spec->modes; m != NULL; m = m->next) {
        if (m == def) {
            return index < m->index_lo || index > m->index_hi ? NULL : at + (index - m->index_lo);
        }
        at += m->index_hi - m->index_lo + 1;
    }
    return NULL;
}

static int64_t *mode_at(const struct session *s, const struct modedef *def, const char *index,
                        const struct binding *line, const struct binding *args)
{
    const struct binding *b;

    if (def == NULL || index == NULL) {
        return def == NULL ? NULL : mode_value(s, def, def->index_lo);
    }
    b = find_binding(line, index);
    b = b != NULL ? b : find_binding(args, index);
    return b == NULL ? NULL : mode_value(s, def, b->number);
}

/* ---- digits instead of words ---- */

static bool sets_mode(const struct command *c, const struct modedef *def)
{
    for (const struct setting *set = c == NULL ? NULL : c->sets; set != NULL; set = set->next) {
        if (set->def == def) {
            return true;
        }
    }
    return false;
}

/* After ATV0, and in the answer to it (or to the ATV1 that is refused). */
static bool are_digits(const struct session *s)
{
    struct modedef *def = find_mode(s->spec, "verbose");

    for (const struct open_command *o = def == NULL ? NULL : s->open; o != NULL; o = o->older) {
        if (!o->final_seen && sets_mode(o->command, def)) {
            return true;
        }
    }
    return def != NULL && *mode_value(s, def, def->index_lo) == 0;
}

/* V.250 5.7.1: the word of a result that came as a digit; NULL: the line is none. */
const char *result_word(const struct session *s, const char *text, size_t len)
{
    static const char *const words[] = { "OK", "CONNECT", "RING", "NO CARRIER", "ERROR", NULL, "NO DIALTONE", "BUSY",
                                         "NO ANSWER" };

    return len == 1 && text[0] >= '0' && text[0] <= '8' && are_digits(s) ? words[text[0] - '0'] : NULL;
}

bool cond_holds(const struct session *s, const struct cond *c, const struct binding *line,
                const struct binding *args)
{
    const int64_t *value = mode_at(s, c->def, c->index, line, args);

    return value == NULL || (*value == c->equals) != c->negate;
}

void apply_settings(struct session *s, const struct setting *first, const struct binding *line,
                    const struct binding *args)
{
    for (const struct setting *set = first; set != NULL; set = set->next) {
        int64_t *value = mode_at(s, set->def, set->index, line, args);
        const struct binding *b;

        if (value == NULL) {
            continue;
        }
        if (set->value.kind == V_NUMBER) {
            *value = set->value.number;
            continue;
        }
        b = find_binding(line, set->value.text);
        b = b != NULL ? b : find_binding(args, set->value.text);
        if (b != NULL) {
            *value = b->number;
        }
    }
}

/* ---- commands ---- */

static bool awaits_late(const struct open_command *o)
{
    for (const struct line *l = o->command == NULL ? NULL : o->command->lines; l != NULL; l = l->next) {
        if (l->role == L_LATER || l->role == L_EACH) {
            return !o->late_seen;
        }
    }
    return false;
}

static void forget(struct session *s, struct open_command *o)
{
    struct open_command **at = &s->open;

    while (*at != NULL && *at != o) {
        at = &(*at)->older;
    }
    if (*at != NULL) {
        *at = o->older;
    }
    s->last = s->last == o ? NULL : s->last;
    s->out = s->out == o ? NULL : s->out;
    s->data_mode = s->data_mode == o ? NULL : s->data_mode;
}

void close_command(struct session *s, struct open_command *o)
{
    o->final_seen = true;
    s->last = s->last == o ? NULL : s->last;
    s->out = s->out == o ? NULL : s->out;
    if (!awaits_late(o)) {
        forget(s, o);
    }
}

void open_command(struct session *s, const struct command *c, const struct binding *args)
{
    struct open_command *o = arena_zalloc(sizeof *o), *older;
    int count = 0;

    for (struct open_command *p = s->open; p != NULL; p = older) {
        older = p->older;
        p->newer += p->group != s->groups;
        count++;
        if ((!p->final_seen && p->newer >= NEWER) || count >= MOST_OPEN) {
            forget(s, p);
        }
    }
    o->command = c;
    o->args = args;
    o->group = s->groups;
    o->older = s->open;
    s->open = o;
    s->last = NULL; /* its final may be lost */
}

void start_session(struct session *s)
{
    start_modes(s);
}

void restart(struct session *s)
{
    s->open = s->last = s->out = s->data_mode = NULL;
    start_modes(s);
}
