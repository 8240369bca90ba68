#!/bin/sh
# SPDX-License-Identifier: MIT
# A surface is the same with any threads, covers the closed forms and what `run` finds, and its
# page shows what the command prints.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
file=$source_dir/scenarios/surface.yaml
custodes surface "$file" --quiet --samples 20000 --threads 1 --csv >one || fail "surface"
custodes surface "$file" --quiet --samples 20000 --threads 3 --csv >two || fail "surface again"
cmp -s one two || fail "another table with three threads"
custodes surface "$file" --quiet --samples 20000 --json >json || fail "surface --json"
[ "$(wc -l <json)" -eq 60 ] || fail "not sixty cells in JSON"
# All cells stand on the same strata: at 95 % for each, most are covered, or most are not.
awk -F, '{ sub("\r", "") }
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { cells++; low = $at["residual_risk_low"]; high = $at["residual_risk_high"]
      exact = $at["exact"]; wide = (high - low) / exact
      if (exact < low - wide * exact || exact > high + wide * exact) off++
      if (wide > 0.3) loose++ }
    END { if (cells != 60 || off + 0 > 0 || loose + 0 > 0) print cells, off + 0, loose + 0 }' \
    one >judged
[ ! -s judged ] || fail "cells, off by two widths, wide: $(cat judged)"

# What `run` finds with other draws and by another way, at a rate where it can.
set -- --quiet --set sweep.scheming.rate=[0.1] --set estimate.seed=9 --set estimate.trials=20
custodes run "$file" "$@" --csv >run || fail "run"
[ "$(wc -l <run)" -eq 6 ] || fail "run has not five cells"
awk -F, 'FNR == 1 { for (i = 1; i <= NF; i++) at[FILENAME, $i] = i; next }
    FILENAME == "run" { low[$2] = $at["run", "residual_risk_low"]
                        high[$2] = $at["run", "residual_risk_high"]; next }
    $1 == "0.1" { met++; if ($at["one", "residual_risk_low"] > high[$2] * 1.02 ||
                             $at["one", "residual_risk_high"] < low[$2] * 0.98) print $2 }
    END { if (met != 5) print "met " met }' run one >apart
[ ! -s apart ] || fail "run and surface are apart: $(cat apart)"

# A share of attacks is the risk over the rate: the attacks of a task are as many as its schemers.
for result in residual_risk miss_share mitigated_share; do
    custodes surface "$file" --quiet --samples 20000 --result $result --csv >$result.csv ||
        fail "--result $result"
done
cmp -s residual_risk.csv one || fail "another table with --result residual_risk"
paste -d , residual_risk.csv miss_share.csv mitigated_share.csv | tr -d '\r' | awk -F, '
    NR == 1 { next }
    { cells++
      for (i = 5; i <= 9; i += i < 7 ? 1 : 2) { # estimate, low, high, exact
          miss = $(i + 9); mitigated = $(i + 18 + (i == 6) - (i == 7))
          if (miss - $i / $1 > 2e-6 * miss) off++
          if ($i / $1 - miss > 2e-6 * miss) off++
          if (miss + mitigated - 1 > 2e-6 || 1 - miss - mitigated > 2e-6) off++ } }
    END { if (cells != 60 || off > 0) print cells, off }' >apart
[ ! -s apart ] || fail "shares are not the risk over the rate: $(cat apart)"
custodes surface "$file" --result trial_risk 2>said && fail "--result trial_risk: exit 0"

if command -v gnuplot >/dev/null; then
    custodes surface "$file" --quiet --samples 1000 --plot drawn.svg >/dev/null || fail "--plot"
    check_picture drawn.svg || fail "drawn.svg"
    custodes surface "$file" --quiet --samples 1000 --result miss_share --plot shares.svg >out ||
        fail "--result miss_share --plot"
    check_picture shares.svg || fail "shares.svg"
    grep -q '<text>miss_share: ' shares.svg || fail "shares.svg does not say what it shows"
fi
if [ "${CST_LONG:-0}" = 1 ]; then
    custodes surface "$file" --quiet --plot whole.svg >whole || fail "the page's command"
    cmp -s whole.svg "$source_dir/docs/surface.svg" || fail "docs/surface.svg is another one"
    grep '^1e-9 ' whole | while IFS= read -r line; do
        grep -qxF "$line" "$source_dir/docs/surface.md" || echo "$line"
    done >missing
    [ ! -s missing ] || fail "not in docs/surface.md: $(head -n 1 missing)"
fi
finish surface
