/* export_json.c: the tree as data, for programs that are not this one. One line for each command,
 * urc and enum.
 *
 * SPDX-License-Identifier: MIT */
#include "export.h"

#include "json.h"

#include <string.h>

static void put_text(FILE *out, const char *text)
{
    if (text == NULL) {
        fputs("null", out);
    } else {
        json_string(out, text, strlen(text));
    }
}

static void put_member(FILE *out, const char *name, const char *text)
{
    fprintf(out, ",\"%s\":", name);
    put_text(out, text);
}

struct list { /* of objects, with commas between them */
    FILE *out;
    int count;
};

static void put_field(void *user, const struct field *f)
{
    struct list *list = user;

    fputs(list->count++ > 0 ? "," : "", list->out);
    fputs("{\"name\":", list->out);
    put_text(list->out, f->name);
    put_member(list->out, "type", type_text(&f->type));
    if (f->type.kind == T_UINT || f->type.kind == T_SINT) {
        fprintf(list->out, ",\"lo\":%lld,\"hi\":%lld", (long long)f->type.lo, (long long)f->type.hi);
    }
    fputs(f->may_be_empty ? ",\"may_be_empty\":true" : "", list->out);
    fputs(f->key ? ",\"key\":true" : "", list->out);
    fputs("}", list->out);
}

static void put_lines(FILE *out, const struct line *line)
{
    static const char *const roles[] = {"command", "payload", "prompt", "final", "info",
                                        "any",     "maybe",   "later",  "each",  "urc"};
    struct list fields = {out, 0};

    fputs(",\"lines\":[", out);
    for (; line != NULL; line = line->next) {
        fputs("{\"role\":", out);
        put_text(out, roles[line->role]);
        put_member(out, "text", line_text(line, true));
        if (line->within.given) {
            fprintf(out, ",\"within_ms\":%u", (unsigned)line->within.ms);
        }
        fputs(",\"fields\":[", out);
        fields.count = 0;
        each_field(line->tmpl, put_field, &fields);
        fputs(line->next != NULL ? "]}," : "]}", out);
    }
    fputs("]", out);
}

static void put_examples(FILE *out, const struct example *e)
{
    fputs(",\"examples\":[", out);
    for (; e != NULL; e = e->next) {
        put_text(out, e->text);
        fputs(e->next != NULL ? "," : "", out);
    }
    fputs("]", out);
}

static void put_head(FILE *out, const char *name, const char *title, const struct module *m,
                     const struct dialect *only)
{
    fputs("\n  {\"name\":", out);
    put_text(out, name);
    put_member(out, "title", title);
    put_member(out, "module", m->name);
    if (only != NULL) {
        put_member(out, "dialect", only->name);
    }
}

static void put_origin(FILE *out, const struct origin *o)
{
    put_member(out, "chapter", o->chapter);
    put_member(out, "source", o->source);
    put_member(out, "confidence", o->confidence);
}

static void put_enum(FILE *out, const struct enumdef *e)
{
    static const char *const classes[] = {"number", "quoted", "word"};
    const struct enumerator *v;

    fputs("\n  {\"name\":", out);
    put_text(out, e->name);
    put_member(out, "class", classes[e->cls]);
    fputs(e->errors ? ",\"errors\":true" : "", out);
    fputs(",\"values\":[", out);
    for (v = e->values; v != NULL; v = v->next) {
        fputs("{\"name\":", out);
        put_text(out, v->name);
        fprintf(out, ",\"number\":%lld", (long long)v->number);
        if (v->word != NULL) {
            put_member(out, "word", v->word);
        }
        put_member(out, "text", v->text);
        fputs(v->next != NULL ? "}," : "}", out);
    }
    fputs("]}", out);
}

static void put_dialect(FILE *out, const struct spec *spec, struct dialect *d)
{
    const struct view *v = view_of(spec, d);
    size_t i;

    fputs("\n  {\"name\":", out);
    put_text(out, d->name);
    put_member(out, "title", d->title);
    fputs(",\"commands\":[", out);
    for (i = 0; v->commands[i] != NULL; i++) {
        fputs(i > 0 ? "," : "", out);
        put_text(out, v->commands[i]->name);
    }
    fputs("],\"urcs\":[", out);
    for (i = 0; v->urcs[i] != NULL; i++) {
        fputs(i > 0 ? "," : "", out);
        put_text(out, v->urcs[i]->name);
    }
    fputs("]}", out);
}

void export_json(const struct spec *spec, FILE *out)
{
    const struct command *c;
    const struct urc *u;
    const struct enumdef *e;
    struct dialect *d;

    fputs("{\"commands\":[", out);
    for (c = spec->commands; c != NULL; c = c->next) {
        put_head(out, c->name, c->title, c->module, c->only);
        put_origin(out, &c->origin);
        put_member(out, "note", c->note);
        put_lines(out, c->lines);
        put_examples(out, c->examples);
        fputs(c->next != NULL ? "}," : "}", out);
    }
    fputs("],\n\"urcs\":[", out);
    for (u = spec->urcs; u != NULL; u = u->next) {
        put_head(out, u->name, u->title, u->module, u->only);
        put_origin(out, &u->origin);
        put_lines(out, u->lines);
        put_examples(out, u->examples);
        fputs(u->next != NULL ? "}," : "}", out);
    }
    fputs("],\n\"enums\":[", out);
    for (e = spec->enums; e != NULL; e = e->next) {
        put_enum(out, e);
        fputs(e->next != NULL ? "," : "", out);
    }
    fputs("],\n\"dialects\":[", out);
    for (d = spec->dialects; d != NULL; d = d->next) {
        put_dialect(out, spec, d);
        fputs(d->next != NULL ? "," : "", out);
    }
    fputs("]}\n", out);
}
