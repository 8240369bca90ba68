/* SPDX-License-Identifier: MIT
 * Ghosts: attempts beside what happens, which leave no trace in the trial. */
#include "monitor/play_log.h"
#include "monitor/play_parts.h"

/* What would become of an attempt of the agent's in this round. */
static void see_ghost(cst_play *play, uint32_t agent, cst_ghost *ghost)
{
    const uint64_t trial = play->trial;
    if (!cst_play_keeps(play, agent, ghost->address)) {
        ghost->record = (cst_record){.fate = CST_HONEST_USED,
                                     .reviews = (uint8_t)cst_play_usual_reviews(play->model)};
        return;
    }
    play->haunted = trial;
    play->trial = ghost->address;
    play->is_ghost = true;
    if (play->log != NULL) {
        cst_contacts_mark(&play->log->contacts);
    }
    cst_play_look(play, agent);
    if (play->log != NULL) {
        cst_contacts_forget(&play->log->contacts);
    }
    cst_play_settle_ghost(play, agent, ghost);
    play->is_ghost = false;
    play->trial = trial;
}

void cst_play_haunt(cst_play *play)
{
    const uint64_t agents = play->model->spec.agents;
    const uint64_t first = play->round * agents;
    for (; play->seen < play->ghosts; play->seen++) {
        cst_ghost *ghost = &play->ghost[play->seen];
        if (ghost->task >= first + agents) {
            return;
        }
        const uint32_t agent = (uint32_t)(ghost->task - first);
        if (cst_play_active(play, agent)) {
            see_ghost(play, agent, ghost);
        }
    }
}
