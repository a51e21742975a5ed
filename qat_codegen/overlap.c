/* overlap.c: the ambiguity checker. Two meanings of one line that can be open together are an error, unless
 * the spec says which one counts.
 *
 * SPDX-License-Identifier: MIT
 *
 * Open together can be: finals and urcs always; information lines of one pending command; awaited late
 * results of any commands. Free text (a line that begins with a field) matches only what nothing else
 * claims, so it meets nothing but other free text of its command. */
#include "arena.h"
#include "overlap.h"

#include <stdio.h>
#include <string.h>

/* ---- what a line can be ---- */

enum claim_kind { K_FINAL, K_INFO, K_LATE, K_URC };

struct claim {
    enum claim_kind kind;
    struct pos pos;
    const struct node *tmpl;
    const struct line *line;     /* NULL: a final                       */
    const struct command *command;
    const struct urc *urc;
    const struct final *final;
    bool boot;                   /* a urc that is a restart             */
};

struct claims {
    struct claim *all;
    size_t count;
};

/* A clause that has decided something: by its line, or by the name behind `exclusive with`. */
struct used {
    const void *what;
    const char *clause;
    struct used *next;
};

struct checker {
    const struct view *view;
    bool colon_space_optional;
    struct used *used;
    struct told { const void *a, *b; struct told *next; } *told; /* pairs that were complained about */
};

static void mark_used(struct checker *k, const void *what, const char *clause)
{
    struct used *u = arena_zalloc(sizeof *u);

    u->what = what;
    u->clause = clause;
    u->next = k->used;
    k->used = u;
}

static bool is_used(const struct checker *k, const void *what, const char *clause)
{
    for (const struct used *u = k->used; u != NULL; u = u->next) {
        if (u->what == what && u->clause == clause) {
            return true;
        }
    }
    return false;
}

/* ---- the list of claims of a dialect ---- */

static bool is_boot(const struct dialect *d, const char *name)
{
    for (const struct name_list *n = d == NULL ? NULL : d->boot; n != NULL; n = n->next) {
        if (same_name(n->name, name)) {
            return true;
        }
    }
    return false;
}

static bool has_fields(const struct node *tmpl)
{
    struct field_walk walk;

    return first_field(&walk, tmpl) != NULL;
}

/* A command's plain finals are the dialect's; CONNECT with fields is the command's own. */
static bool is_claim(const struct line *l)
{
    switch (struct_of(l->role)) {
    case S_INFO:
        return l->role != L_FINAL || has_fields(l->tmpl);
    case S_LATE:
    case S_URC:
        return true;
    case S_ARGS:
    case S_NONE:
        return false;
    }
    return false;
}

static size_t count_lines(const struct view *v)
{
    size_t n = 0;

    for (struct final **f = v->finals; *f != NULL; f++) {
        n++;
    }
    for (struct command **c = v->commands; *c != NULL; c++) {
        for (const struct line *l = (*c)->lines; l != NULL; l = l->next) {
            n++;
        }
    }
    for (struct urc **u = v->urcs; *u != NULL; u++) {
        for (const struct line *l = (*u)->lines; l != NULL; l = l->next) {
            n++;
        }
    }
    return n;
}

static struct claims list_claims(const struct view *v)
{
    struct claims list = { arena_zalloc((count_lines(v) + 1) * sizeof *list.all), 0 };

    for (struct final **f = v->finals; *f != NULL; f++) {
        list.all[list.count++] = (struct claim){
            K_FINAL, (*f)->pos, (*f)->tmpl, NULL, NULL, NULL, *f, false
        };
    }
    for (struct command **c = v->commands; *c != NULL; c++) {
        for (const struct line *l = (*c)->lines; l != NULL; l = l->next) {
            enum claim_kind kind = struct_of(l->role) == S_LATE ? K_LATE : K_INFO;

            if (is_claim(l)) {
                list.all[list.count++] = (struct claim){ kind, l->pos, l->tmpl, l, *c, NULL, NULL, false };
            }
        }
    }
    for (struct urc **u = v->urcs; *u != NULL; u++) {
        for (const struct line *l = (*u)->lines; l != NULL; l = l->next) {
            list.all[list.count++] = (struct claim){ K_URC, l->pos, l->tmpl, l, NULL, *u, NULL,
                                                     is_boot(v->dialect, (*u)->name) };
        }
    }
    return list;
}

/* ---- which claims can be open together ---- */

static bool is_free_text(const struct claim *c)
{
    return c->kind == K_INFO && *head_of(c->tmpl) == '\0';
}

