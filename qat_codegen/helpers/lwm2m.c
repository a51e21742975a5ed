/* SPDX-License-Identifier: MIT */
/* ---- lwm2m: what the module tells unasked, time, what the application calls ---- */

static void qatl_event(qat_lwm2m_t *m, int event, int32_t number)
{
    if (m->cfg->on_event) {
        m->cfg->on_event(m, event, number);
    }
}

/* ---- what the module tells unasked ---- */

static void qatl_on_registered(qat_lwm2m_t *m)
{
    m->registered = 1;
    m->renewed = 1;
    if (m->step == QATL_AWAIT && !m->lose) {
        qatl_go(m, QATL_ON);
    }
}

/* The server observes an object. It knows the module then, whatever became of the line that says so. */
static void qatl_on_observed(qat_lwm2m_t *m, uint32_t object)
{
    unsigned bit = qatl_bit(object);

    qatl_event(m, QAT_LWM2M_EV_OBSERVED, (int32_t)object);
    if (bit == 0 || m->lose || m->step == QATL_OFF || m->stop) {
        return;
    }
    m->observed = (uint8_t)(m->observed | bit);
    m->registered = 1;
    if (m->step == QATL_AWAIT) {
        qatl_go(m, QATL_ON);
    } else if (m->step == QATL_ON) {
        qatl_tell(m);
        qatl_release_held(m);
    }
}

static void qatl_lost_object(qat_lwm2m_t *m, uint32_t object)
{
    unsigned bit = qatl_bit(object);

    if (bit == 0 || !(m->observed & bit)) {
        return;
    }
    if (m->step == QATL_ON && !m->lose) {
        qatl_report(m, QAT_LWM2M_BY_CANCEL, QAT_OK, (int32_t)object);
    }
    m->observed = (uint8_t)(m->observed & ~bit);
    if (m->step == QATL_ON && !m->lose) {
        qatl_tell(m);
    }
}

static void qatl_on_restart(qat_lwm2m_t *m)
{
    m->registered = 0;
    m->observed = 0;
    m->attached = 0;
    m->fetch = 0;
    m->in.on = 0;
    if (m->busy) { /* cancelled just before: the way goes on in its done */
        m->lose = 1;
        return;
    }
    m->lose = 0;
    m->chore = QATL_CHORE_NONE;
    if (m->stop) {
        qatl_go(m, QATL_OFF);
    } else if (m->step == QATL_RESTART || m->step == QATL_BOOT) { /* as it should */
        m->differs = 0;
        m->known = 1;
        qatl_go(m, QATL_REGISTER);
    } else if (m->step != QATL_WAIT) {
        qatl_report(m, QAT_LWM2M_BY_RESTART, QAT_OK, 0);
        qatl_go(m, QATL_WAIT);
    }
}

#if QATL_QLW
/* The client's states, in the order of the guide: 0 1 2 0 3 4 5 with a bootstrap server, 3 4 5 without. */
static void qatl_on_client(qat_lwm2m_t *m, uint32_t event)
{
    m->event = (uint8_t)event;
    qatl_event(m, QAT_LWM2M_EV_CLIENT, (int32_t)event);
    if (m->step == QATL_OFF || m->stop) {
        return;
    }
    if (event == QAT_QLWM2M_EVENT_READY) {
        qatl_on_registered(m);
    } else if (m->step == QATL_REGISTER || m->step == QATL_AWAIT) {
        m->bootstrapping = event == QAT_QLWM2M_EVENT_BOOTSTRAP_REQUIRED ||
                           event == QAT_QLWM2M_EVENT_BOOTSTRAPPING;
        qatl_tell(m);
    } else if (m->step == QATL_ON && !m->lose && event <= QAT_QLWM2M_EVENT_REGISTERING) {
        /* it is on its way again by itself; AWAIT sees that it arrives */
        qatl_report(m, QAT_LWM2M_BY_DEREGISTER, QAT_OK, (int32_t)event);
        m->registered = 0;
        m->observed = 0;
        if (!m->busy) {
            qatl_go(m, QATL_AWAIT);
        } else if (qat_cancel(m->q, &m->u.req) == QAT_OK) {
            m->lose = 1;
        }
    }
}

