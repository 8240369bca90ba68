/* SPDX-License-Identifier: MIT */
#include "scenarios/load/uncertainty.h"

#include "base/beta.h"
#include "base/check.h"
#include "base/number.h"
#include "scenarios/load/literal.h"
#include "scenarios/load/value.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char forms[] = "{beta: [a, b]}, {counts: [k, n]}, {uniform: [a, b]} or "
                            "{log_uniform: [a, b]}";

/* An input lies in the trial's spec, which a draft starts with. */
_Static_assert(offsetof(cst_draft, trial) == 0, "offsets of keys are offsets in the trial");

static int refuse(const cst_key *key, const cst_yaml_node *node, const char *text, cst_error *error)
{
    char path[96];
    (void)snprintf(path, sizeof path, "uncertainty.%s", key->path);
    (void)cst_error_set(error, CST_ERR_SCENARIO, path, "%s", text);
    return cst_yaml_place(node, error);
}

static int refuse_found(const cst_key *key, const cst_yaml_node *node, const char *expected,
                        cst_error *error)
{
    char text[256];
    char found[96];
    (void)snprintf(text, sizeof text, "expected %s, found %s", expected,
                   cst_yaml_found(node, found, sizeof found));
    return refuse(key, node, text, error);
}

/* Whether the key names the file of score counts, and so the counts. */
static bool is_counts_file(const cst_key *key)
{
    static const char ending[] = ".score.file";
    const size_t size = strlen(key->path);
    return size > sizeof ending - 1 && strcmp(key->path + size - (sizeof ending - 1), ending) == 0;
}

/* The score spec whose counts these are. */
static size_t score_of(const cst_key *key)
{
    return strncmp(key->path, "monitor.trusted", 15) == 0 ? offsetof(cst_trial_spec, trusted)
                                                          : offsetof(cst_trial_spec, score);
}

static bool is_number(const cst_key *key)
{
    return key->kind == CST_KEY_REAL && (key->flags & CST_KEY_LABEL) == 0 &&
           key->offset < sizeof(cst_trial_spec);
}

static int cannot(const cst_yaml_node *node, cst_error *error)
{
    const cst_key *key = cst_key_find(node->key);
    if (key == NULL) {
        (void)cst_key_unknown(node->key, error);
        return cst_yaml_place_key(node, error);
    }
    return refuse(key, node,
                  "cannot be uncertain: expected the key of a probability or another real number, "
                  "or of a file of score counts",
                  error);
}

static bool read_pair(const cst_yaml_node *list, double *a, double *b)
{
    return list->kind == CST_YAML_LIST && list->children == 2 &&
           list->first->kind == CST_YAML_SCALAR && !list->first->quoted &&
           list->last->kind == CST_YAML_SCALAR && !list->last->quoted &&
           cst_literal_number(list->first->text, a) && cst_literal_number(list->last->text, b);
}

static int read_uniform(cst_uncertain *of, const cst_yaml_node *list, bool logarithmic,
                        cst_error *error)
{
    cst_prior *prior = &of->input.prior;
    prior->kind = logarithmic ? CST_PRIOR_LOG_UNIFORM : CST_PRIOR_UNIFORM;
    if (!read_pair(list, &prior->a, &prior->b)) {
        return refuse_found(of->key, list, "two numbers, as in [0, 0.3]", error);
    }
    for (const cst_yaml_node *end = list->first; end != NULL; end = end->next) {
        if (!cst_value_in_range(of->key, end == list->first ? prior->a : prior->b)) {
            return refuse_found(of->key, end, of->key->expected, error);
        }
    }
    if (!(prior->a < prior->b)) {
        return refuse_found(of->key, list->last, "an upper end above the lower one", error);
    }
    if (logarithmic && !(prior->a > 0.0)) {
        return refuse_found(of->key, list->first, "ends above 0 for log_uniform", error);
    }
    return 0;
}

/* The Beta laws are laws of chances: keys that take other numbers too may have them all the same,
 * as long as they take all of 0 to 1. */
