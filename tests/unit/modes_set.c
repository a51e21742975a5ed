/* modes_set.c: commands of 27.007, 27.005 and V.250 set modes when their OK came, reads when their line came, and a restart
 * sets them back.
 *
 * SPDX-License-Identifier: MIT */
#include "unit.h"

static struct port port;

/* Sends what was submitted, lets the module answer, and lets the request end. */
static void answer(int submitted, const char *lines)
{
    CHECK_IS(submitted, QAT_OK);
    qat_poll(&port.q, 0);
    port.len = 0;
    port_rx(&port, lines);
    qat_poll(&port.q, 0);
    CHECK(qat_idle(&port.q));
}

#define MODE(name) qat_mode_get(&port.q, QAT_MODE_##name, 0)

int main(void)
{
    static qat_cmgf_t cmgf;
    static qat_cmgf_read_t cmgf_read;
    static qat_cmgf_reset_t cmgf_reset;
    static qat_csdh_t csdh;
    static qat_cscs_t cscs;
    static qat_cmee_t cmee;
    static qat_echo_t echo;
    static qat_creg_t creg;
    static qat_cgreg_read_t cgreg_read;
    static qat_cereg_t cereg;
    static qat_cereg_read_t cereg_read;
    static qat_cscon_t cscon;

    CHECK_IS(port_start(&port, &qat_bg95), QAT_OK);
    CHECK_IS(MODE(CMGF), 0);
    cmgf.text = 1;
    answer(qat_cmgf(&port.q, &cmgf), "\r\nERROR\r\n");
    CHECK_IS(MODE(CMGF), 0);
    answer(qat_cmgf(&port.q, &cmgf), "\r\nOK\r\n");
    CHECK_IS(MODE(CMGF), 1);
    answer(qat_cmgf_read(&port.q, &cmgf_read), "\r\n+CMGF: 0\r\n\r\nOK\r\n");
    CHECK_IS(MODE(CMGF), 0);
    answer(qat_cmgf(&port.q, &cmgf), "\r\nOK\r\n");
    answer(qat_cmgf_reset(&port.q, &cmgf_reset), "\r\nOK\r\n");
    CHECK_IS(MODE(CMGF), 0);

    csdh.all = 1;
    answer(qat_csdh(&port.q, &csdh), "\r\nOK\r\n");
    CHECK_IS(MODE(CSDH), 1);
    cscs.charset = QAT_CHARSET_UCS2;
    answer(qat_cscs(&port.q, &cscs), "\r\nOK\r\n");
    CHECK_IS(MODE(CSCS), 2);
    CHECK_IS(MODE(CMEE), 1);
    cmee.form = QAT_CMEE_WORDS;
    answer(qat_cmee(&port.q, &cmee), "\r\nOK\r\n");
    CHECK_IS(MODE(CMEE), 2);
    echo.on = 1;
    answer(qat_echo(&port.q, &echo), "\r\nOK\r\n");
    CHECK_IS(MODE(ECHO), 1);

    creg.n = 2;
    answer(qat_creg(&port.q, &creg), "\r\nOK\r\n");
    CHECK_IS(MODE(CREG), 2);
    answer(qat_cgreg_read(&port.q, &cgreg_read), "\r\n+CGREG: 4,1\r\n\r\nOK\r\n");
    CHECK_IS(MODE(CGREG), 4);
    cereg.n = 5;
    answer(qat_cereg(&port.q, &cereg), "\r\nOK\r\n");
    CHECK_IS(MODE(CEREG), 5);
    answer(qat_cereg_read(&port.q, &cereg_read), "\r\n+CEREG: 0,1\r\n\r\nOK\r\n");
    CHECK_IS(MODE(CEREG), 0);
    cscon.n = 3;
    answer(qat_cscon(&port.q, &cscon), "\r\nOK\r\n");
    CHECK_IS(MODE(CSCON), 3);

    port_rx(&port, "\r\nRDY\r\n");
    CHECK_IS(MODE(CSDH), 0);
    CHECK_IS(MODE(CSCS), 0);
    CHECK_IS(MODE(CMEE), 1);
    CHECK_IS(MODE(CREG), 0);
    CHECK_IS(MODE(CGREG), 0);
    CHECK_IS(MODE(CSCON), 0);
    return unit_end("modes_set");
}
