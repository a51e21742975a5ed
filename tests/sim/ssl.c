/* ssl.c: SSL contexts, AT+QSSLCFG: stored, read back, and looked at when a connection is to use TLS.
 *
 * SPDX-License-Identifier: MIT */
#include "chapter.h"

/* All numeric keys have the same arguments: context, value. */
enum form { DECIMAL, HEX, PATH };

struct key {
    const char *name;
    int set, read;            /* QAM_CMD_*                          */
    enum form form;
    size_t at;                /* of the member in struct ssl_context */
};

#define NUMBER(word, UPPER, member, form)                                                                    \
    {                                                                                                        \
        word, QAM_CMD_QSSLCFG_##UPPER, QAM_CMD_QSSLCFG_##UPPER##_READ, form,                                 \
            offsetof(struct ssl_context, member)                                                             \
    }

static const struct key keys[] = {
    NUMBER("sslversion", SSLVERSION, version, DECIMAL),
    NUMBER("ciphersuite", CIPHERSUITE, suite, HEX),
    NUMBER("negotiatetime", NEGOTIATETIME, negotiate_s, DECIMAL),
    NUMBER("cacert", CACERT, cacert, PATH),
    NUMBER("clientcert", CLIENTCERT, clientcert, PATH),
    NUMBER("clientkey", CLIENTKEY, clientkey, PATH),
    NUMBER("seclevel", SECLEVEL, seclevel, DECIMAL),
    NUMBER("ignorelocaltime", IGNORELOCALTIME, ignore_time, DECIMAL),
    NUMBER("sni", SNI, sni, DECIMAL),
    NUMBER("checkhost", CHECKHOST, check_host, DECIMAL),
    NUMBER("ignorecertchain", IGNORECERTCHAIN, ignore_chain, DECIMAL),
#if SIM_BG95
    NUMBER("session", SESSION, session, DECIMAL),
    NUMBER("dtls", DTLS, dtls, DECIMAL),
    NUMBER("dtlsversion", DTLSVERSION, dtls_version, DECIMAL),
    NUMBER("ignoreinvalidcertsign", IGNOREINVALIDCERTSIGN, ignore_sign, DECIMAL),
    NUMBER("ignoremulticertchainverify", IGNOREMULTICERTCHAINVERIFY, ignore_multi, DECIMAL),
    NUMBER("closetimemode", CLOSETIMEMODE, close_mode, DECIMAL),
    NUMBER("renegotiation", RENEGOTIATION, renegotiate, DECIMAL),
#endif
};

static bool file_there(const struct sim *s, const char *path)
{
    const char *name = file_plain_name(path);

    return name != NULL && file_find(&s->files, name) != NULL;
}

/* Level 1 needs the root certificate, level 2 the client's own and its key too; and a clock that is right,
 * unless the certificate's time does not matter. */
bool ssl_ready(struct sim *s, int context)
{
    const struct ssl_context *c = &s->ssl[context];
    const char *missing = NULL;

    if (c->seclevel >= 1 && !file_there(s, c->cacert)) {
        missing = "the root certificate is not in the store";
    } else if (c->seclevel >= 2 && !file_there(s, c->clientcert)) {
        missing = "the client's certificate is not in the store";
    } else if (c->seclevel >= 2 && !file_there(s, c->clientkey)) {
        missing = "the client's key is not in the store";
    } else if (c->seclevel >= 1 && !c->ignore_time && !s->clock_known) {
        missing = "the clock is not set, and certificates have a time";
    }
    if (missing != NULL) {
        sim_remark(s, "TLS: context %d: %s", context, missing);
    }
    return missing == NULL;
}

static const struct key *key_of(int id, bool *read)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].set == id || keys[i].read == id) {
            *read = keys[i].read == id;
            return &keys[i];
        }
    }
    return NULL;
}

