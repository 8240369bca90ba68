/* SPDX-License-Identifier: MIT
 *
 * The map of a shipped claim against the forms of claims_forms.c: its values, and where it turns as
 * each of its axes is moved. */
#include "tests/truth/claims.h"

#include "scenarios/load/schema.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const long double turn_tolerance = 1e-6L;
static const long double map_tolerance = 1e-9L;
static const long double nothing = 1e-300L; /* a double has no more */

static long double off_of(long double found, long double right)
{
    return fabsl(found - right) / fmaxl(fabsl(right), nothing);
}

/* --- Where it turns -------------------------------------------------------------------------- */

/* One axis, the other one as at the point. */
typedef struct direction {
    const claims_file *file;
    const cst_claim *claim;
    int axis;
    bool whole;
} direction;

static claims_place place_of(const direction *of, long double x)
{
    claims_place at = {.claim = of->claim, .at = {NAN, NAN}};
    at.at[of->axis] = (double)x;
    return at;
}

static bool holds(const direction *of, long double x)
{
    const claims_place at = place_of(of, x);
    const long double value = of->file->value(&at);
    return of->claim->map.argument->verdict.at_least ? value >= claims_threshold(&at)
                                                     : value <= claims_threshold(&at);
}

static long double axis_value(const direction *of, size_t i)
{
    return strtod(of->claim->map.axis[of->axis].value[i], NULL);
}

/* The turn that is nearest to the point, as study/claim.h says it, by halving. NaN: none. */
static long double halved(const direction *of)
{
    const size_t values = of->claim->map.axis[of->axis].values;
    const long double here = cst_claim_here(of->claim, of->axis);
    long double nearest = HUGE_VALL;
    long double ends[2] = {(long double)NAN, (long double)NAN};
    for (size_t i = 1; i < values; i++) {
        const long double low = axis_value(of, i - 1);
        const long double high = axis_value(of, i);
        const long double far = fminl(fabsl(low - here), fabsl(high - here));
        if (holds(of, low) != holds(of, high) && far < nearest) {
            nearest = far;
            ends[0] = low;
            ends[1] = high;
        }
    }
    for (int i = 0; i < 60 && !isnan(ends[0]); i++) {
        long double middle = 0.5L * (ends[0] + ends[1]);
        middle = of->whole ? floorl(middle) : middle;
        if (middle <= ends[0] || middle >= ends[1]) {
            break;
        }
        ends[holds(of, middle) == holds(of, ends[0]) ? 0 : 1] = middle;
    }
    return ends[1];
}

/* The same by the formula: the first whole number beyond it, and NaN where it is off the map. */
static long double closed(const direction *of)
{
    const claims_place at = place_of(of, (long double)NAN);
    const long double x = of->file->turn[of->axis].at(&at);
    const long double where = of->whole ? ceill(x) : x;
    const long double last = axis_value(of, of->claim->map.axis[of->axis].values - 1);
    return where > axis_value(of, 0) && where <= last ? where : (long double)NAN;
}

/* Whether the program says the same; the difference. */
static bool agrees(const direction *of, long double right, long double *off)
{
    const double found = of->claim->turn[of->axis];
    *off = isnan(found) && isnan(right) ? 0.0L : off_of(found, right);
    return *off <= turn_tolerance;
}

static int turn_along(const direction *of, claims_turned *all)
{
    const char *key = of->claim->map.axis[of->axis].key;
    const double found = of->claim->turn[of->axis];
    const bool is_closed = of->file->turn[of->axis].at != NULL;
    const long double by_halving = halved(of);
    const long double right = is_closed ? closed(of) : by_halving;
    long double off[2];
    const bool right_place = agrees(of, right, &off[0]);
    const bool fails = !agrees(of, by_halving, &off[1]) || !right_place;
    (void)printf("%-24s %-32s %14.9g %14.9Lg %8.1Lg %s %s%s\n", of->file->name, key, found, right,
                 off[0], is_closed ? "formula" : "halving", of->file->turn[of->axis].words,
                 fails ? " DEVIATES" : "");
    if (!isnan(found)) {
        all->directions++;
        all->formulas += is_closed ? 1 : 0;
        all->worst = fmaxl(all->worst, fmaxl(off[0], off[1]));
    }
    return fails ? 1 : 0;
}

/* --- The whole map --------------------------------------------------------------------------- */

/* Whether the program says that the claim holds there; not asked so near to the threshold. */
static bool verdict_agrees(const claims_place *at, long double right, double found)
{
    const long double level = claims_threshold(at);
    const bool least = at->claim->map.argument->verdict.at_least;
    return off_of(right, level) <= map_tolerance ||
           (least ? right >= level : right <= level) == cst_claim_holds(at->claim, found);
}

static int compare(const claims_file *file, const claims_place *at, const cst_claim_value *found,
                   claims_turned *all)
{
    const long double right = file->value(at);
    if (!isfinite(right) && isnan(found->value)) {
        (void)printf("%s at %g, %g: not defined\n", file->name, at->at[0], at->at[1]);
        all->undefined++;
        return 0;
    }
    const long double off = off_of(found->value, right);
    all->places++;
    all->map = fmaxl(all->map, off);
    if (!(off <= map_tolerance) || found->drawn || !verdict_agrees(at, right, found->value)) {
        (void)printf("%s at %g, %g: expected %.17Lg, found %.17g DEVIATES\n", file->name, at->at[0],
                     at->at[1], right, found->value);
        return 1;
    }
    return 0;
}

static int compare_map(const claims_file *file, const cst_claim *claim, claims_turned *all)
{
    const cst_axis *axis = claim->map.axis;
    const claims_place point = {.claim = claim, .at = {NAN, NAN}};
    int fails = compare(file, &point, &claim->at_point, all);
    for (size_t i = 0; i < axis[0].values; i++) {
        for (size_t j = 0; j < axis[1].values; j++) {
            const claims_place at = {
                .claim = claim,
                .at = {strtod(axis[0].value[i], NULL), strtod(axis[1].value[j], NULL)}};
            fails += compare(file, &at, &claim->value[cst_claim_place(claim, i, j)], all);
        }
    }
    return fails;
}

int claims_turn(const claims_file *file, const cst_claim *claim, claims_turned *all)
{
    const int before = all->directions;
    int fails = compare_map(file, claim, all);
    for (int i = 0; i < 2; i++) {
        const cst_key *key = cst_key_find(claim->map.axis[i].key);
        const direction of = {
            .file = file, .claim = claim, .axis = i, .whole = key->kind != CST_KEY_REAL};
        fails += turn_along(&of, all);
    }
    all->files += all->directions > before ? 1 : 0;
    return fails;
}
