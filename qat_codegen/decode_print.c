/* decode_print.c: one item of a session as text for people, or as JSON.
 *
 * SPDX-License-Identifier: MIT */
#include "decode.h"
#include "json.h"

#include <string.h>

static const char *kind_word(enum kind k)
{
    switch (k) {
    case D_COMMAND:
        return "command";
    case D_RESPONSE:
        return "response";
    case D_FINAL:
        return "final";
    case D_URC:
        return "urc";
    case D_PROMPT:
        return "prompt";
    case D_ECHO:
        return "echo";
    case D_PAYLOAD:
        return "payload";
    case D_TEXT:
        return "text";
    case D_BOOT:
        return "boot";
    case D_UNKNOWN:
        return "unknown";
    }
    return "";
}

static bool has_word(const struct binding *b)
{
    return b->field->type.kind == T_ENUM && b->field->type.e->cls != E_NUMBER;
}

/* ---- JSON ---- */

static void json_value(const struct binding *b)
{
    if (is_number(&b->field->type) && !has_word(b)) {
        printf("%lld", (long long)b->number);
    } else {
        json_string(stdout, b->text, b->len);
    }
}

static void json_fields(const struct binding *b)
{
    const char *comma = "";

    for (; b != NULL; b = b->next) {
        if (b->present) {
            printf("%s", comma);
            json_string(stdout, b->field->name, strlen(b->field->name));
            putchar(':');
            json_value(b);
            comma = ",";
        }
    }
}

static void json_odd(const struct binding *b)
{
    const char *comma = ",\"odd\":[";
    bool any = false;

    for (; b != NULL; b = b->next) {
        if (b->present && b->odd) {
            printf("%s", comma);
            json_string(stdout, b->field->name, strlen(b->field->name));
            comma = ",";
            any = true;
        }
    }
    if (any) {
        putchar(']');
    }
}

static void json_text(const char *name, const char *text, size_t len)
{
    printf(",\"%s\":", name);
    json_string(stdout, text, len);
}

static void print_json(int line, char dir, const struct meaning *m, const char *text, size_t len)
{
    printf("{\"line\":%d,\"dir\":\"%c\",\"kind\":\"%s\"", line, dir, kind_word(m->kind));
    if (m->name != NULL) {
        json_text("name", m->name, strlen(m->name));
    }
    if (m->line != NULL || m->final != NULL) {
        printf(",\"fields\":{");
        json_fields(m->fields);
        putchar('}');
        json_odd(m->fields);
    }
    if (m->of != NULL) {
        json_text("of", m->of, strlen(m->of));
    }
    if (m->used < len && !is_blank(text + m->used, len - m->used)) {
        json_text("more", text + m->used, len - m->used);
    }
    if (m->unpaired) {
        printf(",\"unpaired\":true");
    }
    if (m->line == NULL && m->final == NULL && m->kind != D_PROMPT) {
        json_text("text", text, len);
    }
    puts("}");
}

/* ---- text ---- */

enum { TEXT_WIDTH = 44, TEXT_MOST = 160 };

/* Returns the columns written. */
static int put_visible(const char *text, size_t len)
{
    int columns = 0;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];

        if (columns > TEXT_MOST && len - i > 8) {
            return columns + printf("...%lu more", (unsigned long)(len - i));
        }
        columns += c >= ' ' && c < 0x7F && c != '\\' ? printf("%c", c)
                   : c == '\\'                       ? printf("\\\\")
                                                     : printf("\\x%02X", c);
    }
    return columns;
}

static void text_value(const struct binding *b)
{
    const struct enumerator *e;

    if (!is_number(&b->field->type)) {
        putchar('"');
        put_visible(b->text, b->len);
        putchar('"');
        return;
    }
    if (b->field->type.kind == T_HEX || b->field->type.kind == T_BITS || has_word(b)) {
        put_visible(b->text, b->len);
    } else {
        printf("%lld", (long long)b->number);
    }
    e = b->field->type.kind == T_ENUM ? enumerator_of(b->field->type.e, b->number) : NULL;
    if (e != NULL && !has_word(b)) {
        printf(" (%s)", e->name);
    }
}

static void text_fields(const struct binding *b)
{
    for (; b != NULL; b = b->next) {
        if (b->present) {
            printf("  %s=", b->field->name);
            text_value(b);
            printf(b->odd ? " (odd)" : "");
        }
    }
}

static void print_text(int line, char dir, const struct meaning *m, const char *text, size_t len)
{
    int columns;

    printf("%5d %c ", line, dir);
    columns = put_visible(text, len);
    if (columns > TEXT_WIDTH) {
        printf("\n%8s", "");
        columns = 0;
    }
    printf("%*s  %s", TEXT_WIDTH - columns, "", kind_word(m->kind));
    if (m->name != NULL) {
        printf("%*s  %s", (int)(8 - strlen(kind_word(m->kind))), "", m->name);
    }
    if (m->of != NULL) {
        printf(" of %s", m->of);
    }
    text_fields(m->fields);
    if (m->used < len && !is_blank(text + m->used, len - m->used)) {
        printf("  and more: ");
        put_visible(text + m->used, len - m->used);
    }
    puts(m->unpaired ? "  (unpaired)" : "");
}

void print_item(const struct session *s, int line, char dir, const struct meaning *m, const char *text,
                size_t len)
{
    if (s->json) {
        print_json(line, dir, m, text, len);
    } else {
        print_text(line, dir, m, text, len);
    }
}

void print_kind(struct session *s, const struct piece *p, size_t at, size_t len, enum kind kind,
                       const char *name)
{
    struct meaning m;

    memset(&m, 0, sizeof m);
    m.kind = kind;
    m.name = name;
    m.used = len;
    print_item(s, line_of(p, at), p->dir, &m, p->bytes + at, len);
}

void print_payload(struct session *s, const struct piece *p, size_t at, size_t len, const char *name)
{
    struct meaning m;

    memset(&m, 0, sizeof m);
    m.kind = D_PAYLOAD;
    m.name = name;
    while (len > 0) { /* an item for each line that is not blank */
        size_t n = 0;

        while (n < len && p->bytes[at + n] != '\r' && p->bytes[at + n] != '\n') {
            n++;
        }
        m.used = n;
        if (m.used > 0) {
            print_item(s, line_of(p, at), p->dir, &m, p->bytes + at, m.used);
        }
        n += n < len;
        at += n;
        len -= n;
    }
}
