/* ---- types: what a value may be, received or to be sent: see "tables" ---- */

/* The type with that number. */
static const uint8_t *qati_type(unsigned number)
{
    return qati_types + qati_get16(qati_types + 2 * number);
}

/* The part of a command line with that number. */
static const uint8_t *qati_word(unsigned number)
{
    return qati_words + qati_get16(qati_words + 2 * number);
}

/* What follows the type at t. */
static QATI_SMALL const uint8_t *qati_behind_type(const uint8_t *t)
{
    static const uint8_t operands[] QATI_ROM = { 1, 2, 0, 2, 4, 8, 8, 4, 0, 3, 1, 1, 1, 2, 4, 2, 0, 4, 4, 2, 0 };
    unsigned kind = QATI_ROM8(t), words = kind == QATI_T_QUOTED || kind == QATI_T_WORD ? QATI_ROM8(t + 1) : 0;

    t += 1 + QATI_ROM8(operands + kind);
    for (; words > 0; words--) {
        t += 1 + QATI_ROM8(t);
    }
    return t;
}

/* Is the number in the type's range? Received: else it is odd. To be sent: else it is refused. */
static QATI_SMALL int qati_fits(const uint8_t *t, uint32_t v)
{
    unsigned bits = 32;

    switch (QATI_ROM8(t++)) {
    case QATI_T_U8:
        return v <= QATI_ROM8(t);
    case QATI_T_U16:
        return v <= qati_get16(t);
    case QATI_T_DIGITS:
        t += 2;
        if (QATI_ROM8(t + 1) == 255) {
            break;
        }
        /* fall through */
    case QATI_T_SPAN8:
        return v >= QATI_ROM8(t) && v <= QATI_ROM8(t + 1);
    case QATI_T_SPAN16:
        return v >= qati_get16(t) && v <= qati_get16(t + 2);
    case QATI_T_SPAN32:
        return v >= qati_get32(t) && v <= qati_get32(t + 4);
    case QATI_T_SIGNED:
        return (int32_t)v >= (int32_t)qati_get32(t) && (int32_t)v <= (int32_t)qati_get32(t + 4);
    case QATI_T_HEX:
        bits = 4u * QATI_ROM8(t + 1);
        break;
    case QATI_T_BITS:
        bits = QATI_ROM8(t);
        break;
    case QATI_T_QUOTED:
    case QATI_T_WORD:
        return v < QATI_ROM8(t);
    default:
        break;
    }
    return bits >= 32 || v >> bits == 0;
}

/* Is the text as long as the type wants? */
static QATI_SMALL int qati_fits_text(const uint8_t *t, unsigned len)
{
    unsigned kind = QATI_ROM8(t), lo, hi;

    if (kind == QATI_T_STRING) {
        lo = QATI_ROM8(t + 1);
        hi = QATI_ROM8(t + 2);
        hi = hi == 255 ? 0 : hi;
    } else if (kind == QATI_T_STRING16 || kind == QATI_T_BARE || kind == QATI_T_TEXT) {
        lo = qati_get16(t + 1);
        hi = qati_get16(t + 3);
    } else {
        return 1;
    }
    return len >= lo && (hi == 0 || len <= hi);
}
