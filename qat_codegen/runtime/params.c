/* ---- params: the fields of a line -> members of a struct ---- */

/* Where decoding stands. */
typedef struct {
    const uint8_t *p;       /* in the line                                                   */
    const uint8_t *d;       /* in the FIELD program                                          */
    uint32_t has;
    uint32_t bit;           /* presence bit of the next field                                */
    uint32_t number;        /* the last one                                                  */
} qati_spot_t;

/* Bytes behind the op byte, words' tries excepted. */
static const uint8_t qati_op_size[] QATI_ROM = { 0, 2, 3, 1, 9, 5, 3, 2, 1, 2, 3, 3, 2, 3, 1, 1, 3, 1, 5, 0 };

static QATI_SMALL unsigned qati_digit(unsigned c)
{
    c -= '0';
    if (c > 9) {
        c = (c | 32) - ('a' - '0');
        c = c > 5 ? 99 : c + 10;
    }
    return c;
}

/* Copies a text to where it stays until done. Returns QAT_ODD when there is no room: it dies with the callback. */
static uint32_t qati_keep(qati_look_t *k, qat_str_t *s)
{
    if (s->len > k->room->room_size - k->room_used) {
        return QAT_ODD;
    }
    memcpy(k->room->room + k->room_used, s->ptr, s->len);
    s->ptr = k->room->room + k->room_used;
    k->room_used = (uint16_t)(k->room_used + s->len);
    return 0;
}

/* A mode's value. m: its MODE bytes; index: number of the element, from the mode's first. */
static QATI_SMALL unsigned qati_mode(const uint8_t *modes, const uint8_t *m, uint32_t index)
{
    unsigned width = QATI_ROM8(m + 2) & 15u;
    uint32_t at = QATI_ROM8(m) + (index - (QATI_ROM8(m + 2) >> 4)) * width;

    if (at / 8 >= QAT_MODE_BYTES) {
        return 0;
    }
    return (unsigned)(modes[at / 8] >> at % 8) & ((1u << width) - 1);
}

/* An op that is no field. Returns 0: the line is not this one. */
static int qati_rule(qati_look_t *k, qati_spot_t *s, unsigned op, const uint8_t *e, void *obj)
{
    const uint8_t *d = s->d, *p = s->p;
    unsigned n = QATI_ROM8(d++);

    if (op == QATI_O_LIT) {
        for (; n > 0; n--) {
            if (p == e || *p++ != QATI_ROM8(d++)) {
                return 0;
            }
        }
        s->p = p;
    } else if (op == QATI_O_BIT) {
        s->bit = (uint32_t)1 << n;
    } else if (op == QATI_O_WHEN) {
        unsigned index = QATI_ROM8(d), want = QATI_ROM8(d + 2);

        index = qati_mode(k->modes, d - 1, index == 0xFF ? QATI_ROM8(d + 1) >> 4 : QATI_NUMBER(obj, index));
        if ((index != (want & 0x7F)) == !(want & 0x80)) {
            return 0;
        }
        d += 3;
    } else if (op == QATI_O_OK) {
        unsigned good = 0;

        for (; n > 0; n--, d += 2) {
            good |= (int16_t)qati_get16(d) == (int32_t)s->number;
        }
        k->result = good ? k->result : (int8_t)QAT_E_RESULT;
    } else if (op == QATI_O_HEAD) {
        const qat_str_t *head = (const qat_str_t *)QATI_MEMBER(k->args, n);

        if (head->ptr && ((size_t)(e - p) < head->len || memcmp(p, head->ptr, head->len) != 0)) {
            return 0;
        }
    }
    s->d = d;
    return 1;
}

/* Decimal digits, at most 10: the work is bounded. Returns how many, 0: none or too many. */
static unsigned qati_decimal(qati_spot_t *s)
{
    const uint8_t *p = s->p, *limit = p + 11;
    uint32_t x = *p - (uint32_t)'0', c;
    unsigned n;

    if (x > 9) {
        return 0;
    }
    while ((c = *++p - (uint32_t)'0') <= 9 && p != limit) {
        x = x * 10 + c;
    }
    n = (unsigned)(p - s->p);
    if (n >= 10) {
        if (n > 10) {
            return 0;
        }
        if (*s->p > '4' || (*s->p == '4' && x < 4000000000u)) {
            x = 0xFFFFFFFFu;
            s->has |= QAT_ODD;
        }
    }
    s->p = p;
    s->number = x;
    return n;
}

