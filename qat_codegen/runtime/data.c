/* ---- data: payload from the module, prompt, echo ---- */

static void qati_prompt(qat_t *q);
static void qati_ack(qat_t *q);
static unsigned qati_line_text(qat_t *q, qati_pen_t *pen, uint8_t *out, unsigned n);
static const uint8_t *qati_payload_at(qat_t *q, uint32_t offset, uint32_t *len);

/* The 16-bit XOR over big-endian words that QFUPL, QFDWL and QFOTADL print (DFOTA note 1.1, FILE manual). */
static void qati_sum(qat_t *q, uint32_t offset, const uint8_t *p, uint32_t n)
{
    for (; n > 0; n--, offset++) {
        q->sum ^= (uint16_t)(offset & 1 ? *p++ : *p++ << 8);
    }
}

/* Hands a piece of the payload to its owner. */
static void qati_deliver(qat_t *q, const uint8_t *p, uint32_t n, unsigned flags)
{
    qat_req_t *r = q->active;

    q->in.ptr = p;
    q->in.len = n;
    q->in.flags = (uint8_t)(flags | (q->in.flags & QAT_UNCOUNTED));
    if (q->in_for == QATI_FOR_URC) {
        qat_event_t ev;

        memset(&ev, 0, sizeof ev);
        ev.kind = QAT_EV_DATA;
        ev.id = q->in_id;
        ev.data = &q->in;
        qati_emit(q, &ev);
    } else if (q->in_for == QATI_FOR_REQUEST && r) {
        if (qati_flags(r) & QATI_C_SUM) {
            qati_sum(q, q->in.offset, p, n);
        }
        if (r->on_data) {
            r->on_data(q, r, &q->in);
        }
    }
    q->in.offset += n;
}

/* A payload from the module is coming. */
static int qati_in_payload(const qat_t *q)
{
    return q->reading >= QATI_RD_LF && q->reading <= QATI_RD_TRAILER;
}

/* How long it may stand still. Where only its trailer ends it, the module may wait for its source meanwhile. */
static uint32_t qati_payload_idle(const qat_t *q)
{
    return q->trailer ? QATI_TRAILER_IDLE_MS : QATI_PAYLOAD_IDLE_MS;
}

/* A payload begins: total bytes, or up to its line's end when reading is QATI_RD_UNTIL. */
static void qati_payload_in(qat_t *q, unsigned reading, unsigned owner, unsigned id, uint32_t total)
{
    q->reading = (uint8_t)reading;
    q->in_for = (uint8_t)owner;
    q->in_id = (uint16_t)id;
    q->in.offset = 0;
    q->in.total = total;
    q->in.flags = reading == QATI_RD_UNTIL ? QAT_UNCOUNTED : 0;
    q->quoted = QATI_MAYBE_QUOTED;
    q->held = 0;
    q->trailer = NULL;
    q->heard = q->now;
}

static void qati_not_trailer(qat_t *q, int all);

/* It ended as it should, or with QAT_FRAMING. */
static void qati_payload_over(qat_t *q, unsigned framing)
{
    unsigned owner = q->in_for;
    uint32_t missing;

    if (q->reading == QATI_RD_TRAILER && q->held) {
        qati_not_trailer(q, 1);
    }
    missing = q->in.total - q->in.offset;

    q->reading = QATI_RD_LINE;
    q->count[QAT_N_FRAME] += q->held;
    q->held = 0;
    if (owner == QATI_FOR_NOBODY) { /* told when its header came */
        q->count[QAT_N_OVERFLOW] += q->in.offset;
        return;
    }
    q->count[QAT_N_PAYLOAD] += q->in.offset;
    if (framing) {
        q->broken = 1;
        if (owner == QATI_FOR_URC) {
            qati_tell(q, QAT_EV_FRAMING, q->in_id, missing, NULL);
            q->broken = 0;
        } else if (missing > 0) {
            qati_deliver(q, q->in.ptr, 0, QAT_FRAMING | QAT_LAST);
        }
    }
}

/* The payload without a length: up to a quote and CR (or LF) if it began with a quote, else up to CR or LF. */
static const uint8_t *qati_until(qat_t *q, const uint8_t *p, const uint8_t *end)
{
    static const uint8_t quote[] = { '"' };
    const uint8_t *b = p, *e;
    unsigned quoted;
    uint32_t n;

    if (q->held && *p != '\r' && *p != '\n') { /* the quote was not the last */
        q->held = 0;
        qati_deliver(q, quote, 1, 0);
    }
    if (q->in.offset == 0 && q->quoted == QATI_MAYBE_QUOTED && *p == '"') {
        q->quoted = QATI_QUOTED;
        q->count[QAT_N_FRAME]++;
        return p + 1;
    }
    quoted = q->quoted == QATI_QUOTED;
    do {
        e = qati_line_end(p, end);
        p = e ? e + 1 : end;
    } while (e && quoted && !(e != b ? e[-1] == '"' : q->held));
    if (!e) {
        q->held = quoted && end[-1] == '"';
        n = (uint32_t)(end - b) - q->held;
        if (n > 0) {
            qati_deliver(q, b, n, 0);
        }
        return end;
    }
    n = (uint32_t)(e - b);
    qati_deliver(q, b, n - (n > 0 && quoted), QAT_LAST);
    q->held = 0;
    q->count[QAT_N_FRAME] += quoted; /* the closing quote */
    qati_payload_over(q, 0);
    return e;
}

