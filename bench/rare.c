/* SPDX-License-Identifier: MIT
 *
 * Rare events. A surface, through the program: all rates and laws from one simulation. And
 * splitting, for harm that needs many steps, against a walk over all states of two agents. How
 * often their intervals hold is in the unit tests, not here.
 */
#include "base/check.h"
#include "bench/child.h"
#include "bench/kernel.h"
#include "bench/round.h"

#include <math.h>
#include <string.h>

/* --- Surface --------------------------------------------------------------------------------- */

enum { LAWS = 5, RATES = 11 };

static const bench_claim wall = {"surface, the whole command", "s", BENCH_AT_MOST, 2.0, true};
static const bench_claim widest = {"surface, 5 laws at 11 rates, widest half interval", "%",
                                   BENCH_AT_MOST, 5.0, true};
static const bench_claim farthest = {"surface, 5 laws at 11 rates, farthest from exact", "%",
                                     BENCH_AT_MOST, 5.0, true};
static const bench_claim few_samples = {"surface, attacks simulated / tasks that naive needs",
                                        "times", BENCH_AT_MOST, 1e-8, true};
static const bench_claim law_samples = {"surface, attacks simulated / tasks that naive needs",
                                        "times", BENCH_NO_GOAL, 0.0, false};

/* A cell of the surface, as the command prints it. */
typedef struct cell {
    double rate, events, of, risk, low, high, unseen, exact;
    char law[32];
} cell;

typedef struct surface {
    double seconds;
    double samples;
    double widest, farthest; /* shares, at rates from 1e-11 to 1e-1 */
    double naive[LAWS];      /* tasks that a naive run needs at rate 1e-9, by law */
    char law[LAWS][32];
    size_t laws;
    size_t cells;
    uint64_t hash;
} surface;

static uint64_t hash_text(const char *text, uint64_t hash)
{
    for (; *text != '\0'; text++) {
        hash = bench_fold(hash, (unsigned char)*text);
    }
    return hash;
}

/* Tasks whose 95 % interval is as wide as 5 % to both sides, at a small risk. */
static double naive_tasks(double risk)
{
    return pow(1.96 / 0.05, 2.0) / risk;
}

static void take(surface *of, const cell *one)
{
    of->samples = one->of;
    if (one->rate < 0.99e-11) {
        return;
    }
    of->cells++;
    of->widest = fmax(of->widest, 0.5 * (one->high - one->low) / one->risk);
    of->farthest = fmax(of->farthest, fabs(one->risk / one->exact - 1.0));
    if (fabs(one->rate / 1e-9 - 1.0) < 0.01 && of->laws < LAWS) {
        memcpy(of->law[of->laws], one->law, sizeof one->law);
        of->naive[of->laws++] = naive_tasks(one->exact);
    }
}

/* False where the command fails, or prints anything else than a surface. */
static bool run_surface(const char *samples, surface *of)
{
    char line[512];
    const char *const words[] = {
        CST_BENCH_PROGRAM, "surface", CST_BENCH_SCENARIOS "/surface.yaml", "--csv", "--samples",
        samples,           NULL};
    *of = (surface){.hash = 1};
    const double start = bench_now();
    FILE *out = bench_child(words);
    of->seconds = bench_now() - start;
    if (out == NULL) {
        return false;
    }
    while (fgets(line, sizeof line, out) != NULL) {
        cell one;
        of->hash = hash_text(line, of->hash);
        if (sscanf(line, "%lf,%31[^,],%lf,%lf,%lf,%lf,%lf,%lf,%lf", &one.rate, one.law, &one.events,
                   &one.of, &one.risk, &one.low, &one.high, &one.unseen, &one.exact) == 9) {
            take(of, &one);
        }
    }
    (void)fclose(out);
    return of->cells == LAWS * RATES && of->laws == LAWS;
}

/* All laws at once, which is what one simulation serves; then each alone. */
static void compare_samples(const bench_round *round, const surface *of)
{
    double all = 0.0;
    for (size_t i = 0; i < LAWS; i++) {
        all += of->naive[i];
    }
    bench_add(round->table, &few_samples, "five laws at rate 1e-9", of->samples / all);
    for (size_t i = 0; i < LAWS; i++) {
        char at[BENCH_TEXT];
        (void)snprintf(at, sizeof at, "%s alone at rate 1e-9", of->law[i]);
        bench_add(round->table, &law_samples, at, of->samples / of->naive[i]);
    }
}

static void measure_surface(const bench_round *round, const char *samples, bool fewest)
{
    char at[BENCH_TEXT];
    surface of;
    (void)snprintf(at, sizeof at, "%s attacks a stratum", samples);
    if (!run_surface(samples, &of)) {
        bench_wrong(round->table, "surface, %s: no surface of %d cells", at, LAWS * RATES);
        return;
    }
    bench_hash(round->table, "surface", at, of.hash);
    bench_add(round->table, &wall, at, of.seconds);
    bench_add(round->table, &widest, at, 100.0 * of.widest);
    bench_add(round->table, &farthest, at, 100.0 * of.farthest);
    if (fewest) {
        compare_samples(round, &of);
    }
}

