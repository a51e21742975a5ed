/* util.c: see util.h.
 *
 * SPDX-License-Identifier: MIT */
#include "util.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *sim_alloc(size_t size)
{
    void *p = calloc(1, size > 0 ? size : 1);

    if (p == NULL) {
        fputs("sim: out of memory\n", stderr);
        exit(2);
    }
    return p;
}

void *sim_copy(const void *data, size_t len)
{
    char *copy = sim_alloc(len + 1);

    if (len > 0) {
        memcpy(copy, data, len);
    }
    return copy;
}

char *sim_strdup(const char *text)
{
    return text == NULL ? NULL : sim_copy(text, strlen(text));
}

void buffer_add(struct buffer *b, const void *data, size_t len)
{
    if (len == 0) {
        return;
    }
    if (b->cap - b->len < len) {
        size_t cap = (b->len + len) * 2;
        uint8_t *bigger = sim_alloc(cap);

        if (b->len > 0) {
            memcpy(bigger, b->v, b->len);
        }
        free(b->v);
        b->v = bigger;
        b->cap = cap;
    }
    memcpy(b->v + b->len, data, len);
    b->len += len;
}

void buffer_cut_front(struct buffer *b, size_t len)
{
    if (len >= b->len) {
        b->len = 0;
        return;
    }
    b->len -= len;
    memmove(b->v, b->v + len, b->len);
}

void buffer_free(struct buffer *b)
{
    free(b->v);
    b->v = NULL;
    b->len = b->cap = 0;
}

uint32_t chance_next(uint32_t *state)
{
    uint32_t x = *state != 0 ? *state : 2463534242u;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    *state = x;
    return x;
}

uint16_t checksum_xor16(const uint8_t *data, size_t len)
{
    unsigned sum = 0;
    size_t i;

    for (i = 0; i < len; i++) {
        sum ^= i % 2 == 0 ? (unsigned)data[i] << 8 : (unsigned)data[i];
    }
    return (uint16_t)sum;
}

bool begins_with(const char *text, const char *head)
{
    while (*head != '\0') {
        if (toupper((unsigned char)*text) != toupper((unsigned char)*head)) {
            return false;
        }
        text++;
        head++;
    }
    return true;
}

bool same_word(const char *a, const char *b)
{
    return begins_with(a, b) && strlen(a) == strlen(b);
}
