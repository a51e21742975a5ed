/* lower_command.c: a command -> its bytes, one BODY for each reading of it. Format: runtime/tables.h.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "direct.h"
#include "runtime/tables.h"

#include <string.h>

enum { MOST_MUST = 5, MOST_BYTES = 24575, REQUEST_SIZE = 96 /* qat_req_t, rounded up */ };

/* Does the line, information or CONNECT, carry anything that the command's info struct holds? */
bool line_has_struct(const struct line *l)
{
    struct field_walk walk;

    return l->payload.kind != P_NONE || (l->tmpl != NULL && first_field(&walk, l->tmpl) != NULL);
}

static bool is_info(const struct line *l)
{
    return l->role == L_INFO || l->role == L_INFO_ANY || l->role == L_INFO_MAYBE ||
           (l->role == L_FINAL && same_name(l->final, "connect") && line_has_struct(l));
}

static bool is_late(const struct line *l)
{
    return l->role == L_LATER || l->role == L_EACH;
}

static bool same_shape_group(const struct line *a, const struct line *b)
{
    const char *head = head_of(a->tmpl);

    return a->role != L_FINAL && b->role != L_FINAL && *head != '\0' && strcmp(head, head_of(b->tmpl)) == 0;
}

/* The number of an information line: shapes of one head have one number. */
unsigned info_id(const struct command *c, const struct line *line)
{
    unsigned id = 0;

    for (const struct line *l = c->lines; l != NULL; l = l->next) {
        if (!is_info(l)) {
            continue;
        }
        if (l == line || same_shape_group(l, line)) {
            return id;
        }
        id++;
    }
    return id;
}

/* Bit of an information line that must come before the final; 0: none. */
static unsigned must_bit(const struct command *c, const struct line *line, const char *name)
{
    unsigned shapes = 0, id = info_id(c, line);

    if (line->role != L_INFO || line->raw != NULL) {
        return 0;
    }
    for (const struct line *l = c->lines; l != NULL; l = l->next) {
        if (is_info(l) && same_shape_group(l, line)) {
            if (l->role != L_INFO) {
                return 0;
            }
            shapes++;
        }
    }
    if (*head_of(line->tmpl) == '\0') {
        return line->when == NULL ? 0x80u : 0;
    }
    if (shapes < 2 && line->when != NULL) {
        return 0;
    }
    if (id >= MOST_MUST) {
        too_much(line->pos, name, "only the first %d information lines can be such as must come", MOST_MUST);
        return 0;
    }
    return 1u << id;
}

/* ---- records and tries ---- */

struct records {
    struct bytes *all;
    const char *title;
};

static unsigned place_chain(void *user, struct trie_entry **entries, size_t count)
{
    const struct records *r = user;
    struct bytes chain = { 0 };

    lower_chain(&chain, entries, count);
    return place(r->all, &chain, r->title);
}

/* A urc that says `same meaning` says it for the information line of the same head. */
static bool same_meaning(const struct model *m, const struct line *l)
{
    const char *head = head_of(l->tmpl);

    if (l->same_meaning) {
        return true;
    }
    for (const struct m_urc *u = m->urcs; u != NULL; u = u->next) {
        for (const struct m_variant *v = u->variants; v != NULL; v = v->next) {
            for (const struct line *ul = v->urc->lines; ul != NULL; ul = ul->next) {
                if (ul->same_meaning && strcmp(head_of(ul->tmpl), head) == 0) {
                    return true;
                }
            }
        }
    }
    return false;
}

/* Entries for the lines that pick chooses, flattened. */
static struct trie_entry *entries_of(const struct place_in *w, bool late, bool text, size_t *count)
{
    struct trie_entry *list;
    unsigned late_id = 0;
    size_t n = 0;

