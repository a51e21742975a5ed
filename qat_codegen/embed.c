/* embed.c: the project's own specs inside the program, so that `decode` needs no files.
 *
 * SPDX-License-Identifier: MIT
 *
 * The pieces that `gen` folds into headers are inside as well: see fold.c. embed.sh writes the strong definition of
 * embedded_files at build time; without it there are none. */
#include "embed.h"

#include "arena.h"
#include "diag.h"
#include "stages.h"

#include <string.h>

__attribute__((weak)) const struct embedded_file embedded_files[] = {{NULL, NULL}};

static struct source *join(const struct embedded_file *file)
{
    size_t len = 0, i;
    char *text, *end;

    for (i = 0; file->lines[i] != NULL; i++) {
        len += strlen(file->lines[i]);
    }
    text = end = arena_zalloc(len + 1);
    for (i = 0; file->lines[i] != NULL; i++) {
        size_t n = strlen(file->lines[i]);

        memcpy(end, file->lines[i], n);
        end += n;
    }
    return source_of(file->path, text, len);
}

struct source *embedded_sources(void)
{
    const struct embedded_file *file = embedded_files;
    struct source *list = NULL, **tail = &list;

    for (; file->path != NULL; file++) {
        size_t len = strlen(file->path);

        if (len > 4 && strcmp(file->path + len - 4, ".qat") == 0) { /* the others are for `gen`: fold.c */
            *tail = join(file);
            tail = &(*tail)->next;
        }
    }
    return list;
}
