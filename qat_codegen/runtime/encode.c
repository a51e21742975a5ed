/* ---- encode: request object -> command line ----
 *
 * A resumable generator: the same LINE program is run dry to check the arguments, run to send, and run again to compare
 * the echo. Nothing is stored but the pen's place. */

/* A LINE program and where its arguments lie. */
typedef struct {
    const uint8_t *line;
    const void *obj;
    uint8_t has;   /* at of its presence bits  */
    uint8_t first; /* at of the first argument */
} qati_source_t;

/* In a pen's state. */
enum {
    QATI_PEN_BIT = 0x1F,  /* presence bit of the next argument              */
    QATI_PEN_TAIL = 0x20, /* arguments have presence bits                   */
    QATI_PEN_COMMA = 0x40,/* a comma goes out before the next argument      */
    QATI_PEN_OVER = 0x80  /* nothing more is there: the line ends           */
};

/* One argument, taken apart. */
typedef struct {
    const uint8_t *type;
    const qat_str_t *text; /* NULL: a number                    */
    uint32_t number;
    uint8_t kind;          /* QATI_T_*                          */
    uint8_t comma;         /* goes out before it                */
    uint8_t present, must;
} qati_arg_t;

static QATI_SMALL void qati_pen_begin(qati_pen_t *pen, const qati_source_t *s)
{
    pen->pc = 1;
    pen->sub = 0;
    pen->at = s->first;
    pen->state = 0;
}

static unsigned qati_at_pen(const qati_pen_t *pen, const qati_source_t *s)
{
    return pen->state & QATI_PEN_OVER ? (unsigned)QATI_L_END : QATI_ROM8(s->line + pen->pc - 1);
}

/* Takes the argument that stands at the pen apart and steps behind it. Returns 0: something else stands there. */
static QATI_SMALL int qati_argument(qati_pen_t *pen, const qati_source_t *s, qati_arg_t *a)
{
    const uint8_t *d;
    const qat_payload_t *size = NULL;
    unsigned op, maybe = 0, bit = pen->state & QATI_PEN_TAIL;

    for (;;) {
        op = qati_at_pen(pen, s);
        d = s->line + pen->pc;
        if (op == QATI_L_TO) {
            pen->state = (uint8_t)((pen->state & ~QATI_PEN_BIT) | QATI_ROM8(d));
            pen->at = QATI_ROM8(d + 1);
            pen->pc = (uint16_t)(pen->pc + 3);
        } else if (op == QATI_L_SIZE || op == QATI_L_CHOICE) {
            size = (const qat_payload_t *)QATI_MEMBER(s->obj, QATI_ROM8(d));
            maybe = op == QATI_L_CHOICE;
            bit = 0; /* without the choice it is always there */
            pen->pc = (uint16_t)(pen->pc + 2);
        } else if (op == QATI_L_OPT || op == QATI_L_CLOSE) {
            maybe |= op == QATI_L_OPT;
            pen->state = (uint8_t)(pen->state & ~(op == QATI_L_CLOSE ? (unsigned)QATI_PEN_COMMA : 0u));
            pen->pc++;
        } else {
            break;
        }
    }
    if (op == QATI_L_NUMBER) {
        a->type = qati_type(QATI_ROM8(d++));
    } else if (op == QATI_L_TYPE) {
        a->type = d;
        d = qati_behind_type(d);
    } else if (op >= QATI_L_ARGUMENT && op < QATI_L_WORD) {
        a->type = qati_type(op - QATI_L_ARGUMENT);
    } else {
        return 0;
    }
    pen->pc = (uint16_t)(d - s->line + 1);
    a->kind = QATI_ROM8(a->type);
    a->must = !maybe;
    a->comma = (pen->state & QATI_PEN_COMMA) != 0;
    a->present = !(maybe | bit) || (QATI_NUMBER(s->obj, s->has) >> (pen->state & QATI_PEN_BIT) & 1);
    a->text = NULL;
    if (size) {
        a->number = size->size;
    } else if (a->kind < QATI_T_STRING) {
        a->number = QATI_NUMBER(s->obj, pen->at);
        pen->at = (uint8_t)(pen->at + 4 / QATI_UNIT);
    } else {
        unsigned align = (unsigned)(sizeof(void *) / QATI_UNIT);

        pen->at = (uint8_t)((pen->at + align - 1) & ~(align - 1));
        a->text = (const qat_str_t *)QATI_MEMBER(s->obj, pen->at);
        a->present = a->text->ptr != NULL;
        pen->at = (uint8_t)(pen->at + sizeof(qat_str_t) / QATI_UNIT);
    }
    pen->state = (uint8_t)((pen->state + 1) | QATI_PEN_COMMA);
    return 1;
}

