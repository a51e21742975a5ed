/* check_command.c: the stages of a command stand in an order that can happen, and its clauses mean something.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "check.h"

#include <string.h>

enum { MOST_TRAILER = 31 /* QATI_MOST_TRAILER of the runtime */ };

/* ---- finals: "< OK" is written like any line, and becomes L_FINAL here ---- */

static bool is_plain_literal(const struct node *tmpl, const char **text)
{
    *text = tmpl != NULL && tmpl->kind == N_LIT ? tmpl->lit : "";
    return tmpl != NULL && tmpl->kind == N_LIT && tmpl->next == NULL;
}

static bool same_template(const struct node *a, const struct node *b)
{
    for (; a != NULL && b != NULL; a = a->next, b = b->next) {
        if (a->kind != b->kind || (a->kind == N_LIT && strcmp(a->lit, b->lit) != 0) ||
            (a->kind == N_FIELD &&
             (a->field->type.kind != b->field->type.kind || a->field->type.e != b->field->type.e)) ||
            (a->kind == N_TAIL && !same_template(a->child, b->child))) {
            return false;
        }
    }
    return a == NULL && b == NULL;
}

/* "CONNECT <n:u32>": CONNECT, a blank, fields. */
static bool is_connect_with_fields(const struct node *tmpl, const struct final *f)
{
    const char *head, *word;
    size_t len;

    if (strcmp(f->name, "connect") != 0 || !is_plain_literal(f->tmpl, &word) ||
        is_plain_literal(tmpl, &head)) {
        return false;
    }
    len = strlen(word);
    return strncmp(head, word, len) == 0 && strcmp(head + len, " ") == 0;
}

static void find_finals(const struct spec *spec, struct command *c)
{
    for (struct line *l = c->lines; l != NULL; l = l->next) {
        if (l->role != L_INFO || l->tmpl == NULL) {
            continue;
        }
        for (const struct final *f = spec->finals; f != NULL; f = f->next) {
            if (same_template(l->tmpl, f->tmpl) || is_connect_with_fields(l->tmpl, f)) {
                l->role = L_FINAL;
                l->final = f->name;
                break;
            }
        }
    }
}

static bool is_final(const struct line *l, const char *name)
{
    return l->role == L_FINAL && same_name(l->final, name);
}

static bool is_closing(const struct line *l)
{
    return is_final(l, "ok") || is_final(l, "send_ok");
}

/* ---- the order of stages ---- */

struct progress {
    const struct command *command;
    const struct line *prompt, *connect, *out, *closing;
};

static void take_host(struct progress *p, const struct line *l)
{
    if (l != p->command->lines) {
        complain(l->pos, DIAG_E240);
    }
}

static void take_prompt(struct progress *p, const struct line *l)
{
    if (p->closing != NULL || p->prompt != NULL || p->connect != NULL) {
        complain(l->pos, DIAG_E241, "the prompt", "once, before the payload");
    } else if (l->next == NULL || l->next->role != L_PAYLOAD_OUT) {
        complain(l->pos, DIAG_E242);
    }
    p->prompt = l;
}

static void take_payload_out(struct progress *p, const struct line *l)
{
    if (p->closing != NULL || p->out != NULL) {
        complain(l->pos, DIAG_E241, "the payload", "once, before the final");
    } else if (p->prompt == NULL && p->connect == NULL) {
        complain(l->pos, DIAG_E243);
    }
    p->out = l;
}

static void take_final(struct progress *p, const struct line *l)
{
    if (is_final(l, "connect")) {
        if (p->connect != NULL || p->prompt != NULL || p->closing != NULL) {
            complain(l->pos, DIAG_E241, "CONNECT", "once, before the payload");
        }
        p->connect = l;
    } else if (!is_closing(l)) {
        complain(l->pos, DIAG_E244, l->final);
    } else if (p->closing != NULL) {
        complain(l->pos, DIAG_E245, p->command->name);
        remark(p->closing->pos, "it has ended here");
    } else {
        p->closing = l;
    }
}

