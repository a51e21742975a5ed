/* decode_meaning.c: what a whole line is.
 *
 * SPDX-License-Identifier: MIT
 *
 * A line from the module goes to a final; to the newest open command that promises it, then to older ones;
 * to a urc; to free text that an open command promises; and, if exactly one shape of the dialect fits, to
 * that shape, unpaired. Looser readings come last: more fields behind, whatever the modes are. */
#include "arena.h"
#include "decode.h"

#include <ctype.h>
#include <string.h>

/* ---- matching with what is known ---- */

struct asking {
    const struct session *session;
    const struct open_command *open;
};

static int64_t key_of(void *user, const char *name)
{
    const struct asking *a = user;
    const struct binding *b = a->open == NULL ? NULL : find_binding(a->open->args, name);

    return b == NULL ? -1 : b->number;
}

static bool holds(void *user, const struct cond *c, const struct binding *so_far)
{
    const struct asking *a = user;

    return cond_holds(a->session, c, so_far, a->open == NULL ? NULL : a->open->args);
}

/* How much must be right. */
enum care { EXACT, MORE_FIELDS, ANY_MODE };

static bool fits_as_it_is(struct session *s, const struct line *l, const struct open_command *o,
                          enum care care, const char *text, size_t len, struct meaning *m)
{
    struct asking a = { s, o };
    struct match_options opt = { s->view->dialect->colon_space_optional, false, key_of, holds, &a };
    struct binding *found;

    if (l->tmpl == NULL) {
        return false;
    }
    if (care == ANY_MODE) {
        opt.holds = NULL;
    }
    m->used = len;
    if (care == EXACT ? !match_line(l->tmpl, l->when, text, len, &opt, &found)
                      : !match_line_lax(l->tmpl, l->when, text, len, &opt, &found, &m->used)) {
        return false;
    }
    m->fields = found;
    m->line = l;
    return true;
}

/* The template with its last field read as plain text: a payload, or a code. */
static struct node *with_text_last(const struct node *tmpl)
{
    struct node *first = NULL, **last = &first;

    for (; tmpl != NULL; tmpl = tmpl->next) {
        struct node *n = arena_zalloc(sizeof *n);

        *n = *tmpl;
        n->next = NULL;
        n->child = tmpl->child == NULL ? NULL : with_text_last(tmpl->child);
        if (n->kind == N_FIELD && tmpl->next == NULL) {
            n->field = arena_zalloc(sizeof *n->field);
            *n->field = *tmpl->field;
            n->field->type.kind = T_TEXT;
            n->field->type.lo = n->field->type.hi = 0;
        }
        *last = n;
        last = &n->next;
    }
    return first;
}

static int count_odd(const struct binding *b)
{
    int n = 0;

    for (; b != NULL; b = b->next) {
        n += b->odd;
    }
    return n;
}

/* Blanks at the end belong to the line where it is better understood with them than without. */
static bool fits(struct session *s, const struct line *l, const struct open_command *o, enum care care,
                 const char *text, size_t len, struct meaning *m)
{
    struct meaning trimmed = *m;
    bool whole = fits_as_it_is(s, l, o, care, text, len, m);
    size_t ink = len;

    while (ink > 0 && text[ink - 1] == ' ') {
        ink--;
    }
    if (ink == len || ink == 0 || !fits_as_it_is(s, l, o, care, text, ink, &trimmed) ||
        (whole && count_odd(trimmed.fields) >= count_odd(m->fields))) {
        return whole;
    }
    *m = trimmed;
    return true;
}

/* ---- finals ---- */

static const struct field *last_field(const struct node *tmpl)
{
    struct field_walk walk;
    const struct field *last = NULL;

    for (const struct field *f = first_field(&walk, tmpl); f != NULL; f = next_field(&walk)) {
        last = f;
    }
    return last;
}

/* Where joined commands get a final each, they get them in order. */
static struct open_command *first_of_line(const struct session *s, struct open_command *o)
{
    struct open_command *first = o;

    for (; o != NULL && s->view->dialect->ok_per_command; o = o->older) {
        first = o->group == first->group && !o->final_seen ? o : first;
    }
    return first;
}

