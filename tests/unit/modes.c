/* modes.c: modes set by an application that attaches to a running module, and what they decide.
 *
 * SPDX-License-Identifier: MIT */
#include "unit.h"

static struct port port;
static unsigned has_length;

static void hear(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    (void)q;
    if (ev->kind == QAT_EV_URC && ev->id == QAT_URC_QMTRECV) {
        has_length = ((const qat_qmtrecv_urc_t *)ev->urc)->has & QAT_QMTRECV_URC_HAS_LENGTH ? 1 : 0;
    }
}

int main(void)
{
    static qat_listener_t ear;
    uint32_t i;

    ear.on_event = hear;
    CHECK_IS(port_start(&port, &qat_bg95), QAT_OK);
    CHECK_IS(qat_listen(&port.q, &ear), QAT_OK);
    for (i = 0; i < 6; i++) {
        CHECK_IS(qat_mode_get(&port.q, QAT_MODE_COUNTED, i), 0);
    }
    CHECK_IS(qat_mode_set(&port.q, QAT_MODE_COUNTED, 5, 1), QAT_OK);
    for (i = 0; i < 6; i++) { /* its neighbours do not change */
        CHECK_IS(qat_mode_get(&port.q, QAT_MODE_COUNTED, i), i == 5);
        CHECK_IS(qat_mode_get(&port.q, QAT_MODE_STORED, i), 0);
        CHECK_IS(qat_mode_get(&port.q, QAT_MODE_NOTICE, i), 0);
    }
    CHECK_IS(qat_mode_set(&port.q, QAT_MODE_COUNTED, 6, 1), QAT_E_ARG);
    CHECK_IS(qat_mode_set(&port.q, QAT_MODE_COUNTED, 0xFFFFFFFFu, 1), QAT_E_ARG);
    CHECK_IS(qat_mode_set(&port.q, QAT_MODE_COUNTED, 0, 2), QAT_E_ARG);
    CHECK_IS(qat_mode_set(NULL, QAT_MODE_COUNTED, 0, 1), QAT_E_ARG);
    CHECK_IS(qat_mode_get(&port.q, QAT_MODE_COUNTED, 6), 0);
    CHECK_IS(qat_mode_get(NULL, QAT_MODE_COUNTED, 0), 0);

    port_rx(&port, "+QMTRECV: 5,1,\"t\",3,\"a\"b\"\r\n");
    CHECK_IS(has_length, 1);
    port_rx(&port, "+QMTRECV: 4,1,\"t\",\"abc\"\r\n");
    CHECK_IS(has_length, 0);
    port_rx(&port, "\r\nRDY\r\n");
    CHECK_IS(qat_mode_get(&port.q, QAT_MODE_COUNTED, 5), 0);
    return unit_end("modes");
}
