/* SPDX-License-Identifier: MIT
 * generations: each generation trains the next one and oversees that step. CLAIMS 1: alignment
 * along the chain, and what else is handed on: risk, a scheming rate, sabotage; levels of nested
 * overseers; edge cases. Generation 0 is the first; step g makes generation g under generation
 * g - 1. */
#include "monitor/mechanisms/mechanism.h"

#include "base/logarithm.h"
#include "base/number.h"

#include <math.h>

/* Steps under an uncertain chance of survival with oversight or repair: their exact values take
 * the square of so many. */
enum { URN_STEPS = 1000, LEVELS_MOST = 1000 };

static const double elo_scale = 400.0;

#define ELO_POINTS CST_RANGE(-10000.0, 10000.0, "a number from -10000 to 10000")
#define EXPONENT   CST_RANGE(0.0, 10.0, "a number from 0 to 10")
#define GENERATION CST_RANGE(1, 10000, "a whole number from 1 to 10000")

/* A key of the name of its field: kind, default, axis of a picture, meaning, range and more. */
#define ROW(name, kind, ...) NAMED(name, "generations." #name, name, kind, __VA_ARGS__)
#define NAMED(name, key, field, kind, initial_, axis_, meaning_, ...)                              \
    static const cst_parameter name = {                                                            \
        CST_PARAMETER(kind, key, cst_mechanism_spec, generations.field, __VA_ARGS__),              \
        .initial = (initial_), .axis = (axis_), .meaning = (meaning_)}

ROW(base, REAL, 1.0, "chance that the first generation is aligned",
    "P(the first generation is aligned)", CST_PROBABILITY, .symbol = "a0");
ROW(survival, REAL, 0.98, "chance that a step keeps alignment",
    "P(the next generation of an aligned one is aligned, with no oversight), on average",
    CST_PROBABILITY, .symbol = "s");
ROW(spread, REAL, 0.0, "correlation of the steps of a chain",
    "how uncertain survival is: correlation of a chain's steps under one Beta law; 0: known",
    CST_PROBABILITY);
ROW(steps, WHOLE, 10, "steps from the first generation to the last",
    "steps from the first generation, number 0, to the last, which has this number", GENERATION,
    .symbol = "steps");
ROW(oversight, REAL, 0.0, "chance that a loss is noticed and undone",
    "P(a step that would lose alignment is noticed and undone), at the first step; it repairs no "
    "generation that is misaligned already",
    CST_PROBABILITY, .symbol = "v", .when = "where generations.levels is 0");
ROW(recovery, REAL, 0.0, "chance that a misaligned generation is repaired",
    "P(the next generation of a misaligned one is aligned again), at each step; it undoes no step "
    "that loses alignment",
    CST_PROBABILITY, .symbol = "w");
NAMED(fading, "generations.gamma", gamma, REAL, 1.0, "factor of oversight a step",
      "what each step after the first multiplies oversight by; the product is 1 at most",
      CST_RANGE(0.0, 10.0, "a number from 0 to 10"));
ROW(growth, REAL, 1.0, "growth of capability a step",
    "what each step multiplies capability by; 1: labour and difficulty do not matter",
    CST_RANGE(0.001, 1000.0, "a number from 0.001 to 1000"));
ROW(labour, REAL, 1.0, "exponent of oversight labour",
    "overseers put capability to this power of work into a step", EXPONENT);
ROW(difficulty, REAL, 1.0, "exponent of what it takes to oversee",
    "a step takes capability to this power of work to be overseen as well as the first", EXPONENT);
ROW(levels, WHOLE, 0, "levels of nested overseers",
    "nested overseers, who all must catch: oversight is that chance; 0: oversight is given",
    CST_RANGE(0, 1000, "a whole number from 0 to 1000"));
ROW(gap, REAL, 400.0, "Elo gap over all levels",
    "Elo points by which what is overseen leads, in equal parts over the levels", ELO_POINTS,
    .when = "where generations.levels is above 0");
