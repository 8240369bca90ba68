/* SPDX-License-Identifier: MIT */
#include "bus/field.h"

#include "base/check.h"

#include <inttypes.h>
#include <stdio.h>

/* What is left to read of a frame. */
typedef struct rest {
    const uint8_t *bytes;
    size_t size;
} rest;

static uint64_t read_big_endian(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

/* Bytes of the number or the length that follow a type byte: an unsigned integer's 1, 2, 4 or 8,
 * and none where it is its own number; a bin's 1, 2 or 4. SIZE_MAX: it is another type's. */
static size_t width_after(uint8_t first, bool bin)
{
    if (!bin && first <= 0x7f) {
        return 0;
    }
    const uint8_t narrowest = bin ? 0xc4 : 0xcc;
    const unsigned widths = bin ? 3 : 4;
    return first >= narrowest && first < narrowest + widths ? (size_t)1 << (first - narrowest)
                                                            : SIZE_MAX;
}

static int refuse_type(const cst_field_law *law, const rest *left, cst_error *error)
{
    const char *wanted = law->bin ? "a bin" : "an unsigned integer";
    if (left->size == 0) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "%s: expected %s, found the end of the message", law->name, wanted);
    }
    return cst_error_set(error, CST_ERR_WIRE, "wire",
                         "%s: expected %s, found type byte 0x%02x with %zu bytes after it",
                         law->name, wanted, left->bytes[0], left->size - 1);
}

static int refuse_range(const cst_field_law *law, uint64_t found, cst_error *error)
{
    char least[32] = "";
    if (law->least < law->most) {
        (void)snprintf(least, sizeof least, "%" PRIu64 " to ", law->least);
    }
    return cst_error_set(error, CST_ERR_WIRE, "wire",
                         "%s: expected %s%" PRIu64 "%s, found %" PRIu64, law->name, least,
                         law->most, law->bin ? " bytes" : "", found);
}

static void step(rest *left, size_t bytes)
{
    left->bytes += bytes;
    left->size -= bytes;
}

/* Takes one field off, only if it is of its type and range and lies within the bytes. */
static int read_field(const cst_field_law *law, rest *left, cst_field *out, cst_error *error)
{
    const size_t width = left->size > 0 ? width_after(left->bytes[0], law->bin) : SIZE_MAX;
    if (width == SIZE_MAX || left->size - 1 < width) {
        return refuse_type(law, left, error);
    }
    out->number = width > 0 ? read_big_endian(left->bytes + 1, width) : left->bytes[0];
    step(left, 1 + width);
    if (law->bin && out->number > left->size) {
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "%s: expected %" PRIu64 " bytes as declared, found %zu", law->name,
                             out->number, left->size);
    }
    if (out->number < law->least || out->number > law->most) {
        return refuse_range(law, out->number, error);
    }
    out->bytes = left->bytes;
    step(left, law->bin ? (size_t)out->number : 0);
    return 0;
}

bool cst_fields_peek(const uint8_t *bytes, size_t size, size_t index, uint64_t *number)
{
    static const cst_field_law any = {"", false, 0, UINT64_MAX};
    rest left = {.bytes = bytes, .size = size};
    cst_field field;
    if (size == 0 || (bytes[0] & 0xf0) != 0x90 || (bytes[0] & 0x0fU) <= index) {
        return false;
    }
    step(&left, 1);
    for (size_t i = 0; i <= index; i++) {
        if (read_field(&any, &left, &field, NULL) != 0) {
            return false;
        }
    }
    *number = field.number;
    return true;
}

void cst_fields_opening(const uint8_t *bytes, size_t size, char text[CST_FIELDS_OPENING])
{
    text[0] = '\0';
    if (size > 0) {
        (void)snprintf(text, CST_FIELDS_OPENING, " that open with 0x%02x", bytes[0]);
    }
}

int cst_fields_read(const cst_field_law *laws, size_t count, size_t longest, const uint8_t *bytes,
                    size_t size, cst_field *out, cst_error *error)
{
    rest left = {.bytes = bytes, .size = size};
    cst_require(count > 0 && count <= CST_FIELDS_MAX);
    if (size == 0 || size > longest || bytes[0] != (0x90 | count)) {
        char opens[CST_FIELDS_OPENING];
        cst_fields_opening(bytes, size, opens);
        return cst_error_set(error, CST_ERR_WIRE, "wire",
                             "expected an array of %zu elements, 1 to %zu bytes that open with "
                             "0x%02zx, found %zu bytes%s",
                             count, longest, 0x90 | count, size, opens);
    }
    step(&left, 1);
    for (size_t i = 0; i < count; i++) {
        const int code = read_field(&laws[i], &left, &out[i], error);
        if (code != 0) {
            return code;
        }
    }
    return left.size == 0
               ? 0
               : cst_error_set(error, CST_ERR_WIRE, "wire",
                               "expected the end of the message after %s, found %zu "
                               "more byte%s",
                               laws[count - 1].name, left.size, left.size == 1 ? "" : "s");
}
