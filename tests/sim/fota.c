/* fota.c: updates of the firmware: AT+QFOTADL, AT+QCFGEXT="fota_apn" (BG95, BG77, BG600L DFOTA V1.1; BG96
 * DFOTA V1.0), and those that an LwM2M server orders (DFOTA V1.1 3.2).
 *
 * SPDX-License-Identifier: MIT
 *
 *     OK -> download: its start, percents, end -> RESETTING -> [ START -> UPDATING ... END ] -> RDY
 *
 * Between the brackets the module is deaf: POWER_BOOT, and speaks at the speed of an update. What has to
 * outlive a power cut is in struct fota and not touched by reset().
 *
 * Where the note is silent: a package begins with the letters DFOTA, any other one ends with 511;
 * AT+QFOTADL=1 without a package is OK, then 505 without a restart; after a good update the package is gone.
 * The server is a stand-in: https and coaps to a host that begins with "secure." want their files, a host that
 * ends in .invalid is not there, nor is a path with "missing"; one with "wrong" is a package for another
 * firmware. A server that is one fits behind fetch(). */
#include "chapter.h"

enum {
    BAD_ARGUMENT = 590, ONGOING = 591, NO_SERVER = 702, BAD_URL = 705, NOT_THERE = 706,
    NO_PACKAGE = 505, WRONG_PACKAGE = 511,
    ROOM = SIM_BG95 ? 7296 * 1024 : 0, DOWNLOAD_STEP = 5, LINE_OUT_MS = 50, USUAL_SPEED = 115200
};

enum stage { IDLE, DOWNLOAD, LEAVING, UPDATE, RESTORE, ENDING };

struct fota {
    struct service base;
    enum stage stage;
    uint32_t percent;             /* told                                                     */
    bool deaf;                    /* in the mode of an update                                 */
    bool cut;                     /* the power went in the middle of it                       */
    bool at_once;                 /* AT+QFOTADL=3,1                                           */
    bool coap, ordered;           /* by CoAP; by an LwM2M server                              */
    int fail_download, fail_update; /* on command: what the next one ends with                */
    int result;                   /* of the download at hand                                  */
    uint32_t speed;               /* AT+IPR                                                   */
    unsigned generation;          /* counts what resets take away                             */
    struct buffer package;
    uint32_t family;
    bool has_user;
    char apn[101], user[128], password[128];
};

static struct fota *fota_of(struct sim *s)
{
    int i = 0;

    while (strcmp(s->services[i]->name, "fota") != 0) {
        i++;
    }
    return (struct fota *)s->services[i];
}

/* ---- words ---- */

/* False: the power went with that line. */
static bool say(struct fota *m, struct sim *s, const char *line)
{
    unsigned generation = m->generation;

    sim_say(s, line);
    return generation == m->generation;
}

/* BG96's examples have a blank before the percents. */
static bool say_percent(struct fota *m, struct sim *s, const char *word)
{
    char line[64];

    snprintf(line, sizeof line, "+QIND: \"FOTA\",\"%s\",%s%u%%", word, SIM_BG95 ? "" : " ",
             (unsigned)m->percent);
    return say(m, s, line);
}

static bool say_result(struct fota *m, struct sim *s, const char *head, int err)
{
    char line[64];

    snprintf(line, sizeof line, "%s,%d", head, err);
    return say(m, s, line);
}

/* ---- the update ---- */

static void step(struct sim *s, void *who, int arg);

static void next(struct fota *m, struct sim *s, uint32_t ms)
{
    sim_after(s, ms, step, m, 0);
}

static bool our_package(const struct fota *m)
{
    return m->package.len > 5 && memcmp(m->package.v, "DFOTA", 5) == 0;
}

static void end_update(struct fota *m, struct sim *s)
{
    int err = m->fail_update != 0 ? m->fail_update : our_package(m) ? 0 : WRONG_PACKAGE;

    m->stage = ENDING;
    if (!say_result(m, s, "+QIND: \"FOTA\",\"END\"", err)) {
        m->stage = SIM_BG95 ? UPDATE : RESTORE; /* it had not come to that */
        return;
    }
    if (err == 0) {
        s->firmware++;
        buffer_free(&m->package);
    }
    m->fail_update = 0;
    next(m, s, LINE_OUT_MS);
}

