/* socket.h: what the parts of the socket chapter share: socket.c (open, close, state), socket_data.c (send,
 * read, data mode), socket_cfg.c (settings).
 *
 * SPDX-License-Identifier: MIT */
#ifndef SOCKET_H
#define SOCKET_H

#include "chapter.h"

enum { SOCKETS = 12, PUSHED_MOST = 1460, WINDOW = 10240, PEER_BUFFER = 4096, UNSENT_MOST = 65536 };
enum access { ACCESS_BUFFER, ACCESS_PUSH, ACCESS_TRANSPARENT };
enum socket_state {
    STATE_FREE = -1,
    STATE_INITIAL,
    STATE_OPENING,
    STATE_CONNECTED,
    STATE_LISTENING,
    STATE_CLOSING
};

struct datagram {              /* of a stream: what came at once */
    struct datagram *next;
    struct socket_address from;
    size_t len, at;
    uint8_t bytes[];
};

struct socket {
    enum socket_state state;
    int number, service;       /* service: SOCKET_*, 4: accepted                  */
    bool tls;
    int ssl_context, ctx, server;
    enum access access;
    uint32_t port, local_port;
    char host[151];
    void *end;                 /* of the peers; NULL: none                        */
    int failed;                /* why it could not be opened; 0: it could         */
    struct datagram *first, **last;
    uint32_t unread;           /* bytes in them                                   */
    bool told;                 /* +QIURC: "recv" is out, until all is read        */
    uint32_t sent, acked, received;
    struct buffer out;         /* taken from the host, not by the peer            */
};

struct socket_chapter {
    struct service base;
    struct socket v[SOCKETS];
    struct socket *online;     /* has the port, or had it: ATO                    */
    struct socket *sending;    /* AT+QISEND                                       */
    struct socket_address to;
    bool send_hex, recv_hex, same_line, unseen;
    uint32_t packet, wait_tenths, backoffs, longest;
    uint32_t recvind, keepalive[4];
};

/* ---- socket.c ---- */

struct socket *socket_open(struct socket_chapter *c, uint32_t number, bool tls); /* NULL: not connected */

/* ---- socket_data.c: AT+QISEND, +QIRD, +QISWTMD ..., what peers send ---- */

enum verdict socket_data_command(struct socket_chapter *c, struct sim *s, int id, const void *args);
void socket_go_online(struct socket_chapter *c, struct sim *s, struct socket *k);
void socket_lost(struct socket_chapter *c, struct sim *s, struct socket *k); /* no peer any more: "closed" */
/* Bytes both ways. */
uint32_t socket_pump(struct socket_chapter *c, struct sim *s, struct socket *k);
void socket_forget(struct sim *s, struct socket *k);         /* it is free then */

/* ---- socket_cfg.c: AT+QICFG, +QISDE ---- */

enum verdict socket_cfg_command(struct socket_chapter *c, struct sim *s, int id, const void *args);
void socket_cfg_reset(struct socket_chapter *c);

#endif
