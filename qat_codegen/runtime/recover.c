/* ---- recover: quarantine and probes, start-up, restart ----
 *
 * After a timeout or cancel nobody knows what the module still has to say. AT answers come in order, so a read with an
 * information line of its own settles it: a final behind that line is the read's, every final before it is stale.
 *
 * A module that was deaf and kept its input answers all of it at once. When more than one probe went out the answer may
 * therefore be that of an older one with the same head: finals are stale until none comes for a second. Counting them
 * would not do: one that came twice would count for a probe's. */

enum {
    QATI_PROBES = 6,       /* unanswered ones until the module counts as dead */
    QATI_SETTLE_MS = 1000,
    QATI_SETTLING = 2      /* in probed: the answers to the other probes may still come */
};

/* The n-th step of a script. */
static const uint8_t *qati_step(const uint8_t *script, unsigned n)
{
    for (script++; n > 0; n--) {
        script += 1 + QATI_ROM8(script);
    }
    return script;
}

static void qati_script_begin(qat_t *q, unsigned owner, uint32_t quiet_ms)
{
    q->owner = (uint8_t)owner;
    q->step = 0;
    q->tries = 0;
    q->probed = 0;
    q->armed &= QATI_ARM_BLANK;
    qati_channel(q, QATI_CH_PAUSE, quiet_ms);
}

/* Nothing but the probe is sent from now on. dead: the request that left the channel so, or NULL. */
static void qati_recover(qat_t *q, const qat_req_t *dead, uint32_t quiet_ms, int escape)
{
    q->dead = dead ? dead->id : (uint16_t)0xFFFF;
    q->alarm = (uint8_t)(escape ? q->alarm | QATI_ALARM_ESCAPE : q->alarm & ~(QATI_ALARM_ESCAPE | QATI_ALARM_PLUS));
    qati_script_begin(q, QATI_BY_PROBE, quiet_ms);
}

static void qati_ready(qat_t *q)
{
    unsigned alarm = q->alarm;

    q->alarm = QATI_ALARM_STARTED;
    qati_release(q);
    if (alarm & QATI_ALARM_DEAD) {
        qati_tell(q, QAT_EV_ALIVE, QAT_URC_NONE, 0, NULL);
    }
    if (!(alarm & QATI_ALARM_STARTED)) {
        qati_tell(q, QAT_EV_READY, QAT_URC_NONE, 0, NULL);
    }
}

/* The next probe: by turns, not with the head of the command that is dead. */
static void qati_next_probe(qat_t *q)
{
    const uint8_t *probe = q->cfg->dialect->probe;
    unsigned n = QATI_ROM8(probe), i;

    for (i = 0; i < 2; i++) {
        q->step = (uint8_t)(q->step + 1u < n ? q->step + 1u : 0);
        q->script = qati_step(probe, q->step);
        if (qati_get16(q->script + 1) != q->dead) {
            break;
        }
    }
    q->probed = 0;
}

/* The time of a probe or start-up step is over without its answer. */
static void qati_script_timeout(qat_t *q)
{
    unsigned most = QATI_PROBES;
    uint32_t pause = 0;

    if (q->owner == QATI_BY_STARTUP) {
        most = QATI_ROM8(q->script + 1);
    }
    q->tries = (uint8_t)(q->tries < 255 ? q->tries + 1 : 255);
    if (q->owner == QATI_BY_PROBE) {
        pause = q->tries < 6 ? 250u << q->tries : 15000u;
    } else {
        q->alarm |= QATI_ALARM_RETRIED;
    }
    if (q->tries >= most) {
        pause = 15000;
        if (!(q->alarm & QATI_ALARM_DEAD)) {
            q->alarm |= QATI_ALARM_DEAD;
            qati_channel(q, QATI_CH_PAUSE, pause);
            qati_tell(q, QAT_EV_DEAD, QAT_URC_NONE, 0, NULL);
            return;
        }
    }
    qati_channel(q, QATI_CH_PAUSE, pause);
}

/* A final while a probe or start-up step is out. */
static void qati_script_final(qat_t *q, unsigned f)
{
    if (q->owner == QATI_BY_PROBE) {
        if (q->probed == 1 && q->tries > 0) {
            q->probed = QATI_SETTLING;
            qati_channel(q, QATI_CH_PAUSE, QATI_SETTLE_MS);
        } else if (q->probed == 1) {
            qati_ready(q);
        } else {
            q->since = q->probed ? q->now : q->since;
            qati_tell(q, QAT_EV_STALE, f, 0, NULL);
        }
        return;
    }
    q->tries = 0;
    q->step++;
    if (q->step < QATI_ROM8(q->cfg->dialect->startup)) {
        qati_channel(q, QATI_CH_PAUSE, q->cfg->dialect->pause_ms);
    } else if (q->alarm & QATI_ALARM_RETRIED) {
        qati_recover(q, NULL, 0, 0);
    } else {
        qati_ready(q);
    }
}