ROW(guard, REAL, 0.0, "Elo advantage of a guard",
    "Elo points by which it is easier to guard than to evade, at each level", ELO_POINTS,
    .when = "where generations.levels is above 0");
ROW(cliff_at, WHOLE, 0, "step of the cliff",
    "the one step at which alignment is kept with chance `cliff`; 0: none",
    CST_RANGE(0, 10000, "a whole number from 0 to 10000"));
ROW(cliff, REAL, 1.0, "chance that the cliff keeps alignment",
    "P(the step `cliff_at` keeps alignment), in place of survival", CST_PROBABILITY,
    .when = "where generations.cliff_at is above 0");
ROW(aligned_rate, REAL, 0.0, "attack rate of an aligned generation",
    "P(an aligned generation attacks on a task), for chain_risk", CST_PROBABILITY);
ROW(misaligned_rate, REAL, 0.01, "attack rate of a misaligned generation",
    "P(a misaligned generation attacks on a task), for chain_risk", CST_PROBABILITY);
ROW(tpr, REAL, 0.9, "TPR of the generation before",
    "P(the generation before, as a monitor, catches an attack that it does not cover for)",
    CST_PROBABILITY);
ROW(covers, REAL, 1.0, "chance that a misaligned monitor covers",
    "P(a misaligned generation, as a monitor, covers for an attack that it sees)", CST_PROBABILITY);
ROW(dangerous, WHOLE, 1, "first dangerous generation",
    "the first generation whose attacks count in chain_risk", GENERATION);
ROW(rate, REAL, 0.13, "scheming rate of the first generation",
    "scheming rate of the first generation, for scheming_at_end", CST_PROBABILITY);
ROW(new_rate, REAL, 0.004, "scheming rate that is not inherited",
    "scheming rate of a generation that does not inherit it", CST_PROBABILITY);
ROW(inherit, REAL, 0.9, "chance that the scheming rate is inherited",
    "P(a generation has the scheming rate of the one before)", CST_PROBABILITY);
ROW(sabotage, REAL, 0.001, "chance of unprompted sabotage",
    "P(a generation sabotages by itself), for sabotaged_share", CST_PROBABILITY);
ROW(continues, REAL, 0.07, "chance that sabotage is continued",
    "P(a generation goes on with the sabotage of the one before), for the same", CST_PROBABILITY);
ROW(cases, WHOLE, 0, "edge cases", "edge cases that must all be handled, for cases_held; 0: none",
    CST_RANGE(0, 1e6, "a whole number from 0 to 1e6"));
ROW(case_error, REAL, 1e-4, "error of an edge case",
    "P(an edge case is handled wrongly where the others do not cover it)", CST_PROBABILITY,
    .when = "where generations.cases is above 0");
ROW(generalise, REAL, 0.0, "chance that a case is covered by the others",
    "P(an edge case after the first is handled because the others are)", CST_PROBABILITY,
    .when = "where generations.cases is above 0");

/* Keys that another one leaves unused have their default. */
static int check(const cst_mechanism_spec *spec, cst_error *error)
{
    const cst_generations_spec *of = &spec->generations;
    const struct {
        const cst_parameter *key;
        bool used;
        const char *otherwise;
    } rules[] = {{&oversight, of->levels == 0, "generations.levels, gap and guard say it"},
                 {&gap, of->levels > 0, "generations.levels is 0"},
                 {&guard, of->levels > 0, "generations.levels is 0"},
                 {&cliff, of->cliff_at > 0, "generations.cliff_at is 0"},
                 {&case_error, of->cases > 0, "generations.cases is 0"},
                 {&generalise, of->cases > 0, "generations.cases is 0"}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const cst_parameter *key = rules[i].key;
        const double found = cst_parameter_value(key, spec);
        if (!rules[i].used && found != key->initial) {
            return cst_error_set(error, CST_ERR_RANGE, key->key,
                                 "expected %g, because %s, found %g", key->initial,
                                 rules[i].otherwise, found);
        }
    }
    return 0;
}

