/* SPDX-License-Identifier: MIT
 *
 * Played trials with external agents, some of a unit's trials side by side: what they are asked in
 * a round is asked at once, so that a peer has something to do while it is waited for.
 */
#include "monitor/outside.h"
#include "estimate/sample/fates.h"
#include "estimate/sample/methods.h"
#include "monitor/play_steps.h"

#include <stdlib.h>
#include <string.h>

enum { ABREAST_MAX = 64 };

/* A trial that is played. */
typedef struct playing {
    cst_play play;
    cst_questions questions;
    cst_record *records; /* heap, and told, or NULL */
    cst_told *told;
} playing;

/* One of the trials, and what it would be if nobody outside said anything. */
typedef struct abreast {
    playing real, silent;
    const uint8_t *schemes; /* of its tasks */
    int64_t more;           /* escapes of the silent one, where only some tasks of it are played */
} abreast;

typedef struct trials {
    const cst_cell *cell;
    bool paired; /* the silent ones are played, */
    bool apart;  /* and of them only what external reviewers were asked about */
    uint32_t count, opened;
    abreast trial[ABREAST_MAX];
    cst_question *asked; /* heap: of all trials in one round */
    double *answer;      /* heap */
    size_t room;
    cst_outcome *outcome; /* heap */
    size_t outcomes;      /* room */
} trials;

static int open_one(playing *of, const cst_cell *cell, cst_error *error)
{
    const cst_random random = cst_cell_random(cell);
    const size_t tasks = cell->model.tasks_per_trial;
    const bool known = cst_model_schemers_known(&cell->model);
    of->records = calloc(tasks, sizeof *of->records);
    of->told = known ? calloc(tasks, sizeof *of->told) : NULL;
    int code = cst_play_init(&of->play, &cell->model, &random, error);
    if (code == 0 && (of->records == NULL || (known && of->told == NULL))) {
        code = cst_error_memory(error, "a trial's records");
    }
    of->play.told = of->told;
    of->play.questions = &of->questions;
    return code;
}

static void close_one(playing *of)
{
    cst_play_free(&of->play);
    cst_questions_free(&of->questions);
    free(of->records);
    free(of->told);
}

static int open_trials(trials *of, const cst_cell *cell, uint32_t count, cst_error *error)
{
    int code = 0;
    of->cell = cell;
    of->count = count;
    of->paired = cell->outside->pair != NULL && !cell->model.external_acts;
    of->apart = of->paired && cst_play_apart(&cell->model.spec);
    for (uint32_t i = 0; code == 0 && i < count; i++) {
        of->opened = i + 1;
        code = open_one(&of->trial[i].real, cell, error);
        if (code == 0 && of->paired) {
            code = open_one(&of->trial[i].silent, cell, error);
        }
    }
    return code;
}

static void close_trials(trials *of)
{
    for (uint32_t i = 0; i < of->opened; i++) {
        close_one(&of->trial[i].real);
        if (of->paired) {
            close_one(&of->trial[i].silent);
        }
    }
    free(of->asked);
    free(of->answer);
    free(of->outcome);
}

/* Room for all questions of a round. */
static int make_room(trials *of, size_t count, cst_error *error)
{
    if (count <= of->room) {
        return 0;
    }
    const size_t room = 2 * count;
    cst_question *asked = realloc(of->asked, room * sizeof *asked);
    of->asked = asked != NULL ? asked : of->asked;
    double *answer = realloc(of->answer, room * sizeof *answer);
    of->answer = answer != NULL ? answer : of->answer;
    of->room = asked != NULL && answer != NULL ? room : of->room;
    return asked != NULL && answer != NULL ? 0
                                           : cst_error_memory(error, "the questions of a round");
}

/* The questions of a trial that are asked next: its deeds, or its reviews. */
static size_t first_of(const cst_questions *own, bool deeds)
{
    return deeds ? 0 : own->deeds;
}

static size_t count_of(const cst_questions *own, bool deeds)
{
    return deeds ? own->deeds : own->count - own->deeds;
}

