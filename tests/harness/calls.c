/* calls.c: the host's calls by name: request objects are made, submitted, and gone when they are done.
 *
 * SPDX-License-Identifier: MIT */
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TEXTS = 24, MOST_JOINED = 16 };

/* One submission. The object is a heap block of its exact size: what touches it after done is found. */
struct request {
    struct world *w;
    char *label;
    const struct qat_text_command *command; /* NULL: qat_send                                 */
    qat_req_t *object;               /* NULL: done, the block is gone                  */
    size_t size;
    char *texts[MOST_TEXTS];         /* that its members point to                      */
    int text_count;
    struct buf payload;              /* what the payload is made of                    */
    int viewed;                      /* by pieces                                      */
    size_t give_up;                  /* the view returns NULL from here on             */
    uint8_t *piece;                  /* the last piece given                           */
    uint32_t pieces;
    char *room;
    int accepted, pending, keep;
    struct request *next;
};

/* ---- making a request ---- */

static const void *give_view(void *user, uint32_t offset, uint32_t *len)
{
    struct request *r = (struct request *)user;
    size_t end = r->payload.len < r->give_up ? r->payload.len : r->give_up;
    size_t left = end > offset ? end - offset : 0, n = 1 + r->pieces++ * 7 % 11;

    if (offset > r->payload.len) {
        world_fail(r->w, "view of %s was asked for offset %lu", r->label, (unsigned long)offset);
        return NULL;
    }
    n = n < left ? n : left;
    free(r->piece); /* the piece before may be gone with the next question */
    r->piece = NULL;
    if (n == 0) {
        return NULL;
    }
    r->piece = (uint8_t *)text_copy((const char *)r->payload.v + offset, n);
    *len = (uint32_t)n;
    return r->piece;
}

static struct request *request_new(struct world *w, const char *label, const struct qat_text_command *c)
{
    struct request *r = (struct request *)calloc(1, sizeof *r);

    if (r == NULL) {
        fatal("harness", 0, "no memory");
        return NULL;
    }
    r->w = w;
    r->label = text_copy(label, strlen(label));
    r->command = c;
    r->size = c ? command_size(c) : sizeof(qat_send_t);
    r->give_up = (size_t)-1;
    r->object = (qat_req_t *)calloc(1, r->size);
    r->next = w->requests;
    w->requests = r;
    return r;
}

/* The block, and all that it points to. */
static void request_drop(struct request *r)
{
    if (r->object == NULL) {
        return;
    }
    while (r->text_count > 0) {
        char *text = r->texts[--r->text_count];

        memset(text, 0xA5, strlen(text));
        free(text);
    }
    if (r->payload.v) {
        memset(r->payload.v, 0xA5, r->payload.len);
    }
    buf_free(&r->payload);
    free(r->piece);
    r->piece = NULL;
    free(r->room);
    r->room = NULL;
    memset(r->object, 0xA5, r->size);
    free(r->object);
    r->object = NULL;
}

static qat_send_t *as_send(struct request *r)
{
    return (qat_send_t *)(void *)r->object;
}

static qat_payload_t *request_payload(struct request *r)
{
    return r->command ? payload_of(command_args(r->command), r->object) : &as_send(r)->payload;
}

static int request_submit(struct request *r)
{
    qat_t *q = r->w->q;

    return r->command ? qat_submit(q, r->object, command_bytes(r->command)) : qat_send(q, as_send(r));
}

static void set_payload(struct request *r, const char *value)
{
    qat_payload_t *p = request_payload(r);

    if (p == NULL || !text_blob(&r->payload, &value)) {
        world_fail(r->w, "%s takes no such payload", r->label);
        return;
    }
    p->size = (uint32_t)r->payload.len;
    p->data = r->payload.v;
}