static void qati_fresh(qat_t *q)
{
    const qat_dialect_t *d = q->cfg->dialect;
    unsigned i;

    for (i = 0; i < d->mode_bytes && i < QAT_MODE_BYTES; i++) {
        q->modes[i] = QATI_ROM8(d->modes + i);
    }
    memset(q->mark, 0, sizeof q->mark);
    q->marked = q->all_stale = 0;
    q->echoes = 0;
    q->alarm &= QATI_ALARM_DEAD;
    if (q->cfg->flags & QAT_NO_STARTUP || QATI_ROM8(d->startup) == 0) {
        q->alarm |= QATI_ALARM_STARTED;
        qati_release(q);
        q->limit = 0; /* nothing was said yet that wants a pause */
    } else {
        qati_script_begin(q, QATI_BY_STARTUP, 0);
    }
}

/* Some modules end their boot lines with an OK that answers no command (Neul). A command that went out before it would
 * take it for its own, and every final after it would be one off. So it is waited for; when it does not come in time,
 * start-up ends with a probe, which finds out. */
static void qati_await_boot_ok(qat_t *q)
{
    q->alarm |= QATI_ALARM_BOOT_OK | QATI_ALARM_RETRIED;
    q->limit = 2000;
}

static void qati_boot_ok(qat_t *q)
{
    q->alarm &= (uint8_t)~(QATI_ALARM_BOOT_OK | QATI_ALARM_RETRIED);
    qati_channel(q, QATI_CH_PAUSE, q->cfg->dialect->pause_ms);
}

/* The module restarted: the pending request, awaited late results, queued requests end, in that order.
 * Returns 0: another line of the same boot, which changes nothing. */
static int qati_restart(qat_t *q, unsigned id, const void *urc)
{
    qat_req_t *active, *lates = q->lates, *queue = q->queue;
    unsigned probes, busy;

    if (q->alarm & QATI_ALARM_BOOT_OK) {
        q->since = q->now;
        return 0;
    }
    probes = q->owner == QATI_BY_PROBE ? q->tries : 0u;
    busy = q->active || q->owner != QATI_BY_REQUEST;
    active = qati_take_active(q);
    q->lates = q->queue = NULL;
    q->reading = QATI_RD_LINE;
    qati_fresh(q);
    if (busy && q->owner == QATI_BY_STARTUP) { /* what was on the wire may have reached the module behind its restart */
        q->alarm |= QATI_ALARM_RETRIED;
    } else if (busy) {
        qati_recover(q, active, 0, 0);
        q->tries = (uint8_t)probes;
    }
    if (q->cfg->dialect->flags & QATI_D_BOOT_OK) {
        qati_await_boot_ok(q);
    }
    qati_done_all(q, active, QAT_E_RESET);
    qati_done_all(q, lates, QAT_E_RESET);
    qati_done_all(q, queue, QAT_E_RESET);
    qati_tell(q, QAT_EV_RESTART, id, 0, urc);
    return 1;
}

/* Leaves the pending command in the middle. Returns its requests; they are to be ended. */
static qat_req_t *qati_abandon(qat_t *q)
{
    qat_req_t *r = q->active;
    const uint8_t *d = r->body + r->stage;
    unsigned op = qati_op(r);
    uint32_t quiet = 0;
    int escape = 0;

    if (op == QATI_S_PROMPT) {
        escape = 1; /* a prompt may be open, or open later */
    } else if (op == QATI_S_OUT && q->ctrl_z) {
        escape = 1;
    } else if (op == QATI_S_OUT) { /* only the module's own timeout ends it; filler would be stored */
        (void)qati_limit(r, &d);
        quiet = QATI_ROM8(d + 6) == 0xFF ? 0 : QATI_NUMBER(r, QATI_ROM8(d + 6));
        quiet = quiet ? quiet : qati_get16(d + 7);
        quiet = (quiet ? quiet : 5) * 1000 + 500;
    }
    if (qati_flags(r) & QATI_C_LATE) {
        qati_mark(q, r);
    }
    qati_recover(q, r, quiet, escape);
    return qati_take_active(q);
}

/* The pending stage passed its limit, or its payload broke off. */
static void qati_give_up(qat_t *q, int result)
{
    qati_done_all(q, qati_abandon(q), result);
}
