/* test_qlw.c: BG96: the guide's LGU+ example, files and restart, observation, data in all forms, and losses.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

static struct rig r;

static void ready(void)
{
    rig_init(&r, 0);
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
    r.log_len = 0;
    r.log[0] = 0;
    r.states[0] = 0;
    r.losts = 0;
}

/* BG96 LwM2M V1.1 6.2, with its blanks for underscores. */
static void lgu(void)
{
    static const qat_lwm2m_lgu_t who = { QAT_STR("QUEC"), QAT_STR("992185"), QAT_STR("01212345678"),
                                         QAT_STR("904978"), QAT_STR("LWTHM"), { NULL, 0 } };

    rig_init(&r, 0);
    r.qlw.fresh = 1;
    r.qlw.server = QAT_LWM2M_SET(QAT_QLWM2M_SERVER_LGU);
    r.qlw.lgu = &who;
    r.cfg.host = qat_str("xxx.103.233.xxx");
    r.cfg.port = 5783;
    r.cfg.endpoint = qat_str("QUEC");
    r.events = "+QLWEVENT: 0,\"STATE_INITIAL\"|+QLWEVENT: 1,\"STATE_BOOTSTRAP_REQUIRED\"|"
               "+QLWEVENT: 2,\"STATE_BOOTSTRAPPING\"|+QLWEVENT: 0,\"STATE INITIAL\"|"
               "+QLWEVENT: 3,\"STATE REGISTER REQUIRED\"|+QLWEVENT: 4,\"STATE_REGISTERING\"|"
               "+QLWEVENT: 5,\"STATE_READY\"|+QLWOBSERVE: \"A88044B83F554A5D\",\"/10250/0/0\"|"
               "+QLWOBSERVE: \"3A6695CDCC9EDC3C\",\"/26241/0/0\"";
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
    CHECK(strstr(r.log, "AT+QLWM2M=\"select\",2\nAT+QLWM2M=\"cdp\",\"xxx.103.233.xxx\",5783\n"
                        "AT+QLWM2M=\"epns\",0,\"QUEC\"\n"
                        "AT+QLWM2M=\"mbsps\",\"QUEC\",\"992185\",\"01212345678\",\"904978\",\"LWTHM\"\n"
                        "AT+QLWM2M=\"register\"\n"), "%s", r.log);
    CHECK(!strstr(r.log, "QFUPL") && !strstr(r.log, "CFUN=1,1"), "%s", r.log);
    CHECK(strcmp(r.states, "cgbgRY") == 0 || strcmp(r.states, "wcgbgRY") == 0, "%s", r.states);
    CHECK(strcmp(r.told, "C0 C1 C2 C0 C3 C4 C5 O10250 O26241 ") == 0, "%s", r.told);
    r.send[0].object = 10250;
    r.send[0].form = QAT_LWM2M_TEXT;
    r.send[0].size = 5;
    CHECK(rig_send(&r, 0, "hello", 0) == QAT_OK, "%d", r.send[0].refused);
    r.send[1].object = 10250;
    r.send[1].form = QAT_LWM2M_HEX;
    r.send[1].size = 5;
    CHECK(rig_send(&r, 1, "3031323334", 0) == QAT_OK, "%d", r.send[1].refused);
    rig_run(&r, 10, -1);
    CHECK(strstr(r.log,
                 "AT+QLWM2M=\"uldata\",10250,5,\"hello\"\nAT+QLWM2M=\"ulhex\",10250,5,\"3031323334\"\n"),
          "%s", r.log);
    CHECK(rig_settled(&r) && r.send_result[0] == QAT_OK, "%d", r.send_result[0]);
    r.send[2].object = 19;
    CHECK(rig_send(&r, 2, "x", 0) == QAT_E_STATE && r.send[2].refused == QAT_LWM2M_NOT_OBSERVED,
          "19 is not observed");
    rig_say(&r, "+QLWDLDATA: \"10250/0/1\",2,\"3031\"");
    rig_run(&r, 10, -1);
    CHECK(r.datas == 1 && strcmp(r.data, "01") == 0 && r.got.object == 10250 && r.got.instance == 0 &&
          r.got.resource == 1 && r.got.opaque, "%s", r.data);
}

