/* SPDX-License-Identifier: MIT */
/* ---- fota: one update of the module's firmware (AT+QFOTADL) ----
 *
 * Give qat_fota_start() a configuration and call qat_fota_poll() behind qat_poll(); what happens is told by
 * on_progress, and on_end is called once, with how it came out. The phases, in their order:
 *
 *     WAITING      a pause between two attempts
 *     PREPARING    what begins the update is set (AT+QFOTADL=3), the version is asked for (AT+QGMR)
 *     NETWORK      the access point is compared and set, the network is waited for
 *     FILES        certificates, keys, PSK: a file that exists is replaced
 *     UPLOADING    the package goes from here to the module
 *     LISTENING    nothing is asked of the module, what it tells is awaited
 *     DOWNLOADING  the module fetches the package; by CoAP, and in BG96, without telling how far it is
 *     STORED       the package is there; an LwM2M server says when the update begins
 *     RESETTING    the module is about to leave, or has left
 *     UPDATING     and, in BG96, RESTORING behind it
 *     STARTING     the module is about to start as ever
 *     CHECKING     the version is asked for again
 *
 * From RESETTING to STARTING the module takes no command (qat_fota_deaf()): what is submitted meanwhile waits
 * in the queue, as long as its wait_ms allows (QAT_E_EXPIRED), and ends with QAT_E_RESET when the module
 * starts. An update that lost its power goes on when power is back, and so does the helper. A host that
 * restarted in the middle takes part again by QAT_FOTA_LISTEN, or by its own job: while the module is at it,
 * AT+QFOTADL gives 591, and the helper follows.
 *
 * All of your callbacks run inside qat_rx(), qat_poll() and qat_fota_poll(), never inside another function;
 * each of them may call every function below. Nothing waits, nothing is allocated. */

typedef struct qat_fota qat_fota_t;

enum qat_fota_job {
    QAT_FOTA_GET = 1,          /* url: download, and update                                              */
    QAT_FOTA_PUT,              /* package: upload, and update; not BG96                                  */
    QAT_FOTA_USE,              /* update with the package that is on the module                          */
    QAT_FOTA_LISTEN,           /* follow an update that others began: an LwM2M server, an earlier host  */
    QAT_FOTA_LOOK,             /* how large is the package on the module (read size); not BG96           */
    QAT_FOTA_DROP              /* delete the package on the module; not BG96                             */
};

enum qat_fota_phase {
    QAT_FOTA_OFF,
    QAT_FOTA_WAITING,
    QAT_FOTA_PREPARING,
    QAT_FOTA_NETWORK,
    QAT_FOTA_FILES,
    QAT_FOTA_UPLOADING,
    QAT_FOTA_LISTENING,
    QAT_FOTA_DOWNLOADING,
    QAT_FOTA_STORED,
    QAT_FOTA_RESETTING,
    QAT_FOTA_UPDATING,
    QAT_FOTA_RESTORING,
    QAT_FOTA_STARTING,
    QAT_FOTA_CHECKING
};

/* How it came out. */
enum qat_fota_why {
    QAT_FOTA_UPDATED = 1,      /* the new firmware runs; result is QAT_OK for this one and the next      */
    QAT_FOTA_DONE,             /* hold, LOOK, DROP: done as wanted                                       */
    QAT_FOTA_BY_COMMAND,       /* a command failed: result, and number is its +CME ERROR                 */
    QAT_FOTA_BY_NETWORK,       /* not registered in time: number is QAT_REG_STAT_*                       */
    QAT_FOTA_BY_FILE,          /* a certificate, key or PSK did not arrive: result                       */
    QAT_FOTA_BY_UPLOAD,        /* size or checksum is not that of the package: number is what arrived    */
    QAT_FOTA_BY_SIZE,          /* no package there (number 0); too large: number is what there is room for */
    QAT_FOTA_BY_DOWNLOAD,      /* number is QAT_FOTA_DOWNLOAD_*                                          */
    QAT_FOTA_BY_UPDATE,        /* number is QAT_FOTA_UPDATE_*; the module runs its old firmware, or none */
    QAT_FOTA_BY_VERSION,       /* the update is over, but the version is not the one that was to come    */
    QAT_FOTA_BY_SILENCE,       /* nothing was told for too long; what the module does is not known       */
    QAT_FOTA_BY_RESTART,       /* the module restarted before the package was there                      */
    QAT_FOTA_BY_CANCEL         /* qat_fota_cancel()                                                      */
};

