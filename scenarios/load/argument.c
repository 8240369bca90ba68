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

/* Everything but the place and the words of what is wrong. */
static int expected(const cst_yaml_node *node, const char *key, const char *what, cst_error *error)
{
    (void)cst_yaml_expected(node, CST_ERR_SCENARIO, key, what, error);
    cst_error_below(error, "argument");
    return CST_ERR_SCENARIO;
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
    cst_error_below(error, "argument");
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

/* A key of scenarios that is named by a node's own key, or by its text. */
static int read_key(const cst_yaml_node *node, const char *path, const cst_key **key,
                    cst_error *error)
{
    *key = cst_key_find(path);
    if (*key != NULL) {
        return 0;
    }
    (void)cst_key_unknown(path, error);
    cst_error_below(error, "argument");
    return cst_yaml_place(node, error);
}

/* --- When it holds --------------------------------------------------------------------------- */

static int read_result(const cst_yaml_node *node, cst_result_kind *kind, cst_error *error)
{
    cst_nearest nearest = {0};
    if (node->kind == CST_YAML_SCALAR && cst_result_find(node->text, kind)) {
        return 0;
    }
    for (int i = 0; node->kind == CST_YAML_SCALAR && i < CST_RESULT_KINDS; i++) {
        cst_nearest_look(&nearest, node->text, cst_result_name((cst_result_kind)i));
    }
    char words[128] = "the name of a result";
    if (nearest.best != NULL) {
        (void)snprintf(words, sizeof words, "the name of a result, perhaps %s", nearest.best);
    }
    return expected(node, "verdict.result", words, error);
}

/* "KEY=VALUE" of each child, as --set takes it. */
static int read_relative(cst_argument_verdict *verdict, const cst_yaml_node *map, cst_kept **kept,
                         cst_error *error)
{
    if (map->kind != CST_YAML_MAP || map->children < 1 ||
        map->children > CST_ARGUMENT_RELATIVE_MAX) {
        return expected(map, "verdict.relative", "a map of 1 to 4 keys with values", error);
    }
    for (const cst_yaml_node *node = map->first; node != NULL; node = node->next) {
        const cst_key *key;
        char text[256];
        const int code = read_key(node, node->key, &key, error);
        if (code != 0) {
            return code;
        }
        if (node->kind != CST_YAML_SCALAR) {
            return expected(node, node->key, "a value", error);
        }
        (void)snprintf(text, sizeof text, "%s=%.120s", node->key, node->text);
        verdict->relative[verdict->relatives] = cst_kept_text(kept, text);
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

static int read_verdict(cst_argument_verdict *verdict, const cst_yaml_node *map, cst_kept **kept,
                        cst_error *error)
{
    static const char *const known[] = {"result", "at_least", "at_most", "times", "relative", NULL};
    bool result = false;
    bool stated = false;
    int code = 0;
    if (map->kind != CST_YAML_MAP) {
        return expected(map, "verdict", "a map, as in {result: mitigated_share, at_least: 0.5}",
                        error);
    }
    for (const cst_yaml_node *node = map->first; code == 0 && node != NULL; node = node->next) {
        if (strcmp(node->key, "result") == 0) {
            result = true;
            code = read_result(node, &verdict->result, error);
        } else if (strcmp(node->key, "at_least") == 0 || strcmp(node->key, "at_most") == 0) {
            code = read_threshold(verdict, node, &stated, error);
        } else if (strcmp(node->key, "times") == 0) {
            code = node->kind == CST_YAML_SCALAR
                       ? read_key(node, node->text, &verdict->times, error)
                       : expected(node, "verdict.times", "a key", error);
        } else if (strcmp(node->key, "relative") == 0) {
            code = read_relative(verdict, node, kept, error);
        } else {
            code = unknown(node, known, error);
        }
    }
    if (code == 0 && !(result && stated)) {
        code = expected(map, "verdict", "result, and at_least or at_most", error);
    }
    return code;
}

/* --- Where inputs come from ------------------------------------------------------------------ */

static int read_evidence(const cst_yaml_node *node, cst_evidence *evidence, cst_error *error)
{
    for (size_t i = 0;
         node != NULL && node->kind == CST_YAML_SCALAR && i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(node->text, names[i]) == 0) {
            *evidence = (cst_evidence)i;
            return 0;
        }
    }
    return expected(node, "inputs", "P, S, D, chosen or assumed; what is marked M does not ship",
                    error);
}

/* What a published rate says of itself. */
static int read_preset(cst_argument_input *input, const cst_yaml_node *node, cst_kept **kept,
                       cst_error *error)
{
    const cst_preset *preset = NULL;
    char text[512];
    char counts[64] = "n is not given";
    int code = cst_preset_read(node, node->key, &preset, error);
    if (code != 0) {
        cst_error_below(error, "argument");
        return code;
    }
    if (preset->n > 0) {
        (void)snprintf(counts, sizeof counts, "%u of %u", preset->k, preset->n);
    }
    (void)snprintf(text, sizeof text, "%s, %s, %s: %s (%s)", preset->model, preset->environment,
                   preset->condition, preset->source, counts);
    input->evidence = preset->evidence[0] == 'P' ? CST_EVIDENCE_PRIMARY : CST_EVIDENCE_SECONDARY;
    input->source = cst_kept_text(kept, text);
    return input->source != NULL ? 0 : cst_error_memory(error, "an argument");
}

static int read_input(cst_argument_input *input, const cst_yaml_node *node, cst_kept **kept,
                      cst_error *error)
{
    *input = (cst_argument_input){.source = ""};
    int code = read_key(node, node->key, &input->key, error);
    if (code == 0 && cst_preset_named(node)) {
        return read_preset(input, node, kept, error);
    }
    if (code != 0 || node->kind != CST_YAML_MAP) {
        code = code != 0 ? code : read_evidence(node, &input->evidence, error);
        const bool bare = code == 0 && input->evidence < CST_EVIDENCE_CHOSEN;
        return bare ? expected(node, node->key, "{evidence: P, source: ...}", error) : code;
    }
    const cst_yaml_node *evidence = cst_yaml_child(node, "evidence");
    const cst_yaml_node *source = cst_yaml_child(node, "source");
    if (node->children != 2 || evidence == NULL || source == NULL) {
        return expected(node, node->key, "{evidence: P, source: ...}", error);
    }
    code = read_evidence(evidence, &input->evidence, error);
    return code != 0 ? code : read_text(source, kept, &input->source, error);
}

static int read_inputs(cst_argument *argument, const cst_yaml_node *map, cst_kept **kept,
                       cst_error *error)
{
    int code = 0;
    if (map->kind != CST_YAML_MAP || map->children > CST_ARGUMENT_INPUTS_MAX) {
        return expected(map, "inputs", "a map of at most 32 keys", error);
    }
    for (const cst_yaml_node *node = map->first; code == 0 && node != NULL; node = node->next) {
        code = read_input(&argument->input[argument->inputs++], node, kept, error);
    }
    return code;
}

/* --- The section ----------------------------------------------------------------------------- */

int cst_argument_read(cst_argument *argument, const cst_yaml_node *map, cst_kept **kept,
                      cst_error *error)
{
    static const char *const known[] = {"verdict", "inputs",  "holds",      "fails",
                                        "decides", "settles", "break_even", NULL};
    *argument = (cst_argument){.inputs = 0};
    const struct {
        const char *name;
        const char **text;
    } texts[] = {{"holds", &argument->holds},
                 {"fails", &argument->fails},
                 {"break_even", &argument->break_even},
                 {"settles", &argument->settles}};
    if (map->kind != CST_YAML_MAP) {
        return expected(map, NULL, "a map", error);
    }
    for (size_t i = 0; known[i] != NULL; i++) {
        if (cst_yaml_child(map, known[i]) == NULL) {
            char words[96];
            (void)snprintf(words, sizeof words, "a map that has %s too", known[i]);
            return expected(map, known[i], words, error);
        }
    }
    int code = 0;
    for (const cst_yaml_node *node = map->first; code == 0 && node != NULL; node = node->next) {
        const char **text = NULL;
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
            text = strcmp(node->key, texts[i].name) == 0 ? texts[i].text : text;
        }
        if (text != NULL) {
            code = read_text(node, kept, text, error);
        } else if (strcmp(node->key, "verdict") == 0) {
            code = read_verdict(&argument->verdict, node, kept, error);
        } else if (strcmp(node->key, "inputs") == 0) {
            code = read_inputs(argument, node, kept, error);
        } else if (strcmp(node->key, "decides") == 0) {
            code = node->kind == CST_YAML_SCALAR
                       ? read_key(node, node->text, &argument->decides, error)
                       : expected(node, "decides", "a key", error);
        } else {
            code = unknown(node, known, error);
        }
    }
    return code;
}

const cst_argument_input *cst_argument_input_of(const cst_argument *argument, const cst_key *key)
{
    const cst_argument_input *found = NULL;
    for (uint32_t i = 0; i < argument->inputs; i++) {
        found = argument->input[i].key == key ? &argument->input[i] : found;
    }
    return found;
}
