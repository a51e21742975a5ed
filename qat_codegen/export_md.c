/* export_md.c: the command reference: an index, a page for each module, one for error codes, one for dialects
 *
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "export_md.h"

#include "arena.h"
#include "check.h"
#include "diag.h"
#include "model.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct pos no_place;

#define MADE "Made by `make gen` from the specs (`qat_codegen export --format md`); edit those, not this.\n"

/* ---- links ---- */

const char *md_link(const struct md *m, const char *page, const char *id)
{
    if (m->dir == NULL) {
        return arena_printf("#%s.%s", page != NULL ? page : m->page, id);
    }
    return page == NULL || strcmp(page, m->page) == 0 ? arena_printf("#%s", id)
                                                      : arena_printf("%s.md#%s", page, id);
}

void md_anchor(const struct md *m, const char *id)
{
    if (m->dir == NULL) {
        fprintf(m->out, "\n<a id=\"%s.%s\"></a>\n", m->page, id);
    } else {
        fprintf(m->out, "\n<a id=\"%s\"></a>\n", id);
    }
}

const char *md_enum_id(const struct enumdef *e)
{
    return arena_printf("enum-%s", e->name);
}

const char *md_enum_page(const struct enumdef *e)
{
    return e->errors ? "errors" : e->module->name;
}

const char *md_item_id(const struct md_item *i)
{
    return i->urc != NULL ? arena_printf("urc-%s", i->name) : i->name;
}

struct md_item *md_command(const struct md *m, const char *name)
{
    struct md_item *i = m->items;

    while (i != NULL && (i->command == NULL || !same_name(i->name, name))) {
        i = i->next;
    }
    return i;
}

static bool takes(const struct view *v, const struct md_item *i)
{
    for (struct command **c = v->commands; i->command != NULL && *c != NULL; c++) {
        if (*c == i->command) {
            return true;
        }
    }
    for (struct urc **u = v->urcs; i->urc != NULL && *u != NULL; u++) {
        if (*u == i->urc) {
            return true;
        }
    }
    return false;
}

const char *md_dialects(const struct md *m, const struct md_item *i)
{
    const char *text = "";
    bool all = true;

    for (struct view **v = m->views; *v != NULL; v++) {
        if (takes(*v, i)) {
            text = arena_printf("%s%s%s", text, *text != '\0' ? ", " : "", (*v)->dialect->name);
        } else {
            all = false;
        }
    }
    return all ? "" : *text != '\0' ? text : "none";
}

/* ---- what there is ---- */

static bool is_replaced(const struct md_item *base, const struct md_item *by)
{
    return base->only == NULL && same_name(base->name, by->name) && (base->urc == NULL) == (by->urc == NULL);
}

static struct md_item *add_item(struct md *m, struct md_item ***tail, const struct md_item *made)
{
    struct md_item *base = made->only == NULL ? NULL : m->items;
    struct md_item *i = arena_zalloc(sizeof *i);

    *i = *made;
    i->page = i->only != NULL ? "dialects" : i->module->name;
    while (base != NULL && !is_replaced(base, i)) {
        base = base->next;
    }
    if (base != NULL) { /* it stands below what it replaces */
        struct md_item **v = &base->variants;

        while (*v != NULL) {
            v = &(*v)->next;
        }
        *v = i;
        return i;
    }
    **tail = i;
    *tail = &i->next;
    return i;
}

/* Those of modules before those of dialects, so that each finds what it replaces. */
static void list_items(struct md *m)
{
    struct md_item **tail = &m->items;

    for (int own = 0; own < 2; own++) {
        for (const struct command *c = m->spec->commands; c != NULL; c = c->next) {
            struct md_item i = {c->name, c->title, c->note, c, NULL, &c->origin, c->module, c->only, c->lines,
                                c->examples, NULL, NULL, NULL};

            if ((c->only != NULL) == own) {
                add_item(m, &tail, &i);
            }
        }
        for (const struct urc *u = m->spec->urcs; u != NULL; u = u->next) {
            struct md_item i = {u->name, u->title, NULL, NULL, u, &u->origin, u->module, u->only, u->lines,
                                u->examples, NULL, NULL, NULL};

            if ((u->only != NULL) == own) {
                add_item(m, &tail, &i);
            }
        }
    }
}

