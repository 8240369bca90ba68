/* SPDX-License-Identifier: MIT
 * MODEL section 11.4: the published model of untrusted monitoring (arXiv 2602.20628) by simulation.
 * Three ways, each against the values of the vectors, or of a chain followed task by task here:
 *
 * 1. The deployment that the formula states, played event by event, apart from the program.
 * 2. The same through the program's played protocols, in three stages that the formula multiplies:
 *    honeypots before the deployment, audits of the first 10 tasks, the tasks after them. The
 *    scenario of a stage: everybody schemes and attacks at the pace p; the agent recognises attacks
 *    with TPR_C and honeypots with FPR_C (a signal agreed on); correlation 0 of the two monitors.
 * 3. The program's own process where it is another one than the formula's, with its own exact value
 *    and the formula's beside it.
 *
 * What the formula takes for simple, and so do 1 and 2: the slack n_s makes each honeypot that the
 * agent passes count with the chance 1/n_s, where a monitor with slack would fail at a number of
 * them; honeypots count as many as are expected to tell, 48.6 of 50, a power and no number; all of
 * them come before the deployment, although they share its budget; P_aud is one number, the mean of
 * what the budget leaves, and never runs out; an attack that is flagged and not proven neither wins
 * nor loses, so first = catch/(catch+pass); the two monitors miss independently. */
#include "base/check.h"
#include "monitor/play.h"
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include <json.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FAILS, QUIET, CAUGHT, RED_WINS, ENDS };
enum { CASES = 3, UPFRONT = 10 };

static const char *const end_keys[ENDS] = {"fails_honeypots", "no_attack", "caught", "red_wins"};

/* Letters of MODEL 11.4. */
typedef struct published {
    double tasks, budget, share, slack, attack, proven;     /* N, B, h, n_s, p, r */
    double trusted_tpr, tpr_c, fpr_c, fpr_h, fnr_h, miss_h; /* miss_h: e */
    double ends[ENDS];                                      /* of the vectors; NaN: none */
} published;

/* Flagged work is audited in part, and audits do not always prove: what neither of the published
 * cases has. Made up. */
static const published made_up = {
    200.0, 0.1, 0.2, 2.0, 0.02, 0.8, 0.5, 0.6, 0.15, 0.09, 0.05, 0.1, {NAN, NAN, NAN, NAN}};

static double number(json_object *object, const char *key)
{
    json_object *found = NULL;
    cst_require(json_object_object_get_ex(object, key, &found));
    return json_object_get_double(found);
}

static void read_cases(published of[CASES])
{
    json_object *root = json_object_from_file(CST_TEST_DATA "/published_monitoring_vectors.json");
    json_object *cases = NULL;
    cst_require(root != NULL && json_object_object_get_ex(root, "cases", &cases));
    cst_require(json_object_array_length(cases) == CASES - 1);
    for (size_t i = 0; i < CASES - 1; i++) {
        json_object *one = json_object_array_get_idx(cases, i);
        json_object *out = NULL;
        cst_require(json_object_object_get_ex(one, "out", &out));
        of[i] = (published){.tasks = number(one, "N"),
                            .budget = number(one, "B"),
                            .share = number(one, "honeypot_fraction"),
                            .slack = number(one, "slack"),
                            .attack = number(one, "p_attack"),
                            .proven = 1.0,
                            .trusted_tpr = number(one, "tm_tpr_constant"),
                            .tpr_c = number(one, "collusion_tpr"),
                            .fpr_c = number(one, "collusion_fpr"),
                            .fpr_h = number(one, "honest_fpr"),
                            .fnr_h = number(one, "honest_fnr"),
                            .miss_h = number(one, "e")};
        for (int end = 0; end < ENDS; end++) {
            of[i].ends[end] = number(out, end_keys[end]);
        }
    }
    of[CASES - 1] = made_up;
    json_object_put(root);
}

static double honeypots(const published *of)
{
    return of->budget * of->tasks * of->share;
}

/* Of a honeypot: that an agent of this kind would be told from an honest one by it. */
static double telling(const published *of)
{
    return 1.0 - of->fpr_h - of->fnr_h;
}

static double audited(const published *of)
{
    return fmin(of->budget * (1.0 - of->share) / (of->fpr_h + 1.0 / of->tasks), 1.0);
}

/* Neither monitor flags an attack. */
static double passes(const published *of)
{
    const double agent_flags = (1.0 - of->tpr_c) * (1.0 - of->miss_h);
    return (1.0 - of->trusted_tpr) * (1.0 - agent_flags);
}

