/* fold.c: pieces of the hand-written runtime, put into a generated header.
 *
 * SPDX-License-Identifier: MIT
 *
 * The pieces are inside the program (embed.sh); one built without them reads them from the source tree. */
#include "arena.h"
#include "diag.h"
#include "embed.h"
#include "emit.h"

#include <ctype.h>
#include <string.h>

static const struct pos no_place;

static bool starts(const char *line, const char *word)
{
    return strncmp(line, word, strlen(word)) == 0;
}

static const char *embedded_text(const char *path)
{
    const struct embedded_file *f = embedded_files;
    size_t len = 0;
    char *text, *w;

    while (f->path != NULL && strcmp(f->path, path) != 0) {
        f++;
    }
    if (f->path == NULL) {
        return NULL;
    }
    for (size_t i = 0; f->lines[i] != NULL; i++) {
        len += strlen(f->lines[i]);
    }
    text = w = arena_zalloc(len + 1);
    for (size_t i = 0; f->lines[i] != NULL; i++) {
        size_t n = strlen(f->lines[i]);

        memcpy(w, f->lines[i], n);
        w += n;
    }
    return text;
}

static const char *file_text(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *text;
    long len;

    if (in == NULL) {
        return NULL;
    }
    if (fseek(in, 0, SEEK_END) != 0 || (len = ftell(in)) < 0 || fseek(in, 0, SEEK_SET) != 0) {
        fclose(in);
        return NULL;
    }
    text = arena_zalloc((size_t)len + 1);
    if (fread(text, 1, (size_t)len, in) != (size_t)len) {
        text = NULL;
    }
    fclose(in);
    return text;
}

const char *runtime_text(const char *name)
{
    bool beside = starts(name, "modem/") || starts(name, "helpers/");
    const char *path = arena_printf("qat_codegen/%s%s", beside ? "" : "runtime/", name);
    const char *text = embedded_text(path);

    return text != NULL ? text : file_text(path);
}

static bool is_licence(const char *line, size_t len)
{
    const char *found = strstr(line, "SPDX-License-Identifier");

    return found != NULL && found < line + len;
}

/* "qat_x", "qati_x", "QAT_X", "QATI_X" begin a name: from -> to, capitals alike. */
static size_t renamed(FILE *out, const char *p, const char *from, const char *to, bool in_name)
{
    size_t n = strlen(from);

    for (size_t i = 0; i < n; i++) {
        if (in_name || tolower((unsigned char)p[i]) != from[i] ||
            islower((unsigned char)p[i]) != islower((unsigned char)p[0])) {
            return 0;
        }
    }
    if (p[n] != '_' && !((p[n] == 'i' || p[n] == 'I') && p[n + 1] == '_')) {
        return 0;
    }
    for (size_t i = 0; i < n; i++) {
        fputc(isupper((unsigned char)p[0]) ? toupper((unsigned char)to[i]) : to[i], out);
    }
    return n;
}

static void fold_line(FILE *out, const char *p, size_t len, const char *from, const char *to)
{
    bool in_name = false;

    for (size_t i = 0; i < len; i++) {
        size_t n = from == NULL ? 0 : renamed(out, p + i, from, to, in_name);

        if (n > 0) {
            i += n - 1;
            in_name = true;
            continue;
        }
        in_name = isalnum((unsigned char)p[i]) || p[i] == '_';
        fputc(p[i], out);
    }
    fputc('\n', out);
}

void fold_text(FILE *out, const char *text, const char *from, const char *to)
{
    bool blank = true, empty = false; /* no blank line at first; never two in a row, nor in comments */

    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        const char *next = text[len] == '\n' ? text + len + 1 : text + len;

        if (is_licence(text, len)) {
            /* a comment of which nothing is left but its frame */
            if (len >= 2 && strncmp(text + len - 2, "*/", 2) == 0 && !starts(text, "/*")) {
                fputs(" */\n", out);
            }
        } else if (!starts(text, "#include \"") && !(len == 0 && blank) && !(empty && starts(text, " *\n"))) {
            fold_line(out, text, len, from, to);
            blank = len == 0;
            empty = starts(text, " *\n");
        }
        text = next;
    }
    if (!blank) {
        fputc('\n', out);
    }
}

bool fold_list(const struct emitter *e, const char *list_name, const char *from, const char *to,
               emit_section *section)
{
    const char *list = runtime_text(list_name);

    if (list == NULL) {
        complain(no_place, DIAG_E924, list_name);
        return false;
    }
    while (*list != '\0') {
        size_t len = strcspn(list, "\n");
        char *line = arena_strndup(list, len);

        list += len + (list[len] == '\n');
        if (*line == '#' || *line == '\0') {
            continue;
        }
        if (starts(line, e->m->direct != NULL ? "table: " : "direct: ")) {
            continue;
        }
        if (starts(line, "table: ") || starts(line, "direct: ")) {
            line = strchr(line, ' ') + 1;
        }
        if (starts(line, "= ")) {
            section(e, line + 2);
        } else {
            bool optional = starts(line, "? ");
            const char *text = runtime_text(optional ? line + 2 : line);

            if (text != NULL) {
                fold_text(e->out, text, from, to);
            } else if (!optional) {
                complain(no_place, DIAG_E924, line);
                return false;
            }
        }
    }
    return true;
}
