/* reflect.h: request objects filled and received structs printed by name (tables of `gen --part text`).
 *
 * SPDX-License-Identifier: MIT */
#ifndef REFLECT_H
#define REFLECT_H

#include "text.h"

#include "qat.h"

struct qat_text_command;
struct qat_text_struct;

/* ---- what there is; NULL: nothing of that name ---- */

const struct qat_text_command *command_named(const char *name);
const struct qat_text_command *command_numbered(unsigned id);
const qat_dialect_t *dialect_named(const char *name);

const char *command_name(const struct qat_text_command *c);
const uint8_t *command_bytes(const struct qat_text_command *c);
size_t command_size(const struct qat_text_command *c);           /* of the request object  */
const struct qat_text_struct *command_args(const struct qat_text_command *c);
/* The struct of its information lines or of its late result, and where it is in the request; NULL: none. */
const struct qat_text_struct *command_info(const struct qat_text_command *c, size_t *at);
const struct qat_text_struct *command_late(const struct qat_text_command *c, size_t *at);
const char *urc_name_of(unsigned id);
const struct qat_text_struct *urc_fields(unsigned id);

/* ---- members by name ---- */

/* Sets a member of a request. Text that it points to is put into *kept, which the caller frees. Returns NULL,
 * or what is wrong. */
const char *set_member(const struct qat_text_struct *s, void *obj, const char *name, const char *value,
                       char **kept);
qat_payload_t *payload_of(const struct qat_text_struct *s, void *obj); /* NULL: it has none */
/* Appends " name=value" for each field that came, and " odd". part: some of the fields may be missing. */
void print_struct(struct buf *out, const struct qat_text_struct *s, const void *obj, int part);

/* ---- names ---- */

const char *short_result(int result);   /* "OK", "TIMEOUT", ...: QAT_E_ left out */
const char *final_name(unsigned final);

#endif
