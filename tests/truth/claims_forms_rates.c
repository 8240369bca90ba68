/* SPDX-License-Identifier: MIT
 *
 * As claims_forms.c, of claims of rates: tests, prompts, guards, belief. */
#include "tests/truth/claims.h"

#include "base/check.h"

#include <math.h>

/* --- 6b, 15, 18, 22: evaluation -------------------------------------------------------------- */

#define OF(name) claims_in(at, "evaluation." name)

/* What being watched makes of a rate. */
static long double acts(const claims_place *at, const char *aware)
{
    return 1.0L - claims_in(at, aware) * (1.0L - OF("watched_factor"));
}

static long double in_tests(const claims_place *at)
{
    return acts(at, "evaluation.evaluation_awareness");
}

static long double schemer(const claims_place *at)
{
    const long double passes = powl(1.0L - OF("rate") * OF("recall") * in_tests(at), OF("tests"));
    return OF("prior") * passes / (OF("prior") * passes + 1.0L - OF("prior"));
}

/* P(a schemer passes) that leaves the verdict at its threshold. */
static long double pass_allowed(const claims_place *at)
{
    const long double odds = claims_threshold(at) / (1.0L - claims_threshold(at));
    return odds * (1.0L - OF("prior")) / OF("prior");
}

static long double schemer_tests(const claims_place *at)
{
    return logl(pass_allowed(at)) / log1pl(-OF("rate") * OF("recall") * in_tests(at));
}

static long double schemer_awareness(const claims_place *at)
{
    const long double shown = 1.0L - powl(pass_allowed(at), 1.0L / OF("tests"));
    return (1.0L - shown / (OF("rate") * OF("recall"))) / (1.0L - OF("watched_factor"));
}

static long double over_test(const claims_place *at)
{
    return acts(at, "evaluation.awareness") / in_tests(at);
}

static long double over_test_awareness(const claims_place *at)
{
    return (1.0L - acts(at, "evaluation.awareness") / claims_threshold(at)) /
           (1.0L - OF("watched_factor"));
}

/* 1 - A u = 2 (1 - A_e u), with u = 1 - w. */
static long double over_test_factor(const claims_place *at)
{
    return 1.0L - (claims_threshold(at) - 1.0L) /
                      (claims_threshold(at) * OF("evaluation_awareness") - OF("awareness"));
}

static long double upper_of_seen(const claims_place *at)
{
    return -expm1l(logl(OF("tail")) / OF("tests"));
}

static long double bounded(const claims_place *at)
{
    return fminl(1.0L, upper_of_seen(at) * acts(at, "evaluation.awareness") /
                           (OF("recall") * in_tests(at)));
}

static long double bounded_recall(const claims_place *at)
{
    return upper_of_seen(at) * acts(at, "evaluation.awareness") /
           (claims_threshold(at) * in_tests(at));
}

static long double bounded_awareness(const claims_place *at)
{
    const long double acted = upper_of_seen(at) * acts(at, "evaluation.awareness") /
                              (claims_threshold(at) * OF("recall"));
    return (1.0L - acted) / (1.0L - OF("watched_factor"));
}

static long double alerted(const claims_place *at)
{
    return OF("alerts") * OF("precision") / (OF("trajectories") * OF("recall"));
}

static long double alerted_recall(const claims_place *at)
{
    return OF("alerts") * OF("precision") / (OF("trajectories") * claims_threshold(at));
}

static long double alerted_precision(const claims_place *at)
{
    return claims_threshold(at) * OF("trajectories") * OF("recall") / OF("alerts");
}

#undef OF

/* x in [low, high] where f, which rises, is 0. */
static long double root(long double f(const void *with, long double x), const void *with,
                        long double low, long double high)
{
    for (int i = 0; i < 200; i++) {
        const long double middle = low + 0.5L * (high - low);
        *(f(with, middle) < 0.0L ? &low : &high) = middle;
    }
    return low + 0.5L * (high - low);
}

/* --- 10 to 13 -------------------------------------------------------------------------------- */

static long double phi(long double x)
{
    return 0.5L * erfcl(-x / sqrtl(2.0L));
}

static long double above_share(const void *share, long double x)
{
    return phi(x) - *(const long double *)share;
}

static long double shifts(const claims_place *at)
{
    const long double fpr = claims_in(at, "shift.fpr");
    const long double cut = root(above_share, &fpr, -40.0L, 40.0L);
    const long double m = claims_in(at, "shift.steps");
    const long double d = claims_in(at, "shift.d_prime");
    const long double x = claims_in(at, "shift.distance") / claims_in(at, "shift.tau");
    return powl(phi(d * expl(-x / m) + cut), m) / phi(d * expl(-x) + cut);
}

static long double guarded(const claims_place *at)
{
    return 1.0L - powl(1.0L - claims_in(at, "guards.transfer"), claims_in(at, "guards.guards"));
}

static long double guarded_transfer(const claims_place *at)
{
    return 1.0L - powl(1.0L - claims_threshold(at), 1.0L / claims_in(at, "guards.guards"));
}

