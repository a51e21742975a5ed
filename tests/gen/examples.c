/* examples.c: every example of the specs, read by the tables of both sides, gives the fields that it says.
 *
 * SPDX-License-Identifier: MIT
 *
 * `check` runs the examples too, by the compiler's own reading of the templates; this shares nothing with it but the
 * parser. Built once for each dialect; DIALECT is its object, DIALECT_NAME its name. */
#define QAT_IMPLEMENTATION
#include "qat.h"
#include "qat_text.h"
#define QAM_IMPLEMENTATION
#include "qam.h"

#include <stdio.h>
#include <stdlib.h>

static const struct example {
    const char *owner;
    int urc;
    const char *dialects; /* that have this reading of it, a blank before and behind each */
    const char *text;
    struct { const char *name, *value; } want[32];
} examples[] = {
#include "examples.inc"
};

static int failures;

static void fail(const struct example *x, const char *why, const char *what)
{
    printf("examples: %s: %s: %s%s\n", x->owner, x->text, why, what);
    failures++;
}

/* ---- one field ---- */

static const char *word_of(const struct qat_text_field *f, uint32_t v)
{
    for (int i = 0; i < f->word_count; i++) {
        if (f->words[i].number == (int32_t)v) {
            return f->words[i].name;
        }
    }
    return "";
}

static int equal(const struct qat_text_field *f, const void *obj, const char *want)
{
    const void *member = (const char *)obj + f->offset;
    const qat_str_t *s = (const qat_str_t *)member;
    uint32_t v;

    if (f->kind == 's') {
        return s->ptr != NULL && s->len == strlen(want) && memcmp(s->ptr, want, s->len) == 0;
    }
    memcpy(&v, member, sizeof v);
    if (f->kind == 'e' && strcmp(word_of(f, v), want) == 0) {
        return 1;
    }
    return v == (uint32_t)strtoll(want, NULL, f->kind == 'x' ? 16 : f->kind == 'b' ? 2 : 10);
}

static int present(const struct qat_text_field *f, const struct qat_text_struct *s, const void *obj, uint32_t has)
{
    (void)s;
    (void)obj;
    return f->bit < 0 || (has >> f->bit & 1);
}

/* All that is wanted is there, and nothing else: NULL, or what is wrong. Fields that carry payload are no members. */
static const char *differs(const struct example *x, const struct qat_text_struct *s, const void *obj)
{
    static char text[200];
    uint32_t has;

    memcpy(&has, obj, sizeof has);
    if (!x->want[0].name) {
        return NULL; /* only the form of the line is shown */
    }
    for (int i = 0; x->want[i].name; i++) {
        const struct qat_text_field *f = NULL;

        for (int k = 0; k < s->count; k++) {
            f = strcmp(s->fields[k].name, x->want[i].name) == 0 ? &s->fields[k] : f;
        }
        if (f && !(present(f, s, obj, has) && equal(f, obj, x->want[i].value))) {
            snprintf(text, sizeof text, "%s is not %s", f->name, x->want[i].value);
            return text;
        }
    }
    for (int k = 0; k < s->count; k++) {
        int wanted = 0;

        for (int i = 0; x->want[i].name; i++) {
            wanted |= strcmp(s->fields[k].name, x->want[i].name) == 0;
        }
        if (!wanted && s->fields[k].bit >= 0 && present(&s->fields[k], s, obj, has)) {
            snprintf(text, sizeof text, "%s is there too", s->fields[k].name);
            return text;
        }
    }
    return NULL;
}

/* ---- lines of the module ---- */

enum { STATES = 64 };
static uint8_t states[STATES][QAT_MODE_BYTES]; /* of the modes: all off, all on, and many others */

/* Reads the text behind its head by the record, in many states of the modes. */
static const char *read_record(const struct example *x, const uint8_t *rec, const uint8_t *p, const uint8_t *e,
                               const struct qat_text_struct *s)
{
    const char *why = "no alternative fits";
    void *obj = calloc(1, s->size + sizeof(qat_str_t));

    for (int state = 0; state < STATES && why; state++) {
        qati_look_t k;

        memset(&k, 0, sizeof k);
        memset(obj, 0, s->size);
        k.modes = states[state];
        k.rec = rec;
        if (qati_try(&k, p, e, obj) != QATI_NO) {
            why = differs(x, s, obj);
        }
    }
    free(obj);
    return why;
}

