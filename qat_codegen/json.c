/* json.c: texts as JSON strings.
 *
 * SPDX-License-Identifier: MIT */
#include "json.h"

/* Length of the UTF-8 character at s, 0 when it is none. */
static size_t utf8_length(const unsigned char *s, size_t room)
{
    static const struct { unsigned char mask, lead, lowest; size_t len; } shapes[] = {
        { 0xE0, 0xC0, 0xC2, 2 }, { 0xF0, 0xE0, 0xE0, 3 }, { 0xF8, 0xF0, 0xF0, 4 }
    };

    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        size_t n = 1;

        if ((s[0] & shapes[i].mask) != shapes[i].lead || s[0] < shapes[i].lowest || room < shapes[i].len) {
            continue;
        }
        while (n < shapes[i].len && (s[n] & 0xC0) == 0x80) {
            n++;
        }
        if (n < shapes[i].len || (s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) ||
            (s[0] == 0xF0 && s[1] < 0x90) || s[0] > 0xF4 || (s[0] == 0xF4 && s[1] > 0x8F)) {
            return 0;
        }
        return n;
    }
    return 0;
}

void json_string(FILE *out, const char *text, size_t len)
{
    const unsigned char *s = (const unsigned char *)text;

    fputc('"', out);
    for (size_t i = 0; i < len; ) {
        size_t n = s[i] >= 0x80 ? utf8_length(s + i, len - i) : 0;

        if (n == 2 && s[i] == 0xC2 && s[i + 1] < 0xA0) { /* controls: some programs end a line at U+0085 */
            fprintf(out, "\\u%04x", s[i + 1]);
            i += n;
            continue;
        }
        if (n > 0) {
            fwrite(s + i, 1, n, out);
            i += n;
            continue;
        }
        if (s[i] == '"' || s[i] == '\\') {
            fputc('\\', out);
            fputc(s[i], out);
        } else if (s[i] < ' ' || s[i] >= 0x7F) {
            fprintf(out, "\\u%04x", s[i]); /* a byte that is no text: the character of that number */
        } else {
            fputc(s[i], out);
        }
        i++;
    }
    fputc('"', out);
}
