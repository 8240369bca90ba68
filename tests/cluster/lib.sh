# shellcheck shell=sh disable=SC2034
# SPDX-License-Identifier: MIT
# What the tests of examples/ share. They end with 77, which is skipped, without CST_LONG or without
# the programs that they need: need PROGRAM...
# shellcheck source=SCRIPTDIR/../cli/lib.sh
. "$(dirname "$0")/../cli/lib.sh"

need()
{
    if [ -z "${CST_LONG:-}" ]; then
        echo "skipped: it takes long; CST_LONG=1 runs it"
        exit 77
    fi
    for tool in "$@"; do
        if ! command -v "$tool" >/dev/null; then
            echo "skipped: $tool is not installed (packages.txt, long)"
            exit 77
        fi
    done
}

# What the examples run: seconds of work under a rule that only the merge asks.
cat >mine.yaml <<'END'
trial: {agents: 20, rounds: 50}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 500000, method: naive, stop: {relative: 0.03}}
sweep: {scheming.rate: [0.003, 0.03, 0.3]}
END

# expect_one_run RESULTS: exports the bytes that one run of mine.yaml has
expect_one_run()
{
    custodes run mine.yaml --quiet --out one.sqlite >/dev/null || fail "one run: exit $?"
    for form in '--csv' '--json' '--json --canonical'; do
        # shellcheck disable=SC2086
        custodes export "$1" $form 2>&1 | sed 's/,"provenance":.*//' >merged
        # shellcheck disable=SC2086
        custodes export one.sqlite $form 2>&1 | sed 's/,"provenance":.*//' >single
        [ -s single ] || fail "nothing was exported as $form"
        cmp -s merged single || fail "export $form of $1 differs from that of one run"
    done
}
