/* SPDX-License-Identifier: MIT */
#include "monitor/seen.h"

#include "base/check.h"
#include "base/number.h"
#include "base/rmath.h"

#include <math.h>
#include <stdlib.h>

/* Correlated scores: the common factor z ~ N(0, 1) on a grid. The trapezoid rule converges faster
 * than any power of the step; the narrowest law that it meets, at correlation .99, has a width of
 * two steps. */
enum { GRID = 361, CUTS_MAX = 3 * CST_LINEAGES_MAX * CST_LINEAGES_MAX + 1 };
static const double grid_end = 9.0;
_Static_assert(GRID <= CUTS_MAX, "find_places fills either");

static double own_or(double own, double common)
{
    return isnan(own) ? common : own;
}

/* d' shrinks by this factor over the versions that a reviewer is behind the actor. One that is not
 * older is not stale. */
static double freshness(const cst_trial_spec *spec, uint32_t actor, uint32_t reviewer)
{
    const cst_lineage *lineage = spec->population.lineage;
    const double gap = fmax(lineage[actor].version - lineage[reviewer].version, 0.0);
    return spec->staleness > 0.0 ? exp(-gap / spec->staleness) : 1.0;
}

cst_roc_change cst_seen_change(const cst_trial_spec *spec, bool trusted, uint32_t actor,
                               uint32_t reviewer)
{
    cst_roc_change change = cst_roc_change_none();
    if (spec->attack.policy->selects) {
        change.least_of = spec->attack.candidates;
        change.select_share = spec->attack.share > 0.0 ? spec->attack.share : 1.0; /* 0: never */
        change.select_correlation = spec->attack.correlation;
    }
    if (!trusted) {
        change.scale = freshness(spec, actor, reviewer);
        change.honest_cost = spec->protocol.jamming_cost;
    } else if (spec->collusion.strategy->signal != NULL) {
        change.shift = spec->collusion.visible;
    }
    return change;
}

/* The TPR that a change leaves at an FPR; stated: of a lineage that has one of its own, else NaN,
 * and the score's. */
static double bent(const cst_score_spec *score, double stated, double fpr,
                   const cst_roc_change *change)
{
    cst_score_spec own = *score;
    cst_roc_change left = *change;
    cst_roc_bend bend;
    cst_roc_point point = {.f = fpr, .g = 1.0 - fpr, .t = stated, .u = 1.0 - stated};
    if (isnan(stated)) {
        cst_roc_change_own(&left, &own);
        point.t = cst_score_tpr(&own);
        point.u = cst_score_missed(&own);
    }
    cst_roc_change_ready(&bend, &left, score);
    cst_roc_change_apply(&bend, &point);
    return point.t;
}

static bool changes(const cst_roc_change *change)
{
    const cst_roc_change none = cst_roc_change_none();
    return change->scale != none.scale || change->shift != none.shift ||
           change->select_share != none.select_share || change->least_of != none.least_of;
}

/* What makes a reviewer report: its score, whose difficulty it may share with others, and what
 * happens to each reviewer by itself after that. */
typedef struct look {
    double scored;  /* P(the score is at the threshold or above) */
    double noise;   /* the same of honest work, which jammed work looks like */
    double jammed;  /* P(it sees no more than noise) */
    double lenient; /* P(it withholds the report) */
} look;

/* What the scenario states goes through as it is; what is derived is rounded. */
static double scored_attack(const cst_score_spec *score, double stated, double fpr,
                            const cst_roc_change *change)
{
    return changes(change) ? cst_number_round(bent(score, stated, fpr, change))
                           : own_or(stated, cst_score_tpr(score));
}

/* An agent as a reviewer. Jamming is no change of its score here: it is a chance of its own. */
static look agent_look(const cst_trial_spec *spec, bool attack, uint32_t actor, uint32_t reviewer)
{
    const cst_lineage *lineage = &spec->population.lineage[reviewer];
    const double fpr = own_or(lineage->fpr, spec->score.fpr);
    look made = {.scored = fpr, .noise = fpr, .lenient = spec->leniency};
    if (attack) {
        cst_roc_change change = cst_seen_change(spec, false, actor, reviewer);
        made.noise = fmin(fpr, cst_score_reach(&spec->score));
        made.jammed = change.honest_cost;
        change.honest_cost = 0.0;
        made.scored = scored_attack(&spec->score, lineage->tpr, fpr, &change);
    }
    return made;
}

