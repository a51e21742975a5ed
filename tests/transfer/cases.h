/* cases.h: the transfers, one function each: whatever is not as it should be is told through the rig.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CASES_H
#define CASES_H

#include "rig.h"

typedef void transfer_case(struct rig *r, const struct hostile *h);

/* files.c */
transfer_case upload, upload_acknowledged, write_pieces, read_pieces, download, download_unsized;
/* http.c */
transfer_case post, http_read, http_read_unsized;
/* sockets.c */
transfer_case send_pieces, send_by_ctrl_z, buffer_reads, direct_push, tls_both_ways;
/* online.c */
transfer_case online_up, online_down, online_both, online_carrier;

#endif
