/* SPDX-License-Identifier: MIT */
#include "monitor/outside.h"

#include <stdlib.h>

static int stay_silent(void *self, uint32_t cell, const cst_question *question, size_t count,
                       double *answer, cst_error *error)
{
    (void)self;
    (void)cell;
    (void)question;
    (void)error;
    for (size_t i = 0; i < count; i++) {
        answer[i] = CST_REPLY_NONE;
    }
    return 0;
}

const cst_outside cst_outside_silent = {.ask = stay_silent};

void cst_questions_begin(cst_questions *questions, uint32_t agents)
{
    free(questions->report);
    free(questions->attacks);
    questions->report = calloc(agents, sizeof *questions->report);
    questions->attacks = calloc(agents, sizeof *questions->attacks);
    questions->lost = questions->report == NULL || questions->attacks == NULL;
    questions->count = questions->deeds = questions->next = 0;
    questions->answering = false;
}

void cst_questions_add(cst_questions *questions, const cst_question *question)
{
    if (questions->count == questions->room) {
        const size_t room = questions->room == 0 ? 64 : 2 * questions->room;
        cst_question *more = realloc(questions->question, room * sizeof *more);
        questions->question = more != NULL ? more : questions->question;
        double *answers = realloc(questions->answer, room * sizeof *answers);
        questions->answer = answers != NULL ? answers : questions->answer;
        if (more == NULL || answers == NULL) {
            questions->lost = true;
            return;
        }
        questions->room = room;
    }
    questions->question[questions->count++] = *question;
}

void cst_questions_free(cst_questions *questions)
{
    free(questions->question);
    free(questions->answer);
    free(questions->report);
    free(questions->attacks);
    *questions = (cst_questions){0};
}
