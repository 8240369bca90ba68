#!/bin/sh
# SPDX-License-Identifier: MIT
# circles.sh NM ARCHIVE...: no two files of the program call each other in a circle. Tables that
# point at each other are none: what is looked at are functions that one file has and another uses.
set -eu
nm=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$nm" -A -g "$@" | awk '
    / [TU] [a-z_0-9]+$/ {
        file = $0
        sub(/:[0-9a-f ]* [TU] [a-z_0-9]+$/, "", file)
        sub(/.*\/libcst_/, "", file)
        if ($(NF - 1) == "T") has[$NF] = file
        else uses[file "\n" $NF]
    }
    END {
        for (use in uses) {
            split(use, of, "\n")
            if (of[2] in has && has[of[2]] != of[1]) print of[1], has[of[2]]
        }
    }' | sort -u >"$work/calls"
if [ "$(wc -l <"$work/calls")" -lt 100 ]; then
    echo "expected calls among the files of $*, found hardly any"
    exit 1
fi
if ! tsort "$work/calls" >/dev/null 2>"$work/circles"; then
    cat "$work/circles"
    echo "these files call each other in a circle: move what they share to a file below them"
    exit 1
fi