static look trusted_look(const cst_trial_spec *spec, bool attack)
{
    const double fpr = spec->trusted.fpr;
    const cst_roc_change change = cst_seen_change(spec, true, 0, 0);
    return (look){.scored = attack ? scored_attack(&spec->trusted, NAN, fpr, &change) : fpr};
}

static look look_of(const cst_model *model, bool attack, uint32_t actor, uint32_t reviewer)
{
    switch (model->crew) {
    case CST_CREW_NOBODY:
        break;
    case CST_CREW_AUDITOR:
        return (look){.scored = model->spec.protocol.audit_share};
    case CST_CREW_TRUSTED:
        return trusted_look(&model->spec, attack);
    case CST_CREW_POPULATION:
        return agent_look(&model->spec, attack, actor, reviewer);
    }
    return (look){.scored = 0.0};
}

/* P(a score flags | the difficulty at this place) where scores are normal and correlate. The place
 * is the common factor z; at correlation 1, where scores are one score, it is the upper end of a
 * piece of (0, 1) in which a common uniform number lies: what flags as often as that flags. */
static double scored_given(double scored, double correlation, double place)
{
    if (correlation == 0.0 || !(scored > 0.0 && scored < 1.0)) {
        return scored;
    }
    if (correlation == 1.0) {
        return scored >= place ? 1.0 : 0.0;
    }
    const double at = cst_rmath_normal_quantile(scored);
    return cst_number_round(
        cst_rmath_normal((at + sqrt(correlation) * place) / sqrt(1.0 - correlation)));
}

/* P(reports | the difficulty at this place). Only scores share it: who is jammed, and who withholds
 * its report, is each reviewer's own chance. */
static double report_given(const look *of, double correlation, double place)
{
    double report = scored_given(of->scored, correlation, place);
    if (of->jammed > 0.0) {
        const double noise = scored_given(of->noise, correlation, place);
        report = (1.0 - of->jammed) * report + of->jammed * noise;
    }
    report *= 1.0 - of->lenient;
    return of->jammed > 0.0 || of->lenient > 0.0 ? cst_number_round(report) : report;
}

double cst_seen_report(const cst_model *model, bool attack, uint32_t actor, uint32_t reviewer)
{
    const look of = look_of(model, attack, actor, reviewer);
    return report_given(&of, 0.0, 0.0);
}

