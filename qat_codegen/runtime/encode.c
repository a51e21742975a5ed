/* ---- encode: request object -> command line ----
 *
 * A resumable generator: the same LINE program is run dry to check the arguments, run to send, and run again to compare
 * the echo. Nothing is stored but the pen's place. */

/* Bytes behind the op byte without the presence bit, by op & 0x0F. */
static const uint8_t qati_line_size[] QATI_ROM = { 0, 3, 5, 9, 9, 4, 2, 3, 5, 5, 5, 9, 2, 1 };

/* One argument op, taken apart. */
typedef struct {
    const uint8_t *d;    /* operands behind the presence bit      */
    const void *member;
    uint8_t op;          /* QATI_L_*                              */
    uint8_t present;
    uint16_t size;       /* bytes of the whole op                 */
} qati_arg_t;

static QATI_SMALL void qati_arg(qati_arg_t *a, const uint8_t *d, const void *obj, unsigned has_at)
{
    unsigned b = QATI_ROM8(d), bit = b >> 5 & 1;

    a->op = (uint8_t)(b & ~(unsigned)QATI_L_OPT);
    a->size = (uint16_t)(1 + bit + QATI_ROM8(qati_line_size + (b & 15)));
    a->member = (const uint8_t *)obj + (size_t)QATI_ROM8(d + 1) * QATI_UNIT;
    a->d = d + 2 + bit;
    a->present = 1;
    if (a->op == QATI_L_WORDS) {
        a->size = (uint16_t)(a->size + qati_get16(a->d));
    } else if (a->op >= QATI_L_QUOTED && a->op != QATI_L_SIZE && a->op != QATI_L_TAIL) {
        a->present = ((const qat_str_t *)a->member)->ptr != NULL;
    }
    if (bit) {
        a->present = QATI_NUMBER(obj, has_at) >> QATI_ROM8(d + 2) & 1;
    }
}

/* Is an argument of the tail [d, end) there? */
static int qati_tail_present(const uint8_t *d, const uint8_t *end, const void *obj, unsigned has_at)
{
    qati_arg_t a;

    while (d < end) {
        if (QATI_ROM8(d) < 0x80) {
            d++;
            continue;
        }
        qati_arg(&a, d, obj, has_at);
        if (a.present && a.op != QATI_L_TAIL) {
            return 1;
        }
        d += a.size;
    }
    return 0;
}

static uint8_t *qati_put_decimal(uint8_t *w, uint32_t v)
{
    uint32_t unit = 1000000000u;
    unsigned digit, any = 0;

    for (; unit > 0; unit = unit == 1000000000u ? 100000000u : unit == 1 ? 0 : unit / 10) {
        for (digit = 0; v >= unit; v -= unit) {
            digit++;
        }
        if (digit | any || unit == 1) {
            *w++ = (uint8_t)('0' + digit);
            any = 1;
        }
    }
    return w;
}

/* The text of a number or word op, at most 24 bytes; *w its end. Words are given in place by *word. */
static unsigned qati_arg_text(const qati_arg_t *a, uint8_t *text)
{
    uint32_t v = *(const uint32_t *)a->member;
    uint8_t *w = text;
    unsigned n, style, i;

    switch (a->op) {
    case QATI_L_SIZE:
        v = ((const qat_payload_t *)a->member)->size;
        break;
    case QATI_L_SIGNED:
        if (v & 0x80000000u) {
            *w++ = '-';
            v = 0 - v;
        }
        break;
    case QATI_L_HEX:
    case QATI_L_BITS:
        style = a->op == QATI_L_BITS ? 1 : QATI_ROM8(a->d + 2);
        i = a->op == QATI_L_BITS ? 1 : 4;
        if (style == 1) {
            *w++ = '"';
        } else if (style == 2) {
            *w++ = '0';
            *w++ = 'x';
        }
        n = QATI_ROM8(a->d);
        while (n * i < 32 && v >> (n * i) != 0) {
            n++;
        }
        while (n-- > 0) {
            style = (unsigned)(v >> (n * i)) & ((1u << i) - 1);
            *w++ = (uint8_t)(style < 10 ? '0' + style : 'A' - 10 + style);
        }
        if (*text == '"') {
            *w++ = '"';
        }
        return (unsigned)(w - text);
    default:
        break;
    }
    return (unsigned)(qati_put_decimal(w, v) - text);
}

