/* emit_decl.c: what a user of the header sees of the spec: enums, modes, urcs, commands by chapter.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "emit.h"
#include "direct.h"

#include <inttypes.h>
#include <string.h>

/* ---- enums ---- */

static bool in_layout(const struct layout *l, const struct enumdef *e)
{
    for (int i = 0; i < l->count; i++) {
        const struct type *t = &l->members[i].field->type;

        if (t->kind == T_ENUM && t->e == e) {
            return true;
        }
    }
    return false;
}

static bool in_variant_fields(const struct line *l, const struct enumdef *e)
{
    struct field_walk walk;

    for (; l != NULL; l = l->next) {
        for (const struct field *f = first_of(&walk, l); f != NULL; f = next_field(&walk)) {
            if (f->type.kind == T_ENUM && f->type.e == e) {
                return true;
            }
        }
    }
    return false;
}

/* The codes of +CME ERROR and +CMS ERROR, as the dialects of the header have them. */
static bool in_finals(const struct model *m, const struct enumdef *e)
{
    struct field_walk walk;

    for (int i = 0; i < m->dialect_count; i++) {
        for (struct final **f = m->dialects[i].view->finals; *f != NULL; f++) {
            const struct field *code = first_field(&walk, (*f)->tmpl);

            if (code != NULL && code->type.kind == T_ENUM && code->type.e == e) {
                return true;
            }
        }
    }
    return false;
}

/* Does any struct of the header hold its values? */
static bool enum_is_used(const struct model *m, const struct enumdef *e)
{
    for (const struct m_command *c = m->commands; c != NULL; c = c->next) {
        if (in_layout(&c->args, e) || in_layout(&c->info, e) || in_layout(&c->late, e)) {
            return true;
        }
        for (const struct m_variant *v = c->variants; v != NULL; v = v->next) {
            if (in_variant_fields(v->command->lines, e)) {
                return true;
            }
        }
    }
    for (const struct m_urc *u = m->urcs; u != NULL; u = u->next) {
        for (const struct m_variant *v = u->variants; v != NULL; v = v->next) {
            if (in_variant_fields(v->urc->lines, e)) {
                return true;
            }
        }
    }
    return in_finals(m, e);
}

static const char *enumerator_text(const struct emitter *e, const struct enumdef *d,
                                   const struct enumerator *v)
{
    return arena_printf("%s_%s_%s = %" PRId64, e->m->macro, upper_name(d->name), upper_name(v->name),
                        v->number);
}

/* One enumerator a line where it has a text, else as many as fit. */
static void emit_enum(const struct emitter *e, const struct enumdef *d)
{
    bool texts = false;
    int at = 4, width = 0;

    for (const struct enumerator *v = d->values; v != NULL; v = v->next) {
        int n = (int)strlen(enumerator_text(e, d, v)) + 1;

        texts |= v->text != NULL;
        width = n > width && n <= 60 ? n : width;
    }
    fprintf(e->out, "enum { /* %s */\n   ", d->name);
    for (const struct enumerator *v = d->values; v != NULL; v = v->next) {
        const char *name = enumerator_text(e, d, v);
        const char *comma = v->next == NULL ? "" : ",";

        if (texts) {
            const char *text = v->text != NULL ? comment_safe(v->text) : "";

            fprintf(e->out, "%s%s%s%*s%s%s%s%s", v == d->values ? " " : "    ", name, comma,
                    *text ? width - (int)(strlen(name) + strlen(comma)) : 0, "", *text ? " /* " : "", text,
                    *text ? " */" : "", v->next == NULL ? "" : "\n");
        } else {
            int n = (int)(strlen(name) + strlen(comma)) + 1;

            if (at + n > COLUMNS) {
                fputs("\n   ", e->out);
                at = 4;
            }
            fprintf(e->out, " %s%s", name, comma);
            at += n;
        }
    }
    fputs("\n};\n", e->out);
}

void emit_enums(const struct emitter *e)
{
    fputs("/* ---- values of fields ----\n"
          " *\n"
          " * A received value that is not in its enum is handed over all the same; QAT_ODD tells. Words\n"
          " * come as the number here, unknown ones as QAT_UNKNOWN_WORD. */\n\n", e->out);
    for (const struct enumdef *d = e->m->spec->enums; d != NULL; d = d->next) {
        bool whole = d->errors && *e->o->only == NULL; /* its codes may come in any field */

        if (d->values != NULL && (whole || enum_is_used(e->m, d))) {
            emit_enum(e, d);
        }
    }
    fputc('\n', e->out);
}

/* ---- modes ---- */

