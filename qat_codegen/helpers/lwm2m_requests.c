/* SPDX-License-Identifier: MIT */
/* ---- lwm2m: the steps of a registration, and what each of them sends ----
 *
 * A row of steps for each family, each at most one request, all in one union: one is out at a time, besides
 * the caller's messages. */

enum qatl_step {
    QATL_OFF,
    QATL_WAIT,           /* between attempts                                                     */
    /* qlw: settings */
    QATL_SELECT_READ, QATL_CDP_READ, QATL_NUMBER, QATL_CLEAN,
    QATL_DELETE, QATL_UPLOAD, /* once for each file                                              */
    QATL_SELECT, QATL_CDP, QATL_EPNS, QATL_MBSPS, QATL_BSMODE, QATL_BS_SERVER, QATL_BS_LIFETIME, QATL_BS_MODE,
    QATL_BS_SECURITY, QATL_MAKE_PSK, QATL_APN, QATL_IPPREF, QATL_ENDPOINT, QATL_DLTYPE, QATL_QCLI,
    QATL_ENABLE, QATL_RESET,
    QATL_RESTART, QATL_BOOT, /* the module restarts                                              */
    /* neul: the platform, with the radio off; then the network */
    QATL_NCDP_READ, QATL_RADIO_OFF, QATL_NCDP, QATL_SERVERIP, QATL_HOLDOFF, QATL_LIFETIME, QATL_NAME,
    QATL_SECURITY, QATL_KEY, QATL_FIRMWARE,
    QATL_RADIO_ON, QATL_CONTEXT, QATL_LINK, QATL_AREA, QATL_MESSAGES, QATL_SENT, QATL_ATTACH,
    QATL_NETWORK,        /* +CEREG is waited for                                                 */
    QATL_PING,
    /* both */
    QATL_REGISTER, QATL_STATUS,
    QATL_AWAIT,          /* the client registers                                                 */
    QATL_ON,             /* registered                                                           */
    QATL_LEAVE           /* on the way to OFF                                                    */
};
enum qatl_chore { QATL_CHORE_NONE, QATL_CHORE_OP, QATL_CHORE_RENEW, QATL_CHORE_FETCH };
enum { QATL_SKIP = 1, QATL_REST = 2 }; /* qatl_submit: nothing to do in this step; nothing to do for now */
enum { QATL_PORT = 5683, QATL_SSID = 101 };
#define QATL_LIFE_S 86400u /* no enumerator: int has 16 bits on AVR */
#define QATL_PATIENCE_MS 120000u /* a module that is dead: what stands in the queue so long, ends */

static uint32_t qatl_port(const qat_lwm2m_t *m)
{
    return m->cfg->port ? m->cfg->port : (uint32_t)QATL_PORT;
}

