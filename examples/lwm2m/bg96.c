/* bg96.c: the example of the BG96 LwM2M guide for LGU+ (V1.1 6.2); then a server that orders new firmware
 * (object 5), which the helper fota follows until the new one runs and the module has registered again.
 *
 * SPDX-License-Identifier: MIT
 *
 * Exit status 0: all of it has happened. */
#include "stage.h"

#include <stdio.h>
#include <string.h>

static qat_lwm2m_t session;
static qat_fota_t fota;
static int state, observations, off, came;
static int sent[2] = { 1, 1 }; /* what their done tells; 1: not yet */
static int updated, ready;

static void on_state(qat_lwm2m_t *m, int now)
{
    (void)m;
    state = now;
    ready = now == QAT_LWM2M_READY;
    off = now == QAT_LWM2M_OFF;
    remark("%s", qat_lwm2m_state_name(now));
}

static void on_lost(qat_lwm2m_t *m, const qat_lwm2m_lost_t *lost)
{
    (void)m;
    remark("%s (%d)", qat_lwm2m_why_name(lost->why), (int)lost->number);
}

static void on_told(qat_lwm2m_t *m, int event, int32_t number)
{
    (void)m;
    (void)number;
    observations += event == QAT_LWM2M_EV_OBSERVED;
}

static void on_data(qat_lwm2m_t *m, const qat_lwm2m_data_t *d)
{
    (void)m;
    remark("%u bytes came for /%u/%u/%u: %.*s", (unsigned)d->len, d->object, d->instance, d->resource,
           (int)d->len,
           (const char *)d->ptr);
    came = d->object == 10250 && d->resource == 1 && d->len == 2 && memcmp(d->ptr, "01", 2) == 0;
}

static void on_sent(qat_lwm2m_t *m, qat_lwm2m_message_t *s, int result)
{
    (void)m;
    *(int *)s->user = result;
}

static void on_progress(qat_fota_t *f, int phase, int percent)
{
    (void)f;
    if (percent < 0 || percent % 50 == 0) {
        remark(percent < 0 ? "firmware: %s" : "firmware: %s, %d %%", qat_fota_phase_name(phase), percent);
    }
}

static void on_end(qat_fota_t *f, const qat_fota_end_t *end)
{
    remark("firmware: %s: %s instead of %s", qat_fota_why_name(end->why), f->after, f->before);
    updated |= end->why == QAT_FOTA_UPDATED;
}

static uint32_t poll_both(uint32_t now_ms)
{
    uint32_t a = qat_lwm2m_poll(&session, now_ms), b = qat_fota_poll(&fota, now_ms);

    return a < b ? a : b;
}

static char room[256];

/* 6.2 of the guide. */
static int lgu(void)
{
    static const struct lwm2m_path up = { 10250, 0, 0 }, down = { 10250, 0, 1 }, firmware = { 26241, 0, 0 };
    static const qat_lwm2m_lgu_t who = { QAT_STR("QUEC"), QAT_STR("992185"), QAT_STR("01212345678"),
                                         QAT_STR("904978"),
                                         QAT_STR("LWTHM"), { NULL, 0 } };
    static const qat_lwm2m_qlw_t qlw = { .fresh = 1, .server = QAT_LWM2M_SET(QAT_QLWM2M_SERVER_LGU),
                                         .name_mode = QAT_QLWM2M_EPNS_BUILT, .lgu = &who };
    static const qat_lwm2m_config_t cfg = { .qlw = &qlw, .host = QAT_STR("xxx.103.233.xxx"), .port = 5783,
        .endpoint = QAT_STR("QUEC"), .room = room, .room_size = sizeof room, .on_state = on_state, .on_lost = on_lost,
        .on_data = on_data, .on_event = on_told };
    static qat_lwm2m_message_t text = { .data = QAT_STR("hello"), .form = QAT_LWM2M_TEXT, .object = 10250,
                                        .size = 5,
                                        .done = on_sent, .user = &sent[0] };
    static qat_lwm2m_message_t digits = { .data = QAT_STR("3031323334"), .form = QAT_LWM2M_HEX,
                                          .object = 10250,
                                          .size = 5, .done = on_sent, .user = &sent[1] };

    remark("---- the guide's example for LGU+");
    stage_open(&qat_bg96, 1, 0);
    lwm2m_loop_watch(sim_lwm2m(module), up, "A88044B83F554A5D");
    lwm2m_loop_watch(sim_lwm2m(module), firmware, "3A6695CDCC9EDC3C");
    qat_lwm2m_start(&session, &modem, &cfg);
    stage_run(60000, &ready, poll_both);
    stage_run(1000, NULL, poll_both);
    qat_lwm2m_send(&session, &text);
    stage_run(1000, NULL, poll_both);
    qat_lwm2m_send(&session, &digits);
    stage_run(1000, NULL, poll_both);
    lwm2m_loop_write(sim_lwm2m(module), down, "01", 2, true);
    stage_run(1000, &came, poll_both);
    qat_lwm2m_stop(&session);
    stage_run(5000, &off, poll_both);
    stage_close();
    return off && came && observations == 2 && sent[0] == QAT_OK && sent[1] == QAT_OK;
}

/* The server writes where the package lies (5/0/1). */
static int new_firmware(void)
{
    static const struct lwm2m_path data = { 19, 0, 0 }, package_uri = { 5, 0, 1 };
    static const qat_lwm2m_qlw_t qlw = { .fresh = 1, .mode = QAT_LWM2M_SET(QAT_QLWM2M_REGISTER_AUTOMATIC) };
    static const qat_fota_config_t fota_cfg = { .job = QAT_FOTA_LISTEN, .on_progress = on_progress,
                                                .on_end = on_end };
    static const qat_lwm2m_config_t cfg = { .qlw = &qlw, .host = QAT_STR("leshan.example"), .room = room,
        .room_size = sizeof room, .on_state = on_state, .on_lost = on_lost, .on_data = on_data, .fota = &fota,
        .fota_cfg = &fota_cfg };

    remark("---- new firmware, ordered by the server");
    ready = off = 0;
    stage_open(&qat_bg96, 1, 0);
    lwm2m_loop_watch(sim_lwm2m(module), data, "01");
    qat_lwm2m_start(&session, &modem, &cfg);
    stage_run(60000, &ready, poll_both);
    stage_run(5000, NULL, poll_both);
    lwm2m_loop_write(sim_lwm2m(module), package_uri, "http://lwm2m/p", 14, false);
    stage_run(3600000, &updated, poll_both);
    stage_run(600000, &ready, poll_both);
    qat_lwm2m_stop(&session);
    stage_run(5000, &off, poll_both);
    stage_close();
    return updated && off;
}

int main(void)
{
    int good = lgu();

    return !(new_firmware() && good);
}
