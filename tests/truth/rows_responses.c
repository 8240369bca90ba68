/* SPDX-License-Identifier: MIT
 * MODEL section 8: responses. h: P(a task triggers the response), e: P(an attack escapes at it). */
#include "tests/truth/rows.h"
#include "tests/truth/rows_maths.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

static const double p = 0.1;     /* scheming.rate */
static const double d = 0.8;     /* TPR */
static const double f = 0.05;    /* FPR */
static const double c = 0.7;     /* collusion.probability */
static const double found = 0.9; /* P(an audit finds an attack) */

/* A task of a committee of 3 under the beta law. */
typedef struct task {
    double escape, trigger, alone; /* alone: triggers without an escape */
    double caught;
} task;

static task task_of(bool on_report, bool used)
{
    const rows_law law = rows_beta(p, 0.2);
    const rows_crew at_attack = {3, 2, d, d * (1.0 - c)};
    const rows_crew at_honest = {3, 2, f, f * (1.0 - c)};
    const double flagged = rows_flagged(&law, &at_attack, true);
    const double falsely = rows_flagged(&law, &at_honest, false);
    const double unproven = used ? flagged * (1.0 - found) : 0.0;
    if (on_report) {
        return (task){p - flagged + unproven, flagged + falsely, flagged + falsely - unproven,
                      flagged * found};
    }
    return (task){p - flagged + unproven, flagged * found, flagged * found, flagged * found};
}

static cst_trial_spec committee(bool on_report, bool used)
{
    cst_trial_spec spec = rows_small("committee", 5, 6);
    spec.scheming.law.law = cst_law_find("beta");
    spec.scheming.law.rho = 0.2;
    spec.response.on = on_report ? CST_ON_REPORT : CST_ON_CATCH;
    spec.protocol.flagged_work = used ? CST_FLAGGED_USE : CST_FLAGGED_DISCARD;
    return spec;
}

/* Rounds of 5 tasks until the first catch, of 6; without one all 6. The trial ends at a trigger. */
static double rounds_to_catch(const task *t)
{
    double rounds = 0.0;
    for (int round = 0; round < 6; round++) {
        double none = 1.0; /* P(no catch in the rounds before) */
        double goes_on = 1.0;
        for (int i = 0; i < 5 * round; i++) {
            none -= goes_on * t->caught;
            goes_on *= 1.0 - t->trigger;
        }
        rounds += none;
    }
    return rounds;
}

static void ends(rows_book *book)
{
    static const char *const names[] = {"response end-trial, latency 0",
                                        "response on catch, work used", "response on report",
                                        "response on report, work used"};
    const double n = 30.0;
    for (int i = 0; i < 4; i++) {
        const task t = task_of(i >= 2, i % 2 == 1);
        const double either = t.escape + t.alone;
        cst_trial_spec spec = committee(i >= 2, i % 2 == 1);
        spec.response.effect = CST_EFFECT_END_TRIAL;
        rows_run(book, "8", names[i], &spec, 40000);
        rows_share(book, "e/(e+g) (1-(1-e-g)^n)", CST_COUNT_TRIALS_ESCAPED, CST_COUNT_TRIALS,
                   t.escape / either * (1.0 - pow(1.0 - either, n)));
        const double happen = (1.0 - pow(1.0 - t.trigger, n)) / t.trigger;
        rows_mean(book, "(e/h)(1-(1-h)^n)", CST_SPREAD_ESCAPED, t.escape * happen);
        rows_share(book, "(w/h)(1-(1-h)^n)", CST_COUNT_TRIALS_CAUGHT, CST_COUNT_TRIALS,
                   t.caught * happen);
        rows_mean(book, "sum_t P(no catch before t)", CST_SPREAD_TIME_TO_CATCH,
                  rounds_to_catch(&t));
        rows_mean(book, "(e/h)(1-(1-h)^n)", CST_SPREAD_ESCAPES_BEFORE_CATCH, t.escape * happen);
        rows_mean(book, "(1-(1-h)^n)/h", CST_SPREAD_TASKS, happen);
    }
    const task t = task_of(false, false);
    cst_trial_spec spec = committee(false, false);
    rows_run(book, "8", "response none", &spec, 40000);
    rows_at(book, "(1-e)^n", CST_SPREAD_ESCAPED, 0, pow(1.0 - t.escape, n));
    rows_mean(book, "n e", CST_SPREAD_ESCAPED, n * t.escape);
}

