/* parse_template.c: the text of a `>` or `<` line, with its fields and brackets.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "parse.h"

#include <string.h>

/* value = NUMBER | NAME | STRING */
struct value parse_value(struct parser *p)
{
    struct value v;

    memset(&v, 0, sizeof v);
    if (p->tok.kind == TOK_NUMBER) {
        v.kind = V_NUMBER;
        v.number = p->tok.number;
    } else if (p->tok.kind == TOK_STRING) {
        v.kind = V_STRING;
        v.text = p->tok.string;
    } else if (p->tok.kind == TOK_WORD) {
        v.kind = V_NAME;
        v.text = arena_strndup(p->tok.start, p->tok.len);
    } else {
        fail_expected(p, "a value: a number, a name or a string");
    }
    next(p);
    return v;
}

/* hex = "hex" range [ "quoted" | "0x" ] */
static void parse_hex(struct parser *p, struct type *type)
{
    parse_range(p, 1, 8, &type->lo, &type->hi);
    type->hex = at_word(p, "quoted") ? HEX_QUOTED : at_word(p, "0x") ? HEX_0X : HEX_BARE;
    if (type->hex != HEX_BARE) {
        next(p);
    }
}

/* data = "data" ( NAME | "line" ) */
static void parse_data(struct parser *p, struct type *type)
{
    if (accept_word(p, "line")) {
        type->kind = T_DATA_LINE;
    } else {
        type->size_field = parse_name(p, NAME_PLAIN, "'line', or the field that holds the length");
    }
}

/* Types that are a word; size says what may or must follow it. */
static const struct type_word {
    const char *word;
    enum type_kind kind;
    enum { NO_SIZE, MAY_HAVE_SIZE, HAS_SIZE, OWN_RULE } size;
    int64_t lo, hi; /* NO_SIZE: the type's own; else what a size may be */
    void (*parse)(struct parser *p, struct type *type);
} type_words[] = {
    {"u8", T_UINT, NO_SIZE, 0, UINT8_MAX, NULL},
    {"u16", T_UINT, NO_SIZE, 0, UINT16_MAX, NULL},
    {"u32", T_UINT, NO_SIZE, 0, UINT32_MAX, NULL},
    {"i8", T_SINT, NO_SIZE, INT8_MIN, INT8_MAX, NULL},
    {"i16", T_SINT, NO_SIZE, INT16_MIN, INT16_MAX, NULL},
    {"i32", T_SINT, NO_SIZE, INT32_MIN, INT32_MAX, NULL},
    {"bool", T_UINT, NO_SIZE, 0, 1, NULL},
    {"digit", T_DIGITS, NO_SIZE, 1, 1, NULL},
    {"percent", T_PERCENT, NO_SIZE, 0, 100, NULL},
    {"digits", T_DIGITS, HAS_SIZE, 1, 10, NULL},
    {"bits", T_BITS, HAS_SIZE, 1, 32, NULL},
    {"ident", T_IDENT, HAS_SIZE, 1, 255, NULL},
    {"string", T_STRING, MAY_HAVE_SIZE, 0, 65535, NULL},
    {"multiline", T_MULTILINE, MAY_HAVE_SIZE, 0, 65535, NULL},
    {"bare", T_BARE, MAY_HAVE_SIZE, 0, 65535, NULL},
    {"either", T_EITHER, MAY_HAVE_SIZE, 0, 65535, NULL},
    {"text", T_TEXT, MAY_HAVE_SIZE, 0, 65535, NULL},
    {"hex", T_HEX, OWN_RULE, 0, 0, parse_hex},
    {"data", T_DATA, OWN_RULE, 0, 0, parse_data},
};

/* type = range | "u8" | "u16" | "u32" | "i8" | "i16" | "i32" | "bool" | "digit" | "percent"
 *      | ( "digits" | "bits" | "ident" ) range
 *      | ( "string" | "multiline" | "bare" | "either" | "text" ) [ range ] | hex | data | NAME */
static void parse_type(struct parser *p, struct type *type)
{
    size_t i = 0, count = sizeof type_words / sizeof type_words[0];
    const struct type_word *w;

    if (p->tok.kind == TOK_NUMBER) {
        parse_range(p, INT32_MIN, UINT32_MAX, &type->lo, &type->hi);
        type->kind = type->lo < 0 ? T_SINT : T_UINT;
        return;
    }
    while (i < count && !at_word(p, type_words[i].word)) {
        i++;
    }
    if (i == count) {
        type->kind = T_ENUM;
        type->name = parse_name(p, NAME_PLAIN, "a type");
        return;
    }
    w = &type_words[i];
    type->kind = w->kind;
    next(p);
    if (w->size == OWN_RULE) {
        w->parse(p, type);
    } else if (w->size == NO_SIZE) {
        type->lo = w->lo;
        type->hi = w->hi;
    } else if (w->size == HAS_SIZE || p->tok.kind == TOK_NUMBER) {
        parse_range(p, w->lo, w->hi, &type->lo, &type->hi);
    }
}

/* field = "<" NAME ":" type [ unit ] [ "=" value ] [ "ok" value { "|" value } ] ">" | "<" NAME "=>" */
static struct field *parse_field(struct parser *p)
{
    struct field *f = arena_zalloc(sizeof *f);

