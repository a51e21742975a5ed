/* lex.re: the lexer, one function per mode; re2c makes lex.c of it (`make gen`).
 *
 * SPDX-License-Identifier: MIT
 *
 * A source ends in '\n' '\0', and lex_is_text() has seen to it that no other '\0' is in it: the
 * lexer needs no other check for the end of the text. */
#include "lex.h"

#include "arena.h"

#include <stdlib.h>
#include <string.h>

/*!re2c
re2c:api = custom;
re2c:api:style = free-form;
re2c:define:YYCTYPE = "unsigned char";
re2c:define:YYPEEK = "(unsigned char)*lx->cursor";
re2c:define:YYSKIP = "lx->cursor++;";
re2c:define:YYBACKUP = "marker = lx->cursor;";
re2c:define:YYRESTORE = "lx->cursor = marker;";
re2c:yyfill:enable = 0;

end     = "\x00";
blank   = [ \t];
newline = "\r"? "\n";
any     = [^\x00-\x1f]; // within a line; a tab ends a text and needs an escape in a string
word    = [0-9]* [A-Za-z_] [A-Za-z0-9_]* ([.-] [A-Za-z0-9_]+)*;
number  = "-"? [0-9]+ | "0x" [0-9A-Fa-f]+;
string  = "\"" ([^"\\\x00-\x1f] | "\\" any)* "\"";
name    = [a-z0-9_]+;
*/

static struct token begin(const struct lexer *lx)
{
    struct token t;
    const char *before = lx->cursor;

    memset(&t, 0, sizeof t);
    t.start = lx->cursor;
    t.pos.src = lx->src;
    t.pos.line = lx->line;
    t.pos.col = (int)(lx->cursor - lx->line_start) + 1;
    while (before > lx->line_start && (before[-1] == ' ' || before[-1] == '\t')) {
        before--;
    }
    t.first = before == lx->line_start;
    return t;
}

static struct token make(struct token t, const struct lexer *lx, enum token_kind kind)
{
    t.kind = kind;
    t.len = (size_t)(lx->cursor - t.start);
    t.sign = kind == TOK_SIGN ? *t.start : '\0';
    return t;
}

static struct token bad(struct token t, const struct lexer *lx, enum diag why)
{
    t = make(t, lx, TOK_BAD);
    t.diag = why;
    return t;
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef0123456789ABCDEF", *at = strchr(digits, c);

    return c == '\0' || at == NULL ? -1 : (int)(at - digits) % 16;
}

/* A decimal or 0x number that fits 63 bits. */
static struct token make_number(struct token t, const struct lexer *lx)
{
    bool hex = lx->cursor - t.start > 2 && t.start[1] == 'x', negative = *t.start == '-';
    const char *p = t.start + (hex ? 2 : negative ? 1 : 0);
    int64_t n = 0, base = hex ? 16 : 10;

    for (; p < lx->cursor; p++) {
        int64_t digit = hex_digit(*p);

        if (n > (INT64_MAX - digit) / base) {
            return bad(t, lx, DIAG_E105);
        }
        n = n * base + digit;
    }
    t.number = negative ? -n : n;
    return make(t, lx, TOK_NUMBER);
}

/* Resolves the escape behind the backslash at *p into *out; *p then stands behind it. False: there
 * is no such escape. */
static bool unescape(const char **p, const char *end, bool control, char *out)
{
    char c = (*p)[1];

    *p += 2;
    if (control && c == 'x' && end - *p >= 2 && hex_digit((*p)[0]) >= 0 && hex_digit((*p)[1]) >= 0) {
        *out = (char)(hex_digit((*p)[0]) * 16 + hex_digit((*p)[1]));
        *p += 2;
        return *out != '\0';
    }
    if (control && (c == 'r' || c == 'n' || c == 't')) {
        *out = c == 'r' ? '\r' : c == 'n' ? '\n' : '\t';
        return true;
    }
    *out = c;
    return c >= ' ' && c < 127 && hex_digit(c) < 0 && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z');
}

/* The text from `from` to `end` with its escapes resolved. On a wrong one the token becomes bad and
 * points at it. */
static struct token resolve(struct token t, const struct lexer *lx, const char *from, const char *end,
                            bool control)
{
    char *out = arena_zalloc((size_t)(end - from) + 1);
    const char *p = from;

    t.string = out;
    while (p < end) {
        const char *at = p;

        if (*p != '\\') {
            *out++ = *p++;
        } else if (unescape(&p, end, control, out)) {
            out++;
        } else {
            t.pos.col += (int)(at - t.start);
            t.start = at;
            return bad(t, lx, DIAG_E110);
        }
    }
    return t;
}

void lex_start(struct lexer *lx, const struct source *src)
{
    lx->src = src;
    lx->cursor = src->text;
    lx->line_start = src->text;
    lx->line = 1;
    if (strncmp(lx->cursor, "\xEF\xBB\xBF", 3) == 0) {
        lx->cursor += 3; /* the mark that some editors put first */
        lx->line_start += 3;
    }
}

static void count_line(struct lexer *lx)
{
    lx->line++;
    lx->line_start = lx->cursor;
}

struct token lex_code(struct lexer *lx)
{
    const char *marker;

