/* ---- reading tables ---- */

static QATI_SMALL unsigned qati_get16(const uint8_t *d)
{
    return QATI_ROM8(d) | (unsigned)QATI_ROM8(d + 1) << 8;
}

static QATI_SMALL uint32_t qati_get32(const uint8_t *d)
{
    return qati_get16(d) | (uint32_t)qati_get16(d + 2) << 16;
}

static QATI_SMALL const uint8_t *qati_find(const uint8_t *p, const uint8_t *e, int c)
{
    return (const uint8_t *)memchr(p, c, (size_t)(e - p));
}

/* The first CR or LF, or NULL. Searched piece by piece: a chunk full of one of them costs no more for the other. */
static QATI_SMALL const uint8_t *qati_line_end(const uint8_t *p, const uint8_t *e)
{
    const uint8_t *piece, *cr, *lf;

    for (; p < e; p = piece) {
        piece = e - p > 128 ? p + 128 : e;
        cr = qati_find(p, piece, '\r');
        lf = qati_find(p, cr ? cr : piece, '\n');
        if (cr || lf) {
            return lf ? lf : cr;
        }
    }
    return NULL;
}