/* heads: of the information lines, or of the late ones. */
static const char *by_heads(const struct example *x, const uint8_t *body, const uint8_t *heads, const uint8_t *b, const uint8_t *e,
                            const struct qat_text_struct *s)
{
    const char *why = "no alternative fits";
    void *obj;

    if (!s->name || !heads) {
        return "no such lines";
    }
    obj = calloc(1, s->size + sizeof(qat_str_t));
    for (int state = 0; state < STATES && why; state++) {
        qati_look_t k;

        memset(&k, 0, sizeof k);
        memset(obj, 0, s->size);
        k.modes = states[state];
        k.loose = DIALECT.flags & QATI_D_LOOSE;
        if (qati_read_head(&k, body, heads, b, e, obj) != QATI_NO) {
            why = differs(x, s, obj);
        } else if (!k.p) {
            why = "no such head";
        }
    }
    free(obj);
    return why;
}

/* A CONNECT line with fields: the record is told by the stage, behind its limit. */
static const char *by_stages(const struct example *x, const struct qat_text_command *c, const uint8_t *body,
                             const uint8_t *b, const uint8_t *e)
{
    const char *why = "no CONNECT with fields";
    qat_req_t *r = (qat_req_t *)calloc(1, c->args.size + sizeof *r); /* limits depend on arguments */

    r->body = body;
    for (qati_first_stage(r); qati_op(r) != QATI_S_END; qati_next_stage(r)) {
        const uint8_t *d = body + r->stage;

        (void)qati_limit(r, &d);
        if (qati_op(r) == QATI_S_CONNECT && qati_get16(d) != 0 && e - b >= 7) {
            why = read_record(x, body + qati_get16(d), b + 7, e, &c->info);
        }
    }
    free(r);
    return why;
}

static void module_line(const struct example *x, const struct qat_text_command *c, const uint8_t *b, const uint8_t *e)
{
    const uint8_t *body = qati_body_for(&DIALECT, c->bytes), *late, *text;
    const char *why[4];

    if (!body) {
        return; /* another dialect's */
    }
    late = qati_piece(body, QATI_B_LATE);
    text = qati_piece(body, QATI_B_TEXT);
    why[0] = by_heads(x, body, qati_piece(body, QATI_B_INFO), b, e, &c->info);
    why[1] = by_heads(x, body, late ? qati_late_heads(late) : NULL, b, e, &c->late);
    why[2] = c->info.name && text ? read_record(x, text, b, e, &c->info) : "none";
    why[3] = c->info.name ? by_stages(x, c, body, b, e) : "none";
    if (why[0] && why[1] && why[2] && why[3]) {
        printf("examples: %s: %s: information line: %s; late: %s; text: %s\n", x->owner, x->text, why[0], why[1], why[2]);
        failures++;
    }
}

static void urc_line(const struct example *x, const struct qat_text_urc *u, const uint8_t *b, const uint8_t *e)
{
    static const struct qat_text_struct none = { "none", sizeof(uint32_t), 0, 0, 0 };
    const struct qat_text_struct *s = u->fields.name ? &u->fields : &none;
    const char *why = "no such head";
    const uint8_t *p;
    unsigned id;

    p = qati_walk((const uint8_t *)DIALECT.heads, b, e, &id);
    if (p) {
        why = read_record(x, DIALECT.bytes + id, p, e, s);
    }
    if (why) {
        fail(x, "urc: ", why);
    }
}

/* ---- lines of the host: the modem's side reads them, the host's side writes the same again ---- */

