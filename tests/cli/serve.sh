#!/bin/sh
# SPDX-License-Identifier: MIT
# The live view of a run: what it shows is what the run prints (serve_client.py), it changes no
# result, nobody can disturb the run through it, and it goes when the run goes.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
client=$source_dir/tests/cli/serve_client.py
cat >sweep.yaml <<'END'
claim: "risk <script>\"&amp;' falls"
trial: {agents: 1000, rounds: 100}
scheming: {dependence: beta}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 2400}
sweep: {scheming.rate: [0.02, 0.03, 0.1], scheming.rho: [0, 0.01, 0.1, 0.5]}
END
cat >looks.yaml <<'END'
trial: {agents: 100, rounds: 100}
scheming: {dependence: beta, rho: 0.1}
protocol: {kind: untrusted-monitor}
estimate: {trials: 100000000, stop: {relative: 1e-7}}
sweep: {scheming.rate: [0.01, 0.1]}
END

# where FILE: the address that a run has said there; waits for it.
where()
{
    tries=0
    until url=$(grep -o 'http://[^ "]*/' "$1" 2>/dev/null) || [ $tries -gt 400 ]; do
        tries=$((tries + 1))
        sleep 0.05
    done
    [ -n "$url" ] || fail "$1: no address: $(cat "$1")"
}

# plain FILE: without what differs between runs.
plain()
{
    sed 's/,"provenance":.*//' "$1"
}

# started ERR ARGUMENT...: a run that is served, under way; its id is in $run.
started()
{
    err=$1
    shift
    rm -f "$err"
    custodes run "$@" >"${err%.err}.json" 2>"$err" &
    run=$!
    where "$err"
}

# A whole run, watched: the same bytes as one that is not, and what was shown is what it printed.
custodes run sweep.yaml --quiet --json >alone.json || fail "run"
started sweep.err sweep.yaml --serve 127.0.0.1:0 --json
/usr/bin/python3 "$client" watch "$url" seen >said || fail "watch: $(cat said)"
wait $run || fail "served: exit $?: $(cat sweep.err)"
plain alone.json >alone
plain sweep.json | cmp -s - alone || fail "served: other results"
/usr/bin/python3 "$client" judge seen sweep.json whole >said || fail "judge: $(cat said)"
# It can fail: on another number.
sed 's/"low": *\([0-9.]*\)\([0-9]\)\([,}]\)/"low": \19\3/g' seen >changed
cmp -s seen changed && fail "nothing was changed"
/usr/bin/python3 "$client" judge changed sweep.json whole >said && fail "a change is not seen"

# Cells under way: their last whole look is what the results file, which is read meanwhile, says of
# as many trials. Looks take longer and longer, so that both see some of them.
started looks.err looks.yaml --serve localhost:0 --json --out looks.sqlite
case $url in http://localhost:*) ;; *) fail "localhost is at $url" ;; esac
/usr/bin/python3 "$client" watch "$url" seen >said &
watcher=$!
for moment in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
    sleep 0.4
    custodes export looks.sqlite --json >>exported 2>err || fail "export $moment: $(cat err)"
done
kill -TERM $run
wait $run
[ $? -eq 130 ] || fail "interrupted: exit $?"
wait $watcher || fail "watch: $(cat said)"
/usr/bin/python3 "$client" judge seen exported >said || fail "looks: $(cat said)"

# In every wrong way, with and without messages between threads; and the run does not mind.
for link in inproc direct; do
    started hostile.err sweep.yaml --serve '127.0.0.1:0' --json --link $link
    /usr/bin/python3 "$client" hostile "$url" >said || fail "$link, hostile: $(cat said)"
    wait $run || fail "hostile: exit $?: $(cat hostile.err)"
    plain hostile.json | cmp -s - alone || fail "$link, hostile: other results"
done

# A signal ends the run at once, whoever is connected.
started signal.err looks.yaml --serve 127.0.0.1:0
port=${url##*:}
port=${port%/}
/usr/bin/python3 -c "import socket, time; all = [socket.create_connection(('127.0.0.1', $port))
for i in range(100)]; print('there', flush=True); time.sleep(20)" >there &
crowd=$!
until [ -s there ]; do sleep 0.05; done
# A port that is taken: one line, before the work and before any file.
custodes run sweep.yaml --serve "127.0.0.1:$port" --out none.sqlite >out 2>err
[ $? -eq 1 ] || fail "taken: exit $?"
[ "$(wc -l <err)" -eq 1 ] || fail "taken: $(cat err)"
grep -q "^custodes: run --serve: 127.0.0.1:$port cannot be served: .*; choose another port, or 0" \
    err || fail "taken: $(cat err)"
[ ! -e none.sqlite ] || fail "taken: a file was made"
before=$(date +%s)
kill -INT $run 2>/dev/null
kill -TERM $run
wait $run
[ $? -eq 130 ] || fail "signal: exit $?: $(cat signal.err)"
[ $(($(date +%s) - before)) -le 2 ] || fail "signal: it took $(($(date +%s) - before)) s"
kill $crowd
wait $crowd 2>/dev/null

