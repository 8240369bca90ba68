#!/bin/sh
# SPDX-License-Identifier: MIT
# A picture as its user wants it: title and names, part of the cells, a panel for each value, in
# each format; what people write is printed as it is.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
cat >many.yaml <<'END'
claim: The claim of the file.
trial: {agents: 20, rounds: 10}
scheming: {rate: 0.1, dependence: beta, rho: 0.1}
protocol: {kind: committee, reviewers: 3}
estimate: {trials: 4}
sweep:
  scheming.rate: [0.01, 0.05, 0.1]
  scheming.rho: [0.1, 0.3, 0.5, 0.7]
  protocol.rule: [any, all]
END
custodes run many.yaml --quiet --out many.sqlite >/dev/null || fail "run"

# refuse PART ARGUMENT...: exit 2, one line with this part, and no picture.
refuse()
{
    part=$1
    shift
    case $* in
    *--output*) ;;
    *) set -- "$@" --output none ;;
    esac
    custodes plot many.sqlite "$@" >out 2>err
    code=$?
    if [ "$code" -ne 2 ] || [ -s out ] || [ "$(wc -l <err)" -ne 1 ] ||
        ! grep -qF -- "$part" err; then
        fail "plot $*: exit $code, $(cat err)"
    fi
}
refuse "found 'scheming.rh=0.1'; the nearest one is scheming.rho" --only scheming.rh=0.1
refuse "expected one of 0.1, 0.3, 0.5, 0.7, found '0.2'" --only scheming.rho=0.1,0.2
refuse "found 'aany'; the nearest one is any" --only protocol.rule=all,aany
refuse "found ''" --only protocol.rule=
refuse 'found it twice' --only scheming.rho=0.1 --only scheming.rho=0.3
refuse "found 'scheming.rhoo'; the nearest one is scheming.rho" --split scheming.rhoo
refuse 'is what the picture is drawn along' --split scheming.rate
refuse 'a map has one panel' --map scheming.rate scheming.rho --split protocol.rule
refuse "found 'protocol.rul=x'; the nearest one is protocol.rule" --label protocol.rul=x
refuse "found 'safety=x'" --label safety=x
refuse 'expected 1 to 60 letters, found 61' --label "any=$(printf %061d 0)"
refuse 'expected one name for it, found two' --label any=a --label any=b
refuse "--title: expected TEXT, found ''" --title ''
refuse 'expected at most 300 letters, found 5000' --title "$(printf %05000d 0)"
refuse 'unknown option --set' --set scheming.rho=0.1
[ -z "$(find . -name 'none*')" ] || fail "a picture was drawn: $(find . -name 'none*')"
if ! command -v gnuplot >/dev/null; then
    echo "gnuplot is not installed: nothing is drawn"
    finish naming
fi

