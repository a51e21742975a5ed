/* module.c: the simulated module. It reads its input in order, answers in order, and does what the faults
 * tell it. SPDX-License-Identifier: MIT */
#include "qat.h" /* QAT_E_... only: what an answer amounts to */
#include "stress.h"

#include <stdio.h>
#include <string.h>

enum { INPUT = 2048, LINE = 256, LATES = 8, GUARD_MS = 1000, IDLE_MS = 5000, PATIENCE_MS = 60000 };
enum mode { COMMAND, TEXT, COUNTED, DATA };

static struct {
    uint8_t byte, hurt;
} input[INPUT];
static unsigned head, tail;
static char line[LINE];
static unsigned length;
static int line_hurt;
static enum mode mode;
static struct entry *connection; /* the last one                                            */
static struct entry *owner;      /* of TEXT, COUNTED, DATA                                  */
static uint32_t taken, heard;    /* bytes of its payload; when the last one came            */
static unsigned pluses;
static uint32_t busy_until, deaf_until, hang_up_at, data_at;
static int deaf, echo, data_hurt;
static uint32_t downloaded; /* bytes sent in data mode */
static struct {
    struct entry *e;
    uint32_t due, key;
} lates[LATES];
static unsigned n_lates;
uint32_t reboots, rebooted_at;
int escape_wanted;

/* Bytes of every value, and some that look like results. */
uint8_t data_byte(uint32_t token, uint32_t i)
{
    static const char hidden[] = "\r\nOK\r\n+++\r\nERROR\r\n+SQ: 0\r\n> ";

    if (i / (sizeof hidden - 1) % 3 == 1) {
        return (uint8_t)hidden[i % (sizeof hidden - 1)];
    }
    return (uint8_t)((token >> 8) * 31 + i * 7 + (i >> 5));
}

uint8_t upload_byte(uint32_t i)
{
    return (uint8_t)(i * i % 7 < 3 ? '+' : i * 31 + (i >> 3));
}

uint8_t download_byte(uint32_t i)
{
    uint8_t byte = (uint8_t)(i * 7 + (i >> 5));

    return byte == '\r' ? '.' : byte;
}

uint32_t data_sum(uint32_t sum, uint8_t byte)
{
    return (sum ^ byte) * 16777619u + 1;
}

static void say(struct entry *e, uint32_t delay, const char *text)
{
    wire_say(e, delay, text, strlen(text));
}

static void leave(void)
{
    mode = COMMAND;
    owner = NULL;
    length = 0;
    line_hurt = 0;
}

void module_start(void)
{
    memset(lates, 0, sizeof lates);
    n_lates = 0;
    head = tail = 0;
    leave();
    deaf = 0;
    echo = 1;
    busy_until = now;
}

static void reboot(void)
{
    wire_cut();
    ledger_hurt_all(); /* an answer may have been cut anywhere */
    if (connection) {
        connection->hurt = 1;
    }
    module_start();
    reboots++;
    rebooted_at = now;
    deaf = 1;
    deaf_until = now + between(50, 1500);
    say(NULL, deaf_until - now + below(40), "\r\nRDY\r\n"); /* it may listen a little before it is told */
}

void module_hang_up(void)
{
    if (mode == DATA) {
        leave();
    }
}

void module_heal(void)
{
    module_hang_up();
    leave();
    deaf = 0;
    head = tail;
    busy_until = now;
    n_lates = 0;
    wire_silent(now);
}

/* ---- answers ---- */

static uint32_t limit_of(const struct entry *e)
{
    static const uint32_t limits[KINDS] = { 2000, 5000, 10000, 10000, 10000, 2000, 2000, 10000, 5000, 0 };

    return limits[e->kind];
}

/* How long the module thinks; sometimes longer than anybody waits. */
static uint32_t think(const struct entry *e)
{
    uint32_t ms = between(0, 300);

    if (e && fault_due(F_SLOW)) {
        ms = limit_of(e) + between(0, 20000);
    }
    busy_until = now + ms;
    return ms;
}

static void urcs(uint32_t delay)
{
    char text[96];
    unsigned n = 1 + below(4);

    while (n-- > 0) {
        if (below(2)) {
            sprintf(text, "\r\n+STICK: %u\r\n", (unsigned)below(100000));
        } else {
            sprintf(text, "\r\n+SPUSH: 12,\"%s\"\r\n", below(2) ? "abc,def\"ghi+" : "twelve bytes");
        }
        (void)delay;
        wire_urc(text, strlen(text));
    }
}

