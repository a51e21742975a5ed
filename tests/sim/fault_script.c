/* fault_script.c: reads fault scripts, one rule a line. See faults.md for what the words mean.
 *
 * SPDX-License-Identifier: MIT
 *
 *     rule    = trigger [ "nth" N ] [ "times" N | "always" ] action
 *     trigger = "at" TIME | "every" TIME | "on" NAME | "line" TEXT | "sent" N | "got" N | "message" TOPIC
 *     TIME    = N ( "ms" | "s" | "min" )         the word "bytes" may stand behind any number */
#include "fault.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *at;            /* in the line                                        */
    char word[512];
    bool quoted;
    int line;
    const char *complaint;
};

static char complaint_text[200];

static void complain(struct reader *r, const char *what)
{
    if (r->complaint == NULL) {
        snprintf(complaint_text, sizeof complaint_text, "line %d: %s, not '%.60s'", r->line, what, r->word);
        r->complaint = complaint_text;
    }
}

/* ---- words ---- */

static int hex_value(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = strchr(digits, tolower((unsigned char)c));

    return c != '\0' && at != NULL ? (int)(at - digits) : -1;
}

/* \" \\ \r \n \xHH */
static char escaped(struct reader *r)
{
    char c = *r->at++;

    if (c == 'r') {
        return '\r';
    }
    if (c == 'n') {
        return '\n';
    }
    if (c == 'x' && hex_value(r->at[0]) >= 0 && hex_value(r->at[1]) >= 0) {
        c = (char)(hex_value(r->at[0]) * 16 + hex_value(r->at[1]));
        r->at += 2;
    }
    return c;
}

/* Takes the next word into r->word; false at the end of the line. */
static bool take(struct reader *r)
{
    size_t n = 0;

    r->at += strspn(r->at, " \t\r");
    r->quoted = *r->at == '"';
    if (r->quoted) {
        r->at++;
        while (*r->at != '\0' && *r->at != '\n' && *r->at != '"' && n < sizeof r->word - 1) {
            char c = *r->at++;

            r->word[n++] = c == '\\' && *r->at != '\0' && *r->at != '\n' ? escaped(r) : c;
        }
        r->at += *r->at == '"' ? 1 : 0;
    } else {
        while (*r->at != '#' && *r->at != '\0' && !isspace((unsigned char)*r->at) && n < sizeof r->word - 1) {
            r->word[n++] = *r->at++;
        }
    }
    r->word[n] = '\0';
    return n > 0 || r->quoted;
}

static bool next_is(struct reader *r, const char *word)
{
    struct reader before = *r;

    if (take(r) && !r->quoted && strcmp(r->word, word) == 0) {
        return true;
    }
    *r = before;
    return false;
}

static uint32_t number(struct reader *r)
{
    char *end;
    unsigned long v;

    if (!take(r) || !isdigit((unsigned char)r->word[0])) {
        complain(r, "expected a number");
        return 0;
    }
    v = strtoul(r->word, &end, 10);
    if (*end != '\0' || v > UINT32_MAX) {
        complain(r, "expected a number");
    }
    (void)next_is(r, "bytes");
    (void)next_is(r, "byte");
    return (uint32_t)v;
}

static uint32_t duration(struct reader *r)
{
    uint32_t v;

    if (next_is(r, "forever")) {
        return UINT32_MAX;
    }
    v = number(r);
    if (next_is(r, "s")) {
        v *= 1000;
    } else if (next_is(r, "min")) {
        v *= 60000;
    } else if (!next_is(r, "ms")) {
        (void)take(r);
        complain(r, "expected ms, s or min");
    }
    return v;
}

static void text(struct reader *r, char *out, size_t size)
{
    if (!take(r)) {
        complain(r, "expected a text");
    }
    if (strlen(r->word) >= size) {
        complain(r, "expected a shorter text");
    }
    snprintf(out, size, "%s", r->word);
}

/* ---- rules ---- */

static void read_trigger(struct reader *r, struct rule *u)
{
    static const char *const words[] = { "at", "every", "on", "line", "sent", "got", "message" };
    size_t i = 0;

    while (i < sizeof words / sizeof words[0] && !next_is(r, words[i])) {
        i++;
    }
    if (i == sizeof words / sizeof words[0]) {
        (void)take(r);
        complain(r, "expected at, every, on, line, sent, got or message");
        return;
    }
    u->trigger = (enum trigger)i;
    if (u->trigger == AT_TIME || u->trigger == EVERY_TIME) {
        u->n = duration(r);
    } else if (u->trigger == WHEN_SENT || u->trigger == WHEN_GOT) {
        u->n = number(r);
    } else {
        text(r, u->text, sizeof u->text);
    }
    if (u->trigger != AT_TIME && u->n == 0 && u->text[0] == '\0' && r->complaint == NULL) {
        complain(r, "expected more than nothing");
    }
    u->left = u->trigger == EVERY_TIME ? UINT32_MAX : 1;
    if (next_is(r, "nth")) {
        u->skip = number(r);
        u->skip -= u->skip > 0 ? 1 : 0;
    }
    if (next_is(r, "times")) {
        u->left = number(r);
    } else if (next_is(r, "always")) {
        u->left = UINT32_MAX;
    }
}

static void read_stretch(struct reader *r, struct rule *u)
{
    u->a = number(r);
    if (next_is(r, "from")) {
        u->b = number(r);
    }
}

