/* ---- record: what a line sets, what payload follows it ---- */

static void qati_deliver(qat_t *q, const uint8_t *p, uint32_t n, unsigned flags);
static void qati_payload_in(qat_t *q, unsigned reading, unsigned owner, unsigned id, uint32_t total);
static void qati_payload_over(qat_t *q, unsigned framing);

/* Presence bits of a request stand behind its common part. */
#define QATI_HAS_AT (sizeof(qat_req_t) / QATI_UNIT)

static void *qati_info_of(qat_req_t *r)
{
    unsigned at = qati_part(r->body, QATI_B_INFO_AT);

    return QATI_MEMBER(r, at ? at : QATI_HAS_AT);
}

static const qat_payload_t *qati_payload_of(const qat_req_t *r)
{
    return (const qat_payload_t *)QATI_MEMBER(r, qati_part(r->body, QATI_B_PAYLOAD));
}

/* qat_send's: its lines are handed over as they are. */
static int qati_is_raw(const qat_req_t *r)
{
    return r->id == QATI_ID_SEND;
}

static unsigned qati_flags(const qat_req_t *r)
{
    return qati_part(r->body, QATI_B_FLAGS);
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
    unsigned flags = QATI_ROM8(rec), id = qati_record_id(rec);
    const uint8_t *d = qati_behind_id(rec) + (flags & QATI_R_MORE ? 2 : 0), *payload = d;
    uint32_t size;

    d += flags & QATI_R_PAYLOAD ? qati_payload_bytes(d) : 0;
    if (flags & QATI_R_SETS) {
        qati_sets(q, d, r ? (const void *)r : obj, r ? QATI_HAS_AT : 0);
    }
    if (flags & QATI_R_PAYLOAD) {
        unsigned kind = QATI_ROM8(payload);

        if (kind == QATI_P_LINE) {
            qati_payload_in(q, QATI_RD_UNTIL, owner, id, 0);
            q->reading = QATI_RD_LF;
            q->quoted = QATI_UNQUOTED;
            return;
        }
        size = QATI_NUMBER(kind == QATI_P_FIELD ? obj : (const void *)r, QATI_ROM8(payload + 1));
        if (size > 0 && (kind != QATI_P_FIELD || size <= qati_get32(payload + 2))) {
            qati_payload_in(q, QATI_RD_LF, owner, id, size);
            q->limit += owner == QATI_FOR_REQUEST ? size : 0; /* its bytes at 1,000 a second */
        } else if (kind == QATI_P_UNTIL && size == 0) {
            qati_payload_in(q, QATI_RD_LF, owner, id, 0);
            q->trailer = payload + 2;
        }
    }
}

/* For a line of the dialect. */
static QATI_FLAT void qati_look_around(const qat_t *q, qati_look_t *k)
{
    k->modes = q->modes;
    k->args = NULL;
    k->rec = NULL;
    k->room = NULL;
    k->room_used = 0;
    k->cut = NULL;
    if (q->lost) {
        k->cut = (const uint8_t *)q->cfg->line + q->cut;
        k->cut_bit = 0;
    }
}

static QATI_FLAT void qati_look(const qat_t *q, qati_look_t *k, qat_req_t *r)
{
    qati_look_around(q, k);
    k->loose = q->cfg->dialect->flags & QATI_D_LOOSE;
    k->args = r;
    k->key = 0;
    k->sum = q->sum;
    k->result = 0;
}

/* A payload without a length that stands on its line [.., e) as a whole: it is handed over at once. Returns 0: it goes on. */
static int qati_payload_whole(qat_t *q, const uint8_t *b, const uint8_t *e)
{
    unsigned quoted = b != e && *b == '"';

    if (quoted && (e - b < 2 || e[-1] != '"')) {
        return 0;
    }
    q->count[QAT_N_FRAME] += 2 * quoted;
    qati_deliver(q, b + quoted, (uint32_t)(e - b) - 2 * quoted, QAT_LAST);
    qati_payload_over(q, 0);
    return 1;
}

/* A payload begins at k->next, on the line that ends at e; a quote around it is no part of it. id: of the line, and whose it is.
 * Returns QATI_YES: it was the rest of the line; else how it goes on. */
static int qati_payload_on_line(qat_t *q, qati_look_t *k, int result, const uint8_t *e, uint32_t id)
{
    if (q->reading == QATI_RD_LENT) { /* a callback lent the port */
        return result;
    }
    if (result == QATI_UNTIL) {
        qati_payload_in(q, QATI_RD_UNTIL, (unsigned)(id >> 16), (unsigned)(id & 0xFFFF), 0);
        return !(k->full | k->open) && qati_payload_whole(q, k->next, e) ? QATI_YES : QATI_UNTIL;
    }
    qati_payload_in(q, k->size ? QATI_RD_COUNTED : QATI_RD_ENDING, (unsigned)(id >> 16), (unsigned)(id & 0xFFFF), k->size);
    if (*k->next == '"') {
        q->quoted = QATI_QUOTED;
        q->count[QAT_N_FRAME]++;
        k->next++;
    }
    if (k->size == 0) {
        qati_deliver(q, k->next, 0, QAT_LAST);
    }
    return QATI_COUNTED;
}

/* Where r's command line, or a script's, comes from. */
static QATI_SMALL void qati_source(qati_source_t *s, const qat_req_t *r, const uint8_t *line)
{
    s->line = line;
    s->obj = r;
    s->has = QATI_HAS_AT;
    s->first = (uint8_t)(QATI_HAS_AT + (r && (qati_have(r->body) & QATI_B_HAS) ? sizeof(uint32_t) / QATI_UNIT : 0));
}
