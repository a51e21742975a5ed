/* pdp.c: packet data contexts, in the words of 27.007 and in Quectel's, and what uses them: ping, names,
 * time.
 *
 * SPDX-License-Identifier: MIT */
#include "chapter.h"

struct pdp {
    struct service base;
    uint32_t last_error;          /* AT+QIGETERROR                    */
    char dns[SIM_CONTEXTS][2][64];
    uint32_t pings_left, pings;
    bool ping_ok;
};

static const char *address_of(int cid, char *out, size_t size)
{
    snprintf(out, size, "10.131.50.%d", 24 + cid);
    return out;
}

/* ---- activation ---- */

static void activated(struct sim *s, void *who, int cid)
{
    struct pdp *p = who;

    if (!sim_registered(s)) {
        p->last_error = 561;
        sim_done(s, SIM_ERROR);
        return;
    }
    s->pdp[cid].active = true;
    s->pdp[cid].defined = true;
    sim_done(s, SIM_OK);
}

static enum verdict activate(struct pdp *p, struct sim *s, int cid)
{
    int active = 0;

    for (int i = 1; i < SIM_CONTEXTS; i++) {
        active += s->pdp[i].active ? 1 : 0;
    }
    if (s->pdp[cid].active) { /* again: OK at once (capture 001) */
        return SIM_OK;
    }
    if (active >= 3) {
        p->last_error = 561;
        return SIM_ERROR;
    }
    sim_after(s, s->cfg.times.qiact, activated, p, cid);
    return SIM_PENDING;
}

static void deactivated(struct sim *s, void *who, int cid)
{
    (void)who;
    s->pdp[cid].active = false;
    sim_done(s, SIM_OK);
}

void pdp_lost(struct sim *s)
{
    for (int i = 1; i < SIM_CONTEXTS; i++) {
        if (s->pdp[i].active) {
            qam_qiurc_pdpdeact_urc_t v = { 0, (uint32_t)i };

            s->pdp[i].active = false;
            TELL(s, qiurc_pdpdeact_urc, &v);
        }
    }
}

/* ---- 27.007 ---- */

static enum verdict define(struct sim *s, const qam_cgdcont_t *r)
{
    struct pdp_context *c = &s->pdp[r->cid];

    c->defined = true;
    c->type = r->type == QAM_PDP_TYPE_IPV6 ? 2 : r->type == QAM_PDP_TYPE_IPV4V6 ? 3 : 1;
    keep_text(c->apn, sizeof c->apn, r->apn);
    return SIM_OK;
}

static void list_contexts(struct sim *s)
{
    static const char *const types[] = { "IP", "IP", "IPV6", "IPV4V6" };

    for (int i = 1; i < SIM_CONTEXTS; i++) {
        const struct pdp_context *c = &s->pdp[i];

        if (c->defined) {
            sim_infof(s, "+CGDCONT: %d,\"%s\",\"%s\",\"0.0.0.0\",0,0", i, types[c->type & 3], c->apn);
        }
    }
}

static void list_states(struct sim *s)
{
    for (int i = 1; i < SIM_CONTEXTS; i++) {
        if (s->pdp[i].defined) {
            sim_infof(s, "+CGACT: %d,%d", i, s->pdp[i].active);
        }
    }
}

static void say_address(struct sim *s, int cid)
{
    char ip[32];

    if (!s->pdp[cid].defined) {
        return;
    }
    sim_infof(s, "+CGPADDR: %d,%s", cid, s->pdp[cid].active ? address_of(cid, ip, sizeof ip) : "0.0.0.0");
}

static enum verdict cgact(struct pdp *p, struct sim *s, const qam_cgact_t *r)
{
    int cid = (r->has & QAM_CGACT_HAS_CID) != 0 ? (int)r->cid : 1;

    if (r->active == 1) {
        return activate(p, s, cid);
    }
    s->pdp[cid].active = false;
    return SIM_OK;
}

static enum verdict common_command(struct pdp *p, struct sim *s, int id, const void *args)
{
    char ip[32];
    int cid;

