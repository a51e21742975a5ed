/* SPDX-License-Identifier: MIT */
/* ---- lwm2m: one registration with a server, by the module's client (AT+QLWM2M; Neul: AT+QLW*) ----
 *
 * Give qat_lwm2m_start() a configuration with a part for the family of the module, qlw or neul, and call
 * qat_lwm2m_poll() behind qat_poll(). The registration is made, and made again after every loss, until
 * qat_lwm2m_stop():
 *
 *     WAITING        a pause: none after qat_lwm2m_start(), else doubled from failure to failure, with jitter
 *     CONFIGURING    settings; qlw: configuration files; neul: the platform's address, with the radio off
 *     RESTARTING     qlw: the server or the files are others than before: the persistent files are cleared,
 *                    and the module starts anew, for only then they count
 *     ATTACHING      neul: the network is waited for
 *     BOOTSTRAPPING  the client asks a bootstrap server
 *     REGISTERING    the client registers
 *     REGISTERED     the server knows the module, but observes nothing: what is sent now would be lost
 *     READY          the server observes: data go both ways
 *     STOPPING       the client takes leave; then OFF
 *
 * On Neul modules AT+QLWULDATA before READY answers ERROR, drops the data and registers anew, silently. So
 * qat_lwm2m_send() takes nothing before the server has observed the object: it refuses and says why, or holds
 * one message until then, as the message wants it.
 *
 * All of your callbacks run inside qat_rx(), qat_poll() and qat_lwm2m_poll(), never inside another function;
 * each of them may call every function below. Nothing waits, nothing is allocated. */

typedef struct qat_lwm2m qat_lwm2m_t;
typedef struct qat_lwm2m_message qat_lwm2m_message_t;
typedef struct qat_lwm2m_op qat_lwm2m_op_t;

enum qat_lwm2m_state {
    QAT_LWM2M_OFF,
    QAT_LWM2M_WAITING,
    QAT_LWM2M_CONFIGURING,
    QAT_LWM2M_RESTARTING,
    QAT_LWM2M_ATTACHING,
    QAT_LWM2M_BOOTSTRAPPING,
    QAT_LWM2M_REGISTERING,
    QAT_LWM2M_REGISTERED,
    QAT_LWM2M_READY,
    QAT_LWM2M_STOPPING
};

/* Why a registration, an observation, or an attempt at one, ended. */
enum qat_lwm2m_why {
    QAT_LWM2M_BY_COMMAND = 1,  /* a command failed: result, and number is its +CME ERROR                 */
    QAT_LWM2M_BY_SERVER,       /* not registered in time, or refused: number is the last event that came */
    QAT_LWM2M_BY_UNOBSERVED,   /* registered, but nothing was observed in time                           */
    QAT_LWM2M_BY_CANCEL,       /* the server no longer observes: number is the object                    */
    QAT_LWM2M_BY_REFUSED_DATA, /* neul: data were answered with ERROR: the module registers anew         */
    QAT_LWM2M_BY_DEREGISTER,   /* the server or the module ended the registration: number is the event   */
    QAT_LWM2M_BY_LIFETIME,     /* its lifetime is over, or it could not be renewed: result               */
    QAT_LWM2M_BY_NETWORK,      /* not attached: number is QAT_REG_STAT_*                                 */
    QAT_LWM2M_BY_RESTART,      /* the module restarted, or did not when it should                        */
    QAT_LWM2M_BY_SILENCE,      /* the module was silent and answers again: what it knows is in doubt     */
    QAT_LWM2M_BY_MSISDN        /* endpoint 7, but the SIM has no telephone number: the helper is OFF     */
};

typedef struct {
    uint8_t why;               /* QAT_LWM2M_BY_*                                                         */
    uint8_t state;             /* QAT_LWM2M_*: in which it happened                                      */
    int result;                /* QAT_E_* of the command, or QAT_OK                                      */
    int32_t number;            /* as why says; 0 where it says nothing                                   */
} qat_lwm2m_lost_t;

