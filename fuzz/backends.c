/* fuzz_backends: a hostile module, through both back ends.
 *
 * SPDX-License-Identifier: MIT
 *
 * The input is that of fuzz_rx. Invariant: the table back end and the direct one tell the same, byte for
 * byte, whole and byte by byte. */
#include "../tests/direct/backend.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (int how = 0; how < 2; how++) {
        const uint8_t *a, *b;
        size_t na = backend_table.fuzz(data, size, how, &a), nb = backend_direct.fuzz(data, size, how, &b);

        if (na != nb || (na > 0 && memcmp(a, b, na) != 0)) {
            fprintf(stderr, "the back ends differ\n");
            abort();
        }
    }
    return 0;
}
