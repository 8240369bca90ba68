#!/bin/sh
# SPDX-License-Identifier: MIT
# A plot is two files, whole or not there; without gnuplot it says what to install. What is drawn
# can be read: see the cases below.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
if ! command -v gnuplot >/dev/null; then
    echo "gnuplot is not installed: only its absence is tested"
fi
custodes run "$source_dir/scenarios/rare-schemers.yaml" --quiet --set estimate.trials=10 \
    --set estimate.stop={} --set sweep.scheming.rate='{log: [1e-6, 1e-1, 6]}' \
    --out rare.sqlite >/dev/null || fail "run"
if command -v gnuplot >/dev/null; then
    custodes plot rare.sqlite >out || fail "plot"
    check_picture rare.svg || fail "rare.svg"
    grep -q 'prefers-color-scheme: dark' rare.svg || fail "rare.svg stays white in the dark"
    [ "$(head -c 4 rare.png | tail -c 3)" = "PNG" ] || fail "rare.png is no PNG"
    [ "$(cat out)" = "rare.svg
rare.png" ] || fail "plot printed: $(cat out)"
    [ "$(find . -name 'rare.*g.*')" = "" ] || fail "a temporary file was left behind"
    custodes plot rare.sqlite --result trial_risk --output "a 'quoted' name" >/dev/null ||
        fail "plot with a quote in its name"
    [ -s "a 'quoted' name.svg" ] || fail "no picture under a quoted name"
fi
# In a text each sign stands for one thing, and its names say for which: a letter for each curve, at
# its points, and the same lines for all of them. Those of rho = .01 hide those of rho = 0.
if command -v gnuplot >/dev/null; then
    custodes plot rare.sqlite --output rare.txt >/dev/null || fail "rare.txt"
    sed -n '/1e-1 +/,/1e-7 +/p' rare.txt >lines
    cut -c 13-115 lines >drawn
    cut -c 117- lines | sed 's/^ *//' | grep . >names
    [ "$(cat names)" = "#####no monitoring
A  rho = 0
B  rho = 0.01
C  rho = 0.1
D  rho = 0.5
*****closed form
V  no events: upper bound
|: 95 % interval" ] || fail "the names of rare.txt: $(cat names)"
    [ "$(grep -o '[A-Z]' drawn | sort -u | tr -d '\n')" = BCDV ] || fail "letters: $(cat drawn)"
    ! grep -q '[$%@&=]' drawn || fail "other signs in rare.txt: $(cat drawn)"
fi
# ink FILE: the coloured dots of the inner part of a PNG, of one in sixteen that are looked at.
ink()
{
    gnuplot -d -e "set table; plot '$1' binary filetype=png every 4:4 with rgbimage" |
        awk '$1 > 250 && $1 < 1500 && $2 > 200 && $2 < 1000 &&
            ($3 > $4 + 30 || $5 > $3 + 30) { n++ }
            END { print n + 0 }'
}
if command -v gnuplot >/dev/null; then
    dots=$(ink rare.png)
    [ "$dots" -ge 100 ] || fail "rare.png is empty: $dots dots"
    cat >many.yaml <<'END'
claim: Many curves.
trial: {agents: 20, rounds: 10}
scheming: {rate: 0.1, dependence: beta, rho: 0.1}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 4, confidence: 0.99999}
sweep:
  scheming.rate: [0.01, 0.05, 0.1]
  scheming.rho: [0.1, 0.3, 0.5, 0.7, 0.9]
  protocol.reviewers: [1, 2, 3, 4, 5]
END
    custodes run many.yaml --quiet --out many.sqlite >said || fail "run of many curves"
    grep -q '^99.999 % intervals' said || fail "no 99.999 % intervals: $(grep '% interval' said)"
    # More curves than can be told apart.
    custodes plot many.sqlite 2>err
    code=$?
    [ "$code" -eq 2 ] || fail "25 curves: exit $code"
    [ "$(cat err)" = "custodes: plot: 25 curves cannot be told apart, at most 16 can: choose with \
--only scheming.rho=0.1, or draw with --along scheming.rho" ] || fail "25 curves: $(cat err)"
    [ ! -e many.svg ] || fail "25 curves were drawn"
    custodes surface many.yaml --quiet --samples 100 --plot many.svg >/dev/null 2>err &&
        fail "a surface of 25 curves: exit 0"
    grep -q 'at most 16 can: choose with --set scheming.rho=0.1$' err || fail "surface: $(cat err)"
    custodes plot many.sqlite --only scheming.rho=0.30 --output five >/dev/null || fail "--only"
    check_picture five.svg || fail "five.svg"
    [ "$(grep -c '<text>reviewers = ' five.svg)" -eq 5 ] || fail "not five names in five.svg"
    grep -q '>99.999 % interval<' five.svg || fail "no 99.999 % interval in five.svg"
    custodes plot many.sqlite --along scheming.rho --output fifteen.svg >/dev/null 2>&1 ||
        fail "--along"
    check_picture fifteen.svg || fail "fifteen.svg"
    [ "$(grep -c '<text>rate = ' fifteen.svg)" -eq 15 ] || fail "not fifteen names"
    # PDF by its name, and no picture under a name that means another format.
    custodes plot many.sqlite --only scheming.rho=0.3 --output b.pdf >out || fail "PDF"
    [ "$(cat out)" = b.pdf ] && [ "$(head -c 5 b.pdf)" = %PDF- ] || fail "b.pdf is no PDF"
    [ "$(tail -n 1 b.pdf)" = %%EOF ] && [ "$(wc -c <b.pdf)" -gt 5000 ] || fail "b.pdf is not whole"
    custodes plot many.sqlite --only scheming.rho=0.3 --output b.JPG 2>err && fail "b.JPG was drawn"
    grep -q 'ends with .svg, .png, .pdf or .txt' err || fail "b.JPG: $(cat err)"
    [ -z "$(find . -name 'b.*g*')" ] || fail "found $(find . -name 'b.*g*')"
    custodes assumptions many.yaml --plot tornado.pdf >/dev/null || fail "a tornado as PDF"
    [ "$(head -c 5 tornado.pdf)" = %PDF- ] || fail "tornado.pdf is no PDF"

    # Narrow: the names stand below the curves, outside of where data are drawn.
    custodes plot many.sqlite --only scheming.rho=0.3 --width 400 --output narrow.svg >/dev/null ||
        fail "--width 400"
    check_picture narrow.svg 0.26 0.95 0.1 0.6 || fail "narrow.svg"
    grey="path stroke='rgb( 68,  68,  68)'"
    frame=$(sed -n "s/.*<$grey.* d='M[0-9.]*,[0-9.]* L[0-9.]*,\([0-9.]*\) L.*/\1/p" narrow.svg |
        tail -n 1)
    # Of every name: is it below the frame?
    grep -B 1 '<text>reviewers = ' narrow.svg |
        sed -n 's/.*translate([0-9.]*,\([0-9.]*\)).*/\1/p' >heights
    [ "$(wc -l <heights)" -eq 5 ] || fail "not five names in narrow.svg"
    [ -n "$frame" ] || fail "no frame in narrow.svg"
    while read -r height; do
        awk -v at="$height" -v bottom="$frame" 'BEGIN { exit !(at > bottom + 30) }' ||
            fail "a name at $height, above the foot of the frame, $frame"
    done <heights
    custodes plot many.sqlite --only scheming.rho=0.3 --width 400 --height 300 2>err &&
        fail "300 dots for five names"
    grep -q 'plot --height: expected at least [0-9]* for' err || fail "300 dots: $(cat err)"

    # Curves that hide each other.
    custodes run many.yaml --quiet --out same.sqlite --set scheming.rho=0.1 \
        --set protocol.reviewers=1 --set sweep.protocol.rule=[any,all] \
        --set sweep.scheming.rate=[0.05,0.1] >/dev/null || fail "run of the same"
    custodes plot same.sqlite --output same.svg >/dev/null || fail "plot of the same"
    grep -q '<text>all, the same as any<' same.svg || fail "same: $(grep '<text>a' same.svg)"

    # Where there is a closed form there is no band: it would be another line between the points.
    ! grep -q '<polygon' rare.svg || fail "rare.svg has bands"
    ! grep -q 'interval, interpolated' rare.svg || fail "rare.svg names bands"

    # What is drawn from cell to cell goes with the rate: halfway between rates .01 and .1 on a
    # linear axis it is .055, which is log10(5.5) = .740363 of the way up on a logarithmic one, for
    # each power of the rate: no monitoring, and both ends of the interval.
    custodes run many.yaml --quiet --out line.sqlite --set scheming.rho=0.1 \
        --set protocol.reviewers=3 --set sweep.scheming.rate=[0.01,0.1] --set estimate.trials=400 \
        --set response.effect=quarantine >/dev/null || fail "line"
    custodes plot line.sqlite --scale log --output line.svg >/dev/null || fail "plot of a line"
    black="path stroke='rgb(  0,   0,   0)'"
    tr '\n' ' ' <line.svg | sed "s/<pa/\n<pa/g; s/<polygon/\n<polygon/g" >parts
    sed -n "s/^<$black stroke-dasharray.* d='M[^M]*M\([^']*\)'.*/\1/p" parts |
        tr -s 'L \t' '\n' >line
    sed -n "s/^<polygon .* points = '\([^']*\)'.*/\1/p" parts | head -n 1 | tr -s ' ' '\n' >around
    head -n 25 around >low
    tail -n +26 around | tac >high
    for part in line low high; do
        awk -F, 'NF == 2 { x[++n] = $1; y[n] = $2 }
        END { middle = (x[1] + x[n]) / 2
              for (i = 1; i < n && x[i + 1] < middle; i++) { }
              at = y[i] + (middle - x[i]) / (x[i + 1] - x[i]) * (y[i + 1] - y[i])
              part = (at - y[1]) / (y[n] - y[1])
              if (n < 10 || part < 0.735 || part > 0.745) print n " points, " part }' $part >>off
    done
    [ ! -s off ] || fail "halfway between .01 and .1: $(cat off)"
    grep -q '>interval, interpolated<' line.svg || fail "line.svg does not name its band"
    custodes plot line.sqlite --output line.txt >/dev/null || fail "line.txt"
    ! grep -q interpolated line.txt || fail "line.txt names a band that a text has not"
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
    custodes run "$source_dir/scenarios/rare-schemers-over-time.yaml" --quiet --out time.sqlite \
        >/dev/null || fail "run of the headline over time"
    custodes plot time.sqlite --result miss_share --output time.svg >/dev/null ||
        fail "plot of the headline over time"
    cmp -s time.svg "$source_dir/docs/rare-schemers-over-time.svg" ||
        fail "docs/rare-schemers-over-time.svg is another one"
fi
finish plot