/* Why a message was not taken. */
enum qat_lwm2m_refused {
    QAT_LWM2M_NOT_ON = 1,      /* the helper is OFF or STOPPING                                          */
    QAT_LWM2M_NOT_REGISTERED,
    QAT_LWM2M_NOT_OBSERVED,    /* the server does not observe the object: the data would be lost         */
    QAT_LWM2M_ONE_HELD,        /* another message is held already                                        */
    QAT_LWM2M_WRONG_OBJECT,    /* not 19, 10250, 26241; neul: not 19                                     */
    QAT_LWM2M_WRONG_SIZE,      /* none, too much, or not what size says                                  */
    QAT_LWM2M_WRONG_DIGITS,    /* not hex, or an odd number of them                                      */
    QAT_LWM2M_NO_ROOM          /* it has to be turned into digits, and room is too small                 */
};

/* ---- configuration files of the qlw family (BG96 LwM2M V1.1 3.3) ---- */

enum qat_lwm2m_file_kind {
    QAT_LWM2M_BOOTSTRAP_INI,   /* content: qat_lwm2m_object_t[count]                                     */
    QAT_LWM2M_CARRIER_APN_CFG, /* content: qat_lwm2m_carrier_t[count]                                    */
    QAT_LWM2M_LWM2M_CFG,       /* content: qat_lwm2m_options_t                                           */
    QAT_LWM2M_SERVER_PSK,      /* content: qat_lwm2m_psk_t; ssid goes into its name                      */
    QAT_LWM2M_APP_AUTOSTART,   /* content: qat_payload_t, or NULL: one line feed, for it has to be there */
    QAT_LWM2M_QCLI_CONFIG      /* the same                                                               */
};

/* One resource of bootstrap.ini; exactly one value, as kind says. */
enum qat_lwm2m_value {
    QAT_LWM2M_V,               /* "v": number                                                            */
    QAT_LWM2M_V_TEXT,          /* "v": text, a JSON number: 21.5, -3e4                                   */
    QAT_LWM2M_BV,              /* "bv": number, 0 or 1                                                   */
    QAT_LWM2M_OV,              /* "ov": text, a link to an object: 10:03                                 */
    QAT_LWM2M_SV,              /* "sv": text                                                             */
    QAT_LWM2M_SV_OPAQUE        /* "sv": the bytes of text, in Base64                                     */
};
typedef struct {
    qat_str_t n;               /* "n": number of the resource, or its path; required                     */
    uint8_t kind;              /* QAT_LWM2M_V ...                                                        */
    uint8_t timed;             /* 1: "t" is written                                                      */
    int32_t t;                 /* seconds, relative to bt                                                */
    int32_t number;
    qat_str_t text;
} qat_lwm2m_resource_t;
typedef struct {
    qat_str_t bn;              /* "bn": base of the names: "/0/1/"; may be absent                        */
    uint8_t timed;             /* 1: "bt" is written                                                     */
    int32_t bt;                /* seconds                                                                */
    const qat_lwm2m_resource_t *e; /* count of them, 1 at least                                          */
    uint16_t count;
} qat_lwm2m_object_t;

/* One server of carrier_apn_cfg. Zero it, or take 102 and 2 from the guide. */
typedef struct {
    qat_str_t note;            /* comment in front of it; may be absent                                  */
    qat_str_t apn;             /* required                                                               */
    uint16_t apn_class;        /* 0: 2                                                                   */
    uint16_t ssid;             /* short id of the server, 1 to 65534; 0: 102                             */
    uint8_t bootstrap_if_registration_fails; /* 0, 1; 0 is not written, it is the default                */
} qat_lwm2m_carrier_t;

/* lwm2m_cfg, item by item; begin with qat_lwm2m_options_default(): behind the colon. The guide
 * gives few ranges: a maximum must not be less than what it limits, an exponent not 0. */
