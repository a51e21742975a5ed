/* record.c: writes both directions down in the format of captured sessions: `> ` and `< ` lines, `>~ ` and
 * `<~ ` for bytes without a line end, `# ` remarks, \xNN for bytes that cannot be printed.
 *
 * SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "demo.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

static FILE *file;
static char dir;           /* of the open line; 0: none  */
static unsigned char line[2048];
static size_t line_len;

int record_open(const char *path)
{
    file = fopen(path, "w");
    if (!file) {
        return -1;
    }
    fputs("# source: the demonstration of qat\n# module: simulated BG96\n# echo: on until ATE0\n\n", file);
    return 0;
}

/* Ends the open line. whole: its line end has come, and is not written. */
static void flush(int whole)
{
    size_t i;

    if (dir && (line_len > 0 || whole)) {
        fprintf(file, "%c%s ", dir, whole ? "" : "~");
        for (i = 0; i < line_len; i++) {
            if (line[i] == '\\') {
                fputs("\\\\", file);
            } else if (line[i] >= 0x20 && line[i] < 0x7F) {
                fputc(line[i], file);
            } else {
                fprintf(file, "\\x%02X", line[i]);
            }
        }
        fputc('\n', file);
    }
    dir = 0;
    line_len = 0;
}

void record_close(void)
{
    if (file) {
        flush(0);
        fclose(file);
        file = NULL;
    }
}

void record_trace(void *user, const qat_trace_t *t)
{
    const unsigned char *p = (const unsigned char *)t->data;
    uint32_t i;

    (void)user;
    if (!file || t->dir == '=') {
        return;
    }
    for (i = 0; i < t->len; i++) {
        if (dir != t->dir || line_len == sizeof line) {
            flush(0);
            dir = t->dir;
        }
        line[line_len++] = p[i];
        if (t->dir == '>' && p[i] == '\r' && line_len >= 3 && line[0] == 'A' && line[1] == 'T') {
            line_len--; /* a command line ends with CR */
            flush(1);
        } else if (t->dir == '<' && p[i] == '\n') {
            line_len--;
            line_len -= line_len > 0 && line[line_len - 1] == '\r';
            flush(1);
        }
    }
}

void tell(const char *format, ...)
{
    static struct timespec start;
    struct timespec now;
    char text[512];
    va_list args;
    long ms;

    clock_gettime(CLOCK_MONOTONIC, &now);
    if (start.tv_sec == 0) {
        start = now;
    }
    ms = (long)(now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    printf("%4ld.%03ld  %s\n", ms / 1000, ms % 1000, text);
    fflush(stdout);
    if (file) {
        flush(0);
        fprintf(file, "# t=%ld.%03ld %s\n", ms / 1000, ms % 1000, text);
    }
}
