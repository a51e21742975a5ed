/* text.h: growing bytes, and how bytes are written in a dialogue.
 *
 * SPDX-License-Identifier: MIT */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
    uint8_t *v; /* always followed by a NUL that does not count; NULL while empty */
    size_t len, cap;
};

void buf_add(struct buf *b, const void *data, size_t len);
void buf_printf(struct buf *b, const char *fmt, ...);
void buf_vprintf(struct buf *b, const char *fmt, va_list ap);
void buf_quoted(struct buf *b, const void *data, size_t len); /* "...", with \r \n \" \\ \xNN */
/* The bytes as a person wants to see them: quoted when short, else their number and a checksum. */
void buf_bytes(struct buf *b, const void *data, size_t len);
void buf_free(struct buf *b);
char *text_copy(const char *from, size_t len);

/* Text with \r \n \t \" \\ \xNN up to end. */
void text_unescape(struct buf *to, const char *from, const char *end);

/* A blob: parts joined by '+'. Each is "text", optionally *COUNT, or random:SIZE:SEED. Reads from *at and
 * steps behind it; returns 0 when it is not a blob. */
int text_blob(struct buf *to, const char **at);

/* One word that ends at a blank; quotes may hold blanks. Skips blanks first; an empty word at the end. */
char *text_word(const char **at);

/* Pseudo-random numbers, the same everywhere. */
uint32_t text_random(uint32_t *seed);

/* Prints and exits: the dialogue itself is wrong. */
void fatal(const char *where, int line, const char *fmt, ...);

#endif
