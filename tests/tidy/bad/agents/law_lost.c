/* SPDX-License-Identifier: MIT */
#include "monitor/model.h"
#include "nowhere.h"

#include <time.h>

const law lost = {.name = "lost-law"};
