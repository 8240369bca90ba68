#!/bin/sh
# SPDX-License-Identifier: MIT
# SIGINT and SIGTERM end a run in order: 130, what is finished is kept, the same command goes on.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
file=$source_dir/scenarios/rare-schemers.yaml

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
for signal in INT TERM; do
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
finish interrupt