/* One of the ways in which a command fails. */
static void fail(struct entry *e, uint32_t delay)
{
    static const struct {
        int result;
        const char *text;
    } ways[] = {
        { QAT_E_CME, "+CME ERROR: " }, { QAT_E_CMS, "+CMS ERROR: " }, { QAT_E_ERROR, "ERROR" },
        { QAT_E_NO_CARRIER, "NO CARRIER" }, { QAT_E_BUSY_LINE, "BUSY" }, { QAT_E_NO_ANSWER, "NO ANSWER" },
        { QAT_E_NO_DIALTONE, "NO DIALTONE" }, { QAT_E_SEND_FAIL, "SEND FAIL" },
    };
    char text[64];
    unsigned i = below(sizeof ways / sizeof ways[0]);

    e->said = ways[i].result;
    if (i < 2) {
        sprintf(text, "\r\n%s%u\r\n", ways[i].text, ledger_code(e->token));
    } else {
        sprintf(text, "\r\n%s\r\n", ways[i].text);
    }
    say(e, delay, text);
}

/* The information line and the final of e. */
static void answer(struct entry *e, uint32_t delay, const char *info, const char *final)
{
    char text[64];

    if (fault_due(F_STRAY_OK)) {
        say(e, delay, "\r\nOK\r\n");
        e->said = final[0] == 'O' ? QAT_E_MISSING : QAT_E_FINAL;
        delay += below(100);
    } else {
        e->said = QAT_OK;
    }
    if (fault_due(F_NO_LINE)) {
        e->said = e->said == QAT_OK ? QAT_E_MISSING : e->said;
    } else {
        sprintf(text, "\r\n%s\r\n", info);
        say(e, delay, text);
    }
    if (fault_due(F_URCS)) {
        urcs(delay);
    }
    sprintf(text, "\r\n%s\r\n", final);
    say(e, delay, text);
}

static void download(struct entry *e, uint32_t delay)
{
    char text[400];
    uint32_t i, n = 1 + below(e->size);

    e->size = n;
    e->sum = 0;
    sprintf(text, "\r\nCONNECT %08lX,%u\r\n", (unsigned long)e->token, (unsigned)n);
    say(e, delay, text);
    for (i = 0; i < n; i++) {
        text[i] = (char)data_byte(e->token, i);
        e->sum = data_sum(e->sum, (uint8_t)text[i]);
    }
    e->said = QAT_OK;
    if (n > 8 && fault_due(F_SHORT)) {
        n -= 8 + below(n - 8); /* more is missing than the final's bytes could fill */
        e->said = QAT_E_FRAMING;
        e->hurt = 1;
    }
    wire_say(e, delay + below(200), text, n);
    say(e, delay, "\r\nOK\r\n");
}

static void late_begin(struct entry *e, uint32_t delay)
{
    uint32_t due = now + delay + between(0, below(3) ? 2000 : 15000);

    say(e, delay, "\r\nOK\r\n");
    if (n_lates == LATES || fault_due(F_MUTE)) {
        e->said = 1; /* it never comes */
        return;
    }
    if (fault_due(F_SLOW)) {
        due += 20000;
    }
    e->said = below(2) ? QAT_OK : QAT_E_RESULT;
    lates[n_lates].e = e;
    lates[n_lates].key = e->key;
    lates[n_lates++].due = due;
}

static int late_older(unsigned i)
{
    unsigned k;

    for (k = 0; k < i && !(lates[k].key == lates[i].key && lates[k].e->kind == lates[i].e->kind); k++) {
    }
    return k < i;
}

static void late_drop(unsigned i)
{
    n_lates--;
    memmove(lates + i, lates + i + 1, (n_lates - i) * sizeof lates[0]);
}

/* Results with the same key come in order, and none while the host may take it for an older one that was
 * lost: that is what no host could know. In data mode they wait. */
static void late_run(void)
{
    char text[64];
    unsigned i;

    for (i = 0; i < n_lates && mode != DATA; i++) {
        struct entry *e = lates[i].e;

        if (after(lates[i].due, now)) {
            continue;
        }
        if (late_older(i) || ledger_older(e)) {
            lates[i].due = now + 50;
            continue;
        }
        sprintf(text, "\r\n+S%s: %u,%08lX,%u\r\n", e->kind == SLATE ? "LATE" : "CLOSE",
                (unsigned)lates[i].key, (unsigned long)e->token, e->said == QAT_OK ? 0u : 1 + below(3));
        say(e, 0, text);
        late_drop(i--);
    }
}

/* ---- commands ---- */

