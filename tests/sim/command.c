/* command.c: one command of a line: cut out, spelled as the spec spells it, read by the generated grammar,
 * handed to the chapter that knows what it does.
 *
 * SPDX-License-Identifier: MIT */
#include "core.h"
#include "qam.h"

#include <ctype.h>
#include <string.h>

/* ---- cutting ---- */

/* From text up to the ';' that ends it, quotes skipped. */
static size_t extended_length(const char *text)
{
    bool quoted = false;
    size_t n;

    for (n = 0; text[n] != '\0' && (quoted || text[n] != ';'); n++) {
        quoted ^= text[n] == '"';
    }
    return n;
}

/* V.250 5.3.1: a letter (or & and a letter) and a number; S with its number, then '=' and a value, or '?'. */
static size_t basic_length(const char *text)
{
    size_t n = text[0] == '&' ? 2 : 1;

    if (toupper((unsigned char)text[0]) == 'D') {
        return extended_length(text);
    }
    n += strspn(text + n, "0123456789");
    if (toupper((unsigned char)text[0]) == 'S' && text[n] == '=') {
        n += 1 + strspn(text + n + 1, "0123456789");
    } else if (text[n] == '?') {
        n++;
    }
    return n;
}

/* The name in capitals, blanks only inside quotes. */
static void spell(const char *text, size_t len, char *out, size_t size)
{
    bool quoted = false;
    bool name = true;
    size_t n = 2;

    memcpy(out, "AT", 2);
    for (size_t i = 0; i < len && n < size - 1; i++) {
        char c = text[i];

        quoted ^= c == '"';
        if (c == '=' || c == '?') {
            name = false;
        }
        if (quoted || c != ' ') {
            out[n++] = name ? (char)toupper((unsigned char)c) : c;
        }
    }
    out[n] = '\0';
}

const char *command_cut(const char *text, char *out, size_t size)
{
    size_t len;

    text += strspn(text, " ;");
    out[0] = '\0';
    if (*text == '\0') {
        return text;
    }
    if (strchr("+$%#^*", *text) != NULL) {
        len = extended_length(text);
    } else if (isalpha((unsigned char)*text) || (*text == '&' && isalpha((unsigned char)text[1]))) {
        len = basic_length(text);
    } else {
        return NULL;
    }
    spell(text, len, out, size);
    text += len;
    return text + strspn(text, " ;");
}

/* ---- doing ---- */

static void defaults(struct sim *s)
{
    s->echo = s->verbose = true;
    s->quiet = false;
    s->cmee = 1;
}

/* The line discipline's own commands: E V Q Z &F. V0 and Q1 are in no spec: no host reads them. */
static enum verdict own_command(struct sim *s, const char *text)
{
    int value = text[2] != '\0' && text[2] != '&' && text[3] != '\0' ? text[3] - '0' : 0;

    if (strcmp(text, "AT") == 0) {
        return SIM_OK;
    }
    if (strcmp(text, "AT&F") == 0 || strcmp(text, "AT&F0") == 0 || strcmp(text, "ATZ") == 0
        || strcmp(text, "ATZ0") == 0) {
        defaults(s);
        return SIM_OK;
    }
    if (strchr("EVQ", text[2]) == NULL || strlen(text) > 4) {
        return SIM_NOT_MINE;
    }
    if (value != 0 && value != 1) {
        return SIM_ERROR;
    }
    *(text[2] == 'E' ? &s->echo : text[2] == 'V' ? &s->verbose : &s->quiet) = value == 1;
    return SIM_OK;
}

/* Room for the arguments of any command. */
union arguments {
    qam_any_t any;
    long long number;
    void *pointer;
};

static enum verdict ask_services(struct sim *s, int id, const union arguments *args, const char *text)
{
    for (int i = 0; i < s->service_count; i++) {
        enum verdict v = s->services[i]->handle(s->services[i], s, id, args);

        if (v != SIM_NOT_MINE) {
            return v;
        }
    }
    sim_remark(s, "known, but not simulated: %s", text);
    return SIM_OK;
}

enum verdict command_do(struct sim *s, const char *text)
{
    union arguments args;
    enum verdict v = own_command(s, text);
    int id;

    if (v != SIM_NOT_MINE) {
        return v;
    }
    id = qam_parse(text, strlen(text), &args, sizeof args);
    if (id < 0) {
        s->count.unknown++;
        sim_remark(s, "not a command of this module: %s", text);
        return SIM_ERROR;
    }
    return ask_services(s, id, &args, text);
}
