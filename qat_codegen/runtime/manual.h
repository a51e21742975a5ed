/* ======================================================================================================================
 * qat: AT commands for firmware, typed, without allocation
 *
 * SPDX-License-Identifier: MIT
 *
 * Copy this file into your project. In ONE C file:      #define QAT_IMPLEMENTATION
 *                                                       #include "qat.h"
 * Everywhere else:                                      #include "qat.h"
 *
 * 1. Give it a port: a write() that takes what it can and never waits.
 *
 *        static size_t port_write(void *user, const void *data, size_t len) { return uart_put(data, len); }
 *        static char line[256];
 *        static const qat_config_t cfg = { .dialect = &qat_bg96, .line = line, .line_size = sizeof line, .write = port_write };
 *        static qat_t modem;
 *        qat_init(&modem, &cfg);
 *
 * 2. In the main loop, hand over what came in and let time pass:
 *
 *        qat_rx(&modem, now_ms(), buffer, n);
 *        sleep_at_most(qat_poll(&modem, now_ms()));
 *
 * 3. Say what you want with request objects; each ends exactly once, with one result, in its done callback:
 *
 *        static qat_cereg_read_t reg;
 *        reg.req.done = registered;            void registered(qat_t *q, qat_req_t *r, int result)
 *        qat_cereg_read(&modem, &reg);         { if (result == QAT_OK && ((qat_cereg_read_t *)r)->info.stat == QAT_REG_STAT_HOME) ... }
 *
 *    A request is yours again when its done is called. A command whose result comes seconds after OK (QMTOPEN) is done
 *    when that result came; QAT_OK means that it was the good one.
 *
 * 4. Listen for what the module says by itself:
 *
 *        static void hear(qat_listener_t *l, qat_t *q, const qat_event_t *ev)
 *        {
 *            if (ev->kind == QAT_EV_URC && ev->id == QAT_URC_CEREG) {
 *                const qat_cereg_urc_t *u = (const qat_cereg_urc_t *)ev->urc; ...
 *
 * Rules
 *   - One context per instance. An interrupt fills a ring; the main loop drains it into qat_rx().
 *   - Callbacks run inside qat_rx() and qat_poll() only; there you may submit, cancel, listen, but not call these two.
 *   - Received texts are views: pointer and length, no NUL, dead when the callback returns. Copy what you keep, or give the
 *     request a room.
 *   - A member of a received struct whose presence bit is not set in `has` holds nothing.
 *   - Zero a request before its first use; do not touch it between the accepted call and done.
 * ====================================================================================================================== */
