/* capture.h: a captured session, read from its file. ../captures/README.md says how one is written.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CAPTURE_H
#define CAPTURE_H

#include "text.h"

enum item_kind {
    ITEM_COMMAND, /* of the host: its text, without its end                     */
    ITEM_TYPED,   /* of the host, anything else: payload, an answer to a prompt */
    ITEM_MODULE,  /* bytes of the module, with their end                        */
    ITEM_TIME,    /* ms, since the session began                                */
    ITEM_LATER,   /* ms, since the item before                                  */
    ITEM_REMARK
};

struct item {
    enum item_kind kind;
    int line;              /* of the file                                       */
    struct buf bytes;
    int ended;             /* ITEM_TYPED: a line end followed                   */
    uint32_t ms;
};

struct capture {
    const char *name;      /* without folder and .log                           */
    const char *dialect;   /* the nearest one that there is                     */
    struct item *items;
    int count;
};

/* Exits with a complaint when the file is not in the format. */
void capture_read(struct capture *c, const char *path);
void capture_free(struct capture *c);

#endif
