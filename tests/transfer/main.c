/* main.c: a transfer of a megabyte in every mode that promises to bring it whole. Usage: transfer [-s SEED]
 * [-n BYTES] [CASE]
 *
 * SPDX-License-Identifier: MIT */
#include "cases.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    transfer_case *run;
} cases[] = {
    { "QFUPL", upload },
    { "QFUPL with acknowledgements", upload_acknowledged },
    { "QFWRITE in pieces", write_pieces },
    { "QFREAD in pieces", read_pieces },
    { "QFDWL of known size", download },
    { "QFDWL until its trailer", download_unsized },
    { "QHTTPPOST", post },
    { "QHTTPREAD of known size", http_read },
    { "QHTTPREAD until its trailer", http_read_unsized },
    { "QISEND by length", send_pieces },
    { "QISEND by Ctrl-Z", send_by_ctrl_z },
    { "QIRD", buffer_reads },
    { "direct push", direct_push },
    { "QSSLSEND, QSSLRECV", tls_both_ways },
    { "data mode, up", online_up },
    { "data mode, down", online_down },
    { "data mode, both, left and entered again", online_both },
    { "data mode, NO CARRIER", online_carrier },
};

int main(int argc, char **argv)
{
    static struct rig r;
    struct hostile h;
    uint32_t seed = 1;
    size_t len = 1 << 20;
    const char *only = NULL;
    int passed = 0, failed = 0;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-s") == 0 && i + 1 < argc) {
            seed = (uint32_t)strtoul(argv[++i], NULL, 0);
        } else if (strcmp(argv[i], "-n") == 0 && i + 1 < argc) {
            len = strtoul(argv[++i], NULL, 0);
        } else {
            only = argv[i];
        }
    }
    if (len < 4096) {
        fprintf(stderr, "transfer: 4096 bytes at least\n");
        return 2;
    }
    printf("transfer: seed %u, %zu bytes\n", (unsigned)seed, len);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (only != NULL && strstr(cases[i].name, only) == NULL) {
            continue;
        }
        hostile_make(&h, len, seed + (uint32_t)i);
        rig_begin(&r, cases[i].name, seed + (uint32_t)i, &h);
        cases[i].run(&r, &h);
        rig_end(&r);
        hostile_free(&h);
        failed += r.failures > 0;
        passed += r.failures == 0;
        printf("%-40s %s, %lu s of its time\n", cases[i].name, r.failures == 0 ? "ok" : "FAILED",
               (unsigned long)(r.clock / 1000));
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0;
}
