/* SPDX-License-Identifier: MIT */
#include "scenarios/load/setting.h"

#include "scenarios/load/design.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/sweep.h"

#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 96, PATH_SIZE = 1024 };

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

/* Whether the path is of what is uncertain; a list of keys there is one thing. */
static bool is_uncertain(const char *path)
{
    return strncmp(path, map_prefixes[1], strlen(map_prefixes[1])) == 0;
}

static int place_of(const char *file, cst_error *error)
{
    cst_error_place(error, file, 0, 0);
    return CST_ERR_SCENARIO;
}

/* Only keys with a value can be set, and what is one thing: the two maps, and the rule that ends
 * trials. Another section would hide what else it holds. An axis may be over several keys. */
static int check_path(const char *path, const char *file, cst_error *error)
{
    const char *names = path + map_prefix(path);
    if (strcmp(path, "sweep") == 0 || strcmp(path, "uncertainty") == 0 ||
        strcmp(path, "estimate.stop") == 0) {
        return 0;
    }
    for (char name[NAME_SIZE]; names != NULL;) {
        names = map_prefix(path) > 0 ? cst_sweep_name(names, name, sizeof name)
                                     : (snprintf(name, sizeof name, "%.95s", names), NULL);
        if (cst_key_find(name) != NULL) {
            continue;
        }
        if (cst_key_is_section(name)) {
            (void)cst_error_set(error, CST_ERR_SCENARIO, path,
                                "expected one key to set, found a section");
        } else {
            (void)cst_key_unknown(name, error);
        }
        return place_of(file, error);
    }
    return 0;
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
        char key[PATH_SIZE];
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

static void unlink_child(cst_yaml_node *parent, const cst_yaml_node *child)
{
    cst_yaml_node *before = NULL;
    for (cst_yaml_node *node = parent->first; node != child; node = node->next) {
        before = node;
    }
    *(before == NULL ? &parent->first : &before->next) = child->next;
    parent->last = parent->last == child ? before : parent->last;
    parent->children--;
}

/* Takes one out of a list with something for each key; another list stays, for the sweep to refuse.
 */
static bool take_out(cst_yaml_node *list, uint32_t which, uint32_t keys)
{
    if (list->kind != CST_YAML_LIST || list->children != keys) {
        return false;
    }
    const cst_yaml_node *value = list->first;
    for (uint32_t i = 0; i < which; i++) {
        value = value->next;
    }
    unlink_child(list, value);
    return true;
}

/* Takes a value out of a row of tied axes; where one is left it takes the row's place. */
static void cut_row(cst_yaml_node *row, uint32_t which, uint32_t keys)
{
    if (take_out(row, which, keys) && row->children == 1) {
        cst_yaml_node only = *row->first;
        only.next = row->next;
        *row = only;
    }
}

/* Takes a key out of tied axes. Returns false without memory. */
static bool cut_axes(cst_yaml *scenario, cst_yaml_node *axes, uint32_t which, uint32_t keys)
{
    char left[PATH_SIZE] = "";
    const char *names = axes->key;
    for (uint32_t i = 0; i < keys; i++) {
        char name[NAME_SIZE];
        const size_t used = strlen(left);
        names = cst_sweep_name(names, name, sizeof name);
        if (i != which) {
            (void)snprintf(left + used, sizeof left - used, "%s%s", used > 0 ? ", " : "", name);
        }
    }
    cst_yaml_node *ranges = cst_design_ranges(axes);
    for (cst_yaml_node *row = axes->first; axes->kind == CST_YAML_LIST && row != NULL;
         row = row->next) {
        cut_row(row, which, keys);
    }
    if (ranges != NULL) {
        (void)take_out(ranges, which, keys);
    }
    axes->cut = true;
    axes->key = cst_yaml_keep_text(scenario, left, strlen(left));
    return axes->key != NULL;
}

/* Takes a key out of the sweep, but for one axis. Returns false without memory. */
static bool drop_axis(cst_yaml *scenario, const char *key, const cst_yaml_node *but)
{
    cst_yaml_node *sweep = cst_yaml_child(scenario->root, "sweep");
    cst_yaml_node *node = sweep != NULL && sweep->kind == CST_YAML_MAP ? sweep->first : NULL;
    for (cst_yaml_node *next = NULL; node != NULL; node = next) {
        uint32_t keys = 0;
        uint32_t which = UINT32_MAX;
        next = node->next;
        for (const char *names = node->key; names != NULL; keys++) {
            char name[NAME_SIZE];
            names = cst_sweep_name(names, name, sizeof name);
            which = strcmp(name, key) == 0 ? keys : which;
        }
        if (node == but || which == UINT32_MAX) {
            continue;
        }
        if (keys == 1) {
            unlink_child(sweep, node);
        } else if (!cut_axes(scenario, node, which, keys)) {
            return false;
        }
    }
    return true;
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
    char path[PATH_SIZE];
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
    const bool axis = is_axis(path);
    bool good = true;
    for (const char *names = path + (axis ? map_prefix(path) : 0); good && names != NULL;) {
        char name[NAME_SIZE];
        names = cst_sweep_name(names, name, sizeof name);
        good = drop_axis(scenario, name, axis ? node : NULL);
    }
    return good ? 0 : cst_error_memory(error, "--set");
}

/* The keys of an assignment. */
static void keys_of(const char *assignment, char keys[PATH_SIZE])
{
    const char *from = is_axis(assignment) ? assignment + map_prefix(assignment) : assignment;
    (void)snprintf(keys, PATH_SIZE, "%.*s", (int)strcspn(from, "="), from);
}

bool cst_setting_same(const char *a, const char *b)
{
    char keys_a[PATH_SIZE];
    char keys_b[PATH_SIZE];
    bool same = false;
    keys_of(a, keys_a);
    keys_of(b, keys_b);
    if (is_uncertain(a) || is_uncertain(b)) {
        return strcmp(keys_a, keys_b) == 0;
    }
    for (const char *names_a = keys_a; names_a != NULL;) {
        char name_a[NAME_SIZE];
        names_a = cst_sweep_name(names_a, name_a, sizeof name_a);
        for (const char *names_b = keys_b; names_b != NULL;) {
            char name_b[NAME_SIZE];
            names_b = cst_sweep_name(names_b, name_b, sizeof name_b);
            same = same || strcmp(name_a, name_b) == 0;
        }
    }
    return same;
}