static int read_chance(cst_uncertain *of, const cst_yaml_node *list, bool counts, cst_error *error)
{
    cst_prior *prior = &of->input.prior;
    const char *expected = counts ? "k of n, as in [198, 240], with n at least 1 and k at most n"
                                  : "two numbers above 0, as in [198.5, 42.5]";
    if (of->key->low > 0.0 || of->key->high < 1.0) {
        return refuse(of->key, list, "the key does not take all chances from 0 to 1", error);
    }
    if (!read_pair(list, &prior->a, &prior->b)) {
        return refuse_found(of->key, list, expected, error);
    }
    if (!counts) {
        prior->kind = CST_PRIOR_BETA;
        const double least = fmin(prior->a, prior->b);
        const double most = fmax(prior->a, prior->b);
        const bool good = least >= CST_BETA_SHAPE_MIN && most <= CST_BETA_SHAPE_MAX;
        return good ? 0
                    : refuse(of->key, list, "expected two numbers above 0, from 1e-100 to 1e300",
                             error);
    }
    if (!cst_literal_whole(list->first->text, &of->k) ||
        !cst_literal_whole(list->last->text, &of->n) || of->n < 1 || of->k > of->n ||
        of->n > UINT64_C(1000000000000000)) {
        return refuse_found(of->key, list, expected, error);
    }
    of->counts = true;
    *prior = cst_prior_of_counts(of->k, of->n);
    return 0;
}

static int read_bootstrap(cst_uncertain *of, const cst_yaml_node *node, cst_error *error)
{
    uint64_t resamples = 0;
    if (node->kind != CST_YAML_SCALAR || node->quoted ||
        !cst_literal_whole(node->text, &resamples) || resamples < 100 || resamples > 1000000) {
        return refuse_found(of->key, node, "a whole number of samples from 100 to 1e6", error);
    }
    of->input.prior = (cst_prior){.kind = CST_PRIOR_BOOTSTRAP, .resamples = (uint32_t)resamples};
    return 0;
}

static int read_one(cst_uncertain *of, const cst_yaml_node *node, cst_error *error)
{
    const cst_key *key = cst_key_find(node->key);
    *of = (cst_uncertain){.key = key, .node = node};
    const bool file = key != NULL && is_counts_file(key);
    if (key == NULL || (!file && !is_number(key))) {
        return cannot(node, error);
    }
    of->input = (cst_input){.key = key->path, .offset = file ? score_of(key) : key->offset};
    const cst_yaml_node *law = node->kind == CST_YAML_MAP ? node->first : NULL;
    const char *name = law != NULL && node->children == 1 ? law->key : "";
    if (file) {
        return strcmp(name, "bootstrap") == 0
                   ? read_bootstrap(of, law, error)
                   : refuse_found(key, node, "{bootstrap: N}, as in {bootstrap: 2000}", error);
    }
    if (strcmp(name, "uniform") == 0 || strcmp(name, "log_uniform") == 0) {
        return read_uniform(of, law, name[0] == 'l', error);
    }
    if (strcmp(name, "beta") == 0 || strcmp(name, "counts") == 0) {
        return read_chance(of, law, name[0] == 'c', error);
    }
    return refuse_found(key, node, forms, error);
}

int cst_uncertainty_read(cst_uncertainty *uncertainty, const cst_yaml_node *map, cst_error *error)
{
    uncertainty->count = 0;
    if (map == NULL) {
        return 0;
    }
    if (map->kind != CST_YAML_MAP || map->children > CST_UNCERTAINTY_MAX) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, "uncertainty",
                            "expected a map of up to 16 keys, as in "
                            "{scheming.rho: {uniform: [0, 0.3]}}");
        return cst_yaml_place(map, error);
    }
    for (const cst_yaml_node *node = map->first; node != NULL; node = node->next) {
        int code = read_one(&uncertainty->of[uncertainty->count], node, error);
        if (code != 0) {
            return code;
        }
        uncertainty->count++;
    }
    return 0;
}

const cst_uncertain *cst_uncertainty_find(const cst_uncertainty *uncertainty, const cst_key *key)
{
    for (uint32_t i = 0; i < uncertainty->count; i++) {
        if (uncertainty->of[i].key == key) {
            return &uncertainty->of[i];
        }
    }
    return NULL;
}

