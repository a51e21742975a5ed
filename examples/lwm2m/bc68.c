/* bc68.c: a sensor behind a BC68, as in the field: radio off, the platform's address, radio on, attach, ping,
 * register; no message before the server has observed object 19; then one up and one down.
 *
 * SPDX-License-Identifier: MIT
 *
 * What the terminal shows is the published transcript of a BC68, line for line, but for its AT+QLWULDATA
 * before the observation: that one failed, lost its data and registered anew. Exit status 0: all of it has
 * happened. */
#include "stage.h"

#include <stdio.h>
#include <string.h>

static qat_lwm2m_t session;
static qat_lwm2m_message_t report;
static int booted, registered, observed, off;
static int sent = 1; /* what its done tells; 1: not yet */
static int answered;

static void on_event(qat_listener_t *l, qat_t *q, const qat_event_t *ev)
{
    (void)l;
    (void)q;
    booted |= ev->kind == QAT_EV_RESTART;
}

static void on_state(qat_lwm2m_t *m, int state)
{
    (void)m;
    remark("%s", qat_lwm2m_state_name(state));
    registered |= state == QAT_LWM2M_REGISTERED;
    observed |= state == QAT_LWM2M_READY;
    off |= state == QAT_LWM2M_OFF;
}

static void on_lost(qat_lwm2m_t *m, const qat_lwm2m_lost_t *lost)
{
    (void)m;
    remark("%s (%d)", qat_lwm2m_why_name(lost->why), (int)lost->number);
}

static void on_data(qat_lwm2m_t *m, const qat_lwm2m_data_t *d)
{
    (void)m;
    remark("%u bytes came for /%u: %.*s", (unsigned)d->len, d->object, (int)d->len, (const char *)d->ptr);
    answered = d->len == 4 && memcmp(d->ptr, "open", 4) == 0;
}

static void on_sent(qat_lwm2m_t *m, qat_lwm2m_message_t *s, int result)
{
    (void)m;
    (void)s;
    sent = result;
}

static uint32_t poll_session(uint32_t now_ms)
{
    return qat_lwm2m_poll(&session, now_ms);
}

int main(void)
{
    static const struct lwm2m_path data = { 19, 0, 0 };
    static unsigned char room[256];
    static const qat_lwm2m_neul_t neul = { .cid = 1, .ping = 1, .apn = QAT_STR("APN") };
    static const qat_lwm2m_config_t cfg = { .neul = &neul, .host = QAT_STR("198.51.100.1"), .room = room,
        .room_size = sizeof room, .on_state = on_state, .on_lost = on_lost, .on_data = on_data };
    static qat_listener_t listener = { .on_event = on_event };
    struct lwm2m_path path;
    size_t len = 0;
    unsigned count = 0;
    const void *heard;
    int arrived;

    stage_open(&qat_bc68, 0, QAT_NO_STARTUP);
    qat_listen(&modem, &listener);
    stage_run(5000, &booted, NULL);
    qat_lwm2m_start(&session, &modem, &cfg);
    stage_run(60000, &registered, poll_session);

    report.data = qat_str("DEADBEEF");
    report.form = QAT_LWM2M_HEX;
    report.done = on_sent;
    if (qat_lwm2m_send(&session, &report) == QAT_E_STATE) {
        remark("DEADBEEF is not sent: %s", qat_lwm2m_refused_name(report.refused));
    }
    stage_run(1500, NULL, poll_session); /* somebody at the server types: observe 0 /19/0/0 */
    lwm2m_loop_observe(sim_lwm2m(module), data, "4401F4A6", true);
    stage_run(5000, &observed, poll_session);

    report.data = qat_str("AA34BB");
    qat_lwm2m_send(&session, &report);
    stage_run(1500, NULL, poll_session);
    heard = lwm2m_loop_heard(sim_lwm2m(module), &len, &path, &count);
    arrived = count == 1 && len == 3 && memcmp(heard, "\xAA\x34\xBB", 3) == 0;
    remark("the server has %u bytes by /%u/%u/%u", (unsigned)len, path.object, path.instance, path.resource);

    lwm2m_loop_write(sim_lwm2m(module), data, "open", 4, true);
    stage_run(1500, &answered, poll_session);
    qat_lwm2m_stop(&session);
    stage_run(5000, &off, poll_session);
    stage_run(1500, NULL, NULL);
    stage_close();
    return !(off && answered && arrived && sent == QAT_OK);
}
