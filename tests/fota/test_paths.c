/* test_paths.c: updates that go well, what they send and tell; what is refused at once; names.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <stdlib.h>
#include <string.h>

#define NEW "BG95M3LAR02A04_01.012.01.012"
#define FOTA(rest) "+QIND: \"FOTA\"," rest

static struct rig *begin(int bg96)
{
    struct rig *r = calloc(1, sizeof *r);

    rig_init(r, bg96);
    return r;
}

static void end(struct rig *r)
{
    CHECK(rig_settled(r), "%d of %d ended, %s", r->ends, r->starts, r->progress);
    free(r);
}

/* The example of the note, 2.3. */
static void example(size_t chunk)
{
    struct rig *r = begin(0);

    r->chunk = chunk;
    r->cfg.apn = qat_str("Telstra.internet");
    CHECK(rig_start(r) == QAT_OK, "start");
    CHECK(rig_run(r, 60000, QAT_FOTA_DOWNLOADING), "%s", r->progress);
    rig_run(r, 1000, 99);
    CHECK(strcmp(r->log, "AT+QFOTADL=3,1\nAT+QGMR\nAT+QCFGEXT=\"fota_apn\"\nAT+CSQ;+CEREG?;+CGREG?;+COPS?\n"
                 "AT+QFOTADL=\"https://www.quectel.com:100/update.zip\"\n") == 0, "%s", r->log);
    CHECK(r->f.rssi == 26 && r->f.stat == 1 && qat_fota_percent(&r->f) == -1, "%d %d", r->f.rssi, r->f.stat);
    rig_say(r, FOTA("\"HTTPSTART\"") "||" FOTA("\"DOWNLOADING\",5%") "||" FOTA("\"DOWNLOADING\",100%"));
    rig_say(r, FOTA("\"HTTPEND\",0") "||" FOTA("\"RESETTING\""));
    rig_run(r, 1000, 99);
    CHECK(qat_fota_deaf(&r->f) && r->host_fast == 1, "at the speed of an update");
    r->deaf = r->fast = 1;
    r->version = NEW;
    rig_say(r, FOTA("\"START\"") "||" FOTA("\"UPDATING\",1%") "||" FOTA("\"UPDATING\",2%"));
    rig_run(r, 1000, 99);
    rig_say(r, FOTA("\"UPDATING\",100%") "||" FOTA("\"END\",0"));
    rig_run(r, 1000, 99);
    CHECK(r->host_fast == 0 && qat_fota_deaf(&r->f), "back at its usual one");
    r->deaf = r->fast = 0;
    rig_say(r, "RDY");
    CHECK(rig_run(r, 20000, -1), "%s", r->progress);
    CHECK(r->end.why == QAT_FOTA_UPDATED && strcmp(r->f.after, NEW) == 0, "%d %s", r->end.why, r->f.after);
    CHECK(strcmp(r->f.before, "BG95M3LAR02A03_01.011.01.011") == 0, "%s", r->f.before);
    CHECK(strcmp(r->progress,
          "preparing network downloading 5 100 resetting updating 1 2 100 starting checking")
          == 0, "%s", r->progress);
    CHECK(r->speeds == 2, "%d", r->speeds);
    end(r);
}

