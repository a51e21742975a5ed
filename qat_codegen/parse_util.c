/* parse_util.c: taking tokens, complaining once, going on behind a mistake, and the smallest rules.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "parse.h"

#include <string.h>

/* ---- tokens ---- */

static void take(struct parser *p)
{
    if (p->tokens != NULL && p->tok.start != NULL && p->tok.kind != TOK_BAD) {
        dump_token(&p->tok, p->tokens);
    }
}

/* The token's text, for a message. */
static const char *shortened(const struct token *t)
{
    return arena_strndup(t->start, t->len < 40 ? t->len : 40);
}

/* The complaint that the lexer left in a bad token. */
static void complain_token(const struct token *t)
{
    static const struct pos no_place;

    switch (t->diag) {
    case DIAG_E104:
        complain(t->pos, DIAG_E104, *t->start == '\t' ? "a tab" : arena_printf("'%c'", *t->start));
        if (*t->start == '#') {
            remark(no_place, "a comment begins at the start of a line or behind a blank");
        }
        break;
    case DIAG_E105:
        complain(t->pos, DIAG_E105, shortened(t), "it does not fit 63 bits");
        break;
    case DIAG_E110:
        complain(t->pos, DIAG_E110, t->start[1]);
        break;
    case DIAG_E113:
        complain(t->pos, DIAG_E113, *t->start == '{' ? "{" : "}", *t->start == '{' ? "}" : "{");
        remark(no_place, "%s", *t->start == '{' ? "{name} puts in a fragment; a literal '{' is written \\{"
                                                : "a blank must stand before the '}' that ends a block; "
                                                  "a literal '}' is written \\}");
        break;
    default:
        complain(t->pos, t->diag);
        break;
    }
}

void next_as(struct parser *p, struct token (*lex)(struct lexer *))
{
    if (failed(p)) {
        return;
    }
    take(p);
    p->behind = p->tok.pos;
    p->behind.col += (int)p->tok.len;
    p->tok = lex(&p->lex);
    if (failed(p)) {
        complain_token(&p->tok);
    }
}

void next(struct parser *p)
{
    next_as(p, p->in_line ? lex_in_line : lex_code);
}

bool failed(const struct parser *p)
{
    return p->tok.kind == TOK_BAD;
}

void fail(struct parser *p, struct pos at, enum diag id, ...)
{
    va_list args;

    if (failed(p)) {
        return;
    }
    va_start(args, id);
    complain_list(at, id, args);
    va_end(args);
    p->tok.kind = TOK_BAD;
}

static const char *describe(const struct token *t)
{
    switch (t->kind) {
    case TOK_END:
        return "the end of the file";
    case TOK_STRING:
        return "a string";
    case TOK_TEXT_END:
        return "the end of the line";
    default:
        return arena_printf("'%s'", shortened(t));
    }
}

/* What is missing at the end of a line is told there, not at whatever the next line begins with. */
void fail_expected(struct parser *p, const char *what)
{
    if (failed(p)) {
        return;
    }
    if (p->tok.first && p->tok.start != p->part && p->behind.line > 0) {
        fail(p, p->behind, DIAG_E101, what, "the end of the line");
    } else {
        fail(p, p->tok.pos, DIAG_E101, what, describe(&p->tok));
    }
}

bool is_word(const struct token *t, const char *word)
{
    return t->kind == TOK_WORD && strlen(word) == t->len && memcmp(word, t->start, t->len) == 0;
}

bool is_one_of(const struct token *t, const char *const *words)
{
    for (; words != NULL && *words != NULL; words++) {
        if (is_word(t, *words)) {
            return true;
        }
    }
    return false;
}

bool at_word(const struct parser *p, const char *word)
{
    return is_word(&p->tok, word);
}

bool at_sign(const struct parser *p, char sign)
{
    return p->tok.kind == TOK_SIGN && p->tok.sign == sign;
}

bool accept_sign(struct parser *p, char sign)
{
    if (!at_sign(p, sign)) {
        return false;
    }
    next(p);
    return true;
}

bool accept_word(struct parser *p, const char *word)
{
    if (!at_word(p, word)) {
        return false;
    }
    next(p);
    return true;
}

bool expect_sign(struct parser *p, char sign)
{
    if (!accept_sign(p, sign)) {
        fail_expected(p, arena_printf("'%c'", sign));
        return false;
    }
    return true;
}

bool expect_word(struct parser *p, const char *word)
{
    if (!accept_word(p, word)) {
        fail_expected(p, arena_printf("'%s'", word));
        return false;
    }
    return true;
}

struct token peek(const struct parser *p)
{
    struct lexer ahead = p->lex;

    return lex_code(&ahead);
}

/* ---- going on ---- */

static const char *const item_words[] = {"module", "chapter", "enum", "errors", "finals", "fields",
                                         "mode", "command", "urc", "dialect", NULL};

bool starts_item(const struct token *t)
{
    return t->first && is_one_of(t, item_words);
}

