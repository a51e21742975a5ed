/* ---- late: results that come after OK, and those that missed their limit ---- */

/* How many numbers are its key. */
static QATI_SMALL unsigned qati_keys(const uint8_t *body)
{
    const uint8_t *late = qati_piece(body, QATI_B_LATE);

    return late ? QATI_ROM8(late + 3) : 0;
}

/* Is the command with that number one of those that r excludes? */
static int qati_excludes(const qat_req_t *r, unsigned id)
{
    const uint8_t *d = qati_piece(r->body, QATI_B_EXCLUDES);
    unsigned n = d ? QATI_ROM8(d++) : 0;

    for (; n > 0; n--, d += 2) {
        if (qati_get16(d) == id) {
            return 1;
        }
    }
    return 0;
}

static QATI_SMALL uint32_t qati_key(const qat_req_t *r)
{
    const uint8_t *d = qati_piece(r->body, QATI_B_LATE);
    unsigned n = qati_keys(r->body);
    uint32_t key = 0;

    for (; n > 0; n--, d++) {
        key = key << 16 ^ QATI_NUMBER(r, QATI_ROM8(d + 4));
    }
    return key;
}

/* The late result of r is not awaited any more but may still come. */
static void qati_mark(qat_t *q, const qat_req_t *r)
{
    qati_mark_t *m, *free_one = NULL, *same = NULL;

    for (m = q->mark; m < q->mark + QATI_MARKS; m++) {
        if (!m->body) {
            free_one = free_one ? free_one : m;
        } else if (m->body == r->body) {
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
    free_one->body = r->body;
    free_one->id = r->id;
    free_one->key = qati_key(r);
    free_one->turn = r->turn;
    free_one->every = 0;
    q->marked = 1;
}

static int qati_sent_before(const qati_mark_t *m, const qat_req_t *r)
{
    return (uint8_t)(r->turn - m->turn) < 128;
}

/* A late result that missed its limit and was sent before r with the same key: the line that comes is its own, because
 * the module answers in order. NULL: none. */
static qati_mark_t *qati_older_mark(qat_t *q, const qat_req_t *r)
{
    qati_mark_t *m;

    for (m = q->mark; q->marked && m < q->mark + QATI_MARKS; m++) {
        if (m->body == r->body && (m->every || m->key == qati_key(r)) && qati_sent_before(m, r)) {
            return m;
        }
    }
    return NULL;
}

/* Is an earlier late result with r's key outstanding, or one that r's own answer could be taken for? */
static int qati_is_stale(const qat_t *q, const qat_req_t *r)
{
    const qati_mark_t *m;

    for (m = q->mark; q->marked && m < q->mark + QATI_MARKS; m++) {
        if (m->body == r->body && (m->every || m->key == qati_key(r))) {
            return 1;
        }
        if (m->body && qati_excludes(r, m->id)) {
            return 1;
        }
    }
    return q->all_stale && (qati_flags(r) & QATI_C_LATE);
}

/* What keeps r, or one joined to it, from being sent now; 0: nothing. */
static int qati_refusal(const qat_t *q, const qat_req_t *r)
{
    if (qati_is_stale(q, r)) {
        return QAT_E_STALE_KEY; /* never joined */
    }
    do {
        if ((qati_flags(r) & QATI_C_WORDS) && qati_is_numeric(q)) {
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
    unsigned n, left = 0;
    uint32_t key;

    if (!q->marked) {
        return;
    }
    key = qati_key(r);
    n = qati_keys(r->body);
    for (m = q->mark; m < q->mark + QATI_MARKS; m++) {
        if (m->body && qati_get16(qati_piece(m->body, QATI_B_LATE) + 1) == r->id && qati_sent_before(m, r)) {
            unsigned more = qati_keys(m->body) - n;

            if (n == 0 || m->every || (more < 2 && m->key >> 16 * more == key)) {
                m->body = NULL;
            }
        }
        left |= m->body != NULL;
    }
    if (!left) {
        q->marked = q->all_stale = 0;
    }
}