/* The next argument, what stands before it left out. Returns 0: there is none. */
static QATI_SMALL int qati_next_argument(qati_pen_t *pen, const qati_source_t *s, qati_arg_t *a)
{
    unsigned op;

    while ((op = qati_at_pen(pen, s)) != QATI_L_END) {
        if (op == QATI_L_TAIL) {
            pen->state |= QATI_PEN_TAIL;
        } else if (qati_argument(pen, s, a)) {
            return 1;
        }
        pen->pc++;
    }
    return 0;
}

/* Is one of the arguments behind the pen there? */
static int qati_present_behind(qati_pen_t pen, const qati_source_t *s)
{
    qati_arg_t a;

    while (qati_next_argument(&pen, s, &a)) {
        if (a.present) {
            return 1;
        }
    }
    return 0;
}

/* Byte n of the number as it is sent; -1: it has fewer. */
static int qati_number_byte(const qati_arg_t *a, unsigned n)
{
    uint32_t v = a->number, unit = 1;
    unsigned shift = a->kind == QATI_T_HEX ? 4 : 1, digits, style;

    if (a->kind == QATI_T_HEX || a->kind == QATI_T_BITS) {
        digits = QATI_ROM8(a->type + 1);
        style = shift == 1 ? 1 : QATI_ROM8(a->type + 3);
        while (digits * shift < 32 && v >> digits * shift != 0) {
            digits++;
        }
        if (n < style) {
            return style == 1 ? '"' : n == 0 ? '0' : 'x';
        }
        n -= style;
        if (n >= digits) {
            return n == digits && style == 1 ? '"' : -1;
        }
        v = v >> (digits - 1 - n) * shift & ((1u << shift) - 1);
        return (int)(v < 10 ? '0' + v : 'A' - 10 + v);
    }
    if (a->kind == QATI_T_SIGNED && (v & 0x80000000u)) {
        if (n == 0) {
            return '-';
        }
        n--;
        v = 0 - v;
    }
    for (digits = 1; v / unit >= 10; digits++) {
        unit *= 10;
    }
    if (n >= digits) {
        return -1;
    }
    for (; n > 0; n--) {
        unit /= 10;
    }
    return (int)('0' + v / unit % 10);
}

/* Byte n of an argument that is there; -1: it has fewer. */
static int qati_argument_byte(const qati_arg_t *a, unsigned n)
{
    unsigned quote = a->kind == QATI_T_QUOTED || a->kind == QATI_T_STRING || a->kind == QATI_T_STRING16, len;
    const uint8_t *word = a->type + 2;
    uint32_t v;

    if (a->text) {
        len = a->text->len;
    } else if (a->kind >= QATI_T_QUOTED) {
        for (v = a->number; v > 0; v--) {
            word += 1 + QATI_ROM8(word);
        }
        len = QATI_ROM8(word++);
    } else {
        return qati_number_byte(a, n);
    }
    if (n >= len + 2 * quote) {
        return -1;
    }
    if (quote && (n == 0 || n == len + 1)) {
        return '"';
    }
    return a->text ? (uint8_t)a->text->ptr[n - quote] : QATI_ROM8(word + n - quote);
}

