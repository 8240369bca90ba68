/* SPDX-License-Identifier: MIT */
#include "monitor/scores/panels.h"

#include "base/check.h"

#include <math.h>

/* The zeros x of the Legendre polynomial P_8, and 2 / ((1 - x^2) P_8'(x)^2). */
const double cst_panels_node[CST_PANELS_NODES] = {-0.96028985649753623168, -0.79666647741362673959,
                                                  -0.52553240991632898582, -0.18343464249564980494,
                                                  0.18343464249564980494,  0.52553240991632898582,
                                                  0.79666647741362673959,  0.96028985649753623168};
const double cst_panels_weight[CST_PANELS_NODES] = {
    0.10122853629037625915, 0.22238103445337447054, 0.31370664587788728734, 0.36268378337836198297,
    0.36268378337836198297, 0.31370664587788728734, 0.22238103445337447054, 0.10122853629037625915};

static const double widest = 0.25;

void cst_panels_make(cst_panels *panels, const cst_panels_spec *spec)
{
    cst_require(spec->to > spec->from && spec->to - spec->from <= 80.0 && spec->width > 1e-9);
    double at = spec->from;
    panels->count = 0;
    panels->edge[0] = at;
    while (at < spec->to) {
        const double distance = fmin(fabs(at - spec->centre[0]), fabs(at - spec->centre[1]));
        at += fmin(widest, fmax(distance / 3.0, spec->width / 8.0));
        cst_require(panels->count < CST_PANELS_MAX);
        panels->edge[++panels->count] = fmin(at, spec->to);
    }
}
