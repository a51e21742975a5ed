/* round.c: what one side writes the other reads: every command, answer and urc of a dialect, over edge and
 * random values of every parameter.
 *
 * SPDX-License-Identifier: MIT
 *
 * Usage: round [SEED [ROUNDS]]. Built once for each dialect (DIALECT). The values come from qam_text.h (what
 * a field may hold), go into the host's request by name (qat_text.h), over the wire by the public API
 * (qat_submit, qat_poll, qat_rx), and back. Each round begins with a fresh instance. Round 0 has everything at
 * its least and nothing optional, round 1 everything and all at its most; every odd round has everything; each
 * value of each enum comes in an odd and in an even round. */
#define QAT_IMPLEMENTATION
#include "qat.h"
#include "qat_text.h"
#define QAM_IMPLEMENTATION
#include "qam.h"
#include "qam_text.h"

#include "values.h"
#include "host.h"
#include "lines.h"

/* ---- commands ---- */

struct talk {
    const struct qam_text_command *command;
    int id;
    struct values args;
    void *request;
    char *payload;              /* what the host sends                                  */
    size_t payload_len;
    size_t caller;              /* bytes that the host was told to expect               */
    int expect;
};

static const qam_stage_t *stage_with(const qam_stage_t *s, int what)
{
    while (s->what != QAM_END && s->what != what) {
        s++;
    }
    return s->what == QAM_END ? NULL : s;
}

static void make_request(struct talk *t, size_t most)
{
    const struct qam_text_command *c = t->command;
    const qam_stage_t *out = stage_with(qam_stages(t->id), QAM_PAYLOAD);
    const struct qat_text_field *f;
    struct value *size = NULL;

    make_values(&t->args, c->fields, c->count, most);
    for (int i = 0; i < t->args.count; i++) {
        size = t->args.v[i].field->check == 'z' ? &t->args.v[i] : size;
    }
    t->payload_len = 0;
    if (out) {
        size_t hi = c->payload_hi == 0 || c->payload_hi > MOST_PAYLOAD ? MOST_PAYLOAD : c->payload_hi;
        size_t lo = c->payload_lo;

        if (size) {
            lo = lo < (size_t)size->field->lo ? (size_t)size->field->lo : lo;
            hi = hi > (size_t)size->field->hi ? (size_t)size->field->hi : hi;
            size->present = out->payload != QAM_EITHER ? 1 : size->present;
        }
        t->payload_len = hi < lo ? lo : lo + below((uint32_t)(hi - lo + 1));
        if (size) {
            size->number = (int64_t)t->payload_len;
        }
    }
    t->payload = (char *)malloc(t->payload_len + 1);
    for (size_t i = 0; i < t->payload_len; i++) {
        do {
            t->payload[i] = (char)below(256);
        } while (t->payload[i] == 0x1A || t->payload[i] == 0x1B);
    }
    t->request = calloc(1, host.text->args.size);
    host.request = (qat_req_t *)t->request;
    host.request->done = on_done;
    host.request->on_info = on_info;
    host.request->on_data = on_data;
    to_host(t->request, &host.text->args, &t->args);
    f = host_field(&host.text->args, "payload", 'p');
    if (f) {
        qat_payload_t p;

        memset(&p, 0, sizeof p);
        p.data = t->payload;
        p.size = (uint32_t)t->payload_len;
        memcpy((char *)t->request + f->offset, &p, sizeof p);
    }
}

static void drop_request(struct talk *t)
{
    values_free(&t->args);
    free(t->request);
    free(t->payload);
    t->request = NULL;
    t->payload = NULL;
    host.request = NULL;
}

static const struct qam_text_line *connect_line(const struct talk *t)
{
    return t->command->connect;
}

/* The member that tells the host how much will come. */
static void tell_caller(struct talk *t)
{
    const char *name = NULL;
    const struct qat_text_field *f;

    for (int i = 0; i < host.text->args.count; i++) { /* a number that is always there, no argument */
        const struct qat_text_field *g = &host.text->args.fields[i];

        if (g->kind == 'u' && g->bit < 0 && !value_named(&t->args, g->name)) {
            name = g->name;
        }
    }
    f = name ? host_field(&host.text->args, name, 'u') : NULL;
    t->caller = 1 + below(MOST_PAYLOAD - 1);
    if (f) {
        put_number(t->request, f->offset, (int64_t)t->caller);
    }
}