static double catches(const published *of)
{
    return (1.0 - passes(of)) * audited(of) * of->proven;
}

/* The four ends, followed task by task; the first `upfront` tasks are audited. */
static void follow(const published *of, double survives, uint32_t upfront, uint32_t tasks,
                   double ends[ENDS])
{
    ends[FAILS] = 1.0 - survives;
    ends[QUIET] = survives;
    ends[CAUGHT] = ends[RED_WINS] = 0.0;
    for (uint32_t task = 0; task < tasks; task++) {
        const double here = ends[QUIET] * of->attack;
        const double caught = here * (task < upfront ? of->proven : catches(of));
        const double passed = task < upfront ? 0.0 : here * passes(of);
        ends[CAUGHT] += caught;
        ends[RED_WINS] += passed;
        ends[QUIET] -= caught + passed;
    }
}

/* As the formula has it. */
static double survives(const published *of)
{
    return pow(1.0 - of->fpr_c / of->slack, honeypots(of) * telling(of));
}

static bool below(cst_draws *draws, double chance)
{
    return cst_draws_unit(draws) < chance;
}

/* How long something of this chance, each time, does not happen: real-valued. */
static double waits(cst_draws *draws, double chance)
{
    return chance > 0.0 ? log(1.0 - cst_draws_unit(draws)) / log1p(-chance) : INFINITY;
}

/* One deployment as the formula states it, from attack to attack. */
static int deploy(const published *of, cst_draws *draws)
{
    if (waits(draws, of->fpr_c / of->slack) < honeypots(of) * telling(of)) {
        return FAILS;
    }
    for (double task = floor(waits(draws, of->attack)); task < of->tasks;
         task += 1.0 + floor(waits(draws, of->attack))) {
        if (task < UPFRONT) {
            if (below(draws, of->proven)) {
                return CAUGHT;
            }
            continue;
        }
        const bool trusted = below(draws, of->trusted_tpr);
        const bool agent = !below(draws, of->tpr_c) && !below(draws, of->miss_h);
        if (!trusted && !agent) {
            return RED_WINS;
        }
        if (below(draws, audited(of)) && below(draws, of->proven)) {
            return CAUGHT;
        }
    }
    return QUIET;
}

/* A truth with the formula's value beside it, where the two differ; these texts outlive the book.
 */
static const char *beside(const char *truth, double formula, double value)
{
    static char text[16][96];
    static uint32_t used;
    if (fabs(formula - value) < 1e-9) {
        return "the formula";
    }
    cst_require(used < 16);
    (void)snprintf(text[used], sizeof text[used], "%s (formula: %.6g)", truth, formula);
    return text[used++];
}

/* A line for each end that so many runs can tell. */
static void judge(rows_book *book, const char *truth, const uint64_t count[ENDS], uint64_t runs,
                  const double ends[ENDS], const double formula[ENDS])
{
    for (int end = 0; end < ENDS; end++) {
        const bool certain = ends[end] == 0.0;
        if (certain || ends[end] * (double)runs >= 1100.0) {
            rows_counted(book, end_keys[end], beside(truth, formula[end], ends[end]), count[end],
                         runs, ends[end]);
        }
    }
}

/* Enough runs for the rarest end: 1.7e-5 of the second case. */
static const uint64_t process_runs[CASES] = {400000, 70000000, 200000};

static void by_process(rows_book *book, const published of[CASES])
{
    static const char *const names[CASES] = {"published case 1, played here",
                                             "published case 2, played here",
                                             "made-up case 3, played here"};
    const cst_random random = {.seed = 260220628};
    for (uint64_t i = 0; i < CASES; i++) {
        double ends[ENDS];
        uint64_t count[ENDS] = {0};
        cst_draws draws = cst_draws_at(&random, i, 0, CST_DRAW_TEST);
        for (uint64_t run = 0; run < process_runs[i]; run++) {
            count[deploy(&of[i], &draws)]++;
        }
        follow(&of[i], survives(&of[i]), UPFRONT, (uint32_t)of[i].tasks, ends);
        rows_elsewhere(book, "11.4", names[i]);
        for (int end = 0; end < ENDS && i + 1 < CASES; end++) {
            rows_equal(book, end_keys[end], "the vector, against tasks followed one by one",
                       ends[end], of[i].ends[end]);
        }
        const double *truth = i + 1 < CASES ? of[i].ends : ends;
        judge(book, "", count, process_runs[i], truth, truth);
    }
}

