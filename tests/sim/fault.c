/* fault.c: what goes wrong, on command and by chance. Every other part asks here what becomes of its bytes
 * and lines.
 *
 * SPDX-License-Identifier: MIT */
#include "fault.h"

#include <stdlib.h>
#include <string.h>

struct faults *faults_new(uint32_t seed)
{
    struct faults *f = sim_alloc(sizeof *f);

    f->chance = seed * 2654435761u + 1;
    return f;
}

void faults_free(struct faults *f)
{
    while (f->rules != NULL) {
        struct rule *gone = f->rules;

        f->rules = gone->next;
        free(gone);
    }
    free(f);
}

const char *sim_script(struct sim *s, const char *text)
{
    return faults_read(s->faults, text, s->now);
}

/* ---- ready made ---- */

static const struct { const char *name, *script; } ready[] = {
    { "wrong-password", "on QMTCONN always refuse 4\n" },
    { "reset", "on QMTPUB reset\n" },
    { "silent", "on QMTCONN silence forever\n" },
    { "lost-bytes", "on QFUPL lose 3 bytes from 40\n" },
    { "lost-answer", "line \"+QMTSUB\" swallow\n" },
    { "late", "on QMTOPEN late 80 s\n" },
    { "slow", "on QIACT delay 20 s\n" },
    { "storm", "on QMTSUB urc \"+QIND: \\\"csq\\\",20,99\" count 40 before final\n" },
    { "split", "at 0 ms split 1\n" },
    { "noise", "at 0 ms chance corrupt 2000\n" },
    { "lost-link", "message \"#\" close 0 1\n" },
};

const char *sim_fault_name(int n)
{
    return n >= 0 && (size_t)n < sizeof ready / sizeof ready[0] ? ready[n].name : NULL;
}

const char *sim_fault_text(const char *name)
{
    for (size_t i = 0; i < sizeof ready / sizeof ready[0]; i++) {
        if (strcmp(ready[i].name, name) == 0) {
            return ready[i].script;
        }
    }
    return NULL;
}

/* ---- striking ---- */

/* A message of the broker's stand-in, as if from another client; not inside the broker's own work. */
static void send_later(struct sim *s, void *who, int arg)
{
    const struct rule *u = who;

    (void)arg;
    sim_publish(s, u->to, u->data, strlen(u->data), 1);
}

/* message plant/+/data send plant/+/command: the '+' of the second is what stood for the first one's. */
static void fill_in(struct rule *u, const char *topic)
{
    const char *plus = strchr(u->what, '+');
    const char *level = topic;
    size_t slashes = 0;

    snprintf(u->to, sizeof u->to, "%s", u->what);
    if (u->trigger != ON_MESSAGE || plus == NULL || strchr(u->text, '+') == NULL) {
        return;
    }
    for (const char *c = u->text; *c != '+'; c++) {
        slashes += *c == '/' ? 1 : 0;
    }
    for (; slashes > 0; slashes--) {
        level += strcspn(level, "/") + 1;
    }
    snprintf(u->to, sizeof u->to, "%.*s%.*s%s", (int)(plus - u->what), u->what, (int)strcspn(level, "/"),
             level, plus + 1);
}

static void put_line(struct sim *s, const void *line, size_t len)
{
    wire_put(s, "\r\n", 2);
    wire_put(s, line, len);
    wire_put(s, "\r\n", 2);
}

static void insert_later(struct faults *f, const struct rule *u)
{
    for (size_t i = 0; i < sizeof f->insert / sizeof f->insert[0]; i++) {
        if (!f->insert[i].used) {
            f->insert[i].used = true;
            f->insert[i].place = u->place;
            f->insert[i].rule = u;
            return;
        }
    }
}

static void strike_urc(struct sim *s, const struct rule *u)
{
    if (u->trigger == ON_COMMAND && u->place != BEFORE_ECHO) {
        insert_later(s->faults, u);
        return;
    }
    for (uint32_t i = 0; i < u->a; i++) {
        if (u->trigger == ON_COMMAND || u->trigger == ON_LINE) {
            put_line(s, u->what, strlen(u->what));
        } else {
            sim_say(s, u->what);
        }
    }
}

static void strike_bytes(struct faults *f, const struct rule *u)
{
    struct stretch here = { u->b, u->a };

    *(u->action == DO_DROP      ? &f->drop
      : u->action == DO_CORRUPT ? &f->corrupt
      : u->action == DO_DOUBLE  ? &f->twice
                                : &f->lose) = here;
    if (u->action == DO_LOSE) {
        f->lose_payload = u->trigger == ON_COMMAND;
    }
}

static void power_on(struct sim *s, void *who, int arg)
{
    (void)who;
    (void)arg;
    sim_power(s, true);
}

