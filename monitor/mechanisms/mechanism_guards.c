/* SPDX-License-Identifier: MIT
 * guards: after one class of failures has been guarded against, is the next one held as well?
 * CLAIMS: 1 - (1 - t)^k of the next class, a product of these over all classes. */
#include "monitor/mechanisms/mechanism.h"

#include "base/number.h"

#include <math.h>

#define ROW(name, kind, key, field, ...)                                                           \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind, "guards." key, cst_mechanism_spec, guards.field, __VA_ARGS__)
ROW(transfer, REAL, "transfer", transfer, CST_PROBABILITY),
    .initial = 0.1, .axis = "chance that a guard holds the next class too", .symbol = "t",
    .meaning = "P(a guard against one class of failures also holds another), on average"
}
;
ROW(spread, REAL, "spread", spread, CST_PROBABILITY),
    .initial = 0.0,
    .meaning = "how uncertain transfer is: correlation of its draws under one Beta law; 0: known"
}
;
ROW(guards, WHOLE, "guards", guards, CST_RANGE(0, 10000, "a whole number from 0 to 10000")),
    .initial = 5, .axis = "guards before the next class", .symbol = "guards",
    .meaning = "guards that there are when the next class of failures comes"
}
;
ROW(classes, WHOLE, "classes", classes, CST_RANGE(1, 1000, "a whole number from 1 to 1000")),
    .initial = 10, .axis = "classes of failures",
    .meaning = "classes of failures, one after the other, for all_guarded"
}
;
ROW(own, REAL, "own", own, CST_PROBABILITY),
    .initial = 0.0,
    .meaning = "P(the guard that is made for a class once it is known holds it), from the second "
               "on"
}
;
ROW(first, REAL, "first", first, CST_PROBABILITY),
    .initial = 1.0, .meaning = "the same of the first class, which no other guard holds"
}
;

enum { NEXT, ALL };

/* 1 - prod_{i<k} (b + i)/(a + b + i) in the form of a mean and a correlation, which holds at both
 * ends of it: guard i transfers, if none before it does, with chance a/(a + b + i). Where t may be
 * tiny. */
static double some_of(const cst_guards_spec *of, uint32_t k)
{
    const double fresh = cst_number_complement(of->spread);
    double log_none = 0.0;
    if (k == 0 || of->transfer == 1.0) {
        return k > 0 ? 1.0 : 0.0;
    }
    if (of->spread == 0.0) {
        return -expm1(k * log1p(-of->transfer));
    }
    log_none = log1p(-of->transfer);
    for (uint32_t i = 1; i < k; i++) {
        log_none += log1p(-of->transfer * (fresh / (fresh + i * of->spread)));
    }
    return -expm1(log_none);
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    const cst_guards_spec *of = &spec->guards;
    double all = of->first;
    value[NEXT] = some_of(of, of->guards);
    for (uint32_t k = 1; k < of->classes; k++) {
        all *= of->own + (1.0 - of->own) * some_of(of, k);
    }
    /* What one transfer says of the next one ties the classes together. */
    value[ALL] = of->spread == 0.0 || of->classes < 3 ? all : (double)NAN;
}

/* Looks at all of them where each one says something of those after it. */
static bool any_transfers(cst_urn *from, uint32_t count, cst_draws *draws)
{
    bool any = false;
    for (uint32_t i = 0; i < count && (!any || from->spread > 0.0); i++) {
        any = cst_urn_draw(from, draws) || any;
    }
    return any;
}

static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_guards_spec *of = &spec->guards;
    cst_urn from = {.mean = of->transfer, .spread = of->spread};
    (void)ready;
    outcome[NEXT] = any_transfers(&from, of->guards, draws);
    from = (cst_urn){.mean = of->transfer, .spread = of->spread};
    bool all = cst_mechanism_happens(draws, of->first);
    for (uint32_t k = 1; k < of->classes && all; k++) {
        all = cst_mechanism_happens(draws, of->own) || any_transfers(&from, k, draws);
    }
    outcome[ALL] = all;
}

static double work(const cst_mechanism_spec *spec)
{
    const cst_guards_spec *of = &spec->guards;
    const double before = of->spread > 0.0 ? 0.5 * of->classes : 1.0; /* guards that are asked */
    return of->guards + of->classes * fmax(before, 1.0);
}

const cst_mechanism cst_mechanism_guards = {
    .name = "guards",
    .text = "guards against one class of failures hold the next ones too, each with a chance",
    .parameter = {&transfer, &spread, &guards, &classes, &own, &first},
    .measure = {CST_SHARE_OF_ALL("next_guarded", NEXT), CST_SHARE_OF_ALL("all_guarded", ALL)},
    .exact = exact,
    .draw = draw,
    .work = work,
};
