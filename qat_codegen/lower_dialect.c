/* lower_dialect.c: a dialect -> its trie of finals and URCs, its records, start-up and probe.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "direct.h"
#include "runtime/tables.h"

#include <string.h>

struct dialect_lines {
    struct m_dialect *d;
    struct trie_entry *entries;
    size_t count, cap;
};

static void add_entries(struct dialect_lines *x, struct source_line *s, const struct flat *f)
{
    for (; f != NULL; f = f->next) {
        struct trie_entry *e;

        if (x->count == x->cap) {
            struct trie_entry *more;

            x->cap = x->cap == 0 ? 256 : x->cap * 2;
            more = arena_zalloc(x->cap * sizeof *more);
            if (x->count > 0) {
                memcpy(more, x->entries, x->count * sizeof *more);
            }
            x->entries = more;
        }
        e = &x->entries[x->count++];
        e->head = f->head;
        e->rest = "";
        e->flat = f;
        e->line = s;
    }
}

/* ---- finals ---- */

static const struct layout final_struct = { "qati_final_t", NULL, 0, 0 };

static struct flat *flat_of(const char *head, struct item *items, size_t count)
{
    struct flat *f = arena_zalloc(sizeof *f);

    f->head = head;
    f->items = items;
    f->count = count;
    return f;
}

/* CONNECT may be followed by a speed, or by what a command's own CONNECT line says: the command looks. */
static struct flat *connect_flat(const char *head)
{
    static struct item items[2];
    struct flat *f;

    items[0].lit = " ";
    f = flat_of(head, items, 2);
    f->next = flat_of(head, NULL, 0);
    return f;
}

static void add_final(struct dialect_lines *x, const struct model *m, const struct final *f)
{
    static struct item number_or_words[1];
    struct source_line *s = arena_zalloc(sizeof *s);
    struct flat *flat = flatten(f->tmpl);

    s->final = f;
    s->kind = QATI_R_FINAL;
    s->id = final_code(f->name);
    s->in.model = m;
    s->in.name = f->name;
    s->in.pos = f->pos;
    s->in.layout = &final_struct;
    if (flat->count > 0) {
        flat = flat_of(flat->head, number_or_words, 1);
    } else if (s->id == QATI_F_CONNECT) {
        flat = connect_flat(flat->head);
    }
    add_entries(x, s, flat);
}

static void put_literal(struct bytes *out, const char *text)
{
    if (*text != '\0') {
        put8(out, QATI_O_LIT);
        put8(out, (unsigned)strlen(text));
        put_text(out, text);
    }
}

/* Records of finals are written by hand: the runtime looks at the text behind the head itself. */
static void put_final(struct bytes *out, const struct trie_entry *e, bool more)
{
    const struct source_line *s = e->line;
    struct bytes text = { 0 };
    size_t link;

    put_record_start(out, QATI_R_FINAL | (more ? QATI_R_MORE : 0u), s->id);
    link = out->len;
    if (more) {
        put16(out, 0);
    }
    put_literal(out, e->rest);
    if (e->flat->count == 2) {
        put_literal(out, " ");
    }
    if (e->flat->count > 0) {
        type_of_text(&text, QATI_T_TEXT, 0, 0);
        put_type(out, s->in.model, &text, 0);
    }
    put8(out, QATI_O_END);
    if (more) {
        set16(out, link, (unsigned)(out->len - link - 2));
    }
}

/* ---- URCs ---- */

static bool listed(const struct name_list *l, const char *name)
{
    for (; l != NULL; l = l->next) {
        if (same_name(l->name, name)) {
            return true;
        }
    }
    return false;
}

static void add_urc(struct dialect_lines *x, const struct model *m, const struct m_urc *u)
{
    for (const struct m_variant *v = u->variants; v != NULL; v = v->next) {
        if (!(v->mask & x->d->mask)) {
            continue;
        }
        for (const struct line *l = v->urc->lines; l != NULL; l = l->next) {
            struct source_line *s = arena_zalloc(sizeof *s);

            if (l->raw != NULL) {
                continue; /* comes as an unknown line, with its text */
            }
            s->line = l;
            s->kind = listed(x->d->dialect->boot, u->name) ? QATI_R_RESTART : QATI_R_URC;
            s->id = u->id;
            s->in.model = m;
            s->in.layout = &u->fields;
            s->in.name = u->name;
            s->in.pos = l->pos;
            add_entries(x, s, flatten(l->tmpl));
        }
    }
}

unsigned line_index(struct m_dialect *d, unsigned at)
{
    for (size_t i = 0; i < d->line_count; i++) {
        if (d->lines[i] == at) {
            return (unsigned)i;
        }
    }
    if (d->line_count == d->line_cap) {
        unsigned *more;

        d->line_cap = d->line_cap == 0 ? 256 : d->line_cap * 2;
        more = arena_zalloc(d->line_cap * sizeof *more);
        if (d->line_count > 0) {
            memcpy(more, d->lines, d->line_count * sizeof *more);
        }
        d->lines = more;
    }
    d->lines[d->line_count] = at;
    return (unsigned)d->line_count++;
}

