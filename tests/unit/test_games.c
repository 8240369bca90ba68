/* SPDX-License-Identifier: MIT
 * Printed values, and the games themselves as linear programs for GLPK: correlated equilibria,
 * whole game trees in sequence form, coverage, evidence cut into cells. */
#include "tests/lib/games.h"

#include "base/random.h"
#include "tests/lib/scores.h"
#include "tests/lib/suite.h"

#include <glpk.h>
#include <math.h>

/* A linear program that is written row by row. */
static glp_prob *program(int columns, int direction)
{
    glp_prob *lp = glp_create_prob();
    glp_set_obj_dir(lp, direction);
    glp_add_cols(lp, columns);
    return lp;
}

static void row(glp_prob *lp, int kind, double bound, int count, const int *column,
                const double *factor)
{
    int index[64];
    double value[64];
    for (int i = 0; i < count; i++) {
        index[i + 1] = column[i];
        value[i + 1] = factor[i];
    }
    const int at = glp_add_rows(lp, 1);
    glp_set_mat_row(lp, at, count, index, value);
    glp_set_row_bnds(lp, at, kind, bound, bound);
}

static double optimum(glp_prob *lp)
{
    glp_smcp settings;
    glp_init_smcp(&settings);
    settings.msg_lev = GLP_MSG_OFF;
    settings.tol_bnd = 1e-10;
    settings.tol_dj = 1e-10;
    CU_ASSERT_EQUAL(glp_simplex(lp, &settings), 0);
    CU_ASSERT_EQUAL(glp_get_status(lp), GLP_OPT);
    return glp_get_obj_val(lp);
}

static void test_games_deterrence(void)
{
    for (int i = 0; i < 60; i++) {
        const cst_audit_game game = {
            .gain = 0.5 + i % 5, .penalty = 3.0 * (i / 5 % 4), .detection = 0.3 * (1 + i / 20)};
        const double difference = game.detection * (game.gain + game.penalty);
        glp_prob *lp = program(1, GLP_MIN); /* least b with (1 - b d) G - b d P <= 0 */
        glp_set_col_bnds(lp, 1, GLP_LO, 0.0, 0.0);
        glp_set_obj_coef(lp, 1, 1.0);
        row(lp, GLP_UP, -game.gain, 1, (const int[]){1}, (const double[]){-difference});
        CU_ASSERT(cst_test_relative(cst_games_deterrence(&game), optimum(lp)) < 1e-10);
        glp_delete_prob(lp);
    }
    glp_free_env();
}

/* All correlated equilibria of the 2 x 2 game; columns (attack, audit) = 2 attack + audit + 1. */
static glp_prob *equilibria(const cst_audit_game *of, int direction)
{
    const double d = of->detection;
    const double audited = (1.0 - d) * of->gain - d * of->penalty;
    const double spared = d * of->loss; /* by an audit of an attack */
    glp_prob *lp = program(4, direction);
    for (int j = 1; j <= 4; j++) {
        glp_set_col_bnds(lp, j, GLP_LO, 0.0, 0.0);
    }
    row(lp, GLP_FX, 1.0, 4, (const int[]){1, 2, 3, 4}, (const double[]){1, 1, 1, 1});
    row(lp, GLP_LO, 0.0, 2, (const int[]){3, 4}, (const double[]){of->gain, audited});
    row(lp, GLP_UP, 0.0, 2, (const int[]){1, 2}, (const double[]){of->gain, audited});
    row(lp, GLP_LO, 0.0, 2, (const int[]){2, 4}, (const double[]){-of->cost, spared - of->cost});
    row(lp, GLP_UP, 0.0, 2, (const int[]){1, 3}, (const double[]){-of->cost, spared - of->cost});
    return lp;
}

static double extreme(const cst_audit_game *game, int direction, const double *factor)
{
    glp_prob *lp = equilibria(game, direction);
    for (int j = 1; j <= 4; j++) {
        glp_set_obj_coef(lp, j, factor[j - 1]);
    }
    const double found = optimum(lp);
    glp_delete_prob(lp);
    return found;
}

