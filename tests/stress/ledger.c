/* ledger.c: the checker. Every request has a token that its answer must say; how it ends must be what the
 * module said to that token, or what the host may decide itself. A request that a fault touched may end in
 * other ways, but never with the answer of another one. SPDX-License-Identifier: MIT */
#include "qat.h"
#include "stress.h"

#include <stdarg.h>
#include <stdio.h>

enum { ENTRIES = 1024 };
static struct entry entries[ENTRIES];
static uint32_t last;
unsigned long violations, requests;
unsigned long ended[RESULTS], refused;

void violation(const char *format, ...)
{
    va_list args;

    violations++;
    if (violations <= 20) {
        printf("violation at %lu ms: ", (unsigned long)now);
        va_start(args, format);
        vprintf(format, args);
        va_end(args);
        putchar('\n');
    }
}

static uint32_t with_check(uint32_t number)
{
    uint32_t check = (number & 0xFF) * 3 + (number >> 8 & 0xFF) * 5 + (number >> 16 & 0xFF) * 7 + 0x5A;

    return number << 8 | (check & 0xFF);
}

struct entry *ledger_open(enum kind kind)
{
    struct entry *e, none = { 0 };
    unsigned long tries = 0;

    do {
        last = last % 0xFFFFFF + 1;
        e = &entries[last % ENTRIES];
    } while (e->live && ++tries < ENTRIES);
    *e = none;
    e->token = with_check(last);
    e->kind = kind;
    e->said = 1;
    e->line = e->token;
    return e;
}

struct entry *ledger_find(uint32_t token)
{
    struct entry *e = &entries[(token >> 8) % ENTRIES];

    return token != 0 && e->token == token ? e : NULL;
}

void ledger_hurt_all(void)
{
    struct entry *e;

    for (e = entries; e < entries + ENTRIES; e++) {
        e->hurt |= e->live;
    }
}

int ledger_older(const struct entry *e)
{
    const struct entry *o;

    for (o = entries; o < entries + ENTRIES; o++) {
        if (o != e && o->live && o->kind == e->kind && o->key == e->key && o->token >> 8 < e->token >> 8) {
            return 1;
        }
    }
    return 0;
}

int ledger_same_key(const struct entry *e)
{
    const struct entry *o;

    for (o = entries; o < entries + ENTRIES; o++) {
        if (o != e && o->live && o->kind == e->kind && o->key == e->key) {
            return 1;
        }
    }
    return 0;
}

unsigned ledger_code(uint32_t token)
{
    return 10000 + (token >> 8) % 50000;
}

void ledger_accepted(struct entry *e, uint32_t wait, uint32_t stages)
{
    e->live = 1;
    e->begun = now;
    e->wait = wait;
    e->bound = now + wait + stages + 1; /* its last moment is still inside */
    requests++;
}

void ledger_info(struct entry *e, uint32_t token)
{
    struct entry *other = ledger_find(token);

    if (!e->live) {
        violation("a line for %08lX, which is not pending", (unsigned long)e->token);
    } else if (token == e->token) {
        e->seen = 1;
    } else if (other) {
        violation("%08lX got the answer of %08lX", (unsigned long)e->token, (unsigned long)token);
    } else if (!e->hurt) {
        violation("%08lX got token %08lX, and no fault touched it", (unsigned long)e->token,
                  (unsigned long)token);
    }
}

/* Results that the host comes to by itself. Returns whether it may. */
static int host_may(const struct entry *e, int result)
{
    switch (result) {
    case QAT_E_TIMEOUT:
        return e->executed == 0 || e->said == 1 || now - e->begun >= 1000;
    case QAT_E_EXPIRED:
        return e->executed == 0 && now - e->begun >= e->wait;
    case QAT_E_RESET:
        /* its RDY may have been on the way */
        return reboots > 0 && (after(rebooted_at, e->begun) || e->begun - rebooted_at < 10000);
    case QAT_E_CANCELLED:
        return e->cancelled;
    case QAT_E_DETACHED:
        return e->detached;
    case QAT_E_STALE_KEY:
        return (e->kind == SLATE || e->kind == SCLOSE) && e->executed == 0;
    case QAT_E_FRAMING:
        return e->kind == SDOWN && e->hurt;
    case QAT_E_NO_CARRIER:
        return e->kind == ESCAPE;
    default:
        return 0;
    }
}

static int has_payload(const struct entry *e)
{
    return e->kind == SPUB || e->kind == SUP || e->kind == SDOWN;
}

void ledger_done(struct entry *e, int result, unsigned code)
{
    if (!e->live) {
        violation("%08lX is done a second time, with %s", (unsigned long)e->token, qat_result_name(result));
        return;
    }
    e->live = 0;
    if (result > 0 || result <= -32) {
        violation("%08lX ends with %d", (unsigned long)e->token, result);
        return;
    }
    ended[-result]++;
    if (e->executed > 1) {
        violation("the module read the line of %08lX %d times", (unsigned long)e->token, e->executed);
    }
    if (after(now, e->bound)) {
        violation("%08lX ends %lu ms too late", (unsigned long)e->token, (unsigned long)(now - e->bound));
    }
    if (host_may(e, result) || e->kind == ESCAPE) {
        return;
    }
    if (!e->hurt && result != e->said) {
        violation("%08lX (kind %d) ends with %s, the module's answer was %s", (unsigned long)e->token,
                  (int)e->kind, qat_result_name(result), e->said == 1 ? "nothing" : qat_result_name(e->said));
    }
    if ((result == QAT_E_CME || result == QAT_E_CMS) && !e->hurt && code != e->code) {
        violation("%08lX ends with error %u, not its own", (unsigned long)e->token, code);
    }
    if (result == QAT_OK && !e->hurt && (!e->seen || e->executed != 1)) {
        violation("%08lX ends well without its answer", (unsigned long)e->token);
    }
    if (result == QAT_OK && !e->hurt && has_payload(e) && (e->got != e->size || e->got_sum != e->sum)) {
        violation("%08lX: %lu of %lu bytes arrived, or others", (unsigned long)e->token, (unsigned long)e->got,
                  (unsigned long)e->size);
    }
}

void ledger_refused(int result)
{
    if (result != QAT_E_STALE_KEY && result != QAT_E_ONLINE && result != QAT_E_STATE) {
        violation("a request is refused with %s", qat_result_name(result));
    }
    requests++;
    refused += result != QAT_E_STALE_KEY;
    ended[QAT_E_STALE_KEY == result ? -result : 0] += result == QAT_E_STALE_KEY;
}

void ledger_cancel(struct entry *e)
{
    struct entry *o;

    for (o = entries; o < entries + ENTRIES; o++) {
        o->cancelled |= o->live && o->line == e->line;
    }
}

void ledger_late(void)
{
    struct entry *e;

    for (e = entries; e < entries + ENTRIES; e++) {
        if (e->live && after(now, e->bound)) {
            violation("%08lX (kind %d) is not done in time", (unsigned long)e->token, (int)e->kind);
            e->bound = now + 1000000;
        }
    }
}
