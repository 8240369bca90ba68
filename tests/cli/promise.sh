#!/bin/sh
# SPDX-License-Identifier: MIT
# Promises: the bound by hand, what is taken as given, counts of the scenario and of the command,
# a line for each cell; every mistake in one line, with its place and what was expected.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
scenarios=$source_dir/scenarios
rare=$scenarios/rare-schemers.yaml

# number JSON_MEMBER: what stands behind it, in the line on standard input.
number()
{
    sed -n "s/.*$1\([-+.0-9e]*\).*/\1/p"
}

# near FOUND EXPECTED: within 1e-9 of it, and not below.
near()
{
    awk -v a="$1" -v b="$2" 'BEGIN { d = a / b - 1; exit !(a != "" && d < 1e-9 && d > -1e-12) }'
}

custodes promise "$rare" --rate-at-most 0/30000 --json >one.json || fail "promise"
[ "$(wc -l <one.json)" -eq 1 ] || fail "cells that differ in what is bounded are not one"
rate=$(awk 'BEGIN { printf "%.15g", 1 - exp(log(0.05) / 30000) }')
near "$(number '"residual_risk":{"at_most":' <one.json)" "$rate" ||
    fail "not $rate: $(cat one.json)"

# Which end is which: 1 - (alpha/2)^(1/n), and the quantile of Beta(1/2, n + 1/2) at 1 - alpha/2.
near "$(number '"two_sided":' <one.json)" \
    "$(awk 'BEGIN { printf "%.15g", 1 - exp(log(0.025) / 30000) }')" || fail "the two-sided end"
near "$(number '"jeffreys":' <one.json)" 8.37272333709e-5 || fail "the end of Jeffreys"

# Three measured inputs of the risk: each at alpha/3; given awareness divides; P ((1 - d) + d Q).
# The audits are a statement of their own, of two measured inputs: F + 2 P (1 - F).
custodes promise "$rare" --rate-at-most 0/30000 --rho-at-most 0/40 --tpr-at-least 240/240 \
    --awareness-at-most 0.2 --fpr-at-most 0/100 --tasks-per-hour 1000 --json >four.json ||
    fail "the inputs of both"
risk=$(awk 'BEGIN {
    a = log(0.05 / 3)
    p = (1 - exp(a / 30000)) / 0.8; rho = 1 - exp(a / 40); d = exp(a / 240)
    printf "%.15g", p * (1 - d + d * (p + rho * (1 - p)))
}')
near "$(number '"residual_risk":{"at_most":' <four.json)" "$risk" || fail "not $risk"
near "$(number '"escapes":{"at_most":' <four.json)" \
    "$(awk -v r="$risk" 'BEGIN { printf "%.15g", 8766000 * r }')" || fail "a year"
grep -q '"measured":3.*"audits":.*"measured":2' four.json || fail "not 3 and 2 measured inputs"
audits=$(awk 'BEGIN {
    a = log(0.05 / 2)
    p = (1 - exp(a / 30000)) / 0.8; f = 1 - exp(a / 100)
    printf "%.15g", f + 2 * p * (1 - f)
}')
near "$(number '"audit_rate":{"at_most":' <four.json)" "$audits" || fail "not $audits"

# An FPR takes nothing from the risk, and counts of the scenario on which nothing depends neither.
custodes promise "$rare" --rate-at-most 0/30000 --fpr-at-most 5/1000 --json \
    --set 'uncertainty.monitor.score.tpr={counts: [190, 200]}' >useless.json || fail "useless"
near "$(number '"residual_risk":{"at_most":' <useless.json)" "$rate" || fail "useless counts count"
grep -q 'Not used either: counts' useless.json || fail "not said that counts are not used"
grep -q 'Not used either: counts' four.json && fail "counts are used"

# The same counts in the scenario.
custodes promise "$rare" --json --set 'uncertainty.scheming.rate={counts: [0, 30000]}' \
    --set scheming.rate=0.001 >same.json || fail "counts of the scenario"
[ "$(number '"residual_risk":{"at_most":' <same.json)" = \
    "$(number '"residual_risk":{"at_most":' <one.json)" ] || fail "counts of the scenario differ"