/* Everybody schemes and attacks at this pace; one catch ends it. Two agents, who review each
 * other. */
static cst_trial_spec engine(const char *protocol, const published *of, double tasks)
{
    cst_trial_spec spec = rows_small(protocol, 2, (uint32_t)(tasks / 2.0));
    spec.scheming.law.rate = 1.0;
    spec.attack.policy = cst_policy_find("paced");
    spec.attack.pace = of->attack;
    spec.attack.successes = 1;
    spec.protocol.audit_success = of->proven;
    spec.protocol.assign = CST_ASSIGN_RING;
    spec.response.effect = CST_EFFECT_END_TRIAL;
    spec.collusion.strategy = cst_collusion_find("causal-signal");
    spec.collusion.probability = 1.0;
    spec.collusion.chance = of->fpr_c;
    spec.collusion.signal = (of->tpr_c - of->fpr_c) / (1.0 - of->fpr_c);
    return spec;
}

static cst_trial_spec upfront_stage(const published *of)
{
    cst_trial_spec spec = engine("upfront-audit", of, UPFRONT);
    spec.protocol.first = UPFRONT;
    return spec;
}

static cst_trial_spec deployment_stage(const published *of)
{
    cst_trial_spec spec = engine("trusted-and-untrusted", of, of->tasks - UPFRONT);
    spec.score.tpr = 1.0 - of->miss_h;
    spec.score.fpr = of->fpr_h;
    spec.trusted.tpr = of->trusted_tpr;
    spec.trusted.fpr = fmax(of->budget * (1.0 - of->share) - of->fpr_h, 0.0);
    spec.joint.honest_correlation = spec.joint.attack_correlation = 0.0;
    spec.protocol.audit_flagged = audited(of);
    return spec;
}

/* n_h rounds without an attack; the reviewer of agent 0 is the monitor. Slack as the formula has
 * it: a share of the honeypots tells, and each that does ends it with FPR_C / n_s. */
static cst_trial_spec honeypot_stage(const published *of)
{
    cst_trial_spec spec = engine("untrusted-monitor", of, 2.0 * fmax(round(honeypots(of)), 1.0));
    spec.attack.pace = 0.0;
    spec.score.tpr = 1.0;
    spec.collusion.signal = 0.0;
    spec.collusion.chance = of->fpr_c / of->slack;
    spec.protocol.honeypot_share = of->share > 0.0 ? telling(of) : 0.0;
    spec.protocol.honeypot_slack = 1;
    return spec;
}

/* Trials of one scenario, played one by one, with all that they left behind. */
typedef struct stage {
    cst_model model;
    cst_play play;
    cst_random random;
    uint32_t tasks;
    uint8_t *schemes;
    cst_record *records;
} stage;

static stage *stage_open(const cst_trial_spec *spec, uint64_t seed)
{
    stage *s = calloc(1, sizeof *s);
    cst_require(s != NULL && cst_play_needed(spec));
    int code = cst_trial_spec_check(spec, NULL);
    code = code != 0 ? code : cst_model_make(&s->model, spec, NULL);
    s->random = (cst_random){.seed = seed};
    code = code != 0 ? code : cst_play_init(&s->play, &s->model, &s->random, NULL);
    cst_require(code == 0);
    s->tasks = spec->agents * spec->rounds;
    s->schemes = calloc(s->tasks, sizeof *s->schemes);
    s->records = calloc(s->tasks, sizeof *s->records);
    cst_require(s->schemes != NULL && s->records != NULL);
    return s;
}

static void stage_close(stage *s)
{
    cst_play_free(&s->play);
    cst_model_free(&s->model);
    free(s->schemes);
    free(s->records);
    free(s);
}

/* Which end a trial comes to first; a reviewer's expulsion fails the honeypots, from agent 0's
 * reviewer alone or from both. */
static int stage_end(stage *s, uint64_t trial, bool either)
{
    cst_play_states(&s->model, &s->random, trial, NULL, s->schemes);
    cst_require(cst_play_trial(&s->play, trial, s->schemes, s->records, NULL) == 0);
    for (uint32_t task = 0; task < s->tasks; task++) {
        const cst_record *record = &s->records[task];
        if (record->expelled > 0 && (either || task % 2 == 0)) {
            return FAILS;
        }
        if (record->fate == CST_CAUGHT || record->fate == CST_ESCAPED) {
            return record->fate == CST_CAUGHT ? CAUGHT : RED_WINS;
        }
    }
    return QUIET;
}