/* BG96: HTTPTART, no RESETTING, a second half. */
static void bg96(size_t chunk)
{
    struct rig *r = begin(1);

    r->chunk = chunk;
    r->cfg.apn = qat_str("ignored");
    r->registered_after = 2;
    CHECK(rig_start(r) == QAT_OK, "start");
    CHECK(rig_run(r, 60000, QAT_FOTA_DOWNLOADING), "%s", r->progress);
    rig_run(r, 1000, 99);
    CHECK(strcmp(r->log, "AT+QGMR\nAT+CSQ;+CEREG?;+CGREG?;+COPS?\nAT+CSQ;+CEREG?;+CGREG?;+COPS?\n"
                 "AT+CSQ;+CEREG?;+CGREG?;+COPS?\n"
                 "AT+QFOTADL=\"https://www.quectel.com:100/update.zip\"\n") == 0, "%s", r->log);
    rig_say(r, FOTA("\"HTTPTART\""));
    rig_run(r, 300000, 99);
    rig_say(r, FOTA("\"HTTPEND\",0"));
    rig_run(r, 1000, QAT_FOTA_RESETTING);
    rig_run(r, 1000, 99);
    CHECK(r->host_fast == 1, "it will not say that it leaves");
    r->deaf = r->fast = 1;
    rig_say(r, FOTA("\"START\"") "||" FOTA("\"UPDATING\", 1%") "||" FOTA("\"UPDATING\", 100%"));
    rig_say(r, FOTA("\"RESTORE\", 1%") "||" FOTA("\"RESTORE\", 100%") "||" FOTA("\"END\",0"));
    rig_run(r, 1000, QAT_FOTA_STARTING);
    r->deaf = r->fast = 0;
    r->version = "BG96MAR02A07M1G";
    rig_say(r, "RDY");
    CHECK(rig_run(r, 20000, -1) && r->end.why == QAT_FOTA_UPDATED, "%d %s", r->end.why, r->progress);
    CHECK(strcmp(r->progress,
          "preparing network downloading resetting updating 1 100 restoring 1 100 starting "
                 "checking") == 0, "%s", r->progress);
    end(r);
}

static void files(const char *url, int psk, const char *want)
{
    static const char pem[] = "-----BEGIN-----\nOK\r\n+++\n-----END-----\n";
    struct rig *r = begin(0);
    qat_payload_t *file[3];
    int i;

    file[0] = &r->cfg.ca;
    file[1] = &r->cfg.cert;
    file[2] = &r->cfg.key;
    for (i = 0; i < 3 && !psk; i++) {
        file[i]->data = pem;
        file[i]->size = (uint32_t)sizeof pem - 1 - (uint32_t)i;
    }
    if (psk) {
        r->cfg.psk.data = "abc";
        r->cfg.psk.size = 3;
    }
    r->cfg.url = qat_str(url);
    CHECK(rig_start(r) == QAT_OK, "%s", url);
    CHECK(rig_run(r, 60000, QAT_FOTA_DOWNLOADING), "%s", r->progress);
    rig_run(r, 1000, 99);
    CHECK(strstr(r->log, want) != NULL, "%s", r->log);
    qat_fota_cancel(&r->f);
    CHECK(rig_run(r, 1000, -1) && r->end.why == QAT_FOTA_BY_CANCEL && r->end.phase == QAT_FOTA_DOWNLOADING,
          "%d",
          r->end.why);
    end(r);
}

/* What the other jobs send. */
static void jobs(void)
{
    struct rig *r = begin(0);

    r->cfg.job = QAT_FOTA_LOOK;
    r->stored = 1048576;
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 10000, -1), "%s", r->progress);
    CHECK(r->end.why == QAT_FOTA_DONE && r->f.size == 1048576 && strcmp(r->log, "AT+QFOTADL=4\n") == 0, "%s",
          r->log);
    r->cfg.job = QAT_FOTA_DROP;
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 10000, -1), "%s", r->progress);
    CHECK(r->end.why == QAT_FOTA_DONE && strcmp(r->log, "AT+QFOTADL=4\nAT+QFOTADL=5\n") == 0, "%s", r->log);
    r->cfg.job = QAT_FOTA_USE;
    r->log[0] = 0;
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 10000, QAT_FOTA_RESETTING), "%s", r->progress);
    rig_run(r, 500, 99);
    CHECK(strcmp(r->log, "AT+QGMR\nAT+QFOTADL=4\nAT+QFOTADL=1\n") == 0, "%s", r->log);
    rig_say(r, FOTA("\"START\"") "||" FOTA("\"UPDATING\",100%") "||" FOTA("\"END\",0") "||RDY");
    r->version = NEW;
    CHECK(rig_run(r, 60000, -1) && r->end.why == QAT_FOTA_UPDATED, "%d", r->end.why);
    r->stored = 0;
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 10000, -1), "%s", r->progress);
    CHECK(r->end.why == QAT_FOTA_BY_SIZE && r->end.number == 0, "%d", r->end.why);
    end(r);
}

