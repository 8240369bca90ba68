/* SPDX-License-Identifier: MIT */
#include "scenarios/load/scenario.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/value.h"

static const char of_file[] =
    "# The scenario file\n"
    "\n"
    "A scenario is one YAML file (JSON is YAML) that says what a trial is and how the risk is to "
    "be\n"
    "estimated. It is of one of two kinds:\n"
    "\n"
    "* Agents that do tasks: who they are, when they scheme, and who reviews whom. The sections "
    "are\n"
    "  `trial`, `population`, `scheming`, `attack`, `monitor`, `collusion`, `protocol` and "
    "`response`.\n"
    "* A mechanism, in which nobody does tasks: a chain of generations, guards that transfer. It "
    "has\n"
    "  the one section of its own name, as `guards`, and none of the above. `custodes list "
    "mechanisms`\n"
    "  lists them.\n"
    "\n"
    "`claim`, `estimate`, `sweep`, `uncertainty` and `argument` belong to both. Only what differs "
    "from\n"
    "a default need be written:\n"
    "\n"
    "```yaml\n"
    "claim: Rare schemers report on each other.\n"
    "trial:    {agents: 1000, rounds: 100}\n"
    "scheming: {rate: 1e-3, dependence: beta, rho: 0.05}\n"
    "protocol: {kind: committee, reviewers: 3, rule: majority}\n"
    "estimate: {trials: 1000, seed: 1}\n"
    "sweep:    {scheming.rate: {log: [1e-6, 1e-1, 11]}, scheming.rho: [0, 0.1, 0.5]}\n"
    "```\n"
    "\n"
    "```yaml\n"
    "claim: A guard carries over to the next class of failures.\n"
    "guards:   {transfer: 0.1, guards: 5}\n"
    "estimate: {trials: 100000}\n"
    "sweep:    {guards.transfer: [0.05, 0.1, 0.2]}\n"
    "```\n"
    "\n"
    "Everything is checked before anything runs. An unknown key, a key that nothing uses, a\n"
    "value of the wrong type or out of range, a combination that cannot be: each is an error\n"
    "with file, line and column, what was expected, what was found, and the nearest known\n"
    "name. You may write a key that is not used if its value is the default. If nothing uses a\n"
    "key of the file only because of `--set` or of the values of the sweep, there is a note on\n"
    "standard error, and an axis that no cell uses is left out. The same holds for a trusted\n"
    "monitor that is there for `custodes assumptions`.\n"
    "\n"
    "Numbers are written as 0.001, 1e-3 or 1_000_000, and are rounded to 12 significant\n"
    "digits. There is no `80%`, no hexadecimal, no leading zero, and a number in quotes is a\n"
    "text. One file is one document; anchors, aliases and tags are not used.\n"
    "\n";

static const char of_sweep[] =
    "## The sweep\n"
    "\n"
    "`sweep:` maps keys to axes; the scenario is then every combination, the first axis\n"
    "slowest. An axis is a list of values, `{log: [a, b, n]}` or `{lin: [a, b, n]}`: n values\n"
    "from a to b. Any key with a single value can be swept, except `claim`,\n"
    "`estimate.trials`, `estimate.seed`, `estimate.stream`, `estimate.confidence`,\n"
    "`estimate.tail`, `estimate.interval`, those of `estimate.stop` and the keys of a lineage,\n"
    "which stand in a list. A swept key may also stand in the body, where the sweep's values\n"
    "win. It must change something in at least one cell. Where its value changes nothing,\n"
    "cells are identical and run once. At most 10000 cells.\n"
    "\n"
    "Keys that move together are tied: names with commas between them, and rows with a value for\n"
    "each. This is one cell for each row, not for each combination:\n"
    "\n"
    "```yaml\n"
    "sweep:\n"
    "  \"monitor.score.tpr, monitor.score.fpr\": [[0.7, 0.001], [0.8, 0.01], [0.9, 0.05]]\n"
    "  scheming.rate: {log: [1e-6, 1e-2, 5]}\n"
    "```\n"
    "\n"
    "Over many keys a grid grows too large. A design has as many points as you ask for, and\n"
    "these fill the ranges of all keys evenly:\n"
    "\n"
    "```yaml\n"
    "sweep:\n"
    "  \"scheming.rate, scheming.rho, protocol.reviewers, protocol.rule\":\n"
    "    sobol: [{log: [1e-6, 1e-2]}, {lin: [0, 0.5]}, {lin: [1, 5]}, [any, majority]]\n"
    "    points: 64\n"
    "```\n"
    "\n"
    "It has a range for each key: `{lin: [a, b]}`, `{log: [a, b]}`, or a list of values, each\n"
    "for an even part of the points. A key with whole numbers takes those from a to b. `sobol`\n"
    "is best with a power of 2 as `points`. If you ask for more points, those that are there\n"
    "stay. `latin` is a Latin hypercube: of n points one lies in each of n even parts of each\n"
    "range, for any n; with another n all points are other ones. `seed` (1 if it is left out)\n"
    "gives other points; it is not `estimate.seed`. The points are made from whole numbers and\n"
    "rounded to 12 significant digits, so that they are the same on all machines. An axis\n"
    "beside a design has all its points at each of its values.\n"
    "\n"
    "`--set key=value` changes a key before the sweep, and takes the place of its axis if it\n"
    "has one; keys that were tied to it stay. `--set 'sweep.key=[...]'` sets an axis, `--set\n"
    "'sweep.key, key=[...]'` tied ones, `--set 'sweep={}'` drops the sweep.\n"
    "\n";

