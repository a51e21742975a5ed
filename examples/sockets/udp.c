/* udp.c: datagrams to and from anybody.
 *
 * SPDX-License-Identifier: MIT */
#include "sockets/run.h"

static void step(qat_t *q, qat_req_t *r, int result);
static void sender(qat_t *q, qat_req_t *r, int line);
static void received(qat_t *q, qat_req_t *r, const qat_data_t *d);

static qat_qiact_t context = { .ctx = 1, .req.done = step };
static qat_qiopen_t open_ = { .has = QAT_QIOPEN_HAS_LOCAL_PORT,
                              .ctx = 1,
                              .conn = 2,
                              .service = QAT_SOCKET_SERVICE_UDP_SERVICE,
                              .host = QAT_STR("127.0.0.1"),
                              .local_port = 3030,
                              .req.done = step };
static qat_qisend_t report = { .has = QAT_QISEND_HAS_LENGTH | QAT_QISEND_HAS_PORT,
                               .conn = 2,
                               .ip = QAT_STR("192.0.2.7"),
                               .port = 6969,
                               .payload = QAT_MEM("t=21"),
                               .req.done = step };
static qat_qird_t fetch = { .conn = 2, .req = { .done = step, .on_info = sender, .on_data = received } };
static qat_qiclose_t close_ = { .conn = 2, .req.done = step };

/* Texts live as long as the callback. */
static void sender(qat_t *q, qat_req_t *r, int line)
{
    (void)q;
    (void)r;
    (void)line;
    if (fetch.info.length > 0) {
        printf("from %.*s port %u: ", (int)fetch.info.ip.len, fetch.info.ip.ptr, (unsigned)fetch.info.port);
    }
}

static void received(qat_t *q, qat_req_t *r, const qat_data_t *d)
{
    (void)q;
    (void)r;
    printf("%.*s%s", (int)d->len, (const char *)d->ptr, d->flags & QAT_LAST ? "\n" : "");
}

static void step(qat_t *q, qat_req_t *r, int result)
{
    need(result, "step");
    if (r == &context.req) { need(qat_qiopen(q, &open_), "open"); }
    if (r == &open_.req) { puts("open"); need(qat_qisend(q, &report), "send"); }
    if (r == &report.req) { puts("sent"); }
    if (r == &fetch.req) { need(qat_qiclose(q, &close_), "close"); }
    if (r == &close_.req) { puts("closed"); finished = 1; }
}

static void on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    if (ev->kind == QAT_EV_URC && ev->id == QAT_URC_QIURC_RECV) {
        need(qat_qird(q, &fetch), "read"); /* one datagram */
    }
}

static void begin(void)
{
    need(qat_qiact(&modem, &context), "context");
}

int main(int argc, char **argv)
{
    return run(argc, argv, on_event, begin);
}