/* The next line of an update. */
static void step_update(struct fota *m, struct sim *s)
{
    if (m->percent == 100 && m->stage == UPDATE && !SIM_BG95) {
        m->stage = RESTORE;
        m->percent = 0;
    }
    if (m->percent == 100) {
        end_update(m, s);
        return;
    }
    m->percent++;
    if (say_percent(m, s, m->stage == UPDATE ? "UPDATING" : "RESTORE")) {
        next(m, s, s->cfg.times.fota);
    } else {
        m->percent--;
    }
}

/* The module has started into the mode of an update. */
static void begin_update(struct fota *m, struct sim *s)
{
    bool resumes = m->cut && !SIM_BG95;

    m->cut = false;
    if (resumes && m->stage == UPDATE) { /* BG96 goes on with the second half */
        m->stage = RESTORE;
        m->percent = 0;
    }
    if (m->stage == LEAVING) {
        m->stage = UPDATE;
        m->percent = 0;
    }
    if (say(m, s, resumes ? "+QIND: \"FOTA\",\"Last upgrade was not finished,continue upgrade\""
                          : "+QIND: \"FOTA\",\"START\"")) {
        next(m, s, s->cfg.times.fota);
    }
}

/* Asked at each start: does it begin with an update? */
bool fota_boots(struct sim *s)
{
    struct fota *m = fota_of(s);

    m->deaf = m->stage >= LEAVING && m->stage <= RESTORE;
    if (m->deaf) {
        sim_after(s, s->cfg.times.boot, step, m, 1);
    } else {
        m->stage = IDLE;
    }
    return m->deaf;
}

/* The line is out: now it goes down. An update that an LwM2M server ordered begins without that line. */
static void leave(struct fota *m, struct sim *s)
{
    m->stage = LEAVING;
    if (SIM_BG95 && !m->ordered && !say(m, s, "+QIND: \"FOTA\",\"RESETTING\"")) {
        return;
    }
    next(m, s, LINE_OUT_MS + s->cfg.times.fota);
}

/* ---- the download ---- */

static bool has_file(struct sim *s, const char *name)
{
    return file_find(&s->files, name) != NULL;
}

/* The package at url, put into m->package; the seam for a server that is one. Returns what the download ends
 * with. */
static int fetch(struct fota *m, struct sim *s, const char *url)
{
    const char *host = strstr(url, "://");
    const char *path;
    const char *text;
    size_t host_len;

    if (host == NULL || host[3] == '\0') {
        return BAD_URL;
    }
    host += 3;
    host_len = strcspn(host, ":/");
    path = strchr(host, '/');
    if (path == NULL || path[1] == '\0') {
        return BAD_URL;
    }
    if (!sim_registered(s) || (host_len > 8 && memcmp(host + host_len - 8, ".invalid", 8) == 0)) {
        return NO_SERVER;
    }
    if (begins_with(host, "secure.")
        && ((begins_with(url, "https") && !has_file(s, "fota_cacert.pem"))
            || (begins_with(url, "coaps") && !has_file(s, "coap_fota.psk")
                && !has_file(s, "coap-cert.pem")))) {
        return NO_SERVER;
    }
    if (strstr(path, "missing") != NULL) {
        return NOT_THERE;
    }
    text = strstr(path, "wrong") != NULL ? "OTHER PACKAGE\r\n" : "DFOTA PACKAGE\r\n";
    m->package.len = 0;
    for (int i = 0; i < 1000; i++) {
        buffer_add(&m->package, text, 15);
    }
    return 0;
}

static void end_download(struct fota *m, struct sim *s)
{
    const char *head = m->ordered ? "+LWM2M: \"FOTA\",\"DOWNLOADED\""
                     : m->coap ? "+QIND: \"FOTA\",\"COAPEND\"" : "+QIND: \"FOTA\",\"HTTPEND\"";

    m->stage = IDLE;
    if (m->result != 0) {
        buffer_free(&m->package);
    }
    if (!say_result(m, s, head, m->result)) {
        return;
    }
    if (m->result == 0 && (m->at_once || m->ordered)) {
        leave(m, s);
    }
}

/* CoAP tells nothing on its way, nor does BG96. A server that is not there does not get so far. */
static void step_download(struct fota *m, struct sim *s)
{
    unsigned generation = m->generation;

    if (m->percent == 100 || m->result != 0) {
        end_download(m, s);
        return;
    }
    m->percent += DOWNLOAD_STEP;
    if (SIM_BG95 && !m->coap) {
        (void)say_percent(m, s, "DOWNLOADING");
    }
    if (generation == m->generation) {
        next(m, s, s->cfg.times.fota);
    }
}

