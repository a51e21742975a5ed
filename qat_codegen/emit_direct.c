/* emit_direct.c: readers, words and commands of the direct back end. See direct.h.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "direct.h"
#include "emit.h"

#include <inttypes.h>

static unsigned count_of(const struct reader *list)
{
    unsigned n = 0;

    for (; list != NULL; list = list->next) {
        n++;
    }
    return n;
}

static void emit_word(FILE *out, const struct enumdef *e)
{
    fprintf(out, "static uint32_t qati_word_%s(const uint8_t *p, const uint8_t *e)\n{\n"
            "    const uint8_t *m = p;\n\n    (void)m; (void)e;\n    /*!re2c\n", c_name(e->name));
    for (const struct enumerator *v = e->values; v != NULL; v = v->next) {
        fprintf(out, "    %s { return p == e ? %" PRId64 "u : QAT_UNKNOWN_WORD; }\n", direct_quoted(v->word),
                v->number);
    }
    fputs("    * { return QAT_UNKNOWN_WORD; }\n    */\n}\n\n", out);
}

void emit_direct_words(const struct emitter *e)
{
    fputs("/* ---- readers: their heads and words are found by re2c's code ---- */\n\n"
          "/*!re2c\n"
          "    re2c:define:YYCTYPE = uint8_t;\n"
          "    re2c:define:YYCURSOR = p;\n"
          "    re2c:define:YYMARKER = m;\n"
          "    re2c:yyfill:enable = 0;\n"
          "    re2c:sentinel = 13;\n"
          "*/\n", e->out);
    for (const struct word_use *w = e->m->direct->words; w != NULL; w = w->next) {
        emit_word(e->out, w->e);
    }
}

/* Text of a reader, its name put in. */
static void emit_named(FILE *out, const char *text, const char *name)
{
    for (; *text != '\0'; text++) {
        if (*text == *READER_NAME) {
            fputs(name, out);
        } else {
            fputc(*text, out);
        }
    }
}

void emit_readers(const struct emitter *e, const char *name, const struct reader *list)
{
    unsigned n = 0, count = count_of(list);

    for (; list != NULL; list = list->next) {
        const char *function = arena_printf("qati_%s_read_%u", name, ++n);

        emit_named(e->out, list->parts, function);
        fprintf(e->out, "static int %s(qati_look_t *k, const uint8_t *b, const uint8_t *e, void *obj)\n{\n",
                function);
        emit_named(e->out, list->code, function);
        fputs("}\n\n", e->out);
    }
    fprintf(e->out, "static qati_reader_t *const qati_%s_readers[] = {\n", name);
    for (n = 1; n <= count; n++) {
        fprintf(e->out, "    qati_%s_read_%u%s\n", name, n, n < count ? "," : "");
    }
    fputs("};\n", e->out);
}

/* A command's bytes, with its readers in front of them. */
void emit_direct_declaration(const struct emitter *e, const struct m_command *c)
{
    const char *n = c->c_name;

    fprintf(e->out, "extern const struct qati_cmd_%s { qati_reader_t *const *readers; uint8_t bytes[%zu]; } "
            "qati_cmd_%s;\n", n, c->bytes.len, n);
    fprintf(e->out, "#define qat_cmd_%s qati_cmd_%s.bytes\n", n, n);
}

void emit_direct_table(const struct emitter *e, const struct m_command *c)
{
    const char *n = c->c_name;

    if (c->readers != NULL) {
        emit_readers(e, arena_printf("cmd_%s", n), c->readers);
    }
    fprintf(e->out, "const struct qati_cmd_%s qati_cmd_%s QATI_ROM = {\n    %s, {\n", n, n,
            c->readers == NULL ? "0" : arena_printf("qati_cmd_%s_readers", n));
    emit_bytes(e->out, &c->bytes, "QAT");
    fputs("    }\n};\n", e->out);
}
