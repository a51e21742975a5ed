/* export_json.c: everything that specs say, as data for other programs. spec/export.schema.json describes it;
 * members are only ever added. One line for each item.
 *
 * SPDX-License-Identifier: MIT */
#include "export.h"

#include "arena.h"
#include "check.h"
#include "json.h"

#include <string.h>

/* Lists and objects open and close by themselves; `first` tells whether a comma is wanted. */
struct json {
    FILE *out;
    bool first;
};

static void comma(struct json *j)
{
    fputs(j->first ? "" : ",", j->out);
    j->first = false;
}

static void open_with(struct json *j, char bracket)
{
    fputc(bracket, j->out);
    j->first = true;
}

static void close_with(struct json *j, char bracket)
{
    fputc(bracket, j->out);
    j->first = false;
}

static void put_string(struct json *j, const char *text)
{
    comma(j);
    if (text == NULL) {
        fputs("null", j->out);
    } else {
        json_string(j->out, text, strlen(text));
    }
}

static void key(struct json *j, const char *name)
{
    comma(j);
    fprintf(j->out, "\"%s\":", name);
    j->first = true; /* its value stands at once */
}

static void put_text(struct json *j, const char *name, const char *text)
{
    key(j, name);
    put_string(j, text);
}

/* Left out when there is none. */
static void maybe_text(struct json *j, const char *name, const char *text)
{
    if (text != NULL) {
        put_text(j, name, text);
    }
}

static void put_number(struct json *j, const char *name, int64_t number)
{
    key(j, name);
    fprintf(j->out, "%lld", (long long)number);
    j->first = false;
}

static void put_bool(struct json *j, const char *name, bool value)
{
    key(j, name);
    fputs(value ? "true" : "false", j->out);
    j->first = false;
}

static void maybe_true(struct json *j, const char *name, bool value)
{
    if (value) {
        put_bool(j, name, true);
    }
}

static void put_names(struct json *j, const char *name, const struct name_list *n)
{
    key(j, name);
    open_with(j, '[');
    for (; n != NULL; n = n->next) {
        put_string(j, n->name);
    }
    close_with(j, ']');
}

/* A list of items, each on a line of its own. */
static void open_items(struct json *j, const char *name)
{
    comma(j);
    fprintf(j->out, "\n\"%s\":[", name);
    j->first = true;
}

static void open_item(struct json *j)
{
    comma(j);
    fputs("\n  ", j->out);
    open_with(j, '{');
}

/* ---- fields ---- */

static void put_value(struct json *j, const struct value *v)
{
    comma(j);
    j->first = true;
    if (v->kind == V_NUMBER) {
        fprintf(j->out, "%lld", (long long)v->number);
        j->first = false;
    } else {
        put_string(j, v->text);
    }
}

static void put_type(struct json *j, const struct type *t)
{
    static const char *const kinds[] = {"uint", "sint", "digits", "percent", "hex", "bits", "string", "multiline",
                                        "bare", "either", "ident", "text", "data", "data_line", "enum"};
    static const char *const styles[] = {"bare", "quoted", "0x"};

    put_text(j, "type", type_text(t));
    put_text(j, "kind", kinds[t->kind]);
    switch (t->kind) {
    case T_UINT:
    case T_SINT:
    case T_PERCENT:
    case T_DIGITS:
    case T_HEX:
    case T_BITS:
    case T_IDENT:
        put_number(j, "lo", t->lo);
        put_number(j, "hi", t->hi);
        break;
    case T_STRING:
    case T_MULTILINE:
    case T_BARE:
    case T_EITHER:
    case T_TEXT:
        if (t->hi > 0) {
            put_number(j, "lo", t->lo);
            put_number(j, "hi", t->hi);
        }
        break;
    case T_DATA:
        put_text(j, "size", t->size_field);
        break;
    case T_ENUM:
        put_text(j, "enum", t->name);
        break;
    case T_DATA_LINE:
        break;
    }
    if (t->kind == T_HEX) {
        put_text(j, "sent", styles[t->hex]);
    }
    if (t->unit_ms > 0) {
        put_number(j, "unit_ms", t->unit_ms);
    }
}

