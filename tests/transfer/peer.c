/* peer.c: who is behind the module's socket: compares what it gets, gives what it has; both as it likes.
 *
 * SPDX-License-Identifier: MIT */
#include "rig.h"

#include <string.h>

enum { MOST_UNREAD = 6000, QUIET_BEHIND_MS = 500 };

static struct rig *rig_of(struct peers *p)
{
    return (struct rig *)(void *)((char *)p - offsetof(struct rig, peers));
}

static void *open_end(struct peers *p, const struct socket_want *want, int *err)
{
    (void)want;
    *err = 0;
    return p;
}

static size_t take(struct peers *p, void *end, const void *data, size_t len, const struct socket_address *to)
{
    struct rig *r = rig_of(p);
    size_t n = rig_chance(r, 4) == 0 ? 0 : 1 + rig_chance(r, 3000);

    (void)end;
    (void)to;
    n = n < len ? n : len;
    goal_bytes(&r->upward, data, n, r->name);
    return n;
}

/* While an escape is on its way data go on coming, "OK" and all, but not when the answer is due: then nobody
 * could tell. */
static bool silent(const struct rig *r)
{
    return r->quiet || r->in.len - r->in_at > MOST_UNREAD
           || (r->escapes > 0 && r->plus_at != 0 && r->clock > r->plus_at + QUIET_BEHIND_MS);
}

static size_t give(struct peers *p, void *end, void *data, size_t size, struct socket_address *from)
{
    struct rig *r = rig_of(p);
    size_t most = r->gives == NULL ? 0 : r->give_most < r->gives->len ? r->give_most : r->gives->len;
    size_t n;

    (void)end;
    (void)from;
    if (silent(r) || r->given >= most || rig_chance(r, 3) == 0) {
        return 0;
    }
    n = 1 + rig_chance(r, 2000);
    n = n < size ? n : size;
    n = n < most - r->given ? n : most - r->given;
    memcpy(data, r->gives->v + r->given, n);
    r->given += n;
    return n;
}

static bool closed(struct peers *p, void *end)
{
    struct rig *r = rig_of(p);

    (void)end;
    return r->hangs_up && r->given == r->gives->len;
}

static void *accept_one(struct peers *p, void *listener, struct socket_address *from)
{
    (void)p;
    (void)listener;
    (void)from;
    return NULL;
}

static void close_end(struct peers *p, void *end)
{
    (void)p;
    (void)end;
}

static uint32_t wait_ms(struct peers *p)
{
    (void)p;
    return 7;
}

static void destroy(struct peers *p)
{
    (void)p;
}

void peer_begin(struct rig *r)
{
    static const struct peers ops = { open_end, take, give, closed, accept_one, close_end, wait_ms, destroy };

    r->peers = ops;
    r->give_most = SIZE_MAX;
}
