/* test_socket.c: sockets as BG96 TCP/IP V1.0 3, BG96 SSL V1.0 3 and captures 010, 011 show them; the guard
 * times of "+++".
 *
 * SPDX-License-Identifier: MIT */
#include "talk.h"

#include <string.h>

#define OK "\r\nOK\r\n"
#define ERROR "\r\nERROR\r\n"
#define SENT "\r\nSEND OK\r\n"
#define CONNECT "\r\nCONNECT\r\n"

static void begin(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    cfg.times.late = 0;
    talk_begin(t, &cfg);
    talk_skip(t, "ATE0\r", 0);
    talk_skip(t, "AT+QIACT=1\r", 0);
}

/* Chapter 3.1.1: the peer sends back what it gets. */
static void buffer_mode(struct talk *t)
{
    begin(t);
    talk(t, "AT+QIOPEN=1,0,\"TCP\",\"220.180.239.212\",8009,0,0\r", 0, OK "\r\n+QIOPEN: 0,0\r\n");
    talk(t, "AT+QISEND=0\r", 0, "\r\n> ");
    talk(t, "test1\x1A", 0, SENT "\r\n+QIURC: \"recv\",0\r\n");
    talk(t, "AT+QISEND=0,5\r", 0, "\r\n> ");
    talk(t, "te\x1A\x1B" "2", 0, SENT);
    talk(t, "AT+QISEND=0,0\r", 0, "\r\n+QISEND: 10,10,0\r\n" OK);
    talk(t, "AT+QIRD=0,0\r", 0, "\r\n+QIRD: 10,0,10\r\n" OK);
    talk(t, "AT+QIRD=0,5\r", 0, "\r\n+QIRD: 5\r\ntest1\r\n" OK);
    talk(t, "AT+QIRD=0,1500\r", 0, "\r\n+QIRD: 5\r\nte\x1A\x1B" "2\r\n" OK);
    talk(t, "AT+QIRD=0,1500\r", 0, "\r\n+QIRD: 0\r\n" OK);
    talk(t, "AT+QISENDEX=0,\"3132333435\"\r", 0, SENT "\r\n+QIURC: \"recv\",0\r\n");
    talk(t, "AT+QIRD=0\r", 0, "\r\n+QIRD: 5\r\n12345\r\n" OK);
    talk(t, "AT+QISEND=0\r", 0, "\r\n> ");
    talk(t, "never\x1B", 0, OK);
    talk(t, "AT+QICLOSE=0\r", 0, OK);
    talk(t, "AT+QISEND=0,5\r", 0, ERROR);
    talk(t, "AT+QIRD=0\r", 0, ERROR);
    talk_end(t);
}

/* Chapter 3.1.2, capture 010. */
static void push_mode(struct talk *t)
{
    begin(t);
    talk(t, "AT+QIOPEN=1,0,\"TCP\",\"220.180.239.212\",8009,0,1\r", 0, OK "\r\n+QIOPEN: 0,0\r\n");
    talk(t, "AT+QISTATE=1,0\r", 0,
         "\r\n+QISTATE: 0,\"TCP\",\"220.180.239.212\",8009,9437,2,1,0,1,\"usbmodem\"\r\n" OK);
    talk(t, "AT+QISEND=0\r", 0, "\r\n> ");
    talk(t, "hi\x1A", 0, SENT "\r\n+QIURC: \"recv\",0,2\r\nhi\r\n");
    talk(t, "AT+QIRD=0\r", 0, ERROR);
    talk(t, "AT+QISWTMD=0,0\r", 0, OK);
    talk(t, "AT+QISEND=0,2\r", 0, "\r\n> ");
    talk(t, "ho", 0, SENT "\r\n+QIURC: \"recv\",0\r\n");
    talk(t, "AT+QISWTMD=0,1\r", 0, OK "\r\n+QIURC: \"recv\",0,2\r\nho\r\n");
    talk_end(t);
}

