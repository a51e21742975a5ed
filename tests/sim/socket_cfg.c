/* socket_cfg.c: AT+QICFG, AT+QISDE: how data are sent and shown. Lost at a restart.
 *
 * SPDX-License-Identifier: MIT */
#include "socket.h"

void socket_cfg_reset(struct socket_chapter *c)
{
    c->send_hex = c->recv_hex = c->same_line = c->unseen = false;
    c->packet = 1024;
    c->wait_tenths = 2;
    c->backoffs = SIM_BG95 ? 12 : 8;
    c->longest = 600;
    c->recvind = 0;
    memset(c->keepalive, 0, sizeof c->keepalive);
}

static void say_all(struct sim *s)
{
    sim_text(s, "+QICFG: \"transpktsize\",(1-1460)");
    sim_text(s, "+QICFG: \"transwaittm\",(0-20)");
    sim_text(s, "+QICFG: \"dataformat\",(0,1),(0,1)");
    sim_text(s, "+QICFG: \"viewmode\",(0,1)");
    sim_text(s, "+QICFG: \"tcp/retranscfg\",(3-20),(5-1000)");
}

#if SIM_BG95
static enum verdict newer_command(struct socket_chapter *c, struct sim *s, int id, const void *args)
{
    const qam_qicfg_keepalive_t *k = args;

    switch (id) {
    case QAM_CMD_QICFG_RECVIND:
        c->recvind = ((const qam_qicfg_recvind_t *)args)->length;
        return SIM_OK;
    case QAM_CMD_QICFG_RECVIND_READ:
        sim_infof(s, "+QICFG: \"recvind\",%u", c->recvind);
        return SIM_OK;
    case QAM_CMD_QICFG_KEEPALIVE:
        c->keepalive[0] = k->on;
        c->keepalive[1] = k->idle;
        c->keepalive[2] = k->interval;
        c->keepalive[3] = k->probes;
        return SIM_OK;
    case QAM_CMD_QICFG_KEEPALIVE_READ:
        if (c->keepalive[0] == 0) {
            sim_text(s, "+QICFG: \"tcp/keepalive\",0");
        } else {
            sim_infof(s, "+QICFG: \"tcp/keepalive\",1,%u,%u,%u", c->keepalive[1], c->keepalive[2],
                      c->keepalive[3]);
        }
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}
#else
static enum verdict newer_command(struct socket_chapter *c, struct sim *s, int id, const void *args)
{
    (void)c;
    (void)s;
    (void)id;
    (void)args;
    return SIM_NOT_MINE;
}
#endif

enum verdict socket_cfg_command(struct socket_chapter *c, struct sim *s, int id, const void *args)
{
    const qam_qicfg_dataformat_t *format = args;
    const qam_qicfg_retranscfg_t *again = args;

    switch (id) {
    case QAM_CMD_QICFG_TEST:
        say_all(s);
        return SIM_OK;
    case QAM_CMD_QICFG_TRANSPKTSIZE:
        c->packet = ((const qam_qicfg_transpktsize_t *)args)->size;
        return SIM_OK;
    case QAM_CMD_QICFG_TRANSPKTSIZE_READ:
        sim_infof(s, "+QICFG: \"transpktsize\",%u", c->packet);
        return SIM_OK;
    case QAM_CMD_QICFG_TRANSWAITTM:
        c->wait_tenths = ((const qam_qicfg_transwaittm_t *)args)->tenths;
        return SIM_OK;
    case QAM_CMD_QICFG_TRANSWAITTM_READ:
        sim_infof(s, "+QICFG: \"transwaittm\",%u", c->wait_tenths);
        return SIM_OK;
    case QAM_CMD_QICFG_DATAFORMAT:
        c->send_hex = format->send_hex == 1;
        c->recv_hex = format->recv_hex == 1;
        return SIM_OK;
    case QAM_CMD_QICFG_DATAFORMAT_READ:
        sim_infof(s, "+QICFG: \"dataformat\",%d,%d", c->send_hex, c->recv_hex);
        return SIM_OK;
    case QAM_CMD_QICFG_VIEWMODE:
        c->same_line = ((const qam_qicfg_viewmode_t *)args)->same_line == 1;
        return SIM_OK;
    case QAM_CMD_QICFG_VIEWMODE_READ:
        sim_infof(s, "+QICFG: \"viewmode\",%d", c->same_line);
        return SIM_OK;
    case QAM_CMD_QICFG_RETRANSCFG:
        c->backoffs = again->backoffs;
        c->longest = again->longest;
        return SIM_OK;
    case QAM_CMD_QICFG_RETRANSCFG_READ:
        sim_infof(s, "+QICFG: \"tcp/retranscfg\",%u,%u", c->backoffs, c->longest);
        return SIM_OK;
    case QAM_CMD_QISDE:
        c->unseen = ((const qam_qisde_t *)args)->echo == 0;
        return SIM_OK;
    case QAM_CMD_QISDE_READ:
        sim_infof(s, "+QISDE: %d", !c->unseen);
        return SIM_OK;
    default:
        return newer_command(c, s, id, args);
    }
}
