/* test_neul.c: BC68 and BC95-G: the field transcript, the trap of the early message, and every way in which a
 * registration, an observation or the network is lost.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

static struct rig r;

static void begin(void)
{
    rig_init(&r, 1);
    rig_start(&r);
}

static void ready(void)
{
    begin();
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
    r.log_len = 0;
    r.log[0] = 0;
    r.states[0] = 0;
    r.losts = 0;
}

static void transcript(void)
{
    rig_init(&r, 1);
    r.neul.apn = qat_str("APN");
    r.neul.ping = 1;
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
    CHECK(strcmp(r.log,
                 "AT\nAT+CMEE=1\nAT+CFUN=0\nAT+NCDP=198.51.100.1\nAT+CFUN=1\nAT+CGDCONT=1,\"IP\",\"APN\"\n"
                        "AT+CSCON=1\nAT+CEREG=1\nAT+CGATT=1\nAT+NPING=198.51.100.1\nAT+QLWSREGIND=0\n") == 0,
          "%s", r.log);
    CHECK(strcmp(r.states, "cagRY") == 0 || strcmp(r.states, "wcagRY") == 0, "%s", r.states);
    CHECK(strcmp(r.told, "P0 P3 O19 ") == 0, "%s", r.told);
}

static void early(void)
{
    rig_init(&r, 1);
    r.events = "+QLWEVTIND:0";
    rig_start(&r);
    CHECK(rig_send(&r, 0, "x", 0) == QAT_E_STATE && r.send[0].refused == QAT_LWM2M_NOT_REGISTERED, "%d",
          r.send[0].refused);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_REGISTERED), "%s", r.states);
    CHECK(rig_send(&r, 0, "x", 0) == QAT_E_STATE && r.send[0].refused == QAT_LWM2M_NOT_OBSERVED, "%d",
          r.send[0].refused);
    CHECK(rig_send(&r, 0, "held", 1) == QAT_OK, "%d", r.send[0].refused);
    CHECK(rig_send(&r, 1, "two", 1) == QAT_E_BUSY && r.send[1].refused == QAT_LWM2M_ONE_HELD, "%d",
          r.send[1].refused);
    CHECK(rig_send(&r, 0, "held", 1) == QAT_E_BUSY, "it is held");
    rig_run(&r, 1000, -1);
    CHECK(!strstr(r.log, "QLWULDATA") && r.send_ends[0] == 0, "%s", r.log);
    rig_say(&r, "+QLWEVTIND:3");
    CHECK(rig_run(&r, 1000, -1) && strstr(r.log, "AT+QLWULDATA=4,68656C64\n"), "%s", r.log);
    CHECK(r.send_ends[0] == 1 && r.send_result[0] == QAT_OK && rig_settled(&r), "%d", r.send_result[0]);
    CHECK(rig_send(&r, 1, "two", 0) == QAT_OK && rig_run(&r, 100, -1) && r.send_ends[1] == 1, "%d",
          r.send_result[1]);
    CHECK(!strstr(r.states, "-"), "%s", r.states);
}

/* The server forgot, nobody told: the module drops the data and registers anew. */
static void dropped(void)
{
    ready();
    rig_rule(&r, "AT+QLWULDATA=", "ERROR|+CSCON:1|+QLWEVTIND:0|+QLWEVTIND:3", 1);
    CHECK(rig_send(&r, 0, "once", 1) == QAT_OK, "%d", r.send[0].refused);
    CHECK(rig_run(&r, 1000, -1) && r.send_ends[0] == 1 && r.send_result[0] == QAT_OK, "%d %s",
          r.send_result[0], r.log);
    CHECK(r.losts == 1 && r.lost.why == QAT_LWM2M_BY_REFUSED_DATA, "%d", r.lost.why);
    CHECK(strcmp(r.states, "gRY") == 0, "%s", r.states);
    CHECK(!strstr(r.log, "QLWSREGIND"), "the module registers by itself: %s", r.log);

    ready(); /* not held: told */
    rig_rule(&r, "AT+QLWULDATA=", "ERROR|+QLWEVTIND:0", 1);
    rig_send(&r, 0, "once", 0);
    rig_run(&r, 1000, -1);
    CHECK(r.send_ends[0] == 1 && r.send_result[0] == QAT_E_ERROR, "%d", r.send_result[0]);
    CHECK(qat_lwm2m_state(&r.m) == QAT_LWM2M_REGISTERED, "%s", r.states);

    ready(); /* again and again: three times, then given up */
    rig_rule(&r, "AT+QLWULDATA=", "+CME ERROR: 513|+QLWEVTIND:0|+QLWEVTIND:3", -1);
    rig_send(&r, 0, "once", 1);
    rig_run(&r, 5000, -1);
    CHECK(r.send_ends[0] == 1 && r.send_result[0] == QAT_E_CME, "%d", r.send_result[0]);
    CHECK(r.losts == 3, "%d", r.losts);
}

