# SPDX-License-Identifier: MIT
# Installs the public headers: cmake/custodes.h as custodes/custodes.h, and all that it includes,
# however far down. In the tree a header is "room/noun.h", installed it is <custodes/room/noun.h>,
# so that a program needs no folder but the prefix's include. Run by `cmake --install`, with
# `source`, the tree, and `include`, the folder below the prefix.

cmake_policy(VERSION 3.25)
set(to $ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/${include}/custodes)
message(STATUS "Installing: ${to}")
file(REMOVE_RECURSE ${to})
set(waiting custodes.h)
set(done)
while(waiting)
    list(POP_FRONT waiting header)
    if(header IN_LIST done)
        continue()
    endif()
    list(APPEND done ${header})
    set(from ${source}/${header})
    if(header STREQUAL custodes.h)
        set(from ${source}/cmake/custodes.h)
    endif()
    file(READ ${from} text)
    string(REGEX REPLACE "#include \"([^\"]+)\"" "#include <custodes/\\1>" text "${text}")
    file(WRITE ${to}/${header} "${text}")
    string(REGEX MATCHALL "#include <custodes/[^>]+>" found "${text}")
    list(TRANSFORM found REPLACE "#include <custodes/(.+)>" "\\1")
    list(APPEND waiting ${found})
endwhile()
