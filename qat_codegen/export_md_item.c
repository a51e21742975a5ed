/* export_md_item.c: the command reference, one command or urc of it.
 *
 * SPDX-License-Identifier: MIT */
#include "export_md.h"

#include "arena.h"
#include "check.h"
#include "emit.h"

#include <string.h>

enum { LISTED_INLINE = 8 }; /* an enum of more values stands on its own */

/* Appends to a list of remarks. */
static void add(const char **text, const char *between, const char *more)
{
    *text = **text == '\0' ? more : arena_printf("%s%s%s", *text, between, more);
}

/* ---- the lines as on the wire ---- */

static const char *payload_words(const struct line *l)
{
    const char *size = l->payload.size != NULL ? arena_printf("<%s>", l->payload.size) : "";

    switch (l->payload.kind) {
    case P_NONE:
        return "";
    case P_COUNTED:
        return arena_printf("payload of %s bytes", size);
    case P_CTRLZ:
        return "payload, ended by Ctrl-Z";
    case P_EITHER:
        return arena_printf("payload of %s bytes, or ended by Ctrl-Z when that is left out", size);
    case P_LINE:
        return "the next line is payload";
    case P_CALLER:
        return arena_printf("payload, %s bytes as the caller says%s", size,
                            l->payload.until != NULL ? " (0: up to its trailer)" : "");
    }
    return "";
}

static const char *host_text(const struct line *l)
{
    switch (l->role) {
    case L_PAYLOAD_OUT:
        return arena_printf("(%s)", payload_words(l));
    case L_PROMPT:
        return ">";
    case L_HOST:
    case L_FINAL:
    case L_INFO:
    case L_INFO_ANY:
    case L_INFO_MAYBE:
    case L_LATER:
    case L_EACH:
    case L_URC:
        return template_text(l->tmpl, false);
    }
    return "";
}

/* What stands at the right of a line. */
static const char *remarks(const struct line *l)
{
    static const char *const often[] = {"", "", "the prompt", "", "", "none or more", "none or once",
                                        "later", "later, any number", ""};
    const char *text = often[l->role];

    if (l->within.given) {
        add(&text, ", ", arena_printf("within %s", limit_text(&l->within)));
    }
    if (l->payload.kind != P_NONE && l->role != L_PAYLOAD_OUT) {
        add(&text, ", ", arena_printf("then %s", payload_words(l)));
    }
    if (l->payload.hi > 0) {
        add(&text, ", ", arena_printf("%u to %u bytes", (unsigned)l->payload.lo, (unsigned)l->payload.hi));
    }
    if (l->when != NULL) {
        add(&text, ", ", arena_printf("when %s", condition_text(l->when)));
    }
    return text;
}

static void put_wire(const struct md *m, const struct line *lines)
{
    size_t column = 0;

    for (const struct line *l = lines; l != NULL; l = l->next) {
        size_t n = strlen(host_text(l));

        column = n > column && n <= 60 ? n : column;
    }
    fputs("\n```\n", m->out);
    for (const struct line *l = lines; l != NULL; l = l->next) {
        const char *text = host_text(l), *right = remarks(l);
        bool host = l->role == L_HOST || l->role == L_PAYLOAD_OUT;

        fprintf(m->out, "%c %s", host ? '>' : '<', text);
        if (*right != '\0') {
            size_t n = strlen(text);

            fprintf(m->out, "%*s   %s", n < column ? (int)(column - n) : 0, "", right);
        }
        fputc('\n', m->out);
    }
    fputs("```\n", m->out);
}

const char *md_syntax(const struct md_item *i)
{
    const struct line *l = i->lines;

    while (l != NULL && i->command != NULL && l->role != L_HOST) {
        l = l->next;
    }
    return l != NULL && l->tmpl != NULL ? template_text(l->tmpl, false) : "";
}

/* ---- fields ---- */

static const char *enum_words(const struct md *m, const struct enumdef *e)
{
    const char *text = "";
    int count = 0;

    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        count++;
    }
    if (count > LISTED_INLINE || e->errors) {
        return arena_printf("[%s](%s)", e->name, md_link(m, md_enum_page(e), md_enum_id(e)));
    }
    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        const char *value = e->cls == E_NUMBER   ? arena_printf("`%lld`", (long long)v->number)
                            : e->cls == E_QUOTED ? md_code(arena_printf("\"%s\"", v->word))
                                                 : md_code(v->word);

        add(&text, "<br>", arena_printf("%s %s%s%s", value, v->name, v->text != NULL ? ": " : "",
                                        v->text != NULL ? md_prose(v->text) : ""));
    }
    return text;
}

