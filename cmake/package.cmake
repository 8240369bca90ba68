# SPDX-License-Identifier: MIT
# Debian packages, by `cpack -G DEB` in a build folder: custodes, which is all that is installed,
# and python3-custodes, the Python package, which only goes there.

set(python ${CMAKE_SOURCE_DIR}/clients/python)
file(GLOB modules CONFIGURE_DEPENDS ${python}/custodes/*.py)
install(FILES ${modules} ${python}/custodes/py.typed COMPONENT python EXCLUDE_FROM_ALL
        DESTINATION lib/python3/dist-packages/custodes)
set(metadata ${CMAKE_BINARY_DIR}/custodes-${PROJECT_VERSION}.dist-info/METADATA)
file(CONFIGURE OUTPUT ${metadata} CONTENT
     "Metadata-Version: 2.1\nName: custodes\nVersion: ${PROJECT_VERSION}\n")
install(FILES ${metadata} COMPONENT python EXCLUDE_FROM_ALL
        DESTINATION lib/python3/dist-packages/custodes-${PROJECT_VERSION}.dist-info)

# Debian wants the licence in a form of its own: each line behind a space, a dot on an empty one.
file(READ LICENSE terms)
string(REGEX REPLACE "^.*\nCopyright [^\n]*\n\n" "" terms "${terms}")
string(STRIP "${terms}" terms)
string(REGEX REPLACE "\n\n" "\n.\n" terms "${terms}")
string(REPLACE "\n" "\n " terms " ${terms}")
configure_file(cmake/copyright.in ${CMAKE_BINARY_DIR}/copyright @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES ${CMAKE_BINARY_DIR}/copyright COMPONENT python EXCLUDE_FROM_ALL
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/python3-custodes)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The custodes authors <custodes@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package has its own
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL custodes python)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)

set(CPACK_DEBIAN_CUSTODES_PACKAGE_NAME custodes)
set(CPACK_DEBIAN_CUSTODES_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_CUSTODES_PACKAGE_RECOMMENDS "gnuplot-nox | gnuplot") # of pictures only
set(CPACK_DEBIAN_CUSTODES_DESCRIPTION "${PROJECT_DESCRIPTION}
 The program custodes with its scenarios and pages, and libcustodes.")

set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-custodes)
set(CPACK_DEBIAN_PYTHON_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS "python3 (>= 3.9), custodes (>= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_PYTHON_PACKAGE_RECOMMENDS "python3-pandas, python3-matplotlib")
set(CPACK_DEBIAN_PYTHON_DESCRIPTION "Runs custodes from Python
 Scenarios as dicts or files, results as objects and data frames.")

include(CPack)
