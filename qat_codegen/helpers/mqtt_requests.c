/* SPDX-License-Identifier: MIT */
/* ---- mqtt: the steps of a session, and what each of them sends ----
 *
 * A row of steps, each at most one request, all in one union: one is out at a time, besides the caller's
 * messages. */

enum qatm_step {
    QATM_OFF,
    QATM_WAIT,           /* between attempts                                                     */
    QATM_DEACTIVATE,     /* the context is suspect: +QMTSTAT 2, pdpdeact                         */
    QATM_ACT_READ, QATM_CONTEXT, QATM_ACTIVATE,
    QATM_OPEN_READ, QATM_CLOSE_OLD,
    QATM_DELETE, QATM_UPLOAD, /* once for each file                                              */
    QATM_SSL_VERSION, QATM_SSL_SUITE, QATM_SSL_CA, QATM_SSL_CERT, QATM_SSL_KEY, QATM_SSL_LEVEL, QATM_SSL_TIME,
    QATM_SSL_SNI,
    QATM_CFG_VERSION, QATM_CFG_PDP, QATM_CFG_SSL, QATM_CFG_KEEPALIVE, QATM_CFG_SESSION, QATM_CFG_TIMEOUT,
    QATM_CFG_WILL, QATM_CFG_RECV,
    QATM_OPEN, QATM_CLOSE_OCCUPIED,
    QATM_CONNECT,
    QATM_SUBSCRIBE,
    QATM_READY,
    QATM_CLOSE,          /* after a loss                                                         */
    QATM_DISCONNECT, QATM_CLOSE_LAST /* on the way to OFF                                        */
};
enum qatm_chore { QATM_CHORE_NONE, QATM_CHORE_FETCH, QATM_CHORE_SUB, QATM_CHORE_UNSUB };
enum qatm_sub_state { QATM_SUB_FREE, QATM_SUB_WANTED, QATM_SUB_HELD, QATM_SUB_LEAVING };
enum { QATM_SKIP = 1, QATM_REST = 2 }; /* qatm_submit: nothing to do in this step; nothing to do for now */
enum { QATM_NOT_NOW = 0xFF, QATM_REFUSED = 0x80 }; /* granted */

static uint32_t qatm_pdp(const qat_mqtt_t *m)
{
    return m->cfg->pdp ? m->cfg->pdp : 1u;
}

static void qatm_on_context(qat_t *q, qat_req_t *r, int line)
{
    qat_mqtt_t *m = (qat_mqtt_t *)r->user;

    (void)q;
    (void)line;
    if (m->u.qiact_read.info.ctx == qatm_pdp(m) && m->u.qiact_read.info.active) {
        m->listed = 1;
    }
}

static void qatm_on_client(qat_t *q, qat_req_t *r, int line)
{
    qat_mqtt_t *m = (qat_mqtt_t *)r->user;

    (void)q;
    (void)line;
    if (m->u.open_read.info.client == m->cfg->client) {
        m->listed = 1;
    }
}

static int qatm_close(qat_mqtt_t *m)
{
    m->u.close.client = m->cfg->client;
    return qat_qmtclose(m->q, &m->u.close);
}

static int qatm_network(qat_mqtt_t *m)
{
    const qat_mqtt_config_t *c = m->cfg;

    switch (m->step) {
    case QATM_DEACTIVATE:
        m->u.qideact.ctx = qatm_pdp(m);
        return m->deactivate ? qat_qideact(m->q, &m->u.qideact) : QATM_SKIP;
    case QATM_ACT_READ:
        m->deactivate = 0;
        m->listed = 0;
        m->u.req.on_info = qatm_on_context;
        return qat_qiact_read(m->q, &m->u.qiact_read);
    case QATM_CONTEXT:
        if (m->listed || !c->apn.ptr) {
            return QATM_SKIP;
        }
        m->u.qicsgp.ctx = qatm_pdp(m);
        m->u.qicsgp.type = c->ip_type ? c->ip_type : 1u;
        m->u.qicsgp.apn = c->apn;
        if (c->pdp_user.ptr) {
            m->u.qicsgp.user = c->pdp_user;
            m->u.qicsgp.password = c->pdp_password.ptr ? c->pdp_password : qat_str("");
            m->u.qicsgp.auth = c->pdp_auth;
            m->u.qicsgp.has = QAT_QICSGP_HAS_AUTH;
        }
        return qat_qicsgp(m->q, &m->u.qicsgp);
    case QATM_ACTIVATE:
        m->u.qiact.ctx = qatm_pdp(m);
        return m->listed ? QATM_SKIP : qat_qiact(m->q, &m->u.qiact);
    case QATM_OPEN_READ:
        m->listed = 0;
        m->u.req.on_info = qatm_on_client;
        return qat_qmtopen_read(m->q, &m->u.open_read);
    default: /* QATM_CLOSE_OLD */
        return m->listed ? qatm_close(m) : QATM_SKIP;
    }
}

