/* gen.c: lowers what was chosen of a spec, and has it written.
 *
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "arena.h"
#include "diag.h"
#include "direct.h"
#include "emit.h"
#include "lower.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const struct pos no_place;

/* The dialects that were asked for, else all; NULL after a complaint. */
static struct dialect **dialects_of(const struct spec *spec, const struct gen_options *o, int *count)
{
    struct dialect **list;
    int n = 0;

    for (struct dialect *d = spec->dialects; d != NULL; d = d->next) {
        n++;
    }
    list = arena_zalloc(((size_t)n + 1) * sizeof *list);
    *count = 0;
    for (struct dialect *d = spec->dialects; d != NULL; d = d->next) {
        bool wanted = *o->dialects == NULL;

        for (const char **name = o->dialects; *name != NULL; name++) {
            wanted |= same_name(*name, d->name);
        }
        if (wanted) {
            list[(*count)++] = d;
        }
    }
    for (const char **name = o->dialects; *name != NULL; name++) {
        if (find_dialect(spec, *name) == NULL) {
            complain(no_place, DIAG_E921, *name);
            list = NULL;
        }
    }
    return list;
}

static bool emit(const struct emitter *e)
{
    if (e->o->dump != NULL) {
        if (strcmp(e->o->dump, "model") == 0) {
            dump_model(e);
        } else {
            dump_tables(e);
        }
        return true;
    }
    if (e->o->part == PART_TEXT) {
        return e->o->side == SIDE_MODEM ? emit_modem_text(e) : emit_text(e);
    }
    return e->o->side == SIDE_MODEM ? emit_modem(e) : emit_host(e);
}

/* The code of the direct back end has rules for re2c in it: their place is taken by what re2c makes of them. */
static bool finish_rules(struct emitter *e)
{
    FILE *made = tmpfile();
    bool good = made != NULL && fflush(e->out) == 0;

    if (!good) {
        complain(no_place, DIAG_E910, "a temporary file", strerror(errno));
    }
    good = good && run_re2c(e->out, made);
    if (made != NULL) {
        fclose(e->out);
        e->out = made;
    }
    return good;
}

/* A device or a pipe is written to as it is: renaming a file over it would replace it. */
static bool is_special(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* Copies what was written to the file with its real name only when all of it is there. */
static bool finish(FILE *from, const char *to)
{
    bool to_stdout = strcmp(to, "-") == 0, special = !to_stdout && is_special(to);
    const char *half = special ? to : arena_printf("%s.new", to);
    FILE *out = to_stdout ? stdout : fopen(half, "wb");
    char block[8192];
    size_t n;
    bool good = out != NULL;

    rewind(from);
    while (good && (n = fread(block, 1, sizeof block, from)) > 0) {
        good = fwrite(block, 1, n, out) == n;
    }
    if (to_stdout) {
        return good;
    }
    good = out != NULL && fclose(out) == 0 && good;
    good = good && (special || rename(half, to) == 0);
    if (!good) {
        complain(no_place, DIAG_E910, to, strerror(errno));
    }
    if (!good && !special) {
        remove(half);
    }
    return good;
}

void check_tables(const struct spec *spec)
{
    static const char *none[1];
    struct gen_options o = { .dialects = none, .only = none };
    struct choice choice = { .only = none };

    if (errors() == 0 && spec->dialects != NULL) {
        choice.dialects = dialects_of(spec, &o, &choice.dialect_count);
        lower(spec, &choice);
    }
}

int generate(const struct spec *spec, const struct gen_options *o)
{
    struct choice choice = { NULL, 0, o->only, o->side == SIDE_MODEM, o->backend == BACKEND_DIRECT };
    struct emitter e = { NULL, NULL, o };
    bool good;

    if (choice.direct && choice.modem) {
        complain(no_place, DIAG_E922);
        return 1;
    }
    choice.dialects = dialects_of(spec, o, &choice.dialect_count);
    if (choice.dialects == NULL) {
        return 1;
    }
    if (o->side == SIDE_MODEM && choice.dialect_count != 1) {
        complain(no_place, DIAG_E923);
        return 1;
    }
    e.m = lower(spec, &choice);
    if (errors() > 0) {
        return 1;
    }
    e.out = tmpfile();
    if (e.out == NULL) {
        complain(no_place, DIAG_E910, "a temporary file", strerror(errno));
        return 1;
    }
    good = emit(&e) && errors() == 0;
    good = good && (!choice.direct || o->dump != NULL || finish_rules(&e));
    if (good && ferror(e.out)) {
        complain(no_place, DIAG_E910, "a temporary file", "not all was taken");
        good = false;
    }
    good = good && finish(e.out, o->dump != NULL ? "-" : o->out);
    fclose(e.out);
    return good ? 0 : 1;
}
