/* parse_item.c: the items that are tables: enums, error codes, finals, fragments, modes.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "parse.h"

#include <string.h>

static bool starts_enumerator(const struct token *t)
{
    return t->kind == TOK_NUMBER || t->kind == TOK_STRING || (t->kind == TOK_SIGN && t->sign == '}');
}

static bool starts_final(const struct token *t)
{
    return t->kind == TOK_WORD || (t->kind == TOK_SIGN && t->sign == '}');
}

static void add_enum(struct parser *p, struct enumdef *e)
{
    *p->end.enums = e;
    p->end.enums = &e->next;
}

/* enumerator = ( NUMBER | STRING ) NAME [ STRING ]
 *
 * In an enum of words the text may be left out: a string is the text unless a name follows it. */
static void parse_enumerator(struct parser *p, struct enumdef *e, struct enumerator ***tail, int64_t index)
{
    struct enumerator *v = arena_zalloc(sizeof *v);

    v->pos = p->tok.pos;
    v->number = index;
    if (e->cls == E_NUMBER) {
        v->number = parse_number(p, INT32_MIN, INT32_MAX, "a number");
    } else {
        v->word = parse_string(p, "a word in quotes, as the module prints it");
    }
    v->name = parse_name(p, NAME_LOOSE, "the name of the value");
    if (p->tok.kind == TOK_STRING && peek(p).kind != TOK_WORD) {
        v->text = parse_string(p, "");
    } else if (p->tok.kind == TOK_STRING && e->cls == E_NUMBER) {
        fail_expected(p, "a number before the name");
    }
    if (!failed(p)) {
        **tail = v;
        *tail = &v->next;
    }
}

static void parse_enumerators(struct parser *p, struct enumdef *e)
{
    struct block b = {starts_enumerator, true, false, p->tok.pos};
    struct enumerator **tail = &e->values;
    int64_t index = 0;

    if (begin_block(p, &b)) {
        while (in_block(p, &b)) {
            parse_enumerator(p, e, &tail, index++);
        }
        end_block(p, &b, e->cls == E_NUMBER ? "a number" : "a word in quotes");
    }
}

/* enum = "enum" NAME [ "digit" | "digits" range | "quoted" | "word" ] "{" { enumerator } "}" */
void parse_enum(struct parser *p)
{
    struct enumdef *e = arena_zalloc(sizeof *e);
    int64_t lo = 0, hi = 0;

    next(p);
    e->pos = p->tok.pos;
    e->name = parse_name(p, NAME_PLAIN, "the enum's name");
    e->module = item_module(p);
    if (accept_word(p, "quoted")) {
        e->cls = E_QUOTED;
    } else if (accept_word(p, "word")) {
        e->cls = E_WORD;
    } else if (accept_word(p, "digit")) {
        lo = hi = 1;
    } else if (accept_word(p, "digits")) {
        parse_range(p, 1, 10, &lo, &hi);
    }
    e->digits_lo = (int)lo;
    e->digits_hi = (int)hi;
    if (failed(p)) {
        return;
    }
    add_enum(p, e);
    parse_enumerators(p, e);
}

/* errors = "errors" NAME "{" { NUMBER NAME [ STRING ] } "}" */
void parse_errors(struct parser *p)
{
    struct enumdef *e = arena_zalloc(sizeof *e);

    next(p);
    e->pos = p->tok.pos;
    e->name = parse_name(p, NAME_PLAIN, "the name of the table of error codes");
    e->module = item_module(p);
    e->errors = true;
    if (failed(p)) {
        return;
    }
    add_enum(p, e);
    parse_enumerators(p, e);
}

static void parse_final(struct parser *p)
{
    struct final *f = arena_zalloc(sizeof *f);

    f->pos = p->tok.pos;
    f->module = item_module(p);
    if (p->tok.kind != TOK_WORD) {
        fail_expected(p, "the name of a final");
        return;
    }
    f->name = arena_strndup(p->tok.start, p->tok.len);
    f->tmpl = parse_template(p);
    if (!failed(p)) {
        *p->end.finals = f;
        p->end.finals = &f->next;
    }
}

/* finals = "finals" "{" { NAME template } "}" */
void parse_finals(struct parser *p)
{
    struct block b = {starts_final, true, false, p->tok.pos};

    next(p);
    if (begin_block(p, &b)) {
        while (in_block(p, &b)) {
            parse_final(p);
        }
        end_block(p, &b, "the name of a final");
    }
}

/* fields = "fields" NAME "=" template */
void parse_fields(struct parser *p)
{
    struct fragment *f = arena_zalloc(sizeof *f), *other;

    next(p);
    f->pos = p->tok.pos;
    f->name = parse_name(p, NAME_PLAIN, "the fragment's name");
    item_module(p);
    for (other = p->fragments; !failed(p) && other != NULL; other = other->next) {
        if (strcmp(other->name, f->name) == 0) {
            complain(f->pos, DIAG_E102, f->name);
            remark(other->pos, "first defined here");
        }
    }
    if (!at_sign(p, '=')) {
        fail_expected(p, "'='");
        return;
    }
    f->tmpl = parse_template(p);
    f->next = p->fragments;
    p->fragments = f;
}

/* mode = "mode" NAME [ "[" NAME ":" range "]" ] [ ":" range ] "=" ( "no" | "yes" | NUMBER ) */
void parse_mode(struct parser *p)
{
    struct modedef *m = arena_zalloc(sizeof *m);

    next(p);
    m->pos = p->tok.pos;
    m->hi = 1;
    m->name = parse_name(p, NAME_PLAIN, "the mode's name");
    m->module = item_module(p);
    if (accept_sign(p, '[')) {
        m->index = parse_name(p, NAME_PLAIN, "the name of what it belongs to");
        expect_sign(p, ':');
        parse_range(p, 0, 255, &m->index_lo, &m->index_hi);
        expect_sign(p, ']');
    }
    if (accept_sign(p, ':')) {
        parse_range(p, 0, 255, &m->lo, &m->hi);
    }
    expect_sign(p, '=');
    if (at_word(p, "no") || at_word(p, "yes")) {
        m->init = at_word(p, "yes");
        next(p);
    } else {
        struct pos at = p->tok.pos;

        m->init = parse_number(p, INT32_MIN, INT32_MAX, "the value at boot: no, yes or a number");
        if (!failed(p) && (m->init < m->lo || m->init > m->hi)) {
            complain(at, DIAG_E105, arena_printf("%lld", (long long)m->init),
                     arena_printf("the mode is %lld to %lld", (long long)m->lo, (long long)m->hi));
        }
    }
    if (!failed(p)) {
        *p->end.modes = m;
        p->end.modes = &m->next;
    }
}
