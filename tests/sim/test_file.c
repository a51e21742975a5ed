/* test_file.c: the module's files: BG96 FILE V1.0, and the store behind it.
 *
 * SPDX-License-Identifier: MIT */
#include "files.h"
#include "talk.h"

#include <string.h>

#define OK "\r\nOK\r\n"
#define CME(n) "\r\n+CME ERROR: " n "\r\n"

static void begin(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    talk_begin(t, &cfg);
    talk_skip(t, "ATE0\r", 0);
}

/* The manual's example: 1234567890 gives 3938. */
static void upload_download(struct talk *t)
{
    begin(t);
    talk(t, "AT+QFUPL=\"test.txt\",10\r", 0, "\r\nCONNECT\r\n");
    talk(t, "1234567890", 0, "\r\n+QFUPL: 10,3938\r\n" OK);
    talk(t, "AT+QFLST\r", 0, "\r\n+QFLST: \"test.txt\",10\r\n" OK);
    talk(t, "AT+QFLST=\"UFS:*.txt\"\r", 0, "\r\n+QFLST: \"test.txt\",10\r\n" OK);
    talk(t, "AT+QFLST=\"*.pem\"\r", 0, OK);
    talk(t, "AT+QFDWL=\"test.txt\"\r", 0, "\r\nCONNECT\r\n1234567890\r\n+QFDWL: 10,3938\r\n" OK);
    talk(t, "AT+QFDWL=\"other\"\r", 0, CME("405"));
    talk(t, "AT+QFLDS\r", 0, "\r\n+QFLDS: 10,1\r\n" OK);
    talk(t, "AT+QFLDS=\"UFS\"\r", 0, "\r\n+QFLDS: 14483446,14483456\r\n" OK);
    talk(t, "AT+QFUPL=\"UFS:test.txt\",10\r", 0, CME("407"));
    talk(t, "AT+QFUPL=\"big\",16777216\r", 0, CME("420"));
    talk(t, "AT+QFUPL=\"a:b\",1\r", 0, CME("406"));
    talk(t, "AT+QFDEL=\"test.txt\"\r", 0, OK);
    talk(t, "AT+QFDEL=\"test.txt\"\r", 0, CME("405"));
    talk(t, "AT+QFDEL=\"*\"\r", 0, OK);
    talk_end(t);
}

/* Payload may look like anything. */
static void opaque(struct talk *t)
{
    begin(t);
    talk(t, "AT+QFUPL=\"x\",15\r", 0, "\r\nCONNECT\r\n");
    talk(t, "\r\nOK\r\n+++\0\x1A\x1B" "AT", 0, "");
    sim_say(t->sim, "+QIND: SMS DONE");
    talk(t, "", 4000, "");
    talk(t, "\r", 0, "\r\n+QFUPL: 15,192F\r\n" OK "\r\n+QIND: SMS DONE\r\n");
    talk(t, "AT\r", 0, OK);
    talk_end(t);
}

static void idle(struct talk *t)
{
    begin(t);
    talk(t, "AT+QFUPL=\"x\",10,2\r", 0, "\r\nCONNECT\r\n");
    talk(t, "1234", 1999, "");
    talk(t, "5", 1999, "");
    talk(t, "", 1, "\r\n+QFUPL: 5,3706\r\n" OK);
    talk(t, "AT+QFUPL=\"y\"\r", 0, "\r\nCONNECT\r\n");
    talk(t, "", 4999, "");
    talk(t, "", 1, "\r\n+QFUPL: 0,0\r\n" OK);
    talk_end(t);
}

static void acknowledged(struct talk *t)
{
    char block[1025];

    begin(t);
    memset(block, 'q', 1024);
    block[1024] = '\0';
    talk(t, "AT+QFUPL=\"x\",2060,5,1\r", 0, "\r\nCONNECT\r\n");
    talk_bytes(t, block, 1023, 0, "", 0, __FILE__, __LINE__);
    talk(t, "q", 0, "A");
    talk_bytes(t, block, 1024, 0, "A", 1, __FILE__, __LINE__);
    talk(t, "qqqqqqqqqqqq", 0, "\r\n+QFUPL: 2060,0\r\n" OK);
    talk_end(t);
}

