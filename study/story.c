/* SPDX-License-Identifier: MIT */
#include "study/story.h"

#include <stdlib.h>

const char *cst_story_fate(cst_fate fate)
{
    static const char *const names[] = {
        [CST_HONEST_USED] = "used", [CST_HONEST_DISCARDED] = "discarded",
        [CST_CAUGHT] = "caught",    [CST_AVERTED] = "averted",
        [CST_ESCAPED] = "escaped",  [CST_HONEST_REPLACED] = "replaced",
        [CST_VOID] = "void",
    };
    return names[fate];
}

bool cst_story_counts(const cst_story *story, cst_count count)
{
    switch (count) {
    case CST_COUNT_PLANNED:
    case CST_COUNT_TASKS:
    case CST_COUNT_VOID:
    case CST_COUNT_ATTACKS:
    case CST_COUNT_CAUGHT:
    case CST_COUNT_AVERTED:
    case CST_COUNT_ESCAPED:
    case CST_COUNT_FLAGGED_ATTACKS:
    case CST_COUNT_PIVOTAL:
    case CST_COUNT_TRIALS_ENDED:
        return true;
    case CST_COUNT_HONEST_USED:
    case CST_COUNT_HONEST_DISCARDED:
    case CST_COUNT_HONEST_REPLACED:
    case CST_COUNT_REPORTS:
    case CST_COUNT_ABSTENTIONS:
    case CST_COUNT_FLAGGED_HONEST:
    case CST_COUNT_AUDITS:
    case CST_COUNT_QUARANTINED:
    case CST_COUNT_QUARANTINED_FALSELY:
    case CST_COUNT_INVESTIGATIONS:
    case CST_COUNT_HONEYPOTS:
    case CST_COUNT_HONEYPOT_REPORTS:
    case CST_COUNT_EXPELLED:
    case CST_COUNT_EXPELLED_FALSELY:
        return story->trace.honest;
    default:
        return false;
    }
}

uint32_t cst_story_level(const cst_trace_event *event)
{
    const uint32_t follows = CST_MARK_OUT | CST_MARK_ENDS;
    if (event->kind == CST_TRACE_PENALTY) {
        return 1;
    }
    if (event->kind != CST_TRACE_TASK || event->schemes || event->found ||
        (event->record.marks & follows) != 0) {
        return 0;
    }
    return event->record.marks != 0 || event->record.fate != CST_HONEST_USED ? 1 : 2;
}

/* --- Counts ---------------------------------------------------------------------------------- */

static void count_task(uint64_t *count, const cst_record *record)
{
    static const cst_count fates[] = {
        [CST_HONEST_USED] = CST_COUNT_HONEST_USED,
        [CST_HONEST_DISCARDED] = CST_COUNT_HONEST_DISCARDED,
        [CST_HONEST_REPLACED] = CST_COUNT_HONEST_REPLACED,
        [CST_CAUGHT] = CST_COUNT_CAUGHT,
        [CST_AVERTED] = CST_COUNT_AVERTED,
        [CST_ESCAPED] = CST_COUNT_ESCAPED,
    };
    const bool attack = cst_fate_is_attack((cst_fate)record->fate);
    const uint32_t marks = record->marks;
    count[fates[record->fate]]++;
    count[CST_COUNT_ATTACKS] += attack;
    count[CST_COUNT_REPORTS] += record->reports;
    count[CST_COUNT_ABSTENTIONS] += record->abstentions;
    count[attack ? CST_COUNT_FLAGGED_ATTACKS : CST_COUNT_FLAGGED_HONEST] +=
        (marks & CST_MARK_FLAGGED) != 0;
    count[CST_COUNT_AUDITS] += (marks & CST_MARK_AUDITED) != 0;
    count[CST_COUNT_PIVOTAL] += (marks & CST_MARK_PIVOTAL) != 0;
    count[CST_COUNT_INVESTIGATIONS] += (marks & CST_MARK_INVESTIGATED) != 0;
    count[CST_COUNT_TRIALS_ENDED] += (marks & CST_MARK_ENDS) != 0;
    count[CST_COUNT_QUARANTINED] += (marks & CST_MARK_OUT) != 0;
    count[CST_COUNT_QUARANTINED_FALSELY] += (marks & CST_MARK_OUT_FALSELY) != 0;
    count[CST_COUNT_HONEYPOTS] += record->honeypot > 0;
    count[CST_COUNT_HONEYPOT_REPORTS] += record->honeypot > 0 ? record->honeypot - 1U : 0;
    count[CST_COUNT_EXPELLED] += record->expelled;
    count[CST_COUNT_EXPELLED_FALSELY] += record->expelled_falsely;
}

