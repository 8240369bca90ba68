# SPDX-License-Identifier: MIT
# libcustodes, and what `cmake --install` puts under a prefix. No installed file names a folder of
# this machine, so a prefix may be moved.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The library is the objects of all rooms but the program's.
get_property(rooms GLOBAL PROPERTY CST_ROOMS)
list(FILTER rooms EXCLUDE REGEX "^cst_cli")
get_property(parts GLOBAL PROPERTY CST_PARTS)
list(REMOVE_DUPLICATES parts)
cst_part_targets(part_targets ${parts})
list(TRANSFORM rooms REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE objects)
set(exports ${CMAKE_SOURCE_DIR}/cmake/exports.map)
add_library(libcustodes SHARED ${objects})
add_library(libcustodes_static STATIC ${objects})
target_link_libraries(libcustodes PRIVATE cst_flags ${part_targets} m)
target_link_options(libcustodes PRIVATE LINKER:--version-script=${exports})
set_target_properties(libcustodes libcustodes_static PROPERTIES OUTPUT_NAME custodes
                      LINKER_LANGUAGE C LINK_DEPENDS ${exports})
# Before 1.0 a minor version may break programs that were built with another one.
set_target_properties(libcustodes PROPERTIES EXPORT_NAME custodes VERSION ${PROJECT_VERSION}
                      SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

install(TARGETS custodes)
install(TARGETS libcustodes EXPORT custodes-targets
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS libcustodes_static)

# Headers: what cmake/custodes.h includes, and what that includes.
install(CODE "set(source \"${CMAKE_SOURCE_DIR}\")
set(include \"${CMAKE_INSTALL_INCLUDEDIR}\")")
install(SCRIPT cmake/headers.cmake)

# pkg-config: the shared library, and the static one with what it stands on.
set(modules)
foreach(part IN LISTS parts)
    if(NOT part STREQUAL "Threads")
        list(APPEND modules ${${part}_MODULE_NAME})
    endif()
endforeach()
list(JOIN modules " " modules)
set(pkgconfig ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH up /${pkgconfig} /)
string(REGEX REPLACE "/$" "" up ${up})
foreach(kind "" -static)
    set(pc ${CMAKE_BINARY_DIR}/custodes${kind}.pc)
    set(libs "-lcustodes\nLibs.private: -lm -pthread")
    set(requires Requires.private)
    if(kind)
        set(libs "-l:libcustodes.a -lm -pthread")
        set(requires Requires)
    endif()
    configure_file(cmake/custodes.pc.in ${pc} @ONLY)
    install(FILES ${pc} DESTINATION ${pkgconfig})
endforeach()

# find_package(custodes): custodes::custodes, the shared library.
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/custodes)
install(EXPORT custodes-targets NAMESPACE custodes:: FILE custodes-config.cmake
        DESTINATION ${package})
write_basic_package_version_file(custodes-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/custodes-config-version.cmake DESTINATION ${package})

# The program looks for its files in share/custodes of its prefix, or beside itself, where a build
# tree has a link: cli/load.h.
file(RELATIVE_PATH share /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_DATADIR}/custodes)
target_compile_definitions(custodes PRIVATE CST_SHIPPED="${share}")
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/custodes
        PATTERN load EXCLUDE)
file(CREATE_LINK ${CMAKE_SOURCE_DIR}/scenarios ${CMAKE_BINARY_DIR}/scenarios SYMBOLIC)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} PATTERN changes EXCLUDE)
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR})

# What shells, man and editors want to know, written by the program from its tables.
set(written ${CMAKE_BINARY_DIR}/written)
file(MAKE_DIRECTORY ${written})
add_custom_command(OUTPUT ${written}/custodes.1 ${written}/custodes ${written}/_custodes
                          ${written}/scenario.schema.json
                   COMMAND custodes help --man > ${written}/custodes.1
                   COMMAND custodes help --completion bash > ${written}/custodes
                   COMMAND custodes help --completion zsh > ${written}/_custodes
                   COMMAND custodes help scenario --schema > ${written}/scenario.schema.json
                   DEPENDS custodes VERBATIM)
add_custom_target(written ALL DEPENDS ${written}/custodes.1)
install(FILES ${written}/custodes.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${written}/custodes
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${written}/_custodes DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${written}/scenario.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/custodes)
