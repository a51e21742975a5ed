/* firmware.c: feeds files of the host through qat_rx() on an emulated Cortex-M0; icount.c counts.
 *
 * The command line (semihosting): chunk, then files. m0_report() is entered when a file was fed, and its
 * line "NAME bytes N lines N sum X" is printed. A file whose name has "pending-" in it comes while a
 * command waits that takes any text. The firmware's functions begin with "m0_" or "fold_" so that they are
 * not counted.
 *
 * SPDX-License-Identifier: MIT */
#include "fold.h"

#include <string.h>

#define LONE __attribute__((noinline, used))

extern uint32_t data_start, data_end, data_load, bss_start, bss_end, stack_top;
void m0_reset(void);
static void m0_fault(void);

__attribute__((section(".vectors"), used)) static const void *const m0_vectors[16] = {
    &stack_top, (const void *)m0_reset, (const void *)m0_fault, (const void *)m0_fault
};

/* ---- semihosting: the debugger's side does the input and output ---- */

enum { SYS_OPEN = 1, SYS_CLOSE = 2, SYS_WRITE0 = 4, SYS_READ = 6, SYS_CMDLINE = 0x15, SYS_EXIT = 0x20 };

static uint32_t m0_host(uint32_t op, const void *arguments)
{
    register uint32_t r0 __asm__("r0") = op;
    register const void *r1 __asm__("r1") = arguments;

    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static void m0_exit(uint32_t status)
{
    uint32_t block[2] = { 0x20026, status };

    m0_host(SYS_EXIT, block);
    for (;;) {
    }
}

static void m0_fault(void)
{
    m0_host(SYS_WRITE0, "fault\n");
    m0_exit(3);
}

static char *m0_put_number(char *w, uint32_t value, uint32_t base)
{
    char digits[11];
    int n = 0;

    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value > 0);
    while (n > 0) {
        *w++ = digits[--n];
    }
    return w;
}

static char *m0_put_text(char *w, const char *text)
{
    while (*text) {
        *w++ = *text++;
    }
    return w;
}

/* ---- what is measured ---- */

static qat_t m0_modem;
static char m0_line[512];
static uint8_t m0_data[2048];

LONE void m0_step(void)
{
    __asm__ volatile("" ::: "memory");
}

LONE void m0_report(void)
{
    __asm__ volatile("" ::: "memory");
}

LONE void m0_on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    (void)q;
    fold_event(ev);
}

static size_t m0_write(void *user, const void *data, size_t len)
{
    (void)user;
    (void)data;
    return len;
}

LONE void m0_feed(const uint8_t *p, uint32_t n, uint32_t chunk)
{
    while (n > 0) {
        uint32_t len = n < chunk ? n : chunk;

        qat_rx(&m0_modem, 0, p, len);
        m0_step();
        p += len;
        n -= len;
    }
}

static int m0_contains(const char *text, const char *what)
{
    for (; *text; text++) {
        const char *a = text, *b = what;

        while (*b && *a == *b) {
            a++;
            b++;
        }
        if (!*b) {
            return 1;
        }
    }
    return 0;
}

static void m0_start(const char *name)
{
    static qat_listener_t listener;
    static qat_ati_t pending;
    static const qat_config_t cfg = {
        &qat_bench, m0_line, sizeof m0_line, QAT_NO_STARTUP, m0_write, 0, 0, 0, 0
    };

    listener.on_event = m0_on_event;
    if (qat_init(&m0_modem, &cfg) != QAT_OK || qat_listen(&m0_modem, &listener) != QAT_OK) {
        m0_exit(2);
    }
    if (m0_contains(name, "pending-")) {
        pending = (qat_ati_t){ 0 };
        if (qat_ati(&m0_modem, &pending) != QAT_OK) {
            m0_exit(2);
        }
        qat_poll(&m0_modem, 0);
        qat_poll(&m0_modem, 0);
    }
    fold_sum = 2166136261u;
    fold_lines = 0;
}

/* Every block of the file is a multiple of the chunk, so that chunks lie as they would in one piece. */
static uint32_t m0_feed_file(const char *path, uint32_t chunk)
{
    uint32_t open[3] = { (uint32_t)path, 1, 0 }, read[3] = { 0, (uint32_t)m0_data, sizeof m0_data };
    uint32_t fed = 0, left;

    for (open[2] = 0; path[open[2]]; open[2]++) {
    }
    read[0] = m0_host(SYS_OPEN, open);
    if (read[0] == 0xFFFFFFFFu) {
        m0_exit(2);
    }
    do {
        left = m0_host(SYS_READ, read);
        m0_feed(m0_data, sizeof m0_data - left, chunk);
        fed += sizeof m0_data - left;
    } while (left == 0);
    m0_host(SYS_CLOSE, read);
    return fed;
}

static void m0_main(void)
{
    static char args[2048], text[200];
    uint32_t line[2] = { (uint32_t)args, sizeof args }, chunk = 0, fed;
    char *p = args, *name, *w;

    if (m0_host(SYS_CMDLINE, line) != 0) {
        m0_exit(2);
    }
    while (*p && *p != ' ') { /* the program's name */
        p++;
    }
    for (p += *p == ' '; *p >= '0' && *p <= '9'; p++) {
        chunk = chunk * 10 + (uint32_t)(*p - '0');
    }
    while (chunk > 0 && *p == ' ') {
        name = ++p;
        while (*p && *p != ' ') {
            p++;
        }
        if (p == name) {
            break;
        }
        line[0] = (uint32_t)*p;
        *p = 0;
        m0_start(name);
        m0_step();
        m0_report();
        fed = m0_feed_file(name, chunk);
        m0_report();
        w = m0_put_text(m0_put_text(text, name), " bytes ");
        w = m0_put_text(m0_put_number(w, fed, 10), " lines ");
        w = m0_put_text(m0_put_number(w, fold_lines, 10), " sum ");
        w = m0_put_text(m0_put_number(w, fold_sum, 16), "\n");
        *w = 0;
        m0_host(SYS_WRITE0, text);
        *p = (char)line[0];
    }
    m0_exit(0);
}

LONE void m0_reset(void)
{
    uint32_t *d = &data_start, *s = &data_load;

    while (d < &data_end) {
        *d++ = *s++;
    }
    for (d = &bss_start; d < &bss_end;) {
        *d++ = 0;
    }
    m0_main();
}