    for (const struct line *l = w->tree->lines; l != NULL; l = l->next) {
        for (const struct flat *f = l->tmpl == NULL ? NULL : flatten(l->tmpl); f != NULL; f = f->next) {
            n++;
        }
    }
    list = arena_zalloc((n + 1) * sizeof *list);
    *count = 0;
    for (const struct line *l = w->tree->lines; l != NULL; l = l->next) {
        bool taken = late ? is_late(l) : is_info(l) && l->role != L_FINAL;
        struct source_line *s;

        if (!taken) {
            continue;
        }
        late_id += is_late(l);
        if (l->raw != NULL) {
            continue;
        }
        s = arena_zalloc(sizeof *s);
        s->line = l;
        s->in = *w;
        s->in.pos = l->pos;
        s->in.layout = late ? &w->command->late : &w->command->info;
        s->kind = l->role == L_LATER ? QATI_R_LATE : l->role == L_EACH ? QATI_R_EACH : QATI_R_INFO;
        s->id = late ? late_id - 1 : info_id(w->tree, l);
        if (!late && same_meaning(w->model, l)) {
            s->kind |= QATI_R_ALSO;
        }
        for (const struct flat *f = flatten(l->tmpl); f != NULL; f = f->next) {
            if ((*f->head == '\0') == text) {
                list[*count].head = f->head;
                list[*count].rest = "";
                list[*count].flat = f;
                list[(*count)++].line = s;
            }
        }
    }
    return list;
}

static unsigned lower_trie(struct bytes *all, const struct place_in *w, bool late, bool blank_optional)
{
    struct records r = { all, late ? "late result" : "information line" };
    struct trie_options o = { blank_optional, false, false, place_chain, &r };
    struct bytes trie = { 0 };
    size_t count;
    struct trie_entry *list = entries_of(w, late, false, &count);

    if (count == 0) {
        return 0;
    }
    if (w->model->direct != NULL) {
        struct direct_in in = direct_command(w, all);

        return direct_heads(&in, list, count, &o);
    }
    build_trie(&trie, list, count, &o);
    return place(all, &trie, late ? "head of the late result" : "heads of the information lines");
}

static unsigned lower_free_text(struct bytes *all, const struct place_in *w)
{
    size_t count;
    struct trie_entry *list = entries_of(w, false, true, &count), **entries;
    struct bytes chain = { 0 };

    if (count == 0) {
        return 0;
    }
    entries = arena_zalloc(count * sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        entries[i] = &list[i];
    }
    if (w->model->direct != NULL) {
        struct direct_in in = direct_command(w, all);

        return direct_fields(&in, entries, count);
    }
    lower_chain(&chain, entries, count);
    return place(all, &chain, "free text");
}

/* ---- BODY ---- */

static bool needs_sum(const struct command *c)
{
    struct field_walk walk;

    for (const struct line *l = c->lines; l != NULL; l = l->next) {
        for (const struct field *f = first_of(&walk, l); f != NULL; f = next_field(&walk)) {
            if (l->role != L_HOST && same_name(f->eq.text, "xor16")) {
                return true;
            }
        }
    }
    return false;
}

static void put_keys(struct bytes *body, const struct place_in *w)
{
    size_t count_at = body->len;
    struct field_walk walk;

    put8(body, 0);
    for (const struct line *l = w->tree->lines; l != NULL; l = l->next) {
        for (const struct field *f = first_of(&walk, l); f != NULL; f = next_field(&walk)) {
            if (f->key && l->role == L_LATER) {
                put_at(body, w->command->args.type, f->name);
                body->v[count_at].value++;
            }
        }
        if (l->role == L_LATER) {
            break;
        }
    }
}

static bool names_exclusive(const struct m_command *a, const char *name)
{
    for (const struct m_variant *v = a->variants; v != NULL; v = v->next) {
        for (const struct name_list *n = v->command->exclusive; n != NULL; n = n->next) {
            if (same_name(n->name, name)) {
                return true;
            }
        }
    }
    return false;
}

