/* The tutorial's firmware: the new command, called typed. The module is played by three lines.
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "qat.h"
#include <stdio.h>

static qat_qftpcfg_transmode_read_t ftp;

static void show(qat_t *q, qat_req_t *r, int result)
{
    (void)q;
    (void)r;
    printf("%s, passive=%u\n", qat_result_name(result), (unsigned)ftp.info.passive);
}

static size_t write_port(void *user, const void *data, size_t len)
{
    (void)user;
    printf("%.*s\n", (int)len, (const char *)data);
    return len;
}

int main(void)
{
    static char line[128];
    static qat_config_t cfg;
    static qat_t modem;

    cfg.dialect = &qat_bg96;
    cfg.line = line;
    cfg.line_size = sizeof line;
    cfg.write = write_port;
    cfg.flags = QAT_NO_STARTUP;
    qat_init(&modem, &cfg);
    ftp.req.done = show;
    qat_qftpcfg_transmode_read(&modem, &ftp);
    qat_poll(&modem, 0);
    qat_rx(&modem, 1, "\r\n+QFTPCFG: \"transmode\",1\r\n\r\nOK\r\n", 33);
    qat_poll(&modem, 1);
    return 0;
}
