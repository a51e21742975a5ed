/* SPDX-License-Identifier: MIT */
/* ---- fota: what the module tells, time, what the application calls ---- */

/* ---- what the module tells ---- */

/* What a line says; some firmware may count further. */
static int qatf_percent(uint32_t percent)
{
    return percent > 100 ? 100 : (int)percent;
}

/* How far it is; a late line does not set it back. */
static void qatf_count(qat_fota_t *f, int percent)
{
    int8_t now = (int8_t)percent;

    f->timed = 0;
    f->flips = 0;
    if (now > f->percent) {
        f->percent = now;
        qatf_report(f);
    }
}

/* A download is under way; -1: nothing is counted. */
static void qatf_downloading(qat_fota_t *f, int percent)
{
    if (f->step == QATF_GET || f->step == QATF_DOWNLOAD ||
        (f->cfg->job == QAT_FOTA_LISTEN && f->step <= QATF_STORED)) {
        if (f->step != QATF_DOWNLOAD) {
            qatf_enter(f, QATF_DOWNLOAD);
        }
        qatf_count(f, percent);
    }
}

/* The package is there; then: what follows. */
static void qatf_downloaded(qat_fota_t *f, uint32_t err, unsigned then)
{
    if (f->step == QATF_GET || f->step == QATF_DOWNLOAD ||
        (f->cfg->job == QAT_FOTA_LISTEN && f->step <= QATF_STORED)) {
        if (err) {
            qatf_go(f, qatf_fail(f, QAT_FOTA_BY_DOWNLOAD, QAT_E_RESULT, (int32_t)err));
        } else if (f->cfg->hold && f->cfg->job == QAT_FOTA_GET) {
            qatf_go(f, QATF_SIZE);
        } else {
            qatf_enter(f, then);
        }
    }
}

/* The update is at step, percent of it. The module's own words end whatever this helper was about. */
static void qatf_updating(qat_fota_t *f, unsigned step, uint32_t percent)
{
    if (f->ended) {
        return; /* late */
    }
    f->began = 1;
    if (f->step != step && !(f->step == QATF_RESTORE && step == QATF_UPDATE)) {
        qatf_enter(f, step);
    }
    f->timed = 0;
    if (f->step == step) {
        qatf_count(f, qatf_percent(percent));
    }
}

/* RESETTING, START, RESUME: the module begins, or begins again. */
static void qatf_begins(qat_fota_t *f, unsigned step)
{
    f->began = 1;
    f->ended = 0;
    f->lost = 0;
    f->turn = 0;
    f->percent = (int8_t)(step == QATF_LEAVE ? -1 : 0);
    qatf_enter(f, step);
}

static void qatf_ends(qat_fota_t *f, uint32_t err)
{
    if (!f->ended) {
        unsigned started = f->step == QATF_BOOT || f->step == QATF_CHECK || f->step == QATF_CHECK_PAUSE;

        f->ended = 1;
        f->err = (uint16_t)err;
        qatf_speed(f, 0);
        if (!started) {
            qatf_enter(f, QATF_BOOT);
        } else if (f->step == QATF_BOOT) { /* the lines came in another order */
            qatf_go(f, QATF_CHECK);
        }
    }
}

/* It has started, or answers again. */
static void qatf_starts(qat_fota_t *f, int restart)
{
    if (f->step >= QATF_LEAVE && f->step <= QATF_BOOT) {
        if (f->ended) {
            qatf_go(f, QATF_CHECK);
        } else if (f->step == QATF_LEAVE && !restart) { /* it has not left yet, or is back */
            f->answers = 1;
            f->timed = 0;
        } else if (f->step != QATF_BOOT) { /* the end was not heard */
            qatf_enter(f, QATF_BOOT);
        } else if (restart) {
            f->timed = 0;
        }
    } else if (restart && f->step == QATF_VERSION && f->cfg->job == QAT_FOTA_LISTEN) {
        qatf_go(f, QATF_VERSION); /* asked again */
    } else if (restart && f->step == QATF_CHECK) {
        qatf_go(f, qatf_checked(f, QAT_E_RESET));
    } else if (restart && f->step > QATF_PAUSE && f->step <= QATF_DOWNLOAD && f->step != QATF_LISTEN) {
        qatf_go(f, qatf_fail(f, QAT_FOTA_BY_RESTART, QAT_E_RESET, 0));
    }
}