/* The command line: sent by the host, read by the modem. Nonzero: go on with the answer. */
static int say_command(struct talk *t)
{
    static qam_any_t args;
    size_t most = 1400, len;
    int result, id;

    for (;;) {
        make_request(t, most);
        tell_caller(t);
        result = qat_submit(&host.q, host.request, host.text->bytes);
        if (result != QAT_E_TOO_LONG || most < 2) {
            break;
        }
        drop_request(t);
        most /= 2;
    }
    show_wire("", 0);
    if (result != QAT_OK) {
        fail("qat_submit says %s", qat_result_name(result));
        return 0;
    }
    host_poll();
    for (len = 0; len < host.sent && host.wire[len] != '\r'; len++) {
    }
    show_wire(host.wire, len);
    if (len == host.sent) {
        fail("no command line was sent");
        return 0;
    }
    id = qam_parse(host.wire, len, &args, sizeof args);
    lines_compared++;
    if (id != t->id) {
        if (id < 0 || qam_text_commands[id].literal <= t->command->literal) {
            fail("the modem takes it for %s", id < 0 ? "no command, or a wrong one" : qam_name(id));
            return 0;
        }
        told_narrower++; /* AT+COPS=3,2 as AT+COPS=3,<format>: the one that says more */
    } else {
        compare_with_modem(&args, &t->args);
    }
    host.sent = 0;
    return 1;
}

static void hear_payload(struct talk *t, const qam_stage_t *s)
{
    const struct value *size = NULL;
    size_t want = t->payload_len;
    int ctrl_z = s->payload == QAM_CTRL_Z;

    for (int i = 0; i < t->args.count; i++) {
        size = t->args.v[i].field->check == 'z' ? &t->args.v[i] : size;
    }
    ctrl_z |= s->payload == QAM_EITHER && !(size && size->present);
    host_poll();
    for (int i = 0; i < 1000 && host.sent < want + (size_t)ctrl_z; i++) {
        if (s->ack_every > 0) {
            host_rx(&s->ack, 1);
        }
        host_poll();
    }
    show_wire(host.wire, host.sent);
    if (host.sent != want + (size_t)ctrl_z || (want > 0 && memcmp(host.wire, t->payload, want) != 0) ||
        (ctrl_z && host.wire[want] != 0x1A)) {
        fail("the payload is another: %lu bytes", (unsigned long)host.sent);
    }
    host.sent = 0;
}

static void say_connect(struct talk *t, const qam_stage_t *s, struct sending *line)
{
    char data[MOST_PAYLOAD];

    if (connect_line(t)) {
        line->line = connect_line(t);
        send_line(line, 0);
    } else {
        host_rx_line("CONNECT", 7);
    }
    if (s->payload == QAM_CALLER) {
        for (size_t i = 0; i < t->caller; i++) {
            data[i] = (char)below(256);
        }
        host.data_len = 0;
        host_rx(data, t->caller);
        host_rx("\r\n", 2);
        if (host.data_len != t->caller || memcmp(host.data, data, t->caller) != 0) {
            fail("the host got %lu bytes of payload of %lu", (unsigned long)host.data_len,
                 (unsigned long)t->caller);
        }
        line->out = t->payload; /* its checksum is not free either, but the payload came the other way */
        free(t->payload);
        t->payload = (char *)malloc(t->caller);
        memcpy(t->payload, data, t->caller);
        line->out = t->payload;
        line->out_len = t->caller;
    }
}

static void say_infos(const struct qam_text_line *l, struct sending *line, int times)
{
    line->line = l;
    while (times-- > 0) {
        int before = host.infos;

        send_line(line, 0);
        if (host.infos != before + 1) {
            fail("the host takes it for %d lines of the answer", host.infos - before);
        }
    }
}

/* How many such lines come. */
static int times_of(int what)
{
    return what == QAM_INFO ? 1 : what == QAM_INFO_MAYBE ? (int)below(2) : (int)below(3);
}

