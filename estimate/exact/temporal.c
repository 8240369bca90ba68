/* SPDX-License-Identifier: MIT */
#include "estimate/exact/temporal.h"

#include "base/check.h"
#include "base/rmath.h"

#include <math.h>

double cst_temporal_at_least_once(double x, double n)
{
    if (x <= 0.0 || n <= 0.0) {
        return 0.0;
    }
    return x >= 1.0 ? 1.0 : -expm1(n * log1p(-x));
}

double cst_temporal_never(double x, double n)
{
    if (x <= 0.0 || n <= 0.0) {
        return 1.0;
    }
    return x >= 1.0 ? 0.0 : exp(n * log1p(-x));
}

double cst_temporal_tries(double x, double n)
{
    return x > 0.0 ? cst_temporal_at_least_once(x, n) / x : fmax(n, 0.0);
}

/* Tasks that happen: all up to the latency, then those up to the first trigger. */
static double lasting(double hazard, double tasks, double latency)
{
    const double sure = fmin(latency, tasks);
    return latency < tasks ? sure + cst_temporal_tries(hazard, tasks - latency) : sure;
}

double cst_temporal_quarantine_escapes(const cst_quarantine *actor)
{
    const double p = actor->attack;
    const double escape = p * actor->miss;
    const double hazard = p * (1.0 - actor->miss) + (1.0 - p) * actor->false_report;
    return escape > 0.0 ? escape * lasting(hazard, actor->tasks, actor->latency) : 0.0;
}

double cst_temporal_persistent_escapes(const cst_quarantine *actor, double colluding_share)
{
    const double always = colluding_share * actor->attack;
    return (always > 0.0 ? always * actor->tasks : 0.0) +
           (1.0 - colluding_share) * cst_temporal_quarantine_escapes(actor);
}

double cst_temporal_before_catch(double escapes, double caught, double m)
{
    if (m <= 0.0 || escapes <= 0.0) {
        return m <= 0.0 ? 1.0 : 0.0;
    }
    return exp(-m * log1p(caught / escapes));
}

cst_end_trial_risk cst_temporal_end_trial(const cst_end_trial *trial)
{
    const double e = trial->escape;
    const double g = trial->trigger_alone;
    const double n = trial->tasks;
    cst_end_trial_risk risk = {.safety = 1.0, .tasks = cst_temporal_tries(trial->trigger, n)};
    risk.expected_escapes = e > 0.0 ? e * risk.tasks : 0.0;
    if (e > 0.0) {
        risk.trial_risk = e / (e + g) * cst_temporal_at_least_once(e + g, n);
        risk.safety = (g + e * cst_temporal_never(e + g, n)) / (e + g);
    }
    return risk;
}

double cst_temporal_hazard(const cst_rounds *rounds)
{
    return cst_temporal_at_least_once(rounds->trigger, rounds->agents);
}

/* The even part of x/(e^x - 1) = 1 - x/2 + even(x), x >= 0. */
static double even_part(double x)
{
    if (x > 0.2) {
        return x / expm1(x) - 1.0 + x / 2.0;
    }
    /* Bernoulli numbers; the first term left out is below 1e-15 of the sum */
    const double s = x * x;
    return s / 12.0 *
           (1.0 - s / 60.0 * (1.0 - s / 42.0 * (1.0 - s / 40.0 * (1.0 - s * 5.0 / 198.0))));
}

double cst_temporal_mean_time(const cst_rounds *rounds)
{
    const double hazard = cst_temporal_hazard(rounds);
    const double last = rounds->rounds;
    if (hazard <= 0.0 || last < 1.0) {
        return NAN;
    }
    if (hazard >= 1.0) {
        return 1.0;
    }
    const double rate = -log1p(-hazard);
    if (rate * last > 2.0) {
        const double missed = isinf(last) ? 0.0 : last / expm1(rate * last);
        return 1.0 / hazard - missed;
    }
    /* 1/H and what is subtracted are both near 1/rate here: their odd parts are known */
    return (1.0 + last) / 2.0 + (even_part(rate) - even_part(rate * last)) / rate;
}

double cst_temporal_quantile_time(const cst_rounds *rounds, double level)
{
    cst_require(level > 0.0 && level < 1.0);
    const double hazard = cst_temporal_hazard(rounds);
    if (cst_temporal_at_least_once(hazard, rounds->rounds) < level) {
        return INFINITY;
    }
    /* a whole number that rounding has pushed up is not pushed to the next */
    const double exact = hazard >= 1.0 ? 1.0 : log1p(-level) / log1p(-hazard);
    const double below = fmax(floor(exact), 1.0);
    return cst_temporal_at_least_once(hazard, below) >= level * (1.0 - 1e-14) ? below : below + 1.0;
}

double cst_temporal_recall_escapes(const cst_rounds *lineage, double escape, double latency)
{
    const double hazard = cst_temporal_hazard(lineage);
    const double each = lineage->agents * escape;
    return each > 0.0 ? each * lasting(hazard, lineage->rounds, latency) : 0.0;
}

double cst_temporal_retracted_escapes(const cst_retraction *actor)
{
    cst_require(actor->window >= 1.0 && actor->tasks >= 0.0 && isfinite(actor->tasks));
    const double h = actor->trigger;
    const double later = fmin(actor->window - 1.0, actor->tasks);
    const double early = actor->tasks - later; /* tasks with the whole window still to come */
    if (actor->quarantine) {
        /* an escape at one of the last tasks remains where none but itself triggers */
        const double others = cst_temporal_never(h, actor->tasks - 1.0);
        return actor->escape *
               (cst_temporal_never(h, later) * cst_temporal_tries(h, early) + later * others);
    }
    return actor->escape * (early * cst_temporal_never(h, later) + cst_temporal_tries(h, later));
}

double cst_temporal_honeypot_miss(const cst_honeypot_miss *reviewer)
{
    const double honest = 1.0 - reviewer->tpr;
    const double c = reviewer->collusion;
    return (1.0 - reviewer->recognition) * (c + (1.0 - c) * honest) +
           reviewer->recognition * honest;
}

double cst_temporal_honeypot_alive(double miss, double honeypots, double misses_allowed)
{
    return cst_rmath_binomial(misses_allowed - 1.0, honeypots, miss);
}

double cst_temporal_purged_share(const cst_purge *purge)
{
    const double pi = purge->schemers;
    const double schemers = pi * purge->honest_miss;
    const double honest = (1.0 - pi) * purge->schemer_miss;
    return schemers + honest > 0.0 ? schemers / (schemers + honest) : pi;
}

double cst_temporal_false_expulsions(double honeypots_per_task, double honest_miss, double m)
{
    return honeypots_per_task * honest_miss / m;
}
