# Removes the files that CMake installed last, all or of components. Folders stay, because others may use them.
#
# usage: cmake -DBUILD_DIR=FOLDER -P Uninstall.cmake
file(GLOB manifests "${BUILD_DIR}/install_manifest*.txt")
if(NOT manifests)
    message(FATAL_ERROR "${BUILD_DIR} has no install_manifest.txt: nothing was installed from this build folder")
endif()
foreach(manifest IN LISTS manifests)
    file(STRINGS "${manifest}" installed)
    foreach(path IN LISTS installed)
        set(path "$ENV{DESTDIR}${path}")
        message(STATUS "Removing ${path}")
        file(REMOVE "${path}")
        if(EXISTS "${path}")
            message(FATAL_ERROR "${path} cannot be removed: it takes the permissions with which it was installed")
        endif()
    endforeach()
endforeach()
