/* SPDX-License-Identifier: MIT
 *
 * One bet for a share of a whole, by docs/statistics.md, from the sums of a part, the rest and all.
 */
#include "tests/cli/stranger_maths.h"

#include <math.h>

/* 1 unless the odds are refuted: as many times the goal. */
static double stake(const stranger_sum *up, const stranger_sum *down, double product, double odds,
                    double n, double level)
{
    const double unit = down->most + down->beyond;
    const double mean = (odds * up->mean - down->mean - down->beyond) / unit;
    const double plain = odds * up->mean - down->mean;
    const double variance =
        fmax(odds * odds * up->square - 2.0 * odds * product + down->square - plain * plain, 0.0) /
        unit / unit;
    const double least = fmax((odds * up->least - down->greatest - down->beyond) / unit, -1.0);
    const double bets = 1.0 + floor(2.0 * log2(2.0 * n) + 1e-9);
    double all = 0.0;
    for (double i = 0.0; i < bets; i++) {
        const double s = pow(2.0, -0.5 * i);
        const double u = variance / (mean - least);
        const double w = (mean - least) / (mean - least + u);
        const double grows = mean > least ? w * log1p(s * (mean + u)) + (1.0 - w) * log1p(s * least)
                                          : log1p(s * mean);
        all += (i > 0.0 ? 0.75 / (bets - 1.0) : 0.25) * exp(n * grows);
    }
    return all / (2.0 / level);
}

stranger_ends stranger_ratio(const stranger_sum *part, const stranger_sum *rest, double all_square,
                             double n, double level)
{
    stranger_ends out = {0.0, 1.0};
    const double product = fmax((all_square - part->square - rest->square) / 2.0, 0.0);
    const double seen = log(part->mean / rest->mean);
    for (int end = 0; end < 2; end++) {
        double in = fmin(fmax(seen, -60.0), 60.0); /* of the log odds */
        double far = end == 0 ? -60.0 : 60.0;
        if ((end == 0 ? part->mean : rest->mean) <= 0.0) {
            continue;
        }
        for (int i = 0; i < 100; i++) {
            const double middle = (in + far) / 2.0;
            const double of = end == 0 ? stake(part, rest, product, exp(-middle), n, level)
                                       : stake(rest, part, product, exp(middle), n, level);
            *(of >= 1.0 ? &far : &in) = middle;
        }
        *(end == 0 ? &out.low : &out.high) = 1.0 / (1.0 + exp(-far));
    }
    return out;
}
