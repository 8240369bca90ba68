/* SPDX-License-Identifier: MIT */
#include "scenarios/load/allow_list.h"

#include "scenarios/load/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- The parts of a line --------------------------------------------------------------------- */

/* What is wrong, at a column of the part. */
static int wrong(int what, size_t column, cst_error *error)
{
    error->column = (int)column;
    return what;
}

int cst_allow_list_read_name(char name[CST_CURVE_NAME + 1], const char *text, size_t size, int what,
                             cst_error *error)
{
    const size_t length = cst_curve_name_length(text, size);
    if (length < size || size == 0 || size > CST_CURVE_NAME) {
        (void)cst_error_set(error, what, NULL,
                            "expected a name of 1 to %d letters, digits, '-', '_' and '.', with a "
                            "letter or a digit first, found '%.*s'",
                            (int)CST_CURVE_NAME, (int)(size < 60 ? size : 60), text);
        return wrong(what, (length < CST_CURVE_NAME ? length : CST_CURVE_NAME) + 1, error);
    }
    memcpy(name, text, size);
    name[size] = '\0';
    return 0;
}

int cst_allow_list_read_role(cst_role *role, const char *text, size_t size, int what,
                             cst_error *error)
{
    char found[48];
    cst_nearest nearest = {0};
    const char *word = NULL;
    (void)snprintf(found, sizeof found, "%.*s", (int)(size < sizeof found ? size : sizeof found),
                   text);
    for (size_t i = 0; (word = cst_role_word(i, role)) != NULL; i++) {
        if (strlen(word) == size && memcmp(word, text, size) == 0) {
            return 0;
        }
        cst_nearest_look(&nearest, found, word);
    }
    (void)cst_error_set(error, what, NULL, "expected a role: %s, found '%s'%s%s", CST_ROLE_WORDS,
                        found, nearest.best != NULL ? "; the nearest is " : "",
                        nearest.best != NULL ? nearest.best : "");
    return wrong(what, 1, error);
}

int cst_allow_list_read_key(uint8_t key[CST_CURVE_KEY], const char *text, size_t size, int what,
                            cst_error *error)
{
    const size_t column = cst_curve_key_read(key, text, size);
    if (column == 0) {
        return 0;
    }
    if (size != CST_CURVE_TEXT) {
        (void)cst_error_set(error, what, NULL,
                            "expected a key of %d letters of Z85, found a text of length %zu",
                            (int)CST_CURVE_TEXT, size);
    } else {
        (void)cst_error_set(error, what, NULL,
                            "expected a key of %d letters of Z85; letter %zu, '%c', cannot stand "
                            "there",
                            (int)CST_CURVE_TEXT, column, text[column - 1]);
    }
    return wrong(what, column, error);
}

/* --- Lines ----------------------------------------------------------------------------------- */

typedef struct reader {
    cst_allow_list *list;
    const char *file;
    int line;
    size_t room;
    cst_error *error;
} reader;

/* An error of the line whose column is within a part that begins at `from`, from 0. */
static int place(const reader *at, size_t from, int code)
{
    cst_error_place(at->error, at->file, at->line, (int)from + at->error->column);
    return code;
}

static int refuse(const reader *at, size_t column, const char *text)
{
    (void)cst_error_set(at->error, CST_ERR_DATA_FILE, NULL, "%s", text);
    return place(at, column, CST_ERR_DATA_FILE);
}

