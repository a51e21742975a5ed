/* arena.c: one list of blocks, freed as a whole or never.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)

union align { /* as strict as any member of any tree node */
    void *pointer;
    long long number;
    double real;
};

struct block {
    struct block *older;
    size_t used, size;
    union align bytes[]; /* size bytes */
};

static struct block *newest;
static unsigned age;

static void out_of_memory(void)
{
    fputs("qat_codegen: out of memory\n", stderr);
    exit(2);
}

void *arena_zalloc(size_t size)
{
    char *found;

    if (size > (size_t)-1 / 2) {
        out_of_memory();
    }
    size = (size + sizeof(union align) - 1) / sizeof(union align) * sizeof(union align);
    if (newest == NULL || newest->size - newest->used < size) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        struct block *b = calloc(1, sizeof *b + room);

        if (b == NULL) {
            out_of_memory();
        }
        b->size = room;
        b->older = newest;
        newest = b;
    }
    found = (char *)newest->bytes + newest->used;
    newest->used += size;
    return found;
}

char *arena_strndup(const char *text, size_t len)
{
    char *copy = arena_zalloc(len + 1);

    memcpy(copy, text, len);
    return copy;
}

char *arena_printf(const char *format, ...)
{
    va_list args, again;
    char small[128], *text;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (len < 0) {
        len = 0;
        small[0] = '\0';
    }
    text = arena_zalloc((size_t)len + 1);
    if ((size_t)len < sizeof small) {
        memcpy(text, small, (size_t)len);
    } else {
        vsnprintf(text, (size_t)len + 1, format, again);
    }
    va_end(again);
    return text;
}

unsigned arena_age(void)
{
    return age;
}

void arena_reset(void)
{
    age++;
    while (newest != NULL) {
        struct block *b = newest;

        newest = b->older;
        free(b);
    }
}
