/* SPDX-License-Identifier: MIT */
#include "estimate/sample/fates.h"

#include "base/check.h"
#include "monitor/play.h"

uint32_t cst_fates_reviews(const cst_model *model)
{
    return model->play != NULL ? CST_ROW_REVIEWS_VARY : cst_model_reviews(model);
}

/* The reviews of n tasks. */
static void count_reviews(const cst_model *model, const cst_record *record, uint64_t n,
                          cst_row *row, uint64_t *values)
{
    const uint32_t cast = record->reviews - (uint32_t)record->abstentions;
    if (cast == 0 && cst_play_usual_reviews(model) > 0) {
        row->count[CST_COUNT_UNREVIEWED] += n;
    }
    row->count[CST_COUNT_REVIEWS] += n * record->reviews;
    row->count[CST_COUNT_REPORTS] += n * record->reports;
    row->count[CST_COUNT_ABSTENTIONS] += n * record->abstentions;
    row->count[CST_COUNT_PASSES] += n * (cast - record->reports);
    if (cst_fates_keeps(model, CST_SPREAD_REVIEWS)) {
        values[CST_SPREAD_REVIEWS] += n * record->reviews;
    }
}

static void count_fate(cst_fate fate, uint64_t n, cst_row *row, uint64_t *values)
{
    static const cst_count counter[CST_VOID] = {
        [CST_HONEST_USED] = CST_COUNT_HONEST_USED,
        [CST_HONEST_DISCARDED] = CST_COUNT_HONEST_DISCARDED,
        [CST_HONEST_REPLACED] = CST_COUNT_HONEST_REPLACED,
        [CST_CAUGHT] = CST_COUNT_CAUGHT,
        [CST_AVERTED] = CST_COUNT_AVERTED,
        [CST_ESCAPED] = CST_COUNT_ESCAPED,
    };
    cst_require(fate < CST_VOID);
    row->count[counter[fate]] += n;
    values[CST_SPREAD_HONEST_USED] += fate == CST_HONEST_USED ? n : 0;
    values[CST_SPREAD_HONEST_DISCARDED] += fate == CST_HONEST_DISCARDED ? n : 0;
    values[CST_SPREAD_HONEST_REPLACED] += fate == CST_HONEST_REPLACED ? n : 0;
}

static void count_marks(const cst_record *record, bool attack, uint64_t n, cst_row *row,
                        uint64_t *values)
{
    if ((record->marks & CST_MARK_FLAGGED) != 0) {
        row->count[attack ? CST_COUNT_FLAGGED_ATTACKS : CST_COUNT_FLAGGED_HONEST] += n;
        values[CST_SPREAD_FLAGGED] += n;
        values[CST_SPREAD_FLAGGED_HONEST] += attack ? 0 : n;
    }
    if ((record->marks & CST_MARK_AUDITED) != 0) {
        row->count[CST_COUNT_AUDITS] += n;
        values[CST_SPREAD_AUDITS] += n;
    }
    row->count[CST_COUNT_PIVOTAL] += (record->marks & CST_MARK_PIVOTAL) != 0 ? n : 0;
    row->count[CST_COUNT_INVESTIGATIONS] += (record->marks & CST_MARK_INVESTIGATED) != 0 ? n : 0;
    row->count[CST_COUNT_TRIALS_ENDED] += (record->marks & CST_MARK_ENDS) != 0 ? n : 0;
    row->count[CST_COUNT_QUARANTINED] += (record->marks & CST_MARK_OUT) != 0 ? n : 0;
    if ((record->marks & CST_MARK_REPORTED) != 0) {
        row->count[CST_COUNT_REPORTED_ATTACKS] += n;
        values[CST_SPREAD_REPORTED_ATTACKS] += n;
    }
    if ((record->marks & CST_MARK_OUT_FALSELY) != 0) {
        row->count[CST_COUNT_QUARANTINED_FALSELY] += n;
        values[CST_SPREAD_QUARANTINED_FALSELY] += n;
    }
}

