/* http.c: AT+QHTTP*: the module's own HTTP client (BG96 HTTP(S) V1.0). The servers are behind http_server.h.
 *
 * SPDX-License-Identifier: MIT */
#include "chapter.h"

enum {
    E_NO_REQUEST = 705, E_DEACTIVATED = 709, E_EMPTY_URL = 712, E_CONNECT = 716, E_INPUT = 726,
    URL_MOST = 700
};

struct http_chapter {
    struct service base;
    uint32_t ctx, ssl_context, content;
    bool request_header, response_header;
    char prefix[64];
    uint32_t prefix_length;
    char url[URL_MOST + 1];
    const char *name;        /* of the command whose result is awaited: QHTTPGET ... */
    int err, status;
    bool counted, there;     /* there: a response can be read                        */
    struct buffer header, body;
};

/* ---- settings ---- */

static void say_settings(const struct http_chapter *c, struct sim *s)
{
    sim_infof(s, "+QHTTPCFG: \"contextid\",%u", c->ctx);
    sim_infof(s, "+QHTTPCFG: \"requestheader\",%d", c->request_header);
    sim_infof(s, "+QHTTPCFG: \"responseheader\",%d", c->response_header);
    sim_infof(s, "+QHTTPCFG: \"sslctxid\",%u", c->ssl_context);
    sim_infof(s, "+QHTTPCFG: \"contenttype\",%u", c->content);
}