static int set_send_member(struct request *r, const char *name, const char *value, char **kept)
{
    qat_send_t *s = as_send(r);
    struct buf b = { 0 };

    if (strcmp(name, "limit") == 0) {
        s->limit_ms = (uint32_t)strtoul(value, NULL, 10);
    } else if (strcmp(name, "ctrl_z") == 0) {
        s->ctrl_z = (uint32_t)strtoul(value, NULL, 10);
    } else if (strcmp(name, "text") == 0 || strcmp(name, "expect") == 0) {
        qat_str_t *to = strcmp(name, "text") == 0 ? &s->text : &s->expect;

        if (!text_blob(&b, &value)) {
            return 0;
        }
        *kept = text_copy((const char *)b.v, b.len);
        to->ptr = *kept;
        to->len = (uint16_t)b.len;
        buf_free(&b);
    } else {
        return 0;
    }
    return 1;
}

/* @wait=100 @room=64 @view @giveup=10 */
static void set_option(struct request *r, const char *name, const char *value)
{
    unsigned long n = strtoul(value, NULL, 10);
    qat_payload_t *p = request_payload(r);

    if (strcmp(name, "@wait") == 0) {
        r->object->wait_ms = (uint32_t)n;
    } else if (strcmp(name, "@room") == 0) {
        r->room = (char *)malloc(n ? n : 1);
        r->object->room = r->room;
        r->object->room_size = (uint16_t)n;
    } else if (strcmp(name, "@view") == 0 && p) {
        r->viewed = 1;
    } else if (strcmp(name, "@giveup") == 0 && p) {
        r->viewed = 1;
        r->give_up = n;
    } else {
        world_fail(r->w, "no option %s", name);
    }
}

static void set_one(struct request *r, char *word)
{
    char *value = strchr(word, '='), *kept = NULL;
    const char *wrong = NULL;

    if (value) {
        *value++ = '\0';
    }
    if (word[0] == '@') {
        set_option(r, word, value ? value : "");
    } else if (strcmp(word, "payload") == 0 && value) {
        set_payload(r, value);
    } else if (r->command == NULL) {
        wrong = value && set_send_member(r, word, value, &kept) ? NULL : "no such member";
    } else {
        wrong = set_member(command_args(r->command), r->object, word, value ? value : "1", &kept);
    }
    if (kept) {
        if (r->text_count == MOST_TEXTS) {
            fatal("harness", 0, "too many texts in one request");
        }
        r->texts[r->text_count++] = kept;
    }
    if (wrong) {
        world_fail(r->w, "%s: %s: %s", r->label, word, wrong);
    }
}

/* ---- callbacks ---- */

static void on_done(qat_t *q, qat_req_t *object, int result)
{
    struct request *r = (struct request *)object->user;
    const struct qat_text_command *c = r->command;
    const struct qat_text_struct *s;
    struct world *w = r->w;
    struct buf text = { 0 };
    uint32_t has;
    size_t at;

    if (q != w->q || object != r->object || !r->pending) {
        world_fail(w, "%s was done twice, or was never accepted", r->label);
        return;
    }
    w->dones++;
    s = c ? command_late(c, &at) : NULL;
    if (s && (result == QAT_OK || result == QAT_E_RESULT || result == QAT_E_MISMATCH)) {
        buf_printf(&text, "late %s", r->label);
        print_struct(&text, s, (const uint8_t *)object + at, 0);
        say(w, &text);
    }
    s = c && r->room ? command_info(c, &at) : NULL;
    if (s) {
        buf_printf(&text, "kept %s", r->label);
        memcpy(&has, (const uint8_t *)object + at, sizeof has); /* the first member of what was received */
        if (has & QAT_ODD) {
            buf_printf(&text, " not all"); /* the texts may be gone */
        } else {
            print_struct(&text, s, (const uint8_t *)object + at, 0);
        }
        say(w, &text);
    }
    r->pending = 0;
    buf_printf(&text, "done %s %s", r->label, short_result(result));
    if (result == QAT_E_CME || result == QAT_E_CMS) {
        buf_printf(&text, " %u", object->code);
    }
    say(w, &text);
    if (!r->keep) {
        request_drop(r);
    }
    r->keep = 0;
}

