/* SPDX-License-Identifier: MIT
 *
 * What the verdict of each shipped claim of agents and generations takes, and where it turns, from
 * the numbers of its file by arithmetic of this file's own. Letters: p rate, rho correlation, q = p
 * + rho (1 - p), d TPR, c P(a schemer covers), s survival, v oversight, w recovery. */
#include "tests/truth/claims.h"

#include "base/check.h"
#include "scenarios/load/schema.h"

#include <math.h>
#include <string.h>

/* A number of the claim's file, or of the place, where its key is an axis. */
long double claims_in(const claims_place *at, const char *name)
{
    for (int i = 0; i < 2; i++) {
        if (strcmp(at->claim->map.axis[i].key, name) == 0 && !isnan(at->at[i])) {
            return at->at[i];
        }
    }
    const cst_key *key = cst_key_find(name);
    cst_require(key != NULL);
    const double value = cst_claim_number(at->claim->point.scenario.cell[0].trial, key);
    cst_require(!isnan(value));
    return value;
}

/* The verdict's threshold. */
long double claims_threshold(const claims_place *at)
{
    return at->claim->map.argument->verdict.threshold;
}

/* --- 1 to 4: reviewers ----------------------------------------------------------------------- */

static long double reports(const claims_place *at)
{
    const long double p = claims_in(at, "history.rate");
    const long double q = p + claims_in(at, "history.rho") * (1.0L - p);
    const long double episodes =
        fminl(claims_in(at, "history.episodes"), claims_in(at, "history.memory"));
    const long double covers = claims_in(at, "history.ceiling") *
                               (1.0L - (1.0L - claims_in(at, "history.h0")) *
                                           expl(-claims_in(at, "history.h1") * episodes));
    return claims_in(at, "history.tpr") *
           (q * (1.0L - claims_in(at, "history.covers")) + (1.0L - q) * (1.0L - covers));
}

static long double reports_episodes(const claims_place *at)
{
    const long double p = claims_in(at, "history.rate");
    const long double q = p + claims_in(at, "history.rho") * (1.0L - p);
    return logl((1.0L - claims_in(at, "history.h0")) * claims_in(at, "history.tpr") * (1.0L - q) /
                claims_threshold(at)) /
           claims_in(at, "history.h1");
}

static long double schemes_too(const claims_place *at)
{
    const long double p = claims_in(at, "scheming.rate");
    return p + claims_in(at, "scheming.rho") * (1.0L - p);
}

static long double mitigates(const claims_place *at)
{
    return claims_in(at, "monitor.score.tpr") * (1.0L - claims_in(at, "monitor.leniency")) *
           (1.0L - claims_in(at, "collusion.probability") * schemes_too(at));
}

static long double mitigates_rho(const claims_place *at)
{
    const long double p = claims_in(at, "scheming.rate");
    const long double d =
        claims_in(at, "monitor.score.tpr") * (1.0L - claims_in(at, "monitor.leniency"));
    return ((1.0L - claims_threshold(at) / d) / claims_in(at, "collusion.probability") - p) /
           (1.0L - p);
}

static long double mitigates_tpr(const claims_place *at)
{
    return claims_threshold(at) / (1.0L - claims_in(at, "collusion.probability") * schemes_too(at));
}

static long double mitigates_leniency(const claims_place *at)
{
    const long double d = claims_in(at, "monitor.score.tpr");
    return 1.0L - claims_threshold(at) /
                      (d * (1.0L - claims_in(at, "collusion.probability") * schemes_too(at)));
}

static long double squared(const claims_place *at)
{
    const long double d = claims_in(at, "monitor.score.tpr");
    return (1.0L - d + d * claims_in(at, "collusion.probability") * schemes_too(at)) /
           claims_in(at, "scheming.rate");
}

static long double squared_rate(const claims_place *at)
{
    const long double rho = claims_in(at, "scheming.rho");
    cst_require(claims_in(at, "monitor.score.tpr") == 1.0L && claims_threshold(at) == 2.0L);
    return rho / (1.0L + rho);
}

static long double squared_rho(const claims_place *at)
{
    const long double p = claims_in(at, "scheming.rate");
    const long double d = claims_in(at, "monitor.score.tpr");
    return (claims_threshold(at) * p - (1.0L - d) - d * p) / (d * (1.0L - p));
}

/* P(none of k report | attack): how many of the first n scheme follows an urn that begins with the
 * actor's draw; c = 1. */
