/* refusals.c: what every call refuses, each reason under its own code.
 *
 * SPDX-License-Identifier: MIT */
#include "unit.h"

static struct port port;

static void init_refuses(void)
{
    qat_config_t cfg;
    qat_dialect_t greedy = qat_bg95;
    struct port p;

    CHECK_IS(port_start(&p, &qat_bg95), QAT_OK);
    CHECK_IS(qat_init(NULL, &p.cfg), QAT_E_NULL);
    CHECK_IS(qat_init(&p.q, NULL), QAT_E_NULL);
    cfg = p.cfg;
    cfg.dialect = NULL;
    CHECK_IS(qat_init(&p.q, &cfg), QAT_E_NULL);
    cfg = p.cfg;
    cfg.line = NULL;
    CHECK_IS(qat_init(&p.q, &cfg), QAT_E_NULL);
    cfg = p.cfg;
    cfg.write = NULL;
    CHECK_IS(qat_init(&p.q, &cfg), QAT_E_NULL);
    cfg = p.cfg;
    cfg.line_size = 31;
    CHECK_IS(qat_init(&p.q, &cfg), QAT_E_CONFIG);
    cfg.line_size = 32;
    CHECK_IS(qat_init(&p.q, &cfg), QAT_OK);
    CHECK_IS(qat_init_sized(&p.q, &p.cfg, sizeof p.q - 4), QAT_E_CONFIG);
    CHECK_IS(qat_init_sized(&p.q, &p.cfg, sizeof p.q + 4), QAT_E_CONFIG);
    cfg = p.cfg;
    greedy.mode_bytes = (uint8_t)(QAT_MODE_BYTES + 1); /* tables of another spec than this runtime's */
    cfg.dialect = &greedy;
    CHECK_IS(qat_init(&p.q, &cfg), QAT_E_CONFIG);
}

static void stream_refuses(void)
{
    CHECK_IS(qat_rx(NULL, 0, "x", 1), QAT_E_NULL);
    CHECK_IS(qat_rx(&port.q, 0, NULL, 1), QAT_E_NULL);
    CHECK_IS(qat_rx(&port.q, 0, NULL, 2), QAT_E_NULL);
    CHECK_IS(qat_rx(&port.q, 0, NULL, 0), QAT_OK);
    CHECK_IS(qat_rx(&port.q, 0, "x", 0), QAT_OK);
    CHECK_IS(qat_poll(NULL, 0), 0);
}

static void submit_refuses(void)
{
    qat_csq_t r = { 0 };
    qat_cereg_t bad = { 0 };

    CHECK_IS(qat_submit(NULL, &r.req, qat_cmd_csq), QAT_E_NULL);
    CHECK_IS(qat_submit(&port.q, NULL, qat_cmd_csq), QAT_E_NULL);
    CHECK_IS(qat_submit(&port.q, &r.req, NULL), QAT_E_NULL);
    CHECK_IS(qat_csq(&port.q, NULL), QAT_E_NULL);
    CHECK_IS(qat_csq(NULL, &r), QAT_E_NULL);
    bad.n = 99;
    CHECK_IS(qat_cereg(&port.q, &bad), QAT_E_ARG);
    bad.n = 2;
    CHECK_IS(qat_cereg(&port.q, &bad), QAT_OK); /* a refused object may be used at once */
    CHECK_IS(qat_cereg(&port.q, &bad), QAT_E_BUSY);
    CHECK_IS(qat_cancel(&port.q, &bad.req), QAT_OK);
    qat_poll(&port.q, 0);
    CHECK_SENT(&port, "");
}

