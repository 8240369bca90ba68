/* SPDX-License-Identifier: MIT
 * The version is that of the newest release in the changelog. */
#include "base/version.h"

#include "tests/lib/suite.h"

#include <stdio.h>
#include <string.h>

static void test_version_text(void)
{
    char line[256] = "";
    char newest[32] = "";
    FILE *in = fopen(CST_SOURCE_DIR "/CHANGELOG.md", "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    while (newest[0] == '\0' && fgets(line, sizeof line, in) != NULL) {
        (void)sscanf(line, "## %31s", newest);
    }
    (void)fclose(in);
    CU_ASSERT_STRING_EQUAL(cst_version_text(), newest);
}

CST_SUITE("version", CST_TEST(test_version_text))