static void on_info(qat_t *q, qat_req_t *object, int line)
{
    struct request *r = (struct request *)object->user;
    const struct qat_text_command *c = r->command;
    struct buf text = { 0 };

    (void)q;
    if (object != r->object || !r->pending) {
        world_fail(r->w, "a line for %s, which is not pending", r->label);
        return;
    }
    if (c == NULL) {
        qat_str_t s = ((qat_send_t *)(void *)object)->info.line;

        buf_printf(&text, "info %s ", r->label);
        buf_bytes(&text, s.ptr, s.len);
    } else {
        size_t at = 0;
        const struct qat_text_struct *s = command_info(c, &at);
        int each = s == NULL || object->state == 3; /* it stands behind its final */

        buf_printf(&text, "%s %s", each ? "each" : "info", r->label);
        if (each) {
            s = command_late(c, &at);
        } else if (line > 0) {
            buf_printf(&text, "/%d", line);
        }
        print_struct(&text, s, (const uint8_t *)object + at, 0);
    }
    say(r->w, &text);
}

static void on_data(qat_t *q, qat_req_t *object, const qat_data_t *d)
{
    struct request *r = (struct request *)object->user;

    (void)q;
    if (object != r->object || !r->pending) {
        world_fail(r->w, "payload for %s, which is not pending", r->label);
        return;
    }
    data_piece(r->w, 2, r->label, d);
}

/* ---- calls ---- */

/* NAME MEMBER=VALUE ..., or LABEL: NAME ... */
static struct request *request_read(struct world *w, const char *text)
{
    char *word = text_word(&text), *label = NULL;
    const struct qat_text_command *c;
    struct request *r;

    if (*word != '\0' && word[strlen(word) - 1] == ':') {
        word[strlen(word) - 1] = '\0';
        label = word;
        word = text_word(&text);
    }
    c = command_named(word);
    if (c == NULL && strcmp(word, "send") != 0) {
        world_fail(w, "there is no command '%s'", word);
        free(word);
        free(label);
        return NULL;
    }
    r = request_new(w, label ? label : word, c);
    free(word);
    free(label);
    while (r && *(word = text_word(&text)) != '\0') {
        /* send "AT+X" for send text="AT+X" */
        if (c == NULL && *word == '"') {
            char *kept = NULL;

            set_send_member(r, "text", word, &kept);
            r->texts[r->text_count++] = kept;
        } else {
            set_one(r, word);
        }
        free(word);
    }
    free(word);
    if (r->viewed) {
        qat_payload_t *p = request_payload(r);

        p->data = NULL;
        p->view = give_view;
        p->user = r;
    }
    r->object->user = r;
    r->object->done = on_done;
    r->object->on_info = on_info;
    r->object->on_data = on_data;
    return r;
}

static void request_accepted(struct request *r, int result, int woken_before)
{
    if (result == QAT_OK) {
        r->accepted++;
        r->pending = 1;
        if (!r->w->woken && !woken_before) {
            world_fail(r->w, "wake() was not called for %s", r->label);
        }
    } else {
        request_drop(r);
    }
}

static int call_submit(struct world *w, const char *text)
{
    struct request *r = request_read(w, text);
    int result, woken = w->woken;

    if (r == NULL) {
        return QAT_E_NULL;
    }
    result = request_submit(r);
    request_accepted(r, result, woken);
    return result;
}

static int call_join(struct world *w, const char *text)
{
    struct request *r[MOST_JOINED];
    qat_req_t **objects = (qat_req_t **)calloc(MOST_JOINED, sizeof *objects);
    const uint8_t **cmds = (const uint8_t **)calloc(MOST_JOINED, sizeof *cmds);
    size_t n = 0, i;
    int result, woken = w->woken;

    while (*text != '\0' && n < MOST_JOINED && objects && cmds) {
        const char *end = strstr(text, " ; ");
        char *one = text_copy(text, end ? (size_t)(end - text) : strlen(text));

        r[n] = request_read(w, one);
        free(one);
        if (r[n] == NULL || r[n]->command == NULL) {
            break;
        }
        objects[n] = r[n]->object;
        cmds[n] = command_bytes(r[n]->command);
        n++;
        text = end ? end + 3 : text + strlen(text);
    }
    result = qat_join(w->q, objects, cmds, n);
    free(objects); /* read during the call only */
    free((void *)cmds);
    for (i = 0; i < n; i++) {
        request_accepted(r[i], result, woken);
    }
    return result;
}