static void shown_otherwise(struct talk *t)
{
    begin(t);
    talk(t, "AT+QIOPEN=1,0,\"TCP\",\"echo.example\",7,0,0\r", 0, OK "\r\n+QIOPEN: 0,0\r\n");
    talk(t, "AT+QICFG=\"viewmode\",1\r", 0, OK);
    talk(t, "AT+QISEND=0,5\r", 0, "\r\n> ");
    talk(t, "test1", 0, SENT "\r\n+QIURC: \"recv\",0\r\n");
    talk(t, "AT+QIRD=0\r", 0, "\r\n+QIRD: 5,test1\r\n" OK);
    talk(t, "AT+QICFG=\"viewmode\",0\r", 0, OK);
    talk(t, "AT+QICFG=\"dataformat\",1,1\r", 0, OK);
    talk(t, "AT+QISEND=0,6\r", 0, "\r\n> ");
    talk(t, "610d0a", 0, SENT "\r\n+QIURC: \"recv\",0\r\n");
    talk(t, "AT+QIRD=0\r", 0, "\r\n+QIRD: 3\r\n610D0A\r\n" OK);
    talk(t, "AT+QICFG=\"dataformat\"\r", 0, "\r\n+QICFG: \"dataformat\",1,1\r\n" OK);
    talk_end(t);
}

/* Chapter 3.2: nobody in particular. */
static void udp_service(struct talk *t)
{
    begin(t);
    talk(t, "AT+QIOPEN=1,2,\"UDP SERVICE\",\"127.0.0.1\",0,3030,0\r", 0, OK "\r\n+QIOPEN: 2,0\r\n");
    talk(t, "AT+QISEND=2,10,\"10.7.89.10\",6969\r", 0, "\r\n> ");
    talk(t, "1234567890", 0, SENT "\r\n+QIURC: \"recv\",2\r\n");
    talk(t, "AT+QIRD=2\r", 0, "\r\n+QIRD: 10,\"10.7.89.10\",6969\r\n1234567890\r\n" OK);
    talk(t, "AT+QISWTMD=2,1\r", 0, OK);
    talk(t, "AT+QISEND=2,4,\"10.7.76.34\",7687\r", 0, "\r\n> ");
    talk(t, "AAAA", 0, SENT "\r\n+QIURC: \"recv\",2,4,\"10.7.76.34\",7687\r\nAAAA\r\n");
    talk(t, "AT+QISEND=2,4\r", 0, ERROR);
    talk_end(t);
}

/* One datagram at a time; what does not fit is lost. */
static void udp(struct talk *t)
{
    begin(t);
    talk(t, "AT+QIOPEN=1,3,\"UDP\",\"220.180.239.212\",8009,0,0\r", 0, OK "\r\n+QIOPEN: 3,0\r\n");
    talk(t, "AT+QISEND=3,3\r", 0, "\r\n> ");
    talk(t, "abc", 0, SENT "\r\n+QIURC: \"recv\",3\r\n");
    talk(t, "AT+QISEND=3,3\r", 0, "\r\n> ");
    talk(t, "def", 0, SENT);
    talk(t, "AT+QIRD=3,2\r", 0, "\r\n+QIRD: 2\r\nab\r\n" OK);
    talk(t, "AT+QIRD=3\r", 0, "\r\n+QIRD: 3\r\ndef\r\n" OK);
    talk_end(t);
}

static void refused(struct talk *t)
{
    begin(t);
    talk(t, "AT+QIOPEN=1,0,\"TCP\",\"a.invalid\",80,0,0\r", 0, OK "\r\n+QIOPEN: 0,565\r\n");
    talk(t, "AT+QIOPEN=1,0,\"TCP\",\"a.example\",80,0,0\r", 0, OK "\r\n+QIOPEN: 0,563\r\n");
    talk(t, "AT+QICLOSE=0\r", 0, OK);
    talk(t, "AT+QIOPEN=1,0,\"TCP\",\"a.example\",1,0,2\r", 0, ERROR);
    talk(t, "AT+QIOPEN=1,0,\"TCP\",\"a.example\",1,0,0\r", 0, OK "\r\n+QIOPEN: 0,566\r\n");
    talk(t, "AT+QIOPEN=2,1,\"TCP\",\"a.example\",80,0,0\r", 0, ERROR);
    talk(t, "ATO\r", 0, "\r\nNO CARRIER\r\n");
    talk_end(t);
}

