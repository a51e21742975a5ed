/* SPDX-License-Identifier: MIT */
/* ---- fota: the steps of an update, and what each of them sends ----
 *
 * A row of steps, in the order in which an update goes through them: each sends at most one command line, or
 * waits for what the module tells. */

enum qatf_step {
    QATF_OFF,
    QATF_PAUSE,          /* between attempts                                                     */
    QATF_MODE, QATF_VERSION,
    QATF_APN_READ, QATF_APN, QATF_STATUS, QATF_STATUS_PAUSE,
    QATF_DELETE, QATF_FILE, /* once for each file                                                */
    QATF_PUT, QATF_SIZE, QATF_DROP,
    QATF_GET, QATF_USE,
    /* waiting */
    QATF_LISTEN, QATF_DOWNLOAD, QATF_STORED,
    QATF_LEAVE, QATF_UPDATE, QATF_RESTORE, QATF_BOOT,
    QATF_CHECK, QATF_CHECK_PAUSE,
    QATF_END             /* decided; requests that are out end first                             */
};
enum { QATF_SKIP = 1 }; /* qatf_submit: nothing to do in this step                         */
enum { QATF_SECURE = 1, QATF_COAP = 2, QATF_URL = 4 }; /* scheme */
enum { QATF_LOOK_MS = 5000, QATF_CHECKS = 3, QATF_PIECE = 1024 };
#define QATF_PATIENCE_MS 60000u /* no enumerator: an int may have 16 bits */

