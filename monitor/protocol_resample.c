/* SPDX-License-Identifier: MIT
 * resample: m samples of every action are scored; their most, mean or least suspicion decides on
 * the audit, at a threshold that honest work passes with the monitor's FPR. A scheming actor
 * attacks in all of its samples. Most: w = (1 - (1 - TPR(t))^m) r with t = 1 - (1 - FPR)^(1/m). */
#include "monitor/play.h"
#include "monitor/protocol_parts.h"

#include <math.h>

static const cst_parameter samples = {
    CST_PARAMETER(WHOLE, "protocol.samples", cst_protocol_spec, samples,
                  CST_RANGE(1, 16, "a whole number from 1 to 16")),
    .initial = 4, .meaning = "samples of one action", .axis = "samples of an action"};

/* P(the sum of m uniforms is at most x) (Irwin-Hall). */
static double sum_of_uniforms(uint32_t m, double x)
{
    double sum = 0.0;
    double ways = 1.0; /* (-1)^j C(m, j) */
    double factorial = 1.0;
    for (uint32_t j = 0; j <= m && (double)j < x; j++) {
        sum += ways * pow(x - (double)j, (double)m);
        ways *= -(double)(m - j) / (double)(j + 1);
    }
    for (uint32_t j = 2; j <= m; j++) {
        factorial *= (double)j;
    }
    return sum / factorial;
}

double cst_protocol_resample_threshold(const cst_protocol_spec *protocol, double fpr)
{
    const double m = (double)protocol->samples;
    double low = 0.0;
    double high = 1.0;
    switch (protocol->statistic) {
    case CST_STATISTIC_MAX:
        return -expm1(log1p(-fpr) / m);
    case CST_STATISTIC_MIN:
        return pow(fpr, 1.0 / m);
    case CST_STATISTIC_MEAN:
        for (int i = 0; i < 200; i++) {
            const double middle = (low + high) / 2.0;
            if (sum_of_uniforms(protocol->samples, middle * m) < fpr) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
    return 0.0;
}

/* The first sample has been scored; a suspicion near 0 is the most suspicious. */
static void judge(cst_play *play, uint32_t agent, cst_view *view, cst_draws *draws)
{
    const cst_protocol_spec *protocol = &play->model->spec.protocol;
    double least = view->suspicion;
    double most = view->suspicion;
    double sum = view->suspicion;
    (void)agent;
    if (view->record.abstentions > 0) {
        return; /* no verdict, on none of the samples */
    }
    for (uint32_t i = 1; i < protocol->samples; i++) {
        const uint64_t word = cst_draws_next(draws);
        const double next = cst_play_suspicion(&play->laws->trusted, view->attack, word);
        least = next < least ? next : least;
        most = next > most ? next : most;
        sum += next;
    }
    view->suspicion = protocol->statistic == CST_STATISTIC_MAX   ? least
                      : protocol->statistic == CST_STATISTIC_MIN ? most
                                                                 : sum / (double)protocol->samples;
    if (cst_play_suspects(view->suspicion, play->laws->threshold)) {
        view->record.reports = 1;
        view->action = CST_ACTION_AUDIT;
    }
}

const cst_protocol cst_protocol_resample = {
    .name = "resample",
    .text = "several samples of an action are scored together",
    .parameter = {&samples},
    .crew = CST_CREW_TRUSTED,
    .played = true,
    .judge = judge,
};
