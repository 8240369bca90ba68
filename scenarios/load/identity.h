/* SPDX-License-Identifier: MIT
 *
 * A resolved cell as canonical JSON (MODEL section 13): keys in the schema's order, every default
 * written out, no spaces, numbers to 12 significant digits.
 */
#ifndef CST_SCENARIOS_LOAD_IDENTITY_H
#define CST_SCENARIOS_LOAD_IDENTITY_H

#include "scenarios/load/uncertainty.h"

/* The canonical scenario, which itself reads as a scenario: a key that nothing uses stands at its
 * default, if it has one; at the end what is uncertain. Or with uncertainty = NULL the identity:
 * the model version in front, no claim, trials, seed, stream and confidence, and no key that
 * nothing uses. Heap, the caller frees; NULL without memory. */
char *cst_identity_text(const cst_draft *draft, const cst_uncertainty *uncertainty);

/* The SHA-256 of a text, as 64 hexadecimal digits. */
void cst_identity_hash(const char *text, char id[65]);

#endif
