/* SPDX-License-Identifier: MIT */
#include "estimate/outcome.h"

#include "base/check.h"

uint32_t cst_outcome_reviews(const cst_model *model)
{
    const bool reviews = model->crew == CST_CREW_TRUSTED || model->crew == CST_CREW_POPULATION;
    return reviews ? model->slots : 0;
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

bool cst_outcome_attack(const cst_model *model, cst_votes votes, bool proven, cst_row *row,
                        uint64_t *values)
{
    const bool flagged = count_votes(model, votes, 1, row, values);
    const cst_outcome outcome = cst_model_outcome(model, true, flagged, proven);
    row->count[CST_COUNT_ATTACKS]++;
    row->count[CST_COUNT_FLAGGED_ATTACKS] += flagged;
    values[CST_SPREAD_ATTACKS]++;
    switch (outcome) {
    case CST_CAUGHT:
        row->count[CST_COUNT_CAUGHT]++;
        break;
    case CST_AVERTED:
        row->count[CST_COUNT_AVERTED]++;
        break;
    case CST_ESCAPED:
        row->count[CST_COUNT_ESCAPED]++;
        values[CST_SPREAD_ESCAPED]++;
        break;
    case CST_HONEST_USED:
    case CST_HONEST_DISCARDED:
        cst_require(false);
        break;
    }
    return cst_model_ends_trial(model, flagged, outcome);
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
    } else {
        cst_require(outcome == CST_HONEST_USED);
        row->count[CST_COUNT_HONEST_USED] += n;
        values[CST_SPREAD_HONEST_USED] += n;
    }
    return n > 0 && cst_model_ends_trial(model, flagged, outcome);
}

void cst_outcome_trial(const cst_model *model, const uint64_t *values, cst_row *row)
{
    row->count[CST_COUNT_TRIALS]++;
    row->count[CST_COUNT_PLANNED] += model->tasks_per_trial;
    row->count[CST_COUNT_TRIALS_ESCAPED] += values[CST_SPREAD_ESCAPED] > 0;
    for (int kind = 0; kind < CST_SPREAD_KINDS; kind++) {
        if (kind == CST_SPREAD_ATTACKS || kind == CST_SPREAD_ESCAPED || !model->tasks_independent) {
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
}
