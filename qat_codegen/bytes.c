/* bytes.c: a table in the making.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "model.h"

#include <string.h>

static void *grown(void *old, size_t len, size_t *cap, size_t size)
{
    void *v;

    *cap = *cap == 0 ? 64 : *cap * 2;
    v = arena_zalloc(*cap * size);
    if (len > 0) {
        memcpy(v, old, len * size);
    }
    return v;
}

static void put(struct bytes *b, unsigned value, const char *text)
{
    if (b->len == b->cap) {
        b->v = grown(b->v, b->len, &b->cap, sizeof *b->v);
    }
    b->v[b->len].value = (uint8_t)value;
    b->v[b->len].letter = false;
    b->v[b->len].text = text;
    b->len++;
}

void put8(struct bytes *b, unsigned value)
{
    put(b, value, NULL);
}

void put_letter(struct bytes *b, unsigned c)
{
    put8(b, c);
    b->v[b->len - 1].letter = true;
}

void put16(struct bytes *b, unsigned value)
{
    put8(b, value & 0xFF);
    put8(b, value >> 8 & 0xFF);
}

void put32(struct bytes *b, uint32_t value)
{
    put16(b, value & 0xFFFF);
    put16(b, value >> 16);
}

void put_text(struct bytes *b, const char *text)
{
    for (; *text != '\0'; text++) {
        put_letter(b, (unsigned char)*text);
    }
}

void put_expr(struct bytes *b, const char *expression)
{
    put(b, 0, expression);
}

void put_at(struct bytes *b, const char *type, const char *member)
{
    put_expr(b, arena_printf("QATI_AT(%s, %s)", type, member));
}

void put_bytes(struct bytes *b, const struct bytes *tail)
{
    for (size_t i = 0; i < tail->len; i++) {
        put(b, tail->v[i].value, tail->v[i].text);
        b->v[b->len - 1].letter = tail->v[i].letter;
    }
}

void set16(struct bytes *b, size_t at, unsigned value)
{
    b->v[at].value = (uint8_t)(value & 0xFF);
    b->v[at + 1].value = (uint8_t)(value >> 8 & 0xFF);
}

static bool same_run(const struct byte *a, const struct byte *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (a[i].value != b[i].value || (a[i].text == NULL) != (b[i].text == NULL) ||
            (a[i].text != NULL && strcmp(a[i].text, b[i].text) != 0)) {
            return false;
        }
    }
    return true;
}

bool same_bytes(const struct bytes *a, const struct bytes *b)
{
    return a->len == b->len && same_run(a->v, b->v, a->len);
}

static void add_piece(struct bytes *b, size_t at, size_t len, const char *title)
{
    if (b->piece_count == b->piece_cap) {
        b->pieces = grown(b->pieces, b->piece_count, &b->piece_cap, sizeof *b->pieces);
    }
    b->pieces[b->piece_count++] = (struct piece){ at, len, title };
}

/* Where an equal piece is; false: nowhere. */
static bool placed(const struct bytes *b, const struct bytes *piece, unsigned *at)
{
    for (size_t i = 0; i < b->piece_count; i++) {
        const struct piece *p = &b->pieces[i];

        if (p->len == piece->len && same_run(b->v + p->at, piece->v, p->len)) {
            *at = (unsigned)p->at;
            return true;
        }
    }
    return false;
}

unsigned place(struct bytes *b, const struct bytes *piece, const char *title)
{
    unsigned at;

    if (!placed(b, piece, &at)) {
        at = (unsigned)b->len;
        add_piece(b, b->len, piece->len, title);
        put_bytes(b, piece);
    }
    return at;
}

unsigned place_whole(struct bytes *b, const struct bytes *whole)
{
    unsigned at;

    if (!placed(b, whole, &at)) {
        at = (unsigned)b->len;
        add_piece(b, at, whole->len, NULL);
        for (size_t i = 0; i < whole->piece_count; i++) {
            add_piece(b, at + whole->pieces[i].at, whole->pieces[i].len, whole->pieces[i].title);
        }
        put_bytes(b, whole);
    }
    return at;
}
