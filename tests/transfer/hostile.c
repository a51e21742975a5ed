/* hostile.c: bytes of every value by chance, among them everything that a modem line could be taken for.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

static const char *const plants[] = {
    "+++",
    "+++\r",
    "\r\n+++\r\n",
    "++",
    "+",
    "++++",
    "+++AT\r",
    "\r\nOK\r\n",
    "\r\n\r\nOK\r\n\r\n",
    "OK",
    "\r\nERROR\r\n",
    "\r\nNO CARRIER\r\n",
    "NO CARRIER",
    "\r\nNO CARRIE",
    "\r\nNO CARRIER\r",
    "\r\n\r\nNO CARRIER\r\n\r\nNO CARRIER\r\n",
    "\r\n+CME ERROR: 50\r\n",
    "\r\nSEND OK\r\n",
    "\r\nSEND FAIL\r\n",
    "\r\n> ",
    ">",
    "\r\nCONNECT\r\n",
    "\r\nCONNECT 512\r\n",
    "\r\n+QIURC: \"recv\",0,1460\r\n",
    "\r\n+QIURC: \"recv\",0\r\n",
    "\r\n+QIURC: \"closed\",0\r\n",
    "\r\n+QIRD: 1500\r\n",
    "\r\n+QFUPL: 1048576,0\r\n",
    "\r\n+QFDWL: 7,",
    "\r\n+QFDWL: 1048576,0\r\n\r\nOK\r\n",
    "\r\nOK\r\n\r\n+QHTTPREA",
    "\r\nOK\r\n\r",
    "\r\n+QHTTPREAD: 0\r\n",
    "\r\n+QHTTPGET: 0,200,5\r\n",
    "\r\n+CEREG: 1\r\n",
    "\r\nRDY\r\n",
    "\r\nAPP RDY\r\n",
    "\r\nPOWERED DOWN\r\n",
    "\r\n+QMTRECV: 0,0,\"a\",\"b\"\r\n",
    "AT+QICLOSE=0\r",
    "ATH\r",
    "A",
    "\x1A",
    "\x1B",
    "\x1A\x1B\x1A",
    "\r",
    "\n",
    "\r\n",
    "\r\r\n",
    "\"",
    "\x11\x13",
};

static void plant(struct hostile *h, size_t at, const char *text)
{
    size_t n = strlen(text);

    if (at + n <= h->len) {
        memcpy(h->v + at, text, n);
    }
}

void hostile_make(struct hostile *h, size_t len, uint32_t seed)
{
    uint32_t random = seed * 2654435761u + 1;
    size_t at, i = 0;

    h->v = sim_alloc(len);
    h->len = len;
    for (at = 0; at < len; at++) {
        h->v[at] = (uint8_t)(chance_next(&random) >> 11);
    }
    for (at = 300; at < len; at += 1 + chance_next(&random) % 1200) {
        plant(h, at, plants[i++ % (sizeof plants / sizeof plants[0])]);
    }
    for (at = 0; at < 256 && at < len; at++) { /* every value, in order and near each other */
        h->v[len / 2 + at % (len / 2)] = (uint8_t)at;
    }
    plant(h, 0, "+++\r\nOK\r\n"); /* at the edges, where they could be alone */
    plant(h, len - 12, "\r\nOK\r\nab\r+++");
}

void hostile_free(struct hostile *h)
{
    free(h->v);
}

void goal_bytes(struct goal *g, const void *data, size_t len, const char *where)
{
    const uint8_t *b = data;

    for (size_t i = 0; i < len && !g->wrong; i++, g->got++) {
        if (g->got >= g->want->len || b[i] != g->want->v[g->got]) {
            g->wrong = true;
            printf("  %s: byte %zu of %zu is %02x\n", where, g->got, g->want->len, b[i]);
        }
    }
}
