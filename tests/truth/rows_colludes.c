/* SPDX-License-Identifier: MIT
 * MODEL section 6: strategies whose act on a piece of work is a chance, the same for all pairs or
 * by lineage. */
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include "tests/lib/scores.h"

#include <math.h>
#include <stdio.h>

static const double p = 0.1;     /* scheming.rate */
static const double d = 0.8;     /* TPR */
static const double f = 0.05;    /* FPR */
static const double c = 0.7;     /* collusion.probability */
static const double found = 0.9; /* P(an audit finds an attack) */

/* What a scheming reviewer does: hides an attack, hides honest work, accuses honest work. */
typedef struct acts {
    double attack, honest, accuse;
    double triggered; /* share of its tasks on which a scheming actor attacks */
} acts;

static cst_trial_spec committee(const char *strategy)
{
    cst_trial_spec spec = rows_base();
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.2;
    spec.collusion.strategy = cst_collusion_find(strategy);
    return spec;
}

static void act_row(rows_book *book, const char *name, const cst_trial_spec *spec,
                    const char *truth, acts does)
{
    const rows_law law = rows_beta(p, 0.2);
    const rows_crew at_attack = {3, 2, d, d * (1.0 - does.attack)};
    const rows_crew at_honest = {3, 2, f, f * (1.0 - does.honest) + (1.0 - f) * does.accuse};
    const double flagged = rows_flagged(&law, &at_attack, true);
    rows_run(book, "6", name, spec, 6000);
    rows_share(book, truth, CST_COUNT_ESCAPED, CST_COUNT_PLANNED, does.triggered * (p - flagged));
    rows_share(book, "(1 - that / attacks) r", CST_COUNT_CAUGHT, CST_COUNT_PLANNED,
               does.triggered * flagged * found);
    rows_share(book, "schemers on honest work", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED,
               rows_flagged(&law, &at_honest, false) +
                   (1.0 - does.triggered) * rows_flagged(&law, &at_honest, true));
}

static void plain(rows_book *book)
{
    cst_trial_spec spec = committee("none");
    act_row(book, "collusion none", &spec, "c = 0", (acts){.triggered = 1.0});
    spec = committee("always-pass");
    act_row(book, "collusion always-pass", &spec, "hides attacks and honest work alike with c",
            (acts){.attack = c, .honest = c, .triggered = 1.0});
    spec = committee("false-accusation");
    spec.collusion.accuse = 0.3;
    act_row(book, "collusion false-accusation", &spec, "hides attacks with c",
            (acts){.attack = c, .accuse = 0.3, .triggered = 1.0});
    spec = committee("input-trigger");
    spec.attack.classes = 4;
    act_row(book, "collusion input-trigger, 4 classes", &spec, "sum w_s u_s / classes",
            (acts){.attack = c, .honest = c / 4.0, .triggered = 0.25});
}

static void signals(rows_book *book)
{
    cst_trial_spec spec = committee("causal-signal");
    spec.collusion.signal = 0.8;
    spec.collusion.jammed = 0.25;
    spec.collusion.chance = 0.1;
    const double causal = 0.8 * 0.75 + (1.0 - 0.8 * 0.75) * 0.1;
    act_row(book, "collusion causal-signal, jammed .25", &spec, "TPR_C = s(1-J) + (1-s(1-J)) e0",
            (acts){.attack = c * causal, .honest = c * 0.1, .triggered = 1.0});
    spec = committee("acausal-signal");
    spec.collusion.agreement = 0.3;
    spec.collusion.chance = 0.1;
    act_row(book, "collusion acausal-signal, agreement .3", &spec, "TPR_C = s + (1-s) e0",
            (acts){.attack = c * (0.3 + 0.7 * 0.1), .honest = c * 0.1, .triggered = 1.0});
    spec = rows_small("trusted-monitor", 20, 10);
    spec.collusion.strategy = cst_collusion_find("causal-signal");
    spec.collusion.visible = 0.5;
    spec.trusted = cst_test_binormal(1.0, 0.1);
    rows_run(book, "6", "collusion causal-signal, visible .5", &spec, 4000);
    rows_share(book, "TPR_T = Phi(d' + delta + Phi^-1(a))", CST_COUNT_ESCAPED, CST_COUNT_ATTACKS,
               1.0 - rows_normal(1.5 + rows_quantile(0.1)));
}

