/* SPDX-License-Identifier: MIT
 *
 * The rows of claims_vectors.csv, each turned into the scenario that asks the same of the program,
 * by the recipes of claims_recipes.c. */
#include "tests/truth/claims.h"

#include "base/check.h"
#include "estimate/exact/closed.h"
#include "estimate/exact/worst.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 7, LINE_MAX = 1024, ROWS_MAX = 256, PARAMETERS_MAX = 16, LIST_MAX = 32 };
enum { TEXT_MAX = 2048, CLAIMS_MAX = 32, ROWS_LEAST = 157, RECIPES_MAX = 128 };

static const double tolerance = 1e-10;
static const double root_tolerance = 1e-9;

/* What a row gives for a name: a number as the quotient of two, a list of such, or words. */
typedef struct number {
    long double above, below;
} number;

typedef struct parameter {
    char name[48], words[80];
    uint32_t count; /* numbers; 0: words */
    number value[LIST_MAX];
    number weight[LIST_MAX]; /* of a list */
} parameter;

typedef struct row {
    char line[LINE_MAX]; /* where the fields are */
    const char *id, *claim, *quantity;
    double value;
    uint32_t parameters;
    parameter parameter[PARAMETERS_MAX];
} row;

typedef struct table {
    uint32_t rows;
    row row[ROWS_MAX];
} table;

/* --- Reading --------------------------------------------------------------------------------- */

/* Splits a line in place; a field may be quoted, with "" for a quote. */
static void split(char *line, char *field[FIELDS])
{
    char *at = line;
    for (int i = 0; i < FIELDS; i++) {
        const bool quoted = *at == '"';
        at += quoted ? 1 : 0;
        char *to = at;
        field[i] = at;
        while (*at != '\0' && (quoted ? *at != '"' || at[1] == '"' : *at != ',' && *at != '\n')) {
            at += quoted && *at == '"' ? 1 : 0;
            *to++ = *at++;
        }
        cst_require(*at != '\0');
        at += quoted ? 1 : 0;
        cst_require(*at == (i + 1 < FIELDS ? ',' : '\n'));
        at++;
        *to = '\0';
    }
    cst_require(*at == '\0');
}

/* Reads "1e-6" or ".213"; what follows it. NULL: it is none. In "0x4" it is 0, of weight 4. */
static const char *read_decimal(const char *text, long double *to)
{
    char digits[32] = "";
    char *end = NULL;
    const size_t length = strspn(text, "0123456789.e-");
    cst_require(length < sizeof digits);
    memcpy(digits, text, length);
    *to = strtold(digits, &end);
    return length > 0 && end == digits + length ? text + length : NULL;
}

/* The same, or "13/100". */
static const char *read_number(const char *text, number *to)
{
    to->below = 1.0L;
    text = read_decimal(text, &to->above);
    return text != NULL && *text == '/' ? read_decimal(text + 1, &to->below) : text;
}

/* "1/100|2/100", or ".213x1|0x4": numbers, with weights or without. */
static void read_list(parameter *of)
{
    const char *at = of->words;
    while (at != NULL) {
        cst_require(of->count < LIST_MAX);
        number *weight = &of->weight[of->count];
        at = read_number(at, &of->value[of->count]);
        *weight = (number){1.0L, 1.0L};
        at = at != NULL && *at == 'x' ? read_number(at + 1, weight) : at;
        of->count++;
        if (at == NULL || (*at != '|' && *at != '\0')) {
            of->count = 0; /* words */
            return;
        }
        at = *at == '|' ? at + 1 : NULL;
    }
}

static parameter *add(row *to, const char *name, size_t length)
{
    cst_require(to->parameters < PARAMETERS_MAX);
    parameter *added = &to->parameter[to->parameters++];
    cst_require(length < sizeof added->name);
    *added = (parameter){.count = 0};
    memcpy(added->name, name, length);
    return added;
}

