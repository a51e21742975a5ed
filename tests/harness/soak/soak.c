/* soak.c: random sessions: any order of requests, cancels, lent ports, passing time, and of lines, pieces of
 * lines and payloads from the module. Whatever happens, each accepted request is done once, every byte is
 * counted, and how the bytes were cut changes nothing.
 *
 *   soak [-s SEED] [-n SESSIONS] -o FILE      the session that is played stands in FILE, as a dialogue
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t seed;

static uint32_t below(uint32_t n)
{
    return text_random(&seed) % n;
}

/* %d: a small number, %n: the number of the request. */
static const char *const requests[] = {
    "csq", "cereg.read", "cops.read", "qiact.read", "cgatt.read", "identify", "cgmr",
    "two_texts @room=9", "qmtopen client=%d host=\"h\" port=1", "qmtclose client=%d",
    "qmtconn client=%d client_id=\"c\"", "qmtconn.read",
    "qmtpub client=%d msgid=%d qos=1 retain=0 topic=\"t\" length payload=\"a\\r\\nOK\\r\\n\\x1A\"",
    "qmtpub client=%d msgid=0 qos=0 retain=0 topic=\"t\" payload=\"hello\" @view",
    "qfupl name=\"f\" size timeout=%d ack=1 payload=\"x\"*1500",
    "qfupl name=\"f\" size payload=\"1234567890\" @view", "qfread handle=1 max=5",
    "qfdwl name=\"f\" size=%d", "qird conn=%d", "qisend conn=%d length payload=\"+++\"",
    "qmtrecv client=%d", "cgatt attach=1", "qiact ctx=1", "netact id=%d", "cfun.read", "cpin.read",
    "cmgf text=1", "qmtcfg.recv_mode client=%d stored=0 counted=1",
    "qiopen ctx=1 conn=%d service=tcp host=\"h\" port=1 local_port=0 access=1", "send \"AT+X\" expect=\"+X\"",
    "send \"AT+Y\" limit=400", "qping ctx=1 host=\"h\" timeout=%d", "cmgr index=1",
    "verbose_off", "verbose_on", "cmgs address=\"1\" payload=\"a\\rb\"", "cmgl stat=all", "csdh all=1",
};

static const char *const lines[] = {
    "\\r\\nOK\\r\\n", "\\r\\nOK\\r\\n", "\\r\\nOK\\r\\n", "\\r\\nOK\\r\\n", "\\r\\nERROR\\r\\n",
    "\\r\\n+CME ERROR: 13\\r\\n", "\\r\\n> ", "\\r\\n> ", ">", "\\r\\nCONNECT\\r\\n",
    "\\r\\nCONNECT 5\\r\\n", "hello", "\\r\\nSEND OK\\r\\n", "A", "A", "+CSQ: 17,99\\r\\n",
    "\\r\\n+CEREG: 0,1\\r\\n", "\\r\\n+CEREG: 1\\r\\n", "+COPS: 0,0,\\\"EE\\\",8\\r\\n",
    "+QIACT: 1,1,1\\r\\n", "+CMEE: 1\\r\\n\\r\\nOK\\r\\n", "+CSQ: 1,2\\r\\n\\r\\nOK\\r\\n",
    "+CSCS: \\\"GSM\\\"\\r\\n\\r\\nOK\\r\\n", "+CGATT: 1\\r\\n", "\\r\\n+QMTOPEN: %d,0\\r\\n",
    "\\r\\n+QMTCLOSE: %d,0\\r\\n", "\\r\\n+QMTCONN: %d,0,0\\r\\n", "\\r\\n+QMTPUB: %d,%d,0\\r\\n",
    "\\r\\n+QMTPUB: %d,0,0\\r\\n", "\\r\\n+QMTRECV: %d,1,\\\"t\\\",5,\\\"OK\\r\\n!\\\"\\r\\n",
    "\\r\\n+QMTRECV: %d,1,\\\"t\\\",\\\"hi\\\"\\r\\n", "\\r\\n+QMTSTAT: %d,1\\r\\n",
    "\\r\\n+NETACT: %d,0\\r\\n", "\\r\\n+QIOPEN: %d,0\\r\\n", "\\r\\nRDY\\r\\n", "\\r\\nAPP RDY\\r\\n",
    "\\r\\n+QFUPL: 10,3938\\r\\n", "\\r\\n+QFUPL: 1500,0\\r\\n", "\\r\\n+QFDWL: 5,6a\\r\\n",
    "\\r\\n+QIRD: 5\\r\\n", "+QIRD: 9\\r\\nOK\\r\\n\\r\\nOK", "\\r\\n+QIURC: \\\"recv\\\",%d,5\\r\\n",
    "\\r\\n+CUSD: 1,\\\"a\\r\\nOK\\r\\n", "b\\\",15\\r\\n", "+TWO: \\\"one\\\",\\\"seven77\\\"\\r\\n",
    "free text\\r\\n", "\\r\\n+X: 1\\r\\n", "+CPIN: READY\\r\\n", "+CFUN: 1\\r\\n", "\\\"\\r\\n",
    "\\x00\\xFF", "+CMT: ,5\\r\\n", "+CMGR: 1,,5\\r\\n", "0\\r", "4\\r", "2\\r", "1\\r",
    "\\r\\n+CMGR: \\\"REC READ\\\",\\\"1\\\",,\\\"t\\\",145,4,0,0,\\\"1\\\",145,4\\r\\n",
    "\\r\\n+CMGL: 1,\\\"REC READ\\\",\\\"1\\\",,\\\"t\\\"\\r\\n", "\\r\\n+CMGS: 4\\r\\n", "+QPING: 569\\r\\n",
    "+QPING: 0,1,1,0,1,1,1\\r\\n", "AT+CSQ\\r", "AT", "\\r\\n", "\\n", "\\r", " ", "+QMTRECV: 0,1,\\\"",
    "tttttttttttttttttttttttttttttttttttttttt",
};

