/* SPDX-License-Identifier: MIT */
#include "monitor/ballots.h"

#include "base/check.h"

#include <string.h>

enum { SIDE = CST_QUADS, WORDS = 4 };

typedef uint64_t vector __attribute__((vector_size(8 * SIDE)));
typedef uint32_t halves __attribute__((vector_size(4 * SIDE)));

/* Where the four bytes of cst_votes lie in a half. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
enum { FIRST = 0, SECOND = 8, THIRD = 16, FOURTH = 24 };
#else
enum { FIRST = 24, SECOND = 16, THIRD = 8, FOURTH = 0 };
#endif
_Static_assert(sizeof(cst_votes) == sizeof(uint32_t), "four bytes");

cst_ballots cst_ballots_make(const cst_model *model)
{
    const uint32_t most = CST_BALLOTS_QUADS * WORDS;
    const cst_seen *seen = cst_model_seen(model, CST_WORK_ATTACK, 0, 0, 0);
    const uint32_t words = model->slots + (model->states_matter ? 1 : 0);
    cst_ballots made = {.states = model->states_matter,
                        .accuses = !cst_chance_same(seen->verdict[0], seen->verdict[1]),
                        .abstains = !cst_chance_same(seen->verdict[1], seen->verdict[2]),
                        .hides = cst_chance_sure(seen->hides, true),
                        .tells = cst_chance_sure(seen->hides, false),
                        .slots = model->slots,
                        .quads = 1};
    made.serve = !model->reviewers_differ && model->difficulties == 1 && !model->states_by_agent &&
                 !model->spec.collusion.strategy->together && words <= most;
    if (made.serve && words > 0) {
        made.quads = (words + WORDS - 1) / WORDS;
    }
    for (uint32_t s = 0; s < model->slots && made.serve; s++) {
        made.scheming[s] = model->states[true][s].hi;
    }
    for (uint32_t i = 0; i < CST_VERDICTS; i++) {
        made.verdict[i] = seen->verdict[i].hi;
    }
    return made;
}

/* Masks are all ones or 0, so that subtracting one counts. Where a chance is 1 its first word is
 * all ones, which only ties. */
static inline __attribute__((always_inline)) void
count(const cst_ballots *of, const cst_quads_words *words, cst_ballots_votes *votes)
{
    /* Words lie one after the other, quad by quad; the verdicts' come after that of the states.
     */
    const uint8_t *first = (const uint8_t *)words + (of->states ? sizeof(vector) : 0);
    vector schemers = {0};
    vector reports = {0};
    vector abstentions = {0};
    vector told = {0};
    vector open = {0};
    vector x;
    if (of->states) {
        memcpy(&x, words->word[0], sizeof x);
        for (uint32_t s = 0; s < of->slots; s++) {
            schemers -= (vector)(x > of->scheming[s]);
            open |= (vector)(x == of->scheming[s]);
        }
    }
    for (uint32_t slot = 0; slot < of->slots; slot++) {
        memcpy(&x, first + slot * sizeof x, sizeof x);
        const vector schemes = (vector)(schemers > slot);
        const vector report = (vector)(x < of->verdict[CST_VERDICT_REPORT]);
        open |= (vector)(x == of->verdict[CST_VERDICT_REPORT]);
        if (of->hides) {
            reports -= report & ~schemes;
        } else {
            reports -= report;
            told -= report & schemes;
            open |= of->tells ? (vector){0} : report & schemes;
        }
        if (of->accuses) {
            const vector accuse = (vector)(x < of->verdict[CST_VERDICT_ACCUSE]) & ~report;
            open |= (vector)(x == of->verdict[CST_VERDICT_ACCUSE]);
            reports -= accuse & schemes;
            told -= accuse & schemes;
        }
        if (of->abstains) {
            const vector decided = (vector)(x < of->verdict[CST_VERDICT_ACCUSE]);
            open |= (vector)(x == of->verdict[CST_VERDICT_ACCUSE]);
            open |= (vector)(x == of->verdict[CST_VERDICT_ABSTAIN]);
            abstentions -= (vector)(x < of->verdict[CST_VERDICT_ABSTAIN]) & ~decided;
        }
    }
    const halves all = __builtin_convertvector(
        reports << FIRST | abstentions << SECOND | schemers << THIRD | told << FOURTH, halves);
    memcpy(votes->votes, &all, sizeof all);
    memcpy(votes->open, &open, sizeof open);
    uint64_t any = 0;
    for (uint32_t i = 0; i < SIDE; i++) {
        any |= votes->open[i];
    }
    votes->any_open = any != 0;
}

CST_LANES_COMPILED(count_of, count, count,
                   (const cst_ballots *of, const cst_quads_words *words, cst_ballots_votes *votes),
                   (of, words, votes))

void cst_ballots_count(cst_lanes_width width, const cst_ballots *ballots,
                       const cst_quads_words *words, cst_ballots_votes *votes)
{
    cst_require(ballots->serve);
    count_of[width](ballots, words, votes);
}
