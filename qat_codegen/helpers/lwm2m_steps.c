/* SPDX-License-Identifier: MIT */
/* ---- lwm2m: from step to step ----
 *
 * qatl_after() says which step follows, whatever came of the one before; only qatl_enter() writes the step.
 * */

static void qatl_go(qat_lwm2m_t *m, unsigned step);
static void qatl_done(qat_t *q, qat_req_t *r, int result);

int qat_lwm2m_state(const qat_lwm2m_t *m)
{
    if (!m || m->step == QATL_OFF) {
        return QAT_LWM2M_OFF;
    }
    if (m->step == QATL_LEAVE) {
        return QAT_LWM2M_STOPPING;
    }
    if (m->step == QATL_ON) {
        return m->observed ? QAT_LWM2M_READY : QAT_LWM2M_REGISTERED;
    }
    return m->step >= QATL_REGISTER ? (m->bootstrapping ? QAT_LWM2M_BOOTSTRAPPING : QAT_LWM2M_REGISTERING)
         : m->step >= QATL_RADIO_ON ? QAT_LWM2M_ATTACHING
         : m->step >= QATL_NCDP_READ ? QAT_LWM2M_CONFIGURING
         : m->step >= QATL_RESTART && m->differs ? QAT_LWM2M_RESTARTING
         : m->step > QATL_WAIT ? QAT_LWM2M_CONFIGURING : QAT_LWM2M_WAITING;
}

/* Bit of an object in `observed`; 0: not one that data go to. */
static unsigned qatl_bit(uint32_t object)
{
    return object == 0 || object == 19 ? 1u : object == 10250 ? 2u : object == 26241 ? 4u : 0u;
}

int qat_lwm2m_observed(const qat_lwm2m_t *m, uint32_t object)
{
    return m && m->step == QATL_ON && (m->observed & qatl_bit(object)) != 0;
}

static void qatl_tell(qat_lwm2m_t *m)
{
    int now = qat_lwm2m_state(m);

    if (now != m->told) {
        m->told = (uint8_t)now;
        if (now == QAT_LWM2M_REGISTERED || now == QAT_LWM2M_READY) {
            m->timed = 0; /* the limit for an observation begins; the registration lasts from here */
        }
        if (m->cfg->on_state) {
            m->cfg->on_state(m, now);
        }
    }
}

static void qatl_report(qat_lwm2m_t *m, int why, int result, int32_t number)
{
    qat_lwm2m_lost_t lost;

    lost.why = (uint8_t)why;
    lost.state = (uint8_t)qat_lwm2m_state(m);
    lost.result = result;
    lost.number = number;
    if (m->cfg->on_lost) {
        m->cfg->on_lost(m, &lost);
    }
}

/* ---- what was asked for ---- */

static void qatl_end_op(qat_lwm2m_t *m, int result)
{
    qat_lwm2m_op_t *op = m->ops;

    m->ops = op->next;
    op->next = NULL;
    op->pending = 0;
    if (op->done) {
        op->done(m, op, result);
    }
}

static void qatl_end_held(qat_lwm2m_t *m, int result)
{
    qat_lwm2m_message_t *s = m->held;

    m->held = NULL;
    s->pending = 0;
    if (s->done) {
        s->done(m, s, result);
    }
}

static void qatl_release_held(qat_lwm2m_t *m);

/* ---- losses ---- */

/* The ground is gone: what is out is cancelled, the rest follows in its done. */
static void qatl_lose(qat_lwm2m_t *m, int why, int32_t number)
{
    if (m->lose || m->step <= QATL_WAIT || m->step == QATL_LEAVE) {
        return;
    }
    qatl_report(m, why, QAT_OK, number);
    m->registered = 0;
    m->observed = 0;
    if (!m->busy) {
        qatl_go(m, QATL_WAIT);
    } else if (qat_cancel(m->q, &m->u.req) == QAT_OK) {
        m->lose = 1;
    }
}

/* The request of this step failed. Says which step follows. */
static unsigned qatl_fail(qat_lwm2m_t *m, int result)
{
    qatl_report(m, QAT_LWM2M_BY_COMMAND, result, result == QAT_E_CME ? (int32_t)m->u.req.code : 0);
    return QATL_WAIT;
}

/* ---- from step to step ---- */

