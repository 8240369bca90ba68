#!/bin/sh
# SPDX-License-Identifier: MIT
# CSV, JSON Lines and tables of SQLite hold the same numbers and texts, value by value: cells of
# every kind of result, results that are missing, unbounded or by design, counters beyond 2^53,
# claims in any script, and names of files that a shell or SQLite would take for something else.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"

# agree WHAT: of r.sqlite
agree()
{
    custodes export ./r.sqlite --csv --output r.csv || fail "$1: CSV"
    custodes export ./r.sqlite --json --output r.jsonl || fail "$1: JSON"
    custodes export ./r.sqlite --sqlite --output t.sqlite || fail "$1: SQLite"
    bookkeeper r.csv r.jsonl t.sqlite >said || fail "$1: $(cat said)"
}

# same SCENARIO ARGUMENT...
same()
{
    rm -f r.sqlite
    custodes run "$@" --quiet --out r.sqlite >shown 2>err
    code=$?
    [ "$code" -eq 0 ] || [ "$code" -eq 4 ] || fail "run $*: $(cat err)"
    agree "$*"
}

shipped=$source_dir/scenarios
same "$shipped/committee.yaml" --set estimate.trials=20
same "$shipped/committee.yaml" --set estimate.trials=20 --set scheming.rate=1e-12
same "$shipped/committee.yaml" --set estimate.method=importance --set estimate.trials=500
same "$shipped/rare-schemers-over-time.yaml" --set trial.agents=10 --set trial.rounds=20 \
    --set estimate.trials=20
same "$shipped/trusted-or-untrusted.yaml" --set estimate.trials=20
same "$source_dir/tests/cli/steps.yaml" --set estimate.method=splitting
for mechanism in evaluation generations update watching; do
    echo "$mechanism: {}" >"$mechanism.yaml"
    same "$mechanism.yaml" --set estimate.trials=200
done
cat >claim.yaml <<'END'
claim: "Überprüfer melden einander, 互いに報告する; \"quoted\", a comma, 'and' a tab\tand <b>"
trial: {agents: 20, rounds: 10}
scheming: {rate: 0.1}
protocol: {kind: trusted-monitor}
uncertainty: {monitor.trusted.score.tpr: {uniform: [0.8, 0.95]}}
estimate: {trials: 1e4, stop: {relative: 0.1}}
sweep: {protocol.kind: [trusted-monitor, upfront-audit], scheming.rate: [0, 1e-15, 0.1, 1]}
END
same claim.yaml
grep -qF "Überprüfer melden einander, 互いに報告する; \"quoted\", a comma, 'and' a tab" t.sqlite ||
    fail "the claim is not as it was"
# 1e17 tasks: counters that a double does not hold.
echo '{trial: {agents: 1000, rounds: 1000}, scheming: {rate: 1e-13}, protocol: {kind: none},
  estimate: {trials: 99999999999}}' >large.yaml
same large.yaml
grep -qF '"planned":99999999999000000,' r.jsonl || fail "a large counter"

# What is unfinished is left out, in every format.
rm -f r.sqlite
custodes run "$shipped/committee.yaml" --quiet --set estimate.trials=1e6 --budget 0.3s \
    --out r.sqlite >/dev/null 2>&1
custodes export r.sqlite --json >r.jsonl 2>/dev/null || fail "unfinished"
if [ -s r.jsonl ]; then
    agree unfinished 2>/dev/null
fi

# Refusals, and nothing half done.
rm -f r.sqlite
custodes run "$shipped/committee.yaml" --quiet --set estimate.trials=10 --out r.sqlite >/dev/null
refused()
{
    want=$1
    shift
    custodes export "$@" >out 2>err
    [ $? -eq 2 ] || fail "export $*: taken"
    grep -qF "$want" err || fail "export $*: $(cat err)"
    [ ! -s out ] || fail "export $*: wrote something"
}
refused "found --csv --sqlite" r.sqlite --csv --sqlite --output t
refused "found --sqlite --canonical" r.sqlite --sqlite --canonical --output t
refused "found none" r.sqlite
refused "expected --output FILE" r.sqlite --sqlite
refused "r.sqlite" r.sqlite --sqlite --output r.sqlite
[ ! -e t ] || fail "a refused export left a file"
for name in ':memory:' 'file:x?mode=ro' '-o' "a'b\"c;drop table" "$(printf 'ü\303\244 x')"; do
    custodes export r.sqlite --sqlite "--output=$name" || fail "output $name"
    [ "$(head -c 15 "./$name")" = "SQLite format 3" ] || fail "$name is no database"
done
cp t.sqlite before
if [ -w /dev/full ]; then
    custodes export r.sqlite --sqlite --output /dev/full 2>err
    [ $? -eq 1 ] || fail "a full disk was not noticed"
fi
(ulimit -f 8 && trap '' XFSZ && custodes export r.sqlite --sqlite --output t.sqlite) 2>err
[ $? -eq 1 ] || fail "a limit on files was not noticed"
cmp -s before t.sqlite || fail "the file was not left as it was"
custodes show t.sqlite 2>err
grep -qF "expected a results file of custodes, found another SQLite database" err ||
    fail "show: $(cat err)"
custodes export r.sqlite --sqlite --output one.sqlite || fail "again"
custodes export r.sqlite --sqlite --output two.sqlite || fail "again"
cmp -s one.sqlite two.sqlite || fail "the same results have other bytes"
finish formats
