/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/show/flow.h"
#include "scenarios/load/choices.h"
#include "scenarios/load/nearest.h"
#include "scenarios/load/preset.h"
#include "scenarios/load/scenario.h"
#include "study/show.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

/* One line: the name, and its text. */
static void list_line(const char *name, const char *text)
{
    cst_flow_item(stdout, 0, name, 27, text);
}

static int is_scenario(const struct dirent *entry)
{
    const size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

/* The files of a folder that comes with the program, each with its claim. */
static int list_files(const char *name, cst_error *error)
{
    struct dirent **entries = NULL;
    char folder[CST_PATH_SIZE];
    const int count =
        cst_load_find(name, folder) ? scandir(folder, &entries, is_scenario, alphasort) : -1;
    if (count < 0) {
        return cst_error_set(error, CST_ERR_OUTPUT, NULL,
                             "the folder %s that comes with the program cannot be read", name);
    }
    int code = 0;
    for (int i = 0; i < count; i++) {
        char path[CST_PATH_SIZE + sizeof entries[i]->d_name];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        cst_scenario scenario = {0};
        if (code == 0) {
            code = cst_scenario_load(&scenario, path, NULL, error);
        }
        if (code == 0) {
            list_line(entries[i]->d_name, scenario.claim);
        }
        cst_scenario_free(&scenario);
        free(entries[i]);
    }
    free(entries);
    return code;
}

static int list_mechanisms(void)
{
    for (size_t i = 0; cst_mechanisms[i] != NULL; i++) {
        list_line(cst_mechanisms[i]->name, cst_mechanisms[i]->text);
    }
    return 0;
}

/* A published rate, what it is of, and how well it is known. */
static int list_presets(void)
{
    for (size_t i = 0; i < cst_preset_count; i++) {
        const cst_preset *of = &cst_presets[i];
        char counts[48] = "n not given";
        char text[512];
        if (of->n > 0) {
            snprintf(counts, sizeof counts, "%u of %u", of->k, of->n);
        }
        snprintf(text, sizeof text, "%s (%s): %s, %s, %s; %s, %s",
                 cst_show_number(cst_preset_rate(of), 5).text, counts, of->model, of->environment,
                 of->condition, of->source, of->evidence);
        list_line(of->name, text);
    }
    return 0;
}

/* The names that a key of the scenario may have, of `estimate.method` all but auto; mechanisms;
 * presets; or the files of a folder. */
static const struct {
    const char *name;
    const cst_choice *choice;
    uint32_t first;
    const char *folder;
    int (*print)(void);
} lists[] = {
    {"laws", &cst_choice_dependence, 0, NULL, NULL},
    {"protocols", &cst_choice_kind, 0, NULL, NULL},
    {"collusion", &cst_choice_strategy, 0, NULL, NULL},
    {"attacks", &cst_choice_policy, 0, NULL, NULL},
    {"scores", &cst_choice_score, 0, NULL, NULL},
    {"methods", &cst_choice_method, 1, NULL, NULL},
    {"mechanisms", NULL, 0, NULL, list_mechanisms},
    {"presets", NULL, 0, NULL, list_presets},
    {"scenarios", NULL, 0, "scenarios", NULL},
    {"claims", NULL, 0, "scenarios/claims", NULL},
};
enum { LISTS = sizeof lists / sizeof lists[0] };

static int list(size_t at, cst_error *error)
{
    const cst_choice *choice = lists[at].choice;
    for (uint32_t i = lists[at].first; choice != NULL && choice->item(i).name != NULL; i++) {
        list_line(choice->item(i).name, choice->item(i).text);
    }
    if (choice != NULL) {
        return 0;
    }
    return lists[at].folder != NULL ? list_files(lists[at].folder, error) : lists[at].print();
}

static int run(const cst_args *args, cst_error *error)
{
    cst_nearest nearest = {0};
    const char *asked = args->positional_count > 0 ? args->positional[0] : "";
    char found[80] = "nothing";
    for (size_t i = 0; i < LISTS; i++) {
        if (strcmp(asked, lists[i].name) == 0) {
            return list(i, error);
        }
        cst_nearest_look(&nearest, asked, lists[i].name);
    }
    if (args->positional_count > 0) {
        snprintf(found, sizeof found, "'%.60s'", asked);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "list: expected laws, protocols, collusion, attacks, scores, methods, "
                         "mechanisms, presets, scenarios or claims, found %s%s%s",
                         found, nearest.best != NULL ? "; the nearest known one is " : "",
                         nearest.best != NULL ? nearest.best : "");
}

const cst_command cst_command_list = {
    .name = "list",
    .line = "list laws, protocols, mechanisms, ... or the shipped scenarios and claims",
    .text =
        "Lists what a scenario may name: dependence laws, protocols, collusion strategies, attack"
        "\npolicies, score models, methods; what it may be about in place of agents that do tasks: "
        "mechanisms;\nor what comes with the program: published rates, scenarios with the claims "
        "they "
        "test, and the claims\nof the debate, which `custodes claims` works out. KIND is one of "
        "laws, protocols, collusion,\nattacks, scores, methods, mechanisms, presets, scenarios, "
        "claims.",
    CST_TAKES("KIND", 0, 1),
    .examples = CST_EXAMPLES("custodes list laws", "custodes list mechanisms",
                             "custodes list presets", "custodes list claims"),
    .run = run,
};