static void read_parameters(row *to, const char *text)
{
    while (*text != '\0') {
        const size_t name = strcspn(text, "=");
        const size_t words = strcspn(text, ";") - name - 1;
        cst_require(text[name] == '=');
        parameter *added = add(to, text, name);
        cst_require(words < sizeof added->words);
        memcpy(added->words, text + name + 1, words);
        read_list(added);
        text += name + 1 + words;
        text += *text == ';' ? 1 : 0;
    }
}

static const parameter *find(const row *in, const char *name, size_t length)
{
    for (uint32_t i = 0; i < in->parameters; i++) {
        if (strlen(in->parameter[i].name) == length &&
            strncmp(in->parameter[i].name, name, length) == 0) {
            return &in->parameter[i];
        }
    }
    return NULL;
}

static void read_row(row *to)
{
    char *field[FIELDS];
    char *end = NULL;
    split(to->line, field);
    to->id = field[0];
    to->claim = field[2];
    to->quantity = field[4];
    to->value = strtod(field[5], &end);
    cst_require(*end == '\0' && end != field[5]);
    read_parameters(to, field[3]);
}

static void read_table(table *all, const char *path)
{
    char heading[LINE_MAX];
    FILE *file = fopen(path, "r");
    cst_require(file != NULL && fgets(heading, LINE_MAX, file) != NULL);
    cst_require(strcmp(heading, "id,set,claim,parameters,quantity,value,formula\n") == 0);
    while (fgets(all->row[all->rows].line, LINE_MAX, file) != NULL) {
        read_row(&all->row[all->rows]);
        all->rows++;
        cst_require(all->rows < ROWS_MAX);
    }
    (void)fclose(file);
}

/* --- Recipes --------------------------------------------------------------------------------- */

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Names of all numbers, "rates|" of a list, and "law=markov" of words, in the row's order. */
static void given_of(const row *of, char given[TEXT_MAX])
{
    size_t used = 0;
    given[0] = '\0';
    for (uint32_t i = 0; i < of->parameters; i++) {
        const parameter *at = &of->parameter[i];
        used += (size_t)snprintf(given + used, TEXT_MAX - used, "%s%s%s%s", i > 0 ? ";" : "",
                                 at->name, at->count == 0 ? "=" : "",
                                 at->count == 0  ? at->words
                                 : at->count > 1 ? "|"
                                                 : "");
        cst_require(used < TEXT_MAX);
    }
}

static bool serves(const claims_recipe *recipe, const row *of)
{
    char given[TEXT_MAX];
    given_of(of, given);
    return starts(of->claim, recipe->claim) && strcmp(of->quantity, recipe->quantity) == 0 &&
           strcmp(given, recipe->given) == 0 &&
           (recipe->only == NULL || strcmp(recipe->only, of->id) == 0);
}

/* The list that "mean of the same" means: of the claim's other rows. */
static const parameter *same(const table *all, const row *of, const parameter *words)
{
    cst_require(strcmp(words->words, "mean of the same") == 0);
    for (uint32_t i = 0; i < all->rows; i++) {
        const parameter *other = find(&all->row[i], words->name, strlen(words->name));
        if (strcmp(all->row[i].claim, of->claim) == 0 && other != NULL && other->count > 1) {
            return other;
        }
    }
    cst_require(false);
    return words;
}

/* A row's numbers for the names in a scenario's text. */
typedef struct filling {
    const table *all;
    const row *of;
    double x; /* what $x is */
} filling;

static long double value_in(const row *of, const char *name)
{
    const parameter *found = find(of, name, strlen(name));
    cst_require(found != NULL && found->count == 1);
    return found->value[0].above / found->value[0].below;
}

/* Mean and correlation of draws under the Beta(a, b) of a row; likewise where it gives them as p
 * and rho, once one draw has happened: Beta(a + 1, b). */
static number beta_of(const row *of, bool spread)
{
    if (find(of, "a", 1) != NULL) {
        const long double a = value_in(of, "a");
        const long double both = a + value_in(of, "b");
        return spread ? (number){1.0L, both + 1.0L} : (number){a, both};
    }
    const long double p = value_in(of, "p");
    const long double rho = value_in(of, "rho");
    return spread ? (number){rho, 1.0L + rho} : (number){p + rho * (1.0L - p), 1.0L};
}