struct loss {
    const char *what;        /* the module says                             */
    int why;
    int32_t number;
    const char *states;      /* until it is ready again                     */
    const char *sent;        /* a command that has to go out; "-": none     */
};

static void losses(void)
{
    static const struct loss list[] = {
        { "+QLWEVTIND:1", QAT_LWM2M_BY_DEREGISTER, 1, "wcagRY", "AT+QLWSREGIND=0\n" },
        { "+QLWEVTIND:8", QAT_LWM2M_BY_CANCEL, 19, "RY", "-" },
        { "+QLWEVTIND:9", QAT_LWM2M_BY_CANCEL, 19, "RY", "-" },
        { "+QLWEVTIND:10", QAT_LWM2M_BY_CANCEL, 19, "RY", "-" },
        { "+QLWEVTIND:0", 0, 0, "RY", "-" },
        { "+CEREG:0", QAT_LWM2M_BY_NETWORK, 0, "wcagRY", "AT+QLWSREGIND=0\n" },
        { "+CEREG:3", QAT_LWM2M_BY_NETWORK, 3, "wcagRY", "AT+QLWSREGIND=0\n" },
        { "REBOOT_CAUSE_APPLICATION_WATCHDOG|Neul |OK", QAT_LWM2M_BY_RESTART, 0, "wcagRY",
          "AT+NCDP?\nAT+CFUN=1\n" },
    };
    size_t i;

    for (i = 0; i < sizeof list / sizeof list[0]; i++) {
        ready();
        if (strncmp(list[i].what, "REBOOT", 6) == 0) {
            r.attached = 0;
        }
        rig_say(&r, list[i].what);
        rig_run(&r, 500, -1);
        CHECK(r.losts == (list[i].why != 0) && r.lost.why == list[i].why && r.lost.number == list[i].number,
              "%s: %d lost, %d %d", list[i].what, r.losts, r.lost.why, (int)r.lost.number);
        if (list[i].sent[0] == '-') {
            rig_say(&r, "+QLWEVTIND:3");
        }
        CHECK(rig_run(&r, 30000, QAT_LWM2M_READY), "%s: %s", list[i].what, r.states);
        CHECK(strcmp(r.states, list[i].states) == 0, "%s: %s", list[i].what, r.states);
        CHECK(list[i].sent[0] == '-' ? !strstr(r.log, "SREGIND") : strstr(r.log, list[i].sent) != NULL,
              "%s: %s", list[i].what, r.log);
        CHECK(!strstr(r.log, "AT+CFUN=0"), "the platform is set: the radio stays on: %s", r.log);
    }
    ready(); /* another platform stands there after a restart */
    strcpy(r.platform, "203.0.113.9,5683");
    r.attached = 0;
    rig_say(&r, "REBOOT_CAUSE_APPLICATION_AT|Neul |OK");
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
    CHECK(strstr(r.log, "AT+NCDP?\nAT+CFUN=0\nAT+NCDP=198.51.100.1\nAT+CFUN=1\n"), "%s", r.log);
    ready(); /* the second registration tells it the other way round: that is no loss */
    r.events = "+QLWEVTIND:3|+QLWEVTIND:0";
    rig_say(&r, "+QLWEVTIND:1");
    rig_run(&r, 10000, -1);
    CHECK(strcmp(r.states, "wcagY") == 0, "%s", r.states);
    ready(); /* a gap in coverage */
    rig_say(&r, "+CEREG:2|+CEREG:1");
    rig_run(&r, 1000, -1);
    CHECK(r.losts == 0 && qat_lwm2m_state(&r.m) == QAT_LWM2M_READY, "%d", r.lost.why);
}

