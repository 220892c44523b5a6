// Uses from C++ what the headers define beyond functions: the macros, the initialisers, the inline functions.
#include <phonenum/find.h>
#include <phonenum/inspect.h>
#include <phonenum/json.h>
#include <phonenum/phonenum.h>
#include <phonenum/stream.h>

static const phonenum_str static_text = PHONENUM_STR_INIT("static");
static const phonenum_record static_record = PHONENUM_RECORD_INIT;

static phonenum_str identity(phonenum_str text)
{
    return text;
}

bool uses_all_of_it(phonenum_arena *arena);

bool uses_all_of_it(phonenum_arena *arena)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.id = identity(PHONENUM_STR("id"));
    record.phone_number = phonenum_cstr("+15555550100");
    record.extra_json = static_text;
    record.has_object = true;
    record.object = PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER;
    phonenum_decode_options options = {};
    options.flags = PHONENUM_DECODE_BORROW;
    phonenum_error error;
    phonenum_bytes encoded;
    phonenum_status status = phonenum_encode_arena(&record, arena, &encoded, &error);
    if (status == PHONENUM_OK)
        status = phonenum_decode(encoded.data, encoded.size, &options, arena, &record, nullptr);
    phonenum_path path;
    phonenum_value value = {};
    if (status == PHONENUM_OK)
        status = phonenum_path_parse("verification.status", &path, &error);
    if (status == PHONENUM_OK)
        status = phonenum_find(encoded.data, encoded.size, &path, &value, nullptr);
    return value.type == PHONENUM_VALUE_ABSENT && status == PHONENUM_OK && !phonenum_equal(&record, &static_record) &&
           PHONENUM_VERSION_MAJOR >= 0;
}