/* Both of two that exclude one another know it, whichever says so. */
static void put_exclusives(struct bytes *body, const struct place_in *w)
{
    size_t count_at = body->len;

    put8(body, 0);
    for (const struct m_command *c = w->model->commands; c != NULL; c = c->next) {
        if (names_exclusive(c, w->command->name) || names_exclusive(w->command, c->name)) {
            put16(body, c->id);
            body->v[count_at].value++;
        }
    }
}

static void put_member_at(struct bytes *body, const struct place_in *w, bool there, const char *member)
{
    if (there) {
        put_at(body, w->command->args.type, member);
    } else {
        put8(body, 0);
    }
}

static unsigned until_id(const struct place_in *w)
{
    for (const struct line *l = w->tree->lines; l != NULL; l = l->next) {
        const struct m_command *c = l->stale_until == NULL ? NULL : model_command(w->model, l->stale_until);

        if (c != NULL) {
            return c->id;
        }
    }
    return 0xFFFF;
}

/* Arguments that only other dialects take: refused here before a byte is sent. */
static void put_foreign(struct bytes *body, const struct place_in *w)
{
    const struct layout *args = &w->command->args;
    size_t count_at = body->len;

    put8(body, 0);
    for (int i = 0; i < args->count; i++) {
        const struct member *m = &args->members[i];

        if (argument(w->tree, m->name) != NULL || (m->kind != C_STR && !m->optional)) {
            continue;
        }
        if (m->size) {
            put8(body, 0);
        } else {
            put_at(body, args->type, m->name);
        }
        put8(body, m->kind == C_STR ? 0xFF : (unsigned)i);
        body->v[count_at].value++;
    }
}

/* Could a line of its answers be taken for a digit that is a result (ATV0)? One without a head; CONNECT with fields, of which a
 * digit tells nothing; and CONNECT as the last, behind which NO CARRIER is told from data by its words. */
static bool needs_words(const struct line *l)
{
    return l->tmpl != NULL && ((is_info(l) && *head_of(l->tmpl) == '\0') || (l->role == L_FINAL && line_has_struct(l)) ||
                               (l->role == L_FINAL && same_name(l->final, "connect") && l->next == NULL));
}

static bool sets_verbose(const struct command *c)
{
    for (const struct setting *s = c->sets; s != NULL; s = s->next) {
        if (same_name(s->mode, "verbose")) {
            return true;
        }
    }
    return false;
}

static unsigned lower_body(struct bytes *all, const struct place_in *w, bool blank_optional)
{
    const struct command *c = w->tree;
    struct bytes line = { 0 }, stages = { 0 }, body = { 0 };
    unsigned flags = c->holds ? QATI_C_HOLDS : 0, must = 0;
    unsigned line_at, info_at, text_at, late_at, stages_at;

    for (const struct line *l = c->lines; l != NULL; l = l->next) {
        flags |= l->role == L_LATER ? QATI_C_LATE : 0u;
        must |= is_info(l) ? must_bit(c, l, w->name) : 0;
        flags |= needs_words(l) ? QATI_C_WORDS : 0u;
    }
    flags |= needs_sum(c) ? QATI_C_SUM : 0u;
    flags |= sets_verbose(c) ? QATI_C_VERBOSE : 0u;
    lower_line(&line, w, host_line(c)->tmpl, true);
    line_at = place(all, &line, "line");
    info_at = lower_trie(all, w, false, blank_optional);
    text_at = lower_free_text(all, w);
    late_at = lower_trie(all, w, true, blank_optional);
    lower_stages(&stages, all, w);
    stages_at = place(all, &stages, "stages");
    put8(&body, flags);
    put8(&body, must);
    put16(&body, line_at);
    put16(&body, info_at);
    put16(&body, text_at);
    put16(&body, late_at);
    put16(&body, stages_at);
    put_member_at(&body, w, w->command->info.type != NULL, "info");
    put_member_at(&body, w, w->command->late.type != NULL, "late");
    put_member_at(&body, w, w->command->payload, "payload");
    put_member_at(&body, w, has_optional(&w->command->args), "has");
    put16(&body, until_id(w));
    put_keys(&body, w);
    put_exclusives(&body, w);
    lower_sets(&body, w, c->sets);
    put_foreign(&body, w);
    return place(all, &body, "body");
}

