/* ---- route: whose line is it? ----
 *
 * The pending command's lines, awaited late results, late results that missed their limit, finals and URCs of the dialect,
 * the free text that the pending command promises; else unknown. The compiler proved that a line which can be two of
 * these says which comes first. */

static void qati_final(qat_t *q, unsigned f, const uint8_t *b, const uint8_t *p, const uint8_t *e);
static void qati_late(qat_t *q, qat_req_t *r, int result);
static int qati_restart(qat_t *q, unsigned id, const void *urc);
static int qati_waiting(const qat_t *q);
static qati_mark_t *qati_older_mark(qat_t *q, const qat_req_t *r);

/* Is it an information line of r, or its free text (text)? */
static int qati_info(qat_t *q, qat_req_t *r, const uint8_t *b, const uint8_t *e, qati_look_t *k, unsigned text)
{
    const uint8_t *rec = qati_piece(r->body, text ? QATI_B_TEXT : QATI_B_INFO);
    void *obj;
    unsigned id;
    int result;

    if (!rec) {
        return QATI_NO;
    }
    obj = qati_info_of(r);
    qati_look(q, k, r);
    k->room = r->room ? r : NULL;
    k->room_used = r->room_used;
    result = text ? qati_read_fields(k, r->body, rec, b, e, obj) : qati_read_head(k, r->body, rec, b, e, obj);
    if (result != QATI_YES && result != QATI_COUNTED && result != QATI_UNTIL) {
        return result;
    }
    rec = k->rec;
    r->room_used = k->room_used;
    k->also = QATI_ROM8(rec) & QATI_R_ALSO;
    id = qati_record_id(rec);
    if (k->result && r->result == 0) {
        r->result = k->result;
    }
    r->seen = (uint8_t)(r->seen | (text ? 0x20u : id < 5 ? 1u << id : 0u));
    q->count[QAT_N_ANSWER] += (uint32_t)((result == QATI_YES ? e : k->next) - b);
    if (QATI_ROM8(rec) & (QATI_R_SETS | QATI_R_PAYLOAD)) {
        qati_follow(q, rec, obj, r, QATI_FOR_REQUEST);
    }
    if (r->on_info) {
        r->on_info(q, r, (int)id);
    }
    if (result != QATI_YES) {
        unsigned owner = r->state == QATI_ON_WIRE ? QATI_FOR_REQUEST : QATI_FOR_DEAD;

        return qati_payload_on_line(q, k, result, e, (uint32_t)owner << 16 | id);
    }
    return result;
}

/* Is it the late result of r? */
static int qati_late_of(qat_t *q, qat_req_t *r, const uint8_t *b, const uint8_t *e, qati_look_t *k)
{
    const uint8_t *late = qati_piece(r->body, QATI_B_LATE);
    void *obj;

    if (!late) {
        return QATI_NO;
    }
    obj = QATI_MEMBER(r, QATI_ROM8(late));
    qati_look(q, k, r);
    k->room = r->room ? r : NULL;
    k->room_used = r->room_used;
    if (qati_read_head(k, r->body, qati_late_heads(late), b, e, obj) != QATI_YES) {
        return QATI_NO;
    }
    r->room_used = k->room_used;
    q->count[QAT_N_ANSWER] += (uint32_t)(e - b);
    if ((QATI_ROM8(k->rec) & QATI_R_KIND) == QATI_R_EACH) {
        if (r->on_info) {
            r->on_info(q, r, (int)qati_record_id(k->rec));
        }
    } else {
        qati_mark_t *m = qati_older_mark(q, r);

        if (m) {
            m->body = m->every ? m->body : NULL;
            qati_tell(q, QAT_EV_LATE, r->id, 0, obj);
        } else {
            qati_late(q, r, k->result);
        }
    }
    return QATI_YES;
}

/* Is it a late result that missed its limit? Then its key is free again. */
static int qati_stale_of(qat_t *q, const uint8_t *b, const uint8_t *e, qati_look_t *k, uint32_t *obj)
{
    qati_mark_t *m;

    for (m = q->mark; m < q->mark + QATI_MARKS; m++) {
        if (!m->body) {
            continue;
        }
        qati_look(q, k, NULL);
        if (qati_read_head(k, m->body, qati_late_heads(qati_piece(m->body, QATI_B_LATE)), b, e, obj) == QATI_YES && (QATI_ROM8(k->rec) & QATI_R_KIND) == QATI_R_LATE &&
            (k->key == m->key || m->every)) {
            if (!m->every) {
                m->body = NULL;
            }
            q->count[QAT_N_ANSWER] += (uint32_t)(e - b);
            qati_tell(q, QAT_EV_LATE, m->id, 0, obj);
            return QATI_YES;
        }
    }
    return QATI_NO;
}

