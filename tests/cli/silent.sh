# SPDX-License-Identifier: MIT
# Standard output belongs to the program: no library prints into it, however far a scenario goes.
# shellcheck disable=SC1091
. "$2/tests/cli/lib.sh"

# said NAME ARGUMENTS...: runs one cell of base.yaml, which prints one object in one line
said()
{
    name=$1
    shift
    custodes run "$name.yaml" --quiet --json "$@" >"$name.out" 2>"$name.err" ||
        fail "$name: $(cat "$name.err")"
    [ "$(wc -l <"$name.out")" -eq 1 ] || fail "$name: $(wc -l <"$name.out") lines"
    grep -q '^{"scenario":{.*}}$' "$name.out" || fail "$name: $(head -c 200 "$name.out")"
    [ -s "$name.err" ] && fail "$name: $(cat "$name.err")"
}

# scenario NAME SCORE REST: a scenario of one untrusted reviewer
scenario()
{
    {
        echo "trial: {agents: 10, rounds: 10}"
        echo "scheming: {rate: 0.1, dependence: independent}"
        echo "monitor: {score: $2}"
        echo "collusion: {strategy: none}"
        echo "protocol: {kind: untrusted-monitor}"
        echo "estimate: {trials: 20}"
        printf '%s\n' "$3"
    } >"$1.yaml"
}

# exact NAME RESULT: its closed form
exact()
{
    sed -n "s/.*\"exact\":{[^}]*\"$2\":\\([^,}]*\\).*/\\1/p" "$1.out"
}

number=0
for prior in 'counts: [1e12, 1e12]' 'counts: [0, 1e12]' 'counts: [999999999999, 1e12]' \
    'counts: [0, 1]' 'beta: [5, 0.001]' 'beta: [0.001, 5]' 'beta: [0.001, 0.001]' \
    'beta: [1e-50, 1e50]' 'beta: [1e12, 1e-12]' 'beta: [1e100, 1e100]'; do
    number=$((number + 1))
    scenario "prior$number" '{tpr: 0.5}' "uncertainty: {monitor.score.tpr: {$prior}}"
    said "prior$number"
done

# Scores alike at any shape: what is flagged of attacks is what is flagged of honest work.
for shape in 1e-100 0.001 0.01 1 1e12 1e100; do
    for fpr in 1e-12 0.6 0.9; do
        number=$((number + 1))
        law="a0: $shape, b0: $shape, a1: $shape, b1: $shape"
        scenario "score$number" "{model: beta, $law, fpr: $fpr}" ''
        said "score$number"
        found=$(exact "score$number" mitigated_share)
        [ "$found" = "$fpr" ] || fail "beta of $shape at $fpr: $found"
    done
done

scenario far '{tpr: 0.5}' ''
said far --set estimate.confidence=0.999999999999 --set estimate.tail=0.9999999999
said far --set trial.agents=1000000 --set trial.rounds=1000000 --set scheming.rate=1e-9
said far --set scheming.rate=1
said far --set scheming.rate=1e-300

finish silent
