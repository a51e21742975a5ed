/* fuzz_spec: whatever the text of a spec, the compiler answers with complaints or with a tree, never
 * with a crash; and the same text gives the same answer, also in a process that has seen others
 * before.
 *
 * SPDX-License-Identifier: MIT */
#include "../qat_codegen/arena.h"
#include "../qat_codegen/diag.h"
#include "../qat_codegen/stages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Compiles the text as far as it is right. What it makes is told by the number of mistakes and the
 * size of the tree. */
static int compile(const uint8_t *data, size_t size, long *tree_size, FILE *out)
{
    struct spec spec;
    struct coverage coverage;
    const char *none[] = {NULL};
    struct gen_options whole = {none, none, BACKEND_TABLE, SIDE_HOST, PART_DIALECTS, "-", NULL};
    struct source *src = source_of("fuzz.qat", (const char *)data, size);
    int found;

    memset(&spec, 0, sizeof spec);
    memset(&coverage, 0, sizeof coverage);
    rewind(out);
    parse(&spec, src);
    check(&spec);
    if (errors() == 0) {
        check_overlaps(&spec);
        check_examples(&spec, &coverage);
        dump_tree(&spec, out);
        dump_tokens(src, out);
    }
    if (errors() == 0 && spec.dialects != NULL) {
        generate(&spec, &whole);
    }
    *tree_size = ftell(out);
    found = errors();
    diag_reset();
    arena_reset();
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FILE *out;
    long first_tree, second_tree;
    int first, second;

    if (out == NULL) {
        out = tmpfile();
        diag_silence(true);
        if (out == NULL || freopen("/dev/null", "w", stdout) == NULL) {
            abort();
        }
    }
    first = compile(data, size, &first_tree, out);
    second = compile(data, size, &second_tree, out);
    if (first != second || first_tree != second_tree) {
        abort();
    }
    return 0;
}