static const char *value_column(const struct md *m, const struct field *f, bool host)
{
    return f->type.kind == T_ENUM && f->type.e != NULL
               ? arena_printf("%s%s", enum_words(m, f->type.e), unit_words(&f->type))
               : type_words(&f->type, host);
}

static const char *presence_words(const struct line *l, const struct field *f)
{
    bool in_tail = true;

    for (const struct node *n = l->tmpl; n != NULL; n = n->next) {
        in_tail = in_tail && n->field != f;
    }
    if (f->may_be_empty) {
        return in_tail ? "may be empty or left out" : "may be empty";
    }
    return in_tail ? "may be left out" : "";
}

static const char *check_words(const struct field *f)
{
    return f->eq.kind == V_NAME && strcmp(f->eq.text, "xor16") == 0
               ? "must be the XOR of the payload's 16-bit words"
               : arena_printf("must equal %s", value_words(f, &f->eq));
}

static const char *remark_column(const struct line *l, const struct field *f)
{
    const char *text = presence_words(l, f);
    bool host = l->role == L_HOST;

    if (f->eq.kind != V_NONE && host) {
        add(&text, "; ", arena_printf("the module then takes %s%s", value_words(f, &f->eq),
                                      unit_words(&f->type)));
    } else if (f->eq.kind != V_NONE) {
        add(&text, "; ", check_words(f));
    }
    if (f->key) {
        add(&text, "; ", "as in the command");
    }
    if (f->is_size) {
        add(&text, "; ", "follows from the payload");
    }
    if (f->ok.kind != V_NONE) {
        add(&text, "; ", "success:");
        for (const struct value *v = &f->ok; v != NULL; v = v->next) {
            text = arena_printf("%s%s%s", text, v == &f->ok ? " " : " or ", value_words(f, v));
        }
    }
    return text;
}

struct rows { /* of a table of fields; each field once unless it differs */
    const struct md *md;
    const struct line *line;
    const char *title;
    const char *seen[256];
    int count;
    bool open;
};

static bool shown_before(struct rows *r, const char *row)
{
    for (int i = 0; i < r->count; i++) {
        if (strcmp(r->seen[i], row) == 0) {
            return true;
        }
    }
    if (r->count < 256) {
        r->seen[r->count++] = row;
    }
    return false;
}

static void put_row(void *user, const struct field *f)
{
    struct rows *r = user;
    FILE *out = r->md->out;
    const char *row = arena_printf("| `%s` | %s | %s |\n", f->name,
                                   md_cell(value_column(r->md, f, r->line->role == L_HOST)),
                                   md_cell(remark_column(r->line, f)));

    if (shown_before(r, row)) {
        return;
    }
    if (!r->open) {
        fprintf(out, "\n| %s | value | |\n|---|---|---|\n", r->title);
        r->open = true;
    }
    fputs(row, out);
}

static void put_fields(const struct md *m, const struct line *lines, bool host)
{
    struct rows *r = arena_zalloc(sizeof *r);

    r->md = m;
    r->title = host ? "parameter" : "answer";
    for (const struct line *l = lines; l != NULL; l = l->next) {
        if ((l->role == L_HOST) == host) {
            r->line = l;
            r->title = l->role == L_URC ? "field" : r->title;
            each_field(l->tmpl, put_row, r);
        }
    }
}

/* ---- what holds for it ---- */

/* Lines of a list, each once. */
struct facts {
    const struct md *md;
    const char *text;
};

static void say(struct facts *f, const char *fact)
{
    fact = arena_printf("- %s\n", fact);
    if (strstr(f->text, fact) == NULL) {
        f->text = arena_printf("%s%s", f->text, fact);
    }
}

static const char *command_link(const struct md *m, const char *name)
{
    const struct md_item *i = md_command(m, name);

    return i == NULL ? md_code(name)
                     : arena_printf("[`%s`](%s)", name, md_link(m, i->page, md_item_id(i)));
}

