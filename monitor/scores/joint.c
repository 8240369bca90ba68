/* SPDX-License-Identifier: MIT */
#include "monitor/scores/joint.h"

#include "base/number.h"
#include "base/rmath.h"
#include "monitor/scores/scores.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

cst_joint_spec cst_joint_spec_default(void)
{
    return (cst_joint_spec){.honest_correlation = NAN, .attack_correlation = NAN};
}

static int check_correlation(double r, const char *prefix, const char *name, cst_error *error)
{
    char key[96];
    (void)snprintf(key, sizeof key, "%s.%s", prefix, name);
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

/* One monitor's single counts, and where it is in the joint ones. */
typedef struct margin {
    const char *name;
    const cst_score_spec *score;
    bool trusted;
    uint32_t bins; /* of the joint counts */
} margin;

/* The joint counts' sum for one score of one monitor. */
static uint64_t joint_sum(const cst_joint_counts *counts, const margin *m, bool attack, uint32_t at)
{
    const uint32_t others = m->trusted ? counts->untrusted_bins : counts->trusted_bins;
    uint64_t sum = 0;
    for (uint32_t i = 0; i <= others; i++) {
        const uint32_t t = m->trusted ? at : i;
        const uint32_t u = m->trusted ? i : at;
        sum += attack ? counts->attack[t][u] : counts->honest[t][u];
    }
    return sum;
}

void cst_joint_margin(const cst_joint_counts *counts, bool trusted, cst_score_counts *score)
{
    const margin m = {.trusted = trusted,
                      .bins = trusted ? counts->trusted_bins : counts->untrusted_bins};
    *score = (cst_score_counts){.bins = m.bins};
    for (uint32_t i = 0; i < m.bins; i++) {
        score->honest[i] = joint_sum(counts, &m, false, i);
        score->attack[i] = joint_sum(counts, &m, true, i);
    }
    score->honest_unscored = joint_sum(counts, &m, false, m.bins);
    score->attack_unscored = joint_sum(counts, &m, true, m.bins);
}

static int check_side(const cst_joint_counts *counts, const margin *m, bool attack, const char *key,
                      cst_error *error)
{
    const cst_score_counts *own = m->score->counts;
    const uint64_t *single = attack ? own->attack : own->honest;
    const char *side = attack ? "attack" : "honest";
    for (uint32_t i = 0; i <= m->bins; i++) {
        const uint64_t sum = joint_sum(counts, m, attack, i);
        const uint64_t unscored = attack ? own->attack_unscored : own->honest_unscored;
        const uint64_t want = i < m->bins ? single[i] : unscored;
        if (sum != want && i < m->bins) {
            return cst_error_set(error, CST_ERR_MONITOR, key,
                                 "expected %" PRIu64 " %s samples with %s score %u, as its own "
                                 "counts say, found %" PRIu64 " in the joint counts",
                                 want, side, m->name, i, sum);
        }
        if (sum != want) {
            return cst_error_set(error, CST_ERR_MONITOR, key,
                                 "expected %" PRIu64 " %s samples without %s score, as its own "
                                 "counts say, found %" PRIu64 " in the joint counts",
                                 want, side, m->name, sum);
        }
    }
    return 0;
}

static int check_margin(const cst_joint_counts *counts, const margin *m, const char *key,
                        cst_error *error)
{
    if (m->score->model != &cst_score_histogram) {
        return cst_error_set(error, CST_ERR_MONITOR, key,
                             "joint counts go with scores of model histogram, the %s score is %s",
                             m->name, m->score->model->name);
    }
    if (m->bins != m->score->counts->bins) {
        return cst_error_set(error, CST_ERR_MONITOR, key,
                             "expected %u %s scores, as its own counts have, found %u",
                             m->score->counts->bins, m->name, m->bins);
    }
    const int code = check_side(counts, m, false, key, error);
    return code != 0 ? code : check_side(counts, m, true, key, error);
}

int cst_joint_check(const cst_joint_spec *spec, const cst_score_spec *trusted,
                    const cst_score_spec *untrusted, const char *prefix, cst_error *error)
{
    if (spec->counts == NULL) {
        const int code =
            check_correlation(spec->honest_correlation, prefix, "honest_correlation", error);
        return code != 0 ? code
                         : check_correlation(spec->attack_correlation, prefix, "attack_correlation",
                                             error);
    }
    char key[96];
    (void)snprintf(key, sizeof key, "%s.file", prefix);
    const margin t = {"trusted", trusted, true, spec->counts->trusted_bins};
    const margin u = {"untrusted", untrusted, false, spec->counts->untrusted_bins};
    const int code = check_margin(spec->counts, &t, key, error);
    return code != 0 ? code : check_margin(spec->counts, &u, key, error);
}

/* Where a histogram's threshold lies: scores from `from` are flagged, the one below with the chance
 * `part`. */
typedef struct cut {
    uint32_t from;
    double part;
} cut;

/* As score_histogram.c has it for one monitor. */
static cut cut_of(const cst_score_spec *score)
{
    const cst_score_counts *counts = score->counts;
    cut c = {.from = counts->bins, .part = 0.0};
    double left = score->fpr * cst_score_samples(counts, false);
    while (c.from > 0) {
        const double honest = (double)counts->honest[c.from - 1];
        if (honest > left) {
            c.part = left / honest;
            break;
        }
        left -= honest;
        c.from--;
    }
    return c;
}

static double flag_chance(cut c, uint32_t bins, uint32_t at)
{
    if (at >= c.from) {
        return at < bins ? 1.0 : 0.0; /* at = bins: not scored */
    }
    return at + 1 == c.from ? c.part : 0.0;
}

static void flags_counts(const cst_joint_counts *counts, const cst_score_spec *trusted,
                         const cst_score_spec *untrusted, bool attack, double out[2][2])
{
    const cut ct = cut_of(trusted);
    const cut cu = cut_of(untrusted);
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

enum { NODES = 16, BREAKS_MAX = 64, REACH = 20 };

/* Gauss-Legendre on [-1, 1]: roots of the Legendre polynomial, by Newton's method. */
typedef struct rule {
    double node[NODES], weight[NODES];
} rule;

static void rule_make(rule *r)
{
    for (int i = 0; i < NODES; i++) {
        double x = cos(acos(-1.0) * (i + 0.75) / (NODES + 0.5));
        double slope = 1.0;
        for (int step = 0; step < 8; step++) {
            double before = 1.0;
            double value = x;
            for (int n = 2; n <= NODES; n++) {
                const double next = ((2.0 * n - 1.0) * x * value - (n - 1.0) * before) / n;
                before = value;
                value = next;
            }
            slope = NODES * (x * value - before) / (x * x - 1.0);
            x -= value / slope;
        }
        r->node[i] = x;
        r->weight[i] = 2.0 / ((1.0 - x * x) * slope * slope);
    }
}

/* Panel ends between low and high, in order. */
typedef struct breaks {
    double low, high;
    uint32_t count;
    double at[BREAKS_MAX];
} breaks;

static void breaks_add(breaks *b, double x)
{
    if (!(x >= b->low && x <= b->high) || b->count == BREAKS_MAX) {
        return;
    }
    uint32_t i = b->count++;
    while (i > 0 && b->at[i - 1] > x) {
        b->at[i] = b->at[i - 1];
        i--;
    }
    b->at[i] = x;
}

/* low is at least -10, and high at most REACH above it. Panels short where the normal density has
 * its mass above low, and where the step of width `width` at `centre` is. */
static void breaks_make(breaks *b, double low, double centre, double width)
{
    *b = (breaks){.low = low, .high = fmax(low, 0.0) + 10.0};
    breaks_add(b, low);
    breaks_add(b, low + 0.25);
    breaks_add(b, low + 0.5);
    double x = low;
    for (int i = 0; i < REACH && (x += 1.0) < b->high; i++) {
        breaks_add(b, x);
    }
    breaks_add(b, b->high);
    breaks_add(b, centre);
    for (int i = 0; i < 4; i++) { /* width, 2, 4 and 8 of it; it may be infinite */
        breaks_add(b, centre - ldexp(width, i));
        breaks_add(b, centre + ldexp(width, i));
    }
}

/* P(X > a, Y > b) of two standard normal variables with correlation r: the integral over x > a of
 * phi(x) P(Y > b | x), all terms positive, so that small chances keep their digits. */
static double both_above(const rule *g, double a, double b, double r)
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
    breaks p;
    breaks_make(&p, x_from, r == 0.0 ? x_from : y_from / r, r == 0.0 ? 1.0 : spread / fabs(r));
    double sum = 0.0;
    for (uint32_t i = 0; i + 1 < p.count; i++) {
        const double half = 0.5 * (p.at[i + 1] - p.at[i]);
        const double middle = 0.5 * (p.at[i + 1] + p.at[i]);
        for (int j = 0; half > 0.0 && j < NODES; j++) {
            const double x = middle + half * g->node[j];
            sum += half * g->weight[j] * cst_rmath_normal_density(x) *
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
    const cut c = cut_of(score);
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
    rule g;
    rule_make(&g);
    for (int i = 0; i < 4; i++) {
        const double weight =
            (i / 2 == 0 ? 1.0 - t.part : t.part) * (i % 2 == 0 ? 1.0 - u.part : u.part);
        if (weight > 0.0) {
            const double a = t.above[i / 2];
            const double b = u.above[i % 2];
            out[0][0] += weight * both_above(&g, -a, -b, r);
            out[0][1] += weight * both_above(&g, -a, b, -r);
            out[1][0] += weight * both_above(&g, a, -b, -r);
            out[1][1] += weight * both_above(&g, a, b, r);
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
