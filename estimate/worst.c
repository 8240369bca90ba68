/* SPDX-License-Identifier: MIT */
#include "estimate/worst.h"

#include "base/check.h"

#include <glpk.h>
#include <math.h>
#include <string.h>

/* STEPS: of the simplex method, which takes a few for every column. */
enum { ROWS = 3, COLUMNS = CST_REVIEWERS_MAX + 1, STEPS = 10000 };

/* Answers that duality does not confirm to this share are not given. */
static const double certain = 1e-9;

/* In units of p, x_j = q_j / p, and with x_1 = m - sum_{j>=2} j x_j taken out: maximise the sum of
 * c_j z_j over z_j = x_j / b, j = 2..m, b = P(a second one schemes | one does), so that all numbers
 * have a size near 1 at any rate:
 *     sum j (j-1) / (m (m-1)) z_j = 1        pairs
 *     sum j / m b z_j <= 1                   x_1 >= 0
 *     sum (1 - j) b z_j <= 1 / p - m         q_0 >= 0; says nothing below p = 1/m
 * The slacks of the last two are the last columns. */
typedef struct program {
    uint32_t rows, columns;
    double a[ROWS][COLUMNS + 1];
    double b[ROWS];
    double c[COLUMNS + 1];
} program;

static program program_make(uint32_t k, const double *u, double p, double b, double sign)
{
    const uint32_t m = k + 1;
    program made = {.rows = p * (double)m < 1.0 ? 2 : 3};
    made.columns = k + made.rows - 1;
    for (uint32_t j = 2; j <= m; j++) {
        made.a[0][j - 2] = (double)j * (double)(j - 1) / ((double)m * (double)(m - 1));
        made.a[1][j - 2] = (double)j / (double)m * b;
        made.a[2][j - 2] = -(double)(j - 1) * b;
        made.c[j - 2] = sign * (double)j / (double)m * (u[j - 1] - u[0]);
    }
    made.a[1][k] = 1.0;
    made.a[2][k + 1] = 1.0;
    made.b[0] = made.b[1] = 1.0;
    made.b[2] = 1.0 / p - (double)m;
    return made;
}

/* The basic columns that the simplex method ends with; false where it finds no optimum. */
static bool solve(const program *lp, uint32_t basis[ROWS], uint32_t *found)
{
    int row[ROWS * (COLUMNS + 1) + 1];
    int column[ROWS * (COLUMNS + 1) + 1];
    double value[ROWS * (COLUMNS + 1) + 1];
    int count = 0;
    glp_smcp settings;
    glp_prob *problem = glp_create_prob();
    glp_set_obj_dir(problem, GLP_MAX);
    glp_add_rows(problem, (int)lp->rows);
    glp_add_cols(problem, (int)lp->columns);
    for (uint32_t j = 0; j < lp->columns; j++) {
        glp_set_col_bnds(problem, (int)j + 1, GLP_LO, 0.0, 0.0);
        glp_set_obj_coef(problem, (int)j + 1, lp->c[j]);
    }
    for (uint32_t i = 0; i < lp->rows; i++) {
        glp_set_row_bnds(problem, (int)i + 1, GLP_FX, lp->b[i], lp->b[i]);
        for (uint32_t j = 0; j < lp->columns; j++) {
            if (lp->a[i][j] != 0.0) {
                count++;
                row[count] = (int)i + 1;
                column[count] = (int)j + 1;
                value[count] = lp->a[i][j];
            }
        }
    }
    glp_load_matrix(problem, count, row, column, value);
    glp_init_smcp(&settings);
    settings.msg_lev = GLP_MSG_OFF;
    settings.tol_bnd = 1e-9;
    settings.tol_dj = 1e-9;
    settings.it_lim = STEPS;
    bool solved = glp_simplex(problem, &settings) == 0 && glp_get_status(problem) == GLP_OPT;
    *found = 0;
    for (uint32_t j = 0; solved && j < lp->columns; j++) {
        if (glp_get_col_stat(problem, (int)j + 1) == GLP_BS && *found < lp->rows) {
            basis[(*found)++] = j;
        }
    }
    glp_delete_prob(problem);
    return solved;
}

/* Solves matrix x = right by elimination with pivots; false where it is singular. */
static bool eliminate(uint32_t n, long double matrix[ROWS][ROWS], long double *right)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t pivot = i;
        for (uint32_t r = i + 1; r < n; r++) {
            pivot = fabsl(matrix[r][i]) > fabsl(matrix[pivot][i]) ? r : pivot;
        }
        if (matrix[pivot][i] == 0.0L) {
            return false;
        }
        for (uint32_t j = 0; j < n; j++) {
            const long double moved = matrix[i][j];
            matrix[i][j] = matrix[pivot][j];
            matrix[pivot][j] = moved;
        }
        const long double moved = right[i];
        right[i] = right[pivot];
        right[pivot] = moved;
        for (uint32_t r = 0; r < n; r++) {
            const long double factor = r == i ? 0.0L : matrix[r][i] / matrix[i][i];
            for (uint32_t j = i; j < n; j++) {
                matrix[r][j] -= factor * matrix[i][j];
            }
            right[r] -= factor * right[i];
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        right[i] /= matrix[i][i];
    }
    return true;
}

