#!/bin/sh
# SPDX-License-Identifier: MIT
# Every command, with one allocation failing at a time: a message, or the same output. CST_LONG=1
# tries every allocation of every command; without it some of each are tried. The scenarios are the
# smallest that go the same ways: some 40,000 runs have to end within minutes.
# Arguments: as of the tests of the program, then the preloaded library and the driver.
shim=$4
driver=$5
# shellcheck source=SCRIPTDIR/../cli/lib.sh
. "$(dirname "$0")/../cli/lib.sh"

# What aborts, or uses what it did not get, in code that is not ours:
#   libzmq     asserts on every allocation (its alloc_assert)
#   ld-linux   the memory of a thread that libzmq starts: libzmq asserts (its thread.cpp)
#   libfyaml   uses what it did not get
#   libpgm     that libzmq brings: uses what it did not get
#   libjson-c  uses what it did not get (its tokener)
known=libzmq,ld-linux-x86-64,ld-linux-aarch64,libpgm-5,libfyaml,libjson-c
most=0
[ -n "${CST_LONG:-}" ] || most=6

cat >small.yaml <<'YAML'
claim: Small.
trial: {agents: 4, rounds: 3}
scheming: {rate: 0.2, dependence: beta, rho: 0.1}
protocol: {kind: committee, reviewers: 2}
estimate: {trials: 20, seed: 1}
sweep: {scheming.rate: [0.1, 0.2]}
YAML
cat >played.yaml <<'YAML'
trial: {agents: 4, rounds: 3}
scheming: {rate: 0.2}
protocol: {kind: peer-report, reviewers: 2, penalty: 0.5}
response: {effect: quarantine}
estimate: {trials: 20, seed: 1}
YAML
cat >uncertain.yaml <<'YAML'
trial: {agents: 4, rounds: 3}
scheming: {rate: 0.2}
protocol: {kind: trusted-monitor}
uncertainty:
  monitor.trusted.score.tpr: {uniform: [0.8, 0.95]}
  scheming.rate: {uniform: [0.1, 0.3]}
  scheming.rate, monitor.trusted.score.tpr: {rank: 0.5}
estimate: {trials: 20, seed: 1}
YAML
cat >design.yaml <<'YAML'
trial: {agents: 4, rounds: 3}
protocol: {kind: committee, reviewers: 2}
estimate: {trials: 20, seed: 1}
sweep:
  scheming.rate, protocol.rule: {latin: [{log: [0.1, 0.3]}, [any, all]], points: 2}
  monitor.score.tpr, monitor.score.fpr: [[0.5, 0.1], [0.6, 0.2]]
YAML
cat >bench.yaml <<'YAML'
trial: {agents: 4, rounds: 3}
scheming: {rate: 0.2}
protocol: {reviewers: 2}
estimate: {trials: 20, seed: 1}
sweep: {protocol.kind: [untrusted-monitor, committee], collusion.strategy: [none, always-pass]}
YAML
cat >front.yaml <<'YAML'
trial: {agents: 4, rounds: 3}
scheming: {rate: 0.2}
estimate: {trials: 20, seed: 1}
sweep: {protocol.kind: [random-audit], protocol.audit.share: [0.1, 0.2]}
YAML
cat >outside.yaml <<'YAML'
trial: {agents: 4, rounds: 3}
scheming: {rate: 0.5}
population: [{lineage: a, share: 0.5}, {lineage: b, share: 0.5, external: alice}]
protocol: {kind: committee, reviewers: 2}
estimate: {trials: 20, seed: 1}
sweep: {scheming.rate: [0.5, 0.6]}
YAML
printf 'run,episode,first,second\n%s,1,report,cover\n%s,2,cover,report\n' 1 1 2 2 >episodes.csv
cat >broken.yaml <<'YAML'
trial: {agents: 4, rouns: 3}
YAML
custodes run small.yaml --quiet --out small.sqlite >/dev/null || fail "small.yaml"
custodes run small.yaml --quiet --set sweep.scheming.rho='[0.1, 0.3]' --out map.sqlite >/dev/null ||
    fail "small.yaml over rho"
custodes run small.yaml --quiet --seed 2 --out other.sqlite >/dev/null || fail "another small.yaml"
custodes run outside.yaml --quiet --listen "ipc://$PWD/door" --record said.sqlite >/dev/null 2>&1 &
PYTHONPATH=$source_dir/clients/python PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 \
    "$source_dir/clients/python/examples/peers/honest.py" "ipc://$PWD/door" alice 0.1
wait $! || fail "a record of outside.yaml"

# try FILE ARGUMENT...: FILE is what the command writes, or "-"
try()
{
    file=$1
    shift
    "$driver" "$shim" nth.log "$most" "$known" "$file" -- custodes "$@" || fail "$*"
}

try - run small.yaml --link direct --quiet --csv
try - run small.yaml --link direct --quiet
try - run small.yaml --link direct --quiet --json
try - run small.yaml --threads 1 --quiet --csv
try - run played.yaml --link direct --quiet --csv
try - run uncertain.yaml --link direct --quiet --json
try - run outside.yaml --link direct --quiet --replay said.sqlite
try - run outside.yaml --link direct --quiet --json --replay said.sqlite
try - run broken.yaml
try - run design.yaml --link direct --quiet --csv --set monitor.score.fpr=0.2
try - validate small.yaml --json # without times, which are never the same: plan has nothing else
try - export small.sqlite --csv
try - export small.sqlite --json
try small-tables.sqlite export small.sqlite --sqlite --output small-tables.sqlite
try small.csv export small.sqlite --csv --output small.csv
try small.svg plot small.sqlite --output small.svg
try map.svg plot map.sqlite --map scheming.rate scheming.rho --contour miss_share=0.5 \
    --output map.svg
try page.html report map.sqlite small.sqlite --output page.html
try split.svg plot map.sqlite --split scheming.rho --label scheming.rate=rate --output split.svg
try - surface small.yaml --quiet --samples 1000
try - compare small.yaml --quiet
try - compare small.sqlite other.sqlite --fail-if 'difference.low > 1'
try - compare small.sqlite other.sqlite --json
try - benchmark bench.yaml --quiet
try - pareto front.yaml --quiet
# Each of a hundred draws allocates what the one before did: some stand for all of them.
all=$most
[ "$most" -ne 0 ] || most=500
try - assumptions small.yaml --sensitivity --draws 100
try - assumptions uncertain.yaml --sensitivity --draws 100
most=$all
together=$source_dir/scenarios/data/together_example.csv
try - promise small.yaml --rate-at-most 0/9 --rho-from "$together"
try - fit "$together"
try - fit episodes.csv
try - fit said.sqlite --cell 1
custodes keys new hub >hub.public 2>&1 || fail "keys new"
custodes keys allow hub --role worker || fail "keys allow"
try - keys list
try - list protocols
try - help scenario
try - version
finish nth_allocation
