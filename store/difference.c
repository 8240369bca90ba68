/* SPDX-License-Identifier: MIT */
#include "store/difference.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

static const char *text_of(json_object *value)
{
    return json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN);
}

/* Who wants to know; true: no more. */
typedef struct listener {
    bool (*each)(void *self, const cst_difference *found);
    void *self;
    bool failed; /* no memory for a text */
} listener;

static bool report(const char *key, const char *here, const char *there, listener *to)
{
    cst_difference found;
    to->failed = here == NULL || there == NULL;
    if (to->failed) {
        return true;
    }
    (void)snprintf(found.key, sizeof found.key, "%s", key);
    (void)snprintf(found.here, sizeof found.here, "%s", here);
    (void)snprintf(found.there, sizeof found.there, "%s", there);
    return to->each(to->self, &found);
}

static bool look(const char *key, json_object *a, json_object *b, listener *to);

static bool look_in_arrays(const char *key, json_object *a, json_object *b, listener *to)
{
    if (json_object_array_length(a) != json_object_array_length(b)) {
        return report(key, text_of(a), text_of(b), to);
    }
    for (size_t i = 0; i < json_object_array_length(a); i++) {
        char element[sizeof((cst_difference *)NULL)->key];
        (void)snprintf(element, sizeof element, "%.70s[%zu]", key, i);
        if (look(element, json_object_array_get_idx(a, i), json_object_array_get_idx(b, i), to)) {
            return true;
        }
    }
    return false;
}

static void join(char *out, size_t size, const char *parent, const char *name)
{
    (void)snprintf(out, size, "%.60s%s%.30s", parent, parent[0] == '\0' ? "" : ".", name);
}

static bool look_in_objects(const char *key, json_object *a, json_object *b, listener *to)
{
    char member[sizeof((cst_difference *)NULL)->key];
    json_object *other = NULL;
    json_object_object_foreach (a, name, value) {
        join(member, sizeof member, key, name);
        const bool enough = json_object_object_get_ex(b, name, &other)
                                ? look(member, value, other, to)
                                : report(member, text_of(value), "absent", to);
        if (enough) {
            return true;
        }
    }
    json_object_object_foreach (b, second_name, second_value) {
        if (!json_object_object_get_ex(a, second_name, &other)) {
            join(member, sizeof member, key, second_name);
            if (report(member, "absent", text_of(second_value), to)) {
                return true;
            }
        }
    }
    return false;
}

/* The recursion is as deep as the JSON, which the reader of JSON bounds. */
static bool look(const char *key, json_object *a, json_object *b, listener *to)
{
    if (json_object_is_type(a, json_type_object) && json_object_is_type(b, json_type_object)) {
        return look_in_objects(key, a, b, to);
    }
    if (json_object_is_type(a, json_type_array) && json_object_is_type(b, json_type_array)) {
        return look_in_arrays(key, a, b, to);
    }
    const char *here = text_of(a);
    const char *there = text_of(b);
    const bool same = here != NULL && there != NULL && strcmp(here, there) == 0;
    return !same && report(key, here, there, to);
}

/* Members and elements in a value, however deep. */
static size_t values_in(json_object *value)
{
    size_t count = 0;
    if (json_object_is_type(value, json_type_object)) {
        json_object_object_foreach (value, name, member) {
            (void)name;
            count += 1 + values_in(member);
        }
    } else if (json_object_is_type(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++) {
            count += 1 + values_in(json_object_array_get_idx(value, i));
        }
    }
    return count;
}

/* The same of a text: what starts a list or an object that is not empty, or follows a comma. */
static size_t values_of(const char *text)
{
    size_t count = 0;
    bool quoted = false;
    for (const char *c = text; *c != '\0'; c++) {
        if (quoted && *c == '\\' && c[1] != '\0') {
            c++;
        } else if (*c == '"') {
            quoted = !quoted;
        } else if (!quoted && (*c == '{' || *c == '[')) {
            const char next = c[1 + strspn(c + 1, " \t\r\n")];
            count += next != '}' && next != ']';
        } else if (!quoted && *c == ',') {
            count++;
        }
    }
    return count;
}

/* A text's object; NULL where it is none, or not whole: json-c passes over a member that it has no
 * memory for. */
static json_object *read_object(const char *text)
{
    json_object *read = json_tokener_parse(text);
    if (json_object_is_type(read, json_type_object) && values_in(read) == values_of(text)) {
        return read;
    }
    json_object_put(read);
    return NULL;
}

bool cst_difference_each(const char *first, const char *second,
                         bool (*each)(void *self, const cst_difference *found), void *self)
{
    listener to = {each, self, false};
    json_object *a = read_object(first);
    json_object *b = read_object(second);
    const bool read = a != NULL && b != NULL;
    if (read) {
        (void)look("", a, b, &to);
    }
    json_object_put(a);
    json_object_put(b);
    return read && !to.failed;
}

/* The first one, and whether there was one. */
typedef struct first_found {
    cst_difference *difference;
    bool found;
} first_found;

static bool keep_first(void *self, const cst_difference *found)
{
    first_found *first = self;
    *first->difference = *found;
    first->found = true;
    return true;
}

bool cst_difference_find(const char *first, const char *second, cst_difference *difference)
{
    first_found of = {difference, false};
    return cst_difference_each(first, second, keep_first, &of) && of.found;
}