static void down(void)
{
    static const struct {
        const char *line;
        const char *data;
        int object, opaque, flags;
    } list[] = {
        { "+QLWDLDATA: \"/10250/0/1\",4,5,\"hello\"", "hello", 10250, 0, 0 },
        { "+QLWDLDATA: \"/19/1/0\",4,4,\"30313233\"", "0123", 19, 1, 0 },
        { "+QLWDLDATA: \"/19/1/0\",5,4,\"30313233\"", "0123", 19, 1, 0 },
        { "+QLWDLDATA: \"/19/1/0\",4,8,\"30313233\"", "30313233", 19, 0, 0 },
        { "+QLWDLDATA: \"/19/1/0\",4,8,\"say \"no\"\"", "say \"no\"", 19, 0, 0 },
        { "+QLWDLDATA: \"/19/1/0\",5,4,\"3031\"", "3031", 19, 0, QAT_FRAMING },
        { "+QLWDLDATA: \"/19/1/0\",4,4,\"hell\"", "hell", 19, 0, 0 },
        { "+QLWDLDATA: \"/19/1/0\",4,9,\"hell\"", "hell", 19, 0, QAT_FRAMING },
        { "+QLWDLDATA: \"/26241\",2,\"ab\"", "ab", 26241, 0, 0 },
        { "+QLWDLDATA: \"19/0/0\",1,\"zz\"", "zz", 19, 0, QAT_FRAMING },
    };
    size_t i, chunk;

    for (i = 0; i < sizeof list / sizeof list[0]; i++) {
        for (chunk = 0; chunk < 60; chunk++) {
            ready();
            r.chunk = chunk;
            rig_say(&r, list[i].line);
            rig_run(&r, 10, -1);
            CHECK(r.datas == 1 && strcmp(r.data, list[i].data) == 0 && r.got.object == list[i].object &&
                  r.got.opaque == list[i].opaque && (r.got.flags & ~QAT_UNCOUNTED) == list[i].flags,
                  "%s in pieces of %d: %d '%s' %d %d", list[i].line, (int)chunk, r.datas, r.data, r.got.opaque,
                  r.got.flags);
        }
    }
    ready();
    r.cfg.room_size = 4;
    rig_say(&r, "+QLWDLDATA: \"/10250/0/1\",4,5,\"hello\"");
    rig_run(&r, 10, -1);
    CHECK(r.datas == 1 && r.got.flags & QAT_LWM2M_TOO_LONG && !r.got.ptr, "%d", r.got.flags);
}

static void sizes(void)
{
    static char big[1462];

    ready();
    memset(big, 'a', 1461);
    r.send[0].form = QAT_LWM2M_TEXT;
    CHECK(rig_send(&r, 0, big, 0) == QAT_E_ARG && r.send[0].refused == QAT_LWM2M_WRONG_SIZE, "1461");
    big[1460] = 0;
    CHECK(rig_send(&r, 0, big, 0) == QAT_OK, "1460: %d", r.send[0].refused);
    rig_run(&r, 10, -1);
    r.send[0].size = 1;
    CHECK(rig_send(&r, 0, "hello", 0) == QAT_E_ARG && r.send[0].refused == QAT_LWM2M_WRONG_SIZE,
          "1 is not 5");
    r.send[0].size = 0;
    CHECK(rig_send(&r, 0, "a\"b", 0) == QAT_OK, "%d", r.send[0].refused);
    rig_run(&r, 10, -1);
    CHECK(strstr(r.log, "AT+QLWM2M=\"ulhex\",19,3,\"612262\"\n"), "text with a quote goes as digits: %s",
          r.log);
    r.send[0].room = NULL;
    CHECK(rig_send(&r, 0, "a\r\nAT+CFUN=0", 0) == QAT_E_ARG && r.send[0].refused == QAT_LWM2M_NO_ROOM, "-");
    r.send[0].object = 3;
    CHECK(rig_send(&r, 0, "a", 0) == QAT_E_ARG && r.send[0].refused == QAT_LWM2M_WRONG_OBJECT, "object 3");
}

