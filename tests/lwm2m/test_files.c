/* test_files.c: the writers of configuration files, against the guide's samples (BG96 LwM2M V1.1 3.3, 6.1),
 * piece by piece at every offset, and what they refuse.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

static char text[8192];

/* The whole file, asked for in order; and each byte again, asked for by itself. */
static const char *write_file(qat_lwm2m_file_t *f)
{
    qat_payload_t p;
    uint32_t at, n = 0, i;
    const char *piece;

    if (qat_lwm2m_file(f, &p) != QAT_OK) {
        return f->wrong;
    }
    for (at = 0; at < p.size; at += n) {
        piece = p.view(p.user, at, &n);
        MUST(piece && n > 0 && at + n <= p.size, "at %u", (unsigned)at);
        if (!piece || n == 0) {
            return "?";
        }
        memcpy(text + at, piece, n);
    }
    text[p.size] = 0;
    for (at = p.size; at-- > 0;) {
        piece = p.view(p.user, at, &n);
        for (i = 0; i < n; i++) {
            MUST(piece[i] == text[at + i], "byte %u", (unsigned)(at + i));
        }
    }
    return text;
}

static void same(qat_lwm2m_file_t *f, const char *want)
{
    const char *got = write_file(f);

    CHECK(strcmp(got, want) == 0, "\n%s\ninstead of\n%s", got, want);
}

static void refused(qat_lwm2m_file_t *f, const char *word)
{
    qat_payload_t p;
    int err = qat_lwm2m_file(f, &p);

    CHECK(err == QAT_E_ARG && f->wrong && strstr(f->wrong, word), "%d %s, wanted %s", err,
          f->wrong ? f->wrong : "-", word);
}

static qat_lwm2m_file_t file(int kind, const void *content, unsigned count)
{
    qat_lwm2m_file_t f;

    memset(&f, 0, sizeof f);
    f.kind = (uint8_t)kind;
    f.content = content;
    f.count = (uint16_t)count;
    return f;
}

static void bootstrap(void)
{
    qat_lwm2m_resource_t e[] = {
        { QAT_STR("0"), QAT_LWM2M_SV, 0, 0, 0, QAT_STR("coaps://leshan.eclipse.org:5684") },
        { QAT_STR("1"), QAT_LWM2M_BV, 0, 0, 0, { NULL, 0 } },
        { QAT_STR("2"), QAT_LWM2M_V, 0, 0, 0, { NULL, 0 } },
        { QAT_STR("10"), QAT_LWM2M_V, 0, 0, 101, { NULL, 0 } },
    };
    qat_lwm2m_resource_t more[] = {
        { QAT_STR("/3/0/9"), QAT_LWM2M_V, 1, -5, INT32_MIN, { NULL, 0 } },
        { QAT_STR("6/0/0"), QAT_LWM2M_V_TEXT, 1, 7, 0, QAT_STR("-43.5e+2") },
        { QAT_STR("1/0/6"), QAT_LWM2M_BV, 0, 0, 1, { NULL, 0 } },
        { QAT_STR("2/0/1"), QAT_LWM2M_OV, 0, 0, 0, QAT_STR("10:03") },
        { QAT_STR("0/0/3"), QAT_LWM2M_SV_OPAQUE, 0, 0, 0, { "\x00\xFF\x10""a", 4 } },
        { QAT_STR("0/0/4"), QAT_LWM2M_SV_OPAQUE, 0, 0, 0, QAT_STR("Man") },
        { QAT_STR("0/0/5"), QAT_LWM2M_SV_OPAQUE, 0, 0, 0, QAT_STR("Ma") },
        { QAT_STR("3/0/1"), QAT_LWM2M_SV, 0, 0, 0, QAT_STR("a\"b\\c\n") },
    };
    qat_lwm2m_object_t o[2] = { { QAT_STR("/0/1/"), 0, 0, e, 4 }, { { NULL, 0 }, 1, 1500000000, more, 8 } };
    qat_lwm2m_file_t f = file(QAT_LWM2M_BOOTSTRAP_INI, o, 1);
    const char *sample = "{\"bn\":\"/0/1/\",\n\"e\":[\n{\"n\":\"0\",\"sv\":\"coaps://leshan.eclipse.org:5684\"},\n"
                         "{\"n\":\"1\",\"bv\":false},\n{\"n\":\"2\",\"v\":0},\n{\"n\":\"10\",\"v\":101\n}]}\n";
    char both[1024];

    same(&f, sample);
    CHECK(strcmp(f.name, "/datatx/bootstrap.ini") == 0, "%s", f.name);
    f.count = 2;
    snprintf(both, sizeof both, "%s%s", sample,
             "{\"bt\":1500000000,\n\"e\":[\n{\"n\":\"/3/0/9\",\"t\":-5,\"v\":-2147483648},\n"
             "{\"n\":\"6/0/0\",\"t\":7,\"v\":-43.5e+2},\n{\"n\":\"1/0/6\",\"bv\":true},\n"
             "{\"n\":\"2/0/1\",\"ov\":\"10:03\"},\n{\"n\":\"0/0/3\",\"sv\":\"AP8QYQ==\"},\n"
             "{\"n\":\"0/0/4\",\"sv\":\"TWFu\"},\n{\"n\":\"0/0/5\",\"sv\":\"TWE=\"},\n"
             "{\"n\":\"3/0/1\",\"sv\":\"a\\\"b\\\\c\\u000a\"\n}]}\n");
    same(&f, both);
    more[1].text = qat_str("01");
    refused(&f, "v: not a number");
    more[1].text = qat_str("1.");
    refused(&f, "v: not a number");
    more[1].text = qat_str("1e");
    refused(&f, "v: not a number");
    more[1].text = qat_str("0.5");
    more[3].text = qat_str("10:");
    refused(&f, "ov");
    more[3].text = qat_str("10:3");
    more[2].number = 2;
    refused(&f, "bv");
    more[2].number = 0;
    more[7].text.ptr = NULL;
    refused(&f, "no value");
    more[7].text = qat_str("x");
    e[0].n = qat_str("0\"");
    refused(&f, "n: ");
    e[0].n = qat_str("0");
    o[0].bn = qat_str("0/1");
    refused(&f, "bn");
    f.count = 0;
    refused(&f, "no object");
}

