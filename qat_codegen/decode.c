/* decode.c: annotates a captured session: what every line is, and what its fields say.
 *
 * SPDX-License-Identifier: MIT */
#include "decode.h"

#include <string.h>

/* ---- payload ---- */

static void begin_payload_in(struct session *s, const struct line *l, const struct binding *fields,
                             const char *name)
{
    const struct binding *size;

    s->in_name = name;
    s->in_begins = true;
    switch (l->payload.kind) {
    case P_COUNTED:
        size = find_binding(fields, l->payload.size);
        if (size != NULL && !size->odd && size->number > 0) {
            s->in = IN_COUNTED;
            s->in_left = (size_t)size->number;
        }
        break;
    case P_LINE:
        s->in = IN_LINE;
        break;
    case P_CALLER: /* the number is known to the caller only */
        s->in = IN_OPEN;
        break;
    case P_NONE:
    case P_CTRLZ:
    case P_EITHER:
        break;
    }
}

/* ---- what a line does ---- */

static bool ends_in_data_mode(const struct command *c)
{
    for (const struct line *l = c->lines; l != NULL; l = l->next) {
        if (l->role == L_FINAL && !same_name(l->final, "connect")) {
            return false;
        }
    }
    return true;
}

static void apply_connect(struct session *s, const struct meaning *m)
{
    struct open_command *o = m->open;
    const struct line *l = m->line;

    if (o == NULL) {
        return;
    }
    o->connect_seen = true;
    s->last = o;
    for (const struct line *c = o->command == NULL ? NULL : o->command->lines; c != NULL && l == NULL;
         c = c->next) {
        l = c->role == L_FINAL && same_name(c->final, "connect") ? c : NULL;
    }
    if (l != NULL && l->payload.kind != P_NONE) {
        begin_payload_in(s, l, m->fields, o->command->name);
    } else if (o->command == NULL || payload_out_line(o->command) != NULL) {
        begin_payload_out(s, o);
    } else if (ends_in_data_mode(o->command)) {
        s->data_mode = o;
    }
}

/* One final for each command line, or for each joined command, as the dialect says. */
static void apply_final(struct session *s, const struct meaning *m)
{
    bool good = same_name(m->name, "ok") || same_name(m->name, "send_ok");
    bool alone = good && s->view->dialect->ok_per_command; /* an error ends the line */
    int group = m->open == NULL ? -1 : m->open->group;
    struct open_command *older;

    s->data_mode = NULL;
    for (struct open_command *o = s->open; o != NULL; o = older) {
        older = o->older;
        if (o->final_seen || (o != m->open && (o->group != group || alone))) {
            continue;
        }
        if (good && o->command != NULL) {
            apply_settings(s, o->command->sets, o->info, o->args);
        } else {
            o->late_seen = true; /* nothing will come */
        }
        if (!same_name(m->name, "no_carrier")) { /* a call may end at any time */
            end_command_echo(s, o->group);
        }
        close_command(s, o);
    }
}

static void apply_answer(struct session *s, const struct meaning *m)
{
    struct open_command *o = m->open;

    apply_settings(s, m->line->sets, m->fields, o == NULL ? NULL : o->args);
    if (m->line->payload.kind != P_NONE) {
        begin_payload_in(s, m->line, m->fields, m->name);
    }
    if (o == NULL) {
        return;
    }
    if (m->line->role == L_LATER) {
        o->late_seen = true;
        if (o->final_seen) {
            close_command(s, o);
        }
    } else {
        o->info = m->fields;
        o->info_line = m->line;
        s->last = o;
    }
}

static bool is_restart(const struct session *s, const char *name)
{
    for (const struct name_list *n = s->view->dialect->boot; n != NULL; n = n->next) {
        if (same_name(n->name, name)) {
            return true;
        }
    }
    return false;
}

static void apply(struct session *s, const struct meaning *m)
{
    switch (m->kind) {
    case D_FINAL:
        if (same_name(m->name, "connect")) {
            apply_connect(s, m);
        } else {
            apply_final(s, m);
        }
        break;
    case D_BOOT:
        if (is_restart(s, m->name)) {
            restart(s);
        }
        apply_answer(s, m);
        break;
    case D_RESPONSE:
    case D_TEXT:
    case D_URC:
        apply_answer(s, m);
        break;
    case D_COMMAND:
    case D_PROMPT:
    case D_ECHO:
    case D_PAYLOAD:
    case D_UNKNOWN:
        break;
    }
}

