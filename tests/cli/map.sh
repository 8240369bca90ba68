#!/bin/sh
# SPDX-License-Identifier: MIT
# A map of two keys: its contours lie where their formulas say, by the numbers in the picture.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
if ! command -v gnuplot >/dev/null; then
    echo "gnuplot is not installed: nothing is drawn"
    finish map
fi
cat >cause.yaml <<'END'
claim: Half of the attacks.
trial: {agents: 100, rounds: 10}
scheming: {rate: 0.001, dependence: beta}
protocol: {kind: untrusted-monitor}
estimate: {method: strata, trials: 100}
sweep: {scheming.rho: {lin: [0, 1, 21]}, monitor.score.tpr: {lin: [0.3, 1, 15]}}
END
cat >guards.yaml <<'END'
claim: Half of the guards.
guards: {}
estimate: {trials: 20}
sweep: {guards.transfer: {log: [0.01, 0.5, 15]}, guards.guards: [1, 2, 3, 5, 10, 20, 30, 50, 100]}
END
cat >played.yaml <<'END'
claim: Estimates.
trial: {agents: 10, rounds: 10}
scheming: {rate: 0.1, dependence: beta, rho: 0.3}
protocol: {kind: committee, reviewers: 3}
response: {effect: quarantine}
estimate: {trials: 40}
sweep:
  scheming.rate: [0.01, 0.03, 0.1, 0.3]
  monitor.score.tpr: [0.1, 0.3, 0.5, 0.7]
  protocol.rule: [any, all]
END
for name in cause guards played; do
    custodes run $name.yaml --quiet --out $name.sqlite >/dev/null || fail "run $name.yaml"
done

# line FILE: the points of the bold line, as parts of the map to the right and upwards.
line()
{
    tr '\n' ' ' <"$1" | sed 's/<pa/\n<pa/g' >parts
    sed -n "s/^<path stroke='rgb( 68,  68,  68)'.* d='M\([^']*\)Z *'.*/\1/p" parts |
        head -n 1 >frame
    sed -n "s/^<path stroke='rgb(  0,   0,   0)'.* d='M\([^']*\)'.*/\1/p" parts | head -n 1 >bold
    cat frame bold | tr -s 'L \t' '\n' | awk -F, 'NF == 2 { x[++n] = $1; y[n] = $2 }
        END { for (i = 6; i <= n; i++)
                  print (x[i] - x[2]) / (x[3] - x[2]), (y[i] - y[2]) / (y[1] - y[2]) }'
}

# An untrusted monitor stops d (1 - p) (1 - rho) of the attacks. That is straight along each side of
# a field, so the line is off by the picture's rounding alone.
custodes plot cause.sqlite --map scheming.rho monitor.score.tpr --result mitigated_share \
    --contour 'mitigated_share=0.5' --contour=mitigated_share=2 >out 2>err || fail "map: $(cat err)"
[ "$(cat out)" = "cause.svg
cause.png" ] || fail "map printed: $(cat out)"
[ "$(cat err)" = "custodes: plot --contour: mitigated_share is below 2 everywhere on this map" ] ||
    fail "map said: $(cat err)"
check_picture cause.svg || fail "cause.svg"
[ "$(head -c 4 cause.png | tail -c 3)" = "PNG" ] || fail "cause.png is no PNG"
grep -q '>mitigated_share = 0.5<' cause.svg || fail "the line has no name"
grep -q '>mitigated_share: a share of attacks, from 0 to 1<' cause.svg || fail "no unit"
grep -q 'closed forms of mitigated_share; lines: closed forms; mitigated_share is below 2' \
    cause.svg || fail "no note: $(grep colours: cause.svg)"
line cause.svg >points
awk '{ d = 0.3 + 0.7 * $2; rho = 1 - 0.5 / d / 0.999
       off = $1 > rho ? $1 - rho : rho - $1; if (off > 2e-4) print $1, $2, rho; n++ }
     END { if (n < 20) print n " points" }' points >off
[ ! -s off ] || fail "off mitigated_share = 0.5: $(head -n 3 off)"

# ln .5 / ln (1 - t) guards hold half. From field to field the line is off by what its bends show.
custodes plot guards.sqlite --map guards.transfer guards.guards --contour next_guarded=0.5 \
    --output guards.svg >out 2>err || fail "guards: $(cat err)"
[ ! -s err ] || fail "guards said: $(cat err)"
check_picture guards.svg || fail "guards.svg"
line guards.svg >points
awk '{ t = 0.01 * 50 ^ $1; k = 100 ^ $2; right = log(0.5) / log(1 - t)
       off = log(k / right); if (off < 0) off = -off; if (off > 0.06) print $1, $2, off; n++ }
     END { if (n < 15) print n " points" }' points >off
[ ! -s off ] || fail "off next_guarded = 0.5: $(head -n 3 off)"

# Estimates: dashed lines beside it; two cells for each point need a choice.
set -- plot played.sqlite --map scheming.rate monitor.score.tpr
custodes "$@" --contour mitigated_share=0.5 2>err && fail "two rules in one map"
grep -q 'expected one cell for each point, found 2, .*choose with --only protocol.rule=any$' err ||
    fail "two rules: $(cat err)"
custodes "$@" --only protocol.rule=any --contour mitigated_share=0.5 --output any.svg >out ||
    fail "estimates"
check_picture any.svg || fail "any.svg"
grep -q '>rule = any; colours: estimates of residual_risk; .*lines: estimates; dashed: ' any.svg ||
    fail "estimates: $(grep colours: any.svg)"
[ "$(grep -c stroke-dasharray any.svg)" -ge 2 ] || fail "no dashed lines"
custodes "$@" --only protocol.rule=any --width 400 --output any.pdf >out || fail "a map as PDF"
[ "$(head -c 5 any.pdf)" = %PDF- ] && [ "$(tail -n 1 any.pdf)" = %%EOF ] || fail "any.pdf"
custodes "$@" --only protocol.rule=any --height 300 --output none.svg 2>err && fail "--height 300"
grep -q 'plot --height: expected at least ... for the claim, the map and its names at this' err ||
    fail "--height 300: $(cat err)"
finish map
