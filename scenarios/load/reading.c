/* SPDX-License-Identifier: MIT */
#include "scenarios/load/reading.h"

#include "base/check.h"
#include "monitor/scores/score.h"
#include "scenarios/load/choices.h"
#include "scenarios/load/setting.h"
#include "scenarios/load/value.h"

#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 96, SETS_MAX = 64 };

static int take_map(cst_reading *reading, const cst_yaml_node *map, const char *path,
                    cst_error *error);

static int take_child(cst_reading *reading, cst_yaml_node *node, const char *path, cst_error *error)
{
    const cst_key *key = cst_key_find(path);
    int code = 0;
    if (strchr(node->key, '.') != NULL) {
        code = cst_error_set(error, CST_ERR_SCENARIO, path,
                             "unknown key; keys are nested, as in scheming: {rate: 1e-3}");
    } else if (key != NULL) {
        reading->stated[cst_key_index(key)] = node;
        return cst_value_read(key, &reading->body, node, error);
    } else if (cst_key_is_section(path)) {
        return take_map(reading, node, path, error);
    } else {
        code = cst_key_unknown(path, error);
    }
    (void)cst_yaml_place_key(node, error);
    return code;
}

/* Reads a section, or with an empty path the whole scenario. */
static int take_map(cst_reading *reading, const cst_yaml_node *map, const char *path,
                    cst_error *error)
{
    if (map->kind != CST_YAML_MAP) {
        return cst_yaml_expected(map, CST_ERR_SCENARIO, path, "a map of keys", error);
    }
    for (cst_yaml_node *node = map->first; node != NULL; node = node->next) {
        char child[PATH_SIZE];
        (void)snprintf(child, sizeof child, "%s%s%s", path, path[0] == '\0' ? "" : ".", node->key);
        bool is_map = strcmp(child, "sweep") == 0 || strcmp(child, "uncertainty") == 0 ||
                      strcmp(child, "argument") == 0;
        int code = is_map ? 0 : take_child(reading, node, child, error);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

static int apply_settings(cst_reading *reading, cst_error *error)
{
    const char *const *assignments = reading->set->assignments;
    if (reading->set->count > SETS_MAX) {
        return cst_error_set(error, CST_ERR_SCENARIO, NULL, "expected at most %d --set, found %zu",
                             SETS_MAX, reading->set->count);
    }
    for (size_t i = 0; i < reading->set->count; i++) {
        for (size_t before = 0; before < i; before++) {
            if (cst_setting_same(assignments[before], assignments[i])) {
                return cst_error_set(error, CST_ERR_SCENARIO, NULL,
                                     "--set %.100s: the same key is set twice", assignments[i]);
            }
        }
        int code = cst_setting_apply(&reading->yaml, assignments[i], error);
        if (code != 0) {
            return code;
        }
    }
    return 0;
}

static int refuse_uncertain(const cst_uncertain *of, const char *why, cst_error *error)
{
    (void)cst_error_set(error, CST_ERR_SCENARIO, of->key->path, "%s", why);
    cst_error_below(error, "uncertainty");
    return cst_yaml_place_key(of->node, error);
}

/* A key is swept or uncertain, not both. */
static int read_maps(cst_reading *reading, cst_error *error)
{
    const cst_yaml_node *root = reading->yaml.root;
    const cst_yaml_node *sweep = cst_yaml_child(root, "sweep");
    const cst_yaml_node *uncertainty = cst_yaml_child(root, "uncertainty");
    int code = cst_sweep_read(&reading->sweep, sweep, &reading->yaml, error);
    code = code != 0 ? code : cst_uncertainty_read(&reading->uncertainty, uncertainty, error);
    for (uint32_t i = 0; code == 0 && i < reading->sweep.axes; i++) {
        const cst_key *key = reading->sweep.axis[i].key;
        const cst_uncertain *of = cst_uncertainty_find(&reading->uncertainty, key);
        if (of != NULL) {
            return refuse_uncertain(of, "the sweep varies it; a key is either swept or uncertain",
                                    error);
        }
    }
    for (uint32_t i = 0; code == 0 && i < reading->uncertainty.count; i++) {
        const cst_uncertain *of = &reading->uncertainty.of[i];
        if (cst_value_is_worst(of->key, &reading->body)) {
            return refuse_uncertain(
                of, "it is worst, which red chooses; a key is either red's or uncertain", error);
        }
    }
    return code;
}

/* The mechanism whose key it is; NULL: none's. */
static const cst_mechanism *mechanism_of(const cst_key *key)
{
    char section[PATH_SIZE];
    (void)snprintf(section, sizeof section, "%.*s", (int)strcspn(key->path, "."), key->path);
    return key->use == CST_USE_OF_MECHANISM ? cst_mechanism_find(section) : NULL;
}

/* What a trial is: that of the first mechanism whose section the file has, or one of whose keys it
 * varies. */
static const cst_mechanism *find_mechanism(const cst_reading *reading)
{
    const cst_mechanism *found = NULL;
    for (const cst_yaml_node *node = reading->yaml.root->first; node != NULL && found == NULL;
         node = node->next) {
        found = cst_mechanism_find(node->key);
    }
    for (uint32_t i = 0; i < reading->sweep.axes && found == NULL; i++) {
        found = mechanism_of(reading->sweep.axis[i].key);
    }
    return found;
}

/* Refuses a key of another kind of scenario. */
static int refuse_other(const cst_reading *reading, const char *path, const cst_yaml_node *node,
                        cst_error *error)
{
    const cst_mechanism *kind = reading->body.trial.mechanism.kind;
    (void)cst_error_set(error, CST_ERR_SCENARIO, path,
                        "expected only what belongs to %s, which this file is about: a scenario "
                        "is of agents that do tasks, or of one mechanism",
                        kind->name);
    return cst_yaml_place_key(node, error);
}

/* Whether a section stands in scenarios of every kind. */
static bool is_common(const char *section)
{
    static const char *const sections[] = {"estimate", "claim", "sweep", "uncertainty", "argument"};
    bool found = false;
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        found = found || strcmp(section, sections[i]) == 0;
    }
    return found;
}

static int settle_mechanism(cst_reading *reading, cst_error *error)
{
    const cst_mechanism *kind = find_mechanism(reading);
    reading->body.trial.mechanism.kind = kind;
    const cst_yaml_node *node = kind != NULL ? reading->yaml.root->first : NULL;
    for (; node != NULL; node = node->next) {
        const bool own = strcmp(node->key, kind->name) == 0;
        if (!own && !is_common(node->key)) {
            return refuse_other(reading, node->key, node, error);
        }
    }
    for (uint32_t i = 0; kind != NULL && i < reading->sweep.axes; i++) {
        const cst_sweep_axis *axis = &reading->sweep.axis[i];
        if (!cst_key_concerns(axis->key, &reading->body)) {
            return refuse_other(reading, axis->key->path, axis->node, error);
        }
    }
    for (uint32_t i = 0; kind != NULL && i < reading->uncertainty.count; i++) {
        const cst_uncertain *of = &reading->uncertainty.of[i];
        if (!cst_key_concerns(of->key, &reading->body)) {
            return refuse_other(reading, of->key->path, of->node, error);
        }
    }
    return 0;
}

int cst_reading_open(cst_reading *reading, const char *file, const char *text, size_t size,
                     const cst_scenario_set *set, cst_error *error)
{
    static const cst_scenario_set nothing;
    *reading = (cst_reading){.file = file, .set = set == NULL ? &nothing : set};
    cst_draft_init(&reading->initial);
    reading->initial.kept = &reading->kept;
    reading->body = reading->initial;
    int code = cst_yaml_parse(&reading->yaml, file, true, text, size, CST_ERR_SCENARIO, error);
    const cst_yaml_node *root = reading->yaml.root;
    if (code == 0 && (root == NULL || root->kind != CST_YAML_MAP)) {
        (void)cst_yaml_expected(root, CST_ERR_SCENARIO, NULL, "a map of sections", error);
        cst_error_place(error, file, 1, 1);
        return CST_ERR_SCENARIO;
    }
    code = code != 0 ? code : apply_settings(reading, error);
    code = code != 0 ? code : take_map(reading, root, "", error);
    code = code != 0 ? code : read_maps(reading, error);
    code = code != 0 ? code : settle_mechanism(reading, error);
    const cst_yaml_node *map = code == 0 ? cst_yaml_child(root, "argument") : NULL;
    reading->has_argument = map != NULL;
    return map == NULL
               ? code
               : cst_argument_read(&reading->argument, map, &reading->body, &reading->kept, error);
}

void cst_reading_close(cst_reading *reading)
{
    cst_yaml_free(&reading->yaml);
    cst_data_files_free(&reading->files);
    cst_kept_free(reading->kept);
}

static void choose(const cst_key *key, const char *name, cst_draft *draft)
{
    const int index = cst_choice_find(key->choice, name);
    cst_require(index >= 0);
    cst_choice_set(key->choice, draft, (uint32_t)index);
}

/* Where there are joint counts, a monitor of which no score model is stated has their margin. */
static void take_margin(const cst_reading *reading, const char *path, cst_draft *draft)
{
    const cst_key *key = cst_key_find(path);
    const bool stated = reading->stated[cst_key_index(key)] != NULL ||
                        cst_sweep_axis_of(&reading->sweep, key) != NULL;
    if (cst_draft_has_joint(&draft->joint) && !stated) {
        choose(key, cst_score_histogram.name, draft);
    }
}

/* The body with the cell's grid values. */
static void take_cell(const cst_reading *reading, const uint32_t *at, cst_draft *draft)
{
    *draft = reading->body;
    for (uint32_t i = 0; i < reading->sweep.axes; i++) {
        const cst_sweep_axis *axis = &reading->sweep.axis[i];
        int code = cst_value_read(axis->key, draft, axis->value[at[i]], NULL);
        cst_require(code == 0); /* every value has been read once by cst_sweep_read */
    }
    if (reading->beside != NULL) {
        choose(cst_key_find("protocol.kind"), reading->beside, draft);
    }
    take_margin(reading, "monitor.score.model", draft);
    take_margin(reading, "monitor.trusted.score.model", draft);
}

/* The node that gives a key its value in a cell, or the nearest that is there on the way to it. */
static const cst_yaml_node *node_of(const cst_reading *reading, const uint32_t *at,
                                    const char *path)
{
    for (uint32_t i = 0; i < reading->sweep.axes; i++) {
        if (strcmp(reading->sweep.axis[i].key->path, path) == 0) {
            return reading->sweep.axis[i].value[at[i]];
        }
    }
    const cst_yaml_node *node = reading->yaml.root;
    while (path != NULL && node != NULL) {
        char part[PATH_SIZE];
        const char *dot = strchr(path, '.');
        (void)snprintf(part, sizeof part, "%.*s", (int)strcspn(path, "."), path);
        const cst_yaml_node *child = cst_yaml_child(node, part);
        if (child == NULL) {
            break;
        }
        node = child;
        path = dot == NULL ? NULL : dot + 1;
    }
    return node;
}

/* Gives an error the place of its key, and says in which cell it is. */
static int blame(const cst_reading *reading, const uint32_t *at, cst_error *error)
{
    if (error->file[0] == '\0') {
        const cst_yaml_node *node = node_of(reading, at, error->key);
        cst_error_place(error, reading->file, 0, 0);
        if (node != reading->yaml.root) {
            (void)cst_yaml_place(node, error);
        }
    }
    for (uint32_t i = 0; i < reading->sweep.axes; i++) {
        const cst_sweep_axis *axis = &reading->sweep.axis[i];
        size_t used = strlen(error->text);
        (void)snprintf(error->text + used, sizeof error->text - used, "%s%s=%.80s%s",
                       i == 0 ? " (with " : ", ", axis->key->path, axis->value[at[i]]->text,
                       i + 1 == reading->sweep.axes ? ")" : "");
    }
    return error->code;
}

int cst_reading_note(cst_reading *reading, uint32_t cell, cst_error *error)
{
    uint32_t at[CST_SWEEP_AXES_MAX];
    cst_draft draft;
    cst_sweep_at(&reading->sweep, cell, at);
    take_cell(reading, at, &draft);
    const cst_uses uses = cst_uses_of(&draft);
    for (const cst_key *key = cst_lineage_keys(); key->path != NULL; key++) {
        reading->used[cst_key_index(key)] |= cst_key_used(key, &uses);
    }
    const cst_key *lacking = NULL;
    const cst_key *keys = cst_keys();
    for (size_t i = 0; keys[i].path != NULL; i++) {
        const cst_key *key = &keys[i];
        const bool used = cst_key_used(key, &uses);
        reading->used[i] |= used;
        if (used && lacking == NULL && key->owner != NULL && !cst_value_is_set(key, &draft)) {
            lacking = key;
        }
    }
    if (lacking == NULL) {
        return 0;
    }
    char text[64]; /* the choice that calls for the key is to blame */
    const cst_key *owner = cst_key_find(lacking->owner);
    cst_require(owner != NULL);
    (void)cst_error_set(error, CST_ERR_SCENARIO, owner->path, "%s needs %s, found none",
                        cst_value_text(owner, &draft, text, sizeof text), lacking->path);
    return blame(reading, at, error);
}

/* Whether counts come from a file, where they are not said in place (lists) as well: 1 or 0, or an
 * error. */
static int from_file(const char *file, const char *set, bool lists, cst_error *error)
{
    if (file != NULL && !lists) {
        return 1;
    }
    if (file == NULL && set == NULL) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_SCENARIO, file == NULL ? "set" : "file",
                         lists ? "expected file and set, or honest and attack, found both"
                               : "expected a file that has this set, found none");
}