static long double none_reports(const claims_place *at, long double k)
{
    const long double p = claims_in(at, "scheming.rate");
    const long double rho = claims_in(at, "scheming.rho");
    const long double missed = 1.0L - claims_in(at, "monitor.score.tpr");
    long double law[64] = {1.0L};
    for (int n = 1; n <= (int)k; n++) {
        for (int m = n; m >= 0; m--) {
            const long double all = 1.0L - rho + n * rho;
            const long double schemes = m > 0 ? (p * (1.0L - rho) + m * rho) / all : 0.0L;
            const long double not = ((1.0L - p) * (1.0L - rho) + (n - 1 - m) * rho) / all;
            law[m] = (m > 0 ? law[m - 1] * schemes : 0.0L) + (m < n ? law[m] * not *missed : 0.0L);
        }
    }
    long double sum = 0.0L;
    for (int m = 0; m <= (int)k; m++) {
        sum += law[m];
    }
    return sum;
}

static long double more_reviewers(const claims_place *at)
{
    return none_reports(at, claims_in(at, "protocol.reviewers")) / none_reports(at, 1.0L);
}

static long double worth_each(const claims_place *at)
{
    const long double others = claims_in(at, "judges.judges") - 1.0L;
    return 1.0L / (1.0L + others * claims_in(at, "judges.correlation"));
}

static long double worth_judges(const claims_place *at)
{
    return 1.0L + (1.0L / claims_threshold(at) - 1.0L) / claims_in(at, "judges.correlation");
}

static long double worth_correlation(const claims_place *at)
{
    return (1.0L / claims_threshold(at) - 1.0L) / (claims_in(at, "judges.judges") - 1.0L);
}

/* --- 5 to 9: generations --------------------------------------------------------------------- */

#define OF(name) claims_in(at, "generations." name)

static long double kept(const claims_place *at)
{
    return OF("base") * powl(OF("survival"), OF("steps"));
}

static long double kept_survival(const claims_place *at)
{
    return powl(claims_threshold(at) / OF("base"), 1.0L / OF("steps"));
}

static long double kept_steps(const claims_place *at)
{
    return logl(claims_threshold(at) / OF("base")) / logl(OF("survival"));
}

static long double kept_base(const claims_place *at)
{
    return claims_threshold(at) / powl(OF("survival"), OF("steps"));
}

static long double repaired(const claims_place *at)
{
    const long double lost = (1.0L - OF("survival")) * (1.0L - OF("oversight"));
    const long double w = OF("recovery");
    const long double settles = lost + w > 0.0L ? w / (lost + w) : 1.0L;
    return settles + (OF("base") - settles) * powl(1.0L - lost - w, OF("steps"));
}

static long double levels(const claims_place *at)
{
    const long double m = OF("levels");
    return powl(1.0L + powl(10.0L, (OF("gap") / m - OF("guard")) / 400.0L), -m);
}

static long double levels_guard(const claims_place *at)
{
    const long double m = OF("levels");
    return OF("gap") / m - 400.0L * log10l(powl(claims_threshold(at), -1.0L / m) - 1.0L);
}

static long double labours(const claims_place *at)
{
    const long double grows = powl(OF("growth"), OF("labour") - OF("difficulty"));
    long double chance = OF("base");
    for (int g = 1; g <= (int)OF("steps"); g++) {
        const long double missed = powl(1.0L - OF("oversight"), powl(grows, g - 1));
        chance *= 1.0L - (1.0L - OF("survival")) * missed;
    }
    return chance;
}

static long double cases(const claims_place *at)
{
    const long double error = OF("case_error");
    return (1.0L - error) * powl(1.0L - (1.0L - OF("generalise")) * error, OF("cases") - 1.0L);
}

static long double cases_generalise(const claims_place *at)
{
    const long double error = OF("case_error");
    return 1.0L -
           (1.0L - powl(claims_threshold(at) / (1.0L - error), 1.0L / (OF("cases") - 1.0L))) /
               error;
}

/* By the equation of the error itself, over and over. */
static long double cases_error(const claims_place *at)
{
    long double error = 0.0L;
    for (int i = 0; i < 100; i++) {
        error = (1.0L - powl(claims_threshold(at) / (1.0L - error), 1.0L / (OF("cases") - 1.0L))) /
                (1.0L - OF("generalise"));
    }
    return error;
}

