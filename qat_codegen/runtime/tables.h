/* ---- tables: what the compiler writes and the runtime reads ----
 *
 * Everything is bytes, read through QATI_ROM8; numbers are little endian. No pointers inside.
 *
 * TRIE: finds a line's literal head. The reader stands at the line's first byte.
 *   00..7F        this byte must come next
 *   80..DF lo     leaf: id = (first & 0x7F) << 8 | lo (0..24575); the reader stands behind the head
 *   E0 first n off[n]   branch on one byte: off 0 = no match, else 1 + offset from behind off[]; E1: 16-bit offsets
 *   E2 hi lo      if the line ends here: leaf with id hi << 8 | lo (0..24575), else go on behind
 *   E3            no match
 *   E4 c n        if the next byte is c take it and go on behind, else skip n bytes; E5: 16-bit n
 *   E6            skip blanks, none or more
 * Instead of a trie, for the lines of a command whose head says what the command line said:
 *   E7            the command's name (up to '=' or '?') and ": "; E8: all its literal, with ": " for '='. A RECORD follows.
 *   84            E7, and the byte of a RECORD that is information line 0 and nothing else; its FIELD program follows
 *
 * The trie of a dialect gives the offset of a RECORD in dialect->bytes, that of a command an offset in its BODY. Head = the
 * template's literals up to the first field, or the whole line. `: ` is written ':' E6 where the dialect says colon-space
 * optional; a blank behind a comma is E6 as well.
 *
 * RECORD: one line, or several alternatives with the same head, tried in order.
 *   byte  QATI_R_* flags | kind
 *   id:   URC: u16 number; QATI_R_FIRST: none, it is information line 0; else u8: which line of the command, or QATI_F_*
 *   [u16  offset from behind these two bytes to the next alternative's record       if QATI_R_MORE]
 *   [u8 QATI_P_*, u8 at, u32 max                                                    if QATI_R_PAYLOAD]
 *   [SETS: base is the request for a command's lines, the urc's struct for URCs     if QATI_R_SETS]
 *   FIELD program
 *
 * TYPE: what a value is, on the way in and on the way out. A byte QATI_T_*, then its operands. Types that are used often have
 * a number: qati_types begins with a 16-bit offset for each.
 */
enum {
    /* numbers; stored as uint32_t or int32_t. A received value outside its range is odd, one to be sent is refused */
    QATI_T_U8 = 0,      /* max8                                                                     */
    QATI_T_U16 = 1,     /* max16                                                                    */
    QATI_T_U32 = 2,
    QATI_T_SPAN8 = 3,   /* lo8 hi8                                                                  */
    QATI_T_SPAN16 = 4,  /* lo16 hi16                                                                */
    QATI_T_SPAN32 = 5,  /* lo32 hi32                                                                */
    QATI_T_SIGNED = 6,  /* lo32 hi32: with a sign                                                   */
    QATI_T_DIGITS = 7,  /* min max lo8 hi8: received with that many digits; hi8 255: no range       */
    QATI_T_PERCENT = 8, /* received with or without %                                               */
    QATI_T_HEX = 9,     /* min max style: hex digits. Sent with min at least; bare, 1 quoted, 2 with 0x. Received as it comes */
    QATI_T_BITS = 10,   /* n: quoted binary digits                                                  */
    QATI_T_QUOTED = 11, /* u8 n, n times { u8 length, text }: quoted word; the value is its place   */
    QATI_T_WORD = 12,   /* the same bare                                                            */
    /* text; stored as qat_str_t */
    QATI_T_STRING = 13, /* lo8 hi8: quoted; a length outside is odd, or refused (hi 255: no limit)  */
    QATI_T_STRING16 = 14, /* lo16 hi16 (hi 0: no limit)                                             */
    QATI_T_MULTI = 15,  /* max16: quoted, CR LF inside; longer than max16: not this line            */
    QATI_T_EITHER = 16, /* quoted or bare                                                           */
    QATI_T_BARE = 17,   /* lo16 hi16: up to the next comma or line end, not starting with a quote; sent without blank,
                         * comma, quote, ';'                                                        */
    QATI_T_TEXT = 18,   /* lo16 hi16: the rest of the line, may be empty; sent without quote, ';'   */
    QATI_T_IDENT = 19,  /* min max: received: digits and A-F                                        */
    QATI_T_RAW = 20     /* sent as it is, only CR LF NUL refused (qat_send)                         */
};

/* FIELD program: one op per field, in order; a comma is expected between two fields, a blank behind it skipped. Fields are
 * the members of the line's struct in order, the first behind `has`; each storing op sets its presence bit.
 * op byte: bits 0-5 op, then flags.
 */