/* A URC whose line or head is complete. */
static QATI_FLAT void qati_urc(qat_t *q, const uint8_t *rec, const uint8_t *b, const uint8_t *p, uint32_t *obj)
{
    qat_event_t ev;

    ev.kind = QAT_EV_URC;
    ev.id = (uint16_t)qati_record_id(rec);
    ev.count = 0;
    ev.urc = obj;
    ev.text.ptr = (const char *)b;
    ev.text.len = (uint16_t)(p - b);
    ev.data = NULL;
    q->count[QAT_N_URC] += (uint32_t)(p - b);
    if (QATI_ROM8(rec) & (QATI_R_SETS | QATI_R_PAYLOAD)) {
        qati_follow(q, rec, obj, NULL, QATI_FOR_URC);
    }
    if ((QATI_ROM8(rec) & QATI_R_KIND) == QATI_R_RESTART && qati_restart(q, ev.id, obj)) {
        return;
    }
    qati_emit(q, &ev);
}

/* A line of the dialect: a final, or a URC. */
static QATI_FLAT int qati_dialect_line_here(qat_t *q, const uint8_t *b, const uint8_t *e, qati_look_t *k, unsigned how)
{
    void *scratch[(QATI_URC_SIZE + sizeof(void *) - 1) / sizeof(void *)]; /* aligned for every member */
    uint32_t *obj = (uint32_t *)(void *)scratch;
    const uint8_t *rec;
    unsigned id;
    int result;

    obj[0] = 0;
    if (q->marked && qati_stale_of(q, b, e, k, obj)) {
        return QATI_YES;
    }
    qati_look_around(q, k);
    result = qati_read_line(k, q->cfg->dialect, b, e, obj);
    rec = k->rec;
    if (!rec) {
        return QATI_NO;
    }
    if (q->lost && !(how & QATI_FULL)) { /* fields were dropped: what is left says what was lost */
        if ((QATI_ROM8(rec) & QATI_R_KIND) <= QATI_R_RESTART && result != QATI_COUNTED) {
            uint32_t n = q->lost + (uint32_t)(e - b);

            q->lost = 0;
            q->count[QAT_N_OVERFLOW] += n;
            obj[0] &= ~k->cut_bit;
            qati_tell(q, QAT_EV_OVERFLOW, qati_record_id(rec), n, obj);
            return QATI_YES;
        }
    }
    if (result == QATI_YES && !(how & QATI_FULL)) {
        if ((QATI_ROM8(rec) & QATI_R_KIND) <= QATI_R_RESTART) {
            qati_urc(q, rec, b, e, obj);
        } else {
            qati_final(q, qati_record_id(rec), b, k->p, e);
        }
    } else if (result == QATI_COUNTED || result == QATI_UNTIL) {
        unsigned owner = q->lost ? QATI_FOR_NOBODY : QATI_FOR_URC;

        id = qati_record_id(rec);
        if (q->lost) {
            uint32_t n = q->lost + (uint32_t)(k->next - b);

            q->lost = 0;
            q->count[QAT_N_OVERFLOW] += n;
            obj[0] &= ~k->cut_bit;
            qati_tell(q, QAT_EV_OVERFLOW, id, n + (result == QATI_COUNTED ? k->size : 0), obj);
        } else {
            qati_urc(q, rec, b, k->next, obj);
        }
        return qati_payload_on_line(q, k, result, e, (uint32_t)owner << 16 | id);
    }
    return result;
}

static QATI_COLD int qati_dialect_line(qat_t *q, const uint8_t *b, const uint8_t *e, qati_look_t *k, unsigned how)
{
    return qati_dialect_line_here(q, b, e, k, how);
}

static void qati_unknown(qat_t *q, const uint8_t *b, const uint8_t *e)
{
    qat_event_t ev;
    uint32_t n = (uint32_t)(e - b);

    memset(&ev, 0, sizeof ev);
    ev.kind = QAT_EV_UNKNOWN;
    ev.id = QAT_URC_NONE;
    ev.text.ptr = (const char *)b;
    ev.text.len = (uint16_t)n;
    if (q->lost) {
        ev.kind = QAT_EV_OVERFLOW;
        ev.count = n + q->lost;
        q->lost = 0;
        q->count[QAT_N_OVERFLOW] += ev.count;
    } else {
        q->count[QAT_N_UNKNOWN] += n;
    }
    qati_emit(q, &ev);
}

/* Is it a line that belongs to what is on the wire? */
static int qati_pending_line(qat_t *q, const uint8_t *b, const uint8_t *e, qati_look_t *k)
{
    qat_req_t *r, *l;
    int result;

    if (q->owner == QATI_BY_PROBE) {
        if (!k->full && qati_is_probe(q, b, e) && !qati_find(b, e, '\n')) {
            q->probed = 1;
            q->count[QAT_N_ANSWER] += (uint32_t)(e - b);
            return QATI_YES;
        }
        return QATI_NO;
    }
    for (r = q->active; r; r = r->next) {
        unsigned expects = qati_is_raw(r) && ((qat_send_t *)r)->expect.ptr;

        result = qati_info(q, r, b, e, k, expects);
        if (result != QATI_NO) {
            return result;
        }
        for (l = q->lates; l; l = l->next) { /* equal keys complete in the order sent */
            if (l->body == r->body && qati_late_of(q, l, b, e, k)) {
                return QATI_YES;
            }
        }
        if ((qati_have(r->body) & QATI_B_LATE) && qati_late_of(q, r, b, e, k)) {
            return QATI_YES;
        }
    }
    return QATI_NO;
}