/* What does not come in time. */
static void limits(void)
{
    rig_init(&r, 1); /* no registration */
    r.events = "+CSCON:1";
    r.cfg.register_ms = 20000;
    rig_start(&r);
    rig_run(&r, 25000, -1);
    CHECK(r.losts == 1 && r.lost.why == QAT_LWM2M_BY_SERVER && r.lost.number == -1, "%d %d", r.lost.why,
          (int)r.lost.number);
    r.events = "+QLWEVTIND:0|+QLWEVTIND:3";
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);

    rig_init(&r, 1); /* refused */
    r.events = "+QLWEVTIND:8";
    rig_start(&r);
    rig_run(&r, 500, -1);
    CHECK(r.losts == 1 && r.lost.why == QAT_LWM2M_BY_SERVER && r.lost.number == 8, "%d %d", r.lost.why,
          (int)r.lost.number);

    rig_init(&r, 1); /* no observation */
    r.events = "+QLWEVTIND:0";
    r.cfg.observe_ms = 20000;
    rig_start(&r);
    rig_run(&r, 22000, -1);
    CHECK(r.losts == 1 && r.lost.why == QAT_LWM2M_BY_UNOBSERVED, "%d", r.lost.why);
    r.events = "+QLWEVTIND:0|+QLWEVTIND:3";
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);

    rig_init(&r, 1); /* no network: asked, and given up for a while */
    rig_rule(&r, "AT+CGATT=1", "OK|+CEREG:2", 1);
    r.cfg.attach_ms = 35000;
    rig_start(&r);
    rig_run(&r, 50000, -1);
    CHECK(strstr(r.log, "AT+CEREG?") && r.losts >= 1 && r.lost.why == QAT_LWM2M_BY_NETWORK, "%d %s",
          r.lost.why,
          r.log);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);

    rig_init(&r, 1); /* the same, of a module that has died: nothing spins, nothing hangs */
    rig_rule(&r, "AT+CGATT=1", "OK|+CEREG:2", 1);
    rig_rule(&r, "AT", "", 0);
    rig_start(&r);
    rig_run(&r, 5000, -1);
    r.rules[1].times = -1;
    rig_run(&r, 250000, -1);
    qat_lwm2m_stop(&r.m);
    CHECK(rig_run(&r, 150000, QAT_LWM2M_OFF), "%s", r.states);

    rig_init(&r, 1); /* a lifetime that ends without +QLWEVTIND:2 */
    r.cfg.lifetime_s = 600;
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
    CHECK(strstr(r.log, "AT+QCFG=\"LWM2M/Lifetime\",600\n"), "%s", r.log);
    rig_run(&r, 500000, -1);
    rig_say(&r, "+QLWEVTIND:2");
    rig_run(&r, 500000, -1);
    CHECK(r.losts == 0, "%d", r.lost.why);
    rig_run(&r, 102000, -1);
    CHECK(r.losts == 1 && r.lost.why == QAT_LWM2M_BY_LIFETIME, "%d", r.lost.why);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
}

/* AT+QLWSREGIND refused: asked how it is. */
static void refused(void)
{
    rig_init(&r, 1);
    rig_rule(&r, "AT+QLWSREGIND=0", "ERROR", 1);
    rig_rule(&r, "AT+NMSTATUS?", "+NMSTATUS:MO_DATA_ENABLED|OK", 1);
    rig_start(&r);
    CHECK(rig_run(&r, 10000, QAT_LWM2M_READY), "%s", r.states);
    rig_init(&r, 1);
    rig_rule(&r, "AT+QLWSREGIND=0", "ERROR", 1);
    rig_rule(&r, "AT+NMSTATUS?", "+NMSTATUS:REG_FAILED|OK", 1);
    rig_start(&r);
    rig_run(&r, 500, -1);
    CHECK(r.losts == 1 && r.lost.why == QAT_LWM2M_BY_COMMAND && r.lost.result == QAT_E_ERROR, "%d",
          r.lost.why);
    CHECK(rig_run(&r, 10000, QAT_LWM2M_READY), "%s", r.states);
    rig_init(&r, 1); /* AT+QREGSWT=1: it was registered before anybody asked */
    rig_rule(&r, "AT+CGATT=1", "OK|+CEREG:1|+QLWEVTIND:0|+QLWEVTIND:3", 1);
    r.neul.ping = 1;
    rig_start(&r);
    CHECK(rig_run(&r, 10000, QAT_LWM2M_READY), "%s", r.states);
    CHECK(!strstr(r.log, "SREGIND"), "%s", r.log);
}

