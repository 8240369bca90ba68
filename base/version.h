/* SPDX-License-Identifier: MIT
 *
 * The version of the program and its library, and the version that results carry. They are kept at
 * the bottom of the house because the store, which knows nothing of models, must refuse results of
 * another one.
 */
#ifndef CST_BASE_VERSION_H
#define CST_BASE_VERSION_H

/* The version of the model's meaning and of its draws. Results of different versions never mix. */
enum { CST_MODEL_VERSION = 6 };

/* The release, such as "0.5.0": project() in CMakeLists.txt. */
const char *cst_version_text(void);

#endif