/* Escapes and tasks where the trial ends at the end of round t + latency - 1; 2 tasks a round. */
static void ends_late(rows_book *book, uint32_t latency)
{
    const double rate = 0.3;
    const double escape = rate * (1.0 - d);
    const double trigger = rate * d * found;
    double still = 1.0; /* P(nothing escaped, and no trigger so far) */
    double quiet = 0.0;
    double rounds = 0.0;
    for (uint32_t round = 0; round < 8; round++) {
        const double goes_on = pow(1.0 - trigger - escape, 2);
        const double triggers = pow(1.0 - escape, 2) - goes_on;
        const uint32_t left = 8 - round - 1 < latency - 1 ? 8 - round - 1 : latency - 1;
        quiet += still * triggers * pow(1.0 - escape, 2.0 * left);
        still *= goes_on;
        /* This round happens if nothing was triggered up to `latency` rounds ago. */
        const uint32_t free = round >= latency ? round - latency + 1 : 0;
        rounds += pow(1.0 - trigger, 2.0 * free);
    }
    char name[64];
    cst_trial_spec spec = rows_small("trusted-monitor", 2, 8);
    spec.scheming.law.rate = rate;
    spec.response.effect = CST_EFFECT_END_TRIAL;
    spec.response.latency = latency;
    (void)snprintf(name, sizeof name, "response end-trial, latency %u", latency);
    rows_run(book, "8", name, &spec, 60000);
    rows_at(book, "chain over rounds", CST_SPREAD_ESCAPED, 0, quiet + still);
    rows_mean(book, "N e E(rounds that happen)", CST_SPREAD_ESCAPED, 2.0 * escape * rounds);
    rows_mean(book, "N E(rounds that happen)", CST_SPREAD_TASKS, 2.0 * rounds);
}

/* What a seat sees whose holder is followed by a fresh agent, d rounds after it left: a renewal
 * process. Expected numbers over the rounds. */
typedef struct renewal {
    double tasks, falsely;
} renewal;

/* h: P(a task triggers); falsely: P(it does, and is honest); clean: P(it is honest and does not).
 */
static renewal renewed(double h, double falsely, double clean, uint32_t latency, uint32_t refill)
{
    enum { ROUNDS = 20 };
    double watched[ROUNDS]; /* P(in, and not to leave yet) */
    double innocent = 0.0;  /* P(the same, and never attacked) */
    renewal sum = {0.0, 0.0};
    for (uint32_t t = 0; t < ROUNDS; t++) {
        const uint32_t back = 1 + latency + refill;
        const double fresh = t == 0 ? 1.0 : t < back ? 0.0 : h * watched[t - back];
        watched[t] = fresh + (t > 0 ? (1.0 - h) * watched[t - 1] : 0.0);
        innocent = fresh + clean * innocent;
        sum.tasks += watched[t];
        sum.falsely += falsely * innocent;
        for (uint32_t ago = 1; ago <= latency && ago <= t; ago++) {
            sum.tasks += h * watched[t - ago];
        }
    }
    return sum;
}

static void refilled(rows_book *book)
{
    for (int i = 0; i < 6; i++) {
        const bool late = i == 5;
        const bool report = i % 2 == 1 && !late;
        const uint32_t latency = i < 2 ? 0 : 3;
        const uint32_t refill = i < 4 ? 2 : 1;
        const double h = report ? p * d + (1.0 - p) * f : p * d * found;
        const renewal seat = renewed(h, (1.0 - p) * f, (1.0 - p) * (1.0 - f), latency, refill);
        cst_trial_spec spec = rows_small(late ? "async" : "trusted-monitor", 3, 20);
        spec.response = (cst_response_spec){.on = report ? CST_ON_REPORT : CST_ON_CATCH,
                                            .effect = CST_EFFECT_QUARANTINE,
                                            .latency = late ? 1 : latency,
                                            .refill = refill};
        spec.protocol.delay = late ? 2 : 0;
        spec.protocol.harm_rate = late ? 0.2 : 0.0;
        char name[80];
        (void)snprintf(name, sizeof name, "response quarantine, on %s%s, latency %u, refill %u",
                       report ? "report" : "catch", late ? " of async" : "", latency, refill);
        rows_run(book, "8", name, &spec, 40000);
        const double escape = p * (1.0 - d * (late ? pow(0.8, 2) : 1.0));
        rows_mean(book, "N e sum_t P(in), renewals", CST_SPREAD_ESCAPED, 3.0 * escape * seat.tasks);
        rows_mean(book, "N sum_t P(in)", CST_SPREAD_TASKS, 3.0 * seat.tasks);
        if (report) {
            rows_mean(book, "N (1-p) f sum_t P(in, innocent)", CST_SPREAD_QUARANTINED_FALSELY,
                      3.0 * seat.falsely);
        }
    }
}

