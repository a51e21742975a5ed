/* decode.h: what the parts of `decode` share.
 *
 * SPDX-License-Identifier: MIT
 *
 *   file -> pieces            decode_read.c
 *   -> lines and payload      decode.c (module), decode_host.c
 *   -> meaning                decode_meaning.c; what is open, and the modes: decode_open.c
 *   -> text or JSON           decode_print.c */
#ifndef QCG_DECODE_H
#define QCG_DECODE_H

#include "check.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* ---- decode_read.c: a file as pieces of one direction each ---- */

/* Where the bytes of a piece come from: from byte `at` on they stand in this line of the file. */
struct mark {
    size_t at;
    int line;
};
struct piece {
    char dir;                    /* '>' host, '<' module                */
    char *bytes;
    size_t len, room;
    struct mark *marks;
    size_t mark_count, mark_room;
    struct piece *next;
};
/* NULL after a complaint. *captured: the file is in capture format, host lines are in it. */
struct piece *read_session(const char *path, bool *captured);
int line_of(const struct piece *p, size_t at);
/* Bytes from `at` up to the next CR or LF. */
size_t to_line_end(const struct piece *p, size_t at);

/* ---- decode_open.c: what is open, and the modes ---- */

struct open_command {
    const struct command *command; /* NULL: none of the spec            */
    const struct binding *args;
    int newer;                   /* commands sent since                 */
    bool final_seen;             /* only late results are left          */
    bool prompt_seen, connect_seen;
    bool late_seen;
    int group;                   /* the host line that it stood on: joined commands end with one OK */
    const struct binding *info;  /* of its last information line        */
    const struct line *info_line; /* that line in the spec              */
    struct open_command *older;
};

enum { ECHOES = 16 };

struct session {
    const struct spec *spec;
    const struct view *view;
    bool json, captured;
    struct open_command *open;   /* newest first                        */
    struct open_command *last;   /* got the last answer                 */
    int64_t *modes;              /* see mode_value                      */
    int groups;                  /* host lines so far                   */
    struct echo {
        const char *text;
        size_t len;
        int group;               /* the host line                       */
        bool payload;
    } echoes[ECHOES]; /* not echoed yet; len 0: free */
    size_t echo_next;

    /* payload from the module */
    enum { IN_NONE, IN_COUNTED, IN_LINE, IN_OPEN /* until a line that means something */ } in;
    bool in_begins;              /* none of it has been taken           */
    size_t in_left;
    const char *in_name;
    /* payload to the module: its command, NULL when there is none */
    struct open_command *out;
    int64_t out_left;            /* -1: not counted, ended by Ctrl-Z or the final */
    struct open_command *data_mode; /* behind a last CONNECT            */
};

void start_session(struct session *s);
/* Opens a command of the newest host line. */
void open_command(struct session *s, const struct command *c, const struct binding *args);
void close_command(struct session *s, struct open_command *o);
void restart(struct session *s);
void apply_settings(struct session *s, const struct setting *first, const struct binding *line,
                    const struct binding *args);
const char *result_word(const struct session *s, const char *text, size_t len);
bool cond_holds(const struct session *s, const struct cond *c, const struct binding *line,
                const struct binding *args);
const struct binding *find_binding(const struct binding *list, const char *name);

/* ---- decode_meaning.c: what a whole line is ---- */

enum kind {
    D_COMMAND, D_RESPONSE, D_FINAL, D_URC, D_PROMPT, D_ECHO, D_PAYLOAD, D_TEXT, D_BOOT, D_UNKNOWN
};
struct meaning {
    enum kind kind;
    const char *name;            /* NULL: none                          */
    const char *of;              /* final: the command that it ends     */
    const struct binding *fields;
    const struct line *line;     /* the spec's line, or NULL            */
    struct open_command *open;   /* that it belongs to, or NULL         */
    const struct final *final;
    bool unpaired;
    size_t used;                 /* bytes explained; less than the length: more fields followed */
};
struct meaning meaning_of(struct session *s, const char *text, size_t len);
/* Whether the line means something in any case: a final, a urc, an answer that is waited for. */
bool is_known_line(struct session *s, const char *text, size_t len);
/* A line that goes on behind its end: counted payload on the line, texts with line ends inside. `room`
 * bytes are there from `text` on. Returns its real length, at least len. */
size_t whole_line(struct session *s, const char *text, size_t len, size_t room);
struct meaning host_meaning(const struct session *s, const char *text, size_t len);

/* ---- decode_print.c ---- */

void print_item(const struct session *s, int line, char dir, const struct meaning *m, const char *text,
                size_t len);
void print_kind(struct session *s, const struct piece *p, size_t at, size_t len, enum kind kind,
                const char *name);
/* An item for each line that is not blank. */
void print_payload(struct session *s, const struct piece *p, size_t at, size_t len, const char *name);

/* ---- decode_host.c ---- */

void take_host(struct session *s, const struct piece *p);
/* A command line; in a raw stream it stands in the module's bytes, as its echo. */
void take_host_line(struct session *s, const struct piece *p, size_t at, size_t len);
bool is_blank(const char *text, size_t len); /* nothing but blanks */
bool begins_with_at(const char *text, size_t len);
/* The host line that the text is (whole), or begins with; NULL: none that is not echoed yet. */
struct echo *find_echo(struct session *s, const char *text, size_t len, bool whole);
void end_payload_echo(struct session *s);
bool awaits_echo(const struct session *s, int group); /* the host line has not been echoed (yet) */
/* That host line is not echoed any more: its final has come. */
void end_command_echo(struct session *s, int group);
const struct line *payload_out_line(const struct command *c);
void begin_payload_out(struct session *s, struct open_command *o);

#endif
