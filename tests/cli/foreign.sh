#!/bin/sh
# SPDX-License-Identifier: MIT
# Foreign text stays text: names of files run nothing, the user's set-up of gnuplot changes nothing,
# and what a terminal would obey does not reach it.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
file=$source_dir/scenarios/rare-schemers.yaml
small="--quiet --set estimate.trials=10 --set estimate.stop={} --set sweep.scheming.rate=[0.01,0.1]"
# shellcheck disable=SC2086
custodes run "$file" $small --out rare.sqlite >/dev/null || fail "run"

# U+202E, U+2066, U+200F, U+0085, a byte that is no UTF-8, escape; in names, options, values, files.
override=$(printf '\342\200\256')
isolate=$(printf '\342\201\246')
mark=$(printf '\342\200\217')
line=$(printf '\302\205')
broken=$(printf '\377')
escape=$(printf '\033[31m')
nasty="a${override}b${isolate}c${mark}d${line}e${broken}f${escape}g"
printf 'claim: "x"\n%skey: 1\n' "$override" >keys.yaml
cat >bare.yaml <<'END'
trial: {agents: 20, rounds: 10}
scheming: {rate: 0.1, dependence: beta, rho: 0.1}
protocol: {kind: untrusted-monitor}
estimate: {trials: 10}
sweep: {scheming.rate: [0.01, 0.1]}
END
printf 'claim: "%s%s%sx"\n' "$override" "$isolate" "$mark" >claim.yaml
cat bare.yaml >>claim.yaml
cp claim.yaml "$nasty.yaml"
for command in "run $nasty" "$nasty" "run $file --$nasty" "run $file --link=$nasty" \
    "run $file --set=$nasty=1" "run $file --set=scheming.rate=$nasty" "run keys.yaml" \
    "plot $nasty" "plot rare.sqlite --result=$nasty" "plot rare.sqlite --along=$nasty" \
    "plot rare.sqlite --map=$nasty $nasty" "plot rare.sqlite --contour=$nasty" \
    "plot rare.sqlite --only=$nasty=1" "plot rare.sqlite --only=scheming.rho=0,$nasty" \
    "plot rare.sqlite --split=$nasty" "plot rare.sqlite --label=$nasty=1" \
    "export $nasty --csv" "help $nasty" "list $nasty" "fit $nasty" "validate claim.yaml" \
    "keys $nasty" "keys new $nasty" "keys allow a $nasty --role=actor" "keys list --keys=$nasty" \
    "keys new a --keys=$nasty" "keys allow a --keys=$nasty --role=$nasty" \
    "assumptions claim.yaml" "surface claim.yaml --samples=1000" "run claim.yaml $small" \
    "run claim.yaml $small --json" "validate claim.yaml --json" "assumptions claim.yaml --json" \
    "promise $file --rate-at-most=$nasty" "promise claim.yaml --rate-at-most=0/9" \
    "promise claim.yaml --rate-at-most=0/9 --rho-from=$nasty" \
    "run $nasty.yaml $small" "benchmark $nasty.yaml" "pareto $nasty.yaml" \
    "pareto bare.yaml --against=$nasty" "pareto $nasty.yaml --set=scheming.rate=0.1 --csv"; do
    # shellcheck disable=SC2086 # the words of the command
    custodes $command >said 2>&1
    code=$?
    [ "$code" -le 2 ] || fail "$command: exit $code"
    [ -s said ] || fail "$command: says nothing"
    for bad in "$override" "$isolate" "$mark" "$line" "$broken" "$escape"; do
        if LC_ALL=C grep -qF "$bad" said; then
            fail "$command: lets through: $(LC_ALL=C grep -F "$bad" said | od -c | head -n 3)"
        fi
    done
done

if ! command -v gnuplot >/dev/null; then
    echo "gnuplot is not installed: nothing is drawn"
    finish foreign
