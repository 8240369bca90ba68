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
} listener;

static bool report(const char *key, const char *here, const char *there, const listener *to)
{
    cst_difference found;
    (void)snprintf(found.key, sizeof found.key, "%s", key);
    (void)snprintf(found.here, sizeof found.here, "%s", here);
    (void)snprintf(found.there, sizeof found.there, "%s", there);
    return to->each(to->self, &found);
}

static bool look(const char *key, json_object *a, json_object *b, const listener *to);

static bool look_in_arrays(const char *key, json_object *a, json_object *b, const listener *to)
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

static bool look_in_objects(const char *key, json_object *a, json_object *b, const listener *to)
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
static bool look(const char *key, json_object *a, json_object *b, const listener *to)
{
    if (json_object_is_type(a, json_type_object) && json_object_is_type(b, json_type_object)) {
        return look_in_objects(key, a, b, to);
    }
    if (json_object_is_type(a, json_type_array) && json_object_is_type(b, json_type_array)) {
        return look_in_arrays(key, a, b, to);
    }
    return strcmp(text_of(a), text_of(b)) != 0 && report(key, text_of(a), text_of(b), to);
}

void cst_difference_each(const char *first, const char *second,
                         bool (*each)(void *self, const cst_difference *found), void *self)
{
    const listener to = {each, self};
    json_object *a = json_tokener_parse(first);
    json_object *b = json_tokener_parse(second);
    if (json_object_is_type(a, json_type_object) && json_object_is_type(b, json_type_object)) {
        (void)look("", a, b, &to);
    }
    json_object_put(a);
    json_object_put(b);
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
    cst_difference_each(first, second, keep_first, &of);
    return of.found;
}
