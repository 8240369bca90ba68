# shellcheck shell=sh disable=SC2034
# SPDX-License-Identifier: MIT
# What the tests of the program share; check_picture judges an SVG (check_picture.c). Arguments of
# every test: folder of the program, source folder, folder to work in (made anew).
set -u
PATH=$1:$1/tests/cli:$PATH
source_dir=$2
work_dir=$3
export PATH
rm -rf "$work_dir"
mkdir -p "$work_dir"
cd "$work_dir" || exit 1
failures=0

fail()
{
    echo "FAILED: $*"
    failures=$((failures + 1))
}

finish()
{
    echo "$1: $failures failed"
    [ "$failures" -eq 0 ]
    exit
}
