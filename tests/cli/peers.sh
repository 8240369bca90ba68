#!/bin/sh
# SPDX-License-Identifier: MIT
# Peers in Python against the program: what comes of what they say, what is refused, and that a
# run ends whatever they do.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"

PYTHONPATH=$source_dir/clients/python
PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE
peers=$source_dir/clients/python/examples/peers

cat >half.yaml <<'YAML'
trial: {agents: 40, rounds: 20}
scheming: {rate: 0.1}
population:
  - {lineage: a, share: 0.5}
  - {lineage: b, share: 0.5, external: alice}
protocol: {kind: untrusted-monitor}
estimate: {trials: 100, seed: 1}
YAML
sed -e 's/untrusted-monitor/peer-report, reviewers: 2, penalty: 0.5/' -e 's/rate: 0.1/rate: 0.01/' \
    half.yaml >remembers.yaml
echo 'response: {effect: quarantine}' >>remembers.yaml

# with PEER SCENARIO [OPTION...]: a run with that peer; its output is in out and err.
with() {
    peer=$1
    shift
    rm -f door
    custodes run "$@" --listen "ipc://$PWD/door" --json >out 2>err &
    run=$!
    echo "$run" >pid
    # shellcheck disable=SC2086 # the peer's arguments are words
    timeout 60 /usr/bin/python3 "$peers"/${peer%% *} "ipc://$PWD/door" alice ${peer#* } 2>peer.err
    said=$?
    wait "$run"
    rc=$?
}

# value NAME: a result's estimate of the last run.
value() {
    sed -n "s/.*\"$1\":{\"estimate\":\([^,]*\),.*/\1/p" out | head -n 1
}

# near NAME VALUE WITHIN
near() {
    awk -v x="$(value "$1")" -v y="$2" -v w="$3" 'BEGIN { exit !(x > y - w && x < y + w) }' ||
        fail "$1: $(value "$1"), expected $2 within $3"
}

# 8,000 attacks: a share has a standard deviation of .006 at most; five of them. An attack escapes a
# simulated reviewer that schemes, .1, and an honest one that misses it, .9 * .1.
with 'honest.py 0.01' half.yaml
[ "$rc$said" = 00 ] || fail "honest: $rc, $said, $(cat err peer.err)"
near miss_share 0.145 0.03
grep -q '"peers":\[{"peer":"alice","confidence":0.95,"attacks":{"asked":4[0-9]*,' out ||
    fail "peers: $(grep -o '"peers".*' out)"
with 'colluding.py' half.yaml
[ "$rc$said" = 00 ] || fail "colluding: $rc, $said, $(cat err peer.err)"
near miss_share 0.595 0.03
with 'command.py echo abstain' half.yaml --set estimate.trials=1
[ "$rc$said" = 00 ] || fail "command: $rc, $said, $(cat err peer.err)"
grep -q '"honest":{"asked":3[0-9]*,"reported":0,"abstained":3' out ||
    fail "abstained: $(grep -o '"peers".*' out)"

# A record repeats it to the byte, with what peers came to, with any threads, and asks nobody.
strip() { sed 's/,"provenance":.*//' "$1"; }
with 'honest.py 0.2' half.yaml --record said.sqlite
strip out >first
/usr/bin/python3 "$source_dir/tests/cli/peers_conduct.py" said.sqlite out ||
    fail "what is said of a peer is not what its record has"
[ -s first ] || fail "record: $(cat err)"
for threads in 1 3; do
    custodes run half.yaml --replay said.sqlite --json --threads "$threads" --batch 900 >out \
        2>err ||
        fail "replay: $(cat err)"
    strip out | cmp -s - first || fail "replay with $threads threads: other bytes"
done
custodes run half.yaml --replay said.sqlite --seed 2 >out 2>err && fail "another seed was replayed"
grep -q "said.sqlite: expected what peers said in a run of these cells" err || fail "$(cat err)"
custodes run half.yaml --replay said.sqlite --set estimate.trials=101 >out 2>err &&
    fail "more trials were replayed than were recorded"
grep -q 'found none: that run did not come so far\|of these cells' err || fail "$(cat err)"

# Several cells, others beside it: a single agent outside, and many that meet on a task.
sed -e 's/untrusted-monitor/committee, reviewers: 3/' half.yaml >three.yaml
echo 'sweep: {scheming.rate: [0.1, 0.2]}' >>three.yaml
sed -e 's/share: 0.5}/share: 0.975}/; s/share: 0.5, /share: 0.025, /' three.yaml >one.yaml
for scenario in three one; do
    with 'honest.py 0.1' $scenario.yaml --set estimate.trials=40 --record $scenario.sqlite
    [ "$rc$said" = 00 ] || fail "$scenario: $rc, $said, $(cat err peer.err)"
    /usr/bin/python3 "$source_dir/tests/cli/peers_conduct.py" $scenario.sqlite out ||
        fail "$scenario: what is said of a peer is not what its record has"
    strip out >first
    custodes run $scenario.yaml --set estimate.trials=40 --replay $scenario.sqlite --json \
        --threads 4 --batch 900 >out 2>err || fail "$scenario: $(cat err)"
    strip out | cmp -s - first || fail "$scenario: a replay says something else of its peers"
done

# Who missed together, from the record and from the counts that its view has.
custodes fit one.sqlite --cell 1 --json >fitted || fail "fit of a record"
/usr/bin/python3 - >counts.csv <<'PY'
import sqlite3
print("agents,schemed,count")
for row in sqlite3.connect("one.sqlite").execute(
        "SELECT agents, schemed, count FROM together WHERE cell = 1"):
    print(*row, sep=",")
PY
custodes fit counts.csv --json |
    sed 's/counts.csv/one.sqlite/; s/with a schemer/with a miss/' >other
cmp -s fitted other || fail "a record and its counts are fitted differently"

# Under a protocol that remembers, one that learns to cover lets more through than an honest one.
with 'honest.py 0.01' remembers.yaml
honest=$(value residual_risk)
with 'colluding.py' remembers.yaml
colluding=$(value residual_risk)
with 'learning.py 0' remembers.yaml
learning=$(value residual_risk)
awk -v a="$honest" -v b="$colluding" -v c="$learning" 'BEGIN { exit !(a < b && b == c) }' ||
    fail "honest $honest, colluding $colluding, learning at once $learning"

# One that learns by the law of the strategy of that name: in round r it has reviewed this actor
# E ~ Bin(r, 1/5) times before, and lets an attack pass with chance 1 - .9 (1 - C(E)).
cat >learns.yaml <<'YAML'
trial:      {agents: 6, rounds: 40}
scheming:   {rate: 0.05}
population: [{lineage: outside, share: 1, external: alice}]
protocol:   {kind: untrusted-monitor}
monitor:    {score: {tpr: 0.9, fpr: 0.01}}
estimate:   {trials: 600, seed: 5}
YAML
with 'learning.py 0.0085 0.142 0.906' learns.yaml
[ "$rc$said" = 00 ] || fail "learning: $rc, $said, $(cat err peer.err)"
near miss_share "$(awk 'BEGIN {
    for (r = 0; r < 40; r++) {
        p = 0.8 ^ r # P(E = 0)
        for (e = 0; e <= r; e++) {
            sum += p * (1 - 0.9 * (1 - 0.906 * (1 - (1 - 0.0085) * exp(-0.142 * e)))) / 40
            p *= (r - e) / (e + 1) / 4
        }
    }
    print sum }')" 0.03

