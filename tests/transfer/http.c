/* http.c: QHTTPPOST, and QHTTPREAD whose size the result of the request told, or nobody.
 *
 * SPDX-License-Identifier: MIT */
#include "cases.h"

#include <string.h>

static void set_url(struct rig *r, const char *url)
{
    struct hostile text = { (uint8_t *)(uintptr_t)url, strlen(url) };
    const struct hostile *kept = r->sends;
    qat_qhttpurl_t q = { .req = { .done = rig_done, .user = r } };

    r->sends = &text;
    q.payload = rig_payload(r, 0, text.len);
    RIG_IS(r, rig_run(r, qat_qhttpurl(&r->q, &q)), QAT_OK);
    r->sends = kept;
}

static void read_back(struct rig *r, const struct hostile *h, size_t size)
{
    struct goal g = { h, 0, false };
    qat_qhttpread_t q = { .size = (uint32_t)size };

    r->downward = &g;
    q.req.done = rig_done;
    q.req.on_data = rig_data;
    q.req.user = r;
    RIG_IS(r, rig_run(r, qat_qhttpread(&r->q, &q)), QAT_OK);
    RIG_IS(r, q.late.result, 0);
    RIG_IS(r, g.got, h->len);
    RIG_IS(r, g.wrong, 0);
}

static uint32_t get(struct rig *r, const struct hostile *h)
{
    qat_qhttpget_t q = { .req = { .done = rig_done, .user = r } };

    sim_web_put(r->sim, "/hostile", h->v, h->len);
    set_url(r, "http://web.example/hostile");
    RIG_IS(r, rig_run(r, qat_qhttpget(&r->q, &q)), QAT_OK);
    RIG_IS(r, q.late.status, 200);
    RIG_IS(r, q.late.length, h->len);
    return q.late.length;
}

void http_read(struct rig *r, const struct hostile *h)
{
    read_back(r, h, get(r, h));
}

void http_read_unsized(struct rig *r, const struct hostile *h)
{
    (void)get(r, h);
    read_back(r, h, 0);
}

/* The server sends back what it gets. AT+QHTTPPOST takes 1,024,000 bytes at most. */
void post(struct rig *r, const struct hostile *h)
{
    struct hostile part = { h->v, h->len < 1024000 ? h->len : 1024000 };
    qat_qhttppost_t q = { .req = { .done = rig_done, .user = r } };

    set_url(r, "http://web.example/");
    q.payload = rig_payload(r, 0, part.len);
    RIG_IS(r, rig_run(r, qat_qhttppost(&r->q, &q)), QAT_OK);
    RIG_IS(r, q.late.length, part.len);
    read_back(r, &part, q.late.length);
}