static void put_field(struct json *j, const struct field *f)
{
    put_text(j, "field", f->name);
    put_type(j, &f->type);
    maybe_true(j, "may_be_empty", f->may_be_empty);
    maybe_true(j, "key", f->key);
    maybe_true(j, "payload_size", f->is_size);
    if (f->eq.kind != V_NONE) {
        key(j, "equals");
        put_value(j, &f->eq);
    }
    if (f->ok.kind != V_NONE) {
        key(j, "ok");
        open_with(j, '[');
        for (const struct value *v = &f->ok; v != NULL; v = v->next) {
            put_value(j, v);
        }
        close_with(j, ']');
    }
}

static void put_template(struct json *j, const char *name, const struct node *tmpl)
{
    key(j, name);
    open_with(j, '[');
    for (; tmpl != NULL; tmpl = tmpl->next) {
        comma(j);
        open_with(j, '{');
        switch (tmpl->kind) {
        case N_LIT:
            put_text(j, "literal", tmpl->lit);
            break;
        case N_FIELD:
            put_field(j, tmpl->field);
            break;
        case N_TAIL:
            put_template(j, "tail", tmpl->child);
            break;
        }
        close_with(j, '}');
    }
    close_with(j, ']');
}

/* ---- lines ---- */

static void put_limit(struct json *j, const struct limit *l)
{
    if (!l->given) {
        return;
    }
    key(j, "within");
    open_with(j, '{');
    put_number(j, "ms", l->ms);
    maybe_text(j, "plus", l->arg);
    maybe_text(j, "times", l->arg2);
    close_with(j, '}');
}

static void put_conditions(struct json *j, const struct cond *c)
{
    if (c == NULL) {
        return;
    }
    key(j, "when");
    open_with(j, '[');
    for (; c != NULL; c = c->next) {
        comma(j);
        open_with(j, '{');
        put_text(j, "mode", c->mode);
        maybe_text(j, "index", c->index);
        put_number(j, "value", c->equals);
        maybe_true(j, "not", c->negate);
        close_with(j, '}');
    }
    close_with(j, ']');
}

static void put_settings(struct json *j, const struct setting *s)
{
    if (s == NULL) {
        return;
    }
    key(j, "sets");
    open_with(j, '[');
    for (; s != NULL; s = s->next) {
        comma(j);
        open_with(j, '{');
        put_text(j, "mode", s->mode);
        maybe_text(j, "index", s->index);
        key(j, "value");
        put_value(j, &s->value);
        close_with(j, '}');
    }
    close_with(j, ']');
}

static void put_payload(struct json *j, const struct line *l)
{
    static const char *const kinds[] = {"none", "counted", "ctrl-z", "counted or ctrl-z", "line", "caller"};

    if (l->payload.kind == P_NONE) {
        return;
    }
    key(j, "payload");
    open_with(j, '{');
    put_text(j, "kind", kinds[l->payload.kind]);
    maybe_text(j, "size", l->payload.size);
    if (l->payload.ack != NULL) {
        put_text(j, "ack", l->payload.ack);
        put_number(j, "ack_every", l->payload.ack_every);
        maybe_text(j, "ack_when", l->payload.ack_when);
    }
    maybe_text(j, "idle", l->payload.idle);
    maybe_text(j, "until", l->payload.until);
    if (l->payload.hi > 0) {
        put_number(j, "lo", l->payload.lo);
        put_number(j, "hi", l->payload.hi);
    }
    close_with(j, '}');
}

static void put_line(struct json *j, const struct line *l)
{
    static const char *const roles[] = {"command", "payload", "prompt", "final", "info",
                                        "any",     "maybe",   "later",  "each",  "urc"};

    comma(j);
    open_with(j, '{');
    put_text(j, "role", roles[l->role]);
    put_text(j, "text", line_text(l, true));
    if (l->tmpl != NULL) {
        put_template(j, "parts", l->tmpl);
    }
    maybe_text(j, "final", l->final);
    put_limit(j, &l->within);
    put_conditions(j, l->when);
    put_settings(j, l->sets);
    put_payload(j, l);
    maybe_text(j, "stale_until", l->stale_until);
    maybe_true(j, "pending_first", l->pending_first);
    maybe_true(j, "same_meaning", l->same_meaning);
    maybe_text(j, "raw", l->raw);
    close_with(j, '}');
}

