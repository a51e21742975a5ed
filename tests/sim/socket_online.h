/* socket_online.h: the port in data mode: all bytes belong to one connection, until the host escapes or the
 * other side closes (V.250 5.8; BG96 TCP/IP V1.0 1.2). And what notices "+++" there, and in a payload behind
 * CONNECT.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SOCKET_ONLINE_H
#define SOCKET_ONLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim;

enum { GUARD_MS = 1000 };

/* Three '+' that stand alone between two silences. */
struct guard {
    uint64_t last;           /* when the last byte came                                */
    unsigned pluses;         /* of a possible escape; 0: none                          */
};
void guard_begin(struct guard *g, uint64_t now);
/* A byte came. True: it is another '+' of a possible escape. False: those before it were none. */
bool guard_byte(struct guard *g, uint64_t now, uint8_t byte);
/* When the silence behind it will be long enough; SIM_NEVER where nothing is pending. */
uint64_t guard_deadline(const struct guard *g);

/* Who has the port in data mode. */
struct online_user {
    void (*data)(struct sim *s, void *who, const uint8_t *data, size_t len);
    /* The host left it; OK has been said. */
    void (*left)(struct sim *s, void *who);
    void *who;
    size_t packet;           /* so many bytes are a packet ...                         */
    uint32_t wait_ms;        /* ... or what came when nothing has followed so long     */
};
/* Says CONNECT; the command that led here has to end with SIM_SILENT. */
void online_begin(struct sim *s, const struct online_user *user);
bool online_is(const struct sim *s);
/* Bytes to the host. */
void online_send(struct sim *s, const void *data, size_t len);
/* The other side closed: NO CARRIER. */
void online_end(struct sim *s);

/* For data.c. */
void online_byte(struct sim *s, uint8_t byte);
void online_poll(struct sim *s);
uint64_t online_deadline(const struct sim *s);

#endif
