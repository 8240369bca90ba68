/* SPDX-License-Identifier: MIT
 * Every row of MODEL sections 3 to 8, 11.3 and 11.4 simulated and held against a value that was
 * computed by hand: enumerated, integrated, or followed through a Markov chain, never by the
 * program's own closed forms. Fails where a row deviates, where a choice that a scenario offers has
 * no row, and where no row sets a key of the scenario. */
#include "scenarios/load/schema.h"
#include "tests/truth/rows_book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void (*const sections[])(rows_book *) = {
    rows_section_3,         rows_section_3_shared,    rows_section_4,         rows_section_5,
    rows_section_6,         rows_section_6_bonds,     rows_section_6_learned, rows_section_7,
    rows_section_7_options, rows_section_7_honeypots, rows_section_7_memory,  rows_section_8,
    rows_section_11_4,      rows_section_11_3,
};

/* What must have a row for each of its names. */
static const struct {
    const char *kind;
    const cst_choice *choice;
} offered[] = {
    {"law", &cst_choice_dependence},
    {"scope", &cst_choice_scope},
    {"across", &cst_choice_across},
    {"propensity", &cst_choice_propensity},
    {"policy", &cst_choice_policy},
    {"score", &cst_choice_score},
    {"trusted score", &cst_choice_trusted},
    {"quorum", &cst_choice_quorum},
    {"collusion", &cst_choice_strategy},
    {"protocol", &cst_choice_kind},
    {"rule", &cst_choice_rule},
    {"assign", &cst_choice_assign},
    {"flagged work", &cst_choice_flagged},
    {"statistic", &cst_choice_statistic},
    {"honeypots", &cst_choice_strata},
    {"response", &cst_choice_effect},
    {"response on", &cst_choice_on},
};

static uint32_t print_missing(const rows_book *book)
{
    uint32_t missing = 0;
    for (size_t i = 0; i < sizeof offered / sizeof offered[0]; i++) {
        const cst_choice *choice = offered[i].choice;
        for (uint32_t index = 0; choice->item(index).name != NULL; index++) {
            if (!rows_book_has(book, offered[i].kind, choice, index)) {
                (void)printf("no row: %s %s\n", offered[i].kind, choice->item(index).name);
                missing++;
            }
        }
    }
    return missing;
}

/* Texts, names and the population's list have no value that a row could compare. */
static bool comparable(const cst_key *key)
{
    return key->kind != CST_KEY_TEXT && key->kind != CST_KEY_NAME &&
           key->kind != CST_KEY_POPULATION;
}

/* A key of the trusted monitor's score that is offered where agents review: rows set it where it
 * works, which is elsewhere. And one that changes no count, but a price alone: price.c has it. */
static bool out_of_place(const cst_key *key)
{
    return strcmp(key->path, "collusion.visible") == 0 ||
           strcmp(key->path, "protocol.audit.minutes") == 0;
}

/* Keys of sections 3 to 8: all but those that say how much is simulated, and those of mechanisms,
 * which tests of their own judge. */
static uint32_t print_unset(const rows_book *book)
{
    uint32_t unset = 0;
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const bool amount = strncmp(key->path, "estimate.", 9) == 0;
        if (!amount && key->use != CST_USE_OF_MECHANISM && comparable(key) && !out_of_place(key) &&
            !rows_book_sets(book, key)) {
            (void)printf("no row sets %s\n", key->path);
            unset++;
        }
    }
    for (const cst_key *key = cst_lineage_keys(); key->path != NULL; key++) {
        if (comparable(key) && !rows_book_sets_lineage(book, key)) {
            (void)printf("no row sets the %s of a lineage\n", key->path);
            unset++;
        }
    }
    return unset;
}

int main(void)
{
    rows_book *book = rows_book_new();
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        sections[i](book);
    }
    const uint32_t fails = rows_book_print(book) + print_missing(book) + print_unset(book);
    (void)printf("%s\n", fails == 0 ? "every row agrees" : "rows deviate or are missing");
    rows_book_free(book);
    return fails == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
