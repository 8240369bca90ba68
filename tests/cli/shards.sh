#!/bin/sh
# SPDX-License-Identifier: MIT
# Shards of a run, merged: the bytes of one run, for every method, under a rule, after interruptions
# and budgets; and what cannot be put together.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
cat >shards.yaml <<'END'
trial: {agents: 50, rounds: 40}
protocol: {kind: peer-report, reviewers: 3, investigate: 2}
response: {on: catch, effect: quarantine}
estimate: {trials: 1500}
sweep: {scheming.rate: [1e-6, 1e-3], estimate.method: [naive, skip, planted, importance]}
END
cat >stops.yaml <<'END'
trial: {agents: 20, rounds: 50}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 30000, method: naive, stop: {relative: 0.065}}
sweep: {scheming.rate: [0.003, 0.03, 0.3]}
END
mkdir left
TMPDIR=$PWD/left
export TMPDIR
strip() { sed 's/,"provenance":.*//' "$1"; }

# shards N FILE: runs FILE as N shards, each by a thread more than the one before
shards()
{
    rm -f part-*.sqlite all.sqlite
    for i in $(seq "$1"); do
        custodes run "$2" --shard "$i/$1" --out "part-$i.sqlite" --threads "$i" --quiet >said ||
            fail "$2: shard $i/$1: exit $?"
        grep -q "^Shard $i of $1 is in part-$i.sqlite; custodes merge puts" said ||
            fail "$2: shard $i/$1 said $(cat said)"
    done
}

for of in 1 4 7; do
    for file in shards stops; do
        if [ ! -s "$file.bytes" ]; then
            custodes run "$file.yaml" --quiet --json >one || fail "$file: exit $?"
            strip one >"$file.bytes"
        fi
        shards "$of" "$file.yaml"
        custodes merge part-*.sqlite --out all.sqlite >said || fail "$file, $of: merge: exit $?"
        grep -q "^Merged: $of files, [0-9]* cells, into all.sqlite.$" said ||
            fail "merge said $(cat said)"
        custodes export all.sqlite --json >other 2>err || fail "export: exit $?"
        [ ! -s err ] || fail "export said $(cat err)"
        strip other | cmp -s - "$file.bytes" || fail "$file, $of shards: other bytes than a run"
    done
done
[ -z "$(ls -A left)" ] || fail "files are left in the folder for them"

# The merged file is one to go on with, and to merge with: nothing is run again.
cksum all.sqlite >before
custodes run stops.yaml --quiet --out all.sqlite >said || fail "run on a merged file: exit $?"
grep -q '^Nothing was run' said || fail "run on a merged file ran again"
cksum all.sqlite | cmp -s - before || fail "run on a merged file changed it"

# A shard that is stopped by budgets, time and again.
shards 2 stops.yaml
mv part-2.sqlite whole.sqlite
code=4
rounds=0
while [ "$code" -ne 0 ] && [ "$rounds" -lt 300 ]; do
    custodes run stops.yaml --shard 2/2 --out part-2.sqlite --quiet --threads 1 --budget 0.3s \
        >said 2>err
    code=$?
    [ "$code" -eq 0 ] || [ "$code" -eq 4 ] || fail "a shard with a budget: exit $code: $(cat err)"
    rounds=$((rounds + 1))
done
[ "$rounds" -gt 1 ] || fail "the budget was never spent"
rm -f all.sqlite
custodes merge part-1.sqlite part-2.sqlite --out all.sqlite >/dev/null || fail "merge after budgets"
cksum part-2.sqlite >before
ls -i part-2.sqlite >>before
custodes run stops.yaml --shard 2/2 --out part-2.sqlite --quiet >/dev/null || fail "shard again"
{ cksum part-2.sqlite; ls -i part-2.sqlite; } | cmp -s - before || fail "a finished shard changed"
custodes export all.sqlite --json >other || fail "export after budgets"
strip other | cmp -s - stops.bytes || fail "after budgets: other bytes"

# A signal: what is finished is at the shard's place, and the same command goes on.
rm -f part-2.sqlite
mkfifo messages
custodes run stops.yaml --shard 2/2 --out part-2.sqlite --threads 1 --progress json \
    --set estimate.trials=6e5 >/dev/null 2>messages &
child=$!
exec 4<messages
while IFS= read -r first <&4; do
    case $first in
    '{'*) break ;; # before it stands a note
    esac
