/* parse.h: what the parser's files share.
 *
 * SPDX-License-Identifier: MIT
 *
 * The parser holds one token that is not yet taken, p->tok. After a complaint that token is TOK_BAD,
 * which nothing accepts: every rule then ends by itself, without further complaints, up to the one
 * that knows how to go on (recover). A rule that reads AT text leaves code behind p->tok and reads
 * on from p->lex. */
#ifndef QCG_PARSE_H
#define QCG_PARSE_H

#include "lex.h"
#include <stdio.h>

#define NAME_LIMIT 64      /* bytes of a name                                          */
#define DEPTH_LIMIT 16     /* brackets in brackets, fragments in fragments            */
#define EXPANSION_LIMIT 2000 /* nodes of one line, fragments put in                    */

struct fragment {              /* fields NAME = template                               */
    struct pos pos;
    const char *name;
    struct node *tmpl;
    bool open;                 /* being put in: to find that it contains itself        */
    struct fragment *next;
};

struct unsound {               /* lines that later stages should not judge             */
    struct pos first;
    int last;
    struct unsound *next;
};

/* {name} until all sources are read; then expand.c replaces it. Not one of spec.h's kinds: no later
 * stage sees it. */
#define N_FRAGMENT ((enum node_kind)(N_TAIL + 1))

struct parser {
    struct lexer lex;
    struct token tok;
    struct spec *spec;
    struct module *module;     /* of this source                                       */
    bool module_listed;        /* it is in spec->modules                               */
    struct origin origin;      /* of the chapter                                       */
    struct dialect *dialect;   /* whose braces we are in, else NULL                    */
    struct fragment *fragments;
    struct pos behind;         /* where the token before p->tok ended                  */
    const char *part;          /* the first token of the item or part at hand          */
    const char *resumed;       /* where recover() went on the last time                */
    bool vague;                /* a mistake in an item that others refer to            */
    struct unsound *unsound;   /* commands and urcs with a mistake                     */
    bool in_line;              /* inside <...>: a line end is the end of the text      */
    FILE *tokens;              /* --dump=tokens, else NULL                             */
    struct {                   /* where the next one is added                          */
        struct module **modules;
        struct enumdef **enums;
        struct modedef **modes;
        struct final **finals;
        struct command **commands;
        struct urc **urcs;
        struct dialect **dialects;
    } end;
};

/* ---- parse_util.c: tokens ---- */

void next(struct parser *p);                               /* takes p->tok; code follows       */
void next_as(struct parser *p, struct token (*lex)(struct lexer *)); /* takes p->tok; lex reads on */
void fail(struct parser *p, struct pos at, enum diag id, ...); /* complains; p->tok becomes bad */
void fail_expected(struct parser *p, const char *what);
bool failed(const struct parser *p);
bool at_sign(const struct parser *p, char sign);
bool at_word(const struct parser *p, const char *word);
bool accept_sign(struct parser *p, char sign);
bool accept_word(struct parser *p, const char *word);
bool expect_sign(struct parser *p, char sign);
bool expect_word(struct parser *p, const char *word);
struct token peek(const struct parser *p);                 /* the token behind p->tok, as code */
bool is_word(const struct token *t, const char *word);
bool is_one_of(const struct token *t, const char *const *words); /* words end in NULL          */

bool starts_item(const struct token *t);

/* A list of parts in braces, or (braces false) without. The loop that reads it:
 *
 *     if (begin_block(p, &b)) {
 *         while (in_block(p, &b)) { ...read one part... }
 *         end_block(p, &b, "what the parts are");
 *     }
 *
 * Behind a mistake in_block() goes on with the next line that begins a part. */
struct block {
    bool (*starts_part)(const struct token *t); /* first on its line: here one can go on */
    bool braces, goes_on_at_items;              /* a dialect holds items                 */
    struct pos open;
};
bool begin_block(struct parser *p, struct block *b); /* false: there is none to read */
bool in_block(struct parser *p, const struct block *b);
void end_block(struct parser *p, const struct block *b, const char *what);

/* To where one can go on behind a mistake; b NULL: the next item. */
void recover(struct parser *p, const struct block *b);

/* A word with one letter wrong is taken for the beginning of a part, so that its complaint is not skipped. */
bool nearly_one_of(const struct token *t, const char *const *words);
/* A note when the word at hand is nearly one of these. */
void suggest(const struct token *t, const char *const *words);

/* ---- parse_util.c: small rules ---- */

enum name_kind { NAME_PLAIN, NAME_DOTTED /* cereg.read */, NAME_LOOSE /* 27007, 3gpp */ };
const char *parse_name(struct parser *p, enum name_kind kind, const char *what);
const char *parse_string(struct parser *p, const char *what);
const char *parse_optional_string(struct parser *p);
int64_t parse_number(struct parser *p, int64_t lo, int64_t hi, const char *what);
void parse_range(struct parser *p, int64_t lo_min, int64_t hi_max, int64_t *lo, int64_t *hi);
uint32_t parse_time(struct parser *p);
bool parse_unit(struct parser *p, uint32_t *unit_ms);
struct name_list *parse_names(struct parser *p, enum name_kind kind, const char *what,
                              const char *const *end);
void parse_source(struct parser *p, struct origin *origin);

/* ---- the rules, one file for each part of the language ---- */

/* parse.c */
struct module *item_module(struct parser *p);  /* lists the source's module with its first item */
void add_unsound(struct parser *p, struct pos first, int last);

/* parse_item.c */
void parse_enum(struct parser *p);
void parse_errors(struct parser *p);
void parse_finals(struct parser *p);
void parse_mode(struct parser *p);
void parse_fields(struct parser *p);

/* parse_dialect.c */
void parse_dialect(struct parser *p);

/* parse_command.c */
void parse_command(struct parser *p);
void parse_urc(struct parser *p);

/* parse_template.c: p->tok is what stands before the text, as '>' */
struct node *parse_template(struct parser *p);
const char *parse_plain(struct parser *p);
struct value parse_value(struct parser *p);

/* parse_line.c */
struct line *parse_host_line(struct parser *p);
struct line *parse_module_line(struct parser *p, bool in_urc);
struct setting *parse_settings(struct parser *p);

/* expand.c */
void expand_fragments(struct parser *p);

/* dump.c */
void dump_token(const struct token *t, FILE *out);

#endif