/* hold: the package is fetched, the update waits for USE. */
static void hold(void)
{
    struct rig *r = begin(0);

    r->cfg.hold = 1;
    r->stored = 1000;
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 60000, QAT_FOTA_DOWNLOADING), "%s", r->progress);
    rig_run(r, 1000, 99);
    CHECK(strncmp(r->log, "AT+QFOTADL=3,0\n", 15) == 0, "%s", r->log);
    rig_say(r, FOTA("\"HTTPSTART\"") "||" FOTA("\"HTTPEND\",0"));
    CHECK(rig_run(r, 1000, -1) && r->end.why == QAT_FOTA_DONE && r->f.size == 1000, "%d", r->end.why);
    end(r);
}

/* The access point: as it is, another one, one with a user; firmware that does not tell it. */
static void apn(void)
{
    static const struct { const char *is, *user, *want; } cases[] = {
        { "\"Telstra.internet\"", NULL, "\"fota_apn\"\nAT+CSQ" },
        { "\"telstra.internet\"", NULL,
          "\"fota_apn\"\nAT+QCFGEXT=\"fota_apn\",0,\"Telstra.internet\"\nAT+CSQ" },
        { "\"Telstra.internet\",\"me\",\"x\"", NULL,
          "AT+QCFGEXT=\"fota_apn\",0,\"Telstra.internet\"\nAT+CSQ" },
        { "\"Telstra.internet\"", "me", "\"fota_apn\",0,\"Telstra.internet\",\"me\",\"\"\nAT+CSQ" },
        { "\"Telstra.internet\",\"me\",\"\"", "me", "\"fota_apn\"\nAT+CSQ" },
    };
    size_t i;

    for (i = 0; i <= sizeof cases / sizeof cases[0]; i++) {
        struct rig *r = begin(0);
        size_t k = i % (sizeof cases / sizeof cases[0]);

        r->apn = cases[k].is;
        if (i != k) {
            rig_rule(r, "AT+QCFGEXT=\"fota_apn\"", "ERROR", 1);
        }
        r->cfg.apn = qat_str("Telstra.internet");
        r->cfg.apn_user = cases[k].user ? qat_str(cases[k].user) : r->cfg.before;
        CHECK(rig_start(r) == QAT_OK && rig_run(r, 60000, QAT_FOTA_DOWNLOADING), "%s", r->progress);
        CHECK(strstr(r->log, i != k ? cases[1].want : cases[k].want) != NULL, "%u: %s", (unsigned)i, r->log);
        qat_fota_cancel(&r->f);
        rig_run(r, 1000, -1);
        end(r);
    }
}