static void test_games_simultaneous(void)
{
    int inner = 0;
    for (int i = 0; i < 3 * 3 * 3 * 4; i++) {
        const cst_audit_game game = {.gain = 1.0 + i % 3,
                                     .penalty = 1.7 * (i / 3 % 3),
                                     .detection = 0.25 + 0.35 * (i / 9 % 3),
                                     .cost = 0.31 * (1 + i / 27),
                                     .loss = 1.9};
        const cst_audit_play found = cst_games_simultaneous(&game);
        const double miss = 1.0 - game.detection;
        const double attack[4] = {0, 0, 1, 1};
        const double audit[4] = {0, 1, 0, 1};
        const double residual[4] = {0, 0, 1, miss};
        /* least and greatest over all equilibria are the same: there is one */
        CU_ASSERT_DOUBLE_EQUAL(extreme(&game, GLP_MIN, attack), found.attack, 1e-8);
        CU_ASSERT_DOUBLE_EQUAL(extreme(&game, GLP_MAX, attack), found.attack, 1e-8);
        CU_ASSERT_DOUBLE_EQUAL(extreme(&game, GLP_MIN, audit), found.audit, 1e-8);
        CU_ASSERT_DOUBLE_EQUAL(extreme(&game, GLP_MAX, audit), found.audit, 1e-8);
        CU_ASSERT_DOUBLE_EQUAL(extreme(&game, GLP_MAX, residual), found.residual, 1e-8);
        inner += found.attack < 1.0;
    }
    CU_ASSERT(inner > 20 && inner < 100);
    glp_free_env();
}

/* (2,1) 1/3, (5,2) .375, (8,3) .376344, b = 10: .0163858; detection .8, b = 2: .308034, .001273. */
static void test_games_inspection_printed(void)
{
    static const struct {
        cst_inspection game;
        double value, digits;
    } table[] = {{{2, 1, 1.0, 1.0}, 1.0 / 3.0, 1e-15}, {{5, 2, 1.0, 1.0}, 0.375, 1e-15},
                 {{8, 3, 1.0, 1.0}, 0.376344, 5e-7},   {{8, 3, 10.0, 1.0}, 0.0163858, 5e-8},
                 {{8, 3, 2.0, 0.8}, 0.308034, 5e-7},   {{8, 7, 2.0, 0.8}, 0.001273, 5e-7},
                 {{9, 0, 1.0, 1.0}, 1.0, 0.0},         {{9, 0, 1.0, 0.5}, 1.0, 0.0},
                 {{4, 4, 1.0, 1.0}, 0.0, 0.0},         {{4, 9, 0.0, 0.75}, 0.25, 1e-15},
                 {{0, 0, 1.0, 1.0}, 0.0, 0.0}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        CU_ASSERT_DOUBLE_EQUAL(cst_games_inspection(&table[i].game), table[i].value,
                               table[i].digits);
    }
    /* a long game: closed form against the recursion with detection just below 1 */
    const cst_inspection sure = {900, 300, 0.5, 1.0};
    const cst_inspection nearly = {900, 300, 0.5, 1.0 - 1e-15};
    CU_ASSERT(cst_test_relative(cst_games_inspection(&sure), cst_games_inspection(&nearly)) < 1e-9);
}

/* The whole tree: node 1 is the start, 2h follows h without an inspection, 2h + 1 with one. The
 * inspector lays out weights x(h) of these, so as to hold the attacker's value V(1) down; at each
 * node the attacker may violate or wait. Columns: x(h) at h, V(h) at nodes + h. */
