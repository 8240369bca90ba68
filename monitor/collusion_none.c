/* SPDX-License-Identifier: MIT
 * none: scheming reviewers report like honest ones. */
#include "monitor/collusion.h"

const cst_collusion cst_collusion_none = {
    .name = "none",
    .text = "scheming reviewers report like honest ones",
};