static void step(struct sim *s, void *who, int arg)
{
    struct fota *m = who;

    if (arg == 1) {
        begin_update(m, s);
        return;
    }
    switch (m->stage) {
    case IDLE:
        break;
    case DOWNLOAD:
        step_download(m, s);
        break;
    case LEAVING:
        sim_power(s, true);
        break;
    case UPDATE:
    case RESTORE:
        step_update(m, s);
        break;
    case ENDING:
        m->stage = IDLE;
        sim_power(s, true);
        break;
    }
}

static void begin_download(struct sim *s, void *who, int arg)
{
    struct fota *m = who;

    (void)arg;
    if (say(m, s, m->coap ? "+QIND: \"FOTA\",\"COAPSTART\""
                  : SIM_BG95 ? "+QIND: \"FOTA\",\"HTTPSTART\"" : "+QIND: \"FOTA\",\"HTTPTART\"")) {
        next(m, s, s->cfg.times.fota);
    }
}

static void start_download(struct fota *m, struct sim *s, const char *url)
{
    m->stage = DOWNLOAD;
    m->percent = 0;
    m->coap = begins_with(url, "coap");
    m->result = fetch(m, s, url);
    m->result = m->fail_download != 0 ? m->fail_download : m->result;
    m->fail_download = 0;
    sim_after(s, s->cfg.times.answer + 1, begin_download, m, 0);
}

/* ---- commands ---- */

static enum verdict no(int cme)
{
    return SIM_BG95 ? SIM_CME(cme) : SIM_ERROR;
}

static enum verdict get(struct fota *m, struct sim *s, const qam_qfotadl_t *r)
{
    char url[701];

    keep_text(url, sizeof url, r->url);
    if (m->stage != IDLE) {
        return no(ONGOING);
    }
    if (!begins_with(url, "http://") && !begins_with(url, "https://")
        && !(SIM_BG95 && (begins_with(url, "coap://") || begins_with(url, "coaps://")))) {
        return no(BAD_ARGUMENT);
    }
    m->ordered = false;
    start_download(m, s, url);
    return SIM_OK;
}

static void begin_leaving(struct sim *s, void *who, int arg)
{
    (void)arg;
    leave(who, s);
}

static void nothing_to_use(struct sim *s, void *who, int arg)
{
    (void)arg;
    (void)say_result(who, s, "+QIND: \"FOTA\",\"END\"", NO_PACKAGE);
}

static enum verdict use(struct fota *m, struct sim *s)
{
    const struct file *f = SIM_BG95 ? NULL : file_find(&s->files, "/fota/update.zip");

    if (m->stage != IDLE) {
        return no(ONGOING);
    }
    if (f != NULL) {
        m->package.len = 0;
        buffer_add(&m->package, f->bytes.v, f->bytes.len);
    }
    m->ordered = false;
    sim_after(s, s->cfg.times.answer + 1, m->package.len > 0 ? begin_leaving : nothing_to_use, m, 0);
    return SIM_OK;
}

#if SIM_BG95
static void uploaded(struct sim *s, void *who, const uint8_t *data, size_t len, enum data_end how)
{
    struct fota *m = who;
    qam_qfotadl_upload_info_t v = { 0, (uint32_t)len, fault_checksum(s, checksum_xor16(data, len)) };

    (void)how;
    m->package.len = 0;
    buffer_add(&m->package, data, len);
    SAY(s, qfotadl_upload_info, &v);
    sim_done(s, SIM_OK);
}

static enum verdict put(struct fota *m, struct sim *s, const qam_qfotadl_upload_t *r)
{
    uint32_t idle = (r->has & QAM_QFOTADL_UPLOAD_HAS_TIMEOUT) != 0 ? r->timeout : 5;

    if (m->stage != IDLE) {
        return no(ONGOING);
    }
    if (r->size > ROOM) {
        return no(BAD_ARGUMENT);
    }
    sim_connect(s, r->size, 0, idle * 1000, uploaded, m);
    return SIM_PENDING;
}

static enum verdict set_apn(struct fota *m, const qam_qcfgext_fota_apn_t *r)
{
    m->family = r->family;
    m->has_user = (r->has & QAM_QCFGEXT_FOTA_APN_HAS_USER) != 0;
    keep_text(m->apn, sizeof m->apn, r->apn);
    keep_text(m->user, sizeof m->user, r->user);
    keep_text(m->password, sizeof m->password, r->password);
    return SIM_OK;
}