/* AT answers come in order: a final belongs to the command that got the last answer, else to the newest that
 * was echoed; without any echo to the newest. */
static struct open_command *final_owner(const struct session *s)
{
    struct open_command *newest = NULL;

    if (s->last != NULL && !s->last->final_seen) {
        return s->last;
    }
    for (struct open_command *o = s->open; o != NULL; o = o->older) {
        if (!o->final_seen && !awaits_echo(s, o->group)) {
            return first_of_line(s, o);
        }
        newest = newest == NULL && !o->final_seen ? o : newest;
    }
    return first_of_line(s, newest);
}

/* CONNECT with fields is the command's own. */
static bool own_final(struct session *s, const char *text, size_t len, struct meaning *m)
{
    for (struct open_command *o = s->open; o != NULL; o = o->older) {
        for (const struct line *l = o->command == NULL || o->final_seen ? NULL : o->command->lines;
             l != NULL; l = l->next) {
            if (l->role == L_FINAL && last_field(l->tmpl) != NULL && fits(s, l, o, EXACT, text, len, m)) {
                m->kind = D_FINAL;
                m->name = l->final;
                m->of = o->command->name;
                m->open = o;
                return true;
            }
        }
    }
    return false;
}

/* A code that may come in words, as +CMEE=2 has it. */
static bool has_code(const struct final *f)
{
    const struct field *last = last_field(f->tmpl);

    return last != NULL && last->type.kind == T_ENUM && last->type.e->errors;
}

/* V.250 5.7.1: CONNECT <text>, where ATX asked for it; the text is a speed. */
static bool is_connect_with_speed(const struct final *f, const char *text, size_t len)
{
    size_t n = strlen(head_of(f->tmpl));

    if (!same_name(f->name, "connect") || len <= n || memcmp(text, head_of(f->tmpl), n) != 0 ||
        text[n] != ' ') {
        return false;
    }
    while (n < len && text[n] == ' ') {
        n++;
    }
    return n < len && isdigit((unsigned char)text[n]);
}

static bool any_final(struct session *s, const char *text, size_t len, struct meaning *m)
{
    struct match_options opt = { s->view->dialect->colon_space_optional, false, NULL, NULL, NULL };
    struct binding *found;

    if (own_final(s, text, len, m)) {
        return true;
    }
    while (len > 0 && text[len - 1] == ' ') {
        len--;
    }
    for (struct final **f = s->view->finals; *f != NULL; f++) {
        if (match_line((*f)->tmpl, NULL, text, len, &opt, &found) ||
            (has_code(*f) && match_line(with_text_last((*f)->tmpl), NULL, text, len, &opt, &found)) ||
            is_connect_with_speed(*f, text, len)) {
            m->kind = D_FINAL;
            m->name = (*f)->name;
            m->final = *f;
            m->fields = is_connect_with_speed(*f, text, len) ? NULL : found;
            m->open = final_owner(s);
            m->of = m->open == NULL || m->open->command == NULL ? NULL : m->open->command->name;
            m->used = len;
            return true;
        }
    }
    return false;
}

/* ---- answers and urcs ---- */

static bool is_info(const struct line *l)
{
    return l->role == L_INFO || l->role == L_INFO_ANY || l->role == L_INFO_MAYBE;
}

static bool is_free_text(const struct line *l)
{
    return is_info(l) && l->tmpl != NULL && *head_of(l->tmpl) == '\0';
}

static bool is_open_line(const struct open_command *o, const struct line *l)
{
    return l->role == L_LATER || l->role == L_EACH || (is_info(l) && !o->final_seen && !is_free_text(l));
}

static bool any_answer(struct session *s, enum care care, const char *text, size_t len, struct meaning *m)
{
    for (struct open_command *o = s->open; o != NULL; o = o->older) {
        for (const struct line *l = o->command == NULL ? NULL : o->command->lines; l != NULL; l = l->next) {
            if (is_open_line(o, l) && fits(s, l, o, care, text, len, m)) {
                m->kind = D_RESPONSE;
                m->name = o->command->name;
                m->open = o;
                return true;
            }
        }
    }
    return false;
}

