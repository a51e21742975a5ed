/* ---- events: to every listener, and to the trace by name ---- */

static void qati_trace_event(const qat_t *q, unsigned kind, unsigned id, int result)
{
#if QAT_TRACE
    if (q->cfg->trace) {
        qat_trace_t t;

        memset(&t, 0, sizeof t);
        t.dir = '=';
        t.kind = (uint8_t)kind;
        t.id = (uint16_t)id;
        t.result = result;
        q->cfg->trace(q->cfg->user, &t);
    }
#else
    (void)q; (void)kind; (void)id; (void)result;
#endif
}

/* A listener may remove itself or another one while it hears: `hearing` is the next to be called. */
static QATI_FLAT void qati_emit(qat_t *q, const qat_event_t *ev)
{
    qat_listener_t *l = q->listeners;

#if QAT_TRACE
    if (ev->kind != QAT_EV_DATA) {
        qati_trace_event(q, ev->kind, ev->id, 0);
    }
#endif
    while (l) {
        q->hearing = l->next;
        l->on_event(l, q, ev);
        l = q->hearing;
    }
}

static QATI_SMALL void qati_tell(qat_t *q, unsigned kind, unsigned id, uint32_t count, const void *urc)
{
    qat_event_t ev;

    memset(&ev, 0, sizeof ev);
    ev.kind = (uint8_t)kind;
    ev.id = (uint16_t)id;
    ev.count = count;
    ev.urc = urc;
    qati_emit(q, &ev);
}

/* The request is the application's again. */
static void qati_done(qat_t *q, qat_req_t *r, int result)
{
    r->state = QATI_IDLE;
    r->next = NULL;
    qati_trace_event(q, 0, r->id, result);
    if (r->done) {
        r->done(q, r, result);
    }
}

/* Ends a list of requests in its order; callbacks may submit them again. */
static void qati_done_all(qat_t *q, qat_req_t *r, int result)
{
    qat_req_t *next;

    for (; r; r = next) {
        next = r->next;
        qati_done(q, r, result);
    }
}
