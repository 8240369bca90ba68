#!/bin/sh
# SPDX-License-Identifier: MIT
# Puts the shards of a run together, once they are all there.
#
#   sbatch --dependency=afterok:JOB merge.sh FOLDER RESULTS
#
#SBATCH --job-name=custodes-merge
#SBATCH --output=%x-%j.log
#SBATCH --ntasks=1
#SBATCH --time=01:00:00

exec custodes merge "$1"/part-*.sqlite --out "$2"
