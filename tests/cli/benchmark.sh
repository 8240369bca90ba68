#!/bin/sh
# SPDX-License-Identifier: MIT
# The benchmark says the same twice and with any threads, its numbers are those of `run`, and its
# mistakes have a line. The picture is the same bytes, too.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
folder=$source_dir/scenarios/benchmark
small="--quiet --set estimate.trials=60"
markdown="--markdown $small"

# The words of $small and $markdown are several on purpose.
# shellcheck disable=SC2086
custodes benchmark "$folder"/*.yaml $markdown --threads 1 --plot one.svg >one ||
    fail "benchmark"
# shellcheck disable=SC2086
custodes benchmark "$folder"/*.yaml $markdown --threads 3 --plot two.svg >two ||
    fail "benchmark again"
cmp -s one two || fail "another table"
cmp -s one.svg two.svg || fail "another picture"
check_picture one.svg || fail "one.svg"
for kind in none hierarchy trusted-and-untrusted adaptive; do
    grep -q "^| [0-9-]* | $kind | " one || fail "no row of $kind"
done
grep -q '<svg' one.svg || fail "no picture"

# The same numbers in tables for people.
# shellcheck disable=SC2086
custodes benchmark "$folder"/*.yaml $small >table || fail "benchmark in tables"
for number in $(grep '^|' one | tr -d '|[],' | tr ' ' '\n' | grep '[0-9]' | sort -u); do
    grep -qF -- "$number" table || fail "not in the tables: $number"
done

# shellcheck disable=SC2086
custodes benchmark "$folder/three-reviews.yaml" $small --json >found.json || fail "benchmark --json"
# shellcheck disable=SC2086
custodes run "$folder/three-reviews.yaml" $small --json | grep -o '"digest":"[0-9a-f]*"' | sort >run
grep -o '"digest":"[0-9a-f]*"' found.json | sort >found
cmp -s run found || fail "other digests than those of run"
[ "$(wc -l <found.json)" -eq 11 ] || fail "not eleven strategies"
# shellcheck disable=SC2086
custodes benchmark "$folder/three-reviews.yaml" $small --csv >found.csv || fail "benchmark --csv"
grep -q '^committee,always-pass,' found.csv || fail "no line of always-pass in the CSV"
sed -n 's/.*"residual_risk":\[[^,]*,\([^,]*,[^]]*\)\].*/\1/p' found.json >ends
tail -n +2 found.csv | cut -d , -f 4,5 | cmp -s - ends || fail "other ends of intervals in the CSV"

if custodes benchmark "$source_dir/scenarios/rare-schemers.yaml" --quiet 2>said; then
    fail "another sweep was taken"
fi
expected='collusion.strategy and scheming.rate only, found scheming.rho'
grep -q "$expected" said || fail "said: $(cat said)"

# Files are ranked together only where they face the same agents.
sed 's/agents: 20/agents: 21/' "$folder/three-reviews.yaml" >larger.yaml
sed 's/seed: 1/seed: 1, confidence: 0.5/' "$folder/three-reviews.yaml" >surer.yaml
for wrong in larger:trial.agents surer:estimate.confidence; do
    if custodes benchmark "$folder/three-reviews.yaml" "${wrong%:*}.yaml" --quiet >said 2>&1; then
        fail "${wrong%:*}.yaml was taken"
    fi
    grep -q "${wrong%:*}.yaml: expected the ${wrong#*:} of " said || fail "said: $(cat said)"
done

# Ranks stay among protocols with the same reviews per task at one rate; one kind may be in several.
grep -c '^Reviews per task: .*, scheming rate 0.01$' one | grep -qx 4 || fail "not four of reviews"
for rate in 0.0001 1e-6; do
    grep -c "^Reviews per task: .*, scheming rate $rate\$" one | grep -qx 3 || fail "not at $rate"
done
for name in 'peer-report, 1 review' 'committee, 2 reviews' 'committee, 3 reviews'; do
    grep -q "^| [0-9-]* | $name | " one || fail "no row of $name"