void emit_modes(const struct emitter *e)
{
    if (e->m->modes == NULL) {
        return;
    }
    fputs("/* ---- modes: what earlier commands decided, see qat_mode_set() ----\n"
          " *\n"
          " * Set by the runtime when the command that decides it succeeded, or when a read tells it; back\n"
          " * to its start value when the module restarts. The number holds where it lies: first bit |\n"
          " * width << 8 | first index << 16 | elements << 24. */\n\n", e->out);
    for (const struct m_mode *x = e->m->modes; x != NULL; x = x->next) {
        const struct modedef *d = x->def;
        unsigned long place = x->base | x->width << 8 | x->first << 16 | (unsigned long)x->count << 24;

        fprintf(e->out, "#define QAT_MODE_%s 0x%08lXu /* ", x->upper, place);
        if (d->index != NULL) {
            fprintf(e->out, "for each %s %" PRId64 "..%" PRId64 ": ", d->index, d->index_lo, d->index_hi);
        }
        fprintf(e->out, "%" PRId64 "..%" PRId64 ", at first %" PRId64 " */\n", d->lo, d->hi, d->init);
    }
    fputc('\n', e->out);
}

/* ---- urcs ---- */

/* Names with their numbers, as many as fit on a line. */
static void emit_ids(const struct emitter *e, const char *prefix, const char *const *names, int count)
{
    int at = 4;

    fputs("enum {\n   ", e->out);
    for (int i = 0; i < count; i++) {
        const char *text = arena_printf("%s_%s = %d%s", prefix, names[i], i, i + 1 == count ? "" : ",");
        int n = (int)strlen(text) + 1;

        if (at + n > COLUMNS) {
            fputs("\n   ", e->out);
            at = 4;
        }
        fprintf(e->out, " %s", text);
        at += n;
    }
    fputs("\n};\n\n", e->out);
}

static void emit_urc(const struct emitter *e, const struct m_urc *u)
{
    const struct urc *tree = u->variants->urc;
    struct struct_text s = { &u->fields, e->m->prefix, arena_printf("%s_%s_URC_HAS", e->m->macro, u->upper),
        "", "", false, true, true };

    fprintf(e->out, "/* %s_URC_%s%s%s\n", e->m->macro, u->upper, tree->title == NULL ? "" : ": ",
            tree->title == NULL ? "" : comment_safe(tree->title));
    for (const struct m_variant *v = u->variants; v != NULL; v = v->next) {
        emit_spec_lines(e->out, v->urc->lines, false, 0);
    }
    fseek(e->out, -1, SEEK_CUR);
    fputs(" */\n", e->out);
    if (u->fields.count > 0) {
        emit_struct(e->out, &s);
    }
    fputc('\n', e->out);
}

void emit_urcs(const struct emitter *e)
{
    const char **names = arena_zalloc(((size_t)e->m->urc_count + 1) * sizeof *names);
    int n = 0;

    if (e->m->urcs == NULL) {
        return;
    }
    fprintf(e->out, "/* ---- urcs: ids and structs of what the module says on its own ----\n"
            " *\n"
            " * `has` says which optional fields came, and QAT_ODD. A urc without fields has no struct. */\n"
            "\n");
    for (const struct m_urc *u = e->m->urcs; u != NULL; u = u->next) {
        names[n++] = u->upper;
    }
    emit_ids(e, arena_printf("%s_URC", e->m->macro), names, n);
    for (const struct m_urc *u = e->m->urcs; u != NULL; u = u->next) {
        emit_urc(e, u);
    }
}

/* ---- commands ---- */

static const char *back_members(const struct m_command *c)
{
    const char *text = c->payload ? "qat_payload_t payload;" : "";

    for (int i = 0; i < c->caller_count; i++) {
        text = arena_printf("%s%suint32_t %s;", text, *text ? " " : "", c->callers[i]);
    }
    if (c->info.type != NULL) {
        text = arena_printf("%s%s%s info;", text, *text ? " " : "", c->info.type);
    }
    if (c->late.type != NULL) {
        text = arena_printf("%s%s%s late;", text, *text ? " " : "", c->late.type);
    }
    return text;
}

struct command_text {
    struct struct_text args, info, late;
};

static struct command_text text_of(const struct m_command *c)
{
    struct command_text t = {
        { &c->args, "qat", arena_printf("QAT_%s_HAS", c->upper), "qat_req_t req;", back_members(c), true,
          has_optional(&c->args), true },
        { &c->info, "qat", arena_printf("QAT_%s_INFO_HAS", c->upper), "", "", false, true, true },
        { &c->late, "qat", arena_printf("QAT_%s_LATE_HAS", c->upper), "", "", false, true, true },
    };

    return t;
}

static int emit_structs(FILE *out, const struct m_command *c, const struct command_text *t)
{
    int lines = emit_struct(out, &t->args);

    if (c->info.type != NULL) {
        lines += emit_struct(out, &t->info);
    }
    if (c->late.type != NULL) {
        lines += emit_struct(out, &t->late);
    }
    return lines;
}

