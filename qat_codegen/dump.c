/* dump.c: --dump=tokens and --dump=tree. The tree is printed in the order of the lists, two blanks
 * for each level.
 *
 * SPDX-License-Identifier: MIT */
#include "parse.h"
#include "stages.h"

#include <string.h>

/* ---- tokens ---- */

static void print_quoted(const char *text, FILE *out)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\') {
            fprintf(out, "\\%c", c);
        } else if (c < ' ' || c == 0x7F) {
            fprintf(out, "\\x%02X", c);
        } else {
            fputc(c, out);
        }
    }
    fputc('"', out);
}

void dump_token(const struct token *t, FILE *out)
{
    static const char *const names[] = {"end", "word", "number", "string", "range", "arrow", "key", "sign",
                                        "literal", "field", "open", "close", "fragment", "text-end", "bad"};

    fprintf(out, "%d:%d %s", t->pos.line, t->pos.col, names[t->kind]);
    if (t->string != NULL) {
        fputc(' ', out);
        print_quoted(t->string, out);
    } else if (t->len > 0 && t->kind != TOK_END) {
        fprintf(out, " %.*s", (int)t->len, t->start);
    }
    fputc('\n', out);
}

/* ---- the tree ---- */

static void print_text(const char *label, const char *text, FILE *out)
{
    if (text != NULL) {
        fprintf(out, " %s", label);
        fputs(*label != '\0' ? " " : "", out);
        print_quoted(text, out);
    }
}

static void print_value(const struct value *v, FILE *out)
{
    for (; v != NULL; v = v->next) {
        switch (v->kind) {
        case V_NONE:
            break;
        case V_NUMBER:
            fprintf(out, "%lld", (long long)v->number);
            break;
        case V_NAME:
            fputs(v->text, out);
            break;
        case V_STRING:
            print_quoted(v->text, out);
            break;
        }
        fputs(v->next != NULL ? " | " : "", out);
    }
}

static void print_type(const struct type *t, FILE *out)
{
    static const char *const names[] = {"uint",      "sint", "digits", "percent", "hex",  "bits", "string",
                                        "multiline", "bare", "either", "ident",   "text", "data", "data-line",
                                        "enum"};
    static const char *const hex[] = {"", " quoted", " 0x"};

    fputs(names[t->kind], out);
    if (t->kind == T_ENUM) {
        fprintf(out, " %s", t->name);
    } else if (t->kind == T_DATA) {
        fprintf(out, " %s", t->size_field);
    } else if (t->kind != T_DATA_LINE && (t->hi != 0 || t->lo != 0)) {
        fprintf(out, " %lld..%lld", (long long)t->lo, (long long)t->hi);
    }
    fputs(t->kind == T_HEX ? hex[t->hex] : "", out);
    if (t->unit_ms != 0) {
        fprintf(out, " unit %u ms", (unsigned)t->unit_ms);
    }
}

static void print_field(const struct field *f, FILE *out)
{
    fprintf(out, "field %s ", f->name);
    if (f->key) {
        fputs("key", out);
    } else {
        print_type(&f->type, out);
    }
    fputs(f->may_be_empty ? " may-be-empty" : "", out);
    fputs(f->is_size ? " size" : "", out);
    if (f->eq.kind != V_NONE) {
        fputs(" = ", out);
        print_value(&f->eq, out);
    }
    if (f->ok.kind != V_NONE) {
        fputs(" ok ", out);
        print_value(&f->ok, out);
    }
    fputc('\n', out);
}

static void print_template(const struct node *list, int level, FILE *out)
{
    for (; list != NULL; list = list->next) {
        fprintf(out, "%*s", 2 * level, "");
        switch (list->kind) {
        case N_LIT:
            fputs("lit ", out);
            print_quoted(list->lit, out);
            fputc('\n', out);
            break;
        case N_FIELD:
            print_field(list->field, out);
            break;
        case N_TAIL:
            fputs("tail\n", out);
            print_template(list->child, level + 1, out);
            break;
        }
    }
}

static void print_conditions(const struct cond *c, FILE *out)
{
    for (; c != NULL; c = c->next) {
        fprintf(out, " %s%s", c->negate ? "not " : "", c->mode);
        if (c->index != NULL) {
            fprintf(out, "[%s]", c->index);
        }
        fprintf(out, "=%lld%s", (long long)c->equals, c->next != NULL ? " and" : "");
    }
}