    p->in_line = true;
    next(p);
    f->pos = p->tok.pos;
    f->name = parse_name(p, NAME_PLAIN, "the field's name");
    if (p->tok.kind == TOK_KEY) {
        f->key = true;
    } else {
        if (!accept_sign(p, ':')) {
            fail_expected(p, "':' and a type, or '=>'");
        }
        parse_type(p, &f->type);
        parse_unit(p, &f->type.unit_ms);
        if (accept_sign(p, '=')) {
            f->eq = parse_value(p);
        }
        if (accept_word(p, "ok")) {
            struct value *v = &f->ok;

            *v = parse_value(p);
            while (accept_sign(p, '|')) {
                v->next = arena_zalloc(sizeof *v);
                v = v->next;
                *v = parse_value(p);
            }
        }
        if (!at_sign(p, '>')) {
            fail_expected(p, "'>'");
        }
    }
    p->in_line = false;
    next_as(p, lex_text);
    return f;
}

/* The mistake that everybody makes once: one blank before a clause makes it part of the line. */
static void complain_clause_in_text(struct parser *p, const struct token *blank)
{
    static const char *const words[] = {"within",  "when", "stale", "payload",
                                        "pending", "sets", "raw",   "->",      NULL};
    static const struct pos no_place;
    size_t i;

    for (i = 0; *blank->start == ' ' && p->tok.kind == TOK_LITERAL && words[i] != NULL; i++) {
        if (p->tok.len == strlen(words[i]) && memcmp(p->tok.start, words[i], p->tok.len) == 0) {
            complain(p->tok.pos, DIAG_E112, words[i]);
            remark(no_place, "a blank of the text itself before such a word is written '\\ '");
        }
    }
}

static struct node *parse_nodes(struct parser *p, int depth);

/* One or more pieces without a field or a bracket between them. */
static void parse_literal(struct parser *p, struct node *n)
{
    size_t len = 0, room = LEX_TEXT_LIMIT;
    const char *line_start = p->tok.start;
    char *text = NULL;

    n->kind = N_LIT;
    n->lit = p->tok.string;
    while (p->tok.kind == TOK_LITERAL) {
        struct token piece = p->tok;
        size_t more = strlen(piece.string);

        if (len + more >= room || p->lex.cursor - line_start > LEX_TEXT_LIMIT) {
            fail(p, n->pos, DIAG_E117, "the text", LEX_TEXT_LIMIT);
            return;
        }
        next_as(p, lex_text);
        complain_clause_in_text(p, &piece);
        if (len > 0 || p->tok.kind == TOK_LITERAL) {
            text = text != NULL ? text : arena_zalloc(room);
            memcpy(text + len, piece.string, more + 1);
            n->lit = text;
        }
        len += more;
    }
}

static void parse_bracket(struct parser *p, struct node *n, int depth)
{
    struct pos open = p->tok.pos;

    if (depth == DEPTH_LIMIT) {
        fail(p, open, DIAG_E106, DEPTH_LIMIT);
        return;
    }
    n->kind = N_TAIL;
    next_as(p, lex_text);
    n->child = parse_nodes(p, depth + 1);
    if (p->tok.kind != TOK_CLOSE) {
        fail(p, open, DIAG_E113, "[", "]");
    }
    next_as(p, lex_text);
}

/* Nodes up to the end of the text or to the bracket that closes. */
static struct node *parse_nodes(struct parser *p, int depth)
{
    struct node *list = NULL, **tail = &list;

    while (!failed(p) && p->tok.kind != TOK_TEXT_END && p->tok.kind != TOK_CLOSE) {
        struct node *n = arena_zalloc(sizeof *n);

        n->pos = p->tok.pos;
        if (p->tok.kind == TOK_LITERAL) {
            parse_literal(p, n);
        } else if (p->tok.kind == TOK_FIELD) {
            n->kind = N_FIELD;
            n->field = parse_field(p);
        } else if (p->tok.kind == TOK_FRAGMENT) {
            n->kind = N_FRAGMENT;
            n->lit = p->tok.string;
            next_as(p, lex_text);
        } else {
            parse_bracket(p, n, depth);
        }
        *tail = n;
        tail = &n->next;
    }
    return list;
}

/* template = { literal | field | "[" template "]" | "{" NAME "}" } */
struct node *parse_template(struct parser *p)
{
    struct node *list;

    lex_skip_blanks(&p->lex);
    next_as(p, lex_text);
    if (p->tok.kind == TOK_TEXT_END) {
        fail(p, p->tok.pos, DIAG_E109);
    }
    list = parse_nodes(p, 0);
    if (p->tok.kind == TOK_CLOSE) {
        fail(p, p->tok.pos, DIAG_E113, "]", "[");
    }
    next(p);
    return list;
}

/* A text without fields: an example, a step of a dialect's start-up. */
const char *parse_plain(struct parser *p)
{
    const char *text;

    lex_skip_blanks(&p->lex);
    next_as(p, lex_plain);
    text = p->tok.string;
    if (!failed(p) && *text == '\0') {
        fail(p, p->tok.pos, DIAG_E109);
    } else if (!failed(p) && p->tok.len > LEX_TEXT_LIMIT) {
        fail(p, p->tok.pos, DIAG_E117, "the text", LEX_TEXT_LIMIT);
    }
    next(p);
    return text;
}