done
kill -s TERM "$child"
cat <&4 >err
exec 4<&-
wait "$child"
[ $? -eq 130 ] || fail "TERM: $first, $(cat err)"
grep -q 'interrupted: what is finished of shard 2 of 2 is kept' err || fail "TERM: $(cat err)"
[ -s part-2.sqlite ] || fail "TERM: nothing was kept"
[ -z "$(ls -A left)" ] || fail "TERM: files are left in the folder for them"

# Progress is of the shard's own part, and what an earlier run of it did counts as done.
rm -f part-3.sqlite
all=0
for i in 1 2 3; do
    custodes run stops.yaml --shard "$i/3" --out part-3.sqlite --progress json 2>err >/dev/null ||
        fail "progress of shard $i: exit $?"
    first=$(sed -n '/^{/!d; s/.*"tasks_done":\([0-9]*\),.*/\1/p; q' err)
    part=$(sed -n '/^{/!d; s/.*"tasks_all":\([0-9]*\),.*/\1/p; q' err)
    [ "$first" -lt "$((part / 3))" ] || fail "shard $i begins with $first of $part tasks"
    all=$((all + part))
    custodes run stops.yaml --shard "$i/3" --out part-3.sqlite --progress json 2>err >/dev/null
    grep -q "\"tasks_done\":$part,\"tasks_all\":$part," err || fail "again: $(cat err)"
    rm -f part-3.sqlite
done
[ "$all" -eq $((3 * 30000 * 20 * 50)) ] || fail "three shards have $all tasks in all"

# A place that cannot be written to at the end: the file stays where it was made.
mkdir gone
custodes run stops.yaml --shard 2/2 --out gone/part.sqlite --quiet --budget 0.7s \
    --set estimate.trials=6e6 >/dev/null 2>err &
child=$!
sleep 0.3
rmdir gone
wait "$child"
[ $? -eq 1 ] || fail "no place: exit $?: $(cat err)"
kept=$(sed -n 's/.*gone.part.sqlite: cannot be written: .*; what is finished is in //p' err)
[ -n "$kept" ] || fail "no place: $(cat err)"
custodes show "$kept" >/dev/null || fail "no place: what was kept is of no use"
rm -f left/*

# The same is asked before the first trial.
custodes run stops.yaml --shard 2/2 --out part-2.sqlite --quiet >/dev/null
start=$(date +%s)
for command in 'run stops.yaml --shard 2/2 --quiet --set estimate.trials=6e9' \
    'merge part-2.sqlite'; do
    # shellcheck disable=SC2086
    timeout 60 custodes $command --out gone/part.sqlite >out 2>err
    [ "$(cat err)" = "custodes: gone/part.sqlite: cannot be written: No such file or directory" ] ||
        fail "$command into no folder: $(cat err)"
    [ ! -s out ] || fail "$command into no folder: it ran: $(cat out)"
done
[ "$(($(date +%s) - start))" -lt 30 ] || fail "no folder: found late"
[ -z "$(ls -A left)" ] || fail "no folder: files are left in the folder for them"

# The disk of TMPDIR has no room: what is finished is in its place, or where the message says.
cat >full.yaml <<'END'
trial: {agents: 4, rounds: 3}
protocol: {kind: committee, reviewers: 2}
estimate: {trials: 200000, method: naive}
sweep: {scheming.rate: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]}
END
custodes run full.yaml --quiet --json >one || fail "full.yaml: exit $?"
strip one >full.bytes
seen=
for blocks in 16 80 160 800; do
    rm -f full.sqlite
    (ulimit -f "$blocks" && exec custodes run full.yaml --shard 1/1 --out full.sqlite --quiet) \
        >out 2>err
    code=$?
    [ "$code" -eq 1 ] || fail "full, $blocks: exit $code: $(cat out err)"
    said=$(sed -n "s!^custodes: $TMPDIR: [a-z ]* failed; \(.*\): free some room .*!\1!p" err)
    case $said in
    'nothing was kept') [ ! -e full.sqlite ] || fail "full, $blocks: something was kept" ;;
    'what is finished is in full.sqlite') ;;
    "what is finished is in $TMPDIR/custodes-"*)
        [ ! -e full.sqlite ] || fail "full, $blocks: there are two files"
        kept=${said#*is in }
        custodes show "$kept" >out || fail "full, $blocks: $kept is of no use"
        mv "$kept" full.sqlite
        ;;
    *) fail "full, $blocks: said $(cat err)" ;;
    esac
    seen="$seen ${said#what is finished }"
    [ -z "$(ls -A left)" ] || fail "full, $blocks: files are left: $(ls left)"
    custodes run full.yaml --shard 1/1 --out full.sqlite --progress json >out 2>err ||
        fail "full, $blocks: with room: exit $?: $(cat err)"
    before=$(sed -n '/^{/!d; s/.*"tasks_done":\([0-9]*\),.*/\1/p; q' err)
    [ "$blocks" -lt 800 ] || [ "$before" -gt 1000000 ] || fail "full, $blocks: $before were kept"
    rm -f all.sqlite
    custodes merge full.sqlite --out all.sqlite >/dev/null || fail "full, $blocks: merge"
    custodes export all.sqlite --json >other
    strip other | cmp -s - full.bytes || fail "full, $blocks: other bytes"