static void qatf_on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    qat_fota_t *f = (qat_fota_t *)self->user;
    int restart = ev->kind == QAT_EV_RESTART, update = f->cfg->job <= QAT_FOTA_LISTEN;

    (void)q;
    if (f->step == QATF_END || f->stop) {
        return;
    }
    if (ev->kind == QAT_EV_READY || ev->kind == QAT_EV_ALIVE) {
        qatf_starts(f, 0);
        return;
    }
    if (!restart && (ev->kind != QAT_EV_URC || !update)) {
        return;
    }
    switch (ev->id) {
    case QAT_URC_QIND_FOTA_HTTP_START:
#if QATF_STORE
    case QAT_URC_QIND_FOTA_COAP_START:
#endif
        qatf_downloading(f, -1);
        return;
#if QATF_STORE
    case QAT_URC_QIND_FOTA_DOWNLOADING:
        qatf_downloading(f, qatf_percent(((const qat_qind_fota_downloading_urc_t *)ev->urc)->percent));
        return;
    case QAT_URC_QIND_FOTA_COAP_END:
        qatf_downloaded(f, ((const qat_qind_fota_coap_end_urc_t *)ev->urc)->err, QATF_LEAVE);
        return;
#endif
    case QAT_URC_QIND_FOTA_HTTP_END:
        qatf_downloaded(f, ((const qat_qind_fota_http_end_urc_t *)ev->urc)->err, QATF_LEAVE);
        return;
    case QAT_URC_LWM2M_FOTA_DOWNLOADING:
        if (((const qat_lwm2m_fota_downloading_urc_t *)ev->urc)->stage == QAT_FOTA_IN_BAND_START) {
            qatf_downloading(f, -1);
        } else {
            qatf_downloaded(f, 0, QATF_STORED);
        }
        return;
    case QAT_URC_LWM2M_FOTA_DOWNLOADED:
        qatf_downloaded(f, ((const qat_lwm2m_fota_downloaded_urc_t *)ev->urc)->err, QATF_STORED);
        return;
    case QAT_URC_QIND_FOTA_UPDATING:
        qatf_updating(f, QATF_UPDATE, ((const qat_qind_fota_updating_urc_t *)ev->urc)->percent);
        return;
#if QATF_RESTORE_URC
    case QAT_URC_QIND_FOTA_RESTORE:
        qatf_updating(f, QATF_RESTORE, ((const qat_qind_fota_restore_urc_t *)ev->urc)->percent);
        return;
#endif
    case QAT_URC_QIND_FOTA_END:
        qatf_ends(f, ((const qat_qind_fota_end_urc_t *)ev->urc)->err);
        return;
    default:
        break;
    }
    if (update && (0
#if QATF_STORE
        || ev->id == QAT_URC_QIND_FOTA_RESETTING
#endif
        )) {
        qatf_begins(f, QATF_LEAVE);
        qatf_speed(f, 1);
        return;
    }
    if (update && (ev->id == QAT_URC_QIND_FOTA_START
#if QATF_RESTORE_URC
        || ev->id == QAT_URC_QIND_FOTA_RESUME
#endif
        )) {
        qatf_begins(f, QATF_UPDATE);
        return;
    }
    if (restart) {
        qatf_starts(f, 1);
    }
}

/* ---- time ---- */

/* How long a step may last; UINT32_MAX: for ever, or its request knows. */
static uint32_t qatf_limit(const qat_fota_t *f)
{
    const qat_fota_config_t *c = f->cfg;

    switch (f->step) {
    case QATF_PAUSE:
        return qatf_or(c->pause_ms, 10000);
    case QATF_STATUS_PAUSE:
        return (f->turn + (uint32_t)1) * QATF_LOOK_MS;
    case QATF_LISTEN:
        return qatf_or(c->listen_ms, UINT32_MAX);
    case QATF_DOWNLOAD:
        return qatf_or(c->download_ms, 1800000);
    case QATF_LEAVE:
    case QATF_UPDATE:
    case QATF_RESTORE:
    case QATF_BOOT:
        return f->answers || (f->step == QATF_BOOT && !(f->ended && f->began))
             ? qatf_or(c->settle_ms, 30000) : qatf_or(c->update_ms, 600000);
    case QATF_CHECK_PAUSE:
        return QATF_LOOK_MS;
    default:
        return UINT32_MAX;
    }
}

