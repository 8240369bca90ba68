#!/bin/sh
# SPDX-License-Identifier: MIT
# What docs/fit.md shows is what the program prints; and the two forms of a file say the same.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
ln -s "$source_dir/scenarios" scenarios
sed -n '/^\$ custodes fit.*together/,/^```$/p' "$source_dir/docs/fit.md" | sed '1d;$d' >shown
custodes fit scenarios/data/together_example.csv >printed || fail "fit"
diff -u shown printed || fail "docs/fit.md differs from what custodes fit prints"
sed -n 's/^\([0-9]*\),\([0-9]*\),\([0-9]*\)$/- {agents: \1, schemed: \2, count: \3}/p' \
    scenarios/data/together_example.csv >counts.yaml
custodes fit counts.yaml >other || fail "fit of YAML"
cmp -s printed other || fail "CSV and YAML differ"
custodes fit - <scenarios/data/together_example.csv >other || fail "fit of standard input"
cmp -s printed other || fail "file and standard input differ"

# Verdicts by episode; cli.shown compares what is printed with the page.
episodes=scenarios/data/collusion_episodes.csv
custodes fit $episodes >printed || fail "fit of episodes"
rest='\([0-9]*\),\([a-z]*\),\([a-z]*\)$'
sed -n "s/^\([0-9]*\),$rest/- {run: \\1, episode: \\2, first: \\3, second: \\4}/p" \
    $episodes >episodes.yaml
custodes fit episodes.yaml >other || fail "fit of YAML episodes"
cmp -s printed other || fail "CSV and YAML of episodes differ"
finish fit
