/* SPDX-License-Identifier: MIT */
/* ---- mqtt: messages, what the module tells unasked, time, what the application calls ---- */

static void qatm_message(qat_mqtt_t *m, const qat_data_t *d, unsigned flags, uint32_t total)
{
    qat_mqtt_message_t message;

    memset(&message, 0, sizeof message);
    if (m->cfg->topic_room && m->topic_len != 0xFFFF) {
        message.topic.ptr = m->cfg->topic_room;
        message.topic.len = m->topic_len;
    }
    message.msgid = m->got_msgid;
    message.flags = (uint8_t)flags;
    message.total = total;
    if (d) {
        message.flags = d->flags;
        message.ptr = d->ptr;
        message.len = d->len;
        message.offset = d->offset;
        message.total = d->total;
    }
    m->receiving = !(message.flags & QAT_LAST);
    if (m->cfg->on_message) {
        m->cfg->on_message(m, &message);
    }
}

/* A message that broke off gets an end. */
static void qatm_end_message(qat_mqtt_t *m)
{
    if (m->receiving) {
        qatm_message(m, NULL, QAT_LAST | QAT_FRAMING, 0);
    }
}

static void qatm_begin_message(qat_mqtt_t *m, qat_str_t topic, uint32_t msgid)
{
    m->receiving = 1;
    m->got_msgid = (uint16_t)msgid;
    m->topic_len = 0xFFFF;
    if (m->cfg->topic_room && topic.len <= m->cfg->topic_size && topic.len < 0xFFFF) {
        m->topic_len = topic.len;
        if (topic.len > 0) {
            memcpy(m->cfg->topic_room, topic.ptr, topic.len);
        }
    }
}

#if QATM_STORED
static void qatm_on_fetched(qat_t *q, qat_req_t *r, int line)
{
    qat_mqtt_t *m = (qat_mqtt_t *)r->user;

    (void)q;
    (void)line;
    qatm_begin_message(m, m->u.recv.info.topic, m->u.recv.info.msgid);
    if (m->u.recv.info.has & QAT_QMTRECV_INFO_HAS_LENGTH && m->u.recv.info.length == 0) {
        qatm_message(m, NULL, QAT_LAST, 0);
    }
}

static void qatm_on_content(qat_t *q, qat_req_t *r, const qat_data_t *d)
{
    qat_mqtt_t *m = (qat_mqtt_t *)r->user;

    (void)q;
    if (m->receiving) {
        qatm_message(m, d, 0, 0);
    }
}
#endif

/* +QMTRECV: the head of a message, or the place in which one waits. */
static void qatm_on_receive(qat_mqtt_t *m, const qat_qmtrecv_urc_t *u)
{
    if (u->client != m->cfg->client) {
        m->receiving = 0;
        return;
    }
#if QATM_STORED
    if (u->has & QAT_QMTRECV_URC_HAS_STORE) {
        if (u->store < 5) {
            m->stores = (uint8_t)(m->stores | 1u << u->store);
        }
        return;
    }
#endif
    qatm_begin_message(m, u->topic, u->msgid);
#if QATM_STORED
    if (u->has & QAT_QMTRECV_URC_HAS_LENGTH && u->length == 0) { /* nothing will come */
        qatm_message(m, NULL, QAT_LAST, 0);
    }
#endif
}

/* ---- what the module tells unasked ---- */

static void qatm_on_status(qat_mqtt_t *m, uint32_t cause)
{
    if (m->step < QATM_CONNECT || m->step > QATM_READY) {
        return; /* the end of an earlier connection; an open that fails says so itself */
    }
    if (cause == QAT_QMTSTAT_ERR_PING_TIMEOUT) {
        m->deactivate = 1; /* the manual: the context down and up again, then open */
    }
    qatm_lose(m, QAT_MQTT_BY_STATUS, (int32_t)cause);
}

