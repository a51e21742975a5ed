/* ---- tables: what the compiler writes and the runtime reads ----
 *
 * Everything is bytes, read through QATI_ROM8/QATI_ROM16 (little endian). No pointers inside.
 *
 * TRIE: finds a line's literal head. The reader stands at the line's first byte.
 *   00..7F        this byte must come next
 *   80..DF lo     leaf: id = (first & 0x7F) << 8 | lo (0..24575); the reader stands behind the head
 *   E0 first n off[n]   branch on one byte: off 0 = no match, else 1 + offset from behind off[]; E1: 16-bit offsets
 *   E2 hi lo      if the line ends here: leaf with id hi << 8 | lo (0..24575), else go on behind
 *   E3            no match
 *   E4 c n        if the next byte is c take it and go on behind, else skip n bytes; E5: 16-bit n
 *   E6            skip blanks, none or more
 *
 * A dialect's trie gives an index into dialect->lines (16-bit offsets of RECORDs in dialect->bytes). The trie of a
 * command gives the record's offset in the command's own bytes. Head = the template's literals up to the first field, or
 * the whole line. `: ` is written ':' E6 where the dialect says colon-space optional; a blank behind a comma is E6 as well.
 *
 * RECORD: one line, or several alternatives with the same head, tried in order.
 *   byte  QATI_R_* flags | kind
 *   u16   id: URC number; or which line of the command (0..); or final code QATI_F_*
 *   [u16  offset from behind these two bytes to the next alternative's record       if QATI_R_MORE]
 *   [u8 QATI_P_*, u8 at, u32 max                                                    if QATI_R_PAYLOAD]
 *   [SETS: base is the request for a command's lines, the urc's struct for URCs     if QATI_R_SETS]
 *   FIELD program
 *
 * FIELD program: one op per field, in order; a comma is expected between two fields, a blank behind it skipped.
 * op byte: bits 0-4 op, then flags. `at` = offset of the member in its struct in QATI_UNITs. The k-th storing op
 * sets presence bit k, unless QATI_O_BIT said another number.
 */
enum {
    /* flags of an op */
    QATI_OPT = 0x40,   /* the line may end before this field (first field of a tail)               */
    QATI_EMPTY = 0x20, /* the field may be empty                                                   */
    QATI_CHECK = 0x80, /* number: compared with the request's number at u8 argument offset, which
                        * follows the op's own operands; 0xFF: with the payload's XOR checksum     */
    /* numbers; stored as uint32_t or int32_t */
    QATI_O_END = 0,    /* the line ends here                                                       */
    QATI_O_U8 = 1,     /* at max8: 1 to 10 digits                                                  */
    QATI_O_U16 = 2,    /* at max16                                                                 */
    QATI_O_U32 = 3,    /* at                                                                       */
    QATI_O_RANGE = 4,  /* at lo32 hi32: sign tolerated                                             */
    QATI_O_DIGITS = 5, /* at min max lo8 hi8: that many digits; value outside lo8..hi8 is odd
                        * (hi8 255: no range)                                                      */
    QATI_O_HEX = 6,    /* at min max: hex digits, quoted or bare, 0x tolerated                     */
    QATI_O_BITS = 7,   /* at n: quoted binary digits                                               */
    QATI_O_PERCENT = 8,/* at: digits, % tolerated                                                  */
    QATI_O_KEY = 9,    /* at arg8: digits, must equal the request's number at arg8                 */
    QATI_O_QUOTED = 10,/* at u16 n, trie of n bytes: quoted word; leaf id = value. Words end in '"' */
    QATI_O_WORD = 11,  /* at u16 n, trie of n bytes: bare word up to comma or line end             */
    /* text; stored as qat_str_t */
    QATI_O_STRING = 12,/* at max8: quoted; longer than max8 is odd (255: no limit)                 */
    QATI_O_MULTI = 13, /* at max16: quoted, CR LF inside; longer than max16: not this line         */
    QATI_O_BARE = 14,  /* at: up to the next comma or line end, not starting with a quote          */
    QATI_O_EITHER = 15,/* at: quoted or bare                                                       */
    QATI_O_IDENT = 16, /* at min max: digits and A-F                                               */
    QATI_O_TEXT = 17,  /* at: the rest of the line, may be empty                                   */
    /* payload on the line; nothing stored */
    QATI_O_DATA = 18,  /* at of the field that holds the length, max32                             */
    QATI_O_DATALINE = 19,
    /* no field */
    QATI_O_LIT = 20,   /* n bytes[n]: literal text, commas included; no comma expected around it   */
    QATI_O_BIT = 21,   /* k: the next storing op sets presence bit k                               */
    QATI_O_WHEN = 22,  /* MODE value8: fails unless the mode has the value; 0x80: unless it differs */
    QATI_O_OK = 23,    /* behind a number op: n, int16[n]: success values; others: QAT_E_RESULT    */
    QATI_O_HEAD = 24   /* the request's expected head (qat_send): line must begin with it          */
};

/* Record kinds and flags. */
enum {
    QATI_R_URC = 0,
    QATI_R_FINAL = 1,
    QATI_R_INFO = 2,
    QATI_R_LATE = 3,    /* completes                                                */
    QATI_R_EACH = 4,    /* after OK, completes nothing                              */
    QATI_R_KIND = 7,
    QATI_R_RESTART = 0x08, /* URC that is a restart (boot)                          */
    QATI_R_MORE = 0x10,
    QATI_R_SETS = 0x20,
    QATI_R_PAYLOAD = 0x40, /* payload behind the line: see QATI_P_* */
    QATI_R_ALSO = 0x80     /* same meaning: the line goes on to the URCs as well    */
};

