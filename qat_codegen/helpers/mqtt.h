/* SPDX-License-Identifier: MIT */
/* ---- mqtt: one session with a broker, kept up by the module (AT+QMT*) ----
 *
 * Give qat_mqtt_start() a configuration, call qat_mqtt_poll() beside qat_poll(), and the session is made
 * and made again after every loss, until qat_mqtt_stop():
 *
 *     WAITING      a pause: none after qat_mqtt_start(), else doubled from failure to failure, with jitter
 *     NETWORK      the PDP context is asked for, configured, activated; a client left open by an earlier
 *                  host is closed
 *     FILES        certificates and key are uploaded once; files that exist are replaced
 *     TLS          AT+QSSLCFG
 *     CONFIG       AT+QMTCFG
 *     OPENING      AT+QMTOPEN; a client that is occupied is closed and opened again
 *     CONNECTING   AT+QMTCONN with what the credentials callback gives
 *     SUBSCRIBING  every subscription that stands on the list
 *     READY        messages go both ways
 *     CLOSING      lost: what is left of the connection is taken down; then WAITING
 *     STOPPING     AT+QMTDISC, AT+QMTCLOSE; then OFF
 *
 * All of your callbacks run inside qat_rx(), qat_poll() and qat_mqtt_poll(), never inside another
 * function; each of them may call every function below. Nothing waits, nothing is allocated. Several
 * instances may run, each with its client. */

typedef struct qat_mqtt qat_mqtt_t;
typedef struct qat_mqtt_sub qat_mqtt_sub_t;
typedef struct qat_mqtt_pub qat_mqtt_pub_t;

enum qat_mqtt_state {
    QAT_MQTT_OFF,
    QAT_MQTT_NETWORK,
    QAT_MQTT_FILES,
    QAT_MQTT_TLS,
    QAT_MQTT_CONFIG,
    QAT_MQTT_OPENING,
    QAT_MQTT_CONNECTING,
    QAT_MQTT_SUBSCRIBING,
    QAT_MQTT_READY,
    QAT_MQTT_CLOSING,
    QAT_MQTT_WAITING,
    QAT_MQTT_STOPPING
};

/* Why a session, or an attempt at one, ended. */
enum qat_mqtt_why {
    QAT_MQTT_BY_COMMAND = 1,   /* a command failed: result, and number is its +CME ERROR or late result  */
    QAT_MQTT_BY_OPEN,          /* +QMTOPEN: number is its result (QAT_QMTOPEN_RESULT_*)                  */
    QAT_MQTT_BY_SERVER,        /* the server refused: number is the CONNACK code (4: wrong password)     */
    QAT_MQTT_BY_STATUS,        /* +QMTSTAT: number is its cause, 1 to 7                                  */
    QAT_MQTT_BY_CONTEXT,       /* the network took the PDP context away                                  */
    QAT_MQTT_BY_RESTART,       /* the module restarted                                                   */
    QAT_MQTT_BY_SILENCE,       /* the module was silent and answers again: what it knows is in doubt     */
    QAT_MQTT_BY_NO_RESULT,     /* a publish has no result: the session is in doubt                       */
    QAT_MQTT_BY_CREDENTIALS    /* the credentials callback gave none: result is what it returned         */
};

typedef struct {
    uint8_t why;               /* QAT_MQTT_BY_*                                                          */
    uint8_t state;             /* QAT_MQTT_*: in which it happened                                       */
    int result;                /* QAT_E_* of the command, or QAT_OK                                      */
    int32_t number;            /* as why says; 0 where it says nothing                                   */
} qat_mqtt_lost_t;

/* A file for TLS, in PEM form. No name: none. No content (size 0): it is on the module already. */
typedef struct {
    qat_str_t name;            /* on the module, 1 to 80 bytes                                           */
    qat_payload_t content;     /* memory or a view; read while state is FILES                            */
} qat_mqtt_file_t;

typedef struct {
    uint8_t context;           /* SSL context, 0 to 5                                                    */
    uint8_t version;           /* QAT_SSL_VERSION_*; 0 (SSL 3.0, nobody should use it): all              */
    uint8_t seclevel;          /* QAT_SSL_SECLEVEL_*; 0: nobody is checked                               */
    uint8_t ignore_time;       /* 1: certificates count whatever the module's clock says                 */
    uint8_t sni;               /* 1: the server is told its name, where the dialect can                  */
    uint16_t suite;            /* cipher suite; 0: all                                                   */
    qat_mqtt_file_t ca;        /* the server's certificate is checked against it                         */
    qat_mqtt_file_t cert, key; /* the client's own                                                       */
} qat_mqtt_tls_t;