static bool is_named(const struct name_list *list, const char *name)
{
    for (; list != NULL; list = list->next) {
        if (same_name(list->name, name)) {
            return true;
        }
    }
    return false;
}

static bool any_urc(struct session *s, enum care care, const char *text, size_t len, struct meaning *m)
{
    const struct dialect *d = s->view->dialect;

    for (struct urc **u = s->view->urcs; *u != NULL; u++) {
        for (const struct line *l = (*u)->lines; l != NULL; l = l->next) {
            if (fits(s, l, NULL, care, text, len, m)) {
                bool boot = is_named(d->boot, (*u)->name) || is_named(d->boot_notice, (*u)->name);

                m->kind = boot ? D_BOOT : D_URC;
                m->name = (*u)->name;
                return true;
            }
        }
    }
    return false;
}

/* The command's free text that fits; what it says once is used up when it has come. */
static bool free_text_of(struct session *s, struct open_command *o, const char *text, size_t len,
                         struct meaning *m)
{
    for (const struct line *l = o->command == NULL || o->final_seen ? NULL : o->command->lines; l != NULL;
         l = l->next) {
        bool used_up = l->role == L_INFO && o->info_line == l;

        if (is_free_text(l) && !used_up && fits(s, l, o, EXACT, text, len, m)) {
            m->kind = D_TEXT;
            m->name = o->command->name;
            m->open = o;
            return true;
        }
    }
    return false;
}

/* The newest host line that promises text; of its commands the first that still waits for it. */
static bool any_free_text(struct session *s, const char *text, size_t len, struct meaning *m)
{
    struct meaning trial = *m;
    int group = -1;

    for (struct open_command *o = s->open; o != NULL; o = o->older) {
        if ((group < 0 || o->group == group) && free_text_of(s, o, text, len, &trial)) {
            group = o->group;
            *m = trial;
        }
    }
    return group >= 0;
}

static bool ends_in_text(const struct line *l)
{
    const struct field *f = l->tmpl == NULL ? NULL : last_field(l->tmpl);

    return f != NULL && f->type.kind == T_TEXT;
}

/* The answer to AT+X=? is a list of values in brackets: a text that begins otherwise is none. */
static bool may_stand_alone(const struct command *c, const struct line *l, const struct binding *fields)
{
    const struct node *last = host_line(c)->tmpl;
    size_t len;

    while (last->next != NULL) {
        last = last->next;
    }
    len = last->kind == N_LIT ? strlen(last->lit) : 0;
    if (len < 2 || strcmp(last->lit + len - 2, "=?") != 0 || !ends_in_text(l)) {
        return true;
    }
    while (fields->next != NULL) {
        fields = fields->next;
    }
    return strchr(head_of(l->tmpl), '(') != NULL || (fields->len > 0 && fields->text[0] == '(');
}

/* How many shapes fit, of those that end in a text, or of the others; the last of them is *found. */
static int count_shapes(struct session *s, enum care care, bool in_text, const char *text, size_t len,
                        struct meaning *found)
{
    struct meaning trial = *found;
    int count = 0;

    for (struct command **c = s->view->commands; *c != NULL; c++) {
        for (const struct line *l = (*c)->lines; l != NULL; l = l->next) {
            if ((is_info(l) || l->role == L_LATER || l->role == L_EACH) && !is_free_text(l) &&
                ends_in_text(l) == in_text && fits(s, l, NULL, care, text, len, &trial) &&
                may_stand_alone(*c, l, trial.fields)) {
                *found = trial;
                found->name = (*c)->name;
                count++;
            }
        }
    }
    return count;
}

/* One shape of the dialect, and only one, whatever is open. A text that takes everything says little: it
 * counts only where nothing else fits. */
static bool only_shape(struct session *s, enum care care, const char *text, size_t len, struct meaning *m)
{
    struct meaning found = *m;
    int count = count_shapes(s, care, false, text, len, &found);

    count = count > 0 ? count : count_shapes(s, care, true, text, len, &found);
    if (count != 1) {
        return false;
    }
    *m = found;
    m->kind = D_RESPONSE;
    m->unpaired = true;
    return true;
}

