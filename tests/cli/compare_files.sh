#!/bin/sh
# SPDX-License-Identifier: MIT
# Two results files: each verdict agrees with the closed forms, the numbers are those of the files,
# gates fail where they should, and what cannot be compared is refused or named.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
cat >old.yaml <<'END_OLD'
trial: {agents: 20, rounds: 50}
scheming: {dependence: beta}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 2000}
sweep: {scheming.rate: [0, 0.003, 0.03, 0.3], scheming.rho: [0.01, 0.1]}
END_OLD
# make NAME OPTIONS...: a results file of that name
make()
{
    name=$1
    shift
    custodes run old.yaml --quiet --out "$name.sqlite" "$@" >/dev/null 2>err ||
        fail "run $name: exit $?: $(cat err)"
}
make old
make new --set protocol.reviewers=5
make again --seed 2
make part --set 'sweep.scheming.rate=[0.03, 0.3, 0.5]'
make ruled --set protocol.reviewers=5 --set estimate.stop.half_width=0.01
make weighted --set estimate.method=importance --set estimate.trials=20000 \
    --set 'sweep.scheming.rate=[0.003, 0.03, 0.3]'
make rare --set estimate.trials=1
make sure --set estimate.confidence=0.99

# json A B OPTIONS...: JSON in `out`, and in `cells` one line for each cell: its place, the verdict,
# the difference and its ends, the closed forms' one, the ends of the ratio; behind | each
json()
{
    custodes compare "$@" --json >out 2>err || fail "compare $*: exit $?: $(cat err)"
    [ "$(wc -l <out)" -eq 1 ] || fail "compare $* --json: $(wc -l <out) lines"
    ends='"low":\([^,]*\),"high":\([^}]*\)}'
    difference='"difference":{"estimate":\([^,]*\),'$ends
    ratio='"ratio":{"estimate":[^,]*,'$ends
    pattern='{"at":{\([^}]*\)},"b_is":"\([^"]*\)".*'$difference,$ratio',"exact":\([^}]*\)}.*'
    awk '{ gsub(/\{"at":/, "\n&"); print }' out |
        sed -n "s/^$pattern/\1|\2|\3|\4|\5|\8|\6|\7/p" >cells
}
# in_json TEXT: whether it stands in `out`
in_json()
{
    grep -qF -- "$1" out || fail "no $1 in $(cut -c 1-700 out)"
}

# Verdicts against the closed forms, which no draw has a part in. Without schemers all is 0.
json old.sqlite new.sqlite
[ "$(wc -l <cells)" -eq 8 ] || fail "not eight cells: $(cat cells)"
awk -F '|' '
    !($4 <= $6 && $6 <= $5) { print "truth is outside: " $0 }
    $2 == "higher" && !($6 > 0 && $4 > 0) { print "not higher: " $0 }
    $2 == "lower" && !($6 < 0 && $5 < 0) { print "not lower: " $0 }
    $2 == "open" && !($4 <= 0 && $5 >= 0) { print "not open: " $0 }
    $2 == "lower" { lower++ }
    $1 ~ /rate":"0"/ && !($2 == "open" && $3 == "null" && $8 == "null") { print "of 0: " $0 }
    END { if (lower != 6) print "lower in " lower }' cells >off
[ ! -s off ] || fail "old, new: $(cat off)"
in_json '"keys":[{"key":"protocol.reviewers","a":"3","b":"5","cells":8}],"keys_more":0,'
in_json '"only_in_a":0,"only_in_b":0,"same_model":0,"same_seed":8,"same_bytes":0,"confidence":0.95,'
in_json '"at_once":8,"results":[{"result":"residual_risk","higher":0,"lower":6,"open":2,'

