/* summary.c: what the simulator counted, for people.
 *
 * SPDX-License-Identifier: MIT */
#include "core.h"

static void print_files(const struct sim *s, FILE *out)
{
    unsigned n = 0;

    for (const struct file *f = s->files.files; f != NULL; f = f->next) {
        n++;
    }
    fprintf(out, "  files stored            %u\n", n);
    for (const struct file *f = s->files.files; f != NULL; f = f->next) {
        fprintf(out, "    %-21s %zu bytes, checksum %04x\n", f->name, f->bytes.len,
                (unsigned)checksum_xor16(f->bytes.v, f->bytes.len));
    }
}

static void print_contexts(const struct sim *s, FILE *out)
{
    unsigned ssl = 0;
    unsigned pdp = 0;

    for (int i = 0; i < SIM_SSL_CONTEXTS; i++) {
        ssl += s->ssl[i].configured ? 1 : 0;
    }
    for (int i = 0; i < SIM_CONTEXTS; i++) {
        pdp += s->pdp[i].active ? 1 : 0;
    }
    fprintf(out, "  PDP contexts active     %u\n", pdp);
    fprintf(out, "  TLS contexts configured %u\n", ssl);
    for (int i = 0; i < SIM_SSL_CONTEXTS; i++) {
        const struct ssl_context *c = &s->ssl[i];

        if (c->configured) {
            fprintf(out, "    context %d             level %d, ca '%s', certificate '%s', key '%s'\n", i,
                    c->seclevel, c->cacert, c->clientcert, c->clientkey);
        }
    }
}

void sim_summary(const struct sim *s, FILE *out)
{
    const struct sim_count *c = &s->count;

    fprintf(out, "simulated %s: what it counted\n", SIM_NEUL ? "BC68" : SIM_BG95 ? "BG95" : "BG96");
    fprintf(out, "  bytes from the host     %llu\n", (unsigned long long)c->bytes_in);
    fprintf(out, "  bytes to the host       %llu\n", (unsigned long long)c->bytes_out);
    fprintf(out, "  command lines           %u (%u unknown, %u answered with an error)\n", c->commands,
            c->unknown, c->errors);
    fprintf(out, "  boots                   %u\n", c->boots);
    fprintf(out, "  resets                  %u\n", c->resets);
    fprintf(out, "  faults injected         %u\n", c->faults);
    fprintf(out, "  firmware updates        %d\n", s->firmware);
    print_files(s, out);
    print_contexts(s, out);
    fprintf(out, "  MQTT connections        %u opened (%u by TLS), %u let in, %u refused\n", c->opens, c->tls,
            c->connects, c->refused);
    fprintf(out, "  topics subscribed       %u\n", c->subscribed);
    fprintf(out, "  topics unsubscribed     %u\n", c->unsubscribed);
    fprintf(out, "  messages from the host  %u\n", c->published);
    for (const struct heard *h = s->heard; h != NULL; h = h->next) {
        fprintf(out, "    %s  %u bytes, checksum %04x, QoS %d%s\n", h->topic, h->len, (unsigned)h->checksum,
                h->qos, h->retain ? ", retained" : "");
    }
    fprintf(out, "  messages to the host    %u\n", c->delivered);
    fprintf(out, "  sockets opened          %u, %llu bytes sent, %llu received\n", c->sockets,
            (unsigned long long)c->socket_out, (unsigned long long)c->socket_in);
    fprintf(out, "  HTTP requests           %u\n", c->http);
}
