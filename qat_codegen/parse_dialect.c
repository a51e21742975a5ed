/* parse_dialect.c: a dialect and its properties.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "parse.h"

#include <string.h>

/* The first PROPERTIES of them stand once in a dialect, in the order of enum property. */
static const char *const property_words[] = {
    "startup", "probe", "colon-space", "urc-before-final", "ok", "guard", "pause", "command-line", "echo",
    "boot-ok", "results",
    "use", "without", "boot", "boot-notice", "command", "urc", NULL,
};

static bool starts_property(const struct token *t)
{
    return is_one_of(t, property_words) || nearly_one_of(t, property_words) || t->sign == '}';
}

static bool starts_step(const struct token *t)
{
    return t->sign == '>' || t->sign == '}';
}

static struct step *parse_step(struct parser *p)
{
    struct step *s = arena_zalloc(sizeof *s);

    s->pos = p->tok.pos;
    s->text = "";
    if (!at_sign(p, '>')) {
        fail_expected(p, "'>' or '}'");
        return s;
    }
    s->text = parse_plain(p);
    if (accept_word(p, "retry")) {
        s->retry = (int)parse_number(p, 1, 1000, "a number of tries");
        expect_word(p, "every");
        s->every_ms = parse_time(p);
    }
    return s;
}

/* steps = "{" { ">" text [ "retry" NUMBER "every" time ] } "}" */
static void parse_steps(struct parser *p, struct step **tail)
{
    struct block b = {starts_step, true, false, p->tok.pos};

    if (begin_block(p, &b)) {
        while (in_block(p, &b)) {
            *tail = parse_step(p);
            tail = &(*tail)->next;
        }
        end_block(p, &b, "'>'");
    }
}

static void add_names(struct parser *p, struct name_list **tail, enum name_kind kind, const char *what)
{
    while (*tail != NULL) {
        tail = &(*tail)->next;
    }
    *tail = parse_names(p, kind, what, property_words);
}

/* One of two words. */
static bool parse_choice(struct parser *p, const char *yes, const char *no)
{
    bool chosen = at_word(p, yes);

    if (!chosen && !at_word(p, no)) {
        fail_expected(p, arena_printf("'%s' or '%s'", yes, no));
    }
    next(p);
    return chosen;
}

/* property = "use" names | "without" names | "boot" names | "boot-notice" names
 *          | "startup" steps | "probe" steps | "colon-space" ( "optional" | "required" | "none" )
 *          | "urc-before-final" ( "yes" | "no" )
 *          | "ok" ( "per-line" | "per-command" ) | "guard" time [ "+" time ] | "pause" time
 *          | "command-line" NUMBER | "echo" ( "on" | "off" ) | "boot-ok" ( "yes" | "no" )
 *          | "results" ( "verbose" | "numeric" ) | command | urc */
static void parse_property(struct parser *p, struct dialect *d)
{
    if (at_word(p, "command")) {
        parse_command(p);
    } else if (at_word(p, "urc")) {
        parse_urc(p);
    } else if (accept_word(p, "use")) {
        add_names(p, &d->use, NAME_LOOSE, "a module or a dialect");
    } else if (accept_word(p, "without")) {
        add_names(p, &d->without, NAME_DOTTED, "a command or a urc");
    } else if (accept_word(p, "boot")) {
        add_names(p, &d->boot, NAME_DOTTED, "a urc");
    } else if (accept_word(p, "boot-notice")) {
        add_names(p, &d->boot_notice, NAME_DOTTED, "a urc");
    } else if (accept_word(p, "startup")) {
        parse_steps(p, &d->startup);
    } else if (accept_word(p, "probe")) {
        parse_steps(p, &d->probe);
    } else if (accept_word(p, "colon-space")) {
        d->colon_space_none = at_word(p, "none");
        d->colon_space_optional = d->colon_space_none || at_word(p, "optional");
        if (!d->colon_space_optional && !at_word(p, "required")) {
            fail_expected(p, "'optional', 'required' or 'none'");
        }
        next(p);
    } else if (accept_word(p, "urc-before-final")) {
        d->urc_before_final = parse_choice(p, "yes", "no");
    } else if (accept_word(p, "ok")) {
        d->ok_per_command = parse_choice(p, "per-command", "per-line");
    } else if (accept_word(p, "guard")) {
        d->guard_ms = parse_time(p);
        d->margin_ms = accept_sign(p, '+') ? parse_time(p) : 0;
    } else if (accept_word(p, "pause")) {
        d->pause_ms = parse_time(p);
    } else if (accept_word(p, "command-line")) {
        d->command_line = (uint32_t)parse_number(p, 16, 65535, "a number of bytes");
    } else if (accept_word(p, "echo")) {
        d->echo = parse_choice(p, "on", "off");
    } else if (accept_word(p, "boot-ok")) {
        d->boot_ok = parse_choice(p, "yes", "no");
    } else if (accept_word(p, "results")) {
        d->numeric = parse_choice(p, "numeric", "verbose");
    } else {
        struct token t = p->tok;

        fail_expected(p, "a property (use, without, boot, startup, probe, ...), a command, a urc or '}'");
        suggest(&t, property_words);
    }
}

static void complain_twice(struct parser *p, struct dialect *d)
{
    unsigned i;

    for (i = 0; i < PROPERTIES; i++) {
        if (at_word(p, property_words[i])) {
            if (d->given & 1u << i) {
                complain(p->tok.pos, DIAG_E114, property_words[i]);
            }
            d->given |= 1u << i;
        }
    }
}

/* What is not said is what V.250 says, and the careful choice where it says nothing. */
static void set_defaults(struct dialect *d)
{
    d->urc_before_final = true;
    d->echo = true;
    d->guard_ms = 1000;
    d->margin_ms = 100;
}

/* dialect = "dialect" NAME [ STRING ] "{" { property } "}" */
void parse_dialect(struct parser *p)
{
    struct dialect *d = arena_zalloc(sizeof *d);
    struct block b = {starts_property, true, true, p->tok.pos};

    next(p);
    d->pos = p->tok.pos;
    d->name = parse_name(p, NAME_LOOSE, "the dialect's name");
    d->title = parse_optional_string(p);
    set_defaults(d);
    if (failed(p)) {
        return;
    }
    *p->end.dialects = d;
    p->end.dialects = &d->next;
    p->dialect = d;
    if (begin_block(p, &b)) {
        while (in_block(p, &b)) {
            complain_twice(p, d);
            parse_property(p, d);
        }
        end_block(p, &b, "a property");
    }
    p->dialect = NULL;
}
