/* lower_command.c: a command -> its bytes, one BODY for each reading of it. Format: runtime/tables.h.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "direct.h"
#include "runtime/tables.h"

#include <string.h>

/* Instead of a trie: see there. */
enum { OWN_NAME = 0xE7, OWN_LITERAL = 0xE8, OWN_FIRST = 0x80 | QATI_R_FIRST };
enum { MOST_MUST = 5, MOST_BYTES = 24575, REQUEST_SIZE = 96 /* qat_req_t, rounded up */, TEXT_MUST = 0x20 };

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
        return line->when == NULL ? TEXT_MUST : 0;
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

/* The direct back end: number of a reader, and how far the command's first byte lies before the BODY. */
void put_reader(struct bytes *out, const struct place_in *w, unsigned number)
{
    if (number > 0xFF) {
        too_much(w->pos, w->name, "it has more than 255 readers");
    }
    put8(out, number);
    put16(out, w->body_at);
}

/* All lines have the head that the command line tells: E7 its name and ": ", E8 all its literal. 0: they have not. */
static unsigned own_head(const struct place_in *w, const struct trie_entry *list, size_t count)
{
    const struct node *line = host_line(w->tree)->tmpl;
    const char *text = line == NULL || line->kind != N_LIT ? "" : line->lit, *tail;
    const char *name, *all;
    size_t len;

    if (strncmp(text, "AT", 2) != 0) {
        return 0;
    }
    text += 2;
    len = strcspn(text, "=?");
    tail = text[len] == '=' && text[len + 1] != '?' ? text + len + 1 : "";
    name = arena_printf("%.*s: ", (int)len, text);
    all = arena_printf("%s%s", name, tail);
    if (len == 0) {
        return 0;
    }
    for (size_t i = 1; i < count; i++) {
        if (strcmp(list[i].head, list[0].head) != 0) {
            return 0;
        }
    }
    return strcmp(list[0].head, name) == 0 ? OWN_NAME : strcmp(list[0].head, all) == 0 ? OWN_LITERAL : 0;
}

/* Heads with their records. to: the BODY, where the records go; out: the trie. */
static void lower_heads(struct bytes *to, struct bytes *out, const struct place_in *w, bool late, bool blank_optional)
{
    struct records r = { to, late ? "late result" : "information line" };
    struct trie_options o = { blank_optional, false, place_chain, &r };
    size_t count;
    struct trie_entry *list = entries_of(w, late, false, &count), **entries;
    struct bytes chain = { 0 };
    unsigned own = own_head(w, list, count);

    if (w->model->direct != NULL) {
        struct direct_in in = direct_command(w, to);

        put_reader(out, w, direct_heads(&in, list, count, &o));
        return;
    }
    if (own == 0) {
        build_trie(out, list, count, &o);
        return;
    }
    entries = arena_zalloc(count * sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        entries[i] = &list[i];
    }
    lower_chain(&chain, entries, count);
    if (own == OWN_NAME && chain.v[0].value == QATI_R_FIRST) {
        chain.v[0].value = OWN_FIRST;
    } else {
        put8(out, own);
    }
    put_bytes(out, &chain);
}

static bool has_entries(const struct place_in *w, bool late, bool text)
{
    size_t count;

    entries_of(w, late, text, &count);
    return count > 0;
}

/* Its RECORD, or reader. to: the BODY. */
static void lower_free_text(struct bytes *to, struct bytes *chain, const struct place_in *w)
{
    size_t count;
    struct trie_entry *list = entries_of(w, false, true, &count), **entries;

    entries = arena_zalloc(count * sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        entries[i] = &list[i];
    }
    if (w->model->direct != NULL) {
        struct direct_in in = direct_command(w, to);

        put_reader(chain, w, direct_fields(&in, entries, count));
        return;
    }
    lower_chain(chain, entries, count);
}

/* ---- BODY ---- */

/* A BODY in the making. */
struct body {
    struct bytes b;
    unsigned have;               /* QATI_B_*                                                 */
    bool wide, full;             /* offsets count in fours; one does not fit                 */
};

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

/* The byte of a QATI_B_ that is set. */
static struct byte *member_of(struct body *x, unsigned bit)
{
    size_t at = 2 + (x->have & QATI_B_MORE ? 1u : 0u);

    for (unsigned k = 1; k < bit; k <<= 1) {
        at += (x->have & QATI_B_BYTES & k) != 0;
    }
    return &x->b.v[at];
}