static void strike_module(struct sim *s, const struct rule *u)
{
    if (u->action == DO_RESET) {
        sim_reset(s);
    } else if (u->action == DO_OFF) {
        sim_power(s, false);
    } else if (u->action == DO_CUT) {
        sim_power(s, false);
        sim_after(s, u->a, power_on, s, 0);
    } else if (u->action == DO_SILENCE) {
        s->silent_until = u->a == UINT32_MAX ? SIM_NEVER : s->now + u->a;
        wire_clear(s);
    } else if (u->action == DO_CLOSE) {
        sim_mqtt_lost(s, (int)u->a, (int)u->b);
    } else {
        sim_network(s, u->a == 1);
    }
}

static void strike_answer(struct sim *s, const struct rule *u)
{
    struct faults *f = s->faults;

    switch (u->action) {
    case DO_SPLIT:
        f->split = u->a;
        break;
    case DO_DELAY:
        f->delay = u->a;
        break;
    case DO_LATE:
        f->late = u->a;
        break;
    case DO_SWALLOW:
        s->joined.mute = u->trigger == ON_COMMAND;
        break;
    case DO_REFUSE:
        f->refuse = (int)u->a;
        break;
    case DO_CHANCE:
        f->one_in[u->a] = u->b;
        break;
    case DO_CHECKSUM:
        f->bad_sum = true;
        break;
    case DO_FOTA:
        fota_fail(s, (int)u->a);
        break;
    default: /* DO_ERROR, DO_CME */
        f->fail = true;
        f->verdict = u->action == DO_ERROR ? SIM_ERROR : SIM_CME(u->a);
        break;
    }
}

static void strike(struct sim *s, struct rule *u)
{
    s->count.faults += u->action != DO_SEND ? 1 : 0; /* that is somebody at work, not a fault */
    sim_remark(s, "script: %s", u->source);
    switch (u->action) {
    case DO_RESET: case DO_OFF: case DO_CUT: case DO_SILENCE: case DO_CLOSE: case DO_NETWORK:
        strike_module(s, u);
        break;
    case DO_DROP: case DO_CORRUPT: case DO_DOUBLE: case DO_LOSE:
        strike_bytes(s->faults, u);
        break;
    case DO_URC:
        strike_urc(s, u);
        break;
    case DO_SEND:
        if (u->to[0] == '\0') {
            fill_in(u, "");
        }
        sim_after(s, 1, send_later, u, 0);
        break;
    case DO_REPEAT:
        break; /* fault_line() does it */
    case DO_SPLIT:
    case DO_DELAY:
    case DO_LATE:
    case DO_SWALLOW:
    case DO_REFUSE:
    case DO_CHANCE:
    case DO_CHECKSUM:
    case DO_FOTA:
    case DO_ERROR:
    case DO_CME:
        strike_answer(s, u);
        break;
    }
}

/* Its turn has come: whether it strikes this time. */
static bool strikes(struct rule *u)
{
    if (u->left == 0) {
        return false;
    }
    if (u->skip > 0) {
        u->skip--;
        return false;
    }
    u->left -= u->left != UINT32_MAX ? 1 : 0;
    return true;
}

/* ---- triggers ---- */

void fault_command(struct sim *s, const char *name)
{
    for (struct rule *u = s->faults->rules; u != NULL; u = u->next) {
        bool before_echo = u->action == DO_URC && u->place == BEFORE_ECHO;

        if (u->trigger == ON_COMMAND && !before_echo && same_word(name, u->text) && strikes(u)) {
            strike(s, u);
        }
    }
}

bool fault_wants_held_echo(const struct sim *s)
{
    for (const struct rule *u = s->faults->rules; u != NULL; u = u->next) {
        if (u->trigger == ON_COMMAND && u->action == DO_URC && u->place == BEFORE_ECHO && u->left > 0) {
            return true;
        }
    }
    return false;
}

/* Before the echo the command is only a line: its name has to stand in it. */
void fault_before_echo(struct sim *s, const char *line)
{
    for (struct rule *u = s->faults->rules; u != NULL; u = u->next) {
        if (u->trigger == ON_COMMAND && u->action == DO_URC && u->place == BEFORE_ECHO
            && strstr(line, u->text) != NULL && strikes(u)) {
            strike(s, u);
        }
    }
}

void fault_insert(struct sim *s, enum fault_place place)
{
    struct faults *f = s->faults;

    for (size_t i = 0; i < sizeof f->insert / sizeof f->insert[0]; i++) {
        const struct rule *u = f->insert[i].rule;

        if (f->insert[i].used && f->insert[i].place == place) {
            f->insert[i].used = false;
            for (uint32_t n = 0; n < u->a; n++) {
                put_line(s, u->what, strlen(u->what));
            }
        }
    }
}