static int qatl_refused_by_module(int result)
{
    return result == QAT_E_ERROR || result == QAT_E_CME;
}

static int qatl_passed(int result)
{
    return result == QAT_OK || result == QATL_SKIP;
}

/* Where a round begins. */
static unsigned qatl_first(const qat_lwm2m_t *m)
{
    return m->cfg->neul ? (unsigned)QATL_NCDP_READ
         : m->known ? (unsigned)QATL_REGISTER : (unsigned)QATL_SELECT_READ;
}

/* Registered, or about to be. */
static unsigned qatl_registered(qat_lwm2m_t *m)
{
    return m->registered ? QATL_ON : QATL_AWAIT;
}

/* What ON had out is done. */
static unsigned qatl_chore_done(qat_lwm2m_t *m, int result)
{
    unsigned chore = m->chore;
    int anew = m->cfg->neul && chore == QATL_CHORE_OP && m->ops && m->ops->what == QAT_LWM2M_UPDATE;

    m->chore = QATL_CHORE_NONE;
    if (chore == QATL_CHORE_OP && m->ops) {
        qatl_end_op(m, result);
    }
    if (chore == QATL_CHORE_RENEW) {
        m->renewed = 1;
        if (result != QAT_OK) {
            qatl_report(m, QAT_LWM2M_BY_LIFETIME, result, 0);
            m->registered = 0;
            m->observed = 0;
            return QATL_WAIT;
        }
    }
    if (anew && result == QAT_OK) { /* it registers anew: the server observes anew, too */
        m->registered = 0;
        m->observed = 0;
        return QATL_AWAIT;
    }
    return QATL_ON;
}

/* Which step follows m->step, whose request ended, or could not be sent, with result (or QATL_SKIP). */
static unsigned qatl_after(qat_lwm2m_t *m, int result)
{
    unsigned step = m->step;

    switch (step) {
    case QATL_SELECT_READ: case QATL_CDP_READ: case QATL_NCDP_READ: /* no answer counts as another */
        if (!qatl_passed(result) && !qatl_refused_by_module(result) && result != QAT_E_MISSING) {
            return qatl_fail(m, result);
        }
        m->differs = (uint8_t)(m->differs || !qatl_passed(result));
        return step + 1;
    case QATL_NUMBER: /* a SIM without a number: OK alone, or an error */
        if (result != QATL_SKIP && !m->number && (qatl_passed(result) || qatl_refused_by_module(result))) {
            qatl_report(m, QAT_LWM2M_BY_MSISDN, result, 0);
            return QATL_OFF;
        }
        return qatl_passed(result) ? step + 1 : qatl_fail(m, result);
    case QATL_DELETE: /* there may be no such file */
        return result == QATL_SKIP ? (unsigned)QATL_SELECT
             : qatl_passed(result) || qatl_refused_by_module(result) ? step + 1 : qatl_fail(m, result);
    case QATL_UPLOAD:
        if (result != QAT_OK) {
            return qatl_fail(m, result);
        }
        m->file++;
        return QATL_DELETE;
    case QATL_RESTART:
        if (result == QATL_SKIP) {
            m->known = 1;
            return QATL_REGISTER;
        }
        return result == QAT_OK ? step + 1 : qatl_fail(m, result);
    case QATL_BOOT:
        return QATL_REGISTER;
    case QATL_NCDP:
        m->known = (uint8_t)(m->known || result == QAT_OK);
        return qatl_passed(result) ? step + 1 : qatl_fail(m, result);
    case QATL_ATTACH: /* where the radio was off, +CEREG comes by itself */
        m->asked = m->differs;
        return result == QAT_OK ? step + 1 : qatl_fail(m, result);
    case QATL_NETWORK: /* asked in vain: asked again later */
        return m->attached ? step + 1 : qatl_passed(result) || qatl_refused_by_module(result) ? step
             : qatl_fail(m, result);
    case QATL_REGISTER:
        if (qatl_passed(result) || (qatl_refused_by_module(result) && m->registered)) {
            return qatl_registered(m);
        }
        return qatl_refused_by_module(result) && m->cfg->neul ? (unsigned)QATL_STATUS : qatl_fail(m, result);
    case QATL_STATUS:
        return m->registered ? (unsigned)QATL_ON : qatl_fail(m, result == QAT_OK ? QAT_E_ERROR : result);
    case QATL_ON:
        return qatl_chore_done(m, result);
    case QATL_LEAVE:
        return QATL_OFF;
    default:
        return qatl_passed(result) ? step + 1 : qatl_fail(m, result);
    }
}

