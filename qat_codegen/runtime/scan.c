/* ---- scan: received bytes -> lines, payloads, prompts ----
 *
 * A line is looked at when its CR or LF is there: in the caller's chunk if it lies there whole, else collected in the line
 * buffer. The CR or LF at its end is the sentinel that spares all bounds checks. */

/* How a line is given to qati_line(). */
enum {
    QATI_WHOLE = 0,
    QATI_FULL = 1, /* the line buffer is full and the line goes on                                   */
    QATI_OPEN = 2, /* a multi-line field was open: if it comes to nothing, its lines are read singly */
    QATI_PLAIN = 4,/* one of those: no field goes beyond the line                                    */
    QATI_LOST = 8  /* the beginning of a line whose rest was dropped                                 */
};
static int qati_line(qat_t *q, const uint8_t *b, const uint8_t *e, qati_look_t *k, unsigned how);
static int qati_line_here(qat_t *q, const uint8_t *b, const uint8_t *e, qati_look_t *k, unsigned how);
static const uint8_t *qati_special(qat_t *q, const uint8_t *p, const uint8_t *end, qati_look_t *k);

static uint8_t *qati_buffer(const qat_t *q)
{
    return (uint8_t *)q->cfg->line;
}

static void qati_trace_bytes(const qat_t *q, char dir, const void *data, size_t len)
{
#if QAT_TRACE
    if (q->cfg->trace && len > 0) {
        qat_trace_t t;

        memset(&t, 0, sizeof t);
        t.dir = dir;
        t.data = data;
        t.len = (uint32_t)len;
        q->cfg->trace(q->cfg->user, &t);
    }
#else
    (void)q; (void)dir; (void)data; (void)len;
#endif
}

/* The line is collected up to w. */
static void qati_collect_on(qat_t *q, uint8_t *w)
{
    q->w = q->wend = w;
}

static void qati_collect_off(qat_t *q)
{
    qati_collect_on(q, qati_buffer(q));
}

/* qat_rx() or qat_poll() begins: the fast path is closed, a call from inside a callback shall find `nested`. */
static void qati_enter(qat_t *q, uint32_t now_ms)
{
    q->now = now_ms;
    q->nested = 1;
    q->wend = q->w;
}

/* It ends. Single bytes may take the fast path when they can only be a line's. */
static void qati_leave(qat_t *q)
{
    q->nested = 0;
#if QAT_TRACE
    if (q->cfg->trace) { /* every byte must come by */
        return;
    }
#endif
    if (q->w != qati_buffer(q) || !(q->reading | q->armed)) {
        q->wend = qati_buffer(q) + q->cfg->line_size - 1;
    }
}

/* Inside a multi-line field: is the line still open although a CR or LF came? Each byte is looked at once. */
static int qati_still_open(qat_t *q, const uint8_t *e)
{
    const uint8_t *b = qati_buffer(q);

    if (q->scan == 0) {
        return 0;
    }
    if (qati_find(b + q->scan, e, '"')) {
        return 0;
    }
    q->scan = (uint16_t)(e - b);
    return 1;
}

/* A collected line that ends behind `end` came to r. Returns where reading goes on inside the buffer (a payload begins there, or
 * its lines are to be read singly), else NULL. */
static QATI_COLD const uint8_t *qati_after(qat_t *q, uint8_t *end, const qati_look_t *k, int r)
{
    uint8_t *b = qati_buffer(q);
    int goes_on = !k->full && end < b + q->cfg->line_size; /* there is room for more */

    if (r == QATI_COUNTED || r == QATI_UNTIL) {
        return k->next;
    }
    if (r == QATI_MORE && goes_on) {
        q->scan = (uint16_t)(end - 1 - b);
        qati_collect_on(q, end);
    } else if (r == QATI_MORE || (r == QATI_NO && k->open)) {
        q->plain = QATI_PLAIN;
        return b;
    } else if (r == QATI_CUT && k->next != end) { /* drop the text, keep its quote: what follows keeps the stream in step */
        q->lost += (uint32_t)(end - k->next);
        q->cut = (uint16_t)(k->next - b);
        qati_collect_on(q, b + (k->next - b));
    } else if (r != QATI_YES) { /* or its quote is the last byte that the buffer holds: there is nothing to drop */
        q->lost += (uint32_t)(end - b);
        q->reading = QATI_RD_SKIP;
    } else {
        q->count[QAT_N_FRAME]++;
    }
    return NULL;
}

