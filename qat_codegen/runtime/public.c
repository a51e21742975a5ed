/* ---- the public functions ---- */

/* The command of qat_send, by hand: see "tables". */
static const uint8_t qati_cmd_send[] QATI_ROM = {
    QATI_ID_SEND & 0xFF, QATI_ID_SEND >> 8, /* its BODY, for every dialect */
    QATI_B_INFO_AT | QATI_B_TEXT | QATI_B_STAGES | QATI_B_HAS | QATI_B_MORE, 10, QATI_B_PAYLOAD >> 8,
    QATI_AT(qat_send_t, info), 30, QATI_AT(qat_send_t, payload),
    QATI_L_NO_AT, QATI_L_TYPE, QATI_T_RAW, QATI_L_END, /* LINE */
    QATI_S_PROMPT << 5 | 31, 0, 0, /* 10: begins here with a payload, at 27 without */
    QATI_S_OUT << 5, QATI_OUT_EITHER, 0, 0, 0, 0, 0xFF, 0xFF, 5, 0, 0, 0, 0, 0, /* by length if presence bit 0 is set */
    QATI_S_LAST << 5 | 31, 0, 0, /* 27 */
    QATI_R_FIRST, QATI_O_HEAD, QATI_AT(qat_send_t, expect), QATI_O_TYPE, QATI_T_TEXT, 0, 0, 0, 0, QATI_O_END /* 30 */
};
enum { QATI_SEND_WITHOUT = 27 };

int qat_init_sized(qat_t *q, const qat_config_t *cfg, size_t size)
{
    if (!q || !cfg || !cfg->dialect || !cfg->line || !cfg->write) {
        return QAT_E_NULL;
    }
    if (size != sizeof *q || cfg->line_size < 32 || cfg->dialect->mode_bytes > QAT_MODE_BYTES) {
        return QAT_E_CONFIG;
    }
    memset(q, 0, sizeof *q);
    q->cfg = cfg;
    qati_collect_off(q);
    qati_fresh(q);
    return QAT_OK;
}

/* Is an argument there that only other dialects take? */
static int qati_foreign(const qat_req_t *r)
{
    const uint8_t *d = qati_piece(r->body, QATI_B_FOREIGN);
    unsigned n = d ? QATI_ROM8(d++) : 0;

    for (; n > 0; n--, d += 2) {
        unsigned bit = QATI_ROM8(d + 1);

        if (bit == 0xFF ? ((const qat_str_t *)QATI_MEMBER(r, QATI_ROM8(d)))->ptr != NULL : QATI_NUMBER(r, QATI_HAS_AT) >> bit & 1) {
            return 1;
        }
    }
    return 0;
}

/* The BODY of cmd for the dialect; NULL: it has not this command. */
static const uint8_t *qati_body_for(const qat_dialect_t *dialect, const uint8_t *cmd)
{
    const uint8_t *d = cmd + 3;
    unsigned n;

    if (!(qati_get16(cmd) & QATI_ID_MASKS)) {
        return cmd + 2;
    }
    for (n = QATI_ROM8(cmd + 2); n > 0; n--, d += 4) {
        if (qati_get16(d) & dialect->mask) {
            return cmd + qati_get16(d + 2);
        }
    }
    return NULL;
}

/* Makes r a request for cmd and checks its arguments. Nothing of q changes. */
static int qati_accept(const qat_t *q, qat_req_t *r, const uint8_t *cmd, uint32_t *len)
{
    const uint8_t *body = qati_body_for(q->cfg->dialect, cmd);
    qati_source_t s;
    int err;

    if (r->state != QATI_IDLE) {
        return QAT_E_BUSY;
    }
    if (!body) {
        return QAT_E_DIALECT;
    }
    r->body = body;
    r->id = (uint16_t)qati_id(cmd);
    r->next = NULL;
    r->result = 0;
    r->code = 0;
    r->seen = r->stamped = 0;
    r->room_used = 0;
    qati_first_stage(r);
    if (qati_foreign(r)) {
        return QAT_E_DIALECT;
    }
    qati_source(&s, r, qati_place(body, QATI_B_LINE));
    err = qati_check_line(&s, len);
    if (err == QAT_OK && q->cfg->dialect->command_line && *len > q->cfg->dialect->command_line) {
        err = QAT_E_TOO_LONG;
    }
    if (err == QAT_OK && q->channel == QATI_CH_ONLINE && r->wait_ms == 0) {
        err = QAT_E_ONLINE;
    }
    return err ? err : qati_refusal(q, r);
}

