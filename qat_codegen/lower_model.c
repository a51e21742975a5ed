/* lower_model.c: which commands and urcs, their structs, names and numbers.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "lower.h"

#include <ctype.h>
#include <string.h>

struct member *member_named(const struct layout *l, const char *name)
{
    int i = member_index(l, name);

    return i < 0 ? NULL : &l->members[i];
}

int member_index(const struct layout *l, const char *name)
{
    for (int i = 0; i < l->count; i++) {
        if (same_name(l->members[i].name, name)) {
            return i;
        }
    }
    return -1;
}

bool has_optional(const struct layout *l)
{
    for (int i = 0; i < l->count; i++) {
        if (l->members[i].optional && l->members[i].kind != C_STR) {
            return true;
        }
    }
    return false;
}

struct m_command *model_command(const struct model *m, const char *name)
{
    struct m_command *c = m->commands;

    while (c != NULL && !same_name(c->name, name)) {
        c = c->next;
    }
    return c;
}

struct m_mode *model_mode(const struct model *m, const char *name)
{
    struct m_mode *x = m->modes;

    while (x != NULL && !same_name(x->def->name, name)) {
        x = x->next;
    }
    return x;
}

/* ---- names ---- */

const char *c_name(const char *name)
{
    char *s = arena_printf("%s", name);

    for (char *p = s; *p != '\0'; p++) {
        if (!isalnum((unsigned char)*p)) {
            *p = '_';
        }
    }
    return s;
}

const char *upper_name(const char *name)
{
    char *s = arena_printf("%s", c_name(name));

    for (char *p = s; *p != '\0'; p++) {
        *p = (char)toupper((unsigned char)*p);
    }
    return s;
}

/* glob = { any character | "*" | "?" } */
static bool glob_fits(const char *glob, const char *name)
{
    size_t len = strlen(glob), i = 0, star = len, mark = 0, n = 0;

    while (name[n] != '\0') {
        if (i < len && glob[i] == '*') {
            star = i++;
            mark = n;
        } else if (i < len && (glob[i] == '?' || glob[i] == name[n])) {
            i++;
            n++;
        } else if (star < len) {
            i = star + 1;
            n = ++mark;
        } else {
            return false;
        }
    }
    while (i < len && glob[i] == '*') {
        i++;
    }
    return i == len;
}

bool is_chosen(const char **only, const char *name)
{
    bool any = *only == NULL;

    for (; !any && *only != NULL; only++) {
        any = glob_fits(*only, name);
    }
    return any;
}

/* ---- structs ---- */

static void add_shape(struct layout *l, const struct node *tmpl, const struct command *sizes)
{
    struct field_walk walk;

    l->shapes++;
    if (l->members == NULL) {
        l->members = arena_zalloc(256 * sizeof *l->members);
    }
    for (const struct field *f = first_field(&walk, tmpl); f != NULL; f = next_field(&walk)) {
        enum c_kind kind = c_kind_of(&f->type);
        struct member *m = member_named(l, f->name);

        if (kind == C_PAYLOAD) {
            continue;
        }
        if (m == NULL && l->count < 255) {
            m = &l->members[l->count++];
            m->name = f->name;
            m->field = f;
            m->kind = kind;
        }
        m->shapes++;
        m->optional |= is_optional(tmpl, f);
        m->size |= sizes != NULL && is_size_argument(sizes, f->name);
        m->kind = m->kind == C_UINT && kind == C_INT ? C_INT : m->kind;
    }
}

static void close_layout(struct layout *l, struct pos pos, const char *name)
{
    for (int i = 0; i < l->count; i++) {
        l->members[i].optional |= l->members[i].shapes < l->shapes;
    }
    if (l->count > MOST_FIELDS) {
        too_much(pos, name, "a struct has %d fields, more than %d", l->count, MOST_FIELDS);
    }
}

static void add_caller(struct m_command *c, const char *name)
{
    for (int i = 0; i < c->caller_count; i++) {
        if (same_name(c->callers[i], name)) {
            return;
        }
    }
    if (c->caller_count < 4) {
        c->callers[c->caller_count++] = name;
    }
}