static void urls(void)
{
    static const struct { const char *url; int bg95, bg96; } cases[] = {
        { "http://a/b", QAT_OK, QAT_OK },
        { "HTTPS://www.quectel.com:100/update.zip", QAT_OK, QAT_OK },
        { "https://a:65535/b", QAT_OK, QAT_OK },
        { "http://[2001:db8::7]:80/b", QAT_OK, QAT_OK },
        { "http://[2001:db8::7]/b", QAT_OK, QAT_OK },
        { "coap://192.0.2.7:5683/update.zip", QAT_OK, QAT_E_DIALECT },
        { "CoAPs://a:5684/b", QAT_OK, QAT_E_DIALECT },
        { "ftp://a/b/c", QAT_E_ARG, QAT_E_ARG }, { "httpx://a/b", QAT_E_ARG, QAT_E_ARG },
        { "http:/a/b/c", QAT_E_ARG, QAT_E_ARG }, { "http//a/b/c", QAT_E_ARG, QAT_E_ARG },
        { "://host/path", QAT_E_ARG, QAT_E_ARG }, { "http", QAT_E_ARG, QAT_E_ARG },
        { "http://", QAT_E_ARG, QAT_E_ARG }, { "http:///path", QAT_E_ARG, QAT_E_ARG },
        { "http://host", QAT_E_ARG, QAT_E_ARG }, { "http://host/", QAT_E_ARG, QAT_E_ARG },
        { "http://host:/b", QAT_E_ARG, QAT_E_ARG }, { "http://host:0/b", QAT_E_ARG, QAT_E_ARG },
        { "http://host:65536/b", QAT_E_ARG, QAT_E_ARG }, { "http://host:80x/b", QAT_E_ARG, QAT_E_ARG },
        { "http://host:99999999999/b", QAT_E_ARG, QAT_E_ARG }, { "http://host:80", QAT_E_ARG, QAT_E_ARG },
        { "http://[::1/b", QAT_E_ARG, QAT_E_ARG }, { "http://[::1]b/c", QAT_E_ARG, QAT_E_ARG },
        { "http://[", QAT_E_ARG, QAT_E_ARG }, { "http://a/b c", QAT_E_ARG, QAT_E_ARG },
        { "http://a/b\"", QAT_E_ARG, QAT_E_ARG }, { "http://a/b\r\nAT+QFDEL=", QAT_E_ARG, QAT_E_ARG },
        { "http://a/\xC3\xA4", QAT_E_ARG, QAT_E_ARG }, { "", QAT_E_ARG, QAT_E_ARG }, { "h", QAT_E_ARG,
          QAT_E_ARG },
    };
    static char text[720];
    size_t i, len;
    int old;

    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (old = 0; old < 2; old++) {
            struct rig *r = begin(old);
            char *exact = malloc(strlen(cases[i].url) + 1); /* a read behind it is caught */
            int want = old ? cases[i].bg96 : cases[i].bg95;

            memcpy(exact, cases[i].url, strlen(cases[i].url) + 1);
            r->cfg.url = qat_str(exact);
            CHECK(rig_start(r) == want, "%s, bg9%d", exact, old ? 6 : 5);
            qat_fota_cancel(&r->f);
            rig_run(r, 100, 99);
            end(r);
            free(exact);
        }
    }
    for (len = 254; len <= 701; len += len == 256 ? 444 : 1) { /* 254 255 256 700 701 */
        for (old = 0; old < 2; old++) {
            struct rig *r = begin(old);

            memset(text, 'x', len);
            memcpy(text, "http://a/", 9);
            text[len] = 0;
            r->cfg.url = qat_str(text);
            CHECK(rig_start(r) == (len > (old ? 255 : 700) ? QAT_E_ARG : QAT_OK), "%u bytes", (unsigned)len);
            if (r->starts) {
                CHECK(rig_run(r, 60000, QAT_FOTA_DOWNLOADING), "%u bytes: %s", (unsigned)len, r->progress);
                qat_fota_cancel(&r->f);
                rig_run(r, 5000, 99);
            }
            end(r);
        }
    }
}