static void qatm_on_restart(qat_mqtt_t *m)
{
    if (m->busy) { /* cancelled just before: the way goes on in its done */
        m->lose = 1;
        return;
    }
    qatm_end_message(m);
    m->chore = QATM_CHORE_NONE;
    m->sub = NULL;
    m->deactivate = 0;
    if (m->stop) {
        qatm_go(m, QATM_OFF);
    } else if (m->step != QATM_WAIT) {
        if (m->step != QATM_CLOSE) {
            qatm_report(m, QAT_MQTT_BY_RESTART, QAT_OK, 0);
        }
        qatm_go(m, QATM_WAIT);
    }
}

static void qatm_on_urc(qat_mqtt_t *m, const qat_event_t *ev)
{
    if (ev->id == QAT_URC_QMTRECV) {
        qatm_on_receive(m, (const qat_qmtrecv_urc_t *)ev->urc);
    } else if (ev->id == QAT_URC_QMTSTAT) {
        const qat_qmtstat_urc_t *u = (const qat_qmtstat_urc_t *)ev->urc;

        if (u->client == m->cfg->client) {
            qatm_on_status(m, u->err);
        }
    } else if (ev->id == QAT_URC_QIURC_PDPDEACT) {
        const qat_qiurc_pdpdeact_urc_t *u = (const qat_qiurc_pdpdeact_urc_t *)ev->urc;

        if (u->ctx == qatm_pdp(m) && m->step != QATM_DEACTIVATE) {
            m->deactivate = 1;
            if (m->step >= QATM_OPEN_READ && m->step != QATM_OPEN) { /* AT+QMTOPEN tells it itself */
                qatm_lose(m, QAT_MQTT_BY_CONTEXT, 0);
            }
        }
    }
}

static void qatm_on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    qat_mqtt_t *m = (qat_mqtt_t *)self->user;

    (void)q;
    if (ev->kind == QAT_EV_RESTART) {
        qatm_on_restart(m);
    } else if (ev->kind == QAT_EV_ALIVE) {
        qatm_lose(m, QAT_MQTT_BY_SILENCE, 0);
    } else if (ev->kind == QAT_EV_URC) {
        qatm_on_urc(m, ev);
    } else if (ev->id == QAT_URC_QMTRECV && ev->kind == QAT_EV_DATA && m->receiving) {
        qatm_message(m, ev->data, 0, 0);
    } else if (ev->id == QAT_URC_QMTRECV && ev->kind == QAT_EV_FRAMING) {
        qatm_end_message(m);
    } else if (ev->id == QAT_URC_QMTRECV && ev->kind == QAT_EV_OVERFLOW && ev->urc) {
        const qat_qmtrecv_urc_t *u = (const qat_qmtrecv_urc_t *)ev->urc;

        if (u->client == m->cfg->client) {
            m->got_msgid = (uint16_t)u->msgid;
            m->topic_len = 0xFFFF;
            qatm_message(m, NULL, QAT_LAST | QAT_MQTT_TOO_LONG, ev->count);
        }
    }
}

/* ---- time ---- */

/* The pause before the next attempt: doubled from failure to failure, then somewhere in its upper half. */
static uint32_t qatm_pause(qat_mqtt_t *m)
{
    uint32_t most = m->cfg->pause_max_ms ? m->cfg->pause_max_ms : 300000u;
    uint32_t pause = m->cfg->pause_min_ms ? m->cfg->pause_min_ms : 1000u;
    unsigned i;

    for (i = 0; i < m->attempts && pause < most; i++) {
        pause = pause > most / 2 ? most : pause * 2;
    }
    pause = pause > most ? most : pause;
    m->attempts = (uint8_t)(m->attempts < 31 ? m->attempts + 1 : 31);
    return m->cfg->random ? pause - m->cfg->random(m) % (pause / 2 + 1) : pause;
}

