#!/bin/sh
# SPDX-License-Identifier: MIT
# Workers in processes of their own, as real ones: they come, go, are killed, and lose their run.
# The bytes are those of a run in one process. 10 kills; CST_LONG=1: one a second for a minute, and
# then 1,000. CST_KILLS_SEED: another row of moments.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
seed=${CST_KILLS_SEED:-1}
TMPDIR=$work_dir/t
mkdir "$TMPDIR"
export TMPDIR
at=ipc://$work_dir/door

cat >played.yaml <<'END'
trial: {agents: 50, rounds: 40}
scheming: {rate: 0.01}
protocol: {kind: peer-report, reviewers: 3, investigate: 2}
response: {on: catch, effect: quarantine}
estimate: {trials: 2000, method: naive}
END
cat >dense.yaml <<'END'
trial: {agents: 100, rounds: 100}
scheming: {rate: 0.01}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 3000}
sweep: {estimate.method: [naive, skip, strata, importance]}
END
cat >stops.yaml <<'END'
trial: {agents: 20, rounds: 50}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 16000, method: naive, stop: {relative: 0.1}}
sweep: {scheming.rate: [0.003, 0.03, 0.3]}
END
cat >guards.yaml <<'END'
guards: {transfer: 0.1, spread: 0.2, guards: 5}
estimate: {trials: 200000}
END

# digests FILE: of the cells in the JSON of a run
digests() { grep -o '"digest":"[0-9a-f]*"' "$1"; }

# worker NUMBER: starts one, which $pid then is
worker()
{
    custodes worker "$at" >"worker$1.out" 2>"worker$1.err" &
    pid=$!
}

# The same bytes with two workers alone, and with one beside a thread.
for of in played dense stops guards; do
    custodes run $of.yaml --json --quiet >one.json || fail "$of: exit $?"
    for hands in --only-workers --threads=1; do
        custodes run $of.yaml --json $hands --listen "$at" >two.json 2>run.err &
        run=$!
        worker 1
        first=$pid
        worker 2
        wait $run || fail "$of with $hands: exit $?: $(cat run.err)"
        wait "$first" "$pid"
        digests one.json >one
        digests two.json | cmp -s - one || fail "$of with $hands: other digests"
        [ -s one ] || fail "$of: no digest"
        # A short run may be over before the second one comes.
        grep -q 'workers: [12] came, 0 were lost, 0 units were leased again' run.err ||
            [ $hands = --threads=1 ] || fail "$of: $(cat run.err)"
        [ ! -e door ] || fail "$of: the socket file is left"
    done
done

# leave: a worker that is asked to go says so, and the run goes on with the next one
custodes run played.yaml --set estimate.trials=20000 --json --only-workers --listen "$at" \
    >two.json 2>run.err &
run=$!
worker 1
sleep 0.7
kill -s TERM "$pid"
wait "$pid"
[ $? -eq 130 ] || fail "TERM: expected exit 130"
grep -q 'units were done here' worker1.err || fail "TERM: $(cat worker1.err)"
alone=''
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -n "$alone" ] || sleep 0.5
    alone=$(grep 'no worker is there: the run waits for one' run.err)
done
[ -n "$alone" ] || fail "alone: $(cat run.err)"
worker 2
wait $run || fail "TERM: the run: exit $?"
wait "$pid" || fail "TERM: the other worker: exit $?: $(cat worker2.err)"
grep -q 'the run is over' worker2.err || fail "over: $(cat worker2.err)"
custodes run played.yaml --set estimate.trials=20000 --json --quiet >one.json
digests one.json >one
digests two.json | cmp -s - one || fail "TERM: other digests"

# A folder of its own, for this user alone, is there while the run lasts.
rm -f run.err
custodes run played.yaml --json --only-workers --listen ipc:// >two.json 2>run.err &
run=$!
own=''
for _ in 1 2 3 4 5 6 7 8 9 10; do
    own=$([ ! -e run.err ] || sed -n 's/.*custodes worker ipc:\/\///p' run.err)
    [ -z "$own" ] || break
    sleep 0.2
done
[ -S "$own" ] || fail "own folder: no socket at '$own'"
[ "$(stat -c %a "$(dirname "$own")")" = 700 ] || fail "own folder: not for this user alone"
kill -s INT $run
wait $run
[ $? -eq 130 ] || fail "INT: expected exit 130"
[ -z "$(ls "$TMPDIR")" ] || fail "own folder: left: $(ls "$TMPDIR")"

