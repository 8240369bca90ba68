/* SPDX-License-Identifier: MIT
 * The counts of a trial that is over. */
#include "tests/lib/play_twin_parts.h"

#include <string.h>

/* Whether anybody looks at tasks here before they are used. */
static bool somebody_reviews(const cst_world *w)
{
    const cst_crew crew = w->spec->protocol.kind->crew;
    return crew == CST_CREW_TRUSTED || crew == CST_CREW_POPULATION;
}

static void count_deed(const cst_world *w, const cst_deed *d, cst_row *row, uint64_t *sum)
{
    const uint32_t cast = d->reviews - d->abstentions;
    static const cst_count fates[] = {
        [CST_HONEST_USED] = CST_COUNT_HONEST_USED,
        [CST_HONEST_DISCARDED] = CST_COUNT_HONEST_DISCARDED,
        [CST_HONEST_REPLACED] = CST_COUNT_HONEST_REPLACED,
        [CST_CAUGHT] = CST_COUNT_CAUGHT,
        [CST_AVERTED] = CST_COUNT_AVERTED,
        [CST_ESCAPED] = CST_COUNT_ESCAPED,
    };
    row->count[fates[d->fate]]++;
    row->count[CST_COUNT_TASKS]++;
    row->count[CST_COUNT_ATTACKS] += d->attack;
    row->count[CST_COUNT_REVIEWS] += d->reviews;
    row->count[CST_COUNT_REPORTS] += d->reports;
    row->count[CST_COUNT_PASSES] += cast - d->reports;
    row->count[CST_COUNT_ABSTENTIONS] += d->abstentions;
    row->count[CST_COUNT_UNREVIEWED] += somebody_reviews(w) && cast == 0;
    row->count[CST_COUNT_FLAGGED_ATTACKS] += d->flagged && d->attack;
    row->count[CST_COUNT_FLAGGED_HONEST] += d->flagged && !d->attack;
    row->count[CST_COUNT_AUDITS] += d->audited;
    row->count[CST_COUNT_TRIALS_ENDED] += d->ends;
    row->count[CST_COUNT_QUARANTINED] += d->out;
    row->count[CST_COUNT_QUARANTINED_FALSELY] += d->out_falsely;
    row->count[CST_COUNT_PIVOTAL] += d->pivotal;
    row->count[CST_COUNT_INVESTIGATIONS] += d->investigated;
    row->count[CST_COUNT_HONEYPOTS] += d->honeypot;
    row->count[CST_COUNT_HONEYPOT_REVIEWS] += d->honeypot ? w->model->slots : 0;
    row->count[CST_COUNT_HONEYPOT_REPORTS] += d->honeypot_reports;
    row->count[CST_COUNT_EXPELLED] += d->expelled;
    row->count[CST_COUNT_EXPELLED_FALSELY] += d->expelled_falsely;
    sum[CST_SPREAD_TASKS]++;
    sum[CST_SPREAD_ATTACKS] += d->attack;
    sum[CST_SPREAD_HONEST] += !d->attack;
    sum[CST_SPREAD_HONEST_USED] += d->fate == CST_HONEST_USED;
    sum[CST_SPREAD_HONEST_DISCARDED] += d->fate == CST_HONEST_DISCARDED;
    sum[CST_SPREAD_HONEST_LOST] += !d->attack && d->fate != CST_HONEST_USED;
    sum[CST_SPREAD_STOPPED] += d->fate == CST_CAUGHT || d->fate == CST_AVERTED;
    sum[CST_SPREAD_HONEST_REPLACED] += d->fate == CST_HONEST_REPLACED;
    sum[CST_SPREAD_FLAGGED] += d->flagged;
    sum[CST_SPREAD_FLAGGED_HONEST] += d->flagged && !d->attack;
    sum[CST_SPREAD_AUDITS] += d->audited;
    sum[CST_SPREAD_QUARANTINED_FALSELY] += d->out_falsely;
    sum[CST_SPREAD_REVIEWS] += d->reviews;
}

/* What those of the crew said of an attack that were asked. */
static void count_crew(const cst_world *w, const cst_deed *d, cst_row *row, uint64_t *sum)
{
    const bool levels = cst_world_is(w->spec->protocol.kind, "hierarchy");
    bool reported = false;
    if (!d->attack || w->spec->protocol.kind->crew != CST_CREW_POPULATION) {
        return;
    }
    for (uint32_t slot = 0; slot < (levels ? d->reviews : w->model->slots); slot++) {
        const bool schemes = (d->schemers >> slot & 1) != 0;
        const bool reports = (d->reporters >> slot & 1) != 0;
        reported = reported || reports;
        row->count[CST_COUNT_SCHEMER_REVIEWS] += schemes;
        row->count[CST_COUNT_SCHEMER_REPORTS] += schemes && reports;
        sum[CST_SPREAD_SCHEMER_REVIEWS] += schemes;
        sum[CST_SPREAD_SCHEMER_REPORTS] += schemes && reports;
    }
    row->count[CST_COUNT_REPORTED_ATTACKS] += reported;
    sum[CST_SPREAD_REPORTED_ATTACKS] += reported;
}

static uint64_t severity_of(const cst_world *w, uint32_t round, uint32_t a)
{
    const uint64_t least = (uint64_t)w->spec->attack.severity[0];
    const uint64_t most = (uint64_t)w->spec->attack.severity[1];
    cst_draws draws = cst_world_draws(w, round, a, CST_DRAW_SEVERITY);
    return least + cst_draws_uniform(&draws, most - least + 1);
}

