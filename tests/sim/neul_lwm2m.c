/* neul_lwm2m.c: LwM2M of BC68: AT+NCDP, AT+QLW*, AT+NMGS and their like (BC95-G&BC68 AT Commands V1.1 6;
 * BC68 LwM2M transcript).
 *
 * SPDX-License-Identifier: MIT
 *
 * Data before object 19 is observed are answered with an error, dropped, and the module registers anew: that
 * is the trap of the transcript. With AT+CMEE=1 the error of AT+QLWULDATA is 513 as that of AT+NMGS. */
#include "chapter.h"
#include "lwm2m_client.h"
#include "neul.h"

enum { NOT_REGISTERED = 513, NOT_ALLOWED = 3, MESSAGES = 8, OBJECT = 19 };

struct neul_lwm2m {
    struct service base;
    struct client client;
    struct sim *sim;
    char host[64], name[160], bootstrap[80];
    uint32_t port, lifetime_s, regswt, regswt_next;
    uint32_t nnmi, nsmi;
    int last_event, status;
    bool wanted;                  /* it shall be registered                           */
    struct buffer mail[MESSAGES]; /* AT+NMGR, the oldest first                        */
    int mails;
    uint32_t received, dropped, sent, failed;
};

static struct neul_lwm2m *chapter_of(struct sim *s)
{
    return (struct neul_lwm2m *)s->services[1];
}

static void event(struct neul_lwm2m *m, int type)
{
    m->last_event = type;
    sim_urcf(m->sim, "+QLWEVTIND:%d", type);
}

/* ---- registration ---- */

static void enrol(struct neul_lwm2m *m)
{
    struct lwm2m_device d = { m->name[0] != '\0' ? m->name : "867723030005655", m->host, m->port,
                              m->lifetime_s };

    m->wanted = true;
    neul_up(m->sim);
    client_register(&m->client, &d);
}

static enum verdict register_now(struct neul_lwm2m *m, const qam_qlwsregind_t *r)
{
    if (m->host[0] == '\0' || !sim_registered(m->sim)) {
        return SIM_ERROR;
    }
    if (r->action == 1) {
        m->wanted = false;
        neul_up(m->sim);
        client_deregister(&m->client);
        return SIM_OK;
    }
    enrol(m);
    return SIM_OK;
}

bool neul_automatic(struct sim *s)
{
    return chapter_of(s)->regswt == 1;
}

void neul_lwm2m_attached(struct sim *s)
{
    struct neul_lwm2m *m = chapter_of(s);

    if (m->regswt == 1 && m->host[0] != '\0') {
        enrol(m);
    }
}

void neul_lwm2m_lost(struct sim *s)
{
    chapter_of(s)->client.registered = false;
    chapter_of(s)->client.observations = 0;
}

/* ---- what the server does, in words ---- */

static void say_written(struct neul_lwm2m *m, const struct news *n)
{
    char digits[2100];

    m->received++;
    if (m->nnmi == 1) {
        client_hex(&n->data, digits, sizeof digits);
        sim_urcf(m->sim, "+NNMI:%u,%s", (unsigned)n->data.len, digits);
    } else if (m->mails == MESSAGES) {
        m->dropped++;
        sim_say(m->sim, "+NNMI: \"recv\",buff full");
    } else {
        buffer_add(&m->mail[m->mails++], n->data.v, n->data.len);
        if (m->nnmi == 2) {
            sim_say(m->sim, "+NNMI");
        }
    }
}

static void tell(void *who, const struct news *n)
{
    struct neul_lwm2m *m = who;

    switch (n->kind) {
    case NEWS_REGISTERED:
        event(m, n->ok ? 0 : 8);
        break;
    case NEWS_UPDATED:
        event(m, n->ok ? 2 : 8);
        break;
    case NEWS_DEREGISTERED:
        event(m, 1);
        break;
    case NEWS_OBSERVED: case NEWS_CANCELLED:
        if (n->path.object == OBJECT) {
            event(m, n->kind == NEWS_OBSERVED ? 3 : 9);
        } else if (n->path.object == 5 && n->kind == NEWS_OBSERVED) {
            event(m, 5);
        }
        break;
    case NEWS_WRITTEN:
        if (n->path.object == 5) {
            event(m, 6);
            sim_say(m->sim, "FIRMWARE DOWNLOADING");
        } else {
            say_written(m, n);
        }
        break;
    case NEWS_EXECUTED:
        sim_say(m->sim, "FIRMWARE UPDATING");
        break;
    case NEWS_NOTIFIED:
        m->status = n->ok ? 4 : 5;
        sim_urcf(m->sim, n->number <= 255 ? "+QLWULDATASTATUS:%d,%u" : "+QLWULDATASTATUS:%d", m->status,
                 (unsigned)n->number);
        break;
    case NEWS_BOOTSTRAPPED:
        break;
    }
}