# texts FILE: what is written in it, one text a line.
texts()
{
    sed -n 's/.*<text>\(.*\)<\/text>.*/\1/p' "$1" | sed 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

# Part of the cells: two of four correlations, two of three rates.
custodes plot many.sqlite --only scheming.rho=0.3,0.7 --only scheming.rate=0.05,0.1 \
    --only protocol.rule=any --output part.svg >/dev/null || fail "part"
check_picture part.svg || fail "part.svg"
[ "$(texts part.svg | grep '^rho = ' | tr '\n' ';')" = "rho = 0.3;rho = 0.7;" ] ||
    fail "part: $(texts part.svg | grep rho)"
# One value more, and it is in the names again.
custodes plot many.sqlite --only scheming.rho=0.3 --output rules.svg >/dev/null || fail "rules"
[ "$(texts rules.svg | grep -cx 'any\|all')" -eq 2 ] || fail "rules: $(texts rules.svg)"

# Names.
custodes plot many.sqlite --only scheming.rho=0.3 --title 'Another title' \
    --label any='One of three' --label residual_risk='what is left' \
    --label scheming.rate='how often' --output named.svg >/dev/null || fail "names"
check_picture named.svg || fail "named.svg"
for text in 'Another title' 'One of three' 'what is left' 'how often' 'all'; do
    [ "$(texts named.svg | grep -cxF "$text")" -eq 1 ] || fail "named.svg: '$text'"
done
grep -q '<title>Another title</title>' named.svg || fail "named.svg: no title"
! grep -q 'claim of the file' named.svg || fail "named.svg has the claim"
custodes plot many.sqlite --only protocol.rule=any --label scheming.rho=correlation \
    --output claim.svg >/dev/null || fail "a name alone"
texts claim.svg | grep -qx 'correlation = 0.5' || fail "claim.svg: $(texts claim.svg)"
texts claim.svg | grep -qx 'The claim of the file.' || fail "claim.svg has no claim"

# A panel for each value: ink in each of the four, names once, one key.
custodes plot many.sqlite --split scheming.rho --title 'Four panels' --label scheming.rho=corr \
    --output split.svg >/dev/null || fail "split"
for panel in '0.12 0.45 0.2 0.5' '0.6 0.95 0.2 0.5' '0.12 0.45 0.55 0.8' '0.6 0.95 0.55 0.8'; do
    # shellcheck disable=SC2086
    check_picture split.svg $panel || fail "split.svg: $panel"
done
for text in 'corr = 0.1' 'corr = 0.3' 'corr = 0.5' 'corr = 0.7' any all 'Four panels'; do
    [ "$(texts split.svg | grep -cxF "$text")" -eq 1 ] || fail "split.svg: '$text'"
done
[ "$(grep -c '>closed form<' split.svg)" -eq "$(grep -c '>closed form<' claim.svg)" ] ||
    fail "split.svg has not one key"
for ending in pdf png; do
    custodes plot many.sqlite --split protocol.rule --title 'Two panels' --output "two.$ending" \
        >/dev/null || fail "two.$ending"
done
[ "$(head -c 5 two.pdf)" = %PDF- ] && [ "$(head -c 4 two.png | tail -c 3)" = PNG ] ||
    fail "two.pdf, two.png"
# As text for a terminal: letters that one has, as many columns as dots allow, and the same names.
custodes plot many.sqlite --only scheming.rho=0.3 --title 'In @{letters}' \
    --label any='{/Symbol a}' --output part.txt >out || fail "part.txt"
[ "$(cat out)" = part.txt ] || fail "part.txt: $(cat out)"
for text in 'In @{letters}' '{/Symbol a}' 'scheming rate; upwards: residual_risk' '1e-1'; do
    grep -qF -- "$text" part.txt || fail "part.txt has no '$text'"
done
[ "$(wc -L <part.txt)" -le 147 ] && [ "$(wc -l <part.txt)" -le 32 ] || fail "part.txt: its size"
[ -z "$(LC_ALL=C tr -d '\n -~' <part.txt)" ] || fail "part.txt: other letters"
custodes plot many.sqlite --split scheming.rho --output split.txt >/dev/null || fail "split.txt"
[ "$(grep -o 'rho = 0.[1357]' split.txt | sort -u | wc -l)" -eq 4 ] || fail "split.txt: panels"
refuse 'a map is not drawn as text' --map scheming.rate scheming.rho --only protocol.rule=any \
    --output x.txt
# On few dots, with the longest names.
long=$(printf %060d 0 | tr 0 W)
custodes plot many.sqlite --split scheming.rho --width 400 --label "any=$long" \
    --label "residual_risk=$long" --title "$long $long $long" --output few.svg >/dev/null ||
    fail "few"
check_picture few.svg 0.25 0.9 0.2 0.8 || fail "few.svg"
texts few.svg | grep -q '^W*\.\.\.$' || fail "few.svg: no name is cut: $(texts few.svg)"

# A map has title, names and parts too.
set -- --map scheming.rate scheming.rho --only protocol.rule=any
custodes plot many.sqlite "$@" --only scheming.rho=0.1,0.3,0.7 --title 'A map' \
    --label scheming.rho=corr --label any=One --label residual_risk=left \
    --label miss_share=missed --contour miss_share=0.3 --output map.svg >/dev/null 2>err ||
    fail "map: $(cat err)"
check_picture map.svg || fail "map.svg"
for text in 'A map' corr 'missed = 0.3'; do
    texts map.svg | grep -qxF "$text" || fail "map.svg: '$text', $(texts map.svg)"
done
texts map.svg | grep -q '^rule = One; colours: closed forms of left' || fail "map.svg: no note"
refuse 'is a side of the map' "$@" --only scheming.rho=0.1

# What gnuplot, XML, a shell or a terminal would take for something else is printed as it is.
# shellcheck disable=SC2016
for text in "'tis" 'a ]]> b' '&amp; <b> "q"' '{/Symbol a}_b^c' '`touch ran`' '@x $y \101' \
    '$(touch ran)' '"; system("touch ran"); "' '#%d%s%n'; do
    custodes plot many.sqlite --only scheming.rho=0.3 --title "$text" --label "any=$text" \
        --label "residual_risk=$text" --label "scheming.rate=$text" --output nasty.svg >/dev/null ||
        fail "'$text'"
    check_picture nasty.svg || fail "nasty.svg of '$text'"
    [ "$(texts nasty.svg | grep -cxF -- "$text")" -eq 4 ] ||
        fail "'$text': $(texts nasty.svg | head -n 20)"
done
control=$(printf 'a\nb\033[31mc\302\205d\377e')
custodes plot many.sqlite --only scheming.rho=0.3 --title "$control" --label "any=$control" \
    --split protocol.rule --output control.svg >out 2>&1 || fail "control characters: $(cat out)"
check_picture control.svg || fail "control.svg"
[ "$(texts control.svg | grep -cxF 'a?b?[31mc?d?e')" -eq 2 ] ||
    fail "control characters: $(texts control.svg)"
[ ! -e ran ] || fail "a text was run"
finish naming
