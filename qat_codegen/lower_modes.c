/* lower_modes.c: where each mode lies in qat_t.modes.
 *
 * SPDX-License-Identifier: MIT
 *
 * Every dialect of a header has the same places, so that an instance can be moved from one to another. */
#include "arena.h"
#include "lower.h"

static bool in_conditions(const struct cond *c, const char *name)
{
    for (; c != NULL; c = c->next) {
        if (same_name(c->mode, name)) {
            return true;
        }
    }
    return false;
}

static bool in_settings(const struct setting *s, const char *name)
{
    for (; s != NULL; s = s->next) {
        if (same_name(s->mode, name)) {
            return true;
        }
    }
    return false;
}

static bool in_lines(const struct line *l, const char *name)
{
    for (; l != NULL; l = l->next) {
        if (in_conditions(l->when, name) || in_settings(l->sets, name)) {
            return true;
        }
    }
    return false;
}

/* Does any command or urc of the header look at the mode, or set it? */
static bool is_used(const struct model *m, const char *name)
{
    for (const struct m_command *c = m->commands; c != NULL; c = c->next) {
        for (const struct m_variant *v = c->variants; v != NULL; v = v->next) {
            if (in_lines(v->command->lines, name) || in_settings(v->command->sets, name)) {
                return true;
            }
        }
    }
    for (const struct m_urc *u = m->urcs; u != NULL; u = u->next) {
        for (const struct m_variant *v = u->variants; v != NULL; v = v->next) {
            if (in_lines(v->urc->lines, name)) {
                return true;
            }
        }
    }
    return false;
}

static unsigned width_of(const struct modedef *d)
{
    return d->hi <= 1 ? 1 : d->hi <= 3 ? 2 : d->hi <= 15 ? 4 : 8;
}

static void start_values(struct model *m, const struct m_mode *x)
{
    for (unsigned i = 0; i < x->count; i++) {
        unsigned at = x->base + i * x->width;

        if (at / 8 < sizeof m->mode_start) {
            m->mode_start[at / 8] = (uint8_t)(m->mode_start[at / 8] | (unsigned)x->def->init << at % 8);
        }
    }
}

static void add_mode(struct model *m, const struct modedef *d, unsigned width, unsigned *bits)
{
    struct m_mode **end = &m->modes, *x = arena_zalloc(sizeof *x);

    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = x;
    x->def = d;
    x->upper = upper_name(d->name);
    x->base = *bits;
    x->width = width;
    x->first = d->index == NULL ? 0 : (unsigned)d->index_lo;
    x->count = d->index == NULL ? 1 : (unsigned)(d->index_hi - d->index_lo + 1);
    *bits += x->count * width;
    if (d->lo < 0 || d->hi > 255 || d->index_lo < 0 || d->index_lo > 15 || x->count > 127) {
        too_much(d->pos, d->name,
                 "a mode holds 0 to 255, its first index is at most 15, at most 127 elements");
    }
    if (*bits > 256) {
        too_much(d->pos, d->name, "the modes of a header have more than 256 bits");
        *bits = 256;
    }
    start_values(m, x);
}

/* The widest first, so that no element crosses a byte. */
void lower_modes(struct model *m)
{
    unsigned bits = 0;

    for (unsigned width = 8; width > 0; width /= 2) {
        for (const struct modedef *d = m->spec->modes; d != NULL; d = d->next) {
            if (width_of(d) == width && is_used(m, d->name)) {
                add_mode(m, d, width, &bits);
            }
        }
    }
    m->mode_bytes = bits == 0 ? 1 : (bits + 7) / 8;
}
