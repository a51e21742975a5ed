/* lex.h: text -> tokens.
 *
 * SPDX-License-Identifier: MIT
 *
 * Three modes, since an AT line is text and all around it is code. The parser knows which one comes
 * next and calls it: a token is made when it is wanted, from where the one before ended. Copying the
 * struct is a bookmark. */
#ifndef QCG_LEX_H
#define QCG_LEX_H

#include "diag.h"

enum token_kind {
    /* code */
    TOK_END,        /* of the source                                   */
    TOK_WORD,       /* cereg.read, boot-notice, 3gpp                   */
    TOK_NUMBER,     /* 17, -3, 0x1F                                    */
    TOK_STRING,     /* "...": string holds it without its escapes      */
    TOK_RANGE,      /* ..                                              */
    TOK_ARROW,      /* ->                                              */
    TOK_KEY,        /* =>                                              */
    TOK_SIGN,       /* one of { } [ ] < > : , = + * | : sign           */
    /* template text, see lex_text() */
    TOK_LITERAL,    /* string: without its escapes                     */
    TOK_FIELD,      /* <                                               */
    TOK_OPEN,       /* [                                               */
    TOK_CLOSE,      /* ]                                               */
    TOK_FRAGMENT,   /* {name}: string is the name                      */
    TOK_TEXT_END,   /* what ends a text is left to be read as code     */
    /* not a token: diag says why */
    TOK_BAD
};

struct token {
    enum token_kind kind;
    struct pos pos;
    const char *start;   /* in the source                                  */
    size_t len;
    bool first;          /* nothing but blanks stands before it on its line */
    char sign;           /* TOK_SIGN                                       */
    const char *string;  /* NUL-terminated                                 */
    int64_t number;      /* TOK_NUMBER                                     */
    enum diag diag;      /* TOK_BAD                                        */
};

struct lexer {
    const struct source *src;
    const char *cursor;
    const char *line_start;
    int line;
};

void lex_start(struct lexer *lx, const struct source *src);

/* Code: blanks, line ends and comments are skipped. */
struct token lex_code(struct lexer *lx);
/* The same, but a line end is a TOK_TEXT_END: inside <...>. */
struct token lex_in_line(struct lexer *lx);
/* A piece of the text of a `>` or `<` line. */
struct token lex_text(struct lexer *lx);
/* A whole text without fields, as a TOK_LITERAL: an example (ends at " ->" too), a step of a start-up. */
struct token lex_plain(struct lexer *lx);
/* The right side of '=' behind "->" in an example: TOK_STRING, or a TOK_WORD that ends at a blank. */
struct token lex_value(struct lexer *lx);

/* To the beginning of the next line. */
void lex_skip_line(struct lexer *lx);
/* Blanks only, so that the token that follows begins where the text does. */
void lex_skip_blanks(struct lexer *lx);

/* Complains about bytes that no text has; false: the source is not worth parsing. */
bool lex_is_text(const struct source *src);

/* The text limit of one line or example, in bytes. */
#define LEX_TEXT_LIMIT 4096

#endif