/* The step has lasted as long as it may. */
static void qatf_expired(qat_fota_t *f, uint32_t gone)
{
    switch (f->step) {
    case QATF_PAUSE:
        f->file = 0;
        f->turn = 0;
        f->began = 0;
        qatf_go(f, QATF_MODE);
        break;
    case QATF_STATUS_PAUSE:
        f->turn = (uint16_t)(gone / QATF_LOOK_MS);
        if (gone >= qatf_or(f->cfg->network_ms, 180000)) {
            qatf_go(f, qatf_fail(f, QAT_FOTA_BY_NETWORK, QAT_E_TIMEOUT, f->stat));
        } else {
            qatf_go(f, QATF_STATUS);
        }
        break;
    case QATF_DOWNLOAD:
        qatf_go(f, qatf_fail(f, QAT_FOTA_BY_SILENCE, QAT_E_TIMEOUT, 0));
        break;
    case QATF_CHECK_PAUSE:
        qatf_go(f, QATF_CHECK);
        break;
    default: /* perhaps it runs by now, and the words on that were lost */
        f->lost = f->step != QATF_BOOT && !f->answers;
        f->turn = 0;
        qatf_go(f, QATF_CHECK);
        break;
    }
}

/* Where no word comes, it may come at another speed. A host that just started does not know. */
static int qatf_seeks(const qat_fota_t *f)
{
    return f->cfg->on_speed && (qat_fota_deaf(f) || (f->cfg->job == QAT_FOTA_LISTEN && !f->after[0] &&
           (f->step == QATF_VERSION || (f->step == QATF_LISTEN && f->cfg->listen_ms))));
}

uint32_t qat_fota_poll(qat_fota_t *f, uint32_t now_ms)
{
    uint32_t limit, gone, flip;

    if (!f || f->step == QATF_OFF) {
        return UINT32_MAX;
    }
    if (f->stop && !f->busy) {
        qatf_end(f, QAT_FOTA_BY_CANCEL, QAT_E_CANCELLED, 0);
        return 0;
    }
    if (f->stop || f->step == QATF_END) { /* qat_poll() ends what was cancelled */
        return 0;
    }
    qatf_report(f);
    if (!f->timed) {
        f->timed = 1;
        f->since = now_ms;
    }
    limit = qatf_limit(f);
    gone = now_ms - f->since;
    if (limit != UINT32_MAX && gone >= limit) {
        qatf_expired(f, gone);
        return 0;
    }
    if (!f->busy && !qatf_waits(f->step)) {
        qatf_go(f, f->step);
        return 0;
    }
    limit = limit == UINT32_MAX ? limit : limit - gone;
    if (qatf_seeks(f)) {
        flip = qatf_or(f->cfg->speed_ms, 30000);
        if (gone / flip > f->flips && f->flips < 255) {
            f->flips++;
            qatf_speed(f, !f->away);
        }
        gone = flip - gone % flip;
        limit = gone < limit ? gone : limit;
    }
    return limit;
}

/* ---- what the application calls ---- */

/* The first step. QATF_SKIP: nothing can be wrong with it. */
static int qatf_begin(qat_fota_t *f)
{
    const qat_fota_config_t *c = f->cfg;
    int result;

    f->step = c->job == QAT_FOTA_LOOK ? QATF_SIZE
            : c->job == QAT_FOTA_DROP ? QATF_DROP
            : c->job == QAT_FOTA_GET || c->job == QAT_FOTA_PUT ? QATF_MODE : QATF_VERSION;
    f->u.req.done = qatf_done;
    f->u.req.user = f;
    f->u.req.wait_ms = QATF_PATIENCE_MS;
    f->asked = f->step;
    f->busy = 1;
    result = qatf_submit(f);
    if (result == QAT_OK) {
        return QAT_OK;
    }
    f->busy = 0;
    f->asked = QATF_OFF;
    f->old = result == QAT_E_DIALECT;
    if (f->old && c->job == QAT_FOTA_GET && !c->hold && !(f->scheme & QATF_COAP)) {
        f->step = QATF_VERSION;
        return c->url.len > 255 ? QAT_E_ARG : QAT_OK;
    }
    return result;
}

int qat_fota_start(qat_fota_t *f, qat_t *q, const qat_fota_config_t *cfg)
{
    int result;

    if (!f || !q || !cfg) {
        return QAT_E_NULL;
    }
    if (f->step != QATF_OFF) {
        return QAT_E_STATE;
    }
    memset(f, 0, sizeof *f);
    f->q = q;
    f->cfg = cfg;
    if (cfg->job == QAT_FOTA_GET) {
        f->scheme = (uint8_t)(cfg->url.ptr && cfg->url.len <= 700 ? qatf_url(cfg->url) : 0);
    }
    if (cfg->job < QAT_FOTA_GET || cfg->job > QAT_FOTA_DROP || (cfg->job == QAT_FOTA_GET && !f->scheme) ||
        (cfg->job == QAT_FOTA_PUT && (!cfg->package.size || (!cfg->package.data && !cfg->package.view)))) {
        return QAT_E_ARG;
    }
    f->attempt = 1;
    f->percent = -1;
    if (cfg->job == QAT_FOTA_LISTEN && cfg->before.ptr) {
        qat_str_t s = cfg->before;

        s.len = (uint16_t)(s.len < sizeof f->before ? s.len : sizeof f->before - 1);
        qat_str_copy(f->before, sizeof f->before, s);
    }
    f->listener.on_event = qatf_on_event;
    f->listener.user = f;
    result = qatf_begin(f);
    if (result != QAT_OK) {
        f->step = QATF_OFF;
        return result;
    }
    return qat_listen(q, &f->listener);
}

