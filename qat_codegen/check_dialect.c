/* check_dialect.c: what a dialect names exists, and its scripts can run.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "check.h"

#include <ctype.h>
#include <string.h>

/* ---- use, without ---- */

/* Dialects that were looked at, so that circles elsewhere end. */
struct seen {
    const struct dialect *dialect;
    struct seen *next;
};

static bool leads_to(const struct spec *spec, const struct dialect *from, const struct dialect *to,
                     struct seen **seen)
{
    struct seen *here;

    if (from == to) {
        return true;
    }
    for (const struct seen *s = *seen; s != NULL; s = s->next) {
        if (s->dialect == from) {
            return false;
        }
    }
    here = arena_zalloc(sizeof *here);
    here->dialect = from;
    here->next = *seen;
    *seen = here;
    for (const struct name_list *u = from->use; u != NULL; u = u->next) {
        const struct dialect *next = find_dialect(spec, u->name);

        if (next != NULL && leads_to(spec, next, to, seen)) {
            return true;
        }
    }
    return false;
}

static bool check_use(const struct spec *spec, const struct dialect *d)
{
    bool good = true;

    for (const struct name_list *u = d->use; u != NULL; u = u->next) {
        const struct dialect *other = find_dialect(spec, u->name);
        struct seen *seen = NULL;

        if (other == NULL && find_module(spec, u->name) == NULL) {
            complain(u->pos, DIAG_E201, u->name);
            good = false;
        } else if (other != NULL && leads_to(spec, other, d, &seen)) {
            complain(u->pos, DIAG_E202, d->name, u->name);
            good = false;
        }
        for (const struct name_list *w = d->use; w != u; w = w->next) {
            if (same_name(w->name, u->name)) {
                complain(u->pos, DIAG_E102, u->name);
                break;
            }
        }
    }
    return good;
}

static void check_without(const struct spec *spec, const struct dialect *d)
{
    struct dialect plain = *d; /* without `without`, and without its own definitions: what it inherits */
    const struct view *inherited;

    plain.without = NULL;
    inherited = view_of(spec, &plain);
    for (const struct name_list *w = d->without; w != NULL; w = w->next) {
        if (view_command(inherited, w->name) == NULL && view_urc(inherited, w->name) == NULL) {
            complain(w->pos, DIAG_E203, d->name, w->name);
        }
    }
}

/* Two modules of one dialect that define the same name. */
static void check_twins(const struct dialect *d, const struct view *v)
{
    for (struct command **c = v->commands; *c != NULL; c++) {
        const struct command *first = view_command(v, (*c)->name);

        if (first != *c && (first->only != d || (*c)->only != d)) { /* its own twins are E102 */
            complain(d->pos, DIAG_E204, (*c)->name, d->name);
            remark(first->pos, "from here");
            remark((*c)->pos, "and from here; `without` it, or define it in the dialect");
        }
    }
    for (struct urc **u = v->urcs; *u != NULL; u++) {
        const struct urc *first = view_urc(v, (*u)->name);

        if (first != *u && (first->only != d || (*u)->only != d)) {
            complain(d->pos, DIAG_E204, (*u)->name, d->name);
            remark(first->pos, "from here");
            remark((*u)->pos, "and from here; `without` it, or define it in the dialect");
        }
    }
}

static void check_has_ok(const struct dialect *d, const struct view *v)
{
    for (struct final **f = v->finals; *f != NULL; f++) {
        if (strcmp((*f)->name, "ok") == 0) {
            return;
        }
    }
    if (v->commands[0] != NULL) {
        complain(d->pos, DIAG_E270, d->name);
    }
}

/* ---- boot ---- */

static void check_boot(const struct name_list *list, const struct dialect *d, const struct view *v)
{
    for (; list != NULL; list = list->next) {
        if (view_urc(v, list->name) == NULL) {
            complain(list->pos, DIAG_E271, d->name, list->name);
        }
    }
}

static void check_boot_twice(const struct dialect *d)
{
    for (const struct name_list *n = d->boot_notice; n != NULL; n = n->next) {
        for (const struct name_list *b = d->boot; b != NULL; b = b->next) {
            if (same_name(b->name, n->name)) {
                complain(n->pos, DIAG_E272, n->name);
            }
        }
    }
}

/* ---- scripts ---- */

static const struct command *command_of(const struct view *v, const char *text)
{
    struct match_options o = { false, true, NULL, NULL, NULL };
    struct binding *b;

    for (struct command **c = v->commands; *c != NULL; c++) {
        const struct line *host = host_line(*c);

        if (host != NULL && match_line(host->tmpl, NULL, text, strlen(text), &o, &b)) {
            return *c;
        }
    }
    return NULL;
}

/* V.250 lets basic commands be joined without a sign (ATE0V1Q0), so letters and digits need no command of
 * the spec. */
static bool is_basic(const char *text)
{
    if (toupper((unsigned char)text[0]) != 'A' || toupper((unsigned char)text[1]) != 'T') {
        return false;
    }
    for (text += 2; *text != '\0'; text++) {
        if (!isalnum((unsigned char)*text) && *text != '&' && *text != ' ') {
            return false;
        }
    }
    return true;
}

