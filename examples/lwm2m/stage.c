/* stage.c: see stage.h.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "stage.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct sim *module;
qat_t modem;

static uint32_t now_ms;
static unsigned char from_module[65536];
static size_t waiting;
static int written;   /* the module has not looked at it yet */

/* The line that each direction is in the middle of. */
static char text[2][4096];
static size_t length[2];

static void print_line(int side)
{
    if (length[side] > 0) {
        printf("%.*s\n", (int)length[side], text[side]);
    }
    length[side] = 0;
}

static void on_trace(void *user, const qat_trace_t *t)
{
    int side = t->dir == '>' ? 0 : 1;
    const char *p = t->data;

    (void)user;
    if (t->dir == '=') {
        return;
    }
    for (uint32_t i = 0; i < t->len; i++) {
        if (p[i] == '\r' || p[i] == '\n') {
            print_line(side);
        } else if (length[side] < sizeof text[side]) {
            text[side][length[side]++] = p[i];
        }
    }
}

void remark(const char *format, ...)
{
    va_list args;

    printf("# ");
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
}

static void on_tx(void *user, const void *data, size_t len)
{
    (void)user;
    if (len <= sizeof from_module - waiting) {
        memcpy(from_module + waiting, data, len);
        waiting += len;
    }
}

static size_t port_write(void *user, const void *data, size_t len)
{
    (void)user;
    sim_rx(module, now_ms, data, len);
    written = 1;
    return len;
}

void stage_open(const qat_dialect_t *dialect, int running, uint16_t flags)
{
    static char line[1024];
    static qat_config_t cfg;
    struct sim_config sim;

    sim_config_defaults(&sim);
    sim.tx = on_tx;
    sim.running = running != 0;
    sim.taciturn = true;
    sim.times.attach = 300;
    module = sim_new(&sim);
    memset(&cfg, 0, sizeof cfg);
    cfg.dialect = dialect;
    cfg.line = line;
    cfg.line_size = sizeof line;
    cfg.flags = flags;
    cfg.write = port_write;
    cfg.trace = on_trace;
    qat_init(&modem, &cfg);
}

void stage_close(void)
{
    sim_free(module);
    module = NULL;
}

void stage_run(uint32_t ms, const int *until, uint32_t (*more)(uint32_t now_ms))
{
    uint32_t end = now_ms + ms;

    while (!(until && *until)) {
        uint32_t wait = sim_poll(module, now_ms), other;
        size_t n = waiting;

        waiting = 0;
        qat_rx(&modem, now_ms, from_module, n);
        other = qat_poll(&modem, now_ms);
        wait = other < wait ? other : wait;
        other = more ? more(now_ms) : UINT32_MAX;
        wait = other < wait ? other : wait;
        if (waiting > 0 || written) {
            written = 0;
            continue;
        }
        if (now_ms == end) {
            break;
        }
        wait = wait == 0 ? 1 : wait;
        now_ms += wait < end - now_ms ? wait : end - now_ms;
    }
}
