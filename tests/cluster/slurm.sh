#!/bin/sh
# SPDX-License-Identifier: MIT
# examples/slurm on a cluster of one machine: Debian's munged, slurmctld and slurmd, started here on
# private ports, sockets and folders. An array of shards of which one is taken away and one comes to
# its time limit, the merge that depends on it, and a sweep; compared with one run.
# shellcheck disable=SC2317 source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need munged slurmctld slurmd sbatch

# A socket's name is short; munged wants a folder that nobody else may write.
daemons=$(mktemp -d /tmp/custodes-slurm.XXXXXX) || exit 1
chmod 755 "$daemons"
SLURM_CONF=$daemons/slurm.conf
export SLURM_CONF
started=''
stop()
{
    # A slurmd that ends does not take its jobs along: they go first.
    if [ -n "$started" ]; then
        timeout 20 scancel --full --user "$(id -un)" 2>/dev/null
        sleep 1
    fi
    for process in $started; do
        kill "$process" 2>/dev/null
    done
    for process in $started; do
        for _ in $(seq 50); do
            kill -0 "$process" 2>/dev/null || break
            sleep 0.2
        done
        kill -KILL "$process" 2>/dev/null
    done
    started=''
    [ "$failures" -eq 0 ] || tail -n 20 "$daemons"/*.log "$work_dir"/*.log
    rm -rf "$daemons"
}
trap stop EXIT
trap 'exit 1' INT TERM HUP

# daemon COMMAND...: starts one in the foreground, in the background of this script
daemon()
{
    "$@" >>"$daemons/said.log" 2>&1 &
    started="$! $started"
}

# until_true SECONDS COMMAND...: waits that long at most for the command to succeed
until_true()
{
    deadline=$(($(date +%s) + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$(date +%s)" -lt "$deadline" ] || return 1
        sleep 0.2
    done
}

# What cannot go on without this ends at once: each wait is of minutes.
must()
{
    "$@" && return
    fail "$*"
    squeue --states all
    finish slurm
}

user=$(id -un)
port=$((20000 + $$ % 20000))
dd if=/dev/urandom of="$daemons/key" bs=128 count=1 2>/dev/null
chmod 600 "$daemons/key"
mkdir "$daemons/state" "$daemons/spool"
cat >"$SLURM_CONF" <<END_OF_CONF
ClusterName=custodes
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$daemons/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$daemons/state
SlurmdSpoolDir=$daemons/spool
SlurmctldPidFile=$daemons/slurmctld.pid
SlurmdPidFile=$daemons/slurmd.pid
SlurmctldLogFile=$daemons/slurmctld.log
SlurmdLogFile=$daemons/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=2,bf_interval=2
ReturnToService=2
KillWait=30
MinJobAge=3600
NodeName=one NodeHostname=$(hostname -s) NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=all Nodes=one Default=YES MaxTime=INFINITE State=UP
END_OF_CONF
daemon munged --foreground --force --socket="$daemons/munge" --key-file="$daemons/key" \
    --pid-file="$daemons/munge.pid" --seed-file="$daemons/munge.seed" \
    --log-file="$daemons/munge.log"
must until_true 20 test -S "$daemons/munge"
daemon slurmctld -D -i
daemon slurmd -D -N one
must until_true 60 sh -c 'sinfo --noheader --format=%T | grep -qx idle'

cp "$source_dir"/examples/slurm/*.sh .
mkdir local parts
TMPDIR=$PWD/local
export TMPDIR
# in_state STATE JOB: whether a job is in that state
in_state() { squeue --noheader --states all --format '%T %r' --jobs "$2" | grep -q "^$1"; }

sh submit.sh 4 mine.yaml parts all.sqlite --quiet >said || fail "submit: exit $?: $(cat said)"
array=$(sed -n 's/^array \([0-9]*\): 4 shards of mine.yaml, to parts$/\1/p' said)
merge=$(sed -n 's/^job \([0-9]*\): merges them into all.sqlite$/\1/p' said)
must [ -n "$array" ]
must [ -n "$merge" ]
log=custodes-$array

# The second is taken away in the middle, as a preemption does; the third is warned as before its
# time limit. Both are in their place then, and go on from there.
must until_true 60 in_state RUNNING "${array}_2"
must until_true 60 in_state RUNNING "${array}_3"
sleep 2
scontrol requeue "${array}_2" || fail "requeue"
scancel --batch --signal=USR2 "${array}_3" || fail "the warning"
for task in 2 3; do
    must until_true 60 in_state PENDING "${array}_$task"
    [ -s "parts/part-$task.sqlite" ] || fail "shard $task is not in its place"
    grep -q "interrupted: what is finished of shard $task of 4 is kept" "${log}_$task.log" ||
        fail "shard $task said $(cat "${log}_$task.log")"
    # Slurm lets a job that is back in the queue wait two minutes. In the second in which the node
    # let go of it, it would refuse it: credentials count in seconds.
    sleep 2
    scontrol update JobId="${array}_$task" StartTime=now || fail "start of $task"
done
must until_true 300 in_state COMPLETED "$merge"
squeue --states all --format '%.8i %.14j %.10T %.4L %r'

# Afterwards nothing is left on the node, and the bytes are those of one run.
[ -z "$(ls -A local)" ] || fail "left on the node: $(ls local)"
for task in 1 2 3 4; do
    grep -q "^Shard $task of 4 is in parts/part-$task.sqlite" "${log}_$task.log" ||
        fail "shard $task said $(cat "${log}_$task.log")"
done
grep -q '^Merged: 4 files, 3 cells, into all.sqlite.$' "custodes-merge-$merge.log" ||
    fail "merge said $(cat "custodes-merge-$merge.log")"
expect_one_run all.sqlite
# Work that was done before it was taken away was not done again.
custodes show all.sqlite | grep -q '3 cells, model version [0-9]*, 6 runs' ||
    fail "not six runs: $(custodes show all.sqlite | head -n 1)"

# A sweep: a task for each line of a file.
printf '%s\n' '--set scheming.rate=0.1' '--set scheming.rate=0.2 --seed 3' >points.txt
mkdir points
sweep=$(POINTS=points.txt sbatch --parsable --array=1-2 shard.sh mine.yaml points --quiet \
    --set 'sweep={}' --set estimate.trials=2000 --set 'estimate.stop={}') || fail "sweep"
for task in 1 2; do
    must until_true 60 in_state COMPLETED "${sweep}_$task"
done
custodes run mine.yaml --quiet --set 'sweep={}' --set estimate.trials=2000 \
    --set 'estimate.stop={}' --set scheming.rate=0.2 --seed 3 --csv >single
custodes export points/part-2.sqlite --csv >merged
cmp -s merged single || fail "a point differs from its run"
finish slurm
