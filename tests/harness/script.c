/* script.c: reads a dialogue file.
 *
 * SPDX-License-Identifier: MIT */
#include "script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path)
{
    struct buf b = { 0 };
    char chunk[4096];
    FILE *in = fopen(path, "rb");
    size_t n;

    if (in == NULL) {
        fatal(path, 0, "cannot be read");
        return NULL;
    }
    while ((n = fread(chunk, 1, sizeof chunk, in)) > 0) {
        buf_add(&b, chunk, n);
    }
    buf_add(&b, "", 0);
    fclose(in);
    return (char *)b.v;
}

static void *grown(void *list, size_t count, size_t size)
{
    void *more = realloc(list, (count + 1) * size);

    if (more == NULL) {
        fatal("harness", 0, "no memory");
        return NULL;
    }
    memset((char *)more + count * size, 0, size);
    return more;
}

static struct step *add_step(struct script *s, enum step_kind kind, int line)
{
    struct step *last = s->step_count ? &s->steps[s->step_count - 1] : NULL;

    if ((kind == STEP_BYTES || kind == STEP_SENT) && last && last->kind == kind) {
        return last;
    }
    s->steps = (struct step *)grown(s->steps, s->step_count, sizeof *s->steps);
    last = &s->steps[s->step_count++];
    last->kind = kind;
    last->line = line;
    return last;
}

static uint32_t number(const char *path, int line, const char *text)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);

    if (end == text) {
        fatal(path, line, "a number is missing");
    }
    return (uint32_t)n;
}

/* `300 ms`, `75 s`, `2 min` */
static uint32_t read_time(const char *path, int line, const char *text)
{
    uint32_t n = number(path, line, text), unit = 0;
    const char *p = text + strspn(text, "0123456789 ");

    if (strcmp(p, "ms") == 0) {
        unit = 1;
    } else if (strcmp(p, "s") == 0) {
        unit = 1000;
    } else if (strcmp(p, "min") == 0) {
        unit = 60000;
    } else {
        fatal(path, line, "a time is a number and ms, s or min");
    }
    return n * unit;
}

static int read_flag(const char *path, int line, const char *text)
{
    if (strcmp(text, "on") != 0 && strcmp(text, "off") != 0) {
        fatal(path, line, "on or off is wanted");
    }
    return strcmp(text, "on") == 0;
}

static void read_hook(struct script *s, int line, const char *text)
{
    const char *colon = strstr(text, " : ");
    struct hook *h;

    if (colon == NULL) {
        fatal(s->path, line, "a hook reads: on EVENT : CALL");
        return;
    }
    s->hooks = (struct hook *)grown(s->hooks, s->hook_count, sizeof *s->hooks);
    h = &s->hooks[s->hook_count++];
    h->prefix = text_copy(text, (size_t)(colon - text));
    h->call = text_copy(colon + 3, strlen(colon + 3));
    h->line = line;
}

static void read_directive(struct script *s, int line, const char *text)
{
    size_t n = strcspn(text, " ");
    const char *value = text + n + (text[n] == ' ');
    char word[16];

    if (n >= sizeof word) {
        n = sizeof word - 1;
    }
    memcpy(word, text, n);
    word[n] = '\0';
    if (strcmp(word, "dialect") == 0) {
        s->dialect = text_copy(value, strlen(value));
    } else if (strcmp(word, "spec") == 0) {
        s->spec = text_copy(value, strlen(value));
    } else if (strcmp(word, "echo") == 0) {
        s->echo = read_flag(s->path, line, value);
    } else if (strcmp(word, "startup") == 0) {
        s->startup = read_flag(s->path, line, value);
    } else if (strcmp(word, "eager") == 0) {
        s->eager = read_flag(s->path, line, value);
    } else if (strcmp(word, "codes") == 0) {
        s->codes = read_flag(s->path, line, value);
    } else if (strcmp(word, "line") == 0) {
        s->line_size = number(s->path, line, value);
    } else if (strcmp(word, "clock") == 0) {
        s->clock = number(s->path, line, value);
    } else if (strcmp(word, "on") == 0) {
        read_hook(s, line, value);
    } else {
        fatal(s->path, line, "'%s' is neither a step nor a setting", word);
    }
}

static void read_line(struct script *s, int line, char *text)
{
    const char *rest = text + 1;
    struct step *step;

    if (text[1] != '\0' && text[1] != ' ' && text[1] != '*' && strchr("!<>~=?", text[0]) != NULL) {
        fatal(s->path, line, "a blank is wanted behind '%c'", text[0]);
    }
    rest += *rest == '*';
    rest += *rest == ' ';
    switch (text[0]) {
    case '!':
    case '=':
    case '?':
        step = add_step(s, text[0] == '!' ? STEP_CALL : text[0] == '=' ? STEP_EVENT : STEP_RESULT, line);
        step->text = text_copy(rest, strlen(rest));
        return;
    case '<':
    case '>':
        step = add_step(s, text[0] == '<' ? STEP_BYTES : STEP_SENT, line);
        if (text[1] != '*') {
            text_unescape(&step->bytes, rest, rest + strlen(rest));
        } else if (!text_blob(&step->bytes, &rest)) {
            fatal(s->path, line, "not \"text\", \"text\"*COUNT or random:SIZE:SEED");
        }
        return;
    case '~':
        step = add_step(s, STEP_TIME, line);
        step->ms = read_time(s->path, line, rest);
        return;
    default:
        read_directive(s, line, text);
    }
}

struct script *script_read(const char *path)
{
    struct script *s = (struct script *)grown(NULL, 0, sizeof *s);
    char *text = read_file(path), *p = text;
    int line = 1;

    s->path = text_copy(path, strlen(path));
    s->line_size = 512;
    s->eager = 1;
    s->codes = 1;
    for (; *p != '\0'; line++) {
        char *end = p + strcspn(p, "\n"), *next = *end ? end + 1 : end;

        *end = '\0';
        if (*p != '#' && *p != '\0') {
            read_line(s, line, p);
        }
        p = next;
    }
    free(text);
    return s;
}

void script_free(struct script *s)
{
    size_t i;

    for (i = 0; i < s->step_count; i++) {
        free(s->steps[i].text);
        buf_free(&s->steps[i].bytes);
    }
    for (i = 0; i < s->hook_count; i++) {
        free(s->hooks[i].prefix);
        free(s->hooks[i].call);
    }
    free(s->steps);
    free(s->hooks);
    free(s->path);
    free(s->spec);
    free(s->dialect);
    free(s);
}
