/* emit_host.c: the host's header: the runtime's pieces and the specs, in the order of runtime/fold.list.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "emit.h"

#include <string.h>

#ifndef QAT_VERSION
#define QAT_VERSION "0.0.0"
#endif

/* MAJOR.MINOR.PATCH as one number that #if can compare. */
static unsigned version_number(void)
{
    unsigned part[3] = { 0, 0, 0 }, i = 0;

    for (const char *p = QAT_VERSION; *p != '\0' && i < 3; p++) {
        if (*p == '.') {
            i++;
        } else if (*p >= '0' && *p <= '9') {
            part[i] = part[i] * 10 + (unsigned)(*p - '0');
        }
    }
    return part[0] * 10000 + part[1] * 100 + part[2];
}

/* ---- sizes ---- */

/* A struct's size as words and texts, rounded up as pointers of 8 bytes want it. */
static void measure(const struct layout *l, unsigned *words, unsigned *texts)
{
    unsigned at = 4;

    *texts = 0;
    for (int i = 0; i < l->count; i++) {
        if (l->members[i].kind == C_STR) {
            at = (at + 7) / 8 * 8 + 16;
            ++*texts;
        } else {
            at += 4;
        }
    }
    at = *texts > 0 ? (at + 7) / 8 * 8 : at;
    *words = (at - 16 * *texts) / 4;
}

struct sizes {
    unsigned words[32]; /* by number of texts: the most words; 0: none */
};

static void add_size(struct sizes *s, const struct layout *l)
{
    unsigned words, texts;

    if (l->type == NULL) {
        return;
    }
    measure(l, &words, &texts);
    texts = texts > 31 ? 31 : texts;
    s->words[texts] = words > s->words[texts] ? words : s->words[texts];
}

static const char *size_text(const struct sizes *s)
{
    const char *text = NULL;
    unsigned most = 0;

    for (unsigned i = 32; i-- > 0;) {
        const char *one;

        if (s->words[i] <= most) { /* one with more texts is larger anyway */
            continue;
        }
        most = s->words[i];
        one = arena_printf("4 * %u + %u * sizeof(qat_str_t)", s->words[i], i);
        text = text == NULL ? one : arena_printf("QATI_MORE_OF(%s, %s)", one, text);
    }
    return text;
}

static void emit_sizes(const struct emitter *e)
{
    struct sizes s = { { 0, 4 } };
    FILE *out = e->out;

    for (const struct m_urc *u = e->m->urcs; u != NULL; u = u->next) {
        add_size(&s, &u->fields);
    }
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        add_size(&s, &c->late);
    }
    fputs("/* ---- sizes that follow from the specs ---- */\n\n", out);
    if (e->o->part == PART_RUNTIME) {
        fputs("/* Bytes of all modes, and of the largest struct of a urc or late result: enough for the\n"
              " * dialects that are used, which check them. */\n"
              "#ifndef QAT_MODE_BYTES\n#define QAT_MODE_BYTES 16\n#endif\n"
              "#ifndef QATI_URC_SIZE\n"
              "#define QATI_URC_SIZE (4 * 32 + 8 * sizeof(qat_str_t))\n#endif\n\n", out);
        return;
    }
    fprintf(out, "#define QAT_MODE_BYTES %u /* of all modes */\n", e->m->mode_bytes);
    fputs("/* Bytes of the largest struct of a urc or late result. */\n"
          "#define QATI_MORE_OF(a, b) ((a) > (b) ? (a) : (b))\n", out);
    fprintf(out, "#define QATI_URC_SIZE (%s)\n\n", size_text(&s));
}

