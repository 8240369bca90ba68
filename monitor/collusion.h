/* SPDX-License-Identifier: MIT
 *
 * Collusion strategies: what a scheming reviewer does (MODEL section 6). Every strategy is a const
 * table in collusion_<name>.c with one line in collusions.c.
 */
#ifndef CST_MONITOR_COLLUSION_H
#define CST_MONITOR_COLLUSION_H

#include "base/error.h"

#include <stdbool.h>

typedef struct cst_collusion cst_collusion;

typedef struct cst_collusion_spec {
    const cst_collusion *strategy;
    double probability; /* c: that a scheming reviewer colludes, per review, in [0, 1] */
} cst_collusion_spec;

struct cst_collusion {
    const char *name; /* as in collusion.strategy */
    const char *text;
    bool probability; /* reads collusion.probability */
    /* P(a scheming reviewer passes whatever it sees). */
    double (*pass)(const cst_collusion_spec *spec);
};

extern const cst_collusion *const cst_collusions[];
/* The strategy of that name, or NULL. */
const cst_collusion *cst_collusion_find(const char *name);

/* always-pass with probability 1. */
cst_collusion_spec cst_collusion_spec_default(void);
/* 0, or CST_ERR_MONITOR with key and text. */
int cst_collusion_spec_check(const cst_collusion_spec *spec, cst_error *error);

#endif
