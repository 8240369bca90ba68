/* SPDX-License-Identifier: MIT
 * What editors get: a schema that names every key and holds for every scenario that is shipped, by
 * a reader of its own; and a scenario to begin with. */
#include "scenarios/load/editor.h"

#include "scenarios/load/scenario.h"
#include "scenarios/load/schema.h"
#include "tests/lib/suite.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *text_of(void (*write)(FILE *out))
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    write(out);
    (void)fclose(out);
    return text;
}

static struct json_object *member(struct json_object *of, const char *name)
{
    struct json_object *value = NULL;
    (void)json_object_object_get_ex(of, name, &value);
    return value;
}

/* The schema of a dotted path; NULL where it has none. */
static struct json_object *find(struct json_object *schema, const char *path)
{
    char part[64];
    while (schema != NULL && path[0] != '\0') {
        const size_t length = strcspn(path, ".");
        (void)snprintf(part, sizeof part, "%.*s", (int)length, path);
        schema = member(member(schema, "properties"), part);
        path += length + (path[length] == '.' ? 1 : 0);
    }
    return schema;
}

static void test_editor_schema_keys(void)
{
    char *text = text_of(cst_editor_schema);
    struct json_object *schema = json_tokener_parse(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(schema);
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        struct json_object *of = find(schema, key->path);
        CU_ASSERT_PTR_NOT_NULL_FATAL(of);
        struct json_object *said = member(of, "description");
        CU_ASSERT_PTR_NOT_NULL_FATAL(said);
        CU_ASSERT_PTR_EQUAL(strstr(json_object_get_string(said), key->meaning),
                            json_object_get_string(said));
        CU_ASSERT(json_object_array_length(member(of, "anyOf")) >= 1);
    }
    CU_ASSERT_PTR_NULL(find(schema, "trial.agent"));
    CU_ASSERT_EQUAL(json_object_get_int(member(find(schema, "trial.agents"), "default")), 1000);
    json_object_put(schema);
    free(text);
}

/* Whether one of the schemas of a key holds for a value. */
static bool holds(struct json_object *any, struct json_object *value)
{
    const enum json_type type = json_object_get_type(value);
    const bool number = type == json_type_int || type == json_type_double;
    for (size_t i = 0; i < json_object_array_length(any); i++) {
        struct json_object *of = json_object_array_get_idx(any, i);
        struct json_object *names = member(of, "enum");
        struct json_object *kind = member(of, "type");
        const char *wanted = kind == NULL ? "" : json_object_get_string(kind);
        bool good = number && (strcmp(wanted, "number") == 0 || strcmp(wanted, "integer") == 0);
        const double at = json_object_get_double(value);
        struct json_object *least = member(of, "minimum");
        struct json_object *most = member(of, "maximum");
        good = good && (least == NULL || at >= json_object_get_double(least)) &&
               (most == NULL || at <= json_object_get_double(most));
        good = good || (type == json_type_string && strcmp(wanted, "string") == 0) ||
               (type == json_type_array && strcmp(wanted, "array") == 0);
        for (size_t j = 0; names != NULL && j < json_object_array_length(names); j++) {
            good = good || strcmp(json_object_get_string(json_object_array_get_idx(names, j)),
                                  json_object_get_string(value)) == 0;
        }
        if (good) {
            return true;
        }
    }
    return false;
}

/* Every value of a canonical scenario, by its path. */
static void judge(struct json_object *schema, struct json_object *of, const char *path)
{
    json_object_object_foreach(of, name, value)
    {
        char below[128];
        (void)snprintf(below, sizeof below, "%s%s%s", path, path[0] == '\0' ? "" : ".", name);
        struct json_object *any = member(find(schema, below), "anyOf");
        if (any == NULL && json_object_get_type(value) == json_type_object) {
            judge(schema, value, below);
        } else if (any == NULL || !holds(any, value)) {
            (void)printf("\n    %s: %s\n", below, json_object_get_string(value));
            CU_FAIL("a value that the schema does not hold for");
        }
    }
}

static void test_editor_schema_holds(void)
{
    static const char *const names[] = {
        "rare-schemers", "rare-schemers-over-time", "committee",
        "common-cause",  "trusted-or-untrusted",    "claims/05-98-percent-a-step"};
    char *text = text_of(cst_editor_schema);
    struct json_object *schema = json_tokener_parse(text);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[512];
        cst_scenario scenario;
        cst_error error = {0};
        (void)snprintf(path, sizeof path, "%s/scenarios/%s.yaml", CST_SOURCE_DIR, names[i]);
        CU_ASSERT_EQUAL_FATAL(cst_scenario_load(&scenario, path, NULL, &error), 0);
        char *canonical = cst_scenario_text(&scenario.cell[0], false);
        struct json_object *one = json_tokener_parse(canonical);
        CU_ASSERT_PTR_NOT_NULL_FATAL(one);
        judge(schema, one, "");
        json_object_put(one);
        free(canonical);
        cst_scenario_free(&scenario);
    }
    json_object_put(schema);
    free(text);
}

/* It can be read, and says what it seems to say. */
static void test_editor_first(void)
{
    char *text = text_of(cst_editor_first);
    cst_scenario scenario;
    cst_error error = {0};
    const int code = cst_scenario_parse(&scenario, "first.yaml", text, strlen(text), NULL, &error);
    if (code != 0) {
        (void)printf("\n    %d: %s: %s\n", error.line, error.key, error.text);
    }
    CU_ASSERT_EQUAL_FATAL(code, 0);
    CU_ASSERT_EQUAL(scenario.cells, 18);
    CU_ASSERT_EQUAL(scenario.cell[0].estimate.stop[CST_STOP_RELATIVE], 0.1);
    CU_ASSERT_EQUAL(scenario.cell[0].trial->protocol.reviewers, 3);
    CU_ASSERT_STRING_EQUAL(scenario.cell[0].trial->protocol.kind->name, "committee");
    CU_ASSERT_PTR_NULL(scenario.note);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "    tpr: 0.9 "));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "# share of attacks that an honest reviewer reports\n"));
    cst_scenario_free(&scenario);
    free(text);
}

CST_SUITE("editor", CST_TEST(test_editor_schema_keys), CST_TEST(test_editor_schema_holds),
          CST_TEST(test_editor_first))
