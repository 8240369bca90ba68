/* SPDX-License-Identifier: MIT */
#include "tests/lib/games.h"

#include "base/check.h"
#include "base/rmath.h"

#include <math.h>
#include <stdbool.h>

double cst_games_deterrence(const cst_audit_game *game)
{
    return game->gain / (game->detection * (game->gain + game->penalty));
}

cst_audit_play cst_games_simultaneous(const cst_audit_game *game)
{
    const double attack = game->cost / (game->detection * game->loss);
    const double audit = cst_games_deterrence(game);
    cst_audit_play play = {.attack = attack, .audit = audit};
    if (attack > 1.0) {
        play = (cst_audit_play){.attack = 1.0, .audit = 0.0};
    } else if (audit > 1.0) {
        play = (cst_audit_play){.attack = 1.0, .audit = 1.0};
    }
    play.residual = play.attack * (1.0 - play.audit * game->detection);
    return play;
}

/* From the last term of the sum, over C(n-1,m), downward: all terms are positive. */
static double perfect_inspection(const cst_inspection *game)
{
    const double n = game->periods;
    const double m = game->inspections;
    double term = n / (n - m);
    double sum = term;
    for (double i = m; i >= 1.0; i -= 1.0) {
        term *= game->penalty * i / (n - i + 1.0);
        sum += term;
    }
    return 1.0 / sum;
}

/* The value to the attacker of one period. Rows: inspected or not; columns: violation (worth
 * `inspected`, 1) or none (worth what is to come with one inspection less, or with all). */
static double period(double inspected, double used, double kept)
{
    const double low = fmax(fmin(inspected, 1.0), fmin(used, kept));
    const double high = fmin(fmax(inspected, used), fmax(1.0, kept));
    if (low >= high) {
        return high;
    }
    return (used - inspected * kept) / (used + 1.0 - inspected - kept);
}

double cst_games_inspection(const cst_inspection *game)
{
    const uint32_t n = game->periods;
    const uint32_t m = game->inspections;
    const double inspected = 1.0 - game->detection - game->penalty * game->detection;
    if (n == 0 || m >= n) {
        return n == 0 ? 0.0 : fmax(inspected, 0.0);
    }
    if (game->detection >= 1.0) {
        return perfect_inspection(game);
    }
    cst_require(m <= CST_INSPECTIONS_MAX);
    double value[CST_INSPECTIONS_MAX + 1] = {0.0}; /* by inspections left, 0 periods left */
    for (uint32_t periods = 1; periods <= n; periods++) {
        for (uint32_t left = m; left > 0; left--) {
            value[left] = left >= periods ? fmax(inspected, 0.0)
                                          : period(inspected, value[left - 1], value[left]);
        }
        value[0] = 1.0;
    }
    return value[m];
}

static double covered(const cst_coverage *game, size_t i, double v)
{
    const double value = game->value[i];
    return fmin(fmax((value - v) / (game->detection * (value + game->penalty)), 0.0), 1.0);
}

static double demand(const cst_coverage *game, double v)
{
    double sum = 0.0;
    for (size_t i = 0; i < game->targets; i++) {
        sum += covered(game, i, v);
    }
    return sum;
}

/* From the greatest double down to the least one, and as many digits as a double has. */
enum { HALVINGS = 2098 + 53 };

double cst_games_coverage(const cst_coverage *game, double *cover)
{
    cst_require(game->targets > 0 && game->detection > 0.0);
    double low = -INFINITY; /* full coverage of every target holds the attacker to this */
    double high = 0.0;
    for (size_t i = 0; i < game->targets; i++) {
        const double value = game->value[i];
        low = fmax(low, value - game->detection * (value + game->penalty));
        high = fmax(high, value);
    }
    /* Coverage that can be paid falls as v rises; halved until no double lies between. */
    double v = demand(game, low) <= game->audits ? low : high;
    for (int i = 0; i < HALVINGS && v > low; i++) {
        const double middle = low + (high - low) / 2.0;
        if (!(middle > low && middle < high)) {
            break;
        }
        const bool paid = demand(game, middle) <= game->audits;
        *(paid ? &high : &low) = middle;
        v = high;
    }
    for (size_t i = 0; i < game->targets; i++) {
        cover[i] = covered(game, i, v);
    }
    return v;
}

cst_collusion_answer cst_games_collusion(const cst_collusion_game *game)
{
    const double price =
        log(game->honeypots * game->honeypot_loss / (game->attacks * game->collusion_gain));
    if (game->d_prime <= 0.0) {
        const double all = price < 0.0 ? 1.0 : 0.0;
        return (cst_collusion_answer){.collusion = all, .honeypot_miss = all};
    }
    const double half = game->d_prime / 2.0;
    const double shift = price / game->d_prime;
    return (cst_collusion_answer){.collusion = cst_rmath_normal(half - shift),
                                  .honeypot_miss = cst_rmath_normal(-half - shift)};
}