/* --- Splitting ------------------------------------------------------------------------------- */

enum { STEPS = 14, ROUNDS = 60, ESTIMATES = 40 };

static const double rate = 0.5;
static const double recall = 0.6;

static const bench_claim to_ten = {"splitting, one core, to 10 % relative standard error", "s",
                                   BENCH_AT_MOST, 1.0, true};
static const bench_claim against_exact = {"splitting, estimate / exact", "times", BENCH_NO_GOAL,
                                          0.0, false};
static const bench_claim estimated = {"splitting, estimate", "", BENCH_NO_GOAL, 0.0, false};
static const bench_claim one_estimate = {"splitting, standard deviation of one estimate", "%",
                                         BENCH_NO_GOAL, 0.0, false};

/* Two agents that watch each other; harm needs 14 escapes of one of them, and a catch ends the
 * trial. */
static cst_trial_spec pair(void)
{
    cst_trial_spec spec = cst_trial_spec_default();
    spec.agents = 2;
    spec.rounds = ROUNDS;
    spec.scheming.law.law = cst_law_find("independent");
    spec.scheming.law.rate = rate;
    spec.attack.policy = cst_policy_find("steps");
    spec.attack.steps = STEPS;
    spec.score.tpr = recall;
    spec.score.fpr = 0.0;
    spec.collusion.strategy = cst_collusion_find("none");
    spec.protocol.kind = cst_protocol_find("untrusted-monitor");
    spec.protocol.reviewers = 1;
    spec.response.on = CST_ON_CATCH;
    spec.response.effect = CST_EFFECT_END_TRIAL;
    return spec;
}

/* P(harm), task by task: how likely each pair of step counts is while nobody was caught. The larger
 * counts first, so that none moves twice in a task. */
static double walk(void)
{
    double at[STEPS][STEPS] = {{0.0}};
    double harm = 0.0;
    at[0][0] = 1.0;
    for (int task = 0; task < 2 * ROUNDS; task++) {
        const bool first = task % 2 == 0;
        for (int a = STEPS - 1; a >= 0; a--) {
            for (int b = STEPS - 1; b >= 0; b--) {
                const double moves = at[a][b] * rate * (1.0 - recall);
                at[a][b] *= 1.0 - rate;
                if ((first ? a : b) + 1 == STEPS) {
                    harm += moves;
                } else {
                    at[a + (first ? 1 : 0)][b + (first ? 0 : 1)] += moves;
                }
            }
        }
    }
    return harm;
}

/* Seeds differ by round, so that estimates of all rounds say how far they are apart. */
static void measure_splitting(const bench_round *round)
{
    cst_cell made;
    char at[BENCH_TEXT];
    const cst_trial_spec spec = pair();
    const double exact = walk();
    bench_cell(&made, &spec, "splitting", ESTIMATES, round->number + 1);
    bench_loop loop = {.cell = &made};
    bench_loop_run(&loop, cst_cell_blocks(&made), 0.0);
    const cst_spread *risk = &loop.row.spread[CST_SPREAD_SPLIT_RISK];
    const double count = (double)risk->trials;
    const double mean = (double)risk->sum / count;
    const double variance = ((double)risk->sum_sq - count * mean * mean) / (count - 1.0);
    const double deviation = sqrt(variance) / mean;
    const double error = deviation / sqrt(count);
    cst_require(risk->trials == ESTIMATES && mean > 0.0);
    (void)snprintf(at, sizeof at, "exact %.4g", exact);
    bench_add(round->table, &to_ten, at, loop.seconds * pow(error / 0.1, 2.0));
    bench_add(round->table, &estimated, at, mean / CST_ROW_SPLIT);
    bench_add(round->table, &against_exact, at, mean / CST_ROW_SPLIT / exact);
    bench_add(round->table, &one_estimate, at, 100.0 * deviation);
    if (round->number == 0) {
        bench_hash(round->table, "splitting", "first round", bench_row_hash(&loop.row, risk->sum));
    }
    if (fabs(mean / CST_ROW_SPLIT / exact - 1.0) > 6.0 * error) {
        bench_wrong(round->table, "splitting: %g where %g is exact", mean / CST_ROW_SPLIT, exact);
    }
    bench_loop_free(&loop);
    cst_cell_free(&made);
}

void bench_round_rare(const bench_round *round)
{
    bench_section(round->table, "Rare events");
    measure_surface(round, "1000000", false);
    measure_surface(round, "120000", true);
    measure_splitting(round);
    bench_note(round->table,
               "What naive needs: tasks for a 95 %% interval of 5 %% to both sides of the exact "
               "risk, (1.96 / 0.05)^2 / risk, for each law a run of its own.");
    bench_note(round->table,
               "How often intervals hold is in the unit tests (strata, splitting), not here.");
}
