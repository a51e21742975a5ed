/* core.h: what the parts of the simulated module share. Users include sim.h only.
 *
 * SPDX-License-Identifier: MIT
 *
 *   sim_rx -> fault_in -> line.c -> commands -> service.handle
 *                      -> data.c  (payload behind a prompt or CONNECT)
 *   answer.c, data.c -> wire.c (fault_out) -> config.tx */
#ifndef SIM_CORE_H
#define SIM_CORE_H

#ifndef SIM_NEUL
#define SIM_NEUL 0           /* 1: BC68; its chapters are neul*.c                 */
#endif

#include "files.h"
#include "sim.h"
#include "socket_online.h"
#include "util.h"

enum { SIM_LINE_MAX = 4096, SIM_SERVICES_MAX = 12, SIM_CONTEXTS = 17, SIM_SSL_CONTEXTS = 6 };

/* ---- what a command came to ---- */

enum verdict {
    SIM_OK = 0,
    SIM_ERROR,
    SIM_NOT_MINE,     /* of a service: ask the next one                            */
    SIM_PENDING,      /* sim_done() will be called, or a data phase does it        */
    SIM_SILENT,       /* neither OK nor error: the module goes down                */
    SIM_CME_BASE = 1000
};
#define SIM_CME(n) ((enum verdict)(SIM_CME_BASE + (n)))

/* ---- the seam behind which a chapter's behaviour lives ---- */

struct service {
    const char *name;
    /* id: QAM_CMD_*, args: its qam_<command>_t, valid during the call */
    enum verdict (*handle)(struct service *me, struct sim *s, int id, const void *args);
    /* For what arrives by itself. Returns ms until it wants to be called again. NULL: never. */
    uint32_t (*poll)(struct service *me, struct sim *s);
    /* The module starts anew: forget what is not stored. */
    void (*reset)(struct service *me, struct sim *s);
    void (*destroy)(struct service *me);
};
struct service *general_service(void);
struct service *network_service(void);
struct service *pdp_service(void);
struct service *ssl_service(void);
struct service *file_service(void);
struct service *mqtt_service(void);
struct service *fota_service(void);
struct service *lwm2m_service(void);
struct service *neul_service(void);       /* BC68: general.c, network.c and pdp.c in one */
struct service *neul_lwm2m_service(void);
struct service *socket_service(void);
struct service *http_service(void);
struct service *settings_service(void);   /* the last one: what only is stored and read back */

/* ---- payload from the host: data.c ---- */

enum data_end { DATA_COMPLETE, DATA_TIMEOUT, DATA_ESCAPED };
/* Gets what came; has to end the command with sim_done(). */
typedef void data_done(struct sim *s, void *who, const uint8_t *data, size_t len, enum data_end how);

struct data_phase {
    enum { DATA_OFF, DATA_PROMPT, DATA_CONNECT, DATA_ONLINE } kind; /* DATA_ONLINE: socket_online.c */
    bool ctrl_z;             /* ended by Ctrl-Z, ESC gives up; else counted       */
    size_t want;             /* counted: bytes                                    */
    size_t ack_every;        /* an 'A' each so many bytes; 0: none                */
    uint32_t idle_ms;        /* ends when nothing came so long; 0: never          */
    uint64_t last;           /* when the last byte came                           */
    bool unseen;             /* not echoed (AT+QISDE=0)                           */
    struct guard guard;      /* behind CONNECT +++ gives up                       */
    struct buffer bytes;
    data_done *done;
    void *who;
};
void sim_prompt(struct sim *s, bool ctrl_z, size_t want, data_done *done, void *who);
void sim_connect(struct sim *s, size_t want, size_t ack_every, uint32_t idle_ms, data_done *done, void *who);
void data_byte(struct sim *s, uint8_t byte);
void data_poll(struct sim *s);
uint64_t data_deadline(const struct sim *s);
void data_drop(struct sim *s);

/* ---- command lines: line.c, command.c ---- */

