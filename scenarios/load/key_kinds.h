/* SPDX-License-Identifier: MIT
 *
 * For the files of this folder: initialisers of a cst_key, its kind with its range.
 */
#ifndef CST_SCENARIOS_LOAD_KEY_KINDS_H
#define CST_SCENARIOS_LOAD_KEY_KINDS_H

#include "base/parameter.h"

#define REAL(range_)                .kind = CST_KEY_REAL, .range = range_
#define COUNT(least, most_, words_) .kind = CST_KEY_WHOLE, .range = CST_RANGE(least, most_, words_)
#define COUNT64                     .kind = CST_KEY_WHOLE64, .range = CST_COUNT64
#define PROBABILITY                 REAL(CST_PROBABILITY)
#define SHARE                       REAL(CST_SHARE)
#define WEIGHT                      REAL(CST_WEIGHT)
#define NUMBER                      REAL(CST_NUMBER)
#define POSITIVE                    REAL(CST_POSITIVE)

#endif
