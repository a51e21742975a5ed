/* SPDX-License-Identifier: MIT */
/* ---- mqtt: from step to step ----
 *
 * qatm_after() says which step follows, whatever came of the one before; only qatm_enter() writes the
 * step. */

static void qatm_go(qat_mqtt_t *m, unsigned step);
static void qatm_done(qat_t *q, qat_req_t *r, int result);

int qat_mqtt_state(const qat_mqtt_t *m)
{
    if (!m || m->step == QATM_OFF) {
        return QAT_MQTT_OFF;
    }
    if (m->step >= QATM_DISCONNECT) {
        return QAT_MQTT_STOPPING;
    }
    return m->step == QATM_CLOSE ? QAT_MQTT_CLOSING
         : m->step == QATM_READY ? QAT_MQTT_READY
         : m->step == QATM_SUBSCRIBE ? QAT_MQTT_SUBSCRIBING
         : m->step == QATM_CONNECT ? QAT_MQTT_CONNECTING
         : m->step >= QATM_OPEN ? QAT_MQTT_OPENING
         : m->step >= QATM_CFG_VERSION ? QAT_MQTT_CONFIG
         : m->step >= QATM_SSL_VERSION ? QAT_MQTT_TLS
         : m->step >= QATM_DELETE ? QAT_MQTT_FILES
         : m->step >= QATM_DEACTIVATE ? QAT_MQTT_NETWORK : QAT_MQTT_WAITING;
}

/* ---- losses ---- */

/* A session, or an attempt at one, has failed. */
static void qatm_report(qat_mqtt_t *m, int why, int result, int32_t number)
{
    qat_mqtt_lost_t lost;

    lost.why = (uint8_t)why;
    lost.state = (uint8_t)qat_mqtt_state(m);
    lost.result = result;
    lost.number = number;
    if (m->cfg->on_lost) {
        m->cfg->on_lost(m, &lost);
    }
}

/* What was published has no chance any more; its results must not be taken for those of later messages. */
static void qatm_drop_messages(qat_mqtt_t *m)
{
    qat_mqtt_pub_t *p;

    for (p = m->pubs; p; p = p->next) {
        qat_cancel(m->q, &p->cmd.req);
    }
}

static unsigned qatm_way_down(const qat_mqtt_t *m)
{
    return m->step >= QATM_OPEN ? QATM_CLOSE : QATM_WAIT;
}

/* The ground is gone under the session, or an attempt: what is out is cancelled, the rest follows in its
 * done. */
static void qatm_lose(qat_mqtt_t *m, int why, int32_t number)
{
    if (m->lose || m->step <= QATM_WAIT || m->step >= QATM_CLOSE) {
        return;
    }
    qatm_report(m, why, QAT_OK, number);
    qatm_drop_messages(m);
    if (!m->busy) {
        qatm_go(m, qatm_way_down(m));
    } else if (qat_cancel(m->q, &m->u.req) == QAT_OK) {
        m->lose = 1;
    }
}

/* The request of this step failed. Says which step follows. */
static unsigned qatm_fail(qat_mqtt_t *m, int result)
{
    int why = QAT_MQTT_BY_COMMAND;
    int32_t number = result == QAT_E_CME || result == QAT_E_CMS ? (int32_t)m->u.req.code : 0;

    if (m->step == QATM_CONNECT && m->refused) {
        why = QAT_MQTT_BY_CREDENTIALS;
        result = m->refused;
    } else if (result == QAT_E_RESULT && m->step == QATM_OPEN) {
        why = QAT_MQTT_BY_OPEN;
        number = m->u.open.late.result;
        if (number == QAT_QMTOPEN_RESULT_PDP_FAILED) {
            m->deactivate = 1;
        }
    } else if (result == QAT_E_RESULT && m->step == QATM_CONNECT) {
        number = (int32_t)m->u.conn.late.result;
        if (m->u.conn.late.has & QAT_QMTCONN_LATE_HAS_CODE && m->u.conn.late.code) {
            why = QAT_MQTT_BY_SERVER;
            number = (int32_t)m->u.conn.late.code;
        }
    } else if (result == QAT_E_RESULT && m->chore == QATM_CHORE_SUB) {
        number = (int32_t)m->u.sub.late.result;
    }
    m->refused = 0;
    qatm_report(m, why, result, number);
    qatm_drop_messages(m);
    return qatm_way_down(m);
}

/* ---- subscriptions ---- */