typedef struct {
    qat_str_t apn;             /* required                                                               */
    uint32_t retry_timeout_s;  /* of the data call: 30                                                   */
    uint32_t retry_exponent;   /* 2                                                                      */
    uint32_t retry_max_s;      /* 640                                                                    */
    uint32_t retries;          /* 5                                                                      */
    uint32_t ack_timeout_s;    /* 60                                                                     */
    uint32_t register_timeout_s; /* 60                                                                   */
    uint32_t register_exponent; /* 2                                                                     */
    uint32_t register_max_s;   /* 480                                                                    */
    uint8_t no_roaming;        /* 0, 1; 1: off while roaming: 1                                          */
    uint8_t persistent;        /* 0, 1; 1: the registration outlives a restart: 0                        */
    uint8_t battery_percent;   /* 0 to 100, less counts as low: 20                                       */
    uint8_t carrier;           /* 0, 1; 1: Verizon: 0                                                    */
    uint32_t bootstrap_retries; /* 0                                                                     */
    uint8_t register_name;     /* 4: IMEI; 7: IMEI and telephone number: 4                               */
    uint8_t bootstrap_name;    /* 4, 7: 7                                                                */
    uint8_t has_msisdn;        /* 1: the SIM has a telephone number; without one 7 is refused: 0         */
    uint32_t boot_sleep_s;     /* 5                                                                      */
    uint32_t gps_interval_ms;  /* 3000; the default is not written, the guide's file has none            */
    uint32_t gps_distance_m;   /* 1; the same                                                            */
} qat_lwm2m_options_t;

typedef struct {
    qat_str_t identity;        /* without ':', 1 to 128 bytes; neul: 64                                  */
    qat_str_t key;             /* hex digits, 32 to 128; neul: 32                                        */
} qat_lwm2m_psk_t;

enum { QAT_LWM2M_WINDOW = 64 };

/* Zero it, fill in what stands first. */
typedef struct {
    uint8_t kind;              /* QAT_LWM2M_BOOTSTRAP_INI ...                                            */
    uint16_t ssid;             /* of SERVER_PSK: 1 to 999; 100: bootstrap server                         */
    uint16_t count;            /* of what content points to                                              */
    const void *content;       /* unchanged until the file is on the module                              */
    /* read */
    const char *wrong;         /* what cannot be written, and why; NULL: nothing                         */
    char name[40];             /* on the module                                                          */
    /* the helper's */
    uint32_t at, pos;
    uint16_t filled;
    char window[QAT_LWM2M_WINDOW];
} qat_lwm2m_file_t;

/* ---- configuration ---- */

/* For members that say so: set to x. 0 leaves what the module has. */
#define QAT_LWM2M_SET(x) ((uint8_t)((x) + 1))

typedef struct {               /* who the module is, for LGU+                                            */
    qat_str_t service, serial, cnt, iccid, model;
    qat_str_t mac;             /* may be absent                                                          */
} qat_lwm2m_lgu_t;

