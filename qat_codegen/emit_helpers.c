/* emit_helpers.c: the helpers (qat_codegen/helpers), where the spec has the commands that they are made of.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "emit.h"

#include <string.h>

/* What a helper cannot do without. */
static const char *const mqtt_commands[] = {
    "qiact", "qiact.read", "qideact", "qicsgp", "qfdel", "qfupl", "qsslcfg.sslversion", "qsslcfg.ciphersuite",
    "qsslcfg.cacert", "qsslcfg.clientcert", "qsslcfg.clientkey", "qsslcfg.seclevel",
    "qsslcfg.ignorelocaltime",
    "qmtcfg.version", "qmtcfg.pdpcid", "qmtcfg.ssl", "qmtcfg.keepalive", "qmtcfg.session", "qmtcfg.timeout",
    "qmtcfg.will", "qmtopen", "qmtopen.read", "qmtconn", "qmtsub", "qmtuns", "qmtpub", "qmtdisc", "qmtclose",
    NULL
};
static const char *const mqtt_urcs[] = { "qmtrecv", "qmtstat", "qiurc.pdpdeact", NULL };
static const char *const mqtt_code[] = {
    "helpers/mqtt_requests.c", "helpers/mqtt_steps.c", "helpers/mqtt.c", NULL
};

static const char *const fota_commands[] = {
    "qgmr", "csq", "cereg.read", "cgreg.read", "cops.read", "qfdel", "qfupl", "qfotadl", "qfotadl.start", NULL
};
static const char *const fota_urcs[] = {
    "qind.fota.http_start", "qind.fota.http_end", "qind.fota.start", "qind.fota.updating", "qind.fota.end",
    "lwm2m.fota.downloading", "lwm2m.fota.downloaded", NULL
};
/* What BG96 does not have, and what only BG96 has. */
static const char *const fota_store_commands[] = {
    "qfotadl.upload", "qfotadl.mode", "qfotadl.size", "qfotadl.delete", "qcfgext.fota_apn",
    "qcfgext.fota_apn.read", NULL
};
static const char *const fota_store_urcs[] = {
    "qind.fota.coap_start", "qind.fota.coap_end", "qind.fota.downloading", "qind.fota.resetting", NULL
};
static const char *const fota_restore_urcs[] = { "qind.fota.restore", "qind.fota.resume", NULL };
static const char *const fota_code[] = {
    "helpers/fota_requests.c", "helpers/fota_steps.c", "helpers/fota.c", NULL
};

/* Either family will do. */
static const char *const lwm2m_qlw_commands[] = {
    "qlwm2m.select", "qlwm2m.select.read", "qlwm2m.cdp", "qlwm2m.cdp.read", "qlwm2m.epns", "qlwm2m.mbsps",
    "qlwm2m.bsmode", "qlwm2m.bootstrap.server", "qlwm2m.bootstrap.lifetime", "qlwm2m.bootstrap.mode",
    "qlwm2m.bootstrap.security", "qlwm2m.psk", "qlwm2m.apn", "qlwm2m.ippref", "qlwm2m.endpoint",
    "qlwm2m.dltype", "qlwm2m.qcli_en", "qlwm2m.enable", "qlwm2m.clean", "qlwm2m.reset", "qlwm2m.register",
    "qlwm2m.update", "qlwm2m.lifetime", "qlwm2m.deregister", "qlwm2m.uldata", "qlwm2m.ulhex", "cfun", "cnum",
    "qfdel", "qfupl", NULL
};
static const char *const lwm2m_qlw_urcs[] = { "qlwevent", "qlwobserve", "qlwdldata", NULL };
static const char *const lwm2m_neul_commands[] = {
    "ncdp", "ncdp.read", "qlwserverip", "qbootstrapholdoff", "qcfg.lifetime", "qcfg.endpoint", "qsecswt",
    "qsetpsk", "cfun", "cgdcont", "cscon", "cereg", "cereg.read", "nnmi", "nsmi", "qlwfotaind", "cgatt",
    "nping", "qlwsregind", "nmstatus.read", "nmgr", "qlwuldata", "qlwuldataex.confirmed", "nmgs", NULL
};
static const char *const lwm2m_neul_urcs[] = {
    "qlwevtind", "cereg", "nnmi", "nsmi", "qlwuldatastatus", "qdtlsstat", "firmware", NULL
};
static const char *const lwm2m_code[] = {
    "helpers/lwm2m_files.c", "helpers/lwm2m_requests.c", "helpers/lwm2m_steps.c", "helpers/lwm2m_data.c",
    "helpers/lwm2m.c", NULL
};

static bool has_urc(const struct model *m, const char *name)
{
    const struct m_urc *u = m->urcs;

    while (u != NULL && strcmp(u->name, name) != 0) {
        u = u->next;
    }
    return u != NULL;
}

static bool has_commands(const struct model *m, const char *const *names)
{
    while (*names != NULL && model_command(m, *names) != NULL) {
        names++;
    }
    return *names == NULL;
}