# A peer that goes away in the middle, or never answers: abstentions, after the patience.
cat >leaves.py <<'PY'
import sys
from custodes.peer import Peer
peer = Peer(*sys.argv[1:3])
for at, tasks in enumerate(peer):
    if at == 3:
        break
    peer.answer(tasks, bytes(len(tasks)))
PY
cat >mute.py <<'PY'
import sys, time
from custodes.peer import Peer
peer = Peer(*sys.argv[1:3])
peer.receive()
time.sleep(3)
PY
cat >wrong.py <<'PY'
import sys
from custodes.peer import Peer, Refused
peer = Peer(*sys.argv[1:3])
tasks = peer.receive()
peer._send(4, tasks.batch, b"\x07" * len(tasks))
try:
    peer.receive()
except Refused as why:
    sys.exit(0 if "expected 0, 1 or 2" in str(why) else 1)
sys.exit(2)
PY
cat >slow.py <<'PY'
import sys, time
from custodes.peer import Peer
peer = Peer(*sys.argv[1:3])
for at, tasks in enumerate(peer):
    print(at)
    time.sleep(0.1)
    peer.answer(tasks, bytes(len(tasks)))
PY
peers=$PWD
for kind in leaves mute wrong; do
    with "$kind.py" half.yaml --patience 1s --set estimate.trials=4
    [ "$rc" = 0 ] || fail "$kind: $rc, $(cat err)"
    [ "$kind" != wrong ] || [ "$said" = 0 ] || fail "wrong: it was told $said $(cat peer.err)"
    grep -q '"unanswered":[1-9]' out || fail "$kind: $(grep -o '"peers".*' out)"
    grep -q 'peers gave no answer to .* tasks' err || fail "$kind: $(cat err)"
    grep -q '"lost":1,' out || fail "$kind: $(grep -o '"peers".*' out)"
