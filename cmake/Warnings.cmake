# Warnings for the project's own targets; never for those who link to it.
function(phonenum_warnings target)
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
        $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>
        $<$<BOOL:${PHONENUM_WERROR}>:-Werror>)
endfunction()