/* BG96, BG95 and their like. */
typedef struct {
    uint8_t fresh;             /* 1: the client never ran for another server: nothing is asked or cleared */
    uint8_t clean;             /* 1: all files of the client are deleted first                           */
    uint8_t server;            /* QAT_LWM2M_SET(QAT_QLWM2M_SERVER_*)                                     */
    uint8_t name_mode;         /* of endpoint: QAT_QLWM2M_EPNS_*                                         */
    uint8_t bootstrap_mode;    /* QAT_LWM2M_SET(QAT_QLWM2M_BSMODE_*)                                     */
    uint8_t access;            /* QAT_LWM2M_SET(QAT_QLWM2M_ACCESS_*): whose address uri is               */
    uint8_t security;          /* QAT_LWM2M_SET(QAT_QLWM2M_SECURITY_*)                                   */
    uint8_t make_psk;          /* 1: the module makes a key out of its IMEI                              */
    uint8_t ip;                /* QAT_LWM2M_SET(QAT_QLWM2M_IP_*)                                         */
    uint8_t register_name, bootstrap_name; /* 4, 7, both or none; 7: AT+CNUM is asked for the number     */
    uint8_t format;            /* QAT_LWM2M_SET(QAT_QLWM2M_FORMAT_*): how data come; on_data gets the same */
    uint8_t debug;             /* QAT_LWM2M_SET(0), QAT_LWM2M_SET(1): words on the debug port            */
    uint8_t enable;            /* QAT_LWM2M_SET(1): the client may run                                   */
    uint8_t mode;              /* QAT_LWM2M_SET(QAT_QLWM2M_REGISTER_*)                                   */
    uint16_t ssid;             /* short id of the server; 0: 101                                         */
    qat_str_t uri;             /* coap://host:port, coaps://host:port; may be absent                     */
    qat_str_t apn;             /* may be absent                                                          */
    const qat_lwm2m_lgu_t *lgu; /* NULL: not LGU+                                                        */
    qat_lwm2m_file_t *files;   /* written once behind qat_lwm2m_start(); NULL: none                      */
    uint8_t file_count;
} qat_lwm2m_qlw_t;

/* BC68, BC95-G and their like. */
typedef struct {
    uint8_t cid;               /* of the context that is defined when apn is there                       */
    uint8_t ping;              /* 1: AT+NPING asks host before the registration                          */
    uint8_t messages;          /* QAT_LWM2M_SET(QAT_NNMI_*): how data come down; NOTICE: they are fetched */
    uint8_t tell_sent;         /* 1: AT+NSMI: on_event tells what became of messages                     */
    uint8_t old;               /* 1: AT+NMGS instead of AT+QLWULDATA                                     */
    uint8_t security;          /* QAT_LWM2M_SET(QAT_QSECSWT_*)                                           */
    uint8_t host_firmware;     /* 1: AT+QLWFOTAIND=1: new firmware waits for QAT_LWM2M_FIRMWARE          */
    uint16_t bootstrap_port;
    uint32_t bootstrap_holdoff_s; /* 0: left as it is                                                    */
    qat_str_t bootstrap_host;  /* may be absent                                                          */
    qat_str_t apn;             /* may be absent: the module's own                                        */
} qat_lwm2m_neul_t;

typedef struct {
    uint16_t object, instance, resource; /* 0xFFFF: not told; neul: 19, 0, 0                             */
    uint8_t flags;             /* QAT_FRAMING: shorter, longer or other than its length says; as it came.
                                * QAT_LWM2M_TOO_LONG: more than room; nothing is here                    */
    uint8_t opaque;            /* 1: it came as hex digits; they are bytes here                          */
    const uint8_t *ptr;        /* in room; valid until the callback returns                              */
    uint32_t len;              /* bytes; with QAT_LWM2M_TOO_LONG: those that came                        */
} qat_lwm2m_data_t;
enum { QAT_LWM2M_TOO_LONG = 0x80 };

/* What else is told, with its number. */
enum qat_lwm2m_event {
    QAT_LWM2M_EV_CLIENT = 1,   /* +QLWEVENT: QAT_QLWM2M_EVENT_*                                          */
    QAT_LWM2M_EV_PLATFORM,     /* +QLWEVTIND: QAT_QLWEVTIND_*                                            */
    QAT_LWM2M_EV_OBSERVED,     /* the server observes an object: its number                              */
    QAT_LWM2M_EV_SENT,         /* +NSMI: QAT_NSMI_*                                                      */
    QAT_LWM2M_EV_STATUS,       /* +QLWULDATASTATUS that no message waits for: QAT_QLWULDATA_STATUS_*     */
    QAT_LWM2M_EV_DTLS,         /* +QDTLSSTAT: QAT_QDTLSSTAT_*                                            */
    QAT_LWM2M_EV_FULL,         /* +NNMI: no room for a message                                           */
    QAT_LWM2M_EV_FIRMWARE      /* FIRMWARE ...: QAT_FIRMWARE_STATE_*                                     */
};

