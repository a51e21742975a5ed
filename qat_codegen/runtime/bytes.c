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

#if defined(__SSE2__) && defined(__GNUC__) && !defined(__OPTIMIZE_SIZE__)
typedef signed char qati_16_t __attribute__((vector_size(16)));

/* Which of 16 bytes are CR or LF: a bit for each. */
static QATI_FLAT unsigned qati_ends(const uint8_t *p)
{
    qati_16_t v;

    memcpy(&v, p, sizeof v);
    return (unsigned)__builtin_ia32_pmovmskb128((v == '\r') | (v == '\n'));
}

/* The first CR or LF, or NULL. Many at a time; what is left at the end is looked at together with what stands before it. */
static QATI_FLAT const uint8_t *qati_line_end(const uint8_t *p, const uint8_t *e)
{
    unsigned ends;

    if (e - p < 16) {
        while (p != e && (*p > '\r' || (*p != '\r' && *p != '\n'))) {
            p++;
        }
        return p == e ? NULL : p;
    }
    for (; e - p >= 32; p += 32) {
        ends = qati_ends(p) | qati_ends(p + 16) << 16;
        if (ends) {
            return p + __builtin_ctz(ends);
        }
    }
    if (e - p >= 16) {
        ends = qati_ends(p);
        if (ends) {
            return p + __builtin_ctz(ends);
        }
        p += 16;
    }
    if (p == e) {
        return NULL;
    }
    ends = qati_ends(e - 16) >> (16 - (e - p));
    return ends ? p + __builtin_ctz(ends) : NULL;
}
#else
/* The first CR or LF, or NULL. */
static QATI_SMALL const uint8_t *qati_line_end(const uint8_t *p, const uint8_t *e)
{
    while (p != e && (*p > '\r' || (*p != '\r' && *p != '\n'))) {
        p++;
    }
    return p == e ? NULL : p;
}
#endif