static const char of_presets[] =
    "## Published rates\n"
    "\n"
    "`preset:NAME` stands for a published rate wherever a probability goes, in a sweep and in\n"
    "`--set` too: `scheming: {rate: preset:covert_avg_o3}`. `custodes list presets` lists them\n"
    "with their sources. What is simulated, kept and identified is the number.\n"
    "\n";

static const char of_answer[] =
    "## Red's best answer\n"
    "\n"
    "`attack.pace`, `attack.share`, `attack.classes` and `collusion.mistaken` are what red\n"
    "chooses. Each may be the word `worst` in place of a number. The program then looks, for\n"
    "each cell, for the value with the greatest `trial_risk` where the response ends trials,\n"
    "elsewhere with the greatest `residual_risk`; see [answer.md](answer.md).\n"
    "`--set attack.pace=worst` works too.\n"
    "\n";

static const char of_uncertainty[] =
    "## Uncertain inputs\n"
    "\n"
    "`uncertainty:` says how uncertain the values of keys are. The simulation still uses the\n"
    "values in the body. `{uniform: [a, b]}` and `{log_uniform: [a, b]}` are ranges,\n"
    "`{beta: [a, b]}` is a Beta law, and `{counts: [k, n]}` is what k successes in n trials say\n"
    "of a chance (Beta(k + 1/2, n - k + 1/2)). A key can be uncertain if its value is a real\n"
    "number, is no list and is not swept. `{bootstrap: N}` for `monitor.score.file` or\n"
    "`monitor.trusted.score.file` draws the score counts anew from themselves, N different\n"
    "times, at the same FPR. `preset:NAME` takes the counts of a published rate; one of which no\n"
    "count of trials is known is refused. Results then have an input interval beside the interval "
    "of the\n"
    "simulation, see [uncertainty.md](uncertainty.md); `custodes assumptions` says which input\n"
    "matters.\n"
    "\n"
    "Inputs are independent, unless a pair of them, `scheming.rate, scheming.rho: {rank: 0.6}`,\n"
    "says how they go together: by a rank correlation, or with `{normal: r}` by the correlation\n"
    "of their normal scores (a normal copula).\n"
    "\n"
    "`--set 'uncertainty.key={...}'` changes one, `--set 'uncertainty={}'` drops the section.\n"
    "\n";

static const char of_claim[] =
    "## A claim\n"
    "\n"
    "`argument:` makes a scenario a claim of a debate. It changes no number: results and digests "
    "are\n"
    "the same without it. `custodes claims FILE` simulates the example, which is what the body of "
    "the\n"
    "file says, and works out over the two axes of the sweep where the claim holds. `custodes "
    "list\n"
    "claims` lists the claims that come with the program. A whole claim:\n"
    "\n"
    "```yaml\n"
    "claim: Reviewers of the same population stop most attacks.\n"
    "trial:     {agents: 100, rounds: 10}\n"
    "scheming:  {rate: 1e-3, dependence: beta, rho: 0.05}\n"
    "monitor:   {score: {tpr: 0.827, fpr: 0.01}}\n"
    "collusion: {strategy: always-pass}\n"
    "protocol:  {kind: untrusted-monitor}\n"
    "estimate:  {trials: 100000, method: strata}\n"
    "sweep:\n"
    "  scheming.rho: {lin: [0, 1, 11]}\n"
    "  monitor.score.tpr: {lin: [0.3, 1, 8]}\n"
    "argument:\n"
    "  verdict: {result: mitigated_share, at_least: 0.5}\n"
    "  holds: If reviewers are good and scheming is not shared, little is left.\n"
    "  fails: All reviewers are the same model, and so they scheme together.\n"
    "  break_even: rho* = (1 - 0.5/d - p)/(1 - p)\n"
    "  decides: scheming.rho\n"
    "  settles: How often two instances scheme on the same task, over how often each does.\n"
    "  inputs:\n"
    "    trial.agents: chosen\n"
    "    trial.rounds: chosen\n"
    "    scheming.rho: assumed\n"
    "    monitor.score.tpr: {evidence: D, source: \"43 of 52 attacks, 9 of which were missed\"}\n"
    "    monitor.score.fpr: chosen\n"
    "```\n"
    "\n"
    "Each of the seven parts must be there:\n"
    "\n"
    "* `verdict` says when the claim holds: when `result` is `at_least`, or `at_most`, that "
    "number.\n"
    "  With `relative: {key: value}`, up to 4 keys, it is the result as a share of the same result "
    "with\n"
    "  these values. With `times: key` it is the result as a multiple of the value of that key.\n"
    "* `holds` and `fails` are what each side says at its strongest, in one sentence.\n"
    "* `break_even` says in symbols where the claim turns.\n"
    "* `decides` is the key that matters most, `settles` the measurement that would settle the "
    "claim.\n"
    "* `inputs` says where numbers come from: of both axes, and of every number that is no "
    "default.\n"
    "\n"
    "The evidence of an input is one of these. The first three need a source, `{evidence: P, "
    "source:\n"
    "...}`:\n"
    "\n"
    "* `P`, primary: read in the text of those who measured it.\n"
    "* `S`, secondary: read in a text that quotes it.\n"
    "* `D`, derived: computed from published numbers.\n"
    "* `chosen`: a size of the example, or an axis of the map, that stands for no measurement.\n"
    "* `assumed`: nobody has measured this.\n"
    "\n";