/* ---- COMMAND ---- */

/* Bytes of a struct's members where pointers have 8, padding included. */
static unsigned size_of(const struct layout *l)
{
    unsigned at = 8;

    for (int i = 0; i < l->count; i++) {
        at += l->members[i].kind == C_STR ? 16 : 8;
    }
    return at;
}

/* Places of members are told in a byte, as multiples of 4. */
static void check_size(const struct m_command *c)
{
    unsigned size = REQUEST_SIZE + (c->payload ? 32 : 0);

    size += size_of(&c->args) + size_of(&c->info) + size_of(&c->late);
    if (size > 255 * 4) {
        too_much(c->variants->command->pos, c->name, "its request object has %u bytes, more than %d", size,
                 255 * 4);
    }
}

/* Readings of the command that may differ: its tree, and how its dialects write a colon. */
struct reading {
    const struct command *tree;
    bool blank_optional;
    unsigned mask, body;
};

static size_t readings_of(const struct model *m, const struct m_command *c, struct reading *list)
{
    size_t count = 0;

    for (int i = 0; i < m->dialect_count; i++) {
        const struct m_dialect *d = &m->dialects[i];

        for (const struct m_variant *v = c->variants; v != NULL; v = v->next) {
            size_t k = 0;

            if (!(v->mask & d->mask)) {
                continue;
            }
            while (k < count && (list[k].tree != v->command ||
                                 list[k].blank_optional != d->dialect->colon_space_optional)) {
                k++;
            }
            if (k == count) {
                list[count++] = (struct reading){ v->command, d->dialect->colon_space_optional, 0, 0 };
            }
            list[k].mask |= d->mask;
        }
    }
    return count;
}

/* Writes the command with room for rows bodies; returns how many different ones there are. */
static size_t write_command(const struct model *m, struct m_command *c, struct reading *list, size_t count,
                            size_t rows)
{
    struct bytes *all = &c->bytes;
    size_t different = 0;

    *all = (struct bytes){ 0 };
    if (m->direct != NULL) {
        m->direct->command_readers = NULL;
    }
    put16(all, c->id);
    put8(all, (unsigned)rows);
    for (size_t i = 0; i < rows; i++) {
        put32(all, 0);
    }
    for (size_t i = 0; i < count; i++) {
        struct place_in w = { m, c, list[i].tree, &c->args, c->name, list[i].tree->pos, false };

        list[i].body = lower_body(all, &w, list[i].blank_optional);
        for (size_t k = 0; k < i; k++) {
            if (list[k].body == list[i].body) {
                list[k].mask |= list[i].mask;
                list[i].mask = 0;
                break;
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (list[i].mask != 0) {
            if (different < rows) {
                set16(all, 3 + 4 * different, list[i].mask);
                set16(all, 5 + 4 * different, list[i].body);
            }
            different++;
        }
    }
    if (m->direct != NULL) {
        c->readers = m->direct->command_readers;
    }
    return different;
}

void lower_command(struct model *m, struct m_command *c)
{
    struct reading list[16] = { { NULL, false, 0, 0 } }, again[16];
    size_t count = readings_of(m, c, list), rows;

    memcpy(again, list, sizeof list);
    check_size(c);
    rows = write_command(m, c, list, count, count);
    if (rows < count && errors() == 0) {
        write_command(m, c, again, count, rows);
    }
    if (c->bytes.len > MOST_BYTES) {
        too_much(c->variants->command->pos, c->name, "its tables have %zu bytes, more than %d",
                 c->bytes.len, MOST_BYTES);
    }
}
