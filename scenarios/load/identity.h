/* SPDX-License-Identifier: MIT
 *
 * A resolved cell as canonical JSON (MODEL section 13): keys in the schema's order, every default
 * written out, no spaces, numbers to 12 significant digits.
 */
#ifndef CST_SCENARIOS_LOAD_IDENTITY_H
#define CST_SCENARIOS_LOAD_IDENTITY_H

#include "scenarios/load/uncertainty.h"

/* Writes the canonical scenario, which itself reads as a scenario: a key that nothing uses stands
 * at its default, if it has one; at the end what is uncertain. Or with uncertain = NULL the
 * identity: the model version in front, no claim, trials, seed, stream and confidence, and no key
 * that nothing uses. */
void cst_identity_write(const cst_draft *draft, const cst_inputs *uncertain, FILE *out);

/* The SHA-256 of a text, as 64 hexadecimal digits. */
void cst_identity_hash(const char *text, char id[65]);

#endif
