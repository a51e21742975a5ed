/* tcp_transparent.c: a TCP client in transparent access mode: the whole port belongs to one connection, until
 * "+++".
 *
 * SPDX-License-Identifier: MIT */
#include "sockets/run.h"

#include <string.h>

static void step(qat_t *q, qat_req_t *r, int result);
static void from_peer(qat_t *q, qat_datamode_t *o, const uint8_t *data, uint32_t len);
static const void *to_peer(void *user, uint32_t offset, uint32_t *len);

static const char text[] = "GET / HTTP/1.1\r\n+++\r\nOK\r\n+++"; /* anything: it cannot escape by accident */
static qat_datamode_t port = { .on_data = from_peer, .view = to_peer };
static qat_qiact_t context = { .ctx = 1, .req.done = step };
static qat_qiopen_transparent_t open_ = { .ctx = 1, .conn = 0, .service = QAT_SOCKET_SERVICE_TCP,
                                          .host = QAT_STR("echo.example"), .port = 7, .req.done = step };
static qat_escape_t escape = { .req.done = step };
static qat_csq_t signal_ = { .req.done = step };
static qat_qiclose_t close_ = { .conn = 0, .req.done = step };
static int same = 1;

static void from_peer(qat_t *q, qat_datamode_t *o, const uint8_t *data, uint32_t len)
{
    same = same && o->received <= sizeof text - 1 && memcmp(text + o->received - len, data, len) == 0;
    if (o->received == sizeof text - 1) {
        printf("%u bytes came back, %s\n", (unsigned)o->received, same ? "the same" : "others");
        need(qat_escape(q, &escape), "escape"); /* a second of silence, +++, a second of silence */
    }
}

static const void *to_peer(void *user, uint32_t offset, uint32_t *len)
{
    (void)user;
    *len = (uint32_t)(sizeof text - 1) - offset;
    return text + offset;
}

static void step(qat_t *q, qat_req_t *r, int result)
{
    need(result, "step");
    if (r == &context.req) { need(qat_qiopen_transparent(q, &open_), "open"); }
    if (r == &open_.req) { puts("open"); }
    if (r == &escape.req) { puts("left data mode"); need(qat_csq(q, &signal_), "signal"); }
    if (r == &signal_.req) {
        printf("signal %u\n", (unsigned)signal_.info.rssi);
        need(qat_qiclose(q, &close_), "close");
    }
    if (r == &close_.req) { puts("closed"); finished = 1; }
}

static void begin(void)
{
    need(qat_datamode_set(&modem, &port), "data mode");
    need(qat_qiact(&modem, &context), "context");
}

int main(int argc, char **argv)
{
    return run(argc, argv, NULL, begin);
}