static void qatl_on_urc_qlw(qat_lwm2m_t *m, const qat_event_t *ev)
{
    if (ev->id == QAT_URC_QLWEVENT) {
        qatl_on_client(m, ((const qat_qlwevent_urc_t *)ev->urc)->event);
    } else if (ev->id == QAT_URC_QLWOBSERVE) {
        const qat_qlwobserve_urc_t *u = (const qat_qlwobserve_urc_t *)ev->urc;
        uint16_t path[3];

        qatl_path(path, u->uri);
        if (u->has & QAT_QLWOBSERVE_URC_HAS_FLAG && u->flag != QAT_QLWM2M_OBSERVE_OBSERVED) {
            qatl_lost_object(m, path[0]);
        } else {
            qatl_on_observed(m, path[0]);
        }
    } else if (ev->id == QAT_URC_QLWDLDATA) {
        qatl_on_dldata(m, (const qat_qlwdldata_urc_t *)ev->urc);
#if QATL_FOTA
    } else if (ev->id == QAT_URC_LWM2M_FOTA_DOWNLOADING || ev->id == QAT_URC_QIND_FOTA_HTTP_START) {
        qatl_listen_fota(m); /* an earlier one has ended, and here is the next */
#endif
    }
}
#endif

#if QATL_NEUL
/* 1: a registration has ended, in some firmware: it failed. 8: an observation has ended, or that. */
static void qatl_on_platform(qat_lwm2m_t *m, uint32_t type)
{
    m->event = (uint8_t)type;
    qatl_event(m, QAT_LWM2M_EV_PLATFORM, (int32_t)type);
    if (m->step == QATL_OFF || m->stop) {
        return;
    }
    if (type == QAT_QLWEVTIND_REGISTERED) {
        if (m->step == QATL_ON && !m->lose && m->announced && m->observed) {
            m->observed = 0; /* anew, by itself: it will be observed anew */
            qatl_tell(m);
        }
        m->announced = 1; /* the first may be late, behind the observation */
        qatl_on_registered(m);
    } else if (type == QAT_QLWEVTIND_UPDATED) {
        m->renewed = 1;
    } else if (type == QAT_QLWEVTIND_OBSERVED) {
        qatl_on_observed(m, 19);
    } else if (type == QAT_QLWEVTIND_OBSERVE_CANCELLED || type == QAT_QLWEVTIND_OBSERVE_CANCELLED_10 ||
               (type == QAT_QLWEVTIND_OBSERVE_LOST && m->step == QATL_ON)) {
        qatl_lost_object(m, 19);
    } else if (type == QAT_QLWEVTIND_DEREGISTERED || type == QAT_QLWEVTIND_OBSERVE_LOST) {
        if (m->step == QATL_AWAIT) {
            qatl_lose(m, QAT_LWM2M_BY_SERVER, (int32_t)type);
        } else if (m->step == QATL_ON) {
            qatl_lose(m, QAT_LWM2M_BY_DEREGISTER, (int32_t)type);
        }
    }
}

static void qatl_on_cereg(qat_lwm2m_t *m, uint32_t stat)
{
    m->attached = stat == QAT_REG_STAT_HOME || stat == QAT_REG_STAT_ROAMING;
    if (m->step == QATL_NETWORK && m->attached && !m->busy) {
        qatl_go(m, QATL_PING);
    } else if (m->step >= QATL_PING && (stat == QAT_REG_STAT_IDLE || stat == QAT_REG_STAT_DENIED)) {
        qatl_lose(m, QAT_LWM2M_BY_NETWORK, (int32_t)stat); /* a gap in coverage (2, 4) it outlives */
    }
}

static void qatl_on_nnmi(qat_lwm2m_t *m, const qat_nnmi_urc_t *u)
{
    if (u->has & QAT_NNMI_URC_HAS_TROUBLE) {
        qatl_event(m, QAT_LWM2M_EV_FULL, 0);
        m->fetch = 1;
    } else if (u->has & QAT_NNMI_URC_HAS_DATA) {
        qatl_neul_data(m, u->length, u->data);
    } else {
        m->fetch = 1;
    }
    if (m->fetch && m->step == QATL_ON && !m->busy) {
        qatl_go(m, QATL_ON);
    }
}