/* The next byte of the line; -1: it is over. */
static int qati_byte(qati_pen_t *pen, const qati_source_t *s)
{
    for (;;) {
        unsigned op, n = pen->sub;
        qati_pen_t behind;
        qati_arg_t a;
        int c;

        if (pen->pc == 0) {
            if (n < 2 && QATI_ROM8(s->line) != QATI_L_NO_AT) {
                pen->sub++;
                return n == 0 ? 'A' : 'T';
            }
            qati_pen_begin(pen, s);
        }
        op = qati_at_pen(pen, s);
        if (op == QATI_L_END) {
            return -1;
        }
        if (op == QATI_L_NO_AT) {
            pen->pc++;
            continue;
        }
        if (op >= QATI_L_WORD) {
            op = QATI_ROM8(qati_word(op - QATI_L_WORD) + pen->sub++);
            if (op < 0x80) {
                return (int)op;
            }
            op &= 0x7F; /* its last */
        }
        behind = *pen;
        if (op == QATI_L_TAIL) {
            behind.state |= QATI_PEN_TAIL;
            behind.pc++;
            *pen = behind;
            if (!qati_present_behind(behind, s)) {
                pen->state |= QATI_PEN_OVER;
            }
            continue;
        }
        if (op >= ' ' && op < 0x80) {
            pen->pc++;
            pen->sub = 0;
            pen->state &= (uint8_t)~QATI_PEN_COMMA;
            return (int)op;
        }
        (void)qati_argument(&behind, s, &a);
        c = n < a.comma ? ',' : a.present ? qati_argument_byte(&a, n - a.comma) : -1;
        if (c >= 0) {
            pen->sub++;
            return c;
        }
        behind.sub = 0;
        *pen = behind;
    }
}

/* May a text argument hold this byte? Control characters would end or edit the line in the module; a quote would end the
 * argument; the rest separates arguments and commands where there are no quotes. */
static int qati_byte_allowed(unsigned kind, unsigned c)
{
    if (kind == QATI_T_RAW) {
        return c != '\r' && c != '\n' && c != 0;
    }
    if (c < 0x20 || c == 0x7F || c == '"') {
        return 0;
    }
    return kind <= QATI_T_STRING16 || (c != ';' && (kind == QATI_T_TEXT || (c != ',' && c != ' ')));
}

static int qati_check_argument(const qati_arg_t *a)
{
    unsigned i;

    if (!a->text) {
        return qati_fits(a->type, a->number);
    }
    for (i = 0; i < a->text->len; i++) {
        if (!qati_byte_allowed(a->kind, (uint8_t)a->text->ptr[i])) {
            return 0;
        }
    }
    return qati_fits_text(a->type, a->text->len);
}

/* Steps over what stands before the next argument; a tail of which nothing is there ends the line. Returns 0: no more. */
static int qati_next_checked(qati_pen_t *pen, const qati_source_t *s, qati_arg_t *a)
{
    unsigned op;

    while ((op = qati_at_pen(pen, s)) != QATI_L_END) {
        if (op == QATI_L_TAIL) {
            pen->state |= QATI_PEN_TAIL;
            if (!qati_present_behind(*pen, s)) {
                return 0;
            }
        } else if (qati_argument(pen, s, a)) {
            return 1;
        }
        pen->pc++;
    }
    return 0;
}

/* Runs the LINE program dry: every argument that is there is in its range and can be represented; mandatory ones are
 * there, in tails too where something of the tail is. *len: bytes of the line, with AT and CR. Returns QAT_OK, QAT_E_ARG, QAT_E_TOO_LONG. */
static int qati_check_line(const qati_source_t *s, uint32_t *len)
{
    qati_pen_t pen;
    qati_arg_t a;

    qati_pen_begin(&pen, s);
    while (qati_next_checked(&pen, s, &a)) {
        if (a.text && a.text->len > 0xFFF0) {
            return QAT_E_TOO_LONG; /* with its quotes it is more than a pen counts */
        }
        if (a.present ? !qati_check_argument(&a) : a.must) {
            return QAT_E_ARG;
        }
    }
    memset(&pen, 0, sizeof pen);
    for (*len = 1; qati_byte(&pen, s) >= 0;) {
        ++*len;
    }
    return QAT_OK;
}
