/* ---- the public functions ---- */

/* The command of qat_send, by hand: see "tables". */
static const uint8_t qati_cmd_send[] QATI_ROM = {
    0xFE, 0xFF, 1, 0xFF, 0xFF, 7, 0, /* id; one variant, for every dialect: BODY at 7 */
    QATI_C_RAW, 0, 29, 0, 0, 0, 57, 0, 0, 0, 33, 0, /* LINE 29, no information lines, free text 57, STAGES 33 */
    QATI_AT(qat_send_t, info), 0, QATI_AT(qat_send_t, payload), QATI_AT(qat_send_t, has), 0xFF, 0xFF,
    0, 0, 0, 0, /* 25: keys, exclusives, sets, foreign */
    QATI_L_RAW, QATI_AT(qat_send_t, text), '\r', QATI_L_END, /* 29 */
    QATI_S_PROMPT, 0, 0, /* 33: begins here with a payload, at 52 without */
    QATI_S_OUT, 0, 0, QATI_OUT_EITHER, 0, 0, 0, 0, 0xFF, 0xFF, 5, 0, 0, 0, 0, 0, /* 36: by length if presence bit 0 is set */
    QATI_S_FINAL, 0, 0, QATI_F_OK, /* 52 */
    QATI_S_END, /* 56 */
    QATI_R_INFO, 0, 0, QATI_O_HEAD, QATI_AT(qat_send_t, expect), QATI_O_TEXT, QATI_AT(qat_send_info_t, line), QATI_O_END
};
enum { QATI_SEND_WITHOUT = 52 };

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

/* Finds the variant of cmd for this dialect and checks the arguments. Nothing of q changes. */
static int qati_accept(const qat_t *q, qat_req_t *r, const uint8_t *cmd, uint32_t *len)
{
    const uint8_t *d = cmd + 3;
    unsigned n = QATI_ROM8(cmd + 2);
    int err;

    if (r->state != QATI_IDLE) {
        return QAT_E_BUSY;
    }
    for (; n > 0 && !(qati_get16(d) & q->cfg->dialect->mask); n--) {
        d += 4;
    }
    if (n == 0) {
        return QAT_E_DIALECT;
    }
    r->cmd = cmd;
    r->body = (uint16_t)qati_get16(d + 2);
    r->stage = (uint16_t)qati_body16(r, QATI_B_STAGES);
    r->next = NULL;
    r->result = 0;
    r->code = 0;
    r->seen = r->stamped = 0;
    r->room_used = 0;
    d = cmd + r->body + QATI_B_KEYS;
    d += 1 + QATI_ROM8(d);
    d += 1 + 2 * QATI_ROM8(d);
    d += 1 + 6 * QATI_ROM8(d);
    for (n = QATI_ROM8(d++); n > 0; n--, d += 2) {
        unsigned bit = QATI_ROM8(d + 1);

        if (bit == 0xFF ? ((const qat_str_t *)QATI_MEMBER(r, QATI_ROM8(d)))->ptr != NULL
                        : QATI_NUMBER(r, qati_body8(r, QATI_B_HAS_AT)) >> bit & 1) {
            return QAT_E_DIALECT;
        }
    }
    err = qati_check_line(cmd + qati_body16(r, QATI_B_LINE), r, qati_body8(r, QATI_B_HAS_AT), len);
    if (err == QAT_OK && q->cfg->dialect->command_line && *len > q->cfg->dialect->command_line) {
        err = QAT_E_TOO_LONG;
    }
    if (err == QAT_OK && q->channel == QATI_CH_ONLINE && r->wait_ms == 0) {
        err = QAT_E_ONLINE;
    }
    return err ? err : qati_refusal(q, r);
}

/* A payload that Ctrl-Z ends holds neither Ctrl-Z nor ESC; every payload can be had. */
static int qati_check_payload(const qat_t *q, const qat_req_t *r)
{
    unsigned stage = r->stage;
    const qat_payload_t *p;
    uint32_t offset = 0, n;
    unsigned op;
    const uint8_t *d;

    for (; (op = QATI_ROM8(r->cmd + stage)) != QATI_S_OUT; stage = qati_stage_behind(r, stage)) {
        if (op == QATI_S_END) {
            return QAT_OK;
        }
        d = r->cmd + stage + 1;
        (void)qati_limit(r, &d);
        if (op == QATI_S_FINAL && QATI_ROM8(d) == QATI_F_CONNECT && !q->online) {
            return QAT_E_STATE; /* would enter data mode, and nobody takes the data */
        }
    }
    d = r->cmd + stage + 1;
    (void)qati_limit(r, &d);
    p = (const qat_payload_t *)QATI_MEMBER(r, qati_body8(r, QATI_B_PAYLOAD_AT));
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
        if (QATI_ROM8(cmds[i] + r[i]->stage) != QATI_S_FINAL ||
            QATI_ROM8(cmds[i] + qati_stage_behind(r[i], r[i]->stage)) != QATI_S_END) {
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
            qati_end_later(q, qati_escape_off(q), QAT_E_CANCELLED);
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
    }
    qati_echo_over(q);
    if (q->reading >= QATI_RD_LF && q->reading <= QATI_RD_UNTIL) {
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
    if (!q) {
        return QAT_E_NULL;
    }
    if (q->channel != QATI_CH_LENT) {
        return QAT_E_STATE;
    }
    q->reading = QATI_RD_LINE;
    if (q->alarm & QATI_ALARM_STARTED) {
        qati_script_begin(q, QATI_BY_PROBE, 0); /* still not with the head of what was left */
    } else {
        qati_script_begin(q, QATI_BY_STARTUP, 0);
    }
    return QAT_OK;
}
