/* decode_host.c: what the host sends: commands, payload; and its echo from the module.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "decode.h"

#include <ctype.h>
#include <string.h>

/* ---- echo ---- */

/* Terminals pad with blanks, and do not show what ends a payload. */
static void trim(const char **text, size_t *len)
{
    while (*len > 0 && **text == ' ') {
        (*text)++;
        (*len)--;
    }
    while (*len > 0 && strchr(" \x1A\x1B", (*text)[*len - 1]) != NULL && (*text)[*len - 1] != '\0') {
        (*len)--;
    }
}

static void expect_echo(struct session *s, const char *text, size_t len, bool payload)
{
    trim(&text, &len);
    s->echoes[s->echo_next % ECHOES] = (struct echo){ text, len, s->groups, payload };
    s->echo_next++;
}

static bool is_echo(const struct echo *e, const char *text, size_t len, bool whole)
{
    return e->len > 0 && (whole ? e->len == len : e->len < len) && memcmp(e->text, text, e->len) == 0;
}

/* The host line that the text is, or begins with. A payload is echoed from its first line on and without
 * gaps, else it is not echoed: it may hold lines that look like answers. */
struct echo *find_echo(struct session *s, const char *text, size_t len, bool whole)
{
    bool first = true;

    if (whole) {
        trim(&text, &len);
    }
    for (size_t i = 0; i < ECHOES; i++) {
        struct echo *e = &s->echoes[(s->echo_next + i) % ECHOES]; /* oldest first */

        if ((!e->payload || first) && is_echo(e, text, len, whole)) {
            return e;
        }
        first = first && (!e->payload || e->len == 0);
    }
    return NULL;
}

void end_payload_echo(struct session *s)
{
    for (size_t i = 0; i < ECHOES; i++) {
        s->echoes[i].len = s->echoes[i].payload ? 0 : s->echoes[i].len;
    }
}

bool awaits_echo(const struct session *s, int group)
{
    for (size_t i = 0; i < ECHOES; i++) {
        if (s->echoes[i].len > 0 && !s->echoes[i].payload && s->echoes[i].group == group) {
            return true;
        }
    }
    return false;
}

void end_command_echo(struct session *s, int group)
{
    for (size_t i = 0; i < ECHOES; i++) {
        if (!s->echoes[i].payload && s->echoes[i].group == group) {
            s->echoes[i].len = 0;
        }
    }
}

/* ---- command lines ---- */

bool begins_with_at(const char *text, size_t len)
{
    return len >= 2 && toupper((unsigned char)text[0]) == 'A' && toupper((unsigned char)text[1]) == 'T';
}

static void take_command(struct session *s, const struct piece *p, size_t at, size_t len,
                         const struct meaning *m)
{
    const struct command *c = NULL;

    if (m->name != NULL) {
        c = view_command(s->view, m->name);
    }
    print_item(s, line_of(p, at), p->dir, m, p->bytes + at, len);
    open_command(s, c, m->fields);
}

static size_t digits_from(const char *text, size_t len, size_t at)
{
    while (at < len && isdigit((unsigned char)text[at])) {
        at++;
    }
    return at;
}

/* basic = [ "&" ] LETTER { DIGIT } | "S" { DIGIT } ( "=" { DIGIT } | "?" )     E0 of E0V1&C1S0=1 */
static size_t first_basic(const char *text, size_t len)
{
    size_t n = text[0] == '&' ? 1 : 0;
    bool s_register = toupper((unsigned char)text[0]) == 'S';

    if (n >= len || !isalpha((unsigned char)text[n])) {
        return 0;
    }
    n = digits_from(text, len, n + 1);
    if (s_register && n < len && (text[n] == '=' || text[n] == '?')) {
        n = text[n] == '=' ? digits_from(text, len, n + 1) : n + 1;
    }
    return n;
}

static bool is_basic(char first)
{
    return isalpha((unsigned char)first) || first == '&';
}

/* V.250 5.2.1: how much of a command line is its first command: a basic one ends by itself, an extended one
 * (+CSQ) or a call at ';'. `split`: only ';' separates. */
static size_t first_command(const char *text, size_t len, bool split)
{
    bool quoted = false;
    size_t n = 0;

    if (!split && is_basic(*text) && toupper((unsigned char)*text) != 'D') {
        return first_basic(text, len);
    }
    while (n < len && (quoted || text[n] != ';')) {
        quoted = quoted != (text[n] == '"');
        n++;
    }
    return n;
}

