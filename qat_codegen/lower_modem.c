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

static size_t literal_of(const struct trie_entry *e)
{
    return literal_length(((const struct source_line *)e->line)->line->tmpl);
}

/* Of lines with one head the one that says more is tried first: AT+CCFC=<reason>,2 before <reason>,<mode>. */
static void sort_by_literal(struct trie_entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct trie_entry e = entries[i];
        size_t k = i;

        for (; k > 0 && literal_of(&entries[k - 1]) < literal_of(&e); k--) {
            entries[k] = entries[k - 1];
        }
        entries[k] = e;
    }
}

/* Fills in the dialect's trie, lines and blob with the host's lines. Returns the longest head's length. */
size_t lower_host_lines(const struct model *m, struct m_dialect *d)
{
    struct trie_options o = { true, true, place_record, d };
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
        s->kind = QATI_R_URC; /* the command's number */
        s->id = c->id;
        s->in = (struct place_in){ m, c, tree, &c->args, c->name, tree->pos, true, 0 };
        for (const struct flat *f = flatten(plain->tmpl); f != NULL; f = f->next) {
            struct trie_entry *e = &entries[count++];

            e->head = without_at(f->head);
            e->rest = "";
            e->flat = f;
            e->line = s;
            longest = strlen(e->head) > longest ? strlen(e->head) : longest;
        }
    }
    sort_by_literal(entries, count);
    build_trie(&d->trie, entries, count, &o);
    return longest;
}

/* ": " as ":", for modules that write no blank there. */
static const char *without_blank(const char *lit)
{
    char *out = arena_strndup(lit, strlen(lit)), *to = out;

    for (; *lit != '\0'; lit++) {
        *to++ = *lit;
        lit += lit[0] == ':' && lit[1] == ' ';
    }
    *to = '\0';
    return out;
}

static struct node *without_blanks(const struct node *tmpl)
{
    struct node *n;

    if (tmpl == NULL) {
        return NULL;
    }
    n = arena_zalloc(sizeof *n);
    *n = *tmpl;
    n->lit = tmpl->lit == NULL ? NULL : without_blank(tmpl->lit);
    n->child = without_blanks(tmpl->child);
    n->next = without_blanks(tmpl->next);
    return n;
}

/* What the loader writes is not the dialect's: "Boot: Unsigned" has its blank where "+CEREG:1" has none. */
static bool is_boot_line(const struct model *m, const struct layout *l)
{
    const struct dialect *d = m->dialects[0].dialect;

    for (const struct m_urc *u = m->urcs; u != NULL; u = u->next) {
        for (const struct name_list *n = &u->fields == l ? d->boot_notice : NULL; n != NULL; n = n->next) {
            if (same_name(n->name, u->name)) {
                return true;
            }
        }
    }
    return false;
}

/* The LINE program that writes a line of the module. */
struct bytes *lower_answer(const struct model *m, const struct m_command *c, const struct layout *l,
                           const struct line *line)
{
    struct bytes *out = arena_zalloc(sizeof *out);
    const struct command *tree = c == NULL ? NULL : c->variants->command;
    struct place_in w = { m, c, tree, l, c == NULL ? "urc" : c->name, line->pos, false, 0 };
    bool is_tight = m->dialects[0].dialect->colon_space_none && !is_boot_line(m, l);

    lower_line(out, &w, is_tight ? without_blanks(line->tmpl) : line->tmpl, false);
    return out;
}
