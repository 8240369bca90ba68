# SPDX-License-Identifier: MIT
# Writes a page anew, with what its commands print now in place of what it shows. Three forms:
#
# A transcript, a block in a fence: "$ COMMAND", then all that it prints.
#
# A command without its output, a line of a block ```sh: it must succeed. Those on docs/pictures/
# are left to pictures.sh; "./run" alone, which installs and builds, and "custodes worker", which
# needs a run beside it (workers.sh), are left out.
#
# A number in prose, with a comment behind it that readers of the page do not see:
#     1.9e-5<!-- law protocol.reviewers=1: results.residual_risk.estimate %.1e -->
# "law" is a command that prints JSON, named in a comment on a line of its own:
#     <!-- law: custodes run scenarios/findings/committee-law.yaml --json -->
# Of its lines the one is taken that has the value of that axis of the sweep; of that the field;
# "100 * " before a field, " / FIELD" or " / AXIS=VALUE: FIELD" after it, and a form as of printf
# (default %.4g). One that is shown without its leading 0 stays so: .25.
# "<!-- $ COMMAND -->" behind a word: the command prints that word.
# "<!-- bench WHERE: WHAT %.1f -->": the median of that row of bench/results.md.
#
# A command is run once a page, in the current folder. Prints complaints into the file `complaints`.

function complain(text)
{
    printf "%s:%d: %s\n", FILENAME, FNR, text >complaints
}

# The output of a command, run at its first use.
function output_of(command, both,   text, line, status)
{
    if (command in printed) {
        return printed[command]
    }
    print command >"shown.command"
    close("shown.command")
    status = system("sh shown.command >shown.out 2>" (both ? "&1" : "shown.err") " </dev/null")
    while ((getline line <"shown.out") > 0) {
        text = text line "\n"
    }
    close("shown.out")
    if (status != 0 && (!both || status == 127)) { # a transcript may show an error
        complain("fails with " status ": " command)
    }
    printed[command] = text
    return text
}

# What JSON begins with: an object to its last brace, so that nothing behind it is taken for a part
# of it; any other value as it is.
function object_of(text,   i, depth, mark)
{
    for (i = 1; substr(text, 1, 1) == "{" && i <= length(text); i++) {
        mark = substr(text, i, 1)
        depth += (mark == "{") - (mark == "}")
        if (depth == 0) {
            return substr(text, 1, i)
        }
    }
    return text
}