static void emit_size_checks(const struct emitter *e)
{
    struct sizes s = { { 0, 4 } };

    for (const struct m_urc *u = e->m->urcs; u != NULL; u = u->next) {
        add_size(&s, &u->fields);
    }
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        add_size(&s, &c->late);
    }
    fprintf(e->out, "#if QAT_MODE_BYTES < %u\n"
            "#error \"define QAT_MODE_BYTES as %u, for every file that includes qat's runtime\"\n#endif\n",
            e->m->mode_bytes, e->m->mode_bytes);
    fprintf(e->out, "#define QATI_MORE_OF(a, b) ((a) > (b) ? (a) : (b))\n"
            "typedef char qati_urc_size_is_enough[%s <= QATI_URC_SIZE ? 1 : -1];\n\n", size_text(&s));
}

/* ---- sections ---- */

static void emit_declarations(const struct emitter *e)
{
    emit_dialects(e);
    emit_enums(e);
    emit_modes(e);
    emit_urcs(e);
    emit_commands(e);
    emit_name_prototypes(e);
    emit_helper_declarations(e);
}

static void section(const struct emitter *e, const char *name)
{
    bool specs = e->o->part != PART_RUNTIME;
    FILE *out = e->out;

    if (strcmp(name, "includes") == 0) {
        fputs("#ifndef QAT_H\n#define QAT_H\n\n#include <stddef.h>\n#include <stdint.h>\n\n", out);
        fprintf(out, "#define QAT_VERSION %u /* %s */\n\n", version_number(), QAT_VERSION);
    } else if (strcmp(name, "open") == 0) {
        fputs("#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n", out);
    } else if (strcmp(name, "close") == 0) {
        fputs("#ifdef __cplusplus\n}\n#endif\n\n", out);
    } else if (strcmp(name, "sizes") == 0) {
        emit_sizes(e);
    } else if (strcmp(name, "declarations") == 0 && specs) {
        emit_declarations(e);
    } else if (strcmp(name, "implementation") == 0) {
        fputs("#endif /* QAT_H */\n\n"
              "/* ======== implementation: in one C file, `#define QAT_IMPLEMENTATION` before the #include "
              "======== */\n\n"
              "#if defined(QAT_IMPLEMENTATION) && !defined(QATI_IMPLEMENTED)\n#define QATI_IMPLEMENTED\n\n"
              "#include <string.h>\n\n", out);
    } else if (strcmp(name, "tables") == 0 && specs) {
        emit_tables(e);
    } else if (strcmp(name, "names") == 0 && specs) {
        emit_names(e);
    } else if (strcmp(name, "helpers") == 0 && specs) {
        emit_helper_code(e);
    } else if (strcmp(name, "end") == 0) {
        fputs("#endif /* QAT_IMPLEMENTATION */\n", out);
    }
}

static void emit_only_dialects(const struct emitter *e)
{
    FILE *out = e->out;

    fputs("/* Include it behind qat's runtime. */\n#ifndef QAT_DIALECTS_H\n#define QAT_DIALECTS_H\n\n", out);
    fprintf(out, "#if !defined(QAT_VERSION) || QAT_VERSION != %u\n"
            "#error \"these dialects belong to version %s of qat's runtime, which must be included before\"\n"
            "#endif\n",
            version_number(), QAT_VERSION);
    emit_size_checks(e);
    section(e, "open");
    emit_declarations(e);
    section(e, "close");
    fputs("#endif /* QAT_DIALECTS_H */\n\n"
          "#if defined(QAT_IMPLEMENTATION) && !defined(QATI_DIALECTS)\n#define QATI_DIALECTS\n\n", out);
    emit_tables(e);
    emit_names(e);
    emit_helper_code(e);
    fputs("#endif /* QAT_IMPLEMENTATION */\n", out);
}

bool emit_host(const struct emitter *e)
{
    const char *what = e->o->part == PART_RUNTIME ? "qat_codegen/runtime" :
                       e->o->part == PART_DIALECTS ? "spec/" : "qat_codegen/runtime and spec/";

    fprintf(e->out, "/* qat.h: generated by `make gen` from %s; edit those, not this. */\n"
            "/* SPDX-License-Identifier: MIT */\n\n", what);
    if (e->o->part == PART_DIALECTS) {
        emit_only_dialects(e);
        return true;
    }
    return fold_list(e, "fold.list", NULL, NULL, section);
}
