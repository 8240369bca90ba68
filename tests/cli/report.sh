#!/bin/sh
# SPDX-License-Identifier: MIT
# A report is one page that needs nothing else, is well-formed, and says what the export says
# (report_page.py); foreign text in it stays text; what cannot be made one is refused.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
if ! command -v gnuplot >/dev/null; then
    echo "gnuplot is not installed: nothing is drawn"
    finish report
fi

# judge PAGE CSV...: whether the page says what they say.
judge()
{
    /usr/bin/python3 "$source_dir/tests/cli/report_page.py" "$@" >said 2>&1
}

# reported NAME: NAME.sqlite's report and export agree, and the report is the same once more.
reported()
{
    [ "$(custodes report "$1.sqlite")" = "$1.html" ] || fail "report $1"
    custodes export "$1.sqlite" --csv --output "$1.csv" 2>/dev/null || fail "export $1"
    judge "$1.html" "$1.csv" || fail "$1: $(cat said)"
    COLUMNS=30 custodes report "$1.sqlite" --output again.html >/dev/null || fail "report $1 again"
    cmp -s "$1.html" again.html || fail "$1: other bytes the second time"
}

# made NAME SCENARIO ARGUMENT...
made()
{
    name=$1
    shift
    custodes run "$@" --quiet --out "$name.sqlite" >/dev/null 2>err || fail "run $name: $(cat err)"
    reported "$name"
}

shipped=$source_dir/scenarios
made rare "$shipped/rare-schemers.yaml" --set estimate.trials=30 --set estimate.stop={}
custodes plot rare.sqlite --output curves.svg >/dev/null || fail "plot"
custodes plot rare.sqlite --map scheming.rate scheming.rho --output map.svg >/dev/null || fail "map"
judge rare.html rare.csv --curves curves.svg map.svg || fail "other pictures: $(cat said)"
[ "$(wc -c <rare.html)" -lt 700000 ] || fail "rare.html has $(wc -c <rare.html) bytes"
grep -q '<pre>custodes run .*--out rare.sqlite' rare.html || fail "no command that makes it again"
grep -q 'Permission is hereby granted, free of charge' rare.html || fail "no licence of dygraphs"

made one "$shipped/committee.yaml" --set 'sweep={}' --set scheming.rho=0.1 --set estimate.trials=20
grep -q '<script' one.html && fail "a script where nothing is drawn"
made guards "$shipped/claims/11-guards-generalise.yaml" --set estimate.trials=2000
made names "$shipped/committee.yaml" --set 'sweep={protocol.rule: [any, majority]}' \
    --set scheming.rho=0.1 --set estimate.trials=5
made uncertain "$shipped/trusted-or-untrusted.yaml" --set estimate.trials=10
cat >peers.yaml <<'YAML'
trial: {agents: 30, rounds: 40}
monitor: {score: {fpr: 0.01}}
protocol: {kind: peer-report, reviewers: 2}
response: {on: report, effect: quarantine}
estimate: {trials: 60}
sweep: {scheming.rate: [1e-9, 0.001, 0.1], response.window: [0, 3]}
YAML
made peers peers.yaml
made planted peers.yaml --set estimate.method=planted --set 'sweep={scheming.rate: [1e-9, 1e-6]}'
cat >many.yaml <<'YAML'
trial: {agents: 20, rounds: 10}
scheming: {dependence: beta}
protocol: {kind: committee}
estimate: {trials: 4}
sweep: {scheming.rate: {log: [1e-6, 0.1, 20]}, scheming.rho: {lin: [0, 0.9, 18]},
        protocol.reviewers: {lin: [1, 3, 3]}}
YAML
made many many.yaml # 1,080 cells: too many for a table of each result
grep -q '<p>Of the cells at scheming.rho=0</p>' many.html || fail "it does not say which are drawn"
cat >tied.yaml <<'YAML'
trial: {agents: 50, rounds: 10}
scheming: {dependence: beta}
protocol: {kind: committee}
estimate: {trials: 20}
sweep: {"scheming.rate, scheming.rho": [[0.01, 0.02], [0.02, 0.04], [0.02, 0.01]],
        protocol.reviewers: [1, 3]}
YAML
made tied tied.yaml
made sobol tied.yaml --set 'sweep={"scheming.rate, scheming.rho": {sobol: [{log: [1e-4, 0.1]},
    {lin: [0, 0.9]}], points: 30, seed: 3}}'
grep -q '<h3>Map' sobol.html && fail "a map of points that are no grid"

# Warnings: a rule that is not met, few and no events, trials that are not there yet.
cat >short.yaml <<'YAML'
trial: {agents: 100, rounds: 10}
scheming: {dependence: beta, rho: 0.1}
protocol: {kind: untrusted-monitor}
estimate: {trials: 300, stop: {relative: 0.05}}
sweep: {scheming.rate: {log: [1e-7, 0.1, 7]}}
YAML
custodes run short.yaml --quiet --out short.sqlite >/dev/null 2>&1
[ $? -eq 4 ] || fail "short.yaml: its rule is met"
reported short
for words in 'estimate.stop.relative: 6 of 7 cells are short of it' 'have no events of residual' \
    'have fewer than 10 events of residual'; do
    grep -q "<li>.*$words" short.html || fail "no warning: $words"
