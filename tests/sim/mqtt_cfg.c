/* mqtt_cfg.c: AT+QMTCFG: set, and read back without the client's number (BG96 MQTT V1.0 3.2.1).
 *
 * SPDX-License-Identifier: MIT */
#include "mqtt.h"

void config_defaults(struct client_config *cfg)
{
    memset(cfg, 0, sizeof *cfg);
    cfg->version = 3;
    cfg->cid = 1;
    cfg->keepalive = 120;
    cfg->clean = 1;
    cfg->packet = 5;
    cfg->retries = 3;
}

/* ---- numbers: client and up to three values ---- */

struct key {
    const char *name;
    int set, read;
    int count;
    size_t at[3];             /* members of struct client_config */
};

#define AT(member) offsetof(struct client_config, member)

static const struct key keys[] = {
    { "version", QAM_CMD_QMTCFG_VERSION, QAM_CMD_QMTCFG_VERSION_READ, 1, { AT(version), 0, 0 } },
    { "pdpcid", QAM_CMD_QMTCFG_PDPCID, QAM_CMD_QMTCFG_PDPCID_READ, 1, { AT(cid), 0, 0 } },
    { "keepalive", QAM_CMD_QMTCFG_KEEPALIVE, QAM_CMD_QMTCFG_KEEPALIVE_READ, 1, { AT(keepalive), 0, 0 } },
    { "session", QAM_CMD_QMTCFG_SESSION, QAM_CMD_QMTCFG_SESSION_READ, 1, { AT(clean), 0, 0 } },
    { "timeout",
      QAM_CMD_QMTCFG_TIMEOUT,
      QAM_CMD_QMTCFG_TIMEOUT_READ,
      3,
      { AT(packet), AT(retries), AT(notice) } },
#if SIM_BG95
    { "recv/mode",
      QAM_CMD_QMTCFG_RECV_MODE,
      QAM_CMD_QMTCFG_RECV_MODE_READ,
      2,
      { AT(stored), AT(counted), 0 } },
    { "send/mode", QAM_CMD_QMTCFG_SEND_MODE, QAM_CMD_QMTCFG_SEND_MODE_READ, 1, { AT(hex_digits), 0, 0 } },
#endif
};

static uint32_t *member_at(struct client_config *cfg, size_t at)
{
    return (uint32_t *)(void *)((char *)cfg + at);
}

static void set_numbers(struct mqtt *m, const struct key *k, const void *args)
{
    uint32_t v[5];            /* has, client, values */

    memcpy(v, args, (size_t)(2 + k->count) * sizeof v[0]);
    for (int i = 0; i < k->count; i++) {
        *member_at(&m->clients[v[1]].cfg, k->at[i]) = v[2 + i];
    }
}

static void read_numbers(struct mqtt *m, struct sim *s, const struct key *k, const void *args)
{
    uint32_t v[2];
    char line[80];
    int n;

    memcpy(v, args, sizeof v);
    n = snprintf(line, sizeof line, "+QMTCFG: \"%s\"", k->name);
    for (int i = 0; i < k->count; i++) {
        n += snprintf(line + n, sizeof line - (size_t)n, ",%u", *member_at(&m->clients[v[1]].cfg, k->at[i]));
    }
    sim_text(s, line);
}

/* ---- the others ---- */

static enum verdict set_will(struct mqtt *m, const qam_qmtcfg_will_t *r)
{
    struct client_config *cfg = &m->clients[r->client].cfg;

    if (r->flag == 1 && (r->has & QAM_QMTCFG_WILL_HAS_TOPIC) == 0) {
        return SIM_ERROR;
    }
    cfg->will = r->flag;
    cfg->will_qos = r->qos;
    cfg->will_retain = r->retain;
    keep_text(cfg->will_topic, sizeof cfg->will_topic, r->topic);
    keep_text(cfg->will_message, sizeof cfg->will_message, r->message);
    return SIM_OK;
}

static void read_will(struct mqtt *m, struct sim *s, const qam_qmtcfg_will_read_t *r)
{
    const struct client_config *cfg = &m->clients[r->client].cfg;

    if (cfg->will == 0) {
        sim_text(s, "+QMTCFG: \"will\",0");
    } else {
        sim_infof(s, "+QMTCFG: \"will\",1,%u,%u,\"%s\",\"%s\"", cfg->will_qos, cfg->will_retain,
                  cfg->will_topic, cfg->will_message);
    }
}

static void set_ssl(struct mqtt *m, const qam_qmtcfg_ssl_t *r)
{
    struct client_config *cfg = &m->clients[r->client].cfg;

    cfg->ssl = r->enable;
    if ((r->has & QAM_QMTCFG_SSL_HAS_CONTEXT) != 0) {
        cfg->ssl_context = r->context;
    }
}

static void read_ssl(struct mqtt *m, struct sim *s, const qam_qmtcfg_ssl_read_t *r)
{
    const struct client_config *cfg = &m->clients[r->client].cfg;

    if (cfg->ssl == 0) {
        sim_text(s, "+QMTCFG: \"ssl\",0");
    } else {
        sim_infof(s, "+QMTCFG: \"ssl\",1,%u", cfg->ssl_context);
    }
}

static void set_aliauth(struct mqtt *m, const qam_qmtcfg_aliauth_t *r)
{
    struct client_config *cfg = &m->clients[r->client].cfg;

    keep_text(cfg->product, sizeof cfg->product, r->product);
    keep_text(cfg->device, sizeof cfg->device, r->device);
    keep_text(cfg->secret, sizeof cfg->secret, r->secret);
}

static void read_aliauth(struct mqtt *m, struct sim *s, const qam_qmtcfg_aliauth_read_t *r)
{
    const struct client_config *cfg = &m->clients[r->client].cfg;

    if (cfg->product[0] != '\0') {
        sim_infof(s, "+QMTCFG: \"aliauth\",\"%s\",\"%s\",\"%s\"", cfg->product, cfg->device, cfg->secret);
    }
}

enum verdict config_command(struct mqtt *m, struct sim *s, int id, const void *args)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].set == id) {
            set_numbers(m, &keys[i], args);
            return SIM_OK;
        }
        if (keys[i].read == id) {
            read_numbers(m, s, &keys[i], args);
            return SIM_OK;
        }
    }
    switch (id) {
    case QAM_CMD_QMTCFG_WILL:
        return set_will(m, args);
    case QAM_CMD_QMTCFG_WILL_READ:
        read_will(m, s, args);
        return SIM_OK;
    case QAM_CMD_QMTCFG_SSL:
        set_ssl(m, args);
        return SIM_OK;
    case QAM_CMD_QMTCFG_SSL_READ:
        read_ssl(m, s, args);
        return SIM_OK;
    case QAM_CMD_QMTCFG_ALIAUTH:
        set_aliauth(m, args);
        return SIM_OK;
    case QAM_CMD_QMTCFG_ALIAUTH_READ:
        read_aliauth(m, s, args);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}
