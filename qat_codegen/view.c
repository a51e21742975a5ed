/* view.c: what one dialect takes of the tree.
 *
 * SPDX-License-Identifier: MIT
 *
 * A dialect takes what its modules and the dialects behind `use` give, less `without`, and puts its own
 * definitions in place of inherited ones of the same name. `without x` takes away the command x and the urc
 * x alike. Nothing else is ever left out; what cannot be resolved (unknown names, circles) is complained
 * about in check_dialect.c. */
#include "arena.h"
#include "check.h"

/* What commands, urcs and finals have in common here. */
struct item {
    enum { I_COMMAND, I_URC, I_FINAL } kind;
    const char *name;
    const struct module *module;
    const struct dialect *only;
    void *node;
};

/* One dialect's choice, worked out once however many others use it. */
struct share {
    const struct dialect *dialect;
    bool *taken;          /* by item                                         */
    bool open;            /* being worked out: meeting it again is a circle  */
    struct share *next;
};

struct viewer {
    const struct spec *spec;
    struct item *items;   /* commands, urcs, finals, each in spec order      */
    size_t count;
    struct share *shares;
};

static void list_items(struct viewer *w)
{
    size_t n = 0;

    for (const struct command *c = w->spec->commands; c != NULL; c = c->next) {
        n++;
    }
    for (const struct urc *u = w->spec->urcs; u != NULL; u = u->next) {
        n++;
    }
    for (const struct final *f = w->spec->finals; f != NULL; f = f->next) {
        n++;
    }
    w->items = arena_zalloc((n + 1) * sizeof *w->items);
    for (struct command *c = w->spec->commands; c != NULL; c = c->next) {
        w->items[w->count++] = (struct item){ I_COMMAND, c->name, c->module, c->only, c };
    }
    for (struct urc *u = w->spec->urcs; u != NULL; u = u->next) {
        w->items[w->count++] = (struct item){ I_URC, u->name, u->module, u->only, u };
    }
    for (struct final *f = w->spec->finals; f != NULL; f = f->next) {
        w->items[w->count++] = (struct item){ I_FINAL, f->name, f->module, NULL, f };
    }
}

static void take_module(const struct viewer *w, bool *taken, const char *name)
{
    for (size_t i = 0; i < w->count; i++) {
        if (w->items[i].only == NULL && w->items[i].module != NULL &&
            same_name(w->items[i].module->name, name)) {
            taken[i] = true;
        }
    }
}

static void drop_without(const struct viewer *w, bool *taken, const struct name_list *without)
{
    for (; without != NULL; without = without->next) {
        for (size_t i = 0; i < w->count; i++) {
            if (w->items[i].kind != I_FINAL && same_name(w->items[i].name, without->name)) {
                taken[i] = false;
            }
        }
    }
}

static void put_own(const struct viewer *w, bool *taken, const struct dialect *d)
{
    for (size_t own = 0; own < w->count; own++) {
        if (w->items[own].only != d) {
            continue;
        }
        for (size_t i = 0; i < w->count; i++) {
            if (w->items[i].kind == w->items[own].kind && same_name(w->items[i].name, w->items[own].name)) {
                taken[i] = false;
            }
        }
    }
    for (size_t own = 0; own < w->count; own++) { /* last: two of one name are complained about, not hidden */
        taken[own] = taken[own] || w->items[own].only == d;
    }
}

static const bool *share_of(struct viewer *w, const struct dialect *d)
{
    struct share *s = w->shares;

    while (s != NULL && s->dialect != d) {
        s = s->next;
    }
    if (s != NULL) {
        return s->open ? NULL : s->taken;
    }
    s = arena_zalloc(sizeof *s);
    s->dialect = d;
    s->taken = arena_zalloc((w->count + 1) * sizeof *s->taken);
    s->open = true;
    s->next = w->shares;
    w->shares = s;
    for (const struct name_list *u = d->use; u != NULL; u = u->next) {
        const struct dialect *other = find_dialect(w->spec, u->name);
        const bool *theirs = other == NULL ? NULL : share_of(w, other);

        for (size_t i = 0; theirs != NULL && i < w->count; i++) {
            s->taken[i] = s->taken[i] || theirs[i];
        }
        if (other == NULL) {
            take_module(w, s->taken, u->name);
        }
    }
    drop_without(w, s->taken, d->without);
    put_own(w, s->taken, d);
    s->open = false;
    return s->taken;
}

/* Without a dialect: everything but what belongs to one, so that a small spec can be looked at without any.
 */
static bool is_taken(const struct viewer *w, const bool *share, size_t i)
{
    return share == NULL ? w->items[i].only == NULL : share[i];
}

struct view *view_of(const struct spec *spec, struct dialect *d)
{
    struct view *v = arena_zalloc(sizeof *v);
    struct viewer w = { spec, NULL, 0, NULL };
    const bool *share;
    size_t commands = 0, urcs = 0, finals = 0;

    list_items(&w);
    share = d == NULL ? NULL : share_of(&w, d);
    v->dialect = d;
    v->commands = arena_zalloc((w.count + 1) * sizeof(*v->commands));
    v->urcs = arena_zalloc((w.count + 1) * sizeof(*v->urcs));
    v->finals = arena_zalloc((w.count + 1) * sizeof(*v->finals));
    for (size_t i = 0; i < w.count; i++) {
        if (!is_taken(&w, share, i)) {
            continue;
        }
        switch (w.items[i].kind) {
        case I_COMMAND:
            v->commands[commands++] = w.items[i].node;
            break;
        case I_URC:
            v->urcs[urcs++] = w.items[i].node;
            break;
        case I_FINAL:
            v->finals[finals++] = w.items[i].node;
            break;
        }
    }
    return v;
}

struct command *view_command(const struct view *v, const char *name)
{
    for (struct command **c = v->commands; *c != NULL; c++) {
        if (same_name((*c)->name, name)) {
            return *c;
        }
    }
    return NULL;
}

struct urc *view_urc(const struct view *v, const char *name)
{
    for (struct urc **u = v->urcs; *u != NULL; u++) {
        if (same_name((*u)->name, name)) {
            return *u;
        }
    }
    return NULL;
}
