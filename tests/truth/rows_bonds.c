/* SPDX-License-Identifier: MIT
 * MODEL section 6: strategies by who the two are to each other, and what false accusations cost. */
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include "tests/lib/scores.h"

#include <math.h>

static const double d = 0.8;     /* TPR */
static const double f = 0.05;    /* FPR */
static const double c = 0.7;     /* collusion.probability */
static const double found = 0.9; /* P(an audit finds an attack) */

/* 3 of 6 agents whose cyclic order is drawn once a trial, one reviewer: how many members are
 * followed by a member, over all 20 subsets of the places. */
static void clique_in_order(rows_book *book)
{
    double followed[4] = {0.0};
    double pairs = 0.0;
    double quiet = 0.0;
    for (uint32_t subset = 0; subset < 64; subset++) {
        uint32_t size = 0;
        uint32_t kept = 0;
        for (uint32_t at = 0; at < 6; at++) {
            size += subset >> at & 1;
            kept += subset >> at & subset >> (at + 1) % 6 & 1;
        }
        if (size == 3) {
            followed[kept] += 1.0 / 20.0;
        }
    }
    const double covered = 0.4 * (1.0 - d * (1.0 - c * 0.4));
    const double open = 0.4 * (1.0 - d);
    for (uint32_t kept = 0; kept <= 3; kept++) {
        pairs += kept * followed[kept];
        quiet += followed[kept] * pow(pow(1.0 - covered, kept) * pow(1.0 - open, 6.0 - kept), 3.0);
    }
    cst_trial_spec spec = rows_small("untrusted-monitor", 6, 3);
    spec.scheming.law.rate = 0.4;
    spec.protocol.assign = CST_ASSIGN_FIXED_PAIR;
    spec.collusion.strategy = cst_collusion_find("clique");
    spec.collusion.members = 3;
    rows_run(book, "6", "collusion clique, 3 of 6 in a drawn order", &spec, 40000);
    rows_mean(book, "R (members before a member, others)", CST_SPREAD_ESCAPED,
              3.0 * (pairs * covered + (6.0 - pairs) * open));
    rows_at(book, "the same pairs for the whole trial", CST_SPREAD_ESCAPED, 0, quiet);
}

/* 3 of 5 agents, two reviewers, any: by how many of an actor's reviewers are members. */
static void clique(rows_book *book)
{
    const double p = 0.1;
    const rows_law law = rows_beta(p, 0.2);
    const double fellows[3] = {1.0 / 6.0, 4.0 / 6.0, 1.0 / 6.0}; /* of the 2 among the other 4 */
    double escape = 0.4 * p * (1.0 - d) * (1.0 - d);
    for (uint32_t j = 0; j <= 2; j++) {
        for (uint32_t s = 0; s <= j; s++) {
            escape += 0.6 * fellows[j] * rows_choose(j, s) * rows_both(&law, 1 + s, j - s) *
                      pow(1.0 - d * (1.0 - c), s) * pow(1.0 - d, 2 - s);
        }
    }
    cst_trial_spec spec = rows_small("committee", 5, 4);
    spec.protocol.reviewers = 2;
    spec.protocol.rule = CST_RULE_ANY;
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.2;
    spec.collusion.strategy = cst_collusion_find("clique");
    spec.collusion.members = 3;
    rows_run(book, "6", "collusion clique, 3 of 5", &spec, 60000);
    rows_mean(book, "N R sum over members among the reviewers", CST_SPREAD_ESCAPED, 20.0 * escape);
    rows_share(book, "members report honest work: 1 - (1-f)^2", CST_COUNT_FLAGGED_HONEST,
               CST_COUNT_PLANNED, (1.0 - p) * (1.0 - (1.0 - f) * (1.0 - f)));
    spec = rows_small("untrusted-monitor", 3, 4);
    spec.scheming.law.rate = 0.4;
    spec.protocol.assign = CST_ASSIGN_RING;
    spec.collusion.strategy = cst_collusion_find("clique");
    const double covered = 0.4 * (1.0 - d * (1.0 - c * 0.4));
    const double open = 0.4 * (1.0 - d);
    rows_run(book, "6", "collusion clique, 2 of 3 in a ring", &spec, 40000);
    rows_at(book, "one of 3 pairs, for the whole trial", CST_SPREAD_ESCAPED, 0,
            pow((1.0 - covered) * (1.0 - open) * (1.0 - open), 4));
    clique_in_order(book);
}

/* Two agents who review each other; [i]: agent i has covered for the other. */
typedef struct covers {
    double chance[2][2];
} covers;

