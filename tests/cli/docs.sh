#!/bin/sh
# SPDX-License-Identifier: MIT
# docs/cli.md is what the commands' tables say.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
custodes help --page >cli.new.md || fail "help --page"
if ! diff -u "$source_dir/docs/cli.md" cli.new.md; then
    fail "docs/cli.md differs from $work_dir/cli.new.md: custodes help --page > docs/cli.md"
fi
for command in $(sed -n 's/^## //p' cli.new.md); do
    custodes help "$command" >one || fail "help $command"
    custodes "$command" --help >two || fail "$command --help"
    cmp -s one two || fail "help $command and $command --help differ"
done
finish docs
