/* ---- direct: what the generated readers are made of, and where the runtime finds them ----
 *
 * A reader gets the line [b, e) and the struct for its fields. *e is readable and CR, LF or blank: none of them is in a
 * head or word, so that re2c's code and the loops here need no other end. It returns QATI_NO, or what it found; k->rec
 * is the front of the line's record, in the bytes of its command or dialect. */

#if defined(__GNUC__)
#define QATI_SPARE __attribute__((unused)) /* not all specs have every kind of field */
#else
#define QATI_SPARE
#endif

typedef struct {
    const uint8_t *p; /* behind it; NULL: there is none */
    uint32_t x;
    uint32_t odd;     /* QAT_ODD: too large             */
} qati_number_t;

static inline const uint8_t *qati_blanks(const uint8_t *p, const uint8_t *e)
{
    while (p != e && *p == ' ') {
        p++;
    }
    return p;
}

/* ---- numbers ---- */

/* Behind nine digits, whose value is x, comes another one: ten are the most. */
static QATI_SPARE QATI_COLD qati_number_t qati_longest_number(const uint8_t *p, uint32_t x)
{
    qati_number_t n = { p + 1, 0xFFFFFFFFu, QAT_ODD };
    uint64_t all = (uint64_t)x * 10 + *p - '0';

    if (*n.p >= '0' && *n.p <= '9') {
        n.p = NULL;
    } else if (all <= 0xFFFFFFFFu) {
        n.x = (uint32_t)all;
        n.odd = 0;
    }
    return n;
}

/* Two digits or more. */
static QATI_SPARE QATI_COLD qati_number_t qati_long_number(const uint8_t *b)
{
    qati_number_t n = { b + 1, *b - (uint32_t)'0', 0 };
    uint32_t c;

    for (b += 9; (c = *n.p - (uint32_t)'0') <= 9; n.p++) {
        if (n.p == b) {
            return qati_longest_number(n.p, n.x);
        }
        n.x = n.x * 10 + c;
    }
    return n;
}

static QATI_FLAT qati_number_t qati_number(const uint8_t *p)
{
    qati_number_t n = { p + 1, *p - (uint32_t)'0', 0 };

    if (n.x > 9) {
        n.p = NULL;
    } else if (*n.p - (uint32_t)'0' <= 9) {
        return qati_long_number(p);
    }
    return n;
}

static QATI_SPARE qati_number_t qati_signed(const uint8_t *p, int32_t lo, int32_t hi)
{
    qati_number_t n = qati_number(p + (*p == '-' || *p == '+'));
    int large = n.x > 0x7FFFFFFFu + (*p == '-');

    n.x = *p == '-' ? 0 - n.x : n.x;
    if (large || (int32_t)n.x < lo || (int32_t)n.x > hi) {
        n.odd = QAT_ODD;
    }
    return n;
}

static inline unsigned qati_hex_digit(unsigned c)
{
    if (c - '0' < 10) {
        return c - '0';
    }
    c |= 'a' - 'A';
    return c - 'a' < 6 ? c - 'a' + 10 : 16;
}

/* least..most digits of `shift` bits each, and no hex digit behind them. */
static QATI_FLAT QATI_SPARE qati_number_t qati_digit_run(const uint8_t *b, int least, int most, unsigned shift)
{
    const uint8_t *p = b, *limit = b + most;
    qati_number_t n = { NULL, 0, 0 };

    for (; p != limit; p++) {
        unsigned d = *p - (unsigned)'0';

        if (d > 9) {
            d = (*p | 32u) - 'a' + 10;
            if (d > 15 || d < 10) {
                break;
            }
        }
        if (d >> shift) {
            break;
        }
        n.x = n.x << shift | d;
    }
    if (p - b >= least && qati_hex_digit(*p) > 15) {
        n.p = p;
    }
    return n;
}

static QATI_SPARE qati_number_t qati_hex(const uint8_t *p, int least, int most)
{
    int quoted = *p == '"';
    qati_number_t n;

    p += quoted;
    if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X')) {
        p += 2;
    }
    n = qati_digit_run(p, least, most, 4);
    if (quoted && n.p) {
        n.p = *n.p == '"' ? n.p + 1 : NULL;
    }
    return n;
}