/* Is it free text that a pending command promises? */
static int qati_free_text(qat_t *q, const uint8_t *b, const uint8_t *e, qati_look_t *k)
{
    qat_req_t *r;

    if (qati_waiting(q) && q->owner == QATI_BY_REQUEST && !q->lost) {
        for (r = q->active; r; r = r->next) {
            if (qati_info(q, r, b, e, k, 1) == QATI_YES) {
                return 1;
            }
        }
    }
    return 0;
}

/* Is there more to do with a line than to try the next meaning? */
static int qati_settled(int result, unsigned how)
{
    return result != QATI_NO && !(result == QATI_MORE && (how & QATI_PLAIN)) && !(result == QATI_CUT && !(how & QATI_FULL));
}

/* Results are digits: ATV0 was the last word about it. */
static int qati_is_numeric(const qat_t *q)
{
    unsigned bit = q->cfg->dialect->verbose;

    return bit != 255 && !(q->modes[bit / 8] >> bit % 8 & 1);
}

/* V.250 5.7.1: a result that is told as a digit, for that is how they come now, or how the answer to ATV0 comes. */
static int qati_numeric_result(qat_t *q, const uint8_t *b, qati_look_t *k)
{
    static const uint8_t finals[] = { QATI_F_OK, QATI_F_CONNECT, 255, QATI_F_NO_CARRIER, QATI_F_ERROR, 255,
                                      QATI_F_NO_DIALTONE, QATI_F_BUSY, QATI_F_NO_ANSWER };
    static const uint8_t ring[] = "RING\r";
    unsigned digit = (unsigned)*b - '0';

    if (digit >= sizeof finals ||
        !(qati_is_numeric(q) || (q->owner == QATI_BY_STARTUP && (q->cfg->dialect->flags & QATI_D_NUMERIC)) ||
          (q->owner == QATI_BY_REQUEST && q->active && (qati_flags(q->active) & QATI_C_VERBOSE)))) {
        return 0;
    }
    if (finals[digit] != 255) {
        qati_final(q, finals[digit], b, b + 1, b + 1);
        return 1;
    }
    if (digit != 2 || qati_dialect_line(q, ring, ring + 4, k, 0) != QATI_YES) {
        return 0;
    }
    q->count[QAT_N_URC] -= 3; /* one byte came, not four */
    return 1;
}

/* One line [b, e), its end not included. QATI_YES: done with; QATI_NO: it came to nothing, how (QATI_FULL, QATI_OPEN) says what
 * the caller does; the others as in look. */
static QATI_FLAT int qati_line_here(qat_t *q, const uint8_t *b, const uint8_t *e, qati_look_t *k, unsigned how)
{
    qat_req_t *r;
    int result;

    k->lax = k->extra = 0;
    k->also = 0;
    k->full = how & (QATI_FULL | QATI_LOST);
    k->open = how & QATI_OPEN;
    if (e - b == 1 && qati_numeric_result(q, b, k)) {
        return QATI_YES;
    }
    for (;;) {
        if (!q->lost && qati_waiting(q)) {
            result = qati_pending_line(q, b, e, k);
            if (result == QATI_YES && k->also) { /* the same line is a URC, counted as such */
                q->count[QAT_N_ANSWER] -= (uint32_t)(e - b);
                if (qati_dialect_line(q, b, e, k, how) != QATI_YES) {
                    q->count[QAT_N_ANSWER] += (uint32_t)(e - b);
                }
                return QATI_YES;
            }
            if (qati_settled(result, how)) {
                return result;
            }
        }
        for (r = q->lost ? NULL : q->lates; r; r = r->next) {
            if (qati_late_of(q, r, b, e, k)) {
                return QATI_YES;
            }
        }
        result = qati_dialect_line_here(q, b, e, k, how);
        if (qati_settled(result, how)) {
            return result;
        }
        if (k->lax) {
            break;
        }
        if (!k->extra) {
            break; /* only they are tolerated when nothing claims the line without */
        }
        k->lax = 1;
    }
    if (how & (QATI_FULL | QATI_OPEN)) {
        return QATI_NO;
    }
    if (!qati_free_text(q, b, e, k)) {
        qati_unknown(q, b, e);
    }
    return QATI_YES;
}

static QATI_COLD int qati_line(qat_t *q, const uint8_t *b, const uint8_t *e, qati_look_t *k, unsigned how)
{
    return qati_line_here(q, b, e, k, how);
}
