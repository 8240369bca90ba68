#!/bin/sh
# SPDX-License-Identifier: MIT
# A trace is a trial of the run: the program "witness" (witness.c) follows all trials of runs by
# their events alone. What is told as text, which lines are left out, and the picture.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
PATH=$1/tests/cli:$PATH
here=$source_dir/tests/cli

# follow SCENARIO TRIALS ARGUMENT...
follow()
{
    scenario=$1
    trials=$2
    shift 2
    custodes run "$scenario" --quiet --json --set estimate.trials="$trials" "$@" >run.json ||
        fail "run $scenario $*"
    trial=0
    : >all.json
    while [ "$trial" -lt "$trials" ]; do
        custodes trace "$scenario" --json --trial "$trial" --set estimate.trials="$trials" "$@" \
            >>all.json || fail "trace $scenario $*"
        trial=$((trial + 1))
    done
    witness all.json run.json || fail "$scenario $*"
}

cat >peers.yaml <<'END'
claim: Rare schemers report on each other.
trial: {agents: 30, rounds: 40}
scheming: {rate: 0.02, dependence: beta, rho: 0.1}
monitor: {score: {tpr: 0.8, fpr: 0.01}}
collusion: {strategy: always-pass}
protocol: {kind: peer-report, reviewers: 3, investigate: 2, penalty: 0.5, recover: 0.05}
response: {effect: quarantine, refill: 5}
estimate: {trials: 30}
END
follow peers.yaml 30
follow peers.yaml 12 --set estimate.method=naive
follow peers.yaml 20 --set protocol.expire=4 --set response.window=3 --set response.on=report
follow peers.yaml 20 --set protocol.recover=0 --set monitor.score.fpr=0.05 --set response.refill=0
follow peers.yaml 12 --set response.latency=2 --set protocol.penalty=0.9 --set trial.agents=4
follow peers.yaml 20 --set response.effect=retract --set response.window=4 --set response.refill=0
follow peers.yaml 20 --set response.effect=end-trial --set response.refill=0
follow peers.yaml 12 --set response.on=report --set protocol.kind=committee \
    --set response.refill=2 --set protocol.penalty=1 --set protocol.recover=0
# The witness is no yes-man: a weight, a decision or an event that is another one is seen.
custodes run peers.yaml --quiet --json --set estimate.trials=1 >run.json || fail "run"
custodes trace peers.yaml --json >all.json || fail "trace"
witness all.json run.json >/dev/null || fail "one trial"
sed '0,/"weight":0.5/s//"weight":0.51/' all.json >other.json
cmp -s all.json other.json && fail "no weight of .5 in one trial"
witness other.json run.json >/dev/null && fail "another weight is not seen"
sed '0,/"investigated":true/s//"investigated":false/' all.json >other.json
witness other.json run.json >/dev/null && fail "an investigation that is missing is not seen"
grep -v '"event":"back"' all.json >other.json
witness other.json run.json >/dev/null && fail "nobody comes back, and that is not seen"
sed '0,/"fate":"escaped"/s//"fate":"averted"/' all.json >other.json
witness other.json run.json >/dev/null && fail "another fate is not seen"

# As text: the same events, a line each; of one agent only those that name it; what is left out.
custodes trace peers.yaml --lines 1000 >out 2>err || fail "trace: $(cat err)"
lines=$(grep -c '^ *[0-9][0-9]*  *[0-9][0-9]*  ' out)
[ "$lines" -eq $(($(wc -l <all.json) - 2)) ] || fail "$lines lines, not one for each event"
custodes trace peers.yaml --agent 22 >out || fail "trace --agent"
grep '^ *[0-9][0-9]*  *[0-9][0-9]*  ' out | grep -qv '22' && fail "--agent 22 tells of others"
custodes trace peers.yaml --lines 20 >out || fail "trace --lines"
[ "$(grep -c '^ *[0-9][0-9]*  *[0-9][0-9]*  ' out)" -le 20 ] || fail "more than 20 lines"
grep -q 'Left out: ' out || fail "what is left out is not said"
custodes trace "$source_dir/scenarios/rare-schemers.yaml" --trial 3 >out || fail "trace of a sweep"
tr '\n' ' ' <out | grep -q 'first of 44 cells: scheming.rate=1e-6' || fail "no cell: $(cat out)"

# The picture.
if command -v gnuplot >/dev/null; then
    custodes trace peers.yaml --plot a.svg >/dev/null || fail "trace --plot"
    check_picture a.svg || fail "a.svg"
    grep -q 'attack is caught' a.svg || fail "a.svg has no key"
    grep -q 'prefers-color-scheme: dark' a.svg || fail "a.svg stays white in the dark"
    custodes trace peers.yaml --agent 22 --plot b.png >/dev/null || fail "trace --plot of one agent"
    [ "$(head -c 4 b.png | tail -c 3)" = "PNG" ] || fail "b.png is no PNG"
fi
finish trace
