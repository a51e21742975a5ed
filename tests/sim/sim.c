/* sim.c: the module as a whole: its parts, its time, its power. See sim.h.
 *
 * SPDX-License-Identifier: MIT */
#include "core.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- beginning and end ---- */

void sim_config_defaults(struct sim_config *cfg)
{
    const struct sim_times times = { 500, 300, 800, 5, 300, 80, 20, 500, 50 };

    memset(cfg, 0, sizeof *cfg);
    cfg->times = times;
}

const char *sim_dialect(void)
{
    return SIM_NEUL ? "bc68" : SIM_BG95 ? "bg95" : "bg96";
}

static int login(void *user, const char *client_id, const char *name, const char *password)
{
    struct sim *s = user;
    int refuse = fault_refuse(s);

    if (refuse != 0 || s->cfg.login == NULL) {
        return refuse;
    }
    return s->cfg.login(s->cfg.user, client_id, name, password);
}

static void spy(void *user, const struct broker_message *m)
{
    fault_published(user, m->topic);
}

static void add_service(struct sim *s, struct service *me)
{
    s->services[s->service_count++] = me;
}

struct sim *sim_new(const struct sim_config *cfg)
{
    struct sim *s;

    if (cfg->dialect != NULL && strcmp(cfg->dialect, sim_dialect()) != 0) {
        return NULL;
    }
    s = sim_alloc(sizeof *s);
    s->cfg = *cfg;
    s->cfg.dialect = sim_dialect();
    s->faults = faults_new(cfg->seed);
    s->broker = cfg->broker;
    if (s->broker == NULL) {
        s->broker = broker_loop_new();
        s->own_broker = true;
        broker_loop_auth(s->broker, login, s);
        broker_loop_spy(s->broker, spy, s);
    }
    s->lwm2m = cfg->lwm2m;
    if (s->lwm2m == NULL) {
        s->lwm2m = lwm2m_loop_new();
        s->own_lwm2m = true;
    }
    s->peers = cfg->peers != NULL ? cfg->peers : socket_loop_new();
    s->own_peers = cfg->peers == NULL;
    s->web = cfg->web != NULL ? cfg->web : http_shelf_new();
    s->own_web = cfg->web == NULL;
    s->network = true;
#if SIM_NEUL
    add_service(s, neul_service());
    add_service(s, neul_lwm2m_service());
#else
    add_service(s, general_service());
    add_service(s, network_service());
    add_service(s, pdp_service());
    add_service(s, ssl_service());
    add_service(s, file_service());
    add_service(s, mqtt_service());
    add_service(s, socket_service());
    add_service(s, http_service());
    add_service(s, fota_service());
    add_service(s, lwm2m_service());
#endif
    add_service(s, settings_service());
    if (!cfg->off) {
        sim_power(s, true);
    }
    return s;
}

void sim_free(struct sim *s)
{
    if (s == NULL) {
        return;
    }
    for (int i = 0; i < s->service_count; i++) {
        s->services[i]->destroy(s->services[i]);
    }
    if (s->own_broker) {
        s->broker->destroy(s->broker);
    }
    if (s->own_lwm2m) {
        s->lwm2m->destroy(s->lwm2m);
    }
    if (s->own_peers) {
        s->peers->destroy(s->peers);
    }
    if (s->own_web) {
        s->web->destroy(s->web);
    }
    timer_clear(s);
    wire_clear(s);
    data_drop(s);
    buffer_free(&s->held);
    buffer_free(&s->urcs);
    files_destroy(&s->files);
    faults_free(s->faults);
    while (s->heard != NULL) {
        struct heard *gone = s->heard;

        s->heard = gone->next;
        free(gone->topic);
        free(gone);
    }
    free(s->wire);
    free(s);
}

void sim_remark(struct sim *s, const char *form, ...)
{
    char text[512];
    va_list args;

    if (s->cfg.log == NULL) {
        return;
    }
    va_start(args, form);
    vsnprintf(text, sizeof text, form, args);
    va_end(args);
    s->cfg.log(s->cfg.user, '#', text, strlen(text));
}

/* ---- power ---- */

/* Everything that a restart takes away; faults, files and what was counted stay. */
static void forget(struct sim *s)
{
    wire_clear(s);
    timer_clear(s);
    data_drop(s);
    line_drop(s);
    s->echo = !SIM_NEUL;
    s->verbose = true;
    s->quiet = false;
    s->cmee = !SIM_NEUL;
    s->silent_until = 0;
    s->answer_at = 0;
    s->last_line[0] = '\0';
    s->sim_ready = false;
    s->radio = true;
    s->reg = REG_IDLE;
    s->clock_known = false;
    memset(s->reg_n, 0, sizeof s->reg_n);
    files_close_all(&s->files);
    for (int i = 0; i < s->service_count; i++) {
        s->services[i]->reset(s->services[i], s);
    }
}

static void booted(struct sim *s, void *who, int arg)
{
    (void)who;
    (void)arg;
    s->power = POWER_ON;
    boot_lines(s);
}