static void list_views(struct md *m)
{
    size_t n = 0;

    for (const struct dialect *d = m->spec->dialects; d != NULL; d = d->next) {
        n++;
    }
    m->views = arena_zalloc((n + 1) * sizeof(*m->views));
    n = 0;
    for (struct dialect *d = m->spec->dialects; d != NULL; d = d->next) {
        m->views[n++] = view_of(m->spec, d);
    }
}

static const char *module_title(const struct module *m)
{
    return md_prose(m->title != NULL ? m->title : m->name);
}

static int count_on(const struct md *m, const char *page, bool urcs)
{
    int n = 0;

    for (const struct md_item *i = m->items; i != NULL; i = i->next) {
        n += same_name(i->page, page) && (i->urc != NULL) == urcs;
    }
    return n;
}

static bool has_enums(const struct md *m, const char *page)
{
    for (const struct enumdef *e = m->spec->enums; e != NULL; e = e->next) {
        if (!e->errors && e->module != NULL && same_name(e->module->name, page)) {
            return true;
        }
    }
    return false;
}

static bool has_page(const struct md *m, const char *page)
{
    return count_on(m, page, false) + count_on(m, page, true) > 0 || has_enums(m, page);
}

/* ---- pages ---- */

static bool open_page(struct md *m, const char *page)
{
    m->page = page;
    if (m->dir != NULL) {
        const char *path = arena_printf("%s/%s.md", m->dir, page);

        m->out = fopen(path, "w");
        if (m->out == NULL) {
            complain(no_place, DIAG_E910, path, strerror(errno));
            return false;
        }
    }
    return true;
}

static bool close_page(struct md *m)
{
    FILE *out = m->out;

    if (m->dir == NULL) {
        fputc('\n', out);
        return true;
    }
    m->out = NULL;
    if ((void)fflush(out), ferror(out) | fclose(out)) {
        complain(no_place, DIAG_E910, arena_printf("%s/%s.md", m->dir, m->page), strerror(errno));
        return false;
    }
    return true;
}

static const char *maybe_prose(const char *text)
{
    return text != NULL ? md_prose(text) : "";
}

static void put_enum(const struct md *m, const struct enumdef *e)
{
    md_anchor(m, md_enum_id(e));
    fprintf(m->out, "### %s\n\n| value | name | means |\n|---|---|---|\n", e->name);
    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        const char *value = e->cls == E_NUMBER   ? arena_printf("%lld", (long long)v->number)
                            : e->cls == E_QUOTED ? md_code(arena_printf("\"%s\"", v->word))
                                                 : md_code(v->word);

        fprintf(m->out, "| %s | %s | %s |\n", md_cell(value), v->name, maybe_prose(v->text));
    }
}

static void put_enums(const struct md *m, const char *page)
{
    if (!has_enums(m, page)) {
        return;
    }
    md_anchor(m, "values");
    fputs("## Values\n", m->out);
    for (const struct enumdef *e = m->spec->enums; e != NULL; e = e->next) {
        if (!e->errors && same_name(e->module->name, page)) {
            put_enum(m, e);
        }
    }
}

static const char *mode_value(const struct modedef *d)
{
    return d->lo == 0 && d->hi == 1 ? (d->init ? "yes" : "no") : arena_printf("%lld", (long long)d->init);
}

static void put_modes(const struct md *m, const char *page)
{
    bool any = false;

    for (const struct modedef *d = m->spec->modes; d != NULL; d = d->next) {
        if (!same_name(d->module->name, page)) {
            continue;
        }
        if (!any) {
            md_anchor(m, "modes");
            fputs("## Modes\n\nWhat an earlier command decided, and what lines below depend on.\n\n"
                  "| mode | values | after a restart |\n|---|---|---|\n", m->out);
            any = true;
        }
        if (d->index != NULL) {
            fprintf(m->out, "| `%s[%s]` for each %s %lld to %lld ", d->name, d->index, d->index,
                    (long long)d->index_lo, (long long)d->index_hi);
        } else {
            fprintf(m->out, "| `%s` ", d->name);
        }
        fprintf(m->out, d->lo == 0 && d->hi == 1 ? "| no, yes " : "| %lld to %lld ", (long long)d->lo,
                (long long)d->hi);
        fprintf(m->out, "| %s |\n", mode_value(d));
    }
}

static bool same_chapter(const struct md_item *a, const struct md_item *b)
{
    const char *x = a->origin->chapter, *y = b->origin->chapter;

    return x == y || (x != NULL && y != NULL && strcmp(x, y) == 0);
}

