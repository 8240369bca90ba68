# SPDX-License-Identifier: MIT
# A room is a folder of sources and headers, one static library. Its headers are reached as
# "room/name.h" through folders of links in the build tree: those of the rooms that it names in
# DEPENDS, and of theirs. An include against the layer order does not compile; tests/tidy sees that
# a room includes only those that it names.

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(libzmq REQUIRED IMPORTED_TARGET libzmq>=4.3.3)
pkg_search_module(msgpack REQUIRED IMPORTED_TARGET msgpack-c msgpack)
# Debian 13's msgpack-c.pc names a relative include folder, which CMake refuses in a target.
get_target_property(msgpack_folders PkgConfig::msgpack INTERFACE_INCLUDE_DIRECTORIES)
list(FILTER msgpack_folders INCLUDE REGEX "^/")
set_target_properties(PkgConfig::msgpack PROPERTIES
                      INTERFACE_INCLUDE_DIRECTORIES "${msgpack_folders}")
pkg_check_modules(libmicrohttpd REQUIRED IMPORTED_TARGET libmicrohttpd)
pkg_check_modules(libRmath REQUIRED IMPORTED_TARGET libRmath)
pkg_check_modules(libfyaml REQUIRED IMPORTED_TARGET libfyaml)
pkg_check_modules(json-c REQUIRED IMPORTED_TARGET json-c)
pkg_check_modules(nettle REQUIRED IMPORTED_TARGET nettle)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)

# Debian's libRmath.pc names a folder that only the whole of R brings; its header is in the usual
# place.
set_target_properties(PkgConfig::libRmath PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "")

# Flags that every target shares. Contraction into fused multiply-add would change bits between
# machines in arithmetic that decides an outcome, so it is off everywhere.
add_library(cst_flags INTERFACE)
target_compile_options(cst_flags INTERFACE
    -ffp-contract=off -fno-math-errno -Wall -Wextra -Wpedantic -Wconversion -Wshadow
    -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings
    -Wundef -Wvla -Wformat=2 -fstack-protector-strong)
target_compile_definitions(cst_flags INTERFACE _POSIX_C_SOURCE=200809L)
if(CST_STRICT)
    target_compile_options(cst_flags INTERFACE -Werror)
endif()
if(CST_SANITIZE)
    target_compile_options(cst_flags INTERFACE
        -fsanitize=${CST_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(cst_flags INTERFACE -fsanitize=${CST_SANITIZE})
endif()
if(CST_FUZZ)
    target_compile_options(cst_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

function(cst_part_targets out)
    set(found)
    foreach(part IN LISTS ARGN)
        if(part STREQUAL "Threads")
            list(APPEND found Threads::Threads)
        else()
            list(APPEND found PkgConfig::${part})
        endif()
    endforeach()
    set(${out} ${found} PARENT_SCOPE)
endfunction()

# cst_room(NAME [DEPENDS room...] [PARTS library...])
function(cst_room name)
    cmake_parse_arguments(ARG "" "" "DEPENDS;PARTS" ${ARGN})
    string(REPLACE "/" "_" target "cst_${name}")
    file(GLOB sources CONFIGURE_DEPENDS ${name}/*.c)
    add_library(${target} STATIC ${sources})
    # A room is a part of the program and of libcustodes, whose functions nobody replaces.
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_compile_options(${target} PRIVATE -fno-semantic-interposition)
    set_property(GLOBAL APPEND PROPERTY CST_ROOMS ${target})
    set_property(GLOBAL APPEND PROPERTY CST_PARTS ${ARG_PARTS})
    set(links ${CMAKE_BINARY_DIR}/rooms/${target})
    get_filename_component(parent ${links}/${name} DIRECTORY)
    file(MAKE_DIRECTORY ${parent})
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${name} ${links}/${name} SYMBOLIC)
    target_include_directories(${target} PUBLIC ${links})
    set(rooms)
    foreach(room IN LISTS ARG_DEPENDS)
        string(REPLACE "/" "_" room_target "cst_${room}")
        list(APPEND rooms ${room_target})
    endforeach()
    cst_part_targets(parts ${ARG_PARTS})
    target_link_libraries(${target} PUBLIC ${rooms} PRIVATE cst_flags ${parts} m)
endfunction()

# cst_program(NAME FOLDER [DEPENDS room...] [PARTS library...])
function(cst_program name folder)
    cmake_parse_arguments(ARG "" "" "DEPENDS;PARTS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.c)
    add_executable(${name} ${sources})
    set(links ${CMAKE_BINARY_DIR}/rooms/${name})
    file(MAKE_DIRECTORY ${links})
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/${folder} ${links}/${folder} SYMBOLIC)
    target_include_directories(${name} PRIVATE ${links})
    set(rooms)
    foreach(room IN LISTS ARG_DEPENDS)
        string(REPLACE "/" "_" room_target "cst_${room}")
        list(APPEND rooms ${room_target})
    endforeach()
    cst_part_targets(parts ${ARG_PARTS})
    target_link_libraries(${name} PRIVATE cst_flags ${rooms} ${parts} m)
endfunction()
