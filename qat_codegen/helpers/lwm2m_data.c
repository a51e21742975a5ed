/* SPDX-License-Identifier: MIT */
/* ---- lwm2m: data up and down ---- */

enum { QATL_HELD = 1, QATL_OUT = 2, QATL_MOST_QLW = 1460, QATL_MOST_NEUL = 1024 };

/* ---- up ---- */

static int qatl_refuse(qat_lwm2m_message_t *s, int reason, int err)
{
    s->refused = (uint8_t)reason;
    return err;
}

/* Text that can stand between quotes. */
static int qatl_is_plain(qat_str_t s)
{
    uint16_t i;

    for (i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c < 0x20 || c == '"' || c == 0x7F) {
            return 0;
        }
    }
    return 1;
}

static int qatl_goes_as_text(const qat_lwm2m_t *m, const qat_lwm2m_message_t *s)
{
    return m->cfg->qlw && s->form == QAT_LWM2M_TEXT && qatl_is_plain(s->data);
}

static uint32_t qatl_bytes(const qat_lwm2m_message_t *s)
{
    return s->form == QAT_LWM2M_HEX ? (uint32_t)s->data.len / 2 : s->data.len;
}

/* The rule of sizes: what is said to be sent is what is there, and no more than the module takes. */
static int qatl_check(const qat_lwm2m_t *m, qat_lwm2m_message_t *s)
{
    uint32_t bytes = qatl_bytes(s);
    unsigned bit = qatl_bit(s->object);

    if (bit == 0 || (m->cfg->neul && bit != 1)) {
        return qatl_refuse(s, QAT_LWM2M_WRONG_OBJECT, QAT_E_ARG);
    }
    if (s->form > QAT_LWM2M_HEX ||
        (s->form == QAT_LWM2M_HEX && (s->data.len % 2 || !qatl_is_hex(s->data.ptr, s->data.len)))) {
        return qatl_refuse(s, QAT_LWM2M_WRONG_DIGITS, QAT_E_ARG);
    }
    if (bytes == 0 || bytes > (m->cfg->qlw ? (uint32_t)QATL_MOST_QLW : (uint32_t)QATL_MOST_NEUL) ||
        (s->size && s->size != bytes)) {
        return qatl_refuse(s, QAT_LWM2M_WRONG_SIZE, QAT_E_ARG);
    }
    if (s->form != QAT_LWM2M_HEX && !qatl_goes_as_text(m, s) && (!s->room || s->room_size < 2 * bytes)) {
        return qatl_refuse(s, QAT_LWM2M_NO_ROOM, QAT_E_ARG);
    }
    return QAT_OK;
}

/* The digits of a message; those of bytes are made in its room. */
static qat_str_t qatl_digits(qat_lwm2m_message_t *s)
{
    static const char digits[] = "0123456789ABCDEF";
    qat_str_t out = s->data;
    uint16_t i;

    if (s->form != QAT_LWM2M_HEX) {
        for (i = 0; i < s->data.len; i++) {
            unsigned char c = (unsigned char)s->data.ptr[i];

            s->room[2 * i] = digits[c >> 4];
            s->room[2 * i + 1] = digits[c & 15];
        }
        out.ptr = s->room;
        out.len = (uint16_t)(2 * s->data.len);
    }
    return out;
}

#if QATL_NEUL
static int qatl_send_neul(qat_lwm2m_t *m, qat_lwm2m_message_t *s)
{
    int err = QAT_E_STALE_KEY, tries;

    if (s->confirmed && !m->cfg->neul->old) {
        s->u.confirmed.length = qatl_bytes(s);
        s->u.confirmed.data = qatl_digits(s);
        s->u.confirmed.release = s->release ? 1u : 0u;
        for (tries = 0; tries < 8 && err == QAT_E_STALE_KEY; tries++) { /* not the missing one */
            m->sequence = (uint8_t)(m->sequence == 255 ? 1 : m->sequence + 1);
            s->sequence = m->sequence;
            s->u.confirmed.sequence = m->sequence;
            err = qat_qlwuldataex_confirmed(m->q, &s->u.confirmed);
        }
        return err;
    }
    if (m->cfg->neul->old) {
        s->u.old.length = qatl_bytes(s);
        s->u.old.data = qatl_digits(s);
        return qat_nmgs(m->q, &s->u.old);
    }
    s->u.data.length = qatl_bytes(s);
    s->u.data.data = qatl_digits(s);
    return qat_qlwuldata(m->q, &s->u.data);
}
#endif

