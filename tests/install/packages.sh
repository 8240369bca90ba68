#!/bin/sh
# SPDX-License-Identifier: MIT
# The Debian packages: what is in them, what they need, and that the program and the Python package
# work from a folder into which both were unpacked.
# Arguments: as of the tests of the program, then cpack and python.
build_dir=$1
cpack=$4
python=$5
# shellcheck source=SCRIPTDIR/../cli/lib.sh
. "$(dirname "$0")/../cli/lib.sh"

# Compressed as quickly as may be: nobody keeps these.
"$cpack" -G DEB --config "$build_dir/CPackConfig.cmake" -B "$work_dir/made" \
    -D CPACK_DEBIAN_COMPRESSION_TYPE=gzip >cpack.log 2>&1 || {
    cat cpack.log
    fail "cpack"
    finish packages
}
version=$(sed -n 's/^project(custodes VERSION \([0-9.]*\) .*/\1/p' "$source_dir/CMakeLists.txt")
program=made/custodes_${version}_$(dpkg --print-architecture).deb
client=made/python3-custodes_${version}_all.deb
for package in "$program" "$client"; do
    [ -f "$package" ] || fail "no $package: $(ls made)"
    dpkg-deb -x "$package" root || fail "$package cannot be unpacked"
done

# needs PACKAGE FIELD NAME...: each name is in the field.
needs()
{
    dpkg-deb -f "$1" "$2" >field
    package=$1
    field=$2
    shift 2
    for name; do
        grep -q -e "\b$name" field || fail "$package: $field has no $name: $(cat field)"
    done
}
needs "$program" Package custodes
needs "$program" Depends libc6 libzmq5 libfyaml0 r-mathlib libsqlite3-0 libmicrohttpd12
needs "$program" Recommends gnuplot-nox
needs "$client" Architecture all
needs "$client" Depends python3 custodes
needs "$client" Recommends python3-pandas python3-matplotlib
dpkg-deb -f "$program" Depends | grep -q -e -dev -e libcustodes &&
    fail "what builds is needed to run: $(dpkg-deb -f "$program" Depends)"

# All of cmake --install and nothing else, each file in one package, owned by root.
DESTDIR=$work_dir/tree "$(dirname "$cpack")/cmake" --install "$build_dir" --prefix /usr \
    >install.log 2>&1 || fail "install: $(tail -1 install.log)"
for package in "$program" "$client"; do
    dpkg-deb -c "$package" >listed || fail "$package cannot be listed"
    awk '$2 != "root/root" { print; bad = 1 } END { exit bad }' listed || fail "not of root"
    dpkg-deb --fsys-tarfile "$package" | tar -t | grep -v '/$' | sed 's/^[.]//' |
        sort >"$(basename "$package" | sed 's/_.*//').files"
done
(cd tree && find . ! -type d | sed 's/^[.]//' | sort) >installed
cmp installed custodes.files || fail "not what is installed: $(comm -3 installed custodes.files)"
comm -12 custodes.files python3-custodes.files | grep . && fail "files that are in both"
(cd "$source_dir/clients/python" && find custodes -name '*.py' -o -name py.typed) |
    sed 's,^,/usr/lib/python3/dist-packages/,' | sort >modules
comm -23 modules python3-custodes.files | grep . && fail "modules that are in no package"
for file in bin/custodes share/man/man1/custodes.1 share/bash-completion/completions/custodes \
    share/zsh/site-functions/_custodes share/custodes/scenario.schema.json \
    share/custodes/scenarios/committee.yaml share/doc/custodes/docs/python.md; do
    grep -qx "/usr/$file" custodes.files || fail "no $file"
done
for name in custodes python3-custodes; do
    grep -q 'GNU General Public License\|GNU$' "root/usr/share/doc/$name/copyright" ||
        fail "$name: its copyright does not say GPL"
done

# Both work from there, from another folder, with nothing of the build in their way.
LD_LIBRARY_PATH=$work_dir/root/usr/lib
PATH=$work_dir/root/usr/bin:/usr/bin:/bin
PYTHONPATH=$work_dir/root/usr/lib/python3/dist-packages
export LD_LIBRARY_PATH PATH PYTHONPATH
unset CUSTODES
[ "$(command -v custodes)" = "$work_dir/root/usr/bin/custodes" ] || fail "another program"
custodes --version | grep -qF "custodes $version " || fail "version: $(custodes --version)"
custodes validate scenarios/committee.yaml >/dev/null 2>&1 || fail "no scenarios"
PYTHONDONTWRITEBYTECODE=1 "$python" - "$PYTHONPATH" "$version" <<'END' || fail "import custodes"
import importlib.metadata, sys
import custodes

assert custodes.__file__.startswith(sys.argv[1]), custodes.__file__
assert importlib.metadata.version("custodes") == custodes.version().version == sys.argv[2]
results = custodes.run({"estimate": {"trials": 10}, "trial": {"agents": 9, "rounds": 2}})
assert results[0].trials == 10
END
finish packages
