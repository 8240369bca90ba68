/* SPDX-License-Identifier: MIT
 *
 * The mathematics of docs/results.md, slowly.
 */
#ifndef CST_TESTS_CLI_STRANGER_MATHS_H
#define CST_TESTS_CLI_STRANGER_MATHS_H

#include "tests/cli/stranger.h"

enum { ATOMS_MAX = 2200 };

typedef struct stranger_ends {
    double low, high;
} stranger_ends;

typedef struct atom {
    double times, x;
} atom;

typedef struct atoms {
    int count;
    double trials, sum, top; /* top: least value of the highest bucket */
    atom at[ATOMS_MAX];      /* values as they are, the greatest first */
} atoms;

/* P(Bin(n, p) >= x). */
double stranger_at_least(double x, double n, double p);
stranger_ends stranger_clopper_pearson(double x, double n, double level);

/* Of the mean of values over scale; bets_for: the number of draws that the bets are laid out for.
 */
stranger_ends stranger_betting(const atoms *values, double scale, double bets_for, double level);

/* How many values the bucket has that begins at `least`. */
double stranger_width_of(double least);

/* Values placed at the stranger_ends of their buckets, as the page says; most: the greatest there
 * can be. Heap. */
atoms *stranger_placed(const atoms *in, double most);

/* The mean of a spread over the most that it can be: tasks * unit, or by a binomial law. */
stranger_ends stranger_mean_below(const atoms *in, double tasks, double unit, double chance,
                                  double sure, double level);

/* Of a count per trial: means of it and its square, the least and the greatest that may have been
 * seen, what is counted on, and what larger ones can add to the mean. */
typedef struct stranger_sum {
    double mean, square, least, greatest, most, beyond;
} stranger_sum;

/* One bet for the share of a part; all_square: the mean square of part + rest. */
stranger_ends stranger_ratio(const stranger_sum *part, const stranger_sum *rest, double all_square,
                             double n, double level);

/* What is counted of a trial's value at most, and what larger ones can add to its mean. */
typedef struct stranger_side {
    double most, beyond;
} stranger_side;

/* By a binomial law, for the aimed bet on n trials. */
stranger_side stranger_side_of(double n, double tasks, double unit, double chance, double sure,
                               double level);

/* Whether the file has slots of a pair, of two trials at least. */
bool stranger_has_slots(const stranger *s, const char *pair);

/* The aimed bet within an interval for the mean of x over that of x + z; z is the rest of `whole`,
 * or of y where that is 0. And for the mean of x over tasks * unit. */
stranger_ends stranger_aimed(const stranger *s, const char *pair, double whole, stranger_side x,
                             stranger_side z, stranger_ends outer, double level);
stranger_ends stranger_aimed_mean(const stranger *s, const char *pair, const atoms *in,
                                  double tasks, double unit, double chance, double sure,
                                  double level);

/* The least v with P(Bin(n, p) > v) <= 1 - t, and the mean of what is beyond. */
void stranger_tail_of_law(double n, double p, double t, double *var, double *cvar);

/* VaR by order statistics, CVaR by bets on what is beyond fixed values. */
stranger_ends stranger_var_by_rank(const atoms *in, double most, double t, double level);
stranger_ends stranger_cvar_by_betting(const atoms *in, double tasks, double unit, double chance,
                                       double t, double level);

/* Of the normal law, or of Student's with nu degrees of freedom (0: normal). */
double stranger_upper_quantile(double level, double nu);

/* The buckets of a spread; none: no trials. Heap. */
atoms *stranger_buckets(const stranger *s, const char *name);

/* A result that is of planted schemers; false: it is of other trials. */
bool stranger_of_planted(const stranger *s, const char *name, double level, stranger_ends *out);

/* Results of forced attacks, all of them made of what is seen by strata. */
stranger_ends stranger_of_attacks(const stranger *s, const char *name, double level);

#endif
