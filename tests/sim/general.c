/* general.c: who the module is, its SIM, its clock, its power (V.250 6.1, 27.007 5 and 8, Quectel's own).
 *
 * SPDX-License-Identifier: MIT */
#include "chapter.h"

#include <ctype.h>

static const char imei[] = "865340000000014";
static const char imsi[] = "248019876543210";
static const char iccid[] = "8937204016123456789F";

enum { WRONG_PIN_LIMIT = 3, OK_FIRST_MS = 50 }; /* the last line is on the wire before the module goes down */
static const int64_t epoch_at_boot = 315964800;   /* 1980-01-06, where GPS time begins      */
static const int64_t epoch_of_network = 1768478400; /* 2026-01-15 12:00:00: fixed, so that runs repeat */

struct general {
    struct service base;
    int fun;
    int wrong_pins;
    bool locked;          /* the SIM waits for its PIN                    */
    uint32_t ctzu;
    int zone;             /* quarters of an hour, only shown              */
};

/* ---- boot ---- */

static const char *model(void)
{
    return SIM_BG95 ? "BG95-M3" : "BG96";
}

static const char *revision(void)
{
    return SIM_BG95 ? "BG95M3LAR02A03" : "BG96MAR02A06M1G";
}

static struct general *general_of(struct sim *s)
{
    return (struct general *)s->services[0];
}

static void sim_card_ready(struct sim *s)
{
    s->sim_ready = true;
    network_search(s);
}

enum notice { NOTICE_CFUN, NOTICE_APP, NOTICE_CPIN, NOTICE_QUSIM, NOTICE_SMS, NOTICES };

/* BG96: +CFUN: 1, APP RDY, +CPIN: READY, +QUSIM: 1, +QIND: SMS DONE. BG95: APP RDY. */
static void notice(struct sim *s, void *who, int which)
{
    static const char *const texts[NOTICES] = { "+CFUN: 1", "APP RDY", "+CPIN: READY", "+QUSIM: 1",
                                                "+QIND: SMS DONE" };
    bool wanted = which == NOTICE_APP || !(SIM_BG95 || s->cfg.taciturn);

    (void)who;
    if (which == NOTICE_CPIN && general_of(s)->locked) {
        if (wanted) {
            sim_say(s, "+CPIN: SIM PIN");
        }
        return;
    }
    if (wanted) {
        sim_say(s, texts[which]);
    }
    if (which == NOTICE_CPIN) {
        sim_card_ready(s);
    }
}

void boot_lines(struct sim *s)
{
    uint32_t at = 0;

    sim_say(s, "RDY");
    for (int i = 0; i < NOTICES; i++) {
        at += s->cfg.times.notice;
        sim_after(s, at, notice, s, i);
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
    sim_after(s, s->cfg.times.power + s->cfg.times.answer + OK_FIRST_MS, restart_now, s, 0);
}

static void off_now(struct sim *s, void *who, int arg)
{
    (void)who;
    (void)arg;
    sim_power(s, false);
}

static void powered_down(struct sim *s, void *who, int arg)
{
    (void)who;
    (void)arg;
    sim_say(s, "POWERED DOWN");
    sim_after(s, s->cfg.times.answer + OK_FIRST_MS, off_now, s, 0);
}

/* ---- clock ---- */

/* Days since 1970 of a date, and back: years begin in March so that the day that is sometimes missing is the
 * last. */
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
    int64_t era, year, day;

    y -= m <= 2;
    era = y / 400;
    year = y - era * 400;
    day = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + year * 365 + year / 4 - year / 100 + day - 719468;
}

static void clock_text(int64_t t, int zone, bool long_year, char *out, size_t size)
{
    int64_t z = t / 86400 + 719468;
    int64_t era = z / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9;
    int64_t year = yoe + era * 400 + (month <= 2 ? 1 : 0);
    char text[40];

    snprintf(text, sizeof text, "%04d/%02d/%02d,%02d:%02d:%02d%+03d", (int)year, (int)month,
             (int)(doy - (153 * mp + 2) / 5 + 1), (int)(t / 3600 % 24), (int)(t / 60 % 60), (int)(t % 60),
             zone);
    snprintf(out, size, "%s", long_year ? text : text + 2);
}

void clock_set_by_network(struct sim *s)
{
    s->clock_offset = epoch_of_network - (int64_t)(s->now / 1000);
    s->clock_known = true;
}

/* "yy/MM/dd,hh:mm:ss+zz", the year of two or four digits. */
static enum verdict set_clock(struct general *g, struct sim *s, const qam_cclk_t *r)
{
    char text[32];
    int y, mo, d, h, mi, sec, used = 0;