/* Asks what all trials ask now, in their order, and hands the answers out. */
static int ask(trials *of, const bool *happens, bool deeds, cst_error *error)
{
    size_t count = 0;
    for (uint32_t i = 0; i < of->count; i++) {
        count += happens[i] ? count_of(&of->trial[i].real.questions, deeds) : 0;
    }
    int code = make_room(of, count, error);
    if (code != 0 || count == 0) {
        return code;
    }
    size_t at = 0;
    for (uint32_t i = 0; i < of->count; i++) {
        const cst_questions *own = &of->trial[i].real.questions;
        const size_t n = happens[i] ? count_of(own, deeds) : 0;
        if (n > 0) {
            memcpy(of->asked + at, own->question + first_of(own, deeds), n * sizeof *of->asked);
            at += n;
        }
    }
    const cst_outside *outside = of->cell->outside;
    code = outside->ask(outside->self, of->cell->asked_as, of->asked, count, of->answer, error);
    at = 0;
    for (uint32_t i = 0; code == 0 && i < of->count; i++) {
        const cst_questions *own = &of->trial[i].real.questions;
        const size_t n = happens[i] ? count_of(own, deeds) : 0;
        if (n > 0) {
            memcpy(own->answer + first_of(own, deeds), of->answer + at, n * sizeof *of->answer);
            at += n;
        }
    }
    return code;
}

/* What became of one trial's answers of a round. */
static void note_outcomes(const playing *of, double fpr, cst_outcome *outcome)
{
    const cst_play *play = &of->play;
    const cst_record *records = of->records + (size_t)play->round * play->model->spec.agents;
    for (size_t i = 0; i < of->questions.count; i++) {
        const cst_question *question = &of->questions.question[i];
        const double answer = of->questions.answer[i];
        outcome[i] = (cst_outcome){.question = *question,
                                   .answer = answer,
                                   .reported = !question->deed && cst_reply_reports(answer, fpr),
                                   .proven = play->view[question->actor].found,
                                   .record = records[question->actor]};
        outcome[i].proven = outcome[i].proven && outcome[i].record.fate != CST_VOID;
    }
}

/* Tells who answered what became of it. */
static int tell(trials *of, const bool *happens, cst_error *error)
{
    const cst_outside *outside = of->cell->outside;
    size_t count = 0;
    if (outside->tell == NULL) {
        return 0;
    }
    for (uint32_t i = 0; i < of->count; i++) {
        count += happens[i] ? of->trial[i].real.questions.count : 0;
    }
    if (count > of->outcomes) {
        cst_outcome *more = realloc(of->outcome, 2 * count * sizeof *more);
        if (more == NULL) {
            return cst_error_memory(error, "what became of a round's reviews");
        }
        of->outcome = more;
        of->outcomes = 2 * count;
    }
    size_t at = 0;
    for (uint32_t i = 0; i < of->count; i++) {
        if (happens[i] && of->trial[i].real.questions.count > 0) {
            note_outcomes(&of->trial[i].real, of->cell->model.spec.score.fpr, of->outcome + at);
            at += of->trial[i].real.questions.count;
        }
    }
    return count == 0 ? 0
                      : outside->tell(outside->self, of->cell->asked_as, of->outcome, count, error);
}

/* The tasks of a round that external reviewers were asked about, when nobody outside says anything.
 */
static int play_silent_tasks(abreast *trial, uint32_t round, size_t first, cst_error *error)
{
    cst_play *play = &trial->silent.play;
    const cst_questions *asked = &trial->real.questions;
    for (size_t i = 0; i < asked->count; i++) {
        const uint32_t actor = asked->question[i].actor;
        if (i > 0 && asked->question[i - 1].actor == actor) {
            continue;
        }
        cst_play_silent_task(play, round, trial->schemes + first, actor);
        trial->more += trial->silent.records[first + actor].fate == CST_ESCAPED;
        trial->more -= trial->real.records[first + actor].fate == CST_ESCAPED;
    }
    return trial->silent.questions.lost || play->lost
               ? cst_error_memory(error, "the questions of a round")
               : 0;
}

/* The round of a trial in which nobody outside says anything. */
static int play_silent(abreast *trial, uint32_t round, size_t first, cst_error *error)
{
    cst_play *play = &trial->silent.play;
    if (cst_play_done(play, round)) {
        cst_play_void(play, round);
        return 0;
    }
    return cst_play_silent(play, round, trial->schemes + first, error);
}