static void set_expr(struct body *x, unsigned bit, const char *type, const char *member)
{
    member_of(x, bit)->text = arena_printf("QATI_AT(%s, %s)", type, member);
}

/* Puts a piece, returns what its offset is told as. */
static unsigned put_piece(struct body *x, const struct bytes *piece, const char *title)
{
    unsigned at;

    while (x->wide && x->b.len % 4 != 0) {
        put8(&x->b, 0);
    }
    at = place(&x->b, piece, title) / (x->wide ? 4 : 1);
    x->full |= at > 0xFF;
    return at & 0xFF;
}

/* Does the info struct stand behind qat_req_t? */
static bool info_first(const struct m_command *c)
{
    return c->args.count == 0 && c->caller_count == 0 && !c->payload;
}

static unsigned have_of(const struct place_in *w, unsigned *flags, unsigned *must, const struct bytes *stages)
{
    const struct command *c = w->tree;
    unsigned have = 0;

    *flags = (c->holds ? QATI_C_HOLDS : 0u) | (needs_sum(c) ? QATI_C_SUM : 0u) | (sets_verbose(c) ? QATI_C_VERBOSE : 0u);
    *must = 0;
    for (const struct line *l = c->lines; l != NULL; l = l->next) {
        *flags |= l->role == L_LATER ? QATI_C_LATE : 0u;
        *flags |= needs_words(l) ? QATI_C_WORDS : 0u;
        *must |= is_info(l) ? must_bit(c, l, w->name) : 0;
    }
    have |= w->command->info.type != NULL && !info_first(w->command) ? QATI_B_INFO_AT : 0u;
    have |= has_entries(w, false, false) ? QATI_B_INFO : 0u;
    have |= has_entries(w, false, true) ? QATI_B_TEXT : 0u;
    have |= has_entries(w, true, false) ? QATI_B_LATE : 0u;
    have |= *must == 1 ? QATI_B_FIRST : *must != 0 ? QATI_B_MUST : 0u;
    have |= stages->len > 1 ? QATI_B_STAGES : 0u;
    have |= has_optional(&w->command->args) ? QATI_B_HAS : 0u;
    have |= *flags != 0 ? QATI_B_FLAGS : 0u;
    have |= w->command->payload ? QATI_B_PAYLOAD : 0u;
    return have;
}

static void put_late(struct body *x, const struct place_in *w, bool blank_optional)
{
    struct bytes late = { 0 }, heads = { 0 };

    put_at(&late, w->command->args.type, "late");
    put16(&late, until_id(w));
    put_keys(&late, w);
    lower_heads(&x->b, &heads, w, true, blank_optional);
    put_bytes(&late, &heads);
    member_of(x, QATI_B_LATE)->value = (uint8_t)put_piece(x, &late, "late result");
}

static void put_info(struct body *x, const struct place_in *w, bool blank_optional)
{
    struct bytes heads = { 0 }, text = { 0 };

    if (x->have & QATI_B_INFO) {
        lower_heads(&x->b, &heads, w, false, blank_optional);
        member_of(x, QATI_B_INFO)->value = (uint8_t)put_piece(x, &heads, "information lines");
    }
    if (x->have & QATI_B_TEXT) {
        lower_free_text(&x->b, &text, w);
        member_of(x, QATI_B_TEXT)->value = (uint8_t)put_piece(x, &text, "free text");
    }
}

/* Lists that most commands have not. */
struct list {
    unsigned bit;
    const char *title;
    struct bytes b;
};

static void body_lists(struct list *list, const struct place_in *w)
{
    list[0] = (struct list){ QATI_B_EXCLUDES, "excludes", { 0 } };
    list[1] = (struct list){ QATI_B_SETS, "sets", { 0 } };
    list[2] = (struct list){ QATI_B_FOREIGN, "arguments of other dialects", { 0 } };
    put_exclusives(&list[0].b, w);
    lower_sets(&list[1].b, w, w->tree->sets);
    put_foreign(&list[2].b, w);
}