bool is_known_line(struct session *s, const char *text, size_t len)
{
    struct meaning m;

    memset(&m, 0, sizeof m);
    return any_final(s, text, len, &m) || any_answer(s, EXACT, text, len, &m) ||
           any_urc(s, EXACT, text, len, &m);
}

struct meaning meaning_of(struct session *s, const char *text, size_t len)
{
    const char *word = result_word(s, text, len);
    struct meaning m;

    memset(&m, 0, sizeof m);
    m.used = len;
    if (word != NULL && (any_final(s, word, strlen(word), &m) || any_urc(s, EXACT, word, strlen(word), &m))) {
        m.used = len;
        return m;
    }
    if (any_final(s, text, len, &m)) {
        return m;
    }
    if (any_answer(s, EXACT, text, len, &m) || any_urc(s, EXACT, text, len, &m) ||
        any_answer(s, MORE_FIELDS, text, len, &m) || any_free_text(s, text, len, &m) ||
        only_shape(s, EXACT, text, len, &m) || any_urc(s, MORE_FIELDS, text, len, &m) ||
        any_answer(s, ANY_MODE, text, len, &m) || any_urc(s, ANY_MODE, text, len, &m) ||
        only_shape(s, ANY_MODE, text, len, &m)) {
        return m;
    }
    memset(&m, 0, sizeof m);
    m.kind = D_UNKNOWN;
    m.used = len;
    return m;
}

/* ---- lines that go on behind their end ---- */

enum { FURTHEST = 8192 };

static bool has_multiline(const struct node *tmpl)
{
    struct field_walk walk;

    for (const struct field *f = first_field(&walk, tmpl); f != NULL; f = next_field(&walk)) {
        if (f->type.kind == T_MULTILINE) {
            return true;
        }
    }
    return false;
}

static bool head_fits(const char *head, const char *text, size_t len)
{
    for (size_t i = 0; head[i] != '\0'; i++) {
        if (i >= len || head[i] != text[i]) {
            return false;
        }
        if (head[i] == ':' || head[i] == ',') {
            return true;
        }
    }
    return true;
}

static bool at_line_end(const char *text, size_t at, size_t room)
{
    return at == room || (at < room && (text[at] == '\r' || text[at] == '\n'));
}

/* Where the payload behind `from` ends, 0 when that is not seen. */
static size_t payload_end(const struct field *f, const struct binding *found, const char *text, size_t from,
                          size_t room)
{
    bool quoted = from < room && text[from] == '"';
    size_t most = room - from < FURTHEST ? room : from + FURTHEST;
    const struct binding *size;

    if (f->type.kind == T_DATA_LINE) {
        for (size_t at = from + 1; quoted && at < most; at++) {
            if (text[at] == '"' && at_line_end(text, at + 1, room)) {
                return at + 1;
            }
        }
        return 0;
    }
    size = find_binding(found, f->type.size_field);
    if (size == NULL || size->odd || (size_t)size->number > room - from) {
        return 0;
    }
    from += (size_t)size->number;
    return quoted && from + 1 < room && text[from + 1] == '"' ? from + 2 : from;
}

/* Nothing between the two is a line by itself: a closing quote far away may belong to another line. */
static bool nothing_known_between(struct session *s, const char *text, size_t from, size_t to)
{
    while (from < to) {
        size_t len = 0;

        while (from < to && (text[from] == '\r' || text[from] == '\n')) {
            from++;
        }
        while (from + len < to && text[from + len] != '\r' && text[from + len] != '\n') {
            len++;
        }
        if (len > 0 && from + len < to && is_known_line(s, text + from, len)) {
            return false;
        }
        from += len;
    }
    return true;
}

static size_t length_with_payload(struct session *s, const struct line *l, const char *text, size_t len,
                                  size_t room)
{
    struct asking a = { s, NULL };
    struct match_options opt = { s->view->dialect->colon_space_optional, false, NULL, holds, &a };
    const struct field *f = last_field(l->tmpl);
    struct binding *found;
    const struct binding *text_field;
    size_t end;

    if (!match_line(with_text_last(l->tmpl), l->when, text, len, &opt, &found)) {
        return len;
    }
    text_field = find_binding(found, f->name);
    if (text_field == NULL) {
        return len;
    }
    end = payload_end(f, found, text, (size_t)(text_field->text - text), room);
    if (end <= len || !at_line_end(text, end, room) ||
        (f->type.kind == T_DATA_LINE && !nothing_known_between(s, text, len, end))) {
        return len;
    }
    return end;
}

