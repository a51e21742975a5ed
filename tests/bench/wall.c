/* wall.c: time of a stream through qat_rx(), as a multiple of finding its line ends with memchr(), in one
 * process.
 *
 *     wall STREAM CHUNK
 *
 * Prints the best of many passes each; callbacks count and nothing else. A report, not a test: times are
 * the machine's.
 *
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 199309L
#include "qat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PASSES = 60, MOST_BYTES = 1 << 20 };

static qat_t modem;
static char line_buffer[512];
static volatile unsigned long events;

static void on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    (void)q;
    (void)ev;
    events = events + 1;
}

static size_t port_write(void *user, const void *data, size_t len)
{
    (void)user;
    (void)data;
    return len;
}

static double seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void through_qat(const char *p, size_t n, size_t chunk)
{
    for (; n > chunk; p += chunk, n -= chunk) {
        qat_rx(&modem, 0, p, chunk);
    }
    qat_rx(&modem, 0, p, n);
}

static void through_memchr(const char *p, size_t n, size_t chunk)
{
    const char *all = p + n, *end, *at;

    for (; p != all; p = end) {
        end = (size_t)(all - p) > chunk ? p + chunk : all;
        for (at = p; (at = (const char *)memchr(at, '\n', (size_t)(end - at))) != NULL; at++) {
            events = events + 1;
        }
    }
}

static double best(void (*pass)(const char *p, size_t n, size_t chunk), const char *p, size_t n, size_t chunk)
{
    double least = 1e9;
    int i;

    for (i = 0; i < PASSES; i++) {
        double from = seconds(), took;

        pass(p, n, chunk);
        took = seconds() - from;
        least = took < least ? took : least;
    }
    return least;
}

int main(int argc, char **argv)
{
    static char data[MOST_BYTES];
    static qat_config_t cfg;
    static qat_listener_t listener;
    FILE *f = argc > 2 ? fopen(argv[1], "rb") : NULL;
    size_t n = f ? fread(data, 1, sizeof data, f) : 0, chunk = argc > 2 ? (size_t)atoi(argv[2]) : 0;
    double qat, found;

    if (n == 0 || chunk == 0) {
        fprintf(stderr, "usage: wall STREAM CHUNK\n");
        return 2;
    }
    fclose(f);
    cfg.dialect = &qat_bench;
    cfg.line = line_buffer;
    cfg.line_size = sizeof line_buffer;
    cfg.flags = QAT_NO_STARTUP;
    cfg.write = port_write;
    listener.on_event = on_event;
    if (qat_init(&modem, &cfg) != QAT_OK || qat_listen(&modem, &listener) != QAT_OK) {
        return 2;
    }
    qat = best(through_qat, data, n, chunk);
    found = best(through_memchr, data, n, chunk);
    printf("%.2f ns per byte, %.2f times memchr\n", qat * 1e9 / (double)n, qat / found);
    return 0;
}