static QATI_SPARE qati_number_t qati_bits(const uint8_t *p, int count)
{
    qati_number_t n = { NULL, 0, 0 };

    if (*p == '"') {
        n = qati_digit_run(p + 1, count, count, 1);
        if (n.p) {
            n.p = *n.p == '"' ? n.p + 1 : NULL;
        }
    }
    return n;
}

/* ---- texts ---- */

/* The end of a text that stands without quotes: a comma or the line's end. NULL: there is no such text. */
static QATI_SPARE const uint8_t *qati_bare(const uint8_t *p, const uint8_t *e)
{
    const uint8_t *b = p;

    while (p != e && *p != ',') {
        if (*p == '\n') {
            return NULL;
        }
        p++;
    }
    return p == b || *b == '"' ? NULL : p;
}

static QATI_SPARE const uint8_t *qati_hex_end(const uint8_t *p)
{
    while (qati_hex_digit(*p) < 16) {
        p++;
    }
    return p;
}

/* Copies a text to the request's room, where it stays until done. QAT_ODD: there is no room, it dies with the callback. */
static QATI_SPARE uint32_t qati_kept(qati_look_t *k, qat_str_t *s)
{
    char *to = k->room->room + k->room_used;

    if (k->room_used + (uint32_t)s->len > k->room->room_size) {
        return QAT_ODD;
    }
    memcpy(to, s->ptr, s->len);
    s->ptr = to;
    k->room_used = (uint16_t)(k->room_used + s->len);
    return 0;
}

/* ---- conditions ---- */

static QATI_SPARE unsigned qati_mode_value(const uint8_t *modes, uint32_t at, unsigned width)
{
    return at / 8 < QAT_MODE_BYTES ? (unsigned)(modes[at / 8] >> at % 8) & ((1u << width) - 1) : 0;
}

/* ---- where the readers are: the functions that the table back end has in table.c ---- */

static int qati_read_line(qati_look_t *k, const qat_dialect_t *d, const uint8_t *b, const uint8_t *e, void *obj)
{
    return ((qati_reader_t *const *)d->heads)[0](k, b, e, obj);
}

/* The list of a command's readers stands in front of its bytes: whoever calls the command has them, nobody else. at: u8 number
 * of the reader, u16 distance of the BODY from the command's first byte. */
static qati_reader_t *qati_own_reader(const uint8_t *body, const uint8_t *at)
{
    qati_reader_t *const *list;

    memcpy(&list, body - qati_get16(at + 1) - sizeof list, sizeof list);
    return list[QATI_ROM8(at) - 1];
}

static int qati_read_head(qati_look_t *k, const uint8_t *body, const uint8_t *heads, const uint8_t *b, const uint8_t *e, void *obj)
{
    return qati_own_reader(body, heads)(k, b, e, obj);
}

/* qat_send takes any line, or those that begin as it expects. */
static int qati_read_raw(qati_look_t *k, const uint8_t *b, const uint8_t *e, qat_send_info_t *info)
{
    const qat_str_t *head = &((const qat_send_t *)k->args)->expect;

    if (head->ptr && (e - b < head->len || memcmp(b, head->ptr, head->len) != 0)) {
        return QATI_NO;
    }
    if (k->full || qati_find(b, e, '\n')) {
        return QATI_NO;
    }
    info->line.ptr = (const char *)b;
    info->line.len = (uint16_t)(e - b);
    info->has = 1;
    if (k->room) {
        info->has |= qati_kept(k, &info->line);
    }
    return QATI_YES;
}

static int qati_read_fields(qati_look_t *k, const uint8_t *body, const uint8_t *rec, const uint8_t *p, const uint8_t *e, void *obj)
{
    if (qati_is_raw((const qat_req_t *)k->args)) {
        k->rec = rec;
        return qati_read_raw(k, p, e, (qat_send_info_t *)obj);
    }
    return qati_own_reader(body, rec)(k, p, e, obj);
}

static int qati_is_probe(const qat_t *q, const uint8_t *b, const uint8_t *e)
{
    const uint8_t *line = q->script + 3;
    unsigned number = QATI_ROM8(line + 1 + QATI_ROM8(line));

    return ((qati_reader_t *const *)q->cfg->dialect->heads)[number - 1](NULL, b, e, NULL);
}