static void refusals(void)
{
    struct rig *r = begin(1);

    CHECK(qat_fota_start(NULL, &r->q, &r->cfg) == QAT_E_NULL && qat_fota_start(&r->f, NULL,
          &r->cfg) == QAT_E_NULL &&
          qat_fota_start(&r->f, &r->q, NULL) == QAT_E_NULL, "NULL");
    CHECK(qat_fota_cancel(NULL) == QAT_E_NULL && qat_fota_cancel(&r->f) == QAT_E_STATE, "nothing to cancel");
    CHECK(qat_fota_poll(NULL, 0) == UINT32_MAX && qat_fota_poll(&r->f, 0) == UINT32_MAX, "nothing to do");
    CHECK(qat_fota_phase(NULL) == QAT_FOTA_OFF && qat_fota_percent(NULL) == -1 && !qat_fota_deaf(NULL),
          "NULL is off");
    r->cfg.hold = 1;
    CHECK(rig_start(r) == QAT_E_DIALECT, "BG96 updates at once");
    r->cfg.hold = 0;
    r->cfg.job = QAT_FOTA_PUT;
    CHECK(rig_start(r) == QAT_E_ARG, "no package");
    r->cfg.package.data = "x";
    CHECK(rig_start(r) == QAT_E_ARG, "empty");
    r->cfg.package.size = 1;
    CHECK(rig_start(r) == QAT_E_DIALECT, "BG96 takes none");
    r->cfg.job = QAT_FOTA_LOOK;
    CHECK(rig_start(r) == QAT_E_DIALECT, "nor tells");
    r->cfg.job = QAT_FOTA_DROP;
    CHECK(rig_start(r) == QAT_E_DIALECT, "nor drops");
    r->cfg.job = 0;
    CHECK(rig_start(r) == QAT_E_ARG, "no job");
    r->cfg.job = QAT_FOTA_DROP + 1;
    CHECK(rig_start(r) == QAT_E_ARG, "no such job");
    r->cfg.job = QAT_FOTA_USE;
    CHECK(rig_start(r) == QAT_OK && qat_fota_start(&r->f, &r->q, &r->cfg) == QAT_E_STATE, "one at a time");
    CHECK(qat_fota_cancel(&r->f) == QAT_OK && qat_fota_cancel(&r->f) == QAT_OK, "twice is once");
    CHECK(rig_run(r, 1000, -1) && r->end.why == QAT_FOTA_BY_CANCEL, "%d", r->end.why);
    CHECK(r->log[0] == 0, "nothing was sent: %s", r->log);
    end(r);
}

/* The version that is wanted runs already; the one that comes is another. */
static void versions(void)
{
    struct rig *r = begin(0);

    r->cfg.expected = qat_str("BG95M3LAR02A03_01.011.01.011");
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 10000, -1) && r->end.why == QAT_FOTA_UPDATED, "%d",
          r->end.why);
    CHECK(strcmp(r->log, "AT+QFOTADL=3,1\nAT+QGMR\n") == 0, "%s", r->log);
    r->cfg.expected = qat_str("BG95M3LAR02A05");
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 10000, QAT_FOTA_DOWNLOADING), "%s", r->progress);
    rig_say(r, FOTA("\"HTTPEND\",0") "||" FOTA("\"START\"") "||" FOTA("\"END\",0") "||RDY");
    r->version = "BG95M3LAR02A04";
    CHECK(rig_run(r, 60000, -1) && r->end.why == QAT_FOTA_BY_VERSION, "%d", r->end.why);
    r->cfg.expected.ptr = NULL;
    r->cfg.expected.len = 0;
    CHECK(rig_start(r) == QAT_OK && rig_run(r, 10000, QAT_FOTA_DOWNLOADING), "%s", r->progress);
    rig_say(r, FOTA("\"HTTPEND\",0") "||" FOTA("\"START\"") "||" FOTA("\"END\",0") "||RDY");
    CHECK(rig_run(r, 60000, -1) && r->end.why == QAT_FOTA_BY_VERSION, "unchanged: %d", r->end.why);
    end(r);
}

