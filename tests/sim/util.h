/* util.h: memory that is there or ends the program, a growing buffer, numbers by chance.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SIM_UTIL_H
#define SIM_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *sim_alloc(size_t size);               /* zeroed                           */
void *sim_copy(const void *data, size_t len); /* with a NUL behind it           */
char *sim_strdup(const char *text);         /* NULL stays NULL                  */

struct buffer {
    uint8_t *v;
    size_t len, cap;
};
void buffer_add(struct buffer *b, const void *data, size_t len);
void buffer_cut_front(struct buffer *b, size_t len);
void buffer_free(struct buffer *b);

uint32_t chance_next(uint32_t *state);      /* xorshift; never stands still     */

/* 16 bit words, high byte first, an odd last byte is a high byte; all of them XORed (FILE manual). */
uint16_t checksum_xor16(const uint8_t *data, size_t len);

/* Begins with, capitals and small letters alike. */
bool begins_with(const char *text, const char *head);
bool same_word(const char *a, const char *b); /* capitals and small letters alike */

#endif