static unsigned place_line(void *user, struct trie_entry **entries, size_t count)
{
    struct m_dialect *d = user;
    struct bytes chain = { 0 };
    const char *title = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct source_line *s = entries[i]->line;

        if (title == NULL) {
            title = s->final != NULL ? written_template(s->final->tmpl) : written_template(s->line->tmpl);
        }
        if (s->final != NULL) {
            put_final(&chain, entries[i], i + 1 < count);
        } else {
            lower_record(&chain, entries[i], i + 1 < count);
        }
    }
    return place(&d->blob, &chain, title);
}

/* ---- scripts ---- */

static void put_script_line(struct bytes *out, const char *text)
{
    bool at = strncmp(text, "AT", 2) == 0;

    if (!at) {
        put8(out, QATI_L_NO_AT);
    }
    put_text(out, at ? text + 2 : text);
    put8(out, QATI_L_END);
}

static void lower_startup(struct m_dialect *d)
{
    struct bytes *out = &d->startup;

    put8(out, 0);
    for (const struct step *s = d->dialect->startup; s != NULL; s = s->next) {
        size_t at = out->len, len = strlen(s->text) + 5;

        if (len > 255) {
            too_much(s->pos, d->dialect->name, "a step of the start-up is longer than 250 bytes");
            return;
        }
        put8(out, (unsigned)len);
        put8(out, s->retry > 255 ? 255 : s->retry < 1 ? 1 : (unsigned)s->retry);
        put16(out, s->every_ms / 100);
        put_script_line(out, s->text);
        out->v[at].value = (uint8_t)(out->len - at - 1);
        out->v[0].value++;
    }
}

/* The command that a probe is: its line is the probe's text. */
static const struct command *probe_command(const struct m_dialect *d, const char *text)
{
    for (struct command **c = d->view->commands; *c != NULL; c++) {
        const struct line *l = host_line(*c);

        if (l != NULL && l->tmpl != NULL && l->tmpl->next == NULL && strcmp(head_of(l->tmpl), text) == 0) {
            return *c;
        }
    }
    return NULL;
}

static unsigned leaf_zero(void *user, struct trie_entry **entries, size_t count)
{
    (void)user;
    (void)entries;
    (void)count;
    return 0;
}

static void lower_probe(const struct model *m, struct m_dialect *d)
{
    struct bytes *out = &d->probe;
    struct trie_options o = { d->dialect->colon_space_optional, false, leaf_zero, NULL };

    put8(out, 0);
    for (const struct step *s = d->dialect->probe; s != NULL; s = s->next) {
        const struct command *c = probe_command(d, s->text);
        const struct line *info = c == NULL ? NULL : c->lines;
        const struct m_command *known = c == NULL ? NULL : model_command(m, c->name);
        struct item any = { NULL, NULL, false, false, false };
        struct flat flat = { NULL, &any, 1, NULL };
        struct trie_entry e = { NULL, "", &flat, NULL };
        struct bytes trie = { 0 }, line = { 0 };
        size_t at = out->len;

        while (info != NULL && info->role != L_INFO) {
            info = info->next;
        }
        if (info == NULL || *head_of(info->tmpl) == '\0') {
            too_much(s->pos, d->dialect->name, "the probe '%s' is no command with an information line",
                     s->text);
            continue;
        }
        e.head = head_of(info->tmpl);
        if (m->direct != NULL) {
            struct direct_in in = direct_dialect(m, d);

            put8(&trie, direct_probe(&in, &e, &o));
        } else {
            build_trie(&trie, &e, 1, &o);
        }
        put8(out, 0);
        put16(out, known == NULL ? 0xFFFF : known->id);
        put_script_line(&line, s->text);
        put8(out, (unsigned)line.len);
        put_bytes(out, &line);
        put_bytes(out, &trie);
        if (out->len - at - 1 > 255) {
            too_much(s->pos, d->dialect->name, "the probe '%s' is too long", s->text);
        }
        out->v[at].value = (uint8_t)(out->len - at - 1);
        out->v[0].value++;
    }
}

void lower_dialect(struct model *m, struct m_dialect *d)
{
    struct dialect_lines x = { d, NULL, 0, 0 };
    struct trie_options o = { d->dialect->colon_space_optional, false, place_line, d };

    for (struct final **f = d->view->finals; *f != NULL; f++) {
        add_final(&x, m, *f);
    }
    for (const struct m_urc *u = m->urcs; u != NULL; u = u->next) {
        add_urc(&x, m, u);
    }
    d->trie = d->blob = d->startup = d->probe = (struct bytes){ 0 };
    d->readers = NULL;
    if (m->direct != NULL) {
        struct direct_in in = direct_dialect(m, d);

        direct_heads(&in, x.entries, x.count, &o);
    } else {
        build_trie(&d->trie, x.entries, x.count, &o);
    }
    if (d->blob.len > TRIE_MOST_IDS) {
        too_much(d->dialect->pos, d->dialect->name, "its lines have %zu bytes, more than %d", d->blob.len,
                 TRIE_MOST_IDS);
    }
    lower_startup(d);
    lower_probe(m, d);
}
