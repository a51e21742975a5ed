/* ---- what the runtime is built with ---- */

/* Bytes of both directions and events by name go to cfg.trace: 0 or 1. Set it the same way in every file. */
#ifndef QAT_TRACE
#define QAT_TRACE 1
#endif
/* Names of result codes, URCs and CME/CMS codes in the program: 0 or 1. They are only linked where called for. */
#ifndef QAT_NAMES
#define QAT_NAMES 1
#endif
#if (QAT_TRACE != 0 && QAT_TRACE != 1) || (QAT_NAMES != 0 && QAT_NAMES != 1)
#error "QAT_TRACE and QAT_NAMES must be 0 or 1"
#endif

/* ---- results: 0 is success, everything else is negative ---- */

enum {
    QAT_OK = 0,
    /* how a request can end */
    QAT_E_ERROR = -1,      /* final result code ERROR                                       */
    QAT_E_CME = -2,        /* +CME ERROR; the number is in req.code                         */
    QAT_E_CMS = -3,        /* +CMS ERROR; the number is in req.code                         */
    QAT_E_RESULT = -4,     /* the line came, its result is not the success value            */
    QAT_E_MISMATCH = -5,   /* a size or checksum in the answer differs from what was sent   */
    QAT_E_MISSING = -6,    /* OK came without the information line that must precede it     */
    QAT_E_NO_CARRIER = -7, /* NO CARRIER, BUSY, NO ANSWER, NO DIALTONE, SEND FAIL: as named */
    QAT_E_BUSY_LINE = -8,
    QAT_E_NO_ANSWER = -9,
    QAT_E_NO_DIALTONE = -10,
    QAT_E_SEND_FAIL = -11,
    QAT_E_TIMEOUT = -12,   /* a stage passed its limit                                      */
    QAT_E_EXPIRED = -13,   /* stood in the queue longer than wait_ms                        */
    QAT_E_RESET = -14,     /* the module restarted                                          */
    QAT_E_CANCELLED = -15,
    QAT_E_FRAMING = -16,   /* a payload stood still, or was not followed by its end         */
    QAT_E_STALE_KEY = -17, /* an earlier late result with this key is still outstanding     */
    QAT_E_DETACHED = -18,  /* the port was lent to other code                               */
    QAT_E_FINAL = -19,     /* a final that this stage does not expect (OK instead of CONNECT) */
    /* what a call can refuse */
    QAT_E_BUSY = -32,      /* the request was accepted before and is not done               */
    QAT_E_ARG = -33,       /* an argument is outside its range or cannot be represented     */
    QAT_E_DIALECT = -34,   /* this module does not take this command or argument            */
    QAT_E_TOO_LONG = -35,  /* the command line would be longer than the module takes        */
    QAT_E_NESTED = -36,    /* qat_rx or qat_poll inside a callback                          */
    QAT_E_CONFIG = -37,    /* qat_init: configuration unusable or built with other settings */
    QAT_E_STATE = -38,     /* not possible now                                              */
    QAT_E_NULL = -39,      /* a pointer that is required is NULL                            */
    QAT_E_ONLINE = -40     /* the module is in data mode, and wait_ms is 0                  */
};

typedef struct qat qat_t;
typedef struct qat_req qat_req_t;

/* Text: not NUL-terminated. Received: valid until the callback returns. In a request: yours, unchanged until done. */
typedef struct {
    const char *ptr; /* NULL: absent */
    uint16_t len;    /* bytes        */
} qat_str_t;

/* In an initialiser: { .host = QAT_STR("broker.example") }. Elsewhere: qat_str(). */
#define QAT_STR(literal) { (literal), (uint16_t)(sizeof(literal) - 1) }

/* Payload that a request sends: memory, or a view of the caller's own data. */
typedef struct {
    const void *data; /* size bytes; NULL: view is asked                                    */
    uint32_t size;    /* bytes                                                              */
    /* Returns a pointer to the bytes from offset on and their number in *len (1 at least). May be asked twice for one
     * offset; the bytes stay where they are until the next question or done. NULL gives up: the request is cancelled. */
    const void *(*view)(void *user, uint32_t offset, uint32_t *len);
    void *user;       /* handed to view                                                     */
} qat_payload_t;
#define QAT_MEM(literal) { (literal), (uint32_t)(sizeof(literal) - 1), 0, 0 }