/* The peer says its line and closes; what came can still be read. */
static void closed_by_peer(struct talk *t)
{
    begin(t);
    talk(t, "AT+QIOPEN=1,0,\"TCP\",\"time.example\",13,0,0\r", 0,
         OK "\r\n+QIOPEN: 0,0\r\n\r\n+QIURC: \"recv\",0\r\n\r\n+QIURC: \"closed\",0\r\n");
    talk(t, "AT+QIRD=0\r", 0, "\r\n+QIRD: 41\r\nThursday, January 15, 2026 12:00:00-UTC\r\n\r\n" OK);
    talk(t, "AT+QISEND=0,1\r", 0, ERROR);
    talk(t, "AT+QICLOSE=0\r", 0, OK);
    talk(t, "AT+QIOPEN=1,0,\"TCP\",\"time.example\",13,0,2\r", 0,
         CONNECT "Thursday, January 15, 2026 12:00:00-UTC\r\n\r\nNO CARRIER\r\n");
    talk(t, "AT+QISTATE=1,0\r", 0,
         "\r\n+QISTATE: 0,\"TCP\",\"time.example\",13,9437,4,1,0,2,\"usbmodem\"\r\n" OK);
    talk_end(t);
}

static void listener(struct talk *t)
{
    begin(t);
    talk(t, "AT+QIOPEN=1,1,\"TCP LISTENER\",\"127.0.0.1\",0,2020,0\r", 0, OK "\r\n+QIOPEN: 1,0\r\n");
    check(!sim_call_in(t->sim, 2021, "x"));
    check(sim_call_in(t->sim, 2020, "hello"));
    talk(t, "", 0, "\r\n+QIURC: \"incoming\",11,1,\"172.31.242.222\",54091\r\n\r\n+QIURC: \"recv\",11\r\n");
    talk(t, "AT+QIRD=11\r", 0, "\r\n+QIRD: 5\r\nhello\r\n" OK);
    talk(t, "AT+QISEND=11,1\r", 0, "\r\n> ");
    talk(t, "!", 0, SENT "\r\n+QIURC: \"recv\",11\r\n");
    talk(t, "AT+QISTATE=0,1\r", 0,
         "\r\n+QISTATE: 1,\"TCP LISTENER\",\"10.7.157.1\",0,2020,3,1,1,0,\"usbmodem\"\r\n"
         "+QISTATE: 11,\"TCP INCOMING\",\"172.31.242.222\",54091,2020,2,1,1,0,\"usbmodem\"\r\n" OK);
    talk_end(t);
}

/* Chapter 3.1.3: guard times before and behind; then back. */
static void transparent(struct talk *t)
{
    begin(t);
    talk(t, "AT+QIOPEN=1,0,\"TCP\",\"220.180.239.212\",8009,0,2\r", 0, CONNECT);
    talk(t, "All\r\nOK\r\n", 199, "");
    talk(t, "", 1, "All\r\nOK\r\n");
    talk(t, "+++", 5000, "+++");          /* 200 ms behind data: no escape, but data */
    talk(t, "x", 200, "x");
    talk(t, "", 1000, "");
    talk(t, "+++", 999, "");
    talk(t, "", 1, OK);
    talk(t, "AT+QIRD=0\r", 0, "\r\n+QIRD: 0\r\n" OK);
    talk(t, "ATO\r", 0, CONNECT);
    talk(t, "", 1000, "");
    talk(t, "++", 999, "");
    talk(t, "", 201, "++");               /* two alone are data */
    talk(t, "++++", 1300, "++++");
    talk(t, "+++", 500, "");
    talk(t, "A", 200, "+++A");            /* no silence behind */
    talk(t, "", 1000, "");
    talk(t, "+", 500, "");
    talk(t, "+", 500, "");
    talk(t, "+", 1000, OK);
    talk(t, "AT+QISWTMD=0,2\r", 0, CONNECT);
    sim_say(t->sim, "+CREG: 1");
    talk(t, "", 1000, "");                /* nothing but data */
    talk(t, "+++", 1000, OK "\r\n+CREG: 1\r\n");
    talk_end(t);
}