static size_t put(char *to, const number *list, uint32_t count, bool rest, long double over)
{
    size_t used = 0;
    for (uint32_t i = 0; i < count; i++) {
        const number *at = &list[i];
        const long double value = (rest ? at->below - at->above : at->above) / at->below / over;
        used +=
            (size_t)snprintf(to + used, TEXT_MAX / 2, "%s%.17g", i > 0 ? ", " : "", (double)value);
        cst_require(used < TEXT_MAX / 2);
    }
    return used;
}

/* Writes the value of the name at `*at`, after the $, and moves on to what follows it. */
static size_t put_name(const filling *with, const char **at, char *to)
{
    const bool rest = **at == '~';
    const bool weights = **at == '#';
    const char *name = *at + (rest || weights ? 1 : 0);
    const size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzMT_0123456789");
    const parameter *found = find(with->of, name, length);
    number own = {with->x, 1.0L};
    long double over = 1.0L;
    *at = name + length;
    if (**at == '/') {
        char *end = NULL;
        over = strtold(*at + 1, &end);
        *at = end;
    }
    if (found == NULL) {
        const bool mean = strncmp(name, "mean", length) == 0;
        const bool spread = strncmp(name, "spread", length) == 0;
        cst_require(mean || spread || strncmp(name, "x", length) == 0);
        own = mean || spread ? beta_of(with->of, spread) : own;
        return put(to, &own, 1, rest, over);
    }
    found = found->count == 0 ? same(with->all, with->of, found) : found;
    return put(to, weights ? found->weight : found->value, found->count, rest, over);
}

static void fill(const filling *with, const char *text, char filled[TEXT_MAX])
{
    size_t used = 0;
    while (*text != '\0') {
        cst_require(used < TEXT_MAX / 2);
        if (*text == '$') {
            text++;
            used += put_name(with, &text, filled + used);
        } else {
            filled[used++] = *text++;
        }
    }
    filled[used] = '\0';
}

/* --- Values ---------------------------------------------------------------------------------- */

static double worst_of(const cst_trial_spec *trial)
{
    cst_model model;
    cst_worst worst;
    cst_error error = {0};
    cst_require(cst_model_make(&model, trial, &error) == 0);
    cst_require(cst_worst_case(&model, &worst, &error) == 0 && worst.applies);
    const double risk = worst.worst * cst_model_attack_rate(&model);
    cst_model_free(&model);
    return risk;
}

/* What the program says of the recipe's scenario, with that for $x. */
static double result_of(const claims_recipe *recipe, const filling *with)
{
    char text[TEXT_MAX];
    cst_scenario scenario;
    cst_error error = {0};
    cst_result_kind kind = CST_RESULT_RESIDUAL_RISK;
    fill(with, recipe->text, text);
    const int code = cst_scenario_parse(&scenario, with->of->id, text, strlen(text), NULL, &error);
    if (code != 0) {
        (void)printf("%s: %s: %s\n%s\n", with->of->id, error.key, error.text, text);
    }
    double value = NAN;
    if (code == 0 && recipe->how == CLAIMS_WORST) {
        value = worst_of(scenario.cell[0].trial);
    } else if (code == 0) {
        cst_require(cst_result_find(recipe->result, &kind));
        value = cst_closed_form(scenario.cell[0].trial, kind);
    }
    cst_scenario_free(&scenario);
    return value;
}

/* Halves; the result goes through its target once. */
static double root_of(const claims_recipe *recipe, filling *with)
{
    double ends[2] = {0.0, recipe->most};
    number target;
    const bool given = read_number(recipe->target, &target) == NULL;
    const double level =
        (double)(given ? value_in(with->of, recipe->target) : target.above / target.below);
    with->x = ends[0];
    const bool falls = result_of(recipe, with) > level;
    for (int i = 0; i < 60 && ends[1] - ends[0] > 1e-13 * ends[1]; i++) {
        with->x = 0.5 * (ends[0] + ends[1]);
        ends[(result_of(recipe, with) > level) != falls] = with->x;
    }
    return 0.5 * (ends[0] + ends[1]);
}

