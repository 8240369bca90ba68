#!/bin/sh
# SPDX-License-Identifier: MIT
# What is installed works for others: programs outside the tree that are built with pkg-config (the
# shared and the static library) and with find_package find what the program of the tree finds, and
# so does the installed program, from another folder and after their prefix has been moved.
# Arguments: as of the tests of the program, then cmake, the compiler and its flags.
build_dir=$1
cmake=$4
compiler=$5
flags=$6
# shellcheck source=SCRIPTDIR/../cli/lib.sh
. "$(dirname "$0")/../cli/lib.sh"
here=$source_dir/tests/install

# compile ARGUMENT...: the flags are words
compile()
{
    # shellcheck disable=SC2086
    "$compiler" -std=c11 $flags "$@"
}

prefix=$work_dir/first
"$cmake" --install "$build_dir" --prefix "$prefix" >install.log 2>&1 || {
    cat install.log
    fail "install"
    finish library
}
library=$(dirname "$(dirname "$(find "$prefix" -name custodes.pc)")")
export PKG_CONFIG_PATH="$library/pkgconfig"
grep -rlF -e "$source_dir" "$prefix/include" "$library/pkgconfig" "$library/cmake" &&
    fail "installed files name folders of this machine"

# Each header by itself as C, all of them as C++ where there is a compiler for it.
find "$prefix/include/custodes" -name '*.h' >headers
[ "$(wc -l <headers)" -gt 20 ] || fail "only $(wc -l <headers) headers"
# A header that is compiled by itself need not use all of its inline functions.
# shellcheck disable=SC2046
compile -fsyntax-only -Wall -Wextra -Wpedantic -Werror -Wno-unused-function -x c \
    -I "$prefix/include" $(cat headers) ||
    fail "a header does not stand alone"
if command -v c++ >/dev/null; then
    echo '#include <custodes/custodes.h>' >all.cc
    c++ -fsyntax-only -I "$prefix/include" all.cc || fail "the headers are not for C++"
fi

# The libraries give away no name but cst_... (what a compiler adds for itself begins with _).
for file in "$library/libcustodes.so" "$library/libcustodes.a"; do
    nm -g --defined-only "$file" | awk 'NF == 3 { print $3 }' | grep -v -e '^cst_' -e '^_' &&
        fail "$file has other names than cst_"
done
nm -D --defined-only "$library/libcustodes.so" | grep -q ' cst_study_run$' ||
    fail "the shared library has no cst_study_run"

# shellcheck disable=SC2046
{
    compile -o shared "$here/risk.c" $(pkg-config --cflags --libs custodes) || fail "shared"
    compile -o static "$here/risk.c" $(pkg-config --cflags --libs custodes-static) || fail "static"
}
examples=$(dirname "$(find "$prefix" -name inside.c)")
messages=msgpack
pkg-config --exists msgpack || messages=msgpack-c
# shellcheck disable=SC2046
{
    compile -Wall -Wextra -Wpedantic -Werror -o inside "$examples/inside.c" \
        $(pkg-config --cflags --libs custodes) || fail "inside.c"
    compile -Wall -Wextra -Wpedantic -Werror -o peer "$examples/peer.c" \
        $(pkg-config --cflags --libs libzmq $messages) || fail "peer.c"
}
nm static | grep -q ' T cst_study_run$' || fail "the static library is not in the program"
if ! "$cmake" -S "$here/user" -B user -DCMAKE_C_COMPILER="$compiler" -DCMAKE_C_FLAGS="$flags" \
    -DCMAKE_PREFIX_PATH="$prefix" >user.log 2>&1 || ! "$cmake" --build user >>user.log 2>&1; then
    fail "find_package: $(cat user.log)"
fi

