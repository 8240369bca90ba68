#!/bin/sh
# SPDX-License-Identifier: MIT
# examples/snakemake: one shard is killed and one is told to end; the same command goes on, with no
# shard run again that was finished, to the bytes of one run.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
need snakemake gnuplot

# The program, as the workflow finds it: shard 2 is killed the first time, shard 3 is told to end.
mkdir bin local
program=$(command -v custodes)
cat >bin/custodes <<END
#!/bin/sh
case \$* in
*'--shard 2/4'*) name=KILL after=0.7 ;;
*'--shard 3/4'*) name=TERM after=2 ;;
*) name='' ;;
esac
[ -n "\$name" ] && mkdir "once-\$name" 2>/dev/null &&
    exec timeout --foreground --preserve-status --signal=\$name "\$after" "$program" "\$@"
exec "$program" "\$@"
END
chmod +x bin/custodes
cp "$source_dir/examples/snakemake/Snakefile" .

# workflow: runs it
workflow()
{
    (
        PATH=$PWD/bin:$PATH
        TMPDIR=$PWD/local
        XDG_CACHE_HOME=$PWD/cache
        export PATH TMPDIR XDG_CACHE_HOME
        timeout 300 snakemake --cores 4 --keep-going --config scenario=mine.yaml shards=4
    ) >said 2>&1
}

workflow && fail "a workflow with a killed shard succeeded"
[ -e parts/part-1.finished ] || fail "shard 1: $(cat said)"
for shard in 2 3; do
    [ ! -e "parts/part-$shard.finished" ] || fail "shard $shard was ended and is finished"
done
[ ! -e parts/part-2.sqlite ] || fail "a killed shard is in its place"
[ -s parts/part-3.sqlite ] || fail "what a shard had when it was told to end is not there"
[ ! -e results.sqlite ] || fail "merged without all shards"
rm -f local/*
workflow || fail "it does not go on: $(cat said)"
[ "$(grep -c '^rule shard:' said)" -eq 2 ] || fail "not two shards ran again: $(cat said)"
[ -z "$(ls -A local)" ] || fail "left behind: $(ls local)"
expect_one_run results.sqlite
custodes export one.sqlite --csv | cmp -s - results.csv || fail "results.csv"
check_picture results.svg || fail "results.svg"
custodes show results.sqlite | grep -q ', 5 runs\.$' ||
    fail "not five runs: $(custodes show results.sqlite | head -n 1)"
workflow || fail "a finished workflow: exit $?"
grep -q 'Nothing to be done' said || fail "a finished workflow ran again: $(cat said)"
finish snakemake