static void join_refuses(void)
{
    qat_csq_t a = { 0 }, b = { 0 };
    qat_req_t *r[16] = { &a.req, &b.req };
    const uint8_t *cmds[16] = { qat_cmd_csq, qat_cmd_csq };

    CHECK_IS(qat_join(NULL, r, cmds, 2), QAT_E_NULL);
    CHECK_IS(qat_join(&port.q, NULL, cmds, 2), QAT_E_NULL);
    CHECK_IS(qat_join(&port.q, r, NULL, 2), QAT_E_NULL);
    CHECK_IS(qat_join(&port.q, r, cmds, 0), QAT_E_ARG);
    CHECK_IS(qat_join(&port.q, r, cmds, 16), QAT_E_ARG);
    CHECK_IS(qat_join(&port.q, r, cmds, 3), QAT_E_NULL);
    r[1] = &a.req;
    CHECK_IS(qat_join(&port.q, r, cmds, 2), QAT_E_BUSY);
    cmds[1] = NULL;
    r[1] = &b.req;
    CHECK_IS(qat_join(&port.q, r, cmds, 2), QAT_E_NULL);
    cmds[1] = qat_cmd_csq;
    CHECK_IS(qat_join(&port.q, r, cmds, 2), QAT_OK);
    CHECK_IS(qat_join(&port.q, r, cmds, 2), QAT_E_BUSY);
    CHECK_IS(qat_cancel(&port.q, &a.req), QAT_OK);
    CHECK_IS(qat_cancel(&port.q, &b.req), QAT_OK);
    qat_poll(&port.q, 0);
    CHECK_SENT(&port, "");
}

static void send_refuses(void)
{
    qat_send_t s = { 0 };

    CHECK_IS(qat_send(NULL, &s), QAT_E_NULL);
    CHECK_IS(qat_send(&port.q, NULL), QAT_E_NULL);
    CHECK_IS(qat_send(&port.q, &s), QAT_E_NULL);
    s.text = qat_str("AT+X");
    CHECK_IS(qat_send(&port.q, &s), QAT_OK);
    CHECK_IS(qat_send(&port.q, &s), QAT_E_BUSY);
    CHECK_IS(qat_cancel(&port.q, &s.req), QAT_OK);
    CHECK_IS(qat_cancel(&port.q, &s.req), QAT_E_STATE);
    qat_poll(&port.q, 0);
    CHECK_IS(qat_cancel(&port.q, &s.req), QAT_E_STATE);
    CHECK_IS(qat_cancel(NULL, &s.req), QAT_E_NULL);
    CHECK_IS(qat_cancel(&port.q, NULL), QAT_E_NULL);
}

static void deaf(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    (void)q;
    (void)ev;
}

static void listen_refuses(void)
{
    qat_listener_t l = { 0 }, other = { 0 };

    CHECK_IS(qat_listen(&port.q, &l), QAT_E_NULL); /* on_event is required */
    l.on_event = other.on_event = deaf;
    CHECK_IS(qat_listen(NULL, &l), QAT_E_NULL);
    CHECK_IS(qat_listen(&port.q, NULL), QAT_E_NULL);
    CHECK_IS(qat_listen(&port.q, &l), QAT_OK);
    CHECK_IS(qat_listen(&port.q, &l), QAT_E_BUSY);
    CHECK_IS(qat_unlisten(&port.q, &other), QAT_E_STATE);
    CHECK_IS(qat_unlisten(&port.q, &l), QAT_OK);
    CHECK_IS(qat_unlisten(&port.q, &l), QAT_E_STATE);
    CHECK_IS(qat_unlisten(NULL, &l), QAT_E_NULL);
    CHECK_IS(qat_unlisten(&port.q, NULL), QAT_E_NULL);
}

static void port_calls_refuse(void)
{
    CHECK_IS(qat_detach(NULL), QAT_E_NULL);
    CHECK_IS(qat_attach(NULL), QAT_E_NULL);
    CHECK_IS(qat_attach(&port.q), QAT_E_STATE);
    CHECK_IS(qat_detach(&port.q), QAT_OK);
    CHECK_IS(qat_detach(&port.q), QAT_E_STATE);
    CHECK(!qat_idle(&port.q));
    CHECK_IS(qat_attach(&port.q), QAT_OK);
    CHECK(!qat_idle(NULL));
    CHECK_IS(qat_count(NULL, QAT_N_URC), 0);
    CHECK_IS(qat_count(&port.q, -1), 0);
    CHECK_IS(qat_count(&port.q, QAT_N_COUNT), 0);
}

int main(void)
{
    CHECK_IS(port_start(&port, &qat_bg95), QAT_OK);
    CHECK(qat_idle(&port.q));
    init_refuses();
    stream_refuses();
    submit_refuses();
    join_refuses();
    send_refuses();
    listen_refuses();
    port_calls_refuse();
    return unit_end("refusals");
}