static enum verdict set(struct http_chapter *c, int id, const void *args)
{
    switch (id) {
    case QAM_CMD_QHTTPCFG_CONTEXTID:
        c->ctx = ((const qam_qhttpcfg_contextid_t *)args)->ctx;
        return SIM_OK;
    case QAM_CMD_QHTTPCFG_REQUESTHEADER:
        c->request_header = ((const qam_qhttpcfg_requestheader_t *)args)->on == 1;
        return SIM_OK;
    case QAM_CMD_QHTTPCFG_RESPONSEHEADER:
        c->response_header = ((const qam_qhttpcfg_responseheader_t *)args)->on == 1;
        return SIM_OK;
    case QAM_CMD_QHTTPCFG_SSLCTXID:
        c->ssl_context = ((const qam_qhttpcfg_sslctxid_t *)args)->ssl_context;
        return SIM_OK;
    case QAM_CMD_QHTTPCFG_CONTENTTYPE:
        c->content = ((const qam_qhttpcfg_contenttype_t *)args)->content;
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

static enum verdict get_setting(const struct http_chapter *c, struct sim *s, int id)
{
    switch (id) {
    case QAM_CMD_QHTTPCFG_READ:
        say_settings(c, s);
        return SIM_OK;
    case QAM_CMD_QHTTPCFG_CONTEXTID_READ:
        sim_infof(s, "+QHTTPCFG: \"contextid\",%u", c->ctx);
        return SIM_OK;
    case QAM_CMD_QHTTPCFG_REQUESTHEADER_READ:
        sim_infof(s, "+QHTTPCFG: \"requestheader\",%d", c->request_header);
        return SIM_OK;
    case QAM_CMD_QHTTPCFG_RESPONSEHEADER_READ:
        sim_infof(s, "+QHTTPCFG: \"responseheader\",%d", c->response_header);
        return SIM_OK;
    case QAM_CMD_QHTTPCFG_SSLCTXID_READ:
        sim_infof(s, "+QHTTPCFG: \"sslctxid\",%u", c->ssl_context);
        return SIM_OK;
    case QAM_CMD_QHTTPCFG_CONTENTTYPE_READ:
        sim_infof(s, "+QHTTPCFG: \"contenttype\",%u", c->content);
        return SIM_OK;
    case QAM_CMD_QHTTPCFG_TEST:
        sim_text(s, "+QHTTPCFG: \"contextid\",(1-16)");
        sim_text(s, "+QHTTPCFG: \"requestheader\",(0,1)");
        sim_text(s, "+QHTTPCFG: \"responseheader\",(0,1)");
        sim_text(s, "+QHTTPCFG: \"sslctxid\",(0-5)");
        sim_text(s, "+QHTTPCFG: \"contenttype\",(0-3)");
        return SIM_OK;
    case QAM_CMD_QHTTPURL_READ:
        if (c->url[0] != '\0') {
            sim_infof(s, "+QHTTPURL: %s", c->url);
        }
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}

/* ---- requests ---- */

static void url_came(struct sim *s, void *who, const uint8_t *data, size_t len, enum data_end how)
{
    struct http_chapter *c = who;

    if (how != DATA_COMPLETE || memchr(data, '\0', len) != NULL) {
        sim_done(s, SIM_CME(E_INPUT));
        return;
    }
    memcpy(c->url, data, len);
    c->url[len] = '\0';
    sim_done(s, begins_with(c->url, "http://") || begins_with(c->url, "https://") ? SIM_OK : SIM_CME(711));
}

/* 0: it may go out. */
static int obstacle(const struct http_chapter *c, struct sim *s)
{
    if (c->url[0] == '\0') {
        return E_EMPTY_URL;
    }
    if (!s->pdp[c->ctx].active) {
        return E_DEACTIVATED;
    }
    return begins_with(c->url, "https://") && !ssl_ready(s, (int)c->ssl_context) ? E_CONNECT : 0;
}

static void told(struct sim *s, void *who, int arg)
{
    struct http_chapter *c = who;

    (void)arg;
    s->count.http += c->err == 0 ? 1 : 0;
    c->there = c->err == 0;
    if (c->err != 0) {
        sim_urcf(s, "+%s: %d", c->name, c->err);
    } else if (c->counted) {
        sim_urcf(s, "+%s: 0,%d,%zu", c->name, c->status, c->body.len);
    } else {
        sim_urcf(s, "+%s: 0,%d", c->name, c->status);
    }
}

static void ask(struct http_chapter *c, struct sim *s, const char *name, const char *header,
                const uint8_t *body, size_t len)
{
    struct http_request r = { strcmp(name, "QHTTPGET") == 0 ? "GET" : "POST", c->url, header, body, len };
    struct http_response got = { 0, "", NULL, 0, 0 };

    c->name = name;
    c->header.len = c->body.len = 0;
    c->err = s->web->ask(s->web, &r, &got);
    if (c->err == 0) {
        c->status = got.status;
        c->counted = got.counted != 0;
        buffer_add(&c->header, got.header, strlen(got.header));
        buffer_add(&c->body, got.body, got.len);
    }
    sim_after(s, s->cfg.times.late + fault_late(s), told, c, 0);
}

static enum verdict get(struct http_chapter *c, struct sim *s, const char *header)
{
    int err = obstacle(c, s);

    c->there = false;
    if (err != 0 || c->request_header) {
        return SIM_CME(err != 0 ? err : 730);
    }
    ask(c, s, "QHTTPGET", header, NULL, 0);
    return SIM_OK;
}

/* OK before what the server says, however quick that is. */
static void header_came(struct sim *s, void *who, const uint8_t *data, size_t len, enum data_end how)
{
    char *header;

    if (how != DATA_COMPLETE) {
        sim_done(s, SIM_CME(E_INPUT));
        return;
    }
    header = sim_copy(data, len);
    sim_done(s, SIM_OK);
    ask(who, s, "QHTTPGET", header, NULL, 0);
    free(header);
}

static void body_came(struct sim *s, void *who, const uint8_t *data, size_t len, enum data_end how)
{
    struct http_chapter *c = who;
    char *all = sim_copy(data, len);
    char *end = c->request_header ? strstr(all, "\r\n\r\n") : NULL;
    size_t head = end != NULL ? (size_t)(end + 4 - all) : 0;

    if (how != DATA_COMPLETE || (c->request_header && end == NULL)) {
        sim_done(s, SIM_CME(how != DATA_COMPLETE ? E_INPUT : 730));
    } else {
        sim_done(s, SIM_OK);
        ask(c, s, "QHTTPPOST", "", data + head, len - head);
    }
    free(all);
}

static enum verdict send(struct http_chapter *c, struct sim *s, size_t len, uint32_t input_s, data_done *came)
{
    int err = obstacle(c, s);

    c->there = false;
    if (err != 0) {
        return SIM_CME(err);
    }
    sim_connect(s, len, 0, input_s * 1000, came, c);
    return SIM_PENDING;
}

static enum verdict post_file(struct http_chapter *c, struct sim *s, const qam_qhttppostfile_t *r)
{
    char room[90];
    const char *name;
    const struct file *f;
    int err = obstacle(c, s);

    keep_text(room, sizeof room, r->file);
    name = file_plain_name(room);
    f = name != NULL ? file_find(&s->files, name) : NULL;
    if (err != 0 || f == NULL) {
        return SIM_CME(err != 0 ? err : 405);
    }
    ask(c, s, "QHTTPPOSTFILE", "", f->bytes.v, f->bytes.len);
    return SIM_OK;
}

/* ---- the response ---- */

static void was_read(struct sim *s, void *who, int err)
{
    (void)who;
    sim_urcf(s, "+QHTTPREAD: %d", err);
}

static void was_stored(struct sim *s, void *who, int err)
{
    (void)who;
    sim_urcf(s, "+QHTTPREADFILE: %d", err);
}

static enum verdict read_out(struct http_chapter *c, struct sim *s)
{
    if (!c->there) {
        return SIM_CME(E_NO_REQUEST);
    }
    c->there = false;
    answer_connect(s, "CONNECT");
    if (c->response_header) {
        answer_raw(s, c->header.v, c->header.len);
    }
    if (c->body.len > 0) {
        answer_raw(s, c->body.v, c->body.len);
    }
    sim_after(s, 0, was_read, c, 0);
    return SIM_OK;
}

static enum verdict store(struct http_chapter *c, struct sim *s, const qam_qhttpreadfile_t *r)
{
    size_t head = c->response_header ? c->header.len : 0;
    char room[90];
    const char *name;
    struct file *f;

    keep_text(room, sizeof room, r->file);
    name = file_plain_name(room);
    if (!c->there || name == NULL) {
        return SIM_CME(name == NULL ? 406 : E_NO_REQUEST);
    }
    c->there = false;
    f = file_find(&s->files, name);
    if (f != NULL) {
        file_cut(&s->files, f, 0);
    }
    f = f != NULL ? f : file_create(&s->files, name);
    (void)file_put(&s->files, f, 0, c->header.v, head);
    if (c->body.len > 0) {
        (void)file_put(&s->files, f, head, c->body.v, c->body.len);
    }
    sim_after(s, s->cfg.times.late, was_stored, c, 0);
    return SIM_OK;
}

/* ---- the chapter ---- */

#if SIM_BG95
static enum verdict newer_command(struct http_chapter *c, struct sim *s, int id, const void *args)
{
    const qam_qhttpgetex_t *part = args;
    char range[64];

    switch (id) {
    case QAM_CMD_QHTTPGETEX:
        snprintf(range, sizeof range, "Range: bytes=%u-%llu\r\n", part->start,
                 (unsigned long long)part->start + part->size - 1);
        return get(c, s, range);
    case QAM_CMD_QHTTPSTOP:
        c->there = false;
        timer_cancel(s, c);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}
#else
static enum verdict newer_command(struct http_chapter *c, struct sim *s, int id, const void *args)
{
    const qam_qhttpcfg_prefix_t *prefix = args;

    switch (id) {
    case QAM_CMD_QHTTPCFG_PREFIX:
        keep_text(c->prefix, sizeof c->prefix, prefix->prefix);
        c->prefix_length = prefix->prefix_length;
        return SIM_OK;
    case QAM_CMD_QHTTPCFG_PREFIX_READ:
        sim_infof(s, "+QHTTPCFG: \"prefix\",\"%s\",%u", c->prefix, c->prefix_length);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}
#endif

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct http_chapter *c = (struct http_chapter *)me;
    const qam_qhttpurl_t *url = args;
    const qam_qhttpget_header_t *own = args;
    const qam_qhttppost_t *post = args;
    enum verdict v = set(c, id, args);

    v = v != SIM_NOT_MINE ? v : get_setting(c, s, id);
    if (v != SIM_NOT_MINE) {
        return v;
    }
    switch (id) {
    case QAM_CMD_QHTTPURL:
        sim_connect(s, url->length, 0,
                    ((url->has & QAM_QHTTPURL_HAS_TIMEOUT) != 0 ? url->timeout : 60) * 1000, url_came, c);
        return SIM_PENDING;
    case QAM_CMD_QHTTPGET:
        return get(c, s, "");
    case QAM_CMD_QHTTPGET_HEADER:
        if (!c->request_header) {
            return SIM_CME(730);
        }
        return send(c, s, own->length,
                    (own->has & QAM_QHTTPGET_HEADER_HAS_INPUT_TIMEOUT) != 0 ? own->input_timeout : 60,
                    header_came);
    case QAM_CMD_QHTTPPOST:
        return send(c, s, post->length,
                    (post->has & QAM_QHTTPPOST_HAS_INPUT_TIMEOUT) != 0 ? post->input_timeout : 60, body_came);
    case QAM_CMD_QHTTPPOSTFILE:
        return post_file(c, s, args);
    case QAM_CMD_QHTTPREAD:
        return read_out(c, s);
    case QAM_CMD_QHTTPREADFILE:
        return store(c, s, args);
    default:
        return newer_command(c, s, id, args);
    }
}

static void reset(struct service *me, struct sim *s)
{
    struct http_chapter *c = (struct http_chapter *)me;

    (void)s;
    c->ctx = 1;
    c->ssl_context = 1;
    c->content = 0;
    c->request_header = c->response_header = c->there = false;
    c->url[0] = '\0';
    snprintf(c->prefix, sizeof c->prefix, "64:FF9B:0:0:0:0:0:0");
    c->prefix_length = 96;
}

static void destroy(struct service *me)
{
    struct http_chapter *c = (struct http_chapter *)me;

    buffer_free(&c->header);
    buffer_free(&c->body);
    free(c);
}

struct service *http_service(void)
{
    struct http_chapter *c = sim_alloc(sizeof *c);

    c->base.name = "http";
    c->base.handle = handle;
    c->base.reset = reset;
    c->base.destroy = destroy;
    return &c->base;
}