/* As tall as the room allows: first the received structs are packed, then the request. Returns the lines. */
static int fit(const struct m_command *c, struct command_text *t, int room)
{
    struct struct_text *order[3];
    int i = 0;

    order[0] = &t->late;
    order[1] = &t->info;
    order[2] = &t->args;
    while (i < 3 && emit_structs(NULL, c, t) > room) {
        order[i++]->tall = false;
    }
    return emit_structs(NULL, c, t);
}

static void emit_structs_in_order(FILE *out, const struct m_command *c, const struct command_text *t)
{
    if (c->info.type != NULL) {
        emit_struct(out, &t->info);
    }
    if (c->late.type != NULL) {
        emit_struct(out, &t->late);
    }
    emit_struct(out, &t->args);
}

static const char *dialect_names(const struct model *m, unsigned mask)
{
    const char *text = "";

    for (int i = 0; i < m->dialect_count; i++) {
        if (m->dialects[i].mask & mask) {
            text = arena_printf("%s%s%s", text, *text ? " " : "", m->dialects[i].dialect->name);
        }
    }
    return text;
}

/* The sentence, with the dialects that have the command where not all do. */
static const char *sentence(const struct model *m, const struct m_command *c)
{
    const char *title = c->variants->command->title;
    unsigned mask = 0, all = 0;

    for (const struct m_variant *v = c->variants; v != NULL; v = v->next) {
        mask |= v->mask;
    }
    for (int i = 0; i < m->dialect_count; i++) {
        all |= m->dialects[i].mask;
    }
    title = title == NULL ? c->name : comment_safe(title);
    return mask == all ? title : arena_printf("%s (%s)", title, dialect_names(m, mask));
}

static void emit_command(const struct emitter *e, const struct m_command *c)
{
    struct command_text t = text_of(c);
    const struct line *tree = c->variants->command->lines;
    int room = COMMAND_LINES - 3, whole = emit_spec_lines(NULL, tree, false, 0), structs;
    bool brief;

    for (const struct m_variant *v = c->variants->next; v != NULL; v = v->next) {
        room--;
    }
    structs = fit(c, &t, room - whole);
    brief = structs > room - whole;
    room -= structs;
    fprintf(e->out, "/* %s\n", sentence(e->m, c));
    emit_spec_lines(e->out, tree, brief, room > 2 ? room : 2);
    for (const struct m_variant *v = c->variants->next; v != NULL; v = v->next) {
        fprintf(e->out, " * %s: %s\n", dialect_names(e->m, v->mask), spec_line(host_line(v->command), brief));
    }
    fseek(e->out, -1, SEEK_CUR);
    fputs(" */\n", e->out);
    emit_structs_in_order(e->out, c, &t);
    if (e->m->direct != NULL) {
        emit_direct_declaration(e, c);
    } else {
        fprintf(e->out, "extern const uint8_t qat_cmd_%s[];\n", c->c_name);
    }
    fprintf(e->out, "int qat_%s(qat_t *q, qat_%s_t *r);\n\n", c->c_name, c->c_name);
}

static void emit_chapter(FILE *out, const struct origin *o)
{
    fprintf(out, "/* ---- %s", o->chapter == NULL ? "commands" : comment_safe(o->chapter));
    if (o->source != NULL) {
        fprintf(out, " (%s)", comment_safe(o->source));
    }
    fputs(" ---- */\n\n", out);
}

void emit_commands(const struct emitter *e)
{
    const char **names = arena_zalloc(((size_t)e->m->command_count + 1) * sizeof *names);
    const char *chapter = "";
    int n = 0;

    if (e->m->commands == NULL) {
        return;
    }
    fputs("/* ---- commands ----\n"
          " *\n"
          " * int qat_x(q, &r) queues the request object r; what holds for all of them stands above, at\n"
          " * \"the runtime's functions\". Members of r: arguments; `has` with a bit for each optional\n"
          " * number (a text is absent when its ptr is NULL); `info`: the information line that came last;\n"
          " * `late`: the late result. In those `has` says which optional fields came, and QAT_ODD.\n"
          " * qat_cmd_x is for qat_join(). */\n\n", e->out);
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        names[n++] = c->upper;
    }
    emit_ids(e, arena_printf("%s_CMD", e->m->macro), names, n);
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        const struct origin *o = &c->variants->command->origin;

        if (o->chapter != NULL && strcmp(o->chapter, chapter) != 0) {
            emit_chapter(e->out, o);
            chapter = o->chapter;
        }
        emit_command(e, c);
    }
}

void emit_dialects(const struct emitter *e)
{
    fputs("/* ---- dialects: what cfg.dialect points to ---- */\n\n", e->out);
    for (int i = 0; i < e->m->dialect_count; i++) {
        const struct dialect *d = e->m->dialects[i].dialect;

        fprintf(e->out, "extern const qat_dialect_t qat_%s;%s%s%s\n", c_name(d->name),
                d->title == NULL ? "" : " /* ",
                d->title == NULL ? "" : comment_safe(d->title), d->title == NULL ? "" : " */");
    }
    fputc('\n', e->out);
}
