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

void cst_claim_turn_text(const cst_claim *claim, int axis, char *out, size_t size)
{
    const cst_axis *of = &claim->map.axis[axis];
    const cst_claim_turn *turn = &claim->turn[axis];
    const cst_axis *other = &claim->map.axis[1 - axis];
    const double there = cst_claim_here(claim, 1 - axis);
    if (isnan(turn->at)) {
        (void)snprintf(out, size, "with %s = %s it %s for every %s from %s to %s", other->key,
                       cst_show_number(there, 4).text, turn->holds_here ? "holds" : "fails",
                       of->key, of->value[0], of->value[of->values - 1]);
    } else {
        (void)snprintf(out, size, "with %s = %s it turns at %s = %s%s", other->key,
                       cst_show_number(there, 4).text, of->key, cst_show_number(turn->at, 4).text,
                       claim->drawn ? ", about" : "");
    }
}
