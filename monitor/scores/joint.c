/* SPDX-License-Identifier: MIT */
#include "monitor/scores/joint.h"

#include "base/number.h"
#include "base/rmath.h"
#include "monitor/scores/panels.h"
#include "monitor/scores/score.h"

#include <inttypes.h>
#include <math.h>

cst_joint_spec cst_joint_spec_default(void)
{
    return (cst_joint_spec){.honest_correlation = NAN, .attack_correlation = NAN};
}

static int check_correlation(double r, const char *key, cst_error *error)
{
    if (isnan(r)) {
        return cst_error_set(error, CST_ERR_MONITOR, key,
                             "expected the latent correlation of the two scores, or a file of "
                             "joint counts, found none; 0 has to be said");
    }
    if (!(r >= -1.0 && r <= 1.0)) {
        return cst_error_set(error, CST_ERR_MONITOR, key,
                             "expected a correlation from -1 to 1, found %g", r);
    }
    return 0;
}

/* The key of joint counts. */
static const char *const file = "monitor.joint.file";

/* The joint counts' sum for one score of one monitor. */
static uint64_t joint_sum(const cst_joint_counts *counts, bool trusted, bool attack, uint32_t at)
{
    const uint32_t others = trusted ? counts->untrusted_bins : counts->trusted_bins;
    uint64_t sum = 0;
    for (uint32_t i = 0; i <= others; i++) {
        const uint32_t t = trusted ? at : i;
        const uint32_t u = trusted ? i : at;
        sum += attack ? counts->attack[t][u] : counts->honest[t][u];
    }
    return sum;
}

void cst_joint_margin(const cst_joint_counts *counts, bool trusted, cst_score_counts *score)
{
    *score = (cst_score_counts){.bins = trusted ? counts->trusted_bins : counts->untrusted_bins};
    for (uint32_t i = 0; i < score->bins; i++) {
        score->honest[i] = joint_sum(counts, trusted, false, i);
        score->attack[i] = joint_sum(counts, trusted, true, i);
    }
    score->honest_unscored = joint_sum(counts, trusted, false, score->bins);
    score->attack_unscored = joint_sum(counts, trusted, true, score->bins);
}

static int check_side(const cst_score_counts *own, const cst_score_counts *sums, const char *name,
                      bool attack, cst_error *error)
{
    const char *side = attack ? "attack" : "honest";
    for (uint32_t i = 0; i <= own->bins; i++) {
        const uint64_t want = cst_score_count(own, attack, i);
        const uint64_t sum = cst_score_count(sums, attack, i);
        if (sum != want && i < own->bins) {
            return cst_error_set(error, CST_ERR_MONITOR, file,
                                 "expected %" PRIu64 " %s samples with %s score %u, as its own "
                                 "counts say, found %" PRIu64 " in the joint counts",
                                 want, side, name, i, sum);
        }
        if (sum != want) {
            return cst_error_set(error, CST_ERR_MONITOR, file,
                                 "expected %" PRIu64 " %s samples without %s score, as its own "
                                 "counts say, found %" PRIu64 " in the joint counts",
                                 want, side, name, sum);
        }
    }
    return 0;
}

/* Whether a monitor's single counts are what the joint ones add up to. */
static int check_margin(const cst_joint_counts *counts, bool trusted, const cst_score_spec *score,
                        cst_error *error)
{
    const char *name = trusted ? "trusted" : "untrusted";
    cst_score_counts sums;
    if (score->model != &cst_score_histogram) {
        return cst_error_set(error, CST_ERR_MONITOR, file,
                             "joint counts go with scores of model histogram, the %s score is %s",
                             name, score->model->name);
    }
    cst_joint_margin(counts, trusted, &sums);
    if (sums.bins != score->counts->bins) {
        return cst_error_set(error, CST_ERR_MONITOR, file,
                             "expected %u %s scores, as its own counts have, found %u",
                             score->counts->bins, name, sums.bins);
    }
    const int code = check_side(score->counts, &sums, name, false, error);
    return code != 0 ? code : check_side(score->counts, &sums, name, true, error);
}

int cst_joint_check(const cst_joint_spec *spec, const cst_score_spec *trusted,
                    const cst_score_spec *untrusted, cst_error *error)
{
    if (spec->counts == NULL) {
        const int code =
            check_correlation(spec->honest_correlation, "monitor.joint.honest_correlation", error);
        return code != 0 ? code
                         : check_correlation(spec->attack_correlation,
                                             "monitor.joint.attack_correlation", error);
    }
    const int code = check_margin(spec->counts, true, trusted, error);
    return code != 0 ? code : check_margin(spec->counts, false, untrusted, error);
}

static double flag_chance(cst_score_cut c, uint32_t bins, uint32_t at)
{
    if (at >= c.from) {
        return at < bins ? 1.0 : 0.0; /* at = bins: not scored */
    }
    return at + 1 == c.from ? c.part : 0.0;
}

