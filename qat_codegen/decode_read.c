/* decode_read.c: a session's file as pieces of one direction each.
 *
 * SPDX-License-Identifier: MIT
 *
 * Two forms are told apart by their text. A raw stream is what the module sent, commands known from their
 * echo. The capture format has one item a line:
 *   "> " host bytes and a line end   ">~ " without one   "# " not on the wire
 *   "< " module bytes and CR LF      "<~ " without one   \xNN a byte, \\ a backslash */
#include "arena.h"
#include "decode.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 256 * 1024 * 1024 };

/* ---- the file ---- */

static char *read_all(FILE *in, size_t *len)
{
    size_t room = 64 * 1024;
    char *text = malloc(room);

    *len = 0;
    while (text != NULL) {
        size_t n = fread(text + *len, 1, room - *len, in);
        char *more;

        *len += n;
        if (n == 0 || *len > MOST_BYTES) {
            break;
        }
        if (*len == room) {
            more = realloc(text, room *= 2);
            if (more == NULL) {
                free(text);
            }
            text = more;
        }
    }
    return text;
}

static char *read_file(const char *path, size_t *len)
{
    static const struct pos no_place;
    bool standard = strcmp(path, "-") == 0;
    FILE *in = standard ? stdin : fopen(path, "rb");
    char *text = NULL;
    bool good;

    if (in == NULL) {
        complain(no_place, DIAG_E901, path, strerror(errno));
        return NULL;
    }
    errno = 0;
    text = read_all(in, len);
    good = text != NULL && !ferror(in);
    if (!good) {
        complain(no_place, DIAG_E901, path, errno != 0 ? strerror(errno) : "out of memory");
    } else if (*len > MOST_BYTES) {
        complain(no_place, DIAG_E903, path, MOST_BYTES / 1024 / 1024);
        good = false;
    }
    if (!standard) {
        fclose(in);
    }
    if (!good) {
        free(text);
        text = NULL;
    }
    return text;
}

/* ---- pieces ---- */

static void *grow(void *old, size_t count, size_t *room, size_t size)
{
    void *more = old;

    if (count >= *room) {
        *room = *room * 2 + 64;
        more = arena_zalloc(*room * size);
        if (count > 0) {
            memcpy(more, old, count * size);
        }
    }
    return more;
}

static void put_mark(struct piece *p, int line)
{
    p->marks = grow(p->marks, p->mark_count, &p->mark_room, sizeof *p->marks);
    p->marks[p->mark_count++] = (struct mark){ p->len, line };
}

static void put_byte(struct piece *p, char c)
{
    p->bytes = grow(p->bytes, p->len, &p->room, 1);
    p->bytes[p->len++] = c;
}

int line_of(const struct piece *p, size_t at)
{
    size_t lo = 0, hi = p->mark_count;

    while (hi - lo > 1) {
        size_t middle = lo + (hi - lo) / 2;

        if (p->marks[middle].at <= at) {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    return p->mark_count == 0 ? 0 : p->marks[lo].line;
}

size_t to_line_end(const struct piece *p, size_t at)
{
    size_t n = 0;

    while (at + n < p->len && p->bytes[at + n] != '\r' && p->bytes[at + n] != '\n') {
        n++;
    }
    return n;
}

static struct piece *new_piece(struct piece ***last, char dir)
{
    struct piece *p = arena_zalloc(sizeof *p);

    p->dir = dir;
    **last = p;
    *last = &p->next;
    return p;
}

/* ---- a raw stream ---- */

static struct piece *read_raw(const char *text, size_t len)
{
    struct piece *first = NULL, **last = &first;
    struct piece *p = new_piece(&last, '<');
    int line = 1;

    put_mark(p, line);
    for (size_t i = 0; i < len; i++) {
        put_byte(p, text[i]);
        if (text[i] == '\n') {
            put_mark(p, ++line);
        }
    }
    return first;
}

/* ---- the capture format ---- */

static size_t line_length(const char *text, size_t room)
{
    const char *end = memchr(text, '\n', room);

    return end == NULL ? room : (size_t)(end - text);
}

static bool begins_item(const char *line, size_t len)
{
    if (len == 0 || (len == 1 && *line == '\r')) {
        return true;
    }
    if (*line == '#') {
        return true;
    }
    return (*line == '>' || *line == '<') &&
           (len == 1 || line[1] == ' ' || line[1] == '\r' || (len > 1 && line[1] == '~'));
}

/* Every line is an item and there is at least one of a direction; no byte is there that the format would
 * have escaped. */
static bool is_capture(const char *text, size_t len)
{
    bool any = false;

    for (size_t at = 0; at < len; ) {
        size_t n = line_length(text + at, len - at);

        if (!begins_item(text + at, n)) {
            return false;
        }
        any = any || (n > 0 && (text[at] == '>' || text[at] == '<'));
        for (size_t i = at; i < at + n; i++) {
            if ((unsigned char)text[i] < ' ' && text[i] != '\r' && text[i] != '\t') {
                return false;
            }
        }
        at += n + 1;
    }
    return any;
}

static int hex_value(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : toupper((unsigned char)c) - 'A' + 10;
}

static void put_escaped(struct piece *p, const char *s, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (s[i] == '\\' && i + 1 < len && s[i + 1] == '\\') {
            put_byte(p, '\\');
            i++;
        } else if (s[i] == '\\' && i + 3 < len && s[i + 1] == 'x' && isxdigit((unsigned char)s[i + 2]) &&
                   isxdigit((unsigned char)s[i + 3])) {
            put_byte(p, (char)(hex_value(s[i + 2]) * 16 + hex_value(s[i + 3])));
            i += 3;
        } else {
            put_byte(p, s[i]);
        }
    }
}

static void put_item(struct piece *p, const char *s, size_t len, int line)
{
    bool open = len > 1 && s[1] == '~';
    size_t skip = open ? 2 : 1;

    if (len > 0 && s[len - 1] == '\r') {
        len--;
    }
    skip += skip < len && s[skip] == ' ' ? 1 : 0;
    put_mark(p, line);
    put_escaped(p, s + (skip < len ? skip : len), skip < len ? len - skip : 0);
    if (!open) {
        put_byte(p, '\r');
        if (p->dir == '<') {
            put_byte(p, '\n');
        }
    }
}

static struct piece *read_capture(const char *text, size_t len)
{
    struct piece *first = NULL, **last = &first, *p = NULL;
    int line = 1;

    for (size_t at = 0; at < len; line++) {
        size_t n = line_length(text + at, len - at);

        if (n > 0 && (text[at] == '>' || text[at] == '<')) {
            p = p == NULL || p->dir != text[at] ? new_piece(&last, text[at]) : p;
            put_item(p, text + at, n, line);
        }
        at += n + 1;
    }
    return first;
}

struct piece *read_session(const char *path, bool *captured)
{
    size_t len;
    char *text = read_file(path, &len);
    struct piece *pieces;

    if (text == NULL) {
        return NULL;
    }
    *captured = is_capture(text, len);
    pieces = *captured ? read_capture(text, len) : read_raw(text, len);
    free(text);
    return pieces;
}