bool fault_line(struct sim *s, const void *line, size_t len)
{
    bool goes = true;

    for (struct rule *u = s->faults->rules; u != NULL; u = u->next) {
        size_t head = strlen(u->text);

        if (u->trigger == ON_LINE && len >= head && memcmp(line, u->text, head) == 0 && strikes(u)) {
            uint32_t boots = s->count.boots;

            strike(s, u);
            if (u->action == DO_REPEAT) {
                put_line(s, line, len);
            }
            goes = goes && u->action != DO_SWALLOW && boots == s->count.boots && s->power != POWER_OFF;
        }
    }
    return goes;
}

void fault_published(struct sim *s, const char *topic)
{
    for (struct rule *u = s->faults->rules; u != NULL; u = u->next) {
        /* A message that a rule has sent does not set it off again. */
        if (u->trigger == ON_MESSAGE && topic_matches(u->text, topic) && strcmp(topic, u->to) != 0
            && strikes(u)) {
            fill_in(u, topic);
            strike(s, u);
        }
    }
}

size_t fault_sent(struct sim *s, size_t len)
{
    for (struct rule *u = s->faults->rules; u != NULL; u = u->next) {
        if (u->trigger != WHEN_SENT || u->left == 0) {
            continue;
        }
        if (u->due <= s->count.bytes_out) {
            u->due += u->n;
            if (strikes(u)) {
                strike(s, u);
                return 0;
            }
        }
        if (u->due - s->count.bytes_out < len) {
            len = (size_t)(u->due - s->count.bytes_out);
        }
    }
    return len;
}

bool fault_in(struct sim *s, uint8_t byte)
{
    struct faults *f = s->faults;

    (void)byte;
    f->got++;
    for (struct rule *u = f->rules; u != NULL; u = u->next) {
        if (u->trigger == WHEN_GOT && u->left > 0 && u->due == f->got) {
            u->due += u->n;
            if (strikes(u)) {
                strike(s, u);
            }
        }
    }
    if (f->lose.count == 0 || (f->lose_payload && s->data.kind == DATA_OFF)) {
        return true;
    }
    if (f->lose.from > 0) {
        f->lose.from--;
        return true;
    }
    f->lose.count--;
    return false;
}

uint64_t fault_deadline(const struct sim *s)
{
    uint64_t at = SIM_NEVER;

    for (const struct rule *u = s->faults->rules; u != NULL; u = u->next) {
        if ((u->trigger == AT_TIME || u->trigger == EVERY_TIME) && u->left > 0 && u->due < at) {
            at = u->due;
        }
    }
    return at;
}

void fault_poll(struct sim *s)
{
    for (struct rule *u = s->faults->rules; u != NULL; u = u->next) {
        if ((u->trigger == AT_TIME || u->trigger == EVERY_TIME) && u->left > 0 && u->due <= s->now) {
            u->due += u->n > 0 ? u->n : 1;
            if (strikes(u)) {
                strike(s, u);
            }
        }
    }
}

/* ---- what becomes of bytes and answers ---- */

static bool in_stretch(struct stretch *t)
{
    if (t->count == 0) {
        return false;
    }
    if (t->from > 0) {
        t->from--;
        return false;
    }
    t->count--;
    return true;
}

static bool by_chance(struct sim *s, int kind)
{
    struct faults *f = s->faults;

    if (f->one_in[kind] == 0 || chance_next(&f->chance) % f->one_in[kind] != 0) {
        return false;
    }
    s->count.faults++;
    return true;
}

static bool hit(struct sim *s, struct stretch *t, int kind)
{
    bool ordered = in_stretch(t);
    bool random = by_chance(s, kind);

    return ordered || random;
}

void fault_out(struct sim *s, const uint8_t *data, size_t len, struct buffer *out)
{
    struct faults *f = s->faults;

    for (size_t i = 0; i < len; i++) {
        uint8_t byte = data[i];

        if (hit(s, &f->drop, 0)) {
            continue;
        }
        if (hit(s, &f->corrupt, 1)) {
            byte = (uint8_t)(byte ^ (1 + chance_next(&f->chance) % 255));
        }
        buffer_add(out, &byte, 1);
        if (hit(s, &f->twice, 2)) {
            buffer_add(out, &byte, 1);
        }
    }
}

uint32_t fault_out_delay(struct sim *s)
{
    uint32_t ms = s->faults->delay;

    s->faults->delay = 0;
    return ms;
}

size_t fault_split(const struct sim *s)
{
    return s->faults->split;
}

uint32_t fault_late(struct sim *s)
{
    uint32_t ms = s->faults->late;

    s->faults->late = 0;
    return ms;
}

uint16_t fault_checksum(struct sim *s, uint16_t sum)
{
    bool bad = s->faults->bad_sum;

    s->faults->bad_sum = false;
    return (uint16_t)(bad ? sum ^ 0x0100 : sum);
}

bool fault_verdict(struct sim *s, enum verdict *v)
{
    bool fail = s->faults->fail;

    *v = s->faults->verdict;
    s->faults->fail = false;
    return fail;
}

int fault_refuse(struct sim *s)
{
    int code = s->faults->refuse;

    s->faults->refuse = 0;
    return code;
}