/* What the blue team chooses is no assumption: the keys of the protocol, but for chances that are
 * the world's. */
static bool is_chosen(const cst_key *key)
{
    static const char *const chances[] = {"protocol.audit.success",    "protocol.edit_success",
                                          "protocol.harm_rate",        "protocol.trusted_quality",
                                          "protocol.jamming.strength", "protocol.jamming.cost"};
    for (size_t i = 0; i < sizeof chances / sizeof chances[0]; i++) {
        if (strcmp(key->path, chances[i]) == 0) {
            return false;
        }
    }
    return strncmp(key->path, "protocol.", 9) == 0;
}

static bool is_word(const char *word, const char *const *words)
{
    while (*words != NULL && strcmp(*words, word) != 0) {
        words++;
    }
    return *words != NULL;
}

cst_prior cst_uncertainty_range(const cst_key *key, double value)
{
    static const char *const rates[] = {"rate", "consistent_rate", NULL};
    static const char *const whole[] = {"rho", "together", "common_share", "score_correlation",
                                        NULL};
    const char *name = strrchr(key->path, '.') == NULL ? key->path : strrchr(key->path, '.') + 1;
    const bool chance = key->low >= 0.0 && key->high <= 1.0;
    cst_prior range = {.kind = CST_PRIOR_UNIFORM};
    if (is_counts_file(key)) {
        return (cst_prior){.kind = CST_PRIOR_BOOTSTRAP, .resamples = CST_INPUT_DRAWS};
    }
    if (!is_number(key)) {
        return (cst_prior){.kind = CST_PRIOR_NONE};
    }
    if (is_word(name, whole) || (chance && strncmp(key->path, "collusion.", 10) == 0)) {
        range.a = key->low;
        range.b = key->high;
    } else if (is_word(name, rates) || strcmp(name, "fpr") == 0) {
        const double factor = strcmp(name, "fpr") == 0 ? 3.0 : 10.0;
        range.a = value / factor;
        range.b = fmin(value * factor, key->high);
    } else if (chance && (value <= 0.0 || value >= 1.0)) {
        range.a = value <= 0.0 ? 0.0 : 0.9;
        range.b = value <= 0.0 ? 0.1 : 1.0;
    } else if (chance) {
        range.a = value / (value + 3.0 * (1.0 - value));
        range.b = 3.0 * value / (3.0 * value + (1.0 - value));
    } else if (strcmp(name, "d_prime") == 0) {
        range.a = value - 0.5;
        range.b = value + 0.5;
    } else {
        range.a = fmin(value / 2.0, value * 2.0);
        range.b = fmax(value / 2.0, value * 2.0);
    }
    range.a = cst_number_round(range.a);
    range.b = cst_number_round(range.b);
    return range.a < range.b ? range : (cst_prior){.kind = CST_PRIOR_NONE};
}

/* Whether a key that is not uncertain is an input taken as exact: a real number that nobody
 * chooses, red's best answers included, or lists. */
static bool is_exact(const cst_key *key, const cst_draft *draft)
{
    if (!cst_key_used(key, draft) || is_chosen(key) || cst_answer_has(&draft->answer, key->path)) {
        return false;
    }
    const bool margin = is_counts_file(key) && draft->trial.joint.counts != NULL;
    return (is_counts_file(key) && !margin) || is_number(key) || key->kind == CST_KEY_REALS ||
           key->kind == CST_KEY_TABLE;
}

int cst_uncertainty_inputs(const cst_uncertainty *uncertainty, const cst_draft *draft,
                           cst_inputs *uncertain, cst_inputs *exact, cst_error *error)
{
    cst_input said[CST_UNCERTAINTY_MAX];
    cst_input rest[CST_INPUTS_MAX];
    uint32_t says = 0;
    uint32_t rests = 0;
    for (size_t i = 0; i < cst_key_count; i++) {
        const cst_key *key = &cst_keys[i];
        const cst_uncertain *of = cst_uncertainty_find(uncertainty, key);
        if (of != NULL && cst_key_used(key, draft)) {
            said[says++] = of->input;
        } else if (is_exact(key, draft)) {
            cst_require(rests < CST_INPUTS_MAX);
            cst_input *input = &rest[rests++];
            *input = (cst_input){.key = key->path,
                                 .offset = is_counts_file(key) ? score_of(key) : key->offset};
            input->prior = cst_uncertainty_range(
                key, is_number(key) ? cst_input_value(input, &draft->trial) : NAN);
        }
    }
    int code = cst_inputs_copy(uncertain, said, says, error);
    return code != 0 ? code : cst_inputs_copy(exact, rest, rests, error);
}