/* The bytes collected in the line buffer end with a CR or LF, or fill it. Returns what qati_after() does. */
static const uint8_t *qati_collected(qat_t *q, uint8_t *end, qati_look_t *k, unsigned how)
{
    uint8_t *b = qati_buffer(q);
    const uint8_t *e = how ? end : end - 1;
    int r;

    if (qati_still_open(q, e) && how != QATI_FULL && end < b + q->cfg->line_size) {
        qati_collect_on(q, end);
        return NULL;
    }
    how |= q->scan ? QATI_OPEN : 0;
    q->scan = 0;
    qati_collect_off(q);
    r = qati_line(q, b, e, k, how | q->plain);
    q->plain = 0;
    return qati_after(q, end, k, r);
}

/* Adds to the line in the buffer; returns how far it came. */
static const uint8_t *qati_collect(qat_t *q, const uint8_t *p, const uint8_t *end, const uint8_t **inner, const uint8_t **inner_end,
                                   qati_look_t *k)
{
    uint8_t *last = qati_buffer(q) + q->cfg->line_size - 1, *w = q->w;
    size_t room = (size_t)(last - w), n = (size_t)(end - p);
    const uint8_t *stop;

    if (room == 0) {
        *inner_end = last;
        if (*p == '\r' || *p == '\n') {
            *last = *p++;
            *inner_end = last + 1;
            *inner = qati_collected(q, last + 1, k, QATI_WHOLE);
        } else {
            *last = '\r';
            *inner = qati_collected(q, last, k, QATI_FULL);
        }
        return p;
    }
    n = n < room ? n : room;
    stop = qati_line_end(p, p + n);
    n = stop ? (size_t)(stop - p) + 1 : n;
    memmove(w, p, n);
    if (stop) {
        *inner_end = w + n;
        *inner = qati_collected(q, w + n, k, QATI_WHOLE);
    } else {
        qati_collect_on(q, w + n);
    }
    return p + n;
}

/* Between lines these are skipped. */
static QATI_FLAT int qati_framing(unsigned c)
{
    return c <= '\r' && (0x2401u >> c & 1);
}

static QATI_FLAT const uint8_t *qati_skip_framing(qat_t *q, const uint8_t *p, const uint8_t *end)
{
    const uint8_t *b = p;

    if (end - p > 3 && memcmp(p, "\n\r\n", 3) == 0) { /* behind the CR of one line, before the next one */
        p += 3;
    }
    while (p != end && qati_framing(*p)) {
        p++;
    }
    q->count[QAT_N_FRAME] += (uint32_t)(p - b);
    return p;
}

static QATI_FLAT int qati_scan_here(qat_t *q, const uint8_t *p, const uint8_t *end)
{
    const uint8_t *outer = NULL, *outer_end = NULL, *b, *e, *next;
    qati_look_t k;
    size_t n;
    int r;

    for (;;) {
        if (p == end) {
            if (!outer) {
                return QAT_OK;
            }
            p = outer;
            end = outer_end;
            outer = NULL;
            continue;
        }
        if (q->w != qati_buffer(q)) {
            size_t room = (size_t)(qati_buffer(q) + q->cfg->line_size - 1 - q->w);

            if (room == 0 || q->scan) {
                const uint8_t *inner = NULL, *inner_end = NULL;

                p = qati_collect(q, p, end, &inner, &inner_end, &k);
                if (inner) { /* a payload began in the line buffer: read on there, then in the chunk */
                    outer = p;
                    outer_end = end;
                    p = inner;
                    end = inner_end;
                }
                continue;
            }
            room = room < (size_t)(end - p) ? room : (size_t)(end - p);
            e = qati_line_end(p, p + room);
            n = e ? (size_t)(e - p) + 1 : room;
            memmove(q->w, p, n);
            p += n;
            if (!e) {
                qati_collect_on(q, q->w + n);
                continue;
            }
            b = qati_buffer(q);
            e = q->w + n - 1;
            next = p;
            qati_collect_off(q);
        } else {
            if (qati_framing(*p) && !q->reading && !(q->armed & (QATI_ARM_OUT_ECHO | QATI_ARM_BLANK))) {
                p = qati_skip_framing(q, p, end);
                if (p == end) {
                    continue;
                }
            }
            if (q->reading || (q->armed && (q->armed != QATI_ARM_ECHO || (*p | 32) == 'a'))) {
                next = qati_special(q, p, end, &k);
                if (q->again) { /* what ended a payload is lines: read it from the line buffer, then go on */
                    outer = next;
                    outer_end = end;
                    p = qati_buffer(q);
                    end = p + q->again;
                    q->again = 0;
                    continue;
                }
                if (next != p || q->w != qati_buffer(q) || q->reading) {
                    p = next;
                    continue;
                }
                if (qati_framing(*p)) {
                    continue;
                }
            }
            e = qati_line_end(p, end);
            n = (size_t)((e ? e : end) - p);
            if (!e || n >= q->cfg->line_size) { /* not whole, or too long: by way of the buffer */
                n = n < q->cfg->line_size - 1u ? n : q->cfg->line_size - 1u;
                memmove(qati_buffer(q), p, n);
                qati_collect_on(q, qati_buffer(q) + n);
                p += n;
                continue;
            }
            b = p;
            next = NULL;
        }
        r = qati_line_here(q, b, e, &k, q->plain);
        q->plain = 0;
        if (r == QATI_YES) {
            p = next ? next : e + 1;
            q->count[QAT_N_FRAME]++;
        } else if (next) { /* it was collected */
            b = qati_after(q, qati_buffer(q) + (e - b) + 1, &k, r);
            if (b) { /* read on there, then in the chunk */
                outer = next;
                outer_end = end;
                p = b;
                end = e + 1;
            }
        } else if (r == QATI_COUNTED || r == QATI_UNTIL) {
            p = k.next;
        } else { /* QATI_MORE: a field goes on behind the line end */
            q->scan = (uint16_t)n++;
            n = n < q->cfg->line_size ? n : n - 1;
            memmove(qati_buffer(q), p, n);
            qati_collect_on(q, qati_buffer(q) + n);
            p += n;
        }
    }
}

