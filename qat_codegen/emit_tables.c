/* emit_tables.c: the bytes of commands and dialects, and the function of each command.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "emit.h"
#include "direct.h"

static void emit_command_table(const struct emitter *e, const struct m_command *c)
{
    const char *n = c->c_name;

    emit_comment(e->out, spec_line(host_line(c->variants->command), true));
    if (e->m->direct != NULL) {
        emit_direct_table(e, c);
    } else {
        fprintf(e->out, "const uint8_t qat_cmd_%s[] QATI_ROM = {\n", n);
        emit_bytes(e->out, &c->bytes, "QAT");
        fputs("};\n", e->out);
    }
    fprintf(e->out, "int qat_%s(qat_t *q, qat_%s_t *r)\n{\n", n, n);
    fprintf(e->out, "    return qat_submit(q, r ? &r->req : 0, qat_cmd_%s);\n}\n\n", n);
}

static void emit_table(FILE *out, const char *dialect, const char *name, const struct bytes *b)
{
    fprintf(out, "static const uint8_t qati_%s_%s[] QATI_ROM = {\n", dialect, name);
    emit_bytes(out, b, "QAT");
    fputs("};\n", out);
}

static void emit_start_values(const struct emitter *e)
{
    struct bytes b = { 0 };

    for (unsigned i = 0; i < e->m->mode_bytes; i++) {
        put8(&b, e->m->mode_start[i]);
    }
    fputs("static const uint8_t qati_mode_start[] QATI_ROM = {\n", e->out);
    emit_bytes(e->out, &b, "QAT");
    fputs("};\n\n", e->out);
}

static unsigned clipped(uint32_t v)
{
    return v > 0xFFFF ? 0xFFFF : (unsigned)v;
}

/* Where its lines' heads and records are found: a trie, or readers. Returns the dialect's member. */
static const char *emit_heads(const struct emitter *e, const struct m_dialect *x, const char *n)
{
    if (e->m->direct != NULL) {
        emit_table(e->out, n, "bytes", &x->blob);
        emit_readers(e, n, x->readers);
        return arena_printf("qati_%s_readers", n);
    }
    emit_table(e->out, n, "trie", &x->trie);
    emit_table(e->out, n, "bytes", &x->blob);
    return arena_printf("qati_%s_trie", n);
}

static void emit_dialect(const struct emitter *e, const struct m_dialect *x)
{
    const struct dialect *d = x->dialect;
    const struct m_mode *verbose = model_mode(e->m, "verbose");
    const char *n = c_name(d->name), *heads;
    FILE *out = e->out;

    fprintf(out, "/* ---- dialect %s ---- */\n\n", d->name);
    heads = emit_heads(e, x, n);
    emit_table(out, n, "startup", &x->startup);
    emit_table(out, n, "probe", &x->probe);
    fprintf(out, "const qat_dialect_t qat_%s = {\n", n);
    fprintf(out, "    %s, qati_%s_bytes, qati_%s_startup, qati_%s_probe, qati_mode_start,\n", heads, n, n, n);
    fprintf(out, "    %u, %u, %u, %u, %u, QAT_MODE_BYTES,\n", x->mask, clipped(d->command_line),
            clipped(d->guard_ms), clipped(d->margin_ms), clipped(d->pause_ms));
    fprintf(out, "    %s | %s | %s%s%s%s, %u\n};\n\n", d->ok_per_command ? "QATI_D_OK_EACH" : "0",
            d->urc_before_final ? "0" : "QATI_D_QUIET", d->echo ? "QATI_D_ECHO" : "0",
            d->boot_ok ? " | QATI_D_BOOT_OK" : "", d->numeric ? " | QATI_D_NUMERIC" : "",
            d->colon_space_optional ? " | QATI_D_LOOSE" : "", verbose == NULL ? 255 : verbose->base);
}

void emit_pool(const struct emitter *e)
{
    static const char *const names[] = { "types", "limits", "words" };
    struct bytes b[3] = { { 0 }, { 0 }, { 0 } };

    lower_pool(e->m->pool, &b[0], &b[1], &b[2]);
    for (int i = 0; i < 3; i++) {
        fprintf(e->out, "const uint8_t %si_%s[] %sI_ROM = {\n", e->m->prefix, names[i], e->m->macro);
        emit_bytes(e->out, &b[i], e->m->macro);
        fputs("};\n", e->out);
    }
    fputc('\n', e->out);
}

void emit_tables(const struct emitter *e)
{
    fputs("/* ---- tables: what all commands share ---- */\n\n", e->out);
    emit_pool(e);
    if (e->m->direct != NULL) {
        emit_direct_words(e);
    }
    fputs("/* ---- tables: commands ---- */\n\n", e->out);
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        emit_command_table(e, c);
    }
    emit_start_values(e);
    for (int i = 0; i < e->m->dialect_count; i++) {
        emit_dialect(e, &e->m->dialects[i]);
    }
}
