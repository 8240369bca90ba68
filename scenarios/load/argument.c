/* SPDX-License-Identifier: MIT */
#include "scenarios/load/argument.h"

#include "scenarios/load/nearest.h"
#include "scenarios/load/preset.h"
#include "scenarios/load/schema.h"
#include "tally/results.h"

#include <stdio.h>
#include <string.h>

static const char *const words_of[] = {
    [CST_EVIDENCE_PRIMARY] = "P: read in a primary text",
    [CST_EVIDENCE_SECONDARY] = "S: read in a secondary text",
    [CST_EVIDENCE_DERIVED] = "D: computed from published numbers",
    [CST_EVIDENCE_CHOSEN] = "chosen for the example",
    [CST_EVIDENCE_ASSUMED] = "assumed: nobody has measured this"};

static const char *const names[] = {[CST_EVIDENCE_PRIMARY] = "P",
                                    [CST_EVIDENCE_SECONDARY] = "S",
                                    [CST_EVIDENCE_DERIVED] = "D",
                                    [CST_EVIDENCE_CHOSEN] = "chosen",
                                    [CST_EVIDENCE_ASSUMED] = "assumed"};

const char *cst_evidence_words(cst_evidence evidence)
{
    return words_of[evidence];
}

/* What a key or a result must fit: the scenario that the argument is about. */
typedef struct reader {
    const cst_draft *body;
    cst_kept **kept;
} reader;

static int expected(const cst_yaml_node *node, const char *key, const char *what, cst_error *error)
{
    return cst_yaml_expected(node, CST_ERR_SCENARIO, key, what, error);
}

/* The code; the key of an error of a file lies below that one. */
static int below(int code, const char *path, cst_error *error)
{
    if (code == CST_ERR_SCENARIO) {
        cst_error_below(error, path);
    }
    return code;
}

/* What belongs into a scenario like this one. */
static const char *owner_of(const cst_draft *body)
{
    const cst_mechanism *kind = body->trial.mechanism.kind;
    return kind != NULL ? kind->name : "agents that do tasks";
}

static int unknown(const cst_yaml_node *node, const char *const *known, cst_error *error)
{
    cst_nearest nearest = {0};
    for (size_t i = 0; known[i] != NULL; i++) {
        cst_nearest_look(&nearest, node->key, known[i]);
    }
    (void)cst_error_set(error, CST_ERR_SCENARIO, node->key, "unknown key%s%s",
                        nearest.best != NULL ? "; the nearest known one is " : "",
                        nearest.best != NULL ? nearest.best : "");
    return cst_yaml_place_key(node, error);
}

static int read_text(const cst_yaml_node *node, cst_kept **kept, const char **to, cst_error *error)
{
    enum { TEXT_MAX = 1000 };
    if (node->kind != CST_YAML_SCALAR || node->text[0] == '\0' || strlen(node->text) > TEXT_MAX) {
        return expected(node, node->key, "a text of at most 1000 bytes", error);
    }
    *to = cst_kept_text(kept, node->text);
    return *to != NULL ? 0 : cst_error_memory(error, "an argument");
}

/* A key that such a scenario has. */
static int read_key(const reader *by, const cst_yaml_node *node, const char *path,
                    const cst_key **key, cst_error *error)
{
    *key = cst_key_find(path);
    if (*key == NULL) {
        (void)cst_key_unknown(path, error);
        return cst_yaml_place_key(node, error);
    }
    if (!cst_key_concerns(*key, by->body)) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, path, "expected a key of %s, found another's",
                            owner_of(by->body));
        return cst_yaml_place_key(node, error);
    }
    return 0;
}

/* The same, named by the text of a node. */
static int read_named(const reader *by, const cst_yaml_node *node, const cst_key **key,
                      cst_error *error)
{
    if (node->kind != CST_YAML_SCALAR) {
        return expected(node, node->key, "a key", error);
    }
    const int code = below(read_key(by, node, node->text, key, error), node->key, error);
    return code == CST_ERR_SCENARIO ? cst_yaml_place(node, error) : code;
}

/* --- When it holds --------------------------------------------------------------------------- */

/* Whether such scenarios have that result. */
static bool has_result(const cst_draft *body, cst_result_kind kind)
{
    const cst_mechanism *mechanism = body->trial.mechanism.kind;
    return mechanism == NULL ? cst_result_of_tasks(kind)
                             : cst_mechanism_has(mechanism, cst_result_name(kind));
}

static int read_result(const reader *by, const cst_yaml_node *node, cst_result_kind *to,
                       cst_error *error)
{
    cst_nearest nearest = {0};
    char words[160];
    const bool text = node->kind == CST_YAML_SCALAR;
    if (text && cst_result_find(node->text, to) && has_result(by->body, *to)) {
        return 0;
    }
    for (cst_result_kind kind = 0; text && kind < CST_RESULT_KINDS; kind++) {
        if (has_result(by->body, kind)) {
            cst_nearest_look(&nearest, node->text, cst_result_name(kind));
        }
    }
    (void)snprintf(words, sizeof words, "a result of %s%s%s", owner_of(by->body),
                   nearest.best != NULL ? ", perhaps " : "",
                   nearest.best != NULL ? nearest.best : "");
    return expected(node, node->key, words, error);
}

