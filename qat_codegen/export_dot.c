/* export_dot.c: pictures for Graphviz.
 *
 * SPDX-License-Identifier: MIT
 *
 *   (no choice)        which dialect takes which modules
 *   --only GLOB,...    the life of each command that is named, from the queue to its end; and the trie of the
 *                      heads of the urcs that are named
 *   --dialect D        the trie of all heads that D's module may say on its own: finals, boot lines, urcs;
 *                      with --only: commands and urcs as D has them */
#include "export.h"

#include "arena.h"
#include "check.h"
#include "diag.h"
#include "emit.h"
#include "lower.h"

#include <stdlib.h>
#include <string.h>

static const struct pos no_place;

#define BLUE "#1f4e79"
#define GREEN "#2e6b34"
#define RED "#9c2b23"
#define GREY "#777777"

/* Inside a quoted label. */
static const char *label(const char *text)
{
    char *copy = arena_zalloc(2 * strlen(text) + 1), *w = copy;

    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            *w++ = '\\';
        }
        *w++ = *text;
    }
    return copy;
}

/* The same in lines of about 44 letters, broken behind commas and blanks, at the left. */
static const char *paragraph(const char *text)
{
    size_t at = 0;
    char *copy = arena_zalloc(4 * strlen(text) + 4), *w = copy;

    *w++ = ' '; /* off the line that it stands at */
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            *w++ = '\\';
        }
        if (*text == '\n') {
            *w++ = '\\';
            *w++ = 'l';
            at = 0;
            continue;
        }
        *w++ = *text;
        if (++at >= 36 && (*text == ',' || *text == ' ') && strlen(text) > 8) {
            *w++ = '\\';
            *w++ = 'l';
            at = 0;
        }
    }
    memcpy(w, "\\l", 3);
    return copy;
}

/* ---- which dialect takes which module ---- */

static int commands_of(const struct spec *spec, const char *module)
{
    int n = 0;

    for (const struct command *c = spec->commands; c != NULL; c = c->next) {
        n += c->only == NULL && same_name(c->module->name, module);
    }
    return n;
}

static void draw_overview(const struct spec *spec, FILE *out)
{
    fputs("digraph specs {\n    rankdir = LR;\n    node [shape = box, fontname = Helvetica];\n", out);
    for (const struct dialect *d = spec->dialects; d != NULL; d = d->next) {
        fprintf(out, "    \"dialect %s\" [label = \"%s\", style = bold, color = \"%s\"];\n", d->name,
                label(d->title != NULL ? d->title : d->name), BLUE);
    }
    for (const struct module *m = spec->modules; m != NULL; m = m->next) {
        int n = commands_of(spec, m->name);

        if (n > 0) {
            fprintf(out, "    \"%s\" [label = \"%s\\n%d command%s\"];\n", m->name, m->name, n,
                    n == 1 ? "" : "s");
        }
    }
    for (const struct dialect *d = spec->dialects; d != NULL; d = d->next) {
        for (const struct name_list *n = d->use; n != NULL; n = n->next) {
            bool dialect = find_dialect(spec, n->name) != NULL;

            fprintf(out, "    \"dialect %s\" -> \"%s%s\";\n", d->name, dialect ? "dialect " : "", n->name);
        }
    }
    fputs("}\n", out);
}

/* ---- the life of a command ---- */

struct life {
    FILE *out;
    const char *name;
    int state;
};

static bool is_info(const struct line *l)
{
    return l->role == L_INFO || l->role == L_INFO_ANY || l->role == L_INFO_MAYBE || l->role == L_EACH;
}

/* The next line that ends a stage. */
static const struct line *stage_end(const struct line *l)
{
    while (l != NULL && (is_info(l) || l->role == L_PAYLOAD_OUT)) {
        l = l->next;
    }
    return l;
}

static const char *wire_text(const struct line *l)
{
    const char *text = l->tmpl != NULL ? template_text(l->tmpl, false) : ">";

    return arena_printf("%s%s", l->role == L_HOST ? "> " : "< ", text);
}

static const char *payload_label(const struct line *l)
{
    switch (l->payload.kind) {
    case P_NONE:
        return "";
    case P_COUNTED:
        return arena_printf("payload of <%s> bytes", l->payload.size);
    case P_CTRLZ:
        return "payload, then Ctrl-Z";
    case P_EITHER:
        return arena_printf("payload of <%s> bytes, else Ctrl-Z", l->payload.size);
    case P_LINE:
        return "the next line as payload";
    case P_CALLER:
        return arena_printf("payload, as many bytes as the caller knows%s",
                            l->payload.until != NULL ? ", or up to its trailer" : "");
    }
    return "";
}

static void node(const struct life *f, const char *text, const char *style)
{
    fprintf(f->out, "        \"%s%d\" [label = \"%s\"%s];\n", f->name, f->state, label(text), style);
}

