/* SPDX-License-Identifier: MIT
 *
 * How claims are shown: a table, a page in Markdown, a page of its own with pictures, and the map
 * of each.
 */
#ifndef CST_CLI_SHOW_CLAIMS_H
#define CST_CLI_SHOW_CLAIMS_H

#include "cli/show/picture.h"
#include "study/claim.h"

typedef struct cst_claims {
    const cst_claim *claim; /* borrowed */
    size_t count;
} cst_claims;

/* One line each: what it comes to at its point, exact and drawn, whether it holds there, and where
 * it turns. */
void cst_print_claims(FILE *out, const cst_claims *claims);
void cst_print_claims_json(FILE *out, const cst_claims *claims);

/* docs/claims.md; pictures: the folder of the maps, as the page names it. */
void cst_print_claims_markdown(FILE *out, const cst_claims *claims, const char *pictures);

/* A page that needs nothing else: svg[i] is the map of claim i as text. */
void cst_print_claims_html(FILE *out, const cst_claims *claims, char *const *svg);

/* "02-mitigates-most", of the claim's file: without folder and ending. */
const char *cst_claim_name(const cst_claim *claim, char *out, size_t size);

/* Its file: "scenarios/claims/02-mitigates-most.yaml" of the claims that come with the program,
 * wherever they are; of others the path as it was given. */
const char *cst_claim_file(const cst_claim *claim);

/* The map: blue where the claim holds and orange where it does not, the paler the nearer it is to
 * its threshold; the line at which it turns, and the point. */
cst_picture cst_claim_picture(const cst_claim *claim);

/* Sentences that the pages share. "mitigated_share is at least 0.5"; what it is at the point,
 * "0.503 exactly; 1000 drawn trials say [0.49, 0.51] (95 %)"; "it turns at scheming.rho = 0.394",
 * or that it does not. */
void cst_claim_verdict_text(const cst_claim *claim, char *out, size_t size);
void cst_claim_result_text(const cst_claim *claim, char *out, size_t size);
void cst_claim_turn_text(const cst_claim *claim, int axis, char *out, size_t size);

#endif