static void qatl_on_urc_neul(qat_lwm2m_t *m, const qat_event_t *ev)
{
    switch (ev->id) {
    case QAT_URC_QLWEVTIND:
        qatl_on_platform(m, ((const qat_qlwevtind_urc_t *)ev->urc)->type);
        break;
    case QAT_URC_CEREG:
        qatl_on_cereg(m, ((const qat_cereg_urc_t *)ev->urc)->stat);
        break;
    case QAT_URC_NNMI:
        qatl_on_nnmi(m, (const qat_nnmi_urc_t *)ev->urc);
        break;
    case QAT_URC_NSMI:
        qatl_event(m, QAT_LWM2M_EV_SENT, (int32_t)((const qat_nsmi_urc_t *)ev->urc)->state);
        break;
    case QAT_URC_QLWULDATASTATUS:
        qatl_event(m, QAT_LWM2M_EV_STATUS, (int32_t)((const qat_qlwuldatastatus_urc_t *)ev->urc)->status);
        break;
    case QAT_URC_QDTLSSTAT:
        qatl_event(m, QAT_LWM2M_EV_DTLS, (int32_t)((const qat_qdtlsstat_urc_t *)ev->urc)->status);
        break;
    case QAT_URC_FIRMWARE:
        qatl_event(m, QAT_LWM2M_EV_FIRMWARE, (int32_t)((const qat_firmware_urc_t *)ev->urc)->state);
        break;
    }
}
#endif

static void qatl_on_payload(qat_lwm2m_t *m, const qat_event_t *ev)
{
#if QATL_QLW
    if (ev->id != QAT_URC_QLWDLDATA) {
        return;
    }
    if (ev->kind == QAT_EV_DATA && m->in.on) {
        qatl_more_data(m, ev->data->ptr, ev->data->len);
        if (ev->data->flags & QAT_LAST) {
            qatl_end_data(m, ev->data->flags & QAT_FRAMING);
        }
    } else if (ev->kind == QAT_EV_FRAMING) {
        qatl_end_data(m, QAT_FRAMING);
    } else if (ev->kind == QAT_EV_OVERFLOW && ev->urc) {
        qatl_begin_data(m, 0);
        qatl_path(m->in.path, ((const qat_qlwdldata_urc_t *)ev->urc)->uri);
        m->in.cut = 1;
        m->in.len = ev->count;
        qatl_end_data(m, 0);
    }
#else
    (void)m;
    (void)ev;
#endif
}

static void qatl_on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    qat_lwm2m_t *m = (qat_lwm2m_t *)self->user;

    (void)q;
    if (ev->kind == QAT_EV_RESTART) {
        qatl_on_restart(m);
    } else if (ev->kind == QAT_EV_ALIVE) {
        qatl_lose(m, QAT_LWM2M_BY_SILENCE, 0);
    } else if (ev->kind == QAT_EV_URC) {
#if QATL_QLW
        if (m->cfg->qlw) {
            qatl_on_urc_qlw(m, ev);
        }
#endif
#if QATL_NEUL
        if (m->cfg->neul) {
            qatl_on_urc_neul(m, ev);
        }
#endif
    } else {
        qatl_on_payload(m, ev);
    }
}

/* ---- time ---- */

static uint32_t qatl_or(uint32_t value, uint32_t otherwise)
{
    return value ? value : otherwise;
}

/* The pause before the next attempt: doubled from failure to failure, then somewhere in its upper half. */
static uint32_t qatl_pause(qat_lwm2m_t *m)
{
    uint32_t most = qatl_or(m->cfg->pause_max_ms, 300000u);
    uint32_t pause = qatl_or(m->cfg->pause_min_ms, 1000u);
    unsigned i;

    if (m->lasted) {
        m->attempts = 0;
        m->lasted = 0;
    }
    for (i = 0; i < m->attempts && pause < most; i++) {
        pause = pause > most / 2 ? most : pause * 2;
    }
    pause = pause > most ? most : pause;
    m->attempts = (uint8_t)(m->attempts < 31 ? m->attempts + 1 : 31);
    return m->cfg->random ? pause - m->cfg->random(m) % (pause / 2 + 1) : pause;
}

/* The helper fota has the module: it takes no command. */
static int qatl_deaf(const qat_lwm2m_t *m)
{
#if QATL_FOTA
    return m->cfg->fota && qat_fota_deaf(m->cfg->fota);
#else
    (void)m;
    return 0;
#endif
}

