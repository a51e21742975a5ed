/* online.c: transparent access mode, both ways at once, left by "+++" and entered again; NO CARRIER.
 *
 * SPDX-License-Identifier: MIT */
#include "cases.h"

#include <string.h>

static void open_socket(struct rig *r)
{
    qat_qiopen_transparent_t q = { .ctx = 1, .conn = 0, .service = QAT_SOCKET_SERVICE_TCP,
                                   .host = QAT_STR("peer.example"), .port = 5 };

    q.req.done = rig_done;
    q.req.user = r;
    RIG_IS(r, rig_run(r, qat_qiopen_transparent(&r->q, &q)), QAT_OK);
    RIG_IS(r, r->is_online, 1);
}

/* What was told goes out first. */
static void leave(struct rig *r)
{
    qat_escape_t e = { .req = { .done = rig_done, .user = r } };

    r->plus_at = 0;
    r->escapes++;
    r->leaving = true;
    RIG_IS(r, rig_run(r, qat_escape(&r->q, &e)), QAT_OK);
    r->leaving = false;
}

/* Leaves data mode, asks something, goes back with ATO. What comes meanwhile is kept. */
static void out_and_in_again(struct rig *r)
{
    qat_csq_t csq = { .req = { .done = rig_done, .user = r } };
    qat_online_t back = { .req = { .done = rig_done, .user = r } };
    bool bursts = r->bursts;

    r->bursts = false;
    leave(r);
    RIG_IS(r, r->is_online, 0);
    RIG_IS(r, r->offline_why, 0);
    RIG_IS(r, rig_run(r, qat_csq(&r->q, &csq)), QAT_OK);
    r->from += r->online.sent; /* the next data mode counts from 0 */
    RIG_IS(r, r->from, r->told);
    RIG_IS(r, rig_run(r, qat_online(&r->q, &back)), QAT_OK);
    RIG_IS(r, r->is_online, 1);
    r->plus_at = 0;
    r->bursts = bursts;
}

static size_t sent(const struct rig *r)
{
    return r->from + r->online.sent;
}

/* Until both directions are through; leaves and comes back `times` times on the way. */
static void both_ways(struct rig *r, const struct hostile *h, struct goal *down, bool up, int times)
{
    long limit = 40000000;
    uint32_t at = r->now;

    r->bursts = up;
    while (limit-- > 0 && !down->wrong && !r->upward.wrong && r->failures == 0
           && ((up && sent(r) < h->len) || (r->gives != NULL && down->got < h->len))) {
        rig_step(r);
        if (times > 0 && r->now - at > 20000) {
            times--;
            out_and_in_again(r);
            at = r->now;
        }
    }
    RIG_IS(r, times, 0);
    if (up) {
        rig_pass(r, 10000);
        RIG_IS(r, r->upward.got, h->len);
    }
    if (r->gives != NULL) {
        RIG_IS(r, down->got, h->len);
        RIG_IS(r, down->wrong, 0);
    }
    RIG_IS(r, r->is_online, 1);
    r->bursts = false;
}

static void transfer(struct rig *r, const struct hostile *h, bool up, bool down, int times)
{
    struct goal g = { h, 0, false };

    r->downward = &g;
    r->gives = down ? h : NULL;
    open_socket(r);
    both_ways(r, h, &g, up, times);
    leave(r);
}

void online_up(struct rig *r, const struct hostile *h)
{
    transfer(r, h, true, false, 0);
}

void online_down(struct rig *r, const struct hostile *h)
{
    transfer(r, h, false, true, 0);
}

void online_both(struct rig *r, const struct hostile *h)
{
    transfer(r, h, true, true, 5);
}

/* The peer hangs up behind its last byte: NO CARRIER is the end, and no data. Before, the documented
 * exception: the same text as data, and a silence behind it; a port that sees the carrier is not deceived. */
void online_carrier(struct rig *r, const struct hostile *h)
{
    static const char text[] = "abc\r\nNO CARRIER\r\n";
    struct hostile lie = { (uint8_t *)(uintptr_t)text, sizeof text - 1 };
    struct goal g = { &lie, 0, false };

    r->downward = &g;
    r->gives = &lie;
    open_socket(r);
    qat_dcd(&r->q, 1);
    rig_pass(r, 3000);
    RIG_IS(r, r->is_online, 1);
    RIG_IS(r, g.got, lie.len);
    leave(r);
    qat_dcd(&r->q, 1);

    g = (struct goal){ h, 0, false };
    r->gives = h;
    r->given = 0;
    r->hangs_up = true;
    r->escapes = 1;
    r->plus_at = 0;
    {
        qat_online_t back = { .req = { .done = rig_done, .user = r } };

        RIG_IS(r, rig_run(r, qat_online(&r->q, &back)), QAT_OK);
    }
    for (long i = 0; i < 40000000 && (online_is(r->sim) || r->in.len > 0) && !g.wrong; i++) {
        rig_step(r);
    }
    qat_dcd(&r->q, 0);
    rig_pass(r, 3000);
    RIG_IS(r, r->is_online, 0);
    RIG_IS(r, r->offline_why, -QAT_E_NO_CARRIER);
    RIG_IS(r, g.got, h->len);
    RIG_IS(r, g.wrong, 0);
}
