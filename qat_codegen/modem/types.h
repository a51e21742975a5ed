/* SPDX-License-Identifier: MIT */
/* ---- the module's side: reads command lines, writes answers ----
 *
 * For simulators and tests. Nothing here allocates or keeps state. Every struct begins with `has`: a bit for
 * each optional field (QAM_..._HAS_...), and QAM_ODD. A text that is absent has a NULL pointer; texts point
 * into the line that was read. */

typedef struct {
    const char *ptr; /* not NUL-terminated; NULL: absent */
    uint16_t len;    /* bytes                            */
} qam_str_t;

#define QAM_ODD 0x80000000u          /* in `has`: a value is outside its declared range, or not in its enum */
#define QAM_UNKNOWN_WORD 0xFFFFFFFFu /* value of an enum field whose word is not in the enum              */

/* What qam_parse() returns besides QAM_CMD_*. */
enum {
    QAM_UNKNOWN = -1,  /* no command begins like this                                    */
    QAM_BAD_ARGS = -2, /* the command is known, an argument is outside its range or does not fit the line */
    QAM_NO_ROOM = -3   /* size is smaller than the command's struct                      */
};

/* Read one command, as AT+CEREG=2, or without its AT (the second one of a line).
 *
 * line is read up to len; line[len] must be readable and CR, LF, NUL or ';'. Names and quoted keys in any
 * case, blanks behind commas tolerated. out gets the command's qam_<command>_t; it is changed even when
 * QAM_BAD_ARGS comes back. Returns QAM_CMD_*, or a negative code as above. */
int qam_parse(const char *line, size_t len, void *out, size_t size);

/* How many bytes of `line` (behind AT, or behind the command before) its first command takes, a ';' behind
 * it included: AT+CSQ;+CEREG? and ATE0V1Q0 hold several. */
size_t qam_first(const char *line, size_t len);

/* What a command does between its line and its end, in order. */
enum {
    QAM_END,        /* behind the last                                                                  */
    QAM_PROMPT,     /* the module sends "> "                                                             */
    QAM_CONNECT,    /* the module sends its CONNECT line; payload: what it sends behind it               */
    QAM_PAYLOAD,    /* the host sends payload                                                            */
    QAM_INFO,       /* an information line, once; line: which; payload: what follows it                  */
    QAM_INFO_ANY,   /* none or more                                                                      */
    QAM_INFO_MAYBE, /* none or once                                                                      */
    QAM_FINAL,      /* text: "OK", "SEND OK"                                                             */
    QAM_LATE,       /* a late result that ends the command; line: which late line                        */
    QAM_EACH        /* a late line that ends nothing                                                     */
};
/* How long a payload is. */
enum {
    QAM_NO_PAYLOAD,
    QAM_COUNTED,    /* as the argument at size_at says; on a line: as its own field says                 */
    QAM_CTRL_Z,     /* until Ctrl-Z; ESC gives up                                                        */
    QAM_EITHER,     /* counted when the size argument is there, else until Ctrl-Z                        */
    QAM_LINE,       /* the next line                                                                     */
    QAM_CALLER      /* as many bytes as the module likes: the host was told                              */
};
typedef struct {
    uint8_t what;       /* QAM_PROMPT ...                                                                */
    uint8_t line;       /* INFO.., LATE, EACH: number of the line, from 0: qam_x_info, qam_x_info2, ...  */
    uint8_t payload;    /* QAM_COUNTED ...                                                               */
    uint8_t size_bit;   /* of `has`: the size argument is there; 0xFF: always, or there is none          */
    uint16_t size_at;   /* offset of the size argument, a uint32_t, in qam_x_t; 0: none                  */
    uint16_t ack_every; /* payload from the host: bytes between acknowledgements; 0: none                */
    uint16_t ack_at;    /* offset of the argument that switches them on; 0: always on                    */
    uint16_t idle_at;   /* offset of the argument with the module's own limit in s; 0: none              */
    uint8_t idle_bit;   /* of `has`: that argument is there; 0xFF: always                                */
    char ack;           /* the byte that acknowledges                                                    */
    uint32_t idle_s;    /* the module's own limit when the argument is absent; 0: not known              */
    uint32_t limit_ms;  /* the host waits that long, plus what arguments add                             */
    const char *text;   /* FINAL: the line                                                               */
} qam_stage_t;

/* The stages of a command, ended by QAM_END; NULL: no such command. */
const qam_stage_t *qam_stages(int id);
/* Its name in the spec, as "qmtopen"; NULL: no such command. */
const char *qam_name(int id);

/* Said once for all qam_<x>_info, _late, _urc, _connect(buf, size, v): write the line, without CR LF around
 * it and with a NUL behind it. v NULL: the line has no fields. A field that carries payload is left out: the
 * line ends where the payload begins, and the caller appends it. Returns the bytes written, 0 when they do
 * not fit. */

