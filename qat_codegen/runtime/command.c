/* ---- command: stages, deadlines, finals, late results ---- */

static void qati_recover(qat_t *q, const qat_req_t *dead, uint32_t quiet_ms, int escape);
static void qati_script_final(qat_t *q, unsigned f);
static void qati_boot_ok(qat_t *q);
enum {
    QATI_ALARM_DEAD = 1,    /* the application was told that the module does not answer                  */
    QATI_ALARM_ESCAPE = 2,  /* an ESC is to be written first                                             */
    QATI_ALARM_RETRIED = 4, /* a start-up step went out more than once: an answer too many may come      */
    QATI_ALARM_STARTED = 8, /* the application was told that start-up is done                            */
    QATI_ALARM_PLUS = 32,   /* "+++" is to be written first                                             */
    QATI_ALARM_BOOT_OK = 16 /* the pause is for the OK behind the boot lines                             */
};

/* A stage is under way: its clock runs. */
static int qati_on_stage(const qat_t *q)
{
    return q->channel == QATI_CH_WAIT || q->channel == QATI_CH_OUT || q->channel == QATI_CH_ACK;
}

/* A stage's answer, or a probe's, may come now. A slow module may answer the last probe in the pause behind it. */
static int qati_waiting(const qat_t *q)
{
    return qati_on_stage(q) || (q->channel == QATI_CH_PAUSE && q->owner != QATI_BY_REQUEST && q->tries > 0);
}

static QATI_SMALL void qati_channel(qat_t *q, unsigned to, uint32_t limit)
{
    q->channel = (uint8_t)to;
    q->since = q->now;
    q->limit = limit;
}

/* An argument of the request, or `otherwise` when its presence bit (0xFF: none) is off. */
static QATI_SMALL uint32_t qati_number_or(const qat_req_t *r, unsigned at, unsigned bit, uint32_t otherwise)
{
    if (bit != 0xFF && !(QATI_NUMBER(r, QATI_HAS_AT) >> bit & 1)) {
        return otherwise;
    }
    return QATI_NUMBER(r, at);
}

/* QATI_S_* of the stage that r is at. */
static unsigned qati_op(const qat_req_t *r)
{
    return r->stage ? (unsigned)QATI_ROM8(r->body + r->stage) >> 5 : (unsigned)QATI_S_END;
}

/* The limit in ms of the stage at *at; steps to its operands. */
static QATI_SMALL uint32_t qati_limit(const qat_req_t *r, const uint8_t **at)
{
    const uint8_t *d = *at + 1;
    unsigned number = QATI_ROM8(*at) & 31u;
    uint32_t v = qati_get16(number < QATI_LIMITS ? qati_limits + 2 * number : d);

    *at = number < QATI_LIMITS ? d : d + 2;
    if (v == 0xFFFF) {
        v = qati_number_or(r, QATI_ROM8(d + 2), QATI_ROM8(d + 3), 0xFFFFFFFFu);
        if (v == 0xFFFFFFFFu) {
            v = qati_get16(d + 7);
        } else {
            v *= qati_get16(d + 5);
        }
        if (QATI_ROM8(d + 4) != 0xFF) {
            v *= qati_number_or(r, QATI_ROM8(d + 4), QATI_ROM8(d + 11), QATI_ROM8(d + 12));
        }
        v += qati_get16(d + 9);
        *at = d + 13;
    }
    v = v > 0x7FFFFFFFu / 100 ? 0x7FFFFFFFu / 100 : v;
    if (qati_is_raw(r)) {
        v = ((const qat_send_t *)r)->limit_ms;
        return v ? v : 10000;
    }
    return v * 100;
}

static void qati_arm(qat_t *q, unsigned what)
{
    q->armed = (uint8_t)((q->armed & (QATI_ARM_ECHO | QATI_ARM_BLANK | QATI_ARM_ACK)) | what);
}

static QATI_SMALL void qati_first_stage(qat_req_t *r)
{
    unsigned have = qati_have(r->body), at = QATI_ROM8(r->body + 1);

    r->stage = (uint16_t)(have & QATI_B_STAGES ? at << (have & QATI_B_WIDE ? 2 : 0) : 1u);
}

