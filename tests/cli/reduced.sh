# shellcheck shell=sh disable=SC2034
# SPDX-License-Identifier: MIT
# The shipped scenarios, made small, yet of several blocks: 4500 trials of 100 tasks, few cells.
reduced_scenarios="rare-schemers committee common-cause trusted-or-untrusted published-rates"
# The benchmark: every protocol against every strategy. Trials that are played are many blocks of
# their own: 120 trials of 500 tasks.
played_scenarios="benchmark/one-review benchmark/two-reviews benchmark/two-reviews-hierarchy
    benchmark/two-reviews-trusted benchmark/three-reviews benchmark/three-reviews-peer-report
    best-answer two-monitors published-monitoring"
planted_scenarios="benchmark/one-review-rare benchmark/two-reviews-rare
    benchmark/three-reviews-rare"

# reduced SCENARIO: prints the arguments that make it small, one a line
reduced()
{
    case $1 in
    benchmark/* | best-answer | two-monitors | published-monitoring)
        printf '%s\n' --set estimate.trials=120
        return
        ;;
    */remember | */steps) return ;;
    esac
    printf '%s\n' --set estimate.trials=4500 --set trial.agents=20 --set trial.rounds=5
    case $1 in
    rare-schemers)
        printf '%s\n' --set 'estimate.stop={}' --set 'sweep.scheming.rate=[1e-3, 0.2]' \
            --set 'sweep.scheming.rho=[0, 0.5]'
        ;;
    committee)
        printf '%s\n' --set 'sweep.protocol.reviewers=[1, 3, 10]' \
            --set 'sweep.scheming.rho=[0, 0.1]'
        ;;
    common-cause) printf '%s\n' --set 'sweep.scheming.rate=[1e-2]' ;;
    trusted-or-untrusted) printf '%s\n' --set 'sweep.scheming.rho=[0, 0.2]' ;;
    published-rates) printf '%s\n' --set 'sweep.scheming.rate=[0.003, 0.242]' ;;
    esac
}
