#!/bin/sh
# SPDX-License-Identifier: MIT
# KILL at a random moment: what is there can be read, the same command goes on, and the export has
# the bytes of a run that was left alone. CST_KILLS: how often (6; 300 with CST_LONG=1),
# CST_KILLS_SEED: another row of moments.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
kills=${CST_KILLS:-${CST_LONG:+300}}
kills=${kills:-6}
seed=${CST_KILLS_SEED:-1}
cat >one.yaml <<'END'
trial: {agents: 50, rounds: 40}
scheming: {rate: 0.01}
protocol: {kind: peer-report, reviewers: 3, investigate: 2}
response: {on: catch, effect: quarantine}
estimate: {trials: 6000}
END
cat >stops.yaml <<'END'
trial: {agents: 20, rounds: 50}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 16000, method: naive, stop: {relative: 0.1}}
sweep: {scheming.rate: [0.003, 0.03, 0.3]}
END
mkdir left
TMPDIR=$PWD/left
export TMPDIR
cases='naive skip planted stop sweep budget shard moved'
methods='sweep={scheming.rate:[1e-3,1e-2],estimate.method:[naive,skip,planted,importance]}'

# arguments CASE: those of its command, without the file that it writes
arguments()
{
    case $1 in
    naive) echo "one.yaml --set estimate.method=naive --set estimate.trials=1000" ;;
    skip) echo "one.yaml --set estimate.method=skip" ;;
    planted) echo "one.yaml --set estimate.method=planted" ;;
    stop) echo "stops.yaml" ;;
    sweep | budget) echo "one.yaml --set estimate.trials=1000 --set $methods" ;;
    shard | moved) echo "stops.yaml --shard 2/2" ;;
    esac
}

# start CASE OPTION...: becomes its run, into $out
start()
{
    of=$1
    shift
    # shellcheck disable=SC2046
    exec custodes run $(arguments "$of") --out "$out" --quiet "$@"
}

# exported CASE: its results as text; shards are merged first
exported()
{
    from=$out
    case $1 in
    shard | moved)
        from=all.sqlite
        rm -f all.sqlite
        custodes merge first.sqlite "$out" --out all.sqlite >/dev/null || fail "$1: merge"
        ;;
    esac
    custodes export "$from" --json --canonical 2>&1
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

custodes run stops.yaml --shard 1/2 --out first.sqlite --quiet >/dev/null || fail "shard 1/2"
for of in $cases; do
    out=whole-$of.sqlite
    before=$(milliseconds)
    (start "$of") >/dev/null || fail "$of: exit $?"
    echo $(($(milliseconds) - before)) >"$of.took"
    exported "$of" >"$of.bytes"
    grep -q '"counts"' "$of.bytes" || fail "$of: nothing is exported"
done
cmp -s stop.bytes shard.bytes || fail "shards are not one run"
rm -f left/*

# A row of numbers from 0 to 999.
awk -v seed="$seed" -v n="$((4 * kills))" \
    'BEGIN { srand(seed); for (i = 0; i < n; i++) print int(1000 * rand()) }' >random
exec 5<random

# killed CASE: starts it, and kills it after a part of the time that it takes. That time is what it
# was last, on a machine that does other things too: a kill that comes too late makes it shorter,
# and does not count.
killed()
{
    IFS= read -r part <&5 || part=500
    took=$(cat "$1.took")
    budget=''
    after=$((part * took / 1000))
    case $1 in
    budget) budget='--budget 0.2s' ;;
    moved) # what is finished is moved once the budget is spent
        budget='--budget 0.2s'
        after=$((180 + part / 8))
        ;;
    esac
    # shellcheck disable=SC2086
    (start "$1" $budget) >/dev/null 2>killed.err &
    child=$!
    sleep "$((after / 1000)).$(printf %03d $((after % 1000)))"
    kill -s KILL "$child" 2>/dev/null
    wait "$child" 2>/dev/null
    if [ $? -eq 137 ]; then
        echo "$1" >>hits
        sum=$((sum + 1))
        took=$((took + took / 20))
    else
        took=$((took * 4 / 5))
    fi
    echo "$took" >"$1.took"
    tries=$((tries + 1))
}

# readable CASE: what a killed one leaves can be read, as far as it got
readable()
{
    for file in "$out" left/custodes-??????; do
        [ ! -e "$file" ] || custodes show "$file" >/dev/null 2>err ||
            grep -q 'the results file has no cells yet\|the results file is empty' err ||
            fail "$1: $file: $(cat err)"
    done
}

sum=0
tries=0
: >hits
while [ "$sum" -lt "$kills" ] && [ "$tries" -lt $((4 * kills)) ]; do
    for of in $cases; do
        [ "$sum" -lt "$kills" ] || break
        out=run.sqlite
        rm -f run.sqlite* left/*
        killed "$of"
        readable "$of"
        # One in three is killed again while it goes on.
        if [ $((tries % 3)) -eq 0 ] && [ "$sum" -lt "$kills" ]; then
            killed "$of"
            readable "$of"
        fi
        (start "$of") >/dev/null 2>err || fail "$of, kill $sum: going on: exit $?: $(cat err)"
        exported "$of" | cmp -s - "$of.bytes" || fail "$of, kill $sum at $after ms: other bytes"
    done
done
for of in $cases; do
    echo "$of: $(grep -cx "$of" hits) killed at work"
done
echo "$sum killed at work, $((tries - sum)) had ended before; the row of moments is $seed"
[ "$sum" -eq "$kills" ] || fail "too few were at work when they were killed"
finish kills