typedef struct {
    qat_str_t topic, message;
    uint8_t qos, retain;
} qat_mqtt_will_t;

/* Asked for at every connect; the texts stay yours and unchanged until the state has left CONNECTING. */
typedef struct {
    qat_str_t client_id, user, password; /* up to 512 bytes each; user and password may be absent        */
} qat_mqtt_credentials_t;

/* A piece of a message. */
typedef struct {
    qat_str_t topic;           /* in the configuration's topic_room; absent when it did not fit there    */
    uint16_t msgid;
    uint8_t flags;             /* QAT_LAST, QAT_UNCOUNTED, QAT_FRAMING, QAT_MQTT_TOO_LONG                */
    const uint8_t *ptr;        /* valid until the callback returns                                       */
    uint32_t len;              /* bytes here; 0 only with QAT_LAST                                       */
    uint32_t offset;           /* of the first of them in the message                                    */
    uint32_t total;            /* bytes of the whole message; 0: not known                               */
} qat_mqtt_message_t;
enum {
    QAT_MQTT_TOO_LONG = 0x80   /* the line did not fit into the line buffer: total bytes of it are lost  */
};

typedef struct {
    uint8_t client;            /* of the module, 0 to 5                                                  */
    uint8_t pdp;               /* PDP context, 1 to 16; 0: 1                                             */
    uint8_t ip_type;           /* QAT_IP_TYPE_*; 0: IPv4                                                 */
    uint8_t pdp_auth;          /* QAT_IP_AUTH_*                                                          */
    qat_str_t apn;             /* absent: the context is activated as it is configured                   */
    qat_str_t pdp_user, pdp_password;
    qat_str_t host;            /* required, 1 to 100 bytes                                               */
    uint16_t port;             /* required                                                               */
    const qat_mqtt_tls_t *tls; /* NULL: no TLS                                                           */
    const qat_mqtt_will_t *will; /* NULL: none                                                           */
    uint8_t version;           /* QAT_MQTT_VERSION_*; 0: MQTT 3.1.1                                      */
    uint8_t keep_session;      /* 1: the server keeps subscriptions and messages while the client is away */
    uint8_t stored;            /* 1: messages wait in the module and are fetched, where the dialect can  */
    uint8_t ctrl_z;            /* 1: publish behind Ctrl-Z also where the dialect can by length          */
    uint8_t packet_s;          /* the module's wait for the server's word, 1 to 5; 0: left as it is (5)  */
    uint8_t retries;           /* with packet_s: how often it tries again, 0 to 3                        */
    uint16_t keepalive_s;      /* 1 to 3600; 0: left as it is (120)                                      */
    uint32_t pause_min_ms;     /* before the first new attempt; 0: 1 s                                   */
    uint32_t pause_max_ms;     /* the longest; after a session as long it is short again; 0: 5 min       */
    char *topic_room;          /* where a received topic stays until its message has ended; NULL: nowhere */
    uint16_t topic_size;       /* bytes                                                                  */
    void *user;                /* for the callbacks: m->cfg->user                                        */
    /* Fills in c, which is empty. Required. Anything but 0: not now; the next attempt asks again. */
    int (*credentials)(qat_mqtt_t *m, qat_mqtt_credentials_t *c);
    /* 32 random bits for the jitter: the pause is between half of it and all of it. NULL: no jitter, so
     * that a thousand devices come back at once. */
    uint32_t (*random)(qat_mqtt_t *m);
    void (*on_state)(qat_mqtt_t *m, int state);                            /* QAT_MQTT_*; may be NULL    */
    void (*on_message)(qat_mqtt_t *m, const qat_mqtt_message_t *message);  /* may be NULL                */
    void (*on_lost)(qat_mqtt_t *m, const qat_mqtt_lost_t *lost);           /* may be NULL                */
} qat_mqtt_config_t;

/* A subscription: it stands on the helper's list, and is made again with every connection, until it was
 * unsubscribed or the helper is OFF. Zero it before its first use. */
struct qat_mqtt_sub {
    qat_str_t topic;           /* a filter: "plant/+/state"                                              */
    uint8_t qos;               /* asked for                                                              */
    uint8_t granted;           /* read it: 0 to 2; 0x80: refused; 0xFF: not subscribed now               */
    /* Once for each accepted qat_mqtt_subscribe() and qat_mqtt_unsubscribe(). Off the list, and yours
     * again, after everything but a subscription that succeeded. May be NULL. */
    void (*done)(qat_mqtt_t *m, qat_mqtt_sub_t *s, int result);
    void *user;
    /* the helper's */
    qat_mqtt_sub_t *next;
    uint8_t state;
};