static void edge(const struct life *f, int from, int to, const char *text, const char *color)
{
    fprintf(f->out, "        \"%s%d\" -> \"%s%d\" [label = \"%s\", color = \"%s\", fontcolor = \"%s\"];\n",
            f->name, from, f->name, to, paragraph(text), color, color);
}

/* How the state that waits for `end` may fail; the node of failure has number -1. */
static void draw_failure(const struct life *f, const struct line *end)
{
    struct field_walk walk;
    const char *text = arena_printf("%s passed", end->within.given ? limit_text(&end->within) : "its limit");
    const struct field *field = end->tmpl != NULL ? first_field(&walk, end->tmpl) : NULL;

    if (end->role != L_LATER) {
        text = arena_printf("an error, or %s", text);
    }
    for (; field != NULL; field = next_field(&walk)) {
        if (field->ok.kind != V_NONE) {
            text = arena_printf("%s, or <%s> is no success", text, field->name);
        }
    }
    if (end->stale_until != NULL) {
        text = arena_printf("%s; without the line its key is stale until %s", text, end->stale_until);
    }
    edge(f, f->state, -1, text, RED);
}

static const char *info_label(const struct line *l)
{
    static const char *const often[] = {"", "", "", "", "once", "none or more", "none or once", "",
                                        "any number", ""};
    const char *text = often[l->role];

    if (l->within.given) {
        text = arena_printf("%s, within %s", text, limit_text(&l->within));
    }
    if (l->payload.kind != P_NONE) {
        text = arena_printf("%s, then %s", text, payload_label(l));
    }
    if (l->when != NULL) {
        text = arena_printf("%s, when %s", text, condition_text(l->when));
    }
    return arena_printf("%s\n(%s)", wire_text(l), text);
}

/* The host's edges are blue, the module's green. */
static const char *color_of(const char *wire)
{
    return *wire == '>' ? BLUE : GREEN;
}

/* The lines between here and the stage's end come back to the state. */
static const struct line *draw_stage(struct life *f, const struct line *l, const char *entry, int from)
{
    const struct line *end = stage_end(l);

    f->state++;
    node(f, arena_printf("waits for\n%s", end->role == L_PROMPT ? "the prompt" :
                         *head_of(end->tmpl) == '\0' ? "the line" : head_of(end->tmpl)), "");
    edge(f, from, f->state, entry, color_of(entry));
    for (; l != end; l = l->next) {
        if (is_info(l)) {
            edge(f, f->state, f->state, info_label(l), GREEN);
        }
    }
    return end;
}

static void draw_life(const struct command *c, FILE *out)
{
    struct life life = {out, c->name, 0}, *f = &life;
    const struct line *l = c->lines, *host = host_line(c);
    const char *entry = wire_text(host);
    int from = 0;

    fprintf(out, "    subgraph \"cluster_%s\" {\n        margin = 20;\n", c->name);
    fprintf(out, "        label = \"%s: %s\";\n", c->name, c->title != NULL ? label(c->title) : "");
    node(f, c->holds ? "queued\n(nothing else goes out until its end)" : "queued", ", shape = plain");
    fprintf(out, "        \"%s-1\" [label = \"failed\", color = \"%s\", fontcolor = \"%s\"];\n", c->name, RED,
            RED);
    for (l = l->next; l != NULL; l = l->next) {
        const struct line *end = draw_stage(f, l, entry, from);

        draw_failure(f, end);
        from = f->state;
        entry = wire_text(end);
        if (end->payload.kind != P_NONE) {
            entry = arena_printf("%s, then %s", entry, payload_label(end));
        }
        if (end->next != NULL && end->next->role == L_PAYLOAD_OUT) {
            f->state++;
            node(f, arena_printf("sends\n%s", payload_label(end->next)), "");
            edge(f, from, f->state, entry, color_of(entry));
            from = f->state;
            entry = "> its last byte";
            end = end->next;
        }
        l = end;
    }
    f->state++;
    node(f, "done", ", shape = doublecircle");
    edge(f, from, f->state, entry, color_of(entry));
    fputs("    }\n", out);
}

/* ---- the trie of heads ---- */

struct head {
    const char *text, *name, *color;
};

struct heads {
    struct head *v;
    size_t count, cap;
};

static void add_head(struct heads *h, const char *text, const char *name, const char *color)
{
    for (size_t i = 0; i < h->count; i++) {
        if (strcmp(h->v[i].text, text) == 0) { /* several shapes of one head: the fields decide */
            if (strcmp(h->v[i].name, name) != 0) {
                h->v[i].name = arena_printf("%s\n%s", h->v[i].name, name);
            }
            return;
        }
    }
    if (h->count == h->cap) {
        struct head *larger = arena_zalloc((2 * h->cap + 64) * sizeof *larger);

        if (h->count > 0) {
            memcpy(larger, h->v, h->count * sizeof *larger);
        }
        h->v = larger;
        h->cap = 2 * h->cap + 64;
    }
    h->v[h->count++] = (struct head){text, name, color};
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct head *)a)->text, ((const struct head *)b)->text);
}

