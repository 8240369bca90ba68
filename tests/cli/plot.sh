#!/bin/sh
# SPDX-License-Identifier: MIT
# A plot is two files, whole or not there; without gnuplot it says what to install.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
if ! command -v gnuplot >/dev/null; then
    echo "gnuplot is not installed: only its absence is tested"
fi
custodes run "$source_dir/scenarios/rare-schemers.yaml" --quiet --set estimate.trials=10 \
    --set sweep.scheming.rate='{log: [1e-6, 1e-1, 6]}' --out rare.sqlite >/dev/null || fail "run"
if command -v gnuplot >/dev/null; then
    custodes plot rare.sqlite >out || fail "plot"
    [ "$(head -c 5 rare.svg)" = "<?xml" ] || fail "rare.svg is no SVG"
    [ "$(head -c 4 rare.png | tail -c 3)" = "PNG" ] || fail "rare.png is no PNG"
    [ "$(cat out)" = "rare.svg
rare.png" ] || fail "plot printed: $(cat out)"
    [ "$(find . -name 'rare.*g.*')" = "" ] || fail "a temporary file was left behind"
    custodes plot rare.sqlite --result trial_risk --output "a 'quoted' name" >/dev/null ||
        fail "plot with a quote in its name"
    [ -s "a 'quoted' name.svg" ] || fail "no picture under a quoted name"
fi
mkdir empty
PATH=empty "$(command -v custodes)" plot rare.sqlite --output none 2>err
code=$?
[ "$code" -eq 1 ] || fail "without gnuplot: exit $code"
grep -q 'apt-get install gnuplot-nox' err || fail "without gnuplot: $(cat err)"
[ -z "$(find . -name 'none.*')" ] || fail "without gnuplot: half a picture"
custodes export rare.sqlite --csv >/dev/null || fail "the results were touched"
if [ "${CST_LONG:-0}" = 1 ] && command -v gnuplot >/dev/null; then
    custodes run "$source_dir/scenarios/rare-schemers.yaml" --quiet --out whole.sqlite >/dev/null ||
        fail "run of the headline"
    custodes plot whole.sqlite --output whole.svg >/dev/null || fail "plot of the headline"
    cmp -s whole.svg "$source_dir/docs/rare-schemers.svg" ||
        fail "docs/rare-schemers.svg is another one"
fi
finish plot
