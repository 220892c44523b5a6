/*
 * Checks of the pairs of functions that name the values of enums.
 */
#ifndef PHONENUM_TESTS_NAMES_H
#define PHONENUM_TESTS_NAMES_H

#include "support/check.h"

/* The name and nothing like it leads to the value. */
#define CHECK_NAME(type, number, text)                                        \
    do {                                                                      \
        phonenum_##type found = (phonenum_##type)77;                          \
        assert_string_equal(phonenum_##type##_name(number), text);            \
        assert_true(phonenum_##type##_from_name(PHONENUM_STR(text), &found)); \
        assert_int_equal(found, number);                                      \
        CHECK_NO_VALUE(type, PHONENUM_STR(text "x"));                         \
        CHECK_NO_VALUE(type, PHONENUM_STR(text "\0"));                        \
        CHECK_NO_VALUE(type, ((phonenum_str){text, sizeof(text) - 2}));       \
    } while (0)

#define CHECK_NO_VALUE(type, text)                              \
    do {                                                        \
        phonenum_##type none = (phonenum_##type)77;             \
        assert_false(phonenum_##type##_from_name(text, &none)); \
        assert_int_equal(none, 0);                              \
    } while (0)

/* Values from `end` on, and other texts, have no name. */
#define CHECK_NO_NAME(type, end)                                         \
    do {                                                                 \
        assert_null(phonenum_##type##_name((phonenum_##type)(end)));     \
        assert_null(phonenum_##type##_name((phonenum_##type) - 1));      \
        assert_null(phonenum_##type##_name((phonenum_##type)INT32_MIN)); \
        assert_null(phonenum_##type##_name((phonenum_##type)INT32_MAX)); \
        CHECK_NO_VALUE(type, PHONENUM_STR(""));                          \
        CHECK_NO_VALUE(type, phonenum_cstr(NULL));                       \
        CHECK_NO_VALUE(type, PHONENUM_STR("unspecified"));               \
        CHECK_NO_VALUE(type, PHONENUM_STR("VERIFIED"));                  \
    } while (0)

#endif
