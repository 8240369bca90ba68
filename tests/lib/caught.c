/* SPDX-License-Identifier: MIT */
#include "tests/lib/caught.h"

#include "tests/lib/suite.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void cst_caught_begin(cst_caught *seen)
{
    *seen = (cst_caught){0};
    seen->out = open_memstream(&seen->text, &seen->size);
    CU_ASSERT_PTR_NOT_NULL_FATAL(seen->out);
}

void cst_caught_end(cst_caught *seen)
{
    CU_ASSERT_EQUAL_FATAL(fclose(seen->out), 0);
    seen->out = NULL;
}

void cst_caught_same(const char *found, const char *right)
{
    const bool same = strcmp(found, right) == 0;
    if (!same) {
        (void)fprintf(stderr, "\n--- found\n%s\n--- expected\n%s\n", found, right);
    }
    CU_ASSERT_TRUE(same);
}

void cst_caught_expect(cst_caught *seen, const char *right)
{
    cst_caught_end(seen);
    cst_caught_same(seen->text, right);
    free(seen->text);
}

/* All space between two words as one space. */
static void squeeze(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        const bool space = *from == ' ' || *from == '\n';
        if (!space || (from[1] != ' ' && from[1] != '\n')) {
            *to++ = space ? ' ' : *from;
        }
    }
    *to = '\0';
}

void cst_caught_parts(cst_caught *seen, const char *const *part)
{
    cst_caught_end(seen);
    squeeze(seen->text);
    for (; *part != NULL; part++) {
        char *right = strdup(*part);
        CU_ASSERT_PTR_NOT_NULL_FATAL(right);
        squeeze(right);
        const bool found = strstr(seen->text, right) != NULL;
        if (!found) {
            (void)fprintf(stderr, "\n--- not found\n%s\n--- in\n%s\n", right, seen->text);
        }
        CU_ASSERT_TRUE(found);
        free(right);
    }
    free(seen->text);
}