static const char *chapter_title(const struct md_item *i)
{
    return i->origin->chapter != NULL ? md_prose(i->origin->chapter) : "Commands";
}

static bool chapter_before(const struct md *m, const struct md_item *i)
{
    const struct md_item *o = m->items;

    while (o != i && (!same_name(o->page, i->page) || !same_chapter(o, i))) {
        o = o->next;
    }
    return o != i;
}

/* Commands and urcs of one chapter stand together. */
static void each_of_chapter(const struct md *m, const struct md_item *first,
                            void (*put)(const struct md *m, const struct md_item *i))
{
    for (const struct md_item *i = first; i != NULL; i = i->next) {
        if (same_name(i->page, first->page) && same_chapter(i, first)) {
            put(m, i);
        }
    }
}

static void put_contents_line(const struct md *m, const struct md_item *i)
{
    fprintf(m->out, "| [%s%s](%s) | %s | %s |\n", i->urc != NULL ? "URC " : "", i->name,
            md_link(m, NULL, md_item_id(i)), md_cell(md_code(md_syntax(i))), maybe_prose(i->title));
}

static bool write_module(struct md *m, const struct module *mod)
{
    int chapter = 0;

    if (!open_page(m, mod->name)) {
        return false;
    }
    if (m->dir == NULL) {
        md_anchor(m, "top");
    }
    fprintf(m->out, "# %s\n\n", module_title(mod));
    fprintf(m->out, "[All commands](%s) | [Error codes](%s) | [Modules](%s)\n",
            md_link(m, "README", "commands"), md_link(m, "errors", "errors"),
            md_link(m, "dialects", "dialects"));
    for (const struct md_item *i = m->items; i != NULL; i = i->next) {
        if (same_name(i->page, m->page) && !chapter_before(m, i)) {
            fprintf(m->out, "\n**[%s](%s)**\n\n| | | |\n|---|---|---|\n",
                    chapter_title(i),
                    md_link(m, NULL, arena_printf("chapter-%d", ++chapter)));
            each_of_chapter(m, i, put_contents_line);
        }
    }
    put_modes(m, m->page);
    chapter = 0;
    for (const struct md_item *i = m->items; i != NULL; i = i->next) {
        if (same_name(i->page, m->page) && !chapter_before(m, i)) {
            md_anchor(m, arena_printf("chapter-%d", ++chapter));
            fprintf(m->out, "## %s\n", chapter_title(i));
            each_of_chapter(m, i, md_write_item);
        }
    }
    put_enums(m, m->page);
    return close_page(m);
}

static bool write_errors(struct md *m)
{
    bool any = false;

    if (!open_page(m, "errors")) {
        return false;
    }
    md_anchor(m, "errors");
    fputs("# Error codes\n\nNumbers that modules give, by table.\n", m->out);
    for (const struct enumdef *e = m->spec->enums; e != NULL; e = e->next) {
        if (e->errors) {
            fprintf(m->out, "%s[%s](%s)", any ? " | " : "\n", e->name, md_link(m, NULL, md_enum_id(e)));
            any = true;
        }
    }
    fputc('\n', m->out);
    for (const struct enumdef *e = m->spec->enums; e != NULL; e = e->next) {
        if (e->errors) {
            put_enum(m, e);
        }
    }
    return close_page(m);
}

/* ---- dialects ---- */

static void put_names(const struct md *m, const char *title, const struct name_list *n)
{
    if (n == NULL) {
        return;
    }
    fprintf(m->out, "| %s |", title);
    for (; n != NULL; n = n->next) {
        fprintf(m->out, " `%s`", n->name);
    }
    fputs(" |\n", m->out);
}

static void put_steps(const struct md *m, const char *title, const struct step *s)
{
    if (s == NULL) {
        return;
    }
    fprintf(m->out, "| %s |", title);
    for (; s != NULL; s = s->next) {
        fprintf(m->out, " %s", md_cell(md_code(s->text)));
        if (s->retry > 0) {
            fprintf(m->out, " (up to %d times, every %u ms)", s->retry, (unsigned)s->every_ms);
        }
    }
    fputs(" |\n", m->out);
}