static int qatl_same(qat_str_t a, qat_str_t b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

#if QATL_QLW

static uint32_t qatl_ssid(const qat_lwm2m_t *m)
{
    return m->cfg->qlw->ssid ? m->cfg->qlw->ssid : (uint32_t)QATL_SSID;
}

static void qatl_on_select(qat_t *q, qat_req_t *r, int line)
{
    qat_lwm2m_t *m = (qat_lwm2m_t *)r->user;

    (void)q;
    (void)line;
    if (m->u.select_read.info.server + 1u != m->cfg->qlw->server) {
        m->differs = 1;
    }
}

static void qatl_on_cdp(qat_t *q, qat_req_t *r, int line)
{
    qat_lwm2m_t *m = (qat_lwm2m_t *)r->user;

    (void)q;
    (void)line;
    if (!qatl_same(m->u.cdp_read.info.host, m->cfg->host) || m->u.cdp_read.info.port != qatl_port(m)) {
        m->differs = 1;
    }
}

static void qatl_on_number(qat_t *q, qat_req_t *r, int line)
{
    qat_lwm2m_t *m = (qat_lwm2m_t *)r->user;

    (void)q;
    (void)line;
    if (m->u.cnum.info.number.len > 0) {
        m->number = 1;
    }
}

/* Whom the module was set for, and whether it has a number. */
static int qatl_ask(qat_lwm2m_t *m)
{
    const qat_lwm2m_qlw_t *c = m->cfg->qlw;

    switch (m->step) {
    case QATL_SELECT_READ:
        m->u.req.on_info = qatl_on_select;
        return c->server && !c->fresh ? qat_qlwm2m_select_read(m->q, &m->u.select_read) : QATL_SKIP;
    case QATL_CDP_READ:
        m->u.req.on_info = qatl_on_cdp;
        return m->cfg->host.ptr && !c->fresh ? qat_qlwm2m_cdp_read(m->q, &m->u.cdp_read) : QATL_SKIP;
    case QATL_NUMBER:
        m->u.req.on_info = qatl_on_number;
        return c->register_name == 7 || c->bootstrap_name == 7 ? qat_cnum(m->q, &m->u.cnum) : QATL_SKIP;
    default: /* QATL_CLEAN */
        return c->clean ? qat_qlwm2m_clean(m->q, &m->u.clean) : QATL_SKIP;
    }
}

/* File n of the configuration, the key behind them; NULL: no more. */
static qat_lwm2m_file_t *qatl_file(qat_lwm2m_t *m, unsigned n)
{
    return n < m->cfg->qlw->file_count ? m->cfg->qlw->files + n
         : n == m->cfg->qlw->file_count && m->cfg->psk ? &m->psk_file : NULL;
}

static int qatl_files(qat_lwm2m_t *m)
{
    qat_lwm2m_file_t *f = qatl_file(m, m->file);
    int err;

    if (!f) {
        return QATL_SKIP;
    }
    err = qat_lwm2m_file(f, &m->payload);
    if (err) {
        return err;
    }
    if (m->step == QATL_DELETE) {
        m->u.qfdel.name = qat_str(f->name);
        return qat_qfdel(m->q, &m->u.qfdel);
    }
    m->u.qfupl.name = qat_str(f->name);
    m->u.qfupl.payload = m->payload;
    return qat_qfupl(m->q, &m->u.qfupl);
}

static int qatl_identity(qat_lwm2m_t *m)
{
    const qat_lwm2m_qlw_t *c = m->cfg->qlw;

    switch (m->step) {
    case QATL_SELECT:
        m->u.select.server = c->server - 1u;
        return c->server ? qat_qlwm2m_select(m->q, &m->u.select) : QATL_SKIP;
    case QATL_CDP:
        m->u.cdp.host = m->cfg->host;
        m->u.cdp.port = qatl_port(m);
        return m->cfg->host.ptr ? qat_qlwm2m_cdp(m->q, &m->u.cdp) : QATL_SKIP;
    case QATL_EPNS:
        m->u.epns.mode = c->name_mode;
        m->u.epns.name = m->cfg->endpoint;
        return m->cfg->endpoint.ptr ? qat_qlwm2m_epns(m->q, &m->u.epns) : QATL_SKIP;
    default: /* QATL_MBSPS */
        if (!c->lgu) {
            return QATL_SKIP;
        }
        m->u.mbsps.service = c->lgu->service;
        m->u.mbsps.serial = c->lgu->serial;
        m->u.mbsps.cnt = c->lgu->cnt;
        m->u.mbsps.iccid = c->lgu->iccid;
        m->u.mbsps.model = c->lgu->model;
        m->u.mbsps.mac = c->lgu->mac;
        return qat_qlwm2m_mbsps(m->q, &m->u.mbsps);
    }
}

static int qatl_bootstrap(qat_lwm2m_t *m)
{
    const qat_lwm2m_qlw_t *c = m->cfg->qlw;

    switch (m->step) {
    case QATL_BSMODE:
        m->u.bsmode.mode = c->bootstrap_mode - 1u;
        return c->bootstrap_mode ? qat_qlwm2m_bsmode(m->q, &m->u.bsmode) : QATL_SKIP;
    case QATL_BS_SERVER:
        m->u.bs_server.uri = c->uri;
        return c->uri.ptr ? qat_qlwm2m_bootstrap_server(m->q, &m->u.bs_server) : QATL_SKIP;
    case QATL_BS_LIFETIME:
        m->u.bs_lifetime.lifetime = m->cfg->lifetime_s;
        return m->cfg->lifetime_s ? qat_qlwm2m_bootstrap_lifetime(m->q, &m->u.bs_lifetime) : QATL_SKIP;
    case QATL_BS_MODE:
        m->u.bs_mode.mode = c->access - 1u;
        return c->access ? qat_qlwm2m_bootstrap_mode(m->q, &m->u.bs_mode) : QATL_SKIP;
    case QATL_BS_SECURITY: /* an enum with gaps: 0 and 3 */
        m->u.bs_security.security = c->security - 1u;
        return c->security ? qat_qlwm2m_bootstrap_security(m->q, &m->u.bs_security) : QATL_SKIP;
    default: /* QATL_MAKE_PSK */
        return c->make_psk ? qat_qlwm2m_psk(m->q, &m->u.psk) : QATL_SKIP;
    }
}

static int qatl_client(qat_lwm2m_t *m)
{
    const qat_lwm2m_qlw_t *c = m->cfg->qlw;

    switch (m->step) {
    case QATL_APN:
        m->u.apn.apn = c->apn;
        return c->apn.ptr ? qat_qlwm2m_apn(m->q, &m->u.apn) : QATL_SKIP;
    case QATL_IPPREF:
        m->u.ippref.ip = c->ip - 1u;
        return c->ip ? qat_qlwm2m_ippref(m->q, &m->u.ippref) : QATL_SKIP;
    case QATL_ENDPOINT:
        m->u.endpoint.registration = c->register_name;
        m->u.endpoint.bootstrap = c->bootstrap_name;
        return c->register_name ? qat_qlwm2m_endpoint(m->q, &m->u.endpoint) : QATL_SKIP;
    case QATL_DLTYPE:
        m->u.dltype.format = c->format - 1u;
        return c->format ? qat_qlwm2m_dltype(m->q, &m->u.dltype) : QATL_SKIP;
    case QATL_QCLI:
        m->u.qcli.on = c->debug - 1u;
        return c->debug ? qat_qlwm2m_qcli_en(m->q, &m->u.qcli) : QATL_SKIP;
    case QATL_ENABLE:
        m->u.enable.on = c->enable - 1u;
        return c->enable ? qat_qlwm2m_enable(m->q, &m->u.enable) : QATL_SKIP;
    case QATL_RESET: /* all counts only when the persistent files are gone, from the next start on */
        m->differs = (uint8_t)(m->differs || c->clean || qatl_file(m, 0));
        return m->differs && !c->clean ? qat_qlwm2m_reset(m->q, &m->u.reset) : QATL_SKIP;
    default: /* QATL_RESTART */
        m->u.cfun.fun = QAT_FUN_FULL;
        m->u.cfun.restart = 1;
        m->u.cfun.has = QAT_CFUN_HAS_RESTART;
        return m->differs ? qat_cfun(m->q, &m->u.cfun) : QATL_SKIP;
    }
}

static int qatl_update(qat_lwm2m_t *m, int objects)
{
    m->u.update.ssid = qatl_ssid(m);
    m->u.update.objects = 1;
    m->u.update.has = objects ? (uint32_t)QAT_QLWM2M_UPDATE_HAS_OBJECTS : 0u;
    return qat_qlwm2m_update(m->q, &m->u.update);
}

static int qatl_op_qlw(qat_lwm2m_t *m, const qat_lwm2m_op_t *op)
{
    if (op->what == QAT_LWM2M_UPDATE) {
        return qatl_update(m, op->objects);
    }
    if (op->what == QAT_LWM2M_LIFETIME) {
        m->u.lifetime.ssid = qatl_ssid(m);
        m->u.lifetime.lifetime = op->number;
        return qat_qlwm2m_lifetime(m->q, &m->u.lifetime);
    }
    return qat_qlwm2m_bootstrap_server(m->q, &m->u.bs_server);
}

static int qatl_register_qlw(qat_lwm2m_t *m)
{
    if (m->cfg->qlw->mode) {
        m->u.reg.mode = m->cfg->qlw->mode - 1u;
        m->u.reg.has = QAT_QLWM2M_REGISTER_HAS_MODE;
    }
    return qat_qlwm2m_register(m->q, &m->u.reg);
}
#endif

#if QATL_NEUL

static void qatl_on_ncdp(qat_t *q, qat_req_t *r, int line)
{
    qat_lwm2m_t *m = (qat_lwm2m_t *)r->user;
    const qat_ncdp_read_info_t *i = &m->u.ncdp_read.info;

    (void)q;
    (void)line;
    m->differs = (uint8_t)!(i->has & QAT_NCDP_READ_INFO_HAS_ADDRESS && qatl_same(i->address, m->cfg->host) &&
                            (!(i->has & QAT_NCDP_READ_INFO_HAS_PORT) || i->port == qatl_port(m)));
}

/* The platform's address is kept, and taken only with the radio off: once it stands there the radio is left
 * alone. */
static int qatl_platform(qat_lwm2m_t *m)
{
    const qat_lwm2m_neul_t *c = m->cfg->neul;

    if (m->step == QATL_NCDP_READ) {
        m->differs = 1;
        m->u.req.on_info = qatl_on_ncdp;
        return m->known ? qat_ncdp_read(m->q, &m->u.ncdp_read) : QATL_SKIP;
    }
    if (!m->differs) {
        return QATL_SKIP;
    }
    switch (m->step) {
    case QATL_RADIO_OFF:
        m->attached = 0;
        m->u.cfun.fun = QAT_FUN_MINIMUM;
        return qat_cfun(m->q, &m->u.cfun);
    case QATL_NCDP:
        m->u.ncdp.address = m->cfg->host;
        m->u.ncdp.port = m->cfg->port;
        m->u.ncdp.has = m->cfg->port ? (uint32_t)QAT_NCDP_HAS_PORT : 0u;
        return qat_ncdp(m->q, &m->u.ncdp);
    case QATL_SERVERIP:
        m->u.serverip.server = QAT_LWM2M_SERVER_BOOTSTRAP;
        m->u.serverip.address = c->bootstrap_host;
        m->u.serverip.port = c->bootstrap_port ? c->bootstrap_port : (uint32_t)QATL_PORT;
        return c->bootstrap_host.ptr ? qat_qlwserverip(m->q, &m->u.serverip) : QATL_SKIP;
    case QATL_HOLDOFF:
        m->u.holdoff.time = c->bootstrap_holdoff_s;
        return c->bootstrap_holdoff_s ? qat_qbootstrapholdoff(m->q, &m->u.holdoff) : QATL_SKIP;
    case QATL_LIFETIME:
        m->u.qcfg_lifetime.lifetime = m->cfg->lifetime_s;
        return m->cfg->lifetime_s ? qat_qcfg_lifetime(m->q, &m->u.qcfg_lifetime) : QATL_SKIP;
    case QATL_NAME:
        m->u.qcfg_endpoint.name = m->cfg->endpoint;
        return m->cfg->endpoint.ptr ? qat_qcfg_endpoint(m->q, &m->u.qcfg_endpoint) : QATL_SKIP;
    case QATL_SECURITY:
        m->u.qsecswt.mode = c->security - 1u;
        return c->security ? qat_qsecswt(m->q, &m->u.qsecswt) : QATL_SKIP;
    case QATL_KEY:
        if (m->cfg->psk) {
            m->u.qsetpsk.identity = m->cfg->psk->identity;
            m->u.qsetpsk.key = m->cfg->psk->key;
            return qat_qsetpsk(m->q, &m->u.qsetpsk);
        }
        return QATL_SKIP;
    default: /* QATL_FIRMWARE */
        m->u.fotaind.step = QAT_QLWFOTAIND_HOST;
        return c->host_firmware ? qat_qlwfotaind(m->q, &m->u.fotaind) : QATL_SKIP;
    }
}

static void qatl_on_network(qat_t *q, qat_req_t *r, int line)
{
    qat_lwm2m_t *m = (qat_lwm2m_t *)r->user;
    uint32_t stat = m->u.cereg_read.info.stat;

    (void)q;
    (void)line;
    m->attached = stat == QAT_REG_STAT_HOME || stat == QAT_REG_STAT_ROAMING;
}

static int qatl_network(qat_lwm2m_t *m)
{
    const qat_lwm2m_neul_t *c = m->cfg->neul;

    switch (m->step) {
    case QATL_RADIO_ON:
        m->u.cfun.fun = QAT_FUN_FULL;
        return qat_cfun(m->q, &m->u.cfun);
    case QATL_CONTEXT:
        m->u.cgdcont.cid = c->cid;
        m->u.cgdcont.type = QAT_PDP_TYPE_IP;
        m->u.cgdcont.apn = c->apn;
        return c->apn.ptr ? qat_cgdcont(m->q, &m->u.cgdcont) : QATL_SKIP;
    case QATL_LINK:
        m->u.cscon.n = 1;
        return qat_cscon(m->q, &m->u.cscon);
    case QATL_AREA:
        m->u.cereg.n = 1;
        return qat_cereg(m->q, &m->u.cereg);
    case QATL_MESSAGES:
        m->u.nnmi.mode = c->messages - 1u;
        return c->messages ? qat_nnmi(m->q, &m->u.nnmi) : QATL_SKIP;
    case QATL_SENT:
        m->u.nsmi.n = 1;
        return c->tell_sent ? qat_nsmi(m->q, &m->u.nsmi) : QATL_SKIP;
    case QATL_ATTACH:
        m->u.cgatt.attach = 1;
        return qat_cgatt(m->q, &m->u.cgatt);
    case QATL_NETWORK: /* +CEREG tells it; where it was registered all the time, only the question does */
        if (m->attached) {
            return QATL_SKIP;
        }
        if (m->asked) {
            return QATL_REST;
        }
        m->asked = 1;
        m->u.req.on_info = qatl_on_network;
        return qat_cereg_read(m->q, &m->u.cereg_read);
    default: /* QATL_PING */
        m->u.nping.address = m->cfg->host;
        return c->ping ? qat_nping(m->q, &m->u.nping) : QATL_SKIP;
    }
}

static int qatl_regind(qat_lwm2m_t *m, uint32_t action)
{
    m->u.regind.action = action;
    return qat_qlwsregind(m->q, &m->u.regind);
}

static void qatl_on_status(qat_t *q, qat_req_t *r, int line)
{
    qat_lwm2m_t *m = (qat_lwm2m_t *)r->user;
    uint32_t state = m->u.nmstatus.info.state;

    (void)q;
    (void)line;
    if (state == QAT_NMSTATUS_DATA_ENABLED || state == QAT_NMSTATUS_OBSERVED) {
        m->observed = 1;
        m->registered = 1;
    } else if (state == QAT_NMSTATUS_REGISTERED || state == QAT_NMSTATUS_REREGISTERED) {
        m->registered = 1;
    }
}

static void qatl_on_fetched(qat_t *q, qat_req_t *r, int line);

static int qatl_op_neul(qat_lwm2m_t *m, const qat_lwm2m_op_t *op)
{
    if (op->what == QAT_LWM2M_UPDATE) {
        return qatl_regind(m, QAT_QLWSREGIND_REGISTER);
    }
    if (op->what == QAT_LWM2M_LIFETIME) {
        m->u.qcfg_lifetime.lifetime = op->number;
        return qat_qcfg_lifetime(m->q, &m->u.qcfg_lifetime);
    }
    m->u.fotaind.step = op->number;
    return qat_qlwfotaind(m->q, &m->u.fotaind);
}
#endif

/* ---- what both families do ---- */

static int qatl_register(qat_lwm2m_t *m)
{
    if (m->registered) { /* the module has done so by itself */
        return QATL_SKIP;
    }
    m->observed = 0;
    m->announced = 0;
#if QATL_QLW
    if (m->cfg->qlw) {
        return qatl_register_qlw(m);
    }
#endif
#if QATL_NEUL
    return qatl_regind(m, QAT_QLWSREGIND_REGISTER);
#else
    return QAT_E_DIALECT;
#endif
}

/* AT+QLWSREGIND was refused: perhaps there was nothing to do. */
static int qatl_status(qat_lwm2m_t *m)
{
#if QATL_NEUL
    if (m->cfg->neul) {
        m->u.req.on_info = qatl_on_status;
        return qat_nmstatus_read(m->q, &m->u.nmstatus);
    }
#endif
    (void)m;
    return QATL_SKIP;
}

static int qatl_leave(qat_lwm2m_t *m)
{
#if QATL_QLW
    if (m->cfg->qlw) {
        return qat_qlwm2m_deregister(m->q, &m->u.deregister);
    }
#endif
#if QATL_NEUL
    return qatl_regind(m, QAT_QLWSREGIND_DEREGISTER);
#else
    return QAT_E_DIALECT;
#endif
}

/* While registered: messages that wait in the module, what was asked for; the clock sets RENEW. */
static int qatl_chores(qat_lwm2m_t *m)
{
    unsigned renew = m->chore == QATL_CHORE_RENEW;

    m->chore = QATL_CHORE_NONE;
#if QATL_NEUL
    if (m->cfg->neul && m->fetch) {
        m->fetch = 0;
        m->chore = QATL_CHORE_FETCH;
        m->u.req.on_info = qatl_on_fetched;
        return qat_nmgr(m->q, &m->u.nmgr);
    }
#endif
#if QATL_QLW
    if (m->cfg->qlw && renew) {
        m->chore = QATL_CHORE_RENEW;
        return qatl_update(m, 0);
    }
#endif
    (void)renew;
    if (m->ops) {
        m->chore = QATL_CHORE_OP;
        m->ops->pending = 2;
#if QATL_QLW
        if (m->cfg->qlw) {
            return qatl_op_qlw(m, m->ops);
        }
#endif
#if QATL_NEUL
        return qatl_op_neul(m, m->ops);
#endif
    }
    return QATL_REST;
}

/* Sends what the step is for. QAT_OK: a request is out; QATL_SKIP, QATL_REST; else why it cannot be sent. */
static int qatl_submit(qat_lwm2m_t *m)
{
#if QATL_QLW
    if (m->step > QATL_WAIT && m->step <= QATL_CLEAN) {
        return qatl_ask(m);
    }
    if (m->step == QATL_DELETE || m->step == QATL_UPLOAD) {
        return qatl_files(m);
    }
    if (m->step > QATL_UPLOAD && m->step <= QATL_MBSPS) {
        return qatl_identity(m);
    }
    if (m->step > QATL_MBSPS && m->step <= QATL_MAKE_PSK) {
        return qatl_bootstrap(m);
    }
    if (m->step > QATL_MAKE_PSK && m->step <= QATL_RESTART) {
        return qatl_client(m);
    }
#endif
#if QATL_NEUL
    if (m->step >= QATL_NCDP_READ && m->step <= QATL_FIRMWARE) {
        return qatl_platform(m);
    }
    if (m->step >= QATL_RADIO_ON && m->step <= QATL_PING) {
        return qatl_network(m);
    }
#endif
    switch (m->step) {
    case QATL_REGISTER: return qatl_register(m);
    case QATL_STATUS: return qatl_status(m);
    case QATL_ON: return qatl_chores(m);
    case QATL_LEAVE: return qatl_leave(m);
    case QATL_BOOT: return m->differs ? QATL_REST : QATL_SKIP;
    default: return QATL_REST; /* OFF, WAIT, AWAIT */
    }
}
