/* test_broker.c: the loop-back broker alone: topics, qualities, retained messages, wills, sessions.
 *
 * SPDX-License-Identifier: MIT */
#include "broker.h"
#include "talk.h"

#include <string.h>

/* A client that writes down what it is told. */
struct ear {
    char text[2048];
};

static void note(struct ear *e, const char *line)
{
    snprintf(e->text + strlen(e->text), sizeof e->text - strlen(e->text), "%s;", line);
}

static void connected(void *user, enum connack code)
{
    char line[32];

    snprintf(line, sizeof line, "connected %d", (int)code);
    note(user, line);
}

static void subscribed(void *user, uint32_t msgid, const uint8_t *granted, int count)
{
    char line[64];

    snprintf(line, sizeof line, "subscribed %u %u %d", msgid, (unsigned)granted[0], count);
    note(user, line);
}

static void unsubscribed(void *user, uint32_t msgid)
{
    char line[32];

    snprintf(line, sizeof line, "unsubscribed %u", msgid);
    note(user, line);
}

static void published(void *user, uint32_t msgid)
{
    char line[32];

    snprintf(line, sizeof line, "published %u", msgid);
    note(user, line);
}

static void message(void *user, const struct broker_message *m)
{
    char line[128];

    snprintf(line, sizeof line, "%s=%.*s q%d%s", m->topic, (int)m->len, (const char *)m->data, m->qos,
             m->retain ? " r" : "");
    note(user, line);
}

static void closed(void *user)
{
    note(user, "closed");
}

static const struct broker_events events = {
    connected, subscribed, unsubscribed, published, message, closed
};

static void heard(struct ear *e, const char *want)
{
    if (strcmp(e->text, want) != 0) {
        printf("  heard:  %s\n  wanted: %s\n", e->text, want);
    }
    check(strcmp(e->text, want) == 0);
    e->text[0] = '\0';
}

static void *join(struct broker *b, struct ear *e, const char *name, bool clean,
                  const struct broker_message *will)
{
    void *link = b->open(b, "host", 1883, &events, e);
    struct broker_login in = { name, "", "", 4, 60, clean, will };

    b->login(b, link, &in);
    return link;
}

static void subscribe(struct broker *b, void *link, uint32_t msgid, const char *topic, int qos)
{
    b->subscribe(b, link, msgid, &topic, &qos, 1);
}

static void publish(struct broker *b, void *link, const char *topic, const char *text, int qos, bool retain)
{
    struct broker_message m = { topic, (const uint8_t *)text, (uint32_t)strlen(text), qos, retain };

    if (link != NULL) {
        b->publish(b, link, 7, &m);
    } else {
        broker_loop_inject(b, &m);
    }
}

/* MQTT 3.1.1, 4.7: the examples of the standard. */
static void topics(struct talk *t)
{
    (void)t;
    check(topic_matches("sport/tennis/player1/#", "sport/tennis/player1"));
    check(topic_matches("sport/tennis/player1/#", "sport/tennis/player1/ranking"));
    check(topic_matches("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"));
    check(topic_matches("sport/#", "sport") && topic_matches("#", "sport/x") && topic_matches("#", "/"));
    check(topic_matches("sport/tennis/+", "sport/tennis/player1"));
    check(!topic_matches("sport/tennis/+", "sport/tennis/player1/ranking"));
    check(!topic_matches("sport/+", "sport") && topic_matches("sport/+", "sport/"));
    check(topic_matches("+/+", "/finance") && topic_matches("/+", "/finance")
          && !topic_matches("+", "/finance"));
    check(!topic_matches("#", "$SYS/a") && !topic_matches("+/a", "$SYS/a"));
    check(topic_matches("$SYS/#", "$SYS/a") && topic_matches("$SYS/monitor/+", "$SYS/monitor/Clients"));
    check(!topic_matches("ab", "a") && !topic_matches("a", "ab") && !topic_matches("a/b", "a/c"));
    check(topic_filter_valid("+") && topic_filter_valid("+/tennis/#")
          && topic_filter_valid("sport/+/player1"));
    check(!topic_filter_valid("sport+") && !topic_filter_valid("sport/tennis#"));
    check(!topic_filter_valid("sport/tennis/#/ranking") && !topic_filter_valid(""));
    check(topic_name_valid("$aws/things/a?b&c%d=e") && !topic_name_valid("a/+") && !topic_name_valid(""));
}