#if QATL_QLW
static int qatl_send_qlw(qat_lwm2m_t *m, qat_lwm2m_message_t *s)
{
    uint32_t object = s->object ? s->object : 19u;

    if (qatl_goes_as_text(m, s)) {
        s->u.text.object = object;
        s->u.text.size = qatl_bytes(s);
        s->u.text.data = s->data;
        return qat_qlwm2m_uldata(m->q, &s->u.text);
    }
    s->u.hex.object = object;
    s->u.hex.size = qatl_bytes(s);
    s->u.hex.data = qatl_digits(s);
    return qat_qlwm2m_ulhex(m->q, &s->u.hex);
}
#endif

static void qatl_sent(qat_t *q, qat_req_t *r, int result);

static int qatl_dispatch(qat_lwm2m_t *m, qat_lwm2m_message_t *s)
{
    int err = QAT_E_DIALECT;

    memset(&s->u, 0, sizeof s->u);
    s->u.req.done = qatl_sent;
    s->u.req.user = s;
    s->u.req.wait_ms = QATL_PATIENCE_MS;
    s->m = m;
#if QATL_QLW
    if (m->cfg->qlw) {
        err = qatl_send_qlw(m, s);
    }
#endif
#if QATL_NEUL
    if (m->cfg->neul) {
        err = qatl_send_neul(m, s);
    }
#endif
    if (err == QAT_OK) {
        s->pending = QATL_OUT;
        s->tries++;
        s->next = m->sends;
        m->sends = s;
    }
    return err;
}

/* The held message goes as soon as the server waits for it. */
static void qatl_release_held(qat_lwm2m_t *m)
{
    qat_lwm2m_message_t *s = m->held;
    int err;

    if (!s || m->stop || m->lose || m->step != QATL_ON || !(m->observed & qatl_bit(s->object))) {
        return;
    }
    m->held = NULL;
    err = qatl_dispatch(m, s);
    if (err) {
        s->pending = 0;
        if (s->done) {
            s->done(m, s, err);
        }
    }
}

/* Data were refused though the object was observed: the module has dropped them, and registers anew. */
static void qatl_dropped(qat_lwm2m_t *m, int result)
{
    if (m->step != QATL_ON || m->lose || m->stop) {
        return;
    }
    qatl_report(m, QAT_LWM2M_BY_REFUSED_DATA, result, 0);
    m->registered = 0;
    m->observed = 0;
    if (!m->busy) {
        qatl_go(m, QATL_AWAIT);
    } else if (qat_cancel(m->q, &m->u.req) == QAT_OK) {
        m->lose = 1;
    }
}

static int qatl_not_registered(const qat_lwm2m_message_t *s, int result)
{
#if QATL_NEUL
    return result == QAT_E_ERROR || (result == QAT_E_CME && s->u.req.code == QAT_CME_NEUL_TUP_NOT_REGISTERED);
#else
    (void)s;
    return result == QAT_E_ERROR;
#endif
}

static void qatl_lost_object(qat_lwm2m_t *m, uint32_t object);

static void qatl_sent(qat_t *q, qat_req_t *r, int result)
{
    qat_lwm2m_message_t *s = (qat_lwm2m_message_t *)r->user;
    qat_lwm2m_t *m = s->m;
    qat_lwm2m_message_t **at = &m->sends;
    int dropped = m->cfg->neul && qatl_not_registered(s, result), reset = 0;

    (void)q;
    while (*at != s) {
        at = &(*at)->next;
    }
    *at = s->next;
    s->next = NULL;
    s->pending = 0;
#if QATL_NEUL
    if (m->cfg->neul && s->confirmed && !m->cfg->neul->old && (result == QAT_OK || result == QAT_E_RESULT)) {
        s->status = (uint8_t)s->u.confirmed.late.status;
        reset = s->status == QAT_QLWULDATA_STATUS_RESET;
    }
#endif
    if (dropped && s->hold && s->tries < 3 && !m->held && !m->stop && m->step != QATL_OFF) {
        s->pending = QATL_HELD;
        s->timed = 0;
        m->held = s;
    } else if (s->done) {
        s->done(m, s, result);
    }
    if (dropped) {
        qatl_dropped(m, result);
    } else if (reset) { /* RFC 7641 3.6: a reset ends the observation */
        qatl_lost_object(m, 19);
    }
}

int qat_lwm2m_send(qat_lwm2m_t *m, qat_lwm2m_message_t *s)
{
    int err;

    if (!m || !s || !s->data.ptr) {
        return QAT_E_NULL;
    }
    if (s->pending) {
        return QAT_E_BUSY;
    }
    s->refused = 0;
    s->status = 0;
    s->sequence = 0;
    s->tries = 0;
    if (m->step == QATL_OFF || m->stop || m->step == QATL_LEAVE) {
        return qatl_refuse(s, QAT_LWM2M_NOT_ON, QAT_E_STATE);
    }
    err = qatl_check(m, s);
    if (err) {
        return err;
    }
    if (m->lose || !qat_lwm2m_observed(m, s->object)) {
        if (!s->hold) {
            return qatl_refuse(s, m->step == QATL_ON && !m->lose ? QAT_LWM2M_NOT_OBSERVED
                                  : QAT_LWM2M_NOT_REGISTERED, QAT_E_STATE);
        }
        if (m->held) {
            return qatl_refuse(s, QAT_LWM2M_ONE_HELD, QAT_E_BUSY);
        }
        s->pending = QATL_HELD;
        s->timed = 0;
        m->held = s;
        return QAT_OK;
    }
    return qatl_dispatch(m, s);
}

