/* payloads.c: payload arguments: memory, views, sizes, what may not be in one.
 *
 * SPDX-License-Identifier: MIT */
#include "unit.h"

static struct port port;

static const void *nothing(void *user, uint32_t offset, uint32_t *len)
{
    (void)user;
    (void)offset;
    *len = 0;
    return "";
}

static int publish(qat_payload_t payload)
{
    static qat_qmtpub_t r;

    CHECK_IS(port_start(&port, &qat_bg96), QAT_OK);
    memset(&r, 0, sizeof r);
    r.topic = qat_str("t");
    r.payload = payload;
    r.req.done = port_done;
    r.req.user = &port;
    return qat_qmtpub(&port.q, &r);
}

static int upload(uint32_t size)
{
    static qat_qfupl_t r;
    static const uint8_t bytes[16];

    CHECK_IS(port_start(&port, &qat_bg96), QAT_OK);
    memset(&r, 0, sizeof r);
    r.name = qat_str("f");
    r.payload.data = bytes;
    r.payload.size = size;
    return qat_qfupl(&port.q, &r);
}

int main(void)
{
    static const char big[2000] = "x";
    qat_payload_t p = { 0, 0, 0, 0 };

    CHECK_IS(publish(p), QAT_OK); /* nothing is a payload too */
    p.size = 5;
    CHECK_IS(publish(p), QAT_E_NULL);
    p.view = nothing; /* a view that never gives a byte */
    CHECK_IS(publish(p), QAT_E_ARG);
    p.data = "a\x1A" "bcd";
    CHECK_IS(publish(p), QAT_E_ARG);
    p.data = "a\x1B" "bcd";
    CHECK_IS(publish(p), QAT_E_ARG);
    p.data = "abcd\x1A";
    CHECK_IS(publish(p), QAT_E_ARG);
    p.data = "abcde";
    CHECK_IS(publish(p), QAT_OK);
    p.data = big;
    p.size = 1548;
    CHECK_IS(publish(p), QAT_OK);
    p.size = 1549;
    CHECK_IS(publish(p), QAT_E_ARG); /* what exceeds 1,548 bytes the module drops */
    CHECK_IS(upload(16), QAT_OK);
    CHECK_IS(upload(0), QAT_E_ARG);
    return unit_end("payloads");
}
