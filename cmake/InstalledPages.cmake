# Copies the pages to pages/ in the build folder, as they are installed: beside the examples and the benchmark's results.
# Their links lead to what is installed. A link to anything else becomes plain text.
set(pages_dir ${PROJECT_BINARY_DIR}/pages)
set(not_installed [.]clang-tidy CHANGELOG[.]md CONTRIBUTING[.]md LICENSE bench/schemas scripts src tests tools)
foreach(header archive protobuf_c sqlite)
    string(TOUPPER PHONENUM_${header} is_built)
    if(NOT ${is_built})
        list(APPEND not_installed include/phonenum/${header}[.]h)
    endif()
endforeach()
list(JOIN not_installed "|" not_installed)

get_filename_component(full_doc_dir ${doc_dir} ABSOLUTE BASE_DIR ${CMAKE_INSTALL_PREFIX})

# phonenum_installed_links(page folder installed): has a page's links to a folder of the project lead to where that folder
# is installed.
function(phonenum_installed_links page folder installed)
    get_filename_component(page_dir ${full_doc_dir}/${page} DIRECTORY)
    file(RELATIVE_PATH there ${page_dir} ${installed})
    string(REGEX REPLACE "(\\]\\(|\\]: )([.][.]/)*${folder}" "\\1${there}" text "${text}")
    set(text "${text}" PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE pages RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/docs/*.md ${PROJECT_SOURCE_DIR}/examples/*.md)
foreach(page README.md CHANGELOG.md bench/results/README.md ${pages})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${page})
    file(READ ${PROJECT_SOURCE_DIR}/${page} text)
    string(REGEX REPLACE "\\[([^]]*)\\]\\(([.][.]/)*(${not_installed})[^)]*\\)" "\\1" text "${text}")
    string(REGEX REPLACE "\n\\[[^]]*\\]: ([.][.]/)*(${not_installed})[^\n]*" "" text "${text}")
    phonenum_installed_links(${page} include/phonenum ${CMAKE_INSTALL_FULL_INCLUDEDIR}/phonenum)
    phonenum_installed_links(${page} proto/phonenum ${CMAKE_INSTALL_FULL_DATADIR}/phonenum/proto/phonenum)
    file(WRITE ${pages_dir}/${page} "${text}")
endforeach()
