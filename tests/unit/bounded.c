/* bounded.c: n received bytes cost at most c * n steps, whatever the bytes and however they are cut (design
 * 5.9). Steps are counted: table bytes read, bytes searched, bytes moved.
 *
 * SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint32_t steps;

static const void *counted_find(const void *at, int c, size_t n)
{
    const void *found = memchr(at, c, n);

    steps += (uint32_t)(found ? (size_t)((const char *)found - (const char *)at) + 1 : n);
    return found;
}

static void *counted_move(void *to, const void *from, size_t n)
{
    steps += (uint32_t)n;
    return memmove(to, from, n);
}

static uint8_t counted_byte(const uint8_t *at)
{
    steps++;
    return *at;
}

#define memchr(at, c, n) counted_find(at, c, n)
#define memmove(to, from, n) counted_move(to, from, n)
#define QATI_ROM8(p) counted_byte(p)

#include "unit.h"

enum { LITTLE = 4000, MUCH = 8 * LITTLE, STEPS_PER_BYTE = 80, LINE = 1024 };

#define TEN_LINES "x\nx\nx\nx\nx\nx\nx\nx\nx\nx\n"
#define FIFTY_LINES TEN_LINES TEN_LINES TEN_LINES TEN_LINES TEN_LINES
#define MANY_LINES FIFTY_LINES FIFTY_LINES

/* front once, then again and again. */
static const struct {
    const char *front, *again;
} inputs[] = {
    { "", "x\n" }, { "", "x\r" }, { "", "x\r\n" }, { "", "\n" },
    { "", "x" }, { "", "0" }, { "", "," }, { "", "\"" }, { "", ">" },
    { "", "+CSQ: 1,2\r\n" }, { "", "+CSQ: \"\n" }, { "+CSQ: ", "0" }, { "+CSQ: 1,", "0,\n" },
    { "", "AT+CS" }, { "", "AT+CSX\r" }, { "", "OK\r\n" }, { "", "OKAY\n" },
    { "", "+CME ERROR: 9999999999\n" },
    { "", "+CEREG: 2,\"1A2B\",\"01C2D3E4\",9\n" },
    { "+CUSD: 0,\"", "x\n" }, { "+CUSD: 0,\"", "\n" }, { "+CUSD: 0,\"", "\"\"\r\n" },
    { "", "+CUSD: 0,\"\r\n" },
    { "", "+CUSD: 0,\"" MANY_LINES MANY_LINES MANY_LINES MANY_LINES "\"\r\n" },
    { "+QMTRECV: 0,1,\"t\",\"", "x\n" }, { "+QMTRECV: 0,1,\"t\",\"", "\"x\r" },
    { "", "+QMTRECV: 0,1,\"t\",\"\"\"\n" }, { "+QMTRECV: 0,1,\"", "t" }, { "", "+QMTRECV: 0,1,\"t\n" },
    { "", "+QMTRECV" }, { "", "+QIURC: \"recv\",0,5\r\n" },
};
enum { INPUTS = sizeof inputs / sizeof inputs[0] };

static char bytes[MUCH], line[LINE];
static struct port port;

static void fill(int input)
{
    size_t front = strlen(inputs[input].front), again = strlen(inputs[input].again), i;

    for (i = 0; i < MUCH; i++) {
        bytes[i] = i < front ? inputs[input].front[i] : inputs[input].again[(i - front) % again];
    }
}

/* Steps for n bytes in pieces; pending: a command waits. */
static uint32_t cost(size_t n, size_t piece, int pending)
{
    static qat_csq_t csq;
    size_t at;

    memset(&csq, 0, sizeof csq);
    CHECK_IS(port_start(&port, &qat_bg96), QAT_OK);
    port.cfg.line = line;
    port.cfg.line_size = sizeof line;
    CHECK_IS(qat_init(&port.q, &port.cfg), QAT_OK);
    if (pending) {
        CHECK_IS(qat_csq(&port.q, &csq), QAT_OK);
        qat_poll(&port.q, 0);
    }
    steps = 0;
    for (at = 0; at < n; at += piece) {
        qat_rx(&port.q, 0, bytes + at, piece < n - at ? piece : n - at);
    }
    return steps;
}

static void try_input(int input, size_t piece, int pending)
{
    uint32_t little = cost(LITTLE, piece, pending), much = cost(MUCH, piece, pending);

    if (much > STEPS_PER_BYTE * (uint32_t)MUCH || much > 9 * little + MUCH) {
        fprintf(stderr, "'%s' and many '%.20s' in pieces of %lu: %lu steps for %d bytes, %lu for %d\n",
                inputs[input].front, inputs[input].again, (unsigned long)piece, (unsigned long)little, LITTLE,
                (unsigned long)much, MUCH);
    }
    CHECK(much <= STEPS_PER_BYTE * (uint32_t)MUCH);
    CHECK(much <= 9 * little + MUCH);
}

int main(void)
{
    static const size_t pieces[] = { 1, 61, 1000, MUCH };
    int input;
    size_t i;

    for (input = 0; input < INPUTS; input++) {
        fill(input);
        for (i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
            try_input(input, pieces[i], 0);
            try_input(input, pieces[i], 1);
        }
    }
    return unit_end("bounded");
}