/* A piece of a payload from the module, in place. */
typedef struct {
    const uint8_t *ptr; /* valid until the callback returns                                 */
    uint32_t len;       /* bytes here; 0 only with QAT_LAST                                 */
    uint32_t offset;    /* of the first byte in the payload                                 */
    uint32_t total;     /* bytes of the whole payload; 0: not known                         */
    uint8_t flags;      /* QAT_LAST, QAT_UNCOUNTED                                          */
} qat_data_t;
enum {
    QAT_LAST = 1,     /* nothing of this payload follows                                    */
    QAT_UNCOUNTED = 2,/* its end was guessed: the module gave no length                     */
    QAT_FRAMING = 4   /* it ended too early or too late; what is missing is lost            */
};

/* Flag in `has` of every received struct: some value is outside its declared range, not in its enum, or fields followed
 * that the spec does not know. */
#define QAT_ODD 0x80000000u
#define QAT_UNKNOWN_WORD 0xFFFFFFFFu /* value of an enum field whose word is not in the enum */

/* Common part of every request object; the first member. Zero it (static, or = {0}) before its first use. From the accepted
 * call until done has run, the object and all that it points to belong to the runtime. */
struct qat_req {
    uint8_t state, seen, stamped, turn; /* the runtime's; 0 before the first use */
    /* yours */
    void (*done)(qat_t *q, qat_req_t *r, int result); /* may be NULL. The object is yours again when it is called      */
    void (*on_info)(qat_t *q, qat_req_t *r, int line); /* an information line (its number in the spec's order) is in the
                                                        * request's info struct; may be NULL                            */
    void (*on_data)(qat_t *q, qat_req_t *r, const qat_data_t *d); /* payload from the module; may be NULL               */
    void *user;
    uint32_t wait_ms;    /* limit for standing in the queue; 0: none                                                    */
    char *room;          /* where received texts are kept until the next submission; NULL: they die with the callback   */
    uint16_t room_size;  /* bytes                                                                                       */
    /* the runtime's */
    uint16_t room_used;
    uint16_t code;       /* read it in done: number of +CME/+CMS ERROR; 0xFFFF: words that are in no table              */
    int16_t result;
    qat_req_t *next;
    const uint8_t *body; /* of its command, in this dialect */
    uint32_t since;
    uint16_t id;
    uint16_t stage;      /* from body; 0: none is left      */
};

enum qat_event_kind {
    QAT_EV_URC = 1,   /* id, urc                                                            */
    QAT_EV_DATA,      /* id, data: payload of URC id                                        */
    QAT_EV_UNKNOWN,   /* text: a line that nothing claims, raw                              */
    QAT_EV_OVERFLOW,  /* count: bytes of a line longer than the line buffer; id and urc when its head was recognised
                       * (QAT_URC_NONE else): the fields that came, less the text that was too long */
    QAT_EV_FRAMING,   /* id, count: a URC's payload ended count bytes too early, or was not followed by its end */
    QAT_EV_LATE,      /* id: command; urc: its late struct: a late result that missed its limit */
    QAT_EV_STALE,     /* a final result code that no pending command owns; id: QAT_FINAL_*  */
    QAT_EV_RESTART,   /* id, urc: the module restarted; requests have ended with QAT_E_RESET */
    QAT_EV_READY,     /* start-up is done, commands go out                                  */
    QAT_EV_DEAD,      /* the module does not answer probes; probing goes on slowly          */
    QAT_EV_ALIVE,     /* after DEAD: it answers again                                       */
    QAT_EV_ONLINE,    /* data mode began                                                    */
    QAT_EV_OFFLINE    /* data mode ended; count: 0 by qat_escape(), else -QAT_E_*           */
};
#define QAT_URC_NONE 0xFFFFu

typedef struct {
    uint8_t kind;          /* QAT_EV_*                                                      */
    uint16_t id;           /* QAT_URC_*, or as kind says                                    */
    uint32_t count;
    const void *urc;       /* the typed struct: cast it to qat_<name>_urc_t                 */
    qat_str_t text;
    const qat_data_t *data;
} qat_event_t;

typedef struct qat_listener qat_listener_t;
struct qat_listener {
    void (*on_event)(qat_listener_t *self, qat_t *q, const qat_event_t *ev); /* required */
    void *user;
    qat_listener_t *next;  /* the runtime's */
};