static void flags_counts(const cst_joint_counts *counts, const cst_score_spec *trusted,
                         const cst_score_spec *untrusted, bool attack, double out[2][2])
{
    const cst_score_cut ct = cst_score_cut_of(trusted);
    const cst_score_cut cu = cst_score_cut_of(untrusted);
    double samples = 0.0;
    for (uint32_t t = 0; t <= counts->trusted_bins; t++) {
        const double by_t = flag_chance(ct, counts->trusted_bins, t);
        for (uint32_t u = 0; u <= counts->untrusted_bins; u++) {
            const double by_u = flag_chance(cu, counts->untrusted_bins, u);
            const double n = (double)(attack ? counts->attack[t][u] : counts->honest[t][u]);
            samples += n;
            out[0][0] += n * (1.0 - by_t) * (1.0 - by_u);
            out[0][1] += n * (1.0 - by_t) * by_u;
            out[1][0] += n * by_t * (1.0 - by_u);
            out[1][1] += n * by_t * by_u;
        }
    }
    for (int i = 0; i < 4; i++) {
        out[i / 2][i % 2] /= samples;
    }
}

/* P(X > a, Y > b) of two standard normal variables with correlation r: the integral over x > a of
 * phi(x) P(Y > b | x), all terms positive, so that small chances keep their digits. */
static double both_above(double a, double b, double r)
{
    if (isinf(a) || isinf(b)) {
        const double other = isinf(a) ? b : a;
        return a == INFINITY || b == INFINITY ? 0.0 : cst_rmath_normal_above(other);
    }
    if (r == 1.0) {
        return cst_rmath_normal_above(fmax(a, b));
    }
    if (r == -1.0) {
        if (a >= -b) {
            return 0.0;
        }
        return a > 0.0 ? cst_rmath_normal_above(a) - cst_rmath_normal_above(-b)
                       : cst_rmath_normal(-b) - cst_rmath_normal(a);
    }
    const double x_from = fmax(fmax(a, b), -10.0);
    const double y_from = fmin(a, b);
    const double spread = sqrt((1.0 - r) * (1.0 + r));
    /* The density has its mass above x_from, and the step is as wide as this. */
    const double step = r == 0.0 ? 1.0 : spread / fabs(r);
    cst_panels panels;
    cst_panels_make(&panels, &(cst_panels_spec){.from = x_from,
                                                .to = fmax(x_from, 0.0) + 10.0,
                                                .centre = {x_from, r == 0.0 ? x_from : y_from / r},
                                                .width = fmin(step, 1.0 / fmax(x_from, 1.0))});
    double sum = 0.0;
    for (uint32_t i = 0; i < panels.count; i++) {
        const double half = 0.5 * (panels.edge[i + 1] - panels.edge[i]);
        const double middle = 0.5 * (panels.edge[i + 1] + panels.edge[i]);
        for (int j = 0; j < CST_PANELS_NODES; j++) {
            const double x = middle + half * cst_panels_node[j];
            sum += half * cst_panels_weight[j] * cst_rmath_normal_density(x) *
                   cst_rmath_normal((r * x - y_from) / spread);
        }
    }
    return sum;
}

/* A monitor's flags as cut-offs on its latent variable: above[1] with the chance part, else
 * above[0]. */
typedef struct latent {
    double above[2];
    double part;
} latent;

static latent latent_of(const cst_score_spec *score, bool attack)
{
    if (score->model != &cst_score_histogram) {
        const double share = attack ? cst_score_tpr(score) : score->fpr;
        const double above = cst_rmath_normal_quantile_above(share);
        return (latent){.above = {above, above}, .part = 0.0};
    }
    const cst_score_cut c = cst_score_cut_of(score);
    const uint64_t *side = attack ? score->counts->attack : score->counts->honest;
    const double all = cst_score_samples(score->counts, attack);
    double flagged = 0.0;
    for (uint32_t i = c.from; i < score->counts->bins; i++) {
        flagged += (double)side[i];
    }
    const double next = c.from > 0 ? (double)side[c.from - 1] : 0.0;
    return (latent){.above = {cst_rmath_normal_quantile_above(flagged / all),
                              cst_rmath_normal_quantile_above((flagged + next) / all)},
                    .part = c.part};
}

static void flags_copula(double r, const cst_score_spec *trusted, const cst_score_spec *untrusted,
                         bool attack, double out[2][2])
{
    const latent t = latent_of(trusted, attack);
    const latent u = latent_of(untrusted, attack);
    for (int i = 0; i < 4; i++) {
        const double weight =
            (i / 2 == 0 ? 1.0 - t.part : t.part) * (i % 2 == 0 ? 1.0 - u.part : u.part);
        if (weight > 0.0) {
            const double a = t.above[i / 2];
            const double b = u.above[i % 2];
            out[0][0] += weight * both_above(-a, -b, r);
            out[0][1] += weight * both_above(-a, b, -r);
            out[1][0] += weight * both_above(a, -b, -r);
            out[1][1] += weight * both_above(a, b, r);
        }
    }
}

void cst_joint_flags(const cst_joint_spec *spec, const cst_score_spec *trusted,
                     const cst_score_spec *untrusted, bool attack, double out[2][2])
{
    for (int i = 0; i < 4; i++) {
        out[i / 2][i % 2] = 0.0;
    }
    if (spec->counts != NULL) {
        flags_counts(spec->counts, trusted, untrusted, attack, out);
    } else {
        flags_copula(attack ? spec->attack_correlation : spec->honest_correlation, trusted,
                     untrusted, attack, out);
    }
    for (int i = 0; i < 4; i++) {
        out[i / 2][i % 2] = cst_number_round(out[i / 2][i % 2]);
    }
}
