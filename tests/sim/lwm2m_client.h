/* lwm2m_client.h: the LwM2M client inside a module: what BG96 and BC68 have in common. The chapters lwm2m.c
 * and neul_lwm2m.c put it into words.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LWM2M_CLIENT_H
#define LWM2M_CLIENT_H

#include "core.h"
#include "lwm2m_server.h"

enum { CLIENT_OBSERVED = 6 };
enum client_news { NEWS_BOOTSTRAPPED, NEWS_REGISTERED, NEWS_UPDATED, NEWS_DEREGISTERED, NEWS_OBSERVED,
                   NEWS_CANCELLED,
                   NEWS_WRITTEN, NEWS_EXECUTED, NEWS_NOTIFIED };

/* What the server did; it reaches the host some time later. */
struct news {
    int id;
    enum client_news kind;
    bool ok;                      /* also: opaque, of NEWS_WRITTEN                       */
    struct lwm2m_path path;
    char token[24];
    uint32_t number;              /* of NEWS_NOTIFIED                                    */
    struct buffer data;
    struct news *next;
};

struct client {
    struct sim *sim;
    struct lwm2m_server *server;
    void *link;
    void (*tell)(void *who, const struct news *n); /* puts it into words                 */
    void *who;
    bool registered;
    struct lwm2m_path observed[CLIENT_OBSERVED];
    int observations;
    struct news *news;
    int next_id;
};

void client_begin(struct client *c, struct sim *s, void (*tell)(void *who, const struct news *n), void *who);
void client_end(struct client *c);    /* the module goes: the server is not told           */
void client_bootstrap(struct client *c, const struct lwm2m_device *d);
void client_register(struct client *c, const struct lwm2m_device *d);
void client_update(struct client *c, const struct lwm2m_device *d);
void client_deregister(struct client *c);
bool client_observed(const struct client *c, uint16_t object);
/* To the first observed resource of the object. False: none is observed. id 0: unconfirmed. */
bool client_send(struct client *c, uint16_t object, const void *data, size_t len, uint32_t id);

/* Hex digits to bytes; false: not digits, or not 2 * size of them. */
bool client_unhex(const char *digits, size_t len, uint32_t size, struct buffer *out);
void client_hex(const struct buffer *b, char *out, size_t size);

#endif
