/* topics.c: MQTT 3.1.1 section 4.7: topic names, filters, and which filter fits which name.
 *
 * SPDX-License-Identifier: MIT */
#include "broker.h"

#include <string.h>

bool topic_name_valid(const char *topic)
{
    return topic[0] != '\0' && strlen(topic) <= 65535 && strpbrk(topic, "+#") == NULL;
}

bool topic_filter_valid(const char *filter)
{
    size_t i;

    for (i = 0; filter[i] != '\0'; i++) {
        bool starts_level = i == 0 || filter[i - 1] == '/';
        char next = filter[i + 1];

        if (filter[i] == '+' && !(starts_level && (next == '/' || next == '\0'))) {
            return false;
        }
        if (filter[i] == '#' && !(starts_level && next == '\0')) {
            return false;
        }
    }
    return i > 0 && i <= 65535;
}

bool topic_matches(const char *filter, const char *topic)
{
    const char *f = filter;
    const char *t = topic;

    /* 4.7.2: names that begin with '$' are the server's: a wildcard in front does not see them. */
    if (*t == '$' && (*f == '+' || *f == '#')) {
        return false;
    }
    for (;;) {
        if (*f == '#') {
            return true;
        }
        if (*f == '+') {
            f++;
            t += strcspn(t, "/");
        } else {
            while (*f != '\0' && *f != '/' && *f == *t) {
                f++;
                t++;
            }
        }
        if (*t == '\0') {
            /* "a/#" fits "a" too: the level above is included. */
            return *f == '\0' || strcmp(f, "/#") == 0;
        }
        if (*f != '/' || *t != '/') {
            return false;
        }
        f++;
        t++;
    }
}
