/* ---- body: what a command's BODY says: see "tables" ---- */

static unsigned qati_id(const uint8_t *cmd)
{
    return qati_get16(cmd) & QATI_ID;
}

#if defined(__OPTIMIZE_SIZE__) || !defined(__GNUC__)
static unsigned qati_bits_set(unsigned have)
{
    unsigned n = 0;

    for (; have; have &= have - 1) {
        n++;
    }
    return n;
}
#else
/* Of 14 bits. Where the question is a constant this is a shift. */
static QATI_FLAT unsigned qati_bits_set(unsigned have)
{
    const uint64_t of_four = 0x4332322132212110u;

    return (unsigned)((of_four >> (have & 15) * 4 & 15) + (of_four >> (have >> 8 & 15) * 4 & 15) +
                      (of_four >> (have >> 12) * 4 & 15));
}
#endif

/* The byte of that QATI_B_; behind all of them: QATI_B_LINE. */
static QATI_SMALL QATI_FLAT const uint8_t *qati_place(const uint8_t *body, unsigned bit)
{
    unsigned have = QATI_ROM8(body);

    body += 2;
    if (have & QATI_B_MORE) {
        have |= (unsigned)QATI_ROM8(body++) << 8;
    }
    return body + qati_bits_set(have & (bit - 1) & QATI_B_BYTES);
}

static QATI_SMALL QATI_FLAT unsigned qati_have(const uint8_t *body)
{
    unsigned have = QATI_ROM8(body);

    return have & QATI_B_MORE ? have | (unsigned)QATI_ROM8(body + 2) << 8 : have;
}

/* What it says; 0: nothing. */
static QATI_SMALL QATI_FLAT unsigned qati_part(const uint8_t *body, unsigned bit)
{
    return qati_have(body) & bit ? QATI_ROM8(qati_place(body, bit)) : 0;
}

/* Where the offset that it says leads; NULL: there is none. */
static QATI_SMALL QATI_FLAT const uint8_t *qati_piece(const uint8_t *body, unsigned bit)
{
    unsigned have = qati_have(body);

    return have & bit ? body + ((size_t)QATI_ROM8(qati_place(body, bit)) << (have & QATI_B_WIDE ? 2 : 0)) : NULL;
}

/* The number of a RECORD, and what follows it. */
static QATI_SMALL unsigned qati_record_id(const uint8_t *rec)
{
    unsigned kind = QATI_ROM8(rec) & QATI_R_KIND;

    return kind <= QATI_R_RESTART ? qati_get16(rec + 1) : kind == QATI_R_FIRST ? 0 : QATI_ROM8(rec + 1);
}

/* Bytes of a record's payload part. */
static unsigned qati_payload_bytes(const uint8_t *d)
{
    return 6 + (QATI_ROM8(d) == QATI_P_UNTIL ? QATI_ROM8(d + 2) : 0u);
}

static QATI_SMALL const uint8_t *qati_behind_id(const uint8_t *rec)
{
    unsigned kind = QATI_ROM8(rec) & QATI_R_KIND;

    return rec + (kind <= QATI_R_RESTART ? 3 : kind == QATI_R_FIRST ? 1 : 2);
}

/* The heads in what QATI_B_LATE leads to. */
static QATI_SMALL const uint8_t *qati_late_heads(const uint8_t *late)
{
    return late + 4 + QATI_ROM8(late + 3);
}
