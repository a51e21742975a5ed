/* ---- table: finding and reading lines by tables ---- */

/* Tries the alternatives of the record at k->rec on the text p..e; k->rec becomes the one that fits. */
static int qati_try(qati_look_t *k, const uint8_t *p, const uint8_t *e, void *obj)
{
    const uint8_t *r = k->rec;

    for (;;) {
        unsigned flags = QATI_ROM8(r);
        const uint8_t *d = r + 3, *next = NULL;
        int result;

        if (flags & QATI_R_MORE) {
            next = d + 2 + qati_get16(d);
            d += 2;
        }
        if (flags & QATI_R_PAYLOAD) {
            d += 6;
        }
        if (flags & QATI_R_SETS) {
            d += 1 + 6 * QATI_ROM8(d);
        }
        result = qati_decode(k, d, p, e, obj);
        if (result != QATI_NO) {
            k->rec = r;
            return result;
        }
        if (!next) {
            return QATI_NO;
        }
        r = next;
    }
}

/* A line of the dialect: a final, or a URC. */
static int qati_read_line(qati_look_t *k, const qat_dialect_t *d, const uint8_t *b, const uint8_t *e, void *obj)
{
    unsigned id;

    k->p = qati_walk((const uint8_t *)d->heads, b, e, &id);
    if (!k->p) {
        return QATI_NO;
    }
    k->rec = d->bytes + QATI_ROM16(d->lines + id);
    return qati_try(k, k->p, e, obj);
}

/* A line of the command whose bytes are cmd; at: its BODY says where to look for information lines, or late ones. */
static int qati_read_head(qati_look_t *k, const uint8_t *cmd, unsigned at, const uint8_t *b, const uint8_t *e, void *obj)
{
    unsigned id;

    k->p = qati_walk(cmd + at, b, e, &id);
    if (!k->p) {
        return QATI_NO;
    }
    k->rec = cmd + id;
    return qati_try(k, k->p, e, obj);
}

/* The same where no head is to be found: free text, or what stands behind CONNECT. at: the record. */
static int qati_read_fields(qati_look_t *k, const uint8_t *cmd, unsigned at, const uint8_t *p, const uint8_t *e, void *obj)
{
    k->rec = cmd + at;
    return qati_try(k, p, e, obj);
}

/* Does the information line of the probe that is out begin so? */
static int qati_is_probe(const qat_t *q, const uint8_t *b, const uint8_t *e)
{
    const uint8_t *d = q->script + 3;
    unsigned id;

    return qati_walk(d + 1 + QATI_ROM8(d), b, e, &id) != NULL;
}