/* MODEL section 11.2: escapes of one agent in T tasks that goes on for L tasks after the one that
 * triggers. */
static double quarantined(double escape, double h, double tasks, double latency)
{
    const double watched = fmax(tasks - latency, 0.0);
    return escape * fmin(latency, tasks) + escape / h * (1.0 - pow(1.0 - h, watched));
}

/* Three agents. */
static void quarantines(rows_book *book)
{
    static const char *const names[] = {"response quarantine, on catch",
                                        "response quarantine, on report",
                                        "response quarantine, on report, latency 5"};
    const double rounds = 20.0;
    for (int i = 0; i < 3; i++) {
        const double latency = i == 2 ? 5.0 : 0.0;
        const double h = i == 0 ? p * d * found : p * d + (1.0 - p) * f;
        const double out = 1.0 - pow(1.0 - h, rounds);
        cst_trial_spec spec = rows_small("trusted-monitor", 3, 20);
        spec.response.on = i == 0 ? CST_ON_CATCH : CST_ON_REPORT;
        spec.response.effect = CST_EFFECT_QUARANTINE;
        spec.response.latency = (uint32_t)latency;
        rows_run(book, "8", names[i], &spec, 40000);
        rows_mean(book, "N (p u L + (p u/h)(1-(1-h)^(T-L)))", CST_SPREAD_ESCAPED,
                  3.0 * quarantined(p * (1.0 - d), h, rounds, latency));
        rows_sum(book, "N (1-(1-h)^T)", CST_COUNT_QUARANTINED, 3.0 * out, 3.0 * out * (1.0 - out));
        if (i > 0) { /* flagged before it ever attacked */
            const double clean = (1.0 - p) * (1.0 - f);
            rows_mean(book, "N (1-p) f (1-x^T)/(1-x), x = (1-p)(1-f)",
                      CST_SPREAD_QUARANTINED_FALSELY,
                      3.0 * (1.0 - p) * f * (1.0 - pow(clean, rounds)) / (1.0 - clean));
        }
    }
}

/* Escapes of two agents who review each other for good, in `left` rounds; a schemer always attacks
 * and colludes; who is out neither acts nor reviews. */
static double pair(const bool schemes[2], unsigned out, uint32_t left)
{
    double trigger[2];
    double sum = 0.0;
    if (left == 0) {
        return 0.0;
    }
    for (unsigned i = 0; i < 2; i++) {
        const bool acts = (out >> i & 1) == 0;
        const bool seen = acts && (out >> (1 - i) & 1) == 0;
        const double report = (schemes[i] ? d : f) * (schemes[1 - i] ? 1.0 - c : 1.0);
        trigger[i] = seen ? report : 0.0;
        sum += acts && schemes[i] ? 1.0 - trigger[i] : 0.0;
    }
    for (unsigned now = 0; now < 4; now++) {
        const double chance = ((now & 1) != 0 ? trigger[0] : 1.0 - trigger[0]) *
                              ((now & 2) != 0 ? trigger[1] : 1.0 - trigger[1]);
        sum += chance > 0.0 ? chance * pair(schemes, out | now, left - 1) : 0.0;
    }
    return sum;
}

static void lasting(rows_book *book)
{
    const double share = 0.3;
    double escapes = 0.0;
    for (int types = 0; types < 4; types++) {
        const bool schemes[2] = {types % 2 == 1, types >= 2};
        escapes += (schemes[0] ? share : 1.0 - share) * (schemes[1] ? share : 1.0 - share) *
                   pair(schemes, 0, 6);
    }
    cst_trial_spec spec = rows_small("untrusted-monitor", 2, 6);
    spec.scheming.law.rate = share;
    spec.scheming.propensity = CST_PROPENSITY_MIXTURE;
    spec.scheming.never = 1.0 - share;
    spec.scheming.consistent = share;
    spec.response.on = CST_ON_REPORT;
    spec.response.effect = CST_EFFECT_QUARANTINE;
    rows_run(book, "8", "response quarantine, pairs that last", &spec, 40000);
    rows_mean(book, "4 pairs of types, chain of who is out", CST_SPREAD_ESCAPED, escapes);
}

