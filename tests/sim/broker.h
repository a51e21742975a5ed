/* broker.h: the seam between the module's MQTT client and a broker. broker_loop.c is one inside the program;
 * a real one (libmosquitto) fits behind the same functions.
 *
 * SPDX-License-Identifier: MIT
 *
 * The client's side calls the ops; the broker calls the events, inside an op or inside poll(). All texts and
 * data live only during the call. */
#ifndef BROKER_H
#define BROKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct broker_message {
    const char *topic;
    const uint8_t *data;
    uint32_t len;
    int qos;
    bool retain;
};

enum connack {
    CONNACK_OK,
    CONNACK_PROTOCOL,
    CONNACK_CLIENT_ID,
    CONNACK_SERVER,
    CONNACK_PASSWORD,
    CONNACK_DENIED
};
enum { GRANT_REFUSED = 128 };

struct broker_login {
    const char *client_id;
    const char *user, *password;        /* "" when there is none            */
    int version;                        /* 3: MQTT 3.1, 4: MQTT 3.1.1       */
    uint32_t keepalive_s;
    bool clean;
    const struct broker_message *will;  /* NULL: none                       */
};

struct broker_events {
    void (*connected)(void *user, enum connack code);
    void (*subscribed)(void *user, uint32_t msgid, const uint8_t *granted,
                       int count); /* 0..2, GRANT_REFUSED */
    void (*unsubscribed)(void *user, uint32_t msgid);
    void (*published)(void *user, uint32_t msgid);       /* the last acknowledgement; with QoS 0: sent */
    void (*message)(void *user, const struct broker_message *m);
    void (*closed)(void *user);                          /* by the broker; the link is gone            */
};

struct broker {
    /* A network connection. NULL: refused. */
    void *(*open)(struct broker *b, const char *host, uint32_t port, const struct broker_events *ev,
                  void *user);
    void (*login)(struct broker *b, void *link, const struct broker_login *l);
    void (*subscribe)(struct broker *b, void *link, uint32_t msgid, const char *const topics[],
                      const int qos[], int n);
    void (*unsubscribe)(struct broker *b, void *link, uint32_t msgid, const char *const topics[], int n);
    void (*publish)(struct broker *b, void *link, uint32_t msgid, const struct broker_message *m);
    /* orderly: DISCONNECT was sent. Otherwise the will is published. No event follows. */
    void (*close)(struct broker *b, void *link, bool orderly);
    /* For what arrives by itself. Returns ms until it wants to be called again, UINT32_MAX: never. */
    uint32_t (*poll)(struct broker *b);
    void (*destroy)(struct broker *b);
};

/* ---- the one inside the program: broker_loop.c ---- */

typedef int broker_auth(void *user, const char *client_id, const char *name,
                        const char *password); /* enum connack */
/* Hears every message that is published, whoever subscribed. */
typedef void broker_spy(void *user, const struct broker_message *m);

struct broker *broker_loop_new(void);
void broker_loop_auth(struct broker *b, broker_auth *auth, void *user);
void broker_loop_spy(struct broker *b, broker_spy *spy, void *user);
/* As if another client had published it. */
void broker_loop_inject(struct broker *b, const struct broker_message *m);
/* The broker ends the connection of a client by its name. False: there is none. */
bool broker_loop_kick(struct broker *b, const char *client_id);

/* ---- topics.c ---- */

bool topic_name_valid(const char *topic);               /* to publish: no wildcards      */
bool topic_filter_valid(const char *filter);            /* to subscribe                  */
bool topic_matches(const char *filter, const char *topic);

#endif
