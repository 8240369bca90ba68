#!/bin/sh
# SPDX-License-Identifier: MIT
# Differences with common random numbers: signs and sizes of a known case, JSON, what is refused.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
file=$source_dir/scenarios/rare-schemers.yaml
set -- "$file" --quiet --set scheming.rate=0.01 --set estimate.trials=100
custodes compare "$@" >table || fail "compare"
grep -q '(compared with)' table || fail "no first row"
custodes compare "$@" --json >one || fail "compare --json"
custodes compare "$@" --json >two || fail "compare again"
cmp -s one two || fail "another comparison the second time"
[ "$(wc -l <one)" -eq 4 ] || fail "not four cells"
# Risk grows with rho: 1.0e-3 at 0, 5.5e-3 at .5; paired variances are the smaller ones.
sed 's/[{}"]//g' one | awk -F, '
    { for (i = 1; i <= NF; i++) { n = split($i, part, ":"); value[part[n - 1]] = part[n] } }
    NR > 1 && !(value["low"] > 0 && value["low"] < value["difference"] &&
                value["difference"] < value["high"] && value["difference"] > last &&
                value["variance"] < value["variance_apart"]) { print }
    { last = value["difference"] }
    END { if (!(value["difference"] > 0.0042 && value["difference"] < 0.0047)) print "rho .5" }' \
    >off
[ ! -s off ] || fail "compare --json: $(cat off)"
if custodes compare "$file" --quiet --set scheming.rho=0.1 --set scheming.rate=0.01 2>said; then
    fail "one cell was compared"
fi
grep -q 'a sweep of at least two cells' said || fail "one cell: $(cat said)"
if custodes compare "$@" --set estimate.method=strata 2>said; then
    fail "strata was compared"
fi
grep -q 'no deployments that could be compared' said || fail "strata: $(cat said)"

# Until it is decided: after some of the trials, the same ones each time.
set -- "$file" --quiet --set scheming.rate=0.01
custodes compare "$@" --set estimate.trials=2000 --decide >out || fail "decide: exit $?"
grep -q '^Decided: every interval of a difference is above or below 0 after [0-9]* of 2000 trials' \
    out || fail "decide: $(tail -n 3 out)"
custodes compare "$@" --set estimate.trials=2000 --decide --json >one || fail "decide --json"
custodes compare "$@" --set estimate.trials=2000 --decide --json >two || fail "decide again"
cmp -s one two || fail "decide: another comparison the second time"
done=$(sed -n '2s/.*"trials":\([0-9]*\),.*/\1/p' one)
[ "$done" -ge 16 ] && [ "$done" -lt 1000 ] || fail "decide: $done trials"
[ "$(grep -c '"looks":13,"decided":true,' one)" -eq 3 ] || fail "decide: $(cat one)"
custodes compare "$@" --set sweep.scheming.rho='[0, 1e-6]' --decide \
    --set estimate.trials=100 >out 2>err
[ $? -eq 4 ] || fail "decide, alike: exit $?"
grep -q 'compare --decide: 1 of 1 differences are open, and all 100 trials are spent; .*rho=1e-6' \
    err || fail "decide, alike: $(cat err)"
grep -q '^Not decided after 100 of 100 trials' out || fail "decide, alike: $(cat out)"
finish compare
