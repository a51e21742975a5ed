/* model.h: the flat model between the checked tree and the emitters: structs with their members, tables as
 * bytes.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCG_MODEL_H
#define QCG_MODEL_H

#include "check.h"
#include "stages.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- bytes.c: a table in the making ---- */

/* One byte of a table. Where only the C compiler knows the value (the place of a struct's member), text is
 * the C expression for it. */
struct byte {
    uint8_t value;
    bool letter;                 /* text on the line, to be shown as such                    */
    const char *text;
};

/* A run of bytes that belongs together: it is found again by place(), and starts a line of the emitted
 * table. */
struct piece {
    size_t at, len;
    const char *title;
};

struct bytes {
    struct byte *v;
    size_t len, cap;
    struct piece *pieces;
    size_t piece_count, piece_cap;
};

void put8(struct bytes *b, unsigned value);
void put_letter(struct bytes *b, unsigned c);
void put16(struct bytes *b, unsigned value);
void put32(struct bytes *b, uint32_t value);
void put_text(struct bytes *b, const char *text);             /* characters, without NUL         */
void put_expr(struct bytes *b, const char *expression);
void put_at(struct bytes *b, const char *type, const char *member); /* QATI_AT(type, member)    */
void put_bytes(struct bytes *b, const struct bytes *tail);
void set16(struct bytes *b, size_t at, unsigned value);
bool same_bytes(const struct bytes *a, const struct bytes *b);
/* The offset of a piece in b: of an equal one that is there already, else of this one, appended. */
unsigned place(struct bytes *b, const struct bytes *piece, const char *title);
/* The same for one that has pieces of its own. */
unsigned place_whole(struct bytes *b, const struct bytes *whole);

/* ---- structs ---- */

struct member {
    const char *name;
    const struct field *field;   /* the first that named it: its type is shown               */
    enum c_kind kind;
    bool optional;               /* has a presence bit: absent in some line, or in some dialect */
    bool size;                   /* the payload's length: host side, no member, but a bit    */
    int shapes;                  /* in how many lines it stands                              */
};

struct layout {
    const char *type;            /* "qat_cereg_info_t"; NULL: there is no such struct         */
    struct member *members;      /* number k has presence bit k                              */
    int count, shapes;
};

struct member *member_named(const struct layout *l, const char *name);
int member_index(const struct layout *l, const char *name); /* -1: none */
bool has_optional(const struct layout *l);

/* ---- the direct back end: see direct.h ---- */

struct reader {                  /* one function; its number is its place in the list, from 1 */
    const char *code;            /* its body                                                 */
    const char *parts;           /* functions that it calls; READER_NAME in both is its name */
    struct reader *next;
};

struct direct {
    struct reader *command_readers; /* of the command that is being lowered                  */
    struct word_use { const struct enumdef *e; struct word_use *next; } *words; /* enums that are read */
};

/* ---- the model ---- */

struct m_dialect {
    struct dialect *dialect;
    struct view *view;
    unsigned mask;               /* its bit in the commands' variants                        */
    struct bytes trie, blob, startup, probe;
    unsigned *lines;             /* offsets of records in blob                               */
    size_t line_count, line_cap;
    struct reader *readers;      /* direct: its lines, then its probes                       */
};

struct m_variant {               /* one reading of a command or urc, and the dialects that have it */
    struct command *command;
    struct urc *urc;
    unsigned mask;
    struct m_variant *next;
};

struct m_command {
    const char *name, *c_name, *upper;
    unsigned id;
    struct m_variant *variants;
    struct layout args, info, late;
    const char *callers[4];      /* members that the caller fills and that are not sent      */
    int caller_count;
    bool payload;
    struct bytes bytes;
    struct reader *readers;      /* direct                                                   */
    struct m_command *next;
};

struct m_urc {
    const char *name, *c_name, *upper;
    unsigned id;
    struct m_variant *variants;
    struct layout fields;
    struct m_urc *next;
};

struct m_mode {
    const struct modedef *def;
    const char *upper;
    unsigned base, width, first, count;
    struct m_mode *next;
};

struct model {
    const struct spec *spec;
    const char *prefix;          /* "qat", "qam"                                             */
    const char *macro;           /* "QAT", "QAM"                                             */
    struct m_dialect *dialects;
    int dialect_count;
    struct m_command *commands;
    int command_count;
    struct m_urc *urcs;
    int urc_count;
    struct m_mode *modes;
    struct direct *direct;       /* NULL: the back end is `table`                            */
    uint8_t mode_start[32];
    unsigned mode_bytes;
    struct pool *pool;           /* what the commands share; NULL: nothing, the modem's side */
};

const char *c_name(const char *name);     /* qmtcfg.recv_mode -> qmtcfg_recv_mode */
const char *upper_name(const char *name); /* QMTCFG_RECV_MODE                     */
struct m_command *model_command(const struct model *m, const char *name);
struct m_mode *model_mode(const struct model *m, const char *name);

#endif