/* An error about counts, but for one in a file, is about one of the keys below the prefix. */
static int blame_source(const char *prefix, int code, cst_error *error)
{
    if (code != 0 && error->file[0] == '\0') {
        if (error->key[0] == '\0') {
            (void)snprintf(error->key, sizeof error->key, "file");
        }
        cst_error_below(error, prefix);
    }
    return code;
}

/* The joint counts of which the cell says something: from the set of a file, or from tables. They
 * are those read last; *counts is NULL where there are none. */
static int fill_joint(cst_reading *reading, const cst_draft_joint *joint,
                      const cst_joint_counts **counts, cst_error *error)
{
    const bool tables = joint->honest != NULL || joint->attack != NULL;
    *counts = NULL;
    if (!cst_draft_has_joint(joint)) {
        return 0;
    }
    int code = from_file(joint->file, joint->set, tables, error);
    if (code == 1) {
        code = cst_data_file_joint(&reading->files, reading->file, joint->file, joint->set,
                                   &reading->joint, error);
    } else if (code == 0) {
        code = cst_data_file_tables(joint, &reading->joint, error);
    }
    *counts = code == 0 ? &reading->joint : NULL;
    return blame_source("monitor.joint", code, error);
}

/* Whether the scenario says counts in place. */
static bool has_lists(const cst_draft_counts *counts)
{
    return counts->honest > 0 || counts->attack > 0 || counts->list.honest_unscored > 0 ||
           counts->list.attack_unscored > 0;
}