static void sizes(void)
{
    static char big[1100];

    ready();
    memset(big, 'a', sizeof big - 1);
    r.send[0].data.ptr = big;
    CHECK(rig_send(&r, 0, big, 0) == QAT_E_ARG && r.send[0].refused == QAT_LWM2M_WRONG_SIZE, "1099 bytes");
    big[1024] = 0;
    CHECK(rig_send(&r, 0, big, 0) == QAT_OK, "1024 bytes: %d", r.send[0].refused);
    rig_run(&r, 10, -1);
    CHECK(r.send_result[0] == QAT_OK && r.send_ends[0] == 1, "%d", r.send_result[0]);
    CHECK(rig_send(&r, 0, "", 0) == QAT_E_ARG && r.send[0].refused == QAT_LWM2M_WRONG_SIZE, "no byte");
    r.send[0].size = 4;
    CHECK(rig_send(&r, 0, "abc", 0) == QAT_E_ARG && r.send[0].refused == QAT_LWM2M_WRONG_SIZE, "4 is not 3");
    r.send[0].form = QAT_LWM2M_HEX;
    CHECK(rig_send(&r, 0, "AA34B", 0) == QAT_E_ARG && r.send[0].refused == QAT_LWM2M_WRONG_DIGITS, "odd");
    CHECK(rig_send(&r, 0, "AA34BX", 0) == QAT_E_ARG && r.send[0].refused == QAT_LWM2M_WRONG_DIGITS, "X");
    CHECK(rig_send(&r, 0, "AA34BB", 0) == QAT_E_ARG && r.send[0].refused == QAT_LWM2M_WRONG_SIZE,
          "4 is not 3");
    r.send[0].size = 3;
    r.send[0].room = NULL;
    CHECK(rig_send(&r, 0, "AA34BB", 0) == QAT_OK, "%d", r.send[0].refused);
    rig_run(&r, 10, -1);
    CHECK(strstr(r.log, "AT+QLWULDATA=3,AA34BB\n") && rig_settled(&r), "%s", r.log);
    r.send[0].form = QAT_LWM2M_BYTES;
    CHECK(rig_send(&r, 0, "abc", 0) == QAT_E_ARG && r.send[0].refused == QAT_LWM2M_NO_ROOM, "no room");
    r.send[1].object = 10250;
    CHECK(rig_send(&r, 1, "abc", 0) == QAT_E_ARG && r.send[1].refused == QAT_LWM2M_WRONG_OBJECT, "object");
}

static void confirmed(void)
{
    ready();
    r.send[0].confirmed = 1;
    r.send[1].confirmed = 1;
    r.send[1].release = 1;
    rig_rule(&r, "AT+QLWULDATAEX=", "OK", -1);
    CHECK(rig_send(&r, 0, "a", 0) == QAT_OK && rig_send(&r, 1, "b", 0) == QAT_OK, "%d", r.send[1].refused);
    rig_run(&r, 10, -1);
    CHECK(strstr(r.log, "AT+QLWULDATAEX=1,61,0x0100,1\nAT+QLWULDATAEX=1,62,0x0101,2\n"), "%s", r.log);
    CHECK(r.send_ends[0] == 0, "before it is told");
    rig_say(&r, "+QLWULDATASTATUS:4,2|+QLWULDATASTATUS:5,1");
    rig_run(&r, 10, -1);
    CHECK(r.send_ends[1] == 1 && r.send_result[1] == QAT_OK && r.send[1].status == 4, "%d", r.send_result[1]);
    CHECK(r.send_ends[0] == 1 && r.send_result[0] == QAT_E_RESULT && r.send[0].status == 5, "%d",
          r.send_result[0]);
    CHECK(qat_lwm2m_state(&r.m) == QAT_LWM2M_REGISTERED && r.lost.why == QAT_LWM2M_BY_CANCEL,
          "a reset ends the observation: %s", r.states);
    rig_say(&r, "+QLWEVTIND:3|+QLWULDATASTATUS:4");
    rig_run(&r, 10, -1);
    CHECK(strstr(r.told, "T4 "), "%s", r.told);
}

