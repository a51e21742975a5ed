/* http_server.h: the seam between the module's HTTP client and web servers. http_shelf.c is some inside the
 * program; a real client (libcurl) fits behind the same function.
 *
 * SPDX-License-Identifier: MIT */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include <stddef.h>
#include <stdint.h>

struct http_request {
    const char *method;      /* "GET", "POST"                                        */
    const char *url;         /* whole, "https://host/path"                           */
    const char *header; /* what the host wrote: lines that end with CR LF; "": the module writes its own */
    const uint8_t *body;
    size_t len;
};

struct http_response {
    int status;
    const char *header;      /* of the response, with its empty line; the server's until the next call */
    const uint8_t *body;     /* the server's until the next call                     */
    size_t len;
    int counted;             /* 1: the header tells the length                       */
};

struct web {
    /* Returns 0, or the module's number for what went wrong (714 name not found, 716 not connected ...). */
    int (*ask)(struct web *w, const struct http_request *r, struct http_response *out);
    void (*destroy)(struct web *w);
};

/* ---- those inside the program: http_shelf.c ----
 *
 * Every host has the same: what was put on the shelf, `/` (a greeting), `/count/<n>` (n bytes: numbers, a
 * line each; its length is told) and `/stream/<n>` (the same, but its length is not told). Parts are given
 * (Range). What is posted comes back. A name that ends in ".invalid" is not found. */
struct web *http_shelf_new(void);
void http_shelf_put(struct web *w, const char *path, const void *data, size_t len);

#endif
