/* settings.c: commands that do nothing here but are set and read back: AT+QCFG="...", AT+QSCLK, AT+CPSMS ...
 * What was set is kept as it was written, and comes back behind the head of the answer. It is asked last.
 *
 * SPDX-License-Identifier: MIT */
#include "chapter.h"

struct setting {
    char *key;                /* +QCFG: "band"  or  +QSCLK:      */
    char *value;
    struct setting *next;
};

struct settings {
    struct service base;
    struct setting *list;
    int registers[13];        /* S0 to S12                       */
};

/* Of what was set, first values are left out when it is read, then count come back (0: all), then more. */
static const struct {
    const char *key, *value;
    int first, count;
    const char *more;
} factory[] = {
    { "+QCFG: \"nwscanseq\"", "020301", 0, 1, "" },
    { "+QCFG: \"nwscanmode\"", "0", 0, 1, "" },
    { "+QCFG: \"iotopmode\"", "2", 0, 1, "" },
    { "+QCFG: \"roamservice\"", "255", 0, 1, "" },
    { "+QCFG: \"band\"", "0xf,0x400a0e189f,0xa0e189f", 0, 3, "" },
    { "+QCFG: \"servicedomain\"", "2", 0, 1, "" },
    { "+QCFG: \"celevel\"", "0", 0, 0, "" },
    { "+QCFG: \"nb1/bandprior\"", "081C", 0, 3, "" },
    { "+QCFG: \"sgsn\"", "2", 0, 0, "" },
    { "+QCFG: \"msc\"", "2", 0, 0, "" },
    { "+QCFG: \"pdp/duplicatechk\"", "0", 0, 0, "" },
    { "+QCFG: \"ims\"", "0,0", 0, 0, "" },
    { "+QCFG: \"psm/urc\"", "0", 0, 0, "" },
    { "+QCFG: \"psm/enter\"", "0", 0, 0, "" },
    { "+QCFG: \"ledmode\"", "0", 0, 0, "" },
    { "+QCFG: \"urc/ri/ring\"", "\"auto\",120,1000,5000,\"off\",1", 0, 0, "" },
    { "+QCFG: \"urc/ri/smsincoming\"", "\"pulse\",120,1", 0, 0, "" },
    { "+QCFG: \"urc/ri/other\"", "\"pulse\",120,1", 0, 0, "" },
    { "+QCFG: \"risignaltype\"", "\"respective\"", 0, 0, "" },
    { "+QCFG: \"urc/delay\"", "0", 0, 0, "" },
    { "+QCFG: \"cmux/urcport\"", "0", 0, 0, "" },
    { "+QCFG: \"apready\"", "0,0,500", 0, 0, "" },
    { "+QURCCFG: \"urcport\"", "\"uart1\"", 0, 0, "" },
    { "+QINDCFG: \"csq\"", "0", 0, 1, "" },
    { "+QINDCFG: \"all\"", "1", 0, 1, "" },
    { "+QINDCFG: \"ring\"", "0", 0, 1, "" },
    { "+QINDCFG: \"smsfull\"", "0", 0, 1, "" },
    { "+QINDCFG: \"smsincoming\"", "1", 0, 1, "" },
    { "+QINDCFG: \"act\"", "0", 0, 1, "" },
    { "+CSCS:", "\"GSM\"", 0, 0, "" },
    { "+CTZR:", "0", 0, 0, "" },
    { "+CGSMS:", "1", 0, 0, "" },
    { "+CGEREP:", "0,0", 0, 0, "" },
    { "+CPSMS:", "0,,,\"00101100\",\"00001010\"", 0, 0, "" },
    { "+QPSMS:", "0", 0, 0, "" },
    { "+QPSMCFG:", "60,4", 0, 0, "" },
    { "+QSCLK:", "0", 0, 0, "" },
    { "+QSIMDET:", "0,0", 0, 0, "" },
    { "+QCSCON:", "0", 0, 0, ",1" },
    { "+CSCON:", "0", 0, 0, ",1" },
    { "+QGDCNT:", "0,0", 1, 0, "" },
    { "+IPR:", "115200", 0, 0, "" },
    { "+IFC:", "0,0", 0, 0, "" },
    { "+ICF:", "3,3", 0, 0, "" },
    { "+CEDRXS:", "4,\"0000\"", 1, 2, "" },
    { "+CEDRXRDP:", "0", 0, 0, "" },
};

static struct setting *setting_of(struct settings *m, const char *key)
{
    struct setting *t = m->list;

    while (t != NULL && strcmp(t->key, key) != 0) {
        t = t->next;
    }
    return t;
}

static void store(struct settings *m, const char *key, const char *value)
{
    struct setting *t = setting_of(m, key);

    if (t == NULL) {
        t = sim_alloc(sizeof *t);
        t->key = sim_strdup(key);
        t->next = m->list;
        m->list = t;
    }
    free(t->value);
    t->value = sim_strdup(value);
}