static void recalls(rows_book *book)
{
    const double miss = p * (1.0 - d);
    for (uint32_t latency = 0; latency <= 2; latency += 2) {
        char name[64];
        double rounds = 0.0;
        cst_trial_spec spec = rows_small("trusted-monitor", 4, 12);
        rows_two_lineages(&spec);
        spec.response.effect = CST_EFFECT_RECALL;
        spec.response.latency = latency;
        const double quiet = pow(1.0 - p * d * found, 2); /* a lineage of 2, a round */
        for (uint32_t t = 0; t < 12; t++) {
            rounds += pow(quiet, t > latency ? t - latency : 0);
        }
        (void)snprintf(name, sizeof name, "response recall, latency %u", latency);
        rows_run(book, "8", name, &spec, 40000);
        rows_mean(book, "N p u sum_t P(no catch in the lineage)", CST_SPREAD_ESCAPED,
                  4.0 * miss * rounds);
        rows_mean(book, "N sum_t P(no catch in the lineage)", CST_SPREAD_TASKS, 4.0 * rounds);
    }
}

/* An escape stands if no catch follows within the window; then honest work too. */
static void retracts(rows_book *book)
{
    const double rate = 0.3;
    for (uint32_t window = 1; window <= 4; window += 3) {
        const double h = rate * d * found;
        char name[64];
        double stands = 0.0;
        cst_trial_spec spec = rows_small("trusted-monitor", 2, 10);
        spec.scheming.law.rate = rate;
        spec.response.effect = CST_EFFECT_RETRACT;
        spec.response.window = window;
        for (uint32_t t = 0; t < 10; t++) {
            const uint32_t later = 9 - t < window - 1 ? 9 - t : window - 1;
            stands += pow(1.0 - h, later);
        }
        (void)snprintf(name, sizeof name, "response retract, window %u", window);
        rows_run(book, "8", name, &spec, 40000);
        rows_mean(book, "N p u sum_t (1-h)^min(W-1, R-1-t)", CST_SPREAD_ESCAPED,
                  2.0 * rate * (1.0 - d) * stands);
        rows_mean(book, "N (1-p)(1-f) sum_t (1-h)^min(W-1, R-1-t)", CST_SPREAD_HONEST_USED,
                  2.0 * (1.0 - rate) * (1.0 - f) * stands);
    }
}

/* One agent, 200 rounds: a catch is all but certain. */
static void before_a_catch(rows_book *book)
{
    static const char *const truth[] = {"w/(l+w)", "(l/(l+w)) w/(l+w)", "(l/(l+w))^2 w/(l+w)"};
    cst_trial_spec spec = rows_small("trusted-monitor", 1, 200);
    spec.scheming.law.rate = 0.5;
    spec.trusted.tpr = 0.6;
    spec.response.effect = CST_EFFECT_END_TRIAL;
    const double lost = 0.4 / (0.4 + 0.6 * found);
    rows_run(book, "8", "response on catch, escapes before it", &spec, 16000);
    for (uint32_t m = 0; m <= 2; m++) {
        rows_at(book, truth[m], CST_SPREAD_ESCAPES_BEFORE_CATCH, m, pow(lost, m) * (1.0 - lost));
    }
    rows_at(book, "p w", CST_SPREAD_TIME_TO_CATCH, 1, 0.5 * 0.6 * found);
    rows_share(book, "won: w/(l+w)", CST_COUNT_TRIALS_WON, CST_COUNT_TRIALS, 1.0 - lost);
    rows_share(book, "lost: l/(l+w)", CST_COUNT_TRIALS_LOST, CST_COUNT_TRIALS, lost);
    spec = rows_small("async", 1, 20);
    spec.protocol.delay = 3;
    spec.protocol.harm_rate = 0.2;
    spec.response.effect = CST_EFFECT_QUARANTINE;
    const double h = p * d * found;
    rows_run(book, "8", "response quarantine, reviews of async 3 late", &spec, 80000);
    rows_mean(book, "p l L + (p l/h)(1-(1-h)^(T-L)), L = D", CST_SPREAD_ESCAPED,
              quarantined(p * (1.0 - d * pow(0.8, 3)), h, 20.0, 3.0));
}

