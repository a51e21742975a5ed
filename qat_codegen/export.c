/* export.c: specs in other forms; here the short ones, a graph and a dictionary.
 *
 * SPDX-License-Identifier: MIT */
#include "export.h"

#include "diag.h"

#include <errno.h>
#include <string.h>

/* Which dialect takes which module. */
void export_dot(const struct spec *spec, FILE *out)
{
    const struct module *m;
    const struct dialect *d;
    const struct name_list *n;

    fputs("digraph specs {\n    rankdir = LR;\n    node [shape = box];\n", out);
    for (d = spec->dialects; d != NULL; d = d->next) {
        fprintf(out, "    \"dialect %s\" [style = bold];\n", d->name);
    }
    for (m = spec->modules; m != NULL; m = m->next) {
        const struct command *c;
        int commands = 0;

        for (c = spec->commands; c != NULL; c = c->next) {
            commands += c->module == m && c->only == NULL;
        }
        fprintf(out, "    \"%s\" [label = \"%s\\n%d commands\"];\n", m->name, m->name, commands);
    }
    for (d = spec->dialects; d != NULL; d = d->next) {
        for (n = d->use; n != NULL; n = n->next) {
            const struct dialect *other = spec->dialects;

            while (other != NULL && strcmp(other->name, n->name) != 0) {
                other = other->next;
            }
            fprintf(out, "    \"dialect %s\" -> \"%s%s\";\n", d->name, other != NULL ? "dialect " : "",
                    n->name);
        }
    }
    fputs("}\n", out);
}

/* An entry of a libFuzzer dictionary. */
static void put_entry(FILE *out, const char *text)
{
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

static void put_literals(FILE *out, const struct node *tmpl)
{
    for (; tmpl != NULL; tmpl = tmpl->next) {
        if (tmpl->kind == N_LIT && strlen(tmpl->lit) > 1) {
            put_entry(out, tmpl->lit);
        } else if (tmpl->kind == N_TAIL) {
            put_literals(out, tmpl->child);
        }
    }
}

/* Everything literal that goes over the wire. */
void export_dict(const struct spec *spec, FILE *out)
{
    const struct final *f;
    const struct command *c;
    const struct urc *u;
    const struct enumdef *e;
    const struct enumerator *v;
    const struct line *line;

    for (f = spec->finals; f != NULL; f = f->next) {
        put_literals(out, f->tmpl);
    }
    for (c = spec->commands; c != NULL; c = c->next) {
        for (line = c->lines; line != NULL; line = line->next) {
            put_literals(out, line->tmpl);
        }
    }
    for (u = spec->urcs; u != NULL; u = u->next) {
        for (line = u->lines; line != NULL; line = line->next) {
            put_literals(out, line->tmpl);
        }
    }
    for (e = spec->enums; e != NULL; e = e->next) {
        for (v = e->values; v != NULL && e->cls != E_NUMBER; v = v->next) {
            put_entry(out, v->word);
        }
    }
}

int export_spec(const struct spec *spec, const char *format, const char *path)
{
    static const struct {
        const char *name;
        void (*write)(const struct spec *spec, FILE *out);
    } formats[] = {{"json", export_json}, {"md", export_md}, {"dot", export_dot}, {"dict", export_dict}};
    static const struct pos no_place;
    bool to_stdout = path == NULL || strcmp(path, "-") == 0;
    FILE *out = to_stdout ? stdout : fopen(path, "w");
    size_t i;

    if (out == NULL) {
        complain(no_place, DIAG_E910, path, strerror(errno));
        return 1;
    }
    for (i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (strcmp(format, formats[i].name) == 0) {
            formats[i].write(spec, out);
        }
    }
    if (!to_stdout && ((void)fflush(out), ferror(out) | fclose(out))) {
        complain(no_place, DIAG_E910, path, strerror(errno));
        return 1;
    }
    return 0;
}
