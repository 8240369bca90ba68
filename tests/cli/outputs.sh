#!/bin/sh
# SPDX-License-Identifier: MIT
# What is written is whole or the old file stays, however little room there is; and nothing is
# written over what is read.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
file=$source_dir/scenarios/rare-schemers.yaml
small="--quiet --set estimate.trials=10 --set estimate.stop={} --set sweep.scheming.rate=[0.01,0.1]"
# shellcheck disable=SC2086
custodes run "$file" $small --out rare.sqlite >/dev/null || fail "run"

# refuses NAME COMMAND...: exit 2 with a message about NAME, and the file keeps its bytes.
refuses()
{
    name=$1
    shift
    cp "$name" kept
    "$@" >out 2>err
    code=$?
    [ "$code" -eq 2 ] || fail "$*: exit $code: $(cat err)"
    grep -q "expected another file than those that are read" err || fail "$*: said $(cat err)"
    cmp -s "$name" kept || fail "$*: $name is another one"
}

cp "$file" s.yaml
cp rare.sqlite r.svg
cp rare.sqlite q.png
ln -s rare.sqlite symbolic.svg
ln rare.sqlite hard.svg
cp rare.sqlite open.sqlite
echo log >open.sqlite-wal
cat >data.yaml <<'END'
trial: {agents: 20, rounds: 10}
scheming: {rate: 0.1}
monitor: {joint: {file: joint.json, set: pair}}
protocol: {kind: trusted-and-untrusted}
estimate: {trials: 4}
END
cp "$source_dir/tests/cli/bad/joint.json" joint.json
refuses rare.sqlite custodes export rare.sqlite --csv --output rare.sqlite
refuses rare.sqlite custodes export rare.sqlite --json --output ./rare.sqlite
refuses rare.sqlite custodes export rare.sqlite --csv --output symbolic.svg
refuses rare.sqlite custodes export hard.svg --csv --output rare.sqlite
refuses open.sqlite-wal custodes export open.sqlite --csv --output open.sqlite-wal
refuses r.svg custodes plot r.svg
refuses q.png custodes plot q.png
refuses rare.sqlite custodes plot rare.sqlite --output symbolic.svg
refuses hard.svg custodes plot rare.sqlite --output hard
refuses s.yaml custodes surface s.yaml --plot s.yaml
refuses s.yaml custodes assumptions s.yaml --plot s.yaml
refuses s.yaml custodes benchmark "$file" s.yaml --plot s.yaml
refuses s.yaml custodes pareto "$file" s.yaml --plot s.yaml
refuses s.yaml custodes run s.yaml --out s.yaml
# shellcheck disable=SC2016
refuses s.yaml sh -c 'custodes surface - --plot s.yaml <s.yaml'
for kept in r.svg q.png rare.sqlite; do
    custodes export "$kept" --csv >/dev/null || fail "$kept cannot be read any more"
done
# A file that the scenario names, found before anything runs.
refuses joint.json custodes run data.yaml --quiet --out joint.json
refuses joint.json custodes surface data.yaml --quiet --plot joint.json

# Other results are not written over either, under whatever name; tables may be.
custodes export rare.sqlite --csv --output first.csv || fail "export"
cp rare.sqlite other.sqlite
cp rare.sqlite other.svg
cp other.sqlite again.sqlite
ln -s other.sqlite page.html
spares()
{
    name=$1
    shift
    cp "$name" kept
    "$@" >out 2>err
    code=$?
    [ "$code" -eq 2 ] || fail "$*: exit $code: $(cat err)"
    grep -q ": expected another file, found results: '" err || fail "$*: said $(cat err)"
    cmp -s "$name" kept || fail "$*: $name is another one"
}
spares other.sqlite custodes report rare.sqlite --output page.html
[ -L page.html ] || fail "a link to results is gone"
spares other.sqlite custodes export rare.sqlite --sqlite --output other.sqlite
spares other.sqlite custodes export rare.sqlite --csv --output "$PWD/page.html"
spares other.sqlite custodes export rare.sqlite --json --output other.sqlite
spares other.svg custodes plot rare.sqlite --output other.svg
spares other.svg custodes plot rare.sqlite --output other
spares other.svg custodes surface s.yaml --plot other.svg
spares other.svg custodes assumptions s.yaml --plot other.svg
spares other.svg custodes benchmark s.yaml --plot other.svg
spares other.svg custodes pareto s.yaml --plot other.svg
spares other.svg custodes trace s.yaml --plot other.svg
spares open.sqlite-wal custodes export rare.sqlite --csv --output open.sqlite-wal
mv rare.sqlite rare
cp other.sqlite rare.html
spares rare.html custodes report rare
mv rare rare.sqlite
custodes run "$file" --quiet --set estimate.trials=20 --set estimate.stop={} \
    --set 'sweep.scheming.rate=[0.01,0.1]' --out other.sqlite >out 2>&1 || fail "grow: $(cat out)"
