/* bare_metal.c: no operating system: the interrupt fills a ring, the main loop drains it, SysTick counts,
 * WFI sleeps.
 *
 * SPDX-License-Identifier: MIT
 *
 * For any Cortex-M. What is special about a chip stands in one place: the four registers of its UART, here
 * those of a simple one. Rules that hold everywhere:
 *  - the interrupt only moves bytes. All of qat runs in the main loop: one context, no locks;
 *  - one side writes head, the other tail: a ring of a power of two needs no more;
 *  - an overrun is counted, never waited for: the runtime reports a line that lost bytes as unknown and
 *  goes on. */
#define QAT_IMPLEMENTATION
#define QAT_TRACE 0 /* set it in every file alike: see the Makefile of your project */
#include "qat.h"

/* ---- the chip ---- */

typedef struct {
    volatile uint32_t data;     /* read: a received byte, write: the next to be sent   */
    volatile uint32_t status;   /* bit 0: a byte has come, bit 1: the sender has room  */
    volatile uint32_t control;  /* bit 0: interrupt for received bytes                 */
} uart_t;
#define UART ((uart_t *)0x40004000u)
#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define NVIC_ISER (*(volatile uint32_t *)0xE000E100u)
#define CPU_HZ 16000000u

/* ---- time ---- */

static volatile uint32_t ticks; /* ms; wraps after 49 days, which qat knows */

void SysTick_Handler(void);
void SysTick_Handler(void)
{
    ticks++;
}

/* ---- received bytes ---- */

#define RING 256u /* a power of two; 22 ms at 115200 bit/s: the main loop must come by as often */
static volatile uint8_t ring[RING];
static volatile uint32_t head; /* the interrupt's  */
static volatile uint32_t tail; /* the main loop's  */
static volatile uint32_t overruns;

void UART_IRQHandler(void);
void UART_IRQHandler(void)
{
    while (UART->status & 1u) {
        uint8_t byte = (uint8_t)UART->data;

        if (head - tail < RING) {
            ring[head % RING] = byte;
            head = head + 1;
        } else {
            overruns = overruns + 1;
        }
    }
}

/* Hands over what lies in the ring, in place: one call, two where it wraps. */
static void drain(qat_t *q)
{
    uint8_t piece[32];

    while (tail != head) {
        size_t n = 0;

        while (n < sizeof piece && tail != head) {
            piece[n++] = ring[tail % RING];
            tail = tail + 1;
        }
        qat_rx(q, ticks, piece, n);
    }
}

static int full; /* the sender had no more room: qat has more to write */

/* Takes what the sender has room for and returns: qat asks again in the next qat_poll(). */
static size_t uart_write(void *user, const void *data, size_t len)
{
    const uint8_t *p = (const uint8_t *)data;
    size_t n = 0;

    (void)user;
    while (n < len && (UART->status & 2u)) {
        UART->data = p[n++];
    }
    full = n < len;
    return n;
}

/* ---- the application: report the signal once a minute ---- */

static qat_t modem;
static qat_csq_t csq;
static uint32_t last_rssi = 99;

static void on_csq(qat_t *q, qat_req_t *r, int result)
{
    (void)q;
    (void)r;
    if (result == QAT_OK) {
        last_rssi = csq.info.rssi;
    }
}

/* Sleeps until an interrupt, unless something has come between the last look and here. */
static void sleep(void)
{
#if defined(__arm__)
    __asm volatile("cpsid i" ::: "memory");
    if (tail == head) {
        __asm volatile("wfi"); /* a pending interrupt ends it also while they are off */
    }
    __asm volatile("cpsie i" ::: "memory");
#endif
}

int main(void)
{
    static char line[256];
    static const qat_config_t cfg = { .dialect = &qat_bg95, .line = line, .line_size = sizeof line,
                                      .write = uart_write };
    uint32_t next = 0;

    SYST_RVR = CPU_HZ / 1000u - 1u;
    SYST_CSR = 7;
    UART->control = 1;
    NVIC_ISER = 1;
    csq.req.done = on_csq;
    qat_init(&modem, &cfg);
    for (;;) {
        drain(&modem);
        if ((int32_t)(ticks - next) >= 0) {
            qat_csq(&modem, &csq); /* QAT_E_BUSY while the last one is under way: as good */
            next = ticks + 60000u;
        }
        full = 0;
        qat_poll(&modem, ticks);
        if (!full) {
            sleep(); /* SysTick ends it after a ms; a tickless system sleeps as long as qat_poll() says */
        }
    }
}