done

# One that is killed and started again goes on: what it was asked has no answer, and no more.
cat >killed.py <<'PY'
import os, signal, sys
from custodes.peer import Peer
peer = Peer(*sys.argv[1:3])
for tasks in peer:
    if not os.path.exists("was"):
        open("was", "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    peer.answer(tasks, bytes(len(tasks)))
PY
custodes run half.yaml --listen "ipc://$PWD/door" --patience 60s --json >out 2>err &
run=$!
timeout 60 /usr/bin/python3 killed.py "ipc://$PWD/door" alice 2>peer.err && fail "it was not killed"
timeout 60 /usr/bin/python3 killed.py "ipc://$PWD/door" alice 2>peer.err ||
    fail "started again: $(cat peer.err)"
wait "$run" || fail "a peer that was started again: $(cat err)"
n='\([0-9]*\)'
sed -n "s/.*\"honest\":{\"asked\":$n,.*\"unanswered\":$n.*\"lost\":$n,.*/\1 \2 \3/p" out |
    awk '{ some = $2 > 0 && $2 < $1 / 4 && $3 == 1 } END { exit !some }' ||
    fail "started again: $(grep -o '"peers".*' out)"

# One that is killed before it was asked is waited for again, and nothing is without an answer.
cat >naps.py <<'PY'
import sys, time
from custodes.peer import Peer
peer = Peer(*sys.argv[1:3])
peer._socket.recv()
open("welcomed", "w").close()
time.sleep(60)
PY
sed '/lineage: a/s/}$/, external: bob}/' half.yaml >two.yaml
custodes run two.yaml --listen "ipc://$PWD/door" --json >out 2>err &
run=$!
/usr/bin/python3 naps.py "ipc://$PWD/door" bob 2>peer.err &
napping=$!
until [ -e welcomed ] && grep -q "waiting for the peer 'alice'" err; do sleep 0.1; done
kill -KILL "$napping"
wait "$napping"
until tail -n 1 err | grep -q "waiting for the peer 'bob'"; do sleep 0.1; done
honest=$source_dir/clients/python/examples/peers/honest.py
timeout 60 /usr/bin/python3 "$honest" "ipc://$PWD/door" carol 0.01 2>peer.err && fail "carol came"
for name in alice bob; do
    timeout 60 /usr/bin/python3 "$honest" "ipc://$PWD/door" "$name" 0.01 2>"$name.err" &
    last=$!
done
wait "$last" || fail "a peer that was killed while others were missing: $(cat bob.err)"
wait "$run" || fail "a peer was killed while others were missing: $(cat err)"
grep -q '"unanswered":[1-9]' out && fail "unanswered: $(grep -o '"peers".*' out)"
grep -q '"strangers":{"malformed":0,"version":0,"stranger":1,' out ||
    fail "strangers: $(grep -o '"strangers".*' out)"
grep -q '"lost":1,.*"lost":0,' out || fail "killed: $(grep -o '"peers".*' out)"

# One whose connection breaks and is made again goes on: with the rest of its tasks.
cat >breaks.py <<'PY'
import select, socket, sys
left = int(sys.argv[3])  # bytes of the peer, after which the connection breaks, once
listens = socket.socket(socket.AF_UNIX)
listens.bind(sys.argv[1])
listens.listen(5)
while True:
    outer, _ = listens.accept()
    inner = socket.socket(socket.AF_UNIX)
    inner.connect(sys.argv[2])
    other = {outer: inner, inner: outer}
    while other:
        for end in select.select(list(other), [], [])[0]:
            some = end.recv(1 << 16)
            was, left = left, left - (len(some) if end is outer else 0)
            if not some or left < 0 <= was:
                other = {}
                break
            other[end].sendall(some)
    outer.close()
    inner.close()
PY
rm -f door break
custodes run half.yaml --listen "ipc://$PWD/door" --threads 1 --json >out 2>err &
run=$!
until [ -S door ]; do sleep 0.1; done
/usr/bin/python3 breaks.py break door 5000 2>break.err &
breaks=$!
timeout 60 /usr/bin/python3 "$honest" "ipc://$PWD/break" alice 0.01 2>peer.err ||
    fail "a connection that broke: $(cat peer.err)"
wait "$run" || fail "a connection that broke: $(cat err)"
kill "$breaks"
wait "$breaks"
n='\([0-9]*\)'
sed -n "s/.*\"honest\":{\"asked\":$n,.*\"unanswered\":$n.*\"lost\":$n,.*/\1 \2 \3/p" out |
    awk '{ some = $2 > 0 && $2 < $1 / 4 && $3 == 1 } END { exit !some }' ||
    fail "a connection that broke: $(grep -o '"peers".*' out)"

# A signal in the middle: the peer, which is still answering, is told the end and not that it is
# wrong.
custodes run half.yaml --listen "ipc://$PWD/door" --set estimate.trials=10000000 >out 2>err &
run=$!
PYTHONUNBUFFERED=1 timeout 60 /usr/bin/python3 "$peers/slow.py" "ipc://$PWD/door" alice >peer.out \
    2>peer.err &
said=$!
until grep -q 5 peer.out; do sleep 0.1; done
kill -TERM "$run"
wait "$run"
rc=$?
wait "$said" || fail "a peer of a run that was interrupted: $(cat peer.err)"
[ "$rc" = 130 ] && [ ! -e door ] || fail "interrupted among answers: $rc, $(cat err)"

# --- Actors, scores and news -------------------------------------------------------------------

cat >simulated.yaml <<'YAML'
trial: {agents: 40, rounds: 20}
scheming: {rate: 0.1, awareness: 0.3}
population:
  - {lineage: a, share: 0.5}
  - {lineage: b, share: 0.5}
protocol: {kind: untrusted-monitor}
response: {effect: quarantine}
estimate: {trials: 100, seed: 1, method: naive}
YAML
sed '/lineage: [ab]/s/}$/, external_actor: alice}/' simulated.yaml >acts.yaml
cat >acts.py <<'PY'
import sys
from custodes.peer import Peer
with Peer(*sys.argv[1:3], role=Peer.ACTOR) as peer:
    for deeds in peer:
        peer.answer(deeds, [not watched or sys.argv[3] == "always" for watched in deeds.watched])
PY
cat >scores.py <<'PY'
import sys
from custodes.peer import Peer
with Peer(*sys.argv[1:3]) as peer:
    for tasks in peer:
        peer.score(tasks, tasks.score if sys.argv[3] == "seen" else [0.5] * len(tasks))
PY
# Each answered task has one piece of news, before the next round of its trial is asked. What was
# reported and audited, of a lineage that is certain to be audited where it is flagged, was flagged.
cat >hears.py <<'PY'
import sys
from custodes.peer import News, Peer
said = {}
def hear(news):
    seats = zip(news.trial, news.round, news.reviewer, news.actor, news.outcome)
    for trial, turn, reviewer, actor, outcome in seats:
        reported = said.pop((trial, turn, reviewer, actor))
        assert reported == bool(outcome & News.FLAGGED) == bool(outcome & News.AUDITED), outcome
        assert reported or outcome == 0, outcome
        assert bool(outcome & News.PROVEN) == bool(outcome & News.OUT), outcome
with Peer(*sys.argv[1:3], news=hear) as peer:
    for tasks in peer:
        started = set(zip(tasks.trial, tasks.round))
        assert not [1 for trial, turn, _, _ in said if (trial, turn + 1) in started]
        reports = [score >= 0.99 for score in tasks.score]
        for key in zip(tasks.trial, tasks.round, tasks.reviewer, tasks.actor, reports):
            said[key[:4]] = key[4]
        peer.answer(tasks, reports)
assert not said, len(said)
PY
peers=$PWD

# count NAME: a count of the last run's first peer.
count() {
    /usr/bin/python3 - "$1" <<'PY'
import json, sys
cell = json.loads(open("out").readline())
peer = {**cell["peers"][0], **cell["provenance"]["peers"][0]}
deeds = [peer[kind]["tasks"] for kind in ("unwatched", "watched") if kind in peer]
peer["deeds"] = sum(deed["asked"] for deed in deeds)
peer["attacked"] = sum(deed["attacked"] for deed in deeds)
peer["asked"] = sum(peer[kind]["asked"] for kind in ("attacks", "honest") if kind in peer)
print(peer[sys.argv[1]])
PY
}

# One that attacks wherever its agents scheme is what a simulated one is: the same draws. One that
# does not while it is watched attacks on .7 of them.
custodes run simulated.yaml --json >out 2>err || fail "simulated: $(cat err)"
for name in residual_risk trial_risk usefulness lost_work; do value $name; done >expected
with 'acts.py always' acts.yaml
[ "$rc$said" = 00 ] || fail "acts: $rc, $said, $(cat err peer.err)"
for name in residual_risk trial_risk usefulness lost_work; do value $name; done >found
cmp -s expected found || fail "acts always: $(cat found), expected $(cat expected)"
[ "$(count deeds)" = "$(count attacked)" ] || fail "acts always: $(count deeds), $(count attacked)"
with 'acts.py unwatched' acts.yaml --set response.effect=none
awk -v d="$(count deeds)" -v a="$(count attacked)" 'BEGIN {
    exit !(d > 7500 && d < 8500 && a > 0.7 * d - 200 && a < 0.7 * d + 200) }' ||
    fail "acts unwatched: $(count deeds), $(count attacked)"
