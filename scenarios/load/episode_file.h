/* SPDX-License-Identifier: MIT
 *
 * Files of verdicts of agents that meet again and again: rows of run, episode, first and second. A
 * run has any name, and its rows stand together; its episodes are 1, 2, ... in this order; first
 * and second are the verdicts of its two agents on each other's work, `cover` or `report`.
 */
#ifndef CST_SCENARIOS_LOAD_EPISODE_FILE_H
#define CST_SCENARIOS_LOAD_EPISODE_FILE_H

#include "estimate/ask/episodes.h"
#include "scenarios/load/yaml.h"

/* Whether CSV text, or the root of a document, has a column of such files. */
bool cst_episode_file_is_csv(const char *text, size_t size);
bool cst_episode_file_is_yaml(const cst_yaml_node *root);

/* Adds all rows to episodes without runs. There are two runs at least, one of two episodes or more,
 * and verdicts of both kinds. CSV text[0..size), where text[size] is zero, is overwritten; `file`
 * is what places are reported in. 0, CST_ERR_DATA_FILE with its place, or CST_ERR_MEMORY. */
int cst_episode_file_csv(cst_episodes *episodes, const char *file, char *text, size_t size,
                         cst_error *error);
int cst_episode_file_yaml(cst_episodes *episodes, const cst_yaml_node *root, cst_error *error);

#endif