static QATI_COLD int qati_scan(qat_t *q, const uint8_t *p, const uint8_t *end)
{
    return qati_scan_here(q, p, end);
}

/* The fast path collected a line up to w. */
static QATI_COLD const uint8_t *qati_collected_bytes(qat_t *q, uint8_t *w)
{
    qati_look_t k; /* gone when its payload is read */

    return qati_collected(q, w, &k, QATI_WHOLE);
}

/* A byte that may end a line was stored by the fast path. */
static QATI_COLD int qati_rx_end(qat_t *q, uint32_t now_ms, uint8_t *w)
{
    const uint8_t *inner;

    if (!qati_framing(w[-1])) {
        return QAT_OK;
    }
    if (w - 1 == qati_buffer(q)) { /* between lines */
        q->w = w - 1;
        q->count[QAT_N_FRAME]++;
        return QAT_OK;
    }
    if (w[-1] == 0) {
        return QAT_OK;
    }
    qati_enter(q, now_ms);
    inner = qati_collected_bytes(q, w);
    if (inner) {
        qati_scan(q, inner, w);
    }
    qati_leave(q);
    return QAT_OK;
}

static QATI_COLD int qati_rx_slow(qat_t *q, uint32_t now_ms, const uint8_t *p, size_t len)
{
    if (q->nested) {
        return QAT_E_NESTED;
    }
    qati_enter(q, now_ms);
    qati_trace_bytes(q, '<', p, len);
    qati_scan_here(q, p, p + len);
    qati_leave(q);
    return QAT_OK;
}

/* Nothing but payload for the pending request, and its end does not come yet. */
static QATI_COLD int qati_rx_payload(qat_t *q, uint32_t now_ms, const uint8_t *p, uint32_t n)
{
    qat_req_t *r = q->active;

    q->nested = 1;
    q->now = now_ms;
    q->heard = now_ms;
    q->in.ptr = p;
    q->in.len = n;
    r->on_data(q, r, &q->in);
    q->in.offset += q->in.len; /* still n: nothing else need be kept over the call */
    q->nested = 0;
    return QAT_OK;
}

/* Only what a byte in the middle of a line or of a payload needs, so that nothing is saved and restored for it. */
int qat_rx(qat_t *q, uint32_t now_ms, const void *data, size_t len)
{
    if (!q || !data) {
        return q && len == 0 ? QAT_OK : QAT_E_NULL;
    }
    if (len == 1) {
        uint8_t *w = q->w;

        if (w != q->wend) {
            uint8_t c = *(const uint8_t *)data;

            *w++ = c;
            q->w = w;
            return c > '\r' ? QAT_OK : qati_rx_end(q, now_ms, w);
        }
    }
    if (q->reading == QATI_RD_DIRECT && len - 1 < q->in.total - q->in.offset - 1 && !q->nested) { /* 1 byte to one too few */
        return qati_rx_payload(q, now_ms, (const uint8_t *)data, (uint32_t)len);
    }
    return qati_rx_slow(q, now_ms, (const uint8_t *)data, len);
}
