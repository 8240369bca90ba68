#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs the cases of cases.txt. A case is a block of lines:
#   $ the command           run by sh in a folder that has bad/ and scenarios/
#   ! 2                     its exit code
#   > a line                the first line it writes to standard error; ">~" a pattern of the shell
#   = a text                found somewhere in what it writes to standard output
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
here=$source_dir/tests/cli
cp -r "$here/bad" bad
ln -s "$source_dir/scenarios" scenarios
cases=0
command=

# matches PATTERN TEXT
matches()
{
    # shellcheck disable=SC2254
    case $2 in
    $1) return 0 ;;
    esac
    return 1
}

while IFS= read -r line <&3; do
    rest=${line#? }
    case $line in
    '$ '*)
        command=$rest
        cases=$((cases + 1))
        sh -c "$command" >out 2>err </dev/null 3<&-
        code=$?
        ;;
    '! '*) [ "$code" -eq "$rest" ] || fail "$command: exit $code, expected $rest: $(cat err)" ;;
    '>~ '*)
        said=$(head -n 1 err)
        matches "${line#>~ }" "$said" || fail "$command: said '$said', expected '${line#>~ }'"
        ;;
    '> '*)
        said=$(head -n 1 err)
        [ "$said" = "$rest" ] || fail "$command: said '$said', expected '$rest'"
        ;;
    '= '*) grep -qF -- "$rest" out || fail "$command: no '$rest' in its output" ;;
    esac
done 3<"$here/cases.txt"
echo "$cases cases"
[ "$cases" -gt 40 ] || fail "only $cases cases were read"
finish cases
