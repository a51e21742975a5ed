/* ---- poll: what is due ---- */

static const uint8_t qati_plus[] = { '+', '+', '+' };
static uint32_t qati_guard(const qat_t *q);
static int qati_silent(qat_t *q, uint32_t ms);

/* May r be sent now, as far as awaited late results go? */
static int qati_allowed(const qat_t *q, const qat_req_t *r)
{
    const qat_req_t *l;

    for (l = q->lates; l; l = l->next) {
        if ((qati_flags(l) & QATI_C_HOLDS) || qati_excludes(r, l->id)) {
            return 0;
        }
    }
    return 1;
}

/* Takes the next request that may go out off the queue, with those joined to it. */
static int qati_start(qat_t *q)
{
    qat_req_t **at = &q->queue, *r, *last;
    int refusal;

    while ((r = *at) != NULL) {
        refusal = qati_refusal(q, r);
        if (!refusal && qati_allowed(q, r)) {
            break;
        }
        for (last = r; last->next && (last->next->state & QATI_JOINED); last = last->next) {
        }
        if (refusal) { /* since it was accepted */
            *at = last->next;
            last->next = NULL;
            qati_done_all(q, r, refusal);
            at = &q->queue;
        } else {
            at = &last->next;
        }
    }
    if (!r) {
        return 0;
    }
    for (last = r, q->turn++;; last = last->next) {
        last->state = QATI_ON_WIRE;
        last->turn = q->turn;
        if (!last->next || !(last->next->state & QATI_JOINED)) {
            break;
        }
    }
    *at = last->next;
    last->next = NULL;
    q->active = r;
    q->owner = QATI_BY_REQUEST;
    q->broken = 0;
    q->ctrl_z = 0;
    q->sum = 0;
    return 1;
}

static void qati_begin_line(qat_t *q)
{
    qati_echo_over(q);
    memset(&q->tx, 0, sizeof q->tx);
    q->armed = (uint8_t)((q->armed & QATI_ARM_BLANK) | QATI_ARM_ECHO);
    q->echoes = 0; /* until the echo of this line has come */
    q->echoed = 0;
    qati_channel(q, QATI_CH_SEND, QATI_STALL_MS);
}

/* Carries the channel on as far as it goes without waiting. */
static void qati_pump(qat_t *q)
{
    static const uint8_t escape[] = { 0x1B };

    for (;;) {
        switch ((enum qati_channel)q->channel) {
        case QATI_CH_READY:
            if (!qati_start(q)) {
                return;
            }
            qati_begin_line(q);
            break;
        case QATI_CH_PAUSE:
            if (q->now - q->since < q->limit) {
                return;
            }
            q->alarm &= (uint8_t)~QATI_ALARM_BOOT_OK;
            if (q->owner == QATI_BY_REQUEST) {
                qati_channel(q, QATI_CH_READY, 0);
                break;
            }
            if (q->owner == QATI_BY_PROBE && q->probed == QATI_SETTLING) {
                qati_ready(q);
                break;
            }
            if (q->alarm & QATI_ALARM_PLUS) { /* a guard time before it, one behind it, then the probe */
                if (q->out == 0 && !qati_silent(q, qati_guard(q))) {
                    qati_channel(q, QATI_CH_PAUSE, QATI_STILL_MS);
                    return;
                }
                q->out += (uint32_t)qati_write(q, qati_plus, (size_t)(3u - q->out));
                if (q->out < 3) {
                    return;
                }
                q->alarm &= (uint8_t)~QATI_ALARM_PLUS;
                qati_channel(q, QATI_CH_PAUSE, qati_guard(q));
                break;
            }
            if ((q->alarm & QATI_ALARM_ESCAPE) && qati_write(q, escape, 1) == 0) {
                return;
            }
            q->alarm &= (uint8_t)~QATI_ALARM_ESCAPE;
            if (q->owner == QATI_BY_PROBE) {
                qati_next_probe(q);
            } else {
                q->script = qati_step(q->cfg->dialect->startup, q->step);
            }
            qati_begin_line(q);
            break;
        case QATI_CH_SEND:
            if (!qati_send_line(q)) {
                return;
            }
            if (q->owner == QATI_BY_REQUEST) {
                if (!q->active) {
                    return;
                }
                if (q->cancelled) {
                    q->cancelled = 0;
                    qati_give_up(q, QAT_E_CANCELLED);
                    break;
                }
                qati_stage(q);
            } else {
                uint32_t wait = qati_get16(q->script + 2) * 100u;

                q->armed = (uint8_t)(q->armed | (q->owner == QATI_BY_PROBE ? QATI_ARM_PROMPT : 0));
                qati_channel(q, QATI_CH_WAIT, q->owner == QATI_BY_PROBE ? 1000 : wait ? wait : 1000);
            }
            break;
        case QATI_CH_OUT:
            if (!qati_send_payload(q)) {
                if (q->channel == QATI_CH_OUT || q->channel == QATI_CH_ACK) {
                    return;
                }
                break;
            }
            qati_next_stage(q->active);
            qati_stage(q);
            break;
        case QATI_CH_ONLINE:
            q->online->does->out(q);
            if (q->channel == QATI_CH_ONLINE) {
                return;
            }
            break;
        case QATI_CH_WAIT:
        case QATI_CH_ACK:
        case QATI_CH_LENT:
            return;
        }
    }
}

