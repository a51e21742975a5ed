/* ---- online: data mode and the ways out of it (V.250 5.8, 6.2.8, 6.2.9, 6.3.7) ----
 *
 * In data mode every byte belongs to the application. Only three texts are looked at: the result codes NO CARRIER and,
 * while an escape waits for its answer, OK. They are held back as they come (what is held is a piece of the constant, so
 * it needs no room), and handed over as data when they turn out to be none. */

enum {
    QATI_ESC_NONE,
    QATI_ESC_DRAIN,  /* what the application still offers goes out, then the guard time passes */
    QATI_ESC_PLUS,   /* "+++" is being written                                                  */
    QATI_ESC_ANSWER, /* the guard time behind it, then OK                                       */
    QATI_ESC_OVER    /* the application says that data mode is over                             */
};
enum {
    QATI_HOLD_MS = 100,     /* the beginning of a result code that stands still so long is data, unless one is awaited */
    QATI_OK_MS = 3000,      /* behind the guard time the module has so long to say OK             */
    QATI_ESC_TRIES = 3
};
static const char qati_text_ok[] = "\r\nOK\r\n";
static const char qati_text_lost[] = "\r\nNO CARRIER\r\n";

static const char *qati_result_text(const qat_datamode_t *o)
{
    return o->ok ? qati_text_ok : qati_text_lost;
}

static uint32_t qati_guard(const qat_t *q)
{
    return (uint32_t)q->cfg->dialect->guard_ms + q->cfg->dialect->margin_ms;
}

/* Has the line to the module been silent for `ms`? A byte counts from the wire where the port can tell. */
static int qati_silent(qat_t *q, uint32_t ms)
{
    int busy = q->cfg->tx_left && q->cfg->tx_left(q->cfg->user) > 0;

    if (busy || q->busy) { /* the silence begins when the wire is first seen idle */
        q->wire = q->now;
        q->busy = (uint8_t)busy;
    }
    return q->now - q->wire >= ms;
}

/* What a hasty module may count as a silence. */
static uint32_t qati_least_guard(const qat_t *q)
{
    const qat_dialect_t *d = q->cfg->dialect;

    return (uint32_t)d->guard_ms - (d->margin_ms < d->guard_ms ? d->margin_ms : 0u);
}

/* May it have been? The last bytes may have been on the wire at once, and nobody has looked since. */
static int qati_may_be_silent(const qat_t *q, uint32_t ms)
{
    return !(q->cfg->tx_left && q->cfg->tx_left(q->cfg->user) > 0) && q->now - q->wire >= ms;
}

/* How many of the n bytes at p may be written now, so that no three '+' can stand alone between two silences. Where a silence
 * would be dangerous it counts a margin sooner, where it is wanted a margin later. */
static uint32_t qati_no_escape(qat_t *q, const uint8_t *p, uint32_t n)
{
    uint32_t plus = 0;

    if (q->plus ? qati_silent(q, qati_guard(q)) : qati_may_be_silent(q, qati_least_guard(q))) {
        q->plus = 1;
    }
    while (plus < n && plus < 4 && p[plus] == '+') {
        plus++;
    }
    return q->plus && plus == n && q->plus - 1u + plus == 3 ? n - 1 : n;
}

/* Writes data that stand at `offset`, n bytes at p of the `most` that may go out; returns how many were taken. A third '+' at the
 * end of a piece goes out together with the byte behind it, or waits for a silence. */
