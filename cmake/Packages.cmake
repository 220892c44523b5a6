# Debian packages: libphonenum0 (the shared libraries), libphonenum-dev (all that programs are built with) and phonenum
# (the program, and the extension for SQLite). The preset `packages` has the paths that Debian wants, scripts/packages.sh
# builds and checks them.
set(CPACK_GENERATOR DEB)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGE_NAME phonenum)
set(CPACK_PACKAGE_VENDOR "The phonenum authors")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(PHONENUM_PACKAGES_MAINTAINER "The phonenum authors <phonenum@phonenum.invalid>" CACHE STRING
    "Who answers for the Debian packages: Name <address>")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${PHONENUM_PACKAGES_MAINTAINER}")
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(debian_version ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})

find_program(GZIP gzip REQUIRED)
# phonenum_gzip(file name): into the build folder, the same bytes every time.
function(phonenum_gzip file name)
    execute_process(COMMAND ${GZIP} -9n INPUT_FILE ${file} OUTPUT_FILE ${PROJECT_BINARY_DIR}/debian/${name}.gz
        COMMAND_ERROR_IS_FATAL ANY)
endfunction()
# Its date is that of the build, or SOURCE_DATE_EPOCH.
string(TIMESTAMP debian_date "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(cmake/debian/changelog.in debian/changelog.Debian @ONLY)
phonenum_gzip(${PROJECT_BINARY_DIR}/debian/changelog.Debian changelog.Debian)
phonenum_gzip(${PROJECT_SOURCE_DIR}/CHANGELOG.md changelog)

# phonenum_package(component name section description): a package has what CMake installs of the component, and what Debian
# wants of every package.
macro(phonenum_package component name section description)
    list(APPEND CPACK_COMPONENTS_ALL ${component})
    string(TOUPPER ${component} id)
    set(CPACK_DEBIAN_${id}_PACKAGE_NAME ${name})
    set(CPACK_DEBIAN_${id}_PACKAGE_SECTION ${section})
    set(CPACK_DEBIAN_${id}_DESCRIPTION "${description}")
    set(CPACK_DEBIAN_${id}_PACKAGE_SHLIBDEPS ON)
    install(FILES LICENSE RENAME copyright DESTINATION share/doc/${name} COMPONENT ${component})
    install(FILES ${PROJECT_BINARY_DIR}/debian/changelog.Debian.gz ${PROJECT_BINARY_DIR}/debian/changelog.gz
        DESTINATION share/doc/${name} COMPONENT ${component})
    install(FILES cmake/debian/${name}.overrides RENAME ${name} DESTINATION share/lintian/overrides COMPONENT ${component})
endmacro()

phonenum_package(phonenum_runtime libphonenum${PHONENUM_SOVERSION} libs
    "This package has the shared libraries.")
# Which package other packages need that use the libraries; and that the loader has to look at what is there anew.
set(shlibs)
foreach(library libphonenum libphonenum-archive libphonenum-protobuf-c)
    string(APPEND shlibs
        "${library} ${PHONENUM_SOVERSION} libphonenum${PHONENUM_SOVERSION} (>= ${debian_version})\n")
endforeach()
file(WRITE ${PROJECT_BINARY_DIR}/debian/shlibs "${shlibs}")
file(WRITE ${PROJECT_BINARY_DIR}/debian/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_PHONENUM_RUNTIME_PACKAGE_CONTROL_EXTRA
    ${PROJECT_BINARY_DIR}/debian/shlibs ${PROJECT_BINARY_DIR}/debian/triggers)
set(CPACK_DEBIAN_PHONENUM_RUNTIME_PACKAGE_MULTIARCH same) # before 3.31, CPack does not look at it
# The libraries that need libphonenum are beside it.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/src)

phonenum_package(phonenum_development libphonenum-dev libdevel
    "This package has what programs are built with: headers, static libraries,
what CMake and pkg-config need, the schema, and the documentation.")
set(CPACK_DEBIAN_PHONENUM_DEVELOPMENT_PACKAGE_MULTIARCH same)
set(CPACK_DEBIAN_PHONENUM_DEVELOPMENT_PACKAGE_DEPENDS
    "libphonenum${PHONENUM_SOVERSION} (= ${debian_version}), libprotobuf-c-dev, libzstd-dev")
set(CPACK_DEBIAN_PHONENUM_DEVELOPMENT_PACKAGE_SUGGESTS "libsqlite3-dev")

phonenum_package(phonenum_program phonenum utils
    "This package has the program, which encodes, decodes and checks records, and
an extension that lets SQLite read them.")
set(CPACK_DEBIAN_PHONENUM_PROGRAM_PACKAGE_SUGGESTS "sqlite3")

set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian/CompressManuals.cmake)
include(CPack)
