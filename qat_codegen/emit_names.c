/* emit_names.c: names of results, urcs, commands and error codes: functions, linked only where called.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "emit.h"

#include <inttypes.h>
#include <string.h>

static const struct enumdef *error_table(const struct emitter *e, const char *name)
{
    for (const struct enumdef *d = e->m->spec->enums; d != NULL; d = d->next) {
        if (d->errors && same_name(d->name, name)) {
            return d;
        }
    }
    return NULL;
}

/* The results are those of types.h. */
static void emit_result_names(const struct emitter *e)
{
    const char *p = runtime_text("types.h");

    fputs("const char *qat_result_name(int result)\n{\n    switch (result) {\n"
          "    case QAT_OK: return \"QAT_OK\";\n", e->out);
    while (p != NULL && (p = strstr(p, "    QAT_E_")) != NULL) {
        size_t n = strspn(p + 4, "QAT_EBCDFGHIJKLMNOPRSUVWXYZ0123456789");

        if (strncmp(p + 4 + n, " = -", 4) == 0) {
            fprintf(e->out, "    case %.*s: return \"%.*s\";\n", (int)n, p + 4, (int)n, p + 4);
        }
        p += 4 + n;
    }
    fputs("    default: return \"?\";\n    }\n}\n\n", e->out);
}

static void begin(FILE *out, const char *name)
{
    fprintf(out, "const char *%s(unsigned n)\n{\n    switch (n) {\n", name);
}

static void end(FILE *out, const char *otherwise)
{
    fprintf(out, "    default: return %s;\n    }\n}\n\n", otherwise);
}

static uint32_t emit_errors(const struct emitter *e, const char *table, const char *function)
{
    const struct enumdef *d = error_table(e, table);
    int64_t most = 0;

    if (d == NULL || d->values == NULL) {
        fprintf(e->out, "const char *%s(unsigned n)\n{\n    (void)n;\n    return 0;\n}\n\n", function);
        return 0;
    }
    begin(e->out, function);
    for (const struct enumerator *v = d->values; v != NULL; v = v->next) {
        fprintf(e->out, "    case %" PRId64 ": return ", v->number);
        emit_string(e->out, v->text != NULL ? v->text : v->name);
        fputs(";\n", e->out);
        most = v->number > most ? v->number : most;
    }
    end(e->out, "0");
    return (uint32_t)most;
}

void emit_name_prototypes(const struct emitter *e)
{
    fputs("/* ---- names, for logs ---- */\n\n"
          "#if QAT_NAMES\n"
          "const char *qat_result_name(int result);  /* \"QAT_E_CME\"; \"?\" when there is none */\n"
          "const char *qat_urc_name(unsigned id);    /* \"cereg\" for QAT_URC_CEREG */\n"
          "const char *qat_cmd_name(unsigned id);    /* \"cereg.read\" for QAT_CMD_CEREG_READ */\n"
          "const char *qat_cme_text(unsigned code);  /* NULL when the specs know no such code */\n"
          "const char *qat_cms_text(unsigned code);\n"
          "/* The number of a text of +CME ERROR (cms 0) or +CMS ERROR (cms 1), case and blanks not looked\n"
          " * at; 0xFFFF when it is in no table. For qat_config_t.code_of. Cost: all texts are compared. */\n"
          "uint16_t qat_code_of(int cms, const char *text, size_t len);\n"
          "#endif\n\n", e->out);
}

static void emit_code_of(const struct emitter *e, uint32_t cme, uint32_t cms)
{
    fprintf(e->out,
            "static int qati_same_words(const char *a, const char *b, size_t len)\n"
            "{\n"
            "    for (;;) {\n"
            "        while (*a == ' ') {\n"
            "            a++;\n"
            "        }\n"
            "        while (len > 0 && *b == ' ') {\n"
            "            b++;\n"
            "            len--;\n"
            "        }\n"
            "        if (*a == 0 || len == 0) {\n"
            "            return *a == 0 && len == 0;\n"
            "        }\n"
            "        if ((*a | 32) != (*b | 32)) {\n"
            "            return 0;\n"
            "        }\n"
            "        a++;\n"
            "        b++;\n"
            "        len--;\n"
            "    }\n"
            "}\n\n"
            "uint16_t qat_code_of(int cms, const char *text, size_t len)\n"
            "{\n"
            "    unsigned n, most = cms ? %" PRIu32 " : %" PRIu32 ";\n\n"
            "    for (n = 0; n <= most; n++) {\n"
            "        const char *known = cms ? qat_cms_text(n) : qat_cme_text(n);\n\n"
            "        if (known && qati_same_words(known, text, len)) {\n"
            "            return (uint16_t)n;\n"
            "        }\n"
            "    }\n"
            "    return 0xFFFF;\n"
            "}\n", cms, cme);
}

void emit_names(const struct emitter *e)
{
    uint32_t cme, cms;

    fputs("/* ---- names ---- */\n\n#if QAT_NAMES\n", e->out);
    emit_result_names(e);
    begin(e->out, "qat_urc_name");
    for (const struct m_urc *u = e->m->urcs; u != NULL; u = u->next) {
        fprintf(e->out, "    case QAT_URC_%s: return \"%s\";\n", u->upper, u->name);
    }
    end(e->out, "\"?\"");
    begin(e->out, "qat_cmd_name");
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        fprintf(e->out, "    case QAT_CMD_%s: return \"%s\";\n", c->upper, c->name);
    }
    end(e->out, "\"?\"");
    cme = emit_errors(e, "cme", "qat_cme_text");
    cms = emit_errors(e, "cms", "qat_cms_text");
    emit_code_of(e, cme, cms);
    fputs("#endif\n\n", e->out);
}