/* The i-th byte of the trailer; 0: it has no more. */
static unsigned qati_trailer_byte(const qat_t *q, unsigned i)
{
    unsigned n = QATI_ROM8(q->trailer), k, c;

    for (k = 0; k < n; k++) {
        uint32_t v = q->in.offset, t;
        unsigned digits = 1;

        c = QATI_ROM8(q->trailer + 4 + k);
        if (c != '#') {
            if (i-- == 0) {
                return c;
            }
            continue;
        }
        for (t = v; t >= 10; t /= 10) {
            digits++;
        }
        if (i < digits) {
            while (++i < digits) {
                v /= 10;
            }
            return '0' + (unsigned)(v % 10);
        }
        i -= digits;
    }
    return 0;
}

/* What is held is not the trailer: it is payload, but its last bytes may be the beginning of another one. */
static void qati_not_trailer(qat_t *q, int all)
{
    uint8_t bytes[QATI_MOST_TRAILER];
    unsigned n = q->held, from = 0, k;

    for (k = 0; k < n; k++) {
        bytes[k] = (uint8_t)qati_trailer_byte(q, k);
    }
    q->held = 0;
    do {
        for (k = from + 1; k < n && bytes[k] != '\r'; k++) {
        }
        qati_deliver(q, bytes + from, k - from, 0);
        from = k;
        while (k < n && !all && qati_trailer_byte(q, k - from) == bytes[k]) {
            k++;
        }
    } while (k < n);
    q->held = (uint8_t)(n - from);
}

/* The payload whose length nobody knows: up to its trailer, which is then read as the lines that it is. */
static const uint8_t *qati_to_trailer(qat_t *q, const uint8_t *p, const uint8_t *end)
{
    const uint8_t *b = p, *cr;
    unsigned k, n;

    q->heard = q->now;
    while (p != end && q->reading == QATI_RD_TRAILER) {
        if (q->held == 0) {
            cr = qati_find(p, end, '\r');
            n = (unsigned)((cr ? cr : end) - p);
            if (n > 0) {
                qati_deliver(q, p, n, 0);
            }
            p += n;
            if (cr) {
                q->held = 1;
                p++;
            }
        } else if (qati_trailer_byte(q, q->held) != *p) {
            qati_not_trailer(q, 0);
        } else {
            p++;
            n = ++q->held;
            if (qati_trailer_byte(q, n) == 0) {
                q->held = 0;
                if ((size_t)(p - b) >= n) { /* it stands here whole */
                    p -= n;
                } else {
                    for (k = 0; k < n; k++) {
                        qati_buffer(q)[k] = (uint8_t)qati_trailer_byte(q, k);
                    }
                    q->again = (uint16_t)n;
                }
                qati_deliver(q, p, 0, QAT_LAST);
                qati_payload_over(q, 0);
            }
        }
    }
    return p;
}

/* Does the payload need nothing but the request's on_data? */
static int qati_direct(const qat_t *q)
{
    const qat_req_t *r = q->active;

#if QAT_TRACE
    if (q->cfg->trace) {
        return 0;
    }
#endif
    return q->in_for == QATI_FOR_REQUEST && r && r->on_data && !(qati_flags(r) & QATI_C_SUM);
}

/* Counted payload and what stands around it. */
static const uint8_t *qati_counted(qat_t *q, const uint8_t *p, const uint8_t *end)
{
    uint32_t n = q->in.total - q->in.offset;

    q->heard = q->now;
    if (q->reading == QATI_RD_COUNTED || q->reading == QATI_RD_DIRECT) {
        n = (size_t)(end - p) < n ? (uint32_t)(end - p) : n;
        if (q->in.offset + n == q->in.total) {
            q->reading = QATI_RD_ENDING;
            qati_deliver(q, p, n, QAT_LAST);
        } else {
            qati_deliver(q, p, n, 0);
            if (q->reading == QATI_RD_COUNTED && qati_direct(q)) {
                q->reading = QATI_RD_DIRECT;
            }
        }
        return p + n;
    }
    if (q->reading == QATI_RD_LF) {
        q->reading = q->trailer ? QATI_RD_TRAILER : q->in.flags & QAT_UNCOUNTED ? QATI_RD_UNTIL : QATI_RD_COUNTED;
        if (*p == '\n') {
            q->count[QAT_N_FRAME]++;
            p++;
        }
        return p;
    }
    if (q->quoted == QATI_QUOTED && *p == '"') {
        q->quoted = QATI_UNQUOTED;
        q->count[QAT_N_FRAME]++;
        return p + 1;
    }
    qati_payload_over(q, *p != '\r' && *p != '\n');
    return p;
}

