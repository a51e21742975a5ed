/* SPDX-License-Identifier: MIT */
/* ---- lwm2m: configuration files, written piece by piece ----
 *
 * A file has no buffer: it is written again from its beginning whenever a piece is wanted, and what falls
 * into the window is kept. They are about 1 KB long, so that costs little. */

static void qatl_put(qat_lwm2m_file_t *f, const char *text, uint32_t len)
{
    uint32_t i;

    for (i = 0; i < len; i++, f->pos++) {
        if (f->pos >= f->at && f->filled < QAT_LWM2M_WINDOW) {
            f->window[f->filled++] = text[i];
        }
    }
}

static void qatl_words(qat_lwm2m_file_t *f, const char *text)
{
    qatl_put(f, text, (uint32_t)qat_str(text).len);
}

static void qatl_number(qat_lwm2m_file_t *f, int32_t value)
{
    char digits[11];
    uint32_t at = sizeof digits, rest = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) {
        digits[--at] = '-';
    }
    qatl_put(f, digits + at, (uint32_t)sizeof digits - at);
}

/* "NAME=" number ";" LF, as lwm2m_cfg has them. */
static void qatl_item(qat_lwm2m_file_t *f, const char *name, uint32_t value)
{
    qatl_words(f, name);
    qatl_words(f, "=");
    qatl_number(f, (int32_t)value);
    qatl_words(f, ";\n");
}

/* ---- bootstrap.ini ---- */

/* A JSON string: quote, backslash and control characters escaped. */
static void qatl_json(qat_lwm2m_file_t *f, qat_str_t s)
{
    static const char digits[] = "0123456789abcdef";
    uint16_t i;

    qatl_words(f, "\"");
    for (i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];

        if (c == '"' || c == '\\') {
            qatl_words(f, "\\");
        }
        if (c < 0x20) {
            qatl_words(f, "\\u00");
            qatl_put(f, digits + (c >> 4), 1);
            qatl_put(f, digits + (c & 15), 1);
        } else {
            qatl_put(f, s.ptr + i, 1);
        }
    }
    qatl_words(f, "\"");
}

static void qatl_base64(qat_lwm2m_file_t *f, qat_str_t s)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint16_t i;

    qatl_words(f, "\"");
    for (i = 0; i < s.len; i = (uint16_t)(i + 3)) {
        uint32_t left = (uint32_t)s.len - i;
        uint32_t bits = (uint32_t)(unsigned char)s.ptr[i] << 16 |
                        (left > 1 ? (uint32_t)(unsigned char)s.ptr[i + 1] << 8 : 0u) |
                        (left > 2 ? (uint32_t)(unsigned char)s.ptr[i + 2] : 0u);

        qatl_put(f, letters + (bits >> 18), 1);
        qatl_put(f, letters + (bits >> 12 & 63), 1);
        qatl_put(f, left > 1 ? letters + (bits >> 6 & 63) : "=", 1);
        qatl_put(f, left > 2 ? letters + (bits & 63) : "=", 1);
    }
    qatl_words(f, "\"");
}

static void qatl_resource(qat_lwm2m_file_t *f, const qat_lwm2m_resource_t *r)
{
    qatl_words(f, "{\"n\":");
    qatl_json(f, r->n);
    if (r->timed) {
        qatl_words(f, ",\"t\":");
        qatl_number(f, r->t);
    }
    qatl_words(f, r->kind <= QAT_LWM2M_V_TEXT ? ",\"v\":" : r->kind == QAT_LWM2M_BV ? ",\"bv\":"
                : r->kind == QAT_LWM2M_OV ? ",\"ov\":" : ",\"sv\":");
    if (r->kind == QAT_LWM2M_V) {
        qatl_number(f, r->number);
    } else if (r->kind == QAT_LWM2M_V_TEXT) {
        qatl_put(f, r->text.ptr, r->text.len);
    } else if (r->kind == QAT_LWM2M_BV) {
        qatl_words(f, r->number ? "true" : "false");
    } else if (r->kind == QAT_LWM2M_SV_OPAQUE) {
        qatl_base64(f, r->text);
    } else {
        qatl_json(f, r->text);
    }
}