# What a program reads of it.
custodes run played.yaml --set estimate.trials=10 --threads 1 --listen "$at" --progress json \
    >/dev/null 2>run.err || fail "progress: exit $?"
grep -qxF "{\"listening\":\"$at\"}" run.err || fail "progress: $(cat run.err)"

# The run is killed: its workers say so and end, and the same command goes on.
rm -f run.sqlite*
big=30000
custodes run played.yaml --set estimate.trials=$big --out whole.sqlite --quiet >/dev/null
custodes export whole.sqlite --json --canonical >whole.bytes
custodes run played.yaml --set estimate.trials=$big --out run.sqlite --only-workers --listen "$at" \
    --quiet >/dev/null 2>run.err &
run=$!
worker 1
first=$pid
worker 2
sleep 1
kill -s KILL $run
wait $run 2>/dev/null
for i in 1 2; do
    wait "$first"
    [ $? -eq 1 ] || fail "hub killed: worker $i: expected exit 1"
    grep -q 'has ended without a word' worker$i.err || fail "hub killed: $(cat worker$i.err)"
    first=$pid
done
custodes run played.yaml --set estimate.trials=$big --out run.sqlite --only-workers --listen "$at" \
    >/dev/null 2>run.err &
run=$!
worker 1
wait $run || fail "going on: exit $?: $(cat run.err)"
wait "$pid"
custodes export run.sqlite --json --canonical | cmp -s - whole.bytes || fail "going on: other bytes"

# A row of numbers from 0 to 999.
awk -v seed="$seed" 'BEGIN { srand(seed); for (i = 0; i < 5000; i++) print int(1000 * rand()) }' \
    >random
exec 5<random

# kills NAME NUMBER LEAST MORE: so many, each after LEAST and up to MORE milliseconds
kills()
{
    custodes run played.yaml --set estimate.trials=$trials --json --only-workers --listen "$at" \
        >two.json 2>run.err &
    run=$!
    worker 1
    one=$pid
    worker 2
    two=$pid
    sum=0
    while [ $sum -lt "$2" ] && kill -s 0 $run 2>/dev/null; do
        IFS= read -r part <&5 || part=500
        after=$(($3 + part * $4 / 1000))
        sleep "$((after / 1000)).$(printf %03d $((after % 1000)))"
        pid=$one
        [ $((part % 2)) -eq 0 ] || pid=$two
        kill -s KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
        [ $? -ne 137 ] || sum=$((sum + 1))
        if [ $((part % 2)) -eq 0 ]; then
            worker 1
            one=$pid
        else
            worker 2
            two=$pid
        fi
    done
    wait $run || fail "$1: exit $?: $(cat run.err)"
    wait "$one" "$two"
    digests two.json | cmp -s - one || fail "$1: other digests"
    echo "$1: $sum killed; $(grep -o 'workers:.*' run.err)"
    [ $sum -ge "$2" ] || fail "$1: the run was over after $sum kills"
}

trials=${CST_LONG:+1500000}
trials=${trials:-40000}
custodes run played.yaml --set estimate.trials=$trials --json --quiet >one.json
digests one.json >one
if [ -n "${CST_LONG:-}" ]; then
    kills "one a second" 60 1000 0
    kills "1,000 kills" 1000 20 60
else
    kills "some kills" 10 50 200
fi

# Mistakes.
# says WORDS COMMAND...: one line with these words, exit 2
says()
{
    words=$1
    shift
    "$@" >out 2>err
    [ $? -eq 2 ] || fail "$*: expected exit 2"
    grep -qF -- "$words" err && [ "$(wc -l <err)" -eq 1 ] || fail "$*: $(cat err)"
}
says "expected --link inproc, found --link direct" \
    custodes run played.yaml --listen "$at" --link direct
says "a file or folder of that name is there" \
    custodes run played.yaml --listen "ipc://$work_dir/played.yaml"
[ -s played.yaml ] || fail "a file is gone"
says "at most 107 bytes" custodes run played.yaml --listen "ipc:///$(printf %0110d 0)"
says "expected an endpoint" custodes worker /tmp/x
custodes run played.yaml --only-workers --listen "$at" >/dev/null 2>&1 &
run=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ ! -e door ] || break
    sleep 0.1
done
says "another program does" custodes run played.yaml --listen "$at"
kill -s KILL $run
wait $run 2>/dev/null
[ -S door ] || fail "the file of a killed run is gone"
custodes run played.yaml --set estimate.trials=10 --threads 1 --listen "$at" >/dev/null 2>&1 ||
    fail "the file of a killed run is in the way"
finish workers
