/* ---- params: the fields of a line -> members of a struct ---- */

static QATI_SMALL unsigned qati_digit(unsigned c)
{
    c -= '0';
    if (c > 9) {
        c = (c | 32) - ('a' - '0');
        c = c > 5 ? 99 : c + 10;
    }
    return c;
}

/* Hex digits, quoted or bare, or quoted binary digits. Returns what follows them; NULL: not that. */
static const uint8_t *qati_hex(const uint8_t *t, const uint8_t *p, uint32_t *number)
{
    unsigned hex = QATI_ROM8(t) == QATI_T_HEX, quote = *p == '"', least = QATI_ROM8(t + 1), c;
    unsigned most = hex ? QATI_ROM8(t + 2) : least, shift = hex ? 4 : 1;
    const uint8_t *from;
    uint32_t x = 0;

    p += quote;
    if (hex && *p == '0' && (p[1] | 32) == 'x') {
        p += 2;
    }
    for (from = p; p != from + most && (c = qati_digit(*p)) >> shift == 0; p++) {
        x = x << shift | c;
    }
    if (p - from < (int)least || qati_digit(*p) < 16 || (quote ? *p++ != '"' : !hex)) {
        return NULL;
    }
    *number = x;
    return p;
}

/* Decimal digits, at most 10: the work is bounded. */
static QATI_FLAT const uint8_t *qati_decimal(const uint8_t *t, const uint8_t *p, uint32_t *number, uint32_t *has)
{
    unsigned kind = QATI_ROM8(t), sign = kind == QATI_T_SIGNED && (*p == '-' || *p == '+') ? *p++ : 0u, n;
    const uint8_t *from = p, *limit = p + 11;
    uint32_t x = *p - (uint32_t)'0', c;

    if (x > 9) {
        return NULL;
    }
    while ((c = *++p - (uint32_t)'0') <= 9 && p != limit) {
        x = x * 10 + c;
    }
    n = (unsigned)(p - from);
    if (n >= 10) {
        if (n > 10) {
            return NULL;
        }
        if (*from > '4' || (*from == '4' && x < 4000000000u)) {
            x = 0xFFFFFFFFu;
            *has |= QAT_ODD;
        }
    }
    if (kind == QATI_T_SIGNED) {
        *has |= x > 0x7FFFFFFFu + (sign == '-') ? QAT_ODD : 0;
        x = sign == '-' ? 0 - x : x;
    } else if (kind == QATI_T_DIGITS && (n < QATI_ROM8(t + 1) || n > QATI_ROM8(t + 2))) {
        return NULL;
    } else if (kind == QATI_T_PERCENT && *p == '%') {
        p++;
    }
    *has |= qati_fits(t, x) ? 0 : QAT_ODD;
    *number = x;
    return p;
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

/* An op that is no field; d: its operands. Returns what follows them; NULL: the line is not this one. */
static const uint8_t *qati_rule(qati_look_t *k, unsigned op, const uint8_t *d, uint32_t number, const void *obj)
{
    unsigned n = QATI_ROM8(d++);

    if (op == QATI_O_WHEN) {
        unsigned index = QATI_ROM8(d), want = QATI_ROM8(d + 2);

        index = qati_mode(k->modes, d - 1, index == 0xFF ? QATI_ROM8(d + 1) >> 4 : QATI_NUMBER(obj, index));
        return (index != (want & 0x7F)) == !(want & 0x80) ? NULL : d + 3;
    }
    if (op == QATI_O_OK) {
        unsigned good = 0;

        for (; n > 0; n--, d += 2) {
            good |= (int16_t)qati_get16(d) == (int32_t)number;
        }
        k->result = good ? k->result : (int8_t)QAT_E_RESULT;
    } else if (op == QATI_O_SAME) {
        if (n == 0xFF ? number != k->sum : k->args && number != QATI_NUMBER(k->args, n)) {
            k->result = QAT_E_MISMATCH;
        }
    } else { /* QATI_O_KEY */
        k->key = k->key << 16 ^ number;
        if (k->args && number != QATI_NUMBER(k->args, n)) {
            return NULL;
        }
    }
    return d;
}

/* Literal text, or the request's expected head. Returns what follows it in the line; NULL: something else stands there. */
static QATI_FLAT const uint8_t *qati_literal(const qati_look_t *k, unsigned op, const uint8_t *d, const uint8_t *p, const uint8_t *e)
{
    unsigned n = QATI_ROM8(d);

    if (op == QATI_O_HEAD) {
        const qat_str_t *head = (const qat_str_t *)QATI_MEMBER(k->args, n);

        return head->ptr && ((size_t)(e - p) < head->len || memcmp(p, head->ptr, head->len) != 0) ? NULL : p;
    }
    for (; n > 0; n--) {
        if (p == e || *p++ != QATI_ROM8(++d)) {
            return NULL;
        }
    }
    return p;
}

/* Finds the end of a text that begins at p. QATI_YES: it lies from *from to *to; QATI_NO, QATI_MORE, QATI_CUT. */
static QATI_FLAT int qati_text(qati_look_t *k, const uint8_t *t, const uint8_t *p, const uint8_t *e, const uint8_t **from,
                               const uint8_t **to)
{
    unsigned kind = QATI_ROM8(t), lines = kind != QATI_T_MULTI; /* may several of them be inside? */

    *from = p;
    if (*p == '"' && kind <= QATI_T_EITHER && kind != QATI_T_WORD) {
        *from = ++p;
        p = qati_find(p, e, '"');
        if (!p) {
            k->next = *from;
            if (kind == QATI_T_MULTI) {
                return (unsigned)(e - *from) > qati_get16(t + 1) ? QATI_NO : QATI_MORE;
            }
            return QATI_CUT;
        }
    } else if (kind == QATI_T_TEXT) {
        p = e;
    } else if (kind == QATI_T_IDENT) {
        while (p - *from <= QATI_ROM8(t + 2) && qati_digit(*p) < 16) {
            p++;
        }
        if (p - *from < QATI_ROM8(t + 1) || p - *from > QATI_ROM8(t + 2)) {
            return QATI_NO;
        }
        lines = 0;
    } else if (kind == QATI_T_BARE || kind == QATI_T_EITHER || kind == QATI_T_WORD) {
        while (p != e && *p != ',' && *p != '\n') {
            p++;
        }
        if (p == *from || (p != e && *p == '\n') || **from == '"') {
            return QATI_NO;
        }
        if (kind == QATI_T_WORD && ((unsigned)**from | 32) - 'a' > 25) { /* a word begins with a letter */
            return QATI_NO;
        }
        lines = 0;
    } else {
        return QATI_NO;
    }
    *to = p;
    return lines && qati_find(*from, p, '\n') ? QATI_NO : QATI_YES;
}

/* Which word of the list it is; QAT_UNKNOWN_WORD: none. */
static uint32_t qati_word_number(const uint8_t *t, const uint8_t *from, const uint8_t *to)
{
    unsigned n = QATI_ROM8(t + 1), number, len, i;

    t += 2;
    for (number = 0; number < n; number++, t += len) {
        len = QATI_ROM8(t++);
        for (i = 0; len == (unsigned)(to - from) && i < len && QATI_ROM8(t + i) == from[i]; i++) {
        }
        if (i == len && i > 0) {
            return number;
        }
    }
    return QAT_UNKNOWN_WORD;
}

/* Reads the line [p, e) behind its head by the FIELD program d into obj. *e is readable and CR, LF or blank. */
static int qati_decode(qati_look_t *k, const uint8_t *d, const uint8_t *p, const uint8_t *e, void *obj)
{
    uint32_t has = 0, bit = 1, number = 0;
    unsigned first = 1, at = sizeof(uint32_t), op, kind;
    const uint8_t *t = NULL;
    int r;

    for (;;) {
        op = QATI_ROM8(d++);
        kind = op & 63;
        if (kind < QATI_O_TYPE) {
            t = qati_type(kind);
        } else if (kind == QATI_O_TYPE) {
            t = d;
            d = qati_behind_type(d);
        } else if (kind == QATI_O_NUMBER) {
            t = qati_type(QATI_ROM8(d++));
            kind = 0;
        } else if (kind == QATI_O_TO) {
            bit = (uint32_t)1 << QATI_ROM8(d);
            at = (unsigned)(QATI_ROM8(d + 1) * QATI_UNIT);
            d += 2;
            continue;
        } else if (kind == QATI_O_LIT || kind == QATI_O_HEAD) {
            p = qati_literal(k, kind, d, p, e);
            if (!p) {
                return QATI_NO;
            }
            d += kind == QATI_O_LIT ? 1 + QATI_ROM8(d) : 1;
            first = 1;
            continue;
        } else if (kind > QATI_O_TO) {
            d = qati_rule(k, kind, d, number, obj);
            if (!d) {
                return QATI_NO;
            }
            continue;
        }
        /* between two fields, or at the line's end */
        if ((!first || (op & QATI_OPT)) && *p == ',') {
            do {
                p++;
            } while (*p == ' ' && kind < QATI_O_DATA); /* a payload may begin with a blank */
            if (kind == QATI_O_END) {
                has |= QAT_ODD; /* fields that the spec does not know */
                k->extra = 1;
                r = k->lax ? QATI_YES : QATI_NO;
                break;
            }
        } else if (!first || (op & QATI_OPT) || kind == QATI_O_END || p == e) {
            while (p != e && *p == ' ') {
                p++;
            }
            r = p != e ? QATI_NO : QATI_YES;
            if (p != e || kind == QATI_O_END || (op & QATI_OPT)) {
                break;
            }
            if (!first || !((op & QATI_EMPTY) || (kind <= QATI_O_TYPE && QATI_ROM8(t) == QATI_T_TEXT))) {
                r = QATI_NO;
                break;
            }
        }
        first = 0;
        if (kind >= QATI_O_DATA) { /* a payload begins */
            k->next = p;
            *(uint32_t *)obj = has;
            if (kind == QATI_O_DATALINE) {
                return QATI_UNTIL;
            }
            k->size = QATI_NUMBER(obj, QATI_ROM8(d));
            return k->size <= qati_get32(d + 1) ? QATI_COUNTED : QATI_NO;
        }
        kind = QATI_ROM8(t);
        if (kind >= QATI_T_STRING) {
            at = (at + (unsigned)sizeof(void *) - 1) & ~((unsigned)sizeof(void *) - 1);
        }
        if ((op & QATI_EMPTY) && (*p == ',' || p == e)) {
            ;
        } else {
            if (kind < QATI_T_HEX) {
                p = qati_decimal(t, p, &number, &has);
            } else if (kind < QATI_T_QUOTED) {
                p = qati_hex(t, p, &number);
            } else {
                const uint8_t *from, *to, *begin = p;

                r = qati_text(k, t, p, e, &from, &to);
                if (r != QATI_YES) {
                    return r;
                }
                p = to + (from != begin);
                if (kind < QATI_T_STRING) {
                    number = qati_word_number(t, from, to);
                    has |= number == QAT_UNKNOWN_WORD ? QAT_ODD : 0;
                } else {
                    qat_str_t *str = (qat_str_t *)(void *)((uint8_t *)obj + at);

                    str->ptr = (const char *)from;
                    str->len = (uint16_t)(to - from);
                    if (from == k->cut) {
                        k->cut_bit = bit;
                    }
                    if (k->room) {
                        has |= qati_keep(k, str);
                    }
                    has |= qati_fits_text(t, str->len) ? 0 : QAT_ODD;
                }
            }
            if (!p) {
                return QATI_NO;
            }
            if (kind < QATI_T_STRING) {
                *(uint32_t *)(void *)((uint8_t *)obj + at) = number;
            }
            if (k->full) { /* what touches the cut is no value; what stands before it is told */
                if (p == e) {
                    return QATI_NO;
                }
                *(uint32_t *)obj = has | bit;
            }
            has |= bit;
        }
        bit <<= 1;
        at += kind < QATI_T_STRING ? (unsigned)sizeof(uint32_t) : (unsigned)sizeof(qat_str_t);
    }
    *(uint32_t *)obj = has;
    return k->full ? QATI_NO : r;
}
