/* emit_bytes.c: tables as initialisers.
 *
 * SPDX-License-Identifier: MIT */
#include "emit.h"

#include <string.h>

static int column(FILE *out, int at, const char *text)
{
    int n = (int)strlen(text);

    if (at == 0 || at + n + 1 > COLUMNS) {
        fputs(at == 0 ? "    " : "\n    ", out);
        at = 4;
    } else {
        fputc(' ', out);
        at++;
    }
    fputs(text, out);
    return at + n;
}

static const struct piece *piece_at(const struct bytes *b, size_t at)
{
    for (size_t i = 0; i < b->piece_count; i++) {
        if (b->pieces[i].at == at && b->pieces[i].len > 0) {
            return &b->pieces[i];
        }
    }
    return NULL;
}

void emit_bytes(FILE *out, const struct bytes *b, const char *macro)
{
    char text[512]; /* names have a limit */
    int at = 0;

    for (size_t i = 0; i < b->len; i++) {
        const struct piece *p = piece_at(b, i);
        unsigned v = b->v[i].value;

        if (p != NULL && p->title != NULL) {
            fprintf(out, "%s    /* %zu: %s */", at > 0 ? "\n" : "", p->at, comment_safe(p->title));
            at = COLUMNS;
        }
        if (b->v[i].text != NULL) {
            bool ours = strncmp(b->v[i].text, "QATI_", 5) == 0;

            snprintf(text, sizeof text, "%s%s,", ours ? macro : "", b->v[i].text + (ours ? 3 : 0));
        } else if (b->v[i].letter && v >= ' ' && v < 0x7F && v != '\'' && v != '\\') {
            snprintf(text, sizeof text, "'%c',", (int)v);
        } else {
            snprintf(text, sizeof text, "%u,", v);
        }
        at = column(out, at, text);
    }
    fputc('\n', out);
}

void emit_numbers(FILE *out, const unsigned *v, size_t count)
{
    char text[24];
    int at = 0;

    for (size_t i = 0; i < count; i++) {
        snprintf(text, sizeof text, "%u,", v[i]);
        at = column(out, at, text);
    }
    fputc('\n', out);
}