# Where it is said as an object, to programs; what a shard shows: progress without results.
six='[::1]' # where the machine has it
/usr/bin/python3 -c "import socket; socket.socket(socket.AF_INET6).bind(('::1', 0))" 2>/dev/null ||
    six=127.0.0.1
started shard.err sweep.yaml --serve "$six:0" --progress json --shard 1/2 --out shard.sqlite
head -n 1 shard.err >first
grep -qx '{"serving":"http://[^/]*:[0-9]*/"}' first || fail "not an object: $(cat first)"
/usr/bin/python3 "$client" watch "$url" seen >said || fail "shard: $(cat said)"
grep -q ' answers, 0 results' said || fail "shard: $(cat said)"
wait $run || fail "shard: $(cat shard.err)"

# refused ADDRESS
refused()
{
    custodes run sweep.yaml --serve "$1" --out none.sqlite >out 2>err
    [ $? -eq 2 ] || fail "--serve $1: exit $?"
    [ "$(wc -l <err)" -eq 1 ] || fail "--serve $1: $(cat err)"
    grep -q "run --serve: expected an address of this machine alone, .* found '$1'; from" err ||
        fail "--serve $1: $(cat err)"
    [ ! -e none.sqlite ] || fail "--serve $1: a file was made"
}
refused 0.0.0.0:8080
refused 192.0.2.1:80
refused example.org:80
refused 8080
refused 127.0.0.1
refused 127.0.0.1:70000

# In a browser, wide, as a phone, and without scripts: what is there, while the run goes on and
# once it has gone. Slow readers are put out.
browse()
{
    rm -rf profile
    timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-background-networking \
        --disable-component-update --disable-sync --no-first-run --user-data-dir="$PWD/profile" \
        "$@" 2>err
}
if [ "${CST_LONG:-0}" = 1 ] && command -v chromium >/dev/null; then
    cat >long.yaml <<'END'
trial: {agents: 1000, rounds: 1000}
scheming: {dependence: beta}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 1000000, stop: {relative: 1e-7}}
sweep: {scheming.rate: {log: [1e-4, 0.1, 4]}, scheming.rho: [0, 0.1, 0.5]}
END
    started long.err long.yaml --serve 127.0.0.1:0 --budget 90s
    /usr/bin/python3 "$client" slow "$url" >said || fail "slow: $(cat said)"
    for width in 1280 375; do
        browse --window-size=$width,2000 --virtual-time-budget=6000 --screenshot=$width.png "$url"
        [ -s $width.png ] || fail "no picture of $width dots: $(cat err)"
        browse --window-size=$width,2000 --virtual-time-budget=6000 --dump-dom "$url" >dom
        grep -q 'This page looks again every second' dom || fail "$width: it does not look again"
        grep -q 'class="curves live"' dom || fail "$width: no chart"
        grep -q '<canvas' dom || fail "$width: nothing is drawn"
        grep -q '<progress ' dom || fail "$width: no progress"
        grep -q 'data-state="running"' dom || fail "$width: no run"
    done
    /usr/bin/python3 -c 'import sys, urllib.request
sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())' "$url" |
        sed "s/script-src [^\"]*/script-src 'none'/" >still.html
    browse --dump-dom "file://$PWD/still.html" >dom
    grep -q 'class="curves live"' dom && fail "without scripts: a chart"
    grep -q 'As it was when the page was loaded' dom || fail "without scripts: it says otherwise"
    grep -q '<td>\[' dom || fail "without scripts: no intervals"
    grep -q 'http-equiv="refresh"' dom || fail "without scripts: it is not loaded anew"
    # The page is not wider than a phone: a page around it asks how wide it is.
    cat >wide.py <<'END'
import sys, urllib.request
page = urllib.request.urlopen(sys.argv[1]).read().decode()
page = page.replace("script-src", "script-src 'unsafe-inline'", 1)
import re
page = re.sub(r"'sha256-[^']*'", "", page)
print(page.replace("</body>", "<script>setTimeout(() => parent.postMessage(document.documentElement"
                   ".scrollWidth + ' of ' + innerWidth, '*'), 1000)</script></body>"))
END
    /usr/bin/python3 wide.py "$url" >driven.html
    cat >phone.html <<'HTML'
<!doctype html><title>phone</title><body><script>
onmessage = (event) => { document.body.dataset.wide = event.data; };</script>
<iframe src="driven.html" style="width: 375px; height: 800px; border: 0"></iframe></body>
HTML
    browse --virtual-time-budget=5000 --dump-dom "file://$PWD/phone.html" >dom
    wide=$(sed -n 's/.*data-wide="\([0-9 of]*\)".*/\1/p' dom)
    case $wide in
        "375 of 375" | "360 of 375") ;;
        *) fail "on a phone the page is '$wide' dots wide" ;;
    esac
    # The run goes while the page is open, for which an hour passes in seconds.
    browse --window-size=1280,2000 --virtual-time-budget=3600000 --dump-dom "$url" >dom &
    open=$!
    sleep 4
    kill -TERM $run
    wait $run
    wait $open
    grep -q 'class="gone">.* This is how it stood at ' dom ||
        fail "it does not say that the run is gone"
fi
finish serve
