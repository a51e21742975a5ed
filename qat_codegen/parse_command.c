/* parse_command.c: commands, urcs and their examples.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "parse.h"

#include <stdlib.h>
#include <string.h>

static const char *const statement_words[] = {
    "example", "sets", "source", "note", "exclusive", "holds", NULL,
};

static bool starts_statement(const struct token *t)
{
    return is_one_of(t, statement_words) || nearly_one_of(t, statement_words) || t->sign == '<' ||
           t->sign == '>' || t->sign == '}';
}

/* What stands behind '=' in an example: a string, or anything up to a blank; a number if it looks
 * like one. */
static struct value parse_wanted(struct parser *p)
{
    struct value v;
    char *end;

    memset(&v, 0, sizeof v);
    next_as(p, lex_value);
    v.text = p->tok.string;
    v.kind = p->tok.kind == TOK_STRING ? V_STRING : V_NAME;
    if (p->tok.kind == TOK_WORD && p->tok.len < 19) {
        v.number = strtoll(v.text, &end, 10);
        v.kind = *end == '\0' && strspn(v.text, "-0123456789") == p->tok.len ? V_NUMBER : V_NAME;
    } else if (p->tok.kind != TOK_STRING && p->tok.kind != TOK_WORD) {
        fail_expected(p, "a value");
    }
    next(p);
    return v;
}

/* example = "example" text [ "->" NAME "=" wanted { NAME "=" wanted } ] */
static struct example *parse_example(struct parser *p)
{
    struct example *e = arena_zalloc(sizeof *e);
    struct pair **tail = &e->want;

    e->text = parse_plain(p);
    if (p->tok.kind != TOK_ARROW) {
        return e;
    }
    next(p);
    do {
        struct pair *w = arena_zalloc(sizeof *w);

        w->pos = p->tok.pos;
        if (p->tok.kind == TOK_WORD) {
            p->part = p->tok.start; /* it may stand in the next line */
        }
        w->name = parse_name(p, NAME_PLAIN, "a field's name");
        if (!at_sign(p, '=')) {
            fail_expected(p, "'='");
        }
        w->value = parse_wanted(p);
        *tail = w;
        tail = &w->next;
    } while (p->tok.kind == TOK_WORD && (!p->tok.first || peek(p).sign == '='));
    return e;
}

static void add_example(struct parser *p, struct example ***tail)
{
    struct pos at = p->tok.pos;
    struct example *e = parse_example(p);

    e->pos = at;
    if (!failed(p)) {
        **tail = e;
        *tail = &e->next;
    }
}

static void add_line(struct parser *p, struct line ***tail, struct line *line)
{
    if (!failed(p)) {
        **tail = line;
        *tail = &line->next;
    }
}

struct ends { /* of the lists in a command or urc */
    struct line **lines;
    struct example **examples;
};

static void add_settings(struct parser *p, struct setting **list)
{
    while (*list != NULL) {
        list = &(*list)->next;
    }
    next(p);
    *list = parse_settings(p);
}

/* statement = host-line | module-line | example | source | "sets" settings | "note" STRING
 *           | "exclusive" "with" names | "holds" */
static void parse_statement(struct parser *p, struct command *c, struct ends *end)
{
    if (at_sign(p, '>')) {
        struct line *line = parse_host_line(p);

        add_line(p, &end->lines, line);
    } else if (at_sign(p, '<')) {
        struct line *line = parse_module_line(p, false);

        add_line(p, &end->lines, line);
    } else if (at_word(p, "example")) {
        add_example(p, &end->examples);
    } else if (at_word(p, "source")) {
        parse_source(p, &c->origin);
    } else if (at_word(p, "sets")) {
        add_settings(p, &c->sets);
    } else if (accept_word(p, "note")) {
        c->note = parse_string(p, "the note, as a string");
    } else if (accept_word(p, "exclusive")) {
        struct name_list **tail = &c->exclusive;

        expect_word(p, "with");
        while (*tail != NULL) {
            tail = &(*tail)->next;
        }
        *tail = parse_names(p, NAME_DOTTED, "a command", statement_words);
    } else if (accept_word(p, "holds")) {
        c->holds = true;
    } else {
        struct token t = p->tok;

        fail_expected(p, "a statement ('>', '<', example, sets, source, note, exclusive, holds) or '}'");
        suggest(&t, statement_words);
    }
}

/* command = "command" NAME [ STRING ] "{" { statement } "}" */
void parse_command(struct parser *p)
{
    struct command *c = arena_zalloc(sizeof *c);
    struct ends end = {&c->lines, &c->examples};
    struct block b = {starts_statement, true, false, p->tok.pos};

    next(p);
    c->pos = p->tok.pos;
    c->name = parse_name(p, NAME_DOTTED, "the command's name");
    c->title = parse_optional_string(p);
    c->origin = p->origin;
    c->module = item_module(p);
    c->only = p->dialect;
    if (failed(p)) {
        return;
    }
    *p->end.commands = c;
    p->end.commands = &c->next;
    if (begin_block(p, &b)) {
        while (in_block(p, &b)) {
            parse_statement(p, c, &end);
        }
        end_block(p, &b, "a statement");
    }
}

static bool starts_urc_statement(const struct token *t)
{
    return is_word(t, "example") || is_word(t, "source") || t->sign == '<' || t->sign == '}';
}

/* urc-statement = module-line | example | source */
static void parse_urc_statement(struct parser *p, struct urc *u, struct ends *end)
{
    if (at_sign(p, '<')) {
        struct line *line = parse_module_line(p, true);

        add_line(p, &end->lines, line);
    } else if (at_word(p, "example")) {
        add_example(p, &end->examples);
    } else if (at_word(p, "source")) {
        parse_source(p, &u->origin);
    } else {
        fail_expected(p, "'<', example, source or '}'");
    }
}

/* urc = "urc" NAME [ STRING ] ( "{" { urc-statement } "}" | { urc-statement } ) */
void parse_urc(struct parser *p)
{
    struct urc *u = arena_zalloc(sizeof *u);
    struct ends end = {&u->lines, &u->examples};
    struct block b = {starts_urc_statement, false, false, p->tok.pos};

    next(p);
    u->pos = p->tok.pos;
    u->name = parse_name(p, NAME_DOTTED, "the urc's name");
    u->title = parse_optional_string(p);
    u->origin = p->origin;
    u->module = item_module(p);
    u->only = p->dialect;
    b.braces = at_sign(p, '{');
    if (!b.braces && !at_sign(p, '<')) {
        fail_expected(p, "'{', or '<' and a line");
        return;
    }
    *p->end.urcs = u;
    p->end.urcs = &u->next;
    (void)begin_block(p, &b); /* has looked already */
    while (in_block(p, &b) && (b.braces || starts_urc_statement(&p->tok)) && !at_sign(p, '}')) {
        parse_urc_statement(p, u, &end);
    }
    end_block(p, &b, "'<', example, source");
}