static void down(void)
{
    ready();
    rig_say(&r, "+NNMI:4,AAbb0041");
    rig_run(&r, 10, -1);
    CHECK(r.datas == 1 && r.got.len == 4 && memcmp(r.data, "\xAA\xBB\x00""A", 4) == 0 && r.got.opaque &&
          r.got.object == 19 && r.got.flags == 0, "%d bytes", (int)r.got.len);
    rig_say(&r, "+NNMI:4,AAbb00");
    rig_run(&r, 10, -1);
    CHECK(r.datas == 2 && r.got.flags == QAT_FRAMING && strcmp(r.data, "AAbb00") == 0, "%s", r.data);
    r.cfg.room_size = 7;
    rig_say(&r, "+NNMI:4,AAbb0041");
    rig_run(&r, 10, -1);
    CHECK(r.datas == 3 && r.got.flags == QAT_LWM2M_TOO_LONG && !r.got.ptr && r.got.len == 8, "%d",
          r.got.flags);

    rig_init(&r, 1); /* notices: fetched until there is none */
    r.neul.messages = QAT_LWM2M_SET(QAT_NNMI_NOTICE);
    r.neul.tell_sent = 1;
    r.neul.old = 1;
    rig_start(&r);
    CHECK(rig_run(&r, 10000, QAT_LWM2M_READY), "%s", r.states);
    CHECK(strstr(r.log, "AT+NNMI=2\nAT+NSMI=1\n"), "%s", r.log);
    strcpy(r.mail[0], "2,4F4E");
    strcpy(r.mail[1], "1,41");
    r.mails = 2;
    rig_say(&r, "+NNMI");
    rig_run(&r, 10, -1);
    CHECK(r.datas == 2 && strcmp(r.data, "ON") == 0, "%d %s", r.datas, r.data);
    rig_send(&r, 0, "123", 0);
    rig_run(&r, 10, -1);
    rig_say(&r, "+NSMI:SENT|+NNMI: \"recv\",buff full|FIRMWARE DOWNLOADING|+QDTLSSTAT:0");
    rig_run(&r, 10, -1);
    CHECK(strstr(r.log, "AT+NMGS=3,313233\n") && r.send_ends[0] == 1, "%s", r.log);
    CHECK(strstr(r.told, "S0 F0 W0 D0 "), "%s", r.told);
}

static void asked(void)
{
    begin();
    CHECK(rig_do(&r, 0, QAT_LWM2M_LIFETIME, 29) == QAT_E_ARG, "29 s");
    CHECK(rig_do(&r, 0, QAT_LWM2M_BOOTSTRAP, 0) == QAT_E_DIALECT, "not of this family");
    CHECK(rig_do(&r, 0, 9, 0) == QAT_E_ARG, "9");
    CHECK(rig_do(&r, 0, QAT_LWM2M_LIFETIME, 3600) == QAT_OK, "-");
    CHECK(rig_do(&r, 0, QAT_LWM2M_LIFETIME, 3600) == QAT_E_BUSY, "it is asked for");
    CHECK(rig_do(&r, 1, QAT_LWM2M_FIRMWARE, QAT_QLWFOTAIND_DOWNLOAD) == QAT_OK, "-");
    CHECK(rig_do(&r, 2, QAT_LWM2M_UPDATE, 0) == QAT_OK, "-");
    CHECK(rig_run(&r, 10000, QAT_LWM2M_READY), "%s", r.states);
    rig_run(&r, 100, -1);
    CHECK(rig_settled(&r) && r.op_result[2] == QAT_OK, "%d", r.op_ends[2]);
    CHECK(strstr(r.log, "AT+QCFG=\"LWM2M/Lifetime\",3600\nAT+QLWFOTAIND=2\nAT+QLWSREGIND=0\n"), "%s", r.log);
    CHECK(strstr(r.states, "RYgRY"), "an update registers anew: %s", r.states);
}