enum { ALIGNED, STARTS, LASTS, ESCAPES, SCHEMES, SABOTAGED, LEVELS, CASES }; /* outcomes */

/* --- Exact values ---------------------------------------------------------------------------- */

/* 1 - x, of the decimal number that x is nearest to. */
static double rest(double x)
{
    return cst_number_complement(x);
}

/* ln P(a level catches) where there are m of them: -ln(1 + 10^((gap/m - guard)/400)). */
static double log_level(const cst_generations_spec *of, uint32_t m)
{
    const double y = (of->gap / m - of->guard) * log(10.0) / elo_scale;
    return y > 0.0 ? -(y + log1p(exp(-y))) : -log1p(exp(y));
}

/* Oversight by the first generation: v0, and ln(1 - v0). */
typedef struct sight {
    double v, log_missed;
} sight;

static sight first_sight(const cst_generations_spec *of)
{
    sight first = {.v = of->oversight};
    double missed = rest(of->oversight);
    if (of->levels > 0) {
        const double log_all = of->levels * log_level(of, of->levels);
        first.v = exp(log_all);
        missed = -expm1(log_all);
    }
    first.log_missed = first.v < 0.5 ? log1p(-first.v) : log(missed);
    return first;
}

/* P(generation k, overseeing, undoes a loss), and P(it does not), each with its own digits. */
static double sees(const cst_generations_spec *of, const sight *first, uint32_t k, double *misses)
{
    const double exponent = of->labour - of->difficulty;
    double v = first->v;
    *misses = exp(first->log_missed);
    if (of->growth != 1.0 && exponent != 0.0 && v > 0.0 && isfinite(first->log_missed)) {
        const double power = exp(k * exponent * log(of->growth)) * first->log_missed;
        v = -expm1(power);
        *misses = exp(power);
    }
    if (of->gamma != 1.0 && v > 0.0 && k > 0) {
        *misses = fmax(*misses - v * expm1(k * log(of->gamma)), 0.0);
        v = fmin(v * pow(of->gamma, k), 1.0);
    }
    return v;
}

/* What is summed along a chain: P(aligned at the end), expected steps made by an aligned
 * generation, escaped attacks per task. */
typedef struct chain {
    double aligned, made, risk;
} chain;

/* P(the generations before and after a step are aligned, or not). */
typedef struct pair {
    double at[2][2];
} pair;

/* A step's part of the risk. */
static double escaped(const cst_generations_spec *of, const pair *joint)
{
    const double p = of->aligned_rate;
    const double worse = of->misaligned_rate;
    const double missed = rest(of->tpr);
    return (joint->at[1][1] * p + joint->at[1][0] * worse) * missed +
           (joint->at[0][1] * p + joint->at[0][0] * worse) * (missed + of->tpr * of->covers);
}

/* A step where i of `drawn` steps before it were kept: P(it keeps alignment) is keeps + i more, and
 * P(it does not) is loses + (drawn - i) more. */
typedef struct step {
    double keeps, loses, more;
} step;

static step step_after(const cst_generations_spec *of, uint32_t g, double drawn)
{
    const double fresh = rest(of->spread);
    const double weight = fresh + drawn * of->spread;
    if (g == of->cliff_at) {
        return (step){of->cliff, rest(of->cliff), 0.0};
    }
    if (drawn == 0.0 || of->spread == 0.0) {
        return (step){of->survival, rest(of->survival), 0.0};
    }
    return (step){fresh * of->survival / weight, fresh * rest(of->survival) / weight,
                  of->spread / weight};
}

/* Along states alone. Where the chance is uncertain and a loss is for ever, all steps before an
 * aligned generation were kept. */
