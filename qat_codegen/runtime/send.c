/* ---- send: command lines and payload -> write() ---- */

/* The line that is on the wire, from the pen on, up to n bytes: the active requests' joined by ';', or the script's. */
static unsigned qati_line_text(qat_t *q, qati_pen_t *pen, uint8_t *out, unsigned n)
{
    qat_req_t *r = q->owner == QATI_BY_REQUEST ? q->active : NULL;
    unsigned done = 0, member = pen->pc >> 12;
    qati_source_t s;

    if (!r && !q->script) {
        return 0;
    }
    for (; member > 0 && r && r->next; member--) {
        r = r->next;
    }
    qati_source(&s, r, r ? qati_place(r->body, QATI_B_LINE) : q->script + 4); /* a probe's and a step's LINE stand alike */
    member = pen->pc & 0xF000u;
    pen->pc &= 0x0FFF;
    while (done < n) {
        int c = qati_byte(pen, &s);

        if (c < 0 && r && r->next) { /* the next one of the same line, without its AT */
            r = r->next;
            qati_source(&s, r, qati_place(r->body, QATI_B_LINE));
            qati_pen_begin(pen, &s);
            member += 0x1000;
            c = ';';
        } else if (c < 0 && pen->sub == 0) {
            pen->sub = 1;
            c = '\r';
        } else if (c < 0) {
            break;
        }
        out[done++] = (uint8_t)c;
    }
    pen->pc = (uint16_t)(pen->pc | member);
    return done;
}

typedef const uint8_t *qati_data_at_fn(qat_t *q, uint32_t offset, uint32_t *len);
static uint32_t qati_write_data(qat_t *q, qati_data_at_fn *at, uint32_t offset, const uint8_t *p, uint32_t n, uint32_t most);

static size_t qati_write(qat_t *q, const void *data, size_t len)
{
    size_t n = q->cfg->write(q->cfg->user, data, len);

    n = n > len ? len : n;
    qati_trace_bytes(q, '>', data, n);
    return n;
}

/* Writes what is left of the command line. Returns 1 when it is out. */
static int qati_send_line(qat_t *q)
{
    uint8_t chunk[32];
    qati_pen_t pen;
    unsigned n, taken;

    for (;;) {
        pen = q->tx;
        n = qati_line_text(q, &pen, chunk, sizeof chunk);
        if (n == 0) {
            return 1;
        }
        taken = (unsigned)qati_write(q, chunk, n);
        if (taken > 0) {
            q->since = q->now;
        }
        if (taken < n) { /* the pen only goes as far as bytes were taken */
            qati_line_text(q, &q->tx, chunk, taken);
            return 0;
        }
        q->tx = pen;
    }
}

static const uint8_t *qati_payload_at(qat_t *q, uint32_t offset, uint32_t *len)
{
    static const uint8_t ctrl_z[] = { 0x1A };
    qat_req_t *r = q->active;
    const qat_payload_t *p;

    *len = 0;
    if (!r || qati_part(r->body, QATI_B_PAYLOAD) == 0) {
        return NULL;
    }
    p = qati_payload_of(r);
    if (offset >= p->size) {
        *len = offset == p->size && q->ctrl_z;
        return ctrl_z;
    }
    if (p->data) {
        *len = p->size - offset;
        return (const uint8_t *)p->data + offset;
    }
    return p->view ? (const uint8_t *)p->view(p->user, offset, len) : NULL;
}

/* Writes payload. Returns 1 when the stage is over. */
static int qati_send_payload(qat_t *q)
{
    qat_req_t *r = q->active;
    const uint8_t *d = r->body + r->stage;
    uint32_t every, size = qati_payload_of(r)->size, n;

    (void)qati_limit(r, &d);
    every = qati_get16(d + 3);
    for (;;) {
        const uint8_t *p = qati_payload_at(q, q->out, &n);
        uint32_t taken, most;

        if (!p || (n == 0 && q->out < size)) {
            qati_give_up(q, QAT_E_CANCELLED);
            return 0;
        }
        if (n == 0) {
            return 1;
        }
        most = q->out < size ? size - q->out : n;
        if (q->ack && most > every - q->out % every) {
            most = every - q->out % every;
        }
        taken = qati_write_data(q, qati_payload_at, q->out, p, n < most ? n : most, most);
        if (taken == 0) {
            return 0;
        }
        if (qati_flags(r) & QATI_C_SUM) {
            qati_sum(q, q->out, p, taken);
        }
        q->out += taken;
        if (q->ack && q->out % every == 0) {
            q->armed |= QATI_ARM_ACK; /* behind the last byte too; not waited for there */
            if (q->out < size) {
                qati_channel(q, QATI_CH_ACK, QATI_STALL_MS);
                return 0;
            }
        }
    }
}
