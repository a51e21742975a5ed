/* stress.h: the random test: what its parts know of each other. SPDX-License-Identifier: MIT
 *
 *   ledger.c   the checker: what was asked, what the module said to it, how it ended; it shares no code with the
 *              engine
 *   wire.c     the bytes on their way to the host, and what happens to them there
 *   module.c   the simulated module: a reader, a few commands, and a will of its own
 *   stress.c   the host: submits, cancels, lends the port, lets time pass
 *
 * Time is a number; nothing waits. All that is random comes from the seed. */
#ifndef STRESS_H
#define STRESS_H

#include <stddef.h>
#include <stdint.h>

/* ---- chance and time ---- */

extern uint32_t now; /* ms; wraps */

uint32_t below(uint32_t n);                 /* 0 to n - 1 */
uint32_t between(uint32_t a, uint32_t b);   /* both included */
int after(uint32_t a, uint32_t b);          /* is a later than b? */

/* ---- ledger: one entry for each request ---- */

enum kind { SQ, SR, SPUB, SUP, SDOWN, SLATE, SCLOSE, SDIAL, RAW, ESCAPE, KINDS };

struct entry {
    uint32_t token;     /* 24 bits of number, 8 that check it; 0: free                        */
    enum kind kind;
    uint32_t line;      /* token of the first one on its command line                         */
    uint32_t key;       /* SLATE, SCLOSE                                                      */
    uint32_t begun;     /* when it was accepted                                               */
    uint32_t wait;      /* its limit for standing in the queue                                */
    uint32_t bound;     /* it must have ended by then                                         */
    uint32_t size;      /* bytes of its payload, or of what the module sent                   */
    uint32_t sum;       /* of the payload as its sender knows it                              */
    uint32_t got, got_sum; /* bytes that arrived, and their sum                               */
    int live;           /* accepted, not done                                                 */
    int executed;       /* how often the module read its line                                 */
    int seen;           /* its own token came back to the host                                */
    unsigned code;      /* the number of the error that the module said                       */
    int said;           /* what the module's answer amounts to, QAT_...; 1: nothing           */
    int hurt;           /* a fault touched its bytes: other answers are possible              */
    int cancelled, detached;
};

struct entry *ledger_open(enum kind kind);      /* a new request; live when it is accepted */
struct entry *ledger_find(uint32_t token);      /* NULL: no such token */
void ledger_hurt_all(void);
int ledger_older(const struct entry *e);        /* is an older one with its key alive? */
int ledger_same_key(const struct entry *e);     /* is any other one with its key alive? */
void ledger_accepted(struct entry *e, uint32_t wait, uint32_t stages);
void ledger_info(struct entry *e, uint32_t token);       /* an information line was handed to it */
void ledger_done(struct entry *e, int result, unsigned code);
void ledger_refused(int result);
void ledger_cancel(struct entry *e);            /* and those on the same line */
void ledger_late(void);                         /* has any passed its bound? */
unsigned ledger_code(uint32_t token);           /* what stands in +CME ERROR */
void violation(const char *format, ...);
enum { RESULTS = 32 };
extern unsigned long violations, requests, ended[RESULTS], refused; /* ended: by the negative of QAT_E_... */

/* ---- faults ---- */

enum fault {
    F_DROP_BYTE, F_DROP_LINE, F_CORRUPT, F_DOUBLE,     /* on the way to the host */
    F_LOSE_IN, F_CORRUPT_IN,                   /* on the way to the module */
    F_MUTE,                                    /* a command is never answered */
    F_SLOW,                                    /* ... or much later than it may */
    F_DEAF,                                    /* what comes is lost for a time */
    F_SILENT,                                  /* what is said is lost for a time */
    F_REBOOT,
    F_STRAY_OK,                                /* an OK that answers nothing stands before an answer */
    F_NO_LINE,                                 /* OK without the line that must precede it */
    F_WRONG_FINAL,                             /* OK instead of the prompt or CONNECT */
    F_WRONG_SIZE,                              /* the module took less than it was sent */
    F_SHORT,                                   /* a payload ends before its announced end */
    F_URCS,                                    /* a burst of them inside an answer */
    F_STALL,                                   /* write() takes nothing for a time */
    F_HANG_UP,                                 /* the other end closes the data connection */
    FAULTS
};
extern const char *const fault_names[FAULTS];
extern unsigned long faults[FAULTS];

void fault_order(enum fault f);   /* it is to happen at the next occasion */
int fault_due(enum fault f);      /* is it ordered? Then it happens now, and is counted */

/* ---- wire to the host ---- */

void wire_say(struct entry *e, uint32_t delay, const char *text, size_t n); /* e: whose answer it is */
void wire_urc(const char *text, size_t n);
void wire_cut(void);                            /* what is not out yet is lost */
void wire_silent(uint32_t until);
size_t wire_take(uint8_t *to, size_t room);     /* bytes that are due; 0: none */
int wire_due(uint32_t *when);                   /* of the next byte; 0: nothing is on its way */

/* ---- module ---- */

void module_start(void);
void module_input(const uint8_t *p, size_t n);
void module_run(void);                          /* what is due */
uint32_t module_wanted(void);                   /* ms until something is */
void module_heal(void);                         /* no fault any more: it listens, in command mode */
void module_hang_up(void);                      /* the host dropped the connection */
extern uint32_t reboots, rebooted_at;
extern int escape_wanted;                       /* the host asked for an escape */

extern int online;              /* the host is in data mode */
uint8_t upload_byte(uint32_t i);                /* what it sends there */
uint8_t download_byte(uint32_t i);              /* what the module sends there: no CR */
uint8_t data_byte(uint32_t token, uint32_t i);  /* the i-th byte of a request's payload */
uint32_t data_sum(uint32_t sum, uint8_t byte);

#endif