/* In a counted payload it gives up (DFOTA V1.1 2.2.3); whole, it is data. */
static void escape_from_upload(struct talk *t)
{
    begin(t);
    talk(t, "AT+QFUPL=\"x\",10,100\r", 0, CONNECT);
    talk(t, "abc", 1000, "");
    talk(t, "+++", 1000, "\r\n+QFUPL: 3,262\r\n" OK);
    talk(t, "AT+QFUPL=\"y\",10,100\r", 0, CONNECT);
    talk(t, "abc", 1000, "");
    talk(t, "+++d", 1000, "");
    talk(t, "+++", 0, "\r\n+QFUPL: 10,6662\r\n" OK);
    talk_end(t);
}

static void tls(struct talk *t)
{
    begin(t);
    talk(t, "AT+QSSLCFG=\"seclevel\",1,0\r", 0, OK);
    talk(t, "AT+QSSLOPEN=1,1,4,\"220.180.239.201\",8010,0\r", 0, OK "\r\n+QSSLOPEN: 4,0\r\n");
    talk(t, "AT+QSSLSEND=4,18\r", 0, "\r\n> ");
    talk(t, "Test SSL Tranport\n", 0, SENT "\r\n+QSSLURC: \"recv\",4\r\n");
    talk(t, "AT+QSSLRECV=4,1500\r", 0, "\r\n+QSSLRECV: 18\r\nTest SSL Tranport\n\r\n" OK);
    talk(t, "AT+QSSLRECV=4,1500\r", 0, "\r\n+QSSLRECV: 0\r\n" OK);
    talk(t, "AT+QISEND=4,1\r", 0, ERROR);
    talk(t, "AT+QSSLSTATE\r", 0,
         "\r\n+QSSLSTATE: 4,\"SSLClient\",\"220.180.239.201\",8010,9441,2,1,4,0,\"usbmodem\",1\r\n" OK);
    talk(t, "AT+QISWTMD=4,1\r", 0, OK);
    talk(t, "AT+QSSLSEND=4\r", 0, "\r\n> ");
    talk(t, "hi\x1A", 0, SENT "\r\n+QSSLURC: \"recv\",4,2\r\nhi\r\n");
    talk(t, "AT+QSSLCLOSE=4\r", 0, OK);
    talk_end(t);
}

static void echoed(struct talk *t)
{
    begin(t);
    talk_skip(t, "AT+QIOPEN=1,0,\"TCP\",\"e.example\",9,0,0\r", 0);
    talk_skip(t, "ATE1\r", 0);
    talk(t, "AT+QISEND=0,2\r", 0, "AT+QISEND=0,2\r\r\n> ");
    talk(t, "hi", 0, "hi" SENT);
    talk_skip(t, "AT+QISDE=0\r", 0);
    talk(t, "AT+QISEND=0,2\r", 0, "AT+QISEND=0,2\r\r\n> ");
    talk(t, "hi", 0, SENT);
    talk_end(t);
}

/* Its context goes, and a restart. */
static void lost(struct talk *t)
{
    begin(t);
    talk_skip(t, "AT+QIOPEN=1,0,\"TCP\",\"e.example\",7,0,0\r", 0);
    talk(t, "AT+QIDEACT=1\r", 0, OK "\r\n+QIURC: \"closed\",0\r\n");
    talk_skip(t, "AT+QIACT=1\r", 0);
    talk_skip(t, "AT+QICLOSE=0\r", 0);
    talk(t, "AT+QIOPEN=1,0,\"TCP\",\"e.example\",7,0,2\r", 0, CONNECT);
    sim_reset(t->sim);
    talk_skip(t, "", 10);
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+QISTATE?\r", 0, OK);
    talk_end(t);
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "buffer access mode", buffer_mode },   { "direct push", push_mode },
        { "shown otherwise", shown_otherwise },  { "UDP service", udp_service },
        { "UDP", udp },                          { "refused", refused },
        { "closed by the peer", closed_by_peer }, { "listener", listener },
        { "transparent", transparent },          { "escape from an upload", escape_from_upload },
        { "TLS", tls },                          { "echo", echoed },
        { "lost", lost },
    };

    return talk_run("sim: sockets", cases, sizeof cases / sizeof cases[0]);
}
