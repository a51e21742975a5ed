/* instances.c: two instances of different dialects side by side, byte by byte in turn: what one does the
 * other does not notice.
 *
 * SPDX-License-Identifier: MIT */
#include "unit.h"

static struct port a, b;
static int urcs[2], data[2];

struct ear {
    qat_listener_t l; /* first */
    int who;
};

static void hear(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    int who = ((struct ear *)(void *)self)->who;

    CHECK(q == (who ? &b.q : &a.q));
    urcs[who] += ev->kind == QAT_EV_URC;
    data[who] += ev->kind == QAT_EV_DATA ? (int)ev->data->len : 0;
}

static void both(const char *to_a, const char *to_b)
{
    while (*to_a || *to_b) {
        if (*to_a) {
            CHECK_IS(qat_rx(&a.q, 0, to_a++, 1), QAT_OK);
        }
        if (*to_b) {
            CHECK_IS(qat_rx(&b.q, 0, to_b++, 1), QAT_OK);
        }
    }
    qat_poll(&a.q, 0);
    qat_poll(&b.q, 0);
}

int main(void)
{
    static qat_csq_t csq[2];
    static qat_qmtopen_t open_a, open_b;
    static struct ear ears[2];

    CHECK_IS(port_start(&a, &qat_bg95), QAT_OK);
    CHECK_IS(port_start(&b, &qat_bg96), QAT_OK);
    ears[0].l.on_event = ears[1].l.on_event = hear;
    ears[1].who = 1;
    CHECK_IS(qat_listen(&a.q, &ears[0].l), QAT_OK);
    CHECK_IS(qat_listen(&b.q, &ears[1].l), QAT_OK);
    CHECK_IS(qat_mode_set(&a.q, QAT_MODE_COUNTED, 0, 1), QAT_OK);

    csq[0].req.done = csq[1].req.done = open_a.req.done = open_b.req.done = port_done;
    csq[0].req.user = open_a.req.user = &a;
    csq[1].req.user = open_b.req.user = &b;
    CHECK_IS(qat_csq(&a.q, &csq[0]), QAT_OK);
    CHECK_IS(qat_csq(&b.q, &csq[1]), QAT_OK);
    CHECK_IS(qat_csq(&b.q, &csq[0]), QAT_E_BUSY); /* the object of one is not the other's */
    both("", "");
    both("\r\n+CSQ: 1,2\r\n\r\nOK\r\n+CEREG: 1\r\n", "\r\n+CSQ: 3,4\r\nERROR\r\n");
    CHECK_IS(a.dones, 1);
    CHECK_IS(b.dones, 1);
    CHECK_IS(a.result, QAT_OK);
    CHECK_IS(b.result, QAT_E_ERROR);
    CHECK_IS(csq[0].info.rssi, 1);
    CHECK_IS(csq[1].info.rssi, 3);
    CHECK_IS(urcs[0], 1);
    CHECK_IS(urcs[1], 0);

    open_a.host = open_b.host = qat_str("h");
    open_a.port = open_b.port = 1;
    CHECK_IS(qat_qmtopen(&a.q, &open_a), QAT_OK);
    CHECK_IS(qat_qmtopen(&b.q, &open_b), QAT_OK);
    both("", "");
    both("\r\nOK\r\n", "\r\nOK\r\n");
    both("\r\n+QMTOPEN: 0,0\r\n", "\r\nRDY\r\n"); /* one restarts */
    CHECK_IS(a.result, QAT_OK);
    CHECK_IS(b.result, QAT_E_RESET);
    both("+QMTRECV: 0,1,\"t\",3,\"a\"b\"\r\n", "+QMTRECV: 0,1,\"t\",\"hello\"\r\n"); /* counted; not */
    CHECK_IS(data[0], 3);
    CHECK_IS(data[1], 5);
    CHECK_IS(urcs[0], 2);
    CHECK_IS(urcs[1], 1);
    return unit_end("instances");
}
