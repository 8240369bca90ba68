/* SPDX-License-Identifier: MIT */
#include "monitor/recognition.h"

#include "base/rmath.h"

#include <math.h>

double cst_recognition_signal(const cst_collusion_spec *spec)
{
    const double arrives = spec->signal * (1.0 - spec->jammed);
    return arrives + (1.0 - arrives) * spec->chance;
}

double cst_recognition_distance(const cst_collusion_spec *spec)
{
    return sqrt(2.0) * cst_rmath_normal_quantile(spec->auc);
}

double cst_recognition_score(const cst_collusion_spec *spec)
{
    const double distance = cst_recognition_distance(spec);
    if (isinf(distance)) {
        return 1.0; /* at `mistaken` 0 too, where the sum below would be infinity less infinity */
    }
    return cst_rmath_normal(distance + cst_rmath_normal_quantile(spec->mistaken));
}

int cst_recognition_check_signal(const cst_collusion_spec *spec, cst_error *error)
{
    if (spec->visible >= 0.0 && isfinite(spec->visible)) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_MONITOR, "collusion.visible",
                         "expected a number of at least 0, found %g", spec->visible);
}

int cst_recognition_check_score(const cst_collusion_spec *spec, cst_error *error)
{
    if (spec->auc >= 0.5 && spec->auc <= 1.0) {
        return 0;
    }
    return cst_error_set(error, CST_ERR_MONITOR, "collusion.auc",
                         "expected a number from 0.5 to 1, found %g", spec->auc);
}
