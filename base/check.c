/* SPDX-License-Identifier: MIT */
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

void cst_require_failed(const char *condition, const char *file, int line)
{
    (void)fprintf(stderr, "custodes: bug at %s:%d: %s does not hold; please report it\n", file,
                  line, condition);
    abort();
}