/* ---- module lines ---- */

static void take_line(struct session *s, const struct piece *p, size_t at, size_t len);

/* Two things on one line: a final or an echo, and behind it what would be a line by itself. */
static bool take_glued(struct session *s, const struct piece *p, size_t at, size_t len)
{
    const char *text = p->bytes + at;
    struct echo *e = find_echo(s, text, len, false);
    size_t first = 0, next;
    bool final;
    enum kind kind;

    if (e != NULL) {
        first = e->len;
    }
    final = first == 0;
    for (struct final **f = s->view->finals; *f != NULL && first == 0; f++) {
        const char *word = head_of((*f)->tmpl);
        size_t n = strlen(word);

        if ((*f)->tmpl->next == NULL && n < len && memcmp(text, word, n) == 0 &&
            (text[n] == ' ' || text[n] == '+')) {
            first = n;
        }
    }
    next = first;
    while (next < len && text[next] == ' ') {
        next++;
    }
    if (first == 0 || next == len) {
        return false;
    }
    kind = meaning_of(s, text + next, len - next).kind;
    if (kind == D_UNKNOWN || (final && kind == D_FINAL)) { /* CONNECT OK: another module's final */
        return false;
    }
    take_line(s, p, at, first);
    take_line(s, p, at + next, len - next);
    return true;
}

/* JSON has an object for each line of the file, also for those inside a line of the module. */
static void print_continued(struct session *s, const struct piece *p, size_t at, size_t len,
                            const struct meaning *m)
{
    size_t first = to_line_end(p, at);
    bool payload = false;

    for (const struct binding *b = m->fields; b != NULL; b = b->next) {
        payload = payload || c_kind_of(&b->field->type) == C_PAYLOAD;
    }
    for (size_t from = at + first; s->json && from < at + len; ) {
        size_t n = to_line_end(p, from);

        n = from + n > at + len ? at + len - from : n;
        if (n > 0) {
            print_kind(s, p, from, n, payload ? D_PAYLOAD : D_TEXT, m->name);
        }
        from += n + 1;
    }
}

static void take_line(struct session *s, const struct piece *p, size_t at, size_t len)
{
    const char *text = p->bytes + at;
    struct echo *e = find_echo(s, text, len, true);
    struct meaning m;

    if (s->in == IN_LINE) {
        s->in = IN_NONE;
        print_payload(s, p, at, len, s->in_name);
        return;
    }
    if (e != NULL) {
        e->len = 0;
        print_kind(s, p, at, len, D_ECHO, NULL);
        return;
    }
    end_payload_echo(s);
    if (!s->captured && begins_with_at(text, len)) {
        take_host_line(s, p, at, len);
        return;
    }
    m = meaning_of(s, text, len);
    if (m.kind == D_UNKNOWN && take_glued(s, p, at, len)) {
        return;
    }
    if (s->data_mode != NULL && m.kind != D_FINAL) {
        print_payload(s, p, at, len, s->data_mode->command->name);
        return;
    }
    if (m.kind == D_UNKNOWN && s->out != NULL) { /* the payload's echo, its host side not in the file */
        print_payload(s, p, at, len, s->out->command == NULL ? NULL : s->out->command->name);
        return;
    }
    print_item(s, line_of(p, at), p->dir, &m, text, len);
    print_continued(s, p, at, len, &m);
    apply(s, &m);
}

/* The command that stands at its prompt. Behind every line typed into it a prompt comes again. */
static struct open_command *prompt_owner(const struct session *s)
{
    if (s->out != NULL && s->out->prompt_seen && s->out_left < 0) {
        return s->out;
    }
    for (struct open_command *o = s->open; o != NULL; o = o->older) {
        const struct line *l = o->command == NULL ? NULL : o->command->lines;

        if (o->final_seen || o->prompt_seen) {
            continue;
        }
        while (l != NULL && l->role != L_PROMPT) {
            l = l->next;
        }
        if (l != NULL || o->command == NULL) {
            return o;
        }
    }
    return NULL;
}