static bool may_go_on(const struct token *t, const struct block *b)
{
    return t->kind == TOK_END || starts_item(t) ||
           (b != NULL ? b->starts_part(t) : nearly_one_of(t, item_words));
}

/* A mistake is often found at the first token of the next line: then that line itself is where to go on. */
static bool resume_here(struct parser *p, const struct block *b)
{
    if (!p->tok.first || p->tok.start == p->resumed || p->tok.start == p->part || p->tok.start == NULL) {
        return false;
    }
    p->lex.cursor = p->tok.start;
    p->lex.line = p->tok.pos.line;
    p->lex.line_start = p->tok.start - (p->tok.pos.col - 1);
    p->tok = lex_code(&p->lex);
    return may_go_on(&p->tok, b);
}

/* A block that began on this line may end on it: its '}' is the last sign of the line. */
static bool resume_at_close(struct parser *p, const struct block *b)
{
    const char *line = p->lex.line_start, *end = line;

    if (b == NULL || !b->braces || b->open.line != p->lex.line) {
        return false;
    }
    while (*end != '\n' && strncmp(end, " #", 2) != 0) {
        end++;
    }
    while (end > line && strchr(" \t\r", end[-1]) != NULL) {
        end--;
    }
    if (end == line || end[-1] != '}' || end - 1 < p->tok.start) {
        return false;
    }
    p->lex.cursor = end - 1;
    p->tok = lex_code(&p->lex);
    return true;
}

void recover(struct parser *p, const struct block *b)
{
    bool found;

    p->in_line = false;
    found = resume_here(p, b) || resume_at_close(p, b);
    while (!found) {
        lex_skip_line(&p->lex);
        p->tok = lex_code(&p->lex);
        found = may_go_on(&p->tok, b);
    }
    p->resumed = p->tok.start;
}

bool begin_block(struct parser *p, struct block *b)
{
    b->open = p->tok.pos;
    if (b->braces && !expect_sign(p, '{')) {
        return resume_here(p, b); /* the '{' alone is missing, or more than that */
    }
    return true;
}

bool in_block(struct parser *p, const struct block *b)
{
    if (failed(p)) {
        recover(p, b);
    }
    p->part = p->tok.start;
    if (p->tok.kind == TOK_END || (b->braces && at_sign(p, '}'))) {
        return false;
    }
    return !starts_item(&p->tok) || (b->goes_on_at_items && b->starts_part(&p->tok));
}

void end_block(struct parser *p, const struct block *b, const char *what)
{
    if (b->braces && !accept_sign(p, '}')) { /* at an item, or the end: nothing to recover from */
        complain(p->tok.pos, DIAG_E101, arena_printf("%s or '}'", what), describe(&p->tok));
        remark(b->open, "this '{' is still open");
    }
}

/* ---- suggestions ---- */

/* Whether one letter more, less, other or swapped makes `word` of the token. */
static bool nearly(const struct token *t, const char *word)
{
    const char *a = t->start, *end = t->start + t->len;
    size_t len;

    while (a < end && *a == *word) { /* what both begin with */
        a++;
        word++;
    }
    len = (size_t)(end - a);
    if (len >= 2 && strlen(word) == len && a[0] == word[1] && a[1] == word[0]) {
        return memcmp(a + 2, word + 2, len - 2) == 0;
    }
    if (strlen(word) + 1 == len) {
        return memcmp(a + 1, word, len - 1) == 0;
    }
    if (strlen(word) == len + 1) {
        return memcmp(a, word + 1, len) == 0;
    }
    return strlen(word) == len && len > 0 && memcmp(a + 1, word + 1, len - 1) == 0;
}

static const char *find_nearly(const struct token *t, const char *const *words)
{
    if (t->kind != TOK_WORD || t->len < 3) {
        return NULL;
    }
    while (*words != NULL && !nearly(t, *words)) {
        words++;
    }
    return *words;
}

bool nearly_one_of(const struct token *t, const char *const *words)
{
    return find_nearly(t, words) != NULL;
}

void suggest(const struct token *t, const char *const *words)
{
    static const struct pos no_place;
    const char *word = find_nearly(t, words);

    if (word != NULL) {
        remark(no_place, "did you mean '%s'?", word);
    }
}

/* ---- small rules ---- */

static const char *why_no_name(const struct token *t, enum name_kind kind)
{
    const char *c;

    if (t->len > NAME_LIMIT) {
        return "it is too long";
    }
    if (kind != NAME_LOOSE && !(t->start[0] >= 'a' && t->start[0] <= 'z')) {
        return "it must begin with a lower-case letter";
    }
    for (c = t->start; c < t->start + t->len; c++) {
        if (*c == '.' && kind == NAME_DOTTED) {
            continue;
        }
        if (*c != '_' && !(*c >= 'a' && *c <= 'z') && !(*c >= '0' && *c <= '9')) {
            return "it may hold lower-case letters, digits and '_' only";
        }
    }
    return NULL;
}