int cst_uncertainty_check(const cst_uncertainty *uncertainty, const cst_draft *draft,
                          cst_error *error)
{
    for (uint32_t i = 0; i < uncertainty->count; i++) {
        const cst_uncertain *of = &uncertainty->of[i];
        const cst_prior *prior = &of->input.prior;
        if (prior->kind == CST_PRIOR_BOOTSTRAP && draft->trial.joint.counts != NULL) {
            return refuse(of->key, of->node,
                          "joint counts hold these scores and those of the other monitor together; "
                          "they are taken as exact",
                          error);
        }
        const bool ends = prior->kind == CST_PRIOR_UNIFORM || prior->kind == CST_PRIOR_LOG_UNIFORM;
        for (int point = 0; point < 4 && ends && cst_key_used(of->key, draft); point++) {
            const double inside = point < 2 ? 0.0 : (prior->b - prior->a) / 1024.0;
            const double end = point % 2 == 1 ? prior->b - inside : prior->a + inside;
            cst_trial_spec spec = draft->trial;
            cst_error refusal = {0};
            cst_input_set(&of->input, end, &spec);
            const int code = cst_trial_spec_check(&spec, &refusal);
            if (code != 0) {
                char number[CST_NUMBER_TEXT_MAX];
                char text[sizeof refusal.text];
                cst_number_text(end, number);
                (void)snprintf(text, sizeof text, "at its end %s: %.80s: %.350s", number,
                               refusal.key, refusal.text);
                (void)refuse(of->key, of->node, text, error);
                return CST_ERR_SCENARIO;
            }
        }
    }
    return 0;
}

static void write_one(const cst_uncertain *of, FILE *out)
{
    static const char *const names[] = {"", "beta", "uniform", "log_uniform", "bootstrap"};
    const cst_prior *prior = &of->input.prior;
    char a[CST_NUMBER_TEXT_MAX];
    char b[CST_NUMBER_TEXT_MAX];
    if (prior->kind == CST_PRIOR_BOOTSTRAP) {
        (void)fprintf(out, "\"%s\":{\"bootstrap\":%" PRIu32 "}", of->key->path, prior->resamples);
    } else if (of->counts) {
        (void)fprintf(out, "\"%s\":{\"counts\":[%" PRIu64 ",%" PRIu64 "]}", of->key->path, of->k,
                      of->n);
    } else {
        cst_number_text(prior->a, a);
        cst_number_text(prior->b, b);
        (void)fprintf(out, "\"%s\":{\"%s\":[%s,%s]}", of->key->path, names[prior->kind], a, b);
    }
}

char *cst_uncertainty_add_text(const cst_uncertainty *uncertainty, const cst_draft *draft,
                               char *text)
{
    char *whole = NULL;
    size_t size = 0;
    bool any = false;
    if (text == NULL || uncertainty->count == 0) {
        return text;
    }
    FILE *out = open_memstream(&whole, &size);
    if (out == NULL) {
        free(text);
        return NULL;
    }
    text[strlen(text) - 1] = '\0'; /* the brace that closes the scenario */
    (void)fputs(text, out);
    for (size_t i = 0; i < cst_key_count; i++) { /* the order of the keys, not of the file */
        const cst_uncertain *of = cst_uncertainty_find(uncertainty, &cst_keys[i]);
        if (of != NULL && cst_key_used(&cst_keys[i], draft)) {
            (void)fputs(any ? "," : ",\"uncertainty\":{", out);
            write_one(of, out);
            any = true;
        }
    }
    (void)fputs(any ? "}}" : "}", out);
    free(text);
    const bool full = ferror(out) != 0;
    if (fclose(out) != 0 || full) {
        free(whole);
        return NULL;
    }
    return whole;
}
