/* SPDX-License-Identifier: MIT */
#include "scenarios/load/choices.h"

#include "scenarios/load/nearest.h"

#include <stdio.h>
#include <string.h>

/* A choice from a registry: the field points into it; its pages are in that folder of docs, and its
 * variants have their parameters in `rows_`. */
#define REGISTRY(id, registry, field, folder_, rows_)                                              \
    static cst_choice_item id##_item(uint32_t index)                                               \
    {                                                                                              \
        return registry[index] == NULL                                                             \
                   ? (cst_choice_item){0}                                                          \
                   : (cst_choice_item){registry[index]->name, registry[index]->text,               \
                                       registry[index]->rows_};                                    \
    }                                                                                              \
    static void id##_set(cst_draft *draft, uint32_t index)                                         \
    {                                                                                              \
        draft->field = registry[index];                                                            \
    }                                                                                              \
    static uint32_t id##_get(const cst_draft *draft)                                               \
    {                                                                                              \
        uint32_t index = 0;                                                                        \
        while (registry[index] != NULL && registry[index] != draft->field) {                       \
            index++;                                                                               \
        }                                                                                          \
        return index;                                                                              \
    }                                                                                              \
    const cst_choice cst_choice_##id = {id##_item, id##_set, id##_get, folder_}

/* A choice among the values of an enum, from 0 in steps of 1: a name and what it is. */
#define ENUM(id, type, field, ...)                                                                 \
    static cst_choice_item id##_item(uint32_t index)                                               \
    {                                                                                              \
        static const char *const words[][2] = {__VA_ARGS__, {NULL, NULL}};                         \
        return (cst_choice_item){.name = words[index][0], .text = words[index][1]};                \
    }                                                                                              \
    static void id##_set(cst_draft *draft, uint32_t index)                                         \
    {                                                                                              \
        draft->field = (type)index;                                                                \
    }                                                                                              \
    static uint32_t id##_get(const cst_draft *draft)                                               \
    {                                                                                              \
        return (uint32_t)draft->field;                                                             \
    }                                                                                              \
    const cst_choice cst_choice_##id = {id##_item, id##_set, id##_get, NULL}

REGISTRY(dependence, cst_laws, trial.scheming.law.law, "laws", shape);
REGISTRY(score, cst_scores, trial.score.model, "scores", parameter);
REGISTRY(trusted, cst_scores, trial.trusted.model, "scores", parameter);
REGISTRY(strategy, cst_collusions, trial.collusion.strategy, "collusion", parameter);
REGISTRY(kind, cst_protocols, trial.protocol.kind, "protocols", parameter);
REGISTRY(policy, cst_policies, trial.attack.policy, "attacks", parameter);

ENUM(scope, cst_scope, trial.scheming.scope,
     {"task", "the actor and the reviewers of one task share a cause, drawn anew for every task"},
     {"round", "all actors and reviewers of one round share a cause"},
     {"trial", "all actors and reviewers of one trial share a cause"});
ENUM(across, cst_across, trial.scheming.across, {"population", "all agents share a cause"},
     {"lineage", "the agents of one lineage share a cause, each lineage has its own"},
     {"factors", "agents share a cause with those that have the same value of a factor"});
ENUM(propensity, cst_propensity, trial.scheming.propensity,
     {"fixed", "every agent schemes at the same rate"},
     {"mixture", "agents are never, rare or consistent schemers, drawn in every trial"});
ENUM(rule, cst_rule, trial.protocol.rule, {"any", "one report flags a task"},
     {"majority", "reports of more than half of the reviewers flag a task"},
     {"all", "only reports of all reviewers flag a task"},
     {"r-of-k", "protocol.votes reports flag a task"});
ENUM(assign, cst_assign, trial.protocol.assign,
     {"random", "other agents than the actor, drawn anew for every task"},
     {"ring", "the agents whose numbers follow the actor's"},
     {"fixed-pair", "the agents next in an order that is drawn once in a trial"},
     {"cross-lineage", "agents of other lineages than the actor's, drawn anew for every task"});
ENUM(flagged, cst_flagged_work, trial.protocol.flagged_work,
     {"discard", "flagged work is not used"},
     {"use", "flagged work that its audit does not find to be an attack is used"});
ENUM(quorum, cst_quorum, trial.protocol.quorum,
     {"all", "the votes needed are counted of all reviewers"},
     {"cast", "the votes needed are counted of the reviewers that did not abstain"});
ENUM(statistic, cst_statistic, trial.protocol.statistic,
     {"max", "the most suspicious of the samples decides"},
     {"mean", "the mean of the samples' suspicions decides"},
     {"min", "the least suspicious of the samples decides"});
ENUM(strata, bool, trial.protocol.honeypot_strata,
     {"drawn", "a honeypot's class of inputs is drawn"},
     {"in-turn", "honeypots take the classes of inputs in turn"});
ENUM(on, cst_response_on, trial.response.on, {"catch", "an audit that proves an attack"},
     {"report", "a flagged task, whether an attack was proven or not"});
ENUM(effect, cst_response_effect, trial.response.effect, {"none", "nothing follows"},
     {"end-trial", "the trial ends right after the task that triggers it"},
     {"quarantine", "the actor is out: it neither acts nor reviews"},
     {"recall", "the actor's whole lineage is out: it neither acts nor reviews"},
     {"retract", "the actor's last outputs are taken back, and it goes on"});

/* The method that is asked for; NULL: auto, the first, and past the last. */
static const cst_method *method_at(uint32_t index)
{
    return index == 0 ? NULL : cst_methods[index - 1];
}

static cst_choice_item method_item(uint32_t index)
{
    const cst_method *method = method_at(index);
    return index == 0       ? (cst_choice_item){.name = "auto"}
           : method == NULL ? (cst_choice_item){0}
                            : (cst_choice_item){.name = method->name, .text = method->text};
}

static void method_set(cst_draft *draft, uint32_t index)
{
    draft->estimate.method = method_at(index);
}

static uint32_t method_get(const cst_draft *draft)
{
    uint32_t index = 0;
    while (method_at(index) != draft->estimate.method) {
        index++;
    }
    return index;
}

const cst_choice cst_choice_method = {method_item, method_set, method_get, "methods"};

int cst_choice_find(const cst_choice *choice, const char *name)
{
    const char *known = NULL;
    for (uint32_t i = 0; (known = choice->item(i).name) != NULL; i++) {
        if (strcmp(known, name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

const char *cst_choice_list(const cst_choice *choice, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    const char *known = NULL;
    for (uint32_t i = 0; (known = choice->item(i).name) != NULL && used < size; i++) {
        int wrote = snprintf(out + used, size - used, "%s%s", i == 0 ? "" : ", ", known);
        used += wrote < 0 ? 0 : (size_t)wrote;
    }
    return out;
}

int cst_choice_unknown(const cst_choice *choice, const char *path, const char *name,
                       cst_error *error)
{
    char list[256];
    (void)cst_choice_list(choice, list, sizeof list);
    cst_nearest nearest = {0};
    const char *known = NULL;
    for (uint32_t i = 0; (known = choice->item(i).name) != NULL; i++) {
        cst_nearest_look(&nearest, name, known);
    }
    return cst_error_set(error, CST_ERR_SCENARIO, path, "expected one of %s; found '%.60s'%s%s",
                         list, name, nearest.best == NULL ? "" : "; the nearest is ",
                         nearest.best == NULL ? "" : nearest.best);
}