static bool is_named(const struct name_list *n, const char *name)
{
    while (n != NULL && !same_name(n->name, name)) {
        n = n->next;
    }
    return n != NULL;
}

static bool is_boot(const struct view *v, const char *name)
{
    const struct dialect *d = v->dialect;

    return d != NULL && (is_named(d->boot, name) || is_named(d->boot_notice, name));
}

/* A blank at an edge would not be seen. */
static const char *shown_blanks(const char *text, size_t len)
{
    const char *out = "";

    for (size_t i = 0; i < len; i++) {
        out = arena_printf(text[i] == ' ' ? "%s\xC2\xB7" : "%s%c", out, text[i]);
    }
    return out;
}

/* Draws the heads [from, to) that agree in their first `len` letters; returns the number of its node. */
static int draw_node(const struct heads *h, size_t from, size_t to, size_t len, int *next, FILE *out)
{
    int self = (*next)++;
    size_t i = from;

    if (strlen(h->v[from].text) == len) {
        fprintf(out, "    t%d [label = \"%s\", shape = box, color = \"%s\", fontcolor = \"%s\"];\n", self,
                label(h->v[from].name), h->v[from].color, h->v[from].color);
        i++;
    } else {
        fprintf(out, "    t%d [label = \"\", shape = point, width = 0.05];\n", self);
    }
    while (i < to) {
        size_t end = i + 1, shared;
        int child;

        while (end < to && h->v[end].text[len] == h->v[i].text[len]) {
            end++;
        }
        for (shared = len + 1; h->v[i].text[shared] != '\0'; shared++) {
            if (h->v[end - 1].text[shared] != h->v[i].text[shared]) {
                break;
            }
        }
        child = draw_node(h, i, end, shared, next, out);
        fprintf(out, "    t%d -> t%d [label = \"%s\"];\n", self, child,
                label(shown_blanks(h->v[i].text + len, shared - len)));
        i = end;
    }
    return self;
}

static void draw_trie(const struct view *v, const struct gen_options *o, FILE *out)
{
    struct heads h = {NULL, 0, 0};
    int next = 0;

    for (struct final **f = v->finals; *o->only == NULL && *f != NULL; f++) {
        add_head(&h, head_of((*f)->tmpl), arena_printf("final %s", (*f)->name), RED);
    }
    for (struct urc **u = v->urcs; *u != NULL; u++) {
        for (const struct line *l = (*u)->lines; l != NULL && is_chosen(o->only, (*u)->name); l = l->next) {
            add_head(&h, head_of(l->tmpl), (*u)->name, is_boot(v, (*u)->name) ? BLUE : GREEN);
        }
    }
    if (h.count == 0) {
        return;
    }
    qsort(h.v, h.count, sizeof *h.v, by_text);
    fputs("digraph heads {\n    rankdir = LR;\n    ranksep = 0.3;\n    nodesep = 0.08;\n"
          "    node [fontname = Helvetica, fontsize = 11, height = 0.2, margin = \"0.08,0.03\"];\n"
          "    edge [fontname = Courier, fontsize = 11, arrowhead = none];\n", out);
    draw_node(&h, 0, h.count, 0, &next, out);
    fputs("}\n", out);
}

static void draw_lives(const struct view *v, const struct gen_options *o, FILE *out)
{
    bool any = false;

    for (struct command **c = v->commands; *c != NULL; c++) {
        if (!is_chosen(o->only, (*c)->name)) {
            continue;
        }
        if (!any) {
            fputs("digraph lives {\n    fontname = Helvetica;\n    nodesep = 0.6;\n"
                  "    node [fontname = Helvetica, shape = ellipse];\n"
                  "    edge [fontname = Courier, fontsize = 11];\n", out);
            any = true;
        }
        draw_life(*c, out);
    }
    fputs(any ? "}\n" : "", out);
}

bool export_dot(const struct spec *spec, const struct gen_options *o, FILE *out)
{
    struct dialect *d = *o->dialects != NULL ? find_dialect(spec, *o->dialects) : NULL;
    const struct view *v;

    if (*o->dialects != NULL && d == NULL) {
        complain(no_place, DIAG_E921, *o->dialects);
        return false;
    }
    if (*o->only == NULL && d == NULL) {
        draw_overview(spec, out);
        return true;
    }
    v = view_of(spec, d);
    if (*o->only != NULL) {
        draw_lives(v, o, out);
    }
    draw_trie(v, o, out);
    return true;
}
