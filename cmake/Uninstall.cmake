# Removes the files that CMake installed last. Folders stay, because others may use them.
#
# usage: cmake -DMANIFEST=FILE -P Uninstall.cmake
if(NOT EXISTS ${MANIFEST})
    message(FATAL_ERROR "There is no ${MANIFEST}: nothing was installed from this build folder")
endif()
file(STRINGS ${MANIFEST} installed)
foreach(path IN LISTS installed)
    set(path "$ENV{DESTDIR}${path}")
    message(STATUS "Removing ${path}")
    file(REMOVE "${path}")
endforeach()
