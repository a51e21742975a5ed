/* main.c: the stages, one after the other.
 *
 * SPDX-License-Identifier: MIT */
#include "diag.h"
#include "options.h"
#include "stages.h"

#include <stdio.h>
#include <string.h>

/* All sources as one list; NULL after a complaint. */
static struct source *read_all(const char *const *paths)
{
    struct source *list = NULL, **tail = &list;
    bool good = true;

    for (; *paths != NULL; paths++) {
        *tail = read_sources(*paths);
        good = good && *tail != NULL;
        while (*tail != NULL) {
            tail = &(*tail)->next;
        }
    }
    return good ? list : NULL;
}

/* What is written must have reached the disk or the pipe. */
static int finish_stdout(int status)
{
    static const struct pos no_place;

    if (fflush(stdout) != 0 || ferror(stdout)) {
        complain(no_place, DIAG_E910, "the standard output", "not all was taken");
        return 1;
    }
    return status;
}

/* Every mistake that can be told from a mistake's consequence is printed; overlaps and examples need
 * all the rest right. */
static bool check_all(struct spec *spec, const struct source *sources, struct coverage *coverage)
{
    parse(spec, sources);
    check(spec);
    if (errors() == 0) {
        check_overlaps(spec);
        check_examples(spec, coverage);
    }
    return errors() == 0;
}

static void print_summary(const struct spec *spec, const struct source *sources, const struct coverage *c)
{
    const struct command *command;
    const struct urc *urc;
    const struct dialect *dialect;
    int files = 0, commands = 0, urcs = 0, dialects = 0;

    for (; sources != NULL; sources = sources->next) {
        files++;
    }
    for (command = spec->commands; command != NULL; command = command->next) {
        commands++;
    }
    for (urc = spec->urcs; urc != NULL; urc = urc->next) {
        urcs++;
    }
    for (dialect = spec->dialects; dialect != NULL; dialect = dialect->next) {
        dialects++;
    }
    printf("spec: %d files, %d commands, %d urcs, %d dialects; ", files, commands, urcs, dialects);
    if (errors() == 0) {
        printf("examples: %d of %d commands, %d of %d urcs\n", c->commands_with_example, c->commands,
               c->urcs_with_example, c->urcs);
    } else {
        printf("%d error%s\n", errors(), errors() == 1 ? "" : "s");
    }
}

/* --dump=tokens and --dump=tree: what the first two stages hand on. */
static int dump(const struct options *o, const struct source *sources)
{
    struct spec spec = {0};

    if (strcmp(o->dump, "tokens") == 0) {
        for (; sources != NULL; sources = sources->next) {
            dump_tokens(sources, stdout);
        }
    } else {
        parse(&spec, sources);
        dump_tree(&spec, stdout);
    }
    return finish_stdout(errors() > 0);
}

static int run(const struct options *o)
{
    struct spec spec = {0};
    struct coverage coverage = {0};
    struct source *sources;
    const char *dir[2] = {o->spec, NULL};

    if (o->verb == VERB_DECODE) {
        sources = o->spec != NULL ? read_all(dir) : embedded_sources();
        if (sources == NULL && errors() == 0) {
            static const struct pos no_place;

            complain(no_place, DIAG_E911);
        }
        return sources != NULL && check_all(&spec, sources, &coverage)
                   ? finish_stdout(decode(&spec, o->gen.dialects[0], o->json, o->files[0]))
                   : 1;
    }
    sources = read_all(o->files);
    if (sources == NULL) {
        return 1;
    }
    if (o->dump != NULL && o->gen.dump == NULL) {
        return dump(o, sources);
    }
    check_all(&spec, sources, &coverage);
    if (o->verb == VERB_CHECK) {
        check_tables(&spec);
        print_summary(&spec, sources, &coverage);
        return finish_stdout(errors() > 0);
    }
    if (errors() > 0) {
        return 1;
    }
    return finish_stdout(o->verb == VERB_GEN ? generate(&spec, &o->gen)
                                             : export_spec(&spec, o->format, &o->gen));
}

int main(int argc, char **argv)
{
    struct options o;
    int status = parse_options(&o, argc, argv);

    return status >= 0 ? status : run(&o);
}
