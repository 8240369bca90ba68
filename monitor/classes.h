/* SPDX-License-Identifier: MIT
 *
 * For the files of this room: cuts the agents into classes of actors that are alike.
 */
#ifndef CST_MONITOR_CLASSES_H
#define CST_MONITOR_CLASSES_H

#include "monitor/model.h"

/* The step CST_MODEL_CLASSES. 0 or CST_ERR_MEMORY. */
int cst_classes_make(cst_model *model, cst_error *error);

#endif
