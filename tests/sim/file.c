/* file.c: the FILE chapter: commands on files.c's store (BG96 FILE V1.0). CME codes: 4xx of its chapter 4.
 *
 * SPDX-License-Identifier: MIT */
#include "chapter.h"

enum {
    INVALID = 400,
    READ_ZERO = 402,
    NOT_FOUND = 405,
    BAD_NAME = 406,
    EXISTS = 407,
    TOO_MANY = 413,
    READ_ONLY = 414,
    BAD_HANDLE = 416,
    NO_SPACE = 420,
    OPEN_ALREADY = 426,
    WHOLE_SIZE_DEFAULT = 10240,
    ACK_EVERY = 1024
};

struct file_chapter {
    struct service base;
    char name[81];            /* of the upload that is under way */
    uint32_t handle;          /* of the QFWRITE                  */
};

/* The name as the store knows it; NULL: not a name. */
static const char *name_of(qam_str_t s, char *room, size_t size)
{
    if (s.len >= size) {
        return NULL;
    }
    keep_text(room, size, s);
    return file_plain_name(room);
}

/* ---- the store ---- */

static enum verdict space(struct sim *s, const qam_qflds_t *r)
{
    qam_qflds_info_t v = { 0, (uint32_t)file_free_space(&s->files), FILE_STORE_SIZE };
    char storage[16];

    keep_text(storage, sizeof storage, r->storage);
    if (!same_word(storage, "UFS")) {
        return SIM_CME(INVALID);
    }
    SAY(s, qflds_info, &v);
    return SIM_OK;
}

static void used_space(struct sim *s)
{
    qam_qflds_exec_info_t v = { 0, (uint32_t)s->files.used, 0 };

    for (const struct file *f = s->files.files; f != NULL; f = f->next) {
        v.files++;
    }
    SAY(s, qflds_exec_info, &v);
}

static void list(struct sim *s, const char *pattern)
{
    for (const struct file *f = s->files.files; f != NULL; f = f->next) {
        qam_qflst_info_t v = { 0, str(f->name), (uint32_t)f->bytes.len };

        if (file_fits(pattern, f->name)) {
            SAY(s, qflst_info, &v);
        }
    }
}

static enum verdict list_some(struct sim *s, const qam_qflst_t *r)
{
    char room[90];
    const char *pattern;

    keep_text(room, sizeof room, r->pattern);
    pattern = begins_with(room, "UFS:") ? room + 4 : room;
    list(s, pattern);
    return SIM_OK;
}

static enum verdict delete_files(struct sim *s, const qam_qfdel_t *r)
{
    char room[90];
    const char *name = name_of(r->name, room, sizeof room);
    struct file *f;

    if (name == NULL) {
        return SIM_CME(BAD_NAME);
    }
    if (strcmp(name, "*") == 0) {
        files_close_all(&s->files);
        while (s->files.files != NULL) {
            file_delete(&s->files, s->files.files);
        }
        return SIM_OK;
    }
    f = file_find(&s->files, name);
    if (f == NULL) {
        return SIM_CME(NOT_FOUND);
    }
    if (file_is_open(&s->files, f)) {
        return SIM_CME(OPEN_ALREADY);
    }
    file_delete(&s->files, f);
    return SIM_OK;
}

/* ---- whole files ---- */

static void uploaded(struct sim *s, void *who, const uint8_t *data, size_t len, enum data_end how)
{
    struct file_chapter *c = who;
    qam_qfupl_info_t v = { 0, (uint32_t)len, fault_checksum(s, checksum_xor16(data, len)) };
    struct file *f = file_create(&s->files, c->name);

    if (!file_put(&s->files, f, 0, data, len)) {
        file_delete(&s->files, f);
        sim_done(s, SIM_CME(NO_SPACE));
        return;
    }
    s->count.uploads++;
    sim_remark(s, "file %s: %zu bytes%s", c->name, len, how == DATA_TIMEOUT ? ", the rest did not come" : "");
    SAY(s, qfupl_info, &v);
    sim_done(s, SIM_OK);
}

