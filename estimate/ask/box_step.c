/* SPDX-License-Identifier: MIT */
#include "estimate/ask/box_step.h"

#include <math.h>
#include <stdbool.h>

/* More rounds than there are ways to hold five parameters at an end. */
enum { ROUNDS = 250 };

/* What the slope has become at a step. */
static double slope_at(const cst_box_hill *hill, const double step[CST_BOX_MAX], unsigned i)
{
    double slope = hill->slope[i];
    for (unsigned j = 0; j < hill->size; j++) {
        slope -= hill->bend[i][j] * step[j];
    }
    return slope;
}

/* Where the hill is highest if the held parameters stay: by Gauss's elimination, without pivots,
 * which a positive definite matrix does not need. */
static void peak(const cst_box_hill *hill, const bool held[CST_BOX_MAX],
                 const double step[CST_BOX_MAX], double move[CST_BOX_MAX])
{
    double row[CST_BOX_MAX][CST_BOX_MAX + 1];
    unsigned of[CST_BOX_MAX];
    unsigned n = 0;
    for (unsigned i = 0; i < hill->size; i++) {
        move[i] = 0.0;
        if (!held[i]) {
            of[n++] = i;
        }
    }
    for (unsigned i = 0; i < n; i++) {
        for (unsigned j = 0; j < n; j++) {
            row[i][j] = hill->bend[of[i]][of[j]];
        }
        row[i][n] = slope_at(hill, step, of[i]);
    }
    for (unsigned k = 0; k < n; k++) {
        for (unsigned i = k + 1; i < n; i++) {
            const double share = row[i][k] / row[k][k];
            for (unsigned j = k; j <= n; j++) {
                row[i][j] -= share * row[k][j];
            }
        }
    }
    for (unsigned i = n; i-- > 0;) {
        double rest = row[i][n];
        for (unsigned j = i + 1; j < n; j++) {
            rest -= row[i][j] * move[of[j]];
        }
        move[of[i]] = rest / row[i][i];
    }
}

/* Goes as far as the box lets it, and holds what came to an end first. True where nothing did. */
static bool go(const cst_box_hill *hill, bool held[CST_BOX_MAX], double step[CST_BOX_MAX],
               const double move[CST_BOX_MAX])
{
    double part = 1.0;
    unsigned first = hill->size;
    for (unsigned i = 0; i < hill->size; i++) {
        const double end = move[i] < 0.0 ? hill->low[i] : hill->high[i];
        const double room = end - step[i];
        if (!held[i] && fabs(move[i]) * part > fabs(room)) {
            part = room / move[i];
            first = i;
        }
    }
    for (unsigned i = 0; i < hill->size; i++) {
        step[i] += held[i] ? 0.0 : part * move[i];
    }
    if (first < hill->size) {
        step[first] = move[first] < 0.0 ? hill->low[first] : hill->high[first];
        held[first] = true;
    }
    return first == hill->size;
}

/* Lets go of the held parameter that gains most by leaving its end. False where none does. */
static bool let_go(const cst_box_hill *hill, bool held[CST_BOX_MAX], const double step[CST_BOX_MAX])
{
    double most = 0.0;
    unsigned best = hill->size;
    for (unsigned i = 0; i < hill->size; i++) {
        const double slope =
            held[i] && hill->low[i] < hill->high[i] ? slope_at(hill, step, i) : 0.0;
        const double gain = slope * slope / hill->bend[i][i];
        const bool inward = slope > 0.0 ? step[i] < hill->high[i] : step[i] > hill->low[i];
        if (inward && gain > most) {
            most = gain;
            best = i;
        }
    }
    if (best < hill->size && most > 1e-14) {
        held[best] = false;
        return true;
    }
    return false;
}

double cst_box_step(const cst_box_hill *hill, double step[CST_BOX_MAX])
{
    bool held[CST_BOX_MAX] = {false};
    double value = 0.0;
    for (unsigned i = 0; i < CST_BOX_MAX; i++) {
        step[i] = 0.0;
        held[i] = i < hill->size && !(hill->low[i] < hill->high[i]);
    }
    for (unsigned round = 0; round < ROUNDS; round++) {
        double move[CST_BOX_MAX];
        peak(hill, held, step, move);
        if (go(hill, held, step, move) && !let_go(hill, held, step)) {
            break;
        }
    }
    for (unsigned i = 0; i < hill->size; i++) {
        value += 0.5 * step[i] * (hill->slope[i] + slope_at(hill, step, i));
    }
    return fmax(value, 0.0);
}
