/* test_lwm2m_bc68.c: the field transcript of a BC68 (BC68 LwM2M transcript), line for line, trap and all;
 * then what the manuals say beyond it.
 *
 * SPDX-License-Identifier: MIT */
#include "talk.h"

#include <string.h>

#define OK "\r\nOK\r\n"
#define ERROR "\r\nERROR\r\n"

static const struct lwm2m_path data_path = { 19, 0, 0 };

/* Switched on; the transcript shows no +CSCON:0. */
static void boot(struct talk *t)
{
    struct sim_config cfg;

    talk_config(&cfg);
    cfg.running = false;
    cfg.taciturn = true;
    cfg.times.attach = 20;
    talk_begin(t, &cfg);
    talk(t, "", 10,
         "\r\nBoot: Unsigned\r\n\r\nSecurity B.. Verified\r\n\r\nProtocol A.. Verified\r\n\r\nApps A...... Verified\r\n"
         "\r\nREBOOT_CAUSE_SECURITY_RESET_PIN\r\n\r\nNeul \r\n" OK);
}

static void attached(struct talk *t)
{
    boot(t);
    talk(t, "AT+CFUN=0\r", 0, OK);
    talk(t, "AT+NCDP=198.51.100.1\r", 0, OK);
    talk(t, "AT+CFUN=1\r", 0, OK);
    talk(t, "AT+CGDCONT=1,\"IP\",\"APN\"\r", 0, OK);
    talk(t, "AT+CSCON=1\r", 0, OK);
    talk(t, "AT+CEREG=1\r", 0, OK);
    talk(t, "AT+CGATT=1\r", 0, OK);
    talk(t, "", 200, "\r\n+CEREG:2\r\n\r\n+CSCON:1\r\n\r\n+CEREG:1\r\n");
}

static void registered(struct talk *t)
{
    attached(t);
    talk(t, "AT+NPING=198.51.100.1\r", 1000, OK "\r\n+NPING:198.51.100.1,54,962\r\n");
    talk(t, "AT+QLWSREGIND=0\r", 1000, OK "\r\n+CSCON:1\r\n\r\n+QLWEVTIND:0\r\n");
}

static void observed(struct talk *t)
{
    registered(t);
    lwm2m_loop_observe(sim_lwm2m(t->sim), data_path, "1", true);
    talk(t, "", 1000, "\r\n+QLWEVTIND:3\r\n");
}

static void check_heard(struct talk *t, const char *bytes, size_t len, unsigned count)
{
    struct lwm2m_path p;
    size_t n;
    unsigned k;
    const void *data = lwm2m_loop_heard(sim_lwm2m(t->sim), &n, &p, &k);

    check(k == count && (k == 0 || (n == len && memcmp(data, bytes, len) == 0 && p.object == 19)));
}

static void transcript(struct talk *t)
{
    registered(t);
    check(strcmp(lwm2m_loop_endpoint(sim_lwm2m(t->sim)), "867723030005655") == 0);
    talk(t, "AT+QLWULDATA=4,DEADBEEF\r", 1000, ERROR "\r\n+CSCON:1\r\n\r\n+QLWEVTIND:0\r\n");
    check_heard(t, "", 0, 0);
    lwm2m_loop_observe(sim_lwm2m(t->sim), data_path, "1", true);
    talk(t, "", 1000, "\r\n+QLWEVTIND:3\r\n");
    talk(t, "AT+QLWULDATA=3,AA34BB\r", 700, OK "\r\n+CSCON:1\r\n");
    check_heard(t, "\xAA\x34\xBB", 3, 1);
    talk_end(t);
}

/* An error of data ends the observation: it registers anew. */
static void trap(struct talk *t)
{
    observed(t);
    lwm2m_loop_observe(sim_lwm2m(t->sim), data_path, "1", false);
    talk(t, "", 100, "\r\n+QLWEVTIND:9\r\n");
    talk(t, "AT+CMEE=1\r", 0, OK);
    talk(t, "AT+NMGS=1,41\r", 1000, "\r\n+CME ERROR: 513\r\n\r\n+CSCON:1\r\n\r\n+QLWEVTIND:0\r\n");
    talk(t, "AT+QLWULDATA=2,41\r", 0, "\r\n+CME ERROR: 50\r\n");
    talk(t, "AT+NCDP=1.2.3.4\r", 0, "\r\n+CME ERROR: 3\r\n");
    talk_end(t);
}