void sim_power(struct sim *s, bool on)
{
    forget(s);
    s->power = on ? POWER_BOOT : POWER_OFF;
    if (!on || fota_boots(s)) {
        return;
    }
    s->count.boots++;
    if (s->cfg.running && s->count.boots == 1) {
        s->power = POWER_ON;
        s->sim_ready = s->cfg.pin == NULL;
        registration_set(s, s->network && s->sim_ready ? REG_HOME : REG_IDLE);
    } else {
        sim_after(s, s->cfg.times.boot, booted, s, 0);
    }
}

void sim_reset(struct sim *s)
{
    s->count.resets++;
    sim_remark(s, "reset");
    sim_power(s, true);
}

/* ---- time ---- */

static uint64_t earliest(const struct sim *s)
{
    uint64_t at = timer_deadline(s);
    uint64_t other = data_deadline(s);

    at = other < at ? other : at;
    other = fault_deadline(s);
    at = other < at ? other : at;
    if (s->urcs.len > 0 && s->line.len > 0 && s->data.kind == DATA_OFF) {
        other = s->line.last + 1000;
        at = other < at ? other : at;
    }
    return at;
}

/* Bytes that came are looked at when nothing is being worked on, and at once when they are payload. */
static void drain(struct sim *s)
{
    size_t used = 0;

    while (used < s->held.len && (s->data.kind != DATA_OFF || !line_busy(s))) {
        uint8_t byte = s->held.v[used++];
        uint32_t boots = s->count.boots;

        if (!fault_in(s, byte) || boots != s->count.boots) {
            continue; /* a restart has emptied held */
        }
        if (s->data.kind != DATA_OFF) {
            data_byte(s, byte);
        } else {
            line_byte(s, byte);
        }
    }
    buffer_cut_front(&s->held, used);
}

/* Lives through the time up to now, event by event, so that a long pause gives what many short ones give. */
static void advance(struct sim *s, uint32_t now_ms, bool send)
{
    uint64_t target;

    if (!s->clock_started) {
        s->clock_started = true;
        s->last_ms = now_ms;
    }
    target = s->now + (uint32_t)(now_ms - s->last_ms);
    s->last_ms = now_ms;
    for (;;) {
        uint64_t next = earliest(s);
        uint64_t sends = send ? wire_deadline(s) : SIM_NEVER;

        next = sends < next ? sends : next;
        if (next > target) {
            break;
        }
        s->now = next > s->now ? next : s->now;
        fault_poll(s);
        while (timer_run(s)) {
            /* all that are due */
        }
        data_poll(s);
        answer_poll(s);
        drain(s);
        if (send) {
            wire_poll(s);
        }
    }
    s->now = target;
}

void sim_rx(struct sim *s, uint32_t now_ms, const void *data, size_t len)
{
    advance(s, now_ms, false);
    s->count.bytes_in += len;
    if (s->cfg.log != NULL && len > 0) {
        s->cfg.log(s->cfg.user, '>', data, len);
    }
    if (s->power != POWER_ON || s->now < s->silent_until) {
        return;
    }
    buffer_add(&s->held, data, len);
    drain(s);
}

uint32_t sim_poll(struct sim *s, uint32_t now_ms)
{
    uint64_t next, sends;
    uint32_t wait = UINT32_MAX;

    advance(s, now_ms, true);
    for (int i = 0; i < s->service_count; i++) {
        struct service *me = s->services[i];
        uint32_t want = me->poll != NULL ? me->poll(me, s) : UINT32_MAX;

        wait = want < wait ? want : wait;
    }
    advance(s, now_ms, true);
    next = earliest(s);
    sends = wire_deadline(s);
    next = sends < next ? sends : next;
    if (next != SIM_NEVER && next - s->now < wait) {
        wait = next > s->now ? (uint32_t)(next - s->now) : 0;
    }
    return wait;
}

/* ---- what a test does to it ---- */

void sim_say(struct sim *s, const char *line)
{
    sim_urc(s, line, strlen(line));
}

void sim_mqtt_lost(struct sim *s, int client, int err)
{
    mqtt_lost(s, client, err);
}

void sim_publish(struct sim *s, const char *topic, const void *data, size_t len, int qos)
{
    struct broker_message m = { topic, data, (uint32_t)len, qos, false };

    if (s->own_broker) {
        broker_loop_inject(s->broker, &m);
    }
}

bool sim_call_in(struct sim *s, uint32_t port, const char *text)
{
    return s->own_peers && socket_loop_call(s->peers, port, text);
}

void sim_web_put(struct sim *s, const char *path, const void *data, size_t len)
{
    if (s->own_web) {
        http_shelf_put(s->web, path, data, len);
    }
}

struct lwm2m_server *sim_lwm2m(struct sim *s)
{
    return s->lwm2m;
}

bool sim_store(struct sim *s, const char *name, const void *data, size_t len)
{
    struct file *f = file_find(&s->files, name);

    if (f != NULL) {
        file_delete(&s->files, f);
    }
    return file_put(&s->files, file_create(&s->files, name), 0, data, len);
}

const struct sim_count *sim_counted(const struct sim *s)
{
    return &s->count;
}