struct command {
    struct entry *e;
    enum kind kind;
};

/* Which command is it? 0: one that takes no token, answered already if it stands alone. -1: none at all. */
static int read_command(const char *text, struct command *c)
{
    static const struct {
        const char *format;
        enum kind kind;
    } forms[] = {
        { "+SQ=%8lX%n", SQ }, { "+SR=%8lX%n", SR }, { "+SPUB=%8lX%n", SPUB }, { "+SUP=%8lX,%u%n", SUP },
        { "+SDOWN=%8lX,%u%n", SDOWN }, { "+SDIAL=%8lX%n", SDIAL }, { "+RAW=%8lX%n", RAW },
    };
    unsigned long token = 0;
    unsigned i, number = 0;
    int n;

    for (i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        n = -1;
        if (forms[i].kind == SUP || forms[i].kind == SDOWN) {
            (void)sscanf(text, forms[i].format, &token, &number, &n);
        } else {
            (void)sscanf(text, forms[i].format, &token, &n);
        }
        if (n > 0 && text[n] == '\0') {
            c->kind = forms[i].kind;
            c->e = ledger_find((uint32_t)token);
            return c->e && c->e->kind == c->kind && (number == 0 || number == c->e->size);
        }
    }
    n = -1;
    (void)sscanf(text, "+SLATE=%u,%8lX%n", &number, &token, &n);
    if (n > 0 && text[n] == '\0') {
        c->kind = SLATE;
    } else {
        (void)sscanf(text, "+SCLOSE=%u,%8lX%n", &number, &token, &n);
        c->kind = SCLOSE;
        if (n <= 0 || text[n] != '\0') {
            return 0;
        }
    }
    c->e = ledger_find((uint32_t)token);
    return c->e && c->e->kind == c->kind && c->e->key == number;
}

/* Probes and start-up. */
static int plain(const char *text)
{
    uint32_t delay;

    if (text[0] == '\0' || strcmp(text, "E0") == 0) {
        echo = text[0] ? 0 : echo;
        delay = think(NULL);
        say(NULL, delay, "\r\nOK\r\n");
        return 1;
    }
    if (strcmp(text, "+SPA?") == 0 || strcmp(text, "+SPB?") == 0 || strcmp(text, "+SPC?") == 0) {
        char info[32];

        delay = think(NULL);
        sprintf(info, "\r\n+SP%c: 1\r\n", text[3]);
        say(NULL, delay, info);
        say(NULL, delay, "\r\nOK\r\n");
        return 1;
    }
    return 0;
}

/* What was under way with the key before e is over: opening ends what closing had left, and vice versa. */
static void forget_key(const struct entry *e)
{
    unsigned i;

    for (i = 0; i < n_lates; i++) {
        if (lates[i].key == e->key && lates[i].e->kind != e->kind) {
            lates[i].e->said = 1;
            late_drop(i--);
        }
    }
}

static void execute(const struct command *c)
{
    static const char *const heads[KINDS] = { "+SQ", "+SR", 0, 0, 0, 0, 0, 0, "+RAW", 0 };
    struct entry *e = c->e;
    uint32_t delay;
    char info[48];

    if (fault_due(F_MUTE)) {
        return;
    }
    delay = think(e);
    if (below(4) == 0) {
        fail(e, delay);
        return;
    }
    switch (c->kind) {
    case SQ:
    case SR:
        sprintf(info, "%s: %08lX", heads[c->kind], (unsigned long)e->token);
        answer(e, delay, info, "OK");
        break;
    case RAW: /* has no line that must come: a stray OK would be taken for its own, as by anybody */
        sprintf(info, "\r\n+RAW: %08lX\r\n", (unsigned long)e->token);
        say(e, delay, info);
        say(e, delay, "\r\nOK\r\n");
        e->said = QAT_OK;
        break;
    case SLATE:
    case SCLOSE:
        forget_key(e);
        late_begin(e, delay);
        break;
    case SDOWN:
    case SPUB:
    case SUP:
        if (fault_due(F_WRONG_FINAL)) {
            e->said = QAT_E_FINAL;
            say(e, delay, "\r\nOK\r\n");
        } else if (c->kind == SDOWN) {
            download(e, delay);
        } else {
            say(e, delay, c->kind == SUP ? "\r\nCONNECT\r\n" : "\r\n> ");
            mode = c->kind == SUP ? COUNTED : TEXT;
            owner = e;
            taken = 0;
            heard = now + delay;
        }
        break;
    case SDIAL:
        sprintf(info, "\r\n+SDIAL: %08lX\r\n", (unsigned long)e->token);
        say(e, delay, info);
        say(e, delay, "\r\nCONNECT\r\n");
        e->said = QAT_OK;
        mode = DATA;
        owner = connection = e;
        pluses = 0;
        data_hurt = 0;
        downloaded = taken = 0;
        heard = now;
        data_at = busy_until + between(0, 500);
        hang_up_at = busy_until + between(5000, 30000);
        break;
    case ESCAPE:
    case KINDS:
        break;
    }
}

