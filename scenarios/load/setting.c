/* SPDX-License-Identifier: MIT */
#include "scenarios/load/setting.h"

#include "scenarios/load/schema.h"

#include <stdio.h>
#include <string.h>

enum { PATH_MAX_BYTES = 96 };

/* The maps whose keys are keys of the scenario. */
static const char *const map_prefixes[] = {"sweep.", "uncertainty."};

/* The length of such a map's prefix, 0 where the path has none. */
static size_t map_prefix(const char *path)
{
    for (size_t i = 0; i < sizeof map_prefixes / sizeof map_prefixes[0]; i++) {
        if (strncmp(path, map_prefixes[i], strlen(map_prefixes[i])) == 0) {
            return strlen(map_prefixes[i]);
        }
    }
    return 0;
}

static bool is_axis(const char *path)
{
    return strncmp(path, map_prefixes[0], strlen(map_prefixes[0])) == 0;
}

static int place_of(const char *file, cst_error *error)
{
    cst_error_place(error, file, 0, 0);
    return CST_ERR_SCENARIO;
}

/* Only keys with a value can be set, and what is one thing: the two maps, and the rule that ends
 * trials. Another section would hide what else it holds. */
static int check_path(const char *path, const char *file, cst_error *error)
{
    const char *key = path + map_prefix(path);
    if (strcmp(path, "sweep") == 0 || strcmp(path, "uncertainty") == 0 ||
        strcmp(path, "estimate.stop") == 0 || cst_key_find(key) != NULL) {
        return 0;
    }
    if (cst_key_is_section(key)) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, path,
                            "expected one key to set, found a section");
    } else {
        (void)cst_key_unknown(key, error);
    }
    return place_of(file, error);
}

static cst_yaml_node *add_child(cst_yaml *scenario, cst_yaml_node *map, const char *key,
                                size_t size)
{
    cst_yaml_node *node = cst_yaml_keep(scenario, sizeof *node);
    char *name = cst_yaml_keep_text(scenario, key, size);
    if (node == NULL || name == NULL) {
        return NULL;
    }
    node->kind = CST_YAML_MAP;
    node->key = name;
    node->file = map->file;
    *(map->last == NULL ? &map->first : &map->last->next) = node;
    map->last = node;
    map->children++;
    return node;
}

/* The node at a path, made where it is not there; the last part may hold dots where the path is in
 * one of the maps. *out is NULL where something on the way is no map. */
static int reach(cst_yaml *scenario, const char *path, cst_yaml_node **out, cst_error *error)
{
    cst_yaml_node *node = scenario->root;
    const bool in_map = map_prefix(path) > 0;
    for (const char *part = path; part != NULL;) {
        if (node->kind != CST_YAML_MAP) {
            *out = NULL;
            return 0;
        }
        const char *dot = in_map && part != path ? NULL : strchr(part, '.');
        size_t size = dot == NULL ? strlen(part) : (size_t)(dot - part);
        char key[PATH_MAX_BYTES];
        (void)snprintf(key, sizeof key, "%.*s", (int)size, part);
        cst_yaml_node *child = cst_yaml_child(node, key);
        node = child != NULL ? child : add_child(scenario, node, key, size);
        if (node == NULL) {
            return cst_error_set(error, CST_ERR_MEMORY, path, "no memory for --set");
        }
        part = dot == NULL ? NULL : dot + 1;
    }
    *out = node;
    return 0;
}

static void drop_axis(cst_yaml_node *root, const char *path)
{
    cst_yaml_node *sweep = cst_yaml_child(root, "sweep");
    cst_yaml_node *before = NULL;
    const cst_yaml_node *axis = cst_yaml_child(sweep, path);
    if (axis == NULL) {
        return;
    }
    for (cst_yaml_node *node = sweep->first; node != axis; node = node->next) {
        before = node;
    }
    *(before == NULL ? &sweep->first : &before->next) = axis->next;
    sweep->last = sweep->last == axis ? before : sweep->last;
    sweep->children--;
}

static void replace(cst_yaml_node *node, const cst_yaml_node *value)
{
    cst_yaml_node new = *value;
    new.key = node->key;
    new.next = node->next;
    *node = new;
}

int cst_setting_apply(cst_yaml *scenario, const char *assignment, cst_error *error)
{
    char file[256];
    char path[PATH_MAX_BYTES];
    (void)snprintf(file, sizeof file, "--set %s", assignment);
    const char *equals = strchr(assignment, '=');
    size_t size = equals == NULL ? 0 : (size_t)(equals - assignment);
    if (size == 0 || size >= sizeof path) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, NULL,
                            "expected key=value, as in scheming.rate=1e-4");
        return place_of(file, error);
    }
    (void)snprintf(path, sizeof path, "%.*s", (int)size, assignment);
    int code = check_path(path, file, error);
    cst_yaml_node *root = scenario->root;
    code = code != 0 ? code
                     : cst_yaml_parse(scenario, file, false, equals + 1, strlen(equals + 1),
                                      CST_ERR_SCENARIO, error);
    const cst_yaml_node *value = scenario->root;
    scenario->root = root;
    if (code == 0 && value == NULL) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, path, "expected a value, found nothing");
        return place_of(file, error);
    }
    cst_yaml_node *node = NULL;
    code = code != 0 ? code : reach(scenario, path, &node, error);
    if (code != 0 || node == NULL) {
        return code; /* a tree that cannot hold the key is refused when it is read */
    }
    replace(node, value);
    if (map_prefix(path) == 0) {
        drop_axis(scenario->root, path);
    }
    return 0;
}

bool cst_setting_same(const char *a, const char *b)
{
    const char *key_a = is_axis(a) ? a + map_prefix(a) : a;
    const char *key_b = is_axis(b) ? b + map_prefix(b) : b;
    size_t size = strcspn(key_a, "=");
    return size == strcspn(key_b, "=") && strncmp(key_a, key_b, size) == 0;
}
