/* SPDX-License-Identifier: MIT */
/* ---- fota: from step to step ----
 *
 * qatf_after() says which step follows the answer to a command, fota.c which one follows the module's own
 * words; only qatf_enter() writes the step. */

static void qatf_go(qat_fota_t *f, unsigned step);

int qat_fota_phase(const qat_fota_t *f)
{
    unsigned step = f ? f->step : (unsigned)QATF_OFF;

    return step == QATF_OFF ? QAT_FOTA_OFF
         : step == QATF_PAUSE ? QAT_FOTA_WAITING
         : step <= QATF_VERSION ? QAT_FOTA_PREPARING
         : step <= QATF_STATUS_PAUSE ? QAT_FOTA_NETWORK
         : step <= QATF_FILE ? QAT_FOTA_FILES
         : step == QATF_PUT ? QAT_FOTA_UPLOADING
         : step <= QATF_DROP ? QAT_FOTA_PREPARING
         : step == QATF_LISTEN ? QAT_FOTA_LISTENING
         : step == QATF_GET || step == QATF_DOWNLOAD ? QAT_FOTA_DOWNLOADING
         : step == QATF_STORED ? QAT_FOTA_STORED
         : step == QATF_USE || step == QATF_LEAVE ? QAT_FOTA_RESETTING
         : step == QATF_UPDATE ? QAT_FOTA_UPDATING
         : step == QATF_RESTORE ? QAT_FOTA_RESTORING
         : step == QATF_BOOT ? QAT_FOTA_STARTING : QAT_FOTA_CHECKING;
}

int qat_fota_percent(const qat_fota_t *f)
{
    return f && f->step != QATF_OFF ? f->percent : -1;
}

int qat_fota_deaf(const qat_fota_t *f)
{
    return f && f->step >= QATF_LEAVE && f->step <= QATF_BOOT;
}

static uint32_t qatf_or(uint32_t ms, uint32_t usual)
{
    return ms ? ms : usual;
}

/* Tells how far it is, where that is news. */
static void qatf_report(qat_fota_t *f)
{
    int phase = qat_fota_phase(f);

    if (f->step != QATF_END && (phase != f->told_phase || f->percent != f->told_percent)) {
        f->told_phase = (uint8_t)phase;
        f->told_percent = f->percent;
        if (f->cfg->on_progress) {
            f->cfg->on_progress(f, phase, f->percent);
        }
    }
}

static void qatf_speed(qat_fota_t *f, unsigned away)
{
    if (f->away != away) {
        f->away = (uint8_t)away;
        if (f->cfg->on_speed) {
            f->cfg->on_speed(f, f->away);
        }
    }
}

/* The clock of the looks at the network runs through. */
static void qatf_enter(qat_fota_t *f, unsigned step)
{
    if (step != QATF_STATUS_PAUSE && (step != QATF_STATUS || f->step != QATF_STATUS_PAUSE)) {
        f->timed = 0;
    }
    f->flips = 0;
    f->answers = 0;
    if (step != f->step) {
        f->percent = step == QATF_PUT || step == QATF_UPDATE || step == QATF_RESTORE ? 0 : -1;
    }
    f->step = (uint8_t)step;
    if (step == QATF_LEAVE && f->old) { /* it does not say when it leaves */
        qatf_speed(f, 1);
    }
    qatf_report(f);
}

/* ---- the end ---- */

static void qatf_over(qat_fota_t *f)
{
    qat_fota_end_t end = f->end;

    f->step = QATF_OFF;
    f->stop = 0;
    qat_unlisten(f->q, &f->listener);
    if (f->cfg->on_end) {
        f->cfg->on_end(f, &end);
    }
}

/* Ends what is out; its done follows. */
static void qatf_recall(qat_fota_t *f)
{
    qat_cancel(f->q, &f->u.req);
    if (f->asked == QATF_STATUS) {
        qat_cancel(f->q, &f->u.net.cereg.req);
        qat_cancel(f->q, &f->u.net.cgreg.req);
        qat_cancel(f->q, &f->u.net.cops.req);
    }
}

static void qatf_end(qat_fota_t *f, int why, int result, int32_t number)
{
    f->end.why = (uint8_t)why;
    f->end.phase = (uint8_t)qat_fota_phase(f);
    f->end.result = result;
    f->end.number = number;
    f->step = QATF_END;
    if (f->busy) {
        qatf_recall(f);
    } else {
        qatf_over(f);
    }
}

/* Another attempt, if it may help and one is left. Returns the step; QATF_END: it is decided. */
static unsigned qatf_fail(qat_fota_t *f, int why, int result, int32_t number)
{
    const qat_fota_config_t *c = f->cfg;
    int hopeless = result <= QAT_E_BUSY || result == QAT_E_CANCELLED || why == QAT_FOTA_BY_NETWORK ||
                   why == QAT_FOTA_BY_SIZE || why == QAT_FOTA_BY_SILENCE ||
                   (why == QAT_FOTA_BY_COMMAND && number == 590) ||
                   (why == QAT_FOTA_BY_DOWNLOAD &&
                    (number == QAT_FOTA_DOWNLOAD_URL || number == QAT_FOTA_DOWNLOAD_NOT_FOUND ||
                     number == QAT_FOTA_DOWNLOAD_TOO_LARGE));

    if ((c->job == QAT_FOTA_GET || c->job == QAT_FOTA_PUT) && !hopeless &&
        f->attempt < (c->tries ? c->tries : 3)) {
        f->attempt++;
        return QATF_PAUSE;
    }
    qatf_end(f, why, result, number);
    return QATF_END;
}