mv "$prefix" moved
prefix=$work_dir/moved
LD_LIBRARY_PATH=$(dirname "$(find "$prefix" -name libcustodes.so)")
export LD_LIBRARY_PATH
# The program finds the files that came with it from any folder: those of its own prefix.
shipped=$(find "$prefix" -name trusted-or-untrusted.yaml)
scenario=$(dirname "$shipped")/mine.yaml
mv "$shipped" "$scenario"
"$prefix/bin/custodes" list scenarios >listed || fail "list scenarios"
grep -q '^mine[.]yaml' listed || fail "other scenarios are listed: $(cat listed)"
"$prefix/bin/custodes" fit scenarios/data/together_example.csv >/dev/null || fail "fit"
custodes run "$source_dir/scenarios/trusted-or-untrusted.yaml" --quiet --csv >tree.csv ||
    fail "the program of the tree"
"$prefix/bin/custodes" run scenarios/mine.yaml --quiet --csv >installed.csv 2>note ||
    fail "the installed program"
grep -qF "$scenario" note || fail "it notes $(cat note)"
cmp tree.csv installed.csv || fail "the installed program finds something else"

# Of --csv the columns that risk.c prints, as it prints them; ends are rounded outwards there.
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { print $at["residual_risk"], $at["residual_risk_low"], $at["residual_risk_high"] }' \
    tree.csv >expected
[ "$(wc -l <expected)" -gt 10 ] || fail "only $(wc -l <expected) cells"
for program in ./shared ./static user/risk; do
    "$program" "$scenario" >risks || fail "$program"
    tr -d '[],' <risks | paste -d ' ' expected - | awk '
        function far(a, b) { return a - b > 1e-5 * b || b - a > 1e-5 * b }
        NF != 6 || far($1, $4) || far($2, $5) || far($3, $6) || $4 <= 0 { bad = 1; print }
        END { exit bad }' || fail "$program finds something else"
done

# A reviewer outside and one inside of a program, both honest: they say the same, so they find the
# same. The messages that the examples stand on are there, too.
cat >external.yaml <<'YAML'
trial: {agents: 20, rounds: 10}
scheming: {rate: 0.1}
population: [{lineage: a, share: 0.5}, {lineage: b, share: 0.5, external: alice}]
protocol: {kind: untrusted-monitor}
estimate: {trials: 50, seed: 1}
YAML
"$prefix/bin/custodes" run external.yaml --listen "ipc://$PWD/door" --quiet --csv \
    >external.csv 2>note &
run=$!
timeout 60 ./peer "ipc://$PWD/door" alice 0.01 || fail "the peer in C: $? $(cat note)"
wait "$run" || fail "a run with a peer in C: $(cat note)"
./inside external.yaml >risks || fail "inside"
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { printf "%.6g\n", $at["residual_risk"] }' external.csv >expected
sed 's/ .*//' risks | cmp -s - expected || fail "inside: $(cat risks), outside: $(cat expected)"
timeout 10 ./peer "ipc://$PWD/door" 2>note && fail "a peer without a name"
[ "$(find "$prefix" -path '*doc/*wire/peers/*.msgpack' | wc -l)" -ge 12 ] ||
    fail "the messages are not installed"

# Without the program's watch over allocations (cli/output.c) none that fails is passed over.
# Sanitizers bring an allocator of their own.
faults=$build_dir/tests/faults
if [ -x "$faults/nth_allocation" ]; then
    known=$(sed -n 's/^known=//p' "$source_dir/tests/faults/nth_allocation.sh")
    echo '{trial: {agents: 4, rounds: 3}, scheming: {rate: 0.2}, estimate: {trials: 9}}' >small.yaml
    "$faults/nth_allocation" "$faults/libfail_nth.so" nth.log 12 "$known" - -- \
        ./static small.yaml || fail "an allocation that fails"
fi

# The page shows the program.
sed -n '/^```c$/,/^```$/p' "$source_dir/docs/library.md" | sed '/^```/d' >page.c
sed 1d "$here/risk.c" | cmp - page.c || fail "docs/library.md shows another program"
finish library
