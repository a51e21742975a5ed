/* emit_comment.c: the spec, in the comments of generated code.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "emit.h"
#include "lower.h"

#include <inttypes.h>
#include <string.h>

const char *comment_safe(const char *text)
{
    char *copy = arena_zalloc(2 * strlen(text) + 1), *w = copy;

    for (const char *p = text; *p != '\0'; p++) {
        *w++ = *p;
        if ((*p == '*' && p[1] == '/') || (*p == '/' && p[1] == '*')) {
            *w++ = ' ';
        }
        if (*p == '?' && p[1] == '?') {
            *w++ = ' '; /* no trigraphs */
        }
    }
    return copy;
}

void emit_string(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\' || *text == '?') {
            fputc('\\', out);
        }
        fputc(*text, out);
    }
    fputc('"', out);
}

static const char *time_text(uint32_t ms)
{
    if (ms >= 60000 && ms % 60000 == 0) {
        return arena_printf("%" PRIu32 " min", ms / 60000);
    }
    if (ms >= 1000 && ms % 1000 == 0) {
        return arena_printf("%" PRIu32 " s", ms / 1000);
    }
    return arena_printf("%" PRIu32 " ms", ms);
}

const char *limit_text(const struct limit *l)
{
    if (l->arg == NULL) {
        return time_text(l->ms);
    }
    if (l->arg2 == NULL) {
        return arena_printf("%s + %s", l->arg, time_text(l->ms));
    }
    return arena_printf("%s * %s + %s", l->arg, l->arg2, time_text(l->ms));
}

const char *condition_text(const struct cond *c)
{
    const char *text = "";

    for (; c != NULL; c = c->next) {
        const char *index = c->index == NULL ? "" : arena_printf("[%s]", c->index);
        const char *value = c->equals == 1 ? "" : arena_printf(" = %" PRId64, c->equals);

        text = arena_printf("%s%s%s%s%s%s", text, c->negate ? "not " : "", c->mode, index, value,
                            c->next == NULL ? "" : " and ");
    }
    return text;
}

static const char *payload_text(const struct line *l)
{
    switch (l->payload.kind) {
    case P_NONE:
        return "";
    case P_COUNTED:
        return arena_printf("payload %s", l->payload.size);
    case P_CTRLZ:
        return "payload ctrl-z";
    case P_EITHER:
        return arena_printf("payload %s or ctrl-z", l->payload.size);
    case P_LINE:
        return "payload line";
    case P_CALLER:
        return arena_printf("payload caller %s%s", l->payload.size, l->payload.until != NULL ? " or until ..." : "");
    }
    return "";
}

const char *spec_line(const struct line *l, bool brief)
{
    static const char *const words[] = { "> ", "> ", "< prompt", "< ", "< ", "< any ", "< maybe ",
        "< later ", "< each ", "< " };
    const char *text = l->tmpl == NULL ? "" : written_template(l->tmpl);

    text = arena_printf("%s%s", words[l->role], l->role == L_PAYLOAD_OUT ? payload_text(l) : text);
    if (l->role != L_PAYLOAD_OUT && l->payload.kind != P_NONE) {
        text = arena_printf("%s  %s", text, payload_text(l));
    }
    if (brief) {
        return comment_safe(text);
    }
    if (l->within.given) {
        text = arena_printf("%s  within %s", text, limit_text(&l->within));
    }
    if (l->when != NULL) {
        text = arena_printf("%s  when %s", text, condition_text(l->when));
    }
    return comment_safe(text);
}

/* Lines of a comment in the making, each as ` * text`. */
struct page {
    const char *line[256];
    int count;
};

/* Wrapped behind commas and blanks. */
static void wrap(struct page *p, const char *text)
{
    bool first = true;

    while (*text != '\0' && p->count < 256) {
        size_t room = COLUMNS - 6 - (first ? 0 : 4), n = strlen(text), ink;

        if (n > room) {
            n = room;
            while (n > room / 2 && text[n - 1] != ',' && text[n - 1] != ' ') {
                n--;
            }
        }
        for (ink = n; ink > 0 && text[ink - 1] == ' '; ink--) {
        }
        p->line[p->count++] = arena_printf(" * %s%.*s\n", first ? "" : "    ", (int)ink, text);
        text += n;
        first = false;
    }
}

/* At most `most` lines, 0: all. Returns how many. */
static int put_page(FILE *out, const struct page *p, int most)
{
    int count = most > 0 && p->count > most ? most : p->count;

    for (int i = 0; i < count && out != NULL; i++) {
        fputs(i + 1 == count && count < p->count ? " * ...\n" : p->line[i], out);
    }
    return count;
}

void emit_comment(FILE *out, const char *text)
{
    struct page *p = arena_zalloc(sizeof *p);

    if (strlen(text) + 6 <= COLUMNS) {
        fprintf(out, "/* %s */\n", text);
        return;
    }
    p->count = 0;
    wrap(p, text);
    fputs("/*\n", out);
    put_page(out, p, 0);
    fputs(" */\n", out);
}

/* The usual end needs no line of its own. */
static bool goes_without_saying(const struct line *l, bool only_one, bool brief)
{
    if (l->role != L_FINAL || !same_name(l->final, "ok") || only_one) {
        return false;
    }
    return brief || (l->next == NULL && l->within.ms == 300 && l->within.arg == NULL);
}

int emit_spec_lines(FILE *out, const struct line *lines, bool brief, int most)
{
    struct page *p = arena_zalloc(sizeof *p);

    for (const struct line *l = lines; l != NULL; l = l->next) {
        if (!goes_without_saying(l, lines->next == l && l->next == NULL, brief)) {
            wrap(p, spec_line(l, brief));
        }
    }
    return put_page(out, p, most);
}

static const char *range_text(const struct type *t)
{
    switch (t->kind) {
    case T_UINT:
    case T_SINT:
        return arena_printf("%" PRId64 "..%" PRId64, t->lo, t->hi);
    case T_DIGITS:
        return t->lo == t->hi ? arena_printf("%" PRId64 " digit%s", t->lo, t->lo == 1 ? "" : "s")
                              : arena_printf("%" PRId64 " to %" PRId64 " digits", t->lo, t->hi);
    case T_PERCENT:
        return "percent";
    case T_HEX:
        return "hexadecimal on the line";
    case T_BITS:
        return arena_printf("%" PRId64 " bits", t->lo);
    case T_ENUM:
        return arena_printf("%s", t->e == NULL ? t->name : t->e->name);
    case T_STRING:
    case T_MULTILINE:
    case T_BARE:
    case T_EITHER:
    case T_IDENT:
    case T_TEXT:
        return t->hi > 0 ? arena_printf("%" PRId64 " to %" PRId64 " bytes", t->lo, t->hi) : "text";
    case T_DATA:
    case T_DATA_LINE:
        return "payload";
    }
    return "";
}

const char *member_comment(const struct member *m)
{
    const struct type *t = &m->field->type;
    const char *unit = t->unit_ms == 1000 ? " s" : t->unit_ms == 1 ? " ms" : t->unit_ms == 60000 ? " min" :
        "";
    const char *text = arena_printf("%s%s", range_text(t), unit);

    if (!m->optional) {
        return comment_safe(text);
    }
    if (m->field->eq.kind == V_NUMBER) {
        return arena_printf("%s; absent: %" PRId64, text, m->field->eq.number);
    }
    return comment_safe(arena_printf("%s; may be absent", text));
}