/* A payload that Ctrl-Z ends holds neither Ctrl-Z nor ESC; every payload can be had. */
static int qati_check_payload(const qat_t *q, qat_req_t *r)
{
    const qat_payload_t *p = qati_payload_of(r);
    uint32_t offset = 0, n;
    const uint8_t *d;

    while ((n = qati_op(r)) != QATI_S_END && n != QATI_S_OUT) {
        if (!q->online && qati_expected(r) == QATI_F_CONNECT) {
            qati_first_stage(r);
            return QAT_E_STATE; /* would enter data mode, and nobody takes the data */
        }
        qati_next_stage(r);
    }
    d = r->body + r->stage + 1;
    qati_first_stage(r);
    if (n == QATI_S_END) {
        return QAT_OK;
    }
    if (!p->data && !p->view && p->size > 0) {
        return QAT_E_NULL;
    }
    if (qati_get32(d + 9) != 0 && p->size > qati_get32(d + 9)) {
        return QAT_E_ARG;
    }
    if (!qati_ends_with_ctrl_z(r, d)) {
        return QAT_OK;
    }
    while (offset < p->size) {
        const uint8_t *b = p->data ? (const uint8_t *)p->data + offset : NULL;

        n = p->size - offset;
        if (!b) {
            b = (const uint8_t *)p->view(p->user, offset, &n);
            n = n > p->size - offset ? p->size - offset : n;
        }
        if (!b || n == 0 || qati_find(b, b + n, 0x1A) || qati_find(b, b + n, 0x1B)) {
            return QAT_E_ARG;
        }
        offset += n;
    }
    return QAT_OK;
}

static void qati_enqueue(qat_t *q, qat_req_t *r, unsigned state)
{
    qat_req_t **at = &q->queue;

    while (*at) {
        at = &(*at)->next;
    }
    r->state = (uint8_t)state;
    *at = r;
    if (q->cfg->wake) {
        q->cfg->wake(q->cfg->user);
    }
}

int qat_submit(qat_t *q, qat_req_t *r, const uint8_t *cmd)
{
    uint32_t len;
    int err;

    if (!q || !r || !cmd) {
        return QAT_E_NULL;
    }
    err = qati_accept(q, r, cmd, &len);
    if (err == QAT_OK) {
        err = qati_check_payload(q, r);
    }
    if (err == QAT_OK) {
        qati_enqueue(q, r, QATI_QUEUED);
    }
    return err;
}

int qat_join(qat_t *q, qat_req_t *const r[], const uint8_t *const cmds[], size_t n)
{
    uint32_t len, all = 0;
    size_t i, k;
    int err;

    if (!q || !r || !cmds) {
        return QAT_E_NULL;
    }
    if (n == 0 || n > 15) {
        return QAT_E_ARG;
    }
    for (i = 0; i < n; i++) {
        if (!r[i] || !cmds[i]) {
            return QAT_E_NULL;
        }
        for (k = 0; k < i; k++) {
            if (r[k] == r[i]) {
                return QAT_E_BUSY;
            }
        }
        err = qati_accept(q, r[i], cmds[i], &len);
        if (err != QAT_OK) {
            return err;
        }
        all += len;
        if (qati_op(r[i]) != QATI_S_LAST) {
            return QAT_E_ARG;
        }
    }
    all -= (uint32_t)(2 * (n - 1)); /* the AT of all but the first; each CR but the last becomes ';' */
    if (q->cfg->dialect->command_line && all > q->cfg->dialect->command_line) {
        return QAT_E_TOO_LONG;
    }
    for (i = 0; i < n; i++) {
        qati_enqueue(q, r[i], i ? QATI_QUEUED | QATI_JOINED : QATI_QUEUED);
    }
    return QAT_OK;
}

int qat_send(qat_t *q, qat_send_t *r)
{
    int err;

    if (!q || !r || !r->text.ptr) {
        return QAT_E_NULL;
    }
    if (r->req.state != QATI_IDLE) {
        return QAT_E_BUSY;
    }
    r->has = r->ctrl_z ? 0 : 1;
    err = qat_submit(q, &r->req, qati_cmd_send);
    if (err == QAT_OK && !r->payload.data && !r->payload.view) {
        r->req.stage = QATI_SEND_WITHOUT;
    }
    return err;
}

/* To be ended by the next qat_poll(). */
static void qati_end_later(qat_t *q, qat_req_t *r, int result)
{
    qat_req_t **at = &q->ended, *last = r;

    while (*at) {
        at = &(*at)->next;
    }
    *at = r;
    for (; last; last = last->next) {
        last->state = QATI_ENDED;
        last->result = (int16_t)result;
    }
    if (q->cfg->wake) {
        q->cfg->wake(q->cfg->user);
    }
}