/* Laid out as in the guide's 6.1: the last resource is closed on the next line. */
static void qatl_write_bootstrap(qat_lwm2m_file_t *f)
{
    const qat_lwm2m_object_t *o = (const qat_lwm2m_object_t *)f->content;
    uint16_t i, j;

    for (i = 0; i < f->count; i++, o++) {
        qatl_words(f, "{");
        if (o->bn.ptr) {
            qatl_words(f, "\"bn\":");
            qatl_json(f, o->bn);
            qatl_words(f, ",\n");
        }
        if (o->timed) {
            qatl_words(f, "\"bt\":");
            qatl_number(f, o->bt);
            qatl_words(f, ",\n");
        }
        qatl_words(f, "\"e\":[\n");
        for (j = 0; j < o->count; j++) {
            qatl_resource(f, o->e + j);
            qatl_words(f, j + 1 < o->count ? "},\n" : "\n}]}\n");
        }
    }
}

/* JSON: an optional minus, digits, a fraction, an exponent; no zero in front of another digit. */
static int qatl_is_number(qat_str_t s)
{
    uint16_t i = 0, first;

    i = (uint16_t)(s.len > 0 && s.ptr[0] == '-');
    first = i;
    while (i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9') {
        i++;
    }
    if (i == first || (s.ptr[first] == '0' && i - first > 1)) {
        return 0;
    }
    if (i < s.len && s.ptr[i] == '.') {
        first = ++i;
        while (i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9') {
            i++;
        }
        if (i == first) {
            return 0;
        }
    }
    if (i < s.len && (s.ptr[i] == 'e' || s.ptr[i] == 'E')) {
        i++;
        i = (uint16_t)(i + (i < s.len && (s.ptr[i] == '+' || s.ptr[i] == '-')));
        first = i;
        while (i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9') {
            i++;
        }
        return i == s.len && i > first;
    }
    return i == s.len;
}

/* Digits, in `parts` parts or fewer with `mark` between them; `exact`: in so many. */
static int qatl_is_path(qat_str_t s, char mark, unsigned parts, int exact)
{
    unsigned n = 1;
    uint16_t i, digits = 0;

    for (i = 0; i < s.len; i++) {
        if (s.ptr[i] == mark) {
            if (digits == 0) {
                return 0;
            }
            digits = 0;
            n++;
        } else if (s.ptr[i] < '0' || s.ptr[i] > '9' || ++digits > 5) {
            return 0;
        }
    }
    return digits > 0 && (exact ? n == parts : n <= parts);
}

static const char *qatl_wrong_resource(const qat_lwm2m_resource_t *r, int based)
{
    qat_str_t n = r->n;

    if (n.ptr && !based && n.len > 0 && n.ptr[0] == '/') { /* without a base it is the whole path */
        n.ptr++;
        n.len--;
    }
    if (!n.ptr || !qatl_is_path(n, '/', 4, 0)) {
        return "n: number or path of a resource";
    }
    if (r->kind > QAT_LWM2M_SV_OPAQUE) {
        return "kind of a resource";
    }
    if (r->kind == QAT_LWM2M_BV && r->number != 0 && r->number != 1) {
        return "bv: 0 or 1";
    }
    if (r->kind == QAT_LWM2M_V || r->kind == QAT_LWM2M_BV) {
        return NULL;
    }
    if (!r->text.ptr) {
        return "a resource has no value";
    }
    if (r->kind == QAT_LWM2M_V_TEXT && !qatl_is_number(r->text)) {
        return "v: not a number";
    }
    return r->kind == QAT_LWM2M_OV && !qatl_is_path(r->text, ':', 2, 1) ? "ov: object:instance" : NULL;
}

static const char *qatl_wrong_bootstrap(const qat_lwm2m_file_t *f)
{
    const qat_lwm2m_object_t *o = (const qat_lwm2m_object_t *)f->content;
    const char *wrong = f->count == 0 ? "no object" : NULL;
    uint16_t i, j;

    for (i = 0; i < f->count && !wrong; i++, o++) {
        if (!o->e || o->count == 0) {
            wrong = "e: an object without resources";
        } else if (o->bn.ptr && (o->bn.len == 0 || o->bn.ptr[0] != '/')) {
            wrong = "bn: begins with /";
        }
        for (j = 0; !wrong && j < o->count; j++) {
            wrong = qatl_wrong_resource(o->e + j, o->bn.ptr != NULL);
        }
    }
    return wrong;
}

