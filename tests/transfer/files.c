/* files.c: files of the module: QFUPL without and with acknowledgements, QFWRITE, QFREAD, QFDWL with and
 * without a size.
 *
 * SPDX-License-Identifier: MIT */
#include "cases.h"

#include <string.h>

/* By hand, not by the engine's or the simulator's function: words of 16 bits, high byte first. */
static uint32_t checksum(const struct hostile *h)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < h->len; i++) {
        sum ^= (uint32_t)h->v[i] << (i % 2 == 0 ? 8 : 0);
    }
    return sum;
}

/* What the module has stored. */
static void compare_file(struct rig *r, const struct hostile *h, const char *name)
{
    const struct file *f = file_find(&r->sim->files, name);
    struct goal g = { h, 0, false };

    RIG_IS(r, f != NULL, 1);
    if (f != NULL) {
        goal_bytes(&g, f->bytes.v, f->bytes.len, r->name);
        RIG_IS(r, g.got, h->len);
        RIG_IS(r, g.wrong, 0);
    }
}

static void upload_as(struct rig *r, const struct hostile *h, uint32_t ack)
{
    qat_qfupl_t q = { .name = QAT_STR("file"), .timeout = 30, .ack = ack };

    q.has = QAT_QFUPL_HAS_TIMEOUT | QAT_QFUPL_HAS_ACK;
    q.req.done = rig_done;
    q.req.user = r;
    q.payload = rig_payload(r, 0, h->len);
    RIG_IS(r, rig_run(r, qat_qfupl(&r->q, &q)), QAT_OK);
    RIG_IS(r, q.info.uploaded, h->len);
    RIG_IS(r, q.info.checksum, checksum(h));
    compare_file(r, h, "file");
}

void upload(struct rig *r, const struct hostile *h)
{
    upload_as(r, h, 0);
}

void upload_acknowledged(struct rig *r, const struct hostile *h)
{
    upload_as(r, h, 1);
}

static uint32_t open_file(struct rig *r)
{
    qat_qfopen_t q = { .name = QAT_STR("file"), .req = { .done = rig_done, .user = r } };

    RIG_IS(r, rig_run(r, qat_qfopen(&r->q, &q)), QAT_OK);
    return q.info.handle;
}

void write_pieces(struct rig *r, const struct hostile *h)
{
    uint32_t handle = open_file(r);
    size_t at = 0;

    while (at < h->len && r->failures == 0) {
        qat_qfwrite_t q = { .handle = handle, .timeout = 30 };
        size_t n = 1 + rig_chance(r, 60000);

        n = n < h->len - at ? n : h->len - at;
        q.has = QAT_QFWRITE_HAS_TIMEOUT;
        q.req.done = rig_done;
        q.req.user = r;
        q.payload = rig_payload(r, at, n);
        RIG_IS(r, rig_run(r, qat_qfwrite(&r->q, &q)), QAT_OK);
        RIG_IS(r, q.info.written, n);
        at += n;
    }
    compare_file(r, h, "file");
}

/* CONNECT <n>, and n bytes. */
void read_pieces(struct rig *r, const struct hostile *h)
{
    struct goal g = { h, 0, false };
    uint32_t handle;

    RIG_IS(r, sim_store(r->sim, "file", h->v, h->len), 1);
    r->downward = &g;
    handle = open_file(r);
    while (g.got < h->len && r->failures == 0 && !g.wrong) {
        qat_qfread_t q = { .has = QAT_QFREAD_HAS_MAX, .handle = handle, .max = 1 + rig_chance(r, 50000) };
        size_t before = g.got;

        q.req.done = rig_done;
        q.req.on_data = rig_data;
        q.req.user = r;
        RIG_IS(r, rig_run(r, qat_qfread(&r->q, &q)), QAT_OK);
        RIG_IS(r, g.got - before, q.info.length);
    }
    RIG_IS(r, g.got, h->len);
    RIG_IS(r, g.wrong, 0);
}

static void download_as(struct rig *r, const struct hostile *h, size_t size)
{
    struct goal g = { h, 0, false };
    qat_qfdwl_t q = { .name = QAT_STR("file"), .size = (uint32_t)size };

    RIG_IS(r, sim_store(r->sim, "file", h->v, h->len), 1);
    r->downward = &g;
    q.req.done = rig_done;
    q.req.on_data = rig_data;
    q.req.user = r;
    RIG_IS(r, rig_run(r, qat_qfdwl(&r->q, &q)), QAT_OK);
    RIG_IS(r, q.info.downloaded, h->len);
    RIG_IS(r, g.got, h->len);
    RIG_IS(r, g.wrong, 0);
}

void download(struct rig *r, const struct hostile *h)
{
    download_as(r, h, h->len);
}

/* Nobody knows the size: it ends where its trailer tells the number of bytes that came. */
void download_unsized(struct rig *r, const struct hostile *h)
{
    download_as(r, h, 0);
}