int qat_fota_cancel(qat_fota_t *f)
{
    if (!f) {
        return QAT_E_NULL;
    }
    if (f->step == QATF_OFF) {
        return QAT_E_STATE;
    }
    if (!f->stop && f->step != QATF_END) {
        f->stop = 1;
        if (f->busy) {
            qatf_recall(f);
        }
    }
    return QAT_OK;
}

/* Switches and no tables: pointers in a table would have to be relocated, which makes it writable memory. */
const char *qat_fota_phase_name(int phase)
{
    switch (phase) {
    case QAT_FOTA_OFF: return "off";
    case QAT_FOTA_WAITING: return "waiting";
    case QAT_FOTA_PREPARING: return "preparing";
    case QAT_FOTA_NETWORK: return "network";
    case QAT_FOTA_FILES: return "files";
    case QAT_FOTA_UPLOADING: return "uploading";
    case QAT_FOTA_LISTENING: return "listening";
    case QAT_FOTA_DOWNLOADING: return "downloading";
    case QAT_FOTA_STORED: return "stored";
    case QAT_FOTA_RESETTING: return "resetting";
    case QAT_FOTA_UPDATING: return "updating";
    case QAT_FOTA_RESTORING: return "restoring";
    case QAT_FOTA_STARTING: return "starting";
    case QAT_FOTA_CHECKING: return "checking";
    default: return "?";
    }
}

const char *qat_fota_why_name(int why)
{
    switch (why) {
    case QAT_FOTA_UPDATED: return "updated";
    case QAT_FOTA_DONE: return "done";
    case QAT_FOTA_BY_COMMAND: return "a command failed";
    case QAT_FOTA_BY_NETWORK: return "no network";
    case QAT_FOTA_BY_FILE: return "a certificate or key did not arrive";
    case QAT_FOTA_BY_UPLOAD: return "the package did not arrive whole";
    case QAT_FOTA_BY_SIZE: return "no package, or no room for it";
    case QAT_FOTA_BY_DOWNLOAD: return "the download failed";
    case QAT_FOTA_BY_UPDATE: return "the update failed";
    case QAT_FOTA_BY_VERSION: return "the version is not the one that was to come";
    case QAT_FOTA_BY_SILENCE: return "nothing was told for too long";
    case QAT_FOTA_BY_RESTART: return "the module restarted";
    case QAT_FOTA_BY_CANCEL: return "cancelled";
    default: return "?";
    }
}

const char *qat_fota_error_name(int number)
{
    switch (number) {
    case 0: return "no error";
    case QAT_FOTA_UPDATE_FAILED: return "the update failed";
    case QAT_FOTA_UPDATE_NO_PACKAGE: return "there is no package";
    case QAT_FOTA_UPDATE_WRONG_PACKAGE: return "the package is not made for this firmware";
    case 590: return "invalid parameter";
    case 591: return "an update is under way";
    case QAT_FOTA_DOWNLOAD_CONNECTION: return "the server could not be reached";
    case QAT_FOTA_DOWNLOAD_REQUEST: return "the request failed";
    case QAT_FOTA_DOWNLOAD_TIMEOUT: return "the download took too long";
    case QAT_FOTA_DOWNLOAD_URL: return "the URL is wrong";
    case QAT_FOTA_DOWNLOAD_NOT_FOUND: return "there is no such file";
    case QAT_FOTA_DOWNLOAD_WRITE: return "the package could not be written to flash";
    case QAT_FOTA_DOWNLOAD_TOO_LARGE: return "the package is too large";
    case QAT_FOTA_UPDATE_DAMAGED:
    case QAT_FOTA_DOWNLOAD_DAMAGED: return "the package is damaged";
    case QAT_FOTA_UPDATE_UNKNOWN:
    case QAT_FOTA_DOWNLOAD_UNKNOWN: return "unknown error";
    default: return "?";
    }
}
