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