/* No network: the limit, not more. Every registration that counts, and some that do not. */
static void network(void)
{
    static const struct { const char *reply; int there; } cases[] = {
        { "+CSQ: 99,99||+CEREG: 0,2||+CGREG: 0,5||+COPS: 0||OK", 1 },
        { "+CSQ: 99,99||+CEREG: 2,5,\"AB\",\"1\",8||+CGREG: 0,0||+COPS: 0||OK", 1 },
        { "+CSQ: 99,99||+CEREG: 0,3||+CGREG: 0,4||+COPS: 0||OK", 0 },
        { "+CSQ: 99,99||+CME ERROR: 14", 0 },
        { "ERROR", 0 },
        { "", 0 },
    };
    size_t i;

    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rig *r = begin(0);
        uint32_t start;

        rig_rule(r, "AT+CSQ;", cases[i].reply, -1);
        r->cfg.network_ms = 60000;
        rig_start(r);
        rig_run(r, 10000, QAT_FOTA_NETWORK);
        start = r->now;
        CHECK(rig_run(r, 600000, cases[i].there ? QAT_FOTA_DOWNLOADING : -1), "%u: %s", (unsigned)i,
              r->progress);
        CHECK(cases[i].there || (r->end.why == QAT_FOTA_BY_NETWORK && r->now - start >= 55000), "%u: %d %u",
              (unsigned)i, r->end.why, (unsigned)(r->now - start));
        CHECK(i != 2 || r->end.number == 3, "%d", (int)r->end.number);
        qat_fota_cancel(&r->f);
        rig_run(r, 1000, 99);
        end(r);
    }
}

static void names(void)
{
    static const int errors[] = { 0, 504, 505, 506, 511, 512, 590, 591, 701, 702, 703, 704, 705, 706, 707,
      708, 710 };
    size_t i;
    int n;

    for (i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        CHECK(strcmp(qat_fota_error_name(errors[i]), "?") != 0, "%d", errors[i]);
    }
    for (n = QAT_FOTA_OFF; n <= QAT_FOTA_CHECKING; n++) {
        CHECK(strcmp(qat_fota_phase_name(n), "?") != 0, "%d", n);
    }
    for (n = QAT_FOTA_UPDATED; n <= QAT_FOTA_BY_CANCEL; n++) {
        CHECK(strcmp(qat_fota_why_name(n), "?") != 0, "%d", n);
    }
    CHECK(strcmp(qat_fota_error_name(709), "?") == 0 && strcmp(qat_fota_phase_name(99), "?") == 0 &&
          strcmp(qat_fota_why_name(0), "?") == 0, "no such");
}

void test_paths(void)
{
    example(0);
    example(1);
    bg96(0);
    bg96(1);
    files("https://a/b", 0, "AT+QFDEL=\"fota_cacert.pem\"\nAT+QFUPL=\"fota_cacert.pem\",38\n"
          "AT+QFDEL=\"fota_client_cert.pem\"\nAT+QFUPL=\"fota_client_cert.pem\",37\n"
          "AT+QFDEL=\"fota_client_key.pem\"\nAT+QFUPL=\"fota_client_key.pem\",36\n"
          "AT+QFOTADL=\"https://a/b\"\n");
    files("coaps://a:1/b", 0, "AT+QFDEL=\"coap-cert.pem\"\nAT+QFUPL=\"coap-cert.pem\",38\n"
          "AT+QFDEL=\"coap-cacert.pem\"\nAT+QFUPL=\"coap-cacert.pem\",37\n"
          "AT+QFDEL=\"coap-key.pem\"\nAT+QFUPL=\"coap-key.pem\",36\nAT+QFOTADL=\"coaps://a:1/b\"\n");
    files("coaps://a:1/b", 1,
          "AT+QFDEL=\"coap_fota.psk\"\nAT+QFUPL=\"coap_fota.psk\",3\nAT+QFOTADL=\"coaps://a:1/b\"\n");
    files("https://a/b", 1, "+COPS?\nAT+QFOTADL=\"https://a/b\"\n"); /* not for HTTPS */
    files("http://a/b", 0, "+COPS?\nAT+QFOTADL=\"http://a/b\"\n");
    files("coap://a:1/b", 0, "+COPS?\nAT+QFOTADL=\"coap://a:1/b\"\n");
    jobs();
    hold();
    apn();
    urls();
    refusals();
    versions();
    network();
    names();
}