static void put_dialect(const struct md *m, const struct dialect *d, const struct view *v)
{
    int commands = 0, urcs = 0;

    while (v->commands[commands] != NULL) {
        commands++;
    }
    while (v->urcs[urcs] != NULL) {
        urcs++;
    }
    md_anchor(m, arena_printf("dialect-%s", d->name));
    fprintf(m->out, "## %s\n\n| | |\n|---|---|\n", md_prose(d->title != NULL ? d->title : d->name));
    fprintf(m->out, "| in C | `qat_%s` |\n| has | %d commands, %d URCs |\n", c_name(d->name), commands, urcs);
    put_names(m, "takes", d->use);
    put_names(m, "lacks", d->without);
    put_names(m, "has restarted after the URC", d->boot);
    put_names(m, "says after a restart", d->boot_notice);
    put_steps(m, "start-up", d->startup);
    put_steps(m, "probes", d->probe);
    fprintf(m->out, "| blank behind a colon | %s |\n",
            d->colon_space_none ? "not there, read all the same" :
            d->colon_space_optional ? "may be missing" : "always there");
    fprintf(m->out, "| URC between an information line and OK | %s |\n",
            d->urc_before_final ? "possible" : "never");
    fprintf(m->out, "| joined commands | one OK for %s |\n", d->ok_per_command ? "each" : "all");
    fprintf(m->out, "| silence around `+++` | %u ms, and %u ms to be sure |\n",
            (unsigned)d->guard_ms, (unsigned)d->margin_ms);
    fprintf(m->out, "| pause before the next command | %u ms |\n", (unsigned)d->pause_ms);
    if (d->command_line > 0) {
        fprintf(m->out, "| longest command line | %u bytes |\n", (unsigned)d->command_line);
    }
    fprintf(m->out, "| echo after a restart | %s |\n", d->echo ? "on" : "off");
    fprintf(m->out, "| OK of nobody behind the boot lines | %s |\n", d->boot_ok ? "yes" : "no");
    fprintf(m->out, "| results after a restart | %s |\n", d->numeric ? "digits" : "words");
    for (const struct md_item *i = m->items; i != NULL; i = i->next) {
        if (i->only == d) { /* nothing that it would replace: it stands with its dialect */
            md_write_item(m, i);
        }
    }
}

static bool write_dialects(struct md *m)
{
    if (!open_page(m, "dialects")) {
        return false;
    }
    md_anchor(m, "dialects");
    fputs("# Modules\n\nWhat each module takes, lacks and does in its own way.\n", m->out);
    for (struct view **v = m->views; *v != NULL; v++) {
        put_dialect(m, (*v)->dialect, *v);
    }
    return close_page(m);
}

/* ---- the index ---- */

static int by_syntax(const void *a, const void *b)
{
    const struct md_item *x = *(const struct md_item *const *)a, *y = *(const struct md_item *const *)b;
    const char *p = md_syntax(x), *q = md_syntax(y);

    while (*p != '\0' && toupper((unsigned char)*p) == toupper((unsigned char)*q)) {
        p++;
        q++;
    }
    return *p != *q ? toupper((unsigned char)*p) - toupper((unsigned char)*q) : strcmp(x->name, y->name);
}

static void put_sorted(const struct md *m, bool urcs)
{
    const struct md_item **sorted;
    size_t n = 0;

    for (const struct md_item *i = m->items; i != NULL; i = i->next) {
        n++;
    }
    sorted = arena_zalloc((n + 1) * sizeof(*sorted));
    n = 0;
    for (const struct md_item *i = m->items; i != NULL; i = i->next) {
        if ((i->urc != NULL) == urcs) {
            sorted[n++] = i;
        }
    }
    qsort(sorted, n, sizeof *sorted, by_syntax);
    fprintf(m->out, "\n| %s | name | | modules |\n|---|---|---|---|\n", urcs ? "line" : "command");
    for (size_t k = 0; k < n; k++) {
        const struct md_item *i = sorted[k];
        const char *dialects = md_dialects(m, i);

        for (const struct md_item *v = i->variants; v != NULL; v = v->next) {
            const char *more = md_dialects(m, v);

            dialects = strcmp(dialects, "none") == 0 ? more : arena_printf("%s, %s", dialects, more);
        }
        fprintf(m->out, "| %s | [%s](%s) | %s | %s |\n", md_cell(md_code(md_syntax(i))), i->name,
                md_link(m, i->page, md_item_id(i)), maybe_prose(i->title),
                *dialects != '\0' ? dialects : "all");
    }
}