static long double guarded_guards(const claims_place *at)
{
    return logl(1.0L - claims_threshold(at)) / log1pl(-claims_in(at, "guards.transfer"));
}

static long double holes(const claims_place *at)
{
    const long double g = claims_in(at, "holes.growth");
    const long double both = claims_in(at, "holes.patch") + g;
    const long double time = claims_in(at, "holes.time");
    const long double grown = both == 0.0L ? time : -expm1l(-both * time) / both;
    return expl(-claims_in(at, "holes.opening") * expl(g * time) * grown);
}

static long double trained(const claims_place *at)
{
    const long double gating = claims_in(at, "countermeasures.gating");
    return (1.0L - gating) * claims_in(at, "countermeasures.factor") + gating;
}

static long double trained_gating(const claims_place *at)
{
    const long double r = claims_in(at, "countermeasures.factor");
    return (claims_threshold(at) - r) / (1.0L - r);
}

static long double trained_factor(const claims_place *at)
{
    const long double gating = claims_in(at, "countermeasures.gating");
    return (claims_threshold(at) - gating) / (1.0L - gating);
}

/* --- 14, 16, 17 ------------------------------------------------------------------------------ */

static long double some(long double p, long double n)
{
    return 1.0L - powl(1.0L - p, n);
}

static long double settings(const claims_place *at)
{
    return claims_in(at, "environments.share") *
           some(claims_in(at, "environments.rate"), claims_in(at, "environments.tasks"));
}

static long double settings_share(const claims_place *at)
{
    return claims_threshold(at) /
           some(claims_in(at, "environments.rate"), claims_in(at, "environments.tasks"));
}

static long double settings_tasks(const claims_place *at)
{
    const long double share = claims_threshold(at) / claims_in(at, "environments.share");
    return share >= 1.0L ? (long double)NAN
                         : logl(1.0L - share) / log1pl(-claims_in(at, "environments.rate"));
}

/* A tail of a binomial law as a function of its chance: k or fewer of n, or k or more. */
typedef struct binomial {
    long double k, n, tail;
    bool fewer;
} binomial;

static long double tail_of(const void *with, long double p)
{
    const binomial *of = with;
    const long double first = of->fewer ? 0.0L : of->k;
    const long double last = of->fewer ? of->k : of->n;
    long double sum = 0.0L;
    for (long double i = first; i <= last; i += 1.0L) {
        sum += expl(lgammal(of->n + 1.0L) - lgammal(i + 1.0L) - lgammal(of->n - i + 1.0L) +
                    i * logl(p) + (of->n - i) * log1pl(-p));
    }
    return of->fewer ? of->tail - sum : sum - of->tail;
}

static long double prompted(const claims_place *at)
{
    const binomial after = {claims_in(at, "prompts.prompted_events"),
                            claims_in(at, "prompts.prompted_trials"), claims_in(at, "prompts.tail"),
                            true};
    const binomial before = {claims_in(at, "prompts.events"), claims_in(at, "prompts.trials"),
                             claims_in(at, "prompts.tail"), false};
    return root(tail_of, &after, 1e-12L, 1.0L - 1e-12L) /
           root(tail_of, &before, 1e-12L, 1.0L - 1e-12L);
}

static long double drives(const claims_place *at)
{
    return some(claims_in(at, "drives.rate"), claims_in(at, "drives.count"));
}

static long double drives_count(const claims_place *at)
{
    return logl(1.0L - claims_threshold(at)) / log1pl(-claims_in(at, "drives.rate"));
}

static long double drives_rate(const claims_place *at)
{
    return some(claims_threshold(at), 1.0L / claims_in(at, "drives.count"));
}

/* --- 19 to 21, 24 ---------------------------------------------------------------------------- */

static long double checked(const claims_place *at)
{
    cst_require(claims_in(at, "checks.tpr_checks") == 1.0L &&
                claims_in(at, "checks.correlation") == 0.0L);
    return 1.0L - claims_in(at, "checks.covered") * (1.0L - claims_in(at, "checks.displaced"));
}

static long double checked_displaced(const claims_place *at)
{
    return 1.0L - (1.0L - claims_threshold(at)) / claims_in(at, "checks.covered");
}

static long double checked_covered(const claims_place *at)
{
    return (1.0L - claims_threshold(at)) / (1.0L - claims_in(at, "checks.displaced"));
}

#define OF(name) claims_in(at, "update." name)

static long double believed(const claims_place *at)
{
    const long double odds = OF("prior") * OF("if_true");
    return odds / (odds + (1.0L - OF("prior")) * OF("if_false"));
}

/* Prior odds times p1/p0 are the odds of the threshold. */
static long double believed_prior(const claims_place *at)
{
    const long double odds =
        claims_threshold(at) / (1.0L - claims_threshold(at)) * OF("if_false") / OF("if_true");
    return odds / (1.0L + odds);
}

static long double believed_report(const claims_place *at)
{
    return claims_threshold(at) / (1.0L - claims_threshold(at)) * OF("if_false") *
           (1.0L - OF("prior")) / OF("prior");
}

