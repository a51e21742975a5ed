/* sockets.c: QISEND by length and by Ctrl-Z, QIRD, direct push; TLS.
 *
 * SPDX-License-Identifier: MIT */
#include "cases.h"

static void open_socket(struct rig *r, uint32_t access)
{
    qat_qiopen_t q = {
        .ctx = 1, .conn = 0, .service = QAT_SOCKET_SERVICE_TCP, .host = QAT_STR("peer.example"), .port = 5
    };

    q.has = QAT_QIOPEN_HAS_LOCAL_PORT | QAT_QIOPEN_HAS_ACCESS;
    q.access = access;
    q.req.done = rig_done;
    q.req.user = r;
    RIG_IS(r, rig_run(r, qat_qiopen(&r->q, &q)), QAT_OK);
    r->listens = false; /* no module takes "+++" for an escape behind a prompt */
}

/* SEND FAIL: the peer is slow, and the module's buffer full. */
static void send_piece(struct rig *r, size_t at, size_t n, bool counted)
{
    int result = QAT_E_SEND_FAIL;

    while (result == QAT_E_SEND_FAIL) {
        qat_qisend_t q = { .conn = 0, .has = counted ? QAT_QISEND_HAS_LENGTH : 0 };

        q.req.done = rig_done;
        q.req.user = r;
        q.payload = rig_payload(r, at, n);
        result = rig_run(r, qat_qisend(&r->q, &q));
        if (result == QAT_E_SEND_FAIL) {
            rig_pass(r, 200);
        }
    }
    RIG_IS(r, result, QAT_OK);
}

static void wait_for_peer(struct rig *r, size_t len)
{
    for (int i = 0; i < 1000 && r->upward.got < len; i++) {
        rig_pass(r, 100);
    }
    RIG_IS(r, r->upward.got, len);
}

void send_pieces(struct rig *r, const struct hostile *h)
{
    size_t at, n;

    open_socket(r, 0);
    for (at = 0; at < h->len && r->failures == 0; at += n) {
        n = 1 + rig_chance(r, 1460);
        n = n < h->len - at ? n : h->len - at;
        send_piece(r, at, n, true);
    }
    wait_for_peer(r, h->len);
}

/* Ctrl-Z and ESC cannot be sent so: they are left out, and that is refused which holds them. */
void send_by_ctrl_z(struct rig *r, const struct hostile *h)
{
    struct hostile plain = { sim_alloc(h->len), 0 };
    qat_qisend_t q = { .conn = 0, .payload = QAT_MEM("a\x1A" "b"), .req = { .done = rig_done, .user = r } };
    size_t at, n;

    for (at = 0; at < h->len; at++) {
        if (h->v[at] != 0x1A && h->v[at] != 0x1B) {
            plain.v[plain.len++] = h->v[at];
        }
    }
    r->sends = r->upward.want = &plain;
    open_socket(r, 0);
    RIG_IS(r, qat_qisend(&r->q, &q), QAT_E_ARG);
    for (at = 0; at < plain.len && r->failures == 0; at += n) {
        n = 1 + rig_chance(r, 1460);
        n = n < plain.len - at ? n : plain.len - at;
        send_piece(r, at, n, false);
    }
    wait_for_peer(r, plain.len);
    RIG_IS(r, r->upward.wrong, 0);
    r->sends = r->upward.want = h;
    r->upward.got = 0;
    hostile_free(&plain);
}

void buffer_reads(struct rig *r, const struct hostile *h)
{
    struct goal g = { h, 0, false };
    int empty = 0;

    r->downward = &g;
    r->gives = h;
    open_socket(r, 0);
    while (g.got < h->len && empty < 20000 && r->failures == 0 && !g.wrong) {
        qat_qird_t q = { .has = QAT_QIRD_HAS_MAX, .conn = 0, .max = 1 + rig_chance(r, 1500) };
        size_t before = g.got;

        q.req.done = rig_done;
        q.req.on_data = rig_data;
        q.req.user = r;
        RIG_IS(r, rig_run(r, qat_qird(&r->q, &q)), QAT_OK);
        RIG_IS(r, g.got - before, q.info.length);
        if (q.info.length == 0) { /* read on when it is told that there is more */
            r->heard = false;
            for (int i = 0; i < 1000 && !r->heard; i++) {
                rig_step(r);
            }
            empty++;
        }
    }
    RIG_IS(r, g.got, h->len);
    RIG_IS(r, g.wrong, 0);
    RIG_IS(r, qat_count(&r->q, QAT_N_PAYLOAD), h->len);
}

/* Data come whenever they like; commands go on. */
void direct_push(struct rig *r, const struct hostile *h)
{
    struct goal g = { h, 0, false };

    r->downward = &g;
    r->gives = h;
    open_socket(r, 1);
    for (int i = 0; i < 20000 && g.got < h->len && r->failures == 0 && !g.wrong; i++) {
        qat_csq_t q = { .req = { .done = rig_done, .user = r } };

        RIG_IS(r, rig_run(r, qat_csq(&r->q, &q)), QAT_OK);
        rig_pass(r, 20);
    }
    RIG_IS(r, g.got, h->len);
    RIG_IS(r, g.wrong, 0);
    RIG_IS(r, qat_count(&r->q, QAT_N_PAYLOAD), h->len);
}

/* Pieces of both directions by turns, through a TLS socket. */
void tls_both_ways(struct rig *r, const struct hostile *h)
{
    qat_qsslopen_t open = {
        .ctx = 1, .ssl_context = 0, .socket = 0, .host = QAT_STR("peer.example"), .port = 5
    };
    struct goal g = { h, 0, false };
    size_t at = 0, n;

    r->downward = &g;
    r->gives = h;
    r->listens = false;
    open.req.done = rig_done;
    open.req.user = r;
    RIG_IS(r, rig_run(r, qat_qsslopen(&r->q, &open)), QAT_OK);
    while ((at < h->len || g.got < h->len) && r->failures == 0 && !g.wrong) {
        qat_qsslsend_t out = { .has = QAT_QSSLSEND_HAS_LENGTH,
                               .socket = 0,
                               .req = { .done = rig_done, .user = r } };
        qat_qsslrecv_t in = { .socket = 0,
                              .max = 1500,
                              .req = { .done = rig_done, .on_data = rig_data, .user = r } };
        int result;

        n = 1 + rig_chance(r, 1460);
        n = n < h->len - at ? n : h->len - at;
        if (n > 0) {
            out.payload = rig_payload(r, at, n);
            result = rig_run(r, qat_qsslsend(&r->q, &out));
            RIG_IS(r, result == QAT_E_SEND_FAIL ? QAT_OK : result, QAT_OK);
            at += result == QAT_OK ? n : 0;
        }
        RIG_IS(r, rig_run(r, qat_qsslrecv(&r->q, &in)), QAT_OK);
    }
    wait_for_peer(r, h->len);
    RIG_IS(r, g.got, h->len);
    RIG_IS(r, g.wrong, 0);
}