done
case $seen in
*'nothing was kept'*"is in $TMPDIR/"*'is in full.sqlite'*) ;;
*) fail "full: only these were seen: $seen" ;;
esac
rm -f all.sqlite
(ulimit -f 80 && exec custodes merge full.sqlite --out all.sqlite) >out 2>err &&
    fail "full: merge: accepted"
[ ! -e all.sqlite ] && [ -z "$(ls -A left)" ] || fail "full: merge: files are left"
grep -q "^custodes: $TMPDIR: .*; nothing was kept: .* with TMPDIR=FOLDER, and run again" err ||
    fail "full: merge said $(cat err)"
cksum full.sqlite >before
(ulimit -f 16 && exec custodes run full.yaml --shard 1/1 --out full.sqlite --quiet) >out 2>err &&
    fail "full: again: accepted"
grep -q "^custodes: $TMPDIR: .*: File too large; full.sqlite is as it was: " err ||
    fail "full: again: said $(cat err)"
cksum full.sqlite | cmp -s - before || fail "full: again: another file"

# A place that is no regular file is refused at once, whatever is to be written there.
mkfifo pipe.sqlite
mkdir folder.sqlite
ln -s /dev/zero device.sqlite
custodes run stops.yaml --shard 2/2 --out part-2.sqlite --quiet --budget 0.7s >/dev/null 2>&1
for place in /dev/null /dev/full /dev/zero device.sqlite pipe.sqlite folder.sqlite; do
    case $place in
    pipe*) what='a pipe' ;;
    folder*) what='a folder' ;;
    *) what='a device' ;;
    esac
    for command in 'run stops.yaml --shard 2/2 --quiet --out' 'run stops.yaml --quiet --out' \
        'export --csv' show 'merge part-2.sqlite --out other.sqlite'; do
        # shellcheck disable=SC2086
        (ulimit -f 4000; exec timeout 20 custodes $command "$place" >out 2>err)
        [ $? -eq 1 ] || fail "$command $place: not refused: $(cat out err)"
        [ "$(cat err)" = "custodes: $place: expected a regular file for results, found $what" ] ||
            fail "$command $place: said $(cat err)"
        [ ! -s out ] || fail "$command $place: it ran: $(cat out)"
    done
    timeout 20 custodes merge part-2.sqlite --out "$place" >out 2>err
    [ $? -eq 2 ] || fail "merge --out $place: not refused: $(cat out err)"
done
[ -z "$(ls -A left)" ] || fail "no regular files: files are left in the folder for them"
rm -f part-2.sqlite other.sqlite

# A place that another program writes meanwhile, and one with a log beside it.
custodes run stops.yaml --shard 2/2 --out busy.sqlite --quiet --budget 0.7s \
    --set estimate.trials=6e6 >/dev/null 2>err &
child=$!
sleep 0.3
echo other >busy.sqlite
wait "$child"
[ $? -eq 1 ] || fail "a busy place: exit $?"
grep -q 'busy.sqlite: another program has written it meanwhile; what is finished is in ' err ||
    fail "a busy place: $(cat err)"
