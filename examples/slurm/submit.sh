#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a scenario as an array of shards, and merges them when all are finished.
#
#   submit.sh SHARDS SCENARIO FOLDER RESULTS [OPTION...]
#
# FOLDER gets the shards, RESULTS is the merged file. Both must be seen from every node.
set -eu
here=$(dirname -- "$0")
shards=$1
scenario=$2
folder=$3
results=$4
shift 4
mkdir -p "$folder"
job=$(sbatch --parsable --array="1-$shards" "$here/shard.sh" "$scenario" "$folder" "$@")
echo "array $job: $shards shards of $scenario, to $folder"
merge=$(sbatch --parsable --dependency="afterok:$job" "$here/merge.sh" "$folder" "$results")
echo "job $merge: merges them into $results"
