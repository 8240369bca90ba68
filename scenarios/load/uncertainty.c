/* SPDX-License-Identifier: MIT */
#include "scenarios/load/uncertainty.h"

#include "base/beta.h"
#include "base/check.h"
#include "base/number.h"
#include "scenarios/load/preset.h"
#include "scenarios/load/sweep.h"
#include "scenarios/load/value.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char forms[] = "{beta: [a, b]}, {counts: [k, n]}, {uniform: [a, b]}, "
                            "{log_uniform: [a, b]} or preset:NAME";

/* An input lies in the trial's spec, which a draft starts with. */
_Static_assert(offsetof(cst_draft, trial) == 0, "offsets of keys are offsets in the trial");

static int refuse(const cst_key *key, const cst_yaml_node *node, const char *text, cst_error *error)
{
    (void)cst_error_set(error, CST_ERR_SCENARIO, key->path, "%s", text);
    cst_error_below(error, "uncertainty");
    return cst_yaml_place(node, error);
}

static int refuse_found(const cst_key *key, const cst_yaml_node *node, const char *expected,
                        cst_error *error)
{
    (void)cst_yaml_expected(node, CST_ERR_SCENARIO, key->path, expected, error);
    cst_error_below(error, "uncertainty");
    return CST_ERR_SCENARIO;
}

/* The same of a pair of numbers: those that were found, where there are two of something. */
static int refuse_pair(const cst_key *key, const cst_yaml_node *list, const char *expected,
                       cst_error *error)
{
    enum { SHOWN = 40 };
    const cst_yaml_node *a = list->first;
    const cst_yaml_node *b = list->last;
    if (list->kind != CST_YAML_LIST || list->children != 2 || a->kind != CST_YAML_SCALAR ||
        b->kind != CST_YAML_SCALAR) {
        return refuse_found(key, list, expected, error);
    }
    (void)cst_error_set(error, CST_ERR_SCENARIO, key->path, "expected %s, found [%.*s, %.*s]",
                        expected, SHOWN, a->text, SHOWN, b->text);
    cst_error_below(error, "uncertainty");
    return cst_yaml_place(list, error);
}

/* Where an input of a trial's spec is: the number, or the scores whose counts a file has. */
static size_t place_of(const cst_key *key)
{
    return cst_key_is_score_file(key) ? key->mount->score : key->offset;
}

static bool read_pair(const cst_yaml_node *list, double *a, double *b)
{
    return list->kind == CST_YAML_LIST && list->children == 2 && cst_yaml_number(list->first, a) &&
           cst_yaml_number(list->last, b);
}

