#!/bin/sh
# SPDX-License-Identifier: MIT
# Every shipped scenario, reduced: the same digests for any threads, link, batch and build.
# The digests of this model version are kept in digests.txt, so compilers and kinds of build are
# compared too; CST_UPDATE_GOLDEN=1 accepts new ones.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=SCRIPTDIR/reduced.sh
. "$source_dir/tests/cli/reduced.sh"
golden=$source_dir/tests/cli/digests.txt

# run_digests SCENARIO METHOD ARGUMENT...: one digest a line
run_digests()
{
    scenario=$1
    method=$2
    shift 2
    reduced "$scenario" >arguments
    while IFS= read -r argument; do
        set -- "$@" "$argument"
    done <arguments
    custodes run "$source_dir/scenarios/$scenario.yaml" --json --quiet \
        --set estimate.method="$method" "$@" |
        grep -o '"digest":"[0-9a-f]*"'
}

# same_digests SCENARIO METHOD: the oracle's, kept, and those of every other way to run it
same_digests()
{
    run_digests "$1" "$2" --link direct >oracle
    [ -s oracle ] || fail "$1 $2: no digests"
    sed "s|^|$1 $2 |" oracle >>digests.new.txt
    for variant in "--threads 1" "--threads 2" "--threads 3" "--threads 7" \
        "--threads 2 --batch 1000" "--threads 3 --batch 1e6" "--link direct --batch 777"; do
        # The variant is several words on purpose.
        # shellcheck disable=SC2086
        run_digests "$1" "$2" $variant >found
        cmp -s oracle found || fail "$1 $2 $variant: other digests"
    done
}

: >digests.new.txt
for scenario in $reduced_scenarios; do
    for method in skip naive strata importance; do
        same_digests "$scenario" "$method"
    done
done
for scenario in $played_scenarios; do
    same_digests "$scenario" auto
done
for scenario in $planted_scenarios; do
    same_digests "$scenario" planted
done
for method in auto planted; do
    same_digests ../tests/cli/remember "$method"
done
for method in splitting importance; do
    same_digests ../tests/cli/steps "$method"
done
if [ "${CST_UPDATE_GOLDEN:-0}" = 1 ]; then
    cp digests.new.txt "$golden"
fi
if ! cmp -s digests.new.txt "$golden"; then
    diff "$golden" digests.new.txt
    fail "$golden differs from $work_dir/digests.new.txt"
fi
finish identity