static const qat_mqtt_file_t *qatm_file(const qat_mqtt_t *m, unsigned which)
{
    const qat_mqtt_tls_t *t = m->cfg->tls;

    return which == 0 ? &t->ca : which == 1 ? &t->cert : &t->key;
}

/* The first file that is not on the module yet; 3: all are. */
static unsigned qatm_next_file(const qat_mqtt_t *m)
{
    unsigned i;

    for (i = 0; i < 3 && m->cfg->tls; i++) {
        const qat_mqtt_file_t *f = qatm_file(m, i);

        if (!(m->files >> i & 1) && f->name.ptr && f->content.size > 0) {
            return i;
        }
    }
    return 3;
}

static int qatm_files(qat_mqtt_t *m)
{
    unsigned i = qatm_next_file(m);
    const qat_mqtt_file_t *f;

    if (i == 3) {
        return QATM_SKIP;
    }
    f = qatm_file(m, i);
    if (m->step == QATM_DELETE) {
        m->u.qfdel.name = f->name;
        return qat_qfdel(m->q, &m->u.qfdel);
    }
    m->u.qfupl.name = f->name;
    m->u.qfupl.payload = f->content;
    m->u.qfupl.has = 0;
    return qat_qfupl(m->q, &m->u.qfupl);
}

static int qatm_tls(qat_mqtt_t *m)
{
    const qat_mqtt_tls_t *t = m->cfg->tls;

    if (!t) {
        return QATM_SKIP;
    }
    switch (m->step) {
    case QATM_SSL_VERSION:
        m->u.ssl_version.context = t->context;
        m->u.ssl_version.version = t->version ? t->version : (uint32_t)QAT_SSL_VERSION_ALL;
        return qat_qsslcfg_sslversion(m->q, &m->u.ssl_version);
    case QATM_SSL_SUITE:
        m->u.ssl_suite.context = t->context;
        m->u.ssl_suite.suite = t->suite ? t->suite : 0xFFFFu;
        return qat_qsslcfg_ciphersuite(m->q, &m->u.ssl_suite);
    case QATM_SSL_CA:
        m->u.ssl_ca.context = t->context;
        m->u.ssl_ca.path = t->ca.name;
        return t->ca.name.ptr ? qat_qsslcfg_cacert(m->q, &m->u.ssl_ca) : QATM_SKIP;
    case QATM_SSL_CERT:
        m->u.ssl_cert.context = t->context;
        m->u.ssl_cert.path = t->cert.name;
        return t->cert.name.ptr ? qat_qsslcfg_clientcert(m->q, &m->u.ssl_cert) : QATM_SKIP;
    case QATM_SSL_KEY:
        m->u.ssl_key.context = t->context;
        m->u.ssl_key.path = t->key.name;
        return t->key.name.ptr ? qat_qsslcfg_clientkey(m->q, &m->u.ssl_key) : QATM_SKIP;
    case QATM_SSL_LEVEL:
        m->u.ssl_level.context = t->context;
        m->u.ssl_level.level = t->seclevel;
        return qat_qsslcfg_seclevel(m->q, &m->u.ssl_level);
    case QATM_SSL_TIME:
        m->u.ssl_time.context = t->context;
        m->u.ssl_time.ignore = t->ignore_time;
        return qat_qsslcfg_ignorelocaltime(m->q, &m->u.ssl_time);
    default: /* QATM_SSL_SNI */
#if QATM_SNI
        m->u.ssl_sni.context = t->context;
        m->u.ssl_sni.on = 1;
        return t->sni ? qat_qsslcfg_sni(m->q, &m->u.ssl_sni) : QATM_SKIP;
#else
        return QATM_SKIP;
#endif
    }
}

