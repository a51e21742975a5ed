/* timer.c: what happens later. Equal times run in the order they were set.
 *
 * SPDX-License-Identifier: MIT */
#include "core.h"

#include <stdlib.h>

struct timer {
    uint64_t due;
    timer_fn *fn;
    void *who;
    int arg;
    struct timer *next;
};

void sim_after(struct sim *s, uint32_t ms, timer_fn *fn, void *who, int arg)
{
    struct timer *t = sim_alloc(sizeof *t);
    struct timer **at = &s->timers;

    t->due = s->now + ms;
    t->fn = fn;
    t->who = who;
    t->arg = arg;
    while (*at != NULL && (*at)->due <= t->due) {
        at = &(*at)->next;
    }
    t->next = *at;
    *at = t;
}

void timer_cancel(struct sim *s, const void *who)
{
    struct timer **at = &s->timers;

    while (*at != NULL) {
        if ((*at)->who == who) {
            struct timer *gone = *at;

            *at = gone->next;
            free(gone);
        } else {
            at = &(*at)->next;
        }
    }
}

void timer_clear(struct sim *s)
{
    while (s->timers != NULL) {
        struct timer *gone = s->timers;

        s->timers = gone->next;
        free(gone);
    }
}

bool timer_run(struct sim *s)
{
    struct timer *t = s->timers;

    if (t == NULL || t->due > s->now) {
        return false;
    }
    s->timers = t->next;
    t->fn(s, t->who, t->arg);
    free(t);
    return true;
}

uint64_t timer_deadline(const struct sim *s)
{
    return s->timers != NULL ? s->timers->due : SIM_NEVER;
}
