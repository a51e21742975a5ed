/* spec.h: the tree that the parser makes of .qat files, and every later stage reads.
 *
 * SPDX-License-Identifier: MIT
 *
 * All nodes live in one arena until the program ends. Lists are singly linked in the order written. Fragments
 * ({name}) are already put in: no later stage sees them. */
#ifndef QCG_SPEC_H
#define QCG_SPEC_H

#include <stdbool.h>
#include <stdint.h>

struct source; /* a file's text, for complaints: see diag.h */

struct pos {
    const struct source *src;
    int line; /* from 1 */
    int col;  /* from 1, in bytes */
};

/* ---- types ---- */

enum type_kind {
    T_UINT,      /* lo..hi, 1 to 10 digits                              */
    T_SINT,      /* lo..hi, lo < 0, optional sign                       */
    T_DIGITS,    /* lo..hi: number of digits (digit: 1..1)              */
    T_PERCENT,   /* digits, '%' tolerated                               */
    T_HEX,       /* lo..hi: number of hex digits, at most 8             */
    T_BITS,      /* lo == hi: number of binary digits, quoted           */
    T_STRING,    /* quoted; lo..hi: length, hi 0 when not given         */
    T_MULTILINE, /* quoted, CR and LF allowed inside                    */
    T_BARE,      /* to the next comma or the line end                   */
    T_EITHER,    /* quoted or bare                                      */
    T_IDENT,     /* lo..hi hex digits kept as text                      */
    T_TEXT,      /* the rest of the line                                */
    T_DATA,      /* counted payload on the line; size_field names it    */
    T_DATA_LINE, /* payload on the line without a length                */
    T_ENUM       /* e                                                   */
};

enum hex_style { HEX_BARE, HEX_QUOTED, HEX_0X };

struct type {
    enum type_kind kind;
    int64_t lo, hi;
    enum hex_style hex;          /* T_HEX: how it is sent               */
    const char *name;            /* T_ENUM: as written                  */
    struct enumdef *e;           /* T_ENUM: resolved by the checker     */
    const char *size_field;      /* T_DATA                              */
    uint32_t unit_ms;            /* 1000 for s, 1 for ms, 60000 for min; 0: no unit */
};

/* ---- templates ---- */

struct value {                   /* right side of '=' or 'ok' or an example's field */
    enum { V_NONE, V_NUMBER, V_NAME, V_STRING } kind;
    int64_t number;
    const char *text;            /* V_NAME, V_STRING: NUL-terminated; in an example V_NUMBER too, as written */
    struct value *next;          /* "ok 0 | 1"                          */
};

struct field {
    struct pos pos;
    const char *name;
    struct type type;            /* for a key: the argument's, filled in by the checker */
    bool key;                    /* <x =>                               */
    bool may_be_empty;           /* [<x:..>]                            */
    bool is_size;                /* argument that carries the payload's length: no member of the request */
    struct value eq;             /* host line: default; module line: check (V_NAME argument or xor16) */
    struct value ok;             /* success values, V_NONE when absent  */
};

enum node_kind { N_LIT, N_FIELD, N_TAIL };

struct node {
    enum node_kind kind;
    struct node *next;
    struct pos pos;
    const char *lit;             /* N_LIT: NUL-terminated, escapes resolved */
    struct field *field;         /* N_FIELD                             */
    struct node *child;          /* N_TAIL: the optional rest           */
};

/* ---- conditions, settings, limits ---- */

struct cond {                    /* joined by "and" through next        */
    struct pos pos;
    const char *mode;
    const char *index;           /* field or argument name, NULL without index */
    bool negate;
    int64_t equals;              /* compared value; yes is 1            */
    struct modedef *def;         /* resolved by the checker             */
    struct cond *next;
};

struct setting {                 /* sets mode[index] = value            */
    struct pos pos;
    const char *mode;
    const char *index;
    struct value value;          /* V_NUMBER, or V_NAME: argument or field of the line */
    struct modedef *def;
    struct setting *next;
};

struct limit {                   /* ([scale *] arg) * unit + ms          */
    struct pos pos;
    bool given;
    const char *arg;             /* NULL: constant                      */
    const char *arg2;            /* "a * b + t": second factor, else NULL */
    uint32_t ms;
};

/* ---- lines ---- */

enum line_role {
    L_HOST,                      /* > AT...                             */
    L_PAYLOAD_OUT,               /* > payload ...                       */
    L_PROMPT,                    /* < prompt                            */
    L_FINAL,                     /* < OK, < CONNECT ..., < SEND OK      */
    L_INFO,                      /* exactly once                        */
    L_INFO_ANY,                  /* none or more                        */
    L_INFO_MAYBE,                /* none or once                        */
    L_LATER,                     /* after OK, completes                 */
    L_EACH,                      /* after OK, completes nothing         */
    L_URC
};

