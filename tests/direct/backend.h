/* backend.h: what compare.c asks of a back end. SPDX-License-Identifier: MIT */
#ifndef QAT_TEST_BACKEND_H
#define QAT_TEST_BACKEND_H

#include <stddef.h>
#include <stdint.h>

/* A line of the module, said before and behind the final of a command, or by itself. */
struct said {
    const char *dialect;
    const char *command;   /* pending meanwhile; NULL: none                     */
    const uint8_t *bytes;
    size_t len;
    uint32_t seed;         /* of arguments and modes                            */
    int how;               /* it is cut: 0 not, 1 everywhere, 2 at random places */
    unsigned line_size;    /* of the line buffer                                */
};

/* Each plays its input and returns the length of *log: everything that was told, in its order. */
struct backend {
    size_t (*fuzz)(const uint8_t *input, size_t n, int how, const uint8_t **log); /* an input of fuzz/rx.c */
    size_t (*line)(const struct said *s, const uint8_t **log);
};
extern const struct backend backend_table, backend_direct;

#endif