/* Whether the values of a quantity are kept: many only where tasks of a trial are not independent.
 */
static bool is_kept(const cst_world *w, cst_spread_kind kind)
{
    switch (kind) {
    case CST_SPREAD_ATTACKS:
    case CST_SPREAD_ESCAPED:
    case CST_SPREAD_TIME_TO_CATCH:
    case CST_SPREAD_ESCAPES_BEFORE_CATCH:
    case CST_SPREAD_QUARANTINED_FALSELY:
    case CST_SPREAD_REVIEWS:
        return true;
    case CST_SPREAD_DAMAGE:
        return w->spec->attack.severity[1] > 1.0;
    case CST_SPREAD_REPORTED_ATTACKS:
        return w->model->crew == CST_CREW_POPULATION && !w->model->tasks_independent;
    case CST_SPREAD_SCHEMER_REVIEWS:
    case CST_SPREAD_SCHEMER_REPORTS:
        return w->model->states_matter &&
               (!w->model->tasks_independent || w->model->reviewers_differ ||
                w->model->difficulties > 1 || w->spec->collusion.strategy->together ||
                cst_world_is(w->spec->protocol.kind, "hierarchy"));
    case CST_SPREAD_SCHEMERS:
    case CST_SPREAD_SCHEMERS_ESCAPED:
    case CST_SPREAD_SCHEMERS_REPORTED:
    case CST_SPREAD_SCHEMERS_TOLD:
    case CST_SPREAD_PLANTED_ATTACKS:
    case CST_SPREAD_PLANTED_ESCAPED:
    case CST_SPREAD_SPLIT_RISK:
    case CST_SPREAD_SPLIT_ESCAPES:
        return false;
    default:
        return kind < CST_SPREAD_OUTCOME_1 && !w->model->tasks_independent;
    }
}

/* What is known of trials in their order, where they remember. */
static void count_slots(const cst_world *w, const uint64_t *sum, cst_row *row)
{
    const cst_response_effect effect = w->spec->response.effect;
    if (w->model->tasks_independent || w->spec->agents * w->spec->rounds == 1) {
        return;
    }
    cst_slots_add(&row->slots[CST_PAIR_HARM], w->trial, sum[CST_SPREAD_ESCAPED],
                  sum[CST_SPREAD_ATTACKS]);
    cst_slots_add(&row->slots[CST_PAIR_WORK], w->trial, sum[CST_SPREAD_HONEST_USED],
                  sum[CST_SPREAD_HONEST]);
    if (effect != CST_EFFECT_NONE && effect != CST_EFFECT_RETRACT) {
        cst_slots_add(&row->slots[CST_PAIR_VOID], w->trial, sum[CST_SPREAD_VOID], 0);
    }
}

void cst_world_count(const cst_world *w, cst_row *row)
{
    uint64_t sum[CST_SPREAD_KINDS] = {0};
    uint64_t time = 0; /* rounds to the first catch */
    const bool late = strcmp(w->spec->protocol.kind->name, "async") == 0;
    const uint64_t delay = late ? w->spec->protocol.delay : 0;
    for (uint32_t round = 0; round < w->spec->rounds; round++) {
        for (uint32_t a = 0; a < w->spec->agents; a++) {
            const cst_deed *d = cst_world_deed(w, round, a);
            row->count[CST_COUNT_PLANNED]++;
            if (!d->happened) {
                row->count[CST_COUNT_VOID]++;
                sum[CST_SPREAD_VOID]++;
                continue;
            }
            count_deed(w, d, row, sum);
            count_crew(w, d, row, sum);
            if (d->fate == CST_CAUGHT && time == 0) {
                time = round + UINT64_C(1);
                sum[CST_SPREAD_ESCAPES_BEFORE_CATCH] = sum[CST_SPREAD_ESCAPED];
            }
            if (d->fate == CST_ESCAPED) {
                const bool known = delay == 0 || round >= time + delay;
                sum[CST_SPREAD_ESCAPED]++;
                sum[CST_SPREAD_ESCAPES_BEFORE_CATCH] += time > 0 && !known;
                sum[CST_SPREAD_DAMAGE] += severity_of(w, round, a);
            }
        }
    }
    const uint64_t before = sum[time > 0 ? CST_SPREAD_ESCAPES_BEFORE_CATCH : CST_SPREAD_ESCAPED];
    row->count[CST_COUNT_TRIALS]++;
    row->count[CST_COUNT_TRIALS_ESCAPED] += sum[CST_SPREAD_ESCAPED] > 0;
    row->count[CST_COUNT_TRIALS_CAUGHT] += time > 0;
    row->count[CST_COUNT_TRIALS_WON] += time > 0 && before == 0;
    row->count[CST_COUNT_TRIALS_LOST] += before > 0;
    sum[CST_SPREAD_TIME_TO_CATCH] = time > 0 ? time : w->spec->rounds;
    sum[CST_SPREAD_ESCAPES_BEFORE_CATCH] = before;
    for (uint32_t kind = 0; kind < CST_SPREAD_KINDS; kind++) {
        if (is_kept(w, (cst_spread_kind)kind)) {
            cst_spread_add(&row->spread[kind], sum[kind], 1);
        }
    }
    count_slots(w, sum, row);
}
