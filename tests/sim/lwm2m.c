/* lwm2m.c: AT+QLWM2M of BG96 and BG95 (BG96 LwM2M V1.1).
 *
 * SPDX-License-Identifier: MIT
 *
 * Settings are stored; "clean" forgets them, "reset" the registration that outlives a restart. A server that
 * is another than that of the stored registration is not reached before "reset" or "clean" and a restart
 * (FAQ 3). "register",1 registers again behind each restart. A write to 5/0/0 and 5/0/1 and the execution of
 * 5/0/2 go to the chapter of firmware updates. Where the guide is silent: data for an object that is not
 * observed are taken with OK, and lost; "register" with a missing lwm2m_app_autostart is no error here. */
#include "chapter.h"
#include "lwm2m_client.h"

enum { NEVER_SET = -1, STATES = 7 };

struct lwm2m {
    struct service base;
    struct client client;
    struct sim *sim;
    int server, bootstrap_mode, format, registered_for;
    uint32_t port, lifetime_s;
    char host[256], name[160], host_then[256], lgu[600];
    bool automatic, bootstraps;
    int state;                    /* of the way to READY                              */
};

static void device(const struct lwm2m *m, struct lwm2m_device *d)
{
    d->endpoint = m->name[0] != '\0' ? m->name : "urn:imei:865340000000014";
    d->host = m->host;
    d->port = m->port;
    d->lifetime_s = m->lifetime_s;
}

/* ---- the client's way, as in the guide's 6.2 ---- */

static const struct { int event; const char *text; } way[STATES] = {
    { 0, "STATE_INITIAL" }, { 1, "STATE_BOOTSTRAP_REQUIRED" }, { 2, "STATE_BOOTSTRAPPING" },
    { 0, "STATE INITIAL" },
    { 3, "STATE REGISTER REQUIRED" }, { 4, "STATE_REGISTERING" }, { 5, "STATE_READY" }
};

static void say_state(struct lwm2m *m)
{
    sim_urcf(m->sim, "+QLWEVENT: %d,\"%s\"", way[m->state].event, way[m->state].text);
}

static void walk(struct sim *s, void *who, int arg)
{
    struct lwm2m *m = who;
    struct lwm2m_device d;

    (void)s;
    (void)arg;
    device(m, &d);
    say_state(m);
    if (m->state == 2) {
        client_bootstrap(&m->client, &d); /* its answer goes on */
    } else if (m->state == 5) {
        client_register(&m->client, &d);
    } else {
        m->state++;
        sim_after(m->sim, m->sim->cfg.times.late, walk, m, 0);
    }
}

static void begin_way(struct lwm2m *m)
{
    timer_cancel(m->sim, m);
    m->client.registered = false;
    m->client.observations = 0;
    m->state = m->bootstraps ? 0 : 4;
    sim_after(m->sim, m->sim->cfg.times.late, walk, m, 0);
}

/* ---- what the server does, in words ---- */

static void say_written(struct lwm2m *m, const struct news *n)
{
    char digits[3000];
    bool hex = n->ok || m->format == 1;

    if (n->path.object == 5) {
        sim_fota(m->sim, n->path.resource == 0 ? SIM_FOTA_IN_BAND : SIM_FOTA_BY_HTTP);
        return;
    }
    client_hex(&n->data, digits, sizeof digits);
    if (m->server == 2) { /* LGU+: the guide's example has neither the first slash nor the type */
        sim_urcf(m->sim, "+QLWDLDATA: \"%u/%u/%u\",%u,\"%s\"", n->path.object, n->path.instance,
                 n->path.resource,
                 (unsigned)n->data.len, digits);
    } else if (hex) {
        sim_urcf(m->sim, "+QLWDLDATA: \"/%u/%u/%u\",%d,%u,\"%s\"", n->path.object, n->path.instance,
                 n->path.resource, n->ok ? 5 : 4, (unsigned)n->data.len, digits);
    } else {
        sim_urcf(m->sim, "+QLWDLDATA: \"/%u/%u/%u\",4,%u,\"%.*s\"", n->path.object, n->path.instance,
                 n->path.resource, (unsigned)n->data.len, (int)n->data.len, (const char *)n->data.v);
    }
}