/* Commands on one line: each gets "AT" put in front again. Without `print` only looks: whether there are
 * several, and no basic one is unknown. */
static bool take_joined(struct session *s, const struct piece *p, size_t at, size_t len, bool split,
                        bool print)
{
    size_t from = at + 2, to = at + len;
    int count = 0;

    while (from < to) {
        size_t n;
        char *text;
        struct meaning m;

        if (p->bytes[from] == ' ' || p->bytes[from] == ';') {
            from++;
            continue;
        }
        n = first_command(p->bytes + from, to - from, split);
        if (n == 0) {
            return false;
        }
        text = arena_zalloc(n + 3);
        memcpy(text, "AT", 2);
        memcpy(text + 2, p->bytes + from, n);
        m = host_meaning(s, text, n + 2);
        count++;
        if (print) {
            m.kind = D_COMMAND;
            m.used = n;
            take_command(s, p, from, n, &m);
        } else if (m.kind != D_COMMAND && !split && is_basic(text[2])) {
            return false;
        }
        from += n;
    }
    return count > 1;
}

void take_host_line(struct session *s, const struct piece *p, size_t at, size_t len)
{
    struct meaning m = host_meaning(s, p->bytes + at, len);

    s->groups++;
    if (p->dir == '>') {
        expect_echo(s, p->bytes + at, len, false);
    }
    if (m.kind == D_COMMAND) {
        take_command(s, p, at, len, &m);
    } else if (begins_with_at(p->bytes + at, len)) {
        if (len < 4096 && take_joined(s, p, at, len, false, false)) {
            take_joined(s, p, at, len, false, true);
        } else if (len < 4096 && take_joined(s, p, at, len, true, false)) {
            take_joined(s, p, at, len, true, true);
        } else {
            m.kind = D_COMMAND; /* of no spec */
            take_command(s, p, at, len, &m);
        }
    } else {
        print_kind(s, p, at, len, s->data_mode != NULL ? D_PAYLOAD : D_UNKNOWN, NULL);
    }
}

/* ---- payload ---- */

const struct line *payload_out_line(const struct command *c)
{
    for (const struct line *l = c == NULL ? NULL : c->lines; l != NULL; l = l->next) {
        if (l->role == L_PAYLOAD_OUT) {
            return l;
        }
    }
    return NULL;
}

void begin_payload_out(struct session *s, struct open_command *o)
{
    const struct line *l = payload_out_line(o->command);
    const struct binding *size = l == NULL || l->payload.size == NULL
                                     ? NULL
                                     : find_binding(o->args, l->payload.size);

    if (l == NULL && o->command != NULL) {
        return;
    }
    s->out = o;
    s->out_left = size == NULL ? -1 : size->number;
}

/* Bytes of an open payload: as many as counted, or up to Ctrl-Z or ESC. */
static size_t take_payload_out(struct session *s, const struct piece *p, size_t at)
{
    const char *name = s->out->command == NULL ? NULL : s->out->command->name;
    size_t n = p->len - at;

    if (s->out_left >= 0 && (size_t)s->out_left < n) {
        n = (size_t)s->out_left;
    }
    for (size_t i = 0; i < n && s->out_left < 0; i++) {
        if (p->bytes[at + i] == 0x1A || p->bytes[at + i] == 0x1B) {
            n = i + 1;
            s->out_left = (int64_t)n;
        }
    }
    print_payload(s, p, at, n, name);
    for (size_t from = at; from < at + n; ) {
        size_t line = to_line_end(p, from);

        if (line > 0) {
            expect_echo(s, p->bytes + from, from + line > at + n ? at + n - from : line, true);
        }
        from += line + 1;
    }
    s->out_left -= s->out_left > 0 ? (int64_t)n : 0;
    if (s->out_left == 0) {
        s->out = NULL;
    }
    return n;
}

bool is_blank(const char *text, size_t len)
{
    while (len > 0 && text[len - 1] == ' ') {
        len--;
    }
    return len == 0;
}

void take_host(struct session *s, const struct piece *p)
{
    size_t at = 0;

    while (at < p->len) {
        size_t n;

        if (s->out != NULL) {
            n = take_payload_out(s, p, at);
            at += n;
            continue;
        }
        n = to_line_end(p, at);
        if (!is_blank(p->bytes + at, n)) {
            take_host_line(s, p, at, n);
        }
        at += n + 1;
    }
}
