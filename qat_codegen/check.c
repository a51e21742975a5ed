/* check.c: whether the tree makes sense. Fills in what spec.h says is filled in by the checker.
 *
 * SPDX-License-Identifier: MIT */
#include "check.h"

void check(struct spec *spec)
{
    check_names(spec);
    check_fields(spec); /* types first: finals are told from information lines by them */
    for (struct command *c = spec->commands; c != NULL; c = c->next) {
        check_command(spec, c);
    }
    for (struct urc *u = spec->urcs; u != NULL; u = u->next) {
        check_urc(spec, u);
    }
    check_structs(spec);
    check_dialects(spec);
}