/* Joined commands: each says its line, one final for all. */
static void execute_joined(const struct command *c, unsigned n)
{
    uint32_t delay = think(c[0].e);
    unsigned i, k, bad = below(3) == 0 ? below(n) : n;
    char info[32];

    if (fault_due(F_MUTE)) {
        return;
    }
    for (i = 0; i < n && i < bad; i++) {
        sprintf(info, "\r\n+S%c: %08lX\r\n", c[i].kind == SQ ? 'Q' : 'R', (unsigned long)c[i].e->token);
        say(c[i].e, delay, info);
        c[i].e->said = QAT_OK;
    }
    if (bad == n) {
        say(c[0].e, delay, "\r\nOK\r\n");
    } else {
        fail(c[bad].e, delay);
        for (k = 0; k < n; k++) {
            c[k].e->said = c[bad].e->said;
            c[k].e->code = ledger_code(c[bad].e->token);
        }
    }
    for (k = 0, i = 0; i < n; i++) {
        k |= (unsigned)c[i].e->hurt;
    }
    for (i = 0; i < n; i++) { /* the final is everybody's */
        c[i].e->hurt |= (int)k;
    }
}

/* A command line is complete. */
static void obey(void)
{
    struct command commands[8];
    unsigned n = 0;
    char *at = strstr(line, "AT"), *part;
    int good = at != NULL;
    char sent[LINE + 2];

    if (echo) {
        sprintf(sent, "%s\r", line);
        wire_say(NULL, 0, sent, strlen(sent));
    }
    if (at && plain(at + 2)) {
        return;
    }
    for (part = at ? at + 2 : NULL; part && good && n < 8;) {
        char *end = strchr(part, ';');

        if (end) {
            *end = '\0';
        }
        good = read_command(part, &commands[n++]);
        part = end ? end + 1 : NULL;
    }
    if (!good) {
        if (at || below(2)) {
            ledger_hurt_all(); /* noise: nobody knows whose line that was */
            say(NULL, think(NULL), "\r\nERROR\r\n");
        }
        return;
    }
    for (unsigned i = 0; i < n; i++) {
        commands[i].e->executed++;
        commands[i].e->hurt |= line_hurt;
        commands[i].e->code = ledger_code(commands[i].e->token);
    }
    if (n == 1) {
        execute(commands);
    } else {
        execute_joined(commands, n);
    }
}

/* The payload is complete. */
static void stored(void)
{
    struct entry *e = owner;
    uint32_t delay = think(e), said = taken;
    int text = mode == TEXT, wrong = 0;
    char info[48];

    leave();
    e->got = taken;
    if (below(4) == 0) {
        fail(e, delay);
        return;
    }
    if (text) {
        sprintf(info, "+SPUB: %08lX", (unsigned long)e->token);
    } else {
        wrong = fault_due(F_WRONG_SIZE);
        said -= (uint32_t)wrong;
        sprintf(info, "+SUP: %08lX,%u", (unsigned long)e->token, (unsigned)said);
    }
    answer(e, delay, info, text ? "SEND OK" : "OK");
    if (wrong && e->said == QAT_OK) {
        e->said = QAT_E_MISMATCH;
    }
}

static void online_byte(uint8_t byte)
{
    if (byte == '+' && now - heard >= GUARD_MS) {
        pluses = 1;
    } else if (byte == '+' && pluses > 0 && pluses < 3) {
        pluses++;
    } else {
        pluses = 0;
    }
    heard = now;
}

