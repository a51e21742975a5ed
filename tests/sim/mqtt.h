/* mqtt.h: what the files of the MQTT chapter share: the six clients and what they have under way.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SIM_MQTT_H
#define SIM_MQTT_H

#include "chapter.h"

enum { MQTT_CLIENTS = 6, MQTT_STORES = 5, MQTT_PAYLOAD_MAX = 1548, MQTT_TOPICS = 2 };

enum client_state {
    CLIENT_CLOSED,
    CLIENT_OPENING,       /* QMTOPEN: its result is on the way                  */
    CLIENT_OPEN,
    CLIENT_CONNECTING,
    CLIENT_CONNECTED,
    CLIENT_LEAVING        /* QMTDISC or QMTCLOSE                                */
};

struct client_config {    /* AT+QMTCFG; lost at a restart                       */
    uint32_t version, cid, ssl, ssl_context, keepalive, clean, packet, retries, notice;
    uint32_t will, will_qos, will_retain;
    char will_topic[256], will_message[256];
    char product[65], device[65], secret[65];
    uint32_t stored, counted, hex_digits;
};

/* Something that a client has under way: its result comes later. */
enum op_kind { OP_OPEN, OP_CLOSE, OP_CONN, OP_DISC, OP_SUB, OP_UNS, OP_PUB, OP_MESSAGE, OP_LOST };
struct op {
    int id;
    enum op_kind kind;
    uint32_t msgid;
    int result;                       /* OP_OPEN: what is to be told; OP_LOST: err */
    char *topic[MQTT_TOPICS];
    int qos[MQTT_TOPICS];
    int topics;
    bool retain;
    uint8_t *data;
    uint32_t len;
    char *client_id, *user, *password;
    struct op *next;
};

struct stored {
    bool used;
    uint32_t msgid;
    char *topic;
    uint8_t *data;
    uint32_t len;
};

struct client {
    int number;
    struct sim *sim;
    struct mqtt *mqtt;
    enum client_state state;
    struct client_config cfg;
    char host[101];
    uint32_t port;
    void *link;                       /* at the broker; NULL: none                  */
    struct op *ops;
    struct stored stores[MQTT_STORES];
    uint32_t next_msgid;              /* of messages to the host with QoS 1 and 2   */
};

struct mqtt {
    struct service base;
    struct client clients[MQTT_CLIENTS];
    int next_op;
    struct op *publishing;            /* waits for its payload                      */
    int publisher;
};

/* mqtt_op.c */
struct op *op_new(struct mqtt *m, enum op_kind kind);
void op_free(struct op *op);
void op_later(struct client *c, struct op *op, uint32_t ms);  /* op_due() will be called */
void op_due(struct client *c, struct op *op);                 /* mqtt.c; frees nothing   */
void ops_drop(struct client *c);
/* mqtt_cfg.c */
void config_defaults(struct client_config *cfg);
enum verdict config_command(struct mqtt *m, struct sim *s, int id, const void *args);
/* mqtt_recv.c */
extern const struct broker_events mqtt_events;
void message_due(struct client *c, const struct op *op);
enum verdict recv_command(struct mqtt *m, struct sim *s, int id, const void *args);
void stores_drop(struct client *c);
/* mqtt.c */
void client_gone(struct client *c, bool orderly);
void client_lost(struct client *c, int err);

#endif
