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
grep -q '"peers":\[{"peer":"alice","asked":4[0-9]*,.*"lost":0,' out || fail "peers: $(tail -n 1 out)"
with 'colluding.py' half.yaml
[ "$rc$said" = 00 ] || fail "colluding: $rc, $said, $(cat err peer.err)"
near miss_share 0.595 0.03
with 'command.py echo abstain' half.yaml --set estimate.trials=1
[ "$rc$said" = 00 ] || fail "command: $rc, $said, $(cat err peer.err)"
grep -q '"abstained":4[0-9][0-9],' out || fail "abstained: $(tail -n 1 out)"

# A record repeats it to the byte, with any threads, and asks nobody.
strip() { grep -v '^{"peers"' "$1" | sed 's/,"provenance":.*//'; }
with 'honest.py 0.2' half.yaml --record said.sqlite
strip out >first
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

# Under a protocol that remembers, one that learns to cover lets more through than an honest one.
with 'honest.py 0.01' remembers.yaml
honest=$(value residual_risk)
with 'colluding.py' remembers.yaml
colluding=$(value residual_risk)
with 'learning.py 0' remembers.yaml
learning=$(value residual_risk)
awk -v a="$honest" -v b="$colluding" -v c="$learning" 'BEGIN { exit !(a < b && b == c) }' ||
    fail "honest $honest, colluding $colluding, learning at once $learning"

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
    grep -q '"unanswered":[1-9]' out || fail "$kind: $(tail -n 1 out)"
    grep -q '"lost":1,' out || fail "$kind: $(tail -n 1 out)"
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
sed -n 's/.*"asked":\([0-9]*\),.*"unanswered":\([0-9]*\),.*"lost":\([0-9]*\),.*/\1 \2 \3/p' out |
    awk '{ exit !($2 > 0 && $2 < $1 / 4 && $3 == 1) }' || fail "started again: $(tail -n 1 out)"

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

# count NAME: a count of the last run, or of its first peer.
count() { sed -n "s/.*\"$1\":\([0-9][0-9]*\)[,}].*/\1/p" out | tail -n 1; }

# One that attacks wherever its agents scheme is what a simulated one is: the same draws. One that
# does not while it is watched attacks on .7 of them.
custodes run simulated.yaml --json >out 2>err || fail "simulated: $(cat err)"
for name in residual_risk trial_risk usefulness lost_work; do value $name; done >expected
with 'acts.py always' acts.yaml
[ "$rc$said" = 00 ] || fail "acts: $rc, $said, $(cat err peer.err)"
for name in residual_risk trial_risk usefulness lost_work; do value $name; done >found
cmp -s expected found || fail "acts always: $(cat found), expected $(cat expected)"
[ "$(count deeds)" = "$(count attacks)" ] || fail "acts always: $(tail -n 1 out)"
with 'acts.py unwatched' acts.yaml --set response.effect=none
awk -v d="$(count deeds)" -v a="$(count attacks)" 'BEGIN {
    exit !(d > 7500 && d < 8500 && a > 0.7 * d - 200 && a < 0.7 * d + 200) }' ||
    fail "acts unwatched: $(tail -n 1 out)"
grep -q "\"counts\":{[^}]*\"attacks\":$(count attacks)," out ||
    fail "other attacks were counted than the peer made: $(count attacks)"

# Scores as they are seen say what an honest reviewer reports.
with 'scores.py seen' half.yaml --set estimate.trials=20
value residual_risk >found
peers=$source_dir/clients/python/examples/peers
with 'honest.py 0.01' half.yaml --set estimate.trials=20
value residual_risk | cmp -s - found || fail "scores: $(cat found), honest: $(value residual_risk)"
with 'acting.py' acts.yaml
[ "$rc$said" = 00 ] || fail "acting: $rc, $said, $(cat err peer.err)"
[ "$(count told)" = "$(count deeds)" ] || fail "acting was told: $(tail -n 1 out)"
with 'honest.py 0.01' acts.yaml --set estimate.trials=1 &
until [ -s peer.err ] && grep -q Refused peer.err; do sleep 0.1; done
grep -q 'role: expected actor, found reviewer' peer.err ||
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
        fail "hears with $threads threads: $(tail -n 1 out)"
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

# refused CODE WORDS ARGUMENT...
refused() {
    code=$1
    words=$2
    shift 2
    custodes "$@" >out 2>err
    [ $? -eq "$code" ] && grep -qF -- "$words" err || fail "$*: expected '$words', found $(cat err)"
}

# What cannot be, in a line.
refused 2 "population.external: expected a run to which the peer 'alice' can come" run half.yaml
refused 2 'run --out: expected none where peers answer' run half.yaml --listen ipc://door --out x
refused 2 'tcp' run half.yaml --listen tcp://127.0.0.1:0
refused 2 'run --patience: expected --listen ENDPOINT with it' run half.yaml --patience 1s
refused 2 'run --record: expected --listen ENDPOINT with it' run half.yaml --record x
refused 2 'run --replay: it is for the peers' run "$source_dir/scenarios/committee.yaml" --replay x
refused 1 'unable to open database file' run half.yaml --replay none.sqlite
refused 2 'skip: a peer outside says' run half.yaml --set estimate.method=skip

finish peers