    keep_text(text, sizeof text, r->time);
    if (sscanf(text, "%d/%2d/%2d,%2d:%2d:%2d%n", &y, &mo, &d, &h, &mi, &sec, &used) != 6 || mo < 1 || mo > 12
        || d < 1 || d > 31 || h > 23 || mi > 59 || sec > 59) {
        return SIM_ERROR;
    }
    g->zone = atoi(text + used);
    y += y < 100 ? (y < 80 ? 2000 : 1900) : 0;
    s->clock_offset = days_of(y, mo, d) * 86400 + h * 3600 + mi * 60 + sec - (int64_t)(s->now / 1000);
    s->clock_known = true;
    return SIM_OK;
}

/* ---- SIM ---- */

static enum verdict enter_pin(struct general *g, struct sim *s, const qam_cpin_t *r)
{
    char pin[16];

    keep_text(pin, sizeof pin, r->pin);
    if (!g->locked) {
        return SIM_CME(3);
    }
    if (g->wrong_pins >= WRONG_PIN_LIMIT) {
        return SIM_CME(12);
    }
    if (strcmp(pin, s->cfg.pin) != 0) {
        g->wrong_pins++;
        return SIM_CME(16);
    }
    g->locked = false;
    g->wrong_pins = 0;
    sim_after(s, s->cfg.times.notice, notice, s, NOTICE_CPIN);
    return SIM_OK;
}

static enum verdict read_pin(const struct general *g, struct sim *s)
{
    qam_cpin_read_info_t v = { 0, QAM_PIN_CODE_READY };

    if (g->fun == 0) {
        return SIM_CME(13);
    }
    if (g->locked) {
        v.code = g->wrong_pins >= WRONG_PIN_LIMIT ? QAM_PIN_CODE_SIM_PUK : QAM_PIN_CODE_SIM_PIN;
    } else if (!s->sim_ready) {
        return SIM_CME(14);
    }
    SAY(s, cpin_read_info, &v);
    return SIM_OK;
}

/* ---- radio ---- */

static enum verdict set_fun(struct general *g, struct sim *s, const qam_cfun_t *r)
{
    bool restart = (r->has & QAM_CFUN_HAS_RESTART) != 0 && r->restart == 1;

    if (restart) {
        if (r->fun != 1) {
            return SIM_ERROR;
        }
        module_restart(s);
        return SIM_OK;
    }
    if ((int)r->fun != g->fun) {
        bool sim_was_off = g->fun == 0;

        g->fun = (int)r->fun;
        s->radio = g->fun == 1;
        if (g->fun == 0) {
            s->sim_ready = false;
            g->locked = s->cfg.pin != NULL;
        }
        if (g->fun == 1) {
            if (sim_was_off) {
                sim_after(s, s->cfg.times.notice, notice, s, NOTICE_CPIN);
            } else {
                network_search(s);
            }
        } else {
            registration_set(s, REG_IDLE);
        }
    }
    return SIM_OK;
}

/* ---- commands ---- */