/* "KEY=VALUE" of each child, as --set takes it. */
static int read_relative(const reader *by, cst_argument_verdict *verdict, const cst_yaml_node *map,
                         cst_error *error)
{
    if (map->kind != CST_YAML_MAP || map->children < 1 ||
        map->children > CST_ARGUMENT_RELATIVE_MAX) {
        return expected(map, map->key, "a map of 1 to 4 keys with values", error);
    }
    for (const cst_yaml_node *node = map->first; node != NULL; node = node->next) {
        const cst_key *key;
        char text[256];
        const int code = read_key(by, node, node->key, &key, error);
        if (code != 0) {
            return below(code, map->key, error);
        }
        if (node->kind != CST_YAML_SCALAR) {
            return below(expected(node, node->key, "a value", error), map->key, error);
        }
        (void)snprintf(text, sizeof text, "%s=%.120s", node->key, node->text);
        verdict->relative[verdict->relatives] = cst_kept_text(by->kept, text);
        if (verdict->relative[verdict->relatives++] == NULL) {
            return cst_error_memory(error, "an argument");
        }
    }
    return 0;
}

static int read_threshold(cst_argument_verdict *verdict, const cst_yaml_node *node, bool *stated,
                          cst_error *error)
{
    if (*stated) {
        return expected(node, node->key, "at_least or at_most, not both", error);
    }
    *stated = true;
    verdict->at_least = strcmp(node->key, "at_least") == 0;
    return cst_yaml_number(node, &verdict->threshold)
               ? 0
               : expected(node, node->key, "a number", error);
}

static int read_verdict(const reader *by, cst_argument_verdict *verdict, const cst_yaml_node *map,
                        cst_error *error)
{
    static const char *const known[] = {"result", "at_least", "at_most", "times", "relative", NULL};
    static const char example[] = "a map, as in {result: mitigated_share, at_least: 0.5}";
    bool result = false;
    bool stated = false;
    int code = 0;
    if (map->kind != CST_YAML_MAP) {
        return expected(map, map->key, example, error);
    }
    for (const cst_yaml_node *node = map->first; code == 0 && node != NULL; node = node->next) {
        if (strcmp(node->key, "result") == 0) {
            result = true;
            code = read_result(by, node, &verdict->result, error);
        } else if (strcmp(node->key, "at_least") == 0 || strcmp(node->key, "at_most") == 0) {
            code = read_threshold(verdict, node, &stated, error);
        } else if (strcmp(node->key, "times") == 0) {
            code = read_named(by, node, &verdict->times, error);
        } else if (strcmp(node->key, "relative") == 0) {
            code = read_relative(by, verdict, node, error);
        } else {
            code = unknown(node, known, error);
        }
    }
    code = below(code, map->key, error);
    if (code == 0 && !(result && stated)) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, map->key,
                            "expected result, and at_least or at_most, found no %s",
                            result ? "number that it is held against" : "result");
        return cst_yaml_place(map, error);
    }
    return code;
}

/* --- Where inputs come from ------------------------------------------------------------------ */

static int read_evidence(const cst_yaml_node *node, cst_evidence *evidence, cst_error *error)
{
    const bool text = node->kind == CST_YAML_SCALAR;
    for (size_t i = 0; text && i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(node->text, names[i]) == 0) {
            *evidence = (cst_evidence)i;
            return 0;
        }
    }
    const bool unread = text && strcmp(node->text, "M") == 0;
    return expected(node, node->key,
                    unread ? "P, S, D, chosen or assumed (what is marked M does not ship: find it "
                             "in a text, or say assumed)"
                           : "P, S, D, chosen or assumed",
                    error);
}

/* What a published rate says of itself. */
static int read_preset(const reader *by, cst_argument_input *input, const cst_yaml_node *node,
                       cst_error *error)
{
    const cst_preset *preset = NULL;
    char text[512];
    char counts[64] = "n is not given";
    const int code = cst_preset_read(node, node->key, &preset, error);
    if (code != 0) {
        return code;
    }
    if (preset->n > 0) {
        (void)snprintf(counts, sizeof counts, "%u of %u", preset->k, preset->n);
    }
    (void)snprintf(text, sizeof text, "%s, %s, %s: %s (%s)", preset->model, preset->environment,
                   preset->condition, preset->source, counts);
    input->evidence = preset->evidence[0] == 'P' ? CST_EVIDENCE_PRIMARY : CST_EVIDENCE_SECONDARY;
    input->source = cst_kept_text(by->kept, text);
    return input->source != NULL ? 0 : cst_error_memory(error, "an argument");
}

