/* play.h: a dialogue played once.
 *
 * SPDX-License-Identifier: MIT */
#ifndef PLAY_H
#define PLAY_H

#include "world.h"

/* Returns 0, or 1 after it printed what differs. *received: bytes that came from the module; may be NULL. */
int play(const struct script *s, const struct mode *m, size_t *received);
/* Only plays it, whatever it expects: what was told, what calls returned and what was sent, as text. Returns 1 after it
 * printed what is wrong whatever was expected. */
int play_recorded(const struct script *s, const struct mode *m, struct buf *log);

#endif