/* Takes s off the list and gives it back. */
static void qatm_release(qat_mqtt_t *m, qat_mqtt_sub_t *s, int result)
{
    qat_mqtt_sub_t **at = &m->subs;

    while (*at && *at != s) {
        at = &(*at)->next;
    }
    if (*at) {
        *at = s->next;
    }
    s->next = NULL;
    s->state = QATM_SUB_FREE;
    if (result != QAT_E_RESULT || s->granted != QATM_REFUSED) {
        s->granted = QATM_NOT_NOW;
    }
    if (s->done) {
        s->done(m, s, result);
    }
}

/* The list is given back: those whose done is outstanding are told. */
static void qatm_release_all(qat_mqtt_t *m)
{
    while (m->subs) {
        qat_mqtt_sub_t *s = m->subs;

        if (s->state == QATM_SUB_HELD) {
            m->subs = s->next;
            s->next = NULL;
            s->state = QATM_SUB_FREE;
            s->granted = QATM_NOT_NOW;
        } else {
            qatm_release(m, s, QAT_E_CANCELLED);
        }
    }
}

static unsigned qatm_subscribed(qat_mqtt_t *m, qat_mqtt_sub_t *s, int result)
{
    const qat_qmtsub_late_t *late = &m->u.sub.late;
    unsigned step = m->step;

    if (result == QAT_OK) {
        s->granted = (uint8_t)(late->has & QAT_QMTSUB_LATE_HAS_VALUE ? late->value : s->qos);
        if (s->granted >= QATM_REFUSED) {
            s->granted = QATM_REFUSED;
            result = QAT_E_RESULT;
        }
    }
    if (s->state == QATM_SUB_WANTED) {
        if (result == QAT_E_TIMEOUT || result == QAT_E_STALE_KEY) {
            step = qatm_fail(m, result);
        }
        if (result == QAT_OK) {
            s->state = QATM_SUB_HELD;
            if (s->done) {
                s->done(m, s, result);
            }
        } else {
            qatm_release(m, s, result);
        }
    } else if (result != QAT_OK && s->granted != QATM_REFUSED) { /* it was granted in an earlier session */
        step = qatm_fail(m, result);
    }
    return step;
}

/* What SUBSCRIBE or READY had to do is done. Says which step follows. */
static unsigned qatm_chore_done(qat_mqtt_t *m, int result)
{
    qat_mqtt_sub_t *s = m->sub;
    unsigned chore = m->chore, step = m->step;

    m->chore = QATM_CHORE_NONE;
    m->sub = NULL;
    if (chore == QATM_CHORE_SUB) {
        m->chore = QATM_CHORE_SUB; /* for qatm_fail() */
        step = qatm_subscribed(m, s, result);
        m->chore = QATM_CHORE_NONE;
    } else if (chore == QATM_CHORE_UNSUB) {
        if (result == QAT_E_TIMEOUT || result == QAT_E_STALE_KEY) {
            step = qatm_fail(m, result);
        }
        qatm_release(m, s, result);
    }
    return step;
}

/* ---- from step to step ---- */

static int qatm_refused_by_module(int result)
{
    return result == QAT_E_ERROR || result == QAT_E_CME;
}

/* What the dialect does not have is left out. */
static int qatm_passed(int result)
{
    return result == QAT_OK || result == QATM_SKIP || result == QAT_E_DIALECT;
}