fi
# Names that a shell, gnuplot or both would run. Only pictures may come of them.
cp rare.sqlite '|touch ran; #.sqlite'
# shellcheck disable=SC2016
for name in '|touch ran; #.svg' '`touch ran`.svg' '$(touch ran).svg' \
    '"; system("touch ran"); ".svg' \
    "'; system('touch ran'); '.svg" '<touch ran.svg' '-e.svg'; do
    custodes plot rare.sqlite --output="$name" >/dev/null || fail "plot --output '$name'"
    check_picture "./$name" || fail "no picture '$name'"
    custodes assumptions "$file" --plot="$name" >/dev/null || fail "assumptions --plot '$name'"
    check_picture "./$name" 0.39 0.99 0.2 0.7 || fail "no picture '$name' of assumptions"
    custodes surface "$file" --quiet --samples 1000 --plot="$name" >/dev/null ||
        fail "surface --plot '$name'"
    check_picture "./$name" || fail "no picture '$name' of a surface"
done
custodes plot '|touch ran; #.sqlite' >/dev/null || fail "plot of a file with a bar"
check_picture './|touch ran; #.svg' || fail "no picture of a file with a bar"
# shellcheck disable=SC2016
name=$(printf 'a\tb\033c\nd.svg')
custodes plot rare.sqlite --output "$name" >drawn || fail "control characters"
[ "$(cat drawn)" = 'a?b?c?d.svg' ] || fail "plot printed: $(od -c drawn | head -n 3)"
[ -s "$name" ] || fail "no picture under a name with control characters"
[ "$(find . -name 'a*d.svg*' | tr -cd '\n' | wc -c)" -le 2 ] || fail "a stray file: $(ls)"
[ ! -e ran ] || fail "a name was run"

# The user's set-up.
mkdir home
cat >home/.gnuplot <<'END'
set datafile separator ","
set terminal dumb
set output "stolen"
END
custodes plot rare.sqlite --output clean.svg >/dev/null || fail "plot"
check_picture clean.svg || fail "clean.svg"
HOME=$PWD/home GNUTERM=qt GNUPLOT_LIB=/nowhere GDFONTPATH=/nowhere GNUPLOT_PS_DIR=/nowhere \
    GNUPLOT_DRIVER_DIR=/nowhere LC_ALL=de_DE.UTF-8 LC_NUMERIC=de_DE.UTF-8 \
    custodes plot rare.sqlite --output set-up.svg >/dev/null || fail "plot with a set-up"
cmp clean.svg set-up.svg || fail "the user's set-up changes the picture"
[ ! -e stolen ] || fail "the user's set-up was read"

# Claims that gnuplot or XML would take for something else.
for claim in "'tis" "''twice''" 'a ]]> b' '&amp; <b> "q"' "{/Symbol a}_b^c" '`touch ran`' \
    '@x $y \\101' \
    'Ünïcödé ŵörds thåt årë löng ënöügh tö bë cüt ïntö twö lïnës öf thë pïctürë bÿ lëttërs'; do
    printf '%s' "$claim" | sed 's/[\\"]/\\&/g; s/^/claim: "/; s/$/"/' >one.yaml
    echo >>one.yaml
    cat bare.yaml >>one.yaml
    rm -f one.sqlite
    custodes run one.yaml --quiet --out one.sqlite >/dev/null || fail "$claim: run"
    custodes plot one.sqlite --output one.svg >/dev/null || fail "$claim: plot"
    check_picture one.svg || fail "$claim: one.svg"
    title=$(sed -n 's/^<title>\(.*\)<\/title>$/\1/p' one.svg | head -n 1 |
        sed 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g')
    [ "$title" = "$claim" ] || fail "the title of '$claim' is '$title'"
    text=$(sed -n 's/.*<text>\(.*\)<\/text>.*/\1/p' one.svg | tr '\n' ' ' |
        sed 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g')
    case $text in
    *"$claim"*) ;;
    *) fail "'$claim' is not whole in the picture" ;;
    esac
done
[ ! -e ran ] || fail "a claim was run"
finish foreign
