/* SPDX-License-Identifier: MIT
 * beta: a propensity theta ~ Beta(a, b) is shared by a task, a = p (1/rho - 1), b = (1-p)(1/rho -
 * 1). In product form it holds at rho = 0 and 1 and at p = 1e-12 (lgamma loses half the digits). */
#include "agents/law.h"

static const cst_parameter shape = {
    CST_PARAMETER(REAL, "scheming.rho", cst_law_spec, rho, CST_PROBABILITY),
    .initial = NAN,
    .meaning = "correlation of two agents' scheming on one task",
    .when = "for lineages without a rho of their own",
    .symbol = "rho",
    .axis = "correlation of scheming, rho"};

static void joint(const cst_law_spec *spec, uint32_t k, double *w)
{
    const double p = spec->rate;
    const double rho = spec->rho;
    for (uint32_t s = 0; s <= k; s++) {
        double term = p * cst_law_choose(k, s);
        for (uint32_t i = 0; i < s; i++) {
            double di = (double)i;
            term *= (p * (1.0 - rho) + (di + 1.0) * rho) / (1.0 - rho + (di + 1.0) * rho);
        }
        for (uint32_t j = 0; j < k - s; j++) {
            double dj = (double)j;
            term *=
                ((1.0 - p) * (1.0 - rho) + dj * rho) / (1.0 - rho + ((double)s + dj + 1.0) * rho);
        }
        w[s] = term;
    }
}

static double nobody(const cst_law_spec *spec, uint32_t k)
{
    const double p = spec->rate;
    const double rho = spec->rho;
    double all = 1.0 - p;
    for (uint32_t j = 1; j <= k; j++) {
        all *= ((1.0 - p) * (1.0 - rho) + j * rho) / (1.0 - rho + j * rho);
    }
    return all;
}

static double shape_of(double rate, double rho)
{
    (void)rate;
    return rho;
}

const cst_law cst_law_beta = {
    .name = "beta",
    .text = "the instances of a task share a Beta-distributed propensity: correlation rho",
    .shape = {&shape},
    .joint = joint,
    .nobody = nobody,
    .shape_of = shape_of,
    .urn = true,
};
