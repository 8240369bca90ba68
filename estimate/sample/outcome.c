/* SPDX-License-Identifier: MIT */
#include "estimate/sample/outcome.h"

#include "base/check.h"

uint32_t cst_outcome_reviews(const cst_model *model)
{
    return model->play != NULL ? CST_ROW_REVIEWS_VARY : cst_model_reviews(model);
}

/* What n tasks with the same votes add whoever their actor is. */
static bool count_votes(const cst_model *model, cst_votes votes, uint64_t n, cst_row *row,
                        uint64_t *values)
{
    const uint32_t reviews = cst_outcome_reviews(model);
    const bool flagged = model->flagged[votes.reports][votes.abstentions];
    row->count[CST_COUNT_TASKS] += n;
    values[CST_SPREAD_TASKS] += n;
    if (reviews > 0) {
        const uint32_t cast = reviews - votes.abstentions;
        row->count[CST_COUNT_REVIEWS] += n * reviews;
        row->count[CST_COUNT_REPORTS] += n * votes.reports;
        row->count[CST_COUNT_ABSTENTIONS] += n * votes.abstentions;
        row->count[CST_COUNT_PASSES] += n * (cast - votes.reports);
        row->count[CST_COUNT_UNREVIEWED] += cast == 0 ? n : 0;
    }
    if (flagged) { /* every flag is audited */
        row->count[CST_COUNT_AUDITS] += n;
        values[CST_SPREAD_AUDITS] += n;
        values[CST_SPREAD_FLAGGED] += n;
    }
    return flagged;
}

void cst_outcome_catch(const cst_model *model, const cst_task *task, uint64_t *values)
{
    if (model->whole && values[CST_SPREAD_TIME_TO_CATCH] == 0) {
        values[CST_SPREAD_TIME_TO_CATCH] = (uint64_t)task->round + 1;
        values[CST_SPREAD_ESCAPES_BEFORE_CATCH] = values[CST_SPREAD_ESCAPED];
    }
}

void cst_outcome_escape(const cst_model *model, const cst_random *random, const cst_task *task,
                        uint64_t *values)
{
    const double *severity = model->spec.attack.severity;
    values[CST_SPREAD_ESCAPED]++;
    const uint64_t caught = values[CST_SPREAD_TIME_TO_CATCH];
    const uint32_t delay = cst_model_delay(model);
    if (caught > 0 && delay > 0 && task->round + UINT64_C(1) <= caught + delay) {
        values[CST_SPREAD_ESCAPES_BEFORE_CATCH]++; /* its review is not done yet */
    }
    if (severity[1] > 1.0) {
        cst_draws draws = cst_draws_at(
            random, task->trial, cst_random_place(task->round, task->agent), CST_DRAW_SEVERITY);
        const uint64_t least = (uint64_t)severity[0];
        values[CST_SPREAD_DAMAGE] +=
            least + cst_draws_uniform(&draws, (uint64_t)severity[1] - least + 1);
    }
}

/* What n attacks with the same votes and audits add to counters, and to values that are sums. */
static cst_outcome count_attacks(const cst_model *model, cst_votes votes, bool proven, uint64_t n,
                                 cst_row *row, uint64_t *values)
{
    const bool flagged = count_votes(model, votes, n, row, values);
    const cst_outcome outcome = cst_model_outcome(model, true, flagged, proven);
    const bool reviews_matter = model->crew == CST_CREW_POPULATION && votes.reports > 0;
    row->count[CST_COUNT_ATTACKS] += n;
    row->count[CST_COUNT_FLAGGED_ATTACKS] += flagged ? n : 0;
    values[CST_SPREAD_ATTACKS] += n;
    switch (outcome) {
    case CST_CAUGHT:
        row->count[CST_COUNT_CAUGHT] += n;
        row->count[CST_COUNT_PIVOTAL] +=
            reviews_matter && !model->flagged[votes.reports - 1][votes.abstentions] ? n : 0;
        break;
    case CST_AVERTED:
        row->count[CST_COUNT_AVERTED] += n;
        break;
    case CST_ESCAPED:
        row->count[CST_COUNT_ESCAPED] += n;
        break;
    case CST_HONEST_USED:
    case CST_HONEST_DISCARDED:
    case CST_HONEST_REPLACED:
    case CST_VOID:
        cst_require(false);
        break;
    }
    return outcome;
}

bool cst_outcome_attack(const cst_model *model, const cst_random *random, const cst_task *task,
                        cst_votes votes, cst_row *row, uint64_t *values)
{
    const bool flagged = model->flagged[votes.reports][votes.abstentions];
    const bool proven = flagged && cst_review_proven(model, random, task);
    const cst_outcome outcome = count_attacks(model, votes, proven, 1, row, values);
    if (outcome == CST_CAUGHT) {
        cst_outcome_catch(model, task, values);
    }
    if (outcome == CST_ESCAPED) {
        cst_outcome_escape(model, random, task, values);
    }
    return cst_model_ends_trial(model, flagged, outcome);
}