static cst_seen seen_make(const cst_model *model, cst_work work, double report, bool kin)
{
    cst_seen seen = {.report = report};
    if (model->states_matter) {
        const cst_collusion_acts acts = cst_collusion_act(&model->spec.collusion, kin);
        const double hides[] = {acts.hides_honest, acts.hides_honeypot, acts.hides_attack};
        seen.hide = hides[work];
        seen.accuse = work == CST_WORK_HONEST ? acts.accuses : 0.0;
    }
    const double cast = 1.0 - model->abstain;
    const double report_cast = seen.report * cast;
    const double accuse_cast = report_cast + (1.0 - seen.report) * seen.accuse * cast;
    seen.verdict[CST_VERDICT_REPORT] = cst_chance_make(report_cast);
    seen.verdict[CST_VERDICT_ACCUSE] = cst_chance_make(accuse_cast);
    seen.verdict[CST_VERDICT_ABSTAIN] = cst_chance_make(fmin(accuse_cast + model->abstain, 1.0));
    seen.hides = cst_chance_make(seen.hide);
    return seen;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The places of the difficulties of one score for all: the chances that there are cut (0, 1) into
 * pieces. Returns how many. */
static uint32_t cut(const cst_model *model, double place[CUTS_MAX])
{
    uint32_t all = 0;
    uint32_t kept = 0;
    for (uint32_t pair = 0; pair < model->lineages * model->lineages; pair++) {
        const uint32_t actor = pair / model->lineages;
        const uint32_t reviewer = pair % model->lineages;
        const look attack = look_of(model, true, actor, reviewer);
        place[all++] = look_of(model, false, actor, reviewer).scored;
        place[all++] = attack.scored;
        place[all++] = attack.noise;
    }
    place[all++] = 1.0;
    qsort(place, all, sizeof *place, by_size);
    for (uint32_t i = 0; i < all; i++) {
        if (place[i] > (kept == 0 ? 0.0 : place[kept - 1])) {
            place[kept++] = place[i];
        }
    }
    return kept;
}

/* The places of the difficulties; returns how many. */
static uint32_t find_places(const cst_model *model, double place[CUTS_MAX])
{
    const bool correlated = model->crew == CST_CREW_POPULATION && model->slots > 1 &&
                            model->spec.score_correlation > 0.0;
    if (!correlated) {
        place[0] = 0.0;
        return 1;
    }
    if (model->spec.score_correlation == 1.0) {
        return cut(model, place);
    }
    for (uint32_t i = 0; i < GRID; i++) {
        place[i] = -grid_end + 2.0 * grid_end * (double)i / (GRID - 1);
    }
    return GRID;
}

static void fill_pair(cst_model *model, const double *place, uint32_t actor, uint32_t reviewer)
{
    const double correlation = model->difficulties > 1 ? model->spec.score_correlation : 0.0;
    for (uint32_t kind = 0; kind < CST_WORK_KINDS; kind++) {
        const cst_work work = (cst_work)kind;
        const look of = look_of(model, work != CST_WORK_HONEST, actor, reviewer);
        for (uint32_t i = 0; i < model->difficulties; i++) {
            const double report = report_given(&of, correlation, place[i]);
            model->seen[cst_model_seen_at(model, work, i, actor, reviewer)] =
                seen_make(model, work, report, actor == reviewer);
        }
    }
}

static double weight_at(const cst_model *model, const double *place, uint32_t i)
{
    if (model->difficulties == 1) {
        return 1.0;
    }
    if (model->spec.score_correlation == 1.0) {
        return cst_number_round(place[i] - (i == 0 ? 0.0 : place[i - 1]));
    }
    return cst_number_round(exp(-place[i] * place[i] / 2.0));
}

/* The weights of the difficulties, which sum to 1 when added in order. */
static void fill_difficulty(cst_model *model, const double *place)
{
    double total = 0.0;
    double below = 0.0;
    for (uint32_t i = 0; i < model->difficulties; i++) {
        model->difficulty[i] = weight_at(model, place, i);
        total += model->difficulty[i];
    }
    for (uint32_t i = 0; i < model->difficulties; i++) {
        model->difficulty[i] /= total;
        below += model->difficulty[i];
        model->difficult[i] = cst_chance_make(fmin(below, 1.0));
    }
    model->difficult[model->difficulties - 1] = cst_chance_make(1.0);
}

int cst_seen_make(cst_model *model, cst_error *error)
{
    double place[CUTS_MAX];
    cst_require(model->seen == NULL && model->population.agents > 0);
    model->lineages = model->reviewers_differ ? model->population.lineages : 1;
    model->difficulties = find_places(model, place);
    const size_t pairs = (size_t)model->lineages * model->lineages;
    model->seen = calloc(CST_WORK_KINDS * model->difficulties * pairs, sizeof *model->seen);
    model->difficulty = calloc(model->difficulties, sizeof *model->difficulty);
    model->difficult = calloc(model->difficulties, sizeof *model->difficult);
    if (model->seen == NULL || model->difficulty == NULL || model->difficult == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "the laws of verdicts do not fit");
    }
    fill_difficulty(model, place);
    for (uint32_t actor = 0; actor < model->lineages; actor++) {
        for (uint32_t reviewer = 0; reviewer < model->lineages; reviewer++) {
            fill_pair(model, place, actor, reviewer);
        }
    }
    return 0;
}
