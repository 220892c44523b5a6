# What `cmake --install` puts where: libraries, headers, the schema, the manual, completions, and how CMake and
# pkg-config find the libraries.

include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/phonenum)
set(doc_dir ${CMAKE_INSTALL_DOCDIR})
if(NOT PHONENUM_IS_TOP_LEVEL)
    set(doc_dir ${CMAKE_INSTALL_DATAROOTDIR}/doc/phonenum) # the other one has the name of the other project
endif()
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# What is not said to be of another component is of this one: what programs are built with.
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME phonenum_development)
set(libraries LIBRARY COMPONENT phonenum_runtime NAMELINK_COMPONENT phonenum_development)

install(TARGETS phonenum_shared phonenum_static EXPORT phonenumTargets ${libraries})
install(DIRECTORY include/phonenum DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
    FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" PATTERN protobuf_c.h EXCLUDE PATTERN sqlite.h EXCLUDE
    PATTERN archive.h EXCLUDE)
install(FILES ${PROJECT_BINARY_DIR}/include/phonenum/export.h ${PROJECT_BINARY_DIR}/include/phonenum/version.h
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/phonenum)
install(DIRECTORY proto DESTINATION ${CMAKE_INSTALL_DATADIR}/phonenum FILES_MATCHING PATTERN "*.proto")
install(FILES proto/phone_number.binpb DESTINATION ${CMAKE_INSTALL_DATADIR}/phonenum)
include(cmake/InstalledPages.cmake)
install(DIRECTORY ${pages_dir}/ DESTINATION ${doc_dir} PATTERN CHANGELOG.md EXCLUDE)
install(DIRECTORY examples DESTINATION ${doc_dir} USE_SOURCE_PERMISSIONS
    PATTERN CMakeLists.txt EXCLUDE PATTERN "*.md" EXCLUDE)
install(DIRECTORY bench/results DESTINATION ${doc_dir}/bench PATTERN "*.md" EXCLUDE)
# Packages have these in their own form.
install(FILES ${pages_dir}/CHANGELOG.md LICENSE DESTINATION ${doc_dir} COMPONENT phonenum_notices)
install(FILES docs/man/phonenum.3 DESTINATION ${CMAKE_INSTALL_MANDIR}/man3)
if(PHONENUM_PROGRAM)
    install(FILES docs/man/phonenum.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT phonenum_program)
    install(FILES completions/phonenum.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        COMPONENT phonenum_program RENAME phonenum)
    install(FILES completions/_phonenum DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions
        COMPONENT phonenum_program)
    install(FILES completions/phonenum.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
        COMPONENT phonenum_program)
endif()
install(EXPORT phonenumTargets NAMESPACE phonenum:: DESTINATION ${package_dir})

if(PHONENUM_ARCHIVE)
    set_target_properties(phonenum_archive_shared PROPERTIES INSTALL_RPATH $ORIGIN)
    install(TARGETS phonenum_archive_shared phonenum_archive_static EXPORT phonenumArchiveTargets ${libraries})
    install(FILES include/phonenum/archive.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/phonenum)
    # An export of its own, so that those who don't ask for archives need no libzstd.
    install(EXPORT phonenumArchiveTargets NAMESPACE phonenum:: DESTINATION ${package_dir})
endif()

if(PHONENUM_PROTOBUF_C)
    # The two shared libraries lie side by side, so one finds the other wherever they are moved to.
    set_target_properties(phonenum_protobuf_c_shared PROPERTIES INSTALL_RPATH $ORIGIN)
    install(TARGETS phonenum_protobuf_c_shared phonenum_protobuf_c_static EXPORT phonenumProtobufCTargets ${libraries})
    install(FILES include/phonenum/protobuf_c.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/phonenum)
    install(FILES ${PROJECT_BINARY_DIR}/include/phonenum/v1/phone_number.pb-c.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/phonenum/v1)
    # An export of its own, so that those who don't ask for the bridge need no libprotobuf-c.
    install(EXPORT phonenumProtobufCTargets NAMESPACE phonenum:: DESTINATION ${package_dir})
endif()

if(PHONENUM_SQLITE)
    install(TARGETS phonenum_sqlite LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/sqlite3 COMPONENT phonenum_program)
    install(TARGETS phonenum_sqlite_static EXPORT phonenumSqliteTargets)
    install(FILES include/phonenum/sqlite.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/phonenum)
    # An export of its own, because it may need archives.
    install(EXPORT phonenumSqliteTargets NAMESPACE phonenum:: DESTINATION ${package_dir})
endif()

configure_package_config_file(cmake/phonenumConfig.cmake.in ${PROJECT_BINARY_DIR}/phonenumConfig.cmake
    INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
# While the major version is 0, every minor version may break what was.
if(PROJECT_VERSION_MAJOR EQUAL 0)
    set(compatibility SameMinorVersion)
else()
    set(compatibility SameMajorVersion)
endif()
write_basic_package_version_file(${PROJECT_BINARY_DIR}/phonenumConfigVersion.cmake COMPATIBILITY ${compatibility})
install(FILES ${PROJECT_BINARY_DIR}/phonenumConfig.cmake ${PROJECT_BINARY_DIR}/phonenumConfigVersion.cmake
    DESTINATION ${package_dir})

# Directories in a .pc file: told from where the file itself lies, so that an installed tree can be moved.
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR})
    set(pc_prefix ${CMAKE_INSTALL_PREFIX})
    set(pc_libdir ${CMAKE_INSTALL_LIBDIR})
else()
    file(RELATIVE_PATH pc_up /prefix/${pkgconfig_dir} /prefix)
    string(REGEX REPLACE "/$" "" pc_up ${pc_up})
    set(pc_prefix "\${pcfiledir}/${pc_up}")
    set(pc_libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
endif()
if(IS_ABSOLUTE ${CMAKE_INSTALL_INCLUDEDIR})
    set(pc_includedir ${CMAKE_INSTALL_INCLUDEDIR})
else()
    set(pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()

# phonenum_pkg_config(name): makes <name>.pc of cmake/<name>.pc.in, and installs it.
function(phonenum_pkg_config name)
    configure_file(${PROJECT_SOURCE_DIR}/cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/${name}.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${pkgconfig_dir})
endfunction()

phonenum_pkg_config(phonenum)
if(PHONENUM_ARCHIVE)
    phonenum_pkg_config(phonenum-archive)
endif()
if(PHONENUM_PROTOBUF_C)
    phonenum_pkg_config(phonenum-protobuf-c)
endif()

# What was installed last is removed by the target `uninstall`.
if(PHONENUM_IS_TOP_LEVEL)
    add_custom_target(uninstall
        COMMAND ${CMAKE_COMMAND} -DBUILD_DIR=${PROJECT_BINARY_DIR}
                -P ${PROJECT_SOURCE_DIR}/cmake/Uninstall.cmake
        VERBATIM)
endif()
