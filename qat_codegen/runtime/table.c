/* ---- table: finding and reading lines by tables ---- */

/* Tries the alternatives of the record at k->rec on the text p..e; k->rec becomes the one that fits, else the last that found
 * some of its fields: they are in obj. */
static QATI_FLAT int qati_try(qati_look_t *k, const uint8_t *p, const uint8_t *e, void *obj)
{
    const uint8_t *r = k->rec;
    uint16_t room_used = k->room_used;
    uint32_t found = 0;

    for (;;) {
        unsigned flags = QATI_ROM8(r);
        const uint8_t *d = qati_behind_id(r), *next = NULL;
        int result;

        if (flags & QATI_R_MORE) {
            next = d + 2 + qati_get16(d);
            d += 2;
        }
        if (flags & QATI_R_PAYLOAD) {
            d += qati_payload_bytes(d);
        }
        if (flags & QATI_R_SETS) {
            d += 1 + 6 * QATI_ROM8(d);
        }
        *(uint32_t *)obj = 0;
        result = qati_decode(k, d, p, e, obj);
        if (result != QATI_NO) {
            k->rec = r;
            return result;
        }
        if (*(uint32_t *)obj != 0) {
            k->rec = r;
            found = *(uint32_t *)obj;
        }
        if (!next) {
            *(uint32_t *)obj = found;
            return QATI_NO;
        }
        r = next;
        k->key = 0; /* what an alternative that does not fit found is nothing */
        k->result = 0;
        k->room_used = room_used;
    }
}

/* A line of the dialect: a final, or a URC. */
static QATI_FLAT int qati_read_line(qati_look_t *k, const qat_dialect_t *d, const uint8_t *b, const uint8_t *e, void *obj)
{
    unsigned id;

    k->p = qati_walk((const uint8_t *)d->heads, b, e, &id);
    if (!k->p) {
        return QATI_NO;
    }
    k->rec = d->bytes + id;
    return qati_try(k, k->p, e, obj);
}

/* The head that the command line tells: its name and ": "; all: all its literal. Returns what follows it in p; NULL: another. */
static QATI_FLAT const uint8_t *qati_own_head(const qati_look_t *k, const uint8_t *body, unsigned all, const uint8_t *p)
{
    const uint8_t *line = qati_place(body, QATI_B_LINE), *word = NULL;
    unsigned c, named = 0;

    for (;;) {
        c = QATI_ROM8(word ? word++ : line++);
        if (word) {
            word = c & 0x80 ? NULL : word;
            c &= 0x7F;
        } else if (c >= QATI_L_WORD) {
            word = qati_word(c - QATI_L_WORD);
            continue;
        } else if (c < ' ' || c >= 0x80) { /* its literal is over */
            if (named) {
                return p;
            }
            c = '?';
        }
        if (!named && (c == '=' || c == '?')) {
            if (*p++ != ':' || (!k->loose && *p++ != ' ')) {
                return NULL;
            }
            named = 1;
        } else if (*p++ != c) {
            return NULL;
        } else if (!named || c != ',') {
            continue;
        }
        while (*p == ' ' && (k->loose || c == ',')) {
            p++;
        }
        if (!all) {
            return p;
        }
    }
}

/* A line of a command: `heads` of its BODY, of the information lines or of the late ones. */
static QATI_FLAT int qati_read_head(qati_look_t *k, const uint8_t *body, const uint8_t *heads, const uint8_t *b, const uint8_t *e, void *obj)
{
    unsigned id = QATI_ROM8(heads);

    if (id > 0xE6 || id == 0x84) {
        k->p = qati_own_head(k, body, id == 0xE8, b);
        k->rec = k->p ? heads + (id > 0xE6) : NULL;
    } else {
        k->p = qati_walk(heads, b, e, &id);
        k->rec = k->p ? body + id : NULL;
    }
    return k->p ? qati_try(k, k->p, e, obj) : QATI_NO;
}

/* The same where no head is to be found: free text, or what stands behind CONNECT. rec: the record. */
static int qati_read_fields(qati_look_t *k, const uint8_t *body, const uint8_t *rec, const uint8_t *p, const uint8_t *e, void *obj)
{
    (void)body;
    k->rec = rec;
    return qati_try(k, p, e, obj);
}

/* Does the information line of the probe that is out begin so? */
static int qati_is_probe(const qat_t *q, const uint8_t *b, const uint8_t *e)
{
    const uint8_t *d = q->script + 3;
    unsigned id;

    return qati_walk(d + 1 + QATI_ROM8(d), b, e, &id) != NULL;
}