static bool may_repeat(const struct line *l)
{
    return l->role == L_INFO_ANY || l->role == L_INFO_MAYBE;
}

/* Information lines come in the order written. A later one is open beside an earlier one only if the
 * earlier one, and all between them, may be skipped or repeated. */
static bool lines_open_together(const struct line *a, const struct line *b)
{
    const struct line *l = a;

    while (l != NULL && l != b) {
        l = l->next;
    }
    if (l == NULL) {
        return lines_open_together(b, a);
    }
    for (l = a; l != b; l = l->next) {
        if (!may_repeat(l)) {
            return false;
        }
    }
    return true;
}

static bool open_together(const struct claim *a, const struct claim *b)
{
    if (is_free_text(a) != is_free_text(b)) {
        return false;
    }
    if (a->kind == K_FINAL || b->kind == K_FINAL) {
        const struct claim *other = a->kind == K_FINAL ? b : a;

        if (other->kind == K_FINAL) {
            return strcmp(a->final->name, b->final->name) != 0; /* two spellings of one final are fine */
        }
        return other->line->role != L_FINAL;
    }
    if (a->kind == K_URC || b->kind == K_URC) {
        return true;
    }
    if (a->kind == K_INFO && b->kind == K_INFO) {
        return a->command == b->command && lines_open_together(a->line, b->line);
    }
    if (a->kind == K_LATE && b->kind == K_LATE) {
        return a->command == b->command || !a->command->holds || !b->command->holds;
    }
    /* A late result awaited while another command is pending; its own may come before its OK. */
    return a->command == b->command || !(a->kind == K_LATE ? a : b)->command->holds;
}

/* ---- what the spec says about two claims that meet ---- */

static const char pending_first[] = "pending first", same_meaning[] = "same meaning", raw[] = "raw",
                  exclusive[] = "exclusive with";

static bool says_exclusive(struct checker *k, const struct command *a, const struct command *b)
{
    bool found = false;

    for (const struct name_list *n = a == b ? NULL : a->exclusive; n != NULL; n = n->next) {
        if (same_name(n->name, b->name)) {
            mark_used(k, n, exclusive);
            found = true;
        }
    }
    return found;
}

static bool says(struct checker *k, const struct claim *c, const char *clause)
{
    const struct line *l = c->line;

    if (l == NULL || (clause == pending_first && !l->pending_first) ||
        (clause == same_meaning && !l->same_meaning) || (clause == raw && l->raw == NULL)) {
        return false;
    }
    mark_used(k, l, clause);
    return true;
}

static bool either_says(struct checker *k, const struct claim *a, const struct claim *b, const char *clause)
{
    bool first = says(k, a, clause), second = says(k, b, clause);

    return first || second;
}

static bool is_answer(const struct claim *c)
{
    return c->kind == K_INFO || c->kind == K_LATE;
}

static bool is_resolved(struct checker *k, const struct claim *a, const struct claim *b)
{
    bool answer_and_urc = (is_answer(a) && b->kind == K_URC) || (a->kind == K_URC && is_answer(b));
    bool info_and_late = is_answer(a) && is_answer(b) && a->kind != b->kind && a->command != b->command;

    if (a->line != NULL && b->line != NULL && conditions_contradict(a->line, b->line)) {
        return true;
    }
    if (is_answer(a) && is_answer(b) && a->command != b->command) {
        bool first = says_exclusive(k, a->command, b->command),
             second = says_exclusive(k, b->command, a->command);

        if (first || second) {
            return true;
        }
    }
    if (answer_and_urc && either_says(k, a, b, same_meaning)) {
        return true;
    }
    if ((answer_and_urc && !a->boot && !b->boot && either_says(k, a, b, pending_first)) ||
        (info_and_late && says(k, a->kind == K_INFO ? a : b, pending_first))) {
        return true;
    }
    return either_says(k, a, b, raw);
}

/* ---- complaining ---- */

static const char *claim_words(const struct claim *c)
{
    switch (c->kind) {
    case K_FINAL:
        return arena_printf("final '%s'", c->final->name);
    case K_INFO:
        return arena_printf("%s of '%s'", is_free_text(c) ? "free text" : "an answer", c->command->name);
    case K_LATE:
        return arena_printf("a late result of '%s'", c->command->name);
    case K_URC:
        return arena_printf("%s '%s'", c->boot ? "the restart" : "urc", c->urc->name);
    }
    return "";
}

static const char *printable(const char *text, size_t len)
{
    char *out = arena_zalloc(len * 4 + 1), *p = out;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c >= ' ' && c < 0x7F) {
            *p++ = (char)c;
        } else {
            p += sprintf(p, "\\x%02X", c);
        }
    }
    return out;
}

