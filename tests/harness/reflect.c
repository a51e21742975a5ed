/* reflect.c: request objects filled and received structs printed by name.
 *
 * SPDX-License-Identifier: MIT */
#include "reflect.h"

#include "qat_text.h"

#include <stdlib.h>
#include <string.h>

/* X(bg95) X(bg96) ...: the dialects of the header that this is built with. */
#ifndef QAT_TEST_DIALECTS
#define QAT_TEST_DIALECTS X(bg95) X(bg96)
#endif

/* ---- what there is ---- */

const struct qat_text_command *command_named(const char *name)
{
    for (int i = 0; i < QAT_TEXT_COMMANDS; i++) {
        if (strcmp(qat_text_commands[i].name, name) == 0) {
            return &qat_text_commands[i];
        }
    }
    return NULL;
}

const struct qat_text_command *command_numbered(unsigned id)
{
    for (int i = 0; i < QAT_TEXT_COMMANDS; i++) {
        if (qat_text_commands[i].id == id) {
            return &qat_text_commands[i];
        }
    }
    return NULL;
}

const qat_dialect_t *dialect_named(const char *name)
{
#define X(dialect) \
    if (strcmp(name, #dialect) == 0) { \
        return &qat_##dialect; \
    }
    QAT_TEST_DIALECTS
#undef X
    return NULL;
}

const char *command_name(const struct qat_text_command *c)
{
    return c ? c->name : "?";
}

const uint8_t *command_bytes(const struct qat_text_command *c)
{
    return c->bytes;
}

size_t command_size(const struct qat_text_command *c)
{
    return c->args.size;
}

const struct qat_text_struct *command_args(const struct qat_text_command *c)
{
    return &c->args;
}

const struct qat_text_struct *command_info(const struct qat_text_command *c, size_t *at)
{
    *at = c->info_at;
    return c->info.name ? &c->info : NULL;
}

const struct qat_text_struct *command_late(const struct qat_text_command *c, size_t *at)
{
    *at = c->late_at;
    return c->late.name ? &c->late : NULL;
}

const char *urc_name_of(unsigned id)
{
    return id < QAT_TEXT_URCS ? qat_text_urcs[id].name : "?";
}

const struct qat_text_struct *urc_fields(unsigned id)
{
    return id < QAT_TEXT_URCS && qat_text_urcs[id].fields.name ? &qat_text_urcs[id].fields : NULL;
}

/* ---- members ---- */

static void *member_at(void *obj, const struct qat_text_field *f)
{
    return (uint8_t *)obj + f->offset;
}

static const struct qat_text_field *field_named(const struct qat_text_struct *s, const char *name)
{
    for (int i = 0; i < s->count; i++) {
        if (strcmp(s->fields[i].name, name) == 0) {
            return &s->fields[i];
        }
    }
    return NULL;
}

qat_payload_t *payload_of(const struct qat_text_struct *s, void *obj)
{
    for (int i = 0; i < s->count; i++) {
        if (s->fields[i].kind == 'p') {
            return (qat_payload_t *)member_at(obj, &s->fields[i]);
        }
    }
    return NULL;
}

/* A number, or the name of an enum's value. */
static int read_number(const struct qat_text_field *f, const char *value, uint32_t *v)
{
    int base = f->kind == 'x' ? 16 : f->kind == 'b' ? 2 : 10;
    char *end;

    *v = value[0] == '-' ? (uint32_t)strtol(value, &end, base) : (uint32_t)strtoul(value, &end, base);
    if (end != value && *end == '\0') {
        return 1;
    }
    for (int i = 0; i < f->word_count; i++) {
        if (strcmp(f->words[i].name, value) == 0) {
            *v = (uint32_t)f->words[i].number;
            return 1;
        }
    }
    return 0;
}

static const char *set_text(qat_str_t *to, const char *value, char **kept)
{
    struct buf b = { 0 };

    if (!text_blob(&b, &value)) {
        buf_free(&b);
        return "a text stands in quotes";
    }
    if (b.len > 0xFFFF) {
        buf_free(&b);
        return "too long for a text";
    }
    *kept = text_copy((const char *)b.v, b.len);
    to->ptr = *kept;
    to->len = (uint16_t)b.len;
    buf_free(&b);
    return NULL;
}

const char *set_member(const struct qat_text_struct *s, void *obj, const char *name, const char *value,
                       char **kept)
{
    const struct qat_text_field *f = field_named(s, name);
    uint32_t v;

    if (!f) {
        return "no such member";
    }
    if (f->kind == 's') {
        return set_text((qat_str_t *)member_at(obj, f), value, kept);
    }
    if (f->kind != 'z') {
        if (!read_number(f, value, &v)) {
            return "neither a number nor the name of one";
        }
        memcpy(member_at(obj, f), &v, sizeof v);
    }
    if (f->bit >= 0) {
        uint32_t has;

        memcpy(&has, (uint8_t *)obj + s->has, sizeof has);
        has |= (uint32_t)1 << f->bit;
        memcpy((uint8_t *)obj + s->has, &has, sizeof has);
    }
    return NULL;
}

static void print_digits(struct buf *out, uint32_t v, unsigned bits, unsigned least)
{
    char text[33];
    unsigned n = 32, done = 0;

    text[32] = '\0';
    do {
        text[--n] = "0123456789ABCDEF"[v & ((1u << bits) - 1)];
        v >>= bits;
        done++;
    } while (n > 0 && (v != 0 || done < least));
    buf_printf(out, "%s", text + n);
}

static void print_field(struct buf *out, const struct qat_text_field *f, const void *obj)
{
    const uint8_t *at = (const uint8_t *)obj + f->offset;
    int words = f->kind == 'e' && f->word_count > 0 && f->words[0].word != NULL;
    uint32_t v = 0;
    qat_str_t s;

    buf_printf(out, " %s=", f->name);
    if (f->kind == 's') {
        memcpy(&s, at, sizeof s);
        buf_bytes(out, s.ptr, s.len);
        return;
    }
    memcpy(&v, at, sizeof v);
    if (f->kind == 'x' || f->kind == 'b') {
        print_digits(out, v, f->kind == 'x' ? 4 : 1, f->digits);
    } else if (words && v == QAT_UNKNOWN_WORD) {
        buf_printf(out, "?");
    } else if (f->kind == 'i' || f->kind == 'e') {
        buf_printf(out, "%ld", (long)(int32_t)v);
    } else {
        buf_printf(out, "%lu", (unsigned long)v);
    }
}

void print_struct(struct buf *out, const struct qat_text_struct *s, const void *obj, int part)
{
    uint32_t has;

    if (!s || !obj) {
        return;
    }
    memcpy(&has, (const uint8_t *)obj + s->has, sizeof has);
    for (int i = 0; i < s->count; i++) {
        if (has >> i & 1) { /* also of fields that must be there */
            print_field(out, &s->fields[i], obj);
        } else if (s->fields[i].bit < 0 && !part) {
            buf_printf(out, " %s-IS-MISSING", s->fields[i].name);
        }
    }
    if (has & QAT_ODD) {
        buf_printf(out, " odd");
    }
}

/* ---- names ---- */

const char *short_result(int result)
{
    const char *name = qat_result_name(result);

    return strncmp(name, "QAT_E_", 6) == 0 ? name + 6 : strncmp(name, "QAT_", 4) == 0 ? name + 4 : name;
}

const char *final_name(unsigned final)
{
    static const char *const names[] = { "OK", "ERROR", "CME", "CMS", "CONNECT", "NO_CARRIER", "BUSY",
                                         "NO_ANSWER", "NO_DIALTONE", "SEND_OK", "SEND_FAIL" };

    return final < sizeof names / sizeof names[0] ? names[final] : "?";
}