/* Where the way leads instead of to `next` when OFF is wanted. */
static unsigned qatl_instead(const qat_lwm2m_t *m, unsigned next)
{
    if (next == QATL_OFF || next == QATL_LEAVE) {
        return next;
    }
    return m->step >= QATL_REGISTER ? (unsigned)QATL_LEAVE : (unsigned)QATL_OFF;
}

static void qatl_listen_fota(qat_lwm2m_t *m)
{
#if QATL_FOTA
    if (m->cfg->fota && qat_fota_phase(m->cfg->fota) == QAT_FOTA_OFF) {
        (void)qat_fota_start(m->cfg->fota, m->q, m->cfg->fota_cfg);
    }
#else
    (void)m;
#endif
}

static void qatl_end_all(qat_lwm2m_t *m)
{
    qat_unlisten(m->q, &m->listener);
    m->stop = 0;
    m->registered = 0;
    m->observed = 0;
    while (m->ops) {
        qatl_end_op(m, QAT_E_CANCELLED);
    }
    if (m->held) {
        qatl_end_held(m, QAT_E_CANCELLED);
    }
}

static void qatl_enter(qat_lwm2m_t *m, unsigned step)
{
    unsigned before = m->step;

    if (step != before) {
        m->timed = 0;
    }
    m->step = (uint8_t)step;
    if (step == QATL_ON) {
        m->bootstrapping = 0;
        if (before != QATL_ON) {
            m->renewed = 1;
            qatl_listen_fota(m);
        }
    } else if (step == QATL_REGISTER) {
        m->bootstrapping = 0;
        m->event = 0xFF;
    } else if (step == QATL_NETWORK && before != QATL_NETWORK) {
        m->alive_set = 0;
    } else if (step == QATL_OFF) {
        qatl_end_all(m);
        if (m->step != QATL_OFF) { /* a done has started anew */
            return;
        }
    }
    qatl_tell(m);
}

/* Goes on from step until a request is out or nothing is left to do. */
static void qatl_go(qat_lwm2m_t *m, unsigned step)
{
    int result;

    for (;;) {
        step = m->stop ? qatl_instead(m, step) : step;
        qatl_enter(m, step);
        if (m->step == QATL_OFF || m->step != step || m->busy) { /* a callback may have started anew */
            return;
        }
        if (m->stop && qatl_instead(m, step) != step) {
            continue;
        }
        qatl_release_held(m);
        memset(&m->u, 0, sizeof m->u);
        m->u.req.done = qatl_done;
        m->u.req.user = m;
        m->u.req.wait_ms = QATL_PATIENCE_MS;
        m->busy = 1;
        result = qatl_submit(m);
        if (result == QAT_OK) {
            return;
        }
        m->busy = 0;
        if (result == QATL_REST) {
            return;
        }
        step = qatl_after(m, result);
    }
}

static void qatl_done(qat_t *q, qat_req_t *r, int result)
{
    qat_lwm2m_t *m = (qat_lwm2m_t *)r->user;

    (void)q;
    m->busy = 0;
    if (m->chore == QATL_CHORE_OP && m->ops && (m->lose || m->stop || result == QAT_E_RESET)) {
        m->chore = QATL_CHORE_NONE;
        qatl_end_op(m, result);
        if (m->busy) {
            return;
        }
    }
    if (result == QAT_E_RESET) {
        return; /* QAT_EV_RESTART follows */
    }
    if (m->lose) {
        m->lose = 0;
        m->chore = QATL_CHORE_NONE;
        qatl_go(m, m->step == QATL_LEAVE ? (unsigned)QATL_OFF : (unsigned)QATL_WAIT);
        return;
    }
    if (m->stop && result == QAT_E_CANCELLED) {
        m->chore = QATL_CHORE_NONE;
        qatl_go(m, m->step == QATL_LEAVE ? (unsigned)QATL_OFF : m->step);
        return;
    }
    qatl_go(m, qatl_after(m, result));
}
