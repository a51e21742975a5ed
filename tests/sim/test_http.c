/* test_http.c: HTTP as BG96 HTTP(S) V1.0 3 and captures 008, 009 show it.
 *
 * SPDX-License-Identifier: MIT */
#include "talk.h"

#define OK "\r\nOK\r\n"
#define CONNECT "\r\nCONNECT\r\n"
#define CME(n) "\r\n+CME ERROR: " n "\r\n"

static void begin(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    cfg.times.late = 0;
    talk_begin(t, &cfg);
    talk_skip(t, "ATE0\r", 0);
}

static void get(struct talk *t)
{
    begin(t);
    talk(t, "AT+QHTTPGET=80\r", 0, CME("712"));
    talk(t, "AT+QHTTPURL=23,80\r", 0, CONNECT);
    talk(t, "http://www.sina.com.cn/", 0, OK);
    talk(t, "AT+QHTTPURL?\r", 0, "\r\n+QHTTPURL: http://www.sina.com.cn/\r\n" OK);
    talk(t, "AT+QHTTPGET=80\r", 0, CME("709"));
    talk_skip(t, "AT+QIACT=1\r", 0);
    talk(t, "AT+QHTTPREAD=80\r", 0, CME("705"));
    talk(t, "AT+QHTTPGET=80\r", 0, OK "\r\n+QHTTPGET: 0,200,49\r\n");
    talk(t, "AT+QHTTPREAD=80\r", 0,
         CONNECT "<html><body>Hello from the shelf.</body></html>\r\n" OK "\r\n+QHTTPREAD: 0\r\n");
    talk(t, "AT+QHTTPREAD=80\r", 0, CME("705"));
    talk_end(t);
}

/* Chapter 3.1.2: the host writes the header; and a part of a file, with the header of the response. */
static void own_header(struct talk *t)
{
    begin(t);
    talk_skip(t, "AT+QIACT=1\r", 0);
    talk(t, "AT+QHTTPCFG=\"requestheader\",1\r", 0, OK);
    talk(t, "AT+QHTTPCFG=\"responseheader\",1\r", 0, OK);
    talk(t, "AT+QHTTPURL=21\r", 0, CONNECT);
    talk(t, "http://a.example/file", 0, OK);
    sim_web_put(t->sim, "/file", "0123456789", 10);
    talk(t, "AT+QHTTPGET=80,63,60\r", 0, CONNECT);
    talk(t, "GET /file HTTP/1.1\r\nHost: a.example\r\nRange: bytes=2-5\r\nA: b\r\n\r\n", 0,
         OK "\r\n+QHTTPGET: 0,206,4\r\n");
    talk(t, "AT+QHTTPREAD\r", 0,
         CONNECT
         "HTTP/1.1 206 OK\r\nServer: shelf\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\n2345" OK
         "\r\n+QHTTPREAD: 0\r\n");
    talk(t, "AT+QHTTPGET=80\r", 0, CME("730"));
    talk_end(t);
}

/* Capture 009; the server sends back what it gets. */
static void post(struct talk *t)
{
    begin(t);
    talk_skip(t, "AT+QIACT=1\r", 0);
    talk(t, "AT+QHTTPURL=17\r", 0, CONNECT);
    talk(t, "http://a.example/", 0, OK);
    talk(t, "AT+QHTTPPOST=20,80,80\r", 0, CONNECT);
    talk(t, "Message=HelloQuectel", 0, OK "\r\n+QHTTPPOST: 0,200,20\r\n");
    talk(t, "AT+QHTTPREADFILE=\"1.txt\",80\r", 0, OK "\r\n+QHTTPREADFILE: 0\r\n");
    talk(t, "AT+QFDWL=\"1.txt\"\r", 0, CONNECT "Message=HelloQuectel\r\n+QFDWL: 20,269\r\n" OK);
    talk(t, "AT+QHTTPPOST=20,2,80\r", 0, CONNECT);
    talk(t, "short", 2000, CME("726"));
    talk(t, "AT+QHTTPPOSTFILE=\"1.txt\",80\r", 0, OK "\r\n+QHTTPPOSTFILE: 0,200,20\r\n");
    talk(t, "AT+QHTTPPOSTFILE=\"2.txt\",80\r", 0, CME("405"));
    talk_end(t);
}

static void settings(struct talk *t)
{
    begin(t);
    talk(t, "AT+QHTTPCFG?\r", 0,
         "\r\n+QHTTPCFG: \"contextid\",1\r\n+QHTTPCFG: \"requestheader\",0\r\n+QHTTPCFG: "
         "\"responseheader\",0\r\n"
         "+QHTTPCFG: \"sslctxid\",1\r\n+QHTTPCFG: \"contenttype\",0\r\n" OK);
    talk(t, "AT+QHTTPCFG=\"sslctxid\",2\r", 0, OK);
    talk(t, "AT+QHTTPCFG=\"sslctxid\"\r", 0, "\r\n+QHTTPCFG: \"sslctxid\",2\r\n" OK);
    talk_end(t);
}

/* HTTPS wants what TLS wants; servers that are not there; a length that nobody tells. */
static void less_luck(struct talk *t)
{
    begin(t);
    talk_skip(t, "AT+QIACT=1\r", 0);
    talk_skip(t, "AT+QSSLCFG=\"seclevel\",1,1\r", 0);
    talk(t, "AT+QHTTPURL=18\r", 0, CONNECT);
    talk(t, "https://a.example/", 0, OK);
    talk(t, "AT+QHTTPGET\r", 0, CME("716"));
    talk(t, "AT+QSSLCFG=\"seclevel\",1,0\r", 0, OK);
    talk(t, "AT+QHTTPGET\r", 0, OK "\r\n+QHTTPGET: 0,200,49\r\n");
    talk(t, "AT+QHTTPURL=17\r", 0, CONNECT);
    talk(t, "http://a.invalid/", 0, OK);
    talk(t, "AT+QHTTPGET\r", 0, OK "\r\n+QHTTPGET: 714\r\n");
    talk(t, "AT+QHTTPURL=25\r", 0, CONNECT);
    talk(t, "http://a.example/stream/9", 0, OK);
    talk(t, "AT+QHTTPGET\r", 0, OK "\r\n+QHTTPGET: 0,200\r\n");
    talk(t, "AT+QHTTPREAD\r", 0, CONNECT "000001\r\n0" OK "\r\n+QHTTPREAD: 0\r\n");
    talk(t, "AT+QHTTPURL=5\r", 0, CONNECT);
    talk(t, "ftp:/", 0, CME("711"));
    talk(t, "AT+QHTTPURL=5,1\r", 0, CONNECT);
    talk(t, "", 1000, CME("726"));
    talk_end(t);
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "get", get },           { "own header", own_header }, { "post", post },
        { "settings", settings }, { "less luck", less_luck },
    };

    return talk_run("sim: HTTP", cases, sizeof cases / sizeof cases[0]);
}
