/* unit.h: what a unit test needs: checks that count, and a port that keeps what was written.
 *
 * SPDX-License-Identifier: MIT */
#ifndef UNIT_H
#define UNIT_H

#define QAT_IMPLEMENTATION
#include "qat.h"

#include <stdio.h>
#include <string.h>

static int checks, failures;

#define CHECK(what) check((what) != 0, #what, __FILE__, __LINE__)
#define CHECK_IS(got, want) check_is((long)(got), (long)(want), #got, __FILE__, __LINE__)
#define CHECK_SENT(port, want) check_sent((port), (want), __FILE__, __LINE__)

static inline void check(int good, const char *what, const char *file, int line)
{
    checks++;
    if (!good) {
        failures++;
        fprintf(stderr, "%s:%d: %s\n", file, line, what);
    }
}

static inline void check_is(long got, long want, const char *what, const char *file, int line)
{
    checks++;
    if (got != want) {
        failures++;
        fprintf(stderr, "%s:%d: %s is %ld, not %ld\n", file, line, what, got, want);
    }
}

/* An instance with its port. */
struct port {
    qat_t q;
    qat_config_t cfg;
    char line[256];
    char sent[4096];
    size_t len;
    int dones, result;
    unsigned code;
};

static inline size_t port_write(void *user, const void *data, size_t len)
{
    struct port *p = (struct port *)user;
    size_t room = sizeof p->sent - p->len;

    len = len < room ? len : room;
    memcpy(p->sent + p->len, data, len);
    p->len += len;
    return len;
}

/* The bytes written since the last time. */
static inline void check_sent(struct port *p, const char *want, const char *file, int line)
{
    checks++;
    if (p->len != strlen(want) || memcmp(p->sent, want, p->len) != 0) {
        failures++;
        fprintf(stderr, "%s:%d: sent '%.*s', not '%s'\n", file, line, (int)p->len, p->sent, want);
    }
    p->len = 0;
}

static inline int port_start(struct port *p, const qat_dialect_t *dialect)
{
    memset(p, 0, sizeof *p);
    p->cfg.dialect = dialect;
    p->cfg.line = p->line;
    p->cfg.line_size = sizeof p->line;
    p->cfg.flags = QAT_NO_STARTUP;
    p->cfg.write = port_write;
    p->cfg.user = p;
    return qat_init(&p->q, &p->cfg);
}

static inline void port_done(qat_t *q, qat_req_t *r, int result)
{
    struct port *p = (struct port *)r->user;

    (void)q;
    p->dones++;
    p->result = result;
    p->code = r->code;
}

static inline void port_rx(struct port *p, const char *text)
{
    CHECK_IS(qat_rx(&p->q, 0, text, strlen(text)), QAT_OK);
}

static inline int unit_end(const char *name)
{
    printf("%s: %d checks, %d failed\n", name, checks, failures);
    return failures > 0;
}

#endif