static void confirmed(struct talk *t)
{
    observed(t);
    talk(t, "AT+QLWULDATAEX=1,41,0x0100,7\r", 1000, OK "\r\n+CSCON:1\r\n\r\n+QLWULDATASTATUS:4,7\r\n");
    lwm2m_loop_forget(sim_lwm2m(t->sim)); /* the server restarts */
    talk(t, "AT+QLWULDATAEX=1,41,0x0100,8\r", 1000, OK "\r\n+CSCON:1\r\n\r\n+QLWULDATASTATUS:5,8\r\n");
    talk(t, "AT+QLWULDATASTATUS?\r", 0, "\r\n+QLWULDATASTATUS:5\r\n" OK);
    talk_end(t);
}

static void down(struct talk *t)
{
    struct lwm2m_server *server;

    observed(t);
    server = sim_lwm2m(t->sim);
    lwm2m_loop_write(server, data_path, "\x01\x02", 2, true);
    talk(t, "", 100, "\r\n+NNMI:2,0102\r\n");
    talk(t, "AT+NNMI=2\r", 0, OK);
    lwm2m_loop_write(server, data_path, "ON", 2, true);
    talk(t, "", 100, "\r\n+NNMI\r\n");
    talk(t, "AT+NMGR\r", 0, "\r\n2,4F4E\r\n" OK);
    talk(t, "AT+NMGR\r", 0, OK);
    talk(t, "AT+NQMGR\r", 0, "\r\nBUFFERED=0,RECEIVED=2,DROPPED=0\r\n" OK);
    talk(t, "AT+NSMI=1\r", 0, OK);
    talk(t, "AT+NMGS=1,41\r", 700, OK "\r\n+CSCON:1\r\n\r\n+NSMI:SENT\r\n");
    talk(t, "AT+NQMGS\r", 0, "\r\nPENDING=0,SENT=1,ERROR=0\r\n" OK);
    talk_end(t);
}

static void server(struct talk *t)
{
    attached(t);
    lwm2m_loop_refuse(sim_lwm2m(t->sim), true);
    talk_skip(t, "AT+QLWSREGIND=0\r", 0);
    talk(t, "", 1000, "\r\n+QLWEVTIND:8\r\n");
    lwm2m_loop_refuse(sim_lwm2m(t->sim), false);
    lwm2m_loop_silent(sim_lwm2m(t->sim), true);
    talk(t, "AT+QLWSREGIND=0\r", 5000, OK "\r\n+CSCON:1\r\n");
    talk(t, "AT+NMSTATUS?\r", 0, "\r\n+NMSTATUS:REGISTERING\r\n" OK);
    lwm2m_loop_silent(sim_lwm2m(t->sim), false);
    lwm2m_loop_watch(sim_lwm2m(t->sim), data_path, "1");
    talk(t, "AT+QLWSREGIND=0\r", 5000, OK "\r\n+CSCON:1\r\n\r\n+QLWEVTIND:0\r\n\r\n+QLWEVTIND:3\r\n");
    talk(t, "AT+NMSTATUS?\r", 0, "\r\n+NMSTATUS:MO_DATA_ENABLED\r\n" OK);
    lwm2m_loop_deregister(sim_lwm2m(t->sim));
    talk(t, "", 100, "\r\n+QLWEVTIND:1\r\n");
    talk_end(t);
}

/* AT+QREGSWT=1: by itself, behind a restart. One OK for each command of a line. */
static void restart(struct talk *t)
{
    observed(t);
    talk(t, "AT+QREGSWT=1;+CEREG=1\r", 0, OK OK);
    talk(t, "AT+NRB\r", 500, "\r\nREBOOTING\r\n\r\nBoot: Unsigned\r\n\r\nSecurity B.. Verified\r\n"
            "\r\nProtocol A.. Verified\r\n\r\nApps A...... Verified\r\n\r\nREBOOT_CAUSE_APPLICATION_AT\r\n"
            "\r\nNeul \r\n" OK "\r\n+QLWEVTIND:0\r\n");
    talk(t, "AT+NCDP?\r", 0, "\r\n+NCDP:198.51.100.1,5683\r\n" OK);
    talk(t, "AT+CEREG?\r", 0, "\r\n+CEREG:0,1\r\n" OK);
    talk_end(t);
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "transcript", transcript }, { "trap", trap }, { "confirmed", confirmed }, { "down", down },
        { "server", server }, { "restart", restart },
    };

    return talk_run("LwM2M of BC68", cases, sizeof cases / sizeof cases[0]);
}
