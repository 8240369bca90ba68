/* SPDX-License-Identifier: MIT */
#include "scenarios/load/choices.h"

#include "base/check.h"
#include "scenarios/load/nearest.h"

#include <string.h>

#define FIELD(field) offsetof(cst_draft, field), sizeof((cst_draft *)NULL)->field

/* A choice from a registry: the field points into it; its pages are in that folder of docs, and its
 * variants have their parameters in `rows_`. */
#define REGISTRY(id, registry, field, folder_, rows_)                                              \
    static cst_choice_item id##_item(uint32_t index)                                               \
    {                                                                                              \
        return registry[index] == NULL                                                             \
                   ? (cst_choice_item){0}                                                          \
                   : (cst_choice_item){registry[index]->name, registry[index]->text,               \
                                       registry[index]->rows_, registry[index]};                   \
    }                                                                                              \
    const cst_choice cst_choice_##id = {id##_item, FIELD(field), folder_}

/* A choice among the values of an enum, from 0 in steps of 1, or a bool's: names, what they are. */
#define ENUM(id, field, ...)                                                                       \
    static cst_choice_item id##_item(uint32_t index)                                               \
    {                                                                                              \
        static const char *const words[][2] = {__VA_ARGS__, {NULL, NULL}};                         \
        return (cst_choice_item){.name = words[index][0], .text = words[index][1]};                \
    }                                                                                              \
    const cst_choice cst_choice_##id = {id##_item, FIELD(field), NULL}

REGISTRY(dependence, cst_laws, trial.scheming.law.law, "laws", shape);
REGISTRY(score, cst_scores, trial.score.model, "scores", parameter);
REGISTRY(trusted, cst_scores, trial.trusted.model, "scores", parameter);
REGISTRY(strategy, cst_collusions, trial.collusion.strategy, "collusion", parameter);
REGISTRY(kind, cst_protocols, trial.protocol.kind, "protocols", parameter);
REGISTRY(policy, cst_policies, trial.attack.policy, "attacks", parameter);

ENUM(scope, trial.scheming.scope,
     {"task", "the actor and the reviewers of one task share a cause, drawn anew for every task"},
     {"round", "all actors and reviewers of one round share a cause"},
     {"trial", "all actors and reviewers of one trial share a cause"});
ENUM(across, trial.scheming.across, {"population", "all agents share a cause"},
     {"lineage", "the agents of one lineage share a cause, each lineage has its own"},
     {"factors", "agents share a cause with those that have the same value of a factor"});
ENUM(propensity, trial.scheming.propensity, {"fixed", "every agent schemes at the same rate"},
     {"mixture", "agents are never, rare or consistent schemers, drawn in every trial"});
ENUM(rule, trial.protocol.rule, {"any", "one report flags a task"},
     {"majority", "reports of more than half of the reviewers flag a task"},
     {"all", "only reports of all reviewers flag a task"},
     {"r-of-k", "protocol.votes reports flag a task"});
ENUM(assign, trial.protocol.assign,
     {"random", "other agents than the actor, drawn anew for every task"},
     {"ring", "the agents whose numbers follow the actor's"},
     {"fixed-pair", "the agents next in an order that is drawn once in a trial"},
     {"cross-lineage", "agents of other lineages than the actor's, drawn anew for every task"},
     {"rotate", "in every round other ones, in turn, by an order that is drawn once in a trial"});
ENUM(episode, trial.collusion.episode,
     {"review", "each review of the actor's work, whatever it is"},
     {"attack", "each review of an attack of the actor"});
ENUM(shared_memory, trial.collusion.shared_memory,
     {"pair", "what a reviewer has shared with this actor counts"},
     {"population", "what a reviewer has shared with anybody counts"});
ENUM(flagged, trial.protocol.flagged_work, {"discard", "flagged work is not used"},
     {"use", "flagged work that its audit does not find to be an attack is used"});
ENUM(quorum, trial.protocol.quorum, {"all", "the votes needed are counted of all reviewers"},
     {"cast", "the votes needed are counted of the reviewers that did not abstain"});
ENUM(statistic, trial.protocol.statistic, {"max", "the most suspicious of the samples decides"},
     {"mean", "the mean of the samples' suspicions decides"},
     {"min", "the least suspicious of the samples decides"});
ENUM(strata, trial.protocol.honeypot_strata, {"drawn", "a honeypot's class of inputs is drawn"},
     {"in-turn", "honeypots take the classes of inputs in turn"});
ENUM(on, trial.response.on, {"catch", "an audit that proves an attack"},
     {"report", "a flagged task, whether an attack was proven or not"});
ENUM(effect, trial.response.effect, {"none", "nothing follows"},
     {"end-trial", "the trial ends right after the task that triggers it"},
     {"quarantine", "the actor is out: it neither acts nor reviews"},
     {"recall", "the actor's whole lineage is out: it neither acts nor reviews"},
     {"retract", "the actor's last outputs are taken back, and it goes on"});

ENUM(interval, estimate.interval,
     {"guaranteed", "the interval that holds at least as often as it says"},
     {"approximate", "where it is given, the one that holds about as often"});

/* auto, the first, asks for none. */
static cst_choice_item method_item(uint32_t index)
{
    const cst_method *method = index == 0 ? NULL : cst_methods[index - 1];
    return index == 0       ? (cst_choice_item){.name = "auto"}
           : method == NULL ? (cst_choice_item){0}
                            : (cst_choice_item){method->name, method->text, NULL, method};
}

const cst_choice cst_choice_method = {method_item, FIELD(estimate.method), "methods"};

/* The first: what tables show first. */
static cst_choice_item stop_result_item(uint32_t index)
{
    if (index == 0) {
        return (cst_choice_item){.name = "main",
                                 .text = "residual_risk, or the first result of a mechanism"};
    }
    cst_result_kind kind;
    const bool known = cst_stop_result(index, &kind);
    return known ? (cst_choice_item){.name = cst_result_name(kind),
                                     .text = cst_result_about(kind)->meaning}
                 : (cst_choice_item){0};
}

const cst_choice cst_choice_stop_result = {stop_result_item, FIELD(estimate.stop_result), NULL};

/* What a draft's field may hold. */
typedef union value {
    const void *variant;
    uint32_t index;
    bool second;
} value;

static value value_of(const cst_choice *choice, uint32_t index)
{
    switch (choice->size) {
    case sizeof(bool):
        return (value){.second = index != 0};
    case sizeof(uint32_t):
        return (value){.index = index};
    default:
        return (value){.variant = choice->item(index).variant};
    }
}

void cst_choice_set(const cst_choice *choice, cst_draft *draft, uint32_t index)
{
    const value chosen = value_of(choice, index);
    memcpy((char *)draft + choice->offset, &chosen, choice->size);
}

uint32_t cst_choice_get(const cst_choice *choice, const cst_draft *draft)
{
    const char *field = (const char *)draft + choice->offset;
    uint32_t index = 0;
    value known = value_of(choice, index);
    while (memcmp(field, &known, choice->size) != 0) {
        cst_require(choice->item(index).name != NULL);
        known = value_of(choice, ++index);
    }
    return index;
}

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
    const char *known = NULL;
    out[0] = '\0';
    for (uint32_t i = 0; (known = choice->item(i).name) != NULL; i++) {
        cst_names_add(out, size, known);
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