/* ---- down ---- */

static unsigned qatl_nibble(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10) & 15u;
}

static void qatl_begin_data(qat_lwm2m_t *m, uint32_t length)
{
    m->in.on = 1;
    m->in.cut = 0;
    m->in.type = 0;
    m->in.len = 0;
    m->in.length = length;
}

static void qatl_more_data(qat_lwm2m_t *m, const void *data, uint32_t len)
{
    if (m->in.len + len > m->cfg->room_size || m->in.len + len < len) {
        m->in.cut = 1;
    } else if (len > 0) {
        memcpy((char *)m->cfg->room + m->in.len, data, (size_t)len);
    }
    m->in.len += len;
}

/* As many characters as the length says are text, twice as many digits; opaque data are always digits. */
static void qatl_end_data(qat_lwm2m_t *m, unsigned flags)
{
    qat_lwm2m_data_t d;
    char *room = (char *)m->cfg->room;
    uint32_t i;

    if (!m->in.on) {
        return;
    }
    m->in.on = 0;
    memset(&d, 0, sizeof d);
    d.object = m->in.path[0];
    d.instance = m->in.path[1];
    d.resource = m->in.path[2];
    d.len = m->in.len;
    d.flags = (uint8_t)(flags | (m->in.cut ? (unsigned)QAT_LWM2M_TOO_LONG : 0u));
    if (!m->in.cut && m->cfg->on_data) {
        d.ptr = (const uint8_t *)room;
        if (m->in.len == 2 * m->in.length && qatl_is_hex(room, m->in.len)) {
            for (i = 0; i < m->in.length; i++) {
                room[i] = (char)(qatl_nibble(room[2 * i]) << 4 | qatl_nibble(room[2 * i + 1]));
            }
            d.len = m->in.length;
            d.opaque = 1;
        } else if (m->in.len != m->in.length || m->in.type == 5) {
            d.flags |= QAT_FRAMING;
        }
    }
    if (m->cfg->on_data) {
        m->cfg->on_data(m, &d);
    }
}

#if QATL_QLW
/* "/10250/0/1", "10250/0/1", "/19" */
static void qatl_path(uint16_t path[3], qat_str_t uri)
{
    uint32_t value = 0;
    unsigned n = 0, digits = 0;
    uint16_t i;

    path[0] = path[1] = path[2] = 0xFFFF;
    for (i = 0; i < uri.len && n < 3; i++) {
        if (uri.ptr[i] >= '0' && uri.ptr[i] <= '9' && digits < 6) {
            value = value * 10 + (uint32_t)(uri.ptr[i] - '0');
            digits++;
            path[n] = (uint16_t)(value < 0xFFFF ? value : 0xFFFFu);
        } else if (digits > 0) {
            n++;
            digits = 0;
            value = 0;
        }
    }
}

static void qatl_on_dldata(qat_lwm2m_t *m, const qat_qlwdldata_urc_t *u)
{
    qatl_begin_data(m, u->length);
    qatl_path(m->in.path, u->uri);
    if (u->has & QAT_QLWDLDATA_URC_HAS_TYPE) {
        m->in.type = (uint8_t)u->type;
    }
    if (u->has & QAT_QLWDLDATA_URC_HAS_HEX) { /* the form with three fields: the data stand in the line */
        qatl_more_data(m, u->hex.ptr, u->hex.len);
        qatl_end_data(m, 0);
    }
}
#endif

#if QATL_NEUL
static void qatl_neul_data(qat_lwm2m_t *m, uint32_t length, qat_str_t digits)
{
    qatl_begin_data(m, length);
    m->in.path[0] = 19;
    m->in.path[1] = 0;
    m->in.path[2] = 0;
    m->in.type = 5;
    qatl_more_data(m, digits.ptr, digits.len);
    qatl_end_data(m, 0);
}

/* The answer to AT+NMGR; there may be one more behind it. */
static void qatl_on_fetched(qat_t *q, qat_req_t *r, int line)
{
    qat_lwm2m_t *m = (qat_lwm2m_t *)r->user;
    const qat_nmgr_info_t *i = &m->u.nmgr.info;

    (void)q;
    (void)line;
    if (i->has & QAT_NMGR_INFO_HAS_DATA && i->length > 0) {
        m->fetch = 1;
        qatl_neul_data(m, i->length, i->data);
    }
}
#endif