/* The counts of a histogram: from the scenario's own lists, or from the set of a file. */
static int fill_counts(cst_reading *reading, cst_draft_counts *counts, cst_error *error)
{
    int code = from_file(counts->file, counts->set, has_lists(counts), error);
    if (code < 0) {
        return code;
    }
    if (code == 1) {
        code = cst_data_file_counts(&reading->files, reading->file, counts->file, counts->set,
                                    &counts->columns, &counts->list, error);
        counts->honest = counts->attack = code == 0 ? counts->list.bins : 0;
        return code;
    }
    if (counts->columns.score != NULL || counts->columns.label != NULL) {
        return cst_error_set(error, CST_ERR_SCENARIO,
                             counts->columns.score != NULL ? "score_column" : "label_column",
                             "expected a file that has this column, found none");
    }
    if (counts->honest == 0 || counts->attack == 0) {
        return cst_error_set(error, CST_ERR_SCENARIO, "model",
                             "histogram needs file, or honest and attack, found none");
    }
    if (counts->honest != counts->attack) {
        return cst_error_set(error, CST_ERR_SCENARIO, "attack",
                             "expected %u counts, as many as honest has, found %u", counts->honest,
                             counts->attack);
    }
    counts->list.bins = counts->honest;
    return 0;
}

static int fill_histograms(cst_reading *reading, const cst_joint_counts *joint, cst_draft *draft,
                           cst_error *error)
{
    int code = 0;
    const cst_uses uses = cst_uses_of(draft);
    for (int trusted = 0; code == 0 && trusted <= 1; trusted++) {
        const cst_score_mount *mount = &cst_score_mounts[trusted];
        cst_draft_counts *counts = trusted ? &draft->trusted_counts : &draft->counts;
        cst_score_spec *score = trusted ? &draft->trial.trusted : &draft->trial.score;
        if (!uses.of[mount->use] || score->model != &cst_score_histogram) {
            continue;
        }
        if (joint == NULL || counts->file != NULL || counts->set != NULL ||
            counts->columns.score != NULL || counts->columns.label != NULL || has_lists(counts)) {
            code = blame_source(mount->prefix, fill_counts(reading, counts, error), error);
        } else { /* its own counts are not stated */
            cst_joint_margin(joint, trusted, &counts->list);
            counts->honest = counts->attack = counts->list.bins;
        }
        score->counts = &counts->list;
    }
    return code;
}

