/* SPDX-License-Identifier: MIT
 *
 * What `custodes fit` prints of a file with episodes, on a stream: text for people, JSON as one
 * object.
 */
#ifndef CST_CLI_PRINT_EPISODES_H
#define CST_CLI_PRINT_EPISODES_H

#include "estimate/ask/episode_fit.h"

#include <stdio.h>

/* ask: how the fit was made. file: its name, as the user gave it. */
void cst_print_episodes(FILE *out, const cst_episode_fit *fit, const cst_episode_ask *ask);
void cst_print_episodes_json(FILE *out, const cst_episode_fit *fit, const cst_episode_ask *ask,
                             const char *file);

#endif
