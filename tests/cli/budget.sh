#!/bin/sh
# SPDX-License-Identifier: MIT
# Rules that end trials, as a user meets them: the same bytes for any threads, from a file that was
# left early, time and again, and from one that has more than counts; time that is up.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
cat >stops.yaml <<'END'
trial: {agents: 20, rounds: 50}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 60000, method: naive, stop: {relative: 0.05}}
sweep: {scheming.rate: [0.003, 0.03, 0.3]}
END
custodes run stops.yaml --quiet --json >one || fail "run: exit $?"
told='"relative":0.05,"trials":60000,"look":[0-9]*,"looks":[0-9]*,"met":true}'
[ "$(grep -c "$told" one)" -eq 3 ] || fail "stop is not told: $(cut -c 1-300 one)"
strip() { sed 's/,"provenance":.*//' "$1"; }
strip one >bytes
for threads in 1 2 3 7; do
    custodes run stops.yaml --quiet --json --threads "$threads" --batch 700 >other
    strip other | cmp -s - bytes || fail "$threads threads"
done
custodes run stops.yaml --quiet --json --link direct >other
strip other | cmp -s - bytes || fail "link direct"

# A budget ends the run: exit code 4, the command that goes on, and in the end the same bytes.
code=4
rounds=0
while [ "$code" -eq 4 ] && [ "$rounds" -lt 400 ]; do
    custodes run stops.yaml --quiet --json --out stops.sqlite --budget 0.3s --threads 1 \
        >other 2>err
    code=$?
    [ "$code" -ne 4 ] ||
        grep -q '^custodes: run --budget: 0.3s are spent; [0-3] of 3 cells finished$' err ||
        fail "budget: $(cat err)"
    rounds=$((rounds + 1))
done
[ "$code" -eq 0 ] || fail "budgets never end it: exit $code, $(cat err)"
[ "$rounds" -gt 1 ] || fail "the budget was never spent"
strip other | cmp -s - bytes || fail "after $rounds budgets"

# Finished: the file is not touched, and export says the same.
cksum stops.sqlite >before
custodes run stops.yaml --quiet --out stops.sqlite >again || fail "again: exit $?"
cksum stops.sqlite | cmp -s - before || fail "a finished file was changed"
grep -q '^Nothing was run' again || fail "again: $(tail -n 1 again)"
custodes export stops.sqlite --json >other 2>err || fail "export: exit $?"
[ ! -s err ] || fail "export: $(cat err)"
strip other | cmp -s - bytes || fail "export"

# A file with all trials, under the rule afterwards.
custodes run stops.yaml --quiet --out all.sqlite --set estimate.stop.relative=1e-9 >/dev/null 2>err
[ $? -eq 4 ] || fail "not to be reached: exit $?"
custodes run stops.yaml --quiet --json --out all.sqlite >other || fail "all: exit $?"
strip other | cmp -s - bytes || fail "a file with all trials"

# Time as the rule: what counts ends at a look, and it is said that it cannot be repeated. A machine
# that is busy may need longer for the first look.
code=4
for seconds in 0.2 2 20; do
    if [ "$code" -eq 4 ]; then
        code=0
        custodes run stops.yaml --quiet --set 'sweep={}' --set estimate.trials=1e9 \
            --set estimate.stop="{seconds: $seconds}" >out 2>err || code=$?
    fi
done
[ "$code" -eq 0 ] || fail "seconds: exit $code: $(cat err)"
tr '\n' ' ' <out | grep -q 'when the run has taken [0-9.]* s: no two runs do so alike' ||
    fail "seconds: $(tail -n 5 out)"
finish budget