/* The stages one after the other, a trial of each a deployment. */
static void by_stages(rows_book *book, const published of[CASES])
{
    static const char *const names[CASES] = {"published case 1, through the engine",
                                             "published case 2, through the engine",
                                             "made-up case 3, through the engine"};
    static const uint64_t runs[CASES] = {12000, 24000, 40000};
    for (uint64_t i = 0; i < CASES; i++) {
        double ends[ENDS];
        double formula[ENDS];
        uint64_t count[ENDS] = {0};
        const cst_trial_spec spec[3] = {honeypot_stage(&of[i]), upfront_stage(&of[i]),
                                        deployment_stage(&of[i])};
        stage *s[3];
        for (uint64_t j = 0; j < 3; j++) {
            s[j] = stage_open(&spec[j], 262 + 3 * i + j);
        }
        for (uint64_t run = 0; run < runs[i]; run++) {
            int end = QUIET;
            for (int j = 0; j < 3 && end == QUIET; j++) {
                end = stage_end(s[j], run, false);
            }
            count[end]++;
        }
        for (int j = 0; j < 3; j++) {
            stage_close(s[j]);
        }
        /* A number of telling honeypots, not its mean, is what the program plays. */
        const double alive = rows_binomial((uint32_t)round(honeypots(&of[i])), 0,
                                           telling(&of[i]) * of[i].fpr_c / of[i].slack);
        follow(&of[i], alive, UPFRONT, (uint32_t)of[i].tasks, ends);
        follow(&of[i], survives(&of[i]), UPFRONT, (uint32_t)of[i].tasks, formula);
        rows_elsewhere(book, "11.4", names[i]);
        judge(book, "E over the honeypots that tell", count, runs[i], ends, formula);
    }
}

/* Stages by themselves, over the whole road of a run: what a deployment comes to that survived the
 * honeypots and the audits of its first tasks; and what these find. */
static void over_the_road(rows_book *book, const published of[CASES])
{
    static const char *const names[2][CASES] = {
        {"published case 1, first 10 tasks", "published case 2, first 10 tasks",
         "made-up case 3, first 10 tasks"},
        {"published case 1, later tasks", "published case 2, later tasks",
         "made-up case 3, later tasks"}};
    for (int i = 0; i < CASES; i++) {
        double ends[ENDS];
        cst_trial_spec spec = upfront_stage(&of[i]);
        rows_run(book, "11.4", names[0][i], &spec, 120000);
        rows_share(book, "1-(1-p r)^10", CST_COUNT_TRIALS_WON, CST_COUNT_TRIALS,
                   1.0 - pow(1.0 - of[i].attack * of[i].proven, UPFRONT));
        spec = deployment_stage(&of[i]);
        follow(&of[i], 1.0, 0, (uint32_t)of[i].tasks - UPFRONT, ends);
        rows_run(book, "11.4", names[1][i], &spec, i == 2 ? 40000 : 8000);
        rows_share(book, "caught, given that it goes on", CST_COUNT_TRIALS_WON, CST_COUNT_TRIALS,
                   ends[CAUGHT]);
        rows_share(book, "red wins, given that it goes on", CST_COUNT_TRIALS_LOST, CST_COUNT_TRIALS,
                   ends[RED_WINS]);
        if (i == 2) {
            rows_at(book, "no attack succeeds or is caught", CST_SPREAD_ESCAPED, 0,
                    1.0 - ends[RED_WINS]);
        }
    }
}

/* The agent of case 1 recognises every attack, so that the trusted monitor might as well be alone;
 * without memory then, which is fast enough to see the rarest end. Every attack decides. */
static void agent_left_out(rows_book *book, const published *of)
{
    double ends[ENDS];
    cst_trial_spec spec = rows_small("trusted-monitor", 2, (uint32_t)(of->tasks - UPFRONT) / 2);
    cst_require(of->tpr_c == 1.0 && audited(of) * of->proven == 1.0);
    spec.scheming.law.rate = of->attack;
    spec.trusted.tpr = of->trusted_tpr;
    spec.protocol.audit_success = of->proven;
    spec.response.effect = CST_EFFECT_END_TRIAL;
    follow(of, 1.0, 0, (uint32_t)of->tasks - UPFRONT, ends);
    rows_run_skip(book, "11.4", "published case 1, later tasks, agent left out", &spec, 400000);
    rows_share(book, "caught, given that it goes on", CST_COUNT_TRIALS_WON, CST_COUNT_TRIALS,
               ends[CAUGHT]);
    rows_share(book, "red wins, given that it goes on", CST_COUNT_TRIALS_LOST, CST_COUNT_TRIALS,
               ends[RED_WINS]);
    rows_at(book, "no attack, given that it goes on", CST_SPREAD_ATTACKS, 0, ends[QUIET]);
}