static uint32_t qatm_wait(qat_mqtt_t *m, uint32_t now_ms)
{
    uint32_t most = m->cfg->pause_max_ms ? m->cfg->pause_max_ms : 300000u;

    if (!m->timed) {
        if (m->lasted && now_ms - m->since >= most) {
            m->attempts = 0;
        }
        m->lasted = 0;
        m->pause_ms = qatm_pause(m);
        m->since = now_ms;
        m->timed = 1;
    }
    if (now_ms - m->since < m->pause_ms) {
        return m->pause_ms - (now_ms - m->since);
    }
    qatm_go(m, QATM_DEACTIVATE);
    return 0;
}

uint32_t qat_mqtt_poll(qat_mqtt_t *m, uint32_t now_ms)
{
    unsigned busy;

    if (!m || m->step == QATM_OFF || (m->stop && m->busy)) {
        return UINT32_MAX;
    }
    busy = m->busy;
    if (m->stop) {
        qatm_go(m, m->step);
    } else if (m->doubt) {
        m->doubt = 0;
        qatm_lose(m, QAT_MQTT_BY_NO_RESULT, 0);
    } else if (m->step == QATM_READY) {
        if (!m->timed) {
            m->timed = 1;
            m->lasted = 1;
            m->since = now_ms;
        }
        if (!m->busy) {
            qatm_go(m, QATM_READY);
        }
    }
    if (m->step == QATM_WAIT && !m->busy) {
        return qatm_wait(m, now_ms);
    }
    return m->busy && !busy ? 0 : UINT32_MAX;
}

/* ---- what the application calls ---- */

int qat_mqtt_start(qat_mqtt_t *m, qat_t *q, const qat_mqtt_config_t *cfg)
{
    uint16_t msgid;

    if (!m || !q || !cfg || !cfg->host.ptr || !cfg->credentials) {
        return QAT_E_NULL;
    }
    if (m->step != QATM_OFF || m->stop || m->pubs) {
        return QAT_E_STATE;
    }
    if (cfg->port == 0 || cfg->packet_s > 5 || cfg->retries > 3 || cfg->client > 5 ||
        cfg->pause_max_ms > 0x7FFFFFFF || cfg->pause_min_ms > 0x7FFFFFFF) {
        return QAT_E_ARG;
    }
    msgid = m->msgid; /* goes on: results of earlier packets may still come */
    memset(m, 0, sizeof *m);
    m->msgid = msgid;
    m->q = q;
    m->cfg = cfg;
    m->listener.on_event = qatm_on_event;
    m->listener.user = m;
    m->step = QATM_WAIT;
    m->timed = 1; /* no pause */
    return qat_listen(q, &m->listener);
}

int qat_mqtt_stop(qat_mqtt_t *m)
{
    if (!m) {
        return QAT_E_NULL;
    }
    if (m->step == QATM_OFF) {
        return QAT_E_STATE;
    }
    if (!m->stop) {
        m->stop = 1;
        qatm_drop_messages(m);
        if (m->busy && m->step < QATM_CLOSE) {
            qat_cancel(m->q, &m->u.req);
        }
    }
    return QAT_OK;
}

int qat_mqtt_subscribe(qat_mqtt_t *m, qat_mqtt_sub_t *s)
{
    qat_mqtt_sub_t **at;

    if (!m || !s || !s->topic.ptr) {
        return QAT_E_NULL;
    }
    if (m->step == QATM_OFF || m->stop) {
        return QAT_E_STATE;
    }
    if (s->state != QATM_SUB_FREE) {
        return QAT_E_BUSY;
    }
    if (s->qos > 2) {
        return QAT_E_ARG;
    }
    for (at = &m->subs; *at; at = &(*at)->next) {
    }
    *at = s;
    s->next = NULL;
    s->granted = QATM_NOT_NOW;
    s->state = QATM_SUB_WANTED;
    return QAT_OK;
}

int qat_mqtt_unsubscribe(qat_mqtt_t *m, qat_mqtt_sub_t *s)
{
    if (!m || !s) {
        return QAT_E_NULL;
    }
    if (m->step == QATM_OFF || m->stop || s->state != QATM_SUB_HELD) {
        return QAT_E_STATE;
    }
    s->state = QATM_SUB_LEAVING;
    return QAT_OK;
}

