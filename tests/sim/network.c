/* network.c: registration, operator, signal (27.007 7.2, 7.3, 8.5, 10.1.20, 10.1.22; BG96 AT 6).
 *
 * SPDX-License-Identifier: MIT */
#include "chapter.h"

enum { CREG, CGREG, CEREG, AREA = 0x66C0, CELL = 0x1A2D001, ACT_CAT_M1 = 8 };

struct network {
    struct service base;
    uint32_t mode, format;
    bool left;                /* AT+COPS=2: does not want to be registered */
};

static struct network *network_of(struct sim *s)
{
    return (struct network *)s->services[1];
}

/* ---- registration ---- */

bool sim_registered(const struct sim *s)
{
    return s->reg == REG_HOME || s->reg == REG_ROAMING;
}

/* "1", or with n of 2 and more and a cell also where and by which technology. The module puts area and cell
 * in quotes; its grammar would take them bare too. */
static const char *state_text(const struct sim *s, int which, char *out, size_t size)
{
    int n = snprintf(out, size, "%d", (int)s->reg);

    if (s->reg_n[which] >= 2 && sim_registered(s)) {
        snprintf(out + n, size - (size_t)n, ",\"%04X\",\"%X\",%d", AREA, CELL, ACT_CAT_M1);
    }
    return out;
}

static const char *const reg_names[] = { "CREG", "CGREG", "CEREG" };

static void tell(struct sim *s, int which)
{
    char text[64];

    if (s->reg_n[which] > 0) {
        sim_urcf(s, "+%s: %s", reg_names[which], state_text(s, which, text, sizeof text));
    }
}

void registration_set(struct sim *s, enum registration reg)
{
    if (reg == s->reg) {
        return;
    }
    s->reg = reg;
    tell(s, CREG);
    tell(s, CGREG);
    tell(s, CEREG);
    if (!sim_registered(s)) {
        pdp_lost(s);
        mqtt_lost_all(s, 7);
    }
}

static void found(struct sim *s, void *who, int arg)
{
    (void)who;
    (void)arg;
    if (s->network && s->radio && s->sim_ready && !network_of(s)->left) {
        registration_set(s, REG_HOME);
    }
}

