# Builds for IBM Z: 64 bit, big-endian.
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(cross_compiler s390x-linux-gnu)
set(cross_emulator qemu-s390x)
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)