done

# Trials that end early make no protocol cheaper: these two look at every task once, though the
# trials of one end long before those of the other.
cat >ends.yaml <<'END'
trial: {agents: 20, rounds: 10}
scheming: {rate: 0.05}
monitor: {score: {tpr: 0.9, fpr: 0}, trusted: {score: {tpr: 0.1, fpr: 0}}}
response: {effect: end-trial}
estimate: {trials: 300}
sweep: {protocol.kind: [untrusted-monitor, trusted-monitor]}
END
custodes benchmark ends.yaml --quiet >ends || fail "benchmark ends.yaml"
grep -c '^Reviews per task: ' ends | grep -qx 1 || fail "not compared: $(cat ends)"
grep -qx 'Reviews per task: 1' ends || fail "not one review: $(cat ends)"
grep -q '^2  *trusted-monitor ' ends || fail "no second rank: $(cat ends)"

# Budgets: each protocol at each, ranked with those at the same one; the numbers are those of run. A
# larger budget leaves no more risk against the same strategy.
cat >budgets.yaml <<'END'
trial: {agents: 50, rounds: 4}
scheming: {rate: 0.02, dependence: beta, rho: 0.1}
protocol: {reviewers: 3}
estimate: {trials: 400}
sweep:
  protocol.kind: [trusted-monitor, untrusted-monitor, committee]
  protocol.audit.budget: [0.02, 0.1, 0.3]
  collusion.strategy: [none, always-pass]
END
custodes benchmark budgets.yaml --quiet --plot budgets.svg >budgets || fail "budgets.yaml"
for budget in 0.02 0.1 0.3; do
    grep -c "^Reviews per task: [13], audit budget $budget\$" budgets | grep -qx 2 ||
        fail "not two groups at $budget: $(cat budgets)"
    grep -qx "Strategies, audit budget $budget" budgets || fail "no matrix at $budget"
done
! grep -q '^Budgets differ' budgets || fail "budgets that differ on purpose"
check_picture budgets.svg 0.3 0.6 0.1 0.7 || fail "budgets.svg"
custodes benchmark budgets.yaml --quiet --json >found.json || fail "budgets --json"
[ "$(wc -l <found.json)" -eq 18 ] || fail "budgets: $(wc -l <found.json) lines"
custodes run budgets.yaml --quiet --json | grep -o '"digest":"[0-9a-f]*"' | sort -u >run
grep -o '"digest":"[0-9a-f]*"' found.json | sort -u | cmp -s - run || fail "budgets: not run's"
custodes benchmark budgets.yaml --quiet --csv >found.csv || fail "budgets --csv"
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    { key = $1 " " $2; n++
      if (key in last && $4 + 0 > last[key]) print key, $(column["budget"])
      last[key] = $5 }
    END { if (n != 18) print n " lines" }' found.csv >off
[ ! -s off ] || fail "more audits, more risk: $(cat off)"
custodes benchmark budgets.yaml --quiet --set 'sweep.protocol.kind=[random-audit, committee]' \
    >out ||
    fail "a protocol without a budget"
[ "$(grep -c '^1  *random-audit ' out)" -eq 1 ] || fail "random-audit: $(cat out)"
grep -qx 'Reviews per task: 0, audit budget none' out || fail "random-audit: $(cat out)"

# docs/benchmark.md holds what the shipped benchmark prints, and its picture.
if [ "${CST_LONG:-0}" = 1 ]; then
    custodes benchmark "$folder"/*.yaml --quiet --markdown --plot whole.svg >whole ||
        fail "whole benchmark"
    cmp -s whole.svg "$source_dir/docs/benchmark.svg" || fail "docs/benchmark.svg is another one"
    grep '^|' whole | while IFS= read -r line; do
        grep -qxF "$line" "$source_dir/docs/benchmark.md" || echo "$line"
    done >missing
    [ ! -s missing ] || fail "not in docs/benchmark.md: $(head -n 1 missing)"
fi
finish benchmark