static void take_line(struct progress *p, const struct line *l)
{
    switch (l->role) {
    case L_HOST:
        take_host(p, l);
        break;
    case L_PROMPT:
        take_prompt(p, l);
        break;
    case L_PAYLOAD_OUT:
        take_payload_out(p, l);
        break;
    case L_FINAL:
        take_final(p, l);
        break;
    case L_INFO:
    case L_INFO_ANY:
    case L_INFO_MAYBE:
        if (p->closing != NULL) {
            complain(l->pos, DIAG_E246);
        }
        break;
    case L_LATER:
    case L_EACH:
        if (p->closing == NULL) {
            complain(l->pos, DIAG_E247);
        }
        break;
    case L_URC:
        break;
    }
}

static void check_stages(const struct command *c)
{
    struct progress p = { c, NULL, NULL, NULL, NULL };

    if (host_line(c) == NULL) {
        complain(c->pos, DIAG_E248, c->name);
        return;
    }
    if (c->lines->role != L_HOST) {
        complain(c->lines->pos, DIAG_E249);
    }
    for (const struct line *l = c->lines; l != NULL; l = l->next) {
        take_line(&p, l);
    }
    /* A CONNECT with nothing behind it is the way into data mode. */
    if (p.closing == NULL && (p.connect == NULL || p.out != NULL || p.connect->payload.kind != P_NONE)) {
        complain(c->pos, DIAG_E250, c->name);
    }
}

/* ---- limits ---- */

static const struct field *limit_argument(const struct command *c, const struct limit *lim, const char *name)
{
    const struct field *arg = argument(c, name);

    if (arg == NULL) {
        complain(lim->pos, DIAG_E221, c->name, name);
    } else if (!is_number(&arg->type)) {
        complain(lim->pos, DIAG_E224, name);
        arg = NULL;
    } else if (is_optional(host_line(c)->tmpl, arg) && arg->eq.kind == V_NONE) {
        complain(lim->pos, DIAG_E251, name);
        remark(arg->pos, "write <%s:... = what the module takes then>", name);
    }
    return arg;
}

static void check_limit(const struct command *c, const struct line *l)
{
    const struct limit *lim = &l->within;
    const struct field *a, *b;

    if (!lim->given) {
        if (is_closing(l) || l->role == L_LATER) {
            complain(l->pos, DIAG_E252);
        }
        return;
    }
    if (lim->arg == NULL) {
        if (lim->ms == 0) {
            complain(lim->pos, DIAG_E253);
        }
        return;
    }
    a = limit_argument(c, lim, lim->arg);
    b = lim->arg2 == NULL ? NULL : limit_argument(c, lim, lim->arg2);
    if (a == NULL || (lim->arg2 != NULL && b == NULL)) {
        return;
    }
    if (a->type.unit_ms == 0 && (b == NULL || b->type.unit_ms == 0)) {
        complain(lim->pos, DIAG_E254, lim->arg);
        remark(a->pos, "write <%s:... s>", a->name);
    } else if (b != NULL && a->type.unit_ms != 0 && b->type.unit_ms != 0) {
        complain(lim->pos, DIAG_E255, lim->arg, lim->arg2);
    }
}

/* ---- payload clauses ---- */

static void check_number_argument(const struct command *c, struct pos pos, const char *name)
{
    const struct field *arg = argument(c, name);

    if (arg == NULL) {
        complain(pos, DIAG_E221, c->name, name);
    } else if (!is_number(&arg->type)) {
        complain(pos, DIAG_E224, name);
    }
}