static void add_lines(const struct model *m, struct m_command *c, const struct command *tree, bool modem)
{
    for (const struct line *l = tree->lines; l != NULL; l = l->next) {
        switch (l->role) {
        case L_HOST:
            add_shape(&c->args, l->tmpl, modem ? NULL : tree);
            break;
        case L_PAYLOAD_OUT:
            c->payload = true;
            break;
        case L_FINAL:
            if (!same_name(l->final, "connect") || !line_has_struct(l)) {
                break;
            }
            /* fall through */
        case L_INFO:
        case L_INFO_ANY:
        case L_INFO_MAYBE:
            c->info.type = arena_printf("%s_%s_info_t", m->prefix, c->c_name);
            add_shape(&c->info, l->tmpl, NULL);
            break;
        case L_LATER:
        case L_EACH:
            c->late.type = arena_printf("%s_%s_late_t", m->prefix, c->c_name);
            add_shape(&c->late, l->tmpl, NULL);
            break;
        case L_PROMPT:
        case L_URC:
            break;
        }
        if (l->payload.kind == P_CALLER) {
            add_caller(c, l->payload.size);
        }
    }
}

/* The length is a choice only where the payload may end with Ctrl-Z instead. */
static void settle_sizes(struct m_command *c)
{
    for (int i = 0; i < c->args.count; i++) {
        struct member *m = &c->args.members[i];

        m->optional &= !m->size;
        for (const struct m_variant *v = m->size ? c->variants : NULL; v != NULL; v = v->next) {
            for (const struct line *l = v->command->lines; l != NULL; l = l->next) {
                m->optional |= l->role == L_PAYLOAD_OUT && l->payload.kind == P_EITHER;
            }
        }
    }
}

static void close_command(struct m_command *c)
{
    struct pos pos = c->variants->command->pos;

    close_layout(&c->args, pos, c->name);
    close_layout(&c->info, pos, c->name);
    close_layout(&c->late, pos, c->name);
    settle_sizes(c);
}

/* ---- the lists ---- */

static unsigned command_mask(const struct model *m, const struct command *c)
{
    unsigned mask = 0;

    for (int i = 0; i < m->dialect_count; i++) {
        for (struct command **v = m->dialects[i].view->commands; *v != NULL; v++) {
            mask |= *v == c ? m->dialects[i].mask : 0;
        }
    }
    return mask;
}

static unsigned urc_mask(const struct model *m, const struct urc *u)
{
    unsigned mask = 0;

    for (int i = 0; i < m->dialect_count; i++) {
        for (struct urc **v = m->dialects[i].view->urcs; *v != NULL; v++) {
            mask |= *v == u ? m->dialects[i].mask : 0;
        }
    }
    return mask;
}

static struct m_variant **variant_end(struct m_variant **v)
{
    while (*v != NULL) {
        v = &(*v)->next;
    }
    return v;
}

static void add_command(struct model *m, struct command *tree, unsigned mask, bool modem)
{
    struct m_command **c = &m->commands;
    struct m_variant *v = arena_zalloc(sizeof *v);

    while (*c != NULL && !same_name((*c)->name, tree->name)) {
        c = &(*c)->next;
    }
    if (*c == NULL) {
        *c = arena_zalloc(sizeof **c);
        (*c)->name = tree->name;
        (*c)->c_name = c_name(tree->name);
        (*c)->upper = upper_name(tree->name);
        (*c)->args.type = arena_printf("%s_%s_t", m->prefix, (*c)->c_name);
        (*c)->id = (unsigned)m->command_count++;
    }
    v->command = tree;
    v->mask = mask;
    *variant_end(&(*c)->variants) = v;
    add_lines(m, *c, tree, modem);
}

