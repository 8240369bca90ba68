/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/show/flow.h"
#include "scenarios/load/choices.h"
#include "scenarios/load/nearest.h"
#include "scenarios/load/scenario.h"

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

static int list_scenarios(cst_error *error)
{
    struct dirent **entries = NULL;
    char folder[CST_PATH_SIZE];
    const int count =
        cst_load_find("scenarios", folder) ? scandir(folder, &entries, is_scenario, alphasort) : -1;
    if (count < 0) {
        return cst_error_set(error, CST_ERR_OUTPUT, NULL,
                             "the folder of scenarios that comes with the program cannot be read");
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

/* The names that a key of the scenario may have; of `estimate.method` all but auto. */
static const struct {
    const char *name;
    const cst_choice *choice;
    uint32_t first;
} lists[] = {
    {"laws", &cst_choice_dependence, 0},
    {"protocols", &cst_choice_kind, 0},
    {"collusion", &cst_choice_strategy, 0},
    {"attacks", &cst_choice_policy, 0},
    {"scores", &cst_choice_score, 0},
    {"methods", &cst_choice_method, 1},
    {"scenarios", NULL, 0},
};
enum { LISTS = sizeof lists / sizeof lists[0] };

static int list(size_t at, cst_error *error)
{
    const cst_choice *choice = lists[at].choice;
    for (uint32_t i = lists[at].first; choice != NULL && choice->item(i).name != NULL; i++) {
        list_line(choice->item(i).name, choice->item(i).text);
    }
    return choice != NULL ? 0 : list_scenarios(error);
}

static int run(const cst_args *args, cst_error *error)
{
    cst_nearest nearest = {0};
    const char *asked = args->positional_count > 0 ? args->positional[0] : "";
    for (size_t i = 0; i < LISTS; i++) {
        if (strcmp(asked, lists[i].name) == 0) {
            return list(i, error);
        }
        cst_nearest_look(&nearest, asked, lists[i].name);
    }
    return cst_error_set(error, CST_ERR_USAGE, NULL,
                         "list: expected laws, protocols, collusion, attacks, scores, methods or "
                         "scenarios, "
                         "found '%.60s'%s%s",
                         asked, nearest.best != NULL ? "; the nearest known one is " : "",
                         nearest.best != NULL ? nearest.best : "");
}

const cst_command cst_command_list = {
    .name = "list",
    .line = "list laws, protocols, collusion strategies, ... or the shipped scenarios",
    .text =
        "Lists what a scenario may name: dependence laws, protocols, collusion strategies, attack"
        "\npolicies, score models, methods; or the shipped scenarios with the claims they test. "
        "KIND\nis one of laws, protocols, collusion, attacks, scores, methods, scenarios.",
    CST_TAKES("KIND", 0, 1),
    .examples = CST_EXAMPLES("custodes list laws", "custodes list scenarios"),
    .run = run,
};