/* A message to publish. Zero it before its first use. In cmd, fill in topic, payload, qos and retain; read
 * cmd.late. */
struct qat_mqtt_pub {
    qat_qmtpub_t cmd;
    /* Once for each accepted qat_mqtt_publish(). May be NULL. */
    void (*done)(qat_mqtt_t *m, qat_mqtt_pub_t *p, int result);
    void *user;
    /* the helper's */
    qat_mqtt_pub_t *next;
    uint8_t pending;
};

/* Zero it before its first use; read only cfg and q. */
struct qat_mqtt {
    qat_t *q;
    const qat_mqtt_config_t *cfg;
    qat_listener_t listener;
    qat_mqtt_sub_t *subs;      /* all of them                                                            */
    qat_mqtt_sub_t *sub;       /* the one whose request is out                                           */
    qat_mqtt_pub_t *pubs;      /* messages on their way                                                  */
    uint32_t since;            /* READY: when it was reached; WAITING: when the pause began              */
    uint32_t pause_ms;
    int refused;               /* what the credentials callback returned; 0: they were given             */
    uint16_t msgid;            /* of the last packet                                                     */
    uint16_t got_msgid;        /* of the message that comes                                              */
    uint16_t topic_len;        /* of the message that comes; 0xFFFF: it did not fit                      */
    uint8_t step;              /* QATM_*                                                                 */
    uint8_t chore;             /* QATM_CHORE_*: what of READY's and SUBSCRIBING's requests is out        */
    uint8_t attempts;          /* since a session lasted                                                 */
    uint8_t stores;            /* places in which messages wait, a bit each                              */
    uint8_t files;             /* uploaded, a bit each                                                   */
    uint8_t busy;              /* 1: u is out                                                            */
    uint8_t timed;             /* 1: since is set                                                        */
    uint8_t stop;              /* 1: OFF is wanted                                                       */
    uint8_t lose;              /* 1: u was cancelled because the session is lost                         */
    uint8_t doubt;             /* 1: the session is to be given up (QAT_MQTT_BY_NO_RESULT)               */
    uint8_t deactivate;        /* 1: the PDP context is taken down before the next attempt               */
    uint8_t listed;            /* 1: the context is active, the client is open: as the read at hand says */
    uint8_t again;             /* 1: the client was occupied once                                        */
    uint8_t receiving;         /* 1: a message of ours has begun and not ended                           */
    uint8_t lasted;            /* 1: since is when a session began                                       */
    union {                    /* the one request that the helper has out                                 */
        qat_req_t req;
        qat_qiact_read_t qiact_read;
        qat_qiact_t qiact;
        qat_qideact_t qideact;
        qat_qicsgp_t qicsgp;
        qat_qfdel_t qfdel;
        qat_qfupl_t qfupl;
        qat_qsslcfg_sslversion_t ssl_version;
        qat_qsslcfg_ciphersuite_t ssl_suite;
        qat_qsslcfg_cacert_t ssl_ca;
        qat_qsslcfg_clientcert_t ssl_cert;
        qat_qsslcfg_clientkey_t ssl_key;
        qat_qsslcfg_seclevel_t ssl_level;
        qat_qsslcfg_ignorelocaltime_t ssl_time;
#if QATM_SNI
        qat_qsslcfg_sni_t ssl_sni;
#endif
        qat_qmtcfg_version_t cfg_version;
        qat_qmtcfg_pdpcid_t cfg_pdp;
        qat_qmtcfg_ssl_t cfg_ssl;
        qat_qmtcfg_keepalive_t cfg_keepalive;
        qat_qmtcfg_session_t cfg_session;
        qat_qmtcfg_timeout_t cfg_timeout;
        qat_qmtcfg_will_t cfg_will;
#if QATM_STORED
        qat_qmtcfg_recv_mode_t cfg_recv;
        qat_qmtrecv_t recv;
#endif
        qat_qmtopen_read_t open_read;
        qat_qmtopen_t open;
        qat_qmtconn_t conn;
        qat_qmtsub_t sub;
        qat_qmtuns_t uns;
        qat_qmtdisc_t disc;
        qat_qmtclose_t close;
    } u;
};