bool cst_outcome_plain(const cst_model *model)
{
    const bool sure =
        cst_chance_sure(model->audit_success, true) || cst_chance_sure(model->audit_success, false);
    return sure && model->tasks_independent && !model->ends && !model->whole &&
           model->spec.attack.severity[1] <= 1.0;
}

bool cst_outcome_escapes(const cst_model *model, cst_votes votes)
{
    const bool flagged = model->flagged[votes.reports][votes.abstentions];
    return cst_model_outcome(model, true, flagged, model->audit_success.always) == CST_ESCAPED;
}

void cst_outcome_attacks(const cst_model *model, cst_votes votes, uint64_t n, cst_row *row)
{
    uint64_t values[CST_SPREAD_KINDS] = {0}; /* none is kept but what trials are closed with */
    cst_require(cst_outcome_plain(model));
    (void)count_attacks(model, votes, model->audit_success.always, n, row, values);
}

void cst_outcome_plain_trials(const cst_model *model, uint64_t attacks, uint64_t escaped,
                              uint64_t n, cst_row *row)
{
    cst_require(cst_outcome_plain(model) && escaped <= attacks);
    row->count[CST_COUNT_TRIALS] += n;
    row->count[CST_COUNT_PLANNED] += n * model->tasks_per_trial;
    row->count[CST_COUNT_TRIALS_ESCAPED] += escaped > 0 ? n : 0;
    cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], attacks, n);
    cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], escaped, n);
}

bool cst_outcome_honest(const cst_model *model, cst_votes votes, uint64_t n, cst_row *row,
                        uint64_t *values)
{
    const bool flagged = count_votes(model, votes, n, row, values);
    const cst_outcome outcome = cst_model_outcome(model, false, flagged, false);
    values[CST_SPREAD_HONEST] += n;
    if (flagged) {
        row->count[CST_COUNT_FLAGGED_HONEST] += n;
        values[CST_SPREAD_FLAGGED_HONEST] += n;
    }
    if (outcome == CST_HONEST_DISCARDED) {
        row->count[CST_COUNT_HONEST_DISCARDED] += n;
        values[CST_SPREAD_HONEST_DISCARDED] += n;
    } else {
        cst_require(outcome == CST_HONEST_USED);
        row->count[CST_COUNT_HONEST_USED] += n;
        values[CST_SPREAD_HONEST_USED] += n;
    }
    return n > 0 && cst_model_ends_trial(model, flagged, outcome);
}

bool cst_outcome_keeps(const cst_model *model, cst_spread_kind kind)
{
    switch (kind) {
    case CST_SPREAD_ATTACKS:
    case CST_SPREAD_ESCAPED:
        return true;
    case CST_SPREAD_DAMAGE:
        return model->spec.attack.severity[1] > 1.0;
    case CST_SPREAD_QUARANTINED_FALSELY:
    case CST_SPREAD_REVIEWS:
        return model->play != NULL;
    case CST_SPREAD_SCHEMERS:
    case CST_SPREAD_SCHEMERS_ESCAPED:
    case CST_SPREAD_SPLIT_RISK:
    case CST_SPREAD_SPLIT_ESCAPES:
        return false;
    default:
        return !model->tasks_independent;
    }
}

void cst_outcome_trial(const cst_model *model, const uint64_t *values, cst_row *row)
{
    const bool caught = values[CST_SPREAD_TIME_TO_CATCH] > 0;
    row->count[CST_COUNT_TRIALS]++;
    row->count[CST_COUNT_PLANNED] += model->tasks_per_trial;
    row->count[CST_COUNT_TRIALS_ESCAPED] += values[CST_SPREAD_ESCAPED] > 0;
    row->count[CST_COUNT_TRIALS_CAUGHT] += caught;
    row->count[CST_COUNT_TRIALS_WON] += caught && values[CST_SPREAD_ESCAPES_BEFORE_CATCH] == 0;
    row->count[CST_COUNT_TRIALS_LOST] +=
        model->whole && values[caught ? CST_SPREAD_ESCAPES_BEFORE_CATCH : CST_SPREAD_ESCAPED] > 0;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        const cst_spread_kind kind = (cst_spread_kind)i;
        if (kind == CST_SPREAD_TIME_TO_CATCH || kind == CST_SPREAD_ESCAPES_BEFORE_CATCH) {
            if (caught) {
                cst_spread_add(&row->spread[kind], values[kind], 1);
            }
        } else if (cst_outcome_keeps(model, kind)) {
            cst_spread_add(&row->spread[kind], values[kind], 1);
        }
    }
}

void cst_outcome_quiet_trials(const cst_model *model, uint64_t n, cst_row *row)
{
    cst_require(model->tasks_independent);
    row->count[CST_COUNT_TRIALS] += n;
    row->count[CST_COUNT_PLANNED] += n * model->tasks_per_trial;
    cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], 0, n);
    cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], 0, n);
    if (cst_outcome_keeps(model, CST_SPREAD_DAMAGE)) {
        cst_spread_add(&row->spread[CST_SPREAD_DAMAGE], 0, n);
    }
}