static void take_byte(uint8_t byte, int hurt)
{
    switch (mode) {
    case COMMAND:
        line_hurt |= hurt;
        if (byte == '\r') {
            line[length] = '\0';
            length = 0;
            obey();
            line_hurt = 0;
        } else if (byte >= ' ' && byte < 0x7F && length < LINE - 1) {
            line[length++] = (char)byte;
        }
        break;
    case TEXT:
        owner->hurt |= hurt;
        heard = now;
        if (byte == 0x1B) {
            struct entry *e = owner;

            e->hurt = 1;
            leave();
            if (below(2)) {
                say(e, 0, "\r\nOK\r\n");
            }
        } else if (byte == 0x1A) {
            stored();
        } else {
            owner->got_sum = data_sum(owner->got_sum, byte);
            taken++;
        }
        break;
    case COUNTED:
        owner->hurt |= hurt;
        heard = now;
        owner->got_sum = data_sum(owner->got_sum, byte);
        if (++taken == owner->size) {
            stored();
        }
        break;
    case DATA:
        if (online && !escape_wanted && !data_hurt && byte != upload_byte(taken)) {
            violation("byte %lu of data mode arrives wrong", (unsigned long)taken);
            data_hurt = 1;
        }
        taken++;
        online_byte(byte);
        break;
    }
}

/* ---- in and out ---- */

/* A byte of the line, payload or data that is coming in is gone. */
static void lose(void)
{
    line_hurt = data_hurt = 1;
    if (owner) {
        owner->hurt = 1;
    }
}

void module_input(const uint8_t *p, size_t n)
{
    for (; n > 0; n--, p++) {
        uint8_t byte = *p;
        int hurt = 0;

        if (deaf && after(deaf_until, now)) {
            lose();
            continue;
        }
        deaf = 0;
        if (below(8) == 0 && fault_due(F_LOSE_IN)) {
            if (tail != head) {
                input[(tail - 1) % INPUT].hurt = 1;
            }
            lose();
            continue;
        }
        if (below(8) == 0 && fault_due(F_CORRUPT_IN)) {
            byte = (uint8_t)(byte ^ 1 << below(7));
            hurt = data_hurt = 1;
        }
        if (tail - head < INPUT) {
            input[tail % INPUT].byte = byte;
            input[tail++ % INPUT].hurt = (uint8_t)hurt;
        }
    }
}

static void online_run(void)
{
    char data[40];
    uint32_t i, n;

    if (pluses == 3 && now - heard >= GUARD_MS) {
        if (!escape_wanted && !data_hurt) {
            violation("data made the module leave data mode");
        }
        struct entry *e = owner;

        leave();
        say(e, between(0, 500), "\r\nOK\r\n");
        return;
    }
    if (!after(hang_up_at, now) || fault_due(F_HANG_UP)) {
        struct entry *e = owner;

        leave();
        say(e, 0, "\r\nNO CARRIER\r\n");
        e->hurt = 1; /* what it says behind that within the guard time is data for the host */
        return;
    }
    if (!after(data_at, now)) {
        n = 1 + below(sizeof data - 1);
        for (i = 0; i < n; i++) {
            data[i] = (char)download_byte(downloaded++);
        }
        wire_say(owner, 0, data, n);
        data_at = now + between(50, 2000);
    }
}

void module_run(void)
{
    if (fault_due(F_REBOOT)) {
        reboot();
    }
    if (fault_due(F_DEAF)) {
        deaf = 1;
        deaf_until = now + between(100, 20000);
    }
    if (fault_due(F_SILENT)) {
        wire_silent(now + between(100, 20000));
    }
    late_run();
    if (mode == TEXT && !after(heard, now) && now - heard >= PATIENCE_MS) {
        leave();
    }
    if (mode == COUNTED && !after(heard, now) && now - heard >= IDLE_MS) {
        struct entry *e = owner;

        leave();
        fail(e, 0);
    }
    if (mode == DATA && !after(busy_until, now)) {
        online_run();
    }
    while (head != tail && !after(busy_until, now)) {
        unsigned i = head++ % INPUT;

        take_byte(input[i].byte, input[i].hurt);
    }
}

static void sooner(uint32_t *least, uint32_t when)
{
    uint32_t left = after(when, now) ? when - now : 0;

    *least = left < *least ? left : *least;
}

uint32_t module_wanted(void)
{
    uint32_t least = 1000000;
    unsigned i;

    if (head != tail) {
        sooner(&least, busy_until);
    }
    for (i = 0; i < n_lates && mode != DATA; i++) {
        sooner(&least, lates[i].due);
    }
    if (mode == TEXT) {
        sooner(&least, heard + PATIENCE_MS);
    } else if (mode == COUNTED) {
        sooner(&least, heard + IDLE_MS);
    } else if (mode == DATA) {
        uint32_t next = 1000000;

        sooner(&next, hang_up_at);
        sooner(&next, data_at);
        if (pluses == 3) {
            sooner(&next, heard + GUARD_MS);
        }
        sooner(&least, after(busy_until, now + next) ? busy_until : now + next);
    }
    return least;
}
