/* parse_line.c: the lines of a command or urc: their role, their text and the clauses behind it.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "parse.h"

#include <string.h>

/* limit = [ NAME "+" | NAME "*" NAME "+" ] time */
static void parse_limit(struct parser *p, struct limit *limit)
{
    limit->given = true;
    limit->pos = p->tok.pos;
    if (p->tok.kind == TOK_WORD && *p->tok.start > '9') { /* not "300ms" */
        limit->arg = parse_name(p, NAME_PLAIN, "an argument");
        if (accept_sign(p, '*')) {
            limit->arg2 = parse_name(p, NAME_PLAIN, "an argument");
        }
        expect_sign(p, '+');
    }
    limit->ms = parse_time(p);
}

/* index = "[" NAME "]" */
static const char *parse_index(struct parser *p)
{
    const char *name = NULL;

    if (accept_sign(p, '[')) {
        name = parse_name(p, NAME_PLAIN, "a field or an argument");
        expect_sign(p, ']');
    }
    return name;
}

/* condition = [ "not" ] NAME [ index ] [ "=" NUMBER ] [ "and" condition ] */
static struct cond *parse_condition(struct parser *p)
{
    struct cond *list = NULL, **tail = &list;

    do {
        struct cond *c = arena_zalloc(sizeof *c);

        c->pos = p->tok.pos;
        c->equals = 1;
        c->negate = accept_word(p, "not");
        c->mode = parse_name(p, NAME_PLAIN, "a mode");
        c->index = parse_index(p);
        if (accept_sign(p, '=')) {
            c->equals = parse_number(p, 0, 255, "a mode's value");
        }
        *tail = c;
        tail = &c->next;
    } while (accept_word(p, "and"));
    return list;
}

/* settings = NAME [ index ] "=" ( "yes" | "no" | NAME | NUMBER ) [ "," settings ] */
struct setting *parse_settings(struct parser *p)
{
    struct setting *list = NULL, **tail = &list;

    do {
        struct setting *s = arena_zalloc(sizeof *s);

        s->pos = p->tok.pos;
        s->mode = parse_name(p, NAME_PLAIN, "a mode");
        s->index = parse_index(p);
        expect_sign(p, '=');
        if (at_word(p, "yes") || at_word(p, "no")) {
            s->value.kind = V_NUMBER;
            s->value.number = at_word(p, "yes");
            next(p);
        } else if (p->tok.kind == TOK_NUMBER) {
            s->value.kind = V_NUMBER;
            s->value.number = parse_number(p, 0, 255, "a mode's value");
        } else {
            s->value.kind = V_NAME;
            s->value.text = parse_name(p, NAME_PLAIN, "an argument, a field, a number, yes or no");
        }
        *tail = s;
        tail = &s->next;
    } while (accept_sign(p, ','));
    return list;
}

/* payload-in = "payload" ( NAME | "line" | "caller" NAME [ "or" "until" STRING ] ) */
static void parse_payload_in(struct parser *p, struct line *line)
{
    if (accept_word(p, "line")) {
        line->payload.kind = P_LINE;
        return;
    }
    line->payload.kind = accept_word(p, "caller") ? P_CALLER : P_COUNTED;
    line->payload.size = parse_name(p, NAME_PLAIN, "'line', 'caller' or the field that holds the length");
    if (line->payload.kind == P_CALLER && accept_word(p, "or")) {
        expect_word(p, "until");
        line->payload.until = parse_string(p, "the text that ends the payload, as a string");
    }
}

enum clause {
    CLAUSE_WITHIN,
    CLAUSE_STALE,
    CLAUSE_WHEN,
    CLAUSE_PENDING,
    CLAUSE_SAME,
    CLAUSE_RAW,
    CLAUSE_PAYLOAD,
    CLAUSE_SETS,
    CLAUSE_COUNT
};

static const char *const clause_words[] = { /* in the order of enum clause */
    "within", "stale", "when", "pending", "same", "raw", "payload", "sets", NULL,
};

/* Why the clause cannot stand here; NULL: it can. */
static const char *misplaced(enum clause c, const struct line *line)
{
    if (line->role == L_PROMPT && c != CLAUSE_WITHIN) {
        return "a prompt";
    }
    if (line->role == L_URC && (c == CLAUSE_WITHIN || c == CLAUSE_STALE)) {
        return "a urc";
    }
    if (line->role != L_LATER && c == CLAUSE_STALE) {
        return "a line that is not 'later'";
    }
    return NULL;
}

/* clause = "within" limit | "stale" "until" NAME | "when" condition | "pending" "first"
 *        | "same" "meaning" | "raw" STRING | payload-in | "sets" settings */
static void parse_clause(struct parser *p, struct line *line, enum clause c)
{
    next(p);
    switch (c) {
    case CLAUSE_WITHIN:
        parse_limit(p, &line->within);
        break;
    case CLAUSE_STALE:
        expect_word(p, "until");
        line->stale_until = parse_name(p, NAME_DOTTED, "a command");
        break;
    case CLAUSE_WHEN:
        line->when = parse_condition(p);
        break;
    case CLAUSE_PENDING:
        expect_word(p, "first");
        line->pending_first = true;
        break;
    case CLAUSE_SAME:
        expect_word(p, "meaning");
        line->same_meaning = true;
        break;
    case CLAUSE_RAW:
        line->raw = parse_string(p, "the reason, as a string");
        break;
    case CLAUSE_PAYLOAD:
        parse_payload_in(p, line);
        break;
    case CLAUSE_SETS:
        line->sets = parse_settings(p);
        break;
    case CLAUSE_COUNT:
        break;
    }
}

