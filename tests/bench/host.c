/* host.c: feeds a stream through qat_rx() for callgrind to count, prints the checksum of all that came out.
 *
 *     bench STREAM CHUNK            lines that the module says by itself
 *     bench STREAM CHUNK INDEX      transactions: the request goes out first, each begins with a new chunk
 *     bench STREAM CHUNK INDEX mid  the same; chunks that lie inside a payload are fed by feed_mid()
 *
 * callgrind.py says which functions to look at: collecting begins in feed(), or in feed_mid(), and what
 * the on_... callbacks take is subtracted.
 *
 * SPDX-License-Identifier: MIT */
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONE __attribute__((noinline)) /* stays a function that callgrind can name */

static qat_t modem;
static char line_buffer[512];
static const struct transaction *pending;
static unsigned long done_count;

LONE void on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    (void)q;
    fold_event(ev);
}

LONE void on_info(qat_t *q, qat_req_t *r, int line)
{
    (void)q;
    (void)r;
    fold_begin('i', (uint32_t)(pending - transactions));
    pending->fold(pending->info, line);
}

LONE void on_data(qat_t *q, qat_req_t *r, const qat_data_t *d)
{
    (void)q;
    (void)r;
    fold_data(d);
}

LONE void on_done(qat_t *q, qat_req_t *r, int result)
{
    (void)q;
    fold_begin('d', (uint32_t)(pending - transactions));
    fold_number((uint32_t)result);
    fold_number(r->code);
    done_count++;
}

static size_t port_write(void *user, const void *data, size_t len)
{
    (void)user;
    (void)data;
    return len;
}

LONE void feed(const uint8_t *p, size_t n, size_t chunk)
{
    for (; n >= chunk; p += chunk, n -= chunk) {
        qat_rx(&modem, 0, p, chunk);
    }
    if (n > 0) {
        qat_rx(&modem, 0, p, n);
    }
}

LONE void feed_mid(const uint8_t *p, size_t n, size_t chunk)
{
    for (; n >= chunk; p += chunk, n -= chunk) {
        qat_rx(&modem, 0, p, chunk);
    }
}

/* The chunks of a payload's answer that hold nothing but payload are fed apart. Returns their bytes. */
static size_t feed_parts(const uint8_t *p, size_t n, size_t chunk)
{
    const size_t head = 15, tail = 8; /* "\r\n+QIRD: 1460\r\n" and "\r\n\r\nOK\r\n" */
    size_t before = (head + chunk - 1) / chunk * chunk;
    size_t mid = n > before + tail ? (n - tail - before) / chunk * chunk : 0;

    feed(p, before, chunk);
    feed_mid(p + before, mid, chunk);
    feed(p + before + mid, n - before - mid, chunk);
    return mid;
}

static int begin_transaction(const char *command)
{
    for (pending = transactions; pending < transactions + TRANSACTIONS; pending++) {
        if (strcmp(pending->text, command) == 0) {
            int err = pending->submit(&modem);

            while (err == QAT_OK && qat_poll(&modem, 0) == 0) {
            }
            return err;
        }
    }
    return QAT_E_ARG;
}

static size_t feed_transactions(const uint8_t *data, size_t size, size_t chunk, const char *index, int mid)
{
    FILE *f = fopen(index, "r");
    char row[256], *command;
    size_t fed = 0;

    while (f && fgets(row, sizeof row, f)) {
        unsigned long at, len;

        row[strcspn(row, "\n")] = 0;
        command = strrchr(row, '\t');
        if (sscanf(row, "%lu %lu", &at, &len) != 2 || !command || at + len > size ||
            begin_transaction(command + 1) != QAT_OK) {
            fprintf(stderr, "bench: %s: %s\n", index, row);
            exit(2);
        }
        if (mid) {
            fed += feed_parts(data + at, len, chunk);
        } else {
            feed(data + at, len, chunk);
            fed += len;
        }
    }
    if (f) {
        fclose(f);
    }
    return fed;
}

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    uint8_t *data = NULL;
    long n;

    if (f && fseek(f, 0, SEEK_END) == 0 && (n = ftell(f)) > 0 && fseek(f, 0, SEEK_SET) == 0) {
        data = malloc((size_t)n);
        *size = data ? fread(data, 1, (size_t)n, f) : 0;
    }
    if (f) {
        fclose(f);
    }
    return data;
}

int main(int argc, char **argv)
{
    static qat_listener_t listener;
    static qat_config_t cfg;
    size_t size = 0, chunk = argc > 2 ? (size_t)atoi(argv[2]) : 0, fed = 0;
    uint8_t *data = chunk > 0 ? read_file(argv[1], &size) : NULL;
    uint32_t counted = 0;
    int i;

    if (!data) {
        fprintf(stderr, "usage: bench STREAM CHUNK [INDEX [mid]]\n");
        return 2;
    }
    cfg.dialect = &qat_bench;
    cfg.line = line_buffer;
    cfg.line_size = sizeof line_buffer;
    cfg.flags = QAT_NO_STARTUP;
    cfg.write = port_write;
    listener.on_event = on_event;
    if (qat_init(&modem, &cfg) != QAT_OK || qat_listen(&modem, &listener) != QAT_OK) {
        return 2;
    }
    prepare_arguments();
    for (i = 0; i < TRANSACTIONS; i++) {
        transactions[i].req->done = on_done;
        transactions[i].req->on_info = on_info;
        transactions[i].req->on_data = on_data;
    }
    if (argc > 3) {
        fed = feed_transactions(data, size, chunk, argv[3], argc > 4);
    } else {
        feed(data, size, chunk);
        fed = size;
    }
    for (i = 0; i < QAT_N_COUNT; i++) {
        counted += qat_count(&modem, i);
    }
    printf("fed %lu size %lu counted %lu lines %lu sum %08lx\n", (unsigned long)fed, (unsigned long)size,
           (unsigned long)counted, (unsigned long)fold_lines, (unsigned long)fold_sum);
    free(data);
    return 0;
}