/* So that counters of 64 bits hold every sum, reviews of 32 a task included. */
static int check_size(const cst_draft *draft, cst_error *error)
{
    const bool tasks = draft->trial.mechanism.kind == NULL;
    const double per_trial =
        tasks ? (double)draft->trial.agents * (double)draft->trial.rounds : 1.0;
    const double planned = per_trial * (double)draft->estimate.trials;
    if (planned <= 1e17) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_SCENARIO, "estimate.trials",
                         "expected at most 1e17 planned tasks (agents * rounds * trials), found %g",
                         planned);
}

/* One rule at most. */
static int check_stop(const cst_draft *draft, cst_error *error)
{
    const double *value = draft->estimate.stop;
    const cst_stop stop = cst_estimate_stop(&draft->estimate);
    for (cst_stop_rule rule = stop.rule + 1; rule < CST_STOP_RULES; rule++) {
        if (stop.rule != CST_STOP_TRIALS && value[rule] > 0.0) {
            return cst_error_set(error, CST_ERR_SCENARIO, "estimate.stop",
                                 "expected one rule, found %s and %s", cst_stop_name(stop.rule),
                                 cst_stop_name(rule));
        }
    }
    return 0;
}

/* Whether the cell has the result that its rule looks at. */
static int check_stop_result(const cst_cell *cell, cst_error *error)
{
    if (cell->stop.rule == CST_STOP_TRIALS || cell->stop_on == CST_RESULT_RESIDUAL_RISK ||
        cst_cell_defines(cell, cell->stop_on)) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_SCENARIO, "estimate.stop.result",
                         "%s is defined %s, which is not so here, or method %s does not give it",
                         cst_result_name(cell->stop_on), cst_result_about(cell->stop_on)->where,
                         cell->method->name);
}

