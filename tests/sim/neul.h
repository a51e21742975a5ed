/* neul.h: what the chapters of BC68 know of one another. SPDX-License-Identifier: MIT */
#ifndef NEUL_H
#define NEUL_H

#include "core.h"

void neul_up(struct sim *s);               /* neul.c: something is sent over the air          */
bool neul_automatic(struct sim *s);        /* neul_lwm2m.c: AT+QREGSWT=1                      */
void neul_lwm2m_attached(struct sim *s);   /* the network is there                            */
void neul_lwm2m_lost(struct sim *s);       /* ... is gone                                     */

#endif