static void open_files(struct talk *t)
{
    begin(t);
    talk(t, "AT+QFOPEN=\"log\",2\r", 0, CME("405"));
    talk(t, "AT+QFOPEN=\"log\",0\r", 0, "\r\n+QFOPEN: 3000\r\n" OK);
    talk(t, "AT+QFOPEN=\"log\",0\r", 0, CME("426"));
    talk(t, "AT+QFDEL=\"log\"\r", 0, CME("426"));
    talk(t, "AT+QFWRITE=3000,10\r", 0, "\r\nCONNECT\r\n");
    talk(t, "1234567890", 0, "\r\n+QFWRITE: 10,10\r\n" OK);
    talk(t, "AT+QFREAD=3000,10\r", 0, CME("402"));
    talk(t, "AT+QFSEEK=3000,2,0\r", 0, OK);
    talk(t, "AT+QFPOSITION=3000\r", 0, "\r\n+QFPOSITION: 2\r\n" OK);
    talk(t, "AT+QFREAD=3000,4\r", 0, "\r\nCONNECT 4\r\n3456\r\nOK\r\n");
    talk(t, "AT+QFREAD=3000\r", 0, "\r\nCONNECT 4\r\n7890\r\nOK\r\n");
    talk(t, "AT+QFSEEK=3000,4\r", 0, OK);
    talk(t, "AT+QFWRITE=3000,3\r", 0, "\r\nCONNECT\r\n");
    talk(t, "xyz", 0, "\r\n+QFWRITE: 3,10\r\n" OK);
    talk(t, "AT+QFTUCAT=3000\r", 0, OK);
    talk(t, "AT+QFOPEN?\r", 0, "\r\n+QFOPEN: \"log\",3000,0\r\n" OK);
    talk(t, "AT+QFSEEK=3000,8,0\r", 0, CME("400"));
    talk(t, "AT+QFCLOSE=3000\r", 0, OK);
    talk(t, "AT+QFCLOSE=3000\r", 0, CME("416"));
    talk(t, "AT+QFDWL=\"log\"\r", 0, "\r\nCONNECT\r\n1234xyz\r\n+QFDWL: 7,7F\r\n" OK);
    talk(t, "AT+QFOPEN=\"log\",2\r", 0, "\r\n+QFOPEN: 3000\r\n" OK);
    talk(t, "AT+QFWRITE=3000,1\r", 0, CME("414"));
    talk_end(t);
}

/* The store outlives a restart, open files do not. */
static void restart(struct talk *t)
{
    begin(t);
    check(sim_store(t->sim, "kept", "abc", 3));
    talk(t, "AT+QFOPEN=\"kept\"\r", 0, "\r\n+QFOPEN: 3000\r\n" OK);
    sim_reset(t->sim);
    talk_skip(t, "", 10);
    talk_skip(t, "ATE0\r", 0);
    talk(t, "AT+QFREAD=3000\r", 0, CME("416"));
    talk(t, "AT+QFLST\r", 0, "\r\n+QFLST: \"kept\",3\r\n" OK);
    talk_end(t);
}

static void patterns(struct talk *t)
{
    (void)t;
    check(file_fits("*", "a") && file_fits("*.pem", "cacert.pem") && file_fits("a*b*c", "aXbYbZc"));
    check(!file_fits("*.pem", "cacert.txt") && !file_fits("a", "ab") && !file_fits("ab", "a"));
    check(checksum_xor16((const uint8_t *)"1234567890", 10) == 0x3938);
    check(checksum_xor16((const uint8_t *)"abc", 3) == (0x6162 ^ 0x6300));
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "upload, download", upload_download },
        { "opaque payload", opaque },
        { "idle time", idle },
        { "acknowledged", acknowledged },
        { "open files", open_files },
        { "restart", restart },
        { "patterns", patterns },
    };

    return talk_run("sim: file", cases, sizeof cases / sizeof cases[0]);
}
