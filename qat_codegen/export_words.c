/* export_words.c: types, values and certainty in words for people, as Markdown.
 *
 * SPDX-License-Identifier: MIT */
#include "export_md.h"

#include "arena.h"

#include <string.h>

/* ---- Markdown ---- */

static const char *escaped(const char *text, const char *what)
{
    char *copy = arena_zalloc(2 * strlen(text) + 1), *w = copy;

    for (; *text != '\0'; text++) {
        if (strchr(what, *text) != NULL) {
            *w++ = '\\';
        }
        *w++ = *text;
    }
    return copy;
}

const char *md_prose(const char *text)
{
    return escaped(text, "<*`[]\\|#");
}

const char *md_code(const char *text)
{
    size_t len = strlen(text);
    bool blank = len == 0 || text[0] == '`' || text[len - 1] == '`';

    return arena_printf(strchr(text, '`') == NULL && len > 0 ? "`%s`" : blank ? "`` %s ``" : "``%s``", text);
}

const char *md_cell(const char *text)
{
    char *copy = arena_zalloc(2 * strlen(text) + 1), *w = copy;

    for (; *text != '\0'; text++) {
        if (*text == '|' && (w == copy || w[-1] != '\\')) {
            *w++ = '\\';
        }
        *w++ = *text;
    }
    return copy;
}

/* ---- types ---- */

static const char *numbers(const struct type *t)
{
    return t->lo == t->hi              ? arena_printf("%lld", (long long)t->lo)
           : t->lo + 1 == t->hi        ? arena_printf("%lld or %lld", (long long)t->lo, (long long)t->hi)
                                       : arena_printf("%lld to %lld", (long long)t->lo, (long long)t->hi);
}

static const char *amount(const struct type *t, const char *what)
{
    return arena_printf("%s %s%s", numbers(t), what, t->hi == 1 ? "" : "s");
}

/* A text type with the bytes that it may have. */
static const char *bytes_of(const char *words, const struct type *t)
{
    return t->hi == 0 ? words : arena_printf("%s, %s", words, amount(t, "byte"));
}

const char *unit_words(const struct type *t)
{
    return t->unit_ms == 0 ? "" : t->unit_ms == 1 ? " ms" : t->unit_ms == 1000 ? " s" : " min";
}

static const char *plain_words(const struct type *t, bool host)
{
    static const char *const hex[] = {"", ", in quotes", ", with 0x before"};

    switch (t->kind) {
    case T_UINT:
    case T_SINT:
        return t->hi - t->lo == UINT32_MAX ? "a number of 32 bits" : numbers(t);
    case T_DIGITS:
        return amount(t, "digit");
    case T_PERCENT:
        return host ? "0 to 100" : "0 to 100, a % may follow";
    case T_HEX:
        return arena_printf("%s%s", amount(t, "hex digit"), host ? hex[t->hex] : "");
    case T_BITS:
        return arena_printf("%s, in quotes", amount(t, "binary digit"));
    case T_STRING:
        return bytes_of("text in quotes", t);
    case T_MULTILINE:
        return bytes_of("text in quotes, of several lines", t);
    case T_BARE:
        return bytes_of("text without quotes", t);
    case T_EITHER:
        return bytes_of(host ? "text in quotes" : "text, in quotes or without", t);
    case T_IDENT:
        return amount(t, "digit or A-F");
    case T_TEXT:
        return bytes_of("the rest of the line", t);
    case T_DATA:
        return arena_printf("payload, as many bytes as %s says", md_code(t->size_field));
    case T_DATA_LINE:
        return "payload, to the end of its line";
    case T_ENUM:
        return "";
    }
    return "";
}

const char *type_words(const struct type *t, bool host)
{
    return arena_printf("%s%s", plain_words(t, host), unit_words(t));
}

const char *value_words(const struct field *f, const struct value *v)
{
    const struct enumdef *e = f->type.kind == T_ENUM ? f->type.e : NULL;
    const struct enumerator *named = e != NULL ? e->values : NULL;
    const char *text = v->kind == V_NUMBER ? arena_printf("%lld", (long long)v->number) : v->text;

    while (named != NULL &&
           (v->kind == V_NUMBER ? named->number != v->number : strcmp(named->name, text) != 0)) {
        named = named->next;
    }
    if (named == NULL) {
        return md_code(text);
    }
    return e->cls == E_NUMBER ? arena_printf("`%lld` (%s)", (long long)named->number, named->name)
                              : md_code(named->word);
}

/* ---- certainty ---- */

const char *confidence_words(const char *words)
{
    static const struct { const char *word, *says; } all[] = {
        {"manual", "manual"}, {"source", "the document itself"}, {"driver", "a driver that works"},
        {"log", "log of a module"}, {"known", "commonly known"},
    };
    const char *text = "";

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (strstr(words, all[i].word) != NULL) {
            text = arena_printf("%s%s%s", text, *text != '\0' ? ", " : "", all[i].says);
        }
    }
    return text;
}