static uint32_t qati_write_data(qat_t *q, qati_data_at_fn *at, uint32_t offset, const uint8_t *p, uint32_t n, uint32_t most)
{
    uint8_t pair[2];
    uint32_t taken, more, i;

    if (q->plus == QATI_PLUS_FREE) {
        return (uint32_t)qati_write(q, p, (size_t)n);
    }
    if (q->plus > 1 && *p == '+' && qati_may_be_silent(q, qati_least_guard(q)) && !qati_silent(q, qati_guard(q))) {
        return 0; /* does it stand behind those '+', or behind a silence? Nobody knows; soon it is one */
    }
    n = qati_no_escape(q, p, n);
    if (n == 0) {
        pair[0] = *p;
        p = most > 1 ? at(q, offset + 1, &more) : NULL;
        if (!p || more == 0) {
            return 0;
        }
        pair[1] = *p;
        p = pair;
        n = 2;
    }
    taken = (uint32_t)qati_write(q, p, (size_t)n);
    for (i = 0; i < taken && q->plus; i++) {
        q->plus = (uint8_t)(p[i] == '+' && q->plus < 5 ? q->plus + 1 : 0);
    }
    if (taken > 0) {
        q->wire = q->now;
        q->busy = q->cfg->tx_left != NULL;
    }
    return taken;
}

/* Data mode began: the stage's CONNECT came. */
static void qati_online_begin(qat_t *q)
{
    qat_datamode_t *o = q->online;

    o->held = o->ok = 0;
    o->escape = QATI_ESC_NONE;
    o->first = 1;
    o->sent = o->received = 0;
    q->plus = 1;
    q->wire = q->now;
    q->busy = 0;
    q->reading = QATI_RD_ONLINE;
    q->armed = 0;
    q->owner = QATI_BY_REQUEST;
    qati_channel(q, QATI_CH_ONLINE, 0);
    qati_tell(q, QAT_EV_ONLINE, QAT_URC_NONE, 0, NULL);
}

/* It is over. why: QAT_OK when the application left it, else QAT_E_*. What else the module says is found out by a probe. */
static void qati_online_end(qat_t *q, int why)
{
    qat_datamode_t *o = q->online;
    qat_req_t *r = qati_take_active(q);

    q->reading = QATI_RD_LINE;
    q->plus = 0;
    if (o->escape == QATI_ESC_ANSWER && o->dtr) {
        q->cfg->set_dtr(q->cfg->user, 1);
    }
    o->escape = QATI_ESC_NONE;
    qati_recover(q, NULL, 0, 0);
    qati_tell(q, QAT_EV_OFFLINE, QAT_URC_NONE, (uint32_t)-why, NULL);
    qati_done_all(q, r, why);
}

/* ---- received ---- */

static void qati_online_data(qat_t *q, const void *p, uint32_t n)
{
    qat_datamode_t *o = q->online;

    if (n > 0) {
        q->count[QAT_N_PAYLOAD] += n;
        o->received += n;
        o->on_data(q, o, (const uint8_t *)p, n);
    }
}

/* What is held is no result code after all; its last bytes may be the beginning of another. */
static void qati_let_go(qat_t *q, int all)
{
    qat_datamode_t *o = q->online;
    const char *text = qati_result_text(o);
    unsigned n = o->held, keep = 0;

    if (!all && n > 2 && text[n - 1] == '\r') {
        keep = 1;
    } else if (!all && n > 2 && text[n - 1] == '\n') {
        keep = 2;
    }
    o->held = (uint8_t)keep;
    qati_online_data(q, text, n - keep);
}

/* Does an escape wait for its OK, and may it come by now? What comes within the guard time is data. */
static int qati_wants_ok(const qat_t *q)
{
    const qat_datamode_t *o = q->online;

    return o->escape == QATI_ESC_ANSWER && (o->dtr || q->now - q->wire >= q->cfg->dialect->guard_ms);
}

