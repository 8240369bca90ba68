#!/bin/sh
# SPDX-License-Identifier: MIT
# Every command that simulates, or reads a scenario as these do, has the same options, with the same
# words: run surface compare benchmark pareto assumptions promise validate trace. With all of
# them its output is JSON, one object a line.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
ln -s "$source_dir/scenarios" scenarios
options='--json|--set KEY=VALUE|--seed N|--threads N|--progress KIND|--quiet'

custodes help run | grep -E "^  ($options) " >expected
[ "$(wc -l <expected)" -eq 6 ] || fail "run has not all six"
for command in run surface compare benchmark pareto assumptions promise validate trace; do
    custodes help "$command" | grep -E "^  ($options) " >found
    cmp -s expected found || fail "$command: other options than run: $(cat found)"
    case $command in
    surface) scenario=scenarios/surface.yaml ;;
    benchmark) scenario=scenarios/benchmark/one-review.yaml ;;
    pareto) scenario=scenarios/pareto/reviewed.yaml ;;
    *) scenario=scenarios/committee.yaml ;;
    esac
    more=
    [ "$command" != promise ] || more=--rate-at-most=0/9
    custodes "$command" "$scenario" ${more:+"$more"} --set estimate.trials=30 --seed 7 \
        --threads 2 --progress none --quiet --json >out 2>err || fail "$command: $(cat err)"
    [ ! -s err ] || fail "$command --quiet says: $(cat err)"
    [ -s out ] || fail "$command --json prints nothing"
    ! grep -v '^{.*}$' out || fail "$command --json: not one object a line"
done
# Progress as JSON, from the command that had none.
custodes compare scenarios/committee.yaml --set estimate.trials=200 --progress json --json \
    >out 2>err || fail "compare: $(cat err)"
head -n 1 err | grep -q '^{"cells_done":.*"seconds_left":' || fail "compare --progress json"
finish options