/* Files are written, the persistent ones cleared, the module restarted; a later start of the module changes
 * nothing. */
static void files(void)
{
    static qat_lwm2m_options_t o;
    static const qat_lwm2m_psk_t key = { QAT_STR("iot_app_101"),
                                         QAT_STR("000102030405060708090A0B0C0D0E0F") };
    qat_lwm2m_file_t f[2];

    memset(f, 0, sizeof f);
    qat_lwm2m_options_default(&o);
    o.apn = qat_str("iot");
    f[0].kind = QAT_LWM2M_LWM2M_CFG;
    f[0].content = &o;
    f[1].kind = QAT_LWM2M_APP_AUTOSTART;
    rig_init(&r, 0);
    r.qlw.files = f;
    r.qlw.file_count = 2;
    r.cfg.psk = &key;
    CHECK(qat_lwm2m_start(&r.m, &r.q, &r.cfg) == QAT_E_ARG && strstr(f[0].wrong, "MSISDN"), "%s", f[0].wrong);
    o.bootstrap_name = 4;
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
    CHECK(strstr(r.log, "AT+QFDEL=\"/datatx/lwm2m_cfg\"\nAT+QFUPL=\"/datatx/lwm2m_cfg\",") &&
          strstr(r.log, "{\nAPN=iot;\nRETRY_TIMEOUT=30;"), "%s", r.log);
    CHECK(strstr(r.log, "AT+QFUPL=\"/datatx/lwm2m_app_autostart\",1\n\nAT+QFDEL"), "%s", r.log);
    CHECK(strstr(r.log, "AT+QFUPL=\"/datatx/ssl/101_server.psk\",45\n"
                        "iot_app_101:000102030405060708090A0B0C0D0E0F\n"), "%s", r.log);
    CHECK(strstr(r.log, "AT+QLWM2M=\"reset\"\nAT+CFUN=1,1\n") && strstr(r.states, "crgRY"), "%s %s", r.states,
          r.log);
    r.log_len = 0;
    r.states[0] = 0;
    rig_say(&r, "RDY|APP RDY");
    CHECK(rig_run(&r, 500, -1) && rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
    CHECK(!strstr(r.log, "QFUPL") && strstr(r.log, "register"), "%s", r.log);
}

/* Whose server it was is asked, and a change clears what the old registration left. */
static void changed(void)
{
    rig_init(&r, 0);
    r.qlw.server = QAT_LWM2M_SET(QAT_QLWM2M_SERVER_LGU);
    r.select = 2;
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY) && !strstr(r.log, "reset"), "%s", r.log);
    rig_init(&r, 0);
    r.qlw.server = QAT_LWM2M_SET(QAT_QLWM2M_SERVER_LGU);
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY) && strstr(r.log, "reset\"\nAT+CFUN=1,1\n"), "%s", r.log);
    rig_init(&r, 0);
    strcpy(r.platform, "\"old.example\",5683");
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY) && strstr(r.log, "reset\"\nAT+CFUN=1,1\n"), "%s", r.log);
    rig_init(&r, 0);
    r.qlw.clean = 1;
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY) && strstr(r.log, "\"clean\"\n") && !strstr(r.log, "reset") &&
          strstr(r.log, "AT+CFUN=1,1\n"), "%s", r.log);
    rig_init(&r, 0); /* it does not restart */
    r.qlw.clean = 1;
    rig_rule(&r, "AT+CFUN=1,1", "OK", 1);
    rig_start(&r);
    rig_run(&r, 121000, -1);
    CHECK(r.losts == 1 && r.lost.why == QAT_LWM2M_BY_RESTART, "%d", r.lost.why);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
}

