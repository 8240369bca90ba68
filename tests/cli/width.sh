#!/bin/sh
# SPDX-License-Identifier: MIT
# Text for people fits the terminal: no line of any command is longer than 40, 80 or 120 columns, as
# COLUMNS or a terminal says, and no value is lost on the way. Without either, prose has 100 columns
# and tables are as wide as they get. The progress line stays one line.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
ln -s "$source_dir/scenarios" scenarios
ln -s scenarios/benchmark benchmark
unset COLUMNS
small="--quiet --set estimate.trials=12"
custodes run scenarios/committee.yaml --quiet --set estimate.trials=12 --out kept.sqlite >kept ||
    fail "run"
cat >text.yaml <<'END'
claim: "Überprüfer melden einander öfter, 互いに報告する, als man denkt,
  wenn sie einander für seltene Störer halten."
trial: {agents: 10, rounds: 10}
protocol: {kind: peer-report, reviewers: 2, investigate: 1.5}
response: {on: report, effect: quarantine}
estimate: {trials: 20}
END
cat >commands <<END
custodes help
custodes help run
custodes help scenario
custodes benchmark --help
custodes version
custodes list protocols
custodes list scenarios
custodes validate scenarios/committee.yaml
custodes validate text.yaml
custodes run scenarios/committee.yaml $small
custodes run scenarios/published-rates.yaml $small
custodes run text.yaml --quiet
custodes trace text.yaml --set scheming.rate=0.05 --lines 30 --quiet
custodes compare scenarios/rare-schemers.yaml $small --set scheming.rate=0.01
custodes surface scenarios/surface.yaml --quiet --samples 1000
custodes benchmark benchmark/three-reviews.yaml benchmark/two-reviews.yaml $small
custodes pareto scenarios/pareto/blind.yaml scenarios/pareto/defer.yaml $small
custodes assumptions scenarios/trusted-or-untrusted.yaml
custodes promise scenarios/trusted-or-untrusted.yaml --rate-at-most 0/30000 --rho-at-most 2/40
custodes fit scenarios/data/together_example.csv
custodes fit scenarios/data/collusion_episodes.csv
custodes export kept.sqlite --csv --output kept.csv
END

longest()
{
    LC_ALL=C.UTF-8 wc -L <"$1"
}

# Words with a digit: the values, but for measured times. Titles, which are folded, have none.
values()
{
    sed '/^Time: /,$d' "$1" | tr -s ' \n' '\n\n' | grep '[0-9]' | sort -u
}

while read -r command <&3; do
    # shellcheck disable=SC2086
    $command >natural 2>said 3<&- || fail "$command: $(cat said)"
    values natural >expected
    for columns in 40 80 120; do
        # shellcheck disable=SC2086
        COLUMNS=$columns $command >narrow 2>said 3<&- || fail "$command: $(cat said)"
        [ "$(longest narrow)" -le "$columns" ] ||
            fail "$command: a line of $(longest narrow) columns in $columns"
        values narrow >found
        comm -23 expected found >lost
        [ ! -s lost ] || fail "$command: lost in $columns columns: $(head -n 3 lost)"
    done
done 3<commands
for columns in 40 80; do
    COLUMNS=$columns custodes plan text.yaml >narrow || fail "plan"
    [ "$(longest narrow)" -le "$columns" ] || fail "plan: $(longest narrow) columns in $columns"
done

# An option's values are one word, of up to 42 letters.
for command in $(custodes help --page | sed -n 's/^## //p'); do
    COLUMNS=60 custodes help "$command" >narrow || fail "help $command"
    [ "$(longest narrow)" -le 60 ] || fail "help $command: $(longest narrow) columns in 60"
done

# What nobody could see is shown as one letter, and takes one column.
claim=$(printf 'a\342\200\213b\342\200\213c\342\200\213d %.0s' 1 2 3 4 5 6 7 8 9 10 11 12)
COLUMNS=40 custodes run scenarios/committee.yaml --quiet --set estimate.trials=12 \
    --set "claim=$claim" >narrow || fail "run"
grep -q '^Claim: a?b?c?d' narrow || fail "the claim: $(head -n 1 narrow)"
[ "$(longest narrow)" -le 40 ] || fail "hidden letters: $(longest narrow) columns in 40"

# Nothing says how wide: prose has 100 columns, a table is in one piece.
custodes run scenarios/committee.yaml --quiet --set estimate.trials=12 >natural || fail "run"
[ "$(grep -v '^[0-9p]' natural | LC_ALL=C.UTF-8 wc -L)" -eq 100 ] || fail "prose is not 100 wide"
grep -c '^protocol.reviewers  scheming.rho  residual_risk .*  worst law$' natural | grep -qx 1 ||
    fail "the table is not in one piece"
# What COLUMNS says counts only if it can.
for wrong in '' 0 -5 80x 1e2; do
    COLUMNS=$wrong custodes run scenarios/committee.yaml --quiet --set estimate.trials=12 >other ||
        fail "run"
    cmp -s natural other || fail "COLUMNS='$wrong' changed the width"
done

# A terminal says it, too; messages are folded there and are one line elsewhere.
on_terminal()
{
    columns=$1
    shift
    TERM=xterm script -qec "stty cols $columns; $*" /dev/null </dev/null | tr -d '\r'
}

if command -v script >where 2>&1; then
    for columns in 40 80; do
        on_terminal "$columns" custodes run scenarios/committee.yaml --quiet \
            --set estimate.trials=12 >narrow
        [ "$(longest narrow)" -le "$columns" ] || fail "a terminal of $columns columns"
        [ "$(longest narrow)" -gt $((columns - 12)) ] || fail "$columns columns are not used"
        on_terminal "$columns" custodes run nowhere.yaml --threads 2000 --seed 1 >narrow
        [ "$(longest narrow)" -le "$columns" ] || fail "a message in $columns columns"
    done
    custodes run scenarios/committee.yaml --threads 2000 2>narrow && fail "2000 threads"
    [ "$(wc -l <narrow)" -eq 1 ] || fail "a message is not one line"
    # The progress line is written over: no more than 39 characters from one return to the next.
    TERM=xterm script -qec "stty cols 40; custodes run scenarios/committee.yaml \
        --set estimate.trials=3000 --json >kept.json" /dev/null </dev/null >shown
    tr '\r' '\n' <shown >lines
    grep -q ' %' lines || fail "no progress on the terminal"
    [ "$(wc -L <lines)" -le 39 ] || fail "a progress line of $(wc -L <lines) characters"
    [ "$(wc -l <shown)" -eq 0 ] || fail "progress takes more than one line"
    # So is that of a search, which --quiet leaves out.
    TERM=xterm script -qec "stty cols 40; custodes run scenarios/best-answer.yaml \
        --set estimate.trials=10 --json >kept.json" /dev/null </dev/null >shown
    tr '\r' '\n' <shown | grep 'cell 1 of 1, value [0-9]* of at most 36' >lines
    [ "$(wc -l <lines)" -ge 17 ] || fail "no progress of a search: $(cat shown)"
    [ "$(wc -L <lines)" -le 39 ] || fail "a line of a search of $(wc -L <lines) characters"
    on_terminal 400 custodes validate scenarios/best-answer.yaml >shown
    grep -qF "looking for red's best answer: cell 1 of 1, value 1 of at most 36" shown ||
        fail "a search on a wide terminal: $(head -c 300 shown)"
    on_terminal 40 custodes validate scenarios/best-answer.yaml --quiet >shown
    grep -q 'value [0-9]* of at most' shown && fail "--quiet shows a search"
fi
finish width