static void set_key(struct sim *s, const struct key *k, const void *args)
{
    uint32_t number[3];       /* has, context, value */
    struct ssl_context *c;

    memcpy(number, args, k->form == PATH ? 2 * sizeof number[0] : sizeof number);
    c = &s->ssl[number[1]];
    c->configured = true;
    if (k->form == PATH) {
        const qam_qsslcfg_cacert_t *r = args;

        keep_text((char *)c + k->at, sizeof c->cacert, r->path);
    } else {
        int value = (int)number[2];

        memcpy((char *)c + k->at, &value, sizeof value);
    }
}

static void read_key(struct sim *s, const struct key *k, const void *args)
{
    uint32_t number[2];
    const struct ssl_context *c;
    int value;

    memcpy(number, args, sizeof number);
    c = &s->ssl[number[1]];
    if (k->form == PATH) {
        sim_infof(s, "+QSSLCFG: \"%s\",%u,\"%s\"", k->name, number[1], (const char *)c + k->at);
        return;
    }
    memcpy(&value, (const char *)c + k->at, sizeof value);
    if (k->form == HEX) {
        sim_infof(s, "+QSSLCFG: \"%s\",%u,0X%04X", k->name, number[1], (unsigned)value);
    } else {
        sim_infof(s, "+QSSLCFG: \"%s\",%u,%d", k->name, number[1], value);
    }
}

#if SIM_BG95
static enum verdict texts(struct sim *s, int id, const void *args)
{
    const qam_qsslcfg_psk_t *psk = args;
    const qam_qsslcfg_alpn_t *alpn = args;
    const struct ssl_context *c;
    uint32_t n = psk->context;

    switch (id) {
    case QAM_CMD_QSSLCFG_PSK:
        keep_text(s->ssl[n].psk_identity, sizeof s->ssl[n].psk_identity, psk->identity);
        keep_text(s->ssl[n].psk_key, sizeof s->ssl[n].psk_key, psk->key);
        s->ssl[n].configured = true;
        return SIM_OK;
    case QAM_CMD_QSSLCFG_ALPN:
        n = alpn->context;
        keep_text(s->ssl[n].alpn, sizeof s->ssl[n].alpn, alpn->protocol);
        return SIM_OK;
    case QAM_CMD_QSSLCFG_PSK_READ:
        n = ((const qam_qsslcfg_psk_read_t *)args)->context;
        c = &s->ssl[n];
        sim_infof(s, "+QSSLCFG: \"psk\",%u,\"%s\",\"%s\"", n, c->psk_identity, c->psk_key);
        return SIM_OK;
    case QAM_CMD_QSSLCFG_ALPN_READ:
        n = ((const qam_qsslcfg_alpn_read_t *)args)->context;
        sim_infof(s, "+QSSLCFG: \"alpn\",%u,\"%s\"", n, s->ssl[n].alpn);
        return SIM_OK;
    default:
        return SIM_NOT_MINE;
    }
}
#else
static enum verdict texts(struct sim *s, int id, const void *args)
{
    (void)s;
    (void)id;
    (void)args;
    return SIM_NOT_MINE;
}
#endif

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    bool read;
    const struct key *k = key_of(id, &read);

    (void)me;
    if (k == NULL) {
        return texts(s, id, args);
    }
    if (read) {
        read_key(s, k, args);
    } else {
        set_key(s, k, args);
    }
    return SIM_OK;
}

static void reset(struct service *me, struct sim *s)
{
    (void)me;
    memset(s->ssl, 0, sizeof s->ssl);
    for (int i = 0; i < SIM_SSL_CONTEXTS; i++) {
        s->ssl[i].version = 4;
        s->ssl[i].suite = 0xFFFF;
        s->ssl[i].negotiate_s = 300;
        s->ssl[i].ignore_time = 1;
    }
}

static void destroy(struct service *me)
{
    free(me);
}

struct service *ssl_service(void)
{
    struct service *me = sim_alloc(sizeof *me);

    me->name = "ssl";
    me->handle = handle;
    me->reset = reset;
    me->destroy = destroy;
    return me;
}
