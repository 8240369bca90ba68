/* SPDX-License-Identifier: MIT */
#include "monitor/outside.h"

#include <stdlib.h>
#include <string.h>

static int stay_silent(void *self, uint32_t cell, const cst_question *question, size_t count,
                       uint8_t *answer, cst_error *error)
{
    (void)self;
    (void)cell;
    (void)question;
    (void)error;
    memset(answer, CST_REPLY_NONE, count);
    return 0;
}

const cst_outside cst_outside_silent = {.ask = stay_silent};

void cst_questions_add(cst_questions *questions, const cst_question *question)
{
    if (questions->count == questions->room) {
        const size_t room = questions->room == 0 ? 64 : 2 * questions->room;
        cst_question *more = realloc(questions->question, room * sizeof *more);
        questions->question = more != NULL ? more : questions->question;
        uint8_t *answers = realloc(questions->answer, room);
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
    *questions = (cst_questions){0};
}
