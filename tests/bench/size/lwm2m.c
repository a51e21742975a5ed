/* lwm2m.c: a program that uses the helper lwm2m whole. Its own functions begin with "app_".
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "qat.h"

static qat_t app_modem;
static qat_lwm2m_t app_lwm2m;
static qat_lwm2m_file_t app_file;
static qat_lwm2m_options_t app_options;
static qat_lwm2m_message_t app_message;
static qat_lwm2m_op_t app_op;
static qat_payload_t app_payload;
static char app_line[512];
static qat_lwm2m_config_t app_settings;
volatile uint32_t app_word;

static size_t app_write(void *user, const void *data, size_t len)
{
    (void)user;
    app_word = *(const uint8_t *)data;
    return len;
}

void app_main(void)
{
    static const qat_config_t cfg = { &APP_DIALECT, app_line, sizeof app_line, 0, app_write, 0, 0, 0, 0, 0, 0 };

    app_word = (uint32_t)qat_init(&app_modem, &cfg);
    app_word = (uint32_t)qat_lwm2m_file(&app_file, &app_payload);
    qat_lwm2m_options_default(&app_options);
    app_word = (uint32_t)qat_lwm2m_start(&app_lwm2m, &app_modem, &app_settings);
    for (;;) {
        app_word = (uint32_t)qat_rx(&app_modem, app_word, app_line, app_word);
        app_word = qat_poll(&app_modem, app_word);
        app_word = qat_lwm2m_poll(&app_lwm2m, app_word);
        app_word = (uint32_t)qat_lwm2m_send(&app_lwm2m, &app_message);
        app_word = (uint32_t)qat_lwm2m_do(&app_lwm2m, &app_op);
        app_word = (uint32_t)(qat_lwm2m_state(&app_lwm2m) + qat_lwm2m_observed(&app_lwm2m, app_word));
        app_word = (uint32_t)qat_lwm2m_stop(&app_lwm2m);
    }
}