static void print_settings(const struct setting *s, FILE *out)
{
    for (; s != NULL; s = s->next) {
        fprintf(out, " %s", s->mode);
        if (s->index != NULL) {
            fprintf(out, "[%s]", s->index);
        }
        fputc('=', out);
        print_value(&s->value, out);
    }
}

static void print_limit(const struct limit *l, FILE *out)
{
    if (l->given) {
        fputs(" within ", out);
        if (l->arg != NULL) {
            fprintf(out, "%s%s%s + ", l->arg, l->arg2 != NULL ? " * " : "", l->arg2 != NULL ? l->arg2 : "");
        }
        fprintf(out, "%u ms", (unsigned)l->ms);
    }
}

static void print_payload(const struct line *line, FILE *out)
{
    static const char *const names[] = {"",
                                        " payload",
                                        " payload ctrl-z",
                                        " payload-or-ctrl-z",
                                        " payload line",
                                        " payload caller"};

    fputs(names[line->payload.kind], out);
    if (line->payload.size != NULL) {
        fprintf(out, " %s", line->payload.size);
    }
    if (line->payload.ack != NULL) {
        print_text("ack", line->payload.ack, out);
        fprintf(out, " every %u", (unsigned)line->payload.ack_every);
    }
    if (line->payload.ack_when != NULL) {
        fprintf(out, " when %s", line->payload.ack_when);
    }
    if (line->payload.idle != NULL) {
        fprintf(out, " idle %s", line->payload.idle);
    }
    if (line->payload.hi != 0) {
        fprintf(out, " limit %u..%u", (unsigned)line->payload.lo, (unsigned)line->payload.hi);
    }
}

static void print_lines(const struct line *line, FILE *out)
{
    static const char *const roles[] = {"host", "payload-out", "prompt", "final", "info",
                                        "any",  "maybe",       "later",  "each",  "urc"};

    for (; line != NULL; line = line->next) {
        fprintf(out, "  %s", roles[line->role]);
        print_payload(line, out);
        print_limit(&line->within, out);
        if (line->stale_until != NULL) {
            fprintf(out, " stale-until %s", line->stale_until);
        }
        if (line->when != NULL) {
            fputs(" when", out);
            print_conditions(line->when, out);
        }
        fputs(line->pending_first ? " pending-first" : "", out);
        fputs(line->same_meaning ? " same-meaning" : "", out);
        print_text("raw", line->raw, out);
        if (line->sets != NULL) {
            fputs(" sets", out);
            print_settings(line->sets, out);
        }
        fputc('\n', out);
        print_template(line->tmpl, 2, out);
    }
}

static void print_examples(const struct example *e, FILE *out)
{
    const struct pair *w;

    for (; e != NULL; e = e->next) {
        fputs("  example ", out);
        print_quoted(e->text, out);
        for (w = e->want; w != NULL; w = w->next) {
            fprintf(out, " %s=", w->name);
            print_value(&w->value, out);
        }
        fputc('\n', out);
    }
}

static void print_names(const char *label, const struct name_list *list, FILE *out)
{
    if (list != NULL) {
        fprintf(out, "  %s", label);
        for (; list != NULL; list = list->next) {
            fprintf(out, " %s", list->name);
        }
        fputc('\n', out);
    }
}

static void print_head(const char *kind, const char *name, const char *title, const struct module *m,
                       FILE *out)
{
    fprintf(out, "%s %s", kind, name);
    print_text("", title, out);
    if (m != NULL) {
        fprintf(out, " module %s", m->name);
    }
}

static void print_origin(const struct origin *o, const struct dialect *only, FILE *out)
{
    if (only != NULL) {
        fprintf(out, " only %s", only->name);
    }
    print_text("chapter", o->chapter, out);
    print_text("source", o->source, out);
    fprintf(out, "%s%s\n", *o->confidence != '\0' ? " " : "", o->confidence);
}