/* Payload behind a line (info, urc or CONNECT). */
enum {
    QATI_P_FIELD = 1,   /* as many bytes as the field at `at` of the line's struct says  */
    QATI_P_LINE = 2,    /* the next line                                                           */
    QATI_P_CALLER = 3   /* as many as the request's number at `at` says                        */
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
 *   2: to the number at `value` if bit `bit` of the has at the struct's front (URC) or at the request's has is set.
 *
 * COMMAND: the bytes of one command.
 *   u16 id (for names and `stale until`)   u8 n, n times { u16 dialect mask, u16 offset of BODY }
 * BODY (offsets from the command's first byte, 0: none):
 *   u8  QATI_C_* flags
 *   u8  least number of information lines: bit k: line id k is mandatory (ids 0..6), bit 7: free text is
 *   u16 LINE      u16 trie of information lines   u16 record of free text (FIELD program without a head)
 *   u16 trie of late lines   u16 STAGES
 *   u8  at of info struct   u8 at of late struct   u8 at of payload (qat_payload_t), 0: none
 *   u8  at of has of the request (0: no optional number)
 *   u16 id of the command that ends staleness (0xFFFF: none)
 *   u8  n keys, n times `at`: the request's numbers that are the key of its late line
 *   u8  n exclusives, n times u16 id
 *   SETS executed when OK came (n may be 0)
 *   u8  n foreign, n times { u8 at, u8 bit (0xFF: a text) }: arguments that only other dialects take
 */
enum {
    QATI_C_LATE = 1,    /* a late line completes the request      */
    QATI_C_HOLDS = 2,
    QATI_C_RAW = 4,     /* qat_send: lines are handed over raw    */
    QATI_C_SUM = 8,     /* the payload's XOR checksum is needed   */
    QATI_C_WORDS = 16,  /* its answers could be taken for a result that is a digit */
    QATI_C_VERBOSE = 32 /* it sets how results are told: its own may be a digit    */
};

/* LINE: bytes < 0x80 are sent as they are; the line's CR is among them. 0x80 ends it. The leading "AT" is included.
 *   0x80 | op, flags 0x20: a presence bit follows the `at` (numbers only; a text is absent when its pointer is NULL)
 */
enum {
    QATI_L_END = 0x80,
    QATI_L_NUM8 = 0x81,   /* at [bit] lo8 hi8                                                    */
    QATI_L_NUM16 = 0x82,  /* at [bit] lo16 hi16                                                  */
    QATI_L_NUM32 = 0x83,  /* at [bit] lo32 hi32 (unsigned)                                       */
    QATI_L_SIGNED = 0x84, /* at [bit] lo32 hi32                                                  */
    QATI_L_HEX = 0x85,    /* at [bit] min max style (0 bare, 1 quoted, 2 0x): at least min digits */
    QATI_L_BITS = 0x86,   /* at [bit] n                                                          */
    QATI_L_WORDS = 0x87,  /* at [bit] u16 n, n bytes: words one after another, each: length byte, text as sent */
    QATI_L_QUOTED = 0x88, /* at lo16 hi16: quoted text (hi 0: no limit)                          */
    QATI_L_BARE = 0x89,   /* at lo16 hi16: as it is; no blank, comma, quote, ';'                 */
    QATI_L_TEXT = 0x8A,   /* at lo16 hi16: as it is to the line's end; no ';'                    */
    QATI_L_SIZE = 0x8B,   /* at [bit] lo32 hi32: size of the payload at `at`                     */
    QATI_L_TAIL = 0x8C,   /* u16 n: the next n bytes are a tail; left out when none of its arguments is present */
    QATI_L_RAW = 0x8D,    /* at: text as it is, only CR LF NUL refused (qat_send)                */
    QATI_L_OPT = 0x20
};

/* STAGES, after the line was sent: op, LIMIT, operands. Ends with QATI_S_END.
 *   LIMIT: u16 in 100 ms; 0xFFFF: then u8 at, u8 bit (0xFF none), u8 at2 (0xFF none), u16 unit, u16 default of arg * unit, u16 constant,
 *          u8 bit2 (0xFF none), u8 default2. Times in 100 ms: limit = arg [* arg2] * unit + constant; a default stands for an
 *          absent argument
 */
enum {
    QATI_S_END = 0,
    QATI_S_FINAL = 1,   /* u8 final: this one is success, then on        */
    QATI_S_PROMPT = 2,
    QATI_S_CONNECT = 3, /* u16 record of the CONNECT line: FIELDs behind the word CONNECT, payload; 0: plain */
    QATI_S_OUT = 4,     /* u8 QATI_OUT_*, u8 presence bit of the size argument, u8 ack byte (0: none), u16 every,
                         * u8 at of the number that says whether there are acks (0xFF: always), u8 at of the module's own
                         * idle time in s (0xFF: none), u16 default of it in s, u32 most bytes (0: any number).
                         * The LIMIT is not used: a payload has 10 s and 1 ms for each of its bytes. */
    QATI_S_LATE = 5
};
enum {
    QATI_OUT_COUNTED = 1,
    QATI_OUT_CTRLZ = 2,
    QATI_OUT_EITHER = 3 /* by length when the presence bit of the size argument is set, else Ctrl-Z */
};

/* SCRIPTS of a dialect. startup: u8 n, n steps: { u8 length of what follows, u8 tries, u16 every in 100 ms, LINE }.
 * probe: u8 n, n steps: { u8 length of what follows, u16 command id, u8 length of LINE, LINE, trie of its
 * information line's head with leaf id 0 }.
 * modes: the start value of every byte of qat_t.modes. */