static struct request *request_labelled(struct world *w, const char *label)
{
    struct request *r = w->requests, *done = NULL;

    for (; r; r = r->next) { /* newest first; one that is pending before one that is done */
        if (strcmp(r->label, label) == 0 && r->object) {
            if (r->pending) {
                return r;
            }
            done = r;
        }
    }
    if (!done && !w->recorded) {
        world_fail(w, "there is no request '%s'", label);
    }
    return done;
}

/* The same object once more; the answer of one that is pending must be QAT_E_BUSY. */
static int call_again(struct world *w, const char *label)
{
    struct request *r = request_labelled(w, label);
    int result;

    if (!r) {
        return QAT_E_STATE;
    }
    result = request_submit(r);
    if (result == QAT_OK) {
        r->accepted++;
        r->pending = r->keep = 1;
    }
    return result;
}

static int call_rx(struct world *w, const char *text)
{
    struct buf b = { 0 };
    int result;

    text_blob(&b, &text);
    result = qat_rx(w->q, w->now, b.v, b.len);
    buf_free(&b);
    return result;
}

static int call_cancel(struct world *w, const char *label)
{
    struct request *r = request_labelled(w, label);

    return r ? qat_cancel(w->q, r->object) : QAT_E_STATE;
}

int world_call(struct world *w, const char *text)
{
    size_t n = strcspn(text, " ");
    const char *rest = text + n + (text[n] == ' ');
    enum place before = w->place;
    int result;

    w->place = w->place == OUTSIDE ? IN_CALL : w->place; /* no callback may run */
    if (online_call(w, text, &result)) {
        /* done */
    } else if (strncmp(text, "join ", 5) == 0) {
        result = call_join(w, rest);
    } else if (strncmp(text, "cancel ", 7) == 0) {
        result = call_cancel(w, rest);
    } else if (strncmp(text, "abort ", 6) == 0) {
        struct request *r = request_labelled(w, rest);

        result = r ? qat_abort(w->q, r->object) : QAT_E_STATE;
    } else if (strncmp(text, "again ", 6) == 0) {
        result = call_again(w, rest);
    } else if (strncmp(text, "listen ", 7) == 0) {
        result = ear_add(w, rest) ? QAT_OK : QAT_E_NULL;
    } else if (strncmp(text, "unlisten ", 9) == 0) {
        result = ear_remove(w, rest);
    } else if (strncmp(text, "rx ", 3) == 0) {
        result = call_rx(w, rest);
    } else if (strncmp(text, "port ", 5) == 0) {
        w->closed = strcmp(rest, "off") == 0;
        result = QAT_OK;
    } else if (strncmp(text, "sleep ", 6) == 0) { /* time passes, and nobody polls */
        w->now += (uint32_t)strtoul(rest, NULL, 10);
        result = QAT_OK;
    } else if (strcmp(text, "poll") == 0) {
        result = (int)qat_poll(w->q, w->now);
    } else if (strcmp(text, "detach") == 0) {
        result = qat_detach(w->q);
    } else if (strcmp(text, "attach") == 0) {
        result = qat_attach(w->q);
    } else {
        result = call_submit(w, text);
    }
    w->place = before;
    return result;
}

void requests_free(struct world *w)
{
    while (w->requests) {
        struct request *r = w->requests;

        w->requests = r->next;
        if (r->pending) {
            world_fail(w, "%s was accepted but is not done at the end", r->label);
        }
        r->keep = 0;
        request_drop(r);
        free(r->label);
        free(r);
    }
}