/* Clauses may go on in the next line, but `sets` there is the command's. */
static void parse_clauses(struct parser *p, struct line *line)
{
    bool seen[CLAUSE_COUNT] = {false};

    for (;;) {
        unsigned c = 0;
        const char *where;

        while (c < CLAUSE_COUNT && !at_word(p, clause_words[c])) {
            c++;
        }
        if (c == CLAUSE_COUNT || (c == CLAUSE_SETS && p->tok.first)) {
            break;
        }
        where = misplaced((enum clause)c, line);
        if (where != NULL) {
            complain(p->tok.pos, DIAG_E121, clause_words[c], where);
        } else if (seen[c]) {
            complain(p->tok.pos, DIAG_E114, clause_words[c]);
        }
        seen[c] = true;
        parse_clause(p, line, (enum clause)c);
    }
    if (!failed(p) && !p->tok.first && p->tok.kind == TOK_WORD && !is_word(&p->tok, "example")) {
        struct token t = p->tok;

        fail_expected(p, "a clause (within, when, ...), or the end of the line");
        suggest(&t, clause_words);
    }
}

/* out-clause = "ack" STRING "every" NUMBER [ "when" NAME ] | "idle" NAME | "limit" range */
static bool parse_out_clause(struct parser *p, struct line *line)
{
    struct pos at = p->tok.pos;

    if (at_word(p, "ack")) {
        if (line->payload.ack != NULL) {
            complain(at, DIAG_E114, "ack");
        }
        next(p);
        line->payload.ack = parse_string(p, "what the module sends, as a string");
        expect_word(p, "every");
        line->payload.ack_every = (uint32_t)parse_number(p, 1, UINT32_MAX, "a number of bytes");
        if (accept_word(p, "when")) {
            line->payload.ack_when = parse_name(p, NAME_PLAIN, "an argument");
        }
        return true;
    }
    if (at_word(p, "idle")) {
        if (line->payload.idle != NULL) {
            complain(at, DIAG_E114, "idle");
        }
        next(p);
        line->payload.idle = parse_name(p, NAME_PLAIN, "the argument that holds the module's own limit");
        return true;
    }
    if (at_word(p, "limit")) {
        int64_t lo, hi;

        if (line->payload.hi != 0) {
            complain(at, DIAG_E114, "limit");
        }
        next(p);
        parse_range(p, 0, UINT32_MAX, &lo, &hi);
        line->payload.lo = (uint32_t)lo;
        line->payload.hi = (uint32_t)hi;
        return true;
    }
    return false;
}

/* payload-out = "payload" ( "ctrl-z" | NAME [ "or" "ctrl-z" ] ) { out-clause } */
static void parse_payload_out(struct parser *p, struct line *line)
{
    next(p);
    if (accept_word(p, "ctrl-z")) {
        line->payload.kind = P_CTRLZ;
    } else {
        line->payload.size = parse_name(p, NAME_PLAIN, "'ctrl-z', or the argument that holds the length");
        line->payload.kind = P_COUNTED;
        if (accept_word(p, "or")) {
            expect_word(p, "ctrl-z");
            line->payload.kind = P_EITHER;
        }
    }
    while (parse_out_clause(p, line)) {
    }
}

static struct line *new_line(struct parser *p, enum line_role role)
{
    struct line *line = arena_zalloc(sizeof *line);

    line->pos = p->tok.pos;
    line->role = role;
    return line;
}

/* host-line = ">" ( template | payload-out ) */
struct line *parse_host_line(struct parser *p)
{
    struct line *line = new_line(p, L_HOST);
    struct token ahead = peek(p);

    if (is_word(&ahead, "payload")) {
        line->role = L_PAYLOAD_OUT;
        next(p);
        parse_payload_out(p, line);
    } else {
        line->tmpl = parse_template(p);
    }
    return line;
}

/* module-line = "<" ( "prompt" | [ "any" | "maybe" | "later" | "each" ] template ) { clause } */
struct line *parse_module_line(struct parser *p, bool in_urc)
{
    static const struct {
        const char *word;
        enum line_role role;
    } roles[] = {
        {"any", L_INFO_ANY}, {"maybe", L_INFO_MAYBE}, {"later", L_LATER},
        {"each", L_EACH},    {"prompt", L_PROMPT},
    };
    struct line *line = new_line(p, in_urc ? L_URC : L_INFO);
    struct token ahead = peek(p);
    size_t i;

    for (i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if (is_word(&ahead, roles[i].word) && ahead.pos.line == p->tok.pos.line) {
            if (in_urc) {
                fail(p, ahead.pos, DIAG_E121, roles[i].word, "a urc");
            }
            line->role = roles[i].role;
            next(p);
        }
    }
    if (line->role == L_PROMPT) {
        next(p);
    } else {
        line->tmpl = parse_template(p);
    }
    parse_clauses(p, line);
    return line;
}