static int read_input(const reader *by, cst_argument_input *input, const cst_yaml_node *node,
                      cst_error *error)
{
    static const char with_source[] = "{evidence: P, source: ...} with P, S or D";
    *input = (cst_argument_input){.source = ""};
    int code = read_key(by, node, node->key, &input->key, error);
    if (code == 0 && cst_preset_named(node)) {
        return read_preset(by, input, node, error);
    }
    if (code != 0 || node->kind != CST_YAML_MAP) {
        code = code != 0 ? code : read_evidence(node, &input->evidence, error);
        const bool bare = code == 0 && input->evidence < CST_EVIDENCE_CHOSEN;
        return bare ? expected(node, node->key, with_source, error) : code;
    }
    const cst_yaml_node *evidence = cst_yaml_child(node, "evidence");
    const cst_yaml_node *source = cst_yaml_child(node, "source");
    if (node->children != 2 || evidence == NULL || source == NULL) {
        return expected(node, node->key, with_source, error);
    }
    code = read_evidence(evidence, &input->evidence, error);
    code = code != 0 ? code : read_text(source, by->kept, &input->source, error);
    return below(code, node->key, error);
}

static int read_inputs(const reader *by, cst_argument *argument, const cst_yaml_node *map,
                       cst_error *error)
{
    int code = 0;
    if (map->kind != CST_YAML_MAP || map->children > CST_ARGUMENT_INPUTS_MAX) {
        return expected(map, map->key, "a map of at most 32 keys", error);
    }
    for (const cst_yaml_node *node = map->first; code == 0 && node != NULL; node = node->next) {
        code = read_input(by, &argument->input[argument->inputs++], node, error);
    }
    return below(code, map->key, error);
}

/* --- The section ----------------------------------------------------------------------------- */

/* Its parts, all of which it has. */
static const struct {
    const char *name, *what;
} parts[] = {
    {"verdict", "when the claim holds"},
    {"holds", "what those say who hold it, in a sentence"},
    {"fails", "what the others say, in a sentence"},
    {"break_even", "where it turns, in symbols"},
    {"decides", "the key that matters most"},
    {"settles", "what measurement would settle it"},
    {"inputs", "where each number comes from"},
};
enum { PARTS = sizeof parts / sizeof parts[0] };

static int check_parts(const cst_yaml_node *map, cst_error *error)
{
    const char *known[PARTS + 1] = {NULL};
    for (size_t i = 0; i < PARTS; i++) {
        known[i] = parts[i].name;
    }
    for (const cst_yaml_node *node = map->first; node != NULL; node = node->next) {
        size_t i = 0;
        while (i < PARTS && strcmp(node->key, known[i]) != 0) {
            i++;
        }
        if (i == PARTS) {
            return unknown(node, known, error);
        }
    }
    for (size_t i = 0; i < PARTS; i++) {
        if (cst_yaml_child(map, known[i]) == NULL) {
            (void)cst_error_set(error, CST_ERR_SCENARIO, known[i], "expected %s, found nothing",
                                parts[i].what);
            return cst_yaml_place_key(map, error);
        }
    }
    return 0;
}

static int read_parts(const reader *by, cst_argument *argument, const cst_yaml_node *map,
                      cst_error *error)
{
    const struct {
        const char *name;
        const char **text;
    } texts[] = {{"holds", &argument->holds},
                 {"fails", &argument->fails},
                 {"break_even", &argument->break_even},
                 {"settles", &argument->settles}};
    int code = check_parts(map, error);
    for (size_t i = 0; code == 0 && i < sizeof texts / sizeof texts[0]; i++) {
        code = read_text(cst_yaml_child(map, texts[i].name), by->kept, texts[i].text, error);
    }
    code = code != 0 ? code
                     : read_verdict(by, &argument->verdict, cst_yaml_child(map, "verdict"), error);
    code = code != 0 ? code
                     : read_named(by, cst_yaml_child(map, "decides"), &argument->decides, error);
    return code != 0 ? code : read_inputs(by, argument, cst_yaml_child(map, "inputs"), error);
}

int cst_argument_read(cst_argument *argument, const cst_yaml_node *map, const cst_draft *body,
                      cst_kept **kept, cst_error *error)
{
    const reader by = {.body = body, .kept = kept};
    *argument = (cst_argument){.inputs = 0};
    if (map->kind != CST_YAML_MAP) {
        return expected(map, "argument",
                        "a map of verdict, holds, fails, break_even, decides, "
                        "settles and inputs",
                        error);
    }
    return below(read_parts(&by, argument, map, error), "argument", error);
}

const cst_argument_input *cst_argument_input_of(const cst_argument *argument, const cst_key *key)
{
    const cst_argument_input *found = NULL;
    for (uint32_t i = 0; i < argument->inputs; i++) {
        found = argument->input[i].key == key ? &argument->input[i] : found;
    }
    return found;
}
