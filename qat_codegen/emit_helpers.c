/* emit_helpers.c: the helpers (qat_codegen/helpers), where the spec has the commands that they are made of.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "emit.h"

#include <string.h>

/* What the helper mqtt cannot do without. */
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

static bool has_urc(const struct model *m, const char *name)
{
    const struct m_urc *u = m->urcs;

    while (u != NULL && strcmp(u->name, name) != 0) {
        u = u->next;
    }
    return u != NULL;
}

static bool can_mqtt(const struct model *m)
{
    for (const char *const *name = mqtt_commands; *name != NULL; name++) {
        if (model_command(m, *name) == NULL) {
            return false;
        }
    }
    for (const char *const *name = mqtt_urcs; *name != NULL; name++) {
        if (!has_urc(m, *name)) {
            return false;
        }
    }
    return true;
}

void emit_helper_declarations(const struct emitter *e)
{
    const struct model *m = e->m;
    const struct m_command *pub = model_command(m, "qmtpub");
    const char *text = runtime_text("helpers/mqtt.h");

    if (!can_mqtt(m) || text == NULL) {
        return;
    }
    fputs("/* The helper mqtt: 0 or 1. Without --gc-sections it costs flash even where it is not called. */\n"
          "#ifndef QAT_MQTT\n#define QAT_MQTT 1\n#endif\n"
          "#if QAT_MQTT != 0 && QAT_MQTT != 1\n#error \"QAT_MQTT must be 0 or 1\"\n#endif\n"
          "#if QAT_MQTT\n\n", e->out);
    fprintf(e->out, "#define QATM_STORED %d /* some dialect here counts and stores messages */\n",
            model_command(m, "qmtcfg.recv_mode") != NULL && model_command(m, "qmtrecv") != NULL &&
            member_index(&pub->args, "length") >= 0);
    fprintf(e->out, "#define QATM_SNI %d\n\n", model_command(m, "qsslcfg.sni") != NULL);
    fold_text(e->out, text, NULL, NULL);
    fputs("#endif /* QAT_MQTT */\n\n", e->out);
}

void emit_helper_code(const struct emitter *e)
{
    if (!can_mqtt(e->m)) {
        return;
    }
    fputs("#if QAT_MQTT\n\n", e->out);
    for (const char *const *name = mqtt_code; *name != NULL; name++) {
        const char *text = runtime_text(*name);

        if (text != NULL) {
            fold_text(e->out, text, NULL, NULL);
        }
    }
    fputs("#endif /* QAT_MQTT */\n\n", e->out);
}