static long double timed(const claims_place *at)
{
    return some(OF("hazard"), OF("levels")) / OF("if_false");
}

static long double timed_hazard(const claims_place *at)
{
    return some(claims_threshold(at) * OF("if_false"), 1.0L / OF("levels"));
}

static long double timed_levels(const claims_place *at)
{
    return logl(1.0L - claims_threshold(at) * OF("if_false")) / log1pl(-OF("hazard"));
}

#undef OF

#define OF(name) claims_in(at, "watching." name)

static long double watched(const claims_place *at)
{
    const long double sees = 1.0L - OF("collusion");
    return OF("awareness") * OF("watched_factor") * (1.0L - OF("tpr_aware") * sees) +
           (1.0L - OF("awareness")) * (1.0L - OF("tpr") * sees);
}

static long double watched_factor(const claims_place *at)
{
    cst_require(OF("awareness") == 1.0L && claims_threshold(at) == 1.0L);
    return 1.0L / (1.0L - OF("tpr_aware") * (1.0L - OF("collusion")));
}

static long double watched_tpr(const claims_place *at)
{
    cst_require(OF("awareness") == 1.0L && claims_threshold(at) == 1.0L);
    return (1.0L - 1.0L / OF("watched_factor")) / (1.0L - OF("collusion"));
}

#undef OF

const claims_file claims_of_rates[CLAIMS_OF_RATES] = {
    {"06b-nothing-seen",
     0,
     schemer,
     {CLAIMS_CLOSED(schemer_awareness, "of y* = 1-(1/19)^(1/n)"),
      CLAIMS_CLOSED(schemer_tests, "ln 19/(-ln(1-y))")}},
    {"10-small-shifts",
     0,
     shifts,
     {CLAIMS_HALVED("no formula of m ln Phi = ln Phi"), CLAIMS_HALVED("the same")}},
    {"11-guards-generalise",
     0,
     guarded,
     {CLAIMS_CLOSED(guarded_transfer, "1-2^(-1/k)"),
      CLAIMS_CLOSED(guarded_guards, "ln(1/2)/ln(1-t)")}},
    {"12-patching-converges",
     0,
     holes,
     {CLAIMS_HALVED("no formula at time T"), CLAIMS_HALVED("the same; opening/ln 2 as T grows")}},
    {"13-reduce-not-eliminate",
     0,
     trained,
     {CLAIMS_CLOSED(trained_gating, "(.1-r)/(1-r)"),
      CLAIMS_CLOSED(trained_factor, "(.1-g)/(1-g)")}},
    {"14-very-rarely",
     0,
     settings,
     {CLAIMS_CLOSED(settings_tasks, "ln(1-.5/W)/ln(1-p)"),
      CLAIMS_CLOSED(settings_share, ".5/(1-(1-p)^n)")}},
    {"15-because-watched",
     0,
     over_test,
     {CLAIMS_CLOSED(over_test_awareness, "(1-(1-A+Aw)/2)/(1-w)"),
      CLAIMS_CLOSED(over_test_factor, "1-1/(2A_e-A)")}},
    {"16-prompts-decide",
     0,
     prompted,
     {CLAIMS_HALVED("no formula of two binomial ends"), CLAIMS_HALVED("the same")}},
    {"17-other-drives",
     0,
     drives,
     {CLAIMS_CLOSED(drives_count, "ln(1/2)/ln(1-p)"), CLAIMS_CLOSED(drives_rate, "1-2^(-1/m)")}},
    {"18-zero-in-tests",
     0,
     bounded,
     {CLAIMS_CLOSED(bounded_recall, "x_U/(x(1-A_e+A_e w))"),
      CLAIMS_CLOSED(bounded_awareness, "(1-x_U/(x recall))/(1-w)")}},
    {"19-pull-request-review",
     0,
     checked,
     {CLAIMS_CLOSED(checked_displaced, "1-.5/kappa"),
      CLAIMS_CLOSED(checked_covered, ".5/(1-delta)")}},
    {"20-three-to-one",
     0,
     believed,
     {CLAIMS_CLOSED(believed_prior, "p0/(p0+p1)"),
      CLAIMS_CLOSED(believed_report, "p0(1-prior)/prior")}},
    {"20b-timing",
     0,
     timed,
     {CLAIMS_CLOSED(timed_hazard, "1-(1-p0)^(1/L)"),
      CLAIMS_CLOSED(timed_levels, "ln(1-p0)/ln(1-h)")}},
    {"22-routinely-misbehave",
     0,
     alerted,
     {CLAIMS_CLOSED(alerted_recall, "K precision/(N x)"),
      CLAIMS_CLOSED(alerted_precision, "x N recall/K")}},
    {"24-watching-provokes",
     0,
     watched,
     {CLAIMS_CLOSED(watched_factor, "1/(1-d_aware(1-cq))"),
      CLAIMS_CLOSED(watched_tpr, "(1-1/w)/(1-cq)")}},
};
