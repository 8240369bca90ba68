#!/bin/sh
# SPDX-License-Identifier: MIT
# Puts the rows of bench/results.md that a user asks for between the lines <!-- bench --> of
# README.md: how custodes compares with what they would write instead, and what a whole command
# takes. Rows of one name are one line, with the range of their medians.
#
#   bench/readme.sh [RESULTS [README]]
set -eu

root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
results=${1:-$root/bench/results.md}
readme=${2:-$root/README.md}

if [ ! -f "$results" ]; then
    echo "readme.sh: there is no $results: run bench/run first" >&2
    exit 2
fi
if [ "$(grep -c '^<!-- bench -->$' "$readme")" != 2 ]; then
    echo "readme.sh: expected two lines <!-- bench --> in $readme" >&2
    exit 2
fi

table=$(mktemp)
trap 'rm -f "$table" "$table.new"' EXIT
awk -F ' *[|] *' '
    /^\* / {
        fact = substr($0, 3)
        name = fact
        sub(/:.*/, "", name)
        sub(/^[^:]*: */, "", fact)
        if (!(name in facts)) {
            facts[name] = fact
        }
    }
    /^[|] [*][*]/ && (/NumPy|textbook|Python|whole command|(splitting|planted), one core/ ||
        /memory of an agent|events [/] task/) {
        name = $2
        gsub(/[*][*]/, "", name)
        key = name
        if (!(key in rows)) {
            order[++keys] = key
            names[key] = name
            where[key] = $3
            rows[key] = 0
        }
        lines[key]++
        if ($4 == "not measured") {
            next
        }
        value = $4
        unit = $4
        sub(/ .*/, "", value)
        sub(/^[^ ]* /, "", unit)
        sub(/ *\[.*/, "", unit)
        units[key] = unit
        if (rows[key] == 0 || value + 0 < least[key] + 0) {
            least[key] = value
        }
        if (rows[key] == 0 || value + 0 > most[key] + 0) {
            most[key] = value
        }
        rows[key]++
    }
    END {
        sub(/,.*/, "", facts["rounds"])
        printf "Medians of %s rounds (`bench/run`, %s cores of an %s, %s, commit %s;\n", \
            facts["rounds"], facts["cores"], facts["processor"], facts["compiler"], facts["commit"]
        print "all rows are in [results](bench/results.md)):\n"
        print "| what | median |\n|---|---|"
        for (i = 1; i <= keys; i++) {
            key = order[i]
            if (lines[key] == 1 && where[key] != "") {
                names[key] = names[key] ", " where[key]
            }
            if (rows[key] == 0) {
                printf "| %s | not measured |\n", names[key]
                continue
            }
            span = least[key] == most[key] ? least[key] : least[key] " to " most[key]
            printf "| %s | %s %s |\n", names[key], span, units[key]
        }
    }
' "$results" >"$table"

awk -v table="$table" '
    /^<!-- bench -->$/ {
        print
        inside = !inside
        if (inside) {
            print ""
            while ((getline line <table) > 0) {
                print line
            }
            print ""
        }
        next
    }
    !inside
' "$readme" >"$table.new"
cat "$table.new" >"$readme"