static const unsigned long times[] = { 0, 1, 99, 299, 300, 301, 1000, 4999, 5000, 20000, 75000, 150000 };

/* Writes the text with a small number in place of each %d. */
static void put(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (text[0] == '%' && text[1] == 'd') {
            fprintf(out, "%u", (unsigned)below(3));
            text++;
        } else {
            fputc(*text, out);
        }
    }
}

static void put_bytes(FILE *out)
{
    uint32_t n = 1 + below(4);

    fputs("<* \"", out);
    while (n-- > 0) {
        put(out, lines[below(sizeof lines / sizeof lines[0])]);
    }
    fputs("\"\n", out);
}

static void put_call(FILE *out, unsigned *labels)
{
    uint32_t what = below(20);

    if (what < 13) {
        fprintf(out, "! r%u: ", (*labels)++);
        put(out, requests[below(sizeof requests / sizeof requests[0])]);
        fputs(" @wait=900000\n", out); /* else it stood in the queue of a dead module for ever */
    } else if (what < 15) {
        fprintf(out, "! join r%u: csq @wait=900000 ; r%u: cereg.read @wait=400 ; ", *labels, *labels + 1);
        fprintf(out, "r%u: cops.read @wait=900000\n", *labels + 2);
        *labels += 3;
    } else if (what < 18) {
        fprintf(out, "! cancel r%u\n", (unsigned)below(*labels + 1));
    } else {
        fputs(below(2) ? "! attach\n" : "! detach\n", out);
    }
}

/* Calls inside callbacks. */
static void put_hook(FILE *out)
{
    static const char *const events[] = {
        "done r%d", "info r%d", "late r%d", "urc cereg", "urc qmtrecv", "restart", "stale", "unknown",
        "done r%d CANCELLED", "done r%d TIMEOUT", "urc", "overflow",
    };
    static const char *const calls[] = {
        "cancel r%d", "cancel r%d", "detach", "attach", "h: csq @wait=900000",
        "h: qmtopen client=%d host=\"h\" port=1 @wait=900000", "again r%d", "again r%d",
        "join h: csq @wait=900000 ; i: cops.read @wait=900000", "poll",
        "h: qfupl name=\"f\" size payload=\"1234567890\" @view @wait=900000",
    };

    fputs("on ", out);
    put(out, events[below(sizeof events / sizeof events[0])]);
    fputs(" : ", out);
    put(out, calls[below(sizeof calls / sizeof calls[0])]);
    fputc('\n', out);
}