static size_t take_prompt(struct session *s, const struct piece *p, size_t at)
{
    struct open_command *o = prompt_owner(s);
    size_t n = 1;

    if (o == NULL) {
        return 0;
    }
    print_kind(s, p, at, 1, D_PROMPT, o->command == NULL ? NULL : o->command->name);
    while (at + n < p->len && p->bytes[at + n] == ' ') {
        n++;
    }
    o->prompt_seen = true;
    begin_payload_out(s, o);
    return n;
}

/* What is counted wrongly (text copied by hand, lost bytes) would swallow the lines behind it. */
static bool count_is_right(const struct session *s, const struct piece *p, size_t at)
{
    size_t end = at + s->in_left;

    return s->in_left <= p->len - at &&
           (end == p->len || p->bytes[end] == '\r' || p->bytes[end] == '\n' || p->bytes[end - 1] == '\n');
}

static size_t take_counted(struct session *s, const struct piece *p, size_t at)
{
    size_t n = s->in_left < p->len - at ? s->in_left : p->len - at;

    if (s->in_begins && !count_is_right(s, p, at)) {
        s->in = IN_OPEN;
        return 0;
    }
    s->in_begins = false;
    print_payload(s, p, at, n, s->in_name);
    s->in_left -= n;
    if (s->in_left == 0) {
        s->in = IN_NONE;
    }
    return n;
}

/* Exactly one line end stands between a header and its payload. */
static size_t one_line_end(const struct piece *p, size_t at)
{
    size_t n = 0;

    n += at + n < p->len && p->bytes[at + n] == '\r';
    n += at + n < p->len && p->bytes[at + n] == '\n';
    return n;
}

static bool is_ack(const struct session *s, const struct piece *p, size_t at, size_t len)
{
    const struct line *l = s->out == NULL ? NULL : payload_out_line(s->out->command);

    for (size_t i = 0; i < len && l != NULL && l->payload.ack != NULL; i++) {
        if (p->bytes[at + i] != l->payload.ack[0]) {
            return false;
        }
    }
    return l != NULL && l->payload.ack != NULL;
}

static size_t take_module_line(struct session *s, const struct piece *p, size_t at)
{
    size_t n = to_line_end(p, at);

    if (is_ack(s, p, at, n)) {
        print_kind(s, p, at, n, D_RESPONSE, s->out->command->name);
        return n;
    }
    if (s->in == IN_NONE && is_blank(p->bytes + at, n)) {
        return n;
    }
    n = whole_line(s, p->bytes + at, n, p->len - at);
    if (s->in == IN_OPEN) {
        if (!is_known_line(s, p->bytes + at, n) && find_echo(s, p->bytes + at, n, true) == NULL) {
            print_payload(s, p, at, n, s->in_name);
            return n;
        }
        s->in = IN_NONE;
    }
    take_line(s, p, at, n);
    return s->in == IN_COUNTED ? n + one_line_end(p, at + n) : n;
}

static void take_module(struct session *s, const struct piece *p)
{
    size_t at = 0;

    while (at < p->len) {
        if (s->in == IN_COUNTED && (p->len > at)) {
            at += take_counted(s, p, at);
            if (s->in != IN_OPEN) {
                continue;
            }
        }
        if (p->bytes[at] == '\r' || p->bytes[at] == '\n' || p->bytes[at] == '\0') {
            at++;
            continue;
        }
        if (p->bytes[at] == '>' && s->in == IN_NONE) {
            size_t n = take_prompt(s, p, at);

            at += n;
            if (n > 0) {
                continue;
            }
        }
        at += take_module_line(s, p, at);
    }
}

int decode(const struct spec *spec, const char *dialect, bool json, const char *path)
{
    static const struct pos no_place;
    struct dialect *d = find_dialect(spec, dialect);
    struct session s;
    const struct piece *p;

    memset(&s, 0, sizeof s);
    if (d == NULL) {
        complain(no_place, DIAG_E921, dialect);
        return 1;
    }
    p = read_session(path, &s.captured);
    if (p == NULL) {
        return errors() > 0; /* an empty file has no pieces */
    }
    s.spec = spec;
    s.view = view_of(spec, d);
    s.json = json;
    start_session(&s);
    for (; p != NULL; p = p->next) {
        if (p->dir == '>') {
            take_host(&s, p);
        } else {
            take_module(&s, p);
        }
    }
    return 0;
}