void network_search(struct sim *s)
{
    if (!s->radio || !s->sim_ready || network_of(s)->left) {
        return;
    }
    if (!sim_registered(s)) {
        registration_set(s, REG_SEARCHING);
    }
    sim_after(s, s->cfg.times.attach, found, s, 0);
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

static enum verdict report(struct sim *s, int which, uint32_t n)
{
    if (n == 3 || n == 5) { /* BG96 takes 0, 1, 2 and 4 */
        return SIM_ERROR;
    }
    s->reg_n[which] = n;
    return SIM_OK;
}

static enum verdict read_registration(struct sim *s, int which)
{
    char text[64];

    sim_infof(s, "+%s: %u,%s", reg_names[which], s->reg_n[which], state_text(s, which, text, sizeof text));
    return SIM_OK;
}

/* ---- operator ---- */

static enum verdict choose(struct network *w, struct sim *s, const qam_cops_t *r)
{
    if ((r->has & QAM_COPS_HAS_FORMAT) != 0) {
        w->format = r->format;
    }
    if (r->mode == 3) {
        return SIM_OK;
    }
    w->mode = r->mode;
    w->left = r->mode == 2;
    if (w->left) {
        registration_set(s, REG_IDLE);
    } else if (!sim_registered(s)) {
        network_search(s);
    }
    return SIM_OK;
}

static enum verdict operator_now(const struct network *w, struct sim *s)
{
    static const char *const names[] = { "Telia Telia", "Telia", "24801" };
    qam_cops_read_info_t v = { 0, w->mode, w->format, { NULL, 0 }, ACT_CAT_M1 };

    if (sim_registered(s)) {
        v.operator_name = str(names[w->format % 3]);
        v.has =
            QAM_COPS_READ_INFO_HAS_FORMAT | QAM_COPS_READ_INFO_HAS_OPERATOR_NAME | QAM_COPS_READ_INFO_HAS_ACT;
    }
    SAY(s, cops_read_info, &v);
    return SIM_OK;
}

static void scanned(struct sim *s, void *who, int arg)
{
    (void)who;
    (void)arg;
    sim_text(s, s->network
                    ? "+COPS: (2,\"Telia Telia\",\"Telia\",\"24801\",8),(1,\"Elisa\",\"Elisa\",\"24802\",8)"
                      ",,(0,1,2,3,4),(0,1,2)"
                    : "+COPS: ,,(0,1,2,3,4),(0,1,2)");
    sim_done(s, SIM_OK);
}

/* ---- signal ---- */

static enum verdict signal_quality(struct sim *s, int id)
{
    bool there = s->network && s->radio;
    qam_csq_info_t csq = { 0, there ? 28u : 99u, 99 };
    qam_qcsq_info_t q = { 0, QAM_SYS_MODE_NO_SERVICE, -53, -81, 206, -11 };
    qam_qnwinfo_info_t w = { 0, str("No Service"), { NULL, 0 }, { NULL, 0 }, 0 };

    if (id == QAM_CMD_CSQ) {
        SAY(s, csq_info, &csq);
        return SIM_OK;
    }
    if (id == QAM_CMD_QCSQ) {
        if (sim_registered(s)) {
            q.mode = SIM_BG95 ? QAM_SYS_MODE_EMTC : QAM_SYS_MODE_CAT_M1;
            q.has = QAM_QCSQ_INFO_HAS_RSSI | QAM_QCSQ_INFO_HAS_RSRP | QAM_QCSQ_INFO_HAS_SINR
                    | QAM_QCSQ_INFO_HAS_RSRQ;
        }
        SAY(s, qcsq_info, &q);
        return SIM_OK;
    }
    if (!sim_registered(s)) {
        sim_text(s, "+QNWINFO: No Service");
        return SIM_OK;
    }
    w.act = str(SIM_BG95 ? "eMTC" : "CAT-M1");
    w.plmn = str("24801");
    w.band = str("LTE BAND 20");
    w.channel = 6300;
    w.has = QAM_QNWINFO_INFO_HAS_PLMN | QAM_QNWINFO_INFO_HAS_BAND | QAM_QNWINFO_INFO_HAS_CHANNEL;
    SAY(s, qnwinfo_info, &w);
    return SIM_OK;
}

/* ---- commands ---- */

static enum verdict attach(struct sim *s, bool on)
{
    if (on && !sim_registered(s)) {
        return SIM_CME(s->network ? 3 : 30);
    }
    if (!on) {
        pdp_lost(s);
    }
    return SIM_OK;
}

static enum verdict registration_command(struct sim *s, int id, const void *args)
{
    switch (id) {
    case QAM_CMD_CREG:
        return report(s, CREG, ((const qam_creg_t *)args)->n);
    case QAM_CMD_CGREG:
        return report(s, CGREG, ((const qam_cgreg_t *)args)->n);
    case QAM_CMD_CEREG:
        return report(s, CEREG, ((const qam_cereg_t *)args)->n);
    case QAM_CMD_CREG_READ:
        return read_registration(s, CREG);
    case QAM_CMD_CGREG_READ:
        return read_registration(s, CGREG);
    case QAM_CMD_CEREG_READ:
        return read_registration(s, CEREG);
    case QAM_CMD_CREG_TEST:
        sim_text(s, "+CREG: (0-2)");
        return SIM_OK;
    case QAM_CMD_CGREG_TEST:
        sim_text(s, "+CGREG: (0-2,4)");
        return SIM_OK;
    case QAM_CMD_CEREG_TEST:
        sim_text(s, "+CEREG: (0-2,4)");
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct network *w = (struct network *)me;
    enum verdict v = registration_command(s, id, args);

    if (v != SIM_NOT_MINE) {
        return v;
    }
    switch (id) {
    case QAM_CMD_COPS:
        return choose(w, s, args);
    case QAM_CMD_COPS_READ:
        return operator_now(w, s);
    case QAM_CMD_COPS_TEST:
        sim_after(s, s->cfg.times.attach, scanned, s, 0);
        return SIM_PENDING;
    case QAM_CMD_CSQ: case QAM_CMD_QCSQ: case QAM_CMD_QNWINFO:
        return signal_quality(s, id);
    case QAM_CMD_CSQ_TEST:
        sim_text(s, "+CSQ: (0-31,99),(0-7,99)");
        return SIM_OK;
    case QAM_CMD_CESQ:
        sim_text(s, s->network ? "+CESQ: 99,99,255,255,20,46" : "+CESQ: 99,99,255,255,255,255");
        return SIM_OK;
    case QAM_CMD_QSPN:
        sim_text(s, "+QSPN: \"Telia\",\"Telia\",\"SIM\",0,\"24801\"");
        return SIM_OK;
    case QAM_CMD_CGATT:
        return attach(s, ((const qam_cgatt_t *)args)->attach == 1);
    case QAM_CMD_CGATT_READ:
        sim_infof(s, "+CGATT: %d", sim_registered(s));
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static void reset(struct service *me, struct sim *s)
{
    struct network *w = (struct network *)me;

    (void)s;
    w->mode = w->format = 0;
    w->left = false;
}

static void destroy(struct service *me)
{
    free(me);
}

struct service *network_service(void)
{
    struct network *w = sim_alloc(sizeof *w);

    w->base.name = "network";
    w->base.handle = handle;
    w->base.reset = reset;
    w->base.destroy = destroy;
    return &w->base;
}
