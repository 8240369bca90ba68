/* SPDX-License-Identifier: MIT */
#include "scenarios/load/scenario.h"
#include "scenarios/load/schema.h"
#include "scenarios/load/value.h"

const char *const cst_scenario_intro =
    "# The scenario file\n"
    "\n"
    "A scenario is one YAML file (JSON is YAML) that says who the agents are, when they\n"
    "scheme, who reviews whom, and how the risk is to be estimated. Only what differs from a\n"
    "default need be written:\n"
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
    "\n"
    "## The sweep\n"
    "\n"
    "`sweep:` maps keys to axes; the scenario is then every combination, the first axis\n"
    "slowest. An axis is a list of values, `{log: [a, b, n]}` or `{lin: [a, b, n]}`: n values\n"
    "from a to b. Any key with a single value can be swept, except `claim`,\n"
    "`estimate.trials`, `estimate.seed`, `estimate.stream`, `estimate.confidence`,\n"
    "`estimate.tail`, `estimate.interval` and the keys of a lineage, which stand in a\n"
    "list. A swept key may also stand in the body, where the sweep's values win. It must change "
    "something\n"
    "in at least one cell. Where its value changes nothing, cells are identical and run\n"
    "once. At most 10000 cells.\n"
    "\n"
    "`--set key=value` changes a key before the sweep, and takes the place of its axis if it\n"
    "has one; `--set 'sweep.key=[...]'` sets an axis, `--set 'sweep={}'` drops the sweep.\n"
    "\n"
    "## Red's best answer\n"
    "\n"
    "`attack.pace`, `attack.share`, `attack.classes` and `collusion.mistaken` are what red\n"
    "chooses. Each may be the word `worst` in place of a number. The program then looks, for\n"
    "each cell, for the value with the greatest `trial_risk` where the response ends trials,\n"
    "elsewhere with the greatest `residual_risk`; see [answer.md](answer.md).\n"
    "`--set attack.pace=worst` works too.\n"
    "\n"
    "## Uncertain inputs\n"
    "\n"
    "`uncertainty:` says how uncertain the values of keys are. The simulation still uses the\n"
    "values in the body. `{uniform: [a, b]}` and `{log_uniform: [a, b]}` are ranges,\n"
    "`{beta: [a, b]}` is a Beta law, and `{counts: [k, n]}` is what k successes in n trials say\n"
    "of a chance (Beta(k + 1/2, n - k + 1/2)). A key can be uncertain if its value is a real\n"
    "number, is no list and is not swept. `{bootstrap: N}` for `monitor.score.file` or\n"
    "`monitor.trusted.score.file` draws the score counts anew from themselves, N different\n"
    "times, at the same FPR. Results then have an input interval beside the interval of the\n"
    "simulation, see [uncertainty.md](uncertainty.md); `custodes assumptions` says which input\n"
    "matters.\n"
    "`--set 'uncertainty.key={...}'` changes one, `--set 'uncertainty={}'` drops the section.\n"
    "\n"
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
                  "## %s\n"
                  "\n"
                  "| key | type and range | default | meaning | used |\n"
                  "|---|---|---|---|---|\n",
                  title);
}

void cst_scenario_describe(FILE *out)
{
    cst_draft initial;
    cst_draft_init(&initial);
    (void)fputs(cst_scenario_intro, out);
    table_head("All keys", out);
    for (const cst_key *key = cst_keys(); key->path != NULL; key++) {
        describe_key(key, &initial, out);
    }
    (void)fputc('\n', out);
    table_head("Keys of a lineage", out);
    for (const cst_key *key = cst_lineage_keys(); key->path != NULL; key++) {
        describe_key(key, NULL, out);
    }
}
