/* rtos.c: one task owns the instance, the others send it requests. For any RTOS with queues; compiled by
 * the tests as it stands, with the six functions of the system left open.
 *
 * SPDX-License-Identifier: MIT
 *
 * qat takes no locks, because only the modem task calls it. A request object of another task is handed
 * over with a message, and comes back when its task is woken: between the two it belongs to qat. */
#define QAT_IMPLEMENTATION
#include "qat.h"

/* ---- what the system has to give: FreeRTOS, Zephyr, ThreadX, embOS ... ---- */

#define FOR_EVER 0xFFFFFFFFu
uint32_t rtos_ms(void);
int rtos_queue_put(void *queue, const void *message, uint32_t wait_ms); /* in interrupts: wait 0 */
int rtos_queue_get(void *queue, void *message, uint32_t wait_ms);       /* 0: nothing came       */
void rtos_task_wake(void *task);
void rtos_task_sleep(void);                                             /* until it is woken     */
size_t uart_put(const void *data, size_t len);                          /* what has room         */

/* ---- messages to the modem task ---- */

typedef int submit_fn(qat_t *q, void *request); /* qat_csq and its like, by a function of three lines */

struct message {
    enum { BYTES, REQUEST } kind;
    uint8_t len;
    uint8_t bytes[14];       /* BYTES: what the interrupt has received                      */
    submit_fn *submit;       /* REQUEST                                                     */
    void *request;
};

extern void *modem_queue;    /* of struct message, made before the tasks run                */

void uart_interrupt(const uint8_t *bytes, uint8_t len);
void uart_interrupt(const uint8_t *bytes, uint8_t len) /* at most 14: a UART's FIFO holds as many */
{
    struct message m = { BYTES, 0, { 0 }, 0, 0 };

    for (; m.len < len && m.len < sizeof m.bytes; m.len++) {
        m.bytes[m.len] = bytes[m.len];
    }
    rtos_queue_put(modem_queue, &m, 0);
}

/* ---- the modem task ---- */

static size_t port_write(void *user, const void *data, size_t len)
{
    (void)user;
    return uart_put(data, len);
}

void modem_task(void *unused);
void modem_task(void *unused)
{
    static qat_t modem;
    static char line[256];
    static const qat_config_t cfg = { .dialect = &qat_bg95, .line = line, .line_size = sizeof line,
                                      .write = port_write };
    struct message m;

    (void)unused;
    qat_init(&modem, &cfg);
    for (;;) {
        uint32_t wait = qat_poll(&modem, rtos_ms()); /* the system ticks no faster than qat wants */

        if (!rtos_queue_get(modem_queue, &m, wait ? wait : 1)) {
            continue;
        }
        if (m.kind == BYTES) {
            qat_rx(&modem, rtos_ms(), m.bytes, m.len);
        } else {
            qat_req_t *r = (qat_req_t *)m.request;
            int refused = m.submit(&modem, r);

            if (refused && r->done) {
                r->done(&modem, r, refused); /* its task waits for done, whatever comes */
            }
        }
    }
}

/* ---- another task: asks for the signal and sleeps until the answer is there ---- */

struct asked {
    qat_csq_t csq; /* first: the request is also the address of this */
    void *task;
    int result;
    volatile int over;
};

static int submit_csq(qat_t *q, void *request)
{
    return qat_csq(q, (qat_csq_t *)request);
}

static void answered(qat_t *q, qat_req_t *r, int result) /* in the modem task */
{
    struct asked *a = (struct asked *)(void *)r;

    (void)q;
    a->result = result;
    a->over = 1;
    rtos_task_wake(a->task);
}

int signal_strength(void *this_task);
int signal_strength(void *this_task) /* -1: not known */
{
    struct asked a = { { { 0 }, { 0 } }, 0, 0, 0 };
    struct message m = { REQUEST, 0, { 0 }, submit_csq, 0 };

    a.csq.req.done = answered;
    a.task = this_task;
    m.request = &a;
    rtos_queue_put(modem_queue, &m, FOR_EVER);
    while (!a.over) {
        rtos_task_sleep();
    }
    return a.result == QAT_OK ? (int)a.csq.info.rssi : -1;
}
