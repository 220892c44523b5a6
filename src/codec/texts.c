/*
 * Checking the texts of a record that are not all ASCII.
 */
#include "codec/texts.h"

#include "record/schema.h"
#include "wire/utf8.h"

bool phonenum_is_text_utf8(const phonenum_str *text)
{
    return text->size == 0 || (text->data && phonenum_utf8_valid_size(text->data, text->size) == text->size);
}

#define CHECK_TEXT(member) phonenum_is_text_utf8(&from->member)
#define CHECK_ENUM(member) true
#define CHECK_BOOL(member) true
#define CHECK_INT64(member) true
#define CHECK_JSON(member) true
#define CHECK_STRATEGY(member) true
#define CHECK_CUSTOM_STRATEGY(member) true
#define CHECK_OTP(member) verification_is_utf8(&from->verification)
#define CHECK_ADMIN(member) true
#define CHECK_LINKS(member) links_are_utf8(from->member, from->member##_count)
#define CHECK_CODES(member) codes_are_utf8(from->member, from->member##_count)
#define CHECK(MESSAGE, KIND, FIELD, member, json_name, detail) CHECK_##KIND(member) &&

static bool verification_is_utf8(const phonenum_verification *from)
{
    return from->kind == PHONENUM_VERIFICATION_NONE || (VERIFICATION_FIELDS(CHECK, CHECK) true);
}

static bool links_are_utf8(const phonenum_link *links, size_t count)
{
    bool are = true;
    for (size_t i = 0; i < count && are; i++) {
        const phonenum_link *from = &links[i];
        are = LINK_FIELDS(CHECK) true;
    }
    return are;
}

static bool codes_are_utf8(const phonenum_str *codes, size_t count)
{
    bool are = true;
    for (size_t i = 0; i < count && are; i++)
        are = phonenum_is_text_utf8(&codes[i]);
    return are;
}

bool phonenum_are_texts_utf8(const phonenum_record *from)
{
    return RECORD_FIELDS(CHECK) true;
}