int qat_cancel(qat_t *q, qat_req_t *r)
{
    if (!q || !r) {
        return QAT_E_NULL;
    }
    if (r->state == QATI_ON_WIRE && q->active) {
        if (q->channel == QATI_CH_ONLINE) {
            qati_end_later(q, q->online->does->escape_off(q), QAT_E_CANCELLED);
        } else if (q->channel != QATI_CH_SEND) {
            qati_end_later(q, qati_abandon(q), QAT_E_CANCELLED);
        } else if (q->tx.pc == 0 && q->tx.sub == 0) {
            qati_release(q);
            qati_end_later(q, qati_take_active(q), QAT_E_CANCELLED);
        } else { /* half a line is no line: it is finished first */
            q->cancelled = 1;
        }
        return QAT_OK;
    }
    if (qati_unlink(&q->lates, r)) {
        qati_mark(q, r);
    } else if (r->state == QATI_ENDED || !qati_unlink(&q->queue, r)) {
        return QAT_E_STATE;
    }
    qati_end_later(q, r, QAT_E_CANCELLED);
    return QAT_OK;
}

int qat_abort(qat_t *q, qat_req_t *r)
{
    if (!q || !r) {
        return QAT_E_NULL;
    }
    if (r != q->active || (q->channel != QATI_CH_OUT && q->channel != QATI_CH_ACK) || q->plus == QATI_PLUS_FREE) {
        return QAT_E_STATE;
    }
    r = qati_abandon(q);
    q->alarm |= QATI_ALARM_PLUS;
    q->out = 0;
    q->limit = qati_guard(q);
    qati_end_later(q, r, QAT_E_CANCELLED);
    return QAT_OK;
}

int qat_listen(qat_t *q, qat_listener_t *l)
{
    qat_listener_t **at;

    if (!q || !l || !l->on_event) {
        return QAT_E_NULL;
    }
    for (at = &q->listeners; *at; at = &(*at)->next) {
        if (*at == l) {
            return QAT_E_BUSY;
        }
    }
    l->next = NULL;
    *at = l;
    return QAT_OK;
}

int qat_unlisten(qat_t *q, qat_listener_t *l)
{
    qat_listener_t **at;

    if (!q || !l) {
        return QAT_E_NULL;
    }
    for (at = &q->listeners; *at; at = &(*at)->next) {
        if (*at == l) {
            *at = l->next;
            if (q->hearing == l) {
                q->hearing = l->next;
            }
            return QAT_OK;
        }
    }
    return QAT_E_STATE;
}

int qat_detach(qat_t *q)
{
    if (!q) {
        return QAT_E_NULL;
    }
    if (q->channel == QATI_CH_LENT || q->channel == QATI_CH_ONLINE) {
        return QAT_E_STATE;
    }
    if (q->active) {
        qati_end_later(q, qati_abandon(q), QAT_E_DETACHED);
    } else if (q->owner == QATI_BY_PROBE && q->channel == QATI_CH_WAIT) {
        q->tries = (uint8_t)(q->tries < 255 ? q->tries + 1 : 255); /* unanswered for now */
    }
    qati_echo_over(q);
    if (qati_in_payload(q)) {
        q->count[QAT_N_PAYLOAD] += q->in.offset + q->held;
    }
    q->count[QAT_N_UNKNOWN] += (uint32_t)(q->w - qati_buffer(q)) + q->lost;
    q->lost = 0;
    q->reading = QATI_RD_LENT;
    q->scan = 0;
    qati_collect_off(q);
    qati_channel(q, QATI_CH_LENT, 0);
    return QAT_OK;
}

int qat_attach(qat_t *q)
{
    unsigned probes;

    if (!q) {
        return QAT_E_NULL;
    }
    if (q->channel != QATI_CH_LENT) {
        return QAT_E_STATE;
    }
    q->reading = QATI_RD_LINE;
    if (q->alarm & QATI_ALARM_STARTED) {
        probes = q->owner == QATI_BY_PROBE ? q->tries : 0u; /* may still be answered: they count when the channel settles */
        qati_script_begin(q, QATI_BY_PROBE, 0); /* still not with the head of what was left */
        q->tries = (uint8_t)probes;
    } else {
        qati_script_begin(q, QATI_BY_STARTUP, 0);
    }
    return QAT_OK;
}
