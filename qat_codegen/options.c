/* options.c: reads the command line by tables: what each verb takes, and what each option may be.
 *
 * SPDX-License-Identifier: MIT */
#include "options.h"

#include "arena.h"
#include "diag.h"

#include <stdio.h>
#include <string.h>

#ifndef QAT_VERSION
#error "define QAT_VERSION as the content of the file VERSION, in quotes"
#endif

static const struct pos no_place;

static const char general_help[] =
    "usage: qat_codegen gen|check|decode|export ...\n"
    "\n"
    "  gen      make C of specs\n"
    "  check    say what is wrong with specs\n"
    "  decode   annotate a captured session\n"
    "  export   write specs in another form\n"
    "\n"
    "qat_codegen VERB --help tells more; qat_codegen --version prints the version.\n";

static const struct verb_info {
    const char *name;
    const char *options; /* a blank before and after each */
    const char *help;
} verbs[] = {
    {"gen", " --dialect --only --backend --side --part --dump -o ",
     "usage: qat_codegen gen [OPTION]... -o FILE SPEC...\n"
     "Makes C of specs. SPEC is a .qat file, or a folder whose .qat files are all read.\n"
     "\n"
     "  --dialect D            this dialect (may be given again); without it all of them\n"
     "  --only GLOB,...        only commands and urcs whose names match, as csq,qmt*\n"
     "  --backend table        byte tables, for microcontrollers (this is what happens without it)\n"
     "  --backend direct       code that re2c makes, for gateways and hosts; needs re2c\n"
     "  --side host|modem      whose side the C takes; host without it\n"
     "  --part all|runtime|dialects|text   what to write; all without it\n"
     "  --dump=tokens|tree|model|tables    print what passes between two stages and write nothing\n"
     "  -o FILE                where to; - is the standard output\n"
     "Exit status: 0; 1 after any error, with nothing written.\n"},
    {"check", " --dump ",
     "usage: qat_codegen check [--dump=tokens|tree] SPEC...\n"
     "Says everything that is wrong with specs, runs their examples and prints a summary.\n"
     "SPEC is a .qat file, or a folder whose .qat files are all read.\n"
     "\n"
     "  --dump=tokens|tree     print what the lexer or the parser makes of them, and stop\n"
     "Exit status: 0; 1 after any error.\n"},
    {"decode", " --dialect --json --spec ",
     "usage: qat_codegen decode --dialect D [--json] [--spec DIR] FILE\n"
     "Annotates a captured session: raw bytes of the module, or lines that begin with > and <.\n"
     "FILE - is the standard input.\n"
     "\n"
     "  --dialect D            the module's dialect\n"
     "  --json                 one JSON object for each line and direction\n"
     "  --spec DIR             other specs than those inside the program\n"
     "Exit status: 0, also with unknown lines; 1 for bad arguments or files.\n"},
    {"export", " --format --only --dialect -o ",
     "usage: qat_codegen export --format json|md|dot|dict [OPTION]... [-o FILE] SPEC...\n"
     "Writes specs in another form.\n"
     "\n"
     "  --format json          all that the specs say, as data; spec/export.schema.json describes it\n"
     "  --format md            a command reference: one document, or with -o FOLDER a page for each module\n"
     "  --format dot           pictures for Graphviz: which dialect takes which modules\n"
     "    --only GLOB,...      the life of these commands, and the trie of these urcs' heads\n"
     "    --dialect D          the trie of all heads that this module says on its own; with --only: as it has them\n"
     "  --format dict          a dictionary for libFuzzer\n"
     "  -o FILE                where to; without it, or with -, to the standard output. md: a FILE.md is one\n"
     "                         document, any other name a folder\n"
     "Exit status: 0; 1 after any error.\n"},
};

/* Adds to a NULL-terminated list; room was made for as many as there are bytes on the command line. */
static void add(const char **list, const char *text)
{
    while (*list != NULL) {
        list++;
    }
    *list = text;
}

static void add_globs(const char **list, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, ",");

        if (len > 0) {
            add(list, arena_strndup(text, len));
        }
        text += len + (text[len] == ',');
    }
}

/* The index of `text` in words that are separated by '|', or -1 after a complaint. */
static int choose(const char *option, const char *text, const char *words)
{
    const char *word = words;
    int index = 0;

    for (;;) {
        size_t len = strcspn(word, "|");

        if (len == strlen(text) && memcmp(word, text, len) == 0) {
            return index;
        }
        if (word[len] == '\0') {
            complain(no_place, DIAG_E907, option, words, text);
            return -1;
        }
        word += len + 1;
        index++;
    }
}

static void set_backend(struct options *o, const char *value)
{
    o->gen.backend = choose("--backend", value, "table|direct") == 1 ? BACKEND_DIRECT : BACKEND_TABLE;
}

static void set_side(struct options *o, const char *value)
{
    o->gen.side = choose("--side", value, "host|modem") == 1 ? SIDE_MODEM : SIDE_HOST;
}

