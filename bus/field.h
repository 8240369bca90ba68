/* SPDX-License-Identifier: MIT
 *
 * Messages as flat msgpack arrays of unsigned integers and bins, read strictly: each element of its
 * type, within its range and its bytes. msgpack's own reader would reserve memory for every
 * declared count before it looks whether the bytes are there. Pure; any thread.
 */
#ifndef CST_BUS_FIELD_H
#define CST_BUS_FIELD_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CST_FIELDS_MAX = 15, CST_FIELDS_OPENING = 32 };

/* What an element must be. The bounds of bins are those of their lengths. */
typedef struct cst_field_law {
    const char *name;
    bool bin;
    uint64_t least, most;
} cst_field_law;

/* An element as it lies in a frame: its number; of a bin its length, and its bytes. */
typedef struct cst_field {
    uint64_t number;
    const uint8_t *bytes;
} cst_field;

/* The element at `index` of an array, where it and all before it are numbers. */
bool cst_fields_peek(const uint8_t *bytes, size_t size, size_t index, uint64_t *number);

/* " that open with 0x..", for messages; "" where there are no bytes. */
void cst_fields_opening(const uint8_t *bytes, size_t size, char text[CST_FIELDS_OPENING]);

/* Reads an array of exactly `count` elements, 1 to CST_FIELDS_MAX, in 1 to `longest` bytes, and
 * nothing after it. 0, or CST_ERR_WIRE with the element, what was expected and what was found. */
int cst_fields_read(const cst_field_law *laws, size_t count, size_t longest, const uint8_t *bytes,
                    size_t size, cst_field *out, cst_error *error);

#endif
