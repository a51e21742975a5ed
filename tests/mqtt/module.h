/* module.h: a module made of answers, for the tests of the MQTT helper. It knows no spec: it looks at the
 * beginnings of command lines and says what a manual says.
 *
 * SPDX-License-Identifier: MIT */
#ifndef MODULE_H
#define MODULE_H

#include <stddef.h>
#include <stdint.h>

enum { MODULE_RULES = 16 };

/* Instead of what the module would say. */
struct rule {
    const char *prefix;      /* of the command line                                                */
    const char *reply;       /* lines, "|" between them; "": silence. "@" : the usual OK only       */
    int times;               /* how often; -1: always                                               */
};

struct module {
    int counted, stored;     /* recv/mode of client 2                                               */
    int active;              /* PDP context 1                                                       */
    int open;                /* client 2                                                            */
    int connected;
    int files;               /* bit 0 ca.pem, 1 cert.pem, 2 key.pem                                 */
    int bg96;                /* no length, no recv/mode                                             */
    struct rule rules[MODULE_RULES];
    int rule_count;
    /* what it heard */
    char log[16384];         /* every command line of the helper, LF behind each; payload as ~text   */
    size_t log_len;
    int lines;               /* command lines, all of them                                          */
    /* called behind each command line, before its answer; may push bytes itself. Non-zero: no answer */
    int (*hook)(void *user, const char *line);
    void *user;
    /* what it is about to say */
    char out[8192];
    size_t out_len;
    /* the command line, or payload, that comes */
    char in[4096];
    size_t in_len;
    size_t payload;          /* bytes that are still to come; 0: lines                              */
    int ctrl_z;
    char pending[128];       /* the command whose payload it is                                     */
    size_t payload_len;
    uint16_t sum;
};

void module_init(struct module *m, int bg96);
void module_hear(struct module *m, const void *data, size_t len);
void module_say(struct module *m, const char *lines);  /* "|" becomes CR LF; one at each end too */
void module_raw(struct module *m, const char *bytes);
void module_rule(struct module *m, const char *prefix, const char *reply, int times);

#endif