# Estimates are those of the files; each interval is wider than that of one cell by itself.
custodes export old.sqlite --json >one || fail "export"
numbers() { sed -n 's/.*"estimate":\([^,]*\),"low":\([^,]*\),"high":\([^,]*\),.*/\1 \2 \3/p'; }
grep -o '"residual_risk":{"estimate":[^}]*' one | numbers >a
awk '{ gsub(/\{"at":/, "\n&"); print }' out | sed -n 's/^{"at".*"a":{\([^}]*\)}.*/\1/p' | numbers |
    paste -d ' ' a - >both
[ "$(wc -l <both)" -eq 8 ] || fail "estimates: $(cat both)"
awk '$1 != $4 || $5 > $2 || $6 < $3 || ($2 > 0 && $5 == $2)' both >off
[ ! -s off ] || fail "estimates: $(cat off)"

# The other way round mirrors all of it.
cut -d '|' -f 4,5 cells | awk -F '|' '{ print -$2, -$1 }' >mirror
json new.sqlite old.sqlite
cut -d '|' -f 4,5 cells | awk -F '|' '{ print $1 + 0, $2 + 0 }' | cmp -s - mirror ||
    fail "not mirrored"

# The same model by other draws: nothing is seen, and the text says what it is.
custodes compare old.sqlite again.sqlite >out || fail "old, again: exit $?"
grep -q '^residual_risk: no difference seen in 8 cells: no cell is higher by more than ' out ||
    fail "old, again: $(cat out)"
grep -q '^8 of 8 cells are one model in both files' out || fail "old, again: no model"
grep -q '^estimate.seed: 1 in A, 2 in B, in 8 cells.$' out || fail "old, again: no seed"
grep -q 'same seed in both' out && fail "old, again: the seed is another one"
custodes compare old.sqlite new.sqlite >out || fail "old, new: exit $?"
grep -q '^8 of 8 cells have the same seed in both files, so' out || fail "old, new: no seed"
grep -q '^residual_risk: B is higher in 0 of 8 cells and lower in 6; no cell is higher and' out ||
    fail "old, new: $(cat out)"

# Cells of one file alone are named; the others have the same bytes.
custodes compare old.sqlite part.sqlite >out || fail "old, part: exit $?"
[ "$(grep -c 'only in A' out)" -eq 4 ] && [ "$(grep -c 'only in B' out)" -eq 2 ] ||
    fail "old, part: $(cat out)"
grep -q '^Cells in A alone: 4; in B alone: 2. They are not compared.$' out || fail "part: none"
grep -q '^4 of 4 cells have the same bytes in both files.$' out || fail "part: no bytes"

# A rule has its looks in the level; the larger confidence counts; weights are said to be normal.
json old.sqlite ruled.sqlite
custodes show ruled.sqlite --json | grep -q '"looks":[2-9]' || fail "ruled: there is one look"
awk -F '|' '!($4 <= $6 && $6 <= $5)' cells >off
[ ! -s off ] || fail "ruled: $(cat off)"
in_json '{"key":"estimate.stop","a":"absent","b":"{\"half_width\":0.01}","cells":8}'
json old.sqlite sure.sqlite
in_json '"confidence":0.99,'
custodes compare weighted.sqlite old.sqlite >out || fail "weighted: exit $?"
tr -s '\n ' ' ' <out | grep -q 'In 6 of them an interval is of a method that holds for many' ||
    fail "weighted: $(cat out)"

# Several results: all of them hold at once, so each has less.
json old.sqlite new.sqlite --result usefulness --fail-if 'residual_risk.difference.low > 0' \
    --fail-if 'residual_risk.ratio.low > 1'
in_json '"at_once":16,"results":[{"result":"usefulness",'
in_json ']},{"result":"residual_risk",'