static void number(void)
{
    rig_init(&r, 0);
    r.qlw.register_name = 4;
    r.qlw.bootstrap_name = 7;
    rig_start(&r);
    CHECK(rig_run(&r, 1000, QAT_LWM2M_OFF) || r.offs == 1, "%s", r.states);
    rig_run(&r, 1000, -1);
    CHECK(r.offs == 1 && r.lost.why == QAT_LWM2M_BY_MSISDN && !strstr(r.log, "endpoint"), "%d %s", r.lost.why,
          r.log);
    rig_init(&r, 0);
    r.qlw.register_name = 4;
    r.qlw.bootstrap_name = 7;
    strcpy(r.number, "+CNUM: ,\"+5755127091\",145");
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY) && strstr(r.log, "AT+QLWM2M=\"endpoint\",4,7\n"), "%s", r.log);
    rig_init(&r, 0);
    r.qlw.register_name = 5;
    CHECK(qat_lwm2m_start(&r.m, &r.q, &r.cfg) == QAT_E_ARG, "5");
}

static void settings(void)
{
    rig_init(&r, 0);
    r.qlw.fresh = 1;
    r.qlw.bootstrap_mode = QAT_LWM2M_SET(QAT_QLWM2M_BSMODE_CLIENT);
    r.qlw.access = QAT_LWM2M_SET(QAT_QLWM2M_ACCESS_BOOTSTRAP);
    r.qlw.security = QAT_LWM2M_SET(QAT_QLWM2M_SECURITY_NONE);
    r.qlw.make_psk = 1;
    r.qlw.ip = QAT_LWM2M_SET(QAT_QLWM2M_IP_IPV6);
    r.qlw.register_name = 4;
    r.qlw.bootstrap_name = 4;
    r.qlw.format = QAT_LWM2M_SET(QAT_QLWM2M_FORMAT_HEX);
    r.qlw.debug = QAT_LWM2M_SET(0);
    r.qlw.enable = QAT_LWM2M_SET(1);
    r.qlw.mode = QAT_LWM2M_SET(QAT_QLWM2M_REGISTER_AUTOMATIC);
    r.qlw.uri = qat_str("coap://leshan.eclipseprojects.io:5683");
    r.qlw.apn = qat_str("vzwadmin");
    r.cfg.lifetime_s = 14400;
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
    CHECK(strstr(r.log,
                 "AT+QLWM2M=\"bsmode\",1\nAT+QLWM2M=\"bootstrap\",1,\"coap://leshan.eclipseprojects.io:5683\"\n"
                        "AT+QLWM2M=\"bootstrap\",2,14400\nAT+QLWM2M=\"bootstrap\",3,1\nAT+QLWM2M=\"bootstrap\",4,3\n"
                        "AT+QLWM2M=\"psk\",0\nAT+QLWM2M=\"apn\",\"vzwadmin\"\nAT+QLWM2M=\"ippref\",1\n"
                        "AT+QLWM2M=\"endpoint\",4,4\nAT+QLWM2M=\"dltype\",1\nAT+QLWM2M=\"qcli_en\",0\n"
                        "AT+QLWM2M=\"enable\",1\nAT+QLWM2M=\"register\",1\n"), "%s", r.log);
    rig_do(&r, 0, QAT_LWM2M_LIFETIME, 86400);
    r.op[1].objects = 1;
    rig_do(&r, 1, QAT_LWM2M_UPDATE, 0);
    rig_do(&r, 2, QAT_LWM2M_BOOTSTRAP, 0);
    rig_run(&r, 100, -1);
    CHECK(strstr(r.log,
                 "AT+QLWM2M=\"lifetime\",101,86400\nAT+QLWM2M=\"update\",101,1\nAT+QLWM2M=\"bootstrap\",1\n")
          && rig_settled(&r), "%s", r.log);
    CHECK(rig_do(&r, 0, QAT_LWM2M_FIRMWARE, 1) == QAT_E_DIALECT, "not of this family");
}

