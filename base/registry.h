/* SPDX-License-Identifier: MIT
 *
 * A registry: an array of pointers to the tables of variants, each with its name, NULL at its end.
 */
#ifndef CST_BASE_REGISTRY_H
#define CST_BASE_REGISTRY_H

#include <stddef.h>
#include <string.h>

/* Defines a function that looks a table up by its name: NULL where none has it. */
#define CST_REGISTRY_FIND(function, table, registry)                                               \
    const table *function(const char *name)                                                        \
    {                                                                                              \
        for (size_t i = 0; registry[i] != NULL; i++) {                                             \
            if (strcmp(registry[i]->name, name) == 0) {                                            \
                return registry[i];                                                                \
            }                                                                                      \
        }                                                                                          \
        return NULL;                                                                               \
    }

#endif
