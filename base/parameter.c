/* SPDX-License-Identifier: MIT */
#include "base/parameter.h"

#include "base/check.h"

#include <string.h>

bool cst_range_has(const cst_range *range, double value)
{
    return isfinite(value) && (range->above ? value > range->low : value >= range->low) &&
           (range->below ? value < range->high : value <= range->high);
}

static const void *place(const cst_parameter *row, const void *spec)
{
    return (const char *)spec + row->offset;
}

static uint32_t length(const cst_parameter *row, const void *spec)
{
    return *(const uint32_t *)(const void *)((const char *)spec + row->length);
}

double cst_parameter_value(const cst_parameter *row, const void *spec)
{
    cst_require(row->kind != CST_PARAMETER_LIST);
    switch (row->kind) {
    case CST_PARAMETER_WHOLE:
        return *(const uint32_t *)place(row, spec);
    case CST_PARAMETER_WHOLE64:
        return (double)*(const uint64_t *)place(row, spec);
    default:
        return *(const double *)place(row, spec);
    }
}

void cst_parameter_set(const cst_parameter *row, void *spec, double value)
{
    void *at = (char *)spec + row->offset;
    cst_require(row->kind != CST_PARAMETER_LIST);
    switch (row->kind) {
    case CST_PARAMETER_WHOLE:
        *(uint32_t *)at = (uint32_t)value;
        break;
    case CST_PARAMETER_WHOLE64:
        *(uint64_t *)at = (uint64_t)value;
        break;
    default:
        *(double *)at = value;
    }
}

const char *cst_parameter_word(const char *key)
{
    const char *dot = strrchr(key, '.');
    return dot == NULL ? key : dot + 1;
}

bool cst_parameters_have(const cst_parameter *const *rows, const cst_parameter *row)
{
    while (*rows != NULL && *rows != row) {
        rows++;
    }
    return *rows != NULL;
}

void cst_parameters_default(const cst_parameter *const *rows, void *spec)
{
    for (; *rows != NULL; rows++) {
        if ((*rows)->kind != CST_PARAMETER_LIST) {
            cst_parameter_set(*rows, spec, (*rows)->initial);
        }
    }
}

static int refuse(const cst_parameter *row, double found, int code, cst_error *error)
{
    const bool whole = row->kind == CST_PARAMETER_WHOLE || row->kind == CST_PARAMETER_WHOLE64;
    return cst_error_set(error, code, row->key, "expected %s, found %.*g", row->range.words,
                         whole ? 17 : 6, found);
}

int cst_parameters_check(const cst_parameter *const *rows, const void *spec, int code,
                         cst_error *error)
{
    for (; *rows != NULL; rows++) {
        const cst_parameter *row = *rows;
        const bool is_list = row->kind == CST_PARAMETER_LIST;
        const double *list = is_list ? *(const double *const *)place(row, spec) : NULL;
        const uint32_t count = is_list ? length(row, spec) : 1;
        if (is_list && count > row->most) {
            return cst_error_set(error, code, row->key, "expected at most %u numbers, found %u",
                                 row->most, count);
        }
        for (uint32_t i = 0; i < count; i++) {
            const double value = is_list ? list[i] : cst_parameter_value(row, spec);
            if (!cst_range_has(&row->range, value)) {
                return refuse(row, value, code, error);
            }
        }
    }
    return 0;
}
