/* lower_stages.c: what a command waits for after its line, and how long. Format: runtime/tables.h, STAGES.
 *
 * SPDX-License-Identifier: MIT */
#include "direct.h"
#include "runtime/tables.h"

enum { MOST_TICKS = 0xFFFE, TICK_MS = 100, OPEN_LIMIT_MS = 10000 };

/* A limit in the making: those of the information lines add to that of their final. */
struct sum {
    const struct limit *scaled;  /* the one with an argument, or NULL                        */
    uint64_t ms;
    bool given;
};

static void add_limit(struct sum *s, const struct limit *l, const struct place_in *w)
{
    if (!l->given) {
        return;
    }
    s->given = true;
    s->ms += l->ms;
    if (l->arg != NULL) {
        if (s->scaled != NULL) {
            too_much(l->pos, w->name, "two limits of one stage depend on arguments");
        }
        s->scaled = l;
    }
}

static unsigned ticks(uint64_t ms)
{
    uint64_t n = (ms + TICK_MS - 1) / TICK_MS;

    return n > MOST_TICKS ? MOST_TICKS : (unsigned)n;
}

static const char *argument_at(const struct place_in *w, const char *name, struct pos pos)
{
    const struct member *found;
    struct place_in request = *w;
    const char *at;

    request.layout = &w->command->args;
    at = number_at(&request, name, &found);
    if (at == NULL) {
        too_much(pos, w->name, "'%s' is no number", name);
        at = "0";
    }
    return at;
}

/* The presence bit of an argument; 0xFF: it is always there. */
static void put_bit(struct bytes *out, const struct place_in *w, const struct member *m)
{
    bool choice = m != NULL && m->optional && !m->size;

    put8(out, choice ? (unsigned)member_index(&w->command->args, m->name) : 0xFF);
}

/* The stage's byte and its limit. */
static void put_stage(struct bytes *out, unsigned op, const struct sum *s, const struct place_in *w)
{
    const struct limit *l = s->scaled;
    const struct field *f, *f2;
    const struct member *m;
    uint64_t unit, standard;

    if (l == NULL) {
        unsigned limit = ticks(s->given ? s->ms : OPEN_LIMIT_MS);
        int n = limit_number(w->model, limit);

        put8(out, op << 5 | (n < 0 ? QATI_LIMITS : (unsigned)n));
        if (n < 0) {
            put16(out, limit);
        }
        return;
    }
    put8(out, op << 5 | QATI_LIMITS);
    f = argument(w->tree, l->arg);
    f2 = l->arg2 == NULL ? NULL : argument(w->tree, l->arg2);
    unit = f != NULL && f->type.unit_ms != 0 ? f->type.unit_ms : 0;
    unit = unit == 0 && f2 != NULL ? f2->type.unit_ms : unit;
    unit = unit == 0 ? 1000 : unit;
    if (unit % TICK_MS != 0) {
        too_much(l->pos, w->name, "a limit cannot count '%s' in ms", l->arg);
    }
    standard = f == NULL ? 0 : f->eq.kind == V_NUMBER ? (uint64_t)f->eq.number : (uint64_t)f->type.hi;
    m = member_named(&w->command->args, l->arg);
    put16(out, 0xFFFF);
    put_expr(out, argument_at(w, l->arg, l->pos));
    put_bit(out, w, m);
    if (l->arg2 == NULL) {
        put8(out, 0xFF);
    } else {
        put_expr(out, argument_at(w, l->arg2, l->pos));
    }
    put16(out, ticks(unit));
    put16(out, ticks(standard * unit));
    put16(out, ticks(s->ms));
    m = l->arg2 == NULL ? NULL : member_named(&w->command->args, l->arg2);
    put_bit(out, w, m);
    put8(out, f2 == NULL ? 1 : f2->eq.kind == V_NUMBER ? (unsigned)f2->eq.number : (unsigned)f2->type.hi);
}

unsigned final_code(const char *name)
{
    static const struct { const char *name; unsigned code; } finals[] = {
        { "ok", QATI_F_OK }, { "error", QATI_F_ERROR }, { "cme", QATI_F_CME }, { "cms", QATI_F_CMS },
        { "connect", QATI_F_CONNECT }, { "no_carrier", QATI_F_NO_CARRIER }, { "busy", QATI_F_BUSY },
        { "no_answer", QATI_F_NO_ANSWER }, { "no_dialtone", QATI_F_NO_DIALTONE },
        { "send_ok", QATI_F_SEND_OK },
        { "send_fail", QATI_F_SEND_FAIL },
    };

    for (size_t i = 0; i < sizeof finals / sizeof finals[0]; i++) {
        if (same_name(finals[i].name, name)) {
            return finals[i].code;
        }
    }
    return QATI_F_OK;
}