static chain along_states(const cst_generations_spec *of, const sight *first, double start,
                          double repair)
{
    const double left = rest(repair);
    chain sum = {0};
    double aligned = start;
    double misaligned = rest(start);
    double drawn = 0.0;
    for (uint32_t g = 1; g <= of->steps; g++) {
        const step next = step_after(of, g, drawn);
        const double keeps = next.keeps + drawn * next.more;
        double misses;
        const double v = sees(of, first, g - 1, &misses);
        const pair joint = {{{misaligned * left, misaligned * repair},
                             {aligned * next.loses * misses, aligned * (keeps + next.loses * v)}}};
        sum.made += aligned;
        sum.risk += g >= of->dangerous ? escaped(of, &joint) : 0.0;
        misaligned = joint.at[0][0] + joint.at[1][0];
        aligned = joint.at[0][1] + joint.at[1][1];
        drawn += g == of->cliff_at ? 0.0 : 1.0;
    }
    sum.aligned = aligned;
    return sum;
}

/* Chances by how many of the draws so far were kept, with the chain aligned after them, or not. */
typedef struct counts {
    double aligned[URN_STEPS + 1], misaligned[URN_STEPS + 1];
} counts;

/* One step: every generation draws, also a misaligned one, whose draw changes nothing. */
static void step_counts(counts *at, const step *next, uint32_t drawn, uint32_t up,
                        const double seen[2], const double repaired[2], pair *joint)
{
    for (uint32_t i = drawn + 1; i-- > 0;) {
        const double keeps = next->keeps + i * next->more;
        const double loses = next->loses + (drawn - i) * next->more;
        const double a = at->aligned[i];
        const double m = at->misaligned[i];
        joint->at[0][0] += m * repaired[0];
        joint->at[0][1] += m * repaired[1];
        joint->at[1][0] += a * loses * seen[0];
        joint->at[1][1] += a * (keeps + loses * seen[1]);
        at->aligned[i] = loses * (a * seen[1] + m * repaired[1]);
        at->misaligned[i] = loses * (a * seen[0] + m * repaired[0]);
        at->aligned[i + up] += keeps * (a + m * repaired[1]);
        at->misaligned[i + up] += keeps * m * repaired[0];
    }
}

/* Along states and counts, under a chance of survival that is uncertain. */
static chain along_counts(const cst_generations_spec *of, const sight *first, double start,
                          double repair)
{
    const double repaired[2] = {rest(repair), repair};
    chain sum = {0};
    counts at = {.aligned = {start}, .misaligned = {rest(start)}};
    uint32_t drawn = 0;
    double aligned = start;
    for (uint32_t g = 1; g <= of->steps; g++) {
        const uint32_t up = g == of->cliff_at ? 0 : 1;
        const step next = step_after(of, g, drawn);
        pair joint = {0};
        double seen[2];
        seen[1] = sees(of, first, g - 1, &seen[0]);
        step_counts(&at, &next, drawn, up, seen, repaired, &joint);
        sum.made += aligned;
        sum.risk += g >= of->dangerous ? escaped(of, &joint) : 0.0;
        aligned = joint.at[0][1] + joint.at[1][1];
        drawn += up;
    }
    sum.aligned = aligned;
    return sum;
}

static chain along(const cst_generations_spec *of, const sight *first, double start, double repair)
{
    if (of->spread == 0.0 || (first->v == 0.0 && repair == 0.0)) {
        return along_states(of, first, start, repair);
    }
    if (of->steps <= URN_STEPS) {
        return along_counts(of, first, start, repair);
    }
    return (chain){.aligned = (double)NAN, .made = (double)NAN, .risk = (double)NAN};
}

/* ln(1/2)/ln(1 - chance of a loss), where each step has the same. */
static double half_life(const cst_generations_spec *of, const sight *first)
{
    const bool seen = first->v > 0.0;
    const bool labours =
        seen && of->growth != 1.0 && of->labour != of->difficulty && isfinite(first->log_missed);
    const bool cliff_on = of->cliff_at > 0 && of->cliff_at <= of->steps;
    const double loses = rest(of->survival) * exp(first->log_missed);
    if (of->spread > 0.0 || labours || (seen && of->gamma != 1.0) || cliff_on || loses <= 0.0) {
        return (double)NAN;
    }
    return loses < 1.0 ? -log(2.0) / log1p(-loses) : 0.0;
}

