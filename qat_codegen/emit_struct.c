/* emit_struct.c: structs and their presence bits, tall with comments or packed.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "emit.h"

#include <string.h>

/* Counts the lines that are written, or would be. */
struct page {
    FILE *out;
    int lines, at;
};

static void text(struct page *p, const char *s)
{
    if (p->out != NULL) {
        fputs(s, p->out);
    }
    p->at += (int)strlen(s);
}

static void end_line(struct page *p)
{
    text(p, "\n");
    p->at = 0;
    p->lines++;
}

/* s, on a new line when it does not fit; a blank before it otherwise. */
static void word(struct page *p, const char *s)
{
    if (p->at + 1 + (int)strlen(s) > COLUMNS) {
        end_line(p);
        text(p, "    ");
    } else if (p->at > 4) {
        text(p, " ");
    }
    text(p, s);
}

static const char *type_of(const struct struct_text *s, const struct member *m)
{
    return m->kind == C_STR ? arena_printf("%s_str_t", s->prefix) : m->kind == C_INT ? "int32_t" : "uint32_t";
}

/* In a request the pointer of a text tells whether it is there. */
static bool unused(const struct struct_text *s, const struct member *m)
{
    return s->request && m->kind == C_STR;
}

/* Enumerators must fit in 16 bits wherever int has no more. */
static void presence(struct page *p, const struct struct_text *s)
{
    bool open = false;

    for (int i = 0; i < s->layout->count && i < 15; i++) {
        const struct member *m = &s->layout->members[i];

        if (m->optional && !unused(s, m)) {
            text(p, open ? "," : "enum {");
            word(p, arena_printf("%s_%s = 0x%X", s->bits, upper_name(m->name), 1u << i));
            open = true;
        }
    }
    if (open) {
        text(p, " };");
        end_line(p);
    }
    for (int i = 15; i < s->layout->count; i++) {
        const struct member *m = &s->layout->members[i];

        if (m->optional && !unused(s, m)) {
            text(p, arena_printf("#define %s_%s 0x%Xu", s->bits, upper_name(m->name), 1u << i));
            end_line(p);
            p->lines--; /* these cannot share a line: they are beside what is counted */
        }
    }
}

/* Where the comments of a tall struct begin. */
static int comment_column(const struct struct_text *s)
{
    int most = 0;

    for (int i = 0; i < s->layout->count; i++) {
        const struct member *m = &s->layout->members[i];
        int n = (int)(strlen(type_of(s, m)) + strlen(m->name)) + 7;

        most = n > most && n <= 40 && !m->size ? n : most;
    }
    return most;
}

static void tall(struct page *p, const struct struct_text *s)
{
    int column = comment_column(s);

    text(p, "typedef struct {");
    end_line(p);
    if (*s->front != '\0') {
        text(p, arena_printf("    %s", s->front));
        end_line(p);
    }
    if (s->has) {
        text(p, "    uint32_t has;");
        end_line(p);
    }
    for (int i = 0; i < s->layout->count; i++) {
        const struct member *m = &s->layout->members[i];

        if (!m->size) {
            text(p, arena_printf("    %s %s;", type_of(s, m), m->name));
            text(p, arena_printf("%*s/* %s */", p->at < column ? column - p->at : 1, "", member_comment(m)));
            end_line(p);
        }
    }
    if (*s->back != '\0') {
        text(p, arena_printf("    %s", s->back));
        end_line(p);
    }
    text(p, arena_printf("} %s;", s->layout->type));
    end_line(p);
}

static void packed(struct page *p, const struct struct_text *s)
{
    const char *type = NULL;

    text(p, "typedef struct {");
    if (*s->front != '\0') {
        word(p, s->front);
    }
    if (s->has) {
        type = "uint32_t";
        word(p, "uint32_t has");
    }
    for (int i = 0; i < s->layout->count; i++) {
        const struct member *m = &s->layout->members[i];

        if (m->size) {
            continue;
        }
        if (type != NULL && strcmp(type, type_of(s, m)) == 0) {
            text(p, ",");
            word(p, m->name);
        } else {
            text(p, type == NULL ? "" : ";");
            word(p, arena_printf("%s %s", type_of(s, m), m->name));
        }
        type = type_of(s, m);
    }
    text(p, type == NULL ? "" : ";");
    if (*s->back != '\0') {
        word(p, s->back);
    }
    word(p, arena_printf("} %s;", s->layout->type));
    end_line(p);
}

int emit_struct(FILE *out, const struct struct_text *s)
{
    struct page p = { out, 0, 0 };

    presence(&p, s);
    if (s->tall) {
        tall(&p, s);
    } else {
        packed(&p, s);
    }
    return p.lines;
}
