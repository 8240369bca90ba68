# SPDX-License-Identifier: MIT
# Files as arrays of C, so that a page of HTML can be written without any file beside the program.
#   cst_embed(TARGET NAME FILE...)   the files one after the other as `const char cst_embed_NAME[]`,
#                                    text that ends with NUL (cli/show/html.h)
# The same file is the script that writes them: cmake -DNAME= -DFILES= -DOUT= -P embed.cmake.

if(CMAKE_SCRIPT_MODE_FILE)
    set(hex)
    string(REPLACE "," ";" files "${FILES}")
    foreach(file IN LISTS files)
        file(READ ${file} text HEX)
        # Without the note, at the end, where a map of the source would be.
        string(REGEX REPLACE "2f2[af]2320736f757263654d617070696e6755524c3d.*$" "0a" text "${text}")
        string(APPEND hex "${text}")
    endforeach()
    string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${hex}")
    # What would end the script or style that it becomes: "</sc", "</st", "<!-".
    foreach(end "'\\x3c','\\x2f','\\x73','\\x63'" "'\\x3c','\\x2f','\\x73','\\x74'"
            "'\\x3c','\\x21','\\x2d'")
        string(FIND "${bytes}" "${end}" found)
        if(NOT found EQUAL -1)
            message(FATAL_ERROR "${FILES}: has ${end}, which would end the page's part")
        endif()
    endforeach()
    string(REGEX REPLACE "('....','....','....','....','....','....','....',)" "\\1\n" bytes
           "${bytes}")
    file(WRITE ${OUT} "extern const char cst_embed_${NAME}[];\n"
         "const char cst_embed_${NAME}[] = {\n${bytes}'\\0'};\n")
    return()
endif()

set(cst_embed_script ${CMAKE_CURRENT_LIST_FILE})
function(cst_embed target name)
    set(out ${CMAKE_BINARY_DIR}/embedded/${name}.c)
    set(files)
    foreach(file IN LISTS ARGN)
        get_filename_component(file ${file} ABSOLUTE BASE_DIR ${CMAKE_SOURCE_DIR})
        list(APPEND files ${file})
    endforeach()
    list(JOIN files "," listed)
    add_custom_command(
        OUTPUT ${out}
        COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DFILES=${listed} -DOUT=${out}
                -P ${cst_embed_script}
        DEPENDS ${files} ${cst_embed_script}
        VERBATIM)
    target_sources(${target} PRIVATE ${out})
endfunction()