static QATI_SMALL void qati_next_stage(qat_req_t *r)
{
    static const uint8_t operands[] QATI_ROM = { 0, 1, 0, 2, 13, 0, 0 };
    const uint8_t *d = r->body + r->stage;
    unsigned op = qati_op(r);

    (void)qati_limit(r, &d);
    r->stage = op == QATI_S_LAST || op == QATI_S_END ? (uint16_t)0 : (uint16_t)(d + QATI_ROM8(operands + op) - r->body);
}

/* The final that is success at the stage that r is at; 255: none. */
static unsigned qati_expected(const qat_req_t *r)
{
    const uint8_t *d = r->body + r->stage;
    unsigned op = qati_op(r);

    if (op != QATI_S_FINAL) {
        return op >= QATI_S_OK ? (unsigned)QATI_F_OK : 255u;
    }
    (void)qati_limit(r, &d);
    return QATI_ROM8(d);
}

/* d: operands of an OUT stage whose payload goes by length or with Ctrl-Z. */
static int qati_ends_with_ctrl_z(const qat_req_t *r, const uint8_t *d)
{
    unsigned mode = QATI_ROM8(d);

    return mode == QATI_OUT_CTRLZ ||
           (mode == QATI_OUT_EITHER && !(QATI_NUMBER(r, QATI_HAS_AT) >> QATI_ROM8(d + 1) & 1));
}

/* The rest of a payload: 10 s and what its bytes need at 1,000 a second. */
static uint32_t qati_out_limit(const qat_t *q)
{
    uint32_t left = qati_payload_of(q->active)->size - q->out;

    return QATI_STALL_MS + (left < 0x7FFFFFFF - QATI_STALL_MS ? left : 0x7FFFFFFF - QATI_STALL_MS);
}

/* Enters the stage at r->stage; what it waits for is armed, its clock starts. */
static void qati_stage(qat_t *q)
{
    qat_req_t *r = q->active;
    const uint8_t *d = r->body + r->stage;
    unsigned op = qati_op(r), again;
    uint32_t limit = qati_limit(r, &d);

    if (op == QATI_S_OUT) {
        unsigned acks = QATI_ROM8(d + 5);

        q->out = 0;
        q->plus = QATI_PLUS_FREE;
        q->echoed = 0;
        q->ack = (uint8_t)QATI_ROM8(d + 2);
        if (q->ack && acks != 0xFF && QATI_NUMBER(r, acks) == 0) {
            q->ack = 0;
        }
        q->ctrl_z = (uint8_t)qati_ends_with_ctrl_z(r, d);
        again = q->ctrl_z ? (unsigned)QATI_ARM_PROMPT : 0u;
        again |= q->echoes ? (unsigned)QATI_ARM_OUT_ECHO : 0u;
        qati_arm(q, again);
        qati_channel(q, QATI_CH_OUT, qati_out_limit(q));
        return;
    }
    while ((r = r->next) != NULL) { /* a joined line takes as long as its slowest command */
        uint32_t other;

        d = r->body + r->stage;
        other = qati_limit(r, &d);
        limit = other > limit ? other : limit;
    }
    again = q->ctrl_z || op == QATI_S_PROMPT ? (unsigned)QATI_ARM_PROMPT : 0u;
    qati_arm(q, op == QATI_S_PROMPT ? again : again | (q->armed & (unsigned)QATI_ARM_OUT_ECHO));
    qati_channel(q, QATI_CH_WAIT, limit);
}

static void qati_prompt(qat_t *q)
{
    if (q->owner != QATI_BY_REQUEST) { /* a prompt that nobody waits for any more swallows the probe: leave it, probe again */
        q->alarm |= QATI_ALARM_ESCAPE;
        q->tries = (uint8_t)(q->tries < 255 ? q->tries + 1 : 255); /* or only waits behind it, and is answered */
        qati_channel(q, QATI_CH_PAUSE, 0);
        return;
    }
    if (qati_op(q->active) != QATI_S_PROMPT) {
        q->armed |= QATI_ARM_PROMPT; /* 27.005 3.5.1: a prompt behind every CR of the text */
        return;
    }
    qati_next_stage(q->active);
    qati_stage(q);
}

