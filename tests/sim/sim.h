/* sim.h: a simulated Quectel module, in-process. It is handed the bytes of a host and hands back the bytes of
 * a module.
 *
 * SPDX-License-Identifier: MIT
 *
 *     struct sim *m = sim_new(&config);
 *     for (;;) {
 *         sim_rx(m, now_ms, bytes, count);      bytes from the host
 *         wait = sim_poll(m, now_ms);           bytes to the host come by config.tx, only in here
 *     }
 *     sim_free(m);
 *
 * No threads, no sleeping, no clock of its own: time is an argument, the same calls give the same bytes. */
#ifndef SIM_H
#define SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "broker.h"
#include "lwm2m_server.h"
#include "http_server.h"
#include "socket_peer.h"

struct sim;

/* How long things take, in ms. Zero is "at once". */
struct sim_times {
    uint32_t boot;     /* power on to RDY; nothing is heard before                    */
    uint32_t notice;   /* RDY to the lines behind it (APP RDY ...), and between them  */
    uint32_t attach;   /* RDY to registered                                           */
    uint32_t answer;   /* end of a command line to its first answer                   */
    uint32_t qiact;    /* activation of a context                                     */
    uint32_t late;     /* OK to the result of QMTOPEN, QMTCONN, QMTSUB ...            */
    uint32_t receive;  /* message at the broker to +QMTRECV                           */
    uint32_t power;    /* OK of QPOWD to POWERED DOWN                                 */
    uint32_t fota;     /* between two lines of a firmware's download or update        */
};

struct sim_config {
    const char *dialect;  /* NULL, or what sim_dialect() says                         */
    void (*tx)(void *user, const void *data, size_t len); /* bytes to the host        */
    /* Everything that happens, for people: dir '>' bytes of the host, '<' bytes of the module, '#' a remark.
     * Or NULL. */
    void (*log)(void *user, char dir, const void *data, size_t len);
    /* Whom the built-in broker lets in: returns an enum connack. NULL: everybody.    */
    int (*login)(void *user, const char *client_id, const char *name, const char *password);
    void *user;           /* handed to the three above                                */
    struct broker *broker; /* another broker than the built-in one; not owned. NULL: built-in */
    struct lwm2m_server *lwm2m; /* the same for the LwM2M server                      */
    struct peers *peers;   /* another end of its sockets than the built-in one; not owned. NULL: built-in */
    struct web *web;       /* other web servers than the built-in one; not owned. NULL: built-in */
    struct sim_times times;
    const char *pin;      /* PIN that the SIM asks for; NULL: none                    */
    uint32_t seed;        /* of faults by chance; 0 is a seed like others             */
    bool running;         /* the module is up since long: no boot lines               */
    bool off;             /* the module is off until sim_power()                      */
    bool taciturn;        /* no +QIND, +QUSIM, +CPIN, +CFUN behind APP RDY            */
};

/* The module as it is in the field: boots in half a second, answers after some ms. */
void sim_config_defaults(struct sim_config *cfg);

/* Ends the program with a message when memory is short. Returns NULL when the dialect is another one. */
struct sim *sim_new(const struct sim_config *cfg);
void sim_free(struct sim *s);

/* Bytes from the host. Nothing is sent in here. */
void sim_rx(struct sim *s, uint32_t now_ms, const void *data, size_t len);

/* Lets time pass and sends what is due. Returns ms until it wants to be called again; UINT32_MAX: only after
 * sim_rx(). */
uint32_t sim_poll(struct sim *s, uint32_t now_ms);

/* Power key, supply: on starts it as boot does; off drops everything that is not stored, at once. */
void sim_power(struct sim *s, bool on);
/* As if the reset line was pulled: what was being sent is cut off. Boot lines follow. */
void sim_reset(struct sim *s);

/* A URC, when the module is next free to send one. */
void sim_say(struct sim *s, const char *line);
/* The network leaves or comes back. */
void sim_network(struct sim *s, bool there);
/* The server ends the connection of an MQTT client: +QMTSTAT: <client>,<err>. */
void sim_mqtt_lost(struct sim *s, int client, int err);
/* A message from somebody else to all who have subscribed (built-in broker only). */
void sim_publish(struct sim *s, const char *topic, const void *data, size_t len, int qos);

/* The LwM2M server, to be told what to do (lwm2m_loop_...) where it is the built-in one. */
struct lwm2m_server *sim_lwm2m(struct sim *s);
/* An LwM2M server orders an update of the firmware: the package comes by LwM2M itself, or from a server. */
enum sim_fota_how { SIM_FOTA_IN_BAND, SIM_FOTA_BY_HTTP, SIM_FOTA_BY_COAP };
void sim_fota(struct sim *s, enum sim_fota_how how);
/* At which speed its port is now, in baud: AT+IPR, or that of an update (DFOTA note 2.2.3.1). Bytes do not
 * know it: a host that is at another one should make garbage of them. */
uint32_t sim_speed(struct sim *s);

/* Script of faults, see faults.md. Returns NULL, or a complaint (static memory); the sim is then unchanged.
 */
const char *sim_script(struct sim *s, const char *text);
/* A ready made script by its name: wrong-password, reset, silent, lost-bytes ...; NULL when there is none. */
const char *sim_fault_text(const char *name);
/* Name n, from 0; NULL behind the last. */
const char *sim_fault_name(int n);

/* Somebody in the network connects to a listening socket of the module, and says `text` (built-in peers only). */
bool sim_call_in(struct sim *s, uint32_t port, const char *text);
/* What the built-in web server has behind a path. */
void sim_web_put(struct sim *s, const char *path, const void *data, size_t len);

/* A file put into the module's store. False: no room. */
bool sim_store(struct sim *s, const char *name, const void *data, size_t len);

/* ---- what the simulator counted ---- */

struct sim_count {
    uint64_t bytes_in, bytes_out;      /* from the host, to the host                  */
    uint32_t commands;                 /* command lines                               */
    uint32_t errors;                   /* answered with ERROR or +CME ERROR           */
    uint32_t unknown;                  /* commands that the spec does not know        */
    uint32_t boots;                    /* the first one included                      */
    uint32_t resets;                   /* restarts behind the first boot              */
    uint32_t faults;                   /* injected                                    */
    uint32_t uploads;                  /* files stored                                */
    uint32_t opens, connects, refused; /* MQTT: opened, let in, not let in            */
    uint32_t subscribed, unsubscribed; /* topics                                      */
    uint32_t published;                /* messages from the host                      */
    uint32_t delivered;                /* messages to the host                        */
    uint32_t tls;                      /* MQTT connections opened over TLS            */
    uint32_t sockets;                  /* opened                                      */
    uint64_t socket_out, socket_in;    /* bytes that they sent, bytes that they got   */
    uint32_t http;                     /* HTTP requests answered                      */
};
const struct sim_count *sim_counted(const struct sim *s);
/* For people, sentence by sentence; the last part of the program's output. */
void sim_summary(const struct sim *s, FILE *out);

/* "bg96", "bg95" or "bc68": the grammar that this was built with. */
const char *sim_dialect(void);

#endif
