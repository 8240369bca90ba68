/* SPDX-License-Identifier: MIT
 *
 * A trial that remembers, played from event to event (MODEL section 12). Between two events nothing
 * changes but counts. An event is a task whose actor schemes, honest work about which its crew has
 * something to say, or an agent that goes out. Jumps go from one to the next over all planned tasks
 * in their order; what an event is, is drawn from its law given that there is one. The same law as
 * cst_play_trial, which looks at every task. Pure.
 */
#ifndef CST_MONITOR_PLAY_EVENTS_H
#define CST_MONITOR_PLAY_EVENTS_H

#include "monitor/play_log.h"

/* NULL, or why trials of a model that is played cannot be played so: "its scores are tied". */
const char *cst_play_events_refuse(const cst_trial_spec *spec);

/* Plays one trial. schemes: the tasks, by their numbers within the trial, whose actors scheme;
 * rising. Fills the log, in the order of the tasks, with an entry for each of these that happens,
 * and for all else that is not quiet (cst_record_pack gives 0). 0 or CST_ERR_MEMORY. */
int cst_play_events(cst_play *play, uint64_t trial, const uint64_t *schemes, uint64_t count,
                    cst_log *log, cst_error *error);

#endif
