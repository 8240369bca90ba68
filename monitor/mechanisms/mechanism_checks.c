/* SPDX-License-Identifier: MIT
 * checks: automatic checks look at a part of the work, and a fresh reviewer at all of it. Attacks
 * move to where the checks do not look.
 * CLAIMS: cov J + (1 - cov) m_r, cov = covered (1 - displaced), J = P(both miss on covered work).
 */
#include "monitor/mechanisms/mechanism.h"

#include "base/number.h"

#include <math.h>

#define ROW(name, key, field, ...)                                                                 \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(REAL, "checks." key, cst_mechanism_spec, checks.field, __VA_ARGS__)
ROW(covered, "covered", covered, CST_SHARE),
    .initial = 0.715, .axis = "share of work that automatic checks look at", .symbol = "covered",
    .meaning = "share of attacks on work that automatic checks look at, if none moves"
}
;
ROW(displaced, "displaced", displaced, CST_SHARE),
    .initial = 0.0, .axis = "share of attacks that move to unchecked work", .symbol = "displaced",
    .meaning = "share of these attacks that move to work that the checks do not look at"
}
;
ROW(by_checks, "tpr_checks", tpr_checks, CST_PROBABILITY),
    .initial = 1.0, .axis = "chance that the checks catch",
    .meaning = "P(the checks catch an attack on work that they look at)"
}
;
ROW(by_review, "tpr_review", tpr_review, CST_PROBABILITY),
    .initial = 0.9, .axis = "chance that the review catches", .symbol = "tpr_review",
    .meaning = "P(a fresh reviewer catches an attack)"
}
;
ROW(correlation, "correlation", correlation, CST_RANGE(-1.0, 1.0, "a correlation from -1 to 1")),
    .initial = 0.0, .axis = "correlation of the two misses",
    .meaning = "correlation of the two misses on covered work, cut to what the two TPRs allow"
}
;
ROW(own_turn, "own_turn", own_turn, CST_WEIGHT),
    .initial = 1.0, .axis = "how many times as many misses in its own turn",
    .meaning = "a review in the author's own turn misses so many times as many, for miss_own_turn "
               "alone"
}
;

enum { MISSED, MITIGATED, OWN_TURN };

/* P(both), from the chances of each and their correlation, cut to what can be. */
static double both_of(double a, double b, double tied)
{
    const double joint = a * b + tied * sqrt(a * b * (1.0 - a) * (1.0 - b));
    return fmin(fmax(joint, fmax(0.0, a + b - 1.0)), fmin(a, b));
}

/* 1 - x, of the decimal number that x is nearest to. */
static double rest(double x)
{
    return cst_number_complement(x);
}

/* The two shares are each summed from positive parts, so that a small one keeps its digits. */
static void exact(const cst_mechanism_spec *spec, double *value)
{
    const cst_checks_spec *of = &spec->checks;
    const double looked_at = of->covered * rest(of->displaced);
    const double elsewhere = rest(of->covered) + of->covered * of->displaced;
    const double review_misses = rest(of->tpr_review);
    const double both_catch = both_of(of->tpr_checks, of->tpr_review, of->correlation);
    value[MISSED] = looked_at * both_of(rest(of->tpr_checks), review_misses, of->correlation) +
                    elsewhere * review_misses;
    value[MITIGATED] =
        looked_at * (of->tpr_checks + of->tpr_review - both_catch) + elsewhere * of->tpr_review;
    value[OWN_TURN] = fmin(1.0, of->own_turn * review_misses);
}

/* What the review's chance of a catch is, after each verdict of the checks. */
typedef struct after_checks {
    double caught, missed;
} after_checks;

static void ready(const cst_mechanism_spec *spec, void *ready)
{
    const double a = spec->checks.tpr_checks;
    const double r = spec->checks.tpr_review;
    const double tied = spec->checks.correlation * sqrt(a * (1.0 - a)) * sqrt(r * (1.0 - r));
    after_checks *after = ready;
    after->caught = a > 0.0 ? r + tied / a : r;
    after->missed = a < 1.0 ? r - tied / (1.0 - a) : r;
    if (a == 0.0 || a == 1.0) {
        return;
    }
    /* Where one of them leaves [0, 1] it stays at that end, and the other one follows, so that the
     * review's share of catches is what it is. */
    const double bound[2] = {fmax(0.0, (r - (1.0 - a)) / a), fmin(1.0, r / a)};
    if (after->caught < bound[0] || after->caught > bound[1]) {
        after->caught = after->caught < bound[0] ? bound[0] : bound[1];
        after->missed = fmin(fmax((r - a * after->caught) / (1.0 - a), 0.0), 1.0);
    }
}

static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_checks_spec *of = &spec->checks;
    const after_checks *after = ready;
    bool looked_at = cst_mechanism_happens(draws, of->covered);
    bool caught = false;
    double review = of->tpr_review;
    if (looked_at && cst_mechanism_happens(draws, of->displaced)) {
        looked_at = false;
    }
    if (looked_at) {
        caught = cst_mechanism_happens(draws, of->tpr_checks);
        review = caught ? after->caught : after->missed;
    }
    caught = cst_mechanism_happens(draws, review) || caught;
    outcome[MISSED] = !caught;
    outcome[MITIGATED] = caught;
    outcome[OWN_TURN] = cst_mechanism_happens(draws, of->own_turn * (1.0 - of->tpr_review));
}

static double work(const cst_mechanism_spec *spec)
{
    (void)spec;
    return 5.0;
}

const cst_mechanism cst_mechanism_checks = {
    .name = "checks",
    .text = "automatic checks of a part of the work beside a fresh reviewer of all of it",
    .parameter = {&covered, &displaced, &by_checks, &by_review, &correlation, &own_turn},
    .measure = {CST_SHARE_OF_ALL("miss_share", MISSED),
                CST_SHARE_OF_ALL("mitigated_share", MITIGATED),
                CST_SHARE_OF_ALL("miss_own_turn", OWN_TURN)},
    .exact = exact,
    .ready = ready,
    .draw = draw,
    .work = work,
};