/* AT+QCFG="band",F,1 -> +QCFG: "band" and F,1;  AT+QSCLK=1 -> +QSCLK: and 1;  AT+QSCLK? -> +QSCLK: and NULL.
 */
static const char *split(const char *text, char *key, size_t size)
{
    size_t name = strcspn(text, "=?");
    const char *value = text + name;
    bool keyed =
        begins_with(text, "AT+QCFG=") || begins_with(text, "AT+QURCCFG=") || begins_with(text, "AT+QINDCFG=");

    if (*value != '=') {
        snprintf(key, size, "%.*s:", (int)name - 2, text + 2);
        return NULL;
    }
    value++;
    if (!keyed) {
        snprintf(key, size, "%.*s:", (int)name - 2, text + 2);
        return value;
    }
    snprintf(key, size, "%.*s: %.*s", (int)name - 2, text + 2, (int)strcspn(value, ","), value);
    for (char *c = strchr(key, ':'); *c != '\0'; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c + ('a' - 'A')) : *c;
    }
    value += strcspn(value, ",");
    return *value == ',' ? value + 1 : NULL;
}

/* From text on, without its first values, and no more than count of them. */
static void part(const char *text, int first, int count, char *out, size_t size)
{
    bool quoted = false;
    int n = 0;
    size_t len = 0;

    for (; *text != '\0' && len < size - 1; text++) {
        quoted ^= *text == '"';
        if (*text == ',' && !quoted && ++n <= first) {
            continue;
        }
        if (count > 0 && n >= first + count) {
            break;
        }
        if (n >= first) {
            out[len++] = *text;
        }
    }
    out[len] = '\0';
}

static void set(struct settings *m, const char *key, const char *value)
{
    char kept[256];

    for (size_t i = 0; i < sizeof factory / sizeof factory[0]; i++) {
        if (strcmp(factory[i].key, key) == 0) {
            part(value, factory[i].first, factory[i].count, kept, sizeof kept);
            if (kept[0] != '\0') {
                store(m, key, kept);
            }
            return;
        }
    }
    store(m, key, value);
}

static const char *more_of(const char *key)
{
    for (size_t i = 0; i < sizeof factory / sizeof factory[0]; i++) {
        if (strcmp(factory[i].key, key) == 0) {
            return factory[i].more;
        }
    }
    return "";
}

/* ATS0=2, ATS0?: three digits. &C, &D, &W, X are taken, and nothing comes of them. */
static enum verdict basic(struct settings *m, struct sim *s, const char *text)
{
    char *rest;
    unsigned long n;

    if (text[2] != 'S') {
        return SIM_OK;
    }
    n = strtoul(text + 3, &rest, 10);
    if (n >= sizeof m->registers / sizeof m->registers[0]) {
        return SIM_ERROR;
    }
    if (*rest == '?') {
        sim_infof(s, "%03d", m->registers[n]);
    } else if (*rest == '=') {
        m->registers[n] = atoi(rest + 1);
    }
    return SIM_OK;
}

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct settings *m = (struct settings *)me;
    const char *text = s->joined.text_now;
    const struct setting *t;
    char key[128];
    const char *value;

    (void)id;
    (void)args;
    if (strstr(text, "=?") != NULL) {
        return SIM_OK; /* nothing to tell of */
    }
    if (text[2] != '+') {
        return basic(m, s, text);
    }
    value = split(text, key, sizeof key);
    if (value != NULL) {
        set(m, key, value);
        return SIM_OK;
    }
    t = setting_of(m, key);
    if (t != NULL) {
        sim_infof(s, "%s%s%s%s", key, strchr(key, '"') != NULL ? "," : " ", t->value, more_of(key));
    }
    return SIM_OK;
}

/* Quectel stores most of them; so do they outlive a restart here. */
static void reset(struct service *me, struct sim *s)
{
    (void)me;
    (void)s;
}

static void destroy(struct service *me)
{
    struct settings *m = (struct settings *)me;

    while (m->list != NULL) {
        struct setting *gone = m->list;

        m->list = gone->next;
        free(gone->key);
        free(gone->value);
        free(gone);
    }
    free(m);
}

struct service *settings_service(void)
{
    struct settings *m = sim_alloc(sizeof *m);

    m->base.name = "settings";
    m->base.handle = handle;
    m->base.reset = reset;
    m->base.destroy = destroy;
    m->registers[3] = 13;
    m->registers[4] = 10;
    m->registers[5] = 8;
    m->registers[7] = 60;
    m->registers[10] = 15;
    for (size_t i = 0; i < sizeof factory / sizeof factory[0]; i++) {
        store(m, factory[i].key, factory[i].value);
    }
    return &m->base;
}