    switch (id) {
    case QAM_CMD_CGDCONT:
        return define(s, args);
    case QAM_CMD_CGDCONT_REMOVE:
        memset(&s->pdp[((const qam_cgdcont_remove_t *)args)->cid], 0, sizeof s->pdp[0]);
        return SIM_OK;
    case QAM_CMD_CGDCONT_READ:
        list_contexts(s);
        return SIM_OK;
    case QAM_CMD_CGACT:
        return cgact(p, s, args);
    case QAM_CMD_CGACT_READ:
        list_states(s);
        return SIM_OK;
    case QAM_CMD_CGPADDR:
        say_address(s, (int)((const qam_cgpaddr_t *)args)->cid);
        return SIM_OK;
    case QAM_CMD_CGPADDR_ALL:
        for (cid = 1; cid < SIM_CONTEXTS; cid++) {
            say_address(s, cid);
        }
        return SIM_OK;
    case QAM_CMD_CGCONTRDP:
        cid = (int)((const qam_cgcontrdp_t *)args)->cid;
        if (s->pdp[cid].active) {
            sim_infof(s, "+CGCONTRDP: %d,5,\"%s\",\"%s\",\"10.131.50.1\",\"10.74.210.210\"", cid,
                      s->pdp[cid].apn, address_of(cid, ip, sizeof ip));
        }
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

/* ---- Quectel's contexts ---- */

static enum verdict configure(struct sim *s, const qam_qicsgp_t *r)
{
    struct pdp_context *c = &s->pdp[r->ctx];

    c->defined = true;
    c->type = (int)r->type;
    keep_text(c->apn, sizeof c->apn, r->apn);
    keep_text(c->user, sizeof c->user, r->user);
    keep_text(c->password, sizeof c->password, r->password);
    c->auth = (r->has & QAM_QICSGP_HAS_AUTH) != 0 ? (int)r->auth : 0;
    return SIM_OK;
}

static void list_active(struct sim *s)
{
    for (int i = 1; i < SIM_CONTEXTS; i++) {
        char ip[32];
        qam_qiact_read_info_t v = { QAM_QIACT_READ_INFO_HAS_IP, (uint32_t)i, 1, s->pdp[i].type == 2 ? 2 : 1,
                                    str(address_of(i, ip, sizeof ip)) };

        if (s->pdp[i].active) {
            SAY(s, qiact_read_info, &v);
        }
    }
}

static const char *error_text(uint32_t code)
{
    switch (code) {
    case 0:
        return "operate successfully";
    case 552:
        return "invalid parameters";
    case 561:
        return "open PDP context failed";
    case 565:
        return "DNS parse failed";
    default:
        return "unknown error";
    }
}

static enum verdict context_command(struct pdp *p, struct sim *s, int id, const void *args)
{
    const struct pdp_context *c;
    int cid;

    switch (id) {
    case QAM_CMD_QICSGP:
        return configure(s, args);
    case QAM_CMD_QICSGP_READ:
        c = &s->pdp[((const qam_qicsgp_read_t *)args)->ctx];
        sim_infof(s, "+QICSGP: %d,\"%s\",\"%s\",\"%s\",%d", c->type > 0 ? c->type : 1, c->apn, c->user,
                  c->password, c->auth);
        return SIM_OK;
    case QAM_CMD_QIACT:
        return activate(p, s, (int)((const qam_qiact_t *)args)->ctx);
    case QAM_CMD_QIACT_READ:
        list_active(s);
        return SIM_OK;
    case QAM_CMD_QIACT_TEST:
        sim_text(s, "+QIACT: (1-16)");
        return SIM_OK;
    case QAM_CMD_QIDEACT:
        cid = (int)((const qam_qideact_t *)args)->ctx;
        if (!s->pdp[cid].active) {
            return SIM_OK;
        }
        sim_after(s, s->cfg.times.qiact / 2, deactivated, p, cid);
        return SIM_PENDING;
    case QAM_CMD_QIGETERROR:
        sim_infof(s, "+QIGETERROR: %u,%s", p->last_error, error_text(p->last_error));
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

/* ---- ping, names, time ---- */

static bool resolvable(qam_str_t host)
{
    static const char nowhere[] = ".invalid";
    size_t n = sizeof nowhere - 1;

    return host.len < n || memcmp(host.ptr + host.len - n, nowhere, n) != 0;
}

static void pinged(struct sim *s, void *who, int arg)
{
    struct pdp *p = who;

    (void)arg;
    if (!p->ping_ok) {
        sim_say(s, "+QPING: 565");
        return;
    }
    if (p->pings_left > 0) {
        p->pings_left--;
        sim_say(s, "+QPING: 0,\"93.184.216.34\",32,61,255");
        sim_after(s, s->cfg.times.late, pinged, p, 0);
        return;
    }
    sim_urcf(s, "+QPING: 0,%u,%u,0,61,61,61", p->pings, p->pings);
}

static void name_found(struct sim *s, void *who, int found)
{
    (void)who;
    if (!found) {
        sim_say(s, "+QIURC: \"dnsgip\",565");
        return;
    }
    sim_say(s, "+QIURC: \"dnsgip\",0,1,600");
    sim_say(s, "+QIURC: \"dnsgip\",\"93.184.216.34\"");
}

static void time_told(struct sim *s, void *who, int found)
{
    (void)who;
    if (!found) {
        sim_say(s, "+QNTP: 565");
        return;
    }
    clock_set_by_network(s);
    sim_say(s, "+QNTP: 0,\"2026/01/15,12:00:00+00\"");
}

static enum verdict later(struct pdp *p, struct sim *s, uint32_t ctx, timer_fn *fn, bool found)
{
    if (!s->pdp[ctx].active) {
        p->last_error = 561;
        return SIM_ERROR;
    }
    p->last_error = found ? 0 : 565;
    sim_after(s, s->cfg.times.late + fault_late(s), fn, p, found);
    return SIM_OK;
}

static enum verdict service_command(struct pdp *p, struct sim *s, int id, const void *args)
{
    const qam_qping_t *ping = args;
    const qam_qntp_t *ntp = args;
    const qam_qidnsgip_t *name = args;
    const qam_qidnscfg_t *dns = args;
    uint32_t ctx;

    switch (id) {
    case QAM_CMD_QPING:
        p->pings = p->pings_left = (ping->has & QAM_QPING_HAS_COUNT) != 0 ? ping->count : 4;
        p->ping_ok = resolvable(ping->host);
        return later(p, s, ping->ctx, pinged, p->ping_ok);
    case QAM_CMD_QNTP:
        return later(p, s, ntp->ctx, time_told, resolvable(ntp->server));
    case QAM_CMD_QNTP_READ:
        return SIM_OK;
    case QAM_CMD_QIDNSGIP:
        return later(p, s, name->ctx, name_found, resolvable(name->host));
    case QAM_CMD_QIDNSCFG:
        keep_text(p->dns[dns->ctx][0], sizeof p->dns[0][0], dns->primary);
        keep_text(p->dns[dns->ctx][1], sizeof p->dns[0][1], dns->secondary);
        return SIM_OK;
    case QAM_CMD_QIDNSCFG_READ:
        ctx = ((const qam_qidnscfg_read_t *)args)->ctx;
        sim_infof(s, "+QIDNSCFG: %u,\"%s\",\"%s\"", ctx, p->dns[ctx][0], p->dns[ctx][1]);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct pdp *p = (struct pdp *)me;
    enum verdict v = common_command(p, s, id, args);

    v = v != SIM_NOT_MINE ? v : context_command(p, s, id, args);
    return v != SIM_NOT_MINE ? v : service_command(p, s, id, args);
}

/* What +CGDCONT and +QICSGP set is stored in the module and outlives a restart. */
static void reset(struct service *me, struct sim *s)
{
    struct pdp *p = (struct pdp *)me;

    for (int i = 0; i < SIM_CONTEXTS; i++) {
        s->pdp[i].active = false;
    }
    p->last_error = 0;
}

static void destroy(struct service *me)
{
    free(me);
}

struct service *pdp_service(void)
{
    struct pdp *p = sim_alloc(sizeof *p);

    p->base.name = "pdp";
    p->base.handle = handle;
    p->base.reset = reset;
    p->base.destroy = destroy;
    return &p->base;
}