static const char *ways_out(const struct claim *a, const struct claim *b)
{
    bool final = a->kind == K_FINAL || b->kind == K_FINAL, boot = a->boot || b->boot;
    bool one_urc = (a->kind == K_URC) != (b->kind == K_URC);

    if (one_urc && !final && !boot) {
        return "say `pending first`, `same meaning`, `when CONDITION` or `raw \"reason\"`";
    }
    if (is_answer(a) && is_answer(b) && a->command != b->command) {
        return arena_printf("say `exclusive with %s`, `when CONDITION` or `raw \"reason\"`",
                            b->command->name);
    }
    return "tell them apart by a literal or a field's class, or say `when CONDITION` or `raw \"reason\"`";
}

static bool is_told(struct checker *k, const struct claim *a, const struct claim *b)
{
    struct told *t;

    for (t = k->told; t != NULL; t = t->next) {
        if (t->a == a->tmpl && t->b == b->tmpl) {
            return true;
        }
    }
    t = arena_zalloc(sizeof *t);
    t->a = a->tmpl;
    t->b = b->tmpl;
    t->next = k->told;
    k->told = t;
    return false;
}

static bool stands_before(struct pos a, struct pos b)
{
    return a.src == b.src && (a.line < b.line || (a.line == b.line && a.col < b.col));
}

static void complain_overlap(struct checker *k, const struct claim *a, const struct claim *b,
                             const char *line, size_t len)
{
    const struct claim *swap = a;
    bool same;

    if (stands_before(a->pos, b->pos)) { /* at the place that was written last */
        a = b;
        b = swap;
    }
    if (is_told(k, a, b)) {
        return;
    }
    same = a->kind == b->kind && a->command == b->command && a->urc == b->urc && a->kind != K_FINAL;
    complain(a->pos, DIAG_E301, printable(line, len), claim_words(a),
             same ? "another line of it" : claim_words(b),
             k->view->dialect == NULL ? "" : arena_printf(" (dialect '%s')", k->view->dialect->name));
    remark(b->pos, "%s is here", same ? "the other line" : claim_words(b));
    remark((struct pos){ NULL, 0, 0 }, "%s", ways_out(a, b));
}

/* ---- all pairs of all dialects ---- */

static void check_view(struct checker *k)
{
    struct claims list = list_claims(k->view);

    for (size_t i = 0; i < list.count; i++) {
        for (size_t j = i + 1; j < list.count; j++) {
            const struct claim *a = &list.all[i], *b = &list.all[j];
            const char *line;
            size_t len;

            if (!open_together(a, b)) {
                continue;
            }
            line = witness_of(a->tmpl, b->tmpl, k->colon_space_optional, &len);
            if (line != NULL && !is_resolved(k, a, b)) {
                complain_overlap(k, a, b, line, len);
            }
        }
    }
}

static void warn_unused_line(const struct checker *k, const struct line *l)
{
    if (l->pending_first && !is_used(k, l, pending_first)) {
        complain(l->pos, DIAG_W301, pending_first);
    }
    if (l->same_meaning && !is_used(k, l, same_meaning)) {
        complain(l->pos, DIAG_W301, same_meaning);
    }
    if (l->raw != NULL && !is_used(k, l, raw)) {
        complain(l->pos, DIAG_W301, raw);
    }
}

static void warn_unused(const struct checker *k, const struct spec *spec)
{
    for (const struct command *c = spec->commands; c != NULL; c = c->next) {
        for (const struct line *l = c->lines; l != NULL; l = l->next) {
            warn_unused_line(k, l);
        }
        for (const struct name_list *n = c->exclusive; n != NULL; n = n->next) {
            if (!is_used(k, n, exclusive)) {
                complain(n->pos, DIAG_W301, exclusive);
            }
        }
    }
    for (const struct urc *u = spec->urcs; u != NULL; u = u->next) {
        for (const struct line *l = u->lines; l != NULL; l = l->next) {
            warn_unused_line(k, l);
        }
    }
}

void check_overlaps(const struct spec *spec)
{
    struct checker k = { NULL, false, NULL, NULL };

    if (spec->dialects == NULL) { /* a part of a spec: all that is there */
        k.view = view_of(spec, NULL);
        check_view(&k);
    }
    for (struct dialect *d = spec->dialects; d != NULL; d = d->next) {
        k.view = view_of(spec, d);
        k.colon_space_optional = d->colon_space_optional;
        check_view(&k);
    }
    warn_unused(&k, spec);
}
