/* broker_loop.c: an MQTT broker without a network: sessions, subscriptions, retained messages, wills.
 *
 * SPDX-License-Identifier: MIT
 *
 * A session is found by its client's name and outlives the connection unless it is clean. What the client's
 * side is told, it is told inside the call that caused it. */
#include "broker.h"
#include "util.h"

#include <stdlib.h>
#include <string.h>

struct kept {                       /* a message that stays: retained, waiting, or a will */
    struct broker_message m;
    struct kept *next;
};

struct subscription {
    char *filter;
    int qos;
    struct subscription *next;
};

struct session {
    char *client_id;
    bool clean;
    struct link *link;              /* NULL: not connected                                */
    struct subscription *subs;
    struct kept *waiting;           /* QoS 1 and 2, for a client that is away             */
    struct session *next;
};

struct link {
    const struct broker_events *ev;
    void *user;
    struct session *session;        /* NULL: not logged in                                */
    struct kept *will;
    struct link *next;
};

struct loop {
    struct broker base;             /* first: the seam                                    */
    struct session *sessions;
    struct link *links;
    struct kept *retained;
    broker_auth *auth;
    void *auth_user;
    broker_spy *spy;
    void *spy_user;
};

/* ---- kept messages ---- */

static struct kept *keep(const struct broker_message *m)
{
    struct kept *k = sim_alloc(sizeof *k);

    k->m = *m;
    k->m.topic = sim_strdup(m->topic);
    k->m.data = sim_copy(m->data, m->len);
    return k;
}

static void forget(struct kept *k)
{
    while (k != NULL) {
        struct kept *next = k->next;

        free((void *)(uintptr_t)k->m.topic);
        free((void *)(uintptr_t)k->m.data);
        free(k);
        k = next;
    }
}

/* A message without data takes the retained one away. */
static void retain(struct loop *l, const struct broker_message *m)
{
    struct kept **at = &l->retained;

    while (*at != NULL && strcmp((*at)->m.topic, m->topic) != 0) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        struct kept *old = *at;

        *at = old->next;
        old->next = NULL;
        forget(old);
    }
    if (m->len > 0) {
        struct kept *k = keep(m);

        k->next = *at;
        *at = k;
    }
}

/* ---- sessions ---- */

static struct session *session_of(struct loop *l, const char *client_id)
{
    struct session *s = l->sessions;

    while (s != NULL && strcmp(s->client_id, client_id) != 0) {
        s = s->next;
    }
    return s;
}

static void drop_subscriptions(struct session *s)
{
    while (s->subs != NULL) {
        struct subscription *next = s->subs->next;

        free(s->subs->filter);
        free(s->subs);
        s->subs = next;
    }
}

static void empty_session(struct session *s)
{
    drop_subscriptions(s);
    forget(s->waiting);
    s->waiting = NULL;
}

static struct subscription *subscription_of(struct session *s, const char *filter)
{
    struct subscription *sub = s->subs;

    while (sub != NULL && strcmp(sub->filter, filter) != 0) {
        sub = sub->next;
    }
    return sub;
}

/* ---- delivery ---- */

static void hand_over(struct session *s, const struct broker_message *m, int qos, bool retained)
{
    struct broker_message out = *m;

    out.qos = qos;
    out.retain = retained;
    if (s->link != NULL) {
        s->link->ev->message(s->link->user, &out);
    } else if (qos > 0) {
        struct kept **end = &s->waiting;

        while (*end != NULL) {
            end = &(*end)->next;
        }
        *end = keep(&out);
    }
}

/* Every session hears a message once, with the best quality that its fitting filters have. */
static void distribute(struct loop *l, const struct broker_message *m)
{
    struct session *s;

    if (l->spy != NULL) {
        l->spy(l->spy_user, m);
    }
    if (m->retain) {
        retain(l, m);
    }
    for (s = l->sessions; s != NULL; s = s->next) {
        const struct subscription *sub;
        int best = -1;

        for (sub = s->subs; sub != NULL; sub = sub->next) {
            if (topic_matches(sub->filter, m->topic) && sub->qos > best) {
                best = sub->qos;
            }
        }
        if (best >= 0) {
            hand_over(s, m, m->qos < best ? m->qos : best, false);
        }
    }
}

/* ---- the ops ---- */

static void *loop_open(struct broker *b, const char *host, uint32_t port, const struct broker_events *ev,
                       void *user)
{
    struct loop *l = (struct loop *)b;
    struct link *k = sim_alloc(sizeof *k);

    (void)host;
    (void)port;
    k->ev = ev;
    k->user = user;
    k->next = l->links;
    l->links = k;
    return k;
}

static void unlink_session(struct link *k)
{
    struct session *s = k->session;

    k->session = NULL;
    if (s != NULL) {
        s->link = NULL;
        if (s->clean) {
            empty_session(s);
        }
    }
}

static void loop_close(struct broker *b, void *link, bool orderly)
{
    struct loop *l = (struct loop *)b;
    struct link *k = link;
    struct link **at = &l->links;
    struct kept *will = k->will;

    while (*at != NULL && *at != k) {
        at = &(*at)->next;
    }
    if (*at == NULL) {
        return;
    }
    *at = k->next;
    unlink_session(k);
    free(k);
    if (will != NULL) {
        if (!orderly) {
            distribute(l, &will->m);
        }
        forget(will);
    }
}

static void refuse_or_close(struct loop *l, struct link *k)
{
    const struct broker_events *ev = k->ev;
    void *user = k->user;

    loop_close(&l->base, k, false);
    ev->closed(user);
}