static void read_urc(struct reader *r, struct rule *u)
{
    text(r, u->what, sizeof u->what);
    u->a = 1;
    u->place = BEFORE_FINAL;
    if (next_is(r, "count")) {
        u->a = number(r);
    }
    if (next_is(r, "before")) {
        if (next_is(r, "echo")) {
            u->place = BEFORE_ECHO;
        } else if (next_is(r, "answer")) {
            u->place = BEFORE_ANSWER;
        } else if (!next_is(r, "final")) {
            (void)take(r);
            complain(r, "expected echo, answer or final");
        }
    }
}

static void read_chance(struct reader *r, struct rule *u)
{
    u->a = next_is(r, "drop") ? 0 : next_is(r, "corrupt") ? 1 : next_is(r, "double") ? 2 : 3;
    if (u->a == 3) {
        (void)take(r);
        complain(r, "expected drop, corrupt or double");
    }
    u->b = number(r);
}

static void read_network(struct reader *r, struct rule *u)
{
    u->a = next_is(r, "on") ? 1 : 0;
    if (u->a == 0 && !next_is(r, "off")) {
        (void)take(r);
        complain(r, "expected on or off");
    }
}

enum takes { NOTHING, A_TIME, A_NUMBER, TWO_NUMBERS, A_STRETCH, A_URC, A_MESSAGE, A_SWITCH, A_CHANCE };

static const struct {
    const char *word;
    enum action action;
    enum takes takes;
} actions[] = {
    { "reset", DO_RESET, NOTHING },       { "off", DO_OFF, NOTHING },
    { "silence", DO_SILENCE, A_TIME },    { "drop", DO_DROP, A_STRETCH },
    { "corrupt", DO_CORRUPT, A_STRETCH }, { "double", DO_DOUBLE, A_STRETCH },
    { "lose", DO_LOSE, A_STRETCH },       { "split", DO_SPLIT, A_NUMBER },
    { "delay", DO_DELAY, A_TIME },        { "swallow", DO_SWALLOW, NOTHING },
    { "repeat", DO_REPEAT, NOTHING },     { "urc", DO_URC, A_URC },
    { "error", DO_ERROR, NOTHING },       { "cme", DO_CME, A_NUMBER },
    { "late", DO_LATE, A_TIME },          { "refuse", DO_REFUSE, A_NUMBER },
    { "cut", DO_CUT, A_TIME },            { "checksum", DO_CHECKSUM, NOTHING },
    { "fota", DO_FOTA, A_NUMBER },
    { "close", DO_CLOSE, TWO_NUMBERS },   { "send", DO_SEND, A_MESSAGE },
    { "network", DO_NETWORK, A_SWITCH },  { "chance", DO_CHANCE, A_CHANCE },
};

static void read_operands(struct reader *r, struct rule *u, enum takes takes)
{
    switch (takes) {
    case NOTHING:
        break;
    case A_TIME:
        u->a = duration(r);
        break;
    case TWO_NUMBERS:
        u->a = number(r);
        u->b = number(r);
        break;
    case A_NUMBER:
        u->a = number(r);
        break;
    case A_STRETCH:
        read_stretch(r, u);
        break;
    case A_URC:
        read_urc(r, u);
        break;
    case A_MESSAGE:
        text(r, u->what, sizeof u->what);
        text(r, u->data, sizeof u->data);
        break;
    case A_SWITCH:
        read_network(r, u);
        break;
    case A_CHANCE:
        read_chance(r, u);
        break;
    }
}

static void read_action(struct reader *r, struct rule *u)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (next_is(r, actions[i].word)) {
            u->action = actions[i].action;
            read_operands(r, u, actions[i].takes);
            if (take(r)) {
                complain(r, "expected the end of the line");
            }
            return;
        }
    }
    (void)take(r);
    complain(r, "expected an action");
}

/* ---- scripts ---- */

static void free_rules(struct rule *u)
{
    while (u != NULL) {
        struct rule *gone = u;

        u = u->next;
        free(gone);
    }
}

static struct rule *read_rule(struct reader *r, size_t len, uint64_t now)
{
    struct rule *u = sim_alloc(sizeof *u);

    snprintf(u->source, sizeof u->source, "%.*s", (int)(len < 250 ? len : 250), r->at);
    read_trigger(r, u);
    if (r->complaint == NULL) {
        read_action(r, u);
    }
    u->due = u->trigger == AT_TIME || u->trigger == EVERY_TIME ? now + u->n : u->n;
    return u;
}

const char *faults_read(struct faults *f, const char *script, uint64_t now)
{
    struct reader r = { NULL, "", false, 0, NULL };
    struct rule *list = NULL;
    struct rule **end = &list;

    while (*script != '\0' && r.complaint == NULL) {
        size_t len = strcspn(script, "\n");
        char line[1024];

        snprintf(line, sizeof line, "%.*s", (int)(len < sizeof line ? len : sizeof line - 1), script);
        r.line++;
        r.at = line + strspn(line, " \t\r");
        if (len >= sizeof line) {
            complain(&r, "expected a shorter line");
        } else if (*r.at != '\0' && *r.at != '#') {
            *end = read_rule(&r, strlen(r.at), now);
            end = &(*end)->next;
        }
        script += len + (script[len] == '\n' ? 1 : 0);
    }
    if (r.complaint != NULL) {
        free_rules(list);
        return r.complaint;
    }
    for (end = &f->rules; *end != NULL; end = &(*end)->next) {
        /* to the end: rules of earlier scripts come first */
    }
    *end = list;
    return NULL;
}
