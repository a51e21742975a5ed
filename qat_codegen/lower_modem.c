/* lower_modem.c: the modem's side: command lines to be read, answers to be written.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "lower.h"
#include "runtime/tables.h"

#include <string.h>

/* The heads of the trie stand without AT: the second command of a line has none. */
static const char *without_at(const char *head)
{
    return strncmp(head, "AT", 2) == 0 ? head + 2 : head;
}

static unsigned place_record(void *user, struct trie_entry **entries, size_t count)
{
    struct m_dialect *d = user;
    struct bytes chain = { 0 };

    lower_chain(&chain, entries, count);
    return line_index(d, place(&d->blob, &chain, NULL));
}

/* Fills in the dialect's trie, lines and blob with the host's lines. Returns the longest head's length. */
size_t lower_host_lines(const struct model *m, struct m_dialect *d)
{
    struct trie_options o = { true, true, false, place_record, d };
    struct trie_entry *entries;
    size_t count = 0, longest = 0;

    for (const struct m_command *c = m->commands; c != NULL; c = c->next) {
        for (const struct flat *f = flatten(host_line(c->variants->command)->tmpl); f != NULL; f = f->next) {
            count++;
        }
    }
    entries = arena_zalloc((count + 1) * sizeof *entries);
    count = 0;
    for (const struct m_command *c = m->commands; c != NULL; c = c->next) {
        const struct command *tree = c->variants->command;
        struct source_line *s = arena_zalloc(sizeof *s);
        struct line *plain = arena_zalloc(sizeof *plain);

        plain->role = L_HOST; /* without payload, settings, conditions */
        plain->tmpl = host_line(tree)->tmpl;
        s->line = plain;
        s->kind = QATI_R_INFO;
        s->id = c->id;
        s->in = (struct place_in){ m, c, tree, &c->args, c->name, tree->pos, true };
        for (const struct flat *f = flatten(plain->tmpl); f != NULL; f = f->next) {
            struct trie_entry *e = &entries[count++];

            e->head = without_at(f->head);
            e->rest = "";
            e->flat = f;
            e->line = s;
            longest = strlen(e->head) > longest ? strlen(e->head) : longest;
        }
    }
    build_trie(&d->trie, entries, count, &o);
    return longest;
}

/* The LINE program that writes a line of the module. */
struct bytes *lower_answer(const struct model *m, const struct m_command *c, const struct layout *l,
                           const struct line *line)
{
    struct bytes *out = arena_zalloc(sizeof *out);
    const struct command *tree = c == NULL ? NULL : c->variants->command;
    struct place_in w = { m, c, tree, l, c == NULL ? "urc" : c->name, line->pos, false };

    lower_line(out, &w, line->tmpl, false);
    return out;
}
