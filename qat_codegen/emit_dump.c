/* emit_dump.c: --dump=model and --dump=tables.
 *
 * SPDX-License-Identifier: MIT */
#include "emit.h"
#include "lower.h"

static void dump_layout(FILE *out, const char *what, const struct layout *l)
{
    static const char *const kinds[] = { "unsigned", "signed", "text", "payload" };

    if (l->type == NULL) {
        return;
    }
    fprintf(out, "    %s %s\n", what, l->type);
    for (int i = 0; i < l->count; i++) {
        const struct member *m = &l->members[i];

        fprintf(out, "        %2d %-16s %s%s%s: %s\n", i, m->name, kinds[m->kind],
                m->optional ? " optional" : "",
                m->size ? " size" : "", member_comment(m));
    }
}

void dump_model(const struct emitter *e)
{
    FILE *out = e->out;

    for (int i = 0; i < e->m->dialect_count; i++) {
        fprintf(out, "dialect %s, mask 0x%X\n", e->m->dialects[i].dialect->name, e->m->dialects[i].mask);
    }
    for (const struct m_mode *x = e->m->modes; x != NULL; x = x->next) {
        fprintf(out, "mode %s: bits %u.., %u of %u bits, first index %u\n", x->def->name, x->base, x->count,
                x->width, x->first);
    }
    for (const struct m_urc *u = e->m->urcs; u != NULL; u = u->next) {
        fprintf(out, "urc %u %s\n", u->id, u->name);
        dump_layout(out, "struct", &u->fields);
    }
    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        fprintf(out, "command %u %s\n", c->id, c->name);
        for (const struct m_variant *v = c->variants; v != NULL; v = v->next) {
            fprintf(out, "    mask 0x%X %s\n", v->mask, spec_line(host_line(v->command), true));
        }
        dump_layout(out, "args", &c->args);
        dump_layout(out, "info", &c->info);
        dump_layout(out, "late", &c->late);
    }
}

static void dump_bytes(FILE *out, const char *name, const struct bytes *b)
{
    fprintf(out, "%s: %zu bytes\n", name, b->len);
    emit_bytes(out, b, "QAT");
}

void dump_tables(const struct emitter *e)
{
    size_t sum = 0;

    for (const struct m_command *c = e->m->commands; c != NULL; c = c->next) {
        dump_bytes(e->out, c->name, &c->bytes);
        sum += c->bytes.len;
    }
    for (int i = 0; i < e->m->dialect_count; i++) {
        const struct m_dialect *d = &e->m->dialects[i];

        fprintf(e->out, "dialect %s\n", d->dialect->name);
        dump_bytes(e->out, "trie", &d->trie);
        dump_bytes(e->out, "bytes", &d->blob);
        dump_bytes(e->out, "startup", &d->startup);
        dump_bytes(e->out, "probe", &d->probe);
    }
    fprintf(e->out, "commands: %d with %zu bytes\n", e->m->command_count, sum);
}
