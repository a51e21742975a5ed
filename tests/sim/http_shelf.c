/* http_shelf.c: web servers inside the program, see http_server.h.
 *
 * SPDX-License-Identifier: MIT */
#include "http_server.h"
#include "util.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { E_DNS = 714, E_URL = 711, COUNT_MOST = 1 << 24 };

struct page {
    struct page *next;
    char *path;
    size_t len;
    uint8_t *bytes;
};

struct shelf {
    struct web base;
    struct page *pages;
    struct buffer made;      /* the body that was made for a request */
    char header[512];
};

/* The numbers from 1 on, a line each, cut off at len bytes. */
static void make_numbers(struct buffer *b, size_t len)
{
    char line[16];

    b->len = 0;
    for (unsigned i = 1; b->len < len; i++) {
        size_t n = (size_t)snprintf(line, sizeof line, "%06u\r\n", i);

        buffer_add(b, line, n < len - b->len ? n : len - b->len);
    }
}

static const struct page *page_of(const struct shelf *s, const char *path)
{
    const struct page *p = s->pages;

    while (p != NULL && strcmp(p->path, path) != 0) {
        p = p->next;
    }
    return p;
}

/* The body behind a path: true, or there is none. */
static int find(struct shelf *s, const char *path, struct http_response *out)
{
    static const char greeting[] = "<html><body>Hello from the shelf.</body></html>\r\n";
    const struct page *p = page_of(s, path);
    unsigned long n = 0;

    out->counted = 1;
    if (p != NULL) {
        out->body = p->bytes;
        out->len = p->len;
        return 1;
    }
    if (strcmp(path, "/") == 0) {
        out->body = (const uint8_t *)greeting;
        out->len = sizeof greeting - 1;
        return 1;
    }
    if (strncmp(path, "/count/", 7) != 0 && strncmp(path, "/stream/", 8) != 0) {
        return 0;
    }
    out->counted = path[1] == 'c';
    n = strtoul(strchr(path + 1, '/') + 1, NULL, 10);
    make_numbers(&s->made, n < COUNT_MOST ? n : COUNT_MOST);
    out->body = s->made.v;
    out->len = s->made.len;
    return 1;
}

/* "Range: bytes=100-199" of the request: the part of the body; 206. RFC 9110 14.2. */
static void cut(const char *header, struct http_response *out)
{
    const char *line = header;
    unsigned long from = 0, to = 0;
    int n;

    while (line != NULL && !begins_with(line, "Range: bytes=")) {
        line = strstr(line, "\r\n");
        line = line != NULL ? line + 2 : NULL;
    }
    n = line != NULL ? sscanf(line + 13, "%lu-%lu", &from, &to) : 0;
    if (n < 1) {
        return;
    }
    if (from >= out->len) {
        out->status = 416;
        out->len = 0;
        return;
    }
    to = n == 1 || to >= out->len ? out->len - 1 : to;
    out->status = 206;
    out->body += from;
    out->len = to - from + 1;
}

static int ask(struct web *w, const struct http_request *r, struct http_response *out)
{
    static const char nowhere[] = ".invalid";
    struct shelf *s = (struct shelf *)w;
    const char *host = strstr(r->url, "://");
    size_t n;
    int used;

    if (host == NULL) {
        return E_URL;
    }
    host += 3;
    n = strcspn(host, "/:?");
    if (n >= sizeof nowhere - 1
        && memcmp(host + n - (sizeof nowhere - 1), nowhere, sizeof nowhere - 1) == 0) {
        return E_DNS;
    }
    host = strchr(host, '/');
    out->status = 200;
    if (strcmp(r->method, "POST") == 0) {
        s->made.len = 0;
        buffer_add(&s->made, r->body, r->len);
        out->body = s->made.v;
        out->len = s->made.len;
        out->counted = 1;
    } else if (!find(s, host != NULL ? host : "/", out)) {
        out->status = 404;
        out->body = (const uint8_t *)"";
        out->len = 0;
    } else {
        cut(r->header, out);
    }
    used = snprintf(s->header, sizeof s->header,
                    "HTTP/1.1 %d %s\r\nServer: shelf\r\nContent-Type: text/plain\r\n", out->status,
                    out->status < 300 ? "OK" : "Not as asked");
    if (out->counted) {
        used +=
            snprintf(s->header + used, sizeof s->header - (size_t)used, "Content-Length: %zu\r\n", out->len);
    }
    snprintf(s->header + used, sizeof s->header - (size_t)used, "\r\n");
    out->header = s->header;
    return 0;
}

static void destroy(struct web *w)
{
    struct shelf *s = (struct shelf *)w;

    while (s->pages != NULL) {
        struct page *gone = s->pages;

        s->pages = gone->next;
        free(gone->path);
        free(gone->bytes);
        free(gone);
    }
    buffer_free(&s->made);
    free(s);
}

void http_shelf_put(struct web *w, const char *path, const void *data, size_t len)
{
    struct shelf *s = (struct shelf *)w;
    struct page *p = sim_alloc(sizeof *p);

    p->path = sim_strdup(path);
    p->bytes = sim_copy(data, len);
    p->len = len;
    p->next = s->pages;
    s->pages = p;
}

struct web *http_shelf_new(void)
{
    struct shelf *s = sim_alloc(sizeof *s);

    s->base.ask = ask;
    s->base.destroy = destroy;
    return &s->base;
}