/* ---- data up ---- */

static void sent(struct sim *s, void *who, int arg)
{
    struct neul_lwm2m *m = who;

    (void)arg;
    if (m->nsmi == 1) {
        sim_say(s, "+NSMI:SENT");
    }
}

/* id 0: unconfirmed; above 255: confirmed without a number. */
static enum verdict data_up(struct neul_lwm2m *m, struct sim *s, uint32_t length, qam_str_t data, uint32_t id)
{
    struct buffer bytes = { 0 };
    enum verdict v = SIM_OK;

    if (!client_unhex(data.ptr, data.len, length, &bytes)) {
        v = SIM_CME(50);
    } else if (!client_observed(&m->client, OBJECT)) { /* the trap */
        m->failed++;
        v = SIM_CME(NOT_REGISTERED);
        if (m->regswt != 2 && m->host[0] != '\0' && sim_registered(s)) {
            enrol(m);
        }
    } else {
        neul_up(s);
        m->sent++;
        m->status = 1;
        (void)client_send(&m->client, OBJECT, bytes.v, bytes.len, id);
        sim_after(s, s->cfg.times.late, sent, m, 0);
    }
    buffer_free(&bytes);
    return v;
}

static enum verdict data_command(struct neul_lwm2m *m, struct sim *s, int id, const void *args)
{
    switch (id) {
    case QAM_CMD_QLWULDATA: {
        const qam_qlwuldata_t *r = args;

        return data_up(m, s, r->length, r->data, 0);
    }
    case QAM_CMD_QLWULDATAEX_CONFIRMED: {
        const qam_qlwuldataex_confirmed_t *r = args;

        return data_up(m, s, r->length, r->data, r->sequence);
    }
    case QAM_CMD_QLWULDATAEX: {
        const qam_qlwuldataex_t *r = args;

        return data_up(m, s, r->length, r->data, r->mode & 0x100 ? 256 : 0);
    }
    case QAM_CMD_NMGS: {
        const qam_nmgs_t *r = args;

        return data_up(m, s, r->length, r->data, 0);
    }
    case QAM_CMD_QLWULDATASTATUS_READ:
        sim_infof(s, "+QLWULDATASTATUS:%d", m->status);
        return SIM_OK;
    case QAM_CMD_NQMGS:
        sim_infof(s, "PENDING=0,SENT=%u,ERROR=%u", (unsigned)m->sent, (unsigned)m->failed);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

/* ---- data down ---- */

static enum verdict fetch(struct neul_lwm2m *m, struct sim *s)
{
    char digits[2100];

    if (m->mails == 0) {
        return SIM_OK;
    }
    client_hex(&m->mail[0], digits, sizeof digits);
    sim_infof(s, "%u,%s", (unsigned)m->mail[0].len, digits);
    buffer_free(&m->mail[0]);
    memmove(m->mail, m->mail + 1, (size_t)(MESSAGES - 1) * sizeof m->mail[0]);
    memset(&m->mail[MESSAGES - 1], 0, sizeof m->mail[0]);
    m->mails--;
    return SIM_OK;
}

static const char *status(const struct neul_lwm2m *m)
{
    return m->host[0] == '\0' ? "MISSING_CONFIG" : client_observed(&m->client, OBJECT) ? "MO_DATA_ENABLED"
         : m->client.registered ? "REGISTERED" : m->wanted ? "REGISTERING" : "INIITIALISED";
}

static enum verdict question(struct neul_lwm2m *m, struct sim *s, int id)
{
    switch (id) {
    case QAM_CMD_NCDP_READ:
        if (m->host[0] != '\0') {
            sim_infof(s, "+NCDP:%s,%u", m->host, (unsigned)m->port);
        } else {
            sim_text(s, "+NCDP:");
        }
        return SIM_OK;
    case QAM_CMD_QREGSWT_READ:
        sim_infof(s, "+QREGSWT:%u", (unsigned)m->regswt_next);
        return SIM_OK;
    case QAM_CMD_QLWEVTIND_READ:
        sim_infof(s, "+QLWEVTIND:1,%d", m->last_event);
        return SIM_OK;
    case QAM_CMD_NMSTATUS_READ:
        sim_infof(s, "+NMSTATUS:%s", status(m));
        return SIM_OK;
    case QAM_CMD_NSMI_READ:
        sim_infof(s, "+NSMI:%u", (unsigned)m->nsmi);
        return SIM_OK;
    case QAM_CMD_NNMI_READ:
        sim_infof(s, "+NNMI:%u", (unsigned)m->nnmi);
        return SIM_OK;
    case QAM_CMD_NQMGR:
        sim_infof(s, "BUFFERED=%d,RECEIVED=%u,DROPPED=%u", m->mails, (unsigned)m->received,
                  (unsigned)m->dropped);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static enum verdict platform(struct neul_lwm2m *m, struct sim *s, const qam_ncdp_t *r)
{
    if (s->radio) {
        return SIM_CME(NOT_ALLOWED);
    }
    keep_text(m->host, sizeof m->host, r->address);
    m->port = (r->has & QAM_NCDP_HAS_PORT) != 0 ? r->port : 5683;
    return SIM_OK;
}

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct neul_lwm2m *m = (struct neul_lwm2m *)me;
    enum verdict v;

    m->sim = s;
    client_begin(&m->client, s, tell, m);
    if (m->regswt == 2 && (id == QAM_CMD_QLWSREGIND || id == QAM_CMD_QLWULDATA || id == QAM_CMD_NMGS)) {
        return SIM_CME(NOT_ALLOWED);
    }
    v = data_command(m, s, id, args);
    v = v == SIM_NOT_MINE ? question(m, s, id) : v;
    if (v != SIM_NOT_MINE) {
        return v;
    }
    switch (id) {
    case QAM_CMD_NCDP:
        return platform(m, s, args);
    case QAM_CMD_QREGSWT:
        m->regswt_next = ((const qam_qregswt_t *)args)->mode;
        return SIM_OK;
    case QAM_CMD_QLWSREGIND:
        return register_now(m, args);
    case QAM_CMD_QCFG_LIFETIME:
        m->lifetime_s = ((const qam_qcfg_lifetime_t *)args)->lifetime;
        return SIM_OK;
    case QAM_CMD_QCFG_ENDPOINT:
        keep_text(m->name, sizeof m->name, ((const qam_qcfg_endpoint_t *)args)->name);
        return SIM_OK;
    case QAM_CMD_NSMI:
        m->nsmi = ((const qam_nsmi_t *)args)->n;
        return SIM_OK;
    case QAM_CMD_NNMI:
        m->nnmi = ((const qam_nnmi_t *)args)->mode;
        return SIM_OK;
    case QAM_CMD_NMGR:
        return fetch(m, s);
    default:
        return SIM_NOT_MINE;
    }
}

/* The platform's address is kept, and what AT+QREGSWT said counts now. */
static void reset(struct service *me, struct sim *s)
{
    struct neul_lwm2m *m = (struct neul_lwm2m *)me;

    m->sim = s;
    client_end(&m->client);
    client_begin(&m->client, s, tell, m);
    m->regswt = m->regswt_next;
    m->nnmi = 1;
    m->nsmi = 0;
    m->wanted = false;
    m->last_event = 255;
}

static void destroy(struct service *me)
{
    struct neul_lwm2m *m = (struct neul_lwm2m *)me;

    client_end(&m->client);
    for (int i = 0; i < MESSAGES; i++) {
        buffer_free(&m->mail[i]);
    }
    free(m);
}

struct service *neul_lwm2m_service(void)
{
    struct neul_lwm2m *m = sim_alloc(sizeof *m);

    m->base.name = "neul_lwm2m";
    m->base.handle = handle;
    m->base.reset = reset;
    m->base.destroy = destroy;
    m->port = 5683;
    m->lifetime_s = 86400;
    m->nnmi = 1;
    m->last_event = 255;
    return &m->base;
}
