/* lines.h: a line of the module: written by its side, read by the host.
 *
 * SPDX-License-Identifier: MIT */
/* ---- modes ---- */

static void set_modes(const struct qam_text_line *l, const struct values *vs, const struct values *args)
{
    for (int i = 0; i < l->mode_count; i++) {
        const struct qam_text_mode *m = &l->modes[i];
        const struct value *v = m->index ? value_named(vs, m->index) : NULL;

        v = v || !m->index ? v : value_named(args, m->index);
        if (qat_mode_set(&host.q, m->mode, v ? (uint32_t)(v->number - m->first) : 0, m->value) != QAT_OK) {
            fail("qat_mode_set");
        }
    }
}

/* ---- a line of the module ---- */

struct sending {
    const struct qam_text_line *line;
    const struct values *args;       /* of the command; NULL: a urc                       */
    const char *out;                 /* the payload that the host has sent                */
    size_t out_len;
    char payload[MOST_PAYLOAD + 4];  /* on the line or behind it                          */
    size_t payload_len;
    int expect;                      /* QAT_OK, or what the line's values lead to         */
};

/* The XOR of 16-bit words, high byte first. */
static uint32_t xor16(const char *data, size_t len)
{
    uint32_t x = 0;

    for (size_t i = 0; i < len; i++) {
        x ^= (uint32_t)(unsigned char)data[i] << (i % 2 ? 0 : 8);
    }
    return x;
}

static int is_good(const struct qam_text_field *f, int64_t number)
{
    for (int i = 0; i < f->ok_count; i++) {
        if (f->ok[i] == number) {
            return 1;
        }
    }
    return f->ok_count == 0;
}

/* Keys and checks are not free; what must count the payload does. */
static void settle(struct sending *s, struct values *vs)
{
    for (int i = 0; i < vs->count; i++) {
        struct value *v = &vs->v[i];
        const struct qam_text_field *f = v->field;
        const struct value *arg = f->same ? value_named(s->args, f->same) : NULL;

        if ((f->check == 'k' || f->check == 'a') && arg) {
            v->number = arg->number;
        } else if (f->check == 'x') {
            v->number = xor16(s->out, s->out_len);
        }
        if (v->present && !is_good(f, v->number)) {
            s->expect = QAT_E_RESULT;
        }
    }
}

static void make_payload(struct sending *s, size_t len, int plain)
{
    for (size_t i = 0; i < len; i++) {
        s->payload[i] = plain ? (char)('a' + below(26)) : (char)below(256);
    }
    if (len > 0 && s->payload[0] == '"') { /* nobody could tell it from a quote that encloses the payload */
        s->payload[0] = 'q';
    }
    s->payload_len = len;
}

/* A payload field stands last; its text is put behind what the formatter wrote. Returns the new length. */
static size_t append_payload(struct sending *s, struct values *vs, char *text, size_t len)
{
    struct value *last = vs->count > 0 ? &vs->v[vs->count - 1] : NULL;
    int quoted = (int)below(2);

    if (!last || last->field->kind != 'p' || !last->present) {
        return len;
    }
    if (quoted) {
        text[len++] = '"';
    }
    memcpy(text + len, s->payload, s->payload_len);
    len += s->payload_len;
    if (quoted) {
        text[len++] = '"';
    }
    return len;
}

static void size_payload(struct sending *s, struct values *vs)
{
    const struct value *last = vs->count > 0 ? &vs->v[vs->count - 1] : NULL;
    const char *counted = s->line->payload;
    struct value *size;
    int on_line = last && last->field->kind == 'p' && last->present;

    if (on_line) {
        counted = last->field->text == 'n' ? last->field->same : NULL;
    }
    s->payload_len = 0;
    if (counted) {
        size = (struct value *)value_named(vs, counted);
        if (size && size->present) {
            size->number = size->number > MOST_PAYLOAD ? (int64_t)below(MOST_PAYLOAD) : size->number;
            size->number = size->number < size->field->lo ? size->field->lo : size->number;
            make_payload(s, (size_t)size->number, 0);
        }
    } else if (on_line) {
        make_payload(s, 1 + below(MOST_PAYLOAD - 1), 1);
    }
}

/* Has the modem write a line and the host read it; nonzero: it was not written. */
static int send_line(struct sending *s, int late)
{
    static char text[WIRE_ROOM];
    const struct qam_text_line *l = s->line;
    struct values vs = { { { 0, 0, 0, 0, 0 } }, 0, { 0 } };
    void *object = calloc(1, l->size ? l->size : 1);
    size_t len;

    make_values(&vs, l->fields, l->count, 200);
    settle(s, &vs);
    size_payload(s, &vs);
    to_modem(object, &vs);
    len = l->format(text, sizeof text - 2 * MOST_PAYLOAD, object);
    if (len == 0) {
        show_wire("", 0);
        fail("the modem writes nothing");
    } else {
        show_wire(text, len);
        set_modes(l, &vs, s->args);
        host.wanted = &vs;
        host.answering = s->args == NULL ? 0 : l->twice ? 2 : 1;
        host.as_late = late;
        host.data_len = 0;
        len = append_payload(s, &vs, text, len);
        host_rx_line(text, len);
        if (l->payload) {
            host_rx(s->payload, s->payload_len);
            host_rx("\r\n", 2);
        }
        host.wanted = NULL;
        lines_compared++;
        if ((l->payload || s->payload_len > 0) &&
            (host.data_len != s->payload_len || memcmp(host.data, s->payload, s->payload_len) != 0)) {
            fail("the host got %lu bytes of payload, not the %lu that were sent",
                 (unsigned long)host.data_len, (unsigned long)s->payload_len);
        }
    }
    values_free(&vs);
    free(object);
    return len == 0;
}