static double best_levels(const cst_generations_spec *of)
{
    uint32_t best = 1;
    double most = log_level(of, 1);
    for (uint32_t m = 2; m <= LEVELS_MOST; m++) {
        const double all = m * log_level(of, m);
        best = all > most ? m : best;
        most = fmax(all, most);
    }
    return best;
}

/* (1 - e)(t + (1 - t)(1 - e))^(m - 1) */
static double cases_held(const cst_generations_spec *of)
{
    const double wrong = rest(of->generalise) * of->case_error;
    const double further =
        of->cases > 1 ? (wrong < 1.0 ? exp((of->cases - 1) * log1p(-wrong)) : 0.0) : 1.0;
    return rest(of->case_error) * further;
}

/* In the order of the results below. */
static void exact(const cst_mechanism_spec *spec, double *value)
{
    const cst_generations_spec *of = &spec->generations;
    const sight first = first_sight(of);
    const chain real = along(of, &first, of->base, of->recovery);
    const chain once = along(of, &first, 1.0, 0.0); /* to the first loss */
    const double log_stays = of->inherit < 0.5 ? log(of->inherit) : log1p(-rest(of->inherit));
    const double stays = exp(of->steps * log_stays);
    const double changes = -expm1(of->steps * log_stays);
    /* x <- new + (1 - new) c x, from 0: new (1 - r^n)/(1 - r) with r = (1 - new) c. */
    const double fresh = of->sabotage + rest(of->sabotage) * rest(of->continues);
    const double settled = of->sabotage > 0.0 ? of->sabotage / fresh : 0.0;
    double misses;
    *value++ = real.aligned;
    *value++ = half_life(of, &first);
    *value++ = of->base > 0.0 ? once.made : (double)NAN;
    *value++ = real.risk;
    *value++ = of->rate * stays + of->new_rate * changes;
    *value++ = fresh < 1.0 ? settled * -expm1(of->steps * log1p(-fresh)) : settled;
    *value++ = settled;
    *value++ = sees(of, &first, of->steps, &misses);
    *value++ = of->levels > 0 ? first.v : (double)NAN;
    *value++ = of->levels > 0 ? best_levels(of) : (double)NAN;
    *value = of->cases > 0 ? cases_held(of) : (double)NAN;
}

/* --- Drawn trials ---------------------------------------------------------------------------- */

/* What is the same in all of them. */
typedef struct prepared {
    double level;             /* P(a level catches) */
    double v, log_missed;     /* oversight at the first step, and ln(1 - v) */
    double effort;            /* what a step multiplies labour over difficulty by */
    double attacks, scheming; /* the greater of two rates: draws are relative to it */
} prepared;

/* e^x with the same bits everywhere. */
static double power_of_e(double x)
{
    double part = fabs(x);
    int halvings = 0;
    for (; part > 0.5; part *= 0.5) {
        halvings++;
    }
    double result = 1.0 + cst_expm1(-part);
    result = x > 0.0 ? 1.0 / result : result;
    for (; halvings > 0; halvings--) {
        result *= result;
    }
    return result;
}

/* The chance of a miss keeps its digits where it is tiny: with less labour it grows. */
static void level_ready(const cst_generations_spec *of, prepared *made)
{
    const double lead = (of->gap / of->levels - of->guard) / elo_scale;
    const double odds = power_of_e(lead * cst_log(10.0)); /* of a miss */
    const double log_all = -(of->levels * cst_log1p(odds));
    made->level = 1.0 / (1.0 + odds);
    made->v = power_of_e(log_all);
    made->log_missed = made->v < 0.5 ? cst_log1p(-made->v) : cst_log(-cst_expm1(log_all));
}

static void ready(const cst_mechanism_spec *spec, void *out)
{
    const cst_generations_spec *of = &spec->generations;
    prepared *made = out;
    *made = (prepared){.v = of->oversight,
                       .log_missed = of->oversight < 1.0 ? cst_log1p(-of->oversight) : -HUGE_VAL,
                       .effort = power_of_e((of->labour - of->difficulty) * cst_log(of->growth)),
                       .attacks = fmax(of->aligned_rate, of->misaligned_rate),
                       .scheming = fmax(of->rate, of->new_rate)};
    if (of->levels > 0) {
        level_ready(of, made);
    }
}