static void fill(const struct example *x, const struct qat_text_command *c, void *r)
{
    uint32_t *has = c->args.has == 0xFFFF ? NULL : (uint32_t *)(void *)((char *)r + c->args.has);

    for (int i = 0; x->want[i].name; i++) {
        for (int k = 0; k < c->args.count; k++) {
            const struct qat_text_field *f = &c->args.fields[k];
            const char *v = x->want[i].value;
            uint32_t n = (uint32_t)strtoll(v, NULL, f->kind == 'x' ? 16 : f->kind == 'b' ? 2 : 10);

            if (strcmp(f->name, x->want[i].name) != 0) {
                continue;
            }
            if (has && f->bit >= 0) {
                *has |= 1u << f->bit;
            }
            for (int w = 0; w < f->word_count; w++) {
                n = strcmp(f->words[w].name, v) == 0 ? (uint32_t)f->words[w].number : n;
            }
            if (f->kind == 's') {
                *(qat_str_t *)(void *)((char *)r + f->offset) = qat_str(v);
            } else if (f->kind == 'z') {
                for (int m = 0; m < c->args.count; m++) {
                    if (c->args.fields[m].kind == 'p') {
                        ((qat_payload_t *)(void *)((char *)r + c->args.fields[m].offset))->size = n;
                    }
                }
            } else {
                memcpy((char *)r + f->offset, &n, sizeof n);
            }
        }
    }
}

static int parse_copy(const char *text, size_t len, void *out, size_t size)
{
    static char line[4096];

    memcpy(line, text, len);
    line[len] = '\r';
    return qam_parse(line, len, out, size);
}

static void host_line(const struct example *x, const struct qat_text_command *c)
{
    const uint8_t *body = qati_body_for(&DIALECT, c->bytes);
    static uint8_t written[2048];
    static qam_any_t read, again;
    qati_source_t source;
    qat_req_t common;
    qati_pen_t pen;
    uint32_t len;
    unsigned n = 0;
    void *r;
    int id, byte;

    if (!body) {
        return;
    }
    id = parse_copy(x->text, strlen(x->text), &read, sizeof read);
    if (id < 0 || strcmp(qam_name(id), x->owner) != 0) {
        fail(x, "the modem's side reads ", id < 0 ? "nothing" : qam_name(id));
        return;
    }
    r = calloc(1, c->args.size);
    fill(x, c, r);
    if (!x->want[0].name) {
        free(r);
        return;
    }
    memset(&common, 0, sizeof common);
    common.body = body;
    qati_source(&source, &common, qati_place(body, QATI_B_LINE));
    source.obj = r;
    memset(&pen, 0, sizeof pen);
    if (qati_check_line(&source, &len) != QAT_OK) {
        fail(x, "the host's side refuses it", "");
    } else {
        while (n < sizeof written - 1 && (byte = qati_byte(&pen, &source)) >= 0) {
            written[n++] = (uint8_t)byte;
        }
        written[n++] = '\r';
        if (n != len || parse_copy((const char *)written, n - 1, &again, sizeof again) != id || again.has != read.has) {
            written[n - 1] = 0;
            fail(x, "the host's side writes ", (const char *)written);
        }
    }
    free(r);
}

/* Is it about this dialect? */
static int concerned(const struct example *x)
{
    return strstr(x->dialects, " " DIALECT_NAME " ") != NULL;
}

int main(void)
{
    uint32_t random = 1;
    int done = 0;

    memset(states[1], 0xFF, sizeof states[1]);
    for (size_t i = 2 * QAT_MODE_BYTES; i < sizeof states; i++) {
        random = random * 1103515245u + 12345u;
        (&states[0][0])[i] = (uint8_t)(random >> 16);
    }
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        const struct example *x = &examples[i];
        size_t len = strlen(x->text);
        uint8_t *line = (uint8_t *)malloc(len + 1); /* of exact size, with its line end */

        memcpy(line, x->text, len);
        line[len] = '\r';
        for (int k = 0; k < QAT_TEXT_COMMANDS && !x->urc; k++) {
            if (strcmp(qat_text_commands[k].name, x->owner) == 0 && concerned(x)) {
                if (len >= 2 && memcmp(line, "AT", 2) == 0) {
                    host_line(x, &qat_text_commands[k]);
                } else {
                    module_line(x, &qat_text_commands[k], line, line + len);
                }
                done++;
            }
        }
        for (int k = 0; k < QAT_TEXT_URCS && x->urc; k++) {
            if (strcmp(qat_text_urcs[k].name, x->owner) == 0 && concerned(x)) {
                urc_line(x, &qat_text_urcs[k], line, line + len);
                done++;
            }
        }
        free(line);
    }
    printf("examples of %s: %d read by the tables, %d failures\n", DIALECT_NAME, done, failures);
    return failures > 0;
}