static int read_uniform(cst_uncertain *of, const cst_yaml_node *list, bool logarithmic,
                        cst_error *error)
{
    cst_prior *prior = &of->input.prior;
    prior->kind = logarithmic ? CST_PRIOR_LOG_UNIFORM : CST_PRIOR_UNIFORM;
    if (!read_pair(list, &prior->a, &prior->b)) {
        return refuse_pair(of->key, list, "two numbers, as in [0, 0.3]", error);
    }
    for (const cst_yaml_node *end = list->first; end != NULL; end = end->next) {
        if (!cst_range_has(&of->key->range, end == list->first ? prior->a : prior->b)) {
            return refuse_found(of->key, end, of->key->range.words, error);
        }
    }
    if (!(prior->a < prior->b)) {
        return refuse_pair(of->key, list, "an upper end above the lower one", error);
    }
    if (logarithmic && !(prior->a > 0.0)) {
        return refuse_pair(of->key, list, "ends above 0 for log_uniform", error);
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
    if (of->key->range.low > 0.0 || of->key->range.high < 1.0) {
        return refuse(of->key, list, "the key does not take all chances from 0 to 1", error);
    }
    if (!read_pair(list, &prior->a, &prior->b)) {
        return refuse_pair(of->key, list, expected, error);
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
    uint64_t k = 0;
    uint64_t n = 0;
    if (!cst_yaml_whole(list->first, &k) || !cst_yaml_whole(list->last, &n) || n < 1 || k > n ||
        n > UINT64_C(1000000000000000)) {
        return refuse_pair(of->key, list, expected, error);
    }
    *prior = cst_prior_of_counts(k, n);
    return 0;
}

/* The counts of a published rate. */
static int read_preset(cst_uncertain *of, const cst_yaml_node *node, cst_error *error)
{
    const cst_preset *preset = NULL;
    const int code = cst_preset_read(node, of->key->path, &preset, error);
    if (code != 0) {
        cst_error_below(error, "uncertainty");
        return code;
    }
    if (preset->n == 0) {
        return refuse(of->key, node,
                      "no count of trials was published for this preset, so that it has no "
                      "interval; state a range of your own, as in {log_uniform: [0.001, 0.1]}",
                      error);
    }
    of->input.prior = cst_prior_of_counts(preset->k, preset->n);
    return 0;
}

static int read_bootstrap(cst_uncertain *of, const cst_yaml_node *node, cst_error *error)
{
    uint64_t resamples = 0;
    if (!cst_yaml_whole(node, &resamples) || resamples < 100 || resamples > 1000000) {
        return refuse_found(of->key, node, "a whole number of samples from 100 to 1e6", error);
    }
    of->input.prior = (cst_prior){.kind = CST_PRIOR_BOOTSTRAP, .resamples = (uint32_t)resamples};
    return 0;
}

static int read_one(cst_uncertain *of, const cst_yaml_node *node, cst_error *error)
{
    const cst_key *key = cst_key_find(node->key);
    *of = (cst_uncertain){.key = key, .node = node};
    if (key == NULL) {
        (void)cst_key_unknown(node->key, error);
        return cst_yaml_place_key(node, error);
    }
    const bool file = cst_key_is_score_file(key);
    if (!file && !cst_key_is_input(key)) {
        return refuse(key, node,
                      "cannot be uncertain: expected the key of a probability or another real "
                      "number, or of a file of score counts",
                      error);
    }
    of->input = (cst_input){.key = key->path, .offset = place_of(key)};
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
    if (cst_preset_named(node)) {
        return read_preset(of, node, error);
    }
    return refuse_found(key, node, forms, error);
}

/* One of the two keys of a pair: its place in the section. */
static int find_of_pair(const cst_uncertainty *uncertainty, const cst_yaml_node *node,
                        const char *name, uint32_t *place, cst_error *error)
{
    const cst_key *key = cst_key_find(name);
    if (key == NULL) {
        (void)cst_key_unknown(name, error);
        return cst_yaml_place_key(node, error);
    }
    const cst_uncertain *of = cst_uncertainty_find(uncertainty, key);
    const char *why =
        of == NULL ? "expected it to stand in this section with how uncertain it is by itself, "
                     "found only this pair"
        : of->input.prior.kind == CST_PRIOR_BOOTSTRAP
            ? "score counts are no number that goes with another one"
            : NULL;
    if (why != NULL) {
        (void)refuse(key, node, why, error);
        return cst_yaml_place_key(node, error);
    }
    *place = (uint32_t)(of - uncertainty->of);
    return 0;
}

/* Reads `"a, b": {rank: 0.5}`. */
static int read_pair_of_keys(cst_uncertainty *uncertainty, const cst_yaml_node *node,
                             cst_error *error)
{
    uint32_t place[2] = {0};
    uint32_t count = 0;
    int code = 0;
    for (const char *names = node->key; code == 0 && names != NULL; count++) {
        char name[96];
        names = cst_sweep_name(names, name, sizeof name);
        code = count < 2 ? find_of_pair(uncertainty, node, name, &place[count], error) : 0;
    }
    if (code != 0) {
        return code;
    }
    const cst_uncertain *first = &uncertainty->of[place[0]];
    const cst_yaml_node *said = node->kind == CST_YAML_MAP ? node->first : NULL;
    cst_input_pair pair = {.a = place[0], .b = place[1]};
    bool again = false;
    for (uint32_t i = 0; i < uncertainty->pairs; i++) {
        const cst_input_pair *other = &uncertainty->pair[i];
        again = again || (other->a == pair.a && other->b == pair.b) ||
                (other->a == pair.b && other->b == pair.a);
    }
    if (count != 2 || pair.a == pair.b || again ||
        uncertainty->pairs == CST_UNCERTAINTY_PAIRS_MAX) {
        (void)refuse(first->key, node,
                     count != 2 ? "expected two keys: each pair has a correlation of its own"
                     : pair.a == pair.b ? "expected two keys, found one twice"
                     : again            ? "this pair is there twice"
                                        : "expected at most 64 pairs",
                     error);
        return cst_yaml_place_key(node, error);
    }
    pair.rank = said != NULL && strcmp(said->key, "rank") == 0;
    if (said == NULL || node->children != 1 || (!pair.rank && strcmp(said->key, "normal") != 0)) {
        return refuse_found(first->key, node, "{rank: r} or {normal: r}, as in {rank: 0.5}", error);
    }
    if (!cst_yaml_number(said, &pair.correlation) || !(fabs(pair.correlation) < 1.0)) {
        return refuse_found(first->key, said, "a correlation above -1 and below 1", error);
    }
    uncertainty->pair[uncertainty->pairs++] = pair;
    return 0;
}

/* Whether numbers can have these correlations, all of them. `last` is the last pair: it takes all
 * of them to tell. */
static int check_pairs(const cst_uncertainty *uncertainty, const cst_yaml_node *last,
                       cst_error *error)
{
    cst_input input[CST_UNCERTAINTY_MAX];
    cst_inputs all = {0};
    for (uint32_t i = 0; i < uncertainty->count; i++) {
        input[i] = uncertainty->of[i].input;
    }
    int code = cst_inputs_copy(&all, input, uncertainty->count, error);
    code = code != 0 ? code : cst_inputs_pair(&all, uncertainty->pair, uncertainty->pairs, error);
    cst_inputs_free(&all);
    if (code == CST_ERR_RANGE) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, "uncertainty",
                            "no numbers have all of these correlations, or some would determine "
                            "another one");
        return cst_yaml_place(last, error);
    }
    return code;
}