/* The vertex of a basis in long double, and whether its duals say that no other is better. */
static bool certify(const program *lp, const uint32_t *basis, long double *x, long double *best)
{
    long double primal[ROWS][ROWS];
    long double dual[ROWS][ROWS];
    long double y[ROWS];
    for (uint32_t i = 0; i < lp->rows; i++) {
        for (uint32_t j = 0; j < lp->rows; j++) {
            primal[i][j] = lp->a[i][basis[j]];
            dual[j][i] = lp->a[i][basis[j]];
        }
        x[i] = lp->b[i];
        y[i] = lp->c[basis[i]];
    }
    if (!eliminate(lp->rows, primal, x) || !eliminate(lp->rows, dual, y)) {
        return false;
    }
    *best = 0.0L;
    for (uint32_t i = 0; i < lp->rows; i++) {
        if (x[i] < -(long double)certain) {
            return false;
        }
        *best += (long double)lp->c[basis[i]] * x[i];
    }
    for (uint32_t j = 0; j < lp->columns; j++) {
        long double reduced = lp->c[j];
        for (uint32_t i = 0; i < lp->rows; i++) {
            reduced -= y[i] * lp->a[i][j];
        }
        if (reduced > (long double)certain) {
            return false;
        }
    }
    return true;
}

/* At a corner where the solver's basis lacks a column any other that leaves it certain will do. */
static bool complete(const program *lp, uint32_t *basis, uint32_t found, long double *x,
                     long double *best)
{
    if (found == lp->rows) {
        return certify(lp, basis, x, best);
    }
    for (uint32_t j = 0; j < lp->columns; j++) {
        basis[found] = j;
        if (complete(lp, basis, found + 1, x, best)) {
            return true;
        }
    }
    return false;
}

/* The greatest sum, or with sign -1 the least; q, if not NULL, gets the law. */
static int bound(uint32_t k, const double *u, double p, double rho, double sign, double *value,
                 double *q, cst_error *error)
{
    const double b = p + rho * (1.0 - p);
    const program lp = program_make(k, u, p, b, sign);
    uint32_t basis[ROWS] = {0};
    uint32_t found = 0;
    long double x[ROWS] = {0.0L};
    long double best = 0.0L;
    if (b < 0.0 || !solve(&lp, basis, &found) || !complete(&lp, basis, found, x, &best)) {
        return cst_error_set(error, CST_ERR_LAW, "scheming.rho",
                             "no law of %u agents with rate %g and correlation %g could be shown "
                             "to be the worst",
                             k + 1, p, rho);
    }
    *value = fmin(fmax(u[0] + sign * b * (double)best, 0.0), 1.0);
    if (q == NULL) {
        return 0;
    }
    double schemers = 0.0; /* of two and more */
    double rest = 1.0;
    for (uint32_t i = 0; i < lp.rows; i++) {
        if (basis[i] < k) {
            q[basis[i] + 2] = p * b * fmax((double)x[i], 0.0);
            schemers += (double)(basis[i] + 2) * q[basis[i] + 2];
            rest -= q[basis[i] + 2];
        }
    }
    q[1] = fmax((double)(k + 1) * p - schemers, 0.0);
    q[0] = fmax(rest - q[1], 0.0);
    return 0;
}

int cst_worst_bounds(uint32_t k, const double *u, double p, double rho, cst_worst *out,
                     cst_error *error)
{
    cst_require(k >= 1 && k <= CST_REVIEWERS_MAX && p > 0.0 && p < 1.0);
    *out = (cst_worst){.applies = true, .rho = rho, .worst = NAN, .best = NAN};
    int code = bound(k, u, p, rho, 1.0, &out->worst, out->q, error);
    return code != 0 ? code : bound(k, u, p, rho, -1.0, &out->best, NULL, error);
}

/* u_s: what is not flagged escapes; flagged work that is used escapes what audits do not find. */
static double response(const cst_model *model, uint32_t s)
{
    const cst_protocol_spec *protocol = &model->spec.protocol;
    const double passes = cst_model_pass_given(model, s);
    const bool discard = protocol->flagged_work == CST_FLAGGED_DISCARD;
    return passes + (discard ? 0.0 : (1.0 - passes) * (1.0 - protocol->audit_success));
}

int cst_worst_case(const cst_model *model, cst_worst *out, cst_error *error)
{
    const cst_law_spec *law = &model->spec.scheming.law;
    double u[CST_REVIEWERS_MAX + 1];
    *out = (cst_worst){.rho = NAN, .worst = NAN, .best = NAN};
    if (model->play != NULL || model->ends || model->crew != CST_CREW_POPULATION ||
        !model->states_matter || model->states_by_agent || model->classes != 1 ||
        model->spec.scheming.awareness > 0.0) {
        return 0;
    }
    const double rho = cst_law_rho(law, model->slots);
    if (isnan(rho)) {
        return 0;
    }
    for (uint32_t s = 0; s <= model->slots; s++) {
        u[s] = response(model, s);
    }
    return cst_worst_bounds(model->slots, u, law->rate, rho, out, error);
}