static enum verdict upload(struct file_chapter *c, struct sim *s, const qam_qfupl_t *r)
{
    uint32_t size = (r->has & QAM_QFUPL_HAS_SIZE) != 0 ? r->size : WHOLE_SIZE_DEFAULT;
    uint32_t idle = (r->has & QAM_QFUPL_HAS_TIMEOUT) != 0 ? r->timeout : 5;
    bool ack = (r->has & QAM_QFUPL_HAS_ACK) != 0 && r->ack == 1;
    char room[90];
    const char *name = name_of(r->name, room, sizeof room);

    if (name == NULL || strchr(name, '*') != NULL) {
        return SIM_CME(BAD_NAME);
    }
    if (file_find(&s->files, name) != NULL) {
        return SIM_CME(EXISTS);
    }
    if (size > file_free_space(&s->files)) {
        return SIM_CME(NO_SPACE);
    }
    snprintf(c->name, sizeof c->name, "%s", name);
    sim_connect(s, size, ack ? ACK_EVERY : 0, idle * 1000, uploaded, c);
    return SIM_PENDING;
}

static enum verdict download(struct sim *s, const qam_qfdwl_t *r)
{
    char room[90];
    const char *name = name_of(r->name, room, sizeof room);
    const struct file *f = name != NULL ? file_find(&s->files, name) : NULL;
    qam_qfdwl_info_t v = { QAM_QFDWL_INFO_HAS_DOWNLOADED | QAM_QFDWL_INFO_HAS_CHECKSUM, 0, 0 };

    if (f == NULL) {
        return SIM_CME(name == NULL ? BAD_NAME : NOT_FOUND);
    }
    answer_connect(s, "CONNECT");
    answer_raw(s, f->bytes.v, f->bytes.len);
    v.downloaded = (uint32_t)f->bytes.len;
    v.checksum = checksum_xor16(f->bytes.v, f->bytes.len);
    SAY(s, qfdwl_info, &v);
    return SIM_OK;
}

/* ---- open files ---- */

static enum verdict open_file(struct sim *s, const qam_qfopen_t *r)
{
    int mode = (r->has & QAM_QFOPEN_HAS_MODE) != 0 ? (int)r->mode : 0;
    char room[90];
    const char *name = name_of(r->name, room, sizeof room);
    struct file *f = name != NULL ? file_find(&s->files, name) : NULL;
    int i = 0;

    if (name == NULL || strchr(name, '*') != NULL) {
        return SIM_CME(BAD_NAME);
    }
    if (f == NULL && mode == 2) {
        return SIM_CME(NOT_FOUND);
    }
    if (f != NULL && file_is_open(&s->files, f)) {
        return SIM_CME(OPEN_ALREADY);
    }
    while (i < FILE_HANDLES && s->files.handles[i].file != NULL) {
        i++;
    }
    if (i == FILE_HANDLES) {
        return SIM_CME(TOO_MANY);
    }
    f = f != NULL ? f : file_create(&s->files, name);
    if (mode == 1) {
        file_cut(&s->files, f, 0);
    }
    s->files.handles[i].file = f;
    s->files.handles[i].at = 0;
    s->files.handles[i].mode = mode;
    sim_infof(s, "+QFOPEN: %d", FILE_FIRST_HANDLE + i);
    return SIM_OK;
}

static void list_open(struct sim *s)
{
    for (int i = 0; i < FILE_HANDLES; i++) {
        const struct handle *h = &s->files.handles[i];

        if (h->file != NULL) {
            sim_infof(s, "+QFOPEN: \"%s\",%d,%d", h->file->name, FILE_FIRST_HANDLE + i, h->mode);
        }
    }
}

static enum verdict read_some(struct sim *s, struct handle *h, const qam_qfread_t *r)
{
    size_t left = h->file->bytes.len > h->at ? h->file->bytes.len - h->at : 0;
    size_t len = (r->has & QAM_QFREAD_HAS_MAX) != 0 && r->max < left ? r->max : left;
    char line[32];

    if (len == 0) {
        return SIM_CME(READ_ZERO);
    }
    snprintf(line, sizeof line, "CONNECT %zu", len);
    answer_connect(s, line);
    answer_raw(s, h->file->bytes.v + h->at, len);
    h->at += len;
    return SIM_OK;
}