void cst_fates_told(uint64_t schemers, uint64_t told, cst_row *row, uint64_t *values)
{
    row->count[CST_COUNT_SCHEMER_REVIEWS] += schemers;
    row->count[CST_COUNT_SCHEMER_REPORTS] += told;
    values[CST_SPREAD_SCHEMER_REVIEWS] += schemers;
    values[CST_SPREAD_SCHEMER_REPORTS] += told;
}

/* The honeypots beside n tasks. */
static void count_honeypots(const cst_model *model, const cst_record *record, uint64_t n,
                            cst_row *row)
{
    if (record->honeypot > 0) {
        row->count[CST_COUNT_HONEYPOTS] += n;
        row->count[CST_COUNT_HONEYPOT_REVIEWS] += n * model->slots;
        row->count[CST_COUNT_HONEYPOT_REPORTS] += n * (record->honeypot - 1U);
        row->count[CST_COUNT_EXPELLED] += n * record->expelled;
        row->count[CST_COUNT_EXPELLED_FALSELY] += n * record->expelled_falsely;
    }
}

void cst_fates_add_alike(const cst_model *model, const cst_record *record, uint64_t n, cst_row *row,
                         uint64_t *values)
{
    const bool attack = cst_fate_is_attack((cst_fate)record->fate);
    row->count[CST_COUNT_TASKS] += n;
    row->count[CST_COUNT_ATTACKS] += attack ? n : 0;
    values[CST_SPREAD_TASKS] += n;
    values[attack ? CST_SPREAD_ATTACKS : CST_SPREAD_HONEST] += n;
    count_reviews(model, record, n, row, values);
    count_fate((cst_fate)record->fate, n, row, values);
    count_marks(record, attack, n, row, values);
    count_honeypots(model, record, n, row);
}

static void follow_catch(const cst_model *model, const cst_task *task, uint64_t *values)
{
    if (model->whole && values[CST_SPREAD_TIME_TO_CATCH] == 0) {
        values[CST_SPREAD_TIME_TO_CATCH] = (uint64_t)task->round + 1;
        values[CST_SPREAD_ESCAPES_BEFORE_CATCH] = values[CST_SPREAD_ESCAPED];
    }
}