for tables in new old; do
    custodes export again.sqlite --sqlite --output tables.sqlite || fail "$tables tables: exit $?"
done
cmp -s again.sqlite rare.sqlite || fail "results that were read are other ones"

# With little room: an error and the old file, or the new one whole. Nothing else stays behind.
export_csv()
{
    custodes export rare.sqlite --csv --output "$1"
}
draw_svg()
{
    custodes plot rare.sqlite --output "$1"
}
draw_surface()
{
    custodes surface s.yaml --quiet --samples 100 --plot "$1" >/dev/null
}
commands="export_csv"
if command -v gnuplot >/dev/null; then
    commands="export_csv draw_svg draw_surface"
else
    echo "gnuplot is not installed: pictures are left out"
fi
for command in $commands; do
    for name in out.svg out.png out.pdf; do
        if [ "$command" != draw_svg ] && [ $name != out.svg ]; then
            continue
        fi
        "$command" "$name" >/dev/null || fail "$command $name"
        size=$(wc -c <"$name")
        refused=0
        for blocks in 0 1 $((size / 1000)) $((size / 520)) $((size / 512)) 4000; do
            echo "the old one" >"$name"
            (
                trap '' XFSZ
                ulimit -f "$blocks"
                "$command" "$name"
            ) >said 2>&1
            code=$?
            if [ "$code" -ne 0 ]; then
                refused=$((refused + 1))
                [ "$code" -eq 1 ] || fail "$command $name, $blocks blocks: exit $code: $(cat said)"
                # What is said has no room either where there is none at all.
                [ "$blocks" -eq 0 ] || grep -q 'File too large' said ||
                    fail "$command $name, $blocks: said $(cat said)"
                [ "$(cat "$name")" = "the old one" ] || fail "$command $name, $blocks: another file"
            elif [ $name = out.svg ] || [ $name = out.png ]; then
                [ "$(wc -c <"$name")" -eq "$size" ] || fail "$command $name, $blocks: not whole"
            fi
            [ -z "$(find . -name "$name.*")" ] || fail "$command $name, $blocks: a stray file"
        done
        [ "$refused" -ge 4 ] || fail "$command $name: refused only $refused of six sizes"
        [ "$code" -eq 0 ] || fail "$command $name: refused where there is room: $(cat said)"
    done
done
custodes export rare.sqlite --csv --output /dev/full 2>said && fail "export to /dev/full: exit 0"
if command -v gnuplot >/dev/null; then
    custodes surface s.yaml --quiet --samples 100 --plot /dev/full >/dev/null 2>said &&
        fail "a picture to /dev/full: exit 0"
    grep -q 'No space left on device' said || fail "a picture to /dev/full: said $(cat said)"
    custodes surface s.yaml --quiet --samples 100 --plot /dev/stdout --csv | grep -q '^</svg>' ||
        fail "no picture on standard output"
fi

# The file that symbolic links lead to is replaced, there or not; the links stay.
mkdir far
export_csv plain.csv || fail "export"
echo "the old one" >far/kept.csv
ln -s kept.csv far/second
ln -s far/second first
ln -s "$PWD/far/new.csv" third
ln -s round round
for link in first third; do
    export_csv "$link" || fail "export to the link $link"
    [ -L "$link" ] || fail "the link $link is gone"
    cmp -s plain.csv "$link" || fail "the link $link leads to another file"
done
[ -L far/second ] || fail "the second link is gone"
cmp -s plain.csv far/kept.csv || fail "the file behind two links is another one"
cmp -s plain.csv far/new.csv || fail "no file where a link led to none"
export_csv round 2>said && fail "export to links without an end: exit 0"
grep -q 'Too many levels' said || fail "links without an end: said $(cat said)"
# As /dev/stdout is one: to a file, and to one that has no name any more.
if [ -e /proc/self/fd/1 ]; then
    ln -s /proc/self/fd/1 standard
    export_csv standard >far/redirected.csv || fail "export to a redirected stream"
    [ -L standard ] || fail "the link to the stream is gone"
    cmp -s plain.csv far/redirected.csv || fail "the stream's file is another one"
    (
        exec 3>gone.csv
        rm gone.csv
        export_csv standard >&3 || exit 1
        cmp -s plain.csv /proc/self/fd/3
    ) || fail "a stream's file without a name is another one"
fi
[ -z "$(find . -name '*.csv.*')" ] || fail "a stray file: $(find . -name '*.csv.*')"
finish outputs