/* False: an offset does not fit. */
static bool build_body(struct body *x, const struct place_in *w, bool blank_optional)
{
    struct bytes stages = { 0 }, line = { 0 }, aside = { 0 };
    struct list list[3];
    unsigned flags, must;

    body_lists(list, w);
    lower_stages(&stages, &aside, w);
    x->have = have_of(w, &flags, &must, &stages) | (x->wide ? QATI_B_WIDE : 0u);
    for (int i = 0; i < 3; i++) {
        x->have |= list[i].b.v[0].value > 0 ? list[i].bit : 0;
    }
    x->have |= x->have > 0xFF ? QATI_B_MORE : 0u;
    put8(&x->b, x->have & 0xFF);
    put8(&x->b, stages.v[0].value);
    if (x->have & QATI_B_MORE) {
        put8(&x->b, x->have >> 8);
    }
    for (unsigned bit = 1; bit < QATI_B_WIDE; bit <<= 1) {
        if (x->have & QATI_B_BYTES & bit) {
            put8(&x->b, bit == QATI_B_FLAGS ? flags : bit == QATI_B_MUST ? must : 0);
        }
    }
    if (x->have & QATI_B_INFO_AT) {
        set_expr(x, QATI_B_INFO_AT, w->command->args.type, "info");
    }
    if (x->have & QATI_B_PAYLOAD) {
        set_expr(x, QATI_B_PAYLOAD, w->command->args.type, "payload");
    }
    lower_line(&line, w, host_line(w->tree)->tmpl, true);
    put_bytes(&x->b, &line);
    if (x->have & QATI_B_STAGES) {
        stages = (struct bytes){ 0 };
        lower_stages(&stages, &x->b, w);
        x->b.v[1].value = (uint8_t)put_piece(x, &stages, "stages");
    }
    for (int i = 0; i < 3; i++) {
        if (x->have & list[i].bit) {
            member_of(x, list[i].bit)->value = (uint8_t)put_piece(x, &list[i].b, list[i].title);
        }
    }
    if (x->have & QATI_B_LATE) {
        put_late(x, w, blank_optional);
    }
    put_info(x, w, blank_optional);
    return !x->full;
}

/* The direct back end: where the next reader of the command comes. */
static struct reader **readers_end(const struct model *m)
{
    struct reader **end = m->direct == NULL ? NULL : &m->direct->command_readers;

    while (end != NULL && *end != NULL) {
        end = &(*end)->next;
    }
    return end;
}

static unsigned lower_body(struct bytes *all, const struct place_in *where, bool blank_optional)
{
    struct body x = { { 0 }, 0, false, false };
    struct place_in w = *where;
    struct reader **last = readers_end(w.model);

    w.body_at = (unsigned)all->len;
    if (!build_body(&x, &w, blank_optional)) {
        x = (struct body){ { 0 }, 0, true, false };
        if (last != NULL) {
            *last = NULL;
        }
        if (!build_body(&x, &w, blank_optional)) {
            too_much(w.pos, w.name, "what it waits for lies more than 1020 bytes behind its line");
        }
    }
    return place_whole(all, &x.b);
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
    if (c->id >= QATI_ID_ESCAPE) {
        too_much(c->variants->command->pos, c->name, "there are more than %d commands", QATI_ID_ESCAPE);
    }
    if (m->direct != NULL) {
        m->direct->command_readers = NULL;
    }
    put16(all, c->id | (rows > 0 ? QATI_ID_MASKS : 0u));
    if (rows > 0) {
        put8(all, (unsigned)rows);
    }
    for (size_t i = 0; i < rows; i++) {
        put32(all, 0);
    }
    for (size_t i = 0; i < count; i++) {
        struct place_in w = { m, c, list[i].tree, &c->args, c->name, list[i].tree->pos, false, 0 };

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

static bool everywhere(const struct model *m, unsigned mask)
{
    for (int i = 0; i < m->dialect_count; i++) {
        if (!(mask & m->dialects[i].mask)) {
            return false;
        }
    }
    return true;
}

void lower_command(struct model *m, struct m_command *c)
{
    struct reading list[16] = { { NULL, false, 0, 0 } }, again[16];
    size_t count = readings_of(m, c, list), rows;

    memcpy(again, list, sizeof list);
    check_size(c);
    rows = write_command(m, c, list, count, count);
    if (rows == 1 && c->variants->next == NULL && everywhere(m, c->variants->mask)) {
        rows = 0; /* one reading for all of them */
    }
    if (rows < count && errors() == 0) {
        write_command(m, c, again, count, rows);
    }
    if (c->bytes.len > MOST_BYTES) {
        too_much(c->variants->command->pos, c->name, "its tables have %zu bytes, more than %d",
                 c->bytes.len, MOST_BYTES);
    }
}