static const char of_counts[] =
    "## Score counts\n"
    "\n"
    "`monitor.score: {model: histogram, file: data/counts.json, set: NAME}` takes the score\n"
    "counts of real samples. The file lies next to the scenario and is a map of sets, each\n"
    "with `n_honest`, `n_attack`, and `honest_hist` and `attack_hist`, the samples per score\n"
    "from the least suspicious on. Samples that are in no bin have no score and are never\n"
    "flagged. The lists may also stand in the scenario itself, as `honest` and `attack`.\n"
    "\n"
    "`monitor.joint: {file: data/joint.json, set: NAME}` takes the counts of two monitors that\n"
    "scored the same samples, see [scores/joint.md](scores/joint.md). A monitor whose score\n"
    "model is not stated then has its own scores from there too, under any protocol.\n"
    "\n";

const cst_scenario_chapter cst_scenario_chapters[] = {
    {NULL, of_file},
    {"sweep", of_sweep},
    {NULL, of_presets},
    {NULL, of_answer},
    {"uncertainty", of_uncertainty},
    {"argument", of_claim},
    {NULL, of_counts},
    {NULL, NULL},
};

static void describe_key(const cst_key *key, const void *base, FILE *out)
{
    char text[256];
    (void)fprintf(out, "| `%s` | %s | ", key->path, cst_value_range(key, text, sizeof text));
    (void)cst_value_default(key, base, text, sizeof text);
    (void)fprintf(out, "%s%s%s", text[0] == '\0' ? "" : "`", text, text[0] == '\0' ? "" : "`");
    (void)fprintf(out, " | %s | %s |\n", key->meaning, key->when == NULL ? "always" : key->when);
}

static void table_head(const char *title, FILE *out)
{
    (void)fprintf(out,
                  "%s\n"
                  "\n"
                  "| key | type and range | default | meaning | used |\n"
                  "|---|---|---|---|---|\n",
                  title);
}

/* The keys that agents who do tasks have, or a mechanism. */
static void describe_keys(const cst_mechanism *kind, FILE *out)
{
    cst_draft initial;
    cst_draft_init(&initial);
    initial.trial.mechanism.kind = kind;
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        const bool own = key->use == CST_USE_OF_MECHANISM;
        if (own == (kind != NULL) && cst_key_concerns(key, &initial)) {
            describe_key(key, &initial, out);
        }
    }
}

void cst_scenario_describe(FILE *out)
{
    for (size_t i = 0; cst_scenario_chapters[i].text != NULL; i++) {
        (void)fputs(cst_scenario_chapters[i].text, out);
    }
    table_head("## Keys of agents that do tasks", out);
    describe_keys(NULL, out);
    (void)fputc('\n', out);
    table_head("## Keys of a lineage", out);
    for (const cst_key *key = cst_lineage_keys(); key->path != NULL; key++) {
        describe_key(key, NULL, out);
    }
    (void)fputs("\n## Keys of mechanisms\n", out);
    for (size_t i = 0; cst_mechanisms[i] != NULL; i++) {
        const char *name = cst_mechanisms[i]->name;
        char title[256];
        (void)snprintf(title, sizeof title, "### %s\n\n[%s](mechanisms/%s.md): %s.", name, name,
                       name, cst_mechanisms[i]->text);
        (void)fputc('\n', out);
        table_head(title, out);
        describe_keys(cst_mechanisms[i], out);
    }
}
