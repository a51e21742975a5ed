/* emit_modem.c: the modem's header, in the order of modem/fold.list.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "emit.h"
#include "lower.h"

#include <inttypes.h>
#include <string.h>

/* ---- which formatters there are ---- */

/* One line that the module writes. */
struct answer {
    const char *function;        /* "qam_cereg_read_info2"                                   */
    const struct layout *layout;
    const struct m_command *command;
    const struct line *line;
};

typedef void with_answer(const struct emitter *e, const struct answer *a);

static const char *numbered(const char *stem, const char *kind, unsigned n)
{
    return n == 0 ? arena_printf("%s_%s", stem, kind) : arena_printf("%s_%s%u", stem, kind, n + 1);
}

static void command_answers(const struct emitter *e, const struct m_command *c, with_answer *use)
{
    const char *stem = arena_printf("qam_%s", c->c_name);
    unsigned info = 0, late = 0, connect = 0;

    for (const struct line *l = c->variants->command->lines; l != NULL; l = l->next) {
        struct answer a = { NULL, &c->info, c, l };

        if (l->role == L_INFO || l->role == L_INFO_ANY || l->role == L_INFO_MAYBE) {
            a.function = numbered(stem, "info", info++);
        } else if (l->role == L_LATER || l->role == L_EACH) {
            a.function = numbered(stem, "late", late++);
            a.layout = &c->late;
        } else if (l->role == L_FINAL && same_name(l->final, "connect") && line_has_struct(l)) {
            a.function = numbered(stem, "connect", connect++);
        }
        if (a.function != NULL) {
            use(e, &a);
        }
    }
}

static void urc_answers(const struct emitter *e, const struct m_urc *u, with_answer *use)
{
    unsigned n = 0;

    for (const struct line *l = u->variants->urc->lines; l != NULL; l = l->next) {
        struct answer a = { numbered(arena_printf("qam_%s", u->c_name), "urc", n++), &u->fields, NULL, l };

        use(e, &a);
    }
}

/* ---- declarations ---- */

static void prototype(const struct emitter *e, const struct answer *a)
{
    fprintf(e->out, "size_t %s(char *buf, size_t size, const %s *v); /* %s */\n", a->function,
            a->layout->type,
            comment_safe(written_template(a->line->tmpl)));
}

static void structure(const struct emitter *e, const struct layout *l, const char *bits)
{
    struct struct_text s = { l, "qam", bits, "", "", false, true, false };

    if (l->type != NULL) {
        emit_struct(e->out, &s);
    }
}

static void declare_command(const struct emitter *e, const struct m_command *c)
{
    fprintf(e->out, "/* QAM_CMD_%s: %s\n", c->upper, c->variants->command->title == NULL ? c->name :
            comment_safe(c->variants->command->title));
    emit_spec_lines(e->out, c->variants->command->lines, false, 0);
    fseek(e->out, -1, SEEK_CUR);
    fputs(" */\n", e->out);
    structure(e, &c->args, arena_printf("QAM_%s_HAS", c->upper));
    structure(e, &c->info, arena_printf("QAM_%s_INFO_HAS", c->upper));
    structure(e, &c->late, arena_printf("QAM_%s_LATE_HAS", c->upper));
    command_answers(e, c, prototype);
    fputc('\n', e->out);
}

static void declare(const struct emitter *e)
{
    emit_enums(e);
    fputs("/* ---- commands ---- */\n\nenum {\n", e->out);
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        fprintf(e->out, "    QAM_CMD_%s = %u%s\n", c->upper, c->id, c->next == NULL ? "" : ",");
    }
    fputs("};\n\n", e->out);
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        declare_command(e, c);
    }
    fputs("/* Room for the arguments of any command. */\ntypedef union {\n    uint32_t has;\n", e->out);
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        fprintf(e->out, "    qam_%s_t %s;\n", c->c_name, c->c_name);
    }
    fputs("} qam_any_t;\n\n/* ---- urcs ---- */\n\n", e->out);
    for (const struct m_urc *u = e->m->urcs; u != NULL; u = u->next) {
        structure(e, &u->fields, arena_printf("QAM_%s_URC_HAS", u->upper));
        urc_answers(e, u, prototype);
        fputc('\n', e->out);
    }
}