# gate CODE SAYS ARGUMENTS...
gate()
{
    code=$1
    says=$2
    shift 2
    custodes compare "$@" >out 2>err
    found=$?
    [ "$found" -eq "$code" ] || fail "compare $*: exit $found, not $code: $(cat err)"
    [ -z "$says" ] || grep -q -- "$says" err || fail "compare $*: said $(cat err)"
    [ "$(wc -l <err)" -le 1 ] || fail "compare $*: $(wc -l <err) lines"
}
gate 0 '' old.sqlite new.sqlite --fail-if 'difference.low > 0'
gate 3 "'difference.low > 0': so in 6 of 8 cells; scheming.rate=0.003, .*difference.low is" \
    new.sqlite old.sqlite --fail-if 'difference.low > 0'
gate 3 'so in 6 of 8 cells; scheming.rate=0.003, .*: residual_risk.ratio.high is infinite' \
    rare.sqlite new.sqlite --fail-if 'ratio.high > 1.1'
gate 3 'there is no ratio of estimates' rare.sqlite new.sqlite --fail-if 'ratio.estimate > 1.1'
gate 3 'so in 4 of 10 cells; .*: the cell is only in A' old.sqlite part.sqlite \
    --fail-if 'difference.low > 0'
gate 2 'column 12: expected estimate, low or high, found .up > 0' old.sqlite new.sqlite \
    --fail-if 'difference.up > 0'
gate 2 'column 1: expected the name of a result, difference or ratio' old.sqlite new.sqlite \
    --fail-if 'residual_risc.difference.low > 0'
gate 2 'no cell of both files has win_share; it is defined' old.sqlite new.sqlite \
    --fail-if 'win_share.difference.low > 0'
gate 2 "compare --result: expected the name of a result, found 'risk'" old.sqlite new.sqlite \
    --result risk
for how in '' --json; do
    # shellcheck disable=SC2086
    gate 2 'compare: nothing to compare: no finished cell has a win_share; there are ' \
        old.sqlite new.sqlite --result win_share $how
    [ ! -s out ] || fail "a result that no cell has: $(cat out)"
done
gate 2 'expected two results files, found old.sqlite twice' old.sqlite old.sqlite
ln -s old.sqlite link.sqlite
gate 2 'expected two results files, found old.sqlite twice' old.sqlite link.sqlite
gate 2 'compare --seed: it is for a scenario' old.sqlite new.sqlite --seed 3
gate 2 'compare --fail-if: it is for two results files' old.yaml --fail-if 'difference.low > 0'
gate 2 'expected FILE | A B, found .again.sqlite. as well' old.sqlite new.sqlite again.sqlite
gate 1 'nowhere.sqlite' old.sqlite nowhere.sqlite
gate 1 'old.yaml' old.sqlite old.yaml
make other --set 'sweep.protocol.reviewers=[1, 2]'
gate 2 'expected sweeps over the same keys, .* found scheming.rate, scheming.rho in old.sqlite' \
    old.sqlite other.sqlite
make far --set 'sweep.scheming.rate=[0.2]'
gate 2 'expected cells that are in both files, found none: old.sqlite begins at scheming.rate=0,' \
    old.sqlite far.sqlite

# A run that is not finished is said to be one, and is no reason to pass where it has nothing.
custodes run old.yaml --quiet --out short.sqlite --budget 1s --set estimate.trials=1e9 \
    --set estimate.method=naive --threads 1 >/dev/null 2>&1
custodes compare old.sqlite short.sqlite --fail-if 'difference.low > 0.9' >out 2>err
[ $? -eq 3 ] || fail "short: exit $?"
grep -q 'compare: short.sqlite: 8 of 8 cells have not all their trials yet; they are' err ||
    fail "short: $(cat err)"
grep -q 'it has no trials yet in B' err || fail "short: $(cat err)"

# Another version of the model is another model: refused by its name. Damage, too.
LC_ALL=C sed 's/model_version[0-9]/model_version1/' new.sqlite >version.sqlite
gate 1 'version.sqlite: .*version 1' old.sqlite version.sqlite
head -c 9000 new.sqlite >cut.sqlite
gate 1 'cut.sqlite' old.sqlite cut.sqlite
finish compare_files