static const uint8_t *qati_online_in(qat_t *q, const uint8_t *p, const uint8_t *end)
{
    qat_datamode_t *o = q->online;
    const uint8_t *cr;

    q->heard = q->now;
    if (o->first) { /* the LF of the header's line end */
        o->first = 0;
        if (*p == '\n') {
            q->count[QAT_N_FRAME]++;
            return p + 1;
        }
    }
    while (p != end && q->reading == QATI_RD_ONLINE) {
        if (o->held == 0) {
            cr = qati_find(p, end, '\r');
            cr = cr ? cr : end;
            qati_online_data(q, p, (uint32_t)(cr - p));
            p = cr;
            if (p != end) {
                o->held = 1;
                p++;
            }
            continue;
        }
        if (o->held == 2) {
            o->ok = *p == 'O' && qati_wants_ok(q);
        }
        if (o->held == sizeof qati_text_lost - 1 || *p != (uint8_t)qati_result_text(o)[o->held]) {
            qati_let_go(q, 0); /* behind a whole NO CARRIER nothing comes: this was none */
            continue;
        }
        p++;
        o->held++;
        if (o->ok && o->held == sizeof qati_text_ok - 1) {
            q->count[QAT_N_FRAME] += 4;
            q->count[QAT_N_ANSWER] += 2;
            o->held = 0;
            qati_online_end(q, QAT_OK);
        }
    }
    return p;
}

/* ---- what is due ---- */

/* So long may what is held stand still. */
static uint32_t qati_hold(const qat_t *q)
{
    const qat_datamode_t *o = q->online;

    if (o->held == sizeof qati_text_lost - 1 && q->dcd != QATI_DCD_ON) {
        return q->cfg->dialect->guard_ms;
    }
    return o->escape == QATI_ESC_ANSWER ? (uint32_t)QATI_OK_MS : (uint32_t)QATI_HOLD_MS;
}

/* A result code that stands still is one, its beginning is none. Carrier that the port can see counts more than text. */
static void qati_online_due(qat_t *q)
{
    qat_datamode_t *o = q->online;
    int whole = o->held == sizeof qati_text_lost - 1;
    uint32_t still = q->now - q->heard;

    if (o->escape == QATI_ESC_OVER) {
        qati_let_go(q, 1);
        qati_online_end(q, QAT_E_CANCELLED);
    } else if (q->dcd == QATI_DCD_OFF || (whole && q->dcd != QATI_DCD_ON && still >= q->cfg->dialect->guard_ms)) {
        if (whole) {
            q->count[QAT_N_FRAME] += 4;
            q->count[QAT_N_ANSWER] += o->held - 4u;
            o->held = 0;
        }
        qati_let_go(q, 1);
        qati_online_end(q, QAT_E_NO_CARRIER);
    } else if (o->held && still >= qati_hold(q)) {
        qati_let_go(q, 1);
    }
}

/* The escape came to nothing: once more, or given up. */
static void qati_escape_again(qat_t *q)
{
    qat_datamode_t *o = q->online;

    if (o->dtr) {
        q->cfg->set_dtr(q->cfg->user, 1);
    }
    if (++o->tries < QATI_ESC_TRIES && !o->dtr) {
        o->escape = QATI_ESC_DRAIN;
    } else {
        o->escape = QATI_ESC_NONE;
        qati_done_all(q, qati_take_active(q), QAT_E_TIMEOUT);
    }
}

static const uint8_t *qati_online_at(qat_t *q, uint32_t offset, uint32_t *len)
{
    *len = 0;
    return q->online->view ? (const uint8_t *)q->online->view(q->online->user, offset, len) : NULL;
}

/* Writes what may go out. */
static void qati_online_out(qat_t *q)
{
    qat_datamode_t *o = q->online;
    const uint8_t *p;
    uint32_t n, taken;

    if (o->escape == QATI_ESC_ANSWER && qati_silent(q, qati_guard(q) + QATI_OK_MS)) {
        qati_escape_again(q);
    }
    while (o->escape <= QATI_ESC_DRAIN) {
        p = qati_online_at(q, o->sent, &n);
        if (!p || n == 0) {
            break;
        }
        taken = qati_write_data(q, qati_online_at, o->sent, p, n, n + 1);
        if (taken == 0) {
            return;
        }
        o->sent += taken;
    }
    if (o->escape == QATI_ESC_DRAIN && qati_silent(q, qati_guard(q))) {
        o->escape = QATI_ESC_PLUS;
        o->pluses = 0;
    }
    if (o->escape == QATI_ESC_PLUS) {
        if (o->dtr) {
            q->cfg->set_dtr(q->cfg->user, 0);
        } else {
            o->pluses = (uint8_t)(o->pluses + qati_write(q, qati_plus, 3u - o->pluses));
            if (o->pluses < 3) {
                return;
            }
        }
        q->wire = q->now;
        q->busy = q->cfg->tx_left != NULL;
        o->escape = QATI_ESC_ANSWER;
    }
}

