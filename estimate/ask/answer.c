/* SPDX-License-Identifier: MIT */
#include "estimate/ask/answer.h"

#include "base/number.h"
#include "estimate/ask/rehearsal.h"
#include "estimate/exact/closed.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define AT(field) .offset = offsetof(cst_trial_spec, field)

const cst_answer_key cst_answer_keys[CST_ANSWER_KEYS] = {
    {"attack.classes", AT(attack.classes), .whole = true, .plain = 1.0, .low = 1.0, .high = 1e6},
    {"attack.share", AT(attack.share), .rate = true, .plain = 1.0, .high = 1.0},
    {"attack.pace", AT(attack.pace), .rate = true, .plain = 1.0, .high = 1.0},
    {"collusion.mistaken", AT(collusion.mistaken), .plain = 0.0, .low = 1e-6, .high = 1.0},
};

/* Points of a first grid by closed form, simulated, and of each of several keys; of the finer ones,
 * how many finer ones there are, and how often several keys are gone through. */
enum {
    WIDE = 513,
    SPARSE = 17,
    OF_SEVERAL = 9,
    FINE = 9,
    FINER = 2,
    FINER_CLOSED = 12,
    ROUNDS = 4
};

/* With few events behind its best value a search is made once more, with so many times the trials.
 */
enum { MORE = 8 };

/* Of one rehearsal: less than a tenth of a second. */
static const double rehearsed_tasks = 4e5;

/* What is no better than rounding, of which a closed form may have 1e-12, is not better. */
static const double rounding = 1e-11;

int cst_answer_key_find(const char *key)
{
    for (int i = 0; i < CST_ANSWER_KEYS; i++) {
        if (strcmp(cst_answer_keys[i].key, key) == 0) {
            return i;
        }
    }
    return -1;
}

bool cst_answer_has(const cst_answer *answer, const char *key)
{
    bool has = false;
    for (uint32_t i = 0; i < answer->keys; i++) {
        has = has || strcmp(cst_answer_keys[answer->key[i]].key, key) == 0;
    }
    return has;
}

typedef struct search {
    cst_trial_spec *spec;
    cst_answer *answer;
    const cst_answer_watch *watch; /* NULL: nobody */
    const cst_answer_key *key;     /* that is moved */
    bool blind;                    /* somewhere there was no closed form */
    int code;                      /* of the first rehearsal that failed */
    cst_error *error;
} search;

static double low_of(const search *of)
{
    const double tasks = (double)of->spec->agents * (double)of->spec->rounds;
    return of->key->rate ? 0.01 / tasks : of->key->low;
}

static cst_parameter number_of(const cst_answer_key *key)
{
    return (cst_parameter){.kind = key->whole ? CST_PARAMETER_WHOLE : CST_PARAMETER_REAL,
                           .offset = key->offset};
}

/* Real numbers with 6 digits, so that every build has the same ones. */
static void put(const search *of, const cst_answer_key *key, double x)
{
    const cst_parameter number = number_of(key);
    cst_parameter_set(&number, of->spec, key->whole ? round(x) : cst_number_round_to(x, 6));
}

static double get(const search *of, const cst_answer_key *key)
{
    const cst_parameter number = number_of(key);
    return cst_parameter_value(&number, of->spec);
}

/* Values of a simulated search: the plain ones, a grid over several keys, and the grids of each key
 * in each round. */
static uint32_t most_looks(const cst_answer *answer)
{
    const uint32_t of_key = SPARSE + FINER * FINE;
    uint32_t grid = 1;
    for (uint32_t i = 0; i < answer->keys; i++) {
        grid *= OF_SEVERAL;
    }
    return answer->keys == 1 ? 1 + of_key : 1 + grid + ROUNDS * answer->keys * of_key;
}

/* The objective with its interval, of the spec as it is. */
static cst_result judge(search *of)
{
    cst_result result[CST_RESULT_KINDS] = {{0}};
    const cst_result_kind kind = of->answer->objective;
    if (of->watch != NULL && of->answer->trials > 0) {
        of->watch->looks(of->watch->self, of->answer->looked, most_looks(of->answer));
    }
    of->answer->looked++;
    if (of->answer->trials == 0) {
        const double risk = cst_closed_form(of->spec, kind);
        of->blind = of->blind || isnan(risk);
        return (cst_result){.estimate = risk, .low = risk, .high = risk};
    }
    if (of->code == 0) {
        of->code = cst_rehearsal_results(of->spec, of->answer->trials, 0.95, result, of->error);
    }
    result[kind].estimate = result[kind].events == 0 ? 0.0 : result[kind].estimate;
    return result[kind];
}

/* Judges the spec as it is; what is better than all before it is the answer so far. */
static double look(search *of)
{
    cst_answer *answer = of->answer;
    const cst_result found = judge(of);
    if (found.estimate > answer->risk + rounding * fabs(answer->risk) || answer->risk < 0.0) {
        answer->risk = found.estimate;
        answer->low = found.low;
        answer->high = found.high;
        answer->events = found.events;
        for (uint32_t i = 0; i < answer->keys; i++) {
            answer->value[i] = get(of, &cst_answer_keys[answer->key[i]]);
        }
    }
    return found.estimate;
}

/* Point i of n between two ends: in equal steps of the logarithm, simulated with 3 significant
 * digits, of finer grids of whole numbers in equal steps. */
