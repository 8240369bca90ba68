/* SPDX-License-Identifier: MIT
 *
 * Keys of programs that speak with a run: Curve25519, 32 bytes, written as the 40 letters of Z85
 * (ZeroMQ's RFC 32). What a key may do is its role. Pure; any thread.
 */
#ifndef CST_BASE_CURVE_KEY_H
#define CST_BASE_CURVE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CST_CURVE_KEY = 32, CST_CURVE_TEXT = 40, CST_CURVE_NAME = 31 };

/* What proves who a program is: the public key is told to others, the secret one to nobody. */
typedef struct cst_curve_pair {
    uint8_t public_key[CST_CURVE_KEY];
    uint8_t secret_key[CST_CURVE_KEY];
} cst_curve_pair;

/* What the owner of a key may be: bits, so that `both` has two. */
typedef enum cst_role {
    CST_ROLE_REVIEWER = 1,
    CST_ROLE_ACTOR = 2,
    CST_ROLE_BOTH = 3,
    CST_ROLE_WORKER = 4
} cst_role;

#define CST_ROLE_WORDS "reviewer, actor, both or worker"

/* Somebody who is allowed to speak with a run. */
typedef struct cst_allowed {
    char name[CST_CURVE_NAME + 1]; /* see cst_curve_name_length */
    cst_role role;
    uint8_t key[CST_CURVE_KEY]; /* the public one */
    int line;                   /* of the allow-list, from 1 */
} cst_allowed;

/* The words of roles, in their order, and their roles; NULL after the last. */
const char *cst_role_word(size_t index, cst_role *role);

/* The word of a role. */
const char *cst_role_name(cst_role role);

/* How many of the first bytes of a text can be a name: letters, digits, '-', '_' and '.', of which
 * the first is a letter or a digit. A name has 1 to CST_CURVE_NAME bytes and no other. */
size_t cst_curve_name_length(const char *text, size_t size);

/* Writes a key as text, with a zero byte at its end. */
void cst_curve_key_write(const uint8_t key[CST_CURVE_KEY], char text[CST_CURVE_TEXT + 1]);

/* Reads a text of `size` bytes, which must be CST_CURVE_TEXT letters of Z85 with values below 2^32
 * in each five. 0, or the place from 1 of the first byte that does not fit (size + 1: there are too
 * few); then the key is undefined. */
size_t cst_curve_key_read(uint8_t key[CST_CURVE_KEY], const char *text, size_t size);

/* Overwrites memory that held a secret; no compiler leaves it out. */
void cst_curve_key_wipe(void *memory, size_t size);

#endif
