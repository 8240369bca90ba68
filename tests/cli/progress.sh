#!/bin/sh
# SPDX-License-Identifier: MIT
# Progress: a line for each cell under way and one for the run on a terminal, which fit it whatever
# its size and are gone at the end; objects of JSON that say what docs/progress.md says; one line
# where the terminal is low, dumb or none; and no difference to the results.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
cat >sweep.yaml <<'END'
trial: {agents: 1000, rounds: 100}
scheming: {dependence: beta}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 600}
sweep: {scheming.rate: [0.02, 0.03, 0.1], scheming.rho: [0, 0.01, 0.1, 0.5]}
END
run="custodes run sweep.yaml --threads 2 --json"
up=$(printf '\033\\[[0-9]*A')
below=$(printf '\033\\[J')

# at ROWS COLUMNS TERM: what a terminal of that size is sent, as `shown`
at()
{
    TERM=$3 script -qec "stty rows $1 cols $2; $run >kept.json" /dev/null </dev/null >shown ||
        fail "$1 rows, $2 columns: run"
    # A frame goes up to its first line and takes away what is there.
    sed "s/$up//g; s/$below//g" shown | tr '\r' '\n' | grep . >lines
    [ "$(LC_ALL=C.UTF-8 wc -L <lines)" -lt "$2" ] ||
        fail "$1 rows, $2 columns: a line of $(LC_ALL=C.UTF-8 wc -L <lines)"
    sed 's/,"provenance":.*//' kept.json >kept
    cmp -s plain kept || fail "$1 rows, $2 columns: other results"
}

# shellcheck disable=SC2086
$run --quiet >plain.json 2>said || fail "run"
[ ! -s said ] || fail "--quiet says $(cat said)"
sed 's/,"provenance":.*//' plain.json >plain

if command -v script >where 2>&1; then
    at 24 80 xterm
    grep -q 'rate=0.[0-9]*, rho=0[.0-9]*: [0-9]* %, [0-9.e]* escapes' lines || fail "no cells"
    grep -q '^[0-9]* of 12 cells, .* of 7.2e8 tasks, [0-9]* %, time left: ' lines || fail "no total"
    LC_ALL=C grep -q "$below" shown || fail "the cells stay"
    [ -z "$(tail -c 3 shown | tr -d '\033[J\r ')" ] || fail "something is left at the end"
    # As many lines as there are rows, at most.
    at 4 40 xterm
    [ "$(LC_ALL=C grep -o "$up" shown | sed 's/[^0-9]//g' | sort -n | tail -n 1)" -le 2 ] ||
        fail "more lines than rows"
    # Too low, or a terminal that cannot go up: one line, or lines every 30 seconds.
    at 3 60 xterm
    LC_ALL=C grep -q "$up" shown && fail "went up in 3 rows"
    at 24 80 dumb
    LC_ALL=C grep -q "$up" shown && fail "went up on a dumb terminal"
    at 24 20 xterm
fi

# JSON: every line an object, cells that are in the sweep, nothing that goes back.
# shellcheck disable=SC2086
$run --progress json >kept.json 2>objects || fail "--progress json"
sed 's/,"provenance":.*//' kept.json >kept
cmp -s plain kept || fail "--progress json: other results"
n='[0-9.e-]*'
at="\"at\":\{\"scheming.rate\":\"$n\",\"scheming.rho\":\"$n\"\}"
cell="\{\"position\":$n,$at,\"done\":$n,\"all\":$n,\"escaped\":$n\}"
all="\"cells_done\":$n,\"cells_all\":12,\"tasks_done\":$n,\"tasks_all\":$n"
all="$all,\"seconds\":$n,\"seconds_left\":($n|null),\"state\":\"(running|ended)\""
grep -vE "^\{$all,\"cells_running\":$n,\"cells\":\[($cell,?)*\]\}\$" objects >others &&
    fail "another object: $(head -n 1 others)"
tail -n 1 objects | grep -q '"cells_done":12,.*"state":"ended","cells_running":0,"cells":\[\]' ||
    fail "the last object: $(tail -n 1 objects)"
sed 's/.*"tasks_done":\([0-9]*\),"tasks_all":[0-9]*,"seconds".*/\1/' objects >done
sort -n done | cmp -s - done || fail "tasks go back: $(cat done)"
finish progress
