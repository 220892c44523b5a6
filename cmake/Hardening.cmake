# What makes a bug harder to exploit, in optimised builds, if the compiler and the linker know it. If the project is a
# part of another one, it is off unless asked for. It is also off for sanitizers, which do more than this, and for Windows,
# where mingw-w64's stack protector needs a DLL of its own.
include(CheckCCompilerFlag)
include(CheckCSourceCompiles)

# phonenum_check_link_option(option variable): sets the variable if the linker takes the option.
function(phonenum_check_link_option option variable)
    set(CMAKE_REQUIRED_LINK_OPTIONS "${option}")
    check_c_source_compiles("int main(void) { return 0; }" ${variable})
endfunction()

set(harden_usually ${PHONENUM_IS_TOP_LEVEL})
if(CMAKE_C_FLAGS MATCHES "-fsanitize" OR WIN32)
    set(harden_usually OFF)
endif()
option(PHONENUM_HARDEN "Harden optimised builds: stack protector, _FORTIFY_SOURCE, relro" ${harden_usually})

set(optimised $<OR:$<CONFIG:Release>,$<CONFIG:RelWithDebInfo>,$<CONFIG:MinSizeRel>>)
set(hardening_compile_options)
set(hardening_link_options)
if(PHONENUM_HARDEN)
    # What the compiler or the user has chosen stays.
    if(NOT CMAKE_C_FLAGS MATCHES "stack-protector")
        check_c_compiler_flag(-fstack-protector-strong PHONENUM_HAS_STACK_PROTECTOR)
        if(PHONENUM_HAS_STACK_PROTECTOR)
            list(APPEND hardening_compile_options -fstack-protector-strong)
        endif()
    endif()
    # With optimisation, because some compilers define it only then.
    set(CMAKE_REQUIRED_FLAGS -O2)
    check_c_source_compiles("
        #include <string.h>
        #ifdef _FORTIFY_SOURCE
        #error it is set
        #endif
        int main(void) { return (int)strlen(\"\"); }" PHONENUM_CAN_SET_FORTIFY_SOURCE)
    unset(CMAKE_REQUIRED_FLAGS)
    phonenum_check_link_option("LINKER:-z,relro,-z,now" PHONENUM_HAS_RELRO)
    if(PHONENUM_CAN_SET_FORTIFY_SOURCE)
        list(APPEND hardening_compile_options -D_FORTIFY_SOURCE=2)
    endif()
    if(PHONENUM_HAS_RELRO)
        list(APPEND hardening_link_options "LINKER:-z,relro,-z,now")
    endif()
endif()

# Hardens a target of the project's own, never those who link to it.
function(phonenum_harden target)
    target_compile_options(${target} PRIVATE "$<${optimised}:${hardening_compile_options}>")
    target_link_options(${target} PRIVATE "$<${optimised}:${hardening_link_options}>")
endfunction()
