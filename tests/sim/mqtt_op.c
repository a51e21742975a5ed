/* mqtt_op.c: what a client has under way.
 *
 * SPDX-License-Identifier: MIT */
#include "mqtt.h"

struct op *op_new(struct mqtt *m, enum op_kind kind)
{
    struct op *op = sim_alloc(sizeof *op);

    op->id = ++m->next_op;
    op->kind = kind;
    return op;
}

void op_free(struct op *op)
{
    if (op == NULL) {
        return;
    }
    for (int i = 0; i < MQTT_TOPICS; i++) {
        free(op->topic[i]);
    }
    free(op->data);
    free(op->client_id);
    free(op->user);
    free(op->password);
    free(op);
}

static void due(struct sim *s, void *who, int id)
{
    struct client *c = who;
    struct op **at = &c->ops;
    struct op *op;

    (void)s;
    while (*at != NULL && (*at)->id != id) {
        at = &(*at)->next;
    }
    op = *at;
    if (op != NULL) {
        *at = op->next;
        op_due(c, op);
        op_free(op);
    }
}

void op_later(struct client *c, struct op *op, uint32_t ms)
{
    op->next = c->ops;
    c->ops = op;
    sim_after(c->sim, ms, due, c, op->id);
}

void ops_drop(struct client *c)
{
    timer_cancel(c->sim, c);
    while (c->ops != NULL) {
        struct op *gone = c->ops;

        c->ops = gone->next;
        op_free(gone);
    }
}
