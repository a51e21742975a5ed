/* world.c: a run: made, checked against its dialogue, taken apart.
 *
 * SPDX-License-Identifier: MIT */
#include "world.h"

#include <stdlib.h>
#include <string.h>

void world_fail(struct world *w, const char *fmt, ...)
{
    va_list ap;

    if (w->failure.len > 0) { /* the first one tells most */
        return;
    }
    va_start(ap, fmt);
    buf_vprintf(&w->failure, fmt, ap);
    va_end(ap);
    w->failed_line = w->line;
}

struct world *world_new(const struct script *s, const struct mode *m)
{
    struct world *w = (struct world *)calloc(1, sizeof *w);
    int result;

    if (w == NULL) {
        fatal("harness", 0, "no memory");
        return NULL;
    }
    w->s = s;
    w->m = m;
    w->random = m->seed;
    w->now = s->clock + m->clock;
    buf_add(&w->sent, "", 0); /* never a null pointer */
    buf_add(&w->trace_out, "", 0);
    w->q = (qat_t *)malloc(sizeof *w->q);
    w->cfg = (qat_config_t *)calloc(1, sizeof *w->cfg);
    w->hook_used = (int *)calloc(s->hook_count + 1, sizeof *w->hook_used);
    w->cfg->dialect = dialect_named(s->dialect ? s->dialect : "bg95");
    w->cfg->line_size = (uint16_t)s->line_size;
    w->cfg->line = (char *)malloc(s->line_size);
    w->cfg->flags = s->startup ? 0 : QAT_NO_STARTUP;
    w->cfg->code_of = s->codes ? qat_code_of : NULL;
    if (w->cfg->dialect == NULL) {
        fatal(s->path, 1, "there is no dialect '%s'", s->dialect ? s->dialect : "bg95");
    }
    port_setup(w);
    result = qat_init(w->q, w->cfg);
    if (result != QAT_OK) {
        world_fail(w, "qat_init() returned %s", short_result(result));
    }
    ear_add(w, NULL);
    return w;
}

void world_free(struct world *w)
{
    requests_free(w);
    online_free(w);
    ears_free(w);
    while (w->log_count > 0) {
        free(w->log[--w->log_count].text);
    }
    free(w->log);
    buf_free(&w->sent);
    buf_free(&w->trace_in);
    buf_free(&w->trace_out);
    buf_free(&w->data.name);
    buf_free(&w->data.bytes);
    buf_free(&w->failure);
    free(w->hook_used);
    free(w->cfg->line);
    free(w->cfg);
    free(w->q);
    free(w);
}
