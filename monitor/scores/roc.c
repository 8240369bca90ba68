/* SPDX-License-Identifier: MIT */
#include "monitor/scores/roc.h"

#include "base/check.h"

#include <stdlib.h>

static const double steepest = 1e12;

/* guide[c]: the first i with rising[i] >= c / cells; points if there is none. */
static uint32_t *make_guide(const double *rising, uint32_t points, uint32_t cells)
{
    uint32_t *guide = malloc((cells + 1) * sizeof *guide);
    uint32_t at = 0;
    for (uint32_t cell = 0; guide != NULL && cell <= cells; cell++) {
        while (at < points && rising[at] * (double)cells < (double)cell) {
            at++;
        }
        guide[cell] = at;
    }
    return guide;
}

/* The first i with rising[i] >= x, points if there is none; x in [0, 1). */
static uint32_t search(const cst_roc *roc, const double *rising, const uint32_t *guide, double x)
{
    const uint32_t cell = (uint32_t)(x * (double)roc->cells); /* exact: a power of two */
    uint32_t low = guide[cell];
    uint32_t high = guide[cell + 1];
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (rising[middle] < x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

int cst_roc_make(cst_roc *roc, const cst_score_spec *score, const cst_roc_change *change,
                 cst_error *error)
{
    *roc = (cst_roc){.cells = 16};
    const int code = cst_roc_follow(roc, score, change, error);
    if (code != 0) {
        return code;
    }
    while (roc->cells < 4 * roc->points) { /* few searches are then longer than a step */
        roc->cells *= 2;
    }
    roc->from_fpr = make_guide(roc->fpr, roc->points, roc->cells);
    roc->from_tpr = make_guide(roc->tpr, roc->points, roc->cells);
    if (roc->from_fpr == NULL || roc->from_tpr == NULL) {
        return cst_error_set(error, CST_ERR_MEMORY, NULL, "an ROC does not fit into memory");
    }
    return 0;
}

void cst_roc_free(cst_roc *roc)
{
    free(roc->fpr);
    free(roc->tpr);
    free(roc->from_fpr);
    free(roc->from_tpr);
    *roc = (cst_roc){0};
}

double cst_roc_tpr(const cst_roc *roc, double f)
{
    cst_require(f >= 0.0 && f <= 1.0);
    if (f >= 1.0) {
        return roc->tpr[roc->points - 1];
    }
    uint32_t i = search(roc, roc->fpr, roc->from_fpr, f);
    if (roc->fpr[i] > f) {
        const double part = (f - roc->fpr[i - 1]) / (roc->fpr[i] - roc->fpr[i - 1]);
        return roc->tpr[i - 1] + part * (roc->tpr[i] - roc->tpr[i - 1]);
    }
    while (i + 1 < roc->points && roc->fpr[i + 1] == f) {
        i++; /* attacks that no honest work resembles */
    }
    return roc->tpr[i];
}

double cst_roc_slope(const cst_roc *roc, double f)
{
    if (f >= 1.0 || f > roc->reach) {
        return 1.0;
    }
    uint32_t i = search(roc, roc->fpr, roc->from_fpr, f);
    uint32_t last = i;
    while (roc->fpr[last + 1] == f) {
        last++;
    }
    if (roc->fpr[i] == f && roc->tpr[last] > roc->tpr[i]) {
        return steepest;
    }
    i = i > 0 ? i : last + 1; /* the line before f, at 0 the one after it */
    const double run = roc->fpr[i] - roc->fpr[i - 1];
    const double rise = roc->tpr[i] - roc->tpr[i - 1];
    return rise < steepest * run ? rise / run : steepest;
}

double cst_roc_draw(const cst_roc *roc, uint64_t word)
{
    const double u = cst_roc_draw_honest(word);
    const uint32_t i = search(roc, roc->tpr, roc->from_tpr, u);
    if (i == roc->points) {
        return 1.0;
    }
    /* u is above tpr[i-1], at most tpr[i]; f goes with it, also where rounding would not. */
    const double low = roc->fpr[i - 1];
    const double high = roc->fpr[i] < 1.0 ? roc->fpr[i] : CST_ROC_BELOW_ONE;
    double f = low + (u - roc->tpr[i - 1]) / (roc->tpr[i] - roc->tpr[i - 1]) * (high - low);
    if (f <= low && low < high) {
        f = low * (1.0 + 0x1p-52);
    }
    return f < high ? f : high;
}