/* A catch is known when its review is done: what escapes until then came before it. */
static void known_late(rows_book *book)
{
    enum { ROUNDS = 6, DELAY = 2 };
    cst_trial_spec spec = rows_small("async", 1, ROUNDS);
    spec.scheming.law.rate = 0.5;
    spec.trusted.tpr = 0.6;
    spec.protocol.delay = DELAY;
    spec.protocol.harm_rate = 0.2;
    const double in_time = pow(0.8, DELAY);
    const double caught = 0.5 * 0.6 * in_time * found;
    const double escaped = 0.5 * (1.0 - 0.6 * in_time);
    double won = 0.0;
    double time = 0.0;
    double before = 0.0; /* escapes until a catch is known: each task escapes, or is caught */
    for (int t = 0; t < ROUNDS; t++) {
        time += pow(1.0 - caught, t);
        for (int at = t - DELAY; at < t; at++) { /* the first catch, too late to be known at t */
            before += at < 0 ? 0.0 : pow(1.0 - caught, at) * caught * escaped;
        }
        before += pow(1.0 - caught, t) * escaped;
        const int waits = ROUNDS - 1 - t < DELAY ? ROUNDS - 1 - t : DELAY;
        won += pow(1.0 - caught - escaped, t) * caught * pow(1.0 - escaped, waits);
    }
    rows_run(book, "8", "async, catches known 2 rounds later", &spec, 40000);
    rows_share(book, "won: sum_t (1-w-l)^t w (1-l)^min(D, R-1-t)", CST_COUNT_TRIALS_WON,
               CST_COUNT_TRIALS, won);
    rows_at(book, "w", CST_SPREAD_TIME_TO_CATCH, 1, caught);
    rows_at(book, "(1-w) w", CST_SPREAD_TIME_TO_CATCH, 2, (1.0 - caught) * caught);
    rows_mean(book, "sum_t (1-w)^t", CST_SPREAD_TIME_TO_CATCH, time);
    rows_mean(book, "l sum_t P(not known before t)", CST_SPREAD_ESCAPES_BEFORE_CATCH, before);
}

/* The rows "quarantine" of tests/data/oracle_vectors.csv, and the last of them played. */
static void vectors(rows_book *book)
{
    static const struct {
        const char *name;
        double attack, miss, false_report, tasks, escapes;
    } of[] = {
        {"p .1, u .3, f 0, T infinite", 0.1, 0.3, 0.0, INFINITY, 4.285714285714285714285714E-1},
        {"p .001, u .1, f .01, T infinite", 0.001, 0.1, 0.01, INFINITY,
         9.182736455463728191000918E-3},
        {"p .001, u .06, f 0, T 1000", 0.001, 0.06, 0.0, 1000.0, 3.890711579235299717129687E-2},
        {"p .1, u .3, f .02, T 100", 0.1, 0.3, 0.02, 100.0, 3.408750404936180331351873E-1},
    };
    cst_trial_spec spec = rows_small("trusted-monitor", 1, 100);
    spec.trusted.tpr = 0.7;
    spec.trusted.fpr = 0.02;
    spec.response.on = CST_ON_REPORT;
    spec.response.effect = CST_EFFECT_QUARANTINE;
    rows_run(book, "8", "response quarantine, p .1, u .3, f .02, T 100", &spec, 40000);
    rows_mean(book, "the vector", CST_SPREAD_ESCAPED, of[3].escapes);
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        const double attack = of[i].attack;
        const double h = attack * (1.0 - of[i].miss) + (1.0 - attack) * of[i].false_report;
        rows_equal(book, of[i].name, "the vector, against the formula",
                   quarantined(attack * of[i].miss, h, of[i].tasks, 0.0), of[i].escapes);
    }
}

void rows_section_8(rows_book *book)
{
    ends(book);
    ends_late(book, 1);
    ends_late(book, 2);
    quarantines(book);
    refilled(book);
    lasting(book);
    recalls(book);
    retracts(book);
    before_a_catch(book);
    known_late(book);
    vectors(book);
}