static int play_round(trials *of, uint32_t round, cst_error *error)
{
    bool happens[ABREAST_MAX] = {false};
    const size_t first = (size_t)round * of->cell->model.spec.agents;
    for (uint32_t i = 0; i < of->count; i++) {
        abreast *trial = &of->trial[i];
        happens[i] = !cst_play_done(&trial->real.play, round);
        if (happens[i]) {
            cst_play_start(&trial->real.play, round, trial->schemes + first);
        } else {
            cst_play_void(&trial->real.play, round);
        }
    }
    int code = ask(of, happens, true, error);
    for (uint32_t i = 0; code == 0 && i < of->count; i++) {
        if (happens[i]) {
            cst_play_ask(&of->trial[i].real.play);
        }
    }
    code = code == 0 ? ask(of, happens, false, error) : code;
    for (uint32_t i = 0; code == 0 && i < of->count; i++) {
        abreast *trial = &of->trial[i];
        code = happens[i] ? cst_play_answered(&trial->real.play, error) : 0;
        if (code == 0 && of->paired) {
            code = of->apart ? play_silent_tasks(trial, round, first, error)
                             : play_silent(trial, round, first, error);
        }
    }
    return code == 0 ? tell(of, happens, error) : code;
}

static uint64_t count_escaped(const cst_record *records, uint64_t tasks)
{
    uint64_t escaped = 0;
    for (uint64_t i = 0; i < tasks; i++) {
        escaped += records[i].fate == CST_ESCAPED;
    }
    return escaped;
}

/* Says what a trial came to, with and without those outside. */
static int tell_pair(const trials *of, const abreast *trial, cst_error *error)
{
    const cst_outside *outside = of->cell->outside;
    const uint64_t tasks = of->cell->model.tasks_per_trial;
    const uint64_t escaped = count_escaped(trial->real.records, tasks);
    const uint64_t silent =
        of->apart ? escaped + (uint64_t)trial->more : count_escaped(trial->silent.records, tasks);
    return outside->pair(outside->self, of->cell->asked_as, trial->real.play.trial, escaped, silent,
                         error);
}

/* Plays as many trials as there are, from this task of the unit on. */
static int play_trials(trials *of, const cst_unit *unit, uint64_t first, const uint8_t *schemes,
                       cst_batch *reports, cst_error *error)
{
    const cst_cell *cell = of->cell;
    const uint64_t length = cell->model.tasks_per_trial;
    int code = 0;
    for (uint32_t i = 0; i < of->count; i++) {
        abreast *trial = &of->trial[i];
        const uint64_t done = first + i * length;
        const uint64_t number = cst_cell_task(cell, unit->block, unit->first + done).trial;
        trial->schemes = schemes + done;
        trial->more = 0;
        cst_play_open(&trial->real.play, number, trial->schemes, trial->real.records);
        if (of->paired) {
            cst_play_open(&trial->silent.play, number, trial->schemes, trial->silent.records);
        }
    }
    for (uint32_t round = 0; code == 0 && round < cell->model.spec.rounds; round++) {
        code = play_round(of, round, error);
    }
    for (uint32_t i = 0; code == 0 && i < of->count; i++) {
        const abreast *trial = &of->trial[i];
        cst_played_put(cell, reports, first + i * length, trial->real.records, trial->real.told);
        code = of->paired ? tell_pair(of, trial, error) : 0;
    }
    return code;
}

double cst_outside_abreast(const cst_cell *cell)
{
    static const double usual = 65536.0; /* tasks of a unit */
    const double most = usual / (double)cell->model.tasks_per_trial;
    return 2.0 * (most < 1.0 ? 1.0 : most < ABREAST_MAX ? most : ABREAST_MAX);
}

int cst_outside_play(const cst_cell *cell, const cst_unit *unit, const uint8_t *schemes,
                     cst_batch *reports, cst_error *error)
{
    const uint64_t length = cell->model.tasks_per_trial;
    const uint64_t left = unit->tasks / length;
    const uint32_t most = left < ABREAST_MAX ? (uint32_t)left : ABREAST_MAX;
    trials *of = calloc(1, sizeof *of);
    if (of == NULL) {
        return cst_error_memory(error, "trials that are played side by side");
    }
    int code = open_trials(of, cell, most, error);
    for (uint64_t done = 0; code == 0 && done < left; done += of->count) {
        of->count = left - done < most ? (uint32_t)(left - done) : most;
        code = play_trials(of, unit, done * length, schemes, reports, error);
    }
    close_trials(of);
    free(of);
    return code;
}
