/* SPDX-License-Identifier: MIT */
#include "store/difference.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

static const char *text_of(json_object *value)
{
    return json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN);
}

static bool report(const char *key, const char *here, const char *there, cst_difference *out)
{
    (void)snprintf(out->key, sizeof out->key, "%s", key);
    (void)snprintf(out->here, sizeof out->here, "%s", here);
    (void)snprintf(out->there, sizeof out->there, "%s", there);
    return true;
}

static bool find(const char *key, json_object *a, json_object *b, cst_difference *out);

static bool find_in_arrays(const char *key, json_object *a, json_object *b, cst_difference *out)
{
    if (json_object_array_length(a) != json_object_array_length(b)) {
        return report(key, text_of(a), text_of(b), out);
    }
    for (size_t i = 0; i < json_object_array_length(a); i++) {
        char element[sizeof out->key];
        (void)snprintf(element, sizeof element, "%.70s[%zu]", key, i);
        if (find(element, json_object_array_get_idx(a, i), json_object_array_get_idx(b, i), out)) {
            return true;
        }
    }
    return false;
}

static void join(char *out, size_t size, const char *parent, const char *name)
{
    (void)snprintf(out, size, "%.60s%s%.30s", parent, parent[0] == '\0' ? "" : ".", name);
}

static bool find_in_objects(const char *key, json_object *a, json_object *b, cst_difference *out)
{
    char member[sizeof out->key];
    json_object *other = NULL;
    json_object_object_foreach (a, name, value) {
        join(member, sizeof member, key, name);
        if (!json_object_object_get_ex(b, name, &other)) {
            return report(member, text_of(value), "absent", out);
        }
        if (find(member, value, other, out)) {
            return true;
        }
    }
    json_object_object_foreach (b, second_name, second_value) {
        if (!json_object_object_get_ex(a, second_name, &other)) {
            join(member, sizeof member, key, second_name);
            return report(member, "absent", text_of(second_value), out);
        }
    }
    return false;
}

/* The recursion is as deep as the JSON, which the reader of JSON bounds. */
static bool find(const char *key, json_object *a, json_object *b, cst_difference *out)
{
    if (json_object_is_type(a, json_type_object) && json_object_is_type(b, json_type_object)) {
        return find_in_objects(key, a, b, out);
    }
    if (json_object_is_type(a, json_type_array) && json_object_is_type(b, json_type_array)) {
        return find_in_arrays(key, a, b, out);
    }
    return strcmp(text_of(a), text_of(b)) != 0 && report(key, text_of(a), text_of(b), out);
}

bool cst_difference_find(const char *first, const char *second, cst_difference *difference)
{
    json_object *a = json_tokener_parse(first);
    json_object *b = json_tokener_parse(second);
    bool found = json_object_is_type(a, json_type_object) &&
                 json_object_is_type(b, json_type_object) && find("", a, b, difference);
    json_object_put(a);
    json_object_put(b);
    return found;
}