typedef struct {
    uint8_t why;               /* QAT_FOTA_UPDATED ...                                                   */
    uint8_t phase;             /* QAT_FOTA_*: in which it happened                                       */
    int result;                /* QAT_OK; QAT_E_* of a command; QAT_E_RESULT, QAT_E_TIMEOUT ...          */
    int32_t number;            /* as why says; 0 where it says nothing                                   */
} qat_fota_end_t;

typedef struct {
    uint8_t job;               /* QAT_FOTA_GET ...; required                                             */
    uint8_t hold;              /* 1: GET and PUT end when the package is there; USE updates later; not BG96 */
    uint8_t tries;             /* for GET and PUT: attempts at the package, each from its start; 0: 3    */
    uint8_t family;            /* of the access point: QAT_FOTA_FAMILY_*                                 */
    uint16_t upload_idle_s;    /* PUT: the module's wait for the next byte; 0: its own, 5                */
    /* GET: scheme://host[:port]/path, scheme http, https, and but for BG96 coap, coaps. Up to 700 bytes, BG96
     * 255. Name the port of a CoAP server: without one the module takes 80. */
    qat_str_t url;
    qat_str_t apn;             /* GET: set if another one is; absent: left as it is; not BG96            */
    qat_str_t apn_user, apn_password; /* may be absent                                                   */
    qat_payload_t package;     /* PUT: memory or a view; it begins anew with each attempt                */
    /* GET by https and coaps, in PEM form. Size 0: none, or on the module already. They are uploaded by
     * AT+QFUPL under the names of the note: fota_cacert.pem, fota_client_cert.pem, fota_client_key.pem;
     * coap-cert.pem, coap-cacert.pem, coap-key.pem; coap_fota.psk. The note wants those of https in /datatx,
     * and says that AT+QFUPL does that; those of coaps in /datatx/ssl, and does not. */
    qat_payload_t ca, cert, key;
    qat_payload_t psk;         /* coaps: in place of ca, cert and key                                    */
    qat_str_t before;          /* LISTEN: the version before, as far as you know it; else it is asked    */
    qat_str_t expected;        /* the version that is to come; absent: any but the one before            */
    uint32_t network_ms;       /* limit for being registered; 0: 3 min                                   */
    uint32_t download_ms;      /* limit between two words on a download; 0: 30 min (CoAP tells nothing)  */
    uint32_t update_ms;        /* limit between two words on an update, and to its start; 0: 10 min      */
    uint32_t settle_ms;        /* started without a word on the end: wait whether it goes on; 0: 30 s    */
    uint32_t listen_ms;        /* LISTEN: limit for the first word; 0: none                              */
    uint32_t pause_ms;         /* between attempts; 0: 10 s                                              */
    uint32_t speed_ms;         /* no word for so long: try the other speed; 0: 30 s                      */
    void *user;                /* for the callbacks: f->cfg->user                                        */
    /* QAT_FOTA_* and 0 to 100; percent is -1 where there is nothing to count. May be NULL. */
    void (*on_progress)(qat_fota_t *f, int phase, int percent);
    void (*on_end)(qat_fota_t *f, const qat_fota_end_t *end); /* the helper is OFF then; may be NULL     */
    /* The module speaks at its usual speed (updating 0: that of AT+IPR), or at that of an update (1): the
     * same where that is 4800, 9600, 19200, 38400, 115200, 230400, 460800 or 921600 baud, else 115200. Set
     * the port. NULL: they are the same. */
    void (*on_speed)(qat_fota_t *f, int updating);
} qat_fota_config_t;

enum { QAT_FOTA_VERSION_SIZE = 48 };

