/* capture.c: reads a captured session.
 *
 * SPDX-License-Identifier: MIT */
#include "capture.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ITEMS = 1000 };

static int is_command(const struct buf *b)
{
    return b->len >= 2 && toupper(b->v[0]) == 'A' && toupper(b->v[1]) == 'T';
}

/* A command that shows its own line end, and loses it. */
static int strip_end(struct buf *b)
{
    size_t n = b->len;

    while (n > 0 && (b->v[n - 1] == '\r' || b->v[n - 1] == '\n')) {
        n--;
    }
    if (n == b->len) {
        return 0;
    }
    b->len = n;
    b->v[n] = 0;
    return 1;
}

static void read_bytes(struct item *i, char dir, int open, const char *text, size_t len)
{
    text_unescape(&i->bytes, text, text + len);
    i->ended = !open;
    if (dir == '<') {
        i->kind = ITEM_MODULE;
        buf_add(&i->bytes, "\r\n", open ? 0 : 2);
    } else if (is_command(&i->bytes) && (!open || strip_end(&i->bytes))) {
        i->kind = ITEM_COMMAND;
    } else {
        i->kind = ITEM_TYPED;
    }
}

/* "# t=12.345", "# t=0.549 later", or a remark. */
static void read_remark(struct item *i, const char *text)
{
    char *end;
    double seconds;

    i->kind = ITEM_REMARK;
    if (strncmp(text, "t=", 2) != 0) {
        return;
    }
    seconds = strtod(text + 2, &end);
    i->ms = (uint32_t)(seconds * 1000 + 0.5);
    i->kind = strncmp(end, " later", 6) == 0 ? ITEM_LATER : ITEM_TIME;
}

static void read_line(struct capture *c, const char *path, int number, const char *text, size_t len)
{
    struct item *i = &c->items[c->count++];
    int open = len >= 2 && text[1] == '~';
    size_t at = (size_t)(1 + open);

    memset(i, 0, sizeof *i);
    i->line = number;
    if (c->count == MOST_ITEMS) {
        fatal(path, number, "too many lines");
    }
    if (len > 2 && text[0] == '#') {
        read_remark(i, text + 2);
    } else if (len >= 1 && (text[0] == '<' || text[0] == '>')) {
        at += at < len && text[at] == ' ';
        read_bytes(i, text[0], open, text + at, len - at);
    } else {
        fatal(path, number, "a line of a capture begins with <, > or #");
    }
}

/* The dialect for a `# module:` line: what is neither a BG96 nor of the Neul family behaves more like a BG95. */
static const char *dialect_of(const char *module)
{
    static const char *const neul[] = { "SARA-N2", "BC95", "BC68", "BC28" };

    for (size_t i = 0; i < sizeof neul / sizeof *neul; i++) {
        if (strstr(module, neul[i])) {
            return "bc95g";
        }
    }
    return strstr(module, "BG96") || strstr(module, "BG9x") ? "bg96" : "bg95";
}

static char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');

    return text_copy(name, dot ? (size_t)(dot - name) : strlen(name));
}

void capture_read(struct capture *c, const char *path)
{
    FILE *in = fopen(path, "rb");
    static char text[16384];
    int number = 0, header = 1;

    memset(c, 0, sizeof *c);
    if (in == NULL) {
        fatal(path, 0, "cannot be read");
        return;
    }
    c->name = base_name(path);
    c->items = (struct item *)calloc(MOST_ITEMS, sizeof *c->items);
    while (fgets(text, sizeof text, in)) {
        size_t len = strcspn(text, "\n");

        text[len] = 0;
        number++;
        if (header && strncmp(text, "# module: ", 10) == 0) {
            c->dialect = dialect_of(text);
        } else if (header && len == 0) {
            header = 0;
        } else if (!header) {
            read_line(c, path, number, text, len);
        }
    }
    fclose(in);
    if (c->dialect == NULL || c->count == 0) {
        fatal(path, number, "no header, or nothing behind it");
    }
}

void capture_free(struct capture *c)
{
    while (c->count > 0) {
        buf_free(&c->items[--c->count].bytes);
    }
    free(c->items);
    free((char *)c->name);
}