static double point(const search *of, double low, double high, int i, int n, bool fine)
{
    const double part = (double)i / (n - 1);
    if (i == 0 || i == n - 1) {
        return i == 0 ? low : high;
    }
    if (of->key->whole) {
        return round(fine ? low + (high - low) * part : low * pow(high / low, part));
    }
    return cst_number_round_to(low * pow(high / low, part), of->answer->trials > 0 ? 3 : 6);
}

static bool is_few(const cst_answer *answer)
{
    return answer->trials > 0 && answer->events < CST_RESULT_FEW;
}

/* Moves one key over its whole range, the others held: on a grid, then on finer ones between the
 * neighbours of the best point. */
static void move(search *of, const cst_answer_key *key)
{
    const bool simulated = of->answer->trials > 0;
    of->key = key;
    double low = low_of(of);
    double high = key->high;
    double x[WIDE];
    for (int time = 0; time <= (simulated ? FINER : FINER_CLOSED); time++) {
        const int n = time > 0 ? FINE : simulated ? SPARSE : WIDE;
        int top = 0;
        double most = -INFINITY;
        for (int i = 0; i < n; i++) {
            x[i] = point(of, low, high, i, n, time > 0);
            put(of, key, x[i]);
            const double risk = i > 0 && x[i] == x[i - 1] ? -INFINITY : look(of);
            top = risk > most ? i : top;
            most = fmax(most, risk);
        }
        int from = top;
        int to = top;
        while (from > 0 && x[from] == x[top]) {
            from--;
        }
        while (to < n - 1 && x[to] == x[top]) {
            to++;
        }
        low = x[from];
        high = x[to];
        if ((key->whole && high - low <= 2.0) || is_few(of->answer)) {
            return; /* finer grids of what cannot be told apart say nothing */
        }
    }
}

static void hold(search *of)
{
    for (uint32_t i = 0; i < of->answer->keys; i++) {
        put(of, &cst_answer_keys[of->answer->key[i]], of->answer->value[i]);
    }
}

/* A grid over all keys from number `i` on. */
static void look_all_over(search *of, uint32_t i)
{
    if (i == of->answer->keys) {
        (void)look(of);
        return;
    }
    const cst_answer_key *key = &cst_answer_keys[of->answer->key[i]];
    for (int step = 0; step < OF_SEVERAL; step++) {
        of->key = key;
        put(of, key, point(of, low_of(of), key->high, step, OF_SEVERAL, false));
        look_all_over(of, i + 1);
    }
}

static void search_all(search *of)
{
    cst_answer *answer = of->answer;
    double before = -1.0;
    answer->risk = -1.0;
    answer->looked = 0;
    of->blind = false;
    for (uint32_t i = 0; i < answer->keys; i++) {
        const cst_answer_key *key = &cst_answer_keys[answer->key[i]];
        answer->value[i] = key->plain;
        put(of, key, key->plain);
    }
    (void)look(of);
    if (answer->keys > 1) {
        look_all_over(of, 0);
    }
    for (int round = 0; round < ROUNDS && answer->risk > before && !of->blind; round++) {
        before = answer->keys > 1 ? answer->risk : INFINITY;
        for (uint32_t i = 0; i < answer->keys && !of->blind; i++) {
            hold(of);
            move(of, &cst_answer_keys[answer->key[i]]);
        }
    }
    hold(of);
}

static int refuse(const search *of)
{
    const char *key = cst_answer_keys[of->answer->key[0]].key;
    char why[sizeof of->error->text];
    (void)snprintf(why, sizeof why, "%s", of->error->text);
    return cst_error_set(of->error, of->code, key, "worst: %.400s; expected a number", why);
}

/* Searches by simulation; where risk is below what so few trials can tell, by more of them, and
 * where it is below that as well the plain values stay. */
static void simulate(search *of)
{
    cst_answer *answer = of->answer;
    *of->error = (cst_error){0};
    answer->trials = cst_rehearsal_trials(of->spec, rehearsed_tasks);
    search_all(of);
    if (of->code == 0 && is_few(answer)) {
        answer->trials = cst_rehearsal_trials(of->spec, MORE * rehearsed_tasks);
        search_all(of);
    }
    answer->few = of->code == 0 && is_few(answer);
    for (uint32_t i = 0; i < answer->keys && answer->few; i++) {
        answer->value[i] = cst_answer_keys[answer->key[i]].plain;
    }
    hold(of);
}

int cst_answer_find(cst_trial_spec *spec, uint32_t asked, const cst_answer_watch *watch,
                    cst_answer *answer, cst_error *error)
{
    cst_error unwanted = {0};
    search of = {
        .spec = spec, .answer = answer, .watch = watch, .error = error == NULL ? &unwanted : error};
    *answer = (cst_answer){.objective = cst_rehearsal_objective(spec)};
    for (uint32_t i = 0; i < CST_ANSWER_KEYS; i++) {
        if ((asked >> i & 1) != 0) {
            answer->key[answer->keys++] = i;
        }
    }
    if (answer->keys == 0) {
        return 0;
    }
    of.blind = isnan(cst_closed_form(spec, answer->objective));
    if (!of.blind) {
        search_all(&of);
    }
    if (of.blind) {
        simulate(&of);
    }
    return of.code != 0 ? refuse(&of) : 0;
}
