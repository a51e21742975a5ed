/* lower_records.c: the lines of a module that share a head -> a chain of RECORDs. Format: runtime/tables.h.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "lower.h"
#include "runtime/tables.h"

#include <string.h>

/* Kind, place, most: of a payload behind the line. */
void lower_payload(struct bytes *out, const struct source_line *s)
{
    const struct line *l = s->line;
    const struct field *f = l->payload.size == NULL ? NULL : field_in(l->tmpl, l->payload.size);
    const struct member *found;
    const char *at;

    if (l->payload.kind == P_LINE) {
        put8(out, QATI_P_LINE);
        put8(out, 0);
        put32(out, 0);
        return;
    }
    if (f != NULL && l->payload.kind == P_COUNTED) {
        put8(out, QATI_P_FIELD);
        put_at(out, s->in.layout->type, f->name);
        put32(out, f->type.hi <= 0 || f->type.hi > UINT32_MAX ? UINT32_MAX : (uint32_t)f->type.hi);
        return;
    }
    at = number_at(&s->in, l->payload.size, &found);
    if (at == NULL) {
        too_much(l->pos, s->in.name, "'%s' is no number that could tell the payload's length",
                 l->payload.size);
        at = "0";
    }
    if (l->payload.until == NULL) {
        put8(out, QATI_P_CALLER);
        put_expr(out, at);
        put32(out, UINT32_MAX);
        return;
    }
    put8(out, QATI_P_UNTIL);
    put_expr(out, at);
    put32(out, (uint32_t)strlen(l->payload.until));
    for (const char *p = l->payload.until; *p != '\0'; p++) {
        put8(out, (unsigned char)*p);
    }
}

/* Flags and kind, number. */
void put_record_start(struct bytes *out, unsigned flags, unsigned id)
{
    unsigned kind = flags & QATI_R_KIND;

    if (kind == QATI_R_INFO && id == 0) {
        put8(out, (flags & ~(unsigned)QATI_R_KIND) | QATI_R_FIRST);
        return;
    }
    put8(out, flags);
    if (kind == QATI_R_URC || kind == QATI_R_RESTART) {
        put16(out, id);
    } else {
        put8(out, id);
    }
}

size_t lower_record_front(struct bytes *out, const struct source_line *s, bool more)
{
    const struct line *l = s->line;
    unsigned flags = s->kind | (more ? QATI_R_MORE : 0u);
    size_t link;

    if (l != NULL && l->payload.kind != P_NONE) {
        flags |= QATI_R_PAYLOAD;
    }
    if (l != NULL && l->sets != NULL) {
        flags |= QATI_R_SETS;
    }
    put_record_start(out, flags, s->id);
    link = out->len;
    if (more) {
        put16(out, 0);
    }
    if (flags & QATI_R_PAYLOAD) {
        lower_payload(out, s);
    }
    if (flags & QATI_R_SETS) {
        lower_sets(out, &s->in, l->sets);
    }
    return link;
}

void lower_record(struct bytes *out, const struct trie_entry *e, bool more)
{
    const struct source_line *s = e->line;
    size_t link = lower_record_front(out, s, more);

    lower_fields(out, &s->in, e->rest, e->flat, s->line == NULL ? NULL : s->line->when);
    if (more) {
        set16(out, link, (unsigned)(out->len - link - 2));
    }
}

void lower_chain(struct bytes *out, struct trie_entry **entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        lower_record(out, entries[i], i + 1 < count);
    }
}
