/* lower_flat.c: templates without nesting, and as text.
 *
 * SPDX-License-Identifier: MIT */
#include "arena.h"
#include "lower.h"

#include <string.h>

enum { MOST_ITEMS = 96 };

struct builder {
    const char *head;
    struct item items[MOST_ITEMS];
    size_t count;
    bool head_open;              /* nothing but literals so far                              */
    const char *pending;         /* literal not yet put                                      */
    struct flat **end;
};

static const char *joined(const char *a, const char *b)
{
    return *a == '\0' ? b : arena_printf("%s%s", a, b);
}

static bool is_comma(const char *lit)
{
    return strcmp(lit, ",") == 0 || strcmp(lit, ", ") == 0;
}

static void put_item(struct builder *b, struct item it)
{
    if (b->count < MOST_ITEMS) {
        b->items[b->count++] = it;
    }
}

static bool behind_field(const struct builder *b)
{
    return b->count > 0 && b->items[b->count - 1].field != NULL;
}

static void flush(struct builder *b)
{
    if (b->head_open) {
        b->head = joined(b->head, b->pending);
        b->head_open = false;
    } else if (*b->pending != '\0') {
        struct item it = { b->pending, NULL, false, false, false };

        put_item(b, it);
    }
    b->pending = "";
}

static void finish(struct builder *b)
{
    struct flat *f = arena_zalloc(sizeof *f);

    flush(b);
    f->head = b->head;
    f->count = b->count;
    f->items = arena_zalloc((b->count + 1) * sizeof *f->items);
    memcpy(f->items, b->items, b->count * sizeof *f->items);
    *b->end = f;
    b->end = &f->next;
}

static void walk(struct builder *b, const struct node *n, bool opt, bool tail);

/* A tail is the last piece of what it stands in. */
static void walk_tail(struct builder *b, const struct node *child, bool opt)
{
    bool plain = *b->pending == '\0' && behind_field(b) && child->kind == N_LIT && is_comma(child->lit) &&
                 child->next != NULL && child->next->kind == N_FIELD;
    struct builder *copy;

    if (plain || (opt && child->kind == N_FIELD)) {
        walk(b, child, true, true);
        return;
    }
    copy = arena_zalloc(sizeof *copy);
    *copy = *b;
    walk(copy, child, false, true);
    b->end = copy->end;
    finish(b);
}

static void walk(struct builder *b, const struct node *n, bool opt, bool tail)
{
    for (; n != NULL; n = n->next) {
        if (n->kind == N_LIT) {
            b->pending = joined(b->pending, n->lit);
        } else if (n->kind == N_TAIL) {
            walk_tail(b, n->child, opt);
            return;
        } else {
            struct item it = { NULL, n->field, false, opt, tail };

            it.comma = behind_field(b) && is_comma(b->pending);
            if (it.comma) {
                b->pending = "";
            }
            flush(b);
            put_item(b, it);
            opt = false;
        }
    }
    finish(b);
}

struct flat *flatten(const struct node *tmpl)
{
    struct builder *b = arena_zalloc(sizeof *b);
    struct flat *list = NULL;

    b->head = "";
    b->pending = "";
    b->head_open = true;
    b->end = &list;
    walk(b, tmpl, false, false);
    return list;
}

struct field *first_of(struct field_walk *walk, const struct line *l)
{
    return l->tmpl == NULL ? NULL : first_field(walk, l->tmpl);
}

/* ---- a template as it is written ---- */

/* The text of a field in its source, from the name to '>'. */
static char *field_text(const struct field *f)
{
    const char *p = f->pos.src == NULL ? NULL : f->pos.src->text, *end;
    bool quoted = false;

    for (int line = 1; p != NULL && line < f->pos.line; line++) {
        p = strchr(p, '\n');
        p = p == NULL ? NULL : p + 1;
    }
    if (p == NULL) {
        return arena_printf("<%s>", f->name);
    }
    p += f->pos.col - 1;
    for (end = p; *end != '\n' && *end != '\0' && (quoted || *end != '>'); end++) {
        quoted ^= *end == '"';
    }
    return arena_printf("<%.*s>", (int)(end - p), p);
}

char *written_template(const struct node *tmpl)
{
    char *text = arena_printf("%s", "");

    for (const struct node *n = tmpl; n != NULL; n = n->next) {
        if (n->kind == N_LIT) {
            text = arena_printf("%s%s", text, n->lit);
        } else if (n->kind == N_TAIL) {
            text = arena_printf("%s[%s]", text, written_template(n->child));
        } else if (n->field->may_be_empty) {
            text = arena_printf("%s[%s]", text, field_text(n->field));
        } else {
            text = arena_printf("%s%s", text, field_text(n->field));
        }
    }
    return text;
}
