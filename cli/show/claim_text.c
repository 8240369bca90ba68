/* SPDX-License-Identifier: MIT
 * Sentences about one claim. */
#include "cli/show/claims.h"

#include "cli/show/describe.h"
#include "study/show.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *cst_claim_name(const cst_claim *claim, char *out, size_t size)
{
    const char *slash = strrchr(claim->path, '/');
    const char *name = slash != NULL ? slash + 1 : claim->path;
    const char *dot = strrchr(name, '.');
    (void)snprintf(out, size, "%.*s", (int)(dot != NULL ? (size_t)(dot - name) : strlen(name)),
                   name);
    return out;
}

const char *cst_claim_file(const cst_claim *claim)
{
    const char *shipped = strstr(claim->path, "scenarios/claims/");
    return shipped != NULL ? shipped : claim->path;
}

void cst_claim_verdict_text(const cst_claim *claim, char *out, size_t size)
{
    const cst_argument_verdict *verdict = &claim->map.argument->verdict;
    int used = snprintf(out, size, "%s", cst_result_name(verdict->result));
    for (uint32_t i = 0; i < verdict->relatives && used < (int)size; i++) {
        used += snprintf(out + used, size - (size_t)used, "%s%s",
                         i == 0 ? " / the same with " : ", ", verdict->relative[i]);
    }
    if (verdict->times != NULL && used < (int)size) {
        used += snprintf(out + used, size - (size_t)used, " / %s", verdict->times->path);
    }
    if (used < (int)size) {
        (void)snprintf(out + used, size - (size_t)used, " is %s %s",
                       verdict->at_least ? "at least" : "at most",
                       cst_show_number(verdict->threshold, 6).text);
    }
}

void cst_claim_result_text(const cst_claim *claim, char *out, size_t size)
{
    const cst_finding *finding = &claim->point.findings.finding[0];
    const cst_result_kind kind = claim->map.argument->verdict.result;
    const cst_result result = cst_finding_result(finding, kind);
    const double exact = cst_finding_exact(finding, kind);
    const bool known = !isnan(exact);
    int used = known ? snprintf(out, size, "%s exactly", cst_show_number(exact, 6).text) : 0;
    char *rest = out + used;
    if (cst_result_by_design(&result)) {
        (void)snprintf(rest, size - (size_t)used, "; it follows from the inputs alone");
    } else if (result.method != NULL && finding->method != NULL) {
        (void)snprintf(rest, size - (size_t)used, "%s%s drawn %s say%s %s (%s %%)",
                       known ? "; " : "what ", cst_show_count(finding->done).text,
                       finding->method->sample, known ? "" : ":",
                       cst_show_interval(result.low, result.high, 4).text,
                       cst_show_percent(finding->cell->estimate.confidence, 12).text);
    } else if (!known) {
        (void)snprintf(out, size, "not defined in this run");
    }
}

void cst_claim_turn_text(const cst_claim *claim, int axis, char *out, size_t size)
{
    const cst_axis *of = &claim->map.axis[axis];
    const cst_axis *other = &claim->map.axis[1 - axis];
    const double there = cst_claim_here(claim, 1 - axis);
    if (isnan(claim->turn[axis])) {
        (void)snprintf(out, size, "with %s = %s it %s for every %s from %s to %s", other->key,
                       cst_show_number(there, 4).text,
                       cst_claim_holds_here(claim) ? "holds" : "fails", of->key, of->value[0],
                       of->value[of->values - 1]);
    } else {
        (void)snprintf(out, size, "with %s = %s it turns at %s = %s%s", other->key,
                       cst_show_number(there, 4).text, of->key,
                       cst_show_number(claim->turn[axis], 4).text, claim->drawn ? ", about" : "");
    }
}