static double by_tree(const cst_inspection *of)
{
    const int nodes = 1 << (of->periods + 1);
    const int inner = 1 << of->periods; /* nodes below this number have periods left */
    const double found = 1.0 - of->detection - of->penalty * of->detection;
    glp_prob *lp = program(nodes + inner, GLP_MIN);
    for (int h = 1; h < nodes; h++) {
        int inspections = 0;
        for (int up = h; up > 1; up /= 2) {
            inspections += up & 1;
        }
        const bool allowed = inspections <= (int)of->inspections;
        glp_set_col_bnds(lp, h, allowed ? GLP_LO : GLP_FX, 0.0, 0.0);
    }
    for (int h = 1; h < inner; h++) {
        glp_set_col_bnds(lp, nodes + h, GLP_FR, 0.0, 0.0);
    }
    glp_set_obj_coef(lp, nodes + 1, 1.0);
    row(lp, GLP_FX, 1.0, 1, (const int[]){1}, (const double[]){1.0});
    for (int h = 1; h < inner; h++) {
        row(lp, GLP_FX, 0.0, 3, (const int[]){h, 2 * h, 2 * h + 1}, (const double[]){-1, 1, 1});
        row(lp, GLP_LO, 0.0, 3, (const int[]){nodes + h, 2 * h, 2 * h + 1},
            (const double[]){1.0, -1.0, -found});
        const int later = 2 * h < inner ? 3 : 1;
        row(lp, GLP_LO, 0.0, later, (const int[]){nodes + h, nodes + 2 * h, nodes + 2 * h + 1},
            (const double[]){1.0, -1.0, -1.0});
    }
    const double value = optimum(lp);
    glp_delete_prob(lp);
    return value;
}

static void test_games_inspection_by_tree(void)
{
    static const double penalties[] = {0.0, 0.5, 1.0, 10.0};
    static const double detections[] = {1.0, 0.8, 0.3, 0.0};
    for (int i = 0; i < 16; i++) {
        for (uint32_t n = 1; n <= 6; n++) {
            for (uint32_t m = 0; m <= n; m++) {
                const cst_inspection game = {n, m, penalties[i % 4], detections[i / 4]};
                CU_ASSERT_DOUBLE_EQUAL(cst_games_inspection(&game), by_tree(&game), 1e-8);
            }
        }
    }
    glp_free_env();
}

enum { TARGETS_MAX = 12 };

static void test_games_coverage(void)
{
    const cst_random random = {.seed = 116};
    cst_draws draws = cst_draws_at(&random, 1, 1, CST_DRAW_TEST);
    int full = 0;
    for (int i = 0; i < 2000; i++) {
        const int targets = 1 + (int)cst_draws_uniform(&draws, TARGETS_MAX);
        double value[TARGETS_MAX];
        double cover[TARGETS_MAX];
        cst_coverage game = {.value = value,
                             .targets = (size_t)targets,
                             .audits = 1.3 * targets * cst_draws_unit(&draws),
                             .penalty = 3.0 * cst_draws_unit(&draws),
                             .detection = cst_draws_unit(&draws)};
        if (i % 3 == 0) {
            game.penalty = 0.0;
        }
        glp_prob *lp = program(targets + 1, GLP_MIN);
        int all[TARGETS_MAX];
        double ones[TARGETS_MAX];
        glp_set_col_bnds(lp, targets + 1, GLP_FR, 0.0, 0.0);
        glp_set_obj_coef(lp, targets + 1, 1.0);
        for (int j = 0; j < targets; j++) {
            value[j] = 0.1 + 5.0 * cst_draws_unit(&draws);
            all[j] = j + 1;
            ones[j] = 1.0;
            glp_set_col_bnds(lp, j + 1, GLP_DB, 0.0, 1.0);
            row(lp, GLP_LO, value[j], 2, (const int[]){j + 1, targets + 1},
                (const double[]){game.detection * (value[j] + game.penalty), 1.0});
        }
        row(lp, GLP_UP, game.audits, targets, all, ones);
        const double expected = optimum(lp);
        const double found = cst_games_coverage(&game, cover);
        double used = 0.0;
        double most = -INFINITY;
        for (int j = 0; j < targets; j++) {
            CU_ASSERT(cover[j] >= 0.0 && cover[j] <= 1.0);
            used += cover[j];
            most = fmax(most, value[j] - game.detection * cover[j] * (value[j] + game.penalty));
        }
        CU_ASSERT_DOUBLE_EQUAL(found, expected, 1e-8);
        CU_ASSERT_DOUBLE_EQUAL(most, found, 1e-12);
        CU_ASSERT(used <= game.audits * (1.0 + 1e-12));
        full += used < game.audits * (1.0 - 1e-9);
        glp_delete_prob(lp);
    }
    CU_ASSERT(full > 100 && full < 1900); /* both with audits to spare and without */
    glp_free_env();
}