int cst_uncertainty_read(cst_uncertainty *uncertainty, const cst_yaml_node *map, cst_error *error)
{
    uncertainty->count = uncertainty->pairs = 0;
    if (map == NULL) {
        return 0;
    }
    int code = 0;
    const cst_yaml_node *last = NULL;
    const cst_yaml_node *node = map->kind == CST_YAML_MAP ? map->first : NULL;
    bool good = map->kind == CST_YAML_MAP;
    for (; good && code == 0 && node != NULL; node = node->next) {
        good = strchr(node->key, ',') != NULL || uncertainty->count < CST_UNCERTAINTY_MAX;
        if (good && strchr(node->key, ',') == NULL) {
            code = read_one(&uncertainty->of[uncertainty->count], node, error);
            uncertainty->count += code == 0 ? 1 : 0;
        }
    }
    if (!good) {
        (void)cst_error_set(error, CST_ERR_SCENARIO, "uncertainty",
                            "expected a map of up to 16 keys, as in "
                            "{scheming.rho: {uniform: [0, 0.3]}}");
        return cst_yaml_place(map, error);
    }
    for (node = map->first; code == 0 && node != NULL; node = node->next) {
        if (strchr(node->key, ',') != NULL) {
            code = read_pair_of_keys(uncertainty, node, error);
            last = node;
        }
    }
    return code != 0 || last == NULL ? code : check_pairs(uncertainty, last, error);
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
    return strncmp(key->path, "protocol.", 9) == 0 && (key->flags & CST_KEY_WORLD) == 0;
}

static cst_prior between(double a, double b)
{
    const cst_prior range = {
        .kind = CST_PRIOR_UNIFORM, .a = cst_number_round(a), .b = cst_number_round(b)};
    return range.a < range.b ? range : (cst_prior){.kind = CST_PRIOR_NONE};
}

/* By the range alone: chances by their odds, other numbers by a factor. */
static cst_prior by_range(const cst_range *range, double value)
{
    if (range->low < 0.0 || range->high > 1.0) {
        return between(fmin(value / 2.0, value * 2.0), fmax(value / 2.0, value * 2.0));
    }
    if (value <= 0.0 || value >= 1.0) {
        return value <= 0.0 ? between(0.0, 0.1) : between(0.9, 1.0);
    }
    return between(value / (value + 3.0 * (1.0 - value)),
                   3.0 * value / (3.0 * value + (1.0 - value)));
}

cst_prior cst_uncertainty_range(const cst_key *key, double value)
{
    const cst_range *range = &key->range;
    if (cst_key_is_score_file(key)) {
        return (cst_prior){.kind = CST_PRIOR_BOOTSTRAP, .resamples = CST_INPUT_DRAWS};
    }
    if (!cst_key_is_input(key)) {
        return (cst_prior){.kind = CST_PRIOR_NONE};
    }
    switch (key->guess) {
    case CST_GUESS_ALL:
        return between(range->low, range->high);
    case CST_GUESS_TENFOLD:
        return between(value / 10.0, fmin(value * 10.0, range->high));
    case CST_GUESS_THREEFOLD:
        return between(value / 3.0, fmin(value * 3.0, range->high));
    case CST_GUESS_HALF:
        return between(value - 0.5, value + 0.5);
    case CST_GUESS_BY_RANGE:
        break;
    }
    return by_range(range, value);
}

/* Whether a key that is not uncertain is an input taken as exact: a real number that nobody
 * chooses, red's best answers included, or lists. */
static bool is_exact(const cst_key *key, const cst_draft *draft)
{
    if (is_chosen(key) || cst_answer_has(&draft->answer, key->path)) {
        return false;
    }
    const bool margin = cst_key_is_score_file(key) && draft->trial.joint.counts != NULL;
    return (cst_key_is_score_file(key) && !margin) || cst_key_is_input(key) ||
           key->kind == CST_KEY_REALS || key->kind == CST_KEY_TABLE;
}

