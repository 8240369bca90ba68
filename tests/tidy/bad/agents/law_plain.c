/* SPDX-License-Identifier: MIT */
#include "agents/law.h"
#include "base/error.h"

const law plain = {.name = "plain"};