/* The echo is compared with what was sent; at the first byte that differs what was taken becomes a line's beginning: it
 * need not be stored, it is what the line's program says. */
static const uint8_t *qati_echo(qat_t *q, const uint8_t *p, const uint8_t *end)
{
    uint8_t *buffer = qati_buffer(q), want;
    uint32_t n, room = q->cfg->line_size - 1u;

    for (; p != end; p++) {
        if (qati_line_text(q, &q->echo, &want, 1) != 1 || want != *p) {
            break;
        }
        q->echoed++;
        if (want == '\r') {
            q->count[QAT_N_ECHO] += q->echoed;
            q->reading = QATI_RD_LINE;
            q->armed &= (uint8_t)~QATI_ARM_ECHO;
            q->echoes = 1;
            q->echoed = 0;
            return p + 1;
        }
    }
    if (p == end) {
        return p;
    }
    n = q->echoed;
    q->echoed = 0;
    q->reading = QATI_RD_LINE;
    if (n > room) {
        q->lost += n - room;
        n = room;
    }
    memset(&q->echo, 0, sizeof q->echo);
    if (n > 0) {
        qati_line_text(q, &q->echo, buffer, (unsigned)n);
        qati_collect_on(q, buffer + n);
    }
    return p;
}

/* The dropped line ended: what its head and the fields in front of the long one say is still in the buffer. */
static const uint8_t *qati_skip(qat_t *q, const uint8_t *p, const uint8_t *end, qati_look_t *k)
{
    const uint8_t *b = p;

    p = qati_line_end(p, end);
    p = p ? p : end;
    q->lost += (uint32_t)(p - b);
    if (p != end) {
        q->reading = QATI_RD_LINE;
        q->lost -= q->cfg->line_size - 1u; /* those in the buffer */
        qati_line(q, qati_buffer(q), qati_buffer(q) + q->cfg->line_size - 1, k, QATI_LOST | QATI_PLAIN);
    }
    return p;
}

/* Bytes that are not, or need not be, the beginning of a line. Returns how far it came; p itself: a line begins. */
static const uint8_t *qati_special(qat_t *q, const uint8_t *p, const uint8_t *end, qati_look_t *k)
{
    uint32_t n;
    const uint8_t *sent;

    switch ((enum qati_reading)q->reading) {
    case QATI_RD_LINE:
        break;
    case QATI_RD_ECHO:
        return qati_echo(q, p, end);
    case QATI_RD_LF:
    case QATI_RD_COUNTED:
    case QATI_RD_DIRECT:
    case QATI_RD_ENDING:
        return qati_counted(q, p, end);
    case QATI_RD_UNTIL:
        q->heard = q->now;
        return qati_until(q, p, end);
    case QATI_RD_TRAILER:
        return qati_to_trailer(q, p, end);
    case QATI_RD_SKIP:
        return qati_skip(q, p, end, k);
    case QATI_RD_ONLINE:
        return q->online->does->in(q, p, end);
    case QATI_RD_LENT:
        q->count[QAT_N_UNKNOWN] += (uint32_t)(end - p);
        return end;
    }
    if (q->armed & QATI_ARM_BLANK) {
        q->armed &= (uint8_t)~QATI_ARM_BLANK;
        if (*p == ' ') {
            q->count[QAT_N_FRAME]++;
            return p + 1;
        }
    }
    if (q->armed & QATI_ARM_OUT_ECHO) {
        sent = qati_payload_at(q, q->echoed, &n);
        if (q->echoed < q->out && sent && *sent == *p) {
            q->echoed++;
            q->count[QAT_N_ECHO]++;
            return p + 1;
        }
        q->armed &= (uint8_t)~QATI_ARM_OUT_ECHO;
    }
    if ((q->armed & QATI_ARM_PROMPT) && *p == '>') {
        q->count[QAT_N_ANSWER]++;
        q->armed = QATI_ARM_BLANK;
        qati_prompt(q);
        return p + 1;
    }
    if ((q->armed & QATI_ARM_ACK) && *p == q->ack) {
        q->count[QAT_N_ANSWER]++;
        qati_ack(q);
        return p + 1;
    }
    if ((q->armed & QATI_ARM_ECHO) && (*p | 32) == 'a') {
        q->reading = QATI_RD_ECHO;
        q->echoed = 0;
        memset(&q->echo, 0, sizeof q->echo);
        return qati_echo(q, p, end);
    }
    return p;
}
