#!/bin/sh
# SPDX-License-Identifier: MIT
# The pictures on the variants' pages come from the commands that the pages print. A few are drawn
# each time; CST_LONG=1 draws all and compares their bytes.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
if ! command -v gnuplot >/dev/null; then
    echo "gnuplot is not installed: nothing is drawn"
    finish pictures
fi
make=$source_dir/docs/pictures/make.sh
if [ "${CST_LONG:-0}" = 1 ]; then
    "$make" drawn || fail "make.sh"
    for picture in "$source_dir"/docs/pictures/*/*.svg; do
        check_picture "$picture" || fail "$picture"
        name=${picture#"$source_dir/docs/pictures/"}
        cmp -s "$picture" "drawn/$name" || fail "docs/pictures/$name is another one"
    done
    finish pictures
fi
# One per kind.
set -- attacks/gated collusion/none laws/shock protocols/hierarchy scores/joint methods/naive
"$make" drawn "$@" || fail "make.sh"
for name; do
    check_picture "drawn/$name.svg" || fail "drawn/$name.svg"
    claim=$(sed -n 's/^claim: //p' "$source_dir/docs/pictures/$name.yaml" | cut -c 1-40)
    grep -q "$claim" "drawn/$name.svg" || fail "drawn/$name.svg: its title is not '$claim'"
done
if "$make" drawn laws/lost 2>said; then
    fail "a page that does not exist was drawn"
fi
finish pictures