typedef struct {
    const qat_lwm2m_qlw_t *qlw;   /* one of these two                                                    */
    const qat_lwm2m_neul_t *neul;
    qat_str_t host;            /* of the server; neul: required; qlw: may be absent                      */
    uint16_t port;             /* 0: 5683                                                                */
    qat_str_t endpoint;        /* name of the module; absent: its own                                    */
    uint32_t lifetime_s;       /* of a registration; it is renewed before; 0: left as it is, 86400 assumed */
    const qat_lwm2m_psk_t *psk; /* NULL: none. qlw: written as <ssid>_server.psk                         */
    uint32_t attach_ms;        /* limit for the network; 0: 5 min                                        */
    uint32_t register_ms;      /* limit for a registration; 0: 3 min                                     */
    uint32_t observe_ms;       /* limit for the first observation; 0: 5 min                              */
    uint32_t pause_min_ms, pause_max_ms; /* of WAITING; 0: 1 s, 5 min                                    */
    void *room;                /* for data that come; required with on_data                              */
    uint16_t room_size;        /* bytes: twice the longest data                                          */
    void *user;                /* for the callbacks: m->cfg->user                                        */
    /* Each may be NULL. */
    void (*on_state)(qat_lwm2m_t *m, int state);
    void (*on_lost)(qat_lwm2m_t *m, const qat_lwm2m_lost_t *lost);
    void (*on_data)(qat_lwm2m_t *m, const qat_lwm2m_data_t *d);
    void (*on_event)(qat_lwm2m_t *m, int event, int32_t number);
    uint32_t (*random)(qat_lwm2m_t *m); /* for jitter; NULL: none                                        */
#if QATL_FOTA
    /* qlw: takes over when the server begins a firmware update (object 5): it is started with the job
     * QAT_FOTA_LISTEN whenever the module is registered, cancelled by qat_lwm2m_stop(). Call qat_fota_poll().
     * NULL: nobody takes part. */
    qat_fota_t *fota;
    const qat_fota_config_t *fota_cfg;
#endif
} qat_lwm2m_config_t;

enum qat_lwm2m_form {
    QAT_LWM2M_BYTES,           /* any bytes; they become digits in room                                  */
    QAT_LWM2M_TEXT,            /* goes as it is where it can (qlw; no quote, no control), else as BYTES   */
    QAT_LWM2M_HEX              /* hex digits, two for each byte                                          */
};

/* A message to the server. Zero it before its first use; unchanged from the accepted call to done. */
struct qat_lwm2m_message {
    qat_str_t data;
    uint8_t form;              /* QAT_LWM2M_BYTES ...                                                    */
    uint8_t hold;              /* 1: held until the object is observed; 0: refused before                */
    uint8_t confirmed;         /* 1: neul: done tells what the platform answered (not with old)          */
    uint8_t release;           /* 1: neul, confirmed: release the radio link behind it                   */
    uint16_t object;           /* 19, 10250, 26241; 0: 19                                                */
    uint16_t size;             /* bytes, 1 to 1460, neul 1 to 1024; 0: as many as data has. Else compared */
    uint32_t hold_ms;          /* limit for being held; 0: until qat_lwm2m_stop()                        */
    char *room;                /* for digits: two for each byte; NULL: none                              */
    uint16_t room_size;
    /* QAT_OK: the module took it (confirmed: the platform has it). QAT_E_EXPIRED: held too long, or the module
     * has been silent for two minutes. May be NULL. */
    void (*done)(qat_lwm2m_t *m, qat_lwm2m_message_t *s, int result);
    void *user;
    /* read */
    uint8_t refused;           /* QAT_LWM2M_NOT_ON ..., when it was not taken                            */
    uint8_t status;            /* confirmed: QAT_QLWULDATA_STATUS_*                                      */
    uint8_t sequence;          /* that it was sent with; 0: none                                         */
    /* the helper's */
    uint8_t pending, tries, timed;
    uint32_t since;
    qat_lwm2m_t *m;
    qat_lwm2m_message_t *next;
    union {
        qat_req_t req;
#if QATL_QLW
        qat_qlwm2m_uldata_t text;
        qat_qlwm2m_ulhex_t hex;
#endif
#if QATL_NEUL
        qat_qlwuldata_t data;
        qat_qlwuldataex_confirmed_t confirmed;
        qat_nmgs_t old;
#endif
    } u;
};

