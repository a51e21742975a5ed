/* fuzz_args: hostile arguments.
 *
 * SPDX-License-Identifier: MIT
 *
 * Whatever the arguments are, an accepted request makes exactly one command line: it begins with AT, ends with the only CR,
 * holds no LF, NUL, Ctrl-Z or ESC, no ';' outside quotes but the one behind the number of a call, and its quotes pair up. A refused one sends nothing. */
#include "common.h"

static struct under_test t;

static void check_line(const uint8_t *p, size_t n)
{
    int quoted = 0;
    size_t i;

    if (n < 3 || p[0] != 'A' || p[1] != 'T' || p[n - 1] != '\r' || n > t.cfg.dialect->command_line) {
        abort();
    }
    for (i = 0; i + 1 < n; i++) {
        quoted ^= p[i] == '"';
        int call = p[2] == 'D' && i + 2 == n; /* V.250 6.3.1: ATD...; is a call to speak */

        if (p[i] < 0x20 || p[i] == 0x7F || (p[i] == ';' && !quoted && !call)) {
            abort();
        }
    }
    if (quoted) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct qat_text_command *c;
    const uint8_t *end = data + size;
    char *obj;
    int k, err;

    if (size < 3) {
        return 0;
    }
    start(&t, data[0] & 1 ? &qat_bg95 : &qat_bg96, QAT_NO_STARTUP, 64);
    qat_poll(&t.q, 0);
    c = &qat_text_commands[(data[1] | data[2] << 8) % QAT_TEXT_COMMANDS];
    data += 3;
    obj = (char *)calloc(1, c->args.size);
    for (k = 0; k < c->args.count; k++) {
        const struct qat_text_field *f = &c->args.fields[k];
        size_t left = (size_t)(end - data);

        if (f->kind == 's' && left > 0) {
            qat_str_t s;
            size_t n = *data % 64;

            n = n > left - 1 ? left - 1 : n;
            s.ptr = n ? (const char *)data + 1 : "";
            s.len = (uint16_t)n;
            memcpy(obj + f->offset, &s, sizeof s);
            data += 1 + n;
        } else if (f->kind == 'p') {
            qat_payload_t p;

            memset(&p, 0, sizeof p);
            p.data = data;
            p.size = (uint32_t)left;
            memcpy(obj + f->offset, &p, sizeof p);
        } else if (f->kind != 'z' && left >= 4) {
            memcpy(obj + f->offset, data, 4);
            data += 4;
        }
    }
    if (c->args.has != 0xFFFF && end - data >= 1) {
        uint32_t has = *data & 1 ? 0xFFFFFFFFu : *data;

        memcpy(obj + c->args.has, &has, sizeof has);
    }
    err = qat_submit(&t.q, (qat_req_t *)(void *)obj, c->bytes);
    qat_poll(&t.q, 0);
    if (err == QAT_OK) {
        check_line(t.sent, t.sent_len);
    } else if (t.sent_len != 0) {
        abort();
    }
    free(obj);
    finish(&t);
    return 0;
}
