#!/bin/sh
# SPDX-License-Identifier: MIT
# canary.sh TIDY HERE COPY: tidy must find in HERE/bad (and in what is too large to be kept, made
# here) exactly what HERE/bad.expected says, and nothing in a tree that has one good file.
set -eu
tidy=$1
here=$2
copy=$3

licence='/* SPDX-License-Identifier: MIT */'
rm -rf "$copy"
cp -R "$here/bad" "$copy"
# Empty folders, which git does not keep.
mkdir -p "$copy/estimate" "$copy/monitor" "$copy/scenarios/load"
{
    echo "$licence"
    printf 'int long_line; /* %0100d */\n' 0
    printf '/* TO%s FIX%s */\n' DO ME
    echo 'void long_function(void)'
    echo '{'
    awk 'BEGIN { for (i = 0; i < 69; i++) print "    work();" }'
    echo '}'
    awk 'BEGIN { for (i = 0; i < 600; i++) print "" }'
} >"$copy/scenarios/load/long.c"
{
    echo "$licence"
    awk 'BEGIN { for (i = 0; i < 200; i++) print "" }'
} >"$copy/scenarios/load/long.h"
awk 'BEGIN { for (i = 0; i < 20001; i++) printf "0123456789" }' >"$copy/docs/large.svg"

code=0
"$tidy" "$copy" >"$copy.found" || code=$?
diff -u "$here/bad.expected" "$copy.found"
if [ "$code" != 1 ]; then
    echo "expected exit code 1, found $code"
    exit 1
fi

rm -rf "$copy"
mkdir -p "$copy/cli"
echo "$licence" >"$copy/cli/good.c"
"$tidy" "$copy"

rm -rf "$copy/cli"
code=0
"$tidy" "$copy" || code=$?
if [ "$code" != 2 ]; then
    echo "expected exit code 2 where there is nothing to read, found $code"
    exit 1
fi