static enum verdict identity(struct sim *s, int id)
{
    switch (id) {
    case QAM_CMD_IDENTIFY:
        sim_text(s, "Quectel");
        sim_text(s, model());
        sim_infof(s, "Revision: %s", revision());
        return SIM_OK;
    case QAM_CMD_GMI: case QAM_CMD_CGMI:
        sim_text(s, "Quectel");
        return SIM_OK;
    case QAM_CMD_GMM: case QAM_CMD_CGMM:
        sim_text(s, model());
        return SIM_OK;
    case QAM_CMD_GMR: case QAM_CMD_CGMR:
        sim_text(s, revision());
        return SIM_OK;
    case QAM_CMD_QGMR:
        sim_infof(s, "%s_01.%03d.01.%03d", revision(), 11 + s->firmware, 11 + s->firmware);
        return SIM_OK;
    case QAM_CMD_QAPPVER:
        sim_infof(s, "01.%03d.01.%03d", 11 + s->firmware, 11 + s->firmware);
        return SIM_OK;
    case QAM_CMD_GSN: case QAM_CMD_CGSN:
        sim_text(s, imei);
        return SIM_OK;
    case QAM_CMD_GCAP:
        sim_text(s, "+GCAP: +CGSM");
        return SIM_OK;
    case QAM_CMD_CLAC:
        sim_text(s, "&F");
        sim_text(s, "+CGMI");
        sim_text(s, "+QMTOPEN");
        return SIM_OK;
    case QAM_CMD_SHOW_PROFILE:
        sim_text(s, "&C: 1");
        sim_text(s, "&D: 1");
        sim_infof(s, "E: %d", s->echo);
        sim_infof(s, "Q: %d", s->quiet);
        sim_infof(s, "V: %d", s->verbose);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static enum verdict card(struct general *g, struct sim *s, int id, const void *args)
{
    static const qam_qpinc_info_t tries = { 0, QAM_FACILITY_SIM, 3, 10 };
    static const qam_qpinc_read_info_t tries2 = { 0, QAM_FACILITY_SIM_PIN2, 3, 10 };
    qam_qpinc_info_t v = tries;

    switch (id) {
    case QAM_CMD_CPIN:
        return enter_pin(g, s, args);
    case QAM_CMD_CPIN_READ:
        return read_pin(g, s);
    case QAM_CMD_CIMI:
        if (!s->sim_ready) {
            return SIM_CME(g->locked ? 11 : 14);
        }
        sim_text(s, imsi);
        return SIM_OK;
    case QAM_CMD_QCCID:
        sim_infof(s, "+QCCID: %s", iccid);
        return SIM_OK;
    case QAM_CMD_CLCK_READ:
        sim_infof(s, "+CLCK: %d", s->cfg.pin != NULL);
        return SIM_OK;
    case QAM_CMD_QPINC:
        v.facility = ((const qam_qpinc_t *)args)->facility;
        SAY(s, qpinc_info, &v);
        return SIM_OK;
    case QAM_CMD_QPINC_READ:
        SAY(s, qpinc_info, &tries);
        SAY(s, qpinc_read_info, &tries2);
        return SIM_OK;
    case QAM_CMD_QINISTAT:
        sim_infof(s, "+QINISTAT: %d", s->sim_ready ? 3 : 0);
        return SIM_OK;
    case QAM_CMD_CRSM: /* 6A82: there is no such file */
        sim_text(s, "+CRSM: 106,130");
        return SIM_OK;
    case QAM_CMD_CSIM: /* 6D00: the card does not know this */
        sim_text(s, "+CSIM: 4,\"6D00\"");
        return SIM_OK;
    case QAM_CMD_QSIMSTAT_READ:
        sim_text(s, "+QSIMSTAT: 0,1");
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static enum verdict clock_command(struct general *g, struct sim *s, int id, const void *args)
{
    char text[40];

    switch (id) {
    case QAM_CMD_CCLK:
        return set_clock(g, s, args);
    case QAM_CMD_CCLK_READ:
        clock_text(s->clock_offset + (int64_t)(s->now / 1000), g->zone, false, text, sizeof text);
        sim_infof(s, "+CCLK: \"%s\"", text);
        return SIM_OK;
    case QAM_CMD_CTZU:
        g->ctzu = ((const qam_ctzu_t *)args)->update;
        if (g->ctzu != 0 && sim_registered(s)) {
            clock_set_by_network(s);
        }
        return SIM_OK;
    case QAM_CMD_CTZU_READ:
        sim_infof(s, "+CTZU: %u", g->ctzu);
        return SIM_OK;
    case QAM_CMD_QLTS:
        if (sim_registered(s)) {
            clock_text(epoch_of_network, 0, true, text, sizeof text);
            sim_infof(s, "+QLTS: \"%s,0\"", text);
        } else {
            sim_text(s, "+QLTS: \"\"");
        }
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static enum verdict module(struct general *g, struct sim *s, int id, const void *args)
{
    const qam_qpowd_t *down = args;

    switch (id) {
    case QAM_CMD_CFUN:
        return set_fun(g, s, args);
    case QAM_CMD_CFUN_READ:
        sim_infof(s, "+CFUN: %d", g->fun);
        return SIM_OK;
    case QAM_CMD_CMEE:
        s->cmee = (int)((const qam_cmee_t *)args)->form;
        return SIM_OK;
    case QAM_CMD_CMEE_READ:
        sim_infof(s, "+CMEE: %d", s->cmee);
        return SIM_OK;
    case QAM_CMD_CPAS:
        sim_text(s, "+CPAS: 0");
        return SIM_OK;
    case QAM_CMD_CPAS_TEST:
        sim_text(s, "+CPAS: (0,3,4)");
        return SIM_OK;
    case QAM_CMD_CEER:
        sim_text(s, "+CEER: No report available");
        return SIM_OK;
    case QAM_CMD_CBC:
        sim_text(s, "+CBC: 0,77,3889");
        return SIM_OK;
    case QAM_CMD_QTEMP:
        sim_text(s, "+QTEMP: 30,26,25");
        return SIM_OK;
    case QAM_CMD_QADC:
        sim_text(s, "+QADC: 1,1202");
        return SIM_OK;
    case QAM_CMD_QPOWD:
        sim_after(s, (down->has & QAM_QPOWD_HAS_MODE) != 0 && down->mode == 0 ? 0 : s->cfg.times.power,
                  powered_down, s, 0);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct general *g = (struct general *)me;
    enum verdict v = identity(s, id);

    v = v != SIM_NOT_MINE ? v : card(g, s, id, args);
    v = v != SIM_NOT_MINE ? v : clock_command(g, s, id, args);
    return v != SIM_NOT_MINE ? v : module(g, s, id, args);
}

static void reset(struct service *me, struct sim *s)
{
    struct general *g = (struct general *)me;

    g->fun = 1;
    g->zone = 0;
    g->locked = s->cfg.pin != NULL;
    s->clock_offset = epoch_at_boot - (int64_t)(s->now / 1000);
}

static void destroy(struct service *me)
{
    free(me);
}

struct service *general_service(void)
{
    struct general *g = sim_alloc(sizeof *g);

    g->base.name = "general";
    g->base.handle = handle;
    g->base.reset = reset;
    g->base.destroy = destroy;
    return &g->base;
}