static int qatm_set_will(qat_mqtt_t *m)
{
    const qat_mqtt_will_t *w = m->cfg->will;

    m->u.cfg_will.client = m->cfg->client;
    if (w) {
        m->u.cfg_will.flag = 1;
        m->u.cfg_will.qos = w->qos;
        m->u.cfg_will.retain = w->retain;
        m->u.cfg_will.topic = w->topic;
        m->u.cfg_will.message = w->message;
        m->u.cfg_will.has = QAT_QMTCFG_WILL_HAS_QOS | QAT_QMTCFG_WILL_HAS_RETAIN;
    }
    return qat_qmtcfg_will(m->q, &m->u.cfg_will);
}

static int qatm_config(qat_mqtt_t *m)
{
    const qat_mqtt_config_t *c = m->cfg;

    switch (m->step) {
    case QATM_CFG_VERSION:
        m->u.cfg_version.client = c->client;
        m->u.cfg_version.version = c->version ? c->version : (uint32_t)QAT_MQTT_VERSION_V3_1_1;
        return qat_qmtcfg_version(m->q, &m->u.cfg_version);
    case QATM_CFG_PDP:
        m->u.cfg_pdp.client = c->client;
        m->u.cfg_pdp.cid = qatm_pdp(m);
        return qat_qmtcfg_pdpcid(m->q, &m->u.cfg_pdp);
    case QATM_CFG_SSL:
        m->u.cfg_ssl.client = c->client;
        if (c->tls) {
            m->u.cfg_ssl.enable = 1;
            m->u.cfg_ssl.context = c->tls->context;
            m->u.cfg_ssl.has = QAT_QMTCFG_SSL_HAS_CONTEXT;
        }
        return qat_qmtcfg_ssl(m->q, &m->u.cfg_ssl);
    case QATM_CFG_KEEPALIVE:
        m->u.cfg_keepalive.client = c->client;
        m->u.cfg_keepalive.time = c->keepalive_s;
        return c->keepalive_s ? qat_qmtcfg_keepalive(m->q, &m->u.cfg_keepalive) : QATM_SKIP;
    case QATM_CFG_SESSION:
        m->u.cfg_session.client = c->client;
        m->u.cfg_session.clean = !c->keep_session;
        return qat_qmtcfg_session(m->q, &m->u.cfg_session);
    case QATM_CFG_TIMEOUT:
        m->u.cfg_timeout.client = c->client;
        m->u.cfg_timeout.packet = c->packet_s;
        m->u.cfg_timeout.retries = c->retries;
        return c->packet_s ? qat_qmtcfg_timeout(m->q, &m->u.cfg_timeout) : QATM_SKIP;
    case QATM_CFG_WILL:
        return qatm_set_will(m);
    default: /* QATM_CFG_RECV: with its length, a message can hold anything */
#if QATM_STORED
        m->u.cfg_recv.client = c->client;
        m->u.cfg_recv.stored = c->stored;
        m->u.cfg_recv.counted = 1;
        return qat_qmtcfg_recv_mode(m->q, &m->u.cfg_recv);
#else
        return QATM_SKIP;
#endif
    }
}

/* Connects with what the credentials callback gives. */
static int qatm_connect(qat_mqtt_t *m)
{
    qat_mqtt_credentials_t c;
    int refused;

    memset(&c, 0, sizeof c);
    refused = m->cfg->credentials(m, &c);
    if (refused) {
        m->refused = refused;
        return QAT_E_STATE;
    }
    m->u.conn.client = m->cfg->client;
    m->u.conn.client_id = c.client_id.ptr ? c.client_id : qat_str("");
    m->u.conn.user = c.user;
    m->u.conn.password = c.password;
    return qat_qmtconn(m->q, &m->u.conn);
}