static void check_payload_out(const struct command *c, const struct line *l)
{
    struct field *size = l->payload.size == NULL ? NULL : argument(c, l->payload.size);

    if (l->payload.size != NULL) {
        check_number_argument(c, l->pos, l->payload.size);
    }
    if (size != NULL) {
        size->is_size = true;
        if (l->payload.kind == P_EITHER && !is_optional(host_line(c)->tmpl, size)) {
            complain(l->pos, DIAG_E256, size->name);
        }
    }
    if (l->payload.ack_when != NULL) {
        check_number_argument(c, l->pos, l->payload.ack_when);
    }
    if (l->payload.ack != NULL && strlen(l->payload.ack) != 1) {
        complain(l->pos, DIAG_E257);
    }
    if (l->payload.idle != NULL) {
        check_number_argument(c, l->pos, l->payload.idle);
    }
}

static const struct field *data_field(const struct line *l)
{
    struct field_walk walk;

    for (const struct field *f = first_field(&walk, l->tmpl); f != NULL; f = next_field(&walk)) {
        if (c_kind_of(&f->type) == C_PAYLOAD) {
            return f;
        }
    }
    return NULL;
}

/* It must fit the smallest line buffer, from which it is read again as lines. */
static bool is_trailer(const char *text)
{
    size_t n = 0, sizes = 0;

    for (const char *p = text; *p != '\0'; p++) {
        n += *p == '#' ? 10 : 1;
        sizes += *p == '#';
    }
    return text[0] == '\r' && text[1] == '\n' && n > 2 && n <= MOST_TRAILER && sizes <= 1;
}

static void check_payload_in(const struct command *c, const struct line *l)
{
    const struct field *f;

    if (l->payload.kind == P_NONE) {
        return;
    }
    if (data_field(l) != NULL) {
        complain(l->pos, DIAG_E258, data_field(l)->name);
    }
    if (l->payload.kind == P_COUNTED) {
        f = field_in(l->tmpl, l->payload.size);
        if (f == NULL) {
            complain(l->pos, DIAG_E259, l->payload.size);
        } else if (c_kind_of(&f->type) != C_UINT) {
            complain(l->pos, DIAG_E224, f->name);
        }
    } else if (l->payload.kind == P_CALLER) {
        if (c == NULL) {
            complain(l->pos, DIAG_E260);
        } else if (l->payload.until != NULL && !is_trailer(l->payload.until)) {
            complain(l->pos, DIAG_E267, MOST_TRAILER, l->payload.until);
        } else if (argument(c, l->payload.size) != NULL) {
            complain(l->pos, DIAG_E102, l->payload.size);
            remark(argument(c, l->payload.size)->pos, "an argument is called so");
        }
    }
}

/* ---- modes ---- */

static const char *cond_range(const struct modedef *m)
{
    return arena_printf("%lld..%lld", (long long)m->lo, (long long)m->hi);
}

/* An index, or a value, that a line or a request can give. */
static const struct field *giver(const struct command *c, const struct line *l, const char *name,
                                 const struct node **where)
{
    const struct field *f = NULL;

    if (l != NULL) {
        f = field_in(l->tmpl, name);
        *where = l->tmpl;
    }
    if (f == NULL && c != NULL && host_line(c) != NULL) {
        f = argument(c, name);
        *where = host_line(c)->tmpl;
    }
    for (const struct line *i = c == NULL || l != NULL ? NULL : c->lines; f == NULL && i != NULL;
         i = i->next) {
        f = struct_of(i->role) == S_INFO ? field_in(i->tmpl, name) : NULL;
        *where = i->tmpl;
    }
    return f;
}

static void check_index(const struct modedef *m, const char *index, struct pos pos, const struct command *c,
                        const struct line *l)
{
    const struct node *where = NULL;
    const struct field *f;

    if ((m->index == NULL) != (index == NULL)) {
        complain(pos, m->index == NULL ? DIAG_E261 : DIAG_E262, m->name);
        return;
    }
    if (index == NULL) {
        return;
    }
    f = giver(c, l, index, &where);
    if (f == NULL) {
        complain(pos, DIAG_E263, index);
    } else if (c_kind_of(&f->type) != C_UINT) {
        complain(pos, DIAG_E224, index);
    } else if (is_optional(where, f) && f->eq.kind == V_NONE) {
        complain(pos, DIAG_E264, index);
    }
}