grep -q other busy.sqlite || fail "a busy place was written over"
rm -f left/*
touch log.sqlite-wal
custodes run stops.yaml --shard 2/2 --out log.sqlite --quiet >/dev/null 2>err &&
    fail "a log beside the place: accepted"
grep -q 'log.sqlite: a log lies beside it' err || fail "a log: $(cat err)"

shards 2 stops.yaml

# refused WORDS ARGUMENT...: merge says that and leaves no file
refused()
{
    words=$1
    shift
    rm -f all.sqlite
    if custodes merge "$@" --out all.sqlite >out 2>err; then
        fail "merge $*: accepted"
    fi
    grep -q "$words" err || fail "merge $*: said $(cat err)"
    [ "$(wc -l <err)" -eq 1 ] || fail "merge $*: $(wc -l <err) lines"
    [ ! -e all.sqlite ] && [ ! -s out ] || fail "merge $*: something was made"
}
refused 'merge: trials are missing in 3 of 3 cells; scheming.rate=0.003: .* all up to 0 of 30000' \
    part-2.sqlite
refused 'merge: expected each file once, found part-1.sqlite twice' part-1.sqlite part-1.sqlite
ln -sf part-1.sqlite link.sqlite
refused 'merge: expected each file once, found part-1.sqlite twice, as link.sqlite' \
    part-1.sqlite part-2.sqlite link.sqlite
cp part-1.sqlite copy.sqlite
refused 'copy.sqlite: trials 0-[0-9]* of cell [0-9a-f]* overlap trials 0-[0-9]*' \
    part-1.sqlite copy.sqlite part-2.sqlite
custodes run stops.yaml --shard 2/2 --out other.sqlite --quiet --set trial.rounds=51 >/dev/null
refused 'other.sqlite: trial.rounds: the file holds .* another scenario: .* 51, here it is 50' \
    part-1.sqlite other.sqlite
custodes run stops.yaml --shard 2/2 --out seed.sqlite --quiet --seed 2 >/dev/null
refused 'seed.sqlite: estimate.seed: ' part-1.sqlite seed.sqlite
custodes run stops.yaml --shard 2/2 --out more.sqlite --quiet --set estimate.trials=35000 >/dev/null
refused 'more.sqlite: estimate.trials: .* 35000, here it is 30000' part-1.sqlite more.sqlite
custodes run stops.yaml --shard 2/2 --out rule.sqlite --quiet --precision 0.1 >/dev/null
refused 'rule.sqlite: estimate.stop.relative: ' part-1.sqlite rule.sqlite
refused 'shards.yaml' shards.yaml
refused 'nowhere.sqlite' nowhere.sqlite
head -c 5000 part-1.sqlite >cut.sqlite
refused 'cut.sqlite' cut.sqlite part-2.sqlite

# Who made it, and whether it can be made again.
rm -f all.sqlite
custodes merge part-1.sqlite part-2.sqlite --out all.sqlite >/dev/null || fail "merge: exit $?"
custodes show all.sqlite >out || fail "show: exit $?"
grep -q '^all.sqlite: 3 cells, model version [0-9]*, [0-9]* runs.$' out ||
    fail "show: $(head -n 1 out)"
grep -q '^ *custodes run stops.yaml --shard 1/2 --out part-1.sqlite --threads 1 --quiet$' out ||
    fail "show has no command: $(tail -n 3 out)"
custodes show all.sqlite --json >out || fail "show --json: exit $?"
grep -q '"libraries":"libzmq [0-9.]*, msgpack [0-9.]*, SQLite [0-9.]*","host":' out ||
    fail "show --json has no libraries: $(cut -c 1-300 out)"
custodes rerun all.sqlite --quiet >out || fail "rerun: exit $?"
grep -q '^3 of 3 cells have the same bytes.$' out || fail "rerun: $(cat out)"
if custodes rerun part-2.sqlite --quiet >out 2>err; then
    fail "rerun of a part: accepted"
fi
grep -q 'rerun: no cell of the file is finished' err || fail "rerun of a part: $(cat err)"

# A place that cannot be written is said, and nothing stays behind.
if custodes merge part-1.sqlite part-2.sqlite --out nowhere/all.sqlite >out 2>err; then
    fail "merge into no folder: accepted"
fi
grep -q 'nowhere/all.sqlite: cannot be written' err || fail "merge into no folder: $(cat err)"
rm -f all.sqlite
if (TMPDIR=nowhere custodes merge part-1.sqlite part-2.sqlite --out all.sqlite) >out 2>err; then
    fail "merge without a folder for temporary files: accepted"
fi
grep -q 'nowhere/custodes-.*: cannot be written' err || fail "merge without a folder: $(cat err)"
[ -z "$(ls -A left)" ] || fail "files are left in the folder for them"
# A shard asks no rule, and says so.
custodes run "$source_dir/scenarios/rare-schemers.yaml" --set estimate.trials=10 --progress none \
    --shard 1/2 --out noted.sqlite >/dev/null 2>noted || fail "a shard with a rule: $(cat noted)"
tr '\n' ' ' <noted | grep -q 'a shard does not ask estimate.stop.relative' ||
    fail "a shard with a rule: $(cat noted)"
finish shards