static void qati_ack(qat_t *q)
{
    q->armed &= (uint8_t)~QATI_ARM_ACK;
    if (q->channel == QATI_CH_ACK) {
        qati_channel(q, QATI_CH_OUT, qati_out_limit(q));
    }
}

/* The channel is free; the dialect may want a pause. */
static void qati_release(qat_t *q)
{
    q->armed &= QATI_ARM_BLANK;
    q->owner = QATI_BY_REQUEST;
    qati_channel(q, QATI_CH_PAUSE, q->cfg->dialect->pause_ms);
}

/* Whatever of an echo came is counted; the rest of it will be a line. */
static void qati_echo_over(qat_t *q)
{
    if (q->reading == QATI_RD_ECHO) {
        q->count[QAT_N_ECHO] += q->echoed;
        q->reading = QATI_RD_LINE;
    }
}

/* Takes what is on the wire off it. */
static qat_req_t *qati_take_active(qat_t *q)
{
    qat_req_t *r = q->active;

    q->active = NULL;
    q->broken = 0;
    q->cancelled = 0;
    qati_echo_over(q);
    if (q->reading != QATI_RD_LINE && q->in_for == QATI_FOR_REQUEST) {
        if (q->reading == QATI_RD_DIRECT) {
            q->reading = QATI_RD_COUNTED;
        }
        q->in_for = QATI_FOR_DEAD; /* its payload is counted, not handed to the next request */
    }
    return r;
}

/* The final of r's command came, and it was the expected one. */
static void qati_succeed(qat_t *q, qat_req_t *r)
{
    const uint8_t *sets = qati_piece(r->body, QATI_B_SETS);
    unsigned must = qati_part(r->body, QATI_B_MUST) | (qati_have(r->body) & QATI_B_FIRST ? 1u : 0u);
    int result = r->result;

    if (sets) {
        qati_sets(q, sets, r, QATI_HAS_AT);
    }
    if (result == 0 && (must & ~(unsigned)r->seen)) {
        result = QAT_E_MISSING;
    }
    if (q->broken) {
        q->broken = 0;
        result = QAT_E_FRAMING;
    }
    if ((result == QAT_E_MISSING || result == QAT_E_FRAMING) && q->channel == QATI_CH_PAUSE) { /* was the final its own? */
        qati_recover(q, r, 0, 0);
    }
    qati_next_stage(r);
    if (qati_op(r) == QATI_S_LATE && !(r->seen & QATI_SEEN_LATE)) {
        qat_req_t **tail = &q->lates;

        while (*tail) {
            tail = &(*tail)->next;
        }
        r->next = NULL;
        r->result = (int16_t)result; /* what was wrong with its lines outlasts a good late result */
        r->state = QATI_AWAITED;
        r->since = q->now;
        *tail = r;
        return;
    }
    qati_unmark(q, r);
    qati_done(q, r, result);
}

/* The late result of r came: awaited, or before the OK. */
static void qati_late(qat_t *q, qat_req_t *r, int result)
{
    qat_req_t **at = &q->lates;

    result = r->result ? r->result : result;
    r->result = (int16_t)result;
    while (*at && *at != r) {
        at = &(*at)->next;
    }
    if (!*at) {
        r->seen |= QATI_SEEN_LATE;
        return;
    }
    *at = r->next;
    qati_unmark(q, r); /* good or bad: the module has spoken about this key */
    qati_done(q, r, result);
}

/* What a final other than the expected one means. */
static int qati_final_result(unsigned f)
{
    static const int8_t results[] = { QAT_E_FINAL, QAT_E_ERROR, QAT_E_CME, QAT_E_CMS, QAT_E_FINAL, QAT_E_NO_CARRIER,
                                      QAT_E_BUSY_LINE, QAT_E_NO_ANSWER, QAT_E_NO_DIALTONE, QAT_E_FINAL, QAT_E_SEND_FAIL };

    return results[f < sizeof results ? f : 0];
}