static void add_urc(struct model *m, struct urc *tree, unsigned mask)
{
    struct m_urc **u = &m->urcs;
    struct m_variant *v = arena_zalloc(sizeof *v);

    while (*u != NULL && !same_name((*u)->name, tree->name)) {
        u = &(*u)->next;
    }
    if (*u == NULL) {
        *u = arena_zalloc(sizeof **u);
        (*u)->name = tree->name;
        (*u)->c_name = c_name(tree->name);
        (*u)->upper = upper_name(tree->name);
        (*u)->fields.type = arena_printf("%s_%s_urc_t", m->prefix, (*u)->c_name);
        (*u)->id = (unsigned)m->urc_count++;
    }
    v->urc = tree;
    v->mask = mask;
    *variant_end(&(*u)->variants) = v;
    for (const struct line *l = tree->lines; l != NULL; l = l->next) {
        add_shape(&(*u)->fields, l->tmpl, NULL);
    }
}

static bool is_boot(const struct model *m, const char *name)
{
    for (int i = 0; i < m->dialect_count; i++) {
        const struct dialect *d = m->dialects[i].dialect;

        for (const struct name_list *n = d->boot; n != NULL; n = n->next) {
            if (same_name(n->name, name)) {
                return true;
            }
        }
        for (const struct name_list *n = d->boot_notice; n != NULL; n = n->next) {
            if (same_name(n->name, name)) {
                return true;
            }
        }
    }
    return false;
}

static void take_dialects(struct model *m, const struct choice *c)
{
    m->dialects = arena_zalloc(((size_t)c->dialect_count + 1) * sizeof *m->dialects);
    for (int i = 0; i < c->dialect_count; i++) {
        struct m_dialect *d = &m->dialects[m->dialect_count++];

        d->dialect = c->dialects[i];
        d->view = view_of(m->spec, c->dialects[i]);
        d->mask = 1u << i;
    }
    if (m->dialect_count > 16) {
        too_much(m->dialects[16].dialect->pos, m->dialects[16].dialect->name,
                 "a header holds at most 16 dialects");
        m->dialect_count = 16;
    }
}

static void lower_tables(struct model *m)
{
    for (struct m_command *x = m->commands; x != NULL; x = x->next) {
        lower_command(m, x);
    }
    for (int i = 0; i < m->dialect_count; i++) {
        lower_dialect(m, &m->dialects[i]);
    }
}

/* own: those that stand in dialects; they come last, so that a module's definition gives place and comments. */
static void take_items(struct model *m, const struct choice *c, bool own)
{
    for (struct command *tree = m->spec->commands; tree != NULL; tree = tree->next) {
        unsigned mask = (tree->only != NULL) == own ? command_mask(m, tree) : 0;

        if (mask != 0 && is_chosen(c->only, tree->name)) {
            add_command(m, tree, mask, c->modem);
        }
    }
    for (struct urc *tree = m->spec->urcs; tree != NULL; tree = tree->next) {
        unsigned mask = (tree->only != NULL) == own ? urc_mask(m, tree) : 0;

        if (mask != 0 && (is_chosen(c->only, tree->name) || is_boot(m, tree->name))) {
            add_urc(m, tree, mask);
        }
    }
}

struct model *lower(const struct spec *spec, const struct choice *c)
{
    struct model *m = arena_zalloc(sizeof *m);

    m->spec = spec;
    m->prefix = c->modem ? "qam" : "qat";
    m->macro = c->modem ? "QAM" : "QAT";
    m->direct = c->direct ? arena_zalloc(sizeof *m->direct) : NULL;
    take_dialects(m, c);
    take_items(m, c, false);
    take_items(m, c, true);
    for (struct m_command *x = m->commands; x != NULL; x = x->next) {
        close_command(x);
    }
    for (struct m_urc *u = m->urcs; u != NULL; u = u->next) {
        close_layout(&u->fields, u->variants->urc->pos, u->name);
    }
    lower_modes(m);
    if (c->modem) {
        return m;
    }
    m->pool = new_pool();
    lower_tables(m);
    if (errors() == 0) {
        choose_pool(m);
        lower_tables(m);
    }
    return m;
}