static bool has_urcs(const struct model *m, const char *const *names)
{
    while (*names != NULL && has_urc(m, *names)) {
        names++;
    }
    return *names == NULL;
}

static bool can_mqtt(const struct model *m)
{
    return has_commands(m, mqtt_commands) && has_urcs(m, mqtt_urcs);
}

static bool can_fota(const struct model *m)
{
    return has_commands(m, fota_commands) && has_urcs(m, fota_urcs);
}

static bool can_lwm2m_qlw(const struct model *m)
{
    return has_commands(m, lwm2m_qlw_commands) && has_urcs(m, lwm2m_qlw_urcs);
}

static bool can_lwm2m_neul(const struct model *m)
{
    return has_commands(m, lwm2m_neul_commands) && has_urcs(m, lwm2m_neul_urcs);
}

static bool can_lwm2m(const struct model *m)
{
    return can_lwm2m_qlw(m) || can_lwm2m_neul(m);
}

/* Begins what is there only while the helper is wanted: QAT_MQTT. */
static void emit_switch(const struct emitter *e, const char *name, const char *capitals)
{
    fprintf(e->out,
            "/* The helper %s: 0 or 1. Without --gc-sections it costs flash even where it is not called. */\n"
            "#ifndef QAT_%s\n#define QAT_%s 1\n#endif\n"
            "#if QAT_%s != 0 && QAT_%s != 1\n#error \"QAT_%s must be 0 or 1\"\n#endif\n"
            "#if QAT_%s\n\n", name, capitals, capitals, capitals, capitals, capitals, capitals);
}

static void emit_mqtt_declarations(const struct emitter *e)
{
    const struct model *m = e->m;
    const struct m_command *pub = model_command(m, "qmtpub");
    const char *text = runtime_text("helpers/mqtt.h");

    if (!can_mqtt(m) || text == NULL) {
        return;
    }
    emit_switch(e, "mqtt", "MQTT");
    fprintf(e->out, "#define QATM_STORED %d /* some dialect here counts and stores messages */\n",
            model_command(m, "qmtcfg.recv_mode") != NULL && model_command(m, "qmtrecv") != NULL &&
            member_index(&pub->args, "length") >= 0);
    fprintf(e->out, "#define QATM_SNI %d\n\n", model_command(m, "qsslcfg.sni") != NULL);
    fold_text(e->out, text, NULL, NULL);
    fputs("#endif /* QAT_MQTT */\n\n", e->out);
}

static void emit_fota_declarations(const struct emitter *e)
{
    const struct model *m = e->m;
    const char *text = runtime_text("helpers/fota.h");

    if (!can_fota(m) || text == NULL) {
        return;
    }
    emit_switch(e, "fota", "FOTA");
    fprintf(e->out, "#define QATF_STORE %d /* some dialect here keeps packages: all but BG96 */\n",
            has_commands(m, fota_store_commands) && has_urcs(m, fota_store_urcs));
    fprintf(e->out, "#define QATF_RESTORE_URC %d /* some dialect here restores: BG96 */\n\n",
            has_urcs(m, fota_restore_urcs));
    fold_text(e->out, text, NULL, NULL);
    fputs("#endif /* QAT_FOTA */\n\n", e->out);
}

static void emit_lwm2m_declarations(const struct emitter *e)
{
    const struct model *m = e->m;
    const char *text = runtime_text("helpers/lwm2m.h");

    if (!can_lwm2m(m) || text == NULL) {
        return;
    }
    emit_switch(e, "lwm2m", "LWM2M");
    fprintf(e->out, "#define QATL_QLW %d /* some dialect here has AT+QLWM2M */\n", can_lwm2m_qlw(m));
    fprintf(e->out, "#define QATL_NEUL %d /* some dialect here has AT+QLWSREGIND */\n", can_lwm2m_neul(m));
    fprintf(e->out, "#define QATL_FOTA %s\n\n",
            can_fota(m) && runtime_text("helpers/fota.h") != NULL ? "QAT_FOTA" : "0");
    fold_text(e->out, text, NULL, NULL);
    fputs("#endif /* QAT_LWM2M */\n\n", e->out);
}

void emit_helper_declarations(const struct emitter *e)
{
    emit_mqtt_declarations(e);
    emit_fota_declarations(e);
    emit_lwm2m_declarations(e);
}

static void emit_code(const struct emitter *e, const char *capitals, const char *const *names)
{
    fprintf(e->out, "#if QAT_%s\n\n", capitals);
    for (; *names != NULL; names++) {
        const char *text = runtime_text(*names);

        if (text != NULL) {
            fold_text(e->out, text, NULL, NULL);
        }
    }
    fprintf(e->out, "#endif /* QAT_%s */\n\n", capitals);
}

void emit_helper_code(const struct emitter *e)
{
    if (can_mqtt(e->m)) {
        emit_code(e, "MQTT", mqtt_code);
    }
    if (can_fota(e->m)) {
        emit_code(e, "FOTA", fota_code);
    }
    if (can_lwm2m(e->m)) {
        emit_code(e, "LWM2M", lwm2m_code);
    }
}
