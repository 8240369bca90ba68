#!/bin/sh
# SPDX-License-Identifier: MIT
# docs/findings.md holds what its commands print: every line of numbers, in its order.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"

# numbers SCENARIO RESULT: one line a cell: its place, the result, its interval, the closed form.
numbers()
{
    custodes run "$source_dir/scenarios/findings/$1.yaml" --quiet --json >cells
    place='.*"at":{\([^}]*\)}.*'
    value='"estimate":\([^,]*\),"low":\([^,]*\),"high":\([^,]*\),.*'
    sed "s/$place\"$2\":{$value/\\1 \\2 [\\3, \\4]/; s/\"//g; s/,\([a-z]\)/ \\1/g" cells
}

: >found
for finding in committee-law:residual_risk shared-when:trial_risk flooded-budget:mitigated_share \
    last-one:expected_escapes resample-statistic:residual_risk rare-is-worse:miss_share \
    rotation:miss_share lost-voices:miss_share false-alarms:miss_share \
    accusation-price:work_done; do
    numbers "${finding%:*}" "${finding#*:}" >lines || fail "run $finding"
    [ -s lines ] || fail "$finding: nothing found"
    cat lines >>found
done
while IFS= read -r line; do
    grep -qF "$line" "$source_dir/docs/findings.md" || fail "not in docs/findings.md: $line"
done <found
finish findings