# A line for each cell, and how many of them hold together.
custodes promise "$scenarios/committee.yaml" --rate-at-most 0/30000 --rho-at-most 0.05 >cells ||
    fail "cells"
grep -q 'by itself. For 8 of them together take' cells || fail "cells: $(cat cells)"
custodes promise "$scenarios/trusted-or-untrusted.yaml" --rate-at-most 0/30000 \
    --rho-from "$scenarios/data/together_example.csv" >fitted || fail "rho from counts"
grep -q '^untrusted-monitor .* 2$' fitted || fail "the correlation is not measured: $(cat fitted)"

# What stands behind a promise is printed with it.
custodes promise "$rare" --rate-at-most 0/30000 >said || fail "text"
for words in 'scheming.rho  *nothing' 'scheming.rate  *0 of 30000  *at most 9.986e-5  *95 %' \
    'the most there is' 'monitor.score.fpr  *the scenario  *at most 0.01  *taken as given' \
    'at most 100 % of all attacks escape, because nothing is known of scheming.rho' \
    'whoever reviews may scheme with the actor (give --rho-at-most or --rho-from)' \
    'each hold with that confidence by itself. For both at once take --confidence 0.975' \
    'ends at 0.000123, and Jeffreys. interval, which uncertainty: takes, at 8.37e-5' \
    'independent of each other' 'as often watched as not'; do
    tr '\n' ' ' <said | grep -q "$words" || fail "not said: $words: $(cat said)"
done

grep -q 'monitor.score.tpr' said && fail "a TPR on which nothing depends: $(cat said)"
custodes promise "$rare" --rate-at-most 0/30000 --rho-at-most 0.2 >said || fail "with rho"
grep -q 'monitor.score.tpr  *the scenario  *at least 0.9  *taken as given' said ||
    fail "not said: the TPR: $(cat said)"
grep -q 'nothing is known' said && fail "a bound on rho is not known of: $(cat said)"

# refused PATTERN ARGUMENTS: exit code 2, nothing on standard output, one line with the pattern.
refused()
{
    pattern=$1
    shift
    custodes promise "$@" >out 2>err
    code=$?
    if [ "$code" -ne 2 ] || [ -s out ] || [ "$(grep -vc '^custodes: note:' err)" -ne 1 ] ||
        ! grep -q -e "$pattern" err; then
        fail "promise $*: exit $code, not '$pattern': $(cat out err)"
    fi
}

counts="expected counts k/n, n from 1 to 1e15 and k at most n, as in 0/30000, or a number from 0"
refused 'nothing bounds the rate .* expected --rate-at-most k/n, as in 0/30000' "$rare"
for bad in 5/4 0/0 -1 -1/5 1/-5 0/1e16 1/2/3 / 1/ /5 0.5/3 nan inf 1.5 abc 1e400 0x1 ' 1'; do
    refused "promise --rate-at-most: $counts to 1, found '$bad'" "$rare" "--rate-at-most=$bad"
    refused "promise --rho-at-most: $counts" "$rare" --rate-at-most 0/9 "--rho-at-most=$bad"
    refused "promise --tpr-at-least: $counts" "$rare" --rate-at-most 0/9 "--tpr-at-least=$bad"
    refused "promise --awareness-at-most: $counts" "$rare" --rate-at-most 0/9 \
        "--awareness-at-most=$bad"
done
refused 'a decimal comma: write a point' "$rare" --rate-at-most 0,1
for bad in 0 1 2 -0.5 1e-300 x nan 95%; do
    refused "promise --confidence: expected a number from 1e-9 up to below 1, found '$bad'" \
        "$rare" --rate-at-most 0/9 "--confidence=$bad"
done
for bad in 0 -1 x 1e-320 1.1e15 1e308 1e400; do
    refused "promise --tasks-per-hour: expected a number from 1e-9 to 1e15, found '$bad'" "$rare" \
        --rate-at-most 0/9 "--tasks-per-hour=$bad"
done
refused 'estimate.confidence: expected a number from 1e-9 up' "$rare" --rate-at-most 0/9 \
    --set estimate.confidence=1e-300
