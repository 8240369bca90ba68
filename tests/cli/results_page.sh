#!/bin/sh
# SPDX-License-Identifier: MIT
# docs/results.md is enough to compute every result and its interval from a results file: the
# program "stranger" does so for files of every method.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
PATH=$1/tests/cli:$PATH
shipped=$source_dir/scenarios
kept=$source_dir/tests/cli

# page_suffices SCENARIO ARGUMENT...
page_suffices()
{
    scenario=$1
    shift
    rm -f r.sqlite
    custodes run "$scenario" --quiet --out r.sqlite "$@" >shown || fail "run $scenario $*"
    custodes export r.sqlite --json >r.json || fail "export $scenario $*"
    stranger "$source_dir/docs/results.md" r.sqlite r.json || fail "$scenario $*"
}

for method in naive strata importance; do
    page_suffices "$shipped"/committee.yaml --set estimate.method=$method --set estimate.trials=10
done
page_suffices "$shipped"/committee.yaml --set estimate.method=importance \
    --set estimate.trials=1000
page_suffices "$shipped"/trusted-or-untrusted.yaml --set estimate.trials=20
page_suffices "$shipped"/rare-schemers.yaml --set estimate.trials=20 --set estimate.stop={} \
    --set trial.rounds=10
page_suffices "$shipped"/rare-schemers.yaml --set estimate.trials=20 --set estimate.stop={} \
    --set response.effect=end-trial
page_suffices "$kept"/remember.yaml --set estimate.trials=80
page_suffices "$kept"/steps.yaml --set estimate.method=naive
page_suffices "$kept"/steps.yaml --set estimate.method=importance
page_suffices "$kept"/steps.yaml --set estimate.method=splitting
page_suffices "$shipped"/trusted-or-untrusted.yaml --set estimate.trials=10 \
    --set protocol.audit.capacity=10
cat >defer.yaml <<'END'
trial: {agents: 20, rounds: 20}
scheming: {rate: 0.05}
protocol: {kind: defer, trusted_quality: 0.3}
estimate: {trials: 30}
END
page_suffices defer.yaml
cat >peers.yaml <<'END'
trial: {agents: 30, rounds: 40}
scheming: {rate: 0.01}
monitor: {score: {fpr: 0.01}}
protocol: {kind: peer-report, reviewers: 2}
response: {on: report, effect: quarantine}
estimate: {trials: 60}
sweep:
  response.window: [0, 1, 3]
END
page_suffices peers.yaml
page_suffices peers.yaml --set protocol.kind=untrusted-monitor --set protocol.audit.budget=0.05
# Slots of several trials, of few trials, and of planted schemers: beside trials, and alone.
page_suffices peers.yaml --set estimate.trials=1100 --set estimate.method=skip
page_suffices peers.yaml --set estimate.trials=2
page_suffices peers.yaml --set scheming.rate=1e-6
page_suffices peers.yaml --set scheming.rate=1e-6 --set estimate.method=planted \
    --set estimate.trials=600
page_suffices peers.yaml --set scheming.rate=1e-9 --set estimate.method=skip
page_suffices peers.yaml --set response.effect=end-trial --set response.latency=1
# Every mechanism, and the results that need keys of their own.
for mechanism in $(custodes list mechanisms | sed -n 's/^\([a-z][a-z]*\) .*/\1/p'); do
    echo "$mechanism: {}" >"$mechanism.yaml"
    page_suffices "$mechanism.yaml" --set estimate.trials=500
done
page_suffices generations.yaml --set generations.levels=3 --set generations.cases=100
page_suffices evaluation.yaml --set evaluation.pass_below=0.1 \
    --set evaluation.trajectories=1e6 --set evaluation.alerts=100
page_suffices history.yaml --set history.episodes=3 --set 'sweep.history.rho=[0, 0.5]'
finish results_page
