/* diag.c: prints complaints as a good compiler does: place, id, what was expected, the line, a caret.
 *
 * SPDX-License-Identifier: MIT */
#include "diag.h"

#include "arena.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define LINE_SHOWN 100  /* bytes of a source line that are printed at most     */

static const struct {
    const char *id, *text;
} diags[] = {
#define X(id, text) {#id, text},
#include "diags.def"
#undef X
};

#define TEXT_SHOWN 1024 /* bytes of a complaint's own text                      */
#define SAID 256        /* complaints that are remembered, so that none is made twice */

static struct said {
    const struct source *src;
    int line, col;
    uint32_t hash;
} said[SAID];

struct muted {
    const struct source *src; /* NULL: all */
    int first, last;
    struct muted *next;
};

static int error_count;
static bool silent;
static bool last_muted; /* so that remarks about a complaint share its fate */
static struct muted *muted;

/* The line shown last: complaints mostly come in order, and counting lines again for each takes long
 * in a long file. */
static struct {
    const struct source *src;
    int line;
    const char *text;
} shown;

static bool is_muted(struct pos at)
{
    const struct muted *m = muted;

    while (m != NULL && m->src != NULL && (m->src != at.src || at.line < m->first || at.line > m->last)) {
        m = m->next;
    }
    return m != NULL;
}

void diag_mute(const struct source *src, int first, int last)
{
    struct muted *m = arena_zalloc(sizeof *m);

    m->src = src;
    m->first = first;
    m->last = last;
    m->next = muted;
    muted = m;
}

/* How many bytes the word, string or sign at `text` has: what the caret underlines. */
static int length_shown(const char *text, int room)
{
    int n = 1;

    if (text[0] == '"') {
        while (n < room && text[n] != '"') {
            n += text[n] == '\\' && n + 1 < room ? 2 : 1;
        }
        return n < room ? n + 1 : room;
    }
    if (isalnum((unsigned char)text[0]) || text[0] == '_') {
        while (n < room && (isalnum((unsigned char)text[n]) || strchr("_.-", text[n]) != NULL)) {
            n++;
        }
    }
    return n;
}

/* Where the line begins; its length up to `enough` bytes. NULL: there is no such line. */
static const char *find_line(struct pos at, int enough, int *len)
{
    const char *text = at.src->text, *end = text + at.src->len;
    int line = 1;

    if (shown.src == at.src && shown.line <= at.line) {
        text = shown.text;
        line = shown.line;
    }
    for (; line < at.line; line++) {
        const char *lf = memchr(text, '\n', (size_t)(end - text));

        if (lf == NULL) {
            return NULL;
        }
        text = lf + 1;
    }
    shown.src = at.src;
    shown.line = line;
    shown.text = text;
    *len = 0;
    while (text + *len < end && text[*len] != '\n' && text[*len] != '\r' && *len < enough) {
        ++*len;
    }
    return text;
}

/* The line around the column, so that a line of a megabyte stays readable. Tabs stay tabs in both
 * lines: the caret stands right whatever the terminal's tab width. */
static void show_line(struct pos at)
{
    int len, from = at.col > LINE_SHOWN * 3 / 4 ? at.col - LINE_SHOWN / 2 : 0, upto, i, marks = 1;
    const char *text = find_line(at, at.col + LINE_SHOWN, &len);

    if (text == NULL || at.col - 1 > len) {
        return;
    }
    upto = len - from > LINE_SHOWN ? from + LINE_SHOWN : len;
    while (from > 0 && from < upto && (text[from] & 0xC0) == 0x80) {
        from++; /* not in the middle of a UTF-8 character */
    }
    while (upto < len && (text[upto] & 0xC0) == 0x80) {
        upto++;
    }
    fputs(from > 0 ? "    ..." : "    ", stderr);
    for (i = from; i < upto; i++) {
        fputc((unsigned char)text[i] < ' ' && text[i] != '\t' ? '?' : text[i], stderr);
    }
    fputs(upto < len ? "...\n" : "\n", stderr);

    fputs(from > 0 ? "       " : "    ", stderr);
    for (i = from; i < at.col - 1; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            fputc(text[i] == '\t' ? '\t' : ' ', stderr);
        }
    }
    fputc('^', stderr);
    if (at.col - 1 < upto) {
        marks = length_shown(text + at.col - 1, upto - (at.col - 1));
    }
    for (i = at.col; i < at.col - 1 + marks; i++) {
        if ((text[i] & 0xC0) != 0x80) {
            fputc('~', stderr);
        }
    }
    fputc('\n', stderr);
}

static void show_place(struct pos at)
{
    if (at.src == NULL) {
        fputs("qat_codegen: ", stderr);
    } else if (at.line == 0) {
        fprintf(stderr, "%s: ", at.src->path);
    } else {
        fprintf(stderr, "%s:%d:%d: ", at.src->path, at.line, at.col);
    }
}

/* Whether the same was said of the same place before: a mistake in a fragment is found wherever the
 * fragment is used. A table of the latest, so that a few are forgotten. */
static bool was_said(struct pos at, enum diag id, const char *text)
{
    uint32_t hash = (uint32_t)at.line * 31 + (uint32_t)at.col * 7 + (uint32_t)id;
    struct said *s;

    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 16777619U;
    }
    s = &said[hash % SAID];
    if (at.src != NULL && s->src == at.src && s->line == at.line && s->col == at.col && s->hash == hash) {
        return true;
    }
    s->src = at.src;
    s->line = at.line;
    s->col = at.col;
    s->hash = hash;
    return false;
}

void complain_list(struct pos at, enum diag id, va_list args)
{
    bool is_error = diags[id].id[0] == 'E';
    char text[TEXT_SHOWN];

    vsnprintf(text, sizeof text, diags[id].text, args);
    last_muted = is_muted(at) || was_said(at, id, text);
    if (last_muted) {
        return;
    }
    error_count += is_error;
    if (silent) {
        return;
    }
    show_place(at);
    fprintf(stderr, "%s %s: %s\n", is_error ? "error" : "warning", diags[id].id, text);
    if (at.src != NULL && at.line > 0) {
        show_line(at);
    }
}

void complain(struct pos at, enum diag id, ...)
{
    va_list args;

    va_start(args, id);
    complain_list(at, id, args);
    va_end(args);
}

void remark(struct pos at, const char *format, ...)
{
    va_list args;

    if (silent || last_muted) {
        return;
    }
    if (at.src != NULL) {
        show_place(at);
    }
    fputs("note: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    if (at.src != NULL && at.line > 0) {
        show_line(at);
    }
}

int errors(void)
{
    return error_count;
}

void diag_silence(bool on)
{
    silent = on;
}

void diag_reset(void)
{
    error_count = 0;
    last_muted = false;
    muted = NULL;
    shown.src = NULL;
    memset(said, 0, sizeof said);
}