static enum connack judge(const struct loop *l, const struct broker_login *in)
{
    if (in->client_id[0] == '\0' && !in->clean) {
        return CONNACK_CLIENT_ID;
    }
    if (in->version != 3 && in->version != 4) {
        return CONNACK_PROTOCOL;
    }
    return l->auth == NULL ? CONNACK_OK
                           : (enum connack)l->auth(l->auth_user, in->client_id, in->user, in->password);
}

static void loop_login(struct broker *b, void *link, const struct broker_login *in)
{
    struct loop *l = (struct loop *)b;
    struct link *k = link;
    enum connack code = judge(l, in);
    struct session *s = session_of(l, in->client_id);
    struct kept *waiting;

    if (code != CONNACK_OK) {
        k->ev->connected(k->user, code);
        return;
    }
    if (s == NULL) {
        s = sim_alloc(sizeof *s);
        s->client_id = sim_strdup(in->client_id);
        s->next = l->sessions;
        l->sessions = s;
    } else if (s->link != NULL && s->link != k) {
        refuse_or_close(l, s->link); /* 3.1.4: an older connection of that name has to go */
    }
    if (in->clean) {
        empty_session(s);
    }
    s->clean = in->clean;
    s->link = k;
    k->session = s;
    k->will = in->will != NULL ? keep(in->will) : NULL;
    k->ev->connected(k->user, CONNACK_OK);
    waiting = s->waiting;
    s->waiting = NULL;
    for (struct kept *w = waiting; w != NULL; w = w->next) {
        hand_over(s, &w->m, w->m.qos, false);
    }
    forget(waiting);
}

static void loop_subscribe(struct broker *b, void *link, uint32_t msgid, const char *const topics[],
                           const int qos[], int n)
{
    struct loop *l = (struct loop *)b;
    struct link *k = link;
    struct session *s = k->session;
    uint8_t granted[16] = { 0 };
    int i;

    if (s == NULL) {
        return;
    }
    for (i = 0; i < n && i < 16; i++) {
        struct subscription *sub = subscription_of(s, topics[i]);

        if (!topic_filter_valid(topics[i])) {
            granted[i] = GRANT_REFUSED;
            continue;
        }
        if (sub == NULL) {
            sub = sim_alloc(sizeof *sub);
            sub->filter = sim_strdup(topics[i]);
            sub->next = s->subs;
            s->subs = sub;
        }
        sub->qos = qos[i];
        granted[i] = (uint8_t)qos[i];
    }
    k->ev->subscribed(k->user, msgid, granted, i);
    for (int t = 0; t < i; t++) {
        const struct kept *r;

        for (r = l->retained; r != NULL && granted[t] != GRANT_REFUSED; r = r->next) {
            if (topic_matches(topics[t], r->m.topic)) {
                hand_over(s, &r->m, r->m.qos < qos[t] ? r->m.qos : qos[t], true);
            }
        }
    }
}

static void loop_unsubscribe(struct broker *b, void *link, uint32_t msgid, const char *const topics[], int n)
{
    struct link *k = link;
    int i;

    (void)b;
    if (k->session == NULL) {
        return;
    }
    for (i = 0; i < n; i++) {
        struct subscription **at = &k->session->subs;

        while (*at != NULL && strcmp((*at)->filter, topics[i]) != 0) {
            at = &(*at)->next;
        }
        if (*at != NULL) {
            struct subscription *gone = *at;

            *at = gone->next;
            free(gone->filter);
            free(gone);
        }
    }
    k->ev->unsubscribed(k->user, msgid);
}

static void loop_publish(struct broker *b, void *link, uint32_t msgid, const struct broker_message *m)
{
    struct loop *l = (struct loop *)b;
    struct link *k = link;

    if (k->session == NULL) {
        return;
    }
    if (!topic_name_valid(m->topic)) {
        refuse_or_close(l, k); /* 3.3.2.1: wildcards in a name are a violation of the protocol */
        return;
    }
    k->ev->published(k->user, msgid);
    distribute(l, m);
}

static uint32_t loop_poll(struct broker *b)
{
    (void)b;
    return UINT32_MAX;
}

static void loop_destroy(struct broker *b)
{
    struct loop *l = (struct loop *)b;

    while (l->links != NULL) {
        struct link *k = l->links;

        l->links = k->next;
        forget(k->will);
        free(k);
    }
    while (l->sessions != NULL) {
        struct session *s = l->sessions;

        l->sessions = s->next;
        empty_session(s);
        free(s->client_id);
        free(s);
    }
    forget(l->retained);
    free(l);
}

/* ---- for the tests' side ---- */

struct broker *broker_loop_new(void)
{
    struct loop *l = sim_alloc(sizeof *l);

    l->base.open = loop_open;
    l->base.login = loop_login;
    l->base.subscribe = loop_subscribe;
    l->base.unsubscribe = loop_unsubscribe;
    l->base.publish = loop_publish;
    l->base.close = loop_close;
    l->base.poll = loop_poll;
    l->base.destroy = loop_destroy;
    return &l->base;
}

void broker_loop_auth(struct broker *b, broker_auth *auth, void *user)
{
    ((struct loop *)b)->auth = auth;
    ((struct loop *)b)->auth_user = user;
}

void broker_loop_spy(struct broker *b, broker_spy *spy, void *user)
{
    ((struct loop *)b)->spy = spy;
    ((struct loop *)b)->spy_user = user;
}

void broker_loop_inject(struct broker *b, const struct broker_message *m)
{
    distribute((struct loop *)b, m);
}

bool broker_loop_kick(struct broker *b, const char *client_id)
{
    struct session *s = session_of((struct loop *)b, client_id);

    if (s == NULL || s->link == NULL) {
        return false;
    }
    refuse_or_close((struct loop *)b, s->link);
    return true;
}