/* How long the step may last; 0: as long as its request. */
static uint32_t qatl_limit(const qat_lwm2m_t *m)
{
    const uint32_t BOOT_MS = 120000, LOOK_MS = 10000;

    switch (m->step) {
    case QATL_WAIT: return m->pause_ms;
    case QATL_BOOT: return BOOT_MS;
    case QATL_NETWORK: return LOOK_MS;
    case QATL_AWAIT: return qatl_or(m->cfg->register_ms, 180000u);
    case QATL_ON: return m->observed ? 0 : qatl_or(m->cfg->observe_ms, 300000u);
    default: return 0;
    }
}

/* The time of the step is over. */
static void qatl_expire(qat_lwm2m_t *m, uint32_t now_ms)
{
    switch (m->step) {
    case QATL_WAIT:
        qatl_go(m, qatl_first(m));
        break;
    case QATL_BOOT:
        qatl_lose(m, QAT_LWM2M_BY_RESTART, 0);
        break;
    case QATL_NETWORK: /* asked again each time; the whole of it has a limit too */
        if (now_ms - m->alive >= qatl_or(m->cfg->attach_ms, 300000u)) {
            qatl_lose(m, QAT_LWM2M_BY_NETWORK, 0);
        } else {
            m->timed = 0;
            if (!m->busy) {
                m->asked = 0;
                qatl_go(m, QATL_NETWORK);
            }
        }
        break;
    case QATL_AWAIT:
        qatl_lose(m, QAT_LWM2M_BY_SERVER, m->event == 0xFF ? -1 : (int32_t)m->event);
        break;
    case QATL_ON:
        qatl_lose(m, QAT_LWM2M_BY_UNOBSERVED, 0);
        break;
    }
}

/* Renewed at nine tenths of its lifetime where there is a command for it; else over when it is over.
 * Returns when that is. */
static uint32_t qatl_lifetime(qat_lwm2m_t *m, uint32_t now_ms)
{
    uint32_t seconds = qatl_or(m->cfg->lifetime_s, QATL_LIFE_S);
    uint32_t ms = (seconds > 2000000u ? 2000000u : seconds) * (m->cfg->qlw ? 900u : 1000u);

    if (m->renewed || !m->alive_set) {
        m->renewed = 0;
        m->alive_set = 1;
        m->alive = now_ms;
    }
    if (now_ms - m->alive < ms) {
        return ms - (now_ms - m->alive);
    }
    if (m->cfg->neul) {
        qatl_lose(m, QAT_LWM2M_BY_LIFETIME, 0);
    } else if (!m->busy) {
        m->chore = QATL_CHORE_RENEW;
        qatl_go(m, QATL_ON);
    }
    return UINT32_MAX; /* what was sent ends first */
}

static uint32_t qatl_hold(qat_lwm2m_t *m, uint32_t now_ms)
{
    qat_lwm2m_message_t *s = m->held;

    if (!s || s->hold_ms == 0) {
        return UINT32_MAX;
    }
    if (!s->timed) {
        s->timed = 1;
        s->since = now_ms;
    }
    if (now_ms - s->since < s->hold_ms) {
        return s->hold_ms - (now_ms - s->since);
    }
    qatl_end_held(m, QAT_E_EXPIRED);
    return UINT32_MAX;
}

static uint32_t qatl_step_time(qat_lwm2m_t *m, uint32_t now_ms)
{
    uint32_t limit;

    if (!m->timed) {
        m->timed = 1;
        m->since = now_ms;
        if (m->step == QATL_WAIT) {
            m->pause_ms = m->attempts || m->told == QAT_LWM2M_WAITING ? qatl_pause(m) : 0;
        }
    }
    if (m->step == QATL_NETWORK && !m->alive_set) {
        m->alive_set = 1;
        m->alive = now_ms;
    }
    limit = qatl_limit(m);
    if (limit == 0 && m->step != QATL_WAIT) {
        return UINT32_MAX;
    }
    if (now_ms - m->since < limit) {
        return limit - (now_ms - m->since);
    }
    if (m->step == QATL_WAIT && qatl_deaf(m)) {
        return 1000;
    }
    qatl_expire(m, now_ms);
    return 0;
}