static void count_all(cst_story *story)
{
    const cst_trace *trace = &story->trace;
    uint64_t *count = story->count;
    uint64_t told = 0;
    for (uint32_t i = 0; i < trace->count; i++) {
        const cst_trace_event *event = &trace->event[i];
        if (event->kind == CST_TRACE_TASK) {
            count_task(count, &event->record);
            told++;
        }
        count[CST_COUNT_HONEST_DISCARDED] += event->quiet;
        told += event->quiet;
    }
    count[CST_COUNT_PLANNED] = trace->model->tasks_per_trial;
    count[CST_COUNT_VOID] = trace->gone;
    count[CST_COUNT_TASKS] = count[CST_COUNT_PLANNED] - trace->gone;
    count[CST_COUNT_HONEST_USED] += count[CST_COUNT_TASKS] - told;
}

/* --- What is told ---------------------------------------------------------------------------- */

/* Whether an agent has a part in an event. */
static bool takes_part(const cst_story *story, const cst_trace_event *event, uint64_t agent)
{
    const cst_trace_role *role = cst_story_roles(story, event);
    bool takes = event->agent == agent;
    for (uint32_t i = 0; !takes && i < event->roles; i++) {
        takes = role[i].agent == agent;
    }
    return takes;
}

static int choose(cst_story *story, cst_error *error)
{
    const cst_trace *trace = &story->trace;
    story->told = calloc(trace->count + 1U, sizeof *story->told);
    if (story->told == NULL) {
        return cst_error_memory(error, "a story");
    }
    for (uint32_t i = 0; i < trace->count; i++) {
        if (!story->spec.one_agent || takes_part(story, &trace->event[i], story->spec.agent)) {
            story->told[story->tells++] = i;
        }
    }
    return 0;
}

static int check(const cst_story *story, cst_error *error)
{
    const uint64_t trials = story->cell->estimate.trials;
    const uint64_t agents = story->cell->trial->agents;
    if (story->spec.trial >= trials) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "trace --trial: expected 0 to %llu, as estimate.trials is %llu, found "
                             "%llu; more are there with --set estimate.trials=%llu",
                             (unsigned long long)(trials - 1), (unsigned long long)trials,
                             (unsigned long long)story->spec.trial,
                             (unsigned long long)story->spec.trial + 1);
    }
    if (story->spec.one_agent && story->spec.agent >= agents) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "trace --agent: expected 0 to %llu, as trial.agents is %llu, found "
                             "%llu",
                             (unsigned long long)(agents - 1), (unsigned long long)agents,
                             (unsigned long long)story->spec.agent);
    }
    return 0;
}

int cst_story_make(cst_story *story, const cst_scenario *scenario, const cst_story_spec *spec,
                   cst_error *error)
{
    *story = (cst_story){.scenario = scenario, .cell = &scenario->cell[0], .spec = *spec};
    int code = check(story, error);
    if (code == 0) {
        code = cst_replay_trial(&story->trace, story->cell->made, spec->trial, error);
        if (code == CST_ERR_METHOD) {
            cst_error_place(error, scenario->file, 0, 0);
        }
    }
    code = code == 0 ? choose(story, error) : code;
    if (code == 0) {
        count_all(story);
        story->has_next = story->count[CST_COUNT_ATTACKS] == 0 &&
                          cst_replay_next(story->cell->made, spec->trial, &story->next);
    }
    return code;
}

void cst_story_free(cst_story *story)
{
    cst_trace_free(&story->trace);
    free(story->told);
    *story = (cst_story){0};
}