static void follow_escape(const cst_model *model, const cst_random *random, const cst_task *task,
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

void cst_fates_add(const cst_model *model, const cst_random *random, const cst_task *task,
                   const cst_record *record, cst_row *row, uint64_t *values)
{
    cst_fates_add_alike(model, record, 1, row, values);
    if (record->fate == CST_CAUGHT) {
        follow_catch(model, task, values);
    } else if (record->fate == CST_ESCAPED) {
        follow_escape(model, random, task, values);
    }
}

bool cst_fates_attack(const cst_model *model, const cst_random *random, const cst_task *task,
                      cst_votes votes, cst_row *row, uint64_t *values)
{
    /* Drawn where it is read. */
    const bool proven =
        model->audit_success.always || (cst_model_flags(model, votes.reports, votes.abstentions) &&
                                        cst_review_proven(model, random, task));
    const cst_record record = cst_fate_by_votes(model, true, votes, proven);
    cst_fates_add(model, random, task, &record, row, values);
    cst_fates_told(votes.schemers, votes.told, row, values);
    return (record.marks & CST_MARK_ENDS) != 0;
}

bool cst_fates_alike(const cst_model *model)
{
    const bool sure =
        cst_chance_sure(model->audit_success, true) || cst_chance_sure(model->audit_success, false);
    return sure && !model->ends && !model->whole && model->spec.attack.severity[1] <= 1.0;
}

void cst_fates_attacks(const cst_model *model, cst_votes votes, uint64_t n, cst_row *row,
                       uint64_t *values)
{
    cst_debug_assert(cst_fates_alike(model));
    const cst_record record = cst_fate_by_votes(model, true, votes, model->audit_success.always);
    cst_fates_add_alike(model, &record, n, row, values);
    values[CST_SPREAD_ESCAPED] += record.fate == CST_ESCAPED ? n : 0;
}

bool cst_fates_honest(const cst_model *model, cst_votes votes, uint64_t n, cst_row *row,
                      uint64_t *values)
{
    const cst_record record = cst_fate_by_votes(model, false, votes, false);
    const bool ends = n > 0 && (record.marks & CST_MARK_ENDS) != 0;
    cst_require(!ends || n == 1);
    cst_fates_add_alike(model, &record, n, row, values);
    return ends;
}

bool cst_fates_keeps(const cst_model *model, cst_spread_kind kind)
{
    switch (kind) {
    case CST_SPREAD_ATTACKS:
    case CST_SPREAD_ESCAPED:
        return true;
    case CST_SPREAD_DAMAGE:
        return model->spec.attack.severity[1] > 1.0;
    case CST_SPREAD_QUARANTINED_FALSELY:
    case CST_SPREAD_REVIEWS:
        return cst_fates_reviews(model) == CST_ROW_REVIEWS_VARY;
    case CST_SPREAD_TIME_TO_CATCH:
    case CST_SPREAD_ESCAPES_BEFORE_CATCH:
        return model->whole;
    case CST_SPREAD_SCHEMERS:
    case CST_SPREAD_SCHEMERS_ESCAPED:
    case CST_SPREAD_SCHEMERS_REPORTED:
    case CST_SPREAD_SCHEMERS_TOLD:
    case CST_SPREAD_SPLIT_RISK:
    case CST_SPREAD_SPLIT_ESCAPES:
    case CST_SPREAD_PLANTED_ATTACKS:
    case CST_SPREAD_PLANTED_ESCAPED:
    case CST_SPREAD_OUTCOME_1:
    case CST_SPREAD_OUTCOME_2:
    case CST_SPREAD_OUTCOME_3:
    case CST_SPREAD_OUTCOME_4:
    case CST_SPREAD_OUTCOME_5:
    case CST_SPREAD_OUTCOME_6:
    case CST_SPREAD_OUTCOME_7:
    case CST_SPREAD_OUTCOME_8:
        return false;
    case CST_SPREAD_REPORTED_ATTACKS:
        return !model->tasks_independent && model->crew == CST_CREW_POPULATION;
    case CST_SPREAD_SCHEMER_REVIEWS:
    case CST_SPREAD_SCHEMER_REPORTS:
        return cst_model_schemers_known(model) &&
               (!model->tasks_independent || cst_model_schemers_tied(model));
    default:
        return !model->tasks_independent;
    }
}

/* The value of a trial, of which some follow from others: differences, and what there is without a
 * catch. */
static uint64_t value_of(const cst_model *model, uint64_t planned, const uint64_t *values,
                         cst_spread_kind kind)
{
    const bool caught = values[CST_SPREAD_TIME_TO_CATCH] > 0;
    switch (kind) {
    case CST_SPREAD_TIME_TO_CATCH:
        return caught ? values[kind] : model->spec.rounds;
    case CST_SPREAD_ESCAPES_BEFORE_CATCH:
        return caught ? values[kind] : values[CST_SPREAD_ESCAPED];
    case CST_SPREAD_STOPPED:
        return values[CST_SPREAD_ATTACKS] - values[CST_SPREAD_ESCAPED];
    case CST_SPREAD_HONEST_LOST:
        return values[CST_SPREAD_HONEST] - values[CST_SPREAD_HONEST_USED];
    case CST_SPREAD_VOID:
        return planned - values[CST_SPREAD_TASKS];
    default:
        return values[kind];
    }
}

void cst_fates_trial(const cst_model *model, uint64_t planned, const uint64_t *values, cst_row *row)
{
    const bool caught = values[CST_SPREAD_TIME_TO_CATCH] > 0;
    row->count[CST_COUNT_TRIALS]++;
    row->count[CST_COUNT_PLANNED] += planned;
    row->count[CST_COUNT_TRIALS_ESCAPED] += values[CST_SPREAD_ESCAPED] > 0;
    row->count[CST_COUNT_TRIALS_CAUGHT] += caught;
    row->count[CST_COUNT_TRIALS_WON] += caught && values[CST_SPREAD_ESCAPES_BEFORE_CATCH] == 0;
    row->count[CST_COUNT_TRIALS_LOST] +=
        model->whole && value_of(model, planned, values, CST_SPREAD_ESCAPES_BEFORE_CATCH) > 0;
    for (uint32_t i = 0; i < CST_SPREAD_KINDS; i++) {
        const cst_spread_kind kind = (cst_spread_kind)i;
        if (cst_fates_keeps(model, kind)) {
            cst_spread_add(&row->spread[kind], value_of(model, planned, values, kind), 1);
        }
    }
}

bool cst_fates_pairs(const cst_cell *cell, cst_pair pair)
{
    const cst_method *method = cell->method;
    const cst_model *model = &cell->model;
    if (model->play == NULL || model->tasks_independent || method->paths ||
        cell->trial_tasks == 1) {
        return false;
    }
    switch (pair) {
    case CST_PAIR_PLANTED:
        return cell->planted > 0;
    case CST_PAIR_HARM:
        return cell->planted == 0; /* else the planted tell */
    case CST_PAIR_VOID:
        return !method->apart && cst_cell_loses(cell);
    default:
        return !method->apart;
    }
}

void cst_fates_slots(const cst_cell *cell, uint64_t trial, const uint64_t *values, cst_row *row)
{
    for (uint32_t i = 0; i < CST_PAIR_KINDS; i++) {
        const cst_pair_about of = cst_pair_of((cst_pair)i);
        if (cst_fates_pairs(cell, (cst_pair)i)) {
            const uint64_t x = value_of(&cell->model, cell->trial_tasks, values, of.x);
            const uint64_t y = of.y == CST_SPREAD_KINDS
                                   ? 0
                                   : value_of(&cell->model, cell->trial_tasks, values, of.y);
            cst_slots_add(&row->slots[i], trial, x, y);
        }
    }
}

void cst_fates_trials(const cst_model *model, uint64_t attacks, uint64_t escaped, uint64_t n,
                      cst_row *row)
{
    const bool damage = cst_fates_keeps(model, CST_SPREAD_DAMAGE);
    const bool tied = cst_fates_keeps(model, CST_SPREAD_SCHEMER_REVIEWS);
    cst_require(model->tasks_independent && escaped <= attacks && (escaped == 0 || !damage));
    row->count[CST_COUNT_TRIALS] += n;
    row->count[CST_COUNT_PLANNED] += n * model->tasks_per_trial;
    row->count[CST_COUNT_TRIALS_ESCAPED] += escaped > 0 ? n : 0;
    cst_spread_add(&row->spread[CST_SPREAD_ATTACKS], attacks, n);
    cst_spread_add(&row->spread[CST_SPREAD_ESCAPED], escaped, n);
    if (damage) {
        cst_spread_add(&row->spread[CST_SPREAD_DAMAGE], 0, n);
    }
    if (tied && attacks == 0) {
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMER_REVIEWS], 0, n);
        cst_spread_add(&row->spread[CST_SPREAD_SCHEMER_REPORTS], 0, n);
    }
}

static void put_record(cst_batch *reports, uint64_t at, const cst_record *record,
                       const cst_told *told, uint32_t usual)
{
    const cst_record quiet = {.fate = CST_HONEST_USED, .reviews = (uint8_t)usual};
    if (memcmp(record, &quiet, sizeof quiet) == 0) {
        return; /* the column is cleared, and this is 0 */
    }
    uint64_t word = cst_record_pack(record, usual);
    if (told != NULL && cst_fate_is_attack((cst_fate)record->fate)) {
        word |= cst_told_pack(*told);
    }
    cst_batch_record_set(reports, at, word);
}

void cst_played_put(const cst_cell *cell, cst_batch *reports, uint64_t first,
                    const cst_record *records, const cst_told *told)
{
    const uint32_t usual = cst_play_usual_reviews(&cell->model);
    for (uint64_t i = 0; i < cell->model.tasks_per_trial; i++) {
        put_record(reports, first + i, &records[i], told == NULL ? NULL : &told[i], usual);
    }
}
