/* engine.c: a program that calls every public function of the runtime, so that the linker keeps all of
 * them. Its own functions begin with "app_"; size.py counts what comes from qat.h only.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "qat.h"

/* sizes of structs, as sizes of symbols */
char app_sizeof_qat[sizeof(qat_t)];
char app_sizeof_req[sizeof(qat_req_t)];

static qat_t app_modem;
static char app_line[256], app_room[64];
static qat_pub_t app_pub;
static qat_send_t app_raw;
static qat_listener_t app_listener;
static qat_datamode_t app_datamode;
static qat_escape_t app_escape;
static void (*volatile app_dcd)(qat_t *q, int on) = qat_dcd; /* else it is inlined */
volatile uint32_t app_word; /* the compiler cannot know what is in it */

static size_t app_write(void *user, const void *data, size_t len)
{
    (void)user;
    app_word = *(const uint8_t *)data;
    return len;
}

static void app_on_event(qat_listener_t *self, qat_t *q, const qat_event_t *ev)
{
    (void)self;
    (void)q;
    if (ev->kind == QAT_EV_URC && ev->id == QAT_URC_STAT) {
        app_word = ((const qat_stat_urc_t *)ev->urc)->client;
    }
}

static void app_on_online(qat_t *q, qat_datamode_t *o, const uint8_t *data, uint32_t len)
{
    (void)q;
    (void)o;
    app_word = data[len - 1];
}

static void app_done(qat_t *q, qat_req_t *r, int result)
{
    (void)q;
    (void)r;
    app_word = (uint32_t)result;
}

/* Each call in the order of api.h; size.py says when one is missing. */
void app_main(void)
{
    static const qat_config_t cfg = { &qat_engine, app_line, sizeof app_line, 0, app_write, 0, 0, 0, 0, 0, 0 };
    qat_req_t *both[2] = { &app_pub.req, &app_raw.req };
    const uint8_t *commands[2] = { qat_cmd_pub, qat_cmd_pub };
    qat_str_t s;

    app_listener.on_event = app_on_event;
    app_datamode.on_data = app_on_online;
    app_pub.req.done = app_done;
    app_sizeof_qat[app_word] = app_sizeof_req[app_word]; /* so that they are kept */
    app_word = (uint32_t)qat_init(&app_modem, &cfg);
    app_word = (uint32_t)qat_rx(&app_modem, app_word, app_line, app_word);
    app_word = qat_poll(&app_modem, app_word);
    app_word = (uint32_t)qat_submit(&app_modem, both[app_word], commands[app_word]);
    app_word = (uint32_t)qat_pub(&app_modem, &app_pub);
    app_word = (uint32_t)qat_join(&app_modem, both, commands, app_word);
    app_word = (uint32_t)qat_send(&app_modem, &app_raw);
    app_word = (uint32_t)qat_abort(&app_modem, &app_pub.req);
    app_word = (uint32_t)qat_cancel(&app_modem, &app_pub.req);
    app_word = (uint32_t)qat_listen(&app_modem, &app_listener);
    app_word = (uint32_t)qat_unlisten(&app_modem, &app_listener);
    app_word = (uint32_t)qat_detach(&app_modem);
    app_word = (uint32_t)qat_datamode_set(&app_modem, &app_datamode);
    app_word = (uint32_t)qat_escape(&app_modem, &app_escape);
    app_word = (uint32_t)qat_offline(&app_modem);
    app_dcd(&app_modem, (int)app_word);
    app_word = (uint32_t)qat_attach(&app_modem);
    app_word = (uint32_t)qat_mode_set(&app_modem, app_word, app_word, app_word);
    app_word = qat_mode_get(&app_modem, app_word, app_word);
    app_word = qat_count(&app_modem, (int)app_word);
    app_word = (uint32_t)qat_idle(&app_modem);
    s = qat_str(app_room);
    app_word = (uint32_t)qat_str_copy(app_room, app_word, s);
    app_word = (uint32_t)qat_str_equal(s, app_line);
}