    for (;;) {
        struct token t = begin(lx);

        /*!re2c
        end        { lx->cursor--; return make(t, lx, TOK_END); }
        blank+     { continue; }
        newline    { count_line(lx); continue; }
        "#"        {
                       if (!t.first && t.start[-1] != ' ' && t.start[-1] != '\t') {
                           return bad(t, lx, DIAG_E104);
                       }
                       lx->cursor += strcspn(lx->cursor, "\n");
                       continue;
                   }
        number     { return make_number(t, lx); }
        word       { return make(t, lx, TOK_WORD); }
        string     { return resolve(make(t, lx, TOK_STRING), lx, t.start + 1, lx->cursor - 1, true); }
        "\""       { return bad(t, lx, DIAG_E103); }
        ".."       { return make(t, lx, TOK_RANGE); }
        "->"       { return make(t, lx, TOK_ARROW); }
        "=>"       { return make(t, lx, TOK_KEY); }
        [{}[\]<>:,=+*|] { return make(t, lx, TOK_SIGN); }
        *          { return bad(t, lx, DIAG_E104); }
        */
    }
}

struct token lex_in_line(struct lexer *lx)
{
    struct lexer ahead = *lx;
    struct token t = lex_code(&ahead);

    if (ahead.line != lx->line) {
        lex_skip_blanks(lx);
        return make(begin(lx), lx, TOK_TEXT_END);
    }
    *lx = ahead;
    return t;
}

struct token lex_text(struct lexer *lx)
{
    const char *marker;
    struct token t = begin(lx);

    /*!re2c
    text_end = " "? newline | " "? "\t" | "  " | " }" | " #" | end;

    text_end            { lx->cursor = t.start; return make(t, lx, TOK_TEXT_END); }
    "<"                 { return make(t, lx, TOK_FIELD); }
    "["                 { return make(t, lx, TOK_OPEN); }
    "]"                 { return make(t, lx, TOK_CLOSE); }
    "{" name "}"        {
                            t.string = arena_strndup(t.start + 1, (size_t)(lx->cursor - t.start) - 2);
                            return make(t, lx, TOK_FRAGMENT);
                        }
    ([^<[\]{}\\ \x00-\x1f] | "\\" any)+
                        { return resolve(make(t, lx, TOK_LITERAL), lx, t.start, lx->cursor, false); }
    " "                 { t.string = " "; return make(t, lx, TOK_LITERAL); }
    "{" | "}"           { return bad(t, lx, DIAG_E113); }
    *                   { return bad(t, lx, DIAG_E104); }
    */
}

struct token lex_plain(struct lexer *lx)
{
    const char *marker;
    struct token t = begin(lx);

    for (;;) {
        const char *piece = lx->cursor;

        /*!re2c
        text_end | " ->"    {
                                lx->cursor = piece;
                                return resolve(make(t, lx, TOK_LITERAL), lx, t.start, piece, true);
                            }
        [^\\ \x00-\x1f]+    { continue; }
        "\\" any            { continue; }
        " "                 { continue; }
        *                   { lx->cursor = piece + 1; t.start = piece; return bad(t, lx, DIAG_E104); }
        */
    }
}

struct token lex_value(struct lexer *lx)
{
    const char *marker;
    struct token t = begin(lx);

    /*!re2c
    string               { return resolve(make(t, lx, TOK_STRING), lx, t.start + 1, lx->cursor - 1, true); }
    "\""                 { return bad(t, lx, DIAG_E103); }
    [^"{} \x00-\x1f]+    {
                             t.string = arena_strndup(t.start, (size_t)(lx->cursor - t.start));
                             return make(t, lx, TOK_WORD);
                         }
    ""                   { return make(t, lx, TOK_TEXT_END); }
    */
}

void lex_skip_line(struct lexer *lx)
{
    lx->cursor += strcspn(lx->cursor, "\n");
    if (*lx->cursor == '\n') {
        lx->cursor++;
        count_line(lx);
    }
}

void lex_skip_blanks(struct lexer *lx)
{
    size_t blanks = strspn(lx->cursor, " \t");

    lx->cursor += blanks;
    if (blanks > 0 && (*lx->cursor == '}' || *lx->cursor == '#' || strncmp(lx->cursor, "->", 2) == 0)) {
        lx->cursor--; /* these end a text before it begins */
    }
}

/* Bytes that the UTF-8 character at p has; 0 when it is none. */
static int utf8_length(const unsigned char *p)
{
    int n = *p < 0x80 ? 1 : *p < 0xC2 ? 0 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : *p < 0xF5 ? 4 : 0, i;

    for (i = 1; i < n; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    return n;
}

bool lex_is_text(const struct source *src)
{
    const char *p = src->text, *end = p + src->len, *line_start = p;
    struct pos at = {src, 1, 1};

    while (p < end) {
        int len = utf8_length((const unsigned char *)p);
        bool control = (unsigned char)*p < ' ' || *p == 0x7F;

        if (*p == '\n' || *p == '\t' || (*p == '\r' && p[1] == '\n')) {
            control = false;
        }
        if (len == 0 || control) {
            at.col = (int)(p - line_start) + 1;
            complain(at, DIAG_E111, (unsigned)(unsigned char)*p);
            return false; /* one is enough: behind it may be a megabyte of others */
        }
        if (*p == '\n') {
            at.line++;
            line_start = p + 1;
        }
        p += len;
    }
    return true;
}