static void qualities(struct talk *t)
{
    struct broker *b = broker_loop_new();
    struct ear one = { "" };
    struct ear two = { "" };
    void *x = join(b, &one, "one", true, NULL);
    void *y = join(b, &two, "two", true, NULL);

    (void)t;
    subscribe(b, x, 1, "a/+", 1);
    subscribe(b, x, 2, "a/#", 2);
    subscribe(b, y, 1, "a/b", 0);
    subscribe(b, y, 2, "bad+", 0);
    publish(b, y, "a/b", "hi", 2, false);
    heard(&one, "connected 0;subscribed 1 1 1;subscribed 2 2 1;a/b=hi q2;");
    heard(&two, "connected 0;subscribed 1 0 1;subscribed 2 128 1;published 7;a/b=hi q0;");
    {
        const char *topic = "a/#";

        b->unsubscribe(b, x, 3, &topic, 1);
    }
    publish(b, NULL, "a/b", "ho", 2, false);
    heard(&one, "unsubscribed 3;a/b=ho q1;");
    publish(b, y, "a/+", "no", 0, false); /* a wildcard in a name: the connection ends */
    heard(&two, "a/b=ho q0;closed;");
    b->close(b, x, true);
    b->destroy(b);
}

static void retained(struct talk *t)
{
    struct broker *b = broker_loop_new();
    struct ear one = { "" };
    void *x = join(b, &one, "one", true, NULL);

    (void)t;
    publish(b, NULL, "state/1", "on", 1, true);
    publish(b, NULL, "state/1", "off", 1, true);
    publish(b, NULL, "state/2", "on", 0, true);
    publish(b, NULL, "state/2", "", 0, true);
    subscribe(b, x, 1, "state/+", 0);
    heard(&one, "connected 0;subscribed 1 0 1;state/1=off q0 r;");
    publish(b, NULL, "state/1", "on", 1, true);
    heard(&one, "state/1=on q0;");
    b->destroy(b);
}

static void wills(struct talk *t)
{
    struct broker *b = broker_loop_new();
    struct ear one = { "" };
    struct ear two = { "" };
    struct broker_message will = { "gone", (const uint8_t *)"two", 3, 1, false };
    void *x = join(b, &one, "one", true, NULL);
    void *y = join(b, &two, "two", true, &will);

    (void)t;
    subscribe(b, x, 1, "gone", 1);
    b->close(b, y, true);
    heard(&one, "connected 0;subscribed 1 1 1;");
    y = join(b, &two, "two", true, &will);
    b->close(b, y, false);
    heard(&one, "gone=two q1;");
    y = join(b, &two, "two", true, &will);
    check(broker_loop_kick(b, "two") && !broker_loop_kick(b, "two"));
    heard(&one, "gone=two q1;");
    heard(&two, "connected 0;connected 0;connected 0;closed;");
    b->destroy(b);
}

/* A session that is not clean keeps its topics and what came for it while it was away. */
static void sessions(struct talk *t)
{
    struct broker *b = broker_loop_new();
    struct ear one = { "" };
    void *x = join(b, &one, "one", false, NULL);

    (void)t;
    subscribe(b, x, 1, "a", 1);
    b->close(b, x, true);
    publish(b, NULL, "a", "kept", 1, false);
    publish(b, NULL, "a", "lost", 0, false);
    x = join(b, &one, "one", false, NULL);
    heard(&one, "connected 0;subscribed 1 1 1;connected 0;a=kept q1;");
    x = join(b, &one, "one", true, NULL); /* takes the place of the first connection */
    publish(b, NULL, "a", "nobody", 1, false);
    heard(&one, "closed;connected 0;");
    b->close(b, x, true);
    x = join(b, &one, "", false, NULL);
    heard(&one, "connected 2;");
    b->destroy(b);
}

int main(void)
{
    static const struct talk_case cases[] = {
        { "topics", topics },
        { "qualities", qualities },
        { "retained", retained },
        { "wills", wills },
        { "sessions", sessions },
    };

    return talk_run("sim: broker", cases, sizeof cases / sizeof cases[0]);
}
