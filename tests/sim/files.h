/* files.h: the module's own files (UFS): names and contents, and open handles. Knows nothing of AT.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SIM_FILES_H
#define SIM_FILES_H

#include "util.h"

enum { FILE_HANDLES = 10, FILE_FIRST_HANDLE = 3000, FILE_STORE_SIZE = 14483456 };

struct file {
    char *name;
    struct buffer bytes;
    struct file *next;
};

struct handle {
    struct file *file;       /* NULL: not in use */
    size_t at;
    int mode;                /* 0 read and write, 1 emptied, 2 read only */
};

struct file_store {
    struct file *files;      /* oldest first */
    struct handle handles[FILE_HANDLES];
    size_t used;
};

struct file *file_find(const struct file_store *st, const char *name);
struct file *file_create(struct file_store *st, const char *name);
bool file_put(struct file_store *st, struct file *f, size_t at, const void *data,
              size_t len); /* false: no room */
void file_cut(struct file_store *st, struct file *f, size_t size);
bool file_is_open(const struct file_store *st, const struct file *f);
void file_delete(struct file_store *st, struct file *f);
bool file_fits(const char *pattern, const char *name); /* "*" any run of characters */
/* The name without its storage ("UFS:"); NULL: not a name. */
const char *file_plain_name(const char *name);
size_t file_free_space(const struct file_store *st);
struct handle *file_handle(struct file_store *st, uint32_t number);
void files_close_all(struct file_store *st);
void files_destroy(struct file_store *st);

#endif