/* Something that the registration is asked to do. */
enum qat_lwm2m_what {
    QAT_LWM2M_UPDATE = 1,      /* tell the server that the module is there; neul: registers anew         */
    QAT_LWM2M_LIFETIME,        /* change the lifetime: number is seconds, 30 to 86400                    */
    QAT_LWM2M_BOOTSTRAP,       /* qlw: begin to bootstrap                                                */
    QAT_LWM2M_FIRMWARE         /* neul: number is QAT_QLWFOTAIND_*                                       */
};
struct qat_lwm2m_op {
    uint8_t what;              /* QAT_LWM2M_UPDATE ...                                                   */
    uint8_t objects;           /* UPDATE: 1: list the objects too                                        */
    uint32_t number;
    void (*done)(qat_lwm2m_t *m, qat_lwm2m_op_t *op, int result); /* may be NULL                         */
    void *user;
    uint8_t pending;           /* the helper's                                                           */
    qat_lwm2m_op_t *next;
};

/* Zero it before its first use. */
struct qat_lwm2m {
    qat_t *q;
    const qat_lwm2m_config_t *cfg;
    uint8_t step;              /* QATL_*                                                                 */
    uint8_t told;              /* the state that on_state told last                                      */
    uint8_t busy;              /* 1: u is out                                                            */
    uint8_t chore;             /* QATL_CHORE_*: what ON has out                                          */
    uint8_t stop;              /* 1: OFF is wanted                                                       */
    uint8_t lose;              /* 1: u was cancelled because the ground is gone                          */
    uint8_t timed;             /* 1: since is when the step was entered                                  */
    uint8_t attempts;          /* failures in a row                                                      */
    uint8_t lasted;            /* 1: it was READY meanwhile                                              */
    uint8_t registered;
    uint8_t observed;          /* bit 0: object 19, 1: 10250, 2: 26241                                   */
    uint8_t announced;         /* neul: +QLWEVTIND:0 came in this registration                           */
    uint8_t bootstrapping;
    uint8_t event;             /* the last that came                                                     */
    uint8_t known;             /* 1: the settings are on the module                                      */
    uint8_t differs;           /* 1: the module was set for another server                               */
    uint8_t file;              /* that is on its way                                                     */
    uint8_t number;            /* 1: the SIM has a telephone number                                      */
    uint8_t attached;          /* +CEREG: 1 or 5                                                         */
    uint8_t asked;             /* 1: the network was asked for in this step                              */
    uint8_t fetch;             /* 1: a message waits in the module                                       */
    uint8_t sequence;
    uint8_t renewed, alive_set; /* 1: renewed just now; alive is set                                     */
    uint32_t since, pause_ms;
    uint32_t alive;            /* when it was renewed; in ATTACHING: since when the network is waited for */
    struct {                   /* data that come                                                         */
        uint16_t path[3];
        uint8_t type, on, cut;
        uint32_t length, len;
    } in;
    qat_lwm2m_file_t psk_file;
    qat_payload_t payload;
    qat_lwm2m_message_t *held, *sends;
    qat_lwm2m_op_t *ops;
    qat_listener_t listener;
    union {                    /* the one request that the helper has out                                */
        qat_req_t req;
        qat_cfun_t cfun;
#if QATL_QLW
        qat_qlwm2m_select_read_t select_read;
        qat_qlwm2m_cdp_read_t cdp_read;
        qat_cnum_t cnum;
        qat_qfdel_t qfdel;
        qat_qfupl_t qfupl;
        qat_qlwm2m_select_t select;
        qat_qlwm2m_cdp_t cdp;
        qat_qlwm2m_epns_t epns;
        qat_qlwm2m_mbsps_t mbsps;
        qat_qlwm2m_bsmode_t bsmode;
        qat_qlwm2m_bootstrap_server_t bs_server;
        qat_qlwm2m_bootstrap_lifetime_t bs_lifetime;
        qat_qlwm2m_bootstrap_mode_t bs_mode;
        qat_qlwm2m_bootstrap_security_t bs_security;
        qat_qlwm2m_psk_t psk;
        qat_qlwm2m_apn_t apn;
        qat_qlwm2m_ippref_t ippref;
        qat_qlwm2m_endpoint_t endpoint;
        qat_qlwm2m_dltype_t dltype;
        qat_qlwm2m_qcli_en_t qcli;
        qat_qlwm2m_enable_t enable;
        qat_qlwm2m_clean_t clean;
        qat_qlwm2m_reset_t reset;
        qat_qlwm2m_register_t reg;
        qat_qlwm2m_update_t update;
        qat_qlwm2m_lifetime_t lifetime;
        qat_qlwm2m_deregister_t deregister;
#endif
#if QATL_NEUL
        qat_ncdp_read_t ncdp_read;
        qat_ncdp_t ncdp;
        qat_qlwserverip_t serverip;
        qat_qbootstrapholdoff_t holdoff;
        qat_qcfg_lifetime_t qcfg_lifetime;
        qat_qcfg_endpoint_t qcfg_endpoint;
        qat_qsecswt_t qsecswt;
        qat_qsetpsk_t qsetpsk;
        qat_cgdcont_t cgdcont;
        qat_cscon_t cscon;
        qat_cereg_t cereg;
        qat_cereg_read_t cereg_read;
        qat_nnmi_t nnmi;
        qat_nsmi_t nsmi;
        qat_qlwfotaind_t fotaind;
        qat_cgatt_t cgatt;
        qat_nping_t nping;
        qat_qlwsregind_t regind;
        qat_nmstatus_read_t nmstatus;
        qat_nmgr_t nmgr;
#endif
    } u;
};

