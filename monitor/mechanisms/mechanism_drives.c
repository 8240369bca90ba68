/* SPDX-License-Identifier: MIT
 * drives: several reasons to act, each by itself, switched by prompts. CLAIMS:
 * 1 - prod (1 - p_i m_i). */
#include "monitor/mechanisms/mechanism.h"

#include <math.h>

enum { LISTED_MAX = 32 };

#define ROW(name, kind, key, field, ...)                                                           \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind, "drives." key, cst_mechanism_spec, drives.field, __VA_ARGS__)
ROW(rates, LIST, "rates", rates,
    CST_RANGE(0.0, 1.0, "a list of at most 32 probabilities from 0 to 1")),
    .length = offsetof(cst_mechanism_spec, drives.rate_count), .most = LISTED_MAX,
    .meaning = "P(a drive acts on a task), of each drive, without the prompt"
}
;
ROW(factors, LIST, "factors", factors,
    CST_RANGE(0.0, HUGE_VAL, "a list of at most 32 numbers of at least 0")),
    .length = offsetof(cst_mechanism_spec, drives.factor_count), .most = LISTED_MAX,
    .meaning = "what the prompt multiplies the chance of each drive by; of those not listed: 1"
}
;
ROW(rate, REAL, "rate", rate, CST_PROBABILITY),
    .initial = 0.01, .axis = "chance of each drive", .symbol = "p",
    .meaning = "P(a drive acts on a task), of every drive alike",
    .when = "where no rates are listed"
}
;
ROW(count, WHOLE, "count", count, CST_RANGE(1, 10000, "a whole number from 1 to 10000")),
    .initial = 3, .axis = "drives", .symbol = "drives", .meaning = "drives that there are",
    .when = "where no rates are listed"
}
;

enum { ANY, BEFORE };

static uint32_t count_of(const cst_drives_spec *of)
{
    return of->rate_count > 0 ? of->rate_count : of->count;
}

static double rate_of(const cst_drives_spec *of, uint32_t i)
{
    return of->rate_count > 0 ? of->rates[i] : of->rate;
}

static double factor_of(const cst_drives_spec *of, uint32_t i)
{
    return i < of->factor_count ? of->factors[i] : 1.0;
}

static int check(const cst_mechanism_spec *spec, cst_error *error)
{
    const cst_drives_spec *of = &spec->drives;
    const bool alike = of->rate != rate.initial || of->count != (uint32_t)count.initial;
    if (of->rate_count > 0 && alike) {
        return cst_error_set(error, CST_ERR_COMBINATION, rates.key,
                             "expected either rates, or count and rate, found both");
    }
    if (of->factor_count > count_of(of)) {
        return cst_error_set(error, CST_ERR_COMBINATION, factors.key,
                             "expected at most as many factors as drives, %u, found %u",
                             count_of(of), of->factor_count);
    }
    for (uint32_t i = 0; i < of->factor_count; i++) {
        const double product = rate_of(of, i) * of->factors[i];
        if (!(product <= 1.0)) {
            return cst_error_set(error, CST_ERR_COMBINATION, factors.key,
                                 "expected a rate times its factor of at most 1, found %.12g times "
                                 "%.12g of drive %u",
                                 rate_of(of, i), of->factors[i], i + 1);
        }
    }
    return 0;
}

/* P(any acts): by the logarithm of the chance that none does, where chances may be tiny. */
static double any_of(const cst_drives_spec *of, bool prompted)
{
    double log_none = 0.0;
    for (uint32_t i = 0; i < count_of(of); i++) {
        log_none += log1p(-rate_of(of, i) * (prompted ? factor_of(of, i) : 1.0));
    }
    return -expm1(log_none);
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    value[ANY] = any_of(&spec->drives, true);
    value[BEFORE] = any_of(&spec->drives, false);
}

static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_drives_spec *of = &spec->drives;
    (void)ready;
    for (uint32_t i = 0; i < count_of(of) && outcome[ANY] == 0; i++) {
        outcome[ANY] = cst_mechanism_happens(draws, rate_of(of, i) * factor_of(of, i));
    }
    for (uint32_t i = 0; i < count_of(of) && outcome[BEFORE] == 0; i++) {
        outcome[BEFORE] = cst_mechanism_happens(draws, rate_of(of, i));
    }
}

static double work(const cst_mechanism_spec *spec)
{
    return 2.0 * count_of(&spec->drives);
}

const cst_mechanism cst_mechanism_drives = {
    .name = "drives",
    .text = "several reasons to act, each with a chance of its own that a prompt may change",
    .parameter = {&rates, &factors, &rate, &count},
    .measure = {CST_SHARE_OF_ALL("any_drive", ANY), CST_SHARE_OF_ALL("any_drive_before", BEFORE)},
    .check = check,
    .exact = exact,
    .draw = draw,
    .work = work,
};
