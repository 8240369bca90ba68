/* SPDX-License-Identifier: MIT */
#include "cli/args.h"
#include "cli/command.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/show/draw.h"
#include "cli/show/print.h"

enum { DEFAULT_LINES = 100 };

static int draw(const cst_story *story, const cst_args *args, cst_error *error)
{
    cst_timeline timeline;
    if (story->tells == 0) {
        return cst_error_set(error, CST_ERR_USAGE, NULL,
                             "trace --plot: nothing to draw: the trial has no event to tell; take "
                             "another with --trial");
    }
    const int code = cst_timeline_make(&timeline, story, error);
    const cst_picture picture = cst_timeline_picture(&timeline);
    return code != 0 ? code : cst_output_plot(&picture, args, error);
}

static int study(cst_scenario *scenario, const cst_args *args, cst_error *error)
{
    const cst_story_spec spec = {.trial = cst_args_count(args, "trial", 0),
                                 .one_agent = cst_args_has(args, "agent"),
                                 .agent = cst_args_count(args, "agent", 0)};
    cst_story story;
    int code = cst_story_make(&story, scenario, &spec, error);
    if (code == 0 && cst_args_has(args, "plot")) {
        code = draw(&story, args, error);
    }
    if (code == 0 && cst_args_has(args, "json")) {
        cst_print_story_json(stdout, &story);
    } else if (code == 0) {
        cst_print_story(stdout, &story, cst_args_count(args, "lines", DEFAULT_LINES));
    }
    cst_story_free(&story);
    return code;
}

static int check(const cst_args *args, cst_error *error)
{
    const bool both = cst_args_has(args, "json") && cst_args_has(args, "lines");
    return both ? cst_error_set(error, CST_ERR_USAGE, NULL,
                                "trace: expected --json, which has every event, or --lines, found "
                                "both")
                : 0;
}

const cst_command cst_command_trace = {
    .name = "trace",
    .line = "one trial event by event: who attacked, who reported whom, who went",
    .text =
        "Tells one trial of the scenario FILE (\"-\": standard input) event by event: who attacked "
        "and who\nschemed, who reviewed and reported whom and with what weight, what was decided, "
        "who was taken out\nand who came back. It is the trial that a run has, draw by draw; the "
        "counts of all trials are those\nof the run. Of a sweep it takes the first cell; --set "
        "picks another. Methods naive and skip have\ntrials to tell. The page docs/trace.md says "
        "more. One thread, whatever --threads says.",
    CST_TAKES("FILE", 1, 1),
    .examples = CST_EXAMPLES("custodes trace mine.yaml --trial 3",
                             "custodes trace mine.yaml --set scheming.rate=0.1 --plot trial.svg",
                             "custodes trace mine.yaml --trial 3 --json > trial-3.json"),
    .options = CST_OPTIONS(
        CST_COUNT("trial", 0, INT64_MAX, "0 to estimate.trials - 1", "0", "Which trial."),
        CST_COUNT("agent", 0, UINT32_MAX, "0 to trial.agents - 1", "all of them",
                  "Tell only what this agent has a part in: as actor, as reviewer, as one who is "
                  "taken out."),
        CST_COUNT(
            "lines", 1, UINT32_MAX, "1 to 4294967295", "100",
            "Tell at most so many events; of more, those of honest work in which no attack was "
            "found and nobody taken out are left out first."),
        CST_OPTION_PLOT("Draw agents by rounds, with attacks, reports and who is out, into this "
                        "SVG, PNG or PDF. Needs gnuplot."),
        CST_OPTIONS_OF_SIMULATION),
    .check = check,
    .on_scenario = study,
};