static void write_session(const char *path)
{
    static const char *const dialects[] = { "kit", "kit", "kit", "bg96", "bc68", "slow" };
    static const unsigned buffers[] = { 32, 40, 64, 512 };
    FILE *out = fopen(path, "w");
    uint32_t n = 5 + below(40), hooks;
    unsigned labels = 0;

    if (out == NULL) {
        fatal(path, 0, "cannot be written");
        return;
    }
    fprintf(out, "# A random session.\ndialect %s\nline %u\n", dialects[below(6)], buffers[below(4)]);
    fprintf(out, "startup %s\necho %s\n", below(4) ? "off" : "on", below(3) ? "off" : "on");
    for (hooks = below(5); hooks > 0; hooks--) {
        put_hook(out);
    }
    while (n-- > 0) {
        uint32_t what = below(10);

        if (what < 3) {
            put_call(out, &labels);
        } else if (what < 8) {
            put_bytes(out);
            fputs("~ 0 ms\n", out);
        } else {
            fprintf(out, "~ %lu ms\n", times[below(sizeof times / sizeof times[0])]);
        }
    }
    /* What is open in the line buffer is closed, and whatever is accepted is done by then. */
    fputs("! attach\n~ 40 min\n<* \"\\r\\n\\\"\\r\\n\\r\\n\"\n~ 40 min\n", out);
    fclose(out);
}

static int differs(const struct buf *a, const struct buf *b, const char *mode)
{
    if (a->len == b->len && memcmp(a->v, b->v, a->len) == 0) {
        return 0;
    }
    fprintf(stderr, "---- whole\n%s\n---- %s\n%s\n", (const char *)a->v, mode, (const char *)b->v);
    return 1;
}

static int play_session(const char *path)
{
    static const struct mode modes[] = {
        { "whole", CUT_NOWHERE, 0, 1, TAKE_ALL, 0, 0, 0, 0 },
        { "bytes", CUT_EVERYWHERE, 0, 1, TAKE_ALL, 0, 0, 0, 0 },
        { "traced", CUT_EVERYWHERE, 0, 1, TAKE_ALL, 0, 0, 1, 0 },
        { "wraps", CUT_RANDOM, 0, 5, TAKE_SECOND, 0, 0, 0, 0xFFFFF000u },
        { "random", CUT_RANDOM, 0, 3, TAKE_RANDOM, 0, 0, 0, 0 },
    };
    struct script *s = script_read(path);
    struct buf first = { 0 };
    int failed = play_recorded(s, &modes[0], &first);

    for (size_t i = 1; i < sizeof modes / sizeof modes[0] && !failed; i++) {
        struct buf log = { 0 };

        failed = play_recorded(s, &modes[i], &log) || differs(&first, &log, modes[i].name);
        buf_free(&log);
    }
    buf_free(&first);
    script_free(s);
    return failed;
}

int main(int argc, char **argv)
{
    unsigned long sessions = 300, n;
    const char *path = NULL;
    uint32_t first = 1;
    int i;

    for (i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "-s") == 0) {
            first = (uint32_t)strtoul(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "-n") == 0) {
            sessions = strtoul(argv[i + 1], NULL, 10);
        } else if (strcmp(argv[i], "-o") == 0) {
            path = argv[i + 1];
        }
    }
    if (path == NULL) {
        fprintf(stderr, "usage: soak [-s SEED] [-n SESSIONS] -o FILE\n");
        return 2;
    }
    for (n = 0; n < sessions; n++) {
        seed = (first + (uint32_t)n) * 2654435761u + 1;
        write_session(path);
        if (play_session(path)) {
            fprintf(stderr, "soak: session %lu fails; it stands in %s\n", (unsigned long)first + n, path);
            return 1;
        }
    }
    printf("soak: %lu sessions from seed %lu\n", sessions, (unsigned long)first);
    return 0;
}
