#!/bin/sh
# SPDX-License-Identifier: MIT
# One shard of a run: a task of a Slurm job array.
#
#   sbatch --array=1-64 shard.sh SCENARIO FOLDER [OPTION...]
#
# Shard i of 64 comes to FOLDER/part-i.sqlite. OPTION... goes to 'custodes run'. To run some of the
# 64 again: SHARDS=64 sbatch --array=3,17 shard.sh SCENARIO FOLDER.
#
#   POINTS=points.txt sbatch --array=1-12 shard.sh SCENARIO FOLDER [OPTION...]
#
# runs all of the scenario once for each line of points.txt, with the options that stand there, as
# --set scheming.rho=0.1.
#
#SBATCH --job-name=custodes
#SBATCH --output=%x-%A_%a.log
#SBATCH --open-mode=append
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --time=01:00:00
#SBATCH --requeue
#SBATCH --signal=B:USR2@60

scenario=$1
folder=$2
shift 2
task=$SLURM_ARRAY_TASK_ID
shard=$task/${SHARDS:-$SLURM_ARRAY_TASK_COUNT}
if [ -n "${POINTS:-}" ]; then
    shard=1/1
    set -f
    # shellcheck disable=SC2046
    set -- "$@" $(sed -n "${task}p" "$POINTS")
fi

custodes run "$scenario" --shard "$shard" --out "$folder/part-$task.sqlite" \
    --threads "${SLURM_CPUS_PER_TASK:-1}" --progress none "$@" &
child=$!

# USR2 is the warning before the time limit (--signal above): custodes is told to end, which moves
# what is finished to its place. If Slurm takes the job away it sends TERM to every process, and so
# to custodes too: the script only waits.
woken=yes
trap 'woken=yes; kill -s TERM "$child"' USR2
trap 'woken=yes' TERM
while [ "$woken" = yes ]; do
    woken=no
    wait "$child"
    code=$?
done

# 130: ended by a signal, 4: by --budget. The same command goes on where this one ended, so the job
# goes back into the queue.
if [ "$code" -eq 130 ] || [ "$code" -eq 4 ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$task"
fi
exit "$code"
