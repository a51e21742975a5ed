/* files.c: see files.h.
 *
 * SPDX-License-Identifier: MIT */
#include "files.h"

#include <stdlib.h>
#include <string.h>

struct file *file_find(const struct file_store *st, const char *name)
{
    struct file *f = st->files;

    while (f != NULL && strcmp(f->name, name) != 0) {
        f = f->next;
    }
    return f;
}

struct file *file_create(struct file_store *st, const char *name)
{
    struct file **end = &st->files;

    while (*end != NULL) {
        end = &(*end)->next;
    }
    *end = sim_alloc(sizeof **end);
    (*end)->name = sim_strdup(name);
    return *end;
}

bool file_put(struct file_store *st, struct file *f, size_t at, const void *data, size_t len)
{
    size_t old = f->bytes.len;
    size_t end = at + len;
    size_t inside;

    if (at > old) {
        return false;
    }
    inside = end <= old ? len : old - at;
    if (len - inside > file_free_space(st)) {
        return false;
    }
    if (inside > 0) {
        memcpy(f->bytes.v + at, data, inside);
    }
    buffer_add(&f->bytes, (const uint8_t *)data + inside, len - inside);
    st->used += len - inside;
    return true;
}

void file_cut(struct file_store *st, struct file *f, size_t size)
{
    if (size < f->bytes.len) {
        st->used -= f->bytes.len - size;
        f->bytes.len = size;
    }
}

bool file_is_open(const struct file_store *st, const struct file *f)
{
    for (int i = 0; i < FILE_HANDLES; i++) {
        if (st->handles[i].file == f) {
            return true;
        }
    }
    return false;
}

void file_delete(struct file_store *st, struct file *f)
{
    struct file **at = &st->files;

    while (*at != f) {
        at = &(*at)->next;
    }
    *at = f->next;
    st->used -= f->bytes.len;
    buffer_free(&f->bytes);
    free(f->name);
    free(f);
}

/* Greedy with one place to come back to: time is pattern times name at most. */
bool file_fits(const char *pattern, const char *name)
{
    const char *star = NULL;
    const char *back = NULL;

    while (*name != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            back = name;
        } else if (*pattern == *name) {
            pattern++;
            name++;
        } else if (star != NULL) {
            pattern = star + 1;
            name = ++back;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}

const char *file_plain_name(const char *name)
{
    if (begins_with(name, "UFS:")) {
        name += 4;
    }
    return name[0] == '\0' || strlen(name) > 80 || strpbrk(name, "\\:?<>|\"") != NULL ? NULL : name;
}

size_t file_free_space(const struct file_store *st)
{
    return FILE_STORE_SIZE - st->used;
}

struct handle *file_handle(struct file_store *st, uint32_t number)
{
    struct handle *h;

    if (number < FILE_FIRST_HANDLE || number >= FILE_FIRST_HANDLE + FILE_HANDLES) {
        return NULL;
    }
    h = &st->handles[number - FILE_FIRST_HANDLE];
    return h->file != NULL ? h : NULL;
}

void files_close_all(struct file_store *st)
{
    memset(st->handles, 0, sizeof st->handles);
}

void files_destroy(struct file_store *st)
{
    files_close_all(st);
    while (st->files != NULL) {
        file_delete(st, st->files);
    }
}
