/* tcp_buffer.c: a TCP client in buffer access mode: received data wait in the module until they are fetched.
 *
 * SPDX-License-Identifier: MIT */
#include "sockets/run.h"

static void step(qat_t *q, qat_req_t *r, int result);
static void received(qat_t *q, qat_req_t *r, const qat_data_t *d);

static qat_qiact_t context = { .ctx = 1, .req.done = step };
static qat_qiopen_t open_ = { .ctx = 1,
                              .conn = 0,
                              .service = QAT_SOCKET_SERVICE_TCP,
                              .host = QAT_STR("echo.example"),
                              .port = 7,
                              .req.done = step };
static qat_qisend_t hello = {
    .has = QAT_QISEND_HAS_LENGTH, .conn = 0, .payload = QAT_MEM("Hello, \x1A and \x1B!\r\n"), .req.done = step
};
static qat_qird_t fetch = { .conn = 0, .req = { .done = step, .on_data = received } };
static qat_qiclose_t close_ = { .conn = 0, .req.done = step };
static uint32_t got;

static void received(qat_t *q, qat_req_t *r, const qat_data_t *d)
{
    (void)q;
    (void)r;
    got += d->len;
}

/* More is told only when all was read: so until there is none. */
static void fetched(qat_t *q)
{
    if (fetch.info.length > 0) {
        need(qat_qird(q, &fetch), "read");
    } else if (got == hello.payload.size) {
        printf("all %u bytes came back\n", (unsigned)got);
        need(qat_qiclose(q, &close_), "close");
    }
}

static void step(qat_t *q, qat_req_t *r, int result)
{
    need(result, "step");
    if (r == &context.req) { need(qat_qiopen(q, &open_), "open"); }
    if (r == &open_.req) { puts("open"); need(qat_qisend(q, &hello), "send"); }
    if (r == &hello.req) { puts("sent"); }
    if (r == &fetch.req) { fetched(q); }
    if (r == &close_.req) { puts("closed"); finished = 1; }
}

static void on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    if (ev->kind == QAT_EV_URC && ev->id == QAT_URC_QIURC_RECV) {
        int result = qat_qird(q, &fetch);

        need(result == QAT_E_BUSY ? QAT_OK : result, "read"); /* busy: it is being read already */
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