grep -q "\"counts\":{[^}]*\"attacks\":$(count attacked)," out ||
    fail "other attacks were counted than the peer made: $(count attacked)"

# Scores as they are seen say what an honest reviewer reports.
with 'scores.py seen' half.yaml --set estimate.trials=20
value residual_risk >found
peers=$source_dir/clients/python/examples/peers
with 'honest.py 0.01' half.yaml --set estimate.trials=20
value residual_risk | cmp -s - found || fail "scores: $(cat found), honest: $(value residual_risk)"
with 'acting.py' acts.yaml
[ "$rc$said" = 00 ] || fail "acting: $rc, $said, $(cat err peer.err)"
[ "$(count told)" = "$(count deeds)" ] || fail "acting was told: $(count told) of $(count deeds)"
with 'honest.py 0.01' acts.yaml --set estimate.trials=1 &
until [ -s peer.err ] && grep -q Refused peer.err; do sleep 0.1; done
grep -q 'role: expected 2 (actor), found 1 (reviewer)' peer.err ||
    fail "honest as an actor: $(cat peer.err)"
kill -TERM "$(cat pid)"
wait $!
peers=$PWD

# Where audits go to the most suspicious work, scores are what suspicion is: who sees catches more
# than who says the same of all.
sed -e 's/untrusted-monitor/untrusted-monitor, audit: {budget: 0.1}/' half.yaml >budget.yaml
with 'scores.py seen' budget.yaml
[ "$rc$said" = 00 ] || fail "budget: $rc, $said, $(cat err peer.err)"
seen=$(value residual_risk)
with 'scores.py same' budget.yaml
awk -v a="$seen" -v b="$(value residual_risk)" 'BEGIN { exit !(a > 0 && a < 0.8 * b) }' ||
    fail "budget: $seen by scores, $(value residual_risk) by none"