/* The less usual kinds of decimal numbers. Returns 0: no number of this kind. */
static int qati_decimal_kind(qati_look_t *k, qati_spot_t *s, unsigned kind)
{
    const uint8_t *d = s->d;
    unsigned sign = 0, n;

    if (kind == QATI_O_RANGE && (*s->p == '-' || *s->p == '+')) {
        sign = *s->p++;
    }
    n = qati_decimal(s);
    if (n == 0) {
        return 0;
    }
    if (kind == QATI_O_RANGE) {
        int32_t v = s->number > 0x7FFFFFFF ? 0x7FFFFFFF : (int32_t)s->number;

        v = sign == '-' ? -v : v;
        if (s->number > 0x7FFFFFFF || v < (int32_t)qati_get32(d) || v > (int32_t)qati_get32(d + 4)) {
            s->has |= QAT_ODD;
        }
        s->number = (uint32_t)v;
        s->d += 8;
    } else if (kind == QATI_O_DIGITS) {
        if (n < QATI_ROM8(d) || n > QATI_ROM8(d + 1)) {
            return 0;
        }
        n = QATI_ROM8(d + 3);
        if (n != 255 && (s->number > n || s->number < QATI_ROM8(d + 2))) {
            s->has |= QAT_ODD;
        }
        s->d += 4;
    } else if (kind == QATI_O_KEY) {
        if (k->args && s->number != QATI_NUMBER(k->args, QATI_ROM8(d))) {
            return 0;
        }
        k->key = k->key << 16 ^ s->number;
        s->d++;
    } else if (kind == QATI_O_PERCENT && *s->p == '%') {
        s->p++;
    }
    return 1;
}

/* Hex digits, quoted or bare, or quoted binary digits. Returns 0: not that. */
static int qati_hex(qati_spot_t *s, unsigned kind)
{
    unsigned quote = *s->p == '"', least = QATI_ROM8(s->d++), most = least, shift = 1, c;
    const uint8_t *p = s->p + quote, *from;
    uint32_t x = 0;

    if (kind == QATI_O_HEX) {
        most = QATI_ROM8(s->d++);
        shift = 4;
        if (*p == '0' && (p[1] | 32) == 'x') {
            p += 2;
        }
    }
    for (from = p; p != from + most && (c = qati_digit(*p)) >> shift == 0; p++) {
        x = x << shift | c;
    }
    if (p - from < (int)least || qati_digit(*p) < 16 || (quote ? *p++ != '"' : kind == QATI_O_BITS)) {
        return 0;
    }
    s->p = p;
    s->number = x;
    return 1;
}

/* A payload on the line begins. */
static int qati_payload_here(qati_look_t *k, qati_spot_t *s, unsigned kind, unsigned at, void *obj)
{
    k->next = s->p;
    *(uint32_t *)obj = s->has;
    if (kind == QATI_O_DATALINE) {
        return QATI_UNTIL;
    }
    k->size = QATI_NUMBER(obj, at);
    return k->size <= qati_get32(s->d) ? QATI_COUNTED : QATI_NO;
}

/* Finds the end of a text; *from is its first byte. QATI_YES, QATI_NO, QATI_MORE or QATI_CUT. */
static int qati_text(qati_look_t *k, qati_spot_t *s, unsigned kind, const uint8_t *e, const uint8_t **from)
{
    const uint8_t *p = s->p;

    *from = p;
    if (*p == '"' && (kind == QATI_O_STRING || kind == QATI_O_MULTI || kind == QATI_O_EITHER || kind == QATI_O_QUOTED)) {
        *from = ++p;
        p = qati_find(p, e, '"');
        if (!p) {
            k->next = *from;
            if (kind == QATI_O_MULTI) {
                return (unsigned)(e - *from) > qati_get16(s->d) ? QATI_NO : QATI_MORE;
            }
            return QATI_CUT;
        }
    } else if (kind == QATI_O_TEXT) {
        p = e;
    } else if (kind == QATI_O_IDENT) {
        while (qati_digit(*p) < 16) {
            p++;
        }
        if (p - s->p < QATI_ROM8(s->d) || p - s->p > QATI_ROM8(s->d + 1)) {
            return QATI_NO;
        }
        s->d += 2;
    } else if (kind == QATI_O_BARE || kind == QATI_O_EITHER || kind == QATI_O_WORD) {
        while (p != e && *p != ',') {
            p++;
        }
        if (p == *from || **from == '"') {
            return QATI_NO;
        }
    } else {
        return QATI_NO;
    }
    if (kind != QATI_O_MULTI && qati_find(*from, p, '\n')) { /* not one line, but several */
        return QATI_NO;
    }
    s->p = p;
    return QATI_YES;
}

