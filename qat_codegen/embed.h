/* embed.h: the table that embed.sh makes of spec files.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCG_EMBED_H
#define QCG_EMBED_H

struct embedded_file {
    const char *path;         /* NULL: behind the last         */
    const char *const *lines; /* NULL: behind the last         */
};

extern const struct embedded_file embedded_files[];

#endif