static void settings(void)
{
    static const qat_lwm2m_psk_t key = { QAT_STR("867723030005655"),
                                         QAT_STR("000102030405060708090A0B0C0D0E0F") };
    static const qat_lwm2m_psk_t long_key = { QAT_STR("x"), QAT_STR("000102030405060708090A0B0C0D0E0F00") };

    rig_init(&r, 1);
    r.cfg.psk = &long_key;
    CHECK(qat_lwm2m_start(&r.m, &r.q, &r.cfg) == QAT_E_ARG, "17 bytes");
    r.cfg.psk = &key;
    r.cfg.port = 5684;
    r.cfg.endpoint = qat_str("plant-7");
    r.neul.security = QAT_LWM2M_SET(QAT_QSECSWT_DTLS);
    r.neul.bootstrap_host = qat_str("192.0.2.1");
    r.neul.bootstrap_holdoff_s = 10;
    r.neul.host_firmware = 1;
    rig_start(&r);
    CHECK(qat_lwm2m_start(&r.m, &r.q, &r.cfg) == QAT_E_STATE, "it runs");
    CHECK(rig_run(&r, 10000, QAT_LWM2M_READY), "%s", r.states);
    CHECK(strstr(r.log, "AT+CFUN=0\nAT+NCDP=198.51.100.1,5684\nAT+QLWSERVERIP=BS,192.0.2.1,5683\n"
                        "AT+QBOOTSTRAPHOLDOFF=10\nAT+QCFG=\"LWM2M/EndpointName\",plant-7\nAT+QSECSWT=1\n"
                        "AT+QSETPSK=867723030005655,000102030405060708090A0B0C0D0E0F\nAT+QLWFOTAIND=1\nAT+CFUN=1\n"),
          "%s", r.log);
}

static void stop(void)
{
    ready();
    rig_send(&r, 0, "a", 0);
    rig_say(&r, "+QLWEVTIND:9");
    rig_run(&r, 10, -1);
    rig_send(&r, 1, "b", 1);
    rig_do(&r, 0, QAT_LWM2M_UPDATE, 0);
    CHECK(qat_lwm2m_stop(&r.m) == QAT_OK && qat_lwm2m_stop(&r.m) == QAT_OK, "twice");
    CHECK(rig_send(&r, 2, "c", 1) == QAT_E_STATE && r.send[2].refused == QAT_LWM2M_NOT_ON, "stopping");
    CHECK(rig_run(&r, 1000, QAT_LWM2M_OFF), "%s", r.states);
    CHECK(strstr(r.log, "AT+QLWSREGIND=1\n") && rig_settled(&r) && r.offs == 1, "%s", r.log);
    CHECK(r.send_result[1] == QAT_E_CANCELLED && r.op_result[0] == QAT_E_CANCELLED, "%d", r.op_result[0]);
    CHECK(qat_lwm2m_stop(&r.m) == QAT_E_STATE, "it is off");
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);

    rig_init(&r, 1); /* a held message whose time is over */
    r.events = "+QLWEVTIND:0";
    r.send[0].hold_ms = 5000;
    rig_start(&r);
    rig_send(&r, 0, "a", 1);
    rig_run(&r, 4000, -1);
    CHECK(r.send_ends[0] == 0, "too early");
    rig_run(&r, 1100, -1);
    CHECK(r.send_ends[0] == 1 && r.send_result[0] == QAT_E_EXPIRED, "%d", r.send_result[0]);
}

void test_neul(void)
{
    transcript();
    early();
    dropped();
    losses();
    limits();
    refused();
    sizes();
    confirmed();
    down();
    asked();
    settings();
    stop();
}