/* Check the content of a configuration file, and make it a payload that writes itself piece by piece; what
 * qat_lwm2m_start() does with those of its configuration. For programs that bring files to the module
 * otherwise.
 *
 * Order      any.
 * Context    any; one use of f at a time.
 * Ownership  f and its content stay unchanged as long as *out is used.
 * Returns    QAT_OK: *out is the file, f->name its place on the module. QAT_E_NULL, or QAT_E_ARG: f->wrong
 *            says what is wrong.
 * Cost       one pass over the content; later one for each QAT_LWM2M_WINDOW bytes. */
int qat_lwm2m_file(qat_lwm2m_file_t *f, qat_payload_t *out);

/* The defaults of the guide's table 4, but for the access point, which has none.
 * Order, context: any. Ownership: o is yours. Returns nothing. Cost O(1). */
void qat_lwm2m_options_default(qat_lwm2m_options_t *o);

/* Register, and keep the registration until qat_lwm2m_stop().
 *
 * Order      after qat_init(), while the state is OFF.
 * Context    the same as qat_rx() and qat_poll(); also inside callbacks. It begins with the next
 *            qat_lwm2m_poll().
 * Ownership  m, cfg and all that cfg points to stay unchanged until the state is OFF again and every
 *            message has ended.
 * Returns    QAT_OK, QAT_E_NULL, QAT_E_STATE (not OFF, or a message has not ended), QAT_E_ARG (a value, or
 *            a file: its `wrong` says which), QAT_E_DIALECT (qat.h was made without this family).
 * Cost       O(listeners + content of the files). */