uint32_t qat_lwm2m_poll(qat_lwm2m_t *m, uint32_t now_ms)
{
    uint32_t wait, other;
    unsigned busy;

    if (!m || m->step == QATL_OFF || (m->stop && m->busy)) {
        return UINT32_MAX;
    }
    if (m->stop) {
        qatl_go(m, m->step);
        return m->busy ? 0 : UINT32_MAX;
    }
    busy = m->busy;
    wait = qatl_hold(m, now_ms);
    if (m->step == QATL_OFF || m->lose) {
        return 0;
    }
    other = qatl_step_time(m, now_ms);
    wait = other < wait ? other : wait;
    if (m->step == QATL_ON && !m->lose && !m->stop) {
        if (m->observed) {
            m->lasted = 1;
        }
        other = qatl_lifetime(m, now_ms);
        wait = other < wait ? other : wait;
        if (m->step == QATL_ON && !m->busy && (m->ops || m->fetch)) {
            qatl_go(m, QATL_ON);
            wait = 0;
        }
    }
    return m->busy && !busy ? 0 : wait;
}

/* ---- what the application calls ---- */

static int qatl_check_qlw(qat_lwm2m_t *m)
{
    const qat_lwm2m_qlw_t *c = m->cfg->qlw;
    unsigned i;

#if QATL_QLW
    qat_payload_t payload;
    int err;

    if (c->file_count > 0 && !c->files) {
        return QAT_E_NULL;
    }
    if (!((c->register_name == 0 && c->bootstrap_name == 0) ||
          ((c->register_name == 4 || c->register_name == 7) &&
           (c->bootstrap_name == 4 || c->bootstrap_name == 7)))) {
        return QAT_E_ARG;
    }
    m->psk_file.kind = QAT_LWM2M_SERVER_PSK;
    m->psk_file.ssid = c->ssid ? c->ssid : (uint16_t)QATL_SSID;
    m->psk_file.content = m->cfg->psk;
    for (i = 0; qatl_file(m, i); i++) {
        err = qat_lwm2m_file(qatl_file(m, i), &payload);
        if (err) {
            return err;
        }
    }
    return m->cfg->lifetime_s > 86400 ? QAT_E_ARG : QAT_OK;
#else
    (void)c;
    (void)i;
    return QAT_E_DIALECT;
#endif
}

static int qatl_check_neul(const qat_lwm2m_t *m)
{
#if QATL_NEUL
    const qat_lwm2m_psk_t *p = m->cfg->psk;

    if (!m->cfg->host.ptr) {
        return QAT_E_NULL;
    }
    return p && (qatl_wrong_psk(p) || p->identity.len > 64 || p->key.len != 32) ? QAT_E_ARG : QAT_OK;
#else
    (void)m;
    return QAT_E_DIALECT;
#endif
}

int qat_lwm2m_start(qat_lwm2m_t *m, qat_t *q, const qat_lwm2m_config_t *cfg)
{
    int err;
    uint8_t sequence;

    if (!m || !q || !cfg || (!cfg->qlw && !cfg->neul) || (cfg->on_data && !cfg->room)) {
        return QAT_E_NULL;
    }
    if (m->step != QATL_OFF || m->stop || m->sends || m->held || m->ops) {
        return QAT_E_STATE;
    }
    if ((cfg->qlw && cfg->neul) || cfg->pause_max_ms > 0x7FFFFFFF || cfg->pause_min_ms > 0x7FFFFFFF ||
        cfg->attach_ms > 0x7FFFFFFF || cfg->register_ms > 0x7FFFFFFF || cfg->observe_ms > 0x7FFFFFFF) {
        return QAT_E_ARG;
    }
    sequence = m->sequence; /* goes on: results of earlier messages may still come */
    memset(m, 0, sizeof *m);
    m->sequence = sequence;
    m->q = q;
    m->cfg = cfg;
    m->event = 0xFF;
    err = cfg->qlw ? qatl_check_qlw(m) : qatl_check_neul(m);
    if (err) {
        return err;
    }
    m->listener.on_event = qatl_on_event;
    m->listener.user = m;
    m->step = QATL_WAIT; /* told is OFF: no pause */
    return qat_listen(q, &m->listener);
}

int qat_lwm2m_stop(qat_lwm2m_t *m)
{
    qat_lwm2m_message_t *s;

    if (!m) {
        return QAT_E_NULL;
    }
    if (m->step == QATL_OFF) {
        return QAT_E_STATE;
    }
    if (!m->stop) {
        m->stop = 1;
        for (s = m->sends; s; s = s->next) {
            (void)qat_cancel(m->q, &s->u.req);
        }
        if (m->busy && m->step != QATL_LEAVE) {
            (void)qat_cancel(m->q, &m->u.req);
        }
#if QATL_FOTA
        if (m->cfg->fota && qat_fota_phase(m->cfg->fota) == QAT_FOTA_LISTENING) {
            (void)qat_fota_cancel(m->cfg->fota);
        }
#endif
    }
    return QAT_OK;
}

