#!/bin/sh
# SPDX-License-Identifier: MIT
# What the pages show is what the program prints: transcripts, commands, and the numbers in prose
# that are marked (shown.awk has the forms); README's table of speeds is that of bench/results.md. A
# few pages each time, all with CST_LONG=1;
# CST_UPDATE_GOLDEN=1 writes them anew.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
cp -R "$source_dir/scenarios" "$source_dir/docs" "$source_dir/bench" .
mkdir -p tests/cli
cp -R "$source_dir/tests/cli/bad" tests/cli
# What stands for the reader's own.
cat >mine.yaml <<'END'
trial: {agents: 20, rounds: 10}
scheming: {rate: 1e-2, dependence: beta, rho: 0.1}
protocol: {rule: any}
estimate: {trials: 1e6}
sweep: {protocol.kind: [untrusted-monitor, committee]}
END
printf -- '- {agents: 2, schemed: %s, count: %s}\n' 0 90 1 8 2 2 >counts.yaml
for half in 1 2; do
    custodes run mine.yaml --quiet --set estimate.trials=1000 --shard "$half/2" \
        --out "half-$half.sqlite" >/dev/null || fail "half $half"
done
for seed in 1 2; do
    [ "$seed" = 1 ] && name=old || name=new
    custodes run mine.yaml --quiet --set estimate.trials=1e5 --seed "$seed" --out "$name.sqlite" \
        >/dev/null || fail "$name"
done
# docs/peers.md: the scenario with a committee, and what its peer says.
awk '/^```yaml/ { text = ""; inside = 1; next }
    /^```/ { if (inside && text ~ /kind: committee/) printf "%s", text; inside = 0 }
    inside { text = text $0 "\n" }' docs/peers.md >reviewed.yaml
custodes run reviewed.yaml --listen "ipc://$PWD/door" --record said.sqlite >/dev/null 2>&1 &
PYTHONPATH=$source_dir/clients/python PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 \
    "$source_dir/clients/python/examples/peers/learning.py" "ipc://$PWD/door" alice 1
wait $! || fail "the record of docs/peers.md"
# shellcheck disable=SC2016
printf '#!/bin/sh\nexec custodes "$@"\n' >run
chmod +x run

pages="docs/fit.md"
if [ "${CST_LONG:-0}" = 1 ]; then
    pages=$(cd "$source_dir" && echo README.md docs/*.md docs/*/*.md)
fi
for page in ${CST_PAGES:-$pages}; do
    rm -rf custodes-keys # a page makes keys of its own
    awk -v complaints=complaints -f "$source_dir/tests/cli/shown.awk" "$source_dir/$page" >now.md ||
        fail "$page: awk"
    if [ "$page" = README.md ]; then
        TMPDIR=. "$source_dir/bench/readme.sh" bench/results.md now.md || fail "bench/readme.sh"
    fi
    if [ -s complaints ]; then
        cat complaints
        fail "$page"
        rm complaints
    elif [ "${CST_UPDATE_GOLDEN:-0}" = 1 ]; then
        cmp -s now.md "$source_dir/$page" || cp now.md "$source_dir/$page"
    fi
    diff -u "$source_dir/$page" now.md || fail "$page shows what is not printed"
done
finish shown
