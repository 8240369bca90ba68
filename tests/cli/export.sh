#!/bin/sh
# SPDX-License-Identifier: MIT
# A results file gives back what the run printed, and a second run changes nothing.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=SCRIPTDIR/reduced.sh
. "$source_dir/tests/cli/reduced.sh"

without_provenance()
{
    sed 's/,"provenance":.*//' "$1"
}

# digests_hold WHAT: those in `memory` are of the lines of `canonical`.
digests_hold()
{
    grep -o '"digest":"[0-9a-f]*"' memory | sed 's/.*:"//; s/"//' >digests
    while IFS= read -r line; do
        printf %s "$line" | sha256sum | cut -d ' ' -f 1
    done <canonical >sums
    cmp -s digests sums || fail "$1: a digest is not the SHA-256 of its canonical part"
}

for scenario in $reduced_scenarios two-monitors; do
    set --
    reduced "$scenario" >arguments
    while IFS= read -r argument; do
        set -- "$@" "$argument"
    done <arguments
    file=$source_dir/scenarios/$scenario.yaml
    custodes run "$file" --quiet --json "$@" >memory.json || fail "$scenario: run"
    custodes run "$file" --quiet --json "$@" --out "$scenario.sqlite" >kept.json ||
        fail "$scenario: run --out"
    custodes export "$scenario.sqlite" --json >exported.json || fail "$scenario: export --json"
    without_provenance memory.json >memory
    for other in kept exported; do
        without_provenance $other.json >$other
        cmp -s memory $other || fail "$scenario: $other differs from a run in memory"
    done
    custodes run "$file" --quiet --csv "$@" >memory.csv || fail "$scenario: run --csv"
    custodes export "$scenario.sqlite" --csv --output exported.csv || fail "$scenario: export --csv"
    cmp -s memory.csv exported.csv || fail "$scenario: CSV of run and export differ"
    custodes export "$scenario.sqlite" --json --canonical >canonical || fail "$scenario: canonical"
    digests_hold "$scenario"
    cp "$scenario.sqlite" before.sqlite
    custodes run "$file" --quiet --json "$@" --out "$scenario.sqlite" >again.json ||
        fail "$scenario: second run"
    without_provenance again.json >again
    cmp -s memory again || fail "$scenario: a second run gives other results"
    custodes export before.sqlite --json --canonical | cmp -s - canonical ||
        fail "$scenario: a second run changed the rows"
done
# Cells that share trials are ended by what all of them came to: digests and exports know it too.
cat >shared.yaml <<'END'
trial: {agents: 20, rounds: 10}
protocol: {kind: untrusted-monitor}
estimate: {method: naive, trials: 30000, stop: {total: 40000}}
sweep: {scheming.rate: [0.2, 0.01, 0.0001]}
END
custodes run shared.yaml --quiet --json --out shared.sqlite >memory.json || fail "total: run"
custodes export shared.sqlite --json >exported.json || fail "total: export"
without_provenance memory.json >memory
without_provenance exported.json | cmp -s memory - || fail "total: run and export differ"
custodes export shared.sqlite --json --canonical >canonical || fail "total: canonical"
digests_hold total
grep -q '"met":true' memory || fail "total: nothing ended early"
[ -z "$(find . -name 'exported.csv.*')" ] || fail "a temporary file was left behind"
finish export
