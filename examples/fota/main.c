/* main.c: updates the firmware of a module, with a bar that shows how far it is.
 * Usage: fota TTY DIALECT JOB [DIE]
 *
 * SPDX-License-Identifier: MIT
 *
 * JOB: get (the module downloads the package), put (it is uploaded from here; not bg96), listen (follows an
 * update that is under way). DIE: the program ends itself at so many percent of the update, as if the host
 * had lost its power. Ends with 0 when the new firmware runs, with 1 and the reason when it does not, with 3
 * for DIE. */
#define _POSIX_C_SOURCE 200809L
#define QAT_IMPLEMENTATION
#include "qat.h"
#include "port/linux_tty.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BAR = 40, PACKAGE = 100000, LIMIT_MS = 180000 };

static qat_t modem;
static qat_fota_t fota;
static qat_fota_config_t job;
static int over, status = 1, die_at = 101;
static int shown = -1, shown_phase, bar_open;

/* ---- what one sees ---- */

static void tell(const char *format, ...)
{
    va_list args;

    if (bar_open) {
        putchar('\n');
        bar_open = 0;
    }
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
}

/* On a terminal one line that grows; elsewhere a line for each phase and each ten percent. */
static void bar(const char *phase, int percent)
{
    char hashes[BAR + 1];
    int n = percent < 0 ? 0 : percent * BAR / 100;

    memset(hashes, '#', sizeof hashes);
    hashes[n] = 0;
    if (isatty(1)) {
        printf("\r%-12s [%-*s] ", phase, BAR, hashes);
        printf(percent < 0 ? "  ..." : "%3d %%", percent);
        bar_open = 1;
    } else if (percent < 0 || percent % 10 == 0) {
        printf("%-12s [%-*s] ", phase, BAR, hashes);
        printf(percent < 0 ? "  ...\n" : "%3d %%\n", percent);
    }
    fflush(stdout);
}

static void on_progress(qat_fota_t *f, int phase, int percent)
{
    (void)f;
    if (phase != shown_phase && bar_open) {
        putchar('\n');
    }
    if (phase != shown_phase || percent != shown) {
        bar(qat_fota_phase_name(phase), percent);
    }
    shown_phase = phase;
    shown = percent;
    if ((phase == QAT_FOTA_UPDATING || phase == QAT_FOTA_RESTORING) && percent >= die_at) {
        tell("the host goes down");
        exit(3);
    }
}

static void on_end(qat_fota_t *f, const qat_fota_end_t *end)
{
    over = 1;
    status = end->why != QAT_FOTA_UPDATED;
    tell("version before %s", f->before[0] ? f->before : "not known");
    tell("version now    %s", f->after[0] ? f->after : "not known");
    tell("%s while %s: %s, attempt %d", status ? "failed" : "done", qat_fota_phase_name(end->phase),
         qat_fota_why_name(end->why), f->attempt);
    if (end->number) {
        tell("the module's number: %d, %s", (int)end->number, qat_fota_error_name(end->number));
    }
}

/* A serial port is set here; a pseudo terminal knows no speed. */
static void on_speed(qat_fota_t *f, int updating)
{
    (void)f;
    tell("port: %s", updating ? "at the speed of updates" : "at its usual speed");
}

static void on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    (void)q;
    if (ev->kind == QAT_EV_RESTART) {
        tell("module: %s", qat_urc_name(ev->id));
    } else if (ev->kind == QAT_EV_DEAD && !qat_fota_deaf(&fota)) {
        tell("module: does not answer");
    }
}

/* ---- the job ---- */

static int choose(const char *name)
{
    static char package[PACKAGE];
    size_t i;

    for (i = 0; i < sizeof package; i++) {
        package[i] = (char)(i * 31 + i / 256);
    }
    memcpy(package, "DFOTA", 5);
    job.job = strcmp(name, "get") == 0 ? QAT_FOTA_GET : strcmp(name, "put") == 0 ? QAT_FOTA_PUT
            : strcmp(name, "listen") == 0 ? QAT_FOTA_LISTEN : 0;
    job.url = qat_str("https://www.quectel.com:100/update.zip");
    job.apn = qat_str("Telstra.internet");
    job.ca.data = "-----BEGIN CERTIFICATE-----\nof the server\n-----END CERTIFICATE-----\n";
    job.ca.size = (uint32_t)strlen(job.ca.data);
    job.package.data = package;
    job.package.size = sizeof package;
    job.pause_ms = 1000;
    job.settle_ms = 5000; /* a demonstration is in a hurry */
    job.listen_ms = 60000;
    job.on_progress = on_progress;
    job.on_end = on_end;
    job.on_speed = on_speed;
    return job.job ? 0 : -1;
}

static int run(void)
{
    uint32_t start = port_ms(), now = start;
    char in[256];

    while (!over && now - start < LIMIT_MS) {
        long n = port_read(in, sizeof in);
        uint32_t a, b;

        if (n < 0) {
            tell("the terminal is gone");
            return 1;
        }
        now = port_ms();
        qat_rx(&modem, now, in, (size_t)n);
        a = qat_poll(&modem, now);
        b = qat_fota_poll(&fota, now);
        a = a < b ? a : b;
        if (!over) {
            port_wait(a < 1000 ? a : 1000);
        }
    }
    return status;
}

int main(int argc, char **argv)
{
    static char line[512];
    static qat_config_t cfg = { .line = line, .line_size = sizeof line, .write = port_write };
    static qat_listener_t listener = { .on_event = on_event };
    int err;

    if (argc < 4 || argc > 5 || choose(argv[3]) != 0) {
        fputs("usage: fota TTY bg95|bg96 get|put|listen [PERCENT AT WHICH THE HOST GOES DOWN]\n", stderr);
        return 2;
    }
    cfg.dialect = strcmp(argv[2], "bg96") == 0 ? &qat_bg96 : &qat_bg95;
    die_at = argc == 5 ? atoi(argv[4]) : die_at;
    if (port_open(argv[1]) != 0) {
        perror("fota");
        return 2;
    }
    qat_init(&modem, &cfg);
    qat_listen(&modem, &listener);
    err = qat_fota_start(&fota, &modem, &job);
    if (err != QAT_OK) {
        tell("refused: %s", qat_result_name(err));
        return 1;
    }
    return run();
}
