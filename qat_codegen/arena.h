/* arena.h: memory that lives until the program ends; out of memory is a message and exit status 2.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCG_ARENA_H
#define QCG_ARENA_H

#include <stddef.h>

void *arena_zalloc(size_t size);
char *arena_strndup(const char *text, size_t len);
char *arena_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Gives everything back: for a program that compiles many specs, as the fuzz target does. */
void arena_reset(void);
/* How often that was: what a stage keeps in a static of an earlier age is gone. */
unsigned arena_age(void);

#endif
