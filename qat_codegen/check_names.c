/* check_names.c: names are unique, in the spec and in C.
 *
 * SPDX-License-Identifier: MIT
 *
 * A spec's name makes the C name: command "cereg.read" becomes qat_cereg_read(), its field "act" a member.
 * So two names that differ in the spec may meet in C, and a field may not be called "default". */
#include "arena.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

/* Keywords of C99, C11, C++11 and C++20, and macros of standard headers that have no capital letter. */
static const char *const keywords[] = {
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break",
    "case", "catch", "char", "char8_t", "char16_t", "char32_t", "class", "co_await", "co_return",
    "co_yield", "compl", "concept", "const", "consteval", "constexpr", "constinit", "const_cast",
    "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
    "errno", "explicit", "export", "extern", "false", "far", "float", "for", "friend", "goto",
    "huge", "if", "inline", "int", "interface", "linux", "long", "mutable", "namespace", "near",
    "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private",
    "protected", "public", "register", "reinterpret_cast", "requires", "restrict", "return",
    "short", "signed", "sizeof", "small", "static", "static_assert", "static_cast", "struct",
    "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef", "typeid",
    "typename", "typeof", "union", "unix", "unsigned", "using", "virtual", "void", "volatile",
    "wchar_t", "while", "xor", "xor_eq", NULL
};

/* Functions, types and objects of the runtime, less "qat_" and "_t": a command cannot be called so. */
static const char *const runtime_names[] = {
    "abort", "attach", "cancel", "code_of", "command_name", "config", "count", "data", "datamode", "datamode_set", "dcd", "detach",
    "dialect", "error", "event", "event_kind", "idle", "init", "init_sized", "join", "line",
    "listen", "listener", "mem", "mode_get", "mode_set", "mqtt", "payload", "poll", "req", "result",
    "result_name", "rx", "send", "str", "str_copy", "str_equal", "submit", "trace", "unlisten",
    "urc_name", "version", "wait", NULL
};

/* Members that every generated struct has. */
static const char *const member_names[] = {
    "req", "has", "info", "late", NULL
};

/* First word of the runtime's constants: QAT_E_BUSY, QAT_URC_CEREG. */
static const char *const constant_names[] = {
    "cmd", "e", "ev", "final", "line", "mode", "n", "names", "no", "trace", "uncounted", "urc", NULL
};

static bool in_list(const char *const *list, const char *name)
{
    for (; *list != NULL; list++) {
        if (strcmp(*list, name) == 0) {
            return true;
        }
    }
    return false;
}

static char *c_name(const char *name)
{
    char *c = arena_strndup(name, strlen(name));

    for (char *p = c; *p != '\0'; p++) {
        if (*p == '.' || *p == '-') {
            *p = '_';
        }
    }
    return c;
}

/* ---- a list of names, to find those that meet ---- */

struct entry {
    struct pos pos;
    const char *name, *c;
    size_t order;
};
struct names {
    struct entry *all;
    size_t count, room;
};

static void add_name(struct names *list, struct pos pos, const char *name, const char *c)
{
    if (list->count == list->room) {
        struct entry *more = arena_zalloc((list->room * 2 + 64) * sizeof *more);

        if (list->count > 0) {
            memcpy(more, list->all, list->count * sizeof *more);
        }
        list->all = more;
        list->room = list->room * 2 + 64;
    }
    list->all[list->count] = (struct entry){ pos, name, c, list->count };
    list->count++;
}

static int by_c_name(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = strcmp(a->c, b->c);

    return order != 0 ? order : a->order < b->order ? -1 : 1;
}

/* A command has several names in C: two commands that meet in all of them are complained about once. */
static bool was_told(const struct names *told, const struct entry *a, const struct entry *b)
{
    for (size_t i = 0; i + 1 < told->count; i += 2) {
        if (told->all[i].name == a->name && told->all[i + 1].name == b->name) {
            return true;
        }
    }
    return false;
}

static void complain_twins(struct names *list)
{
    struct names told = { NULL, 0, 0 };

    if (list->count > 1) {
        qsort(list->all, list->count, sizeof *list->all, by_c_name);
    }
    for (size_t i = 1; i < list->count; i++) {
        const struct entry *a = &list->all[i - 1], *b = &list->all[i];

        if (strcmp(a->c, b->c) != 0 || was_told(&told, a, b)) {
            continue;
        }
        add_name(&told, a->pos, a->name, "");
        add_name(&told, b->pos, b->name, "");
        if (strcmp(a->name, b->name) == 0) {
            complain(b->pos, DIAG_E102, b->name);
        } else {
            complain(b->pos, DIAG_E205, b->name, a->name, b->c);
        }
        remark(a->pos, "'%s' is here", a->name);
    }
}

