#!/bin/sh
# SPDX-License-Identifier: MIT
# The numbers of docs/cluster.md: 10^12 planned tasks over 64 shards, merged, shown, and the same
# bytes as one run.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
need seq
mkdir local parts
TMPDIR=$PWD/local
export TMPDIR
# The scenario as the page has it.
awk '/^# trillion.yaml/ { on = 1 } /^```$/ { on = 0 } on' "$source_dir/docs/cluster.md" >mine.yaml
[ -s mine.yaml ] || fail "no scenario in docs/cluster.md"

seconds() { date +%s.%N; }
before=$(seconds)
for i in $(seq 64); do
    custodes run mine.yaml --shard "$i/64" --out "parts/part-$i.sqlite" --quiet >said ||
        fail "shard $i: exit $?"
    grep -q "^Shard $i of 64 is in parts/part-$i.sqlite" said || fail "shard $i: $(cat said)"
done
between=$(seconds)
custodes merge parts/part-*.sqlite --out all.sqlite >said || fail "merge: exit $?"
grep -q '^Merged: 64 files, 1 cells\?, into all.sqlite.$' said || fail "merge: $(tail -n 1 said)"
after=$(seconds)
custodes show all.sqlite >shown || fail "show: exit $?"
grep -q '^all.sqlite: 1 cell, model version [0-9]*, 64 runs.$' shown ||
    fail "show: $(head -n 1 shown)"
planned=$(custodes export all.sqlite --json | sed 's/.*"planned":\([0-9]*\),.*/\1/')
[ "$planned" = 1000000000000 ] || fail "not 10^12 planned tasks: $planned"
[ -z "$(ls -A local)" ] || fail "left behind: $(ls local)"
expect_one_run all.sqlite
end=$(seconds)
echo "$before $between $after $end" |
    awk '{ printf "64 shards %.1f s, merge %.2f s, one run and its export %.1f s\n", $2 - $1, \
        $3 - $2, $4 - $3 }'
finish trillion
