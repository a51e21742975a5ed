/* wire.c: bytes on their way to the host. A fault strikes what is said as a whole: an answer, a URC, an echo.
 * SPDX-License-Identifier: MIT */
#include "stress.h"

#include <string.h>

enum { WIRE = 1 << 14, LONGEST = 1024 };
static struct {
    uint8_t byte;
    uint32_t due;
} wire[WIRE];
static unsigned head, tail; /* both count on */
static uint32_t last_due, silent_until;
static int silent, struck;

static void put(uint8_t byte, uint32_t due)
{
    if (tail == head || after(due, last_due)) {
        last_due = due;
    }
    if (tail - head < WIRE) {
        wire[tail % WIRE].byte = byte;
        wire[tail % WIRE].due = last_due; /* in order, whatever comes later */
        tail++;
    } else {
        violation("the wire is full");
    }
}

void wire_silent(uint32_t until)
{
    silent = 1;
    silent_until = until;
}

void wire_say(struct entry *e, uint32_t delay, const char *text, size_t n)
{
    char said[LONGEST];
    uint32_t due = now + delay, slow = below(10) == 0 ? 3 : 0; /* a tenth comes byte by byte */
    size_t at, i;

    if (silent && after(silent_until, now)) {
        if (e) {
            e->hurt = 1;
        }
        return;
    }
    silent = 0;
    if (n == 0 || n > LONGEST) {
        return;
    }
    memcpy(said, text, n);
    at = below((uint32_t)n);
    if (n > 4 && fault_due(F_DROP_LINE)) {
        n = 0;
    } else if (n > 4 && fault_due(F_DROP_BYTE)) {
        memmove(said + at, said + at + 1, n - at - 1);
        n--;
    } else if (n > 4 && fault_due(F_CORRUPT)) {
        said[at] = (char)(said[at] ^ (1 << below(8)));
    } else if (n > 4 && !(e && (e->kind == SLATE || e->kind == SCLOSE) && ledger_same_key(e)) &&
               fault_due(F_DOUBLE)) {
        /* With two of a key under way no host could tell the double from the second's result. */
        for (i = 0; i < n; i++) {
            put((uint8_t)said[i], due);
        }
        if (e && (e->kind == SDOWN || e->kind == SUP || e->kind == SDIAL)) {
            e->hurt = 1; /* its payload is not where it was announced */
        }
        for (i = 0; i < n; i++) {
            put((uint8_t)said[i], due);
        }
        return;
    } else {
        for (i = 0; i < n; i++) {
            put((uint8_t)said[i], due + (uint32_t)i * slow);
        }
        return;
    }
    struck = 1;
    if (e) {
        e->hurt = 1;
    }
    for (i = 0; i < n; i++) {
        put((uint8_t)said[i], due);
    }
}

void wire_cut(void)
{
    while (tail != head && after(wire[(tail - 1) % WIRE].due, now)) {
        tail--;
    }
    last_due = now;
}

size_t wire_take(uint8_t *to, size_t room)
{
    size_t n = 0;

    while (n < room && head != tail && !after(wire[head % WIRE].due, now)) {
        to[n++] = wire[head++ % WIRE].byte;
    }
    return n;
}

int wire_due(uint32_t *when)
{
    *when = wire[head % WIRE].due;
    return head != tail;
}

/* One that was struck may swallow what stands behind it. */
void wire_urc(const char *text, size_t n)
{
    struck = 0;
    wire_say(NULL, 0, text, n);
    if (struck) {
        ledger_hurt_all();
    }
}