const char *parse_name(struct parser *p, enum name_kind kind, const char *what)
{
    struct token t = p->tok;
    const char *why;
    bool is_name = t.kind == TOK_WORD || (t.kind == TOK_NUMBER && kind == NAME_LOOSE);

    if (!is_name || (t.first && t.start != p->part)) { /* a name never begins a line, but as part of a list */
        fail_expected(p, what);
        return "";
    }
    why = why_no_name(&t, kind);
    if (why != NULL) {
        complain(t.pos, DIAG_E116, arena_strndup(t.start, t.len < NAME_LIMIT ? t.len : NAME_LIMIT), why);
    }
    next(p);
    return arena_strndup(t.start, t.len);
}

const char *parse_string(struct parser *p, const char *what)
{
    const char *text = p->tok.string;

    if (p->tok.kind != TOK_STRING) {
        fail_expected(p, what);
        return "";
    }
    next(p);
    return text;
}

const char *parse_optional_string(struct parser *p)
{
    return p->tok.kind == TOK_STRING ? parse_string(p, "") : NULL;
}

int64_t parse_number(struct parser *p, int64_t lo, int64_t hi, const char *what)
{
    struct token t = p->tok;

    if (t.kind != TOK_NUMBER) {
        fail_expected(p, what);
        return lo;
    }
    if (t.number < lo || t.number > hi) {
        complain(t.pos, DIAG_E105, arena_strndup(t.start, t.len),
                 arena_printf("it must be %lld to %lld", (long long)lo, (long long)hi));
        t.number = t.number < lo ? lo : hi;
    }
    next(p);
    return t.number;
}

/* range = NUMBER [ ".." NUMBER ] */
void parse_range(struct parser *p, int64_t lo_min, int64_t hi_max, int64_t *lo, int64_t *hi)
{
    struct token first = p->tok;

    *lo = *hi = parse_number(p, lo_min, hi_max, "a number here");
    if (p->tok.kind == TOK_RANGE) {
        next(p);
        *hi = parse_number(p, lo_min, hi_max, "a number here");
    }
    if (!failed(p) && *lo > *hi) {
        complain(first.pos, DIAG_E122, (long long)*lo, (long long)*hi);
        *hi = *lo;
    }
}

/* unit = "s" | "ms" | "min" */
bool parse_unit(struct parser *p, uint32_t *unit_ms)
{
    *unit_ms = at_word(p, "s") ? 1000 : at_word(p, "ms") ? 1 : at_word(p, "min") ? 60000 : 0;
    if (*unit_ms != 0) {
        next(p);
    }
    return *unit_ms != 0;
}

/* time = NUMBER unit */
uint32_t parse_time(struct parser *p)
{
    struct token t = p->tok;
    int64_t n = parse_number(p, 0, UINT32_MAX, "a time, as 300 ms");
    uint32_t unit_ms;

    if (!parse_unit(p, &unit_ms)) {
        fail_expected(p, "a unit: s, ms or min");
        return 0;
    }
    /* A clock of 32 bits that wraps tells half of its values apart. What was out of range is told already. */
    if (n > INT32_MAX / (int64_t)unit_ms && t.number == n) {
        complain(t.pos, DIAG_E105, arena_strndup(t.start, t.len), "a time is less than 24 days");
        return 0;
    }
    return (uint32_t)n * unit_ms;
}

/* names = NAME { [ "," ] NAME }
 *
 * A list goes on in the next line only behind a ','. */
struct name_list *parse_names(struct parser *p, enum name_kind kind, const char *what, const char *const *end)
{
    struct name_list *list = NULL, **tail = &list;
    bool comma = true;

    while (comma || (!failed(p) && !p->tok.first && !is_one_of(&p->tok, end) &&
                     (p->tok.kind == TOK_WORD || p->tok.kind == TOK_NUMBER))) {
        struct name_list *n = arena_zalloc(sizeof *n);

        n->pos = p->tok.pos;
        if (list != NULL && p->tok.kind == TOK_WORD) {
            p->part = p->tok.start; /* behind a ',' it may stand in the next line */
        }
        n->name = parse_name(p, kind, what);
        if (failed(p)) {
            break;
        }
        *tail = n;
        tail = &n->next;
        comma = accept_sign(p, ',');
    }
    return list;
}

/* source = "source" STRING { "manual" | "source" | "driver" | "log" | "known" } */
void parse_source(struct parser *p, struct origin *origin)
{
    static const char *const words[] = {"manual", "source", "driver", "log", "known", NULL};
    const char *confidence = "";

    next(p);
    origin->source = parse_string(p, "the document, as \"27.007 8.5\"");
    while (is_one_of(&p->tok, words) && peek(p).kind != TOK_STRING) {
        confidence = arena_printf("%s%s%.*s", confidence, *confidence != '\0' ? " " : "", (int)p->tok.len,
                                  p->tok.start);
        next(p);
    }
    origin->confidence = confidence;
}
