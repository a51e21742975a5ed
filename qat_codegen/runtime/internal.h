/* ---- the instance ---- */

/* What the reader is in the middle of. */
enum qati_reading {
    QATI_RD_LINE,    /* lines                                                        */
    QATI_RD_ECHO,    /* the echo of the command line                                 */
    QATI_RD_LF,      /* the one LF between a header's CR and its payload             */
    QATI_RD_COUNTED, /* a payload of `left` more bytes                               */
    QATI_RD_DIRECT,  /* the same, and it needs nothing but the request's on_data     */
    QATI_RD_ENDING,  /* behind it: a quote if it began with one, then CR or LF       */
    QATI_RD_UNTIL,   /* a payload up to `"` CR, or CR                                */
    QATI_RD_TRAILER, /* a payload up to the text at trailer                          */
    QATI_RD_SKIP,    /* a line too long: dropped up to its end                       */
    QATI_RD_LENT,    /* detached                                                     */
    QATI_RD_ONLINE   /* data mode                                                    */
};

/* What the channel is doing. */
enum qati_channel {
    QATI_CH_READY,   /* the next command may go out                                  */
    QATI_CH_SEND,    /* a command line is being written                              */
    QATI_CH_WAIT,    /* for the stage's prompt, CONNECT or final                     */
    QATI_CH_OUT,     /* payload is being written                                     */
    QATI_CH_ACK,     /* payload: the module's acknowledgement is awaited             */
    QATI_CH_PAUSE,   /* time passes before the next command, probe or start-up step  */
    QATI_CH_LENT,
    QATI_CH_ONLINE   /* data mode                                                    */
};

/* In plus: what goes out stands behind a prompt, where nothing escapes. */
enum { QATI_PLUS_FREE = 0xFF };

/* Data mode, reached by pointers that qat_datamode_set() sets: a program that does not call it has none of it. */
struct qati_online {
    void (*begin)(qat_t *q);
    const uint8_t *(*in)(qat_t *q, const uint8_t *p, const uint8_t *end);
    void (*due)(qat_t *q);
    void (*out)(qat_t *q);
    uint32_t (*wanted)(const qat_t *q);
    qat_req_t *(*escape_off)(qat_t *q);
};

/* Circuit 109, as far as the port tells. */
enum { QATI_DCD_UNKNOWN, QATI_DCD_ON, QATI_DCD_OFF };

/* Whose line is out. */
enum qati_owner { QATI_BY_REQUEST, QATI_BY_STARTUP, QATI_BY_PROBE };

/* What a line may begin with besides a line. */
enum {
    QATI_ARM_PROMPT = 1,
    QATI_ARM_BLANK = 2,  /* one blank behind the prompt is skipped                   */
    QATI_ARM_ECHO = 4,   /* of the command line                                      */
    QATI_ARM_OUT_ECHO = 8, /* of the payload                                         */
    QATI_ARM_ACK = 16
};

/* States of a request. */
enum { QATI_IDLE, QATI_QUEUED, QATI_ON_WIRE, QATI_AWAITED, QATI_ENDED };
enum { QATI_SEEN_LATE = 0x80 }; /* in seen, besides the information lines 0..5 */
enum { QATI_JOINED = 0x80 }; /* in state: same line as the request before */

/* Whose payload comes. */
enum { QATI_FOR_NOBODY, QATI_FOR_REQUEST, QATI_FOR_URC, QATI_FOR_DEAD /* a request that has ended */ };

/* Does the payload stand in quotes? Only one that begins on its header's line can. */
enum { QATI_MAYBE_QUOTED, QATI_QUOTED, QATI_UNQUOTED };

typedef struct {
    const uint8_t *body; /* of its command; NULL: free    */
    uint32_t key;
    uint16_t id;
    uint8_t turn;       /* when it was sent, as in qat_req_t                                              */
    uint8_t every;      /* all keys of this command: until a restart, or the command that the spec names */
} qati_mark_t;
#define QATI_MARKS 3
#define QATI_STILL_MS 20          /* a line that stands still so long is looked at: a payload may have begun on it */
#define QATI_STALL_MS 10000       /* nothing taken by write(), no acknowledgement, for so long: the request ends */
#define QATI_TRAILER_IDLE_MS 60000
#define QATI_MOST_TRAILER 31      /* bytes, digits of the size included: fits the smallest line buffer */
#define QATI_PAYLOAD_IDLE_MS 5000 /* a payload from the module that stands still so long is broken */