/* Whether an overseer undoes a loss, with so many times the labour, and so much of it left. */
static bool undoes(const prepared *made, double labours, double left, cst_draws *draws)
{
    if (made->v <= 0.0) {
        return false;
    }
    const double v = made->log_missed > -HUGE_VAL ? -cst_expm1(labours * made->log_missed) : 1.0;
    return cst_mechanism_happens(draws, v > 0.0 ? fmin(v * left, 1.0) : 0.0);
}

/* Whether an attack of a generation on a task happens, relative to the greatest rate, and the one
 * before lets it through. */
static bool goes_through(const cst_generations_spec *of, const prepared *made, bool monitor_aligned,
                         bool aligned, cst_draws *draws)
{
    const double p = aligned ? of->aligned_rate : of->misaligned_rate;
    if (p <= 0.0 || !cst_mechanism_happens(draws, p / made->attacks)) {
        return false;
    }
    const bool caught = cst_mechanism_happens(draws, of->tpr);
    return !caught || (!monitor_aligned && cst_mechanism_happens(draws, of->covers));
}

static uint32_t generations_that_count(const cst_generations_spec *of)
{
    return of->dangerous <= of->steps ? of->steps - of->dangerous + 1 : 0;
}

static void draw_chain(const cst_generations_spec *of, const prepared *made, cst_draws *draws,
                       uint64_t *outcome)
{
    const uint32_t counted = generations_that_count(of);
    const uint64_t asked = of->steps > 1 ? 2 + cst_draws_uniform(draws, of->steps - 1) : 1;
    const uint32_t attacks =
        counted > 0 ? of->dangerous + (uint32_t)cst_draws_uniform(draws, counted) : 0;
    cst_urn kept = {.mean = of->survival, .spread = of->spread};
    bool aligned = cst_mechanism_happens(draws, of->base);
    bool lasts = aligned; /* no loss so far */
    double labours = 1.0;
    double left = 1.0;
    outcome[STARTS] = aligned;
    for (uint32_t g = 1; g <= of->steps; g++) {
        const bool before = aligned;
        outcome[LASTS] |= g == asked && lasts;
        if (before) {
            aligned = g == of->cliff_at ? cst_mechanism_happens(draws, of->cliff)
                                        : cst_urn_draw(&kept, draws);
            aligned = aligned || undoes(made, labours, left, draws);
        } else {
            aligned = of->recovery > 0.0 && cst_mechanism_happens(draws, of->recovery);
        }
        lasts = lasts && aligned;
        outcome[ESCAPES] |= g == attacks && goes_through(of, made, before, aligned, draws);
        labours *= made->effort;
        left *= of->gamma;
    }
    outcome[ALIGNED] = aligned;
}

/* Whether the last generation schemes, relative to the greater of the two rates. */
static bool draw_scheming(const cst_generations_spec *of, const prepared *made, cst_draws *draws)
{
    bool inherited = true;
    for (uint32_t g = 1; g <= of->steps && inherited; g++) {
        inherited = cst_mechanism_happens(draws, of->inherit);
    }
    return made->scheming > 0.0 &&
           cst_mechanism_happens(draws, (inherited ? of->rate : of->new_rate) / made->scheming);
}

static bool draw_sabotage(const cst_generations_spec *of, cst_draws *draws)
{
    bool sabotaged = false;
    for (uint32_t g = 1; g <= of->steps; g++) {
        sabotaged = cst_mechanism_happens(draws, of->sabotage) ||
                    (sabotaged && cst_mechanism_happens(draws, of->continues));
    }
    return sabotaged;
}

static bool draw_levels(const cst_generations_spec *of, const prepared *made, cst_draws *draws)
{
    bool caught = true;
    for (uint32_t i = 0; i < of->levels && caught; i++) {
        caught = cst_mechanism_happens(draws, made->level);
    }
    return caught;
}