/* Whether the family has it, and its number is one. */
static int qatl_check_op(const qat_lwm2m_t *m, const qat_lwm2m_op_t *op)
{
    switch (op->what) {
    case QAT_LWM2M_UPDATE: return QAT_OK;
    case QAT_LWM2M_LIFETIME: return op->number < 30 || op->number > 86400 ? QAT_E_ARG : QAT_OK;
    case QAT_LWM2M_BOOTSTRAP: return m->cfg->qlw ? QAT_OK : QAT_E_DIALECT;
    case QAT_LWM2M_FIRMWARE: return m->cfg->qlw ? QAT_E_DIALECT : op->number > 5 ? QAT_E_ARG : QAT_OK;
    default: return QAT_E_ARG;
    }
}

int qat_lwm2m_do(qat_lwm2m_t *m, qat_lwm2m_op_t *op)
{
    qat_lwm2m_op_t **at;
    int err;

    if (!m || !op) {
        return QAT_E_NULL;
    }
    if (op->pending) {
        return QAT_E_BUSY;
    }
    if (m->step == QATL_OFF || m->stop) {
        return QAT_E_STATE;
    }
    err = qatl_check_op(m, op);
    if (err) {
        return err;
    }
    for (at = &m->ops; *at; at = &(*at)->next) {
    }
    *at = op;
    op->next = NULL;
    op->pending = 1;
    return QAT_OK;
}

/* Switches and no tables: pointers in a table would have to be relocated, which makes the table writable
 * memory. */
const char *qat_lwm2m_state_name(int state)
{
    switch (state) {
    case QAT_LWM2M_OFF: return "off";
    case QAT_LWM2M_WAITING: return "waiting";
    case QAT_LWM2M_CONFIGURING: return "configuring";
    case QAT_LWM2M_RESTARTING: return "restarting";
    case QAT_LWM2M_ATTACHING: return "attaching";
    case QAT_LWM2M_BOOTSTRAPPING: return "bootstrapping";
    case QAT_LWM2M_REGISTERING: return "registering";
    case QAT_LWM2M_REGISTERED: return "registered";
    case QAT_LWM2M_READY: return "ready";
    case QAT_LWM2M_STOPPING: return "stopping";
    default: return "?";
    }
}

const char *qat_lwm2m_why_name(int why)
{
    switch (why) {
    case QAT_LWM2M_BY_COMMAND: return "a command failed";
    case QAT_LWM2M_BY_SERVER: return "the server did not register it";
    case QAT_LWM2M_BY_UNOBSERVED: return "the server observes nothing";
    case QAT_LWM2M_BY_CANCEL: return "the server no longer observes";
    case QAT_LWM2M_BY_REFUSED_DATA: return "data were refused";
    case QAT_LWM2M_BY_DEREGISTER: return "the registration was ended";
    case QAT_LWM2M_BY_LIFETIME: return "the registration's lifetime is over";
    case QAT_LWM2M_BY_NETWORK: return "no network";
    case QAT_LWM2M_BY_RESTART: return "the module restarted, or should have";
    case QAT_LWM2M_BY_SILENCE: return "the module was silent";
    case QAT_LWM2M_BY_MSISDN: return "the SIM has no telephone number for endpoint name 7";
    default: return "?";
    }
}

const char *qat_lwm2m_refused_name(int refused)
{
    switch (refused) {
    case QAT_LWM2M_NOT_ON: return "the helper is off";
    case QAT_LWM2M_NOT_REGISTERED: return "not registered";
    case QAT_LWM2M_NOT_OBSERVED: return "the server does not observe the object: the data would be lost";
    case QAT_LWM2M_ONE_HELD: return "another message is held";
    case QAT_LWM2M_WRONG_OBJECT: return "no such object";
    case QAT_LWM2M_WRONG_SIZE: return "the size is not that of the data, or out of range";
    case QAT_LWM2M_WRONG_DIGITS: return "not hex digits";
    case QAT_LWM2M_NO_ROOM: return "no room for its digits";
    default: return "?";
    }
}