static void tell(void *who, const struct news *n)
{
    struct lwm2m *m = who;

    switch (n->kind) {
    case NEWS_BOOTSTRAPPED:
        m->state = n->ok ? 3 : 1;
        sim_after(m->sim, m->sim->cfg.times.late, walk, m, 0);
        break;
    case NEWS_REGISTERED:
        m->state = n->ok ? 6 : 4;
        say_state(m);
        if (n->ok) {
            m->registered_for = 1;
            snprintf(m->host_then, sizeof m->host_then, "%s", m->host);
        }
        break;
    case NEWS_UPDATED:
        if (!n->ok) {
            begin_way(m);
        }
        break;
    case NEWS_DEREGISTERED:
        m->state = 4;
        say_state(m);
        break;
    case NEWS_OBSERVED: case NEWS_CANCELLED: /* told of objects that a host may write only */
        if (n->path.object == 19 || n->path.object == 10250 || n->path.object == 26241) {
            sim_urcf(m->sim, "+QLWOBSERVE: \"%s\",\"/%u/%u/%u\"%s", n->token, n->path.object,
                     n->path.instance,
                     n->path.resource, n->kind == NEWS_CANCELLED ? ",1" : m->server == 2 ? "" : ",0");
        }
        break;
    case NEWS_WRITTEN:
        say_written(m, n);
        break;
    case NEWS_EXECUTED: case NEWS_NOTIFIED:
        break;
    }
}

/* ---- commands ---- */

static enum verdict start(struct lwm2m *m, const qam_qlwm2m_register_t *r)
{
    if (m->registered_for == 1 && strcmp(m->host, m->host_then) != 0) {
        return SIM_ERROR; /* what the old registration left is in the way */
    }
    m->automatic = (r->has & QAM_QLWM2M_REGISTER_HAS_MODE) != 0 && r->mode == 1;
    begin_way(m);
    return SIM_OK;
}

static enum verdict data_up(struct lwm2m *m, uint32_t object, uint32_t size, qam_str_t data, bool hex)
{
    struct buffer bytes = { 0 };
    enum verdict v = SIM_OK;

    if (hex ? !client_unhex(data.ptr, data.len, size, &bytes) : data.len != size) {
        v = SIM_ERROR;
    } else if (!m->client.registered) {
        v = SIM_ERROR;
    } else {
        (void)client_send(&m->client, (uint16_t)object, hex ? (const void *)bytes.v : (const void *)data.ptr,
                          size, 0);
    }
    buffer_free(&bytes);
    return v;
}

