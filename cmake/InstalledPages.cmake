# Copies the pages to pages/ in the build folder, as they are installed: beside the examples and the benchmark's results.
# A link to anything else becomes plain text.
set(pages_dir ${PROJECT_BINARY_DIR}/pages)
set(not_installed "[.]clang-tidy|CHANGELOG[.]md|CONTRIBUTING[.]md|LICENSE|bench/schemas|include|proto|scripts|src|tests|tools")

file(GLOB_RECURSE pages RELATIVE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/docs/*.md ${PROJECT_SOURCE_DIR}/examples/*.md)
foreach(page README.md CHANGELOG.md bench/results/README.md ${pages})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${page})
    file(READ ${PROJECT_SOURCE_DIR}/${page} text)
    string(REGEX REPLACE "\\[([^]]*)\\]\\(([.][.]/)*(${not_installed})[^)]*\\)" "\\1" text "${text}")
    file(WRITE ${pages_dir}/${page} "${text}")
endforeach()