/* ---- commands, urcs, dialects ---- */

static void check_item_name(struct pos pos, const char *name)
{
    if (in_list(runtime_names, c_name(name))) {
        complain(pos, DIAG_E207, name);
    }
}

static bool has_struct(const struct command *c, enum struct_kind kind)
{
    for (const struct line *l = c->lines; l != NULL; l = l->next) {
        if (struct_of(l->role) == kind) {
            return true;
        }
    }
    return false;
}

/* qat_x() and qat_x_t; what it receives is qat_x_info_t and qat_x_late_t. */
static void add_command_names(struct names *list, const struct command *c)
{
    const char *name = c_name(c->name);

    add_name(list, c->pos, c->name, arena_printf("qat_%s", name));
    add_name(list, c->pos, c->name, arena_printf("qat_%s_t", name));
    if (has_struct(c, S_INFO)) {
        add_name(list, c->pos, c->name, arena_printf("qat_%s_info_t", name));
    }
    if (has_struct(c, S_LATE)) {
        add_name(list, c->pos, c->name, arena_printf("qat_%s_late_t", name));
    }
}

/* One definition for each module, and one for each dialect that replaces it. */
static char *scope_of(const struct module *m, const struct dialect *only)
{
    return arena_printf("%s|%s", only == NULL && m != NULL ? m->name : "", only == NULL ? "" : only->name);
}

static void check_commands_and_urcs(const struct spec *spec)
{
    struct names commands = { NULL, 0, 0 }, urcs = { NULL, 0, 0 }, shared = { NULL, 0, 0 };

    for (const struct command *c = spec->commands; c != NULL; c = c->next) {
        check_item_name(c->pos, c->name);
        add_name(&commands, c->pos, c->name, arena_printf("%s|%s", c->name, scope_of(c->module, c->only)));
    }
    for (const struct urc *u = spec->urcs; u != NULL; u = u->next) {
        if (same_name(u->name, "none")) { /* QAT_URC_NONE */
            complain(u->pos, DIAG_E207, u->name);
        }
        add_name(&urcs, u->pos, u->name, arena_printf("%s|%s", u->name, scope_of(u->module, u->only)));
    }
    complain_twins(&commands);
    complain_twins(&urcs);

    /* Across modules one name may be defined often; but a.b and a_b meet, and so does a dialect's object. */
    for (const struct command *c = spec->commands; c != NULL; c = c->next) {
        if (find_command(spec, c->name) == c) {
            add_command_names(&shared, c);
        }
    }
    for (const struct urc *u = spec->urcs; u != NULL; u = u->next) {
        if (find_urc(spec, u->name) == u) {
            add_name(&shared, u->pos, u->name, arena_printf("qat_%s_urc_t", c_name(u->name)));
        }
    }
    for (const struct dialect *d = spec->dialects; d != NULL; d = d->next) {
        check_item_name(d->pos, d->name);
        add_name(&shared, d->pos, d->name, arena_printf("qat_%s", c_name(d->name)));
    }
    complain_twins(&shared);
}

/* ---- enums, modes, finals ---- */

/* The class of a word is: a letter, then anything up to the next comma. A quoted word ends at its quote. */
static void check_word(const struct enumdef *e, const struct enumerator *v)
{
    bool letter = (*v->word >= 'A' && *v->word <= 'Z') || (*v->word >= 'a' && *v->word <= 'z');

    if (strchr(v->word, '"') != NULL || (e->cls == E_WORD && (!letter || strchr(v->word, ',') != NULL))) {
        complain(v->pos, DIAG_E277, v->word,
                 e->cls == E_WORD ? "begins with a letter and holds no comma and no quote"
                                  : "holds no quote");
    }
}

static void check_enumerators(const struct enumdef *e)
{
    struct names names = { NULL, 0, 0 }, keys = { NULL, 0, 0 };
    int count = 0;

    for (const struct enumerator *v = e->values; v != NULL; v = v->next, count++) {
        if (v->number < -32768 || v->number > 32767) {
            complain(v->pos, DIAG_E208, arena_printf("%lld", (long long)v->number), "-32768..32767");
        }
        add_name(&names, v->pos, v->name, v->name);
        if (e->cls == E_NUMBER) {
            const char *number = arena_printf("%lld", (long long)v->number);

            add_name(&keys, v->pos, number, number);
        } else {
            check_word(e, v);
            add_name(&keys, v->pos, v->word, v->word);
        }
    }
    complain_twins(&names);
    complain_twins(&keys);
    if (count == 0) {
        complain(e->pos, DIAG_E209, e->name);
    }
}