/* P(recognised) at a false one of `mistaken`: equal normal scores with this AUC. */
static double recognised(double auc, double mistaken)
{
    return rows_normal(sqrt(2.0) * rows_quantile(auc) + rows_quantile(mistaken));
}

static void recognition(rows_book *book)
{
    static const struct {
        const char *name;
        double auc;
    } trained[] = {{"collusion self-recognition, AUC .98", 0.98},
                   {"collusion self-recognition, paraphrased: .76", 0.76},
                   {"collusion self-recognition, untrained: .62", 0.62}};
    for (size_t i = 0; i < sizeof trained / sizeof trained[0]; i++) {
        cst_trial_spec spec = committee("self-recognition");
        spec.collusion.auc = trained[i].auc;
        spec.collusion.mistaken = 0.1;
        const double own = c * recognised(trained[i].auc, 0.1);
        act_row(book, trained[i].name, &spec, "TPR_C = Phi(sqrt 2 Phi^-1(AUC) + Phi^-1(FPR_C))",
                (acts){.attack = own, .honest = own, .triggered = 1.0});
    }
    cst_trial_spec spec = committee("self-recognition");
    rows_two_lineages(&spec);
    spec.protocol.assign = CST_ASSIGN_CROSS_LINEAGE;
    spec.collusion.mistaken = 0.1;
    act_row(book, "collusion self-recognition, across lineages", &spec, "no more than by mistake",
            (acts){.attack = c * 0.1, .honest = c * 0.1, .triggered = 1.0});
}

/* Work whose signal shows with this chance and whose recognition score is N(mean, 1). */
typedef struct evidence {
    double signal, mean;
} evidence;

/* P(the sum of log-likelihood ratios is above t), where an attack shows the signal with `shows` and
 * has the mean `distance`, other work e0 and 0. */
static double above(double t, evidence work, double shows, double e0, double distance)
{
    const double with = log(shows / e0);
    const double without = log((1.0 - shows) / (1.0 - e0));
    /* distance * x - distance^2 / 2 > t - the signal's part */
    const double at_with = (t - with) / distance + distance / 2.0;
    const double at_without = (t - without) / distance + distance / 2.0;
    return work.signal * rows_normal(work.mean - at_with) +
           (1.0 - work.signal) * rows_normal(work.mean - at_without);
}

static void combined(rows_book *book)
{
    const double e0 = 0.05;
    const double shows = 0.5 + 0.5 * e0;
    const double distance = sqrt(2.0) * rows_quantile(0.76);
    double low = -50.0;
    double high = 50.0;
    for (int i = 0; i < 200; i++) {
        const double t = (low + high) / 2.0;
        *(above(t, (evidence){e0, 0.0}, shows, e0, distance) > 0.1 ? &low : &high) = t;
    }
    cst_trial_spec spec = committee("combined");
    spec.collusion.signal = 0.5;
    spec.collusion.chance = e0;
    spec.collusion.auc = 0.76;
    spec.collusion.mistaken = 0.1;
    act_row(book, "collusion combined", &spec, "sum of log-likelihood ratios, FPR_C .1",
            (acts){.attack = c * above(low, (evidence){shows, distance}, shows, e0, distance),
                   .honest = c * above(low, (evidence){e0, distance}, shows, e0, distance),
                   .triggered = 1.0});
}

/* All scheming reviewers report, or none of them does. */
static double flagged_together(const rows_law *law, double sees, double others, bool scheming_actor)
{
    const double report = sees * (1.0 - c);
    const rows_crew all = {3, 2, others, 1.0};
    const rows_crew none = {3, 2, others, 0.0};
    return report * rows_flagged(law, &all, scheming_actor) +
           (1.0 - report) * rows_flagged(law, &none, scheming_actor);
}

static void shared_bit(rows_book *book)
{
    const rows_law law = rows_beta(p, 0.2);
    const cst_trial_spec spec = committee("shared-bit");
    rows_run(book, "6", "collusion shared-bit", &spec, 6000);
    rows_share(book, "all schemers report (d (1-c)), or none", CST_COUNT_ESCAPED, CST_COUNT_PLANNED,
               p - flagged_together(&law, d, d, true));
    rows_share(book, "the same for honest work", CST_COUNT_FLAGGED_HONEST, CST_COUNT_PLANNED,
               flagged_together(&law, f, f, false));
}

void rows_section_6(rows_book *book)
{
    plain(book);
    signals(book);
    recognition(book);
    combined(book);
    shared_bit(book);
}