static double value_of(const claims_recipe *recipe, const table *all, const row *of)
{
    filling with = {.all = all, .of = of, .x = NAN};
    switch (recipe->how) {
    case CLAIMS_ROOT:
        return root_of(recipe, &with);
    case CLAIMS_REST:
        return 1.0 - result_of(recipe, &with);
    case CLAIMS_OVER_SQUARE:
        return (double)(result_of(recipe, &with) / value_in(of, "p") / value_in(of, "p"));
    case CLAIMS_AS_IS:
    case CLAIMS_WORST:
        break;
    }
    return result_of(recipe, &with);
}

/* --- The table ------------------------------------------------------------------------------- */

typedef struct sum {
    const char *claim;
    int rows, compared, values;
    double worst;
} sum;

typedef struct judged {
    int fails, compared, values;
    uint32_t claims;
    sum claim[CLAIMS_MAX];
    uint32_t used[RECIPES_MAX]; /* rows that a recipe served */
} judged;

static sum *sum_of(judged *all, const char *claim)
{
    for (uint32_t i = 0; i < all->claims; i++) {
        if (strcmp(all->claim[i].claim, claim) == 0) {
            return &all->claim[i];
        }
    }
    cst_require(all->claims < CLAIMS_MAX);
    all->claim[all->claims] = (sum){.claim = claim};
    return &all->claim[all->claims++];
}

static void compare(judged *to, const claims_recipe *recipe, const table *all, const row *of)
{
    const double found = value_of(recipe, all, of);
    const double off = fabs(found - of->value) / (of->value == 0.0 ? 1.0 : fabs(of->value));
    const double limit = recipe->how == CLAIMS_ROOT ? root_tolerance : tolerance;
    sum *claim = sum_of(to, of->claim);
    to->values++;
    claim->values++;
    claim->worst = fmax(claim->worst, off);
    if (!(off <= limit)) {
        (void)printf("%s %s: expected %.17g, found %.17g by %s, off by %.3g DEVIATES\n", of->id,
                     of->quantity, of->value, found, recipe->result, off);
        to->fails++;
    }
}

static void judge(judged *to, const table *all, const row *of)
{
    sum *claim = sum_of(to, of->claim);
    bool known = false;
    for (uint32_t i = 0; claims_recipes[i].claim != NULL; i++) {
        cst_require(i < RECIPES_MAX);
        if (serves(&claims_recipes[i], of)) {
            known = true;
            to->used[i]++;
            compare(to, &claims_recipes[i], all, of);
        }
    }
    claim->rows++;
    claim->compared += known ? 1 : 0;
    to->compared += known ? 1 : 0;
    if (!known) {
        (void)printf("%s %s: no recipe DEVIATES\n", of->id, of->quantity);
        to->fails++;
    }
}

int claims_vectors(const char *path)
{
    static table all;
    static judged to;
    read_table(&all, path);
    for (uint32_t i = 0; i < all.rows; i++) {
        judge(&to, &all, &all.row[i]);
    }
    for (uint32_t i = 0; claims_recipes[i].claim != NULL; i++) {
        if (to.used[i] == 0) {
            (void)printf("%s %s: a recipe without a row DEVIATES\n", claims_recipes[i].claim,
                         claims_recipes[i].quantity);
            to.fails++;
        }
    }
    (void)printf("%-28s %5s %9s %7s %12s\n", "claim", "rows", "compared", "values", "largest");
    for (uint32_t i = 0; i < to.claims; i++) {
        const sum *at = &to.claim[i];
        (void)printf("%-28s %5d %9d %7d %12.2g\n", at->claim, at->rows, at->compared, at->values,
                     at->worst);
    }
    (void)printf("%u rows, %d compared by %d values, %d mistakes\n\n", all.rows, to.compared,
                 to.values, to.fails);
    return to.fails + (to.compared < ROWS_LEAST ? 1 : 0);
}