static void check_startup(const struct dialect *d, const struct view *v)
{
    for (const struct step *s = d->startup; s != NULL; s = s->next) {
        if (!is_basic(s->text) && command_of(v, s->text) == NULL) {
            complain(s->pos, DIAG_E273, s->text, d->name);
        }
    }
}

/* E0V1Q0: V1 among basic commands. */
static bool says_words(const char *text)
{
    if (!is_basic(text)) {
        return false;
    }
    for (text += 2; *text != '\0'; text++) {
        if (toupper((unsigned char)text[0]) == 'V' && text[1] == '1') {
            return true;
        }
    }
    return false;
}

/* Where results begin as digits, start-up asks for words: from then on a digit alone is an information line again. */
static void check_results(const struct dialect *d)
{
    const struct step *s = d->startup;

    while (s != NULL && !says_words(s->text)) {
        s = s->next;
    }
    if (d->numeric && s == NULL) {
        complain(d->pos, DIAG_E278, d->name);
    }
}

/* The literal head of the line that a probe waits for; NULL when there is none. */
static const char *probe_head(const struct command *c)
{
    for (const struct line *l = c->lines; l != NULL; l = l->next) {
        if (l->role == L_INFO && *head_of(l->tmpl) != '\0') {
            return head_of(l->tmpl);
        }
    }
    return NULL;
}

static bool earlier_probe_waits(const struct dialect *d, const struct view *v, const struct step *until,
                                const char *head)
{
    for (const struct step *s = d->probe; s != until; s = s->next) {
        const struct command *c = command_of(v, s->text);

        if (c != NULL && same_name(probe_head(c), head)) {
            return true;
        }
    }
    return false;
}

static void check_probe(const struct dialect *d, const struct view *v)
{
    for (const struct step *s = d->probe; s != NULL; s = s->next) {
        const struct command *c = command_of(v, s->text);
        const char *head = c == NULL ? NULL : probe_head(c);

        if (c == NULL) {
            complain(s->pos, DIAG_E273, s->text, d->name);
        } else if (head == NULL) {
            complain(s->pos, DIAG_E274, s->text);
        } else if (earlier_probe_waits(d, v, s, head)) {
            complain(s->pos, DIAG_E275, s->text);
        }
    }
    if (d->probe != NULL && d->probe->next == NULL) {
        complain(d->probe->pos, DIAG_E276, d->name);
    }
}

static void take_property(struct dialect *d, const struct dialect *from, unsigned property)
{
    switch ((enum property)property) {
    case PROPERTY_STARTUP:
        d->startup = from->startup;
        break;
    case PROPERTY_PROBE:
        d->probe = from->probe;
        break;
    case PROPERTY_COLON_SPACE:
        d->colon_space_optional = from->colon_space_optional;
        d->colon_space_none = from->colon_space_none;
        break;
    case PROPERTY_URC_BEFORE_FINAL:
        d->urc_before_final = from->urc_before_final;
        break;
    case PROPERTY_OK:
        d->ok_per_command = from->ok_per_command;
        break;
    case PROPERTY_GUARD:
        d->guard_ms = from->guard_ms;
        d->margin_ms = from->margin_ms;
        break;
    case PROPERTY_PAUSE:
        d->pause_ms = from->pause_ms;
        break;
    case PROPERTY_COMMAND_LINE:
        d->command_line = from->command_line;
        break;
    case PROPERTY_ECHO:
        d->echo = from->echo;
        break;
    case PROPERTY_BOOT_OK:
        d->boot_ok = from->boot_ok;
        break;
    case PROPERTY_RESULTS:
        d->numeric = from->numeric;
        break;
    case PROPERTIES:
        break;
    }
}

/* What a dialect does not say is as in the first of the dialects behind `use` that says it. */
static void inherit(const struct spec *spec, struct dialect *d)
{
    if (d->inherited) { /* done, or a circle, which is complained about */
        return;
    }
    d->inherited = true;
    for (const struct name_list *n = d->use; n != NULL; n = n->next) {
        struct dialect *from = find_dialect(spec, n->name);

        if (from == NULL) {
            continue;
        }
        inherit(spec, from);
        for (unsigned i = 0; i < PROPERTIES; i++) {
            if (from->given & ~d->given & 1u << i) {
                take_property(d, from, i);
                d->given |= 1u << i;
            }
        }
        d->boot = d->boot != NULL ? d->boot : from->boot;
        d->boot_notice = d->boot_notice != NULL ? d->boot_notice : from->boot_notice;
    }
}

void check_dialects(const struct spec *spec)
{
    for (struct dialect *d = spec->dialects; d != NULL; d = d->next) {
        inherit(spec, d);
    }
    for (struct dialect *d = spec->dialects; d != NULL; d = d->next) {
        const struct view *v;

        if (!check_use(spec, d)) {
            continue; /* everything else would follow from it */
        }
        v = view_of(spec, d);
        check_without(spec, d);
        check_twins(d, v);
        check_has_ok(d, v);
        check_boot(d->boot, d, v);
        check_boot(d->boot_notice, d, v);
        check_boot_twice(d);
        check_startup(d, v);
        check_results(d);
        check_probe(d, v);
    }
}
