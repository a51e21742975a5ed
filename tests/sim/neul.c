/* neul.c: BC68: boot, radio, registration, contexts, ping (BC95-G&BC68 AT Commands V1.1; BC68 LwM2M
 * transcript). What general.c, network.c and pdp.c are for BG96.
 *
 * SPDX-License-Identifier: MIT
 *
 * The radio link is told by +CSCON:1 when something goes up while it is down; the network takes it down
 * LINK_MS after the last that went up (+CSCON:0, left out where cfg.taciturn: the transcript has none). An
 * address that ends in .0 does not answer AT+NPING. */
#include "chapter.h"
#include "neul.h"

enum { LINK_MS = 800, PING_TTL = 54, PING_MS = 962, LINE_OUT_MS = 50 };

struct neul {
    struct service base;
    char cause[40];               /* of the restart that comes                        */
    uint32_t fun, cscon;
    bool attached;                /* AT+CGATT                                         */
    bool link;
    char contexts[11][140];       /* as AT+CGDCONT wrote them                         */
    char pinged[64];
};

static struct neul *neul_of(struct sim *s)
{
    return (struct neul *)s->services[0];
}

/* ---- boot ---- */

void boot_lines(struct sim *s)
{
    static const char *const lines[] = { "Boot: Unsigned", "Security B.. Verified", "Protocol A.. Verified",
                                         "Apps A...... Verified" };
    struct neul *m = neul_of(s);
    char line[80];

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        sim_say(s, lines[i]);
    }
    snprintf(line, sizeof line, "REBOOT_CAUSE_%s", m->cause);
    sim_say(s, line);
    sim_say(s, "Neul ");
    sim_say(s, "OK");
    snprintf(m->cause, sizeof m->cause, "SECURITY_RESET_PIN");
    s->sim_ready = true;
    if (neul_automatic(s)) {
        m->attached = true;
        network_search(s);
    }
}

static void restart_now(struct sim *s, void *who, int arg)
{
    (void)who;
    (void)arg;
    sim_reset(s);
}

void module_restart(struct sim *s)
{
    snprintf(neul_of(s)->cause, sizeof neul_of(s)->cause, "APPLICATION_AT");
    sim_say(s, "REBOOTING");
    sim_after(s, s->cfg.times.power + s->cfg.times.answer + LINE_OUT_MS, restart_now, s, 0);
}

/* ---- the radio link ---- */

static void link_down(struct sim *s, void *who, int arg)
{
    struct neul *m = neul_of(s);

    (void)who;
    (void)arg;
    m->link = false;
    if (m->cscon == 1 && !s->cfg.taciturn) {
        sim_say(s, "+CSCON:0");
    }
}

static void link_up(struct sim *s, void *who, int arg)
{
    (void)who;
    (void)arg;
    sim_say(s, "+CSCON:1");
}

void neul_up(struct sim *s)
{
    struct neul *m = neul_of(s);

    timer_cancel(s, &m->link);
    if (!m->link && m->cscon == 1) { /* behind the OK of what sends */
        sim_after(s, s->cfg.times.answer + 1, link_up, m, 0);
    }
    m->link = true;
    sim_after(s, LINK_MS, link_down, &m->link, 0);
}

/* ---- registration ---- */

bool sim_registered(const struct sim *s)
{
    return s->reg == REG_HOME || s->reg == REG_ROAMING;
}

static void state_text(const struct sim *s, char *out, size_t size)
{
    int n = snprintf(out, size, "%d", (int)s->reg);

    if (s->reg_n[2] >= 2) {
        snprintf(out + n, size - (size_t)n, sim_registered(s) ? ",0216,0153803F,9" : ",0000,00000000,9");
    }
}

void registration_set(struct sim *s, enum registration reg)
{
    char text[40];

    if (reg == s->reg) {
        return;
    }
    s->reg = reg;
    state_text(s, text, sizeof text);
    if (s->reg_n[2] > 0) {
        sim_urcf(s, "+CEREG:%s", text);
    }
    if (reg == REG_SEARCHING && s->network) {
        neul_up(s); /* to attach is to send */
    } else if (!sim_registered(s)) {
        neul_lwm2m_lost(s);
    }
}

static bool wants_network(struct sim *s)
{
    return s->network && s->radio && s->sim_ready && neul_of(s)->attached;
}

static void found(struct sim *s, void *who, int arg)
{
    (void)who;
    (void)arg;
    if (wants_network(s)) {
        registration_set(s, REG_HOME);
        neul_lwm2m_attached(s);
    }
}

static void searching(struct sim *s, void *who, int arg)
{
    (void)who;
    (void)arg;
    if (s->radio && neul_of(s)->attached && !sim_registered(s)) {
        registration_set(s, REG_SEARCHING);
        sim_after(s, s->cfg.times.attach, found, s, 0);
    }
}

void network_search(struct sim *s)
{
    sim_after(s, s->cfg.times.late, searching, s, 0);
}

void sim_network(struct sim *s, bool there)
{
    s->network = there;
    if (there) {
        network_search(s);
    } else if (s->reg != REG_IDLE) {
        registration_set(s, REG_SEARCHING);
    }
}

