/* mqtt.c: a program that uses the helper mqtt whole. Its own functions begin with "app_".
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "qat.h"

static qat_t app_modem;
static qat_mqtt_t app_mqtt;
static qat_mqtt_sub_t app_sub;
static qat_mqtt_pub_t app_pub;
static char app_line[512];
static qat_mqtt_config_t app_settings;
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
    app_word = (uint32_t)qat_mqtt_start(&app_mqtt, &app_modem, &app_settings);
    app_word = (uint32_t)qat_mqtt_subscribe(&app_mqtt, &app_sub);
    app_word = (uint32_t)qat_mqtt_unsubscribe(&app_mqtt, &app_sub);
    app_word = (uint32_t)qat_mqtt_publish(&app_mqtt, &app_pub);
    for (;;) {
        app_word = (uint32_t)qat_rx(&app_modem, app_word, app_line, app_word);
        app_word = qat_poll(&app_modem, app_word);
        app_word = qat_mqtt_poll(&app_mqtt, app_word);
        app_word = (uint32_t)qat_mqtt_state(&app_mqtt);
        app_word = (uint32_t)qat_mqtt_stop(&app_mqtt);
    }
}