/* ms until data mode wants qat_poll() again. */
static uint32_t qati_online_wanted(const qat_t *q)
{
    const qat_datamode_t *o = q->online;
    uint32_t least = UINT32_MAX, guard = qati_guard(q);

    if (o->held) {
        qati_sooner(&least, q->now - q->heard, qati_hold(q));
    }
    if (q->busy && o->escape != QATI_ESC_NONE) {
        least = least < QATI_STILL_MS ? least : QATI_STILL_MS;
    } else if (o->escape == QATI_ESC_DRAIN && q->now - q->wire < guard) { /* else only write() holds it up */
        qati_sooner(&least, q->now - q->wire, guard);
    } else if (o->escape == QATI_ESC_ANSWER) {
        qati_sooner(&least, q->now - q->wire, guard + QATI_OK_MS);
    }
    return q->dcd == QATI_DCD_OFF || o->escape == QATI_ESC_OVER ? 0 : least;
}

/* The escape's request is cancelled. What is written already cannot be taken back: the escape goes on without it. */
static qat_req_t *qati_escape_off(qat_t *q)
{
    qat_datamode_t *o = q->online;

    if (o->escape == QATI_ESC_DRAIN) {
        o->escape = QATI_ESC_NONE;
    }
    return qati_take_active(q);
}

/* ---- the public functions ---- */

static const struct qati_online qati_online = {
    qati_online_begin, qati_online_in, qati_online_due, qati_online_out, qati_online_wanted, qati_escape_off
};

int qat_datamode_set(qat_t *q, qat_datamode_t *o)
{
    if (!q || (o && !o->on_data)) {
        return QAT_E_NULL;
    }
    if (q->channel == QATI_CH_ONLINE || q->active || q->queue) {
        return QAT_E_STATE;
    }
    if (o) {
        o->does = &qati_online;
    }
    q->online = o;
    return QAT_OK;
}

int qat_escape(qat_t *q, qat_escape_t *r)
{
    static const uint8_t body[] QATI_ROM = { 0, QATI_S_END }; /* nothing is waited for */
    qat_datamode_t *o;

    if (!q || !r) {
        return QAT_E_NULL;
    }
    if (r->dtr && !q->cfg->set_dtr) {
        return QAT_E_CONFIG;
    }
    if (r->req.state != QATI_IDLE) {
        return QAT_E_BUSY;
    }
    if (q->channel != QATI_CH_ONLINE || q->active) {
        return QAT_E_STATE;
    }
    o = q->online;
    r->req.body = body;
    r->req.id = QATI_ID_ESCAPE;
    r->req.stage = 0;
    r->req.next = NULL;
    r->req.result = 0;
    r->req.code = 0;
    r->req.state = QATI_ON_WIRE;
    q->active = &r->req;
    if (o->escape == QATI_ESC_NONE) { /* else one is under way whose request was cancelled */
        o->dtr = r->dtr != 0;
        o->tries = 0;
        o->escape = QATI_ESC_DRAIN;
    }
    if (q->cfg->wake) {
        q->cfg->wake(q->cfg->user);
    }
    return QAT_OK;
}

int qat_offline(qat_t *q)
{
    if (!q) {
        return QAT_E_NULL;
    }
    if (q->channel != QATI_CH_ONLINE) {
        return QAT_E_STATE;
    }
    q->online->escape = QATI_ESC_OVER;
    if (q->cfg->wake) {
        q->cfg->wake(q->cfg->user);
    }
    return QAT_OK;
}

void qat_dcd(qat_t *q, int on)
{
    if (q) {
        q->dcd = on ? QATI_DCD_ON : QATI_DCD_OFF;
    }
}