/* Makes the cell as a run will, so that whatever cannot be made is said with its place. */
static int make_cell(cst_draft *draft, cst_cell *cell, cst_error *error)
{
    const int code = cst_cell_make(cell, &draft->trial, &draft->estimate, error);
    draft->estimate.method = code == 0 ? cst_method_find(cell->method->name) : NULL;
    return code;
}

static void pass_look(void *self, uint32_t looked, uint32_t most)
{
    const cst_reading *reading = self;
    reading->set->looks(reading->set->self, reading->cell, reading->sweep.cells, looked, most);
}

/* Puts red's best answer where `worst` stands: from here on the cell has numbers. */
static int answer(cst_reading *reading, cst_draft *draft, cst_error *error)
{
    const cst_answer_watch watch = {pass_look, reading};
    const int code =
        cst_answer_find(&draft->trial, draft->worst, reading->set->looks != NULL ? &watch : NULL,
                        &draft->answer, error);
    draft->worst = 0;
    return code;
}

/* What a lineage states and the cell does not use is as if it were not stated. A mechanism's cell
 * has the lineages of `initial`, like all that it does not use. */
static int drop_unused_of_lineages(const cst_uses *uses, cst_draft *draft, cst_error *error)
{
    const cst_lineage unstated = cst_lineage_unstated();
    const cst_population_spec *population = &draft->trial.population;
    cst_lineage used[CST_LINEAGES_MAX];
    if (draft->trial.mechanism.kind != NULL) {
        return 0;
    }
    memcpy(used, population->lineage, population->lineages * sizeof *used);
    for (const cst_key *key = cst_lineage_keys(); key->path != NULL; key++) {
        for (uint32_t g = 0; g < population->lineages && !cst_key_used(key, uses); g++) {
            cst_value_copy(key, &used[g], &unstated);
        }
    }
    return cst_draft_lineages(draft, used, population->lineages, error);
}

int cst_reading_resolve(cst_reading *reading, uint32_t cell, cst_draft *draft, cst_cell *made,
                        cst_error *error)
{
    uint32_t at[CST_SWEEP_AXES_MAX];
    reading->cell = cell;
    cst_sweep_at(&reading->sweep, cell, at);
    cst_draft taken; /* the margins of its joint counts serve under any protocol */
    take_cell(reading, at, &taken);
    *draft = taken;
    const cst_uses uses = cst_uses_of(&taken);
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        if (!cst_key_used(key, &uses)) { /* so that cells which say the same are the same */
            cst_value_copy(key, draft, &reading->initial);
        }
    }
    const cst_joint_counts *counts = NULL;
    int code = drop_unused_of_lineages(&uses, draft, error);
    code = code != 0 ? code : fill_joint(reading, &taken.joint, &counts, error);
    code = code != 0 ? code : fill_histograms(reading, counts, draft, error);
    draft->trial.joint.counts = draft->trial.protocol.kind->joint ? counts : NULL;
    code = code != 0 ? code : cst_kept_spec(&reading->kept, &draft->trial, error);
    code = code != 0 ? code : check_size(draft, error);
    code = code != 0 ? code : cst_trial_spec_check(&draft->trial, error);
    code = code != 0 ? code : answer(reading, draft, error);
    code = code != 0 ? code : cst_uncertainty_check(&reading->uncertainty, draft, error);
    code = code != 0 ? code : check_stop(draft, error);
    code = code != 0 ? code : make_cell(draft, made, error);
    code = code != 0 ? code : check_stop_result(made, error);
    return code == 0 ? 0 : blame(reading, at, error);
}
