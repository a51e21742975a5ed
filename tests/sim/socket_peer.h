/* socket_peer.h: the seam between the module's sockets and the world. socket_loop.c is a peers inside the
 * program; real sockets (POSIX, TLS) fit behind the same functions.
 *
 * SPDX-License-Identifier: MIT
 *
 * Nothing waits: send takes what it can, receive gives what is there, both are asked again. */
#ifndef SOCKET_PEER_H
#define SOCKET_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum socket_kind { SOCKET_TCP, SOCKET_UDP, SOCKET_LISTENER, SOCKET_UDP_SERVICE };

struct socket_address {
    char ip[151];            /* or a name, where the module asks for one */
    uint32_t port;
};

struct socket_want {
    enum socket_kind kind;
    bool tls;
    struct socket_address to; /* SOCKET_TCP, SOCKET_UDP                   */
    uint32_t local_port;      /* 0: any                                   */
};

struct peers {
    /* Opens one end. NULL: *err is the module's number for the reason (565 name, 566 connect, 562 in use). */
    void *(*open)(struct peers *w, const struct socket_want *want, int *err);
    /* Returns how many bytes it took; a datagram is taken whole or not. to: SOCKET_UDP_SERVICE only. */
    size_t (*send)(struct peers *w, void *end, const void *data, size_t len, const struct socket_address *to);
    /* Returns how many bytes came, 0: none now. Of datagrams one at a time, *from is its sender. */
    size_t (*receive)(struct peers *w, void *end, void *data, size_t size, struct socket_address *from);
    /* Has the other side closed, and nothing is left to be received? */
    bool (*closed)(struct peers *w, void *end);
    /* A connection to a SOCKET_LISTENER: its end. NULL: none now. */
    void *(*accept)(struct peers *w, void *listener, struct socket_address *from);
    void (*close)(struct peers *w, void *end);
    /* ms until it wants to be asked again, UINT32_MAX: only when something was sent. */
    uint32_t (*wait)(struct peers *w);
    void (*destroy)(struct peers *w);
};

/* ---- the one inside the program: socket_loop.c ----
 *
 * The small services of old, by their ports: 9 takes all and says nothing (RFC 863), 13 says its line and
 * closes (RFC 867), 19 sends what it was given, or a pattern, and closes (after RFC 864); 1 refuses; all
 * others send back what they get (RFC 862). A name that ends in ".invalid" is not found. */
struct peers *socket_loop_new(void);
/* What port 19 sends; kept by the caller. */
void socket_loop_feed(struct peers *w, const void *data, size_t len);
/* Somebody connects to a listener of the module, says `text`, then listens. False: nobody listens there. */
bool socket_loop_call(struct peers *w, uint32_t port, const char *text);

#endif