static void put_lines(struct json *j, const struct line *l)
{
    key(j, "lines");
    open_with(j, '[');
    for (; l != NULL; l = l->next) {
        put_line(j, l);
    }
    close_with(j, ']');
}

/* ---- items ---- */

static void put_examples(struct json *j, const struct example *e)
{
    key(j, "examples");
    open_with(j, '[');
    for (; e != NULL; e = e->next) {
        comma(j);
        open_with(j, '{');
        put_text(j, "text", e->text);
        key(j, "gives");
        open_with(j, '{');
        for (const struct pair *p = e->want; p != NULL; p = p->next) {
            comma(j);
            json_string(j->out, p->name, strlen(p->name));
            fputc(':', j->out);
            j->first = true;
            put_string(j, p->value.text);
        }
        close_with(j, '}');
        close_with(j, '}');
    }
    close_with(j, ']');
}

static void put_origin(struct json *j, const struct origin *o)
{
    put_text(j, "chapter", o->chapter);
    put_text(j, "source", o->source);
    put_text(j, "confidence", o->confidence);
}

static void put_final(struct json *j, const struct final *f, struct view *const *views)
{
    open_item(j);
    put_text(j, "name", f->name);
    put_text(j, "text", template_text(f->tmpl, true));
    put_template(j, "parts", f->tmpl);
    key(j, "dialects");
    open_with(j, '[');
    for (; *views != NULL; views++) {
        for (struct final **own = (*views)->finals; *own != NULL; own++) {
            if (*own == f) {
                put_string(j, (*views)->dialect->name);
            }
        }
    }
    close_with(j, ']');
    close_with(j, '}');
}

/* Which dialects take exactly this command or urc, not another one of its name. */
static void put_takers(struct json *j, struct view *const *views, const struct command *c,
                       const struct urc *u)
{
    key(j, "dialects");
    open_with(j, '[');
    for (; *views != NULL; views++) {
        if (c != NULL ? view_command(*views, c->name) == c : view_urc(*views, u->name) == u) {
            put_string(j, (*views)->dialect->name);
        }
    }
    close_with(j, ']');
}

static void put_command(struct json *j, const struct command *c, struct view *const *views)
{
    open_item(j);
    put_text(j, "name", c->name);
    put_text(j, "title", c->title);
    put_text(j, "module", c->only == NULL ? c->module->name : NULL);
    maybe_text(j, "dialect", c->only != NULL ? c->only->name : NULL);
    put_takers(j, views, c, NULL);
    put_origin(j, &c->origin);
    put_text(j, "note", c->note);
    maybe_true(j, "holds", c->holds);
    if (c->exclusive != NULL) {
        put_names(j, "exclusive_with", c->exclusive);
    }
    put_settings(j, c->sets);
    put_lines(j, c->lines);
    put_examples(j, c->examples);
    close_with(j, '}');
}

static void put_urc(struct json *j, const struct urc *u, struct view *const *views)
{
    open_item(j);
    put_text(j, "name", u->name);
    put_text(j, "title", u->title);
    put_text(j, "module", u->only == NULL ? u->module->name : NULL);
    maybe_text(j, "dialect", u->only != NULL ? u->only->name : NULL);
    put_takers(j, views, NULL, u);
    put_origin(j, &u->origin);
    put_lines(j, u->lines);
    put_examples(j, u->examples);
    close_with(j, '}');
}

static void put_enum(struct json *j, const struct enumdef *e)
{
    static const char *const classes[] = {"number", "quoted", "word"};

    open_item(j);
    put_text(j, "name", e->name);
    put_text(j, "module", e->module->name);
    put_text(j, "class", classes[e->cls]);
    if (e->digits_hi > 0) {
        put_number(j, "digits_lo", e->digits_lo);
        put_number(j, "digits_hi", e->digits_hi);
    }
    maybe_true(j, "errors", e->errors);
    key(j, "values");
    open_with(j, '[');
    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        comma(j);
        open_with(j, '{');
        put_text(j, "name", v->name);
        put_number(j, "number", v->number);
        maybe_text(j, "word", v->word);
        put_text(j, "text", v->text);
        close_with(j, '}');
    }
    close_with(j, ']');
    close_with(j, '}');
}

