#!/bin/sh
# SPDX-License-Identifier: MIT
# `worst`: the value found takes the word's place, the same for any number of threads and any seed,
# and a run with the word is a run with the value.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
file=$source_dir/tests/cli/bad/worst.yaml

custodes validate "$file" --json >said.json || fail "validate"
pace=$(sed -n 's/.*"answer":{"worst":{"attack.pace":\([^}]*\)}.*/\1/p' said.json)
[ -n "$pace" ] || fail "no answer: $(cat said.json)"
grep -qF '"objective":"trial_risk"' said.json || fail "another objective"
grep -qF '"method":"simulated"' said.json || fail "another method"
grep -q "\"attack\":{\"policy\":\"paced\",[^}]*\"pace\":$pace," said.json ||
    fail "the canonical scenario does not say the number found"

for arguments in "--threads 1" "--threads 3" "--link direct" "--set attack.pace=$pace"; do
    # The argument is several words on purpose.
    # shellcheck disable=SC2086
    custodes run "$file" --quiet --json $arguments >ran.json || fail "run $arguments"
    grep -o '"digest":"[0-9a-f]*"' ran.json >>digests
done
[ "$(sort -u digests | wc -l)" -eq 1 ] || fail "other digests: $(cat digests)"
[ "$(wc -l <digests)" -eq 4 ] || fail "runs without a digest"
grep -q '"answer"' ran.json && fail "a number that was stated is called an answer"
custodes validate "$file" --json --seed 99 | grep -qF "\"attack.pace\":$pace}" ||
    fail "the answer depends on the seed"

custodes run "$file" --quiet >screen || fail "run"
tr '\n' ' ' <screen | grep -qF "Red's best answer: attack.pace = $pace, where trial_risk was" ||
    fail "the screen does not say it: $(cat screen)"
custodes run "$file" --quiet --set 'sweep.attack.pace=[0.001, worst]' >screen || fail "sweep"
grep -q "^worst  .*  $pace" screen || fail "a sweep does not take worst: $(cat screen)"
[ "$(grep -c "  worst pace$" screen)" -eq 1 ] || fail "no column: $(cat screen)"
finish answer