/* d' = 1, hL/(pG) = 10: .036; d' = 2: .44. */
static void test_games_collusion_printed(void)
{
    cst_collusion_game game = {1.0, 0.1, 1.0, 0.01, 1.0};
    CU_ASSERT_DOUBLE_EQUAL(cst_games_collusion(&game).collusion, 0.036, 5e-4);
    game.d_prime = 2.0;
    CU_ASSERT_DOUBLE_EQUAL(cst_games_collusion(&game).collusion, 0.44, 5e-3);
    game.d_prime = 0.0;
    CU_ASSERT_EQUAL(cst_games_collusion(&game).collusion, 0.0);
    game.attacks = 0.2;
    CU_ASSERT_EQUAL(cst_games_collusion(&game).collusion, 1.0);
    CU_ASSERT_EQUAL(cst_games_collusion(&game).honeypot_miss, 1.0);
}

/* The evidence in cells of .01; what to suppress in each is a column. */
static void test_games_collusion_by_cells(void)
{
    enum { CELLS = 2000 };
    static const double ratios[] = {0.01, 0.5, 1.0, 3.0, 50.0};
    static const double distances[] = {0.3, 1.0, 2.0, 4.0};
    for (int i = 0; i < 20; i++) {
        const double d = distances[i / 5];
        const cst_collusion_game game = {d, 0.02 * ratios[i % 5], 2.0, 0.01, 4.0};
        glp_prob *lp = program(CELLS, GLP_MAX);
        double real[CELLS];
        double honeypot[CELLS];
        for (int j = 0; j < CELLS; j++) {
            const double from = -8.0 + 0.01 * j;
            real[j] = cst_test_above(from - d) - cst_test_above(from + 0.01 - d);
            honeypot[j] = cst_test_above(from) - cst_test_above(from + 0.01);
            glp_set_col_bnds(lp, j + 1, GLP_DB, 0.0, 1.0);
            glp_set_obj_coef(lp, j + 1,
                             game.attacks * game.collusion_gain * real[j] -
                                 game.honeypots * game.honeypot_loss * honeypot[j]);
        }
        const double worth = optimum(lp);
        double collusion = 0.0;
        double miss = 0.0;
        for (int j = 0; j < CELLS; j++) {
            collusion += glp_get_col_prim(lp, j + 1) * real[j];
            miss += glp_get_col_prim(lp, j + 1) * honeypot[j];
        }
        const cst_collusion_answer found = cst_games_collusion(&game);
        CU_ASSERT_DOUBLE_EQUAL(found.collusion, collusion, 0.005);
        CU_ASSERT_DOUBLE_EQUAL(found.honeypot_miss, miss, 0.005);
        const double promised = game.attacks * game.collusion_gain * found.collusion -
                                game.honeypots * game.honeypot_loss * found.honeypot_miss;
        CU_ASSERT(promised >= worth - 1e-12); /* no cut of the evidence does better */
        CU_ASSERT(promised <= worth + 1e-5 * game.attacks * game.collusion_gain * (1.0 + d));
        glp_delete_prob(lp);
    }
    glp_free_env();
}

CST_SUITE("games", CST_TEST(test_games_deterrence), CST_TEST(test_games_simultaneous),
          CST_TEST(test_games_inspection_printed), CST_TEST(test_games_inspection_by_tree),
          CST_TEST(test_games_coverage), CST_TEST(test_games_collusion_printed),
          CST_TEST(test_games_collusion_by_cells))
