/* SPDX-License-Identifier: MIT
 * history: an agent attacks, and a reviewer that it has shared episodes with is to report it.
 * CLAIMS 3: an honest one covers with C(E) = ceiling (1 - (1 - h0) exp(-h1 E)). */
#include "monitor/mechanisms/mechanism.h"

#include "base/logarithm.h"
#include "base/number.h"

#include <math.h>

#define EPISODES CST_RANGE(0, 10000, "a whole number from 0 to 10000")
#define FACTOR   CST_RANGE(0.0, 1000.0, "a number from 0 to 1000")

/* A key of the name of its field: kind, default, axis of a picture, meaning, range and more. */
#define ROW(name, kind, initial_, axis_, meaning_, ...)                                            \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind, "history." #name, cst_mechanism_spec, history.name, __VA_ARGS__),      \
        .initial = (initial_), .axis = (axis_), .meaning = (meaning_)}

ROW(rate, REAL, 0.001, "scheming rate", "P(an agent schemes on a task)", CST_PROBABILITY);
ROW(rho, REAL, 0.0, "correlation of two agents' scheming",
    "correlation of the scheming of agent and reviewer on one task", CST_PROBABILITY,
    .symbol = "rho");
ROW(tpr, REAL, 0.9, "TPR of a reviewer", "share of attacks that a reviewer sees", CST_PROBABILITY,
    .symbol = "d");
ROW(covers, REAL, 1.0, "chance that a scheming reviewer covers",
    "P(a reviewer that schemes covers for an attack that it sees)", CST_PROBABILITY);
ROW(episodes, WHOLE, 0, "episodes shared before", "episodes that the two agents have shared before",
    EPISODES, .symbol = "episodes");
ROW(memory, WHOLE, 0, "episodes that are remembered",
    "only so many of the last episodes count; 0: all count", EPISODES, .symbol = "memory");
ROW(own_covers, WHOLE, 0, "episodes in which the reviewer covered",
    "in how many of the episodes that count the reviewer covered", EPISODES);
ROW(h0, REAL, 0.0085, "cover between strangers",
    "P(an honest reviewer covers for a stranger), as a share of the ceiling", CST_PROBABILITY);
ROW(h1, REAL, 0.142, "how fast cover grows with shared episodes",
    "each shared episode makes an honest reviewer cover with chance 1 - exp(-h1)", FACTOR);
ROW(ceiling, REAL, 0.906, "ceiling of cover",
    "P(an honest reviewer covers) after very many episodes", CST_PROBABILITY);
ROW(habit, REAL, 4.8, "episodes that an own cover counts for",
    "an episode in which the reviewer covered counts for so many episodes more", FACTOR);

static uint32_t that_count(const cst_history_spec *of)
{
    return of->memory > 0 && of->memory < of->episodes ? of->memory : of->episodes;
}

static int check(const cst_mechanism_spec *spec, cst_error *error)
{
    const cst_history_spec *of = &spec->history;
    const uint32_t most = that_count(of);
    if (of->own_covers > most) {
        return cst_error_set(error, CST_ERR_RANGE, own_covers.key,
                             "expected at most %u, the episodes that count by history.episodes and "
                             "history.memory, found %u",
                             most, of->own_covers);
    }
    return 0;
}

enum { MITIGATED, MISSED, COVERS, COVERS_IN_ONE }; /* outcomes, and results in that order */

/* 1 - x, of the decimal number that x is nearest to. */
static double rest(double x)
{
    return cst_number_complement(x);
}

/* P(an honest reviewer covers) once E episodes count, and P(it does not), each with its digits. */
static double cover(const cst_history_spec *of, double shared, double *reports)
{
    const double still = rest(of->h0) * exp(-of->h1 * shared);
    const double turned = of->h0 - rest(of->h0) * expm1(-of->h1 * shared);
    *reports = rest(of->ceiling) + of->ceiling * still;
    return of->ceiling * turned;
}