static void print_enum(const struct enumdef *e, FILE *out)
{
    static const char *const classes[] = {"", " quoted", " word"};
    const struct enumerator *v;

    print_head(e->errors ? "errors" : "enum", e->name, NULL, e->module, out);
    fputs(classes[e->cls], out);
    if (e->digits_hi != 0) {
        fprintf(out, " digits %d..%d", e->digits_lo, e->digits_hi);
    }
    fputc('\n', out);
    for (v = e->values; v != NULL; v = v->next) {
        fprintf(out, "  %lld %s", (long long)v->number, v->name);
        print_text("word", v->word, out);
        print_text("", v->text, out);
        fputc('\n', out);
    }
}

static void print_mode(const struct modedef *m, FILE *out)
{
    print_head("mode", m->name, NULL, m->module, out);
    if (m->index != NULL) {
        fprintf(out, " index %s %lld..%lld", m->index, (long long)m->index_lo, (long long)m->index_hi);
    }
    fprintf(out, " %lld..%lld = %lld\n", (long long)m->lo, (long long)m->hi, (long long)m->init);
}

static void print_steps(const char *label, const struct step *s, FILE *out)
{
    for (; s != NULL; s = s->next) {
        fprintf(out, "  %s ", label);
        print_quoted(s->text, out);
        if (s->retry != 0) {
            fprintf(out, " retry %d every %u ms", s->retry, (unsigned)s->every_ms);
        }
        fputc('\n', out);
    }
}

static void print_dialect(const struct dialect *d, FILE *out)
{
    print_head("dialect", d->name, d->title, NULL, out);
    fputc('\n', out);
    print_names("use", d->use, out);
    print_names("without", d->without, out);
    print_names("boot", d->boot, out);
    print_names("boot-notice", d->boot_notice, out);
    print_steps("startup", d->startup, out);
    print_steps("probe", d->probe, out);
    fprintf(out, "  colon-space %s\n", d->colon_space_none ? "none" :
            d->colon_space_optional ? "optional" : "required");
    fprintf(out, "  urc-before-final %s\n", d->urc_before_final ? "yes" : "no");
    fprintf(out, "  ok %s\n", d->ok_per_command ? "per-command" : "per-line");
    fprintf(out, "  guard %u ms + %u ms\n", (unsigned)d->guard_ms, (unsigned)d->margin_ms);
    fprintf(out, "  pause %u ms\n", (unsigned)d->pause_ms);
    fprintf(out, "  command-line %u\n", (unsigned)d->command_line);
    fprintf(out, "  echo %s\n", d->echo ? "on" : "off");
    fprintf(out, "  boot-ok %s\n", d->boot_ok ? "yes" : "no");
    fprintf(out, "  results %s\n", d->numeric ? "numeric" : "verbose");
}

static void print_command(const struct command *c, FILE *out)
{
    print_head("command", c->name, c->title, c->module, out);
    print_origin(&c->origin, c->only, out);
    print_lines(c->lines, out);
    if (c->sets != NULL) {
        fputs("  sets", out);
        print_settings(c->sets, out);
        fputc('\n', out);
    }
    print_names("exclusive", c->exclusive, out);
    fputs(c->holds ? "  holds\n" : "", out);
    if (c->note != NULL) {
        fputs("  note ", out);
        print_quoted(c->note, out);
        fputc('\n', out);
    }
    print_examples(c->examples, out);
}

void dump_tree(const struct spec *spec, FILE *out)
{
    const struct module *m;
    const struct enumdef *e;
    const struct modedef *mode;
    const struct final *f;
    const struct command *c;
    const struct urc *u;
    const struct dialect *d;

    for (m = spec->modules; m != NULL; m = m->next) {
        print_head("module", m->name, m->title, NULL, out);
        fputc('\n', out);
    }
    for (e = spec->enums; e != NULL; e = e->next) {
        print_enum(e, out);
    }
    for (mode = spec->modes; mode != NULL; mode = mode->next) {
        print_mode(mode, out);
    }
    for (f = spec->finals; f != NULL; f = f->next) {
        print_head("final", f->name, NULL, f->module, out);
        fputc('\n', out);
        print_template(f->tmpl, 1, out);
    }
    for (c = spec->commands; c != NULL; c = c->next) {
        print_command(c, out);
    }
    for (u = spec->urcs; u != NULL; u = u->next) {
        print_head("urc", u->name, u->title, u->module, out);
        print_origin(&u->origin, u->only, out);
        print_lines(u->lines, out);
        print_examples(u->examples, out);
    }
    for (d = spec->dialects; d != NULL; d = d->next) {
        print_dialect(d, out);
    }
}