enum {
    QATI_OPT = 0x40,   /* the line may end before this field (first field of a tail)               */
    QATI_EMPTY = 0x80, /* the field may be empty                                                   */
    /* 0..47: a field of the type with this number */
    QATI_O_TYPE = 48,  /* TYPE: a field of this type                                               */
    QATI_O_END = 49,   /* the line ends here                                                       */
    /* payload on the line; nothing stored */
    QATI_O_DATA = 50,  /* at of the field that holds the length, max32                             */
    QATI_O_DATALINE = 51,
    /* no field */
    QATI_O_TO = 52,    /* k at: the next field is presence bit k and stands at `at` (in QATI_UNITs of the struct) */
    QATI_O_LIT = 53,   /* n bytes[n]: literal text, commas included; no comma expected around it   */
    QATI_O_WHEN = 54,  /* MODE value8: fails unless the mode has the value; 0x80: unless it differs */
    QATI_O_OK = 55,    /* behind a number: n, int16[n]: success values; others: QAT_E_RESULT       */
    QATI_O_HEAD = 56,  /* at: the request's expected head (qat_send): line must begin with it      */
    QATI_O_SAME = 57,  /* at: behind a number: that number of the request, else QAT_E_MISMATCH; 0xFF: XOR checksum */
    QATI_O_NUMBER = 59,/* u8: a field of the type with this number                                */
    QATI_O_KEY = 58    /* at: behind a number: it must equal the request's, or it is not this line */
};
enum { QATI_TYPES = 48 }; /* whose number is the op itself */

/* Record kinds and flags. */
enum {
    QATI_R_URC = 0,
    QATI_R_RESTART = 1, /* URC that is a restart (boot)                             */
    QATI_R_FINAL = 2,
    QATI_R_INFO = 3,
    QATI_R_FIRST = 4,   /* information line 0                                       */
    QATI_R_LATE = 5,    /* completes                                                */
    QATI_R_EACH = 6,    /* after OK, completes nothing                              */
    QATI_R_KIND = 7,
    QATI_R_ALSO = 0x08, /* same meaning: the line goes on to the URCs as well       */
    QATI_R_MORE = 0x10,
    QATI_R_SETS = 0x20,
    QATI_R_PAYLOAD = 0x40 /* payload behind the line: see QATI_P_* */
};

/* Payload behind a line (info, urc or CONNECT). */
enum {
    QATI_P_FIELD = 1,   /* as many bytes as the field at `at` of the line's struct says  */
    QATI_P_LINE = 2,    /* the next line                                                           */
    QATI_P_CALLER = 3,  /* as many as the request's number at `at` says                        */
    QATI_P_UNTIL = 4    /* the same; 0: up to a text of `max` bytes, which follows; '#' in it: the payload's size */
};

/* Finals: id of a final's record, in finals and stages. */
enum {
    QATI_F_OK = 0, QATI_F_ERROR = 1, QATI_F_CME = 2, QATI_F_CMS = 3, QATI_F_CONNECT = 4, QATI_F_NO_CARRIER = 5,
    QATI_F_BUSY = 6, QATI_F_NO_ANSWER = 7, QATI_F_NO_DIALTONE = 8, QATI_F_SEND_OK = 9, QATI_F_SEND_FAIL = 10
};

/* MODE (3 bytes): where a mode's value lies. Bit address in qat_t.modes = base + index * width.
 *   u8 base   u8 index: `at` of the number that is the index (in the line's struct for WHEN, in the request for SETS),
 *             0xFF: no index   u8 low nibble: width 1, 2, 4 or 8; high nibble: index of the first element
 * SETS: u8 n, then n times 6 bytes: MODE, u8 kind, u8 value, u8 bit. kind 0: set to value; 1: to the number at `value`;
 *   2: to the number at `value` if bit `bit` of the has at the struct's front (URC) or behind qat_req_t is set.
 *
 * COMMAND: the bytes of one command.
 *   u16 id (for names and `stale until`) in bits 0-11; QATI_ID_MASKS: u8 n, n times { u16 dialect mask, u16 offset of BODY }
 *   follow, else the BODY for every dialect
 * BODY (offsets from its first byte):
 *   u8 QATI_B_* below 256   u8 STAGES of one byte; if QATI_B_STAGES: offset of STAGES   [u8 QATI_B_* / 256 if QATI_B_MORE]
 *   a byte for each QATI_B_ that is set, in order: those that say "offset" are offsets from the first byte of the BODY,
 *   multiples of 4 where QATI_B_WIDE is set; LINE
 */