static size_t length_with_lines(struct session *s, const struct line *l, const char *text, size_t len,
                                size_t room)
{
    struct match_options opt = { s->view->dialect->colon_space_optional, false, NULL, NULL, NULL };
    size_t most = room < FURTHEST ? room : FURTHEST;
    struct binding *found;

    if (match_line(l->tmpl, NULL, text, len, &opt, &found)) {
        return len;
    }
    for (size_t end = len; end < most; end++) {
        if (text[end] == '"') {
            size_t stop = end + 1;

            while (!at_line_end(text, stop, room)) {
                stop++;
            }
            if (match_line(l->tmpl, NULL, text, stop, &opt, &found)) {
                return nothing_known_between(s, text, len, stop) ? stop : len;
            }
            end = stop;
        }
    }
    (void)s;
    return len;
}

static size_t longest(struct session *s, const struct line *l, const char *text, size_t len, size_t room)
{
    const struct field *f;
    size_t best = len;

    for (; l != NULL; l = l->next) {
        size_t n = len;

        if (l->tmpl == NULL || l->role == L_HOST || !head_fits(head_of(l->tmpl), text, len) ||
            *head_of(l->tmpl) == '\0') {
            continue;
        }
        f = last_field(l->tmpl);
        if (f != NULL && c_kind_of(&f->type) == C_PAYLOAD) {
            n = length_with_payload(s, l, text, len, room);
        } else if (f != NULL && has_multiline(l->tmpl)) {
            n = length_with_lines(s, l, text, len, room);
        }
        best = n > best ? n : best;
    }
    return best;
}

size_t whole_line(struct session *s, const char *text, size_t len, size_t room)
{
    size_t best = len, n;

    for (struct urc **u = s->view->urcs; *u != NULL; u++) {
        n = longest(s, (*u)->lines, text, len, room);
        best = n > best ? n : best;
    }
    for (struct command **c = s->view->commands; *c != NULL; c++) {
        n = longest(s, (*c)->lines, text, len, room);
        best = n > best ? n : best;
    }
    return best;
}

/* ---- host lines ---- */

/* Of several commands that take the line, one whose values are as declared; of those the one with more
 * literal text. */
static struct meaning host_meaning_as_it_is(const struct session *s, const char *text, size_t len)
{
    struct match_options opt = { false, true, NULL, NULL, NULL };
    struct meaning best;
    size_t most = 0;
    int least = 0;

    memset(&best, 0, sizeof best);
    best.kind = D_UNKNOWN;
    best.used = len;
    for (struct command **c = s->view->commands; *c != NULL; c++) {
        const struct line *host = host_line(*c);
        struct binding *found;
        size_t literal;
        int odd;

        if (host == NULL || !match_line(host->tmpl, NULL, text, len, &opt, &found)) {
            continue;
        }
        odd = count_odd(found);
        literal = literal_length(host->tmpl);
        if (best.line == NULL || odd < least || (odd == least && literal > most)) {
            least = odd;
            most = literal;
            best.kind = D_COMMAND;
            best.name = (*c)->name;
            best.fields = found;
            best.line = host;
        }
    }
    return best;
}

/* Parameters that are left out may leave their commas at the end. */
struct meaning host_meaning(const struct session *s, const char *text, size_t len)
{
    struct meaning m = host_meaning_as_it_is(s, text, len), shorter;
    size_t ink = len;

    while (ink > 0 && (text[ink - 1] == ',' || text[ink - 1] == ' ')) {
        ink--;
    }
    if (m.line == NULL && ink < len) {
        shorter = host_meaning_as_it_is(s, text, ink);
        shorter.used = len;
        if (shorter.line != NULL) {
            return shorter;
        }
    }
    return m;
}
