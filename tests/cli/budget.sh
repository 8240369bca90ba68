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

# A rerun of a file that a budget ended runs what is finished there, and nothing of the rest: here
# that is days. A signal ends it, and it says that it keeps nothing.
cat >unequal.yaml <<'END'
trial: {agents: 20, rounds: 50}
protocol: {kind: committee, reviewers: 3}
estimate: {method: naive, trials: 1e9, stop: {relative: 0.01}}
sweep: {scheming.rate: [1e-7, 0.5, 0.4]}
END
custodes run unequal.yaml --quiet --out unequal.sqlite --budget 3s --threads 1 >/dev/null 2>err
[ $? -eq 4 ] || fail "unequal: exit $?: $(cat err)"
finished=$(sed -n 's/.* are spent; \([12]\) of 3 cells finished$/\1/p' err)
[ -n "$finished" ] || fail "unequal: $(cat err)"
cksum unequal.sqlite >before
timeout 100 custodes rerun unequal.sqlite --quiet >out 2>err || fail "rerun: exit $?: $(cat err)"
grep -q "^$finished of 3 cells have the same bytes; the others were not finished.$" out ||
    fail "rerun: $(cat out)"
custodes run unequal.yaml --quiet --set 'sweep={}' --set estimate.stop.relative=1e-9 \
    --set estimate.trials=2e5 --out long.sqlite >/dev/null 2>err
[ $? -eq 4 ] || fail "long: exit $?: $(cat err)"
mkfifo messages
custodes rerun long.sqlite --threads 1 --progress json >out 2>messages &
child=$!
exec 4<messages
IFS= read -r first <&4
kill -s TERM "$child"
cat <&4 >err
exec 4<&-
wait "$child"
[ $? -eq 130 ] || fail "rerun, TERM: exit $?: $first"
grep -q '^custodes: rerun: interrupted: nothing was compared and nothing is kept; the file' err ||
    fail "rerun, TERM: $(cat err)"
[ ! -s out ] || fail "rerun, TERM: $(cat out)"
cksum unequal.sqlite | cmp -s - before || fail "rerun changed the file"
finish budget