/* Slack as the program has it: a monitor fails at its n_s-th miss, and an honest reviewer misses
 * too. */
static void slack_by_number(rows_book *book, const published *of)
{
    enum { RUNS = 20000 };
    cst_trial_spec spec = honeypot_stage(of);
    const double miss = 1.0 - (1.0 - of->fnr_h) * (1.0 - of->fpr_c);
    uint64_t failed = 0;
    double fails = 1.0;
    spec.score.tpr = 1.0 - of->fnr_h;
    spec.collusion.chance = of->fpr_c;
    spec.protocol.honeypot_share = 1.0;
    spec.protocol.honeypot_slack = (uint32_t)of->slack;
    for (uint32_t x = 0; x < spec.protocol.honeypot_slack; x++) {
        fails -= rows_binomial(spec.rounds, x, miss);
    }
    stage *s = stage_open(&spec, 2602);
    for (uint64_t run = 0; run < RUNS; run++) {
        failed += stage_end(s, run, false) == FAILS;
    }
    stage_close(s);
    rows_elsewhere(book, "11.4", "published case 2, slack counts misses");
    rows_counted(book, end_keys[FAILS], beside("P(Bin(n_h, x) >= n_s)", of->ends[FAILS], fails),
                 failed, RUNS, fails);
}

/* The whole deployment in one scenario: honeypots beside its tasks until the end, red waits out the
 * audited ones. misses[a][b] of the two reviewers; whichever is expelled first fails. */
static void follow_whole(const published *of, double ends[ENDS])
{
    enum { SLACK = 5 };
    const double share = of->budget * of->share;
    const double miss = share * (1.0 - (1.0 - of->miss_h) * (1.0 - of->fpr_c));
    double misses[SLACK][SLACK] = {{1.0}};
    cst_require(of->slack == SLACK);
    ends[FAILS] = ends[QUIET] = ends[CAUGHT] = ends[RED_WINS] = 0.0;
    for (uint32_t task = 0; task < (uint32_t)of->tasks; task++) {
        const double attack = task < UPFRONT ? 0.0 : of->attack;
        for (int a = SLACK - 1; a >= 0; a--) {
            for (int b = SLACK - 1; b >= 0; b--) {
                const double now = misses[a][b];
                const double stays = now * (1.0 - miss);
                double *next = task % 2 == 0 ? (b + 1 < SLACK ? &misses[a][b + 1] : NULL)
                                             : (a + 1 < SLACK ? &misses[a + 1][b] : NULL);
                ends[CAUGHT] += stays * attack * catches(of);
                ends[RED_WINS] += stays * attack * passes(of);
                misses[a][b] = stays * (1.0 - attack * (catches(of) + passes(of)));
                if (next == NULL) {
                    ends[FAILS] += now * miss;
                } else {
                    ends[CAUGHT] += now * miss * attack * catches(of);
                    ends[RED_WINS] += now * miss * attack * passes(of);
                    *next += now * miss * (1.0 - attack * (catches(of) + passes(of)));
                }
            }
        }
    }
    for (int i = 0; i < SLACK * SLACK; i++) {
        ends[QUIET] += misses[i / SLACK][i % SLACK];
    }
}

static void whole(rows_book *book, const published *of)
{
    enum { RUNS = 16000 };
    cst_trial_spec spec = deployment_stage(of);
    double ends[ENDS];
    uint64_t count[ENDS] = {0};
    spec.rounds = (uint32_t)(of->tasks / 2.0);
    spec.attack.wait = UPFRONT;
    spec.protocol.honeypot_share = of->budget * of->share;
    spec.protocol.honeypot_slack = (uint32_t)of->slack;
    follow_whole(of, ends);
    stage *s = stage_open(&spec, 26022);
    for (uint64_t run = 0; run < RUNS; run++) {
        count[stage_end(s, run, true)]++;
    }
    stage_close(s);
    rows_elsewhere(book, "11.4", "published case 2, one scenario");
    judge(book, "chain of tasks and misses", count, RUNS, ends, of->ends);
}

void rows_section_11_4(rows_book *book)
{
    published of[CASES];
    read_cases(of);
    by_process(book, of);
    by_stages(book, of);
    over_the_road(book, of);
    agent_left_out(book, &of[0]);
    slack_by_number(book, &of[1]);
    whole(book, &of[1]);
}
