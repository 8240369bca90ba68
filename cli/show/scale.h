/* SPDX-License-Identifier: MIT
 *
 * The scale of a result: linear or logarithmic, and where it ends.
 */
#ifndef CST_CLI_SHOW_SCALE_H
#define CST_CLI_SHOW_SCALE_H

#include "tally/results.h"

/* In the order of the words of --scale. */
typedef enum cst_scale { CST_SCALE_AUTO, CST_SCALE_LINEAR, CST_SCALE_LOG } cst_scale;

/* Whether the scale of a result that spans this range is logarithmic: left to the program, that of
 * a risk that spans a factor of 30 or more; never where something is not positive. */
bool cst_scale_takes_log(cst_scale scale, cst_result_kind kind, double least, double most);

/* The least and the most that a result can be, by its range in words: 0 or minus infinity, and 1 or
 * infinity. */
void cst_scale_ends(cst_result_kind kind, double ends[2]);

#endif