static enum verdict settings(struct lwm2m *m, int id, const void *args)
{
    switch (id) {
    case QAM_CMD_QLWM2M_SELECT:
        m->server = (int)((const qam_qlwm2m_select_t *)args)->server;
        m->bootstraps = m->server == 2; /* "LGU+ server mode is client initiated bootstrap" */
        return SIM_OK;
    case QAM_CMD_QLWM2M_CDP:
        keep_text(m->host, sizeof m->host, ((const qam_qlwm2m_cdp_t *)args)->host);
        m->port = ((const qam_qlwm2m_cdp_t *)args)->port;
        return SIM_OK;
    case QAM_CMD_QLWM2M_EPNS:
        keep_text(m->name, sizeof m->name, ((const qam_qlwm2m_epns_t *)args)->name);
        return SIM_OK;
    case QAM_CMD_QLWM2M_MBSPS:
        snprintf(m->lgu, sizeof m->lgu, "%s", strchr(m->sim->joined.text_now, ',') + 1);
        return SIM_OK;
    case QAM_CMD_QLWM2M_BSMODE:
        m->bootstrap_mode = (int)((const qam_qlwm2m_bsmode_t *)args)->mode;
        m->bootstraps = m->bootstrap_mode == 1;
        return SIM_OK;
    case QAM_CMD_QLWM2M_DLTYPE:
        m->format = (int)((const qam_qlwm2m_dltype_t *)args)->format;
        return SIM_OK;
    case QAM_CMD_QLWM2M_LIFETIME: case QAM_CMD_QLWM2M_BOOTSTRAP_LIFETIME:
        m->lifetime_s = id == QAM_CMD_QLWM2M_LIFETIME ? ((const qam_qlwm2m_lifetime_t *)args)->lifetime
                                                     : ((const qam_qlwm2m_bootstrap_lifetime_t *)args)->lifetime;
        return SIM_OK;
    case QAM_CMD_QLWM2M_BOOTSTRAP_RESTORE:
        return SIM_ERROR; /* there is no /datatx/factory */
    case QAM_CMD_QLWM2M_BOOTSTRAP_SERVER: case QAM_CMD_QLWM2M_BOOTSTRAP_MODE: case QAM_CMD_QLWM2M_BOOTSTRAP_SECURITY:
    case QAM_CMD_QLWM2M_PSK: case QAM_CMD_QLWM2M_ENABLE: case QAM_CMD_QLWM2M_QCLI_EN: case QAM_CMD_QLWM2M_APN:
    case QAM_CMD_QLWM2M_IPPREF: case QAM_CMD_QLWM2M_ENDPOINT:
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static enum verdict questions(struct lwm2m *m, struct sim *s, int id)
{
    switch (id) {
    case QAM_CMD_QLWM2M_SELECT_READ:
        sim_infof(s, "+QLWM2M: \"select\",%d", m->server);
        return SIM_OK;
    case QAM_CMD_QLWM2M_CDP_READ:
        sim_infof(s, "+QLWM2M: \"cdp\",\"%s\",%u", m->host, (unsigned)m->port);
        return SIM_OK;
    case QAM_CMD_QLWM2M_EPNS_READ:
        sim_infof(s, "+QLWM2M: \"epns\",\"%s\"", m->name);
        return SIM_OK;
    case QAM_CMD_QLWM2M_MBSPS_READ:
        sim_infof(s, "+QLWM2M: \"mbsps\",%s", m->lgu[0] != '\0' ? m->lgu : "\"\",\"\",\"\",\"\",\"\",\"\"");
        return SIM_OK;
    case QAM_CMD_QLWM2M_BSMODE_READ:
        sim_infof(s, "+QLWM2M: \"bsmode\",%d", m->bootstrap_mode);
        return SIM_OK;
    case QAM_CMD_QLWM2M_PSK_READ:
        sim_text(s, "+QLWM2M: \"psk\",\"|IMEI:865340000000014_QUECTELTMOBILEDDI|:9F86D081\"");
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static void factory(struct lwm2m *m)
{
    m->server = m->bootstrap_mode = m->format = 0;
    m->bootstraps = m->automatic = false;
    m->port = 5683;
    m->lifetime_s = 86400;
    m->host[0] = m->name[0] = m->lgu[0] = '\0';
    m->registered_for = NEVER_SET;
}

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct lwm2m *m = (struct lwm2m *)me;
    struct lwm2m_device d;
    enum verdict v;

    m->sim = s;
    client_begin(&m->client, s, tell, m);
    v = settings(m, id, args);
    v = v == SIM_NOT_MINE ? questions(m, s, id) : v;
    if (v != SIM_NOT_MINE) {
        return v;
    }
    switch (id) {
    case QAM_CMD_QLWM2M_REGISTER:
        return start(m, args);
    case QAM_CMD_QLWM2M_UPDATE:
        device(m, &d);
        client_update(&m->client, &d);
        return m->client.registered ? SIM_OK : SIM_ERROR;
    case QAM_CMD_QLWM2M_DEREGISTER:
        m->automatic = false;
        client_deregister(&m->client);
        return SIM_OK;
    case QAM_CMD_QLWM2M_ULDATA: {
        const qam_qlwm2m_uldata_t *r = args;

        return data_up(m, r->object, r->size, r->data, false);
    }
    case QAM_CMD_QLWM2M_ULHEX: {
        const qam_qlwm2m_ulhex_t *r = args;

        return data_up(m, r->object, r->size, r->data, true);
    }
    case QAM_CMD_QLWM2M_RESET:
        m->registered_for = NEVER_SET;
        return SIM_OK;
    case QAM_CMD_QLWM2M_CLEAN:
        factory(m);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static void again(struct sim *s, void *who, int arg)
{
    (void)arg;
    if (s->power != POWER_ON || !sim_registered(s)) {
        sim_after(s, s->cfg.times.attach + 1, again, who, 0);
        return;
    }
    client_begin(&((struct lwm2m *)who)->client, s, tell, who);
    begin_way(who);
}

/* "register",1: by itself, when the network is there. */
static void reset(struct service *me, struct sim *s)
{
    struct lwm2m *m = (struct lwm2m *)me;

    m->sim = s;
    client_end(&m->client);
    if (m->automatic) {
        sim_after(s, s->cfg.times.boot + s->cfg.times.attach + 1, again, m, 0);
    }
}

static void destroy(struct service *me)
{
    client_end(&((struct lwm2m *)me)->client);
    free(me);
}

struct service *lwm2m_service(void)
{
    struct lwm2m *m = sim_alloc(sizeof *m);

    m->base.name = "lwm2m";
    m->base.handle = handle;
    m->base.reset = reset;
    m->base.destroy = destroy;
    factory(m);
    return &m->base;
}