static int qatm_open(qat_mqtt_t *m)
{
    m->u.open.client = m->cfg->client;
    m->u.open.host = m->cfg->host;
    m->u.open.port = m->cfg->port;
    return qat_qmtopen(m->q, &m->u.open);
}

static uint16_t qatm_next_msgid(qat_mqtt_t *m)
{
    m->msgid = (uint16_t)(m->msgid == 0xFFFF ? 1 : m->msgid + 1);
    return m->msgid;
}

#if QATM_STORED
static void qatm_on_fetched(qat_t *q, qat_req_t *r, int line);
static void qatm_on_content(qat_t *q, qat_req_t *r, const qat_data_t *d);

/* One of the module's five places. */
static int qatm_fetch(qat_mqtt_t *m)
{
    unsigned store = 0;

    while (!(m->stores >> store & 1)) {
        store++;
    }
    m->stores = (uint8_t)(m->stores & ~(1u << store));
    m->chore = QATM_CHORE_FETCH;
    m->u.req.on_info = qatm_on_fetched;
    m->u.req.on_data = qatm_on_content;
    m->u.recv.client = m->cfg->client;
    m->u.recv.store = store;
    m->u.recv.has = QAT_QMTRECV_HAS_STORE;
    return qat_qmtrecv(m->q, &m->u.recv);
}
#endif

/* What SUBSCRIBE and READY have to do: messages that wait in the module, then subscriptions. */
static int qatm_chores(qat_mqtt_t *m)
{
    qat_mqtt_sub_t *s;

    m->chore = QATM_CHORE_NONE;
#if QATM_STORED
    if (m->stores) {
        return qatm_fetch(m);
    }
#endif
    for (s = m->subs; s; s = s->next) {
        if (s->state == QATM_SUB_LEAVING) {
            m->sub = s;
            m->chore = QATM_CHORE_UNSUB;
            m->u.uns.client = m->cfg->client;
            m->u.uns.msgid = qatm_next_msgid(m);
            m->u.uns.topic = s->topic;
            return qat_qmtuns(m->q, &m->u.uns);
        }
        if (s->granted == QATM_NOT_NOW) {
            m->sub = s;
            m->chore = QATM_CHORE_SUB;
            m->u.sub.client = m->cfg->client;
            m->u.sub.msgid = qatm_next_msgid(m);
            m->u.sub.topic = s->topic;
            m->u.sub.qos = s->qos;
            return qat_qmtsub(m->q, &m->u.sub);
        }
    }
    return m->step == QATM_SUBSCRIBE ? QATM_SKIP : QATM_REST;
}

static int qatm_leave(qat_mqtt_t *m)
{
    m->u.disc.client = m->cfg->client;
    return qat_qmtdisc(m->q, &m->u.disc);
}

/* Sends what the step is for. QAT_OK: a request is out; QATM_SKIP, QATM_REST; else why it cannot be sent. */
static int qatm_submit(qat_mqtt_t *m)
{
    if (m->step == QATM_OFF || m->step == QATM_WAIT) {
        return QATM_REST;
    }
    if (m->step < QATM_DELETE) {
        return qatm_network(m);
    }
    if (m->step < QATM_SSL_VERSION) {
        return qatm_files(m);
    }
    if (m->step < QATM_CFG_VERSION) {
        return qatm_tls(m);
    }
    if (m->step < QATM_OPEN) {
        return qatm_config(m);
    }
    switch (m->step) {
    case QATM_OPEN:
        return qatm_open(m);
    case QATM_CONNECT:
        return qatm_connect(m);
    case QATM_SUBSCRIBE:
    case QATM_READY:
        return qatm_chores(m);
    case QATM_DISCONNECT:
        return qatm_leave(m);
    default: /* QATM_CLOSE_OCCUPIED, QATM_CLOSE, QATM_CLOSE_LAST */
        return qatm_close(m);
    }
}