/* ---- carrier_apn_cfg ---- */

static void qatl_write_carriers(qat_lwm2m_file_t *f)
{
    const qat_lwm2m_carrier_t *c = (const qat_lwm2m_carrier_t *)f->content;
    uint16_t i;

    for (i = 0; i < f->count; i++, c++) {
        qatl_words(f, i == 0 ? "" : c->note.ptr ? "; " : ";\n");
        if (c->note.ptr) {
            qatl_words(f, "/* ");
            qatl_put(f, c->note.ptr, c->note.len);
            qatl_words(f, " */\n");
        }
        qatl_words(f, "APN_NAME=");
        qatl_put(f, c->apn.ptr, c->apn.len);
        qatl_words(f, "\nAPN_CLASS=");
        qatl_number(f, c->apn_class ? c->apn_class : 2);
        qatl_words(f, "\nSHORT_SERVER_ID1=");
        qatl_number(f, c->ssid ? c->ssid : 102);
        qatl_words(f, c->bootstrap_if_registration_fails ? "\nBS_IF_REG_FAILS=1\n" : "\n");
    }
}

/* The name of an access point: what 23.003 9.1 allows, which holds nothing that ends an item. */
static int qatl_is_apn(qat_str_t s)
{
    uint16_t i;

    for (i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
              c == '-' || c == '_')) {
            return 0;
        }
    }
    return s.ptr && s.len > 0 && s.len <= 100;
}

static const char *qatl_wrong_carriers(const qat_lwm2m_file_t *f)
{
    const qat_lwm2m_carrier_t *c = (const qat_lwm2m_carrier_t *)f->content;
    uint16_t i, j;

    for (i = 0; i < f->count; i++, c++) {
        if (!qatl_is_apn(c->apn)) {
            return "APN_NAME: 1 to 100 letters, digits, . - _";
        }
        if (c->ssid == 0xFFFF) {
            return "SHORT_SERVER_ID1: 1 to 65534";
        }
        if (c->bootstrap_if_registration_fails > 1) {
            return "BS_IF_REG_FAILS: 0 or 1";
        }
        for (j = 0; c->note.ptr && j < c->note.len; j++) {
            if ((unsigned char)c->note.ptr[j] < 0x20 || c->note.ptr[j] == '*' || c->note.ptr[j] == ';') {
                return "note: no control character, * or ;";
            }
        }
    }
    return f->count == 0 ? "no server" : NULL;
}

/* ---- lwm2m_cfg ---- */

void qat_lwm2m_options_default(qat_lwm2m_options_t *o)
{
    memset(o, 0, sizeof *o);
    o->retry_timeout_s = 30;
    o->retry_exponent = 2;
    o->retry_max_s = 640;
    o->retries = 5;
    o->ack_timeout_s = 60;
    o->register_timeout_s = 60;
    o->register_exponent = 2;
    o->register_max_s = 480;
    o->no_roaming = 1;
    o->battery_percent = 20;
    o->register_name = 4;
    o->bootstrap_name = 7;
    o->boot_sleep_s = 5;
    o->gps_interval_ms = 3000;
    o->gps_distance_m = 1;
}

/* In the order of the guide's file. Its table has FER_REGSTATUS_FEAT; its text and its file have PER_. */
static void qatl_write_options(qat_lwm2m_file_t *f)
{
    const qat_lwm2m_options_t *o = (const qat_lwm2m_options_t *)f->content;

    qatl_words(f, "{\nAPN=");
    qatl_put(f, o->apn.ptr, o->apn.len);
    qatl_words(f, ";\n");
    qatl_item(f, "RETRY_TIMEOUT", o->retry_timeout_s);
    qatl_item(f, "RETRY_EXPONENT_VAL", o->retry_exponent);
    qatl_item(f, "MAX_RETRY_TIMEOUT", o->retry_max_s);
    qatl_item(f, "MAX_NO_RETRIES", o->retries);
    qatl_item(f, "ACK_TIMEOUT", o->ack_timeout_s);
    qatl_item(f, "REG_RETRY_TIMEOUT", o->register_timeout_s);
    qatl_item(f, "REG_RETRY_EXPONENT", o->register_exponent);
    qatl_item(f, "REG_RETRY_MAXTIMEOUT", o->register_max_s);
    qatl_item(f, "ROAMING_FEAT", o->no_roaming);
    qatl_item(f, "PER_REGSTATUS_FEAT", o->persistent);
    qatl_item(f, "BATTERY_LEVEL_THRESHOLD", o->battery_percent);
    qatl_item(f, "REBOOTSTRAP_REG_FAILS_MAX_NO_ATTEMPTS", o->bootstrap_retries);
    qatl_item(f, "CARRIER_TYPE", o->carrier);
    qatl_item(f, "REG_EP_NAME", o->register_name);
    qatl_item(f, "BOOTSTRAP_EP_NAME", o->bootstrap_name);
    qatl_item(f, "BOOT_UP_SLEEP_TIME", o->boot_sleep_s);
    if (o->gps_interval_ms != 3000) {
        qatl_item(f, "GPS_MIN_INTERVAL", o->gps_interval_ms);
    }
    if (o->gps_distance_m != 1) {
        qatl_item(f, "GPS_MIN_DISTANCE", o->gps_distance_m);
    }
    qatl_words(f, "}\n");
}

