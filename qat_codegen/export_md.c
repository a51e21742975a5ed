/* export_md.c: the command reference, by modules and chapters.
 *
 * SPDX-License-Identifier: MIT */
#include "export.h"

#include "arena.h"

#include <string.h>

/* The dialects that take a command or urc; "" when that are all of them. */
static const char *dialects_with(const struct spec *spec, const char *name, bool is_urc, const void *item)
{
    const char *text = "";
    struct dialect *d;
    bool all = true;

    for (d = spec->dialects; d != NULL; d = d->next) {
        const struct view *v = view_of(spec, d);
        const void *taken = is_urc ? (const void *)view_urc(v, name) : (const void *)view_command(v, name);

        all = all && taken == item;
        if (taken == item) {
            text = arena_printf("%s%s%s", text, *text != '\0' ? ", " : "", d->name);
        }
    }
    return all ? "" : *text == '\0' ? "none" : text;
}

static void put_lines(const struct line *line, FILE *out)
{
    fputs("\n```\n", out);
    for (; line != NULL; line = line->next) {
        fprintf(out, "%s\n", line_text(line, false));
    }
    fputs("```\n", out);
}

struct fields {
    FILE *out;
    const char *names[256]; /* each once */
    int count;
};

static void put_field(void *user, const struct field *f)
{
    struct fields *seen = user;
    int i;

    for (i = 0; i < seen->count; i++) {
        if (strcmp(seen->names[i], f->name) == 0) {
            return;
        }
    }
    if (f->key || seen->count == 256) {
        return;
    }
    fprintf(seen->out, "%s`%s` ", seen->count == 0 ? "\n" : ", ", f->name);
    if (f->type.kind == T_ENUM) {
        fprintf(seen->out, "[%s](#%s)", type_text(&f->type), f->type.name);
    } else {
        fputs(type_text(&f->type), seen->out);
    }
    seen->names[seen->count++] = f->name;
}

static void put_fields(const struct line *line, FILE *out)
{
    struct fields seen;

    seen.out = out;
    seen.count = 0;
    for (; line != NULL; line = line->next) {
        each_field(line->tmpl, put_field, &seen);
    }
    fputs(seen.count > 0 ? "\n" : "", out);
}

static void put_rest(const struct origin *o, const char *note, const char *dialects, const struct example *e,
                     FILE *out)
{
    if (note != NULL) {
        fprintf(out, "\n%s\n", note);
    }
    fputs(e != NULL ? "\n" : "", out);
    for (; e != NULL; e = e->next) {
        fprintf(out, "    %s\n", e->text);
    }
    fprintf(out, "\nSource: %s", o->source != NULL ? o->source : "not given");
    if (*o->confidence != '\0') {
        fprintf(out, " (%s)", o->confidence);
    }
    fputs(".", out);
    if (*dialects != '\0') {
        fprintf(out, " Dialects: %s.", dialects);
    }
    fputs("\n", out);
}

/* The chapter's title when another one begins. */
static void put_chapter(const struct origin *o, const char **chapter, FILE *out)
{
    if (o->chapter != NULL && (*chapter == NULL || strcmp(*chapter, o->chapter) != 0)) {
        fprintf(out, "\n### %s\n", o->chapter);
        *chapter = o->chapter;
    }
}

static void put_module(const struct spec *spec, const struct module *m, FILE *out)
{
    const struct command *c;
    const struct urc *u;
    const char *chapter = NULL;

    fprintf(out, "\n## %s\n", m->title != NULL ? m->title : m->name);
    for (c = spec->commands; c != NULL; c = c->next) {
        if (strcmp(c->module->name, m->name) == 0) {
            put_chapter(&c->origin, &chapter, out);
            fprintf(out, "\n#### %s\n\n%s\n", c->name, c->title != NULL ? c->title : "");
            put_lines(c->lines, out);
            put_fields(c->lines, out);
            put_rest(&c->origin, c->note, dialects_with(spec, c->name, false, c), c->examples, out);
        }
    }
    for (u = spec->urcs; u != NULL; u = u->next) {
        if (strcmp(u->module->name, m->name) == 0) {
            put_chapter(&u->origin, &chapter, out);
            fprintf(out, "\n#### URC %s\n\n%s\n", u->name, u->title != NULL ? u->title : "");
            put_lines(u->lines, out);
            put_fields(u->lines, out);
            put_rest(&u->origin, NULL, dialects_with(spec, u->name, true, u), u->examples, out);
        }
    }
}

static void put_enum(const struct enumdef *e, FILE *out)
{
    const struct enumerator *v;

    fprintf(out, "\n### %s\n\n| value | name | means |\n|---|---|---|\n", e->name);
    for (v = e->values; v != NULL; v = v->next) {
        if (e->cls == E_NUMBER) {
            fprintf(out, "| %lld ", (long long)v->number);
        } else {
            fprintf(out, e->cls == E_QUOTED ? "| `\"%s\"` " : "| `%s` ", v->word);
        }
        fprintf(out, "| %s | %s |\n", v->name, v->text != NULL ? v->text : "");
    }
}

void export_md(const struct spec *spec, FILE *out)
{
    const struct module *m;
    const struct enumdef *e;
    const struct dialect *d;

    fputs("# Command reference\n\n"
          "Made by `qat_codegen export --format md` from the specs; edit those, not this.\n\n"
          "Dialects:", out);
    for (d = spec->dialects; d != NULL; d = d->next) {
        fprintf(out, "%s %s%s%s%s", d == spec->dialects ? "" : ",", d->name, d->title != NULL ? " (" : "",
                d->title != NULL ? d->title : "", d->title != NULL ? ")" : "");
    }
    fputs(".\n", out);
    for (m = spec->modules; m != NULL; m = m->next) {
        put_module(spec, m, out);
    }
    fputs("\n## Values\n", out);
    for (e = spec->enums; e != NULL; e = e->next) {
        put_enum(e, out);
    }
}
