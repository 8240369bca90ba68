#!/bin/sh
# SPDX-License-Identifier: MIT
# INT, TERM and HUP end a run in order: 130, what is finished is kept, the same command goes on. All
# else they end at once. USR1 asks for status; a reader who goes away ends the program quietly.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
file=$work_dir/rare.yaml
sed 's/, stop: {relative: [0-9.]*}//' "$source_dir/scenarios/rare-schemers.yaml" >rare.yaml

# interrupted SIGNAL ARGUMENT...: starts a run, signals it once it is under way; its exit code comes
# in code, what it printed in out, what it said in err
interrupted()
{
    signal=$1
    shift
    rm -f messages
    mkfifo messages
    custodes run "$file" --set sweep.scheming.rate='[0.1]' --progress json "$@" 2>messages >out &
    child=$!
    exec 4<messages
    IFS= read -r first <&4
    kill -s "$signal" "$child"
    cat <&4 >err
    exec 4<&-
    wait "$child"
    code=$?
}

# A run that is far too long to finish.
long="--set estimate.trials=1000000"
for signal in INT TERM HUP; do
    # shellcheck disable=SC2086
    interrupted $signal $long
    [ "$code" -eq 130 ] || fail "$signal: exit $code"
    [ ! -s out ] || fail "$signal: half a result on standard output"
    case $first in
    '{"cells_done":'*) ;;
    *) fail "$signal: no progress: $first" ;;
    esac
    tail -n 1 err | grep -q '^custodes: interrupted: 0 of 4 cells finished; nothing was kept' ||
        fail "$signal: $(tail -n 1 err)"
done
# shellcheck disable=SC2086
interrupted INT $long --out kept.sqlite
tail -n 1 err | grep -q 'interrupted: 0 of 4 cells finished$' ||
    fail "INT with --out: $(tail -n 1 err)"
# The command that goes on is printed as a shell takes it, whatever stands in it.
sed -n '/^custodes: to go on, run$/,/[^\\]$/{/^custodes/d;p;}' err >again
grep -q "'sweep.scheming.rate=\[0.1\]'" again || fail "not printed to be run again: $(cat again)"
custodes export kept.sqlite --json >partial 2>export.err ||
    fail "an interrupted results file is not readable"
grep -q 'export: 4 of 4 cells have not all their trials yet' export.err ||
    fail "unfinished, and not said: $(cat export.err)"

# A run that is cut (or just finishes first) and gone on with has the bytes of one that was not.
short="--set estimate.trials=100"
# shellcheck disable=SC2086
interrupted INT $short --out resumed.sqlite
[ "$code" -eq 130 ] || [ "$code" -eq 0 ] || fail "short run: exit $code"
echo "the short run ended with $code"
# shellcheck disable=SC2086
custodes run "$file" --set sweep.scheming.rate='[0.1]' $short --quiet --out resumed.sqlite \
    >/dev/null || fail "going on"
# shellcheck disable=SC2086
custodes run "$file" --set sweep.scheming.rate='[0.1]' $short --quiet --out whole.sqlite \
    >/dev/null || fail "whole run"
custodes export resumed.sqlite --json --canonical >resumed || fail "export"
custodes export whole.sqlite --json --canonical >whole || fail "export"
[ -s whole ] || fail "nothing was exported"
cmp -s resumed whole || fail "going on after an interruption gives other bytes"

# ThreadSanitizer holds signals back while a program reads a stream or waits for another one.
if grep -q '^CST_SANITIZE:.*thread' "$1/CMakeCache.txt"; then
    finish interrupt
fi

# ended SIGNAL ARGUMENT...: starts the command, signals it after a moment; it has to end with 130
# and one line within a second or so (2: the machine may be busy)
ended()
{
    signal=$1
    shift
    custodes "$@" >out 2>err &
    child=$!
    sleep 0.4
    before=$(date +%s%N)
    kill -s "$signal" "$child"
    wait "$child"
    code=$?
    took=$((($(date +%s%N) - before) / 1000000))
    [ "$code" -eq 130 ] || fail "$signal: $*: exit $code"
    [ "$took" -lt 2000 ] || fail "$signal: $*: took $took ms"
    tail -n 1 err | grep -q '^custodes: interrupted' || fail "$signal: $*: $(tail -n 1 err)"
}

# Commands that wait for their input: nobody writes into the pipe.
mkfifo input.yaml input.csv
exec 5<>input.yaml 6<>input.csv
for signal in INT HUP; do
    for command in run validate compare surface assumptions; do
        ended "$signal" "$command" input.yaml
    done
    ended "$signal" fit input.csv
done
exec 5<&- 6<&-

# Units of work that take many seconds: what was begun is given up after the moment of grace.
cat >long.yaml <<'E'
trial: {agents: 100000, rounds: 160}
scheming: {rate: 0.5}
protocol: {kind: peer-report, reviewers: 8}
estimate: {trials: 4, method: naive}
E
ended TERM run long.yaml --quiet
ended INT run long.yaml --quiet --link direct --out long.sqlite
grep -q '^  custodes run long.yaml --quiet --link direct --out long.sqlite$' err ||
    fail "no command to go on: $(cat err)"
custodes export long.sqlite --json >/dev/null || fail "an interrupted results file is not readable"
ended INT compare "$file" --set estimate.trials=100000000 --quiet

# A picture that is being drawn: neither half of it nor the program that draws it is left.
mkdir slow
printf '#!/bin/sh\necho $$ >drawing\nexec sleep 100\n' >slow/gnuplot
chmod +x slow/gnuplot
PATH=$work_dir/slow:$PATH ended TERM plot whole.sqlite --output picture.svg
[ "$(find . -name 'picture*' | wc -l)" -eq 0 ] || fail "half a picture is left"
[ -s drawing ] || fail "nothing was drawn"
if kill -0 "$(cat drawing)" 2>/dev/null; then
    fail "gnuplot is left"
fi

# nohup: HUP that is ignored stays ignored.
(
    trap '' HUP
    exec custodes run "$file" --set estimate.trials=1000000 --quiet
) >out 2>err &
child=$!
sleep 0.4
kill -s HUP "$child"
sleep 0.2
kill -s 0 "$child" || fail "HUP ended a program that ignores it"
kill -s TERM "$child"
wait "$child"
[ "$?" -eq 130 ] || fail "TERM of a program that ignores HUP"

# USR1: one line, and the run goes on.
custodes run "$file" --set estimate.trials=1000000 --quiet >out 2>err &
child=$!
sleep 0.5
kill -s USR1 "$child"
sleep 0.5
kill -s TERM "$child"
wait "$child"
[ "$?" -eq 130 ] || fail "TERM after USR1"
[ "$(grep -c ' of .* cells, .* tasks, .*time left: ' err)" -eq 1 ] || fail "USR1: $(cat err)"

# A reader of standard output who is gone before the first word ends the program as it ends others.
unread()
{
    rm -f status
    {
        sleep 0.1
        custodes "$@" 2>err
        echo $? >status
    } | true
    while [ ! -s status ]; do
        sleep 0.1
    done
    [ "$(cat status)" -eq 141 ] || fail "$* | true: exit $(cat status)"
    [ ! -s err ] || fail "$* | true: $(cat err)"
}
unread help
unread help scenario
unread list laws
unread version
unread validate "$file"
unread export whole.sqlite --json
# A full disk stays an error.
custodes help >/dev/full 2>err && fail "help >/dev/full"
grep -q 'standard output.*No space left' err || fail "help >/dev/full: $(cat err)"
finish interrupt
