/* SPDX-License-Identifier: MIT */
#include "estimate/exact/monitoring.h"

#include "base/check.h"
#include "estimate/exact/temporal.h"

#include <math.h>

/* P(neither monitor flags an attack), the trusted one at this FPR. */
static double not_flagged(const cst_monitoring *of, double fpr)
{
    const double untrusted_flags = (1.0 - of->collusion_tpr) * (1.0 - of->honest_miss);
    return (1.0 - of->trusted_tpr(fpr, of->self)) * (1.0 - untrusted_flags);
}

cst_monitoring_result cst_monitoring_outcome(const cst_monitoring *of)
{
    cst_require(of->tasks >= of->upfront && of->slack >= 1.0);
    const double honeypots = of->budget * of->tasks * of->honeypot_share;
    const double audits = of->budget * (1.0 - of->honeypot_share);
    const double fpr = fmax(audits - of->honest_fpr, 0.0);
    const double audited = fmin(audits / (of->honest_fpr + 1.0 / of->tasks), 1.0);
    const double caught = (1.0 - not_flagged(of, fpr)) * audited * of->audit_success;
    const double passed = not_flagged(of, fmin(of->replace + fpr, 1.0));
    const double telling = honeypots * fmax(1.0 - of->honest_fpr - of->honest_fnr, 0.0);
    const double seen = of->collusion_fpr / of->slack; /* at one honeypot */
    const double survives = cst_temporal_never(seen, telling);
    const double found_upfront =
        cst_temporal_at_least_once(of->attack_rate * of->audit_success, of->upfront);
    const double goes_on = survives * (1.0 - found_upfront);
    const double decisive = of->attack_rate * (passed + caught);
    const double decided = goes_on * cst_temporal_at_least_once(decisive, of->tasks - of->upfront);
    const double first = passed + caught > 0.0 ? caught / (passed + caught) : 0.0;
    cst_monitoring_result out = {
        .fails_honeypots = cst_temporal_at_least_once(seen, telling),
        .no_attack = goes_on * cst_temporal_never(decisive, of->tasks - of->upfront),
        .caught = survives * found_upfront + first * decided,
        .red_wins = passed + caught > 0.0 ? passed / (passed + caught) * decided : 0.0,
    };
    out.safety = 1.0 - out.red_wins;
    return out;
}