/* A text or word. QATI_YES: it is stored. */
static int qati_text_field(qati_look_t *k, qati_spot_t *s, unsigned kind, unsigned at, const uint8_t *e, void *obj)
{
    const uint8_t *from, *start = s->p;
    qat_str_t *str;
    unsigned id, quoted;
    int r;

    if (kind == QATI_O_DATA || kind == QATI_O_DATALINE) {
        return qati_payload_here(k, s, kind, at, obj);
    }
    r = qati_text(k, s, kind, e, &from);
    if (r != QATI_YES) {
        return r;
    }
    quoted = from != start;
    if (kind == QATI_O_QUOTED || kind == QATI_O_WORD) {
        if (!qati_walk(s->d + 2, from, s->p, &id)) {
            s->has |= QAT_ODD;
            s->number = QAT_UNKNOWN_WORD;
        } else {
            s->number = id;
        }
        QATI_NUMBER(obj, at) = s->number;
        s->d += 2 + qati_get16(s->d);
    } else {
        str = (qat_str_t *)QATI_MEMBER(obj, at);
        str->ptr = (const char *)from;
        str->len = (uint16_t)(s->p - from);
        if (from == k->cut) {
            k->cut_bit = s->bit;
        }
        if (k->room) {
            s->has |= qati_keep(k, str);
        }
        if (kind == QATI_O_STRING) {
            id = QATI_ROM8(s->d++);
            s->has |= id != 255 && str->len > id ? QAT_ODD : 0;
        } else if (kind == QATI_O_MULTI) {
            s->d += 2;
        }
    }
    s->p += quoted;
    return QATI_YES;
}

/* Between two fields, or at the line's end. Returns QATI_YES: a field begins; QATI_UNTIL: the line is read; QATI_NO. */
static int qati_between(qati_look_t *k, qati_spot_t *s, unsigned op, unsigned first, const uint8_t *e)
{
    unsigned kind = op & 31, may_end = first ? QATI_OPT | QATI_EMPTY : QATI_OPT;

    if ((!first || (op & QATI_OPT)) && *s->p == ',') {
        do {
            s->p++;
        } while (*s->p == ' ');
        if (kind != QATI_O_END) {
            return QATI_YES;
        }
        s->has |= QAT_ODD; /* fields that the spec does not know */
        return k->lax ? QATI_UNTIL : QATI_NO;
    }
    if (first && !(op & QATI_OPT) && kind != QATI_O_END && s->p != e) {
        return QATI_YES;
    }
    while (s->p != e && *s->p == ' ') {
        s->p++;
    }
    if (s->p != e) {
        return QATI_NO;
    }
    if (kind == QATI_O_END || (op & QATI_OPT)) {
        return QATI_UNTIL;
    }
    return (op & may_end) || (first && kind == QATI_O_TEXT) ? QATI_YES : QATI_NO;
}

/* Reads the line [p, e) behind its head by the FIELD program d into obj. *e is readable and CR, LF or blank. */
static int qati_decode(qati_look_t *k, const uint8_t *d, const uint8_t *p, const uint8_t *e, void *obj)
{
    qati_spot_t s;
    unsigned op, kind, at, first = 1;
    int r;

    s.p = p;
    s.d = d;
    s.has = 0;
    s.bit = 1;
    s.number = 0;
    for (;;) {
        op = QATI_ROM8(s.d++);
        kind = op & 31;
        if (kind >= QATI_O_LIT) {
            first = kind == QATI_O_LIT ? 1 : first;
            if (!qati_rule(k, &s, kind, e, obj)) {
                return QATI_NO;
            }
            continue;
        }
        r = qati_between(k, &s, op, first, e);
        if (r != QATI_YES) {
            break;
        }
        first = 0;
        if ((op & QATI_EMPTY) && (*s.p == ',' || s.p == e)) {
            s.d += QATI_ROM8(qati_op_size + kind) + (op >> 7) +
                   (kind == QATI_O_QUOTED || kind == QATI_O_WORD ? qati_get16(s.d + 1) : 0);
            s.bit <<= 1;
            continue;
        }
        at = QATI_ROM8(s.d++);
        if (kind <= QATI_O_U32) {
            if (qati_decimal(&s) == 0) {
                return QATI_NO;
            }
            if (kind != QATI_O_U32) {
                unsigned most = QATI_ROM8(s.d++);

                if (kind == QATI_O_U16) {
                    most |= (unsigned)QATI_ROM8(s.d++) << 8;
                }
                s.has |= s.number > most ? QAT_ODD : 0;
            }
        } else if (kind > QATI_O_KEY) {
            r = qati_text_field(k, &s, kind, at, e, obj);
            if (r != QATI_YES) {
                return r;
            }
        } else if (!(kind == QATI_O_HEX || kind == QATI_O_BITS ? qati_hex(&s, kind) : qati_decimal_kind(k, &s, kind))) {
            return QATI_NO;
        }
        if (kind <= QATI_O_KEY) {
            QATI_NUMBER(obj, at) = s.number;
        }
        if (k->full) { /* what touches the cut is no value; what stands before it is told */
            if (s.p == e) {
                return QATI_NO;
            }
            *(uint32_t *)obj = s.has | s.bit;
        }
        s.has |= s.bit;
        s.bit <<= 1;
        if (op & QATI_CHECK) {
            at = QATI_ROM8(s.d++);
            if (s.number != (at == 0xFF ? k->sum : k->args ? QATI_NUMBER(k->args, at) : s.number)) {
                k->result = QAT_E_MISMATCH;
            }
        }
    }
    *(uint32_t *)obj = s.has;
    return r == QATI_UNTIL && !k->full ? QATI_YES : QATI_NO;
}
