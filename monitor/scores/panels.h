/* SPDX-License-Identifier: MIT
 *
 * Integrals over a normal variable of functions that turn sharply near one or two known places:
 * panels that become small there, each with the eight-point rule of Gauss and Legendre. Plain data.
 */
#ifndef CST_MONITOR_SCORES_PANELS_H
#define CST_MONITOR_SCORES_PANELS_H

#include <stdint.h>

enum { CST_PANELS_MAX = 1024, CST_PANELS_NODES = 8 };

typedef struct cst_panels_spec {
    double from, to;  /* the range, up to 80 wide */
    double centre[2]; /* where the function turns; may lie outside, or be infinite */
    double width;     /* over which it turns there, above 1e-9 */
} cst_panels_spec;

typedef struct cst_panels {
    uint32_t count;
    double edge[CST_PANELS_MAX + 1]; /* rising; panel i is edge[i]..edge[i+1] */
} cst_panels;

/* Nodes in -1..1 and their weights, which sum to 2. */
extern const double cst_panels_node[CST_PANELS_NODES];
extern const double cst_panels_weight[CST_PANELS_NODES];

/* Panels at most 1/4 wide, at most a third of their distance to a centre, and 1/8 of the width
 * close to one. */
void cst_panels_make(cst_panels *panels, const cst_panels_spec *spec);

#endif