for many in 1e-9 1e15; do
    custodes promise "$rare" --rate-at-most 0/9 --tasks-per-hour "$many" --json >many.json ||
        fail "promise --tasks-per-hour $many: exit $?"
    at_most='{"at_most":[0-9.e+-]*}'
    grep -q "\"per_year\":{\"tasks\":[0-9.e+-]*,\"escapes\":$at_most,\"audit_hours\":$at_most}" \
        many.json || fail "promise --tasks-per-hour $many: $(cat many.json)"
done
for bad in 1 3/3; do
    refused 'promise --awareness-at-most: it may be 1' "$rare" --rate-at-most 0/9 \
        --awareness-at-most "$bad"
done
refused 'given twice' "$rare" --rate-at-most 0/9 --rate-at-most 0/8
refused 'this or --rho-at-most, found both' "$rare" --rate-at-most 0/9 --rho-at-most 0 \
    --rho-from "$scenarios/data/together_example.csv"
refused 'found a file of verdicts by episode' "$rare" --rate-at-most 0/9 \
    --rho-from "$scenarios/data/collusion_episodes.csv"
refused 'cannot be opened' "$rare" --rate-at-most 0/9 --rho-from none.csv
refused 'nothing here depends on monitor.score.tpr, which is of agents that review' "$rare" \
    --rate-at-most 0/9 --tpr-at-least 3/4 --set protocol.kind=trusted-monitor
for bad in 190/200 1/200 0.95; do
    refused 'nothing here depends on monitor.score.tpr while .* add --rho-at-most' \
        "$rare" --rate-at-most 0/20000 --tpr-at-least "$bad"
done
refused 'nothing here depends on scheming.rho; leave' "$rare" --rate-at-most 1 --rho-at-most 0/9
refused 'protocol.kind: peer-report: no proof .* none, random-audit, trusted-monitor' "$rare" \
    --rate-at-most 0/9 --set protocol.kind=peer-report
refused 'response.effect: no proof where a response acts' "$rare" --rate-at-most 0/9 \
    --set response.effect=quarantine
refused 'protocol.audit.budget: no proof' "$rare" --rate-at-most 0/9 \
    --set protocol.audit.budget=0.02
refused 'attack.policy: select: no proof' "$rare" --rate-at-most 0/9 --set attack.policy=select \
    --set attack.share=0.5
refused 'collusion.strategy: learned: no proof' "$rare" --rate-at-most 0/9 \
    --set collusion.strategy=learned
refused 'uncertainty.monitor.abstain: no proof how a bound moves with it' "$rare" \
    --rate-at-most 0/9 --set 'uncertainty.monitor.abstain={counts: [1, 9]}'
refused 'uncertainty.monitor.score.tpr: a law is no bound' "$rare" --rate-at-most 0/9 \
    --set 'uncertainty.monitor.score.tpr={beta: [9, 2]}'
cat >normal.yaml <<'END'
protocol: {kind: untrusted-monitor}
monitor: {score: {model: binormal, d_prime: 2, fpr: 0.01}}
END
custodes promise normal.yaml --rate-at-most 0/9 >said || fail "binormal"
grep -q 'taken as given: .*monitor.score.d_prime = 2' said || fail "binormal: $(cat said)"
refused 'nothing here depends on monitor.score.fpr.* under score model threshold' normal.yaml \
    --rate-at-most 0/9 --fpr-at-most 0/9
refused 'uncertainty.monitor.score.fpr: no proof under this score model' normal.yaml \
    --rate-at-most 0/9 --set 'uncertainty.monitor.score.fpr={counts: [0, 9]}'
refused 'uncertainty.monitor.score.d_prime: no proof how a bound moves with it' normal.yaml \
    --rate-at-most 0/9 --set 'uncertainty.monitor.score.d_prime={uniform: [1, 2]}'
refused 'expected a scenario of agents that do tasks' \
    "$scenarios/claims/05-98-percent-a-step.yaml" --rate-at-most 0/9
refused 'the nearest known one is --rate-at-most' "$rare" --rate-at-mots 0/9
finish promise