/* ---- versions ---- */

/* What the version that runs says: 1: it is the one that was to come; 0: it is not; -1: it says nothing. */
static int qatf_verdict(const qat_fota_t *f)
{
    qat_str_t after = qat_str(f->after), want = f->cfg->expected;

    if (want.ptr) {
        want.len = (uint16_t)(want.len < sizeof f->after ? want.len : sizeof f->after - 1);
        return qatf_same(after, want);
    }
    return f->before[0] ? !qatf_same(after, qat_str(f->before)) : -1;
}

/* After the answer to the first question. */
static unsigned qatf_versioned(qat_fota_t *f)
{
    if (f->after[0] && (f->before[0] || f->cfg->expected.ptr) && f->cfg->job <= QAT_FOTA_LISTEN &&
        qatf_verdict(f) == 1) { /* an attempt whose end was not heard, an earlier host's */
        qatf_end(f, QAT_FOTA_UPDATED, QAT_OK, 0);
        return QATF_END;
    }
    return f->cfg->job == QAT_FOTA_GET ? (unsigned)QATF_APN_READ
         : f->cfg->job == QAT_FOTA_PUT ? (unsigned)QATF_PUT
         : f->cfg->job == QAT_FOTA_USE ? (unsigned)QATF_SIZE : (unsigned)QATF_LISTEN;
}

/* After the answer to the last one. */
static unsigned qatf_checked(qat_fota_t *f, int result)
{
    int verdict = qatf_verdict(f);

    if (result != QAT_OK && result != QAT_E_ERROR && result != QAT_E_CME && ++f->turn < QATF_CHECKS) {
        if (f->lost) { /* perhaps for the other speed */
            qatf_speed(f, !f->away);
        }
        return QATF_CHECK_PAUSE;
    }
    if (f->ended && f->err) {
        qatf_end(f, QAT_FOTA_BY_UPDATE, QAT_E_RESULT, f->err);
    } else if (result == QAT_OK && (verdict == 1 || (verdict < 0 && f->ended))) {
        qatf_end(f, QAT_FOTA_UPDATED, QAT_OK, 0);
    } else if (f->lost) {
        qatf_end(f, QAT_FOTA_BY_SILENCE, QAT_E_TIMEOUT, 0);
    } else if (result != QAT_OK) {
        qatf_end(f, QAT_FOTA_BY_COMMAND, result, result == QAT_E_CME ? (int32_t)f->u.req.code : 0);
    } else if (f->ended) {
        qatf_end(f, QAT_FOTA_BY_VERSION, QAT_E_RESULT, 0);
    } else { /* it seems that the update never began */
        return qatf_fail(f, QAT_FOTA_BY_VERSION, QAT_E_RESULT, 0);
    }
    return QATF_END;
}

/* ---- from step to step ---- */

static int qatf_refused(int result)
{
    return result == QAT_E_ERROR || result == QAT_E_CME;
}

static unsigned qatf_before_get(qat_fota_t *f)
{
    qat_str_t name;

    return qatf_next_file(f, &name) ? (unsigned)QATF_DELETE : (unsigned)QATF_GET;
}

static unsigned qatf_looked(qat_fota_t *f)
{
    unsigned a = (unsigned)f->u.net.cereg.info.stat, b = (unsigned)f->u.net.cgreg.info.stat;

    f->rssi = (uint8_t)f->u.net.csq.info.rssi;
    f->stat = (uint8_t)(b == QAT_REG_STAT_HOME || b == QAT_REG_STAT_ROAMING ? b : a);
    return f->stat == QAT_REG_STAT_HOME || f->stat == QAT_REG_STAT_ROAMING ? qatf_before_get(f)
                                                                           : (unsigned)QATF_STATUS_PAUSE;
}

#if QATF_STORE
/* The upload failed. */
static unsigned qatf_not_uploaded(qat_fota_t *f, int result, int32_t number)
{
    int32_t came = (int32_t)f->u.put.info.uploaded;

    return result == QAT_E_TOO_LONG ? qatf_fail(f, QAT_FOTA_BY_SIZE, QAT_E_ARG, (int32_t)qatf_room(f))
         : result == QAT_E_MISMATCH ? qatf_fail(f, QAT_FOTA_BY_UPLOAD, result, came)
         : qatf_fail(f, QAT_FOTA_BY_COMMAND, result, number);
}