static void losses(void)
{
    ready(); /* cancelled, and observed again */
    rig_say(&r, "+QLWOBSERVE: \"A88044B83F554A5D\",\"/19/0/0\",1");
    rig_run(&r, 10, -1);
    CHECK(r.lost.why == QAT_LWM2M_BY_CANCEL && r.lost.number == 19 &&
          qat_lwm2m_state(&r.m) == QAT_LWM2M_REGISTERED && !qat_lwm2m_observed(&r.m, 19), "%s", r.states);
    rig_say(&r, "+QLWOBSERVE: \"B88044B83F554A5D\",\"/19/0/0\",0");
    CHECK(rig_run(&r, 10, QAT_LWM2M_READY) && qat_lwm2m_observed(&r.m, 19), "%s", r.states);

    ready(); /* the client falls back, and comes again by itself */
    rig_say(&r, "+QLWEVENT: 3,\"STATE_REGISTER_REQUIRED\"|+QLWEVENT: 4,\"STATE_REGISTERING\"");
    rig_run(&r, 10, -1);
    CHECK(r.losts == 1 && r.lost.why == QAT_LWM2M_BY_DEREGISTER && r.lost.number == 3, "%d", r.lost.why);
    rig_say(&r, "+QLWEVENT: 5,\"STATE_READY\"|+QLWOBSERVE: \"1\",\"/19/0/0\"");
    CHECK(rig_run(&r, 10, QAT_LWM2M_READY) && strcmp(r.states, "gRY") == 0 && !strstr(r.log, "register"),
          "%s %s", r.states, r.log);

    ready(); /* ... or does not: told to */
    rig_say(&r, "+QLWEVENT: 3,\"STATE_REGISTER_REQUIRED\"");
    rig_run(&r, 190000, QAT_LWM2M_READY);
    CHECK(rig_run(&r, 10000, QAT_LWM2M_READY) && strstr(r.log, "register"), "%s", r.states);

    ready();
    rig_say(&r, "RDY|APP RDY");
    rig_run(&r, 100, -1);
    CHECK(r.losts == 1 && r.lost.why == QAT_LWM2M_BY_RESTART, "%d", r.lost.why);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);

    rig_init(&r, 0); /* renewed in time; when that fails, registered anew */
    r.cfg.lifetime_s = 1000;
    rig_start(&r);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
    rig_run(&r, 890000, -1);
    CHECK(!strstr(r.log, "update"), "%s", r.log);
    rig_run(&r, 20000, -1);
    CHECK(strstr(r.log, "AT+QLWM2M=\"update\",101\n") && r.losts == 0, "%s", r.log);
    rig_rule(&r, "AT+QLWM2M=\"update\"", "ERROR", 1);
    rig_run(&r, 900000, -1);
    CHECK(r.losts == 1 && r.lost.why == QAT_LWM2M_BY_LIFETIME, "%d", r.lost.why);
    CHECK(rig_run(&r, 60000, QAT_LWM2M_READY), "%s", r.states);
}

static void stop(void)
{
    ready();
    qat_lwm2m_stop(&r.m);
    CHECK(rig_run(&r, 1000, QAT_LWM2M_OFF) && strstr(r.log, "AT+QLWM2M=\"deregister\"\n"), "%s", r.log);
    CHECK(strcmp(r.states, "s-") == 0, "%s", r.states);
}

void test_qlw(void)
{
    lgu();
    down();
    sizes();
    files();
    changed();
    number();
    settings();
    losses();
    stop();
}