static long double cliff(const claims_place *at)
{
    cst_require(OF("cliff_at") >= 1.0L && OF("cliff_at") <= OF("steps"));
    return OF("base") * OF("cliff") * powl(OF("survival"), OF("steps") - 1.0L);
}

static long double cliff_chance(const claims_place *at)
{
    return claims_threshold(at) / powl(OF("survival"), OF("steps") - 1.0L);
}

static long double cliff_survival(const claims_place *at)
{
    return powl(claims_threshold(at) / OF("cliff"), 1.0L / (OF("steps") - 1.0L));
}

#undef OF

/* --- 21: one catch ---------------------------------------------------------------------------- */

static long double caught(const claims_place *at)
{
    const long double p = claims_in(at, "scheming.rate");
    const long double d = claims_in(at, "monitor.score.tpr");
    const long double escapes = p * (1.0L - d);
    const long double ends = escapes + p * d * claims_in(at, "protocol.audit.success");
    const long double any =
        -expm1l(claims_in(at, "trial.agents") * claims_in(at, "trial.rounds") * log1pl(-ends));
    return ends > 0.0L ? escapes / ends * any : 0.0L;
}

const claims_file claims_of_agents[CLAIMS_OF_AGENTS] = {
    {"01-report-on-each-other",
     0,
     reports,
     {CLAIMS_CLOSED(reports_episodes, "ln((1-h0) d (1-q)/.5)/h1"),
      CLAIMS_HALVED("turns nowhere: fewer are shared")}},
    {"02-mitigates-most",
     0,
     mitigates,
     {CLAIMS_CLOSED(mitigates_rho, "((1-.5/d)/c-p)/(1-p)"),
      CLAIMS_CLOSED(mitigates_tpr, ".5/(1-cq)")}},
    {"03-rate-squared",
     0,
     squared,
     {CLAIMS_CLOSED(squared_rate, "rho/(1+rho)"),
      CLAIMS_CLOSED(squared_rho, "(2p-(1-d)-dp)/(d(1-p))")}},
    {"04-more-reviewers",
     2000000,
     more_reviewers,
     {CLAIMS_HALVED("no formula where reviewers miss"), CLAIMS_HALVED("the same")}},
    {"04b-nine-judges",
     0,
     worth_each,
     {CLAIMS_CLOSED(worth_judges, "1+1/r"), CLAIMS_CLOSED(worth_correlation, "1/(k-1)")}},
    {"05-98-percent-a-step",
     0,
     kept,
     {CLAIMS_CLOSED(kept_survival, "2^(-1/n)"), CLAIMS_CLOSED(kept_steps, "ln(1/2)/ln s")}},
    {"05b-noticed-and-undone",
     0,
     repaired,
     {CLAIMS_HALVED("no formula at n steps; (1-s)(1-v) as n grows"), CLAIMS_HALVED("the same")}},
    {"06-aligned-base",
     0,
     kept,
     {CLAIMS_CLOSED(kept_base, ".5/s^n"), CLAIMS_CLOSED(kept_survival, "(.5/a0)^(1/n)")}},
    {"07-slightly-more-capable",
     0,
     levels,
     {CLAIMS_HALVED("no formula in m"), CLAIMS_CLOSED(levels_guard, "G/m-400 log10(2^(1/m)-1)")}},
    {"08-labour-keeps-up",
     0,
     labours,
     {CLAIMS_HALVED("no formula at n steps; difficulty as n grows"), CLAIMS_HALVED("the same")}},
    {"09-lumpy-or-fuzzy",
     2000,
     cases,
     {CLAIMS_CLOSED(cases_error, "(1-(.5/(1-e))^(1/(m-1)))/(1-t)"),
      CLAIMS_CLOSED(cases_generalise, "1-(1-(.5/(1-e))^(1/(m-1)))/e")}},
    {"09b-one-cliff",
     0,
     cliff,
     {CLAIMS_CLOSED(cliff_chance, ".5/s^(n-1)"),
      CLAIMS_CLOSED(cliff_survival, "(.5/Q)^(1/(n-1))")}},
    {"21-one-catch",
     0,
     caught,
     {CLAIMS_HALVED("no formula at n tasks; miss/(1-miss) as n grows"), CLAIMS_HALVED("the same")}},
    {"23-leniency",
     0,
     mitigates,
     {CLAIMS_CLOSED(mitigates_leniency, "1-.5/(d(1-cq))"),
      CLAIMS_CLOSED(mitigates_rho, "((1-.5/((1-l)d))/c-p)/(1-p)")}},
};