static void exact(const cst_mechanism_spec *spec, double *value)
{
    const cst_history_spec *of = &spec->history;
    const double schemes = of->rate + of->rho * rest(of->rate);
    const double honest = rest(of->rho) * rest(of->rate);
    double reports;
    const double covered = cover(of, that_count(of) + of->habit * of->own_covers, &reports);
    double sum = 0.0;
    value[MITIGATED] = of->tpr * (schemes * rest(of->covers) + honest * reports);
    value[MISSED] = rest(of->tpr) + of->tpr * (schemes * of->covers + honest * covered);
    value[COVERS] = covered;
    for (uint32_t shared = 0; shared < of->episodes; shared++) {
        double unused;
        sum += cover(of, shared, &unused);
    }
    value[COVERS_IN_ONE] = of->episodes > 0 ? sum / of->episodes : (double)NAN;
}

/* Chances that one episode makes an accomplice of an honest reviewer. */
typedef struct prepared {
    double turns, turns_if_covered;
} prepared;

static void ready(const cst_mechanism_spec *spec, void *out)
{
    const cst_history_spec *of = &spec->history;
    prepared *made = out;
    *made = (prepared){.turns = -cst_expm1(-of->h1),
                       .turns_if_covered = -cst_expm1(-of->h1 * (1.0 + of->habit))};
}

/* A reviewer that is honest at first lives through episodes, of which it covered in some. */
static bool covers_after(const cst_history_spec *of, const prepared *made, uint32_t shared,
                         uint32_t covered, cst_draws *draws)
{
    bool turned = cst_mechanism_happens(draws, of->h0);
    for (uint32_t i = 0; i < shared && !turned; i++) {
        turned = cst_mechanism_happens(draws, i < covered ? made->turns_if_covered : made->turns);
    }
    return turned && cst_mechanism_happens(draws, of->ceiling);
}

static void draw(const cst_mechanism_spec *spec, const void *made, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_history_spec *of = &spec->history;
    const bool schemes =
        cst_mechanism_happens(draws, of->rho) || cst_mechanism_happens(draws, of->rate);
    const bool sees = cst_mechanism_happens(draws, of->tpr);
    const bool honest_covers = covers_after(of, made, that_count(of), of->own_covers, draws);
    const bool silent = schemes ? cst_mechanism_happens(draws, of->covers) : honest_covers;
    outcome[COVERS] = honest_covers;
    outcome[MITIGATED] = sees && !silent;
    outcome[MISSED] = !sees || silent;
    if (of->episodes > 0) {
        const uint32_t before = (uint32_t)cst_draws_uniform(draws, of->episodes);
        outcome[COVERS_IN_ONE] = covers_after(of, made, before, 0, draws);
    }
}

static double work(const cst_mechanism_spec *spec)
{
    return 2.0 * spec->history.episodes + 8.0;
}

/* Of no episodes there is no mean. */
static double where_episodes(const cst_mechanism_spec *spec, double share)
{
    return spec->history.episodes > 0 ? share : (double)NAN;
}

const cst_mechanism cst_mechanism_history = {
    .name = "history",
    .text = "what two agents have shared, and whether the one still reports the other",
    .parameter = {&rate, &rho, &tpr, &covers, &episodes, &memory, &own_covers, &h0, &h1, &ceiling,
                  &habit},
    .measure = {CST_SHARE_OF_ALL("mitigated_share", MITIGATED),
                CST_SHARE_OF_ALL("miss_share", MISSED),
                CST_SHARE_OF_ALL("cover_share", COVERS),
                {.result = "mean_cover",
                 .kind = CST_MEASURE_SHARE,
                 .events = COVERS_IN_ONE,
                 .of = CST_OUTCOMES_MAX,
                 .from = where_episodes}},
    .check = check,
    .exact = exact,
    .ready = ready,
    .draw = draw,
    .work = work,
};
