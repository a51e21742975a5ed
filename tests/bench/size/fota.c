/* fota.c: a program that uses the helper fota whole. Its own functions begin with "app_".
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "qat.h"

static qat_t app_modem;
static qat_fota_t app_fota;
static char app_line[512];
static qat_fota_config_t app_settings;
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
    app_word = (uint32_t)qat_fota_start(&app_fota, &app_modem, &app_settings);
    for (;;) {
        app_word = (uint32_t)qat_rx(&app_modem, app_word, app_line, app_word);
        app_word = qat_poll(&app_modem, app_word);
        app_word = qat_fota_poll(&app_fota, app_word);
        app_word = (uint32_t)(qat_fota_phase(&app_fota) + qat_fota_percent(&app_fota) + qat_fota_deaf(&app_fota));
        app_word = (uint32_t)qat_fota_cancel(&app_fota);
    }
}