/* One record for cfg.trace. */
typedef struct {
    char dir;          /* '>' bytes taken by write, '<' bytes received, '=' an event by name */
    const void *data;  /* '>' '<'                                                           */
    uint32_t len;
    uint8_t kind;      /* '=': QAT_EV_*, or 0: a request ended                               */
    uint16_t id;       /* '=': URC or command                                               */
    int result;        /* '=': of the request                                               */
} qat_trace_t;

/* Data mode (V.250 5.8): what goes both ways while the module carries bytes. Yours; zero it before its first use. */
typedef struct qat_datamode qat_datamode_t;
struct qat_datamode {
    void (*on_data)(qat_t *q, qat_datamode_t *o, const uint8_t *data, uint32_t len); /* required; in place */
    /* Bytes to be sent from offset on (counted from the beginning of this data mode), their number in *len; NULL or none:
     * nothing now, call qat_poll() when there is. May be asked twice for one offset. NULL: nothing is ever sent. */
    const void *(*view)(void *user, uint32_t offset, uint32_t *len);
    void *user;              /* handed to view                                             */
    uint32_t sent, received; /* read them: bytes taken by write(), bytes delivered         */
    /* the runtime's */
    const struct qati_online *does;
    uint8_t held, ok, first, escape, dtr, tries, pluses;
};

/* The bytes of a dialect: see "tables". */
typedef struct {
    const void *heads;        /* what finds a line's head                                    */
    const uint8_t *bytes;
    const uint8_t *startup;
    const uint8_t *probe;
    const uint8_t *modes;     /* start values                                               */
    uint16_t mask;            /* its bit in the commands' variant masks                     */
    uint16_t command_line;    /* longest command line, bytes, AT and CR included; 0: no limit */
    uint16_t guard_ms, margin_ms, pause_ms;
    uint8_t mode_bytes;
    uint8_t flags;            /* QATI_D_*                                                   */
    uint8_t verbose;          /* the bit of modes that is 0 while results are digits; 255: none */
} qat_dialect_t;
enum {
    QATI_D_OK_EACH = 1,       /* one OK for each joined command                             */
    QATI_D_QUIET = 2,         /* no URC between an information line and its final           */
    QATI_D_ECHO = 4,          /* echoes at boot                                             */
    QATI_D_BOOT_OK = 8,       /* the boot lines end with an OK that answers no command      */
    QATI_D_NUMERIC = 16,      /* results are digits at boot, until start-up asked for words */
    QATI_D_LOOSE = 32         /* the blank behind a colon may be missing                    */
};

typedef struct {
    const qat_dialect_t *dialect; /* required: &qat_bg96, ...                               */
    char *line;                   /* required: the line buffer, holds one line from the module until its end */
    uint16_t line_size;           /* bytes, 32 at least: the longest line that is understood */
    uint16_t flags;               /* QAT_NO_STARTUP                                         */
    /* Takes 0 to len bytes, never waits, calls no function of qat; returns how many. Required. */
    size_t (*write)(void *user, const void *data, size_t len);
    void *user;                   /* handed to the functions of this struct                 */
    void (*wake)(void *user);                   /* something was submitted: call qat_poll soon */
    void (*trace)(void *user, const qat_trace_t *t); /* QAT_TRACE 1                         */
    /* Number of a verbose +CME (cms 0) or +CMS (cms 1) text, 0xFFFF when unknown; NULL: texts are not looked up.
     * qat_code_of() does it with the tables of the spec. */
    uint16_t (*code_of)(int cms, const char *text, size_t len);
    size_t (*tx_left)(void *user);              /* bytes that write() took and that are not on the wire yet: guard
                                                 * times count from the wire. NULL: they are on the wire at once */
    void (*set_dtr)(void *user, int on);        /* circuit 108/2; NULL: not wired               */
} qat_config_t;
enum { QAT_NO_STARTUP = 1 /* qat_init does not run the dialect's start-up; nor does a restart */ };

/* Where every received byte went; their sum is the number of bytes received. */
enum {
    QAT_N_FRAME,    /* CR, LF, NUL between lines; blanks behind a prompt                    */
    QAT_N_ECHO, QAT_N_ANSWER, /* information lines, finals, prompts, late results           */
    QAT_N_URC, QAT_N_PAYLOAD, QAT_N_UNKNOWN, QAT_N_OVERFLOW, QAT_N_COUNT
};