/* Which step follows m->step, whose request ended, or could not be sent, with result (or QATM_SKIP). */
static unsigned qatm_after(qat_mqtt_t *m, int result)
{
    unsigned step = m->step;

    switch (step) {
    case QATM_DEACTIVATE: /* it may be down already */
    case QATM_CLOSE_OLD:
        return step + 1;
    case QATM_CLOSE_OCCUPIED:
        return QATM_OPEN;
    case QATM_CLOSE: /* nothing to close is as good */
        return QATM_WAIT;
    case QATM_DISCONNECT: /* it closes the connection too */
        return result == QAT_OK ? (unsigned)QATM_OFF : (unsigned)QATM_CLOSE_LAST;
    case QATM_CLOSE_LAST:
        return QATM_OFF;
    case QATM_DELETE: /* 405 and its like: there was no such file */
        if (result == QATM_SKIP) {
            return QATM_SSL_VERSION;
        }
        return qatm_passed(result) || qatm_refused_by_module(result) ? step + 1 : qatm_fail(m, result);
    case QATM_UPLOAD:
        if (result != QAT_OK) {
            return qatm_fail(m, result);
        }
        m->files = (uint8_t)(m->files | 1u << qatm_next_file(m));
        return QATM_DELETE;
    case QATM_OPEN:
        if (result == QAT_E_RESULT && m->u.open.late.result == QAT_QMTOPEN_RESULT_OCCUPIED && !m->again) {
            m->again = 1;
            return QATM_CLOSE_OCCUPIED;
        }
        return result == QAT_OK ? (unsigned)QATM_CONNECT : qatm_fail(m, result);
    case QATM_SUBSCRIBE:
        return result == QATM_SKIP ? (unsigned)QATM_READY : qatm_chore_done(m, result);
    case QATM_READY:
        return qatm_chore_done(m, result);
    case QATM_CFG_RECV: /* firmware without it tells the length never */
        return qatm_passed(result) || (qatm_refused_by_module(result) && !m->cfg->stored) ? step + 1
             : qatm_fail(m, result);
    default:
        return qatm_passed(result) ? step + 1 : qatm_fail(m, result);
    }
}

/* Where the way leads instead of to `next` when OFF is wanted. */
static unsigned qatm_instead(const qat_mqtt_t *m, unsigned next)
{
    if (next == QATM_OFF || next >= QATM_DISCONNECT) {
        return next;
    }
    if (next == QATM_WAIT) {
        return QATM_OFF;
    }
    if (next == QATM_CLOSE) {
        return QATM_CLOSE_LAST;
    }
    return next >= QATM_SUBSCRIBE ? (unsigned)QATM_DISCONNECT
         : m->step >= QATM_OPEN ? (unsigned)QATM_CLOSE_LAST : (unsigned)QATM_OFF;
}

static void qatm_enter(qat_mqtt_t *m, unsigned step)
{
    qat_mqtt_sub_t *s;
    int before = qat_mqtt_state(m), now;

    if (step != m->step && (step == QATM_WAIT || step == QATM_READY)) {
        m->timed = 0;
    }
    if (step != m->step && step == QATM_SUBSCRIBE) {
        for (s = m->subs; s; s = s->next) {
            s->granted = QATM_NOT_NOW;
        }
        m->stores = 0;
        m->doubt = 0;
    }
    m->step = (uint8_t)step;
    if (step == QATM_OFF) {
        qat_unlisten(m->q, &m->listener);
        qatm_release_all(m);
        m->stop = 0;
    } else if (step == QATM_DEACTIVATE) {
        m->again = 0;
    }
    now = qat_mqtt_state(m);
    if (now != before && m->cfg->on_state) {
        m->cfg->on_state(m, now);
    }
}

/* Goes on from step until a request is out or nothing is left to do. */
static void qatm_go(qat_mqtt_t *m, unsigned step)
{
    int result;

    for (;;) {
        step = m->stop ? qatm_instead(m, step) : step;
        qatm_enter(m, step);
        if (m->step == QATM_OFF || m->step != step) { /* on_state(OFF) may have started anew */
            return;
        }
        if (m->stop && qatm_instead(m, step) != step) {
            continue;
        }
        memset(&m->u, 0, sizeof m->u);
        m->u.req.done = qatm_done;
        m->u.req.user = m;
        m->busy = 1;
        result = qatm_submit(m);
        if (result == QAT_OK) {
            return;
        }
        m->busy = 0;
        if (result == QATM_REST) {
            return;
        }
        step = qatm_after(m, result);
    }
}

static void qatm_end_message(qat_mqtt_t *m);

static void qatm_done(qat_t *q, qat_req_t *r, int result)
{
    qat_mqtt_t *m = (qat_mqtt_t *)r->user;

    (void)q;
    m->busy = 0;
    if (m->chore == QATM_CHORE_FETCH) {
        qatm_end_message(m);
    }
    if (result == QAT_E_RESET) {
        return; /* QAT_EV_RESTART follows */
    }
    if (m->lose || (m->stop && result == QAT_E_CANCELLED)) {
        unsigned down = m->stop && !m->lose && m->step >= QATM_SUBSCRIBE ? m->step : qatm_way_down(m);

        m->lose = 0;
        m->chore = QATM_CHORE_NONE;
        m->sub = NULL;
        qatm_go(m, m->step >= QATM_CLOSE ? qatm_after(m, result) : down);
        return;
    }
    qatm_go(m, qatm_after(m, result));
}