/* ---- tables ---- */

/* (uint16_t)offsetof(qam_x_t, member), or 0. */
static const char *offset_of(const struct m_command *c, const char *member)
{
    if (member == NULL || member_named(&c->args, member) == NULL) {
        return "0";
    }
    return arena_printf("(uint16_t)offsetof(%s, %s)", c->args.type, member);
}

static unsigned bit_of(const struct m_command *c, const char *member)
{
    const struct member *m = member == NULL ? NULL : member_named(&c->args, member);

    return m != NULL && m->optional ? (unsigned)member_index(&c->args, member) : 0xFF;
}

static const char *payload_kind(const struct line *l)
{
    static const char *const kinds[] = { "QAM_NO_PAYLOAD", "QAM_COUNTED", "QAM_CTRL_Z", "QAM_EITHER",
        "QAM_LINE", "QAM_CALLER" };

    return kinds[l->payload.kind];
}

static const char *stage_kind(const struct line *l)
{
    switch (l->role) {
    case L_HOST:
    case L_URC:
        return NULL;
    case L_PAYLOAD_OUT:
        return "QAM_PAYLOAD";
    case L_PROMPT:
        return "QAM_PROMPT";
    case L_FINAL:
        return same_name(l->final, "connect") ? "QAM_CONNECT" : "QAM_FINAL";
    case L_INFO:
        return "QAM_INFO";
    case L_INFO_ANY:
        return "QAM_INFO_ANY";
    case L_INFO_MAYBE:
        return "QAM_INFO_MAYBE";
    case L_LATER:
        return "QAM_LATE";
    case L_EACH:
        return "QAM_EACH";
    }
    return NULL;
}

static void emit_stage(FILE *out, const struct m_command *c, const struct line *l, unsigned number)
{
    const struct field *idle = l->payload.idle == NULL ? NULL :
        argument(c->variants->command, l->payload.idle);

    fprintf(out, "    { %s, %u, %s, %u, %s, ", stage_kind(l), number, payload_kind(l),
            bit_of(c, l->payload.size), offset_of(c, l->payload.size));
    fprintf(out, "%" PRIu32 ", %s, %s, %u, ", l->payload.ack_every, offset_of(c, l->payload.ack_when),
            offset_of(c, l->payload.idle), bit_of(c, l->payload.idle));
    fprintf(out, "%d, %" PRId64 ", %" PRIu32 ", ",
            l->payload.ack == NULL ? 0 : (unsigned char)*l->payload.ack,
            idle != NULL && idle->eq.kind == V_NUMBER ? idle->eq.number : 0, l->within.ms);
    if (l->role == L_FINAL) {
        fprintf(out, "\"%s\" },\n", head_of(l->tmpl));
    } else {
        fputs("0 },\n", out);
    }
}

static unsigned emit_command_stages(FILE *out, const struct m_command *c)
{
    unsigned count = 0, info = 0, late = 0;

    for (const struct line *l = c->variants->command->lines; l != NULL; l = l->next) {
        bool is_info = l->role == L_INFO || l->role == L_INFO_ANY || l->role == L_INFO_MAYBE;
        bool is_late = l->role == L_LATER || l->role == L_EACH;

        if (stage_kind(l) != NULL) {
            emit_stage(out, c, l, is_info ? info : is_late ? late : 0);
            info += is_info;
            late += is_late;
            count++;
        }
    }
    fputs("    { QAM_END, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 0, 0 },\n", out);
    return count + 1;
}

static void emit_stages(const struct emitter *e)
{
    unsigned *at = arena_zalloc(((size_t)e->m->command_count + 1) * sizeof *at), next = 0, n = 0;

    fputs("static const qam_stage_t qami_stages[] = {\n", e->out);
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        at[n++] = next;
        fprintf(e->out, "    /* %s */\n", c->name);
        next += emit_command_stages(e->out, c);
    }
    fputs("};\nstatic const uint16_t qami_stage_at[] = {\n", e->out);
    emit_numbers(e->out, at, n);
    fputs("};\nstatic const char *const qami_names[] = {\n", e->out);
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        fprintf(e->out, "    \"%s\",\n", c->name);
    }
    fputs("};\n\n", e->out);
}

