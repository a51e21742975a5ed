/* parse.c: the parser's top: sources and items.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "parse.h"
#include "stages.h"

#include <string.h>

static struct module *find_module(const struct spec *spec, const char *name)
{
    struct module *m = spec->modules;

    while (m != NULL && strcmp(m->name, name) != 0) {
        m = m->next;
    }
    return m;
}

static void list_module(struct parser *p)
{
    *p->end.modules = p->module;
    p->end.modules = &p->module->next;
    p->module_listed = true;
}

/* module = "module" NAME [ STRING ] */
static void parse_module(struct parser *p)
{
    struct pos pos = p->tok.pos;
    const char *name, *title;
    struct module *known;

    if (p->module_listed || p->origin.source != NULL || p->origin.chapter != NULL) {
        complain(pos, DIAG_E119);
    }
    next(p);
    pos = p->tok.pos;
    name = parse_name(p, NAME_LOOSE, "the module's name");
    title = parse_optional_string(p);
    if (failed(p)) {
        return;
    }
    known = find_module(p->spec, name);
    if (known != NULL && title != NULL && known->title != NULL && strcmp(title, known->title) != 0) {
        complain(pos, DIAG_E102, name);
        remark(known->pos, "the same module with another title: in a module of several files it stands once");
    }
    if (known != NULL) {
        known->title = known->title != NULL ? known->title : title;
        p->module = known;
        p->module_listed = true;
        return;
    }
    p->module = arena_zalloc(sizeof *p->module);
    p->module->pos = pos;
    p->module->name = name;
    p->module->title = title;
    list_module(p);
}

/* A source that does not name its module has one by its file's name. It is listed with its first
 * item, so that a file that holds only dialects makes no empty module of its name. */
static void begin_module(struct parser *p, const struct source *src)
{
    const char *base = strrchr(src->path, '/');
    struct module *m = arena_zalloc(sizeof *m);
    size_t len;

    base = base == NULL ? src->path : base + 1;
    len = strlen(base);
    if (len > 4 && strcmp(base + len - 4, ".qat") == 0) {
        len -= 4;
    }
    m->name = arena_strndup(base, len);
    m->pos.src = src;
    m->pos.line = 1;
    m->pos.col = 1;
    p->module = m;
    p->module_listed = false;
}

struct module *item_module(struct parser *p)
{
    if (!p->module_listed && p->dialect == NULL) {
        struct module *known = find_module(p->spec, p->module->name);

        if (known != NULL) {
            p->module = known;
            p->module_listed = true;
        } else {
            list_module(p);
        }
    }
    return p->module;
}

/* chapter = "chapter" STRING [ source ] */
static void parse_chapter(struct parser *p)
{
    next(p);
    p->origin.source = NULL;
    p->origin.confidence = "";
    p->origin.chapter = parse_string(p, "the chapter's title");
    if (at_word(p, "source")) {
        parse_source(p, &p->origin);
    }
}

/* item = chapter | enum | errors | finals | fields | mode | command | urc | dialect */
static void parse_item(struct parser *p)
{
    static const struct {
        const char *word;
        void (*parse)(struct parser *p);
    } items[] = {
        {"module", parse_module}, {"chapter", parse_chapter}, {"enum", parse_enum},
        {"errors", parse_errors}, {"finals", parse_finals},   {"fields", parse_fields},
        {"mode", parse_mode},     {"command", parse_command}, {"urc", parse_urc},
        {"dialect", parse_dialect},
    };
    static const char *const words[] = {"chapter", "enum", "errors", "finals", "fields",
                                        "mode", "command", "urc", "dialect", NULL};
    struct token t = p->tok;
    size_t i;

    for (i = 0; i < sizeof items / sizeof items[0]; i++) {
        if (at_word(p, items[i].word)) {
            items[i].parse(p);
            return;
        }
    }
    fail_expected(p, "an item: chapter, enum, errors, finals, fields, mode, command, urc or dialect");
    suggest(&t, words);
}

void add_unsound(struct parser *p, struct pos first, int last)
{
    struct unsound *u = arena_zalloc(sizeof *u);

    u->first = first;
    u->last = last;
    u->next = p->unsound;
    p->unsound = u;
}

/* Later stages should not judge what was not understood: a command or urc with a mistake, and, since
 * others refer to it, all there is when any other item has one. */
static void parse_sound_item(struct parser *p)
{
    struct command **commands = p->end.commands;
    struct urc **urcs = p->end.urcs;
    bool alone = at_word(p, "command") || at_word(p, "urc");
    struct pos first = p->tok.pos;
    int before = errors();

    p->part = p->tok.start;
    parse_item(p);
    if (errors() == before) {
        return;
    }
    if (alone && (commands != p->end.commands || urcs != p->end.urcs)) {
        add_unsound(p, first, p->tok.first ? p->tok.pos.line - 1 : p->tok.pos.line);
    } else {
        p->vague = true;
    }
}

/* file = [ module ] { item } */
static void parse_file(struct parser *p, const struct source *src)
{
    lex_start(&p->lex, src);
    begin_module(p, src);
    memset(&p->origin, 0, sizeof p->origin);
    memset(&p->tok, 0, sizeof p->tok);
    p->origin.confidence = "";
    p->dialect = NULL;
    next(p);
    if (p->tok.kind == TOK_END) {
        struct pos whole = {src, 0, 0};

        complain(whole, DIAG_E120);
    }
    while (p->tok.kind != TOK_END) {
        if (failed(p)) {
            recover(p, NULL);
        } else {
            parse_sound_item(p);
        }
    }
}

#define FIND_END(p, list) \
    (p)->end.list = &(p)->spec->list; \
    while (*(p)->end.list != NULL) { \
        (p)->end.list = &(*(p)->end.list)->next; \
    }

static void find_ends(struct parser *p)
{
    FIND_END(p, modules)
    FIND_END(p, enums)
    FIND_END(p, modes)
    FIND_END(p, finals)
    FIND_END(p, commands)
    FIND_END(p, urcs)
    FIND_END(p, dialects)
}

static void parse_list(struct spec *spec, const struct source *list, FILE *tokens)
{
    struct parser p;

    memset(&p, 0, sizeof p);
    p.spec = spec;
    p.tokens = tokens;
    find_ends(&p);
    for (; list != NULL; list = list->next) {
        if (lex_is_text(list)) {
            parse_file(&p, list);
        } else {
            p.vague = true;
        }
    }
    expand_fragments(&p);
    for (; p.unsound != NULL; p.unsound = p.unsound->next) {
        diag_mute(p.unsound->first.src, p.unsound->first.line, p.unsound->last);
    }
    if (p.vague) {
        diag_mute(NULL, 0, 0);
    }
}

void parse(struct spec *spec, const struct source *list)
{
    parse_list(spec, list, NULL);
}

void dump_tokens(const struct source *src, FILE *out)
{
    struct source alone = *src;
    struct spec spec;

    memset(&spec, 0, sizeof spec);
    alone.next = NULL;
    parse_list(&spec, &alone, out);
}