enum payload_kind { P_NONE, P_COUNTED /* by field or argument */, P_CTRLZ, P_EITHER /* length, else Ctrl-Z */, P_LINE, P_CALLER };

struct line {
    enum line_role role;
    struct pos pos;
    struct node *tmpl;           /* NULL for L_PROMPT, L_PAYLOAD_OUT    */
    struct limit within;
    struct cond *when;
    struct setting *sets;
    const char *stale_until;     /* command name                        */
    bool pending_first;
    bool same_meaning;
    const char *raw;             /* reason, or NULL                     */
    const char *final;           /* L_FINAL: name in finals ("ok", "connect", ...); filled in by the checker */
    struct {
        enum payload_kind kind;
        const char *size;        /* field, argument or caller member    */
        const char *until;       /* P_CALLER: text that ends it where the caller knows no size, or NULL */
        const char *ack;         /* NULL: none                          */
        uint32_t ack_every;
        const char *ack_when;    /* argument, NULL: always              */
        const char *idle;        /* argument with the module's own idle time, or NULL */
        uint32_t lo, hi;         /* declared size of the payload        */
    } payload;
    struct line *next;
};

struct example {
    struct pos pos;
    const char *text;            /* as on the wire, without line end    */
    struct pair { const char *name; struct value value; struct pos pos; struct pair *next; } *want;
    struct example *next;
};

/* ---- items ---- */

struct origin {                  /* where a fact comes from             */
    const char *chapter;         /* title, or NULL                      */
    const char *source;          /* standard and clause, or manual      */
    const char *confidence;      /* words, blank between; may be ""     */
};

struct command {
    struct pos pos;
    const char *name;            /* "cereg.read"                        */
    const char *title;           /* NULL: none                          */
    struct origin origin;
    struct module *module;
    struct dialect *only;        /* defined inside a dialect, else NULL */
    struct line *lines;
    struct setting *sets;        /* when OK came                        */
    struct name_list { struct pos pos; const char *name; struct name_list *next; } *exclusive;
    bool holds;
    const char *note;
    struct example *examples;
    struct command *next;
};

struct urc {
    struct pos pos;
    const char *name, *title;
    struct origin origin;
    struct module *module;
    struct dialect *only;
    struct line *lines;
    struct example *examples;
    struct urc *next;
};

enum enum_class { E_NUMBER, E_QUOTED, E_WORD };

struct enumdef {
    struct pos pos;
    const char *name;
    enum enum_class cls;
    int digits_lo, digits_hi;    /* E_NUMBER; 0,0: 1 to 10 digits       */
    bool errors;                 /* from "errors NAME {...}"            */
    struct enumerator { struct pos pos; int64_t number; const char *word; const char *name; const char *text; struct enumerator *next; } *values;
    struct module *module;
    struct enumdef *next;        /* for E_QUOTED and E_WORD, number is the index from 0 */
};

struct modedef {
    struct pos pos;
    const char *name;
    const char *index;           /* NULL: a single one                  */
    int64_t index_lo, index_hi;
    int64_t lo, hi, init;        /* no/yes: 0..1                        */
    struct module *module;
    struct modedef *next;
};

struct final {
    struct pos pos;
    const char *name;            /* ok error cme cms connect ...        */
    struct node *tmpl;
    struct module *module;
    struct final *next;
};

struct module {
    struct pos pos;
    const char *name, *title;
    struct module *next;
};

struct dialect {
    struct pos pos;
    const char *name, *title;
    struct name_list *use, *without, *boot, *boot_notice;
    struct step { struct pos pos; const char *text; int retry; uint32_t every_ms; struct step *next; } *startup, *probe;
    bool colon_space_optional, colon_space_none, urc_before_final, ok_per_command, echo, boot_ok;
    bool numeric; /* results are digits after a restart */
    uint32_t guard_ms, margin_ms, pause_ms, command_line;
    unsigned given;              /* 1 << PROPERTY_*: it says so, or has it from a dialect that it uses */
    bool inherited;              /* the checker has looked for what it has from others */
    struct dialect *next;
};

/* Properties that stand once, in the order of parse_dialect.c. */
enum property {
    PROPERTY_STARTUP, PROPERTY_PROBE, PROPERTY_COLON_SPACE, PROPERTY_URC_BEFORE_FINAL, PROPERTY_OK,
    PROPERTY_GUARD, PROPERTY_PAUSE, PROPERTY_COMMAND_LINE, PROPERTY_ECHO, PROPERTY_BOOT_OK, PROPERTY_RESULTS, PROPERTIES
};

struct spec {                    /* the tree: everything that was read  */
    struct module *modules;
    struct enumdef *enums;
    struct modedef *modes;
    struct final *finals;
    struct command *commands;
    struct urc *urcs;
    struct dialect *dialects;
};

#endif
