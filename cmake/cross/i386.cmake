# Builds for 32-bit PCs, as Debian's i386 has them: no SSE. Emulated too, so that any host will do.
set(CMAKE_SYSTEM_PROCESSOR i386)
set(cross_compiler i686-linux-gnu)
set(cross_emulator qemu-i386)
include(${CMAKE_CURRENT_LIST_DIR}/common.cmake)