static enum verdict read_apn(const struct fota *m, struct sim *s)
{
    if (m->has_user) {
        sim_infof(s, "+QCFGEXT: \"fota_apn\",%u,\"%s\",\"%s\",\"%s\"", (unsigned)m->family, m->apn, m->user,
                  m->password);
    } else {
        sim_infof(s, "+QCFGEXT: \"fota_apn\",%u,\"%s\"", (unsigned)m->family, m->apn);
    }
    return SIM_OK;
}

static enum verdict handle_stored(struct fota *m, struct sim *s, int id, const void *args)
{
    switch (id) {
    case QAM_CMD_QCFGEXT_FOTA_APN:
        return set_apn(m, args);
    case QAM_CMD_QCFGEXT_FOTA_APN_READ:
        return read_apn(m, s);
    case QAM_CMD_QFOTADL_UPLOAD:
        return put(m, s, args);
    case QAM_CMD_QFOTADL_MODE:
        m->at_once = ((const qam_qfotadl_mode_t *)args)->mode == QAM_FOTA_TRIGGER_AT_ONCE;
        return SIM_OK;
    case QAM_CMD_QFOTADL_MODE_READ:
        sim_infof(s, "+QFOTADL: 3,%d", m->at_once);
        return SIM_OK;
    case QAM_CMD_QFOTADL_SIZE:
        sim_infof(s, "+QFOTADL: 4,%zu", m->package.len);
        return SIM_OK;
    case QAM_CMD_QFOTADL_DELETE:
        buffer_free(&m->package);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}
#endif

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct fota *m = (struct fota *)me;

    switch (id) {
    case QAM_CMD_QFOTADL_TEST:
        return SIM_OK;
    case QAM_CMD_QFOTADL:
        return get(m, s, args);
    case QAM_CMD_QFOTADL_START:
        return use(m, s);
    case QAM_CMD_IPR: /* settings.c keeps it for AT+IPR? */
        m->speed = ((const qam_ipr_t *)args)->rate;
        return SIM_NOT_MINE;
    default:
#if SIM_BG95
        return handle_stored(m, s, id, args);
#else
        return SIM_NOT_MINE;
#endif
    }
}

/* The power goes, or the module restarts itself. */
static void reset(struct service *me, struct sim *s)
{
    struct fota *m = (struct fota *)me;

    (void)s;
    m->cut = m->stage >= UPDATE && m->stage <= RESTORE;
    m->deaf = false;
    m->at_once = true;
    m->generation++;
    if (m->stage == DOWNLOAD) {
        m->stage = IDLE;
        buffer_free(&m->package);
    }
}

static void destroy(struct service *me)
{
    buffer_free(&((struct fota *)me)->package);
    free(me);
}

struct service *fota_service(void)
{
    struct fota *m = sim_alloc(sizeof *m);

    m->base.name = "fota";
    m->base.handle = handle;
    m->base.reset = reset;
    m->base.destroy = destroy;
    m->speed = USUAL_SPEED;
    m->at_once = true;
    return &m->base;
}

/* ---- what a test does to it ---- */

void fota_fail(struct sim *s, int err)
{
    struct fota *m = fota_of(s);

    *(err >= 700 ? &m->fail_download : &m->fail_update) = err;
}

uint32_t sim_speed(struct sim *s)
{
    static const uint32_t of_updates[] = { 4800, 9600, 19200, 38400, 115200, 230400, 460800, 921600 };
    const struct fota *m = fota_of(s);

    for (size_t i = 0; m->deaf && i < sizeof of_updates / sizeof of_updates[0]; i++) {
        if (m->speed == of_updates[i]) {
            return m->speed;
        }
    }
    return m->deaf ? USUAL_SPEED : m->speed;
}

static void in_band_over(struct sim *s, void *who, int arg)
{
    (void)arg;
    if (say(who, s, "+LWM2M: \"FOTA\",\"DOWNLOADING\",\"COMPLETED\"")) {
        leave(who, s);
    }
}

void sim_fota(struct sim *s, enum sim_fota_how how)
{
    struct fota *m = fota_of(s);

    m->ordered = true;
    if (how != SIM_FOTA_IN_BAND) {
        start_download(m, s, how == SIM_FOTA_BY_COAP ? "coap://lwm2m/p" : "http://lwm2m/p");
    } else {
        (void)fetch(m, s, "coap://lwm2m/p");
        if (say(m, s, "+LWM2M: \"FOTA\",\"DOWNLOADING\",\"START\"")) {
            sim_after(s, s->cfg.times.fota * 20, in_band_over, m, 0);
        }
    }
}
