#!/bin/sh
# SPDX-License-Identifier: MIT
# What shells, man and editors get: completion as bash does it, a man page that names every command
# and option, a first scenario that runs.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
custodes help --completion bash >completion.bash || fail "bash: exit $?"
custodes help --completion zsh >completion.zsh || fail "zsh: exit $?"
custodes help --man >custodes.1 || fail "man: exit $?"
cat >complete.bash <<'END'
. ./completion.bash
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_custodes
printf '%s\n' "${COMPREPLY[@]}"
END

# completes EXPECTED WORD...: what the last word may become
completes()
{
    expected=$1
    shift
    got=$(bash complete.bash "$@" | tr '\n' ' ')
    [ "$got" = "$expected " ] || fail "completion of $*: $got"
}
completes 'run rerun report' custodes r
completes 'merge' custodes me
completes '--precision --progress' custodes run mine.yaml --pr
completes '--quiet' custodes trace mine.yaml --q
completes 'auto json none' custodes run mine.yaml --progress ''
completes 'json' custodes run mine.yaml --progress j
touch mine.yaml mine.sqlite
completes 'mine.sqlite mine.yaml' custodes run mi
for command in $(custodes help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    grep -q "^\.SS \"custodes $command[ \"]" custodes.1 || fail "man: no $command"
    grep -q "^ *'$command:" completion.zsh || fail "zsh: no $command"
    custodes help "$command" | sed -n 's/^  --\([a-z-]*\).*/\1/p' >options
    while read -r option; do
        [ "$option" = help ] ||
            grep -q "fB.-.-$(echo "$option" | sed 's/-/.-/g').fR" custodes.1 ||
            fail "man: no --$option of $command"
    done <options
done
[ "$(grep -c '^\.TP' custodes.1)" -gt 60 ] || fail "man: few options"

# A newcomer's first steps.
rm mine.yaml
custodes init mine.yaml >said || fail "init: exit $?"
grep -q '^mine.yaml is there: ' said || fail "init said $(cat said)"
custodes init | cmp -s - mine.yaml || fail "init writes two things"
custodes validate mine.yaml >/dev/null 2>err || fail "validate: exit $?"
[ ! -s err ] || fail "validate said $(cat err)"
custodes run mine.yaml --quiet --set estimate.trials=100 --set estimate.stop='{}' >/dev/null ||
    fail "run: exit $?"
custodes init mine.yaml >/dev/null 2>err && fail "init over a file: accepted"
grep -q 'init: expected the name of a new file, found mine.yaml' err || fail "init: $(cat err)"
finish shell
