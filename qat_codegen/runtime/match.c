/* ---- match: literal line head -> id ---- */

/* Follows the trie t along the text at p. The byte at e, where the line ends, is readable and in no head. Returns the
 * place behind the head and its id, or NULL. */
static QATI_FLAT const uint8_t *qati_walk(const uint8_t *t, const uint8_t *p, const uint8_t *e, unsigned *id)
{
    for (;;) {
        unsigned b, n;

        while ((b = QATI_ROM8(t++)) < 0x80) {
            if (b != *p++) {
                return NULL;
            }
        }
        if (b < 0xE0) {
            *id = (b & 0x7Fu) << 8 | QATI_ROM8(t);
            return p;
        }
        if (b == 0xE4) {
            if (*p == QATI_ROM8(t)) {
                p++;
                t += 2;
            } else {
                t += 2 + QATI_ROM8(t + 1);
            }
        } else if (b < 0xE2) {
            unsigned wide = b & 1;

            n = (unsigned)*p++ - QATI_ROM8(t);
            b = QATI_ROM8(t + 1);
            t += 2;
            if (n >= b) {
                return NULL;
            }
            n = wide ? qati_get16(t + 2 * n) : QATI_ROM8(t + n);
            if (n == 0) {
                return NULL;
            }
            t += (b << wide) + n - 1;
        } else if (b == 0xE6) {
            while (*p == ' ') {
                p++;
            }
        } else if (b == 0xE2) {
            if (p == e) {
                *id = (unsigned)QATI_ROM8(t) << 8 | QATI_ROM8(t + 1);
                return p;
            }
            t += 2;
        } else if (b == 0xE5) {
            if (*p == QATI_ROM8(t)) {
                p++;
                t += 3;
            } else {
                t += 3 + qati_get16(t + 1);
            }
        } else {
            return NULL;
        }
    }
}