static void carriers(void)
{
    qat_lwm2m_carrier_t c[2] = { { QAT_STR("Existing APN config"), QAT_STR("vzwadmin"), 2, 102, 0 },
                                 { QAT_STR("New APN config"), QAT_STR("vzwinternet"), 3, 103, 0 } };
    qat_lwm2m_file_t f = file(QAT_LWM2M_CARRIER_APN_CFG, c, 2);

    same(&f, "/* Existing APN config */\nAPN_NAME=vzwadmin\nAPN_CLASS=2\nSHORT_SERVER_ID1=102\n"
             "; /* New APN config */\nAPN_NAME=vzwinternet\nAPN_CLASS=3\nSHORT_SERVER_ID1=103\n");
    memset(c, 0, sizeof c);
    c[0].apn = qat_str("carrierAPN1");
    c[0].bootstrap_if_registration_fails = 1;
    c[1].apn = qat_str("b");
    same(&f, "APN_NAME=carrierAPN1\nAPN_CLASS=2\nSHORT_SERVER_ID1=102\nBS_IF_REG_FAILS=1\n;\n"
             "APN_NAME=b\nAPN_CLASS=2\nSHORT_SERVER_ID1=102\n");
    c[1].note = qat_str("a */ b");
    refused(&f, "note");
    c[1].note = qat_str("ok");
    c[1].apn = qat_str("a;b");
    refused(&f, "APN_NAME");
    c[1].apn = qat_str("a");
    c[0].bootstrap_if_registration_fails = 2;
    refused(&f, "BS_IF_REG_FAILS");
    c[0].bootstrap_if_registration_fails = 0;
    c[0].ssid = 65535;
    refused(&f, "SHORT_SERVER_ID1");
}