static void put_payload_out(struct bytes *out, const struct place_in *w, const struct line *l)
{
    const struct field *idle = l->payload.idle == NULL ? NULL : argument(w->tree, l->payload.idle);
    int bit = l->payload.size == NULL ? -1 : member_index(&w->command->args, l->payload.size);

    put8(out, QATI_S_OUT << 5);
    put8(out, l->payload.kind == P_CTRLZ  ? QATI_OUT_CTRLZ :
              l->payload.kind == P_EITHER ? QATI_OUT_EITHER : QATI_OUT_COUNTED);
    put8(out, bit < 0 ? 0xFF : (unsigned)bit);
    put8(out, l->payload.ack == NULL ? 0 : (unsigned char)l->payload.ack[0]);
    put16(out, l->payload.ack_every > 0xFFFF ? 0xFFFF : l->payload.ack_every);
    if (l->payload.ack_when == NULL) {
        put8(out, 0xFF);
    } else {
        put_expr(out, argument_at(w, l->payload.ack_when, l->pos));
    }
    if (idle == NULL) {
        put8(out, 0xFF);
        put16(out, 0);
    } else {
        put_expr(out, argument_at(w, l->payload.idle, l->pos));
        put16(out, idle->eq.kind == V_NUMBER ? (unsigned)idle->eq.number : 0);
    }
    put32(out, l->payload.hi);
}

/* The CONNECT line's record begins behind the word. */
static unsigned connect_record(struct bytes *all, const struct place_in *w, const struct line *l, unsigned id)
{
    struct place_in in = *w;
    struct source_line s = { l, in, QATI_R_FINAL, id, NULL };
    struct flat *f = flatten(l->tmpl);
    struct bytes record = { 0 };
    struct trie_entry *entries[8];
    struct trie_entry room[8];
    size_t count = 0;

    s.in.layout = &w->command->info;
    s.in.pos = l->pos;
    for (; f != NULL && count < 8; f = f->next, count++) {
        size_t word = sizeof "CONNECT" - 1, i = 0;

        while (i < word && f->head[i] == "CONNECT"[i]) {
            i++;
        }
        room[count].head = f->head;
        room[count].rest = f->head + i;
        room[count].flat = f;
        room[count].line = &s;
        entries[count] = &room[count];
    }
    if (w->model->direct != NULL) {
        struct direct_in in_command = direct_command(w, all);

        put_reader(&record, w, direct_fields(&in_command, entries, count));
        return place(all, &record, "CONNECT line");
    }
    lower_chain(&record, entries, count);
    return place(all, &record, "CONNECT line");
}

/* A CONNECT with nothing behind it, not even a payload: data mode begins, and the request is done. */
static bool is_last_connect(const struct line *l)
{
    return same_name(l->final, "connect") && l->next == NULL && !line_has_struct(l) && l->payload.kind == P_NONE;
}

/* Does a stage follow? */
static bool goes_on(const struct line *l)
{
    for (l = l->next; l != NULL; l = l->next) {
        if (l->role == L_PAYLOAD_OUT || l->role == L_PROMPT || l->role == L_FINAL || l->role == L_LATER) {
            return true;
        }
    }
    return false;
}

static unsigned stage_op(const struct line *l)
{
    if (l->role != L_FINAL) {
        return l->role == L_PROMPT ? QATI_S_PROMPT : QATI_S_LATE;
    }
    if (same_name(l->final, "connect")) {
        return is_last_connect(l) ? QATI_S_FINAL : QATI_S_CONNECT;
    }
    return final_code(l->final) != QATI_F_OK ? QATI_S_FINAL : goes_on(l) ? QATI_S_OK : QATI_S_LAST;
}

void lower_stages(struct bytes *out, struct bytes *all, const struct place_in *w)
{
    struct sum s = { NULL, 0, false };
    unsigned op = QATI_S_END;

    for (const struct line *l = w->tree->lines; l != NULL; l = l->next) {
        switch (l->role) {
        case L_HOST:
        case L_EACH:
            break;
        case L_PAYLOAD_OUT:
            put_payload_out(out, w, l);
            break;
        case L_INFO:
        case L_INFO_ANY:
        case L_INFO_MAYBE:
            add_limit(&s, &l->within, w);
            break;
        case L_PROMPT:
        case L_FINAL:
        case L_LATER:
            add_limit(&s, &l->within, w);
            op = stage_op(l);
            put_stage(out, op, &s, w);
            if (op == QATI_S_CONNECT) {
                put16(out, line_has_struct(l) ? connect_record(all, w, l, info_id(w->tree, l)) : 0);
            } else if (op == QATI_S_FINAL) {
                put8(out, final_code(l->final));
            }
            s = (struct sum){ NULL, 0, false };
            break;
        case L_URC:
            break;
        }
    }
    if (op != QATI_S_LAST) {
        put8(out, QATI_S_END << 5);
    }
}