sed -e '/lineage: a/s/0.5/0.6/' -e '/lineage: b/s/0.5/0.4/' half.yaml >hears.yaml
echo 'response: {effect: quarantine}' >>hears.yaml
for threads in 1 3; do
    with hears.py hears.yaml --threads "$threads" --set estimate.trials=200
    [ "$rc$said" = 00 ] || fail "hears: $rc, $said, $(cat err peer.err)"
    [ "$(count told)" = "$(count asked)" ] && [ "$(count untold)" = 0 ] ||
        fail "hears with $threads threads: $(count told) of $(count asked)"
done

# A key may do what it is allowed to: one of a reviewer does not act.
cat >keyed.py <<'PY'
import sys
from custodes.peer import Peer, Refused
endpoint, name, hub = sys.argv[1:4]
pair = dict(line.split() for line in open(f"custodes-keys/{name}.secret") if line[0] != "#")
try:
    with Peer(endpoint, name, keys=(hub, pair["public"], pair["secret"]), role=Peer.ACTOR) as peer:
        for deeds in peer:
            peer.answer(deeds, [True] * len(deeds))
except Refused as why:
    sys.exit(0 if sys.argv[4] == "refused" and "allowed as actor, found one of reviewer" in str(why)
             else str(why))
sys.exit(0 if sys.argv[4] == "taken" else 1)
PY
hub=$(custodes keys new hub 2>err) || fail "keys: $(cat err)"
custodes keys new alice --role reviewer >/dev/null 2>err || fail "keys: $(cat err)"
custodes keys list >listed
alice=$(awk '$1 == "alice" { print $3 }' listed)
for role in reviewer actor; do
    custodes keys remove alice >out 2>err || fail "keys: $(cat err)"
    custodes keys allow alice --role "$role" -- "$alice" >out 2>err || fail "keys: $(cat err)"
    custodes run acts.yaml --set estimate.trials=2 --listen 'tcp://127.0.0.1:*' \
        --keys custodes-keys --json >out 2>err &
    run=$!
    until grep -q 'listening at tcp' err; do sleep 0.1; done
    door=$(sed -n 's/.*listening at \(tcp[^ ]*\) .*/\1/p' err)
    said=taken
    [ "$role" = actor ] || said=refused
    timeout 60 /usr/bin/python3 keyed.py "$door" alice "$hub" "$said" 2>peer.err ||
        fail "a key of an $role: $(cat peer.err)"
    [ "$role" = actor ] || kill -TERM "$run"
    wait "$run"
    rc=$?
    case $role$rc in
        actor0 | reviewer130 | reviewer143) ;;
        *) fail "a key of an $role: $rc, $(cat err)" ;;
    esac
