/* host.h: an instance of the host, what it sends, and what it tells.
 *
 * SPDX-License-Identifier: MIT */
struct host {
    qat_t q;
    qat_config_t cfg;
    qat_listener_t listener;
    qat_datamode_t datamode;
    char line[8192];
    char wire[WIRE_ROOM];       /* what it sent                                         */
    size_t sent;
    uint32_t now;
    /* the request */
    const struct qat_text_command *text;
    qat_req_t *request;
    int infos, dones, result;
    const struct values *wanted; /* of the line on its way; NULL: none                   */
    int as_late;                /* it goes to the late struct                           */
    /* payload and urcs */
    char data[WIRE_ROOM];
    size_t data_len;
    int urcs, urc_wanted, unknown, other, online, answering;
};

static struct host host;

static size_t on_write(void *user, const void *data, size_t len)
{
    struct host *h = (struct host *)user;
    size_t n = len < sizeof h->wire - h->sent ? len : sizeof h->wire - h->sent;

    memcpy(h->wire + h->sent, data, n);
    h->sent += n;
    return n;
}

static void take_data(const qat_data_t *d)
{
    size_t n = d->len < sizeof host.data - host.data_len ? d->len : sizeof host.data - host.data_len;

    memcpy(host.data + host.data_len, d->ptr, n);
    host.data_len += n;
}

static int is_told_twice(unsigned urc)
{
    for (int i = 0; i < QAM_TEXT_URCS; i++) {
        const struct qam_text_urc *u = &qam_text_urcs[i];
        int mine = strcmp(u->name, qat_text_urcs[urc].name) == 0;

        for (int k = 0; mine && k < u->count; k++) {
            if (u->lines[k].twice) {
                return 1;
            }
        }
    }
    return host.answering > 1;
}

static void on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    (void)q;
    switch (ev->kind) {
    case QAT_EV_URC:
    case QAT_EV_RESTART:
        if (host.answering && is_told_twice(ev->id)) { /* the answer is a urc too */
            compare_with_host(&qat_text_urcs[ev->id].fields, ev->urc, host.wanted);
            break;
        }
        host.urcs++;
        if (ev->id != host.urc_wanted) {
            fail("the host takes it for urc %s", qat_urc_name(ev->id));
        } else if (host.wanted) {
            compare_with_host(&qat_text_urcs[ev->id].fields, ev->urc, host.wanted);
        }
        break;
    case QAT_EV_DATA:
        take_data(ev->data);
        break;
    case QAT_EV_ONLINE:
        host.online++;
        break;
    case QAT_EV_UNKNOWN:
        host.unknown++;
        break;
    default:
        host.other++;
        break;
    }
}

static const void *part_of_request(int late)
{
    return (const char *)host.request + (late ? host.text->late_at : host.text->info_at);
}

static void on_info(qat_t *q, qat_req_t *r, int line)
{
    (void)q;
    (void)r;
    (void)line;
    host.infos++;
    if (host.wanted) {
        compare_with_host(host.as_late ? &host.text->late : &host.text->info, part_of_request(host.as_late),
                          host.wanted);
    }
}

static void on_data(qat_t *q, qat_req_t *r, const qat_data_t *d)
{
    (void)q;
    (void)r;
    take_data(d);
}

static void on_done(qat_t *q, qat_req_t *r, int result)
{
    (void)q;
    (void)r;
    host.dones++;
    host.result = result;
    if (host.wanted && host.as_late) {
        compare_with_host(&host.text->late, part_of_request(1), host.wanted);
    }
}

static void on_stream(qat_t *q, qat_datamode_t *o, const uint8_t *data, uint32_t len)
{
    (void)q;
    (void)o;
    (void)data;
    (void)len;
}

static void host_start(void)
{
    memset(&host, 0, sizeof host);
    host.cfg.dialect = &DIALECT;
    host.cfg.line = host.line;
    host.cfg.line_size = sizeof host.line;
    host.cfg.flags = QAT_NO_STARTUP;
    host.cfg.write = on_write;
    host.cfg.user = &host;
    host.listener.on_event = on_event;
    host.now = 1000;
    host.urc_wanted = -1;
    if (qat_init(&host.q, &host.cfg) != QAT_OK) {
        fail("qat_init");
    }
    qat_listen(&host.q, &host.listener);
    host.datamode.on_data = on_stream;
    qat_datamode_set(&host.q, &host.datamode);
}

static void host_poll(void)
{
    for (int i = 0; i < 8; i++) {
        qat_poll(&host.q, host.now);
    }
}

static void host_rx(const void *data, size_t len)
{
    char *exact = (char *)malloc(len ? len : 1);

    memcpy(exact, data, len);
    qat_rx(&host.q, host.now, exact, len);
    free(exact);
    host_poll();
}

static void host_rx_line(const char *text, size_t len)
{
    host_rx("\r\n", 2);
    host_rx(text, len);
    host_rx("\r\n", 2);
}

static const struct qat_text_command *host_command(const char *name)
{
    for (int i = 0; i < QAT_TEXT_COMMANDS; i++) {
        if (strcmp(qat_text_commands[i].name, name) == 0) {
            return &qat_text_commands[i];
        }
    }
    return NULL;
}

static const struct qat_text_field *host_field(const struct qat_text_struct *s, const char *name, char kind)
{
    for (int i = 0; i < s->count; i++) {
        if (strcmp(s->fields[i].name, name) == 0 && (kind == 0 || s->fields[i].kind == kind)) {
            return &s->fields[i];
        }
    }
    return NULL;
}

static void to_host(void *object, const struct qat_text_struct *s, const struct values *vs)
{
    for (int i = 0; i < vs->count; i++) {
        const struct value *v = &vs->v[i];
        const struct qat_text_field *f = host_field(s, v->field->name, 0);

        if (!f) {
            fail("the host's request has no %s", v->field->name);
        } else if (!v->present) {
            continue;
        } else if (f->kind == 's') {
            qat_str_t text;

            text.ptr = v->text;
            text.len = (uint16_t)v->len;
            memcpy((char *)object + f->offset, &text, sizeof text);
        } else {
            if (f->kind != 'z') {
                put_number(object, f->offset, v->number);
            }
            put_bit(object, f->bit, s->has);
        }
    }
}