/* Bytes first, then 16-bit numbers: small offsets make small Thumb instructions. */
struct qat {
    uint8_t *w, *wend;       /* the line collected so far ends at w; equal: the fast path is closed */
    uint8_t reading;         /* enum qati_reading                                             */
    uint8_t armed;           /* QATI_ARM_*                                                    */
    uint8_t channel;         /* enum qati_channel                                             */
    uint8_t owner;           /* enum qati_owner                                               */
    uint8_t nested;          /* inside qat_rx or qat_poll                                     */
    uint8_t alarm;           /* QATI_ALARM_*                                                  */
    uint8_t step;            /* of the script                                                 */
    uint8_t tries;           /* of the step, or probes unanswered                             */
    uint8_t probed;          /* the probe's information line came                             */
    uint8_t in_for;          /* QATI_FOR_*                                                    */
    uint8_t plain;           /* QATI_PLAIN for the next line                                  */
    uint8_t quoted;          /* payload: QATI_QUOTED, ...                                     */
    uint8_t held;            /* payload: bytes held back: a quote that may be the closing one, or what may be its trailer */
    uint8_t broken;          /* payload of the pending request ended with QAT_FRAMING         */
    uint8_t echoes;          /* the module echoes command lines                               */
    uint8_t ack;             /* the byte that acknowledges payload                            */
    uint8_t ctrl_z;          /* the payload going out ends with Ctrl-Z                        */
    uint8_t cancelled;       /* the active request ends when its line is out                  */
    uint8_t turn;            /* counts requests sent                                          */
    uint8_t marked;          /* some mark is set                                              */
    uint8_t looked;          /* the line that stands still was looked at                      */
    uint8_t all_stale;       /* more late results were missed than there are marks            */
    uint8_t plus;            /* 1 + number of '+' since a silence; 0: other bytes came since  */
    uint8_t busy;            /* the wire was not idle when last seen                          */
    uint8_t dcd;             /* QATI_DCD_*                                                    */
    uint16_t scan;           /* line collected: a closing quote is looked for from here; 0: no */
    uint16_t in_id;          /* URC, or information line, whose payload comes                 */
    uint16_t cut;            /* where the text that was dropped from the line began           */
    uint16_t again;          /* bytes of the line buffer that are to be read as lines         */
    uint16_t still;          /* length of the collected line when qat_poll last saw it        */
    uint16_t dead;           /* command after which the channel is probed                     */
    uint16_t sum;            /* XOR checksum of the payload                                   */
    qati_pen_t tx, echo;
    const qat_config_t *cfg;
    qat_req_t *active;       /* on the wire; joined ones behind it                            */
    qat_req_t *queue;        /* not yet sent, oldest first                                    */
    qat_req_t *lates;        /* late result awaited, oldest first                             */
    qat_req_t *ended;        /* done is to be called                                          */
    qat_listener_t *listeners, *hearing;
    qat_datamode_t *online;    /* NULL: no data mode                                            */
    const uint8_t *trailer;  /* u32 n, n bytes: ends the payload; NULL: its length does         */
    const uint8_t *script;   /* start-up step or probe whose line is out                      */
    uint32_t now, since, limit; /* the channel's clock: runs out limit ms after since         */
    uint32_t heard;          /* when the payload's last byte came, or the line was seen to grow */
    uint32_t wire;           /* when write() last took data that an escape could hide in      */
    uint32_t lost;           /* bytes of this line that were dropped already                  */
    uint32_t out;            /* payload bytes written                                         */
    uint32_t echoed;         /* bytes whose echo came                                         */
    qat_data_t in;           /* the payload from the module                                   */
    uint32_t count[QAT_N_COUNT];
    qati_mark_t mark[QATI_MARKS];
    uint8_t modes[QAT_MODE_BYTES];
};

/* What all commands share: see "tables". */
extern const uint8_t qati_types[], qati_limits[], qati_words[];