done

# Nobody comes: a signal ends it, and nothing is left.
custodes run half.yaml --listen "ipc://$PWD/door" >out 2>err &
run=$!
until grep -q "listening at ipc://$PWD/door for the peer 'alice'" err; do sleep 0.1; done
kill -TERM "$run"
wait "$run"
rc=$?
case $rc in
    130) [ ! -e door ] || fail "the socket file is left" ;;
    143) ;; # a machine so busy that the second was over
    *) fail "a signal while nobody has come: $rc, $(cat err)" ;;
esac

# A signal while a peer thinks: what is kept is said, and where.
cat >thinks.py <<'PY'
import sys, time
from custodes.peer import Peer
peer = Peer(*sys.argv[1:3])
peer.receive()
open("asked", "w").close()
time.sleep(60)
PY
for record in '' '--record thought.sqlite'; do
    rm -f door asked
    # shellcheck disable=SC2086 # none, or an option and its value
    custodes run half.yaml --listen "ipc://$PWD/door" --patience 60s $record >out 2>err &
    run=$!
    /usr/bin/python3 thinks.py "ipc://$PWD/door" alice 2>peer.err &
    peer=$!
    for _ in $(seq 300); do
        [ -e asked ] && break
        sleep 0.1
    done
    kill -TERM "$run"
    wait "$run"
    rc=$?
    kill "$peer"
    wait "$peer"
    words='nothing was kept, --record FILE keeps what peers say'
    [ -z "$record" ] || words='of the results nothing was kept, and of what peers said all is'
    [ "$rc" = 130 ] && grep -q "$words" err || fail "a signal in between: $rc, $(cat err)"