int qat_lwm2m_start(qat_lwm2m_t *m, qat_t *q, const qat_lwm2m_config_t *cfg);

/* Take leave of the server, and end. What is held or was asked for ends with QAT_E_CANCELLED.
 *
 * Order      any time after qat_lwm2m_start().
 * Context    as above. Bounded by the limits of the commands; on_state tells OFF.
 * Ownership  all is yours again after OFF.
 * Returns    QAT_OK, QAT_E_NULL, or QAT_E_STATE (it is OFF).
 * Cost       O(requests queued). */
int qat_lwm2m_stop(qat_lwm2m_t *m);

/* Let time pass. Call it behind qat_rx() and qat_poll(), in the same loop.
 *
 * Order      any; while OFF it does nothing.
 * Context    the same as qat_rx() and qat_poll(), not inside callbacks. The clock may wrap.
 * Ownership  nothing.
 * Returns    milliseconds until the next call is wanted (UINT32_MAX: only after the next qat_rx(),
 *            qat_poll() or call of a function here); 0: qat_poll() wants to be called now.
 * Cost       O(1); callbacks run inside. */
uint32_t qat_lwm2m_poll(qat_lwm2m_t *m, uint32_t now_ms);

/* Send data up.
 *
 * Order      while the server observes the object; with hold any time after qat_lwm2m_start(). Several may
 *            be on their way, one may be held. When neul's module answers ERROR after all, it has dropped
 *            the data and registers anew; with hold the message is then held again, three times at most.
 * Context    as qat_lwm2m_start().
 * Ownership  s, its data and room stay unchanged until done.
 * Returns    QAT_OK: done is called once. Otherwise nothing happened: QAT_E_NULL, QAT_E_STATE, QAT_E_BUSY
 *            (it has not ended, or one is held), QAT_E_ARG; s->refused says why; or what a generated call
 *            returns.
 * Cost       one pass over the data. */
int qat_lwm2m_send(qat_lwm2m_t *m, qat_lwm2m_message_t *s);

/* Ask the registration for something. It is done as soon as the module is registered.
 *
 * Order      any time after qat_lwm2m_start().
 * Context    as qat_lwm2m_start().
 * Ownership  op stays unchanged until done.
 * Returns    QAT_OK: done is called once: QAT_OK (the module took it; what comes of it is told by on_state
 *            and on_event), QAT_E_* of the command, QAT_E_CANCELLED (the registration was lost while it was
 *            out, or OFF). Otherwise nothing happened: QAT_E_NULL, QAT_E_STATE (OFF, stopping), QAT_E_BUSY,
 *            QAT_E_ARG, QAT_E_DIALECT (not of this family).
 * Cost       O(what was asked before). */
int qat_lwm2m_do(qat_lwm2m_t *m, qat_lwm2m_op_t *op);

/* Where the registration stands (QAT_LWM2M_*), and whether the server observes an object (0 or 1).
 *
 * Order      any; NULL and what was never started are OFF.
 * Context    as above; also inside callbacks.
 * Ownership  nothing.
 * Returns    see above.
 * Cost       O(1). */
int qat_lwm2m_state(const qat_lwm2m_t *m);
int qat_lwm2m_observed(const qat_lwm2m_t *m, uint32_t object);

/* Words for a state (QAT_LWM2M_*), a loss (QAT_LWM2M_BY_*), a refusal (QAT_LWM2M_NOT_ON ...), for logs.
 *
 * Order      any.
 * Context    any.
 * Ownership  the text is constant.
 * Returns    the words; "?" when there are none.
 * Cost       O(1). */
const char *qat_lwm2m_state_name(int state);
const char *qat_lwm2m_why_name(int why);
const char *qat_lwm2m_refused_name(int refused);
