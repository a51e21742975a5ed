/* export_dict.c: a dictionary for libFuzzer: everything literal that goes over the wire, and whole lines of
 * modules from the examples.
 *
 * SPDX-License-Identifier: MIT */
#include "export.h"

#include "arena.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct words {
    const char **v;
    size_t count, cap;
};

static void add(struct words *w, const char *text)
{
    if (w->count == w->cap) {
        size_t cap = w->cap > 0 ? 2 * w->cap : 256;
        const char **larger = arena_zalloc(cap * sizeof(*larger));

        if (w->count > 0) {
            memcpy(larger, w->v, w->count * sizeof(*larger));
        }
        w->v = larger;
        w->cap = cap;
    }
    w->v[w->count++] = text;
}

static void add_literals(struct words *w, const struct node *tmpl)
{
    for (; tmpl != NULL; tmpl = tmpl->next) {
        if (tmpl->kind == N_LIT && strlen(tmpl->lit) > 1) {
            add(w, tmpl->lit);
        } else if (tmpl->kind == N_TAIL) {
            add_literals(w, tmpl->child);
        }
    }
}

static void add_lines(struct words *w, const struct line *line)
{
    for (; line != NULL; line = line->next) {
        add_literals(w, line->tmpl);
    }
}

static void add_examples(struct words *w, const struct example *e)
{
    for (; e != NULL; e = e->next) {
        bool host = toupper((unsigned char)e->text[0]) == 'A' && toupper((unsigned char)e->text[1]) == 'T';

        add(w, host ? arena_printf("%s\r", e->text) : arena_printf("\r\n%s\r\n", e->text));
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* An entry is at most 64 bytes long: libFuzzer refuses longer ones. */
static void put_entry(FILE *out, const char *text)
{
    if (strlen(text) > 64) {
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            fprintf(out, "\\%c", *text);
        } else if ((unsigned char)*text < ' ' || (unsigned char)*text >= 0x7F) {
            fprintf(out, "\\x%02X", (unsigned)(unsigned char)*text);
        } else {
            fputc(*text, out);
        }
    }
    fputs("\"\n", out);
}

void export_dict(const struct spec *spec, FILE *out)
{
    struct words w = {NULL, 0, 0};

    add(&w, "\r\n");
    add(&w, "\r\n> ");
    for (const struct final *f = spec->finals; f != NULL; f = f->next) {
        add_literals(&w, f->tmpl);
        add(&w, arena_printf("\r\n%s\r\n", template_text(f->tmpl, false)));
    }
    for (const struct command *c = spec->commands; c != NULL; c = c->next) {
        add_lines(&w, c->lines);
        add_examples(&w, c->examples);
    }
    for (const struct urc *u = spec->urcs; u != NULL; u = u->next) {
        add_lines(&w, u->lines);
        add_examples(&w, u->examples);
    }
    for (const struct enumdef *e = spec->enums; e != NULL; e = e->next) {
        for (const struct enumerator *v = e->values; v != NULL && e->cls != E_NUMBER; v = v->next) {
            add(&w, v->word);
        }
    }
    qsort(w.v, w.count, sizeof(*w.v), by_text);
    for (size_t i = 0; i < w.count; i++) {
        if (i == 0 || strcmp(w.v[i - 1], w.v[i]) != 0) {
            put_entry(out, w.v[i]);
        }
    }
}
