#!/bin/sh
# SPDX-License-Identifier: MIT
# Protocols between cost and risk: every number against the closed forms of this test and against
# `run`, the front against its definition, the picture against the numbers.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
folder=$source_dir/scenarios/pareto
set -- "$folder"/*.yaml --quiet --set estimate.trials=300

custodes pareto "$@" --threads 1 >one || fail "pareto"
custodes pareto "$@" --threads 3 >two || fail "pareto again"
cmp -s one two || fail "another table"
custodes pareto "$@" --csv >found.csv || fail "--csv"
custodes pareto "$@" --json >found.json || fail "--json"
for kind in random-audit trusted-monitor untrusted-monitor committee defer; do
    [ "$(grep -c "^$kind " one)" -eq 5 ] || fail "not five budgets of $kind"
done

# The numbers of both runs are those of `run`.
grep -o '"digest":"[0-9a-f]*"' found.json | sort >digests
for file in "$folder"/*.yaml; do
    for rate in 0.002 0; do
        custodes run "$file" --quiet --set estimate.trials=300 --set "scheming.rate=$rate" --json \
            2>/dev/null
    done
done | grep -o '"digest":"[0-9a-f]*"' | sort | cmp -s - digests || fail "other digests than run's"

# Closed forms, worked out here: blind audits of a share a leave usefulness 1 - a. A trial of 1,000
# tasks is safe if no attack escapes before one is caught: with e = p (1 - a) and g = p a,
# 1 - e / (e + g) (1 - (1 - p)^1000).
awk -F, '$1 == "random-audit" {
        split($2, setting, " "); a = setting[3]; p = 0.002
        safe = 1 - (1 - a) * (1 - exp(1000 * log(1 - p)))
        if ($6 - (1 - a) > 1e-6 || (1 - a) - $6 > 1e-6) print "usefulness", a, $6
        if ($10 - safe > 1e-5 || safe - $10 > 1e-5) print "safety", a, $10, safe
        if (1 - a < $4 || 1 - a > $5 || safe < $8 || safe > $9) print "interval", a
        n++ }
    END { if (n != 5) print n " lines" }' found.csv >off
[ ! -s off ] || fail "closed forms: $(head -n 3 off)"

# The front by its definition, from the printed numbers alone.
awk -F, 'NR > 1 { n++; name[n] = $1 " " $2; low[n, 0] = $4; high[n, 0] = $5; low[n, 1] = $8
        high[n, 1] = $9; place[n] = $11 }
    END {
        for (i = 1; i <= n; i++) {
            no = open = 0
            for (j = 1; j <= n; j++) {
                if (i == j) continue
                if (low[j, 0] >= high[i, 0] && low[j, 1] >= high[i, 1] &&
                    (low[j, 0] > high[i, 0] || low[j, 1] > high[i, 1])) no = 1
                if (high[j, 0] >= low[i, 0] && high[j, 1] >= low[i, 1] &&
                    (high[j, 0] > low[i, 0] || high[j, 1] > low[i, 1])) open = 1
            }
            right = no ? "no" : open ? "perhaps" : "surely"
            if (right != place[i]) print name[i], place[i], right
        }
        if (n != 25) print n " points" }' found.csv >off
[ ! -s off ] || fail "the front: $(head -n 3 off)"

# The other sides: fewer hours and less risk are better.
custodes pareto "$@" --against audit_hours --result residual_risk --csv >hours.csv || fail "hours"
head -n 1 hours.csv | grep -q '^protocol,settings,audit_hours,.*,residual_risk,' || fail "hours.csv"
# An audit takes ten minutes: a share a of the work takes 1000 a / 6 hours.
awk -F, '$1 == "random-audit" { split($2, setting, " "); off = $6 / (1000 * setting[3] / 6) - 1
        if (off > 1e-5 || off < -1e-5) print $2, $6 }' hours.csv >off
[ ! -s off ] || fail "hours: $(cat off)"

# One scenario, and what is refused.
cat >mine.yaml <<'YAML'
trial: {agents: 10, rounds: 10}
scheming: {rate: 0.1}
estimate: {trials: 100, stop: {events: 10}}
sweep: {protocol.kind: [none, committee], protocol.reviewers: [1, 3]}
YAML
custodes pareto mine.yaml --quiet --csv >mine.csv || fail "mine.yaml"
[ "$(cut -d , -f 1,2 mine.csv | tr '\n' ';')" = \
    "protocol,settings;none,;committee,reviewers = 1;committee,reviewers = 3;" ] ||
    fail "mine.yaml: $(cut -d , -f 1,2 mine.csv)"
sed 's/0.1}/0.2}/' mine.yaml >other.yaml
# refuse PART ARGUMENT...: exit 2 and one line with this part.
refuse()
{
    part=$1
    shift
    custodes pareto "$@" --quiet >out 2>err
    code=$?
    if [ "$code" -ne 2 ] || [ -s out ] || [ "$(wc -l <err)" -ne 1 ] ||
        ! grep -qF -- "$part" err; then
        fail "pareto $*: exit $code, $(cat err)"
    fi
}
refuse 'expected the scheming.rate of mine.yaml, 0.1, found 0.2' mine.yaml other.yaml
refuse "found 'usefulnes'; the nearest one is usefulness" mine.yaml --against usefulnes
refuse "--result: expected one of safety," mine.yaml --result usefulness
refuse 'found standard input' -
refuse 'found scheming.rate: choose with --set scheming.rate=0.1' mine.yaml \
    --set 'sweep.scheming.rate=[0.1, 0.2]'
refuse 'expected lineages without rates of their own' mine.yaml \
    --set 'population=[{lineage: a, share: 0.5, rate: 0.1}, {lineage: b, share: 0.5}]' \
    --set scheming.dependence=independent
refuse 'no cell has both false_quarantines and safety' mine.yaml --against false_quarantines
custodes pareto mine.yaml --quiet --set scheming.propensity=mixture --set scheming.consistent=0.05 \
    --set scheming.dependence=independent >/dev/null 2>err || fail "a mixture: $(cat err)"

if command -v gnuplot >/dev/null; then
    custodes pareto "$@" --plot one.svg >/dev/null || fail "--plot"
    check_picture one.svg 0.1 0.72 0.15 0.9 || fail "one.svg"
    grep -q '<text>safety (run under attack; more is better)<' one.svg || fail "no name of an axis"
    [ "$(grep -c '<text>\(random-audit\|trusted-monitor\|committee\)<' one.svg)" -eq 3 ] ||
        fail "one.svg does not name the protocols"
    # Where nothing ever escapes, all of it lies at 1.
    for rate in 1 1e-15; do
        custodes pareto "$folder/reviewed.yaml" --quiet --set estimate.trials=20 \
            --set "scheming.rate=$rate" --plot far.svg >/dev/null 2>err ||
            fail "rate $rate: $(cat err)"
        check_picture far.svg 0.1 0.72 0.1 0.9 || fail "far.svg, rate $rate"
    done
    custodes pareto "$@" --plot one.pdf >/dev/null || fail "--plot one.pdf"
    [ "$(head -c 5 one.pdf)" = %PDF- ] || fail "one.pdf is no PDF"
    custodes pareto "$@" --plot one.txt >/dev/null || fail "--plot one.txt"
    for text in committee 'perhaps on the front' 'upwards: safety'; do
        grep -qF "$text" one.txt || fail "one.txt has no '$text'"
    done
    grep -q '  a, b, ..: perhaps on the front$' one.txt || fail "one.txt: what are small letters?"
    sed -n '/^ *1 +/,/^ *0.1 +/p' one.txt | cut -c 13-104 >drawn
    [ "$(grep -o '[A-Za-z]' drawn | grep -vc '[A-Ea-e]')" -eq 0 ] && grep -q '[a-e]' drawn ||
        fail "one.txt: $(cat drawn)"
    # Points at one place: no number past what there can be, and no line that is not drawn.
    cat >place.yaml <<'YAML'
trial: {agents: 10, rounds: 10}
scheming: {rate: 0.01}
monitor: {score: {fpr: 0}}
protocol: {kind: committee}
estimate: {trials: 1000}
sweep: {protocol.reviewers: [1, 3]}
YAML
    custodes pareto place.yaml --quiet --plot place.svg >/dev/null || fail "place.yaml"
    check_picture place.svg 0.1 0.72 0.1 0.9 || fail "place.svg"
    sed -n 's/.*<tspan[^>]*> *\([0-9.]*\)<.*/\1/p' place.svg >numbers
    awk '$1 > 1 { past = 1 } $1 == 1 { one = 1 } END { exit past || !one }' numbers ||
        fail "place.svg: the numbers $(tr '\n' ' ' <numbers)"
    grep -q '>perhaps on the front<' place.svg || fail "place.svg has no names"
    grep -q '>front of all<' one.svg || fail "one.svg has no 'front of all'"
    ! grep -q '>front of all<' place.svg || fail "place.svg names a front that has no line"
    custodes pareto mine.yaml --quiet --plot mine.yaml >out 2>err && fail "over its own file"
    grep -q '^trial' mine.yaml || fail "mine.yaml is gone"
fi

# docs/pareto.md has what the shipped files print, and its picture.
if [ "${CST_LONG:-0}" = 1 ] && command -v gnuplot >/dev/null; then
    custodes pareto "$folder"/*.yaml --quiet --plot whole.svg >whole || fail "whole"
    cmp -s whole.svg "$source_dir/docs/pareto.svg" || fail "docs/pareto.svg is another one"
fi
finish pareto
