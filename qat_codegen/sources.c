/* sources.c: reads spec files and folders of them.
 *
 * SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "arena.h"
#include "diag.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_LIMIT ((size_t)16 * 1024 * 1024) /* a spec is text written by people       */
#define DEPTH_LIMIT 16                        /* folders within folders: a loop of links */
#define SUFFIX ".qat"

static const struct pos no_place;

static struct source *read_file(const char *path)
{
    struct source *src;
    size_t len = 0, room = 64 * 1024;
    char *text = NULL;
    FILE *in = fopen(path, "rb");
    bool good;

    if (in == NULL) {
        complain(no_place, DIAG_E901, path, strerror(errno));
        return NULL;
    }
    do {
        char *larger = realloc(text, room *= 2);

        if (larger == NULL) {
            break;
        }
        text = larger;
        len += fread(text + len, 1, room - len, in);
    } while (len == room && len <= FILE_LIMIT);
    good = text != NULL && len < room && !ferror(in);
    fclose(in);
    if (len > FILE_LIMIT) {
        complain(no_place, DIAG_E903, path, (int)(FILE_LIMIT / 1024 / 1024));
        good = false;
    } else if (!good) {
        complain(no_place, DIAG_E901, path, strerror(errno));
    }
    src = good ? source_of(path, text, len) : NULL;
    free(text);
    return src;
}

struct source *source_of(const char *path, const char *text, size_t len)
{
    struct source *src = arena_zalloc(sizeof *src);
    char *copy = arena_zalloc(len + 2);

    if (len > 0) {
        memcpy(copy, text, len);
    }
    copy[len] = '\n';
    src->path = arena_strndup(path, strlen(path));
    src->text = copy;
    src->len = len;
    return src;
}

static bool is_spec_name(const char *name)
{
    size_t len = strlen(name);

    return len > strlen(SUFFIX) && strcmp(name + len - strlen(SUFFIX), SUFFIX) == 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, sorted; NULL if it cannot be read. */
static char **list_folder(const char *path, size_t *count)
{
    size_t room = 16;
    char **names = arena_zalloc(room * sizeof *names);
    DIR *folder = opendir(path);
    struct dirent *entry;

    *count = 0;
    if (folder == NULL) {
        complain(no_place, DIAG_E901, path, strerror(errno));
        return NULL;
    }
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (*count == room) {
            char **larger = arena_zalloc(2 * room * sizeof *names);

            memcpy(larger, names, room * sizeof *names);
            names = larger;
            room *= 2;
        }
        names[(*count)++] = arena_strndup(entry->d_name, strlen(entry->d_name));
    }
    closedir(folder);
    qsort(names, *count, sizeof *names, by_name);
    return names;
}

/* Adds to the end of *list what is at `path`; a folder's own folders come in their place in the order. */
static bool read_path(const char *path, int depth, struct source ***tail)
{
    struct stat st;
    char **names;
    size_t count, i;
    bool good = true;

    if (stat(path, &st) != 0) {
        complain(no_place, DIAG_E901, path, strerror(errno));
        return false;
    }
    if (!S_ISDIR(st.st_mode)) {
        struct source *src = read_file(path);

        if (src != NULL) {
            **tail = src;
            *tail = &src->next;
        }
        return src != NULL;
    }
    if (depth >= DEPTH_LIMIT) {
        complain(no_place, DIAG_E904, path, DEPTH_LIMIT);
        return false;
    }
    names = list_folder(path, &count);
    for (i = 0; names != NULL && i < count; i++) {
        const char *slash = path[strlen(path) - 1] == '/' ? "" : "/";
        char *inner = arena_printf("%s%s%s", path, slash, names[i]);

        if (is_spec_name(inner) || (stat(inner, &st) == 0 && S_ISDIR(st.st_mode))) {
            good = read_path(inner, depth + 1, tail) && good;
        }
    }
    return names != NULL && good;
}

struct source *read_sources(const char *path)
{
    struct source *list = NULL, **tail = &list;
    bool good = read_path(path, 0, &tail);

    if (good && list == NULL) {
        complain(no_place, DIAG_E902, path);
    }
    return good ? list : NULL;
}