static const char *qatl_wrong_names(const qat_lwm2m_options_t *o)
{
    if (o->register_name != 4 && o->register_name != 7) {
        return "REG_EP_NAME: 4 or 7";
    }
    if (o->bootstrap_name != 4 && o->bootstrap_name != 7) {
        return "BOOTSTRAP_EP_NAME: 4 or 7";
    }
    if (o->has_msisdn) {
        return NULL;
    }
    return o->register_name == 7 ? "REG_EP_NAME 7 needs a telephone number (MSISDN) in the SIM: take 4"
         : o->bootstrap_name == 7 ? "BOOTSTRAP_EP_NAME 7 needs a telephone number (MSISDN) in the SIM: take 4"
         : NULL;
}

static const char *qatl_wrong_options(const qat_lwm2m_options_t *o)
{
    const uint32_t most = 0x7FFFFFFF; /* of a number in the file */

    if (!qatl_is_apn(o->apn)) {
        return "APN: 1 to 100 letters, digits, . - _";
    }
    if (o->retry_max_s > most || o->retries > most || o->ack_timeout_s > most || o->register_max_s > most ||
        o->bootstrap_retries > most || o->boot_sleep_s > most || o->gps_interval_ms > most ||
        o->gps_distance_m > most || o->retry_exponent > most || o->register_exponent > most) {
        return "a number above 2147483647";
    }
    if (o->retry_timeout_s == 0 || o->retry_timeout_s > o->retry_max_s) {
        return "RETRY_TIMEOUT: 1 to MAX_RETRY_TIMEOUT";
    }
    if (o->register_timeout_s == 0 || o->register_timeout_s > o->register_max_s) {
        return "REG_RETRY_TIMEOUT: 1 to REG_RETRY_MAXTIMEOUT";
    }
    if (o->retry_exponent == 0 || o->register_exponent == 0) {
        return "RETRY_EXPONENT_VAL, REG_RETRY_EXPONENT: 1 or more";
    }
    if (o->no_roaming > 1 || o->persistent > 1 || o->carrier > 1) {
        return "ROAMING_FEAT, PER_REGSTATUS_FEAT, CARRIER_TYPE: 0 or 1";
    }
    if (o->battery_percent > 100) {
        return "BATTERY_LEVEL_THRESHOLD: 0 to 100";
    }
    return qatl_wrong_names(o);
}

/* ---- NNN_server.psk ---- */

static int qatl_is_hex(const char *text, uint32_t len)
{
    uint32_t i;

    for (i = 0; i < len; i++) {
        char c = text[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) {
            return 0;
        }
    }
    return 1;
}

/* identity ':' key LF, as psktool writes it. */
static void qatl_write_psk(qat_lwm2m_file_t *f)
{
    const qat_lwm2m_psk_t *p = (const qat_lwm2m_psk_t *)f->content;

    qatl_put(f, p->identity.ptr, p->identity.len);
    qatl_words(f, ":");
    qatl_put(f, p->key.ptr, p->key.len);
    qatl_words(f, "\n");
}

