/* tight.c: lines of a BC68 as the module's side writes them: no blank behind a colon (colon-space none), but in what its
 * loader says; the blank behind "Neul". BC68 LwM2M transcript.
 *
 * SPDX-License-Identifier: MIT */
#define QAM_IMPLEMENTATION
#include "qam.h"

#include <stdio.h>
#include <string.h>

static int failures;

static void expect(size_t len, const char *line, const char *want)
{
    if (len != strlen(want) || strcmp(line, want) != 0) {
        printf("tight: '%s', wanted '%s'\n", len == 0 ? "" : line, want);
        failures++;
    }
}

int main(void)
{
    qam_boot_line_urc_t boot = { QAM_BOOT_LINE_URC_HAS_BOOT, { "Unsigned", 8 }, { 0, 0 }, { 0, 0 }, { 0, 0 } };
    qam_neul_urc_t neul = { 0 };
    qam_cereg_urc_t cereg;
    qam_nuestats_info_t stats;
    char line[80];

    memset(&cereg, 0, sizeof cereg);
    memset(&stats, 0, sizeof stats);
    cereg.stat = 1;
    stats.signal_power = -815;
    stats.has = QAM_NUESTATS_INFO_HAS_SIGNAL_POWER;
    expect(qam_boot_line_urc(line, sizeof line, &boot), line, "Boot: Unsigned");
    expect(qam_neul_urc(line, sizeof line, &neul), line, "Neul ");
    expect(qam_cereg_urc(line, sizeof line, &cereg), line, "+CEREG:1");
    expect(qam_nuestats_info(line, sizeof line, &stats), line, "Signal power:-815");
    expect(qam_nuestats_info15(line, sizeof line, &stats), line, "+NUESTATS:Signal power:-815");
    return failures != 0;
}
