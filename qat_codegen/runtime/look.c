/* ---- look: what reading a line needs, and what comes of it ---- */

/* What decoding a line needs besides the line, and what it found. */
typedef struct qati_look_s {
    const uint8_t *modes;   /* NULL: every condition holds                                   */
    void *args;             /* the request whose line it may be; NULL: keys are only read    */
    const uint8_t *cut;     /* the text that was too long began here; NULL: none             */
    uint32_t cut_bit;       /* its presence bit                                              */
    const uint8_t *rec;     /* the record that was taken; none was: the last that some fields are of, else the first with
                             * this head; NULL: no such head                                 */
    const uint8_t *p;       /* behind the head                                               */
    const uint8_t *next;    /* QATI_CUT, QATI_COUNTED, QATI_DATALINE: where that field begins */
    uint32_t size;          /* QATI_COUNTED: bytes of payload                                */
    uint32_t key;           /* of the KEY fields                                             */
    uint16_t sum;           /* XOR checksum of the payload, for checks                       */
    int8_t result;          /* 0, QAT_E_RESULT, QAT_E_MISMATCH                               */
    uint8_t also;           /* the line goes on to the URCs                                  */
    uint8_t full;           /* the line goes on behind e: nothing can end there              */
    uint8_t loose;          /* blanks behind a colon are optional                            */
    uint8_t extra;          /* fields behind the last one were seen                          */
    uint8_t lax;            /* fields behind the last one are tolerated                      */
    uint8_t open;           /* there are line ends inside: a multi-line field was open       */
    qat_req_t *room;        /* texts are kept in this request's room; NULL: not              */
    uint16_t room_used;
} qati_look_t;

enum {
    QATI_NO = 0,   /* not this line                                                          */
    QATI_YES,
    QATI_MORE,     /* ends inside a multi-line field: read on                                */
    QATI_CUT,      /* ends inside a quoted text                                              */
    QATI_COUNTED,  /* a counted payload begins at next                                       */
    QATI_UNTIL     /* a payload without length begins at next                                */
};