static void put_mode(struct json *j, const struct modedef *d)
{
    open_item(j);
    put_text(j, "name", d->name);
    put_text(j, "module", d->module->name);
    put_number(j, "lo", d->lo);
    put_number(j, "hi", d->hi);
    put_number(j, "start", d->init);
    if (d->index != NULL) {
        put_text(j, "index", d->index);
        put_number(j, "index_lo", d->index_lo);
        put_number(j, "index_hi", d->index_hi);
    }
    close_with(j, '}');
}

static void put_steps(struct json *j, const char *name, const struct step *s)
{
    key(j, name);
    open_with(j, '[');
    for (; s != NULL; s = s->next) {
        comma(j);
        open_with(j, '{');
        put_text(j, "text", s->text);
        if (s->retry > 0) {
            put_number(j, "retry", s->retry);
            put_number(j, "every_ms", s->every_ms);
        }
        close_with(j, '}');
    }
    close_with(j, ']');
}

static void put_dialect(struct json *j, const struct view *v)
{
    const struct dialect *d = v->dialect;

    open_item(j);
    put_text(j, "name", d->name);
    put_text(j, "title", d->title);
    put_names(j, "use", d->use);
    put_names(j, "without", d->without);
    put_names(j, "boot", d->boot);
    put_names(j, "boot_notice", d->boot_notice);
    put_steps(j, "startup", d->startup);
    put_steps(j, "probe", d->probe);
    put_bool(j, "colon_space_optional", d->colon_space_optional);
    put_bool(j, "colon_space_none", d->colon_space_none);
    put_bool(j, "urc_before_final", d->urc_before_final);
    put_bool(j, "ok_per_command", d->ok_per_command);
    put_bool(j, "echo", d->echo);
    put_bool(j, "boot_ok", d->boot_ok);
    put_bool(j, "numeric", d->numeric);
    put_number(j, "guard_ms", d->guard_ms);
    put_number(j, "margin_ms", d->margin_ms);
    put_number(j, "pause_ms", d->pause_ms);
    put_number(j, "command_line", d->command_line);
    key(j, "commands");
    open_with(j, '[');
    for (struct command **c = v->commands; *c != NULL; c++) {
        put_string(j, (*c)->name);
    }
    close_with(j, ']');
    key(j, "urcs");
    open_with(j, '[');
    for (struct urc **u = v->urcs; *u != NULL; u++) {
        put_string(j, (*u)->name);
    }
    close_with(j, ']');
    close_with(j, '}');
}

static struct view **views_of(const struct spec *spec)
{
    size_t n = 0;
    struct view **views;

    for (const struct dialect *d = spec->dialects; d != NULL; d = d->next) {
        n++;
    }
    views = arena_zalloc((n + 1) * sizeof(*views));
    n = 0;
    for (struct dialect *d = spec->dialects; d != NULL; d = d->next) {
        views[n++] = view_of(spec, d);
    }
    return views;
}

void export_json(const struct spec *spec, FILE *out)
{
    struct json json = {out, true}, *j = &json;
    struct view **views = views_of(spec);

    open_with(j, '{');
    put_number(j, "format", 1);
    open_items(j, "modules");
    for (const struct module *m = spec->modules; m != NULL; m = m->next) {
        open_item(j);
        put_text(j, "name", m->name);
        put_text(j, "title", m->title);
        close_with(j, '}');
    }
    close_with(j, ']');
    open_items(j, "finals");
    for (const struct final *f = spec->finals; f != NULL; f = f->next) {
        put_final(j, f, views);
    }
    close_with(j, ']');
    open_items(j, "commands");
    for (const struct command *c = spec->commands; c != NULL; c = c->next) {
        put_command(j, c, views);
    }
    close_with(j, ']');
    open_items(j, "urcs");
    for (const struct urc *u = spec->urcs; u != NULL; u = u->next) {
        put_urc(j, u, views);
    }
    close_with(j, ']');
    open_items(j, "enums");
    for (const struct enumdef *e = spec->enums; e != NULL; e = e->next) {
        put_enum(j, e);
    }
    close_with(j, ']');
    open_items(j, "modes");
    for (const struct modedef *d = spec->modes; d != NULL; d = d->next) {
        put_mode(j, d);
    }
    close_with(j, ']');
    open_items(j, "dialects");
    for (struct view **v = views; *v != NULL; v++) {
        put_dialect(j, *v);
    }
    close_with(j, ']');
    fputs("}\n", out);
}