done
custodes run peers.yaml --quiet --set estimate.trials=400000 --budget 1s --out part.sqlite \
    >/dev/null 2>&1
reported part
grep -q '<li>.* cells have not all their trials' part.html || fail "no warning of lost trials"

# Several files: a section each, and an index.
custodes report rare.sqlite one.sqlite guards.sqlite --output all.html >/dev/null || fail "three"
judge all.html rare.csv one.csv guards.csv || fail "three: $(cat said)"
[ "$(grep -c '<li><a href="#file-' all.html)" -eq 3 ] || fail "no index of three"

# The judge can fail: on a number in a table, in the data, in a receipt, in the verdict; on what
# would be loaded, or run; on what is not closed.
canary()
{
    sed "$1" rare.html >canary.html
    cmp -s rare.html canary.html && fail "canary $1: nothing changed"
    judge canary.html rare.csv && fail "canary $1: not seen"
}
canary 's/<td>\[\([0-9]\)/<td>[1\1/'
canary 's/"residual_risk":\[\([0-9.e-]*\),/"residual_risk":[\11,/'
canary 's/is lowest, 1/is lowest, 2/; s/is lowest, <span class="w">/&1/'
canary 's/<td>\([0-9a-f]*\)\([0-9a-f]\{62\}\)</<td>0\2</'
canary 's/<h3>Map/<img alt="" src="http:\/\/example.org\/x.png"><h3>Map/'
canary 's/<h3>Map/<script>1<\/script><h3>Map/'
canary 's/<h3>Map/<div><h3>Map/'
canary "s/default-src 'none'/default-src */"

# Foreign text: of the scenario, of names of files, of commands and hosts that a file may claim.
nasty='</script><img src=x onerror="alert(1)">'"'&amp;"
bidi=$(printf '\342\200\256\342\201\246\302\205\033[31m')
name="a<b>\"'&${bidi}c"
custodes run peers.yaml --quiet --set estimate.trials=10 --out "$name.sqlite" \
    --set "claim=$nasty$(printf '\342\200\256')" >/dev/null 2>err || fail "nasty text: $(cat err)"
custodes export "$name.sqlite" --csv --output nasty.csv || fail "nasty text: export"
custodes report "$name.sqlite" >said || fail "nasty text: report"
[ "$(cat said)" = "a<b>\"'&????[31mc.html" ] || fail "nasty text: printed $(cat said)"
judge "$name.html" nasty.csv || fail "nasty text: $(cat said)"
grep -q '<h2>&lt;/script&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;amp;?</h2>' \
    "$name.html" || fail "nasty text is no heading"
[ "$(grep -c '&lt;/script&gt;&lt;img' "$name.html")" -ge 3 ] || fail "nasty text is not there"
grep -q 'Report of a&lt;b&gt;&quot;&#39;&amp;????\[31mc.sqlite' "$name.html" ||
    fail "its name is not there"
for bad in "$(printf '\342\200\256')" "$(printf '\342\201\246')" "$(printf '\302\205')" \
    "$(printf '\033')"; do
    LC_ALL=C grep -qF "$bad" "$name.html" && fail "control or direction in the page"
done

# refused CODE WORDS ARGUMENT...: exit code, and what is said.
refused()
{
    code=$1
    words=$2
    shift 2
    custodes report "$@" >out 2>err
    got=$?
    [ "$got" -eq "$code" ] || fail "report $*: exit $got: $(cat err)"
    grep -q -- "$words" err || fail "report $*: $(cat err)"
    [ "$(wc -l <err)" -eq 1 ] || fail "report $*: more than a line: $(cat err)"
}
cp rare.sqlite kept.sqlite
ln -s rare.sqlite link.html
cp rare.sqlite rare2.sqlite
cp rare.sqlite page.html
refused 2 'expected --output FILE.html' rare.sqlite one.sqlite
refused 2 'expected another file than those that are read' rare.sqlite --output rare.sqlite
refused 2 'expected another file than those' one.sqlite rare.sqlite --output link.html
refused 2 'expected another file than those' page.html
cmp -s rare.sqlite kept.sqlite || fail "an input was written over"
refused 1 'rar.sqlite.*nearest.*rare.sqlite\|rar.sqlite: .*No such file' rar.sqlite
refused 1 'rare.csv' rare.csv
head -c 3000 rare.sqlite >cut.sqlite
refused 1 'cut.sqlite' cut.sqlite
refused 1 'nowhere/a.html: cannot be written' rare.sqlite --output nowhere/a.html
refused 1 'cannot be written: No space left' rare.sqlite --output /dev/full
refused 2 'unknown option' rare.sqlite --outptu a.html
refused 2 'expected' # no file
/usr/bin/python3 - rare2.sqlite <<'PYTHON' || fail "the version cannot be changed"
import sqlite3, sys
file = sqlite3.connect(sys.argv[1])
version = file.execute("PRAGMA user_version").fetchone()[0]
file.execute(f"PRAGMA user_version = {version + 1}")
file.commit()
PYTHON
refused 1 'rare2.sqlite: expected results in file format' rare2.sqlite
if [ "$(id -u)" -ne 0 ]; then
    mkdir closed
    chmod a-w closed
    refused 1 'closed/a.html: cannot be written' rare.sqlite --output closed/a.html
fi
# The second file is read before anything is written; the old page stays.
echo old >old.html
refused 1 'cut.sqlite' rare.sqlite cut.sqlite --output old.html
[ "$(cat old.html)" = old ] || fail "the old page is gone"
[ -z "$(find . -name '*.html.*')" ] || fail "a temporary file was left behind"
custodes report rare.sqlite --output /dev/stdout | sed '$d' | cmp -s - rare.html ||
    fail "not the same on standard output"
PATH=$1 custodes report rare.sqlite --output none.html 2>err && fail "without gnuplot: exit 0"
grep -q 'gnuplot is not installed' err || fail "without gnuplot: $(cat err)"
[ ! -e none.html ] || fail "a page without its pictures"

# In a browser: the chart stands in the picture's place, keys step through the numbers of the
# export, and no page is wider than a phone; without scripts the picture stays.
steps='<script>const key = (name) => document.querySelector(".canvas").dispatchEvent(
new KeyboardEvent("keydown", { key: name }));
const choose = (n, value) => { const all = document.querySelectorAll(".controls select");
all[n].value = value; all[n].dispatchEvent(new Event("change")); };
key("ArrowRight"); key("ArrowRight"); key("ArrowLeft"); choose(0, 1); choose(3, 3);
parent.postMessage(document.documentElement.scrollWidth + " of " + innerWidth, "*");</script>'