enum { QATI_ID_MASKS = 0x1000, QATI_ID = 0x0FFF, QATI_ID_SEND = 0x0FFE, QATI_ID_ESCAPE = 0x0FFD /* of the runtime */ };
enum {
    QATI_B_INFO_AT = 1,     /* at of info struct; not set: it stands behind qat_req_t              */
    QATI_B_INFO = 2,        /* offset: heads of the information lines                              */
    QATI_B_TEXT = 4,        /* offset: RECORD of free text, without a head                         */
    QATI_B_LATE = 8,        /* offset: u8 at of late struct, u16 id of the command that ends staleness (0xFFFF: none),
                             * u8 n keys, n times `at`: the request's numbers that are the key; heads of late lines  */
    QATI_B_FIRST = 0x10,    /* no byte: information line 0 must come                               */
    QATI_B_STAGES = 0x20,   /* no byte                                                             */
    QATI_B_HAS = 0x40,      /* no byte: the request has presence bits                              */
    QATI_B_MORE = 0x80,     /* no byte                                                             */
    QATI_B_FLAGS = 0x100,   /* QATI_C_*                                                            */
    QATI_B_MUST = 0x200,    /* bit k: line id k must come (ids 0..4); bit 5: free text must        */
    QATI_B_PAYLOAD = 0x400, /* at of payload (qat_payload_t)                                       */
    QATI_B_EXCLUDES = 0x800,/* offset: u8 n exclusives, n times u16 id                             */
    QATI_B_SETS = 0x1000,   /* offset: SETS executed when OK came                                  */
    QATI_B_FOREIGN = 0x2000,/* offset: u8 n, n times { u8 at, u8 bit (0xFF: a text) }: arguments that only other dialects take */
    QATI_B_WIDE = 0x4000,   /* no byte                                                             */
    QATI_B_LINE = QATI_B_WIDE, /* to be asked for: the place behind all bytes                      */
    QATI_B_BYTES = 0x3F0F   /* those that have a byte                                              */
};
enum {
    QATI_C_LATE = 1,    /* a late line completes the request      */
    QATI_C_HOLDS = 2,
    QATI_C_SUM = 8,     /* the payload's XOR checksum is needed   */
    QATI_C_WORDS = 16,  /* its answers could be taken for a result that is a digit */
    QATI_C_VERBOSE = 32 /* it sets how results are told: its own may be a digit    */
};

/* LINE: the command line behind "AT". Arguments are the members of the request in order, and so are their presence bits;
 * a comma goes out between two arguments that stand side by side.
 *   20..7E       these bytes are sent
 *   80..AF       an argument of the type with this number + 0x80
 *   B0..FF       the text with this number + 0xB0 in qati_words: u16 offset of each text, texts; 0x80 is set in the last
 *                byte of each
 */
enum {
    QATI_L_END = 0,      /* nothing follows, on a command line its CR                                */
    QATI_L_TAIL = 2,     /* the line ends here when no argument behind is there; a number behind it is when its presence
                          * bit is set, a text when its pointer is not NULL                          */
    QATI_L_TYPE = 3,     /* TYPE: an argument of this type                                           */
    QATI_L_OPT = 4,      /* the next argument may be absent                                          */
    QATI_L_SIZE = 5,     /* at: the next argument is the size of the payload there; it is no member  */
    QATI_L_CHOICE = 6,   /* the same with a presence bit                                             */
    QATI_L_TO = 7,       /* k at: the next argument has presence bit k and stands at `at`            */
    QATI_L_CLOSE = 8,    /* no comma before the next argument                                        */
    QATI_L_NO_AT = 9,    /* first of all: the line does not begin with AT                            */
    QATI_L_NUMBER = 10,  /* u8: an argument of the type with this number                             */
    QATI_L_ARGUMENT = 0x80,
    QATI_L_WORD = 0xB0
};
enum { QATI_WORDS = 80 };

/* STAGES, after the line was sent: a byte op << 5 | limit, operands.
 *   limit: number of a u16 in qati_limits, in 100 ms; 31: LIMIT follows
 *   LIMIT: u16 in 100 ms; 0xFFFF: then u8 at, u8 bit (0xFF none), u8 at2 (0xFF none), u16 unit, u16 default of arg * unit, u16 constant,
 *          u8 bit2 (0xFF none), u8 default2. Times in 100 ms: limit = arg [* arg2] * unit + constant; a default stands for an
 *          absent argument
 */
enum {
    QATI_S_END = 0,
    QATI_S_FINAL = 1,   /* u8 final: this one is success, then on        */
    QATI_S_PROMPT = 2,
    QATI_S_CONNECT = 3, /* u16 offset in the BODY of the CONNECT line's RECORD: FIELDs behind the word CONNECT, payload; 0: plain */
    QATI_S_OUT = 4,     /* u8 QATI_OUT_*, u8 presence bit of the size argument, u8 ack byte (0: none), u16 every,
                         * u8 at of the number that says whether there are acks (0xFF: always), u8 at of the module's own
                         * idle time in s (0xFF: none), u16 default of it in s, u32 most bytes (0: any number).
                         * No limit: a payload has 10 s and 1 ms for each of its bytes. */
    QATI_S_LATE = 5,
    QATI_S_OK = 6,      /* OK is success, then on                        */
    QATI_S_LAST = 7     /* OK is success, nothing follows                */
};
enum { QATI_LIMITS = 31 };
enum {
    QATI_OUT_COUNTED = 1,
    QATI_OUT_CTRLZ = 2,
    QATI_OUT_EITHER = 3 /* by length when the presence bit of the size argument is set, else Ctrl-Z */
};

/* SCRIPTS of a dialect. startup: u8 n, n steps: { u8 length of what follows, u8 tries, u16 every in 100 ms, LINE }.
 * probe: u8 n, n steps: { u8 length of what follows, u16 command id, u8 length of LINE, LINE, trie of its
 * information line's head with leaf id 0 }. These LINEs name no words and types by number.
 * modes: the start value of every byte of qat_t.modes. */
