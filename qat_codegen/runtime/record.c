/* ---- record: one line of a table: its alternatives, what it sets, what payload follows it ---- */

/* Offsets in the BODY of a command. */
enum {
    QATI_B_FLAGS = 0, QATI_B_MUST = 1, QATI_B_LINE = 2, QATI_B_INFO = 4, QATI_B_TEXT = 6, QATI_B_LATE = 8, QATI_B_STAGES = 10,
    QATI_B_INFO_AT = 12, QATI_B_LATE_AT = 13, QATI_B_PAYLOAD_AT = 14, QATI_B_HAS_AT = 15, QATI_B_UNTIL = 16, QATI_B_KEYS = 18
};

static void qati_deliver(qat_t *q, const uint8_t *p, uint32_t n, unsigned flags);
static void qati_payload_in(qat_t *q, unsigned reading, unsigned owner, unsigned id, uint32_t total);

static QATI_SMALL unsigned qati_body8(const qat_req_t *r, unsigned at)
{
    return QATI_ROM8(r->cmd + r->body + at);
}

static QATI_SMALL unsigned qati_body16(const qat_req_t *r, unsigned at)
{
    return qati_get16(r->cmd + r->body + at);
}

/* Carries out SETS; obj: see tables.h. Returns what follows them. */
static QATI_SMALL const uint8_t *qati_sets(qat_t *q, const uint8_t *d, const void *obj, unsigned has_at)
{
    unsigned n = QATI_ROM8(d++);

    for (; n > 0; n--, d += 6) {
        unsigned index = QATI_ROM8(d + 1), kind = QATI_ROM8(d + 3), width = QATI_ROM8(d + 2) & 15u;
        uint32_t value = QATI_ROM8(d + 4), at;

        if (kind == 2 && !(QATI_NUMBER(obj, has_at) >> QATI_ROM8(d + 5) & 1)) {
            continue;
        }
        value = kind ? QATI_NUMBER(obj, value) : value;
        at = QATI_ROM8(d) + ((index == 0xFF ? 0 : QATI_NUMBER(obj, index)) - (QATI_ROM8(d + 2) >> 4)) * width;
        if (at / 8 < QAT_MODE_BYTES) {
            unsigned mask = ((1u << width) - 1) << at % 8;

            q->modes[at / 8] = (uint8_t)((q->modes[at / 8] & ~mask) | ((value << at % 8) & mask));
        }
    }
    return d;
}

/* What follows a line that was taken: settings, payload. obj: the line's struct; req: its request, or NULL. */
static void qati_follow(qat_t *q, const uint8_t *rec, const void *obj, qat_req_t *r, unsigned owner)
{
    unsigned flags = QATI_ROM8(rec), id = qati_get16(rec + 1);
    const uint8_t *d = rec + (flags & QATI_R_MORE ? 5 : 3), *payload = d;
    uint32_t size;

    d += flags & QATI_R_PAYLOAD ? 6 : 0;
    if (flags & QATI_R_SETS) {
        qati_sets(q, d, r ? (const void *)r : obj, r ? qati_body8(r, QATI_B_HAS_AT) : 0);
    }
    if (flags & QATI_R_PAYLOAD) {
        unsigned kind = QATI_ROM8(payload);

        if (kind == QATI_P_LINE) {
            qati_payload_in(q, QATI_RD_UNTIL, owner, id, 0);
            q->reading = QATI_RD_LF;
            q->quoted = QATI_UNQUOTED;
            return;
        }
        size = QATI_NUMBER(kind == QATI_P_CALLER ? (const void *)r : obj, QATI_ROM8(payload + 1));
        if (size > 0 && (kind == QATI_P_CALLER || size <= qati_get32(payload + 2))) {
            qati_payload_in(q, QATI_RD_LF, owner, id, size);
        }
    }
}

static QATI_SMALL void qati_look(const qat_t *q, qati_look_t *k, qat_req_t *r)
{
    k->modes = q->modes;
    k->args = r;
    k->rec = NULL;
    k->key = 0;
    k->size = 0;
    k->sum = q->sum;
    k->result = 0;
    k->room = NULL;
    k->cut = q->lost ? (const uint8_t *)q->cfg->line + q->cut : NULL;
    k->cut_bit = 0;
}

/* A payload begins at k->next, on the line; a quote around it is no part of it. */
static void qati_payload_on_line(qat_t *q, qati_look_t *k, int result, unsigned owner, unsigned id)
{
    if (q->reading == QATI_RD_LENT) { /* a callback lent the port */
        return;
    }
    if (result == QATI_UNTIL) {
        qati_payload_in(q, QATI_RD_UNTIL, owner, id, 0);
        return;
    }
    qati_payload_in(q, k->size ? QATI_RD_COUNTED : QATI_RD_ENDING, owner, id, k->size);
    if (*k->next == '"') {
        q->quoted = QATI_QUOTED;
        q->count[QAT_N_FRAME]++;
        k->next++;
    }
    if (k->size == 0) {
        qati_deliver(q, k->next, 0, QAT_LAST);
    }
}