static const char *settings_words(const struct setting *s)
{
    const char *text = "";

    for (; s != NULL; s = s->next) {
        const char *index = s->index == NULL ? "" : arena_printf("[%s]", s->index);
        const char *value = s->value.kind == V_NUMBER ? arena_printf("%lld", (long long)s->value.number)
                                                      : arena_printf("<%s>", s->value.text);

        add(&text, ", ", md_code(arena_printf("%s%s = %s", s->mode, index, value)));
    }
    return text;
}

static const char *keys_words(const struct line *l)
{
    struct field_walk walk;
    const char *text = "";

    for (const struct field *f = first_field(&walk, l->tmpl); f != NULL; f = next_field(&walk)) {
        if (f->key) {
            add(&text, " and ", md_code(f->name));
        }
    }
    return text;
}

static void say_late(struct facts *f, const struct line *l)
{
    const char *keys = keys_words(l);
    const char *same = *keys != '\0' ? arena_printf("the command with the same %s", keys) : "the command";

    say(f, "Done when the later line has come. Other commands may go out while it is awaited.");
    if (l->stale_until != NULL) {
        say(f, arena_printf("When it misses its limit, %s is refused (`QAT_E_STALE_KEY`) until the line "
                            "comes, %s has succeeded, or the module restarts.", same,
                            command_link(f->md, l->stale_until)));
    }
}

static void say_payload(struct facts *f, const struct line *l)
{
    if (l->payload.ack != NULL) {
        const char *arg = l->payload.ack_when;
        const char *when = arg == NULL ? "" : arena_printf(" when `%s` is 1", arg);

        say(f, arena_printf("The module acknowledges every %u bytes with %s%s.",
                            (unsigned)l->payload.ack_every, md_code(l->payload.ack), when));
    }
    if (l->payload.idle != NULL) {
        say(f, arena_printf("A payload that stands still for `%s` is given up by the module.",
                            l->payload.idle));
    }
    if (l->payload.kind == P_CTRLZ && l->role == L_PAYLOAD_OUT) {
        say(f, "The payload may hold neither Ctrl-Z nor ESC.");
    }
}

static const char *modes_words(const struct setting *s, const char *verb)
{
    return arena_printf("%s the mode%s %s.", verb, s->next != NULL ? "s" : "", settings_words(s));
}

static void say_line(struct facts *f, const struct line *l)
{
    if (l->role == L_LATER) {
        say_late(f, l);
    }
    say_payload(f, l);
    if (l->sets != NULL) {
        say(f, modes_words(l->sets, "Tells"));
    }
    if (l->pending_first) {
        say(f, l->role == L_URC ? "While a command whose answer looks the same is pending, the line is its "
                                  "answer."
                                : "While it is pending, such a line is its answer, not the URC that looks "
                                  "the same.");
    }
    if (l->same_meaning) {
        say(f, "The line means the same as answer and as URC; it is handed over as both.");
    }
    if (l->raw != NULL) {
        say(f, arena_printf("Delivered as text: %s.", md_prose(l->raw)));
    }
}

static void say_command(struct facts *f, const struct command *c)
{
    const char *text = "";

    if (c->sets != NULL) {
        say(f, modes_words(c->sets, "Sets"));
    }
    for (const struct name_list *n = c->exclusive; n != NULL; n = n->next) {
        add(&text, ", ", command_link(f->md, n->name));
    }
    if (*text != '\0') {
        say(f, arena_printf("Waits while one of these is open, and they wait for it: %s.", text));
    }
    if (c->holds) {
        say(f, "No other command goes out until it has been answered.");
    }
    if (c->note != NULL) {
        say(f, md_prose(c->note));
    }
}

static void put_facts(const struct md *m, const struct md_item *i)
{
    struct facts f = {m, ""};

    for (const struct line *l = i->lines; l != NULL; l = l->next) {
        say_line(&f, l);
    }
    if (i->command != NULL) {
        say_command(&f, i->command);
    }
    if (*f.text != '\0') {
        fprintf(m->out, "\n%s", f.text);
    }
}

