/* https_get.c: a file from a web server, in pieces as large as the application likes (Range, RFC 9110 14.2).
 *
 * SPDX-License-Identifier: MIT */
#include "sockets/run.h"

#define HOST "files.example"
#define PATH "/count/2000"
enum { FILE_SIZE = 2000, PIECE = 700 };

static void step(qat_t *q, qat_req_t *r, int result);
static void received(qat_t *q, qat_req_t *r, const qat_data_t *d);

static qat_qiact_t context = { .ctx = 1, .req.done = step };
static qat_qsslcfg_sslversion_t version = { .context = 1,
                                            .version = QAT_SSL_VERSION_TLS1_2,
                                            .req.done = step };
static qat_qsslcfg_seclevel_t level = { .context = 1, .level = QAT_SSL_SECLEVEL_NONE, .req.done = step };
static qat_qhttpcfg_sslctxid_t use_tls = { .ssl_context = 1, .req.done = step };
static qat_qhttpcfg_requestheader_t own_header = { .on = 1, .req.done = step };
static qat_qhttpurl_t url = { .payload = QAT_MEM("https://" HOST PATH), .req.done = step };
static qat_qhttpget_header_t get = { .timeout = 80, .req.done = step };
static qat_qhttpread_t fetch = { .req = { .done = step, .on_data = received } };
static char header[160];
static uint32_t got, sum;

static void received(qat_t *q, qat_req_t *r, const qat_data_t *d)
{
    uint32_t i;

    (void)q;
    (void)r;
    for (i = 0; i < d->len; i++) {
        sum = sum * 31 + d->ptr[i];
    }
    got += d->len;
}

static void next_piece(qat_t *q)
{
    if (got >= FILE_SIZE) {
        printf("%u bytes, sum %08x\n", (unsigned)got, (unsigned)sum);
        finished = 1;
        return;
    }
    get.payload.data = header;
    get.payload.size = (uint32_t)snprintf(
        header, sizeof header, "GET " PATH " HTTP/1.1\r\nHost: " HOST "\r\nRange: bytes=%u-%u\r\n\r\n",
        (unsigned)got, (unsigned)(got + PIECE - 1));
    need(qat_qhttpget_header(q, &get), "get");
}

/* Every step begins the next one. What the server sends is as long as it said. */
static void step(qat_t *q, qat_req_t *r, int result)
{
    need(result, "step");
    if (r == &context.req) { need(qat_qsslcfg_sslversion(q, &version), "version"); }
    if (r == &version.req) { need(qat_qsslcfg_seclevel(q, &level), "level"); }
    if (r == &level.req) { need(qat_qhttpcfg_sslctxid(q, &use_tls), "TLS"); }
    if (r == &use_tls.req) { need(qat_qhttpcfg_requestheader(q, &own_header), "header"); }
    if (r == &own_header.req) { need(qat_qhttpurl(q, &url), "URL"); }
    if (r == &url.req || r == &fetch.req) { next_piece(q); }
    if (r == &get.req) {
        printf("status %u, %u bytes\n", (unsigned)get.late.status, (unsigned)get.late.length);
        fetch.size = get.late.length;
        need(qat_qhttpread(q, &fetch), "read");
    }
}

static void begin(void)
{
    need(qat_qiact(&modem, &context), "context");
}

int main(int argc, char **argv)
{
    return run(argc, argv, NULL, begin);
}
