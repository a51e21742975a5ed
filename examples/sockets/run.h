/* run.h: what these programs have in common: the instance, its port and its loop. Include it once, in place
 * of qat.h.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "qat.h"
#include "port/linux_tty.h" /* port_...: yours */

#include <stdio.h>
#include <stdlib.h>

static qat_t modem;
static int finished;

/* A request was refused, or came to nothing: the end. */
static void need(int result, const char *what)
{
    if (result != QAT_OK) {
        printf("%s: %s\n", what, qat_result_name(result));
        exit(1);
    }
}

/* Serves the module until `finished`. on_event may be NULL. */
static int run(int argc, char **argv, void (*on_event)(qat_listener_t *, qat_t *, const qat_event_t *),
               void (*begin)(void))
{
    static char line[256], in[256];
    static const qat_config_t cfg = {
        .dialect = &qat_bg96, .line = line, .line_size = sizeof line, .write = port_write
    };
    static qat_listener_t listener;

    if (argc < 2 || port_open(argv[1]) != 0 || qat_init(&modem, &cfg) != QAT_OK) {
        fprintf(stderr, "usage: %s TTY\n", argv[0]);
        return 2;
    }
    listener.on_event = on_event;
    if (on_event != NULL) {
        qat_listen(&modem, &listener);
    }
    begin();
    while (!finished) {
        long n = port_read(in, sizeof in);
        uint32_t ms;

        if (n < 0) {
            return 2;
        }
        qat_rx(&modem, port_ms(), in, (size_t)n);
        ms = qat_poll(&modem, port_ms());
        if (!finished) {
            port_wait(ms);
        }
    }
    return 0;
}
