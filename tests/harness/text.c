/* text.c: growing bytes, and how bytes are written in a dialogue.
 *
 * SPDX-License-Identifier: MIT */
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_WHOLE = 300 }; /* longer bytes are shown as a checksum */

void fatal(const char *where, int line, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fprintf(stderr, "%s:%d: ", where, line);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(2);
}

void buf_add(struct buf *b, const void *data, size_t len)
{
    if (b->len + len + 1 > b->cap) {
        b->cap = (b->len + len + 1) * 2;
        b->v = (uint8_t *)realloc(b->v, b->cap);
        if (b->v == NULL) {
            fatal("harness", 0, "no memory");
        }
    }
    if (len > 0) {
        memcpy(b->v + b->len, data, len);
    }
    b->len += len;
    b->v[b->len] = 0;
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
    char text[512];
    int n = vsnprintf(text, sizeof text, fmt, ap);

    if (n < 0 || (size_t)n >= sizeof text) {
        fatal("harness", 0, "a text is too long: %s", fmt);
    }
    buf_add(b, text, (size_t)n);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    buf_vprintf(b, fmt, ap);
    va_end(ap);
}

void buf_quoted(struct buf *b, const void *data, size_t len)
{
    const uint8_t *p = (const uint8_t *)data;

    buf_add(b, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        if (p[i] == '\r' || p[i] == '\n') {
            buf_add(b, p[i] == '\r' ? "\\r" : "\\n", 2);
        } else if (p[i] == '"' || p[i] == '\\') {
            buf_printf(b, "\\%c", p[i]);
        } else if (p[i] < 0x20 || p[i] > 0x7E) {
            buf_printf(b, "\\x%02X", p[i]);
        } else {
            buf_add(b, p + i, 1);
        }
    }
    buf_add(b, "\"", 1);
}

void buf_bytes(struct buf *b, const void *data, size_t len)
{
    const uint8_t *p = (const uint8_t *)data;
    uint32_t sum = 2166136261u;

    if (len <= SHOWN_WHOLE) {
        buf_quoted(b, data, len);
        return;
    }
    for (size_t i = 0; i < len; i++) {
        sum = (sum ^ p[i]) * 16777619u;
    }
    buf_printf(b, "(%zu bytes, sum %08lX)", len, (unsigned long)sum);
}

void buf_free(struct buf *b)
{
    free(b->v);
    memset(b, 0, sizeof *b);
}

char *text_copy(const char *from, size_t len)
{
    char *to = (char *)malloc(len + 1);

    if (to == NULL) {
        fatal("harness", 0, "no memory");
        return NULL;
    }
    memcpy(to, from, len);
    to[len] = 0;
    return to;
}

static int hex_digit(int c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 'a' - 'A';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void text_unescape(struct buf *to, const char *from, const char *end)
{
    for (; from < end; from++) {
        char c = *from;

        if (c == '\\' && from + 1 < end) {
            c = *++from;
            if (c == 'r' || c == 'n' || c == 't') {
                c = c == 'r' ? '\r' : c == 'n' ? '\n' : '\t';
            } else if (c == 'x' && from + 2 < end && hex_digit(from[1]) >= 0 && hex_digit(from[2]) >= 0) {
                c = (char)(hex_digit(from[1]) << 4 | hex_digit(from[2]));
                from += 2;
            } else if (c != '\\' && c != '"') {
                fatal("dialogue", 0, "unknown escape \\%c", c);
            }
        }
        buf_add(to, &c, 1);
    }
}

uint32_t text_random(uint32_t *seed)
{
    uint32_t x = *seed ? *seed : 0x9E3779B9u;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    *seed = x;
    return x;
}

/* Behind a quoted text: its end, with escapes seen. */
static const char *quoted_end(const char *p)
{
    for (; *p != '\0' && *p != '"'; p++) {
        p += *p == '\\' && p[1] != '\0';
    }
    return p;
}

int text_blob(struct buf *to, const char **at)
{
    const char *p = *at;

    buf_add(to, "", 0);
    for (;;) {
        char *next;

        if (*p == '"') {
            struct buf part = { 0 };
            const char *end = quoted_end(p + 1);
            unsigned long n = 1;

            if (*end == '\0') {
                return 0;
            }
            text_unescape(&part, p + 1, end);
            p = end + 1;
            if (*p == '*') {
                n = strtoul(p + 1, &next, 10);
                p = next;
            }
            while (n-- > 0) {
                buf_add(to, part.v, part.len);
            }
            buf_free(&part);
        } else if (strncmp(p, "random:", 7) == 0) {
            unsigned long n = strtoul(p + 7, &next, 10);
            uint32_t seed = *next == ':' ? (uint32_t)strtoul(next + 1, &next, 10) : 1;

            for (p = next; n > 0; n--) {
                uint8_t c = (uint8_t)(text_random(&seed) >> 11);

                buf_add(to, &c, 1);
            }
        } else {
            return 0;
        }
        if (*p != '+') {
            *at = p;
            return *p == '\0' || *p == ' ';
        }
        p++;
    }
}

char *text_word(const char **at)
{
    const char *p = *at, *b;

    while (*p == ' ') {
        p++;
    }
    for (b = p; *p != '\0' && *p != ' '; p++) {
        if (*p == '"') {
            p = quoted_end(p + 1);
            if (*p == '\0') {
                break;
            }
        }
    }
    *at = p;
    return text_copy(b, (size_t)(p - b));
}
