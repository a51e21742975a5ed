/* ---- late: results that come after OK, and those that missed their limit ---- */

static QATI_SMALL uint32_t qati_key(const qat_req_t *r)
{
    const uint8_t *d = r->cmd + r->body + QATI_B_KEYS;
    unsigned n = QATI_ROM8(d++);
    uint32_t key = 0;

    for (; n > 0; n--, d++) {
        key = key << 16 ^ QATI_NUMBER(r, QATI_ROM8(d));
    }
    return key;
}

/* The late result of r is not awaited any more but may still come. */
static void qati_mark(qat_t *q, const qat_req_t *r)
{
    qati_mark_t *m, *free_one = NULL, *same = NULL;

    for (m = q->mark; m < q->mark + QATI_MARKS; m++) {
        if (!m->cmd) {
            free_one = free_one ? free_one : m;
        } else if (m->cmd == r->cmd) {
            same = m;
        }
    }
    if (!free_one) { /* rather too careful than a wrong completion: all keys, or all commands */
        if (same) {
            same->every = 1;
        } else {
            q->all_stale = 1;
        }
        return;
    }
    free_one->cmd = r->cmd;
    free_one->body = r->body;
    free_one->key = qati_key(r);
    free_one->turn = r->turn;
    free_one->every = 0;
    q->marked = 1;
}

/* A late result that missed its limit and was sent before r with the same key: the line that comes is its own, because
 * the module answers in order. NULL: none. */
static qati_mark_t *qati_older_mark(qat_t *q, const qat_req_t *r)
{
    qati_mark_t *m;

    for (m = q->mark; q->marked && m < q->mark + QATI_MARKS; m++) {
        if (m->cmd == r->cmd && (m->every || m->key == qati_key(r)) && (uint8_t)(r->turn - m->turn) < 128) {
            return m;
        }
    }
    return NULL;
}

/* Is an earlier late result with r's key outstanding, or one that r's own answer could be taken for? */
static int qati_is_stale(const qat_t *q, const qat_req_t *r)
{
    const uint8_t *d = r->cmd + r->body + QATI_B_KEYS, *excluded;
    const qati_mark_t *m;
    unsigned n, late = qati_body8(r, QATI_B_FLAGS) & QATI_C_LATE;

    d += 1 + QATI_ROM8(d);
    for (m = q->mark; q->marked && m < q->mark + QATI_MARKS; m++) {
        if (m->cmd == r->cmd && (m->every || m->key == qati_key(r))) {
            return 1;
        }
        excluded = d + 1;
        for (n = m->cmd ? QATI_ROM8(d) : 0; n > 0; n--, excluded += 2) {
            if (qati_get16(excluded) == qati_get16(m->cmd)) {
                return 1;
            }
        }
    }
    return late && q->all_stale;
}

/* What keeps r, or one joined to it, from being sent now; 0: nothing. */
static int qati_refusal(const qat_t *q, const qat_req_t *r)
{
    if (qati_is_stale(q, r)) {
        return QAT_E_STALE_KEY; /* never joined */
    }
    do {
        if ((qati_body8(r, QATI_B_FLAGS) & QATI_C_WORDS) && qati_is_numeric(q)) {
            return QAT_E_STATE;
        }
        r = r->next;
    } while (r && (r->state & QATI_JOINED));
    return QAT_OK;
}

/* r succeeded: what was stale until then is free. Its key may be a part of the stale one: closing a client ends all that
 * the client had under way. */
static void qati_unmark(qat_t *q, const qat_req_t *r)
{
    qati_mark_t *m;
    uint32_t key = qati_key(r);
    unsigned id = qati_get16(r->cmd), n = QATI_ROM8(r->cmd + r->body + QATI_B_KEYS), left = 0;

    for (m = q->mark; q->marked && m < q->mark + QATI_MARKS; m++) {
        if (m->cmd && qati_get16(m->cmd + m->body + QATI_B_UNTIL) == id) {
            unsigned more = QATI_ROM8(m->cmd + m->body + QATI_B_KEYS) - n;

            if (n == 0 || m->every || (more < 2 && m->key >> 16 * more == key)) {
                m->cmd = NULL;
            }
        }
        left |= m->cmd != NULL;
    }
    if (!left) {
        q->marked = q->all_stale = 0;
    }
}
