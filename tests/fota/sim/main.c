/* main.c: the fota helper against the simulator: every job, the numbers of the note, damaged uploads, files,
 * LwM2M, noise. Built once for each dialect.
 *
 * SPDX-License-Identifier: MIT */
#include "world.h"

static void end(struct world *w, int why, int32_t number, const char *what)
{
    CHECK(w->end.why == why && w->end.number == number && w->ends == 1, "%s: %s, %d, %d ends: %s", what,
          qat_fota_why_name(w->end.why), (int)w->end.number, w->ends, w->phases);
    CHECK(world_settled(w), "%s: %s", what, w->phases);
    world_free(w);
}

static void update(int job, const char *url, const char *script, int why, int32_t number)
{
    struct world *w = world_new(job, script);

    if (url) {
        w->cfg.url = qat_str(url);
    }
    world_start(w);
    CHECK(world_run(w, 600000, -1), "%s", w->phases);
    CHECK(why != QAT_FOTA_UPDATED || (strstr(w->f.before, ".011.") && strstr(w->f.after, ".012.")), "%s, %s",
          w->f.before,
          w->f.after);
    end(w, why, number, script ? script : url ? url : "update");
}

static void jobs(void)
{
    update(QAT_FOTA_GET, NULL, NULL, QAT_FOTA_UPDATED, 0);
    update(QAT_FOTA_GET, NULL, "at 0 s split 1\n", QAT_FOTA_UPDATED, 0);
    update(QAT_FOTA_GET, "http://a.invalid:80/b", NULL, QAT_FOTA_BY_DOWNLOAD, 702);
    update(QAT_FOTA_GET, "http://a/missing", NULL, QAT_FOTA_BY_DOWNLOAD, 706);
    update(QAT_FOTA_GET, "http://a/wrong", NULL, QAT_FOTA_BY_UPDATE, 511);
    update(QAT_FOTA_GET, "https://a/b", NULL, QAT_FOTA_UPDATED, 0);
    update(QAT_FOTA_GET, NULL, "on QFOTADL times 9 fota 704\n", QAT_FOTA_BY_DOWNLOAD, 704);
    update(QAT_FOTA_GET, NULL, "at 0 s fota 704\n", QAT_FOTA_UPDATED, 0); /* once: tried again */
    update(QAT_FOTA_GET, NULL, "at 0 s fota 504\n", QAT_FOTA_BY_UPDATE, 504);
    update(QAT_FOTA_GET, NULL, "at 0 s network off\n", QAT_FOTA_BY_NETWORK, 2);
    update(QAT_FOTA_GET, NULL, "at 0 s network off\nat 20 s network on\n", QAT_FOTA_UPDATED, 0);
    if (SIM_BG95) {
        update(QAT_FOTA_GET, "coap://a:5683/b", NULL, QAT_FOTA_UPDATED, 0);
        update(QAT_FOTA_PUT, NULL, NULL, QAT_FOTA_UPDATED, 0);
        update(QAT_FOTA_PUT, NULL, "on QFOTADL checksum\n", QAT_FOTA_UPDATED, 0);
        update(QAT_FOTA_PUT, NULL, "on QFOTADL times 99 checksum\n", QAT_FOTA_BY_UPLOAD, 61);
        update(QAT_FOTA_PUT, NULL, "on QFOTADL nth 2 lose 3 from 20\n", QAT_FOTA_UPDATED, 0);
        update(QAT_FOTA_PUT, NULL, "on QFOTADL nth 2 silence 20 s\n", QAT_FOTA_UPDATED, 0);
        update(QAT_FOTA_USE, NULL, NULL, QAT_FOTA_BY_SIZE, 0);
    } else {
        update(QAT_FOTA_USE, NULL, NULL, QAT_FOTA_UPDATED, 0);
    }
}

/* A server that wants to see certificates; they replace others of their names. */
static void files(const char *url, int psk)
{
    int given;

    for (given = 0; given < 2; given++) {
        struct world *w = world_new(QAT_FOTA_GET, NULL);

        w->cfg.url = qat_str(url);
        sim_store(w->sim, "fota_client_key.pem", "an older one", 12);
        if (given && psk) {
            w->cfg.psk.data = "key";
            w->cfg.psk.size = 3;
        } else if (given) {
            w->cfg.ca.data = w->cfg.cert.data = w->cfg.key.data = "-----";
            w->cfg.ca.size = w->cfg.cert.size = w->cfg.key.size = 5;
        }
        world_start(w);
        CHECK(world_run(w, 600000, -1), "%s", w->phases);
        CHECK(sim_counted(w->sim)->uploads == (!given ? 0 : psk ? 1 : 3), "%u",
              (unsigned)sim_counted(w->sim)->uploads);
        end(w, given ? QAT_FOTA_UPDATED : QAT_FOTA_BY_DOWNLOAD, given ? 0 : 702, url);
    }
}

static void lwm2m(enum sim_fota_how how)
{
    struct world *w = world_new(QAT_FOTA_LISTEN, NULL);

    world_start(w);
    CHECK(world_run(w, 10000, QAT_FOTA_LISTENING), "%s", w->phases);
    world_run(w, 600000, 99);
    CHECK(w->ends == 0, "it listens");
    sim_fota(w->sim, how);
    CHECK(world_run(w, 600000, -1), "%s", w->phases);
    CHECK(strstr(w->phases, "preparing listening downloading stored updating") == w->phases, "%s", w->phases);
    end(w, QAT_FOTA_UPDATED, 0, "LwM2M");
}

/* Bytes that change, get lost, come twice: the end may be any, but it is one. */
static void noise(const char *kind)
{
    char script[60];
    uint32_t n;

    for (n = 0; n < 30; n++) {
        struct world *w;

        snprintf(script, sizeof script, "at 0 s chance %s %u\n", kind, 60 + n * 20);
        w = world_new(SIM_BG95 && n % 3 == 0 ? QAT_FOTA_PUT : QAT_FOTA_GET, script);
        w->cfg.download_ms = 60000;
        world_start(w);
        CHECK(world_run(w, 3600000, -1) && w->ends == 1, "%s: %s", script, w->phases);
        sim_script(w->sim, "at 0 s chance drop 0\nat 0 s chance corrupt 0\nat 0 s chance double 0\n");
        CHECK(world_settled(w), "%s: %s", script, w->phases);
        world_free(w);
    }
}

int main(void)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    jobs();
    files("https://secure.example/b", 0);
    if (SIM_BG95) {
        files("coaps://secure.example:5684/b", 0);
        files("coaps://secure.example:5684/b", 1);
    }
    lwm2m(SIM_FOTA_BY_HTTP);
    lwm2m(SIM_FOTA_IN_BAND);
    if (SIM_BG95) {
        lwm2m(SIM_FOTA_BY_COAP);
    }
    test_power();
    noise("corrupt");
    noise("drop");
    noise("double");
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