int cst_uncertainty_inputs(const cst_uncertainty *uncertainty, const cst_draft *draft,
                           cst_inputs *uncertain, cst_error *error)
{
    cst_input said[CST_UNCERTAINTY_MAX];
    cst_input_pair pair[CST_UNCERTAINTY_PAIRS_MAX];
    uint32_t place[CST_UNCERTAINTY_MAX]; /* of what is said in the cell; else `unused` */
    const uint32_t unused = UINT32_MAX;
    uint32_t says = 0;
    uint32_t pairs = 0;
    const cst_uses uses = cst_uses_of(draft);
    for (uint32_t i = 0; i < uncertainty->count; i++) {
        place[i] = unused;
    }
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const cst_uncertain *of = cst_uncertainty_find(uncertainty, key);
        if (of != NULL && cst_key_used(key, &uses)) {
            place[of - uncertainty->of] = says;
            said[says++] = of->input;
        }
    }
    for (uint32_t i = 0; i < uncertainty->pairs; i++) {
        cst_input_pair one = uncertainty->pair[i];
        one.a = place[one.a];
        one.b = place[one.b];
        if (one.a != unused && one.b != unused) {
            pair[pairs++] = one;
        }
    }
    const int code = cst_inputs_copy(uncertain, said, says, error);
    return code != 0 ? code : cst_inputs_pair(uncertain, pair, pairs, error);
}

static bool is_uncertain(const cst_inputs *uncertain, const cst_key *key)
{
    for (uint32_t i = 0; i < uncertain->count; i++) {
        if (uncertain->input[i].key == key->path) {
            return true;
        }
    }
    return false;
}

uint32_t cst_uncertainty_exact(const cst_inputs *uncertain, const cst_draft *draft,
                               cst_input exact[CST_INPUTS_MAX])
{
    uint32_t count = 0;
    const cst_uses uses = cst_uses_of(draft);
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        if (cst_key_used(key, &uses) && is_exact(key, draft) && !is_uncertain(uncertain, key)) {
            cst_require(count < CST_INPUTS_MAX);
            cst_input *input = &exact[count++];
            *input = (cst_input){.key = key->path, .offset = place_of(key)};
            input->prior = cst_uncertainty_range(
                key, cst_key_is_input(key) ? cst_input_value(input, &draft->trial) : NAN);
        }
    }
    return count;
}

int cst_uncertainty_check(const cst_uncertainty *uncertainty, const cst_draft *draft,
                          cst_error *error)
{
    const cst_uses uses = cst_uses_of(draft);
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
        for (int point = 0; point < 4 && ends && cst_key_used(of->key, &uses); point++) {
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
                return refuse(of->key, of->node, text, error);
            }
        }
    }
    return 0;
}

static void write_one(const cst_input *input, FILE *out)
{
    static const char *const names[] = {"", "beta", "uniform", "log_uniform", "bootstrap"};
    const cst_prior *prior = &input->prior;
    char a[CST_NUMBER_TEXT_MAX];
    char b[CST_NUMBER_TEXT_MAX];
    if (prior->kind == CST_PRIOR_BOOTSTRAP) {
        (void)fprintf(out, "\"%s\":{\"bootstrap\":%" PRIu32 "}", input->key, prior->resamples);
    } else if (prior->counted) {
        uint64_t k = 0;
        uint64_t n = 0;
        cst_prior_counts(prior, &k, &n);
        (void)fprintf(out, "\"%s\":{\"counts\":[%" PRIu64 ",%" PRIu64 "]}", input->key, k, n);
    } else {
        cst_number_text(prior->a, a);
        cst_number_text(prior->b, b);
        (void)fprintf(out, "\"%s\":{\"%s\":[%s,%s]}", input->key, names[prior->kind], a, b);
    }
}

void cst_uncertainty_json(const cst_inputs *uncertain, FILE *out)
{
    for (uint32_t i = 0; i < uncertain->count; i++) {
        (void)fputs(i > 0 ? "," : ",\"uncertainty\":{", out);
        write_one(&uncertain->input[i], out);
    }
    for (uint32_t i = 0; i < uncertain->pairs; i++) {
        const cst_input_pair *pair = &uncertain->pair[i];
        char correlation[CST_NUMBER_TEXT_MAX];
        cst_number_text(pair->correlation, correlation);
        (void)fprintf(out, ",\"%s, %s\":{\"%s\":%s}", uncertain->input[pair->a].key,
                      uncertain->input[pair->b].key, pair->rank ? "rank" : "normal", correlation);
    }
    (void)fputs(uncertain->count > 0 ? "}" : "", out);
}
