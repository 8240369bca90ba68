#!/bin/sh
# SPDX-License-Identifier: MIT
# A disk that is full from one call on, the next call the next time, in what writes results files
# and exports: the command succeeds with the same bytes, or exits with 1 and one line that names the
# file; what was there before is whole, and the same command goes on to the same bytes. CST_OFFSETS:
# how many calls are tried in all (40; 500 with CST_LONG=1). Arguments: as of the tests of the
# program, then the driver.
driver=$4
# shellcheck source=SCRIPTDIR/../cli/lib.sh
. "$(dirname "$0")/../cli/lib.sh"
offsets=${CST_OFFSETS:-${CST_LONG:+500}}
offsets=${offsets:-40}
cases='run grow shard resume merge csv json plot log'
cat >small.yaml <<'END'
trial: {agents: 4, rounds: 3}
scheming: {rate: 0.2}
protocol: {kind: committee, reviewers: 2}
estimate: {trials: 20000, method: naive}
sweep: {scheming.rate: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]}
END

# arguments CASE: those of its command
arguments()
{
    case $1 in
    run) echo "run ../small.yaml --quiet --out new.sqlite" ;;
    grow) echo "run ../small.yaml --quiet --out less.sqlite" ;;
    shard) echo "run ../small.yaml --quiet --shard 2/2 --out new.sqlite" ;;
    resume) echo "run ../small.yaml --quiet --shard 1/1 --out less.sqlite" ;;
    merge) echo "merge first.sqlite second.sqlite --out new.sqlite" ;;
    csv) echo "export less.sqlite --csv --output old.txt" ;;
    json) echo "export less.sqlite --json --canonical --output old.txt" ;;
    plot) echo "plot less.sqlite --output old.svg" ;;
    log) echo "export killed.sqlite --csv --output old.txt" ;;
    esac
}

# What a case is about comes last among its arguments; results are exported to be compared.
written() { arguments "$1" | sed 's/.* //'; }
came_of()
{
    case $(written "$1") in
    new.sqlite)
        [ "$1" != shard ] || custodes merge first.sqlite new.sqlite --out all.sqlite >/dev/null
        [ "$1" != shard ] || mv all.sqlite new.sqlite
        custodes export new.sqlite --json --canonical
        ;;
    *.sqlite) custodes export "$(written "$1")" --json --canonical ;;
    *) cat "$(written "$1")" ;;
    esac
}

# What is there before.
mkdir start
for part in 'first --shard 1/2' 'second --shard 2/2' 'less --set estimate.trials=9000'; do
    # shellcheck disable=SC2086
    custodes run small.yaml --quiet --out start/$part >/dev/null || fail "$part: exit $?"
    mv "start/${part%% *}" "start/${part%% *}.sqlite"
done
echo old | tee start/old.txt >start/old.svg
custodes run small.yaml --quiet --set estimate.trials=1e9 --out start/killed.sqlite >out 2>&1 &
child=$!
for _ in $(seq 100); do
    [ ! -s start/killed.sqlite-wal ] || break
    sleep 0.1
done
sleep 1.2
kill -s KILL "$child"
wait "$child" 2>/dev/null
[ -s start/killed.sqlite-wal ] || fail "a killed run left no log"

# begin: a folder as it is before, where the work is done
begin()
{
    rm -rf work
    cp -r start work
    cd work || exit 1
    TMPDIR=$PWD
    export TMPDIR
}

for of in $cases; do
    begin
    # shellcheck disable=SC2046
    "$driver" ../count 0 custodes $(arguments "$of") >/dev/null 2>../err
    code=$?
    came_of "$of" >"../$of.bytes"
    cd ..
    if [ "$code" -eq 77 ]; then
        cat err
        exit 77
    fi
    [ "$code" -eq 0 ] || fail "$of: exit $code: $(cat err)"
    [ -s "$of.bytes" ] || fail "$of: it came to nothing"
    cp count "$of.count"
done
: >messages
calls=$(cat ./*.count | awk '{ n += $1 } END { print n }')

# tried CASE N: the disk is full from the N-th call on
tried()
{
    name=$(written "$1")
    begin
    # shellcheck disable=SC2046
    "$driver" ../count "$2" custodes $(arguments "$1") >/dev/null 2>../err
    code=$?
    case $code in
    0)
        came_of "$1" | cmp -s - "../$1.bytes" || fail "$1, call $2: exit 0 and other bytes"
        same=$((same + 1))
        ;;
    1)
        # Notes of a larger goal and of unfinished cells are none of an error.
        grep -v ': the goal of \|have not all their trials yet' ../err >../message
        [ "$(wc -l <../message)" -eq 1 ] || fail "$1, call $2: said $(cat ../err)"
        # The folder "work" is TMPDIR, too.
        grep -q "^custodes: \([^ ]*/\)*\($name\|killed.sqlite\|custodes-......\|work\): " \
            ../message ||
            fail "$1, call $2: names no file: $(cat ../message)"
        sed 's/custodes-....../custodes-XXXXXX/g' ../message >>../messages
        said=$((said + 1))
        ;;
    *) fail "$1, call $2: exit $code: $(cat ../err)" ;;
    esac
    # What was there is whole, and what is there now is, too.
    for file in first second less; do
        [ "$file.sqlite" = "$name" ] || cmp -s "$file.sqlite" "../start/$file.sqlite" ||
            fail "$1, call $2: $file.sqlite was changed"
    done
    case $name in
    old.*)
        [ "$code" -eq 0 ] || cmp -s "$name" "../start/$name" || fail "$1, call $2: half an export"
        ;;
    *)
        if [ -e "$name" ] && ! custodes show "$name" >/dev/null 2>../err; then
            grep -q 'has no cells yet\|file is empty' ../err ||
                fail "$1, call $2: $name: $(cat ../err)"
        fi
        ;;
    esac
    [ "$1" != merge ] || [ "$code" -eq 0 ] || [ ! -e "$name" ] || fail "merge, call $2: $name"
    # Room again: the same command goes on.
    if [ "$code" -ne 0 ]; then
        # shellcheck disable=SC2046
        custodes $(arguments "$1") >/dev/null 2>../err ||
            fail "$1, call $2: with room again: exit $?: $(cat ../err)"
        came_of "$1" | cmp -s - "../$1.bytes" || fail "$1, call $2: with room again: other bytes"
    fi
    cd ..
}

# All calls of every case, or as many as are wanted at equal distances.
for of in $cases; do
    of_case=$(cat "$of.count")
    share=$(((offsets * of_case + calls - 1) / calls))
    [ "$share" -le "$of_case" ] || share=$of_case
    same=0
    said=0
    for i in $(seq "$share"); do
        tried "$of" $((1 + (i - 1) * of_case / share))
    done
    echo "$of: full at $share of $of_case calls: $said a message, $same the same bytes"
done
echo "what it said:"
sort messages | uniq -c
finish full_disk