static enum verdict switch_radio(struct neul *m, struct sim *s, uint32_t fun)
{
    m->fun = fun;
    s->radio = fun == 1;
    if (!s->radio) {
        m->attached = false;
        timer_cancel(s, &m->link);
        m->link = false;
        s->reg_n[2] = 0;
        registration_set(s, REG_IDLE);
    }
    return SIM_OK;
}

static enum verdict attach(struct neul *m, struct sim *s, bool on)
{
    if (!s->radio) {
        return SIM_ERROR;
    }
    m->attached = on;
    if (on && !sim_registered(s)) {
        network_search(s);
    } else if (!on) {
        registration_set(s, REG_IDLE);
    }
    return SIM_OK;
}

/* ---- ping ---- */

static void pong(struct sim *s, void *who, int arg)
{
    struct neul *m = who;

    if (arg == 0) {
        sim_urcf(s, "+NPING:%s,%d,%d", m->pinged, PING_TTL, PING_MS);
    } else {
        sim_say(s, "+NPINGERR:1");
    }
}

static enum verdict ping(struct neul *m, struct sim *s, const qam_nping_t *r)
{
    size_t n;

    if (!sim_registered(s)) {
        return SIM_ERROR;
    }
    keep_text(m->pinged, sizeof m->pinged, r->address);
    n = strlen(m->pinged);
    neul_up(s);
    sim_after(s, PING_MS, pong, m, n > 2 && strcmp(m->pinged + n - 2, ".0") == 0);
    return SIM_OK;
}

/* ---- commands ---- */

static enum verdict network_command(struct neul *m, struct sim *s, int id, const void *args)
{
    char text[40];

    switch (id) {
    case QAM_CMD_CEREG:
        s->reg_n[2] = ((const qam_cereg_t *)args)->n;
        return SIM_OK;
    case QAM_CMD_CEREG_READ:
        state_text(s, text, sizeof text);
        sim_infof(s, "+CEREG:%u,%s", (unsigned)s->reg_n[2], text);
        return SIM_OK;
    case QAM_CMD_CGATT:
        return attach(m, s, ((const qam_cgatt_t *)args)->attach == 1);
    case QAM_CMD_CGATT_READ:
        sim_infof(s, "+CGATT:%d", sim_registered(s));
        return SIM_OK;
    case QAM_CMD_CSCON:
        m->cscon = ((const qam_cscon_t *)args)->n;
        return SIM_OK;
    case QAM_CMD_CSCON_READ:
        sim_infof(s, "+CSCON:%u,%d", (unsigned)m->cscon, m->link);
        return SIM_OK;
    case QAM_CMD_CSQ:
        sim_infof(s, "+CSQ:%d,99", s->radio && s->network ? 18 : 99);
        return SIM_OK;
    case QAM_CMD_NPING:
        return ping(m, s, args);
    default:
        return SIM_NOT_MINE;
    }
}

static enum verdict context(struct neul *m, struct sim *s, const qam_cgdcont_t *r)
{
    snprintf(m->contexts[r->cid], sizeof m->contexts[0], "%s", strchr(s->joined.text_now, '=') + 1);
    return SIM_OK;
}

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct neul *m = (struct neul *)me;
    enum verdict v = network_command(m, s, id, args);

    if (v != SIM_NOT_MINE) {
        return v;
    }
    switch (id) {
    case QAM_CMD_CFUN:
        return switch_radio(m, s, ((const qam_cfun_t *)args)->fun);
    case QAM_CMD_CFUN_READ:
        sim_infof(s, "+CFUN:%u", (unsigned)m->fun);
        return SIM_OK;
    case QAM_CMD_CMEE:
        s->cmee = (int)((const qam_cmee_t *)args)->form;
        return SIM_OK;
    case QAM_CMD_CMEE_READ:
        sim_infof(s, "+CMEE:%d", s->cmee);
        return SIM_OK;
    case QAM_CMD_NBAND_READ:
        sim_text(s, "+NBAND:5,8,3,28,20,1");
        return SIM_OK;
    case QAM_CMD_NRB:
        module_restart(s);
        return SIM_SILENT;
    case QAM_CMD_CGDCONT:
        return context(m, s, args);
    case QAM_CMD_CGDCONT_READ:
        for (int i = 0; i < 11; i++) {
            if (m->contexts[i][0] != '\0') {
                sim_infof(s, "+CGDCONT:%s,,0,0,,,,,0", m->contexts[i]);
            }
        }
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static void reset(struct service *me, struct sim *s)
{
    struct neul *m = (struct neul *)me;

    (void)s;
    m->fun = 1;
    m->cscon = 0;
    m->attached = m->link = false;
}

static void destroy(struct service *me)
{
    free(me);
}

struct service *neul_service(void)
{
    struct neul *m = sim_alloc(sizeof *m);

    m->base.name = "neul";
    m->base.handle = handle;
    m->base.reset = reset;
    m->base.destroy = destroy;
    m->fun = 1;
    snprintf(m->cause, sizeof m->cause, "SECURITY_RESET_PIN");
    return &m->base;
}

/* ---- what only BG96 and BG95 have ---- */

bool fota_boots(struct sim *s)
{
    (void)s;
    return false;
}

void fota_fail(struct sim *s, int err)
{
    (void)s;
    (void)err;
}

void mqtt_lost(struct sim *s, int client, int err)
{
    (void)s;
    (void)client;
    (void)err;
}
