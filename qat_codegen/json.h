/* json.h: texts as JSON strings.
 *
 * SPDX-License-Identifier: MIT */
#ifndef QCG_JSON_H
#define QCG_JSON_H

#include <stddef.h>
#include <stdio.h>

/* With its quotes. Bytes that are not UTF-8 become \u0080 to \u00ff, so that the output is always JSON. */
void json_string(FILE *out, const char *text, size_t len);

#endif