static void written(struct sim *s, void *who, const uint8_t *data, size_t len, enum data_end how)
{
    struct file_chapter *c = who;
    struct handle *h = file_handle(&s->files, c->handle);

    (void)how;
    if (h == NULL || !file_put(&s->files, h->file, h->at, data, len)) {
        sim_done(s, SIM_CME(h == NULL ? BAD_HANDLE : NO_SPACE));
        return;
    }
    h->at += len;
    sim_infof(s, "+QFWRITE: %zu,%zu", len, h->file->bytes.len);
    sim_done(s, SIM_OK);
}

static enum verdict write_some(struct file_chapter *c, struct sim *s, const struct handle *h,
                               const qam_qfwrite_t *r)
{
    uint32_t size = (r->has & QAM_QFWRITE_HAS_SIZE) != 0 ? r->size : WHOLE_SIZE_DEFAULT;
    uint32_t idle = (r->has & QAM_QFWRITE_HAS_TIMEOUT) != 0 ? r->timeout : 5;

    if (h->mode == 2) {
        return SIM_CME(READ_ONLY);
    }
    if (size > file_free_space(&s->files)) {
        return SIM_CME(NO_SPACE);
    }
    c->handle = r->handle;
    sim_connect(s, size, 0, idle * 1000, written, c);
    return SIM_PENDING;
}

/* From the end and from where it stands, the offset counts forward; behind the end there is nothing. */
static enum verdict seek(struct handle *h, const qam_qfseek_t *r)
{
    uint32_t from = (r->has & QAM_QFSEEK_HAS_FROM) != 0 ? r->from : 0;
    size_t base = from == 0 ? 0 : from == 1 ? h->at : h->file->bytes.len;

    if (base + r->offset > h->file->bytes.len) {
        return SIM_CME(INVALID);
    }
    h->at = base + r->offset;
    return SIM_OK;
}

/* All of these begin their arguments with the handle. */
static enum verdict on_handle(struct file_chapter *c, struct sim *s, int id, const void *args)
{
    struct handle *h = file_handle(&s->files, ((const qam_qfclose_t *)args)->handle);

    if (h == NULL) {
        return SIM_CME(BAD_HANDLE);
    }
    switch (id) {
    case QAM_CMD_QFREAD:
        return read_some(s, h, args);
    case QAM_CMD_QFWRITE:
        return write_some(c, s, h, args);
    case QAM_CMD_QFSEEK:
        return seek(h, args);
    case QAM_CMD_QFPOSITION:
        sim_infof(s, "+QFPOSITION: %zu", h->at);
        return SIM_OK;
    case QAM_CMD_QFTUCAT:
        if (h->mode == 2) {
            return SIM_CME(READ_ONLY);
        }
        file_cut(&s->files, h->file, h->at);
        return SIM_OK;
    default: /* QFCLOSE */
        h->file = NULL;
        return SIM_OK;
    }
}

static enum verdict handle(struct service *me, struct sim *s, int id, const void *args)
{
    struct file_chapter *c = (struct file_chapter *)me;

    switch (id) {
    case QAM_CMD_QFLDS:
        return space(s, args);
    case QAM_CMD_QFLDS_EXEC:
        used_space(s);
        return SIM_OK;
    case QAM_CMD_QFLST:
        return list_some(s, args);
    case QAM_CMD_QFLST_EXEC:
        list(s, "*");
        return SIM_OK;
    case QAM_CMD_QFDEL:
        return delete_files(s, args);
    case QAM_CMD_QFUPL:
        return upload(c, s, args);
    case QAM_CMD_QFDWL:
        return download(s, args);
    case QAM_CMD_QFOPEN:
        return open_file(s, args);
    case QAM_CMD_QFOPEN_READ:
        list_open(s);
        return SIM_OK;
    case QAM_CMD_QFREAD:
    case QAM_CMD_QFWRITE:
    case QAM_CMD_QFSEEK:
    case QAM_CMD_QFPOSITION:
    case QAM_CMD_QFTUCAT:
    case QAM_CMD_QFCLOSE:
        return on_handle(c, s, id, args);
    default:
        return SIM_NOT_MINE;
    }
}

static void reset(struct service *me, struct sim *s)
{
    (void)me;
    (void)s;
}

static void destroy(struct service *me)
{
    free(me);
}

struct service *file_service(void)
{
    struct file_chapter *c = sim_alloc(sizeof *c);

    c->base.name = "file";
    c->base.handle = handle;
    c->base.reset = reset;
    c->base.destroy = destroy;
    return &c->base;
}
