/* SPDX-License-Identifier: MIT */
/* ---- the module's side ---- */

static int qami_upper(int c)
{
    return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
}

/* Reads the alternatives of a record; the id of the one that fits, or QAM_BAD_ARGS. */
static int qami_read(const uint8_t *r, const uint8_t *p, const uint8_t *e, void *out, size_t size)
{
    qami_look_t k;

    for (;;) {
        const uint8_t *d = r + 3, *next = NULL;
        unsigned id = qami_get16(r + 1);

        if (r[0] & QAMI_R_MORE) {
            next = d + 2 + qami_get16(d);
            d += 2;
        }
        if (size < qami_sizes[id]) {
            return QAM_NO_ROOM;
        }
        memset(&k, 0, sizeof k);
        memset(out, 0, qami_sizes[id]);
        if (qami_decode(&k, d, p, e, out) == QAMI_YES && !(*(uint32_t *)out & QAM_ODD)) {
            return (int)id;
        }
        if (!next) {
            return QAM_BAD_ARGS;
        }
        r = next;
    }
}

int qam_parse(const char *line, size_t len, void *out, size_t size)
{
    uint8_t head[QAMI_LONGEST_HEAD + 2]; /* in capitals, with a line end */
    const uint8_t *p = (const uint8_t *)line, *e = p + len, *behind;
    size_t n;
    unsigned id;

    if (len >= 2 && qami_upper(line[0]) == 'A' && qami_upper(line[1]) == 'T') {
        p += 2;
    }
    while (e > p && e[-1] == ' ') {
        e--;
    }
    n = (size_t)(e - p) > QAMI_LONGEST_HEAD + 1 ? QAMI_LONGEST_HEAD + 1 : (size_t)(e - p);
    for (id = 0; id < n; id++) {
        head[id] = (uint8_t)qami_upper(p[id]);
    }
    head[n] = '\r';
    behind = qami_walk(qami_heads, head, head + n, &id);
    if (!behind) {
        return QAM_UNKNOWN;
    }
    return qami_read(qami_bytes + qami_records[id], p + (behind - head), e, out, size);
}

size_t qam_first(const char *line, size_t len)
{
    size_t n = 0;
    int quoted = 0;

    if (len == 0) {
        return 0;
    }
    if (line[0] == '+' || qami_upper(line[0]) == 'D' || qami_upper(line[0]) == 'S') {
        while (n < len && (quoted || line[n] != ';')) { /* extended, dialling, register: up to ';' */
            quoted ^= line[n++] == '"';
        }
        return n < len ? n + 1 : n;
    }
    n = line[0] == '&' && len > 1 ? 2 : 1; /* a letter and its number */
    while (n < len && line[n] >= '0' && line[n] <= '9') {
        n++;
    }
    return n < len && line[n] == ';' ? n + 1 : n;
}

/* Writes a line by its LINE program. */
static size_t qami_format(char *buf, size_t size, const uint8_t *program, const void *v)
{
    static const uint32_t nothing[2] = { 0, 0 };
    size_t len = 0;
    qami_source_t s;
    qami_pen_t pen;
    int c;

    s.line = program;
    s.obj = v ? v : nothing;
    s.has = 0;
    s.first = sizeof(uint32_t) / QAMI_UNIT;
    qami_pen_begin(&pen, &s);
    while (len < size && (c = qami_byte(&pen, &s)) >= 0) {
        buf[len++] = (char)c;
    }
    if (len >= size) { /* no room for the NUL, or for all of it */
        return 0;
    }
    buf[len] = 0;
    return len;
}