/* +CME ERROR with its number, or with words. */
static uint16_t qati_error_code(const qat_t *q, unsigned f, const uint8_t *p, const uint8_t *e)
{
    if (*p <= '9' && *p >= '0') {
        uint32_t code = 0;

        for (; *p <= '9' && *p >= '0' && code < 0xFFFF; p++) {
            code = code * 10 + *p - '0';
        }
        return (uint16_t)(code > 0xFFFF ? 0xFFFF : code);
    }
    return q->cfg->code_of ? q->cfg->code_of(f == QATI_F_CMS, (const char *)p, (size_t)(e - p)) : (uint16_t)0xFFFF;
}

/* CONNECT came where it was expected: the payload out, or the payload in that its line announces. */
static QATI_SMALL void qati_connected(qat_t *q, qat_req_t *r, const uint8_t *p, const uint8_t *e) /* p: behind "CONNECT" */
{
    const uint8_t *d = r->body + r->stage;
    void *info = qati_info_of(r);
    qati_look_t k;

    (void)qati_limit(r, &d);
    if (qati_get16(d) != 0) {
        qati_look(q, &k, r);
        k.lax = k.full = 0;
        if (qati_read_fields(&k, r->body, r->body + qati_get16(d), p, e, info) == QATI_YES) {
            qati_follow(q, k.rec, info, r, QATI_FOR_REQUEST);
            if (r->on_info) {
                r->on_info(q, r, (int)qati_record_id(k.rec));
            }
        } else {
            q->broken = 1;
        }
    }
    qati_next_stage(r);
    qati_stage(q);
    q->limit += q->reading == QATI_RD_LF ? q->in.total : 0; /* a payload's bytes at 1,000 a second */
    q->plus = 1; /* behind CONNECT a module listens for "+++" */
    q->wire = q->now;
}

/* A final result code. The line is [b, e), p stands behind its head. */
static void qati_final(qat_t *q, unsigned f, const uint8_t *b, const uint8_t *p, const uint8_t *e)
{
    qat_req_t *r = q->active;
    unsigned op, raw;
    int result;

    q->count[QAT_N_ANSWER] += (uint32_t)(e - b);
    if (!qati_waiting(q)) {
        if (f == QATI_F_OK && (q->alarm & QATI_ALARM_BOOT_OK)) {
            qati_boot_ok(q);
        }
        qati_tell(q, QAT_EV_STALE, f, 0, NULL);
        return;
    }
    if (q->owner != QATI_BY_REQUEST) {
        qati_script_final(q, f);
        return;
    }
    op = qati_op(r);
    raw = qati_is_raw(r) != 0;
    if (f == QATI_F_CONNECT && (op == QATI_S_CONNECT || (raw && op == QATI_S_PROMPT))) {
        if (raw) {
            qati_prompt(q);
        } else {
            qati_connected(q, r, e - b > 1 ? b + 7 : e, e); /* 1 is CONNECT too */
        }
        return;
    }
    if (f == qati_expected(r) || (raw && op == QATI_S_LAST && (f == QATI_F_SEND_OK || f == QATI_F_CONNECT))) {
        qat_req_t *next;

        if (!(q->cfg->dialect->flags & QATI_D_OK_EACH) || !r->next) {
            q->active = NULL;
            qati_release(q);
            if (f == QATI_F_CONNECT && q->online) {
                q->online->does->begin(q);
            }
        } else { /* one OK each: the others go on waiting */
            q->active = r->next;
            r->next = NULL;
            qati_stage(q);
        }
        for (; r; r = next) {
            next = r->next;
            qati_succeed(q, r);
        }
        return;
    }
    result = qati_final_result(f);
    if (result == QAT_E_CME || result == QAT_E_CMS) {
        r->code = qati_error_code(q, f, p, e);
    }
    for (; r->next; r = r->next) {
        r->next->code = r->code;
    }
    if (q->channel == QATI_CH_WAIT && result != QAT_E_FINAL) {
        qati_release(q);
    } else { /* what the stage waits for may still come */
        qati_recover(q, q->active, 0, q->ctrl_z || op == QATI_S_PROMPT);
    }
    qati_done_all(q, qati_take_active(q), result);
}
