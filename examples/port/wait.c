/* wait.c: for bring-up: one request after the other, each waited for. Usage: wait TTY
 *
 * SPDX-License-Identifier: MIT
 *
 * A product does not wait: it goes on from `done` to `done` (first/main.c), so that URCs, timeouts and the
 * rest of the firmware have their turn. On the bench, waiting reads better. */
#define QAT_IMPLEMENTATION
#include "qat.h"
#include "port/linux_tty.h"

#include <stdio.h>

static qat_req_t *finished;
static int finished_with;

/* The `done` of every request that qat_wait() is to wait for. */
static void waited(qat_t *q, qat_req_t *r, int result)
{
    (void)q;
    finished = r;
    finished_with = result;
}

/* Loops until r, which was accepted with .done = waited, has ended. Returns its result. It does end: every
 * request has its limits. */
static int qat_wait(qat_t *q, qat_req_t *r)
{
    char in[64];

    for (finished = NULL; finished != r;) {
        long n = port_read(in, sizeof in);
        uint32_t ms;

        if (n < 0) {
            return QAT_E_DETACHED;
        }
        qat_rx(q, port_ms(), in, (size_t)n);
        ms = qat_poll(q, port_ms());
        if (finished != r) {
            port_wait(ms);
        }
    }
    return finished_with;
}

int main(int argc, char **argv)
{
    static char line[256], room[64];
    static const qat_config_t cfg = { .dialect = &qat_bg96, .line = line, .line_size = sizeof line,
                                      .write = port_write };
    static qat_cgsn_t imei = { .req = { .done = waited, .room = room, .room_size = sizeof room } };
    static qat_csq_t signal = { .req.done = waited };
    static qat_t modem;

    if (argc < 2 || port_open(argv[1]) != 0 || qat_init(&modem, &cfg) != QAT_OK) {
        fprintf(stderr, "usage: wait TTY\n");
        return 2;
    }
    if (qat_cgsn(&modem, &imei) != QAT_OK || qat_wait(&modem, &imei.req) != QAT_OK) {
        fprintf(stderr, "no answer: %s\n", qat_result_name(finished_with));
        return 1;
    }
    printf("IMEI %.*s\n", (int)imei.info.imei.len, imei.info.imei.ptr); /* kept in room */
    if (qat_csq(&modem, &signal) == QAT_OK && qat_wait(&modem, &signal.req) == QAT_OK) {
        printf("signal %u\n", (unsigned)signal.info.rssi);
    }
    return 0;
}
