/* SPDX-License-Identifier: MIT
 *
 * Findings arranged for a plot: one numeric axis to draw along, one curve for each combination of
 * the values of axes that are not tied to it, and for each curve the closed form on a fine grid; in
 * one panel, or in one for each value of an axis. No more curves than can be told apart.
 */
#ifndef CST_CLI_SHOW_CURVES_H
#define CST_CLI_SHOW_CURVES_H

#include "cli/show/naming.h"
#include "cli/show/pick.h"
#include "study/along.h"

enum { CST_CURVE_GRID = 97, CST_CURVES_MAX = 16, CST_CURVE_LABEL = 512 };

/* Which cells, and how. */
typedef struct cst_curves_spec {
    cst_result_kind kind;
    bool has_along;    /* the command has an option --along */
    const char *along; /* its value; NULL: scheming.rate if it is swept, else the first numeric
                          axis */
    const char *split; /* the axis with a panel for each value; NULL: one panel */
    cst_pick pick;
    cst_naming naming;
} cst_curves_spec;

/* A point of the closed form. */
typedef struct cst_curve_dot {
    double x;
    double y; /* NaN where no closed form applies */
} cst_curve_dot;

typedef struct cst_curve {
    char label[CST_CURVE_LABEL]; /* "rho = 0.1, any"; "" where no other axis is swept */
    size_t panel;                /* which one */
    size_t style;                /* the same for the same label in each panel, from 0 on */
    cst_along_point *point;      /* owned: findings that have been run, in the order of x */
    size_t points;
    cst_curve_dot *grid; /* owned */
    size_t dots;
    bool exact;     /* some dot has a closed form */
    size_t same_as; /* the first curve of its panel that is drawn over the same dots; its own index
                       if none is */
} cst_curve;

typedef struct cst_curves {
    const cst_findings *findings; /* borrowed */
    const cst_curves_spec *spec;  /* borrowed while they are made */
    cst_result_kind kind;
    size_t axis;      /* the axis to draw along */
    bool tied;        /* another one is tied to it: closed forms are known at the cells alone */
    bool scattered;   /* one that is goes up and down along it: points without lines */
    bool along_rate;  /* it is scheming.rate */
    bool whole_x;     /* all its values are whole numbers */
    bool log_x;       /* all its values are positive and span a factor of 30 or more */
    cst_curve *curve; /* owned */
    size_t count;
    size_t styles;       /* curves with labels of their own: at most CST_CURVES_MAX */
    size_t split;        /* the axis of the panels; the number of axes where there is one panel */
    size_t *panel_value; /* owned: of each panel, which value of that axis; NULL: one panel */
    size_t panels;
    cst_naming naming;
} cst_curves;

/* What stands over a panel: "rho = 0.1". */
void cst_curves_panel(const cst_curves *curves, size_t panel, char out[CST_CURVE_LABEL]);

/* Arranges them. 0; CST_ERR_USAGE where there is no such axis or value, nothing to draw, or more
 * than CST_CURVES_MAX curves, with what to choose; CST_ERR_MEMORY. cst_curves_free is legal after
 * failure. */
int cst_curves_make(cst_curves *curves, const cst_findings *findings, const cst_curves_spec *spec,
                    cst_error *error);
void cst_curves_free(cst_curves *curves);

#endif
