/* counters.c: where each byte went, to the byte.
 *
 * SPDX-License-Identifier: MIT */
#include "unit.h"

static struct port port;

static void expect(int which, uint32_t n)
{
    CHECK_IS(qat_count(&port.q, which), n);
}

int main(void)
{
    static qat_csq_t csq;
    char line[400];

    CHECK_IS(port_start(&port, &qat_bg96), QAT_OK);
    CHECK_IS(qat_csq(&port.q, &csq), QAT_OK);
    qat_poll(&port.q, 0);
    port_rx(&port, "AT+CSQ\r");                  /* echo 7 */
    expect(QAT_N_ECHO, 7);
    port_rx(&port, "\r\n+CSQ: 1,2\r\n");         /* frame 4, answer 9 */
    expect(QAT_N_ANSWER, 9);
    port_rx(&port, "+CEREG: 1\r\n");             /* urc 9, frame 2 */
    expect(QAT_N_URC, 9);
    port_rx(&port, "\r\nOK\r\n");                /* frame 4, answer 2 */
    expect(QAT_N_ANSWER, 11);
    port_rx(&port, "what is this\r\n");          /* unknown 12, frame 2 */
    expect(QAT_N_UNKNOWN, 12);
    expect(QAT_N_FRAME, 12);
    port_rx(&port, "+QMTRECV: 0,1,\"t\",\"hello\"\r\n"); /* urc 18, quotes and line end 4, payload 5 */
    expect(QAT_N_URC, 27);
    expect(QAT_N_PAYLOAD, 5);
    expect(QAT_N_FRAME, 16);
    memset(line, 'x', 300);
    memcpy(line + 300, "\r\n", 3);
    port_rx(&port, line);
    expect(QAT_N_OVERFLOW, 300);
    expect(QAT_N_FRAME, 18);
    return unit_end("counters");
}
