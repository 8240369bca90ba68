#!/bin/sh
# SPDX-License-Identifier: MIT
# make.sh OUT [KIND/NAME...]: draws the pictures of the variants' pages, or those named, with the
# commands that the pages print, and puts them into OUT/KIND/NAME.svg. `custodes` must be on the
# PATH, and gnuplot installed. All of them: docs/pictures/make.sh docs/pictures
set -eu
out=${1:?"expected the folder where pictures go, such as docs/pictures"}
shift
mkdir -p "$out"
out=$(cd "$out" && pwd)
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/docs" "$work/scenarios"
cp -R "$root/docs/pictures" "$work/docs/"
cp -R "$root/scenarios/data" "$work/scenarios/"
if [ $# -eq 0 ]; then
    # shellcheck disable=SC2046 # names of pages have no spaces
    set -- $(cd "$root/docs/pictures" && ls */*.yaml | sed 's/\.yaml$//')
fi
cd "$work"
for picture; do
    rm -f -- *.sqlite* "docs/pictures/$picture.svg"
    sed -n '/^## Its effect/,$p' "$root/docs/$picture.md" | grep '^custodes ' >commands
    if ! sh -eu commands >said 2>&1; then
        echo "make.sh: $picture: $(tail -n 1 said)" >&2
        exit 1
    fi
    mkdir -p "$out/${picture%/*}"
    cp "docs/pictures/$picture.svg" "$out/$picture.svg"
done