/* Is the package there, and is it whole? */
static unsigned qatf_sized(qat_fota_t *f)
{
    uint8_t job = f->cfg->job;

    f->size = f->u.size.info.size;
    if (job == QAT_FOTA_PUT && f->size != f->cfg->package.size) {
        return qatf_fail(f, QAT_FOTA_BY_UPLOAD, QAT_E_MISMATCH, (int32_t)f->size);
    }
    if (f->size == 0 && job != QAT_FOTA_LOOK) {
        return qatf_fail(f, QAT_FOTA_BY_SIZE, QAT_E_RESULT, 0);
    }
    if (job == QAT_FOTA_LOOK || (f->cfg->hold && job != QAT_FOTA_USE)) {
        qatf_end(f, QAT_FOTA_DONE, QAT_OK, 0);
        return QATF_END;
    }
    return QATF_USE;
}
#endif

/* Which step follows f->step, whose request ended, or could not be sent, with result (or QATF_SKIP). */
static unsigned qatf_after(qat_fota_t *f, int result)
{
    int32_t number = result == QAT_E_CME ? (int32_t)f->u.req.code : 0;
    unsigned step = f->step;
    int passed = result == QAT_OK || result == QATF_SKIP || result == QAT_E_DIALECT;

    switch (step) {
    case QATF_MODE: /* firmware that does not know it updates at once */
        if (passed || (qatf_refused(result) && !f->cfg->hold)) {
            return QATF_VERSION;
        }
        break;
    case QATF_VERSION:
        if (result == QAT_OK || qatf_refused(result) || f->cfg->job == QAT_FOTA_LISTEN) {
            return qatf_versioned(f);
        }
        break;
    case QATF_APN_READ:
        if (passed || qatf_refused(result)) {
            return QATF_APN;
        }
        break;
    case QATF_STATUS: /* and what else may hold it up: a SIM that is not ready */
        return qatf_looked(f);
    case QATF_DELETE: /* 405 and its like: there was no such file */
        return passed || qatf_refused(result) ? (unsigned)QATF_FILE
             : qatf_fail(f, QAT_FOTA_BY_FILE, result, number);
    case QATF_FILE:
        if (result == QAT_OK) {
            f->file++;
            return qatf_before_get(f);
        }
        return qatf_fail(f, QAT_FOTA_BY_FILE, result, number);
#if QATF_STORE
    case QATF_PUT:
        return result == QAT_OK ? (unsigned)QATF_SIZE : qatf_not_uploaded(f, result, number);
#endif
    case QATF_SIZE:
#if QATF_STORE
        if (result == QAT_OK) {
            return qatf_sized(f);
        }
#endif
        if (result == QAT_E_DIALECT && f->cfg->job == QAT_FOTA_USE) {
            f->old = 1;
            return QATF_USE;
        }
        break;
    case QATF_DROP:
        if (result == QAT_OK) {
            qatf_end(f, QAT_FOTA_DONE, QAT_OK, 0);
            return QATF_END;
        }
        break;
    case QATF_GET: /* 591: it is at it already */
        if (result == QAT_OK || number == 591) {
            return QATF_DOWNLOAD;
        }
        break;
    case QATF_USE:
        if (result == QAT_OK || number == 591) {
            return QATF_LEAVE;
        }
        break;
    case QATF_CHECK:
        return qatf_checked(f, result);
    default: /* QATF_APN */
        if (passed) {
            return step + 1;
        }
        break;
    }
    return qatf_fail(f, QAT_FOTA_BY_COMMAND, result, number);
}

static void qatf_done(qat_t *q, qat_req_t *r, int result)
{
    qat_fota_t *f = (qat_fota_t *)r->user;
    unsigned asked = f->asked;

    (void)q;
    if (--f->busy) {
        return;
    }
    f->asked = QATF_OFF;
    if (f->step == QATF_END) {
        qatf_over(f);
    } else if (f->stop) {
        qatf_end(f, QAT_FOTA_BY_CANCEL, QAT_E_CANCELLED, 0);
    } else if (asked != f->step) { /* overtaken by what the module told */
        qatf_go(f, f->step);
    } else if (result != QAT_E_RESET) { /* else QAT_EV_RESTART follows */
        qatf_go(f, qatf_after(f, result));
    }
}

/* Does step send nothing? */
static int qatf_waits(unsigned step)
{
    return (step >= QATF_LISTEN && step != QATF_CHECK) || step == QATF_PAUSE || step == QATF_STATUS_PAUSE;
}

/* Goes on from step until a request is out, or nothing is to be sent for now. */
static void qatf_go(qat_fota_t *f, unsigned step)
{
    int result;

    while (step != QATF_END) {
        if (step != f->step) {
            qatf_enter(f, step);
        }
        if (f->busy || f->stop || f->step != step || qatf_waits(step)) { /* on_progress may have cancelled */
            return;
        }
        memset(&f->u, 0, sizeof f->u);
        f->u.req.done = qatf_done;
        f->u.req.user = f;
        f->u.req.wait_ms = QATF_PATIENCE_MS;
        f->asked = (uint8_t)step;
        f->busy = 1;
        result = qatf_submit(f);
        if (result == QAT_OK) {
            return;
        }
        f->busy = 0;
        f->asked = QATF_OFF;
        step = qatf_after(f, result);
    }
}
