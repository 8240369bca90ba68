/* SPDX-License-Identifier: MIT */
#include "base/version.h"

const char *cst_version_text(void)
{
    return CST_VERSION;
}