static int qatf_same(qat_str_t a, qat_str_t b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static int qatf_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* scheme://host[:port]/path, host also as [v6 address]. Returns QATF_URL and more bits; 0: not such an URL.
 * */
static unsigned qatf_url(qat_str_t url)
{
    static const char schemes[] = "http\0https\0coap\0coaps";
    const char *p = url.ptr, *end = p + url.len, *scheme = schemes;
    unsigned found, i;
    uint32_t port;

    for (i = 0; i < url.len; i++) {
        if ((uint8_t)p[i] <= ' ' || (uint8_t)p[i] >= 0x7F || p[i] == '"') {
            return 0;
        }
    }
    for (i = 0; i < url.len && p[i] != ':'; i++) {
    }
    for (found = QATF_URL; found < QATF_URL + 4; found++) {
        unsigned n = 0;

        while (n < i && (p[n] | 0x20) == scheme[n]) {
            n++;
        }
        if (n == i && !scheme[n]) {
            break;
        }
        while (*scheme++) {
        }
    }
    p += i;
    if (found == QATF_URL + 4 || end - p < 3 || memcmp(p, "://", 3) != 0) {
        return 0;
    }
    p += 3;
    scheme = p; /* where the host begins */
    if (p < end && *p == '[') {
        while (p < end && *p != ']' && *p != '/') {
            p++;
        }
        if (end - p < 2 || *p != ']' || (p[1] != ':' && p[1] != '/')) {
            return 0;
        }
        p++;
    }
    while (p < end && *p != ':' && *p != '/') {
        p++;
    }
    if (p == scheme || p == end) {
        return 0;
    }
    if (*p == ':') {
        for (port = 0, p++; p < end && qatf_digit(*p) && port <= 0xFFFF; p++) {
            port = port * 10 + (uint32_t)(*p - '0');
        }
        if (port == 0 || port > 0xFFFF) {
            return 0;
        }
    }
    return end - p > 1 && *p == '/' ? found : 0;
}

/* ---- what answers leave ---- */

static void qatf_on_version(qat_t *q, qat_req_t *r, int line)
{
    qat_fota_t *f = (qat_fota_t *)r->user;
    qat_str_t s = f->u.version.info.revision;

    (void)q;
    (void)line;
    s.len = (uint16_t)(s.len < sizeof f->after ? s.len : sizeof f->after - 1);
    if (f->asked == f->step) {
        qat_str_copy(f->after, sizeof f->after, s);
    }
    if (!f->before[0] && f->step < QATF_LEAVE) {
        qat_str_copy(f->before, sizeof f->before, s);
    }
}

#if QATF_STORE
static void qatf_on_apn(qat_t *q, qat_req_t *r, int line)
{
    qat_fota_t *f = (qat_fota_t *)r->user;
    const qat_qcfgext_fota_apn_read_info_t *got = &f->u.apn_read.info;
    qat_str_t none = { NULL, 0 };

    (void)q;
    (void)line;
    f->same = got->family == f->cfg->family && qatf_same(got->apn, f->cfg->apn) &&
              qatf_same(got->has & QAT_QCFGEXT_FOTA_APN_READ_INFO_HAS_USER ? got->user : none,
                        f->cfg->apn_user) &&
              qatf_same(got->has & QAT_QCFGEXT_FOTA_APN_READ_INFO_HAS_PASSWORD ? got->password : none,
                        f->cfg->apn_password);
}

/* The package, in pieces, so that one sees how far it is. */
static const void *qatf_view(void *user, uint32_t offset, uint32_t *len)
{
    qat_fota_t *f = (qat_fota_t *)user;
    const qat_payload_t *p = &f->cfg->package;

    f->percent = (int8_t)(offset * 100 / p->size); /* no module takes 40 MB */
    if (!p->data) {
        return p->view(p->user, offset, len);
    }
    *len = p->size - offset < QATF_PIECE ? p->size - offset : (uint32_t)QATF_PIECE;
    return (const uint8_t *)p->data + offset;
}
#endif

/* ---- what the steps send ---- */

#if QATF_STORE
static int qatf_mode(qat_fota_t *f)
{
    f->u.mode.mode = f->cfg->job == QAT_FOTA_GET && !f->cfg->hold ? (uint32_t)QAT_FOTA_TRIGGER_AT_ONCE
                                                                  : (uint32_t)QAT_FOTA_TRIGGER_BY_COMMAND;
    return qat_qfotadl_mode(f->q, &f->u.mode);
}

static int qatf_set_apn(qat_fota_t *f)
{
    const qat_fota_config_t *c = f->cfg;

    if (f->same) {
        return QATF_SKIP;
    }
    f->u.apn.family = c->family;
    f->u.apn.apn = c->apn;
    if (c->apn_user.ptr) {
        f->u.apn.user = c->apn_user;
        f->u.apn.password = c->apn_password.ptr ? c->apn_password : qat_str("");
    }
    return qat_qcfgext_fota_apn(f->q, &f->u.apn);
}

/* What the note has room for; the version begins with the model's name. */
static uint32_t qatf_room(const qat_fota_t *f)
{
    return memcmp(f->before, "BG95M1", 6) == 0 ? 7040 * (uint32_t)1024
         : memcmp(f->before, "BG95M3", 6) == 0 || memcmp(f->before, "BG600L", 6) == 0 ? 7296 * (uint32_t)1024
         : f->before[0] == 0 ? UINT32_MAX : 7168 * (uint32_t)1024;
}

static int qatf_put(qat_fota_t *f)
{
    f->u.put.payload.size = f->cfg->package.size;
    f->u.put.payload.view = qatf_view;
    f->u.put.payload.user = f;
    if (f->cfg->upload_idle_s) {
        f->u.put.timeout = f->cfg->upload_idle_s;
        f->u.put.has = QAT_QFOTADL_UPLOAD_HAS_TIMEOUT;
    }
    return f->cfg->package.size > qatf_room(f) ? QAT_E_TOO_LONG : qat_qfotadl_upload(f->q, &f->u.put);
}
#endif

/* AT+CSQ;+CEREG?;+CGREG?;+COPS?, as the note has it. */
static int qatf_look(qat_fota_t *f)
{
    qat_req_t *r[4];
    const uint8_t *cmds[4];
    unsigned i;
    int result;

    r[0] = &f->u.net.csq.req;
    r[1] = &f->u.net.cereg.req;
    r[2] = &f->u.net.cgreg.req;
    r[3] = &f->u.net.cops.req;
    cmds[0] = qat_cmd_csq;
    cmds[1] = qat_cmd_cereg_read;
    cmds[2] = qat_cmd_cgreg_read;
    cmds[3] = qat_cmd_cops_read;
    for (i = 1; i < 4; i++) {
        r[i]->done = r[0]->done;
        r[i]->user = f;
        r[i]->wait_ms = r[0]->wait_ms;
    }
    result = qat_join(f->q, r, cmds, 4);
    f->busy = (uint8_t)(result == QAT_OK ? 4 : f->busy);
    return result;
}

/* The files of HTTPS, CoAPS with certificates, CoAPS with a PSK. */
static const qat_payload_t *qatf_file(const qat_fota_t *f, qat_str_t *name)
{
    const qat_fota_config_t *c = f->cfg;

    if (!(f->scheme & QATF_SECURE) || f->file > 3 || (f->file == 3 && !(f->scheme & QATF_COAP))) {
        return NULL;
    }
    if (f->file == 3) {
        *name = qat_str("coap_fota.psk");
        return &c->psk;
    }
    *name = qat_str(f->scheme & QATF_COAP ? (f->file == 0 ? "coap-cert.pem" : f->file == 1 ? "coap-cacert.pem"
                                                                                         : "coap-key.pem")
                                          : (f->file == 0 ? "fota_cacert.pem"
                                                          : f->file == 1 ? "fota_client_cert.pem"
                                                                         : "fota_client_key.pem"));
    return f->file == 0 ? &c->ca : f->file == 1 ? &c->cert : &c->key;
}

/* The next one that has content, and its name; NULL: there is none. */
static const qat_payload_t *qatf_next_file(qat_fota_t *f, qat_str_t *name)
{
    const qat_payload_t *p = qatf_file(f, name);

    while (p && p->size == 0) {
        f->file++;
        p = qatf_file(f, name);
    }
    return p;
}

static int qatf_files(qat_fota_t *f)
{
    qat_str_t name;
    const qat_payload_t *p = qatf_next_file(f, &name);

    if (f->step == QATF_DELETE) {
        f->u.qfdel.name = name;
        return qat_qfdel(f->q, &f->u.qfdel);
    }
    f->u.qfupl.name = name;
    f->u.qfupl.payload = *p;
    return qat_qfupl(f->q, &f->u.qfupl);
}

/* Sends what the step is for. QAT_OK: it is out; QATF_SKIP; else why it cannot be sent. */
static int qatf_submit(qat_fota_t *f)
{
    switch (f->step) {
    case QATF_VERSION:
    case QATF_CHECK:
        f->u.req.on_info = qatf_on_version;
        f->after[0] = 0;
        return qat_qgmr(f->q, &f->u.version);
    case QATF_STATUS:
        return qatf_look(f);
    case QATF_DELETE:
    case QATF_FILE:
        return qatf_files(f);
    case QATF_GET:
        f->u.get.url = f->cfg->url;
        return qat_qfotadl(f->q, &f->u.get);
    case QATF_USE:
        return qat_qfotadl_start(f->q, &f->u.start);
#if QATF_STORE
    case QATF_MODE:
        return qatf_mode(f);
    case QATF_APN_READ:
        f->same = 0;
        f->u.req.on_info = qatf_on_apn;
        return f->cfg->apn.ptr ? qat_qcfgext_fota_apn_read(f->q, &f->u.apn_read) : QATF_SKIP;
    case QATF_APN:
        return f->cfg->apn.ptr ? qatf_set_apn(f) : QATF_SKIP;
    case QATF_PUT:
        return qatf_put(f);
    case QATF_SIZE:
        f->size = 0;
        return qat_qfotadl_size(f->q, &f->u.size);
    case QATF_DROP:
        return qat_qfotadl_delete(f->q, &f->u.drop);
#endif
    default:
        return QAT_E_DIALECT;
    }
}
