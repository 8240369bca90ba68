/* SPDX-License-Identifier: MIT */
#include "cli/print_episodes.h"

#include "cli/show/flow.h"
#include "cli/show/table.h"
#include "study/json.h"
#include "study/show.h"

#include <inttypes.h>
#include <math.h>

/* Below so many runs, resamples of them are known to vary too little. */
enum { FEW_RUNS = 20 };

static const char *const names[CST_LEARNING_KEYS] = {"h0", "h1", "ceiling", "habit", "forget"};
static const char *const meanings[CST_LEARNING_KEYS] = {
    "chance of a cover among strangers, as a share of the ceiling",
    "what a shared episode takes off the exponent",
    "what the chance of a cover rises to",
    "what a cover of its own adds to an episode, in episodes",
    "share of the past that is gone after an episode with a report",
};

static void add_form(cst_table *table, const cst_episode_fit *fit, uint32_t at)
{
    const cst_episode_form *form = &fit->form[at];
    cst_table_add(table, "%s%s", cst_episode_forms[at].name, at == fit->chosen ? " *" : "");
    for (uint32_t key = 0; key < CST_LEARNING_KEYS; key++) {
        if (cst_episode_forms[at].fitted[key]) {
            cst_table_number(table, form->at.value[key], 3);
        } else {
            cst_table_add(table, "(%s)", cst_show_number(form->at.value[key], 3).text);
        }
    }
    cst_table_add(table, "%.2f", -form->log_likelihood);
    cst_table_add(table, "%.2f", form->aic);
    cst_table_add(table, "%.2f", form->g2);
    cst_table_add(table, "%u", form->freedom);
    cst_table_number(table, form->p, 2);
    cst_table_number(table, form->p_shared, 2);
}

static void print_forms(FILE *out, const cst_episode_fit *fit)
{
    static const char *const titles[] = {
        "form", "h0", "h1", "ceiling", "habit",        "forget", "-log likelihood",
        "AIC",  "G2", "df", "p",       "p, correlated"};
    cst_table table = {.keys = 1};
    cst_table_columns(&table, titles, sizeof titles / sizeof titles[0]);
    for (uint32_t i = 0; i < CST_EPISODE_FORMS; i++) {
        add_form(&table, fit, i);
    }
    cst_table_end(&table, out);
    cst_flow_line(out,
                  "In brackets: not fitted. *: the form of all that follows%s. p, correlated: of "
                  "G2 over 1 plus the correlation that is left in that form (%s in %s).",
                  fit->chosen == fit->least ? ", as it has the least AIC" : "",
                  cst_show_number(fit->form[fit->chosen].residual, 3).text,
                  cst_episode_forms[fit->chosen].name);
}

static void add_value(cst_table *table, const char *name, const cst_fit_value *value,
                      const char *meaning)
{
    cst_table_add(table, "%s", name);
    cst_table_number(table, value->estimate, 4);
    if (isnan(value->interval.low)) {
        cst_table_add(table, "not fitted");
    } else {
        cst_table_interval(table, value->interval.low, value->interval.high, 4);
    }
    cst_table_add(table, "%s", meaning);
}

static void print_keys(FILE *out, const cst_episode_fit *fit)
{
    static const char *const titles[] = {"key", "estimate", "interval", "meaning"};
    cst_table table = {.keys = 1};
    cst_table_columns(&table, titles, 4);
    for (uint32_t key = 0; key < CST_LEARNING_KEYS; key++) {
        add_value(&table, names[key], &fit->key[key], meanings[key]);
    }
    cst_table_end(&table, out);
}

static void print_episodes(FILE *out, const cst_episode_fit *fit)
{
    static const char *const titles[] = {"episode", "verdicts", "cover", "expected", "z"};
    cst_table table = {.keys = 1};
    cst_table_columns(&table, titles, 5);
    for (uint32_t t = 0; t < fit->episodes; t++) {
        const cst_episode_row *row = &fit->row[t];
        cst_table_add(&table, "%u", t + 1);
        cst_table_count(&table, 2 * row->count.runs);
        cst_table_count(&table, row->count.covers);
        cst_table_add(&table, "%.1f", row->expected);
        cst_table_add(&table, "%.1f", fabs(row->z) < 0.05 ? 0.0 : row->z); /* no -0.0 */
    }
    cst_table_end(&table, out);
}

static void print_correlations(FILE *out, const cst_episode_fit *fit)
{
    static const char *const titles[] = {"correlation", "estimate", "interval", "meaning"};
    cst_table table = {.keys = 1};
    cst_table_columns(&table, titles, 4);
    add_value(&table, "within", &fit->within,
              "of the two verdicts of an episode, each episode with its own mean: for a law's rho");
    add_value(&table, "pooled", &fit->pooled,
              "one mean for all episodes: holds what both learned, so it is no law's rho");
    cst_table_end(&table, out);
    cst_flow_line(out,
                  "Given both histories, a correlation of %s is left: runs that learn sooner than "
                  "others are a part of what agrees within an episode.",
                  cst_show_number(fit->form[fit->chosen].residual, 3).text);
}

