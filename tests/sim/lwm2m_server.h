/* lwm2m_server.h: the seam between the module's LwM2M client and a server. lwm2m_loop.c is one inside the
 * program; a real one (libcoap, wakaama) fits behind the same functions.
 *
 * SPDX-License-Identifier: MIT
 *
 * The client's side calls the ops; the server calls the events, inside an op, inside poll() or inside what
 * steers it. All texts and data live only during the call. */
#ifndef LWM2M_SERVER_H
#define LWM2M_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lwm2m_path {
    uint16_t object, instance, resource;
};

struct lwm2m_device {
    const char *endpoint;               /* name that it registers with                 */
    const char *host;
    uint32_t port, lifetime_s;
};

struct lwm2m_events {
    void (*bootstrapped)(void *user, bool ok);
    void (*registered)(void *user, bool ok);
    void (*updated)(void *user, bool ok);             /* false: it does not know the device */
    void (*deregistered)(void *user);                 /* asked for, or by the server        */
    void (*observe)(void *user, struct lwm2m_path p, const char *token, bool on);
    /* opaque: bytes; else text */
    void (*write)(void *user, struct lwm2m_path p, const void *data, size_t len, bool opaque);
    void (*execute)(void *user, struct lwm2m_path p);
    void (*notified)(void *user, uint32_t id, bool ok); /* what was confirmed; false: a reset        */
};

struct lwm2m_server {
    /* A device that has an address; nothing is sent yet. */
    void *(*open)(struct lwm2m_server *b, const struct lwm2m_events *ev, void *user);
    void (*bootstrap)(struct lwm2m_server *b, void *link, const struct lwm2m_device *d);
    void (*enrol)(struct lwm2m_server *b, void *link, const struct lwm2m_device *d);
    void (*update)(struct lwm2m_server *b, void *link, const struct lwm2m_device *d);
    void (*deregister)(struct lwm2m_server *b, void *link);
    /* Data up, on the token of an observation. id 0: unconfirmed. */
    void (*notify)(struct lwm2m_server *b, void *link, struct lwm2m_path p, const void *data, size_t len,
                   uint32_t id);
    void (*close)(struct lwm2m_server *b, void *link); /* no event follows                   */
    /* For what arrives by itself. Returns ms until it wants to be called again, UINT32_MAX: never. */
    uint32_t (*poll)(struct lwm2m_server *b);
    void (*destroy)(struct lwm2m_server *b);
};

/* ---- the one inside the program: lwm2m_loop.c; it serves one device ---- */

enum { LWM2M_WATCHED = 4 };

struct lwm2m_server *lwm2m_loop_new(void);
/* What it observes behind each registration from now on; called again for each object. */
void lwm2m_loop_watch(struct lwm2m_server *b, struct lwm2m_path p, const char *token);
/* Nothing is observed by itself any more. */
void lwm2m_loop_unwatch(struct lwm2m_server *b);
/* Now. */
void lwm2m_loop_observe(struct lwm2m_server *b, struct lwm2m_path p, const char *token, bool on);
void lwm2m_loop_write(struct lwm2m_server *b, struct lwm2m_path p, const void *data, size_t len, bool opaque);
void lwm2m_loop_execute(struct lwm2m_server *b, struct lwm2m_path p);
void lwm2m_loop_deregister(struct lwm2m_server *b); /* it ends the registration             */
void lwm2m_loop_forget(struct lwm2m_server *b);     /* it restarts: the device is not told  */
void lwm2m_loop_refuse(struct lwm2m_server *b, bool on);  /* registrations                  */
void lwm2m_loop_silent(struct lwm2m_server *b, bool on);  /* it answers nothing              */
/* What has come, newest: NULL when nothing has. count: of all. */
const void *lwm2m_loop_heard(const struct lwm2m_server *b, size_t *len, struct lwm2m_path *p,
                             unsigned *count);
const char *lwm2m_loop_endpoint(const struct lwm2m_server *b); /* NULL: nobody is registered    */

#endif
