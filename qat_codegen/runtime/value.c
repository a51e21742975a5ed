/* ---- values: modes, counters, texts ---- */

/* The place of a mode's element: see QAT_MODE_*. */
static int qati_mode_at(uint32_t mode, uint32_t index, uint32_t *at, uint32_t *width)
{
    uint32_t first = mode >> 16 & 255, n = mode >> 24;

    *width = mode >> 8 & 255;
    *at = (mode & 255) + (index - first) * *width;
    return index >= first && index - first < n && *at / 8 < QAT_MODE_BYTES;
}

int qat_mode_set(qat_t *q, uint32_t mode, uint32_t index, uint32_t value)
{
    uint32_t at, width;

    if (!q || !qati_mode_at(mode, index, &at, &width) || value >> width != 0) {
        return QAT_E_ARG;
    }
    q->modes[at / 8] = (uint8_t)((q->modes[at / 8] & ~(((1u << width) - 1) << at % 8)) | value << at % 8);
    return QAT_OK;
}

uint32_t qat_mode_get(const qat_t *q, uint32_t mode, uint32_t index)
{
    uint32_t at, width;

    if (!q || !qati_mode_at(mode, index, &at, &width)) {
        return 0;
    }
    return (uint32_t)(q->modes[at / 8] >> at % 8) & ((1u << width) - 1);
}

uint32_t qat_count(const qat_t *q, int which)
{
    uint32_t n;

    if (!q || which < 0 || which >= QAT_N_COUNT) {
        return 0;
    }
    n = q->count[which];
    if (which == QAT_N_PAYLOAD && q->reading >= QATI_RD_COUNTED && q->reading <= QATI_RD_UNTIL) {
        n += q->in.offset;
    }
    return n;
}

int qat_idle(const qat_t *q)
{
    return q && !q->queue && !q->active && !q->lates && !q->ended && q->owner == QATI_BY_REQUEST &&
           q->channel != QATI_CH_LENT;
}

qat_str_t qat_str(const char *text)
{
    qat_str_t s;

    s.ptr = text;
    s.len = 0;
    while (text && s.len < 0xFFFF && text[s.len]) {
        s.len++;
    }
    return s;
}

int qat_str_copy(char *to, size_t size, qat_str_t s)
{
    if (!to || s.len >= size) {
        return QAT_E_TOO_LONG;
    }
    if (s.len > 0) {
        memcpy(to, s.ptr, s.len);
    }
    to[s.len] = 0;
    return (int)s.len;
}

int qat_str_equal(qat_str_t a, const char *b)
{
    qat_str_t s = qat_str(b);

    return a.len == s.len && (a.len == 0 || memcmp(a.ptr, s.ptr, a.len) == 0);
}
