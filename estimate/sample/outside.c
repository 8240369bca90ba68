/* SPDX-License-Identifier: MIT
 *
 * Played trials with external reviewers, some of a unit's trials side by side: what they are asked
 * in a round is asked at once, so that a peer has something to do while it is waited for.
 */
#include "monitor/outside.h"
#include "estimate/sample/fates.h"
#include "estimate/sample/methods.h"
#include "monitor/play.h"

#include <stdlib.h>
#include <string.h>

enum { ABREAST_MAX = 64 };

/* One of the trials that are played. */
typedef struct abreast {
    cst_play play;
    cst_questions questions;
    const uint8_t *schemes; /* of its tasks */
    cst_record *records;    /* heap, and told, or NULL */
    cst_told *told;
} abreast;

typedef struct crowd {
    const cst_cell *cell;
    uint32_t count, opened;
    abreast trial[ABREAST_MAX];
    cst_question *asked; /* heap: of all trials in one round */
    uint8_t *answer;     /* heap */
    size_t room;
} crowd;

static int open_crowd(crowd *of, const cst_cell *cell, uint32_t count, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const size_t tasks = cell->model.tasks_per_trial;
    const bool known = cst_model_schemers_known(&cell->model);
    int code = 0;
    of->cell = cell;
    of->count = count;
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        abreast *trial = &of->trial[i];
        of->opened = i + 1;
        trial->records = calloc(tasks, sizeof *trial->records);
        trial->told = known ? calloc(tasks, sizeof *trial->told) : NULL;
        code = cst_play_init(&trial->play, &cell->model, &random, error);
        if (code == 0 && (trial->records == NULL || (known && trial->told == NULL))) {
            code = cst_error_memory(error, "a trial's records");
        }
        trial->play.told = trial->told;
        trial->play.questions = &trial->questions;
    }
    return code;
}

static void close_crowd(crowd *of)
{
    for (uint32_t i = 0; i < of->opened; i++) {
        abreast *trial = &of->trial[i];
        cst_play_free(&trial->play);
        cst_questions_free(&trial->questions);
        free(trial->records);
        free(trial->told);
    }
    free(of->asked);
    free(of->answer);
}

/* Room for all questions of a round. */
static int make_room(crowd *of, size_t count, cst_error *error)
{
    if (count <= of->room) {
        return 0;
    }
    const size_t room = 2 * count;
    cst_question *asked = realloc(of->asked, room * sizeof *asked);
    of->asked = asked != NULL ? asked : of->asked;
    uint8_t *answer = realloc(of->answer, room);
    of->answer = answer != NULL ? answer : of->answer;
    of->room = asked != NULL && answer != NULL ? room : of->room;
    return asked != NULL && answer != NULL ? 0
                                           : cst_error_memory(error, "the questions of a round");
}

/* Asks what all trials ask in this round, in their order, and hands the answers out. */
static int ask(crowd *of, cst_error *error)
{
    size_t count = 0;
    for (uint32_t i = 0; i < of->count; i++) {
        count += of->trial[i].questions.count;
    }
    int code = make_room(of, count, error);
    if (code != 0 || count == 0) {
        return code;
    }
    size_t at = 0;
    for (uint32_t i = 0; i < of->count; i++) {
        const cst_questions *own = &of->trial[i].questions;
        if (own->count > 0) {
            memcpy(of->asked + at, own->question, own->count * sizeof *of->asked);
            at += own->count;
        }
    }
    const cst_outside *outside = of->cell->outside;
    code = outside->ask(outside->self, of->cell->asked_as, of->asked, count, of->answer, error);
    at = 0;
    for (uint32_t i = 0; code == 0 && i < of->count; i++) {
        cst_questions *own = &of->trial[i].questions;
        if (own->count > 0) {
            memcpy(own->answer, of->answer + at, own->count);
            at += own->count;
        }
    }
    return code;
}

static int play_round(crowd *of, uint32_t round, cst_error *error)
{
    bool happens[ABREAST_MAX] = {false};
    const size_t first = (size_t)round * of->cell->model.spec.agents;
    for (uint32_t i = 0; i < of->count; i++) {
        abreast *trial = &of->trial[i];
        happens[i] = !cst_play_done(&trial->play, round);
        if (happens[i]) {
            cst_play_ask(&trial->play, round, trial->schemes + first);
        } else {
            cst_play_void(&trial->play, round);
        }
    }
    int code = ask(of, error);
    for (uint32_t i = 0; code == 0 && i < of->count; i++) {
        code = happens[i] ? cst_play_answered(&of->trial[i].play, error) : 0;
    }
    return code;
}

/* Plays as many trials as the crowd has, from this task of the unit on. */
static int play_crowd(crowd *of, const cst_unit *unit, uint64_t first, const uint8_t *schemes,
                      cst_batch *reports, cst_error *error)
{
    const cst_cell *cell = of->cell;
    const uint64_t length = cell->model.tasks_per_trial;
    int code = 0;
    for (uint32_t i = 0; i < of->count; i++) {
        abreast *trial = &of->trial[i];
        const uint64_t done = first + i * length;
        trial->schemes = schemes + done;
        cst_play_open(&trial->play, cst_cell_task(cell, unit->block, unit->first + done).trial,
                      trial->schemes, trial->records);
    }
    for (uint32_t round = 0; code == 0 && round < cell->model.spec.rounds; round++) {
        code = play_round(of, round, error);
    }
    for (uint32_t i = 0; code == 0 && i < of->count; i++) {
        cst_played_put(cell, reports, first + i * length, of->trial[i].records, of->trial[i].told);
    }
    return code;
}

int cst_outside_play(const cst_cell *cell, const cst_unit *unit, const uint8_t *schemes,
                     cst_batch *reports, cst_error *error)
{
    const uint64_t length = cell->model.tasks_per_trial;
    const uint64_t trials = unit->tasks / length;
    const uint32_t most = trials < ABREAST_MAX ? (uint32_t)trials : ABREAST_MAX;
    crowd *of = calloc(1, sizeof *of);
    if (of == NULL) {
        return cst_error_memory(error, "trials that are played side by side");
    }
    int code = open_crowd(of, cell, most, error);
    for (uint64_t done = 0; code == 0 && done < trials; done += of->count) {
        of->count = trials - done < most ? (uint32_t)(trials - done) : most;
        code = play_crowd(of, unit, done * length, schemes, reports, error);
    }
    close_crowd(of);
    free(of);
    return code;
}