done
[ -e thought.sqlite ] || fail "a signal left no record"

# The live view has what was measured by now.
cat >thinks.py <<'PY'
import re, sys, time, urllib.request
from custodes.peer import Peer
peer = Peer(*sys.argv[1:3])
for at, tasks in enumerate(peer):
    if at == 6:
        url = re.search(r"http://\S+", open("err").read()).group()
        for _ in range(100):
            text = urllib.request.urlopen(url + "status").read().decode()
            found = re.search('"peers":.*?"asked":([0-9]+),"reported":([0-9]+)', text)
            if found and int(found[1]) > int(found[2]) > 0:
                open("seen", "w").write(text)
                break
            time.sleep(0.1)
    peer.answer(tasks, [score > 0.5 for score in tasks.score])
PY
with thinks.py half.yaml --serve 127.0.0.1:0 --set estimate.trials=200
[ "$rc$said" = 00 ] && [ -s seen ] || fail "the live view: $rc, $said, $(cat err peer.err)"

# refused CODE WORDS ARGUMENT...
refused() {
    code=$1
    words=$2
    shift 2
    custodes "$@" >out 2>err
    [ $? -eq "$code" ] && grep -qF -- "$words" err || fail "$*: expected '$words', found $(cat err)"
}

# What cannot be, in a line.
refused 2 'fit: expected --cell N, from 0 on, with a record of 2 cells' fit three.sqlite
refused 2 'three.sqlite: expected attacks of cell 7 that all of their reviewers said something' \
    fit three.sqlite --cell 7
refused 2 'said.sqlite: expected tasks with several reviewers, found one each' fit said.sqlite
refused 2 'fit --cell: expected a record' fit counts.csv --cell 1
refused 2 "population.external: expected a run to which the peer 'alice' can come" run half.yaml
refused 2 'run --out: expected none where peers answer' run half.yaml --listen ipc://door --out x
refused 2 'tcp' run half.yaml --listen tcp://127.0.0.1:0
refused 2 'run --patience: expected --listen ENDPOINT with it' run half.yaml --patience 1s
refused 2 'run --record: expected --listen ENDPOINT with it' run half.yaml --record x
refused 2 'run --replay: it is for the peers' run "$source_dir/scenarios/committee.yaml" --replay x
refused 1 'unable to open database file' run half.yaml --replay none.sqlite
refused 2 'skip: a peer outside says' run half.yaml --set estimate.method=skip

finish peers