/* Numbers that the enum's declared digits cannot hold. */
static void check_enum_digits(const struct enumdef *e)
{
    if (e->cls != E_NUMBER || (e->digits_lo == 0 && e->digits_hi == 0)) {
        return;
    }
    if (e->digits_lo < 1 || e->digits_hi > 10 || e->digits_lo > e->digits_hi) {
        complain(e->pos, DIAG_E210, arena_printf("digits %d..%d", e->digits_lo, e->digits_hi),
                 "1 to 10 digits");
        return;
    }
    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        size_t digits = strlen(arena_printf("%lld", (long long)v->number));

        if (v->number < 0 || digits > (size_t)e->digits_hi) {
            complain(v->pos, DIAG_E208, arena_printf("%lld", (long long)v->number),
                     arena_printf("digits %d..%d", e->digits_lo, e->digits_hi));
        }
    }
}

static void check_enums(const struct spec *spec)
{
    struct names enums = { NULL, 0, 0 }, constants = { NULL, 0, 0 };

    for (const struct enumdef *e = spec->enums; e != NULL; e = e->next) {
        if (in_list(constant_names, e->name)) {
            complain(e->pos, DIAG_E207, e->name);
        }
        add_name(&enums, e->pos, e->name, e->name);
        check_enumerators(e);
        check_enum_digits(e);
        if (find_enum(spec, e->name) == e) {
            for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
                if (enumerator_named(e, v->name) == v) {
                    add_name(&constants, v->pos, arena_printf("%s %s", e->name, v->name),
                             arena_printf("qat_%s_%s", e->name, v->name));
                }
            }
        }
    }
    complain_twins(&enums);
    complain_twins(&constants);
}

/* The runtime keeps the first element's index in four bits. */
static void check_mode(const struct modedef *m)
{
    if (m->index != NULL && m->index_lo > 15) {
        complain(m->pos, DIAG_E210,
                 arena_printf("%lld..%lld", (long long)m->index_lo, (long long)m->index_hi),
                 "an index that begins with 0 to 15");
    }
}

static void check_modes_and_finals(const struct spec *spec)
{
    static const char *const final_names[] = {
        "ok", "error", "cme", "cms", "connect", "no_carrier", "busy", "no_answer",
        "no_dialtone", "send_ok", "send_fail", NULL
    };
    struct names modes = { NULL, 0, 0 }, modules = { NULL, 0, 0 };

    for (const struct modedef *m = spec->modes; m != NULL; m = m->next) {
        check_mode(m);
        add_name(&modes, m->pos, m->name, m->name);
    }
    complain_twins(&modes);
    for (const struct final *f = spec->finals; f != NULL; f = f->next) {
        if (!in_list(final_names, f->name)) {
            complain(f->pos, DIAG_E211, f->name);
        }
    }
    for (const struct module *m = spec->modules; m != NULL; m = m->next) {
        add_name(&modules, m->pos, m->name, m->name);
    }
    for (const struct dialect *d = spec->dialects; d != NULL; d = d->next) {
        add_name(&modules, d->pos, d->name, d->name); /* `use` takes either */
    }
    complain_twins(&modules);
}

/* ---- members ---- */

static void check_member_names(const struct node *tmpl)
{
    struct field_walk walk;
    struct names names = { NULL, 0, 0 };

    for (const struct field *f = first_field(&walk, tmpl); f != NULL; f = next_field(&walk)) {
        if (in_list(keywords, f->name)) {
            complain(f->pos, DIAG_E212, f->name);
        } else if (in_list(member_names, f->name)) {
            complain(f->pos, DIAG_E207, f->name);
        }
        add_name(&names, f->pos, f->name, f->name);
    }
    complain_twins(&names);
}

void check_names(struct spec *spec)
{
    check_commands_and_urcs(spec);
    check_enums(spec);
    check_modes_and_finals(spec);
    for (const struct command *c = spec->commands; c != NULL; c = c->next) {
        for (const struct line *l = c->lines; l != NULL; l = l->next) {
            check_member_names(l->tmpl);
        }
    }
    for (const struct urc *u = spec->urcs; u != NULL; u = u->next) {
        for (const struct line *l = u->lines; l != NULL; l = l->next) {
            check_member_names(l->tmpl);
        }
    }
}