/* Zero it before its first use; read only what stands first. */
struct qat_fota {
    qat_t *q;
    const qat_fota_config_t *cfg;
    char before[QAT_FOTA_VERSION_SIZE]; /* version before, ends with NUL; empty: not known; cut at 47      */
    char after[QAT_FOTA_VERSION_SIZE];  /* version last heard                                             */
    uint32_t size;             /* of the package on the module, as it was told; 0: not told, or none     */
    uint8_t rssi, stat;        /* of the last look at the network: AT+CSQ, QAT_REG_STAT_*                */
    uint8_t attempt;           /* from 1                                                                 */
    /* the helper's */
    uint8_t step;              /* QATF_*                                                                 */
    uint8_t asked;             /* step whose request, or requests, are out                               */
    uint8_t busy;              /* requests that are out                                                  */
    uint8_t timed;             /* 1: since is set                                                        */
    uint8_t flips;             /* changes of speed in vain                                               */
    uint8_t away;              /* 1: on_speed told the speed of an update last                           */
    uint8_t stop;              /* 1: cancelled                                                           */
    uint8_t scheme;            /* QATF_* of the URL                                                      */
    uint8_t old;               /* 1: a module without AT+QFOTADL=3: BG96                                 */
    uint8_t file;              /* which is on its way                                                    */
    uint16_t turn;             /* looks at the network, at the version                                   */
    uint8_t answers;           /* 1: it answers, though it was to leave                                  */
    uint8_t began;             /* 1: the module told the begin of the update                             */
    uint8_t ended;             /* 1: the module told the end of the update; err is what it told          */
    uint8_t lost;              /* 1: why to fail if the version does not tell better: silence            */
    uint8_t same;              /* 1: the access point is as wanted                                       */
    uint8_t told_phase;
    int8_t percent, told_percent;
    uint16_t err;
    uint32_t since;
    qat_fota_end_t end;
    qat_listener_t listener;
    union {
        qat_req_t req;
        struct {               /* joined: AT+CSQ;+CEREG?;+CGREG?;+COPS?                                  */
            qat_csq_t csq;
            qat_cereg_read_t cereg;
            qat_cgreg_read_t cgreg;
            qat_cops_read_t cops;
        } net;
        qat_qgmr_t version;
        qat_qfdel_t qfdel;
        qat_qfupl_t qfupl;
        qat_qfotadl_t get;
        qat_qfotadl_start_t start;
#if QATF_STORE
        qat_qcfgext_fota_apn_read_t apn_read;
        qat_qcfgext_fota_apn_t apn;
        qat_qfotadl_mode_t mode;
        qat_qfotadl_upload_t put;
        qat_qfotadl_size_t size;
        qat_qfotadl_delete_t drop;
#endif
    } u;
};

/* Begin a job.
 *
 * Order      after qat_init(), while the phase is OFF; on_end may do it.
 * Context    the same as qat_rx() and qat_poll(); also inside callbacks.
 * Ownership  f, cfg and all that cfg points to stay unchanged until on_end is called.
 * Returns    QAT_OK: on_end is called once. Otherwise nothing happened: QAT_E_NULL, QAT_E_STATE (a job runs),
 *            QAT_E_ARG (job, URL, no package), QAT_E_DIALECT (this module cannot).
 * Cost       O(listeners + length of the URL). */
int qat_fota_start(qat_fota_t *f, qat_t *q, const qat_fota_config_t *cfg);

/* Give up. What the module does by itself, downloads and updates, it goes on with; there is no command
 * against it. An upload that has begun is left to the module's own timeout.
 *
 * Order      any time after qat_fota_start().
 * Context    as above.
 * Ownership  all is yours when on_end is called, soon.
 * Returns    QAT_OK, QAT_E_NULL, or QAT_E_STATE (OFF).
 * Cost       O(requests queued). */
int qat_fota_cancel(qat_fota_t *f);

/* Let time pass. Call it behind qat_rx() and qat_poll(), in the same loop.
 *
 * Order      any; while OFF it does nothing.
 * Context    the same as qat_rx() and qat_poll(); not inside callbacks.
 * Ownership  nothing.
 * Returns    milliseconds until the next call is wanted; 0: qat_poll() wants to be called now.
 * Cost       O(1); callbacks run inside. */
uint32_t qat_fota_poll(qat_fota_t *f, uint32_t now_ms);

/* The phase (QAT_FOTA_*), how far it is in percent (-1: nothing to count), and whether the module is away and
 * takes no command (1).
 *
 * Order      any; NULL and what was never started are OFF.
 * Context    as above; also inside callbacks.
 * Ownership  nothing.
 * Returns    see above.
 * Cost       O(1). */
int qat_fota_phase(const qat_fota_t *f);
int qat_fota_percent(const qat_fota_t *f);
int qat_fota_deaf(const qat_fota_t *f);

/* Words, for logs: for a phase (QAT_FOTA_*), for how it came out (QAT_FOTA_UPDATED, QAT_FOTA_BY_* ...), and
 * for a number that the module told (QAT_FOTA_DOWNLOAD_*, QAT_FOTA_UPDATE_*; 590 and 591 of +CME ERROR).
 *
 * Order      any.
 * Context    any.
 * Ownership  the text is constant.
 * Returns    the words; "?" when there are none.
 * Cost       O(1). */
const char *qat_fota_phase_name(int phase);
const char *qat_fota_why_name(int why);
const char *qat_fota_error_name(int number);