/* One task of `actor`; returns the chance that it escapes; `quiet`: keeps only what does not. */
static double look(covers *at, int actor, double rate, double start, bool quiet)
{
    covers next = {{{0.0}}};
    double escape = 0.0;
    for (int state = 0; state < 4; state++) {
        const int mine[2] = {state / 2, state % 2};
        const double now = at->chance[mine[0]][mine[1]];
        const double willing = rate * (mine[actor] ? 1.0 : start); /* it schemes, and covers */
        const double cover = rate * willing * (1.0 - d * (1.0 - c));
        const double miss = rate * (1.0 - willing) * (1.0 - d);
        int then[2] = {mine[0], mine[1]};
        then[1 - actor] = 1;
        escape += now * (cover + miss);
        next.chance[mine[0]][mine[1]] += now * (quiet ? 1.0 - cover - miss : 1.0 - cover);
        next.chance[then[0]][then[1]] += quiet ? 0.0 : now * cover;
    }
    *at = next;
    return escape;
}

static void reciprocal(rows_book *book)
{
    const double rate = 0.4;
    const double start = 0.3;
    covers all = {{{1.0}}};
    covers none = {{{1.0}}};
    double escapes = 0.0;
    cst_trial_spec spec = rows_small("untrusted-monitor", 2, 6);
    spec.scheming.law.rate = rate;
    spec.collusion.strategy = cst_collusion_find("reciprocal");
    spec.collusion.start = start;
    for (int task = 0; task < 12; task++) {
        escapes += look(&all, task % 2, rate, start, false);
        (void)look(&none, task % 2, rate, start, true);
    }
    rows_run(book, "6", "collusion reciprocal, start .3", &spec, 80000);
    rows_mean(book, "chain of who has covered for whom", CST_SPREAD_ESCAPED, escapes);
    rows_at(book, "the same without an escape", CST_SPREAD_ESCAPED, 0, none.chance[0][0]);
    rows_share(book, "nobody hides honest work: (1-p) f", CST_COUNT_FLAGGED_HONEST,
               CST_COUNT_PLANNED, (1.0 - rate) * f);
}

/* One audit a round, for the most suspicious of 3 tasks: P(a given one is an attack and gets it).
 */
static double most_suspicious(double p, double accuse)
{
    const double hidden = c * p;
    const double step = 1.0 / 200.0;
    double sum = 0.0;
    for (int i = -2000; i <= 2400; i++) {
        const double x = step * i;
        const double other = p * (hidden + (1.0 - hidden) * rows_normal(x - 2.0)) +
                             (1.0 - p) * (1.0 - p * accuse) * rows_normal(x);
        sum += step * p * (1.0 - hidden) * rows_density(x - 2.0) * other * other;
    }
    return sum;
}

static void accusations(rows_book *book)
{
    static const char *const names[] = {"collusion false-accusation, accuses nobody",
                                        "collusion false-accusation, burns the budget"};
    for (int burns = 0; burns <= 1; burns++) {
        cst_trial_spec spec = rows_small("untrusted-monitor", 3, 10);
        spec.scheming.law.rate = 0.3;
        spec.score = cst_test_binormal(2.0, f);
        spec.protocol.audit_budget = 0.3334;
        spec.collusion.strategy = cst_collusion_find("false-accusation");
        spec.collusion.accuse = burns ? 1.0 : 0.0;
        const double caught = 3.0 * most_suspicious(0.3, spec.collusion.accuse) * found;
        rows_run(book, "6", names[burns], &spec, 12000);
        rows_sum(book, "R N P(attack above the 2 others) r", CST_COUNT_CAUGHT, 10.0 * caught,
                 10.0 * caught * (1.0 - caught));
    }
    const double p = 0.3;
    cst_trial_spec spec = rows_small("untrusted-monitor", 20, 1);
    spec.scheming.law.rate = p;
    spec.collusion.strategy = cst_collusion_find("false-accusation");
    spec.collusion.accuse = 0.5;
    spec.response.on = CST_ON_REPORT;
    spec.response.effect = CST_EFFECT_QUARANTINE;
    rows_run(book, "6", "collusion false-accusation, evicts the honest", &spec, 20000);
    rows_mean(book, "N (1-p) (f + (1-f) phi p)", CST_SPREAD_QUARANTINED_FALSELY,
              20.0 * (1.0 - p) * (f + (1.0 - f) * 0.5 * p));
}

void rows_section_6_bonds(rows_book *book)
{
    clique(book);
    reciprocal(book);
    accusations(book);
}