static bool draw_cases(const cst_generations_spec *of, cst_draws *draws)
{
    bool held = true;
    for (uint32_t i = 0; i < of->cases && held; i++) {
        held = (i > 0 && cst_mechanism_happens(draws, of->generalise)) ||
               !cst_mechanism_happens(draws, of->case_error);
    }
    return held;
}

static void draw(const cst_mechanism_spec *spec, const void *made, cst_draws *draws,
                 uint64_t outcome[CST_OUTCOMES_MAX])
{
    const cst_generations_spec *of = &spec->generations;
    draw_chain(of, made, draws, outcome);
    outcome[SCHEMES] = draw_scheming(of, made, draws);
    outcome[SABOTAGED] = draw_sabotage(of, draws);
    outcome[LEVELS] = draw_levels(of, made, draws);
    outcome[CASES] = draw_cases(of, draws);
}

static double work(const cst_mechanism_spec *spec)
{
    return 3.0 * spec->generations.steps + spec->generations.levels +
           2.0 * spec->generations.cases + 8.0;
}

/* The first step is always made without a loss before it, those after it in that share. */
static double steps_to_loss(const cst_mechanism_spec *spec, double share)
{
    return 1.0 + share * (spec->generations.steps - 1.0);
}

/* One generation of those that count is drawn, and its attack relative to the greater rate. */
static double risk_of_chain(const cst_mechanism_spec *spec, double share)
{
    const cst_generations_spec *of = &spec->generations;
    return share * generations_that_count(of) * fmax(of->aligned_rate, of->misaligned_rate);
}

static double scheming_rate(const cst_mechanism_spec *spec, double share)
{
    return share * fmax(spec->generations.rate, spec->generations.new_rate);
}

static double where_levels(const cst_mechanism_spec *spec, double share)
{
    return spec->generations.levels > 0 ? share : (double)NAN;
}

static double where_cases(const cst_mechanism_spec *spec, double share)
{
    return spec->generations.cases > 0 ? share : (double)NAN;
}

#define SHARE(result_, events_, of_, from_)                                                        \
    {                                                                                              \
        .result = (result_), .kind = CST_MEASURE_SHARE, .events = (events_), .of = (of_),          \
        .from = (from_)                                                                            \
    }
#define DESIGN(result_)                                                                            \
    {                                                                                              \
        .result = (result_), .kind = CST_MEASURE_DESIGN                                            \
    }

const cst_mechanism cst_mechanism_generations = {
    .name = "generations",
    .text = "each generation trains the next one and oversees that step: what is left at the end",
    .parameter = {&base,      &survival,  &spread,     &steps,        &oversight,       &recovery,
                  &fading,    &growth,    &labour,     &difficulty,   &levels,          &gap,
                  &guard,     &cliff_at,  &cliff,      &aligned_rate, &misaligned_rate, &tpr,
                  &covers,    &dangerous, &rate,       &new_rate,     &inherit,         &sabotage,
                  &continues, &cases,     &case_error, &generalise},
    .measure = {CST_SHARE_OF_ALL("aligned_share", ALIGNED), DESIGN("half_life"),
                SHARE("first_failure", LASTS, STARTS, steps_to_loss),
                SHARE("chain_risk", ESCAPES, CST_OUTCOMES_MAX, risk_of_chain),
                SHARE("scheming_at_end", SCHEMES, CST_OUTCOMES_MAX, scheming_rate),
                CST_SHARE_OF_ALL("sabotaged_share", SABOTAGED), DESIGN("sabotaged_ever_after"),
                DESIGN("oversight_at_end"),
                SHARE("levels_caught", LEVELS, CST_OUTCOMES_MAX, where_levels),
                DESIGN("best_levels"), SHARE("cases_held", CASES, CST_OUTCOMES_MAX, where_cases)},
    .check = check,
    .exact = exact,
    .ready = ready,
    .draw = draw,
    .work = work,
};
