/* SPDX-License-Identifier: MIT
 *
 * The version that results carry. It is kept at the bottom of the house because the store, which
 * knows nothing of models, must refuse results of another one.
 */
#ifndef CST_BASE_VERSION_H
#define CST_BASE_VERSION_H

/* The version of the model's meaning and of its draws. Results of different versions never mix. */
enum { CST_MODEL_VERSION = 5 };

#endif
