/* tcp_push.c: a TCP client in direct push mode: received data come at once, in place, between whatever else
 * the module says.
 *
 * SPDX-License-Identifier: MIT */
#include "sockets/run.h"

static void step(qat_t *q, qat_req_t *r, int result);

static qat_qiact_t context = { .ctx = 1, .req.done = step };
static qat_qiopen_t open_ = { .has = QAT_QIOPEN_HAS_LOCAL_PORT | QAT_QIOPEN_HAS_ACCESS,
                              .ctx = 1,
                              .conn = 0,
                              .service = QAT_SOCKET_SERVICE_TCP,
                              .host = QAT_STR("chargen.example"),
                              .port = 19,
                              .access = QAT_SOCKET_ACCESS_PUSH,
                              .req.done = step };
static qat_csq_t signal_ = { .req.done = step };
static qat_qiclose_t close_ = { .conn = 0, .req.done = step };
static uint32_t got, sum;

static void step(qat_t *q, qat_req_t *r, int result)
{
    need(result, "step");
    if (r == &context.req) { need(qat_qiopen(q, &open_), "open"); }
    if (r == &open_.req) {
        puts("open");
        need(qat_csq(q, &signal_), "signal"); /* commands go on meanwhile */
    }
    if (r == &signal_.req) { printf("signal %u\n", (unsigned)signal_.info.rssi); }
    if (r == &close_.req) {
        printf("%u bytes, sum %08x, then the peer closed\n", (unsigned)got, (unsigned)sum);
        puts("closed");
        finished = 1;
    }
}

static void on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    uint32_t i;

    (void)self;
    if (ev->kind == QAT_EV_DATA && ev->id == QAT_URC_QIURC_RECV) { /* a piece of what one line announced */
        for (i = 0; i < ev->data->len; i++) {
            sum = sum * 31 + ev->data->ptr[i];
        }
        got += ev->data->len;
    }
    if (ev->kind == QAT_EV_URC && ev->id == QAT_URC_QIURC_CLOSED) {
        need(qat_qiclose(q, &close_), "close"); /* the number is ours until we close it too */
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