struct line_input {
    char text[SIM_LINE_MAX];
    size_t len;
    bool too_long;
    uint64_t last;           /* when the last byte came                           */
};
struct joined {              /* the commands of one line                          */
    char text[SIM_LINE_MAX];
    const char *next;        /* NULL: none is being worked on                     */
    const char *text_now;    /* of the one that is: "AT+QMTPUB=0,..."             */
    const char *name;        /* its name: "QMTPUB"                                */
    char name_text[32];
    bool answered;           /* it has sent an information line                   */
    bool mute;               /* a fault takes its answer                          */
};
void line_byte(struct sim *s, uint8_t byte);
void line_run(struct sim *s, const char *text);       /* a whole line, with its AT */
void sim_done(struct sim *s, enum verdict v);         /* ends a pending command    */
bool line_busy(const struct sim *s);                  /* a command is being worked on */
void line_drop(struct sim *s);
/* "AT+QMTCFG..." from text on, in the spec's spelling. Returns where the next one begins, NULL: not a
 * command. */
const char *command_cut(const char *text, char *out, size_t size);
enum verdict command_do(struct sim *s, const char *text);

/* ---- answers: answer.c ---- */

void sim_info(struct sim *s, const char *line, size_t len);  /* an information line       */
void sim_text(struct sim *s, const char *line);              /* the same, NUL-terminated  */
void sim_infof(struct sim *s, const char *form, ...) __attribute__((format(printf, 2, 3)));
void sim_urc(struct sim *s, const void *line, size_t len);   /* as soon as nothing is in the way */
void sim_urcf(struct sim *s, const char *form, ...) __attribute__((format(printf, 2, 3)));
void answer_final(struct sim *s, enum verdict v);
void answer_connect(struct sim *s, const char *text);        /* "CONNECT", "CONNECT 10"   */
void answer_words(struct sim *s, const char *text);          /* "SEND OK"                 */
void answer_raw(struct sim *s, const void *data, size_t len);
void answer_poll(struct sim *s);                             /* URCs that had to wait     */
const char *cme_text(int code);

/* ---- time: timer.c ---- */

typedef void timer_fn(struct sim *s, void *who, int arg);
void sim_after(struct sim *s, uint32_t ms, timer_fn *fn, void *who, int arg);
void timer_cancel(struct sim *s, const void *who);
void timer_clear(struct sim *s);
bool timer_run(struct sim *s);                               /* one that is due; false: none */
uint64_t timer_deadline(const struct sim *s);

/* ---- bytes to the host: wire.c ---- */

void wire_put(struct sim *s, const void *data, size_t len);
void wire_poll(struct sim *s);
uint64_t wire_deadline(const struct sim *s);
void wire_clear(struct sim *s);

/* ---- faults: fault.c ---- */

struct faults;
enum fault_place { BEFORE_ECHO, BEFORE_ANSWER, BEFORE_FINAL };
struct faults *faults_new(uint32_t seed);
void faults_free(struct faults *f);
bool fault_in(struct sim *s, uint8_t byte);                  /* false: the byte is lost           */
void fault_command(struct sim *s, const char *name);         /* a command has come                */
void fault_insert(struct sim *s, enum fault_place place);    /* room for a URC                    */
void fault_before_echo(struct sim *s, const char *line);     /* the same, only the line is known  */
bool fault_line(struct sim *s, const void *line, size_t len); /* a line goes out; false: it is lost */
size_t fault_sent(struct sim *s, size_t len); /* how many of the next bytes go out before a fault strikes */
/* What becomes of bytes on their way to the host: appended to out. */
void fault_out(struct sim *s, const uint8_t *data, size_t len, struct buffer *out);
uint32_t fault_out_delay(struct sim *s);
size_t fault_split(const struct sim *s);                     /* pieces of so many bytes; 0: as it is */
uint32_t fault_late(struct sim *s);                          /* added to a late result            */
bool fault_verdict(struct sim *s, enum verdict *v);          /* an error in place of the answer   */
int fault_refuse(struct sim *s);                             /* CONNACK code, 0: let in           */
uint16_t fault_checksum(struct sim *s, uint16_t sum);        /* of an upload, as it is told       */
void fault_published(struct sim *s, const char *topic);
bool fault_wants_held_echo(const struct sim *s);
void fault_poll(struct sim *s);
uint64_t fault_deadline(const struct sim *s);

