/* SPDX-License-Identifier: MIT
 * judges: several of them on one piece of work, whose errors hang together. Kish's effective number
 * k / (1 + (k - 1) r), and how often most of them are wrong. */
#include "base/number.h"
#include "monitor/mechanisms/mechanism.h"

#include <math.h>

#define ROW(name, kind, key, field, ...)                                                           \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind, "judges." key, cst_mechanism_spec, judges.field, __VA_ARGS__)
#define MOST "a whole number from 1 to 1000"
ROW(number, WHOLE, "judges", judges, CST_RANGE(1, 1000, MOST)),
    .initial = 9, .axis = "judges", .symbol = "k", .meaning = "judges of one piece of work"
}
;
ROW(wrong, REAL, "error", error, CST_PROBABILITY),
    .initial = 0.2, .axis = "chance that a judge is wrong", .symbol = "error",
    .meaning = "P(a judge is wrong about a piece of work)"
}
;
ROW(tie, REAL, "correlation", correlation, CST_PROBABILITY),
    .initial = 0.4375, .axis = "correlation of the errors of two judges", .symbol = "r",
    .meaning = "correlation of the errors of two judges: 0 each errs by itself, 1 all or none err"
}
;
ROW(worth, REAL, "effective", effective,
    CST_RANGE(0.0, 1000.0, "0, or a number from 1 to the number of judges")),
    .initial = 0.0, .axis = "independent judges that they are worth",
    .meaning = "as published: how many independent judges they are worth, for error_correlation; "
               "0: not stated"
}
;

enum { MAJORITY };
enum { EFFECTIVE_AT, MAJORITY_AT, CORRELATION_AT };

static int check(const cst_mechanism_spec *spec, cst_error *error)
{
    const cst_judges_spec *of = &spec->judges;
    if (of->effective != 0.0 && !(of->effective >= 1.0 && of->effective <= of->judges)) {
        return cst_error_set(error, CST_ERR_COMBINATION, worth.key,
                             "expected 0, or a number from 1 to %u, the number of judges, found "
                             "%.12g",
                             of->judges, of->effective);
    }
    return 0;
}

/* P(j + 1 are wrong) / P(j are wrong), by the product form of the Beta law, which holds at
 * correlation 0 and 1 too; infinite or NaN where the law has a gap. */
static double next_of(const cst_judges_spec *of, double j)
{
    const double k = of->judges;
    const double own = cst_number_complement(of->correlation);
    const double right = cst_number_complement(of->error) * own + (k - j - 1.0) * of->correlation;
    return (k - j) / (j + 1.0) * (of->error * own + j * of->correlation) / right;
}

/* P(more than half are wrong): all terms as multiples of the one next to the mean, so that none is
 * too small to start from. */
static double majority(const cst_judges_spec *of)
{
    const double k = of->judges;
    const double least = floor(k / 2.0) + 1.0;
    const double start = fmin(fmax(floor(of->error * (k + 1.0)), 0.0), k);
    double all = 1.0;
    double most = start >= least ? 1.0 : 0.0;
    if (of->error <= 0.0 || of->error >= 1.0 || of->correlation >= 1.0) {
        return of->error; /* all or none are wrong */
    }
    double term = 1.0;
    for (double j = start; j < k; j += 1.0) {
        term *= next_of(of, j);
        all += term;
        most += j + 1.0 >= least ? term : 0.0;
    }
    term = 1.0;
    for (double j = start - 1.0; j >= 0.0; j -= 1.0) {
        term /= next_of(of, j);
        all += term;
        most += j >= least ? term : 0.0;
    }
    return most / all;
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    const cst_judges_spec *of = &spec->judges;
    const double others = of->judges - 1.0;
    value[EFFECTIVE_AT] = of->judges / (1.0 + others * of->correlation);
    value[MAJORITY_AT] = majority(of);
    value[CORRELATION_AT] = of->effective > 0.0 && others > 0.0
                                ? (of->judges / of->effective - 1.0) / others
                                : (double)NAN;
}

static void draw(const cst_mechanism_spec *spec, const void *ready, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_judges_spec *of = &spec->judges;
    cst_urn errors = {.mean = of->error, .spread = of->correlation};
    uint32_t wrong_ones = 0;
    (void)ready;
    for (uint32_t i = 0; i < of->judges; i++) {
        wrong_ones += cst_urn_draw(&errors, draws);
    }
    outcome[MAJORITY] = 2 * wrong_ones > of->judges;
}

static double work(const cst_mechanism_spec *spec)
{
    return spec->judges.judges;
}

const cst_mechanism cst_mechanism_judges = {
    .name = "judges",
    .text = "several judges of one piece of work, whose errors hang together",
    .parameter = {&number, &wrong, &tie, &worth},
    .measure = {{.result = "effective_judges", .kind = CST_MEASURE_DESIGN},
                CST_SHARE_OF_ALL("majority_wrong", MAJORITY),
                {.result = "error_correlation", .kind = CST_MEASURE_DESIGN}},
    .check = check,
    .exact = exact,
    .draw = draw,
    .work = work,
};