static void say_late(struct talk *t, const qam_stage_t *s, struct sending *line)
{
    line->line = &t->command->late[s->line];
    if (s->what == QAM_EACH) {
        for (int n = (int)below(3); n > 0; n--) {
            int before = host.infos;

            line->expect = QAT_OK;
            send_line(line, 1);
            if (host.infos != before + 1) {
                fail("the host was told %d lines", host.infos - before);
            }
        }
    } else {
        send_line(line, 1);
        t->expect = line->expect;
    }
}

/* Which of several late results of one command ends it: one in each round. */
static const qam_stage_t *chosen_late(const qam_stage_t *s)
{
    int n = 0, wanted;

    for (const qam_stage_t *p = s; p->what != QAM_END; p++) {
        n += p->what == QAM_LATE;
    }
    wanted = n > 0 ? round_number % n : 0;
    for (; s->what != QAM_END; s++) {
        if (s->what == QAM_LATE && wanted-- == 0) {
            return s;
        }
    }
    return NULL;
}

static int is_info(const qam_stage_t *s)
{
    return s->what == QAM_INFO || s->what == QAM_INFO_ANY || s->what == QAM_INFO_MAYBE;
}

/* Only one of the lines that may come once: a module that has two shapes says it in one of them. */
static int stands_back(const qam_stage_t *first, const qam_stage_t *s)
{
    int n = 0, mine = 0;

    for (const qam_stage_t *p = first; p->what != QAM_END; p++) {
        mine = p == s ? n : mine;
        n += p->what == QAM_INFO_MAYBE;
    }
    return s->what == QAM_INFO_MAYBE && n > 1 && round_number % n != mine;
}

/* The last CONNECT opens data mode. */
static int opens_data_mode(const qam_stage_t *s)
{
    return s->what == QAM_CONNECT && s[1].what == QAM_END && s->payload == QAM_NO_PAYLOAD;
}

static void answer(struct talk *t)
{
    const qam_stage_t *first = qam_stages(t->id), *late = chosen_late(first);
    struct sending line;

    memset(&line, 0, sizeof line);
    line.args = &t->args;
    line.out = t->payload;
    line.out_len = t->payload_len;
    for (const qam_stage_t *s = first; s->what != QAM_END; s++) {
        line.expect = QAT_OK;
        switch (s->what) {
        case QAM_PROMPT:
            host_rx("\r\n> ", 4);
            break;
        case QAM_CONNECT:
            say_connect(t, s, &line);
            break;
        case QAM_PAYLOAD:
            hear_payload(t, s);
            break;
        case QAM_FINAL:
            host_rx_line(s->text, strlen(s->text));
            break;
        case QAM_LATE:
        case QAM_EACH:
            if (s->what == QAM_EACH || s == late) {
                say_late(t, s, &line);
            }
            break;
        default:
            if (is_info(s) && !stands_back(first, s)) {
                say_infos(&t->command->info[s->line], &line, times_of(s->what));
                t->expect = line.expect != QAT_OK ? line.expect : t->expect;
            }
            break;
        }
    }
    show_wire("", 0);
    if (first->what == QAM_CONNECT && opens_data_mode(first) && host.online != 1) {
        fail("data mode was entered %d times", host.online);
    }
    if (host.dones != 1) {
        fail("it was done %d times", host.dones);
    } else if (host.result != t->expect) {
        fail("it ended with %s, not %s", qat_result_name(host.result), qat_result_name(t->expect));
    }
    if (host.unknown > 0 || host.urcs > 0 || host.other > 0) {
        fail("%d lines were unknown, %d were urcs, %d something else", host.unknown, host.urcs, host.other);
    }
}

static void round_of_command(int id)
{
    struct talk t;

    memset(&t, 0, sizeof t);
    t.command = &qam_text_commands[id];
    t.id = id;
    subject = t.command->name;
    doing = "command";
    host_start();
    host.text = host_command(t.command->name);
    if (!host.text) {
        fail("the host has no such command");
        return;
    }
    if (say_command(&t)) {
        doing = "answer";
        answer(&t);
    }
    drop_request(&t);
}

/* Is something of the tail there, or deeper in it, when field i is left out? */
static int leaves_gap(const struct qam_text_command *c, int i)
{
    const struct qam_text_field *f = &c->fields[i];

    if (f->empty || f->check == 'z' || f->kind == 'p') {
        return 0;
    }
    if (f->tail == 0) {
        return f->kind == 's'; /* a number is always there */
    }
    for (int k = 0; k < c->count; k++) {
        if (k != i && c->fields[k].tail >= f->tail && c->fields[k].check != 'z') {
            return 1;
        }
    }
    return 0;
}

