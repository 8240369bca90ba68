#!/bin/sh
# SPDX-License-Identifier: MIT
# Tied axes and designs from end to end: a cell is the same wherever it comes from, and whatever
# reads axes takes them.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
cat >design.yaml <<'END'
trial: {agents: 40, rounds: 10}
scheming: {dependence: beta}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 300}
sweep:
  scheming.rate, scheming.rho, protocol.rule:
    sobol: [{log: [1e-3, 1e-1]}, {lin: [0, 0.5]}, [any, all]]
    points: 8
  monitor.score.tpr, monitor.score.fpr: [[0.5, 0.01], [0.9, 0.1]]
END

custodes run design.yaml --quiet --csv --out one.sqlite >one.csv || fail "design: exit $?"
[ "$(head -1 one.csv | cut -d, -f1-5)" = "scheming.rate,scheming.rho,protocol.rule,\
monitor.score.tpr,monitor.score.fpr" ] || fail "the columns are $(head -1 one.csv)"
[ "$(wc -l <one.csv)" -eq 17 ] || fail "$(wc -l <one.csv) lines"

# each cell by itself has the id and the digest of the design's
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR > 1 { print $1, $2, $3, $4, $5, \
    $at["cell"], $at["digest"] }' one.csv |
    while read -r rate rho rule tpr fpr id digest; do
        custodes run design.yaml --quiet --csv --set 'sweep={}' --set "scheming.rate=$rate" \
            --set "scheming.rho=$rho" --set "protocol.rule=$rule" --set "monitor.score.tpr=$tpr" \
            --set "monitor.score.fpr=$fpr" >alone.csv || echo "exit $?"
        grep -q "^$id,.*$digest" alone.csv || echo "$rate $rho $rule $tpr $fpr: another cell"
    done >said
[ -s said ] && fail "alone: $(cat said)"

# more points keep those that are there; another seed has others
custodes run design.yaml --quiet --csv --set 'sweep.scheming.rate, scheming.rho, protocol.rule={
    sobol: [{log: [1e-3, 1e-1]}, {lin: [0, 0.5]}, [any, all]], points: 16}' >more.csv
[ "$(head -17 more.csv)" = "$(cat one.csv)" ] || fail "16 points do not begin with the 8"
custodes run design.yaml --quiet --csv --set 'sweep.scheming.rate, scheming.rho, protocol.rule={
    sobol: [{log: [1e-3, 1e-1]}, {lin: [0, 0.5]}, [any, all]], points: 8, seed: 2}' >other.csv
[ "$(cut -d, -f1 other.csv | sort -u | wc -l)" -eq 9 ] || fail "seed 2: $(cat other.csv)"
for file in one other; do
    cut -d, -f1 "$file.csv" | sort -u >"$file.rates"
done
[ "$(comm -12 one.rates other.rates)" = scheming.rate ] || fail "the seeds share rates"

# what reads a results file
custodes export one.sqlite --csv >export.csv || fail "export: exit $?"
cmp -s one.csv export.csv || fail "export differs: $(diff one.csv export.csv | head -3)"
for i in 1 2; do
    custodes run design.yaml --shard "$i/2" --out "part-$i.sqlite" --quiet >/dev/null ||
        fail "shard $i: exit $?"
done
custodes merge part-1.sqlite part-2.sqlite --out all.sqlite >/dev/null || fail "merge: exit $?"
custodes export all.sqlite --csv >all.csv
cmp -s one.csv all.csv || fail "the shards make $(head -3 all.csv)"
custodes rerun one.sqlite --quiet >said || fail "rerun: exit $?: $(cat said)"
custodes show one.sqlite >said || fail "show: exit $?"
custodes run design.yaml --out one.sqlite --quiet >/dev/null || fail "again: exit $?"

if command -v gnuplot >/dev/null; then
    custodes plot one.sqlite --output rate.svg >/dev/null || fail "plot: exit $?"
    grep -q 'scheming rate together with rho, rule' rate.svg || fail "the axis has another name"
    custodes plot one.sqlite --along monitor.score.tpr --only protocol.rule=any --output d.svg \
        >/dev/null || fail "plot --along: exit $?"
    custodes plot one.sqlite --map scheming.rate scheming.rho --output m.svg >/dev/null 2>said
    [ $? -eq 2 ] || fail "a map of tied keys: exit is not 2"
    grep -q "scheming.rate and scheming.rho are tied in the sweep" said || fail "$(cat said)"
fi

# a key of tied axes that is set leaves the others
custodes run design.yaml --quiet --csv --set monitor.score.tpr=0.7 --set protocol.rule=any >set.csv
[ "$(head -1 set.csv | cut -d, -f1-4)" = \
    "scheming.rate,scheming.rho,monitor.score.fpr,cell" ] || fail "set: $(head -1 set.csv)"
[ "$(wc -l <set.csv)" -eq 17 ] || fail "set: $(wc -l <set.csv) lines"
finish designs