static void put_errors(const struct md *m)
{
    md_anchor(m, "errors");
    fputs("## How a command ends\n\n"
          "With its last line (`QAT_OK`), or with one of these:\n\n"
          "| | line, or what happened |\n|---|---|\n", m->out);
    for (const struct final *f = m->spec->finals; f != NULL; f = f->next) {
        static const struct { const char *final, *code; } codes[] = {
            {"error", "QAT_E_ERROR"}, {"cme", "QAT_E_CME"}, {"cms", "QAT_E_CMS"},
            {"no_carrier", "QAT_E_NO_CARRIER"}, {"busy", "QAT_E_BUSY_LINE"}, {"no_answer", "QAT_E_NO_ANSWER"},
            {"no_dialtone", "QAT_E_NO_DIALTONE"}, {"send_fail", "QAT_E_SEND_FAIL"}};
        struct field_walk walk;
        const struct field *code = first_field(&walk, f->tmpl);

        for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
            if (strcmp(codes[i].final, f->name) == 0) {
                fprintf(m->out, "| `%s` | %s", codes[i].code,
                        md_cell(md_code(template_text(f->tmpl, false))));
                if (code != NULL && code->type.kind == T_ENUM && code->type.e != NULL) {
                    fprintf(m->out, ", see [%s](%s)", code->type.e->name,
                            md_link(m, md_enum_page(code->type.e), md_enum_id(code->type.e)));
                }
                fputs(" |\n", m->out);
            }
        }
    }
    fputs("| `QAT_E_MISSING` | OK came without the line that must precede it |\n"
          "| `QAT_E_FINAL` | a final came that this stage does not expect |\n"
          "| `QAT_E_FRAMING` | a payload stood still, or was not followed by its end |\n"
          "| `QAT_E_TIMEOUT` | a limit passed |\n"
          "| `QAT_E_RESET` | the module restarted |\n"
          "| `QAT_E_EXPIRED`, `QAT_E_CANCELLED`, `QAT_E_DETACHED` | it waited longer than its `wait_ms`, "
          "was cancelled, or the port was lent |\n", m->out);
}

static bool write_index(struct md *m)
{
    if (!open_page(m, "README")) {
        return false;
    }
    fputs("# Command reference\n\n" MADE "\n", m->out);
    fputs("`>` is sent by the host, `<` by the module; `[` `]` may be left out or be empty. A line marked "
          "*later* comes behind the OK and completes the command. Behind each *Source* stands how sure it "
          "is: a manual, a driver that works, a log of a real module. Other forms of the same: "
          "`qat_codegen export --help`.\n\n",
          m->out);
    fprintf(m->out, "[Commands](%s) | [URCs](%s) | [How a command ends](%s) | [Error codes](%s) | "
            "[Modules](%s)\n", md_link(m, NULL, "commands"), md_link(m, NULL, "urcs"),
            md_link(m, NULL, "errors"), md_link(m, "errors", "errors"), md_link(m, "dialects", "dialects"));
    fputs("\n| chapters | commands | URCs |\n|---|---:|---:|\n", m->out);
    for (const struct module *mod = m->spec->modules; mod != NULL; mod = mod->next) {
        if (has_page(m, mod->name)) {
            const char *title = module_title(mod);
            const char *at = arena_printf(m->dir != NULL ? "%s.md" : "#%s.top", mod->name);

            fprintf(m->out, "| [%s](%s) | %d | %d |\n", title, at, count_on(m, mod->name, false),
                    count_on(m, mod->name, true));
        }
    }
    md_anchor(m, "commands");
    fputs("## Commands, by their text\n", m->out);
    put_sorted(m, false);
    md_anchor(m, "urcs");
    fputs("## URCs, by their text\n\nWhat modules say on their own.\n", m->out);
    put_sorted(m, true);
    put_errors(m);
    return close_page(m);
}

bool export_md(const struct spec *spec, const char *dir, FILE *out)
{
    struct md m = {spec, out, dir, NULL, NULL, NULL};
    bool good;

    if (dir != NULL && mkdir(dir, 0777) != 0 && errno != EEXIST) {
        complain(no_place, DIAG_E910, dir, strerror(errno));
        return false;
    }
    list_views(&m);
    list_items(&m);
    good = write_index(&m);
    for (const struct module *mod = spec->modules; good && mod != NULL; mod = mod->next) {
        good = !has_page(&m, mod->name) || write_module(&m, mod);
    }
    return good && write_errors(&m) && write_dialects(&m);
}