/* Unlinks r from a list. */
static int qati_unlink(qat_req_t **at, qat_req_t *r)
{
    while (*at && *at != r) {
        at = &(*at)->next;
    }
    if (!*at) {
        return 0;
    }
    *at = r->next;
    if (r->next && !(r->state & QATI_JOINED)) {
        r->next->state &= (uint8_t)~QATI_JOINED; /* the next one begins the line now */
    }
    r->next = NULL;
    return 1;
}

/* A line that stands still may hold the beginning of a payload: it is handed over, and its clock starts. What the bytes
 * mean does not depend on this, only when it is told. Returns where in the line buffer the payload begins, or NULL. */
static QATI_COLD const uint8_t *qati_look_ahead(qat_t *q)
{
    uint8_t *b = qati_buffer(q), *w = q->w;
    qati_look_t k;
    int r;

    if (w == b || q->scan || q->reading != QATI_RD_LINE) {
        q->still = q->looked = 0;
        return NULL;
    }
    if (q->still != (uint16_t)(w - b)) {
        q->still = (uint16_t)(w - b);
        q->heard = q->now;
        q->looked = 0;
    } else if (!q->looked && q->now - q->heard >= QATI_STILL_MS) {
        q->looked = 1;
        *w = '\r';
        qati_collect_off(q);
        r = qati_line(q, b, w, &k, QATI_FULL | QATI_PLAIN);
        if (r == QATI_COUNTED || r == QATI_UNTIL) {
            return k.next;
        }
        qati_collect_on(q, w);
    }
    return NULL;
}

/* Ends what ran out of time. */
static void qati_expire(qat_t *q)
{
    qat_req_t **at, *r;

    if (q->channel == QATI_CH_ONLINE) {
        q->online->does->due(q);
    }
    if (qati_in_payload(q) && q->now - q->heard >= qati_payload_idle(q)) {
        unsigned ours = q->in_for == QATI_FOR_REQUEST && q->active;

        qati_payload_over(q, 1);
        if (ours) {
            qati_give_up(q, QAT_E_FRAMING);
        }
    }
    if ((qati_on_stage(q) || q->channel == QATI_CH_SEND) && q->now - q->since >= q->limit) {
        if (q->owner != QATI_BY_REQUEST) {
            qati_script_timeout(q);
        } else {
            qati_give_up(q, QAT_E_TIMEOUT);
        }
    }
    for (at = &q->lates; (r = *at) != NULL;) {
        const uint8_t *d = r->body + r->stage;

        if (q->now - r->since >= qati_limit(r, &d)) {
            *at = r->next;
            qati_mark(q, r);
            qati_done(q, r, QAT_E_TIMEOUT);
            at = &q->lates;
        } else {
            at = &r->next;
        }
    }
    for (at = &q->queue; (r = *at) != NULL;) {
        if (r->stamped == 0) {
            r->stamped = 1;
            r->since = q->now;
        }
        if (r->wait_ms && q->now - r->since >= r->wait_ms) { /* of a joined line it alone; the others go out */
            qati_unlink(at, r);
            qati_done(q, r, QAT_E_EXPIRED);
            at = &q->queue;
        } else {
            at = &r->next;
        }
    }
}

static void qati_sooner(uint32_t *least, uint32_t elapsed, uint32_t limit)
{
    uint32_t left = elapsed >= limit ? 0 : limit - elapsed;

    *least = left < *least ? left : *least;
}

/* ms until something runs out. */
static uint32_t qati_wanted(const qat_t *q)
{
    uint32_t least = UINT32_MAX;
    const qat_req_t *r;

    if (q->channel == QATI_CH_ONLINE) {
        least = q->online->does->wanted(q);
    } else if (q->channel != QATI_CH_READY && q->channel != QATI_CH_LENT &&
        !(q->channel == QATI_CH_PAUSE && q->now - q->since >= q->limit)) { /* else only write() holds it up */
        qati_sooner(&least, q->now - q->since, q->limit);
    }
    if (q->plus > 1 && q->plus < QATI_PLUS_FREE && q->now - q->wire < qati_guard(q) &&
        (q->channel == QATI_CH_OUT || q->channel == QATI_CH_ONLINE)) { /* a third '+' may be held back */
        qati_sooner(&least, q->now - q->wire, qati_guard(q));
    }
    if (qati_in_payload(q)) {
        qati_sooner(&least, q->now - q->heard, qati_payload_idle(q));
    }
    if (q->w != qati_buffer(q) && q->reading == QATI_RD_LINE && !q->looked && !q->scan) {
        qati_sooner(&least, q->now - q->heard, QATI_STILL_MS);
    }
    for (r = q->lates; r; r = r->next) {
        const uint8_t *d = r->body + r->stage;

        qati_sooner(&least, q->now - r->since, qati_limit(r, &d));
    }
    for (r = q->queue; r; r = r->next) {
        if (r->wait_ms) {
            qati_sooner(&least, r->stamped ? q->now - r->since : 0, r->wait_ms);
        }
    }
    return q->ended ? 0 : least;
}

/* done of those that were ended by a call. */
static void qati_flush(qat_t *q)
{
    while (q->ended) {
        qat_req_t *r = q->ended;

        q->ended = r->next;
        qati_done(q, r, r->result);
    }
}

uint32_t qat_poll(qat_t *q, uint32_t now_ms)
{
    const uint8_t *p, *end;

    if (!q || q->nested) {
        return 0;
    }
    qati_enter(q, now_ms);
    qati_flush(q);
    end = q->w;
    p = qati_look_ahead(q);
    if (p) {
        qati_scan(q, p, end);
    }
    qati_expire(q);
    qati_pump(q);
    qati_leave(q);
    return qati_wanted(q);
}