# browse PAGE: the page as it is after its scripts have run.
browse()
{
    rm -rf profile
    chromium --headless --no-sandbox --disable-gpu --disable-background-networking \
        --disable-component-update --disable-sync --no-first-run --user-data-dir="$PWD/profile" \
        --virtual-time-budget=5000 --dump-dom "file://$PWD/$1" 2>err
}
if [ "${CST_LONG:-0}" = 1 ] && command -v chromium >/dev/null; then
    printf '%s\n' "$steps" >steps
    awk '{ sub(/script-src [^"]*/, "script-src \047unsafe-inline\047") }
        $0 == "</body>" { while ((getline line <"steps") > 0) print line }
        { print }' rare.html >driven.html
    browse driven.html >dom || fail "chromium: $(cat err)"
    grep -q 'class="curves live"' dom || fail "no chart where scripts run"
    grep -q '<canvas' dom || fail "nothing is drawn in the chart"
    # The second rate, the third rho, miss_share.
    sed -n 's/.*aria-live="polite">\(.*\)/\1/p' dom | sed 's/<\/table>.*//' >shown
    grep -q 'scheming.rate = 3.162e-6' shown ||
        fail "the keys do not step: $(cat shown)"
    expected=$(/usr/bin/python3 - rare.csv <<'PYTHON'
import csv, sys
row = [row for row in csv.DictReader(open(sys.argv[1], newline=""))
       if row["scheming.rho"] == "0.1" and row["scheming.rate"] == "3.16227766017e-6"][0]
low, high, exact = (float("%.4g" % float(row["miss_share" + end]))
                    for end in ("_low", "_high", "_exact"))
print("[%g, %g]</td><td>%s</td><td>%s</td><td>%g<" %
      (low, high, row["miss_share_events"], row["miss_share_of"], exact))
PYTHON
    )
    grep -qF "$expected" shown || fail "the chart says $(cat shown), expected $expected"
    cat >phone.html <<'HTML' # a window is never that narrow
<!doctype html><title>phone</title><body><script>
onmessage = (event) => { document.body.dataset.wide = event.data; };</script>
<iframe src="driven.html" style="width: 375px; height: 800px; border: 0"></iframe></body>
HTML
    browse phone.html >dom
    wide=$(sed -n 's/.*data-wide="\([0-9 of]*\)".*/\1/p' dom)
    case $wide in
        "375 of 375" | "360 of 375") ;; # with a bar to scroll down, or without
        *) fail "on a phone the page is $wide dots wide" ;;
    esac
    browse rare.html >dom
    grep -q 'class="curves live"' dom || fail "its policy keeps the page's own scripts from running"
    sed "s/script-src [^\"]*/script-src 'none'/" rare.html >still.html
    browse still.html >dom
    grep -q 'class="curves live"' dom && fail "a script runs against the policy"
    grep -q '<div class="still">' dom || fail "no picture without scripts"
fi
finish report
