#!/bin/sh
# SPDX-License-Identifier: MIT
# Break-even values of the shipped scenarios, worked out here by hand; ranges from the sweep, from
# `uncertainty:` and by default; the picture. Input intervals survive a results file.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
scenarios=$source_dir/scenarios

# number JSON_MEMBER: what stands behind it, in the line on standard input.
number()
{
    sed -n "s/.*$1\([-+.0-9e]*\).*/\1/p"
}

# near FOUND EXPECTED: within 1e-6.
near()
{
    awk -v a="$1" -v b="$2" 'BEGIN { d = a - b; exit !(a != "" && d < 1e-6 && d > -1e-6) }'
}

custodes assumptions "$scenarios/rare-schemers.yaml" --json --set scheming.rate=1e-3 \
    --set scheming.rho=0.05 --set monitor.trusted.score.tpr=0.7 >one.json || fail "assumptions"
# R/p = (1 - d) + d q with q = p + rho (1 - p): .1 + .9 q = .3, and = .5
rho=$(awk 'BEGIN { printf "%.9f", (0.2 / 0.9 - 0.001) / 0.999 }')
half=$(awk 'BEGIN { printf "%.9f", (0.4 / 0.9 - 0.001) / 0.999 }')
tpr=$(awk 'BEGIN { q = 0.001 + 0.05 * 0.999; printf "%.9f", 0.9 - 0.9 * q }')
near "$(number '"trusted":{"key":"scheming.rho","verdict":"found","crossings":1,"at":' <one.json)" \
    "$rho" || fail "break-even against the trusted monitor is not $rho: $(cat one.json)"
near "$(number '"half":{"key":"scheming.rho","verdict":"found","crossings":1,"at":' <one.json)" \
    "$half" || fail "break-even at half is not $half"
near "$(number '"trusted_tpr":{[^}]*"at":' <one.json)" "$tpr" || fail "the TPR is not $tpr"
first='"inputs":[{"key":"scheming.rate","range":"default","base":0.001,"low":0.0001,"high":0.01,'
grep -qF "$first" one.json || fail "the rate is not first, with its default range"

custodes assumptions "$scenarios/rare-schemers.yaml" >two || fail "assumptions of a sweep"
grep -q 'Base in the middle of the sweep: scheming.rate = 0.000316227766017, scheming.rho = 0.01' \
    two || fail "another base: $(cat two)"
grep -q 'a trusted monitor leaves less  *always' two || fail "an equal TPR is not beaten"
custodes assumptions "$source_dir/tests/cli/bad/uncertain.yaml" --json >three || fail "uncertain"
[ "$(grep -o '"range"' three | wc -l)" -eq 1 ] || fail "more inputs than uncertainty says"

# The chain of a reviewer's type, over ten rounds: a fifth always schemes, one miss replaces it.
custodes assumptions "$source_dir/tests/cli/bad/honeypots.yaml" --json >pots.json ||
    fail "honeypots"
exact=$(awk 'function risk(x,   s, e, r, miss) {
        s = 0.2; e = 0; miss = x * 0.2 + 1 - x
        for (r = 0; r < 10; r++) {
            e += 0.2 * (s + (1 - s) * 0.2)
            s = s * (1 - miss) + 0.2 * (s * miss + (1 - s) * 0.2)
        }
        return e / 10
    }
    BEGIN {
        half = (risk(0) + 0.072) / 2; low = 0; high = 1
        for (i = 0; i < 50; i++) {
            x = (low + high) / 2
            if (risk(x) < half) low = x; else high = x
        }
        printf "%.6f", low
    }')
pots='"honeypots":{"key":"scheming.honeypot_recognition","verdict":"found",'
at=$(number "$pots\"at\":" <pots.json)
low=$(number "$pots[^{}]*\"low\":" <pots.json)
high=$(number "$pots[^{}]*\"high\":" <pots.json)
echo "$at $low $high" |
    awk -v x="$exact" '{ d = $1 - x; exit !($2 < x && x < $3 && d < 0.05 && d > -0.05) }' ||
    fail "honeypots' break-even is not $exact: $(cat pots.json)"
near "$(number '"without":{"value":' <pots.json)" 0.072 || fail "the risk without honeypots"

file=$source_dir/tests/cli/bad/uncertain.yaml
custodes run "$file" --quiet --out kept.sqlite --json >ran.json || fail "run"
custodes export kept.sqlite --json >exported.json || fail "export"
[ "$(sed 's/.*"input"/"input"/; s/,"digest".*//' ran.json)" = \
    "$(sed 's/.*"input"/"input"/; s/,"digest".*//' exported.json)" ] || fail "export's intervals"
custodes run "$file" --quiet --out kept.sqlite --json \
    --set 'uncertainty.scheming.rho={uniform: [0, 0.9]}' >wider.json ||
    fail "the same file under another uncertainty"
[ "$(number '"sum":' <ran.json)" = "$(number '"sum":' <wider.json)" ] || fail "it changed draws"

if command -v gnuplot >/dev/null; then
    custodes assumptions "$scenarios/rare-schemers.yaml" --plot rare.svg >/dev/null || fail "plot"
    [ "$(head -c 5 rare.svg)" = "<?xml" ] || fail "rare.svg is no SVG"
    [ -z "$(find . -name 'rare.svg.*')" ] || fail "a temporary file was left behind"
fi
# Without attacks there is nothing of which a share could be left.
custodes assumptions "$source_dir/scenarios/committee.yaml" --set scheming.rate=0 >none ||
    fail "rate 0"
grep -q 'Nobody attacks here' none || fail "rate 0: $(cat none)"
if grep -q -e '- %' -e nan none; then
    fail "rate 0: $(cat none)"
fi

finish assumptions