static void qatm_published(qat_t *q, qat_req_t *r, int result)
{
    qat_mqtt_t *m = (qat_mqtt_t *)r->user;
    qat_mqtt_pub_t *p = (qat_mqtt_pub_t *)(void *)r; /* cmd.req is its first member */
    qat_mqtt_pub_t **at = &m->pubs;

    (void)q;
    while (*at && *at != p) {
        at = &(*at)->next;
    }
    if (*at) {
        *at = p->next;
    }
    p->next = NULL;
    p->pending = 0;
    if (result == QAT_E_TIMEOUT && m->step == QATM_READY) {
        m->doubt = 1;
    }
    if (p->done) {
        p->done(m, p, result);
    }
}

int qat_mqtt_publish(qat_mqtt_t *m, qat_mqtt_pub_t *p)
{
    int err = QAT_E_STALE_KEY, tries;

    if (!m || !p) {
        return QAT_E_NULL;
    }
    if (p->pending) {
        return QAT_E_BUSY;
    }
    if (m->step != QATM_READY || m->stop || m->lose) {
        return QAT_E_STATE;
    }
    p->cmd.client = m->cfg->client;
    p->cmd.req.done = qatm_published;
    p->cmd.req.user = m;
    for (tries = 0; tries < 4 && err == QAT_E_STALE_KEY; tries++) {
        p->cmd.msgid = p->cmd.qos ? qatm_next_msgid(m) : 0u;
#if QATM_STORED
        p->cmd.has = m->cfg->ctrl_z ? 0u : (uint32_t)QAT_QMTPUB_HAS_LENGTH;
        err = qat_qmtpub(m->q, &p->cmd);
        if (err == QAT_E_DIALECT && p->cmd.has) {
            p->cmd.has = 0;
            err = qat_qmtpub(m->q, &p->cmd);
        }
#else
        err = qat_qmtpub(m->q, &p->cmd);
#endif
    }
    if (err == QAT_OK) {
        p->pending = 1;
        p->next = m->pubs;
        m->pubs = p;
    } else if (err == QAT_E_STALE_KEY) {
        m->doubt = 1; /* only a new connection frees it */
    }
    return err;
}

/* A switch and no table: pointers in a table would have to be relocated, which makes the table writable
 * memory. */
const char *qat_mqtt_state_name(int state)
{
    switch (state) {
    case QAT_MQTT_OFF: return "off";
    case QAT_MQTT_NETWORK: return "network";
    case QAT_MQTT_FILES: return "files";
    case QAT_MQTT_TLS: return "tls";
    case QAT_MQTT_CONFIG: return "config";
    case QAT_MQTT_OPENING: return "opening";
    case QAT_MQTT_CONNECTING: return "connecting";
    case QAT_MQTT_SUBSCRIBING: return "subscribing";
    case QAT_MQTT_READY: return "ready";
    case QAT_MQTT_CLOSING: return "closing";
    case QAT_MQTT_WAITING: return "waiting";
    case QAT_MQTT_STOPPING: return "stopping";
    default: return "?";
    }
}

const char *qat_mqtt_why_name(int why)
{
    switch (why) {
    case QAT_MQTT_BY_COMMAND: return "a command failed";
    case QAT_MQTT_BY_OPEN: return "the connection was not opened";
    case QAT_MQTT_BY_SERVER: return "the server refused";
    case QAT_MQTT_BY_STATUS: return "the module lost the connection";
    case QAT_MQTT_BY_CONTEXT: return "the network ended the context";
    case QAT_MQTT_BY_RESTART: return "the module restarted";
    case QAT_MQTT_BY_SILENCE: return "the module was silent";
    case QAT_MQTT_BY_NO_RESULT: return "a result did not come";
    case QAT_MQTT_BY_CREDENTIALS: return "no credentials";
    default: return "?";
    }
}