static void options(void)
{
    static qat_lwm2m_options_t o;
    qat_lwm2m_file_t f = file(QAT_LWM2M_LWM2M_CFG, &o, 1);

    qat_lwm2m_options_default(&o);
    o.apn = qat_str("carrier_apn");
    refused(&f, "BOOTSTRAP_EP_NAME 7 needs a telephone number");
    o.has_msisdn = 1;
    o.ack_timeout_s = 30; /* as in the guide's file, not in its table */
    o.bootstrap_retries = 5;
    o.boot_sleep_s = 10;
    same(&f, "{\nAPN=carrier_apn;\nRETRY_TIMEOUT=30;\nRETRY_EXPONENT_VAL=2;\nMAX_RETRY_TIMEOUT=640;\n"
             "MAX_NO_RETRIES=5;\nACK_TIMEOUT=30;\nREG_RETRY_TIMEOUT=60;\nREG_RETRY_EXPONENT=2;\n"
             "REG_RETRY_MAXTIMEOUT=480;\nROAMING_FEAT=1;\nPER_REGSTATUS_FEAT=0;\nBATTERY_LEVEL_THRESHOLD=20;\n"
             "REBOOTSTRAP_REG_FAILS_MAX_NO_ATTEMPTS=5;\nCARRIER_TYPE=0;\nREG_EP_NAME=4;\nBOOTSTRAP_EP_NAME=7;\n"
             "BOOT_UP_SLEEP_TIME=10;\n}\n");
    o.gps_interval_ms = 5000;
    o.gps_distance_m = 10;
    CHECK(strstr(write_file(&f), "TIME=10;\nGPS_MIN_INTERVAL=5000;\nGPS_MIN_DISTANCE=10;\n}"), "%s", text);
    o.has_msisdn = 0;
    o.bootstrap_name = 4;
    o.register_name = 7;
    refused(&f, "REG_EP_NAME 7 needs a telephone number");
    o.register_name = 5;
    refused(&f, "REG_EP_NAME: 4 or 7");
    o.register_name = 4;
    o.no_roaming = 2;
    refused(&f, "ROAMING_FEAT");
    o.no_roaming = 0;
    o.retry_timeout_s = 641;
    refused(&f, "RETRY_TIMEOUT");
    o.retry_timeout_s = 640;
    o.register_max_s = 59;
    refused(&f, "REG_RETRY_TIMEOUT");
    o.register_max_s = 60;
    o.register_exponent = 0;
    refused(&f, "EXPONENT");
    o.register_exponent = 1;
    o.battery_percent = 101;
    refused(&f, "BATTERY");
    o.battery_percent = 100;
    o.boot_sleep_s = 0x80000000u;
    refused(&f, "2147483647");
    o.boot_sleep_s = 0;
    o.apn = qat_str("");
    refused(&f, "APN");
}

static void keys_and_scripts(void)
{
    static qat_lwm2m_psk_t key = { QAT_STR("iot_app_101"), QAT_STR("000102030405060708090a0b0c0d0e0f") };
    static qat_payload_t script = QAT_MEM("start lwm2m\n");
    qat_lwm2m_file_t f = file(QAT_LWM2M_SERVER_PSK, &key, 1);
    qat_payload_t out;

    f.ssid = 101;
    same(&f, "iot_app_101:000102030405060708090a0b0c0d0e0f\n");
    CHECK(strcmp(f.name, "/datatx/ssl/101_server.psk") == 0, "%s", f.name);
    f.ssid = 7;
    same(&f, "iot_app_101:000102030405060708090a0b0c0d0e0f\n");
    CHECK(strcmp(f.name, "/datatx/ssl/007_server.psk") == 0, "%s", f.name);
    f.ssid = 1000;
    refused(&f, "ssid");
    f.ssid = 100;
    key.key.len = 31;
    refused(&f, "key");
    key.key = qat_str("0001020304050607g8090a0b0c0d0e0f");
    refused(&f, "key");
    key.key = qat_str("000102030405060708090a0b0c0d0e0f");
    key.identity = qat_str("a:b");
    refused(&f, "identity");
    f = file(QAT_LWM2M_APP_AUTOSTART, NULL, 0);
    same(&f, "\n");
    CHECK(strcmp(f.name, "/datatx/lwm2m_app_autostart") == 0, "%s", f.name);
    f = file(QAT_LWM2M_QCLI_CONFIG, &script, 0);
    CHECK(qat_lwm2m_file(&f, &out) == QAT_OK && out.data == script.data && out.size == 12, "%u",
          (unsigned)out.size);
    CHECK(strcmp(f.name, "/datatx/qcli_config") == 0, "%s", f.name);
    f.kind = 6;
    refused(&f, "kind");
    f = file(QAT_LWM2M_BOOTSTRAP_INI, NULL, 1);
    CHECK(qat_lwm2m_file(&f, &out) == QAT_E_NULL, "no content");
}

void test_files(void)
{
    bootstrap();
    carriers();
    options();
    keys_and_scripts();
}