/* What must stand on the line when what is behind it does: the request is refused, and nothing is sent. */
static void gaps_of_command(int id)
{
    const struct qam_text_command *c = &qam_text_commands[id];

    for (int i = 0; i < c->count; i++) {
        struct talk t;
        int result;

        if (!leaves_gap(c, i)) {
            continue;
        }
        memset(&t, 0, sizeof t);
        t.command = c;
        t.id = id;
        left_out = &c->fields[i];
        subject = c->name;
        doing = left_out->name;
        host_start();
        host.text = host_command(c->name);
        make_request(&t, 60);
        tell_caller(&t);
        result = qat_submit(&host.q, host.request, host.text->bytes);
        host_poll();
        show_wire(host.wire, host.sent);
        if (result != QAT_E_ARG || host.sent > 0) {
            fail("left out, and qat_submit says %s", qat_result_name(result));
        }
        drop_request(&t);
        left_out = NULL;
        gaps++;
    }
}

/* ---- urcs ---- */

static void round_of_urc(const struct qam_text_urc *u)
{
    for (int i = 0; i < u->count; i++) {
        struct sending line;

        memset(&line, 0, sizeof line);
        subject = u->name;
        doing = "urc";
        host_start();
        for (int k = 0; k < QAT_TEXT_URCS; k++) {
            host.urc_wanted = strcmp(qat_text_urcs[k].name, u->name) == 0 ? k : host.urc_wanted;
        }
        line.line = &u->lines[i];
        send_line(&line, 0);
        if (u->lines[i].raw ? host.unknown != 1 : host.urcs != 1 || host.unknown > 0) {
            fail("the host sees %d urcs and %d unknown lines", host.urcs, host.unknown);
        }
    }
}

/* ---- whole ---- */

static int rounds_for(const struct qam_text_field *f, int count, int least)
{
    for (int i = 0; i < count; i++) {
        least = 2 * f[i].value_count > least ? 2 * f[i].value_count : least;
    }
    return least;
}

static int rounds_of_lines(const struct qam_text_line *l, int count, int least)
{
    for (int i = 0; l && i < count; i++) {
        least = rounds_for(l[i].fields, l[i].count, least);
    }
    return least;
}

static int count_stages(int id, int a, int b, int c)
{
    int n = 0;

    for (const qam_stage_t *s = qam_stages(id); s->what != QAM_END; s++) {
        n += s->what == a || s->what == b || s->what == c;
    }
    return n;
}

int main(int argc, char **argv)
{
    int rounds = argc > 2 ? atoi(argv[2]) : 24;

    seed_of_run = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1;
    state = seed_of_run * 2654435761u + 1;
    for (int id = 0; id < QAM_TEXT_COMMANDS; id++) {
        const struct qam_text_command *c = &qam_text_commands[id];
        int n = rounds_for(c->fields, c->count, rounds);

        n = rounds_of_lines(c->info, count_stages(id, QAM_INFO, QAM_INFO_ANY, QAM_INFO_MAYBE), n);
        n = rounds_of_lines(c->late, count_stages(id, QAM_LATE, QAM_EACH, QAM_EACH), n);
        for (round_number = 0; round_number < n; round_number++) {
            round_of_command(id);
        }
        round_number = 1; /* everything is there, but for one */
        gaps_of_command(id);
    }
    for (int i = 0; i < QAM_TEXT_URCS; i++) {
        int n = rounds_of_lines(qam_text_urcs[i].lines, qam_text_urcs[i].count, rounds);

        for (round_number = 0; round_number < n; round_number++) {
            round_of_urc(&qam_text_urcs[i]);
        }
    }
    printf("round: %s: seed %lu: %d commands, %d urcs; %d lines, %d values, %d told as a narrower command, %d gaps; ",
           DIALECT_NAME, (unsigned long)seed_of_run, QAM_TEXT_COMMANDS, QAM_TEXT_URCS, lines_compared,
           values_compared, told_narrower, gaps);
    printf("%d failures\n", failures);
    return failures != 0;
}
