#!/bin/sh
# SPDX-License-Identifier: MIT
# Claims are worked out the same with any threads; their pages and maps are whole; what is no claim
# is refused with its place.
# shellcheck source=SCRIPTDIR/lib.sh
. "$(dirname "$0")/lib.sh"
cat >01-guards.yaml <<'END'
claim: Lessons carry over.
guards: {transfer: 0.1, guards: 5}
estimate: {trials: 20000}
sweep: {guards.transfer: {lin: [0.1, 0.9, 5]}, guards.guards: [1, 4, 16]}
argument:
  verdict: {result: next_guarded, at_least: 0.5}
  holds: Lessons add up.
  fails: A common cause does not.
  break_even: k* = ln(1/2)/ln(1-t)
  settles: A count of transfers.
  decides: guards.transfer
  inputs: {guards.transfer: assumed, guards.guards: chosen}
END
custodes claims 01-guards.yaml --quiet --threads 1 --json >one || fail "claims"
custodes claims 01-guards.yaml --quiet --threads 3 --json >two || fail "claims again"
cmp -s one two || fail "other bytes with three threads"
grep -q '"guards.guards":7' one || fail "it does not turn at 7 guards"
custodes claims 01-guards.yaml --quiet >table || fail "the table"
grep -q 'turns at guards.guards = 7' table || fail "the table does not say where it turns"

# The pages, twice the same bytes; maps stand in the one and beside the other.
for folder in a b; do
    custodes claims 01-guards.yaml --quiet --output $folder >written || fail "claims --output"
    [ "$(cat written)" = "$folder/claims.md
$folder/claims.html" ] || fail "it does not say what it wrote"
done
for file in claims.md claims.html claims/01-guards.svg; do
    [ -s "a/$file" ] || fail "$file is not there"
    cmp -s "a/$file" "b/$file" || fail "$file has other bytes"
done
grep -q '(`01-guards.yaml`)' a/claims.md || fail "the page does not name the file"
grep -q '](claims/01-guards.svg)' a/claims.md || fail "the page does not show its map"
grep -q 'data:image/svg+xml,%3C' a/claims.html || fail "the map is not part of the page"
[ "$(grep -c '="http' a/claims.html)" -eq 0 ] || fail "the page needs others"

# The page in docs/ is what the claims that come with the program come to, whatever the threads.
custodes claims --quiet --output shipped >/dev/null || fail "the claims that come with the program"
cmp -s shipped/claims.md "$source_dir/docs/claims.md" ||
    fail "docs/claims.md: custodes claims --output docs, and remove docs/claims.html"
if [ "${CST_LONG:-0}" = 1 ]; then
    custodes claims --quiet --threads 1 --json >one || fail "all claims"
    custodes claims --quiet --threads 3 --json >two || fail "all claims again"
    cmp -s one two || fail "other bytes of the whole set with three threads"
    for map in "$source_dir"/docs/claims/*.svg; do
        cmp -s "$map" "shipped/claims/${map##*/}" || fail "docs/claims/${map##*/}"
    done
fi

# A file that is no claim; a number without a source; a full folder.
refused() {
    what=$1
    words=$2
    shift 2
    if custodes claims "$@" --quiet >out 2>err; then
        fail "$what was taken"
    fi
    grep -q -- "$words" err || fail "$what: $(cat err)"
}
sed '/^argument/,$d' 01-guards.yaml >plain.yaml
refused "a scenario" \
    "plain.yaml: argument: expected this section, what makes a scenario a claim" plain.yaml
sed 's/, guards: 5}/, guards: 5, own: 0.5}/' 01-guards.yaml >sourceless.yaml
refused "a number" "sourceless.yaml: guards.own: expected argument.inputs" sourceless.yaml
sed 's/assumed/M/' 01-guards.yaml >marked.yaml
refused "evidence M" "marked.yaml:12:.*what is marked M does not ship" marked.yaml
refused "a file that is not there" "01-guard.yaml" 01-guard.yaml
: >file
cp 01-guards.yaml 01.a.yaml
mkdir -p other
cp 01-guards.yaml other/01-guards.yaml
cp 01-guards.yaml 'a"><i>.yaml'
sed '/^claim/d' 01-guards.yaml >wordless.yaml
refused "no words" "wordless.yaml: claim: expected what is claimed" wordless.yaml
refused "two of a name" "other/01-guards.yaml: its map would have" 01-guards.yaml \
    other/01-guards.yaml --output c
refused "a name with a tag" "letters, digits" 'a"><i>.yaml' --output c
[ -e c ] && fail "it wrote what it refused"
custodes claims 01-guards.yaml 01.a.yaml --quiet --output d >written || fail "a name with a dot"
[ -s d/claims/01.a.svg ] || fail "no map of a name with a dot"
refused "a file as folder" "claims --output" 01-guards.yaml --output file
refused "a folder as file" "a: expected a regular file, found a folder" a
refused "two kinds of output" "expected --output or --json, found both" 01-guards.yaml --json \
    --output c
[ ! -e c ] || fail "a folder was made for nothing"
sed 's/next_guarded/miss_share/' 01-guards.yaml >other.yaml
refused "another's result" "other.yaml:6:.*argument.verdict.result: expected a result of guards" \
    other.yaml
sed 's/{guards.transfer: assumed, /{/' 01-guards.yaml >axis.yaml
refused "an axis without evidence" "axis.yaml: guards.transfer: expected argument.inputs" axis.yaml
sed 's/\[1, 4, 16\]/[1, 16, 4]/' 01-guards.yaml >falls.yaml
refused "an axis that falls" "falls.yaml: guards.guards: .* each above the one before" falls.yaml
cp 01-guards.yaml claims.md
refused "a page over its claim" "output" claims.md --output .
cmp -s 01-guards.yaml claims.md || fail "a page was written over its claim"
sed 's/trials: 20000/trials: 2000000000/' sourceless.yaml >endless.yaml
timeout 20 custodes claims 01-guards.yaml endless.yaml >out 2>err
grep -q "endless.yaml: guards.own: expected" err || fail "it runs before it looks: $(cat err)"
grep -q "claims: 1 of 2" err && fail "it runs the first before it looks at the second"
sed 's/  settles/  setles/' 01-guards.yaml >spelt.yaml
refused "a misspelt part" \
    "argument.setles: unknown key; the nearest known one is settles" spelt.yaml

# The whole claim of docs/scenario.md is one.
sed -n '/^## A claim/,$p' "$source_dir/docs/scenario.md" |
    awk '/^```/ { n++; next } n == 1' >page.yaml
custodes claims page.yaml --quiet >out || fail "the claim of docs/scenario.md"
grep -q '0.3948' out || fail "the claim of docs/scenario.md: $(cat out)"

# Claims that come with the program are found from any folder.
custodes claims scenarios/claims/11-guards-generalise.yaml --quiet >out 2>err ||
    fail "a shipped claim: $(cat err)"
grep -q '^custodes: note: no scenarios/claims/11-guards' err || fail "no note: $(cat err)"
finish claims