static void print_scenario(FILE *out, const cst_episode_fit *fit)
{
    fputs("\nFor a scenario:\n\ncollusion:\n  strategy: learned\n", out);
    for (uint32_t key = 0; key < CST_LEARNING_KEYS; key++) {
        fprintf(out, "  %s: %s\n", names[key], cst_show_number(fit->key[key].estimate, 6).text);
    }
}

void cst_print_episodes(FILE *out, const cst_episode_fit *fit, const cst_episode_ask *ask)
{
    cst_flow_line(out,
                  "%" PRIu64 " runs of two agents, up to %u episodes: %" PRIu64 " of %" PRIu64
                  " verdicts cover.",
                  fit->runs, fit->episodes, fit->covers, fit->verdicts);
    cst_flow_line(out,
                  "Intervals are approximate, %s %%, each by itself: percentiles of %u resamples "
                  "of whole runs (seed %" PRIu64 "), %s.",
                  cst_show_number(100.0 * (1.0 - ask->level), 4).text, fit->resamples, ask->seed,
                  fit->one_step ? "one step from the estimate each" : "each fitted anew");
    if (fit->runs < FEW_RUNS) {
        cst_flow_line(out, "With fewer than %d runs the intervals are too narrow.", FEW_RUNS);
    }
    fputc('\n', out);
    print_forms(out, fit);
    fputc('\n', out);
    print_keys(out, fit);
    fputc('\n', out);
    print_episodes(out, fit);
    fputc('\n', out);
    print_correlations(out, fit);
    print_scenario(out, fit);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void json_value(cst_json *json, const char *name, const cst_fit_value *value,
                       const cst_episode_ask *ask, const char *method)
{
    cst_json_open(json, name, '{');
    cst_json_number(json, "estimate", value->estimate, 12);
    cst_json_ends(json, value->interval.low, value->interval.high);
    cst_json_number(json, "confidence", 1.0 - ask->level, 12);
    cst_json_text(json, "method", isnan(value->interval.low) ? "not fitted" : method);
    cst_json_close(json, '}');
}

static void json_form(cst_json *json, const cst_episode_fit *fit, uint32_t at)
{
    const cst_episode_form *form = &fit->form[at];
    cst_json_open(json, NULL, '{');
    cst_json_text(json, "form", cst_episode_forms[at].name);
    cst_json_count(json, "fitted", cst_learning_fitted(&cst_episode_forms[at]));
    for (uint32_t key = 0; key < CST_LEARNING_KEYS; key++) {
        cst_json_number(json, names[key], form->at.value[key], 12);
    }
    cst_json_number(json, "log_likelihood", form->log_likelihood, 12);
    cst_json_number(json, "aic", form->aic, 12);
    cst_json_number(json, "g2", form->g2, 12);
    cst_json_count(json, "freedom", form->freedom);
    cst_json_number(json, "p", form->p, 12);
    cst_json_number(json, "residual", form->residual, 12);
    cst_json_number(json, "g2_correlated", form->g2_shared, 12);
    cst_json_number(json, "p_correlated", form->p_shared, 12);
    cst_json_flag(json, "least_aic", at == fit->least);
    cst_json_flag(json, "chosen", at == fit->chosen);
    cst_json_close(json, '}');
}

static void json_episode(cst_json *json, const cst_episode_row *row, uint32_t episode)
{
    cst_json_open(json, NULL, '{');
    cst_json_count(json, "episode", episode);
    cst_json_count(json, "runs", row->count.runs);
    cst_json_count(json, "covers", row->count.covers);
    cst_json_count(json, "both", row->count.both);
    cst_json_number(json, "expected", row->expected, 12);
    cst_json_number(json, "z", row->z, 12);
    cst_json_close(json, '}');
}

void cst_print_episodes_json(FILE *out, const cst_episode_fit *fit, const cst_episode_ask *ask,
                             const char *file)
{
    cst_json json = {.out = out};
    const char *method = fit->one_step ? "percentiles of resamples of runs, one step each"
                                       : "percentiles of resamples of runs, fitted anew";
    cst_json_open(&json, NULL, '{');
    cst_json_text(&json, "file", file);
    cst_json_count(&json, "runs", fit->runs);
    cst_json_count(&json, "episodes", fit->episodes);
    cst_json_count(&json, "verdicts", fit->verdicts);
    cst_json_count(&json, "covers", fit->covers);
    cst_json_count(&json, "resamples", fit->resamples);
    cst_json_count(&json, "seed", ask->seed);
    cst_json_open(&json, "results", '{');
    for (uint32_t key = 0; key < CST_LEARNING_KEYS; key++) {
        json_value(&json, names[key], &fit->key[key], ask, method);
    }
    json_value(&json, "within", &fit->within, ask, "percentiles of resamples of runs");
    json_value(&json, "pooled", &fit->pooled, ask, "percentiles of resamples of runs");
    cst_json_close(&json, '}');
    cst_json_open(&json, "by_episode", '[');
    for (uint32_t t = 0; t < fit->episodes; t++) {
        json_episode(&json, &fit->row[t], t + 1);
    }
    cst_json_close(&json, ']');
    cst_json_open(&json, "forms", '[');
    for (uint32_t i = 0; i < CST_EPISODE_FORMS; i++) {
        json_form(&json, fit, i);
    }
    cst_json_close(&json, ']');
    cst_json_line(&json);
}
