/* SPDX-License-Identifier: MIT
 * The honeypot beside a task of a played trial, and what becomes of who misses it. */
#include "monitor/play_log.h"
#include "monitor/play_parts.h"
#include "monitor/trace.h"

/* A reviewer that missed a honeypot once too often makes room for another. */
static void miss(cst_play *play, uint32_t actor, uint32_t reviewer, bool hid, cst_record *record)
{
    cst_play_agent *agent = &play->agent[reviewer];
    if (++agent->misses < play->model->spec.protocol.honeypot_slack) {
        return;
    }
    agent->misses = 0;
    play->holder[reviewer].generation++;
    play->renewed = true;
    if (play->model->spec.collusion.strategy->learned) {
        cst_bonds_renew(&play->bonds, reviewer, true, false);
        if (play->log != NULL) {
            cst_contacts_renew(&play->log->contacts, reviewer, actor);
        }
    }
    record->expelled++;
    record->expelled_falsely = (uint8_t)(record->expelled_falsely + !hid);
    if (play->trace != NULL) {
        cst_trace_expelled(play, actor, reviewer, hid);
    }
}

/* Colluding reviewers that withhold their report: where honeypots take the classes of inputs in
 * turn, those of the trigger's class, else by the strategy's chance. */
static uint32_t hidden_by_class(cst_play *play, uint32_t scheming, uint32_t count, cst_draws *draws)
{
    const cst_collusion_spec *collusion = &play->model->spec.collusion;
    uint32_t hidden = 0;
    if ((play->honeypots - 1) % collusion->classes != 0) {
        return 0;
    }
    for (uint32_t slot = 0; slot < count; slot++) {
        const bool hides = cst_draws_below(draws, cst_chance_make(collusion->probability));
        hidden |= (uint32_t)hides << slot;
    }
    return hidden & scheming;
}

/* The same reviewers look at a synthetic attack; at scope task it is a context of its own. */
void cst_play_honeypot(cst_play *play, const cst_task *task, cst_play_context *context,
                       cst_view *view)
{
    cst_play_context own;
    const cst_model *model = play->model;
    const cst_protocol_spec *protocol = &model->spec.protocol;
    cst_draws draws = cst_task_draws(&play->random, task, CST_DRAW_HONEYPOT);
    if (play->log != NULL ? !play->baited : !cst_draws_below(&draws, play->laws->honeypot)) {
        return;
    }
    play->honeypots++;
    if (model->spec.scheming.scope == CST_SCOPE_TASK) {
        cst_play_draw_context(model, NULL, &draws, &own);
        context = &own;
    }
    uint32_t scheming =
        cst_play_crew_states(play, context, play->laws->any[context->watched], &draws);
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        const bool known = cst_draws_below(&draws, play->laws->recognises);
        scheming &= ~((uint32_t)known << slot);
    }
    const bool strata = protocol->honeypot_strata && model->spec.collusion.strategy->triggered;
    const uint32_t hidden = strata ? hidden_by_class(play, scheming, play->crew_size, &draws) : 0;
    cst_verdicts verdicts = cst_review_verdicts(model, CST_WORK_HONEYPOT, &play->crew,
                                                play->crew_size, strata ? 0 : scheming, &draws);
    verdicts.reports &= ~hidden;
    view->record.honeypot = (uint8_t)(1 + cst_review_count(verdicts, 0).reports);
    for (uint32_t slot = 0; slot < play->crew_size; slot++) {
        if (((verdicts.reports | verdicts.abstentions) >> slot & 1) == 0) {
            miss(play, task->agent, play->crew.agent[slot], (scheming >> slot & 1) != 0,
                 &view->record);
        }
    }
}