static const char *qatl_wrong_psk(const qat_lwm2m_psk_t *p)
{
    uint16_t i;

    if (!p->identity.ptr || p->identity.len == 0 || p->identity.len > 128) {
        return "identity: 1 to 128 bytes";
    }
    for (i = 0; i < p->identity.len; i++) {
        if (p->identity.ptr[i] == ':' || (unsigned char)p->identity.ptr[i] < 0x20) {
            return "identity: no : and no control character";
        }
    }
    return !p->key.ptr || p->key.len < 32 || p->key.len > 128 || p->key.len % 2 ||
           !qatl_is_hex(p->key.ptr, p->key.len) ? "key: 32 to 128 hex digits" : NULL;
}

/* ---- all of them ---- */

static void qatl_write_file(qat_lwm2m_file_t *f)
{
    f->pos = 0;
    f->filled = 0;
    switch (f->kind) {
    case QAT_LWM2M_BOOTSTRAP_INI: qatl_write_bootstrap(f); break;
    case QAT_LWM2M_CARRIER_APN_CFG: qatl_write_carriers(f); break;
    case QAT_LWM2M_LWM2M_CFG: qatl_write_options(f); break;
    case QAT_LWM2M_SERVER_PSK: qatl_write_psk(f); break;
    default: qatl_words(f, "\n"); break;
    }
}

static const void *qatl_view(void *user, uint32_t offset, uint32_t *len)
{
    qat_lwm2m_file_t *f = (qat_lwm2m_file_t *)user;

    f->at = offset;
    qatl_write_file(f);
    *len = f->filled;
    return f->filled > 0 ? f->window : NULL;
}

static const char *qatl_wrong_file(const qat_lwm2m_file_t *f)
{
    switch (f->kind) {
    case QAT_LWM2M_BOOTSTRAP_INI: return qatl_wrong_bootstrap(f);
    case QAT_LWM2M_CARRIER_APN_CFG: return qatl_wrong_carriers(f);
    case QAT_LWM2M_LWM2M_CFG: return qatl_wrong_options((const qat_lwm2m_options_t *)f->content);
    case QAT_LWM2M_SERVER_PSK:
        return f->ssid == 0 || f->ssid > 999 ? "ssid: 1 to 999"
             : qatl_wrong_psk((const qat_lwm2m_psk_t *)f->content);
    case QAT_LWM2M_APP_AUTOSTART:
    case QAT_LWM2M_QCLI_CONFIG:
        return f->content && ((const qat_payload_t *)f->content)->size == 0 ? "an empty file" : NULL;
    default: return "kind";
    }
}

/* "/datatx/ssl/101_server.psk" */
static void qatl_name_file(qat_lwm2m_file_t *f)
{
    static const char psk[] = "/datatx/ssl/000_server.psk";
    const char *name = f->kind == QAT_LWM2M_BOOTSTRAP_INI ? "/datatx/bootstrap.ini"
                     : f->kind == QAT_LWM2M_CARRIER_APN_CFG ? "/datatx/carrier_apn_cfg"
                     : f->kind == QAT_LWM2M_LWM2M_CFG ? "/datatx/lwm2m_cfg"
                     : f->kind == QAT_LWM2M_SERVER_PSK ? psk
                     : f->kind == QAT_LWM2M_APP_AUTOSTART ? "/datatx/lwm2m_app_autostart"
                     : "/datatx/qcli_config";

    memcpy(f->name, name, (size_t)qat_str(name).len + 1);
    if (f->kind == QAT_LWM2M_SERVER_PSK) {
        f->name[12] = (char)('0' + f->ssid / 100);
        f->name[13] = (char)('0' + f->ssid / 10 % 10);
        f->name[14] = (char)('0' + f->ssid % 10);
    }
}

int qat_lwm2m_file(qat_lwm2m_file_t *f, qat_payload_t *out)
{
    if (!f || !out || (!f->content && f->kind < QAT_LWM2M_APP_AUTOSTART)) {
        return QAT_E_NULL;
    }
    f->wrong = qatl_wrong_file(f);
    if (f->wrong) {
        return QAT_E_ARG;
    }
    qatl_name_file(f);
    if (f->kind >= QAT_LWM2M_APP_AUTOSTART && f->content) {
        *out = *(const qat_payload_t *)f->content;
        return QAT_OK;
    }
    f->at = 0;
    qatl_write_file(f);
    memset(out, 0, sizeof *out);
    out->size = f->pos;
    out->view = qatl_view;
    out->user = f;
    return QAT_OK;
}
