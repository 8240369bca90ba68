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
grep -q '"peers":\[{"peer":"alice","asked":4[0-9]*,' out || fail "peers: $(tail -n 1 out)"
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