typedef struct part {
    size_t from, size;
} part;
enum { PARTS = 3 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The parts of a line; how many there are, of which the first PARTS are kept. */
static size_t split(const char *line, size_t size, part parts[PARTS])
{
    size_t count = 0;
    size_t at = 0;
    while (true) {
        while (at < size && is_blank(line[at])) {
            at++;
        }
        if (at == size) {
            return count;
        }
        const size_t from = at;
        while (at < size && !is_blank(line[at])) {
            at++;
        }
        if (count < PARTS) {
            parts[count] = (part){.from = from, .size = at - from};
        }
        count++;
    }
}

static int check_new(const reader *at, const cst_allowed *one, const part parts[PARTS])
{
    char text[160];
    const cst_allowed *other = cst_allow_list_name(at->list, one->name);
    if (other != NULL) {
        (void)snprintf(text, sizeof text, "the name %s stands in line %d already", one->name,
                       other->line);
        return refuse(at, parts[0].from + 1, text);
    }
    other = cst_allow_list_key(at->list, one->key);
    if (other != NULL) {
        (void)snprintf(text, sizeof text, "this key stands in line %d already, as that of %s",
                       other->line, other->name);
        return refuse(at, parts[2].from + 1, text);
    }
    return 0;
}

static int add(reader *at, const cst_allowed *one)
{
    cst_allow_list *list = at->list;
    if (list->count == CST_ALLOW_LIST_MOST) {
        (void)cst_error_set(at->error, CST_ERR_DATA_FILE, NULL, "expected at most %d keys",
                            (int)CST_ALLOW_LIST_MOST);
        return place(at, 1, CST_ERR_DATA_FILE);
    }
    if (list->count == at->room) {
        at->room = at->room == 0 ? 8 : 2 * at->room;
        cst_allowed *more = realloc(list->of, at->room * sizeof *more);
        if (more == NULL) {
            return cst_error_memory(at->error, "the allow-list");
        }
        list->of = more;
    }
    list->of[list->count++] = *one;
    return 0;
}

static int read_line(reader *at, const char *line, size_t size)
{
    part parts[PARTS];
    cst_allowed one = {.line = at->line};
    for (size_t i = 0; i < size; i++) {
        if (((unsigned char)line[i] < 0x20 && line[i] != '\t') || line[i] == 0x7f) {
            return refuse(at, i + 1, "expected text with no control characters, found one");
        }
    }
    const size_t count = split(line, size, parts);
    if (count == 0 || line[parts[0].from] == '#') {
        return 0;
    }
    int code = cst_allow_list_read_name(one.name, line + parts[0].from, parts[0].size,
                                        CST_ERR_DATA_FILE, at->error);
    if (code != 0) {
        return place(at, parts[0].from, code);
    }
    if (count != PARTS) {
        (void)cst_error_set(at->error, CST_ERR_DATA_FILE, NULL,
                            "expected NAME ROLE KEY, found %zu part%s", count,
                            count == 1 ? "" : "s");
        return place(at, count > PARTS ? parts[2].from + parts[2].size + 1 : size + 1,
                     CST_ERR_DATA_FILE);
    }
    code = cst_allow_list_read_role(&one.role, line + parts[1].from, parts[1].size,
                                    CST_ERR_DATA_FILE, at->error);
    if (code != 0) {
        return place(at, parts[1].from, code);
    }
    code = cst_allow_list_read_key(one.key, line + parts[2].from, parts[2].size, CST_ERR_DATA_FILE,
                                   at->error);
    if (code != 0) {
        return place(at, parts[2].from, code);
    }
    code = check_new(at, &one, parts);
    return code != 0 ? code : add(at, &one);
}

int cst_allow_list_read(cst_allow_list *list, const char *file, const char *text, size_t size,
                        cst_error *error)
{
    cst_error own = {0};
    reader at = {.list = list, .file = file, .error = error != NULL ? error : &own};
    int code = 0;
    *list = (cst_allow_list){0};
    for (size_t from = 0; code == 0 && from < size;) {
        const char *end = memchr(text + from, '\n', size - from);
        const size_t length = end != NULL ? (size_t)(end - text) - from : size - from;
        at.line++;
        code = read_line(&at, text + from, length);
        from += length + 1;
    }
    return code;
}

void cst_allow_list_free(cst_allow_list *list)
{
    free(list->of);
    *list = (cst_allow_list){0};
}

const cst_allowed *cst_allow_list_name(const cst_allow_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->of[i].name, name) == 0) {
            return &list->of[i];
        }
    }
    return NULL;
}

const cst_allowed *cst_allow_list_key(const cst_allow_list *list, const uint8_t key[CST_CURVE_KEY])
{
    for (size_t i = 0; i < list->count; i++) {
        if (memcmp(list->of[i].key, key, CST_CURVE_KEY) == 0) {
            return &list->of[i];
        }
    }
    return NULL;
}