static void check_conds(const struct spec *spec, const struct command *c, struct line *l)
{
    for (struct cond *w = l->when; w != NULL; w = w->next) {
        w->def = find_mode(spec, w->mode);
        if (w->def == NULL) {
            complain(w->pos, DIAG_E265, w->mode);
            continue;
        }
        if (w->equals < w->def->lo || w->equals > w->def->hi) {
            complain(w->pos, DIAG_E208, arena_printf("%lld", (long long)w->equals), cond_range(w->def));
        }
        check_index(w->def, w->index, w->pos, c, l);
    }
}

/* The largest number that a request can give. */
static int64_t largest(const struct type *t)
{
    int64_t most = 0;

    if (t->kind == T_UINT || t->kind == T_SINT) {
        return t->hi;
    }
    for (const struct enumerator *v = t->e == NULL ? NULL : t->e->values; v != NULL; v = v->next) {
        most = v->number > most ? v->number : most;
    }
    return most;
}

static void check_set_value(const struct setting *s, const struct command *c, const struct line *l)
{
    const struct node *where = NULL;
    const struct field *f;

    if (s->value.kind == V_NUMBER) {
        if (s->value.number < s->def->lo || s->value.number > s->def->hi) {
            complain(s->pos, DIAG_E208, arena_printf("%lld", (long long)s->value.number), cond_range(s->def));
        }
        return;
    }
    f = giver(c, l, s->value.text, &where);
    if (f == NULL) {
        complain(s->pos, DIAG_E263, s->value.text);
    } else if (c_kind_of(&f->type) != C_UINT) {
        complain(s->pos, DIAG_E224, f->name);
    } else if (largest(&f->type) > s->def->hi) {
        complain(s->pos, DIAG_E266, s->mode, cond_range(s->def), f->name);
        remark(f->pos, "it goes up to %lld", (long long)largest(&f->type));
    }
}

static void check_sets(const struct spec *spec, struct setting *first, const struct command *c,
                       const struct line *l)
{
    for (struct setting *s = first; s != NULL; s = s->next) {
        s->def = find_mode(spec, s->mode);
        if (s->def == NULL) {
            complain(s->pos, DIAG_E265, s->mode);
            continue;
        }
        check_index(s->def, s->index, s->pos, c, l);
        check_set_value(s, c, l);
    }
}

/* ---- all of it ---- */

static void check_clauses(const struct spec *spec, const struct command *c, struct line *l)
{
    if (l->role == L_PAYLOAD_OUT) {
        check_payload_out(c, l);
    } else {
        check_payload_in(c, l);
    }
    check_limit(c, l);
    check_conds(spec, c, l);
    check_sets(spec, l->sets, c, l);
    if (l->stale_until != NULL && find_command(spec, l->stale_until) == NULL) {
        complain(l->pos, DIAG_E268, l->stale_until);
    }
}

void check_command(struct spec *spec, struct command *c)
{
    find_finals(spec, c);
    check_stages(c);
    if (host_line(c) == NULL) {
        return;
    }
    for (struct line *l = c->lines; l != NULL; l = l->next) {
        check_clauses(spec, c, l);
    }
    check_sets(spec, c->sets, c, NULL);
    for (const struct name_list *n = c->exclusive; n != NULL; n = n->next) {
        if (find_command(spec, n->name) == NULL) {
            complain(n->pos, DIAG_E268, n->name);
        }
    }
}

void check_urc(struct spec *spec, struct urc *u)
{
    if (u->lines == NULL) {
        complain(u->pos, DIAG_E269, u->name);
    }
    for (struct line *l = u->lines; l != NULL; l = l->next) {
        check_payload_in(NULL, l);
        check_conds(spec, NULL, l);
        check_sets(spec, l->sets, NULL, l);
    }
}
