/* SPDX-License-Identifier: MIT
 *
 * A folder of keys: the allow-list in `allowed` (scenarios/load/allow_list.h), and pairs of keys of
 * programs on this machine, each in a file NAME.secret:
 *
 *     public KEY
 *     secret KEY
 *
 * with lines that begin with '#' before, between or after. Others may not read a secret, nor write
 * anything here. The main thread alone reads files.
 */
#ifndef CST_SCENARIOS_LOAD_KEY_FOLDER_H
#define CST_SCENARIOS_LOAD_KEY_FOLDER_H

#include "scenarios/load/allow_list.h"

#define CST_KEY_FOLDER   "custodes-keys"
#define CST_KEY_ALLOWED  "allowed"
#define CST_KEY_SECRET   ".secret"
#define CST_KEY_TEMPLATE "public %s\nsecret %s\n"

enum { CST_KEY_PATH = 4096 };

/* The path of the allow-list (name NULL), or of a name's pair. 0, or CST_ERR_DATA_FILE: too long.
 */
int cst_key_folder_path(char path[CST_KEY_PATH], const char *folder, const char *name,
                        cst_error *error);

/* 0 where there is such a folder, nobody else may write to it, and it is this user's or root's;
 * else CST_ERR_DATA_FILE. */
int cst_key_folder_check(const char *folder, cst_error *error);

/* Reads the allow-list; `text` (NULL: not wanted) gets what it was read from: heap, ends with a
 * zero byte, the caller frees. 0, CST_ERR_MEMORY, or CST_ERR_DATA_FILE with its place; also where
 * there is none. Free the list in any case; on failure *text is NULL. */
int cst_key_folder_list(cst_allow_list *list, char **text, const char *folder, cst_error *error);

/* Reads the pair of a name. 0, or CST_ERR_DATA_FILE with its place; then the pair is zero. That the
 * two keys belong together is not looked at here (cst_curve_pair_fits). Wipe it after use. */
int cst_key_folder_pair(cst_curve_pair *pair, const char *folder, const char *name,
                        cst_error *error);

/* Reads the text of such a file, `size` bytes. As above, with the place in `file`. */
int cst_key_folder_read(cst_curve_pair *pair, const char *file, const char *text, size_t size,
                        cst_error *error);

#endif
