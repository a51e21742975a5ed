/* export.c: specs in other forms: chooses the form, opens the file.
 *
 * SPDX-License-Identifier: MIT */
#include "export.h"

#include "diag.h"

#include <errno.h>
#include <string.h>

static const struct pos no_place;

/* The reference is one document in a file.md or on the standard output, else a folder of pages. */
static bool is_folder(const char *format, const char *path)
{
    size_t len = strlen(path);

    return strcmp(format, "md") == 0 && strcmp(path, "-") != 0 &&
           (len < 3 || strcmp(path + len - 3, ".md") != 0);
}

static bool write_form(const struct spec *spec, const char *format, const struct gen_options *o, FILE *out)
{
    if (strcmp(format, "dot") == 0) {
        return export_dot(spec, o, out);
    }
    if (strcmp(format, "md") == 0) {
        return export_md(spec, NULL, out);
    }
    (strcmp(format, "json") == 0 ? export_json : export_dict)(spec, out);
    return true;
}

int export_spec(const struct spec *spec, const char *format, const struct gen_options *o)
{
    const char *path = o->out != NULL ? o->out : "-";
    bool to_stdout = strcmp(path, "-") == 0, good;
    FILE *out;

    if (is_folder(format, path)) {
        return export_md(spec, path, NULL) ? 0 : 1;
    }
    out = to_stdout ? stdout : fopen(path, "w");
    if (out == NULL) {
        complain(no_place, DIAG_E910, path, strerror(errno));
        return 1;
    }
    good = write_form(spec, format, o, out);
    if (!to_stdout && ((void)fflush(out), ferror(out) | fclose(out))) {
        complain(no_place, DIAG_E910, path, strerror(errno));
        good = false;
    }
    return good ? 0 : 1;
}