static void set_part(struct options *o, const char *value)
{
    switch (choose("--part", value, "all|runtime|dialects|text")) {
    case 1:
        o->gen.part = PART_RUNTIME;
        break;
    case 2:
        o->gen.part = PART_DIALECTS;
        break;
    case 3:
        o->gen.part = PART_TEXT;
        break;
    default:
        o->gen.part = PART_ALL;
        break;
    }
}

static void set_dump(struct options *o, const char *value)
{
    int which = choose("--dump", value, o->verb == VERB_CHECK ? "tokens|tree" : "tokens|tree|model|tables");

    o->dump = value;
    o->gen.dump = which >= 2 ? value : NULL;
}

/* Whether `name` is an option that needs a value. */
static bool takes_value(const char *name)
{
    return strcmp(name, "--json") != 0;
}

static void set_option(struct options *o, const char *name, const char *value)
{
    if (strcmp(name, "--dialect") == 0) {
        add(o->gen.dialects, value);
    } else if (strcmp(name, "--only") == 0) {
        add_globs(o->gen.only, value);
    } else if (strcmp(name, "--backend") == 0) {
        set_backend(o, value);
    } else if (strcmp(name, "--side") == 0) {
        set_side(o, value);
    } else if (strcmp(name, "--part") == 0) {
        set_part(o, value);
    } else if (strcmp(name, "--dump") == 0) {
        set_dump(o, value);
    } else if (strcmp(name, "--format") == 0) {
        choose(name, value, "json|md|dot|dict");
        o->format = value;
    } else if (strcmp(name, "--spec") == 0) {
        o->spec = value;
    } else if (strcmp(name, "-o") == 0) {
        o->gen.out = value;
    } else {
        o->json = true;
    }
}

/* What must be given, and is not. */
static void complain_missing(const struct options *o)
{
    if (o->files[0] == NULL) {
        complain(no_place, DIAG_E908, o->verb == VERB_DECODE ? "a FILE" : "a SPEC, a file or a folder");
    } else if (o->verb == VERB_DECODE && o->files[1] != NULL) {
        complain(no_place, DIAG_E909, o->files[1]);
    }
    if (o->verb == VERB_GEN && o->gen.out == NULL && o->dump == NULL) {
        complain(no_place, DIAG_E908, "-o FILE");
    }
    if (o->verb == VERB_EXPORT && o->format == NULL) {
        complain(no_place, DIAG_E908, "--format");
    } else if (o->verb == VERB_EXPORT && strcmp(o->format, "dot") != 0) {
        if (o->gen.only[0] != NULL || o->gen.dialects[0] != NULL) {
            complain(no_place, DIAG_E905, o->format, o->gen.only[0] != NULL ? "--only" : "--dialect");
        }
    }
    if (o->verb == VERB_DECODE && o->gen.dialects[0] == NULL) {
        complain(no_place, DIAG_E908, "--dialect");
    }
}

/* Takes argv[i], and argv[i + 1] when it is its value. Returns how many were taken. */
static int take(struct options *o, const struct verb_info *verb, char **argv)
{
    const char *arg = argv[0], *equals = strchr(arg, '=');
    char *name;

    if (arg[0] != '-' || arg[1] == '\0') {
        add(o->files, arg);
        return 1;
    }
    name = arena_strndup(arg, equals != NULL && arg[1] == '-' ? (size_t)(equals - arg) : strlen(arg));
    if (strchr(name, ' ') != NULL || strstr(verb->options, arena_printf(" %s ", name)) == NULL) {
        complain(no_place, DIAG_E905, verb->name, name);
        return 1;
    }
    if (!takes_value(name)) {
        if (equals != NULL) {
            complain(no_place, DIAG_E909, arg);
        }
        set_option(o, name, NULL);
        return 1;
    }
    if (equals == NULL && argv[1] == NULL) {
        complain(no_place, DIAG_E906, name);
        return 1;
    }
    set_option(o, name, equals != NULL ? equals + 1 : argv[1]);
    return equals != NULL ? 1 : 2;
}

static int find_verb(const char *name)
{
    int i, count = (int)(sizeof verbs / sizeof verbs[0]);

    for (i = 0; i < count && strcmp(name, verbs[i].name) != 0; i++) {
    }
    return i < count ? i : -1;
}

int parse_options(struct options *o, int argc, char **argv)
{
    size_t room = 1;
    int verb = argc > 1 ? find_verb(argv[1]) : -1, i;

    memset(o, 0, sizeof *o);
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        puts("qat_codegen " QAT_VERSION);
        return 0;
    }
    if (verb < 0) {
        bool asked = argc > 1 && strcmp(argv[1], "--help") == 0;

        fputs(general_help, asked ? stdout : stderr);
        return asked ? 0 : 1;
    }
    for (i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(verbs[verb].help, stdout);
            return 0;
        }
        room += strlen(argv[i]) + 1;
    }
    o->verb = (enum verb)verb;
    o->files = arena_zalloc(room * sizeof *o->files);
    o->gen.dialects = arena_zalloc(room * sizeof *o->gen.dialects);
    o->gen.only = arena_zalloc(room * sizeof *o->gen.only);
    for (i = 2; i < argc;) {
        i += take(o, &verbs[verb], argv + i);
    }
    complain_missing(o);
    return errors() > 0 ? 1 : -1;
}
