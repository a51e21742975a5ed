/* Register, connect to a broker, publish. Usage: first TTY. SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "qat.h"
#include "port/linux_tty.h" /* port_...: yours */
#include <stdio.h>
#include <stdlib.h>

static void step(qat_t *q, qat_req_t *r, int result);

static qat_cereg_t      reg    = { .n = 2, .req.done = step };
static qat_cereg_read_t where  = { .req.done = step };
static qat_qiact_t      attach = { .ctx = 1, .req.done = step };
static qat_qmtopen_t    open_  = { .host = QAT_STR("broker.example"), .port = 1883, .req.done = step };
static qat_qmtconn_t    conn   = { .client_id = QAT_STR("plant-7"), .req.done = step };
static qat_qmtpub_t     report = { .msgid = 1, .qos = 1, .topic = QAT_STR("plant/7"),
                                   .payload = QAT_MEM("{\"t\":21}"), .req.done = step }; /* all of it yours */

static void registered(qat_t *q, uint32_t s)
{
    if (s == QAT_REG_STAT_HOME || s == QAT_REG_STAT_ROAMING) { puts("registered"); qat_qiact(q, &attach); }
}

static void step(qat_t *q, qat_req_t *r, int result)
{
    if (result != QAT_OK) { puts(qat_result_name(result)); exit(1); }
    if (r == &reg.req) { qat_cereg_read(q, &where); }
    if (r == &where.req) { registered(q, where.info.stat); }
    if (r == &attach.req) { qat_qmtopen(q, &open_); }
    if (r == &open_.req) { puts("open"); qat_qmtconn(q, &conn); }
    if (r == &conn.req) { puts("connected"); qat_qmtpub(q, &report); }
    if (r == &report.req) { puts("published"); exit(0); }
}

static void on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    if (ev->kind == QAT_EV_URC && ev->id == QAT_URC_CEREG) {
        registered(q, ((const qat_cereg_urc_t *)ev->urc)->stat);
    }
}

int main(int argc, char **argv)
{
    static char line[256], in[64];
    static const qat_config_t cfg = { .dialect = &qat_bg95, .line = line, .line_size = sizeof line,
                                      .write = port_write };
    static qat_listener_t listener = { .on_event = on_event };
    static qat_t modem;

    if (argc < 2 || port_open(argv[1]) != 0 || qat_init(&modem, &cfg) != QAT_OK) { return 2; }
    qat_listen(&modem, &listener);
    qat_cereg(&modem, &reg); /* goes out when start-up is done: AT until answered, ATE0, AT+CMEE=1 */
    for (;;) {
        long n = port_read(in, sizeof in);

        if (n < 0) { return 2; }
        qat_rx(&modem, port_ms(), in, (size_t)n);
        port_wait(qat_poll(&modem, port_ms()));
    }
}