/* The errors that its own lines can give, beside those of every command. */
static void put_errors(const struct md *m, const struct line *lines)
{
    const char *result = "", *check = "", *final = "";
    struct field_walk walk;

    for (const struct line *l = lines; l != NULL; l = l->next) {
        const struct field *f = l->tmpl != NULL ? first_field(&walk, l->tmpl) : NULL;

        for (; f != NULL; f = next_field(&walk)) {
            if (f->ok.kind != V_NONE) {
                add(&result, ", ", md_code(f->name));
            } else if (f->eq.kind != V_NONE && l->role != L_HOST) {
                add(&check, ", ", md_code(f->name));
            }
        }
        if (l->role == L_FINAL && strcmp(l->final, "send_ok") == 0) {
            final = "`QAT_E_SEND_FAIL` (`SEND FAIL`)";
        }
        if (l->role == L_FINAL && strcmp(l->final, "connect") == 0) {
            final = "`QAT_E_NO_CARRIER` (`NO CARRIER`)";
        }
    }
    fputs("\nErrors: ", m->out);
    if (*result != '\0') {
        fprintf(m->out, "`QAT_E_RESULT` (%s says so), ", result);
    }
    if (*check != '\0') {
        fprintf(m->out, "`QAT_E_MISMATCH` (%s differs), ", check);
    }
    if (*final != '\0') {
        fprintf(m->out, "%s, ", final);
    }
    fprintf(m->out, "%sthose of [every command](%s).\n",
            *result != '\0' || *check != '\0' || *final != '\0' ? "and " : "",
            md_link(m, "README", "errors"));
}

/* ---- examples, source ---- */

static const char *wanted_text(const struct pair *p)
{
    const char *text = "";

    for (; p != NULL; p = p->next) {
        const struct value *v = &p->value;

        add(&text, " ", v->kind == V_STRING ? arena_printf("%s=\"%s\"", p->name, v->text)
                                            : arena_printf("%s=%s", p->name, v->text));
    }
    return text;
}

static void put_examples(const struct md *m, const struct example *e)
{
    if (e == NULL) {
        return;
    }
    fputs("\n```\n", m->out);
    for (; e != NULL; e = e->next) {
        bool host = e->text[0] == 'A' && e->text[1] == 'T';

        fprintf(m->out, "%c ", host ? '>' : '<');
        for (const char *p = e->text; *p != '\0'; p++) {
            if ((unsigned char)*p < ' ') {
                fprintf(m->out, "\\x%02X", (unsigned)(unsigned char)*p);
            } else {
                fputc(*p, m->out);
            }
        }
        fprintf(m->out, "%s%s\n", e->want != NULL ? "\n      " : "", wanted_text(e->want));
    }
    fputs("```\n", m->out);
}

static void put_source(const struct md *m, const struct md_item *i)
{
    const char *dialects = md_dialects(m, i), *sure = confidence_words(i->origin->confidence);

    fprintf(m->out, "\nSource: %s", i->origin->source != NULL ? md_prose(i->origin->source) : "not given");
    if (*sure != '\0') {
        fprintf(m->out, " (%s)", sure);
    }
    fprintf(m->out, ". Modules: %s.", *dialects != '\0' ? dialects : "all");
    if (i->command != NULL) {
        fprintf(m->out, " C: `qat_%s()`.\n", c_name(i->name));
    } else {
        fprintf(m->out, " C: `QAT_URC_%s`.\n", upper_name(i->name));
    }
}

static void put_body(const struct md *m, const struct md_item *i)
{
    fprintf(m->out, "\n%s\n", i->title != NULL ? md_prose(i->title) : "");
    put_wire(m, i->lines);
    put_fields(m, i->lines, true);
    put_fields(m, i->lines, false);
    put_facts(m, i);
    if (i->command != NULL) {
        put_errors(m, i->lines);
    }
    put_examples(m, i->examples);
    put_source(m, i);
}

void md_write_item(const struct md *m, const struct md_item *i)
{
    md_anchor(m, md_item_id(i));
    fprintf(m->out, "### %s%s\n", i->urc != NULL ? "URC " : "", i->name);
    put_body(m, i);
    for (const struct md_item *v = i->variants; v != NULL; v = v->next) {
        fprintf(m->out, "\n#### %s%s on %s\n", i->urc != NULL ? "URC " : "", i->name, v->only->name);
        put_body(m, v);
    }
}