/* ---- shared by the chapters ---- */

struct pdp_context {
    bool defined, active;
    int type, auth;          /* 1 IPv4, 2 IPv6, 3 both                            */
    char apn[101], user[128], password[128];
};

struct ssl_context {         /* AT+QSSLCFG                                        */
    int version, suite, seclevel, ignore_time, negotiate_s;
    int sni, check_host, ignore_chain, session, dtls, dtls_version;
    int ignore_sign, ignore_multi, close_mode, renegotiate;
    char cacert[81], clientcert[81], clientkey[81];
    char psk_identity[129], psk_key[129], alpn[65];
    bool configured;
};

enum registration { REG_IDLE = 0, REG_HOME = 1, REG_SEARCHING = 2, REG_DENIED = 3, REG_ROAMING = 5 };

struct heard {               /* a message that the host published; kept for the summary */
    char *topic;
    uint32_t len;
    uint16_t checksum;
    int qos;
    bool retain;
    struct heard *next;
};

struct sim {
    struct sim_config cfg;
    struct sim_count count;
    uint64_t now;            /* ms since sim_new()                                */
    uint32_t last_ms;
    bool clock_started;
    enum { POWER_OFF, POWER_BOOT, POWER_ON } power;
    uint64_t silent_until;
    uint64_t answer_at;      /* nothing goes out before: the module thinks        */
    /* line discipline */
    bool echo, verbose, quiet;
    int cmee;
    struct line_input line;
    struct joined joined;
    char last_line[SIM_LINE_MAX]; /* for A/                                       */
    struct buffer held;      /* bytes that came while a command was worked on     */
    struct buffer urcs;      /* that wait: each with its line end                 */
    struct data_phase data;
    struct online_user online;
    struct wire *wire;
    struct timer *timers;
    struct faults *faults;
    /* chapters */
    struct service *services[SIM_SERVICES_MAX];
    int service_count;
    struct file_store files;
    struct pdp_context pdp[SIM_CONTEXTS];
    struct ssl_context ssl[SIM_SSL_CONTEXTS];
    struct heard *heard;     /* oldest first                                      */
    struct broker *broker;
    bool own_broker;
    struct lwm2m_server *lwm2m;
    bool own_lwm2m;
    struct peers *peers;
    bool own_peers;
    struct web *web;
    bool own_web;
    bool network, sim_ready, radio;
    enum registration reg;
    uint32_t reg_n[3];       /* AT+CREG=, AT+CGREG=, AT+CEREG=                    */
    int64_t clock_offset;    /* seconds: what the module's clock is ahead of now  */
    bool clock_known;        /* set by the network or the host                    */
    int firmware;            /* updates that went well                            */
};

#define SIM_NEVER UINT64_MAX
void sim_remark(struct sim *s, const char *form, ...) __attribute__((format(printf, 2, 3)));
/* What the chapters know of one another. */
void boot_lines(struct sim *s);                               /* general.c            */
void module_restart(struct sim *s);
void clock_set_by_network(struct sim *s);
bool sim_registered(const struct sim *s);                     /* network.c            */
void registration_set(struct sim *s, enum registration reg);
void network_search(struct sim *s);                           /* registered a little later */
void pdp_lost(struct sim *s);                                 /* pdp.c: all contexts  */
bool ssl_ready(struct sim *s, int context);                   /* ssl.c                */
void mqtt_lost(struct sim *s, int client, int err);           /* mqtt.c               */
void mqtt_lost_all(struct sim *s, int err);
bool fota_boots(struct sim *s);                               /* fota.c: starts into an update */
void fota_fail(struct sim *s, int err);                       /* the next download or update ends so */

#endif