# The number at a path of names within a line of JSON.
function field_of(line, path,   part, parts, i, at)
{
    parts = split(path, part, ".")
    for (i = 1; i <= parts; i++) {
        at = index(line, "\"" part[i] "\":")
        if (at == 0) {
            return ""
        }
        line = object_of(substr(line, at + length(part[i]) + 3))
    }
    return match(line, /^"?[-+0-9.e]+/) ? substr(line, 1, RLENGTH) : ""
}

# The line of an output at this place in the sweep: "scheming.rate=0.001 scheming.rho=0".
function line_at(text, place,   line, lines, want, wants, i, j, good)
{
    lines = split(text, line, "\n")
    wants = split(place, want, " ")
    for (i = 1; i <= lines; i++) {
        good = line[i] != ""
        for (j = 1; j <= wants; j++) {
            sub(/=/, "\":\"", want[j])
            good = good && index(line[i], "\"" want[j] "\"") > 0
        }
        if (good) {
            return line[i]
        }
    }
    return ""
}

# "PLACE: FIELD" of the outputs of a named command.
function value_of(name, text, place,   colon)
{
    colon = index(text, ": ")
    if (colon > 0) {
        place = substr(text, 1, colon - 1)
        text = substr(text, colon + 2)
    }
    last_place = place
    gsub(/^ +| +$/, "", text)
    return field_of(line_at(output_of(command_of[name], 0), place), text)
}

# A number as its form says, its exponent without zeros in front.
function formed(form, value)
{
    value = sprintf(form, value)
    sub(/e-0/, "e-", value)
    sub(/e\+0?/, "e", value)
    return value
}

# The median of the row of bench/results.md that "WHERE: WHAT" names.
function median_of(text,   colon, want, line, value)
{
    colon = index(text, ": ")
    want = "|" substr(text, colon + 2) "|" substr(text, 1, colon - 1) "|"
    while ((getline line <"bench/results.md") > 0) {
        gsub(/\*\*/, "", line)
        gsub(/ *\| */, "|", line)
        if (index(line, want) == 1) {
            value = substr(line, length(want) + 1)
        }
    }
    close("bench/results.md")
    return value ~ /^[0-9]/ ? value : ""
}

# What the comment says that its number is: "NAME PLACE: 100 * FIELD / FIELD %.3g".
function number_of(comment,   form, name, factor, slash, below, value)
{
    form = "%.4g"
    if (match(comment, / %[^ ]+$/)) {
        form = substr(comment, RSTART + 1)
        comment = substr(comment, 1, RSTART - 1)
    }
    match(comment, /^[a-z_0-9]+/)
    name = substr(comment, 1, RLENGTH)
    comment = substr(comment, RLENGTH + 1)
    sub(/^ +/, "", comment)
    if (name == "bench") {
        value = median_of(comment)
        return value == "" ? "" : formed(form, value)
    }
    sub(/^: /, " : ", comment)
    factor = 1
    if (match(comment, /: [0-9]+ \* /)) {
        factor = substr(comment, RSTART + 2) + 0
        comment = substr(comment, 1, RSTART + 1) substr(comment, RSTART + RLENGTH)
    }
    slash = index(comment, " / ")
    below = slash > 0 ? substr(comment, slash + 3) : ""
    comment = slash > 0 ? substr(comment, 1, slash - 1) : comment
    value = value_of(name, comment, "")
    if (value == "" || (below != "" && (below = value_of(name, below, last_place)) == "")) {
        return ""
    }
    return formed(form, factor * value / (below == "" ? 1 : below))
}

# The line with all its marked numbers as they are now.
function refreshed(line,   done, at, end, comment, before, now)
{
    while ((at = match(line, /[^ (|`*]<!-- ([a-z_0-9]+|\$)[ :]/)) > 0) {
        before = substr(line, 1, at)
        end = index(substr(line, at), " -->")
        comment = substr(line, at + 6, end - 7)
        if (substr(comment, 1, 2) == "$ ") {
            now = output_of(substr(comment, 3), 0)
            sub(/\n$/, "", now)
        } else {
            now = number_of(comment)
        }
        if (now == "") {
            complain("nothing found for " comment)
        } else if (match(before, /[^ (\[|`*]+( %)?$/)) {
            if (substr(before, RSTART, 1) == ".") {
                sub(/^0\./, ".", now)
            }
            before = substr(before, 1, RSTART - 1) now (before ~ / %$/ ? " %" : "")
        }
        done = done before substr(line, at + 1, end + 3)
        line = substr(line, at + end + 4)
    }
    return done line
}

# A whole command, which may go on after a backslash.
function whole_command(line,   command, more)
{
    command = line
    while (command ~ /\\$/ && (getline more) > 0) {
        print line
        line = more
        command = command "\n" more
    }
    print line
    return command
}

/^```/ {
    fence = fence == "" ? ($0 == "```sh" ? "sh" : "text") : ""
    shown = 0
    print
    next
}

/^<!-- [a-z_0-9]+: / && fence == "" {
    name = $2
    sub(/:$/, "", name)
    command = $0
    sub(/^<!-- [a-z_0-9]+: /, "", command)
    sub(/ -->$/, "", command)
    command_of[name] = command
    print
    next
}

fence == "text" && /^\$ / {
    command = whole_command($0)
    printf "%s", output_of(substr(command, 3), 1)
    shown = 1
    next
}

fence == "text" && shown {
    next
}

fence == "sh" && /^(custodes|\.\/run) / && !/docs\/pictures\// && !/^custodes worker / {
    output_of(whole_command($0), 0)
    next
}

fence == "" {
    print refreshed($0)
    next
}

{
    print
}