static void emit_reading(const struct emitter *e)
{
    struct m_dialect *d = &e->m->dialects[0];
    size_t longest = lower_host_lines(e->m, d);

    fprintf(e->out, "#define QAMI_LONGEST_HEAD %zu\n", longest + 16);
    fputs("static const uint8_t qami_heads[] = {\n", e->out);
    emit_bytes(e->out, &d->trie, "QAM");
    fputs("};\nstatic const uint16_t qami_records[] = {\n", e->out);
    emit_numbers(e->out, d->lines, d->line_count);
    fputs("};\nstatic const uint8_t qami_bytes[] = {\n", e->out);
    emit_bytes(e->out, &d->blob, "QAM");
    fputs("};\nstatic const uint16_t qami_sizes[] = {\n", e->out);
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        fprintf(e->out, "    (uint16_t)sizeof(qam_%s_t),\n", c->c_name);
    }
    fputs("};\n\n", e->out);
}

static void formatter(const struct emitter *e, const struct answer *a)
{
    fprintf(e->out, "size_t %s(char *buf, size_t size, const %s *v)\n{\n", a->function, a->layout->type);
    fputs("    static const uint8_t line[] = {\n", e->out);
    emit_bytes(e->out, lower_answer(e->m, a->command, a->layout, a->line), "QAM");
    fputs("    };\n    return qami_format(buf, size, line, v);\n}\n\n", e->out);
}

static void emit_functions(const struct emitter *e)
{
    fprintf(e->out, "const qam_stage_t *qam_stages(int id)\n{\n"
            "    return id >= 0 && id < %d ? qami_stages + qami_stage_at[id] : 0;\n}\n\n"
            "const char *qam_name(int id)\n{\n    return id >= 0 && id < %d ? qami_names[id] : 0;\n}\n\n",
            e->m->command_count, e->m->command_count);
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        command_answers(e, c, formatter);
    }
    for (const struct m_urc *u = e->m->urcs; u != NULL; u = u->next) {
        urc_answers(e, u, formatter);
    }
}

/* ---- sections ---- */

static void section(const struct emitter *e, const char *name)
{
    FILE *out = e->out;

    if (strcmp(name, "includes") == 0) {
        fputs("#ifndef QAM_H\n#define QAM_H\n\n#include <stddef.h>\n#include <stdint.h>\n\n", out);
    } else if (strcmp(name, "open") == 0) {
        fputs("#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n", out);
    } else if (strcmp(name, "close") == 0) {
        fputs("#ifdef __cplusplus\n}\n#endif\n\n", out);
    } else if (strcmp(name, "declarations") == 0) {
        declare(e);
    } else if (strcmp(name, "implementation") == 0) {
        fputs("#endif /* QAM_H */\n\n#if defined(QAM_IMPLEMENTATION) && !defined(QAMI_IMPLEMENTED)\n"
              "#define QAMI_IMPLEMENTED\n\n#include <string.h>\n\n"
              "#if defined(__GNUC__) /* the pieces hold more than is needed here */\n"
              "#pragma GCC diagnostic push\n"
              "#pragma GCC diagnostic ignored \"-Wunused-function\"\n"
              "#endif\n\n", out);
    } else if (strcmp(name, "tables") == 0) {
        emit_pool(e);
        emit_reading(e);
        emit_stages(e);
    } else if (strcmp(name, "functions") == 0) {
        emit_functions(e);
    } else if (strcmp(name, "end") == 0) {
        fputs("#if defined(__GNUC__)\n#pragma GCC diagnostic pop\n#endif\n"
              "#endif /* QAM_IMPLEMENTATION */\n", out);
    }
}

bool emit_modem(const struct emitter *e)
{
    fputs("/* qam.h: generated by `qat_codegen gen --side modem` from qat_codegen/runtime,\n"
          " * qat_codegen/modem and specs; edit those, not this. */\n/* SPDX-License-Identifier:\n"
          " * MIT */\n\n", e->out);
    return fold_list(e, "modem/fold.list", "qat", "qam", section);
}