/* Writes up to n bytes of the line from the pen on; fewer only at its end. line: the LINE program. */
static unsigned qati_fill(qati_pen_t *pen, const uint8_t *line, const void *obj, unsigned has_at, uint8_t *out, unsigned n)
{
    uint8_t text[40];
    qati_arg_t a;
    unsigned done = 0, len, b;

    while (done < n) {
        const uint8_t *d = line + pen->pc;

        b = QATI_ROM8(d);
        if (b < 0x80) {
            out[done++] = (uint8_t)b;
            pen->pc++;
            continue;
        }
        if (b == QATI_L_END) {
            break;
        }
        qati_arg(&a, d, obj, has_at);
        len = 0;
        if (a.op == QATI_L_TAIL) {
            d += 3;
            if (!qati_tail_present(d, d + qati_get16(d - 2), obj, has_at)) {
                a.size = (uint16_t)(a.size + qati_get16(d - 2));
            }
        } else if (a.present && a.op == QATI_L_WORDS) {
            uint32_t v = *(const uint32_t *)a.member;

            for (d = a.d + 2; v > 0; v--) {
                d += 1 + QATI_ROM8(d);
            }
            for (len = 0; len < QATI_ROM8(d) && len < sizeof text; len++) {
                text[len] = QATI_ROM8(d + 1 + len);
            }
        } else if (a.present && a.op >= QATI_L_QUOTED && a.op != QATI_L_SIZE) {
            const qat_str_t *s = (const qat_str_t *)a.member;
            unsigned quote = a.op == QATI_L_QUOTED;

            len = s->len + 2 * quote;
            while (pen->sub < len && done < n) {
                b = pen->sub++;
                out[done++] = quote && (b == 0 || b == len - 1) ? (uint8_t)'"' : (uint8_t)s->ptr[b - quote];
            }
        } else if (a.present) {
            len = qati_arg_text(&a, text);
        }
        for (; pen->sub < len && done < n; pen->sub++) {
            out[done++] = text[pen->sub];
        }
        if (pen->sub == len) {
            pen->sub = 0;
            pen->pc = (uint16_t)(pen->pc + a.size);
        }
    }
    return done;
}

/* May a text argument hold this byte? Control characters would end or edit the line in the module; a quote would end the
 * argument; the rest separates arguments and commands where there are no quotes. */
static int qati_byte_allowed(unsigned op, unsigned c)
{
    if (op == QATI_L_RAW) {
        return c != '\r' && c != '\n' && c != 0;
    }
    if (c < 0x20 || c == 0x7F || c == '"') {
        return 0;
    }
    return op == QATI_L_QUOTED || (c != ';' && (op == QATI_L_TEXT || (c != ',' && c != ' ')));
}

static int qati_check_arg(const qati_arg_t *a)
{
    uint32_t v = *(const uint32_t *)a->member;
    const uint8_t *d = a->d;
    unsigned i, n;

    switch (a->op) {
    case QATI_L_NUM8:
        return v >= QATI_ROM8(d) && v <= QATI_ROM8(d + 1);
    case QATI_L_NUM16:
        return v >= qati_get16(d) && v <= qati_get16(d + 2);
    case QATI_L_SIZE:
        v = ((const qat_payload_t *)a->member)->size;
        return v >= qati_get32(d) && v <= qati_get32(d + 4);
    case QATI_L_NUM32:
        return v >= qati_get32(d) && v <= qati_get32(d + 4);
    case QATI_L_SIGNED:
        return (int32_t)v >= (int32_t)qati_get32(d) && (int32_t)v <= (int32_t)qati_get32(d + 4);
    case QATI_L_HEX:
        n = QATI_ROM8(d + 1);
        return n >= 8 || v >> (4 * n) == 0;
    case QATI_L_BITS:
        n = QATI_ROM8(d);
        return n >= 32 || v >> n == 0;
    case QATI_L_WORDS:
        n = qati_get16(d);
        for (d += 2, i = 0; i < n && v > 0; v--) {
            i += 1u + QATI_ROM8(d + i);
        }
        return i < n;
    default: {
        const qat_str_t *s = (const qat_str_t *)a->member;

        if (a->op != QATI_L_RAW && (s->len < qati_get16(d) || (qati_get16(d + 2) != 0 && s->len > qati_get16(d + 2)))) {
            return 0;
        }
        for (i = 0; i < s->len; i++) {
            if (!qati_byte_allowed(a->op, (uint8_t)s->ptr[i])) {
                return 0;
            }
        }
        return 1;
    }
    }
}

/* Runs the LINE program dry: every argument that is there is in its range and can be represented; mandatory texts are
 * there. *len: bytes of the line. Returns QAT_OK or QAT_E_ARG. */
static int qati_check_line(const uint8_t *line, const void *obj, unsigned has_at, uint32_t *len)
{
    const uint8_t *d = line;
    qati_pen_t pen = { 0, 0 };
    qati_arg_t a;
    uint8_t byte[16];
    unsigned n, tail = 0;

    while (QATI_ROM8(d) != QATI_L_END) {
        if (QATI_ROM8(d) < 0x80) {
            d++;
            continue;
        }
        qati_arg(&a, d, obj, has_at);
        if (a.op == QATI_L_TAIL) {
            tail = 1;
        } else if (a.op >= QATI_L_QUOTED && a.op != QATI_L_SIZE && ((const qat_str_t *)a.member)->len > 0xFFF0) {
            return QAT_E_TOO_LONG; /* with its quotes it is more than a pen counts */
        } else if (a.present ? !qati_check_arg(&a) : !tail && !(QATI_ROM8(d) & QATI_L_OPT)) {
            return QAT_E_ARG;
        }
        d += a.size;
    }
    *len = 0;
    do {
        n = qati_fill(&pen, line, obj, has_at, byte, sizeof byte);
        *len += n;
    } while (n == sizeof byte);
    return QAT_OK;
}