/* Make a session, and keep it until qat_mqtt_stop().
 *
 * Order      after qat_init(), while the state is OFF.
 * Context    the same as qat_rx() and qat_poll(); also inside callbacks. It begins with the next
 *            qat_mqtt_poll().
 * Ownership  m, cfg and all that cfg points to stay unchanged until the state is OFF again and every
 *            message has ended.
 * Returns    QAT_OK, QAT_E_NULL (m, q, cfg, host or credentials), QAT_E_STATE (not OFF), QAT_E_ARG (port,
 *            packet_s, retries, pauses).
 * Cost       O(listeners). */
int qat_mqtt_start(qat_mqtt_t *m, qat_t *q, const qat_mqtt_config_t *cfg);

/* Take leave of the server, close the connection, and end. What is under way ends with QAT_E_CANCELLED,
 * messages too: wait for their done before, if they matter.
 *
 * Order      any time after qat_mqtt_start().
 * Context    as above. Bounded by the limits of AT+QMTDISC and AT+QMTCLOSE; on_state tells OFF.
 * Ownership  subscriptions are yours again after OFF.
 * Returns    QAT_OK, QAT_E_NULL, or QAT_E_STATE (it is OFF).
 * Cost       O(requests queued). */
int qat_mqtt_stop(qat_mqtt_t *m);

/* Let time pass: begin, end pauses, take up what was asked for.
 *
 * Order      any; call it whenever qat_poll() is called, behind it.
 * Context    the same as qat_rx() and qat_poll(), not inside a callback. The clock may wrap.
 * Ownership  nothing.
 * Returns    milliseconds until the next call is wanted (UINT32_MAX: only after the next qat_rx(),
 *            qat_poll() or call of a function here); 0: qat_poll() wants to be called now.
 * Cost       O(subscriptions); callbacks run inside. */
uint32_t qat_mqtt_poll(qat_mqtt_t *m, uint32_t now_ms);

/* Put a subscription on the list. It is made as soon as there is a session, and again in every later one.
 *
 * Order      after qat_mqtt_start().
 * Context    the same as qat_rx() and qat_poll(); also inside callbacks.
 * Ownership  s and its topic are the helper's until done told a failure, it was unsubscribed, or the state
 *            is OFF.
 * Returns    QAT_OK: done is called once, with QAT_OK when the server granted it. Otherwise nothing
 *            happened: QAT_E_NULL, QAT_E_BUSY (it is on the list), QAT_E_STATE (OFF, or stopping),
 *            QAT_E_ARG (qos).
 * Cost       O(subscriptions). */
int qat_mqtt_subscribe(qat_mqtt_t *m, qat_mqtt_sub_t *s);

/* Take a subscription off the list, and tell the server when there is a session.
 *
 * Order      after its subscription's done.
 * Context    as above.
 * Ownership  s is yours again when done has run, whatever its result.
 * Returns    QAT_OK: done is called once more. QAT_E_NULL, QAT_E_STATE (not on the list, not done yet, or
 *            stopping).
 * Cost       O(1). */
int qat_mqtt_unsubscribe(qat_mqtt_t *m, qat_mqtt_sub_t *s);

/* Publish a message: by length where the dialect can, else behind Ctrl-Z (then it holds neither Ctrl-Z nor
 * ESC).
 *
 * Order      while the state is READY. Several may be on their way; the module takes up to five.
 * Context    as above. A result that does not come in time ends the session (QAT_MQTT_BY_NO_RESULT):
 *            should it come later, it could be taken for that of another message. With the session, all
 *            messages end (QAT_E_CANCELLED).
 * Ownership  p, its topic and payload stay unchanged until done. qat_cancel(q, &p->cmd.req) ends it early.
 * Returns    QAT_OK: done is called once. QAT_E_STATE (not READY), QAT_E_NULL, or what a generated call
 *            returns.
 * Cost       one pass over topic and payload. */
int qat_mqtt_publish(qat_mqtt_t *m, qat_mqtt_pub_t *p);

/* Where the session stands: QAT_MQTT_*.
 *
 * Order      any; NULL and what was never started are OFF.
 * Context    as above.
 * Ownership  nothing.
 * Returns    the state that on_state told last, but WAITING behind qat_mqtt_start().
 * Cost       O(1). */
int qat_mqtt_state(const qat_mqtt_t *m);

/* Words for a state (QAT_MQTT_*) and for a reason (QAT_MQTT_BY_*), for logs.
 *
 * Order      any.
 * Context    any.
 * Ownership  the text is constant.
 * Returns    the words; "?" when there are none.
 * Cost       O(1). */
const char *qat_mqtt_state_name(int state);
const char *qat_mqtt_why_name(int why);
