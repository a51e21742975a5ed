/* runtime.c: the runtime in a file of its own, as programs have it: nothing of it is inlined into the loop.
 *
 * SPDX-License-Identifier: MIT */
#define QAT_IMPLEMENTATION
#include "qat.h"
